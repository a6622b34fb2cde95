/* SPDX-License-Identifier: MIT */
/* The items that a payer can settle with a payment, by due date, date, rank. */
#include "cash/match_work.h"

static bool goes_before(const struct ar_book_item *a, const struct ar_book_item *b)
{
    if (a->due.days != b->due.days)
        return a->due.days < b->due.days;
    return a->date.days != b->date.days ? a->date.days < b->date.days : a->rank < b->rank;
}

/* Merges what stands in order before `middle` of the pool with what stands in order behind it. */
static void merge(struct ar_match_work *work, size_t middle)
{
    struct ar_book_item *const *items = work->match->book->items;
    size_t tail = work->pool_count - middle, to = work->pool_count, left = middle;
    if (middle == 0 || tail == 0 || !goes_before(items[work->pool[middle]], items[work->pool[middle - 1]]))
        return;
    if (ar_grow(&work->pool, &work->pool_capacity, work->pool_count + tail, sizeof *work->pool) != AR_OK) {
        work->status = AR_FAILED;
        return;
    }
    uint32_t *room = work->pool + work->pool_count;
    memcpy(room, work->pool + middle, tail * sizeof *room);
    while (tail > 0)
        if (left > 0 && goes_before(items[room[tail - 1]], items[work->pool[left - 1]]))
            work->pool[--to] = work->pool[--left];
        else
            work->pool[--to] = room[--tail];
}

void ar_match_fill(struct ar_match_work *work, const uint32_t *customers, unsigned count)
{
    const struct ar_book *book = work->match->book;
    for (unsigned c = 0; c < count; c++) {
        uint32_t from, to;
        size_t before = work->pool_count;
        ar_book_run(book, &from, &to, customers[c], work->payment.currency);
        if (ar_grow(&work->pool, &work->pool_capacity, work->pool_count + (to - from), sizeof *work->pool) != AR_OK) {
            work->status = AR_FAILED;
            return;
        }
        for (uint32_t number = from; number < to; number++) {
            work->pool[work->pool_count] = number;
            work->pool_count += ar_match_may_settle(work, book->items[number]);
        }
        merge(work, before);
    }
}

void ar_match_pool(struct ar_match_work *work)
{
    if (work->pooled)
        return;
    work->pooled = true;
    work->pool_count = 0;
    ar_match_fill(work, work->payer.at, work->payer.count);
}
