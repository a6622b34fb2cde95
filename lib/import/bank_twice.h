/* SPDX-License-Identifier: MIT */
/* The same money in messages of two kinds: what an interim report or a notice has (MT942, camt.052, camt.054) is in the
   statement of its day, too. Entries of both are held against each other one for one: same account, day, currency and
   amount, and the same reference of the bank, or else the same other party, text and references. */
#ifndef AR_IMPORT_BANK_TWICE_H
#define AR_IMPORT_BANK_TWICE_H

#include "import/bank.h"

/* For an entry of the statement at hand, `whole` by its own reference of the bank before the payments in it are added,
   or one of them: *again when one in a message of the other kind stands for it. */
AR_MUST_USE enum ar_status ar_bank_twice_meet(struct ar_bank *bank, const struct ar_bank_entry *entry, bool whole,
                                              bool *again, struct ar_error *error);
/* It, or a payment in it, was written. */
void ar_bank_twice_written(struct ar_bank *bank);
/* How many entries of reports are in no statement, though there is one that has their day. */
uint64_t ar_bank_twice_doubtful(const struct ar_bank *bank);
void ar_bank_twice_free(struct ar_bank_twice *twice);

#endif
