/* SPDX-License-Identifier: MIT */
/* The records that a filter reads: columns, the as-of date, rows one by one or by several threads. */
#include "cli/private.h"
#include "record/share.h"

#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>

static void progress(void *context, uint64_t bytes)
{
    ar_tool_progress(context, bytes);
}

const struct ar_header *ar_tool_header(struct ar_tool *tool)
{
    if (tool->reader == NULL) {
        ar_tool_expect_input(tool);
        struct ar_reader_options options = {.paths = tool->operands,
                                            .count = tool->operand_count,
                                            .require_seal = tool->given.require_seal,
                                            .ignore_seals = tool->given.ignore_seals,
                                            .progress = progress,
                                            .context = tool};
        ar_tool_must(tool, ar_reader_new(&tool->reader, &options, &tool->error));
    }
    return ar_reader_header(tool->reader);
}

void ar_tool_must_input(struct ar_tool *tool, enum ar_status status)
{
    if (status == AR_BAD_DATA && tool->error.file[0] == '\0')
        ar_error_place(&tool->error, tool->operand_count ? tool->operands[0] : "(standard input)", 0);
    ar_tool_must(tool, status);
}

struct ar_column ar_tool_find(struct ar_tool *tool, const char *name)
{
    const struct ar_header *header = ar_tool_header(tool);
    return (struct ar_column){ar_header_find(header, ar_text_from(name)), header};
}

struct ar_column ar_tool_need(struct ar_tool *tool, const char *name)
{
    struct ar_column column = ar_tool_find(tool, name);
    if (column.index >= 0)
        return column;
    char suggestion[256];
    ar_header_suggest(column.header, ar_text_from(name), suggestion, sizeof suggestion);
    ar_tool_must_input(tool, ar_error_set(&tool->error, AR_BAD_DATA, "no column '%s'%s", name, suggestion));
    return column;
}

struct ar_column ar_tool_named(struct ar_tool *tool, const char *option, const char *name)
{
    struct ar_column column = ar_tool_find(tool, name);
    if (column.index >= 0)
        return column;
    char suggestion[256], shown[128];
    ar_header_suggest(column.header, ar_text_from(name), suggestion, sizeof suggestion);
    ar_printable(shown, sizeof shown, ar_text_from(name));
    ar_tool_misuse(tool, "--%s: no column '%s'%s", option, shown, suggestion);
}

struct ar_column ar_tool_named_or_lent(struct ar_tool *tool, const char *option, const char *name,
                                       const struct ar_table *table, const char *path, bool *lent)
{
    struct ar_column column = ar_tool_find(tool, name);
    *lent = false;
    if (column.index >= 0 || path == NULL)
        return ar_tool_named(tool, option, name);
    column.index = ar_table_find(table, name);
    *lent = column.index >= 0;
    if (*lent)
        return column;
    char shown[128], file[256], suggestion[256];
    ar_printable(shown, sizeof shown, ar_text_from(name));
    ar_printable(file, sizeof file, ar_text_from(path));
    ar_header_suggest(&table->header, ar_text_from(name), suggestion, sizeof suggestion);
    ar_tool_misuse(tool, "--%s: no column '%s' in the records, nor in %s%s", option, shown, file, suggestion);
}

void ar_tool_distinct(struct ar_tool *tool, const char *option, const struct ar_texts *columns, unsigned most)
{
    if (columns->count > most)
        ar_tool_misuse(tool, "--%s: more than %u columns", option, most);
    for (size_t i = 0; i < columns->count; i++)
        for (size_t k = 0; k < i; k++)
            if (strcmp(columns->at[i], columns->at[k]) == 0) {
                char shown[128];
                ar_printable(shown, sizeof shown, ar_text_from(columns->at[i]));
                ar_tool_misuse(tool, "--%s: column '%s' twice", option, shown);
            }
}

/* Has the first block of the input at hand, not yet read from; false when there is no record at all. */
static bool prime(struct ar_tool *tool)
{
    (void)ar_tool_header(tool);
    if (tool->primed || tool->at_end)
        return tool->primed;
    enum ar_status status = ar_reader_take(tool->reader, &tool->block, &tool->error);
    tool->at_end = status == AR_END;
    tool->primed = status == AR_OK;
    if (tool->at_end)
        ar_progress_clear(tool); /* a report may go to the same terminal */
    if (!tool->at_end)
        ar_tool_must(tool, status);
    return tool->primed;
}

/* The as_of of the first record that can be read. */
static struct ar_date first_as_of(struct ar_tool *tool, struct ar_column column)
{
    struct ar_date date = AR_DATE_NONE;
    struct ar_row row;
    enum ar_status status = AR_BAD_DATA;
    if (!prime(tool))
        return date;
    for (bool first = true; status == AR_BAD_DATA; first = false)
        status = ar_block_next(&tool->block, &row, first ? &tool->error : NULL);
    if (status == AR_OK)
        ar_tool_must(tool, ar_field_date(&date, &row, column, &tool->error));
    else
        ar_tool_must(tool,
                     AR_BAD_DATA); /* not one that can be read: what is wrong with the first says more than no day */
    ar_block_rewind(&tool->block);
    return date;
}

struct ar_date ar_tool_as_of_given(struct ar_tool *tool)
{
    struct ar_date date = tool->given.as_of;
    const char *environment = getenv("AR_AS_OF");
    if (ar_date_is_none(date) && environment != NULL && *environment != '\0') {
        char shown[64];
        ar_printable(shown, sizeof shown, ar_text_from(environment));
        if (ar_opt_date(&date, environment, &tool->error) != AR_OK)
            ar_tool_misuse(tool, "AR_AS_OF '%s': %s", shown, tool->error.reason);
    }
    return date;
}

struct ar_date ar_tool_as_of(struct ar_tool *tool)
{
    struct ar_date date = ar_tool_as_of_given(tool);
    bool own = (tool->about->takes & AR_SETS_AS_OF) == 0;
    if (!own) {
        if (ar_date_is_none(date))
            ar_tool_misuse(tool, "as of which day? give --as-of or AR_AS_OF");
        tool->as_of.column = ar_tool_find(tool, "as_of").index;
        ar_date_format(tool->as_of.text, date);
        return date;
    }
    struct ar_column column = ar_tool_find(tool, "as_of");
    bool empty = column.index >= 0 && !prime(tool); /* no record, so no date is needed */
    if (ar_date_is_none(date) && column.index >= 0)
        date = first_as_of(tool, column);
    if (ar_date_is_none(date) && !empty)
        ar_tool_misuse(tool, "as of which day? give --as-of or AR_AS_OF, or records with an as_of column");
    tool->as_of.column = column.index;
    if (!ar_date_is_none(date))
        ar_date_format(tool->as_of.text, date);
    return date;
}

/* What every row is checked for, beyond its shape. */
static enum ar_status check_row(const struct ar_tool *tool, const struct ar_row *row, struct ar_error *error)
{
    if (tool->as_of.column < 0)
        return AR_OK;
    struct ar_text field = ar_row_get(row, tool->as_of.column);
    if (AR_LIKELY(field.size == AR_DATE_SIZE && memcmp(field.at, tool->as_of.text, AR_DATE_SIZE) == 0))
        return AR_OK;
    if (field.size == 0 && (tool->about->takes & AR_SETS_AS_OF)) /* nobody has said yet of which day it is */
        return AR_OK;
    ar_error_set(error, AR_BAD_DATA, "differs from the as-of date %.10s", tool->as_of.text);
    if (error)
        error->fatal = true;
    return ar_row_error(row, ar_reader_header(tool->reader), tool->as_of.column, error);
}

bool ar_tool_check(struct ar_tool *tool, enum ar_status status)
{
    if (AR_LIKELY(status == AR_OK))
        return true;
    if (status == AR_BAD_DATA && !tool->error.fatal && ar_tool_rejects(tool)) {
        ar_tool_reject(tool, &tool->error, ar_row_line(&tool->row));
        return false;
    }
    ar_tool_must(tool, status);
    return false;
}

/* When nobody takes what we write there is no need to read on. */
static void check_writing(struct ar_tool *tool)
{
    if (!tool->writing || tool->writer.status == AR_OK)
        return;
    tool->writing = false;
    ar_tool_must(tool, ar_writer_close(&tool->writer, &tool->error));
}

/* The next block in tool->block; false at the end. */
static bool next_block(struct ar_tool *tool)
{
    check_writing(tool);
    tool->primed = false;
    return prime(tool);
}

const struct ar_row *ar_tool_next(struct ar_tool *tool)
{
    if (AR_UNLIKELY(!tool->restricted)) {
        (void)ar_tool_header(tool);
        ar_tool_restrict(tool);
        if (!prime(tool))
            return NULL;
    }
    for (;;) {
        enum ar_status status = tool->primed ? ar_block_next(&tool->block, &tool->row, &tool->error) : AR_END;
        if (status == AR_OK) {
            tool->read++;
            if (AR_LIKELY(check_row(tool, &tool->row, &tool->error) == AR_OK))
                return &tool->row;
            ar_tool_must(tool, AR_BAD_DATA);
        } else if (status != AR_END) {
            tool->read++;
            (void)ar_tool_check(tool, status);
        } else if (tool->at_end || !next_block(tool)) {
            return NULL;
        }
    }
}

/* What one thread of ar_tool_each has; cache lines of its own. */
struct member {
    alignas(128) struct ar_tool *tool;
    const struct ar_work *work;
    void *context;
    uint64_t read;
    struct ar_row row;
    struct ar_writer out; /* with work->write: what came of the block */
};

static enum ar_status do_row(struct member *member, enum ar_status status, struct ar_error *error)
{
    if (AR_LIKELY(status == AR_OK))
        status = check_row(member->tool, &member->row, error);
    if (AR_LIKELY(status == AR_OK))
        status = member->work->write ? member->work->write(member->context, &member->row, &member->out, error)
                                     : member->work->row(member->context, &member->row, error);
    if (AR_UNLIKELY(status == AR_BAD_DATA) && !error->fatal && ar_tool_rejects(member->tool)) { /* then we are alone */
        ar_tool_reject(member->tool, error, ar_row_line(&member->row));
        status = AR_OK;
    }
    return status;
}

static enum ar_status do_block(void *argument, struct ar_block *block, struct ar_error *error)
{
    struct member *member = argument;
    const struct ar_work *work = member->work;
    enum ar_status status;
    for (;;) {
        size_t from = block->next;
        status = work->run ? work->run(member->context, block, &member->tool->as_of, error) : AR_OK;
        member->read += block->next - from;
        if (AR_UNLIKELY(status != AR_OK))
            return status;
        status = ar_block_next(block, &member->row, error);
        if (status == AR_END)
            break;
        member->read++;
        status = do_row(member, status, error);
        if (AR_UNLIKELY(status != AR_OK))
            return status;
    }
    return work->flush ? work->flush(member->context, error) : AR_OK;
}

/* What came of a block goes out. */
static enum ar_status pass(void *argument, struct ar_error *error)
{
    struct member *member = argument;
    struct ar_writer *writer = &member->tool->writer;
    (void)error; /* the writer remembers its own */
    ar_writer_pass(writer, &member->out);
    return writer->status;
}

void ar_tool_each(struct ar_tool *tool, const struct ar_work *work, void *const *contexts, unsigned threads)
{
    (void)ar_tool_header(tool);
    ar_tool_restrict(tool);
    struct member members[AR_THREADS_MOST];
    void *each[AR_THREADS_MOST];
    for (unsigned i = 0; i < threads; i++) {
        members[i] = (struct member){.tool = tool, .work = work, .context = contexts[i]};
        each[i] = &members[i];
        if (work->write && ar_writer_open_memory(&members[i].out) != AR_OK)
            ar_tool_must(tool, ar_error_memory(&tool->error));
    }
    struct ar_share share = {.reader = tool->reader,
                             .block = do_block,
                             .in_turn = work->write ? pass : NULL,
                             .first = tool->primed ? &tool->block : NULL};
    tool->primed = false;
    enum ar_status status = ar_share_run(&share, each, threads, &tool->error);
    for (unsigned i = 0; i < threads; i++) {
        tool->read += members[i].read;
        if (work->write)
            ar_writer_abandon(&members[i].out);
    }
    tool->at_end = true;
    ar_progress_clear(tool);
    check_writing(tool);
    ar_tool_must(tool, status);
}
