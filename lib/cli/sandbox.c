/* SPDX-License-Identifier: MIT */
/* Landlock: after its files are open, a filter can read its operands and replace its output, and nothing else. */
#define _GNU_SOURCE /* O_PATH, syscall */
#include "cli/private.h"

/* Not in the sanitizer build: its leak check reads /proc when the program ends. */
#if defined(__linux__) && __has_include(<linux/landlock.h>) && !defined(__SANITIZE_ADDRESS__)
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What version 1 of the interface can deny; later rights are not needed for the promise. */
#define ALL ((LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1)

static int allow(int ruleset, const char *path, unsigned long long access)
{
    struct landlock_path_beneath_attr rule = {.allowed_access = access};
    rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
    if (rule.parent_fd < 0)
        return 0; /* opening it later fails by itself, with its own message */
    int result = (int)syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    close(rule.parent_fd);
    return result;
}

static int allow_directory_of(int ruleset, const char *path)
{
    char *copy = realpath(path, NULL); /* a link is replaced where it points */
    if (copy == NULL)
        copy = strdup(path);
    if (copy == NULL)
        return -1;
    char *slash = strrchr(copy, '/');
    if (slash != NULL)
        slash[slash == copy] = '\0';
    int result = allow(ruleset, slash ? copy : ".",
                       LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_READ_DIR);
    free(copy);
    return result;
}

void ar_sandbox(const char *const *readable, size_t count, const char *const *written, size_t written_count,
                const char *scratch)
{
    struct landlock_ruleset_attr attributes = {.handled_access_fs = ALL};
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0);
    if (ruleset < 0)
        return; /* the kernel has no Landlock, or it is switched off */
    int result = 0;
    for (size_t i = 0; i < count && result == 0; i++)
        if (strcmp(readable[i], "-") != 0)
            result = allow(ruleset, readable[i], LANDLOCK_ACCESS_FS_READ_FILE);
    for (size_t i = 0; i < written_count && result == 0; i++)
        if (written[i] != NULL)
            result = allow_directory_of(ruleset, written[i]);
    if (result == 0 && scratch != NULL)
        result = allow(ruleset, scratch,
                       LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG |
                           LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_READ_DIR);
    if (result == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
        (void)syscall(SYS_landlock_restrict_self, ruleset, 0); /* as good as the kernel allows */
    close(ruleset);
}
#else
void ar_sandbox(const char *const *readable, size_t count, const char *const *written, size_t written_count,
                const char *scratch)
{
    (void)readable;
    (void)count;
    (void)written;
    (void)written_count;
    (void)scratch;
}
#endif
