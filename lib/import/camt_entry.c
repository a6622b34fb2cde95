/* SPDX-License-Identifier: MIT */
/* An entry of a camt message with its transactions. */
#include "import/camt_entry.h"
#include "import/bank_value.h"

#include <stdlib.h>

void ar_camt_entry_free(struct ar_camt_entry *entry)
{
    ar_buffer_free(&entry->store);
    ar_buffer_free(&entry->code);
    ar_buffer_free(&entry->joined);
    for (size_t i = 0; i < sizeof entry->joins / sizeof *entry->joins; i++)
        ar_buffer_free(&entry->joins[i]);
    free(entry->parts);
}

enum ar_status ar_camt_day(struct ar_date *out, struct ar_text text)
{
    char digits[8];
    bool moved;
    if (text.size < 10 || text.at[4] != '-' || text.at[7] != '-')
        return AR_BAD_DATA;
    memcpy(digits, text.at, 4);
    memcpy(digits + 4, text.at + 5, 2);
    memcpy(digits + 6, text.at + 8, 2);
    return ar_bank_day(out, (struct ar_text){digits, 8}, &moved);
}

void ar_camt_entry_begin(struct ar_camt_entry *entry, uint64_t line)
{
    memset(entry->fields, 0, sizeof entry->fields);
    entry->code.size = entry->store.size = entry->kept = 0;
    entry->count = 0;
    entry->line = line;
    entry->charges = 0;
    entry->charge = 0;
    entry->charge_currency = AR_CURRENCY_NONE;
}

void ar_camt_part_begin(struct ar_camt_entry *entry, uint64_t line)
{
    entry->part = (struct ar_camt_part){.line = line};
    for (size_t i = 0; i < sizeof entry->joins / sizeof *entry->joins; i++)
        entry->joins[i].size = 0;
    entry->last_text = 0;
}

/* ---- fields ------------------------------------------------------------------------------------------------------ */

static struct ar_text text_of(const struct ar_camt_entry *entry, struct ar_camt_slice slice)
{
    return (struct ar_text){ar_buffer_text(&entry->store).at + slice.at, slice.size};
}

/* What lies behind `kept` stays; what comes next lies behind it. */
static void keep(struct ar_camt_entry *entry, struct ar_camt_slice *out, struct ar_text text)
{
    *out = (struct ar_camt_slice){(size_t)(text.at - entry->store.at), text.size};
    entry->kept = out->at + out->size;
}

/* An amount, and behind it its currency. */
static enum ar_status keep_amount(struct ar_camt_entry *entry, struct ar_camt_slice out[static 2], struct ar_text text,
                                  struct ar_text currency)
{
    keep(entry, &out[0], text);
    entry->store.size = entry->kept;
    out[1] = (struct ar_camt_slice){entry->kept, currency.size};
    if (ar_buffer_add(&entry->store, currency) != AR_OK)
        return AR_FAILED;
    entry->kept = entry->store.size;
    return AR_OK;
}

void ar_camt_entry_charge(struct ar_camt_entry *entry, struct ar_text amount, struct ar_text currency)
{
    struct ar_currency of;
    const char *why;
    entry->charge = 0;
    if (ar_currency_parse(&of, currency) != AR_OK ||
        ar_bank_amount(&entry->charge, amount, ".", false, of, &why) != AR_OK)
        return;
    if (entry->charge_currency.code != 0 && entry->charge_currency.code != of.code)
        entry->charge = 0; /* in several currencies they have no sum */
    else
        entry->charge_currency = of;
    entry->charges += entry->charge;
}

void ar_camt_entry_charge_mark(struct ar_camt_entry *entry, struct ar_text mark)
{
    if (ar_text_is(mark, "CRDT"))
        entry->charges -= 2 * (ar_int128)entry->charge; /* given back */
    entry->charge = 0;
}

static enum ar_status take_part_field(struct ar_camt_entry *entry, unsigned field, struct ar_text text,
                                      struct ar_text currency)
{
    struct ar_camt_slice *out = &entry->part.fields[field];
    if (field == AR_CAMT_AMOUNT || field == AR_CAMT_AMOUNT_DETAILS)
        return keep_amount(entry, out, text, currency);
    if (field < AR_CAMT_TEXT && out->size == 0) {
        keep(entry, out, text);
        return AR_OK;
    }
    if (field == AR_CAMT_STRUCTURED)
        field = AR_CAMT_TEXT; /* a second one is text */
    else if (field < AR_CAMT_TEXT)
        return AR_OK;
    if (field != AR_CAMT_TEXT)
        return ar_bank_join(&entry->joins[field - AR_CAMT_TEXT], text, false);
    bool full = entry->last_text >= 140; /* that many characters fill an Ustrd, and the next goes on within a word */
    entry->last_text = text.size;
    return ar_bank_join(&entry->joins[0], text, full);
}

enum ar_status ar_camt_entry_take(struct ar_camt_entry *entry, const struct ar_camt_node *node, struct ar_text text,
                                  struct ar_text currency)
{
    if (node->element == AR_CAMT_PART_FIELD)
        return take_part_field(entry, node->field, text, currency);
    if (node->field == AR_CAMT_ENTRY_AMOUNT)
        return keep_amount(entry, &entry->fields[AR_CAMT_ENTRY_AMOUNT], text, currency);
    if (node->field < AR_CAMT_ENTRY_FIELDS) {
        keep(entry, &entry->fields[node->field], text);
        return AR_OK;
    }
    if (entry->code.size > 0 && ar_buffer_add_char(&entry->code, '/') != AR_OK)
        return AR_FAILED;
    return ar_buffer_add(&entry->code, text);
}

enum ar_status ar_camt_part_end(struct ar_camt_entry *entry)
{
    if (ar_grow(&entry->parts, &entry->capacity, entry->count + 1, sizeof *entry->parts) != AR_OK)
        return AR_FAILED;
    for (size_t i = 0; i < sizeof entry->joins / sizeof *entry->joins; i++) {
        struct ar_text text = ar_buffer_text(&entry->joins[i]);
        entry->part.fields[AR_CAMT_TEXT + i] = (struct ar_camt_slice){entry->store.size, text.size};
        if (ar_buffer_add(&entry->store, text) != AR_OK)
            return AR_FAILED;
    }
    entry->kept = entry->store.size;
    entry->parts[entry->count++] = entry->part;
    return AR_OK;
}

static struct ar_text field(const struct ar_camt_entry *entry, const struct ar_camt_part *part,
                            enum ar_camt_field which)
{
    return text_of(entry, part->fields[which]);
}

static struct ar_text entry_field(const struct ar_camt_entry *entry, enum ar_camt_entry_field which)
{
    return text_of(entry, entry->fields[which]);
}

/* ---- the entry --------------------------------------------------------------------------------------------------- */

static void use_part(const struct ar_camt_entry *entry, const struct ar_camt_part *part, struct ar_bank_entry *out)
{
    out->reversal = out->reversal || part->returned;
    bool from_debtor = (out->amount >= 0) != out->reversal;
    out->payer = field(entry, part, from_debtor ? AR_CAMT_DEBTOR : AR_CAMT_CREDITOR);
    struct ar_text ultimate = field(entry, part, from_debtor ? AR_CAMT_DEBTOR_ULTIMATE : AR_CAMT_CREDITOR_ULTIMATE);
    out->payer_account = field(entry, part, from_debtor ? AR_CAMT_DEBTOR_ACCOUNT : AR_CAMT_CREDITOR_ACCOUNT);
    out->reference = field(entry, part, AR_CAMT_TEXT);
    out->structured = field(entry, part, AR_CAMT_STRUCTURED);
    out->payer_reference = ar_bank_reference(field(entry, part, AR_CAMT_END_TO_END));
    out->details = field(entry, part, AR_CAMT_REST);
    struct ar_text reference = field(entry, part, AR_CAMT_BANK_REFERENCE), info = field(entry, part, AR_CAMT_INFO);
    if (reference.size > 0)
        out->bank_reference = ar_bank_reference(reference);
    if (out->code.size == 0)
        out->code = field(entry, part, AR_CAMT_CODE);
    if (out->reference.size == 0)
        out->reference = info.size > 0 ? info : entry_field(entry, AR_CAMT_ENTRY_INFO);
    if (out->payer.size == 0)
        out->payer = ultimate;
    else if (ultimate.size > 0 && out->details.size == 0)
        out->details = ultimate;
    out->line = part->line;
}

/* The transaction's own amount, when it is in the currency of the entry. */
static bool part_amount(const struct ar_camt_entry *entry, const struct ar_camt_part *part,
                        const struct ar_bank_entry *whole, int64_t *out)
{
    const enum ar_camt_field from[] = {AR_CAMT_AMOUNT, AR_CAMT_AMOUNT_DETAILS};
    for (size_t i = 0; i < 2; i++) {
        struct ar_currency currency;
        const char *why;
        if (ar_currency_parse(&currency, field(entry, part, from[i] + 1)) != AR_OK ||
            currency.code != whole->currency.code ||
            ar_bank_amount(out, field(entry, part, from[i]), ".", false, currency, &why) != AR_OK)
            continue;
        struct ar_text mark = field(entry, part, AR_CAMT_MARK);
        if (mark.size > 0 ? ar_text_is(mark, "DBIT") : ar_text_is(entry_field(entry, AR_CAMT_ENTRY_MARK), "DBIT"))
            *out = -*out;
        return true;
    }
    return false;
}

/* A batch whose transactions have no amounts is one payment with all their texts. */
static enum ar_status add_whole(struct ar_camt_entry *entry, struct ar_bank *bank, struct ar_bank_entry out,
                                struct ar_error *error)
{
    entry->joined.size = 0;
    for (size_t i = 0; i < entry->count; i++) {
        const struct ar_text texts[] = {field(entry, &entry->parts[i], AR_CAMT_STRUCTURED),
                                        field(entry, &entry->parts[i], AR_CAMT_TEXT)};
        for (size_t j = 0; j < 2; j++)
            if (texts[j].size > 0 && ar_bank_join(&entry->joined, texts[j], false) != AR_OK)
                return ar_error_memory(error);
    }
    out.reference = entry->joined.size > 0 ? ar_buffer_text(&entry->joined) : entry_field(entry, AR_CAMT_ENTRY_INFO);
    return ar_bank_add(bank, &out, error);
}

static enum ar_status add_batch(struct ar_camt_entry *entry, struct ar_bank *bank, const struct ar_bank_entry *whole,
                                struct ar_error *error)
{
    ar_int128 sum = 0;
    size_t known = 0;
    int64_t amount;
    for (size_t i = 0; i < entry->count; i++)
        if (part_amount(entry, &entry->parts[i], whole, &amount)) {
            sum += amount;
            known++;
        }
    if (known == 0)
        return add_whole(entry, bank, *whole, error);
    bool charged = sum != whole->amount && entry->charge_currency.code == whole->currency.code &&
                   sum - entry->charges == whole->amount && entry->charges <= INT64_MAX && entry->charges >= -INT64_MAX;
    if (known < entry->count || (sum != whole->amount && !charged)) {
        enum ar_status status = ar_bank_differs(
            bank, error, entry->line, "a batch of %zu transactions that do not add up to the amount of their entry",
            entry->count);
        return status == AR_OK ? add_whole(entry, bank, *whole, error) : status;
    }
    for (size_t i = 0; i < entry->count; i++) {
        struct ar_bank_entry out = *whole;
        if (!part_amount(entry, &entry->parts[i], whole, &out.amount))
            continue; /* cannot be: all are known */
        use_part(entry, &entry->parts[i], &out);
        enum ar_status status = ar_bank_add(bank, &out, error);
        if (status != AR_OK)
            return status;
    }
    if (!charged)
        return AR_OK;
    struct ar_bank_entry rest = *whole; /* so that all still come to the entry */
    rest.amount = (int64_t)-entry->charges;
    rest.reference = AR_TEXT("charges");
    return ar_bank_add(bank, &rest, error);
}

static enum ar_status read_dates(const struct ar_camt_entry *entry, struct ar_bank *bank, struct ar_bank_entry *out,
                                 struct ar_error *error)
{
    struct ar_text booked = entry_field(entry, AR_CAMT_ENTRY_BOOKED), value = entry_field(entry, AR_CAMT_ENTRY_VALUE);
    out->date = entry->created;
    out->value = AR_DATE_NONE;
    if (value.size > 0 && ar_camt_day(&out->value, value) != AR_OK)
        return ar_bank_bad_value(bank, error, entry->line, "not a date", value);
    if (booked.size > 0 && ar_camt_day(&out->date, booked) != AR_OK)
        return ar_bank_bad_value(bank, error, entry->line, "not a date", booked);
    if (booked.size == 0 && value.size > 0)
        out->date = out->value;
    if (ar_date_is_none(out->date))
        return ar_bank_bad(bank, error, entry->line, "an entry without any date");
    return AR_OK;
}

static void count(struct ar_camt_totals *totals, const struct ar_bank_entry *entry)
{
    bool debit = entry->amount < 0;
    totals->counts[debit]++;
    totals->sums[debit] += debit ? -(ar_int128)entry->amount : entry->amount;
    if (totals->currency.code == 0)
        totals->currency = entry->currency;
    totals->mixed = totals->mixed || totals->currency.code != entry->currency.code;
}

enum ar_status ar_camt_entry_end(struct ar_camt_entry *entry, struct ar_bank *bank, struct ar_error *error)
{
    struct ar_text status = entry_field(entry, AR_CAMT_ENTRY_STATUS), mark = entry_field(entry, AR_CAMT_ENTRY_MARK),
                   reversal = entry_field(entry, AR_CAMT_ENTRY_REVERSAL);
    const struct ar_text none = AR_TEXT("");
    const char *why;
    if (status.size > 0 && !ar_text_is(status, "BOOK")) {
        bank->pending++;
        return AR_OK;
    }
    struct ar_bank_entry out = {.payer = none,
                                .payer_account = none,
                                .structured = none,
                                .payer_reference = none,
                                .details = none,
                                .line = entry->line,
                                .reference = entry_field(entry, AR_CAMT_ENTRY_INFO),
                                .bank_reference = ar_bank_reference(entry_field(entry, AR_CAMT_ENTRY_REFERENCE)),
                                .code = ar_buffer_text(&entry->code),
                                .reversal = ar_text_is(reversal, "true") || ar_text_is(reversal, "1")};
    if (ar_currency_parse(&out.currency, entry_field(entry, AR_CAMT_ENTRY_CURRENCY)) != AR_OK)
        return ar_bank_bad_value(bank, error, entry->line, "not a currency of ISO 4217",
                                 entry_field(entry, AR_CAMT_ENTRY_CURRENCY));
    if (ar_bank_amount(&out.amount, entry_field(entry, AR_CAMT_ENTRY_AMOUNT), ".", false, out.currency, &why) != AR_OK)
        return ar_bank_bad_value(bank, error, entry->line, why, entry_field(entry, AR_CAMT_ENTRY_AMOUNT));
    if (!ar_text_is(mark, "CRDT") && !ar_text_is(mark, "DBIT"))
        return ar_bank_bad_value(bank, error, entry->line, "CdtDbtInd is neither CRDT nor DBIT", mark);
    if (ar_text_is(mark, "DBIT"))
        out.amount = -out.amount;
    count(&entry->totals, &out);
    enum ar_status done = read_dates(entry, bank, &out, error);
    if (done != AR_OK)
        return done;
    if (entry->count > 1)
        return add_batch(entry, bank, &out, error);
    if (entry->count == 1)
        use_part(entry, &entry->parts[0], &out);
    return ar_bank_add(bank, &out, error);
}
