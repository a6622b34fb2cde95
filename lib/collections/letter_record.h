/* SPDX-License-Identifier: MIT */
/* What became of each letter: the report of an outbox, one record an action. */
#ifndef AR_COLLECTIONS_LETTER_RECORD_H
#define AR_COLLECTIONS_LETTER_RECORD_H

#include "collections/letter_message.h"
#include "record/writer.h"

struct ar_letter_record {
    const struct ar_letter *letter;
    const struct ar_template *template; /* NULL: none was looked for */
    const struct ar_letter_message *message;
    const char *file; /* where it is, below the outbox */
    const char *result;
    const struct ar_error *why; /* of one that was set aside; NULL */
};

void ar_letter_record_header(struct ar_writer *writer);
void ar_letter_record_write(struct ar_writer *writer, const struct ar_letter_record *record);

#endif
