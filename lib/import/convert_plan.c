/* SPDX-License-Identifier: MIT */
/* Compiling a profile: which columns the output has, and how each is made. */
#include "import/convert_plan.h"
#include "import/convert_columns.h"
#include "import/convert_fast.h"
#include "record/escape.h"

#include <stdlib.h>

/* Of a value whose sources are all absent in this file nothing is left. */
static bool value_is_absent(const struct ar_plan *plan, const struct ar_profile_value *value)
{
    const struct ar_profile *profile = plan->profile;
    bool sources = false;
    for (unsigned i = 0; i < value->operands; i++) {
        const struct ar_profile_operand *operand = &profile->operands[value->first_operand + i];
        for (unsigned j = 0; j < operand->joins; j++) {
            const struct ar_profile_join *join = &profile->joins[operand->first_join + j];
            for (unsigned k = 0; k < join->terms; k++) {
                int source = profile->terms[join->first_term + k].source;
                if (source < 0 && (j > 0 || join->terms == 1) && operand->unit == AR_UNIT_NONE)
                    return false;
                if (source >= 0 && plan->fields[source] >= 0)
                    return false;
                sources = sources || source >= 0;
            }
        }
    }
    return sources;
}

static const struct ar_date_style *date_style(const struct ar_plan *plan, struct ar_text column)
{
    const struct ar_date_style *style = &plan->undeclared;
    for (size_t i = 0; i < plan->profile->dates_count; i++) {
        struct ar_text of = plan->profile->dates[i].column;
        if (ar_text_equal(of, column))
            return &plan->dates[i];
        if (of.size == 0)
            style = &plan->dates[i];
    }
    return style;
}

static struct ar_text first_literal(const struct ar_profile *profile, const struct ar_profile_value *value)
{
    return profile->terms[profile->joins[profile->operands[value->first_operand].first_join].first_term].literal;
}

/* The one field that a value is, or -1 when there is more to it. */
static int plain_field(const struct ar_plan *plan, const struct ar_plan_op *op)
{
    const struct ar_profile *profile = plan->profile;
    const struct ar_profile_value *value = op->value;
    if (value == NULL || value->operands != 1 || value->entries || profile->nulls.count || profile->fill)
        return -1;
    for (size_t i = 0; i < profile->strips_count; i++)
        if (ar_text_equal(profile->strips[i].column, op->name))
            return -1;
    for (size_t i = 0; i < profile->overrides_count; i++)
        if (ar_text_equal(profile->overrides[i].column, op->name))
            return -1;
    const struct ar_profile_operand *operand = &profile->operands[value->first_operand];
    const struct ar_profile_join *join = &profile->joins[operand->first_join];
    if (operand->joins != 1 || operand->minus || join->terms != 1)
        return -1;
    int source = profile->terms[join->first_term].source;
    return source < 0 || profile->sources[source].capture != NULL ? -1 : plan->fields[source];
}

static enum ar_status check_value(struct ar_plan_compiler *compiler, const struct ar_plan_op *op,
                                  const struct ar_profile_value *value)
{
    bool amount = op->type == AR_COLUMN_AMOUNT, date = op->type == AR_COLUMN_DATE;
    const struct ar_profile *profile = compiler->plan->profile;
    for (unsigned i = 0; i < value->operands; i++) {
        const struct ar_profile_operand *operand = &profile->operands[value->first_operand + i];
        if (operand->unit != AR_UNIT_NONE && !date)
            return ar_plan_refuse(compiler, value->place, op->name, "days and months are added to dates only");
        if (operand->unit == AR_UNIT_NONE && (i > 0 || operand->minus) && !amount)
            return ar_plan_refuse(compiler, value->place, op->name,
                                  "'+' and '-' work on amounts only; to join texts, write "
                                  "them side by side");
    }
    return AR_OK;
}

/* A constant is checked once, here, and copied ever after. */
static enum ar_status make_constant(struct ar_plan_compiler *compiler, struct ar_plan_op *op)
{
    const struct ar_profile_value *value = op->value;
    struct ar_text text = first_literal(compiler->plan->profile, value);
    struct ar_date date;
    struct ar_currency currency;
    op->how = AR_PLAN_CONSTANT;
    op->constant = text;
    op->plain = !ar_needs_escape(text) && !(text.size && text.at[0] == '#');
    if (op->filled && text.size == 0)
        return ar_plan_refuse(compiler, value->place, op->name, "must not be empty");
    if (op->type == AR_COLUMN_DATE && text.size && ar_date_parse(&date, text) != AR_OK)
        return ar_plan_refuse(compiler, value->place, op->name, "a date in a profile is written YYYY-MM-DD");
    if (op->type == AR_COLUMN_CURRENCY && text.size && ar_currency_parse(&currency, text) != AR_OK)
        return ar_plan_refuse(compiler, value->place, op->name, "not a currency");
    if (op->type == AR_COLUMN_AMOUNT)
        op->how = AR_PLAN_GENERAL; /* its digits depend on the record's currency */
    for (const char *const *word = op->words; text.size && word != NULL; word++) {
        if (*word == NULL)
            return ar_plan_refuse(compiler, value->place, op->name, op->refusal);
        if (ar_text_is(text, *word))
            break;
    }
    return AR_OK;
}

static enum ar_status add_op(struct ar_plan_compiler *compiler, struct ar_text name,
                             const struct ar_kind_column *column, const struct ar_profile_assignment *assignment,
                             int same_name)
{
    struct ar_plan *plan = compiler->plan;
    struct ar_plan_op *op = &plan->ops[plan->count++];
    *op = (struct ar_plan_op){.name = name, .type = AR_COLUMN_TEXT, .sum = -1};
    if (column != NULL) {
        op->type = column->type;
        op->filled = column->filled;
        op->words = column->words;
        op->refusal = column->refusal;
    } else if (ar_text_is(name, "currency")) {
        op->type = AR_COLUMN_CURRENCY;
    }
    op->date = date_style(plan, name);
    for (unsigned i = 0; i < plan->options->sums_count; i++)
        if (ar_text_equal(plan->options->sums[i], name) && op->type == AR_COLUMN_AMOUNT)
            op->sum = (int)i;
    if (assignment == NULL) {
        op->how = same_name >= 0 ? AR_PLAN_FIELD : AR_PLAN_GENERAL;
        op->field = same_name >= 0 ? (unsigned)same_name : 0;
        return AR_OK;
    }
    op->value = &plan->profile->values[assignment->value];
    enum ar_status status = check_value(compiler, op, op->value);
    if (status != AR_OK)
        return status;
    if (op->value->constant && !op->value->entries)
        return make_constant(compiler, op);
    int field = plain_field(plan, op);
    if (field >= 0) {
        op->how = AR_PLAN_FIELD;
        op->field = (unsigned)field;
    }
    return AR_OK;
}

static const struct ar_profile_assignment *assigned(const struct ar_plan *plan, struct ar_text name, bool *overridden)
{
    const struct ar_profile *profile = plan->profile;
    *overridden = false;
    for (size_t i = 0; i < profile->overrides_count; i++)
        if (ar_text_equal(profile->overrides[i].column, name))
            *overridden = true;
    for (size_t i = 0; i < profile->assignments_count; i++)
        if (ar_text_equal(profile->assignments[i].column, name) &&
            (*overridden || !value_is_absent(plan, &profile->values[profile->assignments[i].value])))
            return &profile->assignments[i];
    return NULL;
}

static enum ar_status unmapped(struct ar_plan_compiler *compiler, const struct ar_kind_column *column)
{
    const struct ar_plan *plan = compiler->plan;
    const struct ar_profile *profile = plan->profile;
    for (size_t i = 0; i < profile->assignments_count; i++)
        if (ar_text_is(profile->assignments[i].column, column->name))
            return ar_plan_refuse(compiler, profile->assignments[i].place, ar_text_from(column->name),
                                  "none of its columns is in the file, and the stream requires it");
    ar_error_set(compiler->error, AR_BAD_DATA, "the profile does not say where column '%s' of %s comes from",
                 column->name, plan->options->kind->name);
    ar_error_place(compiler->error, profile->name, 0);
    compiler->error->fatal = true;
    return AR_BAD_DATA;
}

static enum ar_status add_kind_columns(struct ar_plan_compiler *compiler)
{
    struct ar_plan *plan = compiler->plan;
    const struct ar_kind *kind = plan->options->kind;
    for (unsigned i = 0; i < kind->count; i++) {
        const struct ar_kind_column *column = &kind->columns[i];
        struct ar_text name = ar_text_from(column->name);
        bool overridden;
        int same = -1;
        const struct ar_profile_assignment *assignment = assigned(plan, name, &overridden);
        if (plan->options->source && ar_text_is(name, "source"))
            continue; /* ours comes instead */
        if (assignment == NULL && plan->profile->same_names && ar_plan_column(compiler, name, &same) != AR_OK)
            return ar_error_memory(compiler->error);
        if (same == -2)
            return ar_plan_refuse(compiler, (struct ar_profile_place){compiler->label, 0}, name, "there twice");
        if (assignment == NULL && !overridden && same < 0) {
            if (column->required)
                return unmapped(compiler, column);
            continue;
        }
        enum ar_status status = add_op(compiler, name, column, assignment, same);
        if (status != AR_OK)
            return status;
    }
    return AR_OK;
}

static bool has_op(const struct ar_plan *plan, struct ar_text name)
{
    for (unsigned i = 0; i < plan->count; i++)
        if (ar_text_equal(plan->ops[i].name, name))
            return true;
    return false;
}

static enum ar_status add_extra_columns(struct ar_plan_compiler *compiler)
{
    struct ar_plan *plan = compiler->plan;
    const struct ar_profile *profile = plan->profile;
    enum ar_status status = AR_OK;
    for (size_t i = 0; i < profile->assignments_count && status == AR_OK; i++) {
        const struct ar_profile_assignment *one = &profile->assignments[i];
        if (!has_op(plan, one->column) && !value_is_absent(plan, &profile->values[one->value]) &&
            ar_kind_column(plan->options->kind, one->column) < 0)
            status = add_op(compiler, one->column, NULL, one, -1);
    }
    for (size_t i = 0; i < profile->overrides_count && status == AR_OK; i++)
        if (!has_op(plan, profile->overrides[i].column))
            status = add_op(compiler, profile->overrides[i].column, NULL, NULL, -1);
    if (status == AR_OK && plan->options->source) {
        struct ar_plan_op *op = &plan->ops[plan->count++];
        *op = (struct ar_plan_op){.name = AR_TEXT("source"), .type = AR_COLUMN_TEXT, .how = AR_PLAN_SOURCE, .sum = -1};
    }
    return status;
}

static enum ar_status bind_overrides(struct ar_plan_compiler *compiler)
{
    struct ar_plan *plan = compiler->plan;
    const struct ar_profile *profile = plan->profile;
    for (size_t i = 0; i < profile->overrides_count; i++) {
        for (unsigned op = 0; op < plan->count; op++) {
            if (!ar_text_equal(plan->ops[op].name, profile->overrides[i].column))
                continue;
            plan->targets[i] = (int)op;
            const struct ar_profile_value *value = &profile->values[profile->overrides[i].value];
            enum ar_status status = check_value(compiler, &plan->ops[op], value);
            if (status != AR_OK)
                return status;
        }
    }
    return AR_OK;
}

static enum ar_status bind_dates(struct ar_plan_compiler *compiler, const struct ar_profile_setting *setting,
                                 struct ar_date_style *style)
{
    const struct ar_profile *profile = compiler->plan->profile;
    enum ar_status status = ar_style_dates(style, setting->text, profile->pivot, compiler->error);
    for (unsigned i = 0; i < style->count && status == AR_OK; i++)
        if (style->formats[i].short_year && profile->pivot < 0)
            return ar_plan_refuse(compiler, setting->place, AR_TEXT("date-format"),
                                  "%y needs a pivot: up to which year are two digits of this century?");
    return status;
}

static enum ar_status compile(struct ar_plan_compiler *compiler)
{
    struct ar_plan *plan = compiler->plan;
    const struct ar_profile *profile = plan->profile;
    plan->numbers = profile->numbers;
    enum ar_status status = ar_number_style_check(&plan->numbers, compiler->error);
    if (status != AR_OK) {
        ar_error_place(compiler->error, profile->name, 0);
        compiler->error->fatal = true;
    }
    for (size_t i = 0; i < profile->dates_count && status == AR_OK; i++)
        status = bind_dates(compiler, &profile->dates[i], &plan->dates[i]);
    plan->undeclared.count = 1;
    if (status == AR_OK)
        status = ar_plan_sources(compiler);
    if (status == AR_OK)
        status = add_kind_columns(compiler);
    if (status == AR_OK)
        status = add_extra_columns(compiler);
    if (status == AR_OK)
        status = bind_overrides(compiler);
    plan->currency = plan->type = -1;
    for (unsigned i = 0; i < plan->count; i++) {
        if (ar_text_is(plan->ops[i].name, "currency"))
            plan->currency = (int)i;
        if (ar_text_is(plan->ops[i].name, "type"))
            plan->type = (int)i;
    }
    if (status == AR_OK)
        status = ar_fast_plan(plan, compiler->error);
    plan->simple = status == AR_OK && plan->count > 0 && plan->ops[0].fast != NULL &&
                   plan->ops[0].fast->end == plan->count && !plan->rules && !plan->signs && profile->once_count == 0 &&
                   plan->options->sums_count == 0;
    plan->whole = plan->simple && ar_fast_is_whole(plan);
    return status;
}

enum ar_status ar_plan_new(struct ar_plan **out, const struct ar_convert_options *options,
                           const struct ar_text *columns, unsigned count, const char *label, struct ar_error *error)
{
    const struct ar_profile *profile = options->profile;
    struct ar_plan *plan = calloc(1, sizeof *plan);
    if (plan == NULL)
        return ar_error_memory(error);
    plan->options = options;
    plan->profile = profile;
    plan->columns = count;
    plan->rules = profile->rules_count > 0;
    plan->signs = profile->sign_source >= 0 || profile->signed_types.count > 0;
    size_t most = options->kind->count + profile->assignments_count + profile->overrides_count + 1;
    plan->ops = calloc(most, sizeof *plan->ops);
    plan->fields = calloc(profile->sources_count + 1, sizeof *plan->fields);
    plan->targets = calloc(profile->overrides_count + 1, sizeof *plan->targets);
    plan->dates = calloc(profile->dates_count + 1, sizeof *plan->dates);
    struct ar_plan_compiler compiler = {plan, columns, count, label, error};
    enum ar_status status =
        plan->ops && plan->fields && plan->targets && plan->dates ? compile(&compiler) : ar_error_memory(error);
    if (status != AR_OK) {
        ar_plan_delete(plan);
        return status;
    }
    *out = plan;
    return AR_OK;
}

void ar_plan_delete(struct ar_plan *plan)
{
    if (plan == NULL)
        return;
    free(plan->ops);
    free(plan->fields);
    free(plan->targets);
    free(plan->dates);
    ar_fast_free(plan->fast);
    free(plan);
}
