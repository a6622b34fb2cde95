/* SPDX-License-Identifier: MIT */
/* The short way for what most columns are: one field that stands in the export as it will stand in the stream. Whatever
   is not exactly so is left to convert_row.c, which also finds the words for what is wrong. */
#include "import/convert_fast.h"
#include "base/scan.h"

#include <stdlib.h>

enum { LANES = 32 };
typedef uint8_t lanes __attribute__((vector_size(LANES)));

/* The first `size` lanes all ones: from LANES - size on. */
static const uint8_t beginning[2 * LANES] = {
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
};

/* Copies `size` bytes and more, up to whole lanes: the reader's blocks are padded and so is the room. With `several`
   fields in a row each delimiter is one that ends a field, and becomes a TAB. False when a byte needs an escape: TAB,
   LF, CR and a backslash do; 0x0b and 0x0c come along. */
static inline __attribute__((always_inline)) bool copy(char *out, const char *at, size_t size, char delimiter,
                                                       bool several)
{
    const lanes delimiters = (lanes){0} + (uint8_t)delimiter, ends = (lanes){0} - (uint8_t)several;
    union {
        lanes all;
        uint64_t words[LANES / 8];
    } found = {.all = {0}};
    lanes bytes, last;
    for (;; at += LANES, out += LANES, size -= LANES) {
        memcpy(&bytes, at, LANES);
        lanes end = (lanes)(bytes == delimiters) & ends;
        lanes special = ((lanes)((lanes)(bytes - '\t') <= 4) | (lanes)(bytes == '\\')) & ~end;
        bytes = (bytes & ~end) | (end & '\t');
        memcpy(out, &bytes, LANES);
        if (size <= LANES) {
            memcpy(&last, beginning + LANES - size, LANES);
            found.all |= special & last;
            return (found.words[0] | found.words[1] | found.words[2] | found.words[3]) == 0;
        }
        found.all |= special;
    }
}

static inline __attribute__((always_inline)) bool is_word(const struct ar_fast_words *words, struct ar_text text)
{
    uint64_t word;
    memcpy(&word, text.at, sizeof word);
    if (AR_UNLIKELY(text.size - 1 >= sizeof word))
        return false;
    word &= UINT64_MAX >> (64 - 8 * text.size);
    for (unsigned i = 0; i < words->count; i++)
        if (word == words->words[i])
            return true;
    return false;
}

static inline __attribute__((always_inline)) bool is_amount(struct ar_currency currency, struct ar_text text)
{
    int64_t unused, amount;
    if (AR_UNLIKELY(currency.code == 0))
        return false;
    unsigned digits = ar_currency_digits(currency);
    return AR_LIKELY(ar_amount_parse_short(&unused, text, digits)) ||
           ar_amount_parse_slow(&amount, text, digits, NULL) == AR_OK;
}

/* The fields of a record: apart already, or in a block by where they end. */
struct source {
    const struct ar_text *fields; /* NULL: */
    const char *data;
    const uint32_t *ends; /* ends[-1] is the end of the record before */
    int quote; /* around fields; -1: there is none */
};

static inline __attribute__((always_inline)) struct ar_text field_of(const struct source *source, unsigned field)
{
    if (source->fields != NULL)
        return source->fields[field];
    const uint32_t *end = source->ends + field;
    uint32_t from = end[-1] + 1;
    size_t quoted = source->quote >= 0 && source->data[from] == (char)source->quote; /* counted, see csv_record.c */
    return (struct ar_text){source->data + from + quoted, *end - from - 2 * quoted};
}

/* Is every field of the stretch one that may be copied as it is? */
static inline __attribute__((always_inline)) bool holds(const struct ar_fast *fast, const struct source *source,
                                                        struct ar_currency currency)
{
    for (const unsigned *it = fast->filled, *end = it + fast->filled_count; it < end; it++)
        if (AR_UNLIKELY(field_of(source, *it).size == 0))
            return false;
    for (const struct ar_fast_words *it = fast->words, *end = it + fast->word_count; it < end; it++) {
        struct ar_text text = field_of(source, it->field);
        if (AR_UNLIKELY(!is_word(it, text)) && !(text.size == 0 && it->optional))
            return false;
    }
    for (const struct ar_fast_field *it = fast->dates, *end = it + fast->date_count; it < end; it++) {
        struct ar_text text = field_of(source, it->field);
        if (AR_UNLIKELY(!ar_date_is_valid(text)) && !(text.size == 0 && it->optional))
            return false;
    }
    for (const struct ar_fast_field *it = fast->amounts, *end = it + fast->amount_count; it < end; it++) {
        struct ar_text text = field_of(source, it->field);
        if (AR_UNLIKELY(!is_amount(currency, text)) && !(text.size == 0 && it->optional))
            return false;
    }
    return true;
}

/* The fields of a piece, in one go as far as nothing but a delimiter lies between them. NULL when one is not plain. */
static inline __attribute__((always_inline)) char *
put_fields(const struct ar_csv_record *record, const struct ar_fast_piece *piece, char delimiter, char *out)
{
    const struct ar_text *fields = record->fields;
    for (unsigned at = piece->field, last; at <= piece->last; at = last + 1) {
        uint64_t apart = at + 1 < 64 ? record->apart >> (at + 1) | (uint64_t)1 << (63 - at - 1) : 1;
        last = at + (unsigned)__builtin_ctzll(apart);
        last = last < piece->last ? last : piece->last;
        size_t size = (size_t)(fields[last].at + fields[last].size - fields[at].at);
        if (AR_UNLIKELY(!copy(out, fields[at].at, size, delimiter, last > at)))
            return NULL;
        out += size;
        *out++ = '\t';
    }
    return out;
}

static inline __attribute__((always_inline)) bool put(struct ar_row_maker *maker, const struct ar_fast *fast)
{
    const char delimiter = maker->plan->profile->separator;
    char *out = maker->out.at + maker->out.size;
    const struct source source = {.fields = maker->record->fields};
    if (AR_UNLIKELY(!holds(fast, &source, maker->currency)))
        return false;
    for (unsigned i = 0; i < fast->piece_count; i++) {
        const struct ar_fast_piece *piece = &fast->pieces[i];
        if (piece->constant.at != NULL) {
            memcpy(out, piece->constant.at, piece->constant.size);
            out += piece->constant.size;
            *out++ = '\t';
        } else if (AR_UNLIKELY((out = put_fields(maker->record, piece, delimiter, out)) == NULL)) {
            return false;
        }
    }
    if (AR_UNLIKELY(fast->first && maker->out.at[maker->out.size] == '#'))
        return false;
    maker->out.size = (size_t)(out - maker->out.at);
    return true;
}

AR_SCAN_WIDE static bool put_wide(struct ar_row_maker *maker, const struct ar_fast *fast)
{
    return put(maker, fast);
}

static bool put_plain(struct ar_row_maker *maker, const struct ar_fast *fast)
{
    return put(maker, fast);
}

bool ar_fast_put(struct ar_row_maker *maker, const struct ar_fast *fast)
{
    return ar_scan_has_wide() ? put_wide(maker, fast) : put_plain(maker, fast);
}

/* ---- runs of records that are copied whole ---- */

/* Where the next byte is that needs an escape; `size` when there is none. */
static inline __attribute__((always_inline)) size_t next_special(const char *data, size_t at, size_t size,
                                                                 const bool wide)
{
    for (; at < size; at += AR_SCAN_BLOCK) {
        uint64_t bits =
            ar_scan(data + at, '\t', wide) | ar_scan(data + at, '\r', wide) | ar_scan(data + at, '\\', wide);
        if (bits != 0)
            return at + ar_scan_first(bits, wide) < size ? at + ar_scan_first(bits, wide) : size;
    }
    return size;
}

/* LANES bytes whose delimiters become TABs where `change` is. */
static inline __attribute__((always_inline)) void copy_lanes(char *out, const char *at, char delimiter, uint8_t change)
{
    lanes bytes;
    memcpy(&bytes, at, LANES);
    lanes end = (lanes)(bytes == (lanes){0} + (uint8_t)delimiter) & ((lanes){0} + change);
    bytes = (bytes & ~end) | (end & '\t');
    memcpy(out, &bytes, LANES);
}

/* Copies whole records: delimiters outside of quotes become TABs, and quotes go. Up to 64 bytes more are read and
   written. Returns the end of what was written. */
static inline __attribute__((always_inline)) char *
copy_records(char *out, const char *at, const char *to, char delimiter, char quote, const bool quotes, const bool wide)
{
    uint8_t outside = UINT8_MAX;
    for (;;) {
        size_t left = (size_t)(to - at), size = AR_SCAN_BLOCK;
        for (size_t i = 0; i < AR_SCAN_BLOCK; i += LANES)
            copy_lanes(out + i, at + i, delimiter, outside);
        uint64_t found = quotes ? ar_scan(at, quote, wide) : 0;
        if (found != 0)
            size = ar_scan_first(found, wide); /* without a branch: where quotes stand cannot be predicted */
        if (size >= left)
            return out + left;
        out += size;
        at += size + (found != 0);
        outside ^= (uint8_t)(0 - (found != 0));
    }
}

static inline __attribute__((always_inline)) bool is_plain(const struct ar_plan *plan, const struct ar_fast *fast,
                                                           const struct source *source)
{
    struct ar_currency currency = AR_CURRENCY_NONE;
    if (plan->currency >= 0 &&
        AR_UNLIKELY(ar_currency_parse(&currency, field_of(source, plan->ops[plan->currency].field)) != AR_OK))
        return false;
    return *field_of(source, 0).at != '#' && holds(fast, source, currency);
}

static inline __attribute__((always_inline)) enum ar_status records(size_t *count, struct ar_row_maker *maker,
                                                                    struct ar_csv_block *block, size_t *plain,
                                                                    const bool quotes, const bool wide)
{
    const struct ar_plan *plan = maker->plan;
    const struct ar_fast *fast = plan->ops[0].fast;
    const size_t start = block->next_start, columns = plan->columns;
    const char delimiter = plan->profile->separator, quote = plan->profile->quote, *data = block->data;
    if (*plain <= start)
        *plain = next_special(data, start, block->size, wide);
    size_t limit = *plain, row = block->next, first = block->next_end;
    size_t rows = block->odd[block->next_odd] < block->row_count ? block->odd[block->next_odd] : block->row_count;
    limit = block->breaks[block->next_break] < limit ? block->breaks[block->next_break] : limit;
    limit = block->doubled[block->next_doubled] < limit ? block->doubled[block->next_doubled] : limit;
    for (; row < rows && first > 0; row++, first += columns) {
        const struct source source = {.data = data, .ends = block->ends + first, .quote = quotes ? quote : -1};
        size_t last = block->rows[row];
        if (last - first + 1 != columns || block->ends[last] >= limit || !is_plain(plan, fast, &source))
            break;
    }
    *count = row - block->next;
    if (*count == 0)
        return AR_OK;
    size_t end = (size_t)block->ends[first - 1] + 1;
    if (ar_buffer_reserve(&maker->out, end - start + AR_FAST_SLACK) != AR_OK)
        return AR_FAILED;
    char *out = copy_records(maker->out.at + maker->out.size, data + start, data + end, delimiter, quote, quotes, wide);
    maker->out.size = (size_t)(out - maker->out.at);
    ar_csv_block_pass(block, *count);
    return AR_OK;
}

AR_SCAN_WIDE static enum ar_status records_wide(size_t *count, struct ar_row_maker *maker, struct ar_csv_block *block,
                                                size_t *plain)
{
    return block->quotes ? records(count, maker, block, plain, true, true)
                         : records(count, maker, block, plain, false, true);
}

static enum ar_status records_plain(size_t *count, struct ar_row_maker *maker, struct ar_csv_block *block,
                                    size_t *plain)
{
    return block->quotes ? records(count, maker, block, plain, true, false)
                         : records(count, maker, block, plain, false, false);
}

enum ar_status ar_fast_run(size_t *count, struct ar_row_maker *maker, struct ar_csv_block *block, size_t *plain)
{
    return ar_scan_has_wide() ? records_wide(count, maker, block, plain) : records_plain(count, maker, block, plain);
}

/* ---- the plan ---- */

/* The words as numbers, where they are few and short. */
static bool add_words(struct ar_fast *fast, const struct ar_plan_op *op)
{
    struct ar_fast_words *to = &fast->words[fast->word_count];
    *to = (struct ar_fast_words){.field = op->field, .optional = !op->filled};
    for (const char *const *word = op->words; *word != NULL; word++) {
        size_t size = strlen(*word);
        if (to->count == sizeof to->words / sizeof *to->words || size > sizeof *to->words)
            return false;
        memcpy(&to->words[to->count++], *word, size);
    }
    fast->word_count++;
    return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;
}

/* What is to be checked of a column that is a field as it stands; false when it cannot go the short way. */
static bool add_check(struct ar_fast *fast, const struct ar_plan *plan, unsigned at)
{
    const struct ar_plan_op *op = &plan->ops[at];
    switch (op->type) {
    case AR_COLUMN_TEXT:
        if (op->filled)
            fast->filled[fast->filled_count++] = op->field;
        break;
    case AR_COLUMN_WORD:
        if (!add_words(fast, op))
            return false;
        break;
    case AR_COLUMN_CURRENCY: /* convert_row.c has looked at it before */
        if (plan->currency != (int)at)
            return false;
        break;
    case AR_COLUMN_DATE:
        if (op->date->formats[0].kind > AR_DAY_ISO)
            return false;
        fast->dates[fast->date_count++] = (struct ar_fast_field){op->field, !op->filled};
        break;
    case AR_COLUMN_AMOUNT:
        if (op->sum >= 0 || plan->signs || plan->numbers.decimal != '.')
            return false;
        fast->amounts[fast->amount_count++] = (struct ar_fast_field){op->field, !op->filled};
        break;
    default:
        return false;
    }
    return true;
}

/* Adds the op to the stretch; false when it ends it. */
static bool add(struct ar_fast *fast, const struct ar_plan *plan, unsigned at)
{
    const struct ar_plan_op *op = &plan->ops[at];
    struct ar_fast_piece *last = fast->piece_count ? &fast->pieces[fast->piece_count - 1] : NULL;
    if (op->how == AR_PLAN_CONSTANT && op->plain && !plan->rules) {
        fast->pieces[fast->piece_count++] = (struct ar_fast_piece){.constant = op->constant};
        fast->constants += op->constant.size + 1;
        return true;
    }
    if (op->how != AR_PLAN_FIELD || !add_check(fast, plan, at))
        return false;
    if (last != NULL && last->constant.at == NULL && last->last + 1 == op->field)
        last->last++;
    else
        fast->pieces[fast->piece_count++] = (struct ar_fast_piece){.field = op->field, .last = op->field};
    return true;
}

static struct ar_fast *new_fast(size_t ops)
{
    struct ar_fast *fast = calloc(1, sizeof *fast);
    if (fast == NULL)
        return NULL;
    fast->pieces = calloc(ops, sizeof *fast->pieces);
    fast->filled = calloc(ops, sizeof *fast->filled);
    fast->dates = calloc(ops, sizeof *fast->dates);
    fast->amounts = calloc(ops, sizeof *fast->amounts);
    fast->words = calloc(ops, sizeof *fast->words);
    if (fast->pieces != NULL && fast->filled != NULL && fast->dates != NULL && fast->amounts != NULL &&
        fast->words != NULL)
        return fast;
    ar_fast_free(fast);
    return NULL;
}

enum ar_status ar_fast_plan(struct ar_plan *plan, struct ar_error *error)
{
    for (unsigned at = 0; at < plan->count; at++) {
        struct ar_fast *fast = new_fast(plan->count - at);
        if (fast == NULL)
            return ar_error_memory(error);
        fast->next = plan->fast;
        plan->fast = fast;
        fast->first = at == 0;
        fast->end = at;
        while (fast->end < plan->count && add(fast, plan, fast->end))
            fast->end++;
        if (fast->end == at)
            continue;
        plan->ops[at].fast = fast;
        at = fast->end; /* the op that ended it, and the next stretch begins behind it */
    }
    return AR_OK;
}

bool ar_fast_is_whole(const struct ar_plan *plan)
{
    const struct ar_fast_piece *piece = plan->ops[0].fast->pieces;
    char separator = plan->profile->separator;
    return plan->ops[0].fast->piece_count == 1 && piece->constant.at == NULL && piece->field == 0 &&
           piece->last + 1 == plan->columns && plan->columns > 1 && !plan->profile->trim && separator != '\t' &&
           separator != '\\';
}

void ar_fast_free(struct ar_fast *fast)
{
    while (fast != NULL) {
        struct ar_fast *next = fast->next;
        free(fast->pieces);
        free(fast->filled);
        free(fast->dates);
        free(fast->amounts);
        free(fast->words);
        free(fast);
        fast = next;
    }
}
