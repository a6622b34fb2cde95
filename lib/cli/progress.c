/* SPDX-License-Identifier: MIT */
/* How far a long run has come: only on a terminal, only after a second, gone before anything else is said. */
#include "cli/private.h"

#include <stdio.h>
#include <unistd.h>

static double since(const struct timespec *then, const struct timespec *now)
{
    return (double)(now->tv_sec - then->tv_sec) + (double)(now->tv_nsec - then->tv_nsec) / 1e9;
}

void ar_progress_start(struct ar_tool *tool)
{
    tool->watched = isatty(STDERR_FILENO);
    if (tool->watched)
        clock_gettime(CLOCK_MONOTONIC, &tool->started);
    tool->last = tool->started;
}

void ar_tool_progress(struct ar_tool *tool, uint64_t bytes)
{
    tool->bytes += bytes;
    if (!tool->watched)
        return;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    double total = since(&tool->started, &now);
    if (total < 1 || since(&tool->last, &now) < 0.2)
        return;
    tool->last = now;
    tool->shown = true;
    double mega = (double)tool->bytes / 1e6;
    fprintf(stderr, "\r%s: %.0f MB read, %.0f MB/s\033[K", tool->about->name, mega, mega / total);
    fflush(stderr);
}

void ar_progress_clear(struct ar_tool *tool)
{
    if (tool->shown)
        fputs("\r\033[K", stderr);
    tool->shown = false;
}
