/* SPDX-License-Identifier: MIT */
/* The scanner that reads numbers out of text. */
#include "cash/documents_form.h"
#include "cash/documents_view.h"

enum { DIGITS_ALONE = 5 };

static bool next_token(struct ar_text *token, struct ar_text text, size_t *from)
{
    struct ar_document_view view;
    ar_document_view_begin(&view, text);
    return ar_document_view_token(&view, token, from);
}

bool ar_documents_token(struct ar_text *out, struct ar_text text, size_t *from)
{
    return next_token(out, text, from);
}

static inline bool view_has_digit(const struct ar_document_view *view, struct ar_text piece)
{
    uint64_t digits, gaps;
    return ar_document_view_piece(view, piece, &digits, &gaps) ? digits != 0 : ar_has_digit(piece);
}

/* Its digits in the compact form, a bit each, and the size of that; 0 when it is longer than any. */
static __attribute__((noinline)) unsigned digits_by_bytes(uint64_t *digits, struct ar_text piece)
{
    char form[AR_COMPACT_SIZE];
    struct ar_text compact = {form, ar_compact(form, piece)};
    *digits = ar_digits_of(compact);
    return (unsigned)compact.size;
}

static inline unsigned digits_of(uint64_t *digits, const struct ar_document_view *view, struct ar_text piece)
{
    uint64_t gaps;
    unsigned size = (unsigned)piece.size;
    if (AR_UNLIKELY(!ar_document_view_piece(view, piece, digits, &gaps)))
        return digits_by_bytes(digits, piece);
    for (; gaps != 0 && *digits != 0; size--) { /* what is behind a gap moves up to it */
        uint64_t before = (gaps - 1) & ~gaps;
        *digits = (*digits & before) | (*digits >> 1 & ~before);
        gaps = gaps >> 1 & ~before;
    }
    return size;
}

/* A piece of a text as a number. */
struct number {
    struct ar_text piece;
    uint64_t digits; /* of the compact form, and the size of that */
    unsigned size, shape;
};

/* False when it cannot be a number: no document has that shape, or it has no digit. */
static inline bool read_number(struct number *number, const struct ar_documents *documents,
                               const struct ar_document_view *view, struct ar_text piece)
{
    number->piece = piece;
    number->size = digits_of(&number->digits, view, piece);
    if (number->size < documents->shortest || number->size > documents->longest || number->digits == 0)
        return false;
    number->shape = ar_shape(number->digits, number->size);
    return ar_has_shape(documents->shapes, number->shape);
}

static inline bool only_digits(const struct number *number)
{
    return number->digits == ~UINT64_C(0) >> (64 - number->size);
}

static inline struct ar_text compact_of(char form[static AR_COMPACT_SIZE], const struct number *number)
{
    if (number->size == number->piece.size && only_digits(number))
        return number->piece;
    return (struct ar_text){form, ar_compact(form, number->piece)};
}

/* False when it cannot be a document's number. */
static bool add_ahead(struct ar_document_ahead *ahead, const struct ar_documents *documents, struct ar_text piece)
{
    const struct ar_document_index *index = &documents->by[AR_BY_DOC];
    struct number number;
    char form[AR_COMPACT_SIZE];
    if (!read_number(&number, documents, &ahead->view, piece) || !ar_has_shape(index->shapes, number.shape))
        return false;
    if (ahead->count < AR_AHEAD_MOST) {
        uint32_t hash = ar_hash_of(documents, compact_of(form, &number));
        __builtin_prefetch(&index->slots[hash & (index->size - 1)]);
        ahead->hash[ahead->count] = hash;
        ahead->at[ahead->count] = piece.at;
        ahead->size[ahead->count++] = piece.size;
    }
    return true;
}

/* The parts of a token at what joins them: INV:16/17. */
static void add_parts_ahead(struct ar_document_ahead *ahead, const struct ar_documents *documents, struct ar_text token)
{
    uint64_t digits, gaps;
    if (!ar_document_view_piece(&ahead->view, token, &digits, &gaps) || gaps == 0)
        return;
    for (unsigned start = 0; start < token.size; gaps &= gaps - 1) {
        unsigned end = gaps == 0 ? (unsigned)token.size : (unsigned)__builtin_ctzll(gaps);
        if (end > start)
            add_ahead(ahead, documents, (struct ar_text){token.at + start, end - start});
        start = end + 1;
    }
}

void ar_documents_ahead(struct ar_document_ahead *ahead, const struct ar_documents *documents, struct ar_text text)
{
    struct ar_text token;
    ahead->count = 0;
    ar_document_view_begin(&ahead->view, text);
    if (documents->by[AR_BY_DOC].size == 0 || text.size == 0)
        return;
    ar_document_view_move(&ahead->view, 0);
    for (size_t at = 0; ahead->count < AR_AHEAD_MOST && ar_document_view_number(&ahead->view, &token, &at);)
        if (!add_ahead(ahead, documents, token))
            add_parts_ahead(ahead, documents, token);
}

/* The hash of a number, which may have been asked for before. */
static uint32_t hash_of(const struct ar_document_ahead *ahead, const struct ar_documents *documents,
                        struct ar_text piece, struct ar_text compact)
{
    for (unsigned i = 0; i < ahead->count; i++)
        if (ahead->at[i] == piece.at && ahead->size[i] == piece.size)
            return ahead->hash[i];
    return ar_hash_of(documents, compact);
}

void ar_documents_ahead_step(const struct ar_document_ahead *ahead, const struct ar_documents *documents, unsigned step)
{
    const struct ar_document_index *index = &documents->by[AR_BY_DOC];
    (void)step;
    for (unsigned i = 0; i < ahead->count; i++) {
        size_t mask = index->size - 1, at = ahead->hash[i] & mask;
        while (index->slots[at] != 0 && index->slots[at] >> 32 != ahead->hash[i])
            at = (at + 1) & mask;
        if (index->slots[at] != 0) /* it is most likely the right one */
            __builtin_prefetch(&index->keys[(uint32_t)index->slots[at] - 1]);
    }
}

bool ar_documents_label(struct ar_text text)
{
#define WORD(word)                                                                                                     \
    {                                                                                                                  \
        word, sizeof word - 1                                                                                          \
    }
    static const struct ar_text labels[] = {
        WORD("INV"),      WORD("INVOICE"),  WORD("INVOICES"), WORD("NO"),  WORD("NR"),   WORD("RE"),
        WORD("RG"),       WORD("RGNR"),     WORD("RECHNUNG"), WORD("RNR"), WORD("BILL"), WORD("FACTURE"),
        WORD("FACTURA"),  WORD("FATTURA"),  WORD("PO"),       WORD("DOC"), WORD("REF"),  WORD("RF"),
        WORD("FAKTURA"),  WORD("FACT"),     WORD("CN"),       WORD("CM"),  WORD("INVS"), WORD("RECHNUNGEN"),
        WORD("FACTURES"), WORD("FACTURAS"), WORD("FATTURE")};
#undef WORD
    char form[AR_COMPACT_SIZE];
    if (text.size < 2 || ar_class_of(text.at[0]) == AR_DIGIT)
        return false;
    struct ar_text compact = {form, ar_compact(form, text)};
    for (unsigned i = 0; i < sizeof labels / sizeof *labels; i++)
        if (labels[i].size == compact.size && labels[i].at[0] == form[0] && ar_text_equal(compact, labels[i]))
            return true;
    return false;
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

/* A search for numbers in a text, from a place on. */
struct scan {
    const struct ar_documents *documents;
    struct ar_document_ahead *ahead;
    size_t from;
};

/* Where the word may stand that a number stands behind: any; none, as it is a part of a token; or it is one for sure.
 */
enum before { ANY_WORD, NO_WORD, LABEL };

/* Does it stand behind a word for a document? In a list, "NO" stands before each number. */
static bool is_labelled_before(const struct scan *scan, struct ar_text piece, enum before before)
{
    struct ar_text text = scan->ahead->view.text, token, word = AR_TEXT("");
    if (before != ANY_WORD)
        return before == LABEL;
    bool list = goes_on(text, scan->from);
    for (size_t at = scan->from; next_token(&token, text, &at) && token.at < piece.at; word = token)
        list = list && is_and(token);
    return list || ar_documents_label(word);
}

static bool look_up(struct ar_document_found *out, const struct scan *scan, const struct number *number,
                    enum before before)
{
    const struct ar_documents *documents = scan->documents;
    char form[AR_COMPACT_SIZE];
    bool digits = only_digits(number);
    if (digits && number->size < DIGITS_ALONE && !is_labelled_before(scan, number->piece, before))
        return false;
    struct ar_text compact = compact_of(form, number);
    uint32_t hash = hash_of(scan->ahead, documents, number->piece, compact);
    for (unsigned field = 0; field < AR_DOCUMENT_FIELDS; field++) {
        const struct ar_document_index *index = &documents->by[field];
        if (!ar_has_shape(index->shapes, number->shape) || index->size == 0)
            continue;
        uint32_t item = ar_documents_find_hashed(documents, (enum ar_document_field)field, compact, hash);
        if (item == AR_NO_ITEM)
            continue;
        /* A date or an amount has the digits of a number, not its form. */
        if (digits && number->size != number->piece.size &&
            !ar_text_equal(ar_book_text(documents->book->items[item], (enum ar_document_field)field), number->piece))
            continue;
        *out = (struct ar_document_found){number->piece, item, (enum ar_document_field)field};
        return true;
    }
    return false;
}

/* Is the piece of the text, as a whole, a number of an item? */
static inline bool is_document(struct ar_document_found *out, const struct scan *scan, struct ar_text piece,
                               enum before before)
{
    struct number number;
    return read_number(&number, scan->documents, &scan->ahead->view, piece) && look_up(out, scan, &number, before);
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
static bool is_labelled(struct ar_document_found *out, const struct scan *scan, struct ar_text piece)
{
    size_t letters = 0, digits;
    while (letters < piece.size && ar_class_of(piece.at[letters]) == AR_LETTER)
        letters++;
    for (digits = letters; digits < piece.size && ar_class_of(piece.at[digits]) == AR_INNER;)
        digits++;
    struct ar_text label = {piece.at, letters}, number = {piece.at + digits, piece.size - digits};
    if (letters == 0 || !ar_all_digits(number) || !ar_documents_label(label) || !is_document(out, scan, number, LABEL))
        return false;
    enum label kind = label_of(label);
    return (kind != CREDITS || scan->documents->book->items[out->item]->amount < 0) &&
           (kind != ORDERS || out->field != AR_BY_DOC);
}

uint32_t ar_documents_like(const struct ar_documents *documents, struct ar_text doc, struct ar_text digits)
{
    char form[AR_COMPACT_SIZE];
    size_t size = ar_compact(form, doc), tail = 0;
    while (tail < size && ar_class_of(form[size - 1 - tail]) == AR_DIGIT)
        tail++;
    if (digits.size == 0 || digits.size > tail || !ar_all_digits(digits))
        return AR_NO_ITEM;
    memcpy(form + size - digits.size, digits.at, digits.size);
    return ar_documents_find(documents, AR_BY_DOC, (struct ar_text){form, size});
}

/* A word before a number that goes on at what joins them: Invoice:9000000001. */
static bool is_label_before(struct ar_text piece, char joint)
{
    return ar_documents_label(piece) && (joint == ':' || label_of(piece) == ANY_DOCUMENT);
}

/* A token whose parts, cut at what joins them, are documents each, words before them or, as in INV-16/17/18, the ends
   of documents like the one before: takes the first. */
static bool scan_parts(struct ar_document_found *out, const struct scan *scan, struct ar_text token)
{
    struct ar_text rest = token, last = AR_TEXT("");
    bool found = false;
    while (rest.size > 0) {
        size_t best = 0;
        struct ar_document_found part;
        for (size_t end = rest.size; end > 0 && best == 0; end--) {
            if ((end < rest.size && !ar_joins(rest.at[end])) || ar_joins(rest.at[end - 1]))
                continue;
            struct ar_text piece = {rest.at, end};
            if (is_document(&part, scan, piece, NO_WORD) || is_labelled(&part, scan, piece)) {
                best = end;
                last = part.text;
                if (!found)
                    *out = part;
                found = true;
            } else if ((end < rest.size && is_label_before(piece, rest.at[end])) ||
                       (last.size > 0 && ar_documents_like(scan->documents, last, piece) != AR_NO_ITEM)) {
                best = end;
            }
        }
        if (best == 0)
            return false; /* something else is in it: then its parts may be pieces of a longer number */
        while (best < rest.size && ar_joins(rest.at[best]))
            best++;
        rest = (struct ar_text){rest.at + best, rest.size - best};
    }
    return found;
}

/* Does any number begin with what the token does? */
static bool may_begin(const struct ar_documents *documents, const struct ar_document_view *view, struct ar_text token)
{
    size_t start = (size_t)(token.at - view->text.at);
    uint64_t behind = view->forms >> (start - view->from) & ~UINT64_C(1);
    unsigned two;
    if (AR_LIKELY(behind != 0))
        two = ar_two_of((char)ar_compact_bytes[(unsigned char)token.at[0]],
                        (char)ar_compact_bytes[(unsigned char)token.at[__builtin_ctzll(behind)]]);
    else
        two = ar_two_at(view->text, start);
    return documents->begins[two / 64] >> two % 64 & 1;
}

/* A number that is the token, or it and what follows it: the longest one. */
static bool scan_words(struct ar_document_found *out, const struct scan *scan, struct ar_text token, size_t end)
{
    struct ar_text longer[AR_WORDS_JOINED] = {token}, next;
    unsigned count = 1, most = AR_WORDS_JOINED;
    uint64_t digits, gaps;
    if (ar_document_view_piece(&scan->ahead->view, token, &digits, &gaps)
            ? (digits & (digits + 1)) == 0 && digits >> (token.size - 1)
            : ar_all_digits(token))
        most = 1; /* digits begin no number of several words */
    for (; count < most && ar_document_view_token(&scan->ahead->view, &next, &end); count++)
        longer[count] = (struct ar_text){token.at, (size_t)(next.at + next.size - token.at)};
    while (count-- > 0) {
        bool blank = count == 0 || longer[count].size - longer[count - 1].size > 1;
        if (blank && is_document(out, scan, longer[count], ANY_WORD))
            return true;
    }
    return false;
}

bool ar_documents_ahead_scan(struct ar_document_found *out, const struct ar_documents *documents,
                             struct ar_document_ahead *ahead, size_t *from)
{
    const struct scan scan = {documents, ahead, *from};
    struct ar_text token;
    for (size_t at = *from; ar_document_view_token(&ahead->view, &token, &at); *from = at)
        if ((may_begin(documents, &ahead->view, token) && scan_words(out, &scan, token, at)) ||
            (view_has_digit(&ahead->view, token) && scan_parts(out, &scan, token))) {
            *from = (size_t)(out->text.at + out->text.size - ahead->view.text.at);
            return true;
        }
    return false;
}

bool ar_documents_scan(struct ar_document_found *out, const struct ar_documents *documents, struct ar_text text,
                       size_t *from)
{
    struct ar_document_ahead ahead;
    ahead.count = 0;
    ar_document_view_begin(&ahead.view, text);
    return ar_documents_ahead_scan(out, documents, &ahead, from);
}
