/* SPDX-License-Identifier: MIT */
/* What is learnt from all accounts, on several threads: which of them are the sample, everyone's drift, and how often
   documents are late. Each thread sums what it looks at; all sums are whole numbers, so the order does not matter. */
#include "analysis/risk_parts.h"
#include "base/memory.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

/* Threads. */

enum { PIECE = 256 /* accounts */, AHEAD = 8 /* accounts whose memory is asked for before */ };

struct looking {
    struct ar_risk_look *look;
    const uint32_t *sample; /* NULL: all */
    struct ar_pieces *pieces;
    size_t count;
    void (*account)(struct ar_risk_look *look, void *sums);
    void *sums;
};

static inline size_t account_at(const struct looking *looking, size_t i)
{
    return looking->sample != NULL ? looking->sample[i] : i;
}

static inline void fetch(const struct looking *looking, size_t i)
{
    size_t account = account_at(looking, i);
    ar_facts_fetch(&looking->look->risk->facts, &account, 1);
}

static void look_on(void *context)
{
    const struct looking *looking = context;
    size_t piece;
    ar_account_forget(looking->look);
    while ((piece = ar_pieces_take(looking->pieces)) < looking->pieces->count)
        for (size_t i = piece * PIECE; i < (piece + 1) * PIECE && i < looking->count; i++) {
            if (i + AHEAD < looking->count)
                fetch(looking, i + AHEAD);
            ar_account_look(looking->look, account_at(looking, i));
            if (looking->look->now.count > 0)
                looking->account(looking->look, looking->sums);
        }
}

void ar_risk_crew_each(const struct ar_risk_crew *crew, bool all,
                       void (*account)(struct ar_risk_look *look, void *sums), void *const *sums)
{
    struct looking looking[AR_THREADS_MOST];
    void *contexts[AR_THREADS_MOST];
    size_t count = all ? ar_facts_end(&crew->risk->facts) : crew->risk->sample_count;
    struct ar_pieces pieces = {.count = (count + PIECE - 1) / PIECE};
    for (unsigned i = 0; i < crew->count; i++) {
        looking[i] =
            (struct looking){crew->looks[i], all ? NULL : crew->risk->sample, &pieces, count, account, sums[i]};
        contexts[i] = &looking[i];
    }
    ar_parallel(look_on, contexts, crew->count);
}

enum ar_status ar_risk_crew_init(struct ar_risk_crew *crew, struct ar_risk *risk, unsigned threads,
                                 struct ar_error *error)
{
    enum ar_status status = AR_OK;
    *crew = (struct ar_risk_crew){.risk = risk, .looks = {risk->own}, .count = 1};
    for (; status == AR_OK && crew->count < threads; crew->count++)
        status = ar_risk_look_new(&crew->looks[crew->count], risk, error);
    return status;
}

void ar_risk_crew_free(struct ar_risk_crew *crew)
{
    for (unsigned i = 1; i < crew->count; i++)
        ar_risk_look_delete(crew->looks[i]);
}

/* The sample. */

struct chosen {
    const struct ar_risk_facts *facts;
    size_t one_of; /* so many accounts */
    uint32_t *at;
    size_t count, capacity;
    bool failed;
};

/* So many accounts are enough to learn from: of more those are taken whose documents, not whose place in the input, say
   so. */
enum { ENOUGH = 8192 };

static void choose(struct ar_risk_look *look, void *sums)
{
    struct chosen *chosen = sums;
    uint64_t sum = 0;
    for (size_t i = 0; chosen->one_of > 1 && i < look->now.count; i++) {
        const struct ar_fact *fact = &look->room[i];
        uint64_t mixed = ((uint64_t)(uint32_t)fact->due << 32 | (uint16_t)fact->terms) + fact->size;
        sum += mixed * UINT64_C(0x9E3779B97F4A7C15) >> 20;
    }
    if (chosen->one_of > 1 && sum % chosen->one_of != 0)
        return;
    chosen->failed |= ar_grow(&chosen->at, &chosen->capacity, chosen->count + 1, sizeof *chosen->at) != AR_OK;
    if (!chosen->failed)
        chosen->at[chosen->count++] = (uint32_t)look->now.account;
}

static enum ar_status join_chosen(struct ar_risk *risk, const struct chosen *chosen, unsigned threads)
{
    size_t count = 0;
    for (unsigned i = 0; i < threads; i++) {
        if (chosen[i].failed)
            return AR_FAILED;
        count += chosen[i].count;
    }
    risk->sample = malloc((count + 1) * sizeof *risk->sample);
    for (unsigned i = 0; risk->sample != NULL && i < threads; i++) {
        if (chosen[i].count == 0)
            continue;
        memcpy(risk->sample + risk->sample_count, chosen[i].at, chosen[i].count * sizeof *risk->sample);
        risk->sample_count += chosen[i].count;
    }
    return risk->sample != NULL ? AR_OK : AR_FAILED;
}

enum ar_status ar_risk_choose_sample(const struct ar_risk_crew *crew)
{
    struct ar_risk *risk = crew->risk;
    struct chosen chosen[AR_THREADS_MOST];
    void *sums[AR_THREADS_MOST];
    size_t accounts = 0;
    free(risk->sample);
    risk->sample = NULL;
    risk->sample_count = 0;
    for (size_t i = 0, end = ar_facts_end(&risk->facts); i < end; i++)
        accounts += ar_facts_count(&risk->facts, i) > 0;
    for (unsigned i = 0; i < crew->count; i++) {
        chosen[i] = (struct chosen){.facts = &risk->facts, .one_of = accounts / ENOUGH};
        sums[i] = &chosen[i];
    }
    ar_risk_crew_each(crew, true, choose, sums);
    enum ar_status status = join_chosen(risk, chosen, crew->count);
    for (unsigned i = 0; i < crew->count; i++)
        free(chosen[i].at);
    return status;
}

/* Drift: one slope for all, of days late against the document's date, each account about its own mean. Days late are
   held within a month, and only documents due a month ago count, so that those not yet paid are as good as known. */

enum { DRIFT_DAYS = 30, DRIFT_LEAST = 100 /* documents */, DRIFT_SURE = 9 /* square of standard errors */ };

struct sums {
    ar_int128 n, xy, xx, yy; /* n * xy etc. would be exact; these are in 1/256 */
};

static void add_account_drift(struct sums *sums, const struct ar_risk_look *look, const struct ar_risk_view *view)
{
    int64_t n = 0, x = 0, y = 0, xx = 0, xy = 0, yy = 0;
    for (size_t i = 0; i < look->now.count; i++) {
        const struct ar_fact *fact = &look->room[i];
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

static void add_sums(struct sums *sums, const struct sums *more)
{
    sums->n += more->n;
    sums->xy += more->xy;
    sums->xx += more->xx;
    sums->yy += more->yy;
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

struct payers {
    struct ar_risk_view view;
    struct ar_curve_counts counts;
    uint32_t above[10][AR_CURVE_DAYS + 1]; /* as in ar_risk_learnt, but on each day */
};

struct habits {
    struct ar_risk_view view;
    struct sums steady, changed;
};

/* Accounts that changed their habit at once are no drift of all, unless they are the most part of all. */
static int64_t drift_of(const struct habits *habits)
{
    const struct sums *steady = &habits->steady, *changed = &habits->changed;
    if (changed->n * 5 < (changed->n + steady->n) * 3)
        return slope_of(steady);
    struct sums both = *steady;
    add_sums(&both, changed);
    return slope_of(&both);
}

static void add_habits(struct ar_risk_look *look, void *sums)
{
    struct habits *habits = sums;
    bool same = ar_account_since(look, &habits->view) == INT32_MIN;
    add_account_drift(same ? &habits->steady : &habits->changed, look, &habits->view);
}

/* What one thread sums. */
struct room {
    alignas(128) struct habits habits;
    struct payers payers;
};

static void learn_drift(const struct ar_risk_crew *crew, struct ar_risk_learnt *learnt, bool all, struct room *rooms)
{
    void *sums[AR_THREADS_MOST];
    for (unsigned i = 0; i < crew->count; i++) {
        rooms[i].habits = (struct habits){.view = learnt->view};
        sums[i] = &rooms[i].habits;
    }
    ar_risk_crew_each(crew, all, add_habits, sums);
    for (unsigned i = 1; i < crew->count; i++) {
        add_sums(&rooms[0].habits.steady, &rooms[i].habits.steady);
        add_sums(&rooms[0].habits.changed, &rooms[i].habits.changed);
    }
    learnt->view.drift = drift_of(&rooms[0].habits);
}

/* How everyone pays. */

static void add_payer(struct ar_risk_look *look, void *sums)
{
    struct payers *payers = sums;
    const struct ar_risk_view *view = &payers->view;
    for (size_t k = 0; k < look->now.count; k++) {
        const struct ar_fact *fact = &look->room[k];
        if (!ar_view_has(view, fact))
            continue;
        ar_curve_count(&payers->counts, view, fact);
        if (!ar_view_ripe(view, fact))
            continue;
        unsigned at = ar_view_open(view, fact) ? AR_CURVE_DAYS - 1 : ar_curve_at(ar_view_late(view, fact));
        payers->above[0][at]++;
        payers->above[1u + fact->weekday][at]++;
        payers->above[8u + fact->disputed][at]++;
    }
}

static void join_payers(struct ar_risk_learnt *learnt, struct ar_curve_counts *counts, const struct payers *payers)
{
    counts->n += payers->counts.n;
    for (unsigned i = 0; i < AR_CURVE_DAYS; i++) {
        counts->paid[i] += payers->counts.paid[i];
        counts->open[i] += payers->counts.open[i];
    }
    for (unsigned which = 0; which < 10; which++)
        for (unsigned i = 0; i <= AR_CURVE_DAYS; i++)
            learnt->above[which][i] += payers->above[which][i];
}

static void learn_payers(const struct ar_risk_crew *crew, struct ar_risk_learnt *learnt, bool all, struct room *rooms)
{
    void *sums[AR_THREADS_MOST];
    struct ar_curve_counts *counts = &crew->looks[0]->counts;
    for (unsigned i = 0; i < crew->count; i++) {
        rooms[i].payers = (struct payers){.view = learnt->view};
        sums[i] = &rooms[i].payers;
    }
    ar_risk_crew_each(crew, all, add_payer, sums);
    memset(learnt->above, 0, sizeof learnt->above);
    memset(counts, 0, sizeof *counts);
    for (unsigned i = 0; i < crew->count; i++)
        join_payers(learnt, counts, &rooms[i].payers);
    ar_curve_make(&learnt->curve, NULL, 0, 0, counts);
    for (unsigned which = 0; which < 10; which++) { /* from "on this day" to "on this day or later" */
        for (unsigned i = AR_CURVE_DAYS; i > 0; i--)
            learnt->above[which][i - 1] += learnt->above[which][i];
    }
}

enum ar_status ar_risk_learn_everyone(const struct ar_risk_crew *crew, struct ar_risk_learnt *learnt, bool all)
{
    struct room *rooms = ar_take_wide(crew->count * sizeof *rooms, false);
    if (rooms == NULL)
        return AR_FAILED;
    learn_drift(crew, learnt, all, rooms);
    learn_payers(crew, learnt, all, rooms);
    free(rooms);
    return AR_OK;
}
