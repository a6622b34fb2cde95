/* SPDX-License-Identifier: MIT */
/* Items on their way into sums. */
#include "analysis/dso.h"
#include "analysis/dso_parts.h"

#include "analysis/aging.h"
#include "base/fetch.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define JOINED 65536 /* room for the keys of many rows */
enum {
    WANTED = AR_ITEM_TYPE | AR_ITEM_DATE | AR_ITEM_DUE | AR_ITEM_CLEARED | AR_ITEM_CURRENCY | AR_ITEM_AMOUNT |
             AR_ITEM_TAX | AR_ITEM_DISPUTE | AR_ITEM_TERMS
};

enum ar_status ar_dso_init(struct ar_dso *dso, const struct ar_dso_plan *plan, struct ar_error *error)
{
    *dso = (struct ar_dso){.plan = plan, .rate_day = AR_DATE_NONE};
    ar_groups_init(&dso->groups, 1, plan->seed);
    ar_groups_init(&dso->months, 1, plan->seed);
    if (plan->events == NULL)
        return AR_OK;
    size_t items = plan->events->items.count;
    dso->issued = malloc((items + 1) * sizeof *dso->issued);
    if (dso->issued == NULL)
        return ar_error_memory(error);
    for (size_t i = 0; i < items; i++)
        dso->issued[i] = INT32_MAX;
    return ar_balance_init(&dso->balance, plan->header, plan->events, ar_periods_day(plan->periods, plan->rows - 1),
                           AR_DATE_NONE, error);
}

void ar_dso_free(struct ar_dso *dso)
{
    ar_groups_free(&dso->groups);
    ar_groups_free(&dso->months);
    free(dso->sums);
    free(dso->carries);
    free(dso->seen);
    free(dso->issued);
    free(dso->days.at);
    ar_buffer_free(&dso->joined);
    ar_balance_free(&dso->balance);
    *dso = (struct ar_dso){0};
}

/* Sums. */

static enum ar_status widen(int64_t **array, size_t from, size_t to)
{
    int64_t *more = realloc(*array, to * sizeof **array);
    if (more == NULL)
        return AR_FAILED;
    memset(more + from, 0, (to - from) * sizeof *more);
    *array = more;
    return AR_OK;
}

enum ar_status ar_dso_group(struct ar_dso *dso, struct ar_text key, struct ar_currency currency, size_t *group)
{
    if (ar_groups_find(&dso->groups, key, currency, group) != AR_OK)
        return AR_FAILED;
    if (AR_LIKELY(*group < dso->capacity))
        return AR_OK;
    size_t each = (size_t)dso->plan->rows * dso->plan->width, capacity = dso->capacity ? 2 * dso->capacity : 64;
    if (capacity > SIZE_MAX / sizeof *dso->sums / each ||
        widen(&dso->sums, dso->capacity * each, capacity * each) != AR_OK)
        return AR_FAILED;
    if (dso->carries != NULL && widen(&dso->carries, dso->capacity * each, capacity * each) != AR_OK)
        return AR_FAILED;
    unsigned char *seen = realloc(dso->seen, capacity);
    if (seen == NULL)
        return AR_FAILED;
    memset(seen + dso->capacity, 0, capacity - dso->capacity);
    dso->seen = seen;
    dso->capacity = capacity;
    return AR_OK;
}

static inline size_t sum_at(const struct ar_dso *dso, size_t group, uint32_t row, int place)
{
    return (group * dso->plan->rows + row) * dso->plan->width + (unsigned)place;
}

static __attribute__((noinline)) enum ar_status carry(struct ar_dso *dso, size_t at, int64_t by)
{
    if (dso->carries == NULL && widen(&dso->carries, 0, dso->capacity * dso->plan->rows * dso->plan->width) != AR_OK)
        return AR_FAILED;
    dso->carries[at] += by;
    return AR_OK;
}

enum ar_status ar_dso_increase(struct ar_dso *dso, size_t group, uint32_t row, int place, ar_int128 value)
{
    if (place < 0)
        return AR_OK;
    size_t at = sum_at(dso, group, row, place);
    ar_int128 sum = dso->sums[at] + value; /* what does not fit in the low word is carried */
    int64_t low = (int64_t)(uint64_t)(unsigned __int128)sum, by = (int64_t)((sum - low) >> 64);
    dso->sums[at] = low;
    return AR_LIKELY(by == 0) ? AR_OK : carry(dso, at, by);
}

ar_int128 ar_dso_sum(const struct ar_dso *dso, size_t group, uint32_t row, int place)
{
    size_t at = sum_at(dso, group, row, place);
    ar_int128 high = dso->carries ? dso->carries[at] : 0;
    return high * ((ar_int128)1 << 64) + dso->sums[at];
}

enum ar_status ar_dso_month_add(struct ar_dso *dso, size_t group, uint32_t row, enum ar_dso_month kind, int32_t month,
                                ar_int128 value)
{
    char key[13]; /* as short as lies in the record itself */
    uint32_t number = (uint32_t)group;
    size_t cell;
    memcpy(key, &number, 4);
    memcpy(key + 4, &row, 4);
    memcpy(key + 8, &month, 4);
    key[12] = (char)kind;
    if (ar_groups_find(&dso->months, (struct ar_text){key, sizeof key}, AR_CURRENCY_NONE, &cell) != AR_OK)
        return AR_FAILED;
    return ar_groups_increase(&dso->months, cell, 0, value);
}

/* What an item adds. */

static inline enum ar_status put(struct ar_dso *dso, size_t group, uint32_t row, enum ar_fact fact, ar_int128 value)
{
    return ar_dso_increase(dso, group, row, dso->plan->place[fact], value);
}

/* A balance from one row up to, not including, another. */
static inline enum ar_status range(struct ar_dso *dso, size_t group, enum ar_fact fact, uint32_t from, uint32_t to,
                                   ar_int128 value)
{
    if (dso->plan->place[fact] < 0 || from >= to)
        return AR_OK;
    enum ar_status status = put(dso, group, from, fact, value);
    return status == AR_OK && to < dso->plan->rows ? put(dso, group, to, fact, -value) : status;
}

/* The bucket of each day of balance, and what of it goes on to the next bucket. */
static enum ar_status roll(struct ar_dso *dso, size_t group, const struct ar_item *item, uint32_t from, uint32_t to,
                           int64_t open, int64_t next)
{
    const struct ar_dso_plan *plan = dso->plan;
    enum ar_status status = AR_OK;
    for (uint32_t row = from; status == AR_OK && row < to && row + 1 < plan->rows; row++) {
        int32_t now = ar_periods_day(plan->periods, row).days, then = ar_periods_day(plan->periods, row + 1).days;
        unsigned bucket = ar_buckets_find(&plan->buckets, now - item->due.days);
        if (bucket > plan->buckets.count)
            break;
        status = ar_dso_increase(dso, group, row + 1, (int)(plan->bucket_place + bucket), open);
        if (status == AR_OK && ar_buckets_find(&plan->buckets, then - item->due.days) == bucket + 1)
            status = ar_dso_increase(dso, group, row + 1, (int)(plan->roll_place + bucket), row + 1 < to ? open : next);
    }
    return status;
}

enum ar_status ar_dso_open(struct ar_dso *dso, size_t group, const struct ar_item *item, uint32_t from, uint32_t to,
                           int64_t open, int64_t next)
{
    const struct ar_dso_plan *plan = dso->plan;
    bool payment = item->type == AR_TYPE_PAYMENT;
    enum ar_status status = AR_OK;
    if (from >= to || from >= plan->rows || open == 0)
        return AR_OK;
    dso->seen[group] = 1;
    if (payment)
        status = range(dso, group, AR_FACT_UNAPPLIED, from, to, -(ar_int128)open);
    if (status != AR_OK || (payment && plan->unapplied_out) || (item->type == AR_TYPE_CREDIT && plan->credits_out))
        return status;
    status = range(dso, group, AR_FACT_RECEIVABLE, from, to, open);
    if (status == AR_OK && !payment)
        status = range(dso, group, AR_FACT_GROSS, from, to, open);
    if (status == AR_OK && item->dispute.size > 0)
        status = range(dso, group, AR_FACT_DISPUTED, from, to, open);
    if (status == AR_OK && plan->open_by_month && ar_dso_in_sales(plan, item)) {
        int32_t month = ar_date_month(item->date);
        status = ar_dso_month_add(dso, group, from, AR_DSO_MONTH_OPEN, month, open);
        if (status == AR_OK && to < plan->rows)
            status = ar_dso_month_add(dso, group, to, AR_DSO_MONTH_OPEN, month, -(ar_int128)open);
    }
    if (status != AR_OK || ar_date_is_none(item->due))
        return status;
    uint32_t late = ar_periods_place(plan->periods, (int64_t)item->due.days + 1);
    if (late < from)
        late = from;
    status = range(dso, group, AR_FACT_OVERDUE, late, to, open);
    if (status == AR_OK)
        status = range(dso, group, AR_FACT_OVERDUE_DUE, late, to, (ar_int128)open * item->due.days);
    return status == AR_OK && plan->rolls ? roll(dso, group, item, from, to, open, next) : status;
}

enum ar_status ar_dso_issue(struct ar_dso *dso, size_t group, const struct ar_item *item, uint32_t row)
{
    const struct ar_dso_plan *plan = dso->plan;
    enum ar_status status = AR_OK;
    if (!ar_dso_in_sales(plan, item))
        return AR_OK;
    ar_int128 sales = (ar_int128)item->amount - (plan->net ? item->tax : 0);
    if (plan->months)
        status = ar_dso_month_add(dso, group, row, AR_DSO_MONTH_SALES, ar_date_month(item->date), sales);
    if (row == 0 || status != AR_OK)
        return status;
    dso->seen[group] = 1;
    status = put(dso, group, row, AR_FACT_SALES, sales);
    if (status == AR_OK && ar_dso_is_sale(item)) {
        status = put(dso, group, row, AR_FACT_ISSUED, 1);
        if (status == AR_OK && item->dispute.size > 0)
            status = put(dso, group, row, AR_FACT_ISSUED_DISPUTED, 1);
    }
    return status;
}

/* What terms such as "2/10 net 30" offer for early payment of an amount, rounded half up; 0: nothing. */
static ar_int128 offered(struct ar_text terms, int64_t amount)
{
    struct ar_text rest = terms, percent = ar_text_trim(ar_text_cut(&rest, '/'));
    struct ar_rate rate;
    ar_int128 out = 0;
    if (rest.at == NULL || rest.size == 0 || rest.at[0] < '0' || rest.at[0] > '9' ||
        ar_rate_parse(&rate, percent) != AR_OK || rate.value <= 0)
        return 0;
    return ar_scale(&out, amount, rate.value, ar_power_of_ten(rate.scale + 2), AR_ROUND_HALF_UP) == AR_OK ? out : 0;
}

enum ar_status ar_dso_close(struct ar_dso *dso, size_t group, const struct ar_item *item, uint32_t row,
                            struct ar_date day, int64_t discount)
{
    const struct ar_dso_plan *plan = dso->plan;
    if (!ar_dso_is_sale(item) || item->amount < 0 || row == 0 || row >= plan->rows)
        return AR_OK;
    int64_t amount = item->amount, paid = day.days - item->date.days;
    if (plan->clamp && paid < 0)
        paid = 0;
    enum ar_status status = put(dso, group, row, AR_FACT_CLOSED, 1);
#define PUT(fact, value)                                                                                               \
    if (status == AR_OK)                                                                                               \
    status = put(dso, group, row, fact, value)
    PUT(AR_FACT_CLOSED_AMOUNT, amount);
    PUT(AR_FACT_PAY_DAYS, paid);
    PUT(AR_FACT_PAY_WEIGHTED, (ar_int128)paid * amount);
    if (plan->place[AR_FACT_OFFERED] >= 0 || plan->place[AR_FACT_DISCOUNT] >= 0) {
        ar_int128 offer = offered(item->terms, amount);
        PUT(AR_FACT_OFFERED, offer);
        PUT(AR_FACT_DISCOUNT, discount);
        PUT(AR_FACT_MISSED, offer > discount ? offer - discount : 0);
    }
    if (ar_date_is_none(item->due))
        return status;
    int64_t late = day.days - item->due.days;
    if (plan->clamp && late < 0)
        late = 0;
    PUT(AR_FACT_DUE_CLOSED, 1);
    PUT(AR_FACT_DUE_CLOSED_AMOUNT, amount);
    PUT(AR_FACT_LATE_DAYS, late);
    PUT(AR_FACT_LATE_WEIGHTED, (ar_int128)late * amount);
    PUT(AR_FACT_TERMS_WEIGHTED, (ar_int128)amount * (item->due.days - item->date.days));
#undef PUT
    return status;
}

/* Rows. */

static enum ar_status put_item(struct ar_dso *dso, const struct ar_dso_pending *pending)
{
    const struct ar_item *item = &pending->item;
    enum ar_status status = ar_dso_open(dso, pending->group, item, pending->place, pending->gone, item->amount, 0);
    if (status == AR_OK)
        status = ar_dso_issue(dso, pending->group, item, pending->place);
    if (status == AR_OK && !ar_date_is_none(item->cleared)) {
        uint32_t row = pending->gone > pending->place ? pending->gone : pending->place;
        status = ar_dso_close(dso, pending->group, item, row, item->cleared, 0);
    }
    return status;
}

enum ar_status ar_dso_flush(struct ar_dso *dso, struct ar_error *error)
{
    const struct ar_dso_plan *plan = dso->plan;
    enum ar_status status = AR_OK;
    ar_groups_prefetch(&dso->groups, dso->entries, dso->count);
    for (unsigned i = 0; status == AR_OK && i < dso->count; i++) {
        struct ar_dso_pending *pending = &dso->pending[i];
        status = ar_dso_group(dso, pending->key, pending->item.currency, &pending->group);
        if (status == AR_OK) {
            uint32_t gone = pending->gone < plan->rows ? pending->gone : pending->place;
            ar_fetch_to_write(&dso->sums[sum_at(dso, pending->group, pending->place, 0)]);
            ar_fetch_to_write(&dso->sums[sum_at(dso, pending->group, gone, 0)]);
        }
    }
    for (unsigned i = 0; status == AR_OK && i < dso->count; i++)
        status = put_item(dso, &dso->pending[i]);
    dso->count = 0;
    dso->joined.size = 0;
    return status == AR_OK ? AR_OK : ar_error_memory(error);
}

enum ar_status ar_dso_join(struct ar_buffer *out, const struct ar_dso_plan *plan, const struct ar_row *row,
                           const struct ar_held *held, struct ar_error *error)
{
    struct ar_text parts[AR_DSO_BY_MAX];
    unsigned count = 0;
    for (unsigned i = 0; i < plan->view->by_count; i++) {
        const struct ar_dso_by *by = &plan->by[i];
        struct ar_text name = plan->view->by[i];
        if (by->source == AR_DSO_BY_CURRENCY)
            continue;
        struct ar_text *part = &parts[count++];
        if (by->source == AR_DSO_BY_CUSTOMERS)
            *part = ar_lend_get(plan->lend, held ? held->customer : ar_row_get(row, plan->customer), by->column);
        else if (held == NULL)
            *part = ar_row_get(row, by->column);
        else /* as ar-open writes them */
            *part = ar_text_is(name, "customer") ? held->customer
                    : ar_text_is(name, "entity") ? held->entity
                    : ar_text_is(name, "doc")    ? held->payment
                    : ar_text_is(name, "type")   ? AR_TEXT("payment")
                                                 : AR_TEXT("");
    }
    return ar_aging_join(out, parts, count) == AR_OK ? AR_OK : ar_error_memory(error);
}

enum ar_status ar_dso_convert(struct ar_dso *dso, int64_t *amount, struct ar_currency currency, struct ar_date day,
                              struct ar_error *error)
{
    const struct ar_dso_plan *plan = dso->plan;
    if (!plan->rate_by_date)
        day = ar_periods_day(plan->periods, plan->rows - 1);
    if (dso->rate.from.code != currency.code || dso->rate_day.days != day.days) {
        enum ar_status status =
            ar_exchange_find(&dso->rate, plan->exchange, currency, plan->into, day, plan->within, error);
        if (status != AR_OK)
            return status;
        dso->rate_day = day;
    }
    if (ar_rate_convert(amount, *amount, ar_currency_digits(currency), dso->rate.rate, ar_currency_digits(plan->into),
                        plan->rounding) != AR_OK)
        return ar_error_set(error, AR_BAD_DATA, "out of range after conversion");
    return AR_OK;
}

enum ar_status ar_dso_convert_item(struct ar_dso *dso, struct ar_item *item, const struct ar_row *row,
                                   struct ar_error *error)
{
    enum ar_status status = ar_dso_convert(dso, &item->amount, item->currency, item->date, error);
    if (status == AR_OK && dso->plan->net && item->has_tax)
        status = ar_dso_convert(dso, &item->tax, item->currency, item->date, error);
    if (status == AR_BAD_DATA && !(error && error->fatal))
        return ar_row_error(row, dso->plan->header, ar_item_place(&dso->plan->columns, AR_ITEM_AMOUNT), error);
    return status;
}

enum ar_status ar_dso_key(struct ar_text *key, struct ar_dso *dso, const struct ar_row *row, struct ar_error *error)
{
    const struct ar_dso_plan *plan = dso->plan;
    *key = AR_TEXT("");
    if (plan->view->by_count == 0)
        return AR_OK;
    if (plan->view->by_count == 1 && plan->by[0].source == AR_DSO_BY_RECORD) {
        *key = ar_row_get(row, plan->by[0].column);
        return AR_OK;
    }
    size_t most = row->size + 6 * AR_DSO_BY_MAX;
    for (unsigned i = 0; i < plan->view->by_count; i++)
        if (plan->by[i].source == AR_DSO_BY_CUSTOMERS)
            most += ar_lend_get(plan->lend, ar_row_get(row, plan->customer), plan->by[i].column).size;
    enum ar_status status = AR_OK;
    if (dso->joined.capacity - dso->joined.size < most) { /* it moves: nothing may point into it */
        status = ar_dso_flush(dso, error);
        if (status == AR_OK && ar_buffer_reserve(&dso->joined, most + JOINED) != AR_OK)
            return ar_error_memory(error);
    }
    size_t start = dso->joined.size;
    if (status == AR_OK)
        status = ar_dso_join(&dso->joined, plan, row, NULL, error);
    if (status == AR_OK)
        *key = (struct ar_text){dso->joined.at + start, dso->joined.size - start};
    return status;
}

static bool is_part_paid(const struct ar_dso_plan *plan, const struct ar_row *row)
{
    struct ar_text open = ar_row_get(row, plan->open);
    return open.size > 0 && !ar_text_equal(open, ar_row_get(row, ar_item_place(&plan->columns, AR_ITEM_AMOUNT)));
}

enum ar_status ar_dso_add(struct ar_dso *dso, const struct ar_row *row, struct ar_error *error)
{
    const struct ar_dso_plan *plan = dso->plan;
    struct ar_dso_pending *pending = &dso->pending[dso->count];
    struct ar_item *item = &pending->item;
    item->due = item->cleared = AR_DATE_NONE;
    item->dispute = item->terms = AR_TEXT("");
    item->tax = 0;
    enum ar_status status = ar_item_decode_only(item, &plan->columns, WANTED, row, error);
    if (AR_UNLIKELY(status != AR_OK))
        return status;
    pending->place = ar_periods_place(plan->periods, item->date.days);
    if (plan->events != NULL)
        return ar_dso_add_events(dso, row, item, error);
    if (pending->place >= plan->rows)
        return AR_OK;
    pending->gone = plan->rows;
    if (!ar_date_is_none(item->cleared))
        pending->gone = ar_periods_place(plan->periods, item->cleared.days);
    else if (plan->open >= 0)
        dso->part_paid += is_part_paid(plan, row);
    if (plan->exchange != NULL) {
        if ((status = ar_dso_convert_item(dso, item, row, error)) != AR_OK)
            return status;
        item->currency = plan->into;
    }
    struct ar_text key;
    if ((status = ar_dso_key(&key, dso, row, error)) != AR_OK)
        return status;
    if (AR_UNLIKELY(pending != &dso->pending[dso->count])) { /* flushed on the way */
        dso->pending[dso->count] = *pending;
        pending = &dso->pending[dso->count];
    }
    pending->key = key;
    ar_group_entry_set(&dso->entries[dso->count], &dso->groups, key, item->currency, 0, 0, false);
    return ++dso->count == AR_DSO_BATCH ? ar_dso_flush(dso, error) : AR_OK;
}
