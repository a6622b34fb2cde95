/* SPDX-License-Identifier: MIT */
/* Document numbers in text: whole ones only. */
#include "cash/documents.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const char *const docs[] = {"INV/2024/0001", "CN/2024/0002", "RE-77",  "1930717650",
                                   "1930717651",    "0042",         "A-1001", "A-1002"};

static struct ar_book book;
static struct ar_documents documents;

static int set_up(void **unused)
{
    (void)unused;
    size_t count = sizeof docs / sizeof *docs;
    if (ar_grow(&book.items, &book.capacity, count, sizeof *book.items) != AR_OK)
        return 1;
    for (size_t i = 0; i < count; i++) {
        const struct ar_text texts[] = {ar_text_from(docs[i]), AR_TEXT(""), AR_TEXT("")};
        struct ar_book_item *item = book.items[book.count++] = ar_book_place(&book, 0);
        if (item == NULL)
            return 1;
        *item = (struct ar_book_item){.settled = false};
        if (ar_book_keep_texts(&book, item, texts) != AR_OK)
            return 1;
    }
    if (ar_documents_begin(&documents, &book, 1) != AR_OK)
        return 1;
    ar_documents_learn(&documents);
    if (ar_documents_index(&documents, AR_BY_DOC) != AR_OK)
        return 1;
    ar_documents_ready(&documents);
    return 0;
}

static int tear_down(void **unused)
{
    (void)unused;
    ar_documents_free(&documents);
    ar_book_free(&book);
    return 0;
}

/* The documents that a text names, joined by blanks. */
static void names_docs(const char *text, const char *expected)
{
    struct ar_document_found found;
    char out[200] = "";
    size_t size = 0;
    for (size_t from = 0; ar_documents_scan(&found, &documents, ar_text_from(text), &from);) {
        struct ar_text doc = ar_book_doc(book.items[found.item]);
        if (size > 0)
            out[size++] = ' ';
        memcpy(out + size, doc.at, doc.size);
        size += doc.size;
    }
    out[size] = '\0';
    assert_string_equal(out, expected);
}

static void whole(void **unused)
{
    (void)unused;
    names_docs("pays INV/2024/0001.", "INV/2024/0001");
    names_docs("inv 2024 0001", "INV/2024/0001");
    names_docs("INV20240001", "INV/2024/0001");
    names_docs("(INV-2024-0001)", "INV/2024/0001");
    names_docs("CN/2024/0001", "");
    names_docs("2024/0001", "");
    names_docs("XINV/2024/0001", "");
    names_docs("INV/2024/00011", "");
    names_docs("INV/2024/0001/7", "");
    names_docs("", "");
    names_docs("no number here", "");
}

static void several(void **unused)
{
    (void)unused;
    names_docs("INV/2024/0001, CN/2024/0002; RE-77", "INV/2024/0001 CN/2024/0002 RE-77");
    names_docs("A-1001/A-1002", "A-1001 A-1002");
    names_docs("A-1001+A-1002", "A-1001 A-1002");
    names_docs("A-1001 A-1002", "A-1001 A-1002");
    names_docs("1930717650,1930717651", "1930717650 1930717651");
    names_docs("1930717650,1930717659", ""); /* one of them is not known: perhaps it is one number */
}

static void digits_alone(void **unused)
{
    (void)unused;
    names_docs("1930717650", "1930717650");
    names_docs("transfer 1930717650 thanks", "1930717650");
    names_docs("193071765.0", "");
    names_docs("1,930,717,650", "");
    names_docs("0042", "");
    names_docs("invoice 0042", "0042");
    names_docs("paid 00.42", "");
}

static enum ar_likeness like(const char *given, const char *doc)
{
    return ar_documents_likeness(ar_text_from(given), ar_text_from(doc));
}

static void likeness(void **unused)
{
    (void)unused;
    assert_int_equal(like("INV00027", "INV00027"), AR_SAME);
    assert_int_equal(like("INV27", "INV00027"), AR_SHORTENED);
    assert_int_equal(like("27", "INV00027"), AR_SHORTENED);
    assert_int_equal(like("INVOICE27", "INV00027"), AR_SHORTENED);
    assert_int_equal(like("INV00207", "INV00027"), AR_MISTYPED);
    assert_int_equal(like("INV40027", "INV00027"), AR_MISTYPED);
    assert_int_equal(like("INV0027", "INV00027"), AR_SHORTENED);
    assert_int_equal(like("CN00027", "INV00027"), AR_UNLIKE);
    assert_int_equal(like("PO27", "INV00027"), AR_UNLIKE);
    assert_int_equal(like("INV00999", "INV00027"), AR_UNLIKE);
    assert_int_equal(like("", "INV00027"), AR_UNLIKE);
}

static void compact(void **unused)
{
    (void)unused;
    char form[AR_COMPACT_SIZE];
    char longer[AR_COMPACT_SIZE + 2];
    memset(longer, 'a', sizeof longer);
    assert_int_equal(ar_compact(form, AR_TEXT(" inv-01/b ")), 6);
    assert_memory_equal(form, "INV01B", 6);
    assert_int_equal(ar_compact(form, AR_TEXT("-/.")), 0);
    assert_int_equal(ar_compact(form, (struct ar_text){longer, AR_COMPACT_SIZE}), AR_COMPACT_SIZE);
    assert_int_equal(ar_compact(form, (struct ar_text){longer, AR_COMPACT_SIZE + 1}), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(whole), cmocka_unit_test(several),
                                       cmocka_unit_test(digits_alone), cmocka_unit_test(likeness),
                                       cmocka_unit_test(compact)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
