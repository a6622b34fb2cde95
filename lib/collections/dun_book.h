/* SPDX-License-Identifier: MIT */
/* Open items brought together by customer and currency. Credits and what is not due for long only count in the
   balances, so memory grows with the customers and with what may be dunned. */
#ifndef AR_COLLECTIONS_DUN_BOOK_H
#define AR_COLLECTIONS_DUN_BOOK_H

#include "ledger/item.h"
#include "ledger/keys.h"

struct ar_dun_item {
    const char *doc;
    int64_t open; /* minor units, above 0 unless everything is kept */
    uint32_t doc_size, entity, line; /* the latter two are numbers in words */
    uint32_t group;
    struct ar_date due; /* none: unknown */
    uint8_t type; /* enum ar_item_type */
    bool disputed; /* the item carries a code of dispute */
};

struct ar_dun_group {
    ar_int128 net; /* all open items */
    ar_int128 cash; /* unapplied: 0 or above */
    uint32_t customer;
    uint32_t next; /* the customer's next currency: 1 + number, 0 ends */
    uint32_t first, count; /* order[first .. first + count), by entity, doc, line */
    struct ar_currency currency;
};

struct ar_dun_book {
    struct ar_date as_of;
    int32_t earliest; /* days past due, below which nothing can happen to an item */
    struct ar_text only; /* one customer, of whom everything is kept; at NULL: all */
    struct ar_dun_item *items;
    size_t count, capacity;
    bool with_amounts; /* keep what the documents were issued for */
    int64_t *amounts; /* of each item, minor units */
    size_t amount_capacity;
    uint32_t *order;
    struct ar_dun_group *groups;
    size_t group_count, group_capacity;
    struct ar_keys customers, words;
    uint32_t *of_customer; /* the first group: 1 + number */
    size_t of_customer_capacity;
    uint32_t *by_name; /* customers in the order of their texts */
    uint32_t last; /* customer of the item before */
    char *room; /* the rest of the newest piece of the arena */
    size_t room_size;
    struct ar_arena arena;
};

#define AR_DUN_NEEDS (AR_ITEM_CUSTOMER | AR_ITEM_DOC | AR_ITEM_TYPE | AR_ITEM_DUE | AR_ITEM_CURRENCY | AR_ITEM_OPEN)
#define AR_DUN_LIKES (AR_ITEM_ENTITY | AR_ITEM_LINE | AR_ITEM_DISPUTE)

AR_MUST_USE enum ar_status ar_dun_book_init(struct ar_dun_book *book, struct ar_date as_of, int32_t earliest);
void ar_dun_book_free(struct ar_dun_book *book);
AR_MUST_USE enum ar_status ar_dun_book_add(struct ar_dun_book *book, const struct ar_item *item,
                                           struct ar_error *error);
/* After the last item: puts all in order. AR_BAD_DATA: two items of one identity. */
AR_MUST_USE enum ar_status ar_dun_book_ready(struct ar_dun_book *book, struct ar_error *error);

static inline struct ar_text ar_dun_doc(const struct ar_dun_item *item)
{
    return (struct ar_text){item->doc, item->doc_size};
}

#endif
