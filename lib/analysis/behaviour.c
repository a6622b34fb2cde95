/* SPDX-License-Identifier: MIT */
/* Facts of accounts, gathered document by document. */
#include "analysis/behaviour.h"
#include "analysis/account_part.h"
#include "analysis/family.h"
#include "base/fetch.h"

#include <stdalign.h>
#include <stddef.h>
#include <stdlib.h>

enum { CHUNK = 8192 /* accounts: 2 MiB, so that they are huge pages */ };

/* Parts lie in cache lines of their own. */
struct ar_behaviour_part {
    alignas(128) struct ar_groups groups; /* only the index and the keys: customer and currency */
    struct ar_account **chunks;
    size_t chunk_count, chunk_capacity;
    struct ar_arena names;
    struct ar_sample_pool samples;
    struct ar_tally *read; /* what was open, a currency */
};

enum ar_status ar_behaviour_init(struct ar_behaviour *behaviour, const struct ar_behaviour_rules *rules, unsigned parts,
                                 uint64_t seed, struct ar_error *error)
{
    *behaviour = (struct ar_behaviour){.rules = rules, .parts = parts, .seed = seed};
    behaviour->part = ar_take_wide(parts * sizeof *behaviour->part, true);
    if (behaviour->part == NULL)
        return ar_error_memory(error);
    for (unsigned i = 0; i < parts; i++) {
        ar_groups_init(&behaviour->part[i].groups, 1, seed);
        if ((behaviour->part[i].read = ar_tallies_new()) == NULL)
            return ar_error_memory(error);
    }
    return AR_OK;
}

void ar_behaviour_free(struct ar_behaviour *behaviour)
{
    for (unsigned p = 0; behaviour->part != NULL && p < behaviour->parts; p++) {
        struct ar_behaviour_part *part = &behaviour->part[p];
        for (size_t i = 0; i < part->chunk_count; i++)
            free(part->chunks[i]);
        free(part->chunks);
        free(part->read);
        ar_groups_free(&part->groups);
        ar_arena_free(&part->names);
        ar_sample_pool_free(&part->samples);
    }
    free(behaviour->part);
    *behaviour = (struct ar_behaviour){.rules = NULL};
}

/* Accounts by number. */

static inline struct ar_behaviour_part *part_of(const struct ar_behaviour *behaviour, size_t account)
{
    return &behaviour->part[ar_account_part(account, behaviour->parts)];
}

static inline size_t place_of(const struct ar_behaviour *behaviour, size_t account)
{
    return ar_account_place(account, behaviour->parts);
}

static inline struct ar_account *account_at(const struct ar_behaviour_part *part, size_t place)
{
    return &part->chunks[place / CHUNK][place % CHUNK];
}

size_t ar_behaviour_end(const struct ar_behaviour *behaviour)
{
    size_t most = 0;
    for (unsigned i = 0; i < behaviour->parts; i++)
        if (behaviour->part[i].groups.count > most)
            most = behaviour->part[i].groups.count;
    return most * behaviour->parts;
}

bool ar_behaviour_has(const struct ar_behaviour *behaviour, size_t account)
{
    return place_of(behaviour, account) < part_of(behaviour, account)->groups.count;
}

const struct ar_account *ar_behaviour_account(const struct ar_behaviour *behaviour, size_t account)
{
    return account_at(part_of(behaviour, account), place_of(behaviour, account));
}

struct ar_text ar_behaviour_customer(const struct ar_behaviour *behaviour, size_t account,
                                     char room[static AR_GROUP_SHORT])
{
    return ar_groups_key(&part_of(behaviour, account)->groups, place_of(behaviour, account), room);
}

struct ar_currency ar_behaviour_currency(const struct ar_behaviour *behaviour, size_t account)
{
    return ar_groups_currency(&part_of(behaviour, account)->groups, place_of(behaviour, account));
}

ar_int128 ar_behaviour_read(const struct ar_behaviour *behaviour, struct ar_currency currency)
{
    ar_int128 sum = 0;
    for (unsigned i = 0; i < behaviour->parts; i++)
        sum += behaviour->part[i].read[currency.code].sum;
    return sum;
}

void ar_behaviour_fetch(const struct ar_behaviour *behaviour, size_t account)
{
    const struct ar_account *at = ar_behaviour_account(behaviour, account);
    for (size_t i = 0; i < sizeof *at; i += 64)
        ar_fetch((const char *)at + i);
    ar_groups_fetch(&part_of(behaviour, account)->groups, place_of(behaviour, account));
}

void ar_behaviour_fetch_samples(const struct ar_behaviour *behaviour, size_t account)
{
    const struct ar_account *at = ar_behaviour_account(behaviour, account);
    ar_sample_fetch_all(&at->settled);
    ar_sample_fetch_all(&at->unpaid);
}

/* Documents into accounts. */

static struct ar_text head_of(const struct ar_behaviour *behaviour, struct ar_text customer)
{
    return behaviour->rules->family != NULL ? ar_family_head(behaviour->rules->family, customer) : customer;
}

void ar_behaviour_entry_set(struct ar_behaviour_entry *entry, const struct ar_behaviour *behaviour,
                            const struct ar_bill *bill)
{
    *entry = (struct ar_behaviour_entry){bill, head_of(behaviour, bill->item.customer)};
}

unsigned ar_behaviour_part(const struct ar_behaviour *behaviour, struct ar_text customer)
{
    return behaviour->parts == 1 ? 0 : (unsigned)ar_hash(customer, behaviour->seed) & (behaviour->parts - 1);
}

/* The first chunk is mostly not filled: it gets its pages one by one. */
static enum ar_status add_chunk(struct ar_behaviour_part *part)
{
    size_t size = CHUNK * sizeof(struct ar_account);
    if (ar_grow(&part->chunks, &part->chunk_capacity, part->chunk_count + 1, sizeof *part->chunks) != AR_OK)
        return AR_FAILED;
    struct ar_account *chunk = part->chunk_count > 0 ? ar_take_wide(size, false) : aligned_alloc(64, size);
    if (chunk == NULL)
        return AR_FAILED;
    part->chunks[part->chunk_count++] = chunk;
    return AR_OK;
}

static enum ar_status find_account(struct ar_behaviour_part *part, struct ar_text customer, struct ar_currency currency,
                                   size_t *place)
{
    size_t before = part->groups.count;
    if (before == part->chunk_count * CHUNK && add_chunk(part) != AR_OK)
        return AR_FAILED;
    if (ar_groups_find(&part->groups, customer, currency, place) != AR_OK)
        return AR_FAILED;
    if (part->groups.count > before)
        *account_at(part, *place) = (struct ar_account){.oldest_due = AR_DATE_NONE,
                                                        .oldest_clear = AR_DATE_NONE,
                                                        .last_paid = AR_DATE_NONE,
                                                        .last_issued = AR_DATE_NONE};
    return AR_OK;
}

static enum ar_status take_name(struct ar_behaviour_part *part, struct ar_account *account, struct ar_text name)
{
    uint64_t hash = ar_hash(name, 0); /* a cold name need not be read again to see that it is the same */
    if (hash == account->name_hash)
        return AR_OK;
    account->name_hash = hash;
    if (name.size == 0 || (account->name.size > 0 && ar_text_compare(account->name, name) <= 0))
        return AR_OK;
    return ar_arena_copy(&part->names, &account->name, name);
}

static void take_later(struct ar_date *date, struct ar_date other)
{
    if (other.days > date->days) /* none is the lowest */
        *date = other;
}

/* More was written off than was paid: nobody should look good for that. */
static bool was_given_up(const struct ar_bill *bill)
{
    return bill->written_off > 0 && bill->written_off > bill->paid;
}

/* How late a document was or is: settled ones by their day; unpaid ones when they are overdue or given up. */
static enum ar_status add_lateness(const struct ar_behaviour_rules *rules, struct ar_behaviour_part *part,
                                   struct ar_account *account, const struct ar_bill *bill)
{
    bool settled = !ar_date_is_none(bill->settled) && !was_given_up(bill);
    struct ar_date day = settled ? bill->settled : AR_DATE_NONE;
    if (ar_date_is_none(bill->item.due) || (!settled && bill->item.due.days >= rules->as_of.days))
        return AR_OK;
    struct ar_told told = ar_told_make(bill->item.date, bill->item.due, day, bill->item.amount, bill->disputed);
    return ar_sample_add(settled ? &account->settled : &account->unpaid, told, rules->last, &part->samples);
}

static void add_open(struct ar_account *account, const struct ar_bill *bill, struct ar_date as_of)
{
    account->open_documents++;
    if (bill->in_dispute)
        account->in_dispute += bill->open;
    if (ar_date_is_none(bill->item.due) || bill->item.due.days >= as_of.days)
        return;
    account->overdue_documents++;
    account->overdue += bill->open;
    if (ar_date_is_none(account->oldest_due) || bill->item.due.days < account->oldest_due.days)
        account->oldest_due = bill->item.due;
    if (!bill->in_dispute &&
        (ar_date_is_none(account->oldest_clear) || bill->item.due.days < account->oldest_clear.days))
        account->oldest_clear = bill->item.due;
}

/* What most documents do not have is not written. */
static void add_rare(struct ar_account *account, const struct ar_bill *bill)
{
    if (bill->written_off != 0) {
        account->written_off += bill->written_off;
        account->given_up += was_given_up(bill);
    }
    if (bill->disputed)
        account->disputed++;
    if (bill->partial)
        account->partial++;
}

static enum ar_status add_document(const struct ar_behaviour_rules *rules, struct ar_behaviour_part *part,
                                   struct ar_account *account, const struct ar_bill *bill, bool recent)
{
    account->documents++;
    account->recent += recent;
    account->value += bill->item.amount;
    account->paid += bill->paid > 0;
    take_later(&account->last_issued, bill->item.date);
    take_later(&account->last_paid, bill->last);
    add_rare(account, bill);
    if (bill->open > 0)
        add_open(account, bill, rules->as_of);
    return add_lateness(rules, part, account, bill);
}

static enum ar_status add_item(const struct ar_behaviour_rules *rules, struct ar_behaviour_part *part,
                               struct ar_account *account, const struct ar_behaviour_entry *entry)
{
    const struct ar_bill *bill = entry->bill;
    bool recent = rules->window == 0 || rules->as_of.days - bill->item.date.days < (int64_t)rules->window;
    bool own = rules->family == NULL || ar_text_equal(entry->customer, bill->item.customer);
    ar_tally_add(part->read, bill->item.currency, bill->open);
    account->open += bill->open;
    if (bill->open < 0)
        account->credit += bill->open;
    if (recent && (bill->counts || bill->item.type == AR_TYPE_CREDIT))
        account->turnover += bill->item.amount;
    enum ar_status status = own ? take_name(part, account, bill->item.name) : AR_OK;
    return status == AR_OK && bill->counts ? add_document(rules, part, account, bill, recent) : status;
}

/* What most documents change of an account. */
static inline void fetch_account(const struct ar_account *account)
{
    for (size_t i = 0; i < offsetof(struct ar_account, overdue_documents); i += 64)
        ar_fetch_to_write((const char *)account + i);
}

/* The places in the index, then the records, the accounts, and their samples are asked for before any of them is
   needed. */
enum ar_status ar_behaviour_add(struct ar_behaviour *behaviour, unsigned number,
                                const struct ar_behaviour_entry *entries, unsigned count, size_t *accounts,
                                struct ar_error *error)
{
    struct ar_behaviour_part *part = &behaviour->part[number];
    struct ar_group_entry groups[AR_BEHAVIOUR_BATCH];
    struct ar_account *at[AR_BEHAVIOUR_BATCH];
    enum ar_status status = AR_OK;
    if (count == 0)
        return AR_OK;
    for (unsigned i = 0; i < count; i++)
        ar_group_entry_set(&groups[i], &part->groups, entries[i].customer, entries[i].bill->item.currency, 0, 0, false);
    ar_groups_prefetch(&part->groups, groups, count);
    for (unsigned i = 0; status == AR_OK && i < count; i++) {
        size_t place;
        status = find_account(part, entries[i].customer, entries[i].bill->item.currency, &place);
        if (status != AR_OK)
            break;
        at[i] = account_at(part, place);
        accounts[i] = ar_account_number(number, place, behaviour->parts);
        fetch_account(at[i]);
    }
    for (unsigned i = 0; status == AR_OK && i < count; i++)
        ar_sample_fetch(&at[i]->settled);
    for (unsigned i = 0; status == AR_OK && i < count; i++)
        status = add_item(behaviour->rules, part, at[i], &entries[i]);
    return status == AR_OK ? AR_OK : ar_error_memory(error);
}

enum ar_status ar_behaviour_add_held(struct ar_behaviour *behaviour, const struct ar_held *held, struct ar_error *error)
{
    struct ar_text customer = head_of(behaviour, held->customer);
    struct ar_behaviour_part *part = &behaviour->part[ar_behaviour_part(behaviour, customer)];
    size_t place;
    if (find_account(part, customer, held->currency, &place) != AR_OK)
        return ar_error_memory(error);
    struct ar_account *account = account_at(part, place);
    ar_tally_add(part->read, held->currency, -held->open);
    account->open -= held->open;
    if (held->open > 0)
        account->credit -= held->open;
    return AR_OK;
}

/* Order. qsort has no context: the keys are brought along, their first bytes as a number, which mostly tells. */

struct sortable {
    uint64_t first;
    struct ar_text customer;
    uint16_t currency;
    uint32_t account;
};

static int by_customer(const void *left, const void *right)
{
    const struct sortable *a = left, *b = right;
    if (a->first != b->first)
        return a->first < b->first ? -1 : 1;
    int order = ar_text_compare(a->customer, b->customer);
    return order ? order : (a->currency > b->currency) - (a->currency < b->currency);
}

static uint64_t first_bytes(struct ar_text text)
{
    uint64_t first = 0;
    for (size_t i = 0; i < sizeof first; i++)
        first = first << 8 | (i < text.size ? (unsigned char)text.at[i] : 0u);
    return first;
}

enum ar_status ar_behaviour_sort(const struct ar_behaviour *behaviour, uint32_t **order, size_t *count)
{
    size_t end = ar_behaviour_end(behaviour), n = 0;
    struct sortable *list = malloc((end + 1) * sizeof *list);
    char(*rooms)[AR_GROUP_SHORT] = malloc((end + 1) * sizeof *rooms);
    *order = malloc((end + 1) * sizeof **order);
    if (list == NULL || rooms == NULL || *order == NULL) {
        free(list);
        free(rooms);
        free(*order);
        *order = NULL;
        return AR_FAILED;
    }
    for (size_t i = 0; i < end; i++) {
        if (!ar_behaviour_has(behaviour, i))
            continue;
        struct ar_text customer = ar_behaviour_customer(behaviour, i, rooms[n]);
        list[n++] =
            (struct sortable){first_bytes(customer), customer, ar_behaviour_currency(behaviour, i).code, (uint32_t)i};
    }
    qsort(list, n, sizeof *list, by_customer);
    for (size_t i = 0; i < n; i++)
        (*order)[i] = list[i].account;
    *count = n;
    free(list);
    free(rooms);
    return AR_OK;
}
