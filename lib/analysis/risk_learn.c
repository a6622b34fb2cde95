/* SPDX-License-Identifier: MIT */
/* How far each level is to be followed: as far as it has set documents apart until now (the method of moments for a
   beta-binomial). */
#include "analysis/risk_parts.h"

#include <string.h>

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

static void learn_customers(struct ar_risk_look *look, struct ar_risk_learnt *learnt)
{
    struct spread customers = {0, 0}, weekdays = {0, 0}, disputes = {0, 0};
    unsigned at = ar_curve_at(learnt->view.late_days) + 1;
    uint32_t n = learnt->above[0][0], late = learnt->above[0][at];
    int64_t usual = ar_risk_chance(ar_risk_log_odds(2 * (uint64_t)late + 1, 2 * (uint64_t)(n - late) + 1));
    for (size_t i = 0; i < look->risk->sample_count; i++) {
        ar_account_look(look, look->risk->sample[i]);
        ar_account_count(look, learnt, 0);
        add_cell(&customers, look->now.cells.all, n, usual);
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
static void add_account_cells(struct spread spreads[static AR_RISK_PARTS], const struct ar_risk_look *look,
                              const struct ar_risk_learnt *learnt, bool both)
{
    const struct ar_cells *cells = &look->now.cells;
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
            ar_account_levels(&levels, look, learnt, &like);
            uint32_t least = cells->weekday[w].n < cells->terms[t].n ? cells->weekday[w].n : cells->terms[t].n;
            int32_t expected = levels.by_weekday + levels.by_terms - levels.customer;
            add_cell(&spreads[AR_RISK_BOTH], cells->both[t][w], least, ar_risk_chance(expected));
        }
    }
    if (both)
        return;
    ar_account_levels(&levels, look, learnt, &like);
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
        ar_account_levels(&levels, look, learnt, &like);
        add_cell(&spreads[AR_RISK_WEEKDAY], cells->weekday[i], of,
                 ar_risk_chance(levels.customer + levels.weekday - levels.all));
        if (i < 2)
            add_cell(&spreads[AR_RISK_DISPUTE], cells->disputed[i], of,
                     ar_risk_chance(levels.customer + levels.dispute - levels.all));
    }
}

static void learn_levels(struct ar_risk_look *look, struct ar_risk_learnt *learnt, bool both)
{
    struct spread spreads[AR_RISK_PARTS];
    memset(spreads, 0, sizeof spreads);
    for (size_t i = 0; i < look->risk->sample_count; i++) {
        ar_account_look(look, look->risk->sample[i]);
        ar_account_count(look, learnt, 0);
        if (look->now.cells.all.n > 1)
            add_account_cells(spreads, look, learnt, both);
    }
    for (int i = AR_RISK_LATELY; i <= AR_RISK_DISPUTE; i++)
        if ((i == AR_RISK_BOTH) == both)
            learnt->strength[i] = strength_of(&spreads[i]);
}

/* Disputes: by how many days later than the customer's usual. */

static void learn_dispute_days(struct ar_risk_look *look, struct ar_risk_learnt *learnt)
{
    static const struct ar_curve_counts none;
    struct ar_curve_counts off[2] = {none, none};
    struct ar_curve curve;
    const struct ar_risk_view *view = &learnt->view;
    int32_t usual;
    for (size_t i = 0; i < look->risk->sample_count; i++) {
        ar_account_look(look, look->risk->sample[i]);
        look->counts = none;
        for (size_t k = 0; k < look->now.count; k++)
            if (ar_view_has(view, &look->room[k]))
                ar_curve_count(&look->counts, view, &look->room[k]);
        ar_curve_make(&curve, NULL, 0, 0, &look->counts);
        if (look->counts.n == 0 || !ar_curve_median(&curve, &usual, INT32_MIN))
            continue;
        for (size_t k = 0; k < look->now.count; k++) {
            struct ar_fact fact = look->room[k];
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

enum ar_status ar_risk_learn(const struct ar_risk_crew *crew, struct ar_risk_learnt *learnt, int32_t as_of,
                             int32_t late_days, bool all)
{
    struct ar_risk_look *look = crew->looks[0];
    learnt->view = (struct ar_risk_view){.as_of = as_of, .late_days = late_days};
    learnt->trust = AR_P_ONE;
    if (ar_risk_learn_everyone(crew, learnt, all) != AR_OK)
        return AR_FAILED;
    ar_account_forget(look);
    learn_customers(look, learnt);
    for (int i = AR_RISK_LATELY; i < AR_RISK_PARTS; i++)
        learnt->strength[i] = STRENGTH_MOST;
    learn_levels(look, learnt, false);
    learn_levels(look, learnt, true);
    if (look->risk->disputes)
        learn_dispute_days(look, learnt);
    return AR_OK;
}
