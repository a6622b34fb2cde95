/* SPDX-License-Identifier: MIT */
/* What is kept of the documents that risk is learnt from: twelve bytes each, of an account the newest ones, in blocks
   that never move. */
#include "analysis/account_part.h"
#include "analysis/risk_parts.h"
#include "base/fetch.h"
#include "base/memory.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_FACTS = 10, SLAB_BLOCKS = 16384 /* 2 MiB, so that they are huge pages */ };

/* Those of one part of the accounts; parts lie in cache lines of their own. */
struct ar_fact_store {
    alignas(128) struct ar_fact_block **slabs;
    size_t slab_count, slab_capacity;
    uint32_t blocks, free_block; /* handed out; first of the free list */
    struct fact_list {
        uint32_t block, count; /* the newest block, 0: none */
    } * lists; /* of the accounts */
    size_t list_count, list_capacity;
    struct ar_fact *room; /* 2 * AR_RISK_KEPT, once it is needed */
};

struct ar_fact_block {
    alignas(128) struct ar_fact facts[BLOCK_FACTS];
    uint32_t older; /* 0: none */
};

static int16_t narrow(int64_t days, int16_t most)
{
    return days > most ? most : days < -most ? (int16_t)-most : (int16_t)days;
}

/* 0 .. 3: days 1 .. 8, 9 .. 16, 17 .. 24 and the rest of the month. */
static uint8_t month_part(struct ar_date date)
{
    int year, month, day;
    ar_date_to_civil(date, &year, &month, &day);
    return (uint8_t)((day - 1) / 8);
}

void ar_fact_make(struct ar_fact *fact, const struct ar_risk_document *document)
{
    int64_t due = document->due.days;
    *fact = (struct ar_fact){.due = document->due.days, .late = AR_FACT_OPEN};
    fact->terms = narrow(due - document->date.days, INT16_MAX - 1);
    if (!ar_date_is_none(document->settled))
        fact->late = narrow(document->settled.days - due, INT16_MAX - 1);
    fact->size = document->amount > 0 ? (uint8_t)(64 - __builtin_clzll((uint64_t)document->amount)) : 0;
    fact->weekday = (uint8_t)(ar_date_weekday(document->due) - 1);
    fact->month_part = month_part(document->due);
    fact->disputed = document->disputed;
}

enum ar_status ar_facts_init(struct ar_risk_facts *facts, unsigned parts)
{
    *facts = (struct ar_risk_facts){.parts = parts, .stores = ar_take_wide(parts * sizeof *facts->stores, true)};
    return facts->stores != NULL ? AR_OK : AR_FAILED;
}

static inline struct ar_fact_store *store_of(const struct ar_risk_facts *facts, size_t account)
{
    return &facts->stores[ar_account_part(account, facts->parts)];
}

static inline struct ar_fact_block *block_at(const struct ar_fact_store *store, uint32_t block)
{
    return &store->slabs[block / SLAB_BLOCKS][block % SLAB_BLOCKS];
}

/* A block, from the free list or new; 0 is never handed out. */
static enum ar_status take_block(struct ar_fact_store *store, uint32_t *out)
{
    if (store->free_block != 0) {
        *out = store->free_block;
        store->free_block = block_at(store, *out)->older;
        return AR_OK;
    }
    if (store->blocks == 0)
        store->blocks = 1;
    if (store->blocks == UINT32_MAX)
        return AR_FAILED;
    if (store->blocks / SLAB_BLOCKS >= store->slab_count) {
        if (ar_grow(&store->slabs, &store->slab_capacity, store->slab_count + 1, sizeof *store->slabs) != AR_OK)
            return AR_FAILED;
        size_t size = SLAB_BLOCKS * sizeof **store->slabs;
        struct ar_fact_block *slab = store->slab_count > 0 ? ar_take_wide(size, false) : aligned_alloc(128, size);
        if (slab == NULL)
            return AR_FAILED;
        store->slabs[store->slab_count++] = slab;
    }
    *out = store->blocks++;
    return AR_OK;
}

/* Newest first by the document's date; equal ones are the same to us. */
static int newest_first(const void *left, const void *right)
{
    const struct ar_fact *a = left, *b = right;
    int32_t date_a = a->due - a->terms, date_b = b->due - b->terms;
    if (date_a != date_b)
        return date_a > date_b ? -1 : 1;
    if (a->due != b->due)
        return a->due > b->due ? -1 : 1;
    if (a->late != b->late)
        return a->late > b->late ? -1 : 1;
    if (a->size != b->size)
        return a->size > b->size ? -1 : 1;
    return (b->disputed > a->disputed) - (b->disputed < a->disputed);
}

static inline size_t in_newest_block(uint32_t count)
{
    return count == 0 ? 0 : (count - 1) % BLOCK_FACTS + 1;
}

static size_t gather(struct ar_fact *room, const struct ar_fact_store *store, const struct fact_list *list)
{
    size_t count = 0, here = in_newest_block(list->count);
    for (uint32_t block = list->block; block != 0; block = block_at(store, block)->older) {
        memcpy(room + count, block_at(store, block)->facts, here * sizeof *room);
        count += here;
        here = BLOCK_FACTS;
    }
    return count;
}

static enum ar_status push(struct ar_fact_store *store, struct fact_list *list, const struct ar_fact *fact)
{
    if (list->count % BLOCK_FACTS == 0) {
        uint32_t block;
        if (take_block(store, &block) != AR_OK)
            return AR_FAILED;
        block_at(store, block)->older = list->block;
        list->block = block;
    }
    block_at(store, list->block)->facts[list->count++ % BLOCK_FACTS] = *fact;
    return AR_OK;
}

/* Twice as many as are kept have come: the older half goes. */
static enum ar_status prune(struct ar_fact_store *store, struct fact_list *list)
{
    if (store->room == NULL && (store->room = malloc(2 * AR_RISK_KEPT * sizeof *store->room)) == NULL)
        return AR_FAILED;
    size_t count = gather(store->room, store, list);
    qsort(store->room, count, sizeof *store->room, newest_first);
    while (list->block != 0) {
        uint32_t older = block_at(store, list->block)->older;
        block_at(store, list->block)->older = store->free_block;
        store->free_block = list->block;
        list->block = older;
    }
    list->count = 0;
    enum ar_status status = AR_OK;
    for (size_t i = 0; status == AR_OK && i < AR_RISK_KEPT; i++)
        status = push(store, list, &store->room[i]);
    return status;
}

enum ar_status ar_facts_add(struct ar_risk_facts *facts, size_t account, const struct ar_fact *fact)
{
    struct ar_fact_store *store = store_of(facts, account);
    size_t place = ar_account_place(account, facts->parts);
    if (place >= store->list_count) {
        if (ar_grow(&store->lists, &store->list_capacity, place + 1, sizeof *store->lists) != AR_OK)
            return AR_FAILED;
        memset(store->lists + store->list_count, 0, (place + 1 - store->list_count) * sizeof *store->lists);
        store->list_count = place + 1;
    }
    struct fact_list *list = &store->lists[place];
    if (list->count == 2 * AR_RISK_KEPT && prune(store, list) != AR_OK)
        return AR_FAILED;
    return push(store, list, fact);
}

static const struct fact_list *list_of(const struct ar_risk_facts *facts, size_t account)
{
    const struct ar_fact_store *store = store_of(facts, account);
    size_t place = ar_account_place(account, facts->parts);
    return place < store->list_count ? &store->lists[place] : NULL;
}

void ar_facts_fetch(const struct ar_risk_facts *facts, const size_t *accounts, size_t count)
{
    const struct fact_list *list;
    for (size_t i = 0; i < count; i++)
        if ((list = list_of(facts, accounts[i])) != NULL)
            ar_fetch_to_write(list);
    for (size_t i = 0; i < count; i++)
        if ((list = list_of(facts, accounts[i])) != NULL && list->block != 0)
            ar_fetch_to_write(&block_at(store_of(facts, accounts[i]), list->block)->facts[list->count % BLOCK_FACTS]);
}

size_t ar_facts_get(const struct ar_risk_facts *facts, struct ar_fact *room, size_t account)
{
    const struct fact_list *list = list_of(facts, account);
    size_t count = list == NULL ? 0 : gather(room, store_of(facts, account), list);
    if (count <= AR_RISK_KEPT)
        return count;
    qsort(room, count, sizeof *room, newest_first);
    return AR_RISK_KEPT;
}

size_t ar_facts_count(const struct ar_risk_facts *facts, size_t account)
{
    const struct fact_list *list = list_of(facts, account);
    return list == NULL ? 0 : list->count < AR_RISK_KEPT ? list->count : AR_RISK_KEPT;
}

size_t ar_facts_end(const struct ar_risk_facts *facts)
{
    size_t most = 0;
    for (unsigned i = 0; i < facts->parts; i++)
        most = facts->stores[i].list_count > most ? facts->stores[i].list_count : most;
    return most * facts->parts;
}

void ar_facts_free(struct ar_risk_facts *facts)
{
    for (unsigned p = 0; facts->stores != NULL && p < facts->parts; p++) {
        struct ar_fact_store *store = &facts->stores[p];
        for (size_t i = 0; i < store->slab_count; i++)
            free(store->slabs[i]);
        free(store->slabs);
        free(store->lists);
        free(store->room);
    }
    free(facts->stores);
    *facts = (struct ar_risk_facts){.stores = NULL};
}
