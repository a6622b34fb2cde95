/* SPDX-License-Identifier: MIT */
/* Every day of the calendar against a walk that knows only how long months are, and every wrong byte of a date. */
#include "base/date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
/* cmocka.h needs the four above */
#include <cmocka.h>

static int slow_month_days(int year, int month)
{
    if (month == 2)
        return (year % 400 == 0 || (year % 4 == 0 && year % 100 != 0)) ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

static void check_day(int year, int month, int day, int32_t number, int weekday)
{
    char expected[40], text[AR_DATE_SIZE];
    struct ar_date made, parsed;
    int y, m, d;
    snprintf(expected, sizeof expected, "%04d-%02d-%02d", year, month, day);
    bool good = ar_date_from_civil(&made, year, month, day) == AR_OK && made.days == number;
    ar_date_to_civil((struct ar_date){number}, &y, &m, &d);
    good = good && y == year && m == month && d == day && ar_date_weekday(made) == weekday;
    ar_date_format(text, made);
    good = good && memcmp(text, expected, AR_DATE_SIZE) == 0;
    good = good && ar_date_parse(&parsed, (struct ar_text){expected, AR_DATE_SIZE}) == AR_OK && parsed.days == number;
    good = good && ar_date_is_valid((struct ar_text){expected, AR_DATE_SIZE});
    if (!good)
        fail_msg("%s is not day %d", expected, (int)number);
}

static void test_every_day(void **state)
{
    (void)state;
    int32_t number = -719162; /* 0001-01-01, a Monday */
    int weekday = 1;
    for (int year = 1; year <= 9999; year++)
        for (int month = 1; month <= 12; month++) {
            int last = slow_month_days(year, month);
            if (ar_date_month_days(year, month) != last)
                fail_msg("%d-%d has %d days", year, month, last);
            if (ar_date_month_end((struct ar_date){number}).days != number + last - 1)
                fail_msg("month end of %d-%d", year, month);
            for (int day = 1; day <= last; day++, number++, weekday = weekday % 7 + 1)
                check_day(year, month, day, number, weekday);
        }
    assert_int_equal(number - 1, 2932896);
}

static void test_known(void **state)
{
    (void)state;
    struct ar_date date = AR_DATE_NONE;
    assert_int_equal(ar_date_parse(&date, AR_TEXT("1970-01-01")), AR_OK);
    assert_int_equal(date.days, 0);
    assert_int_equal(ar_date_weekday(date), 4);
    assert_int_equal(ar_date_parse(&date, AR_TEXT("2000-02-29")), AR_OK);
    assert_int_equal(date.days, 11016);
    assert_int_equal(ar_date_parse(&date, AR_TEXT("2026-11-21")), AR_OK);
    assert_int_equal(ar_date_weekday(date), 6);
    assert_true(ar_date_is_none(AR_DATE_NONE));
    assert_false(ar_date_is_none(date));
}

static bool parses(const char *text, size_t size)
{
    struct ar_date date = {77};
    char *copy = malloc(size + 1); /* so that a read past the slice is noticed */
    assert_non_null(copy);
    memcpy(copy, text, size);
    enum ar_status status = ar_date_parse(&date, (struct ar_text){copy, size});
    bool valid = ar_date_is_valid((struct ar_text){copy, size});
    free(copy);
    assert_int_equal(valid, status == AR_OK);
    if (status != AR_OK)
        assert_int_equal(date.days, 77);
    return status == AR_OK;
}

static void test_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",           "2024",       "2024-1-1",   "2024-01-1",  "2024-01-011", " 2024-01-01", "2024-01-01 ",
        "2024/01/01", "0000-01-01", "2024-00-01", "2024-01-00", "2024-13-01",  "2024-01-32",  "2024-04-31",
        "2023-02-29", "1900-02-29", "2100-02-29", "2024-02-30", "20240101",    "2024-99-99",  "-024-01-01",
        "+024-01-01", "2024-+1-01", "2024-01-+1", "2024--1-01", "01-01-2024",  "2024-1-011",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (parses(bad[i], strlen(bad[i])))
            fail_msg("'%s'", bad[i]);
    assert_true(parses("2000-02-29", 10));
    assert_true(parses("2024-02-29", 10));
    assert_true(parses("0001-01-01", 10));
    assert_true(parses("9999-12-31", 10));
    struct ar_date date;
    assert_int_equal(ar_date_from_civil(&date, 0, 1, 1), AR_BAD_DATA);
    assert_int_equal(ar_date_from_civil(&date, 10000, 1, 1), AR_BAD_DATA);
    assert_int_equal(ar_date_from_civil(&date, 2024, 0, 1), AR_BAD_DATA);
    assert_int_equal(ar_date_from_civil(&date, 2024, -1, 1), AR_BAD_DATA);
    assert_int_equal(ar_date_from_civil(&date, 2024, 1, 0), AR_BAD_DATA);
}

/* Each byte of a date replaced by each other byte: only digits that make a day may pass. */
static void test_every_byte(void **state)
{
    (void)state;
    for (size_t place = 0; place < 10; place++)
        for (int byte = 0; byte < 256; byte++) {
            char text[] = "2023-11-18";
            text[place] = (char)byte;
            bool good = place == 4 || place == 7 ? byte == '-' : byte >= '0' && byte <= '9';
            int month = (text[5] - '0') * 10 + text[6] - '0', day = (text[8] - '0') * 10 + text[9] - '0';
            good = good && month >= 1 && month <= 12 && day >= 1 && day <= slow_month_days(2023, month);
            if (parses(text, 10) != good)
                fail_msg("byte %d at %zu", byte, place);
        }
}

static void add(const char *from, int64_t days, int64_t months, const char *expected)
{
    struct ar_date date;
    char text[AR_DATE_SIZE + 1] = "refused";
    assert_int_equal(ar_date_parse(&date, ar_text_from(from)), AR_OK);
    enum ar_status status = months ? ar_date_add_months(&date, date, months) : ar_date_add_days(&date, date, days);
    if (status == AR_OK) {
        ar_date_format(text, date);
        text[AR_DATE_SIZE] = '\0';
    }
    assert_string_equal(text, expected);
}

static void test_add(void **state)
{
    (void)state;
    add("2024-01-31", 0, 1, "2024-02-29");
    add("2023-01-31", 0, 1, "2023-02-28");
    add("2024-02-29", 0, 12, "2025-02-28");
    add("2024-03-31", 0, -1, "2024-02-29");
    add("2024-01-15", 0, -1, "2023-12-15");
    add("2024-12-31", 0, 2, "2025-02-28");
    add("2024-01-15", 0, -13, "2022-12-15");
    add("9999-12-31", 0, 1, "refused");
    add("9999-11-30", 0, 1, "9999-12-30");
    add("0001-01-01", 0, -1, "refused");
    add("0001-02-01", 0, -1, "0001-01-01");
    add("0001-01-01", 0, 119987, "9999-12-01");
    add("0001-01-01", 0, INT64_MAX, "refused");
    add("0001-01-01", 0, INT64_MIN, "refused");
    add("2024-02-28", 1, 0, "2024-02-29");
    add("2024-03-01", -1, 0, "2024-02-29");
    add("0001-01-01", 3652058, 0, "9999-12-31");
    add("0001-01-01", 3652059, 0, "refused");
    add("0001-01-01", -1, 0, "refused");
    add("9999-12-31", -3652058, 0, "0001-01-01");
    add("2024-01-01", INT64_MAX, 0, "refused");
    add("2024-01-01", INT64_MIN, 0, "refused");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_day),  cmocka_unit_test(test_known), cmocka_unit_test(test_refused),
        cmocka_unit_test(test_every_byte), cmocka_unit_test(test_add),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
