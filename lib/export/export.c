/* SPDX-License-Identifier: MIT */
/* From a row to the cells that a format writes: which columns, of what kind, checked. */
#include "export/export.h"

#include "base/date.h"
#include "export/display.h"

#include <stdlib.h>

const struct ar_export_format *const ar_export_formats[] = {
    &ar_export_table, &ar_export_csv, &ar_export_json, &ar_export_markdown, &ar_export_xlsx, &ar_export_chart, NULL,
};

enum ar_status ar_export_init(struct ar_export *export, const struct ar_export_format *format,
                              const struct ar_export_options *options, const struct ar_header *header,
                              struct ar_writer *writer, struct ar_error *error)
{
    *export = (struct ar_export){.format = format, .options = *options, .header = header, .writer = writer};
    export->columns = calloc(header->count, sizeof *export->columns);
    export->cells = calloc(header->count, sizeof *export->cells);
    if (!export->columns || !export->cells) {
        ar_export_free(export);
        return ar_error_memory(error);
    }
    export->currency = ar_header_find(header, AR_TEXT("currency"));
    export->count = header->count;
    for (unsigned i = 0; i < header->count; i++) {
        struct ar_text name = header->names[i];
        export->columns[i] = (struct ar_export_column){.name = name, .source = (int)i};
        ar_export_set_kind(export, (int)i, ar_export_kind_of(name));
    }
    return AR_OK;
}

void ar_export_select(struct ar_export *export, const int *sources, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        struct ar_text name = export->header->names[sources[i]];
        export->columns[i] = (struct ar_export_column){.name = name, .source = sources[i]};
    }
    export->count = count;
    export->selected = true;
    for (unsigned i = 0; i < count; i++)
        ar_export_set_kind(export, sources[i], ar_export_kind_of(export->columns[i].name));
}

void ar_export_set_kind(struct ar_export *export, int source, enum ar_export_kind kind)
{
    for (unsigned i = 0; i < export->count; i++) {
        struct ar_export_column *column = &export->columns[i];
        if (column->source != source)
            continue;
        column->kind = kind;
        column->wide = kind == AR_EXPORT_AMOUNT && ar_export_is_sum(column->name);
        column->sums = kind == AR_EXPORT_AMOUNT || (kind == AR_EXPORT_NUMBER && ar_export_is_count(column->name));
    }
}

static enum ar_status not_utf8(const struct ar_export *export, struct ar_error *error)
{
    return ar_error_set(error, AR_BAD_DATA, "not UTF-8, which %s cannot hold", export->format->name);
}

enum ar_status ar_export_begin(struct ar_export *export, struct ar_error *error)
{
    for (unsigned i = 0; export->format->utf8 && i < export->count; i++)
        if (!ar_display_is_utf8(export->columns[i].name)) {
            enum ar_status status = not_utf8(export, error);
            ar_error_column(error, export->columns[i].name);
            return status;
        }
    return export->format->begin(export, error);
}

/* The currency of the row; code 0 when the stream has none or the field is empty. */
static enum ar_status row_currency(struct ar_export *export, const struct ar_row *row, struct ar_currency *out,
                                   struct ar_error *error)
{
    struct ar_text text = ar_row_get(row, export->currency);
    out->code = 0;
    if (text.size == 0)
        return AR_OK;
    if (export->currency_code && text.size == AR_CURRENCY_SIZE &&
        memcmp(text.at, export->currency_text, AR_CURRENCY_SIZE) == 0) {
        out->code = export->currency_code;
        return AR_OK;
    }
    if (ar_currency_parse(out, text) != AR_OK) {
        ar_error_set(error, AR_BAD_DATA, "unknown currency");
        return ar_row_error(row, export->header, export->currency, error);
    }
    export->currency_code = out->code;
    memcpy(export->currency_text, text.at, AR_CURRENCY_SIZE);
    return AR_OK;
}

static enum ar_status check_amount(struct ar_text text, struct ar_currency currency, bool wide, struct ar_error *error)
{
    ar_int128 sum;
    int64_t minor;
    const char *why = "not an amount";
    unsigned digits = currency.code ? ar_currency_digits(currency) : 0;
    bool good = !currency.code ? ar_export_is_number(text)
                : wide         ? ar_export_sum_parse(&sum, text, digits, &why) == AR_OK
                               : ar_amount_parse(&minor, text, digits, &why) == AR_OK;
    return good ? AR_OK : ar_error_set(error, AR_BAD_DATA, "%s", why);
}

/* What this cell is, given its column's kind; an amount that is none is an error, anything else just text. */
static enum ar_status classify(const struct ar_export *export, unsigned i, struct ar_currency currency,
                               struct ar_error *error)
{
    struct ar_export_cell *cell = &export->cells[i];
    struct ar_date date;
    cell->kind = export->columns[i].kind;
    if (cell->text.size == 0)
        return AR_OK;
    if (cell->kind == AR_EXPORT_AMOUNT)
        return check_amount(cell->text, currency, export->columns[i].wide, error);
    if (cell->kind == AR_EXPORT_NUMBER && !ar_export_is_number(cell->text))
        cell->kind = AR_EXPORT_TEXT;
    else if (cell->kind == AR_EXPORT_DATE && ar_date_parse(&date, cell->text) != AR_OK)
        cell->kind = AR_EXPORT_TEXT;
    if (export->format->utf8 && cell->kind == AR_EXPORT_TEXT && !ar_display_is_utf8(cell->text))
        return not_utf8(export, error);
    return AR_OK;
}

enum ar_status ar_export_row(struct ar_export *export, const struct ar_row *row, struct ar_error *error)
{
    struct ar_currency currency;
    enum ar_status status = row_currency(export, row, &currency, error);
    if (status != AR_OK)
        return status;
    export->bad = -1;
    export->row = row;
    export->row_currency = currency;
    for (unsigned i = 0; i < export->count && status == AR_OK; i++) {
        export->cells[i].text = ar_row_get(row, export->columns[i].source);
        status = classify(export, i, currency, error);
        if (status == AR_OK && export->options.totals && export->columns[i].sums)
            status = ar_export_total_check(export, i, error);
        if (status != AR_OK)
            export->bad = (int)i;
    }
    if (status == AR_OK)
        status = export->format->row(export, error);
    if (status == AR_BAD_DATA)
        return ar_row_error(row, export->header, export->bad < 0 ? -1 : export->columns[export->bad].source, error);
    if (status != AR_OK)
        return status;
    export->rows++;
    if (!export->options.totals)
        return AR_OK;
    status = ar_export_total_add(export, currency, error);
    return status == AR_BAD_DATA ? ar_row_error(row, export->header, -1, error) : status;
}

enum ar_status ar_export_end(struct ar_export *export, struct ar_error *error)
{
    export->row = NULL;
    enum ar_status status = export->options.totals ? ar_export_total_rows(export, error) : AR_OK;
    return status == AR_OK ? export->format->end(export, error) : status;
}

void ar_export_free(struct ar_export *export)
{
    if (export->format && export->format->free)
        export->format->free(export);
    ar_export_total_free(export);
    free(export->columns);
    free(export->cells);
    *export = (struct ar_export){0};
}
