/* SPDX-License-Identifier: MIT */
/* A segment of X12 and its elements, as ISA says where they part. */
#ifndef AR_IMPORT_X12_SEGMENT_H
#define AR_IMPORT_X12_SEGMENT_H

#include "base/text.h"

enum { AR_X12_ELEMENTS = 24 }; /* of a segment that are kept, its name too: none of ours has more */

struct ar_x12_segment {
    struct ar_text element[AR_X12_ELEMENTS]; /* [0] is its name, [1] RMR01; lent from the text */
    size_t count;
    uint32_t name; /* see ar_x12_name */
};

/* The two or three letters of a segment's name as a number; 0: another size. */
static inline uint32_t ar_x12_name(const char *at, size_t size)
{
    if (size != 2 && size != 3)
        return 0;
    return (unsigned char)at[0] | (unsigned)(unsigned char)at[1] << 8 |
           (size == 3 ? (unsigned)(unsigned char)at[2] << 16 : 0);
}

static inline bool ar_x12_is(const struct ar_x12_segment *segment, const char *name)
{
    return segment->name == ar_x12_name(name, strlen(name));
}

/* An element, without the blanks around it; empty when it is not there. */
static inline struct ar_text ar_x12_element(const struct ar_x12_segment *segment, size_t i)
{
    return i < segment->count ? segment->element[i] : AR_TEXT("");
}

/* Where the terminator of the header (ISA) is: behind its 16 elements, which not all fill with blanks to their full
   width. Beyond the text where that is cut off. */
size_t ar_x12_terminator(struct ar_text text);

/* Takes a segment's text, which is not empty, apart at the separator. */
void ar_x12_split(struct ar_x12_segment *out, struct ar_text text, char separator);

#endif
