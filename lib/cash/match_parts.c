/* SPDX-License-Identifier: MIT */
/* What a payment did that may be taken back, part by part: as it did it in this run, or as the records of earlier runs
   say; and whether these make it up, and are still there. */
#include "cash/match_past.h"

#include <stdlib.h>

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
    const struct ar_payment *now = &work->payment;
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
                         (struct ar_past_part){.item = row->item,
                                               .customer = row->customer,
                                               .status = row->status,
                                               .currency = row->currency,
                                               .applied = row->applied,
                                               .discount = row->discount,
                                               .writeoff = row->writeoff,
                                               .entity = work->cash->entity,
                                               .account = AR_NO_KEY,
                                               .doc = AR_NO_KEY,
                                               .date = now->date});
        }
    }
}

/* Adds what earlier runs did to the part of the same item, or of cash that was held and then used. */
static bool load_part(struct ar_match_work *work, struct ar_past_payment *payment, struct ar_past_part part)
{
    struct ar_past *past = work->match->past;
    for (uint32_t p = payment->parts; p != 0; p = past->parts[p - 1].next) {
        struct ar_past_part *same = &past->parts[p - 1];
        if (part.account == AR_NO_KEY || same->account != part.account || same->customer != part.customer ||
            same->status != part.status || same->currency.code != part.currency.code)
            continue;
        same->applied += part.applied;
        same->discount += part.discount;
        same->writeoff += part.writeoff;
        same->date = part.date.days < same->date.days ? part.date : same->date;
        const struct ar_keys *docs = &past->events->docs;
        if (part.doc != AR_NO_KEY &&
            (same->doc == AR_NO_KEY || ar_text_compare(docs->at[part.doc], docs->at[same->doc]) < 0))
            same->doc = part.doc; /* one of them */
        return true;
    }
    return add_part(work, payment, part) != NULL;
}

static void load_records(struct ar_match_work *work, struct ar_past_payment *payment, uint32_t logged)
{
    struct ar_past *past = work->match->past;
    const struct ar_events *events = past->events;
    const struct ar_keys *customers = &work->match->book->customers;
    struct ar_text key[AR_KEY_PARTS];
    ar_key_split(key, events->payments.at[logged]);
    uint32_t entity = ar_keys_find(&work->match->book->words, key[0]);
    for (uint32_t e = events->of_payment[logged].first; e != AR_NO_EVENT; e = events->at[e].next_of_payment) {
        const struct ar_event *event = &events->at[e];
        ar_key_split(key, events->items.at[event->item]);
        struct ar_past_part part = {.item = event->held ? AR_NO_ITEM : past->item_of[event->item],
                                    .customer = ar_keys_find(customers, key[1]),
                                    .status = event->status,
                                    .currency = event->currency,
                                    .applied = event->cash,
                                    .discount = event->discount,
                                    .writeoff = event->held ? 0 : event->total - event->cash - event->discount,
                                    .entity = entity,
                                    .account = event->item,
                                    .doc = event->doc,
                                    .date = event->date};
        if (event->held && key[1].size == 0) {
            part.customer = AR_NO_CUSTOMER;
            part.status = AR_UNIDENTIFIED;
        }
        if (!load_part(work, payment, part))
            return;
    }
    for (uint32_t c = past->events->of_payment[logged].converted; c != AR_NO_EVENT;
         c = events->converted[c].next_of_payment) {
        const struct ar_converted *converted = &events->converted[c];
        if (!load_part(work, payment,
                       (struct ar_past_part){.item = AR_NO_ITEM,
                                             .customer =
                                                 ar_keys_find(customers, events->converted_for.at[converted->customer]),
                                             .status = AR_CONVERTED,
                                             .currency = ar_past_currency(past, logged),
                                             .applied = converted->cash,
                                             .entity = entity,
                                             .account = AR_NO_KEY,
                                             .doc = AR_NO_KEY,
                                             .date = converted->date}))
            return;
    }
}

/* The last comes out first. */
static int by_customer(const void *left, const void *right)
{
    const struct ar_past_part *a = left, *b = right;
    if (a->place != b->place)
        return a->place > b->place ? -1 : 1;
    if (a->applied != b->applied)
        return a->applied > b->applied ? -1 : 1;
    if (a->status != b->status)
        return a->status > b->status ? -1 : 1;
    return ar_text_compare(b->key, a->key);
}

/* Puts the parts of the payment, which begin at `first`, in an order that the file's does not change. */
static void sort_parts(struct ar_match_work *work, struct ar_past_payment *payment, size_t first)
{
    struct ar_past *past = work->match->past;
    const struct ar_book *book = work->match->book;
    for (size_t i = first; i < past->part_count; i++) {
        uint32_t customer = past->parts[i].customer;
        uint32_t account = past->parts[i].account;
        past->parts[i].place = customer == AR_NO_CUSTOMER ? UINT32_MAX : book->by_customer[customer];
        past->parts[i].key = account == AR_NO_KEY ? AR_TEXT("") : past->events->items.at[account];
    }
    if (past->part_count - first > 1)
        qsort(past->parts + first, past->part_count - first, sizeof *past->parts, by_customer);
    payment->parts = 0;
    for (size_t i = first; i < past->part_count; i++) {
        past->parts[i].next = payment->parts;
        payment->parts = (uint32_t)i + 1;
    }
}

/* The currency in which the payment's records do not come to what they should: its amount, nothing in any other. */
static void find_lacking(struct ar_past *past, struct ar_past_payment *payment)
{
    struct ar_date date;
    payment->sum = ar_past_sum(past, payment->currency, &date);
    if (payment->sum != payment->amount) {
        payment->lacking = payment->currency;
        return;
    }
    for (size_t i = 0; i < past->some_count; i++) {
        struct ar_currency currency = ar_past_currency(past, past->some[i]);
        ar_int128 sum = ar_past_sum(past, currency, &date);
        if (currency.code == payment->currency.code || sum == 0 ||
            (payment->lacking.code != 0 && payment->lacking.code <= currency.code))
            continue;
        payment->lacking = currency;
        payment->sum = sum;
    }
}

struct ar_past_day { /* what happened to an account */
    int32_t days, count;
    ar_int128 total;
};

static int by_day(const void *left, const void *right)
{
    const struct ar_past_day *a = left, *b = right;
    return (a->days > b->days) - (a->days < b->days);
}

static bool is_some(const struct ar_past *past, uint32_t logged)
{
    for (size_t i = 0; i < past->some_count; i++)
        if (past->some[i] == logged)
            return true;
    return false;
}

/* Of what went back no record says which payment it was: as many went back as came, of this amount, or the item had
   less than this. Days count to their end. What the payment itself took from what it held was used, and did not go
   back. */
static bool is_gone(struct ar_match_work *work, const struct ar_past_part *part)
{
    struct ar_past *past = work->match->past;
    const struct ar_events *events = past->events;
    bool held = part->status != AR_APPLIED;
    ar_int128 total = (ar_int128)part->applied + part->discount + part->writeoff;
    int32_t count = 1, sign = total < 0 ? -1 : 1;
    ar_int128 sum = total;
    size_t days = 0;
    for (uint32_t e = events->of_item[part->account].first; e != AR_NO_EVENT; e = events->at[e].next_of_item) {
        const struct ar_event *event = &events->at[e];
        bool back = event->total == -total && (event->reversal || !event->ruled);
        int32_t came = (event->total == total) - back;
        bool same = event->held == held && event->currency.code == part->currency.code &&
                    (!held || event->status == part->status || part->status == AR_UNIDENTIFIED);
        if (!same || (held && came == 0) || is_some(past, event->payment))
            continue;
        if (ar_grow(&past->days, &past->day_capacity, days + 1, sizeof *past->days) != AR_OK) {
            work->status = AR_FAILED;
            return true;
        }
        past->days[days++] = (struct ar_past_day){event->date.days, came, event->total};
    }
    if (days > 1)
        qsort(past->days, days, sizeof *past->days, by_day);
    for (size_t i = 0; i < days; i++) {
        count += past->days[i].count;
        sum += past->days[i].total;
        bool ends = i + 1 == days || past->days[i + 1].days != past->days[i].days;
        bool counts = i + 1 == days || past->days[i + 1].days > part->date.days; /* holds on its day, or after it */
        if (ends && counts && (count <= 0 || (!held && (sum - total) * sign < 0)))
            return true;
    }
    return false;
}

bool ar_past_load(struct ar_match_work *work, struct ar_past_payment *payment)
{
    struct ar_past *past = work->match->past;
    if (!payment->logged || payment->parts != 0)
        return !payment->taken_back;
    if (ar_past_collect(past, payment->entity, payment->id, payment->reach) != AR_OK) {
        work->status = AR_FAILED;
        return false;
    }
    struct ar_date date;
    bool all =
        ar_past_is_converted(past, payment->currency) || ar_past_sum(past, payment->currency, &date) != payment->amount;
    size_t kept = 0; /* those in other currencies are another payment's, of the same name, unless it was converted */
    for (size_t i = 0; i < past->some_count; i++)
        if (all || ar_past_is_in(past, past->some[i], payment->currency))
            past->some[kept++] = past->some[i];
    past->some_count = kept;
    size_t first = past->part_count;
    for (size_t i = 0; i < kept; i++)
        load_records(work, payment, past->some[i]);
    sort_parts(work, payment, first);
    find_lacking(past, payment);
    payment->taken_back = true; /* also when nothing is left of it */
    bool gone = false;
    for (uint32_t p = payment->parts; p != 0 && work->status == AR_OK; p = past->parts[p - 1].next) {
        const struct ar_past_part *part = &past->parts[p - 1];
        if (part->applied == 0 && part->discount == 0 && part->writeoff == 0)
            continue;
        payment->taken_back = false;
        gone |= part->account != AR_NO_KEY && is_gone(work, part); /* or something reopened the item since */
    }
    payment->taken_back |= gone;
    return !payment->taken_back;
}

void ar_past_free(struct ar_past *past)
{
    if (past == NULL)
        return;
    ar_keys_free(&past->names);
    ar_buffer_free(&past->key);
    free(past->item_of);
    free(past->first);
    free(past->next_currency);
    free(past->next_entity);
    free(past->some);
    free(past->at);
    free(past->parts);
    free(past->days);
    free(past->beyond);
    free(past);
}
