/* SPDX-License-Identifier: MIT */
/* Fuzzes the reading of document numbers out of texts: lines before an empty one are documents, each with a reference
   behind '=', what is behind it is the text of a payment. Each number that is found lies in the text, and the search
   goes on behind it; an index of only what the text asks for finds the same as one of all, and so does a scan that
   looked ahead. And of months out of it. */
#include "cash/match_work.h"
#include "cash/months.h"

#include <stdlib.h>

enum { DOCS_MOST = 60 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(bool holds)
{
    if (!holds)
        abort();
}

/* Numbers of the items' customers: a reference may have them in front of a document's. */
static void add_customers(struct ar_book *book)
{
    static const struct ar_text numbers[] = {AR_TEXT("1"), AR_TEXT("30001"), AR_TEXT("D-2")};
    uint32_t number;
    for (unsigned i = 0; i < sizeof numbers / sizeof *numbers; i++)
        need(ar_keys_add(&book->customers, &number, numbers[i]) == AR_OK && number == i);
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
        const char *reference = memchr(line.at, '=', line.size);
        struct ar_text texts[AR_DOCUMENT_FIELDS] = {line, AR_TEXT(""), AR_TEXT("")};
        if (reference != NULL) {
            texts[AR_BY_DOC].size = (size_t)(reference - line.at);
            texts[AR_BY_REFERENCE] = (struct ar_text){reference + 1, line.size - texts[AR_BY_DOC].size - 1};
        }
        need(ar_grow(&book->items, &book->capacity, book->count + 1, sizeof *book->items) == AR_OK);
        struct ar_book_item *item = book->items[book->count] = ar_book_place(book, 0);
        need(item != NULL);
        *item = (struct ar_book_item){.customer = (uint32_t)(book->count % 3), .amount = 100, .open = 100};
        need(ar_book_keep_texts(book, item, texts) == AR_OK);
        book->count++;
    }
}

static void scan(const struct ar_documents *documents, struct ar_text text)
{
    struct ar_document_found found, again;
    struct ar_document_ahead ahead;
    size_t other = 0;
    ar_documents_ahead(&ahead, documents, text);
    for (size_t from = 0, before = 0; ar_documents_scan(&found, documents, text, &from); before = from) {
        need(ar_documents_ahead_scan(&again, documents, &ahead, &other) && other == from);
        need(again.item == found.item && again.field == found.field && again.text.at == found.text.at);
        need(found.item < documents->book->count && from > before && from <= text.size);
        need(found.text.at >= text.at && found.text.at + found.text.size <= text.at + text.size);
    }
    need(!ar_documents_ahead_scan(&again, documents, &ahead, &other));
}

/* Each document once, and where it stands. */
static void name(const struct ar_documents *documents, struct ar_text text)
{
    struct ar_named_list list = {.count = 0};
    bool named[DOCS_MOST] = {false};
    struct ar_document_ahead ahead;
    ar_documents_ahead(&ahead, documents, text);
    need(ar_match_name(&list, documents, &ahead) == AR_OK);
    for (size_t i = 0; i < list.count; i++) {
        const struct ar_named *one = &list.at[i];
        need(one->item < documents->book->count && !named[one->item]);
        need((size_t)one->start + one->size <= text.size);
        named[one->item] = true;
    }
    free(list.at);
}

static void make_index(struct ar_documents *documents, const struct ar_book *book, const struct ar_text *asked)
{
    need(ar_documents_begin(documents, book, 1) == AR_OK);
    ar_documents_learn(documents);
    if (asked != NULL) {
        need(ar_documents_expect(documents, 1) == AR_OK);
        ar_documents_ask(documents, *asked);
    }
    for (unsigned field = 0; field < AR_DOCUMENT_FIELDS; field++)
        need(ar_documents_index(documents, (enum ar_document_field)field) == AR_OK);
    ar_documents_ready(documents);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return ((c | 32) >= 'a' && (c | 32) <= 'z') || (unsigned char)c >= 0x80;
}

/* Can a scan begin there? Outside a word, or at the digits behind letters: "to9000". */
static bool can_begin(struct ar_text text, size_t at)
{
    size_t word = at;
    if (at == text.size || !(is_digit(text.at[at]) || is_letter(text.at[at])))
        return true;
    while (word > 0 && is_letter(text.at[word - 1]))
        word--;
    return (word == at || is_digit(text.at[at])) && (word == 0 || !is_digit(text.at[word - 1]));
}

static void scan_both(const struct ar_documents *all, const struct ar_documents *asked, struct ar_text text)
{
    struct ar_document_found a, b;
    for (size_t start = 0; start <= text.size; start++) {
        size_t one = start, other = start;
        if (!can_begin(text, start))
            continue;
        bool found = ar_documents_scan(&a, all, text, &one);
        need(found == ar_documents_scan(&b, asked, text, &other) && one == other);
        need(!found || (a.item == b.item && a.field == b.field && a.text.at == b.text.at));
    }
}

/* Months that the text names, in their order when it says a range; of no payer. */
static void read_months(struct ar_text text)
{
    struct ar_months named;
    struct ar_date day;
    need(ar_date_from_civil(&day, 2026, 6, 15) == AR_OK);
    bool any = ar_months_read(&named, text, AR_TEXT("Jan"), day);
    need(any == (named.count > 0) && named.count <= AR_MONTHS_MOST);
    for (unsigned i = 0; i < named.count; i++)
        need(named.at[i] >= 0 && (named.at[i] < 12 || named.at[i] / 12 - 2026 <= 1));
}

static void compare(const struct ar_match *match, struct ar_text text)
{
    struct ar_text token;
    char given[AR_COMPACT_SIZE], form[AR_COMPACT_SIZE];
    for (size_t from = 0; ar_documents_token(&token, text, &from);)
        for (size_t i = 0; i < match->book->count; i++) {
            struct ar_text doc = ar_book_doc(match->book->items[i]);
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
    add_customers(&book);
    read_documents(&book, &text);
    ar_match_init(&match, &book, &rules);
    make_index(&match.documents, &book, NULL);
    if (text.size < 4096) {
        struct ar_documents asked;
        make_index(&asked, &book, &text);
        scan(&match.documents, text);
        name(&match.documents, text);
        read_months(text);
        compare(&match, text);
        if (text.size < 256)
            scan_both(&match.documents, &asked, text);
        ar_documents_free(&asked);
    }
    ar_match_free(&match);
    ar_book_free(&book);
    return 0;
}
