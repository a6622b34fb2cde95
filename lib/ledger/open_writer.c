/* SPDX-License-Identifier: MIT */
/* Items keep their columns; cash held is an item of type payment, its
   doc the payment, without a due date. */
#include "ledger/open_writer.h"

#include <stdio.h>
#include <stdlib.h>

enum { OPEN, AS_OF, CLEARED, GIVEN };
static const struct ar_text given[GIVEN] = {AR_TEXT("open"), AR_TEXT("as_of"), AR_TEXT("cleared")};

enum ar_status ar_open_writer_init(struct ar_open_writer *to, const struct ar_balance *balance,
                                   struct ar_writer *writer)
{
    const struct ar_header *header = balance->columns.header;
    bool cleared = ar_header_find(header, given[CLEARED]) >= 0;
    *to = (struct ar_open_writer){.writer = writer, .balance = balance};
    ar_date_format(to->as_of, balance->at);
    to->names = malloc((header->count + GIVEN) * sizeof *to->names);
    if (to->names == NULL || ar_annotate_init(&to->keeping, header, given, CLEARED) != AR_OK ||
        ar_annotate_init(&to->emptying, header, given, cleared ? GIVEN : CLEARED) != AR_OK) {
        ar_open_writer_free(to);
        return AR_FAILED;
    }
    for (; to->name_count < header->count; to->name_count++)
        to->names[to->name_count] = header->names[to->name_count];
    for (unsigned i = 0; i < to->keeping.appended_count; i++)
        to->names[to->name_count++] = given[to->keeping.appended[i]];
    ar_writer_header(writer, to->names, to->name_count);
    return AR_OK;
}

void ar_open_writer_free(struct ar_open_writer *to)
{
    ar_annotate_free(&to->keeping);
    ar_annotate_free(&to->emptying);
    free(to->names);
    *to = (struct ar_open_writer){0};
}

void ar_open_writer_item(const struct ar_open_writer *to, struct ar_writer *writer, const struct ar_row *row,
                         const struct ar_open *open)
{
    const struct ar_item_columns *columns = &to->balance->columns;
    char amount[AR_AMOUNT_SIZE];
    struct ar_text text = {amount, 0};
    if ((columns->bound & AR_ITEM_AMOUNT) && open->open == open->item.amount)
        text = ar_row_get(row, ar_item_place(columns, AR_ITEM_AMOUNT));
    else
        text.size = ar_amount_format(amount, open->open, ar_currency_digits(open->item.currency));
    bool empties = (columns->bound & AR_ITEM_CLEARED) && !ar_date_is_none(open->item.cleared);
    const struct ar_text values[GIVEN] = {text, {to->as_of, AR_DATE_SIZE}, AR_TEXT("")};
    ar_annotate_row(empties ? &to->emptying : &to->keeping, row, values, writer);
}

/* The line of the allocations that brought the cash; a path too long for the buffer is left out. */
static void write_source(const struct ar_held *held, const char *path, struct ar_writer *writer)
{
    char source[4096];
    int size = snprintf(source, sizeof source, "%s:%llu", path, (unsigned long long)held->line);
    ar_writer_field(writer, size < (int)sizeof source ? ar_text_from(source) : AR_TEXT(""));
}

static void write_field(const struct ar_held *held, struct ar_text name, struct ar_date as_of, const char *path,
                        struct ar_writer *writer)
{
    if (ar_text_is(name, "entity"))
        ar_writer_field(writer, held->entity);
    else if (ar_text_is(name, "customer"))
        ar_writer_field(writer, held->customer);
    else if (ar_text_is(name, "doc"))
        ar_writer_field(writer, held->payment);
    else if (ar_text_is(name, "type"))
        ar_writer_field(writer, AR_TEXT("payment"));
    else if (ar_text_is(name, "date"))
        ar_writer_date(writer, held->date);
    else if (ar_text_is(name, "currency"))
        ar_writer_currency(writer, held->currency);
    else if (ar_text_is(name, "amount"))
        ar_writer_amount(writer, -held->amount, held->currency);
    else if (ar_text_is(name, "open"))
        ar_writer_amount(writer, -held->open, held->currency);
    else if (ar_text_is(name, "as_of"))
        ar_writer_date(writer, as_of);
    else if (ar_text_is(name, "source"))
        write_source(held, path, writer);
    else
        ar_writer_field(writer, AR_TEXT(""));
}

enum ar_status ar_open_writer_held(const struct ar_open_writer *to, const struct ar_held *held, struct ar_error *error)
{
    if (held->entity.size > 0 && ar_header_find(to->balance->columns.header, AR_TEXT("entity")) < 0)
        return ar_error_set(error, AR_BAD_DATA, "the allocations name an entity, the items have no column 'entity'");
    for (unsigned i = 0; i < to->name_count; i++)
        write_field(held, to->names[i], to->balance->at, to->balance->events->path, to->writer);
    ar_writer_end(to->writer);
    return AR_OK;
}
