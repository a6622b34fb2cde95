/* SPDX-License-Identifier: MIT */
/* The open amount of an item at a date. The rules are those of ar-records(5), "Settlement". */
#include "ledger/balance.h"

#include <stdlib.h>

enum { FACTS = AR_ITEM_DATE | AR_ITEM_CURRENCY | AR_ITEM_AMOUNT | AR_ITEM_CLEARED | AR_ITEM_KNOWN };

enum ar_status ar_balance_init(struct ar_balance *balance, const struct ar_header *header,
                               const struct ar_events *events, struct ar_date at, struct ar_date known_by,
                               struct ar_error *error)
{
    *balance = (struct ar_balance){.at = at, .known_by = known_by, .events = events};
    unsigned need = AR_ITEM_DATE | AR_ITEM_CURRENCY | AR_ITEM_AMOUNT, like = AR_ITEM_CLEARED;
    if (events != NULL) {
        need |= AR_ITEM_CUSTOMER | AR_ITEM_DOC;
        like |= AR_ITEM_ENTITY | AR_ITEM_LINE;
    }
    if (!ar_date_is_none(known_by))
        like |= AR_ITEM_KNOWN;
    enum ar_status status = ar_item_bind(&balance->columns, header, need, like, error);
    if (status == AR_OK && events != NULL) {
        balance->state = calloc(events->items.count + 1, sizeof *balance->state);
        if (balance->state == NULL)
            status = ar_error_memory(error);
    }
    return status;
}

enum ar_status ar_balance_init_snapshot(struct ar_balance *balance, const struct ar_header *header, struct ar_date at,
                                        struct ar_error *error)
{
    *balance = (struct ar_balance){.at = at, .known_by = AR_DATE_NONE, .snapshot = true};
    bool listed = ar_header_find(header, AR_TEXT("open")) < 0 && ar_header_find(header, AR_TEXT("cleared")) < 0;
    unsigned need = AR_ITEM_DATE | AR_ITEM_CURRENCY | (listed ? AR_ITEM_AMOUNT : AR_ITEM_OPEN);
    return ar_item_bind(&balance->columns, header, need, AR_ITEM_CLEARED | AR_ITEM_AS_OF, error);
}

void ar_balance_free(struct ar_balance *balance)
{
    free(balance->state);
    ar_key_set_free(&balance->identities);
    ar_buffer_free(&balance->key);
    *balance = (struct ar_balance){0};
}

/* A fact without a date of recording was recorded on its date. */
static inline bool is_there(const struct ar_balance *balance, const struct ar_item *item)
{
    if (item->date.days > balance->at.days)
        return false;
    if (ar_date_is_none(balance->known_by))
        return true;
    struct ar_date known = item->date;
    if ((balance->columns.bound & AR_ITEM_KNOWN) && !ar_date_is_none(item->known))
        known = item->known;
    return known.days <= balance->known_by.days;
}

static inline bool is_cleared(const struct ar_balance *balance, const struct ar_item *item)
{
    return !ar_date_is_none(item->cleared) && item->cleared.days <= balance->at.days &&
           (ar_date_is_none(balance->known_by) || item->cleared.days <= balance->known_by.days);
}

/* Adds up the events of one item: all that count, and of them those up to the day when it was cleared. */
static enum ar_status add_events(const struct ar_balance *balance, struct ar_open *open, uint32_t key, ar_int128 *all,
                                 ar_int128 *at_clearing, struct ar_error *error)
{
    const struct ar_events *events = balance->events;
    for (uint32_t i = events->of_item[key].first; i != AR_NO_EVENT; i = events->at[i].next_of_item) {
        const struct ar_event *event = &events->at[i];
        if (!ar_balance_counts(balance, event))
            continue;
        if (event->currency.code != open->item.currency.code) {
            char currency[AR_CURRENCY_SIZE];
            ar_currency_format(currency, event->currency);
            return ar_events_error(events, event, "currency", (struct ar_text){currency, sizeof currency},
                                   "not the currency of the item", error);
        }
        open->allocated = true;
        *all += event->total;
        if (open->cleared && event->date.days <= open->item.cleared.days)
            *at_clearing += event->total;
    }
    return AR_OK;
}

static ar_int128 magnitude(ar_int128 value)
{
    return value < 0 ? -value : value;
}

ar_int128 ar_balance_closed(ar_int128 amount, ar_int128 at_clearing, ar_int128 all)
{
    ar_int128 left = amount - at_clearing, later = all - at_clearing;
    if (left == 0 || later == 0 || (left < 0) != (later < 0))
        return left;
    return magnitude(later) >= magnitude(left) ? 0 : left - later;
}

static enum ar_status settle(struct ar_open *out, ar_int128 all, ar_int128 at_clearing, const struct ar_row *row,
                             const struct ar_balance *balance, struct ar_error *error)
{
    int64_t amount = out->item.amount;
    ar_int128 closed = out->cleared ? ar_balance_closed(amount, at_clearing, all) : 0;
    if (ar_amount_from_sum(&out->open, amount - all - closed) != AR_OK ||
        ar_amount_from_sum(&out->closed, closed) != AR_OK) {
        ar_error_set(error, AR_BAD_DATA, "amount out of range after its allocations");
        return ar_row_error(row, balance->columns.header, ar_item_place(&balance->columns, AR_ITEM_AMOUNT), error);
    }
    out->beyond = amount >= 0 ? out->open < 0 || out->open > amount : out->open > 0 || out->open < amount;
    return AR_OK;
}

/* The identity of the item, known to the events or not (AR_NO_KEY). */
static enum ar_status identify(struct ar_balance *balance, struct ar_item *item, const struct ar_row *row,
                               uint32_t *key, struct ar_error *error)
{
    enum ar_status status = ar_item_decode_only(item, &balance->columns, AR_ITEM_IDENTITY, row, error);
    if (status != AR_OK)
        return status;
    const struct ar_text parts[AR_KEY_PARTS] = {item->entity, item->customer, item->doc, item->line};
    if (ar_key_build(&balance->key, parts) != AR_OK)
        return ar_error_memory(error);
    *key = ar_keys_find(&balance->events->items, ar_buffer_text(&balance->key));
    return AR_OK;
}

/* Two items of one identity could not be told apart by an allocation. Later items are later events: no matter here. */
static enum ar_status register_item(struct ar_balance *balance, const struct ar_row *row, struct ar_error *error)
{
    bool repeated;
    if (ar_key_set_add(&balance->identities, &repeated, ar_buffer_text(&balance->key)) != AR_OK)
        return ar_error_memory(error);
    if (!repeated)
        return AR_OK;
    ar_error_set(error, AR_BAD_DATA, "a second item of the same entity, customer, doc and line");
    ar_row_error(row, balance->columns.header, ar_item_place(&balance->columns, AR_ITEM_DOC), error);
    if (error)
        error->fatal = true;
    return AR_BAD_DATA;
}

static void mark(struct ar_balance *balance, uint32_t key, enum ar_balance_state state)
{
    if (key != AR_NO_KEY && balance->state[key] != AR_THERE)
        balance->state[key] = (unsigned char)state;
}

static enum ar_status snapshot_item(const struct ar_balance *balance, struct ar_open *out, const struct ar_row *row,
                                    struct ar_error *error)
{
    out->item.as_of = out->item.cleared = AR_DATE_NONE;
    enum ar_status status = ar_item_decode(&out->item, &balance->columns, row, error);
    if (status != AR_OK)
        return status;
    if (!ar_date_is_none(out->item.as_of) && out->item.as_of.days != balance->at.days) {
        char day[AR_DATE_SIZE];
        ar_date_format(day, balance->at);
        ar_error_set(error, AR_BAD_DATA, "differs from the day of the snapshot, %.*s", AR_DATE_SIZE, day);
        ar_row_error(row, balance->columns.header, ar_item_place(&balance->columns, AR_ITEM_AS_OF), error);
        if (error)
            error->fatal = true;
        return AR_BAD_DATA;
    }
    int64_t open = balance->columns.bound & AR_ITEM_OPEN ? out->item.open : out->item.amount;
    out->there = out->item.date.days <= balance->at.days;
    out->cleared = out->beyond = out->allocated = false;
    out->open = out->there ? open : 0;
    out->closed = 0;
    return AR_OK;
}

enum ar_status ar_balance_item(struct ar_balance *balance, struct ar_open *out, const struct ar_row *row,
                               struct ar_error *error)
{
    if (balance->snapshot)
        return snapshot_item(balance, out, row, error);
    uint32_t key = AR_NO_KEY;
    ar_int128 all = 0, at_clearing = 0;
    enum ar_status status = AR_OK;
    if (balance->events != NULL)
        status = identify(balance, &out->item, row, &key, error);
    if (status == AR_OK) {
        status = ar_item_decode_only(&out->item, &balance->columns, FACTS, row, error);
        if (AR_UNLIKELY(status != AR_OK))
            mark(balance, key, AR_UNREADABLE);
    }
    if (AR_UNLIKELY(status != AR_OK))
        return status;
    out->there = is_there(balance, &out->item);
    out->cleared = is_cleared(balance, &out->item);
    out->open = out->closed = 0;
    out->beyond = out->allocated = false;
    mark(balance, key, out->there ? AR_THERE : AR_NOT_THERE);
    if (!out->there)
        return AR_OK;
    if (balance->events != NULL)
        status = register_item(balance, row, error);
    if (status == AR_OK && key != AR_NO_KEY)
        status = add_events(balance, out, key, &all, &at_clearing, error);
    return status == AR_OK ? settle(out, all, at_clearing, row, balance, error) : status;
}

enum ar_status ar_balance_item_at(struct ar_balance *balance, struct ar_open *open, struct ar_date at,
                                  const struct ar_row *row, struct ar_error *error)
{
    struct ar_date last = balance->at;
    ar_int128 all = 0, at_clearing = 0;
    enum ar_status status = AR_OK;
    balance->at = at;
    open->there = is_there(balance, &open->item);
    open->cleared = is_cleared(balance, &open->item);
    open->open = open->closed = 0;
    open->beyond = open->allocated = false;
    if (open->there) {
        uint32_t key = ar_keys_find(&balance->events->items, ar_buffer_text(&balance->key));
        if (key != AR_NO_KEY)
            status = add_events(balance, open, key, &all, &at_clearing, error);
        if (status == AR_OK)
            status = settle(open, all, at_clearing, row, balance, error);
    }
    balance->at = last;
    return status;
}

void ar_balance_describe(const struct ar_balance *balance, const struct ar_open *open, const struct ar_row *row,
                         char *out, size_t size)
{
    char amount[AR_AMOUNT_SIZE], currency[AR_CURRENCY_SIZE];
    size_t digits = ar_amount_format(amount, open->open, ar_currency_digits(open->item.currency));
    bool over = (open->open < 0) == (open->item.amount >= 0);
    struct ar_error error;
    ar_currency_format(currency, open->item.currency);
    ar_error_set(&error, AR_FINDING, "%s, open %.*s %.3s", over ? "over-applied" : "more reversed than was applied",
                 (int)digits, amount, currency);
    ar_row_error(row, balance->columns.header, ar_item_place(&balance->columns, AR_ITEM_DOC), &error);
    ar_error_format(&error, out, size);
}

enum ar_status ar_balance_check(const struct ar_balance *balance, struct ar_error *error)
{
    const struct ar_events *events = balance->events;
    for (size_t i = 0; events != NULL && i < events->count; i++) {
        const struct ar_event *event = &events->at[i];
        if (event->held || balance->state[event->item] != AR_NOT_SEEN || !ar_balance_counts(balance, event))
            continue;
        struct ar_text parts[AR_KEY_PARTS];
        ar_key_split(parts, events->items.at[event->item]);
        return ar_events_error(events, event, "doc", parts[2], "no item of this entity, customer, doc and line", error);
    }
    return AR_OK;
}

void ar_balance_allocated(const struct ar_balance *balance, struct ar_tally *tallies)
{
    const struct ar_events *events = balance->events;
    for (size_t i = 0; events != NULL && i < events->count; i++) {
        const struct ar_event *event = &events->at[i];
        bool unreadable = !event->held && balance->state[event->item] == AR_UNREADABLE;
        if (ar_balance_counts(balance, event) && !unreadable)
            ar_tally_add(tallies, event->currency, event->total);
    }
}
