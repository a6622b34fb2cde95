/* SPDX-License-Identifier: MIT */
/* Sums of accounts; their number is small. */
#include "analysis/segment_summary.h"

#include <stdlib.h>

struct ar_segment_group {
    uint64_t accounts, documents, open_documents, overdue_documents;
    ar_int128 sums[6]; /* in the order of their columns */
    struct ar_currency currency;
};

static const unsigned allowed[] = {AR_SEGMENT_SEGMENT,   AR_SEGMENT_PROCEDURE, AR_SEGMENT_QUEUE, AR_SEGMENT_TONE,
                                   AR_SEGMENT_BEHAVIOUR, AR_SEGMENT_REASON,    AR_SEGMENT_RISK,  AR_SEGMENT_VALUE_CLASS,
                                   AR_SEGMENT_RULE,      AR_SEGMENT_PREVIOUS,  AR_SEGMENT_NEXT,  AR_SEGMENT_CURRENCY};
#define ALLOWED (sizeof allowed / sizeof *allowed)
static const char *const measures[] = {"accounts",      "documents",       "open_count", "overdue_count",
                                       "billed_amount", "turnover_amount", "open",       "overdue",
                                       "credits",       "disputed_amount"};
#define MEASURES (sizeof measures / sizeof *measures)

static enum ar_status add_column(struct ar_segment_summary *summary, const char *name, struct ar_error *error)
{
    struct ar_text names[ALLOWED];
    const struct ar_header header = {.names = names, .count = ALLOWED};
    char shown[128], suggestion[400];
    ar_printable(shown, sizeof shown, ar_text_from(name));
    for (unsigned i = 0; i < ALLOWED; i++)
        names[i] = ar_text_from(ar_segment_names[allowed[i]]);
    int place = ar_header_find(&header, ar_text_from(name));
    if (place < 0) {
        ar_header_suggest(&header, ar_text_from(name), suggestion, sizeof suggestion);
        return ar_error_set(error, AR_MISUSE, "no column '%s' to sum by%s", shown, suggestion);
    }
    for (unsigned i = 0; i < summary->count; i++)
        if (summary->by[i] == allowed[place])
            return ar_error_set(error, AR_MISUSE, "column '%s' twice", shown);
    summary->by[summary->count++] = allowed[place];
    return AR_OK;
}

enum ar_status ar_segment_summary_init(struct ar_segment_summary *summary, const char *const *names, size_t count,
                                       struct ar_error *error)
{
    bool currency = false;
    enum ar_status status = AR_OK;
    *summary = (struct ar_segment_summary){.count = 0};
    for (size_t i = 0; i < count; i++)
        currency |= ar_text_is(AR_TEXT("currency"), names[i]);
    if (count - currency > AR_SUMMARY_BY)
        return ar_error_set(error, AR_MISUSE, "more than %d columns besides the currency", AR_SUMMARY_BY);
    for (size_t i = 0; status == AR_OK && i < count; i++)
        status = add_column(summary, names[i], error);
    if (status == AR_OK && !currency)
        summary->by[summary->count++] = AR_SEGMENT_CURRENCY;
    return status;
}

void ar_segment_summary_free(struct ar_segment_summary *summary)
{
    ar_keys_free(&summary->keys);
    ar_buffer_free(&summary->key);
    free(summary->groups);
    *summary = (struct ar_segment_summary){.count = 0};
}

static struct ar_segment_group *find_group(struct ar_segment_summary *summary, const struct ar_segment_record *record)
{
    struct ar_text parts[AR_KEY_PARTS] = {{"", 0}, {"", 0}, {"", 0}, {"", 0}};
    size_t before = summary->keys.count;
    uint32_t number;
    for (unsigned i = 0; i < summary->count; i++)
        parts[i] = record->text[summary->by[i]];
    if (ar_key_build(&summary->key, parts) != AR_OK ||
        ar_keys_add(&summary->keys, &number, ar_buffer_text(&summary->key)) != AR_OK ||
        ar_grow(&summary->groups, &summary->capacity, number + 1u, sizeof *summary->groups) != AR_OK)
        return NULL;
    if (summary->keys.count > before)
        summary->groups[number] = (struct ar_segment_group){.accounts = 0};
    return &summary->groups[number];
}

enum ar_status ar_segment_summary_add(struct ar_segment_summary *summary, const struct ar_behaviour *behaviour,
                                      const struct ar_segment_record *record, struct ar_error *error)
{
    const struct ar_account *account = ar_behaviour_account(behaviour, record->account);
    const ar_int128 sums[] = {account->value,   account->turnover, account->open,
                              account->overdue, account->credit,   account->in_dispute};
    struct ar_segment_group *group = find_group(summary, record);
    if (group == NULL)
        return ar_error_memory(error);
    group->currency = ar_behaviour_currency(behaviour, record->account);
    group->accounts++;
    group->documents += account->documents;
    group->open_documents += account->open_documents;
    group->overdue_documents += account->overdue_documents;
    for (unsigned i = 0; i < sizeof sums / sizeof *sums; i++)
        group->sums[i] += sums[i];
    return AR_OK;
}

/* Keys in the order of their parts. */
struct entry {
    struct ar_text parts[AR_KEY_PARTS];
    uint32_t group;
};

static int by_parts(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    int order = 0;
    for (unsigned i = 0; order == 0 && i < AR_KEY_PARTS; i++)
        order = ar_text_compare(a->parts[i], b->parts[i]);
    return order;
}

static void write_group(const struct ar_segment_summary *summary, struct ar_writer *writer, const struct entry *entry)
{
    const struct ar_segment_group *group = &summary->groups[entry->group];
    const uint64_t counts[] = {group->accounts, group->documents, group->open_documents, group->overdue_documents};
    for (unsigned i = 0; i < summary->count; i++)
        ar_writer_field(writer, entry->parts[i]);
    for (unsigned i = 0; i < sizeof counts / sizeof *counts; i++)
        ar_writer_number(writer, (int64_t)counts[i]);
    for (unsigned i = 0; i < sizeof group->sums / sizeof *group->sums; i++)
        ar_writer_sum(writer, group->sums[i], group->currency);
    ar_writer_end(writer);
}

enum ar_status ar_segment_summary_write(const struct ar_segment_summary *summary, struct ar_writer *writer,
                                        struct ar_error *error)
{
    struct ar_text names[AR_SUMMARY_BY + 1 + MEASURES];
    struct entry *entries = calloc(summary->keys.count + 1, sizeof *entries);
    if (entries == NULL)
        return ar_error_memory(error);
    for (unsigned i = 0; i < summary->count; i++)
        names[i] = ar_text_from(ar_segment_names[summary->by[i]]);
    for (unsigned i = 0; i < MEASURES; i++)
        names[summary->count + i] = ar_text_from(measures[i]);
    ar_writer_header(writer, names, summary->count + (unsigned)MEASURES);
    for (uint32_t i = 0; i < summary->keys.count; i++) {
        ar_key_split(entries[i].parts, summary->keys.at[i]);
        entries[i].group = i;
    }
    qsort(entries, summary->keys.count, sizeof *entries, by_parts);
    for (size_t i = 0; i < summary->keys.count; i++)
        write_group(summary, writer, &entries[i]);
    free(entries);
    return AR_OK;
}
