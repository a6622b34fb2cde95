/* SPDX-License-Identifier: MIT */
/* The last documents of an account, at most so many, whatever order they come in; and what can be told from them. */
#ifndef AR_ANALYSIS_BEHAVIOUR_SAMPLE_H
#define AR_ANALYSIS_BEHAVIOUR_SAMPLE_H

#include "analysis/ratio.h"
#include "base/date.h"
#include "base/fetch.h"

#include <stdbool.h>

#define AR_SAMPLE_MAX 1000 /* documents that are looked back at, at most */

/* A document in 20 bytes. */
struct ar_told {
    int32_t
        rank; /* those of the highest are kept: the day when it was settled; of an open one less the day it is due */
    int32_t due, issued;
    uint32_t high, low; /* the amount, above 0; the first bit of high: was it disputed? */
};
/* settled none: it is open. */
struct ar_told ar_told_make(struct ar_date issued, struct ar_date due, struct ar_date settled, int64_t amount,
                            bool disputed);
static inline int64_t ar_told_amount(const struct ar_told *told)
{
    return (int64_t)((uint64_t)(told->high & INT32_MAX) << 32 | told->low);
}
static inline bool ar_told_disputed(const struct ar_told *told)
{
    return told->high >> 31;
}

/* Where the documents of many samples lie: all go at once. {0} is empty. */
struct ar_sample_pool {
    struct ar_sample_slab *slab; /* the newest */
    size_t used, size; /* of it */
    void *free[16]; /* what samples have outgrown: of 2, 4, 8 ... documents */
};
void ar_sample_pool_free(struct ar_sample_pool *pool);

struct ar_sample {
    struct ar_told *at; /* once full, a heap whose first is the next to go */
    uint32_t count, capacity;
};
AR_MUST_USE enum ar_status ar_sample_add(struct ar_sample *sample, struct ar_told told, uint32_t most,
                                         struct ar_sample_pool *pool);
/* Asks for the memory of a sample that will be looked at. */
static inline void ar_sample_fetch_all(const struct ar_sample *sample)
{
    const char *at = (const char *)sample->at;
    size_t size = sample->count * sizeof *sample->at;
    for (size_t i = 0; i < 8 * 64 && i < size; i += 64) /* of many, what lies behind follows by itself */
        ar_fetch(at + i);
}
/* The same for one to which a document will be added: behind the last, or into the heap. */
static inline void ar_sample_fetch(const struct ar_sample *sample)
{
    if (sample->count < sample->capacity)
        ar_fetch_to_write(sample->at + sample->count);
    else
        ar_sample_fetch_all(sample);
}

/* Days late, negative when early, of a set of documents. Percentiles are nearest ranks: the ceil(n * q)-th smallest. */
struct ar_lateness {
    uint32_t n, late, late_disputed; /* late: by at least one day */
    struct ar_ratio mean;
    struct ar_ratio weighted; /* by amount */
    struct ar_ratio median; /* of an even number the mean of the middle two */
    struct ar_ratio p90;
    struct ar_ratio spread; /* third quartile less first */
    struct ar_ratio trend; /* mean of the half that was due later less mean of the other; of fewer than 4 unknown */
    struct ar_ratio newer, older; /* those two means */
    struct ar_ratio terms, taken; /* of the settled ones: days from document to due date, and to settlement */
};

/* Room for the documents of one account while they are looked at: n of them, both kinds together. */
struct ar_lateness_room {
    struct ar_lateness_entry {
        int32_t due, late;
        int64_t amount;
        bool disputed;
    } * at;
    uint64_t *late, *days; /* days late; due and late: as numbers to be sorted */
};
AR_MUST_USE enum ar_status ar_lateness_room_init(struct ar_lateness_room *room, uint32_t n);
void ar_lateness_room_free(struct ar_lateness_room *room);

/* Of the settled ones alone, without a trend. */
void ar_lateness_of(struct ar_lateness *out, const struct ar_sample *settled, struct ar_date as_of,
                    struct ar_lateness_room *room);
/* Of both; right after ar_lateness_of, which leaves the settled ones in the room. The open ones are as late as they are
   at `as_of`. `paid` is that of the settled ones, `most` what a sample holds. The trend is that of the documents due at
   least as many days ago as the 90th percentile of the settled ones is (they could have been settled since) and, where
   `settled` is full, not before the first settlement in it. */
void ar_lateness_with_open(struct ar_lateness *out, const struct ar_lateness *paid, const struct ar_sample *settled,
                           const struct ar_sample *open, uint32_t most, struct ar_date as_of,
                           struct ar_lateness_room *room);

#endif
