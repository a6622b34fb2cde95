/* SPDX-License-Identifier: MIT */
/* Payments go through in batches: while one is decided by one thread, others write the rows of the last one and learn
   what can be known of those to come: who their payers may be, what their texts name. Only deciding depends on what was
   decided before. */
#ifndef AR_CASH_MATCH_BATCH_H
#define AR_CASH_MATCH_BATCH_H

#include "base/parallel.h"
#include "cash/match_work.h"

#define AR_BATCH 4096
#define AR_BATCH_TEXTS 512 /* of a batch that are read by one thread in one go */

/* What is learned of a batch. */
struct ar_match_batch {
    size_t from, to; /* among the match's payments, at most AR_BATCH */
    struct ar_match_texts {
        struct ar_named_list named; /* what the payments' texts name */
        struct ar_buffer key;
    } texts[AR_BATCH / AR_BATCH_TEXTS];
    struct ar_match_told told[AR_BATCH]; /* of each payment */
    struct ar_pieces pieces; /* of what is to be learned of it */
    uint32_t *met; /* payers whom no payment before has named */
    size_t met_count, met_capacity;
};

/* What comes of a batch. */
struct ar_match_decided {
    size_t from, to;
    struct ar_match_rows rows;
    size_t ends[AR_BATCH]; /* of the rows of each payment */
};

#define AR_NOT_MET (AR_NO_KEY - 1) /* alias of a payer whom nobody has met */

/* The next batch, and what is to be learned of it. AR_FAILED: out of memory, as below. (match_read.c) */
AR_MUST_USE enum ar_status ar_match_begin(struct ar_match *match, struct ar_match_batch *batch, size_t from);
/* Learns a piece of it, which any number of threads may do side by side, each in a room of its own; *any: there was one
   left. (match_read.c) */
AR_MUST_USE enum ar_status ar_match_read(bool *any, struct ar_match *match, struct ar_match_batch *batch,
                                         struct ar_name_room *room);
void ar_match_batch_free(struct ar_match_batch *batch);
/* The rows of a payment that is decided, in their order, are counted and added to all. (match_rows.c) */
void ar_match_take(struct ar_match_work *work);
void ar_match_write(const struct ar_match *match, const struct ar_match_decided *decided, struct ar_writer *writer);

#endif
