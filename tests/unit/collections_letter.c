/* SPDX-License-Identifier: MIT */
/* collections/: short messages counted, templates, sheets as text, HTML and pages, conventions. */
#include "collections/convention.h"
#include "collections/letter_sheet.h"
#include "collections/letter_sms.h"
#include "collections/template.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static struct ar_buffer out;
static struct ar_error error;

static void is(const char *wanted)
{
    assert_int_equal(ar_buffer_add_char(&out, '\0'), AR_OK);
    assert_string_equal(out.at, wanted);
    ar_buffer_free(&out);
}

/* Short messages: count times `piece` behind `head`. */
static void sms(const char *head, const char *piece, unsigned count, bool ucs2, size_t units, size_t parts)
{
    struct ar_buffer text = {0};
    assert_int_equal(ar_buffer_add(&text, ar_text_from(head)), AR_OK);
    while (count-- > 0)
        assert_int_equal(ar_buffer_add(&text, ar_text_from(piece)), AR_OK);
    struct ar_sms got = ar_sms_count(ar_buffer_text(&text));
    assert_int_equal(got.ucs2, ucs2);
    assert_int_equal(got.units, units);
    assert_int_equal(got.parts, parts);
    ar_buffer_free(&text);
}

#define EURO "\342\202\254"
static void parts_of_messages(void **state)
{
    (void)state;
    sms("", "", 0, false, 0, 0);
    sms("", "a", 160, false, 160, 1);
    sms("", "a", 161, false, 161, 2);
    sms("", "a", 306, false, 306, 2);
    sms("", "a", 307, false, 307, 3);
    sms("", EURO, 80, false, 160, 1);
    sms("a", EURO, 80, false, 161, 2);
    sms("", EURO, 76, false, 152, 1);
    sms("", EURO, 152, false, 304, 2); /* 76 pairs a part: 153 is odd */
    sms("", EURO, 153, false, 306, 3); /* fits by its septets alone, but no pair is cut in two */
    sms("", "\320\226", 70, true, 70, 1);
    sms("", "\320\226", 71, true, 71, 2);
    sms("", "\320\226", 134, true, 134, 2);
    sms("", "\320\226", 135, true, 135, 3);
    sms("", "\360\237\230\200", 35, true, 70, 1); /* a surrogate pair */
    sms("", "\360\237\230\200", 66, true, 132, 2); /* 33 pairs a part */
    sms("", "\360\237\230\200", 67, true, 134, 3);
    sms("`", "a", 1, true, 2, 1); /* the one accent of ASCII that the alphabet lacks */
    sms("\303\247", "", 0, true, 1, 1); /* it has the large C with a cedilla, not the small one */
    sms("@\302\243$\302\245\303\250\303\251\303\271\303\254\303\262\303\207\303\230\303\270\303\205\303\245",
        "\316\224", 1, false, 15, 1);
    sms("^{}\\[~]|", EURO, 1, false, 18, 1);
}

static void plain_messages(void **state)
{
    (void)state;
    assert_int_equal(
        ar_sms_plain(&out,
                     AR_TEXT("1\302\240234 \342\200\231\342\200\234x\342\200\235 \342\200\223 \342\200\246 \303\251")),
        AR_OK);
    is("1 234 '\"x\" - ... \303\251");
}

static void number(const char *phone, const char *wanted)
{
    enum ar_status status = ar_sms_number(&out, ar_text_from(phone), &error);
    assert_int_equal(status, wanted ? AR_OK : AR_BAD_DATA);
    if (wanted)
        is(wanted);
}

static void numbers(void **state)
{
    (void)state;
    number("+49 (0)30 1234-567", "+49301234567");
    number("0049 30/123.45.67", "+49301234567");
    number("+1 212 555 1212", "+12125551212");
    number("+123456789012345", "+123456789012345"); /* 15 digits, the most */
    number("+1234567890123456", NULL);
    number("030 1234567", NULL);
    number("+0301234567", NULL);
    number("+49", NULL);
    number("", NULL);
    number("+49 30 1234x567", NULL);
    number("+49 30 1234\n567", NULL);
    number("+49 30 1234;567", NULL);
}

/* Templates, with two documents d0 and d1 and the names: a (says A), none (says nothing), d (of a document). */
static int find(const void *context, struct ar_text name, bool in_documents, struct ar_error *why)
{
    (void)context;
    if (ar_text_is(name, "a"))
        return 0;
    if (ar_text_is(name, "none"))
        return 1;
    if (ar_text_is(name, "d") && in_documents)
        return 2;
    ar_error_set(why, AR_BAD_DATA, "unknown");
    return -1;
}

static enum ar_status append(void *context, struct ar_buffer *to, int field, size_t document, struct ar_error *why)
{
    (void)context, (void)why;
    const char *text = field == 0 ? "A" : field == 1 ? "" : document == 0 ? "d0" : "d1";
    return ar_buffer_add(to, ar_text_from(text));
}

static bool says(void *context, int field, size_t document)
{
    (void)context;
    return field == 0 || (field == 2 && document == 1);
}

static void template(const char *text, const char *subject, const char *body)
{
    static const struct ar_template_names names = {find, NULL};
    static const struct ar_template_values values = {append, says, NULL, 2};
    struct ar_template parsed;
    enum ar_status status = ar_template_parse(&parsed, "t", ar_text_from(text), &names, &error);
    assert_int_equal(status, body ? AR_OK : AR_BAD_DATA);
    if (body == NULL)
        return;
    assert_int_equal(ar_template_write(&out, &parsed, true, &values, &error), AR_OK);
    is(subject);
    assert_int_equal(ar_template_write(&out, &parsed, false, &values, &error), AR_OK);
    is(body);
    ar_template_free(&parsed);
}

static void templates(void **state)
{
    (void)state;
    template("x\n", "", "x\n");
    template("\357\273\277Subject: {{a}} b\n\nx {{ a }}\n", "A b", "\nx A\n");
    template("{{#documents}}{{d}},{{/documents}}\n", "", "d0,d1,\n");
    template("{{#documents}}\n{{d}}\n{{/documents}}\nx\n", "", "d0\nd1\nx\n");
    template("{{#documents}}{{#d}}{{a}}{{d}}{{/d}}{{^d}}-{{/d}}{{/documents}}", "", "-Ad1");
    template("{{#none}}x{{/none}}{{^none}}y{{/none}}{{#a}}z{{/a}}", "", "yz");
    template("one\n{{#none}}gone{{/none}}\ntwo\n", "", "one\ntwo\n"); /* not an empty line */
    template("one\n\n{{none}}\n\ntwo\n", "", "one\n\n\ntwo\n");
    template("{{! a remark {{}}x\n", "", "x\n");
    template("a\\\nb\\c\n", "", "a\vb\\c\n");
    template("{{#table}}\nx | > y\n{{#documents}}\n{{d}} | > {{a}}\n{{/documents}}\n{{/table}}\n", "",
             "\034x\037\016y\nd0\037\016A\nd1\037\016A\n\035");
    template("{{b}}", NULL, NULL);
    template("{{d}}", NULL, NULL);
    template("{{#a}}", NULL, NULL);
    template("{{#a}}{{/none}}", NULL, NULL);
    template("{{a", NULL, NULL);
    template("\001", NULL, NULL);
    template("", NULL, NULL);
}

static void sheets(void **state)
{
    (void)state;
    static const char body[] =
        "Dear <A> & B,\n\nplease\vpay\n\n\034Doc\037\016Sum\nlong one\0371.00\nx\03710.00\n\035\n"
        "  IBAN: 1\n  \n  \"BIC\": 2\n\nbye\n";
    assert_int_equal(ar_sheet_text(&out, ar_text_from(body), &error), AR_OK);
    is("Dear <A> & B,\n\nplease\npay\n\nDoc         Sum\n--------  -----\nlong one   1.00\nx         10.00\n\n"
       "  IBAN: 1\n  \"BIC\": 2\n\nbye\n");
    assert_int_equal(ar_sheet_short(&out, AR_TEXT("a\nb\n\nc\vd\n\n  e\n"), &error), AR_OK);
    is("a b\nc\nd\ne");
    assert_int_equal(
        ar_sheet_html(&out, AR_TEXT("a <b>&\"\n\n\034x\037\016y\v\n\035"), AR_TEXT("<t>"), AR_TEXT("\">"), &error),
        AR_OK);
    assert_int_equal(ar_buffer_add_char(&out, '\0'), AR_OK);
    assert_non_null(strstr(out.at, "<html lang=\"&quot;&gt;\">"));
    assert_non_null(strstr(out.at, "<title>&lt;t&gt;</title>"));
    assert_non_null(strstr(out.at, "<p>a &lt;b&gt;&amp;&quot;</p>"));
    assert_null(strpbrk(out.at, "\v\034\035\037\016"));
    ar_buffer_free(&out);
}

static void filled(void **state)
{
    (void)state;
    static const char word[] = "wwwwwwwww ";
    for (int i = 0; i < 8; i++)
        assert_int_equal(ar_buffer_add(&out, ar_text_from(word)), AR_OK);
    struct ar_buffer body = out;
    out = (struct ar_buffer){0};
    assert_int_equal(ar_sheet_text(&out, ar_buffer_text(&body), &error), AR_OK);
    is("wwwwwwwww wwwwwwwww wwwwwwwww wwwwwwwww wwwwwwwww wwwwwwwww wwwwwwwww\nwwwwwwwww\n");
    ar_buffer_free(&body);
}

/* Whatever the letter holds, a request stands only where this file's own are: at the start of a line. */
static void pages(void **state)
{
    (void)state;
    static const char evil[] = ".so /etc/passwd\n'pi sh\n\\X'ps: exec'\v.sy sh\\\n\n  .nx x\n  'ab\n\n"
                               "\034.so x\037\016'sy\n\\fX\v.ec\037.cc\n\035";
    static const char *const ours[] = {".pl", ".po", ".ll", ".de", "'sp", "..",  "'bp", ".wh", ".fam",
                                       ".ps", ".vs", ".nh", ".ad", ".nf", ".sp", ".fi", ".ft", ".br",
                                       ".in", ".ta", ".ne", ".if", ".nr", ".CW", ".TZ"};
    const struct ar_sheet_head head = {AR_TEXT(".so s\v.sy t"), AR_TEXT("'x\v.y"), AR_TEXT(".d"), AR_TEXT("\\nx"),
                                       false};
    assert_int_equal(ar_sheet_page(&out, ar_text_from(evil), &head, &error), AR_OK);
    for (struct ar_text rest = ar_buffer_text(&out); rest.at != NULL;) {
        if (ar_text_starts(rest, AR_TEXT(".de AC\n"))) { /* the letters that groff lacks, always the same */
            struct ar_text end = AR_TEXT(".pl ");
            while (!ar_text_starts(rest, end))
                (void)ar_text_cut(&rest, '\n');
        }
        struct ar_text line = ar_text_cut(&rest, '\n');
        bool known = line.size == 0 || (line.at[0] != '.' && line.at[0] != '\'');
        for (size_t i = 0; i < sizeof ours / sizeof *ours && !known; i++)
            known = ar_text_starts(line, ar_text_from(ours[i])) &&
                    (line.size == strlen(ours[i]) || line.at[strlen(ours[i])] == ' ');
        assert_true(known);
        assert_false(ar_text_starts(line, AR_TEXT(".sy")) || ar_text_starts(line, AR_TEXT(".so")));
        for (size_t i = 0; i + 1 < line.size; i++) /* of escapes only these */
            if (line.at[i] == '\\')
                assert_non_null(strchr("&[n~:", line.at[i + 1]));
        for (size_t i = 0; i < line.size; i++)
            assert_true(line.at[i] == '\t' || (line.at[i] >= ' ' && line.at[i] <= '~'));
    }
    ar_buffer_free(&out);
}

static void amount(const char *language, const char *country, ar_int128 minor, const char *currency, const char *wanted)
{
    struct ar_currency code;
    assert_int_equal(ar_currency_parse(&code, ar_text_from(currency)), AR_OK);
    const struct ar_convention *convention = ar_convention_find(ar_text_from(language), ar_text_from(country));
    assert_int_equal(ar_convention_amount(&out, convention, minor, code), AR_OK);
    is(wanted);
}

static void conventions(void **state)
{
    (void)state;
    amount("de", "DE", 0, "EUR", "0,00\302\240\342\202\254");
    amount("de", "DE", -123456, "EUR", "-1.234,56\302\240\342\202\254");
    amount("en", "GB", -123456, "GBP", "-\302\2431,234.56");
    amount("en-US", "", 99999, "USD", "$999.99");
    amount("en_us", "", 100000, "USD", "$1,000.00");
    amount("EN", "us", 100000, "EUR", "\342\202\2541,000.00");
    amount("en", "IN", 123456789, "INR", "INR\302\24012,34,567.89");
    amount("", "", 5, "KWD", "KWD\302\2400.005");
    /* The largest sum there can be has room. */
    amount("fr", "FR", (ar_int128)1 << 126, "EUR",
           "850\302\240705\302\240917\302\240302\302\240346\302\240158\302\240658\302\240436\302\240518\302\240579\302"
           "\240420\302\240528,64\302\240\342\202\254");
    assert_true(ar_text_is(ar_convention_region(AR_TEXT("de-AT")), "AT"));
    assert_true(ar_text_is(ar_convention_region(AR_TEXT("de")), ""));
    assert_true(ar_text_is(ar_convention_region(AR_TEXT("zh-Hant")), ""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_of_messages),
        cmocka_unit_test(plain_messages),
        cmocka_unit_test(numbers),
        cmocka_unit_test(templates),
        cmocka_unit_test(sheets),
        cmocka_unit_test(filled),
        cmocka_unit_test(pages),
        cmocka_unit_test(conventions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
