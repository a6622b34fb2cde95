/* SPDX-License-Identifier: MIT */
/* Policies, working days, arms: what no golden case shows at once. */
#include "collections/arms.h"
#include "collections/calendar.h"
#include "collections/policy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
/* cmocka wants those first */
#include <cmocka.h>

#define COLUMNS 9
static const char *const cells[][COLUMNS] = {
    {"procedure", "level", "days", "channel", "segment", "currency", "minimum", "repeat", "entry"},
    {"a", "2", "10", "email", "", "EUR", "10", "2x14", "yes"},
    {"a", "1", "3", "email", "", "", "0.5", "", ""},
    {"a", "2", "12", "post", "", "", "", "x7", ""},
    {"b|c", "1", "-3", "sms", "S", "", "", "", ""},
};

static struct ar_currency currency(const char *code)
{
    struct ar_currency out = AR_CURRENCY_NONE;
    assert_int_equal(ar_currency_parse(&out, ar_text_from(code)), AR_OK);
    return out;
}

static void load(struct ar_policy *policy, struct ar_table *table, size_t rows)
{
    struct ar_error error = {.status = AR_OK};
    assert_int_equal(ar_table_build(table, "policy", cells[0], COLUMNS, rows, &error), AR_OK);
    assert_int_equal(ar_policy_init(policy, table, &error), AR_OK);
}

static const struct ar_ladder *ladder(struct ar_policy *policy, const char *procedure, const char *segment,
                                      const char *code)
{
    const struct ar_ladder *out;
    struct ar_error error = {.status = AR_OK};
    struct ar_policy_who who = {.procedure = ar_text_from(procedure),
                                .segment = ar_text_from(segment),
                                .kind = AR_TEXT(""),
                                .country = AR_TEXT(""),
                                .arm = AR_TEXT(""),
                                .currency = currency(code)};
    assert_int_equal(ar_policy_ladder(&out, policy, &who, &error), AR_OK);
    return out;
}

static void ladders(void **state)
{
    struct ar_table table;
    struct ar_policy policy;
    (void)state;
    load(&policy, &table, 4);
    const struct ar_ladder *euro = ladder(&policy, "a", "", "EUR"), *dollar = ladder(&policy, "a", "", "USD");
    assert_int_equal(policy.earliest, -3);
    assert_int_equal(euro->count, 2); /* by level, whatever the order of the rows */
    assert_int_equal(euro->steps[0].level, 1);
    assert_int_equal(euro->steps[0].minimum, 50);
    assert_int_equal(euro->steps[1].days, 10);
    assert_int_equal(euro->steps[1].minimum, 1000);
    assert_int_equal(euro->steps[1].repeat_times, 2);
    assert_int_equal(euro->steps[1].repeat_days, 14);
    assert_int_equal(euro->entry, 1);
    assert_int_equal(dollar->steps[1].days, 12); /* the first row does not hold */
    assert_int_equal(dollar->steps[1].repeat_times, AR_REPEAT_FOREVER);
    assert_int_equal(dollar->entry, 0);
    assert_ptr_equal(ladder(&policy, "a", "", "EUR"), euro); /* worked out once */
    assert_ptr_equal(ladder(&policy, "nobody", "", "EUR"), NULL);
    assert_int_equal(ladder(&policy, "b", "", "EUR")->count, 0); /* its only row is for segment S */
    assert_int_equal(ladder(&policy, "c", "S", "EUR")->steps[0].days, -3);
    assert_true(ar_text_is(ladder(&policy, "", "S", "EUR")->procedure, "a"));
    ar_policy_free(&policy);
    ar_table_free(&table);
}

/* Half a yen is none. */
static void digits(void **state)
{
    struct ar_table table;
    struct ar_policy policy;
    struct ar_error error = {.status = AR_OK};
    const struct ar_ladder *out;
    struct ar_policy_who who = {.procedure = AR_TEXT("a"), .currency = currency("JPY")};
    (void)state;
    load(&policy, &table, 4);
    assert_int_equal(ar_policy_ladder(&out, &policy, &who, &error), AR_BAD_DATA);
    assert_string_equal(error.reason, "more decimals than the currency has");
    ar_policy_free(&policy);
    ar_table_free(&table);
}

static struct ar_date day(const char *text)
{
    struct ar_date out = AR_DATE_NONE;
    assert_int_equal(ar_date_parse(&out, ar_text_from(text)), AR_OK);
    return out;
}

static void working_days(void **state)
{
    static const char *const days[][2] = {
        {"calendar", "date"}, {"DE", "2026-10-03"}, {"", "2026-12-25"}, {"DE", "2026-05-01"}, {"AT", "2026-10-26"}};
    struct ar_table table;
    struct ar_calendar calendar, none = {.table = NULL};
    struct ar_error error = {.status = AR_OK};
    const unsigned week = 0x1f;
    (void)state;
    assert_int_equal(ar_table_build(&table, "holidays", days[0], 2, 4, &error), AR_OK);
    assert_int_equal(ar_calendar_init(&calendar, &table, &error), AR_OK);
    assert_true(ar_calendar_has(&calendar, AR_TEXT("DE")));
    assert_false(ar_calendar_has(&calendar, AR_TEXT("D")));
    assert_false(ar_calendar_works(&calendar, AR_TEXT("DE"), week, day("2026-05-01")));
    assert_true(ar_calendar_works(&calendar, AR_TEXT("AT"), week, day("2026-05-01")));
    assert_false(ar_calendar_works(&calendar, AR_TEXT("AT"), week, day("2026-12-25")));
    assert_false(ar_calendar_works(&calendar, AR_TEXT(""), week, day("2026-12-25")));
    assert_false(ar_calendar_works(&none, AR_TEXT(""), week, day("2026-11-22"))); /* a Sunday */
    assert_true(ar_calendar_works(&none, AR_TEXT(""), AR_WORKDAYS_ALL, day("2026-11-22")));
    /* Thursday 30 April; Friday is a holiday, then the weekend: Monday is four days on. */
    assert_int_equal(ar_calendar_gap(&calendar, AR_TEXT("DE"), week, day("2026-04-30")), 4);
    assert_int_equal(ar_calendar_gap(&calendar, AR_TEXT("AT"), week, day("2026-04-30")), 1);
    assert_int_equal(ar_calendar_gap(&calendar, AR_TEXT("AT"), 0, day("2026-04-30")), AR_CALENDAR_GAP_MOST);
    ar_calendar_free(&calendar);
    ar_table_free(&table);
}

/* Shares near their weights: of 20,000 customers the standard deviation of a fifth is 57. */
static void shares(void **state)
{
    struct ar_arms arms = {.salt = AR_TEXT("spring")}, more = arms;
    unsigned counts[3] = {0}, moved = 0;
    (void)state;
    assert_int_equal(ar_arms_parse(&arms, "a=30,b=50", NULL), AR_OK);
    assert_int_equal(ar_arms_parse(&more, "a=30,b=50,c=20", NULL), AR_OK);
    for (int i = 0; i < 20000; i++) {
        char name[16];
        struct ar_text customer = {name, (size_t)snprintf(name, sizeof name, "%d", i)};
        struct ar_text before = ar_arms_of(&arms, customer), after = ar_arms_of(&more, customer);
        counts[after.at[0] - 'a']++;
        moved += after.at[0] != 'c' && !ar_text_equal(before, after);
    }
    assert_int_equal(moved, 0);
    assert_in_range(counts[0], 6000 - 300, 6000 + 300);
    assert_in_range(counts[1], 10000 - 300, 10000 + 300);
    assert_in_range(counts[2], 4000 - 300, 4000 + 300);
    assert_int_equal(ar_arms_of(&(struct ar_arms){.count = 0}, AR_TEXT("x")).size, 0);
    assert_int_equal(ar_arms_parse(&arms, "a=0", NULL), AR_MISUSE);
    assert_int_equal(ar_arms_parse(&arms, "a=1,a=2", NULL), AR_MISUSE);
    assert_int_equal(ar_arms_parse(&arms, "", NULL), AR_MISUSE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ladders),
        cmocka_unit_test(digits),
        cmocka_unit_test(working_days),
        cmocka_unit_test(shares),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
