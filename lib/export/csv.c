/* SPDX-License-Identifier: MIT */
/* CSV as RFC 4180 has it, safe to open in a spreadsheet: a cell that would begin a formula gets an apostrophe. */
#include "export/csv.h"

#include "export/export.h"

#define PIECE ((size_t)16384) /* bytes that are written at once; twice that fits a writer's room */

/* What OWASP's list of "CSV injection" has, and ASVS 1.2.10: the full-width forms count in some settings, too. */
bool ar_csv_is_formula(struct ar_text text)
{
    static const bool first[256] = {['='] = true,  ['+'] = true,  ['-'] = true,  ['@'] = true, ['\t'] = true,
                                    ['\r'] = true, ['\n'] = true, ['\0'] = true, [0xef] = true};
    if (text.size == 0 || !first[(unsigned char)text.at[0]])
        return false;
    if ((unsigned char)text.at[0] == 0xef)
        return ar_text_starts(text, AR_TEXT("\xef\xbc\x9d")) || ar_text_starts(text, AR_TEXT("\xef\xbc\x8b")) ||
               ar_text_starts(text, AR_TEXT("\xef\xbc\x8d")) || ar_text_starts(text, AR_TEXT("\xef\xbc\xa0"));
    return !ar_export_is_number(text);
}

static inline uint64_t zero_bytes(uint64_t word)
{
    return (word - UINT64_C(0x0101010101010101)) & ~word;
}

/* Quotes also for the other usual separators, since a reader that guesses wrong must not find a formula behind one, and
   for control characters. Eight bytes at a time: does one equal a separator, is one below 0x20? */
bool ar_csv_needs_quotes(struct ar_text text, char separator)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), highs = UINT64_C(0x8080808080808080);
    uint64_t own = ones * (unsigned char)separator;
    size_t at = 0;
    if (text.size == 0)
        return false;
    if (text.at[0] == ' ' || text.at[text.size - 1] == ' ')
        return true;
    for (uint64_t word; at + sizeof word <= text.size; at += sizeof word) {
        memcpy(&word, text.at + at, sizeof word);
        uint64_t odd = ((word - ones * 0x20) & ~word) | zero_bytes(word ^ ones * '"') | zero_bytes(word ^ ones * ',') |
                       zero_bytes(word ^ ones * ';') | zero_bytes(word ^ own);
        if (odd & highs)
            break; /* a borrow can blame an innocent byte above a guilty one: the loop below decides */
    }
    for (; at < text.size; at++) {
        unsigned char c = (unsigned char)text.at[at];
        if (c < 0x20 || c == '"' || c == ',' || c == ';' || text.at[at] == separator)
            return true;
    }
    return false;
}

static inline void put(struct ar_writer *writer, char byte)
{
    *ar_writer_room(writer, 1) = byte;
    ar_writer_used(writer, 1);
}

static inline void put_text(struct ar_writer *writer, struct ar_text text)
{
    if (AR_UNLIKELY(text.size > PIECE)) {
        ar_writer_bytes(writer, text);
        return;
    }
    memcpy(ar_writer_room(writer, PIECE), text.at, text.size);
    ar_writer_used(writer, text.size);
}

static void put_quoted(struct ar_writer *writer, struct ar_text text)
{
    while (text.size > 0) {
        char *start = ar_writer_room(writer, 2 * PIECE), *to = start;
        size_t size = text.size < PIECE ? text.size : PIECE;
        for (size_t i = 0; i < size; i++) {
            if (text.at[i] == '"')
                *to++ = '"';
            *to++ = text.at[i];
        }
        ar_writer_used(writer, (size_t)(to - start));
        text = (struct ar_text){text.at + size, text.size - size};
    }
}

static void cell(const struct ar_export *export, struct ar_text text)
{
    struct ar_writer *writer = export->writer;
    bool formula = !export->options.raw && ar_csv_is_formula(text);
    if (!ar_csv_needs_quotes(text, export->options.separator)) {
        if (formula)
            put(writer, '\'');
        put_text(writer, text);
        return;
    }
    put(writer, '"');
    if (formula)
        put(writer, '\'');
    put_quoted(writer, text);
    put(writer, '"');
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
