/* SPDX-License-Identifier: MIT */
/* A run that a signal ends takes its temporary files away, and then ends by that signal as if nobody had looked. */
#define _XOPEN_SOURCE 700 /* SA_RESETHAND */
#include "cli/private.h"

#include <signal.h>

static void end(int number)
{
    ar_writer_sweep();
    (void)raise(number); /* it waits until we are back, and nothing handles it any more */
}

void ar_signals_handle(void)
{
    static const int ending[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGXFSZ};
    struct sigaction action = {.sa_handler = end, .sa_flags = (int)SA_RESETHAND}, old;
    (void)sigemptyset(&action.sa_mask);
    for (unsigned i = 0; i < sizeof ending / sizeof *ending; i++)
        if (sigaction(ending[i], NULL, &old) == 0 && old.sa_handler == SIG_DFL) /* what is ignored stays so */
            (void)sigaction(ending[i], &action, NULL);
}
