/* SPDX-License-Identifier: MIT */
/* The differential test of the CSV reader: libcsv alone, one byte at a time, says what the records of some bytes are,
   and ar_csv_next must say the same. Shared by the unit test and the fuzz target; prints what differs. */
#ifndef AR_TESTS_CSV_ORACLE_H
#define AR_TESTS_CSV_ORACLE_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "import/csv_reader.h"

#include <csv.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

struct oracle_record {
    size_t first, count; /* of fields */
    size_t start, stop; /* raw */
    uint64_t line;
    bool blank, bad, fatal;
};

struct oracle {
    struct oracle_record *records;
    size_t count, capacity;
    struct ar_text *fields;
    size_t field_count, field_capacity;
    char *bytes; /* of all fields */
    size_t byte_count;
    bool row; /* the last byte ended a row */
};

static void oracle_add_record(struct oracle *oracle, struct oracle_record record)
{
    if (oracle->count == oracle->capacity) {
        oracle->capacity = oracle->capacity ? 2 * oracle->capacity : 64;
        oracle->records = realloc(oracle->records, oracle->capacity * sizeof *oracle->records);
    }
    oracle->records[oracle->count++] = record;
}

static void oracle_field(void *at, size_t size, void *context)
{
    struct oracle *oracle = context;
    if (oracle->field_count == oracle->field_capacity) {
        oracle->field_capacity = oracle->field_capacity ? 2 * oracle->field_capacity : 64;
        oracle->fields = realloc(oracle->fields, oracle->field_capacity * sizeof *oracle->fields);
    }
    if (size > 0)
        memcpy(oracle->bytes + oracle->byte_count, at, size);
    oracle->fields[oracle->field_count++] = (struct ar_text){oracle->bytes + oracle->byte_count, size};
    oracle->byte_count += size;
}

static void oracle_row(int c, void *context)
{
    (void)c;
    ((struct oracle *)context)->row = true;
}

static int oracle_no_blank(unsigned char c)
{
    (void)c;
    return 0;
}

static void oracle_open(struct csv_parser *parser, const struct ar_csv_options *options, unsigned char unused)
{
    csv_init(parser, options->quoting == AR_CSV_STRICT ? CSV_STRICT | CSV_STRICT_FINI : 0);
    csv_set_delim(parser, (unsigned char)(options->delimiter ? options->delimiter : ','));
    csv_set_quote(parser, options->quoting == AR_CSV_NONE ? unused
                          : options->quote                ? (unsigned char)options->quote
                                                          : '"');
    if (!options->trim)
        csv_set_space_func(parser, oracle_no_blank);
}

/* A byte that does not occur, to be the quote where quotes mean nothing; -1 when all do. */
static int oracle_unused(const char *data, size_t size, char delimiter)
{
    bool used[256] = {false};
    used[(unsigned char)(delimiter ? delimiter : ',')] = used['\r'] = used['\n'] = used[' '] = used['\t'] = true;
    for (size_t i = 0; i < size; i++)
        used[(unsigned char)data[i]] = true;
    for (int i = 0; i < 256; i++)
        if (!used[i])
            return i;
    return -1;
}

/* libcsv alone over all of the data. What it does not tell is added: empty lines, lines, raw records, and where to go
   on after an error, that is at the next line end. */
static void oracle_run(struct oracle *oracle, const char *data, size_t size, const struct ar_csv_options *options,
                       unsigned char unused)
{
    struct csv_parser parser;
    struct oracle_record record = {.line = 1};
    uint64_t line = 1;
    bool skipping = false;
    oracle->bytes = malloc(size + 1);
    oracle_open(&parser, options, unused);
    for (size_t i = 0; i < size; i++) {
        char c = data[i];
        bool end = c == '\r' || c == '\n';
        if (c == '\n' && i > 0 && data[i - 1] == '\r' && record.start == i && !skipping) {
            record.start = i + 1; /* the second half of a line end */
            continue;
        }
        if (c == '\r' || (c == '\n' && (i == 0 || data[i - 1] != '\r')))
            line++;
        oracle->row = false;
        if (!skipping && csv_parse(&parser, data + i, 1, oracle_field, oracle_row, oracle) != 1)
            skipping = true;
        if (end && (skipping || oracle->row || oracle->field_count == record.first)) {
            bool blank = !skipping && !oracle->row;
            if (blank && i > record.start && !options->trim)
                continue; /* inside quotes */
            if (blank && i > record.start) {
                size_t k = record.start;
                while (k < i && (data[k] == ' ' || data[k] == '\t'))
                    k++;
                if (k < i)
                    continue;
            }
            record.stop = i;
            record.bad = skipping;
            record.blank = blank;
            record.count = oracle->field_count - record.first;
            oracle_add_record(oracle, record);
            if (skipping) {
                csv_free(&parser);
                oracle_open(&parser, options, unused);
            }
            skipping = false;
            record = (struct oracle_record){.first = oracle->field_count, .start = i + 1, .line = line};
        }
    }
    record.stop = size;
    oracle->row = false;
    if (skipping) {
        record.bad = true;
        oracle_add_record(oracle, record);
    } else if (csv_fini(&parser, oracle_field, oracle_row, oracle) != 0) {
        record.bad = record.fatal = true;
        oracle_add_record(oracle, record);
    } else if (oracle->row || size > record.start) {
        record.blank = !oracle->row;
        record.count = oracle->field_count - record.first;
        oracle_add_record(oracle, record);
    }
    csv_free(&parser);
}

static void oracle_free(struct oracle *oracle)
{
    free(oracle->records);
    free(oracle->fields);
    free(oracle->bytes);
}

static bool oracle_same_record(const struct oracle *oracle, const struct oracle_record *want, const char *data,
                               enum ar_status status, const struct ar_csv_record *got, const struct ar_error *error)
{
    if (status != (want->bad ? AR_BAD_DATA : AR_OK) || got->line != want->line)
        return false;
    if (!ar_text_equal(got->raw, (struct ar_text){data + want->start, want->stop - want->start}))
        return false;
    if (want->bad)
        return error->fatal == want->fatal && error->line >= want->line;
    if (got->blank != want->blank)
        return false;
    if (want->blank)
        return got->count == 1 && got->fields[0].size == 0;
    if (got->count != want->count)
        return false;
    for (size_t i = 0; i < want->count; i++)
        if (!ar_text_equal(got->fields[i], oracle->fields[want->first + i]))
            return false;
    return true;
}

static void oracle_complain(const char *data, size_t size, const struct ar_csv_options *options, const char *what,
                            size_t record)
{
    fprintf(stderr, "csv differs from libcsv: %s, record %zu; delimiter %d quote %d quoting %d trim %d block %zu\n",
            what, record, options->delimiter, options->quote, options->quoting, options->trim, options->block_size);
    for (size_t i = 0; i < size && i < 2000; i++)
        fprintf(stderr, data[i] >= 32 && data[i] < 127 && data[i] != '\\' ? "%c" : "\\x%02x", (unsigned char)data[i]);
    fputc('\n', stderr);
}

/* True when reader and libcsv agree on these bytes. */
static bool oracle_agrees(const char *data, size_t size, const struct ar_csv_options *options)
{
    int unused = oracle_unused(data, size, options->delimiter);
    if (unused < 0 || (size >= 2 && (unsigned char)data[0] >= 0xEF) ||
        (size >= 4 && memcmp(data, "\0\0\xFE\xFF", 4) == 0))
        return true; /* byte-order marks are not the matter here */
    char path[64];
    int fd = memfd_create("csv", 0);
    if (fd < 0 || write(fd, data, size) != (ssize_t)size)
        abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    struct ar_csv_reader *reader;
    struct ar_error error = {0};
    struct oracle oracle = {0};
    oracle_run(&oracle, data, size, options, (unsigned char)unused);
    if (ar_csv_reader_new(&reader, path, options, &error) != AR_OK)
        abort();
    const char *what = NULL;
    enum ar_status status;
    size_t count = 0;
    for (; what == NULL; count++) {
        struct ar_csv_record record = {0};
        status = ar_csv_next(reader, &record, &error);
        if (status == AR_END)
            break;
        if (count == oracle.count)
            what = "more records";
        else if (!oracle_same_record(&oracle, &oracle.records[count], data, status, &record, &error))
            what = status == AR_OK ? "another record" : error.reason;
    }
    if (what == NULL && count < oracle.count)
        what = "fewer records";
    if (what != NULL)
        oracle_complain(data, size, options, what, count);
    ar_csv_reader_delete(reader);
    oracle_free(&oracle);
    close(fd);
    return what == NULL;
}

#endif
