/* SPDX-License-Identifier: MIT */
/* ar-dun: who to contact about what is due, how and why. Open items in, actions out: proposals, which count as nothing
   until ar-send has logged them as sent. */
#include "cli/tool.h"
#include "collections/dun.h"
#include "collections/law_ready.h"

static const struct ar_about about = {
    .name = "ar-dun",
    .purpose = "propose who to remind of what, how and why",
    .operands = "[FILE...]",
    .example = "ar-open --as-of today items.tsv | ar-dun --log log.tsv --customers customers.tsv > actions.tsv",
    .takes = AR_TAKES_RECORDS | AR_TAKES_AS_OF | AR_TAKES_REJECTS | AR_WRITES_RECORDS,
};

static const char *policy_path, *log_path, *customers_path, *segments_path, *holds_path, *promises_path, *plans_path;
static const char *allocations_path, *laws_path, *references_path, *fees_path;
static const char *disputes_path, *holidays_path, *suppressed_path, *explain, *salt;
static unsigned threads;
static bool print_policy, print_laws, print_references, print_fees;
static struct ar_dun dun;

static enum ar_status parse_arms(void *target, const char *argument, struct ar_error *error)
{
    return ar_arms_parse(target, argument, error);
}

static const struct ar_opt options[] = {
    {"policy", 0, "FILE", ar_opt_text, &policy_path, "levels and their conditions, instead of the built-in", NULL},
    {"print-policy", 0, NULL, NULL, &print_policy, "write the built-in policy and end", NULL},
    {"log", 0, "FILE", ar_opt_text, &log_path, "what was sent before; no such file yet: nothing was", NULL},
    {"customers", 0, "FILE", ar_opt_text, &customers_path, "customers: procedure, segment, block, how to reach them",
     NULL},
    {"segments", 0, "FILE", ar_opt_text, &segments_path, "segment and procedure of customers, as ar-segment writes",
     NULL},
    {"holds", 0, "FILE", ar_opt_text, &holds_path, "customers and documents to leave alone, from and until", NULL},
    {"promises", 0, "FILE", ar_opt_text, &promises_path, "promises to pay: wait until they are due", NULL},
    {"plans", 0, "FILE", ar_opt_text, &plans_path, "instalment agreements: wait while they are active", NULL},
    {"disputes", 0, "FILE", ar_opt_text, &disputes_path, "disputed amounts and documents: take them out", NULL},
    {"holidays", 0, "FILE", ar_opt_text, &holidays_path, "days on which nobody is contacted: calendar, date", NULL},
    {"allocations", 0, "FILE", ar_opt_text, &allocations_path, "what settled what, and when: interest on each balance",
     NULL},
    {"laws", 0, "FILE", ar_opt_text, &laws_path, "interest for late payment, instead of the built-in", NULL},
    {"reference-rates", 0, "FILE", ar_opt_text, &references_path, "the rates that laws refer to: name, from, rate",
     NULL},
    {"fees", 0, "FILE", ar_opt_text, &fees_path, "fixed sums for late payment: fee_table, currency, from, fee", NULL},
    {"print-laws", 0, NULL, NULL, &print_laws, "write the built-in laws and end", NULL},
    {"print-reference-rates", 0, NULL, NULL, &print_references, "write the built-in reference rates and end", NULL},
    {"print-fees", 0, NULL, NULL, &print_fees, "write the built-in fixed sums and end", NULL},
    {"suppressed", 0, "FILE", ar_opt_written, &suppressed_path, "write each document that is left out, and why", NULL},
    {"explain", 0, "CUSTOMER", ar_opt_text, &explain, "tell of each item of this customer what decided, instead", NULL},
    {"arms", 0, "NAME=N[,NAME=N...]", parse_arms, &dun.arms, "try several policies: shares of the customers", NULL},
    {"salt", 0, "TEXT", ar_opt_text, &salt, "another drawing of the arms", NULL},
    {"threads", 0, "N", ar_opt_count, &threads, "threads that decide (0: as many as the machine has)", NULL},
    {NULL, 0, NULL, NULL, NULL, NULL, NULL},
};

static struct ar_table policy, customers, segments, holidays, stops[AR_STOP_KINDS];
static struct ar_lend lend;
static struct ar_events events;

static void load_policy(struct ar_tool *tool)
{
    if (policy_path == NULL)
        ar_tool_must(tool, ar_policy_default(&policy, ar_tool_error(tool)));
    else
        ar_tool_table(tool, &policy, policy_path);
    if (!print_policy)
        ar_tool_must(tool, ar_policy_init(&dun.policy, &policy, ar_tool_error(tool)));
}

/* The charges, and what they are of at each time. */
static void load_charges(struct ar_tool *tool)
{
    ar_tool_must(tool, ar_charges_init(&dun.charges, laws_path, references_path, fees_path, ar_tool_error(tool)));
    if (allocations_path == NULL)
        return;
    ar_tool_must(tool, ar_events_load(&events, allocations_path, ar_tool_needs_seal(tool, allocations_path),
                                      ar_tool_error(tool)));
    dun.charges.events = &events;
}

static void load_stops(struct ar_tool *tool)
{
    const char *const paths[AR_STOP_KINDS] = {[AR_STOP_HOLD] = holds_path,
                                              [AR_STOP_PLAN] = plans_path,
                                              [AR_STOP_PROMISE] = promises_path,
                                              [AR_STOP_DISPUTE] = disputes_path};
    for (unsigned i = 0; i < AR_STOP_KINDS; i++) {
        if (paths[i] == NULL)
            continue;
        ar_tool_table(tool, &stops[i], paths[i]);
        ar_tool_must(tool, ar_stops_add(&dun.stops, (enum ar_stop_kind)i, &stops[i], dun.as_of, ar_tool_error(tool)));
    }
}

/* A clock that was wrong for a night, or a run for a day that is over: nobody hears of it otherwise. */
static void warn_of_later(struct ar_tool *tool)
{
    struct ar_date last;
    char day[AR_DATE_SIZE], to[AR_DATE_SIZE];
    size_t count = ar_log_after(&last, &dun.log, dun.as_of);
    if (count == 0)
        return;
    ar_date_format(day, dun.as_of);
    ar_date_format(to, last);
    ar_tool_warn(tool, "%s: %zu %s dated after %.*s, up to %.*s: until then nobody who had one is contacted", log_path,
                 count, count == 1 ? "action is" : "actions are", AR_DATE_SIZE, day, AR_DATE_SIZE, to);
}

static void load_sides(struct ar_tool *tool)
{
    struct ar_error *error = ar_tool_error(tool);
    if (customers_path != NULL) {
        ar_tool_table(tool, &customers, customers_path);
        ar_tool_must(tool, ar_lend_init(&lend, &customers, error));
        ar_dun_customers(&dun, &lend);
    }
    if (segments_path != NULL) {
        ar_tool_table(tool, &segments, segments_path);
        ar_tool_must(tool, ar_dun_segments(&dun, &segments, error));
    }
    if (holidays_path != NULL) {
        ar_tool_table(tool, &holidays, holidays_path);
        ar_tool_must(tool, ar_calendar_init(&dun.calendar, &holidays, error));
    }
    load_stops(tool);
    load_charges(tool);
    if (log_path != NULL)
        ar_tool_must(tool, ar_log_load(&dun.log, log_path, error));
    if (dun.log.torn > 0)
        ar_tool_warn(tool, "%s: the last record has been broken off, and is passed over", log_path);
    warn_of_later(tool);
}

static void read_items(struct ar_tool *tool)
{
    struct ar_item_columns columns;
    struct ar_item item = {.type = AR_TYPE_INVOICE};
    const struct ar_header *header = ar_tool_header(tool);
    const unsigned needs = AR_DUN_NEEDS | (allocations_path != NULL ? (unsigned)AR_ITEM_AMOUNT : 0);
    ar_tool_must_input(tool, ar_item_bind(&columns, header, needs, AR_DUN_LIKES, ar_tool_error(tool)));
    for (const struct ar_row *row; (row = ar_tool_next(tool)) != NULL;)
        if (ar_tool_check(tool, ar_item_decode_only(&item, &columns, needs | AR_DUN_LIKES, row, ar_tool_error(tool))))
            ar_tool_must(tool, ar_dun_book_add(&dun.book, &item, ar_tool_error(tool)));
    ar_tool_must(tool, ar_dun_book_ready(&dun.book, ar_tool_error(tool)));
}

/* A table that is built in. */
static int print(struct ar_tool *tool)
{
    struct ar_table ready;
    const char *name = print_laws ? "laws" : print_references ? "reference-rates" : print_fees ? "fees" : NULL;
    if (name != NULL)
        ar_tool_must(tool, ar_law_ready_table(&ready, name, ar_tool_error(tool)));
    ar_table_write(name != NULL ? &ready : &policy, ar_tool_output(tool));
    if (name != NULL)
        ar_table_free(&ready);
    return ar_tool_close(tool);
}

static void warn(struct ar_tool *tool, uint64_t count, const char *what)
{
    if (count > 0)
        ar_tool_warn(tool, "%llu %s %s", (unsigned long long)count, count == 1 ? "document" : "documents", what);
}

int main(int argc, char **argv)
{
    struct ar_tool *tool = ar_tool_open(&about, options, argc, argv);
    static struct ar_writer suppressed;
    load_policy(tool);
    if (print_policy || print_laws || print_references || print_fees)
        return print(tool);
    if (salt != NULL && dun.arms.count == 0)
        ar_tool_misuse(tool, "--salt needs --arms, what it draws");
    dun.arms.salt = ar_text_from(salt);
    dun.as_of = ar_tool_as_of(tool);
    load_sides(tool);
    if (ar_dun_book_init(&dun.book, dun.as_of, dun.policy.earliest, ar_tool_seed(tool)) != AR_OK)
        ar_tool_must(tool, ar_error_memory(ar_tool_error(tool)));
    if (explain != NULL)
        dun.book.only = ar_text_from(explain);
    if (suppressed_path != NULL) {
        ar_tool_writes(tool, &suppressed, suppressed_path);
        dun.suppressed = &suppressed;
    }
    read_items(tool);
    *(explain != NULL ? &dun.story : &dun.actions) = ar_tool_output(tool);
    if (explain != NULL && dun.book.group_count == 0) {
        char shown[200];
        ar_printable(shown, sizeof shown, dun.book.only);
        ar_tool_misuse(tool, "--explain: no open item of customer '%s' in the input", shown);
    }
    ar_tool_must_input(tool, ar_dun_run(&dun, ar_tool_threads(tool, threads), ar_tool_error(tool)));
    if (suppressed_path != NULL)
        ar_tool_must(tool, ar_writer_close(&suppressed, ar_tool_error(tool)));
    warn(tool, dun.charges.beyond, "with allocations that do not lead to what is open: interest by what fits");
    warn(tool, dun.no_fee, "without a fixed sum: the fee table says nothing of the currency");
    warn(tool, dun.no_kind, "without interest or fixed sum: the law is not for customers whose kind is unknown");
    warn(tool, dun.no_calendar, "by a calendar that the holidays have no day of");
    ar_events_free(&events);
    ar_dun_free(&dun);
    return ar_tool_close(tool);
}
