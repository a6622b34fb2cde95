/* SPDX-License-Identifier: MIT */
/* ar-open: what was open at a date. Items in, those open at the date out, with `open` and `as_of` set. */
#include "cli/tool.h"
#include "ledger/control.h"
#include "ledger/held_item.h"
#include "record/annotate.h"

#include <stdio.h>
#include <stdlib.h>

enum { WARNINGS = 20 }; /* about single items, of one kind; the rest is counted */
enum { LINE = 32 << 10 }; /* a longer record takes the general way */
enum { OPEN, AS_OF, CLEARED, GIVEN };
static const struct ar_text given[GIVEN] = {AR_TEXT("open"), AR_TEXT("as_of"), AR_TEXT("cleared")};

static const char *allocations_path, *control_path;
static struct ar_date known_by = AR_DATE_NONE, snapshot = AR_DATE_NONE;
static bool strict;

static const struct ar_opt options[] = {
    {"allocations", 0, "FILE", ar_opt_text, &allocations_path, "what settled what, and when", NULL},
    {"control", 0, "FILE", ar_opt_text, &control_path, "balances that the result must tie to, else exit 1", NULL},
    {"known-by", 0, "DATE", ar_opt_date, &known_by, "only what had been recorded by that day", NULL},
    {"snapshot", 0, "DATE", ar_opt_date, &snapshot, "the input is what was open on that day; take its open as it is",
     NULL},
    {"strict", 0, NULL, NULL, &strict, "exit 1 after a warning", NULL},
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
    struct ar_writer *writer;
    const struct ar_header *header;
    struct ar_events events;
    struct ar_control control;
    struct ar_balance balance;
    struct ar_annotate keeping, emptying; /* without and with a `cleared` that must be emptied */
    char ending[AR_DATE_SIZE + 2]; /* TAB, the as-of date, LF */
    struct ar_text *names; /* of the output */
    unsigned name_count;
    int entity, customer; /* for the control account */
    int open; /* the input's own, where it says less than `cleared` and must not contradict it */
    struct ar_tally *tally[TALLIES];
    uint64_t beyond;
};

static void warn(const struct run *run, const char *message)
{
    ar_tool_warn(run->tool, "%s", message);
    if (strict)
        ar_tool_finding(run->tool);
}

/* For errors about the input as a whole. */
static void must(struct ar_tool *tool, enum ar_status status)
{
    size_t count;
    const char *const *operands = ar_tool_operands(tool, &count);
    if (status == AR_BAD_DATA)
        ar_error_place(ar_tool_error(tool), count ? operands[0] : "(standard input)", 0);
    ar_tool_must(tool, status);
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
        must(tool, ar_balance_init_snapshot(&run->balance, run->header, snapshot, error));
        return;
    }
    struct ar_date at = ar_tool_as_of(tool);
    if (open && !cleared && allocations_path == NULL)
        must(tool, ar_error_set(error, AR_BAD_DATA,
                                "a snapshot: it has 'open', but neither 'cleared' nor --allocations to tell when; say "
                                "of which day with --snapshot"));
    must(tool,
         ar_balance_init(&run->balance, run->header, allocations_path ? &run->events : NULL, at, known_by, error));
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
        ar_tool_must(tool, ar_events_load(&run->events, allocations_path, ar_tool_error(tool)));
    if (control_path != NULL)
        ar_tool_must(tool, ar_control_load(&run->control, control_path, ar_tool_error(tool)));
    run->header = ar_tool_header(tool);
    choose(run);
}

static void begin(struct run *run)
{
    struct ar_tool *tool = run->tool;
    load(run);
    run->ending[0] = '\t';
    ar_date_format(run->ending + 1, run->balance.at);
    run->ending[AR_DATE_SIZE + 1] = '\n';
    if (allocations_path != NULL)
        (void)ar_tool_need(tool, "type");
    run->entity = run->control.by_entity ? ar_tool_need(tool, "entity").index : -1;
    run->customer = run->control.by_customer ? ar_tool_need(tool, "customer").index : -1;
    bool cleared = ar_tool_find(tool, "cleared").index >= 0;
    run->open = run->balance.snapshot || allocations_path != NULL ? -1 : ar_tool_find(tool, "open").index;
    ar_tool_must(tool, ar_annotate_init(&run->keeping, run->header, given, CLEARED));
    ar_tool_must(tool, ar_annotate_init(&run->emptying, run->header, given, cleared ? GIVEN : CLEARED));
    run->names = malloc((run->header->count + GIVEN) * sizeof *run->names);
    for (size_t i = 0; i < TALLIES; i++)
        if ((run->tally[i] = ar_tallies_new()) == NULL || run->names == NULL)
            ar_tool_must(tool, ar_error_memory(ar_tool_error(tool)));
    for (; run->name_count < run->header->count; run->name_count++)
        run->names[run->name_count] = run->header->names[run->name_count];
    for (unsigned i = 0; i < run->keeping.appended_count; i++)
        run->names[run->name_count++] = given[run->keeping.appended[i]];
    run->writer = ar_tool_output(tool);
    ar_annotate_header(&run->keeping, run->header, given, run->writer);
}

static void warn_beyond(struct run *run, const struct ar_open *open, const struct ar_row *row)
{
    if (run->beyond++ >= WARNINGS)
        return;
    char amount[AR_AMOUNT_SIZE], currency[AR_CURRENCY_SIZE], message[1024];
    size_t size = ar_amount_format(amount, open->open, ar_currency_digits(open->item.currency));
    bool over = open->open == 0 || (open->open < 0) == (open->item.amount >= 0);
    ar_currency_format(currency, open->item.currency);
    struct ar_error error;
    ar_error_set(&error, AR_FINDING, "%s, open %.*s %.3s", over ? "over-applied" : "more reversed than was applied",
                 (int)size, amount, currency);
    ar_row_error(row, run->header, ar_item_place(&run->balance.columns, AR_ITEM_DOC), &error);
    ar_error_format(&error, message, sizeof message);
    warn(run, message);
}

static void count_open(struct run *run, struct ar_text entity, struct ar_text customer, struct ar_currency currency,
                       int64_t open)
{
    ar_tally_add(run->tally[OUT], currency, open);
    if (control_path != NULL)
        ar_tool_must(run->tool, ar_control_add(&run->control, entity, customer, currency, open));
}

/* The record with its open amount. Most are copied whole, with two fields put behind them. */
static void write_item(const struct run *run, const struct ar_row *row, const struct ar_open *open)
{
    char amount[AR_AMOUNT_SIZE];
    struct ar_text text = {amount, 0}, line = ar_row_line(row);
    if ((run->balance.columns.bound & AR_ITEM_AMOUNT) && open->open == open->item.amount)
        text = ar_row_get(row, ar_item_place(&run->balance.columns, AR_ITEM_AMOUNT));
    else
        text.size = ar_amount_format(amount, open->open, ar_currency_digits(open->item.currency));
    bool empties = (run->balance.columns.bound & AR_ITEM_CLEARED) && !ar_date_is_none(open->item.cleared);
    if (AR_LIKELY(!run->keeping.replaces && row->block->input->same_order && line.size < LINE)) {
        struct ar_text hole = {line.at + line.size, 0};
        if (empties)
            hole = ar_row_encoded(row, ar_item_place(&run->balance.columns, AR_ITEM_CLEARED));
        size_t head = (size_t)(hole.at - line.at), tail = line.size - head - hole.size;
        char *to = ar_writer_room(run->writer, LINE + AR_AMOUNT_SIZE + sizeof run->ending), *at = to;
        memcpy(at, line.at, head);
        memcpy(at += head, hole.at + hole.size, tail);
        *(at += tail) = '\t';
        memcpy(++at, text.at, text.size);
        memcpy(at += text.size, run->ending, sizeof run->ending);
        ar_writer_used(run->writer, (size_t)(at - to) + sizeof run->ending);
        run->writer->records++;
        return;
    }
    const struct ar_text values[GIVEN] = {text, {run->ending + 1, AR_DATE_SIZE}, AR_TEXT("")};
    ar_annotate_row(empties ? &run->emptying : &run->keeping, row, values, run->writer);
}

/* One record: left out, or written with its open amount. */
static void take(struct run *run, const struct ar_row *row)
{
    struct ar_open open;
    if (!ar_tool_check(run->tool, ar_balance_item(&run->balance, &open, row, ar_tool_error(run->tool))))
        return;
    if (!open.there) {
        if (run->balance.snapshot)
            ar_tally_add(run->tally[LATE], open.item.currency,
                         run->balance.columns.bound & AR_ITEM_OPEN ? open.item.open : open.item.amount);
        return;
    }
    ar_tally_add(run->tally[IN], open.item.currency, run->balance.snapshot ? open.open : open.item.amount);
    if (open.closed != 0)
        ar_tally_add(run->tally[open.allocated ? REST : WHOLE], open.item.currency, open.closed);
    if (open.open == 0)
        return;
    if (run->open >= 0 && ar_date_is_none(open.item.cleared) &&
        !ar_text_equal(ar_row_get(row, run->open),
                       ar_row_get(row, ar_item_place(&run->balance.columns, AR_ITEM_AMOUNT))))
        ar_tally_add(run->tally[PART], open.item.currency, open.open);
    if (open.beyond)
        warn_beyond(run, &open, row);
    count_open(run, ar_row_get(row, run->entity), ar_row_get(row, run->customer), open.item.currency, open.open);
    write_item(run, row, &open);
}

static void write_held(struct run *run, const struct ar_held *held)
{
    if (held->entity.size > 0 && ar_tool_find(run->tool, "entity").index < 0)
        ar_tool_must(run->tool, ar_error_set(ar_tool_error(run->tool), AR_BAD_DATA,
                                             "the allocations name an entity, the items have no column 'entity'"));
    count_open(run, held->entity, held->customer, held->currency, -held->open);
    ar_held_write(held, run->names, run->name_count, run->balance.at, run->events.path, run->writer);
}

/* Cash that no item has taken, and what of it was taken without a word. */
static void take_held(struct run *run)
{
    struct ar_held_list list;
    ar_tool_must(run->tool, ar_held_collect(&list, &run->balance, ar_tool_error(run->tool)));
    for (size_t i = 0; i < list.count; i++)
        write_held(run, &list.at[i]);
    for (size_t i = 0; i < list.taken_count; i++) {
        const struct ar_held_taken *taken = &list.taken[i];
        char amount[AR_AMOUNT_SIZE], currency[AR_CURRENCY_SIZE], payment[128], message[512];
        run->tally[ALLOCATED][taken->currency.code].sum -= taken->amount;
        if (i >= WARNINGS)
            continue;
        size_t size = ar_sum_format(amount, taken->amount, ar_currency_digits(taken->currency));
        ar_currency_format(currency, taken->currency);
        ar_printable(payment, sizeof payment, taken->payment);
        snprintf(message, sizeof message,
                 "payment '%s': later rows apply %.*s %.3s of what is held without an opposite row; taken from it",
                 payment, (int)size, amount, currency);
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
        struct ar_currency currency = {(uint16_t)i};
        char amount[AR_AMOUNT_SIZE], code[AR_CURRENCY_SIZE];
        size_t size = ar_sum_format(amount, tallies[i].sum, ar_currency_digits(currency));
        ar_currency_format(code, currency);
        ar_tool_warn(run->tool, "%llu %s %s: %.*s %.3s", (unsigned long long)tallies[i].count,
                     tallies[i].count == 1 ? "item" : "items", text, (int)size, amount, code);
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
    ar_annotate_free(&run->keeping);
    ar_annotate_free(&run->emptying);
    ar_balance_free(&run->balance);
    ar_control_free(&run->control);
    ar_events_free(&run->events);
    free(run->names);
    for (size_t i = 0; i < TALLIES; i++)
        free(run->tally[i]);
}

int main(int argc, char **argv)
{
    struct run run = {.tool = ar_tool_open(&about, options, argc, argv)};
    const struct ar_row *row;
    begin(&run);
    while ((row = ar_tool_next(run.tool)) != NULL)
        take(&run, row);
    finish(&run);
    return ar_tool_close(run.tool);
}
