/* SPDX-License-Identifier: MIT */
/* Keys of several texts: numbered in order, found again, never mixed up; and the set of fingerprints. */
#include "ledger/keys.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static struct ar_text build(struct ar_buffer *buffer, const char *a, const char *b, const char *c, const char *d)
{
    const struct ar_text parts[AR_KEY_PARTS] = {ar_text_from(a), ar_text_from(b), ar_text_from(c), ar_text_from(d)};
    assert_int_equal(ar_key_build(buffer, parts), AR_OK);
    return ar_buffer_text(buffer);
}

static void test_parts(void **state)
{
    (void)state;
    struct ar_buffer one = {0}, two = {0};
    struct ar_text parts[AR_KEY_PARTS];
    ar_key_split(parts, build(&one, "10", "", "INV-1", "2"));
    assert_true(ar_text_is(parts[0], "10") && ar_text_is(parts[1], ""));
    assert_true(ar_text_is(parts[2], "INV-1") && ar_text_is(parts[3], "2"));
    /* What stands side by side is not the same as what stands together. */
    assert_false(ar_text_equal(build(&one, "1", "23", "", ""), build(&two, "12", "3", "", "")));
    assert_false(ar_text_equal(build(&one, "a", "", "", ""), build(&two, "", "a", "", "")));
    assert_true(ar_text_equal(build(&one, "a", "b", "", "c"), build(&two, "a", "b", "", "c")));
    ar_buffer_free(&one);
    ar_buffer_free(&two);
}

static void test_numbers(void **state)
{
    (void)state;
    enum { MANY = 20000 };
    struct ar_keys keys = {0};
    struct ar_key_set set = {0};
    struct ar_buffer buffer = {0};
    char doc[32];
    assert_int_equal(ar_keys_find(&keys, AR_TEXT("x")), AR_NO_KEY);
    for (int round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < MANY; i++) {
            snprintf(doc, sizeof doc, "D%u", i);
            struct ar_text key = build(&buffer, "10", i % 2 ? "C1" : "C2", doc, "");
            uint32_t number;
            bool repeated;
            assert_int_equal(ar_keys_add(&keys, &number, key), AR_OK);
            assert_int_equal(number, i);
            assert_int_equal(ar_key_set_add(&set, &repeated, key), AR_OK);
            assert_int_equal(repeated, round == 1);
        }
    }
    assert_int_equal(keys.count, MANY);
    assert_int_equal(set.count, MANY);
    assert_int_equal(ar_keys_find(&keys, build(&buffer, "10", "C2", "D4", "")), 4);
    assert_int_equal(ar_keys_find(&keys, build(&buffer, "10", "C1", "D4", "")), AR_NO_KEY);
    ar_keys_free(&keys);
    ar_key_set_free(&set);
    ar_buffer_free(&buffer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_parts), cmocka_unit_test(test_numbers)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
