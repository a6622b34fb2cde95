/* SPDX-License-Identifier: MIT */
/* Who pays: what the payment says of its customer, an alias, a name, or what documents proved of the same payer. */
#include "cash/match_work.h"

#include <stdlib.h>

enum { SCORE_GIVEN = 100, SCORE_ACCOUNT = 99, SCORE_ALIAS = 98, SCORE_NUMBER = 95, SCORE_LEARNED = 90 };

enum ar_status ar_match_groups(struct ar_match *match)
{
    const struct ar_book *book = match->book;
    size_t count = book->customers.count;
    if (book->parent == NULL)
        return AR_OK;
    match->group_first = calloc(count + 1, sizeof *match->group_first);
    match->group_next = calloc(count + 1, sizeof *match->group_next);
    if (match->group_first == NULL || match->group_next == NULL)
        return AR_FAILED;
    for (uint32_t c = 0; c < count; c++) {
        uint32_t parent = book->parent[c];
        if (parent == c)
            continue;
        match->group_next[c] = match->group_first[parent];
        match->group_first[parent] = c + 1;
    }
    return AR_OK;
}

static void add_customer(struct ar_match_work *work, uint32_t customer)
{
    struct ar_match_payer *payer = &work->payer;
    for (unsigned i = 0; i < payer->count; i++)
        if (payer->at[i] == customer)
            return;
    if (payer->count < AR_PAYERS_MOST)
        payer->at[payer->count++] = customer;
}

/* A parent may pay for its subsidiaries. */
static void add_group(struct ar_match_work *work)
{
    const struct ar_match *match = work->match;
    for (unsigned i = 0; match->group_first != NULL && i < work->payer.count; i++)
        for (uint32_t c = match->group_first[work->payer.at[i]]; c != 0; c = match->group_next[c - 1])
            add_customer(work, c - 1);
}

static void is_known(struct ar_match_work *work, uint32_t customer, unsigned score, const char *how)
{
    work->payer.known = customer;
    work->payer.strong = true;
    work->payer.score = score;
    work->payer.how = how;
    add_customer(work, customer);
}

/* When two customers have it, it proves nothing. */
uint32_t ar_match_alias(const struct ar_match *match, uint32_t number, struct ar_date day)
{
    uint32_t found = AR_NO_CUSTOMER;
    if (number == AR_NO_KEY)
        return AR_NO_CUSTOMER;
    for (uint32_t i = match->alias_heads[number]; i != 0; i = match->aliases[i - 1].next) {
        const struct ar_alias *alias = &match->aliases[i - 1];
        if ((!ar_date_is_none(alias->from) && day.days < alias->from.days) ||
            (!ar_date_is_none(alias->until) && day.days > alias->until.days))
            continue;
        if (found != AR_NO_CUSTOMER && found != alias->customer)
            return AR_NO_CUSTOMER;
        found = alias->customer;
    }
    return found;
}

/* An alias of that key on the payment's day. */
static bool find_alias(struct ar_match_work *work, uint32_t number, unsigned score, const char *how)
{
    uint32_t found = ar_match_alias(work->match, number, work->payment.date);
    if (found == AR_NO_CUSTOMER)
        return false;
    is_known(work, found, score, how);
    return true;
}

static void take_names(struct ar_match_work *work, const struct ar_name_matches *matches)
{
    struct ar_match_payer *payer = &work->payer;
    unsigned best = matches->at[0].score, margin = work->match->rules->limit[AR_LIMIT_MARGIN];
    enum ar_name_kind kind = matches->at[0].kind;
    bool exact = kind >= AR_NAME_FOLDED;
    for (unsigned i = 0; i < matches->count; i++) {
        const struct ar_name_match *match = &matches->at[i];
        /* Only an equally exact name rivals an exact one. */
        if (exact ? match->score == best : match->score + margin > best)
            add_customer(work, match->customer);
        else if (match->extends || !exact)
            payer->wide[payer->wide_count++] = match->customer;
    }
    payer->score = best;
    payer->how = ar_name_kinds[kind];
    payer->known = payer->count == 1 && !matches->more ? payer->at[0] : AR_NO_CUSTOMER;
    payer->strong = payer->known != AR_NO_CUSTOMER && exact;
}

/* The customer's number in the text tells for whom is paid: more than a name that is only similar and, where no
   document is named, more than who pays. */
static void take_number(struct ar_match_work *work)
{
    const bool strong = work->payer.strong;
    if (strong && (work->told->named_count > 0 || work->cash->customer != AR_NO_CUSTOMER))
        return;
    uint32_t customer = ar_match_customer_in(work, work->payment.reference);
    if (customer == AR_NO_CUSTOMER || (strong && customer == work->payer.known))
        return;
    work->payer.count = work->payer.wide_count = 0;
    is_known(work, customer, SCORE_NUMBER, "customer number in the text");
}

/* Documents proved a branch of the customer that the name is most like: so it is paid for, but not alone. */
static bool is_branch(const struct ar_match *match, const struct ar_name_matches *names, uint32_t learned)
{
    return names->count > 0 && names->at[0].customer != learned &&
           ar_names_kin(&match->names, names->at[0].customer, learned);
}

/* Behind words of the bank, or, where it tells no payer, anywhere in the text. */
static void take_name_in_text(struct ar_match_work *work, bool anywhere)
{
    struct ar_match *match = work->match;
    struct ar_payer_name name = {.payer = work->payment.reference, .text = true};
    struct ar_name_matches names = {.count = 0};
    work->status = ar_names_fold(&match->room, &name.full, &name.bare, name.payer);
    if (work->status == AR_OK)
        work->status = ar_names_find_payer(&match->names, &match->room, &names, &name, AR_NAME_EXACT_ONLY);
    if (work->status == AR_OK && names.count == 0 && anywhere)
        work->status = ar_names_find_within(&match->names, &match->room, &names, name.payer);
    if (work->status != AR_OK || names.count == 0 || names.at[0].kind < AR_NAME_FOLDED)
        return;
    take_names(work, &names);
    work->payer.how = "name in the text";
}

void ar_match_identify(struct ar_match_work *work)
{
    struct ar_match *match = work->match;
    const struct ar_payment *payment = &work->payment;
    bool silent = payment->payer.size == 0 && payment->payer_account.size == 0 && payment->customer.size == 0;
    work->payer = (struct ar_match_payer){.known = AR_NO_CUSTOMER, .silent = silent, .seen = work->cash->payer};
    work->payer.how = silent ? "the payment names no payer" : "unknown payer";
    if (work->cash->customer != AR_NO_CUSTOMER) {
        is_known(work, work->cash->customer, SCORE_GIVEN, "customer given");
    } else if (find_alias(work, work->told->alias, SCORE_ACCOUNT, "account")) {
        ;
    } else if (work->told->account != AR_NO_KEY) {
        is_known(work, work->told->account, SCORE_ACCOUNT, "customer number as account");
    } else if (work->payer.seen != AR_NO_KEY) {
        const struct ar_name_matches *names = &match->payer_matches[work->payer.seen];
        uint32_t learned = match->learned[work->payer.seen].customer;
        bool exact = names->count > 0 && names->at[0].kind >= AR_NAME_FOLDED;
        if (find_alias(work, match->payer_alias[work->payer.seen], SCORE_ALIAS, "alias"))
            ;
        else if (!exact && learned != AR_NOT_LEARNED && learned != AR_NO_CUSTOMER && !is_branch(match, names, learned))
            is_known(work, learned, SCORE_LEARNED, "payer known by documents of an earlier payment");
        else if (names->count > 0)
            take_names(work, names);
    }
    if (payment->reference.size > 0)
        take_number(work);
    if (work->payer.count == 0 && payment->reference.size > 0 && work->status == AR_OK && match->names.count > 0)
        take_name_in_text(work, silent);
    add_group(work);
}

bool ar_match_is_payer(const struct ar_match_work *work, uint32_t customer)
{
    for (unsigned i = 0; i < work->payer.count; i++)
        if (work->payer.at[i] == customer)
            return true;
    for (unsigned i = 0; i < work->payer.wide_count; i++)
        if (work->payer.wide[i] == customer)
            return true;
    return work->payer.known != AR_NO_CUSTOMER &&
           ar_book_group(work->match->book, customer) == ar_book_group(work->match->book, work->payer.known);
}

void ar_match_proved(struct ar_match *match, const struct ar_cash *cash, uint32_t customer)
{
    if (cash->payer == AR_NO_KEY)
        return;
    struct ar_learned *learned = &match->learned[cash->payer];
    bool again = learned->customer == customer && match->payments[learned->payment].done && !cash->done;
    if (learned->customer == AR_NOT_LEARNED || again)
        *learned = (struct ar_learned){customer, (uint32_t)(cash - match->payments)};
    else if (learned->customer != customer)
        learned->customer = AR_NO_CUSTOMER; /* two customers: proves nothing */
}
