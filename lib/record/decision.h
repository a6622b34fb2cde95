/* SPDX-License-Identifier: MIT */
/* Decision tables: records whose columns are conditions on features and the results that follow. The first row all of
   whose conditions hold wins.

   A condition is one cell: empty holds always, `/pattern/` (with i behind it: either case) holds where the PCRE2
   pattern matches somewhere in the bytes of the feature's text, and all else is one or several alternatives with `|`
   between them. An alternative is a word, compared byte by byte; or of a feature that is a number, `>30`, `>=30`,
   `<30`,
   `<=0.05`, a range `10..20` with both ends in it, or a number, which 30 and 30.00 both are. Numbers are compared as
   the decimals that they are, of any length. A feature that is unknown, the empty text, is found by the empty cell and
   by a pattern such as `/^$/` only. */
#ifndef AR_RECORD_DECISION_H
#define AR_RECORD_DECISION_H

#include "base/pattern.h"
#include "record/table.h"

#include <stdbool.h>

enum ar_feature_kind {
    AR_FEATURE_TEXT, /* comparisons are refused */
    AR_FEATURE_NUMBER, /* words that are no numbers are refused */
    AR_FEATURE_ANY /* a comparison or a range asks for a number, a word for the same text */
};

/* What a table may ask about. */
struct ar_feature {
    const char *name; /* the column's; NULL ends a list */
    enum ar_feature_kind kind;
    const char *const *words; /* the only ones that a text can be, NULL-terminated; or NULL: any */
};

/* A decimal as it is written, without the zeros that do not count. */
struct ar_decision_number {
    bool negative;
    struct ar_text whole, fraction;
};

struct ar_decision {
    const struct ar_table *table;
    const struct ar_feature *features;
    struct ar_decision_column {
        int column; /* of the table */
        unsigned feature; /* its number */
    } * columns; /* the conditions */
    unsigned column_count;
    struct ar_decision_test *tests; /* of all cells, row by row */
    size_t test_count, test_capacity;
    size_t *first; /* of each cell its tests: first[cell] .. first[cell + 1] */
    struct ar_decision_value *values; /* of the record at hand, a column */
};

/* A column of the table is one of features[], which may be asked about, or one of results[] (NULL-terminated), which
   are the caller's to read; which of both are there is up to the table. AR_BAD_DATA, with file, line, column and value:
   a column that is neither, a cell that is no condition. The table and the features must outlive the decision. */
AR_MUST_USE enum ar_status ar_decision_init(struct ar_decision *out, const struct ar_table *table,
                                            const struct ar_feature *features, const char *const *results,
                                            struct ar_error *error);
void ar_decision_free(struct ar_decision *decision);

/* Does the table ask about features[feature]? What it does not ask about need not be worked out. */
bool ar_decision_asks(const struct ar_decision *decision, unsigned feature);
/* Is there a row for everything, one without a condition? */
bool ar_decision_is_total(const struct ar_decision *decision);

/* The first row that holds for values[], which are in the order of features[]; AR_NO_ROW: none. AR_BAD_DATA: a value
   that is compared is no number (column and value are set, the place is the caller's), or a pattern takes too long.
   Not for two threads at once. */
AR_MUST_USE enum ar_status ar_decision_find(size_t *row, struct ar_decision *decision, const struct ar_text *values,
                                            struct ar_error *error);

/* <0, 0, >0: the order of two decimals. */
int ar_decision_compare(const struct ar_decision_number *a, const struct ar_decision_number *b);
/* -?digits[.digits]; false otherwise. The parts are slices of the text. */
bool ar_decision_number_parse(struct ar_decision_number *out, struct ar_text text);

#endif
