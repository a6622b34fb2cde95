/* SPDX-License-Identifier: MIT */
/* Rates of a day, from a table file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "ledger/exchange.h"

static struct ar_table table;
static struct ar_exchange exchange;
static struct ar_error error;
static char path[] = "/tmp/ar-exchange-XXXXXX";

static enum ar_status load(const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0 && fclose(file) == 0);
    assert_int_equal(ar_table_load(&table, path, &error), AR_OK);
    enum ar_status status = ar_exchange_init(&exchange, &table, &error);
    if (status != AR_OK)
        ar_table_free(&table);
    return status;
}

static void unload(void)
{
    ar_exchange_free(&exchange);
    ar_table_free(&table);
}

static struct ar_currency currency(const char *code)
{
    struct ar_currency out = AR_CURRENCY_NONE;
    assert_int_equal(ar_currency_parse(&out, ar_text_from(code)), AR_OK);
    return out;
}

/* The rate as text, "" when there is none. */
static const char *find(const char *from, const char *to, const char *day, unsigned within)
{
    static char text[AR_RATE_SIZE + 1];
    struct ar_date date;
    struct ar_exchange_rate rate;
    assert_int_equal(ar_date_parse(&date, ar_text_from(day)), AR_OK);
    enum ar_status status = ar_exchange_find(&rate, &exchange, currency(from), currency(to), date, within, &error);
    text[0] = '\0';
    if (status == AR_OK)
        text[ar_rate_format(text, rate.rate)] = '\0';
    else
        assert_true(status == AR_BAD_DATA && error.fatal);
    return text;
}

static void rates_by_day(void **state)
{
    (void)state;
    assert_int_equal(load("# ours\nrate\tto\tfrom\tdate\n"
                          "1.2\tUSD\tEUR\t2026-06-30\n"
                          "0.9134\tEUR\tUSD\t2026-06-30\n"
                          "0.9000\tEUR\tUSD\t2026-06-26\n"
                          "0.0058\tEUR\tJPY\t2026-06-30\n"),
                     AR_OK);
    assert_string_equal(find("USD", "EUR", "2026-06-30", 0), "0.9134");
    assert_string_equal(find("EUR", "USD", "2026-06-30", 0), "1.2");
    assert_string_equal(find("USD", "EUR", "2026-06-26", 0), "0.9000");
    assert_string_equal(find("USD", "EUR", "2026-06-28", 0), "");
    assert_string_equal(find("USD", "EUR", "2026-06-28", 1), "");
    assert_string_equal(find("USD", "EUR", "2026-06-28", 2), "0.9000");
    assert_string_equal(find("USD", "EUR", "2026-07-30", 1000000000), "0.9134");
    assert_string_equal(find("USD", "EUR", "2026-06-25", 1000000000), ""); /* never a later one */
    assert_string_equal(find("EUR", "JPY", "2026-06-30", 9), ""); /* no inverse */
    assert_string_equal(find("USD", "JPY", "2026-06-30", 9), ""); /* no cross rate */
    assert_string_equal(find("KWD", "KWD", "2020-01-01", 0), "1");
    unload();
}

static void words(void **state)
{
    (void)state;
    char text[1024], want[1024];
    assert_int_equal(load("date\tfrom\tto\trate\n2026-06-26\tUSD\tEUR\t0.9\n"), AR_OK);
    find("USD", "EUR", "2026-06-28", 0);
    ar_error_format(&error, text, sizeof text);
    snprintf(want, sizeof want, "%s: no rate from USD to EUR on 2026-06-28; the latest before it is of 2026-06-26",
             path);
    assert_string_equal(text, want);
    find("USD", "GBP", "2026-06-28", 0);
    ar_error_format(&error, text, sizeof text);
    snprintf(want, sizeof want, "%s: no rate from USD to GBP on 2026-06-28", path);
    assert_string_equal(text, want);
    unload();
}

static void tables_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "date\tfrom\tto\n",
        "date\tfrom\tto\trate\n2026-06-31\tUSD\tEUR\t0.9\n",
        "date\tfrom\tto\trate\n\tUSD\tEUR\t0.9\n",
        "date\tfrom\tto\trate\n2026-06-30\tUSX\tEUR\t0.9\n",
        "date\tfrom\tto\trate\n2026-06-30\tUSD\t\t0.9\n",
        "date\tfrom\tto\trate\n2026-06-30\tUSD\tEUR\t\n",
        "date\tfrom\tto\trate\n2026-06-30\tUSD\tEUR\t0\n",
        "date\tfrom\tto\trate\n2026-06-30\tUSD\tEUR\t-0.9\n",
        "date\tfrom\tto\trate\n2026-06-30\tUSD\tEUR\t0.9\n2026-06-30\tUSD\tEUR\t0.9\n",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(load(bad[i]), AR_BAD_DATA);
    assert_int_equal(load("date\tfrom\tto\trate\n"), AR_OK);
    assert_string_equal(find("USD", "EUR", "2026-06-30", 9), "");
    unload();
}

int main(void)
{
    int file = mkstemp(path);
    if (file < 0)
        return 1;
    (void)close(file);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rates_by_day),
        cmocka_unit_test(words),
        cmocka_unit_test(tables_refused),
    };
    int failed = cmocka_run_group_tests_name("exchange", tests, NULL, NULL);
    (void)unlink(path);
    return failed;
}
