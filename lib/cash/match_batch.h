/* SPDX-License-Identifier: MIT */
/* Payments go through in batches: while the texts of the next one are read and the rows of the last one written by one
   thread, another decides. Only deciding depends on what was decided before. */
#ifndef AR_CASH_MATCH_BATCH_H
#define AR_CASH_MATCH_BATCH_H

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

/* Reads the texts and accounts of the batch's payments. AR_FAILED: out of memory. (match_prepare.c) */
AR_MUST_USE enum ar_status ar_match_read(struct ar_match *match, struct ar_match_batch *batch);
/* Takes over the rows of a payment that is decided, in their order, and counts them. (match_rows.c) */
void ar_match_take(struct ar_match_work *work, struct ar_match_batch *batch);
void ar_match_write(const struct ar_match *match, const struct ar_match_batch *batch, struct ar_writer *writer);
void ar_match_batch_free(struct ar_match_batch *batch);

#endif
