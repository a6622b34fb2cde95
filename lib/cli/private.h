/* SPDX-License-Identifier: MIT */
/* What the files of cli/ share among themselves. */
#ifndef AR_CLI_PRIVATE_H
#define AR_CLI_PRIVATE_H

#include "cli/tool.h"

#include <time.h>

struct ar_common { /* targets of the options that every filter has, as far as they apply */
    const char *output, *rejects;
    bool seal, require_seal, ignore_seals, help, version, options;
    struct ar_date as_of;
};

struct ar_tool {
    const struct ar_about *about;
    const struct ar_opt *options; /* the filter's own */
    struct ar_opt common[10]; /* those that cli adds */
    struct ar_common given;
    const char **operands;
    size_t operand_count;

    struct ar_error error;
    bool finding;

    struct ar_reader *reader;
    struct ar_block block; /* of ar_tool_next */
    struct ar_row row;
    bool primed; /* block holds rows that nobody has seen */
    bool at_end; /* no block is left */
    bool restricted;
    const char *scratch; /* of ar_tool_scratch, or NULL */
    const char *written[2]; /* of ar_tool_writes, or NULL */
    struct ar_writer *also[2];
    struct ar_same as_of; /* its text all NUL: there is no record */

    struct ar_writer writer, rejects;
    bool writing, rejecting;
    uint64_t read, rejected;

    bool watched; /* standard error is a terminal */
    bool shown;
    uint64_t bytes;
    struct timespec started, last;
};

/* args.c */
void ar_args_common(struct ar_tool *tool);
void ar_args_parse(struct ar_tool *tool, int argc, char **argv);
_Noreturn void ar_args_help(const struct ar_tool *tool);
_Noreturn void ar_args_short_help(const struct ar_tool *tool);
_Noreturn void ar_args_version(const struct ar_tool *tool);
_Noreturn void ar_args_options(struct ar_tool *tool);
const struct ar_opt *ar_args_option(const struct ar_tool *tool, size_t i); /* NULL behind the last */

/* files.c: exit 2 when an output would replace what it must not. */
void ar_files_check(struct ar_tool *tool);

/* tool.c */
void ar_tool_expect_input(const struct ar_tool *tool); /* started on a terminal, without input: short help */
_Noreturn void ar_tool_die(struct ar_tool *tool, const struct ar_error *error);

/* signals.c */
void ar_signals_handle(void);

/* progress.c */
void ar_progress_start(struct ar_tool *tool);
void ar_progress_clear(struct ar_tool *tool); /* before anything else goes to standard error */

/* sandbox.c: only these files can be opened, only the directories of those written changed; nothing where the kernel
   has no Landlock. written[] may hold NULL. In the directory scratch, unless it is NULL, files can be made,
   read and written. */
void ar_sandbox(const char *const *readable, size_t count, const char *const *written, size_t written_count,
                const char *scratch);

#endif
