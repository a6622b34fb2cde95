/* SPDX-License-Identifier: MIT */
/* Reading rules, and asking them. */
#include "cash/rules.h"
#include "cash/rules_default.h"
#include "ledger/terms.h"

#include <stdlib.h>

enum { KIND, NAME, CURRENCY, AMOUNT, PERCENT, VALUE, FIELDS };
static const char *const field_names[FIELDS] = {"kind", "name", "currency", "amount", "percent", "value"};

const char *const ar_pass_names[AR_PASSES] = {"item",   "discount", "tolerance", "all",       "due",
                                              "oldest", "subset",   "mistyped",  "payer_name"};
static const char *const limit_names[AR_LIMITS] = {"name", "margin", "subset", "chance"};
static const char *const word_names[AR_WORD_SORTS] = {"on_account", "discount_word", "partial", "deduction"};

/* Why a row is not taken, and which field is to blame. */
struct blame {
    const char *why;
    int field;
};

static int find_word(struct ar_text text, const char *const *words, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        if (ar_text_is(text, words[i]))
            return (int)i;
    return -1;
}

static enum ar_status refuse(struct blame *blame, int field, const char *why)
{
    *blame = (struct blame){why, field};
    return AR_BAD_DATA;
}

static enum ar_status add_pass(struct ar_rules *rules, const struct ar_text *row, struct blame *blame)
{
    int pass = find_word(row[NAME], ar_pass_names, AR_PASSES);
    if (pass < 0)
        return refuse(blame, NAME,
                      "not a pass (item, discount, tolerance, all, due, oldest, subset, mistyped, payer_name)");
    if (ar_rules_has(rules, (enum ar_pass)pass))
        return refuse(blame, NAME, "the pass is there already");
    rules->pass[rules->pass_count++] = (enum ar_pass)pass;
    return AR_OK;
}

static enum ar_status parse_percent(struct ar_rate *out, const struct ar_text *row, struct blame *blame)
{
    if (ar_rate_parse(out, row[PERCENT]) != AR_OK || out->value < 0 || out->scale > 6)
        return refuse(blame, PERCENT, "not a percentage");
    return AR_OK;
}

static enum ar_status add_tolerance(struct ar_rules *rules, const struct ar_text *row, struct blame *blame)
{
    static const char *const names[] = {"under", "over", "exchange"};
    struct ar_tolerance tolerance = {.any_currency = row[CURRENCY].size == 0 && row[AMOUNT].size == 0};
    const char *why = NULL;
    int sort = find_word(row[NAME], names, sizeof names / sizeof *names);
    if (sort < 0)
        return refuse(blame, NAME, "neither under nor over nor exchange");
    tolerance.sort = (enum ar_tolerance_sort)sort;
    if (!tolerance.any_currency && ar_currency_parse(&tolerance.currency, row[CURRENCY]) != AR_OK)
        return refuse(blame, CURRENCY, "not a currency of ISO 4217");
    if (!tolerance.any_currency &&
        ar_amount_parse(&tolerance.amount, row[AMOUNT], ar_currency_digits(tolerance.currency), &why) != AR_OK)
        return refuse(blame, AMOUNT, why);
    if (tolerance.amount < 0)
        return refuse(blame, AMOUNT, "below zero");
    for (size_t i = 0; i < rules->tolerance_count; i++)
        if (rules->tolerances[i].sort == tolerance.sort &&
            rules->tolerances[i].any_currency == tolerance.any_currency &&
            rules->tolerances[i].currency.code == tolerance.currency.code)
            return refuse(blame, CURRENCY, "this tolerance is there already");
    enum ar_status status = parse_percent(&tolerance.percent, row, blame);
    if (status != AR_OK)
        return status;
    if (ar_grow(&rules->tolerances, &rules->tolerance_capacity, rules->tolerance_count + 1,
                sizeof *rules->tolerances) != AR_OK ||
        ar_arena_copy(&rules->arena, &tolerance.reason, row[VALUE]) != AR_OK)
        return AR_FAILED;
    rules->tolerances[rules->tolerance_count++] = tolerance;
    return AR_OK;
}

static enum ar_status add_discount(struct ar_rules *rules, const struct ar_text *row, struct blame *blame)
{
    enum { WHOLE = 100000000 };
    struct ar_rate percent;
    enum ar_status status = parse_percent(&percent, row, blame);
    if (status == AR_OK && ar_percent_of(WHOLE, percent) >= WHOLE)
        return refuse(blame, PERCENT, "not below 100");
    if (status == AR_OK)
        status =
            ar_grow(&rules->discounts, &rules->discount_capacity, rules->discount_count + 1, sizeof *rules->discounts);
    if (status == AR_OK)
        rules->discounts[rules->discount_count++] = percent;
    return status;
}

static enum ar_status add_limit(struct ar_rules *rules, const struct ar_text *row, struct blame *blame)
{
    int limit = find_word(row[NAME], limit_names, AR_LIMITS);
    unsigned value = 0;
    if (limit < 0)
        return refuse(blame, NAME, "not a limit (name, margin, subset, chance)");
    if (rules->limits_given & 1u << limit)
        return refuse(blame, NAME, "the limit is there already");
    if (row[VALUE].size == 0)
        return refuse(blame, VALUE, "missing");
    for (size_t i = 0; i < row[VALUE].size; i++) {
        unsigned digit = (unsigned)(row[VALUE].at[i] - '0');
        if (digit > 9 || row[VALUE].size > 6)
            return refuse(blame, VALUE, "not a number");
        value = value * 10 + digit;
    }
    if ((limit == AR_LIMIT_NAME || limit == AR_LIMIT_MARGIN) && value > 100)
        return refuse(blame, VALUE, "not a score from 0 to 100");
    rules->limit[limit] = value;
    rules->limits_given |= 1u << limit;
    return AR_OK;
}

static enum ar_status add_word(struct ar_rules *rules, const struct ar_text *row, int sort, struct blame *blame)
{
    struct ar_word word = {.sort = (enum ar_word_sort)sort};
    if (row[NAME].size == 0)
        return refuse(blame, NAME, "missing");
    if (sort == AR_WORD_DEDUCTION && row[VALUE].size == 0)
        return refuse(blame, VALUE, "missing, the reason's code");
    if (ar_grow(&rules->words, &rules->word_capacity, rules->word_count + 1, sizeof *rules->words) != AR_OK ||
        ar_arena_copy(&rules->arena, &word.text, row[NAME]) != AR_OK ||
        ar_arena_copy(&rules->arena, &word.reason, row[VALUE]) != AR_OK)
        return AR_FAILED;
    ar_rules_begin(rules, &word);
    rules->words[rules->word_count++] = word;
    return AR_OK;
}

static enum ar_status add_pattern(struct ar_rules *rules, const struct ar_text *row, struct ar_error *error)
{
    if (ar_grow(&rules->patterns, &rules->pattern_capacity, rules->pattern_count + 1, sizeof *rules->patterns) != AR_OK)
        return AR_FAILED;
    struct ar_text source;
    if (ar_arena_copy(&rules->arena, &source, row[VALUE]) != AR_OK)
        return AR_FAILED;
    enum ar_status status = ar_pattern_new(&rules->patterns[rules->pattern_count], source, AR_PATTERN_BYTES, error);
    if (status == AR_OK)
        rules->pattern_count++;
    else
        ar_error_column(error, ar_text_from(field_names[VALUE]));
    return status;
}

/* One row; AR_BAD_DATA without a blame: *error says it already. */
static enum ar_status add_row(struct ar_rules *rules, const struct ar_text row[static FIELDS], struct blame *blame,
                              struct ar_error *error)
{
    int sort = find_word(row[KIND], word_names, AR_WORD_SORTS);
    *blame = (struct blame){NULL, -1};
    if (ar_text_is(row[KIND], "pass"))
        return add_pass(rules, row, blame);
    if (ar_text_is(row[KIND], "tolerance"))
        return add_tolerance(rules, row, blame);
    if (ar_text_is(row[KIND], "discount"))
        return add_discount(rules, row, blame);
    if (ar_text_is(row[KIND], "limit"))
        return add_limit(rules, row, blame);
    if (ar_text_is(row[KIND], "pattern"))
        return row[VALUE].size == 0 ? refuse(blame, VALUE, "missing") : add_pattern(rules, row, error);
    if (sort >= 0)
        return add_word(rules, row, sort, blame);
    return refuse(blame, KIND,
                  "not a kind of rule (pass, tolerance, discount, limit, pattern, on_account, discount_word, partial, "
                  "deduction)");
}

/* Takes the built-in rows, or the limits alone, which hold until a file says others. */
static enum ar_status add_built_in(struct ar_rules *rules, bool limits_alone, struct ar_error *error)
{
    *rules = (struct ar_rules){.pass_count = 0};
    for (size_t i = 0; i < sizeof default_rules / sizeof *default_rules; i++) {
        struct ar_text row[FIELDS];
        struct blame blame;
        for (unsigned f = 0; f < FIELDS; f++)
            row[f] = ar_text_from(default_rules[i][f]);
        if ((!limits_alone || ar_text_is(row[KIND], "limit")) && add_row(rules, row, &blame, error) != AR_OK)
            return ar_error_memory(error);
    }
    rules->limits_given = 0;
    return AR_OK;
}

enum ar_status ar_rules_default(struct ar_rules *rules, struct ar_error *error)
{
    return add_built_in(rules, false, error);
}

enum ar_status ar_rules_from(struct ar_rules *rules, const struct ar_table *table, struct ar_error *error)
{
    int at[FIELDS];
    enum ar_status status = add_built_in(rules, true, error);
    for (unsigned f = 0; f < FIELDS; f++)
        at[f] = ar_table_find(table, field_names[f]);
    if (status == AR_OK)
        status = ar_table_need(table, "kind", &at[KIND], error);
    if (status == AR_OK)
        status = ar_table_need(table, "name", &at[NAME], error);
    for (size_t i = 0; status == AR_OK && i < table->rows; i++) {
        struct ar_text row[FIELDS];
        struct blame blame;
        for (unsigned f = 0; f < FIELDS; f++)
            row[f] = ar_table_get(table, i, at[f]);
        status = add_row(rules, row, &blame, error);
        if (status == AR_BAD_DATA && blame.why != NULL && at[blame.field] < 0)
            return ar_table_need(table, field_names[blame.field], &at[blame.field], error);
        if (status == AR_BAD_DATA && blame.why != NULL)
            return ar_table_error(table, i, at[blame.field], blame.why, error);
        if (status == AR_BAD_DATA)
            ar_error_place(error, table->path, table->lines[i]);
    }
    return status == AR_FAILED ? ar_error_memory(error) : status;
}

void ar_rules_free(struct ar_rules *rules)
{
    for (size_t i = 0; i < rules->pattern_count; i++)
        ar_pattern_delete(rules->patterns[i]);
    free(rules->patterns);
    free(rules->tolerances);
    free(rules->words);
    free(rules->discounts);
    ar_arena_free(&rules->arena);
    *rules = (struct ar_rules){.pass_count = 0};
}

void ar_rules_print(struct ar_writer *writer)
{
    struct ar_text names[FIELDS];
    for (unsigned f = 0; f < FIELDS; f++)
        names[f] = ar_text_from(field_names[f]);
    ar_writer_header(writer, names, FIELDS);
    for (size_t i = 0; i < sizeof default_rules / sizeof *default_rules; i++) {
        for (unsigned f = 0; f < FIELDS; f++)
            ar_writer_field(writer, ar_text_from(default_rules[i][f]));
        ar_writer_end(writer);
    }
}

bool ar_rules_has(const struct ar_rules *rules, enum ar_pass pass)
{
    for (unsigned i = 0; i < rules->pass_count; i++)
        if (rules->pass[i] == pass)
            return true;
    return false;
}

/* That of the currency before that of all. */
static const struct ar_tolerance *find_tolerance(const struct ar_rules *rules, enum ar_tolerance_sort sort,
                                                 struct ar_currency currency)
{
    const struct ar_tolerance *found = NULL;
    for (size_t i = 0; i < rules->tolerance_count; i++) {
        const struct ar_tolerance *tolerance = &rules->tolerances[i];
        bool of_currency = !tolerance->any_currency && tolerance->currency.code == currency.code;
        if (tolerance->sort == sort && (of_currency || (tolerance->any_currency && found == NULL)))
            found = tolerance;
    }
    return found;
}

int64_t ar_rules_within(const struct ar_rules *rules, enum ar_tolerance_sort sort, struct ar_currency currency,
                        int64_t amount, struct ar_text *reason)
{
    const struct ar_tolerance *tolerance = find_tolerance(rules, sort, currency);
    if (tolerance == NULL)
        return 0;
    int64_t share = ar_percent_of(amount < 0 ? -amount : amount, tolerance->percent);
    *reason = tolerance->reason;
    return tolerance->any_currency || share < tolerance->amount ? share : tolerance->amount;
}

int64_t ar_rules_tolerance(const struct ar_rules *rules, struct ar_currency currency, int64_t amount, bool over,
                           struct ar_text *reason)
{
    return ar_rules_within(rules, over ? AR_OVER : AR_UNDER, currency, amount, reason);
}
