/* SPDX-License-Identifier: MIT */
/* The table of currencies against facts of ISO 4217. */
#include "base/currency.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
/* cmocka.h needs the four above */
#include <cmocka.h>

static int digits(const char *code)
{
    struct ar_currency currency = AR_CURRENCY_NONE;
    char back[AR_CURRENCY_SIZE];
    if (ar_currency_parse(&currency, ar_text_from(code)) != AR_OK) {
        assert_int_equal(currency.code, 0);
        return -1;
    }
    ar_currency_format(back, currency);
    assert_memory_equal(back, code, AR_CURRENCY_SIZE);
    return (int)ar_currency_digits(currency);
}

static void test_digits(void **state)
{
    (void)state;
    static const char *const none[] = {"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG",
                                       "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF", "ITL"};
    static const char *const two[] = {"EUR", "USD", "GBP", "CHF", "INR", "ZAR", "HRK", "DEM", "CYP", "BGN", "ANG"};
    static const char *const three[] = {"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"};
    static const char *const unknown[] = {"XAU", "XAG",  "XDR", "XXX", "XTS",       "AAA", "ZZZ", "eur",
                                          "EU",  "EURO", "",    "E R", "E\xc3\x9c", "@AA", "[AA"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_int_equal(digits(none[i]), 0);
    for (size_t i = 0; i < sizeof two / sizeof *two; i++)
        assert_int_equal(digits(two[i]), 2);
    for (size_t i = 0; i < sizeof three / sizeof *three; i++)
        assert_int_equal(digits(three[i]), 3);
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        assert_int_equal(digits(unknown[i]), -1);
    assert_int_equal(digits("CLF"), 4);
    assert_int_equal(digits("UYW"), 4);
}

/* The order of codes is the order of names, and the whole table is in range. */
static void test_order(void **state)
{
    (void)state;
    struct ar_currency first, second;
    unsigned known = 0;
    assert_int_equal(ar_currency_parse(&first, AR_TEXT("CHF")), AR_OK);
    assert_int_equal(ar_currency_parse(&second, AR_TEXT("EUR")), AR_OK);
    assert_true(first.code < second.code);
    assert_int_equal(ar_currency_digits_table[0], -1);
    for (unsigned code = 0; code < AR_CURRENCIES; code++) {
        assert_in_range(ar_currency_digits_table[code] + 1, 0, 5);
        known += ar_currency_digits_table[code] >= 0;
    }
    assert_in_range(known, 200, 250);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_digits), cmocka_unit_test(test_order)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
