/* SPDX-License-Identifier: MIT */
/* The statements of a run, account by account: does each go on where the one before it ended? */
#include "import/bank_chain.h"

#include <stdio.h>
#include <stdlib.h>

/* A statement or a page of one. Texts are places in chain->texts, with a NUL behind them. */
struct ar_bank_link {
    size_t account, number, label;
    uint64_t line, ordinal, page;
    int64_t opening, closing;
    struct ar_date opens, closes;
    struct ar_currency currency;
    bool from_page, to_page; /* it opens, it closes with an interim balance */
    bool unlike; /* it has entries, and none that came before */
};

void ar_bank_chain_free(struct ar_bank_chain *chain)
{
    free(chain->links);
    ar_buffer_free(&chain->texts);
    *chain = (struct ar_bank_chain){0};
}

/* The same text again is kept once. */
static enum ar_status keep(struct ar_bank_chain *chain, size_t *out, struct ar_text text)
{
    const char *before = *out < chain->texts.size ? chain->texts.at + *out : NULL;
    if (before != NULL && ar_text_is(text, before))
        return AR_OK;
    *out = chain->texts.size;
    if (ar_buffer_add(&chain->texts, text) != AR_OK)
        return AR_FAILED;
    return ar_buffer_add_char(&chain->texts, '\0');
}

enum ar_status ar_bank_chain_add(struct ar_bank *bank, struct ar_error *error)
{
    struct ar_bank_chain *chain = &bank->chain;
    const struct ar_bank_statement *statement = &bank->statement;
    const struct ar_bank_balance *opening = &statement->opening, *closing = &statement->closing;
    struct ar_bank_link link = {.line = statement->line,
                                .ordinal = statement->ordinal,
                                .page = statement->page,
                                .opening = opening->amount,
                                .closing = closing->amount,
                                .opens = opening->date,
                                .closes = closing->date,
                                .currency = closing->currency,
                                .from_page = opening->interim,
                                .to_page = closing->interim,
                                .unlike = statement->entries > 0 && statement->repeated == 0};
    if (!opening->known || !closing->known || opening->currency.code != closing->currency.code ||
        ar_date_is_none(opening->date) || ar_date_is_none(closing->date))
        return AR_OK;
    if (chain->count > 0) {
        const struct ar_bank_link *last = &chain->links[chain->count - 1];
        link.account = last->account;
        link.number = last->number;
        link.label = last->label;
    }
    if (ar_grow(&chain->links, &chain->capacity, chain->count + 1, sizeof *chain->links) != AR_OK ||
        keep(chain, &link.account, ar_buffer_text(&statement->account)) != AR_OK ||
        keep(chain, &link.number, ar_buffer_text(&statement->number)) != AR_OK ||
        keep(chain, &link.label, ar_text_from(bank->label)) != AR_OK)
        return ar_error_memory(error);
    chain->links[chain->count++] = link;
    return AR_OK;
}

/* ---- order ------------------------------------------------------------------------------------------------------- */

static int compare_numbers(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

struct place {
    const struct ar_bank_link *link;
    const char *texts;
};

static int compare(const void *left, const void *right)
{
    const struct place *x = left, *y = right;
    const struct ar_bank_link *a = x->link, *b = y->link;
    int order = a->account == b->account ? 0 : strcmp(x->texts + a->account, y->texts + b->account);
    if (order == 0)
        order = compare_numbers(a->currency.code, b->currency.code);
    if (order == 0 && a->closes.days != b->closes.days)
        order = a->closes.days < b->closes.days ? -1 : 1;
    if (order == 0 && a->opens.days != b->opens.days)
        order = a->opens.days < b->opens.days ? -1 : 1;
    if (order == 0)
        order = compare_numbers(a->ordinal, b->ordinal);
    if (order == 0)
        order = compare_numbers(a->page, b->page);
    return order != 0 ? order : (a > b) - (a < b); /* as they came */
}

/* ---- what is said ------------------------------------------------------------------------------------------------ */

static const char *text_at(const struct ar_bank *bank, size_t at)
{
    return bank->chain.texts.at + at;
}

static int format(char out[AR_AMOUNT_SIZE], const struct ar_bank_link *link, int64_t amount)
{
    return (int)ar_sum_format(out, amount, ar_currency_digits(link->currency));
}

static void warn(struct ar_bank *bank, const struct ar_bank_link *link, const char *message)
{
    bank->label = text_at(bank, link->label);
    ar_bank_warn(bank, link->line, "statement %.100s of account %.100s %s", text_at(bank, link->number),
                 text_at(bank, link->account), message);
}

static const char first_missing[] = "opens with an interim balance: a page before it is missing";
static const char last_missing[] = "closes with an interim balance: a page behind it is missing";

static enum ar_status broken(struct ar_bank *bank, const struct ar_bank_link *before, const struct ar_bank_link *link,
                             struct ar_error *error)
{
    char name[AR_CURRENCY_SIZE], amounts[2][AR_AMOUNT_SIZE], message[500];
    bool page = before->to_page && link->from_page && before->ordinal == link->ordinal;
    bool next = !before->to_page && !link->from_page && before->ordinal > 0 && link->ordinal == before->ordinal + 1;
    int sizes[2] = {format(amounts[0], link, link->opening), format(amounts[1], before, before->closing)};
    ar_currency_format(name, link->currency);
    if (page || next) {
        bank->label = text_at(bank, link->label);
        return ar_bank_differs(
            bank, error, link->line,
            "statement %.80s of account %.80s opens with %.3s %.*s, but the %s before it closed with "
            "%.*s (%s:%llu)%s",
            text_at(bank, link->number), text_at(bank, link->account), name, sizes[0], amounts[0],
            page ? "page" : "one", sizes[1], amounts[1], text_at(bank, before->label), (unsigned long long)before->line,
            page ? ": a page is missing" : "");
    }
    if (before->to_page)
        warn(bank, before, last_missing);
    if (link->from_page)
        warn(bank, link, first_missing);
    if (before->to_page || link->from_page)
        return AR_OK;
    snprintf(message, sizeof message, "opens with %.3s %.*s, but %.80s before it closed with %.*s: one may be missing",
             name, sizes[0], amounts[0], text_at(bank, before->number), sizes[1], amounts[1]);
    warn(bank, link, message);
    return AR_OK;
}

/* Two statements of the same days, and nothing in them that is known to be the same. */
static void doubtful(struct ar_bank *bank, const struct ar_bank_link *before, const struct ar_bank_link *link)
{
    char message[300];
    if (!before->unlike || !link->unlike || bank->options->duplicates == AR_BANK_KEEP)
        return;
    snprintf(message, sizeof message, "has days that %.80s (%.100s:%llu) has, too: its entries may be there twice",
             text_at(bank, before->number), text_at(bank, before->label), (unsigned long long)before->line);
    warn(bank, link, message);
}

/* ---- the check --------------------------------------------------------------------------------------------------- */

static bool same_account(const struct ar_bank *bank, const struct ar_bank_link *a, const struct ar_bank_link *b)
{
    return a->currency.code == b->currency.code &&
           (a->account == b->account || strcmp(text_at(bank, a->account), text_at(bank, b->account)) == 0);
}

/* The same statement again, or one of days that are in the one before, as a week's and a day's, or the day's so far. */
static bool overlaps(const struct ar_bank_link *before, const struct ar_bank_link *link)
{
    if (before->to_page && link->from_page && before->page != link->page)
        return false;
    return link->opens.days < before->closes.days ||
           (link->opens.days == before->opens.days && link->opening == before->opening) ||
           (link->closes.days == before->closes.days && link->closing == before->closing);
}

static enum ar_status check(struct ar_bank *bank, const struct place *places, struct ar_error *error)
{
    const struct ar_bank_link *before = NULL;
    enum ar_status status = AR_OK;
    for (size_t i = 0; i < bank->chain.count && status == AR_OK; i++) {
        const struct ar_bank_link *link = places[i].link;
        if (before != NULL && !same_account(bank, before, link)) {
            if (before->to_page)
                warn(bank, before, last_missing);
            before = NULL;
        }
        if (before == NULL && link->from_page)
            warn(bank, link, first_missing);
        if (before != NULL && before->closing != link->opening) {
            if (overlaps(before, link))
                doubtful(bank, before, link);
            else
                status = broken(bank, before, link, error);
        }
        before = link;
    }
    if (before != NULL && before->to_page && status == AR_OK)
        warn(bank, before, last_missing);
    return status;
}

enum ar_status ar_bank_chain_check(struct ar_bank *bank, struct ar_error *error)
{
    const struct ar_bank_chain *chain = &bank->chain;
    struct place *places = NULL;
    size_t capacity = 0;
    if (chain->count == 0)
        return AR_OK;
    if (ar_grow(&places, &capacity, chain->count, sizeof *places) != AR_OK)
        return ar_error_memory(error);
    for (size_t i = 0; i < chain->count; i++)
        places[i] = (struct place){&chain->links[i], chain->texts.at};
    qsort(places, chain->count, sizeof *places, compare);
    enum ar_status status = check(bank, places, error);
    free(places);
    return status;
}
