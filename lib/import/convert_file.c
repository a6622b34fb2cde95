/* SPDX-License-Identifier: MIT */
/* Finding the header of an input: by its line, by a pattern, or in the profile itself. */
#include "import/convert_file.h"

static enum ar_status keep_columns(struct ar_import_file *file, const struct ar_text *names, unsigned count,
                                   struct ar_error *error)
{
    file->columns = ar_arena_take(&file->arena, (count + 1) * sizeof *file->columns);
    file->count = count;
    for (unsigned i = 0; i < count && file->columns != NULL; i++)
        if (ar_arena_copy(&file->arena, &file->columns[i], names[i]) != AR_OK)
            return ar_error_memory(error);
    return file->columns == NULL ? ar_error_memory(error) : AR_OK;
}

static enum ar_status next_record(struct ar_import_file *file, struct ar_csv_block *block, struct ar_csv_record *record,
                                  struct ar_error *error)
{
    for (;;) {
        enum ar_status status = block->reader == NULL ? AR_END : ar_csv_block_next(block, record, error);
        if (status == AR_OK && record->blank)
            continue;
        if (status != AR_END)
            return status;
        status = ar_csv_take(file->reader, block, error);
        if (status != AR_OK)
            return status;
    }
}

static enum ar_status is_header(const struct ar_import_file *file, const struct ar_profile *profile,
                                const struct ar_csv_record *record, bool *found, struct ar_error *error)
{
    struct ar_buffer text = {0};
    enum ar_status status = AR_OK;
    for (unsigned i = 0; i < record->count && status == AR_OK; i++) {
        if (i > 0)
            status = ar_buffer_add_char(&text, profile->separator);
        if (status == AR_OK)
            status = ar_buffer_add(&text, record->fields[i]);
    }
    if (status != AR_OK)
        status = ar_error_memory(error);
    else
        status = ar_pattern_match(profile->header_pattern, ar_buffer_text(&text), 0, found, error);
    if (status == AR_BAD_DATA) {
        ar_error_place(error, file->label, record->line);
        error->fatal = true;
    }
    ar_buffer_free(&text);
    return status;
}

static enum ar_status no_header(const struct ar_import_file *file, const struct ar_profile *profile,
                                struct ar_error *error)
{
    if (profile->header == AR_HEADER_NONE)
        return AR_OK;
    ar_error_set(error, AR_BAD_DATA, "no header line, by line %llu of the profile",
                 (unsigned long long)profile->header_place.line);
    if (profile->header_place.line == 0)
        ar_error_set(error, AR_BAD_DATA, "no header line");
    ar_error_place(error, file->label, 0);
    error->fatal = true;
    return AR_BAD_DATA;
}

enum ar_status ar_import_file_header(struct ar_import_file *file, const struct ar_profile *profile,
                                     struct ar_csv_block *block, struct ar_error *error)
{
    struct ar_csv_record record;
    if (profile->header == AR_HEADER_NONE && profile->columns.count)
        return keep_columns(file, profile->columns.at, (unsigned)profile->columns.count, error);
    for (;;) {
        bool found = true;
        enum ar_status status = next_record(file, block, &record, error);
        if (status == AR_END)
            return no_header(file, profile, error);
        if (status == AR_BAD_DATA && !error->fatal && profile->header == AR_HEADER_PATTERN)
            continue; /* what stands above the header need not be CSV */
        if (status == AR_OK && profile->header == AR_HEADER_PATTERN)
            status = is_header(file, profile, &record, &found, error);
        if (status != AR_OK)
            return status;
        if (!found)
            continue;
        if (profile->header != AR_HEADER_NONE)
            return keep_columns(file, record.fields, record.count, error);
        file->pending = true;
        file->first = record;
        file->count = record.count;
        file->columns = ar_arena_take(&file->arena, record.count * sizeof *file->columns);
        for (unsigned i = 0; i < record.count && file->columns != NULL; i++)
            file->columns[i] = AR_TEXT("");
        return file->columns == NULL ? ar_error_memory(error) : AR_OK;
    }
}

enum ar_status ar_import_file_skip(struct ar_import_file *file, unsigned count, struct ar_csv_block *block,
                                   struct ar_error *error)
{
    struct ar_csv_record record;
    enum ar_status status = AR_OK;
    for (unsigned i = 0; i < count && status == AR_OK; i++) {
        if (file->pending)
            file->pending = false;
        else
            status = next_record(file, block, &record, error);
    }
    return status == AR_END ? AR_OK : status;
}

void ar_import_file_close(struct ar_import_file *file)
{
    ar_csv_reader_delete(file->reader);
    ar_plan_delete(file->plan);
    ar_arena_free(&file->arena);
    *file = (struct ar_import_file){0};
}
