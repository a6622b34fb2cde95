/* SPDX-License-Identifier: MIT */
/* Features of accounts as they print, and the decisions that follow. */
#include "analysis/segment.h"
#include "analysis/promises.h"
#include "analysis/value_class.h"
#include "analysis/wilson.h"

#include <stdio.h>
#include <stdlib.h>

const char *const ar_segment_names[AR_SEGMENT_COLUMNS] = {"customer",
                                                          "name",
                                                          "currency",
                                                          "as_of",
                                                          "open",
                                                          "overdue",
                                                          "oldest_days",
                                                          "credits",
                                                          "disputed_amount",
                                                          "written_off_amount",
                                                          "documents",
                                                          "billed_amount",
                                                          "turnover_amount",
                                                          "turnover_share",
                                                          "value_class",
                                                          "paid_count",
                                                          "paid_mean_days",
                                                          "paid_weighted_days",
                                                          "paid_median_days",
                                                          "paid_p90_days",
                                                          "paid_spread_days",
                                                          "late_count",
                                                          "late_mean_days",
                                                          "late_weighted_days",
                                                          "late_median_days",
                                                          "late_p90_days",
                                                          "late_spread_days",
                                                          "trend_days",
                                                          "on_time_share",
                                                          "on_time_low_share",
                                                          "on_time_high_share",
                                                          "on_time_count",
                                                          "partial_share",
                                                          "partial_count",
                                                          "disputed_share",
                                                          "disputed_count",
                                                          "broken_share",
                                                          "broken_count",
                                                          "last_paid_days",
                                                          "last_document_days",
                                                          "recent_count",
                                                          "terms_days",
                                                          "taken_days",
                                                          "limit",
                                                          "limit_share",
                                                          "behaviour",
                                                          "reason",
                                                          "late_probability",
                                                          "risk",
                                                          "segment",
                                                          "procedure",
                                                          "queue",
                                                          "tone",
                                                          "rule",
                                                          "why",
                                                          "since",
                                                          "previous",
                                                          "next",
                                                          "next_since"};

struct writing {
    const struct ar_segment_plan *plan;
    struct ar_value *values; /* by account */
    struct ar_lateness_entry *room;
    struct ar_text *given; /* values of the features, for the decision */
    struct ar_segment_record *records; /* of the customer at hand */
    size_t capacity;
    int name, limit, limit_currency; /* columns of the customers; -1 none */
    ar_int128 *totals; /* by currency */
};

/* Fields. */

static void put_text(struct ar_segment_record *record, unsigned column, struct ar_text text)
{
    record->text[column] = text;
}
static void put_sum(struct ar_segment_record *record, unsigned column, ar_int128 sum, unsigned digits)
{
    record->text[column] = (struct ar_text){record->room[column], ar_sum_format(record->room[column], sum, digits)};
}
static void put_ratio(struct ar_segment_record *record, unsigned column, struct ar_ratio ratio, unsigned digits)
{
    record->text[column] = (struct ar_text){record->room[column], ar_ratio_format(record->room[column], ratio, digits)};
}
/* A share of n, with n behind it. */
static void put_share(struct ar_segment_record *record, unsigned column, uint64_t hits, uint64_t n, unsigned digits)
{
    put_ratio(record, column, (struct ar_ratio){hits, n}, digits);
    put_sum(record, column + 1, n, 0);
}
static void put_date(struct ar_segment_record *record, unsigned column, struct ar_date date)
{
    if (ar_date_is_none(date))
        return;
    ar_date_format(record->room[column], date);
    record->text[column] = (struct ar_text){record->room[column], AR_DATE_SIZE};
}
static void put_days_since(struct ar_segment_record *record, unsigned column, struct ar_date as_of, struct ar_date date)
{
    if (!ar_date_is_none(date))
        put_sum(record, column, (ar_int128)as_of.days - date.days, 0);
}

static void put_lateness(struct ar_segment_record *record, unsigned first, const struct ar_lateness *late,
                         unsigned digits)
{
    const struct ar_ratio ratios[] = {late->mean, late->weighted, late->median, late->p90, late->spread};
    put_sum(record, first, late->n, 0);
    for (unsigned i = 0; i < sizeof ratios / sizeof *ratios; i++)
        put_ratio(record, first + 1 + i, ratios[i], digits);
}

static void put_on_time(struct ar_segment_record *record, const struct ar_lateness *late, unsigned digits)
{
    int64_t low, high;
    put_ratio(record, AR_SEGMENT_ON_TIME, (struct ar_ratio){late->n - late->late, late->n}, digits);
    put_sum(record, AR_SEGMENT_ON_TIME_N, late->n, 0);
    if (late->n == 0)
        return;
    ar_wilson(&low, &high, late->n - late->late, late->n, digits);
    put_sum(record, AR_SEGMENT_ON_TIME_LOW, low, digits);
    put_sum(record, AR_SEGMENT_ON_TIME_HIGH, high, digits);
}

static void put_sums(struct ar_segment_record *record, const struct ar_account *account, unsigned digits)
{
    put_sum(record, AR_SEGMENT_OPEN, account->open, digits);
    put_sum(record, AR_SEGMENT_OVERDUE, account->overdue, digits);
    put_sum(record, AR_SEGMENT_CREDIT, account->credit, digits);
    put_sum(record, AR_SEGMENT_IN_DISPUTE, account->in_dispute, digits);
    put_sum(record, AR_SEGMENT_WRITTEN_OFF, account->written_off, digits);
    put_sum(record, AR_SEGMENT_DOCUMENTS, account->documents, 0);
    put_sum(record, AR_SEGMENT_VALUE, account->value, digits);
    put_sum(record, AR_SEGMENT_TURNOVER, account->turnover, digits);
    put_sum(record, AR_SEGMENT_FREQUENCY, account->recent, 0);
}

/* The limit in the account's currency: that of the customers' column `currency`, or of a customer who has just one. */
static enum ar_status put_limit(struct writing *writing, struct ar_segment_record *record, bool only, bool *exceeded,
                                struct ar_error *error)
{
    const struct ar_lend *lend = writing->plan->lend;
    const struct ar_account *account = ar_behaviour_account(writing->plan->behaviour, record->account);
    struct ar_currency currency = ar_behaviour_currency(writing->plan->behaviour, record->account);
    struct ar_text customer = record->text[AR_SEGMENT_CUSTOMER];
    struct ar_text text = lend == NULL ? AR_TEXT("") : ar_lend_get(lend, customer, writing->limit);
    const char *why = NULL;
    int64_t limit;
    *exceeded = false;
    if (text.size == 0)
        return AR_OK;
    struct ar_text of = ar_lend_get(lend, customer, writing->limit_currency);
    if (of.size == 0 ? !only : !ar_text_equal(of, record->text[AR_SEGMENT_CURRENCY]))
        return AR_OK;
    if (ar_amount_parse(&limit, text, ar_currency_digits(currency), &why) != AR_OK || limit < 0)
        return ar_table_error(lend->table, ar_table_lookup(&lend->customers, customer), writing->limit,
                              why != NULL ? why : "below zero", error);
    put_sum(record, AR_SEGMENT_LIMIT, limit, ar_currency_digits(currency));
    ar_int128 used = account->open > 0 ? account->open : 0;
    put_ratio(record, AR_SEGMENT_LIMIT_USE, (struct ar_ratio){used, limit}, writing->plan->digits + 2);
    *exceeded = account->open > limit;
    return AR_OK;
}

/* Risk. */

static enum ar_status put_risk(const struct ar_segment_plan *plan, struct ar_segment_record *record,
                               struct ar_error *error)
{
    struct ar_ratio late = {0, 0};
    enum ar_status status = plan->late == NULL ? AR_OK : plan->late(plan->late_context, record->account, &late, error);
    if (status != AR_OK)
        return status;
    put_ratio(record, AR_SEGMENT_LATE_PROBABILITY, late, plan->digits + 2);
    const struct ar_ratio *const bands[] = {&plan->high, &plan->medium};
    static const char *const words[] = {"high", "medium", "low"};
    unsigned band = 0;
    while (band < 2 && late.numerator * bands[band]->denominator < bands[band]->numerator * late.denominator)
        band++;
    put_text(record, AR_SEGMENT_RISK, late.denominator == 0 ? AR_TEXT("unknown") : ar_text_from(words[band]));
    return AR_OK;
}

/* Features. */

static enum ar_status put_behaviour(struct writing *writing, struct ar_segment_record *record, bool only,
                                    struct ar_error *error)
{
    const struct ar_segment_plan *plan = writing->plan;
    const struct ar_account *account = ar_behaviour_account(plan->behaviour, record->account);
    struct ar_date as_of = plan->behaviour->rules->as_of;
    struct ar_lateness paid, late;
    struct ar_promise_count promised = {0, 0};
    ar_lateness_of(&paid, &account->settled, as_of, writing->room);
    ar_lateness_with_open(&late, &paid, &account->settled, &account->unpaid, plan->behaviour->rules->last, as_of,
                          writing->room);
    struct ar_behaviour_view view = {.account = account, .late = &late, .as_of = as_of};
    enum ar_status status = put_limit(writing, record, only, &view.over_limit, error);
    if (status != AR_OK)
        return status;
    if (plan->promises != NULL && ar_promises_count(&promised, plan->promises, record->text[AR_SEGMENT_CUSTOMER],
                                                    ar_behaviour_currency(plan->behaviour, record->account)) != AR_OK)
        return ar_error_memory(error);
    view.promises = promised.due;
    view.broken = promised.broken;
    put_lateness(record, AR_SEGMENT_PAID_N, &paid, plan->digits);
    put_lateness(record, AR_SEGMENT_LATE_N, &late, plan->digits);
    put_ratio(record, AR_SEGMENT_TREND, late.trend, plan->digits);
    put_ratio(record, AR_SEGMENT_TERMS_GIVEN, paid.terms, plan->digits);
    put_ratio(record, AR_SEGMENT_DAYS_TAKEN, paid.taken, plan->digits);
    put_on_time(record, &late, plan->digits + 2);
    if (plan->promises != NULL)
        put_share(record, AR_SEGMENT_BROKEN, promised.broken, promised.due, plan->digits + 2);
    enum ar_behaviour_class class = ar_behaviour_classify(&view, &plan->limits);
    put_text(record, AR_SEGMENT_BEHAVIOUR, ar_text_from(ar_behaviour_classes[class]));
    put_text(record, AR_SEGMENT_REASON, ar_text_from(ar_behaviour_reason(class)));
    return AR_OK;
}

static enum ar_status put_features(struct writing *writing, struct ar_segment_record *record, bool only,
                                   struct ar_error *error)
{
    const struct ar_segment_plan *plan = writing->plan;
    const struct ar_account *account = ar_behaviour_account(plan->behaviour, record->account);
    const struct ar_value *value = &writing->values[record->account];
    struct ar_date as_of = plan->behaviour->rules->as_of;
    struct ar_currency currency = ar_behaviour_currency(plan->behaviour, record->account);
    struct ar_text name =
        plan->lend == NULL ? AR_TEXT("") : ar_lend_get(plan->lend, record->text[AR_SEGMENT_CUSTOMER], writing->name);
    put_text(record, AR_SEGMENT_NAME, name.size > 0 ? name : account->name);
    put_date(record, AR_SEGMENT_AS_OF, as_of);
    put_sums(record, account, ar_currency_digits(currency));
    put_sum(record, AR_SEGMENT_OLDEST_DAYS,
            ar_date_is_none(account->oldest_due) ? 0 : (ar_int128)as_of.days - account->oldest_due.days, 0);
    put_ratio(record, AR_SEGMENT_SHARE, (struct ar_ratio){account->turnover > 0 ? account->turnover : 0, value->total},
              plan->digits + 2);
    put_text(record, AR_SEGMENT_VALUE_CLASS, (struct ar_text){&value->value_class, 1});
    put_share(record, AR_SEGMENT_DISPUTED, account->disputed, account->documents, plan->digits + 2);
    if (plan->behaviour->parts_known)
        put_share(record, AR_SEGMENT_PARTIAL, account->partial, account->paid, plan->digits + 2);
    put_days_since(record, AR_SEGMENT_LAST_PAID_DAYS, as_of, account->last_paid);
    put_days_since(record, AR_SEGMENT_LAST_DOCUMENT_DAYS, as_of, account->last_issued);
    enum ar_status status = put_behaviour(writing, record, only, error);
    return status == AR_OK ? put_risk(plan, record, error) : status;
}

/* Decisions. */

static enum ar_status decide(struct writing *writing, struct ar_segment_record *record, struct ar_error *error)
{
    struct ar_segment_rules *rules = writing->plan->rules;
    for (unsigned i = 0; i < AR_SEGMENT_FEATURES; i++)
        writing->given[i] = record->text[i];
    for (unsigned i = 0; i < rules->lent_count; i++)
        writing->given[AR_SEGMENT_FEATURES + i] =
            ar_lend_get(writing->plan->lend, record->text[AR_SEGMENT_CUSTOMER], rules->lent[i]);
    return ar_decision_find(&record->row, &rules->decision, writing->given, error);
}

/* "risk=high value_class=A": the conditions of the row, with what was held against them. */
static struct ar_text explain(const struct writing *writing, struct ar_segment_record *record, bool only)
{
    const struct ar_segment_rules *rules = writing->plan->rules;
    const struct ar_table *table = rules->table;
    size_t used = 0, size = sizeof record->why;
    const char *between = only ? "" : ": ";
    if (!only)
        used = (size_t)snprintf(record->why, size, "%.3s", record->text[AR_SEGMENT_CURRENCY].at);
    for (unsigned i = 0; i < rules->decision.column_count; i++) {
        const struct ar_decision_column *column = &rules->decision.columns[i];
        if (ar_text_trim(ar_table_get(table, record->row, column->column)).size == 0)
            continue;
        struct ar_text name = table->header.names[column->column], value = writing->given[column->feature];
        size_t more = name.size + value.size + 3;
        if (used + more >= size)
            break;
        used += (size_t)snprintf(record->why + used, size - used, "%s%.*s=%.*s", between, (int)name.size, name.at,
                                 (int)value.size, value.at);
        between = " ";
    }
    return (struct ar_text){record->why, used};
}

/* What a customer comes to: the row, and where it was. */
struct outcome {
    struct ar_text segment, since, previous, next, next_since;
    size_t row; /* of the segment's procedure */
    char days[2][AR_DATE_SIZE];
};

static size_t row_of_segment(const struct ar_segment_rules *rules, struct ar_text segment)
{
    for (size_t row = 0; row < rules->table->rows; row++)
        if (ar_text_equal(ar_table_get(rules->table, row, rules->segment), segment))
            return row;
    return AR_NO_ROW;
}

static struct ar_text day_text(char room[static AR_DATE_SIZE], struct ar_date date)
{
    ar_date_format(room, date);
    return (struct ar_text){room, AR_DATE_SIZE};
}

/* A customer moves when the table has said so for `hold` days in every run, or at once where the row says it. */
static void settle(const struct ar_segment_plan *plan, struct outcome *out, struct ar_text customer, size_t row)
{
    const struct ar_segment_rules *rules = plan->rules;
    const struct ar_segment_previous *previous = plan->previous;
    struct ar_date as_of = plan->behaviour->rules->as_of, first = as_of;
    struct ar_text today = day_text(out->days[0], as_of), proposed = ar_table_get(rules->table, row, rules->segment);
    out->row = row;
    out->segment = proposed;
    out->since = today;
    out->previous = out->next = out->next_since = AR_TEXT("");
    size_t before = previous == NULL ? AR_NO_ROW : ar_table_lookup(&previous->customers, customer);
    if (before == AR_NO_ROW)
        return;
    struct ar_text was = ar_table_get(&previous->table, before, previous->segment);
    struct ar_text since = ar_table_get(&previous->table, before, previous->since);
    if (ar_text_equal(was, proposed)) {
        out->since = since.size > 0 ? since : today;
        return;
    }
    if (ar_text_equal(ar_table_get(&previous->table, before, previous->next), proposed))
        (void)!ar_date_parse(&first, ar_table_get(&previous->table, before, previous->next_since));
    size_t stays = row_of_segment(rules, was);
    if (stays == AR_NO_ROW || ar_text_is(ar_table_get(rules->table, row, rules->at_once), "yes") ||
        (int64_t)as_of.days - first.days >= plan->hold) {
        out->previous = was;
        return;
    }
    out->row = stays;
    out->segment = was;
    out->since = since.size > 0 ? since : today;
    out->next = proposed;
    out->next_since = day_text(out->days[1], first);
}

static void put_outcome(const struct ar_segment_plan *plan, struct ar_segment_record *record,
                        const struct outcome *outcome, const struct ar_segment_record *decisive)
{
    const struct ar_segment_rules *rules = plan->rules;
    put_text(record, AR_SEGMENT_SEGMENT, outcome->segment);
    put_text(record, AR_SEGMENT_PROCEDURE, ar_table_get(rules->table, outcome->row, rules->procedure));
    put_text(record, AR_SEGMENT_QUEUE, ar_table_get(rules->table, outcome->row, rules->queue));
    put_text(record, AR_SEGMENT_TONE, ar_table_get(rules->table, outcome->row, rules->tone));
    put_sum(record, AR_SEGMENT_RULE, (ar_int128)decisive->row + 1, 0);
    put_text(record, AR_SEGMENT_WHY, decisive->text[AR_SEGMENT_WHY]);
    put_text(record, AR_SEGMENT_SINCE, outcome->since);
    put_text(record, AR_SEGMENT_PREVIOUS, outcome->previous);
    put_text(record, AR_SEGMENT_NEXT, outcome->next);
    put_text(record, AR_SEGMENT_NEXT_SINCE, outcome->next_since);
}

/* Accounts. */

static enum ar_status take_customer(struct writing *writing, size_t count, struct outcome *outcome,
                                    struct ar_error *error)
{
    size_t best = 0;
    enum ar_status status = AR_OK;
    for (size_t i = 0; status == AR_OK && i < count; i++) {
        struct ar_segment_record *record = &writing->records[i];
        status = put_features(writing, record, count == 1, error);
        if (status == AR_OK)
            status = decide(writing, record, error);
        if (status != AR_OK)
            return status;
        put_text(record, AR_SEGMENT_WHY, explain(writing, record, count == 1));
        if (record->row < writing->records[best].row)
            best = i;
    }
    settle(writing->plan, outcome, writing->records[0].text[AR_SEGMENT_CUSTOMER], writing->records[best].row);
    for (size_t i = 0; i < count; i++)
        put_outcome(writing->plan, &writing->records[i], outcome, &writing->records[best]);
    return status;
}

static enum ar_status begin_record(struct writing *writing, size_t number, uint32_t account)
{
    const struct ar_behaviour *behaviour = writing->plan->behaviour;
    if (ar_grow(&writing->records, &writing->capacity, number + 1, sizeof *writing->records) != AR_OK)
        return AR_FAILED;
    struct ar_segment_record *record = &writing->records[number];
    record->account = account;
    record->first = number == 0;
    for (unsigned i = 0; i < AR_SEGMENT_COLUMNS; i++)
        record->text[i] = AR_TEXT("");
    struct ar_currency currency = ar_behaviour_currency(behaviour, account);
    ar_currency_format(record->room[AR_SEGMENT_CURRENCY], currency);
    put_text(record, AR_SEGMENT_CURRENCY, (struct ar_text){record->room[AR_SEGMENT_CURRENCY], AR_CURRENCY_SIZE});
    writing->totals[currency.code] += ar_behaviour_account(behaviour, account)->open;
    return AR_OK;
}

/* Short keys lie in the record, which has moved when the list grew: taken when all are there. */
static void set_customers(struct writing *writing, size_t count)
{
    const struct ar_behaviour *behaviour = writing->plan->behaviour;
    for (size_t i = 0; i < count; i++) {
        struct ar_segment_record *record = &writing->records[i];
        put_text(record, AR_SEGMENT_CUSTOMER, ar_behaviour_customer(behaviour, record->account, record->key));
        put_text(record, AR_SEGMENT_CURRENCY, (struct ar_text){record->room[AR_SEGMENT_CURRENCY], AR_CURRENCY_SIZE});
    }
}

static bool same_customer(const struct ar_behaviour *behaviour, uint32_t a, uint32_t b)
{
    char rooms[2][AR_GROUP_SHORT];
    return ar_text_equal(ar_behaviour_customer(behaviour, a, rooms[0]), ar_behaviour_customer(behaviour, b, rooms[1]));
}

static enum ar_status check_totals(const struct writing *writing, struct ar_error *error)
{
    for (size_t i = 0; i < AR_CURRENCIES; i++)
        if (writing->totals[i] != writing->plan->behaviour->read[i].sum)
            return ar_error_set(error, AR_FAILED, "open amounts of segments do not add up to those of the items");
    return AR_OK;
}

static enum ar_status write_all(struct writing *writing, const uint32_t *order,
                                enum ar_status (*each)(void *, const struct ar_segment_record *, struct ar_error *),
                                void *context, struct ar_error *error)
{
    const struct ar_behaviour *behaviour = writing->plan->behaviour;
    size_t accounts = ar_behaviour_count(behaviour);
    enum ar_status status = AR_OK;
    for (size_t from = 0, count; status == AR_OK && from < accounts; from += count) {
        struct outcome outcome;
        for (count = 0; from + count < accounts && same_customer(behaviour, order[from], order[from + count]); count++)
            if (begin_record(writing, count, order[from + count]) != AR_OK)
                return ar_error_memory(error);
        set_customers(writing, count);
        status = take_customer(writing, count, &outcome, error);
        for (size_t i = 0; status == AR_OK && i < count; i++)
            status = each(context, &writing->records[i], error);
    }
    return status == AR_OK ? check_totals(writing, error) : status;
}

/* Values by account, with their classes. */
static enum ar_status classify(struct writing *writing)
{
    const struct ar_behaviour *behaviour = writing->plan->behaviour;
    size_t count = ar_behaviour_count(behaviour);
    struct ar_value *sorted = malloc((count + 1) * sizeof *sorted);
    writing->values = malloc((count + 1) * sizeof *writing->values);
    if (sorted == NULL || writing->values == NULL) {
        free(sorted);
        return AR_FAILED;
    }
    for (size_t i = 0; i < count; i++)
        sorted[i] = (struct ar_value){.turnover = ar_behaviour_account(behaviour, i)->turnover,
                                      .account = (uint32_t)i,
                                      .currency = ar_behaviour_currency(behaviour, i)};
    ar_value_classes(sorted, count);
    for (size_t i = 0; i < count; i++)
        writing->values[sorted[i].account] = sorted[i];
    free(sorted);
    return AR_OK;
}

static int lent_column(const struct ar_segment_plan *plan, const char *name)
{
    return plan->lend == NULL ? -1 : ar_table_find(plan->lend->table, name);
}

enum ar_status ar_segment_each(const struct ar_segment_plan *plan,
                               enum ar_status (*each)(void *, const struct ar_segment_record *, struct ar_error *),
                               void *context, struct ar_error *error)
{
    struct writing writing = {.plan = plan,
                              .name = lent_column(plan, "name"),
                              .limit = lent_column(plan, "limit"),
                              .limit_currency = lent_column(plan, "currency")};
    uint32_t *order = NULL;
    enum ar_status status = classify(&writing) == AR_OK ? AR_OK : ar_error_memory(error);
    if (status == AR_OK)
        status = ar_behaviour_sort(plan->behaviour, &order, error);
    writing.room = malloc(2 * (size_t)plan->behaviour->rules->last * sizeof *writing.room);
    writing.given = malloc((AR_SEGMENT_FEATURES + plan->rules->lent_count) * sizeof *writing.given);
    writing.totals = calloc(AR_CURRENCIES, sizeof *writing.totals);
    if (status == AR_OK && (writing.room == NULL || writing.given == NULL || writing.totals == NULL))
        status = ar_error_memory(error);
    if (status == AR_OK)
        status = write_all(&writing, order, each, context, error);
    free(order);
    free(writing.values);
    free(writing.room);
    free(writing.given);
    free(writing.records);
    free(writing.totals);
    return status;
}
