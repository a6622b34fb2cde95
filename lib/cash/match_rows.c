/* SPDX-License-Identifier: MIT */
/* The rows of one payment: made, checked, written. */
#include "base/fetch.h"
#include "cash/match_batch.h"
#include "cash/match_past.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

size_t ar_match_why(struct ar_match_work *work, const char *format, ...)
{
    char text[AR_WHY_MOST];
    struct ar_buffer *out = &work->all->text;
    size_t start = out->size;
    va_list list;
    va_start(list, format);
    int size = vsnprintf(text, sizeof text, format, list);
    va_end(list);
    if (size < 0)
        return start;
    size_t used = (size_t)size < sizeof text ? (size_t)size : sizeof text - 1;
    if (ar_buffer_add(out, (struct ar_text){text, used}) != AR_OK)
        work->status = AR_FAILED;
    return start;
}

struct ar_text ar_match_shown(char room[static AR_SHOWN_MOST], struct ar_text text)
{
    if (text.size < AR_SHOWN_MOST && ar_is_printable(text))
        return text;
    return (struct ar_text){room, ar_printable(room, AR_SHOWN_MOST, text)};
}

struct ar_text ar_match_why_of(char room[static AR_WHY_MOST], const struct ar_match_rows *rows,
                               const struct ar_match_row *row)
{
    const struct ar_match_evidence *evidence = &row->evidence;
    char reference[AR_SHOWN_MOST], doc[AR_SHOWN_MOST];
    size_t size = 0;
    if (evidence->how == NULL)
        return (struct ar_text){rows->text.at ? rows->text.at + row->why : "", row->why_size};
    bool named = evidence->reference.size > 0;
    const struct ar_text parts[] = {ar_text_from(evidence->how),
                                    named ? AR_TEXT(" '") : AR_TEXT(", "),
                                    ar_match_shown(reference, evidence->reference),
                                    named ? AR_TEXT("' is ") : AR_TEXT(""),
                                    ar_match_shown(doc, row->doc),
                                    AR_TEXT("; "),
                                    ar_text_from(evidence->payer),
                                    AR_TEXT("; "),
                                    ar_text_from(evidence->words)};
    for (unsigned i = 0; i < sizeof parts / sizeof *parts; i++) {
        size_t left = AR_WHY_MOST - size, part = parts[i].size < left ? parts[i].size : left;
        if (part > 0)
            memcpy(room + size, parts[i].at, part);
        size += part;
    }
    return (struct ar_text){room, size};
}

static void add(struct ar_match_work *work, struct ar_match_row row)
{
    const struct ar_book_item *item = row.item == AR_NO_ITEM ? NULL : work->match->book->items[row.item];
    struct ar_match_rows *all = work->all;
    row.why_size = all->text.size - row.why;
    if (row.currency.code == 0)
        row.currency = item == NULL ? work->payment.currency : item->currency;
    row.rank = item == NULL ? UINT32_MAX : item->rank;
    if (item != NULL) {
        row.doc = ar_book_doc(item);
        row.line = item->line;
        if (row.status != AR_DUPLICATE) /* cash is where it came, whatever it paid again */
            row.entity = item->entity + 1;
    }
    if (ar_grow(&all->at, &all->capacity, all->count + work->row_count + 1, sizeof *all->at) != AR_OK) {
        work->status = AR_FAILED;
        return;
    }
    row.number = (uint32_t)work->row_count;
    work->rows = all->at + all->count;
    work->rows[work->row_count++] = row;
}

void ar_match_apply(struct ar_match_work *work, struct ar_match_row row)
{
    struct ar_book_item *item = work->match->book->items[row.item];
    row.status = AR_APPLIED;
    row.customer = item->customer;
    item->open -= row.applied + row.discount + row.writeoff;
    if (item->currency.code == work->payment.currency.code)
        work->left -= row.applied;
    item->settled_by = (uint32_t)(work->cash - work->match->payments) + 1;
    item->settled |= item->open == 0;
    add(work, row);
}

void ar_match_put_back(struct ar_match_work *work, struct ar_match_row row)
{
    if (row.item != AR_NO_ITEM && row.status == AR_APPLIED) {
        struct ar_book_item *item = work->match->book->items[row.item];
        ar_match_apply(work, row);
        ar_past_make_good(work->match->past, item);
        item->settled = item->open == 0;
        return;
    }
    if (row.currency.code == work->payment.currency.code)
        work->left -= row.applied;
    add(work, row);
}

void ar_match_hold(struct ar_match_work *work, enum ar_allocation_status status, int64_t amount, uint32_t item,
                   enum ar_match_rule rule, size_t why)
{
    uint32_t customer = item != AR_NO_ITEM ? work->match->book->items[item]->customer : work->payer.known;
    if (status == AR_ON_ACCOUNT && customer == AR_NO_CUSTOMER) {
        status = AR_UNIDENTIFIED;
        if (rule == AR_RULE_ON_ACCOUNT)
            rule = AR_RULE_UNIDENTIFIED;
    }
    work->left -= amount;
    add(work, (struct ar_match_row){.item = status == AR_DUPLICATE ? item : AR_NO_ITEM,
                                    .customer = status == AR_UNIDENTIFIED ? AR_NO_CUSTOMER : customer,
                                    .status = status,
                                    .currency = work->payment.currency,
                                    .applied = amount,
                                    .rule = rule,
                                    .why = why});
}

void ar_match_rest(struct ar_match_work *work, enum ar_match_rule rule, size_t why)
{
    ar_match_hold(work, AR_ON_ACCOUNT, work->left, AR_NO_ITEM, rule, why);
}

void ar_match_candidate_row(struct ar_match_work *work, uint32_t item, enum ar_match_rule rule, size_t why)
{
    for (size_t i = 0; i < work->row_count; i++)
        if (work->rows[i].status == AR_AMBIGUOUS && work->rows[i].item == item)
            return;
    add(work, (struct ar_match_row){.item = item,
                                    .customer = work->match->book->items[item]->customer,
                                    .status = AR_AMBIGUOUS,
                                    .rule = rule,
                                    .why = why});
}

/* ---- writing -------------------------------------------------------------------------------------------------------
 */

static const char *const columns[] = {"payment",  "entity",  "date",     "customer", "doc",       "line",
                                      "currency", "applied", "discount", "writeoff", "deduction", "reason",
                                      "status",   "rule",    "score",    "why"};

const char *ar_match_rule_name(enum ar_match_rule rule)
{
    static const char *const names[] = {
        [AR_RULE_STRUCTURED] = "structured",        [AR_RULE_DOCUMENT] = "document",
        [AR_RULE_REFERENCE] = "reference",          [AR_RULE_PURCHASE_ORDER] = "purchase_order",
        [AR_RULE_SHORTENED] = "shortened",          [AR_RULE_CREDIT] = "credit",
        [AR_RULE_ON_ACCOUNT] = "on_account",        [AR_RULE_UNIDENTIFIED] = "unidentified",
        [AR_RULE_AMBIGUOUS] = "ambiguous",          [AR_RULE_DUPLICATE] = "duplicate",
        [AR_RULE_REVERSAL] = AR_ALLOCATION_REVERSAL};
    return rule < AR_PASSES ? ar_pass_names[rule] : names[rule];
}

void ar_match_header(struct ar_writer *writer)
{
    struct ar_text names[sizeof columns / sizeof *columns];
    for (unsigned i = 0; i < sizeof columns / sizeof *columns; i++)
        names[i] = ar_text_from(columns[i]);
    ar_writer_header(writer, names, sizeof columns / sizeof *columns);
}

static void amount(struct ar_writer *writer, int64_t minor, struct ar_currency currency)
{
    if (minor == 0)
        ar_writer_encoded(writer, AR_TEXT(""));
    else
        ar_writer_amount(writer, minor, currency);
}

static void write_row(const struct ar_book *book, const struct ar_cash *cash, const struct ar_match_row *row,
                      const struct ar_match_rows *rows, struct ar_writer *writer)
{
    char room[AR_WHY_MOST];
    struct ar_currency currency = row->currency;
    ar_writer_field(writer, ar_cash_text(cash, AR_CASH_PAYMENT));
    ar_writer_field(writer, ar_book_word(book, row->entity != 0 ? row->entity - 1 : cash->entity));
    ar_writer_date(writer, cash->date);
    ar_writer_field(writer, row->customer == AR_NO_CUSTOMER ? AR_TEXT("") : book->customers.at[row->customer]);
    ar_writer_field(writer, row->doc);
    ar_writer_field(writer, ar_book_word(book, row->line));
    ar_writer_currency(writer, currency);
    if (row->status == AR_AMBIGUOUS)
        ar_writer_encoded(writer, AR_TEXT(""));
    else
        ar_writer_amount(writer, row->applied, currency);
    amount(writer, row->discount, currency);
    amount(writer, row->writeoff, currency);
    amount(writer, row->deduction, currency);
    ar_writer_field(writer, row->reason.at ? row->reason : AR_TEXT(""));
    ar_writer_encoded(writer, ar_text_from(ar_allocation_statuses[row->status]));
    ar_writer_encoded(writer, ar_text_from(ar_match_rule_name(row->rule)));
    if (row->score > 0)
        ar_writer_number(writer, (int64_t)row->score);
    else
        ar_writer_encoded(writer, AR_TEXT(""));
    ar_writer_field(writer, ar_match_why_of(room, rows, row));
    ar_writer_end(writer);
}

/* Settled items first, in their order, then what was converted, what is held, the candidates. */
static int order_of(const struct ar_match_row *row)
{
    static const int orders[AR_ALLOCATION_STATUSES] = {[AR_APPLIED] = 0,    [AR_CONVERTED] = 1,    [AR_DUPLICATE] = 2,
                                                       [AR_ON_ACCOUNT] = 3, [AR_UNIDENTIFIED] = 4, [AR_AMBIGUOUS] = 5};
    return orders[row->status];
}

static int compare_rows(const void *left, const void *right)
{
    const struct ar_match_row *a = left, *b = right;
    if (a->status != b->status)
        return order_of(a) - order_of(b);
    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    if (a->currency.code != b->currency.code)
        return a->currency.code < b->currency.code ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

static void tally(struct ar_match_work *work, const struct ar_match_row *row)
{
    struct ar_match *match = work->match;
    size_t i;
    for (i = 0; i < match->tally_count; i++)
        if (match->tallies[i].status == row->status && match->tallies[i].rule == row->rule &&
            match->tallies[i].currency.code == row->currency.code)
            break;
    if (i == match->tally_count) {
        if (ar_grow(&match->tallies, &match->tally_capacity, i + 1, sizeof *match->tallies) != AR_OK) {
            work->status = AR_FAILED;
            return;
        }
        match->tallies[match->tally_count++] =
            (struct ar_match_tally){.rule = row->rule, .status = row->status, .currency = row->currency};
    }
    match->tallies[i].lines++;
    match->tallies[i].payments += match->tallies[i].last != work->cash;
    match->tallies[i].last = work->cash;
    match->tallies[i].value += row->applied;
}

void ar_match_take(struct ar_match_work *work)
{
    bool unmatched = false;
    if (work->row_count > 1)
        qsort(work->rows, work->row_count, sizeof *work->rows, compare_rows);
    for (size_t i = 0; i < work->row_count; i++) {
        tally(work, &work->rows[i]);
        unmatched |= work->rows[i].status != AR_APPLIED && work->rows[i].status != AR_CONVERTED;
    }
    work->match->unmatched += unmatched;
    work->all->count += work->row_count;
}

/* Has fetched what some rows from here on name, then its texts. */
static void fetch_ahead(const struct ar_book *book, const struct ar_match_decided *decided, size_t row)
{
    enum { ROWS = 18, FAR = 12, NEAR = 6 };
    if (row + ROWS < decided->rows.count) { /* another thread has just written them */
        ar_fetch(&decided->rows.at[row + ROWS]);
        ar_fetch(&decided->rows.at[row + ROWS].why);
    }
    if (row + FAR < decided->rows.count) {
        const struct ar_match_row *far = &decided->rows.at[row + FAR];
        if (far->customer != AR_NO_CUSTOMER)
            ar_fetch(&book->customers.at[far->customer]);
    }
    if (row + NEAR < decided->rows.count) {
        const struct ar_match_row *near = &decided->rows.at[row + NEAR];
        ar_fetch(near->doc.at);
        if (near->customer != AR_NO_CUSTOMER)
            ar_fetch(book->customers.at[near->customer].at);
    }
}

void ar_match_write(const struct ar_match *match, const struct ar_match_decided *decided, struct ar_writer *writer)
{
    enum { SOME = 8 };
    for (size_t i = decided->from, row = 0; i < decided->to; i++) {
        if (i + SOME < decided->to)
            ar_fetch(match->payments[i + SOME].texts);
        for (; row < decided->ends[i - decided->from]; row++) {
            fetch_ahead(match->book, decided, row);
            write_row(match->book, &match->payments[i], &decided->rows.at[row], &decided->rows, writer);
        }
    }
}
