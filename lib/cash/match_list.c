/* SPDX-License-Identifier: MIT */
/* The claims of a payment, as a list: added, looked up, put in order, summed up. */
#include "cash/match_work.h"

struct ar_match_claim *ar_match_add_claim(struct ar_match_work *work, struct ar_claim claim)
{
    if (work->claim_count >= AR_CLAIMS_MOST)
        return NULL;
    if (ar_grow(&work->claims, &work->claim_capacity, work->claim_count + 1, sizeof *work->claims) != AR_OK) {
        work->status = AR_FAILED;
        return NULL;
    }
    struct ar_match_claim *out = &work->claims[work->claim_count++];
    *out = (struct ar_match_claim){
        .claim = claim, .state = AR_CLAIM_UNKNOWN, .item = AR_NO_ITEM, .rule = AR_RULE_DOCUMENT};
    return out;
}

void ar_match_keep_claim(struct ar_match_work *work, size_t claim, size_t *kept)
{
    if (claim != *kept) {
        struct ar_match_claim moved = work->claims[claim];
        memmove(&work->claims[*kept + 1], &work->claims[*kept], (claim - *kept) * sizeof moved);
        work->claims[*kept] = moved;
    }
    ++*kept;
}

void ar_match_place_claim(const struct ar_match_work *work, struct ar_match_claim *claim, size_t number)
{
    const struct ar_book_item *item = claim->item != AR_NO_ITEM ? work->match->book->items[claim->item] : NULL;
    claim->due_days = item != NULL ? item->due.days : INT32_MAX;
    claim->rank = item != NULL ? item->rank : UINT32_MAX;
    claim->number = (uint32_t)number;
}

int ar_match_by_due(const struct ar_match_claim *a, const struct ar_match_claim *b)
{
    if (a->due_days != b->due_days)
        return a->due_days < b->due_days ? -1 : 1;
    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

void ar_match_doubt(struct ar_match_claim *claim, uint32_t item, uint32_t other, const char *doubt)
{
    claim->state = AR_CLAIM_SEVERAL;
    claim->doubt = doubt;
    claim->others[0] = item;
    claim->others[1] = other;
    claim->other_count = claim->other_total = 2;
}

bool ar_match_has_claim(const struct ar_match_work *work, uint32_t item)
{
    for (size_t i = 0; i < work->claim_count; i++)
        if (work->claims[i].item == item)
            return true;
    return false;
}

bool ar_match_is_claimed(const struct ar_match_work *work, struct ar_text token)
{
    for (size_t i = 0; i < work->claim_count; i++) {
        struct ar_text reference = work->claims[i].claim.reference;
        if (token.at < reference.at + reference.size && token.at + token.size > reference.at)
            return true;
    }
    return false;
}

bool ar_match_one_customer(const struct ar_match_work *work)
{
    const struct ar_book *book = work->match->book;
    uint32_t customer = AR_NO_CUSTOMER;
    for (size_t i = 0; i < work->claim_count; i++) {
        if (work->claims[i].state != AR_CLAIM_OPEN)
            continue;
        if (customer != AR_NO_CUSTOMER && book->items[work->claims[i].item]->customer != customer)
            return false;
        customer = book->items[work->claims[i].item]->customer;
    }
    return true;
}

ar_int128 ar_match_open_of_all(const struct ar_match_work *work)
{
    ar_int128 sum = 0;
    for (size_t i = 0; i < work->claim_count; i++)
        sum += ar_match_open_of(work, &work->claims[i]);
    return sum;
}
