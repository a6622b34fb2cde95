/* SPDX-License-Identifier: MIT */
/* An entry of a camt message with its transactions, collected element by element and handed on at its end. */
#ifndef AR_IMPORT_CAMT_ENTRY_H
#define AR_IMPORT_CAMT_ENTRY_H

#include "import/bank.h"

enum ar_camt_field { /* texts of a transaction */
                     AR_CAMT_DEBTOR,
                     AR_CAMT_DEBTOR_ULTIMATE,
                     AR_CAMT_DEBTOR_ACCOUNT,
                     AR_CAMT_CREDITOR,
                     AR_CAMT_CREDITOR_ULTIMATE,
                     AR_CAMT_CREDITOR_ACCOUNT,
                     AR_CAMT_TEXT,
                     AR_CAMT_STRUCTURED,
                     AR_CAMT_END_TO_END,
                     AR_CAMT_BANK_REFERENCE,
                     AR_CAMT_INFO,
                     AR_CAMT_REST,
                     AR_CAMT_MARK,
                     AR_CAMT_CODE,
                     AR_CAMT_AMOUNT, /* and its currency behind it, so twice */
                     AR_CAMT_CURRENCY,
                     AR_CAMT_AMOUNT_DETAILS,
                     AR_CAMT_CURRENCY_DETAILS,
                     AR_CAMT_FIELDS
};

struct ar_camt_part { /* a transaction: its texts lie in `store`, one behind the other */
    size_t begin;
    size_t sizes[AR_CAMT_FIELDS];
    bool returned;
    uint64_t line;
};

struct ar_camt_entry {
    struct ar_buffer amount, currency, mark, reversal, status, booked, value, reference, code, info;
    uint64_t line, part_line;
    struct ar_date created; /* day of the statement, for entries without any date */
    struct ar_buffer fields[AR_CAMT_FIELDS]; /* of the transaction being read */
    size_t last_text; /* size of the newest piece of its text */
    bool returned;
    struct ar_buffer store, joined;
    struct ar_camt_part *parts;
    size_t count, capacity;
};

/* An element begins; `path` is below the statement. */
void ar_camt_entry_start(struct ar_camt_entry *entry, struct ar_text path, uint64_t line);
/* An element at or below Ntry ends. */
AR_MUST_USE enum ar_status ar_camt_entry_end(struct ar_camt_entry *entry, struct ar_bank *bank, struct ar_text path,
                                             struct ar_text text, struct ar_text currency, struct ar_error *error);
void ar_camt_entry_free(struct ar_camt_entry *entry);

/* YYYY-MM-DD and whatever follows it. */
AR_MUST_USE enum ar_status ar_camt_day(struct ar_date *out, struct ar_text text);

#endif
