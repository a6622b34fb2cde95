/* SPDX-License-Identifier: MIT */
/* Of many items of one amount, as of rents, premiums and fees, the month in the text tells which is meant. */
#include "cash/match_period.h"
#include "cash/match_search.h"

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
    struct ar_period period;
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

static void add(struct months *months, uint32_t number, const struct ar_book_item *item)
{
    if (ar_period_has(&months->period, item->date))
        add_to(&months->by_date, number, item->open);
    if (ar_period_has(&months->period, item->due))
        add_to(&months->by_due, number, item->open);
}

static bool begin(struct months *months, const struct ar_match_work *work)
{
    months->by_date.count = months->by_due.count = 0;
    months->by_date.sum = months->by_due.sum = 0;
    months->by_date.several = months->by_due.several = false;
    return ar_period_read(&months->period, work->payment.reference, work->payment.payer, work->payment.date);
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

static bool has_amount(const struct side *side, int64_t open)
{
    for (size_t i = 0; i < side->count; i++)
        if (side->kept >> i & 1 && side->amounts[i] == open)
            return true;
    return false;
}

static bool is_kept(const struct side *side, uint32_t item)
{
    for (size_t i = 0; i < side->count; i++)
        if (side->kept >> i & 1 && side->items[i] == item)
            return true;
    return false;
}

/* What is billed behind its month is dated in the next one. It may be meant where there is such an item of the amount,
   and one that is older is left out either way. */
static bool may_be_billed_later(const struct ar_match_work *work, const struct months *months, const struct side *side,
                                const uint32_t *items, size_t count)
{
    const struct ar_book *book = work->match->book;
    bool later = false, older = false;
    int32_t first = INT32_MAX;
    for (size_t i = 0; i < side->count; i++)
        if (side->kept >> i & 1 && book->items[side->items[i]]->date.days < first)
            first = book->items[side->items[i]]->date.days;
    for (size_t i = 0; i < count; i++) {
        const struct ar_book_item *item = book->items[items[i]];
        if (!ar_match_candidate(work, items[i]) || !has_amount(side, item->open) || is_kept(side, items[i]))
            continue;
        later |= ar_period_is_followed_by(&months->period, item->date);
        older |= item->date.days < first;
    }
    return later && older;
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
    if (side == NULL || may_be_billed_later(work, &months, side, work->pool, work->pool_count))
        return false;
    *found = (struct ar_explanation){.answer = AR_FOUND_ONE, .score = 86};
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
    return one && !may_be_billed_later(work, &months, side, items, count) ? side->items[__builtin_ctzll(side->kept)]
                                                                          : AR_NO_ITEM;
}

bool ar_search_is_before(const struct ar_search *search, const struct ar_explanation *found)
{
    const struct ar_payment *payment = &search->work->payment;
    struct ar_period period;
    if (!ar_period_read(&period, payment->reference, payment->payer, payment->date) || !ar_period_is_to_come(&period))
        return false;
    for (size_t i = 0; i < found->count; i++) {
        const struct ar_book_item *item = search->work->match->book->items[search->chosen[i]];
        if (ar_period_has(&period, item->date) || ar_period_has(&period, item->due))
            return false;
    }
    return true;
}
