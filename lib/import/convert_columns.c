/* SPDX-License-Identifier: MIT */
/* Which field of the file each source of a profile is. */
#include "import/convert_columns.h"
#include "base/fold.h"

#include <stdio.h>
#include <stdlib.h>

enum ar_status ar_plan_refuse(struct ar_plan_compiler *compiler, struct ar_profile_place place, struct ar_text column,
                              const char *why)
{
    ar_error_set(compiler->error, AR_BAD_DATA, "%s", why);
    ar_error_place(compiler->error, place.file, place.line);
    if (column.size)
        ar_error_column(compiler->error, column);
    compiler->error->fatal = true;
    return AR_BAD_DATA;
}

/* "; did you mean 'X'?" and the columns that there are, as far as they fit. */
static void suggest(const struct ar_plan_compiler *compiler, struct ar_text name, char *out, size_t size)
{
    const struct ar_text *best = NULL;
    unsigned distance = name.size < 4 ? 2 : 4;
    for (unsigned i = 0; i < compiler->count; i++) {
        unsigned here = ar_text_distance(name, compiler->columns[i], distance);
        if (here < distance) {
            distance = here;
            best = &compiler->columns[i];
        }
    }
    size_t used = 0;
    if (best != NULL)
        used =
            (size_t)snprintf(out, size, "; did you mean '%.*s'?", (int)(best->size < 100 ? best->size : 100), best->at);
    if (used < size)
        used += (size_t)snprintf(out + used, size - used, "; columns:");
    for (unsigned i = 0; i < compiler->count && used < size; i++)
        used += (size_t)snprintf(out + used, size - used, " %.*s%s", (int)compiler->columns[i].size,
                                 compiler->columns[i].at, i + 1 < compiler->count ? "," : "");
    if (used >= size && size > 4)
        memcpy(out + size - 4, "...", 4);
}

enum ar_status ar_plan_column(const struct ar_plan_compiler *compiler, struct ar_text name, int *found)
{
    *found = -1;
    for (unsigned i = 0; i < compiler->count; i++)
        if (ar_text_equal(compiler->columns[i], name))
            *found = *found == -1 ? (int)i : -2;
    if (*found != -1)
        return AR_OK;
    struct ar_buffer wanted = {0}, here = {0};
    enum ar_status status = ar_fold(&wanted, name);
    for (unsigned i = 0; i < compiler->count && status == AR_OK; i++) {
        status = ar_fold(&here, compiler->columns[i]);
        if (status == AR_OK && ar_text_equal(ar_buffer_text(&here), ar_buffer_text(&wanted)))
            *found = *found == -1 ? (int)i : -2;
        if (status == AR_BAD_DATA) /* a name that is not UTF-8 has no folded form */
            status = AR_OK;
    }
    ar_buffer_free(&wanted);
    ar_buffer_free(&here);
    return status == AR_BAD_DATA ? AR_OK : status;
}

static enum ar_status bind_source(struct ar_plan_compiler *compiler, const struct ar_profile_source *source, int *field)
{
    char why[480], name[160];
    if (source->number) {
        *field = source->number <= compiler->count ? (int)source->number - 1 : -1;
        if (*field >= 0 || source->optional)
            return AR_OK;
        snprintf(why, sizeof why, "%s has %u columns only", compiler->label, compiler->count);
        snprintf(name, sizeof name, "%%%u", source->number);
        return ar_plan_refuse(compiler, source->place, ar_text_from(name), why);
    }
    if (ar_plan_column(compiler, source->name, field) == AR_FAILED)
        return ar_error_memory(compiler->error);
    if (*field >= 0 || (*field == -1 && source->optional))
        return AR_OK;
    if (*field == -2) {
        snprintf(why, sizeof why, "%.200s has more than one column of this name; count them: %%1 is the first",
                 compiler->label);
    } else {
        int used = snprintf(why, sizeof why, "no such column in %.200s", compiler->label);
        suggest(compiler, source->name, why + used, sizeof why - (size_t)used);
    }
    snprintf(name, sizeof name, "%%%.*s", (int)(source->name.size < 150 ? source->name.size : 150), source->name.at);
    return ar_plan_refuse(compiler, source->place, ar_text_from(name), why);
}

static void mark_value(const struct ar_profile *profile, const struct ar_profile_value *value, bool *used)
{
    for (unsigned i = 0; i < value->operands; i++) {
        const struct ar_profile_operand *operand = &profile->operands[value->first_operand + i];
        for (unsigned j = 0; j < operand->joins; j++) {
            const struct ar_profile_join *join = &profile->joins[operand->first_join + j];
            for (unsigned k = 0; k < join->terms; k++)
                if (profile->terms[join->first_term + k].source >= 0)
                    used[profile->terms[join->first_term + k].source] = true;
        }
    }
}

enum ar_status ar_plan_sources(struct ar_plan_compiler *compiler)
{
    const struct ar_profile *profile = compiler->plan->profile;
    bool *used = calloc(profile->sources_count + 1, sizeof *used);
    if (used == NULL)
        return ar_error_memory(compiler->error);
    for (size_t i = 0; i < profile->assignments_count; i++)
        mark_value(profile, &profile->values[profile->assignments[i].value], used);
    for (size_t i = 0; i < profile->overrides_count; i++)
        mark_value(profile, &profile->values[profile->overrides[i].value], used);
    for (size_t i = 0; i < profile->tests_count; i++)
        if (profile->tests[i].source >= 0)
            used[profile->tests[i].source] = true;
    for (size_t i = 0; i < profile->once_count; i++)
        used[profile->once[i]] = true;
    if (profile->sign_source >= 0)
        used[profile->sign_source] = true;
    enum ar_status status = AR_OK;
    for (size_t i = 0; i < profile->sources_count && status == AR_OK; i++) {
        compiler->plan->fields[i] = -1;
        if (used[i])
            status = bind_source(compiler, &profile->sources[i], &compiler->plan->fields[i]);
    }
    free(used);
    return status;
}
