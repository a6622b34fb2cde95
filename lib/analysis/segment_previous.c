/* SPDX-License-Identifier: MIT */
/* Where customers were in an earlier run. */
#include "analysis/segment.h"

static enum ar_status check_row(const struct ar_segment_previous *previous, size_t row, struct ar_date as_of,
                                struct ar_error *error)
{
    const struct ar_table *table = &previous->table;
    const int dates[] = {previous->as_of, previous->since, previous->next_since};
    for (unsigned i = 0; i < sizeof dates / sizeof *dates; i++) {
        struct ar_text text = ar_table_get(table, row, dates[i]);
        struct ar_date date;
        if (text.size == 0 && i > 0)
            continue;
        if (ar_date_parse(&date, text) != AR_OK)
            return ar_table_error(table, row, dates[i], "not a date", error);
        if (date.days > as_of.days)
            return ar_table_error(table, row, dates[i], "after the as-of date: not an earlier run", error);
    }
    if (ar_table_get(table, row, previous->segment).size == 0)
        return ar_table_error(table, row, previous->segment, "missing", error);
    size_t first = ar_table_lookup(&previous->customers, ar_table_get(table, row, previous->customers.column));
    if (!ar_text_equal(ar_table_get(table, first, previous->segment), ar_table_get(table, row, previous->segment)))
        return ar_table_error(table, row, previous->segment, "another segment for the same customer", error);
    return AR_OK;
}

enum ar_status ar_segment_previous_load(struct ar_segment_previous *previous, const char *path, struct ar_date as_of,
                                        struct ar_error *error)
{
    static const char *const used[] = {"customer", "segment", "as_of", "since", "next", "next_since", NULL};
    int customer;
    *previous = (struct ar_segment_previous){.segment = -1};
    enum ar_status status = ar_table_load_only(&previous->table, path, used, error);
    if (status != AR_OK)
        return status;
    status = ar_table_need(&previous->table, "customer", &customer, error);
    if (status == AR_OK)
        status = ar_table_need(&previous->table, "segment", &previous->segment, error);
    if (status == AR_OK)
        status = ar_table_need(&previous->table, "as_of", &previous->as_of, error);
    previous->since = ar_table_find(&previous->table, "since");
    previous->next = ar_table_find(&previous->table, "next");
    previous->next_since = ar_table_find(&previous->table, "next_since");
    if (status == AR_OK)
        status = ar_table_index(&previous->customers, &previous->table, customer, error);
    for (size_t row = 0; status == AR_OK && row < previous->table.rows; row++)
        status = check_row(previous, row, as_of, error);
    if (status != AR_OK)
        ar_segment_previous_free(previous);
    return status;
}

void ar_segment_previous_free(struct ar_segment_previous *previous)
{
    ar_table_index_free(&previous->customers);
    ar_table_free(&previous->table);
}
