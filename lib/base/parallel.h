/* SPDX-License-Identifier: MIT */
/* The same work on several threads. */
#ifndef AR_BASE_PARALLEL_H
#define AR_BASE_PARALLEL_H

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

#endif
