/* SPDX-License-Identifier: MIT */
/* JSON lines: one object a record. Amounts are strings, since most readers of JSON turn numbers into binary floating
   point; counts and days are numbers; an empty field is null. */
#include "export/json.h"

#include "export/export.h"

#include <stdlib.h>

#define PIECE ((size_t)8192) /* bytes of a string that are escaped at once: six times that fits a writer's room */
#define EXACT_DIGITS 15 /* decimal digits that survive binary floating point */

static bool is_plain(char c)
{
    return (unsigned char)c >= 0x20 && c != '"' && c != '\\' && c != 0x7f;
}

/* Are these eight bytes all plain? (The usual tricks with whole words: a byte is zero, a byte is below 0x20.) */
static inline bool is_plain_word(uint64_t word)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), highs = UINT64_C(0x8080808080808080);
    uint64_t quote = word ^ ones * '"', slash = word ^ ones * '\\', delete = word ^ ones * 0x7f;
    uint64_t odd = ((word - ones * 0x20) & ~word) | ((quote - ones) & ~quote) | ((slash - ones) & ~slash) |
                   ((delete - ones) & ~delete);
    return (odd & highs) == 0;
}

static char *put_escape(char *to, char c)
{
    static const char hex[] = "0123456789abcdef";
    static const char letters[] = "\b\f\n\r\t\"\\", names[] = "bfnrt\"\\";
    const char *letter = c ? strchr(letters, c) : NULL;
    *to++ = '\\';
    if (letter) {
        *to++ = names[letter - letters];
        return to;
    }
    memcpy(to, (char[]){'u', '0', '0', hex[(unsigned char)c >> 4], hex[c & 15]}, 5);
    return to + 5;
}

static inline char *put_escaped(char *to, struct ar_text text)
{
    size_t at = 0;
    while (at < text.size) {
        uint64_t word;
        if (at + sizeof word <= text.size) {
            memcpy(&word, text.at + at, sizeof word);
            if (AR_LIKELY(is_plain_word(word))) {
                memcpy(to, &word, sizeof word);
                to += sizeof word;
                at += sizeof word;
                continue;
            }
        }
        char c = text.at[at++];
        if (AR_LIKELY(is_plain(c)))
            *to++ = c;
        else
            to = put_escape(to, c);
    }
    return to;
}

void ar_json_string(struct ar_writer *writer, struct ar_text text)
{
    char *start = ar_writer_room(writer, 6 * PIECE + 2), *to = start;
    *to++ = '"';
    while (AR_UNLIKELY(text.size > PIECE)) {
        to = put_escaped(to, (struct ar_text){text.at, PIECE});
        ar_writer_used(writer, (size_t)(to - start));
        start = to = ar_writer_room(writer, 6 * PIECE + 2);
        text = (struct ar_text){text.at + PIECE, text.size - PIECE};
    }
    to = put_escaped(to, text);
    *to++ = '"';
    ar_writer_used(writer, (size_t)(to - start));
}

static inline void put_text(struct ar_writer *writer, struct ar_text text)
{
    if (AR_UNLIKELY(text.size > PIECE)) {
        ar_writer_bytes(writer, text);
        return;
    }
    memcpy(ar_writer_room(writer, PIECE), text.at, text.size);
    ar_writer_used(writer, text.size);
}

/* The keys are written once, `{"customer":` and `,"open":`, into a buffer of their own. */
struct keys {
    struct ar_text *at;
    struct ar_arena arena;
};

static enum ar_status make_key(struct keys *keys, unsigned i, struct ar_text name)
{
    static const char hex[] = "0123456789abcdef";
    char *to = ar_arena_take(&keys->arena, 6 * name.size + 4);
    if (!to)
        return AR_FAILED;
    keys->at[i].at = to;
    *to++ = i ? ',' : '{';
    *to++ = '"';
    for (size_t k = 0; k < name.size; k++) {
        char c = name.at[k];
        if (is_plain(c)) {
            *to++ = c;
        } else {
            memcpy(to, (char[]){'\\', 'u', '0', '0', hex[(unsigned char)c >> 4], hex[c & 15]}, 6);
            to += 6;
        }
    }
    *to++ = '"';
    *to++ = ':';
    keys->at[i].size = (size_t)(to - keys->at[i].at);
    return AR_OK;
}

static enum ar_status begin(struct ar_export *export, struct ar_error *error)
{
    struct keys *keys = calloc(1, sizeof *keys);
    if (!keys)
        return ar_error_memory(error);
    export->state = keys;
    keys->at = calloc(export->count, sizeof *keys->at);
    if (!keys->at)
        return ar_error_memory(error);
    for (unsigned i = 0; i < export->count; i++)
        if (make_key(keys, i, export->columns[i].name) != AR_OK)
            return ar_error_memory(error);
    return AR_OK;
}

static bool is_exact(struct ar_text number)
{
    size_t digits = 0;
    for (size_t i = 0; i < number.size; i++)
        digits += number.at[i] >= '0' && number.at[i] <= '9';
    return digits <= EXACT_DIGITS;
}

static enum ar_status row(struct ar_export *export, struct ar_error *error)
{
    const struct keys *keys = export->state;
    struct ar_writer *writer = export->writer;
    (void)error;
    for (unsigned i = 0; i < export->count; i++) {
        const struct ar_export_cell *cell = &export->cells[i];
        put_text(writer, keys->at[i]);
        if (cell->text.size == 0)
            put_text(writer, AR_TEXT("null"));
        else if (cell->kind == AR_EXPORT_NUMBER && is_exact(cell->text))
            put_text(writer, cell->text);
        else
            ar_json_string(writer, cell->text);
    }
    put_text(writer, AR_TEXT("}\n"));
    return AR_OK;
}

static enum ar_status end(struct ar_export *export, struct ar_error *error)
{
    (void)export;
    (void)error;
    return AR_OK;
}

static void free_keys(struct ar_export *export)
{
    struct keys *keys = export->state;
    if (!keys)
        return;
    ar_arena_free(&keys->arena);
    free(keys->at);
    free(keys);
    export->state = NULL;
}

const struct ar_export_format ar_export_json = {
    .name = "json", .utf8 = true, .begin = begin, .row = row, .end = end, .free = free_keys};
