/* SPDX-License-Identifier: MIT */
/* The transactions of a camt entry as payments. */
#include "import/camt_batch.h"
#include "import/bank_value.h"

static struct ar_text field(const struct ar_camt_entry *entry, const struct ar_camt_part *part,
                            enum ar_camt_field which)
{
    return ar_camt_text(entry, part->fields[which]);
}

/* An amount of the transaction that is not what is booked: what was ordered, or else what it was underway, in another
   currency or before somebody's charges. */
static enum ar_status use_other_amount(struct ar_camt_entry *entry, const struct ar_camt_part *part,
                                       struct ar_bank_entry *out)
{
    static const struct {
        const char *word;
        enum ar_camt_field amount;
    } amounts[] = {{"instructed", AR_CAMT_AMOUNT_INSTRUCTED},
                   {"transaction", AR_CAMT_AMOUNT_DETAILS},
                   {"transaction", AR_CAMT_AMOUNT}};
    for (size_t i = 0; i < sizeof amounts / sizeof *amounts; i++) {
        const struct ar_text texts[] = {ar_text_from(amounts[i].word), field(entry, part, amounts[i].amount + 1),
                                        field(entry, part, amounts[i].amount)};
        struct ar_currency currency;
        int64_t amount;
        const char *why;
        enum ar_status status = AR_OK;
        if (texts[2].size == 0 || ar_currency_parse(&currency, texts[1]) != AR_OK ||
            ar_bank_amount(&amount, texts[2], ".", false, currency, &why) != AR_OK)
            continue;
        if (currency.code == out->currency.code && (amount == out->amount || amount == -out->amount))
            return AR_OK;
        for (size_t j = 0; j < 3 && status == AR_OK; j++)
            status = ar_camt_append(&entry->more_details, &out->details, texts[j]);
        return status;
    }
    return AR_OK;
}

static enum ar_status use_part(struct ar_camt_entry *entry, const struct ar_camt_part *part, struct ar_bank_entry *out)
{
    enum ar_status status = AR_OK;
    entry->more_text.size = entry->more_details.size = 0;
    out->reversal = out->reversal || part->returned;
    bool from_debtor = (out->amount >= 0) != out->reversal;
    out->payer = field(entry, part, from_debtor ? AR_CAMT_DEBTOR : AR_CAMT_CREDITOR);
    struct ar_text ultimate = field(entry, part, from_debtor ? AR_CAMT_DEBTOR_ULTIMATE : AR_CAMT_CREDITOR_ULTIMATE);
    out->payer_account = field(entry, part, from_debtor ? AR_CAMT_DEBTOR_ACCOUNT : AR_CAMT_CREDITOR_ACCOUNT);
    out->reference = field(entry, part, AR_CAMT_TEXT);
    out->structured = field(entry, part, AR_CAMT_STRUCTURED);
    out->payer_reference = ar_bank_reference(field(entry, part, AR_CAMT_END_TO_END));
    out->details = field(entry, part, AR_CAMT_REST);
    struct ar_text reference = field(entry, part, AR_CAMT_BANK_REFERENCE);
    if (reference.size > 0)
        out->bank_reference = ar_bank_reference(reference);
    if (out->code.size == 0)
        out->code = field(entry, part, AR_CAMT_CODE);
    if (out->payer.size == 0)
        out->payer = ultimate;
    else if (ultimate.size > 0 && !ar_text_equal(ultimate, out->payer))
        status = ar_camt_append(&entry->more_details, &out->details, ultimate);
    if (status == AR_OK)
        status = use_other_amount(entry, part, out);
    out->line = part->line;
    return status == AR_OK ? ar_camt_info_add(entry, out, field(entry, part, AR_CAMT_INFO), true) : status;
}

/* ---- charges ----------------------------------------------------------------------------------------------------- */

static bool has_sum(const struct ar_camt_charges *charges, struct ar_currency currency, ar_int128 *sum)
{
    *sum = charges->records > 0 ? charges->sum : charges->total;
    return !charges->mixed && charges->currency.code == currency.code && *sum != 0 && *sum <= INT64_MAX &&
           *sum >= -INT64_MAX;
}

static enum ar_status name_charges(struct ar_camt_entry *entry, struct ar_currency currency, ar_int128 sum,
                                   struct ar_bank_entry *out)
{
    char text[AR_AMOUNT_SIZE + 16] = "charges CUR ";
    const size_t front = strlen(text);
    ar_currency_format(text + front - AR_CURRENCY_SIZE - 1, currency);
    size_t size = front + ar_sum_format(text + front, sum, ar_currency_digits(currency));
    return ar_camt_append(&entry->more_details, &out->details, (struct ar_text){text, size});
}

enum ar_status ar_camt_charges_name(struct ar_camt_entry *entry, struct ar_bank_entry *out)
{
    const struct ar_currency currency = entry->charges.currency, of_parts = entry->part_charges.currency;
    ar_int128 here = 0, there = 0;
    bool own = has_sum(&entry->charges, currency, &here), more = has_sum(&entry->part_charges, of_parts, &there);
    enum ar_status status = own ? name_charges(entry, currency, here, out) : AR_OK;
    if (status == AR_OK && more && !(own && here == there)) /* some say it once more with the transaction */
        status = name_charges(entry, of_parts, there, out);
    return status;
}

/* A payment of its own. */
static enum ar_status add_part(struct ar_camt_entry *entry, struct ar_bank *bank, const struct ar_camt_part *part,
                               const struct ar_bank_entry *whole, struct ar_bank_entry *out, struct ar_error *error)
{
    if (use_part(entry, part, out) != AR_OK ||
        (entry->count == 1 && out->amount == whole->amount && ar_camt_charges_name(entry, out) != AR_OK) ||
        ar_camt_info_add(entry, out, ar_camt_entry_text(entry, AR_CAMT_ENTRY_INFO), entry->count == 1) != AR_OK)
        return ar_error_memory(error);
    return ar_bank_add(bank, out, error);
}

/* ---- amounts ----------------------------------------------------------------------------------------------------- */

/* Where the amounts of transactions are looked for, best first. */
enum { SOURCES = 4, FIELDS = 3 };
static const enum ar_camt_field sources[SOURCES][FIELDS] = {
    {AR_CAMT_AMOUNT, AR_CAMT_AMOUNT_DETAILS, AR_CAMT_AMOUNT_DETAILS},
    {AR_CAMT_AMOUNT_DETAILS, AR_CAMT_AMOUNT, AR_CAMT_AMOUNT},
    {AR_CAMT_AMOUNT_INSTRUCTED, AR_CAMT_AMOUNT_DETAILS, AR_CAMT_AMOUNT},
    {AR_CAMT_AMOUNT_EXCHANGED, AR_CAMT_AMOUNT_DETAILS, AR_CAMT_AMOUNT}};

/* The first of these that is in the currency of the entry, with the sign of the transaction. */
static bool part_amount(const struct ar_camt_entry *entry, const struct ar_camt_part *part,
                        const struct ar_bank_entry *whole, size_t source, int64_t *out)
{
    for (size_t i = 0; i < FIELDS; i++) {
        enum ar_camt_field from = sources[source][i];
        struct ar_currency currency;
        const char *why;
        if (ar_currency_parse(&currency, field(entry, part, from + 1)) != AR_OK ||
            currency.code != whole->currency.code ||
            ar_bank_amount(out, field(entry, part, from), ".", false, currency, &why) != AR_OK)
            continue;
        struct ar_text mark = field(entry, part, AR_CAMT_MARK);
        if (mark.size > 0 ? ar_text_is(mark, "DBIT") : whole->amount < 0)
            *out = -*out;
        return true;
    }
    return false;
}

struct split {
    bool whole; /* the transactions do not come to the entry */
    size_t known; /* how many have an amount of their own, as first looked for */
    size_t source;
    ar_int128 gross;
};

/* Is `rest` what the bank charged? Some say it once more with the transactions. */
static bool is_charged(const struct ar_camt_entry *entry, struct ar_currency currency, ar_int128 rest)
{
    ar_int128 here, there;
    bool own = has_sum(&entry->charges, currency, &here), of_parts = has_sum(&entry->part_charges, currency, &there);
    return (own && rest == here) || (of_parts && rest == there) || (own && of_parts && rest == here + there);
}

/* Gross amounts tell more than net ones; in ISO 20022 InstdAmt is what was ordered, before charges.
 */
static void find_split(const struct ar_camt_entry *entry, const struct ar_bank_entry *whole, struct split *out)
{
    bool charges = entry->charges.currency.code != 0 || entry->part_charges.currency.code != 0;
    *out = (struct split){.whole = true};
    for (size_t source = 0; source < SOURCES; source++) {
        ar_int128 sum = 0;
        size_t known = 0;
        int64_t amount;
        for (size_t i = 0; i < entry->count; i++)
            if (part_amount(entry, &entry->parts[i], whole, source, &amount)) {
                sum += amount;
                known++;
            }
        if (source == 0) {
            out->known = known;
            out->gross = sum;
        }
        bool charged = charges && is_charged(entry, whole->currency, sum - whole->amount);
        if (known < entry->count || (sum != whole->amount && !charged) || (!out->whole && !charged))
            continue;
        *out = (struct split){.known = out->known, .source = source, .gross = sum};
        if (charged || !charges)
            return;
    }
}

/* ---- control totals ---------------------------------------------------------------------------------------------- */

static enum ar_status check_count(const struct ar_camt_entry *entry, struct ar_bank *bank, const struct split *split,
                                  struct ar_error *error)
{
    uint64_t declared = entry->declared, listed = entry->listed;
    if (entry->count == 1 && split->known == 1 && split->whole && entry->alone > 1) { /* a part of the entry's amount */
        declared = entry->alone;
        listed = 1;
    }
    if (declared == listed)
        return AR_OK;
    return ar_bank_differs(bank, error, entry->line,
                           "Ntry[%llu]: a batch that lists %llu of its transactions and counts %llu (NbOfTxs)",
                           (unsigned long long)entry->number, (unsigned long long)listed, (unsigned long long)declared);
}

/* The sum of a batch is that of its transactions or that of the entry. */
static enum ar_status check_total(const struct ar_camt_entry *entry, struct ar_bank *bank,
                                  const struct ar_bank_entry *whole, const struct split *split, struct ar_error *error)
{
    struct ar_text total = ar_camt_entry_text(entry, AR_CAMT_BATCH_AMOUNT);
    struct ar_currency currency;
    const char *why;
    int64_t amount;
    if (entry->batches != 1 ||
        ar_currency_parse(&currency, ar_camt_entry_text(entry, AR_CAMT_BATCH_CURRENCY)) != AR_OK ||
        currency.code != whole->currency.code)
        return AR_OK;
    if (ar_bank_amount(&amount, total, ".", false, currency, &why) != AR_OK)
        return ar_camt_entry_bad(entry, bank, error, "NtryDtls/Btch/TtlAmt", why, total);
    if (whole->amount < 0)
        amount = -amount;
    if (amount == whole->amount || (split->known == entry->count && amount == split->gross) ||
        is_charged(entry, currency, (ar_int128)amount - whole->amount))
        return AR_OK;
    return ar_bank_differs(
        bank, error, entry->line,
        "Ntry[%llu]: a batch that does not come to what it says itself (TtlAmt %.*s), nor does its entry",
        (unsigned long long)entry->number, (int)total.size, total.at);
}

/* ---- one payment for all ----------------------------------------------------------------------------------------- */

static enum ar_status join(struct ar_buffer *out, struct ar_text piece, enum ar_status status)
{
    return status == AR_OK && piece.size > 0 ? ar_bank_join(out, piece, false) : status;
}

/* All texts are the text; who they are and how they are numbered goes into the details, but for a payer that is the
   same in all. */
static enum ar_status add_whole(struct ar_camt_entry *entry, struct ar_bank *bank, struct ar_bank_entry out,
                                struct ar_error *error)
{
    struct ar_bank_entry first = out;
    bool one_payer = true;
    enum ar_status status = use_part(entry, &entry->parts[0], &first);
    for (size_t i = 1; i < entry->count && one_payer && status == AR_OK; i++) {
        struct ar_bank_entry part = out;
        status = use_part(entry, &entry->parts[i], &part);
        one_payer = ar_text_equal(part.payer, first.payer) && ar_text_equal(part.payer_account, first.payer_account);
    }
    entry->joined.size = entry->rest.size = 0;
    for (size_t i = 0; i < entry->count && status == AR_OK; i++) {
        struct ar_bank_entry part = out;
        status = use_part(entry, &entry->parts[i], &part);
        status = join(&entry->joined, part.structured, status);
        status = join(&entry->joined, part.reference, status);
        if (!one_payer) {
            status = join(&entry->rest, part.payer, status);
            status = join(&entry->rest, part.payer_account, status);
        }
        status = join(&entry->rest, part.payer_reference, status);
        if (!ar_text_equal(part.bank_reference, out.bank_reference))
            status = join(&entry->rest, part.bank_reference, status);
        status = join(&entry->rest, part.details, status);
    }
    if (one_payer) {
        out.payer = first.payer;
        out.payer_account = first.payer_account;
    }
    out.reference = ar_buffer_text(&entry->joined);
    out.details = ar_buffer_text(&entry->rest);
    entry->more_text.size = entry->more_details.size = 0;
    if (status != AR_OK || ar_camt_info_add(entry, &out, ar_camt_entry_text(entry, AR_CAMT_ENTRY_INFO), true) != AR_OK)
        return ar_error_memory(error);
    return ar_bank_add(bank, &out, error);
}

/* ---- each its payment -------------------------------------------------------------------------------------------- */

static enum ar_status add_parts(struct ar_camt_entry *entry, struct ar_bank *bank, const struct ar_bank_entry *whole,
                                const struct split *split, struct ar_error *error)
{
    for (size_t i = 0; i < entry->count; i++) {
        struct ar_bank_entry out = *whole;
        if (!part_amount(entry, &entry->parts[i], whole, split->source, &out.amount))
            continue; /* cannot be: all are known */
        enum ar_status status = add_part(entry, bank, &entry->parts[i], whole, &out, error);
        if (status != AR_OK)
            return status;
    }
    return ar_bank_add_charges(bank, whole, split->gross, error);
}

enum ar_status ar_camt_batch_add(struct ar_camt_entry *entry, struct ar_bank *bank, const struct ar_bank_entry *whole,
                                 struct ar_error *error)
{
    struct split split;
    find_split(entry, whole, &split);
    enum ar_status status = check_count(entry, bank, &split, error);
    if (status == AR_OK)
        status = check_total(entry, bank, whole, &split, error);
    if (status != AR_OK)
        return status;
    if (!split.whole)
        return add_parts(entry, bank, whole, &split, error);
    if (entry->count == 1) {
        struct ar_bank_entry out = *whole;
        return add_part(entry, bank, &entry->parts[0], whole, &out, error);
    }
    if (split.known > 0)
        status =
            ar_bank_differs(bank, error, entry->line,
                            "Ntry[%llu]: a batch of %zu transactions that do not add up to the amount of their entry",
                            (unsigned long long)entry->number, entry->count);
    return status == AR_OK ? add_whole(entry, bank, *whole, error) : status;
}
