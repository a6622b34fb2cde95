/* SPDX-License-Identifier: MIT */
/* One record after another: rules, shape, then column by column straight into the output. */
#include "import/convert_row.h"
#include "import/convert_fast.h"
#include "record/escape.h"

#include <stdio.h>
#include <stdlib.h>

enum ar_status ar_row_maker_init(struct ar_row_maker *maker, const struct ar_plan *plan, struct ar_error *error)
{
    const struct ar_profile *profile = plan->profile;
    size_t counters = profile->rules_count + profile->entries_count + profile->strips_count;
    memset(maker, 0, sizeof *maker);
    maker->plan = plan;
    maker->count = plan->count;
    maker->scratch = calloc(plan->count, sizeof *maker->scratch);
    maker->chosen = calloc(plan->count, sizeof *maker->chosen);
    maker->fired = calloc(counters + 1, sizeof *maker->fired);
    size_t sums = plan->options->sums_count;
    if (sums) {
        maker->sums = calloc(sums * AR_CURRENCIES, sizeof *maker->sums);
        maker->pending = calloc(sums, sizeof *maker->pending);
        maker->has_pending = calloc(sums, sizeof *maker->has_pending);
    }
    if (maker->scratch == NULL || maker->chosen == NULL || maker->fired == NULL ||
        (sums && (maker->sums == NULL || maker->pending == NULL || maker->has_pending == NULL))) {
        ar_row_maker_free(maker);
        return ar_error_memory(error);
    }
    return AR_OK;
}

void ar_row_maker_free(struct ar_row_maker *maker)
{
    for (unsigned i = 0; maker->scratch != NULL && i < maker->count; i++)
        ar_buffer_free(&maker->scratch[i]);
    free(maker->scratch);
    free(maker->chosen);
    free(maker->fired);
    free(maker->sums);
    free(maker->pending);
    free(maker->has_pending);
    ar_buffer_free(&maker->out);
    ar_buffer_free(&maker->whole);
    ar_buffer_free(&maker->previous);
    memset(maker, 0, sizeof *maker);
}

static void choose_defaults(struct ar_row_maker *maker)
{
    for (unsigned i = 0; i < maker->plan->count; i++)
        maker->chosen[i] = maker->plan->ops[i].value;
}

void ar_row_maker_plan(struct ar_row_maker *maker, const struct ar_plan *plan, const char *label)
{
    maker->plan = plan;
    maker->label = label;
    maker->has_previous = false;
    choose_defaults(maker);
}

static enum ar_status wrong_shape(const struct ar_row_maker *maker, struct ar_error *error)
{
    unsigned count = maker->record->count, columns = maker->plan->columns;
    ar_error_set(error, AR_BAD_DATA, "the record has %u field%s, the header %u", count, count == 1 ? "" : "s", columns);
    ar_error_place(error, maker->label, maker->record->line);
    return AR_BAD_DATA;
}

static inline bool shape_is_good(const struct ar_row_maker *maker)
{
    unsigned count = maker->record->count, columns = maker->plan->columns;
    return count == columns || (count < columns && maker->plan->profile->fill);
}

/* Room for one more field of `size` bytes, escaped, with its TAB. */
static inline enum ar_status reserve(struct ar_row_maker *maker, size_t size, struct ar_error *error)
{
    if (AR_LIKELY(maker->out.capacity - maker->out.size >= size))
        return AR_OK;
    return ar_buffer_reserve(&maker->out, size) == AR_OK ? AR_OK : ar_error_memory(error);
}

static enum ar_status put_text(struct ar_row_maker *maker, struct ar_text text, bool first, struct ar_error *error)
{
    if (AR_UNLIKELY(reserve(maker, 2 * text.size + 2, error) != AR_OK))
        return AR_FAILED;
    char *to = maker->out.at + maker->out.size;
    if (AR_UNLIKELY((first && text.size > 0 && text.at[0] == '#') || ar_needs_escape(text))) {
        maker->out.size += ar_escape(to, text, first);
    } else {
        memcpy(to, text.at, text.size);
        maker->out.size += text.size;
    }
    return AR_OK;
}

static enum ar_status put_date(struct ar_row_maker *maker, unsigned op, struct ar_error *error)
{
    const struct ar_plan_op *it = &maker->plan->ops[op];
    struct ar_date date = AR_DATE_NONE;
    if (it->how == AR_PLAN_FIELD) {
        struct ar_text text = maker->record->fields[it->field];
        const char *why = NULL;
        if (text.size > 0 && AR_UNLIKELY(ar_style_date(&date, it->date, text, &why) != AR_OK))
            return ar_row_bad(maker, op, text, why, error);
    } else if (maker->chosen[op] != NULL) {
        enum ar_status status = ar_row_date(maker, op, maker->chosen[op], &date, error);
        if (status != AR_OK)
            return status;
    }
    if (ar_date_is_none(date))
        return it->filled ? ar_row_bad(maker, op, AR_TEXT(""), "must not be empty", error) : AR_OK;
    if (reserve(maker, AR_DATE_SIZE + 2, error) != AR_OK)
        return AR_FAILED;
    ar_date_format(maker->out.at + maker->out.size, date);
    maker->out.size += AR_DATE_SIZE;
    return AR_OK;
}

static enum ar_status signed_amount(struct ar_row_maker *maker, unsigned op, int64_t *amount, struct ar_error *error)
{
    const struct ar_plan_op *it = &maker->plan->ops[op];
    if (*amount < 0 && (ar_text_is(it->name, "amount") || ar_text_is(it->name, "applied"))) {
        char digits[AR_AMOUNT_SIZE];
        size_t size = ar_amount_format(digits, *amount, ar_currency_digits(maker->currency));
        return ar_row_bad(maker, op, (struct ar_text){digits, size},
                          "negative, where the profile says that the sign is told by a column or the type", error);
    }
    if (!maker->minus)
        return AR_OK;
    return ar_amount_sub(amount, 0, *amount) == AR_OK
               ? AR_OK
               : ar_row_bad(maker, op, AR_TEXT(""), "amount out of range", error);
}

static void add_pending(struct ar_row_maker *maker, unsigned sum, int64_t amount)
{
    maker->pending[sum] = amount;
    maker->has_pending[sum] = true;
}

/* A record that is rejected in a later column must not count. */
static void settle_pending(struct ar_row_maker *maker, bool written)
{
    for (unsigned i = 0; i < maker->plan->options->sums_count; i++) {
        if (written && maker->has_pending[i])
            maker->sums[(size_t)i * AR_CURRENCIES + maker->currency.code] += maker->pending[i];
        maker->has_pending[i] = false;
    }
}

static enum ar_status put_amount(struct ar_row_maker *maker, unsigned op, struct ar_error *error)
{
    const struct ar_plan_op *it = &maker->plan->ops[op];
    int64_t amount = 0;
    bool known = false;
    enum ar_status status = AR_OK;
    if (it->how == AR_PLAN_FIELD) {
        struct ar_text text = maker->record->fields[it->field];
        const char *why = NULL;
        known = text.size > 0;
        if (known && AR_UNLIKELY(maker->currency.code == 0))
            return ar_row_bad(maker, op, text, "an amount without a currency", error);
        if (known && AR_UNLIKELY(ar_style_amount(&amount, &maker->plan->numbers, text, maker->currency, &why) != AR_OK))
            return ar_row_bad(maker, op, text, why, error);
    } else if (maker->chosen[op] != NULL) {
        status = ar_row_amount(maker, op, maker->chosen[op], &amount, &known, error);
    }
    if (status != AR_OK)
        return status;
    if (!known)
        return it->filled ? ar_row_bad(maker, op, AR_TEXT(""), "must not be empty", error) : AR_OK;
    if (maker->plan->signs && (maker->minus || maker->told)) {
        status = signed_amount(maker, op, &amount, error);
        if (status != AR_OK)
            return status;
    }
    if (reserve(maker, AR_AMOUNT_SIZE + 2, error) != AR_OK)
        return AR_FAILED;
    if (it->sum >= 0)
        add_pending(maker, (unsigned)it->sum, amount);
    maker->out.size += ar_amount_format(maker->out.at + maker->out.size, amount, ar_currency_digits(maker->currency));
    return AR_OK;
}

static enum ar_status op_text(struct ar_row_maker *maker, unsigned op, struct ar_text *out, struct ar_error *error)
{
    const struct ar_plan_op *it = &maker->plan->ops[op];
    if (it->how == AR_PLAN_FIELD)
        *out = maker->record->fields[it->field];
    else if (it->how == AR_PLAN_CONSTANT && maker->chosen[op] == it->value)
        *out = it->constant;
    else if (maker->chosen[op] != NULL)
        return ar_row_text(maker, op, maker->chosen[op], out, error);
    else
        *out = AR_TEXT("");
    return AR_OK;
}

static enum ar_status find_currency(struct ar_row_maker *maker, struct ar_error *error)
{
    struct ar_text text;
    unsigned op = (unsigned)maker->plan->currency;
    enum ar_status status = op_text(maker, op, &text, error);
    if (status != AR_OK)
        return status;
    if (AR_LIKELY(ar_currency_parse(&maker->currency, text) == AR_OK))
        return AR_OK;
    maker->currency = AR_CURRENCY_NONE;
    if (text.size == 0 && !maker->plan->ops[op].filled)
        return AR_OK;
    return ar_row_bad(maker, op, text, text.size == 0 ? "must not be empty" : "not a currency", error);
}

static bool listed(const struct ar_profile_list *list, struct ar_text text)
{
    for (size_t i = 0; i < list->count; i++)
        if (ar_text_equal(list->at[i], text))
            return true;
    return false;
}

/* The sign that a column or the type tells. */
static enum ar_status find_sign(struct ar_row_maker *maker, struct ar_error *error)
{
    const struct ar_profile *profile = maker->plan->profile;
    maker->minus = maker->told = false;
    if (profile->sign_source >= 0) {
        struct ar_text text = ar_row_source(maker, profile->sign_source);
        maker->minus = listed(&profile->minus, text);
        maker->told = true;
        if (!maker->minus && !listed(&profile->plus, text)) {
            ar_error_set(error, AR_BAD_DATA, "neither plus nor minus, by line %llu of the profile",
                         (unsigned long long)profile->sign_place.line);
            ar_error_place(error, maker->label, maker->record->line);
            ar_error_column(error, AR_TEXT("sign-column"));
            ar_error_value(error, text);
            return AR_BAD_DATA;
        }
    }
    if (profile->signed_types.count && maker->plan->type >= 0) {
        struct ar_text type;
        enum ar_status status = op_text(maker, (unsigned)maker->plan->type, &type, error);
        if (status != AR_OK)
            return status;
        if (listed(&profile->signed_types, type)) {
            maker->minus = !maker->minus;
            maker->told = true;
        }
    }
    return AR_OK;
}

static const char *check_text(const struct ar_plan_op *it, struct ar_text text)
{
    if (text.size == 0)
        return it->filled ? "must not be empty" : NULL;
    if (it->type == AR_COLUMN_WORD) {
        for (const char *const *word = it->words; *word != NULL; word++)
            if (ar_text_is(text, *word))
                return NULL;
        return it->refusal;
    }
    if (it->type == AR_COLUMN_FLAG)
        return ar_text_is(text, "yes") || ar_text_is(text, "no") ? NULL : "neither yes nor no";
    if (it->type == AR_COLUMN_TIME) {
        struct ar_date date;
        static const char shape[] = "0000-00-00T00:00:00Z";
        bool good = text.size == sizeof shape - 1 && ar_date_parse(&date, (struct ar_text){text.at, 10}) == AR_OK;
        for (size_t i = 10; good && i < text.size; i++)
            good = shape[i] == '0' ? text.at[i] >= '0' && text.at[i] <= '9' : text.at[i] == shape[i];
        return good ? NULL : "not a time, YYYY-MM-DDThh:mm:ssZ";
    }
    if (it->type == AR_COLUMN_CURRENCY) {
        struct ar_currency currency;
        return ar_currency_parse(&currency, text) == AR_OK ? NULL : "not a currency";
    }
    if (it->type == AR_COLUMN_RATE) {
        struct ar_rate rate;
        return ar_rate_parse(&rate, text) == AR_OK ? NULL : "not a rate";
    }
    return NULL;
}

static enum ar_status put_checked(struct ar_row_maker *maker, unsigned op, struct ar_error *error)
{
    const struct ar_plan_op *it = &maker->plan->ops[op];
    struct ar_text text;
    char plain[AR_RATE_SIZE];
    enum ar_status status = op_text(maker, op, &text, error);
    if (status != AR_OK)
        return status;
    if (it->type == AR_COLUMN_RATE)
        text = ar_style_rate(&maker->plan->numbers, text, plain);
    if (AR_UNLIKELY(it->filled || it->type != AR_COLUMN_TEXT)) {
        const char *why = check_text(it, text);
        if (AR_UNLIKELY(why != NULL))
            return ar_row_bad(maker, op, text, why, error);
    }
    return put_text(maker, text, op == 0, error);
}

static enum ar_status put_place(struct ar_row_maker *maker, struct ar_error *error)
{
    char line[24];
    int size = snprintf(line, sizeof line, ":%llu", (unsigned long long)maker->record->line);
    enum ar_status status = put_text(maker, ar_text_from(maker->label), false, error);
    return status == AR_OK ? put_text(maker, (struct ar_text){line, (size_t)size}, false, error) : status;
}

static enum ar_status put_op(struct ar_row_maker *maker, unsigned op, struct ar_error *error)
{
    const struct ar_plan_op *it = &maker->plan->ops[op];
    if (it->how == AR_PLAN_SOURCE)
        return put_place(maker, error);
    if (it->how == AR_PLAN_CONSTANT && maker->chosen[op] == it->value && it->type != AR_COLUMN_AMOUNT)
        return put_text(maker, it->constant, op == 0, error);
    if (it->type == AR_COLUMN_DATE)
        return put_date(maker, op, error);
    if (it->type == AR_COLUMN_AMOUNT)
        return put_amount(maker, op, error);
    return put_checked(maker, op, error);
}

/* Of a run of records with the same key only the first counts: exports that repeat a document for each of its lines. */
static enum ar_status is_repeat(struct ar_row_maker *maker, bool *repeat, struct ar_error *error)
{
    const struct ar_profile *profile = maker->plan->profile;
    struct ar_buffer *key = &maker->whole; /* joined() is done with it */
    key->size = 0;
    maker->joined = false;
    for (size_t i = 0; i < profile->once_count; i++) {
        struct ar_text text = ar_row_source(maker, profile->once[i]);
        if (ar_buffer_add(key, text) != AR_OK || ar_buffer_add_char(key, '\n') != AR_OK)
            return ar_error_memory(error);
    }
    *repeat = maker->has_previous && ar_text_equal(ar_buffer_text(key), ar_buffer_text(&maker->previous));
    maker->has_previous = true;
    struct ar_buffer other = maker->previous;
    maker->previous = *key;
    *key = other;
    return AR_OK;
}

static enum ar_status make(struct ar_row_maker *maker, struct ar_error *error)
{
    const struct ar_plan *plan = maker->plan;
    enum ar_status status = AR_OK;
    if (plan->currency >= 0)
        status = find_currency(maker, error);
    if (status == AR_OK && plan->signs)
        status = find_sign(maker, error);
    for (unsigned op = 0; op < plan->count && status == AR_OK; op++) {
        const struct ar_fast *fast = plan->ops[op].fast;
        if (AR_LIKELY(fast != NULL)) {
            if (AR_UNLIKELY(reserve(maker, ar_fast_room(fast, maker->record), error) != AR_OK))
                return AR_FAILED;
            if (AR_LIKELY(ar_fast_put(maker, fast)) && (op = fast->end) == plan->count)
                break;
        }
        status = put_op(maker, op, error);
        if (AR_UNLIKELY(status != AR_OK) || AR_UNLIKELY(reserve(maker, 1, error) != AR_OK))
            return status != AR_OK ? status : AR_FAILED;
        maker->out.at[maker->out.size++] = '\t';
    }
    if (status == AR_OK)
        maker->out.at[maker->out.size - 1] = '\n';
    return status;
}

/* The usual record of a plan without anything special; false, and nothing made, when it is not so plain itself. */
static inline bool make_simple(struct ar_row_maker *maker)
{
    const struct ar_plan *plan = maker->plan;
    const struct ar_fast *fast = plan->ops[0].fast;
    if (plan->currency >= 0) {
        const struct ar_plan_op *op = &plan->ops[plan->currency];
        struct ar_text text = op->how == AR_PLAN_FIELD ? maker->record->fields[op->field] : op->constant;
        if (AR_UNLIKELY(ar_currency_parse(&maker->currency, text) != AR_OK))
            return false;
    }
    if (AR_UNLIKELY(reserve(maker, ar_fast_room(fast, maker->record), NULL) != AR_OK) ||
        AR_UNLIKELY(!ar_fast_put(maker, fast)))
        return false;
    maker->out.at[maker->out.size - 1] = '\n';
    return true;
}

enum ar_status ar_row_make(struct ar_row_maker *maker, const struct ar_csv_record *record, enum ar_row_fate *fate,
                           struct ar_error *error)
{
    const struct ar_plan *plan = maker->plan;
    enum ar_status status = AR_OK;
    size_t start = maker->out.size;
    maker->record = record;
    maker->joined = false;
    *fate = AR_ROW_WRITTEN;
    if (AR_LIKELY(plan->simple && record->count == plan->columns) && AR_LIKELY(make_simple(maker)))
        return AR_OK;
    if (plan->rules) {
        choose_defaults(maker);
        status = ar_row_rules(maker, fate, error);
        if (status != AR_OK || *fate != AR_ROW_WRITTEN)
            return status;
    }
    if (AR_UNLIKELY(!shape_is_good(maker)))
        return wrong_shape(maker, error);
    if (plan->profile->once_count) {
        bool repeat = false;
        status = is_repeat(maker, &repeat, error);
        if (repeat)
            *fate = AR_ROW_SKIPPED;
        if (status != AR_OK || repeat)
            return status;
    }
    status = make(maker, error);
    if (status != AR_OK)
        maker->out.size = start;
    if (maker->sums != NULL)
        settle_pending(maker, status == AR_OK);
    return status;
}
