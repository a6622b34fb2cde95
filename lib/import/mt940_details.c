/* SPDX-License-Identifier: MIT */
/* The information to the account owner of an MT940 entry: German subfields with SEPA keywords, SWIFT codewords, or
   plain lines. */
#include "import/bank_value.h"
#include "import/mt940.h"
#include "ledger/reference.h"

void ar_mt940_details_free(struct ar_mt940_details *details)
{
    ar_buffer_free(&details->payer);
    ar_buffer_free(&details->account);
    ar_buffer_free(&details->purpose);
    ar_buffer_free(&details->remittance);
    ar_buffer_free(&details->rest);
    ar_buffer_free(&details->joined);
}

enum { FULL_LINE = 65 }; /* characters; some stop at one less */

static enum ar_status add_rest(struct ar_mt940_details *details, struct ar_text text)
{
    text = ar_bank_trim(text);
    return text.size > 0 ? ar_bank_join(&details->rest, text, false) : AR_OK;
}

/* ---- keywords in the purpose (DK "Belegungsregeln": EREF+ …) ----------------------------------------------------- */

static const char *const keywords[] = {"SVWZ", "EREF", "KREF", "MREF", "CRED", "DEBT", "ABWA", "ABWE", "COAM", "OAMT",
                                       "PURP", "SQTP", "ORCR", "ORMR", "DDAT", "IBAN", "BIC",  "MDAT", "RREF", "TXID"};

/* Where the next keyword begins, and its length without the plus; 0 when there is none. */
static size_t next_keyword(struct ar_text text, size_t from, size_t *at)
{
    for (const char *plus; from < text.size; from = (size_t)(plus - text.at) + 1) {
        plus = memchr(text.at + from, '+', text.size - from);
        if (plus == NULL)
            return 0;
        size_t end = (size_t)(plus - text.at);
        for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++) {
            size_t size = strlen(keywords[i]);
            if (end >= size && memcmp(plus - size, keywords[i], size) == 0) {
                *at = end - size;
                return size;
            }
        }
    }
    return 0;
}

/* The value of a keyword other than SVWZ ends with its line; what follows there is remittance text, too. */
static enum ar_status keyword_value(struct ar_mt940_details *details, struct ar_text word, struct ar_text value)
{
    struct ar_text rest = value;
    if (memcmp(word.at, "SVWZ", word.size) == 0)
        return ar_bank_join(&details->remittance, ar_bank_trim(value), false);
    value = ar_bank_trim(ar_text_cut(&rest, '\n'));
    if (memcmp(word.at, "EREF", word.size) == 0) {
        details->end_to_end = value;
    } else {
        enum ar_status status = add_rest(details, (struct ar_text){word.at, word.size + 1});
        if (status == AR_OK)
            status = ar_buffer_add(&details->rest, value);
        if (status != AR_OK)
            return status;
    }
    rest = ar_bank_trim(rest);
    return rest.size > 0 ? ar_bank_join(&details->remittance, rest, false) : AR_OK;
}

/* Splits the purpose: the remittance text, the payer's reference, and the rest with its keywords. */
static enum ar_status split_keywords(struct ar_mt940_details *details)
{
    struct ar_text all = ar_buffer_text(&details->purpose);
    size_t at = all.size, size = next_keyword(all, 0, &at);
    enum ar_status status = ar_buffer_add(&details->remittance, ar_bank_trim((struct ar_text){all.at, at}));
    while (size > 0 && status == AR_OK) {
        size_t begin = at + size + 1, next = all.size, next_size = next_keyword(all, begin, &next);
        if (next_size == 0)
            next = all.size;
        status =
            keyword_value(details, (struct ar_text){all.at + at, size}, (struct ar_text){all.at + begin, next - begin});
        size = next_size;
        at = next;
    }
    return status;
}

/* ---- codewords: /EREF/…/REMI/… (SWIFT) --------------------------------------------------------------------------- */

static const char *const codewords[] = {"TRTP", "IBAN", "BIC",  "NAME", "REMI", "EREF", "ORDP", "BENM", "ISDT", "CSID",
                                        "MARF", "RTRN", "CNTP", "PREF", "PURP", "ADDR", "TRCD", "KREF", "IREF", "ULTD",
                                        "ULTC", "SVCL", "EXCH", "CHGS", "ACCW", "OCMT", "INV",  "MREF", "CRED", "DEBT",
                                        "ULTB", "VACC", "NTRX", "NRTX", "NBTR", "BTXT", "RTYP", "SWOD", "PIND", "PROL",
                                        "BBAN", "RREF", "RCMT", "CHRG", "XCRT", "BAI",  "ACNO"};

static size_t codeword(struct ar_text text, size_t at)
{
    if (at >= text.size || text.at[at] != '/')
        return 0;
    if (at + 4 >= text.size || text.at[at + 1] == '/' ||
        (text.at[at + 4] != '/' && (at + 5 >= text.size || text.at[at + 5] != '/')))
        return 0; /* they have three or four letters */
    for (size_t i = 0; i < sizeof codewords / sizeof *codewords; i++) {
        size_t size = strlen(codewords[i]);
        if (at + size + 1 < text.size && text.at[at + size + 1] == '/' &&
            memcmp(text.at + at + 1, codewords[i], size) == 0)
            return size;
    }
    return 0;
}

static enum ar_status counterparty(struct ar_mt940_details *details, struct ar_text value)
{
    struct ar_text account = ar_text_cut(&value, '/'), bic = ar_text_cut(&value, '/'), name = ar_text_cut(&value, '/');
    enum ar_status status = add_rest(details, bic);
    if (status == AR_OK && details->account.size == 0)
        status = ar_buffer_add(&details->account, account);
    if (status == AR_OK && details->payer.size == 0 && name.size > 0)
        status = ar_buffer_add(&details->payer, name);
    return status == AR_OK && value.size > 0 ? add_rest(details, value) : status;
}

/* An amount or a rate; what stands behind its slash is text: /OCMT/USD2853,12/ PAYMENT OF … */
static enum ar_status conversion(struct ar_mt940_details *details, struct ar_text value, struct ar_text whole)
{
    struct ar_text text = value, amount = ar_text_cut(&text, '/');
    text = ar_bank_trim(text);
    if (text.at == NULL || text.size == 0)
        return add_rest(details, whole);
    enum ar_status status = add_rest(details, (struct ar_text){whole.at, (size_t)(amount.at - whole.at) + amount.size});
    return status == AR_OK ? ar_bank_join(&details->purpose, text, false) : status;
}

/* Account and bank of the other party, with a comma between them. */
static enum ar_status account_with(struct ar_mt940_details *details, struct ar_text value, struct ar_text whole)
{
    char compact[34]; /* an IBAN has no more */
    struct ar_text bank = value, account = ar_text_cut(&bank, ',');
    size_t size = 0;
    for (size_t i = 0; i < account.size && size < sizeof compact; i++)
        if (account.at[i] != ' ') /* the end of a line */
            compact[size++] = account.at[i];
    const struct ar_text iban = {compact, size};
    if (details->account.size > 0 || !ar_iban_is(iban))
        return add_rest(details, whole);
    enum ar_status status = ar_buffer_add(&details->account, iban);
    return status == AR_OK && bank.at != NULL ? add_rest(details, bank) : status;
}

/* /CDTRREFTP//CD/SCOR/ISSR/CUR/CDTRREF/reference (Rabobank): what stands behind the last of its words. */
static bool creditor_reference(struct ar_text text, struct ar_text *reference)
{
    static const char word[] = "/CDTRREF/";
    const size_t size = sizeof word - 1;
    if (!ar_text_starts(text, AR_TEXT("/CDTRREFTP/")))
        return false;
    for (size_t at = 0; at + size < text.size; at++)
        if (memcmp(text.at + at, word, size) == 0) {
            *reference = (struct ar_text){text.at + at + size, text.size - at - size};
            return true;
        }
    return false;
}

/* USTD//text, STRD/CUR/reference and STRD/ISO/RF… end in a slash of their own; else all of it is text. */
static enum ar_status remittance(struct ar_mt940_details *details, struct ar_text value)
{
    bool structured = ar_text_starts(value, AR_TEXT("STRD/"));
    struct ar_text text = value;
    if (details->structured.size == 0 && creditor_reference(value, &details->structured))
        return AR_OK;
    if (!structured && !ar_text_starts(value, AR_TEXT("USTD//")))
        return ar_bank_join(&details->purpose, value, false);
    text = (struct ar_text){text.at + (structured ? 5 : 6), text.size - (structured ? 5 : 6)};
    if (structured)
        (void)ar_text_cut(&text, '/'); /* who issued it */
    if (text.size > 0 && text.at[text.size - 1] == '/')
        text.size--;
    if (!structured || details->structured.size > 0 || text.size == 0)
        return ar_bank_join(&details->purpose, text.size > 0 ? text : value, false);
    details->structured = text;
    return AR_OK;
}

/* Of a party, its name: behind NAME/, or where each line begins with a slash, behind the account; text may follow. */
static enum ar_status party(struct ar_mt940_details *details, struct ar_text *value)
{
    struct ar_text rest = *value, account = ar_bank_trim(ar_text_cut(&rest, '/'));
    if (ar_text_is(account, "NAME") && rest.at != NULL)
        *value = rest;
    if (rest.at == NULL || rest.at - 1 == value->at || rest.at[-2] != ' ' || account.size < 8 ||
        !ar_all_digits(account))
        return AR_OK;
    struct ar_text text = rest, name = ar_text_cut(&text, '/');
    if (details->account.size == 0 && ar_buffer_add(&details->account, account) != AR_OK)
        return AR_FAILED;
    *value = ar_bank_trim(name);
    return text.at != NULL ? ar_bank_join(&details->purpose, ar_bank_trim(text), false) : AR_OK;
}

static enum ar_status read_codeword(struct ar_mt940_details *details, struct ar_text key, struct ar_text value)
{
    struct ar_text whole = {key.at - 1, key.size + 2 + value.size};
    value = ar_bank_trim(value);
    if (value.size == 0)
        return AR_OK;
    if (ar_text_is(key, "REMI"))
        return remittance(details, value);
    if ((ar_text_is(key, "ORDP") || ar_text_is(key, "BENM")) && party(details, &value) != AR_OK)
        return AR_FAILED;
    while (value.size > 0 && value.at[value.size - 1] == '/') /* some banks end the last value, too */
        value.size--;
    if (ar_text_is(key, "ACCW"))
        return account_with(details, value, whole);
    if (ar_text_is(key, "OCMT") || ar_text_is(key, "EXCH") || ar_text_is(key, "CHGS"))
        return conversion(details, value, whole);
    if (ar_text_is(key, "INV")) /* of SWIFT's field 70, and perhaps the letters of the number itself */
        return ar_bank_join(&details->purpose, (struct ar_text){key.at, (size_t)(value.at - key.at) + value.size},
                            false);
    if (ar_text_is(key, "EREF") && details->end_to_end.size == 0) {
        details->end_to_end = value;
        return AR_OK;
    }
    if (ar_text_is(key, "NAME") && details->payer.size == 0)
        return ar_buffer_add(&details->payer, value);
    if ((ar_text_is(key, "IBAN") || ar_text_is(key, "BBAN") || ar_text_is(key, "ACNO")) && details->account.size == 0)
        return ar_buffer_add(&details->account, value);
    if (ar_text_is(key, "CNTP"))
        return counterparty(details, value);
    if (ar_text_is(key, "ORDP") && details->ordering.size == 0) {
        details->ordering = value;
        return AR_OK;
    }
    if (ar_text_is(key, "BENM") && details->beneficiary.size == 0) {
        details->beneficiary = value;
        return AR_OK;
    }
    return add_rest(details, whole);
}

/* Where the codewords begin when some banks say in front of them what kind it is, "SEPA Receipt (CR) /EREF/…//ORDP/…":
   a reference of either side and another codeword behind it, or one and the text behind that. 0: there are none. */
static size_t find_codewords(struct ar_text text)
{
    size_t first = 0;
    bool reference = false;
    if (text.size == 0 || codeword(text, 0) > 0)
        return 0;
    for (const char *slash = text.at; (slash = memchr(slash, '/', (size_t)(text.at + text.size - slash))) != NULL;
         slash++) {
        size_t at = (size_t)(slash - text.at);
        if (codeword(text, at) != 4)
            continue;
        if (first > 0 && (reference || memcmp(text.at + at + 1, "REMI", 4) == 0))
            return first;
        if (first == 0) {
            first = at;
            reference = memcmp(text.at + at + 2, "REF/", 4) == 0;
        }
    }
    return 0;
}

/* From the codeword at `at` on; what stands in front of it is the kind of transaction, unless it has a number. */
static enum ar_status read_codewords(struct ar_mt940_details *details, size_t at)
{
    struct ar_text text = ar_buffer_text(&details->joined), front = ar_bank_trim((struct ar_text){text.at, at});
    enum ar_status status =
        ar_has_digit(front) ? ar_bank_join(&details->purpose, front, false) : add_rest(details, front);
    size_t size = codeword(text, at);
    while (size > 0 && status == AR_OK) {
        size_t begin = at + size + 2, end = begin, next = 0;
        while (end < text.size && (next = codeword(text, end)) == 0)
            end++;
        bool closed = next > 0 && end > begin && text.at[end - 1] == '/'; /* "//": an end and a beginning */
        status = read_codeword(details, (struct ar_text){text.at + at + 1, size},
                               (struct ar_text){text.at + begin, end - begin - closed});
        at = end;
        size = next;
        if (end >= text.size)
            break;
    }
    return status == AR_OK ? ar_buffer_add(&details->remittance, ar_buffer_text(&details->purpose)) : status;
}

/* DK, annex 3: 999 in front of a text says that it has no subfields. */
static void take_unstructured(struct ar_mt940_details *details, struct ar_text *text)
{
    if (!ar_text_starts(*text, AR_TEXT("999")) || text->size < 4 || !(text->at[3] == ' ' || ar_is_letter(text->at[3])))
        return;
    details->code = (struct ar_text){text->at, 3};
    *text = ar_bank_trim((struct ar_text){text->at + 3, text->size - 3});
}

/* ---- either ------------------------------------------------------------------------------------------------------ */

/* How many characters a full line has, by the longest one. A shorter one beside it has lost the blank at its end. */
static size_t full_size(struct ar_text text)
{
    while (text.at != NULL) {
        struct ar_text line = ar_text_cut(&text, '\n');
        if (line.size >= FULL_LINE && ar_bank_characters(line) >= FULL_LINE)
            return FULL_LINE;
    }
    return FULL_LINE - 1;
}

enum ar_status ar_mt940_join_lines(struct ar_buffer *out, struct ar_text text, bool always_full)
{
    const size_t full_line = always_full ? 0 : full_size(text);
    bool full = true;
    while (text.at != NULL) {
        struct ar_text line = ar_text_cut(&text, '\n');
        enum ar_status status = ar_bank_join(out, line, full);
        if (status != AR_OK)
            return status;
        full = line.size >= full_line && ar_bank_characters(line) >= full_line;
    }
    return AR_OK;
}

enum ar_status ar_mt940_details_parse(struct ar_mt940_details *details, struct ar_text text)
{
    details->payer.size = details->account.size = details->purpose.size = details->rest.size = details->joined.size = 0;
    details->remittance.size = 0;
    details->code = details->end_to_end = details->structured = AR_TEXT("");
    details->ordering = details->beneficiary = AR_TEXT("");
    while (text.size > 0 && (text.at[0] == '\n' || text.at[0] == ' ')) {
        text.at++;
        text.size--;
    }
    bool subfields = ar_mt940_has_subfields(text), cells, keyed;
    enum ar_status status = ar_mt940_cells_parse(details, text, &cells);
    if (status == AR_OK && !cells)
        status = ar_mt940_join_lines(&details->joined, text, subfields);
    if (status != AR_OK || cells)
        return status;
    if (subfields) {
        status = ar_mt940_subfields_parse(details, ar_buffer_text(&details->joined));
        return status == AR_OK ? split_keywords(details) : status;
    }
    status = ar_mt940_keyed_parse(details, ar_buffer_text(&details->joined), &keyed);
    if (status != AR_OK || keyed)
        return status;
    size_t codewords_at = find_codewords(ar_buffer_text(&details->joined));
    if (codewords_at > 0 || codeword(ar_buffer_text(&details->joined), 0) > 0)
        return read_codewords(details, codewords_at);
    struct ar_text rest = ar_buffer_text(&details->joined);
    take_unstructured(details, &rest);
    status = ar_mt940_keyed_end(details, &rest);
    if (status == AR_OK)
        status = ar_buffer_add(&details->purpose, rest);
    return status == AR_OK ? split_keywords(details) : status;
}

enum ar_status ar_mt940_details_numbered(struct ar_mt940_details *details, struct ar_text text)
{
    enum ar_status status = ar_mt940_details_parse(details, AR_TEXT(""));
    while (text.at != NULL && status == AR_OK) {
        struct ar_text line = ar_text_cut(&text, '\n');
        if (line.size <= 2 || !ar_is_digit(line.at[0]) || !ar_is_digit(line.at[1]))
            continue;
        int number = (line.at[0] - '0') * 10 + line.at[1] - '0';
        struct ar_text value = ar_bank_trim((struct ar_text){line.at + 2, line.size - 2});
        if (number <= 14)
            status = ar_bank_join(&details->purpose, value, false);
        else if (number <= 16)
            status = ar_bank_join(&details->payer, value, line.size >= 29);
        else if (number == 33 || number == 34)
            status = ar_bank_join(&details->account, value, false);
        else
            status = ar_bank_join(&details->rest, value, false);
    }
    return status == AR_OK ? ar_buffer_add(&details->remittance, ar_buffer_text(&details->purpose)) : status;
}
