/* SPDX-License-Identifier: MIT */
/* What can be known of all payments before the first is decided, by several threads: the indexes of documents and
   names, and the order of the payments. */
#include "base/parallel.h"
#include "cash/match_batch.h"
#include "cash/match_past.h"

#include <stdalign.h>
#include <stdlib.h>

enum { SOME_TEXTS = 1024 };

/* What the threads share of one step. */
struct step {
    struct ar_match *match;
    struct ar_pieces pieces;
    uint32_t *order; /* of the payments */
};

struct member {
    alignas(128) struct step *step;
    enum ar_status status;
    struct ar_error error;
};

/* One step by all threads; its first failure, bad data before want of memory. */
static enum ar_status run(struct step *step, void (*work)(void *context), size_t pieces, struct ar_error *error)
{
    struct member members[AR_THREADS_MOST];
    void *contexts[AR_THREADS_MOST];
    unsigned threads = step->match->threads ? step->match->threads : 1;
    enum ar_status status = AR_OK;
    step->pieces = (struct ar_pieces){0, pieces};
    for (unsigned i = 0; i < threads; i++) {
        members[i] = (struct member){.step = step, .status = AR_OK};
        contexts[i] = &members[i];
    }
    ar_parallel(work, contexts, threads);
    for (unsigned i = 0; i < threads; i++) {
        if (members[i].status != AR_OK && status != AR_BAD_DATA) {
            status = members[i].status;
            if (status == AR_BAD_DATA && error != NULL)
                *error = members[i].error;
            else
                ar_error_memory(error);
        }
    }
    return status;
}

/* ---- payments ------------------------------------------------------------------------------------------------------
 */

enum { KEYS_AHEAD = 8 }; /* of what a payment is looked up by: fetched while others are looked at */

/* While they stand as they came. */
static enum ar_status refuse_repeated(const struct ar_match *match, size_t payment, struct ar_error *error)
{
    const struct ar_match_origin *origin = NULL;
    for (size_t i = 0; i < match->origin_count && match->origins[i].payment <= payment; i++)
        origin = &match->origins[i];
    ar_error_set(error, AR_BAD_DATA, "two payments have one key");
    if (origin != NULL)
        ar_error_place(error, origin->file, origin->line + (payment - origin->payment));
    ar_error_column(error, AR_TEXT("payment"));
    ar_error_value(error, ar_cash_text(&match->payments[payment], AR_CASH_PAYMENT));
    return AR_BAD_DATA;
}

/* Numbers that rise from payment to payment, as one who counts them gives: none is there twice. */
static bool is_rising(const struct ar_match *match)
{
    struct ar_text last = AR_TEXT("");
    for (size_t i = 0; i < match->payment_count; i++) {
        struct ar_text next = ar_cash_text(&match->payments[i], AR_CASH_PAYMENT);
        if (ar_text_compare(last, next) >= 0)
            return false;
        last = next;
    }
    return true;
}

/* Those of earlier runs may be. */
static enum ar_status check_repeated(const struct ar_match *match, struct ar_error *error)
{
    struct ar_key_set set = {0};
    struct ar_buffer key = {0};
    struct ar_key_print ring[KEYS_AHEAD];
    size_t count = match->payment_count;
    bool repeated = false;
    enum ar_status status = ar_key_set_reserve(&set, count) == AR_OK ? AR_OK : ar_error_memory(error);
    for (size_t i = 0; status == AR_OK && i < count + KEYS_AHEAD; i++) {
        const struct ar_cash *last = i >= KEYS_AHEAD ? &match->payments[i - KEYS_AHEAD] : NULL;
        if (last != NULL && !last->done && ar_key_set_add_ahead(&set, &repeated, ring[i % KEYS_AHEAD]) != AR_OK)
            status = ar_error_memory(error);
        else if (repeated)
            status = refuse_repeated(match, i - KEYS_AHEAD, error);
        if (i >= count || status != AR_OK)
            continue;
        const struct ar_cash *cash = &match->payments[i];
        char currency[AR_CURRENCY_SIZE];
        ar_currency_format(currency, cash->currency);
        const struct ar_text parts[AR_KEY_PARTS] = {ar_book_word(match->book, cash->entity),
                                                    ar_cash_text(cash, AR_CASH_PAYMENT),
                                                    {currency, sizeof currency},
                                                    AR_TEXT("")};
        if (ar_key_build(&key, parts) != AR_OK)
            status = ar_error_memory(error);
        else
            ring[i % KEYS_AHEAD] = ar_key_set_ahead(&set, ar_buffer_text(&key));
    }
    ar_key_set_free(&set);
    ar_buffer_free(&key);
    return status;
}

/* Payers get numbers, payments the lines of their advices. */
static enum ar_status take_payments(struct ar_match *match, struct ar_error *error)
{
    struct ar_key_ahead ring[2 * KEYS_AHEAD];
    size_t count = match->payment_count;
    enum ar_status status = is_rising(match) ? AR_OK : check_repeated(match, error);
    for (size_t i = 0; status == AR_OK && i < count + 2 * KEYS_AHEAD; i++) {
        if (i >= KEYS_AHEAD && i < count + KEYS_AHEAD)
            (void)ar_keys_likely(&match->payers, ring[(i - KEYS_AHEAD) % (2 * KEYS_AHEAD)]);
        struct ar_cash *cash = i >= 2 * KEYS_AHEAD ? &match->payments[i - 2 * KEYS_AHEAD] : NULL;
        if (cash != NULL) {
            uint32_t key = ar_keys_find(&match->claim_keys, ar_cash_text(cash, AR_CASH_PAYMENT));
            cash->claims = key == AR_NO_KEY ? 0 : match->claim_heads[key];
            cash->payer = AR_NO_KEY;
            struct ar_text payer = ar_cash_text(cash, AR_CASH_PAYER);
            if (payer.size > 0 &&
                ar_keys_add_ahead(&match->payers, &cash->payer, payer, ring[i % (2 * KEYS_AHEAD)]) != AR_OK)
                status = ar_error_memory(error);
        }
        if (i < count)
            ring[i % (2 * KEYS_AHEAD)] =
                ar_keys_ahead(&match->payers, ar_cash_text(&match->payments[i], AR_CASH_PAYER));
    }
    return status;
}

/* ---- what is asked for ---------------------------------------------------------------------------------------------
 */

static void ask_some(const struct ar_match *match, size_t piece)
{
    size_t from = piece * SOME_TEXTS, to = from + SOME_TEXTS;
    const bool printed = ar_documents_has_references(&match->documents);
    for (size_t i = from; i < to && i < match->payment_count; i++) {
        ar_documents_ask(&match->documents, ar_cash_text(&match->payments[i], AR_CASH_REFERENCE));
        ar_documents_ask(&match->documents, ar_cash_text(&match->payments[i], AR_CASH_PAYER_REFERENCE));
        ar_documents_ask_whole(&match->documents, ar_cash_text(&match->payments[i], AR_CASH_STRUCTURED));
        if (printed)
            ar_documents_ask_printed(&match->documents, ar_cash_text(&match->payments[i], AR_CASH_REFERENCE));
    }
    for (size_t i = from; i < to && i < match->claim_count; i++) {
        ar_documents_ask_whole(&match->documents, match->claims[i].reference);
        ar_documents_ask(&match->documents, match->claims[i].reference); /* there may be words around the number */
    }
}

/* How many pieces; none when a user's pattern may find what is not known before. */
static enum ar_status expect_texts(struct ar_match *match, size_t *pieces)
{
    size_t most = match->payment_count > match->claim_count ? match->payment_count : match->claim_count;
    *pieces = 0;
    if (match->rules->pattern_count > 0)
        return AR_OK;
    *pieces = (most + SOME_TEXTS - 1) / SOME_TEXTS;
    return ar_documents_expect(&match->documents, match->payment_count + match->claim_count);
}

/* ---- the indexes ---------------------------------------------------------------------------------------------------
 */

/* The pieces of the first step, the longest first; then the texts that ask for documents. */
enum { TAKE_PAYMENTS, SORT_PAYMENTS, INDEX_DOCS, TAKE_NAMES, ASK };

static void make_ready(void *context)
{
    struct member *member = context;
    struct ar_match *match = member->step->match;
    struct ar_pieces *pieces = &member->step->pieces;
    for (size_t piece; member->status == AR_OK && (piece = ar_pieces_take(pieces)) < pieces->count;) {
        if (piece == TAKE_PAYMENTS)
            member->status = take_payments(match, &member->error);
        else if (piece == TAKE_NAMES)
            member->status = ar_names_init(&match->names, match->book, &member->error);
        else if (piece >= ASK)
            ask_some(match, piece - ASK);
        else if ((piece == SORT_PAYMENTS ? ar_match_order(&member->step->order, match)
                                         : ar_documents_index(&match->documents, AR_BY_DOC)) != AR_OK)
            member->status = ar_error_memory(&member->error);
    }
}

/* Those of the second one: the other fields of documents, and the payments. */
static void make_indexes(void *context)
{
    struct member *member = context;
    struct ar_match *match = member->step->match;
    struct ar_pieces *pieces = &member->step->pieces;
    for (size_t piece; member->status == AR_OK && (piece = ar_pieces_take(pieces)) < pieces->count;)
        if (piece == AR_BY_DOC)
            ar_match_rearrange(match->payments, member->step->order, match->payment_count);
        else if (ar_documents_index(&match->documents, (enum ar_document_field)piece) != AR_OK)
            member->status = ar_error_memory(&member->error);
}

struct reading {
    struct ar_match *match;
    void (*read)(void *context); /* NULL: learns of the documents alone */
    void *context;
};

static void read_and_learn(void *context)
{
    struct reading *reading = context;
    if (reading->read != NULL)
        reading->read(reading->context);
    ar_documents_learn(&reading->match->documents);
}

enum ar_status ar_match_payments(struct ar_match *match, void (*read)(void *context), void *context, uint64_t seed,
                                 struct ar_error *error)
{
    struct reading readings[AR_THREADS_MOST];
    void *contexts[AR_THREADS_MOST];
    unsigned threads = match->threads ? match->threads : 1;
    if (ar_documents_begin(&match->documents, match->book, seed) != AR_OK)
        return ar_error_memory(error);
    for (unsigned i = 0; i < threads; i++) {
        readings[i] = (struct reading){match, i == 0 ? read : NULL, context};
        contexts[i] = &readings[i];
    }
    ar_parallel(read_and_learn, contexts, threads);
    return AR_OK;
}

/* ---- all of it -----------------------------------------------------------------------------------------------------
 */

enum ar_status ar_match_prepare(struct ar_match *match, struct ar_error *error)
{
    struct step step = {.match = match};
    size_t texts = 0;
    enum ar_status status = ar_book_ready(match->book, error);
    if (status == AR_OK && expect_texts(match, &texts) != AR_OK)
        status = ar_error_memory(error);
    if (status == AR_OK)
        status = run(&step, make_ready, ASK + texts, error);
    if (status == AR_OK)
        status = run(&step, make_indexes, AR_DOCUMENT_FIELDS, error);
    free(step.order);
    if (status != AR_OK)
        return status;
    ar_documents_ready(&match->documents);
    size_t payers = match->payers.count;
    match->terms = calloc(match->book->words.count, sizeof *match->terms);
    match->payer_matches = ar_take_wide((payers + 1) * sizeof *match->payer_matches, false);
    match->payer_alias = malloc((payers + 1) * sizeof *match->payer_alias);
    match->learned = malloc((payers + 1) * sizeof *match->learned);
    if (match->terms == NULL || match->payer_matches == NULL || match->payer_alias == NULL || match->learned == NULL ||
        ar_match_groups(match) != AR_OK || ar_past_prepare(match) != AR_OK || ar_match_advices(match) != AR_OK)
        return ar_error_memory(error);
    for (size_t i = 0; i < payers; i++) {
        match->payer_alias[i] = AR_NOT_MET;
        match->learned[i] = (struct ar_learned){AR_NOT_LEARNED, 0};
    }
    return AR_OK;
}
