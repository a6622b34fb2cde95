/* SPDX-License-Identifier: MIT */
/* The streams that there are: for each its columns, in the order of ar-records.5, what each holds and which are
   required. The one table of them. */
#ifndef AR_IMPORT_KIND_H
#define AR_IMPORT_KIND_H

#include "base/text.h"

#include <stdbool.h>

enum ar_column_type {
    AR_COLUMN_TEXT, /* any text; identifiers are text, too */
    AR_COLUMN_DATE,
    AR_COLUMN_TIME,
    AR_COLUMN_CURRENCY,
    AR_COLUMN_AMOUNT, /* in the record's currency */
    AR_COLUMN_RATE, /* an exact decimal */
    AR_COLUMN_FLAG, /* yes, no */
    AR_COLUMN_WORD /* one of words[] */
};

struct ar_kind_column {
    const char *name;
    enum ar_column_type type;
    bool required; /* the stream must have it */
    bool filled; /* and no record may leave it empty */
    const char *const *words; /* NULL-terminated, for AR_COLUMN_WORD */
    const char *refusal; /* of another word */
};

struct ar_kind {
    const char *name; /* "items" */
    const struct ar_kind_column *columns;
    unsigned count;
};

extern const struct ar_kind ar_kinds[];
extern const unsigned ar_kinds_count;
extern const char *const ar_kind_names[]; /* the same order, NULL-terminated: choices of an option */

const struct ar_kind *ar_kind_find(struct ar_text name); /* NULL: there is no such stream */
int ar_kind_column(const struct ar_kind *kind, struct ar_text name); /* -1: not a column of it */

#endif
