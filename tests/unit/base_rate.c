/* SPDX-License-Identifier: MIT */
/* Rates, and converting between currencies of different minor digits. */
#include "base/rate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
/* cmocka.h needs the four above */
#include <cmocka.h>

static void parsed(const char *text, int64_t value, unsigned scale, const char *written)
{
    struct ar_rate rate;
    char back[AR_RATE_SIZE + 1];
    assert_int_equal(ar_rate_parse(&rate, ar_text_from(text)), AR_OK);
    assert_int_equal(rate.value, value);
    assert_int_equal(rate.scale, scale);
    back[ar_rate_format(back, rate)] = '\0';
    assert_string_equal(back, written);
}

static void test_text(void **state)
{
    (void)state;
    parsed("1.0825", 10825, 4, "1.0825");
    parsed("-0.05", -5, 2, "-0.05");
    parsed("0.000000000001", 1, 12, "0.000000000001");
    parsed("155", 155, 0, "155");
    parsed("1.50", 150, 2, "1.50");
    parsed("0", 0, 0, "0");
    parsed("0.0", 0, 1, "0.0");
    parsed("007.5", 75, 1, "7.5");
    parsed("999999999999999999", 999999999999999999, 0, "999999999999999999");
    parsed("-999999.999999999999", -999999999999999999, 12, "-999999.999999999999");
    static const char *const bad[] = {"",
                                      "-",
                                      ".5",
                                      "5.",
                                      "1,5",
                                      "1e3",
                                      "+1",
                                      "1.2.3",
                                      "1 ",
                                      "nan",
                                      "--1",
                                      "1.-5",
                                      "0.0000000000001",
                                      "1234567890123456789"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct ar_rate rate = {77, 7};
        assert_int_equal(ar_rate_parse(&rate, ar_text_from(bad[i])), AR_BAD_DATA);
        assert_int_equal(rate.value, 77);
    }
}

static void converted(int64_t minor, unsigned from, const char *text, unsigned to, enum ar_rounding how,
                      int64_t expected)
{
    struct ar_rate rate;
    int64_t out;
    assert_int_equal(ar_rate_parse(&rate, ar_text_from(text)), AR_OK);
    assert_int_equal(ar_rate_convert(&out, minor, from, rate, to, how), AR_OK);
    assert_int_equal(out, expected);
    assert_int_equal(ar_rate_convert(&out, -minor, from, rate, to, how), AR_OK);
    assert_int_equal(out, -expected);
}

static void test_convert(void **state)
{
    (void)state;
    converted(10000, 2, "1.0825", 2, AR_ROUND_HALF_UP, 10825); /* 100.00 EUR in USD */
    converted(1500, 0, "0.0064", 2, AR_ROUND_HALF_UP, 960); /* 1500 JPY are 9.60 EUR */
    converted(960, 2, "156.25", 0, AR_ROUND_HALF_UP, 1500);
    converted(1234567, 3, "3.0512", 2, AR_ROUND_HALF_UP, 376691); /* 1234.567 KWD are 3766.9108... EUR */
    converted(1234567, 3, "3.0512", 2, AR_ROUND_UP, 376692);
    converted(100, 2, "0.3277", 3, AR_ROUND_HALF_UP, 328); /* 1.00 EUR is 0.3277 KWD */
    converted(100, 2, "0.3277", 3, AR_ROUND_DOWN, 327);
    converted(1, 0, "512.5", 3, AR_ROUND_HALF_EVEN, 512500); /* 1 JPY */
    converted(1, 2, "12.5", 2, AR_ROUND_HALF_EVEN, 12);
    converted(1, 2, "12.5", 2, AR_ROUND_HALF_UP, 13);
    converted(INT64_MAX, 2, "1", 2, AR_ROUND_HALF_UP, INT64_MAX);
    converted(INT64_MAX, 2, "0.999999999999", 2, AR_ROUND_DOWN, INT64_C(9223372036845552434));
}

static void test_too_large(void **state)
{
    (void)state;
    struct ar_rate rate;
    int64_t out = 77;
    assert_int_equal(ar_rate_parse(&rate, AR_TEXT("1.1")), AR_OK);
    assert_int_equal(ar_rate_convert(&out, INT64_MAX, 2, rate, 2, AR_ROUND_DOWN), AR_BAD_DATA);
    assert_int_equal(ar_rate_convert(&out, INT64_MAX / 100, 0, rate, 3, AR_ROUND_DOWN), AR_BAD_DATA);
    assert_int_equal(ar_rate_parse(&rate, AR_TEXT("999999999999999999")), AR_OK);
    assert_int_equal(ar_rate_convert(&out, INT64_MIN, 0, rate, 9, AR_ROUND_DOWN), AR_BAD_DATA);
    assert_int_equal(out, 77);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_convert),
        cmocka_unit_test(test_too_large),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
