/* SPDX-License-Identifier: MIT */
/* Fuzzes the reading of document numbers out of texts: lines before an empty one are documents, what is behind it is
   the text of a payment. Each number that is found lies in the text, and the search goes on behind it. */
#include "cash/match_work.h"

#include <stdlib.h>

enum { DOCS_MOST = 60 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(bool holds)
{
    if (!holds)
        abort();
}

/* The documents; what is behind them stays in *rest. */
static void read_documents(struct ar_book *book, struct ar_text *rest)
{
    while (rest->size > 0 && book->count < DOCS_MOST) {
        const char *end = memchr(rest->at, '\n', rest->size);
        struct ar_text line = {rest->at, end == NULL ? rest->size : (size_t)(end - rest->at)};
        size_t used = line.size + (end != NULL);
        *rest = (struct ar_text){rest->at + used, rest->size - used};
        if (line.size == 0)
            return;
        const struct ar_text texts[AR_DOCUMENT_FIELDS] = {line, AR_TEXT(""), AR_TEXT("")};
        need(ar_grow(&book->items, &book->capacity, book->count + 1, sizeof *book->items) == AR_OK);
        struct ar_book_item *item = &book->items[book->count];
        *item = (struct ar_book_item){.customer = (uint32_t)(book->count % 3), .amount = 100, .open = 100};
        need(ar_book_keep_texts(book, item, texts) == AR_OK);
        book->count++;
    }
}

static void scan(struct ar_match_work *work, struct ar_text text)
{
    const struct ar_documents *documents = &work->match->documents;
    struct ar_document_found found;
    for (size_t from = 0, before = 0; ar_documents_scan(&found, documents, text, &from); before = from) {
        need(found.item < work->match->book->count && from > before && from <= text.size);
        need(found.text.at >= text.at && found.text.at + found.text.size <= text.at + text.size);
        size_t list = from;
        ar_match_list(work, text, found.item, &list);
        need(list >= from && list <= text.size && work->status == AR_OK);
        for (size_t i = 0; i < work->claim_count; i++)
            need(work->claims[i].item < work->match->book->count);
    }
}

static void compare(const struct ar_match *match, struct ar_text text)
{
    struct ar_text token;
    char given[AR_COMPACT_SIZE], form[AR_COMPACT_SIZE];
    for (size_t from = 0; ar_documents_token(&token, text, &from);)
        for (size_t i = 0; i < match->book->count; i++) {
            struct ar_text doc = ar_book_doc(&match->book->items[i]);
            struct ar_text a = {given, ar_compact(given, token)}, b = {form, ar_compact(form, doc)};
            need(ar_documents_likeness(a, b) != AR_SAME || ar_text_equal(a, b));
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct ar_rules rules;
    struct ar_book book = {0};
    struct ar_match match;
    struct ar_text text = {(const char *)data, size};
    read_documents(&book, &text);
    ar_match_init(&match, &book, &rules);
    struct ar_match_work work = {.match = &match, .status = AR_OK};
    ar_documents_begin(&match.documents, &book, 1);
    need(ar_documents_index(&match.documents, AR_BY_DOC) == AR_OK);
    ar_documents_ready(&match.documents);
    if (text.size < 4096) {
        scan(&work, text);
        compare(&match, text);
    }
    free(work.claims);
    ar_match_free(&match);
    ar_book_free(&book);
    return 0;
}
