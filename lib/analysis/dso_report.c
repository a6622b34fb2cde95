/* SPDX-License-Identifier: MIT */
/* The report of ar-dso on its way out: windows over periods, figures, records. */
#include "analysis/dso_report.h"

#include "record/escape.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Names. */

enum ar_status ar_dso_view_names(struct ar_text *names, unsigned *count, const struct ar_dso_view *view,
                                 struct ar_error *error)
{
    static const struct ar_text own[] = {AR_TEXT("metric"), AR_TEXT("method"),    AR_TEXT("value"),
                                         AR_TEXT("unit"),   AR_TEXT("numerator"), AR_TEXT("denominator"),
                                         AR_TEXT("days"),   AR_TEXT("from"),      AR_TEXT("to")};
    *count = 0;
    for (unsigned i = 0; i < view->by_count; i++)
        names[(*count)++] = view->by[i];
    for (unsigned i = 0; i < sizeof own / sizeof *own; i++)
        names[(*count)++] = own[i];
    if (view->currency_place == view->by_count)
        names[(*count)++] = AR_TEXT("currency");
    names[(*count)++] = AR_TEXT("bound");
    names[(*count)++] = AR_TEXT("note");
    names[(*count)++] = AR_TEXT("basis");
    if (view->compare) {
        names[(*count)++] = AR_TEXT("before");
        names[(*count)++] = AR_TEXT("change");
    }
    if (view->targets != NULL)
        names[(*count)++] = AR_TEXT("target");
    for (unsigned i = 0; i < view->by_count; i++)
        for (unsigned k = view->by_count; k < *count; k++)
            if (ar_text_equal(names[i], names[k])) {
                ar_error_set(error, AR_MISUSE, "the report has a column of that name");
                ar_error_value(error, names[i]);
                return AR_MISUSE;
            }
    return AR_OK;
}

/* Order. */

static int compare_lines(const void *left, const void *right)
{
    const struct ar_dso_line *a = left, *b = right;
    const struct ar_text *x = a->fields, *y = b->fields;
    for (unsigned i = 0; i < a->count; i++) {
        int order = i == a->place ? (int)a->currency.code - (int)b->currency.code : ar_text_compare(*x++, *y++);
        if (order != 0)
            return order;
    }
    return (int)a->currency.code - (int)b->currency.code;
}

void ar_dso_sort(struct ar_dso_line *lines, size_t count)
{
    if (count > 1)
        qsort(lines, count, sizeof *lines, compare_lines);
}

/* Windows. */

/* Facts of the periods [from, to]: sums over them, balances of the last one, the beginning of the first one. */
static void add_up(struct ar_facts *out, const struct ar_dso_view *view, const struct ar_facts *facts, size_t from,
                   size_t to)
{
    *out = facts[to];
    ar_facts_set_period(out, (struct ar_period){facts[from].period.from, facts[to].period.to}, view->thirty);
    out->sum[AR_FACT_BEGIN] = facts[from].sum[AR_FACT_BEGIN];
    out->missing[AR_FACT_BEGIN] = facts[from].missing[AR_FACT_BEGIN];
    for (size_t i = from; i < to; i++)
        for (unsigned k = AR_FACTS_STOCK; k < AR_FACTS_STORED; k++) {
            out->sum[k] += facts[i].sum[k];
            if (facts[i].missing[k] != NULL)
                out->missing[k] = facts[i].missing[k];
        }
}

/* The window that ends with period `to`, from period `least` on; NULL and *why when there is none. `room` may be used.
 */
static const struct ar_facts *window(struct ar_facts *room, const struct ar_dso_view *view,
                                     const struct ar_facts *facts, size_t to, size_t least, char why[static 64])
{
    if (to < least || to - least + 1 < view->rolling) {
        snprintf(why, 64, "fewer than %u periods", view->rolling);
        return NULL;
    }
    size_t from = to - view->rolling + 1;
    for (size_t i = from; i < to; i++)
        if (facts[i].period.to.days + 1 != facts[i + 1].period.from.days) {
            snprintf(why, 64, "the periods do not adjoin");
            return NULL;
        }
    if (from == to)
        return &facts[to];
    add_up(room, view, facts, from, to);
    return room;
}

/* Records: composed in one piece, since there are many. */

#define RECORD_MAX 1024 /* of a record without its group columns */

static inline char *put(char *at, struct ar_text text)
{
    memcpy(at, text.at, text.size);
    at[text.size] = '\t';
    return at + text.size + 1;
}

static inline char *put_sum(char *at, ar_int128 value, unsigned digits)
{
    at += ar_sum_format(at, value, digits);
    *at = '\t';
    return at + 1;
}

/* Half a minor unit takes one digit more. */
static char *put_side(char *at, const struct ar_figure *figure, ar_int128 value, enum ar_shown shown, unsigned minor)
{
    unsigned digits = shown == AR_SHOWN_COUNT ? 0 : minor;
    if (!figure->sides)
        return put(at, AR_TEXT(""));
    if (shown != AR_SHOWN_MEAN)
        return put_sum(at, value, digits);
    return value % 2 == 0 ? put_sum(at, value / 2, digits) : put_sum(at, value * 5, digits + 1);
}

static char *put_value(char *at, bool known, ar_int128 value, unsigned digits)
{
    return known ? put_sum(at, value, digits) : put(at, AR_TEXT("NA"));
}

static char *put_currency(char *at, struct ar_currency currency)
{
    ar_currency_format(at, currency);
    at[AR_CURRENCY_SIZE] = '\t';
    return at + AR_CURRENCY_SIZE + 1;
}

/* The group columns as they begin each record. */
static enum ar_status set_prefix(struct ar_buffer *out, const struct ar_dso_view *view, const struct ar_text *fields,
                                 struct ar_currency currency)
{
    out->size = 0;
    for (unsigned i = 0; i < view->by_count; i++) {
        struct ar_text field = i == view->currency_place ? AR_TEXT("") : *fields++;
        if (ar_buffer_reserve(out, 2 * field.size + AR_CURRENCY_SIZE + 2) != AR_OK)
            return AR_FAILED;
        char *at = out->at + out->size;
        if (i == view->currency_place) {
            at = put_currency(at, currency);
        } else {
            at += ar_escape(at, field, i == 0);
            *at++ = '\t';
        }
        out->size = (size_t)(at - out->at);
    }
    return AR_OK;
}

static char *put_target(char *at, const struct ar_dso_view *view, const struct ar_indicator *indicator,
                        struct ar_text method)
{
    const struct ar_table *table = view->targets;
    struct ar_text best = AR_TEXT("");
    for (size_t row = 0; row < table->rows; row++) {
        struct ar_text of = ar_table_get(table, row, view->target_method);
        if (!ar_text_is(ar_table_get(table, row, view->target_metric), indicator->metric) ||
            (of.size > 0 && !ar_text_equal(of, method)))
            continue;
        best = ar_table_get(table, row, view->target_value);
        if (of.size > 0)
            break;
    }
    return put(at, best); /* a number */
}

static char *put_method(char *at, const struct ar_dso_view *view, const struct ar_indicator *indicator, unsigned bucket)
{
    if (indicator->how != AR_HOW_ROLL)
        return put(at, ar_text_from(indicator->method));
    at = put(at, view->buckets[bucket]);
    at[-1] = ':';
    return put(at, view->buckets[bucket + 1]);
}

static void write_record(const struct ar_dso_view *view, struct ar_writer *writer, struct ar_text prefix,
                         const struct ar_facts *facts, const struct ar_indicator *indicator, unsigned bucket,
                         const struct ar_figure *figure, const struct ar_figure *before)
{
    unsigned minor = ar_currency_digits(facts->currency);
    ar_writer_bytes(writer, prefix);
    char *room = ar_writer_room(writer, RECORD_MAX), *at = put(room, ar_text_from(indicator->metric)), *method = at;
    at = put_method(at, view, indicator, bucket);
    struct ar_text method_text = {method, (size_t)(at - method) - 1};
    at = put_value(at, figure->known, figure->value, view->digits);
    at = put(at, ar_text_from(ar_unit_names[indicator->unit]));
    at = put_side(at, figure, figure->numerator, figure->numerator_shown, minor);
    at = put_side(at, figure, figure->denominator, figure->denominator_shown, minor);
    at = figure->days > 0 ? put_sum(at, figure->days, 0) : put(at, AR_TEXT(""));
    memcpy(at, facts->dates, sizeof facts->dates);
    at += sizeof facts->dates;
    if (view->currency_place == view->by_count)
        at = put_currency(at, facts->currency);
    at = put(at, figure->known && figure->lower ? AR_TEXT("lower") : AR_TEXT(""));
    at = put(at, ar_text_from(figure->known ? figure->note : figure->why));
    at = put(at, view->basis);
    if (view->compare) {
        at = put_value(at, before->known, before->value, view->digits);
        at = put_value(at, figure->known && before->known, figure->value - before->value, view->digits);
    }
    if (view->targets != NULL)
        at = put_target(at, view, indicator, method_text);
    ar_writer_used(writer, (size_t)(at - room) - 1); /* without the last TAB */
    ar_writer_end(writer);
}

static enum ar_status compute(struct ar_figure *out, const struct ar_dso_view *view,
                              const struct ar_indicator *indicator, unsigned bucket, const struct ar_facts *facts,
                              const char *why, struct ar_error *error)
{
    if (facts != NULL)
        return ar_indicator_compute(out, indicator, facts, bucket, view->digits, error);
    *out = (struct ar_figure){.why = why};
    return AR_OK;
}

enum ar_status ar_dso_view_group(const struct ar_dso_view *view, struct ar_writer *writer, struct ar_buffer *prefix,
                                 const struct ar_text *fields, const struct ar_facts *facts, size_t count,
                                 size_t hidden, struct ar_error *error)
{
    struct ar_facts rooms[2];
    char whys[2][64];
    enum ar_status status = AR_OK;
    if (count > 0 && set_prefix(prefix, view, fields, facts[0].currency) != AR_OK)
        return ar_error_memory(error);
    for (size_t i = hidden; i < count; i++) {
        const struct ar_facts *now = window(&rooms[0], view, facts, i, hidden, whys[0]), *last = NULL;
        if (view->compare && i > 0)
            last = window(&rooms[1], view, facts, i - 1, 0, whys[1]);
        if (last != NULL && facts[i - 1].period.to.days + 1 != facts[i].period.from.days)
            last = NULL;
        const struct ar_facts *shown = now != NULL ? now : &facts[i];
        for (unsigned k = 0; k < view->chosen_count; k++) {
            const struct ar_indicator *indicator = view->chosen[k];
            unsigned rows = indicator->how == AR_HOW_ROLL ? view->bucket_count - (view->bucket_count > 0) : 1;
            for (unsigned b = 0; b < rows && status == AR_OK; b++) {
                struct ar_figure figure, before;
                status = compute(&figure, view, indicator, b, now, whys[0], error);
                if (status == AR_OK && view->compare)
                    status = compute(&before, view, indicator, b, last, "", error);
                if (status == AR_OK)
                    write_record(view, writer, ar_buffer_text(prefix), shown, indicator, b, &figure, &before);
            }
        }
    }
    return status;
}
