/* SPDX-License-Identifier: MIT */
/* The short way for what most columns are: one field that stands in the export as it will stand in the stream. Whatever
   is not exactly so is left to convert_row.c, which also finds the words for what is wrong. */
#include "import/convert_fast.h"

#if defined(__SSE2__)
#include <emmintrin.h>

/* Bit i: does byte i of the sixteen need a second look? TAB, LF, CR and a backslash do; 0x0b and 0x0c come along. */
static inline unsigned special16(__m128i bytes)
{
    const __m128i four = _mm_set1_epi8(4);
    __m128i above = _mm_sub_epi8(bytes, _mm_set1_epi8('\t'));
    __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(above, four), above);
    return (unsigned)_mm_movemask_epi8(_mm_or_si128(control, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'))));
}

/* Copies whole sixteens, which may reach beyond the field on both sides: the reader's blocks are padded and so is the
   room. False when a byte needs an escape. */
static inline bool copy(char *out, const char *at, size_t size)
{
    unsigned found = 0;
    for (; size > 16; at += 16, out += 16, size -= 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
        _mm_storeu_si128((__m128i *)(void *)out, bytes);
        found |= special16(bytes);
    }
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
    _mm_storeu_si128((__m128i *)(void *)out, bytes);
    return (found | (special16(bytes) & ((1u << size) - 1))) == 0;
}
#else
static inline bool copy(char *out, const char *at, size_t size)
{
    unsigned found = 0;
    for (size_t i = 0; i < size; i++) {
        char c = out[i] = at[i];
        found |= c == '\t' || c == '\n' || c == '\r' || c == '\\';
    }
    return found == 0;
}
#endif

static inline bool is_word(const struct ar_plan_op *op, struct ar_text text) /* which is not empty */
{
    for (const char *const *word = op->words; *word != NULL; word++)
        if (text.at[0] == **word && ar_text_is(text, *word))
            return true;
    return false;
}

/* One field, as it is: the bytes that it took, or SIZE_MAX when the long way must see to it. `out` has room. */
static inline size_t put(const struct ar_row_maker *maker, const struct ar_plan_op *op, struct ar_text text, char *out)
{
    struct ar_date date;
    int64_t amount;
    if (text.size == 0)
        return op->filled ? SIZE_MAX : 0;
    switch (op->fast) {
    case AR_FAST_DATE:
        if (AR_UNLIKELY(ar_date_parse(&date, text) != AR_OK))
            return SIZE_MAX;
        memcpy(out, text.at, AR_DATE_SIZE);
        return AR_DATE_SIZE;
    case AR_FAST_AMOUNT:
        if (AR_UNLIKELY(maker->currency.code == 0 ||
                        ar_amount_parse(&amount, text, ar_currency_digits(maker->currency), NULL) != AR_OK))
            return SIZE_MAX;
        break;
    case AR_FAST_CURRENCY: /* find_currency has looked at it */
        memcpy(out, text.at, AR_CURRENCY_SIZE);
        return AR_CURRENCY_SIZE;
    case AR_FAST_WORD:
        if (AR_UNLIKELY(!is_word(op, text)))
            return SIZE_MAX;
        break;
    default:
        break;
    }
    return AR_LIKELY(copy(out, text.at, text.size)) ? text.size : SIZE_MAX;
}

size_t ar_fast_put(struct ar_row_maker *maker, unsigned op)
{
    const struct ar_plan *plan = maker->plan;
    const struct ar_csv_record *record = maker->record;
    char *out = maker->out.at + maker->out.size;
    unsigned at = op;
    for (; at < plan->count; at++) {
        const struct ar_plan_op *it = &plan->ops[at];
        if (it->fast == AR_FAST_CONSTANT) {
            memcpy(out, it->constant.at, it->constant.size);
            out += it->constant.size;
        } else {
            if (it->fast == AR_FAST_NO)
                break;
            size_t size = put(maker, it, record->fields[it->field], out);
            if (AR_UNLIKELY(size == SIZE_MAX) || AR_UNLIKELY(at == 0 && size && *out == '#'))
                break; /* a record must not begin like a comment */
            out += size;
        }
        *out++ = '\t';
    }
    maker->out.size = (size_t)(out - maker->out.at);
    return at;
}

size_t ar_fast_room(const struct ar_plan *plan, const struct ar_csv_record *record)
{
    return plan->constants + plan->count * (record->raw.size + 1) + AR_FAST_SLACK;
}

void ar_fast_plan(struct ar_plan *plan)
{
    plan->constants = 0;
    for (unsigned i = 0; i < plan->count; i++) {
        struct ar_plan_op *op = &plan->ops[i];
        op->fast = AR_FAST_NO;
        if (op->how == AR_PLAN_CONSTANT && op->plain && !plan->rules)
            op->fast = AR_FAST_CONSTANT;
        if (op->how == AR_PLAN_CONSTANT)
            plan->constants += op->constant.size;
        if (op->how != AR_PLAN_FIELD)
            continue;
        if (op->type == AR_COLUMN_TEXT)
            op->fast = AR_FAST_TEXT;
        else if (op->type == AR_COLUMN_WORD)
            op->fast = AR_FAST_WORD;
        else if (op->type == AR_COLUMN_CURRENCY && plan->currency == (int)i)
            op->fast = AR_FAST_CURRENCY;
        else if (op->type == AR_COLUMN_DATE && op->date->formats[0].kind <= AR_DAY_ISO)
            op->fast = AR_FAST_DATE;
        else if (op->type == AR_COLUMN_AMOUNT && op->sum < 0 && !plan->signs && plan->numbers.decimal == '.')
            op->fast = AR_FAST_AMOUNT;
    }
}
