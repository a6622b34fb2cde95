/* SPDX-License-Identifier: MIT */
/* How alike two numbers of documents are. */
#include "cash/documents_form.h"

struct ar_text ar_documents_digits(struct ar_text compact, struct ar_text *prefix)
{
    size_t start = compact.size;
    while (start > 0 && ar_class_of(compact.at[start - 1]) == AR_DIGIT)
        start--;
    *prefix = (struct ar_text){compact.at, start};
    while (start + 1 < compact.size && compact.at[start] == '0')
        start++;
    return (struct ar_text){compact.at + start, compact.size - start};
}

char ar_documents_digit(struct ar_text compact)
{
    char last = compact.size > 0 ? compact.at[compact.size - 1] : 0;
    return ar_class_of(last) == AR_DIGIT ? last : 0;
}

bool ar_documents_is_short(struct ar_text doc)
{
    size_t digits = 0;
    while (digits < doc.size && ar_class_of(doc.at[doc.size - 1 - digits]) == AR_DIGIT)
        digits++;
    return digits < 4;
}

/* The number without the letter at its end, which may be there to check it: 70490 for 70490U. */
static bool lacks_letter(struct ar_text given, struct ar_text doc)
{
    return given.size >= 4 && doc.size == given.size + 1 && ar_text_starts(doc, given) &&
           ar_class_of(doc.at[given.size]) == AR_LETTER && ar_class_of(given.at[given.size - 1]) == AR_DIGIT;
}

static bool ends(struct ar_text number, struct ar_text end)
{
    return end.size < number.size && memcmp(number.at + number.size - end.size, end.at, end.size) == 0;
}

enum ar_likeness ar_documents_likeness(struct ar_text given, struct ar_text doc)
{
    struct ar_text before_given, before_doc;
    struct ar_text a = ar_documents_digits(given, &before_given), b = ar_documents_digits(doc, &before_doc);
    if (ar_text_equal(given, doc))
        return AR_SAME;
    if (lacks_letter(given, doc))
        return AR_SHORTENED;
    if (a.size == 0 || b.size == 0)
        return AR_UNLIKE;
    bool label = before_given.size == 0 || ar_text_equal(before_given, before_doc) ||
                 (!ar_has_digit(before_doc) && ar_documents_label(before_given) && before_given.at[0] != 'C' &&
                  !ar_text_is(before_given, "PO"));
    if (!label)
        return AR_UNLIKE;
    if (ar_text_equal(a, b))
        return AR_SHORTENED;
    /* The end of the number alone, when there is enough of it, with zeros before it or without. */
    struct ar_text long_given = {given.at + before_given.size, given.size - before_given.size};
    if ((a.size >= 4 && ends(b, a)) || (long_given.size >= 4 && ends(b, long_given)))
        return AR_SHORTENED;
    struct ar_text long_doc = {doc.at + before_doc.size, doc.size - before_doc.size};
    return long_doc.size >= 3 && long_given.size + 1 >= long_doc.size && ar_text_distance(long_given, long_doc, 1) <= 1
               ? AR_MISTYPED
               : AR_UNLIKE;
}
