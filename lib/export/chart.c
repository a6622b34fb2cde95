/* SPDX-License-Identifier: MIT */
/* A chart of an aging report, of a series, or of any label and amounts: which columns say what, and the rows. They are
   held until the end, since what is largest is known only then: memory grows with the rows. */
#include "export/chart.h"

#include <stdlib.h>

enum { MAX_DIGITS = 9 }; /* what ar_amount_parse takes */

static bool is_one_of(struct ar_text name, const char *const *names)
{
    for (; *names; names++)
        if (ar_text_is(name, *names))
            return true;
    return false;
}

/* Columns of an aging report that add up to its total. */
static bool is_part(struct ar_text name)
{
    static const char *const names[] = {"current", "undated", "credits", "disputed", NULL};
    return is_one_of(name, names) || ar_export_is_bucket(name);
}

static int find(const struct ar_export *export, const char *name)
{
    for (unsigned i = 0; i < export->count; i++)
        if (ar_text_is(export->columns[i].name, name))
            return (int)i;
    return -1;
}

static void add_key(struct ar_chart *chart, enum ar_chart_role role, int column)
{
    if (column >= 0)
        chart->keys[chart->key_count++] = (struct ar_chart_key){.role = role, .column = (unsigned)column};
}

/* What a report says beside its groups: not to be taken for a group. */
static bool is_aside(const struct ar_export *export, const struct ar_export_column *column, bool series)
{
    static const char *const report[] = {"as_of", "from", "rate", "rate_date", NULL};
    static const char *const indicator[] = {"metric", "method", "unit",   "to",     "bound", "note",
                                            "basis",  "before", "change", "target", NULL};
    if (column->source == export->currency || (column->kind != AR_EXPORT_TEXT && column->kind != AR_EXPORT_DATE))
        return true;
    return (!export->selected && is_one_of(column->name, report)) || (series && is_one_of(column->name, indicator));
}

static void find_labels(struct ar_chart *chart, const struct ar_export *export)
{
    chart->dated = !chart->series;
    for (unsigned i = 0; i < export->count; i++)
        if (!is_aside(export, &export->columns[i], chart->series)) {
            add_key(chart, AR_CHART_LABEL, (int)i);
            chart->dated = chart->dated && export->columns[i].kind == AR_EXPORT_DATE;
        }
    chart->dated = chart->dated && chart->key_count > 0;
}

static void find_series(struct ar_chart *chart, const struct ar_export *export)
{
    add_key(chart, AR_CHART_METRIC, find(export, "metric"));
    add_key(chart, AR_CHART_METHOD, find(export, "method"));
    find_labels(chart, export);
    add_key(chart, AR_CHART_UNIT, find(export, "unit"));
    add_key(chart, AR_CHART_PERIOD, find(export, "to"));
    chart->bound = ar_header_find(export->header, AR_TEXT("bound"));
    chart->parts[chart->part_count++] = (unsigned)find(export, "value");
}

/* Buckets, or else amounts, or else, when they were asked for, numbers. */
static enum ar_status find_parts(struct ar_chart *chart, const struct ar_export *export, struct ar_error *error)
{
    unsigned buckets = 0, amounts = 0, numbers = 0;
    for (unsigned i = 0; i < export->count; i++) {
        const struct ar_export_column *column = &export->columns[i];
        buckets += column->kind == AR_EXPORT_AMOUNT && is_part(column->name);
        amounts += column->kind == AR_EXPORT_AMOUNT;
        numbers += column->kind == AR_EXPORT_NUMBER;
    }
    if (export->selected && amounts + numbers == 0)
        return ar_error_set(error, AR_MISUSE, "--columns: no amount or number to draw");
    if (export->selected && amounts > 0 && numbers > 0)
        return ar_error_set(error, AR_MISUSE, "--columns: amounts and numbers share no axis");
    if (!export->selected && buckets == 0 && amounts != 1)
        return ar_error_set(error, AR_MISUSE,
                            "--to chart: neither an aging report nor a series: choose with --columns");
    enum ar_export_kind kind = amounts > 0 ? AR_EXPORT_AMOUNT : AR_EXPORT_NUMBER;
    chart->stacked = chart->additive = true;
    for (unsigned i = 0; i < export->count; i++) {
        const struct ar_export_column *column = &export->columns[i];
        bool part = is_part(column->name);
        if (column->kind != kind || (buckets > 0 && !part && (!export->selected || ar_text_is(column->name, "total"))))
            continue;
        chart->parts[chart->part_count++] = i;
        chart->stacked = chart->stacked && part;
        chart->additive = chart->additive && column->sums;
    }
    return AR_OK;
}

static enum ar_status begin(struct ar_export *export, struct ar_error *error)
{
    struct ar_chart *chart = calloc(1, sizeof *chart);
    if (!chart)
        return ar_error_memory(error);
    export->state = chart;
    chart->bound = -1;
    chart->as_of = ar_header_find(export->header, AR_TEXT("as_of"));
    chart->keys = calloc((size_t) export->count + 1, sizeof *chart->keys);
    chart->parts = calloc((size_t) export->count + 1, sizeof *chart->parts);
    if (!chart->keys || !chart->parts)
        return ar_error_memory(error);
    int value = find(export, "value");
    chart->series = find(export, "metric") >= 0 && value >= 0;
    if (!chart->series) {
        find_labels(chart, export);
        return find_parts(chart, export, error);
    }
    find_series(chart, export);
    return AR_OK;
}

static enum ar_status read_value(struct ar_chart_value *out, struct ar_text text, struct ar_error *error)
{
    *out = (struct ar_chart_value){0};
    if (text.size == 0 || ar_text_is(text, "NA"))
        return AR_OK;
    if (!ar_export_is_number(text))
        return ar_error_set(error, AR_BAD_DATA, "not a number that can be drawn");
    unsigned digits = ar_export_decimals(text);
    out->digits = (uint8_t)digits;
    out->known = true;
    if (digits > MAX_DIGITS)
        return ar_error_set(error, AR_BAD_DATA, "too many decimals to draw");
    if (ar_export_sum_parse(&out->minor, text, digits, NULL) != AR_OK)
        return ar_error_set(error, AR_BAD_DATA, "not a number that can be drawn");
    return AR_OK;
}

static enum ar_status read_as_of(struct ar_chart *chart, const struct ar_export *export)
{
    struct ar_text text = ar_row_get(export->row, chart->as_of);
    if (text.size == 0)
        return AR_OK;
    if ((chart->as_of_first.size == 0 || ar_text_compare(text, chart->as_of_first) < 0) &&
        ar_arena_copy(&chart->arena, &chart->as_of_first, text) != AR_OK)
        return AR_FAILED;
    if ((chart->as_of_last.size == 0 || ar_text_compare(text, chart->as_of_last) > 0) &&
        ar_arena_copy(&chart->arena, &chart->as_of_last, text) != AR_OK)
        return AR_FAILED;
    return AR_OK;
}

static enum ar_status row(struct ar_export *export, struct ar_error *error)
{
    struct ar_chart *chart = export->state;
    if (ar_grow(&chart->rows, &chart->capacity, chart->count + 1, sizeof *chart->rows) != AR_OK)
        return ar_error_memory(error);
    struct ar_chart_row *to = &chart->rows[chart->count];
    *to = (struct ar_chart_row){.currency = export->row_currency, .place = chart->count};
    to->values = ar_arena_take(&chart->arena, chart->part_count * sizeof *to->values);
    to->keys = ar_arena_take(&chart->arena, chart->key_count * sizeof *to->keys);
    if (!to->values || !to->keys)
        return ar_error_memory(error);
    for (unsigned i = 0; i < chart->part_count; i++) {
        export->bad = (int)chart->parts[i];
        enum ar_status status = read_value(&to->values[i], export->cells[chart->parts[i]].text, error);
        if (status != AR_OK)
            return status;
        to->values[i].lower = ar_row_get(export->row, chart->bound).size > 0;
    }
    for (unsigned i = 0; i < chart->key_count; i++) {
        struct ar_chart_key *key = &chart->keys[i];
        struct ar_text text = export->cells[key->column].text;
        /* most records say the same as the one before in most of their keys */
        if (chart->count > 0 && ar_text_equal(to[-1].keys[i], text))
            to->keys[i] = to[-1].keys[i];
        else if (ar_arena_copy(&chart->arena, &to->keys[i], text) != AR_OK)
            return ar_error_memory(error);
        key->varies = key->varies || !ar_text_equal(chart->rows[0].keys[i], text);
    }
    if (read_as_of(chart, export) != AR_OK)
        return ar_error_memory(error);
    chart->count++;
    return AR_OK;
}

static enum ar_status end(struct ar_export *export, struct ar_error *error)
{
    struct ar_chart *chart = export->state;
    enum ar_status status = ar_chart_build(chart, export, error);
    if (status != AR_OK)
        return status;
    status = export->options.svg ? ar_chart_svg(chart, export) : ar_chart_bars(chart, export);
    return status == AR_OK ? AR_OK : ar_error_memory(error);
}

static void free_chart(struct ar_export *export)
{
    struct ar_chart *chart = export->state;
    if (!chart)
        return;
    ar_arena_free(&chart->arena);
    ar_buffer_free(&chart->scratch);
    free(chart->keys);
    free(chart->parts);
    free(chart->rows);
    free(chart->panels);
    free(chart);
    export->state = NULL;
}

const struct ar_export_format ar_export_chart = {.name = "chart",
                                                 .takes = AR_EXPORT_DECIMAL | AR_EXPORT_GROUP | AR_EXPORT_CHART,
                                                 .begin = begin,
                                                 .row = row,
                                                 .end = end,
                                                 .free = free_chart};
