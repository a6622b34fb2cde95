/* SPDX-License-Identifier: MIT */
/* The report of an outbox. */
#include "collections/letter_record.h"

void ar_letter_record_header(struct ar_writer *writer)
{
    static const struct ar_text columns[] = {
        AR_TEXT("action"),   AR_TEXT("date"),      AR_TEXT("customer"), AR_TEXT("channel"), AR_TEXT("template"),
        AR_TEXT("language"), AR_TEXT("documents"), AR_TEXT("currency"), AR_TEXT("total"),   AR_TEXT("letter"),
        AR_TEXT("address"),  AR_TEXT("parts"),     AR_TEXT("result"),   AR_TEXT("why")};
    ar_writer_header(writer, columns, sizeof columns / sizeof *columns);
}

void ar_letter_record_write(struct ar_writer *writer, const struct ar_letter_record *record)
{
    const struct ar_letter *letter = record->letter;
    char why[1024] = "";
    bool is_letter = record->template != NULL && record->why == NULL;
    if (record->why != NULL)
        ar_error_format(record->why, why, sizeof why);
    ar_writer_field(writer, letter->action);
    ar_writer_date(writer, letter->date);
    ar_writer_field(writer, letter->customer);
    ar_writer_field(writer, letter->channel);
    ar_writer_field(writer, letter->template);
    ar_writer_field(writer, record->template ? record->template->language : AR_TEXT(""));
    ar_writer_number(writer, (int64_t)letter->count);
    ar_writer_currency(writer, letter->currency);
    ar_writer_sum(writer, letter->open + letter->interest + letter->fee, letter->currency);
    ar_writer_field(writer, is_letter ? ar_text_from(record->file) : AR_TEXT(""));
    ar_writer_field(writer, is_letter ? ar_buffer_text(&record->message->address) : AR_TEXT(""));
    if (is_letter && record->message->parts > 0)
        ar_writer_number(writer, (int64_t)record->message->parts);
    else
        ar_writer_field(writer, AR_TEXT(""));
    ar_writer_field(writer, ar_text_from(record->result));
    ar_writer_field(writer, ar_text_from(why));
    ar_writer_end(writer);
}
