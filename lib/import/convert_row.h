/* SPDX-License-Identifier: MIT */
/* One record of the export into one of the stream. */
#ifndef AR_IMPORT_CONVERT_ROW_H
#define AR_IMPORT_CONVERT_ROW_H

#include "import/convert_plan.h"

/* What one thread needs to convert. */
struct ar_row_maker {
    const struct ar_plan *plan;
    unsigned count; /* of ops, the same for all files */
    const char *label; /* of the file */
    struct ar_buffer out; /* records, encoded */
    struct ar_buffer whole; /* the record's fields joined, for patterns */
    struct ar_buffer *scratch; /* one an op */
    const struct ar_profile_value **chosen; /* for each op the value that counts for this record */
    uint64_t *fired; /* as in ar_convert_result */
    ar_int128 *sums;
    struct ar_buffer previous; /* of `once` */
    bool has_previous;
    /* Of the record at hand. */
    const struct ar_csv_record *record;
    bool joined; /* whole is its text */
    bool told, minus; /* the sign, by a column or the type */
    int64_t *pending; /* amounts that count in sums when the record is written */
    bool *has_pending;
    struct ar_currency currency;
};

enum ar_row_fate { AR_ROW_WRITTEN, AR_ROW_SKIPPED, AR_ROW_STOP };

AR_MUST_USE enum ar_status ar_row_maker_init(struct ar_row_maker *maker, const struct ar_plan *plan,
                                             struct ar_error *error);
/* For the next file: the plan has the same ops. */
void ar_row_maker_plan(struct ar_row_maker *maker, const struct ar_plan *plan, const char *label);
void ar_row_maker_free(struct ar_row_maker *maker);

/* Appends to maker->out, or not, as *fate says. AR_BAD_DATA: nothing is appended. */
AR_MUST_USE enum ar_status ar_row_make(struct ar_row_maker *maker, const struct ar_csv_record *record,
                                       enum ar_row_fate *fate, struct ar_error *error);

/* ---- inside: convert_value.c ---- */

/* The text of a value for a column that holds no amount: joined, looked up, stripped. */
AR_MUST_USE enum ar_status ar_row_text(struct ar_row_maker *maker, unsigned op, const struct ar_profile_value *value,
                                       struct ar_text *out, struct ar_error *error);
/* *known is false when the value is empty. */
AR_MUST_USE enum ar_status ar_row_amount(struct ar_row_maker *maker, unsigned op, const struct ar_profile_value *value,
                                         int64_t *out, bool *known, struct ar_error *error);
AR_MUST_USE enum ar_status ar_row_date(struct ar_row_maker *maker, unsigned op, const struct ar_profile_value *value,
                                       struct ar_date *out, struct ar_error *error);
AR_MUST_USE enum ar_status ar_row_bad(const struct ar_row_maker *maker, unsigned op, struct ar_text value,
                                      const char *why, struct ar_error *error);
/* What a source holds: trimmed of nothing, nulls empty. */
struct ar_text ar_row_source(const struct ar_row_maker *maker, int source);
AR_MUST_USE enum ar_status ar_row_rules(struct ar_row_maker *maker, enum ar_row_fate *fate, struct ar_error *error);

#endif
