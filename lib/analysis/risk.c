/* SPDX-License-Identifier: MIT */
/* Scores of documents: what was learnt, put together, each part by itself. */
#include "analysis/risk_parts.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

const char *const ar_risk_part_names[AR_RISK_PARTS] = {"everyone",          "customer", "lately", "weekday", "terms",
                                                       "weekday and terms", "amount",   "month",  "dispute", "waiting"};

enum ar_status ar_risk_look_new(struct ar_risk_look **out, const struct ar_risk *risk, struct ar_error *error)
{
    struct ar_risk_look *look = *out = ar_take_wide(sizeof *look, true);
    if (look == NULL)
        return ar_error_memory(error);
    look->risk = risk;
    ar_account_forget(look);
    look->room = malloc(2 * AR_RISK_KEPT * sizeof *look->room);
    return look->room != NULL ? AR_OK : ar_error_memory(error);
}

void ar_risk_look_delete(struct ar_risk_look *look)
{
    if (look == NULL)
        return;
    free(look->room);
    free(look);
}

struct ar_risk_look *ar_risk_own(const struct ar_risk *risk)
{
    return risk->own;
}

enum ar_status ar_risk_new(struct ar_risk **out, struct ar_date as_of, unsigned late_days, bool disputes,
                           unsigned parts, struct ar_error *error)
{
    struct ar_risk *risk = *out = calloc(1, sizeof *risk);
    if (risk == NULL || ar_facts_init(&risk->facts, parts) != AR_OK)
        return ar_error_memory(error);
    risk->learnt.view = (struct ar_risk_view){.as_of = as_of.days, .late_days = (int32_t)late_days};
    risk->disputes = disputes;
    return ar_risk_look_new(&risk->own, risk, error);
}

void ar_risk_delete(struct ar_risk *risk)
{
    if (risk == NULL)
        return;
    ar_facts_free(&risk->facts);
    ar_risk_look_delete(risk->own);
    free(risk->asked);
    free(risk->first);
    free(risk->sample);
    free(risk);
}

enum ar_status ar_risk_add(struct ar_risk *risk, size_t account, const struct ar_risk_document *document,
                           struct ar_error *error)
{
    struct ar_fact fact;
    if (ar_date_is_none(document->due))
        return AR_OK;
    ar_fact_make(&fact, document);
    return ar_facts_add(&risk->facts, account, &fact) == AR_OK ? AR_OK : ar_error_memory(error);
}

void ar_risk_fetch(const struct ar_risk *risk, const size_t *accounts, size_t count)
{
    ar_facts_fetch(&risk->facts, accounts, count);
}

enum ar_status ar_risk_ask(struct ar_risk *risk, uint32_t *number, size_t account,
                           const struct ar_risk_document *document, struct ar_error *error)
{
    if (risk->asked_count == UINT32_MAX - 1 ||
        ar_grow(&risk->asked, &risk->asked_capacity, risk->asked_count + 1, sizeof *risk->asked) != AR_OK ||
        ar_grow(&risk->first, &risk->first_capacity, account + 1, sizeof *risk->first) != AR_OK)
        return ar_error_memory(error);
    while (risk->first_count <= account)
        risk->first[risk->first_count++] = 0;
    struct ar_risk_asked *asked = &risk->asked[risk->asked_count];
    ar_fact_make(&asked->fact, document);
    asked->next = risk->first[account];
    *number = (uint32_t)risk->asked_count++;
    risk->first[account] = *number + 1;
    return AR_OK;
}

/* Scores. */

static inline int32_t trusted(const struct ar_risk *risk, int32_t part)
{
    int64_t scaled = part * risk->learnt.trust;
    return (int32_t)((scaled + (scaled < 0 ? -AR_P_ONE / 2 : AR_P_ONE / 2)) / AR_P_ONE);
}

static void set_part(struct ar_risk_score *out, enum ar_risk_part part, int32_t value, struct ar_count like)
{
    out->parts[part] = value;
    out->like[part] = like.n;
    out->late[part] = like.late;
}

static void sum_parts(struct ar_risk_score *out)
{
    int64_t sum = 0;
    int last = 0;
    for (int i = 0; i < AR_RISK_PARTS; i++) {
        sum += out->parts[i];
        last = out->parts[i] != 0 ? i : last;
    }
    int64_t held = sum < -AR_RISK_LIMIT ? -AR_RISK_LIMIT : sum > AR_RISK_LIMIT ? AR_RISK_LIMIT : sum;
    out->parts[last] += (int32_t)(held - sum); /* beyond the limit all is certain */
    out->score = (int32_t)held;
    out->probability = ar_risk_probability(out->score);
}

static void score_levels(struct ar_risk_look *look, struct ar_risk_score *out, const struct ar_fact *fact)
{
    const struct ar_risk *risk = look->risk;
    const struct ar_cells *cells = &look->now.cells;
    struct ar_risk_levels levels;
    unsigned terms = ar_terms_cell(fact);
    ar_account_levels(&levels, look, &risk->learnt, fact);
    int32_t own = levels.customer;
    struct ar_count all = {
        risk->learnt.above[0][0],
        risk->learnt.above[0][ar_curve_at((int64_t)risk->learnt.view.late_days - look->now.shift) + 1]};
    set_part(out, AR_RISK_EVERYONE, levels.all, all);
    set_part(out, AR_RISK_CUSTOMER, trusted(risk, own - levels.all), cells->all);
    set_part(out, AR_RISK_LATELY, trusted(risk, levels.lately - own), cells->lately);
    set_part(out, AR_RISK_WEEKDAY, trusted(risk, levels.by_weekday - own), cells->weekday[fact->weekday]);
    set_part(out, AR_RISK_TERMS, trusted(risk, levels.by_terms - own), cells->terms[terms]);
    set_part(out, AR_RISK_BOTH, trusted(risk, levels.by_both - levels.by_weekday - levels.by_terms + own),
             cells->both[terms][fact->weekday]);
    set_part(out, AR_RISK_AMOUNT, trusted(risk, levels.by_size - own), cells->size[fact->size]);
    set_part(out, AR_RISK_MONTH, trusted(risk, levels.by_month - own), cells->month[fact->month_part]);
    set_part(out, AR_RISK_DISPUTE, trusted(risk, levels.by_dispute - own), cells->disputed[fact->disputed]);
}

/* What is still open cannot be paid early any more: of documents like it that are not late, a part would have been paid
   by now. */
static int32_t waiting(const struct ar_curve *curve, int32_t late_days, int32_t age)
{
    if (age >= late_days)
        return 2 * AR_RISK_LIMIT;
    if (age < AR_CURVE_FIRST)
        return 0;
    uint32_t late = curve->left[ar_curve_at(late_days) + 1];
    uint32_t in_time = AR_CURVE_ONE - late, to_come = curve->left[ar_curve_at(age) + 1] - late;
    return in_time == 0 ? 0 : ar_risk_log_odds(in_time, to_come == 0 ? 1 : to_come);
}

enum { LAST_DAY = 2932896 }; /* 9999-12-31 */

static void score_fact(struct ar_risk_look *look, struct ar_risk_score *out, const struct ar_fact *fact)
{
    const struct ar_risk_view *view = &look->risk->learnt.view;
    int32_t shift = ar_view_drift(view, fact->due - fact->terms), age = view->as_of - fact->due;
    bool issued = ar_view_has(view, fact);
    *out = (struct ar_risk_score){.expected = AR_DATE_NONE};
    ar_account_count(look, &look->risk->learnt, shift);
    score_levels(look, out, fact);
    const struct ar_curve *curve = ar_account_curve(look, fact);
    if (issued)
        set_part(out, AR_RISK_WAITING, waiting(curve, view->late_days - shift, age - shift), (struct ar_count){0, 0});
    sum_parts(out);
    int32_t late;
    if (!ar_curve_median(curve, &late, issued ? age - shift : INT32_MIN))
        return;
    int32_t expected = fact->due + late + shift, date = fact->due - fact->terms;
    if (expected <= LAST_DAY)
        out->expected.days = expected < date ? date : expected;
}

void ar_risk_score(struct ar_risk_look *look, struct ar_risk_score *out, size_t account,
                   const struct ar_risk_document *document)
{
    const struct ar_risk *risk = look->risk;
    struct ar_fact fact = {.late = 0};
    ar_account_look(look, account);
    if (document != NULL) {
        ar_fact_make(&fact, document);
        score_fact(look, out, &fact);
        return;
    }
    const struct ar_cells *cells = &look->now.cells;
    const struct ar_risk_learnt *learnt = &risk->learnt;
    struct ar_count all = {learnt->above[0][0], learnt->above[0][ar_curve_at(learnt->view.late_days) + 1]};
    *out = (struct ar_risk_score){.expected = AR_DATE_NONE};
    ar_account_count_own(look, learnt);
    int32_t usual = ar_risk_log_odds(2 * (uint64_t)all.late + 1, 2 * (uint64_t)(all.n - all.late) + 1);
    int32_t own = ar_risk_blend(cells->all, learnt->strength[AR_RISK_CUSTOMER], ar_risk_chance(usual)), lately = own;
    if (cells->lately.n != 0 && cells->lately.n != cells->all.n)
        lately = ar_risk_blend(cells->lately, learnt->strength[AR_RISK_LATELY], ar_risk_chance(own));
    set_part(out, AR_RISK_EVERYONE, usual, all);
    set_part(out, AR_RISK_CUSTOMER, trusted(risk, own - usual), cells->all);
    set_part(out, AR_RISK_LATELY, trusted(risk, lately - own), cells->lately);
    sum_parts(out);
}

static void answer(struct ar_risk *risk)
{
    for (size_t account = 0; account < risk->first_count; account++) {
        ar_account_look(risk->own, account);
        for (uint32_t i = risk->first[account]; i != 0; i = risk->asked[i - 1].next) {
            struct ar_risk_score score;
            score_fact(risk->own, &score, &risk->asked[i - 1].fact);
            risk->asked[i - 1].score = score.score;
            risk->asked[i - 1].expected = score.expected.days;
        }
    }
}

enum ar_status ar_risk_train(struct ar_risk *risk, unsigned threads, struct ar_error *error)
{
    struct ar_risk_view view = risk->learnt.view;
    struct ar_risk_crew crew;
    enum ar_status status = ar_risk_crew_init(&crew, risk, threads, error);
    if (status == AR_OK && (ar_risk_choose_sample(&crew) != AR_OK || ar_risk_learn_trust(&crew) != AR_OK))
        status = ar_error_memory(error);
    int64_t trust = risk->learnt.trust;
    if (status == AR_OK && ar_risk_learn(&crew, &risk->learnt, view.as_of, view.late_days, true) != AR_OK)
        status = ar_error_memory(error);
    risk->learnt.trust = trust;
    ar_risk_crew_free(&crew);
    ar_account_forget(risk->own);
    if (status == AR_OK)
        answer(risk);
    return status;
}

void ar_risk_answer(const struct ar_risk *risk, uint32_t number, int32_t *score, struct ar_date *expected)
{
    *score = risk->asked[number].score;
    expected->days = risk->asked[number].expected;
}

/* What is usual. */

struct usual {
    int64_t sum, settled, n, late;
};

static void add_usual(struct usual *usual, struct ar_risk_look *look, size_t account)
{
    const struct ar_risk_view *view = &look->risk->learnt.view;
    ar_account_look(look, account);
    for (size_t i = 0; i < look->now.count; i++) {
        const struct ar_fact *fact = &look->room[i];
        bool open = ar_view_open(view, fact);
        usual->sum += open ? 0 : fact->late;
        usual->settled += !open;
        if (ar_view_ripe(view, fact)) {
            usual->n++;
            usual->late += open || fact->late > view->late_days;
        }
    }
}

static void get_usual(const struct usual *usual, int64_t *mean_late, int32_t *share_late)
{
    if (usual->settled > 0)
        *mean_late = usual->sum * 1000 / usual->settled;
    if (usual->n > 0)
        *share_late = (int32_t)(usual->late * AR_RISK_ONE / usual->n);
}

void ar_risk_usual(struct ar_risk_look *look, size_t account, int64_t *mean_late, int32_t *share_late)
{
    struct usual usual = {0, 0, 0, 0};
    add_usual(&usual, look, account);
    get_usual(&usual, mean_late, share_late);
}

void ar_risk_usual_of_everyone(struct ar_risk_look *look, int64_t *mean_late, int32_t *share_late)
{
    struct usual usual = {0, 0, 0, 0};
    for (size_t account = 0, end = ar_facts_end(&look->risk->facts); account < end; account++)
        add_usual(&usual, look, account);
    get_usual(&usual, mean_late, share_late);
}

bool ar_risk_is_blank(const struct ar_risk *risk)
{
    return risk->learnt.above[0][0] == 0;
}

int64_t ar_risk_drift(const struct ar_risk *risk)
{
    return risk->learnt.view.drift;
}

int64_t ar_risk_trust(const struct ar_risk *risk)
{
    return risk->learnt.trust * 1000000 / AR_P_ONE;
}

uint64_t ar_risk_documents(const struct ar_risk *risk)
{
    uint64_t sum = 0;
    for (size_t i = 0, end = ar_facts_end(&risk->facts); i < end; i++)
        sum += ar_facts_count(&risk->facts, i);
    return sum;
}
