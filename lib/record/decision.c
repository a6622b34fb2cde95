/* SPDX-License-Identifier: MIT */
/* Decision tables: cells become tests once, a record is held against them row by row. */
#include "record/decision.h"

#include <stdio.h>
#include <stdlib.h>

enum test_kind { TEST_WORD, TEST_NUMBER, TEST_PATTERN };

struct ar_decision_test {
    enum test_kind kind;
    bool has_low, has_high, without_low, without_high; /* the ends of a range, and whether they are out of it */
    struct ar_text word;
    struct ar_decision_number low, high;
    struct ar_pattern *pattern;
};

/* A value, read as a number when the first test asks for one. */
struct ar_decision_value {
    enum { NOT_READ, A_NUMBER, NO_NUMBER } read;
    struct ar_decision_number number;
};

/* Decimals. */

static size_t digits_of(struct ar_text text)
{
    size_t i = 0;
    while (i < text.size && text.at[i] >= '0' && text.at[i] <= '9')
        i++;
    return i;
}

bool ar_decision_number_parse(struct ar_decision_number *out, struct ar_text text)
{
    bool negative = text.size > 0 && text.at[0] == '-';
    struct ar_text rest = {text.at + negative, text.size - negative};
    size_t whole = digits_of(rest);
    if (whole == 0)
        return false;
    *out = (struct ar_decision_number){.negative = negative, .whole = {rest.at, whole}, .fraction = AR_TEXT("")};
    rest = (struct ar_text){rest.at + whole, rest.size - whole};
    if (rest.size > 0) {
        if (rest.at[0] != '.' || rest.size == 1)
            return false;
        out->fraction = (struct ar_text){rest.at + 1, rest.size - 1};
        if (digits_of(out->fraction) != out->fraction.size)
            return false;
    }
    while (out->whole.size > 0 && out->whole.at[0] == '0')
        out->whole = (struct ar_text){out->whole.at + 1, out->whole.size - 1};
    while (out->fraction.size > 0 && out->fraction.at[out->fraction.size - 1] == '0')
        out->fraction.size--;
    out->negative &= out->whole.size + out->fraction.size > 0;
    return true;
}

int ar_decision_compare(const struct ar_decision_number *a, const struct ar_decision_number *b)
{
    if (a->negative != b->negative)
        return a->negative ? -1 : 1;
    int order =
        a->whole.size != b->whole.size ? (a->whole.size < b->whole.size ? -1 : 1) : ar_text_compare(a->whole, b->whole);
    if (order == 0)
        order = ar_text_compare(a->fraction, b->fraction);
    return a->negative ? -order : order;
}

/* Cells. */

static struct ar_text behind(struct ar_text text, size_t size)
{
    return (struct ar_text){text.at + size, text.size - size};
}

/* `>30`, `10..20`: true when the text has that form; *why when it is one but wrong. */
static bool parse_range(struct ar_decision_test *test, struct ar_text text, const char **why)
{
    char first = text.size > 0 ? text.at[0] : 0;
    if (first == '>' || first == '<') {
        bool with = text.size > 1 && text.at[1] == '=', low = first == '>';
        struct ar_decision_number *end = low ? &test->low : &test->high;
        *(low ? &test->has_low : &test->has_high) = true;
        *(low ? &test->without_low : &test->without_high) = !with;
        if (!ar_decision_number_parse(end, ar_text_trim(behind(text, 1 + with))))
            *why = "not a number behind the comparison";
        return true;
    }
    for (size_t i = 1; i + 1 < text.size; i++) {
        if (text.at[i] != '.' || text.at[i + 1] != '.')
            continue;
        if (!ar_decision_number_parse(&test->low, ar_text_trim((struct ar_text){text.at, i})))
            return false;
        test->has_low = test->has_high = true;
        if (!ar_decision_number_parse(&test->high, ar_text_trim(behind(text, i + 2))))
            *why = "not a number behind the dots";
        else if (ar_decision_compare(&test->low, &test->high) > 0)
            *why = "a range that ends before it begins";
        return true;
    }
    return false;
}

static bool is_among(struct ar_text text, const char *const *words)
{
    for (; *words != NULL; words++)
        if (ar_text_is(text, *words))
            return true;
    return false;
}

/* One alternative of a cell; NULL, or what is wrong with it. */
static const char *parse_alternative(struct ar_decision_test *test, struct ar_text text,
                                     const struct ar_feature *feature)
{
    const char *why = NULL;
    *test = (struct ar_decision_test){.kind = TEST_NUMBER};
    if (text.size == 0)
        return "an empty alternative";
    if (parse_range(test, text, &why))
        return why == NULL && feature->kind == AR_FEATURE_TEXT ? "a comparison of numbers, but this is a text" : why;
    if (feature->kind == AR_FEATURE_NUMBER) {
        test->has_low = test->has_high = true;
        if (!ar_decision_number_parse(&test->low, text))
            return "not a number, comparison, range or pattern";
        test->high = test->low;
        return NULL;
    }
    *test = (struct ar_decision_test){.kind = TEST_WORD, .word = text};
    return feature->words != NULL && !is_among(text, feature->words) ? "not a word that this can be" : NULL;
}

static enum ar_status add_test(struct ar_decision *decision, const struct ar_decision_test *test)
{
    if (ar_grow(&decision->tests, &decision->test_capacity, decision->test_count + 1, sizeof *decision->tests) != AR_OK)
        return AR_FAILED;
    decision->tests[decision->test_count++] = *test;
    return AR_OK;
}

/* `/…/` or `/…/i`, with the text between the strokes. */
static bool is_pattern(struct ar_text *source, unsigned *flags, struct ar_text cell)
{
    size_t folds = cell.size > 2 && cell.at[cell.size - 1] == 'i' && cell.at[cell.size - 2] == '/';
    if (cell.size < 2 + folds || cell.at[0] != '/' || cell.at[cell.size - 1 - folds] != '/')
        return false;
    *source = (struct ar_text){cell.at + 1, cell.size - 2 - folds};
    *flags = AR_PATTERN_BYTES | (folds ? AR_PATTERN_FOLD_CASE : 0u);
    return true;
}

static enum ar_status add_pattern(struct ar_decision *decision, size_t row, int column, struct ar_text source,
                                  unsigned flags, struct ar_error *error)
{
    struct ar_decision_test test = {.kind = TEST_PATTERN};
    enum ar_status status = ar_pattern_new(&test.pattern, source, flags, error);
    if (status == AR_BAD_DATA) {
        ar_error_place(error, decision->table->path, decision->table->lines[row]);
        ar_error_column(error, decision->table->header.names[column]);
        if (error)
            error->fatal = true;
    }
    if (status == AR_OK && add_test(decision, &test) != AR_OK) {
        ar_pattern_delete(test.pattern);
        status = ar_error_memory(error);
    }
    return status;
}

static enum ar_status add_cell(struct ar_decision *decision, size_t row, const struct ar_decision_column *column,
                               struct ar_error *error)
{
    const struct ar_feature *feature = &decision->features[column->feature];
    struct ar_text cell = ar_text_trim(ar_table_get(decision->table, row, column->column)), source;
    unsigned flags;
    if (cell.size == 0)
        return AR_OK;
    if (is_pattern(&source, &flags, cell))
        return add_pattern(decision, row, column->column, source, flags, error);
    while (cell.at != NULL) {
        struct ar_decision_test test;
        const char *why = parse_alternative(&test, ar_text_trim(ar_text_cut(&cell, '|')), feature);
        if (why != NULL)
            return ar_table_error(decision->table, row, column->column, why, error);
        if (add_test(decision, &test) != AR_OK)
            return ar_error_memory(error);
    }
    return AR_OK;
}

/* Columns. */

static int find_feature(const struct ar_feature *features, struct ar_text name)
{
    for (int i = 0; features[i].name != NULL; i++)
        if (ar_text_is(name, features[i].name))
            return i;
    return -1;
}

/* Keeps the name that is nearest to the one meant. */
static void consider(const char **nearest, unsigned *best, const char *candidate, struct ar_text meant)
{
    unsigned distance = ar_text_distance(ar_text_from(candidate), meant, *best);
    if (distance < *best) {
        *best = distance;
        *nearest = candidate;
    }
}

/* A column whose name means nothing: AR_BAD_DATA, with the nearest that does. */
static enum ar_status refuse_column(const struct ar_decision *decision, struct ar_text name, const char *const *results,
                                    struct ar_error *error)
{
    const char *nearest = NULL;
    char shown[128], hint[160] = "";
    unsigned best = name.size < 5 ? 2 : 3; /* more edits than that is another word */
    for (const struct ar_feature *feature = decision->features; feature->name != NULL; feature++)
        consider(&nearest, &best, feature->name, name);
    for (; *results != NULL; results++)
        consider(&nearest, &best, *results, name);
    ar_printable(shown, sizeof shown, name);
    if (nearest != NULL)
        snprintf(hint, sizeof hint, "; did you mean '%s'?", nearest);
    ar_error_set(error, AR_BAD_DATA, "column '%s' is neither a condition nor a result%s", shown, hint);
    ar_error_place(error, decision->table->path, 1);
    if (error)
        error->fatal = true;
    return AR_BAD_DATA;
}

static enum ar_status bind_columns(struct ar_decision *decision, const char *const *results, struct ar_error *error)
{
    const struct ar_header *header = &decision->table->header;
    decision->columns = calloc(header->count + 1u, sizeof *decision->columns);
    decision->values = calloc(header->count + 1u, sizeof *decision->values);
    if (decision->columns == NULL || decision->values == NULL)
        return ar_error_memory(error);
    for (unsigned i = 0; i < header->count; i++) {
        int feature = find_feature(decision->features, header->names[i]);
        if (feature >= 0)
            decision->columns[decision->column_count++] = (struct ar_decision_column){(int)i, (unsigned)feature};
        else if (!is_among(header->names[i], results))
            return refuse_column(decision, header->names[i], results, error);
    }
    return AR_OK;
}

enum ar_status ar_decision_init(struct ar_decision *out, const struct ar_table *table,
                                const struct ar_feature *features, const char *const *results, struct ar_error *error)
{
    *out = (struct ar_decision){.table = table, .features = features};
    enum ar_status status = bind_columns(out, results, error);
    if (status == AR_OK) {
        out->first = calloc(table->rows * out->column_count + 1, sizeof *out->first);
        if (out->first == NULL)
            status = ar_error_memory(error);
    }
    for (size_t row = 0, cell = 0; status == AR_OK && row < table->rows; row++)
        for (unsigned i = 0; status == AR_OK && i < out->column_count; i++) {
            status = add_cell(out, row, &out->columns[i], error);
            out->first[++cell] = out->test_count;
        }
    if (status != AR_OK)
        ar_decision_free(out);
    return status;
}

void ar_decision_free(struct ar_decision *decision)
{
    for (size_t i = 0; i < decision->test_count; i++)
        ar_pattern_delete(decision->tests[i].pattern);
    free(decision->tests);
    free(decision->columns);
    free(decision->values);
    free(decision->first);
    *decision = (struct ar_decision){.table = NULL};
}

bool ar_decision_asks(const struct ar_decision *decision, unsigned feature)
{
    for (unsigned i = 0; i < decision->column_count; i++)
        if (decision->columns[i].feature == feature)
            return true;
    return false;
}

bool ar_decision_is_total(const struct ar_decision *decision)
{
    unsigned width = decision->column_count;
    for (size_t row = 0; row < decision->table->rows; row++)
        if (decision->first[row * width] == decision->first[(row + 1) * width])
            return true;
    return false;
}

/* Matching. */

static bool is_within(const struct ar_decision_test *test, const struct ar_decision_number *number)
{
    if (test->has_low) {
        int order = ar_decision_compare(number, &test->low);
        if (order < 0 || (order == 0 && test->without_low))
            return false;
    }
    if (test->has_high) {
        int order = ar_decision_compare(number, &test->high);
        if (order > 0 || (order == 0 && test->without_high))
            return false;
    }
    return true;
}

static enum ar_status test_number(bool *holds, struct ar_decision_value *value, const struct ar_decision_test *test,
                                  struct ar_text text, const char *name, struct ar_error *error)
{
    if (text.size == 0)
        return AR_OK;
    if (value->read == NOT_READ)
        value->read = ar_decision_number_parse(&value->number, text) ? A_NUMBER : NO_NUMBER;
    if (value->read == A_NUMBER) {
        *holds = is_within(test, &value->number);
        return AR_OK;
    }
    ar_error_set(error, AR_BAD_DATA, "not a number, but a table compares it");
    ar_error_column(error, ar_text_from(name));
    ar_error_value(error, text);
    return AR_BAD_DATA;
}

static enum ar_status test_cell(bool *holds, struct ar_decision *decision, size_t row, unsigned i, struct ar_text text,
                                struct ar_error *error)
{
    const char *name = decision->features[decision->columns[i].feature].name;
    size_t cell = row * decision->column_count + i, end = decision->first[cell + 1];
    enum ar_status status = AR_OK;
    *holds = decision->first[cell] == end;
    for (size_t t = decision->first[cell]; status == AR_OK && !*holds && t < end; t++) {
        const struct ar_decision_test *test = &decision->tests[t];
        if (test->kind == TEST_WORD)
            *holds = ar_text_equal(test->word, text);
        else if (test->kind == TEST_NUMBER)
            status = test_number(holds, &decision->values[i], test, text, name, error);
        else
            status = ar_pattern_match(test->pattern, text, 0, holds, error);
        if (status == AR_BAD_DATA && test->kind == TEST_PATTERN) {
            ar_error_place(error, decision->table->path, decision->table->lines[row]);
            ar_error_column(error, ar_text_from(name));
        }
    }
    return status;
}

enum ar_status ar_decision_find(size_t *row, struct ar_decision *decision, const struct ar_text *values,
                                struct ar_error *error)
{
    enum ar_status status = AR_OK;
    for (unsigned i = 0; i < decision->column_count; i++)
        decision->values[i].read = NOT_READ;
    for (*row = 0; *row < decision->table->rows; ++*row) {
        bool holds = true;
        for (unsigned i = 0; status == AR_OK && holds && i < decision->column_count; i++)
            status = test_cell(&holds, decision, *row, i, values[decision->columns[i].feature], error);
        if (status != AR_OK || holds)
            return status;
    }
    *row = AR_NO_ROW;
    return AR_OK;
}
