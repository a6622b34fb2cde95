/* SPDX-License-Identifier: MIT */
/* The same work on several threads. */
#ifndef AR_BASE_PARALLEL_H
#define AR_BASE_PARALLEL_H

#include "base/error.h"

#include <stddef.h>

#define AR_THREADS_MOST 16

/* Does work(contexts[i]) for each i < count (1 .. AR_THREADS_MOST): the first by the caller, the others each on a
   thread of its own, or by the caller where there is none to be had. Returns when all is done. */
void ar_parallel(void (*work)(void *context), void *const *contexts, unsigned count);

/* A number of pieces of work that threads take from, one after the other: 0 .. count - 1, then `count` for ever. */
struct ar_pieces {
    size_t next, count;
};
size_t ar_pieces_take(struct ar_pieces *pieces);

/* Pieces that may be done in any order, but whose results belong side by side. */
struct ar_in_order {
    size_t count;
    enum ar_status (*piece)(void *context, size_t piece, struct ar_error *error);
    /* After it, for one piece at a time and in their order: where what came of it is put in its place. */
    enum ar_status (*in_turn)(void *context, struct ar_error *error);
};
/* Does all pieces, each with one of the contexts. An error is that of the earliest piece that has one, whatever the
   threads do; what was put in its place before it stays. */
AR_MUST_USE enum ar_status ar_in_order_run(const struct ar_in_order *work, void *const *contexts, unsigned threads,
                                           struct ar_error *error);

#endif
