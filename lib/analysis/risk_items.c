/* SPDX-License-Identifier: MIT */
/* Open items with the day on which they are expected and the probability that they are paid late. Their records wait
   until the model has seen all of them. */
#include "analysis/risk_run.h"

#include <string.h>

enum { OPEN, AS_OF, EXPECTED, PROBABILITY, GIVEN };
static const struct ar_text given[GIVEN] = {AR_TEXT("open"), AR_TEXT("as_of"), AR_TEXT("expected_date"),
                                            AR_TEXT("late_probability")};
#define AR_NOT_ASKED UINT32_MAX

struct ar_risk_line {
    size_t at; /* in the lines: each field's size and bytes */
    int64_t open;
    struct ar_currency currency;
    uint32_t number; /* of the question, or AR_NOT_ASKED */
};

static enum ar_status add_field(struct ar_buffer *lines, struct ar_text field)
{
    uint32_t size = (uint32_t)field.size;
    if (ar_buffer_add(lines, (struct ar_text){(const char *)&size, sizeof size}) != AR_OK)
        return AR_FAILED;
    return ar_buffer_add(lines, field);
}

enum ar_status ar_risk_line_add(struct ar_risk_run *run, const struct ar_row *row, const struct ar_bill *bill,
                                size_t account, struct ar_error *error)
{
    const struct ar_header *header = run->plan->header;
    if (ar_grow(&run->line, &run->line_capacity, run->line_count + 1, sizeof *run->line) != AR_OK)
        return ar_error_memory(error);
    struct ar_risk_line *line = &run->line[run->line_count++];
    *line = (struct ar_risk_line){run->lines.size, bill->open, bill->item.currency, AR_NOT_ASKED};
    int cleared = ar_header_find(header, AR_TEXT("cleared"));
    for (unsigned i = 0; i < header->count; i++) /* open on the day: what cleared it came later */
        if (add_field(&run->lines, (int)i == cleared ? AR_TEXT("") : ar_row_get(row, (int)i)) != AR_OK)
            return ar_error_memory(error);
    if (!bill->counts || bill->open < 0 || ar_date_is_none(bill->item.due))
        return AR_OK;
    struct ar_risk_document document = ar_risk_document_of(bill);
    document.settled = AR_DATE_NONE;
    return ar_risk_ask(run->risk, &line->number, account, &document, error);
}

static void write_given(const struct ar_risk_run *run, const struct ar_risk_line *line, int which,
                        struct ar_writer *writer)
{
    struct ar_date expected = AR_DATE_NONE;
    int32_t score = 0;
    char text[AR_AMOUNT_SIZE];
    if (line->number != AR_NOT_ASKED)
        ar_risk_answer(run->risk, line->number, &score, &expected);
    if (which == OPEN)
        ar_writer_amount(writer, line->open, line->currency);
    else if (which == AS_OF)
        ar_writer_date(writer, run->plan->as_of);
    else if (which == EXPECTED)
        ar_writer_date(writer, expected);
    else if (line->number == AR_NOT_ASKED || ar_risk_is_blank(run->risk))
        ar_writer_field(writer, AR_TEXT(""));
    else
        ar_writer_field(writer, (struct ar_text){text, ar_amount_format(text, ar_risk_probability(score), 4)});
}

static int which_given(struct ar_text name)
{
    for (int i = 0; i < GIVEN; i++)
        if (ar_text_equal(name, given[i]))
            return i;
    return -1;
}

void ar_risk_lines_write(const struct ar_risk_run *run, struct ar_writer *writer)
{
    const struct ar_header *header = run->plan->header;
    bool there[GIVEN] = {false};
    for (unsigned i = 0; i < header->count; i++) {
        int which = which_given(header->names[i]);
        if (which >= 0)
            there[which] = true;
        ar_writer_field(writer, header->names[i]);
    }
    for (int i = 0; i < GIVEN; i++)
        if (!there[i])
            ar_writer_field(writer, given[i]);
    ar_writer_end(writer);
    writer->records--;
    for (size_t k = 0; k < run->line_count; k++) {
        const char *at = run->lines.at + run->line[k].at;
        for (unsigned i = 0; i < header->count; i++) {
            uint32_t size;
            memcpy(&size, at, sizeof size);
            int which = which_given(header->names[i]);
            if (which >= 0)
                write_given(run, &run->line[k], which, writer);
            else
                ar_writer_field(writer, (struct ar_text){at + sizeof size, size});
            at += sizeof size + size;
        }
        for (int i = 0; i < GIVEN; i++)
            if (!there[i])
                write_given(run, &run->line[k], i, writer);
        ar_writer_end(writer);
    }
}
