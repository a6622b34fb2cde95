/* SPDX-License-Identifier: MIT */
/* Where :61: says what :86: goes on with. Banks of the United Kingdom write columns there: a name, at 22 the kind of
   transaction, and a text that goes on in :86: within a word when it fills the 34 characters of the line. */
#include "import/bank_value.h"
#include "import/mt940.h"

enum { LINE = 34, KIND = 22, TEXT = 25 };

static bool is_blank(struct ar_text text, size_t from, size_t to)
{
    while (from < to && from < text.size && text.at[from] == ' ')
        from++;
    return from == to;
}

/* Two blanks or more, which stand between columns. */
static bool has_columns(struct ar_text text)
{
    for (size_t i = 1; i < text.size; i++)
        if (text.at[i] == ' ' && text.at[i - 1] == ' ')
            return true;
    return false;
}

/* Bank giro credit, transfer, faster payment in and out, direct debit, standing order, cheque, bill payment. */
static bool is_kind(struct ar_text text)
{
    static const char kinds[] = "BGCTFRFPIFPO DD SOCHQ BP";
    for (size_t i = 0; i + 3 < sizeof kinds; i += 3)
        if (memcmp(kinds + i, text.at, 3) == 0)
            return true;
    return false;
}

static enum ar_status put_in_front(struct ar_mt940_details *details, struct ar_bank_entry *entry, struct ar_text text,
                                   bool full)
{
    details->purpose.size = 0; /* its text has been copied */
    if (ar_buffer_add(&details->purpose, text) != AR_OK)
        return AR_FAILED;
    if (entry->reference.size > 0 && ar_bank_join(&details->purpose, entry->reference, full) != AR_OK)
        return AR_FAILED;
    entry->reference = ar_buffer_text(&details->purpose);
    return AR_OK;
}

enum ar_status ar_mt940_narrative(struct ar_bank_entry *entry, struct ar_text text, struct ar_mt940_details *details,
                                  bool *taken)
{
    const bool plain = details->code.size == 0 && details->payer.size == 0 && details->account.size == 0 &&
                       details->rest.size == 0 && details->end_to_end.size == 0 && details->structured.size == 0 &&
                       details->ordering.size == 0 && details->beneficiary.size == 0;
    const bool full = text.size == LINE, columns = has_columns(text);
    *taken = plain && text.size > 0 && text.at[0] != '/' && ((full && columns) || entry->reference.size == 0);
    if (plain && text.size >= TEXT && is_blank(text, KIND - 4, KIND) && text.at[0] != ' ' &&
        is_kind((struct ar_text){text.at + KIND, TEXT - KIND})) {
        *taken = true;
        entry->payer = ar_bank_trim((struct ar_text){text.at, KIND});
        if (ar_buffer_add(&details->rest, ar_bank_trim((struct ar_text){text.at + KIND, TEXT - KIND})) != AR_OK)
            return AR_FAILED;
        entry->details = ar_buffer_text(&details->rest);
        text = (struct ar_text){text.at + TEXT, text.size - TEXT};
    }
    return *taken && text.size > 0 ? put_in_front(details, entry, text, full) : AR_OK;
}
