/* SPDX-License-Identifier: MIT */
/* Appending to the log. Its one lock is flock(2) on the file itself, so that flock(1) in a script takes part in it. */
#define _GNU_SOURCE /* flock, memrchr */
#include "collections/log_file.h"
#include "collections/log.h"
#include "record/escape.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PLACE_NONE = -1, PLACE_STATE = -2, PLACE_TIME = -3, WRITE_SIZE = 1 << 20 };

static enum ar_status fail(const struct ar_log_file *file, const char *verb, struct ar_error *error)
{
    return ar_error_system(error, verb, file->path, errno);
}

static enum ar_status refuse(const struct ar_log_file *file, const char *reason, struct ar_error *error)
{
    ar_error_set(error, AR_BAD_DATA, "%s", reason);
    ar_error_place(error, file->path, 0);
    if (error)
        error->fatal = true;
    return AR_BAD_DATA;
}

/* A new file lasts only once its directory is on disk. */
static enum ar_status sync_directory(const struct ar_log_file *file, struct ar_error *error)
{
    char *path = realpath(file->path, NULL);
    if (path == NULL)
        return fail(file, "find", error);
    char *slash = strrchr(path, '/');
    slash[slash == path] = '\0';
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    free(path);
    enum ar_status status = AR_OK;
    if (fd < 0 || (fsync(fd) != 0 && errno != EINVAL)) /* EINVAL: a file system that needs none */
        status = fail(file, "sync the directory of", error);
    if (fd >= 0)
        (void)close(fd);
    return status;
}

/* AR_END: the file was replaced while we waited, and is to be opened again. */
static enum ar_status lock(struct ar_log_file *file, struct ar_error *error)
{
    struct stat ours, there;
    int locked;
    do
        locked = flock(file->fd, LOCK_EX);
    while (locked != 0 && errno == EINTR);
    if (locked != 0)
        return fail(file, "lock", error);
    if (fstat(file->fd, &ours) != 0)
        return fail(file, "read", error);
    if (!S_ISREG(ours.st_mode))
        return refuse(file, "not a file that records can be appended to", error);
    if (stat(file->path, &there) != 0 || ours.st_ino != there.st_ino || ours.st_dev != there.st_dev)
        return AR_END;
    file->size = file->synced = ours.st_size;
    return AR_OK;
}

static enum ar_status read_at(const struct ar_log_file *file, char *to, size_t size, off_t at, struct ar_error *error)
{
    while (size > 0) {
        ssize_t got = pread(file->fd, to, size, at);
        if (got == 0)
            errno = EIO; /* nobody may shorten it while we hold the lock */
        if (got == 0 || (got < 0 && errno != EINTR))
            return fail(file, "read", error);
        if (got > 0) {
            to += got;
            size -= (size_t)got;
            at += got;
        }
    }
    return AR_OK;
}

static enum ar_status write_all(struct ar_log_file *file, struct ar_error *error)
{
    const char *at = file->bytes.at;
    size_t left = file->bytes.size;
    while (left > 0) {
        ssize_t count = write(file->fd, at, left);
        if (count < 0 && errno != EINTR)
            break;
        if (count > 0) {
            at += count;
            left -= (size_t)count;
        }
    }
    if (left > 0) {
        enum ar_status status = fail(file, "write", error);
        if (ftruncate(file->fd, file->synced) == 0)
            (void)fsync(file->fd); /* the failure is being reported already */
        file->size = file->synced;
        file->bytes.size = 0;
        return status;
    }
    file->size += (off_t)file->bytes.size;
    file->bytes.size = 0;
    return AR_OK;
}

enum ar_status ar_log_sync(struct ar_log_file *file, struct ar_error *error)
{
    enum ar_status status = file->bytes.size > 0 ? write_all(file, error) : AR_OK;
    if (status != AR_OK || file->size == file->synced)
        return status;
    if (fsync(file->fd) != 0)
        return fail(file, "sync", error);
    file->synced = file->size;
    return AR_OK;
}

static enum ar_status read_header(struct ar_log_file *file, struct ar_error *error)
{
    static const char bom[3] = "\xef\xbb\xbf";
    struct ar_buffer *bytes = &file->bytes;
    const char *end = NULL;
    for (size_t want = 4096; end == NULL; want *= 2) {
        size_t size = file->size < (off_t)want ? (size_t)file->size : want;
        bytes->size = 0;
        if (ar_buffer_reserve(bytes, size) != AR_OK)
            return ar_error_memory(error);
        enum ar_status status = read_at(file, bytes->at, size, 0, error);
        if (status != AR_OK)
            return status;
        end = memchr(bytes->at, '\n', size);
        if (end == NULL && size > AR_RECORD_MAX)
            return refuse(file, "header longer than 16 MiB", error);
    }
    struct ar_text line = {bytes->at, (size_t)(end - bytes->at)};
    if (ar_text_starts(line, (struct ar_text){bom, sizeof bom}))
        line = (struct ar_text){line.at + sizeof bom, line.size - sizeof bom};
    if (line.size > 0 && line.at[line.size - 1] == '\r')
        line.size--;
    enum ar_status status = ar_header_parse(&file->header, line, error);
    if (status != AR_OK)
        ar_error_place(error, file->path, 1);
    return status;
}

/* Time is the last column of the logs that we make, and tells whether a record came to its end. */
static bool is_whole(const struct ar_log_file *file, struct ar_text record)
{
    unsigned tabs = 0;
    for (size_t i = 0; i < record.size; i++)
        tabs += record.at[i] == '\t';
    const char *last = memrchr(record.at, '\t', record.size);
    return tabs + 1 == file->header.count && last != NULL &&
           ar_text_is(file->header.names[file->header.count - 1], "time") &&
           ar_action_is_time((struct ar_text){last + 1, (size_t)(record.at + record.size - last) - 1});
}

static enum ar_status mend(struct ar_log_file *file, size_t torn, struct ar_error *error)
{
    if (torn > AR_RECORD_MAX)
        return refuse(file, "the last record is longer than 16 MiB", error);
    file->bytes.size = 0;
    if (ar_buffer_reserve(&file->bytes, torn) != AR_OK)
        return ar_error_memory(error);
    enum ar_status status = read_at(file, file->bytes.at, torn, file->size - (off_t)torn, error);
    if (status != AR_OK)
        return status;
    file->completed = file->header.count > 0 && is_whole(file, (struct ar_text){file->bytes.at, torn});
    if (file->completed) {
        file->bytes.size = 0;
        return ar_buffer_add_char(&file->bytes, '\n') == AR_OK ? ar_log_sync(file, error) : ar_error_memory(error);
    }
    if (ftruncate(file->fd, file->size - (off_t)torn) != 0 || fsync(file->fd) != 0)
        return fail(file, "mend", error);
    file->size -= (off_t)torn;
    file->synced = file->size;
    file->cut = torn;
    return AR_OK;
}

/* Nothing can be appended behind a seal. */
static enum ar_status check_end(struct ar_log_file *file, struct ar_error *error)
{
    char tail[64] = "";
    size_t size = file->size < (off_t)sizeof tail ? (size_t)file->size : sizeof tail;
    enum ar_status status = read_at(file, tail, size, file->size - (off_t)size, error);
    if (status != AR_OK || size < 2)
        return status;
    const char *line = memrchr(tail, '\n', size - 1);
    line = line ? line + 1 : tail;
    if ((size_t)(tail + size - line) > 6 && memcmp(line, "#seal\t", 6) == 0)
        return refuse(file, "sealed, so that nothing can be appended: see ar-seal --strip", error);
    return AR_OK;
}

/* Of a file that is locked. */
static enum ar_status begin(struct ar_log_file *file, struct ar_error *error)
{
    size_t torn = 0;
    enum ar_status status = ar_log_torn(&torn, file->fd, file->path, file->size, error);
    file->fresh = (off_t)torn == file->size;
    if (status == AR_OK && file->fresh)
        status = sync_directory(file, error);
    else if (status == AR_OK)
        status = read_header(file, error);
    if (status == AR_OK && torn > 0)
        status = mend(file, torn, error);
    return status == AR_OK && !file->fresh ? check_end(file, error) : status;
}

enum ar_status ar_log_open(struct ar_log_file *file, const char *path, struct ar_error *error)
{
    enum ar_status status = AR_END;
    *file = (struct ar_log_file){.fd = -1, .path = path};
    while (status == AR_END) {
        if (file->fd >= 0)
            (void)close(file->fd);
        file->fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, 0666);
        status = file->fd < 0 ? fail(file, "open", error) : lock(file, error);
    }
    if (status == AR_OK)
        status = begin(file, error);
    if (status != AR_OK)
        ar_log_close(file);
    return status;
}

void ar_log_close(struct ar_log_file *file)
{
    if (file->fd >= 0)
        (void)close(file->fd); /* what was written has been synced */
    ar_header_free(&file->header);
    ar_buffer_free(&file->bytes);
    free(file->place);
    *file = (struct ar_log_file){.fd = -1};
}

/* The header of a new log. */
static enum ar_status make_header(struct ar_log_file *file, const struct ar_header *header, struct ar_error *error)
{
    struct ar_text *names = ar_arena_take(&file->header.arena, (header->count + AR_ACTION_COLUMNS) * sizeof *names);
    if (names == NULL)
        return ar_error_memory(error);
    file->header.names = names;
    unsigned *count = &file->header.count;
    *count = 0;
    for (unsigned i = 0; i < AR_ACTION_COLUMNS; i++)
        if ((AR_ACTION_LOGGED & 1u << i) == 0)
            names[(*count)++] = ar_text_from(ar_action_names[i]);
    for (unsigned i = 0; i < header->count; i++) {
        bool known = ar_text_is(header->names[i], "as_of"); /* of a whole stream, which a log is not */
        for (unsigned j = 0; j < AR_ACTION_COLUMNS && !known; j++)
            known = ar_text_is(header->names[i], ar_action_names[j]);
        if (!known && ar_arena_copy(&file->header.arena, &names[(*count)++], header->names[i]) != AR_OK)
            return ar_error_memory(error);
    }
    names[(*count)++] = AR_TEXT("state");
    names[(*count)++] = AR_TEXT("time");
    return AR_OK;
}

/* Has the log a column for each that an action may say something in? */
static enum ar_status check_columns(struct ar_log_file *file, const struct ar_header *header, struct ar_error *error)
{
    for (unsigned i = 0; i < AR_ACTION_COLUMNS; i++) {
        struct ar_text name = ar_text_from(ar_action_names[i]);
        bool logged = (AR_ACTION_LOGGED & 1u << i) != 0;
        if (ar_header_find(&file->header, name) >= 0 || (!logged && ar_header_find(header, name) < 0))
            continue;
        char rest[400];
        ar_header_suggest(&file->header, name, rest, sizeof rest);
        ar_error_set(error, AR_BAD_DATA, "no column '%s'%s%s", ar_action_names[i],
                     logged ? "" : ", which the actions have", rest);
        ar_error_place(error, file->path, 1);
        return AR_BAD_DATA;
    }
    return AR_OK;
}

enum ar_status ar_log_columns(struct ar_log_file *file, const struct ar_header *header, struct ar_error *error)
{
    enum ar_status status = AR_OK;
    if (file->fresh && file->header.count == 0)
        status = make_header(file, header, error);
    if (status == AR_OK)
        status = check_columns(file, header, error);
    if (status != AR_OK)
        return status;
    free(file->place);
    file->place = malloc((file->header.count + 1) * sizeof *file->place);
    if (file->place == NULL)
        return ar_error_memory(error);
    for (unsigned i = 0; i < file->header.count; i++) {
        struct ar_text name = file->header.names[i];
        file->place[i] = ar_text_is(name, "state")  ? PLACE_STATE
                         : ar_text_is(name, "time") ? PLACE_TIME
                                                    : ar_header_find(header, name);
    }
    file->stride = header->count;
    return AR_OK;
}

static enum ar_status add_field(struct ar_buffer *bytes, struct ar_text text, bool first)
{
    if (ar_buffer_reserve(bytes, 2 * text.size + 2) != AR_OK)
        return AR_FAILED;
    bytes->size += ar_escape(bytes->at + bytes->size, text, first);
    return AR_OK;
}

static enum ar_status add_header(struct ar_log_file *file)
{
    for (unsigned i = 0; i < file->header.count; i++)
        if (add_field(&file->bytes, file->header.names[i], i == 0) != AR_OK ||
            ar_buffer_add_char(&file->bytes, i + 1 == file->header.count ? '\n' : '\t') != AR_OK)
            return AR_FAILED;
    return AR_OK;
}

static enum ar_status add_row(struct ar_log_file *file, const struct ar_text *fields, struct ar_text state,
                              struct ar_text time)
{
    for (unsigned i = 0; i < file->header.count; i++) {
        int place = file->place[i];
        struct ar_text text = place >= 0             ? fields[place]
                              : place == PLACE_STATE ? state
                              : place == PLACE_TIME  ? time
                                                     : AR_TEXT("");
        if (add_field(&file->bytes, text, i == 0) != AR_OK ||
            ar_buffer_add_char(&file->bytes, i + 1 == file->header.count ? '\n' : '\t') != AR_OK)
            return AR_FAILED;
    }
    return AR_OK;
}

enum ar_status ar_log_append(struct ar_log_file *file, const struct ar_text *fields, size_t count,
                             enum ar_action_state state, const char *time, struct ar_error *error)
{
    struct ar_text name = ar_text_from(ar_action_states[state]), at = {time, AR_TIME_SIZE};
    if (file->fresh && add_header(file) != AR_OK)
        return ar_error_memory(error);
    file->fresh = false;
    for (size_t i = 0; i < count; i++)
        if (add_row(file, fields + i * file->stride, name, at) != AR_OK)
            return ar_error_memory(error);
    return file->bytes.size < WRITE_SIZE ? AR_OK : write_all(file, error);
}
