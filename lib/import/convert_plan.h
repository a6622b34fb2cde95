/* SPDX-License-Identifier: MIT */
/* A profile compiled against the columns of one file: one operation for each column of the output, in its order. */
#ifndef AR_IMPORT_CONVERT_PLAN_H
#define AR_IMPORT_CONVERT_PLAN_H

#include "import/convert.h"
#include "import/convert_style.h"
#include "import/csv_reader.h"

enum ar_plan_how {
    AR_PLAN_GENERAL, /* whatever the value says */
    AR_PLAN_CONSTANT, /* the same bytes for every record */
    AR_PLAN_FIELD, /* one field as it stands */
    AR_PLAN_SOURCE /* file:line */
};

struct ar_plan_op {
    struct ar_text name;
    enum ar_column_type type;
    enum ar_plan_how how;
    const struct ar_fast *fast; /* the stretch of ops that begins here and may go the short way, or NULL */
    bool plain; /* a constant without a byte to escape */
    bool filled;
    const char *const *words;
    const char *refusal; /* of what is not one of them */
    const struct ar_profile_value *value; /* NULL for a column of same-names, or none of its own */
    unsigned field; /* of AR_PLAN_FIELD */
    struct ar_text constant; /* as it stands in the stream */
    const struct ar_date_style *date;
    int sum; /* which of the sums, -1 */
};

struct ar_plan {
    const struct ar_convert_options *options;
    const struct ar_profile *profile;
    struct ar_plan_op *ops;
    unsigned count;
    int currency, type; /* which ops they are, -1 */
    bool rules;
    bool simple; /* no rules, signs, sums or repeats to look at, and one stretch of fast ops: a record is just that */
    bool whole; /* simple, and a record is copied as it stands, see ar_fast_run */
    bool signs; /* a column or the type tells the sign of amounts */
    int *fields; /* for each source of the profile: the field, -1 when there is none */
    int *targets; /* for each override of the profile: the op */
    unsigned columns; /* of the file */
    struct ar_fast *fast; /* see convert_fast.h */
    struct ar_number_style numbers;
    struct ar_date_style *dates; /* of the profile, in its order */
    struct ar_date_style undeclared; /* for columns that the profile says nothing about */
};

/* The columns as the file names them, or as the profile does. AR_BAD_DATA when the profile names a column that the file
   does not have, or leaves one out that the stream requires. */
AR_MUST_USE enum ar_status ar_plan_new(struct ar_plan **out, const struct ar_convert_options *options,
                                       const struct ar_text *columns, unsigned count, const char *label,
                                       struct ar_error *error);
void ar_plan_delete(struct ar_plan *plan);

#endif
