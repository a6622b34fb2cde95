/* SPDX-License-Identifier: MIT */
/* ar-export: records into what people look at. A table for the terminal, CSV, JSON lines, Markdown, a spreadsheet,
   a chart. */
#include "cli/tool.h"
#include "export/export.h"

#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

enum { FORMATS_MAX = 16 };
#define UNSET UINT_MAX

static const char *formats[FORMATS_MAX]; /* the names of ar_export_formats */
static const char *const marks[] = {"point", "comma", NULL};

static unsigned to, decimal, width = UNSET, top = UNSET;
static struct ar_texts columns, text_columns, amount_columns, number_columns, date_columns;
static const char *separator, *title;
static bool totals, group, bom, raw, svg, ascii;

static const struct ar_opt options[] = {
    {"to", 0, "FORMAT", ar_opt_choice, &to, "table (the default), csv, json, md, xlsx or chart", formats},
    {"columns", 0, "COLUMNS", ar_opt_list, &columns, "these columns only, in this order", NULL},
    {"totals", 0, NULL, NULL, &totals, "end with a total row for each currency", NULL},
    {"text", 0, "COLUMNS", ar_opt_list, &text_columns, "these are text, whatever their names say", NULL},
    {"amount", 0, "COLUMNS", ar_opt_list, &amount_columns, "these are amounts of the record's currency", NULL},
    {"number", 0, "COLUMNS", ar_opt_list, &number_columns, "these are numbers, not amounts", NULL},
    {"date", 0, "COLUMNS", ar_opt_list, &date_columns, "these are dates", NULL},
    {"decimal", 0, "MARK", ar_opt_choice, &decimal, "decimal mark of table, csv, md and chart (default point)", marks},
    {"group", 0, NULL, NULL, &group, "thousands apart, in table, md and chart", NULL},
    {"separator", 0, "CHAR", ar_opt_text, &separator, "between the fields of csv: a character or 'tab'", NULL},
    {"bom", 0, NULL, NULL, &bom, "begin csv with a byte-order mark, for Excel", NULL},
    {"raw", 0, NULL, NULL, &raw, "leave formulas in csv as they are", NULL},
    {"svg", 0, NULL, NULL, &svg, "a chart as SVG, not as bars of characters", NULL},
    {"ascii", 0, NULL, NULL, &ascii, "a chart without characters beyond ASCII", NULL},
    {"width", 0, "N", ar_opt_count, &width, "of a chart: 80 columns, of SVG 800 pixels", NULL},
    {"top", 0, "N", ar_opt_count, &top, "draw so many bars or lines of a chart at most (20, 8)", NULL},
    {"title", 0, "TEXT", ar_opt_text, &title, "of a chart", NULL},
    {0},
};

static const struct ar_about about = {
    .name = "ar-export",
    .purpose = "records for people: a table, CSV, JSON lines, Markdown, a spreadsheet or a chart",
    .operands = "[FILE...]",
    .example = "ar-age --by customer open.tsv | ar-export --totals\n"
               "ar-age --by customer open.tsv | ar-export --to xlsx -o aging.xlsx",
    .takes = AR_TAKES_RECORDS | AR_TAKES_REJECTS,
};

/* An option that the format has no use for is a mistake, not to be passed over. */
static void check_options(struct ar_tool *tool, const struct ar_export_format *format)
{
    const struct {
        const char *name;
        bool given;
        unsigned takes;
    } checks[] = {
        {"separator", separator != NULL, AR_EXPORT_SEPARATOR},
        {"decimal", decimal != 0, AR_EXPORT_DECIMAL},
        {"group", group, AR_EXPORT_GROUP},
        {"bom", bom, AR_EXPORT_BOM},
        {"raw", raw, AR_EXPORT_RAW},
        {"totals", totals, AR_EXPORT_TOTALS},
        {"svg", svg, AR_EXPORT_CHART},
        {"ascii", ascii, AR_EXPORT_CHART},
        {"width", width != UNSET, AR_EXPORT_CHART},
        {"top", top != UNSET, AR_EXPORT_CHART},
        {"title", title != NULL, AR_EXPORT_CHART},
    };
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
        if (checks[i].given && !(format->takes & checks[i].takes))
            ar_tool_misuse(tool, "--%s means nothing with --to %s", checks[i].name, format->name);
    if (svg && ascii)
        ar_tool_misuse(tool, "--ascii means nothing with --svg");
    if (width != UNSET && (svg ? width < 320 || width > 4000 : width < 40 || width > 400))
        ar_tool_misuse(tool, "--width: not 40 to 400 columns, or with --svg 320 to 4000 pixels");
    if (top == 0)
        ar_tool_misuse(tool, "--top: nothing would be drawn");
}

static char separator_char(struct ar_tool *tool)
{
    if (separator == NULL)
        return ',';
    if (strcmp(separator, "tab") == 0)
        return '\t';
    bool visible = separator[0] > ' ' && separator[0] < 0x7f && separator[1] == '\0';
    if (!visible || strchr("\"'.-+", separator[0]) || (separator[0] >= '0' && separator[0] <= '9'))
        ar_tool_misuse(tool, "--separator: neither one character that can't be part of a number, nor 'tab'");
    return separator[0];
}

static void select_columns(struct ar_tool *tool, struct ar_export *export)
{
    if (columns.count == 0)
        return;
    ar_tool_distinct(tool, "columns", &columns, UINT_MAX);
    int *sources = calloc(columns.count, sizeof *sources);
    if (sources == NULL)
        ar_tool_must(tool, ar_error_memory(ar_tool_error(tool)));
    bool currency = export->currency < 0;
    for (unsigned i = 0; i < columns.count; i++) {
        sources[i] = ar_tool_named(tool, "columns", columns.at[i]).index;
        currency = currency || sources[i] == export->currency;
    }
    if (totals && !currency)
        ar_tool_misuse(tool, "--totals: 'currency' must be among --columns");
    ar_export_select(export, sources, (unsigned)columns.count);
    free(sources);
}

static void set_kinds(struct ar_tool *tool, struct ar_export *export, const char *option, const struct ar_texts *names,
                      enum ar_export_kind kind)
{
    for (size_t i = 0; i < names->count; i++)
        ar_export_set_kind(export, ar_tool_named(tool, option, names->at[i]).index, kind);
}

static void prepare(struct ar_tool *tool, struct ar_export *export)
{
    const struct ar_export_format *format = ar_export_formats[to];
    const char *directory = getenv("TMPDIR");
    check_options(tool, format);
    struct ar_export_options wanted = {
        .separator = separator_char(tool),
        .decimal = decimal ? ',' : '.',
        .group = group,
        .bom = bom,
        .raw = raw,
        .totals = totals,
        .svg = svg,
        .ascii = ascii,
        .width = width != UNSET ? width : 0,
        .top = top != UNSET ? top : 0,
        .title = title,
        .directory = directory && *directory ? directory : "/tmp",
    };
    const struct ar_header *header = ar_tool_header(tool);
    struct ar_writer *output = ar_tool_output(tool);
    if (format->binary && output->path == NULL && isatty(STDOUT_FILENO))
        ar_tool_misuse(tool, "--to %s is not for a terminal: -o FILE, or a pipe", format->name);
    ar_tool_must(tool, ar_export_init(export, format, &wanted, header, output, ar_tool_error(tool)));
    select_columns(tool, export);
    set_kinds(tool, export, "text", &text_columns, AR_EXPORT_TEXT);
    set_kinds(tool, export, "amount", &amount_columns, AR_EXPORT_AMOUNT);
    set_kinds(tool, export, "number", &number_columns, AR_EXPORT_NUMBER);
    set_kinds(tool, export, "date", &date_columns, AR_EXPORT_DATE);
    if (format->binary)
        ar_tool_scratch(tool, wanted.directory);
}

/* The header is to blame: of the first input, since the others have the same columns. */
static void begin(struct ar_tool *tool, struct ar_export *export)
{
    struct ar_error *error = ar_tool_error(tool);
    enum ar_status status = ar_export_begin(export, error);
    size_t count;
    const char *const *operands = ar_tool_operands(tool, &count);
    if (status == AR_MISUSE)
        ar_tool_misuse(tool, "%s", error->reason);
    if (status == AR_BAD_DATA)
        ar_error_place(error, count > 0 && strcmp(operands[0], "-") != 0 ? operands[0] : "(standard input)", 1);
    ar_tool_must(tool, status);
}

int main(int argc, char **argv)
{
    struct ar_export export;
    for (size_t i = 0; i < FORMATS_MAX - 1 && ar_export_formats[i] != NULL; i++)
        formats[i] = ar_export_formats[i]->name;
    struct ar_tool *tool = ar_tool_open(&about, options, argc, argv);
    prepare(tool, &export);
    begin(tool, &export);
    const struct ar_row *row;
    while ((row = ar_tool_next(tool)) != NULL)
        ar_tool_check(tool, ar_export_row(&export, row, ar_tool_error(tool)));
    ar_tool_must(tool, ar_export_end(&export, ar_tool_error(tool)));
    ar_export_free(&export);
    return ar_tool_close(tool);
}
