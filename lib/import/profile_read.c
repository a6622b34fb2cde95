/* SPDX-License-Identifier: MIT */
/* The pieces that the lines of a profile are made of: words, quoted text, patterns, columns of the export, lists. */
#include "import/profile_read.h"

#include "import/encoding.h"

static bool blank(char c)
{
    return c == ' ' || c == '\t';
}

static void advance(struct ar_profile_reader *reader, size_t size)
{
    reader->rest.at += size;
    reader->rest.size -= size;
}

void ar_profile_blanks(struct ar_profile_reader *reader)
{
    while (reader->rest.size && blank(reader->rest.at[0]))
        advance(reader, 1);
}

bool ar_profile_at_end(struct ar_profile_reader *reader)
{
    ar_profile_blanks(reader);
    return reader->rest.size == 0;
}

struct ar_text ar_profile_word(struct ar_profile_reader *reader)
{
    ar_profile_blanks(reader);
    struct ar_text word = {reader->rest.at, 0};
    while (word.size < reader->rest.size && !blank(word.at[word.size]))
        word.size++;
    advance(reader, word.size);
    return word;
}

bool ar_profile_take(struct ar_profile_reader *reader, const char *expected)
{
    struct ar_text before = reader->rest;
    if (ar_text_is(ar_profile_word(reader), expected))
        return true;
    reader->rest = before;
    return false;
}

enum ar_status ar_profile_end(struct ar_profile_reader *reader)
{
    if (ar_profile_at_end(reader))
        return AR_OK;
    return ar_profile_fail_value(reader, reader->rest, "more than this directive takes");
}

enum ar_status ar_profile_keep(struct ar_profile_reader *reader, struct ar_text *text)
{
    return ar_arena_copy(&reader->profile->arena, text, *text) == AR_OK ? AR_OK : ar_error_memory(reader->error);
}

/* "…" with "" for a quote inside; rest stands at the opening quote. */
static enum ar_status quoted(struct ar_profile_reader *reader, struct ar_text *out)
{
    struct ar_text all = reader->rest;
    char *to = ar_arena_take(&reader->profile->arena, all.size + 1);
    if (to == NULL)
        return ar_error_memory(reader->error);
    size_t size = 0, at = 1;
    for (; at < all.size; at++) {
        if (all.at[at] == '"') {
            if (at + 1 >= all.size || all.at[at + 1] != '"')
                break;
            at++;
        }
        to[size++] = all.at[at];
    }
    if (at >= all.size)
        return ar_profile_fail_value(reader, all, "the quote is never closed");
    to[size] = '\0';
    advance(reader, at + 1);
    *out = (struct ar_text){to, size};
    return AR_OK;
}

enum ar_status ar_profile_text(struct ar_profile_reader *reader, struct ar_text *out)
{
    if (ar_profile_at_end(reader))
        return ar_profile_fail(reader, "a word or a quoted text is missing");
    if (reader->rest.at[0] == '"')
        return quoted(reader, out);
    *out = ar_profile_word(reader);
    return ar_profile_keep(reader, out);
}

enum ar_status ar_profile_pattern(struct ar_profile_reader *reader, struct ar_pattern **out)
{
    *out = NULL;
    if (ar_profile_at_end(reader) || reader->rest.at[0] != '/')
        return ar_profile_fail(reader, "a /pattern/ is missing");
    struct ar_text all = reader->rest;
    char *to = ar_arena_take(&reader->profile->arena, all.size + 1);
    if (to == NULL)
        return ar_error_memory(reader->error);
    size_t size = 0, at = 1;
    for (; at < all.size && all.at[at] != '/'; at++) {
        if (all.at[at] == '\\' && at + 1 < all.size) {
            if (all.at[at + 1] != '/')
                to[size++] = '\\';
            at++;
        }
        to[size++] = all.at[at];
    }
    if (at >= all.size)
        return ar_profile_fail_value(reader, all, "the pattern has no '/' at its end");
    advance(reader, at + 1);
    unsigned flags = AR_PATTERN_BYTES;
    if (reader->rest.size && reader->rest.at[0] == 'i') {
        flags |= AR_PATTERN_FOLD_CASE;
        advance(reader, 1);
    }
    if (reader->rest.size && !blank(reader->rest.at[0]))
        return ar_profile_fail_value(reader, reader->rest, "only 'i' may follow a pattern");
    struct ar_text source = {to, size};
    if (ar_utf8_valid(source) == source.size)
        flags &= ~(unsigned)AR_PATTERN_BYTES;
    enum ar_status status = ar_pattern_new(out, source, flags, reader->error);
    if (status == AR_BAD_DATA && reader->error != NULL) {
        ar_error_place(reader->error, reader->file, reader->line);
        ar_error_column(reader->error, reader->directive);
        reader->error->fatal = true;
    }
    return status;
}

static bool name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
           c == '#' || c == '*' || (unsigned char)c >= 0x80;
}

static enum ar_status source_name(struct ar_profile_reader *reader, struct ar_profile_source *source)
{
    if (reader->rest.size && reader->rest.at[0] == '"') {
        enum ar_status status = quoted(reader, &source->name);
        if (status == AR_OK && source->name.size == 0)
            return ar_profile_fail(reader, "a column without a name; count it: %%1 is the first");
        return status;
    }
    struct ar_text name = {reader->rest.at, 0};
    bool digits = true;
    while (name.size < reader->rest.size && name_byte(name.at[name.size])) {
        digits = digits && name.at[name.size] >= '0' && name.at[name.size] <= '9';
        name.size++;
    }
    if (name.size == 0)
        return ar_profile_fail_value(reader, reader->rest, "after '%' comes a column: %Name, %\"Any name\" or %3");
    advance(reader, name.size);
    if (!digits) {
        source->name = name;
        return ar_profile_keep(reader, &source->name);
    }
    for (size_t i = 0; i < name.size && source->number < 100000; i++)
        source->number = source->number * 10 + (unsigned)(name.at[i] - '0');
    if (source->number < 1 || source->number > 65535)
        return ar_profile_fail_value(reader, name, "columns count from 1 to 65535");
    return AR_OK;
}

static bool same_source(const struct ar_profile_source *a, const struct ar_profile_source *b)
{
    return a->number == b->number && a->optional == b->optional && ar_text_equal(a->name, b->name) &&
           a->capture == NULL && b->capture == NULL;
}

enum ar_status ar_profile_source(struct ar_profile_reader *reader, int *out, bool capture)
{
    struct ar_profile *profile = reader->profile;
    if (ar_profile_at_end(reader) || reader->rest.at[0] != '%')
        return ar_profile_fail(reader, "a column of the export is missing, as %%Name or %%\"Any name\" or %%3");
    advance(reader, 1);
    struct ar_profile_source source = {.place = ar_profile_here(reader)};
    if (reader->rest.size && reader->rest.at[0] == '?') {
        source.optional = true;
        advance(reader, 1);
    }
    enum ar_status status = source_name(reader, &source);
    if (status == AR_OK && capture && !ar_profile_at_end(reader) && reader->rest.at[0] == '/')
        status = ar_profile_pattern(reader, &source.capture);
    if (status != AR_OK) {
        ar_pattern_delete(source.capture);
        return status;
    }
    for (size_t i = 0; i < profile->sources_count; i++) {
        if (same_source(&source, &profile->sources[i])) {
            *out = (int)i;
            return AR_OK;
        }
    }
    struct ar_profile_source *kept =
        ar_profile_add(&profile->sources, &profile->sources_capacity, &profile->sources_count, sizeof *kept);
    if (kept == NULL) {
        ar_pattern_delete(source.capture);
        return ar_error_memory(reader->error);
    }
    *kept = source;
    *out = (int)profile->sources_count - 1;
    return AR_OK;
}

enum ar_status ar_profile_number(struct ar_profile_reader *reader, unsigned *out, unsigned most)
{
    struct ar_text word = ar_profile_word(reader);
    unsigned number = 0;
    bool good = word.size > 0 && word.size < 10;
    for (size_t i = 0; good && i < word.size; i++) {
        good = word.at[i] >= '0' && word.at[i] <= '9';
        number = number * 10 + (unsigned)(word.at[i] - '0');
    }
    if (!good || number > most)
        return ar_profile_fail_value(reader, word, "not a whole number, or too large");
    *out = number;
    return AR_OK;
}

/* "a, b c": up to a comma when `commas`, so that names may hold blanks; words otherwise. */
enum ar_status ar_profile_list(struct ar_profile_reader *reader, struct ar_profile_list *list, bool commas)
{
    do {
        struct ar_text text;
        enum ar_status status = AR_OK;
        if (commas && !ar_profile_at_end(reader) && reader->rest.at[0] != '"') {
            const char *comma = memchr(reader->rest.at, ',', reader->rest.size);
            text = (struct ar_text){reader->rest.at, comma ? (size_t)(comma - reader->rest.at) : reader->rest.size};
            advance(reader, text.size);
            text = ar_text_trim(text);
            status = ar_profile_keep(reader, &text);
        } else {
            status = ar_profile_text(reader, &text);
        }
        if (status != AR_OK)
            return status;
        struct ar_text *slot = ar_profile_add(&list->at, &list->capacity, &list->count, sizeof *slot);
        if (slot == NULL)
            return ar_error_memory(reader->error);
        *slot = text;
        if (commas && !ar_profile_at_end(reader)) {
            if (reader->rest.at[0] != ',')
                return ar_profile_fail_value(reader, reader->rest, "a comma is missing before this");
            advance(reader, 1);
            if (ar_profile_at_end(reader))
                return ar_profile_fail(reader, "the list ends in a comma");
        }
    } while (!ar_profile_at_end(reader));
    return AR_OK;
}
