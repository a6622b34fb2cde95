/* SPDX-License-Identifier: MIT */
/* Heads are found once for each row, by following parents; a walk that takes more steps than there are rows goes in a
   circle. */
#include "analysis/family.h"

#include <stdlib.h>

static enum ar_status find_head(struct ar_family *family, size_t row, int customer, int parent, struct ar_error *error)
{
    const struct ar_table *table = family->lend->table;
    struct ar_text head = ar_table_get(table, row, customer);
    size_t at = row;
    for (size_t steps = 0; at != AR_NO_ROW; steps++) {
        struct ar_text above = ar_table_get(table, at, parent);
        if (above.size == 0)
            break;
        if (steps > table->rows)
            return ar_table_error(table, row, parent, "a customer that is its own ancestor", error);
        head = above;
        at = ar_table_lookup(&family->lend->customers, above);
    }
    family->heads[row] = head;
    return AR_OK;
}

enum ar_status ar_family_init(struct ar_family *family, const struct ar_lend *lend, struct ar_error *error)
{
    int customer, parent;
    *family = (struct ar_family){.lend = lend, .heads = calloc(lend->table->rows + 1, sizeof *family->heads)};
    if (family->heads == NULL)
        return ar_error_memory(error);
    enum ar_status status = ar_table_need(lend->table, "customer", &customer, error);
    if (status == AR_OK)
        status = ar_table_need(lend->table, "parent", &parent, error);
    for (size_t row = 0; status == AR_OK && row < lend->table->rows; row++)
        status = find_head(family, row, customer, parent, error);
    if (status != AR_OK)
        ar_family_free(family);
    return status;
}

void ar_family_free(struct ar_family *family)
{
    free(family->heads);
    *family = (struct ar_family){.heads = NULL};
}

struct ar_text ar_family_head(const struct ar_family *family, struct ar_text customer)
{
    size_t row = customer.size == 0 ? AR_NO_ROW : ar_table_lookup(&family->lend->customers, customer);
    return row == AR_NO_ROW ? customer : family->heads[row];
}
