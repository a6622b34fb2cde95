/* SPDX-License-Identifier: MIT */
/* Money that goes back: a returned debit, a cheque that bounced, a credit that the bank reverses. It takes back one
   payment of its amount, whose items open again on that day; which one, its references, words and parties must tell. */
#include "cash/match_past.h"
#include "cash/words.h"

enum { WORD_LEAST = 4, NAMED_MOST = 5 }; /* bytes of what is looked for in a text; payments that are named */
enum { CERTAIN = 8, STRONG = 4, WEAK = 2, ENOUGH = WEAK, AGAINST = -3 }; /* how much a piece of evidence weighs */

static bool same(struct ar_text a, struct ar_text b)
{
    return a.size > 0 && ar_text_equal(a, b);
}

static bool same_name(struct ar_text a, struct ar_text b)
{
    bool equal = a.size > 0 && a.size == b.size;
    for (size_t i = 0; equal && i < a.size; i++)
        equal = ar_lower(a.at[i]) == ar_lower(b.at[i]);
    return equal;
}

static bool is_word(char c)
{
    return ar_is_digit(c) || ar_is_in_word(c);
}

/* Does the text have the word, whole? */
static bool says(struct ar_text text, struct ar_text word)
{
    for (size_t i = 0; word.size >= WORD_LEAST && i + word.size <= text.size; i++)
        if (memcmp(text.at + i, word.at, word.size) == 0 && (i == 0 || !is_word(text.at[i - 1])) &&
            (i + word.size == text.size || !is_word(text.at[i + word.size])))
            return true;
    return false;
}

/* References that say that there is none. */
static bool is_reference(struct ar_text text)
{
    return text.size > 0 && !ar_text_is(text, "NOTPROVIDED") && !ar_text_is(text, "NONREF");
}

struct evidence {
    bool certain; /* a reference tells it */
    int points;
    int logged; /* of the points, those that a log can tell */
    const char *words;
};

static void speaks(struct evidence *evidence, bool holds, int points, const char *words)
{
    if (!holds)
        return;
    if (evidence->words == NULL)
        evidence->words = words;
    evidence->points += points;
    evidence->certain |= points >= CERTAIN;
}

/* The document that cash held by an earlier run paid again; *line of it, in the book's words. */
static struct ar_text paid_again(const struct ar_match_work *work, const struct ar_past_part *part, uint32_t *line)
{
    struct ar_text parts[AR_KEY_PARTS];
    if (part->doc == AR_NO_KEY)
        return AR_TEXT("");
    ar_key_split(parts, work->match->past->events->docs.at[part->doc]);
    if (line != NULL)
        *line = ar_keys_find(&work->match->book->words, parts[1]);
    return parts[0];
}

static bool names_document(const struct ar_match_work *work, const struct ar_past_payment *past)
{
    const struct ar_book *book = work->match->book;
    const struct ar_past_part *parts = work->match->past->parts;
    for (uint32_t p = past->parts; p != 0; p = parts[p - 1].next)
        for (size_t i = 0; i < work->claim_count; i++) {
            const struct ar_past_part *part = &parts[p - 1];
            if (part->item != AR_NO_ITEM && work->claims[i].item == part->item)
                return true;
            if (part->doc == AR_NO_KEY || work->claims[i].item == AR_NO_ITEM)
                continue;
            const struct ar_book_item *item = book->items[work->claims[i].item];
            if (item->customer == part->customer && ar_text_equal(ar_book_doc(item), paid_again(work, part, NULL)))
                return true;
        }
    return false;
}

static bool of_customer(const struct ar_match_work *work, const struct ar_past_payment *past, uint32_t customer)
{
    const struct ar_past_part *parts = work->match->past->parts;
    for (uint32_t p = past->parts; p != 0; p = parts[p - 1].next)
        if (parts[p - 1].customer == customer)
            return true;
    return false;
}

static struct evidence weigh(const struct ar_match_work *work, const struct ar_past_payment *past)
{
    const struct ar_payment *now = &work->payment;
    struct evidence evidence = {.points = 0};
    speaks(&evidence, says(now->reference, past->id), CERTAIN, "names it");
    if (past->payment != AR_NO_KEY) {
        struct ar_payment before;
        ar_cash_payment(&before, work->match->book, &work->match->payments[past->payment]);
        bool text = same(now->reference, before.reference);
        speaks(&evidence, is_reference(now->bank_reference) && same(now->bank_reference, before.bank_reference),
               CERTAIN, "same reference of the bank");
        speaks(&evidence, is_reference(now->payer_reference) && same(now->payer_reference, before.payer_reference),
               CERTAIN, "same reference of the payer");
        speaks(&evidence, same(now->structured, before.structured), STRONG, "same structured reference");
        speaks(&evidence, text, STRONG, "same text");
        speaks(&evidence, !text && says(now->reference, before.reference), STRONG, "its text holds that one's");
        speaks(&evidence, same(now->payer_account, before.payer_account), WEAK, "same account");
        speaks(&evidence, same_name(now->payer, before.payer), WEAK, "same payer");
    }
    int before = evidence.points;
    speaks(&evidence, names_document(work, past), STRONG, "names a document that it paid");
    if (work->payer.known != AR_NO_CUSTOMER) {
        bool customer = of_customer(work, past, work->payer.known);
        speaks(&evidence, customer, WEAK, "same customer");
        speaks(&evidence, !customer && past->payment == AR_NO_KEY, AGAINST, NULL);
    }
    evidence.logged = evidence.points - before;
    return evidence;
}

/* The payments that the evidence speaks for most, and the last one that came a second time. */
struct original {
    struct ar_past_payment *at[NAMED_MOST], *duplicate, *gone; /* gone: a reference tells it, but it went back */
    unsigned count;
    bool nothing_tells; /* they are of the amount, and no more is known */
    struct evidence evidence, for_duplicate;
};

/* Of a payment and the same once more, which is held, the second one goes back: so far as money tells, one was paid. */
static void prefer_duplicate(const struct ar_match_work *work, struct original *original)
{
    if (original->duplicate == NULL || original->evidence.certain)
        return;
    uint32_t customer = work->match->past->parts[original->duplicate->parts - 1].customer;
    bool named = names_document(work, original->duplicate);
    if (!named && original->for_duplicate.points < original->evidence.points)
        return; /* less speaks for it */
    for (unsigned i = 0; i < original->count && i < NAMED_MOST; i++)
        if (!of_customer(work, original->at[i], customer) || (!named && names_document(work, original->at[i])))
            return; /* another's, or of another document */
    original->at[0] = original->duplicate;
    original->count = 1;
    original->evidence = original->for_duplicate;
}

/* Came a second time, all of it. */
static bool is_duplicate(const struct ar_match_work *work, const struct ar_past_payment *past)
{
    const struct ar_past_part *parts = work->match->past->parts;
    for (uint32_t p = past->parts; p != 0; p = parts[p - 1].next)
        if (parts[p - 1].status != AR_DUPLICATE && parts[p - 1].applied != 0)
            return false;
    return true;
}

static void add_original(struct original *out, struct ar_past_payment *past)
{
    if (out->count < NAMED_MOST)
        out->at[out->count] = past;
    out->count++;
}

/* May it be taken back by this payment at all? */
static bool may_go_back(struct ar_match_work *work, const struct ar_past_payment *past)
{
    const struct ar_payment *now = &work->payment;
    bool other = now->entity.size > 0 && past->entity.size > 0 && !ar_text_equal(now->entity, past->entity);
    other |= past->several && (now->entity.size > 0) == (past->reach == AR_PAST_ALL);
    return !other && past->date.days <= now->date.days;
}

static void weigh_one(struct ar_match_work *work, struct original *out, struct ar_past_payment *past)
{
    bool there = !past->taken_back && ar_past_load(work, past);
    struct evidence evidence = weigh(work, past);
    if (!there && evidence.certain)
        out->gone = past;
    if (!there || past->parts == 0)
        return;
    if (evidence.points >= ENOUGH && is_duplicate(work, past)) {
        out->duplicate = past;
        out->for_duplicate = evidence;
    }
    if (evidence.points < ENOUGH && (work->payer.known != AR_NO_CUSTOMER || evidence.points < 0))
        return; /* another's */
    if (evidence.points < out->evidence.points)
        return;
    if (evidence.points > out->evidence.points) {
        out->count = 0;
        out->evidence = evidence;
    }
    if (out->count == 0 || evidence.logged < out->evidence.logged)
        out->evidence.logged = evidence.logged;
    add_original(out, past);
}

/* Nobody knows whose it is, neither the payment nor what comes back. */
static bool is_nobodys(const struct ar_match_work *work, const struct ar_past_payment *past)
{
    return work->payer.known == AR_NO_CUSTOMER && of_customer(work, past, AR_NO_CUSTOMER);
}

/* The words of a payment that only the log knows are not known: where nothing but words speaks for another one, they
   may have spoken for it as well. */
static void add_unknown(struct ar_match_work *work, struct original *out, struct ar_past_payment *at, size_t count)
{
    struct original found = *out;
    bool wordless = false;
    if (out->count == 0 || out->evidence.certain || out->evidence.points < ENOUGH ||
        out->evidence.points == out->evidence.logged)
        return;
    out->count = 0;
    for (size_t i = 0; i < count; i++) {
        if (!may_go_back(work, &at[i]) || at[i].taken_back || at[i].parts == 0)
            continue;
        struct evidence evidence = weigh(work, &at[i]);
        bool as_likely = evidence.points == found.evidence.points;
        bool unknown = !as_likely && at[i].payment == AR_NO_KEY && evidence.logged >= found.evidence.logged &&
                       (evidence.logged >= ENOUGH || is_nobodys(work, &at[i]));
        if (as_likely || unknown)
            add_original(out, &at[i]);
        wordless |= unknown;
    }
    if (!wordless)
        *out = found;
}

static void find_original(struct ar_match_work *work, struct original *out)
{
    const struct ar_payment *now = &work->payment;
    size_t count = 0;
    struct ar_past_payment *at = NULL;
    *out = (struct original){.count = 0};
    if (work->match->past != NULL && now->amount != INT64_MIN)
        at = ar_past_find(work->match->past, now->currency, -now->amount, &count);
    for (size_t i = 0; i < count && work->status == AR_OK; i++)
        if (may_go_back(work, &at[i]))
            weigh_one(work, out, &at[i]);
    out->nothing_tells = out->count > 0 && out->evidence.points < ENOUGH;
    if (work->status == AR_OK)
        add_unknown(work, out, at, count);
    prefer_duplicate(work, out);
    if (out->evidence.certain)
        out->gone = NULL;
    if (out->gone != NULL)
        out->count = 0; /* it is none of the others */
    out->nothing_tells &= out->count > 0;
}

/* Earlier records that do not make up the payment cannot be taken back to the cent. */
static size_t lacking_why(struct ar_match_work *work, const struct original *original)
{
    struct ar_past_payment *past = original->at[0];
    char day[AR_DATE_SIZE], id[AR_SHOWN_MOST], currency[AR_CURRENCY_SIZE], is[AR_AMOUNT_SIZE], should[AR_AMOUNT_SIZE];
    unsigned digits = ar_currency_digits(past->lacking);
    bool own = past->lacking.code == past->currency.code;
    ar_date_format(day, past->date);
    ar_currency_format(currency, past->lacking);
    struct ar_text shown = ar_match_shown(id, past->id);
    size_t have = ar_sum_format(is, past->sum, digits), need = ar_amount_format(should, own ? past->amount : 0, digits);
    return ar_match_why(work,
                        "takes back payment '%.*s' of %.*s: %s; but its earlier records come to %.*s %.3s instead of "
                        "%.*s, so what it paid is not known to the cent: held",
                        (int)shown.size, shown.at, AR_DATE_SIZE, day, original->evidence.words, (int)have, is, currency,
                        (int)need, should);
}

static void take_back(struct ar_match_work *work, const struct original *original)
{
    struct ar_past_payment *past = original->at[0];
    char day[AR_DATE_SIZE], id[AR_SHOWN_MOST];
    ar_date_format(day, past->date);
    struct ar_text shown = ar_match_shown(id, past->id);
    unsigned score = original->evidence.certain ? 100 : original->evidence.points >= STRONG ? 95 : 85;
    for (uint32_t p = past->parts; p != 0; p = work->match->past->parts[p - 1].next) {
        const struct ar_past_part *part = &work->match->past->parts[p - 1];
        if (part->applied == 0 && part->discount == 0 && part->writeoff == 0)
            continue;
        uint32_t line = 0;
        struct ar_text doc = paid_again(work, part, &line);
        size_t why = ar_match_why(work, "takes back payment '%.*s' of %.*s: %s%s", (int)shown.size, shown.at,
                                  AR_DATE_SIZE, day, original->evidence.words,
                                  part->status == AR_CONVERTED ? ""
                                  : part->status == AR_APPLIED ? "; open again"
                                                               : "; what was held of it is gone");
        ar_match_put_back(work, (struct ar_match_row){.item = part->item,
                                                      .customer = part->customer,
                                                      .status = part->status,
                                                      .entity = part->entity + 1,
                                                      .doc = doc,
                                                      .line = line,
                                                      .currency = part->currency,
                                                      .applied = -part->applied,
                                                      .discount = -part->discount,
                                                      .writeoff = -part->writeoff,
                                                      .rule = AR_RULE_REVERSAL,
                                                      .score = score,
                                                      .why = why});
    }
    past->taken_back = true;
}

/* What would open again, should it be this payment that goes back. */
static void name_items(struct ar_match_work *work, const struct ar_past_payment *past)
{
    char id[AR_SHOWN_MOST];
    struct ar_text shown = ar_match_shown(id, past->id);
    for (uint32_t p = past->parts; p != 0; p = work->match->past->parts[p - 1].next) {
        const struct ar_past_part *part = &work->match->past->parts[p - 1];
        if (part->status == AR_APPLIED && part->item != AR_NO_ITEM && part->applied != 0)
            ar_match_candidate_row(
                work, part->item, AR_RULE_AMBIGUOUS,
                ar_match_why(work, "opens again if it is payment '%.*s'", (int)shown.size, shown.at));
    }
}

/* Whose account the money stands on. */
static void find_account(struct ar_match_work *work, const struct original *original)
{
    const struct ar_past_part *parts =
        original->count == 1 && !original->nothing_tells ? work->match->past->parts : NULL;
    for (uint32_t p = parts ? original->at[0]->parts : 0; work->payer.known == AR_NO_CUSTOMER && p != 0;
         p = parts[p - 1].next)
        work->payer.known = parts[p - 1].customer;
    for (size_t i = 0; work->payer.known == AR_NO_CUSTOMER && i < work->claim_count; i++)
        if (work->claims[i].item != AR_NO_ITEM)
            work->payer.known = work->match->book->items[work->claims[i].item]->customer;
}

/* A document that is named is in another currency: its payment was not converted, so far as the records say. */
static void name_foreign(struct ar_match_work *work)
{
    const struct ar_book *book = work->match->book;
    char doc[AR_SHOWN_MOST], from[AR_CURRENCY_SIZE], to[AR_CURRENCY_SIZE];
    ar_currency_format(from, work->payment.currency);
    for (size_t i = 0; i < work->claim_count; i++) {
        if (work->claims[i].item == AR_NO_ITEM)
            continue;
        const struct ar_book_item *item = book->items[work->claims[i].item];
        if (item->currency.code == work->payment.currency.code)
            continue;
        ar_currency_format(to, item->currency);
        struct ar_text shown = ar_match_shown(doc, ar_book_doc(item));
        ar_match_why(work, ": %.*s is in %.3s, and no earlier record 'converted' has this amount of %.3s to take back",
                     (int)shown.size, shown.at, to, from);
        return;
    }
}

/* Why the payment is held, naming those that it may take back. */
static size_t held_why(struct ar_match_work *work, const struct original *original)
{
    if (original->count == 1 && !original->nothing_tells)
        return lacking_why(work, original);
    if (original->gone != NULL) {
        char day[AR_DATE_SIZE], id[AR_SHOWN_MOST];
        ar_date_format(day, original->gone->date);
        struct ar_text shown = ar_match_shown(id, original->gone->id);
        return ar_match_why(work, "takes back payment '%.*s' of %.*s, which went back before", (int)shown.size,
                            shown.at, AR_DATE_SIZE, day);
    }
    size_t why = ar_match_why(work, original->count == 0      ? "takes back a payment that is not known"
                                    : original->nothing_tells ? "takes back a payment of which only the amount is known"
                                                              : "takes back a payment, and these are as likely");
    for (unsigned i = 0; i < original->count && i < NAMED_MOST; i++) {
        char id[AR_SHOWN_MOST];
        struct ar_text shown = ar_match_shown(id, original->at[i]->id);
        ar_match_why(work, "%s'%.*s'", i ? ", " : ": ", (int)shown.size, shown.at);
    }
    if (original->count > NAMED_MOST)
        ar_match_why(work, " and %u more", original->count - NAMED_MOST);
    if (original->count == 0)
        name_foreign(work);
    return why;
}

void ar_match_return(struct ar_match_work *work, struct ar_error *error)
{
    struct original original;
    ar_match_gather(work, error);
    if (work->status == AR_OK)
        find_original(work, &original);
    if (work->status != AR_OK)
        return;
    if (original.count == 1 && !original.nothing_tells && original.at[0]->lacking.code == 0) {
        take_back(work, &original);
        return;
    }
    find_account(work, &original);
    bool several = original.count > 1 || original.nothing_tells;
    ar_match_rest(work, several ? AR_RULE_AMBIGUOUS : AR_RULE_ON_ACCOUNT, held_why(work, &original));
    for (unsigned i = 0; i < original.count && i < NAMED_MOST; i++)
        name_items(work, original.at[i]);
}
