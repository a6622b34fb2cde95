/* SPDX-License-Identifier: MIT */
/* A letter in the form in which it goes out: a mail, a plain text, a short message, a page. */
#ifndef AR_COLLECTIONS_LETTER_MESSAGE_H
#define AR_COLLECTIONS_LETTER_MESSAGE_H

#include "collections/letter.h"
#include "collections/letter_press.h"
#include "collections/mail.h"

enum ar_letter_form { AR_LETTER_EML, AR_LETTER_TEXT, AR_LETTER_SMS, AR_LETTER_PDF };
extern const char *const ar_letter_forms[]; /* "eml" "text" "sms" "pdf", NULL */
extern const char *const ar_letter_suffixes[]; /* of files: "eml" "txt" "sms" "pdf" */

/* Does a letter whose action has this channel go out in this form? Text is for looking at: it takes every channel. */
bool ar_letter_takes(enum ar_letter_form form, struct ar_text channel);

struct ar_letter_sender {
    struct ar_mailbox from; /* an empty address: that of the company table */
    struct ar_mailbox reply_to, bcc; /* an empty address: none */
    struct ar_press *press; /* for pages */
    bool letter_paper;
};

struct ar_letter_message {
    struct ar_buffer text; /* the file */
    struct ar_buffer address; /* whom it goes to */
    size_t parts; /* of a short message; otherwise 1 */
    struct ar_buffer marked, plain, subject; /* work space */
};
void ar_letter_message_free(struct ar_letter_message *message);

/* Replaces the content of *message. AR_BAD_DATA: this letter cannot go out, and why. */
AR_MUST_USE enum ar_status ar_letter_message(struct ar_letter_message *message, enum ar_letter_form form,
                                             const struct ar_letter_sides *sides, const struct ar_letter_sender *sender,
                                             const struct ar_letter *letter, const struct ar_template *template,
                                             struct ar_error *error);

#endif
