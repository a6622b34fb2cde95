/* SPDX-License-Identifier: MIT */
/* Payer known, nothing named: which of the payer's open items explain the amount, and does just one explanation hold?
 */
#include "cash/chance.h"
#include "cash/match_work.h"
#include "cash/subset.h"
#include "ledger/terms.h"

#include <stdlib.h>

enum { FEW = 6, VERY_FEW = 4, NAMED_MOST = 50, HALF_MOST = 8192 };

/* What explains the amount: the first `count` of chosen[], or the two that rival. */
struct explanation {
    enum { NOTHING, ONE, SEVERAL, TOO_MUCH } answer;
    size_t count;
    int64_t discount, writeoff;
    struct ar_text reason;
    const char *words;
    unsigned score;
};

struct search {
    struct ar_match_work *work;
    int64_t amount;
    uint32_t *chosen;
    size_t capacity;
};

static int64_t size_of(int64_t amount)
{
    return amount < 0 ? -amount : amount;
}

/* ---- the pool ------------------------------------------------------------------------------------------------------
 */

/* Adds the customers' candidates, each customer's by due date. */
static void fill(struct ar_match_work *work, const uint32_t *customers, unsigned count)
{
    const struct ar_book *book = work->match->book;
    for (unsigned c = 0; c < count; c++) {
        uint32_t from, to;
        ar_book_run(book, &from, &to, customers[c], work->cash->payment.currency);
        if (ar_grow(&work->pool, &work->pool_capacity, work->pool_count + (to - from), sizeof *work->pool) != AR_OK) {
            work->status = AR_FAILED;
            return;
        }
        for (uint32_t number = from; number < to; number++) {
            work->pool[work->pool_count] = number;
            work->pool_count += ar_match_candidate(work, number);
        }
    }
}

static const struct ar_book_item *all_items;

static int by_due(const void *left, const void *right)
{
    const struct ar_book_item *a = &all_items[*(const uint32_t *)left], *b = &all_items[*(const uint32_t *)right];
    if (a->due.days != b->due.days)
        return a->due.days < b->due.days ? -1 : 1;
    if (a->date.days != b->date.days)
        return a->date.days < b->date.days ? -1 : 1;
    return (a->rank > b->rank) - (a->rank < b->rank);
}

void ar_match_pool(struct ar_match_work *work)
{
    if (work->pooled)
        return;
    work->pooled = true;
    work->pool_count = 0;
    fill(work, work->payer.at, work->payer.count);
    all_items = work->match->book->items;
    if (work->payer.count > 1 && work->pool_count > 1)
        qsort(work->pool, work->pool_count, sizeof *work->pool, by_due);
}

/* ---- the passes ----------------------------------------------------------------------------------------------------
 */

static const struct ar_book_item *item_at(const struct search *search, size_t i)
{
    return &search->work->match->book->items[search->work->pool[i]];
}

static bool usable(const struct search *search, size_t i)
{
    return !item_at(search, i)->disputed;
}

static void choose(struct search *search, struct explanation *out, uint32_t item)
{
    if (ar_grow(&search->chosen, &search->capacity, out->count + 1, sizeof *search->chosen) != AR_OK) {
        search->work->status = AR_FAILED;
        return;
    }
    search->chosen[out->count++] = item;
}

/* The items for which one test holds. */
static struct explanation one_item(struct search *search, enum ar_pass pass)
{
    struct explanation out = {.answer = NOTHING};
    struct ar_match_work *work = search->work;
    const struct ar_claim said = {.reason = work->cash->payment.reference};
    for (size_t i = 0; i < work->pool_count; i++) {
        const struct ar_book_item *item = item_at(search, i);
        int64_t discount = 0, writeoff = 0;
        struct ar_text reason = AR_TEXT("");
        const char *words = "the payer's one open item of this amount";
        if (!usable(search, i) || (item->open < 0) != (search->amount < 0))
            continue;
        if (pass == AR_PASS_ITEM && item->open != search->amount)
            continue;
        if (pass == AR_PASS_DISCOUNT) {
            struct ar_match_fit fit = ar_match_fit(work, work->pool[i], &said, search->amount);
            if (fit.level != 2 || fit.discount == 0)
                continue;
            discount = fit.discount;
            words = fit.words;
        }
        if (pass == AR_PASS_TOLERANCE) {
            int64_t gap = item->open - search->amount;
            bool over = size_of(search->amount) > size_of(item->open);
            if (size_of(gap) > ar_rules_tolerance(work->match->rules, item->currency, item->open, over, &reason))
                continue;
            writeoff = gap;
            reason = gap == 0 ? AR_TEXT("") : reason;
            words = "the payer's one open item within tolerance";
        }
        choose(search, &out, work->pool[i]);
        out.discount = discount;
        out.writeoff = writeoff;
        out.reason = reason;
        out.words = words;
    }
    out.answer = out.count == 0 ? NOTHING : out.count == 1 ? ONE : SEVERAL;
    out.score = pass == AR_PASS_ITEM ? 88 : pass == AR_PASS_DISCOUNT ? 84 : 78;
    return out;
}

/* All items, all that are due, or the oldest of them up to where they add up. */
static struct explanation run_of(struct search *search, enum ar_pass pass)
{
    struct explanation out = {.answer = NOTHING, .score = pass == AR_PASS_OLDEST ? 74 : 80};
    struct ar_match_work *work = search->work;
    ar_int128 sum = 0;
    bool reached = false;
    if (work->payer.count > 1 && work->payer.known == AR_NO_CUSTOMER)
        return out;
    for (size_t i = 0; i < work->pool_count && !reached; i++) {
        const struct ar_book_item *item = item_at(search, i);
        if (!usable(search, i) || (pass == AR_PASS_DUE && item->due.days > work->cash->payment.date.days))
            continue;
        sum += item->open;
        choose(search, &out, work->pool[i]);
        reached = pass == AR_PASS_OLDEST && sum == search->amount && out.count > 1;
    }
    if (sum != search->amount || out.count < 2)
        out.count = 0;
    out.answer = out.count > 0 ? ONE : NOTHING;
    out.words = pass == AR_PASS_ALL   ? "all of the payer's open items"
                : pass == AR_PASS_DUE ? "all of the payer's items that are due"
                                      : "the oldest of the payer's items";
    return out;
}

static int64_t common_divisor(int64_t a, int64_t b)
{
    while (b != 0) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return size_of(a);
}

static int by_size_down(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a < b) - (a > b);
}

/* Among many small amounts some set always adds up. The size up to which chance would hardly make one, as there are far
   more sums that such sets could have than there are sets; few items are searched whole. */
static unsigned rare_size(const struct search *search, const int64_t *amounts, unsigned count)
{
    const unsigned *limit = search->work->match->rules->limit;
    int64_t sizes[AR_SUBSET_MOST], unit = 0;
    ar_int128 range = 0;
    uint64_t as_round[AR_ROUNDNESS_MOST] = {0};
    unsigned most = 0;
    if (count <= FEW)
        return count;
    for (unsigned i = 0; i < count; i++) {
        unit = common_divisor(unit, amounts[i]);
        sizes[i] = size_of(amounts[i]);
        as_round[ar_roundness(sizes[i])]++;
    }
    int64_t grain = ar_grain(as_round, count);
    unit = grain > unit ? grain : unit;
    qsort(sizes, count, sizeof *sizes, by_size_down);
    for (unsigned size = 1; size <= count && size <= limit[AR_LIMIT_SUBSET]; size++) {
        range += sizes[size - 1];
        if (ar_sets_of(count - count / 2, size) > HALF_MOST)
            break;
        if (ar_is_rare(ar_sets_of(count, size), range, unit, limit[AR_LIMIT_CHANCE]))
            most = size;
    }
    return most;
}

/* Items of the payer that may be meant, at most AR_SUBSET_MOST: how many there are, which, and of what amount. */
static size_t usable_items(const struct search *search, uint32_t *items, int64_t *amounts)
{
    size_t count = 0;
    for (size_t i = 0; i < search->work->pool_count; i++) {
        if (!usable(search, i))
            continue;
        if (count < AR_SUBSET_MOST) {
            items[count] = search->work->pool[i];
            amounts[count] = item_at(search, i)->open;
        }
        count++;
    }
    return count;
}

static struct explanation subset(struct search *search)
{
    struct explanation out = {.answer = NOTHING, .words = "the payer's one set of items of this sum", .score = 72};
    struct ar_match_work *work = search->work;
    int64_t amounts[AR_SUBSET_MOST];
    uint32_t items[AR_SUBSET_MOST];
    if (work->payer.known == AR_NO_CUSTOMER)
        return out;
    size_t usables = usable_items(search, items, amounts);
    if (usables > AR_SUBSET_MOST) {
        out.answer = TOO_MUCH;
        return out;
    }
    unsigned count = (unsigned)usables;
    struct ar_subset found;
    unsigned most = rare_size(search, amounts, count);
    if (most < 2) {
        out.answer = count < 2 ? NOTHING : TOO_MUCH;
        return out;
    }
    if (ar_subset_find(&found, amounts, count, search->amount, most, 0) != AR_OK) {
        work->status = AR_FAILED;
        return out;
    }
    if (found.answer == AR_SUBSET_GAVE_UP) {
        out.answer = TOO_MUCH;
        return out;
    }
    if (found.answer == AR_SUBSET_NONE)
        return out;
    for (unsigned i = 0; i < count; i++)
        if ((found.members | found.other) >> i & 1)
            choose(search, &out, items[i]);
    out.answer = found.answer == AR_SUBSET_ONE ? ONE : SEVERAL;
    return out;
}

static struct explanation try_pass(struct search *search, enum ar_pass pass)
{
    if (pass != AR_PASS_MISTYPED && pass != AR_PASS_PAYER_NAME)
        ar_match_pool(search->work); /* not before: it looks at all of the payer's items */
    switch (pass) {
    case AR_PASS_ITEM:
    case AR_PASS_DISCOUNT:
    case AR_PASS_TOLERANCE:
        return one_item(search, pass);
    case AR_PASS_ALL:
    case AR_PASS_DUE:
    case AR_PASS_OLDEST:
        return run_of(search, pass);
    case AR_PASS_SUBSET:
        return subset(search);
    case AR_PASS_MISTYPED:
    case AR_PASS_PAYER_NAME:
        break;
    }
    return (struct explanation){.answer = NOTHING};
}

/* ---- what comes of it ----------------------------------------------------------------------------------------------
 */

static void name_item(struct ar_match_work *work, const char *before, uint32_t item)
{
    char doc[160];
    size_t size = ar_printable(doc, sizeof doc, ar_book_doc(&work->match->book->items[item]));
    ar_match_why(work, "%s%.*s", before, (int)size, doc);
}

static void settle(struct search *search, const struct explanation *found, enum ar_pass pass)
{
    struct ar_match_work *work = search->work;
    for (size_t i = 0; i < found->count; i++) {
        const struct ar_book_item *item = &work->match->book->items[search->chosen[i]];
        int64_t applied = item->open - found->discount - found->writeoff;
        unsigned score = found->score * (work->payer.score ? work->payer.score : 50) / 100;
        size_t why = ar_match_why(work, "%s; %s", work->payer.how, found->words);
        ar_match_apply(work, (struct ar_match_row){.item = search->chosen[i],
                                                   .applied = applied,
                                                   .discount = found->discount,
                                                   .writeoff = found->writeoff,
                                                   .reason = found->reason,
                                                   .rule = ar_pass_names[pass],
                                                   .score = score,
                                                   .why = why});
    }
}

static void suggest(struct search *search, const struct explanation *found, const char *why_not)
{
    struct ar_match_work *work = search->work;
    size_t why = ar_match_why(work, "%s; %s", work->payer.how, why_not);
    for (size_t i = 0; i < found->count && i < 5; i++)
        name_item(work, i ? ", " : "; it would fit ", search->chosen[i]);
    ar_match_rest(work, "on_account", why);
}

static void ambiguous(struct search *search, const struct explanation *found, enum ar_pass pass)
{
    struct ar_match_work *work = search->work;
    for (size_t i = 0; i < found->count && i < NAMED_MOST; i++)
        ar_match_candidate_row(work, search->chosen[i], ar_pass_names[pass],
                               ar_match_why(work, "%s; one of several that explain the amount", work->payer.how));
    ar_match_rest(work, "ambiguous",
                  ar_match_why(work, "%s; more than one explanation (%s%s)", work->payer.how, ar_pass_names[pass],
                               found->count > NAMED_MOST ? ", of which 50 items are named" : ""));
}

/* Does another set explain the amount as well? Asked of few items; of many, each set is so unlikely to be meant that
   only chance speaks for it. */
static bool rivalled_by_set(struct search *search, struct explanation *found)
{
    int64_t amounts[AR_SUBSET_MOST];
    uint32_t items[AR_SUBSET_MOST];
    struct ar_subset sets;
    size_t count = usable_items(search, items, amounts);
    if (count > FEW)
        return false;
    if (ar_subset_find(&sets, amounts, (unsigned)count, search->amount, (unsigned)count, 0) != AR_OK) {
        search->work->status = AR_FAILED;
        return false;
    }
    if (sets.answer != AR_SUBSET_SEVERAL)
        return false;
    found->count = 0;
    for (unsigned i = 0; i < count; i++)
        if ((sets.members | sets.other) >> i & 1)
            choose(search, found, items[i]);
    return true;
}

/* Would an amount like this fit by accident, among so many items? What is known to be likely, as one item paid whole,
   needs less proof than what is not. */
static bool by_accident(const struct search *search, enum ar_pass pass)
{
    const struct ar_match_work *work = search->work;
    unsigned times = work->match->rules->limit[AR_LIMIT_CHANCE];
    ar_int128 most = 0, sum = 0;
    uint64_t ways = 0, as_round[AR_ROUNDNESS_MOST] = {0};
    for (size_t i = 0; i < work->pool_count; i++) {
        int64_t size = ar_size_of(item_at(search, i)->open);
        if (!usable(search, i))
            continue;
        most = size > most ? size : most;
        sum += size;
        ways++;
        as_round[ar_roundness(size)]++;
    }
    bool search_found = pass == AR_PASS_OLDEST || pass == AR_PASS_SUBSET;
    if (ways <= (search_found ? VERY_FEW : FEW))
        return false;
    int64_t grain = ar_grain(as_round, ways);
    if (ways <= FEW)
        return !ar_is_rare(ar_sets_of((unsigned)ways, (unsigned)ways), sum, grain, times / 50);
    if (pass == AR_PASS_SUBSET)
        return false; /* it looks for rare sets alone */
    bool one = pass == AR_PASS_ITEM || pass == AR_PASS_DISCOUNT || pass == AR_PASS_TOLERANCE;
    if (pass == AR_PASS_ALL || pass == AR_PASS_DUE)
        ways = 1;
    return !ar_is_rare(ways, one ? most : sum, grain, pass == AR_PASS_OLDEST ? times : times / 10);
}

/* An item of twice the amount, paid by halves. */
static bool halves(struct search *search, struct explanation *found)
{
    struct ar_match_work *work = search->work;
    for (size_t i = 0; i < work->pool_count; i++) {
        const struct ar_book_item *item = item_at(search, i);
        if (!usable(search, i) || item->open / 2 != search->amount || item->open % 2 != 0 ||
            work->pool[i] == search->chosen[0])
            continue;
        choose(search, found, work->pool[i]);
        return true;
    }
    return false;
}

/* A set of due items that leaves out the one item of this very amount explains it just as well. */
static bool rivalled(struct search *search, struct explanation *found)
{
    static const enum ar_pass rivals[] = {AR_PASS_DUE, AR_PASS_OLDEST};
    uint32_t item = search->chosen[0];
    for (unsigned r = 0; r < 2; r++) {
        if (!ar_rules_has(search->work->match->rules, rivals[r]))
            continue;
        struct explanation other = run_of(search, rivals[r]);
        bool within = other.answer == NOTHING;
        for (size_t i = 0; i < other.count; i++)
            within |= search->chosen[i] == item;
        if (!within) {
            *found = other;
            choose(search, found, item);
            return true;
        }
    }
    search->chosen[0] = item;
    found->count = 1;
    return halves(search, found);
}

/* Names that go on where the payer's ends: their one item of exactly this amount. */
static bool try_wide(struct search *search)
{
    struct ar_match_work *work = search->work;
    if (work->payer.wide_count == 0)
        return false;
    work->pool_count = 0;
    fill(work, work->payer.wide, work->payer.wide_count);
    struct explanation found = one_item(search, AR_PASS_ITEM);
    if (found.answer != ONE)
        return false;
    found.words = "a longer name that begins with the payer's; its one open item of this amount";
    found.score = 75;
    settle(search, &found, AR_PASS_ITEM);
    return true;
}

static void search_passes(struct search *search, bool only_suggest)
{
    struct ar_match_work *work = search->work;
    const struct ar_rules *rules = work->match->rules;
    bool gave_up = false;
    for (unsigned i = 0; i < rules->pass_count && work->status == AR_OK; i++) {
        struct explanation found = try_pass(search, rules->pass[i]);
        gave_up |= found.answer == TOO_MUCH;
        if (found.answer != ONE && found.answer != SEVERAL)
            continue;
        if (only_suggest) {
            suggest(search, &found, "the payer says on account");
        } else if (found.answer == SEVERAL || (rules->pass[i] == AR_PASS_ITEM && rivalled(search, &found)) ||
                   rivalled_by_set(search, &found)) {
            ambiguous(search, &found, rules->pass[i]);
        } else if (by_accident(search, rules->pass[i])) {
            suggest(search, &found, "an amount so round, among so many items, fits by accident");
        } else {
            settle(search, &found, rules->pass[i]);
        }
        return;
    }
    struct explanation none = {.count = 0};
    if (!only_suggest && try_wide(search))
        return;
    suggest(search, &none,
            only_suggest                                   ? "the payer says on account"
            : work->payer.silent && work->payer.count == 0 ? "nothing else tells whose it is"
            : work->payer.count == 0                       ? "no customer of that name"
            : gave_up ? "nothing fits; the search for a set of items gave up: too many"
                      : "nothing that is open fits");
}

void ar_match_amount(struct ar_match_work *work, int64_t amount, bool only_suggest)
{
    struct search search = {.work = work, .amount = amount};
    search_passes(&search, only_suggest);
    free(search.chosen);
}
