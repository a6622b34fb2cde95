/* SPDX-License-Identifier: MIT */
/* Dunning: which open items get which step of the policy today, and why the others get none. At most one step an item
   and run, one action a customer, currency and channel, at the highest level among its documents. What was done is
   known from the log alone. */
#ifndef AR_COLLECTIONS_DUN_H
#define AR_COLLECTIONS_DUN_H

#include "collections/arms.h"
#include "collections/calendar.h"
#include "collections/dun_book.h"
#include "collections/interest_charge.h"
#include "collections/log.h"
#include "collections/policy.h"
#include "collections/suppress.h"
#include "ledger/lend.h"

enum ar_dun_column { /* of the customers' file, all optional */
                     AR_DUN_PROCEDURE,
                     AR_DUN_SEGMENT,
                     AR_DUN_KIND,
                     AR_DUN_COUNTRY,
                     AR_DUN_LANGUAGE,
                     AR_DUN_BLOCK,
                     AR_DUN_EMAIL,
                     AR_DUN_PHONE,
                     AR_DUN_ADDRESS,
                     AR_DUN_CALENDAR,
                     AR_DUN_LAW,
                     AR_DUN_COLUMNS
};

/* What is known of a customer in one currency. Texts are lent by the tables. */
struct ar_dun_customer {
    struct ar_text name;
    struct ar_text at[AR_DUN_COLUMNS];
    struct ar_text arm;
    const struct ar_ladder *ladder; /* NULL: none, no procedure */
    const struct ar_log_contact *contact; /* by any channel; NULL: never */
    struct ar_currency currency;
    enum ar_suppress reason; /* why nobody contacts the customer at all, or AR_SUPPRESS_NOT */
    struct ar_text why;
    struct ar_date when;
    ar_int128 have;
    ar_int128 disputed; /* of no document in particular */
};

/* One document, looked at. */
struct ar_dun_doc {
    const struct ar_dun_item *item;
    const struct ar_log_document *logged; /* NULL: never contacted */
    const struct ar_step *step; /* NULL: none */
    struct ar_text channel;
    int64_t open; /* less what is in dispute */
    int64_t interest, fee;
    int32_t late; /* days past due; 0 when there is no due date */
    int cycle;
    enum ar_suppress reason;
    struct ar_text why; /* of the reason: the promise, the hold */
    struct ar_date when; /* of the reason: until, or when it was */
    ar_int128 have; /* of the reason: the amount or days that there are; the step says how many there should be */
    bool barred; /* something stands against it, even where no step is due */
    bool partly; /* the disputes say how much of it */
    bool disputed; /* all of it */
};

struct ar_dun {
    struct ar_date as_of;
    struct ar_policy policy;
    struct ar_dun_book book;
    struct ar_log log;
    struct ar_stops stops;
    struct ar_calendar calendar;
    struct ar_arms arms;
    struct ar_charges charges; /* by law */
    uint64_t no_fee,
        no_kind; /* documents whose law has no fixed sum in their currency; knows no kind of the customer */
    uint64_t no_calendar; /* documents whose calendar the holidays do not have */
    const struct ar_lend *customers; /* NULL: nothing is known of them */
    int at[AR_DUN_COLUMNS]; /* in its table; -1 */
    const struct ar_table *segments; /* NULL: none */
    struct ar_table_index segment_index;
    int segment_currency, segment_segment, segment_procedure;
    struct ar_writer *actions, *suppressed, *story; /* lent; suppressed and story may be NULL */
    /* the customer at hand */
    struct ar_dun_doc *docs;
    size_t doc_capacity;
    struct ar_dun_doc **oldest, **picked;
    size_t oldest_capacity, picked_capacity;
    uint32_t from, to; /* docs of the entity at hand */
    ar_int128 overdue; /* of these, what has nothing against it */
    int32_t latest; /* its most days past due */
    struct ar_buffer key, text;
    size_t proposed; /* actions */
};

/* Lends tables; both must outlive the run. */
void ar_dun_customers(struct ar_dun *dun, const struct ar_lend *customers);
AR_MUST_USE enum ar_status ar_dun_segments(struct ar_dun *dun, const struct ar_table *segments, struct ar_error *error);
/* With the book ready: writes all, in the order of the customers, by so many threads. */
AR_MUST_USE enum ar_status ar_dun_run(struct ar_dun *dun, unsigned threads, struct ar_error *error);
void ar_dun_free(struct ar_dun *dun);

/* ---- its parts -----------------------------------------------------------------------------------------------------
 */

/* One group: what is done about it, written. */
AR_MUST_USE enum ar_status ar_dun_do(struct ar_dun *dun, const struct ar_dun_group *group, struct ar_error *error);
/* Who the customer is and whether anything speaks against contacting at all. AR_BAD_DATA: a procedure that the policy
   does not have. */
AR_MUST_USE enum ar_status ar_dun_look_up(struct ar_dun_customer *out, struct ar_dun *dun,
                                          const struct ar_dun_group *group, struct ar_error *error);
/* Fills dun->docs with the group's documents: step or reason of each, as if it were alone. */
AR_MUST_USE enum ar_status ar_dun_judge(struct ar_dun *dun, const struct ar_dun_customer *customer,
                                        const struct ar_dun_group *group, struct ar_error *error);
/* Interest and fee of a document that will be contacted. */
AR_MUST_USE enum ar_status ar_dun_charge(struct ar_dun_doc *doc, struct ar_dun *dun,
                                         const struct ar_dun_customer *customer, struct ar_error *error);

AR_MUST_USE enum ar_status ar_dun_key(struct ar_dun *dun, struct ar_text a, struct ar_text b, struct ar_text c,
                                      struct ar_text d);
void ar_dun_suppressed_header(struct ar_writer *writer);
void ar_dun_write_suppressed(struct ar_dun *dun, const struct ar_dun_customer *customer, const struct ar_dun_doc *doc);
void ar_dun_story_header(struct ar_writer *writer);
void ar_dun_write_story(struct ar_dun *dun, const struct ar_dun_customer *customer, const struct ar_dun_doc *doc);
/* Why a document is contacted, in words; lives until the next call. */
struct ar_text ar_dun_reason(struct ar_dun *dun, const struct ar_dun_doc *doc);

#endif
