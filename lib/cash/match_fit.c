/* SPDX-License-Identifier: MIT */
/* How well an amount fits an item: to the cent, or less what terms, words or an advice explain. */
#include "cash/match_work.h"
#include "ledger/terms.h"

bool ar_match_pays_on_account(const struct ar_match_work *work)
{
    return ar_rules_word(work->match->rules, AR_WORD_ON_ACCOUNT, work->payment.reference) != NULL;
}

bool ar_match_says_on_account(const struct ar_match_work *work, const struct ar_claim *claim)
{
    const struct ar_rules *rules = work->match->rules;
    return ar_rules_word(rules, AR_WORD_ON_ACCOUNT, claim->reference) != NULL ||
           (claim->reason.at != work->payment.reference.at &&
            ar_rules_word(rules, AR_WORD_ON_ACCOUNT, claim->reason) != NULL);
}

bool ar_match_is_on_account(const struct ar_match_work *work, const struct ar_claim *claim)
{
    return ar_match_says_on_account(work, claim) || ar_match_pays_on_account(work);
}

size_t ar_match_number_end(struct ar_text text, size_t at)
{
    while (at < text.size && (ar_is_digit(text.at[at]) || (memchr(".,'", text.at[at], 3) != NULL &&
                                                           at + 1 < text.size && ar_is_digit(text.at[at + 1]))))
        at++;
    return at;
}

/* Is the number this amount? Behind its last sign there are decimals, or a group of three. */
static bool is_amount(struct ar_text number, uint64_t wanted, unsigned digits)
{
    uint64_t value = 0, scale = (uint64_t)ar_power_of_ten(digits);
    size_t last = number.size;
    for (size_t i = 0; i < number.size; i++) {
        if (!ar_is_digit(number.at[i]))
            last = i;
        else if (__builtin_mul_overflow(value, 10, &value) || value > UINT64_MAX - 9)
            return false;
        else
            value += (uint64_t)(number.at[i] - '0');
    }
    size_t decimals = last < number.size ? number.size - last - 1 : 0;
    bool whole = last == number.size || decimals == 3;
    if (whole && value <= UINT64_MAX / scale && value * scale == wanted)
        return true;
    for (size_t i = 0; i < decimals && scale > 0; i++)
        scale /= 10;
    return last < number.size && scale > 0 && value <= UINT64_MAX / scale && value * scale == wanted;
}

/* Is this amount written somewhere in the text? */
static bool says_amount(struct ar_text text, int64_t amount, unsigned digits)
{
    uint64_t wanted = (uint64_t)(amount < 0 ? -amount : amount);
    for (size_t i = 0, end; i < text.size; i = end + 1) {
        end = ar_match_number_end(text, i);
        if (end > i && is_amount((struct ar_text){text.at + i, end - i}, wanted, digits))
            return true;
    }
    return false;
}

/* A number of few digits with a decimal point or comma. */
static bool read_percent(struct ar_rate *out, struct ar_text number)
{
    char plain[6];
    if (number.size == 0 || number.size > sizeof plain)
        return false;
    for (size_t i = 0; i < number.size; i++)
        plain[i] = number.at[i] == ',' ? '.' : number.at[i];
    return ar_rate_parse(out, (struct ar_text){plain, number.size}) == AR_OK;
}

/* The next percentage in the text: "2.5%", "2,5 %", or "net 97", which pays 97 of 100. */
static bool says_percent(struct ar_rate *out, struct ar_text text, size_t *from)
{
    for (size_t i = *from, end; i < text.size; i = end + 1) {
        end = ar_match_number_end(text, i);
        if (end == i)
            continue;
        size_t before = i, sign = end;
        while (before > 0 && text.at[before - 1] == ' ')
            before--;
        while (sign < text.size && text.at[sign] == ' ')
            sign++;
        *from = end;
        bool parsed = read_percent(out, (struct ar_text){text.at + i, end - i});
        if (parsed && sign < text.size && text.at[sign] == '%' && out->value > 0)
            return true;
        bool net = before >= 3 && (text.at[before - 3] | 32) == 'n' && (text.at[before - 2] | 32) == 'e' &&
                   (text.at[before - 1] | 32) == 't';
        if (parsed && net && out->scale == 0 && out->value >= 90 && out->value < 100) {
            out->value = 100 - out->value;
            return true;
        }
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

int64_t ar_match_earned(const struct ar_match_work *work, uint32_t number)
{
    const struct ar_book_item *item = work->match->book->items[number];
    const struct ar_terms *terms = terms_of(work, item);
    return terms != NULL ? ar_terms_discount(terms, item->amount, item->date, work->payment.date) : 0;
}

int64_t ar_match_offered(const struct ar_match_work *work, uint32_t number)
{
    const struct ar_book_item *item = work->match->book->items[number];
    const struct ar_terms *terms = terms_of(work, item);
    return terms != NULL ? ar_terms_discount(terms, item->amount, item->date, item->date) : 0;
}

/* The percentage in the words that makes up the gap. */
static bool says_gap(struct ar_rate *out, struct ar_text words, int64_t amount, int64_t gap, bool *any)
{
    for (size_t from = 0; says_percent(out, words, &from); *any = true)
        if (ar_size_of(ar_percent_of(amount, *out) - gap) <= 1)
            return true;
    return false;
}

bool ar_match_less_percent(struct ar_rate *out, struct ar_match_work *work, struct ar_text words, int64_t amount,
                           int64_t gap)
{
    bool any = false;
    return said(work, AR_WORD_DEDUCTION, words) != NULL && says_gap(out, words, amount, gap, &any);
}

bool ar_match_percent(struct ar_rate *out, struct ar_match_work *work, struct ar_text words, int64_t amount,
                      int64_t gap)
{
    const struct ar_rules *rules = work->match->rules;
    bool any = false;
    if (said(work, AR_WORD_DISCOUNT, words) == NULL)
        return false;
    if (says_gap(out, words, amount, gap, &any))
        return true;
    for (size_t i = 0; !any && i < rules->discount_count; i++) {
        *out = rules->discounts[i];
        if (ar_size_of(ar_percent_of(amount, *out) - gap) <= 1)
            return true;
    }
    return false; /* or another one than said */
}

/* Is `gap` the discount that words explain? One whose percentage they leave out is no larger than a tenth. */
static bool explains_discount(struct ar_match_work *work, const struct ar_book_item *item, struct ar_text words,
                              int64_t gap)
{
    struct ar_rate percent;
    return said(work, AR_WORD_DISCOUNT, words) != NULL &&
           ((ar_size_of(gap) <= ar_size_of(item->open) / 10 &&
             says_amount(words, gap, ar_currency_digits(item->currency))) ||
            ar_match_percent(&percent, work, words, item->open, gap));
}

struct ar_match_fit ar_match_fit(struct ar_match_work *work, uint32_t number, const struct ar_claim *claim,
                                 int64_t amount)
{
    const struct ar_book_item *item = work->match->book->items[number];
    struct ar_match_fit fit = {.level = 0, .reason = AR_TEXT("")};
    struct ar_rate percent;
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
    const int64_t earned = ar_match_earned(work, number);
    const bool late = earned != gap && ar_match_offered(work, number) == gap; /* taken after its last day */
    const char *discount = earned == gap ? "earned discount by its terms"
                           : !late && explains_discount(work, item, claim->reason, gap)
                               ? "discount in the payer's words"
                               : NULL;
    const int64_t said_discount = claim->has_discount ? ar_size_of(claim->discount) : 0;
    const bool large = said_discount > ar_size_of(item->open) / 10; /* who takes so much need not be entitled to it */
    if (discount == NULL && said_discount != 0 && !claim->has_deduction && said_discount == ar_size_of(gap) && !large)
        discount = "discount of the advice";
    if (discount != NULL) {
        fit = (struct ar_match_fit){2, gap, 0, AR_TEXT(""), discount, false};
    } else if (ar_size_of(earned) > 1 && ar_size_of(earned - gap) == 1) {
        fit = (struct ar_match_fit){2, gap, 0, AR_TEXT(""), "earned discount by its terms, but for the rounding", true};
    } else if (late) {
        fit = (struct ar_match_fit){2, 0, gap, AR_TEXT("24"), "discount taken after its last day; it stays open", true};
    } else if (large && !claim->has_deduction && said_discount == ar_size_of(gap)) {
        fit = (struct ar_match_fit){
            2, 0, gap, AR_TEXT("24"), "discount of the advice, more than a tenth; it stays open", true};
    } else if (claim->has_deduction && claim->deduction != 0 &&
               ar_size_of(claim->deduction) + said_discount == ar_size_of(gap)) {
        int64_t taken = large ? 0 : gap < 0 ? -said_discount : said_discount;
        fit = (struct ar_match_fit){
            2, taken, gap - taken, why ? why->reason : claim->reason, "deduction of the advice", false};
    } else if (why != NULL && (says_amount(claim->reason, gap, ar_currency_digits(item->currency)) ||
                               ar_match_less_percent(&percent, work, claim->reason, item->open, gap))) {
        fit = (struct ar_match_fit){2, 0, gap, why->reason, "deduction in the payer's words", false};
    } else if (said(work, AR_WORD_PARTIAL, claim->reason) != NULL) {
        fit = (struct ar_match_fit){1, 0, 0, AR_TEXT(""), "payment in part in the payer's words", false};
    } else if (why != NULL) {
        fit = (struct ar_match_fit){1, 0, gap, why->reason, "short payment in the payer's words", false};
    }
    return fit;
}
