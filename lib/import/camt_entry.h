/* SPDX-License-Identifier: MIT */
/* An entry of a camt message with its transactions, collected element by element and handed on at its end. */
#ifndef AR_IMPORT_CAMT_ENTRY_H
#define AR_IMPORT_CAMT_ENTRY_H

#include "import/bank.h"
#include "import/camt_tree.h"

struct ar_camt_slice { /* of the store, which moves as it grows */
    size_t at, size;
};

struct ar_camt_part { /* a transaction */
    struct ar_camt_slice fields[AR_CAMT_FIELDS];
    bool returned;
    uint64_t line;
};

struct ar_camt_totals { /* booked entries of the statement, credits and debits */
    uint64_t counts[2];
    ar_int128 sums[2]; /* without sign */
    struct ar_currency currency; /* of the first one */
    bool mixed;
};

struct ar_camt_entry {
    struct ar_camt_totals totals;
    struct ar_buffer
        store; /* the texts of the entry, and behind them, from `kept` on, that of the element being read */
    size_t kept;
    struct ar_camt_slice fields[AR_CAMT_ENTRY_FIELDS];
    struct ar_buffer code, joined, rest;
    struct ar_buffer more_text, more_details; /* of a payment that has more of them than one element */
    uint64_t line, number; /* where it begins; which one of the statement it is, the first one is 1 */
    struct ar_date created; /* day of the statement, for entries without any date */
    struct ar_camt_part part; /* being read */
    struct ar_buffer joins[AR_CAMT_FIELDS - AR_CAMT_TEXT]; /* its fields of several elements */
    size_t last_text; /* size of the newest piece of its text */
    struct ar_camt_part *parts;
    size_t count, capacity;
    struct ar_camt_charges {
        ar_int128 sum, total; /* of the records; said to be, with taxes; in minor units */
        int64_t newest;
        uint64_t records;
        struct ar_currency currency; /* none: there are no charges that can be told */
        bool mixed;
    } charges, part_charges; /* taken by the bank: of the entry, of its transactions */
    size_t first; /* transaction of the NtryDtls being read */
    uint64_t batches; /* how many NtryDtls */
    uint64_t declared, listed; /* transactions of those that count and list them */
    uint64_t alone; /* one is listed, which may stand for so many */
};

static inline struct ar_text ar_camt_text(const struct ar_camt_entry *entry, struct ar_camt_slice slice)
{
    return (struct ar_text){ar_buffer_text(&entry->store).at + slice.at, slice.size};
}

static inline struct ar_text ar_camt_entry_text(const struct ar_camt_entry *entry, enum ar_camt_entry_field which)
{
    return ar_camt_text(entry, entry->fields[which]);
}

/* An entry, or one of its transactions, begins. */
void ar_camt_entry_begin(struct ar_camt_entry *entry, uint64_t line);
void ar_camt_part_begin(struct ar_camt_entry *entry, uint64_t line);

/* AR_BAD_DATA at an element of the entry: many messages are one long line. */
enum ar_status ar_camt_entry_bad(const struct ar_camt_entry *entry, const struct ar_bank *bank, struct ar_error *error,
                                 const char *element, const char *reason, struct ar_text value);

/* A charge of the entry or of one of its transactions, or the total of several, and the mark that may follow it; those
   that cannot be read do not count. */
void ar_camt_entry_charge(struct ar_camt_entry *entry, const struct ar_camt_node *node, struct ar_text amount,
                          struct ar_text currency);
void ar_camt_entry_charge_mark(struct ar_camt_entry *entry, const struct ar_camt_node *node, struct ar_text mark);

/* An NtryDtls, in which a batch may say how many transactions it has. */
void ar_camt_details_begin(struct ar_camt_entry *entry);
void ar_camt_details_end(struct ar_camt_entry *entry);

/* A field of the entry or of its transaction: `text`, not empty, lies in the store behind `kept`. */
AR_MUST_USE enum ar_status ar_camt_entry_take(struct ar_camt_entry *entry, const struct ar_camt_node *node,
                                              struct ar_text text, struct ar_text currency);

AR_MUST_USE enum ar_status ar_camt_part_end(struct ar_camt_entry *entry);
AR_MUST_USE enum ar_status ar_camt_entry_end(struct ar_camt_entry *entry, struct ar_bank *bank, struct ar_error *error);
void ar_camt_entry_free(struct ar_camt_entry *entry);

/* YYYY-MM-DD, and perhaps a time or a zone behind it. */
AR_MUST_USE enum ar_status ar_camt_day(struct ar_date *out, struct ar_text text);

#endif
