/* SPDX-License-Identifier: MIT */
/* A Markdown table (GitHub's form): one line a record whatever is in it, numbers to the right. */
#include "export/markdown.h"

#include "export/display.h"
#include "export/export.h"

#include <stdlib.h>

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/* An underscore inside a word is just that; at its edge it starts or ends emphasis. */
static bool is_markup(struct ar_text text, size_t i)
{
    if (text.at[i] == '_')
        return i == 0 || i + 1 == text.size || !is_word(text.at[i - 1]) || !is_word(text.at[i + 1]);
    return text.at[i] != 0 && strchr("\\`*[]|~", text.at[i]) != NULL;
}

static enum ar_status add(struct ar_buffer *out, const char *string)
{
    return ar_buffer_add(out, ar_text_from(string));
}

/* One piece without line ends: first safe for a terminal, then without markup. */
static enum ar_status add_piece(struct ar_buffer *out, struct ar_text piece, struct ar_buffer *scratch)
{
    scratch->size = 0;
    if (ar_display_escape(scratch, piece) != AR_OK)
        return AR_FAILED;
    struct ar_text text = ar_buffer_text(scratch);
    enum ar_status status = ar_buffer_reserve(out, text.size);
    for (size_t i = 0; i < text.size && status == AR_OK; i++) {
        char c = text.at[i];
        if (c == '<' || c == '>' || c == '&') {
            status = add(out, c == '<' ? "&lt;" : c == '>' ? "&gt;" : "&amp;");
            continue;
        }
        /* an escape of ar_display_escape comes in two characters or more; `\\` for a backslash is as Markdown has it */
        if (c == '\\' && i + 1 < text.size && text.at[i + 1] == '\\') {
            status = add(out, "\\\\");
            i++;
            continue;
        }
        if (is_markup(text, i))
            status = ar_buffer_add_char(out, '\\');
        if (status == AR_OK)
            status = ar_buffer_add_char(out, c);
    }
    return status;
}

/* Most cells: nothing in them that any of the above could concern. */
static bool is_simple(struct ar_text text)
{
    for (size_t i = 0; i < text.size; i++)
        if (!(is_word(text.at[i]) || text.at[i] == ' ' || text.at[i] == '-' || text.at[i] == '.') ||
            (unsigned char)text.at[i] >= 0x80)
            return false;
    return true;
}

enum ar_status ar_markdown_cell(struct ar_buffer *out, struct ar_text text, struct ar_buffer *scratch)
{
    enum ar_status status = AR_OK;
    if (is_simple(text))
        return ar_buffer_add(out, text);
    while (text.size > 0 && status == AR_OK) {
        const char *line = memchr(text.at, '\n', text.size);
        size_t size = line ? (size_t)(line - text.at) : text.size, skip = line ? size + 1 : size;
        if (line && size > 0 && text.at[size - 1] == '\r')
            size--;
        status = add_piece(out, (struct ar_text){text.at, size}, scratch);
        if (status == AR_OK && line)
            status = add(out, "<br>");
        text = (struct ar_text){text.at + skip, text.size - skip};
    }
    return status;
}

struct markdown {
    struct ar_buffer line, scratch;
};

static enum ar_status put_line(struct ar_export *export, struct ar_buffer *line, struct ar_error *error)
{
    if (ar_buffer_add_char(line, '\n') != AR_OK)
        return ar_error_memory(error);
    ar_writer_bytes(export->writer, ar_buffer_text(line));
    line->size = 0;
    return AR_OK;
}

static enum ar_status begin(struct ar_export *export, struct ar_error *error)
{
    struct markdown *markdown = calloc(1, sizeof *markdown);
    if (!markdown)
        return ar_error_memory(error);
    export->state = markdown;
    struct ar_buffer *line = &markdown->line;
    enum ar_status status = add(line, "|");
    for (unsigned i = 0; i < export->count && status == AR_OK; i++)
        if ((status = ar_buffer_add_char(line, ' ')) == AR_OK &&
            (status = ar_markdown_cell(line, export->columns[i].name, &markdown->scratch)) == AR_OK)
            status = add(line, " |");
    if (status == AR_OK)
        status = add(line, "\n|");
    for (unsigned i = 0; i < export->count && status == AR_OK; i++) {
        enum ar_export_kind kind = export->columns[i].kind;
        status = add(line, kind == AR_EXPORT_AMOUNT || kind == AR_EXPORT_NUMBER ? " ---: |" : " --- |");
    }
    return status == AR_OK ? put_line(export, line, error) : ar_error_memory(error);
}

static enum ar_status row(struct ar_export *export, struct ar_error *error)
{
    struct markdown *markdown = export->state;
    struct ar_buffer *line = &markdown->line;
    enum ar_status status = add(line, "|");
    for (unsigned i = 0; i < export->count && status == AR_OK; i++) {
        const struct ar_export_cell *cell = &export->cells[i];
        status = ar_buffer_add_char(line, ' ');
        if (status != AR_OK || cell->text.size == 0)
            ;
        else if (cell->kind == AR_EXPORT_AMOUNT || cell->kind == AR_EXPORT_NUMBER)
            status = ar_display_number(line, cell->text, export->options.decimal, export->options.group);
        else
            status = ar_markdown_cell(line, cell->text, &markdown->scratch);
        if (status == AR_OK)
            status = add(line, cell->text.size ? " |" : "|");
    }
    return status == AR_OK ? put_line(export, line, error) : ar_error_memory(error);
}

static enum ar_status end(struct ar_export *export, struct ar_error *error)
{
    (void)export;
    (void)error;
    return AR_OK;
}

static void free_state(struct ar_export *export)
{
    struct markdown *markdown = export->state;
    if (!markdown)
        return;
    ar_buffer_free(&markdown->line);
    ar_buffer_free(&markdown->scratch);
    free(markdown);
    export->state = NULL;
}

const struct ar_export_format ar_export_markdown = {.name = "md",
                                                    .takes = AR_EXPORT_TOTALS | AR_EXPORT_DECIMAL | AR_EXPORT_GROUP,
                                                    .begin = begin,
                                                    .row = row,
                                                    .end = end,
                                                    .free = free_state};
