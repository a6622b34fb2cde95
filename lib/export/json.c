/* SPDX-License-Identifier: MIT */
/* JSON lines: one object a record. Amounts are strings, since most readers of JSON turn numbers into binary floating
   point; counts and days are numbers; an empty field is null. */
#include "export/json.h"

#include "export/export.h"

#include <stdlib.h>

#define SMALL 4096
#define EXACT_DIGITS 15 /* decimal digits that survive binary floating point */

static void put_text(struct ar_writer *writer, struct ar_text text)
{
    if (text.size > SMALL) {
        ar_writer_bytes(writer, text);
        return;
    }
    memcpy(ar_writer_room(writer, SMALL), text.at, text.size);
    ar_writer_used(writer, text.size);
}

static bool is_plain(char c)
{
    return (unsigned char)c >= 0x20 && c != '"' && c != '\\' && c != 0x7f;
}

static void put_escape(struct ar_writer *writer, char c)
{
    static const char hex[] = "0123456789abcdef";
    static const char letters[] = "\b\f\n\r\t\"\\", names[] = "bfnrt\"\\";
    const char *letter = c ? strchr(letters, c) : NULL;
    char *to = ar_writer_room(writer, 6);
    if (letter) {
        memcpy(to, (char[]){'\\', names[letter - letters]}, 2);
        ar_writer_used(writer, 2);
    } else {
        memcpy(to, (char[]){'\\', 'u', '0', '0', hex[(unsigned char)c >> 4], hex[c & 15]}, 6);
        ar_writer_used(writer, 6);
    }
}

void ar_json_string(struct ar_writer *writer, struct ar_text text)
{
    size_t at = 0;
    put_text(writer, AR_TEXT("\""));
    while (at < text.size) {
        size_t from = at;
        while (at < text.size && is_plain(text.at[at]))
            at++;
        put_text(writer, (struct ar_text){text.at + from, at - from});
        if (at < text.size)
            put_escape(writer, text.at[at++]);
    }
    put_text(writer, AR_TEXT("\""));
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
