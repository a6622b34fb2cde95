/* SPDX-License-Identifier: MIT */
/* Items whose settlement is told by allocations, and cash held: balances are those of ledger/balance.h, day by day. */
#include "analysis/dso_parts.h"

#include <stdlib.h>

static int compare_days(const void *left, const void *right)
{
    const struct ar_dso_day *a = left, *b = right;
    return (a->date.days > b->date.days) - (a->date.days < b->date.days);
}

/* What happened before the item was there counts from its date on. */
static enum ar_status add_day(struct ar_dso *dso, const struct ar_item *item, struct ar_date date)
{
    struct ar_dso_days *days = &dso->days;
    if (ar_date_is_none(date) || date.days > dso->balance.at.days)
        return AR_OK;
    if (date.days < item->date.days)
        date = item->date;
    if (ar_grow(&days->at, &days->capacity, days->count + 1, sizeof *days->at) != AR_OK)
        return AR_FAILED;
    days->at[days->count++] = (struct ar_dso_day){date, ar_periods_place(dso->plan->periods, date.days), 0};
    return AR_OK;
}

/* The days on which the item changes up to the last one, each once, in order; the first is that of the item. */
static enum ar_status list_days(struct ar_dso *dso, const struct ar_item *item, uint32_t key)
{
    const struct ar_events *events = dso->plan->events;
    struct ar_dso_days *days = &dso->days;
    days->count = 0;
    enum ar_status status = add_day(dso, item, item->date);
    if (status == AR_OK)
        status = add_day(dso, item, item->cleared);
    for (uint32_t i = key == AR_NO_KEY ? AR_NO_EVENT : events->of_item[key].first; status == AR_OK && i != AR_NO_EVENT;
         i = events->at[i].next_of_item)
        status = add_day(dso, item, events->at[i].date);
    if (status != AR_OK)
        return status;
    qsort(days->at, days->count, sizeof *days->at, compare_days);
    size_t kept = 1;
    for (size_t i = 1; i < days->count; i++)
        if (days->at[i].date.days != days->at[kept - 1].date.days)
            days->at[kept++] = days->at[i];
    days->count = kept;
    return AR_OK;
}

static enum ar_status fill_days(struct ar_dso *dso, struct ar_open *open, const struct ar_row *row,
                                struct ar_error *error)
{
    enum ar_status status = AR_OK;
    for (size_t i = 0; status == AR_OK && i < dso->days.count; i++) {
        struct ar_dso_day *day = &dso->days.at[i];
        status = ar_balance_item_at(&dso->balance, open, day->date, row, error);
        day->open = open->open;
        if (status == AR_OK && dso->plan->exchange != NULL)
            status = ar_dso_convert(dso, &day->open, open->item.currency, open->item.date, error);
    }
    return status;
}

/* Discounts taken on the item up to a day. */
static enum ar_status discount_until(int64_t *out, struct ar_dso *dso, const struct ar_open *open, uint32_t key,
                                     struct ar_date day, struct ar_error *error)
{
    const struct ar_events *events = dso->plan->events;
    ar_int128 sum = 0;
    for (uint32_t i = key == AR_NO_KEY ? AR_NO_EVENT : events->of_item[key].first; i != AR_NO_EVENT;
         i = events->at[i].next_of_item)
        if (events->at[i].date.days <= day.days)
            sum += events->at[i].discount;
    if (ar_amount_from_sum(out, sum) != AR_OK)
        return ar_error_set(error, AR_BAD_DATA, "discounts of an item are out of range");
    return dso->plan->exchange == NULL ? AR_OK : ar_dso_convert(dso, out, open->item.currency, open->item.date, error);
}

/* The last day up to the one closed on which anything was settled: before the date of what was paid ahead of it. */
static struct ar_date settled_on(const struct ar_dso *dso, const struct ar_item *item, uint32_t key,
                                 struct ar_date closed)
{
    const struct ar_events *events = dso->plan->events;
    struct ar_date last = item->cleared.days <= closed.days ? item->cleared : AR_DATE_NONE;
    for (uint32_t i = key == AR_NO_KEY ? AR_NO_EVENT : events->of_item[key].first; i != AR_NO_EVENT;
         i = events->at[i].next_of_item)
        if (events->at[i].date.days <= closed.days && events->at[i].date.days > last.days)
            last = events->at[i].date;
    return ar_date_is_none(last) ? closed : last;
}

/* Nothing is left to pay, be it that more was paid than was asked for. */
static inline bool is_closed(int64_t amount, int64_t open)
{
    return amount >= 0 ? open <= 0 : open >= 0;
}

/* A document is closed in a period when nothing is open of it at its end, on the day in the period when that began. */
static enum ar_status put_closings(struct ar_dso *dso, size_t group, const struct ar_item *item,
                                   const struct ar_open *open, uint32_t key, struct ar_error *error)
{
    const struct ar_dso_day *days = dso->days.at;
    struct ar_date closed = AR_DATE_NONE;
    enum ar_status status = AR_OK;
    for (size_t i = 0; status == AR_OK && i < dso->days.count; i++) {
        int64_t before = i == 0 ? item->amount : days[i - 1].open, discount;
        if (!is_closed(item->amount, days[i].open))
            closed = AR_DATE_NONE;
        else if (!is_closed(item->amount, before))
            closed = days[i].date;
        if (ar_date_is_none(closed) || (i + 1 < dso->days.count && days[i + 1].place == days[i].place))
            continue;
        status = discount_until(&discount, dso, open, key, closed, error);
        if (status == AR_OK &&
            ar_dso_close(dso, group, item, days[i].place, settled_on(dso, item, key, closed), discount) != AR_OK)
            return ar_error_memory(error);
        closed = AR_DATE_NONE;
    }
    return status;
}

static enum ar_status put_writeoffs(struct ar_dso *dso, size_t group, const struct ar_open *open, uint32_t key,
                                    struct ar_error *error)
{
    const struct ar_dso_plan *plan = dso->plan;
    const struct ar_events *events = plan->events;
    if (plan->place[AR_FACT_WRITEOFF] < 0 || key == AR_NO_KEY)
        return AR_OK;
    for (uint32_t i = events->of_item[key].first; i != AR_NO_EVENT; i = events->at[i].next_of_item) {
        const struct ar_event *event = &events->at[i];
        int64_t amount;
        uint32_t row = ar_periods_place(plan->periods, event->date.days);
        if (row == 0 || row >= plan->rows)
            continue;
        if (ar_amount_from_sum(&amount, (ar_int128)event->total - event->cash - event->discount) != AR_OK)
            return ar_error_set(error, AR_BAD_DATA, "a write-off is out of range");
        if (plan->exchange != NULL) {
            enum ar_status status = ar_dso_convert(dso, &amount, open->item.currency, open->item.date, error);
            if (status != AR_OK)
                return status;
        }
        if (ar_dso_increase(dso, group, row, plan->place[AR_FACT_WRITEOFF], amount) != AR_OK)
            return ar_error_memory(error);
    }
    return AR_OK;
}

/* What was open from each place on; of several days in one period only the last counts. */
static enum ar_status put_balances(struct ar_dso *dso, size_t group, const struct ar_item *item)
{
    struct ar_dso_day *days = dso->days.at;
    size_t kept = 0;
    enum ar_status status = AR_OK;
    for (size_t i = 0; i < dso->days.count; i++)
        if (i + 1 == dso->days.count || days[i + 1].place != days[i].place)
            days[kept++] = days[i];
    for (size_t i = 0; status == AR_OK && i < kept; i++) {
        bool last = i + 1 == kept;
        status = ar_dso_open(dso, group, item, days[i].place, last ? dso->plan->rows : days[i + 1].place, days[i].open,
                             last ? 0 : days[i + 1].open);
    }
    return status;
}

enum ar_status ar_dso_add_events(struct ar_dso *dso, const struct ar_row *row, struct ar_item *item,
                                 struct ar_error *error)
{
    struct ar_open open;
    enum ar_status status = ar_balance_item(&dso->balance, &open, row, error);
    if (status != AR_OK)
        return status;
    uint32_t key = ar_keys_find(&dso->plan->events->items, ar_buffer_text(&dso->balance.key));
    if (key != AR_NO_KEY && item->date.days < dso->issued[key])
        dso->issued[key] = item->date.days;
    if (!open.there)
        return AR_OK;
    struct ar_text name;
    size_t group;
    if (list_days(dso, item, key) != AR_OK)
        return ar_error_memory(error);
    status = fill_days(dso, &open, row, error);
    if (status == AR_OK && dso->plan->exchange != NULL) {
        status = ar_dso_convert_item(dso, item, row, error);
        item->currency = dso->plan->into;
    }
    if (status == AR_OK)
        status = ar_dso_key(&name, dso, row, error);
    if (status != AR_OK)
        return status;
    if (ar_dso_group(dso, name, item->currency, &group) != AR_OK ||
        ar_dso_issue(dso, group, item, ar_periods_place(dso->plan->periods, item->date.days)) != AR_OK)
        return ar_error_memory(error);
    status = put_closings(dso, group, item, &open, key, error);
    if (status == AR_OK)
        status = put_writeoffs(dso, group, &open, key, error);
    if (status == AR_OK && put_balances(dso, group, item) != AR_OK)
        status = ar_error_memory(error);
    dso->joined.size = 0;
    return status;
}

/* Cash held. */

static void set_states(struct ar_dso *dso, struct ar_date at)
{
    for (size_t i = 0; i < dso->plan->events->items.count; i++)
        if (dso->balance.state[i] != AR_UNREADABLE && dso->issued[i] != INT32_MAX)
            dso->balance.state[i] = dso->issued[i] <= at.days ? AR_THERE : AR_NOT_THERE;
}

static enum ar_status put_held(struct ar_dso *dso, const struct ar_held *held, uint32_t row, struct ar_error *error)
{
    const struct ar_dso_plan *plan = dso->plan;
    struct ar_item item = {.type = AR_TYPE_PAYMENT, .currency = held->currency, .date = held->date};
    item.due = AR_DATE_NONE;
    item.amount = -held->open;
    enum ar_status status = AR_OK;
    size_t group;
    if (plan->exchange != NULL) {
        status = ar_dso_convert(dso, &item.amount, held->currency, held->date, error);
        item.currency = plan->into;
    }
    dso->joined.size = 0;
    if (status == AR_OK)
        status = ar_dso_join(&dso->joined, plan, NULL, held, error);
    if (status != AR_OK)
        return status;
    if (ar_dso_group(dso, ar_buffer_text(&dso->joined), item.currency, &group) != AR_OK ||
        ar_dso_open(dso, group, &item, row, row + 1, item.amount, 0) != AR_OK)
        return ar_error_memory(error);
    return AR_OK;
}

enum ar_status ar_dso_settle(struct ar_dso *dso, struct ar_error *error)
{
    const struct ar_dso_plan *plan = dso->plan;
    enum ar_status status = ar_balance_check(&dso->balance, error);
    for (uint32_t row = 0; status == AR_OK && row < plan->rows; row++) {
        struct ar_held_list list;
        dso->balance.at = ar_periods_day(plan->periods, row);
        set_states(dso, dso->balance.at);
        status = ar_held_collect(&list, &dso->balance, error);
        if (status != AR_OK)
            return status;
        for (size_t i = 0; status == AR_OK && i < list.count; i++)
            status = put_held(dso, &list.at[i], row, error);
        ar_held_free(&list);
    }
    return status;
}
