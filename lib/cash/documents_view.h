/* SPDX-License-Identifier: MIT */
/* A window on a text: which of up to 63 bytes are digits, letters or what joins them, a bit each. */
#ifndef AR_CASH_DOCUMENTS_VIEW_H
#define AR_CASH_DOCUMENTS_VIEW_H

#include "base/status.h"
#include "base/text.h"

struct ar_document_view {
    struct ar_text text;
    size_t from; /* where the window begins in the text */
    unsigned size; /* bytes of it of which all is known; 0 at first */
    unsigned sure; /* a token that ends before here ends there; 64: all of them, the text's end is in the window */
    uint64_t digits, forms, words; /* forms: digits and letters; words: these and what joins them */
};

static inline void ar_document_view_begin(struct ar_document_view *view, struct ar_text text)
{
    view->text = text;
    view->from = 0;
    view->size = 0;
}

/* A window that holds what is at `from`, and all of a text of 63 bytes. */
void ar_document_view_move(struct ar_document_view *view, size_t from);

/* As ar_document_view_token, beyond the window. */
bool ar_document_view_move_on(struct ar_document_view *view, struct ar_text *token, size_t *from);

/* A run of letters, digits and what joins them, at or behind *from, which moves behind it; blanks and all else end it,
   but for a comma between digits. False when there is none: *from is the end of the text. */
static inline bool ar_document_view_token(struct ar_document_view *view, struct ar_text *token, size_t *from)
{
    size_t begin = *from - view->from;
    uint64_t forms = begin < view->size ? view->forms >> begin << begin : 0;
    if (AR_UNLIKELY(forms == 0))
        return ar_document_view_move_on(view, token, from);
    unsigned start = (unsigned)__builtin_ctzll(forms);
    uint64_t breaks = ~view->words >> start << start; /* bit 63 is one */
    unsigned end = (unsigned)__builtin_ctzll(breaks);
    if (AR_UNLIKELY(end >= view->sure))
        return ar_document_view_move_on(view, token, from);
    unsigned last = 63 - (unsigned)__builtin_clzll(forms & (breaks - 1) & ~breaks);
    *token = (struct ar_text){view->text.at + view->from + start, last + 1 - start};
    *from = view->from + end;
    return true;
}

/* As ar_document_view_token, for the next one that has a digit; tokens beyond the window are not seen. */
static inline bool ar_document_view_number(const struct ar_document_view *view, struct ar_text *token, size_t *from)
{
    size_t begin = *from - view->from;
    uint64_t digits = begin < view->size ? view->digits >> begin << begin : 0;
    if (digits == 0)
        return false;
    uint64_t before = (digits - 1) & ~digits;
    uint64_t joint = ~view->words & before; /* the breaks before the digit, or where the search begins */
    unsigned clear = joint == 0 ? 0 : 64 - (unsigned)__builtin_clzll(joint);
    clear = clear > begin ? clear : (unsigned)begin;
    uint64_t breaks = ~view->words >> clear << clear & ~before;
    unsigned end = (unsigned)__builtin_ctzll(breaks);
    uint64_t forms = view->forms >> clear << clear & (breaks - 1) & ~breaks;
    if (end >= view->sure)
        return false;
    unsigned start = (unsigned)__builtin_ctzll(forms), last = 63 - (unsigned)__builtin_clzll(forms);
    *token = (struct ar_text){view->text.at + view->from + start, last + 1 - start};
    *from = view->from + end;
    return true;
}

/* Which of the bytes of a piece of the text are digits, and which are left out of the compact form; false when not all
   of it is in the window. */
static inline bool ar_document_view_piece(const struct ar_document_view *view, struct ar_text piece, uint64_t *digits,
                                          uint64_t *gaps)
{
    size_t begin = (size_t)(piece.at - view->text.at) - view->from; /* before the window: a large number */
    if (AR_UNLIKELY(begin >= view->size || piece.size > view->size - begin))
        return false;
    uint64_t all = ~(~UINT64_C(0) << piece.size);
    *digits = view->digits >> begin & all;
    *gaps = ~(view->forms >> begin) & all;
    return true;
}

#endif
