/* SPDX-License-Identifier: MIT */
/* A slice of bytes that somebody else owns. May hold any byte, NUL too, and is not NUL-terminated. */
#ifndef AR_BASE_TEXT_H
#define AR_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct ar_text {
    const char *at; /* never NULL where size > 0 */
    size_t size;
};

/* The slice of a string literal. */
#define AR_TEXT(literal) ((struct ar_text){"" literal, sizeof(literal) - 1})

static inline struct ar_text ar_text_from(const char *string) /* NULL gives the empty slice */
{
    return (struct ar_text){string ? string : "", string ? strlen(string) : 0};
}

static inline bool ar_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool ar_is_capital(char c) /* of ASCII */
{
    return c >= 'A' && c <= 'Z';
}

static inline bool ar_is_letter(char c) /* of ASCII */
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static inline char ar_lower(char c) /* a letter of ASCII as a small one, any other byte as it is */
{
    return ar_is_capital(c) ? (char)(c - 'A' + 'a') : c;
}

static inline bool ar_text_equal(struct ar_text a, struct ar_text b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.at, b.at, a.size) == 0);
}

static inline bool ar_text_is(struct ar_text a, const char *string)
{
    return ar_text_equal(a, ar_text_from(string));
}

static inline bool ar_text_starts(struct ar_text a, struct ar_text prefix)
{
    return a.size >= prefix.size && (prefix.size == 0 || memcmp(a.at, prefix.at, prefix.size) == 0);
}

static inline bool ar_text_holds(struct ar_text a, struct ar_text piece) /* anywhere */
{
    for (size_t i = 0; i + piece.size <= a.size; i++)
        if (memcmp(a.at + i, piece.at, piece.size) == 0)
            return true;
    return false;
}

static inline bool ar_has_digit(struct ar_text text)
{
    for (size_t i = 0; i < text.size; i++)
        if (ar_is_digit(text.at[i]))
            return true;
    return false;
}

static inline bool ar_all_digits(struct ar_text text) /* and not empty */
{
    for (size_t i = 0; i < text.size; i++)
        if (!ar_is_digit(text.at[i]))
            return false;
    return text.size > 0;
}

/* Bytewise order, a prefix before what it begins: the order of every report. <0, 0 or >0. */
int ar_text_compare(struct ar_text a, struct ar_text b);

/* For sorting: how many bytes two texts begin with alike, at most `most`, and eight bytes of one from there as a number
   in the same order, zeros behind its end. Equal numbers tell nothing. */
size_t ar_text_common(struct ar_text a, struct ar_text b, size_t most);
uint64_t ar_text_number(struct ar_text text, size_t from);

/* Without the blanks (space, TAB) at both ends. */
struct ar_text ar_text_trim(struct ar_text a);

/* The part before the first `separator`, which is removed from *rest together with it; the whole of *rest, leaving it
   empty with at == NULL, when there is none. Loop: while (rest.at != NULL) part = ar_text_cut(&rest, ','). */
struct ar_text ar_text_cut(struct ar_text *rest, char separator);

/* Edit distance (insert, delete, substitute, swap neighbours) of two short names, at most `limit` + 1.
   For "did you mean": bytes, not characters. */
unsigned ar_text_distance(struct ar_text a, struct ar_text b, unsigned limit);

/* Is this character one that nobody sees, or that steers what is seen: controls, marks and overrides of the writing
   direction (Unicode TR 36), separators of lines, what Unicode calls default ignorable, such as a soft hyphen or tags,
   and noncharacters? Not the joiners and variation selectors that some scripts need. */
bool ar_is_unseen(uint32_t character);

#endif
