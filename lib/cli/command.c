/* SPDX-License-Identifier: MIT */
/* fork, exec, wait: with a time limit, and without being broken off in between. */
#include "cli/command.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { GRACE = 5 }; /* seconds between the request to end and the end */

static volatile sig_atomic_t came;

static void note(int number)
{
    came = number;
}

static void ignore(int number)
{
    (void)number;
}

enum ar_status ar_command_hold_signals(struct ar_error *error)
{
    static const int held[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction action = {.sa_handler = note, .sa_flags = SA_RESTART}, old;
    (void)sigemptyset(&action.sa_mask);
    for (unsigned i = 0; i < sizeof held / sizeof *held; i++) {
        if (sigaction(held[i], NULL, &old) != 0)
            return ar_error_system(error, "handle", "signals", errno);
        if (old.sa_handler != SIG_IGN && sigaction(held[i], &action, NULL) != 0) /* nohup stays in force */
            return ar_error_system(error, "handle", "signals", errno);
    }
    return AR_OK;
}

int ar_command_signal(void)
{
    return came;
}

_Noreturn void ar_command_die(int number)
{
    (void)signal(number, SIG_DFL);
    (void)raise(number);
    _exit(128 + number);
}

/* In the child. Only what is safe after fork; 126 is what a shell says of a command that cannot be run. */
_Noreturn static void become(const struct ar_command *command, const sigset_t *mask)
{
    static const int handled[] = {SIGINT, SIGTERM, SIGHUP, SIGCHLD};
    struct sigaction action = {.sa_handler = SIG_DFL}, old;
    for (unsigned i = 0; i < sizeof handled / sizeof *handled; i++)
        if (sigaction(handled[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
            (void)sigaction(handled[i], &action, NULL);
    (void)sigprocmask(SIG_SETMASK, mask, NULL);
    if (setpgid(0, 0) == 0 && dup2(command->input, STDIN_FILENO) == STDIN_FILENO &&
        dup2(STDERR_FILENO, STDOUT_FILENO) == STDOUT_FILENO)
        (void)execl("/bin/sh", "sh", "-c", command->line, (char *)NULL);
    _exit(126);
}

/* Waits for the child until the deadline; false when that passed. */
static bool wait_until(pid_t child, int *status, const sigset_t *chld, const struct timespec *deadline)
{
    for (;;) {
        pid_t got = waitpid(child, status, deadline ? WNOHANG : 0);
        if (got == child)
            return true;
        if (got < 0 && errno != EINTR) { /* nobody else may have waited for it; then nothing is known */
            *status = SIGKILL;
            return true;
        }
        if (deadline == NULL)
            continue;
        struct timespec now, left;
        (void)clock_gettime(CLOCK_MONOTONIC, &now);
        left = (struct timespec){deadline->tv_sec - now.tv_sec, deadline->tv_nsec - now.tv_nsec};
        if (left.tv_nsec < 0)
            left = (struct timespec){left.tv_sec - 1, left.tv_nsec + 1000000000};
        if (left.tv_sec < 0)
            return false;
        (void)sigtimedwait(chld, NULL, &left); /* a child ended, the time is over, or another signal came */
    }
}

static struct timespec from_now(unsigned seconds)
{
    struct timespec time;
    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    time.tv_sec += (time_t)seconds;
    return time;
}

static void await(struct ar_command_result *result, pid_t child, unsigned timeout, const sigset_t *chld)
{
    struct timespec deadline = from_now(timeout);
    int status = 0;
    if (!wait_until(child, &status, chld, timeout ? &deadline : NULL)) {
        result->late = true;
        deadline = from_now(GRACE);
        (void)kill(-child, SIGTERM);
        bool ended = wait_until(child, &status, chld, &deadline);
        (void)kill(-child, SIGKILL); /* what it left running, too */
        if (!ended)
            (void)wait_until(child, &status, chld, NULL);
    }
    result->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    result->end = AR_COMMAND_REFUSED;
    if (result->late || result->status >= 128)
        result->end = AR_COMMAND_UNKNOWN;
    else if (result->status == 0)
        result->end = AR_COMMAND_DONE;
    else if (result->status == 126 || result->status == 127)
        result->end = AR_COMMAND_MISSING;
}

enum ar_status ar_command_run(struct ar_command_result *result, const struct ar_command *command,
                              struct ar_error *error)
{
    sigset_t chld, mask;
    struct sigaction action = {.sa_handler = ignore}; /* ignored by whoever started us, it would hide how it ended */
    *result = (struct ar_command_result){0};
    (void)sigemptyset(&action.sa_mask);
    (void)sigemptyset(&chld);
    (void)sigaddset(&chld, SIGCHLD);
    if (sigaction(SIGCHLD, &action, NULL) != 0 || sigprocmask(SIG_BLOCK, &chld, &mask) != 0)
        return ar_error_system(error, "handle", "signals", errno);
    if (command->variable != NULL && setenv(command->variable, command->value, 1) != 0)
        return ar_error_system(error, "run", command->line, errno);
    pid_t child = fork();
    if (child == 0)
        become(command, &mask);
    enum ar_status status = child < 0 ? ar_error_system(error, "run", command->line, errno) : AR_OK;
    if (child > 0) {
        (void)setpgid(child, child); /* whoever of the two comes first */
        await(result, child, command->timeout, &chld);
    }
    (void)sigprocmask(SIG_SETMASK, &mask, NULL);
    return status;
}
