/* SPDX-License-Identifier: MIT */
/* Documents as they were known on a day. */
#include "analysis/bill.h"

#include <stdlib.h>

enum { OWN = AR_ITEM_CUSTOMER | AR_ITEM_TYPE | AR_ITEM_DUE };
enum { LIKED = AR_ITEM_NAME | AR_ITEM_TERMS | AR_ITEM_DOC | AR_ITEM_LINE | AR_ITEM_ENTITY };

/* What was settled by the day of a snapshot is not in it: behaviour cannot be told from the rest. */
static enum ar_status refuse_snapshot(const struct ar_header *header, const struct ar_events *events,
                                      struct ar_error *error)
{
    if (events != NULL || ar_header_find(header, AR_TEXT("open")) < 0)
        return AR_OK;
    if (ar_header_find(header, AR_TEXT("cleared")) < 0)
        return ar_error_set(error, AR_BAD_DATA,
                            "a snapshot: it has 'open', but neither 'cleared' nor --allocations to tell when");
    if (ar_header_find(header, AR_TEXT("as_of")) >= 0)
        return ar_error_set(error, AR_BAD_DATA,
                            "what was open on one day: it has 'as_of', and what was settled by then is not in it; give "
                            "the items with their history");
    return AR_OK;
}

enum ar_status ar_bills_init(struct ar_bills *bills, const struct ar_header *header, const struct ar_events *events,
                             struct ar_bill_disputes *disputes, bool use_flags, struct ar_date as_of,
                             struct ar_error *error)
{
    *bills = (struct ar_bills){.as_of = as_of, .disputes = disputes};
    unsigned like = LIKED | (use_flags && disputes == NULL ? AR_ITEM_DISPUTE : 0u);
    enum ar_status status = refuse_snapshot(header, events, error);
    if (status == AR_OK)
        status = ar_item_bind(&bills->columns, header, OWN | (disputes ? AR_ITEM_DOC : 0u), like, error);
    return status == AR_OK ? ar_balance_init(&bills->balance, header, events, as_of, as_of, error) : status;
}

void ar_bills_free(struct ar_bills *bills)
{
    ar_balance_free(&bills->balance);
    free(bills->days);
    *bills = (struct ar_bills){.days = NULL};
}

/* The days of one document. */

static enum ar_status add_day(struct ar_bills *bills, struct ar_date date, int64_t open)
{
    if (ar_grow(&bills->days, &bills->day_capacity, bills->day_count + 1, sizeof *bills->days) != AR_OK)
        return AR_FAILED;
    bills->days[bills->day_count++] = (struct ar_bill_day){date, open};
    return AR_OK;
}

static int by_date(const void *left, const void *right)
{
    const struct ar_bill_day *a = left, *b = right;
    return (a->date.days > b->date.days) - (a->date.days < b->date.days);
}

static inline const struct ar_event *event_at(const struct ar_bills *bills, uint32_t event)
{
    return &bills->balance.events->at[event];
}

/* Each day once, in order; what happened before the document was there counts from its date on. */
static enum ar_status list_days(struct ar_bills *bills, const struct ar_open *open, uint32_t first)
{
    struct ar_date date = open->item.date;
    bills->day_count = 0;
    enum ar_status status = add_day(bills, date, 0);
    if (status == AR_OK && open->cleared)
        status = add_day(bills, open->item.cleared.days < date.days ? date : open->item.cleared, 0);
    for (uint32_t i = first; status == AR_OK && i != AR_NO_EVENT; i = event_at(bills, i)->next_of_item) {
        const struct ar_event *event = event_at(bills, i);
        if (ar_balance_counts(&bills->balance, event))
            status = add_day(bills, event->date.days < date.days ? date : event->date, 0);
    }
    if (status != AR_OK)
        return status;
    qsort(bills->days, bills->day_count, sizeof *bills->days, by_date);
    size_t kept = 1;
    for (size_t i = 1; i < bills->day_count; i++)
        if (bills->days[i].date.days != bills->days[kept - 1].date.days)
            bills->days[kept++] = bills->days[i];
    bills->day_count = kept;
    return AR_OK;
}

static enum ar_status fill_days(struct ar_bills *bills, const struct ar_open *open, const struct ar_row *row,
                                struct ar_error *error)
{
    struct ar_open then = *open;
    enum ar_status status = AR_OK;
    for (size_t i = 0; status == AR_OK && i < bills->day_count; i++) {
        status = ar_balance_item_at(&bills->balance, &then, bills->days[i].date, row, error);
        bills->days[i].open = then.open;
    }
    return status;
}

/* The last day up to `until` on which anything was paid, or closed without telling how: before the document's date
   where it was paid ahead of it. */
static struct ar_date last_paid(const struct ar_bills *bills, const struct ar_open *open, uint32_t first,
                                struct ar_date until)
{
    struct ar_date last = AR_DATE_NONE;
    if (open->cleared && open->closed != 0 && open->item.cleared.days <= until.days)
        last = open->item.cleared;
    for (uint32_t i = first; i != AR_NO_EVENT; i = event_at(bills, i)->next_of_item) {
        const struct ar_event *event = event_at(bills, i);
        if (ar_balance_counts(&bills->balance, event) && event->total != 0 && event->date.days <= until.days &&
            event->date.days > last.days)
            last = event->date;
    }
    return last;
}

static enum ar_status sum_writeoffs(const struct ar_bills *bills, int64_t *out, uint32_t first, struct ar_error *error)
{
    ar_int128 sum = 0;
    for (uint32_t i = first; i != AR_NO_EVENT; i = event_at(bills, i)->next_of_item) {
        const struct ar_event *event = event_at(bills, i);
        if (ar_balance_counts(&bills->balance, event))
            sum += (ar_int128)event->total - event->cash - event->discount;
    }
    return ar_amount_from_sum(out, sum) == AR_OK ? AR_OK
                                                 : ar_error_set(error, AR_BAD_DATA, "write-offs are out of range");
}

static enum ar_status follow_events(struct ar_bills *bills, struct ar_bill *out, const struct ar_open *open,
                                    uint32_t first, const struct ar_row *row, struct ar_error *error)
{
    if (list_days(bills, open, first) != AR_OK)
        return ar_error_memory(error);
    enum ar_status status = fill_days(bills, open, row, error);
    if (status == AR_OK)
        status = sum_writeoffs(bills, &out->written_off, first, error);
    if (status != AR_OK)
        return status;
    struct ar_date closed = AR_DATE_NONE;
    for (size_t i = 0; i < bills->day_count; i++) {
        int64_t left = bills->days[i].open;
        if (left > 0 || (left < 0 && !out->counts)) /* a document paid more than in full is settled */
            closed = AR_DATE_NONE;
        else if (ar_date_is_none(closed))
            closed = bills->days[i].date;
        out->partial |= out->counts && left > 0 && left < out->item.amount;
    }
    if (!ar_date_is_none(closed))
        out->settled = last_paid(bills, open, first, closed);
    if (!ar_date_is_none(closed) && ar_date_is_none(out->settled))
        out->settled = closed;
    out->last = last_paid(bills, open, first, bills->as_of);
    return AR_OK;
}

static enum ar_status follow_clearing(struct ar_bills *bills, struct ar_bill *out, const struct ar_open *open)
{
    bills->day_count = 0;
    if (add_day(bills, out->item.date, out->item.amount) != AR_OK)
        return AR_FAILED;
    if (!open->cleared)
        return AR_OK;
    out->settled = out->last = open->item.cleared;
    if (open->item.cleared.days <= out->item.date.days)
        bills->days[0].open = 0;
    else
        return add_day(bills, open->item.cleared, 0);
    return AR_OK;
}

/* Disputes. */

struct ar_bill_disputes {
    struct ar_keys documents; /* customer, doc, line */
    struct dispute {
        struct ar_date opened, resolved;
        uint32_t next; /* of the same document, 1 + its number; 0: none */
    } * at;
    size_t count, capacity, first_capacity;
    uint32_t *first; /* of each document, 1 + its number */
    struct ar_buffer key;
};

static enum ar_status read_dispute(struct dispute *out, const struct ar_table *table, size_t row, int opened,
                                   int resolved, struct ar_error *error)
{
    out->resolved = AR_DATE_NONE;
    if (ar_date_parse(&out->opened, ar_table_get(table, row, opened)) != AR_OK)
        return ar_table_error(table, row, opened, "not a date", error);
    struct ar_text text = ar_table_get(table, row, resolved);
    if (text.size > 0 && ar_date_parse(&out->resolved, text) != AR_OK)
        return ar_table_error(table, row, resolved, "not a date", error);
    if (text.size > 0 && out->resolved.days < out->opened.days)
        return ar_table_error(table, row, resolved, "before the dispute was opened", error);
    return AR_OK;
}

static enum ar_status add_dispute(struct ar_bill_disputes *disputes, const struct ar_text parts[static AR_KEY_PARTS],
                                  struct dispute dispute)
{
    size_t before = disputes->documents.count;
    uint32_t number;
    if (ar_key_build(&disputes->key, parts) != AR_OK ||
        ar_keys_add(&disputes->documents, &number, ar_buffer_text(&disputes->key)) != AR_OK ||
        ar_grow(&disputes->at, &disputes->capacity, disputes->count + 1, sizeof *disputes->at) != AR_OK ||
        ar_grow(&disputes->first, &disputes->first_capacity, number + 1u, sizeof *disputes->first) != AR_OK)
        return AR_FAILED;
    dispute.next = disputes->documents.count > before ? 0 : disputes->first[number];
    disputes->at[disputes->count++] = dispute;
    disputes->first[number] = (uint32_t)disputes->count;
    return AR_OK;
}

enum ar_status ar_bill_disputes_new(struct ar_bill_disputes **out, const struct ar_table *table, struct ar_error *error)
{
    int dispute = -1, customer = -1, opened = -1, resolved = ar_table_find(table, "resolved");
    int doc = ar_table_find(table, "doc"), line = ar_table_find(table, "line");
    struct ar_bill_disputes *disputes = *out = calloc(1, sizeof *disputes);
    enum ar_status status =
        disputes == NULL ? ar_error_memory(error) : ar_table_need(table, "dispute", &dispute, error);
    if (status == AR_OK)
        status = ar_table_need(table, "customer", &customer, error);
    if (status == AR_OK)
        status = ar_table_need(table, "opened", &opened, error);
    for (size_t row = 0; status == AR_OK && row < table->rows; row++) {
        const struct ar_text parts[AR_KEY_PARTS] = {ar_table_get(table, row, customer), ar_table_get(table, row, doc),
                                                    ar_table_get(table, row, line), AR_TEXT("")};
        struct dispute read = {AR_DATE_NONE, AR_DATE_NONE, 0};
        status = read_dispute(&read, table, row, opened, resolved, error);
        if (status == AR_OK && add_dispute(disputes, parts, read) != AR_OK)
            status = ar_error_memory(error);
    }
    return status;
}

void ar_bill_disputes_delete(struct ar_bill_disputes *disputes)
{
    if (disputes == NULL)
        return;
    ar_keys_free(&disputes->documents);
    free(disputes->at);
    free(disputes->first);
    ar_buffer_free(&disputes->key);
    free(disputes);
}

/* Those of one document, or with an empty line of all its lines. */
static enum ar_status find_disputes(struct ar_bill_disputes *disputes, struct ar_bill *bill, struct ar_text line,
                                    struct ar_date as_of)
{
    const struct ar_text parts[AR_KEY_PARTS] = {bill->item.customer, bill->item.doc, line, AR_TEXT("")};
    if (ar_key_build(&disputes->key, parts) != AR_OK)
        return AR_FAILED;
    uint32_t number = ar_keys_find(&disputes->documents, ar_buffer_text(&disputes->key));
    for (uint32_t i = number == AR_NO_KEY ? 0 : disputes->first[number]; i != 0; i = disputes->at[i - 1].next) {
        const struct dispute *dispute = &disputes->at[i - 1];
        if (dispute->opened.days > as_of.days)
            continue;
        bill->disputed = true;
        bill->in_dispute |= ar_date_is_none(dispute->resolved) || dispute->resolved.days > as_of.days;
    }
    return AR_OK;
}

static enum ar_status set_disputed(const struct ar_bills *bills, struct ar_bill *bill)
{
    if (bills->disputes == NULL) {
        bill->disputed = bill->in_dispute = bill->item.dispute.size > 0;
        return AR_OK;
    }
    enum ar_status status = find_disputes(bills->disputes, bill, AR_TEXT(""), bills->as_of);
    return status == AR_OK && bill->item.line.size > 0
               ? find_disputes(bills->disputes, bill, bill->item.line, bills->as_of)
               : status;
}

/* Records. */

enum ar_status ar_bills_read(struct ar_bills *bills, struct ar_bill *out, const struct ar_row *row,
                             struct ar_error *error)
{
    struct ar_open open;
    open.item = (struct ar_item){.cleared = AR_DATE_NONE, .known = AR_DATE_NONE};
    enum ar_status status = ar_balance_item(&bills->balance, &open, row, error);
    if (status != AR_OK)
        return status;
    *out = (struct ar_bill){
        .item = open.item, .there = open.there, .beyond = open.beyond, .open = open.open, .closed = open.closed};
    out->settled = out->last = AR_DATE_NONE;
    status = ar_item_decode(&out->item, &bills->columns, row, error);
    if (status != AR_OK || !out->there)
        return status;
    out->counts = (out->item.type == AR_TYPE_INVOICE || out->item.type == AR_TYPE_DEBIT) && out->item.amount > 0;
    const struct ar_events *events = bills->balance.events;
    uint32_t key = events == NULL ? AR_NO_KEY : ar_keys_find(&events->items, ar_buffer_text(&bills->balance.key));
    if (key != AR_NO_KEY)
        status = follow_events(bills, out, &open, events->of_item[key].first, row, error);
    else if (follow_clearing(bills, out, &open) != AR_OK)
        status = ar_error_memory(error);
    if (status == AR_OK && out->counts && set_disputed(bills, out) != AR_OK)
        status = ar_error_memory(error);
    if (ar_amount_from_sum(&out->paid, (ar_int128)out->item.amount - out->open - out->written_off) != AR_OK)
        return ar_error_set(error, AR_BAD_DATA, "amount out of range after its allocations");
    if (out->counts && out->paid <= 0)
        out->last = AR_DATE_NONE; /* all that came was taken back */
    return status;
}
