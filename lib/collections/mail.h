/* SPDX-License-Identifier: MIT */
/* Messages by RFC 5322: headers that nothing can be smuggled into (RFC 2047 words), addresses, bodies in
   quoted-printable (RFC 2045). Lines end in LF, as files have them; who sends the message puts CR LF on the wire. */
#ifndef AR_COLLECTIONS_MAIL_H
#define AR_COLLECTIONS_MAIL_H

#include "base/date.h"
#include "base/error.h"
#include "base/memory.h"

#include <stdbool.h>

/* Is it one line of UTF-8, without control characters (C0, DEL, C1) and without those that turn the writing direction,
   part lines or cannot be seen? */
bool ar_mail_is_line(struct ar_text text);

#define AR_ADDRESS_MAX 254 /* RFC 5321, 4.5.3.1.3, less the angle brackets */

/* Is it local@domain: a dot-atom of at most 64 bytes and a host name, all in ASCII? AR_BAD_DATA says what is wrong. */
AR_MUST_USE enum ar_status ar_mail_address_check(struct ar_text address, struct ar_error *error);

/* `Name <address>`, `"Name" <address>` or an address alone. Both are slices of text; a name in quotes comes without
   them, but with its backslashes. */
struct ar_mailbox {
    struct ar_text name, address;
};
AR_MUST_USE enum ar_status ar_mailbox_parse(struct ar_mailbox *out, struct ar_text text, struct ar_error *error);

/* Each appends one whole header field, folded at 78 columns. The name is ours; the rest must be ar_mail_is_line, which
   is checked again here: AR_BAD_DATA. */
AR_MUST_USE enum ar_status ar_mail_text_header(struct ar_buffer *out, const char *name, struct ar_text text,
                                               struct ar_error *error);
/* To: of several mailboxes; those with an empty name are addresses alone. */
AR_MUST_USE enum ar_status ar_mail_address_header(struct ar_buffer *out, const char *name,
                                                  const struct ar_mailbox *mailboxes, size_t count,
                                                  struct ar_error *error);
/* Midday in UTC, which is that day nearly everywhere. */
AR_MUST_USE enum ar_status ar_mail_date_header(struct ar_buffer *out, struct ar_date date, struct ar_error *error);

/* The line before a message in a mailbox file (RFC 4155): From ar-letter Sat Nov 21 12:00:00 2026. */
AR_MUST_USE enum ar_status ar_mail_mailbox_line(struct ar_buffer *out, struct ar_date date, struct ar_error *error);

/* Appends a body part in quoted-printable: lines of at most 76 columns; `From ` and a dot at their start are encoded,
   so that neither a mailbox file nor SMTP changes them. */
AR_MUST_USE enum ar_status ar_mail_quoted_printable(struct ar_buffer *out, struct ar_text text, struct ar_error *error);

#endif
