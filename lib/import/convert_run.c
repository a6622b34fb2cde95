/* SPDX-License-Identifier: MIT */
/* File after file: its header, then its blocks, by one thread or several, written in the order of the input. */
#include "import/convert.h"
#include "import/convert_file.h"
#include "import/convert_plan.h"
#include "import/convert_row.h"
#include "import/convert_twins.h"

#include <pthread.h>
#include <stdlib.h>

struct run {
    const struct ar_convert_options *options;
    struct ar_convert_result *result;
    struct ar_import_file input, last; /* the one at hand, the one before it */
    struct ar_twins twins;
    pthread_mutex_t lock;
    pthread_cond_t turned;
    uint64_t turn; /* the block that may write now */
    bool stop; /* a stop rule, or nobody reads our output any more */
    enum ar_status status;
    struct ar_error *error;
};

struct worker {
    struct run *run;
    bool pending; /* this is the worker whose block begins with the record that told the number of columns */
    struct ar_row_maker maker;
    struct ar_csv_block block;
    struct ar_twin *hashes; /* of the block's records */
    size_t hash_count, hash_capacity;
    uint64_t read, written, skipped;
    bool stop;
    enum ar_status status;
    struct ar_error error;
    pthread_t thread;
};

/* ---- records ---- */

static bool wants_hashes(const struct run *run)
{
    return run->options->duplicates == AR_DUPLICATES_KEEP ||
           (run->options->duplicates == AR_DUPLICATES_SAMPLE && run->twins.used < AR_DUPLICATES_SAMPLED);
}

/* Repeats go to the rejects: before they are converted, in the order of the input (one thread). */
static enum ar_status refuse_repeat(struct worker *worker, const struct ar_csv_record *record)
{
    struct run *run = worker->run;
    bool seen;
    if (run->options->duplicates != AR_DUPLICATES_REJECT)
        return AR_OK;
    if (ar_twins_add(&run->twins, ar_twin_of(record->raw, run->options->seed), &seen) != AR_OK)
        return ar_error_memory(&worker->error);
    if (!seen)
        return AR_OK;
    run->result->duplicates++;
    ar_error_set(&worker->error, AR_BAD_DATA, "an exact duplicate of an earlier record");
    ar_error_place(&worker->error, run->input.label, record->line);
    return AR_BAD_DATA;
}

static enum ar_status blank_line(struct worker *worker, const struct ar_csv_record *record)
{
    if (!worker->run->options->profile->blank_lines)
        return AR_OK;
    ar_error_set(&worker->error, AR_BAD_DATA, "a blank line");
    ar_error_place(&worker->error, worker->run->input.label, record->line);
    return AR_BAD_DATA;
}

static enum ar_status convert_record(struct worker *worker, const struct ar_csv_record *record, bool hashes)
{
    enum ar_row_fate fate = AR_ROW_SKIPPED;
    if (record->blank && (worker->maker.plan->columns > 1 || record->raw.size > 0))
        return blank_line(worker, record);
    enum ar_status status = ar_row_make(&worker->maker, record, &fate, &worker->error);
    if (status != AR_OK)
        return status;
    if (fate == AR_ROW_STOP)
        worker->stop = true;
    if (fate != AR_ROW_WRITTEN) {
        worker->skipped += fate == AR_ROW_SKIPPED;
        return AR_OK;
    }
    worker->written++;
    if (hashes) {
        if (ar_grow(&worker->hashes, &worker->hash_capacity, worker->hash_count + 1, sizeof *worker->hashes) != AR_OK)
            return ar_error_memory(&worker->error);
        worker->hashes[worker->hash_count++] = ar_twin_of(record->raw, worker->run->options->seed);
    }
    return AR_OK;
}

static enum ar_status set_aside(struct worker *worker, enum ar_status status, const struct ar_csv_record *record)
{
    const struct ar_convert_options *options = worker->run->options;
    if (status != AR_BAD_DATA || worker->error.fatal || !options->sets_aside)
        return status;
    worker->read++;
    options->reject(options->context, &worker->error, record->raw);
    return AR_OK;
}

/* All records of the block at hand, up to the first that ends the run. */
static void convert_block(struct worker *worker, bool hashes)
{
    struct ar_csv_record record;
    enum ar_status status = AR_OK;
    if (worker->pending) {
        worker->pending = false;
        status = convert_record(worker, &worker->run->input.first, hashes);
        if (status != AR_OK)
            status = set_aside(worker, status, &worker->run->input.first);
    }
    while (status == AR_OK && !worker->stop) {
        size_t before = worker->maker.out.size;
        status = ar_csv_block_next(&worker->block, &record, &worker->error);
        if (status == AR_END)
            break;
        if (status == AR_OK)
            status = refuse_repeat(worker, &record);
        if (status == AR_OK)
            status = convert_record(worker, &record, hashes);
        if (AR_UNLIKELY(status != AR_OK)) {
            worker->maker.out.size = before;
            status = set_aside(worker, status, &record);
        }
    }
    worker->status = status == AR_END ? AR_OK : status;
}

static enum ar_status count_twins(struct worker *worker)
{
    struct run *run = worker->run;
    for (size_t i = 0; i < worker->hash_count; i++) {
        bool seen;
        if (run->options->duplicates == AR_DUPLICATES_SAMPLE && run->twins.used >= AR_DUPLICATES_SAMPLED) {
            run->result->all_compared = false;
            break;
        }
        if (ar_twins_add(&run->twins, worker->hashes[i], &seen) != AR_OK)
            return ar_error_memory(&worker->error);
        run->result->duplicates += seen;
    }
    if (worker->hash_count < worker->written && run->options->duplicates == AR_DUPLICATES_SAMPLE)
        run->result->all_compared = false; /* by then enough had been seen */
    worker->hash_count = 0;
    return AR_OK;
}

/* In its turn: what was converted goes out, what went wrong ends the run. Called with the lock held. */
static void commit(struct worker *worker)
{
    struct run *run = worker->run;
    struct ar_writer *writer = run->options->writer;
    ar_writer_bytes(writer, ar_buffer_text(&worker->maker.out));
    worker->maker.out.size = 0;
    writer->records += worker->written;
    run->result->written += worker->written;
    run->result->read += worker->written + worker->read;
    run->result->skipped += worker->skipped;
    if (worker->status == AR_OK && run->options->duplicates != AR_DUPLICATES_REJECT)
        worker->status = count_twins(worker);
    worker->written = worker->read = worker->skipped = 0;
    if (worker->status != AR_OK) {
        run->status = worker->status;
        *run->error = worker->error;
    }
    if (worker->stop || worker->status != AR_OK || writer->status != AR_OK)
        run->stop = true;
    run->turn++;
}

static void *work(void *argument)
{
    struct worker *worker = argument;
    struct run *run = worker->run;
    enum ar_status taken = AR_OK;
    while (taken == AR_OK) {
        if (worker->block.reader != NULL) {
            pthread_mutex_lock(&run->lock);
            bool hashes = wants_hashes(run), stop = run->stop;
            pthread_mutex_unlock(&run->lock);
            if (!stop)
                convert_block(worker, hashes);
            pthread_mutex_lock(&run->lock);
            while (run->turn != worker->block.sequence && !run->stop)
                pthread_cond_wait(&run->turned, &run->lock);
            stop = run->stop;
            if (!stop)
                commit(worker);
            stop = run->stop;
            pthread_cond_broadcast(&run->turned);
            pthread_mutex_unlock(&run->lock);
            if (stop)
                break;
        }
        taken = ar_csv_take(run->input.reader, &worker->block, &worker->error);
    }
    worker->status = taken == AR_OK || taken == AR_END ? AR_OK : taken;
    return NULL;
}

/* ---- files ---- */

static enum ar_status open_input(struct run *run, const char *path)
{
    const struct ar_profile *profile = run->options->profile;
    struct ar_csv_options csv = {.delimiter = profile->separator,
                                 .quote = profile->quote,
                                 .quoting = profile->quoting == AR_PROFILE_STRICT    ? AR_CSV_STRICT
                                            : profile->quoting == AR_PROFILE_LENIENT ? AR_CSV_LENIENT
                                                                                     : AR_CSV_NONE,
                                 .trim = profile->trim,
                                 .encoding = profile->encoding,
                                 .progress = run->options->progress,
                                 .context = run->options->context};
    if (profile->header == AR_HEADER_LINE)
        csv.skip_lines = profile->header_line - 1;
    enum ar_status status = ar_csv_reader_new(&run->input.reader, path, &csv, run->error);
    if (status == AR_OK)
        run->input.label = ar_csv_reader_label(run->input.reader);
    return status;
}

static enum ar_status write_header(struct run *run)
{
    const struct ar_plan *plan = run->input.plan;
    struct ar_text *names = malloc((plan->count + 1) * sizeof *names);
    if (names == NULL)
        return ar_error_memory(run->error);
    for (unsigned i = 0; i < plan->count; i++)
        names[i] = plan->ops[i].name;
    ar_writer_header(run->options->writer, names, plan->count);
    free(names);
    return AR_OK;
}

/* Files of one run have the same output: what is optional is there in all of them or in none. */
static enum ar_status same_output(struct run *run)
{
    const struct ar_plan *a = run->last.plan, *b = run->input.plan;
    bool same = a->count == b->count;
    for (unsigned i = 0; same && i < a->count; i++)
        same = ar_text_equal(a->ops[i].name, b->ops[i].name);
    if (same)
        return AR_OK;
    ar_error_set(run->error, AR_BAD_DATA, "its columns do not give the same columns of %s as those of %s",
                 run->options->kind->name, run->last.label);
    ar_error_place(run->error, run->input.label, 0);
    run->error->fatal = true;
    return AR_BAD_DATA;
}

static enum ar_status run_workers(struct run *run, struct worker *workers)
{
    unsigned started = 1, threads = run->options->threads;
    run->turn = workers[0].block.sequence; /* what stands above the records may have taken blocks before it */
    for (; started < threads; started++)
        if (pthread_create(&workers[started].thread, NULL, work, &workers[started]) != 0)
            break; /* fewer will do */
    work(&workers[0]);
    for (unsigned i = 1; i < started; i++)
        pthread_join(workers[i].thread, NULL);
    enum ar_status status = run->status;
    for (unsigned i = 0; i < started && status == AR_OK; i++) {
        status = workers[i].status;
        if (status != AR_OK)
            *run->error = workers[i].error;
    }
    return status;
}

static enum ar_status convert_file(struct run *run, struct worker *workers, size_t at)
{
    const struct ar_convert_options *options = run->options;
    run->stop = false;
    enum ar_status status = open_input(run, options->paths[at]);
    if (status == AR_OK && at == 0)
        options->opened(options->context);
    if (status == AR_OK)
        status = ar_import_file_header(&run->input, options->profile, &workers[0].block, run->error);
    if (status == AR_OK)
        status = ar_import_file_skip(&run->input, options->profile->skip_records, &workers[0].block, run->error);
    if (status == AR_OK)
        status =
            ar_plan_new(&run->input.plan, options, run->input.columns, run->input.count, run->input.label, run->error);
    if (status == AR_OK)
        status = at == 0 ? write_header(run) : same_output(run);
    for (unsigned i = 0; i < options->threads && status == AR_OK; i++) {
        workers[i].run = run;
        workers[i].stop = false;
        workers[i].pending = i == 0 && run->input.pending;
        if (at == 0)
            status = ar_row_maker_init(&workers[i].maker, run->input.plan, run->error);
        if (status == AR_OK)
            ar_row_maker_plan(&workers[i].maker, run->input.plan, run->input.label);
    }
    if (status == AR_OK)
        status = run_workers(run, workers);
    /* The file before is closed only now: iconv keeps its tables for the encoding as long as one file uses it, and a
       restricted program cannot load them again. */
    for (unsigned i = 0; i < options->threads; i++) {
        ar_csv_block_free(&workers[i].block);
        workers[i].block = (struct ar_csv_block){0};
    }
    ar_import_file_close(&run->last);
    run->last = run->input;
    run->input = (struct ar_import_file){0};
    return status;
}

static enum ar_status collect(struct run *run, struct worker *workers)
{
    const struct ar_convert_options *options = run->options;
    const struct ar_profile *profile = options->profile;
    struct ar_convert_result *result = run->result;
    size_t counters = profile->rules_count + profile->entries_count + profile->strips_count;
    size_t sums = (size_t)options->sums_count * AR_CURRENCIES;
    result->fired = calloc(counters + 1, sizeof *result->fired);
    result->sums = calloc(sums + 1, sizeof *result->sums);
    if (result->fired == NULL || result->sums == NULL)
        return ar_error_memory(run->error);
    for (unsigned i = 0; i < options->threads; i++) {
        for (size_t j = 0; j < counters; j++)
            result->fired[j] += workers[i].maker.fired[j];
        for (size_t j = 0; j < sums; j++)
            result->sums[j] += workers[i].maker.sums[j];
    }
    return AR_OK;
}

enum ar_status ar_convert(struct ar_convert_result *result, const struct ar_convert_options *options,
                          struct ar_error *error)
{
    struct run run = {.options = options, .result = result, .error = error};
    *result = (struct ar_convert_result){.all_compared = true};
    struct worker *workers = calloc(options->threads, sizeof *workers);
    if (workers == NULL)
        return ar_error_memory(error);
    pthread_mutex_init(&run.lock, NULL);
    pthread_cond_init(&run.turned, NULL);
    enum ar_status status = AR_OK;
    for (size_t i = 0; i < options->count && status == AR_OK && options->writer->status == AR_OK; i++)
        status = convert_file(&run, workers, i);
    if (status == AR_OK)
        status = collect(&run, workers);
    for (unsigned i = 0; i < options->threads; i++) {
        ar_csv_block_free(&workers[i].block);
        ar_row_maker_free(&workers[i].maker);
        free(workers[i].hashes);
    }
    free(workers);
    ar_import_file_close(&run.input);
    ar_import_file_close(&run.last);
    ar_twins_free(&run.twins);
    pthread_cond_destroy(&run.turned);
    pthread_mutex_destroy(&run.lock);
    return status;
}

void ar_convert_result_free(struct ar_convert_result *result)
{
    free(result->fired);
    free(result->sums);
    *result = (struct ar_convert_result){0};
}
