/* SPDX-License-Identifier: MIT */
/* The outbox: messages wait in new/, one file an action, and go to sent/ when they have been handed over. */
#ifndef AR_COLLECTIONS_OUTBOX_H
#define AR_COLLECTIONS_OUTBOX_H

#include "base/error.h"
#include "base/memory.h"

#include <stdbool.h>

struct ar_outbox {
    const char *path, *suffix; /* lent; the suffix of messages, without its dot */
    int waiting, sent; /* the two directories */
    struct ar_buffer name;
};
#define AR_OUTBOX_CLOSED ((struct ar_outbox){.waiting = -1, .sent = -1})

/* new/ must be there; sent/ is made when it is not. */
AR_MUST_USE enum ar_status ar_outbox_open(struct ar_outbox *outbox, const char *path, const char *suffix,
                                          struct ar_error *error);
void ar_outbox_close(struct ar_outbox *outbox);

enum ar_outbox_place { AR_OUTBOX_NOWHERE = 0, AR_OUTBOX_NEW = 1, AR_OUTBOX_SENT = 2 }; /* both: 3 */
/* Where the message of an action is. */
AR_MUST_USE enum ar_status ar_outbox_find(struct ar_outbox *outbox, unsigned *places, struct ar_text action,
                                          struct ar_error *error);
/* Opens the message that waits for reading. A link, or what is no file, is AR_FAILED. */
AR_MUST_USE enum ar_status ar_outbox_message(struct ar_outbox *outbox, int *fd, struct ar_text action,
                                             struct ar_error *error);
/* Moves it to sent/, for good: both directories are synced. */
AR_MUST_USE enum ar_status ar_outbox_move(struct ar_outbox *outbox, struct ar_text action, struct ar_error *error);

/* Calls each(context, action) for every message that waits, in no order. */
AR_MUST_USE enum ar_status ar_outbox_each(struct ar_outbox *outbox, void (*each)(void *context, struct ar_text action),
                                          void *context, struct ar_error *error);

#endif
