/* SPDX-License-Identifier: MIT */
/* The sink of the bank formats: adds up statements, tells entries apart, writes records. */
#include "import/bank.h"
#include "base/hash.h"
#include "import/bank_value.h"
#include "ledger/reference.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* An entry by the hash of its content: how often it was written, and met in the newest statement that has it. */
struct ar_bank_seen {
    uint64_t hash, statement;
    uint32_t total, here; /* total 0: a free place */
};

const char *ar_bank_format_name(enum ar_bank_format format)
{
    static const char *const names[] = {"auto", "mt940", "bai2", "camt", "ofx", "x12-820", "note"};
    return names[format];
}

enum ar_status ar_bank_bad(const struct ar_bank *bank, struct ar_error *error, uint64_t line, const char *format, ...)
{
    char message[400];
    va_list list;
    va_start(list, format);
    vsnprintf(message, sizeof message, format, list);
    va_end(list);
    enum ar_status status = ar_error_set(error, AR_BAD_DATA, "%s", message);
    ar_error_place(error, bank->label, line);
    return status;
}

enum ar_status ar_bank_bad_value(const struct ar_bank *bank, struct ar_error *error, uint64_t line, const char *reason,
                                 struct ar_text value)
{
    enum ar_status status = ar_bank_bad(bank, error, line, "%s", reason);
    if (value.size > 0)
        ar_error_value(error, value);
    return status;
}

enum ar_status ar_bank_differs(struct ar_bank *bank, struct ar_error *error, uint64_t line, const char *format, ...)
{
    char message[400], place[700];
    va_list list;
    va_start(list, format);
    vsnprintf(message, sizeof message, format, list);
    va_end(list);
    if (!bank->options->unbalanced)
        return ar_bank_bad(bank, error, line, "%s", message);
    snprintf(place, sizeof place, "%s:%llu: %s", bank->label, (unsigned long long)line, message);
    bank->options->warn(bank->options->context, place);
    return AR_OK;
}

enum ar_status ar_bank_init(struct ar_bank *bank, const struct ar_bank_options *options, struct ar_error *error)
{
    *bank = (struct ar_bank){.options = options, .label = ""};
    bank->seen_capacity = 1024;
    bank->seen = calloc(bank->seen_capacity, sizeof *bank->seen);
    return bank->seen != NULL ? AR_OK : ar_error_memory(error);
}

void ar_bank_free(struct ar_bank *bank)
{
    free(bank->seen);
    ar_buffer_free(&bank->key);
    ar_buffer_free(&bank->line);
    ar_buffer_free(&bank->statement.account);
    ar_buffer_free(&bank->statement.number);
    for (size_t i = 0; i < sizeof bank->text / sizeof *bank->text; i++)
        ar_buffer_free(&bank->text[i]);
    *bank = (struct ar_bank){0};
}

static void say(struct ar_bank *bank, uint64_t count, const char *one, const char *many)
{
    char message[300];
    if (count == 0)
        return;
    snprintf(message, sizeof message, "%llu %s", (unsigned long long)count, count == 1 ? one : many);
    bank->options->warn(bank->options->context, message);
}

void ar_bank_finish(struct ar_bank *bank)
{
    say(bank, bank->pending, "entry is not booked yet and left out", "entries are not booked yet and left out");
    say(bank, bank->repeated, "entry came before in another statement and is left out",
        "entries came before in another statement and are left out");
    say(bank, bank->recoded, "text is not UTF-8 and was read as cp1252; --encoding names another",
        "texts are not UTF-8 and were read as cp1252; --encoding names another");
}

void ar_bank_begin(struct ar_bank *bank, uint64_t line)
{
    struct ar_bank_statement *statement = &bank->statement;
    struct ar_buffer account = statement->account, number = statement->number;
    account.size = number.size = 0;
    *statement = (struct ar_bank_statement){.account = account, .number = number, .line = line};
    bank->statements++;
}

/* ---- what adds up ------------------------------------------------------------------------------------------------ */

static enum ar_status differs(struct ar_bank *bank, uint64_t line, struct ar_error *error)
{
    struct ar_bank_statement *statement = &bank->statement;
    struct ar_currency currency = statement->opening.currency;
    char name[AR_CURRENCY_SIZE], amount[3][AR_AMOUNT_SIZE];
    ar_int128 expected = statement->opening.amount + statement->sum;
    ar_currency_format(name, currency);
    const ar_int128 sums[3] = {expected, statement->closing.amount, statement->closing.amount - expected};
    int size[3];
    for (int i = 0; i < 3; i++)
        size[i] = (int)ar_sum_format(amount[i], sums[i], ar_currency_digits(currency));
    return ar_bank_differs(bank, error, line,
                           "statement %.*s of account %.*s: opening balance and entries come to %.3s %.*s, the closing "
                           "balance is %.*s: %.*s more",
                           (int)statement->number.size, ar_buffer_text(&statement->number).at,
                           (int)statement->account.size, ar_buffer_text(&statement->account).at, name, size[0],
                           amount[0], size[1], amount[1], size[2], amount[2]);
}

enum ar_status ar_bank_end(struct ar_bank *bank, uint64_t line, struct ar_error *error)
{
    const struct ar_bank_statement *statement = &bank->statement;
    if (!statement->opening.known || !statement->closing.known)
        return AR_OK;
    if (statement->opening.currency.code != statement->closing.currency.code || statement->mixed)
        return ar_bank_differs(bank, error, line,
                               "statement %.*s of account %.*s: balances and entries are not of one currency",
                               (int)statement->number.size, ar_buffer_text(&statement->number).at,
                               (int)statement->account.size, ar_buffer_text(&statement->account).at);
    if (statement->opening.amount + statement->sum != statement->closing.amount)
        return differs(bank, line, error);
    return AR_OK;
}

/* ---- what is the same -------------------------------------------------------------------------------------------- */

static enum ar_status add_key(struct ar_bank *bank, struct ar_text part)
{
    enum ar_status status = ar_buffer_add(&bank->key, part);
    return status == AR_OK ? ar_buffer_add_char(&bank->key, '\0') : status;
}

/* Account, day, amount, parties and references. Without a reference of the bank two payments can look alike, and then
   the place in the statement is part of it. */
static enum ar_status make_key(struct ar_bank *bank, const struct ar_bank_entry *entry)
{
    struct ar_bank_statement *statement = &bank->statement;
    bool told_apart = entry->bank_reference.size > 0;
    const uint64_t numbers[5] = {(uint64_t)entry->date.days, (uint64_t)entry->amount, entry->currency.code,
                                 told_apart ? 0 : statement->entries,
                                 told_apart ? 0 : (uint64_t)statement->opening.amount};
    char bytes[sizeof numbers]; /* the same on machines of either byte order */
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)(numbers[i / 8] >> (i % 8 * 8) & 0xff);
    const struct ar_text parts[] = {{bytes, sizeof bytes},
                                    ar_buffer_text(&statement->account),
                                    entry->payer,
                                    entry->payer_account,
                                    entry->reference,
                                    entry->structured,
                                    entry->payer_reference,
                                    entry->bank_reference,
                                    told_apart ? AR_TEXT("") : ar_buffer_text(&statement->number)};
    bank->key.size = 0;
    enum ar_status status = AR_OK;
    for (size_t i = 0; status == AR_OK && i < sizeof parts / sizeof *parts; i++)
        status = add_key(bank, parts[i]);
    return status;
}

static struct ar_bank_seen *place(struct ar_bank_seen *table, size_t capacity, uint64_t hash, uint64_t seed)
{
    size_t at = (size_t)((hash ^ seed) * UINT64_C(0x9e3779b97f4a7c15) >> 20) & (capacity - 1);
    while (table[at].total != 0 && table[at].hash != hash)
        at = (at + 1) & (capacity - 1);
    return &table[at];
}

static enum ar_status grow_seen(struct ar_bank *bank, struct ar_error *error)
{
    size_t capacity = bank->seen_capacity * 2;
    struct ar_bank_seen *table = calloc(capacity, sizeof *table);
    if (table == NULL)
        return ar_error_memory(error);
    for (size_t i = 0; i < bank->seen_capacity; i++)
        if (bank->seen[i].total != 0)
            *place(table, capacity, bank->seen[i].hash, bank->options->seed) = bank->seen[i];
    free(bank->seen);
    bank->seen = table;
    bank->seen_capacity = capacity;
    return AR_OK;
}

/* 20260105-90f408a1c9abe097 */
static size_t write_identity(char *out, struct ar_date date, uint64_t hash)
{
    char day[AR_DATE_SIZE];
    size_t size = 0;
    ar_date_format(day, date);
    for (size_t i = 0; i < AR_DATE_SIZE; i++)
        if (day[i] != '-')
            out[size++] = day[i];
    out[size++] = '-';
    for (unsigned shift = 64; shift > 0; shift -= 4)
        out[size++] = "0123456789abcdef"[hash >> (shift - 4) & 15];
    return size;
}

/* Puts the identity into bank->key; *again: it came before in another statement and is to be left out. */
static enum ar_status identify(struct ar_bank *bank, const struct ar_bank_entry *entry, bool *again,
                               struct ar_error *error)
{
    char id[64];
    *again = false;
    if (make_key(bank, entry) != AR_OK)
        return ar_error_memory(error);
    uint64_t hash = ar_hash(ar_buffer_text(&bank->key), 0); /* XXH3-64 with seed 0: the same everywhere and always */
    if (bank->seen_count * 4 >= bank->seen_capacity * 3 && grow_seen(bank, error) != AR_OK)
        return AR_FAILED;
    struct ar_bank_seen *seen = place(bank->seen, bank->seen_capacity, hash, bank->options->seed);
    if (seen->total == 0) {
        *seen = (struct ar_bank_seen){.hash = hash, .statement = bank->statements};
        bank->seen_count++;
    } else if (seen->statement != bank->statements) {
        seen->statement = bank->statements;
        seen->here = 0;
    }
    size_t size = write_identity(id, entry->date, hash);
    if (++seen->here <= seen->total && bank->options->duplicates != AR_BANK_KEEP) {
        *again = true;
        bank->repeated++;
        if (bank->options->duplicates == AR_BANK_FAIL)
            return ar_bank_bad(bank, error, entry->line,
                               "this entry came before in another statement (%.*s); --duplicates skip leaves it out",
                               (int)size, id);
        return AR_OK;
    }
    if (++seen->total > 1)
        size += (size_t)snprintf(id + size, sizeof id - size, "-%u", (unsigned)seen->total);
    bank->key.size = 0;
    return ar_buffer_add(&bank->key, (struct ar_text){id, size}) == AR_OK ? AR_OK : ar_error_memory(error);
}

/* ---- what is written --------------------------------------------------------------------------------------------- */

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
    return AR_OK;
}

static enum ar_status clean(struct ar_bank *bank, struct ar_text text, struct ar_error *error)
{
    if (ar_bank_is_clean(text)) {
        ar_writer_field(bank->options->writer, text);
        return AR_OK;
    }
    if (ar_bank_clean(&bank->line, text, &bank->recoded) != AR_OK)
        return ar_error_memory(error);
    ar_writer_field(bank->options->writer, ar_buffer_text(&bank->line));
    return AR_OK;
}

static enum ar_status write_source(struct ar_bank *bank, uint64_t line, struct ar_error *error)
{
    char number[24];
    if (!bank->options->source)
        return AR_OK;
    int size = snprintf(number, sizeof number, ":%llu", (unsigned long long)line);
    struct ar_buffer *out = &bank->text[0];
    out->size = 0;
    if (ar_buffer_add(out, ar_text_from(bank->label)) != AR_OK ||
        ar_buffer_add(out, (struct ar_text){number, (size_t)size}) != AR_OK)
        return ar_error_memory(error);
    ar_writer_field(bank->options->writer, ar_buffer_text(out));
    return AR_OK;
}

/* The reference said to be one when its check digits hold, else the first in the text. What was said to be one and is
   not becomes text. */
static enum ar_status find_reference(struct ar_bank *bank, struct ar_bank_entry *entry, struct ar_reference *found,
                                     struct ar_error *error)
{
    struct ar_buffer *joined = &bank->text[1];
    if (entry->structured.size > 0 && ar_reference_parse(found, entry->structured))
        return AR_OK;
    if (entry->structured.size > 0) {
        joined->size = 0;
        if (ar_bank_join(joined, entry->structured, true) != AR_OK ||
            (entry->reference.size > 0 && ar_bank_join(joined, entry->reference, false) != AR_OK))
            return ar_error_memory(error);
        entry->reference = ar_buffer_text(joined);
    }
    if (!ar_reference_find(found, entry->reference, 0) && !ar_reference_find(found, entry->payer_reference, 0))
        found->size = 0;
    return AR_OK;
}

static enum ar_status write_payment(struct ar_bank *bank, struct ar_bank_entry entry, struct ar_error *error)
{
    struct ar_writer *out = bank->options->writer;
    struct ar_reference found = {.size = 0};
    enum ar_status status = find_reference(bank, &entry, &found, error);
    if (status != AR_OK)
        return status;
    ar_writer_field(out, entry.payment.size > 0 ? entry.payment : ar_buffer_text(&bank->key));
    ar_writer_field(out, bank->options->entity);
    ar_writer_date(out, entry.date);
    ar_writer_currency(out, entry.currency);
    ar_writer_amount(out, entry.amount, entry.currency);
    const struct ar_text first[] = {entry.payer, entry.payer_account, entry.reference};
    for (size_t i = 0; status == AR_OK && i < 3; i++)
        status = clean(bank, first[i], error);
    ar_writer_field(out, (struct ar_text){found.compact, found.size});
    const struct ar_text second[] = {entry.customer, ar_buffer_text(&bank->statement.account),
                                     ar_buffer_text(&bank->statement.number)};
    for (size_t i = 0; status == AR_OK && i < 3; i++)
        status = clean(bank, second[i], error);
    ar_writer_date(out, entry.value);
    ar_writer_field(out, entry.reversal ? AR_TEXT("yes") : AR_TEXT("no"));
    const struct ar_text third[] = {entry.code, entry.bank_reference, entry.payer_reference, entry.details};
    for (size_t i = 0; status == AR_OK && i < 4; i++)
        status = clean(bank, third[i], error);
    if (status == AR_OK)
        status = write_source(bank, entry.line, error);
    ar_writer_end(out);
    bank->written++;
    return status;
}

static void count(struct ar_bank_statement *statement, const struct ar_bank_entry *entry)
{
    statement->entries++;
    statement->sum += entry->amount;
    if (entry->amount < 0) {
        statement->debits -= entry->amount;
        statement->debits_count++;
    } else {
        statement->credits += entry->amount;
        statement->credits_count++;
    }
    if (statement->currency.code == 0)
        statement->currency = entry->currency;
    else if (entry->currency.code != statement->currency.code)
        statement->mixed = true;
}

enum ar_status ar_bank_add(struct ar_bank *bank, const struct ar_bank_entry *entry, struct ar_error *error)
{
    bool again;
    count(&bank->statement, entry);
    if (bank->options->credits_only && (entry->sweep || (entry->amount < 0) != entry->reversal))
        return AR_OK;
    if (entry->payment.size == 0) {
        enum ar_status status = identify(bank, entry, &again, error);
        if (status != AR_OK || again)
            return status;
    }
    enum ar_status status = ar_bank_start(bank, AR_BANK_PAYMENTS, error);
    return status == AR_OK ? write_payment(bank, *entry, error) : status;
}

static void write_amount(struct ar_writer *out, bool known, int64_t amount, struct ar_currency currency)
{
    if (known)
        ar_writer_amount(out, amount, currency);
    else
        ar_writer_field(out, AR_TEXT(""));
}

enum ar_status ar_bank_advise(struct ar_bank *bank, const struct ar_bank_advice *advice, struct ar_error *error)
{
    struct ar_writer *out = bank->options->writer;
    enum ar_status status = ar_bank_start(bank, AR_BANK_REMITTANCES, error);
    if (status == AR_OK)
        status = clean(bank, advice->payment, error);
    if (status == AR_OK)
        status = clean(bank, advice->reference, error);
    if (status != AR_OK)
        return status;
    write_amount(out, advice->has_amount, advice->amount, advice->currency);
    write_amount(out, advice->has_discount, advice->discount, advice->currency);
    write_amount(out, advice->has_deduction, advice->deduction, advice->currency);
    status = clean(bank, advice->reason, error);
    ar_writer_field(out, bank->options->entity);
    ar_writer_currency(out, advice->currency);
    ar_writer_date(out, advice->date);
    const struct ar_text rest[] = {advice->payer, advice->customer, advice->purchase_order};
    for (size_t i = 0; status == AR_OK && i < 3; i++)
        status = clean(bank, rest[i], error);
    if (status == AR_OK)
        status = write_source(bank, advice->line, error);
    ar_writer_end(out);
    bank->written++;
    return status;
}
