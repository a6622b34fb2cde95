/* SPDX-License-Identifier: MIT */
/* Documents in another currency than the payment's, by the rates of its day. What is converted has two records more,
   one in either currency, so that the records of the payment sum to its amount in its own currency and to nothing in
   the other. A difference within the rules' tolerance is written off as that of the exchange. */
#include "cash/match_work.h"

#include <stdlib.h>

/* What one item's currency comes to. */
struct conversion {
    struct ar_currency from, to;
    struct ar_exchange_rate rate;
    int64_t budget; /* the rest of the payment in the item's currency */
    int64_t used; /* of the budget */
    uint32_t customer; /* of the items */
    const struct ar_match_claim *claim; /* the first */
    bool stated; /* the lines of the advice say how much of the payment is for each */
};

static bool convert(int64_t *out, int64_t amount, struct ar_currency from, struct ar_rate rate, struct ar_currency to)
{
    return ar_rate_convert(out, amount, ar_currency_digits(from), rate, ar_currency_digits(to), AR_ROUND_HALF_UP) ==
           AR_OK;
}

/* The least cash that comes to this much at the rate. */
static int64_t cash_for(const struct conversion *conversion, int64_t amount, int64_t most)
{
    bool negative = amount < 0;
    int64_t low = 0, high = ar_size_of(most), wanted = ar_size_of(amount);
    while (low < high) {
        int64_t middle = low + (high - low) / 2, comes;
        if (convert(&comes, middle, conversion->from, conversion->rate.rate, conversion->to) && comes < wanted)
            low = middle + 1;
        else
            high = middle;
    }
    return negative ? -low : low;
}

static bool is_foreign(const struct ar_match_work *work, const struct ar_match_claim *claim,
                       struct ar_currency currency)
{
    return claim->state == AR_CLAIM_CURRENCY && work->match->book->items[claim->item]->currency.code == currency.code &&
           work->match->book->items[claim->item]->open != 0;
}

static int by_due(const void *left, const void *right)
{
    return ar_match_by_due(*(const struct ar_match_claim *const *)left, *(const struct ar_match_claim *const *)right);
}

/* Pays one item: whole, but for a gap that is written off, or with `left` of the budget. */
static void pay(struct ar_match_work *work, struct conversion *conversion, const struct ar_match_claim *claim,
                bool whole, int64_t left, int64_t gap, struct ar_text reason)
{
    const struct ar_book_item *item = work->match->book->items[claim->item];
    char doc[AR_SHOWN_MOST], rate[AR_RATE_SIZE], day[AR_DATE_SIZE];
    struct ar_match_row row = {.item = claim->item, .rule = claim->rule, .score = claim->score, .applied = item->open};
    const char *words = "amount exact";
    if (gap != 0) {
        row.applied = item->open - gap;
        row.writeoff = gap;
        row.reason = reason;
        words = "difference of the exchange written off";
    } else if (!whole && ar_size_of(left) < ar_size_of(item->open)) {
        row.applied = left;
        row.deduction = item->open - left;
        words = "paid short; the rest stays open";
    } else if (conversion->stated && ar_size_of(left) > ar_size_of(item->open)) {
        words = "paid more than is open; the rest is held";
    }
    struct ar_text shown = ar_match_shown(doc, ar_book_doc(item));
    size_t digits = ar_rate_format(rate, conversion->rate.rate);
    ar_date_format(day, conversion->rate.date);
    char from[AR_CURRENCY_SIZE], to[AR_CURRENCY_SIZE];
    ar_currency_format(from, conversion->from);
    ar_currency_format(to, conversion->to);
    bool ignored = claim->claim.has_amount && !conversion->stated && claim->claim.amount != row.applied;
    row.why =
        ar_match_why(work, "%s is %.*s; %.3s to %.3s at %.*s of %.*s; %s%s", claim->how, (int)shown.size, shown.at,
                     from, to, (int)digits, rate, AR_DATE_SIZE, day, words,
                     ignored ? "; the amount of the line is left aside, as the lines do not come to the payment" : "");
    conversion->used += row.applied;
    conversion->customer = item->customer;
    if (conversion->claim == NULL)
        conversion->claim = claim;
    ar_match_apply(work, row);
}

/* The two records of what was converted. */
static void book_conversion(struct ar_match_work *work, const struct conversion *conversion, int64_t cash)
{
    const struct ar_currency currencies[2] = {conversion->from, conversion->to};
    const int64_t amounts[2] = {cash, -conversion->used};
    for (unsigned i = 0; i < 2; i++) {
        size_t why = ar_match_why(work, i == 0 ? "converted, for what is in another currency"
                                               : "what the cash comes to in the currency of the items");
        ar_match_put_back(work, (struct ar_match_row){.item = AR_NO_ITEM,
                                                      .customer = conversion->customer,
                                                      .status = AR_CONVERTED,
                                                      .currency = currencies[i],
                                                      .applied = amounts[i],
                                                      .rule = conversion->claim->rule,
                                                      .score = conversion->claim->score,
                                                      .why = why});
    }
}

/* Claims of one currency, by due date; the payer must be theirs, or not be named, or the amount must agree. */
static size_t choose(struct ar_match_work *work, const struct ar_match_claim **out, struct ar_currency currency,
                     ar_int128 *sum, bool *trusted)
{
    const struct ar_book *book = work->match->book;
    size_t count = 0;
    *sum = 0;
    *trusted = true;
    for (size_t i = 0; i < work->claim_count; i++) {
        struct ar_match_claim *claim = &work->claims[i];
        bool again = false;
        for (size_t j = 0; j < count && !again; j++)
            again = out[j]->item == claim->item;
        if (again || !is_foreign(work, claim, currency))
            continue;
        const struct ar_book_item *item = book->items[claim->item];
        ar_match_place_claim(work, claim, i);
        *sum += item->open;
        *trusted &= (work->payer.count == 0 && work->payer.silent) || ar_match_is_payer(work, item->customer);
        out[count++] = claim;
    }
    if (count > 1)
        qsort(out, count, sizeof *out, by_due);
    return count;
}

static void hold(struct ar_match_work *work, const struct ar_match_claim *claim, const char *because)
{
    char doc[AR_SHOWN_MOST];
    struct ar_text shown = ar_match_shown(doc, ar_book_doc(work->match->book->items[claim->item]));
    ar_match_rest(work, AR_RULE_ON_ACCOUNT,
                  ar_match_why(work, "%.*s is in another currency, and %s", (int)shown.size, shown.at, because));
}

/* Do the lines of the advice come to an amount, within what is allowed, each with the sign of its item? */
static bool lines_come_to(const struct ar_match_work *work, const struct ar_match_claim *const *claims, size_t count,
                          struct ar_currency currency, int64_t amount, int64_t allowed)
{
    ar_int128 sum = 0;
    for (size_t i = 0; i < count; i++) {
        const struct ar_claim *claim = &claims[i]->claim;
        if (!claim->has_amount || claim->amount == 0 ||
            (claim->currency.code != 0 && claim->currency.code != currency.code) ||
            (claim->amount < 0) != (work->match->book->items[claims[i]->item]->open < 0))
            return false;
        sum += claim->amount;
    }
    return sum - amount <= allowed && amount - sum <= allowed;
}

/* Each item what its line says, which is converted where it is in the payment's currency; the roundings make up the
   budget. */
static void pay_stated(struct ar_match_work *work, struct conversion *conversion,
                       const struct ar_match_claim *const *claims, size_t count, bool converted)
{
    ar_int128 said = 0;
    int64_t before = 0, upto = 0;
    conversion->stated = true;
    for (size_t i = 0; i < count; i++, before = upto) {
        const struct ar_book_item *item = work->match->book->items[claims[i]->item];
        struct ar_text reason = AR_TEXT("");
        said += claims[i]->claim.amount;
        upto = (int64_t)said;
        if (said > INT64_MAX || said < -INT64_MAX ||
            (converted && !convert(&upto, (int64_t)said, conversion->from, conversion->rate.rate, conversion->to)))
            return;
        if (i + 1 == count)
            upto = conversion->budget;
        int64_t part = upto - before, gap = item->open - part;
        bool whole =
            ar_size_of(gap) <= ar_rules_within(work->match->rules, AR_EXCHANGE, conversion->to, item->open, &reason);
        if (part != 0 && (part < 0) == (item->open < 0))
            pay(work, conversion, claims[i], whole, part, whole ? gap : 0, reason);
    }
}

/* The lines come to the payment, or to its worth in the currency of the items. */
static bool settle_stated(struct ar_match_work *work, struct conversion *conversion,
                          const struct ar_match_claim **claims, size_t count)
{
    const struct ar_match_claim *const *lines = (const struct ar_match_claim *const *)claims;
    struct ar_text reason;
    int64_t within = ar_rules_within(work->match->rules, AR_EXCHANGE, conversion->to, conversion->budget, &reason);
    bool converted = lines_come_to(work, lines, count, conversion->from, work->left, 0);
    if (!converted && !lines_come_to(work, lines, count, conversion->to, conversion->budget, within))
        return false;
    pay_stated(work, conversion, lines, count, converted);
    return true;
}

static void settle(struct ar_match_work *work, struct conversion *conversion, const struct ar_match_claim **claims,
                   size_t count, ar_int128 sum, bool trusted)
{
    const struct ar_book *book = work->match->book;
    struct ar_text reason = AR_TEXT("");
    ar_int128 gap = sum - conversion->budget;
    int64_t whole = sum > INT64_MAX || sum < -INT64_MAX ? 0 : (int64_t)sum;
    int64_t allowed = ar_rules_within(work->match->rules, AR_EXCHANGE, conversion->to, whole, &reason);
    bool agrees = (gap < 0 ? -gap : gap) <= allowed;
    if (!trusted && !agrees) {
        hold(work, claims[0], "neither payer nor amount agree");
        return;
    }
    int64_t cash = work->left;
    size_t last = count; /* carries the gap */
    for (size_t i = 0; i < count; i++)
        if ((book->items[claims[i]->item]->open < 0) == (conversion->budget < 0))
            last = i;
    if (!agrees && settle_stated(work, conversion, claims, count))
        last = count;
    for (size_t i = 0; last < count && i < count && (agrees || conversion->used != conversion->budget); i++)
        if (agrees || (book->items[claims[i]->item]->open < 0) == (conversion->budget < 0))
            pay(work, conversion, claims[i], agrees, conversion->budget - conversion->used,
                agrees && i == last ? (int64_t)gap : 0, reason);
    if (conversion->used == 0) {
        hold(work, claims[0], "the amount has the other sign than the document");
        return;
    }
    if (!agrees && conversion->used != conversion->budget)
        cash = cash_for(conversion, conversion->used, work->left);
    book_conversion(work, conversion, cash);
}

void ar_match_exchange(struct ar_match_work *work)
{
    const struct ar_payment *payment = &work->payment;
    const struct ar_match_claim **claims = malloc(work->claim_count * sizeof *claims);
    if (claims == NULL) {
        work->status = AR_FAILED;
        return;
    }
    for (size_t i = 0; i < work->claim_count && work->left != 0; i++) {
        if (work->claims[i].state != AR_CLAIM_CURRENCY || work->match->book->items[work->claims[i].item]->open == 0)
            continue;
        struct conversion conversion = {.from = payment->currency};
        conversion.to = work->match->book->items[work->claims[i].item]->currency;
        ar_int128 sum;
        bool trusted;
        struct ar_error error;
        size_t count = choose(work, claims, conversion.to, &sum, &trusted);
        if (ar_exchange_find(&conversion.rate, work->match->exchange, conversion.from, conversion.to, payment->date,
                             work->match->rate_within, &error) != AR_OK) {
            hold(work, claims[0], "there is no rate of the day");
            break;
        }
        if (!convert(&conversion.budget, work->left, conversion.from, conversion.rate.rate, conversion.to) ||
            conversion.budget == 0) {
            hold(work, claims[0], "the payment comes to nothing in it");
            break;
        }
        settle(work, &conversion, claims, count, sum, trusted);
    }
    free(claims);
}
