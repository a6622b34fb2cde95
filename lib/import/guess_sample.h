/* SPDX-License-Identifier: MIT */
/* Inside --guess: some records of the file, how they are separated, and where the header is. */
#ifndef AR_IMPORT_GUESS_SAMPLE_H
#define AR_IMPORT_GUESS_SAMPLE_H

#include "base/memory.h"
#include "import/csv_reader.h"

struct ar_guess_record {
    struct ar_text *fields;
    unsigned count;
    uint64_t line;
};

struct ar_guess_sample {
    char separator, quote;
    enum ar_csv_quoting quoting;
    const char *encoding; /* NULL: needs no naming */
    struct ar_guess_record *records;
    size_t count, capacity;
    bool whole; /* the file has no more records */
    unsigned columns; /* of most records */
    size_t header; /* which record is it */
    bool has_header;
    size_t totals; /* rows of totals behind the header, which are not among the records */
    struct ar_arena arena;
};

AR_MUST_USE enum ar_status ar_guess_sample_take(struct ar_guess_sample *sample, const char *path,
                                                struct ar_error *error);
void ar_guess_sample_free(struct ar_guess_sample *sample);

/* Field of a record behind the header; empty when it has no such field. */
static inline struct ar_text ar_guess_sample_field(const struct ar_guess_sample *sample, size_t record, unsigned column)
{
    const struct ar_guess_record *it = &sample->records[record];
    return column < it->count ? it->fields[column] : (struct ar_text){"", 0};
}

/* Which column of the export is probably the one of ours of that name; -1: none. *why says by what. */
int ar_guess_column(const struct ar_guess_sample *sample, const char *name, const bool *taken, const char **why);
/* Is this the name of a column of amounts in the company's own currency, beside which others are in the document's? */
bool ar_guess_is_local(struct ar_text name);

#endif
