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

struct ar_document_token {
    struct ar_text text;
    bool seen; /* or too long for the window, then its bits are not known */
    uint64_t digits, gaps; /* of its bytes, a bit each; gaps: left out of the compact form */
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
bool ar_document_view_move_on(struct ar_document_view *view, struct ar_document_token *token, size_t *from);

/* A token in the window: its digits and letters there, a bit each. */
static inline void ar_document_view_take(const struct ar_document_view *view, struct ar_document_token *token,
                                         uint64_t forms)
{
    unsigned start = (unsigned)__builtin_ctzll(forms), last = 63 - (unsigned)__builtin_clzll(forms);
    token->text = (struct ar_text){view->text.at + view->from + start, last + 1 - start};
    token->seen = true;
    token->digits = (view->digits & forms) >> start;
    token->gaps = (((uint64_t)2 << last) - 1 - forms) >> start; /* the bits before it fall off */
}

/* The digits and letters of the token that ar_document_view_token would find; *from moves behind it. 0 when there is
   none in the window, or it is not certain. */
static inline uint64_t ar_document_view_look(const struct ar_document_view *view, size_t *from)
{
    size_t begin = *from - view->from;
    uint64_t forms = begin < view->size ? view->forms >> begin << begin : 0;
    if (AR_UNLIKELY(forms == 0))
        return 0;
    uint64_t breaks = ~(view->words | ((forms - 1) & ~forms)); /* behind its beginning; bit 63 is one */
    unsigned end = (unsigned)__builtin_ctzll(breaks);
    if (AR_UNLIKELY(end >= view->sure))
        return 0;
    *from = view->from + end;
    return forms & (breaks - 1) & ~breaks;
}

/* A run of letters, digits and what joins them, at or behind *from, which moves behind it; blanks and all else end it,
   but for a comma between digits. False when there is none: *from is the end of the text. */
static inline bool ar_document_view_token(struct ar_document_view *view, struct ar_document_token *token, size_t *from)
{
    uint64_t forms = ar_document_view_look(view, from);
    if (AR_UNLIKELY(forms == 0))
        return ar_document_view_move_on(view, token, from);
    ar_document_view_take(view, token, forms);
    return true;
}

/* As ar_document_view_token, for the next one that has a digit; tokens beyond the window are not seen. */
static inline bool ar_document_view_number(const struct ar_document_view *view, struct ar_document_token *token,
                                           size_t *from)
{
    size_t begin = *from - view->from;
    uint64_t digits = begin < view->size ? view->digits >> begin << begin : 0;
    if (digits == 0)
        return false;
    uint64_t before = (digits - 1) & ~digits;
    uint64_t outside = (~view->words & before) << 1 | (uint64_t)1 << begin; /* the word begins at the last one */
    unsigned word = 63 - (unsigned)__builtin_clzll(outside);
    uint64_t forms = view->forms >> word << word, breaks = ~view->words & ~before;
    unsigned end = (unsigned)__builtin_ctzll(breaks);
    if (end >= view->sure)
        return false;
    ar_document_view_take(view, token, forms & (breaks - 1) & ~breaks);
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
