/* SPDX-License-Identifier: MIT */
/* Branches whose names are the payer's and more: "Titan Aerospace" pays what "Titan Aerospace Division 44" was sent.
   Banks and clerks leave the rest of a name out, so that a number or an amount tells which of them is meant. */
#include "cash/documents_form.h"
#include "cash/match_work.h"

bool ar_match_is_kin(const struct ar_match_work *work, uint32_t customer)
{
    return work->payer.known != AR_NO_CUSTOMER && work->payer.known != customer &&
           ar_names_kin(&work->match->names, work->payer.known, customer);
}

unsigned ar_match_kin(const struct ar_match_work *work, uint32_t kin[static AR_NAME_MOST])
{
    if (work->payer.known == AR_NO_CUSTOMER)
        return 0;
    size_t count = ar_names_longer(&work->match->names, work->payer.known, kin, AR_NAME_MOST);
    return count <= AR_NAME_MOST ? (unsigned)count : 0;
}

uint32_t ar_match_kin_item(const struct ar_match_work *work, const struct ar_match_claim *claim, int64_t amount,
                           enum ar_likeness *like)
{
    const struct ar_book *book = work->match->book;
    char given[AR_COMPACT_SIZE], form[AR_COMPACT_SIZE];
    struct ar_text compact = {given, ar_compact(given, claim->claim.reference)};
    uint32_t kin[AR_NAME_MOST], found = AR_NO_ITEM;
    unsigned count = ar_match_kin(work, kin);
    for (unsigned k = 0; k < count; k++) {
        uint32_t from, to;
        ar_book_run(book, &from, &to, kin[k], work->payment.currency);
        for (uint32_t i = from; i < to; i++) {
            if (book->items[i]->open != amount || !ar_match_candidate(work, i) || ar_match_has_claim(work, i))
                continue;
            enum ar_likeness this =
                ar_documents_likeness(compact, ar_documents_number(form, &work->match->documents, i));
            if (this == AR_UNLIKE)
                continue;
            if (found != AR_NO_ITEM)
                return AR_NO_ITEM;
            found = i;
            *like = this;
        }
    }
    return found;
}
