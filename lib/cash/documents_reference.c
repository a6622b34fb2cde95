/* SPDX-License-Identifier: MIT */
/* Structured references, as a bank carries them or as they are printed in a text: which item one tells. */
#include "cash/documents_form.h"
#include "ledger/reference.h"

/* The number of the item's customer, with zeros beside it, perhaps. */
static bool is_customer(const struct ar_documents *documents, uint32_t item, struct ar_text text)
{
    const struct ar_book *book = documents->book;
    char form[AR_COMPACT_SIZE];
    size_t size = ar_compact(form, book->customers.at[book->items[item]->customer]), start = 0, end = text.size;
    while (start + size < end && text.at[start] == '0')
        start++;
    while (end > start + size && text.at[end - 1] == '0')
        end--;
    return size > 0 && end - start == size && memcmp(form, text.at + start, size) == 0;
}

/* The document inside a reference: all between its check digits, but for zeros before it, or what stands there behind
   the number of its customer. */
static uint32_t find_inside(const struct ar_documents *documents, const struct ar_reference *reference)
{
    const size_t before = reference->kind == AR_REFERENCE_RF ? 4 : 0;
    const size_t behind = reference->kind == AR_REFERENCE_RF ? 0 : reference->kind == AR_REFERENCE_OGM ? 2 : 1;
    if (reference->size <= before + behind)
        return AR_NO_ITEM;
    struct ar_text inner = {reference->compact + before, reference->size - before - behind};
    bool zeros = true;
    for (size_t skip = 0; skip < inner.size; skip++) {
        uint32_t item = ar_documents_find(documents, AR_BY_DOC, (struct ar_text){inner.at + skip, inner.size - skip});
        if (item != AR_NO_ITEM && (zeros || is_customer(documents, item, (struct ar_text){inner.at, skip})))
            return item;
        zeros = zeros && inner.at[skip] == '0';
    }
    return AR_NO_ITEM;
}

uint32_t ar_documents_of_reference(const struct ar_documents *documents, struct ar_text text,
                                   enum ar_document_field *field)
{
    char form[AR_COMPACT_SIZE];
    struct ar_text compact = {form, ar_compact(form, text)};
    struct ar_reference reference;
    *field = AR_BY_REFERENCE;
    uint32_t item = ar_documents_find(documents, AR_BY_REFERENCE, compact);
    if (item != AR_NO_ITEM)
        return item;
    *field = AR_BY_DOC;
    item = ar_documents_find(documents, AR_BY_DOC, compact);
    return item == AR_NO_ITEM && ar_reference_parse(&reference, text) ? find_inside(documents, &reference) : item;
}

/* Does any item's reference begin as one with check digits does: RF, or two digits? */
bool ar_documents_has_references(const struct ar_documents *documents)
{
    const uint64_t *begins = documents->by[AR_BY_REFERENCE].begins;
    unsigned rf = ar_two_of('R', 'F');
    bool any = begins[rf / 64] >> rf % 64 & 1;
    for (unsigned number = 0; number < 100; number++) {
        unsigned two = ar_two_of((char)('0' + number / 10), (char)('0' + number % 10));
        any |= begins[two / 64] >> two % 64 & 1;
    }
    return any;
}

void ar_documents_ask_printed(const struct ar_documents *documents, struct ar_text text)
{
    struct ar_reference reference;
    for (size_t from = 0; ar_reference_find(&reference, text, from);
         from = (size_t)(reference.found.at - text.at) + reference.found.size)
        ar_documents_ask_whole(documents, reference.found);
}
