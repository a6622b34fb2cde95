/* SPDX-License-Identifier: MIT */
/* The tables that come with the family: laws, reference rates and fixed sums, made from lib/collections/laws/ by the
   build, for where the user names none. */
#ifndef AR_COLLECTIONS_LAW_READY_H
#define AR_COLLECTIONS_LAW_READY_H

#include "record/table.h"

struct ar_law_ready {
    const char *name; /* "laws", "reference-rates", "fees"; NULL ends the list */
    const char *const *cells; /* header first, row by row */
    unsigned columns;
    size_t rows;
};
extern const struct ar_law_ready ar_laws_ready[];

/* One of them by name, which must be right. */
AR_MUST_USE enum ar_status ar_law_ready_table(struct ar_table *table, const char *name, struct ar_error *error);

#endif
