/* SPDX-License-Identifier: MIT */
/* From main() to the exit status: opening, diagnostics, output, rejects, closing. */
#define _GNU_SOURCE /* sched_getaffinity, getrandom */
#include "cli/private.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

enum { MESSAGE = 2048, THREADS_MAX = 8 };

static struct ar_tool the_tool; /* a program is one filter */

/* A descriptor 0, 1 or 2 that is closed must not become some file of ours: in its place comes one that refuses. */
static void guard_descriptors(void)
{
    static const int refusing[] = {O_WRONLY, O_RDONLY, O_WRONLY};
    for (int fd = 0; fd < 3; fd++)
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF && open("/dev/null", refusing[fd]) < 0)
            exit(AR_FAILED);
}

static void read_environment(struct ar_tool *tool)
{
    const char *seal = getenv("AR_SEAL");
    if (seal == NULL || *seal == '\0' || strcmp(seal, "0") == 0)
        return;
    if (strcmp(seal, "1") != 0)
        ar_tool_misuse(tool, "AR_SEAL is neither 0 nor 1");
    tool->given.seal = (tool->about->takes & AR_WRITES_RECORDS) != 0;
    tool->given.require_seal = (tool->about->takes & AR_TAKES_RECORDS) != 0;
}

struct ar_tool *ar_tool_open(const struct ar_about *about, const struct ar_opt *options, int argc, char **argv)
{
    struct ar_tool *tool = &the_tool;
    guard_descriptors();
    ar_signals_handle();
    tool->about = about;
    tool->options = options;
    tool->given.as_of = AR_DATE_NONE;
    tool->as_of = (struct ar_same){.column = -1, .size = AR_DATE_SIZE};
    tool->operands = malloc(((size_t)argc + 1) * sizeof *tool->operands);
    if (tool->operands == NULL)
        ar_tool_must(tool, ar_error_memory(&tool->error));
    if (argc < 2)
        ar_tool_expect_input(tool);
    ar_args_common(tool);
    ar_args_parse(tool, argc, argv);
    if (tool->given.options)
        ar_args_options(tool);
    if (tool->given.help)
        ar_args_help(tool);
    if (tool->given.version)
        ar_args_version(tool);
    read_environment(tool);
    ar_files_check(tool);
    ar_progress_start(tool);
    return tool;
}

void ar_tool_expect_input(const struct ar_tool *tool)
{
    if (tool->operand_count == 0 && isatty(STDIN_FILENO))
        ar_args_short_help(tool);
}

const char *const *ar_tool_operands(const struct ar_tool *tool, size_t *count)
{
    ar_tool_expect_input(tool);
    *count = tool->operand_count;
    return tool->operands;
}

struct ar_error *ar_tool_error(struct ar_tool *tool)
{
    return &tool->error;
}

uint64_t ar_tool_seed(const struct ar_tool *tool)
{
    (void)tool;
    uint64_t seed = 0;
    if (getrandom(&seed, sizeof seed, GRND_NONBLOCK) != sizeof seed)
        seed = (uint64_t)getpid() * UINT64_C(0x9e3779b97f4a7c15); /* early at boot: still another one each run */
    return seed;
}

unsigned ar_tool_threads(const struct ar_tool *tool, unsigned wanted)
{
    cpu_set_t set;
    if (tool->given.rejects != NULL)
        return 1;
    if (wanted == 0)
        wanted = sched_getaffinity(0, sizeof set, &set) == 0 ? (unsigned)CPU_COUNT(&set) : 1;
    return wanted > THREADS_MAX ? THREADS_MAX : wanted;
}

/* Diagnostics. */

static void say(struct ar_tool *tool, const char *message)
{
    char safe[MESSAGE]; /* whatever of it is a name that somebody gave */
    ar_printable_message(safe, sizeof safe, message);
    ar_progress_clear(tool);
    fprintf(stderr, "%s: %s\n", tool->about->name, safe);
}

static void abandon(struct ar_tool *tool)
{
    if (tool->writing)
        ar_writer_abandon(&tool->writer);
    if (tool->rejecting)
        ar_writer_abandon(&tool->rejects);
    for (unsigned i = 0; i < 2; i++)
        if (tool->also[i] != NULL)
            ar_writer_abandon(tool->also[i]);
}

_Noreturn void ar_tool_die(struct ar_tool *tool, const struct ar_error *error)
{
    char message[MESSAGE];
    ar_error_format(error, message, sizeof message);
    say(tool, message);
    abandon(tool);
    exit((int)error->status);
}

_Noreturn void ar_tool_misuse(struct ar_tool *tool, const char *format, ...)
{
    char message[MESSAGE];
    va_list list;
    va_start(list, format);
    vsnprintf(message, sizeof message, format, list);
    va_end(list);
    say(tool, message);
    fprintf(stderr, "try '%s --help'\n", tool->about->name);
    abandon(tool);
    exit(AR_MISUSE);
}

void ar_tool_converts(struct ar_tool *tool, bool in, bool rates)
{
    if (rates && !in)
        ar_tool_misuse(tool, "--rates needs --in, the currency to convert into");
    if (in && !rates)
        ar_tool_misuse(tool, "--in needs --rates, a file of exchange rates");
}

void ar_tool_warn(struct ar_tool *tool, const char *format, ...)
{
    char message[MESSAGE];
    va_list list;
    va_start(list, format);
    vsnprintf(message, sizeof message, format, list);
    va_end(list);
    say(tool, message);
}

void ar_tool_finding(struct ar_tool *tool)
{
    tool->finding = true;
}

void ar_tool_must(struct ar_tool *tool, enum ar_status status)
{
    if (status == AR_OK)
        return;
    if (tool->error.status != status) /* the callee had nothing more to say than that memory ran out */
        ar_error_set(&tool->error, status, status == AR_FAILED ? "out of memory" : "bad data");
    ar_tool_die(tool, &tool->error);
}

void ar_tool_table(struct ar_tool *tool, struct ar_table *table, const char *path)
{
    ar_tool_must(tool, ar_table_load(table, path, &tool->error));
}

/* Output. */

struct ar_writer *ar_tool_output(struct ar_tool *tool)
{
    if (!tool->writing) {
        ar_tool_must(tool, ar_writer_open(&tool->writer, tool->given.output, tool->given.seal, &tool->error));
        tool->writing = true;
    }
    return &tool->writer;
}

static void open_rejects(struct ar_tool *tool)
{
    static const struct ar_text names[] = {AR_TEXT("file"), AR_TEXT("line"), AR_TEXT("column"), AR_TEXT("reason"),
                                           AR_TEXT("record")};
    if (tool->given.rejects == NULL || tool->rejecting)
        return;
    ar_tool_must(tool, ar_writer_open(&tool->rejects, tool->given.rejects, tool->given.seal, &tool->error));
    tool->rejecting = true;
    ar_writer_header(&tool->rejects, names, 5);
}

bool ar_tool_needs_seal(const struct ar_tool *tool, const char *path)
{
    return tool->given.require_seal && strcmp(path, "-") == 0;
}

void ar_tool_seals(struct ar_tool *tool, enum ar_tool_seals input, bool output)
{
    tool->given.require_seal = input == AR_SEALS_NEED || (tool->given.require_seal && input == AR_SEALS_VERIFY);
    tool->given.ignore_seals = input == AR_SEALS_IGNORE;
    tool->given.seal = output;
}

bool ar_tool_rejects(const struct ar_tool *tool)
{
    return tool->given.rejects != NULL;
}

void ar_tool_count(struct ar_tool *tool, uint64_t records)
{
    tool->read += records;
}

void ar_tool_reject(struct ar_tool *tool, const struct ar_error *error, struct ar_text raw)
{
    if (error->status != AR_BAD_DATA || error->fatal || !ar_tool_rejects(tool))
        ar_tool_die(tool, error);
    open_rejects(tool);
    struct ar_error why = *error; /* place and column have fields of their own */
    why.file[0] = why.column[0] = '\0';
    why.line = 0;
    char reason[MESSAGE];
    ar_error_format(&why, reason, sizeof reason);
    ar_writer_field(&tool->rejects, ar_text_from(error->file));
    ar_writer_number(&tool->rejects, (int64_t)error->line);
    ar_writer_field(&tool->rejects, ar_text_from(error->column));
    ar_writer_field(&tool->rejects, ar_text_from(reason));
    ar_writer_field(&tool->rejects, raw);
    ar_writer_end(&tool->rejects);
    tool->rejected++;
    tool->finding = true;
}

void ar_tool_restrict(struct ar_tool *tool)
{
    if (tool->restricted)
        return;
    tool->restricted = true;
    (void)ar_tool_output(tool);
    open_rejects(tool);
    const char *written[] = {tool->given.output, tool->given.rejects, tool->written[0], tool->written[1]};
    ar_sandbox(tool->operands, tool->operand_count, written, 4, tool->scratch);
}

void ar_tool_writes(struct ar_tool *tool, struct ar_writer *writer, const char *path)
{
    ar_tool_must(tool, ar_writer_open(writer, path, tool->given.seal, &tool->error));
    unsigned place = tool->written[0] != NULL;
    tool->written[place] = path;
    tool->also[place] = writer;
}

void ar_tool_scratch(struct ar_tool *tool, const char *directory)
{
    tool->scratch = directory;
}

void ar_tool_unrestricted(struct ar_tool *tool)
{
    tool->restricted = true;
}

int ar_tool_close(struct ar_tool *tool)
{
    ar_progress_clear(tool); /* before what is written at the end reaches the same terminal */
    (void)ar_tool_output(tool);
    open_rejects(tool);
    if (tool->rejecting) {
        ar_tool_must(tool, ar_writer_close(&tool->rejects, &tool->error));
        tool->rejecting = false;
    }
    tool->writing = false;
    ar_tool_must(tool, ar_writer_close(&tool->writer, &tool->error));
    if (tool->rejected > 0)
        ar_tool_warn(tool, "%llu records read, %llu accepted, %llu rejected", (unsigned long long)tool->read,
                     (unsigned long long)(tool->read - tool->rejected), (unsigned long long)tool->rejected);
    ar_reader_delete(tool->reader);
    ar_block_free(&tool->block);
    free(tool->operands);
    bool finding = tool->finding;
    *tool = (struct ar_tool){0};
    return finding ? AR_FINDING : AR_OK;
}
