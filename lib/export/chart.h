/* SPDX-License-Identifier: MIT */
/* A chart: what is drawn, told apart from how. Rows are collected (chart.c), become panels of bars (chart_build.c), and
   are drawn with characters (chart_bars.c) or as SVG (chart_svg.c, chart_lines.c). */
#ifndef AR_EXPORT_CHART_H
#define AR_EXPORT_CHART_H

#include "base/memory.h"
#include "export/export.h"

struct ar_chart_value {
    ar_int128 minor; /* in rows of its own digits, in panels of the panel's */
    uint8_t digits; /* as it was written */
    bool known; /* NA and empty are not, and not zero either */
    bool lower; /* the true value is not below this one */
};

enum ar_chart_role { AR_CHART_LABEL, AR_CHART_METRIC, AR_CHART_METHOD, AR_CHART_UNIT, AR_CHART_PERIOD };

/* A column whose text says what a value is of. */
struct ar_chart_key {
    enum ar_chart_role role;
    unsigned column; /* of the export */
    bool varies; /* among the rows */
};

/* A record, later a bar. */
struct ar_chart_row {
    struct ar_text *keys;
    struct ar_chart_value *values; /* one a part */
    struct ar_currency currency;
    struct ar_text panel, group, label;
    struct ar_chart_value total; /* the only value, or what the parts add up to */
    size_t place; /* among the records */
    bool beyond; /* the sum of the others, which would make the scale too small for all bars: only its figure */
};

struct ar_chart_panel {
    struct ar_text name; /* the unit: "EUR", "days" */
    struct ar_chart_row *bars; /* in the order of drawing; of lines, by line and period */
    size_t count;
    size_t left; /* records, or lines, that are not drawn */
    bool other; /* the last bar sums those that are not drawn */
    unsigned digits;
    ar_int128 low, high; /* of what is drawn, 0 among it: low <= 0 < high or low < 0 <= high */
    ar_int128 step; /* what positions are counted in, so that they fit: 1 but for huge figures */
};

struct ar_chart {
    struct ar_arena arena;
    struct ar_buffer scratch;
    struct ar_chart_key *keys;
    unsigned key_count;
    unsigned *parts; /* columns of the export */
    unsigned part_count;
    bool series; /* records of metric and value */
    bool lines; /* values over more than one period */
    bool stacked; /* parts of a whole, such as buckets; otherwise side by side */
    bool additive; /* values of the same label add up */
    bool grouped; /* a series of several groups */
    bool dated; /* labels are dates: in their order, all of them */
    int as_of; /* column of the stream */
    int bound; /* the same; -1: none */
    struct ar_text as_of_first, as_of_last;
    struct ar_chart_row *rows;
    size_t count, capacity;
    struct ar_text title;
    struct ar_chart_panel *panels;
    size_t panel_count;
};

/* From rows to panels. */
AR_MUST_USE enum ar_status ar_chart_build(struct ar_chart *chart, const struct ar_export *export,
                                          struct ar_error *error);
/* A title that the data give. */
AR_MUST_USE enum ar_status ar_chart_name(struct ar_chart *chart, const struct ar_export *export);

/* Where a value is, of `size` places for the whole height of the panel: rounded half away from zero. */
int ar_chart_place(const struct ar_chart_panel *panel, ar_int128 value, unsigned size);
/* Appends the figure as it was written, or NA. */
AR_MUST_USE enum ar_status ar_chart_figure(struct ar_buffer *out, const struct ar_export *export,
                                           const struct ar_chart_panel *panel, const struct ar_chart_value *value);
/* Appends the text, made safe, in at most `width` terminal columns; ascii: every other character as '?'. */
AR_MUST_USE enum ar_status ar_chart_label(struct ar_buffer *out, struct ar_text text, size_t width, bool ascii,
                                          struct ar_buffer *scratch);
/* Terminal columns of a text made safe. */
AR_MUST_USE enum ar_status ar_chart_width(size_t *out, struct ar_text text, struct ar_buffer *scratch);
/* "2026-06-30", "2026-05-31 to 2026-06-30" or nothing. */
AR_MUST_USE enum ar_status ar_chart_days(struct ar_buffer *out, const struct ar_chart *chart);

/* Is any value of the part not 0? The legend leaves out the others. */
bool ar_chart_is_drawn(const struct ar_chart *chart, unsigned part);

AR_MUST_USE enum ar_status ar_chart_bars(struct ar_chart *chart, const struct ar_export *export);

/* SVG. Failures stick in `status`. */
struct ar_svg {
    struct ar_chart *chart;
    const struct ar_export *export;
    struct ar_buffer text, scratch;
    enum ar_status status;
    bool dry; /* measures the height, writes nothing */
    int width; /* pixels */
    int y; /* of the next line */
};
#define AR_SVG_COLOURS 8 /* then they begin again */
AR_MUST_USE enum ar_status ar_chart_svg(struct ar_chart *chart, const struct ar_export *export);
AR_PRINTF(2, 3) void ar_svg_put(struct ar_svg *svg, const char *format, ...); /* no text of the data */
#define AR_SVG_EDGE 16 /* pixels */
#define AR_SVG_COLUMN 7 /* pixels that a terminal column of text takes at most, in the fonts of the style */
#define AR_SVG_ROW 24 /* pixels */
void ar_svg_text(struct ar_svg *svg, struct ar_text text, size_t width); /* escaped, cut to so many columns */
size_t ar_svg_width(struct ar_svg *svg, struct ar_text text); /* its terminal columns */
void ar_svg_figure(struct ar_svg *svg, const struct ar_chart_panel *panel, const struct ar_chart_value *value);
size_t ar_svg_figure_width(struct ar_svg *svg, const struct ar_chart_panel *panel, const struct ar_chart_value *value);
/* The distance of grid lines, at most `count` of them: 1, 2 or 5 times a power of ten. */
ar_int128 ar_svg_tick(const struct ar_chart_panel *panel, unsigned count);
/* A figure on the axis, without decimals where no grid line needs them. */
struct ar_chart_value ar_svg_mark(const struct ar_chart_panel *panel, ar_int128 at, ar_int128 tick);
void ar_svg_lines(struct ar_svg *svg, const struct ar_chart_panel *panel);

#endif
