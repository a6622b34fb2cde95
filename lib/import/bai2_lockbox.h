/* SPDX-License-Identifier: MIT */
/* Lockbox deposits of BAI2 (115) that are followed by their items (116): the same money twice. Where items come to
   their deposits, the items are the payments. */
#ifndef AR_IMPORT_BAI2_LOCKBOX_H
#define AR_IMPORT_BAI2_LOCKBOX_H

#include "import/bank.h"

struct ar_bai2_lockbox {
    struct ar_bai2_held *held; /* deposits and items, one behind the other */
    size_t count, capacity;
    struct ar_buffer texts; /* theirs */
};

/* Hands the entry on, now or when what it belongs to is whole. */
AR_MUST_USE enum ar_status ar_bai2_lockbox_add(struct ar_bai2_lockbox *lockbox, struct ar_bank *bank,
                                               const struct ar_bank_entry *entry, struct ar_error *error);
/* The account ends. */
AR_MUST_USE enum ar_status ar_bai2_lockbox_end(struct ar_bai2_lockbox *lockbox, struct ar_bank *bank,
                                               struct ar_error *error);
void ar_bai2_lockbox_free(struct ar_bai2_lockbox *lockbox);

#endif
