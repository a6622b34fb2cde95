/* SPDX-License-Identifier: MIT */
/* One document that the payer names: settled exactly, short, over, with discount, or held when it cannot be. */
#include "cash/match_past.h"

/* Who pays, in words, as far as it bears on the item. */
static const char *payer_words(const struct ar_match_work *work, const struct ar_book_item *item)
{
    if (work->payer.count == 0)
        return work->payer.silent ? "no payer named" : "payer unknown";
    if (!ar_match_is_payer(work, item->customer))
        return ar_match_is_kin(work, item->customer) ? "paid by a customer whose name begins alike"
                                                     : "paid by another customer";
    return work->payer.known == AR_NO_CUSTOMER || work->payer.known == item->customer
               ? work->payer.how
               : "paid by a company of the same group";
}

/* Why a row settles the item of the claim. */
static struct ar_match_evidence evidence(const struct ar_match_work *work, const struct ar_match_claim *claim,
                                         uint32_t item, const char *words)
{
    return (struct ar_match_evidence){claim->how, claim->claim.reference,
                                      payer_words(work, work->match->book->items[item]), words};
}

/* More than is open, and to the cent what the same payer paid on it before: the same payment a second time. */
static bool repeats(const struct ar_match_work *work, const struct ar_book_item *item, int64_t amount)
{
    return ar_size_of(amount) > ar_size_of(item->open) && work->payment.amount == amount && ar_past_repeats(work, item);
}

/* One item gets `amount` of the payment, as the claim says. What is more than its open amount stays for the rest. */
void ar_match_settle_item(struct ar_match_work *work, const struct ar_match_claim *claim, uint32_t number,
                          int64_t amount, bool whole)
{
    const struct ar_book_item *item = work->match->book->items[number];
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
            bool goes_on = ar_match_next_line(work, number, &next) && ar_match_unknown_number(work, claim).size == 0;
            words = goes_on ? "paid more than is open; the rest goes to its next line"
                            : "paid more than is open; the rest is held";
        } else if (claim->claim.line > 0 && claim->claim.reason.size > 0) {
            row.deduction = gap;
            row.reason = claim->claim.reason;
            words = "paid short, as the advice says; the rest stays open";
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
    row.evidence = evidence(work, claim, number, words);
    ar_match_apply(work, row);
}

/* One purchase order of several items of one customer, all paid to the cent. */
static bool settle_all_of(struct ar_match_work *work, const struct ar_match_claim *claim, int64_t amount)
{
    const struct ar_book *book = work->match->book;
    ar_int128 sum = 0;
    for (unsigned i = 0; i < claim->other_count; i++) {
        const struct ar_book_item *item = book->items[claim->others[i]];
        if (item->customer != book->items[claim->others[0]]->customer || !ar_match_candidate(work, claim->others[i]))
            return false;
        sum += item->open;
    }
    bool document = claim->rule == AR_RULE_DOCUMENT;
    if (document || sum != amount || claim->other_total != claim->other_count)
        return false;
    for (unsigned i = 0; i < claim->other_count; i++) {
        const char *words = "all of its items, paid to the cent";
        ar_match_apply(work, (struct ar_match_row){.item = claim->others[i],
                                                   .rule = claim->rule,
                                                   .score = claim->score,
                                                   .applied = book->items[claim->others[i]]->open,
                                                   .evidence = evidence(work, claim, claim->others[i], words)});
    }
    return true;
}

/* Nobody is named, but whichever of several is meant, it is this customer's. */
static void take_customer(struct ar_match_work *work, const struct ar_match_claim *claim)
{
    struct ar_book_item *const *items = work->match->book->items;
    if (work->payer.known != AR_NO_CUSTOMER || !work->payer.silent || work->payer.count > 0 ||
        claim->other_total != claim->other_count)
        return;
    for (unsigned i = 1; i < claim->other_count; i++)
        if (items[claim->others[i]]->customer != items[claim->others[0]]->customer)
            return;
    work->payer.known = items[claim->others[0]]->customer;
}

/* A claim that cannot be settled: `amount` of the payment is held, and said why. */
void ar_match_hold_claim(struct ar_match_work *work, const struct ar_match_claim *claim, int64_t amount)
{
    static const char *const words[] = {[AR_CLAIM_LATER] = "which is dated after the payment",
                                        [AR_CLAIM_CURRENCY] = "which is in another currency, and there are no rates",
                                        [AR_CLAIM_STRANGER] = "which is another customer's, and the amount is not its",
                                        [AR_CLAIM_UNKNOWN] = "which is another entity's"};
    const struct ar_book *book = work->match->book;
    char reference[AR_SHOWN_MOST], other[AR_SHOWN_MOST];
    struct ar_text r = ar_match_shown(reference, claim->claim.reference);
    if (claim->state == AR_CLAIM_SEVERAL) {
        if (settle_all_of(work, claim, amount))
            return;
        take_customer(work, claim);
        for (unsigned i = 0; i < claim->other_count; i++) {
            size_t why = claim->doubt != NULL ? ar_match_why(work, "%s", claim->doubt)
                                              : ar_match_why(work, "'%.*s' may mean this one, one of %u", (int)r.size,
                                                             r.at, claim->other_total);
            ar_match_candidate_row(work, claim->others[i], AR_RULE_AMBIGUOUS, why);
        }
        size_t why = claim->doubt != NULL
                         ? ar_match_why(work, "%s", claim->doubt)
                         : ar_match_why(work, "'%.*s' may mean %u items%s", (int)r.size, r.at, claim->other_total,
                                        claim->other_total > claim->other_count ? ", of which 64 are named" : "");
        ar_match_hold(work, AR_ON_ACCOUNT, amount, AR_NO_ITEM, AR_RULE_AMBIGUOUS, why);
    } else if (claim->state == AR_CLAIM_SETTLED) {
        const struct ar_book_item *item = book->items[claim->item];
        struct ar_text by = ar_match_shown(other, ar_past_settler(work->match, item));
        if ((amount < 0) != (item->amount < 0)) { /* a payment that came back is no second one */
            ar_match_hold(work, AR_ON_ACCOUNT, amount, AR_NO_ITEM, AR_RULE_ON_ACCOUNT,
                          ar_match_why(work,
                                       "'%.*s' is settled already%s%.*s, and this has the other sign: not applied",
                                       (int)r.size, r.at, by.size > 0 ? " by " : "", (int)by.size, by.at));
            return;
        }
        ar_match_hold(work, AR_DUPLICATE, amount, claim->item, AR_RULE_DUPLICATE,
                      ar_match_why(work, "'%.*s' %s already%s%.*s: held as a duplicate", (int)r.size, r.at,
                                   item->open == 0 ? "is settled" : "was paid this much", by.size > 0 ? " by " : "",
                                   (int)by.size, by.at));
    } else if (claim->item == AR_NO_ITEM && ar_match_is_on_account(work, &claim->claim)) {
        ar_match_hold(work, AR_ON_ACCOUNT, amount, AR_NO_ITEM, AR_RULE_ON_ACCOUNT,
                      ar_match_why(work, "the payer says on account; %s", work->payer.how));
    } else if (claim->item == AR_NO_ITEM) {
        ar_match_hold(work, AR_ON_ACCOUNT, amount, AR_NO_ITEM, AR_RULE_ON_ACCOUNT,
                      ar_match_why(work, "'%.*s' is no item that we have; %s", (int)r.size, r.at, work->payer.how));
    } else {
        struct ar_text doc = ar_match_shown(other, ar_book_doc(book->items[claim->item]));
        bool unknown = claim->state == AR_CLAIM_STRANGER && work->payer.count == 0;
        bool payment = claim->state == AR_CLAIM_UNKNOWN && book->items[claim->item]->type == AR_TYPE_PAYMENT;
        ar_match_hold(work, AR_ON_ACCOUNT, amount, AR_NO_ITEM, AR_RULE_ON_ACCOUNT,
                      ar_match_why(work, "'%.*s' is %.*s, %s", (int)r.size, r.at, (int)doc.size, doc.at,
                                   unknown   ? "but the payer is unknown and the amount is not its"
                                   : payment ? "which is a payment"
                                             : words[claim->state]));
    }
}

void ar_match_settle_one(struct ar_match_work *work, struct ar_match_claim *claim, int64_t amount, bool whole)
{
    if (amount == 0)
        return; /* of a payment of nothing */
    if (claim->state == AR_CLAIM_OPEN && !ar_match_candidate(work, claim->item))
        claim->state = AR_CLAIM_SETTLED; /* by a line before */
    bool same_sign = claim->state == AR_CLAIM_OPEN && (amount < 0) == (work->match->book->items[claim->item]->open < 0);
    if (same_sign && repeats(work, work->match->book->items[claim->item], amount))
        claim->state = AR_CLAIM_SETTLED;
    if (same_sign && claim->state == AR_CLAIM_OPEN)
        ar_match_settle_item(work, claim, claim->item, amount, whole);
    else if (claim->state != AR_CLAIM_OPEN)
        ar_match_hold_claim(work, claim, amount);
    else
        ar_match_hold(work, AR_ON_ACCOUNT, amount, AR_NO_ITEM, AR_RULE_ON_ACCOUNT,
                      ar_match_why(work, "the amount has the other sign than the document"));
}
