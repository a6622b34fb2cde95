/* SPDX-License-Identifier: MIT */
/* One pass over a block of CSV: where the fields and records end. Quotes are followed as long as each one stands where
   RFC 4180 has it; at the first that does not, libcsv says where the record ends and the pass goes on behind it. */
#include "base/memory.h"
#include "import/csv_parts.h"

#include <stdlib.h>

#define STRETCH ((size_t)4096) /* bytes indexed between two looks at the room that is left */
#define ROOM (STRETCH + 2 * AR_SCAN_BLOCK)

/* What a run over the data carries from one 64 bytes to the next; each is bit 0 of the next mask. */
struct carry {
    uint64_t inside; /* in quotes: all ones or 0 */
    uint64_t open; /* the byte before allows a quote to open here: a delimiter, a line end, a closing quote (doubled) */
    uint64_t closed; /* the byte before is a closing quote */
};

struct masks {
    uint64_t ends; /* delimiters and line ends outside quotes */
    uint64_t rows; /* the line ends among them; of CR LF the LF */
    uint64_t breaks; /* line ends in quotes */
    uint64_t doubled; /* second quotes of pairs that stand for one */
    uint64_t odd; /* quotes, or bytes behind a quote, that are out of place; only the first means anything */
    uint64_t quotes;
};

/* Bit i is the parity of bits 0..i. */
static inline uint64_t parity(uint64_t bits)
{
    bits ^= bits << 1;
    bits ^= bits << 2;
    bits ^= bits << 4;
    bits ^= bits << 8;
    bits ^= bits << 16;
    return bits ^ bits << 32;
}

static inline void keep_before(struct masks *masks, uint64_t bit)
{
    masks->ends &= bit - 1;
    masks->rows &= bit - 1;
    masks->breaks &= bit - 1;
    masks->doubled &= bit - 1;
}

static inline __attribute__((always_inline)) void quoted(struct masks *out, struct carry *carry, uint64_t quotes,
                                                         uint64_t delimiters, uint64_t returns)
{
    uint64_t inside = parity(quotes) ^ carry->inside; /* from an opening quote to before the closing one */
    uint64_t opening = quotes & inside, closing = quotes & ~inside;
    out->breaks = out->rows & inside;
    out->rows &= ~inside;
    out->ends = (delimiters & ~inside) | out->rows;
    out->doubled = opening & (closing << 1 | carry->closed);
    uint64_t may_open = out->ends | closing;
    out->odd = opening & ~(may_open << 1 | carry->open);
    out->odd |= (closing << 1 | carry->closed) & ~(out->ends | (returns & ~inside) | opening);
    carry->inside = (uint64_t)0 - (inside >> 63);
    carry->open = may_open >> 63;
    carry->closed = closing >> 63;
}

/* The masks of the 64 bytes at p, of which `valid` count. */
static inline __attribute__((always_inline)) void look(struct masks *out, struct carry *carry, const char *p,
                                                       uint64_t valid, const struct ar_csv_options *options,
                                                       const bool wide)
{
    uint64_t delimiters = ar_scan(p, options->delimiter, wide) & valid;
    uint64_t feeds = ar_scan(p, '\n', wide) & valid, returns = ar_scan(p, '\r', wide) & valid;
    uint64_t quotes = ar_scan(p, options->quote, wide) & (options->quoting == AR_CSV_NONE ? 0 : valid);
    uint64_t feed_next = (uint64_t)(p[AR_SCAN_BLOCK] == '\n') << 63;
    out->rows = feeds | (returns & ~(feeds >> 1 | feed_next));
    out->quotes = quotes;
    if ((quotes | carry->inside | carry->closed) != 0) {
        quoted(out, carry, quotes, delimiters, returns);
        out->odd &= valid;
        return;
    }
    out->ends = delimiters | out->rows;
    out->breaks = out->doubled = out->odd = 0;
    carry->open = out->ends >> 63;
}

static enum ar_status make_room(struct ar_csv_block *block, struct ar_error *error)
{
    size_t unfinished = block->row_count ? block->rows[block->row_count - 1] + 1 : 0;
    if (block->end_count - unfinished > AR_CSV_FIELDS_MAX) {
        ar_error_set(error, AR_BAD_DATA, "more than %d fields in a record", AR_CSV_FIELDS_MAX);
        ar_error_place(error, block->reader->label, block->line + block->row_count + block->break_count);
        if (error != NULL)
            error->fatal = true;
        return AR_BAD_DATA;
    }
    if (ar_grow(&block->ends, &block->ends_capacity, block->end_count + ROOM, sizeof *block->ends) ||
        ar_grow(&block->rows, &block->rows_capacity, block->row_count + ROOM, sizeof *block->rows) ||
        ar_grow(&block->breaks, &block->breaks_capacity, block->break_count + ROOM, sizeof *block->breaks) ||
        ar_grow(&block->doubled, &block->doubled_capacity, block->doubled_count + ROOM, sizeof *block->doubled))
        return ar_error_memory(error);
    return AR_OK;
}

/* Where the next entries of the index go, kept apart from the block so that it stays in registers. */
struct cursor {
    uint32_t *ends, *rows, *breaks, *doubled;
    const uint32_t *all; /* the block's ends[] */
};

static inline struct cursor open_cursor(const struct ar_csv_block *block)
{
    return (struct cursor){block->ends + block->end_count, block->rows + block->row_count,
                           block->breaks + block->break_count, block->doubled + block->doubled_count,
                           .all = block->ends};
}

static inline void close_cursor(struct ar_csv_block *block, const struct cursor *cursor)
{
    block->end_count = (size_t)(cursor->ends - block->ends);
    block->row_count = (size_t)(cursor->rows - block->rows);
    block->break_count = (size_t)(cursor->breaks - block->breaks);
    block->doubled_count = (size_t)(cursor->doubled - block->doubled);
}

/* Appends the masks to the index. Eight ends are written whether there are so many or not: it spares a branch that
   cannot be predicted, and make_room sees to the space. */
static inline __attribute__((always_inline)) void append(struct cursor *cursor, const struct masks *masks, size_t base,
                                                         const bool wide)
{
    uint32_t *ends = cursor->ends;
    uint64_t bits = masks->ends, rows = masks->rows;
    int count = __builtin_popcountll(bits);
    do { /* once for nothing when there is no line end, the usual case being none or one */
        uint64_t before = bits & ((rows & ((uint64_t)0 - rows)) - 1);
        *cursor->rows = (uint32_t)(ends - cursor->all) + (uint32_t)__builtin_popcountll(before);
        cursor->rows += rows != 0;
        rows &= rows - 1;
    } while (AR_UNLIKELY(rows != 0));
    cursor->ends += count;
    do {
#pragma GCC unroll 8
        for (int i = 0; i < 8; i++) {
            uint32_t end = (uint32_t)base + ar_scan_first(bits, wide);
            __asm__("" : "+r"(end)); /* eight stores, please: gathering them into vectors takes longer */
            ends[i] = end;
            bits &= bits - 1;
        }
        ends += 8;
    } while (AR_UNLIKELY(bits != 0));
}

static inline __attribute__((always_inline)) uint32_t *append_rare(uint32_t *to, uint64_t bits, size_t base)
{
    for (; AR_UNLIKELY(bits != 0); bits &= bits - 1)
        *to++ = (uint32_t)base + ar_scan_first_plain(bits);
    return to;
}

/* Indexes from a record's start up to `size`, or up to the first quote out of place: *odd tells of which it was. */
static inline __attribute__((always_inline)) enum ar_status run(struct ar_csv_block *block, size_t from, size_t size,
                                                                bool *odd, bool *inside, struct ar_error *error,
                                                                const bool wide)
{
    const struct ar_csv_options options = block->reader->options;
    struct carry carry = {.open = 1};
    uint64_t quotes = 0;
    *odd = false;
    for (size_t at = from; at < size && !*odd;) {
        enum ar_status status = make_room(block, error);
        if (status != AR_OK)
            return status;
        struct cursor cursor = open_cursor(block);
        size_t stop = size - at < STRETCH ? size : at + STRETCH;
        for (; at < stop && !*odd; at += AR_SCAN_BLOCK) {
            struct masks masks;
            uint64_t valid = size - at < AR_SCAN_BLOCK ? ((uint64_t)1 << (size - at)) - 1 : ~(uint64_t)0;
            look(&masks, &carry, block->data + at, valid, &options, wide);
            quotes |= masks.quotes;
            if (AR_UNLIKELY(masks.odd != 0)) {
                keep_before(&masks, masks.odd & ((uint64_t)0 - masks.odd));
                *odd = true;
            }
            append(&cursor, &masks, at, wide);
            if (masks.quotes | carry.inside) {
                cursor.breaks = append_rare(cursor.breaks, masks.breaks, at);
                cursor.doubled = append_rare(cursor.doubled, masks.doubled, at);
            }
        }
        close_cursor(block, &cursor);
    }
    *inside = carry.inside != 0;
    block->quotes |= quotes != 0;
    return AR_OK;
}

AR_SCAN_WIDE static enum ar_status run_wide(struct ar_csv_block *block, size_t from, size_t size, bool *odd,
                                            bool *inside, struct ar_error *error)
{
    return run(block, from, size, odd, inside, error, true);
}

static enum ar_status run_plain(struct ar_csv_block *block, size_t from, size_t size, bool *odd, bool *inside,
                                struct ar_error *error)
{
    return run(block, from, size, odd, inside, error, false);
}

size_t ar_csv_line_end(const char *data, size_t at, size_t size)
{
    for (; at < size; at += AR_SCAN_BLOCK) {
        uint64_t bits = ar_scan_plain(data + at, '\n') | ar_scan_plain(data + at, '\r');
        if (bits != 0) {
            at += (size_t)__builtin_ctzll(bits);
            return at < size ? at : size;
        }
    }
    return size;
}

size_t ar_csv_quote_opened(const struct ar_csv_block *block, size_t start, size_t fault)
{
    const char *data = block->data;
    char quote = block->reader->options.quote;
    size_t opened = start;
    bool inside = false;
    for (size_t at = start; at < block->size && at <= fault; at++) {
        if (data[at] != quote)
            continue;
        inside = !inside;
        if (inside && (at == start || data[at - 1] != quote))
            opened = at;
    }
    return opened;
}

/* Drops what the pass had found of the record that starts at `start`. */
static void drop_unfinished(struct ar_csv_block *block, size_t start)
{
    block->end_count = block->row_count ? block->rows[block->row_count - 1] + 1 : 0;
    while (block->break_count > 0 && block->breaks[block->break_count - 1] >= start)
        block->break_count--;
    while (block->doubled_count > 0 && block->doubled[block->doubled_count - 1] >= start)
        block->doubled_count--;
}

/* Adds the record at `start`, which ends at `end`, as one that libcsv judges whole. */
static enum ar_status add_odd(struct ar_csv_block *block, size_t start, size_t end, struct ar_error *error)
{
    for (size_t at = start; (at = ar_csv_line_end(block->data, at, end)) < end; at++) {
        if (block->data[at] == '\r' && block->data[at + 1] == '\n') {
            if (at + 1 == end)
                break; /* the record's own end */
            at++;
        }
        if (ar_grow(&block->breaks, &block->breaks_capacity, block->break_count + 1, sizeof *block->breaks))
            return ar_error_memory(error);
        block->breaks[block->break_count++] = (uint32_t)at;
    }
    if (ar_grow(&block->odd, &block->odd_capacity, block->odd_count + 1, sizeof *block->odd))
        return ar_error_memory(error);
    enum ar_status status = make_room(block, error);
    if (status != AR_OK)
        return status;
    block->odd[block->odd_count++] = (uint32_t)block->row_count;
    block->rows[block->row_count++] = (uint32_t)block->end_count;
    block->ends[block->end_count++] = (uint32_t)end;
    return AR_OK;
}

/* Ends the lists that are walked beside the records. */
static enum ar_status add_sentinels(struct ar_csv_block *block, struct ar_error *error)
{
    if (ar_grow(&block->breaks, &block->breaks_capacity, block->break_count + 1, sizeof *block->breaks) ||
        ar_grow(&block->doubled, &block->doubled_capacity, block->doubled_count + 1, sizeof *block->doubled) ||
        ar_grow(&block->odd, &block->odd_capacity, block->odd_count + 1, sizeof *block->odd))
        return ar_error_memory(error);
    block->breaks[block->break_count] = UINT32_MAX;
    block->doubled[block->doubled_count] = UINT32_MAX;
    block->odd[block->odd_count] = UINT32_MAX;
    return AR_OK;
}

static size_t unfinished_start(const struct ar_csv_block *block)
{
    return block->row_count ? (size_t)block->ends[block->rows[block->row_count - 1]] + 1 : 0;
}

enum ar_status ar_csv_index(struct ar_csv_block *block, bool end, size_t *used, bool *inside, struct ar_error *error)
{
    size_t size = block->size, start = 0;
    enum ar_status status = AR_OK;
    bool odd = false, cut = false;
    block->end_count = block->row_count = block->break_count = 0;
    block->doubled_count = block->odd_count = 0;
    block->quotes = *inside = false;
    if (!end && size > 0 && block->data[size - 1] == '\r')
        size--; /* whether an LF follows is not known yet */
    bool wide = ar_scan_has_wide() && !block->reader->options.narrow;
    while (status == AR_OK && start < size && !cut) {
        status = (wide ? run_wide : run_plain)(block, start, size, &odd, inside, error);
        start = unfinished_start(block);
        if (status != AR_OK || start >= size)
            break;
        if (!odd && !(end && *inside)) {
            if (end && (status = make_room(block, error)) == AR_OK) { /* the end of the file ends a record, too */
                block->rows[block->row_count++] = (uint32_t)block->end_count;
                block->ends[block->end_count++] = (uint32_t)size;
                start = size;
            }
            break;
        }
        struct ar_csv_verdict verdict;
        drop_unfinished(block, start);
        status = ar_csv_judge(block, start, size, end, NULL, NULL, &verdict, error);
        cut = status == AR_OK && verdict.more;
        *inside = false;
        if (status == AR_OK && !cut && (status = add_odd(block, start, verdict.end, error)) == AR_OK)
            start = verdict.end + 1;
    }
    if (start < size)
        drop_unfinished(block, start);
    *used = start < size ? start : size;
    return status == AR_OK ? add_sentinels(block, error) : status;
}
