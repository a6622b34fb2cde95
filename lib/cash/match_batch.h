/* SPDX-License-Identifier: MIT */
/* Payments go through in batches: while the texts of the next one are read and the rows of the last one written by one
   thread, another decides. Only deciding depends on what was decided before. */
#ifndef AR_CASH_MATCH_BATCH_H
#define AR_CASH_MATCH_BATCH_H

#include "base/parallel.h"
#include "cash/match_work.h"

#define AR_BATCH 4096

struct ar_match_batch {
    size_t from, to; /* among the match's payments, at most AR_BATCH */
    struct ar_named_list named; /* what the payments' texts name */
    struct ar_match_row *rows;
    size_t row_count, row_capacity;
    struct ar_buffer text; /* the rows' why */
    size_t ends[AR_BATCH]; /* of the rows of each payment */
    struct ar_buffer key;
};

/* Payers whom no payment before has named. They are looked for many batches at a time: the names that they are compared
   with stay in the processor's cache. */
struct ar_match_met {
    uint32_t *at;
    size_t count, capacity;
    struct ar_pieces pieces;
};

#define AR_NOT_MET (AR_NO_KEY - 2) /* alias of a payer whom nobody has met */

/* Who is met among so many payments for the first time. AR_FAILED: out of memory, as below. (match_read.c) */
AR_MUST_USE enum ar_status ar_match_meet(struct ar_match_met *met, struct ar_match *match, size_t from, size_t to);
/* Finds them, which any number of threads may do side by side, each in a room of its own. (match_read.c) */
AR_MUST_USE enum ar_status ar_match_find_payers(struct ar_match *match, struct ar_match_met *met,
                                                struct ar_name_room *room);
/* Reads the texts and accounts of the batch's payments. (match_read.c) */
AR_MUST_USE enum ar_status ar_match_read(struct ar_match *match, struct ar_match_batch *batch);
/* Takes over the rows of a payment that is decided, in their order, and counts them. (match_rows.c) */
void ar_match_take(struct ar_match_work *work, struct ar_match_batch *batch);
void ar_match_write(const struct ar_match *match, const struct ar_match_batch *batch, struct ar_writer *writer);
void ar_match_batch_free(struct ar_match_batch *batch);

#endif
