/* SPDX-License-Identifier: MIT */
/* Which documents a payment is for, as the payer says: structured reference, remittance lines, numbers in the text. */
#include "cash/documents_form.h"
#include "cash/match_work.h"

#include <stdlib.h>

static int64_t parse_amount(struct ar_match_work *work, const struct ar_claim *claim, struct ar_text text,
                            const char *column, struct ar_error *error)
{
    int64_t amount = 0;
    const char *why = NULL;
    const struct ar_currency currency = claim->currency.code != 0 ? claim->currency : work->payment.currency;
    if (text.size == 0 || ar_amount_parse(&amount, text, ar_currency_digits(currency), &why) == AR_OK)
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
    if (order == 0)
        order = (a->discount > b->discount) - (a->discount < b->discount);
    if (order == 0)
        order = (a->deduction > b->deduction) - (a->deduction < b->deduction);
    return order ? order : ar_text_compare(a->reason, b->reason);
}

static void gather_lines(struct ar_match_work *work, uint32_t first, const char *how, struct ar_error *error)
{
    struct ar_match *match = work->match;
    for (uint32_t i = first; i != 0; i = match->claims[i - 1].next) {
        match->claims[i - 1].heard = true;
        struct ar_claim claim = match->claims[i - 1];
        claim.amount = parse_amount(work, &claim, claim.amount_text, "amount", error);
        claim.discount = parse_amount(work, &claim, claim.discount_text, "discount", error);
        claim.deduction = parse_amount(work, &claim, claim.deduction_text, "deduction", error);
        if (claim.reason.size == 0)
            claim.reason = work->payment.reference; /* the words of a line that has none */
        claim.has_amount = claim.amount_text.size > 0;
        claim.has_discount = claim.discount_text.size > 0;
        claim.has_deduction = claim.deduction_text.size > 0;
        struct ar_match_claim *added = ar_match_add_claim(work, claim);
        if (added == NULL)
            break;
        added->how = how;
        ar_match_read_line(work, i == first && match->claims[i - 1].next == 0);
    }
    if (work->claim_count > 1)
        qsort(work->claims, work->claim_count, sizeof *work->claims, compare_claims);
}

/* What a text names: so many of a list. */
static void gather_named(struct ar_match_work *work, const struct ar_named *named, size_t count, struct ar_text text,
                         const char *how)
{
    const struct ar_book *book = work->match->book;
    for (; count > 0; count--, named++) {
        struct ar_text reference = named->listed ? ar_book_doc(book->items[named->item])
                                                 : (struct ar_text){text.at + named->start, named->size};
        if (!named->listed && book->items[named->item]->open != work->left &&
            ar_match_is_aside(work, text, reference)) {
            work->aside = reference;
            continue;
        }
        struct ar_match_claim *claim =
            ar_match_add_claim(work, (struct ar_claim){.reference = reference, .reason = work->payment.reference});
        if (claim == NULL)
            return;
        claim->item = named->item;
        claim->by_doc = named->field == AR_BY_DOC;
        claim->between = named->between;
        claim->how = how;
    }
}

static void gather_text(struct ar_match_work *work)
{
    if (work->told->named_count > 0)
        gather_named(work, work->named->at + work->told->named, work->told->named_count, work->payment.reference,
                     "number in the payment's text");
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
            struct ar_match_claim *claim = NULL;
            if (part.size > 0) /* a pattern that may find nothing at all does not keep the text from being searched */
                claim = ar_match_add_claim(work, (struct ar_claim){.reference = part, .reason = text});
            if (claim != NULL)
                claim->how = "number found by a pattern";
            from = (size_t)(whole.at + whole.size - text.at) + (whole.size == 0);
        }
    }
}

/* A number too short to be told by itself is that of an item of the payer's, of this very amount, that is settled. */
static bool is_paid_before(const struct ar_match_work *work, struct ar_text token)
{
    char form[AR_COMPACT_SIZE];
    struct ar_text compact = {form, ar_compact(form, token)};
    uint32_t item = ar_documents_find(&work->match->documents, AR_BY_DOC, compact);
    const struct ar_book *book = work->match->book;
    return item != AR_NO_ITEM && book->items[item]->open == 0 && book->items[item]->amount == work->left &&
           ar_match_is_payer(work, book->items[item]->customer);
}

static bool has_one_number(struct ar_text text)
{
    struct ar_text token;
    unsigned numbers = 0;
    for (size_t from = 0; numbers < 2 && ar_documents_token(&token, text, &from);)
        numbers += ar_has_digit(token);
    return numbers == 1;
}

/* The one number in the text, too short to be told by itself, is that of an item of the payer's: it is, whatever the
   amount, unless it may be a year. */
static bool is_only_number(const struct ar_match_work *work, struct ar_text text, struct ar_text token)
{
    char form[AR_COMPACT_SIZE];
    struct ar_text compact = {form, ar_compact(form, token)};
    uint32_t item = ar_documents_find(&work->match->documents, AR_BY_DOC, compact);
    if (item == AR_NO_ITEM || ar_is_year(compact) || work->payer.known == AR_NO_CUSTOMER ||
        !ar_match_candidate(work, item) || work->match->book->items[item]->customer != work->payer.known ||
        compact.size < 3)
        return false;
    return has_one_number(text);
}

/* The one number in the text has the digits of an item of the payer's, which it is like: only the letters before them,
   or zeros, are left out. It is meant, paid short, too. */
static bool is_bare_number(const struct ar_match_work *work, const struct ar_match_claim *claim)
{
    char form[AR_COMPACT_SIZE], other[AR_COMPACT_SIZE];
    struct ar_text compact = {form, ar_compact(form, claim->claim.reference)};
    struct ar_text own = ar_documents_number(other, &work->match->documents, claim->item), prefix, given_prefix;
    if (claim->rule != AR_RULE_SHORTENED || ar_is_year(compact) ||
        work->match->book->items[claim->item]->customer != work->payer.known)
        return false;
    for (size_t i = 0; i < work->pool_count; i++)
        if (work->match->book->items[work->pool[i]]->open == work->left)
            return false;
    struct ar_text digits = ar_documents_digits(own, &prefix), given = ar_documents_digits(compact, &given_prefix);
    return digits.size >= 4 && given_prefix.size == 0 && ar_text_equal(digits, given) &&
           has_one_number(claim->claim.reason);
}

/* A word that ends in no digit, nor a letter that may be read for one, is like no number, shortened or mistyped: none
   of the payer's items need be looked at. */
static bool is_like_none(const struct ar_match_work *work, struct ar_text token)
{
    char form[AR_COMPACT_SIZE];
    struct ar_text compact = {form, ar_compact(form, token)};
    if (ar_documents_digit(compact) != 0 ||
        (compact.size >= 4 && ar_has_digit(compact) && ar_is_digit(ar_match_as_digit(form[compact.size - 1]))))
        return false;
    return ar_documents_find(&work->match->documents, AR_BY_DOC, compact) == AR_NO_ITEM;
}

/* No number of an item is in the text: the one that is nearly that of an item which the amount confirms. */
static void gather_weak(struct ar_match_work *work, struct ar_text text)
{
    struct ar_match_claim found = {.item = AR_NO_ITEM};
    struct ar_text token;
    unsigned count = 0, looked = 0;
    for (size_t from = 0; count < 2 && ar_documents_token(&token, text, &from);) {
        struct ar_match_claim *claim = ar_match_add_claim(work, (struct ar_claim){.reference = token, .reason = text});
        if (claim == NULL)
            return;
        if ((is_paid_before(work, token) || is_only_number(work, text, token)) &&
            !ar_match_is_aside(work, text, token)) {
            claim->how = "number in the payment's text";
            return;
        }
        if (is_like_none(work, token)) {
            work->claim_count = 0;
            continue;
        }
        if (++looked > AR_WEAK_MOST) {
            work->claim_count = 0;
            return; /* no text of a payer's: each number is compared with all of his items */
        }
        ar_match_resolve_weak(work, claim);
        bool like = claim->state == AR_CLAIM_OPEN && claim->score > AR_SCORE_UNKNOWN_NUMBER &&
                    (ar_match_fit(work, claim->item, &claim->claim, work->left).level >=
                         (claim->score == AR_SCORE_SHORT ? 1 : 2) ||
                     is_bare_number(work, claim));
        like |= claim->state == AR_CLAIM_SEVERAL && claim->doubt != NULL;
        if (like && claim->item != found.item && !ar_match_is_aside(work, text, token)) {
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
    enum ar_document_field field;
    uint32_t item = ar_documents_of_reference(&work->match->documents, text, &field);
    if (item == AR_NO_ITEM)
        return;
    struct ar_match_claim *claim =
        ar_match_add_claim(work, (struct ar_claim){.reference = text, .reason = work->payment.reference});
    if (claim == NULL)
        return;
    claim->item = item;
    claim->by_doc = field == AR_BY_DOC;
    claim->rule = AR_RULE_STRUCTURED;
    claim->how = "structured reference";
    ar_match_resolve(work, claim);
}

/* Do the lines come to the payment, before discounts and deductions or less these? */
static bool lines_come_to_it(const struct ar_match_work *work)
{
    ar_int128 gross = 0, net = 0;
    for (size_t i = 0; i < work->claim_count; i++) {
        const struct ar_claim *claim = &work->claims[i].claim;
        if (!claim->has_amount)
            return false;
        gross += claim->amount;
        net += (ar_int128)claim->amount - ar_size_of(claim->discount) - ar_size_of(claim->deduction);
    }
    return work->claim_count > 0 && (gross == work->left || net == work->left);
}

/* Beside the one that a reference tells, documents of the same group that the text names: with it they come to the
   payment, or to less where that is more than the one alone. */
static bool text_comes_to_it(struct ar_match_work *work)
{
    const struct ar_book *book = work->match->book;
    const struct ar_book_item *first = book->items[work->claims[0].item];
    ar_int128 sum = first->open;
    gather_text(work);
    size_t count = work->claim_count;
    work->claim_count = 1;
    for (size_t i = 1; i < count; i++) {
        struct ar_match_claim claim = work->claims[i];
        ar_match_resolve(work, &claim);
        if (claim.state != AR_CLAIM_OPEN || ar_match_has_claim(work, claim.item) ||
            ar_book_group(book, book->items[claim.item]->customer) != ar_book_group(book, first->customer))
            continue;
        sum += book->items[claim.item]->open;
        work->claims[work->claim_count++] = claim;
    }
    return sum == work->left || (first->open > 0 && sum > first->open && sum < work->left);
}

/* The text names another document, whose amount it is, to the cent: either may be meant. */
static void doubt_structured(struct ar_match_work *work)
{
    const struct ar_book *book = work->match->book;
    gather_text(work);
    struct ar_match_claim *structured = &work->claims[0];
    for (size_t i = 1; i < work->claim_count; i++) {
        struct ar_match_claim claim = work->claims[i];
        ar_match_resolve(work, &claim);
        if (claim.state != AR_CLAIM_OPEN || claim.item == structured->item ||
            book->items[claim.item]->open != work->left || structured->other_count > 1)
            continue;
        ar_match_doubt(structured, structured->item, claim.item,
                       "the structured reference tells one document, the text another one of this amount");
    }
    work->claim_count = 1;
}

/* The amount is not that of the one document which the structured reference tells: what else the payer says. */
static void gather_beside(struct ar_match_work *work, struct ar_error *error)
{
    struct ar_match_claim structured = work->claims[0];
    if (structured.state != AR_CLAIM_OPEN || work->match->book->items[structured.item]->open == work->left)
        return;
    uint32_t lines = ar_match_own_advice(work);
    if (lines != 0) {
        work->claim_count = 0;
        gather_lines(work, lines, "remittance line", error);
        if (work->status != AR_OK || lines_come_to_it(work))
            return;
    } else if (text_comes_to_it(work)) {
        return;
    }
    work->claims[0] = structured;
    work->claim_count = 1;
    doubt_structured(work);
}

/* Do the documents named come to the payment, or are they settled and would have? */
static bool named_come_to_it(struct ar_match_work *work)
{
    ar_int128 sum = 0;
    for (size_t i = 0; i < work->claim_count; i++) {
        struct ar_match_claim claim = work->claims[i];
        ar_match_resolve(work, &claim);
        if (claim.state != AR_CLAIM_OPEN && claim.state != AR_CLAIM_SETTLED)
            return false;
        const struct ar_book_item *item = work->match->book->items[claim.item];
        sum += claim.state == AR_CLAIM_OPEN ? item->open : item->amount;
    }
    return sum == work->left;
}

/* The number that the payer gave the payment may be that of a document, or have its form by accident: the amount must
   agree. */
static void gather_payer_reference(struct ar_match_work *work)
{
    const struct ar_documents *documents = &work->match->documents;
    struct ar_text text = work->payment.payer_reference;
    struct ar_document_ahead ahead;
    ar_documents_ahead(&ahead, documents, text);
    work->beside.count = 0;
    if (ar_match_name(&work->beside, documents, &ahead) != AR_OK)
        work->status = AR_FAILED;
    else
        gather_named(work, work->beside.at, work->beside.count, text, "number in the payer's reference");
    if (work->claim_count > 0 && !named_come_to_it(work))
        work->claim_count = 0;
}

/* Nothing names a document: an advice that came without the payment's number may do it. */
static void gather_lost(struct ar_match_work *work, struct ar_error *error)
{
    uint32_t lines = ar_match_find_advice(work);
    if (lines != 0 && !ar_match_pays_on_account(work))
        gather_lines(work, lines, "line of the payer's advice of this amount", error);
}

void ar_match_gather(struct ar_match_work *work, struct ar_error *error)
{
    const struct ar_payment *payment = &work->payment;
    work->claim_count = 0;
    work->aside = AR_TEXT("");
    if (payment->structured.size > 0)
        gather_structured(work, payment->structured);
    if (work->claim_count == 1)
        gather_beside(work, error);
    if (work->claim_count == 0)
        gather_lines(work, ar_match_own_advice(work), "remittance line", error);
    if (work->claim_count == 0 && payment->reference.size > 0) {
        if (work->match->rules->pattern_count > 0)
            gather_patterns(work, payment->reference, error);
        if (work->claim_count == 0)
            gather_text(work);
    }
    if (work->claim_count == 0)
        gather_lost(work, error);
    if (work->claim_count == 0 && payment->reference.size > 0 && work->payer.count > 0)
        gather_weak(work, payment->reference);
    if (work->claim_count == 0 && payment->payer_reference.size > 0)
        gather_payer_reference(work);
}
