/* SPDX-License-Identifier: MIT */
/* Amounts at their limits, roundings by their published cases, splits that add up. */
#include "base/money.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
/* cmocka.h needs the four above */
#include <cmocka.h>

static void is(const char *text, unsigned digits, int64_t minor)
{
    int64_t got = 77;
    char back[AR_AMOUNT_SIZE];
    const char *why = "";
    if (ar_amount_parse(&got, ar_text_from(text), digits, &why) != AR_OK || got != minor)
        fail_msg("'%s' is %lld, '%s'", text, (long long)got, why);
    size_t size = ar_amount_format(back, minor, digits);
    if (size != strlen(text) || memcmp(back, text, size) != 0)
        fail_msg("'%s' is written '%.*s'", text, (int)size, back);
    size = ar_sum_format(back, minor, digits);
    if (size != strlen(text) || memcmp(back, text, size) != 0)
        fail_msg("'%s' is written '%.*s' as a sum", text, (int)size, back);
}

static void refused(const char *text, unsigned digits, const char *reason)
{
    int64_t got = 77;
    const char *why = "";
    size_t size = strlen(text);
    char *copy = malloc(size + 1); /* so that a read past the slice is noticed */
    assert_non_null(copy);
    memcpy(copy, text, size);
    enum ar_status status = ar_amount_parse(&got, (struct ar_text){copy, size}, digits, &why);
    assert_int_equal(ar_amount_parse(&got, (struct ar_text){copy, size}, digits, NULL), status);
    free(copy);
    if (status != AR_BAD_DATA || strcmp(why, reason) != 0 || got != 77)
        fail_msg("'%s': %lld, '%s' instead of '%s'", text, (long long)got, why, reason);
}

static void test_amounts(void **state)
{
    (void)state;
    is("0", 0, 0);
    is("7", 0, 7);
    is("-7", 0, -7);
    is("10", 0, 10);
    is("0.00", 2, 0);
    is("0.01", 2, 1);
    is("-0.01", 2, -1);
    is("-0.10", 2, -10);
    is("1.00", 2, 100);
    is("0.001", 3, 1);
    is("1234.5678", 4, 12345678);
    is("0.000000001", 9, 1);
}

static void test_limits(void **state)
{
    (void)state;
    is("92233720368547758.07", 2, INT64_MAX);
    is("-92233720368547758.08", 2, INT64_MIN);
    is("9223372036854775807", 0, INT64_MAX);
    is("-9223372036854775808", 0, INT64_MIN);
    is("9223372036.854775807", 9, INT64_MAX);
    is("92233720368547758.06", 2, INT64_MAX - 1);
    is("-92233720368547758.07", 2, -INT64_MAX);
    is("90071992547409.93", 2, (INT64_C(1) << 53) + 1);
    refused("92233720368547758.08", 2, "amount out of range");
    refused("-92233720368547758.09", 2, "amount out of range");
    refused("100000000000000000.00", 2, "amount out of range");
    refused("9223372036854775808", 0, "amount out of range");
    refused("18446744073709551616.00", 2, "amount out of range");
    refused("18446744073709551617", 0, "amount out of range");
    refused("99999999999999999999999999999999999999999999.99", 2, "amount out of range");
}

static void test_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "-",
        ".",
        "-.",
        ".50",
        "-.50",
        "1.",
        "+1.00",
        " 1.00",
        "1.00 ",
        "1,00",
        "1.0.0",
        "--1.00",
        "1.00-",
        "(1.00)",
        "12abc",
        "1e3",
        "nan",
        "inf",
        "0x1.00",
        "00.00",
        "01.00",
        "-00.10",
        "-0.00",
        "1.0a",
        "1:00",
        "1/00",
        "1.-0",
        "1234567,89",
        "$1.00",
        "1 000.00",
        "1,234.50",
        "\xc2\xb2.00",
        "000000000000001.00",
        "-0000000000001.00",
        "0012345678.00",
        "12345678901:34.00",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        refused(bad[i], 2, "not an amount");
    refused("-0", 0, "not an amount");
    refused("00", 0, "not an amount");
    refused("1.", 0, "not an amount");
    refused("1", 2, "fewer decimals than the currency has");
    refused("1.5", 2, "fewer decimals than the currency has");
    refused("1.50", 3, "fewer decimals than the currency has");
    refused("123456789012", 2, "fewer decimals than the currency has");
    refused("1.505", 2, "more decimals than the currency has");
    refused("1.00", 0, "more decimals than the currency has");
    refused("1.0", 0, "more decimals than the currency has");
    refused("123456789.0123", 3, "more decimals than the currency has");
}

/* The quick way and the long one agree about texts of every size, and about one wrong byte anywhere. */
static void test_two_ways(void **state)
{
    (void)state;
    const char *source = "98765432109876543210";
    for (unsigned digits = 0; digits <= 4; digits++)
        for (size_t whole = 1; whole <= 18; whole++)
            for (int negative = 0; negative <= 1; negative++)
                for (int byte = 0; byte < 256; byte++) {
                    char text[32];
                    size_t size = (size_t)snprintf(text, sizeof text, "%s%.*s%s%.*s", negative ? "-" : "", (int)whole,
                                                   source, digits ? "." : "", (int)digits, source + whole);
                    for (size_t place = 0; place < size; place += byte == 0 ? size : 1) {
                        char changed[32];
                        int64_t quick = 77, slow = 77;
                        const char *one = "", *other = "";
                        memcpy(changed, text, size);
                        changed[place] = byte == 0 ? changed[place] : (char)byte;
                        struct ar_text slice = {changed, size};
                        enum ar_status status = ar_amount_parse(&quick, slice, digits, &one);
                        if (status != ar_amount_parse_slow(&slow, slice, digits, &other) || quick != slow ||
                            one != other)
                            fail_msg("'%.*s': %lld, %lld", (int)size, changed, (long long)quick, (long long)slow);
                    }
                }
}

static void test_sums(void **state)
{
    (void)state;
    char text[AR_AMOUNT_SIZE + 1];
    const ar_int128 limb = INT64_C(1000000000000000000);
    struct {
        ar_int128 sum;
        unsigned digits;
        const char *text;
    } cases[] = {
        {limb, 2, "10000000000000000.00"},
        {limb - 1, 2, "9999999999999999.99"},
        {-limb, 0, "-1000000000000000000"},
        {limb * 10 + 5, 3, "10000000000000000.005"},
        {limb * limb, 2, "10000000000000000000000000000000000.00"},
        {limb * limb * 100 + 7, 9, "100000000000000000000000000000.000000007"},
        {(ar_int128)((unsigned __int128)1 << 127), 2, "-1701411834604692317316873037158841057.28"},
        {-((ar_int128)((unsigned __int128)1 << 127) + 1), 0, "170141183460469231731687303715884105727"},
        {(ar_int128)INT64_MAX + 1, 2, "92233720368547758.08"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        text[ar_sum_format(text, cases[i].sum, cases[i].digits)] = '\0';
        assert_string_equal(text, cases[i].text);
    }
    int64_t out = 77;
    assert_int_equal(ar_amount_from_sum(&out, (ar_int128)INT64_MAX + 1), AR_BAD_DATA);
    assert_int_equal(ar_amount_from_sum(&out, (ar_int128)INT64_MIN - 1), AR_BAD_DATA);
    assert_int_equal(out, 77);
    assert_int_equal(ar_amount_from_sum(&out, INT64_MIN), AR_OK);
    assert_int_equal(out, INT64_MIN);
}

static void test_checked(void **state)
{
    (void)state;
    int64_t out = 77;
    assert_int_equal(ar_amount_add(&out, INT64_MAX, 1), AR_BAD_DATA);
    assert_int_equal(ar_amount_add(&out, INT64_MIN, -1), AR_BAD_DATA);
    assert_int_equal(ar_amount_sub(&out, INT64_MIN, 1), AR_BAD_DATA);
    assert_int_equal(ar_amount_sub(&out, 0, INT64_MIN), AR_BAD_DATA);
    assert_int_equal(out, 77);
    assert_int_equal(ar_amount_add(&out, INT64_MAX, INT64_MIN), AR_OK);
    assert_int_equal(out, -1);
    assert_int_equal(ar_amount_sub(&out, -1, INT64_MIN), AR_OK);
    assert_int_equal(out, INT64_MAX);
}

static void divided(int64_t value, int64_t divisor, int half_up, int half_even, int down, int up)
{
    const int expected[] = {half_up, half_even, down, up};
    for (int i = AR_ROUND_HALF_UP; i <= AR_ROUND_UP; i++) {
        assert_int_equal((int)ar_divide(value, divisor, (enum ar_rounding)i), expected[i]);
        assert_int_equal((int)ar_divide(-value, divisor, (enum ar_rounding)i), -expected[i]); /* mirror images */
        ar_int128 scaled;
        assert_int_equal(ar_scale(&scaled, value, -1, divisor, (enum ar_rounding)i), AR_OK);
        assert_int_equal((int)scaled, -expected[i]);
    }
}

static void test_rounding(void **state)
{
    (void)state;
    divided(125, 10, 13, 12, 12, 13); /* 0.125 to two decimals */
    divided(1125, 10, 113, 112, 112, 113); /* 112.5 */
    divided(25, 10, 3, 2, 2, 3);
    divided(35, 10, 4, 4, 3, 4);
    divided(24, 10, 2, 2, 2, 3);
    divided(26, 10, 3, 3, 2, 3);
    divided(20, 10, 2, 2, 2, 2);
    divided(0, 10, 0, 0, 0, 0);
    divided(1, 3, 0, 0, 0, 1);
    divided(2, 3, 1, 1, 0, 1);
    divided(5, 10, 1, 0, 0, 1);
    divided(7, 1, 7, 7, 7, 7);
    const ar_int128 most = (ar_int128)(((unsigned __int128)1 << 127) - 1);
    assert_true(ar_divide(most, most, AR_ROUND_HALF_UP) == 1);
    assert_true(ar_divide(most / 2 + 1, most, AR_ROUND_HALF_UP) == 1); /* doubling the remainder would overflow */
    assert_true(ar_divide(most / 2, most, AR_ROUND_HALF_UP) == 0);
    assert_true(ar_divide(-most - 1, 1, AR_ROUND_UP) == -most - 1);
    enum ar_rounding rounding;
    for (int i = AR_ROUND_HALF_UP; i <= AR_ROUND_UP; i++) {
        assert_int_equal(ar_rounding_parse(&rounding, ar_text_from(ar_rounding_name((enum ar_rounding)i))), AR_OK);
        assert_int_equal(rounding, i);
    }
    assert_int_equal(ar_rounding_parse(&rounding, AR_TEXT("halfup")), AR_BAD_DATA);
    assert_int_equal(ar_rounding_parse(&rounding, AR_TEXT("")), AR_BAD_DATA);
}

static void test_scale(void **state)
{
    (void)state;
    const ar_int128 most = (ar_int128)(((unsigned __int128)1 << 127) - 1);
    ar_int128 out = 77;
    assert_int_equal(ar_scale(&out, 10000, 19, 100, AR_ROUND_HALF_UP), AR_OK);
    assert_true(out == 1900);
    assert_int_equal(ar_scale(&out, 333, 5, 1000, AR_ROUND_HALF_EVEN), AR_OK); /* 1.665 */
    assert_true(out == 2);
    assert_int_equal(ar_scale(&out, -5, 5, 10, AR_ROUND_HALF_EVEN), AR_OK); /* -2.5 */
    assert_true(out == -2);
    assert_int_equal(ar_scale(&out, most, INT64_MAX, INT64_MAX, AR_ROUND_DOWN), AR_OK); /* the product overflows */
    assert_true(out == most);
    assert_int_equal(ar_scale(&out, -most - 1, 1, 1, AR_ROUND_UP), AR_OK);
    assert_true(out == -most - 1);
    out = 77;
    assert_int_equal(ar_scale(&out, most, 3, 2, AR_ROUND_DOWN), AR_BAD_DATA);
    assert_int_equal(ar_scale(&out, -most - 1, -1, 1, AR_ROUND_DOWN), AR_BAD_DATA);
    assert_int_equal(ar_scale(&out, most - 1, most, most - 1, AR_ROUND_UP), AR_OK);
    assert_true(out == most);
}

static void split(int64_t whole, size_t count, const int64_t *weights, const int64_t *expected)
{
    int64_t parts[8];
    ar_split(parts, whole, weights, count);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(parts[i], expected[i]);
}

static void test_split(void **state)
{
    (void)state;
    split(100, 3, (int64_t[]){1, 1, 1}, (int64_t[]){34, 33, 33});
    split(-100, 3, (int64_t[]){1, 1, 1}, (int64_t[]){-34, -33, -33});
    split(7, 3, (int64_t[]){2, 3, 0}, (int64_t[]){3, 4, 0});
    split(1, 3, (int64_t[]){0, 1, 1}, (int64_t[]){0, 1, 0});
    split(0, 2, (int64_t[]){5, 5}, (int64_t[]){0, 0});
    split(10, 1, (int64_t[]){3}, (int64_t[]){10});
    split(5, 4, (int64_t[]){10, 20, 30, 40}, (int64_t[]){1, 1, 1, 2}); /* 0.5, 1, 1.5, 2 */
    split(INT64_MIN, 2, (int64_t[]){1, 0}, (int64_t[]){INT64_MIN, 0});
    split(INT64_MAX, 2, (int64_t[]){INT64_MAX, INT64_MAX}, (int64_t[]){INT64_MAX / 2 + 1, INT64_MAX / 2});
}

/* Against the rule done slowly: floors, then one unit each to the largest remainder that has none yet. */
static void test_split_slowly(void **state)
{
    (void)state;
    unsigned random = 7;
    for (int round = 0; round < 3000; round++) {
        int64_t weights[40], parts[40], expected[40], total = 0, left;
        size_t count = 1 + (size_t)round % 40;
        for (size_t i = 0; i < count; i++) {
            random = random * 1103515245u + 12345u;
            weights[i] = (random >> 16) % (round % 3 ? 1000 : 3);
            total += weights[i];
        }
        if (total == 0)
            continue;
        int64_t whole = (random >> 8) % 100000;
        left = whole;
        for (size_t i = 0; i < count; i++)
            left -= expected[i] = whole * weights[i] / total;
        bool given[40] = {false};
        for (; left > 0; left--) {
            size_t best = count;
            for (size_t i = 0; i < count; i++)
                if (!given[i] && (best == count || whole * weights[i] % total > whole * weights[best] % total))
                    best = i;
            given[best] = true;
            expected[best]++;
        }
        ar_split(parts, whole, weights, count);
        for (size_t i = 0; i < count; i++)
            assert_int_equal(parts[i], expected[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_amounts),      cmocka_unit_test(test_limits), cmocka_unit_test(test_refused),
        cmocka_unit_test(test_two_ways),     cmocka_unit_test(test_sums),   cmocka_unit_test(test_checked),
        cmocka_unit_test(test_rounding),     cmocka_unit_test(test_scale),  cmocka_unit_test(test_split),
        cmocka_unit_test(test_split_slowly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
