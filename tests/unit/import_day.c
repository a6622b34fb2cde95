/* SPDX-License-Identifier: MIT */
/* Foreign dates: every format by its own case, and what must be refused with its words. */
#include "import/day.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
/* cmocka.h needs the four above */
#include <cmocka.h>

static struct ar_day_format format; /* of the test that runs */

static void declare(const char *text)
{
    struct ar_error error;
    format.has_pivot = false;
    if (ar_day_format_parse(&format, ar_text_from(text), &error) != AR_OK)
        fail_msg("%s: %s", text, error.reason);
}

static void is(const char *text, const char *iso)
{
    struct ar_date got = AR_DATE_NONE;
    const char *why = "";
    char shown[AR_DATE_SIZE + 1] = "";
    enum ar_status status = ar_day_parse(&got, ar_text_from(text), &format, &why);
    if (status == AR_OK)
        ar_date_format(shown, got);
    if (strcmp(shown, iso) != 0)
        fail_msg("'%s': status %d, %s, '%s'", text, (int)status, shown, why);
}

static void refused(const char *text, const char *reason)
{
    struct ar_date got = {77};
    const char *why = "";
    char *copy = malloc(strlen(text) + 1); /* so that a read past the slice is noticed */
    assert_non_null(copy);
    memcpy(copy, text, strlen(text));
    enum ar_status status = ar_day_parse(&got, (struct ar_text){copy, strlen(text)}, &format, &why);
    free(copy);
    if (status != AR_BAD_DATA || strcmp(why, reason) != 0)
        fail_msg("'%s': status %d, '%s' instead of '%s'", text, (int)status, why, reason);
    assert_int_equal(got.days, 77);
}

static void test_undeclared(void **state)
{
    (void)state;
    format = (struct ar_day_format){0};
    is("2024-04-03", "2024-04-03");
    is("2024-04-03T10:20:30Z", "2024-04-03");
    refused("03/04/2024", "ambiguous date (name its order)");
    refused("3.4.2024", "ambiguous date (name its order)");
    refused("31/12/2024", "ambiguous date (name its order)");
    refused("12/31/2024", "ambiguous date (name its order)");
    refused("03-04-24", "ambiguous date (name its order)");
    refused("2024/04/03", "ambiguous date (name its order)");
    refused("3-Apr-2024", "ambiguous date (name its order)");
    refused("20240403", "not a date");
    refused("yesterday", "not a date");
    refused("2024-02-30", "no such day");
    refused("2024-13-01", "no such day");
    refused("0000-01-01", "no such day");
    refused("", "empty date");
    refused(" \t", "empty date");
}

static void test_iso(void **state)
{
    (void)state;
    declare("iso");
    is("2024-02-29", "2024-02-29");
    is(" 2024-02-29 ", "2024-02-29");
    is("2024-02-29 00:00:00", "2024-02-29");
    is("2024-02-29T23:59:60.999999+14:00", "2024-02-29");
    is("2024-02-29T23:59Z", "2024-02-29");
    is("2024-02-29 11:59:00 PM", "2024-02-29");
    is("2024-02-29 23:59:59,5 -0530", "2024-02-29");
    is("2024-02-29T24:00:00", "2024-02-29");
    refused("2023-02-29", "no such day");
    refused("2024-2-9", "not a date");
    refused("2024-02-29T", "not a date");
    refused("2024-02-29Z", "not a date");
    refused("2024-02-29 25:00", "not a date");
    refused("2024-02-29 10:60", "not a date");
    refused("2024-02-29 10:20:30.", "not a date");
    refused("2024-02-29 10:20:30 +1", "not a date");
    refused("2024-02-29x", "not a date");
    refused("03/04/2024", "not a date");
}

static void test_orders(void **state)
{
    (void)state;
    declare("dmy");
    is("03/04/2024", "2024-04-03");
    is("3.4.2024", "2024-04-03");
    is("3 4 2024", "2024-04-03");
    is("3-Apr-2024", "2024-04-03");
    is("03 SEPTEMBER 2024", "2024-09-03");
    is("3 Sept 2024", "2024-09-03");
    is("03/04/2024 10:20", "2024-04-03");
    refused("3/4.2024", "not a date");
    refused("31/02/2024", "no such day");
    refused("04/13/2024", "no such day");
    refused("03/04/24", "two-digit year (name its pivot)");
    refused("03/04/124", "not a date");
    refused("003/04/2024", "not a date");
    refused("03/04/2024/", "not a date");
    refused("03//04/2024", "not a date");
    refused("03/04", "not a date");
    refused("2024-04-03", "not a date");
    format.has_pivot = true;
    format.pivot = 69;
    is("03/04/69", "2069-04-03");
    is("03/04/70", "1970-04-03");
    is("03/04/00", "2000-04-03");
    declare("mdy");
    is("03/04/2024", "2024-03-04");
    is("1/31/2013", "2013-01-31");
    is("Jan 31 2013", "2013-01-31");
    refused("31/1/2013", "no such day");
    declare("ymd");
    is("2024/4/3", "2024-04-03");
    is("2024.04.03", "2024-04-03");
    is("2024-04-03", "2024-04-03");
    refused("24/4/3", "two-digit year (name its pivot)");
}

static void test_patterns(void **state)
{
    (void)state;
    declare("%Y-%m-%d");
    is("2024-04-03", "2024-04-03");
    is("2024-4-3", "2024-04-03");
    refused("2024-04-03 10:00", "not a date");
    declare("%d-%b-%Y");
    is("03-Apr-2024", "2024-04-03");
    is("3-APR-2024", "2024-04-03");
    refused("3-04-2024", "not a date");
    declare("%Y%m%d");
    is("20240403", "2024-04-03");
    refused("2024043", "not a date");
    refused("202404030", "not a date");
    refused("20240431", "no such day");
    declare("%d%m%Y");
    is("03042024", "2024-04-03");
    refused("3042024", "not a date");
    declare("%m/%d/%Y %H:%M");
    is("4/3/2024 9:05", "2024-04-03");
    is("04/03/2024  23:59", "2024-04-03");
    refused("04/03/2024 9:5", "not a date");
    refused("04/03/2024", "not a date");
    declare("%B %d, %Y");
    is("April 3, 2024", "2024-04-03");
    is("may 3, 2024", "2024-05-03");
    declare("%d/%m/%y");
    assert_true(format.short_year);
    refused("03/04/24", "two-digit year (name its pivot)");
    format.has_pivot = true;
    format.pivot = 50;
    is("03/04/24", "2024-04-03");
    is("03/04/51", "1951-04-03");
    refused("03/04/2024", "not a date");
    declare("%Y-%m-%dT%T.%f%z");
    is("2024-04-03T10:20:30.123456+02:00", "2024-04-03");
    is("2024-04-03T10:20:30.1Z", "2024-04-03");
    declare("%I:%M:%S %p %Z, %d.%m.%Y 100%%");
    is("01:02:03 pm CEST, 3.4.2024 100%", "2024-04-03");
    refused("13:02:03 pm CEST, 3.4.2024 100%", "not a date");
}

static void test_serials(void **state)
{
    (void)state;
    declare("excel");
    is("1", "1900-01-01");
    is("59", "1900-02-28");
    is("61", "1900-03-01");
    is("45292", "2024-01-01");
    is("45292.75", "2024-01-01");
    is("45292,0", "2024-01-01");
    is("2958465", "9999-12-31");
    refused("60", "no such day");
    refused("0", "date out of range");
    refused("2958466", "date out of range");
    refused("-1", "not a date");
    refused("1e5", "not a date");
    refused("45292.", "not a date");
    declare("unix");
    is("0", "1970-01-01");
    is("86399.999", "1970-01-01");
    is("86400", "1970-01-02");
    is("-1", "1969-12-31");
    is("-0.5", "1969-12-31");
    is("-86400", "1969-12-31");
    is("-86401", "1969-12-30");
    is("1711929600", "2024-04-01");
    is("253402300799", "9999-12-31");
    refused("253402300800", "date out of range");
    refused("1711929600000", "date out of range");
    refused("9999999999999999999", "not a date");
}

static void no_format(const char *text, const char *reason)
{
    struct ar_error error;
    struct ar_day_format before = format;
    assert_int_equal(ar_day_format_parse(&format, ar_text_from(text), &error), AR_BAD_DATA);
    assert_string_equal(error.reason, reason);
    assert_memory_equal(&before, &format, sizeof format);
}

static void test_formats(void **state)
{
    (void)state;
    const char *words = "expected ymd, dmy, mdy, iso, excel, unix or a pattern such as %d-%b-%Y";
    const char *parts = "date pattern needs one year, one month and one day";
    const char *letters =
        "no such conversion in a date pattern (there are %Y %y %m %d %b %B %H %I %M %S %p %f %z %Z %T %%)";
    format = (struct ar_day_format){0};
    no_format("", words);
    no_format("ydm", words);
    no_format("YYYY-MM-DD", words);
    no_format("%Y-%m", parts);
    no_format("%Y-%m-%d %d", parts);
    no_format("%y %Y-%m-%d", parts);
    no_format("%Y-%m-%d%", letters);
    no_format("%Y-%m-%e", letters);
    no_format("%Y-%m-%d.............................................................", "date pattern too long");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_undeclared), cmocka_unit_test(test_iso),     cmocka_unit_test(test_orders),
        cmocka_unit_test(test_patterns),   cmocka_unit_test(test_serials), cmocka_unit_test(test_formats),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
