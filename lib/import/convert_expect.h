/* SPDX-License-Identifier: MIT */
/* What the sender of an export says is in it: --expect records=2466,amount=USD:147703.18. */
#ifndef AR_IMPORT_CONVERT_EXPECT_H
#define AR_IMPORT_CONVERT_EXPECT_H

#include "import/convert.h"

struct ar_expect_sum {
    struct ar_text column;
    struct ar_currency currency; /* none: the only one that there is */
    struct ar_text amount;
};

struct ar_expect {
    bool has_records;
    uint64_t records;
    struct ar_expect_sum *sums;
    size_t count, capacity;
};

/* May be given several times. The text must outlive it. AR_MISUSE with a reason. */
AR_MUST_USE enum ar_status ar_expect_parse(struct ar_expect *expect, struct ar_text text, struct ar_error *error);
/* AR_MISUSE when a column has no amounts in this kind of stream. */
AR_MUST_USE enum ar_status ar_expect_check(const struct ar_expect *expect, const struct ar_kind *kind,
                                           struct ar_error *error);
/* The columns that are to be added up, each once; columns[] has room for expect->count. */
unsigned ar_expect_columns(const struct ar_expect *expect, struct ar_text *columns);
/* Writes what differs about the expectation number `at`, 0 .. count (count: the records), into out; false: nothing. */
bool ar_expect_differs(const struct ar_expect *expect, size_t at, const struct ar_convert_options *options,
                       const struct ar_convert_result *result, char *out, size_t size);
void ar_expect_free(struct ar_expect *expect);

#endif
