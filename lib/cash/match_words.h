/* SPDX-License-Identifier: MIT */
/* Words in the texts of payers: letters, of whatever language. */
#ifndef AR_CASH_MATCH_WORDS_H
#define AR_CASH_MATCH_WORDS_H

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

#endif
