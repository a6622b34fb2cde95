/* SPDX-License-Identifier: MIT */
/* ar-open: what was open at a date. Items in, those open at the date out, with `open` and `as_of` set. */
#include "cli/tool.h"
#include "ledger/control.h"
#include "ledger/open_writer.h"

#include <stdio.h>
#include <stdlib.h>

enum { WARNINGS = 20 }; /* about single items, of one kind; the rest is counted */
static const char *allocations_path, *control_path;
static struct ar_date known_by = AR_DATE_NONE, snapshot = AR_DATE_NONE;
static bool strict;
static unsigned threads;

static const struct ar_opt options[] = {
    {"allocations", 0, "FILE", ar_opt_text, &allocations_path, "what settled what, and when", NULL},
    {"control", 0, "FILE", ar_opt_text, &control_path, "balances that the result must tie to, else exit 1", NULL},
    {"known-by", 0, "DATE", ar_opt_date, &known_by, "only what had been recorded by that day", NULL},
    {"snapshot", 0, "DATE", ar_opt_date, &snapshot, "the input is what was open on that day; take its open as it is",
     NULL},
    {"strict", 0, NULL, NULL, &strict, "exit 1 after a warning", NULL},
    {"threads", 0, "N", ar_opt_count, &threads, "threads that read and write (0: as many as the machine has)", NULL},
    {0}};

static const struct ar_about about = {.name = "ar-open",
                                      .purpose = "items open at a date, from items and what settled them",
                                      .operands = "[FILE...]",
                                      .example = "ar-open --as-of 2026-06-30 items.tsv | ar-age --by customer",
                                      .takes = AR_TAKES_RECORDS | AR_TAKES_AS_OF | AR_SETS_AS_OF | AR_TAKES_REJECTS |
                                               AR_WRITES_RECORDS};

/* What is added up, a currency. */
enum { IN, ALLOCATED, REST, WHOLE, PART, LATE, OUT, TALLIES }; /* REST and WHOLE: what `cleared` closed */

struct run {
    struct ar_tool *tool;
    const struct ar_header *header;
    struct ar_events events;
    struct ar_control control;
    struct ar_balance balance;
    struct ar_open_writer output;
    int entity, customer; /* for the control account */
    int open; /* the input's own, where it says less than `cleared` and must not contradict it */
    struct ar_tally *tally[TALLIES];
    uint64_t beyond;
};

/* What one thread does of it. */
struct part {
    struct run *run;
    struct ar_tally *tally[TALLIES];
};

static void warn(const struct run *run, const char *message)
{
    ar_tool_warn(run->tool, "%s", message);
    if (strict)
        ar_tool_finding(run->tool);
}

/* The input's own columns tell what kind of answer there can be. */
static void choose(struct run *run)
{
    struct ar_tool *tool = run->tool;
    bool open = ar_tool_find(tool, "open").index >= 0, cleared = ar_tool_find(tool, "cleared").index >= 0;
    struct ar_error *error = ar_tool_error(tool);
    struct ar_date given_date = ar_tool_as_of_given(tool);
    if (!ar_date_is_none(snapshot)) {
        if (!ar_date_is_none(given_date) && given_date.days != snapshot.days)
            ar_tool_must(tool, ar_error_set(error, AR_BAD_DATA, "the as-of date is not the day of the snapshot"));
        ar_tool_must_input(tool, ar_balance_init_snapshot(&run->balance, run->header, snapshot, error));
        return;
    }
    struct ar_date at = ar_tool_as_of(tool);
    if (open && !cleared && allocations_path == NULL)
        ar_tool_must_input(
            tool, ar_error_set(error, AR_BAD_DATA,
                               "a snapshot: it has 'open', but neither 'cleared' nor --allocations to tell when; say "
                               "of which day with --snapshot"));
    ar_tool_must_input(
        tool, ar_balance_init(&run->balance, run->header, allocations_path ? &run->events : NULL, at, known_by, error));
    if (!open && !cleared && allocations_path == NULL)
        warn(run, "no 'cleared' and no --allocations: every item issued is taken as open");
}

/* Reads the files that the options name, and the header of the input. */
static void load(struct run *run)
{
    struct ar_tool *tool = run->tool;
    if (!ar_date_is_none(snapshot) && (allocations_path != NULL || !ar_date_is_none(known_by)))
        ar_tool_misuse(tool, "--snapshot takes 'open' as it is: it goes with neither --allocations nor --known-by");
    if (ar_date_is_none(snapshot))
        (void)ar_tool_as_of(tool);
    if (allocations_path != NULL)
        ar_tool_must(tool, ar_events_load(&run->events, allocations_path, ar_tool_needs_seal(tool, allocations_path),
                                          ar_tool_error(tool)));
    if (control_path != NULL)
        ar_tool_must(tool, ar_control_load(&run->control, control_path, ar_tool_error(tool)));
    run->header = ar_tool_header(tool);
    choose(run);
}

static void new_tallies(struct ar_tool *tool, struct ar_tally *tally[TALLIES])
{
    for (size_t i = 0; i < TALLIES; i++)
        if ((tally[i] = ar_tallies_new()) == NULL)
            ar_tool_must(tool, ar_error_memory(ar_tool_error(tool)));
}

static void begin(struct run *run)
{
    struct ar_tool *tool = run->tool;
    load(run);
    if (allocations_path != NULL)
        (void)ar_tool_need(tool, "type");
    run->entity = run->control.by_entity ? ar_tool_need(tool, "entity").index : -1;
    run->customer = run->control.by_customer ? ar_tool_need(tool, "customer").index : -1;
    run->open = run->balance.snapshot || allocations_path != NULL ? -1 : ar_tool_find(tool, "open").index;
    new_tallies(tool, run->tally);
    ar_tool_must(tool, ar_open_writer_init(&run->output, &run->balance, ar_tool_output(tool)));
}

static void warn_beyond(struct run *run, const struct ar_open *open, const struct ar_row *row)
{
    if (run->beyond++ >= WARNINGS)
        return;
    char message[1024];
    ar_balance_describe(&run->balance, open, row, message, sizeof message);
    warn(run, message);
}

static void count_open(struct run *run, struct ar_tally *out, struct ar_text entity, struct ar_text customer,
                       struct ar_currency currency, int64_t open)
{
    ar_tally_add(out, currency, open);
    if (control_path != NULL)
        ar_tool_must(run->tool, ar_control_add(&run->control, entity, customer, currency, open));
}

/* One record: left out, or written with its open amount. */
static enum ar_status take(void *context, const struct ar_row *row, struct ar_writer *out, struct ar_error *error)
{
    struct part *part = context;
    struct run *run = part->run;
    struct ar_open open;
    enum ar_status status = ar_balance_item(&run->balance, &open, row, error);
    if (AR_UNLIKELY(status != AR_OK))
        return status;
    struct ar_currency currency = open.item.currency;
    if (!open.there) {
        if (run->balance.snapshot)
            ar_tally_add(part->tally[LATE], currency,
                         run->balance.columns.bound & AR_ITEM_OPEN ? open.item.open : open.item.amount);
        return AR_OK;
    }
    ar_tally_add(part->tally[IN], currency, run->balance.snapshot ? open.open : open.item.amount);
    if (open.closed != 0)
        ar_tally_add(part->tally[open.allocated ? REST : WHOLE], currency, open.closed);
    if (open.open == 0)
        return AR_OK;
    struct ar_text own = ar_row_get(row, run->open);
    if (own.size > 0 && ar_date_is_none(open.item.cleared) &&
        !ar_text_equal(own, ar_row_get(row, ar_item_place(&run->balance.columns, AR_ITEM_AMOUNT))))
        ar_tally_add(part->tally[PART], currency, open.open);
    if (open.beyond)
        warn_beyond(run, &open, row);
    count_open(run, part->tally[OUT], ar_row_get(row, run->entity), ar_row_get(row, run->customer), currency,
               open.open);
    ar_open_writer_item(&run->output, out, row, &open);
    return AR_OK;
}

static void take_all(struct run *run)
{
    static const struct ar_work work = {.write = take};
    struct part parts[AR_THREADS_MOST];
    void *each[AR_THREADS_MOST];
    /* allocations and control accounts are looked up in tables that change on the way */
    unsigned count = allocations_path != NULL || control_path != NULL ? 1 : ar_tool_threads(run->tool, threads);
    for (unsigned i = 0; i < count; i++) {
        parts[i].run = run;
        each[i] = &parts[i];
        new_tallies(run->tool, parts[i].tally);
    }
    ar_tool_each(run->tool, &work, each, count);
    for (unsigned i = 0; i < count; i++) {
        for (size_t k = 0; k < TALLIES; k++) {
            ar_tallies_merge(run->tally[k], parts[i].tally[k]);
            free(parts[i].tally[k]);
        }
    }
}

/* Cash that no item has taken, and what of it was taken without a word. */
static void take_held(struct run *run)
{
    struct ar_held_list list;
    ar_tool_must(run->tool, ar_held_collect(&list, &run->balance, ar_tool_error(run->tool)));
    for (size_t i = 0; i < list.count; i++) {
        const struct ar_held *held = &list.at[i];
        count_open(run, run->tally[OUT], held->entity, held->customer, held->currency, -held->open);
        ar_tool_must(run->tool, ar_open_writer_held(&run->output, held, ar_tool_error(run->tool)));
    }
    for (size_t i = 0; i < list.taken_count; i++) {
        const struct ar_held_taken *taken = &list.taken[i];
        run->tally[ALLOCATED][taken->currency.code].sum -= taken->amount;
        if (i >= WARNINGS)
            continue;
        char message[512];
        ar_held_describe(taken, message, sizeof message);
        warn(run, message);
    }
    if (list.taken_count > WARNINGS) {
        char message[80];
        snprintf(message, sizeof message, "%zu more payments like these", list.taken_count - WARNINGS);
        warn(run, message);
    }
    ar_held_free(&list);
}

/* One line a currency: "3 items: TEXT: 120.00 EUR". */
static void report(const struct run *run, const struct ar_tally *tallies, const char *text, bool finding)
{
    for (unsigned i = 0; i < AR_CURRENCIES; i++) {
        if (tallies[i].count == 0)
            continue;
        char message[512];
        ar_tally_describe(&tallies[i], (struct ar_currency){(uint16_t)i}, text, message, sizeof message);
        ar_tool_warn(run->tool, "%s", message);
        if (finding)
            ar_tool_finding(run->tool);
    }
}

static void tie(struct run *run)
{
    struct ar_control_difference *list = NULL;
    size_t count = 0;
    ar_tool_must(run->tool, ar_control_compare(&run->control, &list, &count));
    for (size_t i = 0; i < count; i++) {
        char text[512];
        ar_control_describe(&run->control, &list[i], text, sizeof text);
        ar_tool_warn(run->tool, "control: %s", text);
        ar_tool_finding(run->tool);
    }
    free(list);
}

/* Nothing is lost and nothing made: items - allocated - closed = open, a currency. */
static void conserve(const struct run *run)
{
    ar_balance_allocated(&run->balance, run->tally[ALLOCATED]);
    for (unsigned i = 0; i < AR_CURRENCIES; i++)
        if (run->tally[IN][i].sum - run->tally[ALLOCATED][i].sum - run->tally[REST][i].sum - run->tally[WHOLE][i].sum !=
            run->tally[OUT][i].sum)
            ar_tool_must(run->tool, ar_error_set(ar_tool_error(run->tool), AR_FAILED,
                                                 "internal error: items less allocations are not what is open"));
}

static void finish(struct run *run)
{
    ar_tool_must(run->tool, ar_balance_check(&run->balance, ar_tool_error(run->tool)));
    if (run->beyond > WARNINGS) {
        char message[80];
        snprintf(message, sizeof message, "%llu more items like these", (unsigned long long)run->beyond - WARNINGS);
        warn(run, message);
    }
    take_held(run);
    conserve(run);
    report(run, run->tally[REST], "closed by 'cleared' with a rest that no allocation explains", strict);
    if (allocations_path != NULL)
        report(run, run->tally[WHOLE], "closed by 'cleared' without any allocation", false);
    report(run, run->tally[PART],
           "not 'cleared', but 'open' is not 'amount': paid in part on an unknown day, "
           "taken as open in full",
           strict);
    report(run, run->tally[LATE], "dated after the snapshot left out", strict);
    if (control_path != NULL)
        tie(run);
    ar_open_writer_free(&run->output);
    ar_balance_free(&run->balance);
    ar_control_free(&run->control);
    ar_events_free(&run->events);
    for (size_t i = 0; i < TALLIES; i++)
        free(run->tally[i]);
}

int main(int argc, char **argv)
{
    struct run run = {.tool = ar_tool_open(&about, options, argc, argv)};
    begin(&run);
    take_all(&run);
    finish(&run);
    return ar_tool_close(run.tool);
}
