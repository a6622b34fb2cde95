/* SPDX-License-Identifier: MIT */
/* Foreign amounts: every style by its own case, and what must be refused with its words. */
#include "import/number.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
/* cmocka.h needs the four above */
#include <cmocka.h>

static struct ar_number_style style; /* of the test that runs */

static void is(const char *text, unsigned digits, int64_t minor)
{
    int64_t got = 77;
    const char *why = "";
    enum ar_status status = ar_number_parse(&got, ar_text_from(text), &style, digits, &why);
    if (status != AR_OK || got != minor)
        fail_msg("'%s': status %d, %lld, '%s'", text, (int)status, (long long)got, why);
}

static void refused(const char *text, unsigned digits, const char *reason)
{
    int64_t got = 77;
    const char *why = "";
    char *copy = malloc(strlen(text) + 1); /* so that a read past the slice is noticed */
    assert_non_null(copy);
    memcpy(copy, text, strlen(text));
    enum ar_status status = ar_number_parse(&got, (struct ar_text){copy, strlen(text)}, &style, digits, &why);
    free(copy);
    if (status != AR_BAD_DATA || strcmp(why, reason) != 0)
        fail_msg("'%s': status %d, %lld, '%s' instead of '%s'", text, (int)status, (long long)got, why, reason);
    assert_int_equal(got, 77);
}

static void test_plain(void **state)
{
    (void)state;
    style = AR_NUMBER_STYLE_DEFAULT;
    is("94", 2, 9400);
    is("1.5", 2, 150);
    is("-1.50", 2, -150);
    is("+1.50", 2, 150);
    is("0", 2, 0);
    is("-0.00", 2, 0);
    is(".5", 2, 50);
    is("-.05", 2, -5);
    is("007.10", 2, 710);
    is("  12.34\t", 2, 1234);
    is("1234", 0, 1234);
    is("1.234", 3, 1234);
    is("92233720368547758.07", 2, INT64_MAX);
    is("-92233720368547758.08", 2, INT64_MIN);
    is("0000000000000000000000000000001.00", 2, 100);
}

static void test_refused(void **state)
{
    (void)state;
    style = AR_NUMBER_STYLE_DEFAULT;
    refused("", 2, "empty amount");
    refused("  ", 2, "empty amount");
    refused("12abc", 2, "not an amount");
    refused("1e3", 2, "not an amount");
    refused("nan", 2, "not an amount");
    refused("inf", 2, "not an amount");
    refused("0x10", 2, "not an amount");
    refused("5.", 2, "not an amount");
    refused(".", 2, "not an amount");
    refused("-", 2, "not an amount");
    refused("1.2.3", 2, "not an amount");
    refused("1..2", 2, "not an amount");
    refused("--1", 2, "more than one sign");
    refused("+-1", 2, "more than one sign");
    refused("1-", 2, "sign written in a way that is not declared");
    refused("(1.00)", 2, "sign written in a way that is not declared");
    refused("1.00 CR", 2, "sign written in a way that is not declared");
    refused("\xe2\x88\x92"
            "1.00",
            2, "sign written in a way that is not declared");
    refused("$1.00", 2, "currency mark that is not declared");
    refused("1.00 EUR", 2, "currency mark that is not declared");
    refused("1.005", 2, "more decimals than the currency has");
    refused("1.000", 2, "more decimals than the currency has");
    refused("1.0", 0, "more decimals than the currency has");
    refused("1,234", 2, "ambiguous amount (name its thousands separator)");
    refused("1,234.50", 2, "ambiguous amount (name its thousands separator)");
    refused("1 234.50", 2, "ambiguous amount (name its thousands separator)");
    refused("92233720368547758.08", 2, "amount out of range");
    refused("-92233720368547758.09", 2, "amount out of range");
    refused("99999999999999999999999999", 2, "amount out of range");
    refused("92233720368547759", 2, "amount out of range");
}

static void test_groups(void **state)
{
    (void)state;
    style = AR_NUMBER_STYLE_DEFAULT;
    style.groups = AR_GROUPS_COMMA;
    is("1,234.50", 2, 123450);
    is("-1,234,567.5", 2, -123456750);
    is("123,456", 2, 12345600);
    is("1234.50", 2, 123450);
    is("1,234,567,890,123,456.78", 2, 123456789012345678);
    refused("1,23,456.00", 2, "digit groups of a wrong size");
    refused("12,34", 2, "digit groups of a wrong size");
    refused("1234,567", 2, "digit groups of a wrong size");
    refused(",123", 2, "digit groups of a wrong size");
    refused("1,,234", 2, "digit groups of a wrong size");
    refused("1,234,", 2, "digit groups of a wrong size");
    refused("0,123", 2, "digit groups of a wrong size");
    refused("1,234.5,6", 2, "not an amount");
    refused("1.234,50", 2, "not an amount");
    style.indian = true;
    is("1,23,456.00", 2, 12345600);
    is("12,34,56,789.10", 2, 12345678910);
    is("123,456.00", 2, 12345600);
    refused("123,45,678", 2, "digit groups of a wrong size");
    refused("1,23,45", 2, "digit groups of a wrong size");
}

static void test_decimal_comma(void **state)
{
    (void)state;
    style = (struct ar_number_style){.decimal = ',',
                                     .groups = AR_GROUPS_POINT | AR_GROUPS_SPACE | AR_GROUPS_APOSTROPHE,
                                     .signs = AR_SIGN_LEADING | AR_SIGN_TRAILING};
    is("1.234,50", 2, 123450);
    is("1.234,50-", 2, -123450);
    is("-1 234 567,5", 2, -123456750);
    is("1\xc2\xa0"
       "234,50",
       2, 123450);
    is("1\xe2\x80\xaf"
       "234,50",
       2, 123450);
    is("1'234,50", 2, 123450);
    is("1\xe2\x80\x99"
       "234,50",
       2, 123450);
    is("1234,5", 2, 123450);
    refused("1.234 567,00", 2, "digit groups with different separators");
    refused("1'234\xe2\x80\x99"
            "567,00",
            2, "digit groups with different separators");
    refused("1234.50", 2, "digit groups of a wrong size");
    refused("-1,00-", 2, "more than one sign");
    refused("1,234,50", 2, "not an amount");
    style.decimal = 0;
    is("1.234", 0, 1234);
    is("1.234", 2, 123400);
    refused("1,5", 2, "not an amount");
}

static void test_signs(void **state)
{
    (void)state;
    style = AR_NUMBER_STYLE_DEFAULT;
    style.groups = AR_GROUPS_COMMA;
    style.any_symbol = true;
    style.signs = AR_SIGN_LEADING | AR_SIGN_TRAILING | AR_SIGN_PARENTHESES | AR_SIGN_CRDR | AR_SIGN_UNICODE;
    is("(1.00)", 2, -100);
    is("( 1,000.00 )", 2, -100000);
    is("($1.00)", 2, -100);
    is("$(1.00)", 2, -100);
    is("-$1.00", 2, -100);
    is("$-1.00", 2, -100);
    is("1.00-", 2, -100);
    is("1.00 CR", 2, -100);
    is("1.00cr", 2, -100);
    is("1.00 Cr.", 2, -100);
    is("1.00 DR", 2, 100);
    is("CR 1.00", 2, -100);
    is("Dr 1.00", 2, 100);
    is("\xe2\x88\x92"
       "1.00",
       2, -100);
    is("1.00\xe2\x88\x92", 2, -100);
    is("(0.00)", 2, 0);
    refused("(-1.00)", 2, "more than one sign");
    refused("-(1.00)", 2, "more than one sign");
    refused("((1.00))", 2, "more than one sign");
    refused("-1.00 CR", 2, "more than one sign");
    refused("1.00 CR DR", 2, "more than one sign");
    refused("(1.00", 2, "parentheses that do not match");
    refused("1.00)", 2, "parentheses that do not match");
    refused("()", 2, "not an amount");
    refused("CR", 2, "not an amount");
    refused("CRX1.00", 2, "not an amount");
    refused("+1.00", 2, "sign written in a way that is not declared");
}

static void test_symbols(void **state)
{
    (void)state;
    style = (struct ar_number_style){
        .decimal = ',', .groups = AR_GROUPS_POINT, .signs = AR_SIGN_LEADING, .any_symbol = true};
    is("5,00 \xe2\x82\xac", 2, 500);
    is("\xe2\x82\xac 5,00", 2, 500);
    is("5,00\xe2\x82\xac", 2, 500);
    is("\xc2\xa3"
       "5,00",
       2, 500);
    is("EUR 5,00", 2, 500);
    is("EUR5,00", 2, 500);
    is("5,00 EUR", 2, 500);
    is("-5,00\xc2\xa0"
       "EUR",
       2, -500);
    is("EUR -5,00", 2, -500);
    is("CRC 5,00", 2, 500);
    refused("XYZ 5,00", 2, "not an amount");
    refused("EURO 5,00", 2, "not an amount");
    refused("$5,00 USD", 2, "more than one currency mark");
    refused("$", 2, "not an amount");
    refused("EUR", 2, "not an amount");
    style.any_symbol = false;
    style.symbol = AR_TEXT("Fr.");
    is("Fr. 5,00", 2, 500);
    is("5,00Fr.", 2, 500);
    refused("$5,00", 2, "currency mark that is not declared");
}

static void test_rounding(void **state)
{
    (void)state;
    style = AR_NUMBER_STYLE_DEFAULT;
    style.rounds = true;
    style.rounding = AR_ROUND_HALF_UP;
    is("0.125", 2, 13);
    is("-0.125", 2, -13);
    is("0.1249999", 2, 12);
    is("112.5", 0, 113);
    is("18.150", 2, 1815);
    is("9.99999", 2, 1000);
    style.rounding = AR_ROUND_HALF_EVEN;
    is("0.125", 2, 12);
    is("0.135", 2, 14);
    is("-0.125", 2, -12);
    is("0.12500000001", 2, 13);
    is("112.5", 0, 112);
    style.rounding = AR_ROUND_DOWN;
    is("0.129", 2, 12);
    is("-0.129", 2, -12);
    style.rounding = AR_ROUND_UP;
    is("0.1201", 2, 13);
    is("0.1200", 2, 12);
    is("-0.12001", 2, -13);
    refused("92233720368547758.071", 2, "amount out of range");
    is("-92233720368547758.071", 2, INT64_MIN);
}

static void words(const char *text, bool groups, enum ar_status status, unsigned flags)
{
    unsigned got = 99;
    struct ar_error error;
    assert_int_equal(groups ? ar_number_groups_parse(&got, ar_text_from(text), &error)
                            : ar_number_signs_parse(&got, ar_text_from(text), &error),
                     status);
    assert_int_equal(got, status == AR_OK ? flags : 99);
}

static void test_words(void **state)
{
    (void)state;
    words("comma", true, AR_OK, AR_GROUPS_COMMA);
    words("point space", true, AR_OK, AR_GROUPS_POINT | AR_GROUPS_SPACE);
    words(",'", true, AR_OK, AR_GROUPS_COMMA | AR_GROUPS_APOSTROPHE);
    words("none", true, AR_OK, 0);
    words("", true, AR_BAD_DATA, 0);
    words("dots", true, AR_BAD_DATA, 0);
    words("leading parentheses", false, AR_OK, AR_SIGN_LEADING | AR_SIGN_PARENTHESES);
    words(" crdr\tunicode plus trailing", false, AR_OK, 4 * 2 + 16 + 32 + 2);
    words("-", false, AR_BAD_DATA, 0);
    style = AR_NUMBER_STYLE_DEFAULT;
    assert_int_equal(ar_number_style_check(&style, NULL), AR_OK);
    style.groups = AR_GROUPS_POINT;
    assert_int_equal(ar_number_style_check(&style, NULL), AR_BAD_DATA);
    style = (struct ar_number_style){.decimal = ';'};
    assert_int_equal(ar_number_style_check(&style, NULL), AR_BAD_DATA);
    style = (struct ar_number_style){.indian = true};
    assert_int_equal(ar_number_style_check(&style, NULL), AR_BAD_DATA);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain),    cmocka_unit_test(test_refused), cmocka_unit_test(test_groups),
        cmocka_unit_test(test_signs),    cmocka_unit_test(test_symbols), cmocka_unit_test(test_decimal_comma),
        cmocka_unit_test(test_rounding), cmocka_unit_test(test_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
