/* SPDX-License-Identifier: MIT */
/* Tables held in memory: loaded by the same reader as every stream, indexed by the text of a column. */
#include "record/table.h"
#include "base/hash.h"

#include <stdio.h>
#include <stdlib.h>

struct loading {
    size_t fields_capacity, lines_capacity;
    const char *const *only; /* the columns that are kept; NULL: all */
    int *places; /* of the columns that are kept, in the stream */
};

static enum ar_status add_row(struct ar_table *table, struct loading *loading, const struct ar_row *row,
                              struct ar_error *error)
{
    unsigned columns = table->header.count;
    if (ar_grow(&table->fields, &loading->fields_capacity, (table->rows + 1) * columns, sizeof *table->fields) !=
            AR_OK ||
        ar_grow(&table->lines, &loading->lines_capacity, table->rows + 1, sizeof *table->lines) != AR_OK)
        return ar_error_memory(error);
    struct ar_text *fields = table->fields + table->rows * columns;
    for (unsigned i = 0; i < columns; i++)
        if (ar_arena_copy(&table->arena, &fields[i], ar_row_get(row, loading->places[i])) != AR_OK)
            return ar_error_memory(error);
    table->lines[table->rows++] = row->line;
    return AR_OK;
}

static bool is_kept(const struct loading *loading, struct ar_text name)
{
    bool kept = loading->only == NULL;
    for (const char *const *only = loading->only; !kept && *only != NULL; only++)
        kept = ar_text_is(name, *only);
    return kept;
}

static enum ar_status copy_header(struct ar_table *table, struct loading *loading, const struct ar_header *header,
                                  struct ar_error *error)
{
    table->header.names = ar_arena_take(&table->header.arena, (header->count + 1) * sizeof *header->names);
    loading->places = ar_arena_take(&table->header.arena, (header->count + 1) * sizeof *loading->places);
    if (table->header.names == NULL || loading->places == NULL)
        return ar_error_memory(error);
    for (unsigned i = 0; i < header->count; i++) {
        if (!is_kept(loading, header->names[i]))
            continue;
        if (ar_arena_copy(&table->header.arena, &table->header.names[table->header.count], header->names[i]) != AR_OK)
            return ar_error_memory(error);
        loading->places[table->header.count++] = (int)i;
    }
    return AR_OK;
}

static enum ar_status load_rows(struct ar_table *table, const char *const *only, struct ar_reader *reader,
                                struct ar_error *error)
{
    struct loading loading = {.only = only};
    struct ar_block block = {0};
    struct ar_row row;
    enum ar_status status = copy_header(table, &loading, ar_reader_header(reader), error);
    while (status == AR_OK && (status = ar_reader_take(reader, &block, error)) == AR_OK) {
        while (status == AR_OK && (status = ar_block_next(&block, &row, error)) == AR_OK)
            status = add_row(table, &loading, &row, error);
        if (status == AR_END)
            status = AR_OK;
    }
    ar_block_free(&block);
    return status == AR_END ? AR_OK : status;
}

enum ar_status ar_table_load(struct ar_table *table, const char *path, struct ar_error *error)
{
    return ar_table_load_only(table, path, NULL, error);
}

enum ar_status ar_table_load_only(struct ar_table *table, const char *path, const char *const *only,
                                  struct ar_error *error)
{
    *table = (struct ar_table){.path = strdup(path)};
    struct ar_reader_options options = {.paths = &path, .count = 1, .table = true};
    struct ar_reader *reader = NULL;
    enum ar_status status = table->path ? ar_reader_new(&reader, &options, error) : ar_error_memory(error);
    if (status == AR_OK)
        status = load_rows(table, only, reader, error);
    ar_reader_delete(reader);
    if (status != AR_OK) {
        ar_table_free(table);
        if (error)
            error->fatal = true;
    }
    return status;
}

enum ar_status ar_table_build(struct ar_table *table, const char *name, const char *const *cells, unsigned columns,
                              size_t rows, struct ar_error *error)
{
    *table = (struct ar_table){.path = strdup(name), .rows = rows};
    table->header.count = columns;
    table->header.names = ar_arena_take(&table->header.arena, columns * sizeof *table->header.names);
    table->fields = malloc((rows * columns + 1) * sizeof *table->fields);
    table->lines = malloc((rows + 1) * sizeof *table->lines);
    if (table->path == NULL || table->header.names == NULL || table->fields == NULL || table->lines == NULL) {
        ar_table_free(table);
        return ar_error_memory(error);
    }
    for (unsigned i = 0; i < columns; i++)
        table->header.names[i] = ar_text_from(cells[i]);
    for (size_t i = 0; i < rows * columns; i++)
        table->fields[i] = ar_text_from(cells[columns + i]);
    for (size_t i = 0; i < rows; i++)
        table->lines[i] = i + 2;
    return AR_OK;
}

void ar_table_write(const struct ar_table *table, struct ar_writer *writer)
{
    ar_writer_header(writer, table->header.names, table->header.count);
    for (size_t row = 0; row < table->rows; row++) {
        for (unsigned i = 0; i < table->header.count; i++)
            ar_writer_field(writer, ar_table_get(table, row, (int)i));
        ar_writer_end(writer);
    }
}

void ar_table_free(struct ar_table *table)
{
    free(table->path);
    free(table->fields);
    free(table->lines);
    ar_arena_free(&table->arena);
    ar_header_free(&table->header);
    *table = (struct ar_table){0};
}

int ar_table_find(const struct ar_table *table, const char *name)
{
    return ar_header_find(&table->header, ar_text_from(name));
}

enum ar_status ar_table_need(const struct ar_table *table, const char *name, int *column, struct ar_error *error)
{
    *column = ar_table_find(table, name);
    if (*column >= 0)
        return AR_OK;
    char suggestion[256];
    ar_header_suggest(&table->header, ar_text_from(name), suggestion, sizeof suggestion);
    ar_error_set(error, AR_BAD_DATA, "no column '%s'%s", name, suggestion);
    ar_error_place(error, table->path, 0);
    if (error)
        error->fatal = true;
    return AR_BAD_DATA;
}

enum ar_status ar_table_error(const struct ar_table *table, size_t row, int column, const char *why,
                              struct ar_error *error)
{
    ar_error_set(error, AR_BAD_DATA, "%s", why);
    ar_error_place(error, table->path, table->lines[row]);
    if (column >= 0) {
        ar_error_column(error, table->header.names[column]);
        ar_error_value(error, ar_table_get(table, row, column));
    }
    if (error)
        error->fatal = true;
    return AR_BAD_DATA;
}

static size_t slot_of(const struct ar_table_index *index, struct ar_text key)
{
    uint64_t seed = (uintptr_t)index->slots; /* an address, another one each run: nobody can prepare collisions */
    size_t slot = ar_hash(key, seed) & (index->size - 1);
    while (index->slots[slot] != 0 &&
           !ar_text_equal(ar_table_get(index->table, index->slots[slot] - 1, index->column), key))
        slot = (slot + 1) & (index->size - 1);
    return slot;
}

enum ar_status ar_table_index(struct ar_table_index *index, const struct ar_table *table, int column,
                              struct ar_error *error)
{
    *index = (struct ar_table_index){.table = table, .column = column, .size = 16};
    while (index->size < table->rows * 2)
        index->size *= 2;
    index->slots = calloc(index->size, sizeof *index->slots);
    index->chain = calloc(table->rows + 1, sizeof *index->chain);
    if (index->slots == NULL || index->chain == NULL) {
        ar_table_index_free(index);
        return ar_error_memory(error);
    }
    for (size_t row = table->rows; row-- > 0;) { /* backwards, so that a chain begins with the first */
        size_t slot = slot_of(index, ar_table_get(table, row, column));
        index->chain[row] = index->slots[slot];
        index->slots[slot] = (uint32_t)row + 1;
    }
    return AR_OK;
}

size_t ar_table_lookup(const struct ar_table_index *index, struct ar_text key)
{
    return (size_t)index->slots[slot_of(index, key)] - 1;
}

size_t ar_table_next(const struct ar_table_index *index, size_t row)
{
    return (size_t)index->chain[row] - 1;
}

void ar_table_index_free(struct ar_table_index *index)
{
    free(index->slots);
    free(index->chain);
    *index = (struct ar_table_index){0};
}
