/* SPDX-License-Identifier: MIT */
/* An entry of a camt message, collected element by element. */
#include "import/camt_entry.h"
#include "import/bank_value.h"
#include "import/camt_batch.h"

#include <stdio.h>
#include <stdlib.h>

void ar_camt_entry_free(struct ar_camt_entry *entry)
{
    ar_buffer_free(&entry->store);
    ar_buffer_free(&entry->code);
    ar_buffer_free(&entry->joined);
    ar_buffer_free(&entry->rest);
    ar_buffer_free(&entry->more_text);
    ar_buffer_free(&entry->more_details);
    for (size_t i = 0; i < sizeof entry->joins / sizeof *entry->joins; i++)
        ar_buffer_free(&entry->joins[i]);
    free(entry->parts);
}

enum ar_status ar_camt_day(struct ar_date *out, struct ar_text text)
{
    char digits[8];
    bool moved;
    if (text.size < 10 || text.at[4] != '-' || text.at[7] != '-' ||
        (text.size > 10 && memchr("TZ+-", text.at[10], 4) == NULL))
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
    entry->number++;
    entry->charges = entry->part_charges = (struct ar_camt_charges){.currency = AR_CURRENCY_NONE};
    entry->batches = 0;
    entry->declared = entry->listed = entry->alone = 0;
}

void ar_camt_part_begin(struct ar_camt_entry *entry, uint64_t line)
{
    entry->part = (struct ar_camt_part){.line = line};
    for (size_t i = 0; i < sizeof entry->joins / sizeof *entry->joins; i++)
        entry->joins[i].size = 0;
    entry->last_text = 0;
}

/* ---- fields ------------------------------------------------------------------------------------------------------ */

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

static struct ar_camt_charges *charges_of(struct ar_camt_entry *entry, bool of_part)
{
    return of_part ? &entry->part_charges : &entry->charges;
}

void ar_camt_entry_charge(struct ar_camt_entry *entry, const struct ar_camt_node *node, struct ar_text amount,
                          struct ar_text currency)
{
    struct ar_camt_charges *charges = charges_of(entry, node->of_part);
    bool total = node->element == AR_CAMT_CHARGE_TOTAL;
    struct ar_currency of;
    const char *why;
    int64_t charge = 0;
    if (!total)
        charges->newest = 0;
    if (ar_currency_parse(&of, currency) != AR_OK || ar_bank_amount(&charge, amount, ".", false, of, &why) != AR_OK)
        return;
    if (charges->currency.code != 0 && charges->currency.code != of.code)
        charges->mixed = true; /* in several currencies they have no sum */
    charges->currency = of;
    if (total) {
        charges->total += charge;
        return;
    }
    charges->newest = charge;
    charges->sum += charge;
    charges->records++;
}

void ar_camt_entry_charge_mark(struct ar_camt_entry *entry, const struct ar_camt_node *node, struct ar_text mark)
{
    struct ar_camt_charges *charges = charges_of(entry, node->of_part);
    if (ar_text_is(mark, "CRDT"))
        charges->sum -= 2 * (ar_int128)charges->newest; /* given back */
    charges->newest = 0;
}

/* What the payer says is paid of a document, or taken off. */
static enum ar_status take_named_amount(struct ar_camt_entry *entry, unsigned field, struct ar_text text)
{
    static const char *const words[] = {"remitted", "discount", "credit note", "adjustment"};
    struct ar_buffer *rest = &entry->joins[AR_CAMT_REST - AR_CAMT_TEXT];
    if (ar_bank_join(rest, ar_text_from(words[field - AR_CAMT_REMITTED]), false) != AR_OK)
        return AR_FAILED;
    return ar_bank_join(rest, text, false);
}

static enum ar_status take_part_field(struct ar_camt_entry *entry, unsigned field, struct ar_text text,
                                      struct ar_text currency)
{
    if (field >= AR_CAMT_FIELDS)
        return take_named_amount(entry, field, text);
    struct ar_camt_slice *out = &entry->part.fields[field];
    if (field >= AR_CAMT_AMOUNT && field <= AR_CAMT_AMOUNT_EXCHANGED)
        return keep_amount(entry, out, text, currency);
    if (field == AR_CAMT_END_TO_END && ar_bank_reference(text).size == 0)
        return AR_OK; /* a check has its number instead */
    if (field < AR_CAMT_TEXT && out->size == 0) {
        keep(entry, out, text);
        return AR_OK;
    }
    if (field == AR_CAMT_STRUCTURED)
        field = AR_CAMT_TEXT; /* a second one is text */
    else if (field == AR_CAMT_END_TO_END && !ar_text_equal(ar_camt_text(entry, *out), text))
        field = AR_CAMT_REST; /* a check that has both */
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
    if (node->field == AR_CAMT_ENTRY_AMOUNT || node->field == AR_CAMT_BATCH_AMOUNT)
        return keep_amount(entry, &entry->fields[node->field], text, currency);
    if (node->field < AR_CAMT_ENTRY_FIELDS) {
        keep(entry, &entry->fields[node->field], text);
        return AR_OK;
    }
    if (entry->code.size > 0 && ar_buffer_add_char(&entry->code, '/') != AR_OK)
        return AR_FAILED;
    return ar_buffer_add(&entry->code, text);
}

void ar_camt_details_begin(struct ar_camt_entry *entry)
{
    entry->first = entry->count;
    entry->fields[AR_CAMT_BATCH_COUNT].size = 0;
}

void ar_camt_details_end(struct ar_camt_entry *entry)
{
    uint64_t declared = ar_bank_ordinal(ar_camt_entry_text(entry, AR_CAMT_BATCH_COUNT)),
             listed = entry->count - entry->first;
    entry->batches++;
    if (listed == 1)
        entry->alone = declared;
    if (declared == 0 || listed < 2)
        return; /* counted without being listed */
    entry->declared += declared;
    entry->listed += listed;
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

enum ar_status ar_camt_entry_bad(const struct ar_camt_entry *entry, const struct ar_bank *bank, struct ar_error *error,
                                 const char *element, const char *reason, struct ar_text value)
{
    char field[60];
    snprintf(field, sizeof field, "Ntry[%llu]/%s", (unsigned long long)entry->number, element);
    return ar_bank_bad_field(bank, error, entry->line, field, reason, value);
}

/* ---- the entry --------------------------------------------------------------------------------------------------- */

static enum ar_status read_dates(const struct ar_camt_entry *entry, struct ar_bank *bank, struct ar_bank_entry *out,
                                 struct ar_error *error)
{
    struct ar_text booked = ar_camt_entry_text(entry, AR_CAMT_ENTRY_BOOKED),
                   value = ar_camt_entry_text(entry, AR_CAMT_ENTRY_VALUE);
    out->date = ar_date_is_none(bank->statement.closing.date) ? entry->created : bank->statement.closing.date;
    out->value = AR_DATE_NONE;
    if (value.size > 0 && ar_camt_day(&out->value, value) != AR_OK)
        return ar_camt_entry_bad(entry, bank, error, "ValDt", "not a date", value);
    if (booked.size > 0 && ar_camt_day(&out->date, booked) != AR_OK)
        return ar_camt_entry_bad(entry, bank, error, "BookgDt", "not a date", booked);
    if (booked.size == 0 && value.size > 0)
        out->date = out->value;
    if (ar_date_is_none(out->date))
        return ar_camt_entry_bad(entry, bank, error, "BookgDt", "an entry without any date", AR_TEXT(""));
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
    struct ar_text status = ar_camt_entry_text(entry, AR_CAMT_ENTRY_STATUS),
                   mark = ar_camt_entry_text(entry, AR_CAMT_ENTRY_MARK),
                   reversal = ar_camt_entry_text(entry, AR_CAMT_ENTRY_REVERSAL);
    const struct ar_text none = AR_TEXT("");
    const char *why;
    if (ar_text_is(status, "PDNG") || ar_text_is(status, "INFO") || ar_text_is(status, "FUTR")) {
        bank->pending++;
        return AR_OK;
    }
    if (status.size > 0 && !ar_text_is(status, "BOOK"))
        return ar_camt_entry_bad(entry, bank, error, "Sts", "none of BOOK, PDNG, INFO and FUTR", status);
    struct ar_bank_entry out = {.payer = none,
                                .payer_account = none,
                                .structured = none,
                                .payer_reference = ar_bank_reference(ar_camt_entry_text(entry, AR_CAMT_BATCH_ID)),
                                .details = none,
                                .line = entry->line,
                                .reference = ar_camt_entry_text(entry, AR_CAMT_ENTRY_INFO),
                                .bank_reference = ar_bank_reference(ar_camt_entry_text(entry, AR_CAMT_ENTRY_REFERENCE)),
                                .code = ar_buffer_text(&entry->code),
                                .reversal = ar_text_is(reversal, "true") || ar_text_is(reversal, "1")};
    struct ar_text amount = ar_camt_entry_text(entry, AR_CAMT_ENTRY_AMOUNT),
                   currency = ar_camt_entry_text(entry, AR_CAMT_ENTRY_CURRENCY);
    if (amount.size > 0 && ar_currency_parse(&out.currency, currency) != AR_OK)
        return ar_camt_entry_bad(entry, bank, error, "Amt/@Ccy", "not a currency of ISO 4217", currency);
    if (ar_bank_amount(&out.amount, amount, ".", false, out.currency, &why) != AR_OK)
        return ar_camt_entry_bad(entry, bank, error, "Amt", why, amount);
    if (!ar_text_is(mark, "CRDT") && !ar_text_is(mark, "DBIT"))
        return ar_camt_entry_bad(entry, bank, error, "CdtDbtInd", "neither CRDT nor DBIT", mark);
    if (ar_text_is(mark, "DBIT"))
        out.amount = -out.amount;
    count(&entry->totals, &out);
    enum ar_status done = read_dates(entry, bank, &out, error);
    if (done == AR_OK)
        done = ar_bank_meet(bank, &out, error);
    if (done != AR_OK)
        return done;
    if (entry->count > 0)
        return ar_camt_batch_add(entry, bank, &out, error);
    return ar_camt_charges_name(entry, &out) == AR_OK ? ar_bank_add(bank, &out, error) : ar_error_memory(error);
}
