/* SPDX-License-Identifier: MIT */
/* Inputs one after the other, cut into blocks of whole lines; headers compared, seals verified, truncation noticed. */
#define _GNU_SOURCE /* F_SETPIPE_SZ */
#include "record/reader.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/scan.h"
#include "record/block.h"
#include "record/seal.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK = 256 << 10, PIPE_SIZE = 1 << 20 };

struct ar_reader {
    struct ar_reader_options options;
    pthread_mutex_t lock;
    struct ar_header header;
    struct ar_input *inputs, *input; /* all so far; the one being read */
    size_t next; /* operand to open */
    int fd; /* -1 between inputs */
    bool ended, stopped; /* this input; the whole reader */
    bool hashing;
    struct ar_digest *digest;
    uint64_t records, line, sequence;
    struct ar_buffer carry; /* read and not yet handed out */
};

static enum ar_status fail(struct ar_reader *reader, uint64_t line, enum ar_status status, const char *reason,
                           struct ar_error *error)
{
    ar_error_set(error, status, "%s", reason);
    ar_error_place(error, reader->input->label, line);
    if (error)
        error->fatal = true;
    return status;
}

static enum ar_status fail_system(struct ar_reader *reader, const char *verb, struct ar_error *error)
{
    return ar_error_system(error, verb, reader->input->label, errno);
}

/* Reads up to `size` bytes behind what buffer holds; *ended at the end of the input. */
static enum ar_status read_some(struct ar_reader *reader, char *to, size_t size, size_t *got, struct ar_error *error)
{
    ssize_t count;
    do
        count = read(reader->fd, to, size);
    while (count < 0 && errno == EINTR);
    if (count < 0)
        return fail_system(reader, "read", error);
    *got = (size_t)count;
    reader->ended = count == 0;
    return AR_OK;
}

/* A sealed file is known by its last line, so that the others need no hash. A pipe may always be sealed. */
static bool may_be_sealed(int fd, bool *known)
{
    struct stat about;
    char tail[AR_SEAL_SIZE + 2];
    *known = fstat(fd, &about) == 0 && S_ISREG(about.st_mode);
    if (!*known)
        return true;
    off_t size = about.st_size < (off_t)sizeof tail ? about.st_size : (off_t)sizeof tail;
    ssize_t count = pread(fd, tail, (size_t)size, about.st_size - size);
    if (count != (ssize_t)size) /* then reading it all will tell */
        return true;
    if (count < 8)
        return false;
    const char *end = tail + count - 1; /* its LF */
    const char *start = end;
    while (start > tail && start[-1] != '\n')
        start--;
    return (size_t)(end - start) > 6 && memcmp(start, "#seal\t", 6) == 0;
}

/* The next line of the input in *line, without LF and CR, taken out of the carry when the caller has used it. */
static enum ar_status first_line(struct ar_reader *reader, struct ar_text *line, size_t *taken, struct ar_error *error)
{
    size_t searched = 0;
    for (;;) {
        const char *start = reader->carry.at;
        const char *at =
            reader->carry.size > searched ? memchr(start + searched, '\n', reader->carry.size - searched) : NULL;
        searched = at != NULL ? (size_t)(at - start) : reader->carry.size;
        if (searched > AR_RECORD_MAX)
            return fail(reader, reader->line, AR_BAD_DATA, "header longer than 16 MiB", error);
        if (at != NULL) {
            *taken = (size_t)(at - start) + 1;
            *line = (struct ar_text){start, (size_t)(at - start)};
            if (line->size > 0 && at[-1] == '\r')
                line->size--;
            return AR_OK;
        }
        if (ar_buffer_reserve(&reader->carry, BLOCK) != AR_OK)
            return ar_error_memory(error);
        size_t got = 0;
        enum ar_status status = read_some(reader, reader->carry.at + searched, BLOCK, &got, error);
        if (status != AR_OK)
            return status;
        reader->carry.size += got;
        if (reader->ended && searched == 0)
            return fail(reader, 0, AR_BAD_DATA, "empty input: not even a header", error);
        if (reader->ended)
            return fail(reader, reader->line, AR_BAD_DATA, "truncated: the last line does not end in a newline", error);
    }
}

static void drop_carried(struct ar_reader *reader, size_t size)
{
    reader->carry.size -= size;
    memmove(reader->carry.at, reader->carry.at + size, reader->carry.size);
}

/* Where each column of the first input stands in this one; both must name the same columns. */
static enum ar_status place_columns(struct ar_reader *reader, const struct ar_header *header, struct ar_error *error)
{
    struct ar_input *input = reader->input;
    input->place = malloc((reader->header.count + 1) * sizeof *input->place);
    if (input->place == NULL)
        return ar_error_memory(error);
    input->same_order = true;
    for (unsigned i = 0; i < reader->header.count; i++) {
        int at = ar_header_find(header, reader->header.names[i]);
        if (at < 0) {
            fail(reader, 1, AR_BAD_DATA, "no such column, though the first input has it", error);
            ar_error_column(error, reader->header.names[i]);
            return AR_BAD_DATA;
        }
        input->place[i] = (unsigned)at;
        input->same_order &= (unsigned)at == i;
    }
    for (unsigned i = 0; i < header->count; i++) {
        if (ar_header_find(&reader->header, header->names[i]) < 0) {
            fail(reader, 1, AR_BAD_DATA, "a column that the first input does not have", error);
            ar_error_column(error, header->names[i]);
            return AR_BAD_DATA;
        }
    }
    return AR_OK;
}

/* A comment of a table; a stale seal, where seals are dropped wherever they stand. */
static bool is_passed_over(const struct ar_reader *reader, struct ar_text line)
{
    struct ar_seal seal;
    return (reader->options.table && ar_text_starts(line, AR_TEXT("# "))) ||
           (reader->options.ignore_seals && ar_seal_parse(&seal, line) == AR_OK);
}

static enum ar_status read_header(struct ar_reader *reader, struct ar_error *error)
{
    static const char bom[3] = "\xef\xbb\xbf";
    struct ar_text line;
    size_t taken;
    enum ar_status status = first_line(reader, &line, &taken, error);
    if (status == AR_OK && ar_text_starts(line, (struct ar_text){bom, 3})) {
        drop_carried(reader, 3);
        status = first_line(reader, &line, &taken, error);
    }
    while (status == AR_OK && is_passed_over(reader, line)) {
        drop_carried(reader, taken);
        reader->line++;
        status = first_line(reader, &line, &taken, error);
    }
    if (status != AR_OK)
        return status;
    struct ar_header header;
    status = ar_header_parse(&header, line, error);
    if (status != AR_OK) {
        ar_error_place(error, reader->input->label, reader->line);
        if (error)
            error->fatal = true;
        return status;
    }
    if (reader->hashing) {
        ar_digest_add(reader->digest, line.at, line.size);
        ar_digest_add(reader->digest, "\n", 1);
    }
    bool first = reader->header.names == NULL;
    if (first)
        reader->header = header;
    status = place_columns(reader, first ? &reader->header : &header, error);
    if (!first)
        ar_header_free(&header);
    drop_carried(reader, taken);
    reader->line++;
    return status;
}

static enum ar_status open_next(struct ar_reader *reader, struct ar_error *error)
{
    const char *path = reader->options.count ? reader->options.paths[reader->next] : "-";
    struct ar_input *input = calloc(1, sizeof *input);
    if (input == NULL)
        return ar_error_memory(error);
    bool standard = strcmp(path, "-") == 0;
    input->label = standard ? "(standard input)" : path;
    input->next = reader->inputs;
    reader->inputs = reader->input = input;
    reader->next++;
    reader->fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (reader->fd < 0)
        return fail_system(reader, "open", error);
    reader->line = 1;
    reader->records = 0;
    reader->ended = false;
    reader->carry.size = 0;
    bool known;
    reader->hashing = may_be_sealed(reader->fd, &known);
    if (known && !reader->hashing && reader->options.require_seal)
        return fail(reader, 0, AR_BAD_DATA, "not sealed, and a seal is required", error);
    if (!known)
        (void)fcntl(reader->fd, F_SETPIPE_SZ, PIPE_SIZE); /* a larger pipe is faster; a refusal does no harm */
    if (reader->hashing) {
        ar_digest_delete(reader->digest);
        if (ar_digest_new(&reader->digest) != AR_OK)
            return ar_error_memory(error);
    }
    return read_header(reader, error);
}

static void close_input(struct ar_reader *reader)
{
    if (reader->fd > STDIN_FILENO)
        (void)close(reader->fd); /* nothing was written to it */
    reader->fd = -1;
}

/* At the end of the input: is the line that it ends in the right seal, if it must have one? */
static enum ar_status check_seal(struct ar_reader *reader, struct ar_text line, struct ar_error *error)
{
    uint64_t number = reader->line;
    if (line.size == 0)
        return reader->options.require_seal ? fail(reader, 0, AR_BAD_DATA, "not sealed, and a seal is required", error)
                                            : AR_OK;
    struct ar_seal seal;
    if (ar_seal_parse(&seal, line) != AR_OK) {
        fail(reader, number, AR_BAD_DATA, "a line beginning with '#' that is no seal", error);
        ar_error_value(error, line);
        return AR_BAD_DATA;
    }
    if (!reader->hashing)
        return fail(reader, number, AR_BAD_DATA, "the file was changed while it was read", error);
    struct ar_seal computed = {reader->records, ar_digest_value(reader->digest)};
    enum ar_status status = ar_seal_compare(seal, computed, error);
    if (status != AR_OK)
        ar_error_place(error, reader->input->label, number);
    return status;
}

/* Reads until the block is full or the input ends. */
static enum ar_status fill(struct ar_reader *reader, struct ar_block *block, size_t size, struct ar_error *error)
{
    if (ar_block_reserve(block, size) != AR_OK)
        return ar_error_memory(error);
    enum ar_status status = AR_OK;
    while (status == AR_OK && !reader->ended && block->size < size) {
        size_t got = 0;
        status = read_some(reader, block->data + block->size, size - block->size, &got, error);
        block->size += got;
    }
    return status;
}

/* Where the last line of data[0..size) begins; size is behind its LF. */
static size_t last_line(const char *data, size_t size)
{
    const char *at = size > 1 ? memrchr(data, '\n', size - 1) : NULL;
    return at ? (size_t)(at - data) + 1 : 0;
}

/* Behind the last LF: whole lines. A last line that begins with # waits until it is known to be the end: then it is a
 * seal. */
static enum ar_status cut(struct ar_reader *reader, struct ar_block *block, size_t *whole, struct ar_text *seal,
                          struct ar_error *error)
{
    const char *at = memrchr(block->data, '\n', block->size);
    size_t lines = at ? (size_t)(at - block->data) + 1 : 0;
    *seal = (struct ar_text){"", 0};
    *whole = lines;
    if (reader->ended && reader->options.torn)
        block->size = lines;
    if (reader->ended && lines < block->size) {
        struct ar_survey survey = ar_block_survey(block->data, lines);
        return fail(reader, reader->line + survey.lines, AR_BAD_DATA,
                    "truncated: the last line does not end in a newline", error);
    }
    if (lines == 0)
        return AR_OK;
    size_t last = last_line(block->data, lines);
    const char *line = block->data + last;
    if (line[0] != '#' || reader->options.ignore_seals || (reader->options.table && line[1] == ' '))
        return AR_OK;
    *whole = last;
    if (reader->ended) {
        *seal = (struct ar_text){line, lines - last - 1};
        if (seal->size > 0 && line[seal->size - 1] == '\r')
            seal->size--;
    }
    return AR_OK;
}

/* Comments are no records: neither hashed nor counted. */
static void digest_table(struct ar_reader *reader, struct ar_text lines)
{
    while (lines.size > 0) {
        const char *at = memchr(lines.at, '\n', lines.size);
        size_t size = (size_t)(at - lines.at) + 1;
        if (size < 2 || memcmp(lines.at, "# ", 2) != 0) {
            if (reader->hashing)
                ar_digest_add(reader->digest, lines.at, size);
            reader->records++;
        }
        lines = (struct ar_text){lines.at + size, lines.size - size};
    }
}

/* What is known of whole lines before they go out of the lock. */
static void account(struct ar_reader *reader, struct ar_block *block)
{
    struct ar_survey survey = ar_block_survey(block->data, block->size);
    block->returns = false;
    if (survey.returns)
        block->size = ar_block_drop_returns(block->data, block->size, &block->returns);
    block->escapes = survey.escapes && survey.returns ? UINT64_MAX : survey.escapes; /* wherever they have moved to */
    block->line = reader->line;
    block->row_count = survey.lines;
    block->input = reader->input;
    block->columns = reader->header.count;
    block->table = reader->options.table;
    block->ignore_seals = reader->options.ignore_seals;
    block->sequence = reader->sequence++;
    reader->line += survey.lines;
    if (reader->options.table) {
        digest_table(reader, (struct ar_text){block->data, block->size});
    } else {
        if (reader->hashing)
            ar_digest_add(reader->digest, block->data, block->size);
        reader->records += survey.lines;
    }
}

/* One block of the current input; AR_END when it has no more. */
static enum ar_status take_lines(struct ar_reader *reader, struct ar_block *block, struct ar_error *error)
{
    size_t size = BLOCK > 2 * reader->carry.size ? BLOCK : 2 * reader->carry.size, whole;
    struct ar_text seal;
    block->size = 0;
    if (ar_block_reserve(block, size) != AR_OK)
        return ar_error_memory(error);
    memcpy(block->data, reader->carry.at ? reader->carry.at : "", reader->carry.size);
    block->size = reader->carry.size;
    reader->carry.size = 0;
    for (;; size *= 2) {
        enum ar_status status = fill(reader, block, size, error);
        if (status == AR_OK)
            status = cut(reader, block, &whole, &seal, error);
        if (status != AR_OK)
            return status;
        if (whole > 0 || reader->ended)
            break;
        if (size > AR_RECORD_MAX)
            return fail(reader, reader->line, AR_BAD_DATA, "record longer than 16 MiB", error);
    }
    size_t tail = whole + (seal.size > 0 ? block->size - whole : 0);
    if (ar_buffer_add(&reader->carry, (struct ar_text){block->data + tail, block->size - tail}) != AR_OK)
        return ar_error_memory(error);
    char kept[AR_SEAL_SIZE + 1];
    size_t kept_size = seal.size < sizeof kept ? seal.size : sizeof kept;
    memcpy(kept, seal.at, kept_size); /* the survey moves what follows the lines */
    block->size = whole;
    if (whole > 0)
        account(reader, block);
    if (reader->options.progress)
        reader->options.progress(reader->options.context, block->size);
    if (!reader->ended)
        return AR_OK;
    enum ar_status status = check_seal(reader, (struct ar_text){kept, kept_size}, error);
    close_input(reader);
    return status != AR_OK ? status : whole > 0 ? AR_OK : AR_END;
}

static enum ar_status take_locked(struct ar_reader *reader, struct ar_block *block, struct ar_error *error)
{
    while (!reader->stopped) {
        enum ar_status status = AR_OK;
        size_t operands = reader->options.count ? reader->options.count : 1;
        if (reader->fd < 0 && reader->next == operands)
            break;
        if (reader->fd < 0)
            status = open_next(reader, error);
        if (status == AR_OK)
            status = take_lines(reader, block, error);
        if (status == AR_END)
            continue;
        if (status != AR_OK) {
            reader->stopped = true;
            block->sequence = reader->sequence;
        }
        return status;
    }
    return AR_END;
}

enum ar_status ar_reader_take(struct ar_reader *reader, struct ar_block *block, struct ar_error *error)
{
    pthread_mutex_lock(&reader->lock);
    enum ar_status status = take_locked(reader, block, error);
    pthread_mutex_unlock(&reader->lock);
    if (status == AR_OK && ar_block_index(block) != AR_OK)
        status = ar_error_memory(error);
    return status;
}

enum ar_status ar_reader_new(struct ar_reader **out, const struct ar_reader_options *options, struct ar_error *error)
{
    struct ar_reader *reader = calloc(1, sizeof *reader);
    if (reader == NULL)
        return ar_error_memory(error);
    reader->options = *options;
    reader->fd = -1;
    if (pthread_mutex_init(&reader->lock, NULL) != 0) {
        free(reader);
        return ar_error_memory(error);
    }
    enum ar_status status = open_next(reader, error);
    if (status == AR_OK)
        *out = reader;
    else
        ar_reader_delete(reader);
    return status;
}

void ar_reader_delete(struct ar_reader *reader)
{
    if (reader == NULL)
        return;
    close_input(reader);
    for (struct ar_input *input = reader->inputs, *next; input != NULL; input = next) {
        next = input->next;
        free(input->place);
        free(input);
    }
    ar_digest_delete(reader->digest);
    ar_header_free(&reader->header);
    ar_buffer_free(&reader->carry);
    pthread_mutex_destroy(&reader->lock);
    free(reader);
}

const struct ar_header *ar_reader_header(const struct ar_reader *reader)
{
    return &reader->header;
}
