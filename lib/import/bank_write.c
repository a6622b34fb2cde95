/* SPDX-License-Identifier: MIT */
/* The records of bank statements and advices, each put together at once in the room of the writer. */
#include "import/bank_write.h"
#include "base/hash.h"
#include "import/bank_value.h"
#include "record/escape.h"

#include <stdio.h>

static const char *const payment_columns[] = {"payment",        "entity",          "date",
                                              "currency",       "amount",          "payer",
                                              "payer_account",  "reference",       "structured_reference",
                                              "customer",       "account",         "statement",
                                              "value_date",     "reversal",        "code",
                                              "bank_reference", "payer_reference", "details"};
static const char *const remittance_columns[] = {"payment",   "reference", "amount",   "discount",
                                                 "deduction", "reason",    "entity",   "currency",
                                                 "date",      "payer",     "customer", "purchase_order"};

enum ar_status ar_bank_start(struct ar_bank *bank, enum ar_bank_kind kind, struct ar_error *error)
{
    struct ar_text names[24];
    unsigned count = 0;
    if (bank->kind == kind)
        return AR_OK;
    if (bank->kind != AR_BANK_ANY)
        return ar_bank_bad(bank, error, 0,
                           "payments and remittances do not go into one stream: convert statements and advices apart");
    bank->kind = kind;
    size_t size = kind == AR_BANK_PAYMENTS ? sizeof payment_columns : sizeof remittance_columns;
    const char *const *columns = kind == AR_BANK_PAYMENTS ? payment_columns : remittance_columns;
    for (size_t i = 0; i < size / sizeof *columns; i++)
        names[count++] = ar_text_from(columns[i]);
    if (bank->options->source)
        names[count++] = AR_TEXT("source");
    ar_writer_header(bank->options->writer, names, count);
    if (kind == AR_BANK_REMITTANCES && ar_writer_open_memory(&bank->advice) != AR_OK)
        return ar_error_memory(error);
    return AR_OK;
}

/* ---- a record being put together --------------------------------------------------------------------------------- */

/* FIXED is for dates, amounts, separators and the line of the source; a byte of text takes three when it is cp1252. */
enum { FIXED = 512, LARGEST = 3, ROOM = 64 << 10 };

struct line {
    struct ar_bank *bank;
    struct ar_writer *out;
    char *begin, *at;
    bool apart; /* too long for the writer's room, so in bank->record */
    bool started; /* it has a field already */
    enum ar_status status;
};

/* For texts of `size` bytes in all. */
static void begin(struct line *line, struct ar_bank *bank, struct ar_writer *out, size_t size)
{
    size += bank->options->entity.size + (bank->options->source ? strlen(bank->label) : 0);
    size_t room = FIXED + LARGEST * size;
    *line = (struct line){.bank = bank, .out = out, .apart = room > ROOM};
    bank->record.size = 0;
    if (line->apart && (size > SIZE_MAX / 8 || ar_buffer_reserve(&bank->record, room) != AR_OK))
        line->status = AR_FAILED;
    else
        line->at = line->apart ? bank->record.at : ar_writer_room(out, room);
    line->begin = line->at;
}

static enum ar_status end(struct line *line, struct ar_error *error)
{
    struct ar_writer *out = line->out;
    size_t size = (size_t)(line->at - line->begin);
    if (line->status != AR_OK)
        return ar_error_memory(error);
    if (line->apart)
        ar_writer_bytes(out, (struct ar_text){line->begin, size});
    else
        ar_writer_used(out, size);
    ar_writer_end(out);
    line->bank->written++;
    return AR_OK;
}

/* The TAB before a field; true for the first. */
static bool begin_field(struct line *line)
{
    bool first = !line->started;
    line->started = true;
    if (!first)
        *line->at++ = '\t';
    return first;
}

/* What is known to need neither cleaning nor escapes. */
static void put_plain(struct line *line, struct ar_text text)
{
    begin_field(line);
    memcpy(line->at, text.at, text.size);
    line->at += text.size;
}

/* Bytes that are no text of the bank's, as they are. */
static void put_raw(struct line *line, struct ar_text text)
{
    bool first = begin_field(line);
    line->at += ar_escape(line->at, text, first);
}

static void put(struct line *line, struct ar_text text)
{
    bool first = begin_field(line);
    if (text.size == 0)
        return;
    if (ar_bank_copy_clean(line->at, text) && !(first && text.at[0] == '#')) {
        line->at += text.size;
        return;
    }
    struct ar_buffer *clean = &line->bank->line;
    if (ar_bank_clean(clean, text, &line->bank->recoded) != AR_OK)
        line->status = AR_FAILED;
    else
        line->at += ar_escape(line->at, ar_buffer_text(clean), first);
}

static void put_date(struct line *line, struct ar_date date)
{
    begin_field(line);
    if (ar_date_is_none(date))
        return;
    ar_date_format(line->at, date);
    line->at += AR_DATE_SIZE;
}

static void put_currency(struct line *line, struct ar_currency currency)
{
    begin_field(line);
    ar_currency_format(line->at, currency);
    line->at += AR_CURRENCY_SIZE;
}

static void put_amount(struct line *line, bool known, int64_t amount, struct ar_currency currency)
{
    begin_field(line);
    if (known)
        line->at += ar_amount_format(line->at, amount, ar_currency_digits(currency));
}

static void put_source(struct line *line, uint64_t number)
{
    const struct ar_bank *bank = line->bank;
    if (!bank->options->source)
        return;
    put_raw(line, ar_text_from(bank->label));
    *line->at++ = ':';
    line->at += ar_amount_format(line->at, (int64_t)number, 0);
}

/* ---- records ----------------------------------------------------------------------------------------------------- */

enum { SHORTEST = 5 }; /* RF and its check digits, and something that they check */

/* Zeros have right check digits, too, but stand for no reference. */
static bool is_zero(const struct ar_reference *reference)
{
    for (size_t i = 0; i < reference->size; i++)
        if (reference->compact[i] != '0')
            return false;
    return true;
}

/* Its groups may stand on both sides of a line's end. */
static enum ar_status find_in(struct ar_bank *bank, struct ar_reference *out, struct ar_text text)
{
    uint64_t recoded = 0;
    if (ar_reference_find(out, text, 0) && !is_zero(out))
        return AR_OK;
    out->size = 0;
    if (text.size == 0 || memchr(text.at, '\n', text.size) == NULL)
        return AR_OK;
    if (ar_bank_clean(&bank->line, text, &recoded) != AR_OK)
        return AR_FAILED;
    if (!ar_reference_find(out, ar_buffer_text(&bank->line), 0) || is_zero(out))
        out->size = 0;
    return AR_OK;
}

enum ar_status ar_bank_find_reference(struct ar_bank *bank, struct ar_bank_entry *entry, struct ar_reference *out,
                                      struct ar_error *error)
{
    struct ar_buffer *joined = &bank->joined;
    if (entry->structured.size > 0 && ar_reference_parse(out, entry->structured) && !is_zero(out))
        return AR_OK;
    if (entry->structured.size > 0) {
        joined->size = 0;
        if (ar_bank_join(joined, entry->structured, true) != AR_OK ||
            (entry->reference.size > 0 && ar_bank_join(joined, entry->reference, false) != AR_OK))
            return ar_error_memory(error);
        entry->reference = ar_buffer_text(joined);
    }
    if (find_in(bank, out, entry->reference) != AR_OK || (out->size == 0 && entry->payer_reference.size >= SHORTEST &&
                                                          find_in(bank, out, entry->payer_reference) != AR_OK))
        return ar_error_memory(error);
    return AR_OK;
}

static size_t total(const struct ar_text *texts, size_t count)
{
    size_t size = 0;
    for (size_t i = 0; i < count; i++)
        size += texts[i].size;
    return size;
}

enum ar_status ar_bank_write_payment(struct ar_bank *bank, const struct ar_bank_entry *entry,
                                     const struct ar_reference *reference, struct ar_error *error)
{
    struct line line;
    const struct ar_text texts[] = {entry->payer,
                                    entry->payer_account,
                                    entry->reference,
                                    entry->customer,
                                    ar_buffer_text(&bank->statement.account),
                                    ar_buffer_text(&bank->statement.number),
                                    entry->code,
                                    entry->bank_reference,
                                    entry->payer_reference,
                                    entry->details};
    begin(&line, bank, bank->options->writer, bank->key.size + total(texts, sizeof texts / sizeof *texts));
    if (line.status != AR_OK)
        return ar_error_memory(error);
    if (entry->payment.size > 0)
        put_raw(&line, ar_buffer_text(&bank->key)); /* of the payer's making */
    else
        put_plain(&line, ar_buffer_text(&bank->key));
    put_raw(&line, bank->options->entity);
    put_date(&line, entry->date);
    put_currency(&line, entry->currency);
    put_amount(&line, true, entry->amount, entry->currency);
    for (size_t i = 0; i < 3; i++)
        put(&line, texts[i]);
    put_plain(&line, (struct ar_text){reference->compact, reference->size});
    for (size_t i = 3; i < 6; i++)
        put(&line, texts[i]);
    put_date(&line, entry->value);
    put_plain(&line, entry->reversal ? AR_TEXT("yes") : AR_TEXT("no"));
    for (size_t i = 6; i < 10; i++)
        put(&line, texts[i]);
    put_source(&line, entry->line);
    return end(&line, error);
}

enum ar_status ar_bank_advise(struct ar_bank *bank, const struct ar_bank_advice *advice, struct ar_error *error)
{
    struct line line;
    enum ar_status status = ar_bank_start(bank, AR_BANK_REMITTANCES, error);
    const struct ar_text texts[] = {advice->payment, advice->reference, advice->reason,
                                    advice->payer,   advice->customer,  advice->purchase_order};
    if (status != AR_OK)
        return status;
    begin(&line, bank, &bank->advice, total(texts, sizeof texts / sizeof *texts));
    if (line.status != AR_OK)
        return ar_error_memory(error);
    put(&line, texts[0]);
    put(&line, texts[1]);
    put_amount(&line, advice->has_amount, advice->amount, advice->currency);
    put_amount(&line, advice->has_discount, advice->discount, advice->currency);
    put_amount(&line, advice->has_deduction, advice->deduction, advice->currency);
    put(&line, texts[2]);
    put_raw(&line, bank->options->entity);
    put_currency(&line, advice->currency);
    put_date(&line, advice->date);
    for (size_t i = 3; i < 6; i++)
        put(&line, texts[i]);
    bank->advice_hash = ar_hash((struct ar_text){line.begin, (size_t)(line.at - line.begin)}, bank->advice_hash);
    put_source(&line, advice->line);
    return end(&line, error);
}
