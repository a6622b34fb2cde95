/* SPDX-License-Identifier: MIT */
/* What a book keeps: texts, customers, their names and order. */
#include "cash/book.h"
#include "base/fetch.h"
#include "base/hash.h"

#include <stdlib.h>

enum { FIRST_PIECE = 1 << 16, PARENTS_MOST = 16 };
enum { FIRST_ITEMS = 8, MOST_ITEMS = 512 }; /* of a piece; powers of two */

/* Room for so much in one piece. */
static enum ar_status take_piece(struct ar_book *book, size_t size)
{
    size_t usual = book->piece_size ? book->piece_size * 2 : FIRST_PIECE;
    book->piece_size = usual < AR_ARENA_WIDE ? usual : AR_ARENA_WIDE;
    size = size > book->piece_size / 4 ? size : book->piece_size;
    char *piece = ar_arena_take(&book->arena, size);
    if (piece == NULL)
        return AR_FAILED;
    book->room = piece;
    book->room_size = size;
    return AR_OK;
}

enum ar_status ar_book_copy(struct ar_book *book, struct ar_text *out, struct ar_text text)
{
    if (text.size > book->room_size && take_piece(book, text.size) != AR_OK)
        return AR_FAILED;
    if (text.size > 0)
        memcpy(book->room, text.at, text.size);
    *out = (struct ar_text){text.size ? book->room : "", text.size};
    book->room += text.size;
    book->room_size -= text.size;
    return AR_OK;
}

enum ar_status ar_book_customer(struct ar_book *book, uint32_t *number, struct ar_text customer)
{
    return ar_keys_add(&book->customers, number, customer);
}

static uint8_t shelf_of(struct ar_text customer)
{
    return (uint8_t)(ar_hash(customer, 0) % AR_BOOK_SHELVES); /* the same for all threads */
}

enum ar_status ar_book_meet(struct ar_book *book, uint32_t customer)
{
    if (AR_LIKELY(customer < book->met_count))
        return AR_OK;
    if (ar_grow(&book->met, &book->met_capacity, book->customers.count, sizeof *book->met) != AR_OK)
        return AR_FAILED;
    for (; book->met_count <= customer; book->met_count++) {
        uint8_t shelf = shelf_of(book->customers.at[book->met_count]);
        book->met[book->met_count] = (struct ar_book_met){.shelf = shelf};
    }
    return AR_OK;
}

uint32_t ar_book_print(struct ar_text name)
{
    return (uint32_t)ar_hash(name, 0);
}

enum ar_status ar_book_name(struct ar_book *book, uint32_t customer, struct ar_text name, uint32_t print)
{
    if (name.size == 0)
        return AR_OK;
    if (ar_book_meet(book, customer) != AR_OK)
        return AR_FAILED;
    struct ar_book_met *met = &book->met[customer];
    for (unsigned i = 0; i < AR_NAMES_LATELY && met->names[i] != 0; i++)
        if (met->prints[i] == print && ar_text_equal(book->names[met->names[i] - 1].text, name))
            return AR_OK;
    if (ar_grow(&book->names, &book->name_capacity, book->name_count + 1, sizeof *book->names) != AR_OK)
        return AR_FAILED;
    memmove(met->prints + 1, met->prints, (AR_NAMES_LATELY - 1) * sizeof *met->prints);
    memmove(met->names + 1, met->names, (AR_NAMES_LATELY - 1) * sizeof *met->names);
    met->prints[0] = print;
    met->names[0] = (uint32_t)book->name_count + 1;
    book->names[book->name_count] = (struct ar_book_name){.customer = customer};
    return ar_book_copy(book, &book->names[book->name_count++].text, name);
}

static struct ar_book_piece *new_piece(struct ar_book *book, unsigned shelf, uint32_t capacity)
{
    if (ar_grow(&book->pieces, &book->piece_capacity, book->piece_count + 1, sizeof *book->pieces) != AR_OK)
        return NULL;
    char *room = ar_arena_take(&book->arena, (capacity + 1) * sizeof(struct ar_book_item));
    if (room == NULL)
        return NULL;
    room += -(uintptr_t)room % sizeof(struct ar_book_item); /* a cache line each */
    struct ar_book_piece *piece = &book->pieces[book->piece_count++];
    *piece = (struct ar_book_piece){.items = (struct ar_book_item *)(void *)room, .capacity = capacity, .shelf = shelf};
    book->shelves[shelf] = (uint32_t)book->piece_count;
    return piece;
}

struct ar_book_item *ar_book_place(struct ar_book *book, unsigned shelf)
{
    struct ar_book_piece *piece = book->shelves[shelf] > 0 ? &book->pieces[book->shelves[shelf] - 1] : NULL;
    if (AR_UNLIKELY(piece == NULL || piece->count == piece->capacity)) {
        uint32_t capacity = piece == NULL                  ? FIRST_ITEMS
                            : piece->capacity < MOST_ITEMS ? piece->capacity * 2
                                                           : MOST_ITEMS;
        piece = new_piece(book, shelf, capacity);
        if (piece == NULL)
            return NULL;
    }
    struct ar_book_item *place = &piece->items[piece->count++];
    ar_fetch_to_write(place + 1); /* the shelf's next one, once it is asked for */
    return place;
}

static char last_digit(struct ar_text doc)
{
    for (size_t i = doc.size; i-- > 0;) {
        unsigned char c = (unsigned char)doc.at[i];
        if (c >= '0' && c <= '9')
            return (char)c;
        if (((c | 32) >= 'a' && (c | 32) <= 'z') || c >= 0x80)
            return 0;
    }
    return 0;
}

enum ar_status ar_book_keep(struct ar_book *book, const char **out, uint8_t *sizes, const struct ar_text *texts,
                            unsigned count)
{
    uint32_t wide[AR_BOOK_KEPT];
    size_t size = 0, head = 0;
    for (unsigned i = 0; i < count; i++) {
        wide[i] = (uint32_t)texts[i].size; /* a record is at most 16 MiB */
        sizes[i] = (uint8_t)texts[i].size;
        if (texts[i].size >= AR_BOOK_LONG)
            head = count * sizeof *wide;
        size += texts[i].size;
    }
    size += head;
    if ((size > book->room_size || book->room == NULL) && take_piece(book, size) != AR_OK)
        return AR_FAILED;
    char *to = book->room;
    *out = to;
    if (AR_UNLIKELY(head > 0)) {
        sizes[0] = AR_BOOK_LONG;
        memcpy(to, wide, head);
        to += head;
    }
    for (unsigned i = 0; i < count; i++) {
        if (texts[i].size > 0)
            memcpy(to, texts[i].at, texts[i].size);
        to += texts[i].size;
    }
    book->room += size;
    book->room_size -= size;
    return AR_OK;
}

struct ar_text ar_book_kept_long(const char *texts, unsigned count, unsigned number)
{
    uint32_t sizes[AR_BOOK_KEPT];
    memcpy(sizes, texts, count * sizeof *sizes);
    size_t before = count * sizeof *sizes;
    for (unsigned i = 0; i < number; i++)
        before += sizes[i];
    return (struct ar_text){texts + before, sizes[number]};
}

enum ar_status ar_book_keep_texts(struct ar_book *book, struct ar_book_item *item,
                                  const struct ar_text texts[static AR_DOCUMENT_FIELDS])
{
    item->digit = last_digit(texts[AR_BY_DOC]);
    return ar_book_keep(book, &item->texts, item->sizes, texts, AR_DOCUMENT_FIELDS);
}

/* ---- customers -----------------------------------------------------------------------------------------------------
 */

/* Who pays for whom must not depend on the order of the rows: a customer has one parent, and no row closes a ring. */
static enum ar_status add_parent(struct ar_book *book, const struct ar_table *table, size_t row, int customer,
                                 int parent, struct ar_error *error)
{
    struct ar_text above = ar_table_get(table, row, parent);
    if (above.size == 0)
        return AR_OK;
    uint32_t own = ar_keys_find(&book->customers, ar_table_get(table, row, customer));
    uint32_t top = ar_keys_find(&book->customers, above);
    if (book->parent[own] != own && book->parent[own] != top)
        return ar_table_error(table, row, parent, "the customer has another parent already", error);
    uint32_t up = top; /* there is no ring yet, so this ends */
    while (up != own && book->parent[up] != up)
        up = book->parent[up];
    if (up == own && top != own)
        return ar_table_error(table, row, parent, "the customer is above its own parent", error);
    book->parent[own] = top;
    return AR_OK;
}

enum ar_status ar_book_customers(struct ar_book *book, const struct ar_table *table, struct ar_error *error)
{
    int customer, name = ar_table_find(table, "name"), parent = ar_table_find(table, "parent");
    enum ar_status status = ar_table_need(table, "customer", &customer, error);
    for (size_t row = 0; status == AR_OK && row < table->rows; row++) {
        uint32_t number, top;
        struct ar_text key = ar_table_get(table, row, customer), above = ar_table_get(table, row, parent);
        struct ar_text called = ar_table_get(table, row, name);
        if (key.size == 0)
            return ar_table_error(table, row, customer, "missing", error);
        if (ar_book_customer(book, &number, key) != AR_OK ||
            ar_book_name(book, number, called, ar_book_print(called)) != AR_OK ||
            (above.size > 0 && ar_book_customer(book, &top, above) != AR_OK))
            return ar_error_memory(error);
    }
    if (status != AR_OK || parent < 0)
        return status;
    size_t count = book->customers.count;
    book->parent = malloc((count + 1) * sizeof *book->parent);
    if (book->parent == NULL)
        return ar_error_memory(error);
    for (uint32_t i = 0; i < count; i++)
        book->parent[i] = i;
    for (size_t row = 0; status == AR_OK && row < table->rows; row++)
        status = add_parent(book, table, row, customer, parent, error);
    return status;
}

uint32_t ar_book_group(const struct ar_book *book, uint32_t customer)
{
    for (unsigned i = 0; book->parent != NULL && i < PARENTS_MOST && book->parent[customer] != customer; i++)
        customer = book->parent[customer];
    return customer;
}

/* ---- order ---------------------------------------------------------------------------------------------------------
 */

struct named {
    struct ar_text key;
    uint32_t number;
};

static int by_key(const void *left, const void *right)
{
    return ar_text_compare(((const struct named *)left)->key, ((const struct named *)right)->key);
}

static enum ar_status sort_customers(struct ar_book *book)
{
    size_t count = book->customers.count;
    struct named *named = malloc((count + 1) * sizeof *named);
    book->by_customer = malloc((count + 1) * sizeof *book->by_customer);
    if (named == NULL || book->by_customer == NULL) {
        free(named);
        return AR_FAILED;
    }
    for (uint32_t i = 0; i < count; i++)
        named[i] = (struct named){book->customers.at[i], i};
    qsort(named, count, sizeof *named, by_key);
    for (uint32_t i = 0; i < count; i++)
        book->by_customer[named[i].number] = i;
    free(named);
    return AR_OK;
}

enum ar_status ar_book_ready(struct ar_book *book, struct ar_error *error)
{
    size_t count = book->customers.count;
    uint32_t *first = realloc(book->first, (count + 1) * sizeof *first);
    if (first == NULL)
        return ar_error_memory(error);
    book->first = first;
    for (size_t c = book->placed; c <= count; c++) /* customers without items */
        first[c] = (uint32_t)book->count;
    book->placed = (uint32_t)count;
    return sort_customers(book) == AR_OK ? AR_OK : ar_error_memory(error);
}

void ar_book_run(const struct ar_book *book, uint32_t *from, uint32_t *to, uint32_t customer,
                 struct ar_currency currency)
{
    uint32_t ends[2] = {0}; /* of what is below the currency, and of what is not above it */
    *from = book->first[customer];
    *to = book->first[customer + 1];
    if (*from == *to ||
        (book->items[*from]->currency.code == currency.code && book->items[*to - 1]->currency.code == currency.code))
        return; /* as nearly always */
    for (unsigned i = 0; i < 2; i++) {
        uint32_t low = i == 0 ? book->first[customer] : ends[0], high = book->first[customer + 1];
        while (low < high) {
            uint32_t middle = low + (high - low) / 2;
            if (book->items[middle]->currency.code < currency.code + i)
                low = middle + 1;
            else
                high = middle;
        }
        ends[i] = low;
    }
    *from = ends[0];
    *to = ends[1];
}

void ar_book_free(struct ar_book *book)
{
    free(book->pieces);
    free(book->items);
    free(book->first);
    free(book->parent);
    free(book->by_customer);
    free(book->names);
    free(book->met);
    ar_keys_free(&book->customers);
    ar_keys_free(&book->words);
    ar_arena_free(&book->arena);
    *book = (struct ar_book){0};
}
