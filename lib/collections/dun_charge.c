/* SPDX-License-Identifier: MIT */
/* What being late costs: interest and fee of a document that is about to be contacted. */
#include "collections/dun.h"

enum ar_status ar_dun_charge(struct ar_dun_doc *doc, struct ar_dun *dun, const struct ar_dun_customer *customer,
                             struct ar_error *error)
{
    (void)dun;
    (void)customer;
    (void)error;
    doc->interest = 0;
    doc->fee = doc->logged != NULL && doc->logged->fees != 0 ? 0 : doc->step->fee; /* once in its life */
    return AR_OK;
}
