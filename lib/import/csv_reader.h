/* SPDX-License-Identifier: MIT */
/* Reading CSV: the bytes of one file, decoded to UTF-8, as records of decoded fields. Plain stretches are split by one
   SIMD pass; libcsv is the one judge of quoting: each quoted field goes through csv_parse, and a record with any quote
   out of place goes to it whole.

   What a record is: LF, CR LF and a lone CR end it, and so does the end of the file; a quoted field may hold them.
   Blanks around fields are kept (unless `trim`), NUL bytes and invalid UTF-8 are kept, a byte-order mark is removed.
   The only deliberate difference from libcsv alone: an empty line is a record of one empty field with `blank` set,
   where libcsv passes over it.

   One thread: ar_csv_next(reader, …) until AR_END. Several: each has an ar_csv_block of its own, ar_csv_take fills it
   (safe to call from all of them), ar_csv_block_next reads it, `sequence` restores the order. */
#ifndef AR_IMPORT_CSV_READER_H
#define AR_IMPORT_CSV_READER_H

#include "base/error.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

#define AR_CSV_RECORD_MAX ((size_t)16 << 20) /* a longer record, or quoted field, is an error */
#define AR_CSV_BLOCK_SIZE ((size_t)256 << 10)

enum ar_csv_quoting {
    AR_CSV_STRICT, /* a quote inside an unquoted field, text after a closing quote, an open quote: AR_BAD_DATA */
    AR_CSV_LENIENT, /* those are taken as libcsv takes them without CSV_STRICT: as part of the field */
    AR_CSV_NONE /* quotes are bytes like any other */
};

struct ar_csv_options { /* {0} is the usual file: commas, double quotes, strict, UTF-8 */
    char delimiter; /* 0: ',' ; any byte but CR, LF and the quote */
    char quote; /* 0: '"' ; any byte but CR, LF, blank and the delimiter; not looked at with AR_CSV_NONE */
    enum ar_csv_quoting quoting;
    bool trim; /* drop spaces and TABs around fields, outside the quotes, as libcsv does by itself: a, "b, c" */
    const char *encoding; /* see import/encoding.h; NULL: UTF-16 by its BOM, else bytes as they came */
    uint64_t skip_lines; /* so many physical lines at the start are passed over unseen, whatever quotes they hold */
    size_t block_size; /* bytes read at once, 0: AR_CSV_BLOCK_SIZE; tests make it tiny, at least 16 */
    bool narrow; /* tests: do without AVX2 */
    bool any; /* tests: take what begins as no text does, too */
    void (*progress)(void *context, uint64_t bytes); /* called once a block with the bytes read for it; or NULL */
    void *context;
};

struct ar_csv_reader;

/* Opens `path` ("-" is standard input), which must outlive the reader. Options that make no sense (an unknown encoding,
   delimiter == quote) are AR_MISUSE; a file that cannot be read, a directory too, is AR_FAILED. */
AR_MUST_USE enum ar_status ar_csv_reader_new(struct ar_csv_reader **out, const char *path,
                                             const struct ar_csv_options *options, struct ar_error *error);
void ar_csv_reader_delete(struct ar_csv_reader *reader); /* NULL is allowed */
const char *ar_csv_reader_label(const struct ar_csv_reader *reader); /* the path, "(standard input)" */

struct ar_csv_record {
    const struct ar_text *fields; /* decoded UTF-8. The array lives until the next record of its block or reader, */
    unsigned count; /* the bytes until the block is taken again (with ar_csv_next: until the next record). 1 or more */
    bool blank; /* an empty line; with `trim` also one of blanks alone. Then count is 1 and fields[0] empty */
    uint64_t line; /* of the file, where the record starts; lines inside quotes and empty lines counted; from 1 */
    uint64_t
        apart; /* bit i, 0 < i < 64: more than one delimiter lies between field i - 1 and field i, in these bytes */
    struct ar_text raw; /* the record as it stands in the (decoded) file, without its line end; lives as the bytes do */
};

/* The next record: AR_OK, AR_END after the last, or
   - AR_BAD_DATA for bad quoting. error.line is the line where the quote at fault opened. record->raw and line are set,
     fields is empty (count 0). Unless error.fatal, the reader has found its way back at the next line end after the
     fault, raw reaches up to there, and the caller may go on with the next record. A quote that is never closed, bytes
     that are not in the named encoding and a record over AR_CSV_RECORD_MAX are fatal.
   - AR_FAILED: reading or memory failed. */
AR_MUST_USE enum ar_status ar_csv_next(struct ar_csv_reader *reader, struct ar_csv_record *record,
                                       struct ar_error *error);

/* ---- whole blocks, for several threads ---- */

struct csv_parser; /* libcsv's */

/* A run of whole records, owned by one thread. {0} is empty; ar_csv_block_free when done. */
struct ar_csv_block {
    char *data;
    size_t size, capacity;
    uint64_t line; /* of the next record in its file */
    uint64_t sequence; /* blocks count from 0 in the order of the file */
    const struct ar_csv_reader *reader;
    uint32_t *ends; /* offset of each delimiter and record end outside quotes */
    uint32_t *rows; /* for each record the index in ends[] of its end */
    uint32_t *breaks; /* offsets of line ends inside records, UINT32_MAX after the last */
    uint32_t *doubled; /* offsets of quotes inside quoted fields, UINT32_MAX after the last */
    uint32_t *odd; /* numbers of the records that libcsv must judge whole, UINT32_MAX after the last */
    size_t ends_capacity, rows_capacity, breaks_capacity, doubled_capacity, odd_capacity;
    size_t end_count, row_count, break_count, doubled_count, odd_count;
    size_t next, next_end, next_start, next_break, next_doubled, next_odd; /* where ar_csv_block_next stands */
    bool quotes; /* a quoted field is somewhere in it */
    struct csv_parser *parser;
    char *scratch; /* fields that differ from the file's bytes, each at the offset of its record or field */
    size_t scratch_capacity;
    struct ar_text *fields;
    size_t fields_capacity;
};

/* AR_OK with at least one record, AR_END after the last, or an error, always fatal. Several threads may take blocks of
   one reader, never mixed with ar_csv_next. */
AR_MUST_USE enum ar_status ar_csv_take(struct ar_csv_reader *reader, struct ar_csv_block *block,
                                       struct ar_error *error);
/* As ar_csv_next, AR_END at the end of the block. */
AR_MUST_USE enum ar_status ar_csv_block_next(struct ar_csv_block *block, struct ar_csv_record *record,
                                             struct ar_error *error);
/* Passes over records, one or more, that are there and hold no line end, no quote in a quoted field and nothing odd:
   for a caller that has looked at them by ends[] and rows[] itself. */
void ar_csv_block_pass(struct ar_csv_block *block, size_t count);
void ar_csv_block_free(struct ar_csv_block *block);

#endif
