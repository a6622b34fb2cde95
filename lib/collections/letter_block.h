/* SPDX-License-Identifier: MIT */
/* The blocks that a letter's body falls into, for those who lay it out. */
#ifndef AR_COLLECTIONS_LETTER_BLOCK_H
#define AR_COLLECTIONS_LETTER_BLOCK_H

#include "base/memory.h"
#include "collections/template.h"

enum ar_block_kind { AR_BLOCK_PARAGRAPH, AR_BLOCK_LINES, AR_BLOCK_TABLE };

struct ar_letter_block {
    enum ar_block_kind kind;
    struct ar_text text; /* lines; of a table without its marks */
};

/* Takes the next block off *rest; false at the end. */
bool ar_letter_block_next(struct ar_letter_block *block, struct ar_text *rest);

enum { AR_CELLS_MAX = 12 };
struct ar_letter_table {
    unsigned columns;
    size_t width[AR_CELLS_MAX]; /* terminal columns of the widest cell */
    bool right[AR_CELLS_MAX];
};
void ar_letter_table_measure(struct ar_letter_table *table, struct ar_text text);
/* Takes the next cell off *row, without its marks. Cells beyond AR_CELLS_MAX stay in the last one. */
struct ar_text ar_letter_cell_next(struct ar_text *row, unsigned column, bool *right);

#endif
