/* SPDX-License-Identifier: MIT */
/* The claims come to more than the payment: what explains the difference? */
#include "cash/match_work.h"

enum { LINES_MOST = 100 };

/* What the text says behind the number of a claim and before the next one's. */
static struct ar_text own_words(const struct ar_match_work *work, const struct ar_match_claim *claim)
{
    struct ar_text text = claim->claim.reason;
    const char *from = claim->claim.reference.at, *end = text.at + text.size;
    if (from < text.at || from >= end)
        return AR_TEXT("");
    for (size_t i = 0; i < work->claim_count; i++) {
        const char *other = work->claims[i].claim.reference.at;
        end = other > from && other < end ? other : end;
    }
    return (struct ar_text){from, (size_t)(end - from)};
}

/* The next amount in a text, with all decimals of its currency; false at the end. */
static bool next_amount(int64_t *out, struct ar_text text, unsigned digits, size_t *from)
{
    for (size_t i = *from, end; i < text.size; i = end + 1) {
        size_t point = i;
        end = ar_is_digit(text.at[i]) ? ar_match_number_end(text, i) : i;
        for (size_t d = i; d < end; d++)
            point = ar_is_digit(text.at[d]) ? point : d;
        if (point == i || end - point - 1 != digits || (end < text.size && text.at[end] == '%'))
            continue;
        bool fits = true;
        *out = 0;
        for (size_t d = i; d < end && fits; d++)
            fits = !ar_is_digit(text.at[d]) ||
                   (!__builtin_mul_overflow(*out, 10, out) && !__builtin_add_overflow(*out, text.at[d] - '0', out));
        *from = end;
        if (fits)
            return true;
    }
    return false;
}

/* The one amount behind the number of a claim, with the sign of its item. */
static bool stated_amount(const struct ar_match_work *work, const struct ar_match_claim *claim, int64_t *out)
{
    const unsigned digits = ar_currency_digits(work->payment.currency);
    struct ar_text words = own_words(work, claim);
    size_t from = claim->claim.reference.size;
    int64_t another;
    if (claim->state != AR_CLAIM_OPEN || claim->claim.line != 0 || !next_amount(out, words, digits, &from) ||
        next_amount(&another, words, digits, &from))
        return false;
    if (work->match->book->items[claim->item]->open < 0)
        *out = -*out;
    return true;
}

bool ar_match_stated_amounts(struct ar_match_work *work)
{
    ar_int128 sum = 0;
    int64_t amount;
    for (size_t i = 0; i < work->claim_count; i++) {
        if (!stated_amount(work, &work->claims[i], &amount))
            return false;
        sum += amount;
    }
    if (work->claim_count < 2 || sum != work->left)
        return false;
    for (size_t i = 0; i < work->claim_count; i++)
        work->claims[i].claim.has_amount = stated_amount(work, &work->claims[i], &work->claims[i].claim.amount);
    return true;
}

static struct ar_match_claim *find_short(struct ar_match_work *work, ar_int128 gap, bool own)
{
    struct ar_match_claim *found = NULL;
    for (size_t i = 0; i < work->claim_count; i++) {
        struct ar_match_claim *claim = &work->claims[i];
        struct ar_claim said = claim->claim;
        int64_t open = claim->state == AR_CLAIM_OPEN ? work->match->book->items[claim->item]->open : 0;
        ar_int128 amount = open - gap;
        if (own)
            said.reason = own_words(work, claim);
        if (open <= 0 || amount <= 0 || ar_match_fit(work, claim->item, &said, (int64_t)amount).level < 2)
            continue;
        if (found != NULL)
            return NULL;
        found = claim;
    }
    return found;
}

/* The one claim whose item, paid short by its stated deduction or its discount, makes all of them add up; of several,
   the one behind whose number the words stand. */
struct ar_match_claim *ar_match_short_claim(struct ar_match_work *work, ar_int128 gap)
{
    struct ar_match_claim *found = find_short(work, gap, false);
    return found != NULL ? found : find_short(work, gap, true);
}

/* The one claim that the amount pays to the cent, when all of them are more: the others are no numbers of documents. */
struct ar_match_claim *ar_match_exact_claim(struct ar_match_work *work)
{
    struct ar_match_claim *found = NULL;
    for (size_t i = 0; i < work->claim_count; i++) {
        struct ar_match_claim *claim = &work->claims[i];
        if (claim->state != AR_CLAIM_OPEN || work->match->book->items[claim->item]->open != work->left)
            continue;
        if (found != NULL)
            return NULL;
        found = claim;
    }
    return found;
}

bool ar_match_one_customer(const struct ar_match_work *work)
{
    const struct ar_book *book = work->match->book;
    uint32_t customer = AR_NO_CUSTOMER;
    for (size_t i = 0; i < work->claim_count; i++) {
        if (work->claims[i].state != AR_CLAIM_OPEN)
            continue;
        if (customer != AR_NO_CUSTOMER && book->items[work->claims[i].item]->customer != customer)
            return false;
        customer = book->items[work->claims[i].item]->customer;
    }
    return true;
}

bool ar_match_next_line(const struct ar_match_work *work, uint32_t item, uint32_t *next)
{
    const struct ar_book *book = work->match->book;
    const struct ar_documents *documents = &work->match->documents;
    const struct ar_book_item *named = book->items[item];
    *next = AR_NO_ITEM;
    if (!named->shared)
        return false;
    char form[AR_COMPACT_SIZE];
    struct ar_text compact = {form, ar_compact(form, ar_book_doc(named))};
    unsigned count = 0;
    for (uint32_t i = ar_documents_find(documents, AR_BY_DOC, compact); i != AR_NO_ITEM && count < LINES_MOST;
         i = ar_documents_next(documents, AR_BY_DOC, i), count++) {
        const struct ar_book_item *line = book->items[i];
        bool same = line->customer == named->customer && line->entity == named->entity &&
                    ar_text_equal(ar_book_doc(line), ar_book_doc(named));
        bool after =
            line->due.days > named->due.days || (line->due.days == named->due.days && line->rank > named->rank);
        if (!same || !after || !ar_match_candidate(work, i) || ar_match_has_claim(work, i))
            continue;
        const struct ar_book_item *best = *next == AR_NO_ITEM ? NULL : book->items[*next];
        if (best == NULL || line->due.days < best->due.days ||
            (line->due.days == best->due.days && line->rank < best->rank))
            *next = i;
    }
    return *next != AR_NO_ITEM;
}

bool ar_match_pays_lines(const struct ar_match_work *work, uint32_t item, int64_t amount)
{
    const struct ar_book *book = work->match->book;
    ar_int128 left = (ar_int128)amount - book->items[item]->open;
    for (unsigned i = 0; left > 0 && i < LINES_MOST && ar_match_next_line(work, item, &item); i++)
        left -= book->items[item]->open;
    return left == 0;
}

/* Does the text speak of credits? */
static bool says_credit(struct ar_text text)
{
    static const char *const words[] = {"credit", "gutschr", "avoir", "nota", "kredit",
                                        "abono",  "bonus",   "cn",    "cm",   "gs"};
    for (size_t i = 0; i < text.size; i++)
        for (unsigned w = 0; w < sizeof words / sizeof *words; w++) {
            size_t size = strlen(words[w]), c = 0;
            char before = i > 0 ? text.at[i - 1] : ' ';
            if (i + size > text.size || ((before | 32) >= 'a' && (before | 32) <= 'z'))
                continue;
            while (c < size && (text.at[i + c] | 32) == words[w][c])
                c++;
            if (c == size)
                return true;
        }
    return false;
}

bool ar_match_add_credit(struct ar_match_work *work, ar_int128 gap)
{
    const struct ar_book *book = work->match->book;
    uint32_t found = AR_NO_ITEM;
    unsigned digits = ar_currency_digits(work->payment.currency);
    int64_t unit = 1;
    for (unsigned i = 0; i < digits; i++)
        unit *= 10;
    if (work->payer.known == AR_NO_CUSTOMER || (gap % unit == 0 && !says_credit(work->payment.reference)))
        return false; /* whole units may be missing for any reason */
    ar_match_pool(work);
    for (size_t i = 0; i < work->pool_count; i++) {
        const struct ar_book_item *item = book->items[work->pool[i]];
        if (item->disputed || item->open != -gap || ar_match_has_claim(work, work->pool[i]))
            continue;
        if (found != AR_NO_ITEM)
            return false;
        found = work->pool[i];
    }
    if (found == AR_NO_ITEM)
        return false;
    struct ar_match_claim *claim = ar_match_add_claim(work, (struct ar_claim){.line = 0});
    if (claim == NULL)
        return false;
    claim->item = found;
    claim->state = AR_CLAIM_OPEN;
    claim->rule = "credit";
    claim->how = "the payer's one credit of what is missing";
    claim->score = 85;
    return true;
}

bool ar_match_turn_credits(struct ar_match_work *work)
{
    const struct ar_book *book = work->match->book;
    ar_int128 sum = 0;
    bool any = false;
    for (unsigned turn = 0; turn < 2; turn++) {
        for (size_t i = 0; i < work->claim_count; i++) {
            struct ar_match_claim *claim = &work->claims[i];
            bool credit =
                claim->state == AR_CLAIM_OPEN && book->items[claim->item]->open < 0 && claim->claim.amount > 0;
            any |= credit;
            if (turn && credit)
                claim->claim.amount = -claim->claim.amount;
            sum += turn ? 0 : (credit ? -claim->claim.amount : claim->claim.amount);
        }
        if (!any || sum != work->left)
            return false;
    }
    return true;
}

/* Does a claim name a document of the order that this one names? */
static bool is_of_order(const struct ar_match_work *work, const struct ar_match_claim *order)
{
    enum { ORDER_MOST = 1000 };
    const struct ar_documents *documents = &work->match->documents;
    char form[AR_COMPACT_SIZE];
    struct ar_text compact = {form, ar_compact(form, order->claim.reference)};
    unsigned count = 0;
    for (uint32_t i = ar_documents_find(documents, AR_BY_ORDER, compact); i != AR_NO_ITEM && count < ORDER_MOST;
         i = ar_documents_next(documents, AR_BY_ORDER, i), count++)
        for (size_t c = 0; c < work->claim_count; c++)
            if (work->claims[c].item == i && work->claims[c].state == AR_CLAIM_OPEN &&
                strcmp(work->claims[c].rule, "document") == 0)
                return true;
    return false;
}

size_t ar_match_put_orders_last(struct ar_match_work *work)
{
    ar_int128 sum = 0;
    size_t kept = 0;
    for (size_t i = 0; i < work->claim_count; i++)
        sum += work->claims[i].state == AR_CLAIM_OPEN ? work->match->book->items[work->claims[i].item]->open : 0;
    if (sum <= work->left)
        return work->claim_count;
    for (size_t i = 0; i < work->claim_count; i++) {
        struct ar_match_claim *claim = &work->claims[i];
        if (strcmp(claim->rule, "purchase_order") == 0 && is_of_order(work, claim))
            claim->state = AR_CLAIM_UNKNOWN;
        else
            ar_match_keep_claim(work, i, &kept);
    }
    return kept;
}

ar_int128 ar_match_credit_budget(const struct ar_match_work *work, bool *any)
{
    ar_int128 same = 0, other = 0;
    for (size_t i = 0; i < work->claim_count; i++) {
        const struct ar_match_claim *claim = &work->claims[i];
        if (claim->state != AR_CLAIM_OPEN)
            continue;
        int64_t open = work->match->book->items[claim->item]->open;
        *((open < 0) == (work->payment.amount < 0) ? &same : &other) += ar_size_of(open);
    }
    ar_int128 lacks = same - ar_size_of(work->left);
    *any = same > 0;
    return other <= same ? other : lacks < 0 ? 0 : lacks;
}
