/* SPDX-License-Identifier: MIT */
/* The first line of a stream: its column names. */
#ifndef AR_RECORD_HEADER_H
#define AR_RECORD_HEADER_H

#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"

struct ar_header {
    struct ar_text *names; /* decoded, unique, not empty */
    unsigned count;
    struct ar_arena arena; /* owns both */
};

/* From a header line without its LF. AR_BAD_DATA: an empty or repeated name, a bad escape. */
AR_MUST_USE enum ar_status ar_header_parse(struct ar_header *out, struct ar_text line, struct ar_error *error);
void ar_header_free(struct ar_header *header);

int ar_header_find(const struct ar_header *header, struct ar_text name); /* -1: no such column */

/* "; columns: a b c" or, when one is close, "; did you mean 'customer'?": what to add to "no column 'custmer'". */
void ar_header_suggest(const struct ar_header *header, struct ar_text name, char *out, size_t size);

#endif
