/* SPDX-License-Identifier: MIT */
/* Patterns: groups, UTF-8, and that none runs away, compiled or interpreted. */
#include "base/pattern.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
/* cmocka.h needs the four above */
#include <cmocka.h>

#include <time.h>

static struct ar_pattern *pattern; /* of the test that runs */

static void compile(const char *source, unsigned flags)
{
    struct ar_error error;
    ar_pattern_delete(pattern);
    pattern = NULL;
    if (ar_pattern_new(&pattern, ar_text_from(source), flags, &error) != AR_OK)
        fail_msg("%s: %s", source, error.reason);
    assert_true(ar_text_is(ar_pattern_source(pattern), source));
}

static int teardown(void **state)
{
    (void)state;
    ar_pattern_delete(pattern);
    pattern = NULL;
    return 0;
}

static bool found(const char *text)
{
    struct ar_error error;
    bool found = false;
    if (ar_pattern_match(pattern, ar_text_from(text), 0, &found, &error) != AR_OK)
        fail_msg("%s", error.reason);
    return found;
}

static bool group(unsigned n, const char *expected)
{
    struct ar_text text = ar_pattern_group(pattern, n);
    return expected ? text.at && ar_text_is(text, expected) : !text.at;
}

static void test_groups(void **state)
{
    (void)state;
    compile("(INV)-?([0-9]+)|(PO)", 0);
    assert_int_equal(ar_pattern_groups(pattern), 3);
    assert_true(group(0, NULL));
    assert_true(found("pay INV-0042 now"));
    assert_true(group(0, "INV-0042") && group(1, "INV") && group(2, "0042") && group(3, NULL) && group(4, NULL));
    assert_true(found("PO"));
    assert_true(group(1, NULL) && group(3, "PO"));
    assert_false(found("nothing"));
    assert_true(group(0, NULL));
    compile("x*", 0);
    assert_true(found(""));
    assert_true(group(0, ""));
}

static void test_from(void **state)
{
    (void)state;
    struct ar_error error;
    struct ar_text text = AR_TEXT("a1b22c333");
    bool there = true;
    unsigned count = 0;
    compile("[0-9]+", 0);
    for (size_t from = 0; there; count += there) {
        assert_int_equal(ar_pattern_match(pattern, text, from, &there, &error), AR_OK);
        if (there)
            from = (size_t)(ar_pattern_group(pattern, 0).at - text.at) + ar_pattern_group(pattern, 0).size;
    }
    assert_int_equal(count, 3);
    assert_int_equal(ar_pattern_match(pattern, text, 99, &there, &error), AR_OK);
    assert_false(there);
    assert_int_equal(ar_pattern_match(pattern,
                                      AR_TEXT("\xc3\xa4"
                                              "1"),
                                      1, &there, &error),
                     AR_BAD_DATA);
}

static void test_flags(void **state)
{
    (void)state;
    compile("\xc3\xa4 rechnung", AR_PATTERN_FOLD_CASE);
    assert_true(found("\xc3\x84 RECHNUNG"));
    compile("a|ab", AR_PATTERN_WHOLE);
    assert_true(found("ab"));
    assert_false(found("abc"));
    assert_false(found("xa"));
    assert_false(found("a\n"));
    compile("^.$", 0);
    assert_true(found("\xe2\x82\xac"));
    compile("^.$", AR_PATTERN_BYTES);
    assert_false(found("\xe2\x82\xac"));
    assert_true(found("\xff"));
    compile("^\\w\\d$", 0);
    assert_true(found("\xc3\xa4"
                      "1"));
}

static void test_invalid_utf8(void **state)
{
    (void)state;
    struct ar_error error;
    bool there;
    compile("a", 0);
    assert_int_equal(ar_pattern_match(pattern, AR_TEXT("a\xff"), 0, &there, &error), AR_BAD_DATA);
    assert_string_equal(error.reason, "not valid UTF-8");
    assert_false(error.fatal);
    assert_false(there);
    assert_true(group(0, NULL));
    compile("a", AR_PATTERN_BYTES);
    assert_int_equal(ar_pattern_match(pattern,
                                      AR_TEXT("\xff"
                                              "a"),
                                      0, &there, &error),
                     AR_OK);
    assert_true(there);
}

static void bad(const char *source, unsigned flags, const char *reason)
{
    struct ar_error error;
    struct ar_pattern *none = NULL;
    assert_int_equal(ar_pattern_new(&none, ar_text_from(source), flags, &error), AR_BAD_DATA);
    assert_string_equal(error.reason, reason);
    assert_true(error.has_value);
    assert_null(none);
    assert_int_equal(ar_pattern_new(&none, ar_text_from(source), flags, NULL), AR_BAD_DATA);
}

static void test_bad_sources(void **state)
{
    (void)state;
    bad("a(b", 0, "not a pattern: missing closing parenthesis at byte 4");
    bad("*a", 0, "not a pattern: quantifier does not follow a repeatable item at byte 1");
    bad("a\\", 0, "not a pattern: \\ at end of pattern at byte 3");
    bad("\xff", 0, "not a pattern: UTF-8 error: illegal byte (0xfe or 0xff) at byte 1");
    bad("(*UTF)a", AR_PATTERN_BYTES, "not a pattern: using UTF is disabled by the application at byte 7");
    char *longest = malloc(70001);
    assert_non_null(longest);
    memset(longest, 'a', 70000);
    longest[70000] = '\0';
    bad(longest, 0, "not a pattern: longer than 65536 bytes");
    free(longest);
    ar_pattern_delete(NULL);
}

static void runs_away(const char *source, struct ar_text text, const char *reason)
{
    struct ar_error error;
    struct timespec began, ended;
    bool there = true;
    compile(source, 0);
    clock_gettime(CLOCK_MONOTONIC, &began);
    assert_int_equal(ar_pattern_match(pattern, text, 0, &there, &error), AR_BAD_DATA);
    clock_gettime(CLOCK_MONOTONIC, &ended);
    assert_string_equal(error.reason, reason);
    assert_true(error.has_value && error.fatal);
    assert_false(there);
    assert_true(ended.tv_sec - began.tv_sec < 3); /* milliseconds, but for a loaded machine under a sanitizer */
}

static void test_limits(void **state)
{
    (void)state;
    const struct ar_text thirty = AR_TEXT("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaab");
    runs_away("^(a+)+$", thirty, "pattern takes too long (match limit)");
    runs_away("(*NO_JIT)^(a+)+$", thirty, "pattern takes too long (match limit)");
    runs_away("(*LIMIT_MATCH=4000000000)^(a+)+$", thirty, "pattern takes too long (match limit)");
    runs_away("(*NO_JIT)(*LIMIT_MATCH=4000000000)^(a|aa)+$", thirty, "pattern takes too long (match limit)");
    runs_away("^(a+)+\xc3\xa4$", AR_TEXT("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\xc3\xa4\xc3\xb6"),
              "pattern takes too long (match limit)");
}

static void test_memory(void **state)
{
    (void)state;
    size_t size = 400000;
    char *text = malloc(size);
    assert_non_null(text);
    memset(text, 'a', size);
    runs_away("(*NO_JIT)^(?:(a)|b)*c$", (struct ar_text){text, size}, "pattern takes too long (depth limit)");
    compile("^(?:(a)|b)*$", 0); /* compiled code keeps a stack, whose end must not look like no match */
    struct ar_error error = {0};
    bool there = false;
    enum ar_status status = ar_pattern_match(pattern, (struct ar_text){text, size}, 0, &there, &error);
    assert_true(status == AR_BAD_DATA && !there);
    compile("a[^b]*a$", 0); /* a sane pattern on a long text is fine */
    assert_int_equal(ar_pattern_match(pattern, (struct ar_text){text, size}, 0, &there, &error), AR_OK);
    assert_true(there);
    compile("^.*b", 0);
    assert_int_equal(ar_pattern_match(pattern, (struct ar_text){text, size}, 0, &there, &error), AR_OK);
    assert_false(there);
    free(text);
}

/* Where matching starts is found without the compiler's help only where that is the same. */
static void test_start(void **state)
{
    (void)state;
    const unsigned bytes = AR_PATTERN_BYTES;
    compile("9[0-9]+", bytes | AR_PATTERN_WHOLE);
    assert_true(found("91") && !found("x91") && !found("9"));
    compile("9a|\\G9b", bytes);
    assert_true(found("x9a") && found("9b") && !found("x9b"));
    compile("(?<=x)9", bytes);
    assert_true(found("9x9") && !found("9y9"));
    compile("\\b9[0-9]{3}\\b", bytes);
    assert_true(found("99 9123") && group(0, "9123") && !found("a9123") && !found("91234") && !found(""));
    assert_true(found("9 12 9 9123") && group(0, "9123") && !found("912 9") && !found("9"));
    compile("9(?=[a-z])", bytes);
    assert_true(found("99a") && !found("9") && !found("a9"));
    compile("(?=9\\d)", bytes); /* a match of no bytes, at a byte that is there */
    assert_true(found("x91") && !found("x9") && !found(""));
    compile("(?i)-a|-b", bytes);
    assert_true(found("..-A") && found("-b") && !found("ab"));
    compile("(?i)abc", bytes);
    assert_true(found("xABC"));
    compile("^9", bytes);
    assert_true(found("9") && !found("a9"));
    compile("(?m)^9", bytes);
    assert_true(found("a\n9") && !found("a9"));
    compile("9*", bytes);
    assert_true(found("") && found("a"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_groups, teardown),
        cmocka_unit_test_teardown(test_from, teardown),
        cmocka_unit_test_teardown(test_flags, teardown),
        cmocka_unit_test_teardown(test_invalid_utf8, teardown),
        cmocka_unit_test(test_bad_sources),
        cmocka_unit_test_teardown(test_limits, teardown),
        cmocka_unit_test_teardown(test_memory, teardown),
        cmocka_unit_test_teardown(test_start, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
