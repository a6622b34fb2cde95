/* SPDX-License-Identifier: MIT */
/* SWIFT MT940 and MT942, streamed field by field. */
#include "import/mt940.h"
#include "import/bank_value.h"

#include <stdio.h>

struct reader {
    struct ar_bank *bank;
    struct ar_error *error;
    uint64_t line; /* of the input */
    bool open, closed, interim, summed; /* in a message; :62: seen; MT942; :90D: or :90C: seen */
    bool enveloped; /* a block of SWIFT began, and no message in it yet */
    bool has_field;
    char tag[4];
    struct ar_buffer field;
    uint64_t field_line;
    bool has_entry, non_swift; /* an entry waits for its details; which are in :NS: */
    struct ar_buffer entry, info;
    uint64_t entry_line;
    struct ar_mt940_details details;
    uint64_t messages;
};

static enum ar_status bad(struct reader *r, uint64_t line, const char *reason, struct ar_text value)
{
    return ar_bank_bad_value(r->bank, r->error, line, reason, value);
}

static enum ar_status bad_field(struct reader *r, const char *reason, struct ar_text value)
{
    char field[12];
    snprintf(field, sizeof field, "field %s", r->tag);
    return ar_bank_bad_field(r->bank, r->error, r->field_line, field, reason, value);
}

static enum ar_status keep(struct reader *r, struct ar_buffer *out, struct ar_text text)
{
    out->size = 0;
    return ar_buffer_add(out, text) == AR_OK ? AR_OK : ar_error_memory(r->error);
}

/* ---- :61: -------------------------------------------------------------------------------------------------------- */

/* Hands the waiting entry on. */
static enum ar_status flush(struct reader *r)
{
    struct ar_mt940_line line;
    int64_t amount;
    const char *why;
    char code[4 + 1 + 4];
    struct ar_mt940_details *details = &r->details;
    if (!r->has_entry)
        return AR_OK;
    r->has_entry = false;
    if (ar_mt940_line_parse(&line, ar_buffer_text(&r->entry), &why) != AR_OK)
        return bad(r, r->entry_line, why, ar_buffer_text(&r->entry));
    if (ar_bank_amount(&amount, line.amount, ",", false, r->bank->statement.currency, &why) != AR_OK)
        return ar_bank_bad_field(r->bank, r->error, r->entry_line, "field 61", why, line.amount);
    if (line.expected) {
        r->bank->pending++;
        return AR_OK;
    }
    enum ar_status status = r->non_swift ? ar_mt940_details_numbered(details, ar_buffer_text(&r->info))
                                         : ar_mt940_details_parse(details, ar_buffer_text(&r->info));
    if (status != AR_OK)
        return ar_error_memory(r->error);
    memcpy(code, line.type.at, 4);
    code[4] = '/';
    memcpy(code + 5, details->code.at, details->code.size);
    struct ar_bank_entry entry = {.date = line.booked,
                                  .value = line.value,
                                  .currency = r->bank->statement.currency,
                                  .amount = line.negative ? -amount : amount,
                                  .reversal = line.reversal || memcmp(code + 1, "RTI", 3) == 0,
                                  .payer = ar_buffer_text(&details->payer),
                                  .payer_account = ar_buffer_text(&details->account),
                                  .reference = ar_buffer_text(&details->remittance),
                                  .structured = details->structured,
                                  .payer_reference = ar_bank_reference(line.reference),
                                  .bank_reference = ar_bank_reference(line.bank_reference),
                                  .code = {code, details->code.size > 0 ? 5 + details->code.size : 4},
                                  .line = r->entry_line};
    if (ar_mt940_entry_parties(&entry, &line, details) != AR_OK)
        return ar_error_memory(r->error);
    ar_mt940_entry_own_account(&entry, ar_buffer_text(&r->bank->statement.account));
    r->bank->statement.report = r->interim;
    status = ar_bank_meet(r->bank, &entry, r->error);
    if (status != AR_OK)
        return status;
    int64_t gross;
    bool charged =
        !line.reversal && (ar_mt940_gross(line.supplement, entry.currency, amount, line.negative, &gross) ||
                           ar_mt940_gross(ar_buffer_text(&r->info), entry.currency, amount, line.negative, &gross));
    return charged ? ar_bank_add_gross(r->bank, &entry, line.negative ? -gross : gross, r->error)
                   : ar_bank_add(r->bank, &entry, r->error);
}

/* ---- the other fields -------------------------------------------------------------------------------------------- */

/* D|C YYMMDD CUR amount; the currency may be missing in a closing balance. */
static enum ar_status read_balance(struct reader *r, struct ar_text text, struct ar_bank_balance *out)
{
    bool moved;
    const char *why;
    text = ar_bank_trim(text);
    if (text.size < 8 || (text.at[0] != 'C' && text.at[0] != 'D') ||
        ar_bank_day(&out->date, (struct ar_text){text.at + 1, 6}, &moved) != AR_OK)
        return bad_field(r, "not a balance", text);
    struct ar_text rest = {text.at + 7, text.size - 7};
    out->currency = r->bank->statement.opening.currency;
    if (!ar_is_digit(rest.at[0]) || out->currency.code == 0) {
        if (rest.size < 4 || ar_currency_parse(&out->currency, (struct ar_text){rest.at, 3}) != AR_OK)
            return bad_field(r, "not a currency of ISO 4217", (struct ar_text){rest.at, rest.size < 3 ? rest.size : 3});
        rest = (struct ar_text){rest.at + 3, rest.size - 3};
    }
    if (ar_bank_amount(&out->amount, rest, ",", false, out->currency, &why) != AR_OK)
        return bad_field(r, why, rest);
    if (text.at[0] == 'D')
        out->amount = -out->amount;
    out->interim = r->tag[2] == 'M';
    out->known = true;
    return AR_OK;
}

/* Some write it as parties' accounts are written, behind a slash or two. */
static enum ar_status read_account(struct reader *r, struct ar_text text)
{
    while (text.size > 1 && text.at[0] == '/')
        text = (struct ar_text){text.at + 1, text.size - 1};
    return keep(r, &r->bank->statement.account, text);
}

/* 5n[/5n]: the number of the statement, and of the message within it. */
static enum ar_status read_number(struct reader *r, struct ar_text text)
{
    struct ar_bank_statement *statement = &r->bank->statement;
    struct ar_text page = text, number = ar_text_cut(&page, '/');
    statement->ordinal = ar_bank_ordinal(number);
    statement->page = page.at != NULL ? ar_bank_ordinal(page) : 0;
    return keep(r, &statement->number, text);
}

static enum ar_status open_balance(struct reader *r, struct ar_text text)
{
    struct ar_bank_statement *statement = &r->bank->statement;
    if (statement->opening.known || statement->entries > 0 || r->has_entry)
        return bad(r, r->field_line, "an opening balance in the middle of a statement", text);
    enum ar_status status = read_balance(r, text, &statement->opening);
    statement->currency = statement->opening.currency;
    r->interim = false;
    struct ar_buffer *account = &statement->account; /* some end in the currency: 1291.99.348EUR, NL10… EUR */
    char name[AR_CURRENCY_SIZE];
    if (status == AR_OK && account->size > 3) {
        ar_currency_format(name, statement->currency);
        if (memcmp(account->at + account->size - 3, name, 3) == 0 && !ar_is_capital(account->at[account->size - 4]))
            account->size -= memchr("/ ", account->at[account->size - 4], 2) != NULL ? 4 : 3;
    }
    return status;
}

static enum ar_status floor_limit(struct reader *r, struct ar_text text)
{
    struct ar_bank_statement *statement = &r->bank->statement;
    if (text.size < 3 || ar_currency_parse(&statement->currency, (struct ar_text){text.at, 3}) != AR_OK)
        return bad_field(r, "not a currency of ISO 4217", (struct ar_text){text.at, text.size < 3 ? text.size : 3});
    r->interim = !statement->opening.known;
    return AR_OK;
}

/* 3PLN0,03: how many entries, and what they come to. */
static enum ar_status read_sum(struct reader *r, struct ar_text text, bool debits)
{
    struct ar_bank_statement *statement = &r->bank->statement;
    struct ar_currency currency;
    int64_t amount = 0, number = 0;
    const char *why;
    text = ar_bank_trim(text);
    size_t digits = ar_bank_count_digits(text, 0, 18);
    bool right = digits == 0 || ar_bank_minor(&number, (struct ar_text){text.at, digits}, &why) == AR_OK;
    right = right && text.size >= digits + 4 &&
            ar_currency_parse(&currency, (struct ar_text){text.at + digits, 3}) == AR_OK &&
            ar_bank_amount(&amount, (struct ar_text){text.at + digits + 3, text.size - digits - 3}, ",", false,
                           currency, &why) == AR_OK;
    if (!right || (digits == 0 && amount != 0)) /* some leave the number out where there are none */
        return bad_field(r, "not a number of entries and their sum", text);
    r->summed = true;
    uint64_t count = debits ? statement->debits_count : statement->credits_count;
    if (statement->entries == 0)
        return AR_OK; /* below the floor limit they are summed without being listed */
    if (count != (uint64_t)number || (debits ? statement->debits : statement->credits) != amount)
        return ar_bank_differs(r->bank, r->error, r->field_line,
                               "the %s entries of the report are not those that :90%c: counts and sums up",
                               debits ? "debit" : "credit", debits ? 'D' : 'C');
    return AR_OK;
}

static enum ar_status finish_message(struct reader *r, bool terminated)
{
    if (!r->open)
        return AR_OK;
    r->open = false;
    enum ar_status status = flush(r);
    if (status != AR_OK)
        return status;
    if (!r->bank->statement.opening.known && !r->interim)
        return ar_bank_bad(r->bank, r->error, r->line, "a statement without opening balance (:60F:)");
    if (r->interim ? !terminated && !r->summed : !r->closed)
        return ar_bank_bad(r->bank, r->error, r->line, "the file ends in the middle of a statement: %s",
                           r->interim ? "no sum of entries (:90D:, :90C:) and no end" : "no closing balance (:62F:)");
    if (r->summed && r->bank->statement.entries == 0)
        r->bank->statement.selected = true; /* MT941 lists none */
    return ar_bank_end(r->bank, r->bank->statement.line, r->error);
}

static enum ar_status begin_message(struct reader *r)
{
    enum ar_status status = finish_message(r, false);
    if (status != AR_OK)
        return status;
    ar_bank_begin(r->bank, r->field_line);
    r->open = true;
    r->closed = r->interim = r->summed = r->enveloped = false;
    r->messages++;
    return AR_OK;
}

static enum ar_status begin_entry(struct reader *r, struct ar_text text)
{
    enum ar_status status = flush(r);
    if (status != AR_OK)
        return status;
    if (r->closed || (!r->bank->statement.opening.known && !r->interim))
        return bad(r, r->field_line, "an entry outside of opening and closing balance", text);
    status = keep(r, &r->entry, text);
    r->info.size = 0;
    r->entry_line = r->field_line;
    r->has_entry = true;
    r->non_swift = false;
    return status;
}

static enum ar_status add_info(struct reader *r, struct ar_text text, bool non_swift)
{
    if (!r->has_entry && !r->closed && !r->summed && r->bank->statement.entries == 0)
        ar_bank_warn(r->bank, r->field_line, "information (:86:) in front of the entries belongs to none of them");
    if (!r->has_entry || r->closed)
        return AR_OK; /* about the statement as a whole */
    r->non_swift = non_swift;
    if ((r->info.size > 0 && ar_buffer_add_char(&r->info, '\n') != AR_OK) || ar_buffer_add(&r->info, text) != AR_OK)
        return ar_error_memory(r->error);
    return AR_OK;
}

static enum ar_status close_balance(struct reader *r, struct ar_text text)
{
    enum ar_status status = flush(r);
    if (status != AR_OK)
        return status;
    if (r->closed || !r->bank->statement.opening.known)
        return bad(r, r->field_line, "a closing balance without an opening one", text);
    r->closed = true;
    return read_balance(r, text, &r->bank->statement.closing);
}

static bool is_tag(const struct reader *r, const char *tag)
{
    return strcmp(r->tag, tag) == 0;
}

static enum ar_status finish_field(struct reader *r)
{
    if (!r->has_field)
        return AR_OK;
    r->has_field = false;
    struct ar_text text = ar_buffer_text(&r->field);
    if (is_tag(r, "20"))
        return begin_message(r);
    if (is_tag(r, "940") || is_tag(r, "942"))
        return AR_OK;
    if (!r->open)
        return is_tag(r, "NS") ? AR_OK : bad(r, r->field_line, "a field before the :20: that begins a statement", text);
    if (is_tag(r, "61"))
        return begin_entry(r, text);
    if (is_tag(r, "86") || is_tag(r, "NS"))
        return add_info(r, text, r->tag[0] == 'N');
    if (r->has_entry && !is_tag(r, "62F") && !is_tag(r, "62M") && !is_tag(r, "90C") && !is_tag(r, "90D"))
        return bad(r, r->field_line, "a field that does not belong between entries", AR_TEXT(""));
    if (is_tag(r, "25") || is_tag(r, "25P")) /* the second line of 25P is the bank */
        return read_account(r, ar_bank_trim(ar_text_cut(&text, '\n')));
    if (is_tag(r, "28") || is_tag(r, "28C"))
        return read_number(r, ar_bank_trim(text));
    if (r->tag[0] == '6' && r->tag[1] == '0')
        return open_balance(r, text);
    if (r->tag[0] == '6' && r->tag[1] == '2')
        return close_balance(r, text);
    if (is_tag(r, "34F"))
        return floor_limit(r, text);
    if (r->tag[0] == '9' && r->tag[1] == '0') {
        enum ar_status status = flush(r);
        return status == AR_OK ? read_sum(r, text, r->tag[2] == 'D') : status;
    }
    return AR_OK; /* 12 13 13D 21 64 65, 65F from some: nothing that concerns entries */
}

/* ---- lines ------------------------------------------------------------------------------------------------------- */

static const char *const tags[] = {"61",  "86",  "20",  "25", "25P", "28",  "28C", "60F", "60M",
                                   "62F", "62M", "64",  "65", "64F", "64M", "65F", "65M", "NS",
                                   "21",  "13",  "13D", "12", "34F", "90C", "90D", "940", "942"};

/* The tag that the line begins with, its size; 0: none. *unknown: it looks like one. */
static size_t find_tag(struct ar_text line, bool *unknown)
{
    *unknown = false;
    if (line.size < 4 || line.at[0] != ':')
        return 0;
    size_t size = line.at[3] == ':' ? 2 : line.size > 4 && line.at[4] == ':' ? 3 : 0;
    if (size == 0)
        return 0;
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (strlen(tags[i]) == size && memcmp(line.at + 1, tags[i], size) == 0)
            return size;
    *unknown = ar_is_digit(line.at[1]) && ar_is_digit(line.at[2]) && (size == 2 || ar_is_capital(line.at[3]));
    return 0;
}

/* Within the text of an entry a wrapped time of day looks like a tag: 16 | :26:37 Fo. */
static bool is_time(const struct reader *r, struct ar_text line, size_t size)
{
    if (!r->has_field || r->closed || !(is_tag(r, "86") || is_tag(r, "61") || is_tag(r, "NS")) || line.at[3] != ':')
        return false;
    if (size == 2 &&
        (memcmp(line.at + 1, "61", 2) == 0 || memcmp(line.at + 1, "86", 2) == 0 || memcmp(line.at + 1, "NS", 2) == 0))
        return false;
    return ar_is_digit(line.at[1]) && line.at[1] < '6' && ar_bank_count_digits(line, 4, 3) == 2;
}

/* A dash alone ends a message, but not in the text of an entry before the closing balance. */
static bool in_text(const struct reader *r)
{
    return r->has_field && is_tag(r, "86") && r->open && !r->closed && !r->interim;
}

/* No entry may follow in the message at hand, or there is none. */
static bool is_outside(const struct reader *r)
{
    return !r->open || r->closed || (r->has_field && r->tag[0] == '6' && r->tag[1] == '2');
}

static enum ar_status take_line(struct reader *r, struct ar_text line);

/* {1:…}{2:…}{4: and -}: SWIFT blocks. A field may follow in the same line. */
static enum ar_status take_block(struct reader *r, struct ar_text line)
{
    enum ar_status status = finish_field(r);
    int depth = 0;
    if (status == AR_OK && line.at[0] == '-')
        status = finish_message(r, true);
    for (size_t i = line.at[0] == '-' ? 2 : 0; i < line.size; i++)
        depth += (line.at[i] == '{') - (line.at[i] == '}');
    r->enveloped = depth > 0;
    for (size_t i = 0; status == AR_OK && i + 3 <= line.size; i++)
        if (memcmp(line.at + i, "{4:", 3) == 0) {
            struct ar_text rest = {line.at + i + 3, line.size - i - 3};
            return rest.size > 0 && rest.at[0] == ':' ? take_line(r, rest) : AR_OK;
        }
    return status;
}

static enum ar_status take_line(struct reader *r, struct ar_text line)
{
    bool unknown;
    while (line.size > 0 && (line.at[0] == '\001' || line.at[0] == '\003')) /* frames of the line protocol */
        line = (struct ar_text){line.at + 1, line.size - 1};
    while (line.size > 0 && (line.at[line.size - 1] == '\001' || line.at[line.size - 1] == '\003'))
        line.size--;
    const bool outside = is_outside(r);
    if (line.size > 1 && line.at[0] == ' ') { /* some indent what begins or ends a message */
        struct ar_text text = ar_bank_trim(line);
        if (ar_mt940_is_block(text, outside) || (outside && ar_mt940_ends_message(text)))
            line = text;
    }
    if (ar_mt940_is_block(line, outside))
        return take_block(r, line);
    if (line.size >= 1 && line.at[0] == '-') {
        if (ar_mt940_ends_message(ar_bank_trim(line)) && r->open && !r->closed && r->has_field &&
            memcmp(r->tag, "60", 2) == 0)
            return AR_OK; /* behind the opening balance it ends nothing */
        if (ar_mt940_ends_message(ar_bank_trim(line)) && !in_text(r)) {
            enum ar_status status = finish_field(r);
            return status == AR_OK ? finish_message(r, true) : status;
        }
    }
    size_t size = find_tag(line, &unknown);
    if ((size > 0 || unknown) && is_time(r, line, size ? size : 2))
        size = unknown = 0;
    if (unknown)
        return bad(r, r->line, "an unknown field", (struct ar_text){line.at, line.size < 6 ? line.size : 6});
    if (size > 0) {
        enum ar_status status = finish_field(r);
        memcpy(r->tag, line.at + 1, size);
        r->tag[size] = '\0';
        r->has_field = true;
        r->field_line = r->line;
        return status == AR_OK ? keep(r, &r->field, (struct ar_text){line.at + size + 2, line.size - size - 2})
                               : status;
    }
    if (!r->has_field) {
        if (!r->open && ar_mt940_is_envelope(line))
            return AR_OK;
        return ar_bank_trim(line).size == 0 ? AR_OK : bad(r, r->line, "text outside of a field", line);
    }
    if (ar_buffer_add_char(&r->field, '\n') != AR_OK || ar_buffer_add(&r->field, line) != AR_OK)
        return ar_error_memory(r->error);
    return AR_OK;
}

enum ar_status ar_mt940_read(struct ar_bank *bank, struct ar_bank_input *input, struct ar_error *error)
{
    struct reader r = {.bank = bank, .error = error};
    struct ar_text line;
    enum ar_status status;
    while ((status = ar_bank_input_line(input, &line, error)) == AR_OK) {
        r.line = input->line;
        if ((status = take_line(&r, line)) != AR_OK)
            break;
    }
    if (status == AR_END)
        status = finish_field(&r);
    if (status == AR_OK)
        status = finish_message(&r, false);
    if (status == AR_OK && r.enveloped)
        status = ar_bank_bad(bank, error, r.line, "the file ends in the envelope of a message ({1:)");
    if (status == AR_OK && r.messages == 0)
        status = ar_bank_bad(bank, error, 0, "no statement in it");
    ar_buffer_free(&r.field);
    ar_buffer_free(&r.entry);
    ar_buffer_free(&r.info);
    ar_mt940_details_free(&r.details);
    return status;
}
