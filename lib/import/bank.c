/* SPDX-License-Identifier: MIT */
/* The sink of the bank formats: adds up statements and tells entries apart. */
#include "import/bank.h"
#include "base/fetch.h"
#include "base/hash.h"
#include "import/bank_chain.h"
#include "import/bank_twice.h"
#include "import/bank_value.h"
#include "import/bank_write.h"

#include <stdio.h>
#include <stdlib.h>

/* An entry by the hash of its content. */
struct ar_bank_seen {
    uint64_t hash;
    uint64_t state; /* 0: a free place; 1 + the statement that alone has it, once; AGAIN + its place in bank->again */
};
#define AGAIN (UINT64_C(1) << 63)

/* One that came more than once: how often it was written, and met in the newest statement that has it. */
struct ar_bank_again {
    uint64_t statement;
    uint32_t total, here;
};

enum ar_status ar_bank_init(struct ar_bank *bank, const struct ar_bank_options *options, struct ar_error *error)
{
    *bank = (struct ar_bank){.options = options, .label = ""};
    bank->seen_bits = 10;
    bank->seen = ar_take_wide(((size_t)1 << bank->seen_bits) * sizeof *bank->seen, true);
    return bank->seen != NULL ? AR_OK : ar_error_memory(error);
}

void ar_bank_free(struct ar_bank *bank)
{
    free(bank->seen);
    free(bank->again);
    ar_buffer_free(&bank->key);
    ar_buffer_free(&bank->line);
    ar_buffer_free(&bank->record);
    ar_buffer_free(&bank->joined);
    ar_buffer_free(&bank->statement.account);
    ar_buffer_free(&bank->statement.number);
    ar_bank_chain_free(&bank->chain);
    ar_bank_twice_free(bank->twice);
    ar_writer_abandon(&bank->advice);
    *bank = (struct ar_bank){0};
}

static void say(struct ar_bank *bank, uint64_t count, const char *one, const char *many)
{
    char message[300];
    if (count == 0)
        return;
    snprintf(message, sizeof message, "%llu %s", (unsigned long long)count, count == 1 ? one : many);
    bank->options->warn(bank->options->context, message);
}

/* Entries of reports that no statement has, though one has their day. */
static enum ar_status check_doubtful(struct ar_bank *bank, struct ar_error *error)
{
    const uint64_t count = ar_bank_twice_doubtful(bank);
    if (count > 0 && bank->options->duplicates == AR_BANK_FAIL)
        return ar_error_set(error, AR_BAD_DATA,
                            "entries of interim reports or notices (%llu) are in no statement, though one has their "
                            "day: they may be there twice; --duplicates keep writes them all",
                            (unsigned long long)count);
    say(bank, count,
        "entry of an interim report or notice is in no statement, though one has its day: it may be there twice",
        "entries of interim reports or notices are in no statement, though one has their day: they may be there twice");
    return AR_OK;
}

enum ar_status ar_bank_finish(struct ar_bank *bank, struct ar_error *error)
{
    enum ar_status status = ar_bank_chain_check(bank, error);
    if (status == AR_OK)
        status = check_doubtful(bank, error);
    if (status != AR_OK)
        return status;
    say(bank, bank->pending, "entry is not booked yet and left out", "entries are not booked yet and left out");
    say(bank, bank->repeated, "entry came before in another statement and is left out",
        "entries came before in another statement and are left out");
    say(bank, bank->advices_repeated, "advice came before and is left out", "advices came before and are left out");
    say(bank, bank->nameless,
        "entry of an interim report or notice has no reference: its statement will give it another identity",
        "entries of interim reports or notices have no reference: their statement will give them other identities");
    say(bank, bank->recoded, "text is not UTF-8 and was read as cp1252; --encoding names another",
        "texts are not UTF-8 and were read as cp1252; --encoding names another");
    return AR_OK;
}

void ar_bank_begin(struct ar_bank *bank, uint64_t line)
{
    struct ar_bank_statement *statement = &bank->statement;
    struct ar_buffer account = statement->account, number = statement->number;
    account.size = number.size = 0;
    *statement = (struct ar_bank_statement){
        .account = account, .number = number, .opening.date = AR_DATE_NONE, .closing.date = AR_DATE_NONE, .line = line};
    bank->statements++;
}

/* ---- what adds up ------------------------------------------------------------------------------------------------ */

static enum ar_status differs(struct ar_bank *bank, uint64_t line, struct ar_error *error)
{
    struct ar_bank_statement *statement = &bank->statement;
    struct ar_currency currency = statement->opening.currency;
    char name[AR_CURRENCY_SIZE], amount[3][AR_AMOUNT_SIZE];
    ar_int128 expected = statement->opening.amount + statement->sum;
    ar_currency_format(name, currency);
    const ar_int128 sums[3] = {expected, statement->closing.amount, statement->closing.amount - expected};
    int size[3];
    for (int i = 0; i < 3; i++)
        size[i] = (int)ar_sum_format(amount[i], sums[i], ar_currency_digits(currency));
    return ar_bank_differs(bank, error, line,
                           "statement %.*s of account %.*s: opening balance and entries come to %.3s %.*s, the closing "
                           "balance is %.*s: %.*s more",
                           (int)statement->number.size, ar_buffer_text(&statement->number).at,
                           (int)statement->account.size, ar_buffer_text(&statement->account).at, name, size[0],
                           amount[0], size[1], amount[1], size[2], amount[2]);
}

enum ar_status ar_bank_end(struct ar_bank *bank, uint64_t line, struct ar_error *error)
{
    const struct ar_bank_statement *statement = &bank->statement;
    enum ar_status status = AR_OK;
    if (!statement->opening.known || !statement->closing.known)
        return AR_OK;
    if (statement->selected)
        return ar_bank_chain_add(bank, error);
    if (statement->opening.currency.code != statement->closing.currency.code || statement->mixed)
        return ar_bank_differs(bank, error, line,
                               "statement %.*s of account %.*s: balances and entries are not of one currency",
                               (int)statement->number.size, ar_buffer_text(&statement->number).at,
                               (int)statement->account.size, ar_buffer_text(&statement->account).at);
    if (statement->opening.amount + statement->sum != statement->closing.amount)
        status = differs(bank, line, error);
    return status == AR_OK ? ar_bank_chain_add(bank, error) : status;
}

/* ---- what is the same -------------------------------------------------------------------------------------------- */

static bool is_told_apart(const struct ar_bank_entry *entry)
{
    return entry->bank_reference.size > 0 || entry->payer_reference.size > 0 || entry->structured.size > 0;
}

/* Account, day, amount, parties and references, and the number that an advice has. Without a reference of either side
   two payments can look alike, and then the place in the statement is part of it. */
static enum ar_status make_key(struct ar_bank *bank, const struct ar_bank_entry *entry)
{
    struct ar_bank_statement *statement = &bank->statement;
    const bool told_apart = is_told_apart(entry);
    const uint64_t numbers[5] = {(uint64_t)entry->date.days, (uint64_t)entry->amount, entry->currency.code,
                                 told_apart ? 0 : statement->entries,
                                 told_apart ? 0 : (uint64_t)statement->opening.amount};
    char bytes[sizeof numbers];
    memcpy(bytes, numbers, sizeof bytes);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ /* the same on machines of either order */
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)(numbers[i / 8] >> (i % 8 * 8) & 0xff);
#endif
    const struct ar_text parts[] = {{bytes, sizeof bytes},
                                    ar_buffer_text(&statement->account),
                                    entry->payer,
                                    entry->payer_account,
                                    entry->identity.at != NULL ? entry->identity : entry->reference,
                                    entry->structured,
                                    entry->payer_reference,
                                    entry->bank_reference,
                                    told_apart ? AR_TEXT("") : ar_buffer_text(&statement->number),
                                    entry->payment};
    size_t count = sizeof parts / sizeof *parts - (entry->payment.size == 0), size = count;
    for (size_t i = 0; i < count; i++)
        size += parts[i].size;
    bank->key.size = 0;
    if (ar_buffer_reserve(&bank->key, size) != AR_OK)
        return AR_FAILED;
    char *to = bank->key.at;
    for (size_t i = 0; i < count; i++) {
        if (parts[i].size > 0)
            memcpy(to, parts[i].at, parts[i].size);
        to += parts[i].size;
        *to++ = '\0';
    }
    bank->key.size = size;
    return AR_OK;
}

/* The highest bits decide, so that a larger table is filled in the order of the smaller one. */
static size_t place_of(uint64_t hash, unsigned bits, uint64_t seed)
{
    return (size_t)((hash ^ seed) * UINT64_C(0x9e3779b97f4a7c15) >> (64 - bits));
}

static struct ar_bank_seen *place(struct ar_bank_seen *table, unsigned bits, uint64_t hash, uint64_t seed)
{
    size_t at = place_of(hash, bits, seed);
    while (table[at].state != 0 && table[at].hash != hash)
        at = (at + 1) & (((size_t)1 << bits) - 1);
    return &table[at];
}

/* Room for one more. */
static enum ar_status reserve_seen(struct ar_bank *bank, struct ar_error *error)
{
    if (bank->seen_count < ((size_t)3 << bank->seen_bits) / 4)
        return AR_OK;
    unsigned bits = bank->seen_bits + 1;
    struct ar_bank_seen *table = ar_take_wide(((size_t)1 << bits) * sizeof *table, true);
    if (table == NULL)
        return ar_error_memory(error);
    for (size_t i = 0; i < (size_t)1 << bank->seen_bits; i++)
        if (bank->seen[i].state != 0)
            *place(table, bits, bank->seen[i].hash, bank->options->seed) = bank->seen[i];
    free(bank->seen);
    bank->seen = table;
    bank->seen_bits = bits;
    return AR_OK;
}

/* 20260105-90f408a1c9abe097 */
static size_t write_identity(char *out, struct ar_date date, uint64_t hash)
{
    char day[AR_DATE_SIZE];
    size_t size = 0;
    ar_date_format(day, date);
    for (size_t i = 0; i < AR_DATE_SIZE; i++)
        if (day[i] != '-')
            out[size++] = day[i];
    out[size++] = '-';
    for (unsigned shift = 64; shift > 0; shift -= 4)
        out[size++] = "0123456789abcdef"[hash >> (shift - 4) & 15];
    return size;
}

/* Where it is counted how often an entry came that came before; NULL: out of memory. */
static struct ar_bank_again *count_again(struct ar_bank *bank, struct ar_bank_seen *seen)
{
    if ((seen->state & AGAIN) == 0) {
        if (ar_grow(&bank->again, &bank->again_capacity, bank->again_count + 1, sizeof *bank->again) != AR_OK)
            return NULL;
        bank->again[bank->again_count] = (struct ar_bank_again){seen->state - 1, 1, 1};
        seen->state = AGAIN | bank->again_count++;
    }
    struct ar_bank_again *again = &bank->again[seen->state & ~AGAIN];
    if (again->statement != bank->statements)
        *again = (struct ar_bank_again){bank->statements, again->total, 0};
    return again;
}

/* XXH3-64 with seed 0: the same everywhere and always. */
static enum ar_status hash_entry(struct ar_bank *bank, const struct ar_bank_entry *entry, uint64_t *out,
                                 struct ar_error *error)
{
    if (make_key(bank, entry) != AR_OK)
        return ar_error_memory(error);
    if (reserve_seen(bank, error) != AR_OK)
        return AR_FAILED;
    *out = ar_hash(ar_buffer_text(&bank->key), 0);
    ar_fetch(&bank->seen[place_of(*out, bank->seen_bits, bank->options->seed)]);
    return AR_OK;
}

static void leave_out(struct ar_bank *bank)
{
    bank->repeated++;
    bank->statement.repeated++;
}

/* Of an entry that came before. */
static enum ar_status refuse(struct ar_bank *bank, const struct ar_bank_entry *entry, struct ar_text id,
                             struct ar_error *error)
{
    const bool advice = entry->payment.size > 0;
    if (advice)
        bank->advices_repeated++;
    else
        leave_out(bank);
    if (bank->options->duplicates != AR_BANK_FAIL)
        return AR_OK;
    char shown[100];
    ar_printable(shown, sizeof shown, id);
    return ar_bank_bad(bank, error, entry->line,
                       "this %s came before in another %s (%s); --duplicates skip leaves it out",
                       advice ? "payment" : "entry", advice ? "advice" : "statement", shown);
}

/* Puts the identity into bank->key; *left_out: it came before in another statement, or it is `again` there and counts
   as written. */
static enum ar_status identify(struct ar_bank *bank, const struct ar_bank_entry *entry, uint64_t hash, bool again,
                               bool *left_out, struct ar_error *error)
{
    char made[64], number[16] = "";
    *left_out = again;
    struct ar_bank_seen *seen = place(bank->seen, bank->seen_bits, hash, bank->options->seed);
    struct ar_text id = entry->payment;
    if (id.size == 0)
        id = (struct ar_text){made, write_identity(made, entry->date, hash)};
    if (seen->state == 0) {
        *seen = (struct ar_bank_seen){hash, bank->statements + 1};
        bank->seen_count++;
    } else {
        struct ar_bank_again *counts = count_again(bank, seen);
        if (counts == NULL)
            return ar_error_memory(error);
        if (++counts->here <= counts->total && bank->options->duplicates != AR_BANK_KEEP) {
            *left_out = true;
            return again ? AR_OK : refuse(bank, entry, id, error);
        }
        snprintf(number, sizeof number, "-%u", (unsigned)++counts->total);
    }
    bank->key.size = 0;
    if (ar_buffer_add(&bank->key, id) != AR_OK || ar_buffer_add(&bank->key, ar_text_from(number)) != AR_OK)
        return ar_error_memory(error);
    return AR_OK;
}

enum ar_status ar_bank_advised(struct ar_bank *bank, uint64_t line, struct ar_error *error)
{
    struct ar_writer *waiting = &bank->advice;
    const uint64_t hash = bank->advice_hash;
    bank->advice_hash = 0;
    if (reserve_seen(bank, error) != AR_OK)
        return AR_FAILED;
    struct ar_bank_seen *seen = place(bank->seen, bank->seen_bits, hash, bank->options->seed);
    const bool again = seen->state != 0;
    bank->seen_count += !again;
    *seen = (struct ar_bank_seen){hash, 1};
    if (!again || bank->options->duplicates == AR_BANK_KEEP) {
        ar_writer_pass(bank->options->writer, waiting);
        return AR_OK;
    }
    bank->advices_repeated++;
    bank->written -= waiting->records;
    waiting->records = waiting->used = 0;
    if (bank->options->duplicates != AR_BANK_FAIL)
        return AR_OK;
    return ar_bank_bad(bank, error, line, "this advice came before; --duplicates skip leaves it out");
}

/* ---- entries ----------------------------------------------------------------------------------------------------- */

static void count(struct ar_bank_statement *statement, const struct ar_bank_entry *entry)
{
    statement->entries++;
    statement->sum += entry->amount;
    if (entry->amount < 0) {
        statement->debits -= entry->amount;
        statement->debits_count++;
    } else {
        statement->credits += entry->amount;
        statement->credits_count++;
    }
    if (statement->currency.code == 0)
        statement->currency = entry->currency;
    else if (entry->currency.code != statement->currency.code)
        statement->mixed = true;
}

/* Sets statement->again. */
static enum ar_status meet(struct ar_bank *bank, const struct ar_bank_entry *entry, bool whole, struct ar_error *error)
{
    struct ar_bank_statement *statement = &bank->statement;
    enum ar_status status = ar_bank_twice_meet(bank, entry, whole, &statement->again, error);
    if (status != AR_OK || !statement->again)
        return status;
    leave_out(bank);
    if (bank->options->duplicates != AR_BANK_FAIL)
        return AR_OK;
    return ar_bank_bad(bank, error, entry->line, "this entry came before in %s; --duplicates skip leaves it out",
                       statement->report ? "a statement" : "an interim report or notice");
}

static enum ar_status add(struct ar_bank *bank, const struct ar_bank_entry *entry, struct ar_error *error)
{
    struct ar_bank_entry found = *entry;
    struct ar_reference reference;
    uint64_t hash = 0;
    bool left_out = false;
    if (bank->options->credits_only && (entry->sweep || (entry->amount < 0) != entry->reversal))
        return AR_OK;
    enum ar_status status = hash_entry(bank, entry, &hash, error);
    if (status == AR_OK && !bank->statement.known)
        status = meet(bank, entry, false, error);
    found.payer = ar_bank_reference(entry->payer);
    found.payer_account = ar_bank_reference(entry->payer_account);
    if (status == AR_OK) /* meanwhile the place in the table comes from memory */
        status = ar_bank_find_reference(bank, &found, &reference, error);
    if (status == AR_OK)
        status = identify(bank, entry, hash, bank->statement.again, &left_out, error);
    if (status != AR_OK || left_out)
        return status;
    ar_bank_twice_written(bank);
    bank->nameless += bank->statement.report && !is_told_apart(entry);
    status = ar_bank_start(bank, AR_BANK_PAYMENTS, error);
    return status == AR_OK ? ar_bank_write_payment(bank, &found, &reference, error) : status;
}

enum ar_status ar_bank_meet(struct ar_bank *bank, const struct ar_bank_entry *entry, struct ar_error *error)
{
    bank->statement.known = entry->bank_reference.size > 0;
    return bank->statement.known ? meet(bank, entry, true, error) : AR_OK;
}

enum ar_status ar_bank_add(struct ar_bank *bank, const struct ar_bank_entry *entry, struct ar_error *error)
{
    count(&bank->statement, entry);
    return add(bank, entry, error);
}

static struct ar_bank_entry charges_of(const struct ar_bank_entry *whole, ar_int128 gross)
{
    const struct ar_text none = AR_TEXT("");
    struct ar_bank_entry charges = *whole;
    charges.amount = (int64_t)(whole->amount - gross);
    charges.reversal = false;
    charges.payer = charges.payer_account = charges.structured = charges.payer_reference = charges.details = none;
    charges.reference = AR_TEXT("charges");
    charges.identity = (struct ar_text){NULL, 0};
    return charges;
}

enum ar_status ar_bank_add_charges(struct ar_bank *bank, const struct ar_bank_entry *whole, ar_int128 gross,
                                   struct ar_error *error)
{
    const struct ar_bank_entry charges = charges_of(whole, gross);
    return gross == whole->amount ? AR_OK : ar_bank_add(bank, &charges, error);
}

enum ar_status ar_bank_add_gross(struct ar_bank *bank, const struct ar_bank_entry *whole, int64_t gross,
                                 struct ar_error *error)
{
    const struct ar_bank_entry charges = charges_of(whole, gross);
    struct ar_bank_entry payment = *whole;
    payment.amount = gross;
    count(&bank->statement, whole); /* one entry, for what counts them */
    enum ar_status status = add(bank, &payment, error);
    return status == AR_OK ? add(bank, &charges, error) : status;
}
