/* SPDX-License-Identifier: MIT */
/* Months in the texts of payers, of a payment of June 2026. */
#include "cash/months.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

/* "2026-05" for each month, "05" for one without a year, a blank between. */
static const char *months(const char *text, const char *payer)
{
    static char room[200];
    struct ar_months named;
    struct ar_date day;
    size_t size = 0;
    assert_int_equal(ar_date_from_civil(&day, 2026, 6, 15), AR_OK);
    bool any = ar_months_read(&named, ar_text_from(text), ar_text_from(payer), day);
    assert_int_equal(any, named.count > 0);
    room[0] = 0;
    for (unsigned i = 0; i < named.count; i++) {
        int year = named.at[i] / 12, month = named.at[i] % 12 + 1;
        const char *blank = i > 0 ? " " : "";
        size += (size_t)(year > 0 ? snprintf(room + size, sizeof room - size, "%s%04d-%02d", blank, year, month)
                                  : snprintf(room + size, sizeof room - size, "%s%02d", blank, month));
    }
    return room;
}

static void test_words(void **state)
{
    (void)state;
    assert_string_equal(months("Miete Mai 2026", ""), "2026-05");
    assert_string_equal(months("MIETE MÄRZ", ""), "03");
    assert_string_equal(months("loyer févr", ""), "");
    assert_string_equal(months("loyer février 26", ""), "2026-02");
    assert_string_equal(months("affitto maggio", ""), "05");
    assert_string_equal(months("fee for Dec-25 and Jan-26", ""), "2025-12 2026-01");
    assert_string_equal(months("Dez/Jan 2026", ""), "2025-12 2026-01");
    assert_string_equal(months("Januar bis März 2026", ""), "2026-01 2026-02 2026-03");
    assert_string_equal(months("Jan-Mar, May", ""), "01 02 03 05");
    assert_string_equal(months("Q4 2025", ""), "2025-10 2025-11 2025-12");
    assert_string_equal(months("renda MARÇO 2026", ""), "2026-03");
    assert_string_equal(months("abonnement januari till mars 2026", ""), "2026-01 2026-02 2026-03");
}

static void test_digits(void **state)
{
    (void)state;
    assert_string_equal(months("rent 05/26", ""), "2026-05");
    assert_string_equal(months("05.2026 2026-04", ""), "2026-05 2026-04");
    assert_string_equal(months("05.26", ""), ""); /* an amount, perhaps */
    assert_string_equal(months("01.05.2026", ""), "");
    assert_string_equal(months("13/26 05/12 5/2010", ""), "");
    assert_string_equal(months("RE-05/26 05/26-7 2026-0005", ""), "");
}

static void test_no_months(void **state)
{
    (void)state;
    assert_string_equal(months("vom 15. Mai 2026", ""), "");
    assert_string_equal(months("Jan Vries may pay for Mag. Berg", ""), "");
    assert_string_equal(months("Mai", "MAI Handel"), "");
    assert_string_equal(months("Marzipan, Decke, Septett", ""), "");
    assert_string_equal(months("April Lund", ""), "");
    assert_string_equal(months("April 26 Lund", ""), "2026-04");
    assert_string_equal(months("January 2026 to March 2027", ""), ""); /* more than twelve */
    assert_string_equal(months("", ""), "");
}

static bool to_come(const char *text)
{
    struct ar_months named;
    struct ar_date day;
    assert_int_equal(ar_date_from_civil(&day, 2026, 11, 28), AR_OK);
    (void)ar_months_read(&named, ar_text_from(text), AR_TEXT(""), day);
    return ar_months_are_to_come(&named);
}

static void test_to_come(void **state)
{
    (void)state;
    assert_true(to_come("Dezember"));
    assert_true(to_come("Januar"));
    assert_true(to_come("01/2027"));
    assert_false(to_come("November"));
    assert_false(to_come("November, Dezember"));
    assert_false(to_come("Januar 2026"));
    assert_false(to_come("rent"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_words), cmocka_unit_test(test_digits),
                                       cmocka_unit_test(test_no_months), cmocka_unit_test(test_to_come)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
