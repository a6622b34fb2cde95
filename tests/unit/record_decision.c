/* SPDX-License-Identifier: MIT */
/* Decision tables: what a cell can say, the order of decimals, what is refused and where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "record/decision.h"

static const char *const values_of[] = {"A", "B", "C", NULL};
static const struct ar_feature features[] = {{"value", AR_FEATURE_TEXT, values_of},
                                             {"days", AR_FEATURE_NUMBER, NULL},
                                             {"name", AR_FEATURE_ANY, NULL},
                                             {NULL, AR_FEATURE_TEXT, NULL}};
static const char *const results[] = {"segment", "procedure", NULL};
static struct ar_table table;
static struct ar_decision decision;
static struct ar_error error;

/* A table of one condition, a row a cell. */
static enum ar_status one(const char *column, const char *cell)
{
    const char *cells[] = {"segment", column, "s", cell};
    assert_int_equal(ar_table_build(&table, "t.tsv", cells, 2, 1, &error), AR_OK);
    enum ar_status status = ar_decision_init(&decision, &table, features, results, &error);
    if (status != AR_OK)
        ar_table_free(&table);
    return status;
}

static bool holds(const char *column, const char *cell, const char *value)
{
    struct ar_text values[3];
    size_t row;
    assert_int_equal(one(column, cell), AR_OK);
    for (unsigned i = 0; i < 3; i++)
        values[i] = ar_text_from(strcmp(features[i].name, column) == 0 ? value : "");
    assert_int_equal(ar_decision_find(&row, &decision, values, &error), AR_OK);
    ar_decision_free(&decision);
    ar_table_free(&table);
    assert_true(row == 0 || row == AR_NO_ROW);
    return row == 0;
}

static void cells(void **state)
{
    (void)state;
    assert_true(holds("value", "", "A") && holds("value", "", ""));
    assert_true(holds("value", "A", "A") && !holds("value", "A", "B") && !holds("value", "A", ""));
    assert_true(holds("value", "A|C", "C") && holds("value", " A | C ", "A") && !holds("value", "A|C", "B"));
    assert_true(holds("days", ">30", "30.01") && !holds("days", ">30", "30") && !holds("days", ">30", ""));
    assert_true(holds("days", ">=30", "30.000") && holds("days", "<= 0.05", "0.05") && !holds("days", "<0.05", "0.05"));
    assert_true(holds("days", "10..20", "10") && holds("days", "10..20", "20") && !holds("days", "10..20", "20.5"));
    assert_true(holds("days", "-5..-1", "-3") && !holds("days", "-5..-1", "0"));
    assert_true(holds("days", "<0|5..6|>90", "5.5") && !holds("days", "<0|5..6|>90", "7"));
    assert_true(holds("days", "30", "30.00") && holds("days", "1|2", "2") && !holds("days", "30", "3"));
    assert_true(holds("name", "/^Ac+me/", "Accme Ltd") && !holds("name", "/^Ac+me/", "ACME"));
    assert_true(holds("name", "/acme/i", "The ACME") && holds("name", "/a|b/", "xb") && holds("name", "/^$/", ""));
    assert_true(holds("name", "30", "30") && !holds("name", "30", "30.0") && holds("name", ">30", "30.1"));
    assert_true(holds("days", "/5$/", "15"));
}

static void decimals(void **state)
{
    static const char *const ascending[] = {"-99999999999999999999999999999999999999.1",
                                            "-10",
                                            "-9.5",
                                            "-9.49",
                                            "-0.1",
                                            "0",
                                            "0.09",
                                            "0.1",
                                            "9.5",
                                            "10",
                                            "99999999999999999999999999999999999999.1",
                                            "99999999999999999999999999999999999999.11"};
    struct ar_decision_number a, b;
    (void)state;
    for (size_t i = 0; i < sizeof ascending / sizeof *ascending; i++)
        for (size_t k = 0; k < sizeof ascending / sizeof *ascending; k++) {
            assert_true(ar_decision_number_parse(&a, ar_text_from(ascending[i])));
            assert_true(ar_decision_number_parse(&b, ar_text_from(ascending[k])));
            int order = ar_decision_compare(&a, &b);
            assert_true(i < k ? order < 0 : i > k ? order > 0 : order == 0);
        }
    assert_true(ar_decision_number_parse(&a, AR_TEXT("-0.00")) && ar_decision_number_parse(&b, AR_TEXT("0")));
    assert_int_equal(ar_decision_compare(&a, &b), 0);
    static const char *const wrong[] = {"", "-", ".5", "5.", "1e3", "+1", "1,0", " 1", "1.2.3", "nan"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(ar_decision_number_parse(&a, ar_text_from(wrong[i])));
}

static void first_row_wins(void **state)
{
    static const char *const rows[] = {"value", "days", "segment", "A", ">30", "1", "A", "", "2", "B", "", "3"};
    struct ar_text values[3] = {AR_TEXT("A"), AR_TEXT("31"), AR_TEXT("")};
    size_t row;
    (void)state;
    assert_int_equal(ar_table_build(&table, "t.tsv", rows, 3, 3, &error), AR_OK);
    assert_int_equal(ar_decision_init(&decision, &table, features, results, &error), AR_OK);
    assert_true(ar_decision_asks(&decision, 0) && ar_decision_asks(&decision, 1) && !ar_decision_asks(&decision, 2));
    assert_false(ar_decision_is_total(&decision));
    assert_int_equal(ar_decision_find(&row, &decision, values, &error), AR_OK);
    assert_int_equal(row, 0);
    values[1] = AR_TEXT("30");
    assert_int_equal(ar_decision_find(&row, &decision, values, &error), AR_OK);
    assert_int_equal(row, 1);
    values[0] = AR_TEXT("C");
    assert_int_equal(ar_decision_find(&row, &decision, values, &error), AR_OK);
    assert_true(row == AR_NO_ROW);
    ar_decision_free(&decision);
    ar_table_free(&table);
}

static void refused(void **state)
{
    static const struct {
        const char *column, *cell, *why;
    } cases[] = {
        {"days", ">", "not a number behind the comparison"},
        {"days", ">=x", "not a number behind the comparison"},
        {"days", "5..x", "not a number behind the dots"},
        {"days", "5..4", "a range that ends before it begins"},
        {"days", "soon", "not a number, comparison, range or pattern"},
        {"days", "1||2", "an empty alternative"},
        {"days", "1|", "an empty alternative"},
        {"value", ">30", "a comparison of numbers, but this is a text"},
        {"value", "1..2", "a comparison of numbers, but this is a text"},
        {"value", "A|D", "not a word that this can be"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(one(cases[i].column, cases[i].cell), AR_BAD_DATA);
        assert_string_equal(error.reason, cases[i].why);
        assert_string_equal(error.file, "t.tsv");
        assert_string_equal(error.column, cases[i].column);
        assert_int_equal(error.line, 2);
        assert_true(error.fatal && error.value_size == strlen(cases[i].cell));
    }
    assert_int_equal(one("name", "/(/"), AR_BAD_DATA);
    assert_string_equal(error.column, "name");
    assert_int_equal(error.line, 2);
    assert_int_equal(one("dayz", "5"), AR_BAD_DATA);
    assert_string_equal(error.reason, "column 'dayz' is neither a condition nor a result; did you mean 'days'?");
    assert_int_equal(one("collector", "5"), AR_BAD_DATA);
    assert_string_equal(error.reason, "column 'collector' is neither a condition nor a result");

    struct ar_text values[3] = {AR_TEXT(""), AR_TEXT(""), AR_TEXT("many")};
    size_t row;
    assert_int_equal(one("name", ">3"), AR_OK);
    assert_int_equal(ar_decision_find(&row, &decision, values, &error), AR_BAD_DATA);
    assert_string_equal(error.column, "name");
    ar_decision_free(&decision);
    ar_table_free(&table);
    assert_int_equal(one("name", "/^(a+)+$/"), AR_OK);
    values[2] = AR_TEXT("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab");
    assert_int_equal(ar_decision_find(&row, &decision, values, &error), AR_BAD_DATA);
    assert_int_equal(error.line, 2);
    ar_decision_free(&decision);
    ar_table_free(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(cells), cmocka_unit_test(decimals),
                                       cmocka_unit_test(first_row_wins), cmocka_unit_test(refused)};
    return cmocka_run_group_tests_name("decision", tests, NULL, NULL);
}
