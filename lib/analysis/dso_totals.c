/* SPDX-License-Identifier: MIT */
/* Totals of periods: reading, adding up, and the facts that they tell. */
#include "analysis/dso_totals.h"

#include "analysis/aging.h"

#include <stdio.h>
#include <stdlib.h>

struct ar_dso_totals_record {
    size_t group;
    struct ar_period period;
    ar_int128 sum[AR_TOTALS];
    ar_int128 *bucket; /* one for each of the view's */
    bool given[AR_TOTALS]; /* in every record that was added up */
    bool buckets_given;
};

static const char *const names[AR_TOTALS] = {"sales", "receivable", "begin", "current", "overdue"};

/* Buckets. */

/* The first day of a bucket's name as ar-age writes it, "31-60" or "91+"; -1 when it is none. */
static int64_t bucket_start(struct ar_text name)
{
    int64_t start = 0;
    size_t i = 0;
    while (i < name.size && i < 8 && name.at[i] >= '0' && name.at[i] <= '9')
        start = start * 10 + (name.at[i++] - '0');
    if (i == 0 || i == name.size || name.size >= AR_BUCKET_NAME_SIZE)
        return -1;
    if (name.at[i] == '+')
        return i + 1 == name.size ? start : -1;
    if (name.at[i++] != '-' || i == name.size)
        return -1;
    while (i < name.size && name.at[i] >= '0' && name.at[i] <= '9')
        i++;
    return i == name.size ? start : -1;
}

static enum ar_status find_buckets(struct ar_dso_totals *totals, struct ar_error *error)
{
    struct ar_dso_view *view = totals->view;
    int64_t starts[AR_ROLLS_MAX];
    unsigned count = 0;
    for (unsigned i = 0; i < totals->header->count; i++) {
        struct ar_text name = totals->header->names[i];
        int64_t start = ar_text_is(name, "current") ? 0 : bucket_start(name);
        if (start < 0)
            continue;
        if (count == AR_ROLLS_MAX)
            return ar_error_set(error, AR_BAD_DATA, "more than %d bucket columns", AR_ROLLS_MAX);
        unsigned k = count++;
        for (; k > 0 && starts[k - 1] > start; k--) {
            starts[k] = starts[k - 1];
            totals->buckets[k] = totals->buckets[k - 1];
        }
        starts[k] = start;
        totals->buckets[k] = (int)i;
    }
    for (unsigned i = 0; i < count; i++)
        view->buckets[i] = totals->header->names[totals->buckets[i]];
    view->bucket_count = count;
    if (ar_dso_view_has(view, AR_HOW_ROLL) && count < 2)
        return ar_error_set(error, AR_BAD_DATA, "roll_rate needs columns of buckets, such as current and 1-30");
    return AR_OK;
}

enum ar_status ar_dso_totals_init(struct ar_dso_totals *out, struct ar_dso_view *view, const struct ar_header *header,
                                  bool allowance, uint64_t seed, struct ar_error *error)
{
    *out = (struct ar_dso_totals){.view = view, .header = header, .limits = {AR_DATE_NONE, AR_DATE_NONE}};
    ar_groups_init(&out->groups, 1, seed);
    const struct {
        const char *name;
        int *place;
    } needed[] = {{"from", &out->from},
                  {"to", &out->to},
                  {"currency", &out->currency},
                  {names[AR_TOTAL_SALES], &out->at[AR_TOTAL_SALES]},
                  {names[AR_TOTAL_RECEIVABLE], &out->at[AR_TOTAL_RECEIVABLE]},
                  {"allowance", &out->allowance}};
    out->allowance = -1;
    for (unsigned i = 0; i < (allowance ? 6u : 5u); i++) {
        *needed[i].place = ar_header_find(header, ar_text_from(needed[i].name));
        if (*needed[i].place < 0) {
            char rest[400];
            ar_header_suggest(header, ar_text_from(needed[i].name), rest, sizeof rest);
            return ar_error_set(error, AR_BAD_DATA, "no column '%s'%s", needed[i].name, rest);
        }
    }
    for (unsigned i = AR_TOTAL_BEGIN; i < AR_TOTALS; i++)
        out->at[i] = ar_header_find(header, ar_text_from(names[i]));
    return find_buckets(out, error);
}

void ar_dso_totals_free(struct ar_dso_totals *totals)
{
    ar_groups_free(&totals->groups);
    free(totals->records);
    ar_arena_free(&totals->arena);
    ar_buffer_free(&totals->key);
    *totals = (struct ar_dso_totals){0};
}

/* Reading. */

/* An amount that may be empty, which is unknown. */
static enum ar_status get(ar_int128 *sum, bool *given, const struct ar_dso_totals *totals, const struct ar_row *row,
                          int column, struct ar_currency currency, struct ar_error *error)
{
    int64_t amount = 0;
    *sum = 0;
    *given = column >= 0 && ar_row_get(row, column).size > 0;
    if (!*given)
        return AR_OK;
    enum ar_status status = ar_field_amount(&amount, row, (struct ar_column){column, totals->header}, currency, error);
    *sum = amount;
    return status;
}

static enum ar_status get_day(struct ar_date *out, const struct ar_dso_totals *totals, const struct ar_row *row,
                              int column, struct ar_error *error)
{
    struct ar_text text;
    struct ar_column at = {column, totals->header};
    enum ar_status status = ar_field_required(&text, row, at, error);
    return status == AR_OK ? ar_field_date(out, row, at, error) : status;
}

static enum ar_status get_sums(struct ar_dso_totals_record *record, struct ar_dso_totals *totals,
                               const struct ar_row *row, struct ar_currency currency, struct ar_error *error)
{
    enum ar_status status = AR_OK;
    for (unsigned i = 0; status == AR_OK && i < AR_TOTALS; i++)
        status = get(&record->sum[i], &record->given[i], totals, row, totals->at[i], currency, error);
    record->buckets_given = true;
    for (unsigned i = 0; status == AR_OK && i < totals->view->bucket_count; i++) {
        bool given;
        status = get(&record->bucket[i], &given, totals, row, totals->buckets[i], currency, error);
        record->buckets_given &= given;
    }
    if (status == AR_OK && totals->allowance >= 0) {
        ar_int128 allowance;
        bool given;
        status = get(&allowance, &given, totals, row, totals->allowance, currency, error);
        record->sum[AR_TOTAL_RECEIVABLE] -= allowance;
        record->given[AR_TOTAL_RECEIVABLE] &= given;
    }
    return status;
}

enum ar_status ar_dso_totals_add(struct ar_dso_totals *totals, const struct ar_row *row, struct ar_error *error)
{
    struct ar_dso_totals_record record = {0};
    struct ar_currency currency;
    enum ar_status status = get_day(&record.period.from, totals, row, totals->from, error);
    if (status == AR_OK)
        status = get_day(&record.period.to, totals, row, totals->to, error);
    if (status == AR_OK && record.period.to.days < record.period.from.days) {
        ar_error_set(error, AR_BAD_DATA, "before 'from'");
        status = ar_row_error(row, totals->header, totals->to, error);
    }
    if (status == AR_OK)
        status = ar_field_currency(&currency, row, (struct ar_column){totals->currency, totals->header}, error);
    if (status != AR_OK)
        return status;
    record.bucket = ar_arena_take(&totals->arena, (totals->view->bucket_count + 1) * sizeof *record.bucket);
    if (record.bucket == NULL)
        return ar_error_memory(error);
    status = get_sums(&record, totals, row, currency, error);
    if (status != AR_OK)
        return status;
    struct ar_text parts[AR_DSO_BY_MAX];
    unsigned count = 0;
    for (unsigned i = 0; i < totals->view->by_count; i++)
        if (totals->by[i] >= 0)
            parts[count++] = ar_row_get(row, totals->by[i]);
    totals->key.size = 0;
    if (ar_aging_join(&totals->key, parts, count) != AR_OK ||
        ar_groups_find(&totals->groups, ar_buffer_text(&totals->key), currency, &record.group) != AR_OK ||
        ar_grow(&totals->records, &totals->capacity, totals->count + 1, sizeof *totals->records) != AR_OK)
        return ar_error_memory(error);
    totals->records[totals->count++] = record;
    return AR_OK;
}

/* Adding up. */

static int compare_records(const void *left, const void *right)
{
    const struct ar_dso_totals_record *a = left, *b = right;
    if (a->group != b->group)
        return a->group < b->group ? -1 : 1;
    if (a->period.from.days != b->period.from.days)
        return a->period.from.days < b->period.from.days ? -1 : 1;
    return (a->period.to.days > b->period.to.days) - (a->period.to.days < b->period.to.days);
}

static void add_record(struct ar_dso_totals_record *to, const struct ar_dso_totals_record *more, unsigned buckets)
{
    for (unsigned i = 0; i < AR_TOTALS; i++) {
        to->sum[i] += more->sum[i];
        to->given[i] &= more->given[i];
    }
    for (unsigned i = 0; i < buckets; i++)
        to->bucket[i] += more->bucket[i];
    to->buckets_given &= more->buckets_given;
}

/* One record a group and period; periods of a group that overlap are an error. */
static enum ar_status add_up(struct ar_dso_totals *totals, struct ar_error *error)
{
    size_t kept = 0;
    if (totals->count > 1)
        qsort(totals->records, totals->count, sizeof *totals->records, compare_records);
    for (size_t i = 0; i < totals->count; i++) {
        struct ar_dso_totals_record *now = &totals->records[i], *last = kept > 0 ? &totals->records[kept - 1] : NULL;
        if (last == NULL || last->group != now->group || last->period.to.days < now->period.from.days) {
            totals->records[kept++] = *now;
        } else if (compare_records(last, now) == 0) {
            add_record(last, now, totals->view->bucket_count);
        } else {
            char days[4][AR_DATE_SIZE];
            ar_date_format(days[0], last->period.from);
            ar_date_format(days[1], last->period.to);
            ar_date_format(days[2], now->period.from);
            ar_date_format(days[3], now->period.to);
            return ar_error_set(error, AR_BAD_DATA, "periods of one group overlap: %.10s to %.10s and %.10s to %.10s",
                                days[0], days[1], days[2], days[3]);
        }
    }
    totals->count = kept;
    return AR_OK;
}

/* Facts. */

static bool adjoin(const struct ar_dso_totals_record *last, const struct ar_dso_totals_record *now)
{
    return last->period.to.days + 1 == now->period.from.days;
}

static void set_begin(struct ar_facts *facts, const struct ar_dso_totals_record *record,
                      const struct ar_dso_totals_record *last)
{
    if (record->given[AR_TOTAL_BEGIN]) {
        facts->sum[AR_FACT_BEGIN] = record->sum[AR_TOTAL_BEGIN];
        facts->missing[AR_FACT_BEGIN] = NULL;
    } else if (last != NULL && last->given[AR_TOTAL_RECEIVABLE]) {
        facts->sum[AR_FACT_BEGIN] = last->sum[AR_TOTAL_RECEIVABLE];
        facts->missing[AR_FACT_BEGIN] = NULL;
    } else {
        facts->missing[AR_FACT_BEGIN] = "no beginning balance";
    }
}

static void set_current(struct ar_facts *facts, const struct ar_dso_totals_record *record)
{
    if (record->given[AR_TOTAL_CURRENT]) {
        facts->sum[AR_FACT_CURRENT] = record->sum[AR_TOTAL_CURRENT];
        facts->missing[AR_FACT_CURRENT] = NULL;
    } else if (record->given[AR_TOTAL_OVERDUE] && record->given[AR_TOTAL_RECEIVABLE]) {
        facts->sum[AR_FACT_CURRENT] = record->sum[AR_TOTAL_RECEIVABLE] - record->sum[AR_TOTAL_OVERDUE];
        facts->missing[AR_FACT_CURRENT] = NULL;
    } else {
        facts->missing[AR_FACT_CURRENT] = "neither 'current' nor 'overdue'";
    }
}

static void set_facts(struct ar_facts *facts, const struct ar_dso_totals *totals,
                      const struct ar_dso_totals_record *record, const struct ar_dso_totals_record *last,
                      struct ar_currency currency)
{
    const struct ar_dso_view *view = totals->view;
    *facts = (struct ar_facts){.currency = currency, .open_missing = "totals do not tell"};
    ar_facts_set_period(facts, record->period, view->thirty);
    for (unsigned i = 0; i < AR_FACTS; i++)
        facts->missing[i] = "totals do not tell";
    facts->missing[AR_FACT_RECEIVABLE] = record->given[AR_TOTAL_RECEIVABLE] ? NULL : "receivable is not given";
    facts->sum[AR_FACT_RECEIVABLE] = record->sum[AR_TOTAL_RECEIVABLE];
    facts->missing[AR_FACT_SALES] = record->given[AR_TOTAL_SALES] ? NULL : "sales are not given";
    facts->sum[AR_FACT_SALES] = record->sum[AR_TOTAL_SALES];
    set_begin(facts, record, last);
    set_current(facts, record);
    facts->bucket_missing = last == NULL                                     ? "no period before"
                            : !record->buckets_given || !last->buckets_given ? "a bucket is not given"
                                                                             : NULL;
    for (unsigned i = 0; facts->bucket_missing == NULL && i + 1 < view->bucket_count; i++) {
        facts->bucket[i] = last->bucket[i];
        facts->rolled[i] = record->bucket[i + 1];
    }
}

/* Writing. */

static enum ar_status write_group(struct ar_dso_totals *totals, const struct ar_dso_line *line, size_t from, size_t to,
                                  struct ar_writer *writer, struct ar_error *error)
{
    struct ar_facts *facts = calloc(to - from + 1, sizeof *facts);
    struct ar_history *history = calloc(to - from + 1, sizeof *history);
    enum ar_status status = AR_OK;
    size_t start = 0, count = 0, hidden = 0; /* start: of the records that adjoin up to this one */
    bool sold = false;
    if (facts == NULL || history == NULL)
        status = ar_error_memory(error);
    for (size_t i = from; status == AR_OK && i < to; i++, count++) {
        const struct ar_dso_totals_record *record = &totals->records[i], *last = i > from ? record - 1 : NULL;
        if (last != NULL && !adjoin(last, record))
            last = NULL;
        if (last == NULL)
            start = count;
        set_facts(&facts[count], totals, record, last, line->currency);
        history[count] = (struct ar_history){record->period, facts[count].days, record->sum[AR_TOTAL_SALES], 0};
        sold |= record->sum[AR_TOTAL_SALES] != 0;
        if (!record->given[AR_TOTAL_SALES] || !sold)
            start = count + 1; /* what is not known ends the history; before the first sale there is none */
        facts[count].history = history + start;
        facts[count].history_count = count + 1 - start;
        if (!ar_date_is_none(totals->limits.from) && record->period.from.days < totals->limits.from.days)
            hidden = count + 1;
        if (!ar_date_is_none(totals->limits.to) && record->period.to.days > totals->limits.to.days)
            break;
    }
    if (status == AR_OK)
        status = ar_dso_view_group(totals->view, writer, &totals->key, line->fields, facts, count, hidden, error);
    free(facts);
    free(history);
    return status;
}

static enum ar_status set_line(struct ar_dso_line *line, struct ar_dso_totals *totals, size_t group)
{
    const struct ar_dso_view *view = totals->view;
    unsigned count = view->by_count - (view->currency_place < view->by_count);
    char room[AR_GROUP_SHORT];
    struct ar_text key = ar_groups_key(&totals->groups, group, room);
    struct ar_text *fields = ar_arena_take(&totals->arena, (count + 1) * sizeof *fields);
    if (fields == NULL || ar_arena_copy(&totals->arena, &key, key) != AR_OK)
        return AR_FAILED;
    ar_aging_part(fields, count, key);
    *line = (struct ar_dso_line){fields, (uint8_t)view->by_count, (uint8_t)view->currency_place,
                                 ar_groups_currency(&totals->groups, group), group};
    return AR_OK;
}

static size_t first_of(const struct ar_dso_totals *totals, size_t group)
{
    size_t low = 0, high = totals->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (totals->records[middle].group < group)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

enum ar_status ar_dso_totals_write(struct ar_dso_totals *totals, struct ar_writer *writer, struct ar_error *error)
{
    struct ar_text columns[AR_DSO_NAMES_MAX];
    unsigned column_count;
    size_t groups = totals->groups.count;
    enum ar_status status = add_up(totals, error);
    if (status == AR_OK)
        status = ar_dso_view_names(columns, &column_count, totals->view, error);
    struct ar_dso_line *lines = malloc((groups + 1) * sizeof *lines);
    if (status == AR_OK && lines == NULL)
        status = ar_error_memory(error);
    for (size_t i = 0; status == AR_OK && i < groups; i++)
        if (set_line(&lines[i], totals, i) != AR_OK)
            status = ar_error_memory(error);
    if (status == AR_OK) {
        ar_dso_sort(lines, groups);
        ar_writer_header(writer, columns, column_count);
    }
    for (size_t i = 0; status == AR_OK && i < groups; i++)
        status = write_group(totals, &lines[i], first_of(totals, lines[i].group), first_of(totals, lines[i].group + 1),
                             writer, error);
    free(lines);
    return status;
}
