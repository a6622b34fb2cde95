/* SPDX-License-Identifier: MIT */
/* Facts of accounts, gathered document by document. */
#include "analysis/behaviour.h"
#include "analysis/family.h"

#include <stdlib.h>

enum ar_status ar_behaviour_init(struct ar_behaviour *behaviour, const struct ar_behaviour_rules *rules, uint64_t seed,
                                 struct ar_error *error)
{
    *behaviour = (struct ar_behaviour){.rules = rules, .read = ar_tallies_new()};
    ar_groups_init(&behaviour->groups, 1, seed);
    return behaviour->read == NULL ? ar_error_memory(error) : AR_OK;
}

void ar_behaviour_free(struct ar_behaviour *behaviour)
{
    for (size_t i = 0; i < behaviour->groups.count && i / AR_ACCOUNT_CHUNK < behaviour->chunk_count; i++) {
        ar_sample_free(&ar_behaviour_account(behaviour, i)->settled);
        ar_sample_free(&ar_behaviour_account(behaviour, i)->unpaid);
    }
    for (size_t i = 0; i < behaviour->chunk_count; i++)
        free(behaviour->chunks[i]);
    free(behaviour->chunks);
    free(behaviour->read);
    ar_groups_free(&behaviour->groups);
    ar_arena_free(&behaviour->names);
    *behaviour = (struct ar_behaviour){.rules = NULL};
}

static struct ar_text head_of(const struct ar_behaviour *behaviour, struct ar_text customer)
{
    return behaviour->rules->family != NULL ? ar_family_head(behaviour->rules->family, customer) : customer;
}

static void fetch_account(const struct ar_account *account)
{
    for (size_t i = 0; i < sizeof *account; i += 64)
        __builtin_prefetch((const char *)account + i, 1);
}

static enum ar_status find_account(struct ar_behaviour *behaviour, struct ar_text customer, struct ar_currency currency,
                                   size_t *account)
{
    size_t before = behaviour->groups.count;
    if (before == behaviour->chunk_count * AR_ACCOUNT_CHUNK) {
        if (ar_grow(&behaviour->chunks, &behaviour->chunk_capacity, behaviour->chunk_count + 1,
                    sizeof *behaviour->chunks) != AR_OK)
            return AR_FAILED;
        struct ar_account *chunk = calloc(AR_ACCOUNT_CHUNK, sizeof *chunk);
        if (chunk == NULL)
            return AR_FAILED;
        behaviour->chunks[behaviour->chunk_count++] = chunk;
    }
    if (ar_groups_find(&behaviour->groups, head_of(behaviour, customer), currency, account) != AR_OK)
        return AR_FAILED;
    if (behaviour->groups.count > before) {
        struct ar_account *made = ar_behaviour_account(behaviour, *account);
        made->oldest_due = made->oldest_clear = made->last_paid = made->last_issued = AR_DATE_NONE;
    }
    return AR_OK;
}

static enum ar_status take_name(struct ar_behaviour *behaviour, struct ar_account *account, struct ar_text name)
{
    uint64_t hash = ar_hash(name, 0); /* a cold name need not be read again to see that it is the same */
    if (hash == account->name_hash)
        return AR_OK;
    account->name_hash = hash;
    if (name.size == 0 || (account->name.size > 0 && ar_text_compare(account->name, name) <= 0))
        return AR_OK;
    return ar_arena_copy(&behaviour->names, &account->name, name);
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
static enum ar_status add_lateness(const struct ar_behaviour *behaviour, struct ar_account *account,
                                   const struct ar_bill *bill)
{
    const struct ar_behaviour_rules *rules = behaviour->rules;
    bool settled = !ar_date_is_none(bill->settled) && !was_given_up(bill);
    struct ar_date day = settled ? bill->settled : AR_DATE_NONE;
    if (ar_date_is_none(bill->item.due) || (!settled && bill->item.due.days >= rules->as_of.days))
        return AR_OK;
    struct ar_told told = ar_told_make(bill->item.date, bill->item.due, day, bill->item.amount, bill->disputed);
    return ar_sample_add(settled ? &account->settled : &account->unpaid, told, rules->last);
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

static enum ar_status add_document(const struct ar_behaviour *behaviour, struct ar_account *account,
                                   const struct ar_bill *bill, bool recent)
{
    account->documents++;
    account->recent += recent;
    account->value += bill->item.amount;
    account->written_off += bill->written_off;
    account->given_up += was_given_up(bill);
    account->undated += ar_date_is_none(bill->item.due);
    account->disputed += bill->disputed;
    account->paid += bill->paid > 0;
    account->partial += bill->partial;
    take_later(&account->last_issued, bill->item.date);
    take_later(&account->last_paid, bill->last);
    if (bill->open > 0)
        add_open(account, bill, behaviour->rules->as_of);
    return add_lateness(behaviour, account, bill);
}

static enum ar_status add_item(struct ar_behaviour *behaviour, struct ar_account *account, const struct ar_bill *bill)
{
    const struct ar_behaviour_rules *rules = behaviour->rules;
    bool recent = rules->window == 0 || rules->as_of.days - bill->item.date.days < (int64_t)rules->window;
    bool own =
        rules->family == NULL || ar_text_equal(ar_family_head(rules->family, bill->item.customer), bill->item.customer);
    ar_tally_add(behaviour->read, bill->item.currency, bill->open);
    account->items++;
    account->open += bill->open;
    if (bill->open < 0)
        account->credit += bill->open;
    if (recent && (bill->counts || bill->item.type == AR_TYPE_CREDIT))
        account->turnover += bill->item.amount;
    behaviour->beyond += bill->beyond;
    enum ar_status status = own ? take_name(behaviour, account, bill->item.name) : AR_OK;
    return status == AR_OK && bill->counts ? add_document(behaviour, account, bill, recent) : status;
}

/* The places in the index, then the records, then the accounts are asked for before any of them is needed. */
enum ar_status ar_behaviour_add(struct ar_behaviour *behaviour, const struct ar_bill *bills, unsigned count,
                                size_t *accounts, struct ar_error *error)
{
    struct ar_group_entry entries[AR_BEHAVIOUR_BATCH];
    enum ar_status status = AR_OK;
    if (count == 0)
        return AR_OK;
    for (unsigned i = 0; i < count; i++)
        ar_group_entry_set(&entries[i], &behaviour->groups, head_of(behaviour, bills[i].item.customer),
                           bills[i].item.currency, 0, 0);
    ar_groups_prefetch(&behaviour->groups, entries, count);
    for (unsigned i = 0; status == AR_OK && i < count; i++) {
        status = find_account(behaviour, bills[i].item.customer, bills[i].item.currency, &accounts[i]);
        if (status == AR_OK)
            fetch_account(ar_behaviour_account(behaviour, accounts[i]));
    }
    for (unsigned i = 0; status == AR_OK && i < count; i++)
        status = add_item(behaviour, ar_behaviour_account(behaviour, accounts[i]), &bills[i]);
    return status == AR_OK ? AR_OK : ar_error_memory(error);
}

enum ar_status ar_behaviour_add_held(struct ar_behaviour *behaviour, const struct ar_held *held, struct ar_error *error)
{
    size_t number;
    if (find_account(behaviour, held->customer, held->currency, &number) != AR_OK)
        return ar_error_memory(error);
    struct ar_account *account = ar_behaviour_account(behaviour, number);
    ar_tally_add(behaviour->read, held->currency, -held->open);
    account->items++;
    account->open -= held->open;
    if (held->open > 0)
        account->credit -= held->open;
    return AR_OK;
}

/* Order. qsort has no context: the keys are brought along. */

struct sortable {
    struct ar_text customer;
    uint16_t currency;
    uint32_t account;
};

static int by_customer(const void *left, const void *right)
{
    const struct sortable *a = left, *b = right;
    int order = ar_text_compare(a->customer, b->customer);
    return order ? order : (a->currency > b->currency) - (a->currency < b->currency);
}

enum ar_status ar_behaviour_sort(const struct ar_behaviour *behaviour, uint32_t **order, struct ar_error *error)
{
    size_t count = ar_behaviour_count(behaviour);
    struct sortable *list = malloc((count + 1) * sizeof *list);
    char(*rooms)[AR_GROUP_SHORT] = malloc((count + 1) * sizeof *rooms);
    *order = malloc((count + 1) * sizeof **order);
    if (list == NULL || rooms == NULL || *order == NULL) {
        free(list);
        free(rooms);
        free(*order);
        *order = NULL;
        return ar_error_memory(error);
    }
    for (size_t i = 0; i < count; i++) {
        list[i].customer = ar_behaviour_customer(behaviour, i, rooms[i]);
        list[i].currency = ar_behaviour_currency(behaviour, i).code;
        list[i].account = (uint32_t)i;
    }
    qsort(list, count, sizeof *list, by_customer);
    for (size_t i = 0; i < count; i++)
        (*order)[i] = list[i].account;
    free(list);
    free(rooms);
    return AR_OK;
}
