/* SPDX-License-Identifier: MIT */
/* A series in SVG: lines over the periods, with a gap where a value is not known. */
#include "export/chart.h"

#include <stdlib.h>

enum { HEIGHT = 220, INSET = 40, BELOW = 16, EDGE = AR_SVG_EDGE, COLUMN = AR_SVG_COLUMN, ROW = AR_SVG_ROW };

struct frame {
    int left, right, top, axis;
    const struct ar_text *periods;
    size_t count;
};

static int compare(const void *a, const void *b)
{
    return ar_text_compare(*(const struct ar_text *)a, *(const struct ar_text *)b);
}

/* The periods of all lines, each once. */
static struct ar_text *list_periods(const struct ar_chart_panel *panel, size_t *count)
{
    struct ar_text *periods = calloc(panel->count + 1, sizeof *periods);
    *count = 0;
    if (!periods)
        return NULL;
    for (size_t i = 0; i < panel->count; i++)
        periods[i] = panel->bars[i].label;
    qsort(periods, panel->count, sizeof *periods, compare);
    for (size_t i = 0; i < panel->count; i++)
        if (i == 0 || !ar_text_equal(periods[*count - 1], periods[i]))
            periods[(*count)++] = periods[i];
    return periods;
}

static int x_of(const struct frame *frame, size_t period)
{
    size_t steps = frame->count > 1 ? frame->count - 1 : 1;
    int first = frame->left + INSET, last = frame->right - INSET;
    return first + (int)((size_t)(last - first) * period / steps);
}

static int y_of(const struct frame *frame, const struct ar_chart_panel *panel, ar_int128 value)
{
    return frame->axis - ar_chart_place(panel, value, HEIGHT);
}

static bool is_first(const struct ar_chart_panel *panel, size_t i)
{
    return i == 0 || !ar_text_equal(panel->bars[i - 1].group, panel->bars[i].group);
}

/* The lines' names, in the order in which they end. */
static void put_names(struct ar_svg *svg, const struct ar_chart_panel *panel)
{
    int x = EDGE;
    unsigned line = 0;
    for (size_t i = 0; i < panel->count; i++) {
        struct ar_text name = panel->bars[i].group;
        if (!is_first(panel, i) || name.size == 0)
            continue;
        size_t columns = ar_svg_width(svg, name);
        int width = 18 + (int)(columns < 40 ? columns : 40) * COLUMN + EDGE;
        if (x > EDGE && x + width > svg->width) {
            x = EDGE;
            svg->y += ROW;
        }
        ar_svg_put(svg, "<rect class=\"k%u\" x=\"%d\" y=\"%d\" width=\"12\" height=\"4\"/>", line % AR_SVG_COLOURS, x,
                   svg->y + 8);
        ar_svg_put(svg, "<text x=\"%d\" y=\"%d\">", x + 18, svg->y + 14);
        ar_svg_text(svg, name, 40);
        ar_svg_put(svg, "</text>\n");
        x += width;
        line++;
    }
    svg->y += x > EDGE ? ROW : 0;
}

static void put_grid(struct ar_svg *svg, const struct ar_chart_panel *panel, const struct frame *frame)
{
    ar_int128 tick = ar_svg_tick(panel, 5);
    for (ar_int128 at = panel->low / tick * tick; at <= panel->high; at += tick) {
        int y = y_of(frame, panel, at);
        struct ar_chart_value value = ar_svg_mark(panel, at, tick);
        ar_svg_put(svg, "<line class=\"%s\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>", at == 0 ? "axis" : "grid",
                   frame->left, y, frame->right, y);
        ar_svg_put(svg, "<text class=\"soft end\" x=\"%d\" y=\"%d\">", frame->left - 8, y + 4);
        ar_svg_figure(svg, panel, &value);
        ar_svg_put(svg, "</text>\n");
        if (at > panel->high - tick)
            break; /* no overflow at the very top */
    }
    size_t fit = (size_t)(frame->right - frame->left) / (10 * COLUMN + 16), every = 1;
    while (fit > 0 && frame->count / every > fit)
        every++;
    for (size_t i = 0; i < frame->count; i += every) {
        ar_svg_put(svg, "<text class=\"soft mid\" x=\"%d\" y=\"%d\">", x_of(frame, i),
                   frame->top + HEIGHT + BELOW + 18);
        ar_svg_text(svg, frame->periods[i], 10);
        ar_svg_put(svg, "</text>\n");
    }
}

static size_t period_of(const struct frame *frame, struct ar_text label)
{
    const struct ar_text *found = bsearch(&label, frame->periods, frame->count, sizeof label, compare);
    return found ? (size_t)(found - frame->periods) : 0;
}

/* Runs of known values of one line, bars[from .. to). */
static void put_line(struct ar_svg *svg, const struct ar_chart_panel *panel, const struct frame *frame, size_t from,
                     size_t to, unsigned line)
{
    bool open = false;
    for (size_t i = from; i < to; i++) {
        const struct ar_chart_value *value = &panel->bars[i].total;
        if (!value->known) {
            ar_svg_put(svg, "%s", open ? "\"/>\n" : "");
            open = false;
            continue;
        }
        if (!open) /* a ninth line has the first one's colour, and dashes */
            ar_svg_put(svg, "<polyline class=\"k%u line\"%s points=\"", line % AR_SVG_COLOURS,
                       line >= AR_SVG_COLOURS ? " stroke-dasharray=\"6 3\"" : "");
        ar_svg_put(svg, "%s%d,%d", open ? " " : "", x_of(frame, period_of(frame, panel->bars[i].label)),
                   y_of(frame, panel, value->minor));
        open = true;
    }
    ar_svg_put(svg, "%s", open ? "\"/>\n" : "");
}

static void put_points(struct ar_svg *svg, const struct ar_chart_panel *panel, const struct frame *frame, size_t from,
                       size_t to, unsigned line, bool figures)
{
    for (size_t i = from; i < to; i++) {
        const struct ar_chart_row *row = &panel->bars[i];
        if (!row->total.known)
            continue;
        int x = x_of(frame, period_of(frame, row->label)), y = y_of(frame, panel, row->total.minor);
        ar_svg_put(svg, "<circle class=\"k%u\" cx=\"%d\" cy=\"%d\" r=\"3\"><title>", line % AR_SVG_COLOURS, x, y);
        if (row->group.size > 0) {
            ar_svg_text(svg, row->group, SIZE_MAX);
            ar_svg_put(svg, ", ");
        }
        ar_svg_text(svg, row->label, SIZE_MAX);
        ar_svg_put(svg, ": ");
        ar_svg_figure(svg, panel, &row->total);
        ar_svg_put(svg, "</title></circle>\n");
        if (!figures)
            continue;
        ar_svg_put(svg, "<text class=\"mid halo\" x=\"%d\" y=\"%d\">", x, row->total.minor < 0 ? y + 18 : y - 8);
        ar_svg_figure(svg, panel, &row->total);
        ar_svg_put(svg, "</text>\n");
    }
}

void ar_svg_lines(struct ar_svg *svg, const struct ar_chart_panel *panel)
{
    struct frame frame = {0};
    struct ar_text *periods = list_periods(panel, &frame.count);
    if (!periods) {
        svg->status = AR_FAILED;
        return;
    }
    frame.periods = periods;
    size_t figures = 2;
    for (size_t i = 0; i < panel->count; i++) {
        size_t width = ar_svg_figure_width(svg, panel, &panel->bars[i].total);
        figures = width > figures ? width : figures;
    }
    put_names(svg, panel);
    frame.left = EDGE + (int)(figures > 5 ? figures : 5) * COLUMN + 8;
    frame.right = svg->width - EDGE;
    frame.top = svg->y + ROW; /* the highest point's figure */
    frame.axis = frame.top + HEIGHT + ar_chart_place(panel, panel->low, HEIGHT);
    put_grid(svg, panel, &frame);
    unsigned line = 0;
    for (size_t from = 0, to; from < panel->count; from = to, line++) {
        for (to = from + 1; to < panel->count && !is_first(panel, to);)
            to++;
        bool room =
            to - from == panel->count && (size_t)(frame.right - frame.left) / frame.count >= (figures + 1) * COLUMN;
        put_line(svg, panel, &frame, from, to, line);
        put_points(svg, panel, &frame, from, to, line, room);
    }
    svg->y = frame.top + HEIGHT + BELOW + ROW + 8;
    free(periods);
}
