/* SPDX-License-Identifier: MIT */
/* The order in which payments are decided: by day, and of one day those that take others back behind them. */
#include "base/fetch.h"
#include "cash/match_work.h"

#include <stdlib.h>

enum { DRAWERS_MOST = 1 << 16, FAR = 16, NEAR = 8 };

struct dated { /* what payments are sorted by, as far as it fits */
    const struct ar_cash *cash;
    const struct ar_text *entity; /* the book's word */
    uint64_t number; /* eight bytes of the payment's text, behind what all of them begin with */
    int32_t days;
    bool reversal;
};

static int by_day(const void *left, const void *right)
{
    const struct dated *a = left, *b = right;
    if (a->days != b->days)
        return a->days < b->days ? -1 : 1;
    if (a->reversal != b->reversal)
        return a->reversal ? 1 : -1; /* may take back one of the same day */
    int order = a->entity == b->entity ? 0 : ar_text_compare(*a->entity, *b->entity);
    if (order == 0 && a->number != b->number)
        order = a->number < b->number ? -1 : 1;
    if (order == 0)
        order = ar_text_compare(ar_cash_text(a->cash, AR_CASH_PAYMENT), ar_cash_text(b->cash, AR_CASH_PAYMENT));
    return order ? order : a->cash < b->cash ? -1 : 1; /* as they came */
}

/* Of so many payments: has fetched what will be looked at. */
static void fetch_ahead(const struct ar_match *match, const uint32_t *order, size_t count, size_t at)
{
    if (at + FAR < count)
        ar_fetch(&match->payments[order[at + FAR]]);
    if (at + NEAR < count)
        ar_fetch(match->payments[order[at + NEAR]].texts);
}

/* Those of one drawer. They often come in this order. */
static void sort_some(const struct ar_match *match, uint32_t *order, size_t count, struct dated *room)
{
    struct ar_text one = ar_cash_text(&match->payments[order[0]], AR_CASH_PAYMENT);
    size_t common = one.size;
    bool sorted = true;
    for (size_t i = 0; i < count; i++) {
        fetch_ahead(match, order, count, i);
        common = ar_text_common(one, ar_cash_text(&match->payments[order[i]], AR_CASH_PAYMENT), common);
    }
    for (size_t i = 0; i < count; i++) {
        const struct ar_cash *cash = &match->payments[order[i]];
        room[i] = (struct dated){.cash = cash,
                                 .entity = &match->book->words.at[cash->entity],
                                 .number = ar_text_number(ar_cash_text(cash, AR_CASH_PAYMENT), common),
                                 .days = cash->date.days,
                                 .reversal = cash->reversal};
        sorted = sorted && (i == 0 || by_day(&room[i - 1], &room[i]) < 0);
    }
    if (sorted)
        return;
    qsort(room, count, sizeof *room, by_day);
    for (size_t i = 0; i < count; i++)
        order[i] = (uint32_t)(room[i].cash - match->payments);
}

/* Drawers of one day each, or of several where the days are many. */
struct drawers {
    uint32_t *ends; /* in the order */
    size_t count;
    int32_t first; /* day */
    unsigned shift;
};

static uint32_t drawer_of(const struct drawers *drawers, const struct ar_cash *cash)
{
    return ((uint32_t)cash->date.days - (uint32_t)drawers->first) >> drawers->shift;
}

static enum ar_status make_drawers(struct drawers *drawers, const struct ar_match *match)
{
    int32_t first = match->payments[0].date.days, last = first;
    for (size_t i = 1; i < match->payment_count; i++) {
        int32_t days = match->payments[i].date.days;
        first = days < first ? days : first;
        last = days > last ? days : last;
    }
    uint32_t range = (uint32_t)last - (uint32_t)first;
    *drawers = (struct drawers){.first = first};
    while (range >> drawers->shift >= DRAWERS_MOST)
        drawers->shift++;
    drawers->count = (range >> drawers->shift) + 1;
    drawers->ends = calloc(drawers->count, sizeof *drawers->ends);
    return drawers->ends == NULL ? AR_FAILED : AR_OK;
}

/* Puts the payments into the drawers, as they come. */
static void fill_drawers(const struct drawers *drawers, uint32_t *order, const struct ar_match *match)
{
    uint32_t before = 0;
    for (uint32_t i = 0; i < match->payment_count; i++)
        drawers->ends[drawer_of(drawers, &match->payments[i])]++;
    for (size_t d = 0; d < drawers->count; d++) {
        uint32_t start = before;
        before += drawers->ends[d];
        drawers->ends[d] = start;
    }
    for (uint32_t i = 0; i < match->payment_count; i++)
        order[drawers->ends[drawer_of(drawers, &match->payments[i])]++] = i;
}

enum ar_status ar_match_order(uint32_t **out, const struct ar_match *match)
{
    struct drawers drawers;
    struct dated *room = NULL;
    size_t capacity = 0;
    uint32_t *order = *out = malloc((match->payment_count + 1) * sizeof *order);
    if (order == NULL)
        return AR_FAILED;
    if (match->payment_count == 0)
        return AR_OK;
    enum ar_status status = make_drawers(&drawers, match);
    if (status != AR_OK)
        return status;
    fill_drawers(&drawers, order, match);
    for (size_t d = 0, from = 0; d < drawers.count && status == AR_OK; from = drawers.ends[d++]) {
        size_t count = drawers.ends[d] - from;
        if (count < 2)
            continue;
        status = ar_grow(&room, &capacity, count, sizeof *room);
        if (status == AR_OK)
            sort_some(match, order + from, count, room);
    }
    free(room);
    free(drawers.ends);
    return status;
}

/* Goes round each circle of places once, and has fetched what lies ahead on it. */
void ar_match_rearrange(struct ar_cash *payments, uint32_t *order, size_t count)
{
    for (uint32_t start = 0; start < count; start++) {
        if (order[start] == start)
            continue;
        struct ar_cash first = payments[start];
        uint32_t to = start, ahead = start;
        for (unsigned i = 0; i < NEAR; i++)
            ahead = order[ahead];
        for (uint32_t from; from = order[to], order[to] = to, from != start; to = from) {
            ahead = order[ahead];
            ar_fetch(&payments[ahead]);
            payments[to] = payments[from];
        }
        payments[to] = first;
    }
}
