/* SPDX-License-Identifier: MIT */
/* Periods of a series, places of days, days of months. */
#include "analysis/period.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* in this order */
#include <cmocka.h>

static struct ar_date on(const char *text)
{
    struct ar_date date = AR_DATE_NONE;
    assert_int_equal(ar_date_parse(&date, ar_text_from(text)), AR_OK);
    return date;
}

static struct ar_period span(const char *from, const char *to)
{
    return (struct ar_period){on(from), on(to)};
}

static void check(const struct ar_periods *periods, size_t i, const char *from, const char *to)
{
    assert_true(i < periods->count);
    assert_int_equal(periods->at[i].from.days, on(from).days);
    assert_int_equal(periods->at[i].to.days, on(to).days);
}

static void test_months(void **state)
{
    (void)state;
    struct ar_periods periods;
    assert_int_equal(ar_periods_init(&periods, span("2024-01-15", "2024-03-10"), AR_EVERY_MONTH, true, NULL), AR_OK);
    assert_int_equal(periods.count, 4);
    check(&periods, 0, "2024-01-01", "2024-01-14");
    check(&periods, 1, "2024-01-15", "2024-01-31");
    check(&periods, 2, "2024-02-01", "2024-02-29");
    check(&periods, 3, "2024-03-01", "2024-03-10");
    assert_int_equal(ar_periods_place(&periods, on("0001-01-01").days), 0);
    assert_int_equal(ar_periods_place(&periods, on("2023-12-31").days), 0);
    assert_int_equal(ar_periods_place(&periods, on("2024-01-01").days), 1);
    assert_int_equal(ar_periods_place(&periods, on("2024-01-14").days), 1);
    assert_int_equal(ar_periods_place(&periods, on("2024-02-29").days), 3);
    assert_int_equal(ar_periods_place(&periods, on("2024-03-10").days), 4);
    assert_int_equal(ar_periods_place(&periods, on("2024-03-11").days), 5);
    assert_int_equal(ar_periods_place(&periods, on("9999-12-31").days), 5);
    assert_int_equal(ar_periods_day(&periods, 0).days, on("2023-12-31").days);
    ar_periods_free(&periods);
}

static void test_quarters_weeks(void **state)
{
    (void)state;
    struct ar_periods periods;
    assert_int_equal(ar_periods_init(&periods, span("2023-12-31", "2024-06-30"), AR_EVERY_QUARTER, false, NULL), AR_OK);
    assert_int_equal(periods.count, 3);
    check(&periods, 0, "2023-12-31", "2023-12-31");
    check(&periods, 1, "2024-01-01", "2024-03-31");
    check(&periods, 2, "2024-04-01", "2024-06-30");
    ar_periods_free(&periods);
    /* 2024-01-01 is a Monday */
    assert_int_equal(ar_periods_init(&periods, span("2024-01-01", "2024-01-15"), AR_EVERY_WEEK, true, NULL), AR_OK);
    assert_int_equal(periods.count, 4);
    check(&periods, 0, "2023-12-25", "2023-12-31");
    check(&periods, 1, "2024-01-01", "2024-01-07");
    check(&periods, 3, "2024-01-15", "2024-01-15");
    ar_periods_free(&periods);
}

static void test_whole(void **state)
{
    (void)state;
    struct ar_periods periods;
    assert_int_equal(ar_periods_init(&periods, span("2024-03-01", "2024-04-30"), AR_EVERY_WHOLE, true, NULL), AR_OK);
    assert_int_equal(periods.count, 2);
    check(&periods, 0, "2024-01-01", "2024-02-29"); /* two months before two months */
    ar_periods_free(&periods);
    assert_int_equal(ar_periods_init(&periods, span("2024-03-01", "2024-03-10"), AR_EVERY_WHOLE, true, NULL), AR_OK);
    check(&periods, 0, "2024-02-20", "2024-02-29"); /* ten days before ten days */
    ar_periods_free(&periods);
    assert_int_equal(ar_periods_init(&periods, span("0001-01-01", "0001-01-31"), AR_EVERY_WHOLE, true, NULL),
                     AR_MISUSE);
    assert_int_equal(ar_periods_init(&periods, span("9999-12-01", "9999-12-31"), AR_EVERY_WEEK, false, NULL), AR_OK);
    check(&periods, periods.count - 1, "9999-12-27", "9999-12-31");
    ar_periods_free(&periods);
}

static void test_days(void **state)
{
    (void)state;
    assert_int_equal(ar_period_months(span("2024-01-01", "2024-12-31")), 12);
    assert_int_equal(ar_period_months(span("2024-01-01", "2024-02-28")), 0);
    assert_int_equal(ar_period_months(span("2023-01-02", "2023-02-28")), 0);
    assert_int_equal(ar_period_days(span("2024-02-01", "2024-02-29"), false), 29);
    assert_int_equal(ar_period_days(span("2024-02-01", "2024-02-29"), true), 30);
    assert_int_equal(ar_period_days(span("2024-01-01", "2024-12-31"), true), 360);
    assert_int_equal(ar_period_days(span("2024-01-01", "2024-01-30"), true), 30);
    assert_int_equal(ar_period_days(span("2024-01-01", "2024-01-15"), true), 15);
    assert_int_equal(ar_month_period(ar_date_month(on("2024-02-10"))).to.days, on("2024-02-29").days);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_months),
        cmocka_unit_test(test_quarters_weeks),
        cmocka_unit_test(test_whole),
        cmocka_unit_test(test_days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
