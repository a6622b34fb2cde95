/* SPDX-License-Identifier: MIT */
/* Settling what the payer names: by the amounts of the lines, by what is open, and what is left then. */
#include "cash/match_work.h"

#include <stdlib.h>

static bool enough(const struct ar_match_work *work, int64_t amount)
{
    return (amount < 0) == (work->left < 0) && ar_size_of(amount) <= ar_size_of(work->left);
}

/* ---- claims with amounts -------------------------------------------------------------------------------------------
 */

/* The lines' cash; gross lines are taken down to it. */
static bool lines_agree(struct ar_match_work *work, ar_int128 *sum)
{
    ar_int128 gross = 0, net = 0;
    for (size_t i = 0; i < work->claim_count; i++) {
        struct ar_claim *claim = &work->claims[i].claim;
        gross += claim->amount;
        net += (ar_int128)claim->amount - (claim->has_discount ? ar_size_of(claim->discount) : 0) -
               (claim->has_deduction ? ar_size_of(claim->deduction) : 0);
    }
    if (net == work->left && gross != net) {
        for (size_t i = 0; i < work->claim_count; i++) {
            struct ar_claim *claim = &work->claims[i].claim;
            claim->amount -= (claim->has_discount ? ar_size_of(claim->discount) : 0) +
                             (claim->has_deduction ? ar_size_of(claim->deduction) : 0);
        }
        gross = net;
    }
    if (gross > work->left && ar_match_turn_credits(work))
        gross = work->left;
    *sum = gross;
    return (gross < 0) == (work->left < 0) && (gross < 0 ? -gross : gross) <= ar_size_of(work->left);
}

/* The one line says that less than the payment is meant for its document, by more than what may be written off. */
static bool says_less(const struct ar_match_work *work)
{
    const struct ar_match_claim *claim = &work->claims[0];
    struct ar_text reason;
    int64_t amount = claim->claim.amount, allowed = 0;
    if (!claim->claim.has_amount || (amount < 0) != (work->left < 0) || ar_size_of(amount) >= ar_size_of(work->left))
        return false;
    if (claim->item != AR_NO_ITEM && ar_rules_has(work->match->rules, AR_PASS_TOLERANCE)) {
        const struct ar_book_item *item = work->match->book->items[claim->item];
        allowed = ar_rules_tolerance(work->match->rules, item->currency, item->open, false, &reason);
    }
    return ar_size_of(work->left) - ar_size_of(amount) > allowed;
}

/* `all`: there are no lines but these. */
static void settle_with_amounts(struct ar_match_work *work, bool all)
{
    struct ar_match_claim *charged = NULL;
    ar_int128 sum;
    ar_match_join_lines(work);
    if (work->claim_count == 1 && all && !says_less(work)) {
        work->claims[0].claim.has_amount = true;
        work->claims[0].claim.amount = work->left; /* the cash is the truth */
        ar_match_settle_one(work, &work->claims[0], work->left, true);
        return;
    }
    bool agree = lines_agree(work, &sum);
    if (!agree && work->left > 0 && (charged = ar_match_charged_line(work, sum - work->left)) != NULL)
        charged->claim.amount -= (int64_t)(sum - work->left);
    else if (!agree) {
        for (size_t i = 0; i < work->claim_count; i++)
            if (work->claims[i].state == AR_CLAIM_OPEN)
                ar_match_candidate_row(
                    work, work->claims[i].item, AR_RULE_AMBIGUOUS,
                    ar_match_why(work, "named by the advice, whose lines sum to more than the payment"));
        ar_match_rest(work, AR_RULE_AMBIGUOUS,
                      ar_match_why(work, "the lines of the advice sum to more than the payment"));
        return;
    }
    if (sum != work->left && work->payer.count == 0 && !ar_match_one_customer(work))
        ar_match_doubt_lines(work);
    /* Credits first: they make room for what they pay. */
    bool sign = work->payment.amount < 0;
    for (unsigned credits = 2; credits-- > 0;)
        for (size_t i = 0; i < work->claim_count; i++) {
            int64_t amount = work->claims[i].claim.amount;
            if (amount != 0 && ((amount < 0) != sign) == (credits == 1))
                ar_match_settle_one(work, &work->claims[i], amount, credits == 1 || &work->claims[i] == charged);
        }
}

/* ---- claims without ------------------------------------------------------------------------------------------------
 */

static int by_due(const void *left, const void *right)
{
    return ar_match_by_due(left, right);
}

/* Claims of items by due date, then the others. */
static void sort_claims(struct ar_match_work *work)
{
    for (size_t i = 0; i < work->claim_count; i++)
        ar_match_place_claim(work, &work->claims[i], i);
    if (work->claim_count > 1)
        qsort(work->claims, work->claim_count, sizeof *work->claims, by_due);
}

/* What is missing of several: what the terms allow, or allowed until a day, what the lines say, or a percentage of the
   payer's words. */
enum less { BY_TERMS, BY_OLD_TERMS, BY_LINES, BY_PERCENT };

static int64_t less_of(const struct ar_match_work *work, const struct ar_match_claim *claim, enum less less,
                       struct ar_rate percent)
{
    const struct ar_book *book = work->match->book;
    if (claim->state != AR_CLAIM_OPEN || book->items[claim->item]->open <= 0)
        return 0;
    if (less == BY_LINES)
        return ar_size_of(claim->claim.discount) + ar_size_of(claim->claim.deduction);
    if (less == BY_PERCENT)
        return ar_percent_of(book->items[claim->item]->open, percent);
    return less == BY_TERMS ? ar_match_earned(work, claim->item) : ar_match_offered(work, claim->item);
}

/* All of them, each so much less, if that is the gap; a cent of rounding is the last one's. */
static bool settle_less(struct ar_match_work *work, ar_int128 gap, enum less less, struct ar_rate percent)
{
    const struct ar_book *book = work->match->book;
    ar_int128 sum = 0;
    size_t last = 0;
    for (size_t i = 0; i < work->claim_count; i++) {
        int64_t part = less_of(work, &work->claims[i], less, percent);
        last = part > 0 ? i : last;
        sum += part;
    }
    int64_t cent = gap - sum == 1 || gap - sum == -1 ? (int64_t)(gap - sum) : 0;
    if (sum == 0 || (sum != gap && (less == BY_LINES || less == BY_OLD_TERMS || cent == 0)))
        return false;
    for (size_t i = 0; i < work->claim_count; i++) {
        struct ar_match_claim *claim = &work->claims[i];
        int64_t part = less_of(work, claim, less, percent) + (i == last ? cent : 0);
        if (claim->state == AR_CLAIM_OPEN && ar_match_candidate(work, claim->item))
            ar_match_settle_item(work, claim, claim->item, book->items[claim->item]->open - part, true);
    }
    return true;
}

static bool settle_discounted(struct ar_match_work *work, ar_int128 gap)
{
    struct ar_rate percent = {0};
    ar_int128 gross = 0;
    for (size_t i = 0; i < work->claim_count; i++) {
        int64_t open = ar_match_open_of(work, &work->claims[i]);
        gross += open > 0 ? open : 0;
    }
    if (settle_less(work, gap, BY_TERMS, percent) || settle_less(work, gap, BY_OLD_TERMS, percent) ||
        settle_less(work, gap, BY_LINES, percent))
        return true;
    struct ar_text words = work->claims[0].claim.reason;
    return work->claim_count > 1 && gross <= INT64_MAX && gap <= gross &&
           (ar_match_percent(&percent, work, words, (int64_t)gross, (int64_t)gap) ||
            ar_match_less_percent(&percent, work, words, (int64_t)gross, (int64_t)gap)) &&
           settle_less(work, gap, BY_PERCENT, percent);
}

/* Of one claim: is the payment neither its discount, nor a part that words explain, nor within tolerance? */
static bool explains_nothing(struct ar_match_work *work)
{
    const struct ar_match_claim *claim = &work->claims[0];
    struct ar_text reason;
    if (work->claim_count != 1)
        return true;
    const struct ar_book_item *item = work->match->book->items[claim->item];
    return ar_match_fit(work, claim->item, &claim->claim, work->left).level < 2 &&
           ar_size_of(item->open - work->left) >
               ar_rules_tolerance(work->match->rules, item->currency, item->open, false, &reason);
}

/* Claims of what a line before has settled, or names as well, go behind the others: how many these are. */
static size_t put_repeated_last(struct ar_match_work *work)
{
    size_t kept = 0;
    for (size_t i = 0; i < work->claim_count; i++) {
        struct ar_match_claim *claim = &work->claims[i];
        bool again = kept > 0 && claim->item == work->claims[kept - 1].item; /* they stand in the order of items */
        if (claim->state == AR_CLAIM_OPEN && (again || !ar_match_candidate(work, claim->item)))
            claim->state = AR_CLAIM_UNKNOWN;
        else
            ar_match_keep_claim(work, i, &kept);
    }
    return kept;
}

/* What is left is that of the first claim that cannot be settled; false: there is none. */
static bool hold_other(struct ar_match_work *work)
{
    for (size_t i = 0; i < work->claim_count && work->left != 0; i++)
        if (work->claims[i].state != AR_CLAIM_OPEN) {
            ar_match_hold_claim(work, &work->claims[i], work->left);
            return true;
        }
    return false;
}

/* One after the other, credits first; `shorter` by the gap. */
static void pay_in_turn(struct ar_match_work *work, const struct ar_match_claim *shorter, ar_int128 gap)
{
    const struct ar_book *book = work->match->book;
    bool any;
    ar_int128 credit = ar_match_credit_budget(work, &any);
    if (!any) {
        if (!hold_other(work))
            ar_match_rest(work, AR_RULE_ON_ACCOUNT,
                          ar_match_why(work, "the amount has the other sign than the documents"));
        return;
    }
    for (unsigned credits = 2; credits-- > 0;)
        for (size_t i = 0; i < work->claim_count && (work->left != 0 || credits == 1); i++) {
            struct ar_match_claim *claim = &work->claims[i];
            if (claim->state != AR_CLAIM_OPEN || !ar_match_candidate(work, claim->item))
                continue;
            int64_t amount = book->items[claim->item]->open;
            bool whole = true;
            if (((amount < 0) != (work->payment.amount < 0)) != (credits == 1))
                continue;
            if (claim == shorter)
                amount -= (int64_t)gap;
            if (credits == 0 && !enough(work, amount))
                amount = work->left;
            if (credits == 1 && ar_size_of(amount) > credit) {
                amount = amount < 0 ? (int64_t)-credit : (int64_t)credit;
                whole = false;
            }
            credit -= credits == 1 ? ar_size_of(amount) : 0;
            if (amount != 0)
                ar_match_settle_item(work, claim, claim->item, amount, whole);
        }
    hold_other(work);
}

/* `all`: as above. The claims stand by due date. */
static void settle_open(struct ar_match_work *work, bool all)
{
    const struct ar_book *book = work->match->book;
    size_t open = 0;
    for (size_t i = 0; i < work->claim_count; i++)
        open += work->claims[i].state == AR_CLAIM_OPEN;
    if (open == 0) {
        ar_match_hold_claim(work, &work->claims[0], work->left);
        return;
    }
    ar_int128 gap = ar_match_open_of_all(work) - work->left;
    if (all && open == work->claim_count && gap > 0 && explains_nothing(work) && ar_match_add_credit(work, gap)) {
        gap = 0;
        open = work->claim_count;
    }
    if (all && open == 1 && work->claim_count == 1) {
        settle_with_amounts(work, true);
        return;
    }
    if (gap == 0 && open == work->claim_count) {
        for (size_t i = 0; i < work->claim_count; i++)
            ar_match_settle_item(work, &work->claims[i], work->claims[i].item, book->items[work->claims[i].item]->open,
                                 true);
        return;
    }
    if (ar_match_stated_amounts(work)) {
        settle_with_amounts(work, false);
        return;
    }
    if (gap > 0 && settle_discounted(work, gap))
        return;
    struct ar_match_claim *shorter = gap > 0 ? ar_match_short_claim(work, gap) : NULL;
    struct ar_match_claim *exact = gap > 0 && shorter == NULL ? ar_match_exact_claim(work) : NULL;
    if (exact != NULL) {
        ar_match_settle_item(work, exact, exact->item, work->left, true);
        return;
    }
    if (gap != 0 && work->payer.count == 0 && open > 1 && !ar_match_one_customer(work)) {
        size_t why = ar_match_why(work, "named in the text, as are items of other customers; the amount is not theirs");
        for (size_t i = 0; i < work->claim_count; i++)
            if (work->claims[i].state == AR_CLAIM_OPEN)
                ar_match_candidate_row(work, work->claims[i].item, AR_RULE_AMBIGUOUS, why);
        ar_match_rest(work, AR_RULE_AMBIGUOUS,
                      ar_match_why(work, gap > 0 ? "numbers of several customers, more than the payment"
                                                 : "numbers of several customers, less than the payment"));
        return;
    }
    if (shorter == NULL && all)
        ar_match_doubt_numbers(work);
    pay_in_turn(work, shorter, gap);
}

static void settle_without_amounts(struct ar_match_work *work, bool all)
{
    size_t count;
    ar_match_trust_strangers(work);
    if (all)
        ar_match_add_nearly(work);
    count = work->claim_count;
    sort_claims(work);
    work->claim_count = put_repeated_last(work);
    work->claim_count = ar_match_put_orders_last(work);
    work->claim_count = ar_match_put_between_last(work);
    if (work->claim_count > 0)
        settle_open(work, all);
    if (work->claim_count < count)
        work->claim_count = count;
}

/* The claims' documents, all of one customer and exactly paid, prove who the payer is. */
static void prove(struct ar_match_work *work)
{
    uint32_t customer = AR_NO_CUSTOMER;
    if (work->left != 0 || work->row_count == 0)
        return;
    for (size_t i = 0; i < work->row_count; i++) {
        const struct ar_match_row *row = &work->rows[i];
        if (row->status == AR_CONVERTED)
            continue;
        bool exact = row->status == AR_APPLIED && row->score >= AR_SCORE_NUMBER && row->writeoff == 0 &&
                     work->match->book->items[row->item]->settled;
        if (!exact || (customer != AR_NO_CUSTOMER && customer != row->customer))
            return;
        customer = row->customer;
    }
    ar_match_proved(work->match, work->cash, customer);
}

/* Claims in another currency that rates may convert go behind the others: how many. */
static size_t put_foreign_last(struct ar_match_work *work)
{
    size_t kept = 0;
    if (work->match->exchange == NULL)
        return 0;
    for (size_t i = 0; i < work->claim_count; i++)
        if (work->claims[i].state != AR_CLAIM_CURRENCY)
            ar_match_keep_claim(work, i, &kept);
    return work->claim_count - kept;
}

/* Lines with amounts, or those without, come in front of the others. */
static void put_first(struct ar_match_work *work, bool stated)
{
    for (size_t i = 0, kept = 0; i < work->claim_count; i++)
        if (work->claims[i].claim.has_amount == stated)
            ar_match_keep_claim(work, i, &kept);
}

/* Some lines say their amounts: these first, and what they leave is for the others. */
static void settle_mixed(struct ar_match_work *work, size_t with)
{
    const size_t count = work->claim_count;
    put_first(work, true);
    work->claim_count = with;
    settle_with_amounts(work, false);
    work->claim_count = count;
    put_first(work, false);
    work->claim_count = count - with;
    if (work->left != 0)
        settle_without_amounts(work, false);
    work->claim_count = count;
}

/* A document of the payer's that another entity sent: the money is not for something else. */
static bool is_elsewhere(const struct ar_match_work *work, const struct ar_match_claim *claim)
{
    if (claim->item == AR_NO_ITEM || claim->state != AR_CLAIM_UNKNOWN)
        return false;
    const struct ar_book_item *item = work->match->book->items[claim->item];
    return item->open != 0 && item->type != AR_TYPE_PAYMENT && ar_match_is_payer(work, item->customer);
}

/* What a line says in a currency that is neither the payment's nor its item's is no measure for either. */
static void set_foreign_aside(const struct ar_match_work *work, struct ar_match_claim *claim)
{
    struct ar_currency currency = claim->claim.currency;
    if (currency.code == 0 || currency.code == work->payment.currency.code)
        return;
    if (work->match->exchange != NULL && claim->state == AR_CLAIM_CURRENCY &&
        work->match->book->items[claim->item]->currency.code == currency.code)
        return;
    claim->claim.has_amount = claim->claim.has_discount = claim->claim.has_deduction = false;
    claim->claim.amount = claim->claim.discount = claim->claim.deduction = 0;
}

void ar_match_claims(struct ar_match_work *work)
{
    size_t with = 0, resolved = 0;
    for (size_t i = 0; i < work->claim_count; i++) {
        ar_match_resolve(work, &work->claims[i]);
        set_foreign_aside(work, &work->claims[i]);
        with += work->claims[i].claim.has_amount;
        resolved += work->claims[i].state != AR_CLAIM_UNKNOWN || is_elsewhere(work, &work->claims[i]);
    }
    if (resolved == 0 && (with == 0 || work->claim_count == 1))
        return; /* nothing named that we know: the payer and the amount must tell */
    bool stated = with == work->claim_count;
    size_t foreign = put_foreign_last(work);
    work->claim_count -= foreign;
    for (size_t i = work->claim_count; i < work->claim_count + foreign; i++)
        with -= work->claims[i].claim.has_amount;
    if (with > 0 && with == work->claim_count)
        settle_with_amounts(work, foreign == 0);
    else if (with > 0)
        settle_mixed(work, with);
    else if (work->claim_count > 0)
        settle_without_amounts(work, foreign == 0);
    work->claim_count += foreign;
    if (foreign > 0 && work->left != 0)
        ar_match_exchange(work);
    struct ar_text unknown = ar_match_pay_next_lines(work);
    prove(work);
    if (work->left == 0)
        return;
    /* A rest goes to the customer whose documents were paid. */
    if (work->row_count > 0 && work->rows[0].status == AR_APPLIED &&
        (work->payer.known == AR_NO_CUSTOMER || ar_match_is_kin(work, work->rows[0].customer)))
        work->payer.known = work->rows[0].customer;
    char room[AR_SHOWN_MOST];
    struct ar_text shown = ar_match_shown(room, unknown);
    size_t why =
        ar_match_why(work, stated && foreign == 0 ? "more than the lines of the advice say: the rest is on account"
                                                  : "more than the documents named: the rest is on account");
    if (shown.size > 0)
        ar_match_why(work, "; '%.*s' is no item that we have", (int)shown.size, shown.at);
    ar_match_rest(work, AR_RULE_ON_ACCOUNT, why);
}
