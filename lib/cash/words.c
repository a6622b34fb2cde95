/* SPDX-License-Identifier: MIT */
/* Words that are compared, and those that join others. */
#include "cash/words.h"

struct ar_text ar_word_fold(char room[static AR_WORD_MOST], struct ar_text word)
{
    if (word.size > AR_WORD_MOST)
        return AR_TEXT("");
    for (size_t i = 0; i < word.size; i++)
        room[i] = ar_small_at(word, i);
    return (struct ar_text){room, word.size};
}

static bool is_one(struct ar_text folded, const struct ar_text *words, size_t count)
{
    for (size_t i = 0; folded.size > 0 && i < count; i++)
        if (ar_text_equal(folded, words[i]))
            return true;
    return false;
}

bool ar_word_is_one(struct ar_text word, const struct ar_text *words, size_t count)
{
    char room[AR_WORD_MOST];
    return is_one(ar_word_fold(room, word), words, count);
}

enum ar_joint ar_word_joint(struct ar_text word)
{
    char room[AR_WORD_MOST];
    static const struct ar_text ands[] = {AR_TEXT("and"), AR_TEXT("und"), AR_TEXT("et"),  AR_TEXT("y"),
                                          AR_TEXT("e"),   AR_TEXT("en"),  AR_TEXT("och"), AR_TEXT("og")};
    static const struct ar_text tos[] = {AR_TEXT("to"),   AR_TEXT("thru"), AR_TEXT("through"), AR_TEXT("until"),
                                         AR_TEXT("till"), AR_TEXT("til"),  AR_TEXT("bis"),     AR_TEXT("tot"),
                                         AR_TEXT("al"),   AR_TEXT("au"),   AR_TEXT("a"),       AR_TEXT("à")};
    struct ar_text folded = ar_word_fold(room, word);
    if (is_one(folded, ands, sizeof ands / sizeof *ands))
        return AR_AND;
    return is_one(folded, tos, sizeof tos / sizeof *tos) ? AR_TO : AR_NO_JOINT;
}
