/* SPDX-License-Identifier: MIT */
/* groff, run by a helper that is started before the filter gives up opening files: one page after the other. */
#ifndef AR_COLLECTIONS_LETTER_PRESS_H
#define AR_COLLECTIONS_LETTER_PRESS_H

#include "base/date.h"
#include "base/error.h"
#include "base/memory.h"

#include <sys/types.h>

struct ar_press {
    pid_t helper; /* 0: not started */
    int to, from;
};
/* Starts the helper. letter_paper: US letter, otherwise A4. */
AR_MUST_USE enum ar_status ar_press_open(struct ar_press *press, bool letter_paper, struct ar_error *error);
void ar_press_close(struct ar_press *press);

/* Appends the PDF of a page (letter_sheet.h) to out, dated `date`, so that the same letter has the same bytes.
   AR_BAD_DATA: groff has something to say about this page, such as a character that its fonts lack. */
AR_MUST_USE enum ar_status ar_press_print(struct ar_press *press, struct ar_buffer *out, struct ar_text source,
                                          struct ar_date date, struct ar_error *error);

#endif
