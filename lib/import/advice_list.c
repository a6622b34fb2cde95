/* SPDX-License-Identifier: MIT */
/* Lists of document numbers as people write them: INV-1, INV-2 and INV-3; INV-1 $300.00, INV-2 (dated 2026-05-01). */
#include "import/advice_amount.h"
#include "import/advice_note.h"
#include "import/bank_value.h"

static const char marks[] = " ,;&\t\n";

static bool is_one_of(char c, const char *set)
{
    return c != '\0' && strchr(set, c) != NULL;
}

/* Without what stands around a word in a sentence. */
static struct ar_text bare(struct ar_text word)
{
    while (word.size > 0 && is_one_of(word.at[0], "([:"))
        word = (struct ar_text){word.at + 1, word.size - 1};
    while (word.size > 0 && is_one_of(word.at[word.size - 1], ")].:"))
        word.size--;
    return word;
}

/* 2026-05-01 or 1.5.2026 is when, not which. */
static bool is_day(struct ar_text word)
{
    struct ar_date day;
    size_t dots = 0;
    for (size_t i = 0; i < word.size; i++) {
        if (word.at[i] == '.')
            dots++;
        else if (!ar_is_digit(word.at[i]))
            return ar_date_parse(&day, word) == AR_OK;
    }
    return dots == 2 && word.size <= 10;
}

static struct ar_text cut_word(struct ar_text *list, const char *between)
{
    while (list->size > 0 && is_one_of(list->at[0], between))
        *list = (struct ar_text){list->at + 1, list->size - 1};
    size_t size = 0;
    while (size < list->size && !is_one_of(list->at[size], between))
        size++;
    struct ar_text word = {list->at, size};
    *list = (struct ar_text){list->at + size, list->size - size};
    return word;
}

/* A number has digits, or is of capitals; Rechnung, dated and a dash are words. */
static bool is_number(struct ar_text word)
{
    bool digits = false, capitals = false, small = false;
    for (size_t i = 0; i < word.size; i++) {
        digits = digits || ar_is_digit(word.at[i]);
        capitals = capitals || ar_is_capital(word.at[i]);
        small = small || (word.at[i] >= 'a' && word.at[i] <= 'z');
    }
    return (digits || (capitals && !small)) && !is_day(word);
}

struct ar_text ar_advice_cut_number(struct ar_text *list)
{
    for (;;) {
        struct ar_text word = cut_word(list, marks), number = bare(word);
        if (word.size == 0 || is_number(number))
            return number;
    }
}

/* With all decimals of its currency, or with the currency: nothing that could be a number. */
static bool is_amount(struct ar_text word, struct ar_currency currency)
{
    size_t point = word.size;
    for (size_t i = 0; i < word.size; i++) {
        if ((unsigned char)word.at[i] >= 128 || word.at[i] == '$')
            return true;
        point = word.at[i] == '.' || word.at[i] == ',' ? i : point;
    }
    return point < word.size && ar_currency_digits(currency) > 0 &&
           word.size - point - 1 == ar_currency_digits(currency);
}

size_t ar_advice_find_word(struct ar_text text, struct ar_text word, size_t from)
{
    for (size_t i = from; word.size > 0 && i + word.size <= text.size; i++) {
        char before = i > 0 ? text.at[i - 1] : ' ', after = i + word.size < text.size ? text.at[i + word.size] : ' ';
        if (memcmp(text.at + i, word.at, word.size) == 0 && !ar_is_digit(after) && after != '-' && before != '-' &&
            !ar_is_digit(before) && !ar_is_capital(before))
            return i;
    }
    return text.size;
}

bool ar_advice_cut_share(struct ar_text *list, struct ar_currency currency, int64_t *out)
{
    struct ar_text after = *list, rest;
    struct ar_currency named;
    while (after.size > 1 && (is_one_of(after.at[0], " \t:=(") || (after.at[0] == '-' && after.at[1] == ' ')))
        after = (struct ar_text){after.at + 1, after.size - 1};
    if (after.size == list->size)
        return false;
    struct ar_text word = cut_word(&after, " \t\n");
    if (word.size == 3 && ar_currency_parse(&named, word) == AR_OK && named.code == currency.code)
        word = cut_word(&after, " \t\n"); /* EUR 300.00 */
    bool comma = word.size > 0 && is_one_of(word.at[word.size - 1], ",;");
    while (word.size > 0 && is_one_of(word.at[word.size - 1], ",;).:"))
        word.size--;
    if (!is_amount(word, currency) || !ar_advice_cut_signed(word, currency, out, &rest) || rest.size > 0)
        return false;
    *list = after;
    if (comma)
        return true;
    word = bare(cut_word(&after, " \t\n"));
    if (word.size >= 3 && ar_currency_parse(&named, (struct ar_text){word.at, 3}) == AR_OK &&
        named.code == currency.code && (word.size == 3 || is_one_of(word.at[3], ",;")))
        *list = after; /* 300.00 EUR */
    return true;
}
