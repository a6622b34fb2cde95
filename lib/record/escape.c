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

static inline uint64_t special_8(const char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return special(word);
}

typedef unsigned char bytes_16 __attribute__((vector_size(16)));

/* The bytes that are special among sixteen, as ones. */
static inline bytes_16 special_16(const char *at)
{
    bytes_16 c;
    memcpy(&c, at, sizeof c);
    return (bytes_16)((c == '\t') | (c == '\n') | (c == '\r') | (c == '\\'));
}

bool ar_needs_escape(struct ar_text text)
{
    if (text.size < 8) {
        uint64_t word = 0;
        for (size_t i = 0; i < text.size; i++)
            word = word << 8 | (unsigned char)text.at[i];
        return special(word) != 0;
    }
    if (text.size < 16) /* the two overlap, as below */
        return (special_8(text.at) | special_8(text.at + text.size - 8)) != 0;
    bytes_16 found = special_16(text.at + text.size - 16);
    for (size_t i = 0; i + 16 <= text.size; i += 16)
        found |= special_16(text.at + i);
    uint64_t halves[2];
    memcpy(halves, &found, sizeof halves);
    return (halves[0] | halves[1]) != 0;
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
