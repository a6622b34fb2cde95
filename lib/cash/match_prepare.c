/* SPDX-License-Identifier: MIT */
/* What can be known of all payments before the first is decided, by several threads: the indexes of documents and
   names, the payments' order, who their payers may be and which documents their texts name. */
#include "base/parallel.h"
#include "cash/match_batch.h"
#include "cash/match_past.h"
#include "cash/match_work.h"

#include <stdalign.h>
#include <stdlib.h>

enum { SOME_PAYERS = 32, SOME_TEXTS = 1024 };
enum { AHEAD_STEP = 4, AHEAD = (2 + AR_AHEAD_STEPS) * AHEAD_STEP };

/* What the threads share of one step. */
struct step {
    struct ar_match *match;
    struct ar_pieces pieces;
    struct dated *order; /* of the payments */
    unsigned least; /* score of a name */
};

struct member {
    alignas(128) struct step *step;
    enum ar_status status;
    struct ar_error error;
    struct ar_name_room room;
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
        ar_name_room_free(&members[i].room);
    }
    return status;
}

/* ---- the payments' order -------------------------------------------------------------------------------------------
 */

struct dated { /* what payments are sorted by, as far as it fits */
    const struct ar_cash *cash;
    uint64_t number; /* eight bytes of the payment's text, behind what all of them begin with */
    uint32_t entity;
    int32_t days;
    bool reversal;
};

static int by_day(const void *left, const void *right)
{
    const struct dated *a = left, *b = right;
    if (a->days != b->days)
        return a->days < b->days ? -1 : 1;
    if (a->reversal != b->reversal)
        return a->reversal ? 1 : -1; /* may take back one of the same day */
    if (a->entity == b->entity && a->number != b->number)
        return a->number < b->number ? -1 : 1;
    const struct ar_payment *x = &a->cash->payment, *y = &b->cash->payment;
    int order = a->entity == b->entity ? 0 : ar_text_compare(x->entity, y->entity);
    return order ? order : ar_text_compare(x->payment, y->payment);
}

/* Puts each payment where the list says, going round each circle of places once. */
static void rearrange(struct ar_cash *payments, struct dated *list, size_t count)
{
    for (size_t start = 0; start < count; start++) {
        struct ar_cash first = payments[start];
        size_t to = start;
        for (;;) {
            size_t from = (size_t)(list[to].cash - payments);
            list[to].cash = &payments[to]; /* done */
            if (from == start)
                break;
            payments[to] = payments[from];
            to = from;
        }
        payments[to] = first;
    }
}

static enum ar_status sort_payments(struct dated **out, const struct ar_match *match)
{
    struct dated *list = *out = malloc((match->payment_count + 1) * sizeof *list);
    if (list == NULL)
        return AR_FAILED;
    struct ar_text one = match->payment_count > 0 ? match->payments[0].payment.payment : AR_TEXT("");
    size_t common = one.size;
    for (size_t i = 1; i < match->payment_count; i++)
        common = ar_text_common(one, match->payments[i].payment.payment, common);
    for (size_t i = 0; i < match->payment_count; i++) {
        const struct ar_cash *cash = &match->payments[i];
        const struct ar_payment *payment = &cash->payment;
        list[i] = (struct dated){cash, ar_text_number(payment->payment, common), cash->entity, payment->date.days,
                                 payment->reversal};
    }
    if (match->payment_count > 1)
        qsort(list, match->payment_count, sizeof *list, by_day);
    return AR_OK;
}

static enum ar_status check_repeated(const struct ar_match *match, struct ar_error *error)
{
    struct ar_key_set set = {0};
    struct ar_buffer key = {0};
    enum ar_status status = AR_OK;
    for (size_t i = 0; status == AR_OK && i < match->payment_count; i++) {
        const struct ar_payment *payment = &match->payments[i].payment;
        match->payments[i].done = ar_past_did(match->past, payment);
        if (match->payments[i].done)
            continue;
        struct ar_text parts[AR_KEY_PARTS] = {payment->entity, payment->payment, AR_TEXT(""), AR_TEXT("")};
        bool repeated = false;
        if (ar_key_build(&key, parts) != AR_OK || ar_key_set_add(&set, &repeated, ar_buffer_text(&key)) != AR_OK) {
            status = ar_error_memory(error);
        } else if (repeated) {
            status = ar_error_set(error, AR_BAD_DATA, "two payments have one key");
            ar_error_column(error, AR_TEXT("payment"));
            ar_error_value(error, payment->payment);
        }
    }
    ar_key_set_free(&set);
    ar_buffer_free(&key);
    return status;
}

/* Payers get numbers, payments their order and the lines of advices. */
static enum ar_status take_payments(struct step *step, struct ar_error *error)
{
    struct ar_match *match = step->match;
    enum ar_status status = check_repeated(match, error);
    if (status != AR_OK)
        return status;
    for (size_t i = 0; i < match->payment_count; i++) {
        struct ar_cash *cash = &match->payments[i];
        uint32_t key = ar_keys_find(&match->claim_keys, cash->payment.payment);
        cash->claims = key == AR_NO_KEY ? 0 : match->claim_heads[key];
        cash->payer = AR_NO_KEY;
        if (!cash->done && cash->payment.payer.size > 0 &&
            ar_keys_add(&match->payers, &cash->payer, cash->payment.payer) != AR_OK)
            return ar_error_memory(error);
    }
    return sort_payments(&step->order, match) == AR_OK ? AR_OK : ar_error_memory(error);
}

/* ---- what is asked for ---------------------------------------------------------------------------------------------
 */

static void ask_some(const struct ar_match *match, size_t piece)
{
    size_t from = piece * SOME_TEXTS, to = from + SOME_TEXTS;
    for (size_t i = from; i < to && i < match->payment_count; i++) {
        ar_documents_ask(&match->documents, match->payments[i].payment.reference);
        ar_documents_ask(&match->documents, match->payments[i].payment.structured);
    }
    for (size_t i = from; i < to && i < match->claim_count; i++)
        ar_documents_ask(&match->documents, match->claims[i].reference);
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
enum { TAKE_PAYMENTS, INDEX_DOCS, TAKE_NAMES, ASK };

static void make_ready(void *context)
{
    struct member *member = context;
    struct ar_match *match = member->step->match;
    struct ar_pieces *pieces = &member->step->pieces;
    for (size_t piece; member->status == AR_OK && (piece = ar_pieces_take(pieces)) < pieces->count;) {
        if (piece == TAKE_PAYMENTS)
            member->status = take_payments(member->step, &member->error);
        else if (piece == TAKE_NAMES)
            member->status = ar_names_init(&match->names, match->book, &member->error);
        else if (piece >= ASK)
            ask_some(match, piece - ASK);
        else if (ar_documents_index(&match->documents, AR_BY_DOC) != AR_OK)
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
            rearrange(match->payments, member->step->order, match->payment_count);
        else if (ar_documents_index(&match->documents, (enum ar_document_field)piece) != AR_OK)
            member->status = ar_error_memory(&member->error);
}

struct reading {
    struct ar_match *match;
    void (*read)(void *context); /* NULL: begins with the documents */
    void *context;
    uint64_t seed;
    enum ar_status status;
};

static void read_or_begin(void *context)
{
    struct reading *reading = context;
    if (reading->read != NULL)
        reading->read(reading->context);
    else
        reading->status = ar_documents_begin(&reading->match->documents, reading->match->book, reading->seed);
}

enum ar_status ar_match_payments(struct ar_match *match, void (*read)(void *context), void *context, uint64_t seed,
                                 struct ar_error *error)
{
    struct reading readings[2] = {{match, read, context, seed, AR_OK}, {match, NULL, NULL, seed, AR_OK}};
    void *contexts[2] = {&readings[0], &readings[1]};
    if (match->threads > 1) {
        ar_parallel(read_or_begin, contexts, 2);
    } else {
        read_or_begin(contexts[0]);
        read_or_begin(contexts[1]);
    }
    return readings[1].status == AR_OK ? AR_OK : ar_error_memory(error);
}

/* ---- payers and texts ----------------------------------------------------------------------------------------------
 */

/* The key of an alias: a sort, and the text behind it. */
static uint32_t alias_of(const struct ar_match *match, struct ar_buffer *key, char sort, struct ar_text text)
{
    key->size = 0;
    if (ar_buffer_reserve(key, text.size + 1) != AR_OK)
        return AR_NO_KEY - 1;
    key->at[0] = sort;
    memcpy(key->at + 1, text.at, text.size);
    key->size = text.size + 1;
    return ar_keys_find(&match->alias_keys, ar_buffer_text(key));
}

static enum ar_status find_payer(struct member *member, uint32_t number)
{
    struct ar_match *match = member->step->match;
    struct ar_text payer = match->payers.at[number], full, bare;
    match->learned[number] = (struct ar_learned){AR_NOT_LEARNED, 0};
    match->payer_alias[number] = AR_NO_KEY;
    if (match->alias_keys.count > 0) {
        if (ar_names_fold(&member->room, &full, &bare, payer) != AR_OK)
            return AR_FAILED;
        match->payer_alias[number] = alias_of(match, &member->room.folded, '=', full);
        if (match->payer_alias[number] == AR_NO_KEY - 1)
            return AR_FAILED;
    }
    return ar_names_find_payer(&match->names, &member->room, &match->payer_matches[number], payer, member->step->least);
}

static void find_payers(void *context)
{
    struct member *member = context;
    struct ar_pieces *pieces = &member->step->pieces;
    size_t count = member->step->match->payers.count;
    for (size_t piece; (piece = ar_pieces_take(pieces)) < pieces->count;)
        for (size_t i = piece * SOME_PAYERS; i < (piece + 1) * SOME_PAYERS && i < count; i++)
            if (member->status == AR_OK)
                member->status = find_payer(member, (uint32_t)i);
}

/* What the text names, one after the other, as long as nothing but the text decides where the next one is looked for.
 */
static enum ar_status read_text(struct ar_match *match, struct ar_named_list *list, struct ar_cash *cash)
{
    struct ar_document_found found;
    struct ar_text text = cash->payment.reference;
    bool more = true;
    cash->named = (uint32_t)list->count;
    for (size_t from = 0, before = 0; more; before = from) {
        more = ar_documents_scan(&found, &match->documents, text, &from);
        if (ar_grow(&list->at, &list->capacity, list->count + 1, sizeof *list->at) != AR_OK)
            return AR_FAILED;
        struct ar_named *named = &list->at[list->count++];
        *named = (struct ar_named){.from = (uint32_t)before, .to = (uint32_t)from, .item = AR_NO_ITEM};
        if (more) {
            named->start = (uint32_t)(found.text.at - text.at);
            named->size = (uint32_t)found.text.size;
            named->item = found.item;
            named->field = found.field;
        }
    }
    cash->named_count = (uint32_t)list->count - cash->named;
    return AR_OK;
}

static bool by_text(const struct ar_match *match, const struct ar_cash *cash)
{
    const struct ar_payment *payment = &cash->payment;
    return payment->reference.size > 0 && payment->structured.size == 0 && cash->claims == 0 && !cash->done &&
           !payment->reversal && match->rules->pattern_count == 0;
}

/* Has what some payments from here on will ask for fetched. */
static void fetch_ahead(const struct ar_match *match, struct ar_document_ahead ahead[static AHEAD], size_t payment)
{
    size_t count = match->payment_count, at = payment + AHEAD;
    if (at < count)
        __builtin_prefetch(match->payments[at].payment.reference.at);
    at -= AHEAD_STEP;
    if (at < count && by_text(match, &match->payments[at]))
        ar_documents_ahead(&ahead[at % AHEAD], &match->documents, match->payments[at].payment.reference);
    else
        ahead[at % AHEAD].count = 0;
    for (unsigned step = 0; step < AR_AHEAD_STEPS; step++)
        ar_documents_ahead_step(&ahead[(at - (step + 1) * AHEAD_STEP) % AHEAD], &match->documents, step);
}

enum ar_status ar_match_read(struct ar_match *match, struct ar_match_batch *batch)
{
    struct ar_document_ahead ahead[AHEAD] = {{.count = 0}};
    enum ar_status status = AR_OK;
    batch->named.count = 0;
    for (size_t i = batch->from; status == AR_OK && i < batch->to; i++) {
        struct ar_cash *cash = &match->payments[i];
        char form[AR_COMPACT_SIZE];
        struct ar_text account = {form, ar_compact(form, cash->payment.payer_account)};
        fetch_ahead(match, ahead, i);
        cash->alias = cash->account = AR_NO_KEY;
        if (account.size > 0 && !cash->done) {
            cash->alias = alias_of(match, &batch->key, '#', account);
            cash->account = ar_keys_find(&match->book->customers, cash->payment.payer_account);
            status = cash->alias == AR_NO_KEY - 1 ? AR_FAILED : AR_OK;
        }
        if (by_text(match, cash) && status == AR_OK)
            status = read_text(match, &batch->named, cash);
    }
    return status;
}

bool ar_match_scan(const struct ar_match_work *work, struct ar_document_found *out, size_t *at, struct ar_text text,
                   size_t *from)
{
    const struct ar_cash *cash = work->cash;
    const struct ar_named *named = *at < cash->named_count ? &work->named->at[cash->named + *at] : NULL;
    if (named == NULL || named->from != *from || text.at != cash->payment.reference.at)
        return ar_documents_scan(out, &work->match->documents, text, from);
    ++*at;
    *from = named->to;
    *out = (struct ar_document_found){{text.at + named->start, named->size}, named->item, named->field};
    return named->item != AR_NO_ITEM;
}

/* ---- all of it -----------------------------------------------------------------------------------------------------
 */

enum ar_status ar_match_prepare(struct ar_match *match, struct ar_error *error)
{
    const struct ar_rules *rules = match->rules;
    struct step step = {.match = match};
    step.least = ar_rules_has(rules, AR_PASS_PAYER_NAME) ? rules->limit[AR_LIMIT_NAME] : 95;
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
    match->payer_matches = malloc((payers + 1) * sizeof *match->payer_matches);
    match->payer_alias = malloc((payers + 1) * sizeof *match->payer_alias);
    match->learned = malloc((payers + 1) * sizeof *match->learned);
    if (match->terms == NULL || match->payer_matches == NULL || match->payer_alias == NULL || match->learned == NULL ||
        ar_match_groups(match) != AR_OK || ar_past_prepare(match) != AR_OK)
        return ar_error_memory(error);
    return run(&step, find_payers, (payers + SOME_PAYERS - 1) / SOME_PAYERS, error);
}
