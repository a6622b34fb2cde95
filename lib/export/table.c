/* SPDX-License-Identifier: MIT */
/* A table for the terminal: columns aligned, numbers by their decimal mark. It is held until the end, since widths are
   known only then: memory grows with the rows. */
#include "export/display.h"
#include "export/export.h"

#include <stdlib.h>

struct cell {
    const char *at;
    uint32_t size; /* bytes; a record has at most 16 MiB, escaped 64 */
    uint32_t width; /* terminal columns */
    uint32_t fraction; /* of them, the decimal mark and what follows; numbers only */
    bool number;
};

struct line {
    struct line *next;
    bool total;
    struct cell cells[];
};

struct width {
    uint32_t whole, fraction; /* widest parts of the numbers */
    uint32_t all; /* widest cell, its header too */
};

struct table {
    struct ar_arena arena;
    struct ar_buffer scratch;
    struct line *header, *last;
    struct width *widths;
};

static bool is_numeric(enum ar_export_kind kind)
{
    return kind == AR_EXPORT_AMOUNT || kind == AR_EXPORT_NUMBER;
}

static enum ar_status fill(const struct ar_export *export, struct cell *cell, struct ar_text text, bool number)
{
    struct table *table = export->state;
    *cell = (struct cell){.at = "", .number = number};
    if (text.size == 0)
        return AR_OK;
    table->scratch.size = 0;
    enum ar_status status =
        number ? ar_display_number(&table->scratch, text, export->options.decimal, export->options.group)
               : ar_display_escape(&table->scratch, text);
    struct ar_text kept;
    if (status != AR_OK || ar_arena_copy(&table->arena, &kept, ar_buffer_text(&table->scratch)) != AR_OK)
        return AR_FAILED;
    cell->at = kept.at;
    cell->size = (uint32_t)kept.size;
    cell->width = (uint32_t)(number ? kept.size : ar_display_width(kept));
    const char *mark = number ? memchr(kept.at, export->options.decimal, kept.size) : NULL;
    cell->fraction = mark ? (uint32_t)(kept.at + kept.size - mark) : 0;
    return AR_OK;
}

static void widen(uint32_t *width, uint32_t to)
{
    if (*width < to)
        *width = to;
}

static void measure(struct width *width, const struct cell *cell)
{
    if (cell->number) {
        widen(&width->whole, cell->width - cell->fraction);
        widen(&width->fraction, cell->fraction);
        widen(&width->all, width->whole + width->fraction);
    }
    widen(&width->all, cell->width);
}

/* A line for export->cells or, when there is none yet, for the header. */
static enum ar_status append(struct ar_export *export, struct ar_error *error)
{
    struct table *table = export->state;
    struct line *line = ar_arena_take(&table->arena, sizeof *line + export->count * sizeof *line->cells);
    if (!line)
        return ar_error_memory(error);
    line->next = NULL;
    line->total = export->total;
    for (unsigned i = 0; i < export->count; i++) {
        const struct ar_export_cell *from = &export->cells[i];
        struct ar_text text = table->header ? from->text : export->columns[i].name;
        if (fill(export, &line->cells[i], text, table->header && text.size && is_numeric(from->kind)) != AR_OK)
            return ar_error_memory(error);
        measure(&table->widths[i], &line->cells[i]);
    }
    if (table->header)
        table->last->next = line;
    else
        table->header = line;
    table->last = line;
    return AR_OK;
}

static enum ar_status begin(struct ar_export *export, struct ar_error *error)
{
    struct table *table = calloc(1, sizeof *table);
    if (!table)
        return ar_error_memory(error);
    export->state = table;
    table->widths = calloc(export->count, sizeof *table->widths);
    if (!table->widths)
        return ar_error_memory(error);
    return append(export, error);
}

static void put_many(struct ar_writer *writer, char byte, size_t count)
{
    while (count > 0) {
        size_t size = count < 4096 ? count : 4096;
        memset(ar_writer_room(writer, size), byte, size);
        ar_writer_used(writer, size);
        count -= size;
    }
}

/* Blanks are written only before something, so that no line ends in them. */
static void put_line(const struct ar_export *export, const struct line *line)
{
    const struct table *table = export->state;
    size_t blanks = 0;
    for (unsigned i = 0; i < export->count; i++, blanks += 2) {
        const struct cell *cell = &line->cells[i];
        const struct width *width = &table->widths[i];
        size_t before = 0, after = 0;
        if (cell->number)
            after = width->fraction - cell->fraction;
        if (cell->number || is_numeric(export->columns[i].kind))
            before = width->all - cell->width - after;
        else
            after = width->all - cell->width;
        blanks += before;
        if (cell->size > 0) {
            put_many(export->writer, ' ', blanks);
            ar_writer_bytes(export->writer, (struct ar_text){cell->at, cell->size});
            blanks = 0;
        } else {
            blanks += cell->width;
        }
        blanks += after;
    }
    put_many(export->writer, '\n', 1);
}

static void put_rule(const struct ar_export *export)
{
    const struct table *table = export->state;
    for (unsigned i = 0; i < export->count; i++) {
        put_many(export->writer, ' ', i ? 2 : 0);
        put_many(export->writer, '-', table->widths[i].all);
    }
    put_many(export->writer, '\n', 1);
}

static enum ar_status end(struct ar_export *export, struct ar_error *error)
{
    const struct table *table = export->state;
    bool total = false;
    (void)error;
    put_line(export, table->header);
    put_rule(export);
    for (const struct line *line = table->header->next; line; line = line->next) {
        if (line->total && !total)
            put_rule(export);
        total = line->total;
        put_line(export, line);
    }
    return AR_OK;
}

static void free_table(struct ar_export *export)
{
    struct table *table = export->state;
    if (!table)
        return;
    ar_arena_free(&table->arena);
    ar_buffer_free(&table->scratch);
    free(table->widths);
    free(table);
    export->state = NULL;
}

const struct ar_export_format ar_export_table = {.name = "table",
                                                 .takes = AR_EXPORT_TOTALS | AR_EXPORT_DECIMAL | AR_EXPORT_GROUP,
                                                 .begin = begin,
                                                 .row = append,
                                                 .end = end,
                                                 .free = free_table};
