/* SPDX-License-Identifier: MIT */
/* One account: how often its documents were late, level by level, and when they are paid. Each level expects what the
   one above says and moves away from it as far as its own documents are many. */
#include "analysis/risk_parts.h"

#include <string.h>

void ar_account_look(struct ar_risk_look *look, size_t account)
{
    struct ar_risk_account *now = &look->now;
    if (now->account == account)
        return;
    now->account = account;
    now->count = ar_facts_get(&look->risk->facts, look->room, account);
    now->counted = now->curves = false;
    now->seen_from = INT32_MIN;
}

void ar_account_forget(struct ar_risk_look *look)
{
    look->now.account = SIZE_MAX;
}

/* A change of habit: lately, days late (held within a month) differ from those before by days, and by more than chance
   explains. */

enum { CHANGE_DAYS = 3, CHANGE_SURE = 25 /* square of standard errors */, CHANGE_LEAST = 8 /* documents */ };

struct habit {
    int64_t n, sum, squares;
};

static bool differ(const struct habit *a, const struct habit *b)
{
    if (a->n < CHANGE_LEAST || b->n < CHANGE_LEAST)
        return false;
    ar_int128 apart = (ar_int128)a->sum * b->n - (ar_int128)b->sum * a->n; /* * 1 / (a->n b->n): days */
    ar_int128 days = (apart < 0 ? -apart : apart) / ((ar_int128)a->n * b->n);
    ar_int128 a_spread = (ar_int128)a->squares * a->n - (ar_int128)a->sum * a->sum; /* n^2 * variance */
    ar_int128 b_spread = (ar_int128)b->squares * b->n - (ar_int128)b->sum * b->sum;
    ar_int128 error = a_spread * b->n * b->n / a->n + b_spread * a->n * a->n / b->n; /* (a->n b->n)^2 * its square */
    return days >= CHANGE_DAYS && apart * apart > CHANGE_SURE * error;
}

int32_t ar_account_since(struct ar_risk_look *look, const struct ar_risk_view *view)
{
    enum { MONTH = 30 };
    struct ar_risk_account *now = &look->now;
    struct habit before = {0, 0, 0}, after = {0, 0, 0};
    int32_t line = view->as_of - AR_LATELY_DAYS;
    if (now->seen_from == view->as_of)
        return now->since;
    for (size_t i = 0; i < now->count; i++) {
        const struct ar_fact *fact = &look->room[i];
        if (!ar_view_has(view, fact) || fact->due + MONTH > view->as_of)
            continue;
        struct habit *habit = fact->due > line ? &after : &before;
        int64_t late = ar_view_open(view, fact) || ar_view_late(view, fact) > MONTH ? MONTH
                       : ar_view_late(view, fact) < -MONTH                          ? -MONTH
                                                                                    : ar_view_late(view, fact);
        habit->n++;
        habit->sum += late;
        habit->squares += late * late;
    }
    now->seen_from = view->as_of;
    now->since = differ(&before, &after) ? line : INT32_MIN;
    return now->since;
}

static inline void count(struct ar_count *cell, bool late)
{
    cell->n++;
    cell->late += late;
}

void ar_account_count(struct ar_risk_look *look, const struct ar_risk_learnt *learnt, int32_t shift)
{
    struct ar_risk_account *now = &look->now;
    struct ar_cells *cells = &now->cells;
    const struct ar_risk_view *view = &learnt->view;
    if (now->counted && now->shift == shift)
        return;
    int32_t since = ar_account_since(look, view);
    memset(cells, 0, sizeof *cells);
    now->counted = true;
    now->shift = shift;
    for (size_t i = 0; i < now->count; i++) {
        const struct ar_fact *fact = &look->room[i];
        if (!ar_view_has(view, fact) || !ar_view_ripe(view, fact) || fact->due <= since)
            continue;
        bool late = ar_view_open(view, fact) || ar_view_late(view, fact) > view->late_days - shift;
        unsigned terms = ar_terms_cell(fact);
        count(&cells->all, late);
        if (fact->due > view->as_of - AR_LATELY_DAYS)
            count(&cells->lately, late);
        count(&cells->weekday[fact->weekday], late);
        count(&cells->terms[terms], late);
        count(&cells->both[terms][fact->weekday], late);
        count(&cells->size[fact->size], late);
        count(&cells->month[fact->month_part], late);
        count(&cells->disputed[fact->disputed], late);
    }
}

void ar_account_count_own(struct ar_risk_look *look, const struct ar_risk_learnt *learnt)
{
    struct ar_cells *cells = &look->now.cells;
    const struct ar_risk_view *view = &learnt->view;
    if (look->now.counted && look->now.shift == 0)
        return;
    look->now.counted = false;
    look->now.shift = 0;
    int32_t since = ar_account_since(look, view);
    cells->all = cells->lately = (struct ar_count){0, 0};
    for (size_t i = 0; i < look->now.count; i++) {
        const struct ar_fact *fact = &look->room[i];
        if (!ar_view_has(view, fact) || !ar_view_ripe(view, fact) || fact->due <= since)
            continue;
        bool late = ar_view_open(view, fact) || ar_view_late(view, fact) > view->late_days;
        count(&cells->all, late);
        if (fact->due > view->as_of - AR_LATELY_DAYS)
            count(&cells->lately, late);
    }
}

/* A level that holds all or none of the account's documents says nothing new. */
static int32_t level(struct ar_count cell, uint32_t of, int64_t strength, int32_t expected)
{
    return cell.n == 0 || cell.n == of ? expected : ar_risk_blend(cell, strength, ar_risk_chance(expected));
}

static struct ar_count everyone(const struct ar_risk_learnt *learnt, unsigned which, int32_t shift)
{
    unsigned at = ar_curve_at((int64_t)learnt->view.late_days - shift) + 1;
    return (struct ar_count){learnt->above[which][0], learnt->above[which][at]};
}

void ar_account_levels(struct ar_risk_levels *out, const struct ar_risk_look *look, const struct ar_risk_learnt *learnt,
                       const struct ar_fact *fact)
{
    const struct ar_cells *cells = &look->now.cells;
    const int64_t *strength = learnt->strength;
    int32_t shift = look->now.shift;
    uint32_t of = cells->all.n;
    unsigned terms = ar_terms_cell(fact);
    struct ar_count all = everyone(learnt, 0, shift);
    out->all = ar_risk_log_odds(2 * (uint64_t)all.late + 1, 2 * (uint64_t)(all.n - all.late) + 1);
    int64_t usual = ar_risk_chance(out->all);
    out->weekday = ar_risk_blend(everyone(learnt, 1u + fact->weekday, shift), learnt->strength_of_weekday, usual);
    out->dispute = ar_risk_blend(everyone(learnt, 8u + fact->disputed, shift), learnt->strength_of_dispute, usual);
    out->customer = ar_risk_blend(cells->all, strength[AR_RISK_CUSTOMER], usual);
    int32_t own = out->customer;
    out->lately = level(cells->lately, of, strength[AR_RISK_LATELY], own);
    out->by_weekday =
        level(cells->weekday[fact->weekday], of, strength[AR_RISK_WEEKDAY], own + out->weekday - out->all);
    out->by_terms = level(cells->terms[terms], of, strength[AR_RISK_TERMS], own);
    out->by_both = out->by_weekday + out->by_terms - own;
    if (cells->terms[terms].n != of)
        out->by_both = level(cells->both[terms][fact->weekday], of, strength[AR_RISK_BOTH], out->by_both);
    out->by_size = level(cells->size[fact->size], of, strength[AR_RISK_AMOUNT], own);
    out->by_month = level(cells->month[fact->month_part], of, strength[AR_RISK_MONTH], own);
    out->by_dispute = own;
    if (look->risk->disputes)
        out->by_dispute =
            level(cells->disputed[fact->disputed], of, strength[AR_RISK_DISPUTE], own + out->dispute - out->all);
}

/* Curves, as seen from the as-of day. */

enum { ANY = -1 };

static const struct ar_curve_counts *count_curve(struct ar_risk_look *look, int disputed, int terms, int weekday)
{
    const struct ar_risk_view *view = &look->risk->learnt.view;
    int32_t since = ar_account_since(look, view);
    memset(&look->counts, 0, sizeof look->counts);
    for (size_t i = 0; i < look->now.count; i++) {
        const struct ar_fact *fact = &look->room[i];
        if (ar_view_has(view, fact) && fact->due > since && (disputed == ANY || fact->disputed == disputed) &&
            (terms == ANY || (int)ar_terms_cell(fact) == terms) && (weekday == ANY || fact->weekday == weekday))
            ar_curve_count(&look->counts, view, fact);
    }
    return &look->counts;
}

/* Days by which disputed documents (or undisputed ones) of this account are later than its usual; everyone's weighs as
   two documents. */
static int32_t dispute_shift(struct ar_risk_look *look, int disputed, int32_t usual, bool has_usual)
{
    struct ar_curve alone;
    int32_t median;
    int64_t sum = 2 * (int64_t)look->risk->learnt.dispute_days[disputed], weight = 2;
    const struct ar_curve_counts *counts = count_curve(look, disputed, ANY, ANY);
    ar_curve_make(&alone, NULL, 0, 0, counts);
    if (has_usual && counts->n > 0 && ar_curve_median(&alone, &median, INT32_MIN)) {
        sum += (int64_t)counts->n * (median - usual);
        weight += counts->n;
    }
    return (int32_t)((2 * sum + (sum < 0 ? -weight : weight)) / (2 * weight));
}

enum { OWN_STRENGTH = AR_STRENGTH(5) }; /* what everyone does weighs at least as five of the account's own documents */

static void make_curves(struct ar_risk_look *look)
{
    struct ar_risk_account *now = &look->now;
    struct ar_curve own, alone;
    int32_t usual = 0;
    const struct ar_curve_counts *counts = count_curve(look, ANY, ANY, ANY);
    int64_t strength = look->risk->learnt.strength[AR_RISK_CUSTOMER];
    ar_curve_make(&own, &look->risk->learnt.curve, 0, strength < OWN_STRENGTH ? OWN_STRENGTH : strength, counts);
    ar_curve_make(&alone, NULL, 0, 0, counts);
    uint32_t own_count = counts->n;
    bool has_usual = own_count > 0 && ar_curve_median(&alone, &usual, INT32_MIN);
    for (int disputed = 0; disputed < 2; disputed++) {
        now->curve[disputed] = own;
        now->curve_count[disputed] = own_count;
        if (!look->risk->disputes)
            continue;
        int32_t shift = dispute_shift(look, disputed, usual, has_usual); /* leaves their counts */
        ar_curve_make(&now->curve[disputed], &own, shift, OWN_STRENGTH, &look->counts);
        now->curve_count[disputed] = look->counts.n;
    }
    now->curves = true;
    now->curve_terms = now->curve_weekday = now->curve_dispute = ANY;
}

/* What holds all documents of the level above, or none, says nothing new. */
static void refine(struct ar_curve *out, const struct ar_curve *above, int64_t strength,
                   const struct ar_curve_counts *counts, uint32_t of)
{
    if (counts->n == 0 || counts->n == of)
        *out = *above;
    else
        ar_curve_make(out, above, 0, strength, counts);
}

const struct ar_curve *ar_account_curve(struct ar_risk_look *look, const struct ar_fact *fact)
{
    struct ar_risk_account *now = &look->now;
    const int64_t *strength = look->risk->learnt.strength;
    int terms = (int)ar_terms_cell(fact), disputed = look->risk->disputes ? fact->disputed : 0;
    int which = look->risk->disputes ? disputed : ANY;
    if (!now->curves)
        make_curves(look);
    if (now->curve_terms != terms || now->curve_dispute != disputed) {
        const struct ar_curve_counts *counts = count_curve(look, which, terms, ANY);
        now->terms_count = counts->n;
        refine(&now->terms_curve, &now->curve[disputed], strength[AR_RISK_TERMS], counts, now->curve_count[disputed]);
        now->curve_weekday = ANY;
    }
    if (now->curve_weekday != fact->weekday) {
        const struct ar_curve_counts *counts = count_curve(look, which, terms, fact->weekday);
        refine(&now->both_curve, &now->terms_curve, strength[AR_RISK_BOTH], counts, now->terms_count);
    }
    now->curve_terms = terms;
    now->curve_dispute = disputed;
    now->curve_weekday = fact->weekday;
    return &now->both_curve;
}
