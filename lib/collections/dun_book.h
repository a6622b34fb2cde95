/* SPDX-License-Identifier: MIT */
/* Open items brought together by customer and currency. Credits and what cannot be dunned yet only count in the
   balances, so memory grows with the customers and with what may be dunned. */
#ifndef AR_COLLECTIONS_DUN_BOOK_H
#define AR_COLLECTIONS_DUN_BOOK_H

#include "ledger/item.h"
#include "ledger/keys.h"

#define AR_DUN_NEAR 16 /* a text of up to so many bytes lies in the record itself: one miss of the cache less */

struct ar_dun_text {
    union {
        char near[AR_DUN_NEAR];
        const char *far;
    } at;
    uint32_t size;
};

struct ar_dun_item {
    struct ar_dun_text doc;
    uint32_t entity, line; /* numbers in words */
    struct ar_date due; /* none: unknown */
    int64_t open; /* minor units; above 0 unless everything is kept */
    int64_t amount; /* of the document; 0: not asked for */
    uint32_t group;
    uint8_t type; /* enum ar_item_type */
    bool disputed; /* the item carries a code of dispute */
};

struct ar_dun_group { /* a customer in one currency */
    struct ar_dun_text customer;
    struct ar_currency currency;
    uint32_t first, count; /* order[first .. first + count) */
    ar_int128 net; /* all open items */
    ar_int128 cash; /* unapplied: 0 or above */
};

struct ar_dun_book {
    struct ar_date as_of;
    int32_t earliest; /* days past due, below which nothing can happen to an item */
    struct ar_text only; /* one customer, of whom everything is kept; at NULL: all */
    struct ar_dun_item *items;
    size_t count, capacity;
    uint32_t *order; /* items, those of a group side by side */
    struct ar_dun_group *groups;
    size_t group_count, group_capacity;
    uint32_t *by_name; /* groups by customer and currency */
    uint64_t *slots; /* hash in the high half, 1 + group in the low one; 0 empty */
    size_t size; /* of slots, a power of two */
    uint64_t seed;
    struct ar_dun_pending {
        struct ar_dun_text customer;
        uint32_t hash, item; /* AR_NO_KEY: the item is not kept */
        int64_t open;
        struct ar_currency currency;
        bool cash;
    } * pending; /* items whose groups are not looked for yet */
    unsigned pending_count;
    struct ar_keys words; /* number 0 is the empty text */
    struct ar_dun_place {
        struct ar_text entity, doc, line;
        uint32_t item;
    } * places; /* to sort with */
    size_t place_capacity;
    char *room; /* the rest of the newest piece of the arena */
    size_t room_size;
    struct ar_arena arena;
};

#define AR_DUN_NEEDS (AR_ITEM_CUSTOMER | AR_ITEM_DOC | AR_ITEM_TYPE | AR_ITEM_DUE | AR_ITEM_CURRENCY | AR_ITEM_OPEN)
#define AR_DUN_LIKES (AR_ITEM_ENTITY | AR_ITEM_LINE | AR_ITEM_DISPUTE)

/* `seed`: another one each run, so that nobody can prepare colliding keys. */
AR_MUST_USE enum ar_status ar_dun_book_init(struct ar_dun_book *book, struct ar_date as_of, int32_t earliest,
                                            uint64_t seed);
void ar_dun_book_free(struct ar_dun_book *book);
AR_MUST_USE enum ar_status ar_dun_book_add(struct ar_dun_book *book, const struct ar_item *item,
                                           struct ar_error *error);
/* After the last item: puts the groups in order. */
AR_MUST_USE enum ar_status ar_dun_book_ready(struct ar_dun_book *book, struct ar_error *error);
/* The nth group by name, its items by entity, doc and line; asks ahead for the memory of those behind it. AR_BAD_DATA,
   without a place: two of its items have one identity. */
AR_MUST_USE enum ar_status ar_dun_book_group(const struct ar_dun_group **out, struct ar_dun_book *book, size_t n,
                                             struct ar_error *error);

static inline struct ar_text ar_dun_text(const struct ar_dun_text *text)
{
    return (struct ar_text){text->size <= AR_DUN_NEAR ? text->at.near : text->at.far, text->size};
}
/* Something that a customer can be asked to pay: no credit and no money. */
static inline bool ar_dun_is_debt(const struct ar_dun_item *item)
{
    return item->open > 0 && item->type != AR_TYPE_PAYMENT && item->type != AR_TYPE_CREDIT;
}
static inline struct ar_text ar_dun_doc(const struct ar_dun_item *item)
{
    return ar_dun_text(&item->doc);
}

#endif
