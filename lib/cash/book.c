/* SPDX-License-Identifier: MIT */
/* Reading the book, and putting it in an order of its own. */
#include "cash/book.h"
#include "record/reader.h"

#include <stdlib.h>

enum { PIECE = 1 << 20, PARENTS_MOST = 16 };

enum ar_status ar_book_copy(struct ar_book *book, struct ar_text *out, struct ar_text text)
{
    if (text.size > book->room_size) {
        size_t size = text.size > PIECE / 4 ? text.size : PIECE;
        char *piece = ar_arena_take(&book->arena, size);
        if (piece == NULL)
            return AR_FAILED;
        if (size != PIECE) {
            memcpy(piece, text.at, text.size);
            *out = (struct ar_text){piece, text.size};
            return AR_OK;
        }
        book->room = piece;
        book->room_size = size;
    }
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

/* A customer's name is told over and over: one that it had the last time is not kept again. */
static enum ar_status add_name(struct ar_book *book, uint32_t customer, struct ar_text name)
{
    if (name.size == 0)
        return AR_OK;
    if (ar_grow(&book->last_name, &book->last_name_capacity, customer + 1, sizeof *book->last_name) != AR_OK)
        return AR_FAILED;
    while (book->last_name_count <= customer)
        book->last_name[book->last_name_count++] = 0;
    uint32_t last = book->last_name[customer];
    if (last != 0 && ar_text_equal(book->names[last - 1].text, name))
        return AR_OK;
    book->last_name[customer] = (uint32_t)book->name_count + 1;
    if (ar_grow(&book->names, &book->name_capacity, book->name_count + 1, sizeof *book->names) != AR_OK)
        return AR_FAILED;
    book->names[book->name_count] = (struct ar_book_name){.customer = customer};
    return ar_book_copy(book, &book->names[book->name_count++].text, name);
}

/* The item's numbers and copies of its texts. */
static enum ar_status keep(struct ar_book *book, struct ar_book_item *kept, const struct ar_item *item)
{
    if (ar_book_customer(book, &kept->customer, item->customer) != AR_OK ||
        ar_keys_add(&book->words, &kept->entity, item->entity) != AR_OK ||
        ar_keys_add(&book->words, &kept->line, item->line) != AR_OK ||
        ar_keys_add(&book->words, &kept->terms, item->terms) != AR_OK ||
        ar_book_copy(book, &kept->doc, item->doc) != AR_OK ||
        ar_book_copy(book, &kept->reference, item->reference) != AR_OK ||
        ar_book_copy(book, &kept->purchase_order, item->purchase_order) != AR_OK)
        return AR_FAILED;
    return AR_OK;
}

static enum ar_status add_item(struct ar_book *book, const struct ar_item *item, bool has_open, struct ar_error *error)
{
    if (book->count >= AR_NO_ITEM - 1)
        return ar_error_set(error, AR_FAILED, "more than 4294967293 items");
    if (ar_grow(&book->items, &book->capacity, book->count + 1, sizeof *book->items) != AR_OK)
        return ar_error_memory(error);
    struct ar_book_item *kept = &book->items[book->count];
    *kept = (struct ar_book_item){.amount = item->amount,
                                  .open = has_open ? item->open : item->amount,
                                  .date = item->date,
                                  .due = ar_date_is_none(item->due) ? item->date : item->due,
                                  .currency = item->currency,
                                  .type = (uint8_t)item->type,
                                  .disputed = item->dispute.size > 0};
    kept->settled = kept->open == 0 || !ar_date_is_none(item->cleared);
    if (kept->settled)
        kept->open = 0;
    if (keep(book, kept, item) != AR_OK || add_name(book, kept->customer, item->name) != AR_OK)
        return ar_error_memory(error);
    book->count++;
    return AR_OK;
}

static enum ar_status load(struct ar_book *book, struct ar_reader *reader, struct ar_error *error)
{
    struct ar_item_columns columns;
    struct ar_item item = {.type = AR_TYPE_INVOICE};
    struct ar_block block = {0};
    struct ar_row row;
    const unsigned need = AR_ITEM_CUSTOMER | AR_ITEM_DOC | AR_ITEM_DATE | AR_ITEM_CURRENCY | AR_ITEM_AMOUNT;
    const unsigned like = AR_ITEM_ENTITY | AR_ITEM_NAME | AR_ITEM_LINE | AR_ITEM_TYPE | AR_ITEM_DUE | AR_ITEM_OPEN |
                          AR_ITEM_CLEARED | AR_ITEM_TERMS | AR_ITEM_REFERENCE | AR_ITEM_PURCHASE_ORDER |
                          AR_ITEM_DISPUTE;
    enum ar_status status = ar_item_bind(&columns, ar_reader_header(reader), need, like, error);
    if (status == AR_BAD_DATA)
        ar_error_place(error, book->path, 0);
    while (status == AR_OK && (status = ar_reader_take(reader, &block, error)) == AR_OK) {
        while (status == AR_OK && (status = ar_block_next(&block, &row, error)) == AR_OK) {
            status = ar_item_decode(&item, &columns, &row, error);
            if (status == AR_OK)
                status = add_item(book, &item, columns.present & AR_ITEM_OPEN, error);
        }
        if (status == AR_END)
            status = AR_OK;
    }
    ar_block_free(&block);
    return status == AR_END ? AR_OK : status;
}

enum ar_status ar_book_load(struct ar_book *book, const char *path, struct ar_error *error)
{
    *book = (struct ar_book){.path = strcmp(path, "-") == 0 ? "(standard input)" : path};
    struct ar_reader_options options = {.paths = &path, .count = 1};
    struct ar_reader *reader = NULL;
    uint32_t empty;
    enum ar_status status = ar_keys_add(&book->words, &empty, AR_TEXT("")) == AR_OK ? AR_OK : ar_error_memory(error);
    if (status == AR_OK)
        status = ar_reader_new(&reader, &options, error);
    if (status == AR_OK)
        status = load(book, reader, error);
    ar_reader_delete(reader);
    if (status != AR_OK && error != NULL)
        error->fatal = true;
    return status;
}

/* ---- customers -----------------------------------------------------------------------------------------------------
 */

enum ar_status ar_book_customers(struct ar_book *book, const struct ar_table *table, struct ar_error *error)
{
    int customer, name = ar_table_find(table, "name"), parent = ar_table_find(table, "parent");
    enum ar_status status = ar_table_need(table, "customer", &customer, error);
    for (size_t row = 0; status == AR_OK && row < table->rows; row++) {
        uint32_t number, top;
        struct ar_text key = ar_table_get(table, row, customer), above = ar_table_get(table, row, parent);
        if (key.size == 0)
            return ar_table_error(table, row, customer, "missing", error);
        if (ar_book_customer(book, &number, key) != AR_OK ||
            add_name(book, number, ar_table_get(table, row, name)) != AR_OK ||
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
    for (size_t row = 0; row < table->rows; row++) {
        struct ar_text above = ar_table_get(table, row, parent);
        if (above.size > 0)
            book->parent[ar_keys_find(&book->customers, ar_table_get(table, row, customer))] =
                ar_keys_find(&book->customers, above);
    }
    return AR_OK;
}

uint32_t ar_book_group(const struct ar_book *book, uint32_t customer)
{
    for (unsigned i = 0; book->parent != NULL && i < PARENTS_MOST && book->parent[customer] != customer; i++)
        customer = book->parent[customer];
    return customer;
}

/* ---- order ---------------------------------------------------------------------------------------------------------
 */

struct place { /* what items of one customer are sorted by */
    const struct ar_book_item *item;
    struct ar_text entity, line;
};

static int by_identity(const void *left, const void *right)
{
    const struct place *a = left, *b = right;
    int order = a->item->entity == b->item->entity ? 0 : ar_text_compare(a->entity, b->entity);
    if (order == 0)
        order = ar_text_compare(a->item->doc, b->item->doc);
    return order || a->item->line == b->item->line ? order : ar_text_compare(a->line, b->line);
}

static enum ar_status refuse_repeated(const struct ar_book *book, const struct ar_book_item *item,
                                      struct ar_error *error)
{
    struct ar_text line = ar_book_word(book, item->line);
    char shown[160];
    ar_printable(shown, sizeof shown, book->customers.at[item->customer]);
    ar_error_set(error, AR_BAD_DATA, "two items of customer '%s' have one doc%s", shown, line.size ? " and line" : "");
    ar_error_place(error, book->path, 0);
    ar_error_column(error, AR_TEXT("doc"));
    ar_error_value(error, item->doc);
    if (error)
        error->fatal = true;
    return AR_BAD_DATA;
}

static enum ar_status sort_items(struct ar_book *book, struct place *places, struct ar_error *error)
{
    for (uint32_t c = 0; c < book->customers.count; c++) {
        uint32_t from = book->first[c], count = book->first[c + 1] - from;
        for (uint32_t i = 0; i < count; i++) {
            const struct ar_book_item *item = &book->items[book->order[from + i]];
            places[i] = (struct place){item, ar_book_word(book, item->entity), ar_book_word(book, item->line)};
        }
        if (count > 1)
            qsort(places, count, sizeof *places, by_identity);
        for (uint32_t i = 0; i < count; i++) {
            if (i > 0 && by_identity(&places[i - 1], &places[i]) == 0)
                return refuse_repeated(book, places[i].item, error);
            book->order[from + i] = (uint32_t)(places[i].item - book->items);
        }
    }
    return AR_OK;
}

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

/* Ranks go by the customers' texts, then within the customer. */
static void rank_items(struct ar_book *book, uint32_t *start)
{
    size_t count = book->customers.count;
    for (size_t c = 0; c < count; c++)
        start[book->by_customer[c] + 1] = book->first[c + 1] - book->first[c];
    start[0] = 0;
    for (size_t c = 0; c < count; c++)
        start[c + 1] += start[c];
    for (size_t c = 0; c < count; c++)
        for (uint32_t i = book->first[c]; i < book->first[c + 1]; i++)
            book->rank[book->order[i]] = start[book->by_customer[c]] + i - book->first[c];
}

enum ar_status ar_book_ready(struct ar_book *book, struct ar_error *error)
{
    size_t customers = book->customers.count, most = 0;
    book->order = malloc((book->count + 1) * sizeof *book->order);
    book->rank = malloc((book->count + 1) * sizeof *book->rank);
    book->first = calloc(customers + 2, sizeof *book->first);
    uint32_t *start = calloc(customers + 2, sizeof *start);
    struct place *places = NULL;
    enum ar_status status = AR_OK;
    if (book->order == NULL || book->rank == NULL || book->first == NULL || start == NULL ||
        sort_customers(book) != AR_OK)
        status = ar_error_memory(error);
    if (status == AR_OK) {
        for (size_t i = 0; i < book->count; i++)
            book->first[book->items[i].customer + 1]++;
        for (size_t c = 0; c < customers; c++) {
            most = book->first[c + 1] > most ? book->first[c + 1] : most;
            book->first[c + 1] += book->first[c];
        }
        memcpy(start, book->first, (customers + 1) * sizeof *start);
        for (uint32_t i = 0; i < book->count; i++)
            book->order[start[book->items[i].customer]++] = i;
        places = malloc((most + 1) * sizeof *places);
        status = places == NULL ? ar_error_memory(error) : sort_items(book, places, error);
    }
    if (status == AR_OK)
        rank_items(book, start);
    free(places);
    free(start);
    return status;
}

void ar_book_free(struct ar_book *book)
{
    free(book->items);
    free(book->order);
    free(book->rank);
    free(book->first);
    free(book->parent);
    free(book->by_customer);
    free(book->names);
    free(book->last_name);
    ar_keys_free(&book->customers);
    ar_keys_free(&book->words);
    ar_arena_free(&book->arena);
    *book = (struct ar_book){0};
}
