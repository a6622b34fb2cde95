/* SPDX-License-Identifier: MIT */
/* Inside of the CSV reader: what its three files share. */
#ifndef AR_IMPORT_CSV_PARTS_H
#define AR_IMPORT_CSV_PARTS_H

#include "base/scan.h"
#include "import/csv_reader.h"
#include "import/encoding.h"

#include <pthread.h>

#define AR_CSV_FIELDS_MAX 65536 /* of one record; spreadsheets end at 16384 */
#define AR_CSV_PADDING (AR_SCAN_BLOCK + 1) /* bytes behind a block's data that may be read, and one that is written */

struct ar_csv_reader {
    struct ar_csv_options options; /* defaults filled in */
    const char *label;
    struct ar_decoder *decoder;
    pthread_mutex_t mutex; /* over all below */
    char *tail; /* the record that the last block ended in */
    size_t tail_size, tail_capacity;
    uint64_t line, sequence, skip, bytes;
    bool end;
    enum ar_status pending; /* an error that comes when all before it has been handed out */
    enum ar_status failed; /* of the last block, AR_END too */
    struct ar_error error; /* of both */
    struct ar_csv_block block; /* of ar_csv_next */
};

/* ---- csv_index.c ---- */

/* Indexes the data of a block, which starts with a record. `end`: the file ends here. *used is the size of all whole
   records. AR_BAD_DATA when a record has too many fields. *inside tells whether the data ends in quotes. */
AR_MUST_USE enum ar_status ar_csv_index(struct ar_csv_block *block, bool end, size_t *used, bool *inside,
                                        struct ar_error *error);
/* Offset of the CR or LF at or behind `at`; `size` when there is none. */
size_t ar_csv_line_end(const char *data, size_t at, size_t size);
/* The offset at which the quoted field opened that is open, or at fault, at `fault`; `start` is its record's. */
size_t ar_csv_quote_opened(const struct ar_csv_block *block, size_t start, size_t fault);

/* ---- csv_record.c ---- */

struct ar_csv_verdict {
    bool more; /* the record goes on behind the data */
    size_t end; /* else: offset of its line end (the LF of CR LF), or the data's size */
    bool bad; /* libcsv refuses it */
    size_t fault; /* and where */
};

/* Prepares an indexed block with quotes for ar_csv_block_next. */
AR_MUST_USE enum ar_status ar_csv_ready(struct ar_csv_block *block, struct ar_error *error);

/* Lets libcsv judge the record at `start` of data[size] and hands its fields to `take`, if not NULL. */
AR_MUST_USE enum ar_status ar_csv_judge(struct ar_csv_block *block, size_t start, size_t size, bool end,
                                        void (*take)(void *at, size_t size, void *context), void *context,
                                        struct ar_csv_verdict *verdict, struct ar_error *error);

#endif
