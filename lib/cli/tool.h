/* SPDX-License-Identifier: MIT */
/* What every filter's main() shares: options, help, inputs, output, as-of date, rejects, diagnostics and the exit
   status. These functions end the program on failure, with one line on standard error; the library below them never
   does. */
#ifndef AR_CLI_TOOL_H
#define AR_CLI_TOOL_H

#include "base/date.h"
#include "base/parallel.h"
#include "cli/option.h"
#include "record/field.h"
#include "record/reader.h"
#include "record/table.h"
#include "record/writer.h"

enum ar_tool_takes {
    AR_TAKES_RECORDS = 1, /* operands are record streams: seals, shape and as_of are checked by ar_tool_next */
    AR_TAKES_AS_OF = 2, /* --as-of, AR_AS_OF, else the records' as_of column */
    AR_TAKES_REJECTS = 4, /* --rejects */
    AR_WRITES_RECORDS = 8, /* --seal, AR_SEAL */
    AR_SETS_AS_OF = 16 /* with AR_TAKES_AS_OF: the records' own as_of is no source; it may be empty, and is written */
};

struct ar_about {
    const char *name; /* "ar-age" */
    const char *purpose; /* one phrase */
    const char *operands; /* "[FILE...]" */
    const char *example; /* one or more command lines, '\n' between them */
    unsigned takes; /* enum ar_tool_takes */
};

struct ar_tool;

/* Parses options; `options` ends with a row whose name is NULL. Handles --help, --version and misuse itself (exits). */
struct ar_tool *ar_tool_open(const struct ar_about *about, const struct ar_opt *options, int argc, char **argv);

/* The operands; none means standard input. */
const char *const *ar_tool_operands(const struct ar_tool *tool, size_t *count);

/* Record input. The first of these calls opens it. */
const struct ar_header *ar_tool_header(struct ar_tool *tool);
struct ar_column ar_tool_find(struct ar_tool *tool, const char *name); /* index -1 when the stream has none */
struct ar_column ar_tool_need(struct ar_tool *tool,
                              const char *name); /* exit 3 naming the column and those there are */
struct ar_column ar_tool_named(struct ar_tool *tool, const char *option,
                               const char *name); /* a column the user named: exit 2 */
/* The same of a column that a table (of `path`; NULL: none) may lend: the records' own comes first. */
struct ar_column ar_tool_named_or_lent(struct ar_tool *tool, const char *option, const char *name,
                                       const struct ar_table *table, const char *path, bool *lent);
/* Columns that an option lists: at most so many (UINT_MAX: any number), and none twice, else exit 2. */
void ar_tool_distinct(struct ar_tool *tool, const char *option, const struct ar_texts *columns, unsigned most);
/* Must this side file of records be sealed? Only standard input must: an upstream may have died. */
bool ar_tool_needs_seal(const struct ar_tool *tool, const char *path);
struct ar_date ar_tool_as_of(struct ar_tool *tool); /* none known: exit 2 */
struct ar_date ar_tool_as_of_given(struct ar_tool *tool); /* what --as-of or AR_AS_OF says, or none */
const struct ar_row *ar_tool_next(struct ar_tool *tool); /* NULL after the last record */

/* The same for several threads: each row goes to row(contexts[i], …), each thread calls flush(contexts[i]) before the
   rows that it has seen go away. One thread when the user said so, or with --rejects, so that those keep their order.
   run(contexts[i], …), where there is one, takes records from block->next on as far as it likes, provided that they
   hold what *same says; row gets the next one. */
struct ar_work {
    enum ar_status (*run)(void *context, struct ar_block *block, const struct ar_same *same,
                          struct ar_error *error); /* may be NULL */
    enum ar_status (*row)(void *context, const struct ar_row *row, struct ar_error *error);
    enum ar_status (*flush)(void *context, struct ar_error *error); /* may be NULL */
    enum ar_status (*write)(void *context, const struct ar_row *row, struct ar_writer *out, struct ar_error *error);
};
unsigned ar_tool_threads(const struct ar_tool *tool, unsigned wanted); /* wanted 0: what the machine has, at most 8 */
void ar_tool_each(struct ar_tool *tool, const struct ar_work *work, void *const *contexts, unsigned threads);

/* A number that differs from run to run, for hash tables that nobody can flood. No output may depend on it. */
uint64_t ar_tool_seed(const struct ar_tool *tool);

/* After a library call about the current row: true on AR_OK; a bad record is set aside (false: go on with the next) or
   ends the program, as --rejects says. Anything else ends the program. */
bool ar_tool_check(struct ar_tool *tool, enum ar_status status);
/* The error to pass to library calls. */
struct ar_error *ar_tool_error(struct ar_tool *tool);
/* Ends the program unless AR_OK: for everything that is not about one record. */
void ar_tool_must(struct ar_tool *tool, enum ar_status status);
/* The same for what is wrong with the records as a whole: it names the first input, unless it has a place already. */
void ar_tool_must_input(struct ar_tool *tool, enum ar_status status);
/* For filters with a reader of their own: counts a record read; sets one aside (true) or, without --rejects, ends the
   program. `raw` is what came in. */
void ar_tool_count(struct ar_tool *tool, uint64_t records);
void ar_tool_reject(struct ar_tool *tool, const struct ar_error *error, struct ar_text raw);
bool ar_tool_rejects(const struct ar_tool *tool); /* was --rejects given */
void ar_tool_progress(struct ar_tool *tool, uint64_t bytes);

void ar_tool_table(struct ar_tool *tool, struct ar_table *table, const char *path);

struct ar_writer *ar_tool_output(struct ar_tool *tool);

/* Exit 2 with two lines. */
AR_PRINTF(2, 3) _Noreturn void ar_tool_misuse(struct ar_tool *tool, const char *format, ...);
/* --in and --rates go together: misuse where there is one alone. */
void ar_tool_converts(struct ar_tool *tool, bool in, bool rates);
/* One line on standard error, the run goes on. */
AR_PRINTF(2, 3) void ar_tool_warn(struct ar_tool *tool, const char *format, ...);
/* The run will end with exit 1. */
void ar_tool_finding(struct ar_tool *tool);

/* For ar-seal, and for output that is no stream: whether seals of the input are stale and passed over, must be there,
   and whether the output gets one, whatever AR_SEAL says. Before the input is opened. */
enum ar_tool_seals { AR_SEALS_VERIFY, AR_SEALS_NEED, AR_SEALS_IGNORE };
void ar_tool_seals(struct ar_tool *tool, enum ar_tool_seals input, bool output);

/* After every file that the options name is open: nothing but the inputs and the output can be touched any more, where
   the kernel has Landlock. The first ar_tool_next or ar_tool_each does it; a filter with a reader of its own calls it.
 */
void ar_tool_restrict(struct ar_tool *tool);

/* Opens one of at most two further outputs, sealed as the first one is, which stays possible to replace. Before the
   first ar_tool_next; the caller closes it. */
void ar_tool_writes(struct ar_tool *tool, struct ar_writer *writer, const char *path);

/* A directory for temporary files, for a filter that cannot do without: it stays writable. Before the first of those.
 */
void ar_tool_scratch(struct ar_tool *tool, const char *directory);

/* For a filter that runs commands of the user's, which its sandbox would hold, too: it gets none. Before the first of
   those. */
void ar_tool_unrestricted(struct ar_tool *tool);

/* Finishes the output and returns the exit status. */
int ar_tool_close(struct ar_tool *tool);

#endif
