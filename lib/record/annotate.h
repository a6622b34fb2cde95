/* SPDX-License-Identifier: MIT */
/* A filter that keeps every column and adds some: a new one at the end, one that is there already replaced in place. */
#ifndef AR_RECORD_ANNOTATE_H
#define AR_RECORD_ANNOTATE_H

#include "record/header.h"
#include "record/reader.h"
#include "record/writer.h"

struct ar_annotate {
    unsigned count; /* columns that the filter gives */
    unsigned kept; /* columns of the input */
    int *given; /* for each input column: which of the given values replaces it, or -1 */
    unsigned *replaced; /* the input columns that are, in their order */
    unsigned *appended; /* which of the given go at the end */
    unsigned replaced_count, appended_count;
};

AR_MUST_USE enum ar_status ar_annotate_init(struct ar_annotate *annotate, const struct ar_header *header,
                                            const struct ar_text *names, unsigned count);
void ar_annotate_free(struct ar_annotate *annotate);
void ar_annotate_header(const struct ar_annotate *annotate, const struct ar_header *header, const struct ar_text *names,
                        struct ar_writer *writer);
/* values[] in the order of names[]; plain text, escaped here. */
void ar_annotate_row(const struct ar_annotate *annotate, const struct ar_row *row, const struct ar_text *values,
                     struct ar_writer *writer);

#endif
