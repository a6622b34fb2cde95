/* SPDX-License-Identifier: MIT */
/* OFX: tag by tag, so that SGML without end tags and XML read alike. */
#include "import/ofx.h"
#include "import/bank_value.h"

#include <stddef.h>

enum {
    TYPE,
    POSTED,
    AVAILABLE,
    AMOUNT,
    FITID,
    CHECK,
    REFNUM,
    NAME,
    LONG_NAME,
    MEMO,
    ACCOUNT,
    SYMBOL,
    CORRECTS,
    FIELDS
};

struct reader {
    struct ar_bank *bank;
    struct ar_bank_input *input;
    struct ar_error *error;
    char tag[40]; /* of the element being read, in capitals */
    struct ar_buffer value;
    struct ar_buffer fields[FIELDS]; /* of the transaction */
    uint64_t line; /* where it begins */
    bool in_statement, in_transaction, in_account, in_other_account, in_currency, ended;
    uint64_t statements;
};

static enum ar_status set(struct reader *r, struct ar_buffer *out)
{
    out->size = 0;
    return ar_buffer_add(out, ar_bank_trim(ar_buffer_text(&r->value))) == AR_OK ? AR_OK : ar_error_memory(r->error);
}

/* ---- values ------------------------------------------------------------------------------------------------------ */

/* &amp; &#233; and so on, at the ampersand; the size of the whole, 0: just an ampersand. */
static size_t entity(struct ar_text text, char out[4], size_t *size)
{
    static const struct {
        const char *name, *value;
    } known[] = {{"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\""}, {"apos", "'"}, {"nbsp", " "}};
    const char *end = memchr(text.at, ';', text.size < 10 ? text.size : 10);
    if (end == NULL)
        return 0;
    struct ar_text name = {text.at + 1, (size_t)(end - text.at) - 1};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (ar_text_is(name, known[i].name)) {
            out[0] = known[i].value[0];
            *size = 1;
            return name.size + 2;
        }
    unsigned code = 0;
    for (size_t i = 1; i < name.size && name.at[0] == '#' && code < 0x10000; i++) {
        if (name.at[i] < '0' || name.at[i] > '9')
            return 0;
        code = code * 10 + (unsigned)(name.at[i] - '0');
    }
    if (code < ' ' || code > 0xffff || (code >= 0xd800 && code < 0xe000))
        return 0;
    if (code < 0x80) {
        out[0] = (char)code;
        *size = 1;
    } else if (code < 0x800) {
        out[0] = (char)(0xc0 | code >> 6);
        out[1] = (char)(0x80 | (code & 0x3f));
        *size = 2;
    } else {
        out[0] = (char)(0xe0 | code >> 12);
        out[1] = (char)(0x80 | (code >> 6 & 0x3f));
        out[2] = (char)(0x80 | (code & 0x3f));
        *size = 3;
    }
    return name.size + 2;
}

static enum ar_status add_text(struct reader *r, struct ar_text text)
{
    while (text.size > 0) {
        const char *amp = memchr(text.at, '&', text.size);
        size_t plain = amp != NULL ? (size_t)(amp - text.at) : text.size, size = 1;
        char decoded[4] = "&";
        if (ar_buffer_add(&r->value, (struct ar_text){text.at, plain}) != AR_OK)
            return AR_FAILED;
        text = (struct ar_text){text.at + plain, text.size - plain};
        if (text.size == 0)
            return AR_OK;
        size_t used = entity(text, decoded, &size);
        if (ar_buffer_add(&r->value, (struct ar_text){decoded, size}) != AR_OK)
            return AR_FAILED;
        used = used > 0 ? used : 1;
        text = (struct ar_text){text.at + used, text.size - used};
    }
    return AR_OK;
}

static const struct {
    const char *tag;
    int field;
} transaction_tags[] = {{"TRNTYPE", TYPE},       {"DTPOSTED", POSTED}, {"DTAVAIL", AVAILABLE},    {"TRNAMT", AMOUNT},
                        {"FITID", FITID},        {"CHECKNUM", CHECK},  {"REFNUM", REFNUM},        {"NAME", NAME},
                        {"EXTDNAME", LONG_NAME}, {"MEMO", MEMO},       {"CORRECTFITID", CORRECTS}};

/* The text behind a start tag. */
static enum ar_status take_value(struct reader *r)
{
    struct ar_text value = ar_bank_trim(ar_buffer_text(&r->value));
    struct ar_bank_statement *statement = &r->bank->statement;
    if (!r->in_statement || value.size == 0)
        return AR_OK;
    if (r->in_transaction) {
        if (strcmp(r->tag, "ACCTID") == 0 && r->in_other_account)
            return set(r, &r->fields[ACCOUNT]);
        if (strcmp(r->tag, "CURSYM") == 0 && r->in_currency)
            return set(r, &r->fields[SYMBOL]);
        for (size_t i = 0; i < sizeof transaction_tags / sizeof *transaction_tags; i++)
            if (strcmp(r->tag, transaction_tags[i].tag) == 0)
                return set(r, &r->fields[transaction_tags[i].field]);
        return AR_OK;
    }
    if (strcmp(r->tag, "CURDEF") == 0) {
        if (ar_currency_parse(&statement->currency, value) != AR_OK)
            return ar_bank_bad_value(r->bank, r->error, r->input->line, "not a currency of ISO 4217", value);
    } else if (strcmp(r->tag, "ACCTID") == 0 && r->in_account) {
        return set(r, &statement->account);
    } else if (strcmp(r->tag, "DTEND") == 0) {
        enum ar_status status = set(r, &statement->number);
        statement->number.size = statement->number.size > 8 ? 8 : statement->number.size;
        return status;
    }
    return AR_OK;
}

/* ---- a transaction ----------------------------------------------------------------------------------------------- */

static struct ar_text field(const struct reader *r, int which)
{
    return ar_buffer_text(&r->fields[which]);
}

/* YYYYMMDD, and perhaps a time with its zone behind it: the bank's own day counts. */
static enum ar_status read_day(struct reader *r, int which, struct ar_date *out)
{
    struct ar_text text = field(r, which);
    bool moved;
    if (text.size >= 8 && ar_bank_day(out, (struct ar_text){text.at, 8}, &moved) == AR_OK)
        return AR_OK;
    return ar_bank_bad_value(r->bank, r->error, r->line, "not a date", text);
}

static enum ar_status end_transaction(struct reader *r)
{
    const struct ar_text none = AR_TEXT("");
    const char *why;
    struct ar_bank_entry entry = {.currency = r->bank->statement.currency,
                                  .value = AR_DATE_NONE,
                                  .payer = field(r, LONG_NAME).size > 0 ? field(r, LONG_NAME) : field(r, NAME),
                                  .payer_account = field(r, ACCOUNT),
                                  .structured = none,
                                  .customer = none,
                                  .payment = none,
                                  .code = field(r, TYPE),
                                  .bank_reference = field(r, FITID),
                                  .payer_reference = field(r, CHECK).size > 0 ? field(r, CHECK) : field(r, REFNUM),
                                  .details = none,
                                  .line = r->line};
    entry.reference = field(r, MEMO);
    if (field(r, SYMBOL).size > 0 && ar_currency_parse(&entry.currency, field(r, SYMBOL)) != AR_OK)
        return ar_bank_bad_value(r->bank, r->error, r->line, "not a currency of ISO 4217", field(r, SYMBOL));
    if (entry.currency.code == 0)
        return ar_bank_bad(r->bank, r->error, r->line, "a transaction without a currency (CURDEF)");
    if (ar_bank_amount(&entry.amount, field(r, AMOUNT), ".,", true, entry.currency, &why) != AR_OK)
        return ar_bank_bad_value(r->bank, r->error, r->line, why, field(r, AMOUNT));
    enum ar_status status = read_day(r, POSTED, &entry.date);
    if (status == AR_OK && field(r, AVAILABLE).size > 0)
        status = read_day(r, AVAILABLE, &entry.value);
    if (status == AR_OK && field(r, CORRECTS).size > 0)
        status = ar_bank_differs(r->bank, r->error, r->line,
                                 "a correction of an entry that an earlier file had (CORRECTFITID %.*s)",
                                 (int)field(r, CORRECTS).size, field(r, CORRECTS).at);
    return status == AR_OK ? ar_bank_add(r->bank, &entry, r->error) : status;
}

/* ---- tags -------------------------------------------------------------------------------------------------------- */

static bool is(const char *tag, const char *a, const char *b, const char *c)
{
    return strcmp(tag, a) == 0 || strcmp(tag, b) == 0 || strcmp(tag, c) == 0;
}

static enum ar_status start(struct reader *r)
{
    if (is(r->tag, "STMTRS", "CCSTMTRS", "INVSTMTRS")) {
        if (r->in_statement)
            return ar_bank_bad(r->bank, r->error, r->input->line, "a statement within a statement");
        ar_bank_begin(r->bank, r->input->line);
        r->in_statement = true;
        r->statements++;
    } else if (strcmp(r->tag, "STMTTRN") == 0 && r->in_statement) {
        if (r->in_transaction)
            return ar_bank_bad(r->bank, r->error, r->input->line, "a transaction (STMTTRN) within a transaction");
        r->in_transaction = true;
        r->line = r->input->line;
        for (size_t i = 0; i < FIELDS; i++)
            r->fields[i].size = 0;
    } else if (is(r->tag, "BANKACCTFROM", "CCACCTFROM", "INVACCTFROM")) {
        r->in_account = true;
    } else if (is(r->tag, "BANKACCTTO", "CCACCTTO", "BANKACCTTO")) {
        r->in_other_account = true;
    } else if (strcmp(r->tag, "CURRENCY") == 0) {
        r->in_currency = true;
    }
    return AR_OK;
}

static enum ar_status end(struct reader *r, const char *tag)
{
    if (is(tag, "STMTRS", "CCSTMTRS", "INVSTMTRS") && r->in_statement) {
        if (r->in_transaction)
            return ar_bank_bad(r->bank, r->error, r->line, "a transaction (STMTTRN) without an end");
        r->in_statement = false;
        return ar_bank_end(r->bank, r->bank->statement.line, r->error);
    }
    if (strcmp(tag, "STMTTRN") == 0 && r->in_transaction) {
        r->in_transaction = r->in_currency = r->in_other_account = false;
        return end_transaction(r);
    }
    if (is(tag, "BANKACCTFROM", "CCACCTFROM", "INVACCTFROM"))
        r->in_account = false;
    else if (is(tag, "BANKACCTTO", "CCACCTTO", "BANKACCTTO"))
        r->in_other_account = false;
    else if (strcmp(tag, "CURRENCY") == 0)
        r->in_currency = false;
    else if (strcmp(tag, "OFX") == 0)
        r->ended = true;
    return AR_OK;
}

static void copy_name(char out[static 40], struct ar_text name)
{
    size_t size = 0;
    while (size < name.size && size < 39 && memchr(" \t\r\n/", name.at[size], 5) == NULL) {
        char c = name.at[size];
        out[size++] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
    }
    out[size] = '\0';
}

/* <![CDATA[ … ]]>, in which > may stand. */
static enum ar_status cdata(struct reader *r, struct ar_text tag)
{
    struct ar_text piece = {tag.at + 8, tag.size - 8};
    bool found = true;
    enum ar_status status = AR_OK;
    while (status == AR_OK) {
        bool last = piece.size >= 2 && memcmp(piece.at + piece.size - 2, "]]", 2) == 0;
        if (ar_buffer_add(&r->value, (struct ar_text){piece.at, piece.size - (last ? 2 : 0)}) != AR_OK)
            return ar_error_memory(r->error);
        if (last || !found)
            return AR_OK;
        if (ar_buffer_add_char(&r->value, '>') != AR_OK)
            return ar_error_memory(r->error);
        status = ar_bank_input_until(r->input, '>', &piece, &found, r->error);
    }
    return status;
}

static enum ar_status take_tag(struct reader *r, struct ar_text tag)
{
    char name[40];
    if (ar_text_starts(tag, AR_TEXT("![CDATA[")))
        return cdata(r, tag);
    if (tag.size > 0 && (tag.at[0] == '?' || tag.at[0] == '!'))
        return AR_OK; /* declarations and comments */
    bool closes = tag.size > 0 && tag.at[0] == '/';
    copy_name(name, closes ? (struct ar_text){tag.at + 1, tag.size - 1} : tag);
    enum ar_status status = take_value(r);
    r->value.size = 0;
    r->tag[0] = '\0';
    if (status != AR_OK)
        return status;
    if (closes)
        return end(r, name);
    memcpy(r->tag, name, sizeof name);
    return start(r);
}

enum ar_status ar_ofx_read(struct ar_bank *bank, struct ar_bank_input *input, struct ar_error *error)
{
    struct reader r = {.bank = bank, .input = input, .error = error};
    struct ar_text text;
    bool found = true;
    enum ar_status status = AR_OK;
    while (status == AR_OK) {
        status = ar_bank_input_until(input, '<', &text, &found, error);
        if (status == AR_OK && r.in_statement && add_text(&r, text) != AR_OK)
            status = ar_error_memory(error);
        if (status != AR_OK || !found)
            break;
        status = ar_bank_input_until(input, '>', &text, &found, error);
        if (status == AR_OK && !found)
            status = ar_bank_bad(bank, error, input->line, "the file ends in the middle of a tag");
        if (status == AR_OK)
            status = take_tag(&r, text);
    }
    if (status == AR_OK && !r.ended)
        status = ar_bank_bad(bank, error, input->line, "the file is cut off: no </OFX>");
    if (status == AR_OK && (r.in_statement || r.in_transaction))
        status = ar_bank_bad(bank, error, input->line, "a statement without an end");
    if (status == AR_OK && r.statements == 0)
        status = ar_bank_bad(bank, error, 0, "no statement in it");
    ar_buffer_free(&r.value);
    for (size_t i = 0; i < FIELDS; i++)
        ar_buffer_free(&r.fields[i]);
    return status;
}
