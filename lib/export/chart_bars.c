/* SPDX-License-Identifier: MIT */
/* A chart as bars of characters: a label, the figure, and the bar from the axis on, to its left what is negative. */
#include "export/chart.h"
#include "export/display.h"

enum { USUAL_WIDTH = 80, LEAST_BAR = 8, EIGHTHS = 8 };

struct bars {
    const struct ar_chart *chart;
    const struct ar_export *export;
    struct ar_buffer *line;
    struct ar_buffer scratch;
    size_t width;
    size_t labels, figures; /* columns of the panel at hand */
    unsigned left, size; /* cells before the axis; what the height of the panel takes */
    bool ascii;
};

static enum ar_status add(struct bars *bars, const char *string)
{
    return ar_buffer_add(bars->line, ar_text_from(string));
}

static enum ar_status repeat(struct bars *bars, const char *string, size_t count)
{
    enum ar_status status = AR_OK;
    while (count-- > 0 && status == AR_OK)
        status = add(bars, string);
    return status;
}

/* The line so far, without blanks at its end. */
static enum ar_status put_line(struct bars *bars)
{
    struct ar_buffer *line = bars->line;
    while (line->size > 0 && line->at[line->size - 1] == ' ')
        line->size--;
    if (ar_buffer_add_char(line, '\n') != AR_OK)
        return AR_FAILED;
    ar_writer_bytes(bars->export->writer, ar_buffer_text(line));
    line->size = 0;
    return AR_OK;
}

/* Buckets from light to dark, the sixth on by their numbers; letters for what is no bucket. */
static const char *fill(const struct bars *bars, unsigned part, char room[2])
{
    static const char *const blocks[] = {"·", "░", "▒", "▓", "█"}, *const plain[] = {".", ":", "+", "%", "#"};
    const struct ar_chart *chart = bars->chart;
    unsigned bucket = 0;
    for (unsigned i = 0; i <= part; i++) {
        struct ar_text name = bars->export->columns[chart->parts[i]].name;
        bool is_bucket = ar_export_is_bucket(name) || ar_text_is(name, "current");
        if (i == part && !is_bucket)
            bucket = (unsigned)name.at[0]; /* undated credits disputed */
        else
            bucket += is_bucket && i < part;
    }
    if (bucket < sizeof blocks / sizeof *blocks)
        return bars->ascii ? plain[bucket] : blocks[bucket];
    room[0] = (char)(bucket < 9 ? '1' + bucket : bucket < 'a' ? 'A' + (bucket - 9) : bucket);
    room[1] = '\0';
    return room;
}

/* One value: whole cells, then an eighth and more of one; to the left, where there are no such blocks, half of one. */
static enum ar_status put_single(struct bars *bars, const struct ar_chart_panel *panel, ar_int128 value)
{
    static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    const char *full = bars->ascii ? "#" : "█";
    unsigned fine = bars->ascii ? 1 : value < 0 ? 2 : EIGHTHS;
    int place = ar_chart_place(panel, value, bars->size * fine);
    unsigned length = (unsigned)(place < 0 ? -place : place);
    length += length == 0 && value != 0;
    unsigned whole = length / fine, part = length % fine, cells = whole + (part > 0);
    enum ar_status status = AR_OK;
    if (value < 0) {
        status = repeat(bars, " ", bars->left - cells);
        if (status == AR_OK && part)
            status = add(bars, "▐");
        if (status == AR_OK)
            status = repeat(bars, full, whole);
        return status == AR_OK ? add(bars, bars->ascii ? "|" : "│") : status;
    }
    if ((status = repeat(bars, " ", bars->left)) == AR_OK && (status = add(bars, bars->ascii ? "|" : "│")) == AR_OK &&
        (status = repeat(bars, full, whole)) == AR_OK)
        status = add(bars, eighths[part]);
    return status;
}

/* The parts of one sign, cell by cell; the ends of the parts are rounded, so the bar is as long as its sum. Parts of
   the left side are put from the outermost on, the last one. */
static enum ar_status put_side(struct bars *bars, const struct ar_chart_panel *panel, const struct ar_chart_row *row,
                               int sign)
{
    unsigned parts = bars->chart->part_count;
    ar_int128 sum = 0;
    for (unsigned i = 0; i < parts; i++)
        if ((row->values[i].minor < 0) == (sign < 0))
            sum += row->values[i].minor;
    int all = sign * ar_chart_place(panel, sum, bars->size), end = sum != 0 && all == 0 ? 1 : all;
    enum ar_status status = sign < 0 ? repeat(bars, " ", bars->left - (unsigned)end) : AR_OK;
    sum = 0;
    char room[2];
    int done = 0;
    for (unsigned n = 0; n < parts && status == AR_OK; n++) {
        unsigned i = sign < 0 ? parts - 1 - n : n;
        ar_int128 value = row->values[i].minor;
        if (value == 0 || (value < 0) != (sign < 0))
            continue;
        sum += value;
        int to = all == 0 ? end : sign * ar_chart_place(panel, sum, bars->size);
        status = repeat(bars, fill(bars, i, room), (size_t)(to - done));
        done = to;
    }
    return status;
}

static enum ar_status put_stack(struct bars *bars, const struct ar_chart_panel *panel, const struct ar_chart_row *row)
{
    enum ar_status status = put_side(bars, panel, row, -1);
    if (status == AR_OK)
        status = add(bars, bars->ascii ? "|" : "│");
    return status == AR_OK ? put_side(bars, panel, row, 1) : status;
}

static enum ar_status put_label(struct bars *bars, struct ar_text label, size_t indent)
{
    size_t before = bars->line->size;
    if (repeat(bars, " ", indent) != AR_OK ||
        ar_chart_label(bars->line, label, bars->labels - indent, bars->ascii, &bars->scratch) != AR_OK)
        return AR_FAILED;
    struct ar_text written = {bars->line->at + before, bars->line->size - before};
    return repeat(bars, " ", bars->labels - ar_display_width(written));
}

/* part -1: the whole bar. */
static enum ar_status put_bar(struct bars *bars, const struct ar_chart_panel *panel, const struct ar_chart_row *row,
                              int part, struct ar_text label, size_t indent)
{
    const struct ar_chart_value *value = part < 0 ? &row->total : &row->values[part];
    if (put_label(bars, label, indent) != AR_OK)
        return AR_FAILED;
    bars->scratch.size = 0;
    if (ar_chart_figure(&bars->scratch, bars->export, panel, value) != AR_OK ||
        repeat(bars, " ", bars->figures - bars->scratch.size + 2) != AR_OK ||
        ar_buffer_add(bars->line, ar_buffer_text(&bars->scratch)) != AR_OK || add(bars, " ") != AR_OK)
        return AR_FAILED;
    if (row->beyond)
        return repeat(bars, " ", bars->left) == AR_OK &&
                       add(bars, bars->ascii ? "| off the scale" : "│ off the scale") == AR_OK
                   ? put_line(bars)
                   : AR_FAILED;
    bool stack = part < 0 && bars->chart->stacked && bars->chart->part_count > 1;
    if ((stack ? put_stack(bars, panel, row) : put_single(bars, panel, value->minor)) != AR_OK)
        return AR_FAILED;
    return put_line(bars);
}

static size_t wider(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* How wide labels and figures are, and where the axis is. */
static enum ar_status lay_out(struct bars *bars, const struct ar_chart_panel *panel)
{
    const struct ar_chart *chart = bars->chart;
    bool apart = !chart->stacked && chart->part_count > 1;
    bars->labels = bars->figures = 0;
    for (size_t i = 0; i < panel->count; i++) {
        const struct ar_chart_row *row = &panel->bars[i];
        for (unsigned k = 0; k < chart->part_count; k++) {
            const struct ar_chart_value *value = apart ? &row->values[k] : &row->total;
            struct ar_text label = apart ? bars->export->columns[chart->parts[k]].name : row->label;
            size_t indent = apart || row->group.size > 0 ? 2 : 0;
            size_t width;
            if (ar_chart_width(&width, label, &bars->scratch) != AR_OK)
                return AR_FAILED;
            bars->labels = wider(bars->labels, indent + width);
            bars->scratch.size = 0;
            if (ar_chart_figure(&bars->scratch, bars->export, panel, value) != AR_OK)
                return AR_FAILED;
            bars->figures = wider(bars->figures, bars->scratch.size);
        }
    }
    size_t most = bars->width * 2 / 5;
    bars->labels = bars->labels < most ? bars->labels : most;
    size_t taken = bars->labels + bars->figures + 4; /* blanks and the axis */
    size_t cells = bars->width > taken + LEAST_BAR ? bars->width - taken : LEAST_BAR;
    /* Both sides are rounded up to whole cells, which takes one more at most. */
    bars->size = (unsigned)(panel->low < 0 && panel->high > 0 ? cells - 1 : cells);
    bars->left = 0;
    if (panel->low < 0) {
        int halves = -ar_chart_place(panel, panel->low, bars->size * 2);
        bars->left = halves > 2 ? ((unsigned)halves + 1) / 2 : 1;
    }
    return AR_OK;
}

static enum ar_status put_heading(struct bars *bars, const struct ar_chart_panel *panel)
{
    if (panel->name.size == 0 && panel->left == 0)
        return put_line(bars);
    if (put_line(bars) != AR_OK ||
        ar_chart_label(bars->line, panel->name, bars->width, bars->ascii, &bars->scratch) != AR_OK)
        return AR_FAILED;
    char text[48];
    char *at = text + sizeof text;
    *--at = '\0';
    for (size_t left = panel->left; left > 0; left /= 10)
        *--at = (char)('0' + left % 10);
    if (panel->left > 0 && (add(bars, panel->name.size ? ", " : "") != AR_OK || add(bars, at) != AR_OK ||
                            add(bars, " more not drawn") != AR_OK))
        return AR_FAILED;
    return put_line(bars);
}

static enum ar_status put_panel(struct bars *bars, const struct ar_chart_panel *panel)
{
    const struct ar_chart *chart = bars->chart;
    enum ar_status status = lay_out(bars, panel);
    if (status == AR_OK)
        status = put_heading(bars, panel);
    for (size_t i = 0; i < panel->count && status == AR_OK; i++) {
        const struct ar_chart_row *row = &panel->bars[i];
        bool apart = !chart->stacked && chart->part_count > 1;
        struct ar_text heading = apart ? row->label : row->group;
        if (heading.size > 0 && (apart || i == 0 || !ar_text_equal(row[-1].group, heading)) &&
            ((status = ar_chart_label(bars->line, heading, bars->width, bars->ascii, &bars->scratch)) != AR_OK ||
             (status = put_line(bars)) != AR_OK))
            break;
        if (!apart)
            status = put_bar(bars, panel, row, -1, row->label, row->group.size > 0 ? 2 : 0);
        for (unsigned k = 0; apart && k < chart->part_count && status == AR_OK; k++)
            status = put_bar(bars, panel, row, (int)k, bars->export->columns[chart->parts[k]].name, 2);
    }
    return status;
}

static enum ar_status put_legend(struct bars *bars)
{
    const struct ar_chart *chart = bars->chart;
    char room[2];
    bool any = false;
    size_t used = 0;
    for (unsigned i = 0; i < chart->part_count; i++) {
        struct ar_text name = bars->export->columns[chart->parts[i]].name;
        if (!ar_chart_is_drawn(chart, i))
            continue;
        if (!any && put_line(bars) != AR_OK)
            return AR_FAILED;
        any = true;
        size_t width = ar_display_width(name) + 4;
        if (used > 0 && used + width > bars->width + 2) {
            if (put_line(bars) != AR_OK)
                return AR_FAILED;
            used = 0;
        }
        used += width;
        if (add(bars, fill(bars, i, room)) != AR_OK || add(bars, " ") != AR_OK ||
            ar_buffer_add(bars->line, name) != AR_OK || add(bars, "  ") != AR_OK)
            return AR_FAILED;
    }
    return any ? put_line(bars) : AR_OK;
}

static enum ar_status put_all(struct bars *bars)
{
    const struct ar_chart *chart = bars->chart;
    struct ar_text days;
    enum ar_status status = ar_chart_label(bars->line, chart->title, SIZE_MAX, bars->ascii, &bars->scratch);
    bars->scratch.size = 0;
    if (status == AR_OK && chart->as_of_last.size > 0 && (status = add(bars, ", as of ")) == AR_OK &&
        (status = ar_chart_days(&bars->scratch, chart)) == AR_OK) {
        struct ar_buffer other = {0};
        days = ar_buffer_text(&bars->scratch);
        status = ar_chart_label(bars->line, days, SIZE_MAX, bars->ascii, &other);
        ar_buffer_free(&other);
    }
    if (status == AR_OK)
        status = put_line(bars);
    for (size_t i = 0; i < chart->panel_count && status == AR_OK; i++)
        status = put_panel(bars, &chart->panels[i]);
    if (status == AR_OK && chart->count == 0 && (status = put_line(bars)) == AR_OK &&
        (status = add(bars, "nothing to draw: no records")) == AR_OK)
        status = put_line(bars);
    return status == AR_OK && chart->stacked && chart->part_count > 1 ? put_legend(bars) : status;
}

enum ar_status ar_chart_bars(struct ar_chart *chart, const struct ar_export *export)
{
    const struct ar_export_options *options = &export->options;
    struct bars bars = {.chart = chart,
                        .export = export,
                        .line = &chart->scratch,
                        .width = options->width ? options->width : USUAL_WIDTH,
                        .ascii = options->ascii};
    chart->scratch.size = 0;
    enum ar_status status = put_all(&bars);
    ar_buffer_free(&bars.scratch);
    return status;
}
