/* SPDX-License-Identifier: MIT */
/* Edges and names: what is accepted, and that every whole number of days falls in exactly one bucket. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/aging_rules.h"

static struct ar_buckets edges(const char *text)
{
    struct ar_buckets buckets;
    assert_int_equal(ar_buckets_parse(&buckets, text, NULL), AR_OK);
    return buckets;
}

/* The days that a column's name promises. */
static bool name_covers(const char *name, int32_t age)
{
    int from, to, end = 0;
    if (strcmp(name, "current") == 0)
        return age <= 0;
    if (sscanf(name, "%d-%d%n", &from, &to, &end) == 2 && name[end] == '\0')
        return from <= age && age <= to;
    return sscanf(name, "%d+%n", &from, &end) == 1 && name[end] == '\0' && from <= age;
}

static void every_day_in_one_bucket(void **state)
{
    (void)state;
    static const char *const all[] = {
        "30,60,90", "1", "1,2,3", "7", "29,59,89,119", "30,60,90,120", "365,3652058", "1,7,30,31,32,90,3000"};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct ar_aging_rules rules = {.buckets = edges(all[i])};
        for (int32_t age = -400; age <= 4000; age++) {
            unsigned found = 0, bucket = ar_buckets_find(&rules.buckets, age);
            for (unsigned column = 0; column < ar_aging_undated(&rules); column++) {
                char name[AR_BUCKET_NAME_SIZE];
                ar_aging_column_name(name, &rules, column);
                if (name_covers(name, age)) {
                    found++;
                    assert_int_equal(column, bucket);
                }
            }
            assert_int_equal(found, 1);
        }
        assert_int_equal(ar_buckets_find(&rules.buckets, -AR_EDGE_LARGEST), 0);
        assert_int_equal(ar_buckets_find(&rules.buckets, AR_EDGE_LARGEST + 1), rules.buckets.count + 1);
    }
}

static void edges_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"",       "0",    "-1",  "30,30", "60,30", "30,",     ",30",
                                      "30;60",  " 30",  "30 ", "1e2",   "+30",   "3652059", "99999999999999999999",
                                      "30,,60", "30.5", "0x10"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct ar_buckets buckets = {{5}, 1};
        struct ar_error error;
        assert_int_equal(ar_buckets_parse(&buckets, bad[i], &error), AR_MISUSE);
        assert_true(buckets.count == 1 && buckets.edges[0] == 5);
    }
}

static void names_of_all_columns(void **state)
{
    (void)state;
    struct ar_aging_rules rules = {.buckets = edges("30,60,90"), .credits = AR_CREDITS_APART, .disputed_apart = true};
    static const char *const names[] = {"current", "1-30", "31-60", "61-90", "91+", "undated", "credits", "disputed"};
    assert_int_equal(ar_aging_columns(&rules), 8);
    for (unsigned i = 0; i < 8; i++) {
        char name[AR_BUCKET_NAME_SIZE];
        ar_aging_column_name(name, &rules, i);
        assert_string_equal(name, names[i]);
    }
    rules.credits = AR_CREDITS_AGED;
    char name[AR_BUCKET_NAME_SIZE];
    ar_aging_column_name(name, &rules, ar_aging_disputed(&rules));
    assert_string_equal(name, "disputed");
    assert_int_equal(ar_aging_columns(&rules), 7);
    rules.disputed_apart = false;
    rules.credits = AR_CREDITS_OLDEST;
    assert_int_equal(ar_aging_columns(&rules), 6);
}

static struct ar_date day(int32_t days)
{
    return (struct ar_date){days};
}

static void which_date_counts(void **state)
{
    (void)state;
    struct ar_aging_rules rules = {.as_of = {20000}, .buckets = edges("30,60,90")};
    assert_int_equal(ar_aging_bucket(&rules, day(20000), day(1)), 0); /* due today is current */
    assert_int_equal(ar_aging_bucket(&rules, day(20001), day(1)), 0);
    assert_int_equal(ar_aging_bucket(&rules, day(19999), day(1)), 1); /* day 1 is late */
    assert_int_equal(ar_aging_bucket(&rules, day(19970), day(1)), 1);
    assert_int_equal(ar_aging_bucket(&rules, day(19969), day(1)), 2);
    assert_int_equal(ar_aging_bucket(&rules, day(19909), day(1)), 4);
    assert_int_equal(ar_aging_bucket(&rules, AR_DATE_NONE, day(19969)), 5);
    rules.undated_by_date = true;
    assert_int_equal(ar_aging_bucket(&rules, AR_DATE_NONE, day(19969)), 2);
    assert_int_equal(ar_aging_bucket(&rules, day(20000), day(19969)), 0); /* the due date comes first */
    assert_int_equal(ar_aging_bucket(&rules, AR_DATE_NONE, AR_DATE_NONE), 5);
}

static void what_is_apart(void **state)
{
    (void)state;
    struct ar_aging_rules rules = {.buckets = edges("30"), .credits = AR_CREDITS_APART, .disputed_apart = true};
    assert_int_equal(ar_aging_column(&rules, 1, -1, false), ar_aging_credits(&rules));
    assert_int_equal(ar_aging_column(&rules, 1, 0, false), 1);
    assert_int_equal(ar_aging_column(&rules, 1, -1, true), ar_aging_disputed(&rules)); /* a dispute comes first */
    rules.disputed_apart = false;
    assert_int_equal(ar_aging_column(&rules, 1, -1, true), ar_aging_credits(&rules));
    rules.credits = AR_CREDITS_AGED;
    assert_int_equal(ar_aging_column(&rules, 1, -1, true), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_in_one_bucket), cmocka_unit_test(edges_refused),
        cmocka_unit_test(names_of_all_columns),    cmocka_unit_test(which_date_counts),
        cmocka_unit_test(what_is_apart),
    };
    return cmocka_run_group_tests_name("aging rules", tests, NULL, NULL);
}
