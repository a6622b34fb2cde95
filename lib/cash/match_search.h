/* SPDX-License-Identifier: MIT */
/* What the search for an explanation of an amount shares: the passes (match_amount.c) and the doubts (match_sure.c). */
#ifndef AR_CASH_MATCH_SEARCH_H
#define AR_CASH_MATCH_SEARCH_H

#include "cash/match_work.h"
#include "cash/subset.h"

#define AR_FEW 6 /* items whose every set can be looked at */

/* What explains the amount: the first `count` of chosen[], or those that rival. */
struct ar_explanation {
    enum { AR_FOUND_NOTHING, AR_FOUND_ONE, AR_FOUND_SEVERAL, AR_FOUND_TOO_MUCH } answer;
    size_t count;
    int64_t discount, writeoff;
    struct ar_text reason;
    const char *words;
    unsigned score;
    bool less_earned; /* each less the discount that it has earned */
};

/* The column `score`, of 100, times that of the payer. */
enum {
    AR_SCORE_ITEM = 88,
    AR_SCORE_MONTHS = 86,
    AR_SCORE_DISCOUNT = 84,
    AR_SCORE_ALL = 80, /* all, or all that are due */
    AR_SCORE_TOLERANCE = 78,
    AR_SCORE_LONGER_NAME = 75, /* the one item of a customer whose name goes on where the payer's ends */
    AR_SCORE_OLDEST = 74,
    AR_SCORE_SUBSET = 72,
    AR_SCORE_UNSURE_PAYER = 50 /* where the payer has none */
};

struct ar_search {
    struct ar_match_work *work;
    int64_t amount;
    uint32_t *chosen;
    size_t capacity;
    uint32_t
        instalment; /* 1 + item: the first due of a document's lines of one amount, which stands for all; 0: none */
};

static inline const struct ar_book_item *ar_search_item(const struct ar_search *search, size_t i)
{
    return search->work->match->book->items[search->work->pool[i]];
}

/* A line of the same document, of the same amount. */
static inline bool ar_search_is_line_of(const struct ar_book_item *line, const struct ar_book_item *item)
{
    return line->open == item->open && ar_book_is_line_of(line, item);
}

/* Never to disputed items unless the payer says so. */
static inline bool ar_search_usable(const struct ar_search *search, size_t i)
{
    const struct ar_book_item *item = ar_search_item(search, i);
    if (search->instalment != 0 && search->work->pool[i] != search->instalment - 1 &&
        ar_search_is_line_of(item, search->work->match->book->items[search->instalment - 1]))
        return false;
    return !item->disputed;
}

void ar_search_choose(struct ar_search *search, struct ar_explanation *out, uint32_t item);
/* All items, all that are due, or the oldest of them up to where they add up; or all of them, each less the discount
   that it has earned. */
struct ar_explanation ar_search_run(struct ar_search *search, enum ar_pass pass);
/* Items of the payer that may be meant, at most AR_SUBSET_MOST: how many there are, which, and of what amount. */
size_t ar_search_items(const struct ar_search *search, uint32_t *items, int64_t *amounts);

/* Does something else explain the amount as well? *found and chosen[] name all that may be meant then. */
bool ar_search_rival(struct ar_search *search, struct ar_explanation *found, enum ar_pass pass);
/* Would an amount like this fit by accident, among so many items? */
bool ar_search_accident(const struct ar_search *search, const struct ar_explanation *found, enum ar_pass pass);

/* match_months.c. What comes to the amount in the months that the text names; false: nothing, or not only that. */
bool ar_search_months(struct ar_search *search, struct ar_explanation *found);
/* Nothing that was found is of the months that the text names, and these are to come, or their item is settled, in
   words; NULL: no. */
const char *ar_search_not_of_month(const struct ar_search *search, const struct ar_explanation *found);

#endif
