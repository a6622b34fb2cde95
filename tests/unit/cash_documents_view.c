/* SPDX-License-Identifier: MIT */
/* The window on a text: at every size, and from every place, what a reading byte by byte says. */
#include "cash/documents_view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_form(char c)
{
    return is_digit(c) || ((c | 32) >= 'a' && (c | 32) <= 'z') || (unsigned char)c >= 0x80;
}

static bool is_word(struct ar_text text, size_t i)
{
    return is_form(text.at[i]) || (text.at[i] != '\0' && strchr("#-./:_", text.at[i]) != NULL) ||
           (text.at[i] == ',' && i > 0 && text.size - i > 3 && is_digit(text.at[i - 1]) && is_digit(text.at[i + 1]));
}

/* Where the token begins that is found from there on, its end, and where the word ends. */
static bool read_slowly(struct ar_text text, size_t from, size_t bounds[3])
{
    while (from < text.size && !is_form(text.at[from]))
        from++;
    bounds[0] = bounds[1] = bounds[2] = from;
    for (; bounds[2] < text.size && is_word(text, bounds[2]); bounds[2]++)
        if (is_form(text.at[bounds[2]]))
            bounds[1] = bounds[2] + 1;
    return from < text.size;
}

static void check_piece(const struct ar_document_view *view, const struct ar_document_token *found)
{
    uint64_t digits, gaps;
    struct ar_text token = found->text;
    if (!ar_document_view_piece(view, token, &digits, &gaps)) {
        assert_true(!found->seen && token.size > 61);
        return;
    }
    assert_true(found->seen && found->digits == digits && found->gaps == gaps);
    assert_true(token.size < 64 && digits >> token.size == 0 && gaps >> token.size == 0);
    for (size_t i = 0; i < token.size; i++) {
        assert_int_equal(digits >> i & 1, is_digit(token.at[i]));
        assert_int_equal(gaps >> i & 1, !is_form(token.at[i]));
    }
}

static void check_number(const struct ar_document_view *view, struct ar_text token, bool expected)
{
    struct ar_document_token number;
    size_t from = (size_t)(token.at - view->text.at);
    if (!ar_document_view_number(view, &number, &from))
        assert_true(!expected || token.at + token.size > view->text.at + view->from + view->size);
    else if (expected)
        assert_true(number.text.at == token.at && number.text.size == token.size);
    else
        assert_true(number.text.at > token.at);
}

static void check(struct ar_text text)
{
    struct ar_document_view view;
    for (size_t start = 0; start <= text.size; start++) {
        ar_document_view_begin(&view, text);
        for (size_t from = start, bounds[3];;) {
            struct ar_document_token found;
            bool more = read_slowly(text, from, bounds);
            assert_int_equal(ar_document_view_token(&view, &found, &from), more);
            assert_int_equal(from, bounds[2]);
            if (!more)
                break;
            struct ar_text token = found.text;
            assert_true(token.at == text.at + bounds[0] && token.size == bounds[1] - bounds[0]);
            bool digit = false;
            for (size_t i = 0; i < token.size; i++)
                digit |= is_digit(token.at[i]);
            check_piece(&view, &found);
            check_number(&view, token, digit);
        }
    }
}

static void every_size(void **unused)
{
    static const char bytes[] = "0192837465ABCyzqaZ@[`{/:#-._,,,, \xc3\xbc\xff\t\x01!;+";
    uint64_t seed = 1;
    char text[300];
    (void)unused;
    for (size_t size = 0; size < 220; size++)
        for (unsigned round = 0; round < 20; round++) {
            for (size_t i = 0; i < size; i++) {
                seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
                /* few breaks in every other text: words longer than the window */
                text[i] = bytes[(seed >> 33) % (round % 2 ? sizeof bytes - 1 : 32)];
            }
            check((struct ar_text){text, size});
        }
}

static void every_byte(void **unused)
{
    char text[256 * 3];
    (void)unused;
    for (unsigned c = 0; c < 256; c++) {
        text[3 * c] = (char)c;
        text[3 * c + 1] = '7';
        text[3 * c + 2] = ' ';
    }
    check((struct ar_text){text, sizeof text});
    for (unsigned c = 0; c + 40 < 256; c++)
        check((struct ar_text){text + 3 * c, 63});
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_size), cmocka_unit_test(every_byte)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
