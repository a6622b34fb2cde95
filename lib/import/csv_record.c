/* SPDX-License-Identifier: MIT */
/* The records of an indexed block of CSV, field by field; libcsv decides what is quoted and how. */
#include "base/memory.h"
#include "import/csv_parts.h"

#include <csv.h>
#include <stdlib.h>

#define FIELDS_FIRST 32
#define PARSER_STEP 65536 /* bytes by which libcsv's own buffer grows */

static int no_blank(unsigned char c)
{
    (void)c;
    return 0;
}

static unsigned char parser_options(const struct ar_csv_block *block)
{
    return block->reader->options.quoting == AR_CSV_STRICT ? CSV_STRICT | CSV_STRICT_FINI : 0;
}

/* A parser between two records. */
static enum ar_status ready_parser(struct ar_csv_block *block, struct ar_error *error)
{
    if (block->parser == NULL) {
        block->parser = malloc(sizeof *block->parser);
        if (block->parser == NULL || csv_init(block->parser, 0) != 0) {
            free(block->parser);
            block->parser = NULL;
            return ar_error_memory(error);
        }
        csv_set_blk_size(block->parser, PARSER_STEP);
    }
    csv_set_opts(block->parser, 0);
    csv_fini(block->parser, NULL, NULL, NULL); /* without CSV_STRICT it resets from any state */
    csv_set_opts(block->parser, parser_options(block));
    csv_set_delim(block->parser, (unsigned char)block->reader->options.delimiter);
    csv_set_quote(block->parser, (unsigned char)block->reader->options.quote);
    csv_set_space_func(block->parser, block->reader->options.trim ? NULL : no_blank);
    return AR_OK;
}

struct judged {
    void (*take)(void *at, size_t size, void *context);
    void *context;
    bool row;
};

static void judged_field(void *at, size_t size, void *context)
{
    struct judged *judged = context;
    if (judged->take != NULL)
        judged->take(at, size, judged->context);
}

static void judged_row(int c, void *context)
{
    (void)c;
    ((struct judged *)context)->row = true;
}

enum ar_status ar_csv_judge(struct ar_csv_block *block, size_t start, size_t size, bool end,
                            void (*take)(void *at, size_t size, void *context), void *context,
                            struct ar_csv_verdict *verdict, struct ar_error *error)
{
    struct judged judged = {take, context, false};
    size_t at = start;
    *verdict = (struct ar_csv_verdict){.end = size};
    enum ar_status status = ready_parser(block, error);
    if (status != AR_OK)
        return status;
    while (at < size && !judged.row && !verdict->bad) { /* line by line: libcsv does not stop behind a record */
        size_t stop = ar_csv_line_end(block->data, at, size), length = (stop < size ? stop + 1 : size) - at;
        size_t parsed = csv_parse(block->parser, block->data + at, length, judged_field, judged_row, &judged);
        if (parsed < length && csv_error(block->parser) != CSV_EPARSE)
            return ar_error_memory(error);
        verdict->bad = parsed < length;
        verdict->fault = at + parsed;
        verdict->end = stop;
        at += length;
    }
    if (!judged.row && !verdict->bad && end) {
        verdict->fault = size;
        verdict->bad = csv_fini(block->parser, judged_field, judged_row, &judged) != 0;
        verdict->end = size;
    } else if (!judged.row && (!verdict->bad || verdict->end == size)) {
        verdict->more = !end;
    }
    if (verdict->end < size && block->data[verdict->end] == '\r' && block->data[verdict->end + 1] == '\n')
        verdict->end++;
    return AR_OK;
}

static enum ar_status make_fields(struct ar_csv_block *block, size_t count, const struct ar_csv_record *record,
                                  struct ar_error *error)
{
    if (count > AR_CSV_FIELDS_MAX) {
        ar_error_set(error, AR_BAD_DATA, "more than %d fields in a record", AR_CSV_FIELDS_MAX);
        ar_error_place(error, block->reader->label, record->line);
        if (error != NULL)
            error->fatal = true;
        return AR_BAD_DATA;
    }
    if (ar_grow(&block->fields, &block->fields_capacity, count < FIELDS_FIRST ? FIELDS_FIRST : count,
                sizeof *block->fields))
        return ar_error_memory(error);
    return AR_OK;
}

enum ar_status ar_csv_ready(struct ar_csv_block *block, struct ar_error *error)
{
    /* room for all that libcsv can make of the block: never more bytes than it was given */
    if (ar_grow(&block->scratch, &block->scratch_capacity, block->capacity, 1))
        return ar_error_memory(error);
    return ready_parser(block, error);
}

/* ---- records that libcsv judges whole ---- */

struct collected {
    struct ar_csv_block *block;
    struct ar_csv_record *record;
    struct ar_error *error;
    enum ar_status status;
    char *to;
};

static void collect(void *at, size_t size, void *context)
{
    struct collected *collected = context;
    struct ar_csv_block *block = collected->block;
    unsigned count = collected->record->count;
    if (collected->status == AR_OK && count == block->fields_capacity)
        collected->status = make_fields(block, count + 1, collected->record, collected->error);
    if (collected->status != AR_OK)
        return;
    if (size > 0)
        memcpy(collected->to, at, size);
    block->fields[count] = (struct ar_text){collected->to, size};
    collected->to += size;
    collected->record->count++;
}

static enum ar_status bad_quote(const struct ar_csv_block *block, size_t first_break, size_t start,
                                const struct ar_csv_verdict *verdict, struct ar_csv_record *record,
                                struct ar_error *error)
{
    size_t opened = ar_csv_quote_opened(block, start, verdict->fault);
    bool never = verdict->fault == block->size, stray = opened == verdict->fault;
    uint64_t line = record->line;
    for (size_t i = first_break; block->breaks[i] < opened; i++)
        line++;
    record->count = 0;
    ar_error_set(error, AR_BAD_DATA,
                 never   ? "quote is never closed"
                 : stray ? "quote inside an unquoted field"
                         : "text after the quote that closes a field");
    ar_error_place(error, block->reader->label, line);
    size_t from = opened;
    while (stray && from > start && opened - from < 40 && block->data[from - 1] != block->reader->options.delimiter)
        from--;
    ar_error_value(error,
                   (struct ar_text){block->data + from, ar_csv_line_end(block->data, opened, block->size) - from});
    if (error != NULL)
        error->fatal = never;
    return AR_BAD_DATA;
}

/* The record from start to end, whose line breaks begin at first_break. */
static enum ar_status odd_record(struct ar_csv_block *block, struct ar_csv_record *record, size_t start, size_t end,
                                 size_t first_break, struct ar_error *error)
{
    struct ar_csv_verdict verdict;
    record->count = 0;
    record->apart = UINT64_MAX;
    struct collected collected = {block, record, error, AR_OK, block->scratch + start};
    enum ar_status status = ar_csv_judge(block, start, end < block->size ? end + 1 : end, end >= block->size, collect,
                                         &collected, &verdict, error);
    if (status == AR_OK)
        status = collected.status;
    if (status == AR_OK)
        status = ready_parser(block, error);
    record->fields = block->fields;
    if (status == AR_OK && verdict.bad)
        return bad_quote(block, first_break, start, &verdict, record, error);
    return status;
}

/* ---- the others ---- */

static void one_field(void *at, size_t size, void *context)
{
    *(struct ar_text *)context = (struct ar_text){at, size};
}

/* As libcsv does it to unquoted fields. */
static inline struct ar_text trimmed(struct ar_text field)
{
    bool may = field.size > 0 && (field.at[0] <= ' ' || field.at[field.size - 1] <= ' ');
    return AR_UNLIKELY(may) ? ar_text_trim(field) : field;
}

/* What libcsv makes of a quoted field, given without its quotes, all of which stand where they should. */
static enum ar_status judge_field(struct ar_csv_block *block, struct ar_text *field, struct ar_error *error)
{
    struct ar_text text = {NULL, 0};
    size_t size = field->size + 3; /* with its quotes and the delimiter or line end */
    if (csv_parse(block->parser, field->at - 1, size, one_field, NULL, &text) != size)
        return ar_error_memory(error);
    char *to = block->scratch + (field->at - block->data);
    if (text.size > 0)
        memcpy(to, text.at, text.size);
    *field = (struct ar_text){to, text.size};
    return AR_OK;
}

/* The fields that end at ends[], the last one at `stop`, which is before a CR. Those in quotes without them. */
static inline void bare_fields(struct ar_csv_block *block, struct ar_csv_record *record, size_t start, size_t stop,
                               const uint32_t *ends)
{
    const char quote = block->reader->options.quote, *data = block->data, *at = data + start;
    struct ar_text *fields = block->fields;
    const size_t count = record->count;
    uint64_t apart = 0;
    for (size_t i = 0; i < count; i++) {
        const char *end = data + ends[i];
        size_t quoted = *at == quote; /* counted, not branched on: which fields are quoted cannot be predicted */
        fields[i].at = at + quoted;
        fields[i].size = (size_t)(end - at) - 2 * quoted;
        apart |= quoted << (i & 63);
        at = end + 1;
    }
    fields[count - 1].size -= ends[count - 1] - stop;
    record->apart = apart | apart << 1;
}

/* The same where a quote is doubled somewhere (`judged`), so that taking them off is not enough, or blanks around the
   others are to go (`trim`). */
static enum ar_status quoted_fields(struct ar_csv_block *block, struct ar_csv_record *record, size_t start, size_t stop,
                                    const uint32_t *ends, bool judged, struct ar_error *error)
{
    const char quote = block->reader->options.quote, *at = block->data + start;
    const bool trim = block->reader->options.trim;
    record->apart = UINT64_MAX;
    for (unsigned i = 0; i < record->count; i++) {
        const char *end = block->data + (i + 1 < record->count ? ends[i] : stop);
        size_t quoted = *at == quote;
        struct ar_text field = {at + quoted, (size_t)(end - at) - 2 * quoted};
        if (judged && quoted) {
            enum ar_status status = judge_field(block, &field, error);
            if (status != AR_OK)
                return status;
        }
        block->fields[i] = trim && !quoted ? trimmed(field) : field;
        at = end + 1;
    }
    return AR_OK;
}

static inline __attribute__((always_inline)) void plain_fields(struct ar_csv_block *block, unsigned count, size_t start,
                                                               size_t stop, const uint32_t *ends, const bool trim)
{
    struct ar_text *fields = block->fields;
    const char *at = block->data + start;
    for (unsigned i = 0; i < count; i++) {
        const char *end = block->data + (i + 1 < count ? ends[i] : stop);
        struct ar_text field = {at, (size_t)(end - at)};
        fields[i] = trim ? trimmed(field) : field;
        at = end + 1;
    }
}

static enum ar_status split(struct ar_csv_block *block, struct ar_csv_record *record, size_t start, size_t stop,
                            const uint32_t *ends, struct ar_error *error)
{
    if (AR_UNLIKELY(record->count > block->fields_capacity)) {
        enum ar_status status = make_fields(block, record->count, record, error);
        if (status != AR_OK)
            return status;
    }
    record->fields = block->fields;
    const bool trim = block->reader->options.trim;
    record->apart = trim ? UINT64_MAX : 0;
    if (!block->quotes) {
        if (AR_UNLIKELY(trim))
            plain_fields(block, record->count, start, stop, ends, true);
        else
            plain_fields(block, record->count, start, stop, ends, false);
        return AR_OK;
    }
    bool judged = block->doubled[block->next_doubled] < stop;
    while (AR_UNLIKELY(block->doubled[block->next_doubled] < stop))
        block->next_doubled++;
    if (AR_UNLIKELY(judged || trim || record->count > 64))
        return quoted_fields(block, record, start, stop, ends, judged, error);
    bare_fields(block, record, start, stop, ends);
    return AR_OK;
}

enum ar_status ar_csv_block_next(struct ar_csv_block *block, struct ar_csv_record *record, struct ar_error *error)
{
    size_t row = block->next;
    if (AR_UNLIKELY(row == block->row_count))
        return AR_END;
    size_t first = block->next_end, last = block->rows[row], start = block->next_start, end = block->ends[last];
    size_t stop = end, first_break = block->next_break;
    block->next = row + 1;
    block->next_end = last + 1;
    block->next_start = end + 1;
    if (end < block->size && end > start && block->data[end] == '\n' && block->data[end - 1] == '\r')
        stop--;
    record->line = block->line++;
    record->raw = (struct ar_text){block->data + start, stop - start};
    record->count = (unsigned)(last - first + 1);
    record->blank = false;
    for (; AR_UNLIKELY(block->breaks[block->next_break] < end); block->next_break++)
        block->line++;
    if (AR_UNLIKELY(block->odd[block->next_odd] == row)) {
        block->next_odd++;
        return odd_record(block, record, start, end, first_break, error);
    }
    enum ar_status status = split(block, record, start, stop, block->ends + first, error);
    if (AR_UNLIKELY(record->count == 1) && status == AR_OK)
        record->blank = stop == start || (block->reader->options.trim && ar_text_trim(record->raw).size == 0);
    return status;
}

void ar_csv_block_pass(struct ar_csv_block *block, size_t count)
{
    size_t last = block->rows[block->next + count - 1];
    block->next += count;
    block->line += count;
    block->next_end = last + 1;
    block->next_start = (size_t)block->ends[last] + 1;
}
