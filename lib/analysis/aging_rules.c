/* SPDX-License-Identifier: MIT */
/* Bucket edges and column names. */
#include "analysis/aging_rules.h"

#include <stdio.h>
#include <string.h>

static bool parse_edge(int32_t *out, struct ar_text text)
{
    int32_t edge = 0;
    if (text.size == 0 || text.size > 7)
        return false;
    for (size_t i = 0; i < text.size; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
        edge = edge * 10 + (text.at[i] - '0');
    }
    *out = edge;
    return edge >= 1 && edge <= AR_EDGE_LARGEST;
}

enum ar_status ar_buckets_parse(struct ar_buckets *out, const char *text, struct ar_error *error)
{
    struct ar_buckets buckets = {.count = 0};
    struct ar_text rest = ar_text_from(text);
    while (rest.at != NULL) {
        struct ar_text part = ar_text_cut(&rest, ',');
        if (buckets.count == AR_EDGES_MAX)
            return ar_error_set(error, AR_MISUSE, "more than %d edges", AR_EDGES_MAX);
        int32_t *edge = &buckets.edges[buckets.count];
        if (!parse_edge(edge, part)) {
            char shown[64];
            ar_printable(shown, sizeof shown, part);
            return ar_error_set(error, AR_MISUSE, "'%s' is not a number of days from 1 to %d", shown, AR_EDGE_LARGEST);
        }
        if (buckets.count > 0 && edge[0] <= edge[-1])
            return ar_error_set(error, AR_MISUSE, "the edges must increase: %d follows %d", (int)edge[0],
                                (int)edge[-1]);
        buckets.count++;
    }
    *out = buckets;
    return AR_OK;
}

void ar_aging_column_name(char out[static AR_BUCKET_NAME_SIZE], const struct ar_aging_rules *rules, unsigned column)
{
    const struct ar_buckets *b = &rules->buckets;
    if (column == 0)
        snprintf(out, AR_BUCKET_NAME_SIZE, "current");
    else if (column <= b->count)
        snprintf(out, AR_BUCKET_NAME_SIZE, "%d-%d", column == 1 ? 1 : (int)b->edges[column - 2] + 1,
                 (int)b->edges[column - 1]);
    else if (column == b->count + 1)
        snprintf(out, AR_BUCKET_NAME_SIZE, "%d+", (int)b->edges[b->count - 1] + 1);
    else if (column == ar_aging_undated(rules))
        snprintf(out, AR_BUCKET_NAME_SIZE, "undated");
    else
        snprintf(out, AR_BUCKET_NAME_SIZE, "%s",
                 rules->credits == AR_CREDITS_APART && column == ar_aging_credits(rules) ? "credits" : "disputed");
}
