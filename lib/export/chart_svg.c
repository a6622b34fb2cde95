/* SPDX-License-Identifier: MIT */
/* A chart as SVG: one file without scripts, fonts or links; its colours follow the reader's light or dark scheme, and
   can be told apart by the colour-blind. Bars lie, so that their labels can be read. */
#include "export/chart.h"

#include <stdarg.h>
#include <stdio.h>

/* Pixels. */
enum { USUAL_WIDTH = 800, EDGE = AR_SVG_EDGE, COLUMN = AR_SVG_COLUMN, ROW = AR_SVG_ROW, BAR = 16, GAP = 8 };

/* Okabe and Ito's colours, darkened for white and lightened for black to a contrast of 3 and more. */
static const char style[] =
    "<style>\n"
    ".ar{font:12px system-ui,\"Segoe UI\",\"Noto Sans\",Helvetica,Arial,sans-serif;"
    "font-variant-numeric:tabular-nums}\n"
    ".ar .paper{fill:#fff}.ar text{fill:#1b1f24}.ar .soft{fill:#57606a}.ar .big{font-size:16px;font-weight:600}\n"
    ".ar .bold{font-weight:600}.ar .end{text-anchor:end}.ar .mid{text-anchor:middle}\n"
    ".ar .grid{stroke:#d8dee4}.ar .axis{stroke:#57606a}.ar .line{fill:none;stroke-width:2}\n"
    ".ar .k0{fill:#0072b2;stroke:#0072b2}.ar .k1{fill:#008f68;stroke:#008f68}.ar .k2{fill:#b27700;stroke:#b27700}\n"
    ".ar .k3{fill:#d55e00;stroke:#d55e00}.ar .k4{fill:#882255;stroke:#882255}.ar .k5{fill:#6e7781;stroke:#6e7781}\n"
    ".ar .k6{fill:#7a5fc7;stroke:#7a5fc7}.ar .k7{fill:#3b3f45;stroke:#3b3f45}.ar rect{stroke-width:0}\n"
    ".ar .line{fill:none}.ar .halo{stroke:#fff;stroke-width:3;paint-order:stroke}\n"
    "@media (prefers-color-scheme:dark){\n"
    ".ar .paper{fill:#15181c}.ar text{fill:#e6edf3}.ar .soft{fill:#a5adb6}.ar .halo{stroke:#15181c}.ar "
    ".grid{stroke:#30363d}"
    ".ar .axis{stroke:#a5adb6}\n"
    ".ar .k0{fill:#56b4e9;stroke:#56b4e9}.ar .k1{fill:#2fc39b;stroke:#2fc39b}.ar .k2{fill:#e6b000;stroke:#e6b000}\n"
    ".ar .k3{fill:#f0743e;stroke:#f0743e}.ar .k4{fill:#e58fc0;stroke:#e58fc0}.ar .k5{fill:#9aa4ae;stroke:#9aa4ae}\n"
    ".ar .k6{fill:#b79ced;stroke:#b79ced}.ar .k7{fill:#e8e8e8;stroke:#e8e8e8}.ar .line{fill:none}\n"
    "}\n"
    "</style>\n";

void ar_svg_put(struct ar_svg *svg, const char *format, ...)
{
    if (svg->dry)
        return;
    va_list list;
    va_start(list, format);
    char *room = ar_writer_room(svg->export->writer, 1024);
    int size = vsnprintf(room, 1024, format, list);
    va_end(list);
    ar_writer_used(svg->export->writer, (size_t)size);
}

static void put_bytes(struct ar_svg *svg, struct ar_text text)
{
    if (!svg->dry)
        ar_writer_bytes(svg->export->writer, text);
}

static void put(struct ar_svg *svg, const char *string)
{
    put_bytes(svg, ar_text_from(string));
}

/* Markup as entities; the two code points that XML has not, besides controls, as an escape. */
static void put_escaped(struct ar_svg *svg, struct ar_text text)
{
    size_t from = 0;
    for (size_t i = 0; i < text.size; i++) {
        const char *entity = NULL;
        size_t size = 1;
        if (text.at[i] == '<')
            entity = "&lt;";
        else if (text.at[i] == '>')
            entity = "&gt;";
        else if (text.at[i] == '&')
            entity = "&amp;";
        else if (text.at[i] == '"')
            entity = "&quot;";
        else if (i + 3 <= text.size && memcmp(text.at + i, "\xef\xbf\xbe", 3) == 0)
            entity = "\\xef\\xbf\\xbe", size = 3;
        else if (i + 3 <= text.size && memcmp(text.at + i, "\xef\xbf\xbf", 3) == 0)
            entity = "\\xef\\xbf\\xbf", size = 3;
        if (!entity)
            continue;
        put_bytes(svg, (struct ar_text){text.at + from, i - from});
        put(svg, entity);
        i += size - 1;
        from = i + 1;
    }
    if (from < text.size)
        put_bytes(svg, (struct ar_text){text.at + from, text.size - from});
}

void ar_svg_text(struct ar_svg *svg, struct ar_text text, size_t width)
{
    svg->text.size = 0;
    if (ar_chart_label(&svg->text, text, width, false, &svg->scratch) != AR_OK)
        svg->status = AR_FAILED;
    else
        put_escaped(svg, ar_buffer_text(&svg->text));
}

size_t ar_svg_width(struct ar_svg *svg, struct ar_text text)
{
    size_t width;
    if (ar_chart_width(&width, text, &svg->scratch) != AR_OK)
        svg->status = AR_FAILED;
    return width;
}

void ar_svg_figure(struct ar_svg *svg, const struct ar_chart_panel *panel, const struct ar_chart_value *value)
{
    svg->text.size = 0;
    if (ar_chart_figure(&svg->text, svg->export, panel, value) != AR_OK)
        svg->status = AR_FAILED;
    else
        put_escaped(svg, ar_buffer_text(&svg->text));
}

size_t ar_svg_figure_width(struct ar_svg *svg, const struct ar_chart_panel *panel, const struct ar_chart_value *value)
{
    svg->text.size = 0;
    if (ar_chart_figure(&svg->text, svg->export, panel, value) != AR_OK)
        svg->status = AR_FAILED;
    return svg->text.size;
}

ar_int128 ar_svg_tick(const struct ar_chart_panel *panel, unsigned count)
{
    ar_int128 span = panel->high - panel->low, tick = 1;
    unsigned next = 0;
    while (span / tick > (ar_int128)count && tick < span) {
        tick = next == 1 ? tick / 2 * 5 : tick * 2; /* 1 2 5 10 */
        next = (next + 1) % 3;
    }
    return tick;
}

struct ar_chart_value ar_svg_mark(const struct ar_chart_panel *panel, ar_int128 at, ar_int128 tick)
{
    unsigned digits = panel->digits;
    for (; digits > 0 && tick % 10 == 0; digits--)
        tick /= 10;
    return (struct ar_chart_value){.minor = at, .digits = (uint8_t)digits, .known = true};
}

static unsigned colour(const struct ar_svg *svg, unsigned part)
{
    enum { OLDEST = 4, UNDATED, CREDITS, DISPUTED };
    struct ar_text name = svg->export->columns[svg->chart->parts[part]].name;
    if (!svg->chart->stacked)
        return part % AR_SVG_COLOURS;
    return ar_text_is(name, "undated")    ? UNDATED
           : ar_text_is(name, "credits")  ? CREDITS
           : ar_text_is(name, "disputed") ? DISPUTED
                                          : part % (OLDEST + 1);
}

static void put_legend(struct ar_svg *svg)
{
    const struct ar_chart *chart = svg->chart;
    int x = EDGE;
    for (unsigned i = 0; i < chart->part_count; i++) {
        struct ar_text name = svg->export->columns[chart->parts[i]].name;
        if (chart->part_count == 1 || !ar_chart_is_drawn(chart, i))
            continue;
        size_t columns = ar_svg_width(svg, name);
        int width = 12 + 6 + (int)(columns < 40 ? columns : 40) * COLUMN + EDGE;
        if (x > EDGE && x + width > svg->width) {
            x = EDGE;
            svg->y += ROW;
        }
        ar_svg_put(svg, "<rect class=\"k%u\" x=\"%d\" y=\"%d\" width=\"12\" height=\"12\"/>", colour(svg, i), x,
                   svg->y - 10);
        ar_svg_put(svg, "<text x=\"%d\" y=\"%d\">", x + 18, svg->y);
        ar_svg_text(svg, name, 40);
        put(svg, "</text>\n");
        x += width;
    }
    if (x > EDGE)
        svg->y += ROW;
}

struct frame {
    int left, right; /* of the bars */
    int axis;
    size_t columns; /* of labels */
    int label_x;
};

static int place(const struct frame *frame, const struct ar_chart_panel *panel, ar_int128 value)
{
    return frame->axis + ar_chart_place(panel, value, (unsigned)(frame->right - frame->left));
}

static struct frame lay_out(struct ar_svg *svg, const struct ar_chart_panel *panel)
{
    struct frame frame = {0};
    size_t figures = 2;
    for (size_t i = 0; i < panel->count; i++) {
        size_t width = ar_svg_width(svg, panel->bars[i].label);
        frame.columns = width > frame.columns ? width : frame.columns;
        for (unsigned k = 0; k <= svg->chart->part_count; k++) {
            const struct ar_chart_row *row = &panel->bars[i];
            width = ar_svg_figure_width(svg, panel, k < svg->chart->part_count ? &row->values[k] : &row->total);
            figures = width > figures ? width : figures;
        }
    }
    size_t most = (size_t)svg->width * 2 / 5 / COLUMN;
    frame.columns = frame.columns < most ? frame.columns : most;
    frame.left = EDGE + (int)frame.columns * COLUMN + GAP;
    frame.right = svg->width - EDGE - (int)figures * COLUMN - GAP;
    if (frame.right < frame.left + 100)
        frame.right = frame.left + 100;
    frame.axis = frame.left;
    frame.axis = frame.left - ar_chart_place(panel, panel->low, (unsigned)(frame.right - frame.left));
    return frame;
}

/* Grid lines with their figures below. */
static void put_grid(struct ar_svg *svg, const struct ar_chart_panel *panel, const struct frame *frame, int bottom)
{
    struct ar_chart_value most = {.minor = panel->high > -panel->low ? panel->high : panel->low, .known = true};
    most.digits = (uint8_t)panel->digits;
    unsigned room =
        (unsigned)(frame->right - frame->left) / (unsigned)((ar_svg_figure_width(svg, panel, &most) + 3) * COLUMN);
    ar_int128 tick = ar_svg_tick(panel, room > 0 ? room : 1);
    for (ar_int128 at = panel->low / tick * tick; at <= panel->high; at += tick) {
        int x = place(frame, panel, at);
        struct ar_chart_value value = ar_svg_mark(panel, at, tick);
        ar_svg_put(svg, "<line class=\"%s\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>", at == 0 ? "axis" : "grid", x,
                   svg->y, x, bottom);
        ar_svg_put(svg, "<text class=\"soft mid\" x=\"%d\" y=\"%d\">", x, bottom + 14);
        ar_svg_figure(svg, panel, &value);
        put(svg, "</text>\n");
        if (at > panel->high - tick)
            break; /* no overflow at the very top */
    }
}

static void put_rect(struct ar_svg *svg, unsigned part, int from, int to, int y, int height)
{
    if (to < from) {
        int swap = from;
        from = to;
        to = swap;
    }
    ar_svg_put(svg, "<rect class=\"k%u\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\">", colour(svg, part), from, y,
               to > from ? to - from : 1, height);
}

/* What a reader hears, or sees over the bar. */
static void put_hint(struct ar_svg *svg, const struct ar_chart_panel *panel, const struct ar_chart_row *row,
                     unsigned part)
{
    put(svg, "<title>");
    ar_svg_text(svg, row->label, SIZE_MAX);
    if (svg->chart->part_count > 1) {
        put(svg, ", ");
        ar_svg_text(svg, svg->export->columns[svg->chart->parts[part]].name, SIZE_MAX);
    }
    put(svg, ": ");
    ar_svg_figure(svg, panel, &row->values[part]);
    put(svg, "</title></rect>\n");
}

static void put_figure(struct ar_svg *svg, const struct ar_chart_panel *panel, const struct ar_chart_value *value,
                       int y)
{
    ar_svg_put(svg, "<text class=\"end\" x=\"%d\" y=\"%d\">", svg->width - EDGE, y);
    ar_svg_figure(svg, panel, value);
    put(svg, "</text>\n");
}

static void put_stack(struct ar_svg *svg, const struct ar_chart_panel *panel, const struct frame *frame,
                      const struct ar_chart_row *row)
{
    ar_int128 up = 0, down = 0;
    for (unsigned i = 0; i < svg->chart->part_count; i++) {
        ar_int128 value = row->values[i].minor, *side = value < 0 ? &down : &up;
        if (value == 0 || row->beyond)
            continue;
        put_rect(svg, i, place(frame, panel, *side), place(frame, panel, *side + value), svg->y + (ROW - BAR) / 2, BAR);
        put_hint(svg, panel, row, i);
        *side += value;
    }
    put_figure(svg, panel, &row->total, svg->y + ROW / 2 + 4);
    svg->y += ROW;
}

static void put_apart(struct ar_svg *svg, const struct ar_chart_panel *panel, const struct frame *frame,
                      const struct ar_chart_row *row)
{
    for (unsigned i = 0; i < svg->chart->part_count; i++) {
        if (row->values[i].minor != 0 && !row->beyond) {
            put_rect(svg, i, frame->axis, place(frame, panel, row->values[i].minor), svg->y + (ROW - BAR) / 2, BAR);
            put_hint(svg, panel, row, i);
        }
        put_figure(svg, panel, &row->values[i], svg->y + ROW / 2 + 4);
        svg->y += i + 1 < svg->chart->part_count ? BAR + 2 : ROW;
    }
}

static void put_bars(struct ar_svg *svg, const struct ar_chart_panel *panel)
{
    struct frame frame = lay_out(svg, panel);
    int parts = svg->chart->stacked ? 1 : (int)svg->chart->part_count;
    int height = ROW + (parts - 1) * (BAR + 2);
    put_grid(svg, panel, &frame, svg->y + (int)panel->count * height);
    for (size_t i = 0; i < panel->count; i++) {
        const struct ar_chart_row *row = &panel->bars[i];
        ar_svg_put(svg, "<text class=\"end\" x=\"%d\" y=\"%d\">", frame.left - GAP, svg->y + ROW / 2 + 4);
        ar_svg_text(svg, row->label, frame.columns);
        put(svg, "</text>\n");
        if (row->beyond) {
            ar_svg_put(svg, "<text class=\"soft\" x=\"%d\" y=\"%d\">off the scale</text>\n", frame.axis + GAP,
                       svg->y + ROW / 2 + 4);
        }
        if (svg->chart->stacked)
            put_stack(svg, panel, &frame, row);
        else
            put_apart(svg, panel, &frame, row);
    }
    svg->y += ROW;
}

static void put_panel(struct ar_svg *svg, const struct ar_chart_panel *panel)
{
    svg->y += GAP;
    if (panel->name.size > 0 || panel->left > 0) {
        ar_svg_put(svg, "<text class=\"bold\" x=\"%d\" y=\"%d\">", EDGE, svg->y);
        ar_svg_text(svg, panel->name, (size_t)(svg->width / COLUMN));
        if (panel->left > 0)
            ar_svg_put(svg, "%s%zu more not drawn", panel->name.size ? ", " : "", panel->left);
        put(svg, "</text>\n");
        svg->y += GAP;
    }
    if (svg->chart->lines)
        ar_svg_lines(svg, panel);
    else
        put_bars(svg, panel);
    svg->y += GAP;
}

static void put_days(struct ar_svg *svg)
{
    struct ar_buffer days = {0};
    if (ar_chart_days(&days, svg->chart) != AR_OK)
        svg->status = AR_FAILED;
    put(svg, "as of ");
    ar_svg_text(svg, ar_buffer_text(&days), SIZE_MAX);
    ar_buffer_free(&days);
}

static void put_head(struct ar_svg *svg, int height)
{
    const struct ar_chart *chart = svg->chart;
    ar_svg_put(svg,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"ar\" role=\"img\" width=\"%d\" height=\"%d\" "
               "viewBox=\"0 0 %d %d\">\n<title>",
               svg->width, height, svg->width, height);
    ar_svg_text(svg, chart->title, SIZE_MAX);
    put(svg, "</title>\n<desc>");
    for (size_t i = 0; i < chart->panel_count; i++) {
        put(svg, i ? "; " : "In ");
        ar_svg_text(svg, chart->panels[i].name, SIZE_MAX);
    }
    put(svg, chart->panel_count == 0 ? "No records" : "");
    if (chart->as_of_last.size > 0) {
        put(svg, ", ");
        put_days(svg);
    }
    put(svg, "</desc>\n");
    put(svg, style);
    ar_svg_put(svg, "<rect class=\"paper\" width=\"%d\" height=\"%d\"/>\n<text class=\"big\" x=\"%d\" y=\"30\">",
               svg->width, height, EDGE);
    ar_svg_text(svg, chart->title, (size_t)(svg->width - 2 * EDGE) / 10);
    put(svg, "</text>\n");
    svg->y = 52;
    if (chart->as_of_last.size == 0)
        return;
    ar_svg_put(svg, "<text class=\"soft\" x=\"%d\" y=\"%d\">", EDGE, svg->y);
    put_days(svg);
    put(svg, "</text>\n");
    svg->y += ROW;
}

static void put_all(struct ar_svg *svg, int height)
{
    const struct ar_chart *chart = svg->chart;
    put_head(svg, height);
    svg->y += 4;
    if (!chart->lines)
        put_legend(svg);
    for (size_t i = 0; i < chart->panel_count; i++)
        put_panel(svg, &chart->panels[i]);
    if (chart->count == 0) {
        ar_svg_put(svg, "<text x=\"%d\" y=\"%d\">nothing to draw: no records</text>\n", EDGE, svg->y);
        svg->y += ROW;
    }
    put(svg, "</svg>\n");
}

enum ar_status ar_chart_svg(struct ar_chart *chart, const struct ar_export *export)
{
    const struct ar_export_options *options = &export->options;
    struct ar_svg svg = {.chart = chart,
                         .export = export,
                         .status = AR_OK,
                         .dry = true,
                         .width = (int)(options->width ? options->width : USUAL_WIDTH)};
    put_all(&svg, 0);
    svg.dry = false;
    if (svg.status == AR_OK)
        put_all(&svg, svg.y);
    ar_buffer_free(&svg.text);
    ar_buffer_free(&svg.scratch);
    return svg.status;
}
