/* SPDX-License-Identifier: MIT */
/* Records of several threads in their order: what one of them writes waits in memory for its turn. */
#include "analysis/segment_output.h"

struct sheet {
    struct ar_writer records, moves;
    const struct ar_segment_output *output;
    const struct ar_segment_plan *plan;
};

static void write_move(struct ar_writer *writer, const struct ar_segment_record *record)
{
    const unsigned columns[] = {AR_SEGMENT_CUSTOMER, AR_SEGMENT_PREVIOUS, AR_SEGMENT_SEGMENT, AR_SEGMENT_AS_OF,
                                AR_SEGMENT_WHY};
    for (unsigned i = 0; i < sizeof columns / sizeof *columns; i++)
        ar_writer_field(writer, record->text[columns[i]]);
    ar_writer_end(writer);
}

static enum ar_status write_record(void *context, const struct ar_segment_record *record, struct ar_error *error)
{
    struct sheet *sheet = context;
    struct ar_segment_summary *summary = sheet->output->summary;
    if (sheet->output->moves != NULL && record->first && record->text[AR_SEGMENT_PREVIOUS].size > 0)
        write_move(&sheet->moves, record);
    if (summary != NULL)
        return ar_segment_summary_add(summary, sheet->plan->behaviour, record, error);
    ar_segment_record_write(&sheet->records, record);
    return AR_OK;
}

static enum ar_status pass_on(void *context, struct ar_error *error)
{
    struct sheet *sheet = context;
    (void)error; /* writers remember their own */
    ar_writer_pass(sheet->output->writer, &sheet->records);
    if (sheet->output->moves != NULL)
        ar_writer_pass(sheet->output->moves, &sheet->moves);
    return AR_OK;
}

static void write_headers(const struct ar_segment_output *output)
{
    static const struct ar_text moves[] = {AR_TEXT("customer"), AR_TEXT("from"), AR_TEXT("to"), AR_TEXT("date"),
                                           AR_TEXT("why")};
    struct ar_text names[AR_SEGMENT_COLUMNS];
    for (unsigned i = 0; i < AR_SEGMENT_COLUMNS; i++)
        names[i] = ar_text_from(ar_segment_names[i]);
    if (output->summary == NULL)
        ar_writer_header(output->writer, names, AR_SEGMENT_COLUMNS);
    if (output->moves != NULL)
        ar_writer_header(output->moves, moves, sizeof moves / sizeof *moves);
}

enum ar_status ar_segment_output_run(const struct ar_segment_output *output, const struct ar_segment_plan *plan,
                                     unsigned threads, struct ar_error *error)
{
    const struct ar_segment_each each = {write_record, pass_on};
    struct sheet sheets[AR_THREADS_MOST] = {0};
    void *contexts[AR_THREADS_MOST];
    unsigned count = output->summary != NULL ? 1 : threads;
    enum ar_status status = AR_OK;
    write_headers(output);
    for (unsigned i = 0; i < count; i++) {
        struct sheet *sheet = &sheets[i];
        sheet->output = output;
        sheet->plan = plan;
        contexts[i] = sheet;
        if (ar_writer_open_memory(&sheet->records) != AR_OK || ar_writer_open_memory(&sheet->moves) != AR_OK)
            status = ar_error_memory(error);
    }
    if (status == AR_OK)
        status = ar_segment_run(plan, &each, contexts, count, error);
    for (unsigned i = 0; i < count; i++) {
        ar_writer_abandon(&sheets[i].records);
        ar_writer_abandon(&sheets[i].moves);
    }
    if (status == AR_OK && output->summary != NULL)
        status = ar_segment_summary_write(output->summary, output->writer, error);
    return status;
}
