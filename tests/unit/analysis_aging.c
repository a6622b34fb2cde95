/* SPDX-License-Identifier: MIT */
/* Aging of random ledgers: the same totals whatever is done with credits, whatever the order and the parts; and a sum
   that went wrong is noticed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "analysis/aging_report.h"

static char path[] = "/tmp/ar-aging-XXXXXX";
static uint64_t state_of_draws = 42;

static unsigned draw(unsigned below)
{
    state_of_draws = state_of_draws * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(state_of_draws >> 33) % below;
}

enum { ITEMS = 3000, CUSTOMERS = 40 };

static void write_ledger(void)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs("customer\tregion\tdate\tdue\tcurrency\topen\n", file);
    for (int i = 0; i < ITEMS; i++) {
        unsigned customer = draw(CUSTOMERS);
        fprintf(file, "C%u%s\tr%u\t2026-%02u-%02u\t", customer, customer % 7 ? "" : "\\twith a TAB and a long name",
                customer % 3, 1 + draw(6), 1 + draw(28));
        if (draw(5))
            fprintf(file, "2026-%02u-%02u", 1 + draw(9), 1 + draw(28));
        bool yen = draw(4) == 0;
        unsigned whole = 1 + draw(99999);
        fprintf(file, yen ? "\tJPY\t%s%u\n" : "\tEUR\t%s%u.%02u\n", draw(3) ? "" : "-", whole, draw(100));
    }
    assert_int_equal(fclose(file), 0);
}

struct run {
    struct ar_aging_plan plan;
    struct ar_aging parts[5];
    unsigned count;
};

/* Rows in turn to each part. */
static void add_all(struct run *run, enum ar_aging_credits credits, const char *by, unsigned count)
{
    const char *paths[] = {path};
    struct ar_reader_options options = {.paths = paths, .count = 1};
    struct ar_reader *reader;
    struct ar_error error;
    assert_int_equal(ar_reader_new(&reader, &options, &error), AR_OK);
    const struct ar_header *header = ar_reader_header(reader);
    *run = (struct run){.count = count,
                        .plan = {.rules = {.buckets = AR_BUCKETS_DEFAULT, .credits = credits},
                                 .customer = 0,
                                 .date = 2,
                                 .base = 3,
                                 .currency = 4,
                                 .open = 5,
                                 .dispute = -1,
                                 .by = {{ar_text_from(by), AR_BY_RECORD, ar_header_find(header, ar_text_from(by)), 0}},
                                 .by_count = 1,
                                 .seed = draw(1000000)}};
    assert_int_equal(ar_date_parse(&run->plan.rules.as_of, AR_TEXT("2026-06-30")), AR_OK);
    ar_aging_plan_ready(&run->plan);
    for (unsigned i = 0; i < count; i++)
        assert_int_equal(ar_aging_init(&run->parts[i], &run->plan), AR_OK);
    struct ar_block block = {0};
    while (ar_reader_take(reader, &block, &error) == AR_OK) {
        struct ar_row row;
        for (unsigned i = 0; ar_block_next(&block, &row, &error) == AR_OK; i++)
            assert_int_equal(ar_aging_add(&run->parts[i % count], &row, &error), AR_OK);
        for (unsigned i = 0; i < count; i++)
            assert_int_equal(ar_aging_flush(&run->parts[i], &error), AR_OK);
    }
    ar_block_free(&block);
    ar_reader_delete(reader);
}

static enum ar_status report(struct run *run, struct ar_aging_report *out, struct ar_error *error)
{
    struct ar_aging *parts[5];
    for (unsigned i = 0; i < run->count; i++)
        parts[i] = &run->parts[i];
    return ar_aging_report_init(out, parts, run->count, error);
}

/* The report's bytes, malloc'ed. */
static char *text_of(enum ar_aging_credits credits, const char *by, unsigned count)
{
    static char out[] = "/tmp/ar-aging-out-XXXXXX";
    struct run run;
    struct ar_aging_report result;
    struct ar_error error;
    struct ar_writer writer;
    add_all(&run, credits, by, count);
    assert_int_equal(report(&run, &result, &error), AR_OK);
    assert_int_equal(ar_writer_open(&writer, out, false, &error), AR_OK);
    assert_int_equal(ar_aging_report_write(&result, &writer, &error), AR_OK);
    assert_int_equal(ar_writer_close(&writer, &error), AR_OK);
    ar_aging_report_free(&result);
    for (unsigned i = 0; i < count; i++)
        ar_aging_free(&run.parts[i]);
    FILE *file = fopen(out, "r");
    assert_non_null(file);
    char *text = calloc(1, 1 << 20);
    assert_non_null(text);
    assert_true(fread(text, 1, (1 << 20) - 1, file) > 0);
    (void)fclose(file);
    (void)unlink(out);
    return text;
}

/* Group, currency and items, and the total: all that must not depend on --credits. The second last field is the total.
 */
static void outline(char *text)
{
    char *out = text;
    for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        char *fields[32];
        size_t count = 0;
        for (char *field = line; field != NULL; count++) {
            fields[count] = field;
            field = strchr(field, '\t');
            if (field != NULL)
                *field++ = '\0';
        }
        char kept[256];
        int size = snprintf(kept, sizeof kept, "%s %s %s %s\n", fields[0], fields[1], fields[2], fields[count - 2]);
        memcpy(out, kept, (size_t)size);
        out += size;
    }
    *out = '\0';
}

static void totals_whatever_the_credits(void **state)
{
    (void)state;
    static const char *const by[] = {"customer", "region", "due"};
    for (int round = 0; round < 6; round++) {
        write_ledger();
        char *aged = text_of(AR_CREDITS_AGED, by[round % 3], 1);
        char *apart = text_of(AR_CREDITS_APART, by[round % 3], 1);
        char *oldest = text_of(AR_CREDITS_OLDEST, by[round % 3], 1);
        outline(aged);
        outline(apart);
        outline(oldest);
        assert_string_equal(aged, apart);
        assert_string_equal(aged, oldest);
        free(aged);
        free(apart);
        free(oldest);
    }
}

static void same_bytes_in_any_parts(void **state)
{
    (void)state;
    write_ledger();
    for (int credits = AR_CREDITS_AGED; credits <= AR_CREDITS_OLDEST; credits++) {
        char *one = text_of((enum ar_aging_credits)credits, "customer", 1);
        for (unsigned count = 2; count <= 5; count++) {
            char *several = text_of((enum ar_aging_credits)credits, "customer", count);
            assert_string_equal(one, several);
            free(several);
        }
        free(one);
    }
}

static void wrong_sum_is_noticed(void **state)
{
    (void)state;
    write_ledger();
    for (int what = 0; what < 3; what++) {
        struct run run;
        struct ar_aging_report result;
        struct ar_error error;
        add_all(&run, AR_CREDITS_AGED, "customer", 2);
        if (what == 0)
            assert_int_equal(ar_groups_increase(&run.parts[0].groups, 3, 2, 1), AR_OK);
        else if (what == 1)
            ar_groups_count(&run.parts[1].groups, 3, 1);
        assert_int_equal(report(&run, &result, &error), what < 2 ? AR_FAILED : AR_OK);
        if (what < 2)
            assert_non_null(strstr(error.reason, "internal error: the report in "));
        else
            ar_aging_report_free(&result);
        for (unsigned i = 0; i < run.count; i++)
            ar_aging_free(&run.parts[i]);
    }
}

static void keys_come_apart_again(void **state)
{
    (void)state;
    char *large = malloc(70000);
    memset(large, 'x', 70000);
    static const size_t sizes[] = {0, 1, 13, 254, 255, 256, 70000};
    for (size_t a = 0; a < 7; a++)
        for (size_t b = 0; b < 7; b++) {
            struct ar_text parts[3] = {{large, sizes[a]}, {large + 1, sizes[b] ? sizes[b] - 1 : 0}, {"\xff\0", 2}},
                           got[3];
            for (unsigned count = 1; count <= 3; count++) {
                struct ar_buffer key = {0};
                assert_int_equal(ar_aging_join(&key, parts, count), AR_OK);
                ar_aging_part(got, count, ar_buffer_text(&key));
                for (unsigned i = 0; i < count; i++)
                    assert_true(ar_text_equal(parts[i], got[i]));
                ar_buffer_free(&key);
            }
        }
    free(large);
}

int main(void)
{
    int file = mkstemp(path);
    if (file < 0)
        return 1;
    (void)close(file);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(totals_whatever_the_credits),
        cmocka_unit_test(same_bytes_in_any_parts),
        cmocka_unit_test(wrong_sum_is_noticed),
        cmocka_unit_test(keys_come_apart_again),
    };
    int failed = cmocka_run_group_tests_name("aging", tests, NULL, NULL);
    (void)unlink(path);
    return failed;
}
