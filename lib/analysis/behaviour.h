/* SPDX-License-Identifier: MIT */
/* How customers pay: the facts of each account, that is of a customer and a currency, from documents as they were known
   on one day, in one pass. Memory grows with the accounts: of the documents of each only the last few are kept. No
   figure depends on the order of the records. */
#ifndef AR_ANALYSIS_BEHAVIOUR_H
#define AR_ANALYSIS_BEHAVIOUR_H

#include "analysis/behaviour_sample.h"
#include "analysis/bill.h"
#include "analysis/group.h"

struct ar_behaviour_rules {
    struct ar_date as_of;
    unsigned last; /* documents that are looked back at: 1 .. AR_SAMPLE_MAX */
    unsigned window; /* days up to as_of that turnover and frequency are of; 0: all */
    const struct ar_family *family; /* NULL: every customer on its own */
};

struct ar_account {
    struct ar_text name; /* the bytewise first of the customer's own, or empty */
    uint64_t name_hash; /* of the last one seen: most are the same */
    ar_int128 open; /* all that is open: documents, credits, cash held */
    ar_int128 overdue; /* of documents */
    ar_int128 credit; /* what is open in the customer's favour, below zero */
    ar_int128 in_dispute; /* open of documents whose dispute is not resolved */
    ar_int128 value; /* of documents */
    ar_int128 turnover; /* of documents and credit memos issued in the window */
    ar_int128 written_off; /* of documents */
    uint64_t items, documents, recent; /* recent: documents in the window */
    uint64_t open_documents, overdue_documents;
    uint64_t paid, partial, disputed; /* documents: anything paid, in part at some time, disputed at some time */
    uint64_t given_up; /* more of it written off than paid */
    uint64_t undated; /* documents without a due date: lateness cannot be told from them */
    struct ar_date oldest_due; /* of overdue documents; none */
    struct ar_date oldest_clear; /* of those that are not in dispute */
    struct ar_date last_paid, last_issued; /* of documents */
    struct ar_sample settled; /* the last ones */
    struct ar_sample unpaid; /* overdue, or written off more than paid: the longest ones */
};

struct ar_behaviour {
    const struct ar_behaviour_rules *rules;
    struct ar_groups groups; /* only the index and the keys: customer and currency */
    struct ar_account **chunks;
    size_t chunk_count, chunk_capacity;
    struct ar_arena names;
    struct ar_tally *read; /* what was open of the records read, a currency: what totals must come to */
    uint64_t beyond; /* documents over-applied */
    bool parts_known; /* set by the caller: allocations tell who pays in part */
};

AR_MUST_USE enum ar_status ar_behaviour_init(struct ar_behaviour *behaviour, const struct ar_behaviour_rules *rules,
                                             uint64_t seed, struct ar_error *error);
void ar_behaviour_free(struct ar_behaviour *behaviour);

/* Documents and other items of ar_bills_read, each of them there, at most AR_BEHAVIOUR_BATCH at once; accounts[]: whose
   each is. */
#define AR_BEHAVIOUR_BATCH 128
AR_MUST_USE enum ar_status ar_behaviour_add(struct ar_behaviour *behaviour, const struct ar_bill *bills, unsigned count,
                                            size_t *accounts, struct ar_error *error);
/* Cash that no item has taken. */
AR_MUST_USE enum ar_status ar_behaviour_add_held(struct ar_behaviour *behaviour, const struct ar_held *held,
                                                 struct ar_error *error);

static inline size_t ar_behaviour_count(const struct ar_behaviour *behaviour)
{
    return behaviour->groups.count;
}
#define AR_ACCOUNT_CHUNK 1024
static inline struct ar_account *ar_behaviour_account(const struct ar_behaviour *behaviour, size_t account)
{
    return &behaviour->chunks[account / AR_ACCOUNT_CHUNK][account % AR_ACCOUNT_CHUNK];
}
/* A short key is put into `room`. */
static inline struct ar_text ar_behaviour_customer(const struct ar_behaviour *behaviour, size_t account,
                                                   char room[static AR_GROUP_SHORT])
{
    return ar_groups_key(&behaviour->groups, account, room);
}
static inline struct ar_currency ar_behaviour_currency(const struct ar_behaviour *behaviour, size_t account)
{
    return ar_groups_currency(&behaviour->groups, account);
}

/* The accounts by customer and currency, in *order (the caller frees it). */
AR_MUST_USE enum ar_status ar_behaviour_sort(const struct ar_behaviour *behaviour, uint32_t **order,
                                             struct ar_error *error);

#endif
