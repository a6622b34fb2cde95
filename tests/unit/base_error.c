/* SPDX-License-Identifier: MIT */
/* The one line of an error, and that no byte of it can steer a terminal. */
#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
/* cmocka.h needs the four above */
#include <cmocka.h>

static void printable(const char *text, size_t size, const char *expected)
{
    char out[256];
    size_t written = ar_printable(out, sizeof out, (struct ar_text){text, size});
    assert_string_equal(out, expected);
    assert_int_equal(written, strlen(expected));
}
#define PRINTABLE(literal, expected) printable("" literal, sizeof(literal) - 1, expected)

static void test_printable(void **state)
{
    (void)state;
    PRINTABLE("plain text, 'quoted' \"so\"", "plain text, 'quoted' \"so\"");
    PRINTABLE("a\tb\nc\rd\\e", "a\\tb\\nc\\rd\\\\e");
    PRINTABLE("\x1b[31m\0\x7f", "\\x1b[31m\\x00\\x7f");
    PRINTABLE("\xc2\x80|\xc2\x9b|\xc2\xa0", "\\xc2\\x80|\\xc2\\x9b|\xc2\xa0"); /* C1 is unsafe, the blank is not */
    PRINTABLE("\xe2\x80\xaa|\xe2\x80\xae", "\\xe2\\x80\\xaa|\\xe2\\x80\\xae");
    PRINTABLE("\xe2\x81\xa6|\xe2\x81\xaf|\xe2\x81\xb0", "\\xe2\\x81\\xa6|\\xe2\\x81\\xaf|\xe2\x81\xb0");
    PRINTABLE("\xe2\x80\xa8\xe2\x80\x8e\xef\xbb\xbf", "\\xe2\\x80\\xa8\\xe2\\x80\\x8e\\xef\\xbb\\xbf");
    PRINTABLE("\xc3\xa4\xe2\x82\xac\xf0\x9f\x92\xb6", "\xc3\xa4\xe2\x82\xac\xf0\x9f\x92\xb6");
    PRINTABLE("\x80", "\\x80");
    PRINTABLE("\xc3", "\\xc3");
    PRINTABLE("\xc3x", "\\xc3x");
    PRINTABLE("\xc0\xaf", "\\xc0\\xaf"); /* overlong */
    PRINTABLE("\xe0\x80\xaf", "\\xe0\\x80\\xaf");
    PRINTABLE("\xed\xa0\x80", "\\xed\\xa0\\x80"); /* surrogate */
    PRINTABLE("\xf0\x80\x80\xaf", "\\xf0\\x80\\x80\\xaf");
    PRINTABLE("\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"); /* past U+10FFFF */
    PRINTABLE("\xff\xfe", "\\xff\\xfe");
    PRINTABLE("", "");
}

static void test_cut(void **state)
{
    (void)state;
    char out[8];
    assert_int_equal(ar_printable(out, 8, AR_TEXT("1234567890")), 7);
    assert_string_equal(out, "1234567");
    assert_int_equal(ar_printable(out, 8, AR_TEXT("12345\x1b")), 5); /* no half escape */
    assert_int_equal(ar_printable(out, 8,
                                  AR_TEXT("12345\xe2\x82\xac"
                                          "6")),
                     5); /* no half character, no gap */
    assert_string_equal(out, "12345");
    assert_int_equal(ar_printable(out, 1, AR_TEXT("a")), 0);
    assert_string_equal(out, "");
    assert_int_equal(ar_printable(out, 0, AR_TEXT("a")), 0);
}

static void line(const struct ar_error *error, const char *expected)
{
    char out[1024];
    ar_error_format(error, out, sizeof out);
    assert_string_equal(out, expected);
}

static void test_format(void **state)
{
    (void)state;
    struct ar_error error;
    assert_int_equal(ar_error_set(&error, AR_BAD_DATA, "not a %s", "date"), AR_BAD_DATA);
    line(&error, "not a date");
    ar_error_value(&error, AR_TEXT("31/02/24"));
    line(&error, "not a date: '31/02/24'");
    ar_error_column(&error, AR_TEXT("due"));
    line(&error, "due: not a date: '31/02/24'");
    ar_error_place(&error, "items.tsv", 17);
    line(&error, "items.tsv:17: due: not a date: '31/02/24'");
    ar_error_place(&error, "it\x1b[mems.tsv", 0);
    line(&error, "it\\x1b[mems.tsv: due: not a date: '31/02/24'");
    ar_error_place(&error, NULL, 17);
    line(&error, "line 17: due: not a date: '31/02/24'");
    ar_error_value(&error, AR_TEXT(""));
    line(&error, "line 17: due: not a date: ''");
    assert_int_equal(ar_error_set(&error, AR_MISUSE, "no column '%s'", "a\\b\n"), AR_MISUSE);
    line(&error, "no column 'a\\b\\n'");
    ar_error_set(&error, AR_BAD_DATA, "inner");
    ar_error_set(&error, AR_BAD_DATA, "outer: %s", error.reason);
    line(&error, "outer: inner");
    assert_int_equal(ar_error_set(NULL, AR_FAILED, "x"), AR_FAILED);
    ar_error_value(NULL, AR_TEXT("x"));
    ar_error_column(NULL, AR_TEXT("x"));
    ar_error_place(NULL, "x", 1);
    assert_int_equal(ar_error_memory(NULL), AR_FAILED);
}

static void test_long(void **state)
{
    (void)state;
    struct ar_error error;
    char text[300], expected[160];
    memset(text, 'x', sizeof text);
    ar_error_set(&error, AR_BAD_DATA, "bad");
    ar_error_value(&error, (struct ar_text){text, 128});
    snprintf(expected, sizeof expected, "bad: '%.128s'", text);
    line(&error, expected);
    ar_error_value(&error, (struct ar_text){text, 129});
    snprintf(expected, sizeof expected, "bad: '%.128s'...", text);
    line(&error, expected);
    ar_error_column(&error, (struct ar_text){text, sizeof text});
    assert_int_equal(strlen(error.column), sizeof error.column - 1);
    text[299] = '\0';
    ar_error_place(&error, text, 1);
    assert_int_equal(strlen(error.file), sizeof error.file - 1);
    ar_error_set(&error, AR_BAD_DATA, "%s%s", text, text);
    assert_int_equal(strlen(error.reason), sizeof error.reason - 1);
}

static void test_system(void **state)
{
    (void)state;
    struct ar_error error;
    assert_int_equal(ar_error_system(&error, "open", "a\tb", 2), AR_FAILED);
    line(&error, "cannot open a\\tb: No such file or directory");
    assert_true(error.fatal);
    assert_int_equal(ar_error_system(NULL, "open", "a", 2), AR_FAILED);
    assert_int_equal(ar_error_memory(&error), AR_FAILED);
    line(&error, "out of memory");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_printable), cmocka_unit_test(test_cut),    cmocka_unit_test(test_format),
        cmocka_unit_test(test_long),      cmocka_unit_test(test_system),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
