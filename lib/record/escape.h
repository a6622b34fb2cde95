/* SPDX-License-Identifier: MIT */
/* The stream's four escapes, and the fifth that protects a first field beginning with #. */
#ifndef AR_RECORD_ESCAPE_H
#define AR_RECORD_ESCAPE_H

#include "base/text.h"

#include <stdbool.h>

/* Decodes a field into out (at least field.size bytes); false for an escape that the stream does not have. */
bool ar_unescape(char *out, size_t *size, struct ar_text field, bool first);

/* Is there a byte that must be escaped (TAB, LF, CR, backslash)? */
bool ar_needs_escape(struct ar_text text);

/* Encodes into out (at least 2 * text.size + 1 bytes) and returns the size. `first`: the record's first field. */
size_t ar_escape(char *out, struct ar_text text, bool first);

#endif
