/* SPDX-License-Identifier: MIT */
/* ar-match: which items payments settle. Payments in, allocations out, each with its reason. */
#include "cash/match.h"
#include "cli/tool.h"

static const struct ar_about about = {
    .name = "ar-match",
    .purpose = "match payments to open items, and say why",
    .operands = "[FILE...]",
    .example = "ar-match --items open.tsv --customers customers.tsv payments.tsv > allocations.tsv",
    .takes = AR_TAKES_RECORDS | AR_TAKES_REJECTS | AR_WRITES_RECORDS,
};

static const char *items_path, *customers_path, *aliases_path, *remittances_path, *rules_path, *allocations_path,
    *rates_path;
static const char *learn_path, *summary_path, *explain;
static unsigned threads, rate_within;
static bool strict, print_rules;

static const struct ar_opt options[] = {
    {"items", 0, "FILE", ar_opt_text, &items_path, "open items, or items with their history", NULL},
    {"customers", 0, "FILE", ar_opt_text, &customers_path, "customers: their names and parents", NULL},
    {"aliases", 0, "FILE", ar_opt_text, &aliases_path, "payers and accounts that stand for a customer", NULL},
    {"remittances", 0, "FILE", ar_opt_text, &remittances_path, "what payers say their payments are for", NULL},
    {"allocations", 0, "FILE", ar_opt_text, &allocations_path, "what earlier runs wrote: their payments are done",
     NULL},
    AR_OPT_RATES(&rates_path),
    {"rate-within", 0, "DAYS", ar_opt_count, &rate_within, "accept a rate up to so many days before the payment (0)",
     NULL},
    {"rules", 0, "FILE", ar_opt_text, &rules_path, "passes, tolerances, words and patterns, instead of the built-in",
     NULL},
    {"print-rules", 0, NULL, NULL, &print_rules, "write the built-in rules and end", NULL},
    {"explain", 0, "PAYMENT", ar_opt_text, &explain, "tell the whole story of this payment instead", NULL},
    {"learn", 0, "FILE", ar_opt_written, &learn_path, "write new aliases that documents proved, for review", NULL},
    {"summary", 0, "FILE", ar_opt_written, &summary_path, "write payments, lines and value by status and rule", NULL},
    {"threads", 0, "N", ar_opt_count, &threads, "threads that read and look up (0: as many as the machine has)", NULL},
    {"strict", 0, NULL, NULL, &strict, "exit 1 when something stays unmatched", NULL},
    {0}};

static struct ar_book book;
static struct ar_match match;
static struct ar_rules rules;
static struct ar_events events;
static struct ar_exchange exchange;

static void load_rules(struct ar_tool *tool)
{
    struct ar_table table;
    if (rules_path == NULL) {
        ar_tool_must(tool, ar_rules_default(&rules, ar_tool_error(tool)));
        return;
    }
    ar_tool_table(tool, &table, rules_path);
    ar_tool_must(tool, ar_rules_from(&rules, &table, ar_tool_error(tool)));
    ar_table_free(&table);
}

static void load_sides(struct ar_tool *tool)
{
    struct ar_error *error = ar_tool_error(tool);
    struct ar_table table;
    load_rules(tool);
    book.logged = allocations_path != NULL;
    ar_tool_must(tool, ar_book_load(&book, items_path, ar_tool_threads(tool, threads), error));
    ar_match_init(&match, &book, &rules);
    match.threads = ar_tool_threads(tool, threads);
    if (allocations_path != NULL) {
        ar_tool_must(tool,
                     ar_events_load(&events, allocations_path, ar_tool_needs_seal(tool, allocations_path), error));
        ar_tool_must(tool, ar_match_log(&match, &events, error));
    }
    if (customers_path != NULL) {
        ar_tool_table(tool, &table, customers_path);
        ar_tool_must(tool, ar_book_customers(&book, &table, error));
        ar_table_free(&table);
    }
    if (aliases_path != NULL) {
        ar_tool_table(tool, &table, aliases_path);
        ar_tool_must(tool, ar_match_aliases(&match, &table, error));
        ar_table_free(&table);
    }
    if (rates_path != NULL) {
        static struct ar_table rates;
        ar_tool_table(tool, &rates, rates_path);
        ar_tool_must(tool, ar_exchange_init(&exchange, &rates, error));
        match.exchange = &exchange;
        match.rate_within = rate_within;
    }
    if (remittances_path != NULL)
        ar_tool_must(tool, ar_match_remittances(&match, remittances_path, error));
}

static void read_payments(void *context)
{
    struct ar_tool *tool = context;
    struct ar_payment_columns columns;
    struct ar_payment payment;
    const struct ar_header *header = ar_tool_header(tool);
    enum ar_status status = ar_payment_bind(&columns, header, ar_tool_error(tool));
    ar_tool_must_input(tool, status);
    for (const struct ar_row *row; (row = ar_tool_next(tool)) != NULL;) {
        if (!ar_tool_check(tool, ar_payment_decode(&payment, &columns, row, ar_tool_error(tool))))
            continue;
        status = ar_match_payment(&match, &payment, ar_tool_error(tool));
        if (status == AR_BAD_DATA)
            ar_row_error(row, header, columns.at[AR_PAYMENT_AMOUNT], ar_tool_error(tool));
        if (status == AR_OK)
            status = ar_match_came(&match, row->block->input->label, row->line, ar_tool_error(tool));
        ar_tool_must(tool, status);
    }
}

/* Advices come before their payments, after them, or for another file's: that is no error, but somebody should know. */
static void warn_of_lines(struct ar_tool *tool)
{
    struct ar_match_lines unheard, late;
    if (explain != NULL)
        return;
    ar_tool_must(tool, ar_match_unheard(&match, &unheard, &late, ar_tool_error(tool)));
    if (unheard.count > 0)
        ar_tool_warn(tool, "%s:%llu: lines that belong to no payment of this run: %llu, from here on", remittances_path,
                     (unsigned long long)unheard.line, (unsigned long long)unheard.count);
    if (late.count > 0)
        ar_tool_warn(tool, "%s:%llu: lines of payments of which earlier runs have applied nothing: %llu, from here on",
                     remittances_path, (unsigned long long)late.line, (unsigned long long)late.count);
}

int main(int argc, char **argv)
{
    struct ar_tool *tool = ar_tool_open(&about, options, argc, argv);
    if (print_rules) {
        ar_rules_print(ar_tool_output(tool));
        return ar_tool_close(tool);
    }
    if (items_path == NULL)
        ar_tool_misuse(tool, "--items is missing: the open items to match with");
    load_sides(tool);
    static struct ar_writer learn, summary;
    if (learn_path != NULL)
        ar_tool_writes(tool, &learn, learn_path);
    if (summary_path != NULL)
        ar_tool_writes(tool, &summary, summary_path);
    ar_tool_must(tool, ar_match_payments(&match, read_payments, tool, ar_tool_seed(tool), ar_tool_error(tool)));
    if (explain != NULL)
        match.explain = ar_text_from(explain);
    ar_tool_must(tool, ar_match_run(&match, ar_tool_output(tool), ar_tool_error(tool)));
    warn_of_lines(tool);
    if (explain != NULL && !match.explained) {
        char shown[200];
        ar_printable(shown, sizeof shown, ar_text_from(explain));
        ar_tool_misuse(tool, "--explain: no payment '%s' in the input", shown);
    }
    if (learn_path != NULL) {
        ar_tool_must(tool, ar_match_learn(&match, &learn, ar_tool_error(tool)));
        ar_tool_must(tool, ar_writer_close(&learn, ar_tool_error(tool)));
    }
    if (summary_path != NULL) {
        ar_match_summary(&match, &summary);
        ar_tool_must(tool, ar_writer_close(&summary, ar_tool_error(tool)));
    }
    if (strict && match.unmatched > 0)
        ar_tool_finding(tool);
    ar_match_free(&match);
    ar_book_free(&book);
    ar_events_free(&events);
    ar_exchange_free(&exchange);
    ar_rules_free(&rules);
    return ar_tool_close(tool);
}
