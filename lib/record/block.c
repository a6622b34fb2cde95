/* SPDX-License-Identifier: MIT */
/* A block of lines: surveyed, indexed in one pass, and taken apart row by row. */
#include "record/block.h"
#include "base/memory.h"
#include "base/scan.h"
#include "record/escape.h"

#include <stdlib.h>

typedef uint8_t vector __attribute__((vector_size(32)));

/* Lines are counted lane by lane, as often as a lane can hold. */
static inline __attribute__((always_inline)) struct ar_survey survey(const char *data, size_t size)
{
    enum { STEP = 2 * sizeof(vector), MOST = UINT8_MAX / 2 * STEP };
    struct ar_survey found = {0};
    vector returns = {0}, escapes = {0}, a, b;
    uint8_t lanes[sizeof a], others[sizeof a];
    const char *at = data, *end = data + size - size % STEP;
    while (at < end) {
        vector lines = {0};
        for (const char *stop = end - at > MOST ? at + MOST : end; at < stop; at += STEP) {
            memcpy(&a, at, sizeof a);
            memcpy(&b, at + sizeof a, sizeof b);
            lines -= (vector)(a == '\n') + (vector)(b == '\n');
            returns |= (vector)(a == '\r') | (vector)(b == '\r');
            escapes |= (vector)(a == '\\') | (vector)(b == '\\');
        }
        memcpy(lanes, &lines, sizeof lanes);
        for (size_t i = 0; i < sizeof lanes; i++)
            found.lines += lanes[i];
    }
    memcpy(lanes, &returns, sizeof lanes);
    memcpy(others, &escapes, sizeof others);
    for (size_t i = 0; i < sizeof lanes; i++) {
        found.returns |= lanes[i] != 0;
        found.escapes |= others[i] != 0;
    }
    for (; at < data + size; at++) {
        found.lines += *at == '\n';
        found.returns |= *at == '\r';
        found.escapes |= *at == '\\';
    }
    return found;
}

AR_SCAN_WIDE static struct ar_survey survey_wide(const char *data, size_t size)
{
    return survey(data, size);
}

static struct ar_survey survey_plain(const char *data, size_t size)
{
    return survey(data, size);
}

struct ar_survey ar_block_survey(const char *data, size_t size)
{
    return ar_scan_has_wide() ? survey_wide(data, size) : survey_plain(data, size);
}

size_t ar_block_drop_returns(char *data, size_t size, bool *left)
{
    char *out = data;
    const char *from = data, *end = data + size, *at;
    *left = false;
    while ((at = memchr(from, '\r', (size_t)(end - from))) != NULL) {
        bool line_end = at + 1 < end && at[1] == '\n';
        size_t keep = (size_t)(at - from) + !line_end;
        memmove(out, from, keep);
        out += keep;
        from = at + 1;
        *left |= !line_end;
    }
    memmove(out, from, (size_t)(end - from));
    return (size_t)(out - data) + (size_t)(end - from);
}

enum ar_status ar_block_reserve(struct ar_block *block, size_t size)
{
    if (size + AR_SCAN_BLOCK <= block->capacity)
        return AR_OK;
    char *data = aligned_alloc(64, (size + 2 * AR_SCAN_BLOCK) & ~(size_t)63);
    if (data == NULL)
        return AR_FAILED;
    memcpy(data, block->data ? block->data : "", block->size);
    free(block->data);
    block->data = data;
    block->capacity = (size + 2 * AR_SCAN_BLOCK) & ~(size_t)63;
    memset(data + block->capacity - AR_SCAN_BLOCK, 0, AR_SCAN_BLOCK);
    return AR_OK;
}

/* Indexes from *i on until done or until ends[] or rows[] is nearly full; positions go eight at a time, whether there
   are that many or not: room for them is part of the bound. */
struct indexing {
    const char *data;
    size_t size, at;
    uint32_t *ends, *rows;
    size_t ends_used, rows_used, ends_limit, rows_limit;
};

/* at + the place of each bit of `bits`, and rubbish behind them: eight at a time without a branch. */
static inline __attribute__((always_inline)) void put_positions(uint32_t *out, uint32_t at, uint64_t bits,
                                                                const bool wide)
{
#define PUT(k) out[k] = at + ar_scan_first(bits, wide), bits &= bits - 1
    PUT(0), PUT(1), PUT(2), PUT(3), PUT(4), PUT(5), PUT(6), PUT(7);
    if (bits != 0)
        PUT(8), PUT(9), PUT(10), PUT(11), PUT(12), PUT(13), PUT(14), PUT(15);
    for (out += 16; AR_UNLIKELY(bits != 0); out++)
        PUT(0);
#undef PUT
}

static inline __attribute__((always_inline)) void index_some(struct indexing *to, const bool wide)
{
    size_t at = to->at, ends_used = to->ends_used, rows_used = to->rows_used;
    while (at < to->size && ends_used <= to->ends_limit && rows_used <= to->rows_limit) {
        uint64_t valid = to->size - at < AR_SCAN_BLOCK ? (UINT64_C(1) << (to->size - at)) - 1 : UINT64_MAX;
        uint64_t lines = ar_scan(to->data + at, '\n', wide) & valid;
        uint64_t both = lines | (ar_scan(to->data + at, '\t', wide) & valid);
        /* Mostly none or one, and which of them cannot be predicted: the first is put down in any case. */
        uint64_t before = (lines & (0 - lines)) - 1;
        to->rows[rows_used] = (uint32_t)(ends_used + (size_t)__builtin_popcountll(both & before));
        rows_used += lines != 0;
        for (uint64_t left = lines & (lines - 1); AR_UNLIKELY(left != 0); left &= left - 1) {
            before = (left & (0 - left)) - 1;
            to->rows[rows_used++] = (uint32_t)(ends_used + (size_t)__builtin_popcountll(both & before));
        }
        put_positions(to->ends + ends_used, (uint32_t)at, both, wide);
        ends_used += (size_t)__builtin_popcountll(both);
        at += AR_SCAN_BLOCK;
    }
    to->at = at;
    to->ends_used = ends_used;
    to->rows_used = rows_used;
}

AR_SCAN_WIDE static void index_wide(struct indexing *to)
{
    index_some(to, true);
}

static void index_plain(struct indexing *to)
{
    index_some(to, false);
}

enum ar_status ar_block_index(struct ar_block *block)
{
    const size_t slack = AR_SCAN_BLOCK + 8;
    struct indexing to = {.data = block->data, .size = block->size, .ends_used = 1, .rows_used = 1};
    do {
        if (ar_grow(&block->ends, &block->ends_capacity, to.ends_used + 2 * slack + block->size / 16, 4) != AR_OK ||
            ar_grow(&block->rows, &block->rows_capacity, to.rows_used + 2 * slack + block->size / 128, 4) != AR_OK)
            return AR_FAILED;
        to.ends = block->ends;
        to.rows = block->rows;
        to.ends_limit = block->ends_capacity - slack;
        to.rows_limit = block->rows_capacity - slack;
        if (ar_scan_has_wide())
            index_wide(&to);
        else
            index_plain(&to);
    } while (to.at < to.size);
    block->ends[0] = UINT32_MAX; /* so that every record begins one behind the end before it */
    block->rows[0] = 0;
    block->row_count = to.rows_used - 1;
    ar_block_rewind(block);
    if (!block->escapes)
        return AR_OK;
    return ar_grow(&block->scratch, &block->scratch_capacity, block->size, 1);
}

void ar_block_free(struct ar_block *block)
{
    free(block->data);
    free(block->scratch);
    free(block->ends);
    free(block->rows);
    *block = (struct ar_block){0};
}

/* The rare rows: a comment, a stray seal, a wrong number of fields, a raw CR, a backslash. */
static enum ar_status check_row(struct ar_block *block, struct ar_row *row, unsigned fields, struct ar_error *error)
{
    struct ar_text line = ar_row_line(row);
    if (line.size > 0 && line.at[0] == '#') {
        bool seal = ar_text_starts(line, AR_TEXT("#seal\t"));
        ar_error_set(error, AR_BAD_DATA,
                     seal ? "records follow the seal" : "a line beginning with '#' that is no seal");
        ar_error_value(error, line);
        if (error)
            error->fatal = true;
    } else if (line.size > AR_RECORD_MAX) {
        ar_error_set(error, AR_BAD_DATA, "record longer than 16 MiB");
    } else if (fields != block->columns) {
        ar_error_set(error, AR_BAD_DATA, "%u fields where the header has %u", fields, block->columns);
    } else if (memchr(line.at, '\r', line.size) != NULL) {
        ar_error_set(error, AR_BAD_DATA, "a raw carriage return inside the record");
    } else {
        row->escapes = memchr(line.at, '\\', line.size) != NULL;
        uint32_t from = row->start;
        size_t size;
        for (unsigned i = 0; row->escapes && i < fields; from = row->ends[i++] + 1) {
            struct ar_text field = {block->data + from, row->ends[i] - from};
            if (!ar_unescape(block->scratch + from, &size, field, i == 0)) {
                ar_error_set(error, AR_BAD_DATA, "field %u has an escape that the stream does not know", i + 1);
                ar_error_value(error, field);
                ar_error_place(error, block->input->label, row->line);
                return AR_BAD_DATA;
            }
        }
        return AR_OK;
    }
    ar_error_place(error, block->input->label, row->line);
    return AR_BAD_DATA;
}

/* Where the next row is that needs a look at each of its bytes. */
static void look_ahead(struct ar_block *block, size_t from)
{
    if (block->returns || block->table || block->size > AR_RECORD_MAX) {
        block->plain = 0;
        return;
    }
    const char *at = block->escapes ? memchr(block->data + from, '\\', block->size - from) : NULL;
    block->plain = at ? (size_t)(at - block->data) : block->size;
}

void ar_block_rewind(struct ar_block *block)
{
    block->next = 0;
    look_ahead(block, 0);
}

enum ar_status ar_block_next_slow(struct ar_block *block, struct ar_row *row, struct ar_error *error)
{
    while (block->next < block->row_count) {
        size_t r = block->next++;
        uint32_t before = block->rows[r], last = block->rows[r + 1];
        *row = (struct ar_row){.block = block, .ends = block->ends + before + 1, .line = block->line + r};
        row->start = block->ends[before] + 1;
        row->size = block->ends[last] - row->start;
        const char *line = block->data + row->start;
        if (block->table && row->size >= 2 && line[0] == '#' && line[1] == ' ')
            continue;
        if (block->ignore_seals && ar_text_starts(ar_row_line(row), AR_TEXT("#seal\t")))
            continue;
        if (block->ends[last] > block->plain)
            look_ahead(block, block->ends[last]);
        return check_row(block, row, last - before, error);
    }
    return AR_END;
}

struct ar_text ar_row_decode(const struct ar_row *row, int column)
{
    struct ar_text field = ar_row_encoded(row, column);
    if (field.size == 0 || memchr(field.at, '\\', field.size) == NULL)
        return field;
    size_t offset = (size_t)(field.at - row->block->data), size = 0;
    char *out = row->block->scratch + offset;
    bool known = ar_unescape(out, &size, field, offset == row->start);
    return known ? (struct ar_text){out, size} : field; /* ar_block_next has checked it */
}

enum ar_status ar_row_error(const struct ar_row *row, const struct ar_header *header, int column,
                            struct ar_error *error)
{
    if (error == NULL)
        return AR_BAD_DATA;
    if (column >= 0) {
        ar_error_column(error, header->names[column]);
        ar_error_value(error, ar_row_get(row, column));
    }
    ar_error_place(error, row->block->input->label, row->line);
    return error->status;
}
