/* SPDX-License-Identifier: MIT */
/* From one customer to the next, on several threads: each takes some customers after the other, and what it says of
   them is put out when it is their turn. */
#include "analysis/segment_parts.h"

#include <stdalign.h>
#include <stdlib.h>

enum {
    PIECE = 1024 /* accounts: some hundred kilobytes of records */,
    AHEAD = 8 /* accounts whose memory is asked for before */
};

/* Accounts in the order of their records, and their values. */
struct list {
    const struct ar_behaviour *behaviour;
    uint32_t *order;
    size_t count;
    struct ar_value *values; /* by account */
};

struct worker { /* cache lines of its own */
    alignas(128) struct ar_segment_writing writing;
    struct ar_segment_rules rules; /* of all threads but the first */
    const struct list *list;
    const struct ar_segment_each *each;
    void *context;
};

/* The list. */

/* Values by account, with their classes. */
static enum ar_status classify(struct list *list)
{
    const struct ar_behaviour *behaviour = list->behaviour;
    size_t end = ar_behaviour_end(behaviour), count = 0;
    struct ar_value *sorted = malloc((end + 1) * sizeof *sorted);
    list->values = malloc((end + 1) * sizeof *list->values);
    if (sorted == NULL || list->values == NULL) {
        free(sorted);
        return AR_FAILED;
    }
    for (size_t i = 0; i < end; i++)
        if (ar_behaviour_has(behaviour, i))
            sorted[count++] = (struct ar_value){.turnover = ar_behaviour_account(behaviour, i)->turnover,
                                                .account = (uint32_t)i,
                                                .currency = ar_behaviour_currency(behaviour, i)};
    ar_value_classes(sorted, count);
    for (size_t i = 0; i < count; i++)
        list->values[sorted[i].account] = sorted[i];
    free(sorted);
    return AR_OK;
}

/* Order and values have nothing to do with each other: two threads can find them. */
struct listing {
    struct list *list;
    bool values;
    enum ar_status status;
};

static void do_listing(void *context)
{
    struct listing *listing = context;
    struct list *list = listing->list;
    listing->status = listing->values ? classify(list) : ar_behaviour_sort(list->behaviour, &list->order, &list->count);
}

static enum ar_status make_list(struct list *list, unsigned threads)
{
    struct listing both[] = {{list, false, AR_OK}, {list, true, AR_OK}};
    void *contexts[] = {&both[0], &both[1]};
    if (threads > 1) {
        ar_parallel(do_listing, contexts, 2);
    } else {
        do_listing(&both[0]);
        do_listing(&both[1]);
    }
    return both[0].status == AR_OK ? both[1].status : both[0].status;
}

/* Pieces of it. */

static bool same_customer(const struct ar_behaviour *behaviour, uint32_t a, uint32_t b)
{
    char rooms[2][AR_GROUP_SHORT];
    return ar_text_equal(ar_behaviour_customer(behaviour, a, rooms[0]), ar_behaviour_customer(behaviour, b, rooms[1]));
}

/* Behind the last account of the customer who stands at `at`. */
static size_t next_customer(const struct list *list, size_t at)
{
    size_t next = at + 1;
    while (next < list->count && same_customer(list->behaviour, list->order[at], list->order[next]))
        next++;
    return next;
}

/* Where a piece begins: at its place, or behind the customer who began before it. */
static size_t begin_of(const struct list *list, size_t piece)
{
    size_t at = piece * PIECE;
    if (at >= list->count)
        return list->count;
    return at > 0 && same_customer(list->behaviour, list->order[at - 1], list->order[at]) ? next_customer(list, at)
                                                                                          : at;
}

/* Accounts further on are asked for, and what nearer ones lead to. */
static void fetch(const struct worker *worker, size_t at)
{
    const struct list *list = worker->list;
    const struct ar_segment_plan *plan = worker->writing.plan;
    if (at + 2 * AHEAD < list->count)
        ar_behaviour_fetch(list->behaviour, list->order[at + 2 * AHEAD]);
    if (at + AHEAD >= list->count)
        return;
    ar_behaviour_fetch_samples(list->behaviour, list->order[at + AHEAD]);
    if (plan->late_fetch != NULL)
        plan->late_fetch(worker->writing.late_context, list->order[at + AHEAD]);
}

static enum ar_status do_piece(void *context, size_t piece, struct ar_error *error)
{
    struct worker *worker = context;
    struct ar_segment_writing *writing = &worker->writing;
    const struct list *list = worker->list;
    size_t end = begin_of(list, piece + 1);
    enum ar_status status = AR_OK;
    for (size_t from = begin_of(list, piece), next; status == AR_OK && from < end; from = next) {
        next = next_customer(list, from);
        for (size_t i = from; i < next; i++)
            fetch(worker, i);
        status = ar_segment_customer(writing, list->order + from, next - from, error);
        for (size_t i = 0; status == AR_OK && i < next - from; i++)
            status = worker->each->record(worker->context, &writing->records[i], error);
    }
    return status;
}

static enum ar_status in_turn(void *context, struct ar_error *error)
{
    struct worker *worker = context;
    return worker->each->in_turn(worker->context, error);
}

static enum ar_status check_totals(const struct ar_behaviour *behaviour, const struct worker *workers, unsigned threads,
                                   struct ar_error *error)
{
    for (uint16_t code = 0; code < AR_CURRENCIES; code++) {
        ar_int128 sum = 0;
        for (unsigned i = 0; i < threads; i++)
            sum += workers[i].writing.totals[code];
        if (sum != ar_behaviour_read(behaviour, (struct ar_currency){code}))
            return ar_error_set(error, AR_FAILED, "open amounts of segments do not add up to those of the items");
    }
    return AR_OK;
}

/* Threads. */

static int lent_column(const struct ar_segment_plan *plan, const char *name)
{
    return plan->lend == NULL ? -1 : ar_table_find(plan->lend->table, name);
}

static enum ar_status hire(struct worker *worker, const struct ar_segment_plan *plan, bool first,
                           struct ar_error *error)
{
    struct ar_segment_writing *writing = &worker->writing;
    writing->plan = plan;
    writing->values = worker->list->values;
    writing->name = lent_column(plan, "name");
    writing->limit = lent_column(plan, "limit");
    writing->limit_currency = lent_column(plan, "currency");
    writing->given = malloc((AR_SEGMENT_FEATURES + plan->rules->lent_count) * sizeof *writing->given);
    writing->totals = calloc(AR_CURRENCIES, sizeof *writing->totals);
    if (ar_lateness_room_init(&writing->room, 2 * plan->behaviour->rules->last) != AR_OK || writing->given == NULL ||
        writing->totals == NULL)
        return ar_error_memory(error);
    writing->rules = first ? plan->rules : &worker->rules;
    return first ? AR_OK
                 : ar_segment_rules_init(&worker->rules, plan->rules->table, plan->lend ? plan->lend->table : NULL,
                                         error);
}

static void dismiss(struct worker *worker)
{
    struct ar_segment_writing *writing = &worker->writing;
    if (writing->rules == &worker->rules)
        ar_segment_rules_free(&worker->rules);
    ar_buffer_free(&writing->key);
    ar_lateness_room_free(&writing->room);
    free(writing->given);
    free(writing->records);
    free(writing->totals);
}

static enum ar_status run(struct worker *workers, unsigned threads, const struct list *list, struct ar_error *error)
{
    const struct ar_in_order work = {.count = (list->count + PIECE - 1) / PIECE, .piece = do_piece, .in_turn = in_turn};
    void *contexts[AR_THREADS_MOST];
    for (unsigned i = 0; i < threads; i++)
        contexts[i] = &workers[i];
    enum ar_status status = ar_in_order_run(&work, contexts, threads, error);
    return status == AR_OK ? check_totals(list->behaviour, workers, threads, error) : status;
}

enum ar_status ar_segment_run(const struct ar_segment_plan *plan, const struct ar_segment_each *each,
                              void *const *contexts, unsigned threads, struct ar_error *error)
{
    struct list list = {.behaviour = plan->behaviour};
    struct worker *workers = ar_take_wide(threads * sizeof *workers, true);
    enum ar_status status = make_list(&list, threads);
    if (workers == NULL || status != AR_OK)
        status = ar_error_memory(error);
    for (unsigned i = 0; status == AR_OK && i < threads; i++) {
        workers[i].list = &list;
        workers[i].each = each;
        workers[i].context = contexts[i];
        workers[i].writing.late_context = plan->late != NULL ? plan->late_contexts[i] : NULL;
        status = hire(&workers[i], plan, i == 0, error);
    }
    if (status == AR_OK)
        status = run(workers, threads, &list, error);
    for (unsigned i = 0; workers != NULL && i < threads; i++)
        dismiss(&workers[i]);
    free(workers);
    free(list.order);
    free(list.values);
    return status;
}
