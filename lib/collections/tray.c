/* SPDX-License-Identifier: MIT */
/* The outbox's two directories, held open, so that what is checked is what is sent. */
#include "collections/tray.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum ar_status fail(const struct ar_tray *tray, const char *verb, const char *directory, const char *name,
                           struct ar_error *error)
{
    char path[256];
    int number = errno;
    snprintf(path, sizeof path, "%s/%s%s%s", tray->path, directory, *name ? "/" : "", name);
    return ar_error_system(error, verb, path, number);
}

/* A new directory lasts only once the one that it is in is on disk. */
static enum ar_status make_sent(struct ar_tray *tray, int base, struct ar_error *error)
{
    if (mkdirat(base, "sent", 0777) != 0)
        return errno == EEXIST ? AR_OK : fail(tray, "make", "sent", "", error);
    return fsync(base) == 0 ? AR_OK : fail(tray, "sync the directory of", "sent", "", error);
}

enum ar_status ar_tray_open(struct ar_tray *tray, const char *path, const char *suffix, struct ar_error *error)
{
    const int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
    *tray = AR_TRAY_CLOSED;
    tray->path = path;
    tray->suffix = suffix;
    int base = open(path, flags);
    if (base < 0)
        return ar_error_system(error, "open", path, errno);
    enum ar_status status = AR_OK;
    tray->waiting = openat(base, "new", flags);
    if (tray->waiting < 0)
        status = fail(tray, "open", "new", "", error);
    if (status == AR_OK)
        status = make_sent(tray, base, error);
    if (status == AR_OK && (tray->sent = openat(base, "sent", flags)) < 0)
        status = fail(tray, "open", "sent", "", error);
    (void)close(base);
    if (status != AR_OK)
        ar_tray_close(tray);
    return status;
}

void ar_tray_close(struct ar_tray *tray)
{
    if (tray->waiting >= 0)
        (void)close(tray->waiting);
    if (tray->sent >= 0)
        (void)close(tray->sent);
    ar_buffer_free(&tray->name);
    *tray = AR_TRAY_CLOSED;
}

static enum ar_status name_of(struct ar_tray *tray, struct ar_text action, struct ar_error *error)
{
    tray->name.size = 0;
    if (ar_buffer_add(&tray->name, action) != AR_OK || ar_buffer_add_char(&tray->name, '.') != AR_OK ||
        ar_buffer_add(&tray->name, ar_text_from(tray->suffix)) != AR_OK ||
        ar_buffer_add_char(&tray->name, '\0') != AR_OK)
        return ar_error_memory(error);
    return AR_OK;
}

enum ar_status ar_tray_find(struct ar_tray *tray, unsigned *places, struct ar_text action, struct ar_error *error)
{
    const int directories[] = {tray->waiting, tray->sent};
    struct stat about;
    enum ar_status status = name_of(tray, action, error);
    *places = AR_TRAY_NOWHERE;
    for (unsigned i = 0; i < 2 && status == AR_OK; i++) {
        if (fstatat(directories[i], tray->name.at, &about, AT_SYMLINK_NOFOLLOW) == 0)
            *places |= 1u << i;
        else if (errno != ENOENT)
            status = fail(tray, "find", i ? "sent" : "new", tray->name.at, error);
    }
    return status;
}

enum ar_status ar_tray_message(struct ar_tray *tray, int *fd, struct ar_text action, struct ar_error *error)
{
    struct stat about;
    enum ar_status status = name_of(tray, action, error);
    if (status != AR_OK)
        return status;
    *fd = openat(tray->waiting, tray->name.at, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (*fd < 0)
        return fail(tray, "open", "new", tray->name.at, error);
    if (fstat(*fd, &about) == 0 && S_ISREG(about.st_mode))
        return AR_OK;
    (void)close(*fd);
    errno = EINVAL;
    return fail(tray, "send", "new", tray->name.at, error);
}

enum ar_status ar_tray_move(struct ar_tray *tray, struct ar_text action, struct ar_error *error)
{
    enum ar_status status = name_of(tray, action, error);
    if (status != AR_OK)
        return status;
    if (renameat(tray->waiting, tray->name.at, tray->sent, tray->name.at) != 0)
        return fail(tray, "move", "new", tray->name.at, error);
    if (fsync(tray->sent) != 0 || fsync(tray->waiting) != 0)
        return fail(tray, "sync", "sent", "", error);
    return AR_OK;
}

enum ar_status ar_tray_is(struct ar_tray *tray, bool *same, struct ar_text action, struct ar_text message,
                          struct ar_error *error)
{
    char part[4096];
    size_t at = 0;
    ssize_t got = 0;
    int fd;
    enum ar_status status = ar_tray_message(tray, &fd, action, error);
    if (status != AR_OK)
        return status;
    for (*same = true; *same; at += (size_t)got) {
        do
            got = read(fd, part, sizeof part);
        while (got < 0 && errno == EINTR);
        if (got <= 0)
            break;
        *same = (size_t)got <= message.size - at && memcmp(part, message.at + at, (size_t)got) == 0;
    }
    if (got < 0)
        status = fail(tray, "read", "new", tray->name.at, error);
    *same = *same && at == message.size;
    (void)close(fd); /* was only read */
    return status;
}

enum ar_status ar_tray_remove(struct ar_tray *tray, struct ar_text action, struct ar_error *error)
{
    enum ar_status status = name_of(tray, action, error);
    if (status != AR_OK)
        return status;
    if (unlinkat(tray->waiting, tray->name.at, 0) != 0)
        return fail(tray, "remove", "new", tray->name.at, error);
    return fsync(tray->waiting) == 0 ? AR_OK : fail(tray, "sync", "new", "", error);
}

/* The action of a file name; empty for other files. */
static struct ar_text action_of(const struct ar_tray *tray, const char *name)
{
    struct ar_text text = ar_text_from(name), suffix = ar_text_from(tray->suffix);
    if (text.size < suffix.size + 2 || name[0] == '.' || text.at[text.size - suffix.size - 1] != '.' ||
        memcmp(text.at + text.size - suffix.size, suffix.at, suffix.size) != 0)
        return AR_TEXT("");
    return (struct ar_text){text.at, text.size - suffix.size - 1};
}

enum ar_status ar_tray_each(struct ar_tray *tray, void (*each)(void *context, struct ar_text action), void *context,
                            struct ar_error *error)
{
    int fd = openat(tray->waiting, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *directory = fd >= 0 ? fdopendir(fd) : NULL;
    if (directory == NULL) {
        enum ar_status status = fail(tray, "list", "new", "", error);
        if (fd >= 0)
            (void)close(fd);
        return status;
    }
    const struct dirent *entry;
    while (errno = 0, (entry = readdir(directory)) != NULL) {
        struct ar_text action = action_of(tray, entry->d_name);
        if (action.size > 0)
            each(context, action);
    }
    enum ar_status status = errno == 0 ? AR_OK : fail(tray, "list", "new", "", error);
    (void)closedir(directory);
    return status;
}
