/* SPDX-License-Identifier: MIT */
/* The claims come to more than the payment: what explains the difference? */
#include "cash/match_work.h"

/* Does the number of the claim stand in the text? One that a list shortens does not. */
static bool is_in_text(const struct ar_match_claim *claim)
{
    struct ar_text text = claim->claim.reason;
    const char *at = claim->claim.reference.at;
    return at >= text.at && at < text.at + text.size;
}

/* What the text says behind the number of a claim and before the next one's. */
static struct ar_text own_words(const struct ar_match_work *work, const struct ar_match_claim *claim)
{
    struct ar_text text = claim->claim.reason;
    const char *from = claim->claim.reference.at, *end = text.at + text.size;
    if (!is_in_text(claim))
        return AR_TEXT("");
    for (size_t i = 0; i < work->claim_count; i++) {
        const char *other = work->claims[i].claim.reference.at;
        end = other > from && other < end ? other : end;
    }
    return (struct ar_text){from, (size_t)(end - from)};
}

/* What it says before it, and behind the one before. */
static struct ar_text words_before(const struct ar_match_work *work, const struct ar_match_claim *claim)
{
    const char *from = claim->claim.reason.at, *end = claim->claim.reference.at;
    for (size_t i = 0; i < work->claim_count; i++) {
        struct ar_text other = work->claims[i].claim.reference;
        if (other.at < end && other.at + other.size > from && is_in_text(&work->claims[i]))
            from = other.at + other.size;
    }
    return (struct ar_text){from, (size_t)(end - from)};
}

/* How amounts may stand in a text: behind the numbers of documents or before them; with all decimals of their currency,
   or in whole units, too, when no other number is there. */
struct stating {
    bool before, whole;
};

/* An amount with all decimals, or, in whole units, none, or neither. */
enum form { DECIMALS, WHOLE, NO_AMOUNT };

static enum form read_number(int64_t *out, struct ar_text number, unsigned digits)
{
    size_t point = number.size;
    *out = 0;
    for (size_t i = 0; i < number.size; i++) {
        if (!ar_is_digit(number.at[i]))
            point = i;
        else if (__builtin_mul_overflow(*out, 10, out) || __builtin_add_overflow(*out, number.at[i] - '0', out))
            return NO_AMOUNT;
    }
    size_t behind = point < number.size ? number.size - point - 1 : 0;
    if (point < number.size && behind == digits)
        return DECIMALS;
    if (point < number.size && behind != 3)
        return NO_AMOUNT;
    for (unsigned i = 0; i < digits; i++)
        if (__builtin_mul_overflow(*out, 10, out))
            return NO_AMOUNT;
    return WHOLE;
}

/* How many amounts there are from a place on, 2 are several; *out: the last. In whole units any other number makes it
   several. */
static unsigned count_amounts(int64_t *out, struct ar_text text, size_t from, unsigned digits, bool whole)
{
    unsigned count = 0;
    for (size_t i = from, end; i < text.size && count < 2; i = end + 1) {
        int64_t amount;
        end = ar_is_digit(text.at[i]) ? ar_match_number_end(text, i) : i;
        if (end == i)
            continue;
        bool percent = end < text.size && text.at[end] == '%';
        enum form form = read_number(&amount, (struct ar_text){text.at + i, end - i}, digits);
        if (whole && (percent || form == NO_AMOUNT))
            return 2;
        if (!percent && (form == DECIMALS || (whole && form == WHOLE))) {
            *out = amount;
            count++;
        }
    }
    return count;
}

/* The one amount that stands at the number of a claim, with the sign of its item, and counts as stated; what is open
   where there is none. */
static bool stated_amount(const struct ar_match_work *work, const struct ar_match_claim *claim, struct stating stating,
                          int64_t *out, size_t *stated)
{
    const unsigned digits = ar_currency_digits(work->payment.currency);
    if (claim->state != AR_CLAIM_OPEN || claim->claim.line != 0 || !is_in_text(claim))
        return false;
    const struct ar_book_item *item = work->match->book->items[claim->item];
    struct ar_text words = stating.before ? words_before(work, claim) : own_words(work, claim);
    size_t from = stating.before ? 0 : claim->claim.reference.size;
    unsigned count = count_amounts(out, words, from, digits, stating.whole);
    if (count == 0)
        *out = item->open;
    else if (item->open < 0)
        *out = -*out;
    *stated += count == 1;
    return count < 2;
}

/* Does an amount stand outside of what belongs to the documents, in front of the first or behind the last? The
   payment's own is none. */
static bool is_another(const struct ar_match_work *work, struct stating stating)
{
    const char *first = NULL, *last = NULL;
    struct ar_text text = work->claims[0].claim.reason;
    int64_t amount = 0;
    for (size_t i = 0; i < work->claim_count; i++) {
        struct ar_text reference = work->claims[i].claim.reference;
        first = first == NULL || reference.at < first ? reference.at : first;
        last = last == NULL || reference.at + reference.size > last ? reference.at + reference.size : last;
    }
    struct ar_text outside = stating.before ? (struct ar_text){last, (size_t)(text.at + text.size - last)}
                                            : (struct ar_text){text.at, (size_t)(first - text.at)};
    unsigned count =
        count_amounts(&amount, outside, 0, ar_currency_digits(work->payment.currency), stating.before && stating.whole);
    return count > 1 || (count == 1 && amount != ar_size_of(work->payment.amount));
}

/* How many are stated, when they come to the payment, to the cent; else 0. */
static size_t count_stated(const struct ar_match_work *work, struct stating stating)
{
    ar_int128 sum = 0;
    int64_t amount;
    size_t stated = 0;
    for (size_t i = 0; i < work->claim_count; i++) {
        if (!stated_amount(work, &work->claims[i], stating, &amount, &stated))
            return 0;
        sum += amount;
    }
    return sum == work->left && !is_another(work, stating) ? stated : 0;
}

bool ar_match_stated_amounts(struct ar_match_work *work)
{
    for (unsigned whole = 0; work->claim_count > 1 && whole < 2; whole++) {
        struct stating stating = {.before = false, .whole = whole};
        size_t behind = count_stated(work, stating), ignored = 0;
        stating.before = true;
        size_t before = count_stated(work, stating);
        if (behind + before == 0)
            continue;
        if (work->payer.count == 0 && behind != work->claim_count && before != work->claim_count &&
            !ar_match_one_customer(work))
            continue; /* from nobody that we know, for several customers: too little */
        if (behind > 0 && before > 0 && behind != work->claim_count && before != work->claim_count)
            return false; /* they may be meant either way */
        stating.before = behind == 0 || (behind != work->claim_count && before == work->claim_count);
        for (size_t i = 0; i < work->claim_count; i++)
            work->claims[i].claim.has_amount =
                stated_amount(work, &work->claims[i], stating, &work->claims[i].claim.amount, &ignored);
        return true;
    }
    return false;
}

static struct ar_match_claim *find_short(struct ar_match_work *work, ar_int128 gap, bool own)
{
    struct ar_match_claim *found = NULL;
    for (size_t i = 0; i < work->claim_count; i++) {
        struct ar_match_claim *claim = &work->claims[i];
        struct ar_claim said = claim->claim;
        int64_t open = ar_match_open_of(work, claim);
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

static bool is_free_credit(const struct ar_match_work *work, uint32_t number)
{
    const struct ar_book_item *item = work->match->book->items[number];
    return item->open < 0 && !item->disputed && !ar_match_has_claim(work, number);
}

static bool add_credit(struct ar_match_work *work, uint32_t number, const char *how)
{
    struct ar_match_claim *claim = ar_match_add_claim(work, (struct ar_claim){.line = 0});
    if (claim == NULL)
        return false;
    claim->item = number;
    claim->state = AR_CLAIM_OPEN;
    claim->rule = AR_RULE_CREDIT;
    claim->how = how;
    claim->score = AR_SCORE_CREDIT;
    return true;
}

bool ar_match_add_credit(struct ar_match_work *work, ar_int128 gap)
{
    const struct ar_book *book = work->match->book;
    uint32_t found = AR_NO_ITEM;
    const ar_int128 unit = ar_power_of_ten(ar_currency_digits(work->payment.currency));
    ar_int128 sum = 0;
    size_t count = work->claim_count;
    if (work->payer.known == AR_NO_CUSTOMER || (gap % unit == 0 && !says_credit(work->payment.reference)))
        return false; /* whole units may be missing for any reason */
    ar_match_pool(work);
    for (size_t i = 0; i < work->pool_count; i++) {
        const struct ar_book_item *item = book->items[work->pool[i]];
        if (!is_free_credit(work, work->pool[i]))
            continue;
        sum += item->open;
        if (item->open != -gap)
            continue;
        if (found != AR_NO_ITEM)
            return false;
        found = work->pool[i];
    }
    if (found != AR_NO_ITEM)
        return add_credit(work, found, "the payer's one credit of what is missing");
    for (size_t i = 0; sum == -gap && i < work->pool_count; i++)
        if (is_free_credit(work, work->pool[i]) &&
            !add_credit(work, work->pool[i], "all of the payer's credits, which are what is missing"))
            break;
    return work->claim_count > count;
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
    const struct ar_documents *documents = &work->match->documents;
    char form[AR_COMPACT_SIZE];
    struct ar_text compact = {form, ar_compact(form, order->claim.reference)};
    unsigned count = 0;
    for (uint32_t i = ar_documents_find(documents, AR_BY_ORDER, compact); i != AR_NO_ITEM && count < AR_CHAIN_MOST;
         i = ar_documents_next(documents, AR_BY_ORDER, i), count++)
        for (size_t c = 0; c < work->claim_count; c++)
            if (work->claims[c].item == i && work->claims[c].state == AR_CLAIM_OPEN &&
                work->claims[c].rule == AR_RULE_DOCUMENT)
                return true;
    return false;
}

size_t ar_match_put_orders_last(struct ar_match_work *work)
{
    size_t kept = 0;
    if (ar_match_open_of_all(work) <= work->left)
        return work->claim_count;
    for (size_t i = 0; i < work->claim_count; i++) {
        struct ar_match_claim *claim = &work->claims[i];
        if (claim->rule == AR_RULE_PURCHASE_ORDER && is_of_order(work, claim))
            claim->state = AR_CLAIM_UNKNOWN;
        else
            ar_match_keep_claim(work, i, &kept);
    }
    return kept;
}

size_t ar_match_put_between_last(struct ar_match_work *work)
{
    ar_int128 sum = 0, ends = 0;
    size_t kept = 0;
    for (size_t i = 0; i < work->claim_count; i++) {
        int64_t open = ar_match_open_of(work, &work->claims[i]);
        sum += open;
        ends += work->claims[i].between ? 0 : open;
    }
    if (sum == work->left || ends != work->left)
        return work->claim_count;
    for (size_t i = 0; i < work->claim_count; i++)
        if (work->claims[i].between)
            work->claims[i].state = AR_CLAIM_UNKNOWN;
        else
            ar_match_keep_claim(work, i, &kept);
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
