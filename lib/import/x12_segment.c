/* SPDX-License-Identifier: MIT */
/* Segments of X12: where they end, and what is in them. */
#include "import/x12_segment.h"
#include "import/bank_value.h"

size_t ar_x12_terminator(struct ar_text text)
{
    size_t separators = 0, i = 3;
    while (i < text.size && (separators += text.at[i] == text.at[3]) < 16)
        i++;
    return i + (i + 2 < text.size && ar_is_letter(text.at[i + 2]) ? 1 : 2); /* GS: the last element is left out */
}

void ar_x12_split(struct ar_x12_segment *out, struct ar_text text, char separator)
{
    const char *at = text.at, *begin = at, *end = at + text.size;
    size_t count = 0;
    for (;; at++) {
        while (at < end && *at != separator)
            at++;
        out->element[count++] = ar_bank_trim((struct ar_text){begin, (size_t)(at - begin)});
        begin = at + 1;
        if (at == end || count == AR_X12_ELEMENTS)
            break;
    }
    out->count = count;
    out->name = ar_x12_name(out->element[0].at, out->element[0].size);
}
