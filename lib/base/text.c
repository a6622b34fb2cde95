/* SPDX-License-Identifier: MIT */
/* Slices: order, trimming, cutting and the distance behind "did you mean". */
#include "base/text.h"

int ar_text_compare(struct ar_text a, struct ar_text b)
{
    size_t common = a.size < b.size ? a.size : b.size;
    int order = common ? memcmp(a.at, b.at, common) : 0;
    return order ? order : (a.size > b.size) - (a.size < b.size);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

size_t ar_text_common(struct ar_text a, struct ar_text b, size_t most)
{
    size_t same = 0;
    most = a.size < most ? a.size : most;
    most = b.size < most ? b.size : most;
    while (same < most && a.at[same] == b.at[same])
        same++;
    return same;
}

uint64_t ar_text_number(struct ar_text text, size_t from)
{
    uint64_t number = 0;
    for (size_t i = from; i < from + 8; i++)
        number = number << 8 | (i < text.size ? (unsigned char)text.at[i] : 0);
    return number;
}

struct ar_text ar_text_trim(struct ar_text a)
{
    while (a.size && is_blank(a.at[0]))
        a.at++, a.size--;
    while (a.size && is_blank(a.at[a.size - 1]))
        a.size--;
    return a;
}

struct ar_text ar_text_cut(struct ar_text *rest, char separator)
{
    struct ar_text part = *rest;
    const char *end = part.size ? memchr(part.at, separator, part.size) : NULL;
    if (!end) {
        *rest = (struct ar_text){NULL, 0};
        return part;
    }
    part.size = (size_t)(end - part.at);
    rest->at = end + 1;
    rest->size -= part.size + 1;
    return part;
}

#define NAME_SIZE 128 /* longer texts are no names: nobody mistypes one by a letter or two */

/* What both begin and end with counts for nothing. */
static void strip_common(struct ar_text *a, struct ar_text *b)
{
    while (a->size > 0 && b->size > 0 && a->at[0] == b->at[0]) {
        *a = (struct ar_text){a->at + 1, a->size - 1};
        *b = (struct ar_text){b->at + 1, b->size - 1};
    }
    while (a->size > 0 && b->size > 0 && a->at[a->size - 1] == b->at[b->size - 1]) {
        a->size--;
        b->size--;
    }
}

/* Optimal string alignment: rows before-last, last and current of the usual table, as far from its diagonal as `limit`
   allows. */
unsigned ar_text_distance(struct ar_text a, struct ar_text b, unsigned limit)
{
    size_t gap = a.size > b.size ? a.size - b.size : b.size - a.size;
    if (ar_text_equal(a, b))
        return 0;
    if (gap > limit || a.size > NAME_SIZE || b.size > NAME_SIZE)
        return limit + 1;
    strip_common(&a, &b);
    unsigned rows[3][NAME_SIZE + 2], *before = rows[0], *last = rows[1], *now = rows[2];
    for (size_t j = 0; j <= b.size; j++)
        last[j] = (unsigned)j;
    for (size_t i = 1; i <= a.size; i++) {
        size_t from = i > limit ? i - limit : 1, to = i + limit < b.size ? i + limit : b.size;
        unsigned least = now[from - 1] = from == 1 ? (unsigned)i : limit + 1;
        for (size_t j = from; j <= to; j++) {
            unsigned best = last[j - 1] + (a.at[i - 1] != b.at[j - 1]);
            if (last[j] + 1 < best)
                best = last[j] + 1;
            if (now[j - 1] + 1 < best)
                best = now[j - 1] + 1;
            bool swapped = i > 1 && j > 1 && a.at[i - 1] == b.at[j - 2] && a.at[i - 2] == b.at[j - 1];
            if (swapped && before[j - 2] + 1 < best)
                best = before[j - 2] + 1;
            now[j] = best;
            least = best < least ? best : least;
        }
        if (least > limit)
            return limit + 1;
        now[to + 1] = limit + 1;
        unsigned *spare = before;
        before = last, last = now, now = spare;
    }
    return last[b.size] > limit ? limit + 1 : last[b.size];
}

bool ar_is_unseen(uint32_t character)
{
    static const struct {
        uint32_t first, last;
    } ranges[] = {
        {0x0, 0x1f},      {0x7f, 0x9f},       {0xad, 0xad},       {0x34f, 0x34f},     {0x61c, 0x61c},
        {0x115f, 0x1160}, {0x17b4, 0x17b5},   {0x180e, 0x180e},   {0x200b, 0x200b},   {0x200e, 0x200f},
        {0x2028, 0x202e}, {0x2060, 0x206f},   {0x3164, 0x3164},   {0xfeff, 0xfeff},   {0xffa0, 0xffa0},
        {0xfff0, 0xfffb}, {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe00ff}, {0xe01f0, 0xe0fff},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges && character >= ranges[i].first; i++)
        if (character <= ranges[i].last)
            return true;
    return (character & 0xfffe) == 0xfffe;
}
