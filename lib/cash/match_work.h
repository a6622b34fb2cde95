/* SPDX-License-Identifier: MIT */
/* What the parts of the matcher share while one payment is looked at. */
#ifndef AR_CASH_MATCH_WORK_H
#define AR_CASH_MATCH_WORK_H

#include "cash/match.h"

#define AR_PAYERS_MOST 64

static inline int64_t ar_size_of(int64_t amount)
{
    return amount < 0 ? -amount : amount;
}

struct ar_match_payer {
    uint32_t at[AR_PAYERS_MOST]; /* customers that it may be, in the customers' order */
    unsigned count;
    uint32_t wide[AR_NAME_MOST]; /* less likely ones: only an exact item counts */
    unsigned wide_count;
    uint32_t known; /* the one customer, or AR_NO_CUSTOMER */
    bool strong; /* given, an account, an alias, an exact or folded name, one customer */
    bool silent; /* the payment does not say who pays */
    unsigned score;
    const char *how; /* in words */
    uint32_t seen; /* number among match->payers, or AR_NO_KEY */
};

struct ar_match_row {
    uint32_t number; /* among the payment's, as they were made */
    uint32_t item; /* AR_NO_ITEM: cash only */
    uint32_t rank; /* of the item */
    uint32_t customer;
    uint32_t entity; /* the item's, or of cash that goes back: 1 + its number in the book's words; 0: the payment's */
    uint32_t line; /* of the item, number in the book's words */
    struct ar_text doc; /* of the item */
    enum ar_allocation_status status;
    struct ar_currency currency; /* none: the item's, or the payment's */
    int64_t applied, discount, writeoff, deduction;
    struct ar_text reason;
    enum ar_match_rule rule;
    unsigned score;
    size_t why, why_size; /* in the text beside the rows */
    struct ar_match_evidence {
        const char *how; /* NULL: the why is a text; else it is made of these and the doc when the row is written */
        struct ar_text reference;
        const char *payer, *words;
    } evidence;
};

/* The rows of many payments. */
struct ar_match_rows {
    struct ar_match_row *at;
    size_t count, capacity;
    struct ar_buffer text; /* their why */
};

enum ar_claim_state {
    AR_CLAIM_OPEN, /* names an item that can be settled */
    AR_CLAIM_SETTLED, /* names one that is settled: a duplicate */
    AR_CLAIM_LATER, /* names one that is dated after the payment */
    AR_CLAIM_CURRENCY, /* names one in another currency */
    AR_CLAIM_STRANGER, /* names one of a customer who is not the payer, and nothing else confirms it */
    AR_CLAIM_SEVERAL, /* names more than one */
    AR_CLAIM_UNKNOWN /* names none that we know */
};

struct ar_match_claim {
    struct ar_claim claim; /* amounts as parsed */
    enum ar_claim_state state;
    uint32_t item;
    bool between; /* of a range in the text, neither its first nor its last */
    bool by_doc; /* the item is the first of the document's number that the reference is */
    enum ar_match_rule rule;
    unsigned score;
    const char *how; /* in words */
    const char *doubt; /* why it may mean several, in words; NULL: its number does */
    uint32_t others[64]; /* AR_CLAIM_SEVERAL, and rejected ones otherwise */
    unsigned other_count, other_total; /* those that have room, and all */
    int32_t due_days; /* what claims are sorted by: their item's due date and rank, then as they stood */
    uint32_t rank, number;
};

/* What a payment's own texts tell, found out just before its batch is decided. */
struct ar_match_told {
    uint32_t alias, account; /* of the account: number of an alias' key, of a customer; or AR_NO_KEY */
    uint32_t named, named_count; /* what its text names, in the list of its batch */
};

struct ar_match_work {
    struct ar_match *match;
    const struct ar_cash *cash;
    struct ar_payment payment; /* the same, whole */
    const struct ar_match_told *told; /* of it */
    const struct ar_named_list *named; /* of the payment's batch */
    struct ar_named_list beside; /* what its payer's reference names */
    struct ar_match_payer payer;
    struct ar_match_rows *all; /* of the batch */
    struct ar_match_row *rows; /* the payment's, behind all of those before it */
    size_t row_count;
    struct ar_match_claim *claims;
    size_t claim_count, claim_capacity;
    uint32_t *pool; /* items that the payer can settle, by due date, then rank */
    size_t pool_count, pool_capacity;
    int64_t left; /* of the payment */
    struct ar_text aside; /* a document's number in the text that was taken for one of another kind; empty: none */
    struct ar_match_said { /* the words of a text, looked for once */
        struct ar_text text;
        const struct ar_word *word;
    } said[AR_WORD_SORTS];
    bool pooled;
    enum ar_status status; /* AR_FAILED sticks */
};

/* ---- what is known before (match_prepare.c) ---- */
AR_MUST_USE enum ar_status ar_match_prepare(struct ar_match *match, struct ar_error *error);
/* (match_order.c) The numbers of the payments in the order in which they are decided; then moves them there. */
AR_MUST_USE enum ar_status ar_match_order(uint32_t **out, const struct ar_match *match);
void ar_match_rearrange(struct ar_cash *payments, uint32_t *order, size_t count);
/* (match_named.c) Adds the documents that a text names, which was looked at ahead, each once, to the list; AR_FAILED:
   out of memory. */
AR_MUST_USE enum ar_status ar_match_name(struct ar_named_list *list, const struct ar_documents *documents,
                                         struct ar_document_ahead *ahead);

/* (match_advice.c) The first line, 1 + claim, of the advice of a number; of the payment's: that has its number, or one
   that it refers to, such as a trace, and comes to its amount, before discounts and deductions or less these; 0: none.
 */
uint32_t ar_match_advice_by(const struct ar_match *match, struct ar_text number);
uint32_t ar_match_own_advice(const struct ar_match_work *work);
/* Advices that name no payment: known when the payments have their payers and their own lines; then
   the one that is this payment's, by amount, day and open documents of the payer's: 1 + its first line; 0: none, or one
   of several. */
AR_MUST_USE enum ar_status ar_match_advices(struct ar_match *match);
uint32_t ar_match_find_advice(struct ar_match_work *work);

/* ---- who pays (match_payer.c) ---- */
/* Fills in work->payer from the payment, aliases, names and what documents proved before. */
void ar_match_identify(struct ar_match_work *work);
/* May it be this customer, or one of his group? */
bool ar_match_is_payer(const struct ar_match_work *work, uint32_t customer);
/* Lists the customers below each parent. AR_FAILED: out of memory. */
AR_MUST_USE enum ar_status ar_match_groups(struct ar_match *match);
/* The documents of a payment tell whose payer it has. */
void ar_match_proved(struct ar_match *match, const struct ar_cash *cash, uint32_t customer);
/* Of an alias' key on a day: its customer, or AR_NO_CUSTOMER. */
uint32_t ar_match_alias(const struct ar_match *match, uint32_t number, struct ar_date day);

/* match_kin.c. Does the customer's name begin with the payer's and go on, or the other way round? */
bool ar_match_is_kin(const struct ar_match_work *work, uint32_t customer);
/* Those whose names begin with the payer's, when they are few; how many. */
unsigned ar_match_kin(const struct ar_match_work *work, uint32_t kin[static AR_NAME_MOST]);
/* Their one item of this very amount that the claim's number is like, and how; AR_NO_ITEM: none, or several. */
uint32_t ar_match_kin_item(const struct ar_match_work *work, const struct ar_match_claim *claim, int64_t amount,
                           enum ar_likeness *like);

/* ---- the list of claims (match_list.c) ---- */
#define AR_CLAIMS_MOST 2000 /* of a payment */
/* A new one at the end, by a document's number, of no item yet; NULL: there can be no more, or work->status says that
   memory is out. Claims move as others are added. */
struct ar_match_claim *ar_match_add_claim(struct ar_match_work *work, struct ar_claim claim);
/* Moves a claim behind the first *kept, which are one more then. The others stay in their order. */
void ar_match_keep_claim(struct ar_match_work *work, size_t claim, size_t *kept);
/* For sorting: by due date and rank of their items, those without one last. Both are placed first, by their number. */
void ar_match_place_claim(const struct ar_match_work *work, struct ar_match_claim *claim, size_t number);
int ar_match_by_due(const struct ar_match_claim *a, const struct ar_match_claim *b);
bool ar_match_has_claim(const struct ar_match_work *work, uint32_t item); /* of this item */
/* The payer says that he pays a part, of more than is open: an item of the same customer whose number is nearly the
   claim's and which is as large as the amount. AR_NO_ITEM: none. */
uint32_t ar_match_larger_beside(struct ar_match_work *work, const struct ar_match_claim *claim, int64_t amount);
/* Does the piece of the text belong to a claim's number? */
bool ar_match_is_claimed(const struct ar_match_work *work, struct ar_text piece);
/* Either of two items may be meant. `doubt`: why, in words; NULL: the number does not tell. */
void ar_match_doubt(struct ar_match_claim *claim, uint32_t item, uint32_t other, const char *doubt);
/* What is open of a claim's item; 0 when it cannot be settled. */
static inline int64_t ar_match_open_of(const struct ar_match_work *work, const struct ar_match_claim *claim)
{
    return claim->state == AR_CLAIM_OPEN ? work->match->book->items[claim->item]->open : 0;
}
ar_int128 ar_match_open_of_all(const struct ar_match_work *work); /* the claims */
/* Are those that can be settled of one customer? So they are where there is none. */
bool ar_match_one_customer(const struct ar_match_work *work);

/* ---- which documents (match_claims.c, match_resolve.c) ---- */
/* Makes the payment's claims, of the strongest sort that there is. AR_BAD_DATA in work->status: what an advice has for
   an amount is none. */
void ar_match_gather(struct ar_match_work *work, struct ar_error *error);
#define AR_WEAK_MOST 200 /* numbers of a text that are compared with the payer's items */
/* Digits in a text that are an amount, or behind a word for another number than a document's: a cheque's, an account's,
   a customer's. (match_aside.c) */
bool ar_match_is_aside(const struct ar_match_work *work, struct ar_text text, struct ar_text number);
/* The one customer whose number stands in the text behind the word for it; AR_NO_CUSTOMER: none, or several. */
uint32_t ar_match_customer_in(const struct ar_match_work *work, struct ar_text text);
/* Finds out which item a claim means, and whether it can be settled. */
void ar_match_resolve(struct ar_match_work *work, struct ar_match_claim *claim);
/* match_nearly.c. Of several claims: the numbers of other customers are right when all that is named comes to the
   payment, to the cent; the one that is not the payer's, or nobody's, is that of its item which the others leave to pay
   and whose number is nearly the same. */
void ar_match_trust_strangers(struct ar_match_work *work);
/* They do not come to the payment: one that would if its number were another one of the payer's, which is nearly the
   same, may be either. */
void ar_match_doubt_numbers(struct ar_match_work *work);
/* The one number is all that is known of a payment without a payer, and its amount is that of one nearly the same. */
void ar_match_doubt_alone(struct ar_match_work *work, struct ar_match_claim *claim);
/* Adds what the text nearly names and the others leave to pay, to the cent. */
void ar_match_add_nearly(struct ar_match_work *work);
/* A mistyped or shortened number, or one that we do not have: the payer's one item that the amount confirms. */
void ar_match_resolve_weak(struct ar_match_work *work, struct ar_match_claim *claim);
/* A letter that is read or typed for a digit, as the digit. */
char ar_match_as_digit(char c);
/* The column `score` of what is named, of 100; what is found by its amount alone has those of match_search.h. */
enum {
    AR_SCORE_STRUCTURED = 100,
    AR_SCORE_NUMBER = 98, /* as it is; this and more proves who the payer is */
    AR_SCORE_SHORT = 92, /* as it is, too short to be told by itself */
    AR_SCORE_SHORTENED = 90,
    AR_SCORE_MISTYPED = 85,
    AR_SCORE_CREDIT = 85, /* not named: taken off what is */
    AR_SCORE_UNKNOWN_NUMBER = 80
};

/* ---- how an amount fits (match_fit.c) ---- */
/* Can the item be settled by this payment at all? */
static inline bool ar_match_may_settle(const struct ar_match_work *work, const struct ar_book_item *item)
{
    const struct ar_cash *cash = work->cash;
    return item->open != 0 && item->type != AR_TYPE_PAYMENT && item->currency.code == cash->currency.code &&
           item->date.days <= cash->date.days &&
           (cash->entity == 0 || item->entity == 0 || item->entity == cash->entity);
}
static inline bool ar_match_candidate(const struct ar_match_work *work, uint32_t item) /* the same by number */
{
    return ar_match_may_settle(work, work->match->book->items[item]);
}
/* How well an amount fits an item: 3 exactly; 2 with the discount or deduction that words, terms or the advice name; 1
   in part, and words say so; 0 not. */
struct ar_match_fit {
    int level;
    int64_t discount, deduction;
    struct ar_text reason;
    const char *words;
    bool weak; /* a discount, but for a cent, or one that is not earned: it tells no item by itself */
};
/* The discount that the item's terms give on the payment's day, and that which they gave on its first. */
int64_t ar_match_earned(const struct ar_match_work *work, uint32_t item);
int64_t ar_match_offered(const struct ar_match_work *work, uint32_t item);
struct ar_match_fit ar_match_fit(struct ar_match_work *work, uint32_t item, const struct ar_claim *claim,
                                 int64_t amount);
/* Does the payer say that it is on account: of the payment, in words of the claim's own, in either? */
bool ar_match_pays_on_account(const struct ar_match_work *work);
bool ar_match_says_on_account(const struct ar_match_work *work, const struct ar_claim *claim);
bool ar_match_is_on_account(const struct ar_match_work *work, const struct ar_claim *claim);
/* Where a number that begins at `at` ends: digits, with full stops, commas and apostrophes between them. */
size_t ar_match_number_end(struct ar_text text, size_t at);
/* The percentage of a discount, as words say it or leave it out, that makes up the gap. */
bool ar_match_percent(struct ar_rate *out, struct ar_match_work *work, struct ar_text words, int64_t amount,
                      int64_t gap);

/* The percentage of a deduction, as words say it. */
bool ar_match_less_percent(struct ar_rate *out, struct ar_match_work *work, struct ar_text words, int64_t amount,
                           int64_t gap);

/* ---- settling ---- */
void ar_match_exchange(struct ar_match_work *work); /* match_exchange.c: claims in another currency */
void ar_match_claims(struct ar_match_work *work); /* match_settle.c */
/* match_settle_one.c. One item gets `amount` of the payment, as the claim says; what is more than its open amount stays
   for the rest. `whole`: it is all that the payer means for it. */
void ar_match_settle_item(struct ar_match_work *work, const struct ar_match_claim *claim, uint32_t number,
                          int64_t amount, bool whole);
/* A claim that cannot be settled: `amount` of the payment is held, and said why. */
void ar_match_hold_claim(struct ar_match_work *work, const struct ar_match_claim *claim, int64_t amount);
/* The one or the other. */
void ar_match_settle_one(struct ar_match_work *work, struct ar_match_claim *claim, int64_t amount, bool whole);
/* match_gaps.c. All that is named is more than the payment: orders of documents that are named, too, go behind the
   other claims; how many these are. */
size_t ar_match_put_orders_last(struct ar_match_work *work);
/* So do those within a range when its ends, and not all of it, come to the payment. */
size_t ar_match_put_between_last(struct ar_match_work *work);
/* How much of the items of the other sign than the payment's is used: all that are named, but where these are more than
   what they are to pay for, only what that lacks. *any: there is something to pay for. */
ar_int128 ar_match_credit_budget(const struct ar_match_work *work, bool *any);
/* Takes the amounts that the text states behind the numbers, or before them, when they come to the payment with what is
   open of documents without one. */
bool ar_match_stated_amounts(struct ar_match_work *work);
/* The one claim whose item, paid short by its stated deduction or its discount, makes all of them add up.
 */
struct ar_match_claim *ar_match_short_claim(struct ar_match_work *work, ar_int128 gap);
/* The one claim that the amount pays to the cent, when all of them are more. */
struct ar_match_claim *ar_match_exact_claim(struct ar_match_work *work);
/* Adds claims of the payer's one credit of exactly what is missing, or of all of its credits; false when there is none,
   or two. */
bool ar_match_add_credit(struct ar_match_work *work, ar_int128 gap);
#define AR_CHAIN_MOST 1000 /* items of one number, or order, that are looked at */
/* match_instalments.c. The lines of the item's document, itself too, by due date: how many. */
#define AR_LINES_MOST 100
unsigned ar_match_lines_of(const struct ar_match_work *work, uint32_t item, uint32_t lines[static AR_LINES_MOST]);
/* The next instalment of the item's document, by due date, that no claim has. */
bool ar_match_next_line(const struct ar_match_work *work, uint32_t item, uint32_t *next);
/* Is the amount that of this instalment and the next ones, to the cent? */
bool ar_match_pays_lines(const struct ar_match_work *work, uint32_t item, int64_t amount);
/* The first number in the claim's text that may be a document's and is none that we have; empty: there is none. */
struct ar_text ar_match_unknown_number(const struct ar_match_work *work, const struct ar_match_claim *claim);
/* What is paid beyond a named instalment goes to the next ones of its document, so far as a line means it for that; it
   does not when there is an unknown number, which comes back. */
struct ar_text ar_match_pay_next_lines(struct ar_match_work *work);
/* match_which.c. The instalment of the item's document that the claim's words name, open or settled, when the amount
   agrees; AR_NO_ITEM: none. */
uint32_t ar_match_which_line(struct ar_match_work *work, uint32_t item, const struct ar_claim *claim, int64_t amount);
/* match_months.c. The one of the items that comes to the amount in the month that the text names; AR_NO_ITEM: none. */
uint32_t ar_match_month_of(struct ar_match_work *work, const uint32_t *items, size_t count, int64_t amount);
/* match_lines.c. Lines that take something off what others pay are joined with these. */
void ar_match_join_lines(struct ar_match_work *work);
/* From nobody that we know, for several customers, and not what was paid: lines of another amount than their documents'
   are of no one that we know. */
void ar_match_doubt_lines(struct ar_match_work *work);
/* The line of the largest document that is paid whole, when so much less than the lines came as may be written off. */
struct ar_match_claim *ar_match_charged_line(struct ar_match_work *work, ar_int128 gap);
/* The newest claim is a line that may have words around its number, or several numbers: as many claims then, each of
   what is open where that is the line's amount. */
void ar_match_read_line(struct ar_match_work *work, bool only);
/* Advices often print credits without their sign: turns those, when the lines come to the payment then. */
bool ar_match_turn_credits(struct ar_match_work *work);
void ar_match_amount(struct ar_match_work *work, int64_t amount, bool suggest); /* match_amount.c */
void ar_match_pool(struct ar_match_work *work); /* match_pool.c */
/* Adds the customers' candidates to the pool, in their place. */
void ar_match_fill(struct ar_match_work *work, const uint32_t *customers, unsigned count);

/* ---- rows (match_rows.c) ---- */
AR_PRINTF(2, 3) size_t ar_match_why(struct ar_match_work *work, const char *format, ...); /* where it begins */
/* A row's why; in `room` where it is made of the evidence. */
#define AR_WHY_MOST 1000
#define AR_SHOWN_MOST 160
struct ar_text ar_match_shown(char room[static AR_SHOWN_MOST], struct ar_text text); /* as a text that is quoted */
struct ar_text ar_match_why_of(char room[static AR_WHY_MOST], const struct ar_match_rows *rows,
                               const struct ar_match_row *row);
void ar_match_apply(struct ar_match_work *work, struct ar_match_row row);
/* A row as it is: of an item, which opens again by it, or of cash held. */
void ar_match_put_back(struct ar_match_work *work, struct ar_match_row row);
void ar_match_hold(struct ar_match_work *work, enum ar_allocation_status status, int64_t amount, uint32_t item,
                   enum ar_match_rule rule, size_t why);
/* The rest of the payment: on account of whoever pays, or unidentified. */
void ar_match_rest(struct ar_match_work *work, enum ar_match_rule rule, size_t why);
void ar_match_candidate_row(struct ar_match_work *work, uint32_t item, enum ar_match_rule rule, size_t why);
void ar_match_header(struct ar_writer *writer);

/* ---- one payment's story (match_report.c) ---- */
void ar_match_story_header(struct ar_writer *writer);
void ar_match_story(struct ar_match_work *work, struct ar_writer *writer);
/* Of a payment that an earlier run allocated. */
void ar_match_story_done(struct ar_match_work *work, const struct ar_cash *cash, struct ar_writer *writer);

#endif
