/* SPDX-License-Identifier: MIT */
/* Pieces done by several threads: each once, their results in order, the earliest error. */
#include "base/parallel.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* cmocka.h needs the four above */
#include <cmocka.h>

enum { PIECES = 3000, THREADS = 5 };

static size_t placed[PIECES], places; /* in_turn is called for one piece at a time */
static unsigned char done[PIECES];
static size_t bad_from, bad_turn;

struct context {
    size_t piece;
};

static enum ar_status work(void *argument, size_t piece, struct ar_error *error)
{
    struct context *context = argument;
    context->piece = piece;
    done[piece]++;
    for (volatile unsigned spin = (unsigned)(piece * 7919 % 2000); spin > 0; spin--) /* some take longer */
        ;
    return piece >= bad_from ? ar_error_set(error, AR_BAD_DATA, "piece %zu", piece) : AR_OK;
}

static enum ar_status place(void *argument, struct ar_error *error)
{
    struct context *context = argument;
    if (context->piece == bad_turn)
        return ar_error_set(error, AR_FAILED, "turn %zu", context->piece);
    placed[places++] = context->piece;
    return AR_OK;
}

static enum ar_status run(size_t count, unsigned threads, struct ar_error *error)
{
    struct context contexts[THREADS];
    void *each[THREADS];
    const struct ar_in_order in_order = {.count = count, .piece = work, .in_turn = place};
    for (unsigned i = 0; i < threads; i++)
        each[i] = &contexts[i];
    memset(done, 0, sizeof done);
    places = 0;
    enum ar_status status = ar_in_order_run(&in_order, each, threads, error);
    for (size_t i = 0; i < places; i++)
        assert_int_equal(placed[i], i);
    return status;
}

static void test_all(void **state)
{
    (void)state;
    struct ar_error error;
    bad_from = bad_turn = SIZE_MAX;
    for (unsigned threads = 1; threads <= THREADS; threads++) {
        assert_int_equal(run(PIECES, threads, &error), AR_OK);
        assert_int_equal(places, PIECES);
        for (size_t i = 0; i < PIECES; i++)
            assert_int_equal(done[i], 1);
    }
    assert_int_equal(run(0, 2, &error), AR_OK);
    assert_int_equal(places, 0);
}

static void test_errors(void **state)
{
    (void)state;
    struct ar_error error;
    for (unsigned threads = 1; threads <= THREADS; threads++) {
        bad_turn = SIZE_MAX;
        bad_from = 777; /* all from there on fail; the first of them is told */
        assert_int_equal(run(PIECES, threads, &error), AR_BAD_DATA);
        assert_string_equal(error.reason, "piece 777");
        assert_int_equal(places, 777);
        bad_turn = 500;
        assert_int_equal(run(PIECES, threads, &error), AR_FAILED);
        assert_string_equal(error.reason, "turn 500");
        assert_int_equal(places, 500);
        assert_int_equal(run(PIECES, threads, NULL), AR_FAILED);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_all), cmocka_unit_test(test_errors)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
