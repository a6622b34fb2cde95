/* SPDX-License-Identifier: MIT */
/* Folding: by cases, and over every character there is. */
#include "base/fold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
/* cmocka.h needs the four above */
#include <cmocka.h>

static void folded(const char *text, const char *expected)
{
    struct ar_buffer out = {0};
    assert_int_equal(ar_buffer_add(&out, AR_TEXT("left over")), AR_OK);
    assert_int_equal(ar_fold(&out, ar_text_from(text)), AR_OK);
    if (!ar_text_is(ar_buffer_text(&out), expected))
        fail_msg("'%s' is folded into '%.*s'", text, (int)out.size, out.at);
    ar_buffer_free(&out);
}

static void test_cases(void **state)
{
    (void)state;
    folded("", "");
    folded("  \t ", "");
    folded("ACME Inc.", "acme inc.");
    folded("  A \t\n B  ", "a b");
    folded("\xc3\x89lan \xc3\x9c"
           "ber",
           "elan uber");
    folded("E\xcc\x81lan", "elan"); /* the same with a combining accent */
    folded("Stra\xc3\x9f"
           "e",
           "strasse");
    folded("STRASSE", "strasse");
    folded("\xe1\xba\x9e", "ss"); /* capital sharp s */
    folded("\xef\xac\x81x", "fix"); /* the ligature */
    folded("a\xc2\xa0\xe2\x80\x83"
           "b",
           "a b"); /* no-break space, em space */
    folded("\xc2\xa0", "");
    folded("a\xe3\x80\x80", "a"); /* ideographic space at the end */
    folded("\xef\xbc\xa1\xef\xbc\x91", "a1"); /* full width */
    folded("a\xc2\xad\xe2\x80\x8b"
           "b",
           "ab"); /* soft hyphen, zero width space */
    folded("\xce\xa3\xcf\x83\xcf\x82", "\xcf\x83\xcf\x83\xcf\x83"); /* sigma has two small forms */
    folded("\xc4\xb0", "i"); /* dotted capital i */
    folded("\xe2\x84\xa2", "tm");
    folded("\xd0\x9f\xd0\xb5\xd1\x82\xd1\x80", "\xd0\xbf\xd0\xb5\xd1\x82\xd1\x80");
    folded("x \xcc\x81 y", "x y"); /* a mark alone between blanks */
}

static void test_invalid(void **state)
{
    (void)state;
    static const char *const bad[] = {"\xff", "a\xc3", "\xed\xa0\x80", "abc\x80", "\xc0\x80", "\xf4\x90\x80\x80"};
    struct ar_buffer out = {0};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(ar_fold(&out, ar_text_from(bad[i])), AR_BAD_DATA);
    assert_int_equal(ar_fold(&out, AR_TEXT("a\0B")), AR_OK);
    assert_int_equal(out.size, 3);
    ar_buffer_free(&out);
}

static size_t encode(char *out, unsigned c)
{
    if (c < 0x80)
        return out[0] = (char)c, 1;
    if (c < 0x800)
        return out[0] = (char)(0xc0 | c >> 6), out[1] = (char)(0x80 | (c & 63)), 2;
    if (c < 0x10000)
        return out[0] = (char)(0xe0 | c >> 12), out[1] = (char)(0x80 | (c >> 6 & 63)), out[2] = (char)(0x80 | (c & 63)),
               3;
    out[0] = (char)(0xf0 | c >> 18), out[1] = (char)(0x80 | (c >> 12 & 63));
    return out[2] = (char)(0x80 | (c >> 6 & 63)), out[3] = (char)(0x80 | (c & 63)), 4;
}

/* Between letters, so that a blank shows; each character is folded by itself, so texts are idempotent when these are.
 */
static void test_idempotent(void **state)
{
    (void)state;
    struct ar_buffer once = {0}, twice = {0}, slow = {0};
    for (unsigned c = 0; c <= 0x10ffff; c++) {
        char text[8] = "x";
        if (c >= 0xd800 && c <= 0xdfff)
            continue;
        size_t size = 1 + encode(text + 1, c);
        text[size++] = 'y';
        assert_int_equal(ar_fold(&once, (struct ar_text){text, size}), AR_OK);
        assert_int_equal(ar_fold(&twice, ar_buffer_text(&once)), AR_OK);
        if (!ar_text_equal(ar_buffer_text(&once), ar_buffer_text(&twice)))
            fail_msg("U+%04X", c);
        if (c >= 0x80)
            continue;
        /* ASCII behind another character takes the long path: the same result is wanted */
        char longer[8] = "\xc3\xa4";
        memcpy(longer + 2, text, size);
        assert_int_equal(ar_fold(&slow, (struct ar_text){longer, size + 2}), AR_OK);
        if (slow.size != once.size + 1 || memcmp(slow.at + 1, once.at, once.size) != 0)
            fail_msg("U+%04X differs on the short path", c);
    }
    ar_buffer_free(&once);
    ar_buffer_free(&twice);
    ar_buffer_free(&slow);
}

static void next(struct ar_text *text, uint32_t expected, bool is_letter)
{
    bool letter = !is_letter;
    assert_int_equal(ar_fold_next(text, &letter), expected);
    assert_int_equal(letter, is_letter);
}

/* Letter by letter: small, without marks; a mark by itself is nothing, and leaves what was before it a letter. */
static void test_next(void **state)
{
    (void)state;
    struct ar_text text = AR_TEXT("A\xc3\x84\xd0\x91" /* A with dots, Cyrillic B */
                                  "e\xcc\x81\xc3\x9f-\xe4\xbb\x98\xff"); /* e and a mark, sharp s, Han, no UTF-8 */
    next(&text, 'a', true);
    next(&text, 'a', true);
    next(&text, 0x431, true);
    next(&text, 'e', true);
    bool letter = true;
    assert_int_equal(ar_fold_next(&text, &letter), 0);
    assert_true(letter);
    next(&text, 0xdf, true);
    next(&text, '-', false);
    next(&text, 0x4ed8, false);
    next(&text, AR_NO_CHARACTER, false);
    assert_int_equal(text.size, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_invalid),
        cmocka_unit_test(test_idempotent),
        cmocka_unit_test(test_next),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
