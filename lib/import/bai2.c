/* SPDX-License-Identifier: MIT */
/* BAI2, streamed record by record; Cash Management Balance Reporting Specifications, version 2. */
#include "import/bai2.h"
#include "import/bai2_lockbox.h"
#include "import/bai2_record.h"
#include "import/bai2_text.h"
#include "import/bank_value.h"

#include <stdio.h>

/* What a trailer must tell. */
struct totals {
    ar_int128 sum;
    uint64_t records, parts; /* accounts of a group, groups of a file */
    bool open;
    uint64_t line;
};

struct reader {
    struct ar_bank *bank;
    struct ar_error *error;
    struct ar_bai2_record record; /* being collected, with its continuations */
    struct totals file, group, account;
    struct ar_currency currency; /* of the group */
    bool left_out; /* the group tells no news */
    bool report; /* the group is interim */
    struct ar_date date;
    struct ar_bank_balance opening, closing; /* ledger, of the account */
    struct ar_bai2_lockbox lockbox;
    struct ar_bai2_text text;
    uint64_t files;
};

static enum ar_status bad(struct reader *r, const char *reason, struct ar_text value)
{
    return ar_bank_bad_value(r->bank, r->error, r->record.line, reason, value);
}

static enum ar_status bad_field(struct reader *r, const char *reason, struct ar_text value)
{
    char record[16];
    snprintf(record, sizeof record, "record %02u", r->record.code);
    return ar_bank_bad_field(r->bank, r->error, r->record.line, record, reason, value);
}

static enum ar_status read_amount(struct reader *r, struct ar_text text, int64_t *out)
{
    const char *why;
    if (text.size == 0) {
        *out = 0;
        return AR_OK;
    }
    return ar_bank_minor(out, text, &why) == AR_OK ? AR_OK : bad_field(r, why, text);
}

static enum ar_status read_currency(struct reader *r, struct ar_text text, struct ar_currency otherwise,
                                    struct ar_currency *out)
{
    *out = otherwise;
    if (text.size == 0 || ar_currency_parse(out, text) == AR_OK)
        return AR_OK;
    return bad_field(r, "not a currency of ISO 4217", text);
}

/* ---- funds types: when the money can be used; their amounts are in no control total ------------------------------ */

static enum ar_status skip_funds(struct reader *r, struct ar_text *rest, struct ar_date *value)
{
    struct ar_text type = ar_bai2_cut(rest);
    int64_t count;
    const char *why;
    if (type.size == 0 || (type.size == 1 && strchr("012Z", type.at[0]) != NULL))
        return AR_OK;
    if (ar_text_is(type, "S")) {
        for (int i = 0; i < 3; i++)
            (void)ar_bai2_cut(rest);
        return AR_OK;
    }
    if (ar_text_is(type, "V")) {
        struct ar_text day = ar_bai2_cut(rest);
        bool moved;
        (void)ar_bai2_cut(rest); /* time */
        if (day.size > 0 && ar_bank_day(value, day, &moved) != AR_OK)
            return bad_field(r, "not a date", day);
        return AR_OK;
    }
    struct ar_text number = ar_text_is(type, "D") ? ar_bai2_cut(rest) : AR_TEXT("");
    if (number.size == 0 || ar_bank_minor(&count, number, &why) != AR_OK || count < 0 || count > 999)
        return bad_field(r, "not a funds type: 0, 1, 2, S, V, D or Z", number.size > 0 ? number : type);
    for (int64_t i = 0; i < 2 * count; i++)
        (void)ar_bai2_cut(rest);
    return AR_OK;
}

/* ---- headers ----------------------------------------------------------------------------------------------------- */

static enum ar_status file_header(struct reader *r, struct ar_text rest)
{
    int64_t length;
    if (r->file.open)
        return bad(r, "a file header (01) within a file", AR_TEXT(""));
    for (int i = 0; i < 5; i++)
        (void)ar_bai2_cut(&rest);
    enum ar_status status = read_amount(r, ar_bai2_cut(&rest), &length);
    r->record.full = length > 0 && length < 4096 ? (size_t)length : 0;
    r->file = (struct totals){.open = true, .records = r->record.count, .line = r->record.line};
    r->files++;
    return status;
}

/* 1 is news. */
static enum ar_status group_status(struct reader *r, struct ar_text state)
{
    r->left_out = ar_text_is(state, "2") || ar_text_is(state, "4");
    if (ar_text_is(state, "2"))
        return ar_bank_differs(r->bank, r->error, r->record.line,
                               "a group that deletes what an earlier one had (status 2); it is left out");
    if (ar_text_is(state, "3"))
        ar_bank_warn(r->bank, r->record.line,
                     "a group that corrects an earlier one (status 3): what came with that may come again");
    if (ar_text_is(state, "4"))
        ar_bank_warn(r->bank, r->record.line, "a group that is only a test (status 4) is left out");
    return AR_OK;
}

static enum ar_status group_header(struct reader *r, struct ar_text rest)
{
    struct ar_currency dollar = AR_CURRENCY_NONE;
    bool moved;
    if (!r->file.open || r->group.open)
        return bad(r, "a group header (02) in the wrong place", AR_TEXT(""));
    for (int i = 0; i < 2; i++)
        (void)ar_bai2_cut(&rest);
    struct ar_text state = ar_bai2_cut(&rest), day = ar_bai2_cut(&rest);
    if (ar_bank_day(&r->date, day, &moved) != AR_OK)
        return bad_field(r, "not a date", day);
    (void)ar_bai2_cut(&rest); /* time */
    if (ar_currency_parse(&dollar, AR_TEXT("USD")) != AR_OK)
        return AR_FAILED; /* cannot be */
    r->group = (struct totals){.open = true, .records = r->record.count, .line = r->record.line};
    enum ar_status status = read_currency(r, ar_bai2_cut(&rest), dollar, &r->currency);
    struct ar_text modifier = ar_bai2_cut(&rest); /* interim of the day before, interim of the day */
    r->report = ar_text_is(modifier, "1") || ar_text_is(modifier, "3");
    return status == AR_OK ? group_status(r, state) : status;
}

/* 010, 015: the ledger as the day opens, that is when the day before has closed, and as it closes. */
static void take_balance(struct reader *r, struct ar_text type, int64_t amount)
{
    bool closing = ar_text_is(type, "015");
    if (!closing && !ar_text_is(type, "010"))
        return;
    *(closing ? &r->closing : &r->opening) = (struct ar_bank_balance){
        .known = true, .currency = r->bank->statement.currency, .amount = amount, .date = {r->date.days - !closing}};
}

/* The account, and its summaries: type, amount, number of items, funds. */
static enum ar_status account_header(struct reader *r, struct ar_text rest)
{
    struct ar_date ignored;
    char day[16];
    int year, month, day_of_month;
    if (!r->group.open || r->account.open)
        return bad(r, "an account (03) in the wrong place", AR_TEXT(""));
    ar_bank_begin(r->bank, r->record.line);
    struct ar_bank_statement *statement = &r->bank->statement;
    statement->report = r->report;
    r->account = (struct totals){.open = true, .records = r->record.count, .line = r->record.line};
    r->opening = r->closing = (struct ar_bank_balance){.known = false};
    ar_date_to_civil(r->date, &year, &month, &day_of_month);
    int size = snprintf(day, sizeof day, "%04d%02d%02d", year, month, day_of_month);
    if (ar_buffer_add(&statement->account, ar_bai2_cut(&rest)) != AR_OK ||
        ar_buffer_add(&statement->number, (struct ar_text){day, (size_t)size}) != AR_OK)
        return ar_error_memory(r->error);
    enum ar_status status = read_currency(r, ar_bai2_cut(&rest), r->currency, &statement->currency);
    while (status == AR_OK && rest.at != NULL && rest.size > 0) {
        int64_t amount;
        struct ar_text type = ar_bai2_cut(&rest);
        if (type.size == 0)
            continue; /* of an account without summaries, or one comma too many behind the funds */
        struct ar_text digits = ar_bai2_cut(&rest);
        if (type.size != 3 || !ar_all_digits(type))
            return bad(r, "not a type code of three digits", type);
        status = read_amount(r, digits, &amount);
        if (status == AR_OK && digits.size > 0)
            take_balance(r, type, amount);
        (void)ar_bai2_cut(&rest); /* number of items */
        if (status == AR_OK)
            status = skip_funds(r, &rest, &ignored);
        r->account.sum += status == AR_OK ? amount : 0;
    }
    return status;
}

/* ---- transactions ------------------------------------------------------------------------------------------------ */

struct kind {
    bool known, debit, reversal, sweep, silent; /* silent: no money moves */
};

static bool among(int code, const int *codes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (codes[i] == code)
            return true;
    return false;
}

/* 100 to 399 and 920 to 959 are credits, 400 to 699 and 960 to 999 debits, 890 is text alone. */
static struct kind classify(struct ar_text type)
{
    /* 252 debit reversal, 255 check posted and returned, 257 ACH return, 258 ACH reversal, 266 return; among the debits
       552 credit reversal, 555 deposited item returned, 557, 558 and 566 likewise */
    static const int returns[] = {252, 255, 257, 258, 266, 552, 555, 557, 558, 566};
    if (type.size != 3 || !ar_all_digits(type))
        return (struct kind){.known = false};
    int code = (type.at[0] - '0') * 100 + (type.at[1] - '0') * 10 + (type.at[2] - '0');
    bool credit = (code >= 100 && code <= 399) || (code >= 920 && code <= 959);
    bool debit = (code >= 400 && code <= 699) || code >= 960;
    return (struct kind){.known = credit || debit || code == 890,
                         .debit = debit,
                         .silent = code == 890,
                         .sweep = code == 275 || code == 575,
                         .reversal = among(code, returns, sizeof returns / sizeof *returns)};
}

static enum ar_status transaction(struct reader *r, struct ar_text rest)
{
    const struct ar_text none = AR_TEXT("");
    struct ar_text type = ar_bai2_cut(&rest), amount = ar_bai2_cut(&rest);
    struct kind kind = classify(type);
    struct ar_bank_entry entry = {.date = r->date,
                                  .value = AR_DATE_NONE,
                                  .currency = r->bank->statement.currency,
                                  .payer = none,
                                  .payer_account = none,
                                  .structured = none,
                                  .customer = none,
                                  .payment = none,
                                  .code = type,
                                  .reversal = kind.reversal,
                                  .sweep = kind.sweep,
                                  .line = r->record.line};
    if (!r->account.open)
        return bad(r, "a transaction (16) outside of an account", AR_TEXT(""));
    if (!kind.known)
        return bad(r, "a type code that is neither a credit nor a debit", type);
    enum ar_status status = read_amount(r, amount, &entry.amount);
    if (status != AR_OK)
        return status;
    r->account.sum += entry.amount;
    if (r->left_out && kind.known)
        return AR_OK;
    if (kind.silent)
        return entry.amount == 0 ? AR_OK : bad(r, "an amount in a record of text alone (890)", amount);
    if (kind.debit)
        entry.amount = -entry.amount;
    status = skip_funds(r, &rest, &entry.value);
    if (status != AR_OK)
        return status;
    entry.bank_reference = ar_bank_reference(ar_bai2_cut(&rest));
    entry.payer_reference = ar_bank_reference(ar_bai2_cut(&rest));
    status = ar_bai2_text_read(&r->text, rest, &entry) == AR_OK ? AR_OK : ar_error_memory(r->error);
    return status == AR_OK ? ar_bai2_lockbox_add(&r->lockbox, r->bank, &entry, r->error) : status;
}

/* ---- trailers ---------------------------------------------------------------------------------------------------- */

static enum ar_status check(struct reader *r, const char *what, struct ar_text rest, const struct totals *counted,
                            const char *parts, ar_int128 *declared)
{
    int64_t sum = 0, number = 0, records = 0;
    struct ar_text fields[3] = {ar_bai2_cut(&rest), parts != NULL ? ar_bai2_cut(&rest) : AR_TEXT("0"),
                                ar_bai2_cut(&rest)};
    enum ar_status status = read_amount(r, fields[0], &sum);
    if (status == AR_OK)
        status = read_amount(r, fields[1], &number);
    if (status == AR_OK)
        status = read_amount(r, fields[2], &records);
    *declared = sum;
    if (status == AR_OK && counted->sum != sum) {
        char text[AR_AMOUNT_SIZE];
        int size = (int)ar_sum_format(text, counted->sum, 0);
        status = ar_bank_differs(r->bank, r->error, r->record.line,
                                 "control total of the %s: its records come to %.*s, the trailer says %lld", what, size,
                                 text, (long long)sum);
    }
    if (status == AR_OK && parts != NULL && counted->parts != (uint64_t)number)
        status = ar_bank_differs(r->bank, r->error, r->record.line, "%s of the %s: %llu, the trailer says %lld", parts,
                                 what, (unsigned long long)counted->parts, (long long)number);
    if (status == AR_OK && counted->records != (uint64_t)records)
        status = ar_bank_differs(r->bank, r->error, r->record.line, "records of the %s: %llu, the trailer says %lld",
                                 what, (unsigned long long)counted->records, (long long)records);
    return status;
}

static enum ar_status account_trailer(struct reader *r, struct ar_text rest)
{
    ar_int128 declared;
    if (!r->account.open)
        return bad(r, "an account trailer (49) without an account", AR_TEXT(""));
    enum ar_status status = ar_bai2_lockbox_end(&r->lockbox, r->bank, r->error);
    if (status == AR_OK)
        status = check(r, "account", rest, &r->account, NULL, &declared);
    if (status != AR_OK)
        return status;
    r->account.open = false;
    r->group.sum += declared;
    r->group.parts++;
    if (!r->left_out) {
        r->bank->statement.opening = r->opening; /* only now: it is in no identity */
        r->bank->statement.closing = r->closing;
    }
    r->bank->statement.selected = true;
    return ar_bank_end(r->bank, r->account.line, r->error);
}

static enum ar_status group_trailer(struct reader *r, struct ar_text rest)
{
    ar_int128 declared;
    if (!r->group.open || r->account.open)
        return bad(r, "a group trailer (98) in the wrong place", AR_TEXT(""));
    enum ar_status status = check(r, "group", rest, &r->group, "accounts", &declared);
    r->group.open = false;
    r->file.sum += declared;
    r->file.parts++;
    return status;
}

static enum ar_status file_trailer(struct reader *r, struct ar_text rest)
{
    ar_int128 declared;
    if (!r->file.open || r->group.open)
        return bad(r, "a file trailer (99) in the wrong place", AR_TEXT(""));
    r->file.open = false;
    return check(r, "file", rest, &r->file, "groups", &declared);
}

/* A whole record with its continuations. */
static enum ar_status handle(struct reader *r)
{
    struct ar_text rest = ar_buffer_text(&r->record.text);
    if (!r->record.has)
        return AR_OK;
    r->record.has = false;
    r->file.records += r->record.count;
    r->group.records += r->record.count;
    r->account.records += r->record.count;
    switch (r->record.code) {
    case 1:
        return file_header(r, rest);
    case 2:
        return group_header(r, rest);
    case 3:
        return account_header(r, rest);
    case 16:
        return transaction(r, rest);
    case 49:
        return account_trailer(r, rest);
    case 98:
        return group_trailer(r, rest);
    default:
        return file_trailer(r, rest);
    }
}

static enum ar_status take_line(struct reader *r, struct ar_text line, uint64_t number)
{
    while (line.size > 0) {
        struct ar_bai2_piece piece;
        ar_bai2_split(&line, &piece);
        if (piece.code == 0 && ar_bank_trim(piece.text).size == 0)
            return AR_OK;
        if (piece.code == 0 && (!r->record.has || r->record.ended))
            return ar_bank_bad_value(r->bank, r->error, number, "not a record of BAI2", piece.text);
        if (piece.code == 88 && !r->record.has)
            return ar_bank_bad(r->bank, r->error, number, "a continuation (88) of nothing");
        if (piece.code != 0 && piece.code != 88) {
            enum ar_status status = handle(r);
            if (status != AR_OK)
                return status;
        }
        if (ar_bai2_record_add(&r->record, &piece, number) != AR_OK)
            return ar_error_memory(r->error);
    }
    return AR_OK;
}

enum ar_status ar_bai2_read(struct ar_bank *bank, struct ar_bank_input *input, struct ar_error *error)
{
    struct reader r = {.bank = bank, .error = error, .date = AR_DATE_NONE};
    struct ar_text line;
    enum ar_status status;
    uint64_t last = 0;
    while ((status = ar_bank_input_line(input, &line, error)) == AR_OK) {
        last = input->line;
        if ((status = take_line(&r, line, last)) != AR_OK)
            break;
    }
    if (status == AR_END)
        status = handle(&r);
    if (status == AR_OK && r.file.open)
        status = ar_bank_bad(bank, error, last, "the file is cut off: no trailer of the %s",
                             r.account.open ? "account (49)"
                             : r.group.open ? "group (98)"
                                            : "file (99)");
    if (status == AR_OK && r.files == 0)
        status = ar_bank_bad(bank, error, 0, "no file header (01) in it");
    ar_bai2_lockbox_free(&r.lockbox);
    ar_buffer_free(&r.record.text);
    ar_bai2_text_free(&r.text);
    return status;
}
