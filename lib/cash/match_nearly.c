/* SPDX-License-Identifier: MIT */
/* Several documents are named, but one number is nobody's, another customer's, or nearly one of the payer's: what the
   others leave of the payment may tell which is meant. */
#include "cash/documents_form.h"
#include "cash/match_work.h"

/* The payer's one item of exactly this amount whose number is nearly that of the claim; AR_NO_ITEM: none. */
static struct ar_match_claim own_of(struct ar_match_work *work, const struct ar_match_claim *claim, int64_t amount)
{
    struct ar_match_claim own = *claim;
    own.claim.has_amount = true;
    own.claim.amount = amount;
    own.item = AR_NO_ITEM;
    own.state = AR_CLAIM_UNKNOWN;
    own.other_count = own.other_total = 0;
    if (work->payer.count > 0 && amount != 0)
        ar_match_resolve_weak(work, &own);
    bool nearly = own.state == AR_CLAIM_OPEN && own.score > AR_SCORE_UNKNOWN_NUMBER &&
                  work->match->book->items[own.item]->open == amount;
    own.item = nearly ? own.item : AR_NO_ITEM;
    own.claim.has_amount = claim->claim.has_amount;
    own.claim.amount = claim->claim.amount;
    return own;
}

/* Named is another customer's, and the payer has one of this amount, too, whose number is nearly the same. */
static void doubt(struct ar_match_work *work, struct ar_match_claim *claim)
{
    struct ar_match_claim own = own_of(work, claim, work->match->book->items[claim->item]->open);
    claim->score = AR_SCORE_NUMBER;
    claim->state = AR_CLAIM_OPEN;
    claim->other_count = claim->other_total = 0;
    if (own.item != AR_NO_ITEM)
        ar_match_doubt(claim, claim->item, own.item, NULL);
}

/* All that is named less the discount or deduction that the text says in percent. */
static bool is_less_percent(struct ar_match_work *work, ar_int128 gross)
{
    struct ar_rate percent;
    ar_int128 gap = gross - work->left;
    struct ar_text words = work->payment.reference;
    return gap > 0 && gap < gross && gross <= INT64_MAX &&
           (ar_match_percent(&percent, work, words, (int64_t)gross, (int64_t)gap) ||
            ar_match_less_percent(&percent, work, words, (int64_t)gross, (int64_t)gap));
}

void ar_match_trust_strangers(struct ar_match_work *work)
{
    const struct ar_book *book = work->match->book;
    struct ar_match_claim *other = NULL;
    const ar_int128 open = ar_match_open_of_all(work);
    ar_int128 strange = 0;
    size_t others = 0;
    for (size_t i = 0; i < work->claim_count; i++) {
        struct ar_match_claim *claim = &work->claims[i];
        if (claim->state == AR_CLAIM_OPEN)
            continue;
        strange += claim->state == AR_CLAIM_STRANGER ? book->items[claim->item]->open : 0;
        other = claim;
        others++;
    }
    if (others == 0)
        return;
    ar_int128 rest = work->left - open;
    bool unsure = other->state == AR_CLAIM_STRANGER || other->state == AR_CLAIM_UNKNOWN;
    if (strange != 0 && (rest == strange || is_less_percent(work, open + strange))) {
        for (size_t i = 0; i < work->claim_count; i++)
            if (work->claims[i].state == AR_CLAIM_STRANGER)
                doubt(work, &work->claims[i]);
    } else if (others == 1 && work->claim_count > 1 && unsure && rest <= INT64_MAX && rest >= -INT64_MAX) {
        struct ar_match_claim own = own_of(work, other, (int64_t)rest);
        if (own.item != AR_NO_ITEM)
            *other = own;
    }
}

void ar_match_doubt_numbers(struct ar_match_work *work)
{
    const struct ar_book *book = work->match->book;
    const ar_int128 sum = ar_match_open_of_all(work);
    for (size_t i = 0; i < work->claim_count; i++)
        if (work->claims[i].state != AR_CLAIM_OPEN)
            return;
    for (size_t i = 0; i < work->claim_count && work->claim_count > 1; i++) {
        struct ar_match_claim *claim = &work->claims[i];
        ar_int128 amount = work->left - (sum - book->items[claim->item]->open);
        if (amount > INT64_MAX || amount < -INT64_MAX)
            continue;
        struct ar_match_claim own = own_of(work, claim, (int64_t)amount);
        if (own.item == AR_NO_ITEM)
            continue;
        ar_match_doubt(
            claim, claim->item, own.item,
            "the number tells one document; another one, whose number is nearly the same, is what the others leave");
    }
}

void ar_match_add_nearly(struct ar_match_work *work)
{
    struct ar_text text = work->payment.reference, token;
    struct ar_match_claim found = {.item = AR_NO_ITEM};
    const ar_int128 rest = work->left - ar_match_open_of_all(work);
    for (size_t i = 0; i < work->claim_count; i++)
        if (work->claims[i].state != AR_CLAIM_OPEN || work->claims[i].claim.line != 0)
            return;
    if ((rest < 0) != (work->left < 0) || rest == 0 || work->payer.known == AR_NO_CUSTOMER)
        return;
    for (size_t from = 0, looked = 0; looked < AR_WEAK_MOST && ar_documents_token(&token, text, &from); looked++) {
        struct ar_match_claim nearly = {.claim = {.reference = token, .reason = text}, .rule = AR_RULE_DOCUMENT};
        if (ar_match_is_claimed(work, token))
            continue;
        nearly = own_of(work, &nearly, (int64_t)rest);
        if (nearly.item == AR_NO_ITEM || ar_match_is_aside(work, text, token))
            continue;
        if (found.item != AR_NO_ITEM && found.item != nearly.item)
            return;
        found = nearly;
    }
    struct ar_match_claim *claim = found.item == AR_NO_ITEM ? NULL : ar_match_add_claim(work, found.claim);
    if (claim != NULL)
        *claim = found;
}

/* The item of that number, open and of exactly this amount. */
static bool is_paid_by(const struct ar_match_work *work, struct ar_text compact, int64_t amount, uint32_t *item)
{
    *item = ar_documents_find(&work->match->documents, AR_BY_DOC, compact);
    return *item != AR_NO_ITEM && ar_match_candidate(work, *item) && work->match->book->items[*item]->open == amount;
}

/* A number that is one digit or one exchange of two beside it, and whose item has the amount; AR_NO_ITEM: none. */
static uint32_t beside(const struct ar_match_work *work, struct ar_text number, int64_t amount)
{
    char form[AR_COMPACT_SIZE];
    struct ar_text compact = {form, ar_compact(form, number)};
    uint32_t item;
    for (size_t i = 0; i < compact.size; i++) {
        const char digit = form[i], next = i + 1 < compact.size ? form[i + 1] : 0;
        if (!ar_is_digit(digit))
            continue;
        for (char other = '0'; other <= '9'; other++) {
            form[i] = other;
            if (other != digit && is_paid_by(work, compact, amount, &item))
                return item;
        }
        form[i] = digit;
        if (!ar_is_digit(next) || next == digit)
            continue;
        form[i] = next;
        form[i + 1] = digit;
        if (is_paid_by(work, compact, amount, &item))
            return item;
        form[i] = digit;
        form[i + 1] = next;
    }
    return AR_NO_ITEM;
}

void ar_match_doubt_alone(struct ar_match_work *work, struct ar_match_claim *claim)
{
    if (claim != work->claims || work->claim_count != 1 || claim->state != AR_CLAIM_OPEN || claim->claim.has_amount ||
        ar_match_pays_lines(work, claim->item, work->left) ||
        ar_match_fit(work, claim->item, &claim->claim, work->left).level > 0)
        return;
    uint32_t other = beside(work, ar_book_doc(work->match->book->items[claim->item]), work->left);
    if (other != AR_NO_ITEM)
        ar_match_doubt(claim, claim->item, other,
                       "the number tells one document; another one, whose number is nearly the same, has this amount");
}

uint32_t ar_match_larger_beside(struct ar_match_work *work, const struct ar_match_claim *claim, int64_t amount)
{
    const struct ar_book *book = work->match->book;
    const struct ar_book_item *item = book->items[claim->item];
    char given[AR_COMPACT_SIZE], form[AR_COMPACT_SIZE];
    struct ar_text compact = {given, ar_compact(given, claim->claim.reference)};
    if (ar_size_of(amount) <= ar_size_of(item->open) || ar_match_is_on_account(work, &claim->claim) ||
        ar_rules_word(work->match->rules, AR_WORD_PARTIAL, claim->claim.reason) == NULL)
        return AR_NO_ITEM;
    ar_match_pool(work);
    for (size_t i = 0; i < work->pool_count; i++) {
        const struct ar_book_item *other = book->items[work->pool[i]];
        if (work->pool[i] != claim->item && other->customer == item->customer && (other->open < 0) == (amount < 0) &&
            ar_size_of(other->open) >= ar_size_of(amount) &&
            ar_documents_likeness(compact, ar_documents_number(form, &work->match->documents, work->pool[i])) ==
                AR_MISTYPED)
            return work->pool[i];
    }
    return AR_NO_ITEM;
}
