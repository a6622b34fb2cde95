/* SPDX-License-Identifier: MIT */
/* The same money in messages of two kinds. */
#include "import/bank_twice.h"
#include "base/hash.h"

#include <stdlib.h>

enum kind { STATEMENT, REPORT, KINDS };

struct pair {
    uint64_t hash; /* 0: a free place */
    uint32_t counts[KINDS];
};

struct table {
    struct pair *pairs;
    size_t count;
    unsigned bits;
};

struct ar_bank_twice {
    struct table entries; /* how many that are alike have come */
    struct table days; /* of an account: how many were written from statements; from reports, and are in no statement */
    struct ar_buffer key;
    /* of the entry at hand: */
    uint64_t entry, day;
    enum kind kind;
    bool unwritten;
};

/* ---- tables ------------------------------------------------------------------------------------------------------ */

static struct pair *place(const struct table *table, uint64_t hash)
{
    size_t at = (size_t)(hash >> (64 - table->bits));
    while (table->pairs[at].hash != hash && table->pairs[at].hash != 0)
        at = (at + 1) & (((size_t)1 << table->bits) - 1);
    return &table->pairs[at];
}

/* Room for one more. */
static enum ar_status reserve(struct table *table)
{
    enum { FIRST_BITS = 6 };
    if (table->pairs != NULL && table->count < ((size_t)3 << table->bits) / 4)
        return AR_OK;
    struct table larger = {.count = table->count, .bits = table->pairs != NULL ? table->bits + 1 : FIRST_BITS};
    larger.pairs = calloc((size_t)1 << larger.bits, sizeof *larger.pairs);
    if (larger.pairs == NULL)
        return AR_FAILED;
    for (size_t i = 0; table->pairs != NULL && i < (size_t)1 << table->bits; i++)
        if (table->pairs[i].hash != 0)
            *place(&larger, table->pairs[i].hash) = table->pairs[i];
    free(table->pairs);
    *table = larger;
    return AR_OK;
}

static struct pair *take(struct table *table, uint64_t hash)
{
    struct pair *pair = place(table, hash);
    table->count += pair->hash == 0;
    pair->hash = hash;
    return pair;
}

void ar_bank_twice_free(struct ar_bank_twice *twice)
{
    if (twice == NULL)
        return;
    free(twice->entries.pairs);
    free(twice->days.pairs);
    ar_buffer_free(&twice->key);
    free(twice);
}

/* ---- entries ----------------------------------------------------------------------------------------------------- */

/* What tells it apart; of a whole entry the bank's reference alone, whatever the messages say of the payments in it. */
static enum ar_status hash_entry(struct ar_bank *bank, const struct ar_bank_entry *entry, bool whole)
{
    struct ar_bank_twice *twice = bank->twice;
    const uint64_t numbers[] = {(uint64_t)entry->date.days, entry->currency.code, (uint64_t)entry->amount, whole};
    const struct ar_text bytes = {(const char *)numbers, sizeof numbers}, day = {bytes.at, sizeof *numbers};
    const struct ar_text texts[] = {
        entry->bank_reference, entry->payer_reference, entry->structured,
        entry->payer,          entry->payer_account,   entry->identity.at != NULL ? entry->identity : entry->reference};
    twice->key.size = 0;
    enum ar_status status = ar_buffer_add(&twice->key, day);
    if (status == AR_OK)
        status = ar_buffer_add(&twice->key, ar_buffer_text(&bank->statement.account));
    twice->day = ar_hash(ar_buffer_text(&twice->key), bank->options->seed) | 1;
    if (status == AR_OK)
        status = ar_buffer_add(&twice->key, bytes);
    for (size_t i = 0; i < (whole ? 1 : sizeof texts / sizeof *texts) && status == AR_OK; i++) {
        status = ar_buffer_add_char(&twice->key, '\0');
        if (status == AR_OK)
            status = ar_buffer_add(&twice->key, texts[i]);
    }
    twice->entry = ar_hash(ar_buffer_text(&twice->key), bank->options->seed) | 1;
    return status;
}

enum ar_status ar_bank_twice_meet(struct ar_bank *bank, const struct ar_bank_entry *entry, bool whole, bool *again,
                                  struct ar_error *error)
{
    struct ar_bank_twice *twice = bank->twice;
    const enum kind kind = bank->statement.report ? REPORT : STATEMENT;
    *again = false;
    if (bank->options->duplicates == AR_BANK_KEEP)
        return AR_OK;
    if (twice == NULL && kind == STATEMENT && !bank->options->several) { /* most runs have no need of it */
        bank->unheld = true;
        return AR_OK;
    }
    if (twice == NULL && bank->unheld)
        ar_bank_warn(bank, entry->line,
                     "an interim report behind a statement in one file is not held against it: files of their own are");
    if (twice == NULL && (twice = bank->twice = calloc(1, sizeof *twice)) == NULL)
        return ar_error_memory(error);
    if (reserve(&twice->entries) != AR_OK || reserve(&twice->days) != AR_OK || hash_entry(bank, entry, whole) != AR_OK)
        return ar_error_memory(error);
    const struct pair *alike = place(&twice->entries, twice->entry);
    twice->kind = kind;
    twice->unwritten = alike->counts[!kind] <= alike->counts[kind];
    *again = !twice->unwritten;
    if (twice->unwritten)
        return AR_OK;
    take(&twice->entries, twice->entry)->counts[kind]++;
    if (kind == STATEMENT) {
        struct pair *day = take(&twice->days, twice->day);
        day->counts[STATEMENT]++;
        day->counts[REPORT]--;
    }
    return AR_OK;
}

void ar_bank_twice_written(struct ar_bank *bank)
{
    struct ar_bank_twice *twice = bank->twice;
    if (twice == NULL || !twice->unwritten)
        return;
    twice->unwritten = false;
    take(&twice->entries, twice->entry)->counts[twice->kind]++;
    take(&twice->days, twice->day)->counts[twice->kind]++;
}

uint64_t ar_bank_twice_doubtful(const struct ar_bank *bank)
{
    uint64_t doubtful = 0;
    const struct table *days = bank->twice != NULL ? &bank->twice->days : NULL;
    for (size_t i = 0; days != NULL && days->pairs != NULL && i < (size_t)1 << days->bits; i++)
        if (days->pairs[i].counts[STATEMENT] > 0)
            doubtful += days->pairs[i].counts[REPORT];
    return doubtful;
}
