/* SPDX-License-Identifier: MIT */
/* Cash held as an item: of type payment, its doc the payment, without a due date. */
#include "ledger/held_item.h"

#include <stdio.h>

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

void ar_held_write(const struct ar_held *held, const struct ar_text *names, unsigned count, struct ar_date as_of,
                   const char *path, struct ar_writer *writer)
{
    for (unsigned i = 0; i < count; i++)
        write_field(held, names[i], as_of, path, writer);
    ar_writer_end(writer);
}
