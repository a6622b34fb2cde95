/* SPDX-License-Identifier: MIT */
/* Is a payment done? By the records that earlier runs wrote of it, if these make it up; and what those tell of its
   payer. */
#include "cash/match_past.h"

struct logged_sum { /* of one of the events' payments */
    ar_int128 first, all; /* of its first day, of every day */
    ar_int128 own; /* of the day of the payment that is looked for */
    ar_int128 came; /* of the first day, of what has the payment's sign: more may have gone back by hand */
    struct ar_date day;
};

static void add_day(struct logged_sum *out, const struct ar_payment *payment, struct ar_date date, int64_t cash)
{
    if (date.days < out->day.days) {
        out->day = date;
        out->first = out->came = 0;
    }
    if (date.days == out->day.days) {
        out->first += cash;
        out->came += (cash < 0) == (payment->amount < 0) ? cash : 0;
    }
    out->own += date.days == payment->date.days ? cash : 0;
    out->all += cash;
}

/* What was converted counts. */
static struct logged_sum sum_of(const struct ar_events *events, uint32_t logged, const struct ar_payment *payment)
{
    struct logged_sum out = {.day = {INT32_MAX}};
    for (uint32_t e = events->of_payment[logged].first; e != AR_NO_EVENT; e = events->at[e].next_of_payment)
        add_day(&out, payment, events->at[e].date, events->at[e].cash);
    for (uint32_t c = events->of_payment[logged].converted; c != AR_NO_EVENT; c = events->converted[c].next_of_payment)
        add_day(&out, payment, events->converted[c].date, events->converted[c].cash);
    return out;
}

static bool is_beyond(ar_int128 sum, int64_t amount)
{
    return amount < 0 ? sum < amount : sum > amount;
}

static enum ar_status refuse(const struct ar_past *past, const struct ar_payment *payment, ar_int128 sum,
                             struct ar_error *error)
{
    char is[AR_AMOUNT_SIZE], currency[AR_CURRENCY_SIZE], path[200];
    size_t size = ar_sum_format(is, sum, ar_currency_digits(payment->currency));
    ar_currency_format(currency, payment->currency);
    ar_printable(path, sizeof path, ar_text_from(past->events->path));
    return ar_error_set(error, AR_BAD_DATA, "the records of this payment in %s come to %.*s %.3s", path, (int)size, is,
                        currency);
}

/* What the records of past->some come to that are a payment's of this currency, not what one in another became. */
struct logged {
    ar_int128 first, all, own;
    bool any, whole;
    bool several; /* of more entities than the payment's: there may be several payments' */
    bool side, other_side; /* of what was converted: what it became, what was paid */
};

static struct logged sum_up(const struct ar_past *past, const struct ar_payment *payment)
{
    struct logged out = {.any = false};
    for (size_t i = 0; i < past->some_count; i++) {
        uint32_t number = past->some[i];
        struct ar_text parts[AR_KEY_PARTS];
        struct logged_sum sum = sum_of(past->events, number, payment);
        bool converted = past->events->of_payment[number].converted != AR_NO_EVENT;
        if (converted && sum.first == 0 && sum.all == 0) {
            out.side = true;
            continue;
        }
        out.other_side |= converted;
        if (!ar_past_is_in(past, number, payment->currency))
            continue;
        ar_key_split(parts, past->events->payments.at[number]);
        out.several |= !ar_text_equal(parts[0], payment->entity);
        out.whole |= sum.first == payment->amount || sum.all == payment->amount ||
                     (sum.first == 0 && sum.came == payment->amount);
        out.first += sum.first;
        out.all += sum.all;
        out.own += sum.own;
        out.any = true;
    }
    out.whole |= out.first == payment->amount || out.all == payment->amount;
    return out;
}

enum ar_status ar_past_did(struct ar_past *past, bool *done, const struct ar_payment *payment, struct ar_error *error)
{
    enum ar_past_reach reach = payment->entity.size > 0 ? AR_PAST_OR_NONE : AR_PAST_ALL;
    if (ar_past_collect(past, payment->entity, payment->payment, reach) != AR_OK)
        return ar_error_memory(error);
    struct logged logged = sum_up(past, payment);
    *done = logged.any;
    if (logged.any ? logged.whole || (logged.several && is_beyond(logged.own, payment->amount))
                   : !logged.side || logged.other_side)
        return AR_OK;
    return refuse(past, payment, logged.first, error);
}

enum ar_status ar_past_holds(struct ar_past *past, bool *did, bool *holds, struct ar_text entity, struct ar_text id,
                             enum ar_past_reach reach)
{
    bool applied = false;
    ar_int128 held = 0;
    if (ar_past_collect(past, entity, id, reach) != AR_OK)
        return AR_FAILED;
    for (size_t i = 0; i < past->some_count; i++) {
        const struct ar_events *events = past->events;
        for (uint32_t e = events->of_payment[past->some[i]].first; e != AR_NO_EVENT;
             e = events->at[e].next_of_payment) {
            applied |= !events->at[e].held && events->at[e].total != 0;
            held += events->at[e].held && events->at[e].status != AR_DUPLICATE ? events->at[e].cash : 0;
        }
    }
    *did = past->some_count > 0;
    *holds = held != 0 && !applied;
    return AR_OK;
}

/* Was the item settled when the record was written? What is later in the file was written later. */
static bool was_settled(const struct ar_match *match, uint32_t number)
{
    const struct ar_events *events = match->past->events;
    const struct ar_event *event = &events->at[number];
    ar_int128 sum = 0;
    for (uint32_t e = events->of_item[event->item].first; e != AR_NO_EVENT; e = events->at[e].next_of_item) {
        const struct ar_event *other = &events->at[e];
        if (other->date.days < event->date.days || (e <= number && other->date.days == event->date.days))
            sum += other->total;
    }
    return sum == match->book->items[match->past->item_of[event->item]]->amount;
}

/* The customer whose document a record paid in full by its number; AR_NO_CUSTOMER: it is another sort of record. */
static uint32_t proved_by(const struct ar_match *match, uint32_t number)
{
    const struct ar_event *event = &match->past->events->at[number];
    bool exact = !event->held && !event->reversal && event->score >= AR_SCORE_NUMBER &&
                 event->total == event->cash + event->discount && was_settled(match, number);
    return exact ? match->book->items[match->past->item_of[event->item]]->customer : AR_NO_CUSTOMER;
}

void ar_past_teach(struct ar_match_work *work, const struct ar_cash *cash)
{
    struct ar_match *match = work->match;
    struct ar_past *past = match->past;
    struct ar_text entity = ar_book_word(match->book, cash->entity);
    uint32_t customer = AR_NO_CUSTOMER;
    if (ar_past_collect(past, entity, ar_cash_text(cash, AR_CASH_PAYMENT),
                        entity.size > 0 ? AR_PAST_OR_NONE : AR_PAST_ALL) != AR_OK) {
        work->status = AR_FAILED;
        return;
    }
    for (size_t i = 0; i < past->some_count; i++) {
        const struct ar_event_chain *chain = &past->events->of_payment[past->some[i]];
        if (!ar_past_is_in(past, past->some[i], cash->currency) && !ar_past_is_converted(past, cash->currency))
            continue; /* another payment's */
        for (uint32_t e = chain->first; e != AR_NO_EVENT; e = past->events->at[e].next_of_payment) {
            if (past->events->at[e].date.days != cash->date.days)
                continue; /* a person's, of a later day */
            uint32_t proved = proved_by(match, e);
            if (proved == AR_NO_CUSTOMER || (customer != AR_NO_CUSTOMER && customer != proved))
                return;
            customer = proved;
        }
    }
    if (customer != AR_NO_CUSTOMER)
        ar_match_proved(match, cash, customer);
}
