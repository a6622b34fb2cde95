/* SPDX-License-Identifier: MIT */
/* The short way for columns that are one field of the export as it stands: a stretch of them is checked first and then
   copied, neighbours at once. */
#ifndef AR_IMPORT_CONVERT_FAST_H
#define AR_IMPORT_CONVERT_FAST_H

#include "import/convert_row.h"

/* A field to look at. */
struct ar_fast_field {
    unsigned field;
    bool optional; /* it may be empty */
};

/* One that holds one of some words of up to eight bytes each, zeros behind them. */
struct ar_fast_words {
    unsigned field, count;
    bool optional;
    uint64_t words[8];
};

/* Fields that follow each other in the export as in the stream, or a constant. */
struct ar_fast_piece {
    unsigned field, last; /* the first and the last of them */
    struct ar_text constant; /* at NULL: none */
};

/* Columns one after the other that may go the short way. */
struct ar_fast {
    unsigned end; /* the op behind it */
    bool first; /* it begins the record, which must not look like a comment */
    struct ar_fast_piece *pieces;
    unsigned piece_count;
    unsigned *filled; /* texts that must not be empty */
    struct ar_fast_field *dates, *amounts;
    unsigned filled_count, date_count, amount_count;
    struct ar_fast_words *words;
    unsigned word_count;
    size_t constants; /* bytes of all constants */
    struct ar_fast *next; /* stretch of the plan */
};

#define AR_FAST_SLACK 64 /* bytes that copies may reach beyond the record */

/* Finds the stretches of a plan that is complete otherwise. */
AR_MUST_USE enum ar_status ar_fast_plan(struct ar_plan *plan, struct ar_error *error);
/* Of a simple plan: are its columns all fields of the file in the same order, so that records may be copied whole? */
bool ar_fast_is_whole(const struct ar_plan *plan);
void ar_fast_free(struct ar_fast *fast);

/* What maker->out must have left before ar_fast_put. */
static inline size_t ar_fast_room(const struct ar_fast *fast, const struct ar_csv_record *record)
{
    return fast->constants + (fast->piece_count + 1) * (record->raw.size + 1) + AR_FAST_SLACK;
}

/* Puts the columns of the stretch, each with a TAB behind it; false, and nothing put, when one of them is not as plain
   as it should be. */
bool ar_fast_put(struct ar_row_maker *maker, const struct ar_fast *fast);

/* Takes records of a plan that is `whole` from the block's next one on, as far as they are plain, and says how many.
   *plain is 0 for a new block: up to there no byte needs an escape. A block's first record is never taken, so that each
   one taken begins behind the end of another. AR_FAILED: out of memory. */
AR_MUST_USE enum ar_status ar_fast_run(size_t *count, struct ar_row_maker *maker, struct ar_csv_block *block,
                                       size_t *plain);

#endif
