/* SPDX-License-Identifier: MIT */
/* Interest: published examples, and made-up debts beside a model that goes through them day by day. */
#include "collections/interest_charge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
/* cmocka.h needs the four above */
#include <cmocka.h>

static struct ar_table tables[3];
static struct ar_laws laws;
static struct ar_error error;
static char path[] = "/tmp/ar-interest-XXXXXX";

static const char laws_text[] = "law\tkind\treference\tmargin\tstep\treset\tdaycount\trounding\tfee_table\tcompound\n"
                                "uk\tbusiness\tbase\t8\t\tstart-half-year-eve\tact/365\tdaily half-up\tuk\t\n"
                                "uk-exact\t\tbase\t8\t\tstart-half-year-eve\tact/365\tfinal half-up\tuk\t\n"
                                "us\t\t\t6.5\t\t\tact/360\t\t\t\n"
                                "ten\t\t\t10\t\t\tact/365\t\t\t\n"
                                "moving\t\tmoves\t8\t\thalf-year\tact/365\tfinal half-up\teu\t\n"
                                "moving-act\t\tmoves\t8\t\tday\tact/act\tfinal half-even\t\t\n"
                                "moving-daily\t\tmoves\t8\t\tday\tact/act\tdaily half-up\t\t\n"
                                "bond\t\t\t9\t\t\t30/360-bond\t\t\t\n"
                                "us-30\t\t\t9\t\t\t30/360-us\t\t\t\n"
                                "ends\t\tends\t8\t\thalf-year\tact/365\t\t\t\n"
                                "empty\t\tbase\t\t\thalf-year\tact/365\t\t\t\n"
                                "cfr\t\t\t6\t\t\tact/360\t\t\tmonthly\n"
                                "cfr-moving\t\tmoves\t11\t\tday\tact/365\t\t\tmonthly\n";
static const char references_text[] = "name\tfrom\trate\tuntil\n"
                                      "base\t2009-03-05\t0.5\t\nbase\t2016-08-04\t0.25\t\n"
                                      "moves\t1999-01-01\t1\t\nmoves\t2001-03-10\t2.25\t\nmoves\t2001-07-01\t3\t\n"
                                      "moves\t2002-12-31\t-9\t\nmoves\t2003-05-05\t0.125\t\nmoves\t2004-06-30\t4\t\n"
                                      "ends\t2024-01-01\t4\t2024-12-31\n";
static const char fees_text[] =
    "fee_table\tcurrency\tfrom\tfee\nuk\tGBP\t0.00\t40.00\nuk\tGBP\t1000.00\t70.00\nuk\tGBP\t10000.00\t100.00\n"
    "eu\tEUR\t0.00\t40.00\n";

static struct ar_date day(const char *text)
{
    struct ar_date date = AR_DATE_NONE;
    assert_int_equal(ar_date_parse(&date, ar_text_from(text)), AR_OK);
    return date;
}

static struct ar_currency currency(const char *text)
{
    struct ar_currency out = AR_CURRENCY_NONE;
    assert_int_equal(ar_currency_parse(&out, ar_text_from(text)), AR_OK);
    return out;
}

static const struct ar_law *find(const char *name)
{
    const struct ar_law *law = NULL;
    assert_int_equal(ar_laws_find(&law, &laws, ar_text_from(name), AR_TEXT("business")), AR_LAW_FOUND);
    return law;
}

static struct ar_interest owe(const char *law, const char *code, int64_t open, const char *due, const char *until)
{
    struct ar_interest out;
    struct ar_debt debt = {
        .currency = currency(code), .due = day(due), .until = day(until), .open = open, .amount = open};
    assert_int_equal(ar_interest_of(&out, &laws, find(law), &debt, &error), AR_OK);
    return out;
}

/* Sources: gov.uk, late commercial payments; 5 CFR 1315.17; the dunning test of ERPNext. */
static void test_published(void **state)
{
    (void)state;
    struct ar_interest uk = owe("uk", "GBP", 100000, "2016-01-10", "2016-02-29");
    assert_int_equal(uk.days, 50);
    assert_int_equal(uk.interest, 1150);
    assert_int_equal(uk.fixed_sum, 7000);
    assert_int_equal(owe("uk-exact", "GBP", 100000, "2016-01-10", "2016-02-29").interest, 1164);
    assert_int_equal(owe("uk-exact", "GBP", 100000, "2015-01-31", "2016-01-31").interest, 8500);
    assert_int_equal(owe("uk-exact", "GBP", 100000, "2016-12-31", "2017-03-01").interest, 1356); /* base 0.25 */
    assert_int_equal(owe("uk", "GBP", 99999, "2016-01-10", "2016-02-29").fixed_sum, 4000);
    assert_int_equal(owe("uk", "GBP", 999999, "2016-01-10", "2016-02-29").fixed_sum, 7000);
    assert_int_equal(owe("uk", "GBP", 1000000, "2016-01-10", "2016-02-29").fixed_sum, 10000);
    assert_int_equal(owe("us", "USD", 150000, "2024-04-01", "2024-04-11").interest, 271);
    assert_int_equal(owe("ten", "INR", 10000, "2024-03-01", "2024-03-16").interest, 41);
    assert_int_equal(owe("moving", "EUR", 1, "2001-03-01", "2001-03-02").fixed_sum, 4000);
}

/* The UK's rate is that of the eve of the half-year in which interest began, for the life of the debt. */
static void test_fixed(void **state)
{
    (void)state;
    /* 1 July 2016 is the first day: 0.5 % although the bank moved on 4 August; 1,000 * 8.5 % * 365/365 */
    assert_int_equal(owe("uk-exact", "GBP", 100000, "2016-06-30", "2017-06-30").interest, 8500);
    /* From 1 January 2017 on, 0.25 % */
    assert_int_equal(owe("uk-exact", "GBP", 100000, "2016-12-31", "2017-12-31").interest, 8250);
    assert_int_equal(owe("uk-exact", "GBP", 100000, "2016-12-30", "2017-12-30").interest, 8500);
}

static void test_edges(void **state)
{
    (void)state;
    struct ar_interest out = owe("ten", "EUR", 10000, "2024-03-01", "2024-03-01");
    assert_true(out.interest == 0 && out.days == 0 && out.fixed_sum == 0);
    out = owe("moving", "EUR", 10000, "2001-03-01", "2001-02-01");
    assert_true(out.interest == 0 && out.days == 0 && out.fixed_sum == 0);
    out = owe("moving", "EUR", 0, "2001-03-01", "2001-05-01");
    assert_true(out.interest == 0 && out.fixed_sum == 0);
    out = owe("moving", "USD", 100, "2001-03-01", "2001-05-01");
    assert_true(out.no_fee && out.fixed_sum == 0);
    /* The ends of months: 9 % of 1,200.00 is 30 cents a day of 360. */
    assert_int_equal(owe("bond", "EUR", 120000, "2006-02-28", "2006-03-03").interest, 150);
    assert_int_equal(owe("us-30", "EUR", 120000, "2006-02-28", "2006-03-03").interest, 90);
    struct ar_debt debt = {.currency = currency("EUR"), .due = AR_DATE_NONE, .until = day("2024-01-01"), .open = 5};
    assert_int_equal(ar_interest_of(&out, &laws, find("ten"), &debt, &error), AR_OK);
    assert_int_equal(out.interest, 0);
    /* 100 of 300 were paid on the tenth day: 300 * 10 + 200 * 20 days. An amount of 250 is the most that was owed. */
    const struct ar_interest_step paid = {day("2024-03-11"), 10000};
    debt = (struct ar_debt){.due = day("2024-03-01"), .until = day("2024-03-31"), .open = 20000, .steps = &paid};
    debt.step_count = 1;
    assert_int_equal(ar_interest_of(&out, &laws, find("ten"), &debt, &error), AR_OK);
    assert_true(out.interest == 192 && !out.beyond); /* 70000 * 10 % / 365 = 191.78 */
    debt.amount = 25000;
    assert_int_equal(ar_interest_of(&out, &laws, find("ten"), &debt, &error), AR_OK);
    assert_true(out.interest == 178 && out.beyond); /* 65000: 178.08 */
}

/* 5 CFR 1315.17: months are compounded. fiscal.treasury.gov: 1,500 at 6 %, two months and 15 days: 18.83. The others
   were worked out with fractions of any length. */
static void test_months(void **state)
{
    (void)state;
    assert_int_equal(owe("cfr", "USD", 150000, "2024-04-01", "2024-06-16").interest, 1883);
    assert_int_equal(owe("cfr", "USD", 150000, "2024-04-01", "2024-04-11").interest, 250); /* no month: simple */
    assert_int_equal(owe("cfr", "USD", 150000, "2024-01-31", "2024-02-29").interest, 750); /* one month */
    assert_int_equal(owe("cfr", "USD", 100000000, "2024-01-31", "2034-01-31").interest, 81939673);
    assert_int_equal(owe("cfr-moving", "EUR", 1234567, "2001-01-31", "2001-08-15").interest, 90724);
    const struct ar_interest_step paid[] = {{day("2001-03-15"), 400000}, {day("2001-05-31"), 100000}};
    struct ar_debt debt = {.due = day("2001-01-31"), .until = day("2001-08-15"), .open = 734567, .steps = paid};
    struct ar_interest out;
    debt.step_count = 2;
    assert_int_equal(ar_interest_of(&out, &laws, find("cfr-moving"), &debt, &error), AR_OK);
    assert_int_equal(out.interest, 64829);
}

static void test_refused(void **state)
{
    (void)state;
    struct ar_interest out;
    char text[256];
    struct ar_debt debt = {
        .currency = currency("EUR"), .due = day("2024-11-30"), .until = day("2025-01-01"), .open = 5};
    assert_int_equal(ar_interest_of(&out, &laws, find("ends"), &debt, &error), AR_BAD_DATA);
    assert_string_equal(error.reason, "law 'ends': no reference rate 'ends' for 2025-01-01");
    assert_true(error.fatal);
    debt.until = day("2024-12-31");
    assert_int_equal(ar_interest_of(&out, &laws, find("ends"), &debt, &error), AR_OK);
    debt.due = day("2023-12-30");
    assert_int_equal(ar_interest_of(&out, &laws, find("ends"), &debt, &error), AR_BAD_DATA);
    assert_string_equal(error.reason, "law 'ends': no reference rate 'ends' for 2023-12-31");
    assert_int_equal(ar_interest_of(&out, &laws, find("empty"), &debt, &error), AR_BAD_DATA);
    ar_error_format(&error, text, sizeof text);
    assert_non_null(strstr(text, ":12: law 'empty': its margin is not filled in"));
    debt.open = INT64_MAX;
    debt.due = day("0001-01-01");
    debt.until = day("9999-12-31");
    assert_int_equal(ar_interest_of(&out, &laws, find("ten"), &debt, &error), AR_BAD_DATA);
    assert_string_equal(error.reason, "law 'ten': an amount of interest out of range");
}

/* The model: each day by itself, the balance before its payments, the rate in force on it. */
static unsigned seed = 7;
static int pick(int below)
{
    seed = seed * 1103515245u + 12345u;
    return (int)((seed >> 8) % (unsigned)below);
}

static int64_t moves(int32_t on, bool half)
{
    static const struct {
        const char *from;
        int64_t rate;
    } table[] = {{"1999-01-01", 1000000},  {"2001-03-10", 2250000}, {"2001-07-01", 3000000},
                 {"2002-12-31", -9000000}, {"2003-05-05", 125000},  {"2004-06-30", 4000000}};
    int64_t rate = 0;
    int year, month, of_month;
    ar_date_to_civil((struct ar_date){on}, &year, &month, &of_month);
    if (half)
        on = ar_date_days_((uint32_t)year, month <= 6 ? 1 : 7, 1);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (day(table[i].from).days <= on)
            rate = table[i].rate + 8000000;
    return rate < 0 ? 0 : rate;
}

/* In parts of 1 / (10^8 * 365 * 366). */
static ar_int128 by_the_day(const struct ar_debt *debt, bool half, bool act)
{
    ar_int128 sum = 0;
    for (int32_t at = debt->due.days + 1; at <= debt->until.days; at++) {
        ar_int128 balance = debt->open;
        int year, month, of_month;
        for (size_t i = 0; i < debt->step_count; i++)
            if (debt->steps[i].date.days >= at)
                balance += debt->steps[i].paid;
        ar_date_to_civil((struct ar_date){at - 1}, &year, &month,
                         &of_month); /* ISDA counts the day that it starts on */
        bool leap = act && year % 4 == 0;
        balance = balance < 0 ? 0 : balance > debt->amount ? debt->amount : balance;
        sum += balance * moves(at, half) * (leap ? 365 : 366);
    }
    return sum;
}

static void test_model(void **state)
{
    (void)state;
    const ar_int128 whole = (ar_int128)100000000 * 365 * 366;
    int beyond = 0;
    for (int n = 0; n < 2000; n++) {
        struct ar_interest_step steps[6];
        struct ar_debt debt = {.currency = currency("EUR"), .steps = steps, .step_count = (size_t)pick(7)};
        debt.due.days = day("2000-06-01").days + pick(1500);
        debt.until.days = debt.due.days + 1 + pick(900);
        debt.amount = 1 + pick(1000000);
        debt.open = 1 + pick((int)debt.amount);
        int32_t at = debt.due.days;
        for (size_t i = 0; i < debt.step_count; i++) {
            at += 1 + pick(120);
            steps[i].date.days = at < debt.until.days ? at : debt.until.days;
            steps[i].paid = pick(4) == 0 ? -pick(100000) : pick(100000);
        }
        struct ar_interest out;
        assert_int_equal(ar_interest_of(&out, &laws, find("moving"), &debt, &error), AR_OK);
        assert_true(out.interest == ar_divide(by_the_day(&debt, true, false), whole, AR_ROUND_HALF_UP));
        assert_int_equal(ar_interest_of(&out, &laws, find("moving-act"), &debt, &error), AR_OK);
        assert_true(out.interest == ar_divide(by_the_day(&debt, false, true), whole, AR_ROUND_HALF_EVEN));
        beyond += out.beyond;
    }
    assert_in_range(beyond, 1, 1999);
}

/* Rounded day by day, with 365ths and 366ths apart: 31 December 2003 is the last day of 365. */
static void test_daily(void **state)
{
    (void)state;
    /* 8.125 % of 1,234.56: a day of 2003 is 27.481 cents, of 2004 27.406, each to 27; 30 + 60 days */
    assert_int_equal(owe("moving-daily", "EUR", 123456, "2003-12-02", "2004-03-01").interest, 27 * 90);
    /* of 1,240.00: 27.602 and 27.527 cents, to 28 */
    assert_int_equal(owe("moving-daily", "EUR", 124000, "2003-12-02", "2004-03-01").interest, 28 * 90);
    /* of 1,238.00: 27.558 and 27.482, to 28 and 27 */
    assert_int_equal(owe("moving-daily", "EUR", 123800, "2003-12-02", "2004-03-01").interest, 28 * 30 + 27 * 60);
}

static void test_steps(void **state)
{
    (void)state;
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs("payment\tdate\tcustomer\tdoc\tcurrency\tapplied\tdiscount\tstatus\n"
          "P3\t2024-05-01\tC\tD\tEUR\t3.00\t\tapplied\n"
          "P1\t2024-03-01\tC\tD\tEUR\t1.00\t\tapplied\n"
          "P2\t2024-04-01\tC\tD\tEUR\t2.00\t0.50\tapplied\n"
          "P2\t2024-04-01\tC\tE\tEUR\t7.00\t\tapplied\n"
          "P2\t2024-04-01\tC\t\tEUR\t9.00\t\ton_account\n"
          "P3\t2024-05-09\tC\tD\tEUR\t-3.00\t\tapplied\n",
          file);
    assert_int_equal(fclose(file), 0);
    struct ar_events events;
    struct ar_interest_steps steps = {0};
    const struct ar_text identity[] = {AR_TEXT(""), AR_TEXT("C"), AR_TEXT("D"), AR_TEXT("")};
    assert_int_equal(ar_events_load(&events, path, false, &error), AR_OK);
    struct ar_date due = day("2024-03-01"), until = day("2024-05-08");
    assert_int_equal(ar_interest_steps_collect(&steps, &events, identity, due, until, &error), AR_OK);
    assert_int_equal(steps.count, 2);
    assert_true(steps.at[0].date.days == day("2024-04-01").days && steps.at[0].paid == 250);
    assert_true(steps.at[1].date.days == day("2024-05-01").days && steps.at[1].paid == 300);
    due.days--;
    until.days++;
    assert_int_equal(ar_interest_steps_collect(&steps, &events, identity, due, until, &error), AR_OK);
    assert_int_equal(steps.count, 4);
    assert_true(steps.at[0].paid == 100 && steps.at[3].paid == -300);
    const struct ar_text other[] = {AR_TEXT("X"), AR_TEXT("C"), AR_TEXT("D"), AR_TEXT("")};
    assert_int_equal(ar_interest_steps_collect(&steps, &events, other, due, until, &error), AR_OK);
    assert_int_equal(steps.count, 0);
    ar_interest_steps_free(&steps);
    ar_events_free(&events);
}

/* By the built-in tables: Directive 2011/7/EU over a change of the half-year. */
static void test_charges(void **state)
{
    (void)state;
    struct ar_charges charges;
    struct ar_interest out;
    struct ar_debt debt = {.currency = currency("EUR"), .due = day("2024-12-01"), .until = day("2025-01-31")};
    const struct ar_text identity[] = {AR_TEXT(""), AR_TEXT("C"), AR_TEXT("D"), AR_TEXT("")};
    assert_int_equal(ar_charges_init(&charges, NULL, NULL, NULL, &error), AR_OK);
    debt.open = 100000;
    /* 30 days at 12.25 % and 31 at 11.15 %: 10.0685 + 9.4699 */
    for (int again = 0; again < 2; again++) {
        assert_int_equal(ar_charge(&out, &charges, AR_TEXT("eu"), AR_TEXT("business"), &debt, identity, &error), AR_OK);
        assert_true(out.interest == 1954 && out.fixed_sum == 4000 && out.days == 61);
        assert_int_equal(ar_charge(&out, &charges, AR_TEXT("eu"), AR_TEXT("consumer"), &debt, identity, &error), AR_OK);
        assert_true(out.interest == 0 && out.fixed_sum == 0);
    }
    assert_int_equal(ar_charge(&out, &charges, AR_TEXT("EU"), AR_TEXT("business"), &debt, identity, &error),
                     AR_BAD_DATA);
    assert_string_equal(error.reason, "no law of this name, which the policy or a customer asks for");
    assert_int_equal(ar_charge(&out, &charges, AR_TEXT("se"), AR_TEXT("business"), &debt, identity, &error),
                     AR_BAD_DATA);
    ar_charges_free(&charges);
    assert_int_equal(ar_charges_init(&charges, "/nowhere/laws.tsv", NULL, NULL, &error), AR_FAILED);
}

static int set_up(void **state)
{
    (void)state;
    static const char *const texts[] = {laws_text, references_text, fees_text};
    int fd = mkstemp(path);
    if (fd < 0 || close(fd) != 0)
        return -1;
    for (int i = 0; i < 3; i++) {
        FILE *file = fopen(path, "w");
        if (file == NULL || fputs(texts[i], file) < 0 || fclose(file) != 0 ||
            ar_table_load(&tables[i], path, &error) != AR_OK)
            return -1;
    }
    return ar_laws_init(&laws, &tables[0], &tables[1], &tables[2], &error) == AR_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    ar_laws_free(&laws);
    for (int i = 0; i < 3; i++)
        ar_table_free(&tables[i]);
    return unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published), cmocka_unit_test(test_fixed),   cmocka_unit_test(test_months),
        cmocka_unit_test(test_edges),     cmocka_unit_test(test_refused), cmocka_unit_test(test_model),
        cmocka_unit_test(test_daily),     cmocka_unit_test(test_steps),   cmocka_unit_test(test_charges),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
