/* SPDX-License-Identifier: MIT */
/* Why something failed and where: filled by the library, turned into one line by cli/. */
#ifndef AR_BASE_ERROR_H
#define AR_BASE_ERROR_H

#include "base/status.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

struct ar_error {
    enum ar_status status;
    bool fatal; /* concerns the stream, not one record: --rejects never sets it aside */
    char file[256]; /* "" when no input is concerned */
    uint64_t line; /* 1 is the first line of the file; 0 unknown */
    char column[128]; /* "" when no single column is concerned */
    char reason[512]; /* one phrase, no full stop */
    char value[128]; /* the offending bytes, cut; not NUL-terminated */
    size_t value_size; /* how many of them are in value[] */
    bool has_value;
    bool value_cut; /* the value was longer than value[] */
};

/* Each returns the status given, so that `return ar_error_set(error, AR_BAD_DATA, "...")` reads well. They reset the
   whole error first: set the place and value afterwards. error may be NULL. */
AR_PRINTF(3, 4) enum ar_status ar_error_set(struct ar_error *error, enum ar_status status, const char *format, ...);
enum ar_status ar_error_memory(struct ar_error *error);
/* From errno: "cannot VERB FILE: strerror"; AR_FAILED. */
enum ar_status ar_error_system(struct ar_error *error, const char *verb, const char *file, int number);

void ar_error_value(struct ar_error *error, struct ar_text value);
void ar_error_column(struct ar_error *error, struct ar_text column);
void ar_error_place(struct ar_error *error, const char *file, uint64_t line);

/* One line without newline: `FILE:LINE: COLUMN: REASON: 'VALUE'`, the absent parts left out, a cut value followed by
   dots. A terminal is safe: control characters (C0, DEL, C1), those that turn the reading direction or break a line,
   and bytes that are not UTF-8 come as \n, \t, \r, \\ or \xNN (a backslash of the reason stays). NUL-terminated, cut to
   `size` between characters. */
void ar_error_format(const struct ar_error *error, char *out, size_t size);

/* The same escaping for any text that goes to a terminal. Returns the bytes written without the NUL. */
size_t ar_printable(char *out, size_t size, struct ar_text text);
bool ar_is_printable(struct ar_text text); /* as it stands */
/* The same for a message that may hold text escaped already: backslashes stay. */
size_t ar_printable_message(char *out, size_t size, const char *message);

#endif
