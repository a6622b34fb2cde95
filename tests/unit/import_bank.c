/* SPDX-License-Identifier: MIT */
/* Amounts, days and texts of bank formats, and the parts of an :86:. */
#include "import/advice_note.h"
#include "import/bank_value.h"
#include "import/mt940.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static int64_t amount(const char *text, const char *points, const char *currency)
{
    struct ar_currency c;
    const char *why;
    int64_t out = 0;
    assert_int_equal(ar_currency_parse(&c, ar_text_from(currency)), AR_OK);
    return ar_bank_amount(&out, ar_text_from(text), points, true, c, &why) == AR_OK ? out : -777;
}

static void ordinals(void **state)
{
    (void)state;
    assert_int_equal(ar_bank_ordinal(AR_TEXT("00084")), 84);
    assert_int_equal(ar_bank_ordinal(AR_TEXT("999999999999999999")), INT64_C(999999999999999999));
    assert_int_equal(ar_bank_ordinal(AR_TEXT("1000000000000000000")), 0);
    assert_int_equal(ar_bank_ordinal(AR_TEXT("7a")), 0);
    assert_int_equal(ar_bank_ordinal(AR_TEXT("")), 0);
}

static void amounts(void **state)
{
    (void)state;
    assert_int_equal(amount("380115,12", ",", "EUR"), 38011512);
    assert_int_equal(amount("380115,1", ",", "EUR"), 38011510);
    assert_int_equal(amount("380115,", ",", "EUR"), 38011500);
    assert_int_equal(amount("001,12", ",", "EUR"), 112);
    assert_int_equal(amount("500", ",", "EUR"), 50000);
    assert_int_equal(amount("18.150", ".", "EUR"), 1815);
    assert_int_equal(amount("18.151", ".", "EUR"), -777);
    assert_int_equal(amount("7,0", ",", "JPY"), 7);
    assert_int_equal(amount("1,500", ",", "KWD"), 1500);
    assert_int_equal(amount("-2.5", ".,", "USD"), -250);
    assert_int_equal(amount("1,2,3", ",", "EUR"), -777);
    assert_int_equal(amount(",", ",", "EUR"), -777);
    assert_int_equal(amount("", ",", "EUR"), -777);
    assert_int_equal(amount("7.0", ".", "JPY"), 7);
    assert_int_equal(amount("7.05", ".", "JPY"), -777);
    assert_int_equal(amount(".5", ".", "EUR"), 50);
    assert_int_equal(amount("5.", ".", "EUR"), 500);
    assert_int_equal(amount("+", ".", "EUR"), -777);
    assert_int_equal(amount("1.0000x", ".", "EUR"), -777);
    assert_int_equal(amount("92233720368547758.07", ".", "EUR"), INT64_MAX);
    assert_int_equal(amount("92233720368547758.08", ".", "EUR"), -777);
}

static void days(void **state)
{
    struct ar_date date, near;
    bool moved;
    (void)state;
    assert_int_equal(ar_bank_day(&date, AR_TEXT("160230"), &moved), AR_OK);
    assert_true(moved);
    assert_int_equal(date.days, 16860); /* 2016-02-29 */
    assert_int_equal(ar_bank_day(&date, AR_TEXT("19691231"), &moved), AR_OK);
    assert_int_equal(date.days, -1);
    assert_int_equal(ar_bank_day(&date, AR_TEXT("700101"), &moved), AR_OK);
    assert_int_equal(date.days, 0);
    assert_int_equal(ar_bank_day(&date, AR_TEXT("260431"), &moved), AR_BAD_DATA);
    assert_int_equal(ar_bank_day(&date, AR_TEXT("26043"), &moved), AR_BAD_DATA);
    assert_int_equal(ar_bank_day(&near, AR_TEXT("251231"), &moved), AR_OK);
    assert_int_equal(ar_bank_day_near(&date, AR_TEXT("0102"), near), AR_OK);
    assert_int_equal(date.days - near.days, 2);
    assert_int_equal(ar_bank_day_near(&date, AR_TEXT("1230"), near), AR_OK);
    assert_int_equal(date.days - near.days, -1);
    assert_int_equal(ar_bank_day_near(&date, AR_TEXT("1330"), near), AR_BAD_DATA);
}

static void cleaning(void **state)
{
    struct ar_buffer out = {0};
    uint64_t recoded = 0;
    static const char *const texts[] = {"",
                                        "a",
                                        "plain text of some length",
                                        "two  blanks",
                                        " front",
                                        "end ",
                                        "1234567 ",
                                        "1234567  9",
                                        "tab\tin",
                                        "B\344cker",
                                        "caf\303\251",
                                        "!",
                                        " !",
                                        "a !b! c",
                                        "\177x",
                                        "\\",
                                        "1234567\\",
                                        "B\344ckerei in Hamburg"};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct ar_text text = ar_text_from(texts[i]);
        assert_int_equal(ar_bank_clean(&out, text, &recoded), AR_OK);
        char copy[64];
        if (ar_bank_copy_clean(copy, text)) {
            assert_true(ar_text_equal(ar_buffer_text(&out), text));
            assert_memory_equal(copy, text.at, text.size);
        }
    }
    assert_int_equal(recoded, 2);
    assert_int_equal(ar_bank_clean(&out, AR_TEXT(" a \n\n b\344\200 "), &recoded), AR_OK);
    assert_true(ar_text_is(ar_buffer_text(&out), "a b\303\244\342\202\254"));
    ar_buffer_free(&out);
}

/* Every length, with a byte of every kind in every place, against the slow way. */
static void copying(void **state)
{
    static const char *const bytes[] = {" ", "\t", "\n", "\\", "!", "]", "\177", "\344", "\303\244", "\001"};
    struct ar_buffer out = {0};
    char copy[64];
    (void)state;
    for (size_t size = 0; size < 40; size++)
        for (size_t at = 0; at < size; at++)
            for (size_t b = 0; b < sizeof bytes / sizeof *bytes; b++) {
                char text[48];
                uint64_t recoded = 0;
                memset(text, 'x', sizeof text);
                memcpy(text + at, bytes[b], strlen(bytes[b]));
                struct ar_text whole = {text, size};
                assert_int_equal(ar_bank_clean(&out, whole, &recoded), AR_OK);
                bool same = ar_text_equal(ar_buffer_text(&out), whole) && memchr(text, '\\', size) == NULL;
                assert_int_equal(ar_bank_copy_clean(copy, whole), same && *bytes[b] != '\001');
                assert_true(!same || *bytes[b] == '\001' || memcmp(copy, text, size) == 0);
            }
    assert_true(ar_bank_copy_clean(copy, AR_TEXT("plain text of some length")));
    assert_false(ar_bank_copy_clean(copy, AR_TEXT("1234567  two blanks")));
    ar_buffer_free(&out);
}

static void details(void **state)
{
    struct ar_mt940_details d = {0};
    (void)state;
    assert_int_equal(
        ar_mt940_details_parse(&d, AR_TEXT("166?00TEXT?20EREF+A-1?21SVWZ+Rechnung 123456789012?2234 und\n 5"
                                           "?30BIC?31IBAN1?32Name von siebenundzwanzig Z?33eichen")),
        AR_OK);
    assert_true(ar_text_is(d.code, "166"));
    assert_true(ar_text_is(d.end_to_end, "A-1"));
    assert_true(ar_text_is(ar_buffer_text(&d.account), "IBAN1"));
    assert_true(ar_text_is(ar_buffer_text(&d.payer), "Name von siebenundzwanzig Zeichen"));
    assert_int_equal(ar_mt940_details_parse(&d, AR_TEXT("/EREF/E1/CNTP/NL01/BICX/J. Doe/Town/REMI/USTD//inv 7")),
                     AR_OK);
    assert_true(ar_text_is(d.end_to_end, "E1"));
    assert_true(ar_text_is(ar_buffer_text(&d.account), "NL01"));
    assert_true(ar_text_is(ar_buffer_text(&d.payer), "J. Doe"));
    assert_true(ar_text_is(ar_buffer_text(&d.remittance), "inv 7"));
    assert_int_equal(ar_mt940_details_parse(&d, AR_TEXT("just words")), AR_OK);
    assert_true(ar_text_is(ar_buffer_text(&d.remittance), "just words"));
    ar_mt940_details_free(&d);
}

static enum ar_advice_key key_of(const char *line)
{
    struct ar_text value;
    return ar_advice_find_key(ar_text_from(line), &value);
}

static void keys(void **state)
{
    (void)state;
    assert_int_equal(key_of("Abzug: 1"), AR_ADVICE_DEDUCTION);
    assert_int_equal(key_of("RG-Nr.: 1"), AR_ADVICE_INVOICES);
    assert_int_equal(key_of("invoice: 1"), AR_ADVICE_INVOICES);
    assert_int_equal(key_of("Invoices: 1"), AR_ADVICE_INVOICES);
    assert_int_equal(key_of("Zahlungsdatum: 1"), AR_ADVICE_DATE);
    assert_int_equal(key_of("K\xc3\xbcrzung: 1"), AR_ADVICE_DEDUCTION);
    assert_int_equal(key_of("W\xc3\x84HRUNG: EUR"), AR_ADVICE_CURRENCY);
    assert_int_equal(key_of("Invoic: 1"), AR_ADVICE_KEYS);
    assert_int_equal(key_of("Invoicesx: 1"), AR_ADVICE_KEYS);
    assert_int_equal(key_of("~: 1"), AR_ADVICE_KEYS);
    assert_int_equal(key_of(": 1"), AR_ADVICE_KEYS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(ordinals), cmocka_unit_test(amounts), cmocka_unit_test(days),
                                       cmocka_unit_test(cleaning), cmocka_unit_test(copying), cmocka_unit_test(details),
                                       cmocka_unit_test(keys)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
