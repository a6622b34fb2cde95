/* SPDX-License-Identifier: MIT */
/* Bodies cut into paragraphs, lines and tables; tables into rows and cells. */
#include "collections/letter_block.h"
#include "export/display.h"

static bool is_blank(struct ar_text line)
{
    for (size_t i = 0; i < line.size; i++)
        if (line.at[i] != ' ' && line.at[i] != AR_MARK_BREAK)
            return false;
    return true;
}

static bool stands_alone(struct ar_text line)
{
    return line.size > 1 && line.at[0] == ' ' && line.at[1] == ' ';
}

static struct ar_text peek(struct ar_text rest)
{
    return ar_text_cut(&rest, '\n');
}

static void skip_line(struct ar_text *rest)
{
    (void)ar_text_cut(rest, '\n');
}

static bool take_table(struct ar_letter_block *block, struct ar_text *rest)
{
    const char *end = memchr(rest->at, AR_MARK_TABLE_END, rest->size);
    size_t size = end ? (size_t)(end - rest->at) : rest->size;
    *block = (struct ar_letter_block){AR_BLOCK_TABLE, {rest->at + 1, size - 1}};
    *rest = (struct ar_text){rest->at + size + (end != NULL), rest->size - size - (end != NULL)};
    return true;
}

bool ar_letter_block_next(struct ar_letter_block *block, struct ar_text *rest)
{
    while (rest->at != NULL && rest->size > 0 && rest->at[0] != AR_MARK_TABLE && is_blank(peek(*rest)))
        skip_line(rest);
    if (rest->at == NULL || rest->size == 0)
        return false;
    if (rest->at[0] == AR_MARK_TABLE)
        return take_table(block, rest);
    bool alone = stands_alone(peek(*rest));
    const char *from = rest->at, *to = from;
    while (rest->at != NULL && rest->size > 0 && rest->at[0] != AR_MARK_TABLE) {
        struct ar_text line = peek(*rest);
        const char *table = memchr(line.at, AR_MARK_TABLE, line.size);
        if (table != NULL) { /* a table begins behind text */
            to = table;
            *rest = (struct ar_text){table, rest->size - (size_t)(table - rest->at)};
            break;
        }
        if (line.size == 0 || (!is_blank(line) && stands_alone(line) != alone))
            break;
        to = line.at + line.size;
        skip_line(rest);
    }
    *block = (struct ar_letter_block){alone ? AR_BLOCK_LINES : AR_BLOCK_PARAGRAPH, {from, (size_t)(to - from)}};
    return true;
}

struct ar_text ar_letter_cell_next(struct ar_text *row, unsigned column, bool *right)
{
    struct ar_text cell = *row;
    if (column + 1 < AR_CELLS_MAX)
        cell = ar_text_cut(row, AR_MARK_CELL);
    else
        *row = (struct ar_text){NULL, 0};
    *right = cell.size > 0 && cell.at[0] == AR_MARK_RIGHT;
    return ar_text_trim((struct ar_text){cell.at + *right, cell.size - *right});
}

void ar_letter_table_measure(struct ar_letter_table *table, struct ar_text text)
{
    *table = (struct ar_letter_table){0};
    while (text.at != NULL) {
        struct ar_text row = ar_text_cut(&text, '\n');
        if (is_blank(row))
            continue;
        for (unsigned i = 0; row.at != NULL; i++) {
            bool right;
            size_t width = ar_display_width(ar_letter_cell_next(&row, i, &right));
            if (i >= table->columns)
                table->columns = i + 1;
            table->width[i] = width > table->width[i] ? width : table->width[i];
            table->right[i] = table->right[i] || right;
        }
    }
}
