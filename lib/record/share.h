/* SPDX-License-Identifier: MIT */
/* One reader, several threads: each takes block after block and does the work of its own context on it. */
#ifndef AR_RECORD_SHARE_H
#define AR_RECORD_SHARE_H

#include "base/parallel.h"
#include "record/reader.h"

struct ar_share {
    struct ar_reader *reader;
    /* All that is to be done with one block; it goes away afterwards. */
    enum ar_status (*block)(void *context, struct ar_block *block, struct ar_error *error);
    /* After it, for one block at a time and in the order of the input: where what came of it is put in its place. From
       the first block of the reader on. May be NULL. */
    enum ar_status (*in_turn)(void *context, struct ar_error *error);
    struct ar_block *first; /* one that was taken already, for the first context, and is then empty; or NULL */
};

/* Goes through the rest of the reader. An error is that of the earliest block that has one, whatever the threads do;
   what other blocks' work has done by then is undefined. */
AR_MUST_USE enum ar_status ar_share_run(const struct ar_share *share, void *const *contexts, unsigned threads,
                                        struct ar_error *error);

#endif
