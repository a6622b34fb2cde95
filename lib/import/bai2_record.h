/* SPDX-License-Identifier: MIT */
/* Records of BAI2 out of lines: several in one line, one over several, with their continuations (88). */
#ifndef AR_IMPORT_BAI2_RECORD_H
#define AR_IMPORT_BAI2_RECORD_H

#include "base/memory.h"

#include <stdbool.h>
#include <stdint.h>

struct ar_bai2_piece {
    unsigned code; /* 1 2 3 16 49 88 98 99; 0: goes on where the line before stopped */
    struct ar_text text; /* without code and end mark */
    bool ended; /* by a slash */
    size_t width; /* of the whole piece, in bytes */
};

struct ar_bai2_record {
    bool has, ended;
    unsigned code;
    uint64_t line; /* where it begins */
    uint64_t count; /* records that it was, with continuations */
    size_t full; /* physical record length, 0: unknown */
    size_t last; /* width of the newest piece */
    struct ar_buffer text; /* fields; '\n' where a continuation begins */
};

/* Takes the first record of the line off it. */
void ar_bai2_split(struct ar_text *line, struct ar_bai2_piece *piece);
/* Begins a record, or continues the one there. */
AR_MUST_USE enum ar_status ar_bai2_record_add(struct ar_bai2_record *record, const struct ar_bai2_piece *piece,
                                              uint64_t line);
/* The next field: up to a comma or a continuation. Empty at the end. */
struct ar_text ar_bai2_cut(struct ar_text *rest);

#endif
