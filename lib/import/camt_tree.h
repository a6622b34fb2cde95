/* SPDX-License-Identifier: MIT */
/* The elements of a camt message that are of use, as a tree of local names below the statement: what an element means
   is told by its place, once, when it begins. */
#ifndef AR_IMPORT_CAMT_TREE_H
#define AR_IMPORT_CAMT_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum ar_camt_element {
    AR_CAMT_PASSED, /* on the way to others */
    AR_CAMT_STATEMENT_ID,
    AR_CAMT_SEQUENCE,
    AR_CAMT_LEGAL_SEQUENCE,
    AR_CAMT_PAGE,
    AR_CAMT_LAST_PAGE,
    AR_CAMT_CREATED,
    AR_CAMT_ACCOUNT,
    AR_CAMT_BALANCE,
    AR_CAMT_BALANCE_TYPE,
    AR_CAMT_BALANCE_MARK,
    AR_CAMT_BALANCE_AMOUNT,
    AR_CAMT_BALANCE_DATE,
    AR_CAMT_SUMMARY, /* enum ar_camt_summary_field */
    AR_CAMT_ENTRY,
    AR_CAMT_ENTRY_FIELD, /* enum ar_camt_entry_field */
    AR_CAMT_PART, /* a transaction of the entry */
    AR_CAMT_PART_FIELD, /* enum ar_camt_field */
    AR_CAMT_PART_RETURN,
    AR_CAMT_CHARGE, /* what the bank took from an entry or one of its transactions */
    AR_CAMT_CHARGE_TOTAL,
    AR_CAMT_CHARGE_MARK,
    AR_CAMT_DETAILS /* of the entry: a batch, or a single transaction */
};

enum ar_camt_summary_field { /* a number of entries and behind it their sum: of all, the credits, the debits */
                             AR_CAMT_SUMMARY_COUNT,
                             AR_CAMT_SUMMARY_SUM,
                             AR_CAMT_SUMMARY_CREDIT_COUNT,
                             AR_CAMT_SUMMARY_CREDIT_SUM,
                             AR_CAMT_SUMMARY_DEBIT_COUNT,
                             AR_CAMT_SUMMARY_DEBIT_SUM,
                             AR_CAMT_SUMMARY_FIELDS
};

enum ar_camt_entry_field {
    AR_CAMT_ENTRY_AMOUNT,
    AR_CAMT_ENTRY_CURRENCY,
    AR_CAMT_ENTRY_MARK,
    AR_CAMT_ENTRY_REVERSAL,
    AR_CAMT_ENTRY_STATUS,
    AR_CAMT_ENTRY_BOOKED,
    AR_CAMT_ENTRY_VALUE,
    AR_CAMT_ENTRY_REFERENCE,
    AR_CAMT_ENTRY_INFO,
    AR_CAMT_BATCH_ID,
    AR_CAMT_BATCH_COUNT,
    AR_CAMT_BATCH_AMOUNT, /* and its currency behind it, so twice */
    AR_CAMT_BATCH_CURRENCY,
    AR_CAMT_ENTRY_FIELDS,
    AR_CAMT_ENTRY_CODE = AR_CAMT_ENTRY_FIELDS /* its parts are joined with a slash */
};

enum ar_camt_field {
    AR_CAMT_DEBTOR,
    AR_CAMT_DEBTOR_ULTIMATE,
    AR_CAMT_DEBTOR_ACCOUNT,
    AR_CAMT_CREDITOR,
    AR_CAMT_CREDITOR_ULTIMATE,
    AR_CAMT_CREDITOR_ACCOUNT,
    AR_CAMT_STRUCTURED,
    AR_CAMT_END_TO_END,
    AR_CAMT_BANK_REFERENCE,
    AR_CAMT_MARK,
    AR_CAMT_CODE,
    AR_CAMT_AMOUNT, /* and its currency behind it, so twice */
    AR_CAMT_CURRENCY,
    AR_CAMT_AMOUNT_DETAILS,
    AR_CAMT_CURRENCY_DETAILS,
    AR_CAMT_AMOUNT_INSTRUCTED,
    AR_CAMT_CURRENCY_INSTRUCTED,
    AR_CAMT_AMOUNT_EXCHANGED,
    AR_CAMT_CURRENCY_EXCHANGED,
    AR_CAMT_TEXT, /* from here on all that come are joined; of those above the first one counts */
    AR_CAMT_INFO,
    AR_CAMT_REST,
    AR_CAMT_FIELDS,
    AR_CAMT_REMITTED = AR_CAMT_FIELDS, /* amounts of a document that is named; with a word for each among the rest */
    AR_CAMT_DISCOUNT,
    AR_CAMT_CREDIT_NOTE,
    AR_CAMT_ADJUSTMENT
};

struct ar_camt_name { /* of hardly more than sixteen bytes: the first eight and the last eight */
    uint64_t first, last;
    size_t size;
};

struct ar_camt_node {
    struct ar_camt_name name;
    uint16_t parent;
    uint8_t element; /* enum ar_camt_element */
    uint8_t field;
    bool has_text, has_currency; /* which are of use */
    bool of_part; /* within a transaction */
};

/* Only what the tables have is in the tree; a message may have any number of other elements. */
enum { AR_CAMT_ROOT = 0, AR_CAMT_NODES = 400, AR_CAMT_SLOTS = 1024 };

struct ar_camt_tree {
    struct ar_camt_node nodes[AR_CAMT_NODES]; /* the first one is the statement */
    uint16_t slots[AR_CAMT_SLOTS]; /* a hash table of nodes; 0: free */
    unsigned count;
};

void ar_camt_tree_make(struct ar_camt_tree *tree);

/* Where the element of this name, perhaps with the prefix of a namespace, is below `parent`; 0: it is of no use. */
unsigned ar_camt_tree_find(const struct ar_camt_tree *tree, unsigned parent, const char *name);

#endif
