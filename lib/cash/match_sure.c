/* SPDX-License-Identifier: MIT */
/* Is an explanation of an amount the only one, and no accident? What is not is for a person to decide. */
#include "cash/chance.h"
#include "cash/match_search.h"

enum { VERY_FEW = 4, OLDEST_FEW = 10 };

static bool is_chosen(const struct ar_search *search, const struct ar_explanation *found, uint32_t item)
{
    for (size_t i = 0; i < found->count; i++)
        if (search->chosen[i] == item)
            return true;
    return false;
}

/* Does another set explain the amount as well? Asked of few items; of many, each set is so unlikely to be meant that
   only chance speaks for it. */
static bool other_set(struct ar_search *search, struct ar_explanation *found, bool exact, unsigned few)
{
    int64_t amounts[AR_SUBSET_MOST];
    uint32_t items[AR_SUBSET_MOST];
    struct ar_subset sets;
    size_t count = ar_search_items(search, items, amounts);
    if (count > few)
        return false;
    if (ar_subset_find(&sets, amounts, (unsigned)count, search->amount, (unsigned)count, 0) != AR_OK) {
        search->work->status = AR_FAILED;
        return false;
    }
    if (sets.answer != AR_SUBSET_SEVERAL && (exact || sets.answer != AR_SUBSET_ONE))
        return false;
    if (exact)
        found->count = 0;
    size_t before = found->count;
    for (unsigned i = 0; i < count; i++)
        if ((sets.members | sets.other) >> i & 1 && !is_chosen(search, found, items[i]))
            ar_search_choose(search, found, items[i]);
    return found->count > before || found->less_earned; /* fewer items, but whole */
}

/* An item of twice the amount, paid by halves. */
static bool halves(struct ar_search *search, struct ar_explanation *found)
{
    struct ar_match_work *work = search->work;
    for (size_t i = 0; i < work->pool_count; i++) {
        const struct ar_book_item *item = ar_search_item(search, i);
        if (!ar_search_usable(search, i) || item->open / 2 != search->amount || item->open % 2 != 0 ||
            work->pool[i] == search->chosen[0])
            continue;
        ar_search_choose(search, found, work->pool[i]);
        return true;
    }
    return false;
}

/* An item that less its discount comes to the amount, beside the one that has it. */
static bool discounted(struct ar_search *search, struct ar_explanation *found)
{
    struct ar_match_work *work = search->work;
    const struct ar_claim said = {.reason = work->payment.reference};
    if (!ar_rules_has(work->match->rules, AR_PASS_DISCOUNT))
        return false;
    for (size_t i = 0; i < work->pool_count; i++) {
        const struct ar_book_item *item = ar_search_item(search, i);
        int64_t gap = ar_size_of(item->open) - ar_size_of(search->amount);
        if (gap <= 0 || gap > ar_size_of(item->open) / 10 || !ar_search_usable(search, i))
            continue; /* no discount is larger */
        struct ar_match_fit fit = ar_match_fit(work, work->pool[i], &said, search->amount);
        if (fit.level == 2 && fit.discount != 0 && !fit.weak) {
            ar_search_choose(search, found, work->pool[i]);
            return true;
        }
    }
    return false;
}

/* A set of due items that leaves out the one item of this very amount explains it just as well. */
static bool item_rivalled(struct ar_search *search, struct ar_explanation *found)
{
    static const enum ar_pass rivals[] = {AR_PASS_DUE, AR_PASS_OLDEST};
    uint32_t item = search->chosen[0];
    for (unsigned r = 0; r < 2; r++) {
        if (!ar_rules_has(search->work->match->rules, rivals[r]))
            continue;
        struct ar_explanation other = ar_search_run(search, rivals[r]);
        bool within = other.answer == AR_FOUND_NOTHING;
        for (size_t i = 0; i < other.count; i++)
            within |= search->chosen[i] == item;
        if (!within) {
            *found = other;
            ar_search_choose(search, found, item);
            return true;
        }
    }
    search->chosen[0] = item;
    found->count = 1;
    return halves(search, found) || discounted(search, found);
}

/* The payer's name is only similar, and a branch whose name is this one and more has an item of this amount, too. */
static bool branch_has_one(struct ar_search *search, struct ar_explanation *found)
{
    const struct ar_match_work *work = search->work;
    uint32_t kin[AR_NAME_MOST];
    unsigned count = work->payer.strong ? 0 : ar_match_kin(work, kin);
    for (unsigned k = 0; k < count; k++) {
        uint32_t from, to;
        ar_book_run(work->match->book, &from, &to, kin[k], work->payment.currency);
        for (uint32_t i = from; i < to; i++) {
            if (work->match->book->items[i]->open != search->amount || !ar_match_candidate(work, i))
                continue;
            ar_search_choose(search, found, i);
            return true;
        }
    }
    return false;
}

bool ar_search_rival(struct ar_search *search, struct ar_explanation *found, enum ar_pass pass)
{
    if (pass == AR_PASS_ITEM && (branch_has_one(search, found) || item_rivalled(search, found)))
        return true;
    return other_set(search, found, pass != AR_PASS_DISCOUNT && pass != AR_PASS_TOLERANCE && !found->less_earned,
                     pass == AR_PASS_OLDEST ? OLDEST_FEW : AR_FEW);
}

/* Would an amount like this fit by accident, among so many items? What is known to be likely, as one item paid whole,
   needs less proof than what is not. */
bool ar_search_accident(const struct ar_search *search, const struct ar_explanation *found, enum ar_pass pass)
{
    const struct ar_match_work *work = search->work;
    unsigned times = work->match->rules->limit[AR_LIMIT_CHANCE];
    ar_int128 most = 0, sum = 0;
    uint64_t ways = 0, as_round[AR_ROUNDNESS_MOST] = {0};
    for (size_t i = 0; i < work->pool_count; i++) {
        int64_t size = ar_size_of(ar_search_item(search, i)->open);
        if (!ar_search_usable(search, i))
            continue;
        most = size > most ? size : most;
        sum += size;
        ways++;
        as_round[ar_roundness(size)]++;
    }
    bool search_found = pass == AR_PASS_OLDEST || pass == AR_PASS_SUBSET;
    if (ways <= (search_found ? VERY_FEW : AR_FEW))
        return false;
    int64_t grain = ar_grain(as_round, ways);
    if (ways <= AR_FEW)
        return !ar_is_rare(ar_sets_of((unsigned)ways, (unsigned)ways), sum, grain, times / 50);
    if (pass == AR_PASS_SUBSET)
        return false; /* it looks for rare sets alone */
    bool one = pass == AR_PASS_ITEM || pass == AR_PASS_DISCOUNT || pass == AR_PASS_TOLERANCE;
    const bool nearly = pass == AR_PASS_TOLERANCE; /* each item would fit as many amounts, as near as this one */
    if (pass == AR_PASS_ALL || pass == AR_PASS_DUE)
        ways = 1;
    if (nearly)
        ways *= 1 + (uint64_t)(ar_size_of(found->writeoff) / grain);
    return !ar_is_rare(ways, one ? most : sum, grain, pass == AR_PASS_OLDEST || nearly ? times : times / 10);
}
