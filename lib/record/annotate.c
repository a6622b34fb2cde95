/* SPDX-License-Identifier: MIT */
/* Columns added to a stream: what lies between the columns replaced is copied at once. */
#include "record/annotate.h"

#include <stdlib.h>
#include <string.h>

enum { LINE = 16 << 10, SHORT = 16, SHORT_MOST = 64 }; /* bytes of a usual line and value; such values */

enum ar_status ar_annotate_init(struct ar_annotate *annotate, const struct ar_header *header,
                                const struct ar_text *names, unsigned count)
{
    *annotate = (struct ar_annotate){.count = count, .kept = header->count};
    annotate->given = malloc((header->count + 1) * sizeof *annotate->given);
    annotate->replaced = malloc((header->count + 1) * sizeof *annotate->replaced);
    annotate->appended = malloc((count + 1) * sizeof *annotate->appended);
    if (annotate->given == NULL || annotate->replaced == NULL || annotate->appended == NULL) {
        ar_annotate_free(annotate);
        return AR_FAILED;
    }
    for (unsigned i = 0; i < header->count; i++)
        annotate->given[i] = -1;
    for (unsigned i = 0; i < count; i++) {
        int at = ar_header_find(header, names[i]);
        if (at >= 0)
            annotate->given[at] = (int)i;
        else
            annotate->appended[annotate->appended_count++] = i;
    }
    for (unsigned i = 0; i < header->count; i++)
        if (annotate->given[i] >= 0)
            annotate->replaced[annotate->replaced_count++] = i;
    return AR_OK;
}

void ar_annotate_free(struct ar_annotate *annotate)
{
    free(annotate->given);
    free(annotate->replaced);
    free(annotate->appended);
    *annotate = (struct ar_annotate){0};
}

void ar_annotate_header(const struct ar_annotate *annotate, const struct ar_header *header, const struct ar_text *names,
                        struct ar_writer *writer)
{
    for (unsigned i = 0; i < header->count; i++)
        ar_writer_field(writer, header->names[i]);
    for (unsigned i = 0; i < annotate->appended_count; i++)
        ar_writer_field(writer, names[annotate->appended[i]]);
    ar_writer_end(writer);
    writer->records--;
}

/* The input's columns, the given values in the place of those that they replace. */
static void write_kept(const struct ar_annotate *annotate, const struct ar_row *row, const struct ar_text *values,
                       struct ar_writer *writer)
{
    for (unsigned i = 0; i < annotate->kept; i++) {
        int given = annotate->given[i];
        if (given >= 0)
            ar_writer_field(writer, values[given]);
        else if (AR_UNLIKELY(row->escapes))
            ar_writer_field(writer, ar_row_decode(row, (int)i));
        else
            ar_writer_encoded(writer, ar_row_encoded(row, (int)i));
    }
}

/* May a byte of the eight need an escape? Any control byte counts. */
static inline bool needs_look(uint64_t word)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones << 7;
    uint64_t backslash = word ^ ones * '\\';
    return ((((word - ones * ' ') & ~word) | ((backslash - ones) & ~backslash)) & tops) != 0;
}

/* A short value without anything to escape, as most are, copied by its two halves, which may overlap; false when it is
   another one. */
static inline bool put_short(char *out, struct ar_text value)
{
    const char *at = value.at;
    size_t size = value.size;
    if (size == 0)
        return true;
    if (size < 4) {
        unsigned char first = (unsigned char)at[0], middle = (unsigned char)at[size / 2],
                      last = (unsigned char)at[size - 1];
        out[0] = (char)first;
        out[size / 2] = (char)middle;
        out[size - 1] = (char)last;
        return !needs_look((uint64_t)first << 16 | (uint64_t)middle << 8 | last | UINT64_C(0x2020202020) << 24);
    }
    if (size < 8) {
        uint32_t low, high;
        memcpy(&low, at, 4);
        memcpy(&high, at + size - 4, 4);
        memcpy(out, &low, 4);
        memcpy(out + size - 4, &high, 4);
        return !needs_look((uint64_t)high << 32 | low);
    }
    uint64_t low, high;
    if (size > SHORT)
        return false;
    memcpy(&low, at, 8);
    memcpy(&high, at + size - 8, 8);
    memcpy(out, &low, 8);
    memcpy(out + size - 8, &high, 8);
    return !needs_look(low) && !needs_look(high);
}

/* The usual row at once: the line as it came, short values in it and behind it. False when it is not of that kind; then
   nothing is written. */
static inline bool write_simple(const struct ar_annotate *annotate, const struct ar_row *row,
                                const struct ar_text *values, struct ar_writer *writer)
{
    if (!row->block->input->same_order || row->size > LINE || annotate->count > SHORT_MOST)
        return false;
    char *room = ar_writer_room(writer, LINE + SHORT_MOST * (SHORT + 1) + 1), *out = room;
    struct ar_text rest = ar_row_line(row);
    for (unsigned i = 0; i < annotate->replaced_count; i++) {
        unsigned column = annotate->replaced[i];
        struct ar_text field = ar_row_encoded(row, (int)column), value = values[annotate->given[column]];
        size_t before = (size_t)(field.at - rest.at);
        memcpy(out, rest.at, before);
        out += before;
        if (AR_UNLIKELY(!put_short(out, value) || (column == 0 && value.size > 0 && value.at[0] == '#')))
            return false;
        out += value.size;
        rest = (struct ar_text){field.at + field.size, rest.size - before - field.size};
    }
    memcpy(out, rest.at, rest.size);
    out += rest.size;
    for (unsigned i = 0; i < annotate->appended_count; i++) {
        struct ar_text value = values[annotate->appended[i]];
        *out++ = '\t';
        if (AR_UNLIKELY(!put_short(out, value)))
            return false;
        out += value.size;
    }
    *out++ = '\n';
    ar_writer_used(writer, (size_t)(out - room));
    writer->records++;
    return true;
}

void ar_annotate_row(const struct ar_annotate *annotate, const struct ar_row *row, const struct ar_text *values,
                     struct ar_writer *writer)
{
    if (AR_LIKELY(write_simple(annotate, row, values, writer)))
        return;
    write_kept(annotate, row, values, writer);
    for (unsigned i = 0; i < annotate->appended_count; i++)
        ar_writer_field(writer, values[annotate->appended[i]]);
    ar_writer_end(writer);
}
