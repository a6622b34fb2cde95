/* SPDX-License-Identifier: MIT */
/* Earlier runs' allocations beside the book: what they settled, and which of their records are one payment's. */
#include "cash/match_past.h"
#include "ledger/balance.h"

#include <stdlib.h>

/* ---- payments ------------------------------------------------------------------------------------------------------
 */

static uint32_t find_name(struct ar_past *past, struct ar_text entity, bool any_entity, struct ar_text id)
{
    struct ar_text parts[AR_KEY_PARTS] = {entity, id, AR_TEXT(""), any_entity ? AR_TEXT("*") : AR_TEXT("")};
    if (ar_key_build(&past->key, parts) != AR_OK)
        return AR_NO_KEY;
    return ar_keys_find(&past->names, ar_buffer_text(&past->key));
}

/* Puts `number` in front of the chain of a name. */
static enum ar_status chain(struct ar_past *past, struct ar_text entity, bool any_entity, struct ar_text id,
                            uint32_t number, uint32_t *next, uint32_t *name)
{
    struct ar_text parts[AR_KEY_PARTS] = {entity, id, AR_TEXT(""), any_entity ? AR_TEXT("*") : AR_TEXT("")};
    size_t before = past->names.count;
    if (ar_key_build(&past->key, parts) != AR_OK ||
        ar_keys_add(&past->names, name, ar_buffer_text(&past->key)) != AR_OK)
        return AR_FAILED;
    next[number] = past->names.count > before ? AR_NO_KEY : past->first[*name];
    past->first[*name] = number;
    return AR_OK;
}

/* Names the payments: those of one entity by currency, those of one identity by entity. */
static enum ar_status name_payments(struct ar_past *past)
{
    const struct ar_events *events = past->events;
    size_t count = events->payments.count;
    past->next_currency = malloc((count + 1) * sizeof *past->next_currency);
    past->next_entity = malloc((2 * count + 1) * sizeof *past->next_entity);
    past->first = malloc((2 * count + 1) * sizeof *past->first);
    if (past->next_currency == NULL || past->next_entity == NULL || past->first == NULL)
        return AR_FAILED;
    for (uint32_t i = 0; i < count; i++) {
        struct ar_text parts[AR_KEY_PARTS];
        uint32_t name, any;
        ar_key_split(parts, events->payments.at[i]);
        size_t before = past->names.count;
        if (chain(past, parts[0], false, parts[1], i, past->next_currency, &name) != AR_OK ||
            (past->names.count > before &&
             chain(past, AR_TEXT(""), true, parts[1], name, past->next_entity, &any) != AR_OK))
            return AR_FAILED;
    }
    return AR_OK;
}

static enum ar_status collect_name(struct ar_past *past, uint32_t name)
{
    for (uint32_t i = name == AR_NO_KEY ? AR_NO_KEY : past->first[name]; i != AR_NO_KEY; i = past->next_currency[i]) {
        if (ar_grow(&past->some, &past->some_capacity, past->some_count + 1, sizeof *past->some) != AR_OK)
            return AR_FAILED;
        past->some[past->some_count++] = i;
    }
    return AR_OK;
}

enum ar_status ar_past_collect(struct ar_past *past, struct ar_text entity, struct ar_text id, enum ar_past_reach reach)
{
    enum ar_status status = AR_OK;
    past->some_count = 0;
    if (reach != AR_PAST_ALL) {
        status = collect_name(past, find_name(past, entity, false, id));
        if (status == AR_OK && reach == AR_PAST_OR_NONE && entity.size > 0)
            status = collect_name(past, find_name(past, AR_TEXT(""), false, id));
        return status;
    }
    uint32_t any = find_name(past, AR_TEXT(""), true, id);
    for (uint32_t name = any == AR_NO_KEY ? AR_NO_KEY : past->first[any]; status == AR_OK && name != AR_NO_KEY;
         name = past->next_entity[name])
        status = collect_name(past, name);
    return status;
}

struct ar_currency ar_past_currency(const struct ar_past *past, uint32_t logged)
{
    struct ar_text parts[AR_KEY_PARTS];
    struct ar_currency currency = AR_CURRENCY_NONE;
    ar_key_split(parts, past->events->payments.at[logged]);
    if (ar_currency_parse(&currency, parts[2]) != AR_OK)
        return AR_CURRENCY_NONE; /* cannot be: it was written by us */
    return currency;
}

bool ar_past_is_in(const struct ar_past *past, uint32_t logged, struct ar_currency currency)
{
    return ar_past_currency(past, logged).code == currency.code;
}

bool ar_past_is_converted(const struct ar_past *past, struct ar_currency currency)
{
    bool converted = false;
    for (size_t i = 0; i < past->some_count; i++)
        converted |= ar_past_is_in(past, past->some[i], currency) &&
                     past->events->of_payment[past->some[i]].converted != AR_NO_EVENT;
    return converted;
}

/* What its records come to, and the first day of them. */
static ar_int128 sum_of(const struct ar_past *past, uint32_t logged, struct ar_date *first)
{
    const struct ar_events *events = past->events;
    ar_int128 sum = 0;
    for (uint32_t e = events->of_payment[logged].first; e != AR_NO_EVENT; e = events->at[e].next_of_payment) {
        sum += events->at[e].cash;
        first->days = events->at[e].date.days < first->days ? events->at[e].date.days : first->days;
    }
    for (uint32_t c = past->events->of_payment[logged].converted; c != AR_NO_EVENT;
         c = events->converted[c].next_of_payment) {
        sum += events->converted[c].cash;
        first->days = events->converted[c].date.days < first->days ? events->converted[c].date.days : first->days;
    }
    return sum;
}

ar_int128 ar_past_sum(const struct ar_past *past, struct ar_currency currency, struct ar_date *first)
{
    ar_int128 sum = 0;
    first->days = INT32_MAX;
    for (size_t i = 0; i < past->some_count; i++)
        if (ar_past_is_in(past, past->some[i], currency))
            sum += sum_of(past, past->some[i], first);
    return sum;
}

/* ---- items ---------------------------------------------------------------------------------------------------------
 */

static ar_int128 total_of(const struct ar_events *events, uint32_t item)
{
    ar_int128 sum = 0;
    for (uint32_t i = events->of_item[item].first; i != AR_NO_EVENT; i = events->at[i].next_of_item)
        sum += events->at[i].total;
    return sum;
}

static void set_open(struct ar_book_item *item, ar_int128 left)
{
    int sign = item->amount < 0 ? -1 : 1;
    ar_int128 most = (ar_int128)item->amount * sign;
    left *= sign;
    item->open = left <= 0 ? 0 : left > most ? item->amount : (int64_t)(left * sign);
    item->settled = item->open == 0;
}

/* More was applied to the item than its amount, which the ledger has lowered since: what goes back makes that good
 * first. */
static enum ar_status note_beyond(struct ar_past *past, struct ar_book_item *item, ar_int128 total)
{
    int sign = item->amount < 0 ? -1 : 1;
    ar_int128 beyond = (total - item->amount) * sign;
    if (beyond <= 0)
        return AR_OK;
    if (ar_grow(&past->beyond, &past->beyond_capacity, past->beyond_count + 1, sizeof *past->beyond) != AR_OK)
        return AR_FAILED;
    past->beyond[past->beyond_count++] =
        (struct ar_past_beyond){item, beyond > INT64_MAX ? INT64_MAX : (int64_t)beyond};
    return AR_OK;
}

static int by_item(const void *left, const void *right)
{
    uintptr_t a = (uintptr_t)((const struct ar_past_beyond *)left)->item,
              b = (uintptr_t)((const struct ar_past_beyond *)right)->item;
    return (a > b) - (a < b);
}

void ar_past_make_good(struct ar_past *past, struct ar_book_item *item)
{
    struct ar_past_beyond wanted = {.item = item}, *found = NULL;
    int sign = item->amount < 0 ? -1 : 1;
    if (past != NULL && past->beyond_count > 0)
        found = bsearch(&wanted, past->beyond, past->beyond_count, sizeof *past->beyond, by_item);
    if (found == NULL || item->open * sign <= 0)
        return;
    int64_t good = item->open * sign < found->amount ? item->open * sign : found->amount;
    item->open -= good * sign;
    found->amount -= good;
}

/* An item as it is after the earlier runs: it goes down by what they applied, to nothing at most, and back to its
   amount. One whose stream says what is open may have that taken off already: then no more is open than is left so. */
static void reduce(struct ar_book_item *item, ar_int128 total, bool has_open)
{
    int sign = item->amount < 0 ? -1 : 1;
    ar_int128 left = (item->amount - total) * sign;
    if (!has_open || (total != 0 && (ar_int128)item->open * sign > left))
        set_open(item, item->amount - total);
}

/* A cleared item is settled, unless something was taken back after that day, as ar-open has it. */
static void reopen(struct ar_book_item *item, const struct ar_events *events, uint32_t number, struct ar_date cleared)
{
    ar_int128 all = 0, at_clearing = 0;
    for (uint32_t i = events->of_item[number].first; i != AR_NO_EVENT; i = events->at[i].next_of_item) {
        all += events->at[i].total;
        at_clearing += events->at[i].date.days <= cleared.days ? events->at[i].total : 0;
    }
    set_open(item, item->amount - all - ar_balance_closed(item->amount, at_clearing, all));
}

/* The first of an item's events by date, whatever the order of the file; of one day the greatest. */
static const struct ar_event *first_of(const struct ar_events *events, uint32_t item)
{
    const struct ar_event *first = &events->at[events->of_item[item].first];
    for (uint32_t i = first->next_of_item; i != AR_NO_EVENT; i = events->at[i].next_of_item) {
        const struct ar_event *event = &events->at[i];
        if (event->date.days < first->date.days ||
            (event->date.days == first->date.days && event->total > first->total))
            first = event;
    }
    return first;
}

static enum ar_status check_currency(const struct ar_events *events, uint32_t item, struct ar_currency currency,
                                     struct ar_error *error)
{
    for (uint32_t i = events->of_item[item].first; i != AR_NO_EVENT; i = events->at[i].next_of_item) {
        const struct ar_event *event = &events->at[i];
        char text[AR_CURRENCY_SIZE];
        if (event->currency.code == currency.code)
            continue;
        ar_currency_format(text, event->currency);
        return ar_events_error(events, event, "currency", (struct ar_text){text, sizeof text},
                               "not the currency of the item", error);
    }
    return AR_OK;
}

/* Finds the events' items in the book. */
static enum ar_status find_items(struct ar_past *past, struct ar_book *book, struct ar_error *error)
{
    const struct ar_events *events = past->events;
    for (size_t i = 0; i < events->items.count; i++)
        past->item_of[i] = AR_NO_ITEM;
    for (uint32_t i = 0; i < book->count; i++) {
        struct ar_book_item *item = book->items[i];
        struct ar_date cleared = {(int32_t)item->settled_by};
        item->settled_by = 0;
        struct ar_text parts[AR_KEY_PARTS] = {ar_book_word(book, item->entity), book->customers.at[item->customer],
                                              ar_book_doc(item), ar_book_word(book, item->line)};
        if (ar_key_build(&past->key, parts) != AR_OK)
            return ar_error_memory(error);
        uint32_t key = ar_keys_find(&events->items, ar_buffer_text(&past->key));
        if (key == AR_NO_KEY)
            continue;
        past->item_of[key] = i;
        if (check_currency(events, key, item->currency, error) != AR_OK)
            return AR_BAD_DATA;
        ar_int128 total = total_of(events, key);
        if (!ar_date_is_none(cleared))
            reopen(item, events, key, cleared);
        else if (note_beyond(past, item, total) != AR_OK)
            return ar_error_memory(error);
        else if (!item->settled)
            reduce(item, total, book->has_open);
    }
    if (past->beyond_count > 1)
        qsort(past->beyond, past->beyond_count, sizeof *past->beyond, by_item);
    return AR_OK;
}

/* An item that earlier runs settled and that is not among the open ones any more: known by its number, so that a second
   payment of it is seen, and one that comes back reopens it. */
static enum ar_status make_item(struct ar_past *past, struct ar_book *book, uint32_t number, struct ar_book_item **made)
{
    const struct ar_events *events = past->events;
    const struct ar_event *event = first_of(events, number);
    struct ar_text parts[AR_KEY_PARTS];
    ar_key_split(parts, events->items.at[number]);
    ar_int128 total = total_of(events, number);
    const struct ar_text texts[AR_DOCUMENT_FIELDS] = {parts[2], AR_TEXT(""), AR_TEXT("")};
    struct ar_book_item *out = *made = ar_book_place(book, 0);
    if (out == NULL)
        return AR_FAILED;
    *out = (struct ar_book_item){.date = event->date, .due = event->date, .currency = event->currency, .settled = true};
    if (ar_amount_from_sum(&out->amount, total != 0 ? total : event->total) != AR_OK)
        out->amount = event->total;
    out->type = (uint8_t)(out->amount < 0 ? AR_TYPE_CREDIT : AR_TYPE_INVOICE);
    if (ar_book_customer(book, &out->customer, parts[1]) != AR_OK ||
        ar_keys_add(&book->words, &out->entity, parts[0]) != AR_OK ||
        ar_keys_add(&book->words, &out->line, parts[3]) != AR_OK || ar_book_keep_texts(book, out, texts) != AR_OK)
        return AR_FAILED;
    return AR_OK;
}

struct made {
    struct ar_book_item *item;
    struct ar_text key;
    uint32_t number; /* of the events' items */
};

static int by_key(const void *left, const void *right)
{
    return ar_text_compare(((const struct made *)left)->key, ((const struct made *)right)->key);
}

/* In the book's order; those of one place keep theirs. */
static bool goes_before(const struct ar_book_item *a, const struct ar_book_item *b)
{
    if (a->customer != b->customer)
        return a->customer < b->customer;
    if (a->currency.code != b->currency.code)
        return a->currency.code < b->currency.code;
    return a->due.days != b->due.days ? a->due.days < b->due.days : a->date.days < b->date.days;
}

static int by_place(const void *left, const void *right)
{
    const struct made *a = left, *b = right;
    if (goes_before(a->item, b->item))
        return -1;
    return goes_before(b->item, a->item) ? 1 : by_key(left, right);
}

/* Puts the items into the book, where they belong. */
static enum ar_status insert(struct ar_past *past, struct ar_book *book, struct made *made, size_t count)
{
    if (ar_grow(&book->items, &book->capacity, book->count + count, sizeof *book->items) != AR_OK)
        return AR_FAILED;
    qsort(made, count, sizeof *made, by_key);
    for (size_t i = 0; i < count; i++)
        made[i].item->rank = (uint32_t)(book->count + i);
    qsort(made, count, sizeof *made, by_place);
    uint32_t *moved = malloc((book->count + 1) * sizeof *moved);
    if (moved == NULL)
        return AR_FAILED;
    size_t old = book->count, new = count, to = old + count;
    while (to > 0) {
        to--;
        if (new > 0 && (old == 0 || !goes_before(made[new - 1].item, book->items[old - 1]))) {
            new --;
            book->items[to] = made[new].item;
            past->item_of[made[new].number] = (uint32_t)to | UINT32_C(1) << 31;
        } else {
            old--;
            book->items[to] = book->items[old];
            moved[old] = (uint32_t)to;
        }
    }
    for (size_t i = 0; i < past->events->items.count; i++)
        if (past->item_of[i] == AR_NO_ITEM)
            continue;
        else if (past->item_of[i] >> 31)
            past->item_of[i] &= ~(UINT32_C(1) << 31);
        else
            past->item_of[i] = moved[past->item_of[i]];
    free(moved);
    book->count += count;
    return AR_OK;
}

static enum ar_status add_settled(struct ar_past *past, struct ar_book *book, struct ar_error *error)
{
    const struct ar_events *events = past->events;
    struct made *made = malloc((events->items.count + 1) * sizeof *made);
    size_t count = 0;
    enum ar_status status = made == NULL ? ar_error_memory(error) : AR_OK;
    for (uint32_t i = 0; status == AR_OK && i < events->items.count; i++) {
        const struct ar_event *event = &events->at[events->of_item[i].first];
        if (past->item_of[i] != AR_NO_ITEM || event->held)
            continue;
        made[count].key = events->items.at[i];
        made[count].number = i;
        status = check_currency(events, i, event->currency, error);
        if (status == AR_OK && make_item(past, book, i, &made[count++].item) != AR_OK)
            status = ar_error_memory(error);
    }
    if (status == AR_OK && count > 0 && insert(past, book, made, count) != AR_OK)
        status = ar_error_memory(error);
    free(made);
    return status;
}

/* Whose cash is held, or was converted, is a customer too, even one without items; so with entities, and the lines of
   what cash paid again. */
static enum ar_status add_parties(const struct ar_events *events, struct ar_book *book)
{
    uint32_t customer, line;
    for (uint32_t i = 0; i < events->items.count; i++) {
        struct ar_text parts[AR_KEY_PARTS];
        ar_key_split(parts, events->items.at[i]);
        if (parts[1].size > 0 && ar_book_customer(book, &customer, parts[1]) != AR_OK)
            return AR_FAILED;
    }
    for (uint32_t i = 0; i < events->payments.count; i++) {
        struct ar_text parts[AR_KEY_PARTS];
        uint32_t entity;
        ar_key_split(parts, events->payments.at[i]);
        if (ar_keys_add(&book->words, &entity, parts[0]) != AR_OK)
            return AR_FAILED;
    }
    for (uint32_t i = 0; i < events->docs.count; i++) {
        struct ar_text parts[AR_KEY_PARTS];
        ar_key_split(parts, events->docs.at[i]);
        if (ar_keys_add(&book->words, &line, parts[1]) != AR_OK)
            return AR_FAILED;
    }
    for (uint32_t i = 0; i < events->converted_for.count; i++)
        if (events->converted_for.at[i].size > 0 &&
            ar_book_customer(book, &customer, events->converted_for.at[i]) != AR_OK)
            return AR_FAILED;
    return AR_OK;
}

enum ar_status ar_match_log(struct ar_match *match, const struct ar_events *events, struct ar_error *error)
{
    if (match->book->count + events->items.count >= UINT32_C(1) << 31)
        return ar_error_set(error, AR_FAILED, "more than 2147483647 items");
    if (match->past == NULL)
        match->past = calloc(1, sizeof *match->past);
    struct ar_past *past = match->past;
    if (past == NULL || (past->item_of = malloc((events->items.count + 1) * sizeof *past->item_of)) == NULL)
        return ar_error_memory(error);
    past->events = events;
    enum ar_status status = find_items(past, match->book, error);
    if (status == AR_OK)
        status = add_settled(past, match->book, error);
    if (status == AR_OK && (add_parties(events, match->book) != AR_OK || name_payments(past) != AR_OK))
        status = ar_error_memory(error);
    return status;
}
