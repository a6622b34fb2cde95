/* SPDX-License-Identifier: MIT */
/* Tables that are built in. */
#include "collections/law_ready.h"

#include <assert.h>
#include <stdio.h>

enum ar_status ar_law_ready_table(struct ar_table *table, const char *name, struct ar_error *error)
{
    char path[64]; /* what messages call it */
    const struct ar_law_ready *ready = ar_laws_ready;
    while (ready->name != NULL && strcmp(ready->name, name) != 0)
        ready++;
    assert(ready->name != NULL);
    snprintf(path, sizeof path, "(built-in %s)", name);
    return ar_table_build(table, path, ready->cells, ready->columns, ready->rows, error);
}
