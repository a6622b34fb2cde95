/* SPDX-License-Identifier: MIT */
/* CSV as RFC 4180 has it, safe to open in a spreadsheet: a cell that would begin a formula gets an apostrophe. */
#include "export/csv.h"

#include "export/export.h"

#define SMALL 4096 /* cells up to here are written without leaving the buffer */

bool ar_csv_is_formula(struct ar_text text)
{
    static const bool first[256] = {
        ['='] = true, ['+'] = true, ['-'] = true, ['@'] = true, ['\t'] = true, ['\r'] = true, ['\n'] = true};
    return text.size > 0 && first[(unsigned char)text.at[0]] && !ar_export_is_number(text);
}

/* Quotes also for the other usual separators: a reader that guesses wrong must not find a formula behind one. */
bool ar_csv_needs_quotes(struct ar_text text, char separator)
{
    static const bool special[256] = {
        ['"'] = true, [','] = true, [';'] = true, ['\t'] = true, ['\r'] = true, ['\n'] = true};
    if (text.size == 0)
        return false;
    if (text.at[0] == ' ' || text.at[text.size - 1] == ' ')
        return true;
    for (size_t i = 0; i < text.size; i++)
        if (special[(unsigned char)text.at[i]] || text.at[i] == separator)
            return true;
    return false;
}

static void put(struct ar_writer *writer, char byte)
{
    *ar_writer_room(writer, 1) = byte;
    ar_writer_used(writer, 1);
}

static void put_text(struct ar_writer *writer, struct ar_text text)
{
    if (text.size > SMALL) {
        ar_writer_bytes(writer, text);
        return;
    }
    memcpy(ar_writer_room(writer, SMALL), text.at, text.size);
    ar_writer_used(writer, text.size);
}

static void put_quoted(struct ar_writer *writer, struct ar_text text)
{
    const char *end = text.at + text.size, *quote;
    while ((quote = memchr(text.at, '"', (size_t)(end - text.at))) != NULL) {
        put_text(writer, (struct ar_text){text.at, (size_t)(quote + 1 - text.at)});
        put(writer, '"');
        text.at = quote + 1;
    }
    put_text(writer, (struct ar_text){text.at, (size_t)(end - text.at)});
}

static void cell(const struct ar_export *export, struct ar_text text)
{
    struct ar_writer *writer = export->writer;
    bool formula = !export->options.raw && ar_csv_is_formula(text);
    bool quotes = ar_csv_needs_quotes(text, export->options.separator);
    if (quotes)
        put(writer, '"');
    if (formula)
        put(writer, '\'');
    if (quotes) {
        put_quoted(writer, text);
        put(writer, '"');
    } else {
        put_text(writer, text);
    }
}

/* A number with a decimal comma, quoted where the comma is the separator, too. */
static void comma_cell(const struct ar_export *export, struct ar_text number)
{
    struct ar_text fraction = number, whole = ar_text_cut(&fraction, '.');
    bool quotes = export->options.separator == ',';
    if (quotes)
        put(export->writer, '"');
    put_text(export->writer, whole);
    put(export->writer, ',');
    put_text(export->writer, fraction);
    if (quotes)
        put(export->writer, '"');
}

static void end_of_row(struct ar_writer *writer)
{
    memcpy(ar_writer_room(writer, 2), "\r\n", 2);
    ar_writer_used(writer, 2);
}

static enum ar_status begin(struct ar_export *export, struct ar_error *error)
{
    (void)error;
    if (export->options.bom)
        put_text(export->writer, AR_TEXT("\xEF\xBB\xBF"));
    for (unsigned i = 0; i < export->count; i++) {
        if (i)
            put(export->writer, export->options.separator);
        cell(export, export->columns[i].name);
    }
    end_of_row(export->writer);
    return AR_OK;
}

static enum ar_status row(struct ar_export *export, struct ar_error *error)
{
    (void)error;
    bool comma = export->options.decimal == ',';
    for (unsigned i = 0; i < export->count; i++) {
        const struct ar_export_cell *at = &export->cells[i];
        if (i)
            put(export->writer, export->options.separator);
        if (at->kind == AR_EXPORT_AMOUNT || at->kind == AR_EXPORT_NUMBER) {
            if (comma && at->text.size && memchr(at->text.at, '.', at->text.size))
                comma_cell(export, at->text);
            else
                put_text(export->writer, at->text);
        } else if (at->kind == AR_EXPORT_DATE) {
            put_text(export->writer, at->text);
        } else {
            cell(export, at->text);
        }
    }
    if (export->count == 1 && export->cells[0].text.size == 0) /* an empty line would be no record to most readers */
        put_text(export->writer, AR_TEXT("\"\""));
    end_of_row(export->writer);
    return AR_OK;
}

static enum ar_status end(struct ar_export *export, struct ar_error *error)
{
    (void)export;
    (void)error;
    return AR_OK;
}

const struct ar_export_format ar_export_csv = {.name = "csv",
                                               .takes = AR_EXPORT_SEPARATOR | AR_EXPORT_DECIMAL | AR_EXPORT_BOM |
                                                        AR_EXPORT_RAW,
                                               .begin = begin,
                                               .row = row,
                                               .end = end};
