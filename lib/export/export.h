/* SPDX-License-Identifier: MIT */
/* Records into what people look at. One struct ar_export turns rows into one format; the formats are a table of
   functions (ar_export_formats), so that another one is one file and one line. */
#ifndef AR_EXPORT_EXPORT_H
#define AR_EXPORT_EXPORT_H

#include "base/error.h"
#include "base/memory.h"
#include "base/money.h"
#include "record/reader.h"
#include "record/writer.h"

/* What a column, and a cell in it, is. Columns get theirs by name (ar_export_kind_of), so that nothing need be read
   ahead. Text is never taken for a number: identifiers keep their zeros in every format. */
enum ar_export_kind {
    AR_EXPORT_TEXT,
    AR_EXPORT_AMOUNT, /* money of the record's currency: checked, summed by --totals */
    AR_EXPORT_NUMBER, /* any other figure: days, counts, scores, shares */
    AR_EXPORT_DATE
};

/* By the names of records.md and of the reports: `amount`, `1-30`, `91+`, `days_late`, `due` … */
enum ar_export_kind ar_export_kind_of(struct ar_text name);
bool ar_export_is_count(struct ar_text name); /* a number that adds up: `items` */
bool ar_export_is_bucket(struct ar_text name); /* `1-30`, `91+` */
bool ar_export_is_sum(struct ar_text name); /* an amount of a report, which can be larger than a single one */
/* -?(0|[1-9][0-9]*)(\.[0-9]+)?: what may stand as a number in a sheet or in JSON. */
bool ar_export_is_number(struct ar_text text);
/* ar_amount_parse for the sums of a report, which may be past 64 bits. */
AR_MUST_USE enum ar_status ar_export_sum_parse(ar_int128 *out, struct ar_text text, unsigned digits, const char **why);
unsigned ar_export_decimals(struct ar_text number); /* digits after the point */

struct ar_export_cell {
    struct ar_text text; /* decoded; empty: unknown */
    enum ar_export_kind kind; /* of this very cell: `NA` in a column of numbers is text */
};

struct ar_export_column {
    struct ar_text name;
    enum ar_export_kind kind;
    bool sums; /* has a total */
    bool wide; /* its amounts are sums themselves */
    int source; /* column of the stream */
};

struct ar_export_options {
    char separator; /* csv: between the fields, ',' */
    char decimal; /* csv, table, md: '.' or ',' */
    bool group; /* table, md: thousands apart */
    bool bom; /* csv: a byte-order mark first */
    bool raw; /* csv: formulas are not neutralised */
    bool totals; /* a last row for each currency */
    bool svg, ascii; /* chart: SVG; no characters beyond ASCII */
    unsigned width; /* chart: terminal columns, of SVG pixels; 0: the usual */
    unsigned top; /* chart: bars or lines of a panel; 0: the usual */
    const char *title; /* chart: NULL for one that the data give */
    const char *directory; /* xlsx: for temporary files */
};

enum ar_export_takes {
    AR_EXPORT_SEPARATOR = 1,
    AR_EXPORT_DECIMAL = 2,
    AR_EXPORT_GROUP = 4,
    AR_EXPORT_BOM = 8,
    AR_EXPORT_RAW = 16,
    AR_EXPORT_TOTALS = 32,
    AR_EXPORT_CHART = 64 /* svg ascii width top title */
};

struct ar_export;

struct ar_export_format {
    const char *name;
    bool utf8; /* cannot hold anything else: a cell with other bytes is refused before row() sees it */
    bool binary; /* not for a terminal */
    unsigned takes; /* enum ar_export_takes: options that mean something here */
    enum ar_status (*begin)(struct ar_export *export, struct ar_error *error); /* writes the header */
    enum ar_status (*row)(struct ar_export *export, struct ar_error *error); /* export->cells */
    enum ar_status (*end)(struct ar_export *export, struct ar_error *error);
    void (*free)(struct ar_export *export); /* export->state, which may be NULL; NULL when there is none */
};

extern const struct ar_export_format *const ar_export_formats[]; /* ends with NULL */

struct ar_export {
    const struct ar_export_format *format;
    struct ar_export_options options;
    const struct ar_header *header; /* of the stream */
    struct ar_writer *writer;
    struct ar_export_column *columns;
    unsigned count;
    int currency; /* column of the stream, -1 without */
    int bad; /* set by row() on AR_BAD_DATA: which of columns[] is to blame, -1 the whole record */
    struct ar_export_cell *cells; /* of the row at hand */
    uint64_t rows; /* without header and totals */
    bool total; /* the row at hand is a total, not a record */
    bool selected; /* the columns were chosen */
    const struct ar_row *row; /* at hand, for what was not selected; NULL for a total */
    struct ar_currency row_currency; /* code 0: unknown */
    struct ar_total *totals;
    size_t total_count, total_capacity, total_last;
    uint16_t currency_code; /* of the row before, as it was written: currencies come in runs */
    char currency_text[AR_CURRENCY_SIZE];
    void *state; /* the format's own */
};

/* All columns of the stream in their order, kinds by name; ar_export_select narrows them. writer, header and format
   are lent. */
AR_MUST_USE enum ar_status ar_export_init(struct ar_export *export, const struct ar_export_format *format,
                                          const struct ar_export_options *options, const struct ar_header *header,
                                          struct ar_writer *writer, struct ar_error *error);
/* Columns of the stream, distinct, in the order wanted; count <= the stream's. */
void ar_export_select(struct ar_export *export, const int *sources, unsigned count);
/* Before begin; a column of the stream that is not selected is ignored. */
void ar_export_set_kind(struct ar_export *export, int source, enum ar_export_kind kind);

AR_MUST_USE enum ar_status ar_export_begin(struct ar_export *export, struct ar_error *error);
/* AR_BAD_DATA with everything in *error: an amount that is none, bytes that the format cannot hold. Nothing of such a
   row is written. */
AR_MUST_USE enum ar_status ar_export_row(struct ar_export *export, const struct ar_row *row, struct ar_error *error);
AR_MUST_USE enum ar_status ar_export_end(struct ar_export *export, struct ar_error *error);
void ar_export_free(struct ar_export *export);

/* Total rows (totals.c): check says whether a cell of a column that sums can be added, add takes the whole row. */
AR_MUST_USE enum ar_status ar_export_total_check(const struct ar_export *export, unsigned column,
                                                 struct ar_error *error);
AR_MUST_USE enum ar_status ar_export_total_add(struct ar_export *export, struct ar_currency currency,
                                               struct ar_error *error);
AR_MUST_USE enum ar_status ar_export_total_rows(struct ar_export *export, struct ar_error *error);
void ar_export_total_free(struct ar_export *export);

/* The formats. */
extern const struct ar_export_format ar_export_table, ar_export_csv, ar_export_json, ar_export_markdown, ar_export_xlsx,
    ar_export_chart;

/* xlsx_check.c: reads a finished workbook back, since libxlsxwriter does not see when a temporary file loses what it
   writes. AR_FAILED unless every part is whole and the sheet has exactly these rows and cells. */
AR_MUST_USE enum ar_status ar_export_xlsx_check(int fd, uint64_t rows, uint64_t cells, struct ar_error *error);

#endif
