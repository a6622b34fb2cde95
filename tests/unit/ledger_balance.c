/* SPDX-License-Identifier: MIT */
/* Balances at a date, beside a model that knows nothing of chains and hashes: made-up ledgers, every day of them, in
   several orders. And items decoded column by column. */
#include "ledger/balance.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

enum { ITEMS = 60, EVENTS = 150, DAYS = 24 };

struct made_item {
    int customer, doc, date, cleared; /* days; cleared -1: not */
    long amount;
};
struct made_event {
    int payment, date, customer, doc; /* doc -1: on account */
    long cash, discount;
};

static struct made_item items[ITEMS];
static struct made_event events[EVENTS];
static unsigned seed = 1;

static int pick(int below)
{
    seed = seed * 1103515245u + 12345u;
    return (int)((seed >> 8) % (unsigned)below);
}

static void make_ledger(void)
{
    for (int i = 0; i < ITEMS; i++) {
        long amount = 100 + pick(10000);
        items[i] = (struct made_item){pick(5), i, pick(DAYS), pick(5) ? -1 : pick(DAYS), pick(6) ? amount : -amount};
    }
    for (int i = 0; i < EVENTS; i += 2) {
        const struct made_item *item = &items[pick(ITEMS)];
        int payment = pick(40), date = item->date + pick(DAYS - item->date);
        long cash = pick(3) ? item->amount / 2 : item->amount + 7;
        if (pick(8) == 0) /* used before its item is there */
            date = pick(item->date + 1);
        events[i] = (struct made_event){payment, date, item->customer, item->doc, cash, pick(4) ? 0 : 3};
        /* A reversal, or cash on account that the next of its kind takes away again. */
        events[i + 1] =
            pick(2) ? (struct made_event){payment, date + pick(DAYS - date), item->customer, item->doc, -cash, 0}
                    : (struct made_event){payment, pick(DAYS), pick(5), -1, pick(2) ? 50 : -50, 0};
    }
}

static const char *path_of(const char *what)
{
    static char paths[2][64];
    char *path = paths[*what == 'i'];
    snprintf(path, sizeof paths[0], "/tmp/ar-unit-%d-%s", (int)getpid(), what);
    return path;
}

static void put_money(FILE *file, long minor)
{
    fprintf(file, "\t%s%ld.%02ld", minor < 0 ? "-" : "", labs(minor) / 100, labs(minor) % 100);
}

static void write_ledger(bool backwards)
{
    FILE *file = fopen(path_of("items"), "w");
    assert_non_null(file);
    fputs("doc\tcustomer\tdate\tcurrency\tcleared\tamount\n", file);
    for (int i = 0; i < ITEMS; i++) {
        const struct made_item *item = &items[backwards ? ITEMS - 1 - i : i];
        fprintf(file, "D%d\tC%d\t2026-01-%02d\tEUR\t", item->doc, item->customer, item->date + 1);
        if (item->cleared >= 0)
            fprintf(file, "2026-01-%02d", item->cleared + 1);
        put_money(file, item->amount);
        fputc('\n', file);
    }
    assert_int_equal(fclose(file), 0);
    file = fopen(path_of("events"), "w");
    assert_non_null(file);
    fputs("payment\tdate\tcustomer\tdoc\tstatus\tcurrency\tapplied\tdiscount\n", file);
    for (int i = 0; i < EVENTS; i++) {
        const struct made_event *event = &events[backwards ? EVENTS - 1 - i : i];
        fprintf(file, "P%d\t2026-01-%02d\tC%d\t", event->payment, event->date + 1, event->customer);
        if (event->doc >= 0)
            fprintf(file, "D%d", event->doc);
        fprintf(file, "\t%s\tEUR", event->doc >= 0 ? "applied" : "on_account");
        put_money(file, event->cash);
        put_money(file, event->discount);
        fputc('\n', file);
    }
    assert_int_equal(fclose(file), 0);
}

/* The model: what is open of one item, and what `cleared` closed of it. */
static long model_open(const struct made_item *item, int day, long *closed)
{
    long all = 0, before = 0;
    *closed = 0;
    for (int i = 0; i < EVENTS; i++) {
        if (events[i].doc != item->doc || events[i].date > day)
            continue;
        all += events[i].cash + events[i].discount;
        if (events[i].date <= item->cleared)
            before += events[i].cash + events[i].discount;
    }
    if (item->cleared >= 0 && item->cleared <= day) {
        long left = item->amount - before, later = all - before;
        if ((left > 0 && later > 0) || (left < 0 && later < 0))
            left = labs(later) >= labs(left) ? 0 : left - later;
        *closed = left;
    }
    return item->amount - all - *closed;
}

struct sums {
    long open, closed, held, taken;
};

/* Runs the ledger through the library at one day; checks each item against the model. */
static struct sums run(const struct ar_events *loaded, int day)
{
    struct sums sums = {0};
    struct ar_error error = {0};
    const char *path = path_of("items");
    struct ar_reader_options options = {.paths = &path, .count = 1};
    struct ar_reader *reader = NULL;
    struct ar_balance balance;
    struct ar_block block = {0};
    struct ar_row row;
    struct ar_open open;
    struct ar_date at;
    assert_int_equal(ar_date_from_civil(&at, 2026, 1, day + 1), AR_OK);
    assert_int_equal(ar_reader_new(&reader, &options, &error), AR_OK);
    assert_int_equal(ar_balance_init(&balance, ar_reader_header(reader), loaded, at, AR_DATE_NONE, &error), AR_OK);
    while (ar_reader_take(reader, &block, &error) == AR_OK) {
        while (ar_block_next(&block, &row, &error) == AR_OK) {
            assert_int_equal(ar_balance_item(&balance, &open, &row, &error), AR_OK);
            const struct made_item *item = &items[atoi(open.item.doc.at + 1)];
            assert_int_equal(open.there, item->date <= day);
            if (!open.there)
                continue;
            long closed, expected = model_open(item, day, &closed);
            assert_int_equal(open.open, expected);
            assert_int_equal(open.closed, closed);
            assert_int_equal(open.beyond, item->amount > 0 ? expected < 0 || expected > item->amount
                                                           : expected > 0 || expected < item->amount);
            sums.open += expected;
            sums.closed += closed;
        }
    }
    assert_int_equal(ar_balance_check(&balance, &error), AR_OK);
    struct ar_held_list held;
    assert_int_equal(ar_held_collect(&held, &balance, &error), AR_OK);
    for (size_t i = 0; i < held.count; i++) {
        assert_true(held.at[i].open != 0 && held.at[i].date.days <= at.days);
        assert_true((held.at[i].open < 0) == (held.at[i].amount < 0));
        assert_true(llabs(held.at[i].open) <= llabs(held.at[i].amount));
        sums.held += (long)held.at[i].open;
    }
    for (size_t i = 0; i < held.taken_count; i++)
        sums.taken += (long)held.taken[i].amount;
    ar_held_free(&held);
    ar_balance_free(&balance);
    ar_block_free(&block);
    ar_reader_delete(reader);
    return sums;
}

static void test_model(void **state)
{
    (void)state;
    struct ar_error error = {0};
    for (int round = 0; round < 12; round++) {
        struct sums first[DAYS];
        make_ledger();
        for (int backwards = 0; backwards < 2; backwards++) {
            struct ar_events loaded;
            write_ledger(backwards);
            assert_int_equal(ar_events_load(&loaded, path_of("events"), false, &error), AR_OK);
            for (int day = 0; day < DAYS; day++) {
                struct sums sums = run(&loaded, day);
                long left = 0;
                for (int i = 0; i < ITEMS; i++)
                    left += items[i].date <= day ? items[i].amount : 0;
                for (int i = 0; i < EVENTS; i++)
                    left -= events[i].date <= day ? events[i].cash + events[i].discount : 0;
                assert_int_equal(sums.open - sums.held, left - sums.closed + sums.taken);
                if (backwards)
                    assert_memory_equal(&sums, &first[day], sizeof sums);
                first[day] = sums;
            }
            ar_events_free(&loaded);
        }
    }
    assert_int_equal(unlink(path_of("items")), 0);
    assert_int_equal(unlink(path_of("events")), 0);
}

/* Binding: what is needed, what is liked, and what is said when it is not there. */
static void test_bind(void **state)
{
    (void)state;
    struct ar_error error = {0};
    struct ar_header header;
    struct ar_item_columns columns;
    assert_int_equal(ar_header_parse(&header, AR_TEXT("doc\tcurrency\topen\tdue"), &error), AR_OK);
    assert_int_equal(ar_item_bind(&columns, &header, AR_ITEM_OPEN, AR_ITEM_DUE | AR_ITEM_TAX | AR_ITEM_DATE, &error),
                     AR_OK);
    assert_int_equal(columns.present, AR_ITEM_CURRENCY | AR_ITEM_OPEN | AR_ITEM_DUE);
    assert_int_equal(ar_item_place(&columns, AR_ITEM_OPEN), 2);
    assert_int_equal(ar_item_place(&columns, AR_ITEM_DOC), -1); /* there, but not bound */
    assert_int_equal(ar_item_bind(&columns, &header, AR_ITEM_AMOUNT, 0, &error), AR_BAD_DATA);
    assert_string_equal(error.reason, "no column 'amount'; columns: doc currency open due");
    ar_header_free(&header);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_bind), cmocka_unit_test(test_model)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
