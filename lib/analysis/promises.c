/* SPDX-License-Identifier: MIT */
/* Promises, and the money that kept them. The days of a customer's promises cut time into spans; what came in is summed
   up span by span, so that memory does not grow with the payments. */
#include "analysis/promises.h"

#include <stdlib.h>

#define NO_DOCUMENT UINT32_MAX

struct promise {
    struct ar_text name; /* for the order only */
    int64_t amount;
    ar_int128 paid;
    struct ar_date made, last; /* last: due and grace */
    uint32_t account, document; /* numbers of keys */
    bool superseded;
};

struct span { /* from `day` to the next span's of the same account */
    ar_int128 paid;
    int32_t day;
};

struct ar_promises {
    struct ar_date as_of;
    const struct ar_family *family;
    struct promise *at; /* by account, document, made, last, name once they are all there */
    size_t count, capacity;
    struct ar_keys accounts; /* head, currency */
    struct ar_keys documents; /* customer, doc, line, currency; an empty line: all of them */
    struct account {
        uint32_t first, promises; /* in at[] */
        uint32_t first_span, spans;
        struct ar_promise_count count;
    } * of_account; /* by number */
    struct span *spans;
    uint32_t *of_document; /* by number: the first of its promises in at[] */
    struct ar_buffer key;
};

/* Reading. */

static enum ar_status find_key(const struct ar_promises *promises, struct ar_keys *keys, uint32_t *number, bool add)
{
    if (add)
        return ar_keys_add(keys, number, ar_buffer_text(&promises->key));
    *number = ar_keys_find(keys, ar_buffer_text(&promises->key));
    return AR_OK;
}

static enum ar_status account_key(struct ar_buffer *key, const struct ar_promises *promises, struct ar_text customer,
                                  struct ar_currency currency)
{
    char code[AR_CURRENCY_SIZE];
    ar_currency_format(code, currency);
    if (promises->family != NULL)
        customer = ar_family_head(promises->family, customer);
    const struct ar_text parts[AR_KEY_PARTS] = {customer, {code, sizeof code}, AR_TEXT(""), AR_TEXT("")};
    return ar_key_build(key, parts);
}

static enum ar_status find_account(struct ar_promises *promises, struct ar_text customer, struct ar_currency currency,
                                   uint32_t *number, bool add)
{
    enum ar_status status = account_key(&promises->key, promises, customer, currency);
    return status == AR_OK ? find_key(promises, &promises->accounts, number, add) : status;
}

static enum ar_status find_document(struct ar_promises *promises, struct ar_text customer, struct ar_text doc,
                                    struct ar_text line, struct ar_currency currency, uint32_t *number, bool add)
{
    char code[AR_CURRENCY_SIZE];
    ar_currency_format(code, currency);
    const struct ar_text parts[AR_KEY_PARTS] = {customer, doc, line, {code, sizeof code}};
    enum ar_status status = ar_key_build(&promises->key, parts);
    return status == AR_OK ? find_key(promises, &promises->documents, number, add) : status;
}

enum { PROMISE, CUSTOMER, MADE, DUE, CURRENCY, AMOUNT, REQUIRED, DOC = REQUIRED, LINE, STATUS, COLUMNS };

static enum ar_status read_row(struct promise *out, struct ar_currency *currency, const struct ar_table *table,
                               size_t row, const int at[static COLUMNS], unsigned grace, struct ar_error *error)
{
    const char *why = NULL;
    struct ar_date due;
    *out = (struct promise){.name = ar_table_get(table, row, at[PROMISE])};
    if (ar_date_parse(&out->made, ar_table_get(table, row, at[MADE])) != AR_OK)
        return ar_table_error(table, row, at[MADE], "not a date", error);
    if (ar_date_parse(&due, ar_table_get(table, row, at[DUE])) != AR_OK)
        return ar_table_error(table, row, at[DUE], "not a date", error);
    if (due.days < out->made.days)
        return ar_table_error(table, row, at[DUE], "before the promise was made", error);
    if (ar_date_add_days(&out->last, due, grace) != AR_OK)
        return ar_table_error(table, row, at[DUE], "out of range with the days of grace", error);
    if (ar_currency_parse(currency, ar_table_get(table, row, at[CURRENCY])) != AR_OK)
        return ar_table_error(table, row, at[CURRENCY], "not a currency of ISO 4217", error);
    if (ar_amount_parse(&out->amount, ar_table_get(table, row, at[AMOUNT]), ar_currency_digits(*currency), &why) !=
        AR_OK)
        return ar_table_error(table, row, at[AMOUNT], why, error);
    return out->amount > 0 ? AR_OK : ar_table_error(table, row, at[AMOUNT], "not above zero", error);
}

static enum ar_status add_row(struct ar_promises *promises, const struct ar_table *table, size_t row,
                              const int at[static COLUMNS], unsigned grace, struct ar_error *error)
{
    struct promise promise;
    struct ar_currency currency = AR_CURRENCY_NONE;
    enum ar_status status = read_row(&promise, &currency, table, row, at, grace, error);
    if (status != AR_OK)
        return status;
    struct ar_text customer = ar_table_get(table, row, at[CUSTOMER]), doc = ar_table_get(table, row, at[DOC]);
    if (promise.made.days > promises->as_of.days || ar_text_is(ar_table_get(table, row, at[STATUS]), "cancelled"))
        return AR_OK;
    promise.document = NO_DOCUMENT;
    if (find_account(promises, customer, currency, &promise.account, true) != AR_OK ||
        (doc.size > 0 && find_document(promises, customer, doc, ar_table_get(table, row, at[LINE]), currency,
                                       &promise.document, true) != AR_OK) ||
        ar_grow(&promises->at, &promises->capacity, promises->count + 1, sizeof *promises->at) != AR_OK)
        return ar_error_memory(error);
    promises->at[promises->count++] = promise;
    return AR_OK;
}

/* Order. */

static int compare(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int by_account(const void *left, const void *right)
{
    const struct promise *a = left, *b = right;
    int order = compare(a->account, b->account);
    if (order == 0)
        order = compare(a->document, b->document);
    if (order == 0)
        order = compare(a->made.days, b->made.days);
    if (order == 0)
        order = compare(a->last.days, b->last.days);
    return order ? order : ar_text_compare(a->name, b->name);
}

static int by_day(const void *left, const void *right)
{
    return compare(((const struct span *)left)->day, ((const struct span *)right)->day);
}

/* The spans of an account: every first day of a promise, and every day after a last one. */
static void cut_time(struct ar_promises *promises, struct account *account, uint32_t first_span)
{
    struct span *spans = promises->spans + first_span;
    uint32_t count = 0, kept = 0;
    for (uint32_t i = 0; i < account->promises; i++) {
        const struct promise *promise = &promises->at[account->first + i];
        if (promise->document != NO_DOCUMENT)
            continue;
        spans[count++] = (struct span){0, promise->made.days};
        spans[count++] = (struct span){0, promise->last.days + 1};
    }
    if (count > 0)
        qsort(spans, count, sizeof *spans, by_day);
    for (uint32_t i = 0; i < count; i++)
        if (kept == 0 || spans[kept - 1].day != spans[i].day)
            spans[kept++] = spans[i];
    account->first_span = first_span;
    account->spans = kept;
}

static enum ar_status arrange(struct ar_promises *promises)
{
    promises->of_account = calloc(promises->accounts.count + 1, sizeof *promises->of_account);
    promises->of_document = calloc(promises->documents.count + 1, sizeof *promises->of_document);
    promises->spans = calloc(2 * promises->count + 1, sizeof *promises->spans);
    if (promises->of_account == NULL || promises->of_document == NULL || promises->spans == NULL)
        return AR_FAILED;
    if (promises->count > 0)
        qsort(promises->at, promises->count, sizeof *promises->at, by_account);
    for (size_t i = promises->count; i-- > 0;) {
        struct promise *promise = &promises->at[i], *next = promise + 1;
        struct account *account = &promises->of_account[promise->account];
        account->first = (uint32_t)i;
        account->promises++;
        if (promise->document == NO_DOCUMENT)
            continue;
        promises->of_document[promise->document] = (uint32_t)i;
        promise->superseded = i + 1 < promises->count && next->document == promise->document &&
                              next->made.days > promise->made.days && next->made.days <= promise->last.days;
    }
    for (size_t i = 0; i < promises->accounts.count; i++)
        cut_time(promises, &promises->of_account[i], 2 * promises->of_account[i].first);
    return AR_OK;
}

enum ar_status ar_promises_new(struct ar_promises **out, const struct ar_table *table, struct ar_date as_of,
                               unsigned grace, const struct ar_family *family, struct ar_error *error)
{
    static const char *const names[COLUMNS] = {"promise", "customer", "made", "due",   "currency",
                                               "amount",  "doc",      "line", "status"};
    int at[COLUMNS];
    struct ar_promises *promises = *out = calloc(1, sizeof *promises);
    if (promises == NULL)
        return ar_error_memory(error);
    promises->as_of = as_of;
    promises->family = family;
    enum ar_status status = AR_OK;
    for (unsigned i = 0; status == AR_OK && i < COLUMNS; i++) {
        at[i] = ar_table_find(table, names[i]);
        if (i < REQUIRED)
            status = ar_table_need(table, names[i], &at[i], error);
    }
    for (size_t row = 0; status == AR_OK && row < table->rows; row++)
        status = add_row(promises, table, row, at, grace, error);
    if (status == AR_OK && arrange(promises) != AR_OK)
        status = ar_error_memory(error);
    return status;
}

void ar_promises_delete(struct ar_promises *promises)
{
    if (promises == NULL)
        return;
    ar_keys_free(&promises->accounts);
    ar_keys_free(&promises->documents);
    ar_buffer_free(&promises->key);
    free(promises->at);
    free(promises->of_account);
    free(promises->of_document);
    free(promises->spans);
    free(promises);
}

/* Money. */

/* Into the span that the day falls in. */
static void add_money(struct ar_promises *promises, uint32_t number, struct ar_date day, int64_t amount)
{
    const struct account *account = &promises->of_account[number];
    struct span *spans = promises->spans + account->first_span;
    uint32_t low = 0, high = account->spans; /* spans[low - 1].day <= day < spans[high].day */
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (spans[middle].day <= day.days)
            low = middle + 1;
        else
            high = middle;
    }
    if (low > 0)
        spans[low - 1].paid += amount;
}

static void add_to_document(struct ar_promises *promises, uint32_t document, struct ar_date day, int64_t amount)
{
    for (size_t i = promises->of_document[document]; i < promises->count && promises->at[i].document == document; i++)
        if (promises->at[i].made.days <= day.days && day.days <= promises->at[i].last.days)
            promises->at[i].paid += amount;
}

/* The promises of an item: of all its lines, and of this one. */
static enum ar_status find_documents(struct ar_promises *promises, const struct ar_item *item, uint32_t found[static 2])
{
    enum ar_status status =
        find_document(promises, item->customer, item->doc, AR_TEXT(""), item->currency, &found[0], false);
    found[1] = AR_NO_KEY;
    if (status == AR_OK && item->line.size > 0)
        status = find_document(promises, item->customer, item->doc, item->line, item->currency, &found[1], false);
    return status;
}

static void pay_documents(struct ar_promises *promises, const uint32_t found[static 2], struct ar_date day,
                          int64_t amount)
{
    for (unsigned i = 0; i < 2; i++)
        if (found[i] != AR_NO_KEY)
            add_to_document(promises, found[i], day, amount);
}

enum ar_status ar_promises_add(struct ar_promises *promises, const struct ar_bills *bills, const struct ar_bill *bill,
                               struct ar_error *error)
{
    const struct ar_balance *balance = &bills->balance;
    uint32_t found[2], account;
    if (!bill->there || promises->count == 0)
        return AR_OK;
    if (find_documents(promises, &bill->item, found) != AR_OK)
        return ar_error_memory(error);
    if (found[0] == AR_NO_KEY && found[1] == AR_NO_KEY) {
        if (bill->closed == 0)
            return AR_OK;
        if (find_account(promises, bill->item.customer, bill->item.currency, &account, false) != AR_OK)
            return ar_error_memory(error);
        if (account != AR_NO_KEY)
            add_money(promises, account, bill->item.cleared, bill->closed);
        return AR_OK;
    }
    if (bill->closed != 0)
        pay_documents(promises, found, bill->item.cleared, bill->closed);
    uint32_t key =
        balance->events == NULL ? AR_NO_KEY : ar_keys_find(&balance->events->items, ar_buffer_text(&balance->key));
    for (uint32_t i = key == AR_NO_KEY ? AR_NO_EVENT : balance->events->of_item[key].first; i != AR_NO_EVENT;
         i = balance->events->at[i].next_of_item)
        if (ar_balance_counts(balance, &balance->events->at[i]))
            pay_documents(promises, found, balance->events->at[i].date,
                          balance->events->at[i].cash + balance->events->at[i].discount);
    return AR_OK;
}

/* Cash of events that went to no document with a promise. */
static enum ar_status add_events(struct ar_promises *promises, const struct ar_bills *bills)
{
    const struct ar_events *events = bills->balance.events;
    for (size_t i = 0; events != NULL && i < events->count; i++) {
        const struct ar_event *event = &events->at[i];
        struct ar_text parts[AR_KEY_PARTS];
        uint32_t found[2] = {AR_NO_KEY, AR_NO_KEY}, account;
        if (!ar_balance_counts(&bills->balance, event))
            continue;
        ar_key_split(parts, events->items.at[event->item]);
        const struct ar_item item = {
            .customer = parts[1], .doc = parts[2], .line = parts[3], .currency = event->currency};
        if (find_account(promises, parts[1], event->currency, &account, false) != AR_OK ||
            (!event->held && find_documents(promises, &item, found) != AR_OK))
            return AR_FAILED;
        if (account != AR_NO_KEY && found[0] == AR_NO_KEY && found[1] == AR_NO_KEY)
            add_money(promises, account, event->date, event->cash);
    }
    return AR_OK;
}

/* Judging. */

static int by_last(const void *left, const void *right)
{
    const struct promise *a = left, *b = right;
    int order = compare(a->last.days, b->last.days);
    if (order == 0)
        order = compare(a->made.days, b->made.days);
    if (order == 0)
        order = compare(a->amount, b->amount);
    return order ? order : ar_text_compare(a->name, b->name);
}

/* Money taken back takes away what came last before it. */
static void take_back(struct span *spans, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t k = i; k > 0 && spans[i].paid < 0; k--) {
            ar_int128 there = spans[k - 1].paid > 0 ? spans[k - 1].paid : 0;
            ar_int128 taken = there < -spans[i].paid ? there : -spans[i].paid;
            spans[k - 1].paid -= taken;
            spans[i].paid += taken;
        }
}

static void use_money(struct promise *promise, struct span *spans, uint32_t count)
{
    for (uint32_t i = 0; i < count && spans[i].day <= promise->last.days; i++) {
        ar_int128 rest = promise->amount - promise->paid, there = spans[i].paid;
        if (spans[i].day < promise->made.days || there <= 0)
            continue;
        promise->paid += there < rest ? there : rest;
        spans[i].paid -= there < rest ? there : rest;
    }
}

static void judge_account(struct ar_promises *promises, struct account *account)
{
    struct promise *first = promises->at + account->first;
    struct span *spans = promises->spans + account->first_span;
    qsort(first, account->promises, sizeof *first, by_last);
    take_back(spans, account->spans);
    for (uint32_t i = 0; i < account->promises; i++) {
        struct promise *promise = &first[i];
        if (promise->document == NO_DOCUMENT)
            use_money(promise, spans, account->spans);
        if (promise->superseded || promise->last.days >= promises->as_of.days)
            continue;
        account->count.due++;
        account->count.broken += promise->paid < promise->amount;
    }
}

enum ar_status ar_promises_judge(struct ar_promises *promises, const struct ar_bills *bills, struct ar_error *error)
{
    if (add_events(promises, bills) != AR_OK)
        return ar_error_memory(error);
    for (size_t i = 0; i < promises->accounts.count; i++)
        judge_account(promises, &promises->of_account[i]);
    return AR_OK;
}

enum ar_status ar_promises_count(struct ar_promise_count *out, const struct ar_promises *promises,
                                 struct ar_buffer *key, struct ar_text customer, struct ar_currency currency)
{
    *out = (struct ar_promise_count){0, 0};
    if (account_key(key, promises, customer, currency) != AR_OK)
        return AR_FAILED;
    uint32_t account = ar_keys_find(&promises->accounts, ar_buffer_text(key));
    if (account != AR_NO_KEY)
        *out = promises->of_account[account].count;
    return AR_OK;
}
