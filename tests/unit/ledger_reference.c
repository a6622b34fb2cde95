/* SPDX-License-Identifier: MIT */
/* Published check digits: ISO 11649 annex B, python-stdnum's examples, national rules. */
#include "ledger/reference.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void expect_field(const char *field, enum ar_reference_kind kind, const char *compact)
{
    struct ar_reference reference;
    bool found = ar_reference_parse(&reference, ar_text_from(field));
    assert_int_equal(found ? reference.kind : AR_REFERENCE_NONE, kind);
    if (found)
        assert_true(ar_text_is((struct ar_text){reference.compact, reference.size}, compact));
}

static void test_fields(void **state)
{
    (void)state;
    expect_field("RF712348231", AR_REFERENCE_RF, "RF712348231");
    expect_field("RF18 5390 0754 7034", AR_REFERENCE_RF, "RF18539007547034");
    expect_field("rf18 5390 0754 70Y", AR_REFERENCE_RF, "RF185390075470Y");
    expect_field("RF17 5390 0754 7034", AR_REFERENCE_NONE, "");
    expect_field("RF45G72UUR", AR_REFERENCE_RF, "RF45G72UUR");
    expect_field("RF6518K5", AR_REFERENCE_RF, "RF6518K5");
    expect_field("RF35C4", AR_REFERENCE_NONE, "");
    expect_field("RF214377", AR_REFERENCE_NONE, "");
    expect_field("+++010/8068/17183+++", AR_REFERENCE_OGM, "010806817183");
    expect_field("010/8068/17180", AR_REFERENCE_NONE, "");
    expect_field("21 00000 00003 13947 14300 09017", AR_REFERENCE_QRR, "210000000003139471430009017");
    expect_field("210000000003139471430009016", AR_REFERENCE_NONE, "");
    expect_field("1234561", AR_REFERENCE_VIITE, "1234561");
    expect_field("123453", AR_REFERENCE_VIITE, "123453");
    expect_field("1234567123456784", AR_REFERENCE_VIITE, "1234567123456784");
    expect_field("", AR_REFERENCE_NONE, "");
}

static void test_kinds(void **state)
{
    (void)state;
    assert_true(ar_reference_is(AR_REFERENCE_KID, AR_TEXT("612481")));
    assert_true(ar_reference_is(AR_REFERENCE_KID, AR_TEXT("137391")));
    assert_false(ar_reference_is(AR_REFERENCE_KID, AR_TEXT("137393")));
    assert_false(ar_reference_is(AR_REFERENCE_VIITE, AR_TEXT("1234562")));
    assert_true(ar_luhn_is(AR_TEXT("49927398716")));
    assert_false(ar_luhn_is(AR_TEXT("4992739871")));
}

static void test_iban(void **state)
{
    (void)state;
    assert_true(ar_iban_is(AR_TEXT("GR1601101050000010547023795")));
    assert_true(ar_iban_is(AR_TEXT("BE31435411161155")));
    assert_false(ar_iban_is(AR_TEXT("BE365390075470341234")));
    assert_false(ar_iban_is(AR_TEXT("AD48000120302003591001"))); /* good check digits, wrong length */
    assert_false(ar_iban_is(AR_TEXT("AL48212110090000000235698741")));
}

static void expect_text(const char *text, const char *name, const char *compact)
{
    struct ar_reference reference = {0};
    bool found = ar_reference_find(&reference, ar_text_from(text), 0);
    assert_string_equal(found ? ar_reference_name(reference.kind) : "", name);
    if (found)
        assert_true(ar_text_is((struct ar_text){reference.compact, reference.size}, compact));
}

static void test_free_text(void **state)
{
    (void)state;
    expect_text("Payment RF18 5390 0754 7034 thanks", "RF", "RF18539007547034");
    expect_text("Payment RF18539007547034 12", "RF", "RF18539007547034");
    expect_text("XRF18539007547034", "", "");
    expect_text("facture +++010/8068/17183+++ merci", "OGM", "010806817183");
    expect_text("invoice 010806817183", "", ""); /* twelve digits alone could be anything */
    expect_text("QR 21 00000 00003 13947 14300 09017", "QRR", "210000000003139471430009017");
    expect_text("Viite: 1234561", "viite", "1234561");
    expect_text("lasku 1234561", "", "");
    expect_text("KID 612481", "KID", "612481");
    expect_text("KIDS 612481", "", "");
    expect_text("order 4711, RF00 1, RF712348231", "RF", "RF712348231");
    expect_text("", "", "");
}

/* A text longer than those that are looked at sixteen places at a time must give the same. */
static void test_any_length(void **state)
{
    enum { DOTS = 250 };
    static const char *const pieces[] = {" ",
                                         "RF712348231",
                                         "rf18 5390 0754 7034",
                                         "010/8068/17183",
                                         "kid 612481",
                                         "/",
                                         "Viite: 1234561",
                                         "21 00000 00003 13947 14300 09017",
                                         "RF",
                                         "7",
                                         "VI",
                                         "KI",
                                         "12345678901234567890"};
    char text[DOTS + 200];
    unsigned seed = 1, found = 0;
    (void)state;
    memset(text, '.', DOTS);
    for (unsigned round = 0; round < 20000; round++) {
        struct ar_reference one, other;
        char *short_text = text + DOTS;
        size_t size = 0;
        for (unsigned i = 0; i < 5; i++) {
            seed = seed * 1103515245u + 12345u;
            unsigned draw = seed >> 16;
            if (draw % 2 == 0)
                short_text[size++] = (char)('!' + draw / 2 % 94);
            else
                size +=
                    (size_t)snprintf(short_text + size, 40, "%s", pieces[draw / 2 % (sizeof pieces / sizeof *pieces)]);
        }
        bool here = ar_reference_find(&one, (struct ar_text){short_text, size}, 0);
        assert_int_equal(here, ar_reference_find(&other, (struct ar_text){text, DOTS + size}, 0));
        if (!here)
            continue;
        found++;
        assert_int_equal(one.kind, other.kind);
        assert_int_equal(one.size, other.size);
        assert_memory_equal(one.compact, other.compact, one.size);
        assert_ptr_equal(one.found.at, other.found.at);
    }
    assert_true(found > 2000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fields),     cmocka_unit_test(test_kinds),     cmocka_unit_test(test_iban),
        cmocka_unit_test(test_any_length), cmocka_unit_test(test_free_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
