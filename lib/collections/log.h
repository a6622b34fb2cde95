/* SPDX-License-Identifier: MIT */
/* The log of what was sent, read: what became of each action, what each document has been through, when a customer was
   last written to. A log is a stream of actions with their state and time, to which records are only ever appended. */
#ifndef AR_COLLECTIONS_LOG_H
#define AR_COLLECTIONS_LOG_H

#include "collections/action.h"
#include "ledger/keys.h"

#include <sys/types.h>

struct ar_log_document {
    int level; /* the highest that was sent; AR_NO_LEVEL: none */
    int cycle; /* the highest sent at that level; 0: none */
    struct ar_date level_date; /* of the action that was; none */
    struct ar_date date; /* of the last action sent about it, at whatever level; none */
    uint32_t procedure; /* of the action that set level, cycle and level_date: its number in procedures */
    int64_t fees; /* charged in its life, in minor units; those of an action in state sending count, too */
    struct ar_currency currency; /* of the fees; none when there were none */
    bool pending; /* an action about it is in state sending: it may have been sent, or not */
};
#define AR_NO_LEVEL (-1)

struct ar_log_contact {
    struct ar_date sent; /* date of the last action sent; none */
    struct ar_date pending; /* of the last one in state sending; none */
    struct ar_date before; /* the last day of either, before the later of the two; none */
};

struct ar_log_action {
    enum ar_action_state state; /* the last one logged */
    struct ar_date date;
    char time[AR_TIME_SIZE]; /* of that state; NUL first: not logged */
    uint32_t documents; /* how many were ever logged with it */
};

struct ar_log {
    struct ar_keys actions, documents, contacts, procedures;
    struct ar_log_action *action; /* by number of actions */
    struct ar_log_document *document; /* by number of documents */
    struct ar_log_contact *contact; /* by number of contacts */
    uint64_t records;
    bool missing; /* there is no such file */
    size_t torn; /* bytes behind the last LF: a record that a crash broke off, and that never counted */
    size_t action_capacity, document_capacity, contact_capacity; /* inside */
}; /* {0} is an empty log */

/* Reads a log under its lock, shared (flock(2)): waits while ar-send has it, and lets go of it before it returns. No
   such file, though its directory is there, an empty one, and a header alone are an empty log. A last line without LF
   is left out, and told in log->torn. All else that is wrong is AR_BAD_DATA, with file and line. */
AR_MUST_USE enum ar_status ar_log_load(struct ar_log *log, const char *path, struct ar_error *error);
/* The same for who holds the lock. */
AR_MUST_USE enum ar_status ar_log_load_held(struct ar_log *log, const char *path, struct ar_error *error);
void ar_log_free(struct ar_log *log);

/* AR_PROPOSED: nothing is known of it. */
enum ar_action_state ar_log_state(const struct ar_log *log, struct ar_text action);
/* How many actions were sent, or may have been, on days after `day`; *last is the last of these. */
size_t ar_log_after(struct ar_date *last, const struct ar_log *log, struct ar_date day);
/* By ar_key_build({entity, customer, doc, line}); NULL: it was never logged. What was only tried, and
   failed, has AR_NO_LEVEL and no dates. */
const struct ar_log_document *ar_log_find_document(const struct ar_log *log, struct ar_text key);
/* By ar_key_build({customer, channel}); an empty channel is any. NULL: none was ever logged. Entities are not told
   apart, because one person reads what they all send. */
const struct ar_log_contact *ar_log_find_contact(const struct ar_log *log, struct ar_text key);

/* For those that append: how many bytes of a regular file of `size` bytes are behind its last LF. All of them: it has
   only the beginning of a header. AR_BAD_DATA: it has none, and does not look like a log. */
AR_MUST_USE enum ar_status ar_log_torn(size_t *torn, int fd, const char *path, off_t size, struct ar_error *error);

#endif
