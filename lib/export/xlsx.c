/* SPDX-License-Identifier: MIT */
/* A spreadsheet, by libxlsxwriter: real numbers and dates, text that can't be a formula, the same bytes for the same
   input. The library writes a file by name, so it gets a temporary one, which is read back, checked and then written
   to the output like everything else. */
#define _GNU_SOURCE /* memfd_create */
#include "export/xlsx.h"

#include "base/date.h"
#include "export/display.h"
#include "export/export.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <utf8proc.h>
#include <xlsxwriter.h>

#define MAX_ROWS 1048576 /* of a sheet, the header and totals among them */
#define MAX_COLUMNS 16384
#define MAX_TEXT 32767 /* UTF-16 units in a cell */
#define MAX_DIGITS 15 /* that a cell's binary floating point holds exactly enough */
#define CREATED 315532800 /* 1980-01-01, the day that the parts inside the file bear, too */
#define FIRST_DAY (-25508) /* 1900-03-01: before it, spreadsheets do not agree on the number of a day */
#define DAY_ZERO (-25569) /* 1899-12-30 */

struct xlsx {
    char *path; /* of the finished file, which is there only while the library writes it */
    int fd; /* the same file */
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_format *bold, *date, *amounts[MAX_DIGITS + 1], *bold_amounts[MAX_DIGITS + 1];
    struct ar_buffer text;
    size_t *widths;
    uint32_t row; /* next of the sheet */
    uint64_t cells;
};

static enum ar_status failed(struct ar_error *error, lxw_error code)
{
    return ar_error_set(error, AR_FAILED, "cannot make the spreadsheet: %s", lxw_strerror(code));
}

/* Is there `_xHHHH_` at i, which a spreadsheet would read as one character? */
static bool is_escape(struct ar_text text, size_t i)
{
    if (i + 7 > text.size || text.at[i + 1] != 'x' || text.at[i + 6] != '_')
        return false;
    for (size_t k = i + 2; k < i + 6; k++)
        if (text.at[k] == 0 || !strchr("0123456789abcdefABCDEF", text.at[k]))
            return false;
    return true;
}

enum ar_status ar_xlsx_text(struct ar_buffer *out, struct ar_text text)
{
    char code[8];
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.at[i];
        bool forbidden = (c < 0x20 && c != '\t' && c != '\n') || (c == '_' && is_escape(text, i));
        unsigned point = c;
        size_t size = 1;
        if (c == 0xEF && i + 2 < text.size && (unsigned char)text.at[i + 1] == 0xBF &&
            (unsigned char)text.at[i + 2] >= 0xBE) { /* U+FFFE and U+FFFF are no XML characters either */
            forbidden = true;
            point = 0xFF40u + (unsigned char)text.at[i + 2];
            size = 3;
        }
        if (!forbidden) {
            if (ar_buffer_add_char(out, text.at[i]) != AR_OK)
                return AR_FAILED;
            continue;
        }
        snprintf(code, sizeof code, "_x%04X_", point & 0xFFFF);
        if (ar_buffer_add(out, ar_text_from(code)) != AR_OK)
            return AR_FAILED;
        i += size - 1;
    }
    return ar_buffer_add_char(out, 0);
}

/* Length in UTF-16 units, as the limit counts. */
static size_t utf16_size(struct ar_text text)
{
    size_t units = 0;
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.at[i];
        units += (c & 0xC0) != 0x80;
        units += c >= 0xF0;
    }
    return units;
}

bool ar_xlsx_number(double *out, unsigned *digits, struct ar_text number)
{
    /* Both are exact below 2^53, so their quotient is the nearest double there is. */
    int64_t value = 0;
    double scale = 1;
    unsigned significant = 0;
    bool fraction = false;
    *digits = 0;
    for (size_t i = 0; i < number.size; i++) {
        char c = number.at[i];
        if (c == '.')
            fraction = true;
        if (c < '0' || c > '9')
            continue;
        if (c != '0' || significant > 0)
            significant++;
        if (significant > MAX_DIGITS || *digits == MAX_DIGITS)
            return false;
        value = value * 10 + (c - '0');
        if (fraction) {
            scale *= 10;
            ++*digits;
        }
    }
    *out = (double)(number.size && number.at[0] == '-' ? -value : value) / scale;
    return true;
}

/* #,##0.00 with as many decimals as the amount has, that is its currency. */
static lxw_format *amount_format(struct xlsx *xlsx, unsigned digits, bool bold)
{
    lxw_format **format = bold ? &xlsx->bold_amounts[digits] : &xlsx->amounts[digits];
    char code[8 + MAX_DIGITS];
    if (*format)
        return *format;
    *format = workbook_add_format(xlsx->book);
    if (*format) {
        snprintf(code, sizeof code, "#,##0%s%.*s", digits ? "." : "", (int)digits, "000000000000000");
        format_set_num_format(*format, code);
        if (bold)
            format_set_bold(*format);
    }
    return *format;
}

/* A name in the directory for temporary files. The file is made only when the workbook is finished, so that nothing is
   left behind when the run fails before. */
static enum ar_status choose_name(struct xlsx *xlsx, const char *directory, struct ar_error *error)
{
    static const char name[] = "/ar-export-XXXXXX";
    size_t size = strlen(directory);
    xlsx->path = malloc(size + sizeof name);
    if (!xlsx->path)
        return ar_error_memory(error);
    memcpy(xlsx->path, directory, size);
    memcpy(xlsx->path + size, name, sizeof name);
    int fd = mkstemp(xlsx->path);
    if (fd < 0)
        return ar_error_system(error, "make a temporary file in", directory, errno);
    unlink(xlsx->path);
    close(fd);
    return AR_OK;
}

static enum ar_status open_book(struct ar_export *export, struct xlsx *xlsx, struct ar_error *error)
{
    const char *directory = export->options.directory;
    enum ar_status named = choose_name(xlsx, directory, error);
    if (named != AR_OK)
        return named;
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    union { /* the library only reads it */
        const char *given;
        char *wanted;
    } lent = {directory};
    options.tmpdir = lent.wanted;
    xlsx->book = workbook_new_opt(xlsx->path, &options);
    xlsx->sheet = xlsx->book ? workbook_add_worksheet(xlsx->book, "records") : NULL;
    if (!xlsx->sheet || !xlsx->sheet->optimize_tmpfile)
        return failed(error, xlsx->sheet ? LXW_ERROR_CREATING_TMPFILE : LXW_ERROR_MEMORY_MALLOC_FAILED);
    lxw_doc_properties properties = {.created = CREATED};
    lxw_error code = workbook_set_properties(xlsx->book, &properties);
    xlsx->bold = workbook_add_format(xlsx->book);
    xlsx->date = workbook_add_format(xlsx->book);
    if (code != LXW_NO_ERROR || !xlsx->bold || !xlsx->date)
        return failed(error, LXW_ERROR_MEMORY_MALLOC_FAILED);
    format_set_bold(xlsx->bold);
    format_set_num_format(xlsx->date, "yyyy-mm-dd");
    worksheet_freeze_panes(xlsx->sheet, 1, 0);
    return AR_OK;
}

static enum ar_status put_text(struct xlsx *xlsx, unsigned column, struct ar_text text, lxw_format *format,
                               struct ar_error *error)
{
    xlsx->text.size = 0;
    if (ar_xlsx_text(&xlsx->text, text) != AR_OK)
        return ar_error_memory(error);
    lxw_error code = worksheet_write_string(xlsx->sheet, xlsx->row, (lxw_col_t)column, xlsx->text.at, format);
    return code == LXW_NO_ERROR ? AR_OK : failed(error, code);
}

static enum ar_status put_cell(struct ar_export *export, unsigned i, struct ar_error *error)
{
    struct xlsx *xlsx = export->state;
    struct ar_export_cell *cell = &export->cells[i];
    lxw_format *format = export->total ? xlsx->bold : NULL;
    lxw_error code = LXW_NO_ERROR;
    double number;
    unsigned digits;
    struct ar_date date;
    if (cell->kind == AR_EXPORT_DATE && ar_date_parse(&date, cell->text) == AR_OK && date.days >= FIRST_DAY) {
        code = worksheet_write_number(xlsx->sheet, xlsx->row, (lxw_col_t)i, date.days - DAY_ZERO, xlsx->date);
    } else if ((cell->kind == AR_EXPORT_AMOUNT || cell->kind == AR_EXPORT_NUMBER) &&
               ar_xlsx_number(&number, &digits, cell->text)) {
        if (cell->kind == AR_EXPORT_AMOUNT && !(format = amount_format(xlsx, digits, export->total)))
            return ar_error_memory(error);
        code = worksheet_write_number(xlsx->sheet, xlsx->row, (lxw_col_t)i, number, format);
    } else {
        return put_text(xlsx, i, cell->text, format, error);
    }
    return code == LXW_NO_ERROR ? AR_OK : failed(error, code);
}

/* Does it fit into a cell, with what is escaped in it? */
static enum ar_status fits(struct xlsx *xlsx, struct ar_text text, bool *out)
{
    enum { LONGEST = 7 }; /* of an escape */
    *out = text.size <= MAX_TEXT / LONGEST;
    if (*out)
        return AR_OK;
    xlsx->text.size = 0;
    if (ar_xlsx_text(&xlsx->text, text) != AR_OK)
        return AR_FAILED;
    *out = utf16_size(ar_buffer_text(&xlsx->text)) <= MAX_TEXT + 1; /* and the NUL behind it */
    return AR_OK;
}

static enum ar_status check_row(struct ar_export *export, struct ar_error *error)
{
    struct xlsx *xlsx = export->state;
    if (xlsx->row == MAX_ROWS) {
        enum ar_status status = ar_error_set(error, AR_BAD_DATA, "more rows than a sheet's %d", MAX_ROWS);
        if (error)
            error->fatal = true;
        return status;
    }
    for (unsigned i = 0; i < export->count; i++) {
        bool fit;
        if (fits(xlsx, export->cells[i].text, &fit) != AR_OK)
            return ar_error_memory(error);
        if (!fit) {
            export->bad = (int)i;
            return ar_error_set(error, AR_BAD_DATA, "more than the %d characters of a cell", MAX_TEXT);
        }
    }
    return AR_OK;
}

static enum ar_status row(struct ar_export *export, struct ar_error *error)
{
    struct xlsx *xlsx = export->state;
    enum ar_status status = check_row(export, error);
    if (status != AR_OK)
        return status; /* set aside, it has no row */
    for (unsigned i = 0; i < export->count && status == AR_OK; i++) {
        struct ar_text text = export->cells[i].text;
        if (text.size == 0)
            continue;
        status = put_cell(export, i, error);
        xlsx->cells++;
        size_t width = text.size <= MAX_TEXT ? ar_display_width(text) : MAX_TEXT;
        if (xlsx->widths[i] < width)
            xlsx->widths[i] = width;
    }
    xlsx->row++;
    return status;
}

static enum ar_status begin(struct ar_export *export, struct ar_error *error)
{
    struct xlsx *xlsx = calloc(1, sizeof *xlsx);
    if (!xlsx)
        return ar_error_memory(error);
    xlsx->fd = -1;
    export->state = xlsx;
    if (export->count > MAX_COLUMNS)
        return ar_error_set(error, AR_BAD_DATA, "more columns than a sheet's %d", MAX_COLUMNS);
    for (unsigned i = 0; i < export->count; i++) {
        bool fit;
        if (fits(xlsx, export->columns[i].name, &fit) != AR_OK)
            return ar_error_memory(error);
        if (!fit)
            return ar_error_set(error, AR_BAD_DATA, "a column's name has more than the %d characters of a cell",
                                MAX_TEXT);
    }
    xlsx->widths = calloc(export->count, sizeof *xlsx->widths);
    if (!xlsx->widths)
        return ar_error_memory(error);
    enum ar_status status = open_book(export, xlsx, error);
    for (unsigned i = 0; i < export->count && status == AR_OK; i++) {
        status = put_text(xlsx, i, export->columns[i].name, xlsx->bold, error);
        xlsx->widths[i] = ar_display_width(export->columns[i].name);
        xlsx->cells++;
    }
    xlsx->row = 1;
    return status;
}

static enum ar_status copy_out(struct ar_writer *writer, int fd, struct ar_error *error)
{
    enum { PIECE = 65536 };
    for (off_t at = 0;;) {
        char *room = ar_writer_room(writer, PIECE);
        ssize_t got = pread(fd, room, PIECE, at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return ar_error_system(error, "read", "a temporary file", errno);
        if (got == 0)
            return AR_OK;
        ar_writer_used(writer, (size_t)got);
        at += got;
    }
}

/* The library reports a failure, and writes lines of its own to standard error as well, which nobody asked for. */
static lxw_error close_book(struct xlsx *xlsx)
{
    const int kept = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3), sink = memfd_create("", MFD_CLOEXEC);
    const bool quiet = kept >= 0 && sink >= 0 && dup2(sink, STDERR_FILENO) >= 0;
    lxw_error code = workbook_close(xlsx->book);
    xlsx->book = NULL;
    if (quiet)
        (void)dup2(kept, STDERR_FILENO);
    if (kept >= 0)
        (void)close(kept);
    if (sink >= 0)
        (void)close(sink);
    return code;
}

static enum ar_status end(struct ar_export *export, struct ar_error *error)
{
    struct xlsx *xlsx = export->state;
    for (unsigned i = 0; i < export->count; i++) {
        size_t width = xlsx->widths[i] + xlsx->widths[i] / 8 + 2; /* proportional fonts, thousands separators */
        lxw_col_t column = (lxw_col_t)i;
        lxw_error code = worksheet_set_column(xlsx->sheet, column, column, width < 60 ? (double)width : 60, NULL);
        if (code != LXW_NO_ERROR)
            return failed(error, code);
    }
    xlsx->fd = open(xlsx->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (xlsx->fd < 0)
        return ar_error_system(error, "make a temporary file in", export->options.directory, errno);
    lxw_error code = close_book(xlsx);
    unlink(xlsx->path);
    if (code != LXW_NO_ERROR)
        return failed(error, code);
    enum ar_status status = ar_export_xlsx_check(xlsx->fd, xlsx->row, xlsx->cells, error);
    return status == AR_OK ? copy_out(export->writer, xlsx->fd, error) : status;
}

static void free_xlsx(struct ar_export *export)
{
    struct xlsx *xlsx = export->state;
    if (!xlsx)
        return;
    if (xlsx->book)
        lxw_workbook_free(xlsx->book);
    if (xlsx->fd >= 0)
        close(xlsx->fd);
    ar_buffer_free(&xlsx->text);
    free(xlsx->widths);
    free(xlsx->path);
    free(xlsx);
    export->state = NULL;
}

const struct ar_export_format ar_export_xlsx = {.name = "xlsx",
                                                .utf8 = true,
                                                .binary = true,
                                                .takes = AR_EXPORT_TOTALS,
                                                .begin = begin,
                                                .row = row,
                                                .end = end,
                                                .free = free_xlsx};
