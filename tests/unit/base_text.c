/* SPDX-License-Identifier: MIT */
/* Slices: order, trimming, cutting, distance. */
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
/* cmocka.h needs the four above */
#include <cmocka.h>

static int sign(int value)
{
    return (value > 0) - (value < 0);
}

static void test_compare(void **state)
{
    (void)state;
    assert_int_equal(sign(ar_text_compare(AR_TEXT("a"), AR_TEXT("b"))), -1);
    assert_int_equal(sign(ar_text_compare(AR_TEXT("ab"), AR_TEXT("a"))), 1);
    assert_int_equal(ar_text_compare(AR_TEXT(""), (struct ar_text){NULL, 0}), 0);
    assert_int_equal(sign(ar_text_compare(AR_TEXT("Z"), AR_TEXT("\xc3\xa4"))), -1); /* bytes are unsigned */
    assert_int_equal(sign(ar_text_compare(AR_TEXT("a\0b"), AR_TEXT("a\0c"))), -1);
    assert_true(ar_text_equal((struct ar_text){NULL, 0}, AR_TEXT("")));
    assert_true(ar_text_is(AR_TEXT("due"), "due"));
    assert_false(ar_text_is(AR_TEXT("due\0"), "due"));
    assert_true(ar_text_starts(AR_TEXT("due"), AR_TEXT("du")));
    assert_false(ar_text_starts(AR_TEXT("du"), AR_TEXT("due")));
    assert_int_equal(ar_text_from(NULL).size, 0);
}

static void test_trim(void **state)
{
    (void)state;
    assert_true(ar_text_is(ar_text_trim(AR_TEXT(" \t a b\t ")), "a b"));
    assert_int_equal(ar_text_trim(AR_TEXT(" \t ")).size, 0);
    assert_int_equal(ar_text_trim((struct ar_text){NULL, 0}).size, 0);
    assert_true(ar_text_is(ar_text_trim(AR_TEXT("\na")), "\na"));
}

/* The parts of text, each in brackets. */
static void parts(const char *text, const char *expected)
{
    char got[64] = "";
    struct ar_text rest = ar_text_from(text);
    while (rest.at != NULL) {
        struct ar_text part = ar_text_cut(&rest, ',');
        snprintf(got + strlen(got), sizeof got - strlen(got), "[%.*s]", (int)part.size, part.at);
    }
    assert_string_equal(got, expected);
    assert_int_equal(rest.size, 0);
}

static void test_cut(void **state)
{
    (void)state;
    parts("a,b,c", "[a][b][c]");
    parts("abc", "[abc]");
    parts("", "[]");
    parts(",", "[][]");
    parts("a,,b,", "[a][][b][]");
}

static unsigned distance(const char *a, const char *b, unsigned limit)
{
    unsigned there = ar_text_distance(ar_text_from(a), ar_text_from(b), limit);
    assert_int_equal(there, ar_text_distance(ar_text_from(b), ar_text_from(a), limit));
    return there;
}

static void test_distance(void **state)
{
    (void)state;
    assert_int_equal(distance("customer", "customer", 3), 0);
    assert_int_equal(distance("custmer", "customer", 3), 1);
    assert_int_equal(distance("cutsomer", "customer", 3), 1);
    assert_int_equal(distance("kustomer", "customer", 3), 1);
    assert_int_equal(distance("kitten", "sitting", 9), 3);
    assert_int_equal(distance("", "abc", 9), 3);
    assert_int_equal(distance("abc", "xyz", 1), 2);
    assert_int_equal(distance("abc", "abcdefgh", 2), 3);
    assert_int_equal(distance("ca", "abc", 9), 3); /* optimal string alignment, not Damerau */
    char longest[129], longer[130];
    memset(longest, 'a', 128), longest[128] = '\0';
    memset(longer, 'a', 129), longer[129] = '\0';
    assert_int_equal(distance(longest, longest + 1, 5), 1);
    assert_int_equal(distance(longer, longest, 5), 6);
    assert_int_equal(distance(longer, longer, 5), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_compare),
        cmocka_unit_test(test_trim),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_distance),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
