/* SPDX-License-Identifier: MIT */
/* Text as people see it: columns on a terminal, escapes, numbers with the separators of their country. */
#ifndef AR_EXPORT_DISPLAY_H
#define AR_EXPORT_DISPLAY_H

#include "base/memory.h"

#include <stdbool.h>

/* Is all of it UTF-8? */
bool ar_display_is_utf8(struct ar_text text);

/* Terminal columns of a text without control characters: combining marks 0, wide characters 2. */
size_t ar_display_width(struct ar_text text);

/* Appends the text with everything that could drive a terminal or hide what follows escaped: control characters,
   overrides of the writing direction, line separators, invalid UTF-8 as \t \n \r \xNN, and the backslash itself. */
AR_MUST_USE enum ar_status ar_display_escape(struct ar_buffer *out, struct ar_text text);

/* Appends a plain number (-1234.50) with this decimal mark, and thousands apart by the other of point and comma. */
AR_MUST_USE enum ar_status ar_display_number(struct ar_buffer *out, struct ar_text number, char decimal, bool group);

#endif
