/* SPDX-License-Identifier: MIT */
/* Which payment an item was settled by last, in this run or by the log of earlier ones, and whether one repeats it. */
#include "cash/match_past.h"

#include <stdlib.h>

/* The payments of this input that are the events' payments: numbers, or AR_NO_KEY. */
static enum ar_status find_input(uint32_t *input_of, const struct ar_match *match)
{
    struct ar_past *past = match->past;
    for (size_t i = 0; i < past->events->payments.count; i++)
        input_of[i] = AR_NO_KEY;
    for (uint32_t i = 0; i < match->payment_count; i++) {
        const struct ar_cash *cash = &match->payments[i];
        struct ar_text entity = ar_book_word(match->book, cash->entity);
        if (!cash->done)
            continue;
        if (ar_past_collect(past, entity, ar_cash_text(cash, AR_CASH_PAYMENT),
                            entity.size > 0 ? AR_PAST_OR_NONE : AR_PAST_ALL) != AR_OK)
            return AR_FAILED;
        for (size_t k = 0; k < past->some_count; k++) {
            uint32_t *input = &input_of[past->some[k]];
            if (*input == AR_NO_KEY || ar_past_is_in(past, past->some[k], cash->currency))
                *input = i; /* of another currency: what it became */
        }
    }
    return AR_OK;
}

/* In the order in which payments are decided. */
static bool is_later(const struct ar_events *events, const struct ar_event *a, const struct ar_event *b)
{
    struct ar_text x[AR_KEY_PARTS], y[AR_KEY_PARTS];
    if (a->date.days != b->date.days)
        return a->date.days > b->date.days;
    if (a->reversal != b->reversal)
        return a->reversal;
    ar_key_split(x, events->payments.at[a->payment]);
    ar_key_split(y, events->payments.at[b->payment]);
    int order = ar_text_compare(x[0], y[0]);
    return (order ? order : ar_text_compare(x[1], y[1])) > 0;
}

enum ar_status ar_past_settlers(struct ar_match *match)
{
    const struct ar_past *past = match->past;
    if (past == NULL || past->events == NULL)
        return AR_OK;
    const struct ar_events *events = past->events;
    uint32_t *input_of = malloc((events->payments.count + 1) * sizeof *input_of);
    enum ar_status status = input_of == NULL ? AR_FAILED : find_input(input_of, match);
    for (uint32_t i = 0; status == AR_OK && i < events->items.count; i++) {
        if (past->item_of[i] == AR_NO_ITEM)
            continue;
        const struct ar_event *last = &events->at[events->of_item[i].first];
        for (uint32_t e = last->next_of_item; e != AR_NO_EVENT; e = events->at[e].next_of_item)
            if (is_later(events, &events->at[e], last))
                last = &events->at[e];
        if (last->reversal)
            continue; /* settled since by something else, if at all */
        uint32_t input = input_of[last->payment];
        match->book->items[past->item_of[i]]->settled_by =
            input == AR_NO_KEY ? last->payment | AR_PAST_SETTLED : input + 1;
    }
    free(input_of);
    return status;
}

struct ar_text ar_past_settler(const struct ar_match *match, const struct ar_book_item *item)
{
    struct ar_text parts[AR_KEY_PARTS];
    if (item->settled_by == 0)
        return AR_TEXT("");
    if ((item->settled_by & AR_PAST_SETTLED) == 0)
        return ar_cash_text(&match->payments[item->settled_by - 1], AR_CASH_PAYMENT);
    ar_key_split(parts, match->past->events->payments.at[item->settled_by & ~AR_PAST_SETTLED]);
    return parts[1];
}

/* Did all of a logged payment, of this amount, go to the item's document? */
static bool went_to(const struct ar_match *match, uint32_t logged, const struct ar_book_item *item, int64_t amount)
{
    const struct ar_past *past = match->past;
    const struct ar_events *events = past->events;
    ar_int128 sum = 0;
    if (past->events->of_payment[logged].converted != AR_NO_EVENT ||
        ar_past_currency(past, logged).code != item->currency.code)
        return false;
    for (uint32_t e = events->of_payment[logged].first; e != AR_NO_EVENT; e = events->at[e].next_of_payment) {
        const struct ar_event *event = &events->at[e];
        uint32_t number = past->item_of[event->item];
        if (event->held || number == AR_NO_ITEM)
            return false;
        const struct ar_book_item *other = match->book->items[number];
        if (other->customer != item->customer || other->entity != item->entity ||
            !ar_text_equal(ar_book_doc(other), ar_book_doc(item)))
            return false;
        sum += event->cash;
    }
    return sum == amount;
}

bool ar_past_repeats(const struct ar_match_work *work, const struct ar_book_item *item)
{
    const struct ar_payment *now = &work->payment;
    if (item->settled_by == 0)
        return false;
    if (item->settled_by & AR_PAST_SETTLED)
        return went_to(work->match, item->settled_by & ~AR_PAST_SETTLED, item, now->amount);
    const struct ar_cash *before = &work->match->payments[item->settled_by - 1];
    return before->amount == now->amount && ar_text_equal(ar_cash_text(before, AR_CASH_PAYER), now->payer) &&
           ar_text_equal(ar_cash_text(before, AR_CASH_PAYER_ACCOUNT), now->payer_account) &&
           ar_text_equal(ar_cash_text(before, AR_CASH_REFERENCE), now->reference);
}
