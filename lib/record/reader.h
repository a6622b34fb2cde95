/* SPDX-License-Identifier: MIT */
/* Reading the record stream: whole blocks of lines, each indexed in one pass, rows as slices of the block.

   A reader hands out blocks; ar_reader_take is safe to call from several threads, each with a block of its own. Rows
   and their slices live as long as the block that they came from, that is until it is taken or freed again. */
#ifndef AR_RECORD_READER_H
#define AR_RECORD_READER_H

#include "base/error.h"
#include "base/text.h"
#include "record/header.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define AR_RECORD_MAX ((size_t)16 << 20) /* a longer record is an error */

struct ar_reader;

struct ar_reader_options {
    const char *const *paths; /* "-" is standard input; all must outlive the reader */
    size_t count; /* 0: standard input */
    bool require_seal; /* refuse an input without a seal */
    bool table; /* a configuration file: lines that begin with `#` and a blank are comments */
    bool ignore_seals; /* for ar-seal: a seal, wherever it stands, is stale and passed over */
    bool torn; /* a last line without its LF, which a crash can leave in a log, is passed over */
    void (*progress)(void *context,
                     uint64_t bytes); /* called once a block with its size, one thread at a time; or NULL */
    void *context;
};

/* Opens the first input and reads its header. */
AR_MUST_USE enum ar_status ar_reader_new(struct ar_reader **out, const struct ar_reader_options *options,
                                         struct ar_error *error);
void ar_reader_delete(struct ar_reader *reader); /* NULL is allowed */
const struct ar_header *
ar_reader_header(const struct ar_reader *reader); /* of the first input; the order of all rows */

/* One of the inputs, as a row refers to it. */
struct ar_input {
    const char *label; /* the path, "(standard input)" */
    unsigned *place; /* column of the first input's order -> field of this input */
    bool same_order; /* place[i] == i */
    struct ar_input *next;
};

/* A run of whole records, owned by one thread. {0} is empty; ar_block_free when done. */
struct ar_block {
    char *data;
    size_t size, capacity;
    uint64_t line; /* of the first record in its file */
    uint64_t sequence; /* blocks count from 0 in the order of the input */
    const struct ar_input *input;
    unsigned columns;
    uint64_t escapes; /* where backslashes are in it, see ar_piece_bit; 0: nowhere */
    size_t plain; /* rows that end before it need no look at each of their bytes */
    bool returns; /* a raw CR is left in it: an error in the row that has it */
    bool table, ignore_seals;
    char *scratch; /* decoded fields, each at its own offset */
    size_t scratch_capacity;
    uint32_t *ends; /* ends[0] + 1 is 0, then the offset of each TAB and LF */
    bool even; /* each line has as many fields as there are columns, and none begins with # */
    uint32_t *rows; /* unless even: rows[0] is 0; for row r, rows[r + 1] is the index in ends[] of its LF */
    size_t ends_capacity, rows_capacity;
    size_t row_count, next;
};

/* AR_OK with at least one record, AR_END after the last, or an error (truncated input, header, seal: fatal). */
AR_MUST_USE enum ar_status ar_reader_take(struct ar_reader *reader, struct ar_block *block, struct ar_error *error);
void ar_block_free(struct ar_block *block);

struct ar_row {
    const struct ar_block *block;
    const uint32_t *ends; /* of its fields; ends[-1] + 1 is its start */
    uint32_t start; /* offset of the record in the block */
    uint32_t size; /* of the record without LF */
    uint64_t line; /* in its file */
    bool escapes; /* has a backslash */
};

enum ar_status ar_block_next_slow(struct ar_block *block, struct ar_row *row, struct ar_error *error);
/* The first record is the next one again. */
void ar_block_rewind(struct ar_block *block);

/* Whether record r is plain, that is of the right number of fields, without escapes and nothing in it to be looked at.
   Then (*ends)[i] is where its field i ends and (*ends)[-1] + 1 where it begins. */
static inline bool ar_block_plain(const struct ar_block *block, size_t r, const uint32_t **ends)
{
    if (AR_LIKELY(block->even)) {
        *ends = block->ends + r * block->columns + 1;
        return AR_LIKELY((*ends)[block->columns - 1] <= block->plain);
    }
    uint32_t before = block->rows[r], last = block->rows[r + 1];
    *ends = block->ends + before + 1;
    return AR_LIKELY(last - before == block->columns && block->ends[last] <= block->plain &&
                     block->data[(*ends)[-1] + 1] != '#');
}

/* For a run over a block without rows: how many records from block->next on are plain, `most` at most. Their fields end
   at (*ends)[i], `columns` of them a record. */
size_t ar_block_run(const struct ar_block *block, size_t most, const uint32_t **ends);

/* The next record: AR_OK, AR_END at the end of the block, or AR_BAD_DATA for a record of wrong shape or with a bad
   escape, after which the caller may go on with the next one. *row is valid in both cases, for its raw line and number.
 */
AR_MUST_USE static inline enum ar_status ar_block_next(struct ar_block *block, struct ar_row *row,
                                                       struct ar_error *error)
{
    size_t r = block->next;
    const uint32_t *ends;
    if (AR_UNLIKELY(r >= block->row_count))
        return AR_END;
    if (AR_UNLIKELY(!ar_block_plain(block, r, &ends)))
        return ar_block_next_slow(block, row, error);
    block->next = r + 1;
    row->block = block;
    row->ends = ends;
    row->start = ends[-1] + 1;
    row->size = ends[block->columns - 1] - row->start;
    row->line = block->line + r;
    row->escapes = false;
    return AR_OK;
}

/* What a column must hold in every record, as the date that an answer is of. */
struct ar_same {
    int column; /* -1: nothing is asked */
    char text[16];
    size_t size; /* 8 to 16 */
};
static inline bool ar_same_holds(const struct ar_same *same, const struct ar_block *block, const uint32_t *ends)
{
    if (same->column < 0)
        return true;
    const uint32_t *end = ends + block->input->place[same->column];
    uint32_t from = end[-1] + 1;
    uint64_t have[2], want[2]; /* the first eight bytes and the last eight: a block has readable bytes behind it */
    memcpy(&have[0], block->data + from, 8);
    memcpy(&have[1], block->data + from + same->size - 8, 8);
    memcpy(&want[0], same->text, 8);
    memcpy(&want[1], same->text + same->size - 8, 8);
    return *end - from == same->size && have[0] == want[0] && have[1] == want[1];
}

/* How many of `count` plain records, see ar_block_run, hold it: up to the first that does not. */
static inline size_t ar_same_run(const struct ar_same *same, const struct ar_block *block, size_t count,
                                 const uint32_t *ends)
{
    if (same->column < 0)
        return count;
    for (size_t i = 0; i < count; i++, ends += block->columns)
        if (AR_UNLIKELY(!ar_same_holds(same, block, ends)))
            return i;
    return count;
}

/* The record as it came, without its LF. */
static inline struct ar_text ar_row_line(const struct ar_row *row)
{
    return (struct ar_text){row->block->data + row->start, row->size};
}

/* The field as it stands in the stream, escapes and all. */
static inline struct ar_text ar_row_encoded(const struct ar_row *row, int column)
{
    unsigned field = row->block->input->place[column];
    const uint32_t *end = row->ends + field;
    uint32_t from = end[-1] + 1;
    return (struct ar_text){row->block->data + from, *end - from};
}

struct ar_text ar_row_decode(const struct ar_row *row, int column); /* the slow half of ar_row_get */

/* The field, decoded. column -1 (absent) gives the empty text, which means unknown. */
static inline struct ar_text ar_row_get(const struct ar_row *row, int column)
{
    if (AR_UNLIKELY(column < 0))
        return AR_TEXT("");
    return AR_UNLIKELY(row->escapes) ? ar_row_decode(row, column) : ar_row_encoded(row, column);
}

/* Sets place (file, line) and, for column >= 0, the column and the value of an error about this row. Returns its
 * status. */
enum ar_status ar_row_error(const struct ar_row *row, const struct ar_header *header, int column,
                            struct ar_error *error);

#endif
