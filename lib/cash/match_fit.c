/* SPDX-License-Identifier: MIT */
/* How well an amount fits an item: to the cent, or less what terms, words or an advice explain. */
#include "cash/match_work.h"
#include "ledger/terms.h"

bool ar_match_candidate(const struct ar_match_work *work, uint32_t number)
{
    return ar_match_may_settle(work, work->match->book->items[number]);
}

/* Is this amount written somewhere in the text, with the currency's digits? */
static bool says_amount(struct ar_text text, int64_t amount, unsigned digits)
{
    uint64_t value = 0, wanted = (uint64_t)(amount < 0 ? -amount : amount);
    bool point = false, any = false;
    unsigned decimals = 0;
    for (size_t i = 0; i <= text.size; i++) {
        char c = i < text.size ? text.at[i] : ' ';
        if (c >= '0' && c <= '9' && value < UINT64_C(100000000000000000)) {
            value = value * 10 + (uint64_t)(c - '0');
            decimals += point;
            any = true;
        } else if (any && c == '.' && !point && i + 1 < text.size && text.at[i + 1] >= '0' && text.at[i + 1] <= '9') {
            point = true;
        } else if (!any || point || c != ',') {
            while (any && decimals < digits) {
                value *= 10;
                decimals++;
            }
            if (any && decimals == digits && value == wanted)
                return true;
            value = decimals = 0;
            any = point = false;
        }
    }
    return false;
}

/* A percentage in the text: "2.5%", "2.5 %", or "net 97", which pays 97 of 100. */
static bool says_percent(struct ar_rate *out, struct ar_text text)
{
    for (size_t i = 0; i < text.size; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            continue;
        size_t end = i, before = i;
        while (end < text.size && ((text.at[end] >= '0' && text.at[end] <= '9') || text.at[end] == '.'))
            end++;
        while (before > 0 && text.at[before - 1] == ' ')
            before--;
        size_t sign = end;
        while (sign < text.size && text.at[sign] == ' ')
            sign++;
        bool parsed = end - i <= 6 && ar_rate_parse(out, (struct ar_text){text.at + i, end - i}) == AR_OK;
        if (parsed && sign < text.size && text.at[sign] == '%')
            return out->value > 0;
        bool net = before >= 3 && (text.at[before - 3] | 32) == 'n' && (text.at[before - 2] | 32) == 'e' &&
                   (text.at[before - 1] | 32) == 't';
        if (parsed && net && out->scale == 0 && out->value >= 90 && out->value < 100) {
            out->value = 100 - out->value;
            return true;
        }
        i = end;
    }
    return false;
}

/* What a text that stays says: an item after the other asks for the same. */
static const struct ar_word *said(struct ar_match_work *work, enum ar_word_sort sort, struct ar_text text)
{
    struct ar_match_said *last = &work->said[sort];
    if (last->text.at != text.at || last->text.size != text.size)
        *last = (struct ar_match_said){text, ar_rules_word(work->match->rules, sort, text)};
    return last->word;
}

/* The terms of an item that can have a discount: nothing was paid yet. NULL: none. */
static const struct ar_terms *terms_of(const struct ar_match_work *work, const struct ar_book_item *item)
{
    if (item->terms == 0 || item->open != item->amount)
        return NULL;
    struct ar_match_terms *terms = &work->match->terms[item->terms];
    if (terms->met == AR_TERMS_UNMET)
        terms->met =
            ar_terms_parse(&terms->terms, ar_book_word(work->match->book, item->terms)) ? AR_TERMS_SOME : AR_TERMS_NONE;
    return terms->met == AR_TERMS_SOME ? &terms->terms : NULL;
}

/* The discount of the terms, taken after its last day. */
static bool is_late_discount(const struct ar_match_work *work, const struct ar_book_item *item, int64_t gap)
{
    const struct ar_terms *terms = terms_of(work, item);
    return terms != NULL && ar_terms_discount(terms, item->amount, item->date, item->date) == gap &&
           ar_terms_discount(terms, item->amount, item->date, work->cash->payment.date) != gap;
}

/* Is `gap` the discount that terms or words explain? */
static const char *explain_discount(struct ar_match_work *work, const struct ar_book_item *item, struct ar_text words,
                                    int64_t gap)
{
    const struct ar_rules *rules = work->match->rules;
    const struct ar_terms *terms = terms_of(work, item);
    struct ar_rate percent;
    if (terms != NULL && ar_terms_discount(terms, item->amount, item->date, work->cash->payment.date) == gap)
        return "earned discount by its terms";
    if (is_late_discount(work, item, gap))
        return NULL;
    if (said(work, AR_WORD_DISCOUNT, words) == NULL)
        return NULL;
    if (says_percent(&percent, words))
        return ar_size_of(ar_percent_of(item->open, percent) - gap) <= 1 ? "discount in the payer's words" : NULL;
    if (says_amount(words, gap, ar_currency_digits(item->currency)))
        return "discount in the payer's words";
    for (size_t i = 0; i < rules->discount_count; i++)
        if (ar_size_of(ar_percent_of(item->open, rules->discounts[i]) - gap) <= 1)
            return "discount in the payer's words";
    return NULL;
}

struct ar_match_fit ar_match_fit(struct ar_match_work *work, uint32_t number, const struct ar_claim *claim,
                                 int64_t amount)
{
    const struct ar_book_item *item = work->match->book->items[number];
    struct ar_match_fit fit = {.level = 0, .reason = AR_TEXT("")};
    int64_t gap = 0;
    if (amount == item->open) {
        fit.level = 3;
        fit.words = "amount exact";
        return fit;
    }
    if ((amount < 0) != (item->open < 0) || amount == 0 || ar_amount_sub(&gap, item->open, amount) != AR_OK ||
        (gap < 0) != (item->open < 0))
        return fit;
    const struct ar_word *why = said(work, AR_WORD_DEDUCTION, claim->reason);
    const char *discount = explain_discount(work, item, claim->reason, gap);
    const char *late = is_late_discount(work, item, gap) ? "discount taken after its last day; it stays open" : NULL;
    if (claim->has_discount && claim->discount != 0 && !claim->has_deduction &&
        ar_size_of(claim->discount) == ar_size_of(gap))
        discount = "discount of the advice";
    if (discount != NULL) {
        fit = (struct ar_match_fit){2, gap, 0, AR_TEXT(""), discount};
    } else if (late != NULL) {
        fit = (struct ar_match_fit){2, 0, gap, AR_TEXT("24"), late};
    } else if (claim->has_deduction && claim->deduction != 0 &&
               ar_size_of(claim->deduction) + (claim->has_discount ? ar_size_of(claim->discount) : 0) ==
                   ar_size_of(gap)) {
        int64_t taken = claim->has_discount ? ar_size_of(claim->discount) : 0;
        taken = gap < 0 ? -taken : taken;
        fit =
            (struct ar_match_fit){2, taken, gap - taken, why ? why->reason : claim->reason, "deduction of the advice"};
    } else if (why != NULL && says_amount(claim->reason, gap, ar_currency_digits(item->currency))) {
        fit = (struct ar_match_fit){2, 0, gap, why->reason, "deduction in the payer's words"};
    } else if (said(work, AR_WORD_PARTIAL, claim->reason) != NULL) {
        fit = (struct ar_match_fit){1, 0, 0, AR_TEXT(""), "payment in part in the payer's words"};
    } else if (why != NULL) {
        fit = (struct ar_match_fit){1, 0, gap, why->reason, "short payment in the payer's words"};
    }
    return fit;
}
