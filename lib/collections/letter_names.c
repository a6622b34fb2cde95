/* SPDX-License-Identifier: MIT */
/* The names that templates use, and what each stands for in one letter. */
#include "collections/letter.h"
#include "collections/mail.h"

#include <stdio.h>

enum field {
    ACTION,
    DATE,
    LEVEL,
    LANGUAGE,
    CURRENCY,
    CUSTOMER,
    ENTITY,
    TOTAL,
    TOTAL_OPEN,
    TOTAL_INTEREST,
    TOTAL_FEE,
    COUNT,
    ONE,
    MANY,
    OVERDUE,
    OLDEST_DUE,
    DAYS_LATE,
    PAY_BY,
    FIRST_OF_DOCUMENT,
    DOC = FIRST_OF_DOCUMENT,
    LINE,
    DUE,
    OPEN,
    INTEREST,
    FEE,
    AMOUNT,
    DOC_DAYS_LATE,
    REASON,
    FIELDS
};

static const char *const field_names[FIELDS] = {
    [ACTION] = "action",
    [DATE] = "date",
    [LEVEL] = "level",
    [LANGUAGE] = "language",
    [CURRENCY] = "currency",
    [CUSTOMER] = "customer",
    [ENTITY] = "entity",
    [TOTAL] = "total",
    [TOTAL_OPEN] = "total_open",
    [TOTAL_INTEREST] = "total_interest",
    [TOTAL_FEE] = "total_fee",
    [COUNT] = "count",
    [ONE] = "one",
    [MANY] = "many",
    [OVERDUE] = "overdue",
    [OLDEST_DUE] = "oldest_due",
    [DAYS_LATE] = "days_late",
    [PAY_BY] = "pay_by",
    [DOC] = "doc",
    [LINE] = "line",
    [DUE] = "due",
    [OPEN] = "open",
    [INTEREST] = "interest",
    [FEE] = "fee",
    [AMOUNT] = "amount",
    [DOC_DAYS_LATE] = "doc_days_late",
    [REASON] = "reason",
};

/* Columns that a template may name although the table at hand lacks them: they are empty then. */
static const char *const customer_columns[] = {"name",      "parent",  "kind",  "country", "language",
                                               "currency",  "terms",   "email", "phone",   "address",
                                               "collector", "contact", "limit", "segment", "timezone"};
static const char *const company_columns[] = {"name",    "address", "email",        "phone", "website",
                                              "contact", "bank",    "account_name", "iban",  "bic",
                                              "account", "routing", "payment",      "vat",   "register"};

/* Codes of fields: our own, then columns of customers, then of the company; a known one that is not there is ABSENT. */
enum { CUSTOMER_COLUMN = 1 << 10, COMPANY_COLUMN = 1 << 20, ABSENT = 1 << 30 };

static int find_column(const struct ar_table *table, bool there, struct ar_text name, int first,
                       const char *const *known, size_t count)
{
    int column = there ? ar_header_find(&table->header, name) : -1;
    if (column >= 0)
        return first + column;
    for (size_t i = 0; i < count; i++)
        if (ar_text_is(name, known[i]))
            return ABSENT;
    return -1;
}

static void suggest(struct ar_text name, bool in_documents, struct ar_error *error)
{
    const char *nearest = NULL;
    unsigned best = name.size < 5 ? 2 : 3;
    int last = in_documents ? FIELDS : FIRST_OF_DOCUMENT;
    for (int i = 0; i < last; i++) {
        unsigned distance = ar_text_distance(ar_text_from(field_names[i]), name, best);
        if (distance < best) {
            best = distance;
            nearest = field_names[i];
        }
    }
    if (nearest != NULL)
        ar_error_set(error, AR_BAD_DATA, "unknown placeholder; did you mean {{%s}}?", nearest);
    else
        ar_error_set(error, AR_BAD_DATA, "unknown placeholder");
}

int ar_letter_find_name(const void *context, struct ar_text name, bool in_documents, struct ar_error *error)
{
    const struct ar_letter_sides *sides = context;
    static const struct ar_text customer = AR_TEXT("customer."), company = AR_TEXT("company.");
    int found = -1;
    for (int i = 0; i < FIELDS; i++) {
        if (!ar_text_is(name, field_names[i]))
            continue;
        if (i >= FIRST_OF_DOCUMENT && !in_documents) {
            ar_error_set(error, AR_BAD_DATA, "stands only between {{#documents}} and {{/documents}}");
            return -1;
        }
        return i;
    }
    if (ar_text_starts(name, customer)) {
        struct ar_text column = {name.at + customer.size, name.size - customer.size};
        found = find_column(&sides->customers, sides->has_customers, column, CUSTOMER_COLUMN, customer_columns,
                            sizeof customer_columns / sizeof *customer_columns);
    } else if (ar_text_starts(name, company)) {
        struct ar_text column = {name.at + company.size, name.size - company.size};
        found = find_column(&sides->company, sides->has_company, column, COMPANY_COLUMN, company_columns,
                            sizeof company_columns / sizeof *company_columns);
    }
    if (found < 0)
        suggest(name, in_documents, error);
    return found;
}

struct values {
    const struct ar_letter_sides *sides;
    const struct ar_letter *letter;
    const struct ar_convention *convention;
    struct ar_text language;
    size_t company;
    bool brief; /* short dates in sentences, too */
};

static struct ar_date oldest_due(const struct ar_letter *letter)
{
    struct ar_date oldest = AR_DATE_NONE;
    for (size_t i = 0; i < letter->count; i++) {
        struct ar_date due = letter->documents[i].due;
        if (!ar_date_is_none(due) && (ar_date_is_none(oldest) || due.days < oldest.days))
            oldest = due;
    }
    return oldest;
}

static int days_late(const struct ar_letter *letter, struct ar_date due)
{
    return ar_date_is_none(due) || due.days >= letter->date.days ? 0 : letter->date.days - due.days;
}

/* What is wrong with a text of the data, told at its place. */
static enum ar_status blame(const struct values *values, int field, size_t document, struct ar_text line,
                            struct ar_error *error)
{
    static const char why[] = "control characters, or not UTF-8";
    const struct ar_letter *letter = values->letter;
    if (field >= COMPANY_COLUMN)
        return ar_table_error(&values->sides->company, values->company, field - COMPANY_COLUMN, why, error);
    if (field >= FIELDS)
        return ar_table_error(&values->sides->customers, ar_letter_customer(values->sides, letter),
                              field - CUSTOMER_COLUMN, why, error);
    ar_error_set(error, AR_BAD_DATA, "%s", why);
    ar_error_column(error, ar_text_from(field_names[field]));
    ar_error_value(error, line);
    if (field >= FIRST_OF_DOCUMENT)
        ar_error_place(error, letter->documents[document].file, letter->documents[document].at);
    else
        ar_error_place(error, letter->file, letter->at);
    return AR_BAD_DATA;
}

/* One line of data, or the several of an address, whose breaks become those of the letter. */
static enum ar_status append_data(const struct values *values, struct ar_buffer *out, int field, size_t document,
                                  struct ar_text text, struct ar_error *error)
{
    enum ar_status status = AR_OK;
    if (field < FIELDS && !ar_mail_is_line(text))
        return blame(values, field, document, text, error);
    for (bool first = true; text.at != NULL && status == AR_OK; first = false) {
        struct ar_text line = ar_text_trim(ar_text_cut(&text, '\n'));
        if (!ar_mail_is_line(line))
            return blame(values, field, document, line, error);
        if (!first)
            status = ar_buffer_add_char(out, AR_MARK_BREAK);
        if (status == AR_OK)
            status = ar_buffer_add(out, line);
    }
    return status == AR_OK ? AR_OK : ar_error_memory(error);
}

static struct ar_text column_value(const struct values *values, int field)
{
    if (field >= ABSENT)
        return AR_TEXT("");
    if (field < COMPANY_COLUMN)
        return ar_letter_customer_field(values->sides, values->letter, field - CUSTOMER_COLUMN);
    if (values->company == AR_NO_ROW)
        return AR_TEXT("");
    return ar_table_get(&values->sides->company, values->company, field - COMPANY_COLUMN);
}

/* A field that is an amount, of the letter or of a document. */
static bool amount_of(const struct values *values, int field, size_t document, ar_int128 *out)
{
    const struct ar_letter *letter = values->letter;
    const struct ar_letter_document *one = field >= FIRST_OF_DOCUMENT ? &letter->documents[document] : NULL;
    switch (field) {
    case TOTAL:
        *out = letter->open + letter->interest + letter->fee;
        return true;
    case TOTAL_OPEN:
        *out = letter->open;
        return true;
    case TOTAL_INTEREST:
        *out = letter->interest;
        return true;
    case TOTAL_FEE:
        *out = letter->fee;
        return true;
    case OPEN:
        *out = one->open;
        return true;
    case INTEREST:
        *out = one->interest;
        return true;
    case FEE:
        *out = one->fee;
        return true;
    case AMOUNT:
        *out = (ar_int128)one->open + one->interest + one->fee;
        return true;
    default:
        return false;
    }
}

static bool date_of(const struct values *values, int field, size_t document, struct ar_date *out)
{
    const struct ar_letter *letter = values->letter;
    if (field == DATE)
        *out = letter->date;
    else if (field == PAY_BY && ar_date_add_days(out, letter->date, values->sides->pay_within) != AR_OK)
        *out = letter->date;
    else if (field == OLDEST_DUE)
        *out = oldest_due(letter);
    else if (field == DUE)
        *out = letter->documents[document].due;
    return field == DATE || field == PAY_BY || field == OLDEST_DUE || field == DUE;
}

static bool number_of(const struct values *values, int field, size_t document, int64_t *out)
{
    const struct ar_letter *letter = values->letter;
    int latest = days_late(letter, oldest_due(letter));
    switch (field) {
    case LEVEL:
        *out = letter->level;
        return true;
    case COUNT:
        *out = (int64_t)letter->count;
        return true;
    case ONE:
        *out = letter->count == 1;
        return true;
    case MANY:
        *out = letter->count > 1;
        return true;
    case OVERDUE:
        *out = latest > 0;
        return true;
    case DAYS_LATE:
        *out = latest;
        return true;
    case DOC_DAYS_LATE:
        *out = days_late(letter, letter->documents[document].due);
        return true;
    default:
        return false;
    }
}

static struct ar_text text_of(const struct values *values, int field, size_t document)
{
    const struct ar_letter *letter = values->letter;
    switch (field) {
    case ACTION:
        return letter->action;
    case LANGUAGE:
        return values->language;
    case CUSTOMER:
        return letter->customer;
    case ENTITY:
        return letter->entity;
    case DOC:
        return letter->documents[document].doc;
    case LINE:
        return letter->documents[document].line;
    case REASON:
        return letter->documents[document].reason;
    default:
        return column_value(values, field);
    }
}

static enum ar_status append(void *context, struct ar_buffer *out, int field, size_t document, struct ar_error *error)
{
    const struct values *values = context;
    ar_int128 amount;
    struct ar_date date;
    int64_t number;
    char text[AR_AMOUNT_SIZE];
    enum ar_status status = AR_OK;
    if (field == CURRENCY) {
        ar_currency_format(text, values->letter->currency);
        status = ar_buffer_add(out, (struct ar_text){text, AR_CURRENCY_SIZE});
    } else if (amount_of(values, field, document, &amount)) {
        status = ar_convention_amount(out, values->convention, amount, values->letter->currency);
    } else if (date_of(values, field, document, &date)) {
        if (!ar_date_is_none(date))
            status = ar_convention_date(out, values->convention, date, field < FIRST_OF_DOCUMENT && !values->brief);
    } else if (number_of(values, field, document, &number)) {
        status = ar_buffer_add(out, (struct ar_text){text, ar_amount_format(text, number, 0)});
    } else {
        return append_data(values, out, field, document, text_of(values, field, document), error);
    }
    return status == AR_OK ? AR_OK : ar_error_memory(error);
}

/* Zero says nothing, as the empty text does. */
static bool says(void *context, int field, size_t document)
{
    const struct values *values = context;
    ar_int128 amount;
    struct ar_date date;
    int64_t number;
    if (field == CURRENCY)
        return true;
    if (amount_of(values, field, document, &amount))
        return amount != 0;
    if (date_of(values, field, document, &date))
        return !ar_date_is_none(date);
    if (number_of(values, field, document, &number))
        return number != 0;
    return text_of(values, field, document).size > 0;
}

enum ar_status ar_letter_write(struct ar_buffer *out, const struct ar_letter_sides *sides,
                               const struct ar_letter *letter, const struct ar_template *template,
                               enum ar_letter_part part, struct ar_error *error)
{
    struct values values = {.sides = sides,
                            .letter = letter,
                            .convention = ar_letter_convention(sides, letter, template),
                            .language = template->language,
                            .company = ar_letter_company(sides, letter, template->language),
                            .brief = part == AR_LETTER_BODY_BRIEF};
    const struct ar_template_values access = {append, says, &values, letter->count};
    return ar_template_write(out, template, part == AR_LETTER_SUBJECT, &access, error);
}
