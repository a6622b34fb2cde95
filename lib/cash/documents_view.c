/* SPDX-License-Identifier: MIT */
/* Bytes are told apart 32 at a time. */
#include "cash/documents_view.h"
#include "base/scan.h"
#include "base/status.h"
#include "cash/documents_form.h"

enum { WINDOW = AR_SCAN_BLOCK - 1 };

struct kinds {
    uint64_t digits, letters, inner, commas;
};

static struct kinds look_plain(const char *p, size_t size)
{
    struct kinds kinds = {0};
    for (size_t i = 0; i < size; i++) {
        char class = ar_class_of(p[i]);
        kinds.digits |= (uint64_t)(class == AR_DIGIT) << i;
        kinds.letters |= (uint64_t)(class == AR_LETTER) << i;
        kinds.inner |= (uint64_t)(class == AR_INNER) << i;
        kinds.commas |= (uint64_t)(p[i] == ',') << i;
    }
    return kinds;
}

#if defined(__x86_64__)
/* Two tables, one by each half of a byte, have a bit in common where the byte is of that kind: 80 digit, 40 letter in
   the columns 4 and 6, 20 in 5 and 7, 10 # - . / 08 : 04 _ 02 comma. Bytes beyond ASCII are letters. */
AR_SCAN_WIDE static inline struct kinds look_32(__m256i bytes)
{
    const __m256i low = _mm256_broadcastsi128_si256(
        _mm_setr_epi8((char)0xa0, (char)0xe0, (char)0xe0, (char)0xf0, (char)0xe0, (char)0xe0, (char)0xe0, (char)0xe0,
                      (char)0xe0, (char)0xe0, 0x68, 0x40, 0x42, 0x50, 0x50, 0x54));
    const __m256i high = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(0, 0, 0x12, (char)0x88, 0x40, 0x24, 0x40, 0x20, 0, 0, 0, 0, 0, 0, 0, 0));
    __m256i upper = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), _mm256_set1_epi8(15));
    __m256i kind = _mm256_and_si256(_mm256_shuffle_epi8(low, bytes), _mm256_shuffle_epi8(high, upper));
    __m256i letters = _mm256_or_si256(_mm256_slli_epi16(kind, 1), _mm256_slli_epi16(kind, 2));
    __m256i inner = _mm256_or_si256(_mm256_slli_epi16(kind, 3), _mm256_slli_epi16(kind, 4));
    inner = _mm256_or_si256(inner, _mm256_slli_epi16(kind, 5));
    return (struct kinds){
        (uint32_t)_mm256_movemask_epi8(kind), (uint32_t)_mm256_movemask_epi8(_mm256_or_si256(letters, bytes)),
        (uint32_t)_mm256_movemask_epi8(inner), (uint32_t)_mm256_movemask_epi8(_mm256_slli_epi16(kind, 6))};
}

/* Bits of the first half and of the last bytes, which overlap. */
static inline uint64_t put_together(uint64_t first, uint64_t last, unsigned half, size_t size)
{
    return first | last >> (2 * half - size) << half;
}

AR_SCAN_WIDE static inline struct kinds look_wide(const char *p, size_t size)
{
    if (size >= 32) {
        struct kinds a = look_32(_mm256_loadu_si256((const __m256i *)(const void *)p));
        struct kinds b = look_32(_mm256_loadu_si256((const __m256i *)(const void *)(p + size - 32)));
        return (struct kinds){put_together(a.digits, b.digits, 32, size), put_together(a.letters, b.letters, 32, size),
                              put_together(a.inner, b.inner, 32, size), put_together(a.commas, b.commas, 32, size)};
    }
    if (size < 16) {
        char room[32] = {0};
        memcpy(room, p, size);
        return look_32(_mm256_loadu_si256((const __m256i *)(const void *)room));
    }
    __m128i first = _mm_loadu_si128((const __m128i *)(const void *)p);
    __m128i last = _mm_loadu_si128((const __m128i *)(const void *)(p + size - 16));
    struct kinds k = look_32(_mm256_set_m128i(last, first));
    return (struct kinds){put_together(k.digits & 0xffff, k.digits >> 16, 16, size),
                          put_together(k.letters & 0xffff, k.letters >> 16, 16, size),
                          put_together(k.inner & 0xffff, k.inner >> 16, 16, size),
                          put_together(k.commas & 0xffff, k.commas >> 16, 16, size)};
}
#else
#define look_wide look_plain
#endif

static inline __attribute__((always_inline)) void move(struct ar_document_view *view, size_t from, const bool wide)
{
    struct ar_text text = view->text;
    size_t size = text.size < WINDOW ? text.size : WINDOW, rest = text.size - size;
    view->from = from < rest ? from : rest;
    rest = text.size - view->from;
    struct kinds kinds = wide ? look_wide(text.at + view->from, size) : look_plain(text.at + view->from, size);
    /* A comma between digits joins them where three bytes or more follow; what follows one at the end is not known. */
    uint64_t room = rest <= 3 ? 0 : rest - 3 >= WINDOW ? ~UINT64_C(0) : ~(~UINT64_C(0) << (rest - 3));
    view->size = (unsigned)size - (size < rest);
    view->sure = size < rest ? WINDOW - 1 : AR_SCAN_BLOCK;
    view->digits = kinds.digits;
    view->forms = kinds.digits | kinds.letters;
    view->words = view->forms | kinds.inner | (kinds.commas & kinds.digits << 1 & kinds.digits >> 1 & room);
}

AR_SCAN_WIDE static void move_wide(struct ar_document_view *view, size_t from)
{
    move(view, from, true);
}

void ar_document_view_move(struct ar_document_view *view, size_t from)
{
    if (ar_scan_has_wide())
        move_wide(view, from);
    else
        move(view, from, false);
}

/* A token of any length that begins there, byte by byte. */
static void read_long(struct ar_document_token *token, struct ar_text text, size_t *from)
{
    size_t start = *from, i = start;
    for (; i < text.size; i++) {
        bool comma = text.at[i] == ',' && i > start && i + 1 < text.size && ar_class_of(text.at[i - 1]) == AR_DIGIT &&
                     ar_class_of(text.at[i + 1]) == AR_DIGIT && text.size - i > 3;
        if (ar_class_of(text.at[i]) == AR_BREAK && !comma)
            break;
    }
    *from = i;
    while (ar_class_of(text.at[i - 1]) == AR_INNER)
        i--;
    *token = (struct ar_document_token){.text = {text.at + start, i - start}};
}

bool ar_document_view_move_on(struct ar_document_view *view, struct ar_document_token *token, size_t *from)
{
    size_t at = *from, size = view->text.size;
    while (at < size) {
        size_t begin = at - view->from;
        if (begin >= view->size) {
            ar_document_view_move(view, at);
            begin = at - view->from;
        }
        uint64_t forms = view->forms >> begin << begin;
        if (forms == 0) {
            at = view->from + view->size;
            continue;
        }
        at = view->from + (unsigned)__builtin_ctzll(forms);
        *from = at;
        uint64_t breaks = ~view->words >> (at - view->from) << (at - view->from);
        if ((unsigned)__builtin_ctzll(breaks) < view->sure)
            return ar_document_view_token(view, token, from);
        if (at > view->from) {
            ar_document_view_move(view, at); /* where it is seen from its beginning */
            continue;
        }
        read_long(token, view->text, from);
        return true;
    }
    *from = size;
    return false;
}
