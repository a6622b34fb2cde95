/* SPDX-License-Identifier: MIT */
/* The helper that runs groff. Between it and the filter pass a size and that many bytes; back come the exit status,
   what groff says, and the PDF. */
#define _GNU_SOURCE /* memfd_create */
#include "collections/letter_press.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NO_GROFF = 127, REPLY_MAX = 64 << 20 };

static bool write_all(int fd, const void *data, size_t size)
{
    for (const char *at = data; size > 0;) {
        ssize_t count = write(fd, at, size);
        if (count < 0 && errno != EINTR)
            return false;
        if (count > 0) {
            at += count;
            size -= (size_t)count;
        }
    }
    return true;
}

static bool read_all(int fd, void *data, size_t size)
{
    for (char *at = data; size > 0;) {
        ssize_t count = read(fd, at, size);
        if (count == 0 || (count < 0 && errno != EINTR))
            return false;
        if (count > 0) {
            at += count;
            size -= (size_t)count;
        }
    }
    return true;
}

/* A size, and so many bytes behind what out has. */
static bool read_piece(int fd, struct ar_buffer *out)
{
    uint64_t size;
    if (!read_all(fd, &size, sizeof size) || size > REPLY_MAX || ar_buffer_reserve(out, (size_t)size + 1) != AR_OK ||
        !read_all(fd, out->at + out->size, (size_t)size))
        return false;
    out->size += (size_t)size;
    return true;
}

static bool write_piece(int fd, const void *data, uint64_t size)
{
    return write_all(fd, &size, sizeof size) && write_all(fd, data, (size_t)size);
}

/* The helper's side. */

static void exec_groff(int in, int out, int messages, bool letter_paper)
{
    static char name[] = "groff", device[] = "-Tpdf", a4[] = "-P-pa4", letter[] = "-P-pletter", safe[] = "-S";
    char *arguments[] = {name, safe, device, letter_paper ? letter : a4, NULL};
    if (dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(messages, 2) < 0 || setenv("TZ", "UTC0", 1) != 0 ||
        setenv("LC_ALL", "C", 1) != 0)
        _exit(NO_GROFF);
    unsetenv("GROFF_TYPESETTER");
    unsetenv("GROFF_COMMAND_PREFIX");
    execvp(name, arguments);
    _exit(NO_GROFF);
}

static int run_groff(struct ar_text source, int out, int messages, bool letter_paper)
{
    int status = -1, in = memfd_create("source", MFD_CLOEXEC);
    if (in < 0 || !write_all(in, source.at, source.size) || lseek(in, 0, SEEK_SET) != 0)
        return NO_GROFF;
    pid_t child = fork();
    if (child == 0)
        exec_groff(in, out, messages, letter_paper);
    close(in);
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    return child > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : NO_GROFF;
}

static bool send_file(int to, int file)
{
    struct stat about;
    struct ar_buffer all = {0};
    bool good = fstat(file, &about) == 0 && lseek(file, 0, SEEK_SET) == 0 &&
                ar_buffer_reserve(&all, (size_t)about.st_size + 1) == AR_OK &&
                read_all(file, all.at, (size_t)about.st_size) && write_piece(to, all.at, (uint64_t)about.st_size);
    ar_buffer_free(&all);
    return good;
}

static void help(int from, int to, bool letter_paper)
{
    for (;;) {
        struct ar_buffer source = {0};
        if (!read_piece(from, &source))
            _exit(0);
        int out = memfd_create("pdf", MFD_CLOEXEC), messages = memfd_create("messages", MFD_CLOEXEC);
        int64_t status = NO_GROFF;
        if (out >= 0 && messages >= 0)
            status = run_groff(ar_buffer_text(&source), out, messages, letter_paper);
        ar_buffer_free(&source);
        if (!write_all(to, &status, sizeof status) || !send_file(to, messages) || !send_file(to, out))
            _exit(1);
        close(out);
        close(messages);
    }
}

/* The filter's side. */

enum ar_status ar_press_open(struct ar_press *press, bool letter_paper, struct ar_error *error)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        return ar_error_system(error, "start", "groff", errno);
    press->helper = fork();
    if (press->helper == 0) {
        close(pair[0]);
        help(pair[1], pair[1], letter_paper);
    }
    int number = errno;
    close(pair[1]);
    if (press->helper < 0) {
        close(pair[0]);
        return ar_error_system(error, "start", "groff", number);
    }
    press->to = press->from = pair[0];
    return AR_OK;
}

void ar_press_close(struct ar_press *press)
{
    if (press->helper <= 0)
        return;
    close(press->to);
    while (waitpid(press->helper, NULL, 0) < 0 && errno == EINTR)
        continue;
    press->helper = 0;
}

/* gropdf writes the time of the clock, in 14 digits, after each of these words. */
static void set_dates(char *at, size_t size, struct ar_date date)
{
    static const struct ar_text words[] = {AR_TEXT("/CreationDate (D:"), AR_TEXT("/ModDate (D:")};
    char iso[AR_DATE_SIZE], digits[14] = {"00000000120000"};
    ar_date_format(iso, date);
    memcpy(digits, iso, 4);
    memcpy(digits + 4, iso + 5, 2);
    memcpy(digits + 6, iso + 8, 2);
    for (unsigned i = 0; i < 2; i++)
        for (size_t from = 0; from + words[i].size + sizeof digits <= size; from++)
            if (memcmp(at + from, words[i].at, words[i].size) == 0)
                memcpy(at + from + words[i].size, digits, sizeof digits);
}

/* The first thing that groff complains of, without the place, which is in no file that anybody could look at. */
static struct ar_text complaint(struct ar_text messages)
{
    static const struct ar_text place = AR_TEXT("troff: <standard input>:");
    struct ar_text line = ar_text_cut(&messages, '\n');
    if (ar_text_starts(line, place))
        for (size_t i = place.size; i + 1 < line.size; i++)
            if (line.at[i] == ':')
                return ar_text_trim((struct ar_text){line.at + i + 1, line.size - i - 1});
    return line;
}

enum ar_status ar_press_print(struct ar_press *press, struct ar_buffer *out, struct ar_text source, struct ar_date date,
                              struct ar_error *error)
{
    int64_t status;
    struct ar_buffer messages = {0};
    size_t before = out->size;
    enum ar_status result = AR_OK;
    if (!write_piece(press->to, source.at, source.size) || !read_all(press->from, &status, sizeof status) ||
        !read_piece(press->from, &messages) || !read_piece(press->from, out)) {
        result = ar_error_set(error, AR_FAILED, "the helper that runs groff has ended");
    } else if (status == NO_GROFF) {
        result = ar_error_set(error, AR_FAILED, "cannot run groff with its device pdf: is groff installed?");
    } else if (status != 0 || messages.size > 0 || out->size - before < 5 ||
               memcmp(out->at + before, "%PDF-", 5) != 0) {
        result = ar_error_set(error, AR_BAD_DATA, "groff cannot print this letter");
        ar_error_value(error, complaint(ar_buffer_text(&messages)));
        out->size = before;
    } else {
        set_dates(out->at + before, out->size - before, date);
    }
    ar_buffer_free(&messages);
    return result;
}
