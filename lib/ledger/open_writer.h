/* SPDX-License-Identifier: MIT */
/* Writing what is open: the records that were read, with `open` and `as_of` set and a later `cleared` emptied, and cash
   held as the items that stand for it. */
#ifndef AR_LEDGER_OPEN_WRITER_H
#define AR_LEDGER_OPEN_WRITER_H

#include "ledger/balance.h"
#include "record/annotate.h"
#include "record/writer.h"

struct ar_open_writer {
    struct ar_writer *writer; /* lent */
    const struct ar_balance *balance; /* lent */
    struct ar_annotate keeping, emptying; /* without and with a `cleared` to be emptied */
    struct ar_text *names; /* of the output */
    unsigned name_count;
    char as_of[AR_DATE_SIZE];
};

/* Writes the header. */
AR_MUST_USE enum ar_status ar_open_writer_init(struct ar_open_writer *to, const struct ar_balance *balance,
                                               struct ar_writer *writer);
void ar_open_writer_free(struct ar_open_writer *to);

/* An item goes to `writer`, which need not be that of the header. */
void ar_open_writer_item(const struct ar_open_writer *to, struct ar_writer *writer, const struct ar_row *row,
                         const struct ar_open *open);
/* Negative for money received, because the customer has it with us. AR_BAD_DATA: there is no column for its entity. */
AR_MUST_USE enum ar_status ar_open_writer_held(const struct ar_open_writer *to, const struct ar_held *held,
                                               struct ar_error *error);

#endif
