/* SPDX-License-Identifier: MIT */
/* What every bank format comes down to: statements of entries. A parser fills these in; this sink checks that a
   statement adds up, gives each payment an identity that follows from its content, finds structured references and
   writes the records. Advices (what a payer says a payment is for) go through ar_bank_advise. */
#ifndef AR_IMPORT_BANK_H
#define AR_IMPORT_BANK_H

#include "base/memory.h"
#include "base/money.h"
#include "record/writer.h"

#include <stdbool.h>

enum ar_bank_format {
    AR_BANK_AUTO,
    AR_BANK_MT940, /* and MT942 */
    AR_BANK_BAI2,
    AR_BANK_CAMT, /* camt.052, camt.053, camt.054 */
    AR_BANK_OFX,
    AR_BANK_X12, /* 820 */
    AR_BANK_NOTE
};

enum ar_bank_kind { AR_BANK_ANY, AR_BANK_PAYMENTS, AR_BANK_REMITTANCES };
enum ar_bank_duplicates { AR_BANK_FAIL, AR_BANK_SKIP, AR_BANK_KEEP };

struct ar_bank_options {
    struct ar_writer *writer;
    const char *encoding; /* NULL: UTF-8, and cp1252 where a text is not */
    struct ar_text entity; /* for the column of that name */
    struct ar_currency currency; /* of advices that name none */
    enum ar_bank_format format;
    enum ar_bank_kind kind;
    enum ar_bank_duplicates duplicates;
    bool unbalanced; /* what does not add up is a warning */
    bool source; /* a column file:line */
    bool credits_only; /* money received and its reversals */
    bool several; /* files in this run */
    uint64_t seed; /* of the table of what was seen; nothing written depends on it */
    void (*warn)(void *context, const char *message);
    void (*opened)(void *context); /* the next input is open */
    void *context;
};

struct ar_bank_balance {
    bool known, interim; /* of a page, with others before or behind it */
    struct ar_currency currency;
    int64_t amount;
    struct ar_date date; /* AR_DATE_NONE: it goes into no chain */
};
/* A statement; its texts hold until the next one begins. Set what is known before its first entry, the rest before its
   end. */
struct ar_bank_statement {
    struct ar_buffer account, number;
    uint64_t ordinal, page; /* counted by the bank, one by one; 0: not known */
    struct ar_currency currency; /* of entries that name none */
    struct ar_bank_balance opening, closing; /* checked when both are known */
    bool report; /* interim, or a notice: a statement will have its entries, too */
    bool known, again; /* the entry at hand has a reference of the bank; it came in a message of the other kind */
    bool selected; /* not all entries are listed, so that they need not come to the closing balance */
    uint64_t line; /* where it begins */
    uint64_t entries, repeated; /* all; those that came before and are left out */
    ar_int128 sum, debits, credits; /* of the entries, in minor units; debits are positive here */
    uint64_t debits_count, credits_count;
    bool mixed; /* an entry in another currency than the statement */
};

/* An entry, or a payment in it; its texts are lent until the call that it is given to is over. */
struct ar_bank_entry {
    struct ar_date date, value; /* booked; interest counts from */
    struct ar_currency currency;
    int64_t amount; /* positive: received */
    bool reversal; /* of an earlier entry; the amount has the sign of this one */
    struct ar_text payer, payer_account;
    struct ar_text reference; /* remittance text */
    struct ar_text identity; /* the part of it that tells entries apart; at == NULL: all */
    struct ar_text structured; /* said to be a structured reference; kept as text when its check digits fail */
    struct ar_text payer_reference; /* of whoever ordered it */
    struct ar_text bank_reference;
    struct ar_text code; /* of the kind of transaction */
    struct ar_text details; /* all the rest */
    struct ar_text customer; /* advices: the account that the payer names */
    struct ar_text payment; /* advices: its identity; empty: made from the content */
    bool sweep; /* moved between accounts of one's own */
    uint64_t line;
};

/* What a payer says a payment is for. */
struct ar_bank_advice {
    struct ar_text payment, reference, reason, payer, customer, purchase_order;
    struct ar_currency currency;
    struct ar_date date;
    bool has_amount, has_discount, has_deduction;
    int64_t amount, discount, deduction;
    uint64_t line;
};

struct ar_bank_chain { /* of statements; see bank_chain.h */
    struct ar_bank_link *links;
    size_t count, capacity;
    struct ar_buffer texts;
};

struct ar_bank {
    const struct ar_bank_options *options;
    const char *label; /* of the file being read */
    struct ar_bank_statement statement;
    struct ar_bank_chain chain;
    uint64_t statements, files; /* begun */
    uint64_t written, pending, repeated; /* how many entries; not booked yet; left out */
    uint64_t advices_repeated; /* and left out */
    uint64_t nameless, recoded; /* in reports and without a reference; texts read as cp1252 */
    struct ar_bank_seen *seen; /* a hash table */
    size_t seen_count;
    unsigned seen_bits;
    struct ar_bank_again *again;
    size_t again_count, again_capacity;
    struct ar_bank_twice *twice; /* see bank_twice.h; NULL: not needed so far */
    bool unheld; /* entries of statements came before that */
    struct ar_buffer key, line, record, joined;
    struct ar_writer advice; /* the records of the one at hand wait here until it is known not to have come before */
    uint64_t advice_hash; /* of them */
    enum ar_bank_kind kind; /* what is being written */
};

AR_MUST_USE enum ar_status ar_bank_init(struct ar_bank *bank, const struct ar_bank_options *options,
                                        struct ar_error *error);
void ar_bank_free(struct ar_bank *bank);
/* After the last file: whether the statements go on one after the other, and what is left to say. */
AR_MUST_USE enum ar_status ar_bank_finish(struct ar_bank *bank, struct ar_error *error);

/* Writes the header; payments and remittances do not go into one stream. */
AR_MUST_USE enum ar_status ar_bank_start(struct ar_bank *bank, enum ar_bank_kind kind, struct ar_error *error);

/* Empties the statement. */
void ar_bank_begin(struct ar_bank *bank, uint64_t line);
/* An entry, before the payments in it are added: where it came in a message of the other kind (statement, report), by
   the bank's reference, they are left out, or it is an error, as --duplicates says. */
AR_MUST_USE enum ar_status ar_bank_meet(struct ar_bank *bank, const struct ar_bank_entry *entry,
                                        struct ar_error *error);
/* Writes the payment, unless it came before or is left out by the options, and adds it to its statement. */
AR_MUST_USE enum ar_status ar_bank_add(struct ar_bank *bank, const struct ar_bank_entry *entry, struct ar_error *error);
/* What the bank charged of an entry: a record that brings its payments, `gross` in all, to its amount. */
AR_MUST_USE enum ar_status ar_bank_add_charges(struct ar_bank *bank, const struct ar_bank_entry *whole, ar_int128 gross,
                                               struct ar_error *error);
/* The entry with its amount before charges, and these. */
AR_MUST_USE enum ar_status ar_bank_add_gross(struct ar_bank *bank, const struct ar_bank_entry *whole, int64_t gross,
                                             struct ar_error *error);
/* The statement, which began at `line`, is whole: where both balances are known, its entries must lead from the one to
   the other, and it joins the chain of its account. */
AR_MUST_USE enum ar_status ar_bank_end(struct ar_bank *bank, uint64_t line, struct ar_error *error);
/* A line of an advice, which waits until the advice ends. */
AR_MUST_USE enum ar_status ar_bank_advise(struct ar_bank *bank, const struct ar_bank_advice *advice,
                                          struct ar_error *error);
/* The end of an advice that began at `line`. One that came before is left out, or an error, as --duplicates says. */
AR_MUST_USE enum ar_status ar_bank_advised(struct ar_bank *bank, uint64_t line, struct ar_error *error);

/* AR_BAD_DATA at a line of the file being read. */
AR_PRINTF(4, 5)
enum ar_status ar_bank_bad(const struct ar_bank *bank, struct ar_error *error, uint64_t line, const char *format, ...);
/* The same with the offending text. */
enum ar_status ar_bank_bad_value(const struct ar_bank *bank, struct ar_error *error, uint64_t line, const char *reason,
                                 struct ar_text value);
/* The same, and which field of the format it is. */
enum ar_status ar_bank_bad_field(const struct ar_bank *bank, struct ar_error *error, uint64_t line, const char *field,
                                 const char *reason, struct ar_text value);
/* A warning about a line of the file being read. */
AR_PRINTF(3, 4)
void ar_bank_warn(const struct ar_bank *bank, uint64_t line, const char *format, ...);
/* What does not add up: AR_BAD_DATA, or with --unbalanced a warning and AR_OK. */
AR_PRINTF(4, 5)
enum ar_status ar_bank_differs(struct ar_bank *bank, struct ar_error *error, uint64_t line, const char *format, ...);

#endif
