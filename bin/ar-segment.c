/* SPDX-License-Identifier: MIT */
/* ar-segment: how each customer pays, why, and what to do about it. Items with their history in, a record for each
   customer and currency out. */
#include "analysis/risk_run.h"
#include "analysis/segment_output.h"
#include "analysis/segment_read.h"
#include "analysis/wilson.h"
#include "cli/tool.h"

#include <stdlib.h>

static const struct ar_about about = {
    .name = "ar-segment",
    .purpose = "who pays how, why, and what to do about it",
    .operands = "[FILE...]",
    .example = "ar-segment --as-of 2026-06-30 items.tsv > segments.tsv\n"
               "ar-segment --as-of 2026-06-30 --by segment items.tsv | ar-export --to table",
    .takes = AR_TAKES_RECORDS | AR_TAKES_AS_OF | AR_TAKES_REJECTS | AR_WRITES_RECORDS,
};

static const char *allocations_path, *customers_path, *promises_path, *disputes_path, *rules_path, *previous_path;
static const char *moves_path, *explain;
static unsigned last = 24, window = 365, hold = 14, digits = 2, flagged, late_days, threads;
static struct ar_behaviour_limits limits = AR_BEHAVIOUR_LIMITS_DEFAULT;
static struct ar_texts by;
static struct ar_date evaluate = AR_DATE_NONE;
static bool parent, print_rules, items;

static const char *const in_words[] = {"in", "out", NULL};

static const struct ar_opt options[] = {
    {"allocations", 0, "FILE", ar_opt_text, &allocations_path, "what settled the items, and when", NULL},
    {"customers", 0, "FILE", ar_opt_text, &customers_path, "names, limits, parents; columns that rules can ask about",
     NULL},
    {"parent", 0, NULL, NULL, &parent, "subsidiaries count as the company above them (--customers)", NULL},
    {"promises", 0, "FILE", ar_opt_text, &promises_path, "promises to pay, to see which were broken", NULL},
    {"disputes", 0, "FILE", ar_opt_text, &disputes_path, "disputes with their days, instead of the items' dispute",
     NULL},
    {"flagged", 0, "HOW", ar_opt_choice, &flagged, "the items' own undated dispute: in (default) or out", in_words},
    {"last", 0, "N", ar_opt_count, &last, "documents looked back at (24)", NULL},
    {"window", 0, "DAYS", ar_opt_count, &window, "days that turnover and frequency are of (365; 0: all)", NULL},
    {"grace", 0, "DAYS", ar_opt_count, &limits.grace, "days late that nobody minds (5)", NULL},
    {"few", 0, "N", ar_opt_count, &limits.few, "documents that it takes to know a customer (5)", NULL},
    {"dormant", 0, "DAYS", ar_opt_count, &limits.dormant, "days without a document (180)", NULL},
    {"rules", 0, "FILE", ar_opt_text, &rules_path, "decision table for segments, instead of the built-in one", NULL},
    {"print-rules", 0, NULL, NULL, &print_rules, "write the built-in rules and end", NULL},
    {"previous", 0, "FILE", ar_opt_renewed, &previous_path, "an earlier output: customers move once that has lasted",
     NULL},
    {"hold", 0, "DAYS", ar_opt_count, &hold, "days that a new segment must last before a customer moves (14)", NULL},
    {"moves", 0, "FILE", ar_opt_written, &moves_path, "write who moved, from where, and why", NULL},
    {"by", 0, "COL[,COL...]", ar_opt_list, &by, "sums for each group of these columns and currency instead", NULL},
    {"items", 0, NULL, NULL, &items, "the open items instead, with expected date and late probability", NULL},
    {"explain", 0, "CUSTOMER", ar_opt_text, &explain, "what that customer's probabilities are made of instead", NULL},
    {"evaluate", 0, "DATE", ar_opt_date, &evaluate, "how good the model was, by what happened up to that day", NULL},
    {"late-days", 0, "DAYS", ar_opt_count, &late_days, "late is paid more than so many days after the due date (0)",
     NULL},
    {"threads", 0, "N", ar_opt_count, &threads, "threads that read, learn and write (0: as many as the machine has)",
     NULL},
    {"digits", 0, "N", ar_opt_count, &digits, "decimals of days; shares have two more (2)", NULL},
    {0}};

static struct ar_table customers, promises_table, disputes_table, rules_table;
static struct ar_lend lend;
static struct ar_family family;
static struct ar_events events;
static struct ar_promises *promises;
static struct ar_bill_disputes *disputes;
static struct ar_segment_rules rules;
static struct ar_segment_previous previous;
static struct ar_segment_summary summary;
static struct ar_behaviour_rules look;
static struct ar_segment_facts facts;
static struct ar_segment_plan plan;
static struct ar_writer moves;

static void check_options(struct ar_tool *tool)
{
    if (last == 0 || last > AR_SAMPLE_MAX)
        ar_tool_misuse(tool, "--last: 1 to %d", AR_SAMPLE_MAX);
    if (limits.few > last)
        ar_tool_misuse(tool, "--few %u is more than --last %u: everyone would be new", limits.few, last);
    if (digits > AR_WILSON_DIGITS - 2)
        ar_tool_misuse(tool, "--digits: at most %d", AR_WILSON_DIGITS - 2);
    if (parent && customers_path == NULL)
        ar_tool_misuse(tool, "--parent needs --customers, which says who stands above whom");
    if (moves_path != NULL && previous_path == NULL)
        ar_tool_misuse(tool, "--moves needs --previous, where customers were before");
    if (late_days > AR_RISK_LATE_MOST)
        ar_tool_misuse(tool, "--late-days: at most %d", AR_RISK_LATE_MOST);
    if (items + (explain != NULL) + !ar_date_is_none(evaluate) + (by.count > 0) > 1)
        ar_tool_misuse(tool, "only one of --by, --items, --explain and --evaluate: each is an output of its own");
    if (disputes_path != NULL && flagged == 1)
        ar_tool_misuse(tool, "--flagged: with --disputes the items' own are out anyway");
    enum ar_status status =
        by.count == 0 ? AR_OK : ar_segment_summary_init(&summary, by.at, by.count, ar_tool_error(tool));
    if (status == AR_MISUSE) {
        char text[512];
        ar_error_format(ar_tool_error(tool), text, sizeof text);
        ar_tool_misuse(tool, "--by: %s", text);
    }
}

static void load_tables(struct ar_tool *tool, struct ar_date as_of)
{
    struct ar_error *error = ar_tool_error(tool);
    if (customers_path != NULL) {
        ar_tool_table(tool, &customers, customers_path);
        ar_tool_must(tool, ar_lend_init(&lend, &customers, error));
    }
    if (parent)
        ar_tool_must(tool, ar_family_init(&family, &lend, error));
    if (promises_path != NULL) {
        ar_tool_table(tool, &promises_table, promises_path);
        ar_tool_must(tool,
                     ar_promises_new(&promises, &promises_table, as_of, limits.grace, parent ? &family : NULL, error));
    }
    if (disputes_path != NULL) {
        ar_tool_table(tool, &disputes_table, disputes_path);
        ar_tool_must(tool, ar_bill_disputes_new(&disputes, &disputes_table, error));
    }
    if (allocations_path != NULL)
        ar_tool_must(tool,
                     ar_events_load(&events, allocations_path, ar_tool_needs_seal(tool, allocations_path), error));
    if (previous_path != NULL)
        ar_tool_must(tool, ar_segment_previous_load(&previous, previous_path, as_of, error));
    if (rules_path != NULL)
        ar_tool_table(tool, &rules_table, rules_path);
    else
        ar_tool_must(tool, ar_segment_default(&rules_table, error));
    ar_tool_must(tool, ar_segment_rules_init(&rules, &rules_table, customers_path ? &customers : NULL, error));
}

static void warn_without_settlement(struct ar_tool *tool, const struct ar_bills *of)
{
    if (!(of->balance.columns.present & AR_ITEM_CLEARED) && allocations_path == NULL)
        ar_tool_warn(tool, "no 'cleared' and no --allocations: every item issued is taken as open");
}

static enum ar_status take_row(void *context, const struct ar_row *row, struct ar_error *error)
{
    return ar_segment_reader_row(context, row, error);
}

static enum ar_status flush(void *context, struct ar_error *error)
{
    return ar_segment_reader_flush(context, error);
}

static void read_items(struct ar_tool *tool)
{
    static const struct ar_work work = {.row = take_row, .flush = flush};
    struct ar_error *error = ar_tool_error(tool);
    unsigned count = allocations_path != NULL || disputes != NULL ? 1 : facts.threads;
    struct ar_segment_reader *readers = calloc(count, sizeof *readers), **each = calloc(count, sizeof *each);
    if (readers == NULL || each == NULL)
        ar_tool_must(tool, ar_error_memory(error));
    for (unsigned i = 0; i < count; i++) {
        each[i] = &readers[i];
        ar_tool_must_input(tool,
                           ar_segment_reader_init(each[i], &facts, ar_tool_header(tool),
                                                  allocations_path ? &events : NULL, disputes, flagged == 0, error));
    }
    warn_without_settlement(tool, &readers[0].bills);
    ar_tool_each(tool, &work, (void *const *)each, count);
    ar_tool_must(tool, ar_segment_facts_settle(&facts, &readers[0].bills, error));
    for (unsigned i = 0; i < count; i++)
        ar_segment_reader_free(each[i]);
    free(readers);
    free(each);
}

static void write_segments(struct ar_tool *tool)
{
    const struct ar_segment_output output = {
        .writer = ar_tool_output(tool), .moves = moves_path ? &moves : NULL, .summary = by.count > 0 ? &summary : NULL};
    ar_tool_must(tool, ar_segment_output_run(&output, &plan, facts.threads, ar_tool_error(tool)));
    if (moves_path != NULL)
        ar_tool_must(tool, ar_writer_close(&moves, ar_tool_error(tool)));
}

/* --items, --explain and --evaluate. */
static void predict(struct ar_tool *tool, struct ar_date as_of)
{
    struct ar_error *error = ar_tool_error(tool);
    struct ar_risk_plan aim = {.header = ar_tool_header(tool),
                               .events = allocations_path ? &events : NULL,
                               .disputes = disputes,
                               .family = parent ? &family : NULL,
                               .as_of = as_of,
                               .until = evaluate,
                               .explain = explain,
                               .items = items,
                               .use_flags = flagged == 0 && disputes == NULL,
                               .late_days = late_days,
                               .digits = digits};
    struct ar_risk_run run;
    if (!ar_date_is_none(evaluate) && evaluate.days <= as_of.days)
        ar_tool_misuse(tool, "--evaluate: a day after the as-of day");
    ar_tool_must_input(tool, ar_risk_run_init(&run, &aim, ar_tool_seed(tool), error));
    warn_without_settlement(tool, &run.bills);
    for (const struct ar_row *row; (row = ar_tool_next(tool)) != NULL;)
        (void)ar_tool_check(tool, ar_risk_run_row(&run, row, error));
    if (explain != NULL && !run.found) {
        char shown[256];
        ar_printable(shown, sizeof shown, ar_text_from(explain));
        ar_tool_misuse(tool, "--explain: no customer '%s' in the records", shown);
    }
    ar_tool_must(tool, ar_risk_run_write(&run, ar_tool_output(tool), error));
    ar_risk_run_free(&run);
}

static void segment(struct ar_tool *tool, struct ar_date as_of)
{
    struct ar_error *error = ar_tool_error(tool);
    if (moves_path != NULL)
        ar_tool_writes(tool, &moves, moves_path);
    look = (struct ar_behaviour_rules){as_of, last, window, parent ? &family : NULL};
    bool learns_disputes = disputes != NULL || flagged == 0;
    ar_tool_must(tool, ar_segment_facts_init(&facts, &look, late_days, learns_disputes, ar_tool_threads(tool, threads),
                                             ar_tool_seed(tool), error));
    facts.behaviour.parts_known = allocations_path != NULL;
    facts.promises = promises;
    read_items(tool);
    plan = (struct ar_segment_plan){.behaviour = &facts.behaviour,
                                    .limits = limits,
                                    .lend = customers_path ? &lend : NULL,
                                    .promises = promises,
                                    .rules = &rules,
                                    .previous = previous_path ? &previous : NULL,
                                    .hold = hold,
                                    .digits = digits,
                                    .late = ar_segment_late,
                                    .late_contexts = facts.late_contexts,
                                    .late_fetch = ar_segment_late_fetch,
                                    .medium = {1, 4},
                                    .high = {1, 2}};
    write_segments(tool);
    ar_segment_facts_free(&facts);
}

static void free_all(void)
{
    ar_segment_summary_free(&summary);
    ar_segment_rules_free(&rules);
    ar_promises_delete(promises);
    ar_bill_disputes_delete(disputes);
    ar_family_free(&family);
    if (customers_path != NULL)
        ar_lend_free(&lend);
    if (allocations_path != NULL)
        ar_events_free(&events);
    if (previous_path != NULL)
        ar_segment_previous_free(&previous);
    ar_table_free(&customers);
    ar_table_free(&promises_table);
    ar_table_free(&disputes_table);
    ar_table_free(&rules_table);
}

int main(int argc, char **argv)
{
    struct ar_tool *tool = ar_tool_open(&about, options, argc, argv);
    check_options(tool);
    if (print_rules) {
        ar_tool_must(tool, ar_segment_default(&rules_table, ar_tool_error(tool)));
        ar_table_write(&rules_table, ar_tool_output(tool));
    } else {
        struct ar_date as_of = ar_tool_as_of(tool);
        load_tables(tool, as_of);
        if (items || explain != NULL || !ar_date_is_none(evaluate))
            predict(tool, as_of);
        else
            segment(tool, as_of);
    }
    free_all();
    return ar_tool_close(tool);
}
