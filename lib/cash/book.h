/* SPDX-License-Identifier: MIT */
/* The open items of all customers in memory, and who the customers are: what payments are matched against. Items keep
   the numbers of their input; `rank` is their order by customer, entity, doc and line, which no input order changes. */
#ifndef AR_CASH_BOOK_H
#define AR_CASH_BOOK_H

#include "ledger/item.h"
#include "ledger/keys.h"
#include "record/table.h"

#define AR_NO_ITEM UINT32_MAX
#define AR_NO_CUSTOMER UINT32_MAX

struct ar_book_item {
    struct ar_text doc, reference, purchase_order;
    int64_t amount, open; /* open: 0 when settled; goes down as payments are matched */
    struct ar_date date, due; /* due: the date when there is none */
    uint32_t customer, entity, line, terms; /* numbers; the latter three in `words` */
    struct ar_currency currency;
    uint8_t type; /* enum ar_item_type */
    bool disputed, settled; /* settled: before this run, or by it */
    uint32_t settled_by; /* the last payment of this run that went to it, 1 + its number; 0: none */
};

struct ar_book_name {
    uint32_t customer;
    struct ar_text text;
};

struct ar_book {
    struct ar_book_item *items;
    size_t count, capacity;
    uint32_t *order, *rank; /* order[rank[i]] == i */
    uint32_t *first; /* of customer number c: order[first[c] .. first[c + 1]) */
    struct ar_keys customers, words;
    uint32_t *parent; /* of each customer, itself when it has none */
    uint32_t *by_customer; /* customers sorted by their text: place */
    struct ar_book_name *names;
    size_t name_count, name_capacity;
    uint32_t *last_name; /* of each customer while reading: 1 + name, 0 none */
    size_t last_name_capacity, last_name_count;
    struct ar_arena arena;
    char *room; /* the rest of the arena's newest piece */
    size_t room_size;
    const char *path; /* of the items, for messages */
};

/* Reads the items. Then ar_book_customers (optional), then ar_book_ready. A repeated identity is AR_BAD_DATA. */
AR_MUST_USE enum ar_status ar_book_load(struct ar_book *book, const char *path, struct ar_error *error);
/* Names and parents from a table of customers. */
AR_MUST_USE enum ar_status ar_book_customers(struct ar_book *book, const struct ar_table *table,
                                             struct ar_error *error);
AR_MUST_USE enum ar_status ar_book_ready(struct ar_book *book, struct ar_error *error);
void ar_book_free(struct ar_book *book);

AR_MUST_USE enum ar_status ar_book_copy(struct ar_book *book, struct ar_text *out, struct ar_text text);
/* Number of a customer, which is new when nobody has named it before. */
AR_MUST_USE enum ar_status ar_book_customer(struct ar_book *book, uint32_t *number, struct ar_text customer);

static inline struct ar_text ar_book_word(const struct ar_book *book, uint32_t word)
{
    return book->words.at[word];
}

/* The group of a customer: the top of its parents. */
uint32_t ar_book_group(const struct ar_book *book, uint32_t customer);

#endif
