/* SPDX-License-Identifier: MIT */
/* A small file of records held in memory: decision tables, rates, customers, aliases. */
#ifndef AR_RECORD_TABLE_H
#define AR_RECORD_TABLE_H

#include "record/field.h"
#include "record/header.h"
#include "record/writer.h"

struct ar_table {
    struct ar_header header;
    char *path; /* as given, for messages */
    struct ar_text *fields; /* rows * header.count, decoded */
    uint64_t *lines; /* of each row in its file */
    size_t rows;
    struct ar_arena arena;
};

AR_MUST_USE enum ar_status ar_table_load(struct ar_table *table, const char *path, struct ar_error *error);
/* The same of a large file: only these columns are kept, those of them that are there; NULL-terminated, or NULL: all.
 */
AR_MUST_USE enum ar_status ar_table_load_only(struct ar_table *table, const char *path, const char *const *only,
                                              struct ar_error *error);
/* The same from the cells of a table that is built in, header first, row by row; `name` stands for its path. */
AR_MUST_USE enum ar_status ar_table_build(struct ar_table *table, const char *name, const char *const *cells,
                                          unsigned columns, size_t rows, struct ar_error *error);
void ar_table_free(struct ar_table *table);
/* Header and rows, as records. */
void ar_table_write(const struct ar_table *table, struct ar_writer *writer);
int ar_table_find(const struct ar_table *table, const char *name); /* column, -1 */
/* The column, or AR_BAD_DATA that names the file, the column and those there are. */
AR_MUST_USE enum ar_status ar_table_need(const struct ar_table *table, const char *name, int *column,
                                         struct ar_error *error);
static inline struct ar_text ar_table_get(const struct ar_table *table, size_t row, int column) /* column -1: empty */
{
    return column < 0 ? AR_TEXT("") : table->fields[row * table->header.count + (unsigned)column];
}
/* Reports *why about a field of the table: AR_BAD_DATA with file, line, column and value. */
enum ar_status ar_table_error(const struct ar_table *table, size_t row, int column, const char *why,
                              struct ar_error *error);

/* Finds rows by the text of one column. Rows of one key keep their order. */
struct ar_table_index {
    const struct ar_table *table;
    int column;
    uint32_t *slots; /* 1 + row, 0 empty */
    size_t size; /* a power of two */
    uint32_t *chain; /* next row of the same key, 1 + row */
};
AR_MUST_USE enum ar_status ar_table_index(struct ar_table_index *index, const struct ar_table *table, int column,
                                          struct ar_error *error);
#define AR_NO_ROW ((size_t)-1)
size_t ar_table_lookup(const struct ar_table_index *index, struct ar_text key); /* first row, or AR_NO_ROW */
size_t ar_table_next(const struct ar_table_index *index, size_t row); /* next row of the same key, or AR_NO_ROW */
void ar_table_index_free(struct ar_table_index *index);

#endif
