/* SPDX-License-Identifier: MIT */
/* What texts may ask an index for, before it is made. */
#include "cash/documents_form.h"

static void ask(const struct ar_documents *documents, struct ar_text compact)
{
    unsigned shape = ar_shape_of(compact);
    if (!ar_has_shape(documents->by[AR_BY_REFERENCE].shapes, shape) &&
        !ar_has_shape(documents->by[AR_BY_ORDER].shapes, shape))
        return;
    uint32_t bit = ar_hash_of(documents, compact) & documents->asked_mask;
    __atomic_fetch_or(&documents->asked[bit / 64], (uint64_t)1 << bit % 64, __ATOMIC_RELAXED);
}

/* What is_document may be given from `start` on: up to each joint in the token, its end, and the ends of those behind
   it. */
static void ask_from(const struct ar_documents *documents, struct ar_document_view *view, size_t start,
                     size_t token_end)
{
    struct ar_text text = view->text;
    char form[AR_COMPACT_SIZE];
    struct ar_document_token next;
    size_t size = 0, at = start, end = token_end;
    bool digit = false, digits = true;
    for (unsigned tokens = 1; tokens <= AR_WORDS_JOINED; tokens++) {
        for (; at < end; at++) {
            unsigned char c = ar_compact_bytes[(unsigned char)text.at[at]];
            if (c == 0) {
                if (tokens == 1 && digit && ar_joins(text.at[at]) && !ar_joins(text.at[at - 1]))
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
        if (digits || !ar_document_view_token(view, &next, &end))
            return; /* digits begin no number of several words */
        at = (size_t)(next.text.at - text.at);
        end = at + next.text.size;
    }
}

/* Does any reference or purchase order begin with what stands there? */
static bool may_ask(const struct ar_documents *documents, struct ar_text text, size_t start)
{
    unsigned two = ar_two_at(text, start);
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
    struct ar_document_view view;
    struct ar_document_token token;
    ar_document_view_begin(&view, text);
    for (size_t at = 0; ar_document_view_token(&view, &token, &at);) {
        size_t begin = (size_t)(token.text.at - text.at);
        bool letters = false; /* alone since the piece began */
        for (size_t i = begin; i < begin + token.text.size; i++) {
            char class = ar_class_of(text.at[i]);
            bool first = i == begin || ar_joins(text.at[i - 1]);
            bool begins = class != AR_INNER && text.at[i] != ',' && first;
            if ((begins || (letters && class == AR_DIGIT)) && may_ask(documents, text, i))
                ask_from(documents, &view, i, begin + token.text.size);
            letters = class == AR_LETTER && (begins || letters);
        }
    }
}
