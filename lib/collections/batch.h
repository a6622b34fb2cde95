/* SPDX-License-Identifier: MIT */
/* The actions of one run, all of them in memory before the first is done: their records as they came, by action. */
#ifndef AR_COLLECTIONS_BATCH_H
#define AR_COLLECTIONS_BATCH_H

#include "collections/action.h"
#include "collections/log.h"
#include "ledger/keys.h"

struct ar_batch_action {
    struct ar_text action, customer, channel;
    struct ar_date date;
    struct ar_text *fields; /* its records one behind the other, decoded, in the order of the stream's columns */
    size_t rows;
    uint32_t documents; /* distinct ones; a record may have none */
    size_t capacity; /* inside */
};

struct ar_batch {
    struct ar_action_columns columns;
    struct ar_keys ids;
    struct ar_batch_action *at; /* by number of ids, in the order in which they came */
    size_t count, capacity;
    struct ar_key_set seen;
    struct ar_buffer key;
    struct ar_arena arena;
    struct ar_reader *reader; /* of a log: has the header */
}; /* {0} is empty */

AR_MUST_USE enum ar_status ar_batch_bind(struct ar_batch *batch, const struct ar_header *header,
                                         struct ar_error *error);
/* AR_BAD_DATA: no action that could be done (an id that cannot name a file, a state that only a log has), one of two
   customers, dates or channels, or one with the same document twice. */
AR_MUST_USE enum ar_status ar_batch_add(struct ar_batch *batch, const struct ar_row *row, struct ar_error *error);
/* Instead of the two above: what the log, read before, says of the actions in state sending; the records of the attempt
   that was broken off. For who holds the lock. */
AR_MUST_USE enum ar_status ar_batch_load_pending(struct ar_batch *batch, const char *path, const struct ar_log *log,
                                                 struct ar_error *error);
void ar_batch_free(struct ar_batch *batch);

/* An id names the file of its message: letters, digits, `-`, `_` and `.`, not a `.` or `-` first, at most 200. */
bool ar_batch_is_id(struct ar_text text);

#endif
