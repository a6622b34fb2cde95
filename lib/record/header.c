/* SPDX-License-Identifier: MIT */
/* Header lines: names decoded, checked and found again; and what to suggest for a name that is not there. */
#include "record/header.h"
#include "record/escape.h"

#include <stdint.h>
#include <stdio.h>

static enum ar_status check_name(const struct ar_header *header, struct ar_error *error)
{
    struct ar_text name = header->names[header->count];
    if (name.size == 0)
        return ar_error_set(error, AR_BAD_DATA, "column %u has no name", header->count + 1);
    if (ar_text_starts(name, AR_TEXT("\xef\xbb\xbf"))) /* written first, it would be taken for the stream's own */
        return ar_error_set(error, AR_BAD_DATA, "column %u begins with a byte-order mark", header->count + 1);
    if (ar_header_find(header, name) >= 0) {
        ar_error_set(error, AR_BAD_DATA, "column named twice");
        ar_error_value(error, name);
        return AR_BAD_DATA;
    }
    return AR_OK;
}

enum ar_status ar_header_parse(struct ar_header *out, struct ar_text line, struct ar_error *error)
{
    *out = (struct ar_header){0};
    if (line.size > 0 && line.at[0] == '#') { /* a seal whose records are gone would pass for a header */
        ar_error_set(error, AR_BAD_DATA, "a line beginning with '#' where the header should be");
        ar_error_value(error, line);
        return AR_BAD_DATA;
    }
    size_t columns = 1;
    for (size_t i = 0; i < line.size; i++)
        columns += line.at[i] == '\t';
    out->names = ar_arena_take(&out->arena, columns * sizeof *out->names);
    char *decoded = ar_arena_take(&out->arena, line.size + 1);
    enum ar_status status = out->names && decoded ? AR_OK : ar_error_memory(error);
    for (struct ar_text rest = line; status == AR_OK && rest.at != NULL;) {
        struct ar_text field = ar_text_cut(&rest, '\t');
        size_t size = 0;
        if (!ar_unescape(decoded, &size, field, out->count == 0)) {
            status = ar_error_set(error, AR_BAD_DATA, "bad escape in a column name");
            ar_error_value(error, field);
            break;
        }
        out->names[out->count] = (struct ar_text){decoded, size};
        decoded += size;
        status = check_name(out, error);
        out->count += status == AR_OK;
    }
    if (status != AR_OK)
        ar_header_free(out);
    return status;
}

void ar_header_free(struct ar_header *header)
{
    ar_arena_free(&header->arena);
    *header = (struct ar_header){0};
}

int ar_header_find(const struct ar_header *header, struct ar_text name)
{
    for (unsigned i = 0; i < header->count; i++)
        if (ar_text_equal(header->names[i], name))
            return (int)i;
    return -1;
}

void ar_header_suggest(const struct ar_header *header, struct ar_text name, char *out, size_t size)
{
    unsigned best = name.size < 5 ? 2 : 3; /* more edits than that is another word */
    struct ar_text nearest = {NULL, 0};
    for (unsigned i = 0; i < header->count; i++) {
        unsigned distance = ar_text_distance(header->names[i], name, best);
        if (distance < best) {
            best = distance;
            nearest = header->names[i];
        }
    }
    char shown[96];
    if (nearest.at != NULL) {
        ar_printable(shown, sizeof shown, nearest);
        snprintf(out, size, "; did you mean '%s'?", shown);
        return;
    }
    const struct ar_text first = header->count == 1 ? header->names[0] : AR_TEXT("");
    if (first.size > 0 && (memchr(first.at, ',', first.size) != NULL || memchr(first.at, ';', first.size) != NULL)) {
        snprintf(out, size, "; its first line has no TAB: CSV comes through ar-import");
        return;
    }
    size_t used = (size_t)snprintf(out, size, "; columns:");
    for (unsigned i = 0; i < header->count && used < size; i++) {
        ar_printable(shown, sizeof shown, header->names[i]);
        used += (size_t)snprintf(out + used, size - used, " %s", shown);
    }
}
