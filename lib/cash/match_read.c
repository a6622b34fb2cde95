/* SPDX-License-Identifier: MIT */
/* What can be known of a batch of payments before any of them is decided: who the payers may be, which documents the
   texts name. */
#include "base/fetch.h"
#include "cash/match_batch.h"

#include <stdlib.h>

enum { SOME_PAYERS = 32 };
enum { AHEAD_STEP = 4, AHEAD = (2 + AR_AHEAD_STEPS) * AHEAD_STEP };

/* The number of an alias' key, or AR_NO_KEY: a sort, and the text behind it. AR_FAILED: out of memory. */
static enum ar_status find_alias(uint32_t *out, const struct ar_match *match, struct ar_buffer *key, char sort,
                                 struct ar_text text)
{
    key->size = 0;
    if (ar_buffer_add_char(key, sort) != AR_OK || ar_buffer_add(key, text) != AR_OK)
        return AR_FAILED;
    *out = ar_keys_find(&match->alias_keys, ar_buffer_text(key));
    return AR_OK;
}

/* ---- payers --------------------------------------------------------------------------------------------------------
 */

static enum ar_status find_payer(struct ar_match *match, struct ar_name_room *room, uint32_t number)
{
    const struct ar_rules *rules = match->rules;
    unsigned least = ar_rules_has(rules, AR_PASS_PAYER_NAME) ? rules->limit[AR_LIMIT_NAME] : AR_NAME_EXACT_ONLY;
    struct ar_payer_name name = {.payer = match->payers.at[number]};
    if (ar_names_fold(room, &name.full, &name.bare, name.payer) != AR_OK)
        return AR_FAILED;
    if (match->alias_keys.count > 0 &&
        find_alias(&match->payer_alias[number], match, &room->folded, AR_ALIAS_NAME, name.full) != AR_OK)
        return AR_FAILED;
    return ar_names_find_payer(&match->names, room, &match->payer_matches[number], &name, least);
}

/* Those of one piece. */
static enum ar_status find_payers(struct ar_match *match, const struct ar_match_batch *batch, size_t piece,
                                  struct ar_name_room *room)
{
    enum ar_status status = AR_OK;
    for (size_t i = piece * SOME_PAYERS; status == AR_OK && i < (piece + 1) * SOME_PAYERS && i < batch->met_count; i++)
        status = find_payer(match, room, batch->met[i]);
    return status;
}

/* ---- texts ---------------------------------------------------------------------------------------------------------
 */

static bool has_text(const struct ar_cash *cash)
{
    return ar_cash_text(cash, AR_CASH_REFERENCE).size > 0 && !cash->done;
}

/* Has what some payments from here on will ask for fetched. */
static void fetch_ahead(const struct ar_match *match, struct ar_document_ahead ahead[static AHEAD], size_t payment)
{
    size_t count = match->payment_count, at = payment + AHEAD;
    if (at < count)
        ar_fetch(match->payments[at].texts);
    at -= AHEAD_STEP;
    if (at < count && has_text(&match->payments[at]))
        ar_documents_ahead(&ahead[at % AHEAD], &match->documents,
                           ar_cash_text(&match->payments[at], AR_CASH_REFERENCE));
    else
        ahead[at % AHEAD].count = 0;
    for (unsigned step = 0; step < AR_AHEAD_STEPS; step++)
        ar_documents_ahead_step(&ahead[(at - (step + 1) * AHEAD_STEP) % AHEAD], &match->documents, step);
}

/* The first texts of a piece nobody looked at before. */
static struct ar_document_ahead *look(struct ar_document_ahead *ahead, const struct ar_documents *documents,
                                      struct ar_text text)
{
    if (ahead->view.text.at != text.at || ahead->view.text.size != text.size)
        ar_documents_ahead(ahead, documents, text);
    return ahead;
}

static enum ar_status read_texts(struct ar_match *match, struct ar_match_batch *batch, size_t piece)
{
    struct ar_document_ahead ahead[AHEAD] = {{.count = 0}};
    struct ar_match_texts *texts = &batch->texts[piece];
    size_t from = batch->from + piece * AR_BATCH_TEXTS;
    enum ar_status status = AR_OK;
    texts->named.count = 0;
    for (size_t i = from; status == AR_OK && i < from + AR_BATCH_TEXTS && i < batch->to; i++) {
        const struct ar_cash *cash = &match->payments[i];
        struct ar_match_told *told = &batch->told[i - batch->from];
        char form[AR_COMPACT_SIZE];
        struct ar_text as_is = ar_cash_text(cash, AR_CASH_PAYER_ACCOUNT), account = {form, ar_compact(form, as_is)};
        fetch_ahead(match, ahead, i);
        *told = (struct ar_match_told){AR_NO_KEY, AR_NO_KEY, (uint32_t)texts->named.count, 0};
        if (account.size > 0 && !cash->done) {
            status = find_alias(&told->alias, match, &texts->key, AR_ALIAS_ACCOUNT, account);
            told->account = ar_keys_find(&match->book->customers, as_is);
        }
        if (has_text(cash) && status == AR_OK)
            status = ar_match_name(&texts->named, &match->documents,
                                   look(&ahead[i % AHEAD], &match->documents, ar_cash_text(cash, AR_CASH_REFERENCE)));
        told->named_count = (uint32_t)texts->named.count - told->named;
    }
    return status;
}

/* ---- batches -------------------------------------------------------------------------------------------------------
 */

enum ar_status ar_match_begin(struct ar_match *match, struct ar_match_batch *batch, size_t from)
{
    size_t count = match->payment_count;
    batch->from = from < count ? from : count;
    batch->to = count - batch->from > AR_BATCH ? from + AR_BATCH : count;
    batch->met_count = 0;
    for (size_t i = batch->from; i < batch->to; i++) {
        uint32_t payer = match->payments[i].payer;
        if (payer == AR_NO_KEY || match->payments[i].done || match->payer_alias[payer] != AR_NOT_MET)
            continue;
        if (ar_grow(&batch->met, &batch->met_capacity, batch->met_count + 1, sizeof *batch->met) != AR_OK)
            return AR_FAILED;
        match->payer_alias[payer] = AR_NO_KEY;
        batch->met[batch->met_count++] = payer;
    }
    size_t texts = (batch->to - batch->from + AR_BATCH_TEXTS - 1) / AR_BATCH_TEXTS;
    batch->pieces = (struct ar_pieces){0, texts + (batch->met_count + SOME_PAYERS - 1) / SOME_PAYERS};
    return AR_OK;
}

/* All payers after all texts: the names that they are compared with stay in the processor's cache. */
enum ar_status ar_match_read(bool *any, struct ar_match *match, struct ar_match_batch *batch, struct ar_name_room *room)
{
    size_t texts = (batch->to - batch->from + AR_BATCH_TEXTS - 1) / AR_BATCH_TEXTS;
    size_t piece = ar_pieces_take(&batch->pieces);
    *any = piece < batch->pieces.count;
    if (!*any)
        return AR_OK;
    return piece < texts ? read_texts(match, batch, piece) : find_payers(match, batch, piece - texts, room);
}

void ar_match_batch_free(struct ar_match_batch *batch)
{
    for (size_t i = 0; i < AR_BATCH / AR_BATCH_TEXTS; i++) {
        free(batch->texts[i].named.at);
        ar_buffer_free(&batch->texts[i].key);
    }
    free(batch->met);
}
