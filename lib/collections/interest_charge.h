/* SPDX-License-Identifier: MIT */
/* What documents are charged for being late: the laws, and what is known of the past, held together for a run. */
#ifndef AR_COLLECTIONS_INTEREST_CHARGE_H
#define AR_COLLECTIONS_INTEREST_CHARGE_H

#include "collections/interest.h"

struct ar_charges {
    struct ar_table tables[3]; /* laws, reference rates, fees */
    struct ar_laws laws;
    const struct ar_events *events; /* lent; NULL: what is open has been open all the time */
    struct ar_interest_steps steps;
    struct ar_text name, kind; /* of the last question, whose answer is law and found */
    const struct ar_law *law;
    enum ar_law_found found;
    uint64_t beyond; /* documents whose allocations do not belong to `open` */
};

/* From the files, each NULL for the one that is built in. */
AR_MUST_USE enum ar_status ar_charges_init(struct ar_charges *out, const char *laws, const char *references,
                                           const char *fees, struct ar_error *error);
void ar_charges_free(struct ar_charges *charges);

/* Interest and fixed sum by the law of that name, for a customer of that kind; both are 0 where the law does not cover
   the kind. The steps of the debt are filled in from the allocations of the item with that identity (entity, customer,
   doc, line). Name and kind are lent until the next call. AR_BAD_DATA, fatal: there is no such law; or as
   ar_interest_of. */
AR_MUST_USE enum ar_status ar_charge(struct ar_interest *out, struct ar_charges *charges, struct ar_text name,
                                     struct ar_text kind, struct ar_debt *debt,
                                     const struct ar_text identity[static AR_KEY_PARTS], struct ar_error *error);

#endif
