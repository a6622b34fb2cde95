/* SPDX-License-Identifier: MIT */
/* Day counts: worked cases at the ends of months, and all of the published vectors where they are at hand. */
#include "collections/daycount.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
/* cmocka.h needs the four above */
#include <cmocka.h>

static struct ar_date day(const char *text)
{
    struct ar_date date = AR_DATE_NONE;
    if (text[0] != '\0')
        assert_int_equal(ar_date_parse(&date, ar_text_from(text)), AR_OK);
    return date;
}

static int32_t days(enum ar_daycount daycount, const char *start, const char *end, const char *termination)
{
    return ar_daycount_days(daycount, day(start), day(end), day(termination)).days;
}

static void test_names(void **state)
{
    (void)state;
    for (int i = AR_ACT_365; i <= AR_30_360_US; i++) {
        enum ar_daycount back;
        assert_int_equal(ar_daycount_parse(&back, ar_text_from(ar_daycount_name((enum ar_daycount)i)), NULL), AR_OK);
        assert_int_equal(back, i);
    }
    enum ar_daycount daycount = AR_ACT_360;
    const char *why = NULL;
    assert_int_equal(ar_daycount_parse(&daycount, AR_TEXT("ACT/ACT"), &why), AR_OK);
    assert_int_equal(daycount, AR_ACT_ACT);
    assert_int_equal(ar_daycount_parse(&daycount, AR_TEXT("30/360"), &why), AR_BAD_DATA);
    assert_non_null(strstr(why, "30/360-us"));
    assert_int_equal(ar_daycount_parse(&daycount, AR_TEXT("act/36"), &why), AR_BAD_DATA);
    assert_int_equal(ar_daycount_parse(&daycount, AR_TEXT("act/3650"), NULL), AR_BAD_DATA);
    assert_int_equal(ar_daycount_parse(&daycount, AR_TEXT(""), NULL), AR_BAD_DATA);
}

/* Where the conventions part. */
static void test_thirties(void **state)
{
    (void)state;
    assert_int_equal(days(AR_30_360_BOND, "2007-02-28", "2007-08-31", ""), 183);
    assert_int_equal(days(AR_30_360_EUROBOND, "2007-02-28", "2007-08-31", ""), 182);
    assert_int_equal(days(AR_30_360_US, "2007-02-28", "2007-08-31", ""), 180);
    assert_int_equal(days(AR_30_360_ISDA, "2007-02-28", "2007-08-31", ""), 180);
    assert_int_equal(days(AR_30_360_BOND, "2006-02-28", "2006-03-03", ""), 5);
    assert_int_equal(days(AR_30_360_US, "2006-02-28", "2006-03-03", ""), 3);
    assert_int_equal(days(AR_30_360_BOND, "2006-01-31", "2006-02-28", ""), 28);
    assert_int_equal(days(AR_30_360_ISDA, "2006-01-31", "2006-02-28", ""), 30);
    assert_int_equal(days(AR_30_360_ISDA, "2006-01-31", "2006-02-28", "2006-02-28"), 28);
    for (int i = AR_30_360_BOND; i <= AR_30_360_US; i++) {
        assert_int_equal(days((enum ar_daycount)i, "2023-04-15", "2024-04-15", ""), 360);
        assert_int_equal(days((enum ar_daycount)i, "2024-02-29", "2024-02-29", ""), 0);
        assert_int_equal(days((enum ar_daycount)i, "2023-12-30", "2023-12-31", ""), 0);
    }
    assert_int_equal(ar_daycount_year(AR_30_360_US), 360);
}

static void test_actual(void **state)
{
    (void)state;
    struct ar_days count = ar_daycount_days(AR_ACT_ACT, day("2003-11-01"), day("2004-05-01"), AR_DATE_NONE);
    assert_int_equal(count.days, 182);
    assert_int_equal(count.leap, 121);
    /* 61/365 + 121/366 = 0.497724380567, rounded at the twelfth digit */
    int64_t weight = ar_daycount_weight(AR_ACT_ACT, count), year = ar_daycount_year(AR_ACT_ACT);
    assert_int_equal((weight * 1000000000000 + year / 2) / year, 497724380567);
    assert_int_equal(days(AR_ACT_365, "2024-02-28", "2024-03-01", ""), 2);
    assert_int_equal(ar_daycount_year(AR_ACT_365), 365);
    assert_int_equal(ar_daycount_year(AR_ACT_360), 360);
}

/* Days in leap years, one by one. */
static void test_leap(void **state)
{
    (void)state;
    struct ar_date start = day("1999-06-01"), end = start;
    int32_t leap = 0;
    for (; end.days < day("2009-01-10").days; end.days++) {
        struct ar_days count = ar_daycount_days(AR_ACT_ACT, start, end, AR_DATE_NONE);
        int year, month, of_month;
        assert_int_equal(count.days, end.days - start.days);
        assert_int_equal(count.leap, leap);
        ar_date_to_civil(end, &year, &month, &of_month);
        leap += year % 4 == 0;
    }
}

static void test_vectors(void **state)
{
    (void)state;
    static const char *const names[] = {"BondBasis", "EurobondBasis", "ISDA", "USA"};
    const char *shared = getenv("AR_SHARED");
    char path[512], line[256];
    snprintf(path, sizeof path, "%s/domain/vectors/daycount_30_360.tsv", shared != NULL ? shared : "");
    FILE *file = shared != NULL ? fopen(path, "r") : NULL;
    if (file == NULL)
        skip();
    int seen = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        char *fields[5], *rest = line;
        for (int i = 0; i < 5; i++) {
            fields[i] = rest;
            rest += strcspn(rest, "\t\n");
            *rest++ = '\0';
        }
        for (int i = 0; i < 4; i++)
            if (strcmp(names[i], fields[0]) == 0) {
                int32_t got = days((enum ar_daycount)(AR_30_360_BOND + i), fields[1], fields[2], fields[4]);
                assert_int_equal(got, strtol(fields[3], NULL, 10));
                seen++;
            }
    }
    fclose(file);
    assert_int_equal(seen, 120);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names), cmocka_unit_test(test_thirties), cmocka_unit_test(test_actual),
        cmocka_unit_test(test_leap),  cmocka_unit_test(test_vectors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
