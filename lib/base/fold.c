/* SPDX-License-Identifier: MIT */
/* Folding character by character with utf8proc, so that nothing is allocated but the result. */
#include "base/fold.h"

#include <utf8proc.h>

#define MOST_CHARACTERS 64 /* that one character decomposes into: U+FDFA has the most, 18 */

struct folding {
    struct ar_buffer *out;
    bool blank; /* blanks are waiting: they count only between two other characters */
};

static enum ar_status add(struct folding *folding, const char *at, size_t size)
{
    if (folding->blank && folding->out->size && ar_buffer_add_char(folding->out, ' ') != AR_OK)
        return AR_FAILED;
    folding->blank = false;
    return ar_buffer_add(folding->out, (struct ar_text){at, size});
}

static bool is_blank(utf8proc_int32_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0x2028 || c == 0x2029 ||
           utf8proc_category(c) == UTF8PROC_CATEGORY_ZS;
}

static enum ar_status add_character(struct folding *folding, utf8proc_int32_t character)
{
    utf8proc_int32_t parts[MOST_CHARACTERS];
    const utf8proc_option_t how =
        UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK | UTF8PROC_IGNORE;
    utf8proc_ssize_t count = utf8proc_decompose_char(character, parts, MOST_CHARACTERS, how, NULL);
    if (count < 0 || count > MOST_CHARACTERS)
        return AR_BAD_DATA;
    for (utf8proc_ssize_t i = 0; i < count; i++) {
        utf8proc_uint8_t bytes[4];
        if (is_blank(parts[i])) {
            folding->blank = true;
            continue;
        }
        utf8proc_ssize_t size = utf8proc_encode_char(parts[i], bytes);
        if (add(folding, (const char *)bytes, (size_t)size) != AR_OK)
            return AR_FAILED;
    }
    return AR_OK;
}

/* ASCII has nothing to decompose; the result is the same. */
static inline void add_ascii(struct folding *folding, char c)
{
    struct ar_buffer *out = folding->out;
    if (c == ' ' || (c >= '\t' && c <= '\r')) {
        folding->blank = true;
        return;
    }
    if (folding->blank && out->size)
        out->at[out->size++] = ' ';
    folding->blank = false;
    out->at[out->size++] = ar_lower(c);
}

enum ar_status ar_fold(struct ar_buffer *out, struct ar_text text)
{
    struct folding folding = {out, false};
    enum ar_status status = AR_OK;
    out->size = 0;
    if (ar_buffer_reserve(out, text.size) != AR_OK)
        return AR_FAILED;
    while (text.size && status == AR_OK) {
        utf8proc_int32_t character;
        utf8proc_ssize_t size = 1;
        if ((unsigned char)text.at[0] < 0x80) {
            add_ascii(&folding, text.at[0]);
        } else {
            utf8proc_ssize_t most = text.size > 4 ? 4 : (utf8proc_ssize_t)text.size;
            size = utf8proc_iterate((const utf8proc_uint8_t *)text.at, most, &character);
            if (size <= 0)
                return AR_BAD_DATA;
            status = add_character(&folding, character);
            /* what is left must still find room: it never needs more than a byte for each of its own */
            if (status == AR_OK)
                status = ar_buffer_reserve(out, text.size);
        }
        text.at += size;
        text.size -= (size_t)size;
    }
    return status;
}

uint32_t ar_fold_next(struct ar_text *text, bool *letter)
{
    utf8proc_int32_t character = (unsigned char)text->at[0], parts[MOST_CHARACTERS];
    utf8proc_ssize_t size = 1;
    if (character >= 0x80)
        size = utf8proc_iterate((const utf8proc_uint8_t *)text->at, text->size > 4 ? 4 : (utf8proc_ssize_t)text->size,
                                &character);
    text->at += size > 0 ? size : 1;
    text->size -= size > 0 ? (size_t)size : 1;
    if (size <= 0 || character < 0x80) {
        *letter = size > 0 && ar_is_letter((char)character);
        return size > 0 ? (unsigned char)ar_lower((char)character) : AR_NO_CHARACTER;
    }
    utf8proc_int32_t small = utf8proc_tolower(character);
    utf8proc_ssize_t count =
        utf8proc_decompose_char(small, parts, MOST_CHARACTERS, UTF8PROC_DECOMPOSE | UTF8PROC_STRIPMARK, NULL);
    if (count == 0)
        return 0;
    *letter = small != character || utf8proc_toupper(character) != character;
    return (uint32_t)(count == 1 ? parts[0] : small);
}
