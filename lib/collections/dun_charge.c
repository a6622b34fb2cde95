/* SPDX-License-Identifier: MIT */
/* What being late costs: interest and fee of a document that is about to be contacted. */
#include "collections/dun.h"

/* By one law. Nothing where the customer has none. */
static enum ar_status by_law(struct ar_interest *out, const struct ar_dun_doc *doc, struct ar_dun *dun,
                             const struct ar_dun_customer *customer, struct ar_text law, struct ar_error *error)
{
    const struct ar_dun_book *book = &dun->book;
    const struct ar_dun_item *item = doc->item;
    const struct ar_text identity[AR_KEY_PARTS] = {book->words.at[item->entity], customer->name, ar_dun_doc(item),
                                                   book->words.at[item->line]};
    struct ar_debt debt = {.currency = customer->currency,
                           .due = item->due,
                           .until = dun->as_of,
                           .open = doc->open,
                           .amount = item->amount};
    *out = (struct ar_interest){0};
    if (law.size == 0)
        return AR_OK;
    return ar_charge(out, &dun->charges, law, customer->at[AR_DUN_KIND], &debt, identity, error);
}

enum ar_status ar_dun_charge(struct ar_dun_doc *doc, struct ar_dun *dun, const struct ar_dun_customer *customer,
                             struct ar_error *error)
{
    const struct ar_step *step = doc->step;
    const struct ar_text own = customer->at[AR_DUN_LAW];
    const struct ar_text law = ar_text_is(step->interest, "law") ? own : step->interest;
    const struct ar_text fee_law = own.size > 0 ? own : law;
    const bool charged = doc->logged != NULL && doc->logged->fees != 0; /* once in its life */
    const bool sum = !charged && step->fee_law.size > 0;
    struct ar_interest interest;
    enum ar_status status = by_law(&interest, doc, dun, customer, law, error);
    doc->interest = interest.interest;
    doc->fee = charged ? 0 : step->fee;
    bool no_kind = interest.no_kind;
    if (status == AR_OK && sum) {
        if (!ar_text_equal(law, fee_law))
            status = by_law(&interest, doc, dun, customer, fee_law, error);
        doc->fee = interest.fixed_sum;
        dun->no_fee += interest.no_fee;
    }
    dun->no_kind += doc->late > 0 && (no_kind || interest.no_kind);
    return status;
}
