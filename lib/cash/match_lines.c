/* SPDX-License-Identifier: MIT */
/* The lines of an advice as payers write them: a deduction in a line of its own, words around a number, several numbers
   in one line, and a sum that the bank's charges have made smaller. */
#include "cash/match_work.h"

/* A line takes something off a document that another line pays: less is paid, and why is said. */
void ar_match_join_lines(struct ar_match_work *work)
{
    for (size_t i = 0; i < work->claim_count; i++) {
        struct ar_match_claim *off = &work->claims[i];
        if (off->state != AR_CLAIM_OPEN || off->claim.line == 0 ||
            (off->claim.amount < 0) == (work->match->book->items[off->item]->open < 0))
            continue;
        for (size_t j = 0; j < work->claim_count && off->claim.amount != 0; j++) {
            struct ar_match_claim *claim = &work->claims[j];
            if (j == i || claim->state != AR_CLAIM_OPEN || claim->item != off->item ||
                (claim->claim.amount < 0) == (off->claim.amount < 0) ||
                ar_size_of(claim->claim.amount) <= ar_size_of(off->claim.amount))
                continue;
            claim->claim.amount += off->claim.amount;
            claim->claim.deduction = ar_size_of(claim->claim.deduction) + ar_size_of(off->claim.amount);
            claim->claim.has_deduction = true;
            if (off->claim.reason.size > 0)
                claim->claim.reason = off->claim.reason;
            off->claim.amount = 0;
        }
    }
}

void ar_match_doubt_lines(struct ar_match_work *work)
{
    for (size_t i = 0; i < work->claim_count; i++) {
        struct ar_match_claim *claim = &work->claims[i];
        if (claim->state == AR_CLAIM_OPEN &&
            ar_match_fit(work, claim->item, &claim->claim, claim->claim.amount).level < 2)
            claim->state = AR_CLAIM_STRANGER;
    }
}

struct ar_match_claim *ar_match_charged_line(struct ar_match_work *work, ar_int128 gap)
{
    const struct ar_book *book = work->match->book;
    struct ar_match_claim *largest = NULL;
    struct ar_text reason;
    if (!ar_rules_has(work->match->rules, AR_PASS_TOLERANCE))
        return NULL;
    for (size_t i = 0; i < work->claim_count; i++) {
        struct ar_match_claim *claim = &work->claims[i];
        if (claim->state == AR_CLAIM_OPEN && claim->claim.amount == book->items[claim->item]->open &&
            claim->claim.amount > 0 &&
            (largest == NULL || claim->claim.amount > largest->claim.amount ||
             (claim->claim.amount == largest->claim.amount &&
              book->items[claim->item]->rank < book->items[largest->item]->rank)))
            largest = claim;
    }
    if (largest == NULL || gap <= 0)
        return NULL;
    const struct ar_book_item *item = book->items[largest->item];
    return gap <= ar_rules_tolerance(work->match->rules, item->currency, item->open, false, &reason) ? largest : NULL;
}

/* Documents that a text names. */
enum { READ_MOST = 50 };
static unsigned read_numbers(struct ar_document_found *out, const struct ar_documents *documents, struct ar_text text)
{
    unsigned count = 0;
    for (size_t from = 0; count < READ_MOST && ar_documents_scan(&out[count], documents, text, &from);)
        count++;
    return count;
}

void ar_match_read_line(struct ar_match_work *work, bool only)
{
    const struct ar_book *book = work->match->book;
    const struct ar_documents *documents = &work->match->documents;
    struct ar_claim line = work->claims[work->claim_count - 1].claim;
    const char *how = work->claims[work->claim_count - 1].how;
    struct ar_document_found found[READ_MOST];
    char form[AR_COMPACT_SIZE];
    struct ar_text compact = {form, ar_compact(form, line.reference)};
    for (unsigned field = 0; field < AR_DOCUMENT_FIELDS; field++)
        if (compact.size > 0 && ar_documents_find(documents, (enum ar_document_field)field, compact) != AR_NO_ITEM)
            return;
    unsigned count = read_numbers(found, documents, line.reference);
    ar_int128 sum = 0;
    for (unsigned i = 0; i < count; i++)
        sum += book->items[found[i].item]->open;
    bool whole = line.has_amount && sum == line.amount; /* each what is open */
    if (count == 0 || (count > 1 && (line.has_discount || line.has_deduction || (line.has_amount && !whole && !only))))
        return;
    work->claim_count--;
    for (unsigned i = 0; i < count; i++) {
        line.reference = found[i].text;
        line.has_amount = line.has_amount && (count == 1 || whole);
        line.amount = count == 1 || !whole ? line.amount : book->items[found[i].item]->open;
        struct ar_match_claim *claim = ar_match_add_claim(work, line);
        if (claim != NULL)
            claim->how = how;
    }
}
