/* SPDX-License-Identifier: MIT */
/* Foreign files into records: the profile compiled against the columns that a file has, then record by record. */
#ifndef AR_IMPORT_CONVERT_H
#define AR_IMPORT_CONVERT_H

#include "import/profile.h"
#include "record/writer.h"

enum ar_duplicates {
    AR_DUPLICATES_SAMPLE, /* keep; counted among the first AR_DUPLICATES_SAMPLED records */
    AR_DUPLICATES_KEEP, /* keep; all counted, at 16 bytes of memory and more a record */
    AR_DUPLICATES_REJECT /* repeats go to the rejects */
};
#define AR_DUPLICATES_SAMPLED ((uint64_t)250000) /* what 8 MiB of hashes hold */

struct ar_convert_options {
    struct ar_profile *profile; /* its patterns are run */
    const struct ar_kind *kind;
    const char *const *paths; /* "-" is standard input; one or more */
    size_t count;
    bool source; /* add the column source, file:line */
    enum ar_duplicates duplicates;
    unsigned threads;
    const struct ar_text *sums; /* amount columns to be added up, for ar_convert_result */
    unsigned sums_count;
    struct ar_writer *writer;
    /* Called in the order of the input, one thread at a time. reject returns only when it has set the record aside;
       opened is called once, when nothing but inputs and output will be opened any more. */
    void (*reject)(void *context, const struct ar_error *error, struct ar_text raw);
    void (*opened)(void *context);
    void (*progress)(void *context, uint64_t bytes);
    bool sets_aside; /* reject may return: go on after a bad record */
    uint64_t seed; /* of hashes */
    void *context;
};

struct ar_convert_result {
    uint64_t read; /* records that were written or rejected */
    uint64_t written;
    uint64_t skipped; /* by rules, and by `once` */
    uint64_t duplicates; /* repeats of an earlier record */
    bool all_compared; /* false: only the first AR_DUPLICATES_SAMPLED */
    uint64_t *fired; /* for each rule of the profile, then each table line, then each strip: how often */
    ar_int128 *sums; /* sums_count times AR_CURRENCIES, by code */
};

AR_MUST_USE enum ar_status ar_convert(struct ar_convert_result *result, const struct ar_convert_options *options,
                                      struct ar_error *error);
void ar_convert_result_free(struct ar_convert_result *result);

#endif
