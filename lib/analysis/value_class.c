/* SPDX-License-Identifier: MIT */
/* ABC by whole numbers: before / total < 80 / 100 is before * 100 < total * 80. */
#include "analysis/value_class.h"

#include <stdlib.h>

static int by_turnover(const void *left, const void *right)
{
    const struct ar_value *a = left, *b = right;
    if (a->currency.code != b->currency.code)
        return a->currency.code < b->currency.code ? -1 : 1;
    return (a->turnover < b->turnover) - (a->turnover > b->turnover);
}

static void classify(struct ar_value *values, size_t count)
{
    ar_int128 total = 0, before = 0, sum = 0;
    for (size_t i = 0; i < count && values[i].turnover > 0; i++)
        total += values[i].turnover;
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || values[i].turnover != values[i - 1].turnover)
            before = sum;
        if (values[i].turnover > 0)
            sum += values[i].turnover;
        values[i].total = total;
        values[i].value_class = values[i].turnover <= 0     ? 'C'
                                : before * 100 < total * 80 ? 'A'
                                : before * 100 < total * 95 ? 'B'
                                                            : 'C';
    }
}

void ar_value_classes(struct ar_value *values, size_t count)
{
    qsort(values, count, sizeof *values, by_turnover);
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && values[end].currency.code == values[i].currency.code; end++)
            ;
        classify(values + i, end - i);
    }
}
