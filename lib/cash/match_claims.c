/* SPDX-License-Identifier: MIT */
/* Which documents a payment is for, as the payer says: structured reference, remittance lines, numbers in the text. */
#include "cash/match_work.h"
#include "ledger/reference.h"
#include "ledger/terms.h"

#include <stdlib.h>

enum { CHAIN_MOST = 1000, SHORT = 6, CLAIMS_MOST = 2000, SCORE_UNKNOWN_NUMBER = 80, SCORE_SHORT = 92 };

bool ar_match_candidate(const struct ar_match_work *work, uint32_t number)
{
    const struct ar_book_item *item = &work->match->book->items[number];
    const struct ar_payment *payment = &work->cash->payment;
    return item->open != 0 && item->type != AR_TYPE_PAYMENT && item->currency.code == payment->currency.code &&
           item->date.days <= payment->date.days &&
           (work->cash->entity == 0 || item->entity == 0 || item->entity == work->cash->entity);
}

/* ---- how an amount fits --------------------------------------------------------------------------------------------
 */

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

static int64_t size_of(int64_t amount)
{
    return amount < 0 ? -amount : amount;
}

/* The discount of the terms, taken after its last day. */
static bool is_late_discount(const struct ar_match_work *work, const struct ar_book_item *item, int64_t gap)
{
    struct ar_terms terms;
    return item->terms != 0 && item->open == item->amount &&
           ar_terms_parse(&terms, ar_book_word(work->match->book, item->terms)) &&
           ar_terms_discount(&terms, item->amount, item->date, item->date) == gap &&
           ar_terms_discount(&terms, item->amount, item->date, work->cash->payment.date) != gap;
}

/* Is `gap` the discount that terms or words explain? */
static const char *explain_discount(const struct ar_match_work *work, const struct ar_book_item *item,
                                    struct ar_text words, int64_t gap)
{
    const struct ar_rules *rules = work->match->rules;
    struct ar_terms terms;
    struct ar_rate percent;
    if (item->terms != 0 && item->open == item->amount &&
        ar_terms_parse(&terms, ar_book_word(work->match->book, item->terms)) &&
        ar_terms_discount(&terms, item->amount, item->date, work->cash->payment.date) == gap)
        return "earned discount by its terms";
    if (is_late_discount(work, item, gap))
        return NULL;
    if (ar_rules_word(rules, AR_WORD_DISCOUNT, words) == NULL)
        return NULL;
    if (says_percent(&percent, words))
        return size_of(ar_percent_of(item->open, percent) - gap) <= 1 ? "discount in the payer's words" : NULL;
    if (says_amount(words, gap, ar_currency_digits(item->currency)))
        return "discount in the payer's words";
    for (size_t i = 0; i < rules->discount_count; i++)
        if (size_of(ar_percent_of(item->open, rules->discounts[i]) - gap) <= 1)
            return "discount in the payer's words";
    return NULL;
}

struct ar_match_fit ar_match_fit(const struct ar_match_work *work, uint32_t number, const struct ar_claim *claim,
                                 int64_t amount)
{
    const struct ar_book_item *item = &work->match->book->items[number];
    const struct ar_rules *rules = work->match->rules;
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
    const struct ar_word *why = ar_rules_word(rules, AR_WORD_DEDUCTION, claim->reason);
    const char *discount = explain_discount(work, item, claim->reason, gap);
    const char *late = is_late_discount(work, item, gap) ? "discount taken after its last day; it stays open" : NULL;
    if (claim->has_discount && claim->discount != 0 && !claim->has_deduction &&
        size_of(claim->discount) == size_of(gap))
        discount = "discount of the advice";
    if (discount != NULL) {
        fit = (struct ar_match_fit){2, gap, 0, AR_TEXT(""), discount};
    } else if (late != NULL) {
        fit = (struct ar_match_fit){2, 0, gap, AR_TEXT("24"), late};
    } else if (claim->has_deduction && claim->deduction != 0 &&
               size_of(claim->deduction) + (claim->has_discount ? size_of(claim->discount) : 0) == size_of(gap)) {
        int64_t taken = claim->has_discount ? size_of(claim->discount) : 0;
        taken = gap < 0 ? -taken : taken;
        fit =
            (struct ar_match_fit){2, taken, gap - taken, why ? why->reason : claim->reason, "deduction of the advice"};
    } else if (why != NULL && says_amount(claim->reason, gap, ar_currency_digits(item->currency))) {
        fit = (struct ar_match_fit){2, 0, gap, why->reason, "deduction in the payer's words"};
    } else if (ar_rules_word(rules, AR_WORD_PARTIAL, claim->reason) != NULL) {
        fit = (struct ar_match_fit){1, 0, 0, AR_TEXT(""), "payment in part in the payer's words"};
    } else if (why != NULL) {
        fit = (struct ar_match_fit){1, 0, gap, why->reason, "short payment in the payer's words"};
    }
    return fit;
}

/* ---- gathering -----------------------------------------------------------------------------------------------------
 */

static struct ar_match_claim *add_claim(struct ar_match_work *work, struct ar_claim claim)
{
    if (work->claim_count >= CLAIMS_MOST)
        return NULL;
    if (ar_grow(&work->claims, &work->claim_capacity, work->claim_count + 1, sizeof *work->claims) != AR_OK) {
        work->status = AR_FAILED;
        return NULL;
    }
    struct ar_match_claim *out = &work->claims[work->claim_count++];
    *out = (struct ar_match_claim){.claim = claim, .state = AR_CLAIM_UNKNOWN, .item = AR_NO_ITEM, .rule = "document"};
    return out;
}

static int64_t parse_amount(struct ar_match_work *work, const struct ar_claim *claim, struct ar_text text,
                            const char *column, struct ar_error *error)
{
    int64_t amount = 0;
    const char *why = NULL;
    if (text.size == 0 ||
        ar_amount_parse(&amount, text, ar_currency_digits(work->cash->payment.currency), &why) == AR_OK)
        return amount;
    if (work->status == AR_OK) {
        work->status = ar_error_set(error, AR_BAD_DATA, "%s", why);
        ar_error_place(error, work->match->claims_path, claim->line);
        ar_error_column(error, ar_text_from(column));
        ar_error_value(error, text);
    }
    return 0;
}

static int compare_claims(const void *left, const void *right)
{
    const struct ar_claim *a = &((const struct ar_match_claim *)left)->claim;
    const struct ar_claim *b = &((const struct ar_match_claim *)right)->claim;
    int order = ar_text_compare(a->reference, b->reference);
    if (order == 0)
        order = (a->amount > b->amount) - (a->amount < b->amount);
    return order ? order : ar_text_compare(a->reason, b->reason);
}

static void gather_lines(struct ar_match_work *work, struct ar_error *error)
{
    const struct ar_match *match = work->match;
    for (uint32_t i = work->cash->claims; i != 0; i = match->claims[i - 1].next) {
        struct ar_claim claim = match->claims[i - 1];
        claim.amount = parse_amount(work, &claim, claim.amount_text, "amount", error);
        claim.discount = parse_amount(work, &claim, claim.discount_text, "discount", error);
        claim.deduction = parse_amount(work, &claim, claim.deduction_text, "deduction", error);
        claim.has_amount = claim.amount_text.size > 0;
        claim.has_discount = claim.discount_text.size > 0;
        claim.has_deduction = claim.deduction_text.size > 0;
        struct ar_match_claim *added = add_claim(work, claim);
        if (added != NULL)
            added->how = "remittance line";
    }
    if (work->claim_count > 1)
        qsort(work->claims, work->claim_count, sizeof *work->claims, compare_claims);
}

static bool has_claim(const struct ar_match_work *work, uint32_t item)
{
    for (size_t i = 0; i < work->claim_count; i++)
        if (work->claims[i].item == item)
            return true;
    return false;
}

static void gather_text(struct ar_match_work *work, struct ar_text text)
{
    struct ar_document_found found;
    for (size_t from = 0; ar_documents_scan(&found, &work->match->documents, text, &from);) {
        if (has_claim(work, found.item))
            continue;
        struct ar_match_claim *claim = add_claim(work, (struct ar_claim){.reference = found.text, .reason = text});
        if (claim == NULL)
            return;
        claim->item = found.item;
        claim->how = "number in the payment's text";
    }
}

/* Numbers that the user's own patterns find: the first group, or all of it. */
static void gather_patterns(struct ar_match_work *work, struct ar_text text, struct ar_error *error)
{
    const struct ar_rules *rules = work->match->rules;
    for (size_t i = 0; i < rules->pattern_count && work->status == AR_OK; i++) {
        struct ar_pattern *pattern = rules->patterns[i];
        bool found = true;
        for (size_t from = 0; found && from <= text.size;) {
            work->status = ar_pattern_match(pattern, text, from, &found, error);
            if (work->status != AR_OK || !found)
                break;
            struct ar_text whole = ar_pattern_group(pattern, 0), part = whole;
            if (ar_pattern_groups(pattern) > 0 && ar_pattern_group(pattern, 1).at != NULL)
                part = ar_pattern_group(pattern, 1);
            struct ar_match_claim *claim = add_claim(work, (struct ar_claim){.reference = part, .reason = text});
            if (claim != NULL)
                claim->how = "number found by a pattern";
            from = (size_t)(whole.at + whole.size - text.at) + (whole.size == 0);
        }
    }
}

static void resolve_weak(struct ar_match_work *work, struct ar_match_claim *claim);

/* A number too short to be told by itself is that of an item of the payer's, of this very amount, that is settled. */
static bool is_paid_before(const struct ar_match_work *work, struct ar_text token)
{
    char form[AR_COMPACT_SIZE];
    struct ar_text compact = {form, ar_compact(form, token)};
    uint32_t item = ar_documents_find(&work->match->documents, AR_BY_DOC, compact);
    const struct ar_book *book = work->match->book;
    return item != AR_NO_ITEM && book->items[item].open == 0 && book->items[item].amount == work->left &&
           ar_match_is_payer(work, book->items[item].customer);
}

/* No number of an item is in the text: the one that is nearly that of an item which the amount confirms. */
static void gather_weak(struct ar_match_work *work, struct ar_text text)
{
    struct ar_match_claim found = {.item = AR_NO_ITEM};
    struct ar_text token;
    unsigned count = 0;
    for (size_t from = 0; count < 2 && ar_documents_token(&token, text, &from);) {
        struct ar_match_claim *claim = add_claim(work, (struct ar_claim){.reference = token, .reason = text});
        if (claim == NULL)
            return;
        if (is_paid_before(work, token)) {
            claim->how = "number in the payment's text";
            return;
        }
        resolve_weak(work, claim);
        bool like =
            claim->state == AR_CLAIM_OPEN && claim->score > SCORE_UNKNOWN_NUMBER &&
            ar_match_fit(work, claim->item, &claim->claim, work->left).level >= (claim->score == SCORE_SHORT ? 1 : 2);
        if (like && claim->item != found.item) {
            found = *claim;
            count++;
        }
        work->claim_count = 0;
    }
    if (count == 1)
        work->claims[work->claim_count++] = found;
}

static void gather_structured(struct ar_match_work *work, struct ar_text text)
{
    char form[AR_COMPACT_SIZE];
    struct ar_text compact = {form, ar_compact(form, text)};
    const struct ar_documents *documents = &work->match->documents;
    uint32_t item = ar_documents_find(documents, AR_BY_REFERENCE, compact);
    if (item == AR_NO_ITEM)
        item = ar_documents_find(documents, AR_BY_DOC, compact);
    struct ar_reference reference;
    if (item == AR_NO_ITEM && ar_reference_parse(&reference, text)) {
        struct ar_text inner = {reference.compact, reference.size};
        if (reference.kind == AR_REFERENCE_RF && inner.size > 4) {
            inner.at += 4;
            inner.size -= 4;
            item = ar_documents_find(documents, AR_BY_DOC, inner);
        } else if (inner.size > 1) {
            inner.size -= reference.kind == AR_REFERENCE_OGM ? 2 : 1;
            for (size_t skip = 0; item == AR_NO_ITEM && skip < inner.size; skip++) {
                struct ar_text rest = {inner.at + skip, inner.size - skip};
                item = ar_documents_find(documents, AR_BY_DOC, rest);
                if (inner.at[skip] != '0')
                    break;
            }
        }
    }
    if (item == AR_NO_ITEM)
        return;
    struct ar_match_claim *claim = add_claim(work, (struct ar_claim){.reference = text});
    if (claim == NULL)
        return;
    claim->item = item;
    claim->rule = "structured";
    claim->how = "structured reference";
}

void ar_match_gather(struct ar_match_work *work, struct ar_error *error)
{
    const struct ar_payment *payment = &work->cash->payment;
    work->claim_count = 0;
    if (payment->structured.size > 0)
        gather_structured(work, payment->structured);
    if (work->claim_count == 0 && work->cash->claims != 0)
        gather_lines(work, error);
    if (work->claim_count == 0 && payment->reference.size > 0) {
        if (work->match->rules->pattern_count > 0)
            gather_patterns(work, payment->reference, error);
        if (work->claim_count == 0)
            gather_text(work, payment->reference);
        if (work->claim_count == 0 && work->payer.count > 0)
            gather_weak(work, payment->reference);
    }
}

/* ---- resolving -----------------------------------------------------------------------------------------------------
 */

static void add_other(struct ar_match_claim *claim, uint32_t item)
{
    for (unsigned i = 0; i < claim->other_count; i++)
        if (claim->others[i] == item)
            return;
    claim->other_total++;
    if (claim->other_count < sizeof claim->others / sizeof *claim->others)
        claim->others[claim->other_count++] = item;
}

/* Which of the items with one number is meant: the payer's, then one that can be settled, then one of that amount, then
   the one due first of a document. */
static uint32_t choose(const struct ar_match_work *work, const struct ar_match_claim *claim, uint32_t a, uint32_t b)
{
    const struct ar_book *book = work->match->book;
    uint32_t two[2] = {a, b};
    int points[2];
    for (unsigned i = 0; i < 2; i++) {
        const struct ar_book_item *item = &book->items[two[i]];
        int64_t amount = claim->claim.has_amount ? claim->claim.amount : work->cash->payment.amount;
        bool entity = work->cash->entity == 0 || item->entity == 0 || item->entity == work->cash->entity;
        points[i] = 16 * entity + 8 * ar_match_is_payer(work, item->customer) + 4 * ar_match_candidate(work, two[i]) +
                    2 * (item->open == amount);
    }
    if (points[0] != points[1])
        return points[0] > points[1] ? a : b;
    if (book->items[a].due.days != book->items[b].due.days)
        return book->items[a].due.days < book->items[b].due.days ? a : b;
    return book->rank[a] < book->rank[b] ? a : b;
}

/* Goes through the items of the same number; several customers' documents of one number stay undecided. */
static void choose_exact(struct ar_match_work *work, struct ar_match_claim *claim, enum ar_document_field field,
                         uint32_t first)
{
    const struct ar_book *book = work->match->book;
    uint32_t best = first;
    unsigned count = 0, rivals = 0;
    for (uint32_t i = first; i != AR_NO_ITEM && count < CHAIN_MOST;
         i = ar_documents_next(&work->match->documents, field, i), count++)
        best = choose(work, claim, best, i);
    claim->item = best;
    const struct ar_book_item *item = &book->items[best];
    bool payer = ar_match_is_payer(work, item->customer);
    count = 0;
    for (uint32_t i = first; i != AR_NO_ITEM && count < CHAIN_MOST;
         i = ar_documents_next(&work->match->documents, field, i), count++) {
        const struct ar_book_item *other = &book->items[i];
        bool same = other->customer == item->customer && (field != AR_BY_DOC || other->entity == item->entity);
        if (i == best || !ar_match_candidate(work, i) || (same && field == AR_BY_DOC) ||
            (payer && !ar_match_is_payer(work, other->customer)))
            continue;
        if (other->open == item->open || (field != AR_BY_DOC && work->claim_count == 1)) {
            rivals++;
            add_other(claim, i);
        }
    }
    if (rivals == 0 || !ar_match_candidate(work, best))
        return;
    int64_t amount = claim->claim.has_amount ? claim->claim.amount : work->cash->payment.amount;
    bool fits = item->open == amount;
    for (unsigned i = 0; i < claim->other_count && fits; i++)
        fits = book->items[claim->others[i]].open != amount;
    if (!fits) {
        add_other(claim, best);
        claim->state = AR_CLAIM_SEVERAL;
    }
}

static enum ar_claim_state state_of(const struct ar_match_work *work, uint32_t number)
{
    const struct ar_book_item *item = &work->match->book->items[number];
    const struct ar_payment *payment = &work->cash->payment;
    if (ar_match_candidate(work, number))
        return AR_CLAIM_OPEN;
    if (item->open == 0)
        return AR_CLAIM_SETTLED;
    if (item->currency.code != payment->currency.code)
        return AR_CLAIM_CURRENCY;
    return item->date.days > payment->date.days ? AR_CLAIM_LATER : AR_CLAIM_UNKNOWN;
}

/* A mistyped or shortened number, or one that we do not have at all: the payer's one item that the amount confirms. */
static void resolve_weak(struct ar_match_work *work, struct ar_match_claim *claim)
{
    const struct ar_match *match = work->match;
    char given[AR_COMPACT_SIZE], form[AR_COMPACT_SIZE];
    struct ar_text compact = {given, ar_compact(given, claim->claim.reference)};
    int64_t amount = claim->claim.has_amount ? claim->claim.amount : work->left;
    bool sure = claim->claim.has_amount || work->claim_count == 1;
    int best = 0;
    unsigned count = 0;
    uint32_t found = AR_NO_ITEM;
    if (!ar_rules_has(match->rules, AR_PASS_MISTYPED) || !sure)
        return;
    ar_match_pool(work);
    for (size_t i = 0; i < work->pool_count; i++) {
        uint32_t number = work->pool[i];
        const struct ar_book_item *item = &match->book->items[number];
        if (has_claim(work, number) || !ar_match_candidate(work, number))
            continue;
        struct ar_match_fit fit = ar_match_fit(work, number, &claim->claim, amount);
        bool within = (amount < 0) == (item->open < 0) && size_of(amount) <= size_of(item->open);
        enum ar_likeness like = ar_documents_likeness(compact, (struct ar_text){form, ar_compact(form, item->doc)});
        int points = like == AR_SAME && fit.level > 0 ? 14 + fit.level /* too short to be told by itself */
                     : like == AR_SHORTENED && (fit.level > 0 || within) ? 10 + fit.level
                     : like == AR_MISTYPED && fit.level > 0              ? 6 + fit.level
                     : fit.level >= 2                                    ? fit.level
                                                                         : 0;
        if (points == 0)
            continue;
        if (points > best) {
            best = points;
            count = 0;
            found = number;
            claim->other_count = claim->other_total = 0;
        }
        count += points == best;
        if (points == best)
            add_other(claim, number);
    }
    if (count == 0)
        return;
    bool known = work->payer.known != AR_NO_CUSTOMER || best >= 6;
    if (count > 1) {
        claim->state = AR_CLAIM_SEVERAL;
    } else if (known) {
        claim->item = found;
        claim->state = AR_CLAIM_OPEN;
        claim->other_count = claim->other_total = 0;
        claim->rule = best >= 14 ? "document" : best >= 10 ? "shortened" : best >= 6 ? "mistyped" : "item";
        claim->how = best >= 14   ? "number in the payment's text, confirmed by the payer"
                     : best >= 10 ? "shortened number, confirmed by the payer"
                     : best >= 6  ? "mistyped number, confirmed by payer and amount"
                                  : "unknown number; the payer's one item of that amount";
        claim->score = best >= 14 ? SCORE_SHORT : best >= 10 ? 90 : best >= 6 ? 85 : SCORE_UNKNOWN_NUMBER;
    }
}

/* An exact number of somebody who is not the payer: right when the amount fits and nothing of the payer's does. */
static void resolve_stranger(struct ar_match_work *work, struct ar_match_claim *claim)
{
    int64_t amount = claim->claim.has_amount ? claim->claim.amount : work->left;
    uint32_t named = claim->item;
    enum ar_claim_state state = claim->state;
    const char *rule = claim->rule, *how = claim->how;
    unsigned score = claim->score;
    struct ar_match_fit fit = {.level = 0};
    if (state == AR_CLAIM_OPEN)
        fit = ar_match_fit(work, named, &claim->claim, amount);
    claim->item = AR_NO_ITEM;
    claim->state = AR_CLAIM_UNKNOWN;
    resolve_weak(work, claim);
    if (fit.level >= 2 && claim->state == AR_CLAIM_OPEN && claim->score > SCORE_UNKNOWN_NUMBER) {
        add_other(claim, claim->item); /* the payer's own, mistyped, or another's, paid for him */
        add_other(claim, named);
        claim->state = AR_CLAIM_SEVERAL;
        return;
    }
    if (fit.level >= 2) {
        claim->item = named;
        claim->state = state;
        claim->rule = rule;
        claim->how = how;
        claim->score = score;
        claim->other_count = claim->other_total = 0;
        return;
    }
    if (claim->state == AR_CLAIM_OPEN && ar_text_is(ar_text_from(claim->rule), "mistyped"))
        return;
    claim->item = named;
    claim->other_count = claim->other_total = 0;
    claim->rule = "document";
    claim->how = "remittance line";
    claim->score = 0;
    claim->state = state == AR_CLAIM_OPEN ? AR_CLAIM_STRANGER : state;
}

/* An exact number of another company of the payer's group, whose amount is not paid: one digit beside it there may be
   the payer's own, to the cent. When both are the payer's, either may be meant. */
static void resolve_relative(struct ar_match_work *work, struct ar_match_claim *claim)
{
    struct ar_match_claim own = *claim;
    bool relative = work->match->book->items[claim->item].customer != work->payer.known;
    int64_t amount = claim->claim.has_amount ? claim->claim.amount : work->left;
    if (claim->state != AR_CLAIM_OPEN ||
        ar_match_fit(work, claim->item, &claim->claim, amount).level >= (relative ? 2 : 1))
        return;
    own.item = AR_NO_ITEM;
    own.state = AR_CLAIM_UNKNOWN;
    resolve_weak(work, &own);
    if (own.state != AR_CLAIM_OPEN || !ar_text_is(ar_text_from(own.rule), "mistyped") ||
        work->match->book->items[own.item].customer != work->payer.known ||
        work->match->book->items[own.item].open != amount)
        return;
    if (relative) {
        *claim = own;
        return;
    }
    claim->other_count = claim->other_total = 0;
    add_other(claim, claim->item);
    add_other(claim, own.item);
    claim->state = AR_CLAIM_SEVERAL;
}

void ar_match_resolve(struct ar_match_work *work, struct ar_match_claim *claim)
{
    const struct ar_documents *documents = &work->match->documents;
    char form[AR_COMPACT_SIZE];
    struct ar_text compact = {form, ar_compact(form, claim->claim.reference)};
    enum ar_document_field field = AR_BY_DOC;
    uint32_t first = AR_NO_ITEM;
    claim->score = 98;
    if (ar_text_is(ar_text_from(claim->rule), "structured")) {
        claim->state = state_of(work, claim->item);
        claim->score = 100;
        return;
    }
    for (unsigned f = 0; f < AR_DOCUMENT_FIELDS && first == AR_NO_ITEM; f++) {
        field = (enum ar_document_field)f;
        first = ar_documents_find(documents, field, compact);
    }
    claim->item = AR_NO_ITEM;
    claim->state = AR_CLAIM_UNKNOWN;
    if (first != AR_NO_ITEM) {
        choose_exact(work, claim, field, first);
        claim->rule = field == AR_BY_DOC ? "document" : field == AR_BY_ORDER ? "purchase_order" : "reference";
        if (claim->state == AR_CLAIM_SEVERAL)
            return;
        claim->state = state_of(work, claim->item);
        bool stranger =
            work->payer.count > 0 && !ar_match_is_payer(work, work->match->book->items[claim->item].customer);
        if (stranger || (work->payer.count == 0 && work->cash->payment.payer.size > 0 && compact.size < SHORT &&
                         work->claim_count == 1))
            resolve_stranger(work, claim);
        else if (work->payer.known != AR_NO_CUSTOMER)
            resolve_relative(work, claim);
    } else if (claim->claim.reference.size > 0) {
        resolve_weak(work, claim);
    }
}
