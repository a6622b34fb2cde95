/* SPDX-License-Identifier: MIT */
/* Parts of a book become one: customers and words get common numbers, items their order. Shelf after shelf is
   independent of the others, so threads take them one by one. */
#include "base/fetch.h"
#include "base/parallel.h"
#include "cash/book.h"

#include <stdalign.h>
#include <stdlib.h>

enum { INSERTED = 12 };

/* An item to be sorted: a number that tells most, and where it is. */
struct sorted {
    uint64_t key;
    uint32_t at;
};

struct merge {
    struct ar_book *book; /* first[] counts the items before */
    struct ar_book *const *parts;
    struct worker *workers; /* one a part */
    unsigned count;
    uint8_t *shelves; /* of the customers */
    struct ar_pieces pieces; /* the shelves */
};

/* What one thread needs. */
struct worker {
    alignas(128) struct merge *merge;
    struct ar_book *part;
    uint32_t *customers, *words; /* numbers of the part's in the book */
    uint32_t *places; /* by customer: where the part's next item goes; their number at first */
    struct sorted *sorted, *room;
    struct ar_book_item *items; /* of one shelf, in order */
    size_t sorted_capacity, room_capacity, item_capacity, item_count;
    uint32_t repeated; /* customer with two items of one identity, or AR_NO_CUSTOMER */
    uint32_t item; /* and the rank of one of the two */
    bool failed;
};

/* ---- numbers -------------------------------------------------------------------------------------------------------
 */

struct named {
    struct ar_text key;
    uint32_t *number; /* to be set */
};

static int by_key(const void *left, const void *right)
{
    return ar_text_compare(((const struct named *)left)->key, ((const struct named *)right)->key);
}

/* Customers get their numbers in the order of their texts. */
static enum ar_status number_customers(struct merge *merge)
{
    size_t count = 0;
    for (unsigned p = 0; p < merge->count; p++)
        count += merge->parts[p]->customers.count;
    struct named *named = malloc((count + 1) * sizeof *named);
    enum ar_status status = named == NULL ? AR_FAILED : AR_OK;
    count = 0;
    for (unsigned p = 0; named != NULL && p < merge->count; p++)
        for (size_t i = 0; i < merge->parts[p]->customers.count; i++)
            named[count++] = (struct named){merge->parts[p]->customers.at[i], &merge->workers[p].customers[i]};
    if (count > 1)
        qsort(named, count, sizeof *named, by_key);
    for (size_t i = 0; status == AR_OK && i < count; i++)
        status = ar_book_customer(merge->book, named[i].number, named[i].key);
    free(named);
    return status;
}

static enum ar_status take_names(struct ar_book *book, const struct worker *worker)
{
    const struct ar_book *part = worker->part;
    if (ar_grow(&book->names, &book->name_capacity, book->name_count + part->name_count, sizeof *book->names) != AR_OK)
        return AR_FAILED;
    for (size_t i = 0; i < part->name_count; i++) {
        struct ar_book_name *name = &book->names[book->name_count++];
        *name = part->names[i];
        name->customer = worker->customers[name->customer];
    }
    return AR_OK;
}

static enum ar_status number_all(struct merge *merge)
{
    struct ar_book *book = merge->book;
    struct worker *workers = merge->workers;
    for (unsigned p = 0; p < merge->count; p++) {
        struct ar_book *part = merge->parts[p];
        workers[p].customers = malloc((part->customers.count + 1) * sizeof *workers[p].customers);
        workers[p].words = malloc((part->words.count + 1) * sizeof *workers[p].words);
        if (workers[p].customers == NULL || workers[p].words == NULL)
            return AR_FAILED;
        for (size_t i = 0; i < part->words.count; i++)
            if (ar_keys_add(&book->words, &workers[p].words[i], part->words.at[i]) != AR_OK)
                return AR_FAILED;
    }
    if (number_customers(merge) != AR_OK)
        return AR_FAILED;
    for (unsigned p = 0; p < merge->count; p++) {
        workers[p].places = calloc(book->customers.count + 1, sizeof *workers[p].places);
        if (workers[p].places == NULL || take_names(book, &workers[p]) != AR_OK)
            return AR_FAILED;
    }
    return AR_OK;
}

/* ---- to the customers ----------------------------------------------------------------------------------------------
 */

/* Where each part's items of a customer go, and on which shelf they are. */
static void count_items(struct merge *merge)
{
    struct ar_book *book = merge->book;
    struct worker *workers = merge->workers;
    for (unsigned p = 0; p < merge->count; p++)
        for (size_t i = 0; i < merge->parts[p]->met_count; i++) {
            const struct ar_book_met *met = &merge->parts[p]->met[i];
            workers[p].places[workers[p].customers[i]] = met->items;
            merge->shelves[workers[p].customers[i]] = met->shelf;
        }
    uint32_t place = 0;
    for (size_t c = 0; c < book->customers.count; c++) {
        book->first[c] = place;
        for (unsigned p = 0; p < merge->count; p++) {
            uint32_t items = workers[p].places[c];
            workers[p].places[c] = place;
            place += items;
        }
    }
    book->first[book->customers.count] = place;
    book->placed = (uint32_t)book->customers.count;
}

/* The items of a shelf, with their numbers in the book, to their customers. */
static void gather(const struct merge *merge, unsigned shelf)
{
    for (unsigned p = 0; p < merge->count; p++) {
        const struct worker *from = &merge->workers[p];
        for (size_t i = 0; i < from->part->piece_count; i++) {
            const struct ar_book_piece *piece = &from->part->pieces[i];
            for (uint32_t at = 0; piece->shelf == shelf && at < piece->count; at++) {
                struct ar_book_item *item = &piece->items[at];
                item->customer = from->customers[item->customer];
                item->entity = from->words[item->entity];
                item->line = from->words[item->line];
                item->terms = from->words[item->terms];
                merge->book->items[from->places[item->customer]++] = item;
            }
        }
    }
}

/* ---- one customer --------------------------------------------------------------------------------------------------
 */

static int compare_identity(const struct ar_book *book, const struct ar_book_item *a, const struct ar_book_item *b)
{
    int order =
        a->entity == b->entity ? 0 : ar_text_compare(ar_book_word(book, a->entity), ar_book_word(book, b->entity));
    if (order == 0)
        order = ar_text_compare(ar_book_doc(a), ar_book_doc(b));
    return order || a->line == b->line ? order
                                       : ar_text_compare(ar_book_word(book, a->line), ar_book_word(book, b->line));
}

/* Is `b` before `a`? With a book: by identity, where the keys do not tell. */
static inline bool is_later(const struct ar_book *book, struct ar_book_item *const *items, const struct sorted *a,
                            const struct sorted *b)
{
    if (AR_LIKELY(a->key != b->key))
        return a->key > b->key;
    return book != NULL && compare_identity(book, items[a->at], items[b->at]) > 0;
}

/* Stable, and quick where there is an order already: runs by insertion, then merged. */
static void sort(struct sorted *list, struct sorted *room, size_t count, const struct ar_book *book,
                 struct ar_book_item *const *items)
{
    for (size_t from = 0; from < count; from += INSERTED)
        for (size_t i = from + 1; i < from + INSERTED && i < count; i++) {
            struct sorted one = list[i];
            size_t j = i;
            for (; j > from && is_later(book, items, &list[j - 1], &one); j--)
                list[j] = list[j - 1];
            list[j] = one;
        }
    for (size_t width = INSERTED; width < count; width *= 2)
        for (size_t from = 0; from + width < count; from += 2 * width) {
            size_t middle = from + width, end = count - middle < width ? count : middle + width;
            if (!is_later(book, items, &list[middle - 1], &list[middle]))
                continue;
            memcpy(room, list + from, width * sizeof *room);
            size_t left = 0, right = middle, to = from;
            while (left < width && right < end)
                list[to++] = is_later(book, items, &room[left], &list[right]) ? list[right++] : room[left++];
            memcpy(list + to, room + left, (width - left) * sizeof *room);
        }
}

/* The keys of identity: what the documents' numbers have in common tells nothing. Where there are two entities, they
   come first, and the keys tell nothing. */
static void key_by_identity(struct sorted *list, struct ar_book_item *const *items, uint32_t count)
{
    struct ar_text one = ar_book_doc(items[0]);
    size_t common = one.size;
    bool entities = false;
    for (uint32_t i = 1; i < count; i++) {
        common = ar_text_common(one, ar_book_doc(items[i]), common);
        entities |= items[i]->entity != items[0]->entity;
    }
    for (uint32_t i = 0; i < count; i++)
        list[i] = (struct sorted){entities ? 0 : ar_text_number(ar_book_doc(items[i]), common), i};
}

/* Days of the years 0001 to 9999 fit 22 bits, currencies 16. */
static uint64_t key_by_due(const struct ar_book_item *item)
{
    const int32_t first = -719162;
    return (uint64_t)item->currency.code << 44 | (uint64_t)(item->due.days - first) << 22 |
           (uint64_t)(item->date.days - first);
}

static void order_customer(struct worker *worker, uint32_t customer)
{
    struct ar_book *book = worker->merge->book;
    uint32_t first = book->first[customer], count = book->first[customer + 1] - first;
    struct ar_book_item **items = book->items + first;
    if (count == 0)
        return;
    if (ar_grow(&worker->sorted, &worker->sorted_capacity, count, sizeof *worker->sorted) != AR_OK ||
        ar_grow(&worker->room, &worker->room_capacity, count, sizeof *worker->room) != AR_OK ||
        ar_grow(&worker->items, &worker->item_capacity, worker->item_count + count, sizeof *worker->items) != AR_OK) {
        worker->failed = true;
        return;
    }
    struct sorted *list = worker->sorted;
    for (uint32_t i = 0; i < count; i++)
        ar_fetch(items[i]->texts);
    key_by_identity(list, items, count);
    sort(list, worker->room, count, book, items);
    for (uint32_t i = 0; i < count; i++) {
        struct ar_book_item *item = items[list[i].at];
        if (i > 0 && list[i].key == list[i - 1].key && customer < worker->repeated &&
            compare_identity(book, items[list[i - 1].at], item) == 0) {
            worker->repeated = customer;
            worker->item = first + i; /* its rank */
        }
        item->rank = first + i;
    }
    for (uint32_t i = 0; i < count; i++)
        list[i].key = key_by_due(items[list[i].at]);
    sort(list, worker->room, count, NULL, items);
    for (uint32_t i = 0; i < count; i++)
        worker->items[worker->item_count++] = *items[list[i].at];
}

/* Puts the items of a shelf, now in order, back into its pieces. */
static void put_back(struct worker *worker, unsigned shelf)
{
    const struct merge *merge = worker->merge;
    struct ar_book *book = merge->book;
    size_t next = 0;
    uint32_t customer = AR_NO_CUSTOMER, number = 0;
    for (unsigned p = 0; p < merge->count; p++)
        for (size_t i = 0; i < merge->parts[p]->piece_count; i++) {
            const struct ar_book_piece *piece = &merge->parts[p]->pieces[i];
            for (uint32_t at = 0; piece->shelf == shelf && at < piece->count; at++, next++) {
                struct ar_book_item *item = &piece->items[at];
                *item = worker->items[next];
                number = item->customer == customer ? number + 1 : book->first[item->customer];
                customer = item->customer;
                book->items[number] = item;
            }
        }
}

/* The next customer on a shelf, or one more than there are. */
static size_t next_of(const struct merge *merge, size_t shelf, size_t customer)
{
    while (customer < merge->book->customers.count && merge->shelves[customer] != shelf)
        customer++;
    return customer;
}

static void fetch_items(const struct ar_book *book, size_t customer)
{
    for (uint32_t i = book->first[customer]; i < book->first[customer + 1]; i++)
        ar_fetch(book->items[i]);
}

static void order_shelves(void *context)
{
    struct worker *worker = context;
    struct merge *merge = worker->merge;
    size_t customers = merge->book->customers.count;
    for (size_t shelf; (shelf = ar_pieces_take(&merge->pieces)) < merge->pieces.count;) {
        worker->item_count = 0;
        gather(merge, (unsigned)shelf);
        for (size_t c = next_of(merge, shelf, 0), next; c < customers && !worker->failed; c = next) {
            next = next_of(merge, shelf, c + 1);
            if (next < customers)
                fetch_items(merge->book, next);
            order_customer(worker, (uint32_t)c);
        }
        if (!worker->failed)
            put_back(worker, (unsigned)shelf);
    }
}

static enum ar_status refuse_repeated(const struct ar_book *book, const struct worker *worker, struct ar_error *error)
{
    const struct ar_book_item *item = NULL;
    for (uint32_t i = book->first[worker->repeated]; item == NULL || item->rank != worker->item; i++)
        item = book->items[i];
    char shown[160];
    ar_printable(shown, sizeof shown, book->customers.at[item->customer]);
    ar_error_set(error, AR_BAD_DATA, "two items of customer '%s' have one doc%s", shown,
                 ar_book_word(book, item->line).size ? " and line" : "");
    ar_error_place(error, book->path, 0);
    ar_error_column(error, AR_TEXT("doc"));
    ar_error_value(error, ar_book_doc(item));
    if (error)
        error->fatal = true;
    return AR_BAD_DATA;
}

/* ---- all of it -----------------------------------------------------------------------------------------------------
 */

static enum ar_status merge_items(struct merge *merge, struct ar_error *error)
{
    struct ar_book *book = merge->book;
    struct worker *workers = merge->workers;
    const struct worker *repeated = NULL;
    void *contexts[AR_THREADS_MOST];
    bool failed = false;
    for (unsigned p = 0; p < merge->count; p++)
        contexts[p] = &workers[p];
    count_items(merge);
    merge->pieces = (struct ar_pieces){0, AR_BOOK_SHELVES};
    ar_parallel(order_shelves, contexts, merge->count);
    for (unsigned p = 0; p < merge->count; p++) {
        failed |= workers[p].failed;
        if (workers[p].repeated != AR_NO_CUSTOMER && (repeated == NULL || workers[p].repeated < repeated->repeated))
            repeated = &workers[p];
    }
    if (failed)
        return ar_error_memory(error);
    return repeated == NULL ? AR_OK : refuse_repeated(book, repeated, error);
}

enum ar_status ar_book_merge(struct ar_book *book, struct ar_book *const *parts, unsigned count, struct ar_error *error)
{
    struct merge merge = {.book = book, .parts = parts, .count = count};
    struct worker *workers = ar_take_wide(count * sizeof *workers, true);
    uint64_t items = 0;
    merge.workers = workers;
    for (unsigned p = 0; p < count; p++)
        items += parts[p]->count;
    if (items > AR_NO_ITEM - 1) {
        free(workers);
        return ar_error_set(error, AR_FAILED, "more than 4294967293 items");
    }
    for (unsigned p = 0; workers != NULL && p < count; p++)
        workers[p] = (struct worker){.merge = &merge, .part = parts[p], .repeated = AR_NO_CUSTOMER};
    book->count = book->capacity = items;
    book->items = ar_take_wide((items + 1) * sizeof *book->items, false);
    enum ar_status status = AR_OK;
    if (workers == NULL || book->items == NULL || number_all(&merge) != AR_OK ||
        (book->first = malloc((book->customers.count + 1) * sizeof *book->first)) == NULL ||
        (merge.shelves = malloc(book->customers.count + 1)) == NULL)
        status = ar_error_memory(error);
    if (status == AR_OK)
        status = merge_items(&merge, error);
    for (unsigned p = 0; p < count; p++)
        ar_arena_join(&book->arena, &parts[p]->arena); /* what items and texts are made of */
    for (unsigned p = 0; workers != NULL && p < count; p++) {
        free(workers[p].customers);
        free(workers[p].words);
        free(workers[p].places);
        free(workers[p].sorted);
        free(workers[p].room);
        free(workers[p].items);
    }
    free(workers);
    free(merge.shelves);
    return status;
}
