/* SPDX-License-Identifier: MIT */
/* Decisions on accounts: which row of the rules, which segment, which record. */
#include "analysis/segment_parts.h"

#include <stdio.h>

/* Decisions. */

static enum ar_status decide(struct ar_segment_writing *writing, struct ar_segment_record *record,
                             struct ar_error *error)
{
    struct ar_segment_rules *rules = writing->rules;
    for (unsigned i = 0; i < AR_SEGMENT_FEATURES; i++)
        writing->given[i] = record->text[i];
    for (unsigned i = 0; i < rules->lent_count; i++)
        writing->given[AR_SEGMENT_FEATURES + i] =
            ar_lend_get(writing->plan->lend, record->text[AR_SEGMENT_CUSTOMER], rules->lent[i]);
    return ar_decision_find(&record->row, &rules->decision, writing->given, error);
}

/* "risk=high value_class=A": the conditions of the row, with what was held against them. */
static struct ar_text explain(const struct ar_segment_writing *writing, struct ar_segment_record *record, bool only)
{
    const struct ar_segment_rules *rules = writing->rules;
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
    char (*days)[AR_DATE_SIZE]; /* room */
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
    ar_segment_put(record, AR_SEGMENT_SEGMENT, outcome->segment);
    ar_segment_put(record, AR_SEGMENT_PROCEDURE, ar_table_get(rules->table, outcome->row, rules->procedure));
    ar_segment_put(record, AR_SEGMENT_QUEUE, ar_table_get(rules->table, outcome->row, rules->queue));
    ar_segment_put(record, AR_SEGMENT_TONE, ar_table_get(rules->table, outcome->row, rules->tone));
    ar_segment_put_sum(record, AR_SEGMENT_RULE, (ar_int128)decisive->row + 1, 0);
    ar_segment_put(record, AR_SEGMENT_WHY, decisive->text[AR_SEGMENT_WHY]);
    ar_segment_put(record, AR_SEGMENT_SINCE, outcome->since);
    ar_segment_put(record, AR_SEGMENT_PREVIOUS, outcome->previous);
    ar_segment_put(record, AR_SEGMENT_NEXT, outcome->next);
    ar_segment_put(record, AR_SEGMENT_NEXT_SINCE, outcome->next_since);
}

/* Accounts. */

static enum ar_status take_customer(struct ar_segment_writing *writing, size_t count, struct ar_error *error)
{
    size_t best = 0;
    struct outcome outcome = {.days = writing->days};
    enum ar_status status = AR_OK;
    for (size_t i = 0; status == AR_OK && i < count; i++) {
        struct ar_segment_record *record = &writing->records[i];
        status = ar_segment_features(writing, record, count == 1, error);
        if (status == AR_OK)
            status = decide(writing, record, error);
        if (status != AR_OK)
            return status;
        ar_segment_put(record, AR_SEGMENT_WHY, explain(writing, record, count == 1));
        if (record->row < writing->records[best].row)
            best = i;
    }
    settle(writing->plan, &outcome, writing->records[0].text[AR_SEGMENT_CUSTOMER], writing->records[best].row);
    for (size_t i = 0; i < count; i++)
        put_outcome(writing->plan, &writing->records[i], &outcome, &writing->records[best]);
    return status;
}

static enum ar_status begin_record(struct ar_segment_writing *writing, size_t number, uint32_t account)
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
    ar_segment_put(record, AR_SEGMENT_CURRENCY, (struct ar_text){record->room[AR_SEGMENT_CURRENCY], AR_CURRENCY_SIZE});
    writing->totals[currency.code] += ar_behaviour_account(behaviour, account)->open;
    return AR_OK;
}

/* Short keys lie in the record, which has moved when the list grew: taken when all are there. */
static void set_customers(struct ar_segment_writing *writing, size_t count)
{
    const struct ar_behaviour *behaviour = writing->plan->behaviour;
    for (size_t i = 0; i < count; i++) {
        struct ar_segment_record *record = &writing->records[i];
        ar_segment_put(record, AR_SEGMENT_CUSTOMER, ar_behaviour_customer(behaviour, record->account, record->key));
        ar_segment_put(record, AR_SEGMENT_CURRENCY,
                       (struct ar_text){record->room[AR_SEGMENT_CURRENCY], AR_CURRENCY_SIZE});
    }
}

enum ar_status ar_segment_customer(struct ar_segment_writing *writing, const uint32_t *accounts, size_t count,
                                   struct ar_error *error)
{
    for (size_t i = 0; i < count; i++)
        if (begin_record(writing, i, accounts[i]) != AR_OK)
            return ar_error_memory(error);
    set_customers(writing, count);
    return take_customer(writing, count, error);
}

/* Records. */

/* What is somebody's own text, and may need escapes. */
static bool is_free(unsigned column)
{
    switch (column) {
    case AR_SEGMENT_CUSTOMER:
    case AR_SEGMENT_NAME:
    case AR_SEGMENT_SEGMENT:
    case AR_SEGMENT_PROCEDURE:
    case AR_SEGMENT_QUEUE:
    case AR_SEGMENT_TONE:
    case AR_SEGMENT_WHY:
    case AR_SEGMENT_SINCE:
    case AR_SEGMENT_PREVIOUS:
    case AR_SEGMENT_NEXT:
    case AR_SEGMENT_NEXT_SINCE:
        return true;
    default:
        return false;
    }
}

void ar_segment_record_write(struct ar_writer *writer, const struct ar_segment_record *record)
{
    for (unsigned i = 0; i < AR_SEGMENT_COLUMNS; i++)
        if (is_free(i) && record->text[i].size > 0)
            ar_writer_field(writer, record->text[i]);
        else
            ar_writer_encoded(writer, record->text[i]);
    ar_writer_end(writer);
}
