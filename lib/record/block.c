/* SPDX-License-Identifier: MIT */
/* A block of lines: surveyed, indexed in one pass, and taken apart row by row. */
#include "record/block.h"
#include "base/memory.h"
#include "base/scan.h"
#include "record/escape.h"

#include <assert.h>
#include <stdlib.h>

typedef uint8_t vector __attribute__((vector_size(32)));

static inline __attribute__((always_inline)) bool is_any(const vector *lanes)
{
    uint64_t words[sizeof *lanes / 8], any = 0;
    memcpy(words, lanes, sizeof words);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        any |= words[i];
    return any != 0;
}

/* Lines are counted lane by lane, in pieces of as much as a lane can count. */
static inline __attribute__((always_inline)) struct ar_survey survey(const char *data, size_t size)
{
    enum { STEP = 2 * sizeof(vector) };
    static_assert(AR_PIECE % STEP == 0 && AR_PIECE / STEP <= UINT8_MAX / 2, "a lane counts two bytes a step");
    struct ar_survey found = {0};
    vector returns = {0}, a, b;
    uint8_t lanes[sizeof a];
    const char *at = data, *end = data + size - size % STEP;
    while (at < end) {
        vector lines = {0}, escapes = {0};
        const char *piece = at;
        for (const char *stop = (size_t)(end - at) > AR_PIECE ? at + AR_PIECE : end; at < stop; at += STEP) {
            memcpy(&a, at, sizeof a);
            memcpy(&b, at + sizeof a, sizeof b);
            lines -= (vector)(a == '\n') + (vector)(b == '\n');
            returns |= (vector)(a == '\r') | (vector)(b == '\r');
            escapes |= (vector)(a == '\\') | (vector)(b == '\\');
        }
        memcpy(lanes, &lines, sizeof lanes);
        for (size_t i = 0; i < sizeof lanes; i++)
            found.lines += lanes[i];
        found.escapes |= is_any(&escapes) ? ar_piece_bit((size_t)(piece - data)) : 0;
    }
    found.returns = is_any(&returns);
    for (; at < data + size; at++) {
        found.lines += *at == '\n';
        found.returns |= *at == '\r';
        found.escapes |= *at == '\\' ? ar_piece_bit((size_t)(at - data)) : 0;
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

/* Indexes from `at` on until done or until ends[] is nearly full. */
struct indexing {
    const char *data;
    size_t size, at;
    uint32_t *ends;
    size_t used, limit;
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
    const char *data = to->data;
    uint32_t *ends = to->ends;
    size_t at = to->at, used = to->used;
    while (at < to->size && used <= to->limit) {
        size_t room = to->limit - used + 1; /* as many bytes have no more ends */
        size_t stop = room < to->size - at ? at + room : to->size;
        for (; at < stop; at += AR_SCAN_BLOCK) {
            uint64_t bits = ar_scan_either(data + at, '\t', '\n', wide);
            put_positions(ends + used, (uint32_t)at, bits, wide);
            used += (size_t)__builtin_popcountll(bits);
        }
    }
    to->at = at;
    to->used = used;
}

AR_SCAN_WIDE static void index_wide(struct indexing *to)
{
    index_some(to, true);
}

static void index_plain(struct indexing *to)
{
    index_some(to, false);
}

/* Nearly every block is: then the place of a record in ends[] needs no looking up. */
static bool is_even(const struct ar_block *block, size_t ends)
{
    const char *data = block->data;
    bool odd = data[0] == '#';
    if (ends != block->row_count * block->columns)
        return false;
    for (size_t i = block->columns; i <= ends; i += block->columns) {
        const char *end = data + block->ends[i];
        odd |= (end[0] != '\n') | (end[1] == '#');
    }
    return !odd;
}

static enum ar_status find_rows(struct ar_block *block, size_t ends)
{
    if (ar_grow(&block->rows, &block->rows_capacity, block->row_count + 2, sizeof *block->rows) != AR_OK)
        return AR_FAILED;
    block->rows[0] = 0;
    for (size_t i = 1, row = 1; i <= ends; i++) {
        block->rows[row] = (uint32_t)i;
        row += block->data[block->ends[i]] == '\n';
    }
    return AR_OK;
}

enum ar_status ar_block_index(struct ar_block *block)
{
    const size_t slack = 2 * AR_SCAN_BLOCK + 16; /* what a last step may add, and rubbish */
    struct indexing to = {.data = block->data, .size = block->size, .used = 1};
    memset(block->data + block->size, 0, AR_SCAN_BLOCK); /* nothing to be found there */
    do {
        if (ar_grow(&block->ends, &block->ends_capacity, to.used + slack + block->size / 16, sizeof *block->ends) !=
            AR_OK)
            return AR_FAILED;
        to.ends = block->ends;
        to.limit = block->ends_capacity - slack;
        if (ar_scan_has_wide())
            index_wide(&to);
        else
            index_plain(&to);
    } while (to.at < to.size);
    block->ends[0] = UINT32_MAX; /* so that every record begins one behind the end before it */
    block->even = is_even(block, to.used - 1);
    if (!block->even && find_rows(block, to.used - 1) != AR_OK)
        return AR_FAILED;
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
    const char *at = NULL;
    while (at == NULL && block->escapes != 0 && from < block->size) {
        size_t stop = from - from % AR_PIECE + AR_PIECE;
        if (stop > block->size)
            stop = block->size;
        if (block->escapes & ar_piece_bit(from))
            at = memchr(block->data + from, '\\', stop - from);
        from = stop;
    }
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
        uint32_t before = block->even ? (uint32_t)r * block->columns : block->rows[r];
        uint32_t last = block->even ? before + block->columns : block->rows[r + 1];
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

size_t ar_block_run(const struct ar_block *block, size_t most, const uint32_t **ends)
{
    size_t left = block->row_count - block->next, count = 0;
    if (most > left)
        most = left;
    *ends = NULL;
    if (most == 0 || !ar_block_plain(block, block->next, ends))
        return 0;
    if (!block->even) {
        for (const uint32_t *next; ++count < most && ar_block_plain(block, block->next + count, &next);)
            continue;
        return count;
    }
    for (count = most; (*ends)[count * block->columns - 1] > block->plain;)
        count--;
    return count;
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
