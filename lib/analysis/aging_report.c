/* SPDX-License-Identifier: MIT */
/* The aging report: merging, rolling up, sorting, checking. */
#include "analysis/aging_report.h"

#include <stdlib.h>
#include <string.h>

/* From the groups that rows were added to, to those of the report. */

/* Sets credits against debts, oldest against oldest, undated ones last; what is left of either stays where it is. By
   bucket this gives the same as item by item: two items of one bucket are not told apart in the report. */
static void set_off(ar_int128 *debts, ar_int128 *credits, const struct ar_aging_rules *rules)
{
    unsigned undated = ar_aging_undated(rules), debt = 0, credit = 0, all = undated + 1;
    while (debt < all && credit < all) {
        ar_int128 *d = &debts[debt == undated ? undated : undated - 1 - debt];
        ar_int128 *c = &credits[credit == undated ? undated : undated - 1 - credit];
        ar_int128 taken = *d < -*c ? *d : -*c;
        *d -= taken;
        *c += taken;
        debt += *d == 0;
        credit += *c == 0;
    }
}

struct roll {
    const struct ar_aging_plan *plan;
    struct ar_aging_report *report;
    struct ar_buffer key;
};

static enum ar_status rolled_group(size_t *group, struct roll *roll, const struct ar_groups *fine, size_t from)
{
    const struct ar_aging_plan *plan = roll->plan;
    struct ar_text parts[AR_AGING_BY_MAX + 1], fields[AR_AGING_BY_MAX + 1];
    unsigned count = 0;
    char room[AR_GROUP_SHORT];
    ar_aging_part(parts, plan->key_count, ar_groups_key(fine, from, room));
    for (unsigned i = 0; i < plan->by_count; i++) {
        const struct ar_aging_by *by = &plan->by[i];
        if (by->source == AR_BY_RECORD)
            fields[count++] = parts[by->field];
        else if (by->source == AR_BY_CUSTOMERS)
            fields[count++] = ar_lend_get(plan->lend, parts[plan->customer_field], by->column);
    }
    roll->key.size = 0;
    if (ar_aging_join(&roll->key, fields, count) != AR_OK)
        return AR_FAILED;
    struct ar_currency currency = plan->exchange != NULL ? plan->into : ar_groups_currency(fine, from);
    return ar_groups_find(&roll->report->own, ar_buffer_text(&roll->key), currency, group);
}

static enum ar_status roll_one(struct roll *roll, const struct ar_groups *fine, size_t from)
{
    const struct ar_aging_rules *rules = &roll->plan->rules;
    unsigned columns = ar_aging_columns(rules);
    ar_int128 sums[2 * (AR_EDGES_MAX + 5)];
    size_t group;
    if (rolled_group(&group, roll, fine, from) != AR_OK)
        return AR_FAILED;
    for (unsigned i = 0; i < roll->plan->sums; i++)
        sums[i] = ar_groups_sum(fine, from, i);
    if (rules->credits == AR_CREDITS_OLDEST) {
        set_off(sums, sums + columns, rules);
        for (unsigned i = 0; i < columns; i++)
            sums[i] += sums[columns + i];
    }
    ar_groups_count(&roll->report->own, group, ar_groups_items(fine, from));
    for (unsigned i = 0; i < columns; i++)
        if (ar_groups_increase(&roll->report->own, group, i, sums[i]) != AR_OK)
            return AR_FAILED;
    if (roll->report->sources != NULL)
        roll->report->sources[from] = (struct ar_aging_source){(uint32_t)group, ar_groups_currency(fine, from).code};
    return AR_OK;
}

static int compare_sources(const void *left, const void *right)
{
    const struct ar_aging_source *a = left, *b = right;
    if (a->group != b->group)
        return a->group < b->group ? -1 : 1;
    return (int)a->currency - (int)b->currency;
}

static void sort_sources(struct ar_aging_report *report, size_t count)
{
    struct ar_aging_source *s = report->sources;
    qsort(s, count, sizeof *s, compare_sources);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || compare_sources(&s[kept - 1], &s[i]) != 0)
            s[kept++] = s[i];
    report->source_count = kept;
}

static enum ar_status roll_up(struct ar_aging_report *report, const struct ar_groups *fine)
{
    const struct ar_aging_plan *plan = report->plan;
    struct roll roll = {.plan = plan, .report = report};
    enum ar_status status = AR_OK;
    ar_groups_init(&report->own, ar_aging_columns(&plan->rules), plan->seed);
    report->groups = &report->own;
    if (plan->exchange != NULL) {
        report->sources = malloc((fine->count + 1) * sizeof *report->sources);
        if (report->sources == NULL)
            return AR_FAILED;
    }
    for (size_t i = 0; status == AR_OK && i < fine->count; i++)
        status = roll_one(&roll, fine, i);
    if (status == AR_OK && report->sources != NULL)
        sort_sources(report, fine->count);
    ar_buffer_free(&roll.key);
    return status;
}

/* Order. */

/* Eight bytes from `from` on as a number that is in their order. */
static uint64_t bytes_at(struct ar_text text, size_t from)
{
    uint64_t number = 0;
    for (size_t i = from; i < from + 8; i++)
        number = number << 8 | (i < text.size ? (unsigned char)text.at[i] : 0);
    return number;
}

/* A single short key before the currency is in order by two numbers alone: its 13 bytes, its size, which tells a prefix
   and zero bytes apart, and the currency. For everything else they are only a beginning. */
static void set_words(struct ar_aging_line *line, struct ar_text first, bool single)
{
    line->word[0] = line->place == 0 ? line->currency : bytes_at(first, 0);
    line->word[1] = 0;
    if (single)
        line->word[1] = (bytes_at(first, 8) & ~UINT64_C(0xffffff)) |
                        (line->fields == NULL ? (uint64_t)first.size << 16 | line->currency : 0xff0000);
}

static bool same_words(const struct ar_aging_line *a, const struct ar_aging_line *b)
{
    return a->word[0] == b->word[0] && a->word[1] == b->word[1];
}

/* Lines of the same words, by their fields. */
static int compare_lines(const void *left, const void *right)
{
    const struct ar_aging_line *a = left, *b = right;
    const struct ar_text *x = a->fields, *y = b->fields;
    for (unsigned i = 0; x != NULL && y != NULL && i < a->count; i++) {
        int order = i == a->place ? (int)a->currency - (int)b->currency : ar_text_compare(*x++, *y++);
        if (order != 0)
            return order;
    }
    return 0;
}

static enum ar_status set_line(struct ar_aging_report *report, size_t group, unsigned place)
{
    const struct ar_aging_plan *plan = report->plan;
    unsigned fields = plan->by_count - 1;
    char room[AR_GROUP_SHORT];
    struct ar_text key = ar_groups_key(report->groups, group, room);
    bool single = fields == 1 && place == 1;
    struct ar_aging_line *line = &report->lines[group];
    *line = (struct ar_aging_line){.group = (uint32_t)group,
                                   .currency = ar_groups_currency(report->groups, group).code,
                                   .count = (uint8_t)plan->by_count,
                                   .place = (uint8_t)place};
    if (!single || key.size > AR_GROUP_SHORT) {
        struct ar_text *parts = ar_arena_take(&report->arena, fields * sizeof *parts);
        if (parts == NULL || (key.at == room && ar_arena_copy(&report->arena, &key, key) != AR_OK))
            return AR_FAILED;
        ar_aging_part(parts, fields, key);
        line->fields = parts;
        key = fields > 0 ? parts[0] : AR_TEXT("");
    }
    set_words(line, key, single);
    return AR_OK;
}

static unsigned byte_of(const struct ar_aging_line *line, unsigned byte)
{
    return line->word[1 - byte / 8] >> (8 * (byte % 8)) & 0xff;
}

/* By the words alone, byte by byte from the least: bytes that are the same in all lines, as most are, cost nothing. */
static void sort_by_words(struct ar_aging_line **lines, struct ar_aging_line **room, size_t count)
{
    static const unsigned bytes = 2 * sizeof(uint64_t);
    for (unsigned byte = 0; byte < bytes; byte++) {
        size_t starts[257] = {0};
        for (size_t i = 0; i < count; i++)
            starts[byte_of(&(*lines)[i], byte) + 1]++;
        if (starts[byte_of(&(*lines)[0], byte) + 1] == count)
            continue;
        for (unsigned i = 0; i < 256; i++)
            starts[i + 1] += starts[i];
        for (size_t i = 0; i < count; i++)
            (*room)[starts[byte_of(&(*lines)[i], byte)]++] = (*lines)[i];
        struct ar_aging_line *sorted = *room;
        *room = *lines;
        *lines = sorted;
    }
}

static enum ar_status sort_lines(struct ar_aging_report *report)
{
    unsigned place = 0;
    while (report->plan->by[place].source != AR_BY_CURRENCY)
        place++;
    report->lines = malloc((report->groups->count + 1) * sizeof *report->lines);
    if (report->lines == NULL)
        return AR_FAILED;
    for (; report->count < report->groups->count; report->count++)
        if (set_line(report, report->count, place) != AR_OK)
            return AR_FAILED;
    struct ar_aging_line *room = malloc((report->count + 1) * sizeof *room);
    if (room == NULL)
        return AR_FAILED;
    if (report->count > 0)
        sort_by_words(&report->lines, &room, report->count);
    free(room);
    for (size_t i = 0, next; i < report->count; i = next) { /* where the words do not tell, the fields do */
        for (next = i + 1; next < report->count && same_words(&report->lines[i], &report->lines[next]);)
            next++;
        if (next - i > 1)
            qsort(&report->lines[i], next - i, sizeof *report->lines, compare_lines);
    }
    return AR_OK;
}

/* Control. */

static ar_int128 total_of(const struct ar_aging_report *report, size_t group)
{
    ar_int128 total = 0;
    for (unsigned i = 0; i < ar_aging_columns(&report->plan->rules); i++)
        total += ar_groups_sum(report->groups, group, i);
    return total;
}

/* The control sums less the report's groups must leave nothing, in items and in money. */
static enum ar_status check(const struct ar_aging_report *report, struct ar_aging_control *controls,
                            struct ar_error *error)
{
    for (size_t i = 0; i < report->groups->count; i++) {
        struct ar_aging_control *control = &controls[ar_groups_currency(report->groups, i).code];
        control->sum -= total_of(report, i);
        control->items -= ar_groups_items(report->groups, i);
    }
    for (uint16_t code = 0; code < AR_CURRENCIES; code++) {
        if (controls[code].sum == 0 && controls[code].items == 0)
            continue;
        char name[AR_CURRENCY_SIZE];
        ar_currency_format(name, (struct ar_currency){code});
        return ar_error_set(error, AR_FAILED, "internal error: the report in %.3s does not add up to the items read",
                            name);
    }
    return AR_OK;
}

static enum ar_status merge(struct ar_aging *const *parts, unsigned count)
{
    for (unsigned i = 1; i < count; i++) {
        if (ar_groups_merge(&parts[0]->groups, &parts[i]->groups) != AR_OK)
            return AR_FAILED;
        for (unsigned code = 0; code < AR_CURRENCIES; code++) {
            parts[0]->controls[code].sum += parts[i]->controls[code].sum;
            parts[0]->controls[code].items += parts[i]->controls[code].items;
        }
        ar_groups_free(&parts[i]->groups);
    }
    return AR_OK;
}

enum ar_status ar_aging_report_init(struct ar_aging_report *out, struct ar_aging *const *parts, unsigned count,
                                    struct ar_error *error)
{
    *out = (struct ar_aging_report){.plan = parts[0]->plan, .groups = &parts[0]->groups};
    enum ar_status status = AR_OK;
    for (unsigned i = 0; status == AR_OK && i < count; i++)
        status = ar_aging_flush(parts[i], error);
    if (status == AR_OK)
        status = merge(parts, count);
    if (status == AR_OK && out->plan->rolls_up)
        status = roll_up(out, &parts[0]->groups);
    if (status == AR_OK)
        status = sort_lines(out);
    if (status != AR_OK)
        ar_error_memory(error);
    else
        status = check(out, parts[0]->controls, error);
    if (status != AR_OK)
        ar_aging_report_free(out);
    return status;
}

void ar_aging_report_free(struct ar_aging_report *report)
{
    if (report->groups == &report->own)
        ar_groups_free(&report->own);
    free(report->lines);
    free(report->sources);
    ar_arena_free(&report->arena);
    *report = (struct ar_aging_report){0};
}
