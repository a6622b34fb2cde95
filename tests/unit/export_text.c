/* SPDX-License-Identifier: MIT */
/* export/: widths, escapes, numbers, kinds of columns, and what each format makes of a text. */
#include "export/csv.h"
#include "export/display.h"
#include "export/export.h"
#include "export/json.h"
#include "export/markdown.h"
#include "export/xlsx.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#define is(buffer, literal)                                                                                            \
    do {                                                                                                               \
        assert_int_equal((buffer).size, sizeof(literal) - 1);                                                          \
        assert_memory_equal((buffer).at, literal, sizeof(literal) - 1);                                                \
        (buffer).size = 0;                                                                                             \
    } while (0)

static void widths(void **state)
{
    (void)state;
    assert_int_equal(ar_display_width(AR_TEXT("")), 0);
    assert_int_equal(ar_display_width(AR_TEXT("abc")), 3);
    assert_int_equal(ar_display_width(AR_TEXT("M\xC3\xBCller")), 6);
    assert_int_equal(ar_display_width(AR_TEXT("Mu\xCC\x88ller")), 6); /* u and a combining diaeresis */
    assert_int_equal(ar_display_width(AR_TEXT("\xE6\x9D\xB1\xE4\xBA\xAC")), 4); /* two wide characters */
    assert_int_equal(ar_display_width(AR_TEXT("\xEF\xBD\xB1")), 1); /* half-width katakana */
    assert_int_equal(ar_display_width(AR_TEXT("\xE2\x82\xAC")), 1);
}

static void utf8(void **state)
{
    (void)state;
    assert_true(ar_display_is_utf8(AR_TEXT("")));
    assert_true(ar_display_is_utf8(AR_TEXT("0123456789abcdef")));
    assert_true(ar_display_is_utf8(AR_TEXT("0123456789\xE2\x82\xAC")));
    assert_true(ar_display_is_utf8(AR_TEXT("\xF0\x9F\x98\x80")));
    assert_false(ar_display_is_utf8(AR_TEXT("M\xFCller")));
    assert_false(ar_display_is_utf8(AR_TEXT("0123456789abcde\xE2\x82"))); /* cut short */
    assert_false(ar_display_is_utf8(AR_TEXT("\xC0\xAF"))); /* longer than need be */
    assert_false(ar_display_is_utf8(AR_TEXT("\xED\xA0\x80"))); /* a surrogate */
    assert_false(ar_display_is_utf8(AR_TEXT("\xF4\x90\x80\x80"))); /* past U+10FFFF */
}

static void escapes(void **state)
{
    (void)state;
    struct ar_buffer out = {0};
    assert_int_equal(ar_display_escape(&out, AR_TEXT("plain \xC3\xBC")), AR_OK);
    is(out, "plain \xC3\xBC");
    assert_int_equal(ar_display_escape(&out, AR_TEXT("a\tb\nc\rd\\e")), AR_OK);
    is(out, "a\\tb\\nc\\rd\\\\e");
    assert_int_equal(ar_display_escape(&out, AR_TEXT("\x1b[31m\0\x7f")), AR_OK);
    is(out, "\\x1b[31m\\x00\\x7f");
    assert_int_equal(ar_display_escape(&out, AR_TEXT("\xC2\x9B")), AR_OK); /* CSI as one character */
    is(out, "\\xc2\\x9b");
    assert_int_equal(ar_display_escape(&out, AR_TEXT("a\xE2\x80\xAE"
                                                     "b")),
                     AR_OK); /* right-to-left override */
    is(out, "a\\xe2\\x80\\xaeb");
    assert_int_equal(ar_display_escape(&out, AR_TEXT("\xFF")), AR_OK);
    is(out, "\\xff");
    ar_buffer_free(&out);
}

static void numbers(void **state)
{
    (void)state;
    struct ar_buffer out = {0};
    assert_int_equal(ar_display_number(&out, AR_TEXT("-1234567.50"), '.', false), AR_OK);
    is(out, "-1234567.50");
    assert_int_equal(ar_display_number(&out, AR_TEXT("-1234567.50"), '.', true), AR_OK);
    is(out, "-1,234,567.50");
    assert_int_equal(ar_display_number(&out, AR_TEXT("-123456.5"), ',', true), AR_OK);
    is(out, "-123.456,5");
    assert_int_equal(ar_display_number(&out, AR_TEXT("1000"), '.', true), AR_OK);
    is(out, "1,000");
    assert_int_equal(ar_display_number(&out, AR_TEXT("999"), '.', true), AR_OK);
    is(out, "999");
    assert_int_equal(ar_display_number(&out, AR_TEXT("0.1234"), ',', true), AR_OK);
    is(out, "0,1234");
    ar_buffer_free(&out);
}

static void number_form(void **state)
{
    (void)state;
    static const char *const good[] = {"0", "-0", "5", "-5.00", "0.5", "1234567890123456789", "10.0"};
    static const char *const bad[] = {"",      "-",   "05", "0000611365", "+5",  "5.",    ".5", "1e3",
                                      "1,000", "--5", "5-", " 5",         "nan", "1.2.3", "0x1"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(ar_export_is_number(ar_text_from(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(ar_export_is_number(ar_text_from(bad[i])));
}

static void sums(void **state)
{
    (void)state;
    ar_int128 sum = 0;
    const char *why = NULL;
    assert_int_equal(ar_export_sum_parse(&sum, AR_TEXT("-92233720368547758.08"), 2, &why), AR_OK);
    assert_true(sum == INT64_MIN);
    assert_int_equal(ar_export_sum_parse(&sum, AR_TEXT("92233720368547758.08"), 2, &why), AR_OK);
    assert_true(sum == (ar_int128)INT64_MAX + 1);
    assert_int_equal(ar_export_sum_parse(&sum, AR_TEXT("-276701161105643274.19"), 2, &why), AR_OK);
    assert_true(sum == (ar_int128)INT64_MAX * -3 + 2);
    assert_int_equal(ar_export_sum_parse(&sum, AR_TEXT("276701161105643274.1"), 2, &why), AR_BAD_DATA);
    assert_int_equal(ar_export_sum_parse(&sum, AR_TEXT("0276701161105643274.19"), 2, &why), AR_BAD_DATA);
    assert_int_equal(ar_export_sum_parse(&sum, AR_TEXT("1000000000000000000000000000000000000"), 0, &why), AR_BAD_DATA);
    assert_string_equal(why, "amount out of range");
    assert_int_equal(ar_export_decimals(AR_TEXT("1.250")), 3);
    assert_int_equal(ar_export_decimals(AR_TEXT("125")), 0);
}

static void kinds(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum ar_export_kind kind;
    } cases[] = {
        {"amount", AR_EXPORT_AMOUNT},
        {"1-30", AR_EXPORT_AMOUNT},
        {"91+", AR_EXPORT_AMOUNT},
        {"current", AR_EXPORT_AMOUNT},
        {"tax_amount", AR_EXPORT_AMOUNT},
        {"items", AR_EXPORT_NUMBER},
        {"days_late", AR_EXPORT_NUMBER},
        {"1-30_percent", AR_EXPORT_NUMBER},
        {"due", AR_EXPORT_DATE},
        {"pay_date", AR_EXPORT_DATE},
        {"customer", AR_EXPORT_TEXT},
        {"doc", AR_EXPORT_TEXT},
        {"line", AR_EXPORT_TEXT},
        {"1-", AR_EXPORT_TEXT},
        {"-30", AR_EXPORT_TEXT},
        {"30", AR_EXPORT_TEXT},
        {"91+x", AR_EXPORT_TEXT},
        {"_date", AR_EXPORT_TEXT},
        {"Amount", AR_EXPORT_TEXT},
        {"1-30x", AR_EXPORT_TEXT},
        {"", AR_EXPORT_TEXT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(ar_export_kind_of(ar_text_from(cases[i].name)), cases[i].kind);
}

static void formulas(void **state)
{
    (void)state;
    static const char *const unsafe[] = {"=1+1", "+49 30 1234", "-cmd", "@SUM(A1)", "\tx", "\rx",
                                         "\nx",  "-5.00-",      "+5",   "-",        "=",   "-05"};
    static const char *const safe[] = {"", "-5.00", "5", "a=b", " =1", "'=1", "0000611365", "-1"};
    for (size_t i = 0; i < sizeof unsafe / sizeof *unsafe; i++)
        assert_true(ar_csv_is_formula(ar_text_from(unsafe[i])));
    for (size_t i = 0; i < sizeof safe / sizeof *safe; i++)
        assert_false(ar_csv_is_formula(ar_text_from(safe[i])));
    static const char *const quoted[] = {"a,b", "a;b", "a\tb", "a\"b", "a\rb", "a\nb", " a", "a ", "a|b"};
    for (size_t i = 0; i < sizeof quoted / sizeof *quoted; i++)
        assert_true(ar_csv_needs_quotes(ar_text_from(quoted[i]), '|'));
    assert_false(ar_csv_needs_quotes(AR_TEXT("a|b"), ','));
    assert_false(ar_csv_needs_quotes(AR_TEXT("a b'c"), ','));
    assert_false(ar_csv_needs_quotes(AR_TEXT(""), ','));
}

static void markdown(void **state)
{
    (void)state;
    struct ar_buffer out = {0}, scratch = {0};
    assert_int_equal(ar_markdown_cell(&out, AR_TEXT("a|b*c`d[e]~f\\g"), &scratch), AR_OK);
    is(out, "a\\|b\\*c\\`d\\[e\\]\\~f\\\\g");
    assert_int_equal(ar_markdown_cell(&out, AR_TEXT("<b>&"), &scratch), AR_OK);
    is(out, "&lt;b&gt;&amp;");
    assert_int_equal(ar_markdown_cell(&out, AR_TEXT("a\nb\r\nc\rd"), &scratch), AR_OK);
    is(out, "a<br>b<br>c\\\\rd");
    assert_int_equal(ar_markdown_cell(&out, AR_TEXT("days_late _x_ \x1b"), &scratch), AR_OK);
    is(out, "days_late \\_x\\_ \\\\x1b");
    assert_int_equal(ar_markdown_cell(&out, AR_TEXT("\n"), &scratch), AR_OK);
    is(out, "<br>");
    ar_buffer_free(&out);
    ar_buffer_free(&scratch);
}

static void xlsx(void **state)
{
    (void)state;
    struct ar_buffer out = {0};
    double number = 0;
    unsigned digits = 0;
    assert_int_equal(ar_xlsx_text(&out, AR_TEXT("=a\tb\nc")), AR_OK);
    is(out, "=a\tb\nc\0");
    assert_int_equal(ar_xlsx_text(&out, AR_TEXT("\0\x01\r\x1f")), AR_OK);
    is(out, "_x0000__x0001__x000D__x001F_\0");
    assert_int_equal(ar_xlsx_text(&out, AR_TEXT("_x0041_ _x41_ __x00e9_")), AR_OK);
    is(out, "_x005F_x0041_ _x41_ __x005F_x00e9_\0");
    assert_int_equal(ar_xlsx_text(&out, AR_TEXT("a\xEF\xBF\xBE\xEF\xBF\xBF\xEF\xBF\xBD")), AR_OK);
    is(out, "a_xFFFE__xFFFF_\xEF\xBF\xBD\0");
    ar_buffer_free(&out);

    assert_true(ar_xlsx_number(&number, &digits, AR_TEXT("-1234567890123.45")));
    assert_true(number == -1234567890123.45 && digits == 2);
    assert_true(ar_xlsx_number(&number, &digits, AR_TEXT("0.00")));
    assert_true(number == 0 && digits == 2);
    assert_true(ar_xlsx_number(&number, &digits, AR_TEXT("0.1")));
    assert_true(number == 0.1);
    assert_true(ar_xlsx_number(&number, &digits, AR_TEXT("999999999999999")));
    assert_true(number == 999999999999999.0 && digits == 0);
    assert_false(ar_xlsx_number(&number, &digits, AR_TEXT("1000000000000000")));
    assert_false(ar_xlsx_number(&number, &digits, AR_TEXT("12345678901234.56")));
    assert_false(ar_xlsx_number(&number, &digits, AR_TEXT("0.0000000000000001")));
}

/* What a writer was given, through a temporary file. */
static void json_is(struct ar_text text, const char *expected)
{
    char path[] = "/tmp/ar-unit-XXXXXX", got[256];
    int fd = mkstemp(path);
    struct ar_writer writer;
    assert_true(fd >= 0);
    assert_int_equal(ar_writer_open(&writer, path, false, NULL), AR_OK);
    ar_json_string(&writer, text);
    assert_int_equal(ar_writer_close(&writer, NULL), AR_OK);
    close(fd);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t size = fread(got, 1, sizeof got, file);
    fclose(file);
    unlink(path);
    assert_int_equal(size, strlen(expected));
    assert_memory_equal(got, expected, size);
}

static void json(void **state)
{
    (void)state;
    json_is(AR_TEXT(""), "\"\"");
    json_is(AR_TEXT("M\xC3\xBCller / 'x'"), "\"M\xC3\xBCller / 'x'\"");
    json_is(AR_TEXT("a\"b\\c"), "\"a\\\"b\\\\c\"");
    json_is(AR_TEXT("\b\f\n\r\t"), "\"\\b\\f\\n\\r\\t\"");
    json_is(AR_TEXT("\0\x01\x1f\x7f"), "\"\\u0000\\u0001\\u001f\\u007f\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(widths),      cmocka_unit_test(utf8),  cmocka_unit_test(escapes),  cmocka_unit_test(numbers),
        cmocka_unit_test(number_form), cmocka_unit_test(kinds), cmocka_unit_test(formulas), cmocka_unit_test(markdown),
        cmocka_unit_test(xlsx),        cmocka_unit_test(sums),  cmocka_unit_test(json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
