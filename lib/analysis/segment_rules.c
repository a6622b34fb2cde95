/* SPDX-License-Identifier: MIT */
/* Rules for segments: the built-in ones, and what must hold of any. */
#include "analysis/segment.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const risks[] = {"low", "medium", "high", "unknown", NULL};
static const char *const value_classes[] = {"A", "B", "C", NULL};
static const char *const results[] = {"segment", "procedure", "queue", "tone", "at_once", "note", NULL};

/* Value x risk x reason. What blocks payment comes first, then what is at stake. */
#define RULE_COLUMNS 8
static const char *const default_rules[][RULE_COLUMNS] = {
    {"reason", "value_class", "risk", "segment", "procedure", "queue", "tone", "at_once"},
    {"liquidity", "", "", "credit_watch", "strict", "credit", "formal", "yes"},
    {"dispute", "", "", "resolve_dispute", "gentle", "disputes", "helpful", "yes"},
    {"promise", "", "", "promise_broken", "strict", "collectors", "firm", "yes"},
    {"inactive", "", "", "quiet", "default", "automatic", "friendly", ""},
    {"habit", "A", "high", "key_at_risk", "personal", "key_accounts", "personal", ""},
    {"", "A", "", "key", "personal", "key_accounts", "personal", ""},
    {"unknown", "", "", "new", "default", "automatic", "friendly", ""},
    {"habit", "B", "high", "call_first", "strict", "collectors", "firm", ""},
    {"habit", "B", "medium", "call", "default", "collectors", "friendly", ""},
    {"habit", "C", "high", "chase", "strict", "automatic", "firm", ""},
    {"habit", "", "", "remind", "default", "automatic", "friendly", ""},
    {"", "", "", "good_payer", "gentle", "automatic", "friendly", ""},
};

enum ar_status ar_segment_default(struct ar_table *table, struct ar_error *error)
{
    return ar_table_build(table, "(built-in rules)", &default_rules[0][0], RULE_COLUMNS,
                          sizeof default_rules / sizeof *default_rules - 1, error);
}

static bool is_text(unsigned column)
{
    switch (column) {
    case AR_SEGMENT_CUSTOMER:
    case AR_SEGMENT_NAME:
    case AR_SEGMENT_CURRENCY:
    case AR_SEGMENT_AS_OF:
    case AR_SEGMENT_VALUE_CLASS:
    case AR_SEGMENT_BEHAVIOUR:
    case AR_SEGMENT_REASON:
    case AR_SEGMENT_RISK:
        return true;
    default:
        return false;
    }
}

static const char *const *words_of(unsigned column)
{
    switch (column) {
    case AR_SEGMENT_VALUE_CLASS:
        return value_classes;
    case AR_SEGMENT_BEHAVIOUR:
        return ar_behaviour_classes;
    case AR_SEGMENT_REASON:
        return ar_behaviour_reasons;
    case AR_SEGMENT_RISK:
        return risks;
    default:
        return NULL;
    }
}

/* Is a column of the customers a feature? Not where its name is taken. */
static bool is_lent(struct ar_text name)
{
    for (unsigned i = 0; i < AR_SEGMENT_COLUMNS; i++)
        if (ar_text_is(name, ar_segment_names[i]))
            return false;
    return !ar_text_is(name, "at_once") && !ar_text_is(name, "note");
}

static enum ar_status make_features(struct ar_segment_rules *rules, const struct ar_table *customers,
                                    struct ar_error *error)
{
    unsigned columns = customers != NULL ? customers->header.count : 0;
    rules->features = calloc(AR_SEGMENT_FEATURES + columns + 1u, sizeof *rules->features);
    rules->lent = calloc(columns + 1u, sizeof *rules->lent);
    if (rules->features == NULL || rules->lent == NULL)
        return ar_error_memory(error);
    for (unsigned i = 0; i < AR_SEGMENT_FEATURES; i++)
        rules->features[i] =
            (struct ar_feature){ar_segment_names[i], is_text(i) ? AR_FEATURE_TEXT : AR_FEATURE_NUMBER, words_of(i)};
    for (unsigned i = 0; i < columns; i++)
        if (is_lent(customers->header.names[i])) {
            unsigned at = AR_SEGMENT_FEATURES + rules->lent_count;
            rules->features[at] = (struct ar_feature){customers->header.names[i].at, AR_FEATURE_ANY, NULL};
            rules->lent[rules->lent_count++] = (int)i;
        }
    return AR_OK;
}

/* A segment is one thing: what follows from it is the same in all its rows. */
static enum ar_status check_row(const struct ar_segment_rules *rules, size_t row, struct ar_error *error)
{
    const struct ar_table *table = rules->table;
    const int same[] = {rules->procedure, rules->queue, rules->tone};
    struct ar_text segment = ar_table_get(table, row, rules->segment);
    struct ar_text at_once = ar_table_get(table, row, rules->at_once);
    if (segment.size == 0)
        return ar_table_error(table, row, rules->segment, "missing", error);
    if (at_once.size > 0 && !ar_text_is(at_once, "yes") && !ar_text_is(at_once, "no"))
        return ar_table_error(table, row, rules->at_once, "neither yes nor no", error);
    for (size_t before = 0; before < row; before++) {
        if (!ar_text_equal(ar_table_get(table, before, rules->segment), segment))
            continue;
        for (unsigned i = 0; i < sizeof same / sizeof *same; i++)
            if (!ar_text_equal(ar_table_get(table, before, same[i]), ar_table_get(table, row, same[i]))) {
                char why[96];
                snprintf(why, sizeof why, "not what line %llu has for the same segment",
                         (unsigned long long)table->lines[before]);
                return ar_table_error(table, row, same[i], why, error);
            }
        break;
    }
    return AR_OK;
}

enum ar_status ar_segment_rules_init(struct ar_segment_rules *rules, const struct ar_table *table,
                                     const struct ar_table *customers, struct ar_error *error)
{
    *rules = (struct ar_segment_rules){.table = table};
    enum ar_status status = ar_table_need(table, "segment", &rules->segment, error);
    rules->procedure = ar_table_find(table, "procedure");
    rules->queue = ar_table_find(table, "queue");
    rules->tone = ar_table_find(table, "tone");
    rules->at_once = ar_table_find(table, "at_once");
    if (status == AR_OK)
        status = make_features(rules, customers, error);
    if (status == AR_OK)
        status = ar_decision_init(&rules->decision, table, rules->features, results, error);
    for (size_t row = 0; status == AR_OK && row < table->rows; row++)
        status = check_row(rules, row, error);
    if (status == AR_OK && !ar_decision_is_total(&rules->decision)) {
        ar_error_set(error, AR_BAD_DATA,
                     "no row without conditions: a customer that no row holds for would have no segment");
        ar_error_place(error, table->path, 0);
        if (error)
            error->fatal = true;
        status = AR_BAD_DATA;
    }
    if (status != AR_OK)
        ar_segment_rules_free(rules);
    return status;
}

void ar_segment_rules_free(struct ar_segment_rules *rules)
{
    ar_decision_free(&rules->decision);
    free(rules->features);
    free(rules->lent);
    *rules = (struct ar_segment_rules){.table = NULL};
}
