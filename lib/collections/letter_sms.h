/* SPDX-License-Identifier: MIT */
/* Short messages: the alphabet of GSM 03.38 (3GPP TS 23.038) with its extension table where it holds the whole text,
   UCS-2 otherwise, and how many parts that makes. */
#ifndef AR_COLLECTIONS_LETTER_SMS_H
#define AR_COLLECTIONS_LETTER_SMS_H

#include "base/error.h"
#include "base/memory.h"

#include <stdbool.h>

#define AR_SMS_PARTS_MAX 255 /* the header of a part counts in one byte (TS 23.040, 9.2.3.24.1) */

struct ar_sms {
    bool ucs2;
    size_t units; /* septets, an extension counting two; or 16-bit units */
    size_t parts; /* 160 septets or 70 units alone, 153 or 67 each in several; no character is cut in two */
};
/* `text` is UTF-8. */
struct ar_sms ar_sms_count(struct ar_text text);

/* Appends the text with typography made plain: blanks that do not break, quotation marks, dashes, dots. Letters stay.
 */
AR_MUST_USE enum ar_status ar_sms_plain(struct ar_buffer *out, struct ar_text text);

/* Appends +49301234567 for `+49 (0)30 1234-567` or `0049 30 …`; AR_BAD_DATA when there is no country in front: nobody
   should guess it. */
AR_MUST_USE enum ar_status ar_sms_number(struct ar_buffer *out, struct ar_text phone, struct ar_error *error);

#endif
