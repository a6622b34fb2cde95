/* SPDX-License-Identifier: MIT */
/* Gathering items, then putting them in an order that no input order changes. */
#include "collections/dun_book.h"

#include <stdio.h>
#include <stdlib.h>

enum { PIECE = 1 << 20 };

enum ar_status ar_dun_book_init(struct ar_dun_book *book, struct ar_date as_of, int32_t earliest)
{
    uint32_t empty;
    *book = (struct ar_dun_book){.as_of = as_of, .earliest = earliest, .last = AR_NO_KEY};
    return ar_keys_add(&book->words, &empty, AR_TEXT(""));
}

void ar_dun_book_free(struct ar_dun_book *book)
{
    free(book->items);
    free(book->amounts);
    free(book->order);
    free(book->groups);
    free(book->of_customer);
    free(book->by_name);
    ar_keys_free(&book->customers);
    ar_keys_free(&book->words);
    ar_arena_free(&book->arena);
    *book = (struct ar_dun_book){.items = NULL};
}

/* One after the other, without the padding that the arena gives each piece. */
static enum ar_status copy(struct ar_dun_book *book, const char **out, struct ar_text text)
{
    if (text.size > book->room_size) {
        book->room_size = text.size > PIECE / 4 ? text.size : PIECE;
        book->room = ar_arena_take(&book->arena, book->room_size);
        if (book->room == NULL) {
            book->room_size = 0;
            return AR_FAILED;
        }
    }
    memcpy(book->room, text.at, text.size);
    *out = book->room;
    book->room += text.size;
    book->room_size -= text.size;
    return AR_OK;
}

static enum ar_status find_customer(struct ar_dun_book *book, struct ar_text customer)
{
    uint32_t number;
    size_t known = book->customers.count;
    if (book->last != AR_NO_KEY && ar_text_equal(book->customers.at[book->last], customer))
        return AR_OK;
    if (ar_grow(&book->of_customer, &book->of_customer_capacity, known + 1, sizeof *book->of_customer) != AR_OK ||
        ar_keys_add(&book->customers, &number, customer) != AR_OK)
        return AR_FAILED;
    if (number == known)
        book->of_customer[number] = 0;
    book->last = number;
    return AR_OK;
}

/* The customer's group of a currency, a new one when there is none. */
static enum ar_status find_group(struct ar_dun_book *book, uint32_t *group, struct ar_currency currency)
{
    uint32_t *link = &book->of_customer[book->last];
    while (*link != 0) {
        *group = *link - 1;
        if (book->groups[*group].currency.code == currency.code)
            return AR_OK;
        link = &book->groups[*group].next;
    }
    size_t before = book->group_count;
    bool first = link == &book->of_customer[book->last];
    size_t holder = first ? 0 : (size_t)*group;
    if (before >= UINT32_MAX - 1 ||
        ar_grow(&book->groups, &book->group_capacity, before + 1, sizeof *book->groups) != AR_OK)
        return AR_FAILED;
    book->groups[before] = (struct ar_dun_group){.customer = book->last, .currency = currency};
    *group = (uint32_t)before;
    if (first)
        book->of_customer[book->last] = *group + 1;
    else
        book->groups[holder].next = *group + 1;
    book->group_count++;
    return AR_OK;
}

/* Can anything be said of it besides its part in the balance? */
static bool is_kept(const struct ar_dun_book *book, const struct ar_item *item)
{
    if (book->only.at != NULL)
        return true;
    if (item->open <= 0 || item->type == AR_TYPE_PAYMENT || item->type == AR_TYPE_CREDIT)
        return false;
    return ar_date_is_none(item->due) || book->as_of.days - item->due.days >= book->earliest;
}

static enum ar_status keep(struct ar_dun_book *book, uint32_t group, const struct ar_item *item, struct ar_error *error)
{
    if (book->count >= UINT32_MAX - 1)
        return ar_error_set(error, AR_FAILED, "more than 4294967293 items");
    if (ar_grow(&book->items, &book->capacity, book->count + 1, sizeof *book->items) != AR_OK)
        return ar_error_memory(error);
    if (book->with_amounts) {
        if (ar_grow(&book->amounts, &book->amount_capacity, book->count + 1, sizeof *book->amounts) != AR_OK)
            return ar_error_memory(error);
        book->amounts[book->count] = item->amount;
    }
    struct ar_dun_item *kept = &book->items[book->count];
    *kept = (struct ar_dun_item){.open = item->open,
                                 .doc_size = (uint32_t)item->doc.size,
                                 .group = group,
                                 .due = item->due,
                                 .type = (uint8_t)item->type,
                                 .disputed = item->dispute.size > 0};
    if (copy(book, &kept->doc, item->doc) != AR_OK ||
        (item->entity.size > 0 && ar_keys_add(&book->words, &kept->entity, item->entity) != AR_OK) ||
        (item->line.size > 0 && ar_keys_add(&book->words, &kept->line, item->line) != AR_OK))
        return ar_error_memory(error);
    book->count++;
    return AR_OK;
}

enum ar_status ar_dun_book_add(struct ar_dun_book *book, const struct ar_item *item, struct ar_error *error)
{
    uint32_t group;
    if (item->customer.size == 0 || item->open == 0 ||
        (book->only.at != NULL && !ar_text_equal(book->only, item->customer)))
        return AR_OK; /* cash of nobody knows whom is nobody's */
    if (find_customer(book, item->customer) != AR_OK || find_group(book, &group, item->currency) != AR_OK)
        return ar_error_memory(error);
    book->groups[group].net += item->open;
    if (item->open < 0 && item->type == AR_TYPE_PAYMENT)
        book->groups[group].cash -= item->open;
    return is_kept(book, item) ? keep(book, group, item, error) : AR_OK;
}

/* ---- order ---------------------------------------------------------------------------------------------------------
 */

struct place {
    struct ar_text entity, doc, line;
    uint32_t item;
};

static int by_identity(const void *left, const void *right)
{
    const struct place *a = left, *b = right;
    int order = ar_text_compare(a->entity, b->entity);
    if (order == 0)
        order = ar_text_compare(a->doc, b->doc);
    return order ? order : ar_text_compare(a->line, b->line);
}

static enum ar_status refuse_repeated(const struct ar_dun_book *book, const struct ar_dun_group *group,
                                      const struct place *place, struct ar_error *error)
{
    char shown[160];
    ar_printable(shown, sizeof shown, book->customers.at[group->customer]);
    ar_error_set(error, AR_BAD_DATA, "two open items of customer '%s' have one doc%s", shown,
                 place->line.size ? " and line" : "");
    ar_error_column(error, AR_TEXT("doc"));
    ar_error_value(error, place->doc);
    if (error)
        error->fatal = true;
    return AR_BAD_DATA;
}

static enum ar_status sort_group(struct ar_dun_book *book, const struct ar_dun_group *group, struct place *places,
                                 struct ar_error *error)
{
    uint32_t *order = book->order + group->first;
    for (uint32_t i = 0; i < group->count; i++) {
        const struct ar_dun_item *item = &book->items[order[i]];
        places[i] =
            (struct place){book->words.at[item->entity], ar_dun_doc(item), book->words.at[item->line], order[i]};
    }
    if (group->count > 1)
        qsort(places, group->count, sizeof *places, by_identity);
    for (uint32_t i = 0; i < group->count; i++) {
        if (i > 0 && by_identity(&places[i - 1], &places[i]) == 0)
            return refuse_repeated(book, group, &places[i], error);
        order[i] = places[i].item;
    }
    return AR_OK;
}

/* Items of one group side by side: a counting sort by group. */
static enum ar_status gather(struct ar_dun_book *book, uint32_t *most)
{
    book->order = malloc((book->count + 1) * sizeof *book->order);
    if (book->order == NULL)
        return AR_FAILED;
    *most = 0;
    for (size_t i = 0; i < book->count; i++)
        book->groups[book->items[i].group].count++;
    uint32_t first = 0;
    for (size_t g = 0; g < book->group_count; g++) {
        struct ar_dun_group *group = &book->groups[g];
        *most = group->count > *most ? group->count : *most;
        group->first = first;
        first += group->count;
        group->count = 0;
    }
    for (uint32_t i = 0; i < book->count; i++) {
        struct ar_dun_group *group = &book->groups[book->items[i].group];
        book->order[group->first + group->count++] = i;
    }
    return AR_OK;
}

struct named {
    struct ar_text name;
    uint32_t number;
};

static int by_name(const void *left, const void *right)
{
    return ar_text_compare(((const struct named *)left)->name, ((const struct named *)right)->name);
}

static enum ar_status sort_customers(struct ar_dun_book *book)
{
    size_t count = book->customers.count;
    struct named *named = malloc((count + 1) * sizeof *named);
    book->by_name = malloc((count + 1) * sizeof *book->by_name);
    if (named == NULL || book->by_name == NULL) {
        free(named);
        return AR_FAILED;
    }
    for (uint32_t i = 0; i < count; i++)
        named[i] = (struct named){book->customers.at[i], i};
    if (count > 1)
        qsort(named, count, sizeof *named, by_name);
    for (size_t i = 0; i < count; i++)
        book->by_name[i] = named[i].number;
    free(named);
    return AR_OK;
}

/* Currencies of a customer by their codes: few, so one by one into their places. */
static void sort_currencies(struct ar_dun_book *book, uint32_t customer)
{
    uint32_t rest = book->of_customer[customer];
    book->of_customer[customer] = 0;
    while (rest != 0) {
        struct ar_dun_group *group = &book->groups[rest - 1];
        uint32_t number = rest, *link = &book->of_customer[customer];
        rest = group->next;
        while (*link != 0 && book->groups[*link - 1].currency.code < group->currency.code)
            link = &book->groups[*link - 1].next;
        group->next = *link;
        *link = number;
    }
}

enum ar_status ar_dun_book_ready(struct ar_dun_book *book, struct ar_error *error)
{
    uint32_t most;
    if (gather(book, &most) != AR_OK || sort_customers(book) != AR_OK)
        return ar_error_memory(error);
    struct place *places = malloc((most + (size_t)1) * sizeof *places);
    enum ar_status status = places == NULL ? ar_error_memory(error) : AR_OK;
    for (size_t g = 0; status == AR_OK && g < book->group_count; g++)
        status = sort_group(book, &book->groups[g], places, error);
    for (uint32_t c = 0; status == AR_OK && c < book->customers.count; c++)
        sort_currencies(book, c);
    free(places);
    return status;
}
