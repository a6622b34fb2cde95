/* SPDX-License-Identifier: MIT */
/* What is kept of the documents that risk is learnt from: twelve bytes each, of an account the newest ones, in blocks
   that never move. */
#include "analysis/risk_parts.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCK_FACTS = 10, SLAB_BLOCKS = 32768 };

struct ar_fact_block {
    struct ar_fact facts[BLOCK_FACTS];
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

static inline struct ar_fact_block *block_at(const struct ar_facts *facts, uint32_t block)
{
    return &facts->slabs[block / SLAB_BLOCKS][block % SLAB_BLOCKS];
}

/* A block, from the free list or new; 0 is never handed out. */
static enum ar_status take_block(struct ar_facts *facts, uint32_t *out)
{
    if (facts->free_block != 0) {
        *out = facts->free_block;
        facts->free_block = block_at(facts, *out)->older;
        return AR_OK;
    }
    if (facts->blocks == 0)
        facts->blocks = 1;
    if (facts->blocks == UINT32_MAX)
        return AR_FAILED;
    if (facts->blocks / SLAB_BLOCKS >= facts->slab_count) {
        if (ar_grow(&facts->slabs, &facts->slab_capacity, facts->slab_count + 1, sizeof *facts->slabs) != AR_OK)
            return AR_FAILED;
        facts->slabs[facts->slab_count] = malloc(SLAB_BLOCKS * sizeof **facts->slabs);
        if (facts->slabs[facts->slab_count] == NULL)
            return AR_FAILED;
        facts->slab_count++;
    }
    *out = facts->blocks++;
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

static size_t gather(struct ar_facts *facts, const struct ar_fact_list *list)
{
    size_t count = 0, here = in_newest_block(list->count);
    for (uint32_t block = list->block; block != 0; block = block_at(facts, block)->older) {
        memcpy(facts->room + count, block_at(facts, block)->facts, here * sizeof *facts->room);
        count += here;
        here = BLOCK_FACTS;
    }
    return count;
}

static enum ar_status push(struct ar_facts *facts, struct ar_fact_list *list, const struct ar_fact *fact)
{
    if (list->count % BLOCK_FACTS == 0) {
        uint32_t block;
        if (take_block(facts, &block) != AR_OK)
            return AR_FAILED;
        block_at(facts, block)->older = list->block;
        list->block = block;
    }
    block_at(facts, list->block)->facts[list->count++ % BLOCK_FACTS] = *fact;
    return AR_OK;
}

/* Twice as many as are kept have come: the older half goes. */
static enum ar_status prune(struct ar_facts *facts, struct ar_fact_list *list)
{
    size_t count = gather(facts, list);
    qsort(facts->room, count, sizeof *facts->room, newest_first);
    while (list->block != 0) {
        uint32_t older = block_at(facts, list->block)->older;
        block_at(facts, list->block)->older = facts->free_block;
        facts->free_block = list->block;
        list->block = older;
    }
    list->count = 0;
    enum ar_status status = AR_OK;
    for (size_t i = 0; status == AR_OK && i < AR_RISK_KEPT; i++)
        status = push(facts, list, &facts->room[i]);
    return status;
}

enum ar_status ar_facts_add(struct ar_facts *facts, size_t account, const struct ar_fact *fact)
{
    if (facts->room == NULL && (facts->room = malloc(2 * AR_RISK_KEPT * sizeof *facts->room)) == NULL)
        return AR_FAILED;
    if (account >= facts->list_count) {
        if (ar_grow(&facts->lists, &facts->list_capacity, account + 1, sizeof *facts->lists) != AR_OK)
            return AR_FAILED;
        memset(facts->lists + facts->list_count, 0, (account + 1 - facts->list_count) * sizeof *facts->lists);
        facts->list_count = account + 1;
    }
    struct ar_fact_list *list = &facts->lists[account];
    if (list->count == 2 * AR_RISK_KEPT && prune(facts, list) != AR_OK)
        return AR_FAILED;
    return push(facts, list, fact);
}

void ar_facts_fetch(const struct ar_facts *facts, const size_t *accounts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (accounts[i] < facts->list_count)
            __builtin_prefetch(&facts->lists[accounts[i]], 1);
    for (size_t i = 0; i < count; i++) {
        if (accounts[i] >= facts->list_count || facts->lists[accounts[i]].block == 0)
            continue;
        const struct ar_fact_list *list = &facts->lists[accounts[i]];
        __builtin_prefetch(&block_at(facts, list->block)->facts[list->count % BLOCK_FACTS], 1);
    }
}

size_t ar_facts_get(struct ar_facts *facts, size_t account)
{
    if (account >= facts->list_count)
        return 0;
    size_t count = gather(facts, &facts->lists[account]);
    if (count <= AR_RISK_KEPT)
        return count;
    qsort(facts->room, count, sizeof *facts->room, newest_first);
    return AR_RISK_KEPT;
}

void ar_facts_free(struct ar_facts *facts)
{
    for (size_t i = 0; i < facts->slab_count; i++)
        free(facts->slabs[i]);
    free(facts->slabs);
    free(facts->lists);
    free(facts->room);
    *facts = (struct ar_facts){.slabs = NULL};
}
