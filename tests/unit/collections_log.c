/* SPDX-License-Identifier: MIT */
/* The log: which state counts, what a document went through, when a customer was written to; broken ends, drafts. */
#include "collections/log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#define HEADER                                                                                                         \
    "action\tdate\tentity\tcustomer\tlevel\tcycle\tchannel\tcurrency\tdoc\tline\tdoc_level\tfee\tstate\ttime\n"
#define AT "\t2026-01-05T06:00:00Z\n"

static char path[] = "/tmp/ar-log-XXXXXX";

static enum ar_status load(struct ar_log *log, const char *text, struct ar_error *error)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fputs(text, file) < 0, 0);
    assert_int_equal(fclose(file), 0);
    return ar_log_load(log, path, error);
}

static const struct ar_log_document *document(const struct ar_log *log, const char *customer, const char *doc)
{
    struct ar_buffer key = {0};
    const struct ar_text parts[AR_KEY_PARTS] = {AR_TEXT(""), ar_text_from(customer), ar_text_from(doc), AR_TEXT("")};
    assert_int_equal(ar_key_build(&key, parts), AR_OK);
    const struct ar_log_document *found = ar_log_find_document(log, ar_buffer_text(&key));
    ar_buffer_free(&key);
    return found;
}

static const struct ar_log_contact *contact(const struct ar_log *log, const char *customer, const char *channel)
{
    struct ar_buffer key = {0};
    const struct ar_text parts[AR_KEY_PARTS] = {ar_text_from(customer), ar_text_from(channel), AR_TEXT(""),
                                                AR_TEXT("")};
    assert_int_equal(ar_key_build(&key, parts), AR_OK);
    const struct ar_log_contact *found = ar_log_find_contact(log, ar_buffer_text(&key));
    ar_buffer_free(&key);
    return found;
}

static int32_t day(const char *text)
{
    struct ar_date date = AR_DATE_NONE;
    assert_int_equal(ar_date_parse(&date, ar_text_from(text)), AR_OK);
    return date.days;
}

static void test_empty(void **state)
{
    (void)state;
    struct ar_log log;
    struct ar_error error = {0};
    assert_int_equal(load(&log, "", &error), AR_OK);
    assert_true(log.records == 0 && !log.missing);
    assert_int_equal(ar_log_state(&log, AR_TEXT("a1")), AR_PROPOSED);
    assert_null(document(&log, "C1", "I1"));
    ar_log_free(&log);
    assert_int_equal(load(&log, HEADER, &error), AR_OK);
    assert_true(log.records == 0 && log.torn == 0);
    ar_log_free(&log);
    assert_int_equal(ar_log_load(&log, "/dev/null", &error), AR_OK);
    ar_log_free(&log);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(ar_log_load(&log, path, &error), AR_OK);
    assert_true(log.missing);
    ar_log_free(&log);
    assert_int_equal(ar_log_load(&log, "/nowhere/at/all/log.tsv", &error), AR_FAILED);
    assert_int_equal(load(&log, "action\tdate", &error), AR_OK); /* the very first write broke off */
    assert_true(log.records == 0 && log.torn == 11);
    ar_log_free(&log);
    assert_int_equal(load(&log, "customer\tdate", &error), AR_BAD_DATA); /* not a log */
}

static void test_states(void **state)
{
    (void)state;
    struct ar_log log;
    struct ar_error error = {0};
    static const char text[] = HEADER
        /* two documents, sent; a second level, of one of them; a draft, a failure and one broken off after it */
        "a1\t2026-01-05\t\tC1\t1\t1\temail\tEUR\tI1\t\t1\t0.00\tsending" AT
        "a1\t2026-01-05\t\tC1\t1\t1\temail\tEUR\tI2\t\t1\t2.50\tsending" AT
        "a1\t2026-01-05\t\tC1\t1\t1\temail\tEUR\tI1\t\t1\t0.00\tsent" AT /* the record of I2 was lost in a crash */
        "a2\t2026-01-20\t\tC1\t2\t1\tcall\tEUR\tI1\t\t2\t5.00\tsending" AT
        "a2\t2026-01-20\t\tC1\t2\t1\tcall\tEUR\tI1\t\t2\t5.00\tsent" AT
        "a3\t2026-02-20\t\tC1\t3\t1\temail\tEUR\tI1\t\t3\t5.00\tproposed\t\n"
        "a4\t2026-02-21\t\tC1\t3\t1\temail\tEUR\tI1\t\t3\t7.00\tfailed" AT
        "a5\t2026-02-22\t\tC2\t1\t1\temail\tEUR\tI9\t\t1\t4.00\tsending" AT
        "a2\t2026-02-23\t\tC1\t2\t1\tcall\tEUR\tI1\t\t2\t5.00\t\t\n" /* proposed again: still sent */;
    assert_int_equal(load(&log, text, &error), AR_OK);
    assert_int_equal(ar_log_state(&log, AR_TEXT("a1")), AR_SENT);
    assert_int_equal(ar_log_state(&log, AR_TEXT("a2")), AR_SENT);
    assert_int_equal(ar_log_state(&log, AR_TEXT("a3")), AR_PROPOSED);
    assert_int_equal(ar_log_state(&log, AR_TEXT("a4")), AR_FAILED_TO_SEND);
    assert_int_equal(ar_log_state(&log, AR_TEXT("a5")), AR_SENDING);
    const struct ar_log_document *one = document(&log, "C1", "I1"), *two = document(&log, "C1", "I2");
    assert_true(one->level == 2 && one->cycle == 1 && one->fees == 500 && !one->pending);
    assert_int_equal(one->date.days, day("2026-01-20"));
    assert_true(two->level == 1 && two->fees == 250 && !two->pending);
    const struct ar_log_document *nine = document(&log, "C2", "I9");
    assert_true(nine->level == AR_NO_LEVEL && nine->pending && nine->fees == 400 && ar_date_is_none(nine->date));
    assert_int_equal(contact(&log, "C1", "")->sent.days, day("2026-01-20"));
    assert_int_equal(contact(&log, "C1", "email")->sent.days, day("2026-01-05"));
    assert_true(ar_date_is_none(contact(&log, "C2", "")->sent));
    assert_int_equal(contact(&log, "C2", "email")->pending.days, day("2026-02-22"));
    ar_log_free(&log);
}

static void test_cycles(void **state)
{
    (void)state;
    struct ar_log log;
    struct ar_error error = {0};
    static const char text[] = HEADER "a1\t2026-01-05\t\tC1\t4\t1\temail\tEUR\tI1\t\t4\t\tsent" AT
                                      "a2\t2026-02-05\t\tC1\t4\t2\temail\tEUR\tI1\t\t4\t\tsent" AT
                                      "a3\t2026-03-05\t\tC1\t4\t3\temail\tEUR\tI1\t\t2\t\tsent" AT;
    assert_int_equal(load(&log, text, &error), AR_OK);
    const struct ar_log_document *one = document(&log, "C1", "I1");
    assert_true(one->level == 4 && one->cycle == 2 && one->fees == 0);
    assert_int_equal(one->level_date.days, day("2026-02-05"));
    assert_int_equal(one->date.days, day("2026-03-05"));
    ar_log_free(&log);
}

static void test_broken(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        HEADER "a1\t2026-01-05\t\tC1\t1\t1\temail\tEUR\tI1\t\t1\t\tdone" AT, /* no such state */
        HEADER "a1\t2026-01-05\t\tC1\t1\t1\temail\tEUR\tI1\t\t1\t\tsent\t2026-01-05\n", /* no time */
        HEADER "a1\t2026-01-05\t\tC1\t-1\t1\temail\tEUR\tI1\t\t1\t\tsent" AT,
        HEADER "a1\t2026-01-05\t\tC1\t1\t1\temail\tEUR\tI1\t\t1\tsent" AT, /* a field is missing */
        HEADER "a1\t2026-01-05\t\tC1\t1\t1\temail\tEUR\tI1\t\t1\t1.00\tsent" AT
               "a2\t2026-01-05\t\tC1\t1\t1\temail\tUSD\tI1\t\t1\t1.00\tsent" AT, /* two currencies of fees */
        "action\tdate\tcustomer\tlevel\tcurrency\tstate\n",
    };
    struct ar_log log;
    struct ar_error error = {0};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(load(&log, wrong[i], &error), AR_BAD_DATA);
    static const char torn[] =
        HEADER "a1\t2026-01-05\t\tC1\t1\t1\temail\tEUR\tI1\t\t1\t\tsent" AT "a2\t2026-01-05\t\tC1\t1\t1\tem";
    assert_int_equal(load(&log, torn, &error), AR_OK);
    assert_int_equal(log.torn, 24);
    assert_int_equal(log.records, 1);
    assert_int_equal(ar_log_state(&log, AR_TEXT("a1")), AR_SENT);
    ar_log_free(&log);
}

int main(void)
{
    int fd = mkstemp(path);
    if (fd < 0 || close(fd) != 0)
        return 1;
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_empty), cmocka_unit_test(test_states),
                                       cmocka_unit_test(test_cycles), cmocka_unit_test(test_broken)};
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    (void)unlink(path);
    return failed;
}
