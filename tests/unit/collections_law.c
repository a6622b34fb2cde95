/* SPDX-License-Identifier: MIT */
/* The tables of laws, reference rates and fixed sums: what they say, and what is refused. */
#include "collections/law.h"
#include "collections/law_ready.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
/* cmocka.h needs the four above */
#include <cmocka.h>

enum { LAWS, REFERENCES, FEES, TABLES };
static struct ar_table tables[TABLES];
static struct ar_laws laws;
static struct ar_error error;
static char path[] = "/tmp/ar-law-XXXXXX";

static const char rates_text[] = "name\tfrom\trate\tuntil\n"
                                 "base\t2024-01-15\t1.5\t\n"
                                 "base\t2024-06-30\t2\t\n"
                                 "base\t2024-07-01\t3\t\n"
                                 "base\t2025-03-01\t-10\t2025-12-31\n";
static const char fees_text[] = "fee_table\tcurrency\tfrom\tfee\n"
                                "sums\tGBP\t1000.00\t70.00\n"
                                "sums\tGBP\t0.00\t40.00\n"
                                "sums\tGBP\t10000.00\t100.00\n"
                                "sums\tJPY\t500\t7\n";

static void load(int which, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0 && fclose(file) == 0);
    assert_int_equal(ar_table_load(&tables[which], path, &error), AR_OK);
}

static enum ar_status init(const char *law, const char *references, const char *fees)
{
    load(LAWS, law);
    load(REFERENCES, references);
    load(FEES, fees);
    return ar_laws_init(&laws, &tables[LAWS], &tables[REFERENCES], &tables[FEES], &error);
}

static void done(void)
{
    ar_laws_free(&laws);
    for (int i = 0; i < TABLES; i++)
        ar_table_free(&tables[i]);
}

static int64_t rate_on(const struct ar_law *law, const char *text)
{
    struct ar_date date = AR_DATE_NONE;
    size_t i = law->rate_count;
    assert_int_equal(ar_date_parse(&date, ar_text_from(text)), AR_OK);
    while (i > 1 && law->rates[i - 1].from.days > date.days)
        i--;
    return law->rates[i - 1].rate;
}

#define ROW "\t\tbase\t8\t\t"
static void test_schedule(void **state)
{
    (void)state;
    assert_int_equal(init("law\tkind\treference\tmargin\tstep\treset\n"
                          "day" ROW "day\n"
                          "half" ROW "half-year\n"
                          "eve" ROW "half-year-eve\n"
                          "plain\t\t\t12.5\t\t\n"
                          "step\t\tbase\t8.1\t0.5\tday\n",
                          rates_text, fees_text),
                     AR_OK);
    const struct ar_law *day = &laws.at[0], *half = &laws.at[1], *eve = &laws.at[2];
    assert_int_equal(rate_on(day, "2024-01-14"), AR_LAW_UNKNOWN);
    assert_int_equal(rate_on(day, "2024-01-15"), 9500000);
    assert_int_equal(rate_on(day, "2024-06-30"), 10000000);
    assert_int_equal(rate_on(day, "2024-07-01"), 11000000);
    assert_int_equal(rate_on(day, "2025-03-01"), 0); /* -2 is no rate */
    assert_int_equal(rate_on(day, "2025-12-31"), 0);
    assert_int_equal(rate_on(day, "2026-01-01"), AR_LAW_UNKNOWN);
    assert_int_equal(rate_on(half, "2024-06-30"), AR_LAW_UNKNOWN); /* 1 January is before the first rate */
    assert_int_equal(rate_on(half, "2024-07-01"), 11000000);
    assert_int_equal(rate_on(half, "2025-06-30"), 11000000);
    assert_int_equal(rate_on(half, "2025-12-31"), 0);
    assert_int_equal(rate_on(half, "2026-01-01"), AR_LAW_UNKNOWN);
    assert_int_equal(rate_on(eve, "2024-06-30"), AR_LAW_UNKNOWN);
    assert_int_equal(rate_on(eve, "2024-07-01"), 10000000); /* of 30 June */
    assert_int_equal(rate_on(eve, "2025-01-01"), 11000000);
    assert_int_equal(rate_on(eve, "2026-06-30"), 0); /* of 31 December, the last that is known */
    assert_int_equal(rate_on(eve, "2026-07-01"), AR_LAW_UNKNOWN);
    assert_int_equal(rate_on(&laws.at[3], "0001-01-01"), 12500000);
    assert_int_equal(rate_on(&laws.at[4], "2024-02-01"), 10000000); /* 9.6, up */
    assert_int_equal(rate_on(&laws.at[4], "2024-06-30"), 10500000); /* 10.1, up */
    assert_int_equal(laws.at[4].step, 500000);
    done();
}

static void test_rows(void **state)
{
    (void)state;
    const struct ar_law *law;
    assert_int_equal(init("law\tkind\treference\tmargin\treset\tdaycount\trounding\tfee_table\n"
                          "a\tbusiness\tbase\t8\thalf-year\tact/360\tdaily down\tsums\n"
                          "a\tconsumer\tbase\t5\thalf-year\t30/360-us\thalf-even\t\n"
                          "b\t\t\t1\t\t\tdaily\t\n"
                          "b\tpublic\t\t2\t\t\tfinal up\t\n"
                          "c\t\tnot there\t\t\t\t\tnor this\n",
                          rates_text, fees_text),
                     AR_OK);
    assert_int_equal(ar_laws_find(&law, &laws, AR_TEXT("a"), AR_TEXT("business")), AR_LAW_FOUND);
    assert_true(law->daily && law->rounding == AR_ROUND_DOWN && law->daycount == AR_ACT_360);
    assert_int_equal(ar_laws_find(&law, &laws, AR_TEXT("a"), AR_TEXT("consumer")), AR_LAW_FOUND);
    assert_true(!law->daily && law->rounding == AR_ROUND_HALF_EVEN && law->daycount == AR_30_360_US);
    assert_int_equal(ar_laws_find(&law, &laws, AR_TEXT("a"), AR_TEXT("")), AR_LAW_OTHER_KIND);
    assert_int_equal(ar_laws_find(&law, &laws, AR_TEXT("a"), AR_TEXT("public")), AR_LAW_OTHER_KIND);
    assert_null(law);
    assert_int_equal(ar_laws_find(&law, &laws, AR_TEXT("b"), AR_TEXT("")), AR_LAW_FOUND);
    assert_true(law->daily && law->rounding == AR_ROUND_HALF_UP && law->daycount == AR_ACT_365);
    assert_int_equal(ar_laws_find(&law, &laws, AR_TEXT("b"), AR_TEXT("public")), AR_LAW_FOUND);
    assert_true(law->margin == 2000000 && law->rounding == AR_ROUND_UP);
    assert_int_equal(ar_laws_find(&law, &laws, AR_TEXT("c"), AR_TEXT("")), AR_LAW_FOUND);
    assert_true(law->no_margin);
    assert_int_equal(ar_laws_find(&law, &laws, AR_TEXT("d"), AR_TEXT("")), AR_LAW_NO_SUCH);
    done();
}

static void test_fees(void **state)
{
    (void)state;
    static const struct {
        const char *table;
        const char *currency;
        int64_t debt, fee;
        bool known;
    } asked[] = {{"sums", "GBP", 99999, 4000, true},      {"sums", "GBP", 100000, 7000, true},
                 {"sums", "GBP", 999999, 7000, true},     {"sums", "GBP", 1000000, 10000, true},
                 {"sums", "GBP", INT64_MAX, 10000, true}, {"sums", "GBP", 1, 4000, true},
                 {"sums", "JPY", 499, 0, true},           {"sums", "JPY", 500, 7, true},
                 {"sums", "EUR", 500, 0, false},          {"other", "GBP", 500, 0, false}};
    load(FEES, fees_text);
    assert_int_equal(ar_fees_init(&laws.fees, &tables[FEES], &error), AR_OK);
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        struct ar_currency currency;
        int64_t fee = -1;
        assert_int_equal(ar_currency_parse(&currency, ar_text_from(asked[i].currency)), AR_OK);
        assert_int_equal(ar_fees_find(&fee, &laws.fees, ar_text_from(asked[i].table), currency, asked[i].debt),
                         asked[i].known);
        assert_int_equal(fee, asked[i].fee);
    }
    ar_fees_free(&laws.fees);
    ar_table_free(&tables[FEES]);
}

static void refused(const char *law, const char *references, const char *fees, uint64_t line, const char *column,
                    const char *reason)
{
    assert_int_equal(init(law, references, fees), AR_BAD_DATA);
    assert_string_equal(error.reason, reason);
    assert_int_equal(error.line, line);
    assert_string_equal(error.column, column);
    done();
}

#define HEAD "law\treference\tmargin\treset\tstep\tdaycount\trounding\tfee_table\n"
static void test_refused(void **state)
{
    (void)state;
    static const struct {
        const char *row, *column, *reason;
    } rows[] = {
        {"\tbase\t8\t\t\t\t\t\n", "law", "missing"},
        {"a\tbase\t8%\t\t\t\t\t\n", "margin", "not a percentage"},
        {"a\tbase\t8.1234567\t\t\t\t\t\n", "margin", "more than six decimals"},
        {"a\tbase\t100000\t\t\t\t\t\n", "margin", "a percentage out of range"},
        {"a\tbase\t8\t\t-0.5\t\t\t\n", "step", "must not be below zero"},
        {"a\tbase\t8\tyear\t\t\t\t\n", "reset",
         "not one of day, half-year, half-year-eve, start, start-half-year, start-half-year-eve"},
        {"a\tbase\t8\t\t\t30/360\t\t\n", "daycount",
         "four day counts have this name: say 30/360-bond, 30/360-eurobond, 30/360-isda or 30/360-us"},
        {"a\tbase\t8\t\t\t\tdaily nearest\t\n", "rounding",
         "not a rounding: daily or final, and half-up, half-even, down or up"},
        {"a\tlibor\t8\t\t\t\t\t\n", "reference", "no reference rate of this name"},
        {"a\tbase\t8\t\t\t\t\tno sums\n", "fee_table", "no fee table of this name"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char text[512];
        snprintf(text, sizeof text, "%s%s", HEAD, rows[i].row);
        refused(text, rates_text, fees_text, 2, rows[i].column, rows[i].reason);
    }
    refused(HEAD "a\tbase\t8\t\t\t\t\t\na\tbase\t9\t\t\t\t\t\n", rates_text, fees_text, 3, "law",
            "a second row of the same law and kind");
    refused(HEAD, "name\tfrom\trate\n\t2024-01-01\t1\n", fees_text, 2, "name", "missing");
    refused(HEAD, "name\tfrom\trate\nx\t2024-01-32\t1\n", fees_text, 2, "from", "not a date");
    refused(HEAD, "name\tfrom\trate\nx\t2024-01-31\t1,5\n", fees_text, 2, "rate", "not a percentage");
    refused(HEAD, "name\tfrom\trate\tuntil\nx\t2024-01-31\t1\tnow\n", fees_text, 2, "until", "not a date");
    refused(HEAD, "name\tfrom\trate\tuntil\nx\t2024-01-31\t1\t2024-01-30\n", fees_text, 2, "until", "before it begins");
    refused(HEAD, "name\tfrom\trate\nx\t2024-01-31\t1\nx\t2024-01-31\t2\n", fees_text, 3, "from",
            "a second rate of the same name and day");
    refused(HEAD, rates_text, "fee_table\tcurrency\tfrom\tfee\nx\tEUR\t0.00\t-1.00\n", 2, "fee",
            "must not be below zero");
    refused(HEAD, rates_text, "fee_table\tcurrency\tfrom\tfee\nx\tEUR\t0\t1.00\n", 2, "from",
            "fewer decimals than the currency has");
    refused(HEAD, rates_text, "fee_table\tcurrency\tfrom\tfee\nx\tXXX\t0\t1.00\n", 2, "currency",
            "not a currency of ISO 4217");
    refused(HEAD, rates_text, "fee_table\tcurrency\tfrom\tfee\n\tEUR\t0.00\t1.00\n", 2, "fee_table", "missing");
    refused(HEAD, rates_text, "fee_table\tcurrency\tfrom\tfee\nx\tEUR\t0.00\t1.00\nx\tEUR\t0.00\t2.00\n", 3, "from",
            "a second row of the same table, currency and amount");
}

static void test_ready(void **state)
{
    (void)state;
    static const char *const names[] = {"laws", "reference-rates", "fees"};
    const struct ar_law *law;
    for (int i = 0; i < TABLES; i++)
        assert_int_equal(ar_law_ready_table(&tables[i], names[i], &error), AR_OK);
    assert_int_equal(ar_laws_init(&laws, &tables[LAWS], &tables[REFERENCES], &tables[FEES], &error), AR_OK);
    assert_int_equal(ar_laws_find(&law, &laws, AR_TEXT("uk"), AR_TEXT("consumer")), AR_LAW_OTHER_KIND);
    assert_int_equal(ar_laws_find(&law, &laws, AR_TEXT("uk"), AR_TEXT("business")), AR_LAW_FOUND);
    assert_true(law->daily && law->reset == AR_RESET_START_HALF_YEAR_EVE);
    assert_int_equal(rate_on(law, "2022-01-31"), 8250000); /* 0.25 since 16 December 2021 */
    assert_int_equal(rate_on(law, "2024-09-01"), 13250000); /* 5.25 on 30 June; 5 since 1 August does not count */
    assert_int_equal(ar_laws_find(&law, &laws, AR_TEXT("eu"), AR_TEXT("business")), AR_LAW_FOUND);
    assert_int_equal(rate_on(law, "2025-03-31"), 11150000); /* 3.15 on 1 January */
    assert_int_equal(ar_laws_find(&law, &laws, AR_TEXT("be"), AR_TEXT("business")), AR_LAW_FOUND);
    assert_int_equal(rate_on(law, "2025-03-31"), 11500000);
    assert_int_equal(ar_laws_find(&law, &laws, AR_TEXT("de"), AR_TEXT("consumer")), AR_LAW_FOUND);
    assert_int_equal(rate_on(law, "2016-12-31"), 4120000);
    assert_int_equal(ar_laws_find(&law, &laws, AR_TEXT("se"), AR_TEXT("business")), AR_LAW_FOUND);
    assert_true(law->no_margin);
    done();
}

static int set_up(void **state)
{
    (void)state;
    int fd = mkstemp(path);
    return fd < 0 ? -1 : close(fd);
}

static int tear_down(void **state)
{
    (void)state;
    return unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_schedule), cmocka_unit_test(test_rows),  cmocka_unit_test(test_fees),
        cmocka_unit_test(test_refused),  cmocka_unit_test(test_ready),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
