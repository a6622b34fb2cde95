/* SPDX-License-Identifier: MIT */
/* The risk model's arithmetic against values computed elsewhere, and its behaviour on ledgers whose truth is known. */
#include "analysis/evaluate.h"
#include "analysis/risk_parts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static void log_odds_are_logarithms(void **state)
{
    (void)state;
    assert_int_equal(ar_risk_log_odds(1, 1), 0);
    assert_int_equal(ar_risk_log_odds(2, 1), 6931);
    assert_int_equal(ar_risk_log_odds(1, 2), -6931);
    assert_int_equal(ar_risk_log_odds(3, 1), 10986);
    assert_int_equal(ar_risk_log_odds(1000000, 1), 138155);
    assert_int_equal(ar_risk_log_odds(UINT64_MAX, 1), 443614);
}

static void probabilities_are_logistic(void **state)
{
    (void)state;
    assert_int_equal(ar_risk_probability(0), 5000);
    assert_int_equal(ar_risk_probability(10986), 7500);
    assert_int_equal(ar_risk_probability(-10986), 2500);
    assert_int_equal(ar_risk_probability(20000), 8808);
    assert_int_equal(ar_risk_probability(-45951), 100);
    assert_int_equal(ar_risk_probability(AR_RISK_LIMIT), 10000);
    assert_int_equal(ar_risk_probability(-AR_RISK_LIMIT), 0);
    for (int32_t score = -AR_RISK_LIMIT; score < AR_RISK_LIMIT; score += 7)
        assert_true(ar_risk_probability(score) <= ar_risk_probability(score + 7));
}

static void blends_lie_between(void **state)
{
    (void)state;
    struct ar_count cell = {10, 9};
    int32_t expected = ar_risk_log_odds(1, 3); /* a quarter */
    int32_t blended = ar_risk_blend(cell, AR_STRENGTH(10), AR_P_ONE / 4);
    assert_int_equal(blended, ar_risk_log_odds(115, 85)); /* (9 + 2.5) of 20 */
    assert_true(blended > expected && blended < ar_risk_log_odds(9, 1));
}

/* A curve by hand: of 4, one is paid on day 0, one is last seen open on day 1, one is paid on day 2, one stays open. */
static void curves_are_those_of_kaplan_and_meier(void **state)
{
    (void)state;
    static struct ar_curve_counts counts;
    static struct ar_curve curve;
    counts.n = 4;
    counts.paid[ar_curve_at(0)] = counts.paid[ar_curve_at(2)] = 1;
    counts.open[ar_curve_at(1)] = counts.open[ar_curve_at(9)] = 1;
    ar_curve_make(&curve, NULL, 0, 0, &counts);
    assert_int_equal(curve.left[ar_curve_at(0)], AR_CURVE_ONE);
    assert_int_equal(curve.left[ar_curve_at(1)], AR_CURVE_ONE / 4 * 3);
    assert_int_equal(curve.left[ar_curve_at(2)], AR_CURVE_ONE / 4 * 3);
    assert_in_range(curve.left[ar_curve_at(3)], AR_CURVE_ONE / 8 * 3 - 1, AR_CURVE_ONE / 8 * 3 + 1);
    int32_t late;
    assert_true(ar_curve_median(&curve, &late, INT32_MIN));
    assert_int_equal(late, 2);
    assert_true(ar_curve_median(&curve, &late, 0));
    assert_int_equal(late, 2); /* of what is left after day 0, half goes on day 2 */
    assert_false(ar_curve_median(&curve, &late, 2)); /* of what is left then nothing was ever paid */
    assert_false(ar_curve_median(&curve, &late, 5000));
}

/* auc and brier of the examples from scikit-learn's documentation. */
static void measures_are_the_published_ones(void **state)
{
    (void)state;
    struct ar_guess auc[] = {{1000, false}, {4000, false}, {3500, true}, {8000, true}};
    struct ar_guess brier[] = {{1000, false}, {9000, true}, {8000, true}, {3000, false}};
    struct ar_guess tied[] = {{1, false}, {1, true}};
    struct ar_guess one_class[] = {{1, true}, {2, true}};
    char text[AR_RATIO_SIZE];
    struct ar_ratio ratio;
    ar_auc(&ratio, auc, 4);
    assert_memory_equal(text, "0.7500", ar_ratio_format(text, ratio, 4));
    ar_auc(&ratio, tied, 2);
    assert_memory_equal(text, "0.5", ar_ratio_format(text, ratio, 1));
    ar_auc(&ratio, one_class, 2);
    assert_int_equal(ar_ratio_format(text, ratio, 4), 0);
    ar_auc(&ratio, NULL, 0);
    assert_int_equal(ar_ratio_format(text, ratio, 4), 0);
    ar_brier(&ratio, brier, 4);
    assert_int_equal(ar_ratio_format(text, ratio, 4), 6);
    assert_memory_equal(text, "0.0375", 6);
    /* Hanley and McNeil, table 1: area 0.8, 50 and 50 cases: standard error 0.0455, times 1.96 */
    assert_in_range(ar_auc_margin((struct ar_ratio){8, 10}, 50, 50), 85000, 90000);
}

enum { DAY = 18000 };

static struct ar_risk *new_risk(bool disputes)
{
    struct ar_risk *risk;
    assert_int_equal(ar_risk_new(&risk, (struct ar_date){DAY}, 0, disputes, 1, NULL), AR_OK);
    return risk;
}

static void add(struct ar_risk *risk, size_t account, int32_t date, int32_t terms, int32_t late, bool disputed)
{
    struct ar_risk_document document = {{date}, {date + terms}, {date + terms + late}, 10000, disputed};
    if (document.settled.days > DAY)
        document.settled = AR_DATE_NONE;
    assert_int_equal(ar_risk_add(risk, account, &document, NULL), AR_OK);
}

static struct ar_risk_score score(struct ar_risk *risk, size_t account, int32_t date, int32_t terms, bool disputed)
{
    struct ar_risk_document document = {{date}, {date + terms}, AR_DATE_NONE, 10000, disputed};
    struct ar_risk_score out;
    ar_risk_score(ar_risk_own(risk), &out, account, &document);
    int64_t sum = 0;
    for (int i = 0; i < AR_RISK_PARTS; i++)
        sum += out.parts[i];
    assert_int_equal(sum, out.score);
    assert_int_equal(out.probability, ar_risk_probability(out.score));
    return out;
}

/* One pays three days early, one four days late, one never. */
static struct ar_risk *three_customers(bool disputes)
{
    struct ar_risk *risk = new_risk(disputes);
    for (int32_t i = 0; i < 100; i++) {
        add(risk, 0, DAY - 50 - 3 * i, 14, -3, false);
        add(risk, 1, DAY - 50 - 3 * i, 14, 4, false);
        add(risk, 2, DAY - 50 - 3 * i, 14, 30000, false);
    }
    assert_int_equal(ar_risk_train(risk, 1, NULL), AR_OK);
    return risk;
}

/* So many accounts that not all are learnt from; account n is number n * step. */
static struct ar_risk_score many(unsigned parts, unsigned threads, size_t step)
{
    enum { ACCOUNTS = 40000 };
    struct ar_risk *risk;
    struct ar_risk_score out;
    const struct ar_risk_document document = {{DAY}, {DAY + 14}, AR_DATE_NONE, 10000, false};
    assert_int_equal(ar_risk_new(&risk, (struct ar_date){DAY}, 0, true, parts, NULL), AR_OK);
    for (int32_t i = 0; i < ACCOUNTS; i++)
        for (int32_t k = 0; k < 3; k++)
            add(risk, (size_t)i * step, DAY - 100 - 7 * k - i % 31, 14 + i % 2, i % 7 - 3 + k, i % 11 == 0);
    assert_int_equal(ar_risk_train(risk, threads, NULL), AR_OK);
    struct ar_risk_look *look;
    assert_int_equal(ar_risk_look_new(&look, risk, NULL), AR_OK);
    ar_risk_score(look, &out, 3 * step, &document);
    ar_risk_look_delete(look);
    ar_risk_delete(risk);
    return out;
}

static void numbers_and_threads_do_not_matter(void **state)
{
    (void)state;
    struct ar_risk_score one = many(1, 1, 1), gaps = many(1, 1, 3), parts = many(8, 3, 1);
    assert_memory_equal(&one, &gaps, sizeof one);
    assert_memory_equal(&one, &parts, sizeof one);
}

static void habits_are_learnt(void **state)
{
    (void)state;
    struct ar_risk *risk = three_customers(false);
    struct ar_risk_score early = score(risk, 0, DAY, 14, false), late = score(risk, 1, DAY, 14, false);
    struct ar_risk_score never = score(risk, 2, DAY, 14, false), unknown = score(risk, 77, DAY, 14, false);
    assert_in_range(early.probability, 0, 500);
    assert_int_equal(early.expected.days, DAY + 14 - 3);
    assert_in_range(late.probability, 9500, 10000);
    assert_int_equal(late.expected.days, DAY + 14 + 4);
    assert_in_range(never.probability, 9500, 10000); /* who never pays does not look good */
    assert_true(ar_date_is_none(never.expected));
    assert_in_range(unknown.probability, 6000, 7300); /* everyone's: two thirds */
    assert_int_equal(unknown.parts[AR_RISK_CUSTOMER], 0);
    ar_risk_delete(risk);
}

/* What is open cannot be paid in the past. */
static void waiting_counts(void **state)
{
    (void)state;
    struct ar_risk *risk = new_risk(false);
    for (int32_t i = 0; i < 400; i++)
        add(risk, 0, DAY - 60 - i / 2, 14, i % 4 == 0 ? 10 : -5, false);
    assert_int_equal(ar_risk_train(risk, 1, NULL), AR_OK);
    struct ar_risk_score fresh = score(risk, 0, DAY, 14, false), old = score(risk, 0, DAY - 13, 14, false);
    struct ar_risk_score due = score(risk, 0, DAY - 20, 14, false), ancient = score(risk, 0, DAY - 500, 14, false);
    assert_in_range(fresh.probability, 2000, 3000);
    assert_int_equal(fresh.expected.days, DAY + 14 - 5);
    assert_true(old.parts[AR_RISK_WAITING] > 20000); /* a day before it is due, the others were paid four days ago */
    assert_true(old.probability > 8000);
    assert_int_equal(old.expected.days, DAY + 1 + 10);
    assert_int_equal(due.probability, AR_RISK_ONE);
    assert_int_equal(due.score, AR_RISK_LIMIT);
    assert_int_equal(due.expected.days, DAY - 6 + 10);
    assert_true(ar_date_is_none(ancient.expected));
    ar_risk_delete(risk);
}

static void disputes_delay(void **state)
{
    (void)state;
    struct ar_risk *risk = new_risk(true);
    for (int32_t i = 0; i < 300; i++)
        for (size_t account = 0; account < 10; account++)
            add(risk, account, DAY - 60 - i, 14, i % 5 == 0 ? 9 : -2, i % 5 == 0);
    assert_int_equal(ar_risk_train(risk, 1, NULL), AR_OK);
    assert_true(score(risk, 0, DAY, 14, true).probability > 8000);
    assert_true(score(risk, 0, DAY, 14, false).probability < 1000);
    assert_true(score(risk, 99, DAY, 14, true).probability > 7000); /* everyone's disputes tell of a new one's */
    assert_int_equal(score(risk, 0, DAY, 14, true).expected.days, DAY + 14 + 9);
    ar_risk_delete(risk);
}

/* Later by a day every 40 days: the drift is found, and goes on. */
static void drift_is_followed(void **state)
{
    (void)state;
    struct ar_risk *risk = new_risk(false);
    for (int32_t i = 0; i < 800; i++)
        for (size_t account = 0; account < 5; account++)
            add(risk, account, DAY - i, 30, 10 - i / 40 + (i * 7 + (int32_t)account) % 5 - 2, false);
    assert_int_equal(ar_risk_train(risk, 1, NULL), AR_OK);
    assert_in_range(ar_risk_drift(risk), 23000, 27000);
    assert_in_range(score(risk, 0, DAY + 80, 30, false).expected.days, DAY + 80 + 30 + 11, DAY + 80 + 30 + 13);
    ar_risk_delete(risk);
}

/* One of ten turns from early to late 120 days ago, and is known by that; the others do not drift with it. */
static void a_change_of_habit_is_followed(void **state)
{
    (void)state;
    struct ar_risk *risk = new_risk(false);
    for (int32_t i = 0; i < 800; i += 2)
        for (size_t account = 0; account < 10; account++) {
            bool changed = account == 3 && i < 120;
            add(risk, account, DAY - i - 14, 14, (changed ? 12 : -4) + (i / 2 + (int32_t)account) % 3 - 1, false);
        }
    assert_int_equal(ar_risk_train(risk, 1, NULL), AR_OK);
    assert_int_equal(ar_risk_drift(risk), 0);
    struct ar_risk_score changed = score(risk, 3, DAY, 14, false), same = score(risk, 4, DAY, 14, false);
    assert_true(changed.probability > 9000);
    assert_in_range(changed.expected.days, DAY + 14 + 11, DAY + 14 + 13);
    assert_true(same.probability < 500);
    assert_in_range(same.expected.days, DAY + 14 - 5, DAY + 14 - 3);
    ar_risk_delete(risk);
}

/* Dates at the ends of the calendar, amounts at the ends of their range. */
static void ends_of_ranges(void **state)
{
    (void)state;
    enum { FIRST_DAY = -719162, LAST_DAY = 2932896 };
    struct ar_risk *risk = new_risk(true);
    struct ar_risk_document old = {{FIRST_DAY}, {LAST_DAY}, {FIRST_DAY}, INT64_MAX, true};
    struct ar_risk_document young = {{DAY}, {LAST_DAY}, AR_DATE_NONE, 1, false};
    struct ar_risk_document undated = {{DAY}, AR_DATE_NONE, AR_DATE_NONE, 1, false};
    for (int i = 0; i < 50; i++) {
        assert_int_equal(ar_risk_add(risk, 0, &old, NULL), AR_OK);
        assert_int_equal(ar_risk_add(risk, 0, &young, NULL), AR_OK);
        assert_int_equal(ar_risk_add(risk, 0, &undated, NULL), AR_OK);
        add(risk, 0, DAY - 40, 10, 5, false);
    }
    assert_int_equal(ar_risk_train(risk, 1, NULL), AR_OK);
    assert_int_equal(ar_risk_documents(risk), 150);
    struct ar_risk_score out;
    ar_risk_score(ar_risk_own(risk), &out, 0, &young);
    assert_true(ar_date_is_none(out.expected) || out.expected.days <= LAST_DAY);
    ar_risk_score(ar_risk_own(risk), &out, 0, &old);
    assert_true(ar_date_is_none(out.expected) || out.expected.days >= FIRST_DAY);
    ar_risk_delete(risk);
}

/* The same documents in any order, more of one account than are kept, and asked for in bulk. */
static void order_does_not_matter(void **state)
{
    (void)state;
    struct ar_risk_score scores[2];
    for (int turn = 0; turn < 2; turn++) {
        struct ar_risk *risk = new_risk(false);
        for (int32_t k = 0; k < 40000; k++) {
            int32_t i = turn == 0 ? k : 39999 - (int32_t)((uint32_t)k * 7919 % 40000);
            add(risk, (size_t)(i % 50 == 0), DAY - 30 - i / 40, 10 + i % 3, i % 11 - 5, false);
        }
        struct ar_risk_document document = {{DAY + 1}, {DAY + 12}, AR_DATE_NONE, 10000, false};
        uint32_t number;
        assert_int_equal(ar_risk_ask(risk, &number, 1, &document, NULL), AR_OK);
        assert_int_equal(ar_risk_train(risk, 1, NULL), AR_OK);
        scores[turn] = score(risk, 0, DAY + 1, 11, false);
        struct ar_risk_score one = score(risk, 1, DAY + 1, 11, false);
        int32_t asked;
        struct ar_date expected;
        ar_risk_answer(risk, number, &asked, &expected);
        assert_int_equal(asked, one.score);
        assert_int_equal(expected.days, one.expected.days);
        ar_risk_delete(risk);
    }
    assert_memory_equal(&scores[0], &scores[1], sizeof scores[0]);
}

/* What nothing is known of. */
static void nothing_is_even_odds(void **state)
{
    (void)state;
    struct ar_risk *risk = new_risk(true);
    assert_int_equal(ar_risk_train(risk, 1, NULL), AR_OK);
    struct ar_risk_score none = score(risk, 0, DAY, 14, true);
    assert_int_equal(none.probability, 5000);
    assert_true(ar_date_is_none(none.expected));
    ar_risk_score(ar_risk_own(risk), &none, 3, NULL);
    assert_int_equal(none.score, 0);
    ar_risk_delete(risk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(log_odds_are_logarithms),
        cmocka_unit_test(probabilities_are_logistic),
        cmocka_unit_test(blends_lie_between),
        cmocka_unit_test(curves_are_those_of_kaplan_and_meier),
        cmocka_unit_test(measures_are_the_published_ones),
        cmocka_unit_test(numbers_and_threads_do_not_matter),
        cmocka_unit_test(habits_are_learnt),
        cmocka_unit_test(waiting_counts),
        cmocka_unit_test(disputes_delay),
        cmocka_unit_test(drift_is_followed),
        cmocka_unit_test(a_change_of_habit_is_followed),
        cmocka_unit_test(ends_of_ranges),
        cmocka_unit_test(order_does_not_matter),
        cmocka_unit_test(nothing_is_even_odds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
