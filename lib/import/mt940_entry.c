/* SPDX-License-Identifier: MIT */
/* What :61: and :86: of an MT940 entry say together: the other party, and the numbers that both sides gave it. */
#include "import/bank_value.h"
#include "import/mt940.h"
#include "ledger/reference.h"

/* Some banks put the other party's IBAN or name where :61: has references. */
static enum ar_status use_supplement(const struct ar_mt940_line *line, struct ar_bank_entry *entry,
                                     struct ar_mt940_details *details)
{
    struct ar_text supplement = line->supplement;
    bool taken = false;
    if (entry->payer_reference.size >= 15 && ar_iban_is(entry->payer_reference)) {
        if (entry->payer_account.size == 0)
            entry->payer_account = entry->payer_reference;
        entry->payer_reference = AR_TEXT("");
        if (entry->payer.size == 0) {
            entry->payer = supplement;
            return AR_OK;
        }
    }
    if (supplement.size >= 15 && ar_iban_is(supplement) && entry->payer_account.size == 0) {
        entry->payer_account = supplement;
        return AR_OK;
    }
    enum ar_status status = ar_mt940_narrative(entry, supplement, details, &taken);
    if (status == AR_OK && !taken && supplement.size > 0)
        status = ar_bank_join(&details->rest, supplement, false);
    entry->details = ar_buffer_text(&details->rest);
    return status;
}

/* Of whoever ordered the payment and whoever got it, the other one is the payer; what is not of use is in the details.
 */
static enum ar_status use_parties(struct ar_mt940_details *details, struct ar_bank_entry *entry)
{
    bool received = (entry->amount >= 0) != entry->reversal;
    struct ar_text *other = received ? &details->ordering : &details->beneficiary;
    if (entry->payer.size == 0) {
        entry->payer = *other;
        *other = AR_TEXT("");
    }
    if (details->ordering.size > 0 && ar_bank_join(&details->rest, details->ordering, false) != AR_OK)
        return AR_FAILED;
    return details->beneficiary.size > 0 ? ar_bank_join(&details->rest, details->beneficiary, false) : AR_OK;
}

/* It counts for more than the reference of :61:, which often is its beginning; one that is not is in the details. */
static enum ar_status use_end_to_end(struct ar_mt940_details *details, struct ar_bank_entry *entry)
{
    struct ar_text end_to_end = ar_bank_reference(details->end_to_end), other = entry->payer_reference;
    enum ar_status status = AR_OK;
    if (end_to_end.size == 0)
        return AR_OK;
    entry->payer_reference = end_to_end;
    if (other.size > 0 && !ar_text_starts(end_to_end, other)) {
        status = ar_bank_join(&details->rest, other, false);
        entry->details = ar_buffer_text(&details->rest);
    }
    return status;
}

void ar_mt940_entry_own_account(struct ar_bank_entry *entry, struct ar_text own)
{
    struct ar_text rest = own, number = own;
    while (rest.at != NULL)
        number = ar_text_cut(&rest, '/');
    if (entry->payer_account.size > 0 && !ar_iban_is(entry->payer_account) &&
        (ar_text_equal(entry->payer_account, own) || ar_text_equal(entry->payer_account, number)))
        entry->payer_account = AR_TEXT("");
}

enum ar_status ar_mt940_entry_parties(struct ar_bank_entry *entry, const struct ar_mt940_line *line,
                                      struct ar_mt940_details *details)
{
    if (use_parties(details, entry) != AR_OK)
        return AR_FAILED;
    entry->details = ar_buffer_text(&details->rest);
    if (use_supplement(line, entry, details) != AR_OK)
        return AR_FAILED;
    return use_end_to_end(details, entry);
}
