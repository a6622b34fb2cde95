/* SPDX-License-Identifier: MIT */
/* Threads for one piece of work at a time. */
#include "base/parallel.h"

#include <assert.h>
#include <pthread.h>
#include <stdbool.h>

struct task {
    void (*work)(void *context);
    void *context;
    pthread_t thread;
    bool started;
};

static void *run(void *argument)
{
    struct task *task = argument;
    task->work(task->context);
    return NULL;
}

void ar_parallel(void (*work)(void *context), void *const *contexts, unsigned count)
{
    struct task tasks[AR_THREADS_MOST];
    assert(count > 0 && count <= AR_THREADS_MOST);
    for (unsigned i = 1; i < count; i++) {
        tasks[i] = (struct task){.work = work, .context = contexts[i]};
        tasks[i].started = pthread_create(&tasks[i].thread, NULL, run, &tasks[i]) == 0;
    }
    work(contexts[0]);
    for (unsigned i = 1; i < count; i++) {
        if (tasks[i].started)
            pthread_join(tasks[i].thread, NULL);
        else
            work(contexts[i]);
    }
}

size_t ar_pieces_take(struct ar_pieces *pieces)
{
    size_t piece = __atomic_fetch_add(&pieces->next, 1, __ATOMIC_RELAXED);
    return piece < pieces->count ? piece : pieces->count;
}
