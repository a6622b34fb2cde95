/* SPDX-License-Identifier: MIT */
/* How customers pay: the facts of each account, that is of a customer and a currency, from documents as they were known
   on one day, in one pass. Memory grows with the accounts: of the documents of each only the last few are kept. No
   figure depends on the order of the records, or on how many parts the accounts are kept in. */
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

struct ar_account { /* what most documents change comes first: fewer cache lines */
    ar_int128 open; /* all that is open: documents, credits, cash held */
    ar_int128 value; /* of documents */
    ar_int128 turnover; /* of documents and credit memos issued in the window */
    uint64_t name_hash; /* of the last one seen: most are the same */
    uint64_t documents, recent; /* recent: those in the window */
    uint64_t paid; /* documents: anything paid */
    struct ar_date last_paid, last_issued; /* of documents */
    struct ar_sample settled; /* the last ones */
    struct ar_sample unpaid; /* overdue, or written off more than paid: the longest ones */
    uint64_t open_documents, overdue_documents;
    ar_int128 overdue; /* of documents */
    struct ar_date oldest_due; /* of overdue documents; none */
    struct ar_date oldest_clear; /* of those that are not in dispute */
    struct ar_text name; /* the bytewise first of the customer's own, or empty */
    ar_int128 credit; /* what is open in the customer's favour, below zero */
    ar_int128 in_dispute; /* open of documents whose dispute is not resolved */
    ar_int128 written_off; /* of documents */
    uint64_t partial, disputed; /* documents: paid in part at some time, disputed at some time */
    uint64_t given_up; /* more of it written off than paid */
};

struct ar_behaviour_part;
struct ar_behaviour {
    const struct ar_behaviour_rules *rules;
    unsigned parts;
    struct ar_behaviour_part *part;
    uint64_t seed;
    bool parts_known; /* set by the caller: allocations tell who pays in part */
};

/* Accounts are kept in parts, which threads can fill side by side, each part by one at a time: a power of two. */
AR_MUST_USE enum ar_status ar_behaviour_init(struct ar_behaviour *behaviour, const struct ar_behaviour_rules *rules,
                                             unsigned parts, uint64_t seed, struct ar_error *error);
void ar_behaviour_free(struct ar_behaviour *behaviour);

/* A document, or another item, of ar_bills_read, which is there; and the customer to whom it counts. */
struct ar_behaviour_entry {
    const struct ar_bill *bill;
    struct ar_text customer;
};
void ar_behaviour_entry_set(struct ar_behaviour_entry *entry, const struct ar_behaviour *behaviour,
                            const struct ar_bill *bill);
unsigned ar_behaviour_part(const struct ar_behaviour *behaviour, struct ar_text customer);

/* Entries of one part, at most AR_BEHAVIOUR_BATCH at once; accounts[]: whose each is. */
#define AR_BEHAVIOUR_BATCH 128
AR_MUST_USE enum ar_status ar_behaviour_add(struct ar_behaviour *behaviour, unsigned part,
                                            const struct ar_behaviour_entry *entries, unsigned count, size_t *accounts,
                                            struct ar_error *error);
/* Cash that no item has taken. */
AR_MUST_USE enum ar_status ar_behaviour_add_held(struct ar_behaviour *behaviour, const struct ar_held *held,
                                                 struct ar_error *error);

/* What was open of the records read: what totals must come to. */
ar_int128 ar_behaviour_read(const struct ar_behaviour *behaviour, struct ar_currency currency);

/* Accounts have numbers below this one, which need not all be there. */
size_t ar_behaviour_end(const struct ar_behaviour *behaviour);
bool ar_behaviour_has(const struct ar_behaviour *behaviour, size_t account);
const struct ar_account *ar_behaviour_account(const struct ar_behaviour *behaviour, size_t account);
/* Ask for an account's memory; then, when that has come, for its samples'. */
void ar_behaviour_fetch(const struct ar_behaviour *behaviour, size_t account);
void ar_behaviour_fetch_samples(const struct ar_behaviour *behaviour, size_t account);
/* A short key is put into `room`. */
struct ar_text ar_behaviour_customer(const struct ar_behaviour *behaviour, size_t account,
                                     char room[static AR_GROUP_SHORT]);
struct ar_currency ar_behaviour_currency(const struct ar_behaviour *behaviour, size_t account);

/* The accounts by customer and currency, in *order (the caller frees it). AR_FAILED: out of memory. */
AR_MUST_USE enum ar_status ar_behaviour_sort(const struct ar_behaviour *behaviour, uint32_t **order, size_t *count);

#endif
