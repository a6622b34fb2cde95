/* SPDX-License-Identifier: MIT */
/* How round, how many, how likely. */
#include "cash/chance.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

/* The steps are 1, 5, 10, 50, 100, 500, 1000, … */
static void roundness(void **unused)
{
    (void)unused;
    assert_int_equal(ar_roundness(0), 0);
    assert_int_equal(ar_roundness(1), 0);
    assert_int_equal(ar_roundness(12), 0);
    assert_int_equal(ar_roundness(15), 1);
    assert_int_equal(ar_roundness(120), 2);
    assert_int_equal(ar_roundness(150), 3);
    assert_int_equal(ar_roundness(300), 4);
    assert_int_equal(ar_roundness(2500), 5);
    assert_int_equal(ar_roundness(7000), 6);
    assert_int_equal(ar_roundness(-7000), 6);
    assert_int_equal(ar_roundness(INT64_MAX / 10 * 10), 4); /* …800 */
    assert_true(ar_roundness(INT64_C(1000000000000000000)) < AR_ROUNDNESS_MOST);
}

/* Three of four amounts are multiples of the grain. */
static void grain(void **unused)
{
    (void)unused;
    uint64_t hundreds[AR_ROUNDNESS_MOST] = {[0] = 1, [4] = 2, [6] = 1};
    uint64_t cents[AR_ROUNDNESS_MOST] = {[0] = 9, [2] = 1, [4] = 1};
    uint64_t half[AR_ROUNDNESS_MOST] = {[2] = 4, [6] = 4};
    assert_int_equal(ar_grain(hundreds, 4), 100);
    assert_int_equal(ar_grain(cents, 11), 1);
    assert_int_equal(ar_grain(half, 8), 10);
}

static void sets(void **unused)
{
    (void)unused;
    assert_int_equal(ar_sets_of(6, 6), 63);
    assert_int_equal(ar_sets_of(10, 2), 55);
    assert_int_equal(ar_sets_of(3, 8), 7);
    assert_int_equal(ar_sets_of(0, 3), 0);
    assert_true(ar_sets_of(4000000000u, 8) <= UINT64_MAX / 1000);
}

static void rare(void **unused)
{
    (void)unused;
    assert_true(ar_is_rare(10, 100000, 1, 200));
    assert_false(ar_is_rare(10, 100000, 100, 200));
    assert_true(ar_is_rare(5, 100000, 100, 200));
    assert_true(ar_is_rare(UINT64_MAX / 1000, (ar_int128)INT64_MAX * 1000000, 1, 200));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roundness),
        cmocka_unit_test(grain),
        cmocka_unit_test(sets),
        cmocka_unit_test(rare),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
