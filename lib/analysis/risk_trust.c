/* SPDX-License-Identifier: MIT */
/* How far the model is to be believed: it is trained on what was known when half of the documents were issued, and its
   scores of the others are compared with what happened. History that did not hold moves all later scores towards
   everyone's, never away from it. */
#include "analysis/risk_parts.h"

#include <stdlib.h>

enum { BIN = 100, BINS = 2 * AR_RISK_LIMIT / BIN + 1 }; /* parts of a score of everyone's: a hundredth of log-odds */
enum { TRUST_LEAST = 200, TRUST_LEAST_EACH = 20, STEPS = 8 }; /* documents; of Newton's method */

struct trial {
    struct ar_risk_learnt learnt; /* as it was half way */
    struct ar_count bins[BINS]; /* by how far the score lies off everyone's */
    int64_t everyone; /* what was everyone's score for each of them, added up: it follows the drift */
    int64_t scored;
};

/* The day by which half of the documents were issued: days before the as-of day are counted, the oldest together. */
static int32_t half_way(struct ar_risk_look *look, uint32_t *days, int32_t most)
{
    uint64_t total = 0, seen = 0;
    int32_t as_of = look->risk->learnt.view.as_of;
    for (size_t i = 0; i < look->risk->sample_count; i++) {
        ar_account_look(look, look->risk->sample[i]);
        for (size_t k = 0; k < look->now.count; k++) {
            int64_t ago = (int64_t)as_of - look->room[k].due + look->room[k].terms;
            days[ago < 0 ? 0 : ago > most ? most : ago]++;
            total++;
        }
    }
    int32_t ago = 0;
    while (ago < most && 2 * (seen += days[ago]) < total)
        ago++;
    return as_of - ago;
}

static int32_t sum_of(const struct ar_risk_levels *levels)
{
    return levels->lately + levels->by_both + levels->by_size + levels->by_month + levels->by_dispute -
           4 * levels->customer - levels->all;
}

/* Scores what was issued after the trial's day and has been decided since. */
static void try_account(struct ar_risk_look *look, struct trial *trial)
{
    const struct ar_risk_view *now = &look->risk->learnt.view, *then = &trial->learnt.view;
    for (size_t i = 0; i < look->now.count; i++) {
        const struct ar_fact *fact = &look->room[i];
        if (ar_view_has(then, fact) || !ar_view_ripe(now, fact))
            continue;
        struct ar_risk_levels levels;
        ar_account_count(look, &trial->learnt, ar_view_drift(then, fact->due - fact->terms));
        ar_account_levels(&levels, look, &trial->learnt, fact);
        int32_t off = sum_of(&levels);
        off = off < -AR_RISK_LIMIT ? -AR_RISK_LIMIT : off > AR_RISK_LIMIT ? AR_RISK_LIMIT : off;
        struct ar_count *bin = &trial->bins[(off + AR_RISK_LIMIT + BIN / 2) / BIN];
        bin->n++;
        bin->late += ar_view_open(now, fact) || fact->late > now->late_days;
        trial->everyone += levels.all;
        trial->scored++;
    }
}

/* The factor on the distance from everyone's score under which what happened is most likely. */
static int64_t fit(const struct trial *trial)
{
    uint64_t n = 0, late = 0;
    for (int i = 0; i < BINS; i++) {
        n += trial->bins[i].n;
        late += trial->bins[i].late;
    }
    if (n < TRUST_LEAST || late < TRUST_LEAST_EACH || n - late < TRUST_LEAST_EACH)
        return AR_P_ONE;
    int64_t trust = AR_P_ONE;
    int32_t everyone = (int32_t)(trial->everyone / trial->scored);
    for (int step = 0; step < STEPS; step++) {
        ar_int128 slope = 0, bend = 0;
        for (int i = 0; i < BINS; i++) {
            const struct ar_count *bin = &trial->bins[i];
            if (bin->n == 0)
                continue;
            int64_t x = i - AR_RISK_LIMIT / BIN;
            int64_t p = ar_risk_chance(everyone + (int32_t)(trust * x * BIN / AR_P_ONE));
            slope += (ar_int128)(((int64_t)bin->late << 20) - bin->n * p) * x;
            bend += (ar_int128)bin->n * p * (AR_P_ONE - p) * x * x;
        }
        if (bend == 0)
            return AR_P_ONE;
        trust += (int64_t)(slope * BIN * AR_P_ONE * AR_P_ONE / bend);
        trust = trust < 0 ? 0 : trust > AR_P_ONE ? AR_P_ONE : trust;
    }
    return trust;
}

enum ar_status ar_risk_learn_trust(const struct ar_risk_crew *crew)
{
    enum { YEARS_DAYS = 4096 };
    struct ar_risk_look *look = crew->looks[0];
    struct trial *trial = calloc(1, sizeof *trial);
    uint32_t *days = calloc(YEARS_DAYS + 1, sizeof *days);
    if (trial == NULL || days == NULL) {
        free(trial);
        free(days);
        return AR_FAILED;
    }
    int32_t then = half_way(look, days, YEARS_DAYS);
    enum ar_status status = ar_risk_learn(crew, &trial->learnt, then, look->risk->learnt.view.late_days, false);
    for (size_t i = 0; status == AR_OK && i < look->risk->sample_count; i++) {
        ar_account_look(look, look->risk->sample[i]);
        try_account(look, trial);
    }
    crew->risk->learnt.trust = fit(trial);
    free(trial);
    free(days);
    return status;
}
