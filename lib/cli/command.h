/* SPDX-License-Identifier: MIT */
/* Running a command of the user's, with a file as its standard input, and knowing how it ended. */
#ifndef AR_CLI_COMMAND_H
#define AR_CLI_COMMAND_H

#include "base/error.h"

#include <stdbool.h>

enum ar_command_end {
    AR_COMMAND_DONE, /* exit status 0 */
    AR_COMMAND_REFUSED, /* another one, in `status`: it did not do it, and says so */
    AR_COMMAND_MISSING, /* 126 or 127: there is no such command, or it cannot be run */
    AR_COMMAND_UNKNOWN /* ended by a signal or by the time limit: nobody knows what it did */
};

struct ar_command {
    const char *line; /* for sh -c */
    unsigned timeout; /* seconds; 0: as long as it takes */
    int input; /* what it gets as its standard input */
    const char *variable, *value; /* put into its environment; or NULL */
};

struct ar_command_result {
    enum ar_command_end end;
    int status; /* exit status; 128 + signal, as a shell gives it */
    bool late; /* the time limit ended it */
};

/* Runs it in a process group of its own, so that a time limit reaches all of it and a key on the terminal none. Its
   standard output goes to our standard error: the output is for records. AR_FAILED: it could not even be started. */
AR_MUST_USE enum ar_status ar_command_run(struct ar_command_result *result, const struct ar_command *command,
                                          struct ar_error *error);

/* SIGINT, SIGTERM and SIGHUP wait from now on until one asks for them: a message is not left half sent. */
AR_MUST_USE enum ar_status ar_command_hold_signals(struct ar_error *error);
/* The signal that came, or 0. */
int ar_command_signal(void);
/* Ends the program as the signal would have. */
_Noreturn void ar_command_die(int number);

#endif
