/* SPDX-License-Identifier: MIT */
/* Loading allocations: each becomes an event in two chains, its item's and its payment's. */
#include "ledger/events.h"

#include <stdlib.h>

/* The number of a key, and its chain, empty when the key is new. */
static enum ar_status find_chain(struct ar_keys *keys, struct ar_event_chain **chains, size_t *capacity,
                                 struct ar_text key, uint32_t *number)
{
    size_t before = keys->count;
    if (ar_grow(chains, capacity, before + 1, sizeof **chains) != AR_OK || ar_keys_add(keys, number, key) != AR_OK)
        return AR_FAILED;
    if (keys->count > before)
        (*chains)[*number] = (struct ar_event_chain){AR_NO_EVENT, AR_NO_EVENT, AR_NO_EVENT};
    return AR_OK;
}

static void link_event(struct ar_events *events, uint32_t number)
{
    struct ar_event *event = &events->at[number];
    struct ar_event_chain *item = &events->of_item[event->item], *payment = &events->of_payment[event->payment];
    event->next_of_item = event->next_of_payment = AR_NO_EVENT;
    if (item->first == AR_NO_EVENT)
        item->first = number;
    else
        events->at[item->last].next_of_item = number;
    if (payment->first == AR_NO_EVENT)
        payment->first = number;
    else
        events->at[payment->last].next_of_payment = number;
    item->last = payment->last = number;
}

static enum ar_status find_payment(struct ar_events *events, uint32_t *number, const struct ar_allocation *allocation,
                                   struct ar_buffer *key)
{
    char currency[AR_CURRENCY_SIZE];
    ar_currency_format(currency, allocation->currency);
    const struct ar_text payment[AR_KEY_PARTS] = {
        allocation->entity, allocation->payment, {currency, sizeof currency}, AR_TEXT("")};
    if (ar_key_build(key, payment) != AR_OK)
        return AR_FAILED;
    return find_chain(&events->payments, &events->of_payment, &events->of_payment_capacity, ar_buffer_text(key),
                      number);
}

static enum ar_status find_keys(struct ar_events *events, struct ar_event *event,
                                const struct ar_allocation *allocation, struct ar_buffer *key)
{
    struct ar_text item[AR_KEY_PARTS] = {allocation->entity, allocation->customer, allocation->doc, allocation->line};
    if (event->held)
        item[2] = item[3] = AR_TEXT("");
    if (allocation->status == AR_UNIDENTIFIED)
        item[1] = AR_TEXT(""); /* belongs to the group of the empty customer, whatever was guessed */
    event->doc = AR_NO_KEY;
    const struct ar_text again[AR_KEY_PARTS] = {allocation->doc, allocation->line, AR_TEXT(""), AR_TEXT("")};
    if (event->held && allocation->doc.size > 0 &&
        (ar_key_build(key, again) != AR_OK || ar_keys_add(&events->docs, &event->doc, ar_buffer_text(key)) != AR_OK))
        return AR_FAILED;
    if (find_payment(events, &event->payment, allocation, key) != AR_OK || ar_key_build(key, item) != AR_OK)
        return AR_FAILED;
    return find_chain(&events->items, &events->of_item, &events->of_item_capacity, ar_buffer_text(key), &event->item);
}

static enum ar_status total_of(int64_t *total, const struct ar_allocation *allocation, bool held)
{
    ar_int128 sum = allocation->applied;
    if (!held)
        sum += (ar_int128)allocation->discount + allocation->writeoff;
    return ar_amount_from_sum(total, sum);
}

static struct ar_date known_of(const struct ar_allocation *allocation)
{
    return ar_date_is_none(allocation->known) ? allocation->date : allocation->known;
}

static enum ar_status add_converted(struct ar_events *events, const struct ar_allocation *allocation, uint64_t line,
                                    struct ar_buffer *key)
{
    struct ar_converted converted = {
        .cash = allocation->applied, .line = line, .date = allocation->date, .known = known_of(allocation)};
    if (find_payment(events, &converted.payment, allocation, key) != AR_OK ||
        ar_keys_add(&events->converted_for, &converted.customer, allocation->customer) != AR_OK ||
        ar_grow(&events->converted, &events->converted_capacity, events->converted_count + 1,
                sizeof *events->converted) != AR_OK)
        return AR_FAILED;
    struct ar_event_chain *chain = &events->of_payment[converted.payment];
    converted.next_of_payment = chain->converted;
    chain->converted = (uint32_t)events->converted_count;
    events->converted[events->converted_count++] = converted;
    return AR_OK;
}

static uint8_t score_of(struct ar_text text)
{
    unsigned score = 0;
    for (size_t i = 0; i < text.size && score <= 100; i++)
        score = text.at[i] >= '0' && text.at[i] <= '9' ? score * 10 + (unsigned)(text.at[i] - '0') : 101;
    return score <= 100 ? (uint8_t)score : 0;
}

static enum ar_status add(struct ar_events *events, const struct ar_allocation *allocation, const struct ar_row *row,
                          struct ar_buffer *key, struct ar_error *error)
{
    if (allocation->status == AR_AMBIGUOUS)
        return AR_OK; /* moves no balance */
    if (allocation->status == AR_CONVERTED)
        return add_converted(events, allocation, row->line, key) == AR_OK ? AR_OK : ar_error_memory(error);
    struct ar_event event = {.cash = allocation->applied,
                             .line = row->line,
                             .date = allocation->date,
                             .known = known_of(allocation),
                             .currency = allocation->currency,
                             .status = allocation->status,
                             .held = allocation->status != AR_APPLIED,
                             .ruled = allocation->rule.size > 0,
                             .reversal = ar_text_is(allocation->rule, AR_ALLOCATION_REVERSAL),
                             .score = score_of(allocation->score)};
    event.discount = event.held ? 0 : allocation->discount;
    if (total_of(&event.total, allocation, event.held) != AR_OK)
        return ar_events_error(events, &event, "applied", AR_TEXT(""), "amount out of range with discount and writeoff",
                               error);
    if (events->count >= AR_NO_EVENT - 1)
        return ar_error_set(error, AR_FAILED, "more than 4294967293 allocations");
    if (find_keys(events, &event, allocation, key) != AR_OK ||
        ar_grow(&events->at, &events->capacity, events->count + 1, sizeof *events->at) != AR_OK)
        return ar_error_memory(error);
    events->at[events->count] = event;
    link_event(events, (uint32_t)events->count++);
    return AR_OK;
}

static enum ar_status load(struct ar_events *events, struct ar_reader *reader, struct ar_error *error)
{
    struct ar_allocation_columns columns;
    struct ar_allocation allocation;
    struct ar_block block = {0};
    struct ar_buffer key = {0};
    struct ar_row row;
    const unsigned like =
        (AR_ALLOCATION_BALANCE & ~(unsigned)AR_ALLOCATION_REQUIRED) | AR_ALLOCATION_RULE | AR_ALLOCATION_SCORE;
    enum ar_status status = ar_allocation_bind(&columns, ar_reader_header(reader), AR_ALLOCATION_REQUIRED, like, error);
    if (status == AR_BAD_DATA)
        ar_error_place(error, events->path, 0);
    while (status == AR_OK && (status = ar_reader_take(reader, &block, error)) == AR_OK) {
        while (status == AR_OK && (status = ar_block_next(&block, &row, error)) == AR_OK) {
            status = ar_allocation_decode(&allocation, &columns, &row, error);
            if (status == AR_OK)
                status = add(events, &allocation, &row, &key, error);
        }
        if (status == AR_END)
            status = AR_OK;
    }
    ar_block_free(&block);
    ar_buffer_free(&key);
    return status == AR_END ? AR_OK : status;
}

enum ar_status ar_events_load(struct ar_events *events, const char *path, bool sealed, struct ar_error *error)
{
    *events = (struct ar_events){.path = strcmp(path, "-") == 0 ? "(standard input)" : path};
    struct ar_reader_options options = {.paths = &path, .count = 1, .require_seal = sealed};
    struct ar_reader *reader = NULL;
    enum ar_status status = ar_reader_new(&reader, &options, error);
    if (status == AR_OK)
        status = load(events, reader, error);
    ar_reader_delete(reader);
    if (status != AR_OK) {
        ar_events_free(events);
        if (error)
            error->fatal = true;
    }
    return status;
}

void ar_events_free(struct ar_events *events)
{
    free(events->at);
    free(events->of_item);
    free(events->of_payment);
    free(events->converted);
    ar_keys_free(&events->converted_for);
    ar_keys_free(&events->docs);
    ar_keys_free(&events->items);
    ar_keys_free(&events->payments);
    *events = (struct ar_events){0};
}

enum ar_status ar_events_error(const struct ar_events *events, const struct ar_event *event, const char *column,
                               struct ar_text value, const char *reason, struct ar_error *error)
{
    ar_error_set(error, AR_BAD_DATA, "%s", reason);
    ar_error_place(error, events->path, event->line);
    ar_error_column(error, ar_text_from(column));
    if (value.size > 0)
        ar_error_value(error, value);
    if (error)
        error->fatal = true;
    return AR_BAD_DATA;
}
