/* SPDX-License-Identifier: MIT */
/* Names: folding, legal forms, initials, similar ones. */
#include "cash/legal_form.h"
#include "cash/names.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const char *const customers[][2] = {{"C1", "Copperfield Optics Ltd"},
                                           {"C2", "Grand Lake Haulage Inc."},
                                           {"C3", "Müller & Söhne GmbH & Co. KG"},
                                           {"C4", "Stone Harbour Tooling"},
                                           {"C5", "Meridor Manufacturing Corp"},
                                           {"C6", "Fernhill Estates Division 40"},
                                           {"C7", "Fernhill Estates Division 44"},
                                           {"C8", "Fernhill Estates"},
                                           {"C9", "Hills Group"},
                                           {"C10", "Lalalalalalala Works"}};

static struct ar_book book;
static struct ar_names names;
static struct ar_name_room room;

static int set_up(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < sizeof customers / sizeof *customers; i++) {
        uint32_t number;
        if (ar_book_customer(&book, &number, ar_text_from(customers[i][0])) != AR_OK ||
            ar_grow(&book.names, &book.name_capacity, i + 1, sizeof *book.names) != AR_OK)
            return 1;
        book.names[book.name_count++] =
            (struct ar_book_name){.customer = number, .text = ar_text_from(customers[i][1])};
    }
    return ar_book_ready(&book, NULL) != AR_OK || ar_names_init(&names, &book, NULL) != AR_OK;
}

static int tear_down(void **unused)
{
    (void)unused;
    ar_names_free(&names);
    ar_name_room_free(&room);
    ar_book_free(&book);
    return 0;
}

static void finds(const char *payer, const char *customer, enum ar_name_kind kind)
{
    struct ar_name_matches matches;
    assert_int_equal(ar_names_find(&names, &room, &matches, ar_text_from(payer), 78), AR_OK);
    if (customer == NULL) {
        assert_int_equal(matches.count, 0);
        return;
    }
    assert_true(matches.count > 0);
    assert_true(ar_text_is(book.customers.at[matches.at[0].customer], customer));
    assert_int_equal(matches.at[0].kind, kind);
}

static void the_same(void **unused)
{
    (void)unused;
    finds("Copperfield Optics Ltd", "C1", AR_NAME_EXACT);
    finds("COPPERFIELD  OPTICS, LTD.", "C1", AR_NAME_EXACT);
    finds("copperfield optics", "C1", AR_NAME_FOLDED);
    finds("Copperfield Optics S.A.", "C1", AR_NAME_FOLDED);
    finds("MUELLER UND SOEHNE", "C3", AR_NAME_FOLDED);
    finds("Muller Sohne GmbH", "C3", AR_NAME_FOLDED);
}

static void initials(void **unused)
{
    (void)unused;
    finds("GLH", "C2", AR_NAME_INITIALS);
    finds("GLH Inc", "C2", AR_NAME_INITIALS);
    finds("G", NULL, AR_NAME_NONE);
    finds("XLH", NULL, AR_NAME_NONE);
}

static void similar(void **unused)
{
    (void)unused;
    finds("Lalalalalalalo Works", "C10", AR_NAME_FUZZY); /* one piece many times */
    finds("Stoneharbour Tooling", "C4", AR_NAME_FUZZY);
    finds("Stone Harbour Tolling", "C4", AR_NAME_FUZZY);
    finds("Meridor Mfg", "C5", AR_NAME_FUZZY);
    finds("G Lake Haulage", "C2", AR_NAME_FUZZY);
    finds("Stone Quarry Works", NULL, AR_NAME_NONE);
}

static void numbers_differ(void **unused)
{
    (void)unused;
    finds("FERNHILL ESTATES DIVISION 44", "C7", AR_NAME_EXACT);
    finds("Fernhill Estates Div 44", "C7", AR_NAME_FUZZY);
    finds("Fernhill Estates Division 41", NULL, AR_NAME_NONE);
    finds("Fernhill Estates", "C8", AR_NAME_EXACT);
}

static void one_word_is_little(void **unused)
{
    (void)unused;
    finds("Hills Group", "C9", AR_NAME_EXACT);
    finds("Hill Group", NULL, AR_NAME_NONE);
    finds("Hillx Group", NULL, AR_NAME_NONE);
}

static void not_text(void **unused)
{
    (void)unused;
    finds("\xff\xfe", NULL, AR_NAME_NONE);
    finds("", NULL, AR_NAME_NONE);
    finds("& - .", NULL, AR_NAME_NONE);
}

static void legal_forms(void **unused)
{
    (void)unused;
    assert_true(ar_legal_form_is(AR_TEXT("ltd")));
    assert_true(ar_legal_form_is(AR_TEXT("gmbh")));
    assert_true(ar_legal_form_is(AR_TEXT("ab")));
    assert_true(ar_legal_form_is(AR_TEXT("zrt")));
    assert_false(ar_legal_form_is(AR_TEXT("group")));
    assert_false(ar_legal_form_is(AR_TEXT("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same),       cmocka_unit_test(initials),           cmocka_unit_test(similar),
        cmocka_unit_test(numbers_differ), cmocka_unit_test(one_word_is_little), cmocka_unit_test(not_text),
        cmocka_unit_test(legal_forms)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
