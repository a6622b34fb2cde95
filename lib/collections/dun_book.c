/* SPDX-License-Identifier: MIT */
/* Gathering items, then putting them in an order that no input order changes. Groups are looked for in batches, whose
   memory is asked for ahead: customers come in any order, and there are many. */
#include "collections/dun_book.h"
#include "base/fetch.h"
#include "base/hash.h"

#include <stdlib.h>

enum { PIECE = 1 << 20, BATCH = 32, FIRST_SIZE = 1024 };

enum ar_status ar_dun_book_init(struct ar_dun_book *book, struct ar_date as_of, int32_t earliest, uint64_t seed)
{
    uint32_t empty;
    *book = (struct ar_dun_book){.as_of = as_of, .earliest = earliest, .seed = seed, .size = FIRST_SIZE};
    book->slots = calloc(book->size, sizeof *book->slots);
    book->pending = malloc(BATCH * sizeof *book->pending);
    if (book->slots == NULL || book->pending == NULL)
        return AR_FAILED;
    return ar_keys_add(&book->words, &empty, AR_TEXT(""));
}

void ar_dun_book_free(struct ar_dun_book *book)
{
    free(book->items);
    free(book->order);
    free(book->groups);
    free(book->by_name);
    free(book->slots);
    free(book->pending);
    free(book->places);
    ar_keys_free(&book->words);
    ar_arena_free(&book->arena);
    *book = (struct ar_dun_book){.items = NULL};
}

/* Long texts lie one after the other, without the padding that the arena gives each piece. */
static enum ar_status copy(struct ar_dun_book *book, struct ar_dun_text *out, struct ar_text text)
{
    out->size = (uint32_t)text.size;
    if (text.size <= AR_DUN_NEAR) {
        memcpy(out->at.near, text.at, text.size);
        return AR_OK;
    }
    if (text.size > book->room_size) {
        book->room_size = text.size > PIECE / 4 ? text.size : PIECE;
        book->room = ar_arena_take(&book->arena, book->room_size);
        if (book->room == NULL) {
            book->room_size = 0;
            return AR_FAILED;
        }
    }
    memcpy(book->room, text.at, text.size);
    out->at.far = book->room;
    book->room += text.size;
    book->room_size -= text.size;
    return AR_OK;
}

/* ---- groups --------------------------------------------------------------------------------------------------------
 */

static enum ar_status double_slots(struct ar_dun_book *book)
{
    size_t size = book->size * 2;
    uint64_t *slots = calloc(size, sizeof *slots);
    if (slots == NULL)
        return AR_FAILED;
    for (size_t i = 0; i < book->size; i++) {
        size_t at = book->slots[i] >> 32 & (size - 1);
        if (book->slots[i] == 0)
            continue;
        while (slots[at] != 0)
            at = (at + 1) & (size - 1);
        slots[at] = book->slots[i];
    }
    free(book->slots);
    book->slots = slots;
    book->size = size;
    return AR_OK;
}

static enum ar_status add_group(struct ar_dun_book *book, const struct ar_dun_pending *pending, size_t slot)
{
    if (book->group_count >= UINT32_MAX - 1 ||
        ar_grow(&book->groups, &book->group_capacity, book->group_count + 1, sizeof *book->groups) != AR_OK)
        return AR_FAILED;
    struct ar_dun_group *group = &book->groups[book->group_count];
    *group = (struct ar_dun_group){.currency = pending->currency};
    if (copy(book, &group->customer, ar_dun_text(&pending->customer)) != AR_OK)
        return AR_FAILED;
    book->slots[slot] = (uint64_t)pending->hash << 32 | ++book->group_count;
    return AR_OK;
}

static enum ar_status find_group(struct ar_dun_book *book, const struct ar_dun_pending *pending, uint32_t *number)
{
    if (book->group_count >= book->size / 2 && double_slots(book) != AR_OK)
        return AR_FAILED;
    struct ar_text customer = ar_dun_text(&pending->customer);
    size_t slot = pending->hash & (book->size - 1);
    for (; book->slots[slot] != 0; slot = (slot + 1) & (book->size - 1)) {
        *number = (uint32_t)book->slots[slot] - 1;
        const struct ar_dun_group *group = &book->groups[*number];
        if (book->slots[slot] >> 32 == pending->hash && group->currency.code == pending->currency.code &&
            ar_text_equal(ar_dun_text(&group->customer), customer))
            return AR_OK;
    }
    *number = (uint32_t)book->group_count;
    return add_group(book, pending, slot);
}

static enum ar_status settle_pending(struct ar_dun_book *book)
{
    for (unsigned i = 0; i < book->pending_count; i++) {
        uint64_t slot = book->slots[book->pending[i].hash & (book->size - 1)];
        if (slot != 0) /* the group that it most likely is; two lines */
            for (unsigned part = 0; part < sizeof *book->groups; part += 64)
                ar_fetch((const char *)&book->groups[(uint32_t)slot - 1] + part);
    }
    for (unsigned i = 0; i < book->pending_count; i++) {
        const struct ar_dun_pending *pending = &book->pending[i];
        uint32_t number;
        if (find_group(book, pending, &number) != AR_OK)
            return AR_FAILED;
        struct ar_dun_group *group = &book->groups[number];
        group->net += pending->open;
        if (pending->cash)
            group->cash -= pending->open;
        if (pending->item == AR_NO_KEY)
            continue;
        book->items[pending->item].group = number;
        group->count++;
    }
    book->pending_count = 0;
    return AR_OK;
}

/* ---- items ---------------------------------------------------------------------------------------------------------
 */

/* Can anything be said of it besides its part in the balance? */
static bool is_kept(const struct ar_dun_book *book, const struct ar_item *item)
{
    if (book->only.at != NULL)
        return true;
    if (item->open <= 0 || item->type == AR_TYPE_PAYMENT || item->type == AR_TYPE_CREDIT)
        return false;
    return ar_date_is_none(item->due) || book->as_of.days - item->due.days >= book->earliest;
}

static enum ar_status keep(struct ar_dun_book *book, const struct ar_item *item, struct ar_error *error)
{
    if (book->count >= UINT32_MAX - 1)
        return ar_error_set(error, AR_FAILED, "more than 4294967293 items");
    if (ar_grow(&book->items, &book->capacity, book->count + 1, sizeof *book->items) != AR_OK)
        return ar_error_memory(error);
    struct ar_dun_item *kept = &book->items[book->count];
    *kept = (struct ar_dun_item){.open = item->open,
                                 .amount = item->amount,
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
    if (item->customer.size == 0 || item->open == 0 ||
        (book->only.at != NULL && !ar_text_equal(book->only, item->customer)))
        return AR_OK; /* cash of nobody knows whom is nobody's */
    bool kept = is_kept(book, item);
    enum ar_status status = kept ? keep(book, item, error) : AR_OK;
    if (status != AR_OK)
        return status;
    struct ar_dun_pending *pending = &book->pending[book->pending_count];
    uint64_t hash = ar_hash(item->customer, book->seed + item->currency.code);
    *pending = (struct ar_dun_pending){.hash = (uint32_t)(hash ^ hash >> 32),
                                       .item = kept ? (uint32_t)book->count - 1 : AR_NO_KEY,
                                       .open = item->open,
                                       .currency = item->currency,
                                       .cash = item->open < 0 && item->type == AR_TYPE_PAYMENT};
    ar_fetch(&book->slots[pending->hash & (book->size - 1)]);
    book->pending_count++;
    bool lent = item->customer.size > AR_DUN_NEAR; /* by the row: looked for before that goes */
    pending->customer.size = (uint32_t)item->customer.size;
    if (lent)
        pending->customer.at.far = item->customer.at;
    else
        memcpy(pending->customer.at.near, item->customer.at, item->customer.size);
    if ((lent || book->pending_count == BATCH) && settle_pending(book) != AR_OK)
        return ar_error_memory(error);
    return AR_OK;
}

/* ---- order ---------------------------------------------------------------------------------------------------------
 */

/* Items of one group side by side: a counting sort by group. */
static enum ar_status gather(struct ar_dun_book *book)
{
    uint32_t first = 0;
    book->order = malloc((book->count + 1) * sizeof *book->order);
    if (book->order == NULL)
        return AR_FAILED;
    for (size_t g = 0; g < book->group_count; g++) {
        struct ar_dun_group *group = &book->groups[g];
        group->first = first;
        first += group->count;
        group->count = 0;
    }
    for (uint32_t i = 0; i < book->count; i++) {
        if (i + BATCH < book->count)
            ar_fetch_to_write(&book->groups[book->items[i + BATCH].group].first);
        struct ar_dun_group *group = &book->groups[book->items[i].group];
        book->order[group->first + group->count++] = i;
    }
    return AR_OK;
}

struct named {
    struct ar_text name;
    uint32_t number;
    uint16_t currency;
};

static int by_name(const void *left, const void *right)
{
    const struct named *a = left, *b = right;
    int order = ar_text_compare(a->name, b->name);
    return order ? order : a->currency - b->currency;
}

enum ar_status ar_dun_book_ready(struct ar_dun_book *book, struct ar_error *error)
{
    if (settle_pending(book) != AR_OK || gather(book) != AR_OK)
        return ar_error_memory(error);
    size_t count = book->group_count;
    struct named *named = malloc((count + 1) * sizeof *named);
    book->by_name = malloc((count + 1) * sizeof *book->by_name);
    if (named == NULL || book->by_name == NULL) {
        free(named);
        return ar_error_memory(error);
    }
    for (uint32_t i = 0; i < count; i++)
        named[i] = (struct named){ar_dun_text(&book->groups[i].customer), i, book->groups[i].currency.code};
    if (count > 1)
        qsort(named, count, sizeof *named, by_name);
    for (size_t i = 0; i < count; i++)
        book->by_name[i] = named[i].number;
    free(named);
    return AR_OK;
}

/* ---- one group after the other -------------------------------------------------------------------------------------
 */

static int by_identity(const void *left, const void *right)
{
    const struct ar_dun_place *a = left, *b = right;
    int order = ar_text_compare(a->entity, b->entity);
    if (order == 0)
        order = ar_text_compare(a->doc, b->doc);
    return order ? order : ar_text_compare(a->line, b->line);
}

static enum ar_status refuse_repeated(const struct ar_dun_group *group, const struct ar_dun_place *place,
                                      struct ar_error *error)
{
    char shown[160];
    ar_printable(shown, sizeof shown, ar_dun_text(&group->customer));
    ar_error_set(error, AR_BAD_DATA, "two open items of customer '%s' have one doc%s", shown,
                 place->line.size ? " and line" : "");
    ar_error_column(error, AR_TEXT("doc"));
    ar_error_value(error, place->doc);
    if (error)
        error->fatal = true;
    return AR_BAD_DATA;
}

/* It may lie across two lines of the cache. */
static inline void prefetch_item(const struct ar_dun_item *item)
{
    ar_fetch(item);
    ar_fetch((const char *)(item + 1) - 1);
}

/* Three steps ahead the group, two the numbers of its items, one the items. */
static void fetch_ahead(const struct ar_dun_book *book, size_t n)
{
    enum { AHEAD = 4 };
    if (n + 3 * AHEAD < book->group_count)
        ar_fetch(&book->groups[book->by_name[n + 3 * AHEAD]]);
    if (n + 2 * AHEAD < book->group_count)
        ar_fetch(&book->order[book->groups[book->by_name[n + 2 * AHEAD]].first]);
    if (n + AHEAD < book->group_count) {
        const struct ar_dun_group *group = &book->groups[book->by_name[n + AHEAD]];
        for (uint32_t i = 0; i < group->count && i < BATCH; i++)
            prefetch_item(&book->items[book->order[group->first + i]]);
    }
}

enum ar_status ar_dun_book_group(const struct ar_dun_group **out, struct ar_dun_book *book, size_t n,
                                 struct ar_error *error)
{
    const struct ar_dun_group *group = &book->groups[book->by_name[n]];
    uint32_t *order = book->order + group->first;
    *out = group;
    fetch_ahead(book, n);
    if (group->count < 2)
        return AR_OK;
    if (ar_grow(&book->places, &book->place_capacity, group->count, sizeof *book->places) != AR_OK)
        return ar_error_memory(error);
    for (uint32_t i = 0; i < group->count; i++) {
        const struct ar_dun_item *item = &book->items[order[i]];
        book->places[i] =
            (struct ar_dun_place){book->words.at[item->entity], ar_dun_doc(item), book->words.at[item->line], order[i]};
    }
    qsort(book->places, group->count, sizeof *book->places, by_identity);
    for (uint32_t i = 0; i < group->count; i++) {
        if (i > 0 && by_identity(&book->places[i - 1], &book->places[i]) == 0)
            return refuse_repeated(group, &book->places[i], error);
        order[i] = book->places[i].item;
    }
    return AR_OK;
}
