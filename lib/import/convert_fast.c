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

static inline __attribute__((always_inline)) bool is_word(const struct ar_fast_words *words,
                                                          struct ar_text text) /* which is not empty */
{
    uint64_t word;
    memcpy(&word, text.at, sizeof word);
    if (AR_UNLIKELY(text.size > sizeof word))
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

/* Is every field of the stretch one that may be copied as it is? */
static inline __attribute__((always_inline)) bool holds(const struct ar_row_maker *maker, const struct ar_fast *fast)
{
    const struct ar_text *fields = maker->record->fields, *text;
    struct ar_date date;
    for (unsigned i = 0; i < fast->filled_count; i++)
        if (AR_UNLIKELY(fields[fast->filled[i]].size == 0))
            return false;
    for (unsigned i = 0; i < fast->word_count; i++)
        if ((text = &fields[fast->words[i].field])->size > 0 && AR_UNLIKELY(!is_word(&fast->words[i], *text)))
            return false;
    for (unsigned i = 0; i < fast->date_count; i++)
        if ((text = &fields[fast->dates[i]])->size > 0 && AR_UNLIKELY(ar_date_parse(&date, *text) != AR_OK))
            return false;
    for (unsigned i = 0; i < fast->amount_count; i++)
        if ((text = &fields[fast->amounts[i]])->size > 0 && AR_UNLIKELY(!is_amount(maker->currency, *text)))
            return false;
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
    if (AR_UNLIKELY(!holds(maker, fast)))
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

/* ---- the plan ---- */

/* The words as numbers, where they are few and short. */
static bool add_words(struct ar_fast *fast, const struct ar_plan_op *op)
{
    struct ar_fast_words *to = &fast->words[fast->word_count];
    *to = (struct ar_fast_words){.field = op->field};
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
        fast->dates[fast->date_count++] = op->field;
        break;
    case AR_COLUMN_AMOUNT:
        if (op->sum >= 0 || plan->signs || plan->numbers.decimal != '.')
            return false;
        fast->amounts[fast->amount_count++] = op->field;
        break;
    default:
        return false;
    }
    if (op->filled)
        fast->filled[fast->filled_count++] = op->field;
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
