/* SPDX-License-Identifier: MIT */
/* From documents to actions: those of a customer, currency and channel go together, at the highest level among them. */
#include "collections/dun.h"
#include "base/hash.h"

#include <stdlib.h>

enum settled { NOTHING, PROPOSED, WAITS };
enum { ID_SIZE = 16 };

static struct ar_date later(struct ar_date a, struct ar_date b)
{
    return a.days > b.days ? a : b; /* none is before every day */
}

/* Its last contact; one that may have been counts as one. */
static struct ar_date last_of(const struct ar_log_contact *contact)
{
    return contact == NULL ? AR_DATE_NONE : later(contact->sent, contact->pending);
}

/* Of today, another channel's or currency's contact does not count, since both may go out in one run: the last one
   before it does, so that a second run on a day decides as the first one. */
static enum ar_status is_too_soon(bool *out, struct ar_date *when, struct ar_dun *dun,
                                  const struct ar_dun_customer *customer, const struct ar_step *step,
                                  struct ar_text channel)
{
    *when = last_of(customer->contact);
    *out = false;
    if (ar_date_is_none(*when))
        return AR_OK;
    if (when->days == dun->as_of.days) {
        if (ar_dun_key(dun, customer->name, channel, AR_TEXT(""), AR_TEXT("")) != AR_OK)
            return AR_FAILED;
        *out = last_of(ar_log_find_contact(&dun->log, ar_buffer_text(&dun->key))).days == dun->as_of.days;
        if (*out)
            return AR_OK;
        *when = customer->contact->before;
    }
    *out = when->days > dun->as_of.days || (!ar_date_is_none(*when) && dun->as_of.days - when->days < step->interval);
    return AR_OK;
}

/* With its size before it, so that no two lists of texts are alike. */
static enum ar_status add_sized(struct ar_buffer *buffer, struct ar_text text)
{
    if (ar_buffer_reserve(buffer, text.size + 4) != AR_OK)
        return AR_FAILED;
    char *to = buffer->at + buffer->size;
    for (unsigned i = 0; i < 4; i++)
        to[i] = (char)(text.size >> (8 * i) & 0xff);
    if (text.size > 0)
        memcpy(to + 4, text.at, text.size);
    buffer->size += text.size + 4;
    return AR_OK;
}

static enum ar_status add_number(struct ar_buffer *buffer, int number)
{
    unsigned value = (unsigned)number;
    const char bytes[4] = {(char)(value & 0xff), (char)(value >> 8 & 0xff), (char)(value >> 16 & 0xff),
                           (char)(value >> 24)};
    return ar_buffer_add(buffer, (struct ar_text){bytes, sizeof bytes});
}

/* XXH3-64, seed 0, of procedure, customer, currency, level and each document's identity, level and cycle: the same
   proposal has the same id on any day and machine. */
static enum ar_status make_id(char id[static ID_SIZE], struct ar_dun *dun, const struct ar_dun_customer *customer,
                              size_t count, int level)
{
    struct ar_buffer *buffer = &dun->text;
    const struct ar_text *words = dun->book.words.at;
    char code[AR_CURRENCY_SIZE];
    ar_currency_format(code, customer->currency);
    buffer->size = 0;
    if (add_sized(buffer, customer->ladder->procedure) != AR_OK || add_sized(buffer, customer->name) != AR_OK ||
        add_sized(buffer, (struct ar_text){code, sizeof code}) != AR_OK || add_number(buffer, level) != AR_OK)
        return AR_FAILED;
    for (size_t i = 0; i < count; i++) {
        const struct ar_dun_doc *doc = dun->picked[i];
        if (add_sized(buffer, words[doc->item->entity]) != AR_OK || add_sized(buffer, ar_dun_doc(doc->item)) != AR_OK ||
            add_sized(buffer, words[doc->item->line]) != AR_OK || add_number(buffer, doc->step->level) != AR_OK ||
            add_number(buffer, doc->cycle) != AR_OK)
            return AR_FAILED;
    }
    uint64_t hash = ar_hash(ar_buffer_text(buffer), 0);
    for (unsigned i = 0; i < ID_SIZE; i++)
        id[i] = "0123456789abcdef"[hash >> (60 - 4 * i) & 15];
    return AR_OK;
}

/* Takes those at `level` out of the picked ones. */
static size_t drop(struct ar_dun *dun, size_t count, int level, enum ar_suppress reason, ar_int128 have)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        struct ar_dun_doc *doc = dun->picked[i];
        if (doc->step->level != level) {
            dun->picked[kept++] = doc;
            continue;
        }
        doc->reason = reason;
        doc->have = have;
        doc->why = AR_TEXT("customer");
    }
    return kept;
}

/* Until what is left meets the conditions of its highest level; that step, NULL when nothing is left. Amount and
   arrears are those of the account: of all that is overdue and has nothing against it, not only of what takes a step.
 */
static const struct ar_step *meet(struct ar_dun *dun, size_t *count)
{
    while (*count > 0) {
        const struct ar_step *top = dun->picked[0]->step;
        ar_int128 sum = dun->overdue;
        for (size_t i = 0; i < *count; i++) {
            const struct ar_dun_doc *doc = dun->picked[i];
            top = doc->step->level > top->level ? doc->step : top;
            sum += doc->late > 0 ? 0 : doc->open;
        }
        if (sum < top->minimum)
            *count = drop(dun, *count, top->level, AR_SUPPRESS_MINIMUM, sum);
        else if (top->minimum_arrears > 0 && dun->latest < top->minimum_arrears)
            *count = drop(dun, *count, top->level, AR_SUPPRESS_ARREARS, dun->latest);
        else
            return top;
    }
    return NULL;
}

/* What is common to the records of an action. */
struct head {
    struct ar_text id;
    const struct ar_step *top;
    struct ar_text channel;
};

/* One document; `level` and `cycle` are its own. */
static void write_record(struct ar_dun *dun, const struct ar_dun_customer *customer, const struct head *head,
                         const struct ar_dun_doc *doc, int level, int cycle)
{
    const struct ar_text *words = dun->book.words.at;
    const struct ar_action action = {.action = head->id,
                                     .date = dun->as_of,
                                     .entity = words[doc->item->entity],
                                     .customer = customer->name,
                                     .procedure = customer->ladder->procedure,
                                     .level = head->top->level,
                                     .cycle = cycle,
                                     .channel = head->channel,
                                     .template = head->top->template,
                                     .language = customer->at[AR_DUN_LANGUAGE],
                                     .currency = customer->currency,
                                     .doc = ar_dun_doc(doc->item),
                                     .line = words[doc->item->line],
                                     .doc_level = level,
                                     .due = doc->item->due,
                                     .open = doc->open,
                                     .interest = doc->interest,
                                     .fee = doc->fee,
                                     .reason = ar_dun_reason(dun, doc),
                                     .arm = customer->arm};
    if (dun->actions != NULL)
        ar_action_write(dun->actions, &action,
                        AR_ACTION_PROPOSAL | (dun->arms.count > 0 ? (unsigned)AR_ACTION_ARM : 0));
}

/* What else is overdue and has nothing against it. It takes no step, so its cycle is 0 and it costs no fee. */
static enum ar_status write_listed(struct ar_dun *dun, const struct ar_dun_customer *customer, const struct head *head,
                                   struct ar_error *error)
{
    enum ar_status status = AR_OK;
    for (uint32_t i = dun->from; status == AR_OK && i < dun->to; i++) {
        struct ar_dun_doc *doc = &dun->docs[i];
        const struct ar_step *step = doc->step;
        if (doc->reason != AR_SUPPRESS_WAITING || doc->barred || doc->open <= 0 || doc->late <= head->top->grace)
            continue;
        doc->step = head->top;
        status = ar_dun_charge(doc, dun, customer, error);
        doc->fee = 0;
        doc->step = NULL;
        doc->barred = true; /* once */
        if (status == AR_OK)
            write_record(dun, customer, head, doc,
                         doc->logged != NULL && doc->logged->level > 0 ? doc->logged->level : 0, 0);
        doc->step = step;
    }
    return status;
}

static enum ar_status write_action(struct ar_dun *dun, const struct ar_dun_customer *customer, const struct head *head,
                                   size_t count, struct ar_error *error)
{
    enum ar_status status = AR_OK;
    dun->proposed++;
    for (size_t i = 0; status == AR_OK && i < count; i++) {
        struct ar_dun_doc *doc = dun->picked[i];
        status = ar_dun_charge(doc, dun, customer, error);
        if (status == AR_OK)
            write_record(dun, customer, head, doc, doc->step->level, doc->cycle);
    }
    return status == AR_OK && head->top->list ? write_listed(dun, customer, head, error) : status;
}

static void hold_back(struct ar_dun *dun, size_t count, enum ar_suppress reason, struct ar_date when)
{
    for (size_t i = 0; i < count; i++) {
        dun->picked[i]->reason = reason;
        dun->picked[i]->when = when;
    }
}

/* One action of the picked documents, or why there is none. What was refused is tried again, whatever the interval. */
static enum ar_status settle(enum settled *out, struct ar_dun *dun, const struct ar_dun_customer *customer,
                             size_t count, struct ar_error *error)
{
    const struct ar_step *top = meet(dun, &count);
    char id[ID_SIZE];
    struct ar_date when = AR_DATE_NONE;
    bool soon = false;
    *out = NOTHING;
    if (top == NULL)
        return AR_OK;
    *out = WAITS;
    if (make_id(id, dun, customer, count, top->level) != AR_OK)
        return ar_error_memory(error);
    enum ar_action_state state = ar_log_state(&dun->log, (struct ar_text){id, ID_SIZE});
    if (state != AR_FAILED_TO_SEND && is_too_soon(&soon, &when, dun, customer, top, dun->picked[0]->channel) != AR_OK)
        return ar_error_memory(error);
    if (state == AR_SENDING || state == AR_SENT) {
        hold_back(dun, count, state == AR_SENDING ? AR_SUPPRESS_SENDING : AR_SUPPRESS_INTERVAL, dun->as_of);
        return AR_OK;
    }
    if (soon) {
        hold_back(dun, count, AR_SUPPRESS_INTERVAL, when);
        return AR_OK;
    }
    *out = PROPOSED;
    const struct head head = {{id, ID_SIZE}, top, dun->picked[0]->channel};
    return write_action(dun, customer, &head, count, error);
}

/* Those of a channel that are overdue, or those that are not. */
static size_t pick(struct ar_dun *dun, struct ar_text channel, bool overdue)
{
    size_t picked = 0;
    for (uint32_t i = dun->from; i < dun->to; i++) {
        struct ar_dun_doc *doc = &dun->docs[i];
        if (doc->reason == AR_SUPPRESS_NOT && ar_text_equal(doc->channel, channel) && (doc->late > 0) == overdue)
            dun->picked[picked++] = doc;
    }
    return picked;
}

/* What is overdue goes first; a letter about it names nothing that is not. */
static enum ar_status do_channel(struct ar_dun *dun, const struct ar_dun_customer *customer, struct ar_text channel,
                                 struct ar_error *error)
{
    enum settled settled;
    enum ar_status status = settle(&settled, dun, customer, pick(dun, channel, true), error);
    if (status != AR_OK)
        return status;
    size_t rest = pick(dun, channel, false);
    if (settled == NOTHING)
        return settle(&settled, dun, customer, rest, error);
    hold_back(dun, rest, AR_SUPPRESS_LATER, AR_DATE_NONE);
    return AR_OK;
}

/* The least channel above `after` that a document has; false when there is none. */
static bool next_channel(struct ar_text *channel, const struct ar_dun *dun, struct ar_text after)
{
    bool found = false;
    for (uint32_t i = dun->from; i < dun->to; i++) {
        const struct ar_dun_doc *doc = &dun->docs[i];
        if (doc->reason != AR_SUPPRESS_NOT || ar_text_compare(doc->channel, after) <= 0)
            continue;
        if (!found || ar_text_compare(doc->channel, *channel) < 0)
            *channel = doc->channel;
        found = true;
    }
    return found;
}

/* The documents of the next entity: each writes for itself. They lie side by side. */
static bool next_entity(struct ar_dun *dun, uint32_t count)
{
    dun->from = dun->to;
    dun->overdue = 0;
    dun->latest = 0;
    for (; dun->to < count && dun->docs[dun->to].item->entity == dun->docs[dun->from].item->entity; dun->to++) {
        const struct ar_dun_doc *doc = &dun->docs[dun->to];
        if (doc->late <= (doc->step != NULL ? doc->step->grace : 0) || doc->barred || !ar_dun_is_debt(doc->item))
            continue;
        dun->overdue += doc->open;
        dun->latest = doc->late > dun->latest ? doc->late : dun->latest;
    }
    return dun->from < count;
}

enum ar_status ar_dun_do(struct ar_dun *dun, const struct ar_dun_group *group, struct ar_error *error)
{
    struct ar_dun_customer customer;
    enum ar_status status = ar_dun_look_up(&customer, dun, group, error);
    if (status == AR_OK)
        status = ar_dun_judge(dun, &customer, group, error);
    if (status == AR_OK && ar_grow(&dun->picked, &dun->picked_capacity, group->count, sizeof *dun->picked) != AR_OK)
        status = ar_error_memory(error);
    dun->from = dun->to = 0;
    while (status == AR_OK && next_entity(dun, group->count)) {
        struct ar_text channel = AR_TEXT(""), next = AR_TEXT("");
        while (status == AR_OK && next_channel(&next, dun, channel)) {
            channel = next;
            status = do_channel(dun, &customer, channel, error);
        }
    }
    for (uint32_t i = 0; status == AR_OK && i < group->count; i++) {
        if (dun->suppressed != NULL && dun->docs[i].reason > AR_SUPPRESS_WAITING)
            ar_dun_write_suppressed(dun, &customer, &dun->docs[i]);
        if (dun->story != NULL)
            ar_dun_write_story(dun, &customer, &dun->docs[i]);
    }
    return status;
}

void ar_dun_free(struct ar_dun *dun)
{
    ar_policy_free(&dun->policy);
    ar_dun_book_free(&dun->book);
    ar_log_free(&dun->log);
    ar_stops_free(&dun->stops);
    ar_calendar_free(&dun->calendar);
    ar_charges_free(&dun->charges);
    ar_table_index_free(&dun->segment_index);
    ar_buffer_free(&dun->key);
    ar_buffer_free(&dun->text);
    free(dun->docs);
    free(dun->oldest);
    free(dun->picked);
}
