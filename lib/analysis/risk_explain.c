/* SPDX-License-Identifier: MIT */
/* A customer's scores taken apart: what each feature is, on how many documents it rests, and by how much it moves the
   log-odds of being late. */
#include "analysis/ratio.h"
#include "analysis/risk_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct ar_risk_explained {
    size_t account;
    struct ar_currency currency;
    struct ar_text doc, line; /* in the arena */
    struct ar_risk_document document; /* date none: the account itself */
    bool documents; /* of an account: it has some */
};

static enum ar_status add(struct ar_risk_run *run, const struct ar_risk_explained *what, struct ar_error *error)
{
    if (ar_grow(&run->explained, &run->explained_capacity, run->explained_count + 1, sizeof *run->explained) != AR_OK)
        return ar_error_memory(error);
    run->explained[run->explained_count++] = *what;
    return AR_OK;
}

/* The account's own place, among the first; a document gives way to a new one. */
static enum ar_status add_account(struct ar_risk_run *run, const struct ar_bill *bill, size_t account,
                                  struct ar_error *error)
{
    size_t at = 0;
    while (at < run->explained_accounts && run->explained[at].account != account)
        at++;
    if (at == run->explained_accounts) {
        struct ar_risk_explained what = {.account = account, .currency = bill->item.currency};
        what.document.date = AR_DATE_NONE;
        if (add(run, &what, error) != AR_OK)
            return AR_FAILED;
        run->explained[run->explained_count - 1] = run->explained[at];
        run->explained[at] = what;
        run->explained_accounts++;
    }
    run->explained[at].documents |= bill->counts;
    return AR_OK;
}

enum ar_status ar_risk_explained_add(struct ar_risk_run *run, const struct ar_bill *bill, size_t account,
                                     struct ar_error *error)
{
    struct ar_risk_explained what = {.account = account, .currency = bill->item.currency};
    run->found = true;
    if (add_account(run, bill, account, error) != AR_OK)
        return AR_FAILED;
    if (!bill->counts || bill->open <= 0 || ar_date_is_none(bill->item.due))
        return AR_OK;
    what.document = ar_risk_document_of(bill);
    what.document.settled = AR_DATE_NONE;
    if (ar_arena_copy(&run->arena, &what.doc, bill->item.doc) != AR_OK ||
        ar_arena_copy(&run->arena, &what.line, bill->item.line) != AR_OK)
        return ar_error_memory(error);
    return add(run, &what, error);
}

/* By currency, the account itself first, then its documents as they fall due. */
static int in_order(const void *left, const void *right)
{
    const struct ar_risk_explained *a = left, *b = right;
    if (a->currency.code != b->currency.code)
        return a->currency.code < b->currency.code ? -1 : 1;
    bool a_is_account = ar_date_is_none(a->document.date), b_is_account = ar_date_is_none(b->document.date);
    if (a_is_account || b_is_account)
        return (int)b_is_account - (int)a_is_account;
    if (a->document.due.days != b->document.due.days)
        return a->document.due.days < b->document.due.days ? -1 : 1;
    int order = ar_text_compare(a->doc, b->doc);
    return order != 0 ? order : ar_text_compare(a->line, b->line);
}

struct printing {
    const struct ar_risk_run *run;
    const struct ar_risk_explained *what;
    struct ar_writer *writer;
};

static void begin(const struct printing *to, const char *feature, struct ar_text value)
{
    ar_writer_field(to->writer, ar_text_from(to->run->plan->explain));
    ar_writer_currency(to->writer, to->what->currency);
    ar_writer_field(to->writer, to->what->doc);
    ar_writer_field(to->writer, to->what->line);
    ar_writer_field(to->writer, ar_text_from(feature));
    ar_writer_field(to->writer, value);
}

static void put_contribution(const struct printing *to, int32_t contribution)
{
    char text[AR_AMOUNT_SIZE];
    ar_writer_field(to->writer, (struct ar_text){text, ar_amount_format(text, contribution, 4)});
    ar_writer_end(to->writer);
}

/* A record without counts and contribution. */
static void put_value(const struct printing *to, const char *feature, struct ar_text value)
{
    begin(to, feature, value);
    for (int i = 0; i < 3; i++)
        ar_writer_field(to->writer, AR_TEXT(""));
    ar_writer_end(to->writer);
}

/* What the document has of a feature. */
static struct ar_text value_of(char *room, size_t size, const struct printing *to, int part)
{
    static const char *const days[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
    static const char *const parts[] = {"1-8", "9-16", "17-24", "25-31"};
    const struct ar_risk_document *document = &to->what->document;
    if (ar_date_is_none(document->date))
        return AR_TEXT("");
    int year, month, day, terms = document->due.days - document->date.days;
    const char *weekday = days[ar_date_weekday(document->due) - 1];
    ar_date_to_civil(document->due, &year, &month, &day);
    int used = 0;
    if (part == AR_RISK_WEEKDAY)
        used = snprintf(room, size, "%s", weekday);
    else if (part == AR_RISK_TERMS)
        used = snprintf(room, size, "%d", terms);
    else if (part == AR_RISK_BOTH)
        used = snprintf(room, size, "%s %d", weekday, terms);
    else if (part == AR_RISK_AMOUNT)
        used = (int)ar_amount_format(room, document->amount, ar_currency_digits(to->what->currency));
    else if (part == AR_RISK_MONTH)
        used = snprintf(room, size, "%s", parts[(day - 1) / 8]);
    else if (part == AR_RISK_DISPUTE)
        used = snprintf(room, size, "%s", document->disputed ? "yes" : "no");
    else if (part == AR_RISK_WAITING)
        used = snprintf(room, size, "%d", to->run->plan->as_of.days - document->due.days);
    return (struct ar_text){room, (size_t)used};
}

static void explain(const struct printing *to)
{
    char room[64];
    struct ar_risk_score score;
    bool account = ar_date_is_none(to->what->document.date);
    ar_risk_score(ar_risk_own(to->run->risk), &score, to->what->account, account ? NULL : &to->what->document);
    for (int i = 0; i <= (account ? AR_RISK_LATELY : AR_RISK_WAITING); i++) {
        begin(to, ar_risk_part_names[i], value_of(room, sizeof room, to, i));
        if (i == AR_RISK_WAITING) {
            ar_writer_field(to->writer, AR_TEXT(""));
            ar_writer_field(to->writer, AR_TEXT(""));
        } else {
            ar_writer_number(to->writer, score.late[i]);
            ar_writer_number(to->writer, score.like[i]);
        }
        put_contribution(to, score.parts[i]);
    }
    begin(to, "score", AR_TEXT(""));
    ar_writer_field(to->writer, AR_TEXT(""));
    ar_writer_field(to->writer, AR_TEXT(""));
    put_contribution(to, score.score);
    bool told = !ar_risk_is_blank(to->run->risk) && (!account || to->what->documents);
    put_value(to, "late_probability", (struct ar_text){room, told ? ar_amount_format(room, score.probability, 4) : 0});
    if (account)
        return;
    if (!ar_date_is_none(score.expected))
        ar_date_format(room, score.expected);
    put_value(to, "expected_date", (struct ar_text){room, ar_date_is_none(score.expected) ? 0 : AR_DATE_SIZE});
}

enum ar_status ar_risk_explained_write(struct ar_risk_run *run, struct ar_writer *writer, struct ar_error *error)
{
    static const struct ar_text names[] = {AR_TEXT("customer"), AR_TEXT("currency"), AR_TEXT("doc"),
                                           AR_TEXT("line"),     AR_TEXT("feature"),  AR_TEXT("value"),
                                           AR_TEXT("late"),     AR_TEXT("n"),        AR_TEXT("contribution")};
    (void)error;
    if (run->explained_count > 0)
        qsort(run->explained, run->explained_count, sizeof *run->explained, in_order);
    ar_writer_header(writer, names, sizeof names / sizeof *names);
    for (size_t i = 0; i < run->explained_count; i++) {
        struct printing to = {run, &run->explained[i], writer};
        explain(&to);
    }
    return AR_OK;
}
