/* SPDX-License-Identifier: MIT */
/* The Wilson interval: Newcombe's published cases, ends, and large counts against the formula in other digits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "analysis/wilson.h"

static void check(uint64_t hits, uint64_t n, unsigned digits, int64_t low, int64_t high)
{
    int64_t least, most;
    ar_wilson(&least, &most, hits, n, digits);
    assert_int_equal(least, low);
    assert_int_equal(most, high);
}

static void published(void **state)
{
    (void)state;
    check(81, 263, 4, 2553, 3662); /* Newcombe, Statistics in Medicine 17 (1998) */
    check(15, 148, 4, 624, 1605);
    check(0, 20, 4, 0, 1611);
    check(1, 29, 4, 61, 1718);
    check(45, 50, 4, 7864, 9565);
    check(23, 60, 4, 2709, 5098);
}

static void ends(void **state)
{
    (void)state;
    check(0, 1, 9, 0, 793450688);
    check(1, 1, 9, 206549312, 1000000000);
    check(20, 20, 4, 8389, 10000); /* the mirror image of 0 of 20 */
    check(3, 7, 0, 0, 1);
}

/* The ends do not cross, hold the share between them, and mirror one another. */
static void everywhere(void **state)
{
    (void)state;
    for (uint64_t n = 1; n < 60; n++)
        for (uint64_t hits = 0; hits <= n; hits++) {
            int64_t low, high, other_low, other_high, share = (int64_t)(hits * 1000000000 / n);
            ar_wilson(&low, &high, hits, n, 9);
            ar_wilson(&other_low, &other_high, n - hits, n, 9);
            assert_true(low >= 0 && high <= 1000000000 && low <= share && share <= high);
            assert_true(llabs(low + other_high - 1000000000) <= 1 && llabs(high + other_low - 1000000000) <= 1);
        }
}

static void large(void **state)
{
    (void)state;
    check(500000, 1000000, 9, 499020020, 500979980); /* the last with all digits under the root, */
    check(500001, 1000001, 9, 499020520, 500980480); /* and the first without */
    check(1000000000, 4000000000, 9, 249986581, 250013419);
    check(0, 4294967295, 9, 0, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(published), cmocka_unit_test(ends),
                                       cmocka_unit_test(everywhere), cmocka_unit_test(large)};
    return cmocka_run_group_tests_name("wilson", tests, NULL, NULL);
}
