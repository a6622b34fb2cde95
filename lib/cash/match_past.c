/* SPDX-License-Identifier: MIT */
/* Earlier runs' allocations beside the book, and the payments that may be taken back. */
#include "cash/match_past.h"

#include <stdlib.h>

/* ---- earlier runs --------------------------------------------------------------------------------------------------
 */

static enum ar_status add_done(struct ar_past *past, struct ar_text entity, bool any_entity, struct ar_text payment,
                               uint32_t number)
{
    struct ar_text parts[AR_KEY_PARTS] = {entity, payment, AR_TEXT(""), any_entity ? AR_TEXT("*") : AR_TEXT("")};
    uint32_t key;
    size_t before = past->done.count;
    if (ar_key_build(&past->key, parts) != AR_OK ||
        ar_keys_add(&past->done, &key, ar_buffer_text(&past->key)) != AR_OK ||
        ar_grow(&past->done_payment, &past->done_capacity, past->done.count, sizeof *past->done_payment) != AR_OK)
        return AR_FAILED;
    if (past->done.count > before)
        past->done_payment[key] = number;
    return AR_OK;
}

static uint32_t find_done(struct ar_past *past, struct ar_text entity, bool any_entity, struct ar_text payment)
{
    struct ar_text parts[AR_KEY_PARTS] = {entity, payment, AR_TEXT(""), any_entity ? AR_TEXT("*") : AR_TEXT("")};
    if (ar_key_build(&past->key, parts) != AR_OK)
        return AR_NO_KEY;
    uint32_t key = ar_keys_find(&past->done, ar_buffer_text(&past->key));
    return key == AR_NO_KEY ? AR_NO_KEY : past->done_payment[key];
}

/* The event's payment that is this one: of its entity, of none, or of any when it names none itself. */
static uint32_t logged_as(struct ar_past *past, const struct ar_payment *payment)
{
    uint32_t found = find_done(past, payment->entity, false, payment->payment);
    if (found == AR_NO_KEY)
        found = find_done(past, AR_TEXT(""), payment->entity.size == 0, payment->payment);
    return found;
}

static ar_int128 total_of(const struct ar_events *events, uint32_t item)
{
    ar_int128 sum = 0;
    for (uint32_t i = events->of_item[item].first; i != AR_NO_EVENT; i = events->at[i].next_of_item)
        sum += events->at[i].total;
    return sum;
}

/* An item as it is after the earlier runs: one whose stream has no `open` goes down by what they applied. */
static void reduce(struct ar_book_item *item, ar_int128 total)
{
    ar_int128 open = item->amount - total;
    bool beyond = item->amount < 0 ? open > 0 || open < item->amount : open < 0 || open > item->amount;
    item->open = beyond ? 0 : (int64_t)open;
    item->settled = item->open == 0;
}

/* Finds the events' items in the book. */
static enum ar_status find_items(struct ar_past *past, struct ar_book *book)
{
    const struct ar_events *events = past->events;
    for (size_t i = 0; i < events->items.count; i++)
        past->item_of[i] = AR_NO_ITEM;
    for (uint32_t i = 0; i < book->count; i++) {
        struct ar_book_item *item = &book->items[i];
        struct ar_text parts[AR_KEY_PARTS] = {ar_book_word(book, item->entity), book->customers.at[item->customer],
                                              ar_book_doc(item), ar_book_word(book, item->line)};
        if (ar_key_build(&past->key, parts) != AR_OK)
            return AR_FAILED;
        uint32_t key = ar_keys_find(&events->items, ar_buffer_text(&past->key));
        if (key == AR_NO_KEY)
            continue;
        past->item_of[key] = i;
        if (!book->has_open && !item->settled)
            reduce(item, total_of(events, key));
    }
    return AR_OK;
}

/* An item that earlier runs settled and that is not among the open ones any more: known by its number, so that a second
   payment of it is seen, and one that comes back reopens it. */
static enum ar_status make_item(struct ar_past *past, struct ar_book *book, uint32_t number, struct ar_book_item *out)
{
    const struct ar_events *events = past->events;
    const struct ar_event *event = &events->at[events->of_item[number].first];
    struct ar_text parts[AR_KEY_PARTS];
    ar_key_split(parts, events->items.at[number]);
    ar_int128 total = total_of(events, number);
    const struct ar_text texts[AR_DOCUMENT_FIELDS] = {parts[2], AR_TEXT(""), AR_TEXT("")};
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
    struct ar_book_item item;
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
    if (goes_before(&a->item, &b->item))
        return -1;
    return goes_before(&b->item, &a->item) ? 1 : by_key(left, right);
}

/* Puts the items into the book, where they belong. */
static enum ar_status insert(struct ar_past *past, struct ar_book *book, struct made *made, size_t count)
{
    if (ar_grow(&book->items, &book->capacity, book->count + count, sizeof *book->items) != AR_OK)
        return AR_FAILED;
    qsort(made, count, sizeof *made, by_key);
    for (size_t i = 0; i < count; i++)
        made[i].item.rank = (uint32_t)(book->count + i);
    qsort(made, count, sizeof *made, by_place);
    uint32_t *moved = malloc((book->count + 1) * sizeof *moved);
    if (moved == NULL)
        return AR_FAILED;
    size_t old = book->count, new = count, to = old + count;
    while (to > 0) {
        to--;
        if (new > 0 && (old == 0 || !goes_before(&made[new - 1].item, &book->items[old - 1]))) {
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

static enum ar_status add_settled(struct ar_past *past, struct ar_book *book)
{
    const struct ar_events *events = past->events;
    struct made *made = malloc((events->items.count + 1) * sizeof *made);
    size_t count = 0;
    enum ar_status status = made == NULL ? AR_FAILED : AR_OK;
    for (uint32_t i = 0; status == AR_OK && i < events->items.count; i++) {
        if (past->item_of[i] != AR_NO_ITEM || events->at[events->of_item[i].first].held)
            continue;
        made[count].key = events->items.at[i];
        made[count].number = i;
        status = make_item(past, book, i, &made[count++].item);
    }
    if (status == AR_OK && count > 0)
        status = insert(past, book, made, count);
    free(made);
    return status;
}

static enum ar_status new_past(struct ar_match *match)
{
    if (match->past == NULL)
        match->past = calloc(1, sizeof *match->past);
    return match->past == NULL ? AR_FAILED : AR_OK;
}

static enum ar_status load_log(struct ar_match *match, const struct ar_events *events)
{
    if (new_past(match) != AR_OK)
        return AR_FAILED;
    struct ar_past *past = match->past;
    past->events = events;
    past->item_of = malloc((events->items.count + 1) * sizeof *past->item_of);
    if (past->item_of == NULL || find_items(past, match->book) != AR_OK || add_settled(past, match->book) != AR_OK)
        return AR_FAILED;
    for (uint32_t i = 0; i < events->payments.count; i++) {
        struct ar_text parts[AR_KEY_PARTS];
        ar_key_split(parts, events->payments.at[i]);
        if (add_done(past, parts[0], false, parts[1], i) != AR_OK ||
            add_done(past, AR_TEXT(""), true, parts[1], i) != AR_OK)
            return AR_FAILED;
    }
    return AR_OK;
}

enum ar_status ar_match_log(struct ar_match *match, const struct ar_events *events, struct ar_error *error)
{
    if (match->book->count + events->items.count >= UINT32_C(1) << 31)
        return ar_error_set(error, AR_FAILED, "more than 2147483647 items");
    return load_log(match, events) == AR_OK ? AR_OK : ar_error_memory(error);
}

bool ar_past_did(struct ar_past *past, const struct ar_payment *payment)
{
    return past != NULL && logged_as(past, payment) != AR_NO_KEY;
}

/* ---- what may be taken back ----------------------------------------------------------------------------------------
 */

static int compare_amounts(struct ar_currency a, int64_t x, struct ar_currency b, int64_t y)
{
    if (a.code != b.code)
        return a.code < b.code ? -1 : 1;
    return (x > y) - (x < y);
}

static int by_amount(const void *left, const void *right)
{
    const struct ar_past_payment *a = left, *b = right;
    int order = compare_amounts(a->currency, a->amount, b->currency, b->amount);
    if (order == 0)
        order = (a->date.days > b->date.days) - (a->date.days < b->date.days);
    if (order == 0)
        order = (a->payment > b->payment) - (a->payment < b->payment);
    return order ? order : (a->logged > b->logged) - (a->logged < b->logged);
}

struct ar_past_payment *ar_past_find(const struct ar_past *past, struct ar_currency currency, int64_t amount,
                                     size_t *count)
{
    size_t low = 0, high = past->count, end;
    *count = 0;
    if (high == 0)
        return NULL;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_amounts(past->at[middle].currency, past->at[middle].amount, currency, amount) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (end = low;
         end < past->count && compare_amounts(past->at[end].currency, past->at[end].amount, currency, amount) == 0;)
        end++;
    *count = end - low;
    return past->at + low;
}

static enum ar_status add_payment(struct ar_past *past, struct ar_past_payment payment)
{
    if (ar_grow(&past->at, &past->capacity, past->count + 1, sizeof *past->at) != AR_OK)
        return AR_FAILED;
    past->at[past->count++] = payment;
    return AR_OK;
}

/* What each reversal would take back, sorted, so that only payments of such an amount are kept. */
static enum ar_status wanted_amounts(struct ar_past *wanted, const struct ar_match *match)
{
    for (size_t i = 0; i < match->payment_count; i++) {
        const struct ar_payment *payment = &match->payments[i].payment;
        if (payment->reversal && !match->payments[i].done && payment->amount != INT64_MIN &&
            add_payment(wanted, (struct ar_past_payment){.currency = payment->currency, .amount = -payment->amount}) !=
                AR_OK)
            return AR_FAILED;
    }
    if (wanted->count > 1)
        qsort(wanted->at, wanted->count, sizeof *wanted->at, by_amount);
    return AR_OK;
}

static bool is_wanted(const struct ar_past *wanted, struct ar_currency currency, int64_t amount)
{
    size_t count;
    ar_past_find(wanted, currency, amount, &count);
    return count > 0;
}

/* The payments of earlier runs that are not in this input. */
static enum ar_status add_logged(struct ar_past *past, const struct ar_past *wanted, const bool *seen)
{
    const struct ar_events *events = past->events;
    for (uint32_t i = 0; events != NULL && i < events->payments.count; i++) {
        const struct ar_event *first = &events->at[events->of_payment[i].first];
        struct ar_date date = first->date;
        ar_int128 sum = 0;
        for (uint32_t e = events->of_payment[i].first; e != AR_NO_EVENT; e = events->at[e].next_of_payment) {
            sum += events->at[e].cash;
            date = events->at[e].date.days < date.days ? events->at[e].date : date;
        }
        int64_t amount;
        if (seen[i] || ar_amount_from_sum(&amount, sum) != AR_OK || !is_wanted(wanted, first->currency, amount))
            continue;
        const struct ar_past_payment payment = {first->currency, amount, date, AR_NO_KEY, i, 0, false};
        if (add_payment(past, payment) != AR_OK)
            return AR_FAILED;
    }
    return AR_OK;
}

static enum ar_status add_candidates(struct ar_match *match, const struct ar_past *wanted, bool *seen)
{
    struct ar_past *past = match->past;
    for (uint32_t i = 0; i < match->payment_count; i++) {
        const struct ar_payment *payment = &match->payments[i].payment;
        uint32_t logged = past->events ? logged_as(past, payment) : AR_NO_KEY;
        bool again = logged != AR_NO_KEY && seen[logged]; /* a statement that was read twice */
        if (logged != AR_NO_KEY)
            seen[logged] = true;
        if (!payment->reversal && !again && is_wanted(wanted, payment->currency, payment->amount) &&
            add_payment(past, (struct ar_past_payment){payment->currency, payment->amount, payment->date, i,
                                                       match->payments[i].done ? logged : AR_NO_KEY, 0, false}) !=
                AR_OK)
            return AR_FAILED;
    }
    return add_logged(past, wanted, seen);
}

enum ar_status ar_past_prepare(struct ar_match *match)
{
    struct ar_past wanted = {0};
    if (wanted_amounts(&wanted, match) != AR_OK || (wanted.count > 0 && new_past(match) != AR_OK)) {
        free(wanted.at);
        return AR_FAILED;
    }
    enum ar_status status = AR_OK;
    if (wanted.count > 0) {
        struct ar_past *past = match->past;
        bool *seen = calloc((past->events ? past->events->payments.count : 0) + 1, sizeof *seen);
        status = seen == NULL ? AR_FAILED : add_candidates(match, &wanted, seen);
        if (past->count > 1)
            qsort(past->at, past->count, sizeof *past->at, by_amount);
        free(seen);
    }
    free(wanted.at);
    return status;
}

/* ---- parts ---------------------------------------------------------------------------------------------------------
 */

static struct ar_past_part *add_part(struct ar_match_work *work, struct ar_past_payment *payment,
                                     struct ar_past_part part)
{
    struct ar_past *past = work->match->past;
    if (ar_grow(&past->parts, &past->part_capacity, past->part_count + 1, sizeof *past->parts) != AR_OK) {
        work->status = AR_FAILED;
        return NULL;
    }
    part.next = payment->parts;
    past->parts[past->part_count++] = part;
    payment->parts = (uint32_t)past->part_count;
    return &past->parts[past->part_count - 1];
}

void ar_past_keep(struct ar_match_work *work)
{
    struct ar_past *past = work->match->past;
    const struct ar_payment *now = &work->cash->payment;
    size_t count;
    if (past == NULL || past->count == 0)
        return;
    struct ar_past_payment *at = ar_past_find(past, now->currency, now->amount, &count);
    for (size_t i = 0; i < count; i++) {
        if (at[i].payment != (uint32_t)(work->cash - work->match->payments))
            continue;
        for (size_t r = 0; r < work->row_count && work->status == AR_OK; r++) {
            const struct ar_match_row *row = &work->rows[r];
            if (row->status != AR_AMBIGUOUS)
                add_part(work, &at[i],
                         (struct ar_past_part){row->item, row->customer, row->status, row->currency, row->applied,
                                               row->discount, row->writeoff, 0});
        }
    }
}

/* Of what is held no record says which payment it was when it went back: as many went back as came, of this amount.
   What the payment itself took from it was used, and did not go back. */
static bool is_gone(const struct ar_events *events, const struct ar_event *held)
{
    int64_t left = 1;
    for (uint32_t e = events->of_item[held->item].first; e != AR_NO_EVENT; e = events->at[e].next_of_item) {
        const struct ar_event *event = &events->at[e];
        if (event->held && event->payment != held->payment && event->status == held->status &&
            event->currency.code == held->currency.code)
            left += (event->cash == held->cash) - (event->cash == -held->cash);
    }
    return left <= 0;
}

bool ar_past_load(struct ar_match_work *work, struct ar_past_payment *payment)
{
    struct ar_past *past = work->match->past;
    const struct ar_events *events = past->events;
    if (payment->logged == AR_NO_KEY || payment->parts != 0)
        return !payment->taken_back;
    for (uint32_t e = events->of_payment[payment->logged].first; e != AR_NO_EVENT; e = events->at[e].next_of_payment) {
        const struct ar_event *event = &events->at[e];
        struct ar_text key[AR_KEY_PARTS];
        ar_key_split(key, events->items.at[event->item]);
        struct ar_past_part part = {.item = event->held ? AR_NO_ITEM : past->item_of[event->item],
                                    .status = event->status,
                                    .currency = event->currency,
                                    .applied = event->cash,
                                    .discount = event->discount,
                                    .writeoff = event->held ? 0 : event->total - event->cash - event->discount};
        part.customer = ar_keys_find(&work->match->book->customers, key[1]);
        if (event->held && key[1].size == 0) {
            part.customer = AR_NO_CUSTOMER;
            part.status = AR_UNIDENTIFIED;
        }
        struct ar_past_part *same = NULL; /* cash that was held and then used */
        for (uint32_t p = payment->parts; p != 0 && same == NULL; p = past->parts[p - 1].next)
            if (past->parts[p - 1].item == part.item && past->parts[p - 1].customer == part.customer &&
                past->parts[p - 1].status == part.status)
                same = &past->parts[p - 1];
        if (same == NULL && add_part(work, payment, part) == NULL)
            return false;
        if (same != NULL) {
            same->applied += part.applied;
            same->discount += part.discount;
            same->writeoff += part.writeoff;
        }
        ar_int128 total = total_of(events, event->item) * (event->total < 0 ? -1 : 1);
        bool cash = (event->cash < 0) == (payment->amount < 0);
        if (event->held ? cash && is_gone(events, event) : total < ar_size_of(event->total))
            payment->taken_back = true; /* something reopened the item since */
    }
    ar_int128 sum = 0;
    for (uint32_t p = payment->parts; p != 0; p = past->parts[p - 1].next)
        sum += past->parts[p - 1].applied;
    payment->taken_back |= sum != payment->amount; /* part of it is in another currency */
    return !payment->taken_back;
}

void ar_past_free(struct ar_past *past)
{
    if (past == NULL)
        return;
    ar_keys_free(&past->done);
    ar_buffer_free(&past->key);
    free(past->item_of);
    free(past->done_payment);
    free(past->at);
    free(past->parts);
    free(past);
}
