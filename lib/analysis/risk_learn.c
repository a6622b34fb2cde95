/* SPDX-License-Identifier: MIT */
/* What is learnt of everyone: drift, how often documents are late, and how far each level is to be followed: as far as
   it has set documents apart until now (the method of moments for a beta-binomial). */
#include "analysis/risk_parts.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* Drift: one slope for all, of days late against the document's date, each account about its own mean. Days late are
   held within a month, and only documents due a month ago count, so that those not yet paid are as good as known. */

enum { DRIFT_DAYS = 30, DRIFT_LEAST = 100 /* documents */, DRIFT_SURE = 9 /* square of standard errors */ };

struct sums {
    ar_int128 n, xy, xx, yy; /* n * xy etc. would be exact; these are in 1/256 */
};

static void add_account_drift(struct sums *sums, const struct ar_risk *risk, const struct ar_risk_view *view)
{
    int64_t n = 0, x = 0, y = 0, xx = 0, xy = 0, yy = 0;
    for (size_t i = 0; i < risk->now.count; i++) {
        const struct ar_fact *fact = &risk->facts.room[i];
        if (!ar_view_has(view, fact) || fact->due + DRIFT_DAYS > view->as_of)
            continue;
        int64_t late = ar_view_open(view, fact) || fact->late > DRIFT_DAYS ? DRIFT_DAYS : fact->late;
        int64_t day = (int64_t)fact->due - fact->terms - view->as_of;
        late = late < -DRIFT_DAYS ? -DRIFT_DAYS : late;
        n++;
        x += day;
        y += late;
        xx += day * day;
        xy += day * late;
        yy += late * late;
    }
    if (n == 0)
        return;
    ar_int128 across = (ar_int128)n * xy - (ar_int128)x * y, along = (ar_int128)n * xx - (ar_int128)x * x;
    sums->n += n;
    sums->xy += across * 256 / n;
    sums->xx += along * 256 / n;
    sums->yy += ((ar_int128)n * yy - (ar_int128)y * y) * 256 / n;
}

static int64_t slope_of(const struct sums *sums)
{
    if (sums->n < DRIFT_LEAST || sums->xx == 0)
        return 0;
    /* slope^2 > 9 * residual variance / xx, or chance could explain it */
    ar_int128 explained = sums->xy * sums->xy / sums->xx;
    if (explained * (sums->n + DRIFT_SURE) <= DRIFT_SURE * sums->yy)
        return 0;
    return (int64_t)(sums->xy * 1000000 / sums->xx);
}

/* Accounts that changed their habit at once are no drift of all, unless they are the most part of all. */
static int64_t learn_drift(struct ar_risk *risk, const struct ar_risk_view *view, bool all)
{
    struct sums steady = {0, 0, 0, 0}, changed = {0, 0, 0, 0};
    for (size_t i = 0, count = all ? risk->facts.list_count : risk->sample_count; i < count; i++) {
        ar_account_look(risk, all ? i : risk->sample[i]);
        bool same = ar_account_since(risk, view) == INT32_MIN;
        add_account_drift(same ? &steady : &changed, risk, view);
    }
    if (changed.n * 5 < (changed.n + steady.n) * 3)
        return slope_of(&steady);
    struct sums both = {steady.n + changed.n, steady.xy + changed.xy, steady.xx + changed.xx, steady.yy + changed.yy};
    return slope_of(&both);
}

/* How everyone pays. */

static void learn_everyone(struct ar_risk *risk, struct ar_risk_learnt *learnt, bool all)
{
    const struct ar_risk_view *view = &learnt->view;
    memset(learnt->above, 0, sizeof learnt->above);
    memset(&risk->counts, 0, sizeof risk->counts);
    for (size_t i = 0, count = all ? risk->facts.list_count : risk->sample_count; i < count; i++) {
        ar_account_look(risk, all ? i : risk->sample[i]);
        for (size_t k = 0; k < risk->now.count; k++) {
            const struct ar_fact *fact = &risk->facts.room[k];
            if (!ar_view_has(view, fact))
                continue;
            ar_curve_count(&risk->counts, view, fact);
            if (!ar_view_ripe(view, fact))
                continue;
            unsigned at = ar_view_open(view, fact) ? AR_CURVE_DAYS - 1 : ar_curve_at(ar_view_late(view, fact));
            learnt->above[0][at]++;
            learnt->above[1u + fact->weekday][at]++;
            learnt->above[8u + fact->disputed][at]++;
        }
    }
    ar_curve_make(&learnt->curve, NULL, 0, 0, &risk->counts);
    for (unsigned which = 0; which < 10; which++) { /* from "on this day" to "on this day or later" */
        for (unsigned i = AR_CURVE_DAYS; i > 0; i--)
            learnt->above[which][i - 1] += learnt->above[which][i];
    }
}

/* How far a level is to be followed. */

struct spread {
    ar_int128 beyond, within; /* what chance leaves unexplained; what it would be if documents were all alike */
};

enum { STRENGTH_LEAST = AR_STRENGTH(2), STRENGTH_MOST = AR_STRENGTH(1000) };

/* One cell of `of` documents, when a share of `expected` late ones was expected. */
static void add_cell(struct spread *spread, struct ar_count cell, uint32_t of, int64_t expected)
{
    if (cell.n < 2 || cell.n == of)
        return;
    ar_int128 off = ((ar_int128)cell.late << 20) - (ar_int128)cell.n * expected;
    ar_int128 chance = (ar_int128)expected * (AR_P_ONE - expected);
    spread->beyond += (off * off - chance * cell.n * (of - cell.n) / of) / cell.n;
    spread->within += chance * (cell.n - 1);
}

static int64_t strength_of(const struct spread *spread)
{
    if (spread->beyond <= 0)
        return STRENGTH_MOST;
    ar_int128 strength = spread->within * 16 / spread->beyond - 16;
    return strength < STRENGTH_LEAST ? STRENGTH_LEAST : strength > STRENGTH_MOST ? STRENGTH_MOST : (int64_t)strength;
}

/* So many accounts are enough to learn from: of more those are taken whose documents, not whose place in the input, say
   so. */
static bool in_sample(const struct ar_risk *risk, size_t one_of)
{
    uint64_t sum = 0;
    for (size_t i = 0; one_of > 1 && i < risk->now.count; i++) {
        const struct ar_fact *fact = &risk->facts.room[i];
        uint64_t mixed = ((uint64_t)(uint32_t)fact->due << 32 | (uint16_t)fact->terms) + fact->size;
        sum += mixed * UINT64_C(0x9E3779B97F4A7C15) >> 20;
    }
    return one_of < 2 || sum % one_of == 0;
}

enum ar_status ar_risk_choose_sample(struct ar_risk *risk)
{
    enum { ENOUGH = 8192 };
    size_t capacity = 0, accounts = 0;
    for (size_t i = 0; i < risk->facts.list_count; i++)
        accounts += risk->facts.lists[i].count > 0;
    risk->sample_count = 0;
    free(risk->sample);
    risk->sample = NULL;
    risk->now.account = SIZE_MAX;
    for (size_t account = 0; account < risk->facts.list_count; account++) {
        ar_account_look(risk, account);
        if (!in_sample(risk, accounts / ENOUGH))
            continue;
        if (ar_grow(&risk->sample, &capacity, risk->sample_count + 1, sizeof *risk->sample) != AR_OK)
            return AR_FAILED;
        risk->sample[risk->sample_count++] = (uint32_t)account;
    }
    return AR_OK;
}

static void learn_customers(struct ar_risk *risk, struct ar_risk_learnt *learnt)
{
    struct spread customers = {0, 0}, weekdays = {0, 0}, disputes = {0, 0};
    unsigned at = ar_curve_at(learnt->view.late_days) + 1;
    uint32_t n = learnt->above[0][0], late = learnt->above[0][at];
    int64_t usual = ar_risk_chance(ar_risk_log_odds(2 * (uint64_t)late + 1, 2 * (uint64_t)(n - late) + 1));
    for (size_t i = 0; i < risk->sample_count; i++) {
        ar_account_look(risk, risk->sample[i]);
        ar_account_count(risk, learnt, 0);
        add_cell(&customers, risk->now.cells.all, n, usual);
    }
    for (unsigned i = 1; i < 8; i++)
        add_cell(&weekdays, (struct ar_count){learnt->above[i][0], learnt->above[i][at]}, n, usual);
    for (unsigned i = 8; i < 10; i++)
        add_cell(&disputes, (struct ar_count){learnt->above[i][0], learnt->above[i][at]}, n, usual);
    learnt->strength[AR_RISK_CUSTOMER] = strength_of(&customers);
    learnt->strength_of_weekday = strength_of(&weekdays);
    learnt->strength_of_dispute = strength_of(&disputes);
}

/* Every cell of an account once: a document like those of the cell, for ar_account_levels. `both`: the cells of terms
   and weekday, which need the strength of either. */
static void add_account_cells(struct spread spreads[static AR_RISK_PARTS], const struct ar_risk *risk,
                              const struct ar_risk_learnt *learnt, bool both)
{
    const struct ar_cells *cells = &risk->now.cells;
    struct ar_risk_levels levels;
    struct ar_fact like = {.late = 0};
    uint32_t of = cells->all.n;
    for (unsigned t = 0; both && t <= AR_TERMS_MOST; t++) {
        if (cells->terms[t].n == of || cells->terms[t].n == 0)
            continue;
        for (uint8_t w = 0; w < 7; w++) {
            if (cells->both[t][w].n < 2)
                continue;
            like = (struct ar_fact){.terms = (int16_t)t, .weekday = w};
            ar_account_levels(&levels, risk, learnt, &like);
            uint32_t least = cells->weekday[w].n < cells->terms[t].n ? cells->weekday[w].n : cells->terms[t].n;
            int32_t expected = levels.by_weekday + levels.by_terms - levels.customer;
            add_cell(&spreads[AR_RISK_BOTH], cells->both[t][w], least, ar_risk_chance(expected));
        }
    }
    if (both)
        return;
    ar_account_levels(&levels, risk, learnt, &like);
    int64_t own = ar_risk_chance(levels.customer);
    add_cell(&spreads[AR_RISK_LATELY], cells->lately, of, own);
    for (unsigned i = 0; i <= AR_TERMS_MOST; i++)
        add_cell(&spreads[AR_RISK_TERMS], cells->terms[i], of, own);
    for (unsigned i = 0; i < AR_SIZES; i++)
        add_cell(&spreads[AR_RISK_AMOUNT], cells->size[i], of, own);
    for (unsigned i = 0; i < 4; i++)
        add_cell(&spreads[AR_RISK_MONTH], cells->month[i], of, own);
    for (uint8_t i = 0; i < 7; i++) {
        like = (struct ar_fact){.weekday = i, .disputed = i & 1};
        ar_account_levels(&levels, risk, learnt, &like);
        add_cell(&spreads[AR_RISK_WEEKDAY], cells->weekday[i], of,
                 ar_risk_chance(levels.customer + levels.weekday - levels.all));
        if (i < 2)
            add_cell(&spreads[AR_RISK_DISPUTE], cells->disputed[i], of,
                     ar_risk_chance(levels.customer + levels.dispute - levels.all));
    }
}

static void learn_levels(struct ar_risk *risk, struct ar_risk_learnt *learnt, bool both)
{
    struct spread spreads[AR_RISK_PARTS];
    memset(spreads, 0, sizeof spreads);
    for (size_t i = 0; i < risk->sample_count; i++) {
        ar_account_look(risk, risk->sample[i]);
        ar_account_count(risk, learnt, 0);
        if (risk->now.cells.all.n > 1)
            add_account_cells(spreads, risk, learnt, both);
    }
    for (int i = AR_RISK_LATELY; i <= AR_RISK_DISPUTE; i++)
        if ((i == AR_RISK_BOTH) == both)
            learnt->strength[i] = strength_of(&spreads[i]);
}

/* Disputes: by how many days later than the customer's usual. */

static void learn_dispute_days(struct ar_risk *risk, struct ar_risk_learnt *learnt)
{
    static const struct ar_curve_counts none;
    struct ar_curve_counts off[2] = {none, none};
    struct ar_curve curve;
    const struct ar_risk_view *view = &learnt->view;
    int32_t usual;
    for (size_t i = 0; i < risk->sample_count; i++) {
        ar_account_look(risk, risk->sample[i]);
        risk->counts = none;
        for (size_t k = 0; k < risk->now.count; k++)
            if (ar_view_has(view, &risk->facts.room[k]))
                ar_curve_count(&risk->counts, view, &risk->facts.room[k]);
        ar_curve_make(&curve, NULL, 0, 0, &risk->counts);
        if (risk->counts.n == 0 || !ar_curve_median(&curve, &usual, INT32_MIN))
            continue;
        for (size_t k = 0; k < risk->now.count; k++) {
            struct ar_fact fact = risk->facts.room[k];
            if (!ar_view_has(view, &fact) || ar_view_open(view, &fact))
                continue;
            off[fact.disputed].paid[ar_curve_at(ar_view_late(view, &fact) - usual)]++;
            off[fact.disputed].n++;
        }
    }
    for (int i = 0; i < 2; i++) {
        learnt->dispute_days[i] = 0;
        ar_curve_make(&curve, NULL, 0, 0, &off[i]);
        if (off[i].n > 0 && ar_curve_median(&curve, &usual, INT32_MIN))
            learnt->dispute_days[i] = usual;
    }
}

void ar_risk_learn(struct ar_risk *risk, struct ar_risk_learnt *learnt, int32_t as_of, int32_t late_days, bool all)
{
    risk->now.account = SIZE_MAX;
    learnt->view = (struct ar_risk_view){.as_of = as_of, .late_days = late_days};
    learnt->view.drift = learn_drift(risk, &learnt->view, all);
    learnt->trust = AR_P_ONE;
    risk->now.account = SIZE_MAX;
    learn_everyone(risk, learnt, all);
    learn_customers(risk, learnt);
    for (int i = AR_RISK_LATELY; i < AR_RISK_PARTS; i++)
        learnt->strength[i] = STRENGTH_MOST;
    learn_levels(risk, learnt, false);
    learn_levels(risk, learnt, true);
    if (risk->disputes)
        learn_dispute_days(risk, learnt);
    risk->now.account = SIZE_MAX;
}
