/* SPDX-License-Identifier: MIT */
/* Which column of an aging report an open item belongs to: day buckets by edges, undated, and what is kept apart.

   Age is the as-of date less the base date, in whole calendar days. The edges differ from product to product (OCA's
   aged partner balance: current, 1-30, …, 121+ by due date; ERPNext puts the due day into 0-30; Sage: 0-29, 30-59 by
   document date), so they are data here. Our rule: age <= 0 is `current`, day 1 is late, and every whole number of
   days, however small or large, falls in exactly one bucket. */
#ifndef AR_ANALYSIS_AGING_RULES_H
#define AR_ANALYSIS_AGING_RULES_H

#include "base/date.h"
#include "base/error.h"
#include "base/status.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

#define AR_EDGES_MAX 32
#define AR_EDGE_LARGEST 3652058 /* days from 0001-01-01 to 9999-12-31: no age is greater */
#define AR_BUCKET_NAME_SIZE 32 /* room for any name and its NUL */

/* The last day of each bucket after `current`, increasing; behind the last edge one more bucket is open-ended. */
struct ar_buckets {
    int32_t edges[AR_EDGES_MAX];
    unsigned count; /* of edges, at least 1 */
};
#define AR_BUCKETS_DEFAULT ((struct ar_buckets){{30, 60, 90}, 3})

/* "30,60,90": whole numbers from 1, increasing. AR_MISUSE with the reason otherwise; *out then unchanged. */
AR_MUST_USE enum ar_status ar_buckets_parse(struct ar_buckets *out, const char *text, struct ar_error *error);

/* 0 is current, 1 the first late bucket, edges.count + 1 the open-ended one. */
static inline unsigned ar_buckets_find(const struct ar_buckets *buckets, int32_t age)
{
    unsigned bucket = age > 0; /* counted without a branch: lateness is not predictable */
    for (unsigned i = 0; i < buckets->count; i++)
        bucket += age > buckets->edges[i];
    return bucket;
}

enum ar_aging_basis { AR_AGING_DUE, AR_AGING_DATE };
enum ar_aging_credits {
    AR_CREDITS_AGED, /* like every item, by their own date */
    AR_CREDITS_APART, /* in a column of their own */
    AR_CREDITS_OLDEST /* set against the customer's oldest items */
};

struct ar_aging_rules {
    struct ar_date as_of;
    struct ar_buckets buckets;
    enum ar_aging_basis basis;
    bool undated_by_date; /* an item without due date ages by its document date; otherwise it is undated */
    enum ar_aging_credits credits; /* a credit is an item whose open amount is negative, whatever its type */
    bool disputed_apart; /* items with a dispute, credits too, have a column of their own */
};

/* The columns of a report: the day buckets, undated, then credits and disputed where they are kept apart. */
static inline unsigned ar_aging_undated(const struct ar_aging_rules *rules)
{
    return rules->buckets.count + 2;
}
static inline unsigned ar_aging_credits(const struct ar_aging_rules *rules) /* with AR_CREDITS_APART only */
{
    return rules->buckets.count + 3;
}
static inline unsigned ar_aging_disputed(const struct ar_aging_rules *rules) /* with disputed_apart only */
{
    return rules->buckets.count + 3 + (rules->credits == AR_CREDITS_APART);
}
static inline unsigned ar_aging_columns(const struct ar_aging_rules *rules)
{
    return ar_aging_disputed(rules) + rules->disputed_apart;
}

/* "current", "1-30", "91+", "undated", "credits", "disputed". NUL-terminated. */
void ar_aging_column_name(char out[static AR_BUCKET_NAME_SIZE], const struct ar_aging_rules *rules, unsigned column);

/* Where an item belongs by its date alone: base is the date of the basis, `date` the document date (either may be
 * none).
 */
static inline unsigned ar_aging_bucket(const struct ar_aging_rules *rules, struct ar_date base, struct ar_date date)
{
    if (ar_date_is_none(base) && rules->undated_by_date)
        base = date;
    if (ar_date_is_none(base))
        return ar_aging_undated(rules);
    return ar_buckets_find(&rules->buckets, rules->as_of.days - base.days);
}

/* The same, with what is kept apart: a disputed item first, then a credit. Not for AR_CREDITS_OLDEST, which no item
   knows by itself. */
static inline unsigned ar_aging_column(const struct ar_aging_rules *rules, unsigned bucket, int64_t open_minor,
                                       bool disputed)
{
    if (disputed && rules->disputed_apart)
        return ar_aging_disputed(rules);
    if (open_minor < 0 && rules->credits == AR_CREDITS_APART)
        return ar_aging_credits(rules);
    return bucket;
}

#endif
