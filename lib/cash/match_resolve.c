/* SPDX-License-Identifier: MIT */
/* Which item a claim means: exactly, mistyped or shortened, of several customers, of nobody that we know. */
#include "cash/documents_form.h"
#include "cash/match_search.h"

enum { SHORT = 6, VERY_SHORT = 4 };

static void add_other(struct ar_match_claim *claim, uint32_t item)
{
    for (unsigned i = 0; i < claim->other_count; i++)
        if (claim->others[i] == item)
            return;
    claim->other_total++;
    if (claim->other_count < sizeof claim->others / sizeof *claim->others)
        claim->others[claim->other_count++] = item;
}

/* Which of the items with one number is meant: the payer's, then one of the entity, then one that can be settled, then
   one of that amount, then the one due first of a document. */
static uint32_t choose(const struct ar_match_work *work, const struct ar_match_claim *claim, uint32_t a, uint32_t b)
{
    const struct ar_book *book = work->match->book;
    uint32_t two[2] = {a, b};
    int points[2];
    for (unsigned i = 0; i < 2; i++) {
        const struct ar_book_item *item = book->items[two[i]];
        int64_t amount = claim->claim.has_amount ? claim->claim.amount : work->payment.amount;
        bool entity = work->cash->entity == 0 || item->entity == 0 || item->entity == work->cash->entity;
        points[i] = 16 * ar_match_is_payer(work, item->customer) + 8 * entity + 4 * ar_match_candidate(work, two[i]) +
                    2 * (item->open == amount) + (item->open == 0 && item->amount == amount);
    }
    if (points[0] != points[1])
        return points[0] > points[1] ? a : b;
    return ar_book_is_due_before(book->items[a], book->items[b]) ? a : b;
}

/* The one of several that the amount pays less a discount or deduction that is explained. */
static bool choose_explained(struct ar_match_work *work, struct ar_match_claim *claim, int64_t amount)
{
    uint32_t found = AR_NO_ITEM;
    for (unsigned i = 0; i < claim->other_count; i++) {
        if (ar_match_fit(work, claim->others[i], &claim->claim, amount).level < 2)
            continue;
        if (found != AR_NO_ITEM)
            return false;
        found = claim->others[i];
    }
    if (found == AR_NO_ITEM || claim->other_total != claim->other_count)
        return false;
    claim->item = found;
    claim->other_count = claim->other_total = 0;
    return true;
}

/* Goes through the items of the same number; several customers' documents of one number stay undecided. */
static void choose_exact(struct ar_match_work *work, struct ar_match_claim *claim, enum ar_document_field field,
                         uint32_t first)
{
    const struct ar_book *book = work->match->book;
    uint32_t best = first;
    unsigned count = 0, rivals = 0;
    claim->item = first;
    if (ar_documents_next(&work->match->documents, field, first) == AR_NO_ITEM)
        return;
    for (uint32_t i = first; i != AR_NO_ITEM && count < AR_CHAIN_MOST;
         i = ar_documents_next(&work->match->documents, field, i), count++)
        best = choose(work, claim, best, i);
    int64_t amount = claim->claim.has_amount ? claim->claim.amount : work->payment.amount;
    uint32_t said = field == AR_BY_DOC && (claim->claim.has_amount || work->claim_count == 1)
                        ? ar_match_which_line(work, best, &claim->claim, amount)
                        : AR_NO_ITEM;
    best = said != AR_NO_ITEM ? said : best;
    claim->item = best;
    const struct ar_book_item *item = book->items[best];
    bool payer = ar_match_is_payer(work, item->customer), structured = claim->rule == AR_RULE_STRUCTURED;
    count = 0;
    for (uint32_t i = first; i != AR_NO_ITEM && count < AR_CHAIN_MOST;
         i = ar_documents_next(&work->match->documents, field, i), count++) {
        const struct ar_book_item *other = book->items[i];
        bool same = other->customer == item->customer && (field != AR_BY_DOC || other->entity == item->entity);
        bool instalment = structured && ar_book_is_line_of(other, item);
        if (i == best || !ar_match_candidate(work, i) || (same && field == AR_BY_DOC) || instalment ||
            (payer && !ar_match_is_payer(work, other->customer)))
            continue;
        if (other->open == item->open || (field != AR_BY_DOC && work->claim_count == 1)) {
            rivals++;
            add_other(claim, i);
        }
    }
    if (rivals == 0 || !ar_match_candidate(work, best))
        return;
    bool fits = item->open == amount;
    for (unsigned i = 0; i < claim->other_count && fits; i++)
        fits = book->items[claim->others[i]]->open != amount;
    if (fits)
        return;
    add_other(claim, best);
    uint32_t named = claim->other_total == claim->other_count
                         ? ar_match_month_of(work, claim->others, claim->other_count, amount)
                         : AR_NO_ITEM;
    if (named != AR_NO_ITEM) {
        claim->item = named;
        claim->other_count = claim->other_total = 0;
    } else if (!choose_explained(work, claim, amount)) {
        claim->state = AR_CLAIM_SEVERAL;
    }
}

static enum ar_claim_state state_of(const struct ar_match_work *work, uint32_t number)
{
    const struct ar_book_item *item = work->match->book->items[number];
    const struct ar_payment *payment = &work->payment;
    if (ar_match_candidate(work, number))
        return AR_CLAIM_OPEN;
    if (item->open == 0)
        return AR_CLAIM_SETTLED;
    if (item->date.days > payment->date.days)
        return AR_CLAIM_LATER;
    bool foreign = item->currency.code != payment->currency.code && item->type != AR_TYPE_PAYMENT &&
                   (work->cash->entity == 0 || item->entity == 0 || item->entity == work->cash->entity);
    return foreign ? AR_CLAIM_CURRENCY : AR_CLAIM_UNKNOWN;
}

/* Numbers may be mistyped only where it is known what is paid for them. */
static bool may_be_mistyped(const struct ar_match_work *work, const struct ar_match_claim *claim)
{
    return ar_rules_has(work->match->rules, AR_PASS_MISTYPED) && (claim->claim.has_amount || work->claim_count == 1);
}

char ar_match_as_digit(char c)
{
    static const char letters[] = "OQILSBZG", digits[] = "00115826";
    const char *at = c != 0 ? strchr(letters, c) : NULL;
    return at == NULL ? c : digits[at - letters];
}

/* The same number, but for letters that were read or typed for digits, or the other way round. */
static bool looks_the_same(struct ar_text given, struct ar_text doc)
{
    size_t i = 0;
    while (given.size == doc.size && i < doc.size && ar_match_as_digit(given.at[i]) == ar_match_as_digit(doc.at[i]))
        i++;
    return i == doc.size && doc.size > 3;
}

/* What speaks for an item whose number is not as it is given: that they are alike, and how well the amount fits (0 to
   3). 0: nothing does. */
enum { ALIKE_NOT = 0, ALIKE_MISTYPED = 6, ALIKE_SHORTENED = 10, ALIKE_SAME = 14, FITS = 2 };

static int weigh(const struct ar_match_work *work, const struct ar_match_fit *fit, enum ar_likeness like, bool within)
{
    bool part = fit->level >= FITS || (fit->level == 1 && work->payer.strong); /* as he says */
    if (like == AR_SAME && fit->level > 0)
        return ALIKE_SAME + fit->level;
    if (like == AR_SHORTENED && (fit->level > 0 || within))
        return ALIKE_SHORTENED + fit->level;
    if (like == AR_MISTYPED && part)
        return ALIKE_MISTYPED + fit->level;
    return fit->level >= FITS && !fit->weak ? ALIKE_NOT + fit->level : 0;
}

/* The claim means the item, for which so much speaks. */
static void mean(struct ar_match_claim *claim, uint32_t item, int points)
{
    static const struct {
        int least;
        enum ar_match_rule rule;
        unsigned score;
        const char *how;
    } meanings[] = {
        {ALIKE_SAME, AR_RULE_DOCUMENT, AR_SCORE_SHORT, "number in the payment's text, confirmed by the payer"},
        {ALIKE_SHORTENED, AR_RULE_SHORTENED, AR_SCORE_SHORTENED, "shortened number, confirmed by the payer"},
        {ALIKE_MISTYPED + FITS, AR_RULE_MISTYPED, AR_SCORE_MISTYPED, "mistyped number, confirmed by payer and amount"},
        {ALIKE_MISTYPED, AR_RULE_MISTYPED, AR_SCORE_MISTYPED,
         "mistyped number, confirmed by the payer, who pays a part"},
        {ALIKE_NOT, AR_RULE_ITEM, AR_SCORE_UNKNOWN_NUMBER, "unknown number; the payer's one item of that amount"}};
    unsigned i = 0;
    while (points < meanings[i].least)
        i++;
    claim->item = item;
    claim->state = AR_CLAIM_OPEN;
    claim->other_count = claim->other_total = 0;
    claim->rule = meanings[i].rule;
    claim->score = meanings[i].score;
    claim->how = meanings[i].how;
}

/* So many items that one of them has nearly any amount. */
static bool is_accident(struct ar_match_work *work, int64_t amount)
{
    const struct ar_search search = {.work = work, .amount = amount};
    const struct ar_explanation found = {.count = 1};
    return ar_search_accident(&search, &found, AR_PASS_ITEM);
}

void ar_match_resolve_weak(struct ar_match_work *work, struct ar_match_claim *claim)
{
    const struct ar_match *match = work->match;
    char given[AR_COMPACT_SIZE], form[AR_COMPACT_SIZE];
    struct ar_text compact = {given, ar_compact(given, claim->claim.reference)};
    char digit = ar_documents_digit(compact);
    const bool year = ar_is_year(compact) && claim->claim.line == 0; /* and, in a text, no part of a number */
    int64_t amount = claim->claim.has_amount ? claim->claim.amount : work->left;
    int best = 0;
    unsigned count = 0;
    uint32_t found = AR_NO_ITEM;
    if (!may_be_mistyped(work, claim))
        return;
    ar_match_pool(work);
    for (size_t i = 0; i < work->pool_count; i++) {
        uint32_t number = work->pool[i];
        const struct ar_book_item *item = match->book->items[number];
        if (ar_match_has_claim(work, number) || !ar_match_candidate(work, number))
            continue;
        struct ar_match_fit fit = ar_match_fit(work, number, &claim->claim, amount);
        bool within = (amount < 0) == (item->open < 0) && ar_size_of(amount) <= ar_size_of(item->open);
        if (fit.level == 0 && !(within && digit != 0 && item->digit == digit))
            continue;
        struct ar_text own = ar_documents_number(form, &match->documents, number);
        enum ar_likeness like = ar_documents_likeness(compact, own);
        if (like == AR_UNLIKE && fit.level > 0 && looks_the_same(compact, own))
            like = AR_MISTYPED;
        if (year && like != AR_SAME)
            like = AR_UNLIKE;
        if (like == AR_MISTYPED && fit.level < 3 && ar_documents_is_short(own))
            like = AR_UNLIKE;
        int points = weigh(work, &fit, like, within);
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
    enum ar_likeness like = AR_UNLIKE;
    uint32_t kin = best < ALIKE_MISTYPED && !year ? ar_match_kin_item(work, claim, amount, &like) : AR_NO_ITEM;
    if (kin != AR_NO_ITEM) {
        add_other(claim, kin); /* beside those of the payer's, of this amount and other numbers */
        if (count > 0)
            claim->doubt = "the number is like one of a branch whose name is the payer's and more, of this amount, too";
        best = count++ > 0 ? best : like == AR_MISTYPED ? ALIKE_MISTYPED + FITS : ALIKE_SHORTENED;
        found = claim->item = kin;
    }
    if (count == 0)
        return;
    bool known = work->payer.known != AR_NO_CUSTOMER || best >= ALIKE_MISTYPED;
    if (best < ALIKE_MISTYPED && (ar_match_is_on_account(work, &claim->claim) || is_accident(work, amount)))
        return; /* what the payer says beats arithmetic */
    if (count > 1)
        claim->state = AR_CLAIM_SEVERAL;
    else if (known)
        mean(claim, found, best);
}

/* Does the amount agree with the item of an exact number, although the payer does not? Of a number long enough to be no
   accident a payment in part will do that the payer calls one. */
static bool agrees(struct ar_match_work *work, uint32_t number, const struct ar_claim *claim, int64_t amount)
{
    struct ar_match_fit fit = ar_match_fit(work, number, claim, amount);
    const struct ar_book_item *item = work->match->book->items[number];
    char form[AR_COMPACT_SIZE];
    struct ar_text reason;
    int64_t gap;
    if (fit.level >= 2)
        return true;
    if (work->payer.count > 0 || ar_compact(form, claim->reference) < SHORT || (amount < 0) != (item->open < 0) ||
        ar_amount_sub(&gap, item->open, amount) != AR_OK)
        return false;
    bool over = ar_size_of(amount) > ar_size_of(item->open);
    return fit.level == 1 ||
           ar_size_of(gap) <= ar_rules_tolerance(work->match->rules, item->currency, item->open, over, &reason);
}

/* Has the payer an item that the amount pays to the cent? */
static bool owes(struct ar_match_work *work, int64_t amount)
{
    ar_match_pool(work);
    for (size_t i = 0; i < work->pool_count; i++) {
        const struct ar_book_item *item = work->match->book->items[work->pool[i]];
        if (item->open == amount && item->customer == work->payer.known)
            return true;
    }
    return false;
}

/* Digits that are another customer's document, of which the payer says nothing and whose amount is not paid, while he
   owes this very amount: his own number for an order or a voucher. */
static bool is_his_own(struct ar_match_work *work, const struct ar_match_claim *claim, int64_t amount)
{
    return ar_all_digits(claim->claim.reference) && work->claim_count == 1 && claim->claim.line == 0 &&
           work->payer.strong && owes(work, amount);
}

/* A number long enough to be no accident, or of an advice, of a branch whose name is the payer's and more. */
static bool is_of_kin(const struct ar_match_work *work, const struct ar_match_claim *claim)
{
    char form[AR_COMPACT_SIZE];
    return (claim->claim.line > 0 || ar_compact(form, claim->claim.reference) >= SHORT) &&
           ar_match_is_kin(work, work->match->book->items[claim->item]->customer);
}

/* An exact number of somebody who is not the payer: right when the amount agrees and nothing of the payer's does. */
static void resolve_stranger(struct ar_match_work *work, struct ar_match_claim *claim)
{
    int64_t amount = claim->claim.has_amount ? claim->claim.amount : work->left;
    struct ar_match_claim named = *claim;
    bool fits = claim->state == AR_CLAIM_OPEN && agrees(work, claim->item, &claim->claim, amount);
    const bool kin = named.state == AR_CLAIM_OPEN && is_of_kin(work, &named);
    if (fits && kin)
        return;
    claim->item = AR_NO_ITEM;
    claim->state = AR_CLAIM_UNKNOWN;
    ar_match_resolve_weak(work, claim);
    if (fits && claim->state == AR_CLAIM_OPEN && claim->score > AR_SCORE_UNKNOWN_NUMBER) {
        ar_match_doubt(claim, claim->item, named.item, NULL); /* the payer's own, or another's, paid for him */
        return;
    }
    bool own = claim->state == AR_CLAIM_OPEN && claim->score > AR_SCORE_UNKNOWN_NUMBER;
    struct ar_match_fit fit = {.level = 0};
    if (own)
        fit = ar_match_fit(work, claim->item, &claim->claim, amount);
    if (!fits && own && fit.level == 1 && named.state == AR_CLAIM_OPEN &&
        (kin || ar_match_fit(work, named.item, &claim->claim, amount).level == 1)) {
        ar_match_doubt(claim, claim->item, named.item, NULL); /* a part of either */
        return;
    }
    const bool not_done = named.state == AR_CLAIM_OPEN || named.state == AR_CLAIM_LATER;
    /* That something was taken off is said of any short payment; that it is a part, of one that is meant to be. */
    if (!fits && own && (fit.level >= 2 || (fit.level == 1 && fit.deduction == 0 && not_done)))
        return;
    const bool unexplained = claim->state == AR_CLAIM_UNKNOWN;
    *claim = named;
    claim->other_count = claim->other_total = 0;
    if (fits || (kin && unexplained))
        return;
    claim->score = 0;
    const struct ar_book_item *item = work->match->book->items[named.item];
    if (named.state != AR_CLAIM_OPEN && (named.state != AR_CLAIM_SETTLED || item->amount == amount))
        return;
    claim->state = AR_CLAIM_STRANGER;
    if (is_his_own(work, claim, amount)) {
        claim->state = AR_CLAIM_UNKNOWN;
        claim->item = AR_NO_ITEM;
        work->aside = claim->claim.reference;
    }
}

/* An exact number of another company of the payer's group, whose amount is not paid: one digit beside it there may be
   the payer's own, to the cent; so may one beside a document that is dated after the payment. When both are the
   payer's, or the named one is in another currency, either may be meant.
 */
static void resolve_relative(struct ar_match_work *work, struct ar_match_claim *claim)
{
    bool relative = work->match->book->items[claim->item]->customer != work->payer.known;
    int64_t amount = claim->claim.has_amount ? claim->claim.amount : work->left;
    bool open = claim->state == AR_CLAIM_OPEN;
    const bool later = claim->state == AR_CLAIM_LATER; /* it cannot be meant */
    if (!open && !later && claim->state != AR_CLAIM_CURRENCY)
        return;
    if (open && (ar_match_pays_lines(work, claim->item, amount) ||
                 ar_match_fit(work, claim->item, &claim->claim, amount).level >= (relative ? 2 : 1)))
        return;
    if (!may_be_mistyped(work, claim))
        return;
    uint32_t larger = open && !relative ? ar_match_larger_beside(work, claim, amount) : AR_NO_ITEM;
    if (larger != AR_NO_ITEM) {
        ar_match_doubt(
            claim, claim->item, larger,
            "a part is paid, and it is more than is open; of another number, nearly the same, it may be one");
        return;
    }
    const bool over = open && !relative && ar_size_of(amount) > ar_size_of(work->match->book->items[claim->item]->open);
    if (!over && !owes(work, amount))
        return;
    struct ar_match_claim own = *claim;
    own.item = AR_NO_ITEM;
    own.state = AR_CLAIM_UNKNOWN;
    ar_match_resolve_weak(work, &own);
    if (own.state != AR_CLAIM_OPEN || own.rule != AR_RULE_MISTYPED ||
        work->match->book->items[own.item]->customer != work->payer.known)
        return;
    if (work->match->book->items[own.item]->open != amount &&
        (!over || ar_match_fit(work, own.item, &claim->claim, amount).level < 2))
        return;
    if (later || (open && relative)) {
        *claim = own;
        return;
    }
    ar_match_doubt(claim, claim->item, own.item, NULL);
}

/* The first item whose number, reference or purchase order it is. */
static uint32_t find_exact(const struct ar_match_work *work, struct ar_text reference, enum ar_document_field *field)
{
    char form[AR_COMPACT_SIZE];
    struct ar_text compact = {form, ar_compact(form, reference)};
    uint32_t first = AR_NO_ITEM;
    for (unsigned f = 0; f < AR_DOCUMENT_FIELDS && first == AR_NO_ITEM; f++) {
        *field = (enum ar_document_field)f;
        first = ar_documents_find(&work->match->documents, *field, compact);
    }
    return first;
}

/* A payer whom we do not know and a number that may be mistyped: together they prove nothing. No payer and a number so
   short that any text may have it neither. */
static bool is_nobody(const struct ar_match_work *work, const struct ar_match_claim *claim)
{
    char form[AR_COMPACT_SIZE];
    if (work->payer.count > 0)
        return false;
    if (work->payment.payer.size == 0)
        return claim->claim.line == 0 && ar_compact(form, claim->claim.reference) < VERY_SHORT;
    return work->claim_count == 1 && (work->match->names.count > 0 || ar_compact(form, claim->claim.reference) < SHORT);
}

void ar_match_resolve(struct ar_match_work *work, struct ar_match_claim *claim)
{
    enum ar_document_field field = AR_BY_DOC;
    claim->score = AR_SCORE_NUMBER;
    if (claim->rule == AR_RULE_STRUCTURED) { /* of one customer, perhaps, for all that he is sent */
        claim->score = AR_SCORE_STRUCTURED;
        if (claim->state != AR_CLAIM_UNKNOWN)
            return;
        choose_exact(work, claim, claim->by_doc ? AR_BY_DOC : AR_BY_REFERENCE, claim->item);
        if (claim->state != AR_CLAIM_SEVERAL)
            claim->state = state_of(work, claim->item);
        return;
    }
    uint32_t first = claim->by_doc ? claim->item : find_exact(work, claim->claim.reference, &field);
    claim->item = AR_NO_ITEM;
    claim->state = AR_CLAIM_UNKNOWN;
    if (first != AR_NO_ITEM) {
        choose_exact(work, claim, field, first);
        claim->rule = field == AR_BY_DOC     ? AR_RULE_DOCUMENT
                      : field == AR_BY_ORDER ? AR_RULE_PURCHASE_ORDER
                                             : AR_RULE_REFERENCE;
        if (claim->state == AR_CLAIM_SEVERAL)
            return;
        claim->state = state_of(work, claim->item);
        bool stranger =
            work->payer.count > 0 && !ar_match_is_payer(work, work->match->book->items[claim->item]->customer);
        if (stranger || is_nobody(work, claim))
            resolve_stranger(work, claim);
        else if (work->payer.known != AR_NO_CUSTOMER)
            resolve_relative(work, claim);
        else if (work->payer.count == 0)
            ar_match_doubt_alone(work, claim);
    } else if (claim->claim.reference.size > 0) {
        ar_match_resolve_weak(work, claim);
    }
}
