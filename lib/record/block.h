/* SPDX-License-Identifier: MIT */
/* The inside of a block, between the reader that fills it and the rows that are taken from it. */
#ifndef AR_RECORD_BLOCK_H
#define AR_RECORD_BLOCK_H

#include "record/reader.h"

/* What one pass over the bytes tells. */
struct ar_survey {
    uint64_t lines; /* LF */
    bool returns; /* CR */
    uint64_t escapes; /* which pieces have a backslash */
};

/* Bit i of escapes tells about the piece i of a block, and the last bit about all that follows, too. */
#define AR_PIECE ((size_t)8128)
static inline uint64_t ar_piece_bit(size_t offset)
{
    return UINT64_C(1) << (offset / AR_PIECE < 63 ? offset / AR_PIECE : 63);
}
struct ar_survey ar_block_survey(const char *data, size_t size); /* AR_SCAN_BLOCK readable bytes behind data + size */

/* Takes away each CR before an LF; returns the new size. *left: a CR remains. */
size_t ar_block_drop_returns(char *data, size_t size, bool *left);

/* Makes room for size bytes and the slack that scanning needs; keeps the first block->size bytes. */
AR_MUST_USE enum ar_status ar_block_reserve(struct ar_block *block, size_t size);

/* Fills ends[], and rows[] where needed, for block->size bytes that are row_count whole lines. */
AR_MUST_USE enum ar_status ar_block_index(struct ar_block *block);

#endif
