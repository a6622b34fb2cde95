/* SPDX-License-Identifier: MIT */
/* Of many items of one amount, as of rents, premiums and fees, the month in the text tells which is meant. */
#include "cash/match_search.h"
#include "cash/months.h"

enum { AT_ONCE_DAYS = 21 };

/* Items of the months, by one of their days, and what they come to. */
struct side {
    uint32_t items[AR_SUBSET_MOST];
    int64_t amounts[AR_SUBSET_MOST];
    size_t count;
    ar_int128 sum;
    uint64_t kept; /* what comes to the amount, a bit each; 0: nothing, or */
    bool several; /* more than one set does, or there are too many to tell */
};

struct months {
    struct ar_months named;
    struct side by_date, by_due;
};

static void add_to(struct side *side, uint32_t number, int64_t open)
{
    if (side->count == AR_SUBSET_MOST) {
        side->several = true;
        return;
    }
    side->items[side->count] = number;
    side->amounts[side->count++] = open;
    side->sum += open;
}

/* A due date speaks for its month when the item is not much older, as of rents and fees: not of invoices. */
static void add(struct months *months, uint32_t number, const struct ar_book_item *item)
{
    if (ar_months_have(&months->named, item->date))
        add_to(&months->by_date, number, item->open);
    if (item->due.days - item->date.days <= AT_ONCE_DAYS && ar_months_have(&months->named, item->due))
        add_to(&months->by_due, number, item->open);
}

static bool begin(struct months *months, const struct ar_match_work *work)
{
    months->by_date.count = months->by_due.count = 0;
    months->by_date.sum = months->by_due.sum = 0;
    months->by_date.several = months->by_due.several = false;
    return ar_months_read(&months->named, work->payment.reference, work->payment.payer, work->payment.date);
}

/* Those that come to the amount: all of them or, of few, the one set. */
static void find_set(struct ar_match_work *work, struct side *side, int64_t amount)
{
    struct ar_subset set;
    unsigned count = (unsigned)side->count;
    side->kept = 0;
    if (count == 0 || side->several)
        return;
    if (side->sum == amount) {
        side->kept = ~UINT64_C(0) >> (64 - count);
    } else if (count <= AR_FEW) {
        if (ar_subset_find(&set, side->amounts, count, amount, count, 0) != AR_OK) {
            work->status = AR_FAILED;
            return;
        }
        side->kept = set.answer == AR_SUBSET_ONE ? set.members : 0;
        side->several = set.answer == AR_SUBSET_SEVERAL;
    }
}

/* Are all that one side tells of the months by the other day, too? */
static bool is_within(const struct side *side, const struct side *other)
{
    for (size_t i = 0; i < side->count; i++) {
        bool found = (side->kept >> i & 1) == 0;
        for (size_t j = 0; j < other->count && !found; j++)
            found = other->items[j] == side->items[i] && (other->several || other->kept >> j & 1);
        if (!found)
            return false;
    }
    return true;
}

/* What both days tell, or the one that tells anything; NULL: nothing, or not the same. */
static const struct side *settle_on(struct ar_match_work *work, struct months *months, int64_t amount)
{
    struct side *date = &months->by_date, *due = &months->by_due;
    find_set(work, date, amount);
    find_set(work, due, amount);
    const struct side *side = date->kept != 0 ? date : due, *other = side == date ? due : date;
    if (side->kept == 0 || ((other->kept != 0 || other->several) && !is_within(side, other)))
        return NULL;
    return side;
}

/* What is billed behind its month is dated in the next one: it may be meant where there is such an item for each. */
static bool may_be_billed_later(const struct ar_match_work *work, const struct side *side, const uint32_t *items,
                                size_t count)
{
    const struct ar_book *book = work->match->book;
    for (size_t i = 0; i < side->count; i++) {
        int32_t next = ar_date_month(book->items[side->items[i]]->date) + 1;
        bool found = (side->kept >> i & 1) == 0;
        for (size_t j = 0; j < count && !found; j++)
            found = ar_match_candidate(work, items[j]) && book->items[items[j]]->open == side->amounts[i] &&
                    ar_date_month(book->items[items[j]]->date) == next;
        if (!found)
            return false;
    }
    return true;
}

bool ar_search_months(struct ar_search *search, struct ar_explanation *found)
{
    struct ar_match_work *work = search->work;
    struct months months;
    if (work->payer.known == AR_NO_CUSTOMER || !begin(&months, work))
        return false;
    for (size_t i = 0; i < work->pool_count; i++)
        if (ar_search_usable(search, i))
            add(&months, work->pool[i], ar_search_item(search, i));
    const struct side *side = settle_on(work, &months, search->amount);
    if (side == NULL || may_be_billed_later(work, side, work->pool, work->pool_count))
        return false;
    *found = (struct ar_explanation){.answer = AR_FOUND_ONE, .score = AR_SCORE_MONTHS};
    for (size_t i = 0; i < side->count; i++)
        if (side->kept >> i & 1)
            ar_search_choose(search, found, side->items[i]);
    found->words = found->count == 1 ? "the one of this amount in the month that the text names"
                                     : "of this amount in the months that the text names";
    return true;
}

uint32_t ar_match_month_of(struct ar_match_work *work, const uint32_t *items, size_t count, int64_t amount)
{
    struct months months;
    if (!begin(&months, work))
        return AR_NO_ITEM;
    for (size_t i = 0; i < count; i++)
        if (ar_match_candidate(work, items[i]))
            add(&months, items[i], work->match->book->items[items[i]]);
    const struct side *side = settle_on(work, &months, amount);
    bool one = side != NULL && (side->kept & (side->kept - 1)) == 0;
    return one && !may_be_billed_later(work, side, items, count) ? side->items[__builtin_ctzll(side->kept)]
                                                                 : AR_NO_ITEM;
}

/* An item of the customer's, of this amount and of the months, that is settled. */
static bool is_settled(const struct ar_match_work *work, const struct ar_months *named, int64_t amount)
{
    const struct ar_book *book = work->match->book;
    uint32_t from, to;
    if (work->payer.known == AR_NO_CUSTOMER)
        return false;
    ar_book_run(book, &from, &to, work->payer.known, work->payment.currency);
    for (uint32_t item = from; item < to; item++)
        if (book->items[item]->open == 0 && book->items[item]->amount == amount &&
            ar_months_have(named, book->items[item]->date))
            return true;
    return false;
}

const char *ar_search_not_of_month(const struct ar_search *search, const struct ar_explanation *found)
{
    const struct ar_payment *payment = &search->work->payment;
    struct ar_months named;
    if (!ar_months_read(&named, payment->reference, payment->payer, payment->date))
        return NULL;
    for (size_t i = 0; i < found->count; i++) {
        const struct ar_book_item *item = search->work->match->book->items[search->chosen[i]];
        if (ar_months_have(&named, item->date) || ar_months_have(&named, item->due) ||
            ar_months_are_followed_by(&named, item->date))
            return NULL;
    }
    return ar_months_are_to_come(&named)                      ? "the text names a month to come"
           : is_settled(search->work, &named, search->amount) ? "the text names a month that is settled"
                                                              : NULL;
}
