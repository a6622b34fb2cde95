/* SPDX-License-Identifier: MIT */
/* One plain-text advice: its amounts, its day, its identity, and a record an invoice. */
#include "import/advice_note.h"
#include "base/hash.h"
#include "import/advice_amount.h"
#include "import/bank_value.h"
#include "import/day.h"

#include <stdio.h>

struct summary { /* of a note */
    bool blocks; /* each document has its amount */
    struct ar_currency currency;
    struct ar_date date;
    bool has_amount;
    int64_t amount;
    struct ar_text identity;
};

void ar_advice_note_clear(struct ar_advice_note *note)
{
    for (size_t i = 0; i < AR_ADVICE_KEYS; i++) {
        note->values[i].size = 0;
        note->lines[i] = 0;
    }
    note->body.size = note->identity.size = note->text.size = 0;
    note->block_count = note->table.count = 0;
    note->line = 0;
}

void ar_advice_note_free(struct ar_advice_note *note)
{
    for (size_t i = 0; i < AR_ADVICE_KEYS; i++)
        ar_buffer_free(&note->values[i]);
    ar_buffer_free(&note->body);
    ar_buffer_free(&note->identity);
    ar_buffer_free(&note->text);
    ar_advice_blocks_free(note);
}

static struct ar_text value(const struct ar_advice_note *note, enum ar_advice_key key)
{
    return ar_buffer_text(&note->values[key]);
}

/* "apply $75.00 to INV-4711" in the text. */
static bool find_share(const struct ar_advice_note *note, struct ar_text invoice, struct ar_currency currency,
                       int64_t *out)
{
    struct ar_text body = ar_buffer_text(&note->body), rest;
    for (size_t at = ar_advice_find_word(body, invoice, 0); at < body.size;
         at = ar_advice_find_word(body, invoice, at + 1)) {
        if (at < 5 || (memcmp(body.at + at - 4, " to ", 4) != 0 && memcmp(body.at + at - 4, "for ", 4) != 0))
            continue;
        size_t end = at - 4, begin = end;
        while (begin > 0 && body.at[begin - 1] != ' ')
            begin--;
        if (ar_advice_cut_amount((struct ar_text){body.at + begin, end - begin}, currency, out, &rest) &&
            rest.size == 0)
            return true;
    }
    return false;
}

/* ---- what a note says as a whole --------------------------------------------------------------------------------- */

/* Such as people write, of which there is but one reading: 30 June 2026, June 30, 2026, 06/30/2026. */
static enum ar_status read_written_day(struct ar_text text, struct ar_date *out)
{
    static const char *const formats[] = {"dmy", "mdy", "%d %B %Y", "%B %d, %Y", "%b %d, %Y"};
    bool found = false, dots = text.size > 0 && memchr(text.at, '.', text.size) != NULL;
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        if (dots && i == 1)
            continue; /* 09.01.2026 is the ninth wherever people write it so */
        struct ar_day_format format = {0};
        struct ar_error error;
        struct ar_date day;
        if (ar_day_format_parse(&format, ar_text_from(formats[i]), &error) != AR_OK ||
            ar_day_parse(&day, text, &format, NULL) != AR_OK)
            continue;
        if (found && day.days != out->days)
            return AR_BAD_DATA;
        *out = day;
        found = true;
    }
    return found ? AR_OK : AR_BAD_DATA;
}

/* 2026-09-18, or of an e-mail: Fri, 19 Sep 2026 09:14:00 -0700, the sender's own day. */
static enum ar_status read_day(struct ar_text text, struct ar_date *out)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    if (ar_date_parse(out, text) == AR_OK || read_written_day(text, out) == AR_OK)
        return AR_OK;
    if (text.size > 5 && text.at[3] == ',')
        text = ar_bank_trim((struct ar_text){text.at + 4, text.size - 4});
    struct ar_text day = ar_text_cut(&text, ' '), month = ar_text_cut(&text, ' '), year = ar_text_cut(&text, ' ');
    if (!ar_all_digits(day) || day.size > 2 || month.size != 3 || year.size != 4 || !ar_all_digits(year))
        return AR_BAD_DATA;
    int number = day.size == 1 ? day.at[0] - '0' : (day.at[0] - '0') * 10 + day.at[1] - '0', of_year = 0;
    for (size_t i = 0; i < 4; i++)
        of_year = of_year * 10 + year.at[i] - '0';
    for (int i = 0; i < 12; i++)
        if (memcmp(month.at, months + (size_t)i * 3, 3) == 0)
            return ar_date_from_civil(out, of_year, i + 1, number);
    return AR_BAD_DATA;
}

static enum ar_status bad(const struct ar_bank *bank, const struct ar_advice_note *note, enum ar_advice_key key,
                          const char *reason, struct ar_error *error)
{
    return ar_bank_bad_value(bank, error, note->lines[key] ? note->lines[key] : note->line, reason, value(note, key));
}

/* Named by `Currency:`, by the sign of the amount, or by --currency. */
static enum ar_status read_currency(const struct ar_bank *bank, const struct ar_advice_note *note,
                                    struct ar_currency *out, struct ar_error *error)
{
    *out = AR_CURRENCY_NONE;
    if (value(note, AR_ADVICE_CURRENCY).size > 0 && ar_currency_parse(out, value(note, AR_ADVICE_CURRENCY)) != AR_OK)
        return bad(bank, note, AR_ADVICE_CURRENCY, "not a currency of ISO 4217", error);
    if (out->code == 0 && bank->options->currency.code != 0)
        *out = bank->options->currency;
    if (out->code == 0)
        ar_advice_find_currency(value(note, AR_ADVICE_AMOUNT), out);
    for (size_t i = 0; i < note->block_count && out->code == 0; i++)
        ar_advice_find_currency(ar_buffer_text(&note->blocks[i].texts[AR_ADVICE_ITS_CASH]), out);
    if (out->code == 0)
        return bad(bank, note, AR_ADVICE_AMOUNT, "an amount without a currency; --currency names it", error);
    return AR_OK;
}

/* Batch and check number, as far as there are; otherwise made from the content. */
static enum ar_status identify(struct ar_advice_note *note, struct summary *out)
{
    static const enum ar_advice_key parts[] = {AR_ADVICE_PAYER, AR_ADVICE_CUSTOMER, AR_ADVICE_AMOUNT, AR_ADVICE_DATE,
                                               AR_ADVICE_SENT,  AR_ADVICE_INVOICES, AR_ADVICE_ORDER,  AR_ADVICE_MEMO};
    struct ar_buffer *id = &note->identity;
    char made[32];
    enum ar_status status = ar_buffer_add(id, value(note, AR_ADVICE_BATCH));
    if (status == AR_OK && id->size > 0 && value(note, AR_ADVICE_CHECK).size > 0)
        status = ar_buffer_add_char(id, '/');
    if (status == AR_OK)
        status = ar_buffer_add(id, value(note, AR_ADVICE_CHECK));
    if (status == AR_OK && id->size == 0) {
        note->text.size = 0;
        for (size_t i = 0; status == AR_OK && i < sizeof parts / sizeof *parts; i++) {
            status = ar_buffer_add(&note->text, value(note, parts[i]));
            if (status == AR_OK)
                status = ar_buffer_add_char(&note->text, '\0');
        }
        if (status == AR_OK)
            status = ar_buffer_add(&note->text, value(note, AR_ADVICE_ITS_AMOUNT));
        int size = snprintf(made, sizeof made, "note-%016llx",
                            (unsigned long long)ar_hash(ar_buffer_text(&note->text), 0)); /* the same always */
        if (status == AR_OK)
            status = ar_buffer_add(id, (struct ar_text){made, (size_t)size});
    }
    out->identity = ar_buffer_text(id);
    return status;
}

/* Documents with an amount of their own: they must make up the payment, and do so when it does not say its amount. */
static enum ar_status read_blocks(struct ar_bank *bank, struct ar_advice_note *note, struct summary *out,
                                  struct ar_error *error)
{
    ar_int128 sum;
    enum ar_status status = ar_advice_blocks_read(bank, note, out->currency, &sum, error);
    if (status != AR_OK)
        return status;
    note->values[AR_ADVICE_DISCOUNT].size = note->loose[AR_ADVICE_DISCOUNT];
    note->values[AR_ADVICE_DEDUCTION].size = note->loose[AR_ADVICE_DEDUCTION];
    if (out->has_amount)
        return ar_advice_blocks_check(bank, note, sum, out->amount, error);
    out->has_amount = true;
    if (ar_amount_from_sum(&out->amount, sum) == AR_OK)
        return AR_OK;
    return ar_bank_bad(bank, error, note->line, "the amounts for the invoices are more than an amount can be");
}

static enum ar_status summarise(struct ar_bank *bank, struct ar_advice_note *note, struct summary *out,
                                struct ar_error *error)
{
    struct ar_text rest;
    *out = (struct summary){.date = AR_DATE_NONE, .blocks = ar_advice_has_blocks(note)};
    if (!out->blocks && note->lines[AR_ADVICE_ITS_AMOUNT] != 0) { /* the one amount there is */
        const struct ar_buffer unused = note->values[AR_ADVICE_AMOUNT];
        note->values[AR_ADVICE_AMOUNT] = note->values[AR_ADVICE_ITS_AMOUNT];
        note->values[AR_ADVICE_ITS_AMOUNT] = unused;
        note->lines[AR_ADVICE_AMOUNT] = note->lines[AR_ADVICE_ITS_AMOUNT];
    }
    enum ar_status status = read_currency(bank, note, &out->currency, error);
    if (status != AR_OK)
        return status;
    out->has_amount = value(note, AR_ADVICE_AMOUNT).size > 0;
    if (out->has_amount &&
        (!ar_advice_cut_amount(value(note, AR_ADVICE_AMOUNT), out->currency, &out->amount, &rest) || rest.size > 0))
        return bad(bank, note, AR_ADVICE_AMOUNT, "not an amount in the currency of the advice", error);
    if (out->blocks && (status = read_blocks(bank, note, out, error)) != AR_OK)
        return status;
    enum ar_advice_key day = value(note, AR_ADVICE_DATE).size > 0 ? AR_ADVICE_DATE : AR_ADVICE_SENT;
    if (value(note, day).size > 0 && read_day(value(note, day), &out->date) != AR_OK)
        return bad(bank, note, day, "not a date, YYYY-MM-DD", error);
    return identify(note, out) == AR_OK ? AR_OK : ar_error_memory(error);
}

/* ---- records ----------------------------------------------------------------------------------------------------- */

static enum ar_status write_payment(struct ar_bank *bank, struct ar_advice_note *note, const struct summary *summary,
                                    struct ar_error *error)
{
    static const enum ar_advice_key texts[] = {AR_ADVICE_INVOICES, AR_ADVICE_ORDER, AR_ADVICE_REFERENCE,
                                               AR_ADVICE_REASON,   AR_ADVICE_MEMO,  AR_ADVICE_SUBJECT};
    const struct ar_text none = AR_TEXT("");
    if (!summary->has_amount)
        return bad(bank, note, AR_ADVICE_AMOUNT, "an advice without an amount is no payment", error);
    if (ar_date_is_none(summary->date))
        return bad(bank, note, AR_ADVICE_DATE, "an advice without a date is no payment", error);
    note->text.size = 0;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (value(note, texts[i]).size > 0 && ar_bank_join(&note->text, value(note, texts[i]), false) != AR_OK)
            return ar_error_memory(error);
    ar_bank_begin(bank, note->line);
    struct ar_bank_entry entry = {.date = summary->date,
                                  .value = AR_DATE_NONE,
                                  .currency = summary->currency,
                                  .amount = summary->amount,
                                  .payer = value(note, AR_ADVICE_PAYER),
                                  .payer_account = value(note, AR_ADVICE_ACCOUNT),
                                  .reference = ar_buffer_text(&note->text),
                                  .structured = none,
                                  .payer_reference = value(note, AR_ADVICE_CHECK),
                                  .bank_reference = value(note, AR_ADVICE_BATCH),
                                  .code = AR_TEXT("note"),
                                  .details = value(note, AR_ADVICE_DEDUCTION),
                                  .customer = value(note, AR_ADVICE_CUSTOMER),
                                  .payment = summary->identity,
                                  .line = note->line};
    return ar_bank_add(bank, &entry, error);
}

enum { PARTS_MOST = 32 };

struct part { /* a deduction or discount, with its own words */
    bool used;
    int64_t amount;
    struct ar_text words;
};

struct parts {
    struct part at[PARTS_MOST];
    size_t count;
};

/* One a line. */
static enum ar_status read_parts(const struct ar_bank *bank, const struct ar_advice_note *note, enum ar_advice_key key,
                                 struct ar_currency currency, struct parts *out, struct ar_error *error)
{
    struct ar_text text = value(note, key);
    out->count = 0;
    while (text.at != NULL) {
        struct ar_text line = ar_bank_trim(ar_text_cut(&text, '\n'));
        if (line.size == 0)
            continue;
        if (out->count == PARTS_MOST)
            return bad(bank, note, key, "more than 32 of them in one advice", error);
        struct part *part = &out->at[out->count++];
        part->used = false;
        if (!ar_advice_cut_less(line, currency, &part->amount, &part->words))
            return bad(bank, note, key, "does not begin with an amount in the currency of the advice", error);
        while (part->words.size > 0 && memchr("-:,; ", part->words.at[0], 5) != NULL)
            part->words = (struct ar_text){part->words.at + 1, part->words.size - 1};
    }
    return AR_OK;
}

/* What belongs to the only invoice, or to the one that the words name: their sum; the words, joined, go to `words`. */
static enum ar_status take_parts(struct parts *parts, struct ar_text invoice, size_t invoices, bool *any, int64_t *sum,
                                 struct ar_buffer *words)
{
    words->size = 0;
    for (size_t i = 0; i < parts->count; i++) {
        struct part *part = &parts->at[i];
        if (part->used || (invoices != 1 && ar_advice_find_word(part->words, invoice, 0) == part->words.size))
            continue;
        part->used = *any = true;
        if (ar_amount_add(sum, *sum, part->amount) != AR_OK)
            return AR_BAD_DATA;
        if (words->size > 0 && part->words.size > 0 && ar_buffer_add_char(words, ';') != AR_OK)
            return AR_FAILED;
        if (part->words.size > 0 && ar_bank_join(words, part->words, false) != AR_OK)
            return AR_FAILED;
    }
    return AR_OK;
}

struct records { /* being written for one note */
    struct ar_bank_advice advice; /* what all have alike */
    struct parts deductions, discounts;
    struct ar_text list; /* of what it pays */
    size_t invoices, shares;
    ar_int128 sum;
};

/* `share`: of the payment, where the list has amounts; NULL: it has none for it. */
static enum ar_status write_invoice(struct ar_bank *bank, struct ar_advice_note *note, const struct summary *summary,
                                    struct records *records, struct ar_text invoice, const int64_t *share,
                                    struct ar_error *error)
{
    struct ar_bank_advice advice = records->advice;
    advice.reference = invoice;
    advice.has_amount = share != NULL || find_share(note, invoice, summary->currency, &advice.amount);
    if (share != NULL)
        advice.amount = *share;
    if (!advice.has_amount && records->invoices == 1) {
        advice.has_amount = summary->has_amount;
        advice.amount = summary->amount;
    }
    records->shares += advice.has_amount;
    records->sum += advice.has_amount ? advice.amount : 0;
    enum ar_status status = take_parts(&records->discounts, invoice, records->invoices, &advice.has_discount,
                                       &advice.discount, &note->text);
    if (status == AR_OK)
        status = take_parts(&records->deductions, invoice, records->invoices, &advice.has_deduction, &advice.deduction,
                            &note->text);
    if (status == AR_BAD_DATA)
        return ar_bank_bad(bank, error, note->line, "the deductions are more than an amount can be");
    if (status != AR_OK)
        return ar_error_memory(error);
    if (advice.has_deduction)
        advice.reason = ar_buffer_text(&note->text);
    return ar_bank_advise(bank, &advice, error);
}

/* A deduction or discount that no invoice can be told for stands by itself. */
static enum ar_status write_rest(struct ar_bank *bank, struct records *records, bool deduction, struct ar_error *error)
{
    const struct parts *parts = deduction ? &records->deductions : &records->discounts;
    enum ar_status status = AR_OK;
    for (size_t i = 0; i < parts->count && status == AR_OK; i++) {
        const struct part *part = &parts->at[i];
        struct ar_bank_advice advice = records->advice;
        if (part->used)
            continue;
        advice.reference = part->words.size > 0 ? part->words : deduction ? AR_TEXT("deduction") : AR_TEXT("discount");
        advice.reason = part->words;
        advice.has_deduction = deduction;
        advice.has_discount = !deduction;
        advice.deduction = advice.discount = part->amount;
        status = ar_bank_advise(bank, &advice, error);
    }
    return status;
}

static enum ar_status write_invoices(struct ar_bank *bank, struct ar_advice_note *note, const struct summary *summary,
                                     struct records *records, struct ar_error *error)
{
    for (struct ar_text invoice = ar_advice_cut_number(&records->list); invoice.size > 0;
         invoice = ar_advice_cut_number(&records->list)) {
        int64_t share;
        bool shared = ar_advice_cut_share(&records->list, summary->currency, &share);
        enum ar_status status = write_invoice(bank, note, summary, records, invoice, shared ? &share : NULL, error);
        if (status != AR_OK)
            return status;
    }
    if (records->shares == records->invoices && summary->has_amount && records->sum != summary->amount)
        return ar_bank_differs(bank, error, note->lines[AR_ADVICE_AMOUNT],
                               "the amounts for the invoices do not add up to the payment");
    return AR_OK;
}

static size_t count_numbers(struct ar_text list, struct ar_currency currency)
{
    size_t count = 0;
    int64_t share;
    for (; ar_advice_cut_number(&list).size > 0; count++)
        (void)ar_advice_cut_share(&list, currency, &share);
    return count;
}

enum ar_status ar_advice_note_write(struct ar_bank *bank, struct ar_advice_note *note, struct ar_error *error)
{
    static const enum ar_advice_key otherwise[] = {AR_ADVICE_ORDER, AR_ADVICE_REFERENCE, AR_ADVICE_MEMO,
                                                   AR_ADVICE_SUBJECT};
    struct summary summary;
    struct records records = {.invoices = 0};
    enum ar_status status = summarise(bank, note, &summary, error);
    if (status != AR_OK)
        return status;
    if (bank->kind == AR_BANK_PAYMENTS)
        return write_payment(bank, note, &summary, error);
    bool reason = value(note, AR_ADVICE_REASON).size > 0 && !summary.blocks; /* else of a document each */
    enum ar_advice_key why = reason ? AR_ADVICE_REASON : AR_ADVICE_MEMO;
    records.advice = (struct ar_bank_advice){.payment = summary.identity,
                                             .reason = value(note, why),
                                             .payer = value(note, AR_ADVICE_PAYER),
                                             .customer = value(note, AR_ADVICE_CUSTOMER),
                                             .purchase_order = value(note, AR_ADVICE_ORDER),
                                             .currency = summary.currency,
                                             .date = summary.date,
                                             .line = note->line};
    status = read_parts(bank, note, AR_ADVICE_DEDUCTION, summary.currency, &records.deductions, error);
    if (status == AR_OK)
        status = read_parts(bank, note, AR_ADVICE_DISCOUNT, summary.currency, &records.discounts, error);
    if (status != AR_OK)
        return status;
    records.list = value(note, AR_ADVICE_INVOICES);
    records.invoices = count_numbers(records.list, summary.currency);
    if (records.invoices == 0 && count_numbers(value(note, AR_ADVICE_ORDER), summary.currency) > 1) {
        records.list = value(note, AR_ADVICE_ORDER);
        records.invoices = count_numbers(records.list, summary.currency);
    }
    if (summary.blocks) {
        status = ar_advice_blocks_write(bank, note, records.advice, error);
    } else if (records.invoices > 0) {
        status = write_invoices(bank, note, &summary, &records, error);
    } else {
        struct ar_text named = AR_TEXT("");
        for (size_t i = 0; named.size == 0 && i < sizeof otherwise / sizeof *otherwise; i++)
            if (otherwise[i] != AR_ADVICE_REFERENCE || ar_has_digit(value(note, otherwise[i])))
                named = value(note, otherwise[i]);
        if (named.size == 0)
            named = value(note, AR_ADVICE_INVOICES); /* words, such as on account */
        if (named.size == 0 && summary.has_amount && records.deductions.count + records.discounts.count == 0) {
            ar_bank_warn(bank, note->line, "an advice that names nothing it pays: left out");
            return AR_OK; /* an envelope without a stub: its money comes all the same */
        }
        if (named.size == 0)
            return ar_bank_bad(bank, error, note->line, "an advice that names nothing it pays");
        if (ar_text_equal(named, records.advice.reason))
            records.advice.reason = AR_TEXT("");
        records.invoices = 1;
        status = write_invoice(bank, note, &summary, &records, named, NULL, error);
    }
    if (status == AR_OK)
        status = write_rest(bank, &records, true, error);
    if (status == AR_OK)
        status = write_rest(bank, &records, false, error);
    return status == AR_OK ? ar_bank_advised(bank, note->line, error) : status;
}
