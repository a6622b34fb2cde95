/* SPDX-License-Identifier: MIT */
/* The short way through ar_amount_parse gives what the long way gives: the same amounts, the same refusals. */
#include "base/money.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* The shortest way of all takes what is short enough and right, and nothing else. */
static void same_short(const char *text, size_t size, unsigned digits, enum ar_status status, int64_t expected)
{
    char room[64];
    int64_t amount = 7;
    if (!AR_AMOUNT_SHORT || size > sizeof room - 16)
        return;
    memset(room, '5', sizeof room); /* what stands behind the text must not count */
    memcpy(room, text, size);
    size_t whole = size - (size > 0 && text[0] == '-') - (digits ? digits + 1 : 0);
    bool taken = ar_amount_parse_short(&amount, (struct ar_text){room, size}, digits);
    assert_int_equal(taken, status == AR_OK && whole <= 8 && digits != 1 && digits != 4);
    if (taken)
        assert_true(amount == expected);
}

/* In memory of exactly its size, so that a sanitizer sees a byte read too many. */
static void same(const char *text, size_t size)
{
    for (unsigned digits = 0; digits <= 4; digits++) {
        int64_t fast = 7, slow = 7;
        const char *why_fast = NULL, *why_slow = NULL;
        char *copy = malloc(size ? size : 1);
        assert_non_null(copy);
        memcpy(copy, text, size);
        enum ar_status a = ar_amount_parse(&fast, (struct ar_text){copy, size}, digits, &why_fast);
        enum ar_status b = ar_amount_parse_slow(&slow, (struct ar_text){copy, size}, digits, &why_slow);
        free(copy);
        assert_int_equal(a, b);
        assert_true(fast == slow);
        same_short(text, size, digits, b, slow);
        if (a != AR_OK)
            assert_string_equal(why_fast, why_slow);
    }
}

static void amounts_of_every_length(void **state)
{
    (void)state;
    uint64_t number = 1;
    for (int i = 0; i < 200000; i++) {
        number = number * 6364136223846793005U + 1442695040888963407U;
        char text[40];
        uint64_t whole = (number >> 20) % 10000000000U;
        for (unsigned cut = (unsigned)(number >> 60) % 11; cut > 0; cut--)
            whole /= 10;
        static const char *const forms[] = {"%lu",        "%lu.%lu",    "%lu.%02lu", "%lu.%03lu",
                                            "-%lu.%02lu", "0%lu.%02lu", "-%lu"};
        int form = (int)((number >> 12) % 7);
        int size = form == 0 || form == 6 ? snprintf(text, sizeof text, forms[form], (unsigned long)whole)
                                          : snprintf(text, sizeof text, forms[form], (unsigned long)whole,
                                                     (unsigned long)((number >> 33) % (form == 3 ? 1000 : 100)));
        same(text, (size_t)size);
    }
}

static void one_wrong_byte_anywhere(void **state)
{
    (void)state;
    static const char *const texts[] = {"12345678.90", "1234567.891", "-123456.78", "-0.05", "1.23",
                                        "98765432",    "7",           "-7",         "0.00",  "0"};
    for (size_t t = 0; t < sizeof texts / sizeof *texts; t++) {
        char text[16];
        size_t size = strlen(texts[t]);
        for (size_t at = 0; at < size; at++) {
            for (int byte = 0; byte < 256; byte++) {
                memcpy(text, texts[t], size);
                text[at] = (char)byte;
                same(text, size);
            }
        }
    }
}

static void edges(void **state)
{
    (void)state;
    static const char *const texts[] = {"",
                                        "-",
                                        ".",
                                        "-.",
                                        ".5",
                                        "5.",
                                        "0.0",
                                        "-0",
                                        "-0.00",
                                        "00",
                                        "00.00",
                                        "01.00",
                                        "1.2.3",
                                        "99999999.99",
                                        "100000000.00",
                                        "999999999999999999.99",
                                        "9223372036854775807",
                                        "-9223372036854775808",
                                        "9223372036854775808",
                                        "92233720368547758.07",
                                        "+1.00",
                                        " 1.00",
                                        "1.00 ",
                                        "1,00",
                                        "1e3",
                                        "--1.00",
                                        "-01.00"};
    for (size_t t = 0; t < sizeof texts / sizeof *texts; t++)
        same(texts[t], strlen(texts[t]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(amounts_of_every_length),
        cmocka_unit_test(one_wrong_byte_anywhere),
        cmocka_unit_test(edges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
