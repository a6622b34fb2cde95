/* SPDX-License-Identifier: MIT */
/* The words of a payer's that rules know: found in capitals too, with accents or without, in any script. */
#include "base/fold.h"
#include "cash/rules.h"

/* The next character that is no mark; 0: the text is over. */
static uint32_t next(struct ar_text *text, bool *letter)
{
    uint32_t character = 0;
    while (text->size > 0 && character == 0) {
        char c = text->at[0];
        if ((unsigned char)c >= 0x80) {
            character = ar_fold_next(text, letter);
            continue;
        }
        *letter = ar_is_letter(c);
        text->at++;
        text->size--;
        character = c == 0 ? AR_NO_CHARACTER : (unsigned char)ar_lower(c);
    }
    return character;
}

static bool begins_with(struct ar_text text, struct ar_text word)
{
    bool letter;
    for (uint32_t wanted; (wanted = next(&word, &letter)) != 0;)
        if (next(&text, &letter) != wanted)
            return false;
    return true;
}

void ar_rules_begin(struct ar_rules *rules, const struct ar_word *word)
{
    struct ar_text text = word->text;
    bool letter;
    uint32_t first = next(&text, &letter) & 255;
    rules->begins[word->sort][first / 64] |= (uint64_t)1 << first % 64;
}

const struct ar_word *ar_rules_word(const struct ar_rules *rules, enum ar_word_sort sort, struct ar_text text)
{
    size_t first = rules->word_count;
    struct ar_text here = text;
    bool letter = false, inside = false; /* of a word */
    for (uint32_t c; (c = next(&text, &letter)) != 0; here = text, inside = letter) {
        bool begins = !inside && rules->begins[sort][(c & 255) / 64] >> (c & 255) % 64 & 1;
        for (size_t i = 0; begins && i < first; i++)
            if (rules->words[i].sort == sort && begins_with(here, rules->words[i].text))
                first = i;
    }
    return first < rules->word_count ? &rules->words[first] : NULL;
}
