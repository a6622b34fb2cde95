/* SPDX-License-Identifier: MIT */
/* The open items of all customers in memory, and who the customers are: what payments are matched against. Items are
   numbered in an order that no input order changes: by the customers' texts, currency, due date, date, and then `rank`,
   which is their order by customer, entity, doc and line. So the items of one customer lie side by side. */
#ifndef AR_CASH_BOOK_H
#define AR_CASH_BOOK_H

#include "ledger/item.h"
#include "ledger/keys.h"
#include "record/table.h"

#define AR_NO_ITEM UINT32_MAX
#define AR_NO_CUSTOMER UINT32_MAX

enum ar_document_field { AR_BY_DOC, AR_BY_REFERENCE, AR_BY_ORDER };
#define AR_DOCUMENT_FIELDS 3

struct ar_book_item { /* one cache line */
    int64_t amount, open; /* open: 0 when settled; goes down as payments are matched */
    const char *texts; /* see ar_book_text */
    struct ar_date date, due; /* due: the date when there is none */
    uint32_t customer, entity, line, terms; /* numbers; the latter three in `words` */
    uint32_t rank;
    uint32_t settled_by; /* the last payment that went to it: 1 + its number, or as match_past.h says; 0: none */
    struct ar_currency currency;
    uint8_t type; /* enum ar_item_type */
    bool disputed : 1, settled : 1; /* settled: before this run, or by it */
    bool shared : 1; /* another item has its doc's number, too; known when documents are indexed */
    uint8_t sizes[AR_DOCUMENT_FIELDS];
    char digit; /* in which the doc ends, marks left out; 0: in none */
};

/* Items are kept by shelves, all of a customer on one of them: to be put in order within the processor's cache. */
#define AR_BOOK_SHELVES 64

struct ar_book_name {
    uint32_t customer;
    struct ar_text text;
};

/* A customer, while items are read. */
#define AR_NAMES_LATELY 4
struct ar_book_met {
    uint32_t prints[AR_NAMES_LATELY], names[AR_NAMES_LATELY]; /* the newest names first: ar_book_print, 1 + number */
    uint32_t items;
    uint8_t shelf;
};

struct ar_book {
    struct ar_book_item **items; /* by number; where they lie, those of a customer are side by side, but for a few */
    size_t count, capacity;
    struct ar_book_piece {
        struct ar_book_item *items;
        uint32_t count, capacity;
        unsigned shelf;
    } * pieces; /* room for items, of the arena */
    size_t piece_count, piece_capacity;
    uint32_t shelves[AR_BOOK_SHELVES]; /* of each: 1 + the piece that is being filled */
    uint32_t *first; /* of customer number c: items first[c] .. first[c + 1] */
    uint32_t placed; /* customers that it is known of */
    struct ar_keys customers, words;
    uint32_t *parent; /* of each customer, itself when it has none */
    uint32_t *by_customer; /* customers sorted by their text: place */
    struct ar_book_name *names;
    size_t name_count, name_capacity;
    struct ar_book_met *met; /* by customer */
    size_t met_count, met_capacity;
    struct ar_arena arena;
    char *room; /* the rest of the arena's newest piece */
    size_t room_size, piece_size;
    const char *path; /* of the items, for messages */
    bool has_open; /* the items say what is open */
    bool logged; /* set before it is loaded: settled_by is the day when the item was cleared, until a log is taken in */
};

/* Reads the items with so many threads, into a book that is {0} but for `logged`. Then ar_book_customers (optional),
   then ar_book_ready. A repeated identity is AR_BAD_DATA. */
AR_MUST_USE enum ar_status ar_book_load(struct ar_book *book, const char *path, unsigned threads,
                                        struct ar_error *error);
/* Names and parents from a table of customers. */
AR_MUST_USE enum ar_status ar_book_customers(struct ar_book *book, const struct ar_table *table,
                                             struct ar_error *error);
AR_MUST_USE enum ar_status ar_book_ready(struct ar_book *book, struct ar_error *error);
void ar_book_free(struct ar_book *book);

AR_MUST_USE enum ar_status ar_book_copy(struct ar_book *book, struct ar_text *out, struct ar_text text);
/* A name of a customer. They are told over and over: those that it had lately are not kept again; most others are told
   by their prints, without a look at them. */
AR_MUST_USE enum ar_status ar_book_name(struct ar_book *book, uint32_t customer, struct ar_text name, uint32_t print);
uint32_t ar_book_print(struct ar_text name);
/* Room for what is met of the customers up to this one. */
AR_MUST_USE enum ar_status ar_book_meet(struct ar_book *book, uint32_t customer);
/* Number of a customer, which is new when nobody has named it before. */
AR_MUST_USE enum ar_status ar_book_customer(struct ar_book *book, uint32_t *number, struct ar_text customer);

static inline struct ar_text ar_book_word(const struct ar_book *book, uint32_t word)
{
    return book->words.at[word];
}

/* A place for an item that is not numbered yet, to be filled; NULL: out of memory. */
struct ar_book_item *ar_book_place(struct ar_book *book, unsigned shelf);
/* Copies texts, at most AR_BOOK_KEPT, so that they lie side by side, each with its size in a byte. */
AR_MUST_USE enum ar_status ar_book_keep(struct ar_book *book, const char **out, uint8_t *sizes,
                                        const struct ar_text *texts, unsigned count);
#define AR_BOOK_KEPT 8
#define AR_BOOK_LONG 255 /* in sizes[0]: the texts begin with sizes of 32 bits, as one of them is so long */
struct ar_text ar_book_kept_long(const char *texts, unsigned count, unsigned number);

/* One of such texts. */
static inline struct ar_text ar_book_kept(const char *texts, const uint8_t *sizes, unsigned count, unsigned number)
{
    if (AR_UNLIKELY(sizes[0] == AR_BOOK_LONG))
        return ar_book_kept_long(texts, count, number);
    size_t before = 0;
    for (unsigned i = 0; i < number; i++)
        before += sizes[i];
    return (struct ar_text){texts + before, sizes[number]};
}

/* Copies an item's doc, reference and purchase order. */
AR_MUST_USE enum ar_status ar_book_keep_texts(struct ar_book *book, struct ar_book_item *item,
                                              const struct ar_text texts[static AR_DOCUMENT_FIELDS]);

static inline struct ar_text ar_book_text(const struct ar_book_item *item, enum ar_document_field field)
{
    return ar_book_kept(item->texts, item->sizes, AR_DOCUMENT_FIELDS, field);
}

static inline struct ar_text ar_book_doc(const struct ar_book_item *item)
{
    return ar_book_text(item, AR_BY_DOC);
}

/* Lines of one document: of one customer and entity, with one doc. */
static inline bool ar_book_is_line_of(const struct ar_book_item *line, const struct ar_book_item *item)
{
    return line->customer == item->customer && line->entity == item->entity &&
           ar_text_equal(ar_book_doc(line), ar_book_doc(item));
}

/* Is it due before the other one, or, due on the same day, of a lower rank? So what is named is paid. */
static inline bool ar_book_is_due_before(const struct ar_book_item *item, const struct ar_book_item *other)
{
    return item->due.days != other->due.days ? item->due.days < other->due.days : item->rank < other->rank;
}

/* The items of a customer in one currency: *from .. *to. */
void ar_book_run(const struct ar_book *book, uint32_t *from, uint32_t *to, uint32_t customer,
                 struct ar_currency currency);

/* The group of a customer: the top of its parents. */
uint32_t ar_book_group(const struct ar_book *book, uint32_t customer);

/* What threads have read, each into a book of its own whose items are not numbered yet, in one book and in order. It
   takes over items and texts; the parts must be freed all the same. (book_merge.c; ar_book_load does it.) */
AR_MUST_USE enum ar_status ar_book_merge(struct ar_book *book, struct ar_book *const *parts, unsigned count,
                                         struct ar_error *error);

#endif
