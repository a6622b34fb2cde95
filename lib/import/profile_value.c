/* SPDX-License-Identifier: MIT */
/* What a profile assigns to a column: `COLUMN = VALUE` and the table of replacements below it. */
#include "import/profile_read.h"

#include <stdlib.h>

/* Our own column names, and what a profile may add to them. */
static bool column_name(struct ar_text name)
{
    if (name.size == 0 || name.size > 64)
        return false;
    for (size_t i = 0; i < name.size; i++)
        if (!((name.at[i] >= 'a' && name.at[i] <= 'z') || name.at[i] == '_'))
            return false;
    return true;
}

static bool looking_at(const struct ar_profile_reader *reader, char c)
{
    return reader->rest.size && reader->rest.at[0] == c;
}

/* A sign or a bar stands alone, so that it is not taken for a part of a name. */
static bool take_operator(struct ar_profile_reader *reader, char c)
{
    ar_profile_blanks(reader);
    if (!looking_at(reader, c))
        return false;
    reader->rest.at++;
    reader->rest.size--;
    return true;
}

static enum ar_status add_term(struct ar_profile_reader *reader, struct ar_profile_join *join)
{
    struct ar_profile *profile = reader->profile;
    struct ar_profile_term term = {.source = -1};
    enum ar_status status;
    ar_profile_blanks(reader);
    if (looking_at(reader, '%')) {
        status = ar_profile_source(reader, &term.source, true);
    } else if (looking_at(reader, '"')) {
        status = ar_profile_text(reader, &term.literal);
    } else {
        return ar_profile_fail_value(reader, reader->rest, "a text beside a column is quoted, \"like this\"");
    }
    if (status != AR_OK)
        return status;
    struct ar_profile_term *kept =
        ar_profile_add(&profile->terms, &profile->terms_capacity, &profile->terms_count, sizeof *kept);
    if (kept == NULL)
        return ar_error_memory(reader->error);
    *kept = term;
    join->terms++;
    return AR_OK;
}

static bool term_follows(struct ar_profile_reader *reader)
{
    ar_profile_blanks(reader);
    return looking_at(reader, '%') || looking_at(reader, '"');
}

static enum ar_status add_join(struct ar_profile_reader *reader, struct ar_profile_operand *operand, bool one_term)
{
    struct ar_profile *profile = reader->profile;
    struct ar_profile_join join = {(unsigned)profile->terms_count, 0};
    do {
        enum ar_status status = add_term(reader, &join);
        if (status != AR_OK)
            return status;
    } while (!one_term && term_follows(reader));
    struct ar_profile_join *kept =
        ar_profile_add(&profile->joins, &profile->joins_capacity, &profile->joins_count, sizeof *kept);
    if (kept == NULL)
        return ar_error_memory(reader->error);
    *kept = join;
    operand->joins++;
    return AR_OK;
}

static enum ar_status add_operand(struct ar_profile_reader *reader, struct ar_profile_value *value, bool minus)
{
    struct ar_profile *profile = reader->profile;
    struct ar_profile_operand operand = {.minus = minus, .first_join = (unsigned)profile->joins_count};
    operand.longest = ar_profile_take(reader, "longest");
    ar_profile_blanks(reader);
    bool number = reader->rest.size && reader->rest.at[0] >= '0' && reader->rest.at[0] <= '9';
    if (number) { /* + 30 days */
        struct ar_profile_term *term =
            ar_profile_add(&profile->terms, &profile->terms_capacity, &profile->terms_count, sizeof *term);
        struct ar_profile_join *join =
            ar_profile_add(&profile->joins, &profile->joins_capacity, &profile->joins_count, sizeof *join);
        if (term == NULL || join == NULL)
            return ar_error_memory(reader->error);
        *term = (struct ar_profile_term){-1, ar_profile_word(reader)};
        *join = (struct ar_profile_join){(unsigned)profile->terms_count - 1, 1};
        operand.joins = 1;
        if (ar_profile_keep(reader, &term->literal) != AR_OK)
            return AR_FAILED;
    } else {
        do {
            enum ar_status status = add_join(reader, &operand, operand.longest);
            if (status != AR_OK)
                return status;
        } while (operand.longest ? term_follows(reader) : take_operator(reader, '|'));
    }
    if (ar_profile_take(reader, "days"))
        operand.unit = AR_UNIT_DAYS;
    else if (ar_profile_take(reader, "months"))
        operand.unit = AR_UNIT_MONTHS;
    if (operand.longest && operand.unit == AR_UNIT_NONE)
        return ar_profile_fail(reader, "after longest come columns and then 'days' or 'months'");
    if (number && operand.unit == AR_UNIT_NONE)
        return ar_profile_fail(reader, "after a number comes 'days' or 'months'");
    if (operand.unit != AR_UNIT_NONE && value->operands == 0)
        return ar_profile_fail(reader, "days and months are added to a date");
    struct ar_profile_operand *kept =
        ar_profile_add(&profile->operands, &profile->operands_capacity, &profile->operands_count, sizeof *kept);
    if (kept == NULL)
        return ar_error_memory(reader->error);
    *kept = operand;
    value->operands++;
    return AR_OK;
}

static enum ar_status parse_operands(struct ar_profile_reader *reader, struct ar_profile_value *value)
{
    bool minus = false;
    if (ar_profile_take(reader, "debit")) {
        value->debit_credit = true;
        enum ar_status status = add_operand(reader, value, false);
        if (status != AR_OK)
            return status;
        if (!ar_profile_take(reader, "credit"))
            return ar_profile_fail_value(reader, reader->rest, "after 'debit %A' comes 'credit %B'");
        return add_operand(reader, value, true);
    }
    minus = take_operator(reader, '-');
    for (;;) {
        enum ar_status status = add_operand(reader, value, minus);
        if (status != AR_OK || ar_profile_at_end(reader))
            return status;
        if (take_operator(reader, '+'))
            minus = false;
        else if (take_operator(reader, '-'))
            minus = true;
        else
            return ar_profile_fail_value(reader, reader->rest, "expected another column, '|', '+' or '-'");
    }
}

/* A text without any %column or quote is itself the value. */
static enum ar_status parse_constant(struct ar_profile_reader *reader, struct ar_profile_value *value)
{
    struct ar_profile *profile = reader->profile;
    struct ar_profile_term *term =
        ar_profile_add(&profile->terms, &profile->terms_capacity, &profile->terms_count, sizeof *term);
    struct ar_profile_join *join =
        ar_profile_add(&profile->joins, &profile->joins_capacity, &profile->joins_count, sizeof *join);
    struct ar_profile_operand *operand =
        ar_profile_add(&profile->operands, &profile->operands_capacity, &profile->operands_count, sizeof *operand);
    if (term == NULL || join == NULL || operand == NULL)
        return ar_error_memory(reader->error);
    *term = (struct ar_profile_term){-1, reader->rest};
    *join = (struct ar_profile_join){(unsigned)profile->terms_count - 1, 1};
    operand->first_join = (unsigned)profile->joins_count - 1;
    operand->joins = 1;
    value->operands = 1;
    reader->rest.size = 0;
    return ar_profile_keep(reader, &term->literal);
}

static bool is_constant(const struct ar_profile *profile, const struct ar_profile_value *value)
{
    if (value->operands != 1)
        return false;
    const struct ar_profile_operand *operand = &profile->operands[value->first_operand];
    const struct ar_profile_join *join = &profile->joins[operand->first_join];
    return operand->joins == 1 && join->terms == 1 && !operand->minus && profile->terms[join->first_term].source < 0;
}

static enum ar_status parse_value(struct ar_profile_reader *reader, unsigned *out)
{
    struct ar_profile *profile = reader->profile;
    struct ar_profile_value value = {.first_operand = (unsigned)profile->operands_count,
                                     .first_entry = (unsigned)profile->entries_count,
                                     .place = ar_profile_here(reader)};
    if (ar_profile_at_end(reader))
        return ar_profile_fail(reader, "after '=' comes a value; to leave a column empty, write \"\"");
    struct ar_text rest = reader->rest;
    bool plain = memchr(rest.at, '%', rest.size) == NULL && memchr(rest.at, '"', rest.size) == NULL;
    enum ar_status status = plain ? parse_constant(reader, &value) : parse_operands(reader, &value);
    if (status != AR_OK)
        return status;
    value.constant = is_constant(profile, &value);
    struct ar_profile_value *kept =
        ar_profile_add(&profile->values, &profile->values_capacity, &profile->values_count, sizeof *kept);
    if (kept == NULL)
        return ar_error_memory(reader->error);
    *kept = value;
    *out = (unsigned)profile->values_count - 1;
    return AR_OK;
}

static enum ar_status parse_assignment(struct ar_profile_reader *reader, struct ar_text column,
                                       struct ar_profile_assignment *out)
{
    if (!column_name(column))
        return ar_profile_fail_value(reader, column, "a column's name is made of a-z and _");
    if (ar_text_is(column, "source"))
        return ar_profile_fail(reader, "the option --source fills this column");
    reader->rest.at++; /* = */
    reader->rest.size--;
    out->place = ar_profile_here(reader);
    out->column = column;
    enum ar_status status = ar_profile_keep(reader, &out->column);
    return status == AR_OK ? parse_value(reader, &out->value) : status;
}

enum ar_status ar_profile_assign(struct ar_profile_reader *reader, struct ar_text column)
{
    struct ar_profile *profile = reader->profile;
    struct ar_profile_assignment assignment = {0};
    enum ar_status status = parse_assignment(reader, column, &assignment);
    if (status != AR_OK)
        return status;
    reader->open = AR_OPEN_VALUE;
    for (size_t i = 0; i < profile->assignments_count; i++) {
        struct ar_profile_assignment *earlier = &profile->assignments[i];
        if (!ar_text_equal(earlier->column, assignment.column))
            continue;
        if (strcmp(earlier->place.file, reader->file) == 0)
            return ar_profile_fail(reader, "assigned twice, first on line %llu",
                                   (unsigned long long)earlier->place.line);
        const struct ar_profile_value *value = &profile->values[earlier->value];
        for (unsigned k = 0; k < value->entries; k++)
            profile->entries[value->first_entry + k].replaced = true;
        *earlier = assignment; /* over one from an included file */
        return AR_OK;
    }
    struct ar_profile_assignment *kept = ar_profile_add(&profile->assignments, &profile->assignments_capacity,
                                                        &profile->assignments_count, sizeof *kept);
    if (kept == NULL)
        return ar_error_memory(reader->error);
    *kept = assignment;
    return AR_OK;
}

/* from FILE KEY-COLUMN VALUE-COLUMN */
static enum ar_status parse_from(struct ar_profile_reader *reader, struct ar_profile_entry *entry)
{
    struct ar_text key, value;
    const char *path;
    int column;
    enum ar_status status = ar_profile_path(reader, &path);
    if (status == AR_OK)
        status = ar_profile_text(reader, &key);
    if (status == AR_OK)
        status = ar_profile_text(reader, &value);
    if (status == AR_OK)
        status = ar_profile_end(reader);
    if (status != AR_OK)
        return status;
    struct ar_profile_lookup *lookup = calloc(1, sizeof *lookup);
    if (lookup == NULL)
        return ar_error_memory(reader->error);
    status = ar_table_load(&lookup->table, path, reader->error);
    if (status != AR_OK) {
        free(lookup);
        return status;
    }
    entry->lookup = lookup;
    status = ar_table_need(&lookup->table, value.at, &lookup->value, reader->error);
    if (status == AR_OK)
        status = ar_table_need(&lookup->table, key.at, &column, reader->error);
    if (status == AR_OK)
        status = ar_table_index(&lookup->index, &lookup->table, column, reader->error);
    return status;
}

static enum ar_status keep_entry(struct ar_profile_reader *reader, struct ar_profile_entry *entry,
                                 enum ar_status status)
{
    struct ar_profile *profile = reader->profile;
    struct ar_profile_entry *kept = status == AR_OK ? ar_profile_add(&profile->entries, &profile->entries_capacity,
                                                                     &profile->entries_count, sizeof *kept)
                                                    : NULL;
    if (kept == NULL) {
        ar_profile_entry_free(entry);
        return status == AR_OK ? ar_error_memory(reader->error) : status;
    }
    *kept = *entry;
    profile->values[profile->values_count - 1].entries++;
    return AR_OK;
}

/* KEY = TEXT, /pattern/ = TEXT, else = TEXT or from FILE KEY VALUE. */
enum ar_status ar_profile_entry(struct ar_profile_reader *reader)
{
    struct ar_profile *profile = reader->profile;
    const struct ar_profile_value *value = &profile->values[profile->values_count - 1];
    reader->directive = AR_TEXT("table");
    struct ar_profile_entry entry = {.place = ar_profile_here(reader)};
    if (value->entries && profile->entries[profile->entries_count - 1].otherwise)
        return ar_profile_fail(reader, "a line after 'else' is never reached");
    ar_profile_blanks(reader);
    const struct ar_text line = reader->rest;
    enum ar_status status = AR_OK;
    if (ar_profile_take(reader, "from") && !(ar_profile_at_end(reader) || looking_at(reader, '=')))
        return keep_entry(reader, &entry, parse_from(reader, &entry));
    reader->rest = line;
    if (looking_at(reader, '/')) {
        status = ar_profile_pattern(reader, &entry.pattern);
    } else if (looking_at(reader, '"')) {
        status = ar_profile_text(reader, &entry.key);
    } else {
        const char *equals = memchr(reader->rest.at, '=', reader->rest.size);
        size_t size = equals ? (size_t)(equals - reader->rest.at) : reader->rest.size;
        entry.key = ar_text_trim((struct ar_text){reader->rest.at, size});
        entry.otherwise = ar_text_is(entry.key, "else");
        reader->rest.at += size;
        reader->rest.size -= size;
        status = ar_profile_keep(reader, &entry.key);
    }
    if (status == AR_OK && !take_operator(reader, '='))
        status = ar_profile_fail(reader, "a line of a table is: TEXT = VALUE, /pattern/ = VALUE or else = VALUE");
    if (status == AR_OK && !ar_profile_at_end(reader) && !looking_at(reader, '"')) {
        entry.value = reader->rest;
        reader->rest.size = 0;
        status = ar_profile_keep(reader, &entry.value);
    } else if (status == AR_OK) {
        status = ar_profile_text(reader, &entry.value);
        if (status == AR_OK)
            status = ar_profile_end(reader);
    }
    return keep_entry(reader, &entry, status);
}

/* An indented line of a rule: COLUMN = VALUE, skip, stop, reject REASON. */
enum ar_status ar_profile_action(struct ar_profile_reader *reader)
{
    struct ar_profile *profile = reader->profile;
    struct ar_profile_rule *rule = &profile->rules[profile->rules_count - 1];
    struct ar_text word = ar_profile_word(reader);
    reader->directive = word;
    ar_profile_blanks(reader);
    if (looking_at(reader, '=')) {
        struct ar_profile_assignment assignment = {0};
        enum ar_status status = parse_assignment(reader, word, &assignment);
        if (status != AR_OK)
            return status;
        struct ar_profile_assignment *kept =
            ar_profile_add(&profile->overrides, &profile->overrides_capacity, &profile->overrides_count, sizeof *kept);
        if (kept == NULL)
            return ar_error_memory(reader->error);
        *kept = assignment;
        rule->assignments++;
        return AR_OK;
    }
    if (ar_text_is(word, "reject")) {
        rule->reject = true;
        rule->reason = ar_profile_at_end(reader) ? AR_TEXT("rejected by a rule of the profile") : reader->rest;
        return ar_profile_keep(reader, &rule->reason);
    }
    if (ar_text_is(word, "skip"))
        rule->skip = true;
    else if (ar_text_is(word, "stop"))
        rule->stop = true;
    else
        return ar_profile_fail(reader, "below an if comes COLUMN = VALUE, skip, stop or reject REASON");
    return ar_profile_end(reader);
}
