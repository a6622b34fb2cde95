/* SPDX-License-Identifier: MIT */
/* Tying open items to the control account: balances a customer, an entity or both, and currency, as the general ledger
   has them, beside the sums of what was found open. */
#ifndef AR_LEDGER_CONTROL_H
#define AR_LEDGER_CONTROL_H

#include "base/money.h"
#include "ledger/keys.h"
#include "record/table.h"

struct ar_control {
    struct ar_table table;
    bool by_entity, by_customer; /* which columns the file has */
    struct ar_keys groups; /* entity, customer, currency */
    struct ar_control_group {
        ar_int128 open, balance;
        uint64_t line; /* in the file; 0: it does not have the group */
        struct ar_currency currency;
    } * at; /* by number of the group */
    size_t capacity;
    struct ar_buffer key;
};

AR_MUST_USE enum ar_status ar_control_load(struct ar_control *control, const char *path, struct ar_error *error);
void ar_control_free(struct ar_control *control);

AR_MUST_USE enum ar_status ar_control_add(struct ar_control *control, struct ar_text entity, struct ar_text customer,
                                          struct ar_currency currency, int64_t open);

/* The groups whose sum is not their balance, by entity, customer and currency; a group that one side does not have is 0
   there. */
struct ar_control_difference {
    struct ar_text entity, customer; /* empty where the file does not tell them apart */
    const struct ar_control_group *group;
};
AR_MUST_USE enum ar_status ar_control_compare(const struct ar_control *control, struct ar_control_difference **out,
                                              size_t *count);
/* One line about it, without newline, safe on a terminal: "customer 'C1' EUR: open 1.00, control 2.00, difference
 * -1.00"
 */
void ar_control_describe(const struct ar_control *control, const struct ar_control_difference *difference, char *out,
                         size_t size);

#endif
