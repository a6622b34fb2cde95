/* SPDX-License-Identifier: MIT */
/* Pieces of work on several threads, their results in order. */
#include "base/parallel.h"

#include <pthread.h>
#include <stdbool.h>

struct crew {
    const struct ar_in_order *work;
    struct ar_pieces pieces;
    pthread_mutex_t lock;
    pthread_cond_t turned;
    size_t turn; /* the piece that in_turn is for next */
    bool stop; /* a piece before all that are not in their places has failed */
    enum ar_status status;
    struct ar_error *error; /* of that piece */
};

struct member {
    struct crew *crew;
    void *context;
};

/* Waits until the piece's turn has come; an error of a piece is reported in its turn, too, so that it is the earliest.
 */
static void take_turn(struct member *member, size_t piece, enum ar_status status, const struct ar_error *error)
{
    struct crew *crew = member->crew;
    struct ar_error own = *error;
    pthread_mutex_lock(&crew->lock);
    while (crew->turn != piece && !crew->stop)
        pthread_cond_wait(&crew->turned, &crew->lock);
    bool mine = !crew->stop;
    pthread_mutex_unlock(&crew->lock);
    if (!mine)
        return;
    if (status == AR_OK)
        status = crew->work->in_turn(member->context, &own);
    pthread_mutex_lock(&crew->lock);
    if (status != AR_OK) {
        crew->status = status;
        if (crew->error != NULL)
            *crew->error = own;
        crew->stop = true;
    }
    crew->turn++;
    pthread_cond_broadcast(&crew->turned);
    pthread_mutex_unlock(&crew->lock);
}

static bool stopped(struct crew *crew)
{
    pthread_mutex_lock(&crew->lock);
    bool stop = crew->stop;
    pthread_mutex_unlock(&crew->lock);
    return stop;
}

static void take_part(void *argument)
{
    struct member *member = argument;
    struct crew *crew = member->crew;
    size_t piece;
    while (!stopped(crew) && (piece = ar_pieces_take(&crew->pieces)) < crew->work->count) {
        struct ar_error error = {0};
        enum ar_status status = crew->work->piece(member->context, piece, &error);
        take_turn(member, piece, status, &error);
    }
}

enum ar_status ar_in_order_run(const struct ar_in_order *work, void *const *contexts, unsigned threads,
                               struct ar_error *error)
{
    struct crew crew = {.work = work, .pieces = {.count = work->count}, .status = AR_OK, .error = error};
    struct member members[AR_THREADS_MOST];
    void *each[AR_THREADS_MOST];
    if (pthread_mutex_init(&crew.lock, NULL) != 0 || pthread_cond_init(&crew.turned, NULL) != 0)
        return ar_error_memory(error);
    for (unsigned i = 0; i < threads; i++) {
        members[i] = (struct member){&crew, contexts[i]};
        each[i] = &members[i];
    }
    ar_parallel(take_part, each, threads);
    pthread_cond_destroy(&crew.turned);
    pthread_mutex_destroy(&crew.lock);
    return crew.status;
}
