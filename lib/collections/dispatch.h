/* SPDX-License-Identifier: MIT */
/* What becomes of each action: handed over once, by way of the log and the outbox, whatever breaks off in between.

   The order is the whole point: `sending` is on disk before the command is started, the message is in sent/ before
   `sent` is logged. So a log that says sending, with the message still in new/, is the one case that nobody can tell
   from outside, and is left to a person. */
#ifndef AR_COLLECTIONS_DISPATCH_H
#define AR_COLLECTIONS_DISPATCH_H

#include "collections/batch.h"
#include "collections/log_file.h"
#include "collections/tray.h"

struct ar_outcome {
    enum ar_action_state state;
    bool finding; /* a person must look at it */
    char why[128]; /* one phrase, or "" */
};

struct ar_dispatch {
    struct ar_log log;
    struct ar_log_file file;
    struct ar_tray tray;
    struct ar_batch batch; /* what is to be done; the caller fills it */
    struct ar_batch pending; /* what was broken off, by id */
    bool has_tray, dry_run;
    const char *(*now)(void); /* the time to log, AR_TIME_SIZE bytes */
    /* Hands over the message in `input`, and tells how that ended: AR_SENT, AR_FAILED_TO_SEND or, when nobody can know,
       AR_SENDING. AR_FAILED: it could not even be tried. The action has a NUL behind it. */
    enum ar_status (*hand_over)(struct ar_outcome *outcome, struct ar_text action, int input, struct ar_error *error);
};
#define AR_DISPATCH_CLOSED ((struct ar_dispatch){.file = {.fd = -1}, .tray = {.waiting = -1, .sent = -1}})

struct ar_dispatch_paths {
    const char *log, *outbox, *suffix; /* outbox: NULL when there is none */
};
/* Locks and reads the log, opens the outbox, finds out what was broken off. A dry run changes nothing. */
AR_MUST_USE enum ar_status ar_dispatch_open(struct ar_dispatch *dispatch, const struct ar_dispatch_paths *paths,
                                            struct ar_error *error);
void ar_dispatch_close(struct ar_dispatch *dispatch);

bool ar_dispatch_is_pending(const struct ar_dispatch *dispatch, struct ar_text action);

/* One of dispatch->pending: what a person knows of it; AR_DECIDE_NOTHING: only what can be seen. */
enum ar_decision { AR_DECIDE_NOTHING, AR_DECIDE_SENT, AR_DECIDE_AGAIN };
AR_MUST_USE enum ar_status ar_dispatch_settle(struct ar_outcome *outcome, struct ar_dispatch *dispatch,
                                              const struct ar_batch_action *action, enum ar_decision decision,
                                              struct ar_error *error);

/* One of dispatch->batch that is not pending. Before the first, ar_dispatch_begin. *room counts down what may still be
   handed over. */
AR_MUST_USE enum ar_status ar_dispatch_begin(struct ar_dispatch *dispatch, struct ar_error *error);
AR_MUST_USE enum ar_status ar_dispatch_send(struct ar_outcome *outcome, struct ar_dispatch *dispatch,
                                            const struct ar_batch_action *action, unsigned *room,
                                            struct ar_error *error);
/* The same for what others did: it is only logged, all of it at once by ar_dispatch_finish. */
AR_MUST_USE enum ar_status ar_dispatch_commit(struct ar_outcome *outcome, struct ar_dispatch *dispatch,
                                              const struct ar_batch_action *action, struct ar_error *error);

AR_MUST_USE enum ar_status ar_dispatch_finish(struct ar_dispatch *dispatch, struct ar_error *error);

/* How many messages wait in new/ that are of no action in the batch or pending, and were not sent. */
AR_MUST_USE enum ar_status ar_dispatch_others(struct ar_dispatch *dispatch, size_t *count, struct ar_error *error);

#endif
