/* SPDX-License-Identifier: MIT */
/* The table of laws, tied to its reference rates and fixed sums. */
#include "collections/law.h"
#include "collections/law_rates.h"

#include <stdlib.h>

struct places {
    int law, kind, reference, margin, step, reset, daycount, rounding, fee_table, compound;
};

static const char *const resets[] = {"day",   "half-year",       "half-year-eve",
                                     "start", "start-half-year", "start-half-year-eve"};
enum { RESETS = sizeof resets / sizeof *resets };

static enum ar_status find_places(struct places *at, const struct ar_table *table, struct ar_error *error)
{
    at->kind = ar_table_find(table, "kind");
    at->step = ar_table_find(table, "step");
    at->fee_table = ar_table_find(table, "fee_table");
    at->daycount = ar_table_find(table, "daycount");
    at->rounding = ar_table_find(table, "rounding");
    at->compound = ar_table_find(table, "compound");
    enum ar_status status = ar_table_need(table, "law", &at->law, error);
    if (status == AR_OK)
        status = ar_table_need(table, "reference", &at->reference, error);
    if (status == AR_OK)
        status = ar_table_need(table, "margin", &at->margin, error);
    return status == AR_OK ? ar_table_need(table, "reset", &at->reset, error) : status;
}

/* An empty field leaves *out as it is. */
static enum ar_status decode_percent(int64_t *out, const struct ar_table *table, size_t row, int column, bool negative,
                                     struct ar_error *error)
{
    const char *why;
    struct ar_text text = ar_table_get(table, row, column);
    if (text.size == 0)
        return AR_OK;
    if (ar_percent_parse(out, text, &why) != AR_OK)
        return ar_table_error(table, row, column, why, error);
    return *out < 0 && !negative ? ar_table_error(table, row, column, "must not be below zero", error) : AR_OK;
}

static enum ar_status decode_reset(struct ar_law *law, const struct ar_table *table, size_t row, int column,
                                   struct ar_error *error)
{
    struct ar_text text = ar_table_get(table, row, column);
    law->reset = AR_RESET_DAY;
    for (int i = 0; i < RESETS; i++)
        if (text.size == 0 || ar_text_is(text, resets[i])) {
            law->reset = (enum ar_law_reset)i;
            return AR_OK;
        }
    return ar_table_error(table, row, column,
                          "not one of day, half-year, half-year-eve, start, start-half-year, start-half-year-eve",
                          error);
}

/* `[daily|final] [half-up|half-even|down|up]`; final half-up where nothing is said. */
static enum ar_status decode_rounding(struct ar_law *law, const struct ar_table *table, size_t row, int column,
                                      struct ar_error *error)
{
    struct ar_text rest = ar_text_trim(ar_table_get(table, row, column)), whole = rest;
    struct ar_text word = ar_text_cut(&rest, ' ');
    law->rounding = AR_ROUND_HALF_UP;
    law->daily = ar_text_is(word, "daily");
    if (whole.size == 0)
        return AR_OK;
    if (law->daily || ar_text_is(word, "final"))
        word = rest.at == NULL ? AR_TEXT("half-up") : rest;
    else
        word = whole;
    return ar_rounding_parse(&law->rounding, word) == AR_OK
               ? AR_OK
               : ar_table_error(table, row, column,
                                "not a rounding: daily or final, and half-up, half-even, down or up", error);
}

static enum ar_status decode_daycount(struct ar_law *law, const struct ar_table *table, size_t row, int column,
                                      struct ar_error *error)
{
    const char *why;
    struct ar_text text = ar_table_get(table, row, column);
    law->daycount = AR_ACT_365;
    if (text.size == 0 || ar_daycount_parse(&law->daycount, text, &why) == AR_OK)
        return AR_OK;
    return ar_table_error(table, row, column, why, error);
}

static enum ar_status decode_compound(struct ar_law *law, const struct ar_table *table, size_t row, int column,
                                      struct ar_error *error)
{
    struct ar_text text = ar_table_get(table, row, column);
    law->monthly = ar_text_is(text, "monthly");
    if (text.size > 0 && !law->monthly)
        return ar_table_error(table, row, column, "neither empty nor monthly", error);
    return law->monthly && law->daily
               ? ar_table_error(table, row, column, "does not go with a rounding of each day", error)
               : AR_OK;
}

static enum ar_status tie(struct ar_law *law, const struct ar_laws *laws, const struct ar_references *references,
                          const struct places *at, struct ar_error *error)
{
    const struct ar_reference_rate *series = NULL;
    size_t count = 0;
    if (law->no_margin) /* nothing can be asked of it */
        return AR_OK;
    if (law->reference.size > 0)
        count = ar_references_find(&series, references, law->reference);
    if (law->reference.size > 0 && count == 0)
        return ar_table_error(laws->table, law->row, at->reference, "no reference rate of this name", error);
    if (law->fee_table.size > 0 && !ar_fees_has(&laws->fees, law->fee_table))
        return ar_table_error(laws->table, law->row, at->fee_table, "no fee table of this name", error);
    return ar_law_schedule(law, series, count, error);
}

static enum ar_status decode(struct ar_law *law, const struct ar_table *table, const struct places *at, size_t row,
                             struct ar_error *error)
{
    *law = (struct ar_law){.row = row};
    law->name = ar_table_get(table, row, at->law);
    law->kind = ar_table_get(table, row, at->kind);
    law->reference = ar_table_get(table, row, at->reference);
    law->fee_table = ar_table_get(table, row, at->fee_table);
    law->no_margin = ar_table_get(table, row, at->margin).size == 0;
    if (law->name.size == 0)
        return ar_table_error(table, row, at->law, "missing", error);
    if (law->kind.size > 0 && memchr(law->kind.at, '|', law->kind.size) != NULL)
        return ar_table_error(table, row, at->kind, "not one kind: each has a row of its own", error);
    enum ar_status status = decode_percent(&law->margin, table, row, at->margin, true, error);
    if (status == AR_OK)
        status = decode_percent(&law->step, table, row, at->step, false, error);
    if (status == AR_OK)
        status = decode_reset(law, table, row, at->reset, error);
    if (status == AR_OK)
        status = decode_daycount(law, table, row, at->daycount, error);
    if (status == AR_OK)
        status = decode_rounding(law, table, row, at->rounding, error);
    return status == AR_OK ? decode_compound(law, table, row, at->compound, error) : status;
}

static enum ar_status take(struct ar_laws *laws, const struct ar_references *references, const struct places *at,
                           struct ar_error *error)
{
    struct ar_law *law = &laws->at[laws->count];
    enum ar_status status = decode(law, laws->table, at, laws->count++, error);
    if (status != AR_OK)
        return status;
    for (size_t i = 0; i + 1 < laws->count; i++)
        if (ar_text_equal(laws->at[i].name, law->name) && ar_text_equal(laws->at[i].kind, law->kind))
            return ar_table_error(laws->table, law->row, at->law, "a second row of the same law and kind", error);
    return tie(law, laws, references, at, error);
}

enum ar_status ar_laws_init(struct ar_laws *out, const struct ar_table *laws, const struct ar_table *references,
                            const struct ar_table *fees, struct ar_error *error)
{
    struct places at;
    struct ar_references rates = {0};
    *out = (struct ar_laws){.table = laws, .references = references};
    enum ar_status status = find_places(&at, laws, error);
    if (status == AR_OK)
        status = ar_references_init(&rates, references, error);
    if (status == AR_OK)
        status = ar_fees_init(&out->fees, fees, error);
    if (status == AR_OK && (out->at = calloc(laws->rows + 1, sizeof *out->at)) == NULL)
        status = ar_error_memory(error);
    while (status == AR_OK && out->count < laws->rows)
        status = take(out, &rates, &at, error);
    ar_references_free(&rates);
    if (status != AR_OK)
        ar_laws_free(out);
    return status;
}

void ar_laws_free(struct ar_laws *laws)
{
    for (size_t i = 0; i < laws->count; i++)
        free(laws->at[i].rates);
    free(laws->at);
    ar_fees_free(&laws->fees);
    *laws = (struct ar_laws){0};
}

enum ar_law_found ar_laws_find(const struct ar_law **out, const struct ar_laws *laws, struct ar_text name,
                               struct ar_text kind)
{
    bool named = false;
    *out = NULL;
    for (size_t i = 0; i < laws->count; i++) {
        const struct ar_law *law = &laws->at[i];
        if (!ar_text_equal(law->name, name))
            continue;
        named = true;
        if (law->kind.size == 0 ? *out == NULL : ar_text_equal(law->kind, kind))
            *out = law;
    }
    return *out != NULL ? AR_LAW_FOUND : named ? AR_LAW_OTHER_KIND : AR_LAW_NO_SUCH;
}

bool ar_laws_know(const struct ar_laws *laws, struct ar_text kind)
{
    bool known = ar_text_is(kind, "business") || ar_text_is(kind, "public") || ar_text_is(kind, "consumer");
    for (size_t i = 0; i < laws->count && !known && kind.size > 0; i++)
        known = ar_text_equal(laws->at[i].kind, kind);
    return known;
}
