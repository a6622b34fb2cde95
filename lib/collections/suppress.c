/* SPDX-License-Identifier: MIT */
/* Holds, promises, plans and disputes, by customer and document. */
#include "collections/suppress.h"

#include <stdlib.h>

const char *const ar_suppress_names[AR_SUPPRESS_REASONS] = {
    "",        "waiting", "undated",     "no_procedure", "sending",  "blocked", "legal",      "insolvency",
    "held",    "plan",    "promised",    "balance",      "disputed", "covered", "last_level", "grace",
    "minimum", "arrears", "unreachable", "holiday",      "interval", "later"};

enum ar_suppress ar_suppress_of(struct ar_text word, enum ar_suppress otherwise)
{
    if (ar_text_is(word, "legal"))
        return AR_SUPPRESS_LEGAL;
    return ar_text_is(word, "insolvency") ? AR_SUPPRESS_INSOLVENCY : otherwise;
}

/* The columns of each table, and which of its dates say from when and until when it is in force. */
enum { CUSTOMER, DOC, LINE, CURRENCY, AMOUNT, WHAT, FROM, UNTIL, STATUS, COLUMNS };
static const char *const names[AR_STOP_KINDS][COLUMNS] = {
    [AR_STOP_HOLD] = {"customer", "doc", "line", "", "", "reason", "from", "until", ""},
    [AR_STOP_PLAN] = {"customer", "doc", "", "currency", "", "plan", "", "due", "status"},
    [AR_STOP_PROMISE] = {"customer", "doc", "line", "currency", "", "promise", "made", "due", "status"},
    [AR_STOP_DISPUTE] = {"customer", "doc", "line", "currency", "amount", "dispute", "opened", "resolved", ""},
};
static const bool needed[AR_STOP_KINDS][COLUMNS] = {
    [AR_STOP_HOLD] = {[CUSTOMER] = true, [WHAT] = true, [FROM] = true},
    [AR_STOP_PLAN] = {[CUSTOMER] = true, [WHAT] = true, [CURRENCY] = true, [UNTIL] = true},
    [AR_STOP_PROMISE] = {[CUSTOMER] = true, [WHAT] = true, [CURRENCY] = true, [FROM] = true, [UNTIL] = true},
    [AR_STOP_DISPUTE] = {[CUSTOMER] = true, [WHAT] = true, [CURRENCY] = true, [FROM] = true, [AMOUNT] = true},
};

/* One that ends before it begins would never be in force, and nobody would know. */
static const char *const backwards[AR_STOP_KINDS] = {[AR_STOP_HOLD] = "before the hold begins",
                                                     [AR_STOP_PLAN] = "",
                                                     [AR_STOP_PROMISE] = "before the promise was made",
                                                     [AR_STOP_DISPUTE] = "before the dispute was opened"};

/* 1: in force, 0: over, -1: no such word. The empty status is for the dates to tell. */
static int is_open(struct ar_text status)
{
    static const char *const open[] = {"", "open", "active"};
    static const char *const over[] = {"kept", "broken", "cancelled", "completed", "expired"};
    for (unsigned i = 0; i < sizeof open / sizeof *open; i++)
        if (ar_text_is(status, open[i]))
            return 1;
    for (unsigned i = 0; i < sizeof over / sizeof *over; i++)
        if (ar_text_is(status, over[i]))
            return 0;
    return -1;
}

static enum ar_status get_date(struct ar_date *out, const struct ar_table *table, size_t row, int column, bool need,
                               struct ar_error *error)
{
    struct ar_text text = ar_table_get(table, row, column);
    *out = AR_DATE_NONE;
    if (text.size == 0)
        return need ? ar_table_error(table, row, column, "missing", error) : AR_OK;
    return ar_date_parse(out, text) == AR_OK ? AR_OK : ar_table_error(table, row, column, "not a date", error);
}

static enum ar_status get_money(struct ar_stop *stop, const struct ar_table *table, size_t row, const int *at,
                                struct ar_error *error)
{
    struct ar_text text = ar_table_get(table, row, at[AMOUNT]);
    const char *why = NULL;
    if (at[CURRENCY] >= 0 && ar_currency_parse(&stop->currency, ar_table_get(table, row, at[CURRENCY])) != AR_OK)
        return ar_table_error(table, row, at[CURRENCY], "not a currency of ISO 4217", error);
    stop->has_amount = text.size > 0;
    if (stop->has_amount && ar_amount_parse(&stop->amount, text, ar_currency_digits(stop->currency), &why) != AR_OK)
        return ar_table_error(table, row, at[AMOUNT], why, error);
    if (stop->has_amount && stop->amount < 0)
        return ar_table_error(table, row, at[AMOUNT], "below zero", error);
    return AR_OK;
}

static bool in_force(const struct ar_stop *stop, struct ar_date from, struct ar_text status, struct ar_date day)
{
    bool begun = ar_date_is_none(from) || from.days <= day.days;
    switch (stop->kind) {
    case AR_STOP_PLAN: /* without a status: while an instalment is still to come */
        return status.size > 0 || stop->until.days >= day.days;
    case AR_STOP_DISPUTE: /* resolved on a day is resolved that day */
        return begun && (ar_date_is_none(stop->until) || stop->until.days > day.days);
    default:
        return begun && (ar_date_is_none(stop->until) || stop->until.days >= day.days);
    }
}

static enum ar_status append(struct ar_stops *stops, const struct ar_stop *stop, struct ar_text customer)
{
    const struct ar_text parts[AR_KEY_PARTS] = {customer, stop->doc, AR_TEXT(""), AR_TEXT("")};
    uint32_t number;
    size_t known = stops->keys.count;
    if (ar_key_build(&stops->key, parts) != AR_OK ||
        ar_keys_add(&stops->keys, &number, ar_buffer_text(&stops->key)) != AR_OK ||
        ar_grow(&stops->first, &stops->first_capacity, number + 1, sizeof *stops->first) != AR_OK ||
        ar_grow(&stops->last, &stops->last_capacity, number + 1, sizeof *stops->last) != AR_OK ||
        ar_grow(&stops->at, &stops->capacity, stops->count + 1, sizeof *stops->at) != AR_OK)
        return AR_FAILED;
    stops->at[stops->count++] = *stop;
    if (number == known)
        stops->first[number] = (uint32_t)stops->count;
    else
        stops->at[stops->last[number] - 1].next = (uint32_t)stops->count;
    stops->last[number] = (uint32_t)stops->count;
    return AR_OK;
}

static enum ar_status add_row(struct ar_stops *stops, struct ar_stop *stop, const struct ar_table *table, size_t row,
                              const int *at, struct ar_date day, struct ar_error *error)
{
    const bool *need = needed[stop->kind];
    struct ar_text customer = ar_table_get(table, row, at[CUSTOMER]),
                   status_word = ar_table_get(table, row, at[STATUS]);
    struct ar_date from;
    int open = is_open(status_word);
    if (customer.size == 0)
        return ar_table_error(table, row, at[CUSTOMER], "missing", error);
    if (open < 0)
        return ar_table_error(table, row, at[STATUS],
                              "not a status (open, active, kept, broken, cancelled, completed, expired)", error);
    stop->doc = ar_table_get(table, row, at[DOC]);
    stop->line = ar_table_get(table, row, at[LINE]);
    stop->what = ar_table_get(table, row, at[WHAT]);
    enum ar_status status = get_date(&from, table, row, at[FROM], need[FROM] && stop->kind != AR_STOP_HOLD, error);
    if (status == AR_OK)
        status = get_date(&stop->until, table, row, at[UNTIL], need[UNTIL], error);
    if (status == AR_OK && !ar_date_is_none(from) && !ar_date_is_none(stop->until) && stop->until.days < from.days)
        status = ar_table_error(table, row, at[UNTIL], backwards[stop->kind], error);
    if (status == AR_OK)
        status = get_money(stop, table, row, at, error);
    if (status != AR_OK || open == 0 || !in_force(stop, from, status_word, day))
        return status;
    return append(stops, stop, customer) == AR_OK ? AR_OK : ar_error_memory(error);
}

enum ar_status ar_stops_add(struct ar_stops *stops, enum ar_stop_kind kind, const struct ar_table *table,
                            struct ar_date day, struct ar_error *error)
{
    int at[COLUMNS];
    enum ar_status status = AR_OK;
    for (unsigned i = 0; status == AR_OK && i < COLUMNS; i++) {
        const char *name = names[kind][i];
        at[i] = name[0] == '\0' ? -1 : ar_table_find(table, name);
        if (needed[kind][i])
            status = ar_table_need(table, name, &at[i], error);
    }
    for (size_t row = 0; status == AR_OK && row < table->rows; row++) {
        struct ar_stop stop = {.kind = kind};
        status = add_row(stops, &stop, table, row, at, day, error);
    }
    return status;
}

void ar_stops_free(struct ar_stops *stops)
{
    free(stops->at);
    free(stops->first);
    free(stops->last);
    ar_keys_free(&stops->keys);
    ar_buffer_free(&stops->key);
    *stops = (struct ar_stops){.at = NULL};
}

const struct ar_stop *ar_stops_first(const struct ar_stops *stops, struct ar_text key)
{
    uint32_t number = ar_keys_find(&stops->keys, key);
    return number == AR_NO_KEY ? NULL : &stops->at[stops->first[number] - 1];
}

const struct ar_stop *ar_stops_next(const struct ar_stops *stops, const struct ar_stop *stop)
{
    return stop->next == 0 ? NULL : &stops->at[stop->next - 1];
}

bool ar_stop_covers(const struct ar_stop *stop, struct ar_currency currency, struct ar_text line)
{
    if (stop->currency.code != 0 && stop->currency.code != currency.code)
        return false;
    return stop->line.size == 0 || ar_text_equal(stop->line, line);
}
