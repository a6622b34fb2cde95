/* SPDX-License-Identifier: MIT */
/* What is kept of an account whatever the order, what is told from it, ABC, families. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/behaviour_sample.h"
#include "analysis/family.h"
#include "analysis/value_class.h"

static struct ar_date day(int32_t days)
{
    return (struct ar_date){days};
}

static int compare(const void *left, const void *right)
{
    return memcmp(left, right, sizeof(struct ar_told));
}

/* Of 40 documents settled on 13 days, 7 are kept: the same ones in every order. */
static void order_does_not_matter(void **state)
{
    enum { ALL = 40, KEPT = 7 };
    struct ar_told all[ALL], first[KEPT];
    (void)state;
    for (int i = 0; i < ALL; i++)
        all[i] = ar_told_make(day(i), day(30 + i % 5), day(60 + i % 13), 100 + i, i % 2);
    for (int turn = 0; turn < ALL; turn++) {
        struct ar_sample sample = {.at = NULL};
        struct ar_sample_pool pool = {.slab = NULL};
        for (int i = 0; i < ALL; i++)
            assert_int_equal(ar_sample_add(&sample, all[(i * 7 + turn) % ALL], KEPT, &pool), AR_OK);
        assert_int_equal(sample.count, KEPT);
        qsort(sample.at, KEPT, sizeof *sample.at, compare);
        if (turn == 0)
            memcpy(first, sample.at, sizeof first);
        assert_memory_equal(first, sample.at, sizeof first);
        for (int i = 0; i < KEPT; i++)
            assert_true(sample.at[i].rank >= 70); /* the last three days, of nine documents the seven highest */
        ar_sample_pool_free(&pool);
    }
}

/* Samples that grow side by side, with what others have outgrown, keep their own. */
static void samples_share_a_pool(void **state)
{
    enum { SAMPLES = 300, ALL = 40 };
    struct ar_sample samples[SAMPLES] = {{.at = NULL}};
    struct ar_sample_pool pool = {.slab = NULL};
    (void)state;
    for (int i = 0; i < ALL; i++)
        for (int k = 0; k < SAMPLES; k += 1 + i % 3)
            assert_int_equal(ar_sample_add(&samples[k], ar_told_make(day(0), day(k), day(100 + i), 1, false),
                                           1 + (uint32_t)k % 40, &pool),
                             AR_OK);
    for (int k = 0; k < SAMPLES; k++)
        for (uint32_t i = 0; i < samples[k].count; i++)
            assert_int_equal(samples[k].at[i].due, k);
    assert_int_equal(samples[39].count, 27); /* every turn but those that leave it out */
    ar_sample_pool_free(&pool);
}

static void amounts_fit(void **state)
{
    (void)state;
    struct ar_told told = ar_told_make(day(-5), day(3), AR_DATE_NONE, INT64_MAX, true);
    assert_true(ar_told_amount(&told) == INT64_MAX && ar_told_disputed(&told) && told.rank == -3);
    told = ar_told_make(day(-5), day(3), day(9), 1, false);
    assert_true(ar_told_amount(&told) == 1 && !ar_told_disputed(&told) && told.rank == 9);
}

static void is(struct ar_ratio ratio, int64_t numerator, int64_t denominator)
{
    assert_true(ratio.denominator > 0);
    assert_true(ratio.numerator * denominator == ratio.denominator * numerator);
}

static void lateness(void **state)
{
    static const int32_t late[] = {2, 5, 4, -3};
    static const int64_t amounts[] = {1000, 2000, 3000, 4000};
    struct ar_sample settled = {.at = NULL}, open = {.at = NULL};
    struct ar_sample_pool pool = {.slab = NULL};
    struct ar_lateness_room room;
    struct ar_lateness paid, with;
    (void)state;
    assert_int_equal(ar_lateness_room_init(&room, 8), AR_OK);
    for (int i = 0; i < 4; i++)
        assert_int_equal(ar_sample_add(&settled,
                                       ar_told_make(day(0), day(30 + i), day(30 + i + late[i]), amounts[i], i == 0), 4,
                                       &pool),
                         AR_OK);
    assert_int_equal(ar_sample_add(&open, ar_told_make(day(0), day(50), AR_DATE_NONE, 10000, false), 4, &pool), AR_OK);
    ar_lateness_of(&paid, &settled, day(60), &room);
    assert_true(paid.n == 4 && paid.late == 3 && paid.late_disputed == 1);
    is(paid.mean, 8, 4);
    is(paid.weighted, 2000 + 10000 + 12000 - 12000, 10000);
    is(paid.median, 6, 2);
    is(paid.p90, 5, 1);
    is(paid.spread, 4 - -3, 1);
    is(paid.terms, 30 + 31 + 32 + 33, 4);
    is(paid.taken, 32 + 36 + 36 + 30, 4);
    assert_true(paid.trend.denominator == 0);
    ar_lateness_with_open(&with, &paid, &settled, &open, 24, day(60), &room);
    assert_true(with.n == 5 && with.late == 4);
    is(with.mean, 18, 5);
    is(with.median, 4, 1);
    is(with.p90, 10, 1);
    is(with.older, 11, 3);
    is(with.newer, 7, 2);
    is(with.trend, 7 * 3 - 11 * 2, 6);
    /* a full sample: what was due before its first settlement, of day 30, does not count; nor what is too new */
    ar_lateness_of(&paid, &settled, day(60), &room);
    ar_lateness_with_open(&with, &paid, &settled, &open, 4, day(54), &room);
    is(with.trend, (4 - 3) - (2 + 5), 2);
    ar_lateness_room_free(&room);
    ar_sample_pool_free(&pool);
}

static void value_classes(void **state)
{
    struct ar_value values[] = {{.turnover = 5, .account = 0},
                                {.turnover = 60, .account = 1},
                                {.turnover = 5, .account = 2},
                                {.turnover = -7, .account = 3},
                                {.turnover = 20, .account = 4},
                                {.turnover = 10, .account = 5},
                                {.turnover = 3, .account = 6, .currency = {9}}};
    static const char expected[] = "BABCABA";
    (void)state;
    ar_value_classes(values, 7);
    for (unsigned i = 0; i < 7; i++) {
        assert_int_equal(values[i].value_class, expected[values[i].account]);
        assert_true(values[i].total == (values[i].account == 6 ? 3 : 100));
    }
}

static void families(void **state)
{
    static const char *const rows[] = {"customer", "parent", "a", "b", "b", "c", "c", "", "d", "other", "e", ""};
    static const char *const circle[] = {"customer", "parent", "a", "b", "b", "a"};
    struct ar_table table;
    struct ar_lend lend;
    struct ar_family family;
    struct ar_error error;
    (void)state;
    assert_int_equal(ar_table_build(&table, "t", rows, 2, 5, &error), AR_OK);
    assert_int_equal(ar_lend_init(&lend, &table, &error), AR_OK);
    assert_int_equal(ar_family_init(&family, &lend, &error), AR_OK);
    assert_true(ar_text_is(ar_family_head(&family, AR_TEXT("a")), "c"));
    assert_true(ar_text_is(ar_family_head(&family, AR_TEXT("c")), "c"));
    assert_true(ar_text_is(ar_family_head(&family, AR_TEXT("d")), "other"));
    assert_true(ar_text_is(ar_family_head(&family, AR_TEXT("e")), "e"));
    assert_true(ar_text_is(ar_family_head(&family, AR_TEXT("stranger")), "stranger"));
    assert_int_equal(ar_family_head(&family, AR_TEXT("")).size, 0);
    ar_family_free(&family);
    ar_lend_free(&lend);
    ar_table_free(&table);
    assert_int_equal(ar_table_build(&table, "t", circle, 2, 2, &error), AR_OK);
    assert_int_equal(ar_lend_init(&lend, &table, &error), AR_OK);
    assert_int_equal(ar_family_init(&family, &lend, &error), AR_BAD_DATA);
    ar_lend_free(&lend);
    ar_table_free(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(order_does_not_matter), cmocka_unit_test(samples_share_a_pool),
                                       cmocka_unit_test(amounts_fit),           cmocka_unit_test(lateness),
                                       cmocka_unit_test(value_classes),         cmocka_unit_test(families)};
    return cmocka_run_group_tests_name("behaviour", tests, NULL, NULL);
}
