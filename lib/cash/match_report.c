/* SPDX-License-Identifier: MIT */
/* What a run tells besides its rows: one payment's story, aliases to review, a summary. */
#include "cash/match_past.h"

#include <stdio.h>
#include <stdlib.h>

enum { STORY_ITEMS = 100 };

static const struct ar_text story_columns[] = {AR_TEXT("payment"), AR_TEXT("step"), AR_TEXT("customer"), AR_TEXT("doc"),
                                               AR_TEXT("text")};

void ar_match_story_header(struct ar_writer *writer)
{
    ar_writer_header(writer, story_columns, sizeof story_columns / sizeof *story_columns);
}

static void tell_of(struct ar_match_work *work, struct ar_writer *writer, const char *step, uint32_t customer,
                    struct ar_text doc, struct ar_text text)
{
    ar_writer_field(writer, work->payment.payment);
    ar_writer_field(writer, ar_text_from(step));
    ar_writer_field(writer, customer == AR_NO_CUSTOMER ? AR_TEXT("") : work->match->book->customers.at[customer]);
    ar_writer_field(writer, doc);
    ar_writer_field(writer, text);
    ar_writer_end(writer);
}

static void tell(struct ar_match_work *work, struct ar_writer *writer, const char *step, uint32_t customer,
                 uint32_t item, struct ar_text text)
{
    const struct ar_book *book = work->match->book;
    tell_of(work, writer, step, customer, item == AR_NO_ITEM ? AR_TEXT("") : ar_book_doc(book->items[item]), text);
}

static struct ar_text amount_text(char *out, int64_t amount, struct ar_currency currency, const char *before)
{
    size_t size = strlen(before);
    memcpy(out, before, size);
    size += ar_amount_format(out + size, amount, ar_currency_digits(currency));
    out[size++] = ' ';
    ar_currency_format(out + size, currency);
    return (struct ar_text){out, size + AR_CURRENCY_SIZE};
}

enum { TOLD_MOST = 700 }; /* all that a row says in numbers */

static void add_text(char out[static TOLD_MOST], size_t *size, const char *before, struct ar_text text)
{
    char shown[200];
    size_t wide = ar_printable(shown, sizeof shown, text);
    if (text.size > 0)
        *size += (size_t)snprintf(out + *size, TOLD_MOST - *size, ", %s %.*s", before, (int)wide, shown);
}

static void add_amount(char out[static TOLD_MOST], size_t *size, const char *before, int64_t amount,
                       struct ar_currency currency)
{
    char text[AR_AMOUNT_SIZE];
    if (amount != 0)
        add_text(out, size, before,
                 (struct ar_text){text, ar_amount_format(text, amount, ar_currency_digits(currency))});
}

/* All that the row moves or names. */
static void tell_row(struct ar_match_work *work, struct ar_writer *writer, const struct ar_match_row *row,
                     const char *step)
{
    char text[TOLD_MOST];
    size_t size = amount_text(text, row->applied, row->currency, "cash ").size;
    add_amount(text, &size, "discount", row->discount, row->currency);
    add_amount(text, &size, "writeoff", row->writeoff, row->currency);
    add_amount(text, &size, "deduction", row->deduction, row->currency);
    add_text(text, &size, "reason", row->reason);
    add_text(text, &size, "line", ar_book_word(work->match->book, row->line));
    tell_of(work, writer, step, row->customer, row->doc, (struct ar_text){text, size});
}

/* What the payer could settle, after the payment. */
static void tell_open(struct ar_match_work *work, struct ar_writer *writer)
{
    const struct ar_book *book = work->match->book;
    char text[TOLD_MOST];
    work->pooled = false;
    ar_match_pool(work);
    for (size_t i = 0; i < work->pool_count && i < STORY_ITEMS; i++) {
        const struct ar_book_item *item = book->items[work->pool[i]];
        size_t size = amount_text(text, item->open, item->currency, "open after it ").size;
        add_text(text, &size, "line", ar_book_word(book, item->line));
        tell(work, writer, "left open", item->customer, work->pool[i], (struct ar_text){text, size});
    }
    if (work->pool_count <= STORY_ITEMS)
        return;
    snprintf(text, sizeof text, "and %zu more", work->pool_count - STORY_ITEMS);
    tell(work, writer, "left open", AR_NO_CUSTOMER, AR_NO_ITEM, ar_text_from(text));
}

static void tell_payer(struct ar_match_work *work, struct ar_writer *writer)
{
    const struct ar_match_payer *payer = &work->payer;
    char text[200];
    tell(work, writer, "payer", payer->known, AR_NO_ITEM, work->payment.payer);
    for (unsigned i = 0; i < payer->count; i++) {
        snprintf(text, sizeof text, "may be, by %s, score %u", payer->how, payer->score);
        tell(work, writer, "payer", payer->at[i], AR_NO_ITEM, ar_text_from(text));
    }
    for (unsigned i = 0; i < payer->wide_count; i++)
        tell(work, writer, "payer", payer->wide[i], AR_NO_ITEM, AR_TEXT("less likely"));
    if (payer->count == 0)
        tell(work, writer, "payer", AR_NO_CUSTOMER, AR_NO_ITEM, ar_text_from(payer->how));
}

static void tell_claims(struct ar_match_work *work, struct ar_writer *writer)
{
    static const char *const states[] = {[AR_CLAIM_OPEN] = "can be settled",
                                         [AR_CLAIM_SETTLED] = "is settled already",
                                         [AR_CLAIM_LATER] = "is dated after the payment",
                                         [AR_CLAIM_CURRENCY] = "is in another currency",
                                         [AR_CLAIM_STRANGER] = "belongs to another customer, and the amount is not its",
                                         [AR_CLAIM_SEVERAL] = "may mean several items",
                                         [AR_CLAIM_UNKNOWN] = "is no item that we have"};
    for (size_t i = 0; i < work->claim_count; i++) {
        const struct ar_match_claim *claim = &work->claims[i];
        char text[400], reference[200];
        size_t size = ar_printable(reference, sizeof reference, claim->claim.reference);
        snprintf(text, sizeof text, "%s '%.*s': %s", claim->how ? claim->how : "said", (int)size, reference,
                 claim->state == AR_CLAIM_UNKNOWN && claim->item != AR_NO_ITEM ? "cannot be settled by this payment"
                                                                               : states[claim->state]);
        tell(work, writer, "said", AR_NO_CUSTOMER, claim->item, ar_text_from(text));
        for (unsigned k = 0; k < claim->other_count; k++)
            tell(work, writer, "said", AR_NO_CUSTOMER, claim->others[k], AR_TEXT("could be meant, too"));
    }
}

void ar_match_story(struct ar_match_work *work, struct ar_writer *writer)
{
    const struct ar_payment *payment = &work->payment;
    char text[200];
    tell(work, writer, "payment", AR_NO_CUSTOMER, AR_NO_ITEM,
         amount_text(text, payment->amount, payment->currency, "amount "));
    tell(work, writer, "payment", AR_NO_CUSTOMER, AR_NO_ITEM, payment->reference);
    tell_payer(work, writer);
    tell_claims(work, writer);
    tell_open(work, writer);
    for (size_t i = 0; i < work->row_count; i++) {
        const struct ar_match_row *row = &work->rows[i];
        char step[80], why[AR_WHY_MOST];
        snprintf(step, sizeof step, "%s by %s", ar_allocation_statuses[row->status], ar_match_rule_name(row->rule));
        if (row->status != AR_AMBIGUOUS)
            tell_row(work, writer, row, step);
        tell_of(work, writer, step, row->customer, row->doc, ar_match_why_of(why, work->all, row));
    }
}

/* A record that an earlier run or a person wrote of the payment: what it moved, and when. */
static void tell_logged(struct ar_match_work *work, struct ar_writer *writer, const struct ar_event *event)
{
    const struct ar_events *events = work->match->past->events;
    char text[TOLD_MOST], step[40], day[AR_DATE_SIZE];
    struct ar_text key[AR_KEY_PARTS], again[AR_KEY_PARTS];
    ar_key_split(key, events->items.at[event->item]);
    uint32_t customer = key[1].size > 0 ? ar_keys_find(&work->match->book->customers, key[1]) : AR_NO_CUSTOMER;
    struct ar_text doc = key[2], line = key[3];
    if (event->doc != AR_NO_KEY) {
        ar_key_split(again, events->docs.at[event->doc]);
        doc = again[0];
        line = again[1];
    }
    size_t size = amount_text(text, event->cash, event->currency, "cash ").size;
    if (!event->held) {
        add_amount(text, &size, "discount", event->discount, event->currency);
        add_amount(text, &size, "writeoff", event->total - event->cash - event->discount, event->currency);
    }
    add_text(text, &size, "line", line);
    ar_date_format(day, event->date);
    add_text(text, &size, "on", (struct ar_text){day, sizeof day});
    snprintf(step, sizeof step, "%s before", ar_allocation_statuses[event->status]);
    tell_of(work, writer, step, customer, doc, (struct ar_text){text, size});
}

static void tell_converted(struct ar_match_work *work, struct ar_writer *writer, const struct ar_converted *converted,
                           struct ar_currency currency)
{
    struct ar_text customer = work->match->past->events->converted_for.at[converted->customer];
    char text[TOLD_MOST], day[AR_DATE_SIZE];
    size_t size = amount_text(text, converted->cash, currency, "cash ").size;
    ar_date_format(day, converted->date);
    add_text(text, &size, "on", (struct ar_text){day, sizeof day});
    tell_of(work, writer, "converted before", ar_keys_find(&work->match->book->customers, customer), AR_TEXT(""),
            (struct ar_text){text, size});
}

void ar_match_story_done(struct ar_match_work *work, const struct ar_cash *cash, struct ar_writer *writer)
{
    struct ar_past *past = work->match->past;
    struct ar_text entity = ar_book_word(work->match->book, cash->entity);
    char text[200];
    work->cash = cash;
    ar_cash_payment(&work->payment, work->match->book, cash);
    tell(work, writer, "payment", AR_NO_CUSTOMER, AR_NO_ITEM,
         amount_text(text, cash->amount, cash->currency, "amount "));
    tell(work, writer, "payment", AR_NO_CUSTOMER, AR_NO_ITEM, AR_TEXT("was allocated by an earlier run"));
    if (ar_past_collect(past, entity, work->payment.payment, entity.size > 0 ? AR_PAST_OR_NONE : AR_PAST_ALL) != AR_OK)
        work->status = AR_FAILED;
    for (size_t i = 0; i < past->some_count && work->status == AR_OK; i++) {
        const struct ar_event_chain *chain = &past->events->of_payment[past->some[i]];
        struct ar_currency currency = ar_past_currency(past, past->some[i]);
        if (currency.code != cash->currency.code && !ar_past_is_converted(past, cash->currency))
            continue; /* another payment's */
        for (uint32_t e = chain->first; e != AR_NO_EVENT; e = past->events->at[e].next_of_payment)
            tell_logged(work, writer, &past->events->at[e]);
        for (uint32_t c = chain->converted; c != AR_NO_EVENT; c = past->events->converted[c].next_of_payment)
            tell_converted(work, writer, &past->events->converted[c], currency);
    }
}

/* ---- aliases -------------------------------------------------------------------------------------------------------
 */

struct learned {
    struct ar_text payer;
    uint32_t number;
};

static int by_payer(const void *left, const void *right)
{
    return ar_text_compare(((const struct learned *)left)->payer, ((const struct learned *)right)->payer);
}

/* Was it proved by a payment of this run, and do neither its name nor an alias say it? */
static bool is_new(const struct ar_match *match, uint32_t payer)
{
    const struct ar_learned *learned = &match->learned[payer];
    const struct ar_name_matches *names = &match->payer_matches[payer];
    if (learned->customer >= AR_NOT_LEARNED || match->payments[learned->payment].done)
        return false;
    bool named = names->count > 0 && names->at[0].kind >= AR_NAME_FOLDED;
    struct ar_date day = match->payments[learned->payment].date;
    return !named && ar_match_alias(match, match->payer_alias[payer], day) != learned->customer;
}

enum ar_status ar_match_learn(struct ar_match *match, struct ar_writer *writer, struct ar_error *error)
{
    static const struct ar_text columns[] = {AR_TEXT("payer"), AR_TEXT("customer"), AR_TEXT("account"),
                                             AR_TEXT("from"),  AR_TEXT("until"),    AR_TEXT("source")};
    struct learned *list = malloc((match->payers.count + 1) * sizeof *list);
    size_t count = 0;
    if (list == NULL)
        return ar_error_memory(error);
    for (uint32_t i = 0; i < match->payers.count; i++)
        if (is_new(match, i))
            list[count++] = (struct learned){match->payers.at[i], i};
    if (count > 1)
        qsort(list, count, sizeof *list, by_payer);
    ar_writer_header(writer, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < count; i++) {
        const struct ar_learned *learned = &match->learned[list[i].number];
        const struct ar_cash *cash = &match->payments[learned->payment];
        char shown[200], source[sizeof shown + sizeof "payment "];
        size_t wide = ar_printable(shown, sizeof shown, ar_cash_text(cash, AR_CASH_PAYMENT));
        int size = snprintf(source, sizeof source, "payment %.*s", (int)wide, shown);
        ar_writer_field(writer, list[i].payer);
        ar_writer_field(writer, match->book->customers.at[learned->customer]);
        ar_writer_field(writer, ar_cash_text(cash, AR_CASH_PAYER_ACCOUNT));
        ar_writer_date(writer, cash->date);
        ar_writer_encoded(writer, AR_TEXT(""));
        ar_writer_field(writer, (struct ar_text){source, (size_t)size});
        ar_writer_end(writer);
    }
    free(list);
    return AR_OK;
}

/* ---- summary -------------------------------------------------------------------------------------------------------
 */

static int by_status(const void *left, const void *right)
{
    const struct ar_match_tally *a = left, *b = right;
    int order = strcmp(ar_allocation_statuses[a->status], ar_allocation_statuses[b->status]);
    if (order == 0)
        order = strcmp(ar_match_rule_name(a->rule), ar_match_rule_name(b->rule));
    return order ? order : a->currency.code - b->currency.code;
}

void ar_match_summary(struct ar_match *match, struct ar_writer *writer)
{
    static const struct ar_text columns[] = {AR_TEXT("status"),   AR_TEXT("rule"),  AR_TEXT("currency"),
                                             AR_TEXT("payments"), AR_TEXT("lines"), AR_TEXT("value")};
    if (match->tally_count > 1)
        qsort(match->tallies, match->tally_count, sizeof *match->tallies, by_status);
    ar_writer_header(writer, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < match->tally_count; i++) {
        const struct ar_match_tally *tally = &match->tallies[i];
        ar_writer_field(writer, ar_text_from(ar_allocation_statuses[tally->status]));
        ar_writer_field(writer, ar_text_from(ar_match_rule_name(tally->rule)));
        ar_writer_currency(writer, tally->currency);
        ar_writer_number(writer, (int64_t)tally->payments);
        ar_writer_number(writer, (int64_t)tally->lines);
        ar_writer_sum(writer, tally->value, tally->currency);
        ar_writer_end(writer);
    }
}
