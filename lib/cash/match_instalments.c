/* SPDX-License-Identifier: MIT */
/* Documents in instalments: what is paid beyond the one that is named goes to the next ones, unless the text has a
   number that may be what the rest is for. */
#include "cash/documents_form.h"
#include "cash/match_work.h"

/* ---- numbers that nobody knows -------------------------------------------------------------------------------------
 */

/* The end of a number in a list, of which only that stands in the text. */
static bool is_listed(const struct ar_match_work *work, struct ar_text compact)
{
    for (size_t i = 0; i < work->claim_count; i++) {
        char form[AR_COMPACT_SIZE];
        size_t size = ar_compact(form, work->claims[i].claim.reference);
        if (size >= compact.size && memcmp(form + size - compact.size, compact.at, compact.size) == 0)
            return true;
    }
    return false;
}

/* Digits as many as those that a document's number ends in, or a number of a document's form. */
static bool is_like_a_number(const struct ar_match_work *work, struct ar_text text, struct ar_text piece,
                             struct ar_text doc)
{
    const uint64_t *shapes = work->match->documents.by[AR_BY_DOC].shapes;
    char form[AR_COMPACT_SIZE], own[AR_COMPACT_SIZE];
    struct ar_text compact = {form, ar_compact(form, piece)}, prefix;
    if (!ar_has_digit(compact) || ar_match_is_claimed(work, piece) || is_listed(work, compact))
        return false;
    bool shape = ar_has_shape(shapes, ar_shape_of(compact));
    if (!ar_all_digits(compact))
        return shape;
    struct ar_text tail = ar_documents_digits((struct ar_text){own, ar_compact(own, doc)}, &prefix);
    return compact.size == piece.size && compact.size >= 3 && !ar_is_year(compact) &&
           (shape || compact.size <= tail.size) && !ar_match_is_aside(work, text, piece);
}

struct ar_text ar_match_unknown_number(const struct ar_match_work *work, const struct ar_match_claim *claim)
{
    struct ar_text text = claim->claim.reason, token, last = AR_TEXT("");
    struct ar_text doc = ar_book_doc(work->match->book->items[claim->item]);
    if (claim->claim.line != 0)
        return AR_TEXT(""); /* of an advice, which has its own lines */
    for (size_t from = 0; ar_documents_token(&token, text, &from); last = token) {
        struct ar_text joined = {last.at, last.size > 0 ? (size_t)(token.at + token.size - last.at) : 0};
        if (is_like_a_number(work, text, token, doc))
            return token;
        if (joined.size > 0 && !ar_has_digit(last) && is_like_a_number(work, text, joined, doc))
            return joined;
        for (size_t start = 0, end; start < token.size; start = end + 1) {
            for (end = start; end < token.size && memchr("/,&+", token.at[end], 4) == NULL;)
                end++;
            struct ar_text piece = {token.at + start, end - start};
            if (piece.size < token.size && is_like_a_number(work, text, piece, doc))
                return piece;
        }
    }
    return AR_TEXT("");
}

/* ---- lines of a document--------------------------------------------------------------------------------------------
 * ------------------------------------------------------------------------------------------------
 */

unsigned ar_match_lines_of(const struct ar_match_work *work, uint32_t item, uint32_t lines[static AR_LINES_MOST])
{
    const struct ar_book *book = work->match->book;
    const struct ar_documents *documents = &work->match->documents;
    char form[AR_COMPACT_SIZE];
    struct ar_text compact = ar_documents_number(form, documents, item);
    unsigned count = 0, looked = 0;
    for (uint32_t i = ar_documents_find(documents, AR_BY_DOC, compact);
         i != AR_NO_ITEM && count < AR_LINES_MOST && looked < AR_CHAIN_MOST;
         i = ar_documents_next(documents, AR_BY_DOC, i), looked++)
        if (ar_book_is_line_of(book->items[i], book->items[item]))
            lines[count++] = i;
    return count;
}

bool ar_match_next_line(const struct ar_match_work *work, uint32_t item, uint32_t *next)
{
    struct ar_book_item *const *items = work->match->book->items;
    uint32_t lines[AR_LINES_MOST];
    unsigned count = items[item]->shared ? ar_match_lines_of(work, item, lines) : 0;
    *next = AR_NO_ITEM;
    for (unsigned i = 0; i < count; i++)
        if (ar_book_is_due_before(items[item], items[lines[i]]) && ar_match_candidate(work, lines[i]) &&
            !ar_match_has_claim(work, lines[i]) &&
            (*next == AR_NO_ITEM || ar_book_is_due_before(items[lines[i]], items[*next])))
            *next = lines[i];
    return *next != AR_NO_ITEM;
}

bool ar_match_pays_lines(const struct ar_match_work *work, uint32_t item, int64_t amount)
{
    const struct ar_book *book = work->match->book;
    ar_int128 left = (ar_int128)amount - book->items[item]->open;
    for (unsigned i = 0; left > 0 && i < AR_LINES_MOST && ar_match_next_line(work, item, &item); i++)
        left -= book->items[item]->open;
    return left == 0;
}

static int64_t applied_to(const struct ar_match_work *work, uint32_t item)
{
    int64_t sum = 0;
    for (size_t i = 0; i < work->row_count; i++)
        if (work->rows[i].item == item && work->rows[i].status == AR_APPLIED)
            sum += work->rows[i].applied;
    return sum;
}

struct ar_text ar_match_pay_next_lines(struct ar_match_work *work)
{
    const struct ar_book *book = work->match->book;
    struct ar_text unknown = AR_TEXT("");
    for (size_t i = 0; i < work->claim_count && work->left > 0; i++) {
        struct ar_match_claim claim = work->claims[i];
        bool document = claim.rule == AR_RULE_DOCUMENT || claim.rule == AR_RULE_STRUCTURED;
        if (!document || claim.state != AR_CLAIM_OPEN || book->items[claim.item]->open != 0)
            continue;
        int64_t budget = work->left;
        if (claim.claim.has_amount && claim.claim.amount - applied_to(work, claim.item) < budget)
            budget = claim.claim.amount - applied_to(work, claim.item);
        uint32_t next;
        if (ar_match_next_line(work, claim.item, &next) && unknown.size == 0)
            unknown = ar_match_unknown_number(work, &claim);
        if (unknown.size > 0)
            break;
        for (uint32_t item = claim.item; budget > 0 && ar_match_next_line(work, item, &item);) {
            int64_t open = book->items[item]->open, part = open < budget ? open : budget;
            if (open <= 0)
                continue;
            ar_match_settle_item(work, &claim, item, part, false);
            budget -= part;
        }
    }
    return unknown;
}
