/* SPDX-License-Identifier: MIT */
/* Escaping and unescaping of fields. */
#include "record/escape.h"

#include <stdint.h>

bool ar_unescape(char *out, size_t *size, struct ar_text field, bool first)
{
    size_t used = 0;
    for (size_t i = 0; i < field.size; i++) {
        char c = field.at[i];
        if (c == '\\') {
            if (++i == field.size)
                return false;
            switch (field.at[i]) {
            case 't':
                c = '\t';
                break;
            case 'n':
                c = '\n';
                break;
            case 'r':
                c = '\r';
                break;
            case '\\':
                break;
            case '#':
                if (!first || i != 1)
                    return false;
                c = '#';
                break;
            default:
                return false;
            }
        }
        out[used++] = c;
    }
    *size = used;
    return true;
}

/* Has any byte of the word the value of the same byte of the pattern? Exact as a yes-or-no over the eight. */
static inline uint64_t has_byte(uint64_t word, unsigned char byte)
{
    uint64_t x = word ^ (0x0101010101010101u * byte);
    return (x - 0x0101010101010101u) & ~x & 0x8080808080808080u;
}

static inline uint64_t special(uint64_t word)
{
    return has_byte(word, '\t') | has_byte(word, '\n') | has_byte(word, '\r') | has_byte(word, '\\');
}

bool ar_needs_escape(struct ar_text text)
{
    uint64_t found = 0, word = 0;
    size_t i = 0;
    for (; i + 8 <= text.size; i += 8) {
        memcpy(&word, text.at + i, 8);
        found |= special(word);
    }
    if (i < text.size) {
        word = 0;
        memcpy(&word, text.at + i, text.size - i);
        found |= special(word);
    }
    return found != 0;
}

size_t ar_escape(char *out, struct ar_text text, bool first)
{
    size_t used = 0;
    if (first && text.size > 0 && text.at[0] == '#')
        out[used++] = '\\';
    for (size_t i = 0; i < text.size; i++) {
        char c = text.at[i];
        char letter = c == '\t' ? 't' : c == '\n' ? 'n' : c == '\r' ? 'r' : c == '\\' ? '\\' : 0;
        if (letter) {
            out[used++] = '\\';
            c = letter;
        }
        out[used++] = c;
    }
    return used;
}
