/* SPDX-License-Identifier: MIT */
/* Text in a Markdown table. */
#ifndef AR_EXPORT_MARKDOWN_H
#define AR_EXPORT_MARKDOWN_H

#include "base/memory.h"

/* Appends a cell: markup and HTML escaped, line ends as <br>, control characters as ar_display_escape has them. */
AR_MUST_USE enum ar_status ar_markdown_cell(struct ar_buffer *out, struct ar_text text, struct ar_buffer *scratch);

#endif
