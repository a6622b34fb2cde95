/* SPDX-License-Identifier: MIT */
/* Laying out a letter: as text filled to 72 columns, as HTML, as one short message. */
#include "collections/letter_sheet.h"
#include "collections/letter_block.h"
#include "export/display.h"

enum { WIDTH = 72, GAP = 2 };

struct sheet {
    struct ar_buffer *out;
    enum ar_status status;
    size_t column;
};

static void add(struct sheet *sheet, struct ar_text text)
{
    if (sheet->status == AR_OK)
        sheet->status = ar_buffer_add(sheet->out, text);
}

static void fill(struct sheet *sheet, char c, size_t count)
{
    while (count-- > 0 && sheet->status == AR_OK)
        sheet->status = ar_buffer_add_char(sheet->out, c);
}

static enum ar_status finish(const struct sheet *sheet, struct ar_error *error)
{
    return sheet->status == AR_OK ? AR_OK : ar_error_memory(error);
}

/* The next line of a block: up to LF or a mark of a break. */
static struct ar_text next_line(struct ar_text *rest)
{
    for (size_t i = 0; i < rest->size; i++) {
        if (rest->at[i] != '\n' && rest->at[i] != AR_MARK_BREAK)
            continue;
        struct ar_text line = {rest->at, i};
        *rest = (struct ar_text){rest->at + i + 1, rest->size - i - 1};
        return line;
    }
    struct ar_text line = *rest;
    *rest = (struct ar_text){NULL, 0};
    return line;
}

/* Plain text. */

/* Words of one stretch between breaks. */
static void fill_words(struct sheet *sheet, struct ar_text text)
{
    while (text.at != NULL) {
        size_t size = 0;
        while (size < text.size && text.at[size] != ' ' && text.at[size] != '\n')
            size++;
        struct ar_text word = {text.at, size};
        text =
            size < text.size ? (struct ar_text){text.at + size + 1, text.size - size - 1} : (struct ar_text){NULL, 0};
        size_t width = ar_display_width(word);
        if (word.size == 0)
            continue;
        if (sheet->column > 0 && sheet->column + 1 + width > WIDTH) {
            add(sheet, AR_TEXT("\n"));
            sheet->column = 0;
        } else if (sheet->column > 0) {
            add(sheet, AR_TEXT(" "));
            sheet->column++;
        }
        add(sheet, word);
        sheet->column += width;
    }
}

static void text_paragraph(struct sheet *sheet, struct ar_text text)
{
    while (text.at != NULL) {
        sheet->column = 0;
        fill_words(sheet, ar_text_cut(&text, AR_MARK_BREAK));
        add(sheet, AR_TEXT("\n"));
    }
}

/* Lines as they are; one with nothing in it goes. */
static void text_lines(struct sheet *sheet, struct ar_text text)
{
    while (text.at != NULL) {
        struct ar_text line = ar_text_trim(next_line(&text));
        if (line.size == 0)
            continue;
        add(sheet, AR_TEXT("  "));
        add(sheet, line);
        add(sheet, AR_TEXT("\n"));
    }
}

/* What has several lines has one in a table. */
static void add_cell(struct sheet *sheet, struct ar_text cell)
{
    add(sheet, ar_text_cut(&cell, AR_MARK_BREAK));
    while (cell.at != NULL) {
        add(sheet, AR_TEXT(" "));
        add(sheet, ar_text_cut(&cell, AR_MARK_BREAK));
    }
}

static void text_row(struct sheet *sheet, const struct ar_letter_table *table, struct ar_text row)
{
    size_t pending = 0; /* blanks that only count when something follows */
    for (unsigned i = 0; row.at != NULL; i++) {
        bool right;
        struct ar_text cell = ar_letter_cell_next(&row, i, &right);
        size_t spare = table->width[i] - ar_display_width(cell);
        if (table->right[i])
            pending += spare;
        if (cell.size > 0) {
            fill(sheet, ' ', pending);
            add_cell(sheet, cell);
            pending = 0;
        } else if (table->right[i]) {
            pending -= spare;
            pending += table->width[i];
        }
        pending += GAP + (table->right[i] ? 0 : cell.size > 0 ? spare : table->width[i]);
    }
    add(sheet, AR_TEXT("\n"));
}

static void text_table(struct sheet *sheet, struct ar_text text)
{
    struct ar_letter_table table;
    bool heading = true;
    ar_letter_table_measure(&table, text);
    while (text.at != NULL) {
        struct ar_text row = ar_text_cut(&text, '\n');
        if (row.size == 0)
            continue;
        text_row(sheet, &table, row);
        for (unsigned i = 0; i < table.columns && heading; i++) {
            fill(sheet, '-', table.width[i]);
            fill(sheet, i + 1 < table.columns ? ' ' : '\n', i + 1 < table.columns ? GAP : 1);
        }
        heading = false;
    }
}

enum ar_status ar_sheet_text(struct ar_buffer *out, struct ar_text body, struct ar_error *error)
{
    struct sheet sheet = {.out = out};
    struct ar_letter_block block;
    for (bool first = true; ar_letter_block_next(&block, &body); first = false) {
        if (!first)
            add(&sheet, AR_TEXT("\n"));
        if (block.kind == AR_BLOCK_PARAGRAPH)
            text_paragraph(&sheet, block.text);
        else if (block.kind == AR_BLOCK_LINES)
            text_lines(&sheet, block.text);
        else
            text_table(&sheet, block.text);
    }
    return finish(&sheet, error);
}

/* HTML. */

static void add_escaped(struct sheet *sheet, struct ar_text text)
{
    for (size_t i = 0; i < text.size; i++) {
        char c = text.at[i];
        const char *entity = c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '"' ? "&quot;" : NULL;
        entity = c == AR_MARK_BREAK ? " " : entity; /* in a cell; elsewhere lines are parted before */
        add(sheet, entity ? ar_text_from(entity) : (struct ar_text){text.at + i, 1});
    }
}

static void html_lines(struct sheet *sheet, struct ar_text text, bool alone)
{
    add(sheet, alone ? AR_TEXT("<p style=\"margin-left:1.5em\">") : AR_TEXT("<p>"));
    for (bool first = true; text.at != NULL;) {
        struct ar_text line = alone ? ar_text_trim(next_line(&text)) : ar_text_cut(&text, AR_MARK_BREAK);
        if (alone && line.size == 0)
            continue;
        if (!first)
            add(sheet, AR_TEXT("<br>\n"));
        add_escaped(sheet, line);
        first = false;
    }
    add(sheet, AR_TEXT("</p>\n"));
}

static void html_table(struct sheet *sheet, struct ar_text text)
{
    struct ar_letter_table table;
    const char *cell_name = "th";
    ar_letter_table_measure(&table, text);
    add(sheet, AR_TEXT("<table style=\"border-collapse:collapse\">\n"));
    while (text.at != NULL) {
        struct ar_text row = ar_text_cut(&text, '\n');
        if (row.size == 0)
            continue;
        add(sheet, AR_TEXT("<tr>"));
        for (unsigned i = 0; row.at != NULL; i++) {
            bool right;
            struct ar_text cell = ar_letter_cell_next(&row, i, &right);
            add(sheet, AR_TEXT("<"));
            add(sheet, ar_text_from(cell_name));
            add(sheet, AR_TEXT(" style=\"padding:2px 1em 2px 0;text-align:"));
            add(sheet, table.right[i] ? AR_TEXT("right;white-space:nowrap\">") : AR_TEXT("left\">"));
            add_escaped(sheet, cell);
            add(sheet, AR_TEXT("</"));
            add(sheet, ar_text_from(cell_name));
            add(sheet, AR_TEXT(">"));
        }
        add(sheet, AR_TEXT("</tr>\n"));
        cell_name = "td";
    }
    add(sheet, AR_TEXT("</table>\n"));
}

enum ar_status ar_sheet_html(struct ar_buffer *out, struct ar_text body, struct ar_text title, struct ar_text language,
                             struct ar_error *error)
{
    struct sheet sheet = {.out = out};
    struct ar_letter_block block;
    add(&sheet, AR_TEXT("<!DOCTYPE html>\n<html lang=\""));
    add_escaped(&sheet, language);
    add(&sheet, AR_TEXT("\">\n<head>\n<meta charset=\"utf-8\">\n<title>"));
    add_escaped(&sheet, title);
    add(&sheet, AR_TEXT("</title>\n</head>\n<body style=\"font-family:sans-serif\">\n"));
    while (ar_letter_block_next(&block, &body)) {
        if (block.kind == AR_BLOCK_TABLE)
            html_table(&sheet, block.text);
        else
            html_lines(&sheet, block.text, block.kind == AR_BLOCK_LINES);
    }
    add(&sheet, AR_TEXT("</body>\n</html>\n"));
    return finish(&sheet, error);
}

/* One short message. */

enum ar_status ar_sheet_short(struct ar_buffer *out, struct ar_text body, struct ar_error *error)
{
    struct sheet sheet = {.out = out};
    struct ar_letter_block block;
    for (bool first = true; ar_letter_block_next(&block, &body);) {
        while (block.text.at != NULL) {
            struct ar_text line =
                block.kind == AR_BLOCK_PARAGRAPH ? ar_text_cut(&block.text, AR_MARK_BREAK) : next_line(&block.text);
            line = ar_text_trim(line);
            if (line.size == 0)
                continue;
            if (!first)
                add(&sheet, AR_TEXT("\n"));
            first = false;
            for (size_t i = 0; i < line.size; i++) {
                char c = line.at[i];
                bool mark = c == '\n' || c == AR_MARK_CELL || c == AR_MARK_RIGHT;
                add(&sheet, mark ? AR_TEXT(" ") : (struct ar_text){line.at + i, 1});
            }
        }
    }
    return finish(&sheet, error);
}
