/* SPDX-License-Identifier: MIT */
/* File after file: its header, then its blocks, by one thread or several, written in the order of the input. */
#include "import/convert.h"
#include "import/convert_fast.h"
#include "import/convert_file.h"
#include "import/convert_plan.h"
#include "import/convert_row.h"
#include "import/convert_twins.h"

#include <pthread.h>
#include <stdlib.h>

/* What came of one block. */
struct piece {
    struct ar_buffer out; /* records, encoded */
    struct ar_twin *hashes; /* of the block's records */
    size_t hash_count, hash_capacity;
    uint64_t read, written, skipped;
    bool stop; /* a stop rule */
    enum ar_status status;
    struct ar_error error;
    struct piece *next; /* unused one */
};

/* So that nobody waits for a slower neighbour, each thread has some pieces ahead of their turn. */
enum { AHEAD = 4 };

struct run {
    const struct ar_convert_options *options;
    struct ar_convert_result *result;
    struct ar_import_file input, last; /* the one at hand, the one before it */
    struct ar_twins twins;
    pthread_mutex_t lock;
    pthread_cond_t freed;
    struct piece *pieces, *unused, **done; /* count of them; done[] by sequence modulo count */
    size_t count;
    uint64_t turn; /* the block whose piece is to be written next */
    bool writing; /* somebody does it */
    bool hashes; /* are they still wanted */
    bool stop; /* a stop rule, or nobody reads our output any more */
    enum ar_status status;
    struct ar_error *error;
};

struct worker {
    struct run *run;
    bool primed; /* the block is there already */
    bool pending; /* this is the worker whose block begins with the record that told the number of columns */
    struct ar_row_maker maker;
    struct ar_csv_block block;
    struct piece *piece; /* at hand; maker.out is its out as long as a block is converted */
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

static enum ar_status add_hash(struct worker *worker, struct ar_text raw)
{
    struct piece *piece = worker->piece;
    if (ar_grow(&piece->hashes, &piece->hash_capacity, piece->hash_count + 1, sizeof *piece->hashes) != AR_OK)
        return ar_error_memory(&worker->error);
    piece->hashes[piece->hash_count++] = ar_twin_of(raw, worker->run->options->seed);
    return AR_OK;
}

/* Records that are copied as they stand, as far as they follow each other; *plain as in ar_fast_run. */
static enum ar_status copy_records(struct worker *worker, size_t *plain, bool hashes)
{
    const struct ar_csv_block *block = &worker->block;
    size_t first = block->next, count;
    if (ar_fast_run(&count, &worker->maker, &worker->block, plain) != AR_OK)
        return ar_error_memory(&worker->error);
    worker->piece->written += count;
    enum ar_status status = AR_OK;
    for (size_t row = first; hashes && row < first + count && status == AR_OK; row++) {
        size_t start = (size_t)block->ends[block->rows[row - 1]] + 1, end = block->ends[block->rows[row]];
        status = add_hash(worker, (struct ar_text){block->data + start, end - start});
    }
    return status;
}

static enum ar_status convert_record(struct worker *worker, const struct ar_csv_record *record, bool hashes)
{
    struct piece *piece = worker->piece;
    enum ar_row_fate fate = AR_ROW_SKIPPED;
    if (record->blank && (worker->maker.plan->columns > 1 || record->raw.size > 0))
        return blank_line(worker, record);
    enum ar_status status = ar_row_make(&worker->maker, record, &fate, &worker->error);
    if (status != AR_OK)
        return status;
    if (fate == AR_ROW_STOP)
        piece->stop = true;
    if (fate != AR_ROW_WRITTEN) {
        piece->skipped += fate == AR_ROW_SKIPPED;
        return AR_OK;
    }
    piece->written++;
    return hashes ? add_hash(worker, record->raw) : AR_OK;
}

static enum ar_status set_aside(struct worker *worker, enum ar_status status, const struct ar_csv_record *record)
{
    const struct ar_convert_options *options = worker->run->options;
    if (status != AR_BAD_DATA || worker->error.fatal || !options->sets_aside)
        return status;
    worker->piece->read++;
    options->reject(options->context, &worker->error, record->raw);
    return AR_OK;
}

/* All records of the block at hand, up to the first that ends the run. */
static enum ar_status convert_records(struct worker *worker, bool hashes)
{
    struct ar_csv_record record;
    enum ar_status status = AR_OK;
    const bool whole = worker->maker.plan->whole && worker->run->options->duplicates != AR_DUPLICATES_REJECT;
    size_t plain = 0;
    if (worker->pending) {
        worker->pending = false;
        status = convert_record(worker, &worker->run->input.first, hashes);
        if (status != AR_OK)
            status = set_aside(worker, status, &worker->run->input.first);
    }
    while (status == AR_OK && !worker->piece->stop) {
        if (whole && (status = copy_records(worker, &plain, hashes)) != AR_OK)
            break;
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
    return status == AR_END ? AR_OK : status;
}

static void convert_block(struct worker *worker, bool hashes)
{
    struct piece *piece = worker->piece;
    piece->out.size = piece->hash_count = 0;
    piece->read = piece->written = piece->skipped = 0;
    piece->stop = false;
    worker->maker.out = piece->out;
    piece->status = convert_records(worker, hashes);
    piece->out = worker->maker.out;
    worker->maker.out = (struct ar_buffer){0};
    if (piece->status != AR_OK)
        piece->error = worker->error;
}

/* ---- pieces, in the order of the input ---- */

static enum ar_status count_twins(struct run *run, struct piece *piece)
{
    for (size_t i = 0; i < piece->hash_count; i++) {
        bool seen;
        if (run->options->duplicates == AR_DUPLICATES_SAMPLE && run->twins.used >= AR_DUPLICATES_SAMPLED) {
            run->result->all_compared = false;
            break;
        }
        if (ar_twins_add(&run->twins, piece->hashes[i], &seen) != AR_OK)
            return ar_error_memory(&piece->error);
        run->result->duplicates += seen;
    }
    if (piece->hash_count < piece->written && run->options->duplicates == AR_DUPLICATES_SAMPLE)
        run->result->all_compared = false; /* by then enough had been seen */
    return AR_OK;
}

/* What was converted goes out, what went wrong ends the run. By one thread at a time, without the lock. */
static bool commit(struct run *run, struct piece *piece)
{
    struct ar_writer *writer = run->options->writer;
    ar_writer_bytes(writer, ar_buffer_text(&piece->out));
    writer->records += piece->written;
    run->result->written += piece->written;
    run->result->read += piece->written + piece->read;
    run->result->skipped += piece->skipped;
    if (piece->status == AR_OK && run->options->duplicates != AR_DUPLICATES_REJECT)
        piece->status = count_twins(run, piece);
    if (piece->status != AR_OK) {
        run->status = piece->status;
        *run->error = piece->error;
    }
    return !piece->stop && piece->status == AR_OK && writer->status == AR_OK;
}

/* With the lock held. */
static void commit_all(struct run *run)
{
    struct piece **next;
    run->writing = true;
    while (!run->stop && *(next = &run->done[run->turn % run->count]) != NULL) {
        struct piece *piece = *next;
        pthread_mutex_unlock(&run->lock);
        bool more = commit(run, piece), hashes = wants_hashes(run);
        pthread_mutex_lock(&run->lock);
        *next = NULL;
        piece->next = run->unused;
        run->unused = piece;
        run->hashes = hashes;
        run->turn++;
        run->stop |= !more;
        pthread_cond_broadcast(&run->freed);
    }
    run->writing = false;
}

static void take_piece(struct worker *worker)
{
    worker->piece = worker->run->unused;
    worker->run->unused = worker->piece->next;
}

/* A piece for the block to come; false when the run has ended. */
static bool begin(struct worker *worker, bool *hashes)
{
    struct run *run = worker->run;
    pthread_mutex_lock(&run->lock);
    while (worker->piece == NULL && run->unused == NULL && !run->stop)
        pthread_cond_wait(&run->freed, &run->lock);
    bool more = !run->stop;
    if (more && worker->piece == NULL)
        take_piece(worker);
    *hashes = run->hashes;
    pthread_mutex_unlock(&run->lock);
    return more;
}

static void end(struct worker *worker)
{
    struct run *run = worker->run;
    pthread_mutex_lock(&run->lock);
    run->done[worker->block.sequence % run->count] = worker->piece;
    worker->piece = NULL;
    if (!run->writing)
        commit_all(run);
    pthread_mutex_unlock(&run->lock);
}

static void *work(void *argument)
{
    struct worker *worker = argument;
    enum ar_status taken = AR_OK;
    bool hashes;
    while (taken == AR_OK && begin(worker, &hashes)) {
        if (!worker->primed)
            taken = ar_csv_take(worker->run->input.reader, &worker->block, &worker->error);
        worker->primed = false;
        if (taken != AR_OK)
            break;
        convert_block(worker, hashes);
        end(worker);
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
    run->stop = false;
    run->unused = NULL;
    for (size_t i = 0; i < run->count; i++) {
        run->done[i] = NULL;
        run->pieces[i].next = run->unused;
        run->unused = &run->pieces[i];
    }
    for (unsigned i = 0; i < threads; i++)
        workers[i].piece = NULL;
    if (workers[0].primed)
        take_piece(&workers[0]); /* before the others have used up all of them waiting for this block */
    run->hashes = wants_hashes(run);
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
        workers[i].primed = workers[i].block.reader != NULL;
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
    run.count = options->threads > 1 ? options->threads + AHEAD : 1;
    run.pieces = calloc(run.count, sizeof *run.pieces);
    run.done = calloc(run.count, sizeof *run.done);
    enum ar_status status = workers && run.pieces && run.done ? AR_OK : ar_error_memory(error);
    pthread_mutex_init(&run.lock, NULL);
    pthread_cond_init(&run.freed, NULL);
    for (size_t i = 0; i < options->count && status == AR_OK && options->writer->status == AR_OK; i++)
        status = convert_file(&run, workers, i);
    if (status == AR_OK)
        status = collect(&run, workers);
    for (unsigned i = 0; workers != NULL && i < options->threads; i++) {
        ar_csv_block_free(&workers[i].block);
        ar_row_maker_free(&workers[i].maker);
    }
    for (size_t i = 0; run.pieces != NULL && i < run.count; i++) {
        ar_buffer_free(&run.pieces[i].out);
        free(run.pieces[i].hashes);
    }
    free(workers);
    free(run.pieces);
    free(run.done);
    ar_import_file_close(&run.input);
    ar_import_file_close(&run.last);
    ar_twins_free(&run.twins);
    pthread_cond_destroy(&run.freed);
    pthread_mutex_destroy(&run.lock);
    return status;
}

void ar_convert_result_free(struct ar_convert_result *result)
{
    free(result->fired);
    free(result->sums);
    *result = (struct ar_convert_result){0};
}
