/* SPDX-License-Identifier: MIT */
/* Words in the texts of payers: letters, of whatever language. They are compared in small letters, of ASCII and
   Latin-1: "Échéance" is "échéance". */
#ifndef AR_CASH_WORDS_H
#define AR_CASH_WORDS_H

#include "base/text.h"

static inline bool ar_is_in_word(char c)
{
    return ar_is_letter(c) || (unsigned char)c >= 128;
}

/* The word that begins there; empty when none does. */
static inline struct ar_text ar_word_at(struct ar_text text, size_t at)
{
    size_t end = at;
    while (end < text.size && ar_is_in_word(text.at[end]))
        end++;
    return (struct ar_text){text.at + at, end - at};
}

/* A byte of a text, as it is in small letters. */
static inline char ar_small_at(struct ar_text text, size_t at)
{
    const unsigned char c = (unsigned char)text.at[at], before = at > 0 ? (unsigned char)text.at[at - 1] : 0;
    return before == 0xc3 && c >= 0x80 && c <= 0x9e ? (char)(c | 0x20) : ar_lower(text.at[at]); /* À to Þ in UTF-8 */
}

#define AR_WORD_MOST 24 /* bytes; longer than any that is looked for */

/* The word in small letters, in the room; empty when it is longer than AR_WORD_MOST. */
struct ar_text ar_word_fold(char room[static AR_WORD_MOST], struct ar_text word);
/* Is it one of these, which are in small letters? */
bool ar_word_is_one(struct ar_text word, const struct ar_text *words, size_t count);

/* What stands between the members of a list, or between the ends of a range. */
enum ar_joint { AR_NO_JOINT, AR_AND, AR_TO };
/* "and", "bis", … in the languages of payers. */
enum ar_joint ar_word_joint(struct ar_text word);

#endif
