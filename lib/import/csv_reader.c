/* SPDX-License-Identifier: MIT */
/* Cutting a CSV file into blocks of whole records. */
#include "import/csv_reader.h"
#include "base/memory.h"
#include "import/csv_parts.h"

#include <csv.h>
#include <stdlib.h>

#define DECODER_ROOM ((size_t)16) /* what ar_decoder_read asks for */
#define DATA_MAX (AR_CSV_RECORD_MAX + 2) /* the longest record and its line end */

static bool is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

static enum ar_status set_options(struct ar_csv_reader *reader, const struct ar_csv_options *options,
                                  struct ar_error *error)
{
    struct ar_csv_options *set = &reader->options;
    *set = *options;
    set->delimiter = set->delimiter ? set->delimiter : ',';
    set->quote = set->quote ? set->quote : '"';
    set->block_size = set->block_size ? set->block_size : AR_CSV_BLOCK_SIZE;
    if (set->block_size > AR_CSV_RECORD_MAX)
        set->block_size = AR_CSV_RECORD_MAX;
    if (is_line_end(set->delimiter))
        return ar_error_set(error, AR_MISUSE, "a line end cannot be the delimiter");
    if (set->quoting == AR_CSV_NONE)
        return AR_OK;
    if (is_line_end(set->quote) || set->quote == ' ' || set->quote == '\t')
        return ar_error_set(error, AR_MISUSE, "a line end or blank cannot be the quote");
    if (set->quote == set->delimiter)
        return ar_error_set(error, AR_MISUSE, "delimiter and quote are the same");
    return AR_OK;
}

enum ar_status ar_csv_reader_new(struct ar_csv_reader **out, const char *path, const struct ar_csv_options *options,
                                 struct ar_error *error)
{
    *out = NULL;
    struct ar_csv_reader *reader = calloc(1, sizeof *reader);
    if (reader == NULL)
        return ar_error_memory(error);
    if (pthread_mutex_init(&reader->mutex, NULL) != 0) {
        free(reader);
        return ar_error_memory(error);
    }
    reader->line = 1;
    reader->skip = options->skip_lines;
    enum ar_status status = set_options(reader, options, error);
    if (status == AR_OK)
        status = ar_decoder_new(&reader->decoder, path, options->encoding, error);
    if (status == AR_OK && !options->any)
        status = ar_decoder_refuse(reader->decoder, error);
    if (status != AR_OK) {
        ar_csv_reader_delete(reader);
        return status;
    }
    reader->label = ar_decoder_label(reader->decoder);
    *out = reader;
    return AR_OK;
}

void ar_csv_reader_delete(struct ar_csv_reader *reader)
{
    if (reader == NULL)
        return;
    ar_csv_block_free(&reader->block);
    ar_decoder_delete(reader->decoder);
    pthread_mutex_destroy(&reader->mutex);
    free(reader->tail);
    free(reader);
}

const char *ar_csv_reader_label(const struct ar_csv_reader *reader)
{
    return reader->label;
}

void ar_csv_block_free(struct ar_csv_block *block)
{
    free(block->data);
    free(block->ends);
    free(block->rows);
    free(block->breaks);
    free(block->doubled);
    free(block->odd);
    free(block->scratch);
    free(block->fields);
    if (block->parser != NULL) {
        csv_free(block->parser);
        free(block->parser);
    }
    *block = (struct ar_csv_block){0};
}

static enum ar_status reserve(struct ar_csv_block *block, size_t size, struct ar_error *error)
{
    if (ar_grow(&block->data, &block->capacity, size + AR_CSV_PADDING, 1) != AR_OK)
        return ar_error_memory(error);
    return AR_OK;
}

/* Reads more behind the block's data: a block size, or as much again as there is. */
static enum ar_status fill(struct ar_csv_reader *reader, struct ar_csv_block *block, struct ar_error *error)
{
    size_t want = reader->options.block_size;
    bool large = block->size > want; /* a record larger than a block is looked at again only when it has doubled */
    want = large ? block->size : want;
    want = want > DATA_MAX - block->size ? DATA_MAX - block->size : want;
    want = want < DECODER_ROOM ? DECODER_ROOM : want;
    enum ar_status status = reserve(block, block->size + want, error);
    if (status != AR_OK)
        return status;
    do {
        size_t got = 0;
        status = ar_decoder_read(reader->decoder, block->data + block->size, want, &got, error);
        block->size += got;
        want -= got;
    } while (status == AR_OK && large && want >= DECODER_ROOM);
    memset(block->data + block->size, 0, AR_CSV_PADDING);
    reader->end = status == AR_END;
    if (status != AR_OK && status != AR_END)
        reader->pending = status; /* *error stays until raise_pending: it is the reader's own */
    return AR_OK;
}

/* Drops the lines to pass over from the front of the block. */
static void skip_lines(struct ar_csv_reader *reader, struct ar_csv_block *block)
{
    size_t at = 0;
    while (reader->skip > 0 && at < block->size) {
        size_t end = ar_csv_line_end(block->data, at, block->size);
        if (end < block->size && block->data[end] == '\r') {
            if (end + 1 == block->size && !reader->end) { /* an LF may follow */
                at = end;
                break;
            }
            end += block->data[end + 1] == '\n';
        }
        if (end < block->size) {
            reader->skip--;
            reader->line++;
        }
        at = end < block->size ? end + 1 : end;
    }
    if (at > 0) {
        memmove(block->data, block->data + at, block->size - at + AR_CSV_PADDING);
        block->size -= at;
    }
}

static enum ar_status too_long(const struct ar_csv_reader *reader, const struct ar_csv_block *block, bool inside,
                               struct ar_error *error)
{
    uint64_t line = reader->line;
    ar_error_set(error, AR_BAD_DATA, inside ? "quote is not closed within 16 MiB" : "record is longer than 16 MiB");
    if (inside) {
        size_t opened = ar_csv_quote_opened(block, 0, block->size), at = 0;
        while ((at = ar_csv_line_end(block->data, at, opened)) < opened) {
            at += block->data[at] == '\r' && block->data[at + 1] == '\n' ? 2 : 1;
            line++;
        }
    }
    ar_error_place(error, reader->label, line);
    if (error != NULL)
        error->fatal = true;
    return AR_BAD_DATA;
}

/* The error that was kept until all before it had been handed out. */
static enum ar_status raise_pending(const struct ar_csv_reader *reader, const struct ar_csv_block *block,
                                    struct ar_error *error)
{
    uint64_t line = reader->line;
    for (size_t at = 0; (at = ar_csv_line_end(block->data, at, block->size)) < block->size; line++)
        at += block->data[at] == '\r' && block->data[at + 1] == '\n' ? 2 : 1;
    if (reader->pending == AR_BAD_DATA)
        error->line = line;
    return reader->pending;
}

/* The only one that can be too long: all others fit between it and the block's limit. */
static size_t first_size(const struct ar_csv_block *block)
{
    size_t end = block->ends[block->rows[0]];
    return end > 0 && block->data[end] == '\n' && block->data[end - 1] == '\r' ? end - 1 : end;
}

/* Reads and indexes until there is at least one whole record. */
static enum ar_status read_records(struct ar_csv_reader *reader, struct ar_csv_block *block, size_t *used,
                                   struct ar_error *error)
{
    for (;;) {
        bool inside = false;
        enum ar_status status = AR_OK;
        if (!reader->end && reader->pending == AR_OK)
            status = fill(reader, block, error);
        if (status != AR_OK)
            return status;
        if (reader->skip > 0)
            skip_lines(reader, block);
        block->line = reader->line;
        status = ar_csv_index(block, reader->end, used, &inside, error);
        if (status != AR_OK)
            return status;
        if (block->row_count > 0 && first_size(block) <= AR_CSV_RECORD_MAX)
            return AR_OK;
        if (block->row_count > 0 || block->size >= DATA_MAX)
            return too_long(reader, block, inside, error);
        if (reader->pending != AR_OK)
            return raise_pending(reader, block, error);
        if (reader->end)
            return AR_END;
    }
}

static enum ar_status keep_tail(struct ar_csv_reader *reader, struct ar_csv_block *block, size_t used,
                                struct ar_error *error)
{
    reader->tail_size = block->size - used;
    if (reader->tail_size == 0)
        return AR_OK;
    if (ar_grow(&reader->tail, &reader->tail_capacity, reader->tail_size, 1) != AR_OK)
        return ar_error_memory(error);
    memcpy(reader->tail, block->data + used, reader->tail_size);
    return AR_OK;
}

static enum ar_status read_block(struct ar_csv_reader *reader, struct ar_csv_block *block, struct ar_error *error)
{
    size_t used = 0;
    block->reader = reader;
    block->next = block->next_end = block->next_start = block->next_break = block->next_doubled = 0;
    block->next_odd = block->row_count = 0;
    enum ar_status status = reserve(block, reader->tail_size, error);
    if (status != AR_OK)
        return status;
    block->size = reader->tail_size;
    if (block->size > 0)
        memcpy(block->data, reader->tail, block->size);
    memset(block->data + block->size, 0, AR_CSV_PADDING);
    status = read_records(reader, block, &used, error);
    if (status == AR_OK)
        status = keep_tail(reader, block, used, error);
    if (status != AR_OK)
        return status;
    block->size = used;
    if (reader->end)
        block->data[used] = '\n'; /* a line end for libcsv behind a last record that has none */
    block->sequence = reader->sequence++;
    reader->line += block->row_count + block->break_count;
    return block->quotes ? ar_csv_ready(block, error) : AR_OK;
}

/* Once a block has failed, so do all that follow. */
static enum ar_status take(struct ar_csv_reader *reader, struct ar_csv_block *block, struct ar_error *error)
{
    enum ar_status status = reader->failed;
    if (status == AR_OK)
        status = reader->failed = read_block(reader, block, &reader->error);
    if (status != AR_OK) {
        block->row_count = block->next = 0;
        if (status != AR_END && error != NULL)
            *error = reader->error;
    }
    return status;
}

enum ar_status ar_csv_take(struct ar_csv_reader *reader, struct ar_csv_block *block, struct ar_error *error)
{
    pthread_mutex_lock(&reader->mutex);
    enum ar_status status = take(reader, block, error);
    uint64_t bytes = ar_decoder_bytes(reader->decoder);
    if (reader->options.progress != NULL && bytes > reader->bytes)
        reader->options.progress(reader->options.context, bytes - reader->bytes);
    reader->bytes = bytes;
    pthread_mutex_unlock(&reader->mutex);
    return status;
}

enum ar_status ar_csv_next(struct ar_csv_reader *reader, struct ar_csv_record *record, struct ar_error *error)
{
    for (;;) {
        enum ar_status status = ar_csv_block_next(&reader->block, record, error);
        if (AR_LIKELY(status != AR_END))
            return status;
        status = ar_csv_take(reader, &reader->block, error);
        if (status != AR_OK)
            return status;
    }
}
