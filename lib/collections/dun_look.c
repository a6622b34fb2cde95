/* SPDX-License-Identifier: MIT */
/* Looking at a customer and at each of its documents: the step that is due, or the weightiest reason against it. */
#include "collections/dun.h"

#include <stdlib.h>

enum ar_status ar_dun_key(struct ar_dun *dun, struct ar_text a, struct ar_text b, struct ar_text c, struct ar_text d)
{
    const struct ar_text parts[AR_KEY_PARTS] = {a, b, c, d};
    return ar_key_build(&dun->key, parts);
}

void ar_dun_customers(struct ar_dun *dun, const struct ar_lend *customers)
{
    static const char *const names[AR_DUN_COLUMNS] = {
        "procedure", "segment", "kind", "country", "language", "block", "email", "phone", "address", "calendar", "law"};
    dun->customers = customers;
    for (unsigned i = 0; i < AR_DUN_COLUMNS; i++)
        dun->at[i] = ar_table_find(customers->table, names[i]);
}

/* Which of two would count, only their order could say. */
static enum ar_status refuse_second_segment(const struct ar_dun *dun, size_t row, int customer, struct ar_error *error)
{
    struct ar_text currency = ar_table_get(dun->segments, row, dun->segment_currency);
    for (size_t other = row; (other = ar_table_next(&dun->segment_index, other)) != AR_NO_ROW;)
        if (ar_text_equal(ar_table_get(dun->segments, other, dun->segment_currency), currency))
            return ar_table_error(dun->segments, other, customer, "this customer is there twice in one currency",
                                  error);
    return AR_OK;
}

enum ar_status ar_dun_segments(struct ar_dun *dun, const struct ar_table *segments, struct ar_error *error)
{
    int customer;
    enum ar_status status = ar_table_need(segments, "customer", &customer, error);
    if (status != AR_OK)
        return status;
    dun->segment_currency = ar_table_find(segments, "currency");
    dun->segment_segment = ar_table_find(segments, "segment");
    dun->segment_procedure = ar_table_find(segments, "procedure");
    dun->segments = segments;
    status = ar_table_index(&dun->segment_index, segments, customer, error);
    for (size_t row = 0; row < segments->rows && status == AR_OK; row++)
        status = refuse_second_segment(dun, row, customer, error);
    return status;
}

/* ---- the customer --------------------------------------------------------------------------------------------------
 */

static void weigh(struct ar_dun_customer *customer, enum ar_suppress reason, struct ar_text why, struct ar_date when)
{
    if (customer->reason != AR_SUPPRESS_NOT && customer->reason <= reason)
        return;
    customer->reason = reason;
    customer->why = why;
    customer->when = when;
}

/* The segments' row for this customer and currency; one without a currency is for all. */
static size_t find_segment(const struct ar_dun *dun, struct ar_text customer, struct ar_text currency)
{
    size_t any = AR_NO_ROW;
    if (dun->segments == NULL)
        return AR_NO_ROW;
    for (size_t row = ar_table_lookup(&dun->segment_index, customer); row != AR_NO_ROW;
         row = ar_table_next(&dun->segment_index, row)) {
        struct ar_text text = ar_table_get(dun->segments, row, dun->segment_currency);
        if (ar_text_equal(text, currency))
            return row;
        if (text.size == 0 && any == AR_NO_ROW)
            any = row;
    }
    return any;
}

static enum ar_status find_ladder(struct ar_dun_customer *out, struct ar_dun *dun, size_t row, struct ar_error *error)
{
    char code[AR_CURRENCY_SIZE];
    ar_currency_format(code, out->currency);
    size_t segment = find_segment(dun, out->name, (struct ar_text){code, AR_CURRENCY_SIZE});
    struct ar_policy_who who = {.procedure = out->at[AR_DUN_PROCEDURE],
                                .segment = out->at[AR_DUN_SEGMENT],
                                .kind = out->at[AR_DUN_KIND],
                                .country = out->at[AR_DUN_COUNTRY],
                                .arm = out->arm,
                                .currency = out->currency};
    bool own = who.procedure.size > 0;
    if (segment != AR_NO_ROW) {
        struct ar_text name = ar_table_get(dun->segments, segment, dun->segment_segment);
        if (name.size > 0)
            who.segment = name;
        if (!own)
            who.procedure = ar_table_get(dun->segments, segment, dun->segment_procedure);
    }
    if (ar_text_is(who.procedure, "none")) {
        weigh(out, AR_SUPPRESS_NO_PROCEDURE, who.procedure, AR_DATE_NONE);
        return AR_OK;
    }
    enum ar_status status = ar_policy_ladder(&out->ladder, &dun->policy, &who, error);
    if (status == AR_OK && out->ladder == NULL)
        return own ? ar_table_error(dun->customers->table, row, dun->at[AR_DUN_PROCEDURE],
                                    "the policy has no such procedure", error)
                   : ar_table_error(dun->segments, segment, dun->segment_procedure, "the policy has no such procedure",
                                    error);
    if (status == AR_OK && out->ladder->count == 0)
        weigh(out, AR_SUPPRESS_NO_PROCEDURE, out->ladder->procedure, AR_DATE_NONE);
    return status;
}

static enum ar_suppress reason_of(const struct ar_stop *stop)
{
    static const enum ar_suppress reasons[AR_STOP_KINDS] = {AR_SUPPRESS_HELD, AR_SUPPRESS_PLAN, AR_SUPPRESS_PROMISED,
                                                            AR_SUPPRESS_DISPUTED};
    return stop->kind == AR_STOP_HOLD ? ar_suppress_of(stop->what, AR_SUPPRESS_HELD) : reasons[stop->kind];
}

/* What stands against a document, or with doc empty against the customer as a whole; NULL: nothing. */
static enum ar_status find_stops(const struct ar_stop **out, struct ar_dun *dun, struct ar_text customer,
                                 struct ar_text doc)
{
    *out = NULL;
    if (dun->stops.count == 0)
        return AR_OK;
    if (ar_dun_key(dun, customer, doc, AR_TEXT(""), AR_TEXT("")) != AR_OK)
        return AR_FAILED;
    *out = ar_stops_first(&dun->stops, ar_buffer_text(&dun->key));
    return AR_OK;
}

static enum ar_status weigh_stops(struct ar_dun_customer *out, struct ar_dun *dun)
{
    const struct ar_stop *stop;
    enum ar_status status = find_stops(&stop, dun, out->name, AR_TEXT(""));
    for (; status == AR_OK && stop != NULL; stop = ar_stops_next(&dun->stops, stop)) {
        if (!ar_stop_covers(stop, out->currency, AR_TEXT("")))
            continue;
        if (stop->has_amount)
            out->disputed += stop->amount;
        else
            weigh(out, reason_of(stop), stop->what, stop->until);
    }
    return status;
}

enum ar_status ar_dun_look_up(struct ar_dun_customer *out, struct ar_dun *dun, const struct ar_dun_group *group,
                              struct ar_error *error)
{
    struct ar_text name = ar_dun_text(&group->customer);
    size_t row = dun->customers == NULL ? AR_NO_ROW : ar_table_lookup(&dun->customers->customers, name);
    *out = (struct ar_dun_customer){.name = name, .currency = group->currency, .when = AR_DATE_NONE};
    for (unsigned i = 0; i < AR_DUN_COLUMNS; i++)
        out->at[i] = row == AR_NO_ROW ? AR_TEXT("") : ar_table_get(dun->customers->table, row, dun->at[i]);
    out->arm = ar_arms_of(&dun->arms, name);
    if (dun->log.contacts.count > 0) {
        if (ar_dun_key(dun, name, AR_TEXT(""), AR_TEXT(""), AR_TEXT("")) != AR_OK)
            return ar_error_memory(error);
        out->contact = ar_log_find_contact(&dun->log, ar_buffer_text(&dun->key));
    }
    struct ar_text block = out->at[AR_DUN_BLOCK];
    if (block.size > 0 && !ar_text_is(block, "no"))
        weigh(out, ar_suppress_of(block, AR_SUPPRESS_BLOCKED), block, AR_DATE_NONE);
    if (weigh_stops(out, dun) != AR_OK)
        return ar_error_memory(error);
    if (group->net <= 0) {
        out->have = group->net;
        weigh(out, AR_SUPPRESS_BALANCE, AR_TEXT(""), AR_DATE_NONE);
    }
    return find_ladder(out, dun, row, error);
}

/* ---- its documents -------------------------------------------------------------------------------------------------
 */

static void against(struct ar_dun_doc *doc, enum ar_suppress reason, struct ar_text why, struct ar_date when,
                    ar_int128 have)
{
    doc->barred = true;
    doc->disputed |= reason == AR_SUPPRESS_DISPUTED;
    if (doc->reason != AR_SUPPRESS_NOT && doc->reason <= reason)
        return;
    doc->reason = reason;
    doc->why = why;
    doc->when = when;
    doc->have = have;
}

static struct ar_text calendar_of(const struct ar_dun_customer *customer, const struct ar_step *step)
{
    return customer->at[AR_DUN_CALENDAR].size > 0 ? customer->at[AR_DUN_CALENDAR] : step->calendar;
}

/* Is it late enough? A policy that shifts to the working day before counts up to the day before the next one. */
static int32_t late_for(const struct ar_dun *dun, const struct ar_dun_customer *customer, const struct ar_step *step,
                        int32_t late)
{
    if (step->shift != AR_SHIFT_EARLIER)
        return late;
    return late + ar_calendar_gap(&dun->calendar, calendar_of(customer, step), step->workdays, dun->as_of) - 1;
}

/* After all levels: the last one again, when the policy says how often. */
static enum ar_suppress repeat(struct ar_dun_doc *doc, const struct ar_dun *dun, const struct ar_ladder *ladder)
{
    const struct ar_step *last = &ladder->steps[ladder->count - 1];
    if (doc->logged == NULL || doc->logged->level < 0 || (last->days < 0 && doc->late > 0))
        return AR_SUPPRESS_WAITING; /* a ladder that ends before the due date */
    if (doc->logged->level != last->level || doc->logged->cycle > last->repeat_times)
        return AR_SUPPRESS_LAST_LEVEL;
    if (!ar_date_is_none(doc->logged->level_date) &&
        (int64_t)dun->as_of.days - doc->logged->level_date.days < last->repeat_days)
        return AR_SUPPRESS_WAITING;
    doc->step = last;
    doc->cycle = doc->logged->cycle + 1;
    return AR_SUPPRESS_NOT;
}

/* The level after the last one sent. */
static enum ar_suppress find_step(struct ar_dun_doc *doc, const struct ar_dun *dun,
                                  const struct ar_dun_customer *customer)
{
    const struct ar_ladder *ladder = customer->ladder;
    bool first = doc->logged == NULL || doc->logged->level < ladder->steps[0].level; /* listed is not contacted */
    unsigned i = 0;
    while (!first && i < ladder->count && ladder->steps[i].level <= doc->logged->level)
        i++;
    while (i < ladder->count && ladder->steps[i].days < 0 && doc->late > 0)
        i++; /* lapsed */
    if (first && ladder->entry > i && doc->late >= ladder->steps[ladder->entry].days)
        i = ladder->entry;
    if (i == ladder->count)
        return repeat(doc, dun, ladder);
    doc->step = &ladder->steps[i];
    doc->cycle = 1;
    return late_for(dun, customer, doc->step, doc->late) < doc->step->days ? AR_SUPPRESS_WAITING : AR_SUPPRESS_NOT;
}

static enum ar_status stop_doc(struct ar_dun_doc *doc, struct ar_dun *dun, const struct ar_dun_customer *customer)
{
    const struct ar_stop *stop;
    enum ar_status status = find_stops(&stop, dun, customer->name, ar_dun_doc(doc->item));
    for (; status == AR_OK && stop != NULL; stop = ar_stops_next(&dun->stops, stop)) {
        if (!ar_stop_covers(stop, customer->currency, dun->book.words.at[doc->item->line]))
            continue;
        if (!stop->has_amount) {
            against(doc, reason_of(stop), stop->what, stop->until, 0);
            continue;
        }
        doc->open = stop->amount < doc->open ? doc->open - stop->amount : 0;
        doc->partly = true;
        if (doc->open <= 0)
            against(doc, AR_SUPPRESS_DISPUTED, stop->what, AR_DATE_NONE, 0);
    }
    if (doc->item->disputed && !doc->partly)
        against(doc, AR_SUPPRESS_DISPUTED, AR_TEXT(""), AR_DATE_NONE, 0);
    return status;
}

static enum ar_status open_doc(struct ar_dun_doc *doc, struct ar_dun *dun, const struct ar_dun_customer *customer,
                               const struct ar_dun_item *item)
{
    const struct ar_text *words = dun->book.words.at;
    *doc = (struct ar_dun_doc){.item = item, .open = item->open, .when = AR_DATE_NONE};
    if (!ar_dun_is_debt(item)) {
        doc->reason = AR_SUPPRESS_WAITING; /* kept for the story only */
        return AR_OK;
    }
    if (ar_date_is_none(item->due)) {
        doc->reason = AR_SUPPRESS_UNDATED;
        return AR_OK;
    }
    doc->late = dun->as_of.days - item->due.days;
    if (customer->contact != NULL) {
        if (ar_dun_key(dun, words[item->entity], customer->name, ar_dun_doc(item), words[item->line]) != AR_OK)
            return AR_FAILED;
        doc->logged = ar_log_find_document(&dun->log, ar_buffer_text(&dun->key));
        doc->barred = doc->logged != NULL && doc->logged->pending;
    }
    if (customer->ladder == NULL || customer->ladder->count == 0)
        doc->reason = doc->late > 0 ? AR_SUPPRESS_NO_PROCEDURE : AR_SUPPRESS_WAITING;
    else
        doc->reason = find_step(doc, dun, customer);
    if (doc->reason == AR_SUPPRESS_WAITING)
        return AR_OK;
    if (customer->reason != AR_SUPPRESS_NOT)
        against(doc, customer->reason, customer->why, customer->when, customer->have);
    if (doc->logged != NULL && doc->logged->pending)
        against(doc, AR_SUPPRESS_SENDING, AR_TEXT(""), AR_DATE_NONE, 0);
    if (doc->logged != NULL && !ar_date_is_none(doc->logged->date) && doc->logged->date.days >= dun->as_of.days)
        against(doc, AR_SUPPRESS_INTERVAL, AR_TEXT(""), doc->logged->date, 0);
    return AR_OK;
}

/* ---- what stands against several of them ---------------------------------------------------------------------------
 */

static int by_age(const void *left, const void *right)
{
    const struct ar_dun_doc *a = *(struct ar_dun_doc *const *)left, *b = *(struct ar_dun_doc *const *)right;
    if (a->late != b->late)
        return a->late > b->late ? -1 : 1;
    return a < b ? -1 : a > b; /* by identity */
}

/* Oldest first: a disputed amount of no document in particular is taken out, unapplied cash covers what it can pay in
   full. Neither is meant for a document that is in dispute itself. */
static enum ar_status spread(struct ar_dun *dun, const struct ar_dun_customer *customer,
                             const struct ar_dun_group *group)
{
    ar_int128 disputed = customer->disputed, cash = group->cash;
    size_t count = 0;
    if ((disputed <= 0 && cash <= 0) || group->count == 0)
        return AR_OK;
    if (ar_grow(&dun->oldest, &dun->oldest_capacity, group->count, sizeof *dun->oldest) != AR_OK)
        return AR_FAILED;
    struct ar_dun_doc **oldest = dun->oldest;
    for (uint32_t i = 0; i < group->count; i++)
        if (!ar_date_is_none(dun->docs[i].item->due) && dun->docs[i].open > 0 && !dun->docs[i].disputed)
            oldest[count++] = &dun->docs[i];
    if (count > 1)
        qsort(oldest, count, sizeof *oldest, by_age);
    for (size_t i = 0; i < count; i++) {
        struct ar_dun_doc *doc = oldest[i];
        int64_t part = disputed < doc->open ? (int64_t)disputed : doc->open;
        disputed -= part;
        doc->open -= part;
        doc->partly |= part > 0;
        if (doc->open == 0) {
            against(doc, AR_SUPPRESS_DISPUTED, AR_TEXT(""), AR_DATE_NONE, 0);
        } else if (doc->open <= cash) {
            cash -= doc->open;
            against(doc, AR_SUPPRESS_COVERED, AR_TEXT(""), AR_DATE_NONE, group->cash);
        }
    }
    return AR_OK;
}

/* ---- what the step asks for ----------------------------------------------------------------------------------------
 */

static bool reaches(const struct ar_dun *dun, const struct ar_dun_customer *customer, struct ar_text channel)
{
    static const struct {
        const char *channel;
        enum ar_dun_column column;
    } needs[] = {{"email", AR_DUN_EMAIL}, {"sms", AR_DUN_PHONE},    {"phone", AR_DUN_PHONE},
                 {"call", AR_DUN_PHONE},  {"post", AR_DUN_ADDRESS}, {"letter", AR_DUN_ADDRESS}};
    for (unsigned i = 0; i < sizeof needs / sizeof *needs; i++)
        if (ar_text_is(channel, needs[i].channel))
            return dun->customers == NULL || dun->at[needs[i].column] < 0 || customer->at[needs[i].column].size > 0;
    return true;
}

static bool choose_channel(struct ar_dun_doc *doc, const struct ar_dun *dun, const struct ar_dun_customer *customer)
{
    for (struct ar_text rest = doc->step->channel; rest.at != NULL;) {
        doc->channel = ar_text_trim(ar_text_cut(&rest, '|'));
        if (reaches(dun, customer, doc->channel))
            return true;
    }
    return false;
}

static void ask_step(struct ar_dun_doc *doc, struct ar_dun *dun, const struct ar_dun_customer *customer)
{
    const struct ar_step *step = doc->step;
    struct ar_text calendar = calendar_of(customer, step);
    dun->no_calendar += step->shift != AR_SHIFT_NONE && dun->calendar.count > 0 && calendar.size > 0 &&
                        !ar_calendar_has(&dun->calendar, calendar);
    bool before = doc->late <= 0 && (step->days < 0 || step->grace == 0); /* nothing to be patient with */
    if (!before && late_for(dun, customer, step, doc->late) <= step->grace)
        against(doc, AR_SUPPRESS_GRACE, AR_TEXT(""), AR_DATE_NONE, doc->late);
    if (doc->open < step->minimum_item)
        against(doc, AR_SUPPRESS_MINIMUM, AR_TEXT("item"), AR_DATE_NONE, doc->open);
    if (!choose_channel(doc, dun, customer))
        against(doc, AR_SUPPRESS_UNREACHABLE, step->channel, AR_DATE_NONE, 0);
    if (step->shift != AR_SHIFT_NONE && !ar_calendar_works(&dun->calendar, calendar, step->workdays, dun->as_of))
        against(doc, AR_SUPPRESS_HOLIDAY, calendar, AR_DATE_NONE, 0);
}

enum ar_status ar_dun_judge(struct ar_dun *dun, const struct ar_dun_customer *customer,
                            const struct ar_dun_group *group, struct ar_error *error)
{
    if (ar_grow(&dun->docs, &dun->doc_capacity, group->count + (size_t)1, sizeof *dun->docs) != AR_OK)
        return ar_error_memory(error);
    for (uint32_t i = 0; i < group->count; i++) {
        const struct ar_dun_item *item = &dun->book.items[dun->book.order[group->first + i]];
        if (open_doc(&dun->docs[i], dun, customer, item) != AR_OK || stop_doc(&dun->docs[i], dun, customer) != AR_OK)
            return ar_error_memory(error);
    }
    if (spread(dun, customer, group) != AR_OK)
        return ar_error_memory(error);
    for (uint32_t i = 0; i < group->count; i++)
        if (dun->docs[i].step != NULL && dun->docs[i].reason != AR_SUPPRESS_WAITING)
            ask_step(&dun->docs[i], dun, customer);
    return AR_OK;
}
