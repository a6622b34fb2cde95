/* SPDX-License-Identifier: MIT */
/* Text as people see it, by the tables of utf8proc. */
#include "export/display.h"

#include <stdint.h>
#include <utf8proc.h>

/* One code point; *size its bytes. -1: the next byte begins none. */
static int32_t next(struct ar_text text, size_t at, size_t *size)
{
    const unsigned char *p = (const unsigned char *)text.at + at;
    *size = 1;
    if (*p < 0x80)
        return *p;
    utf8proc_int32_t point = -1;
    utf8proc_ssize_t got = utf8proc_iterate(p, (utf8proc_ssize_t)(text.size - at), &point);
    if (got <= 0)
        return -1;
    *size = (size_t)got;
    return point;
}

bool ar_display_is_utf8(struct ar_text text)
{
    size_t at = 0;
    while (at + 8 <= text.size) { /* plain ASCII, eight bytes at a time */
        uint64_t word;
        memcpy(&word, text.at + at, sizeof word);
        if (word & UINT64_C(0x8080808080808080))
            break;
        at += 8;
    }
    for (size_t size; at < text.size; at += size)
        if (next(text, at, &size) < 0)
            return false;
    return true;
}

size_t ar_display_width(struct ar_text text)
{
    size_t width = 0;
    for (size_t at = 0, size; at < text.size; at += size) {
        int32_t point = next(text, at, &size);
        if (point >= 0x20 && point < 0x7f) {
            width++;
            continue;
        }
        int one = point < 0 ? 1 : utf8proc_charwidth(point);
        width += one > 0 ? (size_t)one : 0;
    }
    return width;
}

enum ar_status ar_display_escape(struct ar_buffer *out, struct ar_text text)
{
    static const char hex[] = "0123456789abcdef";
    if (text.size == 0)
        return AR_OK;
    if (ar_buffer_reserve(out, 4 * text.size) != AR_OK)
        return AR_FAILED;
    char *to = out->at + out->size;
    for (size_t at = 0, size; at < text.size; at += size) {
        int32_t point = next(text, at, &size);
        const char *from = text.at + at;
        if (point >= 0x20 && point < 0x7f && point != '\\') {
            *to++ = (char)point;
        } else if (point == '\\' || point == '\t' || point == '\n' || point == '\r') {
            *to++ = '\\';
            *to++ = point == '\\' ? '\\' : point == '\t' ? 't' : point == '\n' ? 'n' : 'r';
        } else if (point < 0 || ar_is_unseen((uint32_t)point)) {
            for (size_t i = 0; i < size; i++, to += 4)
                memcpy(to, (char[]){'\\', 'x', hex[(unsigned char)from[i] >> 4], hex[from[i] & 15]}, 4);
        } else {
            memcpy(to, from, size);
            to += size;
        }
    }
    out->size = (size_t)(to - out->at);
    return AR_OK;
}

enum ar_status ar_display_number(struct ar_buffer *out, struct ar_text number, char decimal, bool group)
{
    if (number.size == 0)
        return AR_OK;
    if (ar_buffer_reserve(out, 2 * number.size) != AR_OK)
        return AR_FAILED;
    const char *point = memchr(number.at, '.', number.size);
    size_t whole = point ? (size_t)(point - number.at) : number.size;
    char *to = out->at + out->size;
    for (size_t i = 0; i < whole; i++) {
        if (group && i > 0 && number.at[i - 1] != '-' && (whole - i) % 3 == 0)
            *to++ = decimal == ',' ? '.' : ',';
        *to++ = number.at[i];
    }
    for (size_t i = whole; i < number.size; i++)
        *to++ = number.at[i] == '.' ? decimal : number.at[i];
    out->size = (size_t)(to - out->at);
    return AR_OK;
}
