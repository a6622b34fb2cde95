/* SPDX-License-Identifier: MIT */
/* From rows to panels: one for each unit, so that currencies never share an axis; in it the largest bars, and the
   others as one where they add up. Positions are whole numbers; nothing here is binary fractions. */
#include "export/chart.h"

#include <stdio.h>
#include <stdlib.h>

enum { TOP_BARS = 20, TOP_LINES = 8 };

static enum ar_status too_large(struct ar_error *error)
{
    ar_error_set(error, AR_BAD_DATA, "a total is out of range");
    if (error)
        error->fatal = true;
    return AR_BAD_DATA;
}

/* Adds a word of a name, after a separator where it is not the first. */
static enum ar_status join(struct ar_buffer *out, struct ar_text word, const char *separator)
{
    if (word.size == 0)
        return AR_OK;
    if (out->size > 0 && ar_buffer_add(out, ar_text_from(separator)) != AR_OK)
        return AR_FAILED;
    return ar_buffer_add(out, word);
}

static enum ar_status join_keys(struct ar_buffer *out, const struct ar_chart *chart, const struct ar_chart_row *row,
                                unsigned roles, const char *separator)
{
    enum ar_status status = AR_OK;
    for (unsigned i = 0; i < chart->key_count && status == AR_OK; i++) {
        const struct ar_chart_key *key = &chart->keys[i];
        if ((roles & 1U << key->role) && (key->varies || !chart->series || key->role == AR_CHART_UNIT))
            status = join(out, row->keys[i], separator);
    }
    return status;
}

static enum ar_status keep(struct ar_chart *chart, struct ar_text *out)
{
    enum ar_status status = ar_arena_copy(&chart->arena, out, ar_buffer_text(&chart->scratch));
    chart->scratch.size = 0;
    return status;
}

#define ROLE(name) (1U << AR_CHART_##name)

/* Panel, line and label of a row. */
static enum ar_status name_row(struct ar_chart *chart, struct ar_chart_row *row)
{
    struct ar_buffer *scratch = &chart->scratch;
    char currency[AR_CURRENCY_SIZE];
    bool apart = chart->lines || chart->grouped; /* what is of one kind is compared */
    scratch->size = 0;
    if (row->currency.code)
        ar_currency_format(currency, row->currency);
    struct ar_text unit = {currency, row->currency.code ? sizeof currency : 0};
    if (join_keys(scratch, chart, row, apart ? ROLE(METRIC) | ROLE(METHOD) : 0, " ") != AR_OK ||
        join_keys(scratch, chart, row, ROLE(UNIT), ", ") != AR_OK || join(scratch, unit, ", ") != AR_OK ||
        keep(chart, &row->panel) != AR_OK)
        return AR_FAILED;
    if (chart->lines && (join_keys(scratch, chart, row, ROLE(LABEL), " ") != AR_OK ||
                         (scratch->size == 0 && chart->grouped && ar_buffer_add(scratch, AR_TEXT("(none)")) != AR_OK) ||
                         keep(chart, &row->group) != AR_OK))
        return AR_FAILED;
    unsigned roles = chart->lines ? ROLE(PERIOD) : apart ? ROLE(LABEL) : ROLE(METRIC) | ROLE(METHOD) | ROLE(LABEL);
    if (join_keys(scratch, chart, row, roles, " ") != AR_OK)
        return AR_FAILED;
    if (scratch->size == 0 && chart->key_count > 0 && (!chart->series || chart->grouped) &&
        ar_buffer_add(scratch, AR_TEXT("(none)")) != AR_OK)
        return AR_FAILED;
    if (scratch->size == 0 && ar_buffer_add(scratch, AR_TEXT("all")) != AR_OK)
        return AR_FAILED;
    return keep(chart, &row->label);
}

static int by_name(const void *a, const void *b)
{
    const struct ar_chart_row *x = a, *y = b;
    int order = ar_text_compare(x->panel, y->panel);
    if (order == 0)
        order = ar_text_compare(x->group, y->group);
    if (order == 0)
        order = ar_text_compare(x->label, y->label);
    return order ? order : (x->place > y->place) - (x->place < y->place);
}

/* Largest first, what is not known last. */
static int by_total(const void *a, const void *b)
{
    const struct ar_chart_row *x = a, *y = b;
    if (x->total.known != y->total.known)
        return x->total.known ? -1 : 1;
    if (x->total.minor != y->total.minor)
        return x->total.minor > y->total.minor ? -1 : 1;
    return by_name(a, b);
}

static bool add(ar_int128 *to, ar_int128 value)
{
    return !__builtin_add_overflow(*to, value, to);
}

static bool add_row(struct ar_chart_row *to, const struct ar_chart_row *from, unsigned parts)
{
    for (unsigned i = 0; i < parts; i++) {
        if (!from->values[i].known)
            continue;
        if (!add(&to->values[i].minor, from->values[i].minor))
            return false;
        to->values[i].known = true;
        if (to->values[i].digits < from->values[i].digits)
            to->values[i].digits = from->values[i].digits;
    }
    return true;
}

static bool set_total(struct ar_chart_row *row, unsigned parts)
{
    row->total = (struct ar_chart_value){0};
    for (unsigned i = 0; i < parts; i++) {
        const struct ar_chart_value *value = &row->values[i];
        if (!value->known)
            continue;
        if (!add(&row->total.minor, value->minor))
            return false;
        row->total.known = true;
        row->total.lower = row->total.lower || value->lower;
        if (row->total.digits < value->digits)
            row->total.digits = value->digits;
    }
    return true;
}

/* All values of a panel with the same number of digits. */
static bool align(struct ar_chart_panel *panel, unsigned parts)
{
    for (size_t i = 0; i < panel->count; i++)
        for (unsigned k = 0; k < parts; k++)
            if (panel->bars[i].values[k].digits > panel->digits)
                panel->digits = panel->bars[i].values[k].digits;
    for (size_t i = 0; i < panel->count; i++)
        for (unsigned k = 0; k < parts; k++) {
            struct ar_chart_value *value = &panel->bars[i].values[k];
            for (unsigned d = value->digits; d < panel->digits; d++)
                if (__builtin_mul_overflow(value->minor, (ar_int128)10, &value->minor))
                    return false;
        }
    return true;
}

/* Records of one label become one bar. */
static bool merge(struct ar_chart_panel *panel, unsigned parts)
{
    size_t count = 0;
    for (size_t i = 0; i < panel->count; i++) {
        struct ar_chart_row *row = &panel->bars[i];
        if (count > 0 && ar_text_equal(panel->bars[count - 1].label, row->label)) {
            if (!add_row(&panel->bars[count - 1], row, parts))
                return false;
        } else {
            panel->bars[count++] = *row;
        }
    }
    panel->count = count;
    return true;
}

/* The largest bars; the others as one, or left out. */
static enum ar_status cut_bars(struct ar_chart *chart, struct ar_chart_panel *panel, size_t top, struct ar_error *error)
{
    if (panel->count <= top || chart->dated)
        return AR_OK;
    if (!chart->additive) {
        panel->left = panel->count - top;
        panel->count = top;
        return AR_OK;
    }
    struct ar_chart_row *other = &panel->bars[top];
    for (size_t i = top + 1; i < panel->count; i++)
        if (!add_row(other, &panel->bars[i], chart->part_count))
            return too_large(error);
    if (!set_total(other, chart->part_count))
        return too_large(error);
    char label[48];
    int size = snprintf(label, sizeof label, "other (%zu)", panel->count - top);
    panel->count = top + 1;
    panel->other = true;
    if (ar_arena_copy(&chart->arena, &other->label, (struct ar_text){label, (size_t)size}) != AR_OK)
        return ar_error_memory(error);
    return AR_OK;
}

struct line {
    struct ar_chart_row *at;
    size_t count;
};

/* By the last value, largest first. */
static int by_last(const void *a, const void *b)
{
    const struct line *x = a, *y = b;
    return by_total(&x->at[x->count - 1], &y->at[y->count - 1]);
}

/* The lines that end highest, in that order. */
static enum ar_status cut_lines(struct ar_chart_panel *panel, size_t top, struct ar_error *error)
{
    struct line *lines = calloc(panel->count + 1, sizeof *lines);
    struct ar_chart_row *bars = calloc(panel->count + 1, sizeof *bars);
    size_t count = 0, used = 0;
    for (size_t i = 0; lines && i < panel->count; i++) {
        if (i == 0 || !ar_text_equal(panel->bars[i - 1].group, panel->bars[i].group))
            lines[count++].at = &panel->bars[i];
        lines[count - 1].count++;
    }
    if (lines && bars && count > 1) {
        qsort(lines, count, sizeof *lines, by_last);
        panel->left = count > top ? count - top : 0;
        for (size_t i = 0; i < count - panel->left; i++) {
            memcpy(bars + used, lines[i].at, lines[i].count * sizeof *bars);
            used += lines[i].count;
        }
        memcpy(panel->bars, bars, used * sizeof *bars);
        panel->count = used;
    }
    bool good = lines && bars;
    free(lines);
    free(bars);
    return good ? AR_OK : ar_error_memory(error);
}

/* How far a bar reaches to each side. */
static bool reach(const struct ar_chart *chart, const struct ar_chart_row *row, ar_int128 *down, ar_int128 *up)
{
    *up = *down = 0;
    for (unsigned k = 0; k < chart->part_count; k++) {
        ar_int128 value = row->values[k].minor, *side = value > 0 ? up : down;
        if (!chart->stacked)
            *side = (value > 0 ? value > *side : value < *side) ? value : *side;
        else if (!add(side, value))
            return false;
    }
    return true;
}

/* The span from the lowest to the highest that is drawn, and 0. */
static bool measure(const struct ar_chart *chart, struct ar_chart_panel *panel)
{
    ar_int128 down, up;
    for (size_t i = 0; i < panel->count; i++) {
        if (!reach(chart, &panel->bars[i], &down, &up))
            return false;
        panel->bars[i].beyond = panel->other && i + 1 == panel->count && (up > panel->high || down < panel->low);
        if (panel->bars[i].beyond)
            continue;
        panel->high = up > panel->high ? up : panel->high;
        panel->low = down < panel->low ? down : panel->low;
    }
    panel->step = 1;
    while (panel->high / panel->step - panel->low / panel->step > (ar_int128)1 << 96)
        panel->step *= 2;
    if (panel->high == 0 && panel->low == 0)
        panel->high = 1;
    return true;
}

static enum ar_status make_panel(struct ar_chart *chart, struct ar_chart_panel *panel, size_t top,
                                 struct ar_error *error)
{
    if (!align(panel, chart->part_count) || (chart->additive && !merge(panel, chart->part_count)))
        return too_large(error);
    for (size_t i = 0; i < panel->count; i++)
        if (!set_total(&panel->bars[i], chart->part_count))
            return too_large(error);
    if (!chart->lines && !chart->dated)
        qsort(panel->bars, panel->count, sizeof *panel->bars, by_total);
    size_t usual = chart->lines ? TOP_LINES : TOP_BARS;
    top = top ? top : usual;
    enum ar_status status = chart->lines ? cut_lines(panel, top, error) : cut_bars(chart, panel, top, error);
    return status == AR_OK && !measure(chart, panel) ? too_large(error) : status;
}

/* The day of a series is the end of its last period, where it says no other. */
static void find_days(struct ar_chart *chart)
{
    for (unsigned k = 0; k < chart->key_count; k++) {
        if (chart->keys[k].role != AR_CHART_PERIOD || chart->as_of_last.size > 0)
            continue;
        for (size_t i = 0; i < chart->count; i++)
            if (ar_text_compare(chart->rows[i].keys[k], chart->as_of_last) > 0)
                chart->as_of_last = chart->as_of_first = chart->rows[i].keys[k];
        return;
    }
}

/* A method is worth saying only where a metric comes by several. */
static void check_methods(struct ar_chart *chart)
{
    enum { SEEN = 64 };
    size_t seen[SEEN], count = 0;
    unsigned metric = chart->key_count, method = chart->key_count;
    for (unsigned k = 0; k < chart->key_count; k++) {
        metric = chart->keys[k].role == AR_CHART_METRIC ? k : metric;
        method = chart->keys[k].role == AR_CHART_METHOD ? k : method;
    }
    if (metric == chart->key_count || method == chart->key_count)
        return;
    for (size_t i = 0, k; i < chart->count; i++) {
        for (k = 0; k < count && !ar_text_equal(chart->rows[seen[k]].keys[metric], chart->rows[i].keys[metric]);)
            k++;
        if (k == SEEN || (k < count && !ar_text_equal(chart->rows[seen[k]].keys[method], chart->rows[i].keys[method])))
            return;
        if (k == count)
            seen[count++] = i;
    }
    chart->keys[method].varies = false;
}

enum ar_status ar_chart_build(struct ar_chart *chart, const struct ar_export *export, struct ar_error *error)
{
    if (chart->series)
        check_methods(chart);
    for (unsigned i = 0; i < chart->key_count; i++)
        chart->grouped =
            chart->grouped || (chart->series && chart->keys[i].role == AR_CHART_LABEL && chart->keys[i].varies);
    for (unsigned i = 0; i < chart->key_count; i++)
        chart->lines = chart->lines || (chart->keys[i].role == AR_CHART_PERIOD && chart->keys[i].varies);
    find_days(chart);
    for (size_t i = 0; i < chart->count; i++)
        if (name_row(chart, &chart->rows[i]) != AR_OK)
            return ar_error_memory(error);
    if (chart->count > 0)
        qsort(chart->rows, chart->count, sizeof *chart->rows, by_name);
    size_t capacity = 0;
    for (size_t i = 0; i < chart->count; i++) {
        if (i == 0 || !ar_text_equal(chart->rows[i - 1].panel, chart->rows[i].panel)) {
            if (ar_grow(&chart->panels, &capacity, chart->panel_count + 1, sizeof *chart->panels) != AR_OK)
                return ar_error_memory(error);
            struct ar_chart_row *row = &chart->rows[i];
            struct ar_currency currency = row->currency;
            bool money = currency.code && export->columns[chart->parts[0]].kind == AR_EXPORT_AMOUNT;
            chart->panels[chart->panel_count++] = (struct ar_chart_panel){
                .name = row->panel, .bars = row, .digits = money ? ar_currency_digits(currency) : 0};
        }
        chart->panels[chart->panel_count - 1].count++;
    }
    enum ar_status status = AR_OK;
    for (size_t i = 0; i < chart->panel_count && status == AR_OK; i++)
        status = make_panel(chart, &chart->panels[i], export->options.top, error);
    return status == AR_OK && ar_chart_name(chart, export) != AR_OK ? ar_error_memory(error) : status;
}

int ar_chart_place(const struct ar_chart_panel *panel, ar_int128 value, unsigned size)
{
    ar_int128 span = panel->high / panel->step - panel->low / panel->step;
    return (int)ar_divide(value / panel->step * size, span, AR_ROUND_HALF_UP);
}
