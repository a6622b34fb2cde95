/* SPDX-License-Identifier: MIT */
/* A letter's body, with the marks of template.h, as plain text, as HTML, as one short message, as a page for groff.

   Lines make up paragraphs, which an empty line ends; a line that begins with two blanks stands by itself, and goes
   when there is nothing in it; a table's columns are as wide as they need. */
#ifndef AR_COLLECTIONS_LETTER_SHEET_H
#define AR_COLLECTIONS_LETTER_SHEET_H

#include "base/error.h"
#include "base/memory.h"

#include <stdbool.h>

/* Each appends to out; AR_FAILED is the only failure. */
AR_MUST_USE enum ar_status ar_sheet_text(struct ar_buffer *out, struct ar_text body, struct ar_error *error);
AR_MUST_USE enum ar_status ar_sheet_html(struct ar_buffer *out, struct ar_text body, struct ar_text title,
                                         struct ar_text language, struct ar_error *error);
/* A paragraph is one line, and nothing is empty. */
AR_MUST_USE enum ar_status ar_sheet_short(struct ar_buffer *out, struct ar_text body, struct ar_error *error);

struct ar_sheet_head { /* of a page */
    struct ar_text sender, recipient; /* lines, parted by AR_MARK_BREAK */
    struct ar_text date, subject;
    bool letter_paper; /* US letter, otherwise A4 */
};
/* Source for groff without preprocessors: ASCII, and nothing of the body can be a request or an escape. */
AR_MUST_USE enum ar_status ar_sheet_page(struct ar_buffer *out, struct ar_text body, const struct ar_sheet_head *head,
                                         struct ar_error *error);

#endif
