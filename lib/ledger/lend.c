/* SPDX-License-Identifier: MIT */
/* Columns lent by customer. */
#include "ledger/lend.h"

enum ar_status ar_lend_init(struct ar_lend *out, const struct ar_table *table, struct ar_error *error)
{
    int key;
    *out = (struct ar_lend){.table = table};
    enum ar_status status = ar_table_need(table, "customer", &key, error);
    if (status == AR_OK)
        status = ar_table_index(&out->customers, table, key, error);
    for (size_t row = 0; status == AR_OK && row < table->rows; row++) {
        struct ar_text customer = ar_table_get(table, row, key);
        if (customer.size == 0)
            status = ar_table_error(table, row, key, "missing", error);
        else if (ar_table_lookup(&out->customers, customer) != row)
            status = ar_table_error(table, row, key, "a second row of the same customer", error);
    }
    if (status != AR_OK)
        ar_lend_free(out);
    return status;
}

void ar_lend_free(struct ar_lend *lend)
{
    ar_table_index_free(&lend->customers);
    *lend = (struct ar_lend){0};
}

struct ar_text ar_lend_get(const struct ar_lend *lend, struct ar_text customer, int column)
{
    size_t row = customer.size > 0 ? ar_table_lookup(&lend->customers, customer) : AR_NO_ROW;
    return row == AR_NO_ROW ? AR_TEXT("") : ar_table_get(lend->table, row, column);
}
