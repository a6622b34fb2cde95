/* SPDX-License-Identifier: MIT */
/* camt.052, camt.053 and camt.054: elements are known by their place below the statement, without namespace, so that
   every version reads alike; a batch gives one payment a transaction. */
#include "import/camt.h"
#include "import/bank_value.h"
#include "import/camt_entry.h"
#include "import/camt_summary.h"

#include <expat.h>
#include <stdio.h>

enum { DEEPEST = 64, LONGEST = 16 * 1024 * 1024 };

struct reader {
    struct ar_bank *bank;
    struct ar_error *error;
    enum ar_status status; /* of the first failure: nothing is done any more */
    XML_Parser parser;
    uint64_t before; /* empty lines, which expat does not get */
    struct ar_camt_tree tree;
    uint16_t nodes[DEEPEST]; /* of the tree, down to the element being read */
    unsigned level; /* the newest of them; 0: the statement itself */
    unsigned useless; /* elements open that the tree does not have, and those within them */
    struct ar_buffer currency; /* attribute Ccy of the element */
    int depth, statement_depth; /* -1: outside of a statement */
    bool listening; /* text is asked for */
    bool indented; /* perhaps: not in UTF-16 */
    bool message, any; /* the document is one of ours; it has a statement */
    bool is_053; /* a bank statement, so that it has balances */
    struct ar_camt_balance {
        struct ar_buffer type, amount, currency, mark;
        struct ar_date date;
    } balance;
    enum rank { NO_RANK, INTERIM, PREVIOUS, OPENING, CLOSING } opening; /* which balance is the opening one */
    bool last_page;
    struct ar_camt_summary summary;
    struct ar_camt_entry entry;
};

static void fail(struct reader *r, enum ar_status status)
{
    if (r->status != AR_OK || status == AR_OK)
        return;
    r->status = status;
    XML_StopParser(r->parser, XML_FALSE);
}

static uint64_t here(const struct reader *r)
{
    return r->before + XML_GetCurrentLineNumber(r->parser);
}

static void set(struct reader *r, struct ar_buffer *out, struct ar_text text)
{
    out->size = 0;
    if (ar_buffer_add(out, text) != AR_OK)
        fail(r, ar_error_memory(r->error));
}

/* Without namespace prefix. */
static struct ar_text local(const char *name)
{
    const char *colon = strrchr(name, ':');
    return ar_text_from(colon != NULL ? colon + 1 : name);
}

static bool is_statement(struct ar_text name)
{
    return ar_text_is(name, "Stmt") || ar_text_is(name, "Rpt") || ar_text_is(name, "Ntfctn");
}

/* ---- balances ---------------------------------------------------------------------------------------------------- */

static enum ar_status read_balance(struct reader *r, struct ar_bank_balance *out)
{
    const char *why;
    struct ar_text currency = ar_buffer_text(&r->balance.currency), amount = ar_buffer_text(&r->balance.amount),
                   mark = ar_buffer_text(&r->balance.mark);
    if (ar_currency_parse(&out->currency, currency) != AR_OK)
        return ar_bank_bad_field(r->bank, r->error, here(r), "Bal/Amt/@Ccy", "not a currency of ISO 4217", currency);
    if (ar_bank_amount(&out->amount, amount, ".", false, out->currency, &why) != AR_OK)
        return ar_bank_bad_field(r->bank, r->error, here(r), "Bal/Amt", why, amount);
    if (ar_text_is(mark, "DBIT"))
        out->amount = -out->amount;
    else if (mark.size > 0 && !ar_text_is(mark, "CRDT"))
        return ar_bank_bad_field(r->bank, r->error, here(r), "Bal/CdtDbtInd", "neither CRDT nor DBIT", mark);
    out->date = r->balance.date;
    out->interim = ar_text_is(ar_buffer_text(&r->balance.type), "ITBD");
    out->known = true;
    return AR_OK;
}

/* Opening: OPBD (010 of BAI2 from some banks), else PRCD (the closing balance of the day before), else the first ITBD
   (interim, of a page). Closing: CLBD (015), else the last ITBD. */
static void end_balance(struct reader *r)
{
    struct ar_bank_statement *statement = &r->bank->statement;
    struct ar_text type = ar_buffer_text(&r->balance.type);
    struct ar_bank_balance balance;
    enum rank rank = ar_text_is(type, "ITBD")   ? INTERIM
                     : ar_text_is(type, "PRCD") ? PREVIOUS
                     : ar_text_is(type, "OPBD") ? OPENING
                     : ar_text_is(type, "010")  ? OPENING
                     : ar_text_is(type, "CLBD") ? CLOSING
                     : ar_text_is(type, "015")  ? CLOSING
                                                : NO_RANK;
    if (!r->is_053 || rank == NO_RANK)
        return; /* available and expected balances */
    fail(r, read_balance(r, &balance));
    if (r->status != AR_OK)
        return;
    if (rank != CLOSING && rank > r->opening) {
        if (r->opening == INTERIM && !statement->closing.known)
            statement->closing = statement->opening;
        r->opening = rank;
        statement->opening = balance;
    } else if (rank == CLOSING || (rank == INTERIM && (!statement->closing.known || statement->closing.interim))) {
        statement->closing = balance;
    }
    if (statement->currency.code == 0 && statement->entries == 0)
        statement->currency = balance.currency;
}

/* ---- statements -------------------------------------------------------------------------------------------------- */

static void begin_statement(struct reader *r)
{
    ar_bank_begin(r->bank, here(r));
    r->bank->statement.report = !r->is_053;
    r->statement_depth = r->depth;
    r->level = r->useless = 0;
    r->entry.store.size = r->entry.kept = 0;
    r->any = true;
    r->entry.created = AR_DATE_NONE;
    r->opening = NO_RANK;
    r->last_page = false;
    r->entry.totals = (struct ar_camt_totals){.counts = {0}};
    r->entry.number = 0;
    ar_camt_summary_begin(&r->summary, r->bank);
}

static void end_statement(struct reader *r)
{
    struct ar_bank_statement *statement = &r->bank->statement;
    if (statement->opening.interim && !statement->closing.known)
        statement->opening.known = false; /* one interim balance says nothing about entries */
    if (r->last_page)
        statement->closing.interim = false;
    if (r->is_053 && !(statement->opening.known && statement->closing.known))
        ar_bank_warn(r->bank, statement->line, "statement %.*s has no opening and closing balance to check",
                     (int)statement->number.size, ar_buffer_text(&statement->number).at);
    fail(r, ar_bank_end(r->bank, statement->line, r->error));
    if (r->status == AR_OK)
        fail(r, ar_camt_summary_check(&r->summary, r->bank, &r->entry.totals, r->error));
    r->statement_depth = -1;
}

/* A text of the statement, outside of entries. */
static void statement_text(struct reader *r, enum ar_camt_element element, struct ar_text text)
{
    struct ar_bank_statement *statement = &r->bank->statement;
    switch (element) {
    case AR_CAMT_STATEMENT_ID:
    case AR_CAMT_LEGAL_SEQUENCE:
        if (statement->number.size == 0)
            set(r, &statement->number, text);
        if (element == AR_CAMT_LEGAL_SEQUENCE && statement->ordinal == 0)
            statement->ordinal = ar_bank_ordinal(text);
        break;
    case AR_CAMT_SEQUENCE:
        set(r, &statement->number, text);
        statement->ordinal = ar_bank_ordinal(text);
        break;
    case AR_CAMT_PAGE:
        statement->page = ar_bank_ordinal(text);
        break;
    case AR_CAMT_LAST_PAGE:
        r->last_page = ar_text_is(text, "true") || ar_text_is(text, "1");
        break;
    case AR_CAMT_CREATED:
        (void)!ar_camt_day(&r->entry.created, text); /* only of use where an entry has no date */
        break;
    case AR_CAMT_ACCOUNT:
        set(r, &statement->account, text);
        break;
    case AR_CAMT_BALANCE_TYPE:
        set(r, &r->balance.type, text);
        break;
    case AR_CAMT_BALANCE_MARK:
        set(r, &r->balance.mark, text);
        break;
    case AR_CAMT_BALANCE_DATE:
        (void)!ar_camt_day(&r->balance.date, text); /* only of use between statements */
        break;
    default:
        set(r, &r->balance.amount, text);
        set(r, &r->balance.currency, ar_buffer_text(&r->currency));
    }
}

/* ---- elements ---------------------------------------------------------------------------------------------------- */

static void XMLCALL on_text(void *user, const XML_Char *at, int size)
{
    struct reader *r = user;
    if (r->status != AR_OK)
        return;
    if (r->entry.store.size - r->entry.kept > LONGEST)
        fail(r, ar_bank_bad(r->bank, r->error, here(r), "a text of more than 16 MiB"));
    else if (ar_buffer_add(&r->entry.store, (struct ar_text){at, (size_t)size}) != AR_OK)
        fail(r, ar_error_memory(r->error));
}

/* expat hands out text only where it is of use. */
static void listen(struct reader *r, bool wanted)
{
    if (r->listening != wanted)
        XML_SetCharacterDataHandler(r->parser, wanted ? on_text : NULL);
    r->listening = wanted;
}

/* An element outside of statements. */
static void start_outside(struct reader *r, struct ar_text element)
{
    if (ar_text_starts(element, AR_TEXT("BkToCstmr"))) {
        r->message = true;
        r->is_053 = ar_text_starts(element, AR_TEXT("BkToCstmrStmt"));
    } else if (r->message && is_statement(element)) {
        begin_statement(r);
    }
}

static void XMLCALL on_start(void *user, const XML_Char *name, const XML_Char **attributes)
{
    struct reader *r = user;
    if (r->status != AR_OK)
        return;
    if (++r->depth >= DEEPEST) {
        fail(r, ar_bank_bad(r->bank, r->error, here(r), "elements nested too deep"));
        return;
    }
    if (r->statement_depth < 0) {
        start_outside(r, local(name));
        return;
    }
    r->entry.store.size = r->entry.kept; /* text in front of an element is no value */
    unsigned found = r->useless > 0 ? 0 : ar_camt_tree_find(&r->tree, r->nodes[r->level], name);
    if (found == 0) {
        r->useless++;
        listen(r, false);
        return;
    }
    const struct ar_camt_node *node = &r->tree.nodes[found];
    r->nodes[++r->level] = (uint16_t)found;
    listen(r, node->has_text);
    if (node->has_currency) {
        r->currency.size = 0;
        for (size_t i = 0; attributes[i] != NULL; i += 2)
            if (strcmp(attributes[i], "Ccy") == 0)
                set(r, &r->currency, ar_text_from(attributes[i + 1]));
    } else if (node->element == AR_CAMT_BALANCE) {
        r->balance.type.size = r->balance.amount.size = r->balance.mark.size = r->balance.currency.size = 0;
        r->balance.date = AR_DATE_NONE;
    } else if (node->element == AR_CAMT_ENTRY) {
        ar_camt_entry_begin(&r->entry, here(r));
    } else if (node->element == AR_CAMT_PART) {
        ar_camt_part_begin(&r->entry, here(r));
    } else if (node->element == AR_CAMT_DETAILS) {
        ar_camt_details_begin(&r->entry);
    }
}

static void end_node(struct reader *r, const struct ar_camt_node *node)
{
    struct ar_camt_entry *entry = &r->entry;
    struct ar_text text = {ar_buffer_text(&entry->store).at + entry->kept, entry->store.size - entry->kept};
    switch (node->element) {
    case AR_CAMT_PASSED:
        break;
    case AR_CAMT_BALANCE:
        end_balance(r);
        break;
    case AR_CAMT_ENTRY:
        fail(r, ar_camt_entry_end(entry, r->bank, r->error));
        break;
    case AR_CAMT_PART:
        if (ar_camt_part_end(entry) != AR_OK)
            fail(r, ar_error_memory(r->error));
        break;
    case AR_CAMT_DETAILS:
        ar_camt_details_end(entry);
        break;
    case AR_CAMT_PART_RETURN:
        entry->part.returned = true;
        break;
    default:
        text = ar_bank_trim(text);
        if (node->element == AR_CAMT_SUMMARY)
            set(r, &r->summary.fields[node->field], text);
        else if (node->element == AR_CAMT_CHARGE || node->element == AR_CAMT_CHARGE_TOTAL)
            ar_camt_entry_charge(entry, node, text, ar_buffer_text(&r->currency));
        else if (node->element == AR_CAMT_CHARGE_MARK)
            ar_camt_entry_charge_mark(entry, node, text);
        else if (node->element < AR_CAMT_ENTRY)
            statement_text(r, node->element, text);
        else if (text.size > 0 && ar_camt_entry_take(entry, node, text, ar_buffer_text(&r->currency)) != AR_OK)
            fail(r, ar_error_memory(r->error));
    }
    entry->store.size = entry->kept;
}

static void XMLCALL on_end(void *user, const XML_Char *name)
{
    struct reader *r = user;
    (void)name;
    if (r->status != AR_OK)
        return;
    if (r->statement_depth == r->depth) {
        end_statement(r);
    } else if (r->statement_depth >= 0) {
        if (r->useless > 0)
            r->useless--;
        else
            end_node(r, &r->tree.nodes[r->nodes[r->level--]]);
        listen(r, r->useless == 0 && r->tree.nodes[r->nodes[r->level]].has_text);
    }
    r->depth--;
}

/* No bank sends one, and entities are a way to attack. */
static void XMLCALL on_doctype(void *user, const XML_Char *name, const XML_Char *system, const XML_Char *public,
                               int internal)
{
    struct reader *r = user;
    (void)name, (void)system, (void)public, (void)internal;
    fail(r, ar_bank_bad(r->bank, r->error, here(r), "a document type declaration"));
}

/* Copies without the blanks that indent a tag on a line of its own: half of many files, and expat looks at each of them
   twice. Lines stay, so places in messages do; in a value such blanks would become one. */
static size_t copy_unindented(char *out, struct ar_text from)
{
    const char *at = from.at, *end = from.at + from.size;
    char *to = out;
    while (at < end) {
        const char *line = memchr(at, '\n', (size_t)(end - at));
        const char *next = line != NULL ? line + 1 : end, *tag = next;
        memcpy(to, at, (size_t)(next - at));
        to += next - at;
        if (line != NULL && line > at && line[-1] == '\r')
            line--;
        while (tag < end && (*tag == ' ' || *tag == '\t'))
            tag++;
        at = line != NULL && line > at && line[-1] == '>' && tag < end && *tag == '<' ? tag : next;
    }
    return (size_t)(to - out);
}

static enum XML_Status feed(struct reader *r, struct ar_text piece)
{
    char *buffer = XML_GetBuffer(r->parser, (int)piece.size);
    if (buffer == NULL)
        return XML_STATUS_ERROR;
    if (r->indented)
        piece.size = copy_unindented(buffer, piece);
    else
        memcpy(buffer, piece.at, piece.size);
    return XML_ParseBuffer(r->parser, (int)piece.size, XML_FALSE);
}

static enum ar_status parse(struct reader *r, struct ar_bank_input *input)
{
    struct ar_text piece;
    for (;;) {
        enum ar_status status = ar_bank_input_some(input, &piece, r->error);
        if (status != AR_OK && status != AR_END)
            return status;
        bool last = status == AR_END;
        enum XML_Status parsed = last ? XML_Parse(r->parser, "", 0, XML_TRUE) : feed(r, piece);
        if (r->status != AR_OK)
            return r->status;
        if (parsed != XML_STATUS_OK) {
            enum XML_Error code = XML_GetErrorCode(r->parser);
            if (code == XML_ERROR_NO_MEMORY)
                return ar_error_memory(r->error);
            if (code == XML_ERROR_UNKNOWN_ENCODING)
                return ar_bank_bad(r->bank, r->error, here(r), "an encoding that --encoding must name");
            return ar_bank_bad(r->bank, r->error, here(r), "not well-formed XML, or cut off: %s",
                               XML_ErrorString(code));
        }
        if (last)
            return AR_OK;
    }
}

static enum ar_status open_parser(struct reader *r, struct ar_bank_input *input)
{
    struct ar_text beginning;
    enum ar_status status = ar_bank_input_peek(input, &beginning, r->error);
    if (status != AR_OK)
        return status;
    /* What has been decoded already is UTF-8, whatever its declaration says. */
    bool decoded = r->bank->options->encoding != NULL;
    for (size_t i = 0; !decoded && i + 6 <= beginning.size && i < 100; i++)
        decoded = memcmp(beginning.at + i, "UTF-16", 6) == 0 || memcmp(beginning.at + i, "utf-16", 6) == 0;
    r->indented = memchr(beginning.at, '\0', beginning.size) == NULL;
    r->parser = XML_ParserCreate(decoded ? "UTF-8" : NULL);
    if (r->parser == NULL)
        return ar_error_memory(r->error);
    XML_SetUserData(r->parser, r);
    XML_SetHashSalt(r->parser, (unsigned long)(r->bank->options->seed | 1));
    XML_SetElementHandler(r->parser, on_start, on_end);
    XML_SetStartDoctypeDeclHandler(r->parser, on_doctype);
    return AR_OK;
}

enum ar_status ar_camt_read(struct ar_bank *bank, struct ar_bank_input *input, struct ar_error *error)
{
    struct reader r = {.bank = bank, .error = error, .before = input->next - 1, .statement_depth = -1};
    ar_camt_tree_make(&r.tree);
    enum ar_status status = open_parser(&r, input);
    if (status == AR_OK)
        status = parse(&r, input);
    if (status == AR_OK && !r.any)
        status = ar_bank_bad(bank, error, 0, r.message ? "no statement in it" : "XML, but no camt.052, 053 or 054");
    if (r.parser != NULL)
        XML_ParserFree(r.parser);
    ar_buffer_free(&r.currency);
    ar_buffer_free(&r.balance.type);
    ar_buffer_free(&r.balance.amount);
    ar_buffer_free(&r.balance.currency);
    ar_buffer_free(&r.balance.mark);
    ar_camt_summary_free(&r.summary);
    ar_camt_entry_free(&r.entry);
    return status;
}
