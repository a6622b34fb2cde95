/* SPDX-License-Identifier: MIT */
/* The scanner that reads numbers out of text, and how alike two numbers are. */
#include "cash/documents_form.h"

enum { JOIN = 3, DIGITS_ALONE = 5 };

/* A run of letters, digits and what joins them; blanks and all else end it. */
static bool next_token(struct ar_text *token, struct ar_text text, size_t *from)
{
    size_t i = *from;
    while (i < text.size && ar_class_of(text.at[i]) != AR_LETTER && ar_class_of(text.at[i]) != AR_DIGIT)
        i++;
    size_t start = i;
    while (i < text.size) {
        bool comma = text.at[i] == ',' && i > start && i + 1 < text.size && ar_class_of(text.at[i - 1]) == AR_DIGIT &&
                     ar_class_of(text.at[i + 1]) == AR_DIGIT && text.size - i > 3;
        if (ar_class_of(text.at[i]) == AR_BREAK && !comma)
            break;
        i++;
    }
    *from = i;
    while (i > start && ar_class_of(text.at[i - 1]) == AR_INNER)
        i--;
    *token = (struct ar_text){text.at + start, i - start};
    return token->size > 0;
}

static bool joins(char c)
{
    return ar_class_of(c) == AR_INNER || c == ',';
}

bool ar_documents_token(struct ar_text *out, struct ar_text text, size_t *from)
{
    return next_token(out, text, from);
}

/* False when it cannot be a number. */
static bool add_ahead(struct ar_document_ahead *ahead, const struct ar_documents *documents, struct ar_text number)
{
    const struct ar_document_index *index = &documents->by[AR_BY_DOC];
    char form[AR_COMPACT_SIZE];
    if (number.size < index->shortest || ar_class_of(number.at[number.size - 1]) != AR_DIGIT)
        return false;
    struct ar_text compact = {form, ar_compact(form, number)};
    if (compact.size == 0 || !ar_has_shape(index, ar_shape_of(compact)))
        return false;
    if (ahead->count < AR_AHEAD_MOST) {
        uint32_t hash = ahead->hash[ahead->count++] = ar_hash_of(documents, compact);
        __builtin_prefetch(&index->slots[hash & (index->size - 1)]);
    }
    return true;
}

void ar_documents_ahead(struct ar_document_ahead *ahead, const struct ar_documents *documents, struct ar_text text)
{
    struct ar_text token;
    ahead->count = 0;
    for (size_t at = 0; ahead->count < AR_AHEAD_MOST && next_token(&token, text, &at);) {
        if (documents->by[AR_BY_DOC].size == 0 || add_ahead(ahead, documents, token))
            continue;
        for (size_t start = 0, end = 0; end <= token.size; end++)
            if (end == token.size || joins(token.at[end])) { /* INV:16/17 */
                add_ahead(ahead, documents, (struct ar_text){token.at + start, end - start});
                start = end + 1;
            }
    }
}

void ar_documents_ahead_step(const struct ar_document_ahead *ahead, const struct ar_documents *documents, unsigned step)
{
    const struct ar_document_index *index = &documents->by[AR_BY_DOC];
    for (unsigned i = 0; i < ahead->count; i++) {
        uint64_t slot = index->slots[ahead->hash[i] & (index->size - 1)];
        if (slot >> 32 != ahead->hash[i])
            continue; /* the first one is likely the right one */
        struct ar_book_item *const *item = &documents->book->items[(uint32_t)slot - 1];
        if (step == 0)
            __builtin_prefetch(item);
        else if (step == 1)
            __builtin_prefetch(*item);
        else
            __builtin_prefetch((*item)->texts);
    }
}

static bool all_digits(struct ar_text text)
{
    for (size_t i = 0; i < text.size; i++)
        if (ar_class_of(text.at[i]) != AR_DIGIT)
            return false;
    return text.size > 0;
}

static bool has_digit(struct ar_text text)
{
    for (size_t i = 0; i < text.size; i++)
        if (ar_class_of(text.at[i]) == AR_DIGIT)
            return true;
    return false;
}

/* Words that stand before a number and say that it is one. */
static bool is_label(struct ar_text text)
{
    static const char *const labels[] = {"INV",  "INVOICE",  "INVOICES",   "NO",       "NR",       "RE",      "RG",
                                         "RGNR", "RECHNUNG", "RNR",        "BILL",     "FACTURE",  "FACTURA", "FATTURA",
                                         "PO",   "DOC",      "REF",        "RF",       "FAKTURA",  "FACT",    "CN",
                                         "CM",   "INVS",     "RECHNUNGEN", "FACTURES", "FACTURAS", "FATTURE"};
    char form[AR_COMPACT_SIZE];
    struct ar_text compact = {form, ar_compact(form, text)};
    for (unsigned i = 0; i < sizeof labels / sizeof *labels; i++)
        if (ar_text_is(compact, labels[i]))
            return true;
    return false;
}

/* Is the text, as a whole, a number of an item? `before`: the word that it stands behind. */
static bool is_document(struct ar_document_found *out, const struct ar_documents *documents, struct ar_text text,
                        struct ar_text before)
{
    char form[AR_COMPACT_SIZE];
    if (text.size < documents->shortest || !has_digit(text))
        return false; /* most words */
    struct ar_text compact = {form, ar_compact(form, text)};
    if (compact.size < documents->shortest || compact.size > documents->longest)
        return false;
    unsigned shape = ar_shape_of(compact);
    uint32_t hash = 0;
    bool digits = all_digits(compact);
    if (digits && compact.size < DIGITS_ALONE && !is_label(before))
        return false;
    for (unsigned field = 0; field < AR_DOCUMENT_FIELDS; field++) {
        if (!ar_has_shape(&documents->by[field], shape) || documents->by[field].size == 0)
            continue;
        hash = hash ? hash : ar_hash_of(documents, compact);
        uint32_t item = ar_documents_find_hashed(documents, (enum ar_document_field)field, compact, hash);
        if (item == AR_NO_ITEM)
            continue;
        /* A date or an amount has the digits of a number, not its form. */
        if (digits && compact.size != text.size &&
            !ar_text_equal(ar_book_text(documents->book->items[item], (enum ar_document_field)field), text))
            continue;
        *out = (struct ar_document_found){text, item, (enum ar_document_field)field};
        return true;
    }
    return false;
}

/* Words of which not every document has the number: a credit note's stands before credits alone, PO before no document.
 */
enum label { ANY_DOCUMENT, CREDITS, ORDERS };

static enum label label_of(struct ar_text label)
{
    char form[AR_COMPACT_SIZE];
    struct ar_text compact = {form, ar_compact(form, label)};
    bool credit = ar_text_is(compact, "CN") || ar_text_is(compact, "CM");
    return credit ? CREDITS : ar_text_is(compact, "PO") ? ORDERS : ANY_DOCUMENT;
}

/* A number behind its word, in one piece: INV-9000000001, Invoice#9000000001, RE9000000001. */
static bool is_labelled(struct ar_document_found *out, const struct ar_documents *documents, struct ar_text piece)
{
    size_t letters = 0, digits;
    while (letters < piece.size && ar_class_of(piece.at[letters]) == AR_LETTER)
        letters++;
    for (digits = letters; digits < piece.size && ar_class_of(piece.at[digits]) == AR_INNER;)
        digits++;
    struct ar_text label = {piece.at, letters}, number = {piece.at + digits, piece.size - digits};
    if (letters == 0 || !all_digits(number) || !is_label(label) || !is_document(out, documents, number, label))
        return false;
    enum label kind = label_of(label);
    return (kind != CREDITS || documents->book->items[out->item]->amount < 0) &&
           (kind != ORDERS || out->field != AR_BY_DOC);
}

uint32_t ar_documents_like(const struct ar_documents *documents, struct ar_text doc, struct ar_text digits)
{
    char form[AR_COMPACT_SIZE];
    size_t size = ar_compact(form, doc), tail = 0;
    while (tail < size && ar_class_of(form[size - 1 - tail]) == AR_DIGIT)
        tail++;
    if (digits.size == 0 || digits.size > tail || !all_digits(digits))
        return AR_NO_ITEM;
    memcpy(form + size - digits.size, digits.at, digits.size);
    return ar_documents_find(documents, AR_BY_DOC, (struct ar_text){form, size});
}

/* A token whose parts, cut at what joins them, are documents each, words before them or, as in INV-16/17/18, the ends
   of documents like the one before: takes the first. */
static bool scan_parts(struct ar_document_found *out, const struct ar_documents *documents, struct ar_text token)
{
    struct ar_text rest = token, last = AR_TEXT("");
    bool found = false;
    while (rest.size > 0) {
        size_t best = 0;
        struct ar_document_found part;
        for (size_t end = rest.size; end > 0 && best == 0; end--) {
            if ((end < rest.size && !joins(rest.at[end])) || joins(rest.at[end - 1]))
                continue;
            struct ar_text piece = {rest.at, end};
            if (is_document(&part, documents, piece, AR_TEXT("")) || is_labelled(&part, documents, piece)) {
                best = end;
                last = part.text;
                if (!found)
                    *out = part;
                found = true;
            } else if ((end < rest.size && is_label(piece) &&
                        (rest.at[end] == ':' || label_of(piece) == ANY_DOCUMENT)) ||
                       ar_documents_like(documents, last, piece) != AR_NO_ITEM) {
                best = end;
            }
        }
        if (best == 0)
            return false; /* something else is in it: then its parts may be pieces of a longer number */
        while (best < rest.size && joins(rest.at[best]))
            best++;
        rest = (struct ar_text){rest.at + best, rest.size - best};
    }
    return found;
}

static bool is_and(struct ar_text text)
{
    static const char *const words[] = {"AND", "UND", "ET", "E", "Y", "EN", "OCH", "OG"};
    char form[AR_COMPACT_SIZE];
    struct ar_text compact = {form, ar_compact(form, text)};
    for (unsigned i = 0; compact.size <= 3 && i < sizeof words / sizeof *words; i++)
        if (ar_text_is(compact, words[i]))
            return true;
    return false;
}

/* A list goes on behind the number that ended here: "Invoices 2165, 2197 und 2201". An amount is no part of it. */
static bool goes_on(struct ar_text text, size_t end)
{
    struct ar_text token, next;
    struct ar_currency currency;
    size_t at = end;
    if (end == 0 || !next_token(&token, text, &at))
        return false;
    bool joined = is_and(token);
    for (const char *c = text.at + end; c < token.at; c++)
        joined |= *c == ',' || *c == ';' || *c == '+' || *c == '&' || *c == '/';
    return joined && !(next_token(&next, text, &at) && ar_currency_parse(&currency, next) == AR_OK);
}

/* The first two letters or digits from here on. */
static unsigned two_at(struct ar_text text, size_t start)
{
    unsigned char second = 0;
    for (size_t i = start + 1; i < text.size && second == 0; i++)
        second = ar_compact_bytes[(unsigned char)text.at[i]];
    return ar_two_of((char)ar_compact_bytes[(unsigned char)text.at[start]], (char)second);
}

/* Does any number begin with them? */
static bool may_begin(const struct ar_documents *documents, struct ar_text text, size_t start)
{
    unsigned two = two_at(text, start);
    return documents->begins[two / 64] >> two % 64 & 1;
}

bool ar_documents_scan(struct ar_document_found *out, const struct ar_documents *documents, struct ar_text text,
                       size_t *from)
{
    bool list = goes_on(text, *from);
    struct ar_text token, before = list ? AR_TEXT("NO") : AR_TEXT("");
    for (size_t at = *from; next_token(&token, text, &at);
         list = list && is_and(token), before = list ? AR_TEXT("NO") : token) {
        size_t start = (size_t)(token.at - text.at), ahead = at;
        struct ar_text longer[JOIN] = {token};
        unsigned count = may_begin(documents, text, start), most = all_digits(token) ? 1 : JOIN;
        /* digits begin no number of several words */
        for (struct ar_text next; count > 0 && count < most && next_token(&next, text, &ahead); count++)
            longer[count] = (struct ar_text){token.at, (size_t)(next.at + next.size - token.at)};
        for (unsigned i = count; i-- > 0;) {
            bool blank = i == 0 || longer[i].size - longer[i - 1].size > 1;
            if (blank && is_document(out, documents, longer[i], before)) {
                *from = start + longer[i].size;
                return true;
            }
        }
        if (has_digit(token) && scan_parts(out, documents, token)) {
            *from = (size_t)(out->text.at + out->text.size - text.at);
            return true;
        }
        *from = at;
    }
    return false;
}

/* ---- asked for -----------------------------------------------------------------------------------------------------
 */

static void ask(const struct ar_documents *documents, struct ar_text compact)
{
    unsigned shape = ar_shape_of(compact);
    if (!ar_has_shape(&documents->by[AR_BY_REFERENCE], shape) && !ar_has_shape(&documents->by[AR_BY_ORDER], shape))
        return;
    uint32_t bit = ar_hash_of(documents, compact) & documents->asked_mask;
    __atomic_fetch_or(&documents->asked[bit / 64], (uint64_t)1 << bit % 64, __ATOMIC_RELAXED);
}

/* What is_document may be given from `start` on: up to each joint in the token, its end, and the ends of those behind
   it. */
static void ask_from(const struct ar_documents *documents, struct ar_text text, size_t start, size_t token_end)
{
    char form[AR_COMPACT_SIZE];
    struct ar_text next;
    size_t size = 0, at = start, end = token_end;
    bool digit = false, digits = true;
    for (unsigned tokens = 1; tokens <= JOIN; tokens++) {
        for (; at < end; at++) {
            unsigned char c = ar_compact_bytes[(unsigned char)text.at[at]];
            if (c == 0) {
                if (tokens == 1 && digit && joins(text.at[at]) && !joins(text.at[at - 1]))
                    ask(documents, (struct ar_text){form, size});
                digits = false;
                continue;
            }
            if (size == AR_COMPACT_SIZE)
                return;
            form[size++] = (char)c;
            digit |= ar_class_of((char)c) == AR_DIGIT;
            digits &= ar_class_of((char)c) == AR_DIGIT;
        }
        if (digit)
            ask(documents, (struct ar_text){form, size});
        if (digits || !next_token(&next, text, &end))
            return; /* digits begin no number of several words */
        at = (size_t)(next.at - text.at);
        end = at + next.size;
    }
}

/* Does any reference or purchase order begin with what stands there? */
static bool may_ask(const struct ar_documents *documents, struct ar_text text, size_t start)
{
    unsigned two = two_at(text, start);
    return (documents->by[AR_BY_REFERENCE].begins[two / 64] | documents->by[AR_BY_ORDER].begins[two / 64]) >> two % 64 &
           1;
}

void ar_documents_ask_whole(const struct ar_documents *documents, struct ar_text text)
{
    char form[AR_COMPACT_SIZE];
    size_t size = ar_compact(form, text);
    if (size > 0)
        ask(documents, (struct ar_text){form, size});
}

/* A scan may begin behind anything that it found: where a token begins, behind a joint in it, and at the digits behind
   the letters that a piece of it begins with. */
void ar_documents_ask(const struct ar_documents *documents, struct ar_text text)
{
    struct ar_text token;
    for (size_t at = 0; next_token(&token, text, &at);) {
        size_t begin = (size_t)(token.at - text.at);
        bool letters = false; /* alone since the piece began */
        for (size_t i = begin; i < begin + token.size; i++) {
            char class = ar_class_of(text.at[i]);
            bool first = i == begin || joins(text.at[i - 1]);
            bool begins = class != AR_INNER && text.at[i] != ',' && first;
            if ((begins || (letters && class == AR_DIGIT)) && may_ask(documents, text, i))
                ask_from(documents, text, i, begin + token.size);
            letters = class == AR_LETTER && (begins || letters);
        }
    }
}

/* ---- mistyped ------------------------------------------------------------------------------------------------------
 */

/* The digits at the end, without zeros before them; *prefix: what is before. */
static struct ar_text core_of(struct ar_text compact, struct ar_text *prefix)
{
    size_t start = compact.size;
    while (start > 0 && ar_class_of(compact.at[start - 1]) == AR_DIGIT)
        start--;
    *prefix = (struct ar_text){compact.at, start};
    while (start + 1 < compact.size && compact.at[start] == '0')
        start++;
    return (struct ar_text){compact.at + start, compact.size - start};
}

static bool letters_only(struct ar_text text)
{
    return !has_digit(text);
}

char ar_documents_digit(struct ar_text compact)
{
    char last = compact.size > 0 ? compact.at[compact.size - 1] : 0;
    return ar_class_of(last) == AR_DIGIT ? last : 0;
}

enum ar_likeness ar_documents_likeness(struct ar_text given, struct ar_text doc)
{
    struct ar_text before_given, before_doc;
    struct ar_text a = core_of(given, &before_given), b = core_of(doc, &before_doc);
    if (ar_text_equal(given, doc))
        return AR_SAME;
    if (a.size == 0 || b.size == 0)
        return AR_UNLIKE;
    bool label = before_given.size == 0 || ar_text_equal(before_given, before_doc) ||
                 (letters_only(before_doc) && is_label(before_given) && before_given.at[0] != 'C' &&
                  !ar_text_is(before_given, "PO"));
    if (!label)
        return AR_UNLIKE;
    if (ar_text_equal(a, b))
        return AR_SHORTENED;
    /* The end of the number alone, when there is enough of it. */
    if (a.size >= 4 && a.size < b.size && memcmp(b.at + b.size - a.size, a.at, a.size) == 0)
        return AR_SHORTENED;
    struct ar_text long_given = {given.at + before_given.size, given.size - before_given.size};
    struct ar_text long_doc = {doc.at + before_doc.size, doc.size - before_doc.size};
    return long_doc.size >= 4 && long_given.size + 1 >= long_doc.size && ar_text_distance(long_given, long_doc, 1) <= 1
               ? AR_MISTYPED
               : AR_UNLIKE;
}
