/* SPDX-License-Identifier: MIT */
/* From one customer to the next, on several threads: each takes some customers after the other, and what it says of
   them waits in memory until it is their turn. */
#include "base/parallel.h"
#include "collections/dun.h"

#include <stdlib.h>

enum { GROUPS = 512 }; /* a piece: some hundred kilobytes of actions */

/* A thread has a policy, buffers and writers of its own; all that only is looked at, it shares. */
struct worker {
    struct ar_dun dun;
    struct ar_dun *whole;
    struct ar_writer actions, suppressed;
};

static enum ar_status do_groups(struct ar_dun *dun, size_t from, size_t to, struct ar_error *error)
{
    enum ar_status status = AR_OK;
    for (size_t n = from; status == AR_OK && n < to && n < dun->book.group_count; n++) {
        const struct ar_dun_group *group;
        status = ar_dun_book_group(&group, &dun->book, n, error);
        if (status == AR_OK && group->count > 0)
            status = ar_dun_do(dun, group, error);
    }
    return status;
}

static enum ar_status do_piece(void *context, size_t piece, struct ar_error *error)
{
    struct worker *worker = context;
    return do_groups(&worker->dun, piece * GROUPS, (piece + 1) * GROUPS, error);
}

static enum ar_status pass_on(void *context, struct ar_error *error)
{
    struct worker *worker = context;
    (void)error;
    ar_writer_pass(worker->whole->actions, &worker->actions);
    if (worker->whole->suppressed != NULL)
        ar_writer_pass(worker->whole->suppressed, &worker->suppressed);
    return AR_OK;
}

static enum ar_status hire(struct worker *worker, struct ar_dun *dun, struct ar_error *error)
{
    worker->whole = dun;
    worker->dun = *dun;
    worker->dun.policy = (struct ar_policy){.table = NULL};
    worker->dun.docs = NULL;
    worker->dun.oldest = worker->dun.picked = NULL;
    worker->dun.doc_capacity = worker->dun.oldest_capacity = worker->dun.picked_capacity = 0;
    worker->dun.key = worker->dun.text = (struct ar_buffer){.at = NULL};
    worker->dun.book.places = NULL;
    worker->dun.book.place_capacity = 0;
    worker->dun.charges.steps = (struct ar_interest_steps){.at = NULL};
    worker->dun.charges.name = AR_TEXT("");
    enum ar_status status = ar_policy_init(&worker->dun.policy, dun->policy.table, error);
    if (status == AR_OK && ar_writer_open_memory(&worker->actions) != AR_OK)
        status = ar_error_memory(error);
    if (status == AR_OK && dun->suppressed != NULL && ar_writer_open_memory(&worker->suppressed) != AR_OK)
        status = ar_error_memory(error);
    worker->dun.actions = &worker->actions;
    worker->dun.suppressed = dun->suppressed != NULL ? &worker->suppressed : NULL;
    return status;
}

static void dismiss(struct worker *worker)
{
    struct ar_dun *dun = &worker->dun, *whole = worker->whole;
    if (whole == NULL) /* never hired */
        return;
    whole->proposed += dun->proposed;
    whole->no_fee += dun->no_fee;
    whole->no_kind += dun->no_kind;
    whole->no_calendar += dun->no_calendar;
    whole->charges.beyond += dun->charges.beyond;
    ar_policy_free(&dun->policy);
    ar_interest_steps_free(&dun->charges.steps);
    ar_buffer_free(&dun->key);
    ar_buffer_free(&dun->text);
    free(dun->book.places);
    free(dun->docs);
    free(dun->oldest);
    free(dun->picked);
    ar_writer_abandon(&worker->actions);
    ar_writer_abandon(&worker->suppressed);
}

static enum ar_status share(struct ar_dun *dun, unsigned threads, size_t pieces, struct ar_error *error)
{
    const struct ar_in_order work = {.count = pieces, .piece = do_piece, .in_turn = pass_on};
    struct worker *workers = calloc(threads, sizeof *workers);
    void *contexts[AR_THREADS_MOST];
    enum ar_status status = workers == NULL ? ar_error_memory(error) : AR_OK;
    for (unsigned i = 0; status == AR_OK && i < threads; i++) {
        contexts[i] = &workers[i];
        status = hire(&workers[i], dun, error);
    }
    if (status == AR_OK)
        status = ar_in_order_run(&work, contexts, threads, error);
    for (unsigned i = 0; workers != NULL && i < threads; i++)
        dismiss(&workers[i]);
    free(workers);
    return status;
}

enum ar_status ar_dun_run(struct ar_dun *dun, unsigned threads, struct ar_error *error)
{
    size_t pieces = (dun->book.group_count + GROUPS - 1) / GROUPS;
    if (dun->actions != NULL)
        ar_action_write_header(dun->actions, AR_ACTION_PROPOSAL | (dun->arms.count > 0 ? (unsigned)AR_ACTION_ARM : 0));
    if (dun->suppressed != NULL)
        ar_dun_suppressed_header(dun->suppressed);
    if (dun->story != NULL)
        ar_dun_story_header(dun->story);
    threads = threads > AR_THREADS_MOST ? AR_THREADS_MOST : threads;
    if (threads > pieces)
        threads = (unsigned)pieces;
    if (threads < 2 || dun->actions == NULL)
        return do_groups(dun, 0, dun->book.group_count, error);
    return share(dun, threads, pieces, error);
}
