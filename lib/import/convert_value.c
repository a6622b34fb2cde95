/* SPDX-License-Identifier: MIT */
/* What a value of the profile gives for the record at hand. */
#include "import/convert_row.h"

enum ar_status ar_row_bad(const struct ar_row_maker *maker, unsigned op, struct ar_text value, const char *why,
                          struct ar_error *error)
{
    ar_error_set(error, AR_BAD_DATA, "%s", why);
    ar_error_place(error, maker->label, maker->record->line);
    ar_error_column(error, maker->plan->ops[op].name);
    if (value.size)
        ar_error_value(error, value);
    return AR_BAD_DATA;
}

/* A pattern failed on this record: which one, and where it stands in the profile. */
static enum ar_status pattern_failed(const struct ar_row_maker *maker, const struct ar_profile_place *place,
                                     enum ar_status status, struct ar_error *error)
{
    char reason[sizeof error->reason];
    if (status != AR_BAD_DATA || error == NULL)
        return status;
    bool fatal = error->fatal; /* a pattern at its limit is the profile's fault: no record is set aside for it */
    memcpy(reason, error->reason, sizeof reason);
    reason[sizeof reason - 1] = '\0';
    ar_error_set(error, AR_BAD_DATA, "%.300s, in %.150s:%llu", reason, place->file, (unsigned long long)place->line);
    ar_error_place(error, maker->label, maker->record->line);
    error->fatal = fatal;
    return status;
}

struct ar_text ar_row_source(const struct ar_row_maker *maker, int source)
{
    int field = maker->plan->fields[source];
    if (field < 0 || (unsigned)field >= maker->record->count)
        return AR_TEXT("");
    struct ar_text text = maker->record->fields[field];
    const struct ar_profile_list *nulls = &maker->plan->profile->nulls;
    for (size_t i = 0; i < nulls->count; i++)
        if (ar_text_equal(text, nulls->at[i]))
            return AR_TEXT("");
    return text;
}

static enum ar_status term_text(struct ar_row_maker *maker, const struct ar_profile_term *term, struct ar_text *out,
                                struct ar_error *error)
{
    if (term->source < 0) {
        *out = term->literal;
        return AR_OK;
    }
    *out = ar_row_source(maker, term->source);
    const struct ar_profile_source *source = &maker->plan->profile->sources[term->source];
    if (source->capture == NULL || out->size == 0)
        return AR_OK;
    bool found;
    enum ar_status status = ar_pattern_match(source->capture, *out, 0, &found, error);
    if (status != AR_OK)
        return pattern_failed(maker, &source->place, status, error);
    struct ar_text part = AR_TEXT("");
    if (found)
        part = ar_pattern_group(source->capture, ar_pattern_groups(source->capture) ? 1 : 0);
    *out = part.at == NULL ? AR_TEXT("") : part;
    return AR_OK;
}

/* A join is empty when all its sources are, whatever literals stand between them; blanks beside an empty one go. */
static enum ar_status join_text(struct ar_row_maker *maker, unsigned op, const struct ar_profile_join *join,
                                struct ar_text *out, struct ar_error *error)
{
    const struct ar_profile_term *terms = &maker->plan->profile->terms[join->first_term];
    if (join->terms == 1)
        return term_text(maker, terms, out, error);
    struct ar_buffer *scratch = &maker->scratch[op];
    bool sources = false, filled = false;
    scratch->size = 0;
    for (unsigned i = 0; i < join->terms; i++) {
        struct ar_text part;
        enum ar_status status = term_text(maker, &terms[i], &part, error);
        if (status != AR_OK)
            return status;
        sources = sources || terms[i].source >= 0;
        filled = filled || (terms[i].source >= 0 && part.size > 0);
        if (ar_buffer_add(scratch, part) != AR_OK)
            return ar_error_memory(error);
    }
    *out = sources && !filled ? AR_TEXT("") : ar_text_trim(ar_buffer_text(scratch));
    return AR_OK;
}

static enum ar_status operand_text(struct ar_row_maker *maker, unsigned op, const struct ar_profile_operand *operand,
                                   struct ar_text *out, struct ar_error *error)
{
    const struct ar_profile_join *joins = &maker->plan->profile->joins[operand->first_join];
    *out = AR_TEXT("");
    for (unsigned i = 0; i < operand->joins && out->size == 0; i++) {
        enum ar_status status = join_text(maker, op, &joins[i], out, error);
        if (status != AR_OK)
            return status;
    }
    return AR_OK;
}

/* Rows of one key must agree on what it stands for. */
static bool one_answer(const struct ar_profile_lookup *lookup, size_t row, struct ar_text *out)
{
    *out = ar_table_get(&lookup->table, row, lookup->value);
    while ((row = ar_table_next(&lookup->index, row)) != AR_NO_ROW)
        if (!ar_text_equal(*out, ar_table_get(&lookup->table, row, lookup->value)))
            return false;
    return true;
}

/* The table below an assignment: the first line that fits; without one the text stays as it is, unless a file of known
   ones was named. */
static enum ar_status look_up(struct ar_row_maker *maker, unsigned op, const struct ar_profile_value *value,
                              struct ar_text *text, struct ar_error *error)
{
    const struct ar_profile *profile = maker->plan->profile;
    bool files = false;
    for (unsigned i = 0; i < value->entries; i++) {
        const struct ar_profile_entry *entry = &profile->entries[value->first_entry + i];
        bool found = entry->otherwise;
        struct ar_text replacement = entry->value;
        if (entry->pattern != NULL) {
            enum ar_status status = ar_pattern_match(entry->pattern, *text, 0, &found, error);
            if (status != AR_OK)
                return pattern_failed(maker, &entry->place, status, error);
        } else if (entry->lookup != NULL) {
            size_t row = text->size ? ar_table_lookup(&entry->lookup->index, *text) : AR_NO_ROW;
            files = true;
            found = row != AR_NO_ROW;
            if (found && !one_answer(entry->lookup, row, &replacement))
                return ar_row_bad(maker, op, *text, "has several answers in the table", error);
        } else if (!found) {
            found = ar_text_equal(*text, entry->key);
        }
        if (found) {
            maker->fired[profile->rules_count + value->first_entry + i]++;
            *text = replacement;
            return AR_OK;
        }
    }
    return files && text->size ? ar_row_bad(maker, op, *text, "not in the table", error) : AR_OK;
}

static void strip(struct ar_row_maker *maker, unsigned op, struct ar_text *text)
{
    const struct ar_profile *profile = maker->plan->profile;
    for (size_t i = 0; i < profile->strips_count; i++) {
        const struct ar_profile_setting *one = &profile->strips[i];
        if (!ar_text_equal(one->column, maker->plan->ops[op].name) || text->size <= one->text.size)
            continue;
        struct ar_text end = {text->at + text->size - one->text.size, one->text.size};
        if (!ar_text_equal(end, one->text))
            continue;
        text->size -= one->text.size;
        maker->fired[profile->rules_count + profile->entries_count + i]++;
    }
}

enum ar_status ar_row_text(struct ar_row_maker *maker, unsigned op, const struct ar_profile_value *value,
                           struct ar_text *out, struct ar_error *error)
{
    enum ar_status status = operand_text(maker, op, &maker->plan->profile->operands[value->first_operand], out, error);
    if (status == AR_OK && value->entries)
        status = look_up(maker, op, value, out, error);
    if (status == AR_OK)
        strip(maker, op, out);
    return status;
}

static enum ar_status operand_amount(struct ar_row_maker *maker, unsigned op, struct ar_text text, int64_t *out,
                                     struct ar_error *error)
{
    const char *why = NULL;
    if (maker->currency.code == 0)
        return ar_row_bad(maker, op, text, "an amount without a currency", error);
    if (ar_style_amount(out, &maker->plan->numbers, text, maker->currency, &why) == AR_OK)
        return AR_OK;
    return ar_row_bad(maker, op, text, why, error);
}

/* Of a debit and a credit column one holds the amount; the other is empty or zero. */
static enum ar_status one_side(struct ar_row_maker *maker, unsigned op, const int64_t *sides, struct ar_text text,
                               struct ar_error *error)
{
    if (sides[0] == 0 || sides[1] == 0)
        return AR_OK;
    return ar_row_bad(maker, op, text, "a debit and a credit in one record", error);
}

enum ar_status ar_row_amount(struct ar_row_maker *maker, unsigned op, const struct ar_profile_value *value,
                             int64_t *out, bool *known, struct ar_error *error)
{
    const struct ar_profile *profile = maker->plan->profile;
    const struct ar_profile_operand *operands = &profile->operands[value->first_operand];
    ar_int128 sum = 0;
    int64_t sides[2] = {0, 0};
    struct ar_text text = AR_TEXT("");
    *known = false;
    for (unsigned i = 0; i < value->operands; i++) {
        int64_t amount;
        enum ar_status status = operand_text(maker, op, &operands[i], &text, error);
        if (status == AR_OK && value->entries)
            status = look_up(maker, op, value, &text, error);
        if (status != AR_OK)
            return status;
        if (text.size == 0)
            continue;
        status = operand_amount(maker, op, text, &amount, error);
        if (status != AR_OK)
            return status;
        *known = true;
        sum += operands[i].minus ? -(ar_int128)amount : (ar_int128)amount;
        sides[i & 1] = amount;
    }
    if (ar_amount_from_sum(out, sum) != AR_OK)
        return ar_row_bad(maker, op, text, "amount out of range", error);
    return value->debit_credit ? one_side(maker, op, sides, text, error) : AR_OK;
}

/* A count of days: digits, as 30 or 30.0. Empty is none. */
static bool parse_count(struct ar_text text, int64_t *out)
{
    *out = 0;
    text = ar_text_trim(text);
    size_t i = 0;
    for (; i < text.size && text.at[i] >= '0' && text.at[i] <= '9' && i < 6; i++)
        *out = *out * 10 + (text.at[i] - '0');
    if (i == 0)
        return text.size == 0;
    if (i < text.size && text.at[i] == '.')
        for (i++; i < text.size && text.at[i] == '0'; i++)
            ;
    return i == text.size;
}

static enum ar_status operand_count(struct ar_row_maker *maker, unsigned op, const struct ar_profile_operand *operand,
                                    int64_t *out, struct ar_error *error)
{
    const struct ar_profile_join *joins = &maker->plan->profile->joins[operand->first_join];
    *out = 0;
    for (unsigned i = 0; i < operand->joins; i++) {
        struct ar_text text;
        int64_t count;
        enum ar_status status = join_text(maker, op, &joins[i], &text, error);
        if (status != AR_OK)
            return status;
        if (!parse_count(text, &count))
            return ar_row_bad(maker, op, text, "not a number of days or months", error);
        if (count > *out)
            *out = count;
        if (!operand->longest && text.size > 0)
            break;
    }
    return AR_OK;
}

enum ar_status ar_row_date(struct ar_row_maker *maker, unsigned op, const struct ar_profile_value *value,
                           struct ar_date *out, struct ar_error *error)
{
    struct ar_text text;
    const struct ar_profile_operand *operands = &maker->plan->profile->operands[value->first_operand];
    enum ar_status status = ar_row_text(maker, op, value, &text, error);
    *out = AR_DATE_NONE;
    if (status != AR_OK || text.size == 0)
        return status;
    const char *why = NULL;
    if (ar_style_date(out, maker->plan->ops[op].date, text, &why) != AR_OK)
        return ar_row_bad(maker, op, text, why, error);
    for (unsigned i = 1; i < value->operands; i++) {
        int64_t count;
        status = operand_count(maker, op, &operands[i], &count, error);
        if (status != AR_OK)
            return status;
        if (operands[i].minus)
            count = -count;
        status = operands[i].unit == AR_UNIT_DAYS ? ar_date_add_days(out, *out, count)
                                                  : ar_date_add_months(out, *out, count);
        if (status != AR_OK)
            return ar_row_bad(maker, op, text, "the date leaves the calendar", error);
    }
    return AR_OK;
}

/* The record as patterns see it: its fields, joined by the separator. */
static enum ar_status whole_record(struct ar_row_maker *maker, struct ar_text *out, struct ar_error *error)
{
    const struct ar_csv_record *record = maker->record;
    if (!maker->joined) {
        maker->whole.size = 0;
        for (unsigned i = 0; i < record->count; i++)
            if ((i > 0 && ar_buffer_add_char(&maker->whole, maker->plan->profile->separator) != AR_OK) ||
                ar_buffer_add(&maker->whole, record->fields[i]) != AR_OK)
                return ar_error_memory(error);
        maker->joined = true;
    }
    *out = ar_buffer_text(&maker->whole);
    return AR_OK;
}

static enum ar_status run_test(struct ar_row_maker *maker, const struct ar_profile_test *test,
                               const struct ar_profile_rule *rule, bool *holds, struct ar_error *error)
{
    struct ar_text text;
    if (test->source >= 0) {
        text = ar_row_source(maker, test->source);
    } else {
        enum ar_status status = whole_record(maker, &text, error);
        if (status != AR_OK)
            return status;
    }
    *holds = false;
    if (test->pattern != NULL) {
        enum ar_status status = ar_pattern_match(test->pattern, text, 0, holds, error);
        if (status != AR_OK)
            return pattern_failed(maker, &rule->place, status, error);
    } else {
        *holds = ar_text_equal(text, test->text);
    }
    *holds = *holds != test->negate;
    return AR_OK;
}

/* All tests of one of its groups. */
static enum ar_status rule_holds(struct ar_row_maker *maker, const struct ar_profile_rule *rule, bool *holds,
                                 struct ar_error *error)
{
    *holds = true;
    for (unsigned i = 0; i < rule->tests; i++) {
        const struct ar_profile_test *test = &maker->plan->profile->tests[rule->first_test + i];
        if (test->starts_group && i > 0) {
            if (*holds)
                return AR_OK;
            *holds = true;
        }
        if (!*holds)
            continue;
        enum ar_status status = run_test(maker, test, rule, holds, error);
        if (status != AR_OK)
            return status;
    }
    return AR_OK;
}

enum ar_status ar_row_rules(struct ar_row_maker *maker, enum ar_row_fate *fate, struct ar_error *error)
{
    const struct ar_plan *plan = maker->plan;
    const struct ar_profile *profile = plan->profile;
    for (size_t i = 0; i < profile->rules_count; i++) {
        const struct ar_profile_rule *rule = &profile->rules[i];
        bool holds;
        enum ar_status status = rule_holds(maker, rule, &holds, error);
        if (status != AR_OK)
            return status;
        if (!holds)
            continue;
        maker->fired[i]++;
        if (rule->stop || rule->skip) {
            *fate = rule->stop ? AR_ROW_STOP : AR_ROW_SKIPPED;
            return AR_OK;
        }
        if (rule->reject) {
            ar_error_set(error, AR_BAD_DATA, "%s", rule->reason.at);
            ar_error_place(error, maker->label, maker->record->line);
            return AR_BAD_DATA;
        }
        for (unsigned j = 0; j < rule->assignments; j++) {
            unsigned at = rule->first_assignment + j;
            maker->chosen[plan->targets[at]] = &profile->values[profile->overrides[at].value];
        }
    }
    return AR_OK;
}
