/* SPDX-License-Identifier: MIT */
/* From a letter's text to what is sent. */
#include "collections/letter_message.h"
#include "collections/letter_sheet.h"
#include "collections/letter_sms.h"

#include <stdio.h>

const char *const ar_letter_forms[] = {"eml", "text", "sms", "pdf", NULL};
const char *const ar_letter_suffixes[] = {"eml", "txt", "sms", "pdf", NULL};

enum { ADDRESSES_MAX = 20 };

bool ar_letter_takes(enum ar_letter_form form, struct ar_text channel)
{
    static const char *const channels[][4] = {[AR_LETTER_EML] = {"email", "e-mail", "mail", ""},
                                              [AR_LETTER_SMS] = {"sms"},
                                              [AR_LETTER_PDF] = {"letter", "post"}};
    if (form == AR_LETTER_TEXT)
        return true;
    for (unsigned i = 0; i < 4; i++)
        if (channels[form][i] != NULL && ar_text_is(channel, channels[form][i]))
            return true;
    return false;
}

void ar_letter_message_free(struct ar_letter_message *message)
{
    ar_buffer_free(&message->text);
    ar_buffer_free(&message->address);
    ar_buffer_free(&message->marked);
    ar_buffer_free(&message->plain);
    ar_buffer_free(&message->subject);
    *message = (struct ar_letter_message){0};
}

struct work {
    struct ar_letter_message *message;
    const struct ar_letter_sides *sides;
    const struct ar_letter_sender *sender;
    const struct ar_letter *letter;
    const struct ar_template *template;
    struct ar_error *error;
    enum ar_status status; /* the first failure stays */
};

static void add(struct work *work, struct ar_text text)
{
    if (work->status == AR_OK && ar_buffer_add(&work->message->text, text) != AR_OK)
        work->status = ar_error_memory(work->error);
}

static void add_string(struct work *work, const char *text)
{
    add(work, ar_text_from(text));
}

static struct ar_text customer_field(const struct work *work, int column)
{
    return ar_letter_customer_field(work->sides, work->letter, column);
}

static struct ar_text company_field(const struct work *work, const char *name)
{
    size_t row = ar_letter_company(work->sides, work->letter, work->template->language);
    return row == AR_NO_ROW ? AR_TEXT("")
                            : ar_table_get(&work->sides->company, row, ar_table_find(&work->sides->company, name));
}

/* Why this letter cannot go out, told at the field of the customers' table that is to blame. */
static enum ar_status blame(struct work *work, int column, const char *name, const char *why)
{
    const struct ar_table *table = &work->sides->customers;
    size_t row = ar_letter_customer(work->sides, work->letter);
    struct ar_text value = customer_field(work, column);
    work->status = AR_BAD_DATA;
    if (why != NULL)
        ar_error_set(work->error, AR_BAD_DATA, "%s", why);
    ar_error_column(work->error, ar_text_from(name));
    if (row != AR_NO_ROW) {
        ar_error_place(work->error, table->path, table->lines[row]);
        if (value.size > 0 && !work->error->has_value)
            ar_error_value(work->error, value);
    }
    return AR_BAD_DATA;
}

static enum ar_status need_customer(struct work *work)
{
    if (ar_letter_customer(work->sides, work->letter) != AR_NO_ROW)
        return AR_OK;
    ar_error_set(work->error, AR_BAD_DATA, "no such customer in the customers' table");
    ar_error_value(work->error, work->letter->customer);
    return work->status = AR_BAD_DATA;
}

/* Mail. */

/* The addresses of a field, parted by commas, semicolons or blanks. */
static enum ar_status recipients(struct work *work, struct ar_mailbox *out, size_t *count)
{
    struct ar_text field = customer_field(work, work->sides->email);
    *count = 0;
    for (size_t at = 0; at < field.size;) {
        size_t size = 0;
        while (at + size < field.size && strchr(",; ", field.at[at + size]) == NULL)
            size++;
        struct ar_text address = {field.at + at, size};
        at += size + (at + size < field.size);
        if (size == 0)
            continue;
        if (*count == ADDRESSES_MAX)
            return blame(work, work->sides->email, "email", "more than 20 mail addresses");
        if (ar_mail_address_check(address, work->error) != AR_OK)
            return blame(work, work->sides->email, "email", NULL);
        out[(*count)++] = (struct ar_mailbox){AR_TEXT(""), address};
        bool more = work->message->address.size > 0;
        if ((more && ar_buffer_add(&work->message->address, AR_TEXT(", ")) != AR_OK) ||
            ar_buffer_add(&work->message->address, address) != AR_OK)
            return work->status = ar_error_memory(work->error);
    }
    if (*count == 0)
        return blame(work, work->sides->email, "email", "the customer has no mail address");
    out[0].name = customer_field(work, work->sides->name);
    if (!ar_mail_is_line(out[0].name))
        return blame(work, work->sides->name, "name", "control characters in a name, or not UTF-8");
    return AR_OK;
}

static struct ar_mailbox sender_of(const struct work *work)
{
    struct ar_mailbox from = work->sender->from;
    if (from.address.size == 0)
        from = (struct ar_mailbox){company_field(work, "name"), ar_text_trim(company_field(work, "email"))};
    else if (from.name.size == 0)
        from.name = company_field(work, "name");
    return from;
}

static void header_of(struct work *work, const char *name, const struct ar_mailbox *mailboxes, size_t count)
{
    if (work->status == AR_OK)
        work->status = ar_mail_address_header(&work->message->text, name, mailboxes, count, work->error);
}

static void text_header(struct work *work, const char *name, struct ar_text text)
{
    if (work->status == AR_OK)
        work->status = ar_mail_text_header(&work->message->text, name, text, work->error);
}

/* <ACTION@domain of the sender>: an action has one message, whenever it is written. */
static void message_id(struct work *work, struct ar_text address)
{
    const char *at = memchr(address.at, '@', address.size);
    size_t before = at ? (size_t)(at - address.at) : 0;
    add_string(work, "Message-ID: <");
    add(work, work->letter->action);
    add(work, (struct ar_text){address.at + before, address.size - before});
    add_string(work, ">\n");
}

/* One of the two forms of the body. No `=_` can be in quoted-printable, so the boundary cannot either. */
static void body_part(struct work *work, const char *type, struct ar_text body)
{
    add_string(work, "\n--=_");
    add(work, work->letter->action);
    add_string(work, "\nContent-Type: ");
    add_string(work, type);
    add_string(work, "; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n");
    if (work->status == AR_OK)
        work->status = ar_mail_quoted_printable(&work->message->text, body, work->error);
}

static void mail_headers(struct work *work)
{
    struct ar_mailbox to[ADDRESSES_MAX], from = sender_of(work);
    size_t count;
    if (need_customer(work) != AR_OK || recipients(work, to, &count) != AR_OK)
        return;
    if (from.address.size == 0) {
        work->status = ar_error_set(work->error, AR_BAD_DATA, "no sender: the company's row has no email");
        return;
    }
    header_of(work, "From", &from, 1);
    if (work->sender->reply_to.address.size > 0)
        header_of(work, "Reply-To", &work->sender->reply_to, 1);
    header_of(work, "To", to, count);
    if (work->sender->bcc.address.size > 0)
        header_of(work, "Bcc", &work->sender->bcc, 1);
    text_header(work, "Subject", ar_buffer_text(&work->message->subject));
    if (work->status == AR_OK)
        work->status = ar_mail_date_header(&work->message->text, work->letter->date, work->error);
    message_id(work, from.address);
    text_header(work, "Content-Language", work->template->language);
    add_string(work, "Auto-Submitted: auto-generated\nMIME-Version: 1.0\n"
                     "Content-Type: multipart/alternative;\n boundary=\"=_");
    add(work, work->letter->action);
    add_string(work, "\"\n");
}

static void write_mail(struct work *work)
{
    struct ar_letter_message *message = work->message;
    struct ar_text marked = ar_buffer_text(&message->marked);
    mail_headers(work);
    if (work->status == AR_OK)
        work->status = ar_sheet_text(&message->plain, marked, work->error);
    body_part(work, "text/plain", ar_buffer_text(&message->plain));
    message->plain.size = 0;
    if (work->status == AR_OK)
        work->status = ar_sheet_html(&message->plain, marked, ar_buffer_text(&message->subject),
                                     work->template->language, work->error);
    body_part(work, "text/html", ar_buffer_text(&message->plain));
    add_string(work, "\n--=_");
    add(work, work->letter->action);
    add_string(work, "--\n");
}

/* Text to look at, and short messages: a few lines of what it is, an empty line, the text. */

static void write_text(struct work *work)
{
    struct ar_letter_message *message = work->message;
    struct ar_text name = customer_field(work, work->sides->name);
    if (ar_buffer_add(&message->address, work->letter->customer) != AR_OK) {
        work->status = ar_error_memory(work->error);
        return;
    }
    const struct ar_text fields[][2] = {{AR_TEXT("Action: "), work->letter->action},
                                        {AR_TEXT("To: "), name.size > 0 ? name : work->letter->customer},
                                        {AR_TEXT("Subject: "), ar_buffer_text(&message->subject)}};
    for (unsigned i = 0; i < 3; i++) {
        if (!ar_mail_is_line(fields[i][1]) && work->status == AR_OK)
            work->status = ar_error_set(work->error, AR_BAD_DATA, "control characters in a name, or not UTF-8");
        if (fields[i][1].size == 0)
            continue;
        add(work, fields[i][0]);
        add(work, fields[i][1]);
        add_string(work, "\n");
    }
    add_string(work, "\n");
    if (work->status == AR_OK)
        work->status = ar_sheet_text(&message->text, ar_buffer_text(&message->marked), work->error);
}

static void write_sms(struct work *work)
{
    struct ar_letter_message *message = work->message;
    char counted[80];
    if (need_customer(work) != AR_OK)
        return;
    if (customer_field(work, work->sides->phone).size == 0)
        blame(work, work->sides->phone, "phone", "the customer has no phone number");
    else if (ar_sms_number(&message->address, customer_field(work, work->sides->phone), work->error) != AR_OK)
        blame(work, work->sides->phone, "phone", NULL);
    if (work->status == AR_OK)
        work->status = ar_sheet_short(&message->plain, ar_buffer_text(&message->marked), work->error);
    message->marked.size = 0;
    if (work->status == AR_OK && ar_sms_plain(&message->marked, ar_buffer_text(&message->plain)) != AR_OK)
        work->status = ar_error_memory(work->error);
    struct ar_sms sms = ar_sms_count(ar_buffer_text(&message->marked));
    if (work->status == AR_OK && sms.parts > AR_SMS_PARTS_MAX)
        work->status = ar_error_set(work->error, AR_BAD_DATA, "a text message of more than 255 parts");
    snprintf(counted, sizeof counted, "\nParts: %zu\nAlphabet: %s\nLength: %zu\n\n", sms.parts,
             sms.ucs2 ? "UCS-2" : "GSM", sms.units);
    add_string(work, "To: ");
    add(work, ar_buffer_text(&message->address));
    add_string(work, counted);
    add(work, ar_buffer_text(&message->marked));
    add_string(work, "\n");
    message->parts = sms.parts;
}

/* A page for post. */

/* Lines of a multi-line field, parted by marks, behind what `out` has. */
static void add_address(struct work *work, struct ar_buffer *out, struct ar_text name, struct ar_text address)
{
    const struct ar_text parts[] = {name, address};
    for (unsigned i = 0; i < 2; i++) {
        for (struct ar_text rest = parts[i]; rest.at != NULL && rest.size > 0 && work->status == AR_OK;) {
            struct ar_text line = ar_text_trim(ar_text_cut(&rest, '\n'));
            if (!ar_mail_is_line(line))
                work->status =
                    ar_error_set(work->error, AR_BAD_DATA, "control characters in a name or an address, or not UTF-8");
            else if ((out->size > 0 && ar_buffer_add_char(out, AR_MARK_BREAK) != AR_OK) ||
                     ar_buffer_add(out, line) != AR_OK)
                work->status = ar_error_memory(work->error);
        }
    }
}

static void write_pdf(struct work *work)
{
    struct ar_letter_message *message = work->message;
    struct ar_buffer sender = {0}, date = {0};
    if (need_customer(work) != AR_OK)
        return;
    if (customer_field(work, work->sides->address).size == 0) {
        blame(work, work->sides->address, "address", "the customer has no postal address");
        return;
    }
    add_address(work, &sender, company_field(work, "name"), company_field(work, "address"));
    add_address(work, &message->address, customer_field(work, work->sides->name),
                customer_field(work, work->sides->address));
    const struct ar_convention *convention = ar_letter_convention(work->sides, work->letter, work->template);
    if (work->status == AR_OK && ar_convention_date(&date, convention, work->letter->date, true) != AR_OK)
        work->status = ar_error_memory(work->error);
    const struct ar_sheet_head head = {ar_buffer_text(&sender), ar_buffer_text(&message->address),
                                       ar_buffer_text(&date), ar_buffer_text(&message->subject),
                                       work->sender->letter_paper};
    if (work->status == AR_OK)
        work->status = ar_sheet_page(&message->plain, ar_buffer_text(&message->marked), &head, work->error);
    if (work->status == AR_OK)
        work->status = ar_press_print(work->sender->press, &message->text, ar_buffer_text(&message->plain),
                                      work->letter->date, work->error);
    for (size_t i = 0; i < message->address.size; i++) /* in the report, on one line */
        if (message->address.at[i] == AR_MARK_BREAK)
            message->address.at[i] = '\n';
    ar_buffer_free(&sender);
    ar_buffer_free(&date);
}

enum ar_status ar_letter_message(struct ar_letter_message *message, enum ar_letter_form form,
                                 const struct ar_letter_sides *sides, const struct ar_letter_sender *sender,
                                 const struct ar_letter *letter, const struct ar_template *template,
                                 struct ar_error *error)
{
    struct work work = {message, sides, sender, letter, template, error, AR_OK};
    message->text.size = message->address.size = message->marked.size = 0;
    message->plain.size = message->subject.size = 0;
    message->parts = 1;
    if (letter->count == 0)
        return ar_error_set(error, AR_BAD_DATA, "the action names no document");
    if (letter->open + letter->interest + letter->fee <= 0)
        return ar_error_set(error, AR_BAD_DATA, "nothing is owed: the documents add up to zero or less");
    if (sides->has_company && ar_letter_company(sides, letter, template->language) == AR_NO_ROW)
        return ar_error_set(error, AR_BAD_DATA, "no row of the company's table fits its entity, currency and language");
    if (template->body > 0)
        work.status = ar_letter_write(&message->subject, sides, letter, template, AR_LETTER_SUBJECT, error);
    else if (form == AR_LETTER_EML || form == AR_LETTER_PDF)
        return ar_error_set(error, AR_BAD_DATA, "the text has no subject, as a mail and a letter must");
    if (work.status == AR_OK && !ar_mail_is_line(ar_buffer_text(&message->subject)))
        return ar_error_set(error, AR_BAD_DATA, "the subject would have several lines");
    if (work.status == AR_OK)
        work.status = ar_letter_write(&message->marked, sides, letter, template,
                                      form == AR_LETTER_SMS ? AR_LETTER_BODY_BRIEF : AR_LETTER_BODY, error);
    if (work.status != AR_OK)
        return work.status;
    if (form == AR_LETTER_EML)
        write_mail(&work);
    else if (form == AR_LETTER_SMS)
        write_sms(&work);
    else if (form == AR_LETTER_PDF)
        write_pdf(&work);
    else
        write_text(&work);
    return work.status;
}
