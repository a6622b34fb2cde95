/* SPDX-License-Identifier: MIT */
/* Advices that say of each document what is paid of it: a number, then its amount, discount and deduction. What is
   missing, or there twice, is reported: which amount is whose is never guessed. */
#include "import/advice_amount.h"
#include "import/advice_note.h"
#include "import/bank_value.h"

#include <stdlib.h>

static bool part_of(enum ar_advice_key key, enum ar_advice_part *part)
{
    switch (key) {
    case AR_ADVICE_INVOICES:
    case AR_ADVICE_CREDIT:
        *part = AR_ADVICE_ITS_NUMBER;
        return true;
    case AR_ADVICE_ITS_AMOUNT:
        *part = AR_ADVICE_ITS_CASH;
        return true;
    case AR_ADVICE_DISCOUNT:
        *part = AR_ADVICE_ITS_DISCOUNT;
        return true;
    case AR_ADVICE_DEDUCTION:
        *part = AR_ADVICE_ITS_DEDUCTION;
        return true;
    case AR_ADVICE_REASON:
        *part = AR_ADVICE_ITS_WORDS;
        return true;
    default:
        return false;
    }
}

static enum ar_status begin(struct ar_advice_note *note, bool credit)
{
    if (ar_grow(&note->blocks, &note->block_capacity, note->block_count + 1, sizeof *note->blocks) != AR_OK)
        return AR_FAILED;
    struct ar_advice_block *block = &note->blocks[note->block_count];
    if (note->block_count == note->block_made) {
        *block = (struct ar_advice_block){.credit = false};
        note->block_made++;
    }
    if (note->block_count++ == 0)
        for (unsigned key = 0; key < AR_ADVICE_KEYS; key++)
            note->loose[key] = note->values[key].size;
    for (unsigned part = 0; part < AR_ADVICE_PARTS; part++) {
        block->texts[part].size = 0;
        block->lines[part] = block->counts[part] = 0;
        block->amounts[part] = 0;
    }
    block->credit = credit;
    block->words = AR_TEXT("");
    return AR_OK;
}

enum ar_status ar_advice_block_take(struct ar_advice_note *note, enum ar_advice_key key, struct ar_text value,
                                    uint64_t line, bool more)
{
    enum ar_advice_part part;
    if (!part_of(key, &part))
        return AR_OK;
    if (part == AR_ADVICE_ITS_NUMBER && !more && begin(note, key == AR_ADVICE_CREDIT) != AR_OK)
        return AR_FAILED;
    if (note->block_count == 0)
        return AR_OK;
    struct ar_advice_block *block = &note->blocks[note->block_count - 1];
    if (!more) {
        block->counts[part]++;
        block->lines[part] = line;
    }
    return value.size == 0 ? AR_OK : ar_bank_join(&block->texts[part], value, false);
}

bool ar_advice_has_blocks(const struct ar_advice_note *note)
{
    size_t amounts = 0;
    for (size_t i = 0; i < note->block_count; i++)
        amounts += note->blocks[i].counts[AR_ADVICE_ITS_CASH];
    if (amounts == 0)
        return false;
    return note->block_count > 1 || amounts > 1 || note->blocks[0].credit || note->lines[AR_ADVICE_AMOUNT] != 0;
}

static enum ar_status bad(const struct ar_bank *bank, const struct ar_advice_block *block, enum ar_advice_part part,
                          const char *reason, struct ar_error *error)
{
    uint64_t line = block->lines[part] ? block->lines[part] : block->lines[AR_ADVICE_ITS_NUMBER];
    return ar_bank_bad_value(bank, error, line, reason, ar_buffer_text(&block->texts[part]));
}

static enum ar_status check_shape(const struct ar_bank *bank, const struct ar_advice_block *block,
                                  struct ar_currency currency, struct ar_error *error)
{
    struct ar_text list = ar_buffer_text(&block->texts[AR_ADVICE_ITS_NUMBER]), rest;
    int64_t amount;
    bool sum = memchr(list.size ? list.at : "", ',', list.size) != NULL ||
               memchr(list.size ? list.at : "", '.', list.size) != NULL;
    if (block->credit && sum && ar_advice_cut_signed(list, currency, &amount, &rest) && rest.size == 0)
        return bad(bank, block, AR_ADVICE_ITS_NUMBER, "a credit by its amount alone; its number is not said", error);
    struct ar_text number = ar_advice_cut_number(&list);
    if (number.size == 0)
        return bad(bank, block, AR_ADVICE_ITS_NUMBER, "a document without a number, where others have one", error);
    if (block->counts[AR_ADVICE_ITS_CASH] == 0)
        return bad(bank, block, AR_ADVICE_ITS_NUMBER, "a document without an amount, where others have one", error);
    if (ar_advice_cut_number(&list).size > 0)
        return bad(bank, block, AR_ADVICE_ITS_NUMBER, "several documents with one amount", error);
    if (block->counts[AR_ADVICE_ITS_CASH] > 1)
        return bad(bank, block, AR_ADVICE_ITS_CASH, "a document with two amounts", error);
    if (block->counts[AR_ADVICE_ITS_DISCOUNT] > 1)
        return bad(bank, block, AR_ADVICE_ITS_DISCOUNT, "a document with two discounts", error);
    if (block->counts[AR_ADVICE_ITS_DEDUCTION] > 1)
        return bad(bank, block, AR_ADVICE_ITS_DEDUCTION, "a document with two deductions", error);
    return AR_OK;
}

static enum ar_status read_block(const struct ar_bank *bank, struct ar_advice_block *block, struct ar_currency currency,
                                 struct ar_error *error)
{
    struct ar_text rest;
    enum ar_status status = check_shape(bank, block, currency, error);
    if (status != AR_OK)
        return status;
    int64_t *amount = &block->amounts[AR_ADVICE_ITS_CASH];
    if (!ar_advice_cut_signed(ar_buffer_text(&block->texts[AR_ADVICE_ITS_CASH]), currency, amount, &rest) ||
        rest.size > 0)
        return bad(bank, block, AR_ADVICE_ITS_CASH, "not an amount in the currency of the advice", error);
    if (block->credit && *amount > 0)
        *amount = -*amount;
    for (unsigned part = AR_ADVICE_ITS_DISCOUNT; part <= AR_ADVICE_ITS_DEDUCTION; part++) {
        struct ar_text text = ar_buffer_text(&block->texts[part]);
        if (text.size > 0 && !ar_advice_cut_less(text, currency, &block->amounts[part], &rest))
            return bad(bank, block, (enum ar_advice_part)part,
                       "does not begin with an amount in the currency of the advice", error);
        if (text.size > 0 && part == AR_ADVICE_ITS_DEDUCTION)
            block->words = rest;
    }
    return AR_OK;
}

static struct ar_text number_of(const struct ar_advice_block *block)
{
    struct ar_text list = ar_buffer_text(&block->texts[AR_ADVICE_ITS_NUMBER]);
    return ar_advice_cut_number(&list);
}

static bool names(struct ar_text words, const struct ar_advice_block *block)
{
    return ar_advice_find_word(words, number_of(block), 0) < words.size;
}

/* A deduction stands behind the document that it is for, or says which one that is. */
static enum ar_status give_deduction(const struct ar_bank *bank, struct ar_advice_note *note,
                                     struct ar_advice_block *from, struct ar_error *error)
{
    const enum ar_advice_part part = AR_ADVICE_ITS_DEDUCTION;
    struct ar_advice_block *to = from;
    if (names(from->words, from))
        return AR_OK;
    for (size_t i = 0; i < note->block_count; i++)
        if (names(from->words, &note->blocks[i])) {
            if (to != from)
                return bad(bank, from, part, "a deduction for several documents", error);
            to = &note->blocks[i];
        }
    if (to == from)
        return AR_OK;
    if (to->counts[part] > 0)
        return bad(bank, from, part, "a document with two deductions", error);
    struct ar_buffer empty = to->texts[part];
    to->texts[part] = from->texts[part];
    from->texts[part] = empty;
    to->counts[part] = from->counts[part];
    to->lines[part] = from->lines[part];
    to->amounts[part] = from->amounts[part];
    to->words = from->words;
    from->counts[part] = 0;
    from->amounts[part] = 0;
    from->words = AR_TEXT("");
    return AR_OK;
}

enum ar_status ar_advice_blocks_read(const struct ar_bank *bank, struct ar_advice_note *note,
                                     struct ar_currency currency, ar_int128 *sum, struct ar_error *error)
{
    *sum = 0;
    for (size_t i = 0; i < note->block_count; i++) {
        enum ar_status status = read_block(bank, &note->blocks[i], currency, error);
        if (status != AR_OK)
            return status;
        *sum += note->blocks[i].amounts[AR_ADVICE_ITS_CASH];
    }
    for (size_t i = 0; i < note->block_count; i++) {
        enum ar_status status = give_deduction(bank, note, &note->blocks[i], error);
        if (status != AR_OK)
            return status;
    }
    return AR_OK;
}

enum ar_status ar_advice_blocks_check(struct ar_bank *bank, struct ar_advice_note *note, ar_int128 sum, int64_t payment,
                                      struct ar_error *error)
{
    ar_int128 net = sum;
    for (size_t i = 0; i < note->block_count; i++)
        net -= (ar_int128)note->blocks[i].amounts[AR_ADVICE_ITS_DISCOUNT] +
               note->blocks[i].amounts[AR_ADVICE_ITS_DEDUCTION];
    if (sum == payment)
        return AR_OK;
    if (net != payment)
        return ar_bank_differs(bank, error, note->lines[AR_ADVICE_AMOUNT],
                               "the amounts for the invoices do not add up to the payment");
    for (size_t i = 0; i < note->block_count; i++) {
        int64_t *amounts = note->blocks[i].amounts;
        for (unsigned part = AR_ADVICE_ITS_DISCOUNT; part <= AR_ADVICE_ITS_DEDUCTION; part++)
            if (__builtin_sub_overflow(amounts[AR_ADVICE_ITS_CASH], amounts[part], &amounts[AR_ADVICE_ITS_CASH]))
                return bad(bank, &note->blocks[i], AR_ADVICE_ITS_CASH, "amount out of range", error);
    }
    return AR_OK;
}

enum ar_status ar_advice_blocks_write(struct ar_bank *bank, const struct ar_advice_note *note,
                                      struct ar_bank_advice common, struct ar_error *error)
{
    enum ar_status status = AR_OK;
    for (size_t i = 0; status == AR_OK && i < note->block_count; i++) {
        const struct ar_advice_block *block = &note->blocks[i];
        struct ar_bank_advice advice = common;
        advice.reference = number_of(block);
        advice.has_amount = true;
        advice.amount = block->amounts[AR_ADVICE_ITS_CASH];
        advice.has_discount = block->texts[AR_ADVICE_ITS_DISCOUNT].size > 0;
        advice.discount = block->amounts[AR_ADVICE_ITS_DISCOUNT];
        advice.has_deduction = block->texts[AR_ADVICE_ITS_DEDUCTION].size > 0;
        advice.deduction = block->amounts[AR_ADVICE_ITS_DEDUCTION];
        if (block->words.size > 0)
            advice.reason = block->words;
        else if (block->texts[AR_ADVICE_ITS_WORDS].size > 0)
            advice.reason = ar_buffer_text(&block->texts[AR_ADVICE_ITS_WORDS]);
        status = ar_bank_advise(bank, &advice, error);
    }
    return status;
}

void ar_advice_blocks_free(struct ar_advice_note *note)
{
    for (size_t i = 0; i < note->block_made; i++)
        for (unsigned part = 0; part < AR_ADVICE_PARTS; part++)
            ar_buffer_free(&note->blocks[i].texts[part]);
    free(note->blocks);
}
