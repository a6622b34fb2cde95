/* SPDX-License-Identifier: MIT */
/* Whose an advice is: the payment's that has its number, or refers to it. Those that name no payment that we have, such
   as e-mails, are told by their amount, their day and their documents. */
#include "cash/match_work.h"

#include <stdlib.h>

enum { DAYS_BEFORE = 10, DAYS_BEHIND = 1 }; /* of an advice's day to the payment's */
enum { LOOKED_MOST = 50, NAME_MOST = 256 }; /* advices of one amount; bytes of a folded name */

static int by_amount(const void *left, const void *right)
{
    const struct ar_match_advice *a = left, *b = right;
    if (a->amount != b->amount)
        return a->amount < b->amount ? -1 : 1;
    if (a->digits != b->digits)
        return a->digits < b->digits ? -1 : 1;
    return (a->first > b->first) - (a->first < b->first);
}

static unsigned decimals_of(struct ar_text text)
{
    const char *point = text.size > 0 ? memchr(text.at, '.', text.size) : NULL;
    return point == NULL ? 0 : (unsigned)(text.at + text.size - point - 1);
}

static bool add_up(ar_int128 *sum, struct ar_text text, unsigned digits, int sign)
{
    int64_t amount = 0;
    if (text.size > 0 && ar_amount_parse(&amount, text, digits, NULL) != AR_OK)
        return false;
    *sum += sign < 0 ? -ar_size_of(amount) : amount;
    return true;
}

/* What the lines come to, before discounts and deductions and less these; false: they do not all say it, or there are
   none. */
static bool sum_up(const struct ar_match *match, uint32_t first, unsigned digits, ar_int128 *gross, ar_int128 *net)
{
    ar_int128 less = 0;
    *gross = 0;
    for (uint32_t i = first; i != 0; i = match->claims[i - 1].next) {
        const struct ar_claim *claim = &match->claims[i - 1];
        if (claim->amount_text.size == 0 || !add_up(gross, claim->amount_text, digits, 1) ||
            !add_up(&less, claim->discount_text, digits, -1) || !add_up(&less, claim->deduction_text, digits, -1))
            return false;
    }
    *net = *gross + less;
    return first != 0;
}

uint32_t ar_match_advice_by(const struct ar_match *match, struct ar_text number)
{
    uint32_t key = number.size > 0 ? ar_keys_find(&match->claim_keys, number) : AR_NO_KEY;
    return key != AR_NO_KEY ? match->claim_heads[key] : 0;
}

uint32_t ar_match_own_advice(const struct ar_match_work *work)
{
    const struct ar_text references[] = {work->payment.payer_reference, work->payment.bank_reference};
    const unsigned digits = ar_currency_digits(work->payment.currency);
    if (work->cash->claims != 0)
        return work->cash->claims;
    for (unsigned r = 0; work->match->claim_count > 0 && r < 2; r++) {
        uint32_t first = ar_match_advice_by(work->match, references[r]);
        ar_int128 gross, net;
        if (sum_up(work->match, first, digits, &gross, &net) && (gross == work->left || net == work->left))
            return first;
    }
    return 0;
}

/* ---- those that name no payment ------------------------------------------------------------------------------------
 */

static enum ar_status add_advice(struct ar_match *match, uint32_t first)
{
    const unsigned digits = decimals_of(match->claims[first - 1].amount_text);
    ar_int128 sums[2];
    int64_t amounts[2];
    if (!sum_up(match, first, digits, &sums[0], &sums[1]) || ar_amount_from_sum(&amounts[0], sums[0]) != AR_OK ||
        ar_amount_from_sum(&amounts[1], sums[1]) != AR_OK)
        return AR_OK;
    for (unsigned i = 0; i < (amounts[0] == amounts[1] ? 1 : 2); i++) {
        if (ar_grow(&match->advices, &match->advice_capacity, match->advice_count + 1, sizeof *match->advices) != AR_OK)
            return AR_FAILED;
        match->advices[match->advice_count++] = (struct ar_match_advice){amounts[i], digits, first};
    }
    return AR_OK;
}

/* The first of that amount, or behind where it would be. */
static size_t find_amount(const struct ar_match *match, int64_t amount, unsigned digits)
{
    const struct ar_match_advice wanted = {.amount = amount, .digits = digits};
    size_t low = 0, high = match->advice_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (by_amount(&match->advices[middle], &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool has_amount(const struct ar_match *match, size_t advice, int64_t amount, unsigned digits)
{
    return advice < match->advice_count && match->advices[advice].amount == amount &&
           match->advices[advice].digits == digits;
}

static int by_payer(const void *left, const void *right)
{
    const struct ar_match_paid *a = left, *b = right;
    if (a->amount != b->amount)
        return a->amount < b->amount ? -1 : 1;
    if (a->payer != b->payer)
        return a->payer < b->payer ? -1 : 1;
    return (a->currency > b->currency) - (a->currency < b->currency);
}

/* Payments of an advice's amount: one of two that are alike may be meant. */
static enum ar_status add_paid(struct ar_match *match, const struct ar_cash *cash)
{
    if (cash->done || cash->claims != 0 ||
        !has_amount(match, find_amount(match, cash->amount, ar_currency_digits(cash->currency)), cash->amount,
                    ar_currency_digits(cash->currency)))
        return AR_OK;
    if (ar_grow(&match->paid, &match->paid_capacity, match->paid_count + 1, sizeof *match->paid) != AR_OK)
        return AR_FAILED;
    match->paid[match->paid_count++] = (struct ar_match_paid){cash->amount, cash->payer, cash->currency.code};
    return AR_OK;
}

/* Lines that have a payment, by its own number or one that it refers to, are no one else's. */
static void mark_owned(struct ar_match *match, const struct ar_cash *cash)
{
    const enum ar_cash_text references[] = {AR_CASH_PAYER_REFERENCE, AR_CASH_BANK_REFERENCE};
    if (cash->claims != 0)
        match->claims[cash->claims - 1].owned = true;
    for (unsigned i = 0; i < 2; i++) {
        uint32_t first = ar_match_advice_by(match, ar_cash_text(cash, references[i]));
        if (first != 0)
            match->claims[first - 1].owned = true;
    }
}

enum ar_status ar_match_advices(struct ar_match *match)
{
    enum ar_status status = AR_OK;
    if (match->claim_count == 0)
        return AR_OK;
    for (size_t i = 0; i < match->payment_count; i++)
        mark_owned(match, &match->payments[i]);
    for (uint32_t key = 0; key < match->claim_keys.count && status == AR_OK; key++)
        if (!match->claims[match->claim_heads[key] - 1].owned)
            status = add_advice(match, match->claim_heads[key]);
    if (match->advice_count > 1)
        qsort(match->advices, match->advice_count, sizeof *match->advices, by_amount);
    for (size_t i = 0; i < match->payment_count && status == AR_OK && match->advice_count > 0; i++)
        status = add_paid(match, &match->payments[i]);
    if (match->paid_count > 1)
        qsort(match->paid, match->paid_count, sizeof *match->paid, by_payer);
    return status;
}

/* ---- of one payment ------------------------------------------------------------------------------------------------
 */

static bool is_alone(const struct ar_match_work *work)
{
    const struct ar_match *match = work->match;
    const struct ar_match_paid own = {work->left, work->cash->payer, work->cash->currency.code};
    const struct ar_match_paid *found =
        match->paid_count == 0 ? NULL : bsearch(&own, match->paid, match->paid_count, sizeof own, by_payer);
    if (found == NULL)
        return false;
    const struct ar_match_paid *end = match->paid + match->paid_count;
    return (found == match->paid || by_payer(found - 1, found) != 0) &&
           (found + 1 == end || by_payer(found, found + 1) != 0);
}

/* A payer whom we do not know, and the advice's: the same name? */
static bool is_his_name(struct ar_match_work *work, struct ar_text payer)
{
    char own[NAME_MOST];
    struct ar_text full, bare;
    if (payer.size == 0 || work->payment.payer.size == 0)
        return false;
    if (ar_names_fold(&work->match->room, &full, &bare, payer) != AR_OK) {
        work->status = AR_FAILED;
        return false;
    }
    size_t size = bare.size;
    if (size == 0 || size > sizeof own)
        return false;
    memcpy(own, bare.at, size);
    if (ar_names_fold(&work->match->room, &full, &bare, work->payment.payer) != AR_OK)
        work->status = AR_FAILED;
    return work->status == AR_OK && ar_text_equal(bare, (struct ar_text){own, size});
}

/* The payer's; or, of one whom we do not know, that of the customer whose document the line before was for. */
static bool is_of(const struct ar_match_work *work, uint32_t customer, uint32_t *group)
{
    const struct ar_book *book = work->match->book;
    if (work->payer.count > 0)
        return ar_match_is_payer(work, customer);
    bool same = *group == AR_NO_CUSTOMER || *group == ar_book_group(book, customer);
    *group = ar_book_group(book, customer);
    return same;
}

/* Is the day near, and each line of it for an open document of the payer's? */
static bool is_his(struct ar_match_work *work, uint32_t first)
{
    const struct ar_match *match = work->match;
    uint32_t group = AR_NO_CUSTOMER;
    if (work->payer.count == 0 && !is_his_name(work, match->claims[first - 1].payer))
        return false;
    for (uint32_t i = first; i != 0; i = match->claims[i - 1].next) {
        const struct ar_claim *line = &match->claims[i - 1];
        struct ar_match_claim claim = {.claim = *line, .item = AR_NO_ITEM, .rule = AR_RULE_DOCUMENT};
        if (ar_date_is_none(line->date) || line->date.days > work->payment.date.days + DAYS_BEHIND ||
            line->date.days < work->payment.date.days - DAYS_BEFORE ||
            (line->currency.code != 0 && line->currency.code != work->cash->currency.code))
            return false;
        if (ar_amount_parse(&claim.claim.amount, line->amount_text, ar_currency_digits(work->cash->currency), NULL) !=
            AR_OK)
            return false;
        claim.claim.has_amount = true;
        ar_match_resolve(work, &claim);
        if (claim.state != AR_CLAIM_OPEN || claim.score <= AR_SCORE_SHORT ||
            !is_of(work, match->book->items[claim.item]->customer, &group))
            return false;
    }
    return true;
}

uint32_t ar_match_find_advice(struct ar_match_work *work)
{
    const struct ar_match *match = work->match;
    const unsigned digits = ar_currency_digits(work->cash->currency);
    uint32_t found = 0;
    if (match->advice_count == 0 || !is_alone(work))
        return 0;
    size_t first = find_amount(match, work->left, digits);
    for (size_t i = first; has_amount(match, i, work->left, digits); i++) {
        if (i - first == LOOKED_MOST)
            return 0;
        if (!is_his(work, match->advices[i].first))
            continue;
        if (found != 0)
            return 0; /* two that may be meant */
        found = match->advices[i].first;
    }
    return found;
}
