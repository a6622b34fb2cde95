/* SPDX-License-Identifier: MIT */
/* The payments that may be taken back, of this input and of earlier runs. */
#include "cash/match_past.h"

#include <stdlib.h>

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
        order = ar_text_compare(a->entity, b->entity);
    return order ? order : ar_text_compare(a->id, b->id);
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
        const struct ar_cash *payment = &match->payments[i];
        if (payment->reversal && !payment->done && payment->amount != INT64_MIN &&
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

/* Those of past->some that no payment of this input has, each currency by itself. */
static enum ar_status add_some(struct ar_past *past, const struct ar_past *wanted, const bool *seen,
                               struct ar_past_payment payment)
{
    for (size_t i = 0; i < past->some_count; i++) {
        bool before = seen[past->some[i]];
        payment.currency = ar_past_currency(past, past->some[i]);
        for (size_t j = 0; j < i && !before; j++)
            before = ar_past_is_in(past, past->some[j], payment.currency);
        if (before)
            continue;
        ar_int128 sum = ar_past_sum(past, payment.currency, &payment.date);
        if (sum == 0 || ar_amount_from_sum(&payment.amount, sum) != AR_OK ||
            !is_wanted(wanted, payment.currency, payment.amount))
            continue;
        if (add_payment(past, payment) != AR_OK)
            return AR_FAILED;
    }
    return AR_OK;
}

/* The payments of earlier runs that are not in this input. Records with one entity and with none are one payment's;
   with several entities they are one payment's that has none itself, or several payments'. */
static enum ar_status add_logged(struct ar_past *past, const struct ar_past *wanted, const bool *seen)
{
    for (uint32_t any = 0; any < past->names.count; any++) {
        struct ar_text parts[AR_KEY_PARTS];
        struct ar_past_payment payment = {
            .payment = AR_NO_KEY, .reach = AR_PAST_ALL, .logged = true, .entity = AR_TEXT("")};
        unsigned entities = 0;
        ar_key_split(parts, past->names.at[any]);
        if (parts[3].size == 0)
            continue;
        for (uint32_t name = past->first[any]; name != AR_NO_KEY; name = past->next_entity[name]) {
            ar_key_split(parts, past->names.at[name]);
            payment.id = parts[1];
            payment.entity = parts[0].size > 0 ? parts[0] : payment.entity;
            entities += parts[0].size > 0;
        }
        payment.several = entities > 1;
        if (payment.several)
            payment.entity = AR_TEXT("");
        if (ar_past_collect(past, payment.entity, payment.id, payment.reach) != AR_OK ||
            add_some(past, wanted, seen, payment) != AR_OK)
            return AR_FAILED;
        payment.reach = AR_PAST_EXACT;
        for (uint32_t name = past->first[any]; payment.several && name != AR_NO_KEY; name = past->next_entity[name]) {
            ar_key_split(parts, past->names.at[name]);
            payment.entity = parts[0];
            if (ar_past_collect(past, payment.entity, payment.id, payment.reach) != AR_OK ||
                add_some(past, wanted, seen, payment) != AR_OK)
                return AR_FAILED;
        }
    }
    return AR_OK;
}

/* Marks the records of a payment of this input, all of them when those in its currency are not whole: was it there
   before, in a statement that was read twice? */
static bool mark_seen(const struct ar_past *past, const struct ar_cash *payment, bool *seen)
{
    struct ar_date date;
    bool own = false, again = false;
    for (size_t i = 0; i < past->some_count; i++)
        own |= ar_past_is_in(past, past->some[i], payment->currency);
    bool whole = own && ar_past_sum(past, payment->currency, &date) == payment->amount;
    for (size_t i = 0; i < past->some_count; i++) {
        bool same = !own || ar_past_is_in(past, past->some[i], payment->currency);
        again |= same && seen[past->some[i]];
        seen[past->some[i]] |= same || !whole;
    }
    return again;
}

static enum ar_status add_candidates(struct ar_match *match, const struct ar_past *wanted, bool *seen)
{
    struct ar_past *past = match->past;
    for (uint32_t i = 0; i < match->payment_count; i++) {
        const struct ar_cash *payment = &match->payments[i];
        struct ar_text entity = ar_book_word(match->book, payment->entity);
        bool again = false;
        const struct ar_past_payment candidate = {.entity = entity,
                                                  .id = ar_cash_text(payment, AR_CASH_PAYMENT),
                                                  .currency = payment->currency,
                                                  .amount = payment->amount,
                                                  .date = payment->date,
                                                  .payment = i,
                                                  .reach = entity.size > 0 ? AR_PAST_OR_NONE : AR_PAST_ALL,
                                                  .logged = payment->done};
        if (candidate.logged) {
            if (ar_past_collect(past, candidate.entity, candidate.id, candidate.reach) != AR_OK)
                return AR_FAILED;
            again = mark_seen(past, payment, seen);
        }
        if (!payment->reversal && !again && is_wanted(wanted, payment->currency, payment->amount) &&
            add_payment(past, candidate) != AR_OK)
            return AR_FAILED;
    }
    return add_logged(past, wanted, seen);
}

enum ar_status ar_past_prepare(struct ar_match *match)
{
    struct ar_past wanted = {0};
    enum ar_status status = ar_past_settlers(match);
    if (status == AR_OK)
        status = wanted_amounts(&wanted, match);
    if (status == AR_OK && wanted.count > 0) {
        if (match->past == NULL)
            match->past = calloc(1, sizeof *match->past);
        struct ar_past *past = match->past;
        bool *seen = calloc((past && past->events ? past->events->payments.count : 0) + 1, sizeof *seen);
        status = past == NULL || seen == NULL ? AR_FAILED : add_candidates(match, &wanted, seen);
        if (past != NULL && past->count > 1)
            qsort(past->at, past->count, sizeof *past->at, by_amount);
        free(seen);
    }
    free(wanted.at);
    return status;
}
