/* SPDX-License-Identifier: MIT */
/* Columns added to a stream: rows are copied whole where nothing is replaced. */
#include "record/annotate.h"

#include <stdlib.h>

enum ar_status ar_annotate_init(struct ar_annotate *annotate, const struct ar_header *header,
                                const struct ar_text *names, unsigned count)
{
    *annotate = (struct ar_annotate){.count = count, .kept = header->count};
    annotate->given = malloc((header->count + 1) * sizeof *annotate->given);
    annotate->appended = malloc((count + 1) * sizeof *annotate->appended);
    if (annotate->given == NULL || annotate->appended == NULL) {
        ar_annotate_free(annotate);
        return AR_FAILED;
    }
    for (unsigned i = 0; i < header->count; i++)
        annotate->given[i] = -1;
    for (unsigned i = 0; i < count; i++) {
        int at = ar_header_find(header, names[i]);
        if (at >= 0) {
            annotate->given[at] = (int)i;
            annotate->replaces = true;
        } else {
            annotate->appended[annotate->appended_count++] = i;
        }
    }
    return AR_OK;
}

void ar_annotate_free(struct ar_annotate *annotate)
{
    free(annotate->given);
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
    if (AR_LIKELY(!annotate->replaces && row->block->input->same_order)) {
        ar_writer_bytes(writer, ar_row_line(row));
        writer->started = true;
        return;
    }
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

void ar_annotate_row(const struct ar_annotate *annotate, const struct ar_row *row, const struct ar_text *values,
                     struct ar_writer *writer)
{
    write_kept(annotate, row, values, writer);
    for (unsigned i = 0; i < annotate->appended_count; i++)
        ar_writer_field(writer, values[annotate->appended[i]]);
    ar_writer_end(writer);
}
