/* SPDX-License-Identifier: MIT */
/* What is said of a document: why it is contacted, why not, and the whole story. */
#include "collections/dun.h"

#include <stdio.h>

/* Text in pieces; a failure to grow only cuts it short, the caller's writer fails then, too. */
static void say(struct ar_buffer *to, struct ar_text text)
{
    if (ar_buffer_add(to, text) != AR_OK)
        to->size = 0;
}

static void say_word(struct ar_buffer *to, const char *before, struct ar_text word)
{
    if (word.size == 0)
        return;
    say(to, ar_text_from(before));
    say(to, word);
}

static void say_date(struct ar_buffer *to, const char *before, struct ar_date date)
{
    char text[AR_DATE_SIZE];
    if (ar_date_is_none(date))
        return;
    ar_date_format(text, date);
    say_word(to, before, (struct ar_text){text, sizeof text});
}

static void say_number(struct ar_buffer *to, const char *before, int64_t number)
{
    char text[AR_AMOUNT_SIZE];
    say_word(to, before, (struct ar_text){text, ar_amount_format(text, number, 0)});
}

static void say_money(struct ar_buffer *to, const char *before, ar_int128 amount, struct ar_currency currency)
{
    char text[AR_AMOUNT_SIZE];
    say_word(to, before, (struct ar_text){text, ar_sum_format(text, amount, ar_currency_digits(currency))});
}

static void say_days(struct ar_buffer *to, const char *before, int64_t days, const char *after)
{
    say_number(to, before, days);
    say(to, days == 1 ? AR_TEXT(" day") : AR_TEXT(" days"));
    say(to, ar_text_from(after));
}

struct ar_text ar_dun_reason(struct ar_dun *dun, const struct ar_dun_doc *doc)
{
    struct ar_buffer *to = &dun->text;
    bool contacted = doc->logged != NULL && doc->logged->level != AR_NO_LEVEL;
    to->size = 0;
    if (doc->late > 0)
        say_days(to, "", doc->late, " past due");
    else if (doc->late == 0)
        say(to, AR_TEXT("due today"));
    else
        say_days(to, "due in ", -(int64_t)doc->late, "");
    if (contacted) {
        say_number(to, "; level ", doc->logged->level);
        say_date(to, " on ", doc->logged->level_date);
    } else if (doc->step != NULL) {
        say(to, AR_TEXT("; first contact"));
    }
    if (doc->step == NULL)
        say(to, AR_TEXT("; takes no step"));
    if (doc->open != doc->item->open)
        say(to, AR_TEXT("; the rest is disputed"));
    if (doc->step != NULL)
        say_word(to, "; next ", doc->step->next);
    return ar_buffer_text(to);
}

/* The reason against it, in numbers. */
static struct ar_text why_not(struct ar_dun *dun, const struct ar_dun_customer *customer, const struct ar_dun_doc *doc)
{
    struct ar_buffer *to = &dun->text;
    const struct ar_step *step = doc->step;
    struct ar_date from;
    to->size = 0;
    switch (doc->reason) {
    case AR_SUPPRESS_MINIMUM:
        say(to, doc->why);
        say_money(to, " ", doc->have, customer->currency);
        say_money(to, " below ", ar_text_is(doc->why, "item") ? step->minimum_item : step->minimum, customer->currency);
        break;
    case AR_SUPPRESS_ARREARS:
        say_days(to, "", (int64_t)doc->have, " past due");
        say_days(to, ", at least ", step->minimum_arrears, "");
        break;
    case AR_SUPPRESS_GRACE:
        say_days(to, "", doc->late, " past due");
        say_days(to, ", grace ", step->grace, "");
        break;
    case AR_SUPPRESS_BALANCE:
        say_money(to, "owes ", customer->have, customer->currency);
        break;
    case AR_SUPPRESS_COVERED:
        say_money(to, "unapplied ", doc->have, customer->currency);
        break;
    case AR_SUPPRESS_INTERVAL:
        say_date(to, "contacted on ", doc->when);
        if (step != NULL && step->interval > 0)
            say_days(to, ", interval ", step->interval, "");
        break;
    case AR_SUPPRESS_LAST_LEVEL:
    case AR_SUPPRESS_WAITING:
        if (doc->logged != NULL && doc->logged->level != AR_NO_LEVEL) {
            say_number(to, "level ", doc->logged->level);
            say_date(to, " on ", doc->logged->level_date);
        }
        if (doc->reason == AR_SUPPRESS_WAITING && step != NULL &&
            ar_date_add_days(&from, doc->item->due, step->days) == AR_OK)
            say_date(to, to->size > 0 ? "; next from " : "from ", from);
        break;
    default:
        say(to, doc->why);
        say_date(to, doc->why.size > 0 ? " until " : "until ", doc->when);
    }
    return ar_buffer_text(to);
}

static void number_or_empty(struct ar_writer *writer, bool there, int64_t number)
{
    if (there)
        ar_writer_number(writer, number);
    else
        ar_writer_encoded(writer, AR_TEXT(""));
}

static const struct ar_text suppressed_columns[] = {AR_TEXT("date"),  AR_TEXT("entity"),     AR_TEXT("customer"),
                                                    AR_TEXT("doc"),   AR_TEXT("line"),       AR_TEXT("due"),
                                                    AR_TEXT("open"),  AR_TEXT("currency"),   AR_TEXT("procedure"),
                                                    AR_TEXT("level"), AR_TEXT("suppressed"), AR_TEXT("why")};

void ar_dun_suppressed_header(struct ar_writer *writer)
{
    ar_writer_header(writer, suppressed_columns, sizeof suppressed_columns / sizeof *suppressed_columns);
}

static struct ar_text procedure_of(const struct ar_dun_customer *customer)
{
    return customer->ladder == NULL ? AR_TEXT("") : customer->ladder->procedure;
}

void ar_dun_write_suppressed(struct ar_dun *dun, const struct ar_dun_customer *customer, const struct ar_dun_doc *doc)
{
    struct ar_writer *writer = dun->suppressed;
    ar_writer_date(writer, dun->as_of);
    ar_writer_field(writer, dun->book.words.at[doc->item->entity]);
    ar_writer_field(writer, customer->name);
    ar_writer_field(writer, ar_dun_doc(doc->item));
    ar_writer_field(writer, dun->book.words.at[doc->item->line]);
    ar_writer_date(writer, doc->item->due);
    ar_writer_amount(writer, doc->item->open, customer->currency);
    ar_writer_currency(writer, customer->currency);
    ar_writer_field(writer, procedure_of(customer));
    number_or_empty(writer, doc->step != NULL, doc->step != NULL ? doc->step->level : 0);
    ar_writer_field(writer, ar_text_from(ar_suppress_names[doc->reason]));
    ar_writer_field(writer, why_not(dun, customer, doc));
    ar_writer_end(writer);
}

static const struct ar_text story_columns[] = {
    AR_TEXT("customer"), AR_TEXT("currency"),  AR_TEXT("entity"),   AR_TEXT("doc"),       AR_TEXT("line"),
    AR_TEXT("due"),      AR_TEXT("days_late"), AR_TEXT("open"),     AR_TEXT("procedure"), AR_TEXT("last_level"),
    AR_TEXT("level"),    AR_TEXT("channel"),   AR_TEXT("decision"), AR_TEXT("why")};

void ar_dun_story_header(struct ar_writer *writer)
{
    ar_writer_header(writer, story_columns, sizeof story_columns / sizeof *story_columns);
}

void ar_dun_write_story(struct ar_dun *dun, const struct ar_dun_customer *customer, const struct ar_dun_doc *doc)
{
    struct ar_writer *writer = dun->story;
    bool proposed = doc->reason == AR_SUPPRESS_NOT, dated = !ar_date_is_none(doc->item->due);
    bool contacted = doc->logged != NULL && doc->logged->level != AR_NO_LEVEL;
    ar_writer_field(writer, customer->name);
    ar_writer_currency(writer, customer->currency);
    ar_writer_field(writer, dun->book.words.at[doc->item->entity]);
    ar_writer_field(writer, ar_dun_doc(doc->item));
    ar_writer_field(writer, dun->book.words.at[doc->item->line]);
    ar_writer_date(writer, doc->item->due);
    number_or_empty(writer, dated, dated ? (int64_t)dun->as_of.days - doc->item->due.days : 0);
    ar_writer_amount(writer, doc->item->open, customer->currency);
    ar_writer_field(writer, procedure_of(customer));
    number_or_empty(writer, contacted, contacted ? doc->logged->level : 0);
    number_or_empty(writer, doc->step != NULL, doc->step != NULL ? doc->step->level : 0);
    ar_writer_field(writer, doc->channel);
    ar_writer_field(writer, ar_text_from(proposed                    ? "proposed"
                                         : ar_dun_is_debt(doc->item) ? ar_suppress_names[doc->reason]
                                                                     : "never"));
    ar_writer_field(writer, proposed ? ar_dun_reason(dun, doc) : why_not(dun, customer, doc));
    ar_writer_end(writer);
}
