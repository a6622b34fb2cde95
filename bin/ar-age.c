/* SPDX-License-Identifier: MIT */
/* ar-age: how late is what customers owe. Without --by each open item gets its days and its bucket; with --by there is
   one record a group and currency. */
#include "analysis/aging_report.h"
#include "cli/tool.h"
#include "record/annotate.h"

#include <stdio.h>
#include <stdlib.h>

static const struct ar_about about = {
    .name = "ar-age",
    .purpose = "age open items into buckets by days late",
    .operands = "[FILE...]",
    .example = "ar-open --as-of 2026-06-30 items.tsv | ar-age --by customer | ar-export --to table",
    .takes = AR_TAKES_RECORDS | AR_TAKES_AS_OF | AR_TAKES_REJECTS | AR_WRITES_RECORDS,
};

static struct ar_texts by;
static struct ar_buckets buckets = AR_BUCKETS_DEFAULT;
static unsigned basis, undated, credits, apart, threads, within;
static bool percent;
static const char *customers_path, *rates_path;
static struct ar_currency into;
static enum ar_rounding rounding = AR_ROUND_HALF_UP;

static enum ar_status parse_buckets(void *target, const char *argument, struct ar_error *error)
{
    return ar_buckets_parse(target, argument, error);
}

static const char *const basis_words[] = {"due", "date", NULL};
static const char *const undated_words[] = {"apart", "date", NULL};
static const char *const credits_words[] = {"aged", "apart", "oldest", NULL};
static const char *const apart_words[] = {"nothing", "disputed", NULL};

static const struct ar_opt options[] = {
    {"by", 0, "COL[,COL...]", ar_opt_list, &by, "one record for each group of these columns and currency", NULL},
    {"buckets", 0, "DAYS[,DAYS...]", parse_buckets, &buckets, "last day of each bucket after current (30,60,90)", NULL},
    {"basis", 0, "WHICH", ar_opt_choice, &basis, "age from the due date (default) or the document date", basis_words},
    {"undated", 0, "HOW", ar_opt_choice, &undated, "items without due date: apart (default), or by document date",
     undated_words},
    {"credits", 0, "HOW", ar_opt_choice, &credits, "negative items: aged (default), apart, or against the oldest items",
     credits_words},
    {"apart", 0, "WHAT", ar_opt_choice, &apart, "disputed: disputed items in a column of their own", apart_words},
    {"percent", 0, NULL, NULL, &percent, "add each bucket's share of the total", NULL},
    AR_OPT_LENDER(&customers_path),
    AR_OPT_IN(&into),
    AR_OPT_RATES(&rates_path),
    {"rate-within", 0, "DAYS", ar_opt_count, &within, "accept a rate up to so many days before the as-of day (0)",
     NULL},
    AR_OPT_ROUNDING(&rounding),
    {"threads", 0, "N", ar_opt_count, &threads, "threads that add up (0: as many as the machine has)", NULL},
    {NULL, 0, NULL, NULL, NULL, NULL, NULL},
};

static struct ar_table customers;
static struct ar_lend lend;
static struct ar_exchange exchange;

static void check_options(struct ar_tool *tool)
{
    bool report = by.count > 0;
    ar_tool_converts(tool, into.code != 0, rates_path != NULL);
    const char *needs_by = credits == AR_CREDITS_OLDEST ? "--credits oldest"
                           : percent                    ? "--percent"
                           : customers_path != NULL     ? "--customers"
                           : into.code != 0             ? "--in"
                                                        : NULL;
    if (!report && needs_by != NULL)
        ar_tool_misuse(tool, "%s needs --by: a single item has no such answer", needs_by);
    ar_tool_distinct(tool, "by", &by, AR_AGING_BY_MAX);
}

/* The columns that the rules look at. */
static void find_columns(struct ar_tool *tool, struct ar_aging_plan *plan)
{
    plan->open = ar_tool_find(tool, "open").index;
    if (plan->open < 0)
        ar_tool_must_input(tool,
                           ar_error_set(ar_tool_error(tool), AR_BAD_DATA,
                                        "no column 'open': ar-open adds it, as in ar-open --as-of DATE | ar-age"));
    plan->currency = ar_tool_need(tool, "currency").index;
    plan->base = basis == AR_AGING_DATE ? ar_tool_need(tool, "date").index : ar_tool_find(tool, "due").index;
    plan->date = plan->rules.undated_by_date ? ar_tool_need(tool, "date").index : -1;
    plan->dispute = plan->rules.disputed_apart ? ar_tool_need(tool, "dispute").index : -1;
    plan->customer = customers_path != NULL || credits == AR_CREDITS_OLDEST ? ar_tool_need(tool, "customer").index : -1;
}

/* One column of --by: the records' own comes first, then one lent by the customers' file. */
static struct ar_aging_by find_by(struct ar_tool *tool, const char *name)
{
    struct ar_text text = ar_text_from(name);
    if (ar_text_is(text, "currency"))
        return (struct ar_aging_by){.name = text, .source = AR_BY_CURRENCY};
    bool lent;
    int column = ar_tool_named_or_lent(tool, "by", name, &customers, customers_path, &lent).index;
    return (struct ar_aging_by){.name = text, .source = lent ? AR_BY_CUSTOMERS : AR_BY_RECORD, .column = column};
}

static void load_tables(struct ar_tool *tool, struct ar_aging_plan *plan)
{
    if (customers_path != NULL) {
        ar_tool_table(tool, &customers, customers_path);
        ar_tool_must(tool, ar_lend_init(&lend, &customers, ar_tool_error(tool)));
        plan->lend = &lend;
    }
    if (rates_path != NULL) {
        static struct ar_table rates;
        ar_tool_table(tool, &rates, rates_path);
        ar_tool_must(tool, ar_exchange_init(&exchange, &rates, ar_tool_error(tool)));
        plan->exchange = &exchange;
    }
}

static void make_plan(struct ar_tool *tool, struct ar_aging_plan *plan)
{
    *plan = (struct ar_aging_plan){.rules = {.buckets = buckets,
                                             .basis = (enum ar_aging_basis)basis,
                                             .undated_by_date = undated == 1,
                                             .credits = (enum ar_aging_credits)credits,
                                             .disputed_apart = apart == 1},
                                   .header = ar_tool_header(tool),
                                   .into = into,
                                   .within = within,
                                   .rounding = rounding,
                                   .percent = percent,
                                   .seed = ar_tool_seed(tool)};
    load_tables(tool, plan);
    for (size_t i = 0; i < by.count; i++)
        plan->by[plan->by_count++] = find_by(tool, by.at[i]);
    find_columns(tool, plan);
    plan->rules.as_of = ar_tool_as_of(tool);
    ar_aging_plan_ready(plan);
}

/* A report whose columns could not be told apart is refused before anything is read. */
static void check_names(struct ar_tool *tool, const struct ar_aging_plan *plan)
{
    struct ar_arena arena = {0};
    struct ar_text *names;
    unsigned count;
    enum ar_status status = ar_aging_names(&names, &count, plan, &arena, ar_tool_error(tool));
    if (status == AR_MISUSE) {
        char text[512];
        ar_error_format(ar_tool_error(tool), text, sizeof text);
        ar_tool_misuse(tool, "--by: %s", text);
    }
    ar_tool_must(tool, status);
    ar_arena_free(&arena);
}

static enum ar_status run(void *context, struct ar_block *block, const struct ar_same *same, struct ar_error *error)
{
    return ar_aging_run(context, block, same, error);
}

static enum ar_status add(void *context, const struct ar_row *row, struct ar_error *error)
{
    return ar_aging_add(context, row, error);
}

static enum ar_status flush(void *context, struct ar_error *error)
{
    return ar_aging_flush(context, error);
}

static void write_report(struct ar_tool *tool, const struct ar_aging_plan *plan)
{
    static const struct ar_work work = {.run = run, .row = add, .flush = flush};
    unsigned count = ar_tool_threads(tool, threads);
    struct ar_aging parts[AR_THREADS_MOST], *each[AR_THREADS_MOST];
    for (unsigned i = 0; i < count; i++) {
        each[i] = &parts[i];
        if (ar_aging_init(each[i], plan) != AR_OK)
            ar_tool_must(tool, ar_error_memory(ar_tool_error(tool)));
    }
    ar_tool_each(tool, &work, (void *const *)each, count);
    struct ar_aging_report report;
    ar_tool_must(tool, ar_aging_report_init(&report, each, count, ar_tool_error(tool)));
    ar_tool_must(tool, ar_aging_report_write(&report, ar_tool_output(tool), ar_tool_error(tool)));
    ar_aging_report_free(&report);
    for (unsigned i = 0; i < count; i++)
        ar_aging_free(each[i]);
}

/* Items one by one. */
struct items {
    const struct ar_aging_plan *plan;
    const struct ar_annotate *annotate;
    const struct ar_text *buckets; /* names, by column */
};

static enum ar_status write_item(void *context, const struct ar_row *row, struct ar_writer *out, struct ar_error *error)
{
    const struct items *items = context;
    struct ar_aging_item item;
    char days[AR_AMOUNT_SIZE];
    enum ar_status status = ar_aging_look(&item, items->plan, row, error);
    if (AR_UNLIKELY(status != AR_OK))
        return status;
    const struct ar_text values[] = {{days, ar_aging_days_format(days, items->plan, &item)},
                                     items->buckets[item.column]};
    ar_annotate_row(items->annotate, row, values, out);
    return AR_OK;
}

static void write_items(struct ar_tool *tool, const struct ar_aging_plan *plan)
{
    const struct ar_text names[] = {basis == AR_AGING_DATE ? AR_TEXT("age") : AR_TEXT("days_late"), AR_TEXT("bucket")};
    char columns[AR_EDGES_MAX + 5][AR_BUCKET_NAME_SIZE];
    struct ar_text bucket_names[AR_EDGES_MAX + 5];
    for (unsigned i = 0; i < ar_aging_columns(&plan->rules); i++) {
        ar_aging_column_name(columns[i], &plan->rules, i);
        bucket_names[i] = ar_text_from(columns[i]);
    }
    struct ar_annotate annotate;
    if (ar_annotate_init(&annotate, plan->header, names, 2) != AR_OK)
        ar_tool_must(tool, ar_error_memory(ar_tool_error(tool)));
    ar_annotate_header(&annotate, plan->header, names, ar_tool_output(tool));
    static const struct ar_work work = {.write = write_item};
    struct items items = {.plan = plan, .annotate = &annotate, .buckets = bucket_names};
    void *each[AR_THREADS_MOST];
    for (size_t i = 0; i < AR_THREADS_MOST; i++)
        each[i] = &items;
    ar_tool_each(tool, &work, each, ar_tool_threads(tool, threads));
    ar_annotate_free(&annotate);
}

int main(int argc, char **argv)
{
    struct ar_tool *tool = ar_tool_open(&about, options, argc, argv);
    struct ar_aging_plan plan;
    check_options(tool);
    make_plan(tool, &plan);
    check_names(tool, &plan);
    if (by.count > 0)
        write_report(tool, &plan);
    else
        write_items(tool, &plan);
    ar_lend_free(&lend);
    ar_table_free(&customers);
    ar_exchange_free(&exchange);
    return ar_tool_close(tool);
}
