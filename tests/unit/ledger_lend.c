/* SPDX-License-Identifier: MIT */
/* Columns lent by a file of customers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "ledger/lend.h"

static struct ar_table table;
static struct ar_lend lend;
static struct ar_error error;
static char path[] = "/tmp/ar-lend-XXXXXX";

static enum ar_status load(const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0 && fclose(file) == 0);
    assert_int_equal(ar_table_load(&table, path, &error), AR_OK);
    enum ar_status status = ar_lend_init(&lend, &table, &error);
    if (status != AR_OK)
        ar_table_free(&table);
    return status;
}

static void lends(void **state)
{
    (void)state;
    assert_int_equal(load("country\tcustomer\tcollector\nDE\t007\tMeier\\tM.\n\t7\tOrtiz\nFR\tc\t\n"), AR_OK);
    int country = ar_table_find(&table, "country"), collector = ar_table_find(&table, "collector");
    assert_true(ar_text_is(ar_lend_get(&lend, AR_TEXT("007"), country), "DE"));
    assert_true(ar_text_is(ar_lend_get(&lend, AR_TEXT("007"), collector), "Meier\tM."));
    assert_true(ar_text_is(ar_lend_get(&lend, AR_TEXT("7"), collector), "Ortiz")); /* 007 is somebody else */
    assert_int_equal(ar_lend_get(&lend, AR_TEXT("7"), country).size, 0);
    assert_int_equal(ar_lend_get(&lend, AR_TEXT("nobody"), country).size, 0);
    assert_int_equal(ar_lend_get(&lend, AR_TEXT(""), country).size, 0);
    ar_lend_free(&lend);
    ar_table_free(&table);
}

static void tables_refused(void **state)
{
    (void)state;
    assert_int_equal(load("account\tcountry\n1\tDE\n"), AR_BAD_DATA);
    assert_int_equal(load("customer\tcountry\n1\tDE\n\tFR\n"), AR_BAD_DATA);
    assert_int_equal(error.line, 3);
    assert_int_equal(load("customer\tcountry\n1\tDE\n2\tFR\n1\tDE\n"), AR_BAD_DATA);
    assert_int_equal(error.line, 4);
    assert_string_equal(error.column, "customer");
    assert_int_equal(load("customer\tcountry\n"), AR_OK);
    assert_int_equal(ar_lend_get(&lend, AR_TEXT("1"), 1).size, 0);
    ar_lend_free(&lend);
    ar_table_free(&table);
}

int main(void)
{
    int file = mkstemp(path);
    if (file < 0)
        return 1;
    (void)close(file);
    const struct CMUnitTest tests[] = {cmocka_unit_test(lends), cmocka_unit_test(tables_refused)};
    int failed = cmocka_run_group_tests_name("lend", tests, NULL, NULL);
    (void)unlink(path);
    return failed;
}
