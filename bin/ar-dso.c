/* SPDX-License-Identifier: MIT */
/* ar-dso: days sales outstanding and its family, each figure with what it was divided from. From items with their
   history, or with --periods from the totals of periods. */
#include "analysis/dso.h"
#include "analysis/dso_totals.h"
#include "cli/tool.h"

#include <stdio.h>
#include <stdlib.h>

static const struct ar_about about = {
    .name = "ar-dso",
    .purpose = "DSO and its family, each with numerator and denominator",
    .operands = "[FILE...]",
    .example = "ar-dso --from 2026-04-01 --to 2026-06-30 --by customer items.tsv | ar-export --to table",
    .takes = AR_TAKES_RECORDS | AR_TAKES_REJECTS | AR_WRITES_RECORDS,
};

static struct ar_date from = {INT32_MIN}, to = {INT32_MIN};
static unsigned every, rolling = 1, digits = 2, sales, credits, unapplied, allowance, months, rate_on, within, threads;
static struct ar_texts by, metrics, methods;
static struct ar_buckets buckets = AR_BUCKETS_DEFAULT;
static bool periods, clamp, net, compare;
static const char *customers_path, *rates_path, *allocations_path, *benchmark_path;
static struct ar_currency into;
static enum ar_rounding rounding = AR_ROUND_HALF_UP;

static enum ar_status parse_buckets(void *target, const char *argument, struct ar_error *error)
{
    return ar_buckets_parse(target, argument, error);
}

static const char *const every_words[] = {"all", "month", "quarter", "week", NULL};
static const char *const sales_words[] = {"net", "gross", NULL};
static const char *const in_words[] = {"in", "out", NULL};
static const char *const months_words[] = {"calendar", "30", NULL};
static const char *const rate_words[] = {"to", "date", NULL};

static const struct ar_opt options[] = {
    {"from", 0, "DATE", ar_opt_date, &from, "first day", NULL},
    {"to", 0, "DATE", ar_opt_date, &to, "last day", NULL},
    {"every", 0, "WHICH", ar_opt_choice, &every, "a series: one figure each month, quarter or week (all: none)",
     every_words},
    {"rolling", 0, "N", ar_opt_count, &rolling, "each figure over so many periods of the series (1)", NULL},
    {"by", 0, "COL[,COL...]", ar_opt_list, &by, "a figure for each group of these columns and currency", NULL},
    AR_OPT_LENDER(&customers_path),
    {"metric", 0, "NAME[,NAME...]", ar_opt_list, &metrics, "these metrics instead of the usual set", NULL},
    {"method", 0, "NAME[,NAME...]", ar_opt_list, &methods, "these methods instead of each metric's first", NULL},
    {"periods", 0, NULL, NULL, &periods, "input: totals of periods (from to currency sales receivable)", NULL},
    {"allocations", 0, "FILE", ar_opt_text, &allocations_path, "what settled the items, and when", NULL},
    {"sales", 0, "WHICH", ar_opt_choice, &sales, "net (default) or gross: without credit memos taken off", sales_words},
    {"net", 0, NULL, NULL, &net, "sales without their tax", NULL},
    {"credits", 0, "HOW", ar_opt_choice, &credits, "open credit memos in receivables: in (default) or out", in_words},
    {"unapplied", 0, "HOW", ar_opt_choice, &unapplied, "unapplied cash in receivables: in (default) or out", in_words},
    {"allowance", 0, "HOW", ar_opt_choice, &allowance, "with --periods, allowance in receivables: in (default) or out",
     in_words},
    {"months", 0, "HOW", ar_opt_choice, &months, "days of a month: calendar (default) or 30", months_words},
    {"clamp", 0, NULL, NULL, &clamp, "days to pay and days late: early counts as 0", NULL},
    {"buckets", 0, "DAYS[,DAYS...]", parse_buckets, &buckets, "of roll_rate: last day of each (30,60,90)", NULL},
    {"digits", 0, "N", ar_opt_count, &digits, "decimals of values, rounded half away from zero (2)", NULL},
    {"compare", 0, NULL, NULL, &compare, "add the value of the period before and the change", NULL},
    {"benchmark", 0, "FILE", ar_opt_text, &benchmark_path, "targets to stand beside: metric, value", NULL},
    AR_OPT_IN(&into),
    AR_OPT_RATES(&rates_path),
    {"rate-on", 0, "WHICH", ar_opt_choice, &rate_on, "rate of the last day, to (default), or of each item's date",
     rate_words},
    {"rate-within", 0, "DAYS", ar_opt_count, &within, "accept a rate up to so many days older (0)", NULL},
    AR_OPT_ROUNDING(&rounding),
    {"threads", 0, "N", ar_opt_count, &threads, "threads that add up (0: as many as the machine has)", NULL},
    {NULL, 0, NULL, NULL, NULL, NULL, NULL},
};

static struct ar_dso_view view;
static struct ar_table customers, rates, targets;

/* Exit 2 for AR_MISUSE that the library found, with `option` before it unless it names one itself. */
static void must_mean(struct ar_tool *tool, const char *option, enum ar_status status)
{
    if (status == AR_MISUSE) {
        char text[512];
        ar_error_format(ar_tool_error(tool), text, sizeof text);
        ar_tool_misuse(tool, "%s%s", option, text);
    }
    ar_tool_must(tool, status);
}

/* What goes with --periods, what without. */
static void check_kind(struct ar_tool *tool)
{
    const char *items_only = every                      ? "--every"
                             : customers_path != NULL   ? "--customers"
                             : allocations_path != NULL ? "--allocations"
                             : sales                    ? "--sales"
                             : net                      ? "--net"
                             : credits                  ? "--credits"
                             : unapplied                ? "--unapplied"
                             : clamp                    ? "--clamp"
                             : into.code || rates_path  ? "--in"
                                                        : NULL;
    if (periods && items_only != NULL)
        ar_tool_misuse(tool, "%s needs items: --periods has only totals", items_only);
    if (!periods && allowance)
        ar_tool_misuse(tool, "--allowance out needs --periods: items have none");
    if (!periods && (ar_date_is_none(from) || ar_date_is_none(to)))
        ar_tool_misuse(tool, "--from and --to are needed: the first and the last day");
    if (!ar_date_is_none(from) && !ar_date_is_none(to) && to.days < from.days)
        ar_tool_misuse(tool, "--to is before --from");
}

static void check_options(struct ar_tool *tool)
{
    check_kind(tool);
    ar_tool_converts(tool, into.code != 0, rates_path != NULL);
    if (rolling == 0)
        ar_tool_misuse(tool, "--rolling: at least 1");
    if (rolling > 1 && !periods && every == AR_EVERY_WHOLE)
        ar_tool_misuse(tool, "--rolling needs --every, the periods to roll over");
    if (digits > AR_DIGITS_MAX)
        ar_tool_misuse(tool, "--digits: at most %d", AR_DIGITS_MAX);
    ar_tool_distinct(tool, "by", &by, AR_DSO_BY_MAX);
}

/* What was in and what out, in words. */
static void make_basis(void)
{
    static char text[160];
    if (periods) {
        snprintf(text, sizeof text, "allowance=%s months=%s", in_words[allowance], months_words[months]);
    } else {
        int size = snprintf(text, sizeof text, "sales=%s tax=%s credits=%s unapplied=%s months=%s early=%s",
                            sales_words[sales], in_words[net], in_words[credits], in_words[unapplied],
                            months_words[months], clamp ? "0" : "signed");
        if (into.code) { /* of a series, too, one day: that of --to */
            char code[AR_CURRENCY_SIZE], day[AR_DATE_SIZE];
            ar_currency_format(code, into);
            ar_date_format(day, to);
            snprintf(text + size, sizeof text - (size_t)size, " in=%.*s rate-on=%.*s rounding=%s", AR_CURRENCY_SIZE,
                     code, rate_on ? 4 : AR_DATE_SIZE, rate_on ? "date" : day, ar_rounding_name(rounding));
        }
    }
    view.basis = ar_text_from(text);
}

static void make_view(struct ar_tool *tool)
{
    must_mean(tool, "",
              ar_dso_choose(&view, metrics.at, metrics.count, methods.at, methods.count, periods, ar_tool_error(tool)));
    view.digits = digits;
    view.rolling = rolling;
    view.thirty = months == 1;
    view.compare = compare;
    if (rolling > 1 && ar_dso_view_has(&view, AR_HOW_ROLL))
        ar_tool_misuse(tool, "roll_rate is of one period: it does not go with --rolling");
    make_basis();
    view.currency_place = view.by_count = (unsigned)by.count;
    for (unsigned i = 0; i < view.by_count; i++) {
        view.by[i] = ar_text_from(by.at[i]);
        if (ar_text_is(view.by[i], "currency"))
            view.currency_place = i;
    }
    struct ar_text names[AR_DSO_NAMES_MAX];
    unsigned count;
    if (benchmark_path != NULL) {
        ar_tool_table(tool, &targets, benchmark_path);
        ar_tool_must(tool, ar_dso_view_targets(&view, &targets, ar_tool_error(tool)));
    }
    must_mean(tool, "--by: ", ar_dso_view_names(names, &count, &view, ar_tool_error(tool)));
}

static void from_totals(struct ar_tool *tool)
{
    struct ar_dso_totals totals;
    const struct ar_row *row;
    ar_tool_must_input(tool, ar_dso_totals_init(&totals, &view, ar_tool_header(tool), allowance == 1,
                                                ar_tool_seed(tool), ar_tool_error(tool)));
    for (unsigned i = 0; i < view.by_count; i++)
        totals.by[i] = i == view.currency_place ? -1 : ar_tool_named(tool, "by", by.at[i]).index;
    totals.limits = (struct ar_period){from, to};
    while ((row = ar_tool_next(tool)) != NULL)
        (void)ar_tool_check(tool, ar_dso_totals_add(&totals, row, ar_tool_error(tool)));
    ar_tool_must_input(tool, ar_dso_totals_write(&totals, ar_tool_output(tool), ar_tool_error(tool)));
    ar_dso_totals_free(&totals);
}

static struct ar_dso_by find_by(struct ar_tool *tool, const char *name)
{
    if (strcmp(name, "currency") == 0)
        return (struct ar_dso_by){AR_DSO_BY_CURRENCY, -1};
    bool lent;
    int column = ar_tool_named_or_lent(tool, "by", name, &customers, customers_path, &lent).index;
    return (struct ar_dso_by){lent ? AR_DSO_BY_CUSTOMERS : AR_DSO_BY_RECORD, column};
}

static void load_tables(struct ar_tool *tool, struct ar_dso_plan *plan)
{
    static struct ar_lend lend;
    static struct ar_exchange exchange;
    static struct ar_events events;
    if (customers_path != NULL) {
        ar_tool_table(tool, &customers, customers_path);
        ar_tool_must(tool, ar_lend_init(&lend, &customers, ar_tool_error(tool)));
        plan->lend = &lend;
    }
    if (rates_path != NULL) {
        ar_tool_table(tool, &rates, rates_path);
        ar_tool_must(tool, ar_exchange_init(&exchange, &rates, ar_tool_error(tool)));
        plan->exchange = &exchange;
    }
    if (allocations_path != NULL) {
        ar_tool_must(tool, ar_events_load(&events, allocations_path, ar_tool_needs_seal(tool, allocations_path),
                                          ar_tool_error(tool)));
        plan->events = &events;
    }
}

static void make_plan(struct ar_tool *tool, struct ar_dso_plan *plan, const struct ar_periods *spans)
{
    *plan = (struct ar_dso_plan){.view = &view,
                                 .periods = spans,
                                 .hidden = compare,
                                 .into = into,
                                 .rate_by_date = rate_on == 1,
                                 .within = within,
                                 .rounding = rounding,
                                 .clamp = clamp,
                                 .gross = sales == 1,
                                 .net = net,
                                 .credits_out = credits == 1,
                                 .unapplied_out = unapplied == 1,
                                 .buckets = buckets,
                                 .seed = ar_tool_seed(tool)};
    load_tables(tool, plan);
    plan->header = ar_tool_header(tool);
    for (unsigned i = 0; i < view.by_count; i++)
        plan->by[i] = find_by(tool, by.at[i]);
    ar_tool_must_input(tool, ar_dso_plan_ready(plan, ar_tool_error(tool)));
    if (customers_path != NULL)
        plan->customer = ar_tool_need(tool, "customer").index;
    if (!(plan->columns.present & AR_ITEM_CLEARED) && allocations_path == NULL)
        ar_tool_warn(tool, "no 'cleared' and no --allocations: every item issued is taken as open");
}

static enum ar_status add(void *context, const struct ar_row *row, struct ar_error *error)
{
    return ar_dso_add(context, row, error);
}

static enum ar_status flush(void *context, struct ar_error *error)
{
    return ar_dso_flush(context, error);
}

static void name_buckets(void)
{
    static char names[AR_ROLLS_MAX][AR_BUCKET_NAME_SIZE];
    const struct ar_aging_rules rules = {.buckets = buckets};
    view.bucket_count = buckets.count + 2;
    for (unsigned i = 0; i < view.bucket_count; i++) {
        ar_aging_column_name(names[i], &rules, i);
        view.buckets[i] = ar_text_from(names[i]);
    }
}

static void from_items(struct ar_tool *tool)
{
    static const struct ar_work work = {.row = add, .flush = flush};
    struct ar_error *error = ar_tool_error(tool);
    struct ar_periods spans;
    struct ar_dso_plan plan;
    name_buckets();
    must_mean(tool, "--compare: ",
              ar_periods_init(&spans, (struct ar_period){from, to}, (enum ar_every)every, compare, error));
    make_plan(tool, &plan, &spans);
    unsigned count = allocations_path != NULL ? 1 : ar_tool_threads(tool, threads); /* each item in one place */
    struct ar_dso *parts = calloc(count, sizeof *parts), **each = calloc(count, sizeof *each);
    if (parts == NULL || each == NULL)
        ar_tool_must(tool, ar_error_memory(error));
    for (unsigned i = 0; i < count; i++) {
        each[i] = &parts[i];
        ar_tool_must_input(tool, ar_dso_init(each[i], &plan, error));
    }
    ar_tool_each(tool, &work, (void *const *)each, count);
    for (unsigned i = 1; i < count; i++) {
        ar_tool_must(tool, ar_dso_merge(each[0], each[i], error));
        ar_dso_free(each[i]);
    }
    if (each[0]->part_paid > 0)
        ar_tool_warn(tool,
                     "%llu %s not 'cleared', but 'open' is not 'amount': paid in part on an unknown day, taken as "
                     "open in full",
                     (unsigned long long)each[0]->part_paid, each[0]->part_paid == 1 ? "item" : "items");
    if (allocations_path != NULL)
        ar_tool_must(tool, ar_dso_settle(each[0], error));
    ar_tool_must(tool, ar_dso_write(each[0], ar_tool_output(tool), error));
    ar_dso_free(each[0]);
    free(parts);
    free(each);
    ar_periods_free(&spans);
}

int main(int argc, char **argv)
{
    struct ar_tool *tool = ar_tool_open(&about, options, argc, argv);
    check_options(tool);
    make_view(tool);
    if (periods)
        from_totals(tool);
    else
        from_items(tool);
    ar_table_free(&targets);
    ar_table_free(&customers);
    ar_table_free(&rates);
    return ar_tool_close(tool);
}
