/* SPDX-License-Identifier: MIT */
/* The log, appended to: under its lock, whole records at a time, on disk when the caller says so. */
#ifndef AR_COLLECTIONS_LOG_FILE_H
#define AR_COLLECTIONS_LOG_FILE_H

#include "collections/action.h"

#include <sys/types.h>

struct ar_log_file {
    int fd; /* -1: not open */
    const char *path; /* lent */
    off_t size, synced; /* of the file; of what is on disk for good */
    struct ar_header header; /* its columns; of a new log, those that it will have */
    bool fresh; /* it has no header yet */
    int *place; /* for each of its columns, the field of the caller's rows, or which of those that are ours */
    unsigned stride; /* fields of a row of the caller's */
    struct ar_buffer bytes; /* appended, and not yet written */
    size_t cut; /* bytes of a record that a crash broke off, which were taken away */
    bool completed; /* the last record was whole, and only its LF was missing */
}; /* {.fd = -1} is closed */

/* Opens the log, makes it when there is none, and waits for its lock, exclusive (flock(2)). What stands behind the last
   LF is cut off: whoever wrote it had not yet done what it was to record. The lock lasts until ar_log_close, or until
   the process ends; children do not inherit it when they run another program. */
AR_MUST_USE enum ar_status ar_log_open(struct ar_log_file *file, const char *path, struct ar_error *error);
/* The lock goes with it. */
void ar_log_close(struct ar_log_file *file);

/* Rows that are to be appended have these columns. A new log gets every column of an action, those of the rows that it
   does not know, then state and time. AR_BAD_DATA: the log has no column for what an action says. */
AR_MUST_USE enum ar_status ar_log_columns(struct ar_log_file *file, const struct ar_header *header,
                                          struct ar_error *error);
/* Appends `count` rows of decoded fields, one behind the other, with a state and a time of AR_TIME_SIZE bytes. Only
   ar_log_sync makes them last; until then some of them may be in the file, or none. */
AR_MUST_USE enum ar_status ar_log_append(struct ar_log_file *file, const struct ar_text *fields, size_t count,
                                         enum ar_action_state state, const char *time, struct ar_error *error);
/* Has all that was appended on disk. When it cannot be written, the log is as it was after the last time. */
AR_MUST_USE enum ar_status ar_log_sync(struct ar_log_file *file, struct ar_error *error);

#endif
