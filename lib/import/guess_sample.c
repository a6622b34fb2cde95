/* SPDX-License-Identifier: MIT */
/* Looking at a file: its encoding, its separator by which most records agree, its header. */
#include "import/guess_sample.h"
#include "import/encoding.h"
#include "import/number.h"

#include <stdlib.h>

enum { RECORDS = 5000 };

static enum ar_status keep(struct ar_guess_sample *sample, const struct ar_csv_record *record)
{
    if (ar_grow(&sample->records, &sample->capacity, sample->count + 1, sizeof *sample->records) != AR_OK)
        return AR_FAILED;
    struct ar_guess_record *kept = &sample->records[sample->count];
    *kept = (struct ar_guess_record){NULL, record->count, record->line};
    kept->fields = ar_arena_take(&sample->arena, record->count * sizeof *kept->fields);
    for (unsigned i = 0; i < record->count && kept->fields != NULL; i++)
        if (ar_arena_copy(&sample->arena, &kept->fields[i], record->fields[i]) != AR_OK)
            return AR_FAILED;
    if (kept->fields == NULL)
        return AR_FAILED;
    sample->count++;
    return AR_OK;
}

/* AR_BAD_DATA when the file cannot be cut so. */
static enum ar_status read_records(struct ar_guess_sample *sample, const char *path, struct ar_error *error)
{
    struct ar_csv_options options = {.delimiter = sample->separator,
                                     .quote = sample->quote,
                                     .quoting = sample->quoting,
                                     .encoding = sample->encoding};
    struct ar_csv_reader *reader;
    struct ar_csv_record record;
    enum ar_status status = ar_csv_reader_new(&reader, path, &options, error);
    if (status != AR_OK)
        return status;
    while (status == AR_OK && sample->count < RECORDS) {
        status = ar_csv_next(reader, &record, error);
        if (status == AR_OK && !record.blank && keep(sample, &record) != AR_OK)
            status = ar_error_memory(error);
    }
    sample->whole = status == AR_END;
    ar_csv_reader_delete(reader);
    return status == AR_END ? AR_OK : status;
}

static void clear(struct ar_guess_sample *sample)
{
    ar_arena_free(&sample->arena);
    sample->count = 0;
}

/* The number of fields that most records have, and how many of them do. */
static unsigned usual_columns(const struct ar_guess_sample *sample, size_t *agree)
{
    unsigned best = 0;
    *agree = 0;
    for (size_t i = 0; i < sample->count && i < 50; i++) {
        size_t same = 0;
        for (size_t j = 0; j < sample->count; j++)
            same += sample->records[j].count == sample->records[i].count;
        if (same > *agree || (same == *agree && sample->records[i].count > best)) {
            *agree = same;
            best = sample->records[i].count;
        }
    }
    return best;
}

static enum ar_status choose_separator(struct ar_guess_sample *sample, const char *path, struct ar_error *error)
{
    static const char separators[] = {',', ';', '\t', '|'};
    size_t best_agree = 0;
    unsigned best_columns = 1;
    char best = ',';
    enum ar_csv_quoting best_quoting = AR_CSV_STRICT;
    for (int lenient = 0; lenient <= 1 && best_agree == 0; lenient++) {
        for (size_t i = 0; i < sizeof separators; i++) {
            size_t agree;
            sample->separator = separators[i];
            sample->quoting = lenient ? AR_CSV_LENIENT : AR_CSV_STRICT;
            enum ar_status status = read_records(sample, path, error);
            unsigned columns = usual_columns(sample, &agree);
            clear(sample);
            if (status == AR_FAILED || status == AR_MISUSE)
                return status;
            if (status != AR_OK || columns < 2 || agree * columns <= best_agree * best_columns)
                continue;
            best = separators[i];
            best_agree = agree;
            best_columns = columns;
            best_quoting = sample->quoting;
        }
    }
    sample->separator = best;
    sample->quoting = best_quoting;
    return AR_OK;
}

/* Fields that begin with an apostrophe may be quoted with it: they are when the file can be cut so, no worse than
 * before. */
static enum ar_status choose_quote(struct ar_guess_sample *sample, const char *path, struct ar_error *error)
{
    size_t agree, agree_single = 0, seen = 0;
    enum ar_status status = read_records(sample, path, error);
    unsigned columns = usual_columns(sample, &agree), columns_single = 0;
    for (size_t i = 0; i < sample->count && status == AR_OK; i++)
        for (unsigned k = 0; k < sample->records[i].count; k++)
            seen += sample->records[i].fields[k].size > 1 && sample->records[i].fields[k].at[0] == '\'';
    clear(sample);
    if (status != AR_OK || seen == 0)
        return status;
    const struct ar_guess_sample found = *sample;
    sample->quote = '\'';
    sample->quoting = AR_CSV_STRICT;
    status = read_records(sample, path, error);
    if (status == AR_OK)
        columns_single = usual_columns(sample, &agree_single);
    clear(sample);
    if (status == AR_OK ? agree_single * columns_single < agree * columns : status == AR_BAD_DATA) {
        sample->quote = found.quote;
        sample->quoting = found.quoting;
    }
    return status == AR_BAD_DATA ? AR_OK : status;
}

/* What has no byte-order mark and is not UTF-8 is some Windows code page, and in the west this one. */
static enum ar_status choose_encoding(struct ar_guess_sample *sample, const char *path, struct ar_error *error)
{
    struct ar_decoder *decoder;
    struct ar_buffer bytes = {0};
    enum ar_status status = ar_decoder_new(&decoder, path, NULL, error);
    if (status != AR_OK)
        return status;
    while (status == AR_OK && bytes.size < (1 << 20)) {
        size_t got = 0;
        if (ar_buffer_reserve(&bytes, 1 << 16) != AR_OK) {
            status = ar_error_memory(error);
            break;
        }
        status = ar_decoder_read(decoder, bytes.at + bytes.size, 1 << 16, &got, error);
        bytes.size += status == AR_OK ? got : 0;
    }
    struct ar_text text = ar_buffer_text(&bytes);
    if (ar_utf8_valid(text) + 4 < text.size)
        sample->encoding = "cp1252";
    ar_buffer_free(&bytes);
    ar_decoder_delete(decoder);
    return status == AR_END ? AR_OK : status;
}

static bool is_name(struct ar_text field)
{
    int64_t amount;
    struct ar_number_style style = {.decimal = '.', .groups = AR_GROUPS_ANY & ~(unsigned)AR_GROUPS_POINT, .signs = 63};
    field = ar_text_trim(field);
    return field.size > 0 && field.size < 100 && !(field.at[0] >= '0' && field.at[0] <= '9') &&
           ar_number_parse(&amount, field, &style, 4, NULL) != AR_OK;
}

/* The header is the first record of the usual width whose fields are names: most of them filled, no number or date. */
static void find_header(struct ar_guess_sample *sample)
{
    for (size_t i = 0; i < sample->count && i < 60; i++) {
        const struct ar_guess_record *record = &sample->records[i];
        if (record->count != sample->columns)
            continue;
        unsigned names = 0, others = 0;
        for (unsigned j = 0; j < record->count; j++) {
            names += is_name(record->fields[j]);
            others += ar_text_trim(record->fields[j]).size > 0 && !is_name(record->fields[j]);
        }
        if (others == 0 && names * 2 > record->count) {
            sample->header = i;
            sample->has_header = true;
            return;
        }
    }
}

/* Says its first field so, and is half of it empty? A customer may be called Total. SAP's lists mark totals with *. */
static bool is_total(const struct ar_guess_sample *sample, size_t record)
{
    static const char *const words[] = {"Total", "TOTAL", "Grand Total", "Summe", "SUMME", "Gesamt", "*"};
    struct ar_text first = ar_text_trim(ar_guess_sample_field(sample, record, 0));
    unsigned empty = 0;
    for (unsigned i = 0; i < sample->columns; i++)
        empty += ar_text_trim(ar_guess_sample_field(sample, record, i)).size == 0;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (ar_text_starts(first, ar_text_from(words[i])))
            return 2 * empty >= sample->columns;
    return false;
}

/* Rows of totals are no records: nothing can be learnt from them. */
static void drop_totals(struct ar_guess_sample *sample)
{
    size_t kept = sample->header + 1;
    for (size_t i = kept; i < sample->count; i++) {
        if (is_total(sample, i))
            sample->totals++;
        else
            sample->records[kept++] = sample->records[i];
    }
    sample->count = kept;
}

enum ar_status ar_guess_sample_take(struct ar_guess_sample *sample, const char *path, struct ar_error *error)
{
    *sample = (struct ar_guess_sample){0};
    enum ar_status status = choose_encoding(sample, path, error);
    if (status == AR_OK)
        status = choose_separator(sample, path, error);
    if (status == AR_OK)
        status = choose_quote(sample, path, error);
    if (status == AR_OK)
        status = read_records(sample, path, error);
    if (status != AR_OK) {
        ar_guess_sample_free(sample);
        return status;
    }
    size_t agree;
    sample->columns = usual_columns(sample, &agree);
    find_header(sample);
    if (sample->has_header)
        drop_totals(sample);
    return AR_OK;
}

void ar_guess_sample_free(struct ar_guess_sample *sample)
{
    free(sample->records);
    ar_arena_free(&sample->arena);
    *sample = (struct ar_guess_sample){0};
}
