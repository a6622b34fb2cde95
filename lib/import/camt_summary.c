/* SPDX-License-Identifier: MIT */
/* The summary of a camt statement, held against its entries. */
#include "import/camt_summary.h"
#include "import/bank_value.h"

void ar_camt_summary_begin(struct ar_camt_summary *summary, const struct ar_bank *bank)
{
    summary->pending = bank->pending;
    for (size_t i = 0; i < AR_CAMT_SUMMARY_FIELDS; i++)
        summary->fields[i].size = 0;
}

void ar_camt_summary_free(struct ar_camt_summary *summary)
{
    for (size_t i = 0; i < AR_CAMT_SUMMARY_FIELDS; i++)
        ar_buffer_free(&summary->fields[i]);
}

/* Some banks count entries that are not booked, some do not. */
static enum ar_status check_count(struct ar_bank *bank, struct ar_text declared, const char *what, uint64_t entries,
                                  uint64_t pending, struct ar_error *error)
{
    const struct ar_bank_statement *statement = &bank->statement;
    const char *why;
    int64_t number;
    if (declared.size == 0)
        return AR_OK;
    if (ar_bank_minor(&number, declared, &why) != AR_OK)
        return ar_bank_bad_field(bank, error, statement->line, "TxsSummry", "not a number of entries", declared);
    if ((uint64_t)number >= entries && (uint64_t)number <= entries + pending)
        return AR_OK;
    return ar_bank_differs(bank, error, statement->line, "%s of statement %.*s: %llu, its summary counts %lld", what,
                           (int)statement->number.size, ar_buffer_text(&statement->number).at,
                           (unsigned long long)entries, (long long)number);
}

static enum ar_status check_sum(struct ar_bank *bank, struct ar_text declared, const char *what, ar_int128 sum,
                                struct ar_currency currency, struct ar_error *error)
{
    const struct ar_bank_statement *statement = &bank->statement;
    char text[AR_AMOUNT_SIZE];
    const char *why;
    int64_t number;
    if (declared.size == 0)
        return AR_OK;
    if (ar_bank_amount(&number, declared, ".", false, currency, &why) != AR_OK)
        return ar_bank_bad_field(bank, error, statement->line, "TxsSummry", why, declared);
    if (number == sum)
        return AR_OK;
    int size = (int)ar_sum_format(text, sum, ar_currency_digits(currency));
    return ar_bank_differs(bank, error, statement->line, "%s of statement %.*s come to %.*s, its summary says %.*s",
                           what, (int)statement->number.size, ar_buffer_text(&statement->number).at, size, text,
                           (int)declared.size, declared.at);
}

enum ar_status ar_camt_summary_check(const struct ar_camt_summary *summary, struct ar_bank *bank,
                                     const struct ar_camt_totals *totals, struct ar_error *error)
{
    static const char *const names[] = {"entries", "credit entries", "debit entries"};
    uint64_t pending = bank->pending - summary->pending, counts[3] = {0, totals->counts[0], totals->counts[1]};
    ar_int128 sums[3] = {0, totals->sums[0], totals->sums[1]};
    counts[0] = counts[1] + counts[2];
    sums[0] = sums[1] + sums[2];
    if (counts[0] == 0)
        return AR_OK; /* a report may sum up what it does not list */
    for (size_t i = 0; i < 3; i++) {
        const struct ar_buffer *declared = &summary->fields[2 * i];
        enum ar_status status = check_count(bank, ar_buffer_text(&declared[0]), names[i], counts[i], pending, error);
        if (status == AR_OK && pending == 0 && !totals->mixed)
            status = check_sum(bank, ar_buffer_text(&declared[1]), names[i], sums[i], totals->currency, error);
        if (status != AR_OK)
            return status;
    }
    return AR_OK;
}
