/* SPDX-License-Identifier: MIT */
/* The subset search against trying every set. */
#include "cash/subset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static uint64_t state = 88172645463325252u;

static unsigned pick(unsigned below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (unsigned)((state >> 11) % below);
}

static unsigned brute(const int64_t *amounts, unsigned count, int64_t target, unsigned most, uint64_t *first)
{
    unsigned found = 0;
    for (uint64_t set = 1; set < (uint64_t)1 << count; set++) {
        int64_t sum = 0;
        if ((unsigned)__builtin_popcountll(set) > most)
            continue;
        for (unsigned i = 0; i < count; i++)
            sum += set >> i & 1 ? amounts[i] : 0;
        if (sum == target && found++ == 0)
            *first = set;
    }
    return found;
}

static void against_brute_force(void **unused)
{
    (void)unused;
    for (unsigned round = 0; round < 20000; round++) {
        int64_t amounts[12];
        unsigned count = pick(12), most = 1 + pick(12), range = 2 + pick(200);
        for (unsigned i = 0; i < count; i++) {
            amounts[i] = 1 + (int64_t)pick(range);
            amounts[i] = pick(4) == 0 ? -amounts[i] : amounts[i];
        }
        int64_t target = (int64_t)pick(range * 3) - range / 2;
        uint64_t first = 0;
        unsigned expected = brute(amounts, count, target, most, &first);
        struct ar_subset found;
        assert_int_equal(ar_subset_find(&found, amounts, count, target, most, 0), AR_OK);
        assert_int_equal(found.answer, expected == 0   ? AR_SUBSET_NONE
                                       : expected == 1 ? AR_SUBSET_ONE
                                                       : AR_SUBSET_SEVERAL);
        if (expected == 1)
            assert_int_equal(found.members, first);
        if (expected > 1)
            assert_int_not_equal(found.members, found.other);
    }
}

static void a_twin_makes_it_several(void **unused)
{
    (void)unused;
    const int64_t amounts[] = {12050, 7725, 3300, 7725};
    struct ar_subset found;
    assert_int_equal(ar_subset_find(&found, amounts, 3, 19775, 3, 0), AR_OK);
    assert_int_equal(found.answer, AR_SUBSET_ONE);
    assert_int_equal(found.members, 3);
    assert_int_equal(ar_subset_find(&found, amounts, 4, 19775, 4, 0), AR_OK);
    assert_int_equal(found.answer, AR_SUBSET_SEVERAL);
}

static void too_much_work(void **unused)
{
    (void)unused;
    int64_t amounts[AR_SUBSET_MOST + 1];
    struct ar_subset found;
    for (unsigned i = 0; i <= AR_SUBSET_MOST; i++)
        amounts[i] = 1000 + i;
    assert_int_equal(ar_subset_find(&found, amounts, AR_SUBSET_MOST, 5, 20, 0), AR_OK);
    assert_int_equal(found.answer, AR_SUBSET_GAVE_UP);
    assert_int_equal(ar_subset_find(&found, amounts, AR_SUBSET_MOST + 1, 5, 1, 0), AR_OK);
    assert_int_equal(found.answer, AR_SUBSET_GAVE_UP);
    assert_int_equal(ar_subset_find(&found, amounts, AR_SUBSET_MOST, 1000 + 1055, 2, 0), AR_OK);
    assert_int_equal(found.answer, AR_SUBSET_SEVERAL);
    amounts[0] = amounts[1] = INT64_MAX;
    assert_int_equal(ar_subset_find(&found, amounts, 2, 5, 2, 0), AR_OK);
    assert_int_equal(found.answer, AR_SUBSET_GAVE_UP);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(against_brute_force), cmocka_unit_test(a_twin_makes_it_several),
                                       cmocka_unit_test(too_much_work)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
