/* SPDX-License-Identifier: MIT */
/* Cash that no item had taken by a date: what is on account, unidentified or a duplicate, and what was applied to items
   that were not yet there. Worked out payment by payment, by date, so that the order of the records does not matter. */
#include "ledger/balance.h"

#include <stdio.h>
#include <stdlib.h>

/* A movement of one payment's cash on one account. */
struct movement {
    struct ar_text customer;
    struct ar_date date;
    uint64_t line;
    int64_t amount; /* held: more on the account; else: applied to an item, cash only */
    bool held;
};

struct movements {
    struct movement *at;
    size_t count, capacity;
};

static int compare_int(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int by_date(const void *left, const void *right)
{
    const struct movement *a = left, *b = right;
    int order = compare_int(a->date.days, b->date.days);
    if (order == 0)
        order = ar_text_compare(a->customer, b->customer);
    return order ? order : compare_int(a->amount, b->amount);
}

static int by_account(const void *left, const void *right)
{
    const struct movement *a = left, *b = right;
    int order = ar_text_compare(a->customer, b->customer);
    if (order == 0)
        order = compare_int(a->date.days, b->date.days);
    return order ? order : (a->line > b->line) - (a->line < b->line);
}

static enum ar_status add_movement(struct movements *list, struct movement movement)
{
    if (ar_grow(&list->at, &list->capacity, list->count + 1, sizeof *list->at) != AR_OK)
        return AR_FAILED;
    list->at[list->count++] = movement;
    return AR_OK;
}

/* What a payment converted up to the date: cash that went, or came and was applied. */
static enum ar_status gather_converted(struct movements *list, const struct ar_balance *balance, uint32_t payment)
{
    const struct ar_events *events = balance->events;
    for (uint32_t i = events->of_payment[payment].converted; i != AR_NO_EVENT;
         i = events->converted[i].next_of_payment) {
        const struct ar_converted *converted = &events->converted[i];
        if (!ar_balance_covers(balance, converted->date, converted->known))
            continue;
        struct movement movement = {events->converted_for.at[converted->customer], converted->date, converted->line,
                                    converted->cash, false};
        if (add_movement(list, movement) != AR_OK)
            return AR_FAILED;
    }
    return AR_OK;
}

/* What a payment did up to the date. *any: is there cash that was held at some time? */
static enum ar_status gather(struct movements *list, const struct ar_balance *balance, uint32_t payment, bool *any)
{
    const struct ar_events *events = balance->events;
    list->count = 0;
    *any = false;
    for (uint32_t i = events->of_payment[payment].first; i != AR_NO_EVENT; i = events->at[i].next_of_payment) {
        const struct ar_event *event = &events->at[i];
        enum ar_balance_state state = (enum ar_balance_state)balance->state[event->item];
        if (!ar_balance_counts(balance, event) || (!event->held && state == AR_UNREADABLE))
            continue;
        struct ar_text parts[AR_KEY_PARTS];
        ar_key_split(parts, events->items.at[event->item]);
        struct movement movement = {parts[1], event->date, event->line, event->cash, true};
        if (!event->held && state == AR_NOT_THERE)
            movement.amount = event->total; /* waits for its item, discount and all */
        else
            movement.held = event->held;
        *any |= movement.held;
        if (add_movement(list, movement) != AR_OK)
            return AR_FAILED;
    }
    return *any ? gather_converted(list, balance, payment) : AR_OK;
}

/* Where the balances of the accounts of one payment are kept while its days are gone through. */
struct account {
    struct ar_text customer;
    ar_int128 balance;
};

struct accounts {
    struct account *at;
    size_t count, capacity;
};

static int compare_account(const void *key, const void *account)
{
    return ar_text_compare(*(const struct ar_text *)key, ((const struct account *)account)->customer);
}

static struct account *find_account(const struct accounts *accounts, struct ar_text customer)
{
    return accounts->count == 0
               ? NULL
               : bsearch(&customer, accounts->at, accounts->count, sizeof *accounts->at, compare_account);
}

/* One account for each customer with held cash; the list comes sorted by_account. */
static enum ar_status open_accounts(struct accounts *accounts, const struct movements *list)
{
    accounts->count = 0;
    for (size_t i = 0; i < list->count; i++) {
        if (!list->at[i].held ||
            (accounts->count > 0 && ar_text_equal(accounts->at[accounts->count - 1].customer, list->at[i].customer)))
            continue;
        if (ar_grow(&accounts->at, &accounts->capacity, accounts->count + 1, sizeof *accounts->at) != AR_OK)
            return AR_FAILED;
        accounts->at[accounts->count++] = (struct account){list->at[i].customer, 0};
    }
    return AR_OK;
}

static ar_int128 smaller(ar_int128 a, ar_int128 b)
{
    return a < b ? a : b;
}

/* Takes up to `most` from an account, as a movement of the day of `applied`; *got of it. `sign` is that of the cash. */
static enum ar_status take(struct movements *list, struct account *account, ar_int128 most, ar_int128 sign,
                           struct movement applied, ar_int128 *got)
{
    *got = account == NULL ? 0 : smaller(most, account->balance * sign);
    if (*got <= 0) {
        *got = 0;
        return AR_OK;
    }
    account->balance -= *got * sign;
    applied.customer = account->customer;
    applied.amount = (int64_t)(-*got * sign); /* at most what one movement brought */
    applied.held = true;
    return add_movement(list, applied);
}

/* Takes up to *excess of what one day, list[from .. to), applied to items. */
static enum ar_status take_day(struct movements *list, size_t from, size_t to, const struct accounts *accounts,
                               ar_int128 sign, ar_int128 *excess)
{
    for (size_t i = from; i<to && * excess> 0; i++) {
        struct movement applied = list->at[i];
        struct ar_text from_whom[] = {applied.customer, AR_TEXT("")};
        ar_int128 left = applied.held ? 0 : applied.amount * sign, got;
        for (unsigned j = 0; j < 2 && left > 0 && *excess > 0; j++) {
            struct account *account = find_account(accounts, from_whom[j]);
            if (take(list, account, smaller(left, *excess), sign, applied, &got) != AR_OK)
                return AR_FAILED;
            left -= got;
            *excess -= got;
        }
    }
    return AR_OK;
}

/* The rows of a payment always sum to its amount, so what is applied later must come out of what it has held: an
   opposite row says so. Where rows of a later day apply more than that, it is taken from the customer's cash of this
   payment, then from its unidentified cash, so that no money counts twice. */
static enum ar_status take_later(struct movements *list, const struct accounts *accounts, ar_int128 *taken)
{
    size_t count = list->count;
    ar_int128 before = 0;
    for (size_t from = 0, to; from < count; from = to) {
        ar_int128 held = 0, applied = 0;
        for (to = from; to < count && list->at[to].date.days == list->at[from].date.days; to++) {
            const struct movement *movement = &list->at[to];
            if (movement->held)
                find_account(accounts, movement->customer)->balance += movement->amount;
            *(movement->held ? &held : &applied) += movement->amount;
        }
        ar_int128 sign = before < 0 ? -1 : 1;
        ar_int128 most = smaller(smaller(applied * sign, (applied + held) * sign), before * sign), left = most;
        if (most > 0 && take_day(list, from, to, accounts, sign, &left) != AR_OK)
            return AR_FAILED;
        ar_int128 got = most > 0 ? (most - left) * sign : 0;
        *taken += got;
        before += held - got;
    }
    return AR_OK;
}

static enum ar_status add_held(struct ar_held_list *list, struct ar_held held, ar_int128 amount, ar_int128 open)
{
    if (ar_grow(&list->at, &list->capacity, list->count + 1, sizeof *list->at) != AR_OK)
        return AR_FAILED;
    if (ar_amount_from_sum(&held.amount, -amount) != AR_OK || ar_amount_from_sum(&held.amount, amount) != AR_OK ||
        ar_amount_from_sum(&held.open, -open) != AR_OK || ar_amount_from_sum(&held.open, open) != AR_OK)
        return AR_BAD_DATA; /* either sign must fit: an item is its mirror image */
    list->at[list->count++] = held;
    return AR_OK;
}

static enum ar_status add_taken(struct ar_held_list *list, struct ar_held held, ar_int128 taken)
{
    if (taken == 0)
        return AR_OK;
    if (ar_grow(&list->taken, &list->taken_capacity, list->taken_count + 1, sizeof *list->taken) != AR_OK)
        return AR_FAILED;
    list->taken[list->taken_count++] = (struct ar_held_taken){held.entity, held.payment, held.currency, taken};
    return AR_OK;
}

/* Follows one account of one payment, list[from .. to), day by day. */
static enum ar_status follow(struct ar_held_list *out, struct ar_held held, const struct movement *list, size_t count)
{
    ar_int128 open = 0, amount = 0;
    for (size_t i = 0, next; i < count; i = next) {
        ar_int128 day = 0;
        for (next = i; next < count && list[next].date.days == list[i].date.days; next++)
            day += list[next].amount;
        ar_int128 after = open + day;
        if (after != 0 && (open == 0 || (after < 0) != (open < 0))) {
            amount = after;
            held.date = list[i].date;
            held.line = list[i].line;
        } else if ((day < 0) == (open < 0)) {
            amount += day;
        }
        open = after;
    }
    return open == 0 ? AR_OK : add_held(out, held, amount, open);
}

/* The movements of a payment, what was taken among them, sorted by account; *taken is that sum. */
static enum ar_status settle_payment(struct movements *list, struct accounts *accounts, ar_int128 *taken)
{
    qsort(list->at, list->count, sizeof *list->at, by_account);
    if (open_accounts(accounts, list) != AR_OK)
        return AR_FAILED;
    qsort(list->at, list->count, sizeof *list->at, by_date);
    if (take_later(list, accounts, taken) != AR_OK)
        return AR_FAILED;
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++)
        if (list->at[i].held)
            list->at[kept++] = list->at[i];
    list->count = kept;
    qsort(list->at, list->count, sizeof *list->at, by_account);
    return AR_OK;
}

static enum ar_status collect(struct ar_held_list *out, const struct ar_balance *balance, uint32_t payment,
                              struct movements *list, struct accounts *accounts)
{
    const struct ar_events *events = balance->events;
    bool any;
    ar_int128 taken = 0;
    enum ar_status status = gather(list, balance, payment, &any);
    if (status == AR_OK && any)
        status = settle_payment(list, accounts, &taken);
    if (status != AR_OK || !any)
        return status;
    struct ar_text parts[AR_KEY_PARTS];
    ar_key_split(parts, events->payments.at[payment]);
    struct ar_held held = {.entity = parts[0], .payment = parts[1]};
    held.currency = events->at[events->of_payment[payment].first].currency;
    for (size_t from = 0, to; status == AR_OK && from < list->count; from = to) {
        held.customer = list->at[from].customer;
        for (to = from; to < list->count && ar_text_equal(list->at[to].customer, held.customer);)
            to++;
        status = follow(out, held, list->at + from, to - from);
    }
    return status == AR_OK ? add_taken(out, held, taken) : status;
}

static int by_output(const void *left, const void *right)
{
    const struct ar_held *a = left, *b = right;
    int order = ar_text_compare(a->entity, b->entity);
    if (order == 0)
        order = ar_text_compare(a->customer, b->customer);
    if (order == 0)
        order = ar_text_compare(a->payment, b->payment);
    return order ? order : a->currency.code - b->currency.code;
}

enum ar_status ar_held_collect(struct ar_held_list *list, const struct ar_balance *balance, struct ar_error *error)
{
    *list = (struct ar_held_list){0};
    if (balance->events == NULL)
        return AR_OK;
    struct movements movements = {0};
    struct accounts accounts = {0};
    enum ar_status status = AR_OK;
    for (uint32_t i = 0; status == AR_OK && i < balance->events->payments.count; i++)
        status = collect(list, balance, i, &movements, &accounts);
    free(movements.at);
    free(accounts.at);
    if (list->count > 0)
        qsort(list->at, list->count, sizeof *list->at, by_output);
    if (status == AR_OK)
        return AR_OK;
    ar_held_free(list);
    if (status == AR_FAILED)
        return ar_error_memory(error);
    ar_error_set(error, AR_BAD_DATA, "cash on account out of range");
    ar_error_place(error, balance->events->path, 0);
    if (error)
        error->fatal = true;
    return AR_BAD_DATA;
}

void ar_held_describe(const struct ar_held_taken *taken, char *out, size_t size)
{
    char amount[AR_AMOUNT_SIZE], currency[AR_CURRENCY_SIZE], payment[128];
    size_t digits = ar_sum_format(amount, taken->amount, ar_currency_digits(taken->currency));
    ar_currency_format(currency, taken->currency);
    ar_printable(payment, sizeof payment, taken->payment);
    snprintf(out, size,
             "payment '%s': later rows apply %.*s %.3s of what is held without an opposite row; taken from it", payment,
             (int)digits, amount, currency);
}

void ar_held_free(struct ar_held_list *list)
{
    free(list->at);
    free(list->taken);
    *list = (struct ar_held_list){0};
}
