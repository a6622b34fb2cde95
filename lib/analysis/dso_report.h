/* SPDX-License-Identifier: MIT */
/* The report of ar-dso: one record an indicator, group, currency and period, with what it was divided from. */
#ifndef AR_ANALYSIS_DSO_REPORT_H
#define AR_ANALYSIS_DSO_REPORT_H

#include "analysis/aging_rules.h"
#include "analysis/indicator.h"
#include "base/memory.h"
#include "record/table.h"
#include "record/writer.h"

#define AR_DSO_BY_MAX 64
#define AR_DSO_CHOSEN_MAX 64

struct ar_dso_view {
    const struct ar_indicator *chosen[AR_DSO_CHOSEN_MAX];
    unsigned chosen_count;
    unsigned digits;
    unsigned rolling; /* periods in a figure, at least 1 */
    bool thirty; /* days of whole months are 30 each */
    bool compare;
    const struct ar_table *targets; /* NULL: none */
    int target_metric, target_method, target_value; /* columns; method may be -1 */
    struct ar_text basis; /* what was in and out, in words: the same in every record */
    struct ar_text by[AR_DSO_BY_MAX]; /* group columns; one of them may be currency */
    unsigned by_count;
    unsigned currency_place; /* among them; by_count: none */
    struct ar_text buckets[AR_ROLLS_MAX]; /* names, oldest last */
    unsigned bucket_count;
};

/* Chooses by lists of metrics and of methods, either may be empty. AR_MISUSE: no such metric; a method that none of
   them has; one that needs more than totals. */
AR_MUST_USE enum ar_status ar_dso_choose(struct ar_dso_view *view, const char *const *metrics, size_t metric_count,
                                         const char *const *methods, size_t method_count, bool totals,
                                         struct ar_error *error);
/* Stored facts that the chosen ones are made of. */
uint32_t ar_dso_view_facts(const struct ar_dso_view *view);
bool ar_dso_view_has(const struct ar_dso_view *view, enum ar_how how);

/* AR_BAD_DATA: no column metric or value, a metric that there is not, a value that is no number, one twice. */
AR_MUST_USE enum ar_status ar_dso_view_targets(struct ar_dso_view *view, const struct ar_table *targets,
                                               struct ar_error *error);

/* AR_MISUSE: a group column has the name of another column. */
AR_MUST_USE enum ar_status ar_dso_view_names(struct ar_text *names, unsigned *count, const struct ar_dso_view *view,
                                             struct ar_error *error);
#define AR_DSO_NAMES_MAX (AR_DSO_BY_MAX + 16)

/* The records of one group: facts of adjoining periods, oldest first, of which the first `hidden` only serve as the
   period before. `fields`: of the group columns, the currency left out. `prefix` is room that may be used again. */
AR_MUST_USE enum ar_status ar_dso_view_group(const struct ar_dso_view *view, struct ar_writer *writer,
                                             struct ar_buffer *prefix, const struct ar_text *fields,
                                             const struct ar_facts *facts, size_t count, size_t hidden,
                                             struct ar_error *error);

/* Groups in the order of the report. */
struct ar_dso_line {
    const struct ar_text *fields; /* as above */
    uint8_t count, place; /* group columns with the currency; its place among them, or behind them */
    struct ar_currency currency;
    size_t group;
};
void ar_dso_sort(struct ar_dso_line *lines, size_t count);

#endif
