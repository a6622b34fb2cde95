/* SPDX-License-Identifier: MIT */
/* Writing the record stream, and any other bytes a filter puts out: one buffer, escapes, the seal, and -o's atomic
   replacement. Failures stick: they are reported by ar_writer_close, so rows need no check each; a long run asks
   ar_writer_status at times. */
#ifndef AR_RECORD_WRITER_H
#define AR_RECORD_WRITER_H

#include "base/currency.h"
#include "base/date.h"
#include "base/error.h"
#include "base/money.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

struct ar_writer {
    char *at; /* buffer */
    size_t used, capacity;
    int fd;
    bool seal;
    bool in_memory; /* of ar_writer_open_memory */
    bool started; /* the record has a field already */
    enum ar_status status;
    int failure; /* errno of the first failure */
    uint64_t records;
    struct ar_digest *digest;
    char *path, *temporary; /* of -o; NULL for standard output */
};

/* path NULL: standard output. Otherwise a temporary file beside it, moved there by ar_writer_close. */
AR_MUST_USE enum ar_status ar_writer_open(struct ar_writer *writer, const char *path, bool seal,
                                          struct ar_error *error);
/* A writer whose records wait in memory until ar_writer_pass; ar_writer_abandon ends it. */
AR_MUST_USE enum ar_status ar_writer_open_memory(struct ar_writer *writer);
/* Writes what waits in `from` behind what `to` has, with its failure, and leaves `from` empty. */
void ar_writer_pass(struct ar_writer *to, struct ar_writer *from);
/* Flushes, seals, syncs, renames, closes: AR_OK only when everything has reached the file. */
AR_MUST_USE enum ar_status ar_writer_close(struct ar_writer *writer, struct ar_error *error);
/* Ends without a seal; what was written to standard output stays, a temporary file goes. */
void ar_writer_abandon(struct ar_writer *writer);

/* Takes away the temporary files of all writers that are open: for a handler of signals, after which nothing is
 * written. */
void ar_writer_sweep(void);

void ar_writer_flush(struct ar_writer *writer);
char *ar_writer_room_slow(struct ar_writer *writer, size_t size);

/* `size` bytes of room (at most 64 KiB); ar_writer_used says how many were filled. Never NULL. */
static inline char *ar_writer_room(struct ar_writer *writer, size_t size)
{
    if (AR_UNLIKELY(writer->capacity - writer->used < size))
        return ar_writer_room_slow(writer, size);
    return writer->at + writer->used;
}
static inline void ar_writer_used(struct ar_writer *writer, size_t size)
{
    writer->used += size;
}

/* Any number of bytes, as they are. For everything that is not a record (a table, CSV), and pieces already encoded. */
void ar_writer_bytes(struct ar_writer *writer, struct ar_text bytes);

/* A header, or a record field by field. ar_writer_end ends either; the header does not count as a record. */
void ar_writer_header(struct ar_writer *writer, const struct ar_text *names, unsigned count);
void ar_writer_field(struct ar_writer *writer, struct ar_text text); /* escapes what needs it */
void ar_writer_encoded(struct ar_writer *writer, struct ar_text field); /* already in the stream's form */
void ar_writer_date(struct ar_writer *writer, struct ar_date date); /* none: empty */
void ar_writer_amount(struct ar_writer *writer, int64_t minor, struct ar_currency currency);
void ar_writer_sum(struct ar_writer *writer, ar_int128 minor, struct ar_currency currency);
void ar_writer_currency(struct ar_writer *writer, struct ar_currency currency);
void ar_writer_number(struct ar_writer *writer, int64_t number);
void ar_writer_end(struct ar_writer *writer);
void ar_writer_line(struct ar_writer *writer, struct ar_text line); /* a whole record already encoded, without LF */

#endif
