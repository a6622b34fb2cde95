/* SPDX-License-Identifier: MIT */
/* OFX: tag by tag, so that SGML without end tags and XML read alike. */
#include "import/ofx.h"
#include "import/bank_value.h"
#include "import/bank_word.h"
#include "import/ofx_entity.h"
#include "import/us_payer.h"

#include <stddef.h>

/* The first are fields of a transaction. */
enum tag {
    TRNTYPE,
    DTPOSTED,
    DTAVAIL,
    TRNAMT,
    FITID,
    CHECKNUM,
    REFNUM,
    NAME,
    EXTDNAME,
    MEMO,
    CORRECTFITID,
    OTHER_ACCOUNT, /* ACCTID in BANKACCTTO */
    SYMBOL, /* CURSYM in CURRENCY */
    FIELDS,
    ACCTID = FIELDS,
    CURSYM,
    CURDEF,
    DTEND,
    STATEMENT,
    STMTTRN,
    STMTTRNP,
    OWN_ACCOUNT,
    ACCOUNT_TO,
    CURRENCY,
    OFX,
    OTHER,
    NO_TAG /* a free slot */
};

#define TAG(name) #name, sizeof #name - 1

static const struct {
    const char *name;
    size_t size;
    enum tag tag;
} tags[] = {{TAG(STMTTRN), STMTTRN},
            {TAG(STMTTRNP), STMTTRNP},
            {TAG(TRNTYPE), TRNTYPE},
            {TAG(DTPOSTED), DTPOSTED},
            {TAG(DTAVAIL), DTAVAIL},
            {TAG(TRNAMT), TRNAMT},
            {TAG(FITID), FITID},
            {TAG(CHECKNUM), CHECKNUM},
            {TAG(REFNUM), REFNUM},
            {TAG(NAME), NAME},
            {TAG(EXTDNAME), EXTDNAME},
            {TAG(MEMO), MEMO},
            {TAG(CORRECTFITID), CORRECTFITID},
            {TAG(ACCTID), ACCTID},
            {TAG(CURSYM), CURSYM},
            {TAG(CURDEF), CURDEF},
            {TAG(DTEND), DTEND},
            {TAG(STMTRS), STATEMENT},
            {TAG(CCSTMTRS), STATEMENT},
            {TAG(INVSTMTRS), STATEMENT},
            {TAG(BANKACCTFROM), OWN_ACCOUNT},
            {TAG(CCACCTFROM), OWN_ACCOUNT},
            {TAG(INVACCTFROM), OWN_ACCOUNT},
            {TAG(BANKACCTTO), ACCOUNT_TO},
            {TAG(CCACCTTO), ACCOUNT_TO},
            {TAG(CURRENCY), CURRENCY},
            {TAG(OFX), OFX}};

enum { FULL = 32 }; /* characters of NAME */
enum { SLOT_BITS = 7, SLOTS = 1 << SLOT_BITS };

struct reader {
    struct ar_bank *bank;
    struct ar_bank_input *input;
    struct ar_error *error;
    enum tag tag; /* of the element being read */
    struct ar_buffer value;
    struct ar_buffer fields[FIELDS]; /* of the transaction */
    uint64_t line; /* where it begins */
    bool in_statement, in_transaction, in_account, in_other_account, in_currency, ended;
    uint64_t statements;
    struct name {
        uint64_t name[2]; /* sixteen bytes */
        enum tag tag;
    } names[SLOTS]; /* a hash table of the tags */
};

static enum ar_status set(struct reader *r, struct ar_buffer *out)
{
    out->size = 0;
    return ar_buffer_add(out, ar_bank_trim(ar_buffer_text(&r->value))) == AR_OK ? AR_OK : ar_error_memory(r->error);
}

/* ---- values ------------------------------------------------------------------------------------------------------ */

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
        size_t used = ar_ofx_entity(text, decoded, &size);
        if (ar_buffer_add(&r->value, (struct ar_text){decoded, size}) != AR_OK)
            return AR_FAILED;
        used = used > 0 ? used : 1;
        text = (struct ar_text){text.at + used, text.size - used};
    }
    return AR_OK;
}

/* The text behind a start tag. */
static enum ar_status take_value(struct reader *r)
{
    struct ar_bank_statement *statement = &r->bank->statement;
    enum tag tag = r->tag;
    if (!r->in_statement || tag >= STATEMENT)
        return AR_OK;
    struct ar_text value = ar_bank_trim(ar_buffer_text(&r->value));
    if (value.size == 0)
        return AR_OK;
    if (r->in_transaction) {
        if (tag == ACCTID && r->in_other_account)
            tag = OTHER_ACCOUNT;
        else if (tag == CURSYM && r->in_currency)
            tag = SYMBOL;
        return tag < FIELDS ? set(r, &r->fields[tag]) : AR_OK;
    }
    if (tag == CURDEF) {
        if (ar_currency_parse(&statement->currency, value) != AR_OK)
            return ar_bank_bad_field(r->bank, r->error, r->input->line, "CURDEF", "not a currency of ISO 4217", value);
    } else if (tag == ACCTID && r->in_account) {
        return set(r, &statement->account);
    } else if (tag == DTEND) {
        enum ar_status status = set(r, &statement->number);
        statement->number.size = statement->number.size > 8 ? 8 : statement->number.size;
        return status;
    }
    return AR_OK;
}

/* ---- a transaction ----------------------------------------------------------------------------------------------- */

static struct ar_text field(const struct reader *r, enum tag which)
{
    return ar_buffer_text(&r->fields[which]);
}

/* YYYYMMDD, and perhaps a time with its zone behind it: the bank's own day counts. */
static enum ar_status read_day(struct reader *r, enum tag which, struct ar_date *out)
{
    struct ar_text text = field(r, which);
    bool moved;
    if (text.size >= 8 && ar_bank_day(out, (struct ar_text){text.at, 8}, &moved) == AR_OK)
        return AR_OK;
    return ar_bank_bad_field(r->bank, r->error, r->line, which == DTPOSTED ? "DTPOSTED" : "DTAVAIL", "not a date",
                             text);
}

/* Some banks cut one text into both fields, a full name's within a word; then the payer is behind a key. */
static enum ar_status use_cut_name(struct reader *r, struct ar_bank_entry *entry)
{
    const struct ar_text name = field(r, NAME);
    r->value.size = 0;
    if (entry->amount < 0 || field(r, EXTDNAME).size > 0 || name.size == 0 ||
        (memchr(name.at, ':', name.size) == NULL && memchr(name.at, '=', name.size) == NULL))
        return AR_OK;
    if (ar_buffer_add(&r->value, name) != AR_OK || ar_bank_join(&r->value, field(r, MEMO), name.size >= FULL) != AR_OK)
        return ar_error_memory(r->error);
    struct ar_text payer = ar_us_payer_find(ar_buffer_text(&r->value));
    if (payer.size > 0) {
        entry->payer = payer;
        entry->reference = ar_buffer_text(&r->value);
    }
    return AR_OK;
}

static enum ar_status end_transaction(struct reader *r)
{
    const struct ar_text none = AR_TEXT("");
    const char *why;
    struct ar_bank_entry entry = {.currency = r->bank->statement.currency,
                                  .value = AR_DATE_NONE,
                                  .payer = field(r, EXTDNAME).size > 0 ? field(r, EXTDNAME) : field(r, NAME),
                                  .payer_account = field(r, OTHER_ACCOUNT),
                                  .structured = none,
                                  .customer = none,
                                  .payment = none,
                                  .code = field(r, TRNTYPE),
                                  .bank_reference = ar_bank_reference(field(r, FITID)),
                                  .payer_reference = ar_bank_reference(field(r, CHECKNUM)),
                                  .details = none,
                                  .line = r->line};
    entry.reference = field(r, MEMO);
    *(entry.payer_reference.size > 0 ? &entry.details : &entry.payer_reference) = ar_bank_reference(field(r, REFNUM));
    if (field(r, SYMBOL).size > 0 && ar_currency_parse(&entry.currency, field(r, SYMBOL)) != AR_OK)
        return ar_bank_bad_field(r->bank, r->error, r->line, "CURSYM", "not a currency of ISO 4217", field(r, SYMBOL));
    if (entry.currency.code == 0)
        return ar_bank_bad(r->bank, r->error, r->line, "a transaction without a currency (CURDEF)");
    if (field(r, TRNAMT).size > 0 && !ar_has_digit(field(r, TRNAMT))) {
        ar_bank_warn(r->bank, r->line, "a transaction without an amount (TRNAMT) is left out");
        return AR_OK;
    }
    if (ar_bank_amount(&entry.amount, field(r, TRNAMT), ".,", true, entry.currency, &why) != AR_OK)
        return ar_bank_bad_field(r->bank, r->error, r->line, "TRNAMT", why, field(r, TRNAMT));
    enum ar_status status = use_cut_name(r, &entry);
    if (status == AR_OK)
        status = read_day(r, DTPOSTED, &entry.date);
    if (status == AR_OK && field(r, DTAVAIL).size > 0)
        status = read_day(r, DTAVAIL, &entry.value);
    if (status == AR_OK && field(r, CORRECTFITID).size > 0)
        status = ar_bank_differs(r->bank, r->error, r->line,
                                 "a correction of an entry that an earlier file had (CORRECTFITID %.*s)",
                                 (int)field(r, CORRECTFITID).size, field(r, CORRECTFITID).at);
    return status == AR_OK ? ar_bank_add(r->bank, &entry, r->error) : status;
}

/* ---- tags -------------------------------------------------------------------------------------------------------- */

static enum ar_status begin_transaction(struct reader *r)
{
    if (r->in_transaction)
        return ar_bank_bad(r->bank, r->error, r->input->line, "a transaction (STMTTRN) within a transaction");
    r->in_transaction = true;
    r->line = r->input->line;
    for (size_t i = 0; i < FIELDS; i++)
        r->fields[i].size = 0;
    return AR_OK;
}

static enum ar_status start(struct reader *r)
{
    switch (r->tag) {
    case STATEMENT:
        if (r->in_statement)
            return ar_bank_bad(r->bank, r->error, r->input->line, "a statement within a statement");
        ar_bank_begin(r->bank, r->input->line);
        r->in_statement = true;
        r->statements++;
        return AR_OK;
    case STMTTRN:
        return r->in_statement ? begin_transaction(r) : AR_OK;
    case STMTTRNP:
        r->bank->pending++; /* its fields are in no transaction, so that nothing takes them */
        return AR_OK;
    case OWN_ACCOUNT:
        r->in_account = true;
        return AR_OK;
    case ACCOUNT_TO:
        r->in_other_account = true;
        return AR_OK;
    case CURRENCY:
        r->in_currency = true;
        return AR_OK;
    default:
        return AR_OK;
    }
}

static enum ar_status end(struct reader *r, enum tag tag)
{
    switch (tag) {
    case STATEMENT:
        if (!r->in_statement)
            return AR_OK;
        if (r->in_transaction)
            return ar_bank_bad(r->bank, r->error, r->line, "a transaction (STMTTRN) without an end");
        r->in_statement = false;
        return ar_bank_end(r->bank, r->bank->statement.line, r->error);
    case STMTTRN:
        if (!r->in_transaction)
            return AR_OK;
        r->in_transaction = r->in_currency = r->in_other_account = false;
        return end_transaction(r);
    case OWN_ACCOUNT:
        r->in_account = false;
        return AR_OK;
    case ACCOUNT_TO:
        r->in_other_account = false;
        return AR_OK;
    case CURRENCY:
        r->in_currency = false;
        return AR_OK;
    case OFX:
        r->ended = true;
        return AR_OK;
    default:
        return AR_OK;
    }
}

/* ---- names of tags ----------------------------------------------------------------------------------------------- */

static bool ends_name(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '/';
}

/* Small letters among eight bytes become capitals; bytes beyond ASCII become what no name has. */
static inline uint64_t capitals(uint64_t word)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones << 7;
    const uint64_t low = word & ~tops, small = (low + ones * (0x80 - 'a')) & ~(low + ones * (0x80 - 'z' - 1)) & tops;
    return word ^ small >> 2;
}

static inline unsigned slot_of(const uint64_t name[2])
{
    return (unsigned)((name[0] * 31 + name[1]) * UINT64_C(0x9e3779b97f4a7c15) >> (64 - SLOT_BITS));
}

static void read_name(uint64_t out[2], struct ar_text text)
{
    char name[16] = "";
    memcpy(name, text.at, text.size);
    out[0] = capitals(ar_load_8(name));
    out[1] = capitals(ar_load_8(name + 8));
}

static void make_names(struct reader *r)
{
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        uint64_t name[2];
        read_name(name, (struct ar_text){tags[i].name, tags[i].size});
        unsigned slot = slot_of(name);
        while (r->names[slot].tag != NO_TAG)
            slot = (slot + 1) % SLOTS;
        r->names[slot] = (struct name){{name[0], name[1]}, tags[i].tag};
    }
}

/* Of a name in either case. */
static enum tag find_tag(const struct reader *r, struct ar_text text)
{
    uint64_t name[2];
    size_t size = 0;
    while (size < text.size && !ends_name(text.at[size]))
        if (++size > sizeof name)
            return OTHER;
    read_name(name, (struct ar_text){text.at, size});
    for (unsigned slot = slot_of(name); r->names[slot].tag != NO_TAG; slot = (slot + 1) % SLOTS)
        if (r->names[slot].name[0] == name[0] && r->names[slot].name[1] == name[1])
            return r->names[slot].tag;
    return OTHER;
}

/* ---- what lies between < and > ----------------------------------------------------------------------------------- */

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

static enum ar_status take_tag(struct reader *r, struct ar_text text)
{
    if (ar_text_starts(text, AR_TEXT("![CDATA[")))
        return cdata(r, text);
    if (text.size > 0 && (text.at[0] == '?' || text.at[0] == '!'))
        return AR_OK; /* declarations and comments */
    bool closes = text.size > 0 && text.at[0] == '/';
    enum tag tag = find_tag(r, closes ? (struct ar_text){text.at + 1, text.size - 1} : text);
    enum ar_status status = take_value(r);
    r->value.size = 0;
    r->tag = OTHER;
    if (status != AR_OK)
        return status;
    if (closes)
        return end(r, tag);
    r->tag = tag;
    return start(r);
}

enum ar_status ar_ofx_read(struct ar_bank *bank, struct ar_bank_input *input, struct ar_error *error)
{
    struct reader r = {.bank = bank, .input = input, .error = error, .tag = OTHER};
    struct ar_text text;
    bool found = true;
    enum ar_status status = AR_OK;
    for (size_t i = 0; i < SLOTS; i++)
        r.names[i].tag = NO_TAG;
    make_names(&r);
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
