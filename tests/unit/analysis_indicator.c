/* SPDX-License-Identifier: MIT */
/* Indicators from facts: rounding, what is undefined, countback and weighted DSO, large sums. */
#include "analysis/dso_report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
/* in this order */
#include <cmocka.h>

static const struct ar_indicator *named(const char *metric, const char *method)
{
    for (unsigned i = 0; i < ar_indicator_count; i++)
        if (strcmp(ar_indicators[i].metric, metric) == 0 && strcmp(ar_indicators[i].method, method) == 0)
            return &ar_indicators[i];
    fail();
    return NULL;
}

static struct ar_facts facts_of(int64_t receivable, int64_t sales, int32_t days)
{
    struct ar_facts facts = {.days = days, .months = 1};
    assert_int_equal(ar_currency_parse(&facts.currency, AR_TEXT("EUR")), AR_OK);
    facts.sum[AR_FACT_RECEIVABLE] = receivable;
    facts.sum[AR_FACT_SALES] = sales;
    return facts;
}

static struct ar_figure compute(const char *metric, const char *method, const struct ar_facts *facts, unsigned digits)
{
    struct ar_figure figure;
    assert_int_equal(ar_indicator_compute(&figure, named(metric, method), facts, 0, digits, NULL), AR_OK);
    return figure;
}

static void test_rounding(void **state)
{
    (void)state;
    struct ar_facts facts = facts_of(1, 8, 1); /* 0.125 */
    assert_int_equal((int64_t)compute("dso", "simple", &facts, 2).value, 13);
    facts.sum[AR_FACT_RECEIVABLE] = -1;
    assert_int_equal((int64_t)compute("dso", "simple", &facts, 2).value, -13);
    facts.sum[AR_FACT_RECEIVABLE] = 3; /* 0.375 */
    assert_int_equal((int64_t)compute("dso", "simple", &facts, 2).value, 38);
    assert_int_equal((int64_t)compute("dso", "simple", &facts, 0).value, 0);
    facts.sum[AR_FACT_RECEIVABLE] = 4;
    assert_int_equal((int64_t)compute("dso", "simple", &facts, 0).value, 1);
    facts = facts_of(2, 3, 1);
    assert_int_equal((int64_t)compute("dso", "simple", &facts, 9).value, 666666667);
}

static void test_large(void **state)
{
    (void)state;
    struct ar_facts facts = facts_of(0, 0, 365);
    facts.sum[AR_FACT_RECEIVABLE] = (ar_int128)INT64_MAX * 1000 + 7;
    facts.sum[AR_FACT_SALES] = (ar_int128)INT64_MAX * 2000;
    assert_int_equal((int64_t)compute("dso", "simple", &facts, 2).value, 18250);
    facts.sum[AR_FACT_RECEIVABLE] = INT64_MAX;
    facts.sum[AR_FACT_SALES] = INT64_MAX;
    assert_int_equal((int64_t)compute("dso", "simple", &facts, 9).value, INT64_C(365000000000));
}

static void test_undefined(void **state)
{
    (void)state;
    struct ar_facts facts = facts_of(100, 0, 30);
    struct ar_figure figure = compute("dso", "simple", &facts, 2);
    assert_false(figure.known);
    assert_string_equal(figure.why, "sales are not above zero");
    facts.sum[AR_FACT_SALES] = -5;
    assert_false(compute("dso", "simple", &facts, 2).known);
    facts.missing[AR_FACT_CURRENT] = "because";
    assert_string_equal(compute("add", "difference", &facts, 2).why, "because");
    facts.months = 0;
    facts.missing[AR_FACT_CURRENT] = NULL;
    assert_string_equal(compute("cei", "monthly", &facts, 2).why, "the period is not whole months");
}

static struct ar_figure back(int64_t receivable, const int64_t *sales, size_t count, unsigned digits)
{
    struct ar_history history[8] = {{{{0}, {0}}, 0, 0, 0}};
    struct ar_facts facts = facts_of(receivable, 1, 30);
    for (size_t i = 0; i < count; i++) { /* given newest first */
        history[count - 1 - i].days = 30;
        history[count - 1 - i].sales = sales[i];
    }
    facts.history = history;
    facts.history_count = count;
    return compute("dso", "countback", &facts, digits);
}

static void test_countback(void **state)
{
    (void)state;
    const int64_t published[] = {10000000, 8000000, 7000000};
    struct ar_figure figure = back(21200000, published, 3, 1);
    assert_int_equal((int64_t)figure.value, 737);
    assert_string_equal(figure.note, "60 + 32000.00 / 70000.00 * 30");
    figure = back(18000000, published, 3, 1); /* just used up: no further fraction */
    assert_int_equal((int64_t)figure.value, 600);
    assert_false(figure.lower);
    figure = back(25000001, published, 3, 1);
    assert_int_equal((int64_t)figure.value, 900);
    assert_true(figure.lower);
    const int64_t gap[] = {0, 100, -50, 100};
    assert_int_equal((int64_t)back(150, gap, 4, 0).value, 105); /* 30 + 30 + 30 + 15 */
    assert_int_equal((int64_t)back(0, gap, 4, 0).value, 0);
    assert_false(back(-1, gap, 4, 0).known);
    assert_false(back(1, gap, 1, 0).known); /* no sales at all */
}

static void test_weighted(void **state)
{
    (void)state;
    struct ar_history history[3] = {{{{0}, {0}}, 31, 300, 100}, {{{0}, {0}}, 28, 700, 0}, {{{0}, {0}}, 31, 300, 200}};
    struct ar_facts facts = facts_of(300, 1, 90);
    facts.history = history;
    facts.history_count = 3;
    struct ar_figure figure = compute("dso", "weighted", &facts, 2); /* 31/3 + 62/3: thirds that make a whole */
    assert_int_equal((int64_t)figure.value, 3100);
    assert_int_equal(figure.days, 62);
    history[1] = (struct ar_history){{{0}, {0}}, 28, 56, 1}; /* half a day more */
    assert_int_equal((int64_t)compute("dso", "weighted", &facts, 0).value, 32);
    history[1].open = -1; /* half a day less: 30.5 */
    assert_int_equal((int64_t)compute("dso", "weighted", &facts, 0).value, 31);
    history[1].sales = 0;
    assert_false(compute("dso", "weighted", &facts, 2).known);
}

static void test_choose(void **state)
{
    (void)state;
    struct ar_dso_view view = {.digits = 2};
    const char *const cei[] = {"cei"}, *const both[] = {"period", "monthly"}, *const none[] = {"simpel"};
    assert_int_equal(ar_dso_choose(&view, cei, 1, both, 2, true, NULL), AR_OK);
    assert_int_equal(view.chosen_count, 2);
    assert_int_equal(ar_dso_choose(&view, NULL, 0, NULL, 0, true, NULL), AR_OK);
    assert_int_equal(view.chosen_count, 8);
    assert_int_equal(ar_dso_choose(&view, NULL, 0, NULL, 0, false, NULL), AR_OK);
    assert_int_equal(view.chosen_count, 16);
    assert_int_equal(ar_dso_choose(&view, NULL, 0, none, 1, false, NULL), AR_MISUSE);
    assert_int_equal(ar_dso_choose(&view, none, 1, NULL, 0, false, NULL), AR_MISUSE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rounding),  cmocka_unit_test(test_large),    cmocka_unit_test(test_undefined),
        cmocka_unit_test(test_countback), cmocka_unit_test(test_weighted), cmocka_unit_test(test_choose),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
