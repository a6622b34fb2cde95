/* SPDX-License-Identifier: MIT */
/* Words in the texts of payers: letters, of whatever language. */
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

#define AR_WORD_MOST 24 /* longer than any that is looked for */

/* Is it one of these, which are in small letters? */
static inline bool ar_word_is_one(struct ar_text word, const struct ar_text *words, size_t count)
{
    char room[AR_WORD_MOST];
    if (word.size > sizeof room)
        return false;
    for (size_t i = 0; i < word.size; i++)
        room[i] = ar_lower(word.at[i]);
    for (size_t i = 0; i < count; i++)
        if (ar_text_equal((struct ar_text){room, word.size}, words[i]))
            return true;
    return false;
}

#endif
