/* SPDX-License-Identifier: MIT */
/* Payments to items: each payment in the order of their dates, by the strongest evidence there is, with the reason for
   every row. Nothing is applied beyond what is open, and the rows of a payment add up to it. */
#ifndef AR_CASH_MATCH_H
#define AR_CASH_MATCH_H

#include "cash/cash.h"
#include "cash/documents.h"
#include "cash/names.h"
#include "cash/rules.h"
#include "ledger/allocation.h"
#include "ledger/events.h"
#include "ledger/exchange.h"
#include "ledger/terms.h"
#include "record/writer.h"

/* What a payer says: one line of a remittance advice, or one number found in the payment's own text. */
struct ar_claim {
    struct ar_text reference, reason; /* reason: a code or words */
    struct ar_text payer; /* as the advice calls him */
    struct ar_text amount_text, discount_text, deduction_text; /* until the payment's currency is known */
    int64_t amount, discount, deduction;
    bool has_amount, has_discount, has_deduction;
    struct ar_date date; /* of the advice, or AR_DATE_NONE */
    struct ar_currency currency; /* of the advice, or none */
    bool owned; /* of the newest line of an advice: a payment says that it is its own */
    bool heard; /* of an advice: it is of a payment that there is */
    bool late; /* of one that is done, of which nothing was applied */
    uint64_t line; /* of its record */
    uint32_t next; /* of the same payment: 1 + claim */
};

#define AR_NOT_LEARNED (AR_NO_CUSTOMER - 1)

/* A document that a payment's text names: where, or `listed`, by the end of its number in a list. */
struct ar_named {
    uint32_t start, size, item;
    enum ar_document_field field;
    bool listed, between; /* by a list that names one whole; by a range of which it is neither end */
};

struct ar_named_list {
    struct ar_named *at;
    size_t count, capacity;
};

enum { AR_ALIAS_NAME = '=', AR_ALIAS_ACCOUNT = '#' }; /* sorts of keys */

struct ar_alias {
    uint32_t customer;
    struct ar_date from, until;
    uint32_t next; /* 1 + alias of the same key */
};

/* What a row came by, as its column `rule` says: a pass, what the payer named, or what became of cash that is held. */
enum ar_match_rule {
    AR_RULE_ITEM = AR_PASS_ITEM,
    AR_RULE_SUBSET = AR_PASS_SUBSET,
    AR_RULE_MISTYPED = AR_PASS_MISTYPED,
    AR_RULE_STRUCTURED = AR_PASSES,
    AR_RULE_DOCUMENT,
    AR_RULE_REFERENCE,
    AR_RULE_PURCHASE_ORDER,
    AR_RULE_SHORTENED,
    AR_RULE_CREDIT,
    AR_RULE_ON_ACCOUNT,
    AR_RULE_UNIDENTIFIED,
    AR_RULE_AMBIGUOUS,
    AR_RULE_DUPLICATE,
    AR_RULE_REVERSAL
};
const char *ar_match_rule_name(enum ar_match_rule rule);

struct ar_match_tally { /* of the summary */
    uint64_t payments, lines;
    enum ar_match_rule rule;
    enum ar_allocation_status status;
    struct ar_currency currency;
    ar_int128 value;
    const struct ar_cash *last; /* the payment counted last */
};

struct ar_match_origin { /* of payments that came one behind the other */
    size_t payment; /* the first */
    const char *file;
    uint64_t line;
};

struct ar_learned {
    uint32_t customer; /* AR_NO_CUSTOMER: two; AR_NOT_LEARNED: none yet */
    uint32_t payment; /* that proved it first: of this run, when one did */
};

struct ar_match_advice { /* that no payment says is its own */
    int64_t amount;
    unsigned digits; /* decimals of the amount */
    uint32_t first; /* its lines: 1 + claim */
};

struct ar_match_paid { /* a payment of the amount of such an advice */
    int64_t amount;
    uint32_t payer, currency;
};

struct ar_match {
    struct ar_book *book;
    const struct ar_rules *rules;
    const struct ar_exchange *exchange; /* NULL: no other currency */
    unsigned rate_within; /* days that a rate may be old */
    struct ar_documents documents;
    struct ar_names names;
    struct ar_name_room room;
    struct ar_cash *payments;
    size_t payment_count, payment_capacity;
    struct ar_match_origin *origins;
    size_t origin_count, origin_capacity;
    struct ar_claim *claims;
    size_t claim_count, claim_capacity;
    const char *claims_path;
    struct ar_keys claim_keys; /* payments that have claims */
    uint32_t *claim_heads;
    size_t claim_head_capacity;
    struct ar_match_advice *advices; /* by amount */
    size_t advice_count, advice_capacity;
    struct ar_match_paid *paid;
    size_t paid_count, paid_capacity;
    struct ar_keys alias_keys; /* a sort, and the folded payer or the compact account behind it */
    uint32_t *alias_heads;
    size_t alias_head_capacity;
    struct ar_alias *aliases;
    size_t alias_count, alias_capacity;
    struct ar_keys payers; /* seen, with what names_find said */
    struct ar_name_matches *payer_matches;
    uint32_t *payer_alias; /* key of an alias, or AR_NO_KEY */
    struct ar_learned *learned; /* of payers: what documents proved */
    struct ar_match_terms { /* of the book's words, as far as the run has met them */
        struct ar_terms terms;
        enum { AR_TERMS_UNMET, AR_TERMS_NONE, AR_TERMS_SOME } met;
    } * terms;
    uint32_t *group_first, *group_next; /* customers of one group; NULL without parents */
    struct ar_text explain; /* at != NULL: only this payment is written, as a story */
    bool explained;
    struct ar_match_tally *tallies;
    size_t tally_count, tally_capacity;
    struct ar_past *past; /* NULL: nothing that was before matters */
    unsigned threads; /* that prepare and write; 0 is 1 */
    uint64_t unmatched; /* payments with a row that is not applied */
};

/* `book` has its items; payments may add customers to it. */
void ar_match_init(struct ar_match *match, struct ar_book *book, const struct ar_rules *rules);
/* What earlier runs did: their payments are not matched again, but may be taken back. Before anything else is taken in;
   `events` is lent. */
AR_MUST_USE enum ar_status ar_match_log(struct ar_match *match, const struct ar_events *events, struct ar_error *error);
/* Copies a payment. AR_BAD_DATA: by earlier runs' records it has another amount. */
AR_MUST_USE enum ar_status ar_match_payment(struct ar_match *match, const struct ar_payment *payment,
                                            struct ar_error *error);
/* Where the last one came from, for messages; `file` is lent. */
AR_MUST_USE enum ar_status ar_match_came(struct ar_match *match, const char *file, uint64_t line,
                                         struct ar_error *error);
/* Has `read` called, which takes in the payments one after the other. What needs the items alone, what their numbers
   are like, is learned meanwhile where there are two threads. Once, before ar_match_run. */
AR_MUST_USE enum ar_status ar_match_payments(struct ar_match *match, void (*read)(void *context), void *context,
                                             uint64_t seed, struct ar_error *error);
AR_MUST_USE enum ar_status ar_match_remittances(struct ar_match *match, const char *path, struct ar_error *error);
AR_MUST_USE enum ar_status ar_match_aliases(struct ar_match *match, const struct ar_table *table,
                                            struct ar_error *error);
/* After all of these: makes the book ready, sorts, matches, writes. */
AR_MUST_USE enum ar_status ar_match_run(struct ar_match *match, struct ar_writer *writer, struct ar_error *error);
struct ar_match_lines { /* of the advices: how many, and the line of the first */
    uint64_t count, line;
};
/* After the run: those that belong to no payment, and those of payments that earlier runs hold, and have applied
   nothing of. */
AR_MUST_USE enum ar_status ar_match_unheard(struct ar_match *match, struct ar_match_lines *unheard,
                                            struct ar_match_lines *late, struct ar_error *error);
/* Payers whose customer documents proved, as records of aliases for review. */
AR_MUST_USE enum ar_status ar_match_learn(struct ar_match *match, struct ar_writer *writer, struct ar_error *error);
/* Payments, lines and value by status and rule, as records. */
void ar_match_summary(struct ar_match *match, struct ar_writer *writer);
void ar_match_free(struct ar_match *match);

#endif
