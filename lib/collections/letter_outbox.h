/* SPDX-License-Identifier: MIT */
/* A folder of messages: DIR/new/ACTION.eml waits to be sent, DIR/sent/ACTION.eml has been. A file is there whole or not
   at all. */
#ifndef AR_COLLECTIONS_LETTER_OUTBOX_H
#define AR_COLLECTIONS_LETTER_OUTBOX_H

#include "collections/tray.h"

struct ar_outbox {
    struct ar_tray tray;
    char *fresh; /* DIR/new */
    struct ar_buffer path; /* of the last message asked for, with a NUL behind it */
    size_t root; /* bytes of `DIR/` in it */
};

/* Makes the folders where they are missing. */
AR_MUST_USE enum ar_status ar_outbox_open(struct ar_outbox *outbox, const char *directory, const char *suffix,
                                          struct ar_error *error);
void ar_outbox_free(struct ar_outbox *outbox);

/* Is the message of this action waiting, or sent? Of enum ar_tray_place; that it was sent goes first. */
AR_MUST_USE enum ar_status ar_outbox_find(enum ar_tray_place *place, struct ar_outbox *outbox, struct ar_text action,
                                          struct ar_error *error);
/* Written beside its place, synced and moved there. */
AR_MUST_USE enum ar_status ar_outbox_put(struct ar_outbox *outbox, struct ar_text action, struct ar_text message,
                                         struct ar_error *error);
/* `new/ACTION.eml` or `sent/ACTION.eml`: where the message is that was asked for, found or put last; empty before
   any was. */
const char *ar_outbox_name(const struct ar_outbox *outbox);

#endif
