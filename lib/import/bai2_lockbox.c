/* SPDX-License-Identifier: MIT */
/* Lockbox deposits of BAI2 and their items. */
#include "import/bai2_lockbox.h"

#include <stdlib.h>

enum { TEXTS = 7 };

struct ar_bai2_held {
    struct ar_bank_entry entry; /* its texts are in lockbox->texts, which moves as it grows */
    size_t at[TEXTS];
    bool item, dropped;
};

void ar_bai2_lockbox_free(struct ar_bai2_lockbox *lockbox)
{
    free(lockbox->held);
    ar_buffer_free(&lockbox->texts);
    *lockbox = (struct ar_bai2_lockbox){0};
}

static void texts_of(struct ar_bank_entry *entry, struct ar_text *out[TEXTS])
{
    struct ar_text *const all[TEXTS] = {&entry->payer,           &entry->payer_account,  &entry->reference,
                                        &entry->payer_reference, &entry->bank_reference, &entry->code,
                                        &entry->details};
    memcpy(out, all, sizeof all);
}

static enum ar_status hold(struct ar_bai2_lockbox *lockbox, const struct ar_bank_entry *entry, bool item,
                           struct ar_error *error)
{
    struct ar_text *texts[TEXTS];
    if (ar_grow(&lockbox->held, &lockbox->capacity, lockbox->count + 1, sizeof *lockbox->held) != AR_OK)
        return ar_error_memory(error);
    struct ar_bai2_held *held = &lockbox->held[lockbox->count];
    *held = (struct ar_bai2_held){.entry = *entry, .item = item};
    texts_of(&held->entry, texts);
    for (size_t i = 0; i < TEXTS; i++) {
        held->at[i] = lockbox->texts.size;
        if (ar_buffer_add(&lockbox->texts, *texts[i]) != AR_OK)
            return ar_error_memory(error);
    }
    lockbox->count++;
    return AR_OK;
}

static enum ar_status add(struct ar_bank *bank, const struct ar_bank_entry *entry, struct ar_error *error)
{
    enum ar_status status = ar_bank_meet(bank, entry, error);
    return status == AR_OK ? ar_bank_add(bank, entry, error) : status;
}

/* The items that follow a deposit, and what they come to. */
static size_t items_behind(const struct ar_bai2_lockbox *lockbox, size_t deposit, ar_int128 *sum)
{
    size_t count = 0;
    *sum = 0;
    for (size_t i = deposit + 1; i < lockbox->count && lockbox->held[i].item; i++, count++)
        *sum += lockbox->held[i].entry.amount;
    return count;
}

/* Drops the deposits that are there once more as their items: all together, or one by one. */
static void drop(struct ar_bai2_lockbox *lockbox, struct ar_bank *bank)
{
    ar_int128 deposits = 0, items = 0, sum;
    bool any = false;
    for (size_t i = 0; i < lockbox->count; i++) {
        any = any || lockbox->held[i].item;
        *(lockbox->held[i].item ? &items : &deposits) += lockbox->held[i].entry.amount;
    }
    for (size_t i = 0; i < lockbox->count; i++) {
        struct ar_bai2_held *held = &lockbox->held[i];
        if (held->item)
            continue;
        size_t count = items_behind(lockbox, i, &sum);
        held->dropped = (any && items == deposits) || (count > 0 && sum == held->entry.amount);
        if (count == 0 || held->dropped)
            continue;
        char text[AR_AMOUNT_SIZE];
        int size = (int)ar_sum_format(text, sum, ar_currency_digits(held->entry.currency));
        ar_bank_warn(bank, held->entry.line, "a lockbox deposit (115) whose items (116) come to %.*s: all are written",
                     size, text);
    }
}

enum ar_status ar_bai2_lockbox_end(struct ar_bai2_lockbox *lockbox, struct ar_bank *bank, struct ar_error *error)
{
    enum ar_status status = AR_OK;
    drop(lockbox, bank);
    for (size_t i = 0; i < lockbox->count && status == AR_OK; i++) {
        struct ar_bai2_held *held = &lockbox->held[i];
        struct ar_text *texts[TEXTS];
        texts_of(&held->entry, texts);
        for (size_t j = 0; j < TEXTS; j++)
            texts[j]->at = ar_buffer_text(&lockbox->texts).at + held->at[j];
        if (!held->dropped)
            status = add(bank, &held->entry, error);
    }
    lockbox->count = lockbox->texts.size = 0;
    return status;
}

enum ar_status ar_bai2_lockbox_add(struct ar_bai2_lockbox *lockbox, struct ar_bank *bank,
                                   const struct ar_bank_entry *entry, struct ar_error *error)
{
    bool deposit = ar_text_is(entry->code, "115"), item = lockbox->count > 0 && ar_text_is(entry->code, "116");
    if (deposit || item)
        return hold(lockbox, entry, item, error);
    enum ar_status status = lockbox->count > 0 ? ar_bai2_lockbox_end(lockbox, bank, error) : AR_OK;
    return status == AR_OK ? add(bank, entry, error) : status;
}
