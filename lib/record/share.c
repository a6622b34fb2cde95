/* SPDX-License-Identifier: MIT */
/* Threads that read from one reader. */
#include "record/share.h"

#include <pthread.h>
#include <stdalign.h>

struct crew {
    const struct ar_share *share;
    pthread_mutex_t lock;
    pthread_cond_t turned;
    uint64_t turn; /* the block that in_turn is for next */
    struct ar_error error; /* of the earliest block that failed */
    enum ar_status status;
    uint64_t sequence;
    bool stop;
};

struct member { /* cache lines of its own */
    alignas(128) struct crew *crew;
    void *context;
    struct ar_block block;
    bool primed; /* the block is there already */
};

static void report(struct crew *crew, enum ar_status status, uint64_t sequence, const struct ar_error *error)
{
    pthread_mutex_lock(&crew->lock);
    if (crew->status == AR_OK || sequence < crew->sequence) {
        crew->status = status;
        crew->sequence = sequence;
        crew->error = *error;
    }
    __atomic_store_n(&crew->stop, true, __ATOMIC_RELAXED);
    pthread_cond_broadcast(&crew->turned);
    pthread_mutex_unlock(&crew->lock);
}

/* Of several threads one has its turn while the others go on reading. */
static enum ar_status take_turn(struct member *member, struct ar_error *error)
{
    struct crew *crew = member->crew;
    pthread_mutex_lock(&crew->lock);
    while (crew->turn != member->block.sequence && !crew->stop)
        pthread_cond_wait(&crew->turned, &crew->lock);
    bool mine = crew->turn == member->block.sequence; /* else another one failed */
    pthread_mutex_unlock(&crew->lock);
    enum ar_status status = mine ? crew->share->in_turn(member->context, error) : AR_OK;
    pthread_mutex_lock(&crew->lock);
    crew->turn += mine;
    pthread_cond_broadcast(&crew->turned);
    pthread_mutex_unlock(&crew->lock);
    return status;
}

static void take_part(void *argument)
{
    struct member *member = argument;
    struct crew *crew = member->crew;
    struct ar_error error = {0};
    enum ar_status status = AR_OK;
    while (status == AR_OK && !__atomic_load_n(&crew->stop, __ATOMIC_RELAXED)) {
        if (!member->primed)
            status = ar_reader_take(crew->share->reader, &member->block, &error);
        member->primed = false;
        if (status == AR_OK)
            status = crew->share->block(member->context, &member->block, &error);
        if (status == AR_OK && crew->share->in_turn != NULL)
            status = take_turn(member, &error);
    }
    if (status != AR_OK && status != AR_END)
        report(crew, status, member->block.sequence, &error);
    ar_block_free(&member->block);
}

enum ar_status ar_share_run(const struct ar_share *share, void *const *contexts, unsigned threads,
                            struct ar_error *error)
{
    struct crew crew = {.share = share, .status = AR_OK};
    struct member members[AR_THREADS_MOST];
    void *each[AR_THREADS_MOST];
    if (pthread_mutex_init(&crew.lock, NULL) != 0 || pthread_cond_init(&crew.turned, NULL) != 0)
        return ar_error_memory(error);
    for (unsigned i = 0; i < threads; i++) {
        members[i] = (struct member){.crew = &crew, .context = contexts[i]};
        each[i] = &members[i];
    }
    if (share->first != NULL) {
        members[0].block = *share->first;
        members[0].primed = true;
        *share->first = (struct ar_block){0};
    }
    ar_parallel(take_part, each, threads);
    pthread_cond_destroy(&crew.turned);
    pthread_mutex_destroy(&crew.lock);
    if (crew.status != AR_OK && error != NULL)
        *error = crew.error;
    return crew.status;
}
