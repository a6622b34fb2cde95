/* SPDX-License-Identifier: MIT */
/* The outbox: messages wait in new/, one file an action, and go to sent/ when they have been handed over. */
#ifndef AR_COLLECTIONS_TRAY_H
#define AR_COLLECTIONS_TRAY_H

#include "base/error.h"
#include "base/memory.h"

#include <stdbool.h>

struct ar_tray {
    const char *path, *suffix; /* lent; the suffix of messages, without its dot */
    int waiting, sent; /* the two directories */
    struct ar_buffer name;
};
#define AR_TRAY_CLOSED ((struct ar_tray){.waiting = -1, .sent = -1})

/* new/ must be there; sent/ is made when it is not. */
AR_MUST_USE enum ar_status ar_tray_open(struct ar_tray *tray, const char *path, const char *suffix,
                                        struct ar_error *error);
void ar_tray_close(struct ar_tray *tray);

enum ar_tray_place { AR_TRAY_NOWHERE = 0, AR_TRAY_NEW = 1, AR_TRAY_SENT = 2 }; /* both: 3 */
/* Where the message of an action is. */
AR_MUST_USE enum ar_status ar_tray_find(struct ar_tray *tray, unsigned *places, struct ar_text action,
                                        struct ar_error *error);
/* Opens the message that waits for reading. A link, or what is no file, is AR_FAILED. */
AR_MUST_USE enum ar_status ar_tray_message(struct ar_tray *tray, int *fd, struct ar_text action,
                                           struct ar_error *error);
/* Moves it to sent/, for good: both directories are synced. */
AR_MUST_USE enum ar_status ar_tray_move(struct ar_tray *tray, struct ar_text action, struct ar_error *error);

/* Is the message that waits this one, byte by byte? */
AR_MUST_USE enum ar_status ar_tray_is(struct ar_tray *tray, bool *same, struct ar_text action, struct ar_text message,
                                      struct ar_error *error);
/* Takes the one that waits away, for good. */
AR_MUST_USE enum ar_status ar_tray_remove(struct ar_tray *tray, struct ar_text action, struct ar_error *error);

/* Calls each(context, action) for every message that waits, in no order. */
AR_MUST_USE enum ar_status ar_tray_each(struct ar_tray *tray, void (*each)(void *context, struct ar_text action),
                                        void *context, struct ar_error *error);

#endif
