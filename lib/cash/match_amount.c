/* SPDX-License-Identifier: MIT */
/* Payer known, nothing named: which of the payer's open items explain the amount, and does just one explanation hold?
 */
#include "cash/chance.h"
#include "cash/match_search.h"
#include "cash/subset.h"

#include <stdlib.h>

enum { NAMED_MOST = 50, HALF_MOST = 8192 };

/* ---- the passes ----------------------------------------------------------------------------------------------------
 */

void ar_search_choose(struct ar_search *search, struct ar_explanation *out, uint32_t item)
{
    if (ar_grow(&search->chosen, &search->capacity, out->count + 1, sizeof *search->chosen) != AR_OK) {
        search->work->status = AR_FAILED;
        return;
    }
    search->chosen[out->count++] = item;
}

/* The items for which one test holds: item, discount or tolerance. */
static struct ar_explanation find_one(struct ar_search *search, enum ar_pass pass)
{
    struct ar_explanation out = {.answer = AR_FOUND_NOTHING};
    struct ar_match_work *work = search->work;
    const struct ar_claim said = {.reason = work->payment.reference};
    for (size_t i = 0; i < work->pool_count; i++) {
        const struct ar_book_item *item = ar_search_item(search, i);
        int64_t discount = 0, writeoff = 0;
        struct ar_text reason = AR_TEXT("");
        const char *words = "the payer's one open item of this amount";
        if (!ar_search_usable(search, i) || (item->open < 0) != (search->amount < 0))
            continue;
        if (pass == AR_PASS_ITEM && item->open != search->amount)
            continue;
        if (pass == AR_PASS_DISCOUNT) {
            struct ar_match_fit fit = ar_match_fit(work, work->pool[i], &said, search->amount);
            if (fit.level != 2 || fit.discount == 0 || fit.weak)
                continue;
            discount = fit.discount;
            words = fit.words;
        }
        if (pass == AR_PASS_TOLERANCE) {
            int64_t gap = item->open - search->amount;
            bool over = ar_size_of(search->amount) > ar_size_of(item->open);
            if (ar_size_of(gap) > ar_rules_tolerance(work->match->rules, item->currency, item->open, over, &reason))
                continue;
            writeoff = gap;
            reason = gap == 0 ? AR_TEXT("") : reason;
            words = "the payer's one open item within tolerance";
        }
        ar_search_choose(search, &out, work->pool[i]);
        out.discount = discount;
        out.writeoff = writeoff;
        out.reason = reason;
        out.words = words;
    }
    out.answer = out.count == 0 ? AR_FOUND_NOTHING : out.count == 1 ? AR_FOUND_ONE : AR_FOUND_SEVERAL;
    out.score = pass == AR_PASS_ITEM       ? AR_SCORE_ITEM
                : pass == AR_PASS_DISCOUNT ? AR_SCORE_DISCOUNT
                                           : AR_SCORE_TOLERANCE;
    return out;
}

/* Is the gap what the chosen ones have earned as discount? It is no larger than a tenth. */
static bool is_less_earned(const struct ar_search *search, const struct ar_explanation *found, ar_int128 gap,
                           ar_int128 sum)
{
    ar_int128 earned = 0;
    if (gap <= 0 || gap > sum / 10)
        return false;
    for (size_t i = 0; i < found->count; i++)
        earned += ar_match_earned(search->work, search->chosen[i]);
    return earned == gap;
}

struct ar_explanation ar_search_run(struct ar_search *search, enum ar_pass pass)
{
    struct ar_explanation out = {.answer = AR_FOUND_NOTHING,
                                 .score = pass == AR_PASS_OLDEST ? AR_SCORE_OLDEST : AR_SCORE_ALL};
    struct ar_match_work *work = search->work;
    bool discounts = pass != AR_PASS_OLDEST && ar_rules_has(work->match->rules, AR_PASS_DISCOUNT);
    ar_int128 sum = 0;
    bool reached = false;
    if (work->payer.count > 1 && work->payer.known == AR_NO_CUSTOMER)
        return out;
    for (size_t i = 0; i < work->pool_count && !reached; i++) {
        const struct ar_book_item *item = ar_search_item(search, i);
        if (!ar_search_usable(search, i) || (pass == AR_PASS_DUE && item->due.days > work->payment.date.days))
            continue;
        sum += item->open;
        ar_search_choose(search, &out, work->pool[i]);
        reached = pass == AR_PASS_OLDEST && sum == search->amount && out.count > 1;
    }
    out.less_earned = discounts && is_less_earned(search, &out, sum - search->amount, sum);
    if ((sum != search->amount && !out.less_earned) || out.count < 2)
        out.count = 0;
    out.answer = out.count > 0 ? AR_FOUND_ONE : AR_FOUND_NOTHING;
    out.words = out.less_earned       ? pass == AR_PASS_ALL ? "all of the payer's open items, less earned discounts"
                                                            : "all of the payer's items that are due, less earned discounts"
                : pass == AR_PASS_ALL ? "all of the payer's open items"
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
    return ar_size_of(a);
}

static int by_size_down(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a < b) - (a > b);
}

/* Among many small amounts some set always adds up. The size up to which chance would hardly make one, as there are far
   more sums that such sets could have than there are sets; few items are searched whole. */
static unsigned rare_size(const struct ar_search *search, const int64_t *amounts, unsigned count)
{
    const unsigned *limit = search->work->match->rules->limit;
    int64_t sizes[AR_SUBSET_MOST], unit = 0;
    ar_int128 range = 0;
    uint64_t as_round[AR_ROUNDNESS_MOST] = {0};
    unsigned most = 0;
    if (count <= AR_FEW)
        return count;
    for (unsigned i = 0; i < count; i++) {
        unit = common_divisor(unit, amounts[i]);
        sizes[i] = ar_size_of(amounts[i]);
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

size_t ar_search_items(const struct ar_search *search, uint32_t *items, int64_t *amounts)
{
    size_t count = 0;
    for (size_t i = 0; i < search->work->pool_count; i++) {
        if (!ar_search_usable(search, i))
            continue;
        if (count < AR_SUBSET_MOST) {
            items[count] = search->work->pool[i];
            amounts[count] = ar_search_item(search, i)->open;
        }
        count++;
    }
    return count;
}

static struct ar_explanation subset(struct ar_search *search)
{
    struct ar_explanation out = {
        .answer = AR_FOUND_NOTHING, .words = "the payer's one set of items of this sum", .score = AR_SCORE_SUBSET};
    struct ar_match_work *work = search->work;
    int64_t amounts[AR_SUBSET_MOST];
    uint32_t items[AR_SUBSET_MOST];
    if (work->payer.known == AR_NO_CUSTOMER)
        return out;
    size_t usables = ar_search_items(search, items, amounts);
    if (usables > AR_SUBSET_MOST) {
        out.answer = AR_FOUND_TOO_MUCH;
        return out;
    }
    unsigned count = (unsigned)usables;
    struct ar_subset found;
    unsigned most = rare_size(search, amounts, count);
    if (most < 2) {
        out.answer = count < 2 ? AR_FOUND_NOTHING : AR_FOUND_TOO_MUCH;
        return out;
    }
    if (ar_subset_find(&found, amounts, count, search->amount, most, 0) != AR_OK) {
        work->status = AR_FAILED;
        return out;
    }
    if (found.answer == AR_SUBSET_GAVE_UP) {
        out.answer = AR_FOUND_TOO_MUCH;
        return out;
    }
    if (found.answer == AR_SUBSET_NONE)
        return out;
    for (unsigned i = 0; i < count; i++)
        if ((found.members | found.other) >> i & 1)
            ar_search_choose(search, &out, items[i]);
    out.answer = found.answer == AR_SUBSET_ONE ? AR_FOUND_ONE : AR_FOUND_SEVERAL;
    return out;
}

static struct ar_explanation try_pass(struct ar_search *search, enum ar_pass pass)
{
    if (pass != AR_PASS_MISTYPED && pass != AR_PASS_PAYER_NAME)
        ar_match_pool(search->work); /* not before: it looks at all of the payer's items */
    if (pass == AR_PASS_TOLERANCE && !search->work->payer.strong)
        return (struct ar_explanation){.answer = AR_FOUND_NOTHING}; /* a name nearly, an amount nearly: too little */
    switch (pass) {
    case AR_PASS_ITEM:
    case AR_PASS_DISCOUNT:
    case AR_PASS_TOLERANCE:
        return find_one(search, pass);
    case AR_PASS_ALL:
    case AR_PASS_DUE:
    case AR_PASS_OLDEST:
        return ar_search_run(search, pass);
    case AR_PASS_SUBSET:
        return subset(search);
    case AR_PASS_MISTYPED:
    case AR_PASS_PAYER_NAME:
        break;
    }
    return (struct ar_explanation){.answer = AR_FOUND_NOTHING};
}

/* ---- what comes of it ----------------------------------------------------------------------------------------------
 */

static void name_item(struct ar_match_work *work, const char *before, uint32_t item)
{
    char room[AR_SHOWN_MOST];
    struct ar_text doc = ar_match_shown(room, ar_book_doc(work->match->book->items[item]));
    ar_match_why(work, "%s%.*s", before, (int)doc.size, doc.at);
}

static void settle(struct ar_search *search, const struct ar_explanation *found, enum ar_pass pass)
{
    struct ar_match_work *work = search->work;
    for (size_t i = 0; i < found->count; i++) {
        const struct ar_book_item *item = work->match->book->items[search->chosen[i]];
        int64_t discount = found->less_earned ? ar_match_earned(work, search->chosen[i]) : found->discount;
        int64_t applied = item->open - discount - found->writeoff;
        unsigned score = found->score * (work->payer.score ? work->payer.score : AR_SCORE_UNSURE_PAYER) / 100;
        size_t why = ar_match_why(work, "%s; %s", work->payer.how, found->words);
        ar_match_apply(work, (struct ar_match_row){.item = search->chosen[i],
                                                   .applied = applied,
                                                   .discount = discount,
                                                   .writeoff = found->writeoff,
                                                   .reason = found->reason,
                                                   .rule = (enum ar_match_rule)pass,
                                                   .score = score,
                                                   .why = why});
    }
}

static void suggest(struct ar_search *search, const struct ar_explanation *found, const char *why_not)
{
    struct ar_match_work *work = search->work;
    char room[AR_SHOWN_MOST];
    struct ar_text aside = ar_match_shown(room, work->aside);
    size_t why = ar_match_why(work, "%s; %s", work->payer.how, why_not);
    for (size_t i = 0; i < found->count && i < 5; i++)
        name_item(work, i ? ", " : "; it would fit ", search->chosen[i]);
    if (aside.size > 0)
        ar_match_why(work, "; '%.*s' is taken for a number of another kind, as the amount is not that document's",
                     (int)aside.size, aside.at);
    ar_match_rest(work, AR_RULE_ON_ACCOUNT, why);
}

static void ambiguous(struct ar_search *search, const struct ar_explanation *found, enum ar_pass pass)
{
    struct ar_match_work *work = search->work;
    for (size_t i = 0; i < found->count && i < NAMED_MOST; i++)
        ar_match_candidate_row(work, search->chosen[i], (enum ar_match_rule)pass,
                               ar_match_why(work, "%s; one of several that explain the amount", work->payer.how));
    ar_match_rest(work, AR_RULE_AMBIGUOUS,
                  ar_match_why(work, "%s; more than one explanation (%s%s)", work->payer.how, ar_pass_names[pass],
                               found->count > NAMED_MOST ? ", of which 50 items are named" : ""));
}

/* Names that go on where the payer's ends: their one item of exactly this amount. */
static bool try_wide(struct ar_search *search)
{
    struct ar_match_work *work = search->work;
    uint32_t kin[AR_NAME_MOST];
    unsigned count = work->payer.wide_count > 0 ? 0 : ar_match_kin(work, kin);
    if (work->payer.wide_count + count == 0)
        return false;
    work->pool_count = 0;
    ar_match_fill(work, count > 0 ? kin : work->payer.wide, count > 0 ? count : work->payer.wide_count);
    struct ar_explanation found = find_one(search, AR_PASS_ITEM);
    if (found.answer == AR_FOUND_SEVERAL) {
        ambiguous(search, &found, AR_PASS_ITEM);
        return true;
    }
    if (found.answer != AR_FOUND_ONE || (count > 0 && ar_search_accident(search, &found, AR_PASS_ITEM)))
        return false;
    found.words = "a longer name that begins with the payer's; its one open item of this amount";
    found.score = AR_SCORE_LONGER_NAME;
    settle(search, &found, AR_PASS_ITEM);
    return true;
}

/* All that have the amount are lines of one document, each due on another day: the one that words name is meant, or the
   first. */
static void take_instalment(struct ar_search *search, struct ar_explanation *found)
{
    struct ar_book_item *const *items = search->work->match->book->items;
    const struct ar_book_item *first = items[search->chosen[0]];
    for (size_t i = 1; i < found->count; i++)
        if (!ar_search_is_line_of(items[search->chosen[i]], first) ||
            items[search->chosen[i]]->due.days == items[search->chosen[i - 1]]->due.days)
            return;
    const struct ar_claim said = {.reason = search->work->payment.reference};
    uint32_t named = ar_match_which_line(search->work, search->chosen[0], &said, search->amount);
    found->words = "the first due of a document's lines, which are all of this amount";
    if (named != AR_NO_ITEM && items[named]->open != search->amount)
        return; /* settled */
    if (named != AR_NO_ITEM) {
        search->chosen[0] = named;
        found->words = "the one that the text names of a document's lines, which are all of this amount";
    }
    search->instalment = search->chosen[0] + 1;
    found->count = 1;
    found->answer = AR_FOUND_ONE;
}

static void search_passes(struct ar_search *search, bool only_suggest)
{
    struct ar_match_work *work = search->work;
    const struct ar_rules *rules = work->match->rules;
    bool gave_up = false;
    for (unsigned i = 0; i < rules->pass_count && work->status == AR_OK; i++) {
        struct ar_explanation found = try_pass(search, rules->pass[i]);
        gave_up |= found.answer == AR_FOUND_TOO_MUCH;
        if (rules->pass[i] == AR_PASS_ITEM && found.answer == AR_FOUND_SEVERAL)
            take_instalment(search, &found);
        if (found.answer != AR_FOUND_ONE && found.answer != AR_FOUND_SEVERAL)
            continue;
        if (only_suggest) {
            suggest(search, &found, "the payer says on account");
            return;
        }
        const char *other;
        bool several = found.answer == AR_FOUND_SEVERAL || ar_search_rival(search, &found, rules->pass[i]);
        if ((several || rules->pass[i] != AR_PASS_ITEM) && ar_search_months(search, &found))
            settle(search, &found, found.count == 1 ? AR_PASS_ITEM : AR_PASS_SUBSET);
        else if (several)
            ambiguous(search, &found, rules->pass[i]);
        else if ((other = ar_search_not_of_month(search, &found)) != NULL)
            suggest(search, &found, other);
        else if (ar_search_accident(search, &found, rules->pass[i]))
            suggest(search, &found, "an amount so round, among so many items, fits by accident");
        else
            settle(search, &found, rules->pass[i]);
        return;
    }
    struct ar_explanation none = {.count = 0};
    if (!only_suggest && ar_search_months(search, &none)) {
        settle(search, &none, AR_PASS_SUBSET);
        return;
    }
    if (!only_suggest && try_wide(search))
        return;
    for (size_t i = 0; i < work->pool_count && !only_suggest; i++)
        if (ar_search_item(search, i)->disputed && ar_search_item(search, i)->open == search->amount)
            ar_search_choose(search, &none, work->pool[i]);
    suggest(search, &none,
            only_suggest                                   ? "the payer says on account"
            : work->payer.silent && work->payer.count == 0 ? "nothing else tells whose it is"
            : work->payer.count == 0                       ? "no customer of that name"
            : none.count > 0                               ? "only what is disputed fits"
            : gave_up ? "nothing fits; the search for a set of items gave up: too many"
                      : "nothing that is open fits");
}

void ar_match_amount(struct ar_match_work *work, int64_t amount, bool only_suggest)
{
    struct ar_search search = {.work = work, .amount = amount};
    search_passes(&search, only_suggest);
    free(search.chosen);
}
