/* SPDX-License-Identifier: MIT */
/* Discount terms, with examples published in textbooks. */
#include "ledger/terms.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct ar_date day(const char *text)
{
    struct ar_date date = AR_DATE_NONE;
    assert_int_equal(ar_date_parse(&date, ar_text_from(text)), AR_OK);
    return date;
}

static int64_t discount(const char *text, int64_t amount, const char *issued, const char *paid)
{
    struct ar_terms terms;
    return ar_terms_parse(&terms, ar_text_from(text)) ? ar_terms_discount(&terms, amount, day(issued), day(paid)) : -1;
}

static void published(void **unused)
{
    (void)unused;
    assert_int_equal(discount("2/10 net 30", 372000, "2026-03-01", "2026-03-11"), 7440);
    assert_int_equal(discount("2/10 net 30", 372000, "2026-03-01", "2026-03-12"), 0);
    assert_int_equal(discount("5/6 EOM", 10000, "2026-06-10", "2026-07-06"), 500); /* to 6 July */
    assert_int_equal(discount("5/6 EOM", 10000, "2026-06-10", "2026-07-07"), 0);
    assert_int_equal(discount("4/18 EOM", 10000, "2025-10-22", "2025-11-18"), 400); /* to 18 November */
    assert_int_equal(discount("3/10 n/30 ROG", 10000, "2026-11-14", "2026-11-24"), 300);
    assert_int_equal(discount("3/15 n60", 30000, "2026-03-02", "2026-03-17"), 900);
}

static void tiers(void **unused)
{
    (void)unused;
    assert_int_equal(discount("3/10 2/20 net 30", 10000, "2026-03-01", "2026-03-11"), 300);
    assert_int_equal(discount("3/10, 2/20, n/30", 10000, "2026-03-01", "2026-03-12"), 200);
    assert_int_equal(discount("3/10 2/20 net 30", 10000, "2026-03-01", "2026-03-22"), 0);
    assert_int_equal(discount("1.5%/8 net 30", 10000, "2026-03-01", "2026-03-09"), 150);
    assert_int_equal(discount("2/10", -10000, "2026-03-01", "2026-03-02"), -200);
    assert_int_equal(discount("2/10", 25, "2026-03-01", "2026-03-02"), 1); /* half a cent goes up */
}

static void none(void **unused)
{
    (void)unused;
    struct ar_terms terms;
    assert_false(ar_terms_parse(&terms, AR_TEXT("net 30")));
    assert_false(ar_terms_parse(&terms, AR_TEXT("n/30")));
    assert_false(ar_terms_parse(&terms, AR_TEXT("")));
    assert_false(ar_terms_parse(&terms, AR_TEXT("50% net 30, 50% net 60")));
    assert_false(ar_terms_parse(&terms, AR_TEXT("0/10 net 30")));
    assert_false(ar_terms_parse(&terms, AR_TEXT("30 eom")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(published), cmocka_unit_test(tiers), cmocka_unit_test(none)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
