/* SPDX-License-Identifier: MIT */
/* Settling what the payer names: exactly, short, over, with discount, held when it is settled already. */
#include "cash/match_work.h"
#include "ledger/terms.h"

#include <stdlib.h>

static struct ar_text shown(char room[static 160], struct ar_text text)
{
    return (struct ar_text){room, ar_printable(room, 160, text)};
}

/* Who pays, in words, as far as it bears on the item. */
static const char *payer_words(const struct ar_match_work *work, const struct ar_book_item *item)
{
    if (work->payer.count == 0)
        return work->payer.silent ? "no payer named" : "payer unknown";
    if (!ar_match_is_payer(work, item->customer))
        return "paid by another customer";
    return work->payer.known == AR_NO_CUSTOMER || work->payer.known == item->customer
               ? work->payer.how
               : "paid by a company of the same group";
}

static size_t claim_why(struct ar_match_work *work, const struct ar_match_claim *claim, uint32_t item,
                        const char *words)
{
    char doc[160], reference[160];
    const struct ar_book_item *it = &work->match->book->items[item];
    struct ar_text d = shown(doc, ar_book_doc(it)), r = shown(reference, claim->claim.reference);
    if (r.size == 0)
        return ar_match_why(work, "%s, %.*s; %s; %s", claim->how, (int)d.size, d.at, payer_words(work, it), words);
    const struct ar_text parts[] = {ar_text_from(claim->how),
                                    AR_TEXT(" '"),
                                    r,
                                    AR_TEXT("' is "),
                                    d,
                                    AR_TEXT("; "),
                                    ar_text_from(payer_words(work, it)),
                                    AR_TEXT("; "),
                                    ar_text_from(words)};
    return ar_match_joined(work, parts, sizeof parts / sizeof *parts);
}

static bool enough(const struct ar_match_work *work, int64_t amount)
{
    return (amount < 0) == (work->left < 0) && ar_size_of(amount) <= ar_size_of(work->left);
}

/* More than is open, and to the cent what the same payer paid on it before: the same payment a second time. */
static bool repeats(const struct ar_match_work *work, const struct ar_book_item *item, int64_t amount)
{
    if (item->settled_by == 0 || ar_size_of(amount) <= ar_size_of(item->open))
        return false;
    const struct ar_payment *before = &work->match->payments[item->settled_by - 1].payment;
    const struct ar_payment *now = &work->cash->payment;
    return before->amount == amount && now->amount == amount && ar_text_equal(before->payer, now->payer) &&
           ar_text_equal(before->payer_account, now->payer_account) && ar_text_equal(before->reference, now->reference);
}

/* One item gets `amount` of the payment, as the claim says. What is more than its open amount stays for the rest. */
static void settle_item(struct ar_match_work *work, const struct ar_match_claim *claim, uint32_t number, int64_t amount,
                        bool whole)
{
    const struct ar_book_item *item = &work->match->book->items[number];
    struct ar_match_fit fit = ar_match_fit(work, number, &claim->claim, amount);
    struct ar_match_row row = {.item = number, .rule = claim->rule, .score = claim->score, .applied = amount};
    const char *words = fit.words;
    if (fit.level == 0) {
        struct ar_text reason = AR_TEXT("");
        bool over = ar_size_of(amount) > ar_size_of(item->open);
        int64_t gap = item->open - amount;
        int64_t allowed = whole ? ar_rules_tolerance(work->match->rules, item->currency, item->open, over, &reason) : 0;
        if (ar_size_of(gap) <= allowed && ar_rules_has(work->match->rules, AR_PASS_TOLERANCE)) {
            row.writeoff = gap;
            row.reason = reason;
            words = "difference within tolerance written off";
        } else if (over) {
            row.applied = item->open;
            uint32_t next;
            words = ar_match_next_line(work, number, &next) ? "paid more than is open; the rest goes to its next line"
                                                            : "paid more than is open; the rest is held";
        } else if (whole) {
            row.deduction = gap;
            words = "paid short; the rest stays open";
        } else {
            words = "paid in part; the rest stays open";
        }
    } else {
        row.discount = fit.discount;
        row.deduction = fit.deduction;
        row.reason = fit.reason;
    }
    row.why = claim_why(work, claim, number, words);
    ar_match_apply(work, row);
}

/* One purchase order of several items of one customer, all paid to the cent. */
static bool settle_all_of(struct ar_match_work *work, const struct ar_match_claim *claim, int64_t amount)
{
    const struct ar_book *book = work->match->book;
    ar_int128 sum = 0;
    for (unsigned i = 0; i < claim->other_count; i++) {
        const struct ar_book_item *item = &book->items[claim->others[i]];
        if (item->customer != book->items[claim->others[0]].customer || !ar_match_candidate(work, claim->others[i]))
            return false;
        sum += item->open;
    }
    bool document = ar_text_is(ar_text_from(claim->rule), "document");
    if (document || sum != amount || claim->other_total != claim->other_count)
        return false;
    for (unsigned i = 0; i < claim->other_count; i++) {
        size_t why = claim_why(work, claim, claim->others[i], "all of its items, paid to the cent");
        ar_match_apply(work, (struct ar_match_row){.item = claim->others[i],
                                                   .rule = claim->rule,
                                                   .score = claim->score,
                                                   .applied = book->items[claim->others[i]].open,
                                                   .why = why});
    }
    return true;
}

/* A claim that cannot be settled: `amount` of the payment is held, and said why. */
static void hold_claim(struct ar_match_work *work, const struct ar_match_claim *claim, int64_t amount)
{
    static const char *const words[] = {[AR_CLAIM_LATER] = "which is dated after the payment",
                                        [AR_CLAIM_CURRENCY] = "which is in another currency, and there are no rates",
                                        [AR_CLAIM_STRANGER] = "which is another customer's, and the amount is not its",
                                        [AR_CLAIM_UNKNOWN] = "which this payment cannot settle"};
    const struct ar_book *book = work->match->book;
    char reference[160], other[160];
    struct ar_text r = shown(reference, claim->claim.reference);
    if (claim->state == AR_CLAIM_SEVERAL) {
        if (settle_all_of(work, claim, amount))
            return;
        for (unsigned i = 0; i < claim->other_count; i++) {
            size_t why =
                ar_match_why(work, "'%.*s' may mean this one, one of %u", (int)r.size, r.at, claim->other_total);
            ar_match_candidate_row(work, claim->others[i], "ambiguous", why);
        }
        ar_match_hold(work, AR_ON_ACCOUNT, amount, AR_NO_ITEM, "ambiguous",
                      ar_match_why(work, "'%.*s' may mean %u items%s", (int)r.size, r.at, claim->other_total,
                                   claim->other_total > claim->other_count ? ", of which 64 are named" : ""));
    } else if (claim->state == AR_CLAIM_SETTLED) {
        const struct ar_book_item *item = &book->items[claim->item];
        struct ar_text by = AR_TEXT("");
        if (item->settled_by)
            by = shown(other, work->match->payments[item->settled_by - 1].payment.payment);
        if ((amount < 0) != (item->amount < 0)) { /* a payment that came back is no second one */
            ar_match_hold(work, AR_ON_ACCOUNT, amount, AR_NO_ITEM, "on_account",
                          ar_match_why(work,
                                       "'%.*s' is settled already%s%.*s, and this has the other sign: not applied",
                                       (int)r.size, r.at, item->settled_by ? " by " : "", (int)by.size, by.at));
            return;
        }
        ar_match_hold(work, AR_DUPLICATE, amount, claim->item, "duplicate",
                      ar_match_why(work, "'%.*s' %s already%s%.*s: held as a duplicate", (int)r.size, r.at,
                                   item->open == 0 ? "is settled" : "was paid this much",
                                   item->settled_by ? " by " : "", (int)by.size, by.at));
    } else if (claim->item == AR_NO_ITEM) {
        ar_match_hold(work, AR_ON_ACCOUNT, amount, AR_NO_ITEM, "on_account",
                      ar_match_why(work, "'%.*s' is no item that we have; %s", (int)r.size, r.at, work->payer.how));
    } else {
        struct ar_text doc = shown(other, ar_book_doc(&book->items[claim->item]));
        bool unknown = claim->state == AR_CLAIM_STRANGER && work->payer.count == 0;
        ar_match_hold(
            work, AR_ON_ACCOUNT, amount, AR_NO_ITEM, "on_account",
            ar_match_why(work, "'%.*s' is %.*s, %s", (int)r.size, r.at, (int)doc.size, doc.at,
                         unknown ? "but the payer is unknown and the amount is not its" : words[claim->state]));
    }
}

/* ---- claims with amounts -------------------------------------------------------------------------------------------
 */

static void settle_one(struct ar_match_work *work, struct ar_match_claim *claim, int64_t amount, bool whole)
{
    if (claim->state == AR_CLAIM_OPEN && !ar_match_candidate(work, claim->item))
        claim->state = AR_CLAIM_SETTLED; /* by a line before */
    bool same_sign = claim->state == AR_CLAIM_OPEN && (amount < 0) == (work->match->book->items[claim->item].open < 0);
    if (same_sign && repeats(work, &work->match->book->items[claim->item], amount))
        claim->state = AR_CLAIM_SETTLED;
    if (same_sign && claim->state == AR_CLAIM_OPEN)
        settle_item(work, claim, claim->item, amount, whole);
    else if (claim->state != AR_CLAIM_OPEN)
        hold_claim(work, claim, amount);
    else
        ar_match_hold(work, AR_ON_ACCOUNT, amount, AR_NO_ITEM, "on_account",
                      ar_match_why(work, "the amount has the other sign than the document"));
}

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

static void settle_with_amounts(struct ar_match_work *work)
{
    ar_int128 sum;
    if (work->claim_count == 1) {
        work->claims[0].claim.has_amount = true;
        work->claims[0].claim.amount = work->left; /* the cash is the truth */
        settle_one(work, &work->claims[0], work->left, true);
        return;
    }
    if (!lines_agree(work, &sum)) {
        for (size_t i = 0; i < work->claim_count; i++)
            if (work->claims[i].state == AR_CLAIM_OPEN)
                ar_match_candidate_row(
                    work, work->claims[i].item, "ambiguous",
                    ar_match_why(work, "named by the advice, whose lines sum to more than the payment"));
        ar_match_rest(work, "ambiguous", ar_match_why(work, "the lines of the advice sum to more than the payment"));
        return;
    }
    /* Credits first: they make room for what they pay. */
    for (size_t i = 0; i < work->claim_count; i++)
        if ((work->claims[i].claim.amount < 0) != (work->left < 0))
            settle_one(work, &work->claims[i], work->claims[i].claim.amount, true);
    bool sign = work->cash->payment.amount < 0;
    for (size_t i = 0; i < work->claim_count; i++)
        if ((work->claims[i].claim.amount < 0) == sign)
            settle_one(work, &work->claims[i], work->claims[i].claim.amount, work->claim_count == 1);
}

/* ---- claims without ------------------------------------------------------------------------------------------------
 */

static int by_due(const void *left, const void *right)
{
    const struct ar_match_claim *a = left, *b = right;
    if (a->due_days != b->due_days)
        return a->due_days < b->due_days ? -1 : 1;
    return (a->rank > b->rank) - (a->rank < b->rank);
}

/* Claims of items by due date, then the others. */
static void sort_claims(struct ar_match_work *work)
{
    const struct ar_book *book = work->match->book;
    for (size_t i = 0; i < work->claim_count; i++) {
        struct ar_match_claim *claim = &work->claims[i];
        bool item = claim->item != AR_NO_ITEM;
        claim->due_days = item ? book->items[claim->item].due.days : INT32_MAX;
        claim->rank = item ? book->items[claim->item].rank : UINT32_MAX;
    }
    if (work->claim_count > 1)
        qsort(work->claims, work->claim_count, sizeof *work->claims, by_due);
}

/* All of them less the discount that their terms allow. */
static bool settle_discounted(struct ar_match_work *work, ar_int128 gap)
{
    const struct ar_book *book = work->match->book;
    ar_int128 sum = 0;
    for (unsigned apply = 0; apply < 2; apply++) {
        for (size_t i = 0; i < work->claim_count; i++) {
            struct ar_match_claim *claim = &work->claims[i];
            if (claim->state != AR_CLAIM_OPEN)
                continue;
            const struct ar_book_item *item = &book->items[claim->item];
            struct ar_terms terms;
            int64_t discount = 0;
            if (item->terms != 0 && item->open == item->amount && item->open > 0 &&
                ar_terms_parse(&terms, ar_book_word(book, item->terms)))
                discount = ar_terms_discount(&terms, item->amount, item->date, work->cash->payment.date);
            if (apply)
                settle_item(work, claim, claim->item, item->open - discount, true);
            sum += discount;
        }
        if (!apply && sum != gap)
            return false;
    }
    return true;
}

/* Of one claim: is the payment neither its discount, nor a part that words explain, nor within tolerance? */
static bool explains_nothing(struct ar_match_work *work)
{
    const struct ar_match_claim *claim = &work->claims[0];
    struct ar_text reason;
    if (work->claim_count != 1)
        return true;
    const struct ar_book_item *item = &work->match->book->items[claim->item];
    return ar_match_fit(work, claim->item, &claim->claim, work->left).level < 2 &&
           ar_size_of(item->open - work->left) >
               ar_rules_tolerance(work->match->rules, item->currency, item->open, false, &reason);
}

static void settle_without_amounts(struct ar_match_work *work)
{
    const struct ar_book *book = work->match->book;
    ar_int128 sum = 0;
    size_t open = 0;
    sort_claims(work);
    for (size_t i = 0; i < work->claim_count; i++)
        if (work->claims[i].state == AR_CLAIM_OPEN) {
            sum += book->items[work->claims[i].item].open;
            open++;
        }
    if (open == 0) {
        hold_claim(work, &work->claims[0], work->left);
        return;
    }
    ar_int128 gap = sum - work->left;
    if (open == work->claim_count && gap > 0 && explains_nothing(work) && ar_match_add_credit(work, gap)) {
        gap = 0;
        open++;
    }
    if (open == 1 && work->claim_count == 1) {
        settle_with_amounts(work);
        return;
    }
    if (gap == 0 && open == work->claim_count) {
        for (size_t i = 0; i < work->claim_count; i++)
            settle_item(work, &work->claims[i], work->claims[i].item, book->items[work->claims[i].item].open, true);
        return;
    }
    if (gap > 0 && settle_discounted(work, gap))
        return;
    struct ar_match_claim *shorter = gap > 0 ? ar_match_short_claim(work, gap) : NULL;
    struct ar_match_claim *exact = gap > 0 && shorter == NULL ? ar_match_exact_claim(work) : NULL;
    if (exact != NULL) {
        settle_item(work, exact, exact->item, work->left, true);
        return;
    }
    if (gap > 0 && work->payer.count == 0 && !ar_match_one_customer(work)) {
        size_t why = ar_match_why(work, "named in the text, as are items of other customers; the amount is not theirs");
        for (size_t i = 0; i < work->claim_count; i++)
            if (work->claims[i].state == AR_CLAIM_OPEN)
                ar_match_candidate_row(work, work->claims[i].item, "ambiguous", why);
        ar_match_rest(work, "ambiguous", ar_match_why(work, "numbers of several customers, more than the payment"));
        return;
    }
    for (unsigned credits = 2; credits-- > 0;) /* credits first */
        for (size_t i = 0; i < work->claim_count && work->left != 0; i++) {
            struct ar_match_claim *claim = &work->claims[i];
            if (claim->state != AR_CLAIM_OPEN || !ar_match_candidate(work, claim->item))
                continue;
            int64_t amount = book->items[claim->item].open;
            if (((amount < 0) != (work->cash->payment.amount < 0)) != (credits == 1))
                continue;
            if (claim == shorter)
                amount -= (int64_t)gap;
            if (credits == 0 && !enough(work, amount))
                amount = work->left;
            if (amount != 0)
                settle_item(work, claim, claim->item, amount, true);
        }
    for (size_t i = 0; i < work->claim_count && work->left != 0; i++)
        if (work->claims[i].state != AR_CLAIM_OPEN) {
            hold_claim(work, &work->claims[i], work->left);
            break;
        }
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
        bool exact = row->status == AR_APPLIED && row->score >= 98 && row->writeoff == 0 &&
                     work->match->book->items[row->item].settled;
        if (!exact || (customer != AR_NO_CUSTOMER && customer != row->customer))
            return;
        customer = row->customer;
    }
    ar_match_proved(work, customer);
}

/* Claims in another currency that rates may convert go behind the others: how many. */
static size_t put_foreign_last(struct ar_match_work *work)
{
    size_t kept = 0, count = work->claim_count;
    for (size_t i = 0; work->match->exchange != NULL && i < count; i++) {
        struct ar_match_claim claim = work->claims[i];
        if (claim.state == AR_CLAIM_CURRENCY)
            continue;
        memmove(&work->claims[kept + 1], &work->claims[kept], (i - kept) * sizeof claim);
        work->claims[kept++] = claim;
    }
    return work->match->exchange != NULL ? count - kept : 0;
}

/* What is paid beyond a named instalment goes to the next ones of its document. */
static void pay_next_lines(struct ar_match_work *work)
{
    const struct ar_book *book = work->match->book;
    for (size_t i = 0; i < work->claim_count && work->left > 0; i++) {
        struct ar_match_claim claim = work->claims[i];
        bool document = claim.state == AR_CLAIM_OPEN && ar_text_is(ar_text_from(claim.rule), "document");
        if (!document || (claim.claim.has_amount && work->claim_count > 1) || book->items[claim.item].open != 0)
            continue;
        for (uint32_t item = claim.item; work->left > 0 && ar_match_next_line(work, item, &item);) {
            int64_t open = book->items[item].open;
            if (open > 0)
                settle_item(work, &claim, item, enough(work, open) ? open : work->left, false);
        }
    }
}

void ar_match_claims(struct ar_match_work *work)
{
    size_t with = 0, resolved = 0;
    for (size_t i = 0; i < work->claim_count; i++) {
        ar_match_resolve(work, &work->claims[i]);
        with += work->claims[i].claim.has_amount;
        resolved += work->claims[i].state != AR_CLAIM_UNKNOWN;
    }
    if (resolved == 0 && (with == 0 || work->claim_count == 1))
        return; /* nothing named that we know: the payer and the amount must tell */
    size_t foreign = put_foreign_last(work);
    work->claim_count -= foreign;
    if (with == work->claim_count + foreign && work->claim_count > 0)
        settle_with_amounts(work);
    else if (work->claim_count > 0)
        settle_without_amounts(work);
    work->claim_count += foreign;
    if (foreign > 0 && work->left != 0)
        ar_match_exchange(work);
    pay_next_lines(work);
    prove(work);
    if (work->left == 0)
        return;
    /* A rest goes to the customer whose documents were paid. */
    if (work->payer.known == AR_NO_CUSTOMER && work->row_count > 0 && work->rows[0].status == AR_APPLIED)
        work->payer.known = work->rows[0].customer;
    ar_match_rest(work, "on_account", ar_match_why(work, "more than the documents named: the rest is on account"));
}
