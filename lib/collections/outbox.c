/* SPDX-License-Identifier: MIT */
/* The outbox's two directories, held open, so that what is checked is what is sent. */
#include "collections/outbox.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static enum ar_status fail(const struct ar_outbox *outbox, const char *verb, const char *directory, const char *name,
                           struct ar_error *error)
{
    char path[256];
    int number = errno;
    snprintf(path, sizeof path, "%s/%s%s%s", outbox->path, directory, *name ? "/" : "", name);
    return ar_error_system(error, verb, path, number);
}

/* A new directory lasts only once the one that it is in is on disk. */
static enum ar_status make_sent(struct ar_outbox *outbox, int base, struct ar_error *error)
{
    if (mkdirat(base, "sent", 0777) != 0)
        return errno == EEXIST ? AR_OK : fail(outbox, "make", "sent", "", error);
    return fsync(base) == 0 ? AR_OK : fail(outbox, "sync the directory of", "sent", "", error);
}

enum ar_status ar_outbox_open(struct ar_outbox *outbox, const char *path, const char *suffix, struct ar_error *error)
{
    const int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
    *outbox = AR_OUTBOX_CLOSED;
    outbox->path = path;
    outbox->suffix = suffix;
    int base = open(path, flags);
    if (base < 0)
        return ar_error_system(error, "open", path, errno);
    enum ar_status status = AR_OK;
    outbox->waiting = openat(base, "new", flags);
    if (outbox->waiting < 0)
        status = fail(outbox, "open", "new", "", error);
    if (status == AR_OK)
        status = make_sent(outbox, base, error);
    if (status == AR_OK && (outbox->sent = openat(base, "sent", flags)) < 0)
        status = fail(outbox, "open", "sent", "", error);
    (void)close(base);
    if (status != AR_OK)
        ar_outbox_close(outbox);
    return status;
}

void ar_outbox_close(struct ar_outbox *outbox)
{
    if (outbox->waiting >= 0)
        (void)close(outbox->waiting);
    if (outbox->sent >= 0)
        (void)close(outbox->sent);
    ar_buffer_free(&outbox->name);
    *outbox = AR_OUTBOX_CLOSED;
}

static enum ar_status name_of(struct ar_outbox *outbox, struct ar_text action, struct ar_error *error)
{
    outbox->name.size = 0;
    if (ar_buffer_add(&outbox->name, action) != AR_OK || ar_buffer_add_char(&outbox->name, '.') != AR_OK ||
        ar_buffer_add(&outbox->name, ar_text_from(outbox->suffix)) != AR_OK ||
        ar_buffer_add_char(&outbox->name, '\0') != AR_OK)
        return ar_error_memory(error);
    return AR_OK;
}

enum ar_status ar_outbox_find(struct ar_outbox *outbox, unsigned *places, struct ar_text action, struct ar_error *error)
{
    const int directories[] = {outbox->waiting, outbox->sent};
    struct stat about;
    enum ar_status status = name_of(outbox, action, error);
    *places = AR_OUTBOX_NOWHERE;
    for (unsigned i = 0; i < 2 && status == AR_OK; i++) {
        if (fstatat(directories[i], outbox->name.at, &about, AT_SYMLINK_NOFOLLOW) == 0)
            *places |= 1u << i;
        else if (errno != ENOENT)
            status = fail(outbox, "find", i ? "sent" : "new", outbox->name.at, error);
    }
    return status;
}

enum ar_status ar_outbox_message(struct ar_outbox *outbox, int *fd, struct ar_text action, struct ar_error *error)
{
    struct stat about;
    enum ar_status status = name_of(outbox, action, error);
    if (status != AR_OK)
        return status;
    *fd = openat(outbox->waiting, outbox->name.at, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (*fd < 0)
        return fail(outbox, "open", "new", outbox->name.at, error);
    if (fstat(*fd, &about) == 0 && S_ISREG(about.st_mode))
        return AR_OK;
    (void)close(*fd);
    errno = EINVAL;
    return fail(outbox, "send", "new", outbox->name.at, error);
}

enum ar_status ar_outbox_move(struct ar_outbox *outbox, struct ar_text action, struct ar_error *error)
{
    enum ar_status status = name_of(outbox, action, error);
    if (status != AR_OK)
        return status;
    if (renameat(outbox->waiting, outbox->name.at, outbox->sent, outbox->name.at) != 0)
        return fail(outbox, "move to sent/", "new", outbox->name.at, error);
    if (fsync(outbox->sent) != 0 || fsync(outbox->waiting) != 0)
        return fail(outbox, "sync", "sent", "", error);
    return AR_OK;
}

/* The action of a file name; empty for other files. */
static struct ar_text action_of(const struct ar_outbox *outbox, const char *name)
{
    struct ar_text text = ar_text_from(name), suffix = ar_text_from(outbox->suffix);
    if (text.size < suffix.size + 2 || name[0] == '.' || text.at[text.size - suffix.size - 1] != '.' ||
        memcmp(text.at + text.size - suffix.size, suffix.at, suffix.size) != 0)
        return AR_TEXT("");
    return (struct ar_text){text.at, text.size - suffix.size - 1};
}

enum ar_status ar_outbox_each(struct ar_outbox *outbox, void (*each)(void *context, struct ar_text action),
                              void *context, struct ar_error *error)
{
    int fd = openat(outbox->waiting, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *directory = fd >= 0 ? fdopendir(fd) : NULL;
    if (directory == NULL) {
        enum ar_status status = fail(outbox, "list", "new", "", error);
        if (fd >= 0)
            (void)close(fd);
        return status;
    }
    const struct dirent *entry;
    while (errno = 0, (entry = readdir(directory)) != NULL) {
        struct ar_text action = action_of(outbox, entry->d_name);
        if (action.size > 0)
            each(context, action);
    }
    enum ar_status status = errno == 0 ? AR_OK : fail(outbox, "list", "new", "", error);
    (void)closedir(directory);
    return status;
}
