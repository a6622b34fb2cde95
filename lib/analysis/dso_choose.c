/* SPDX-License-Identifier: MIT */
/* Which indicators are asked for, and the targets that stand beside them. */
#include "analysis/dso_report.h"

#include "base/rate.h"

#include <stdio.h>
#include <string.h>

static bool is_listed(const char *name, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(list[i], name) == 0)
            return true;
    return false;
}

static enum ar_status unknown(const char *what, const char *name, struct ar_error *error)
{
    ar_error_set(error, AR_MISUSE, "%s", what);
    ar_error_value(error, ar_text_from(name));
    return AR_MISUSE;
}

static enum ar_status unknown_metric(const char *name, struct ar_error *error)
{
    char known[400];
    size_t used = 0;
    for (unsigned i = 0; i < ar_indicator_count && used < sizeof known; i++)
        if (i == 0 || strcmp(ar_indicators[i - 1].metric, ar_indicators[i].metric) != 0)
            used += (size_t)snprintf(known + used, sizeof known - used, " %s", ar_indicators[i].metric);
    ar_error_set(error, AR_MISUSE, "--metric: not one of%s", known);
    ar_error_value(error, ar_text_from(name));
    return AR_MISUSE;
}

static bool has_metric(const char *name)
{
    for (unsigned i = 0; i < ar_indicator_count; i++)
        if (strcmp(ar_indicators[i].metric, name) == 0)
            return true;
    return false;
}

static bool is_default(unsigned i)
{
    return i == 0 || strcmp(ar_indicators[i - 1].metric, ar_indicators[i].metric) != 0;
}

/* Does any of the methods named belong to the metric? */
static bool names_method(const char *metric, const char *const *methods, size_t count)
{
    for (unsigned i = 0; i < ar_indicator_count; i++)
        if (strcmp(ar_indicators[i].metric, metric) == 0 && is_listed(ar_indicators[i].method, methods, count))
            return true;
    return false;
}

enum ar_status ar_dso_choose(struct ar_dso_view *view, const char *const *metrics, size_t metric_count,
                             const char *const *methods, size_t method_count, bool totals, struct ar_error *error)
{
    bool used[AR_DSO_CHOSEN_MAX] = {false};
    for (size_t i = 0; i < metric_count; i++)
        if (!has_metric(metrics[i]))
            return unknown_metric(metrics[i], error);
    if (method_count > AR_DSO_CHOSEN_MAX)
        return ar_error_set(error, AR_MISUSE, "--method: too many");
    view->chosen_count = 0;
    for (unsigned i = 0; i < ar_indicator_count; i++) {
        const struct ar_indicator *one = &ar_indicators[i];
        bool of_metric = is_listed(one->metric, metrics, metric_count), by_method = false;
        for (size_t k = 0; k < method_count; k++)
            if (strcmp(methods[k], one->method) == 0)
                used[k] |= by_method = true;
        if (names_method(one->metric, methods, method_count) ? !by_method : !is_default(i))
            continue;
        if (metric_count == 0) { /* the usual set; a method named brings its metric with it */
            bool usual = false;
            for (unsigned k = 0; k < ar_indicator_count; k++)
                usual |= ar_indicators[k].usual && strcmp(ar_indicators[k].metric, one->metric) == 0;
            of_metric = usual && (one->totals || !totals || by_method);
        }
        if (of_metric && totals && !one->totals) {
            ar_error_set(error, AR_MISUSE, "%s (%s) needs items: --periods has only totals", one->metric, one->method);
            return AR_MISUSE;
        }
        if (of_metric)
            view->chosen[view->chosen_count++] = one;
    }
    for (size_t k = 0; k < method_count; k++) {
        bool taken = false;
        for (unsigned i = 0; i < view->chosen_count; i++)
            taken |= strcmp(view->chosen[i]->method, methods[k]) == 0;
        if (!taken)
            return unknown(used[k] ? "--method: none of the metrics has it" : "--method: no such method", methods[k],
                           error);
    }
    return AR_OK;
}

uint32_t ar_dso_view_facts(const struct ar_dso_view *view)
{
    uint32_t facts = 0;
    for (unsigned i = 0; i < view->chosen_count; i++)
        facts |= ar_indicator_facts(view->chosen[i]);
    return facts;
}

bool ar_dso_view_has(const struct ar_dso_view *view, enum ar_how how)
{
    for (unsigned i = 0; i < view->chosen_count; i++)
        if (view->chosen[i]->how == how)
            return true;
    return false;
}

static enum ar_status check_target(const struct ar_dso_view *view, size_t row, struct ar_error *error)
{
    const struct ar_table *table = view->targets;
    struct ar_text metric = ar_table_get(table, row, view->target_metric), method;
    struct ar_rate value;
    bool found = false;
    method = ar_table_get(table, row, view->target_method);
    for (unsigned i = 0; i < ar_indicator_count; i++)
        found |= ar_text_is(metric, ar_indicators[i].metric);
    if (!found)
        return ar_table_error(table, row, view->target_metric, metric.size ? "no such metric" : "missing", error);
    if (ar_rate_parse(&value, ar_table_get(table, row, view->target_value)) != AR_OK)
        return ar_table_error(table, row, view->target_value, "not a number", error);
    for (size_t i = 0; i < row; i++)
        if (ar_text_equal(metric, ar_table_get(table, i, view->target_metric)) &&
            ar_text_equal(method, ar_table_get(table, i, view->target_method)))
            return ar_table_error(table, row, view->target_metric, "a second target of the same metric", error);
    return AR_OK;
}

enum ar_status ar_dso_view_targets(struct ar_dso_view *view, const struct ar_table *targets, struct ar_error *error)
{
    view->targets = targets;
    view->target_method = ar_table_find(targets, "method");
    enum ar_status status = ar_table_need(targets, "metric", &view->target_metric, error);
    if (status == AR_OK)
        status = ar_table_need(targets, "value", &view->target_value, error);
    for (size_t row = 0; status == AR_OK && row < targets->rows; row++)
        status = check_target(view, row, error);
    return status;
}
