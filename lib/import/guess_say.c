/* SPDX-License-Identifier: MIT */
/* The lines of a guessed profile, and the names of columns in them. */
#include "import/guess_say.h"

#include <stdarg.h>
#include <stdio.h>

void ar_guess_say(struct ar_draft *guess, const char *format, ...)
{
    char line[1024];
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    if (size < 0)
        return;
    if ((size_t)size >= sizeof line)
        size = (int)sizeof line - 1;
    ar_writer_bytes(guess->out, (struct ar_text){line, (size_t)size});
    ar_writer_bytes(guess->out, AR_TEXT("\n"));
}

struct ar_text ar_guess_header(const struct ar_draft *guess, int column)
{
    return guess->sample.records[guess->sample.header].fields[column];
}

const char *ar_guess_source(const struct ar_draft *guess, int column, char out[static AR_GUESS_SOURCE])
{
    struct ar_text name = ar_guess_header(guess, column);
    bool plain = name.size > 0 && !(name.at[0] >= '0' && name.at[0] <= '9'), twice = name.size == 0 || name.size > 120;
    for (size_t i = 0; i < name.size; i++) {
        char c = name.at[i];
        plain = plain && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_');
        twice = twice || c == '\n' || c == '\r' || c == '\0';
    }
    for (unsigned i = 0; i < guess->sample.columns; i++)
        twice = twice || ((int)i != column && ar_text_equal(ar_guess_header(guess, (int)i), name));
    if (twice) {
        snprintf(out, AR_GUESS_SOURCE, "%%%d", column + 1);
        return out;
    }
    size_t used = 0;
    out[used++] = '%';
    if (!plain)
        out[used++] = '"';
    for (size_t i = 0; i < name.size; i++) {
        if (name.at[i] == '"')
            out[used++] = '"';
        out[used++] = name.at[i];
    }
    if (!plain)
        out[used++] = '"';
    out[used] = '\0';
    return out;
}

int ar_guess_place(const struct ar_draft *guess, const char *name)
{
    return ar_kind_column(guess->kind, ar_text_from(name));
}

int ar_guess_found(const struct ar_draft *guess, const char *name)
{
    int at = ar_guess_place(guess, name);
    return at < 0 ? -1 : guess->column[at];
}
