/* SPDX-License-Identifier: MIT */
/* The output: buffered, hashed when sealed, and either standard output or a file replaced as a whole. */
#define _GNU_SOURCE /* F_SETPIPE_SZ */
#include "record/writer.h"
#include "base/hash.h"
#include "base/memory.h"
#include "record/escape.h"
#include "record/seal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BUFFER = 256 << 10, ROOM_MAX = 64 << 10, PIPE_SIZE = 1 << 20 };

/* The temporary files that there are; a run has a few outputs at most. */
static char *_Atomic temporaries[8];

static void exchange(char *old, char *new)
{
    for (size_t i = 0; i < sizeof temporaries / sizeof *temporaries; i++) {
        char *expected = old;
        if (atomic_compare_exchange_strong(&temporaries[i], &expected, new))
            return;
    }
}

void ar_writer_sweep(void)
{
    for (size_t i = 0; i < sizeof temporaries / sizeof *temporaries; i++) {
        const char *path = temporaries[i];
        if (path != NULL)
            (void)unlink(path);
    }
}

static void forget_temporary(struct ar_writer *writer)
{
    if (writer->temporary != NULL)
        exchange(writer->temporary, NULL);
    free(writer->temporary);
    writer->temporary = NULL;
}

/* A temporary file beside `path`, with the mode that the file has or would get. */
static enum ar_status open_temporary(struct ar_writer *writer, const char *path, struct ar_error *error)
{
    writer->path = realpath(path, NULL); /* a link keeps pointing where it did */
    if (writer->path == NULL)
        writer->path = strdup(path);
    size_t size = writer->path ? strlen(writer->path) + sizeof ".XXXXXX" + 1 : 0;
    writer->temporary = size ? malloc(size) : NULL;
    if (writer->temporary == NULL)
        return ar_error_memory(error);
    const char *slash = strrchr(writer->path, '/');
    int directory = slash ? (int)(slash - writer->path) + 1 : 0;
    snprintf(writer->temporary, size, "%.*s.%s.XXXXXX", directory, writer->path, writer->path + directory);
    writer->fd = mkstemp(writer->temporary);
    if (writer->fd < 0) {
        int number = errno;
        free(writer->temporary);
        writer->temporary = NULL;
        return ar_error_system(error, "create a file beside", path, number);
    }
    exchange(NULL, writer->temporary);
    struct stat about;
    mode_t mask = umask(0);
    (void)umask(mask);
    mode_t mode = stat(writer->path, &about) == 0 ? about.st_mode & 07777 : (mode_t)(0666 & ~mask);
    (void)fchmod(writer->fd, mode); /* a file system without modes has nothing to keep */
    return AR_OK;
}

/* The descriptor that /dev/stdout and its like name: a file behind it is not ours to replace, as others write to it,
   too. -1: the path names none. */
static int descriptor_of(const char *path)
{
    static const char *const folders[] = {"/dev/fd/", "/proc/self/fd/"};
    if (strcmp(path, "/dev/stdout") == 0)
        return STDOUT_FILENO;
    if (strcmp(path, "/dev/stderr") == 0)
        return STDERR_FILENO;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        size_t size = strlen(folders[i]);
        if (strncmp(path, folders[i], size) != 0)
            continue;
        size_t digits = strspn(path + size, "0123456789");
        if (digits > 0 && digits < 6 && path[size + digits] == '\0')
            return (int)strtol(path + size, NULL, 10);
    }
    return -1;
}

enum ar_status ar_writer_open(struct ar_writer *writer, const char *path, bool seal, struct ar_error *error)
{
    *writer = (struct ar_writer){.fd = STDOUT_FILENO, .seal = seal, .capacity = BUFFER};
    writer->at = malloc(BUFFER);
    if (writer->at == NULL || (seal && ar_digest_new(&writer->digest) != AR_OK)) {
        ar_writer_abandon(writer);
        return ar_error_memory(error);
    }
    struct stat about;
    enum ar_status status = AR_OK;
    if (path == NULL || strcmp(path, "-") == 0) {
        (void)fcntl(writer->fd, F_SETPIPE_SZ, PIPE_SIZE); /* only pipes have one; a refusal does no harm */
    } else if (descriptor_of(path) >= 0 || (stat(path, &about) == 0 && !S_ISREG(about.st_mode))) {
        const int named = descriptor_of(path);
        writer->fd = named >= 0 ? fcntl(named, F_DUPFD_CLOEXEC, 3)
                                : open(path, O_WRONLY | O_CLOEXEC); /* a device or a pipe cannot be replaced */
        status = writer->fd < 0 ? ar_error_system(error, "open", path, errno) : AR_OK;
        if (status == AR_OK && (writer->path = strdup(path)) == NULL)
            status = ar_error_memory(error);
    } else {
        status = open_temporary(writer, path, error);
    }
    if (status != AR_OK)
        ar_writer_abandon(writer);
    return status;
}

enum ar_status ar_writer_open_memory(struct ar_writer *writer)
{
    *writer = (struct ar_writer){.fd = -1, .in_memory = true, .capacity = BUFFER, .at = malloc(BUFFER)};
    return writer->at != NULL ? AR_OK : AR_FAILED;
}

static void fail(struct ar_writer *writer, int number)
{
    if (writer->status == AR_OK)
        writer->failure = number;
    writer->status = AR_FAILED;
}

static void write_all(struct ar_writer *writer, const char *at, size_t size)
{
    while (size > 0 && writer->status == AR_OK) {
        ssize_t count = write(writer->fd, at, size);
        if (count < 0 && errno != EINTR)
            fail(writer, errno);
        if (count > 0) {
            at += count;
            size -= (size_t)count;
        }
    }
}

static void send(struct ar_writer *writer, struct ar_text bytes)
{
    if (writer->seal)
        ar_digest_add(writer->digest, bytes.at, bytes.size);
    write_all(writer, bytes.at, bytes.size);
}

void ar_writer_flush(struct ar_writer *writer)
{
    send(writer, (struct ar_text){writer->at, writer->used});
    writer->used = 0;
}

void ar_writer_pass(struct ar_writer *to, struct ar_writer *from)
{
    if (from->status != AR_OK)
        fail(to, from->failure);
    ar_writer_bytes(to, (struct ar_text){from->at, from->used});
    to->records += from->records;
    from->records = 0;
    from->used = 0;
}

char *ar_writer_room_slow(struct ar_writer *writer, size_t size)
{
    (void)size; /* at most ROOM_MAX by contract, and the buffer is larger */
    if (!writer->in_memory)
        ar_writer_flush(writer);
    else if (ar_grow(&writer->at, &writer->capacity, 2 * writer->capacity, 1) != AR_OK)
        fail(writer, ENOMEM);
    if (writer->status != AR_OK)
        writer->used = 0; /* nothing of it will be written */
    return writer->at + writer->used;
}

void ar_writer_bytes(struct ar_writer *writer, struct ar_text bytes)
{
    if (AR_UNLIKELY(bytes.size > ROOM_MAX) && !writer->in_memory) { /* no use in copying it first */
        ar_writer_flush(writer);
        send(writer, bytes);
        return;
    }
    while (bytes.size > 0) {
        size_t part = bytes.size < ROOM_MAX ? bytes.size : ROOM_MAX;
        memcpy(ar_writer_room(writer, part), bytes.at, part);
        ar_writer_used(writer, part);
        bytes = (struct ar_text){bytes.at + part, bytes.size - part};
    }
}

/* The TAB between fields; true for a record's first field. */
static inline bool begin_field(struct ar_writer *writer)
{
    bool first = !writer->started;
    writer->started = true;
    if (!first) {
        *ar_writer_room(writer, 1) = '\t';
        ar_writer_used(writer, 1);
    }
    return first;
}

void ar_writer_field(struct ar_writer *writer, struct ar_text text)
{
    bool first = begin_field(writer);
    if (AR_LIKELY(!ar_needs_escape(text) && !(first && text.size > 0 && text.at[0] == '#'))) {
        ar_writer_bytes(writer, text);
        return;
    }
    while (text.size > 0) {
        struct ar_text part = {text.at, text.size < ROOM_MAX / 4 ? text.size : ROOM_MAX / 4};
        ar_writer_used(writer, ar_escape(ar_writer_room(writer, ROOM_MAX), part, first));
        first = false;
        text = (struct ar_text){text.at + part.size, text.size - part.size};
    }
}

void ar_writer_encoded(struct ar_writer *writer, struct ar_text field)
{
    if (begin_field(writer) && field.size > 0 && field.at[0] == '#')
        ar_writer_bytes(writer, AR_TEXT("\\")); /* it was not first where it came from */
    ar_writer_bytes(writer, field);
}

void ar_writer_date(struct ar_writer *writer, struct ar_date date)
{
    begin_field(writer);
    if (ar_date_is_none(date))
        return;
    ar_date_format(ar_writer_room(writer, AR_DATE_SIZE), date);
    ar_writer_used(writer, AR_DATE_SIZE);
}

void ar_writer_amount(struct ar_writer *writer, int64_t minor, struct ar_currency currency)
{
    begin_field(writer);
    ar_writer_used(writer,
                   ar_amount_format(ar_writer_room(writer, AR_AMOUNT_SIZE), minor, ar_currency_digits(currency)));
}

void ar_writer_sum(struct ar_writer *writer, ar_int128 minor, struct ar_currency currency)
{
    begin_field(writer);
    ar_writer_used(writer, ar_sum_format(ar_writer_room(writer, AR_AMOUNT_SIZE), minor, ar_currency_digits(currency)));
}

void ar_writer_currency(struct ar_writer *writer, struct ar_currency currency)
{
    begin_field(writer);
    ar_currency_format(ar_writer_room(writer, AR_CURRENCY_SIZE), currency);
    ar_writer_used(writer, AR_CURRENCY_SIZE);
}

void ar_writer_number(struct ar_writer *writer, int64_t number)
{
    begin_field(writer);
    ar_writer_used(writer, ar_amount_format(ar_writer_room(writer, AR_AMOUNT_SIZE), number, 0));
}

static void end_line(struct ar_writer *writer)
{
    *ar_writer_room(writer, 1) = '\n';
    ar_writer_used(writer, 1);
    writer->started = false;
}

void ar_writer_end(struct ar_writer *writer)
{
    end_line(writer);
    writer->records++;
}

void ar_writer_header(struct ar_writer *writer, const struct ar_text *names, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        ar_writer_field(writer, names[i]);
    end_line(writer);
}

void ar_writer_line(struct ar_writer *writer, struct ar_text line)
{
    if (AR_LIKELY(line.size < ROOM_MAX)) {
        char *room = ar_writer_room(writer, line.size + 1);
        memcpy(room, line.at, line.size);
        room[line.size] = '\n';
        ar_writer_used(writer, line.size + 1);
        writer->records++;
        return;
    }
    ar_writer_bytes(writer, line);
    ar_writer_end(writer);
}

/* The rename is only safe once the data is on disk, and only lasts once the directory is. */
static void replace_file(struct ar_writer *writer)
{
    if (writer->status == AR_OK && fsync(writer->fd) != 0)
        fail(writer, errno);
    if (close(writer->fd) != 0)
        fail(writer, errno);
    if (writer->status != AR_OK || rename(writer->temporary, writer->path) != 0) {
        fail(writer, errno);
        (void)unlink(writer->temporary);
        return;
    }
    char *slash = strrchr(writer->path, '/');
    if (slash != NULL)
        slash[slash == writer->path] = '\0';
    int directory = open(slash ? writer->path : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory >= 0) {
        (void)fsync(directory); /* some file systems refuse; the rename itself has succeeded */
        (void)close(directory);
    }
}

enum ar_status ar_writer_close(struct ar_writer *writer, struct ar_error *error)
{
    ar_writer_flush(writer);
    if (writer->seal) {
        char line[AR_SEAL_SIZE + 1];
        size_t size = ar_seal_format(line, (struct ar_seal){writer->records, ar_digest_value(writer->digest)});
        line[size] = '\n';
        write_all(writer, line, size + 1);
    }
    if (writer->temporary != NULL)
        replace_file(writer);
    else if (close(writer->fd) != 0)
        fail(writer, errno);
    enum ar_status status = writer->status;
    if (status != AR_OK)
        ar_error_system(error, "write", writer->path ? writer->path : "(standard output)", writer->failure);
    writer->fd = -1;
    forget_temporary(writer);
    ar_writer_abandon(writer);
    return status;
}

void ar_writer_abandon(struct ar_writer *writer)
{
    if (writer->temporary != NULL) {
        (void)close(writer->fd);
        (void)unlink(writer->temporary);
    }
    forget_temporary(writer);
    free(writer->path);
    free(writer->at);
    ar_digest_delete(writer->digest);
    *writer = (struct ar_writer){.fd = -1, .status = writer->status, .failure = writer->failure};
}
