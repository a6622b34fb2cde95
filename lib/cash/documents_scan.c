/* SPDX-License-Identifier: MIT */
/* The scanner that reads numbers out of text. */
#include "base/fetch.h"
#include "cash/documents_form.h"
#include "cash/documents_view.h"
#include "cash/words.h"

enum { DIGITS_ALONE = 5 };

/* Tokens are handed on in registers: written and read again at once, in other sizes, they would be waited for. */
#define AR_INLINE static inline __attribute__((always_inline))

static bool next_token(struct ar_text *token, struct ar_text text, size_t *from)
{
    struct ar_document_view view;
    struct ar_document_token next;
    ar_document_view_begin(&view, text);
    if (!ar_document_view_token(&view, &next, from))
        return false;
    *token = next.text;
    return true;
}

bool ar_documents_token(struct ar_text *out, struct ar_text text, size_t *from)
{
    return next_token(out, text, from);
}

static inline bool token_has_digit(struct ar_document_token token)
{
    return AR_LIKELY(token.seen) ? token.digits != 0 : ar_has_digit(token.text);
}

static inline bool token_is_digits(struct ar_document_token token)
{
    return AR_LIKELY(token.seen) ? token.digits == ~(~UINT64_C(0) << token.text.size) : ar_all_digits(token.text);
}

static inline struct ar_document_token part_of(struct ar_document_token token, size_t from, size_t to)
{
    unsigned start = from & 63, size = (to - from) & 63; /* where bits are known, they are less */
    uint64_t all = ~(~UINT64_C(0) << size);
    return (struct ar_document_token){
        {token.text.at + from, to - from}, token.seen, token.digits >> start & all, token.gaps >> start & all};
}

/* The compact form of a piece of a text: its digits, a bit each, and its size; 0 when it is longer than any. */
struct number {
    uint64_t digits;
    unsigned size;
};

static __attribute__((noinline)) struct number read_slowly(struct ar_text piece)
{
    char form[AR_COMPACT_SIZE];
    struct ar_text compact = {form, ar_compact(form, piece)};
    return (struct number){ar_digits_of(compact), (unsigned)compact.size};
}

/* False when it cannot be a number: no document has that shape, or it has no digit. */
AR_INLINE bool read_number(struct number *out, const struct ar_documents *documents, struct ar_document_token piece)
{
    struct number number = {piece.digits, (unsigned)piece.text.size};
    if (AR_UNLIKELY(!piece.seen))
        number = read_slowly(piece.text);
    else
        for (uint64_t gaps = piece.gaps; gaps != 0; number.size--) { /* what is behind a gap moves up to it */
            uint64_t before = (gaps - 1) & ~gaps;
            number.digits = (number.digits & before) | (number.digits >> 1 & ~before);
            gaps = gaps >> 1 & ~before;
        }
    *out = number;
    return number.size >= documents->shortest && number.size <= documents->longest && number.digits != 0 &&
           ar_has_shape(documents->shapes, ar_shape(number.digits, number.size));
}

static inline bool only_digits(uint64_t digits, unsigned size)
{
    return digits == ~UINT64_C(0) >> (64 - size);
}

/* ---- ahead ---------------------------------------------------------------------------------------------------------
 */

/* False when it cannot be a document's number. */
AR_INLINE bool add_ahead(struct ar_document_ahead *ahead, const struct ar_documents *documents,
                         struct ar_document_token piece)
{
    const struct ar_document_index *index = &documents->by[AR_BY_DOC];
    struct number number;
    char form[AR_COMPACT_SIZE];
    if (!read_number(&number, documents, piece) || !ar_has_shape(index->shapes, ar_shape(number.digits, number.size)))
        return false;
    if (ahead->count < AR_AHEAD_MOST) {
        bool as_is = number.size == piece.text.size && only_digits(number.digits, number.size);
        struct ar_text compact = as_is ? piece.text : (struct ar_text){form, ar_compact(form, piece.text)};
        uint32_t hash = ar_hash_of(documents, compact);
        size_t slot = hash & (index->size - 1);
        ar_fetch(&index->slots[slot]);
        ahead->asked[ahead->count++] = (struct ar_document_asked){piece.text, hash, slot};
    }
    return true;
}

/* The parts of a token at what joins them: INV:16/17. */
static void add_parts_ahead(struct ar_document_ahead *ahead, const struct ar_documents *documents,
                            struct ar_document_token token)
{
    size_t start = 0, size = token.text.size;
    for (uint64_t gaps = token.gaps; gaps != 0 && start < size; gaps &= gaps - 1) {
        struct ar_document_token part = part_of(token, start, (size_t)__builtin_ctzll(gaps));
        if (part.digits != 0)
            add_ahead(ahead, documents, part);
        start += part.text.size + 1;
    }
    struct ar_document_token part = part_of(token, start, size);
    if (start > 0 && part.digits != 0)
        add_ahead(ahead, documents, part);
}

void ar_documents_ahead(struct ar_document_ahead *ahead, const struct ar_documents *documents, struct ar_text text)
{
    struct ar_document_token token;
    ahead->count = 0;
    ar_document_view_begin(&ahead->view, text);
    if (documents->by[AR_BY_DOC].size == 0 || text.size == 0)
        return;
    ar_document_view_move(&ahead->view, 0);
    for (size_t at = 0; ahead->count < AR_AHEAD_MOST && ar_document_view_number(&ahead->view, &token, &at);)
        if (!add_ahead(ahead, documents, token))
            add_parts_ahead(ahead, documents, token);
}

void ar_documents_ahead_step(struct ar_document_ahead *ahead, const struct ar_documents *documents, unsigned step)
{
    const struct ar_document_index *index = &documents->by[AR_BY_DOC];
    struct ar_book_item *const *items = documents->book->items;
    for (unsigned i = 0; i < ahead->count; i++) {
        size_t slot =
            step == 0 ? ar_documents_slot_near(documents, AR_BY_DOC, ahead->asked[i].hash) : ahead->asked[i].slot;
        uint32_t item = ar_documents_at(documents, AR_BY_DOC, slot); /* most likely the right one */
        ahead->asked[i].slot = slot;
        if (item == AR_NO_ITEM)
            continue;
        if (step == 0)
            ar_fetch(&index->keys[item]);
        if (ahead->count > 1) /* a list, perhaps, of one customer's items */
            ar_fetch(step == 0 ? (const void *)&items[item] : items[item]);
    }
}

/* ---- words ---------------------------------------------------------------------------------------------------------
 */

/* A list goes on behind the number that ended here: "Invoices 2165, 2197 und 2201". An amount is no part of it. */
static bool goes_on(struct ar_text text, size_t end)
{
    struct ar_text token, next;
    struct ar_currency currency;
    size_t at = end;
    if (end == 0 || !next_token(&token, text, &at))
        return false;
    bool joined = ar_word_joint(token) == AR_AND;
    for (const char *c = text.at + end; c < token.at; c++)
        joined |= *c == ',' || *c == ';' || *c == '+' || *c == '&' || *c == '/';
    return joined && !(next_token(&next, text, &at) && ar_currency_parse(&currency, next) == AR_OK);
}

/* ---- numbers -------------------------------------------------------------------------------------------------------
 */

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
        list = list && ar_word_joint(token) == AR_AND;
    return list || ar_documents_label(word);
}

/* A number whose shape there is: a document's? `digits` and `size` are of its compact form. */
static bool look_up(struct ar_document_found *out, const struct scan *scan, struct ar_text piece, uint64_t digits,
                    unsigned size, enum before before)
{
    const struct ar_documents *documents = scan->documents;
    const struct ar_document_ahead *ahead = scan->ahead;
    char form[AR_COMPACT_SIZE];
    unsigned shape = ar_shape(digits, size), i = 0;
    bool only = only_digits(digits, size);
    if (only && size < DIGITS_ALONE && !is_labelled_before(scan, piece, before))
        return false;
    struct ar_text compact = only && size == piece.size ? piece : (struct ar_text){form, ar_compact(form, piece)};
    while (i < ahead->count && (ahead->asked[i].text.at != piece.at || ahead->asked[i].text.size != piece.size))
        i++;
    bool known = i < ahead->count; /* asked for ahead */
    uint32_t hash = known ? ahead->asked[i].hash : ar_hash_of(documents, compact);
    for (unsigned number = 0; number < AR_DOCUMENT_FIELDS; number++) {
        enum ar_document_field field = (enum ar_document_field)number;
        const struct ar_document_index *index = &documents->by[field];
        if (!ar_has_shape(index->shapes, shape) || index->size == 0)
            continue;
        size_t slot = known && field == AR_BY_DOC ? ahead->asked[i].slot : hash & (index->size - 1);
        uint32_t item = ar_documents_at(documents, field, ar_documents_slot(documents, field, compact, hash, slot));
        if (item == AR_NO_ITEM)
            continue;
        /* A date or an amount has the digits of a number, not its form. */
        if (only && size != piece.size && !ar_text_equal(ar_book_text(documents->book->items[item], field), piece))
            continue;
        *out = (struct ar_document_found){piece, item, field};
        return true;
    }
    return false;
}

/* Is the piece of the text, as a whole, a number of an item? */
AR_INLINE bool is_document(struct ar_document_found *out, const struct scan *scan, struct ar_document_token piece,
                           enum before before)
{
    struct number number;
    return read_number(&number, scan->documents, piece) &&
           look_up(out, scan, piece.text, number.digits, number.size, before);
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
static bool is_labelled(struct ar_document_found *out, const struct scan *scan, struct ar_document_token piece)
{
    struct ar_text text = piece.text;
    size_t letters = 0, digits;
    while (letters < text.size && ar_class_of(text.at[letters]) == AR_LETTER)
        letters++;
    for (digits = letters; digits < text.size && ar_class_of(text.at[digits]) == AR_INNER;)
        digits++;
    struct ar_text label = {text.at, letters};
    struct ar_document_token number = part_of(piece, digits, text.size);
    if (letters == 0 || digits == text.size || !token_is_digits(number) || !ar_documents_label(label) ||
        !is_document(out, scan, number, LABEL))
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

/* The end of a part that begins at `start`, the last one before `end`; 0: there is none. */
static size_t part_end(struct ar_document_token token, size_t start, size_t end)
{
    if (AR_LIKELY(token.seen)) {
        uint64_t ends = token.gaps & ~(token.gaps << 1) & ~(~UINT64_C(0) << end) & ~UINT64_C(1) << start;
        return ends == 0 ? 0 : 63 - (size_t)__builtin_clzll(ends);
    }
    for (const char *at = token.text.at; --end > start;)
        if (ar_joins(at[end]) && !ar_joins(at[end - 1]))
            return end;
    return 0;
}

/* A token whose parts, cut at what joins them, are documents each, words before them or, as in INV-16/17/18, the ends
   of documents like the one before: takes the first. The whole is none. */
static bool scan_parts(struct ar_document_found *out, const struct scan *scan, struct ar_document_token token)
{
    struct ar_text text = token.text, last = AR_TEXT("");
    bool found = false;
    for (size_t start = 0, end; start < text.size; start = end) {
        struct ar_document_found part;
        for (end = text.size; end > 0; end = part_end(token, start, end)) {
            struct ar_document_token piece = part_of(token, start, end);
            bool whole = start == 0 && end == text.size;
            if ((!whole && is_document(&part, scan, piece, NO_WORD)) || is_labelled(&part, scan, piece)) {
                last = part.text;
                if (!found)
                    *out = part;
                found = true;
                break;
            }
            if ((end < text.size && is_label_before(piece.text, text.at[end])) ||
                (last.size > 0 && ar_documents_like(scan->documents, last, piece.text) != AR_NO_ITEM))
                break;
        }
        if (end == 0)
            return false; /* something else is in it: then its parts may be pieces of a longer number */
        while (end < text.size && ar_joins(text.at[end]))
            end++;
    }
    return found;
}

static inline bool may_begin(const struct ar_documents *documents, unsigned two)
{
    return documents->begins[two / 64] >> two % 64 & 1;
}

/* Neither has the token a digit nor does any number begin with what it does. */
static inline bool is_plain(const struct ar_documents *documents, const struct ar_document_view *view, uint64_t forms)
{
    const char *at = view->text.at + view->from;
    uint64_t behind = forms & (forms - 1);
    if ((view->digits & forms) != 0 || behind == 0)
        return false;
    return !may_begin(documents, ar_two_of((char)ar_compact_bytes[(unsigned char)at[__builtin_ctzll(forms)]],
                                           (char)ar_compact_bytes[(unsigned char)at[__builtin_ctzll(behind)]]));
}

/* A number that is the token, or it and what follows it: the longest one. */
static bool scan_words(struct ar_document_found *out, const struct scan *scan, struct ar_document_token token,
                       size_t end)
{
    struct ar_document_token longer[AR_WORDS_JOINED] = {token}, next;
    struct ar_document_view *view = &scan->ahead->view;
    unsigned count = 1;
    for (; count < AR_WORDS_JOINED && ar_document_view_token(view, &next, &end); count++) {
        const char *at = token.text.at;
        longer[count].text = (struct ar_text){at, (size_t)(next.text.at + next.text.size - at)};
        longer[count].seen =
            ar_document_view_piece(view, longer[count].text, &longer[count].digits, &longer[count].gaps);
    }
    while (count-- > 0) {
        bool blank = count == 0 || longer[count].text.size - longer[count - 1].text.size > 1;
        if (blank && is_document(out, scan, longer[count], ANY_WORD))
            return true;
    }
    return false;
}

/* The token, or it and what follows it, or a part of it. */
AR_INLINE bool scan_token(struct ar_document_found *out, const struct scan *scan, struct ar_document_token token,
                          size_t end)
{
    struct ar_text text = scan->ahead->view.text;
    bool digits = token_is_digits(token); /* they begin no number of several words */
    if (may_begin(scan->documents, ar_two_at(text, (size_t)(token.text.at - text.at))) &&
        (digits ? is_document(out, scan, token, ANY_WORD) : scan_words(out, scan, token, end)))
        return true;
    return !digits && token_has_digit(token) && scan_parts(out, scan, token);
}

bool ar_documents_ahead_scan(struct ar_document_found *out, const struct ar_documents *documents,
                             struct ar_document_ahead *ahead, size_t *from)
{
    const struct scan scan = {documents, ahead, *from};
    struct ar_document_view *view = &ahead->view;
    for (size_t at = *from;; *from = at) {
        struct ar_document_token token, next;
        uint64_t forms = ar_document_view_look(view, &at);
        if (AR_LIKELY(forms != 0)) {
            if (is_plain(documents, view, forms))
                continue; /* most words */
            ar_document_view_take(view, &token, forms);
        } else {
            size_t end = at;
            if (!ar_document_view_move_on(view, &next, &end))
                return false;
            token = next;
            at = end;
        }
        if (scan_token(out, &scan, token, at)) {
            *from = (size_t)(out->text.at + out->text.size - view->text.at);
            return true;
        }
    }
}

bool ar_documents_scan(struct ar_document_found *out, const struct ar_documents *documents, struct ar_text text,
                       size_t *from)
{
    struct ar_document_ahead ahead;
    ahead.count = 0;
    ar_document_view_begin(&ahead.view, text);
    return ar_documents_ahead_scan(out, documents, &ahead, from);
}
