/* SPDX-License-Identifier: MIT */
/* From sums to facts, group by group, and on to the report. */
#include "analysis/dso_parts.h"

#include "analysis/aging.h"

#include <stdio.h>
#include <stdlib.h>

/* Merging. */

static void month_key(const struct ar_groups *months, size_t cell, uint32_t *group, uint32_t *row, int32_t *month,
                      enum ar_dso_month *kind)
{
    char room[AR_GROUP_SHORT];
    struct ar_text key = ar_groups_key(months, cell, room);
    memcpy(group, key.at, 4);
    memcpy(row, key.at + 4, 4);
    memcpy(month, key.at + 8, 4);
    *kind = key.at[12] ? AR_DSO_MONTH_OPEN : AR_DSO_MONTH_SALES;
}

static enum ar_status merge(struct ar_dso *dso, const struct ar_dso *more, size_t *numbers)
{
    const struct ar_dso_plan *plan = dso->plan;
    for (size_t i = 0; i < more->groups.count; i++) {
        char room[AR_GROUP_SHORT];
        if (ar_dso_group(dso, ar_groups_key(&more->groups, i, room), ar_groups_currency(&more->groups, i),
                         &numbers[i]) != AR_OK)
            return AR_FAILED;
        dso->seen[numbers[i]] |= more->seen[i];
        for (uint32_t row = 0; row < plan->rows; row++)
            for (unsigned k = 0; k < plan->width; k++)
                if (ar_dso_increase(dso, numbers[i], row, (int)k, ar_dso_sum(more, i, row, (int)k)) != AR_OK)
                    return AR_FAILED;
    }
    for (size_t i = 0; i < more->months.count; i++) {
        uint32_t group, row;
        int32_t month;
        enum ar_dso_month kind;
        month_key(&more->months, i, &group, &row, &month, &kind);
        if (ar_dso_month_add(dso, numbers[group], row, kind, month, ar_groups_sum(&more->months, i, 0)) != AR_OK)
            return AR_FAILED;
    }
    return AR_OK;
}

enum ar_status ar_dso_merge(struct ar_dso *dso, struct ar_dso *more, struct ar_error *error)
{
    size_t *numbers = malloc((more->groups.count + 1) * sizeof *numbers);
    enum ar_status status = numbers == NULL ? AR_FAILED : merge(dso, more, numbers);
    free(numbers);
    dso->part_paid += more->part_paid;
    return status == AR_OK ? AR_OK : ar_error_memory(error);
}

/* Months. */

struct month {
    uint32_t group, row;
    int32_t month;
    enum ar_dso_month kind;
    ar_int128 value;
};

struct writing {
    struct ar_dso *dso;
    struct month *months; /* by group and row */
    struct ar_facts *facts; /* of one group */
    ar_int128 *running; /* of one group: sales and open of each month */
    struct ar_history *history; /* of one group, one run of months for each row */
    size_t running_capacity, history_capacity;
    struct ar_arena arena;
    struct ar_buffer prefix;
};

static int compare_months(const void *left, const void *right)
{
    const struct month *a = left, *b = right;
    if (a->group != b->group)
        return a->group < b->group ? -1 : 1;
    if (a->row != b->row)
        return a->row < b->row ? -1 : 1;
    return (a->month > b->month) - (a->month < b->month);
}

static enum ar_status sort_months(struct writing *writing)
{
    const struct ar_groups *months = &writing->dso->months;
    writing->months = malloc((months->count + 1) * sizeof *writing->months);
    if (writing->months == NULL)
        return AR_FAILED;
    for (size_t i = 0; i < months->count; i++) {
        struct month *month = &writing->months[i];
        month_key(months, i, &month->group, &month->row, &month->month, &month->kind);
        month->value = ar_groups_sum(months, i, 0);
    }
    qsort(writing->months, months->count, sizeof *writing->months, compare_months);
    return AR_OK;
}

static size_t first_of(const struct writing *writing, size_t group)
{
    size_t low = 0, high = writing->dso->months.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (writing->months[middle].group < group)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The months from the group's first one with sales up to the end of each period; the last is cut there. */
static enum ar_status set_history(struct writing *writing, size_t group)
{
    const struct ar_dso_plan *plan = writing->dso->plan;
    size_t at = first_of(writing, group), end = first_of(writing, group + 1);
    int32_t first = INT32_MAX, last = ar_date_month(ar_periods_day(plan->periods, plan->rows - 1));
    for (size_t i = at; i < end; i++)
        if (writing->months[i].month < first)
            first = writing->months[i].month;
    size_t count = first > last ? 0 : (size_t)(last - first) + 1;
    if (ar_grow(&writing->running, &writing->running_capacity, 2 * count + 1, sizeof *writing->running) != AR_OK ||
        ar_grow(&writing->history, &writing->history_capacity, count * plan->rows + 1, sizeof *writing->history) !=
            AR_OK)
        return AR_FAILED;
    memset(writing->running, 0, (2 * count + 1) * sizeof *writing->running);
    for (uint32_t row = 0; row < plan->rows; row++) {
        for (; at < end && writing->months[at].row == row; at++)
            writing->running[2 * (size_t)(writing->months[at].month - first) + writing->months[at].kind] +=
                writing->months[at].value;
        if (row == 0)
            continue;
        struct ar_date day = ar_periods_day(plan->periods, row);
        struct ar_history *history = writing->history + row * count;
        struct ar_facts *facts = &writing->facts[row - 1];
        facts->history = history;
        facts->history_count = 0;
        for (int32_t month = first; count > 0 && month <= ar_date_month(day); month++) {
            const ar_int128 *of = &writing->running[2 * (size_t)(month - first)];
            struct ar_period period = ar_month_period(month);
            if (period.to.days > day.days)
                period.to = day;
            history[facts->history_count++] =
                (struct ar_history){period, ar_period_days(period, plan->view->thirty), of[0], of[1]};
        }
    }
    return AR_OK;
}

/* Facts. */

static void set_row(struct ar_facts *facts, const struct ar_facts *last, const struct ar_dso *dso, size_t group,
                    uint32_t row)
{
    const struct ar_dso_plan *plan = dso->plan;
    const int64_t *sums = dso->sums + (group * plan->rows + row) * plan->width;
    for (unsigned k = 0; k < plan->kept_count; k++) {
        unsigned i = plan->kept[k];
        facts->sum[i] = AR_LIKELY(dso->carries == NULL) ? sums[k] : ar_dso_sum(dso, group, row, (int)k);
        if (i < AR_FACTS_STOCK && last != NULL)
            facts->sum[i] += last->sum[i];
    }
    for (unsigned i = 0; plan->rolls && i <= plan->buckets.count; i++) {
        facts->bucket[i] = ar_dso_sum(dso, group, row, (int)(plan->bucket_place + i));
        facts->rolled[i] = ar_dso_sum(dso, group, row, (int)(plan->roll_place + i));
    }
}

/* What is the same for every group. */
static enum ar_status make_facts(struct writing *writing)
{
    const struct ar_dso_plan *plan = writing->dso->plan;
    size_t count = plan->periods->count;
    writing->facts = calloc(count, sizeof *writing->facts);
    if (writing->facts == NULL)
        return AR_FAILED;
    for (size_t i = 0; i < count; i++) {
        struct ar_facts *facts = &writing->facts[i];
        ar_facts_set_period(facts, plan->periods->at[i], plan->view->thirty);
        for (unsigned k = 0; k < AR_FACTS; k++)
            facts->missing[k] = plan->missing[k];
        facts->bucket_missing = plan->columns.present & AR_ITEM_DUE ? NULL : "no column 'due'";
    }
    return AR_OK;
}

static void set_facts(struct writing *writing, size_t group, struct ar_currency currency)
{
    const struct ar_dso *dso = writing->dso;
    const struct ar_dso_plan *plan = dso->plan;
    struct ar_facts before = {0};
    set_row(&before, NULL, dso, group, 0);
    for (uint32_t row = 1; row < plan->rows; row++) {
        struct ar_facts *facts = &writing->facts[row - 1];
        const struct ar_facts *last = row == 1 ? &before : facts - 1;
        facts->currency = currency;
        set_row(facts, last, dso, group, row);
        facts->sum[AR_FACT_BEGIN] = last->sum[AR_FACT_RECEIVABLE];
        facts->sum[AR_FACT_CURRENT] = facts->sum[AR_FACT_RECEIVABLE] - facts->sum[AR_FACT_OVERDUE];
        facts->sum[AR_FACT_OVERDUE_DAYS] =
            facts->sum[AR_FACT_OVERDUE] * facts->period.to.days - facts->sum[AR_FACT_OVERDUE_DUE];
    }
}

/* Writing. */

static enum ar_status set_line(struct ar_dso_line *line, struct writing *writing, size_t group)
{
    const struct ar_dso_view *view = writing->dso->plan->view;
    const struct ar_groups *groups = &writing->dso->groups;
    unsigned count = view->by_count - (view->currency_place < view->by_count);
    char room[AR_GROUP_SHORT];
    struct ar_text key = ar_groups_key(groups, group, room);
    struct ar_text *fields = ar_arena_take(&writing->arena, (count + 1) * sizeof *fields);
    if (fields == NULL || ar_arena_copy(&writing->arena, &key, key) != AR_OK)
        return AR_FAILED;
    ar_aging_part(fields, count, key);
    *line = (struct ar_dso_line){fields, (uint8_t)view->by_count, (uint8_t)view->currency_place,
                                 ar_groups_currency(groups, group), group};
    return AR_OK;
}

static enum ar_status list_lines(struct ar_dso_line **lines, size_t *count, struct writing *writing)
{
    size_t groups = writing->dso->groups.count;
    *count = 0;
    *lines = malloc((groups + 1) * sizeof **lines);
    if (*lines == NULL)
        return AR_FAILED;
    for (size_t i = 0; i < groups; i++)
        if (writing->dso->seen[i] && set_line(&(*lines)[(*count)++], writing, i) != AR_OK)
            return AR_FAILED;
    ar_dso_sort(*lines, *count);
    return AR_OK;
}

static enum ar_status write_lines(struct writing *writing, struct ar_writer *writer, struct ar_error *error)
{
    const struct ar_dso_plan *plan = writing->dso->plan;
    struct ar_dso_line *lines = NULL;
    size_t count = 0, periods = plan->periods->count;
    enum ar_status status = AR_OK;
    if (make_facts(writing) != AR_OK || list_lines(&lines, &count, writing) != AR_OK ||
        (plan->months && sort_months(writing) != AR_OK))
        status = ar_error_memory(error);
    for (size_t i = 0; status == AR_OK && i < count; i++) {
        set_facts(writing, lines[i].group, lines[i].currency);
        if (plan->months && set_history(writing, lines[i].group) != AR_OK)
            status = ar_error_memory(error);
        if (status == AR_OK)
            status = ar_dso_view_group(plan->view, writer, &writing->prefix, lines[i].fields, writing->facts, periods,
                                       plan->hidden, error);
    }
    free(lines);
    return status;
}

enum ar_status ar_dso_write(struct ar_dso *dso, struct ar_writer *writer, struct ar_error *error)
{
    struct writing writing = {.dso = dso};
    struct ar_text names[AR_DSO_NAMES_MAX];
    unsigned count;
    enum ar_status status = ar_dso_view_names(names, &count, dso->plan->view, error);
    if (status != AR_OK)
        return status;
    ar_writer_header(writer, names, count);
    status = write_lines(&writing, writer, error);
    free(writing.months);
    free(writing.facts);
    free(writing.running);
    free(writing.history);
    ar_arena_free(&writing.arena);
    ar_buffer_free(&writing.prefix);
    return status;
}
