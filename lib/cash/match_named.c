/* SPDX-License-Identifier: MIT */
/* The documents that a text names: whole numbers, and lists that name one whole and only the ends of the others:
   INV-16/17/18, INV-16, 17 and 18, INV-16 to 18. */
#include "cash/match_work.h"
#include "cash/months.h"
#include "cash/words.h"
#include "ledger/reference.h"

#include <stdio.h>

enum { RANGE_MOST = 50 };

static size_t skip_blanks(struct ar_text text, size_t at)
{
    while (at < text.size && text.at[at] == ' ')
        at++;
    return at;
}

/* A word behind at least one blank. */
static enum ar_joint word_at(struct ar_text text, size_t *at)
{
    size_t start = skip_blanks(text, *at);
    struct ar_text word = ar_word_at(text, start);
    enum ar_joint joint = start == *at ? AR_NO_JOINT : ar_word_joint(word);
    *at = joint == AR_NO_JOINT ? *at : start + word.size;
    return joint;
}

/* What may stand between two numbers of a list. */
static enum ar_joint joint_at(struct ar_text text, size_t *at)
{
    size_t i = skip_blanks(text, *at);
    if (i == text.size || memchr(",;/&+-", text.at[i], 6) == NULL)
        return word_at(text, at);
    *at = i + 1;
    if (text.at[i] == '-')
        return AR_TO;
    size_t further = *at;
    if (text.at[i] == ',' && word_at(text, &further) == AR_AND) /* ", and" */
        *at = further;
    return AR_AND;
}

/* Does a month stand behind it? "17 May", "17. Mai" */
static bool is_day(struct ar_text text, size_t end)
{
    if (end < text.size && text.at[end] == '.')
        end++;
    return ar_month_named(ar_word_at(text, skip_blanks(text, end))) != 0;
}

/* Digits that nothing makes into another number, a date or an amount. */
static bool digits_at(struct ar_text *out, struct ar_text text, size_t *at)
{
    size_t start = skip_blanks(text, *at), end = start;
    while (end < text.size && ar_is_digit(text.at[end]))
        end++;
    bool more = end + 1 < text.size && (text.at[end] == '.' || text.at[end] == ':') && ar_is_digit(text.at[end + 1]);
    if (end == start || more || (end < text.size && ar_is_in_word(text.at[end])) || is_day(text, end))
        return false;
    *out = (struct ar_text){text.at + start, end - start};
    *at = end;
    return true;
}

/* The number at the end of a text; 0 when there is none or it is a long one. */
static uint32_t number_of(struct ar_text text)
{
    size_t start = text.size;
    uint32_t number = 0;
    while (start > 0 && text.size - start < 9 && ar_is_digit(text.at[start - 1]))
        start--;
    for (; start < text.size; start++)
        number = number * 10 + (uint32_t)(text.at[start] - '0');
    return number;
}

/* What is named by a text that is being read. */
struct naming {
    const struct ar_documents *documents;
    struct ar_named_list *list;
    size_t first; /* of the list: what texts before named */
    struct ar_text text;
    enum ar_status status;
};

static bool has(const struct naming *naming, uint32_t item)
{
    for (size_t i = naming->first; i < naming->list->count; i++)
        if (naming->list->at[i].item == item)
            return true;
    return false;
}

/* Once; false when there can be no more. */
static bool add(struct naming *naming, struct ar_named named)
{
    struct ar_named_list *list = naming->list;
    if (has(naming, named.item))
        return true;
    if (list->count - naming->first >= AR_CLAIMS_MOST)
        return false;
    if (ar_grow(&list->at, &list->capacity, list->count + 1, sizeof *list->at) != AR_OK) {
        naming->status = AR_FAILED;
        return false;
    }
    list->at[list->count++] = named;
    return true;
}

static bool add_listed(struct naming *naming, uint32_t item, enum ar_document_field field)
{
    return add(naming, (struct ar_named){.item = item, .field = field, .listed = true});
}

/* Those between two numbers: a document of the same customer each, or it is no range. */
static void add_range(struct naming *naming, uint32_t from, uint32_t to)
{
    const struct ar_book *book = naming->documents->book;
    const struct ar_book_item *first = book->items[from];
    uint32_t low = number_of(ar_book_doc(first)), high = number_of(ar_book_doc(book->items[to])), found[RANGE_MOST];
    if (high <= low || high - low > RANGE_MOST)
        return;
    unsigned count = 0;
    for (uint32_t number = low + 1; number < high; number++) {
        char digits[16];
        int size = snprintf(digits, sizeof digits, "%u", number);
        uint32_t item =
            ar_documents_like(naming->documents, ar_book_doc(first), (struct ar_text){digits, (size_t)size});
        if (item != AR_NO_ITEM && book->items[item]->customer == first->customer)
            found[count++] = item;
    }
    for (unsigned i = 0; i < count; i++)
        if (!add(naming, (struct ar_named){.item = found[i], .field = AR_BY_DOC, .listed = true, .between = true}))
            return;
}

/* A list of whole numbers and the first digits of one more, where the text ends: banks cut texts. */
static bool may_be_cut(const struct naming *naming, struct ar_text number, struct ar_text digits)
{
    return digits.at + digits.size == naming->text.at + naming->text.size && digits.size < number.size &&
           ar_text_starts(number, digits) && naming->list->count - naming->first > 1;
}

/* What goes on behind the document `first`, whose number is this one and ends at *from: 17 and 18 in INV-16/17/18. */
static void add_list(struct naming *naming, uint32_t first, struct ar_text number, size_t *from)
{
    const struct ar_documents *documents = naming->documents;
    const struct ar_book *book = documents->book;
    struct ar_text text = naming->text;
    uint32_t last = first;
    for (;;) {
        struct ar_text digits;
        size_t at = *from;
        enum ar_joint joint = joint_at(text, &at);
        if (joint == AR_NO_JOINT)
            return;
        struct ar_document_found named = {.field = AR_BY_DOC};
        size_t behind = at;
        uint32_t item = AR_NO_ITEM;
        if (digits_at(&digits, text, &behind) && !may_be_cut(naming, number, digits))
            item = ar_documents_like(documents, number, digits);
        if (item == AR_NO_ITEM && joint == AR_TO) { /* a whole number */
            behind = at;
            if (ar_documents_scan(&named, documents, text, &behind) && named.text.at == text.at + skip_blanks(text, at))
                item = named.item;
        }
        if (item == AR_NO_ITEM || book->items[item]->customer != book->items[first]->customer)
            return;
        if (!add_listed(naming, item, named.field))
            return;
        if (joint == AR_TO && (book->items[last]->amount < 0) == (book->items[item]->amount < 0)) /* or it is less */
            add_range(naming, last, item);
        last = item;
        number = ar_book_doc(book->items[item]);
        *from = behind;
    }
}

/* ---- pieces --------------------------------------------------------------------------------------------------------
 */

static bool is_joint(char c)
{
    return c == '/' || c == ',';
}

/* Does what a joint parts from a document leave it whole? A word does, and another document; a year, a line or a letter
   makes it another number. `step` leads away from the document. */
static bool is_apart(struct ar_text text, size_t joint, int step, bool digits)
{
    size_t letters = 0, size = 0;
    bool digit = false, first = false;
    for (size_t at = joint + (size_t)step; at < text.size && text.at[at] != ' ' && !is_joint(text.at[at]);
         at += (size_t)step) { /* below 0 it is beyond the end */
        letters += ar_is_letter(text.at[at]);
        digit |= ar_is_digit(text.at[at]);
        first |= size == 0 && ar_is_digit(text.at[at]);
        size++;
    }
    if (digits || !digit)
        return !first && (size == 0 || letters >= 3);
    return size >= 5 && letters > 0;
}

/* Documents in a part of the text that begins and ends at joints, or with it. Of several pieces, the one that joins all
   of them at its end. False when there can be no more. */
static bool add_piece(struct naming *naming, size_t start, size_t end, bool several, size_t *behind_last)
{
    struct ar_text text = naming->text, piece = {text.at + start, end - start};
    struct ar_document_found found;
    for (size_t from = 0; ar_documents_scan(&found, naming->documents, piece, &from);) {
        size_t at = (size_t)(found.text.at - text.at), behind = at + found.text.size;
        bool digits = true, joins = !several;
        for (size_t i = 0; i < found.text.size; i++) {
            digits = digits && !ar_is_letter(found.text.at[i]);
            joins |= behind == end && is_joint(found.text.at[i]);
        }
        bool apart = (at != start || start == 0 || is_apart(text, start - 1, -1, digits)) &&
                     (behind != end || end == text.size || is_apart(text, end, 1, digits));
        if (found.field != AR_BY_DOC || !joins || !apart)
            continue;
        struct ar_named named = {
            .start = (uint32_t)at, .size = (uint32_t)found.text.size, .item = found.item, .field = found.field};
        *behind_last = behind;
        if (!add(naming, named))
            return false;
    }
    return true;
}

/* Documents between slashes or commas without blanks, words and other numbers beside them: /REMI/INV-16/less returns.
 */
static void add_pieces(struct naming *naming)
{
    enum { JOINED = 3 };
    struct ar_text text = naming->text;
    for (size_t start = 0; start < text.size;) {
        size_t ends[JOINED], at = start, found = 0;
        unsigned count = 0;
        for (; count < JOINED && at <= text.size; at = ends[count++] + 1)
            for (ends[count] = at; ends[count] < text.size && !is_joint(text.at[ends[count]]);)
                ends[count]++;
        for (unsigned i = count; i-- > 0 && found == 0;)
            if (!add_piece(naming, start, ends[i], i > 0, &found))
                return;
        start = (found > ends[0] ? found : ends[0]) + 1;
    }
}

/* ---- references ----------------------------------------------------------------------------------------------------
 */

/* Digits that other digits stand beside, a blank between them: perhaps a group of a longer number. */
static bool is_group(struct ar_text text, size_t start, size_t end)
{
    return (start > 1 && text.at[start - 1] == ' ' && ar_is_digit(text.at[start - 2])) ||
           (end + 1 < text.size && text.at[end] == ' ' && ar_is_digit(text.at[end + 1]));
}

/* What is named within a piece of the text is not, with the list that goes on behind it. */
static void drop_within(struct naming *naming, struct ar_text piece)
{
    struct ar_named_list *list = naming->list;
    size_t from = (size_t)(piece.at - naming->text.at), to = from + piece.size, kept = naming->first;
    bool within = false;
    for (size_t i = naming->first; i < list->count; i++) {
        if (!list->at[i].listed)
            within = list->at[i].start < to && list->at[i].start + list->at[i].size > from;
        if (!within)
            list->at[kept++] = list->at[i];
    }
    list->count = kept;
}

/* References whose check digits hold, as they are printed in groups: RF18 5390 0754 7034. Their groups name nothing. */
static void add_references(struct naming *naming)
{
    struct ar_text text = naming->text;
    struct ar_reference reference;
    for (size_t from = 0, end; ar_reference_find(&reference, text, from); from = end) {
        size_t start = (size_t)(reference.found.at - text.at);
        enum ar_document_field field;
        uint32_t item = ar_documents_of_reference(naming->documents, reference.found, &field);
        end = start + reference.found.size;
        drop_within(naming, reference.found);
        struct ar_named named = {
            .start = (uint32_t)start, .size = (uint32_t)reference.found.size, .item = item, .field = field};
        if (item != AR_NO_ITEM && !add(naming, named))
            return;
    }
}

enum ar_status ar_match_name(struct ar_named_list *list, const struct ar_documents *documents,
                             struct ar_document_ahead *ahead)
{
    struct ar_text text = ahead->view.text;
    struct naming naming = {documents, list, list->count, text, AR_OK};
    struct ar_document_found found;
    bool groups = false;
    for (size_t from = 0; ar_documents_ahead_scan(&found, documents, ahead, &from);) {
        if (has(&naming, found.item))
            continue;
        struct ar_named named = {.start = (uint32_t)(found.text.at - text.at),
                                 .size = (uint32_t)found.text.size,
                                 .item = found.item,
                                 .field = found.field};
        groups |= is_group(text, named.start, named.start + named.size);
        if (!add(&naming, named))
            break;
        if (found.field == AR_BY_DOC)
            add_list(&naming, found.item, found.text, &from);
    }
    if (naming.status != AR_OK)
        return naming.status;
    const bool none = list->count == naming.first, digits = ahead->view.digits != 0 || text.size > ahead->view.size;
    if (none && digits && (memchr(text.at, '/', text.size) != NULL || memchr(text.at, ',', text.size) != NULL))
        add_pieces(&naming);
    if (groups || (none && digits))
        add_references(&naming);
    return naming.status;
}
