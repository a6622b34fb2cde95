/* SPDX-License-Identifier: MIT */
/* The aging report on its way out: column names, sums, shares, rates. */
#include "analysis/aging_report.h"

#include <stdio.h>

#define AHEAD 8 /* lines whose sums are asked for before they are written: in their order they lie anywhere */

/* Names. */

static enum ar_status add_name(struct ar_text *names, unsigned *count, struct ar_arena *arena, const char *name)
{
    return ar_arena_copy(arena, &names[(*count)++], ar_text_from(name));
}

static enum ar_status add_share_names(struct ar_text *names, unsigned *count, const struct ar_aging_plan *plan,
                                      struct ar_arena *arena)
{
    for (unsigned i = 0; i < ar_aging_columns(&plan->rules); i++) {
        char name[AR_BUCKET_NAME_SIZE], share[AR_BUCKET_NAME_SIZE + 8];
        ar_aging_column_name(name, &plan->rules, i);
        snprintf(share, sizeof share, "%s_percent", name);
        if (add_name(names, count, arena, share) != AR_OK)
            return AR_FAILED;
    }
    return AR_OK;
}

static enum ar_status add_names(struct ar_text *names, unsigned *count, const struct ar_aging_plan *plan,
                                struct ar_arena *arena)
{
    enum ar_status status = add_name(names, count, arena, "items");
    for (unsigned i = 0; status == AR_OK && i < ar_aging_columns(&plan->rules); i++) {
        char name[AR_BUCKET_NAME_SIZE];
        ar_aging_column_name(name, &plan->rules, i);
        status = add_name(names, count, arena, name);
    }
    if (status == AR_OK)
        status = add_name(names, count, arena, "total");
    if (status == AR_OK && plan->percent)
        status = add_share_names(names, count, plan, arena);
    static const char *const of_rates[] = {"from", "rate", "rate_date"};
    for (unsigned i = 0; status == AR_OK && plan->exchange != NULL && i < (plan->within ? 3u : 2u); i++)
        status = add_name(names, count, arena, of_rates[i]);
    return status == AR_OK ? add_name(names, count, arena, "as_of") : status;
}

enum ar_status ar_aging_names(struct ar_text **names, unsigned *count, const struct ar_aging_plan *plan,
                              struct ar_arena *arena, struct ar_error *error)
{
    unsigned most = plan->by_count + 2 * ar_aging_columns(&plan->rules) + 6;
    struct ar_text *all = ar_arena_take(arena, most * sizeof *all);
    *count = plan->by_count;
    if (all == NULL || (*names = all, add_names(all, count, plan, arena) != AR_OK))
        return ar_error_memory(error);
    for (unsigned i = 0; i < plan->by_count; i++) {
        all[i] = plan->by[i].name;
        for (unsigned k = plan->by_count; k < *count; k++)
            if (ar_text_equal(all[i], all[k])) {
                ar_error_set(error, AR_MISUSE, "the report has a column of that name");
                ar_error_value(error, all[i]);
                return AR_MISUSE;
            }
    }
    return AR_OK;
}

/* Writing. */

/* Hundredths of a percent, with the sign of the amount, rounded half up; empty where there is nothing to share. */
static enum ar_status write_share(struct ar_writer *writer, ar_int128 part, ar_int128 total, struct ar_error *error)
{
    char out[AR_AMOUNT_SIZE];
    ar_int128 share;
    if (total == 0) {
        ar_writer_field(writer, AR_TEXT(""));
        return AR_OK;
    }
    if (ar_scale(&share, part, 10000, total < 0 ? -total : total, AR_ROUND_HALF_UP) != AR_OK)
        return ar_error_set(error, AR_BAD_DATA, "a share is out of range");
    ar_writer_encoded(writer, (struct ar_text){out, ar_sum_format(out, share, 2)});
    return AR_OK;
}

static const struct ar_aging_source *sources_of(const struct ar_aging_report *report, uint32_t group, size_t *count)
{
    size_t low = 0, high = report->source_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (report->sources[middle].group < group)
            low = middle + 1;
        else
            high = middle;
    }
    for (*count = 0; low + *count < report->source_count && report->sources[low + *count].group == group;)
        ++*count;
    return &report->sources[low];
}

/* The currencies that the group was converted from and their rates: lists of one order, separated by a blank. */
static enum ar_status write_rates(const struct ar_aging_report *report, uint32_t group, struct ar_writer *writer,
                                  struct ar_error *error)
{
    const struct ar_aging_plan *plan = report->plan;
    struct ar_buffer lists[3] = {{0}, {0}, {0}};
    size_t count;
    const struct ar_aging_source *sources = sources_of(report, group, &count);
    enum ar_status status = AR_OK;
    for (size_t i = 0; status == AR_OK && i < count; i++) {
        struct ar_exchange_rate rate;
        char texts[3][AR_RATE_SIZE];
        status = ar_exchange_find(&rate, plan->exchange, (struct ar_currency){sources[i].currency}, plan->into,
                                  plan->rules.as_of, plan->within, error);
        if (status != AR_OK)
            break;
        ar_currency_format(texts[0], rate.from);
        ar_date_format(texts[2], rate.date);
        const size_t sizes[3] = {AR_CURRENCY_SIZE, ar_rate_format(texts[1], rate.rate), AR_DATE_SIZE};
        for (int k = 0; status == AR_OK && k < 3; k++) {
            if (i > 0)
                status = ar_buffer_add_char(&lists[k], ' ');
            if (status == AR_OK)
                status = ar_buffer_add(&lists[k], (struct ar_text){texts[k], sizes[k]});
            if (status != AR_OK)
                ar_error_memory(error);
        }
    }
    for (int k = 0; k < 3; k++) {
        if (k < 2 || plan->within > 0)
            ar_writer_field(writer, ar_buffer_text(&lists[k]));
        ar_buffer_free(&lists[k]);
    }
    return status;
}

static enum ar_status write_line(const struct ar_aging_report *report, const struct ar_aging_line *line,
                                 struct ar_writer *writer, struct ar_error *error)
{
    const struct ar_aging_plan *plan = report->plan;
    char room[AR_GROUP_SHORT];
    struct ar_text key = ar_groups_key(report->groups, line->group, room);
    const struct ar_text *field = line->fields != NULL ? line->fields : &key;
    struct ar_currency currency = {line->currency};
    unsigned columns = ar_aging_columns(&plan->rules);
    ar_int128 sums[AR_EDGES_MAX + 5], total = 0;
    enum ar_status status = AR_OK;
    for (unsigned i = 0; i < columns; i++)
        total += sums[i] = ar_groups_sum(report->groups, line->group, i);
    for (unsigned i = 0; i < line->count; i++) {
        if (i == line->place)
            ar_writer_currency(writer, currency);
        else
            ar_writer_field(writer, *field++);
    }
    ar_writer_number(writer, (int64_t)ar_groups_items(report->groups, line->group));
    for (unsigned i = 0; i < columns; i++)
        ar_writer_sum(writer, sums[i], currency);
    ar_writer_sum(writer, total, currency);
    for (unsigned i = 0; status == AR_OK && plan->percent && i < columns; i++)
        status = write_share(writer, sums[i], total, error);
    if (status == AR_OK && plan->exchange != NULL)
        status = write_rates(report, line->group, writer, error);
    ar_writer_date(writer, plan->rules.as_of);
    ar_writer_end(writer);
    return status;
}

enum ar_status ar_aging_report_write(const struct ar_aging_report *report, struct ar_writer *writer,
                                     struct ar_error *error)
{
    struct ar_arena arena = {0};
    struct ar_text *names;
    unsigned count;
    enum ar_status status = ar_aging_names(&names, &count, report->plan, &arena, error);
    if (status == AR_OK)
        ar_writer_header(writer, names, count);
    ar_arena_free(&arena);
    for (size_t i = 0; status == AR_OK && i < report->count; i++) {
        if (i + AHEAD < report->count)
            ar_groups_fetch(report->groups, report->lines[i + AHEAD].group);
        status = write_line(report, &report->lines[i], writer, error);
    }
    return status;
}
