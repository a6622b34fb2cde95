/* SPDX-License-Identifier: MIT */
/* The words of a chart: its title, its days, labels and figures. */
#include "export/chart.h"
#include "export/display.h"

static enum ar_status add(struct ar_buffer *out, const char *string)
{
    return ar_buffer_add(out, ar_text_from(string));
}

/* The text of a key when all rows have the same. */
static struct ar_text common(const struct ar_chart *chart, enum ar_chart_role role)
{
    for (unsigned i = 0; i < chart->key_count; i++)
        if (chart->keys[i].role == role && !chart->keys[i].varies && chart->count > 0)
            return chart->rows[0].keys[i];
    return AR_TEXT("");
}

static enum ar_status name_subject(struct ar_buffer *out, const struct ar_chart *chart, const struct ar_export *export)
{
    struct ar_text metric = common(chart, AR_CHART_METRIC), method = common(chart, AR_CHART_METHOD);
    if (chart->series && metric.size == 0)
        return add(out, "Indicators");
    if (chart->series) {
        enum ar_status status = ar_buffer_add(out, metric);
        if (status == AR_OK && method.size > 0 && (status = add(out, " ")) == AR_OK)
            status = ar_buffer_add(out, method);
        return status;
    }
    if (chart->stacked && chart->part_count > 1)
        return add(out, "Aging");
    enum ar_status status = AR_OK;
    for (unsigned i = 0; i < chart->part_count && status == AR_OK; i++)
        if ((status = add(out, i ? ", " : "")) == AR_OK)
            status = ar_buffer_add(out, export->columns[chart->parts[i]].name);
    return status;
}

enum ar_status ar_chart_name(struct ar_chart *chart, const struct ar_export *export)
{
    struct ar_buffer *out = &chart->scratch;
    out->size = 0;
    if (export->options.title)
        return ar_arena_copy(&chart->arena, &chart->title, ar_text_from(export->options.title));
    enum ar_status status = name_subject(out, chart, export);
    const char *before = " by ";
    for (unsigned i = 0; i < chart->key_count && status == AR_OK; i++) {
        const struct ar_chart_key *key = &chart->keys[i];
        if (key->role != AR_CHART_LABEL || (chart->series && !key->varies))
            continue;
        if ((status = add(out, before)) == AR_OK)
            status = ar_buffer_add(out, export->columns[key->column].name);
        before = ", ";
    }
    return status == AR_OK ? ar_arena_copy(&chart->arena, &chart->title, ar_buffer_text(out)) : status;
}

enum ar_status ar_chart_days(struct ar_buffer *out, const struct ar_chart *chart)
{
    enum ar_status status = AR_OK;
    if (!ar_text_equal(chart->as_of_first, chart->as_of_last) &&
        (status = ar_buffer_add(out, chart->as_of_first)) == AR_OK)
        status = add(out, " to ");
    return status == AR_OK ? ar_buffer_add(out, chart->as_of_last) : status;
}

enum ar_status ar_chart_figure(struct ar_buffer *out, const struct ar_export *export,
                               const struct ar_chart_panel *panel, const struct ar_chart_value *value)
{
    char text[AR_AMOUNT_SIZE];
    if (!value->known)
        return add(out, "NA");
    if (value->lower && add(out, ">= ") != AR_OK)
        return AR_FAILED;
    unsigned digits = panel->digits;
    ar_int128 minor = value->minor;
    for (; digits > value->digits && minor % 10 == 0; digits--) /* as it was written */
        minor /= 10;
    struct ar_text number = {text, ar_sum_format(text, minor, digits)};
    return ar_display_number(out, number, export->options.decimal, export->options.group);
}

enum ar_status ar_chart_width(size_t *out, struct ar_text text, struct ar_buffer *scratch)
{
    scratch->size = 0;
    enum ar_status status = ar_display_escape(scratch, text);
    *out = status == AR_OK ? ar_display_width(ar_buffer_text(scratch)) : 0;
    return status;
}

/* The bytes of the character that begins at text.at; its columns. */
static size_t character(struct ar_text text, size_t *width)
{
    size_t size = 1;
    while (size < text.size && ((unsigned char)text.at[size] & 0xc0) == 0x80)
        size++;
    *width = ar_display_width((struct ar_text){text.at, size});
    return size;
}

enum ar_status ar_chart_label(struct ar_buffer *out, struct ar_text text, size_t width, bool ascii,
                              struct ar_buffer *scratch)
{
    scratch->size = 0;
    if (ar_display_escape(scratch, text) != AR_OK)
        return AR_FAILED;
    struct ar_text rest = ar_buffer_text(scratch);
    const char *dots = ascii ? "..." : "…";
    size_t mark = ascii ? 3 : 1, used = 0, one;
    bool whole = ar_display_width(rest) <= width;
    enum ar_status status = AR_OK;
    while (rest.size > 0 && status == AR_OK) {
        size_t size = character(rest, &one);
        if (!whole && used + one + mark > width)
            return add(out, dots);
        used += one;
        if (!ascii || (unsigned char)*rest.at < 0x80)
            status = ar_buffer_add(out, (struct ar_text){rest.at, size});
        else if (one > 0)
            status = add(out, "?");
        rest = (struct ar_text){rest.at + size, rest.size - size};
    }
    return status;
}

bool ar_chart_is_drawn(const struct ar_chart *chart, unsigned part)
{
    for (size_t i = 0; i < chart->panel_count; i++)
        for (size_t k = 0; k < chart->panels[i].count; k++)
            if (chart->panels[i].bars[k].values[part].minor != 0)
                return true;
    return false;
}
