/* SPDX-License-Identifier: MIT */
/* Cash held, written as the item that stands for it: negative for money received, because the customer has it with us.
 */
#ifndef AR_LEDGER_HELD_ITEM_H
#define AR_LEDGER_HELD_ITEM_H

#include "ledger/balance.h"
#include "record/writer.h"

/* One record with these columns; those that say nothing about cash are empty. `path` is where it comes from. */
void ar_held_write(const struct ar_held *held, const struct ar_text *names, unsigned count, struct ar_date as_of,
                   const char *path, struct ar_writer *writer);

#endif
