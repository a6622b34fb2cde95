/* SPDX-License-Identifier: MIT */
/* Filling an error, and turning it and any other foreign text into one line that is safe on a terminal. */
#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

enum ar_status ar_error_set(struct ar_error *error, enum ar_status status, const char *format, ...)
{
    if (!error)
        return status;
    va_list arguments;
    struct ar_error fresh = {.status = status}; /* the arguments may lie in the old one */
    va_start(arguments, format);
    vsnprintf(fresh.reason, sizeof fresh.reason, format, arguments);
    va_end(arguments);
    *error = fresh;
    return status;
}

enum ar_status ar_error_memory(struct ar_error *error)
{
    ar_error_set(error, AR_FAILED, "out of memory");
    if (error)
        error->fatal = true;
    return AR_FAILED;
}

enum ar_status ar_error_system(struct ar_error *error, const char *verb, const char *file, int number)
{
    char what[256];
    if (!error)
        return AR_FAILED;
    ar_printable(what, sizeof what, ar_text_from(file));
    if (number)
        ar_error_set(error, AR_FAILED, "cannot %s %s: %s", verb, what, strerror(number));
    else
        ar_error_set(error, AR_FAILED, "cannot %s %s", verb, what);
    error->fatal = true;
    return AR_FAILED;
}

void ar_error_value(struct ar_error *error, struct ar_text value)
{
    if (!error)
        return;
    error->has_value = true;
    error->value_cut = value.size > sizeof error->value;
    error->value_size = error->value_cut ? sizeof error->value : value.size;
    if (error->value_size)
        memmove(error->value, value.at, error->value_size);
}

static void copy_string(char *out, size_t size, struct ar_text text)
{
    size_t n = text.size < size ? text.size : size - 1;
    if (n)
        memmove(out, text.at, n);
    out[n] = '\0';
}

void ar_error_column(struct ar_error *error, struct ar_text column)
{
    if (error)
        copy_string(error->column, sizeof error->column, column);
}

void ar_error_place(struct ar_error *error, const char *file, uint64_t line)
{
    if (!error)
        return;
    copy_string(error->file, sizeof error->file, ar_text_from(file));
    error->line = line;
}

/* A line that grows piece by piece; a piece that does not fit whole is left out with all that follow. */
struct line {
    char *out;
    size_t size, used;
    bool full;
};

static void put(struct line *line, const char *piece, size_t size)
{
    if (line->full || size >= line->size - line->used) {
        line->full = true;
        return;
    }
    memcpy(line->out + line->used, piece, size);
    line->used += size;
}

static unsigned continuation(struct ar_text text, size_t i)
{
    unsigned c = i < text.size ? (unsigned char)text.at[i] : 0;
    return (c & 0xc0) == 0x80 ? c & 0x3f : 0x100;
}

/* The well-formed character (Unicode table 3-7) at the beginning of text, which is not empty: its size, or 0. */
static size_t decode(struct ar_text text, uint32_t *character)
{
    unsigned lead = (unsigned char)text.at[0];
    unsigned a = continuation(text, 1), b = continuation(text, 2), c = continuation(text, 3);
    *character = lead;
    if (lead < 0x80)
        return 1;
    if (lead >= 0xc2 && lead <= 0xdf && a < 0x100) {
        *character = (lead & 0x1f) << 6 | a;
        return 2;
    }
    if ((lead & 0xf0) == 0xe0 && a < 0x100 && b < 0x100) {
        *character = (lead & 0x0f) << 12 | a << 6 | b;
        return *character >= 0x800 && (*character < 0xd800 || *character > 0xdfff) ? 3 : 0;
    }
    if (lead >= 0xf0 && lead <= 0xf4 && a < 0x100 && b < 0x100 && c < 0x100) {
        *character = (lead & 0x07) << 18 | a << 12 | b << 6 | c;
        return *character >= 0x10000 && *character <= 0x10ffff ? 4 : 0;
    }
    return 0;
}

/* The escape of a character that has one of its own, or NULL. */
static const char *short_escape(uint32_t character)
{
    switch (character) {
    case '\n':
        return "\\n";
    case '\t':
        return "\\t";
    case '\r':
        return "\\r";
    case '\\':
        return "\\\\";
    default:
        return NULL;
    }
}

static void put_escaped(struct line *line, struct ar_text text, bool escape_backslash)
{
    while (text.size && !line->full) {
        uint32_t character;
        size_t size = decode(text, &character);
        const char *escape = size ? short_escape(character) : NULL;
        if (escape && (character != '\\' || escape_backslash)) {
            put(line, escape, 2);
        } else if (size && !ar_is_unseen(character)) {
            put(line, text.at, size);
        } else {
            char piece[4 * 4 + 1];
            size = size ? size : 1;
            for (size_t i = 0; i < size; i++)
                snprintf(piece + 4 * i, 5, "\\x%02x", (unsigned)(unsigned char)text.at[i]);
            put(line, piece, 4 * size);
        }
        text.at += size;
        text.size -= size;
    }
}

static void put_string(struct line *line, const char *string)
{
    put(line, string, strlen(string));
}

void ar_error_format(const struct ar_error *error, char *out, size_t size)
{
    struct line line = {out, size, 0, false};
    char number[32];
    if (size == 0)
        return;
    if (error->file[0]) {
        put_escaped(&line, ar_text_from(error->file), true);
        put_string(&line, ":");
    }
    if (error->line) {
        snprintf(number, sizeof number, "%s%llu:", error->file[0] ? "" : "line ", (unsigned long long)error->line);
        put_string(&line, number);
    }
    if (error->file[0] || error->line)
        put_string(&line, " ");
    if (error->column[0]) {
        put_escaped(&line, ar_text_from(error->column), true);
        put_string(&line, ": ");
    }
    put_escaped(&line, ar_text_from(error->reason), false);
    if (error->has_value) {
        put_string(&line, ": '");
        put_escaped(&line, (struct ar_text){error->value, error->value_size}, true);
        put_string(&line, error->value_cut ? "'..." : "'");
    }
    out[line.used] = '\0';
}

/* Letters, digits and marks of ASCII, but no backslash: nearly every text. */
bool ar_is_printable(struct ar_text text)
{
    bool plain = true;
    for (size_t i = 0; i < text.size; i++)
        plain &= (unsigned char)(text.at[i] - ' ') < 0x7f - ' ' && text.at[i] != '\\';
    return plain;
}

size_t ar_printable(char *out, size_t size, struct ar_text text)
{
    struct line line = {out, size, 0, false};
    if (size == 0)
        return 0;
    if (text.size < size && ar_is_printable(text)) {
        if (text.size > 0)
            memcpy(out, text.at, text.size);
        out[text.size] = '\0';
        return text.size;
    }
    put_escaped(&line, text, true);
    out[line.used] = '\0';
    return line.used;
}

size_t ar_printable_message(char *out, size_t size, const char *message)
{
    struct line line = {out, size, 0, false};
    if (size == 0)
        return 0;
    put_escaped(&line, ar_text_from(message), false);
    out[line.used] = '\0';
    return line.used;
}
