/* SPDX-License-Identifier: MIT */
/* The run: payments are decided one after the other, batch by batch, while other threads write and read. */
#include "base/fetch.h"
#include "base/parallel.h"
#include "cash/match_batch.h"
#include "cash/match_past.h"

#include <stdlib.h>

/* What all of the payer's words say. */
static bool says_on_account(const struct ar_match_work *work)
{
    bool says = ar_match_pays_on_account(work);
    for (size_t i = 0; i < work->claim_count && !says; i++)
        says = ar_match_says_on_account(work, &work->claims[i].claim);
    return says;
}

static void match_payment(struct ar_match_work *work, const struct ar_cash *cash, struct ar_error *error)
{
    work->cash = cash;
    ar_cash_payment(&work->payment, work->match->book, cash);
    work->row_count = work->pool_count = 0;
    work->pooled = false;
    work->left = cash->amount;
    ar_match_identify(work);
    if (work->status == AR_OK && cash->reversal && cash->amount != 0) {
        ar_match_return(work, error);
        return;
    }
    if (work->status == AR_OK)
        ar_match_gather(work, error);
    if (work->status == AR_OK && cash->amount == 0 && work->claim_count < 2) {
        ar_match_rest(work, AR_RULE_ON_ACCOUNT, ar_match_why(work, "a payment of nothing"));
        return;
    }
    if (work->status == AR_OK && work->claim_count > 0)
        ar_match_claims(work);
    if (work->status == AR_OK && work->row_count == 0)
        ar_match_amount(work, work->left, says_on_account(work));
}

/* Batches that are learned of ahead: some take long to learn of, some to decide. */
enum { BATCHES_AHEAD = 32, BATCHES = BATCHES_AHEAD + 1 };

/* One turn of the run: a batch is decided, the one before it written, those behind it learned of, the next one whole.
 */
struct turn {
    struct ar_match_work *work;
    struct ar_match_batch *batches; /* in a ring */
    size_t now; /* number of the one that is decided */
    struct ar_match_decided decided[2]; /* this one, and the one before */
    bool is_decided; /* the others need not learn any more */
    struct ar_writer *writer;
    struct ar_error *error;
    struct ar_name_room rooms[AR_THREADS_MOST];
};

static struct ar_match_batch *batch_at(const struct turn *turn, size_t number)
{
    return &turn->batches[number % BATCHES];
}

/* Has fetched what a payment of the batch will be decided by, in steps that are some payments apart. */
enum { STEP = 4, STEPS = 4, FIRST_ITEMS = 16, LINE = 64 };

static void expect_items(struct ar_book_item *const *items, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++)
        ar_fetch(items[i]);
}

static void expect_pointers(struct ar_book_item *const *items, uint32_t from, uint32_t to)
{
    for (const char *at = (const char *)(items + from); at < (const char *)(items + to); at += LINE)
        ar_fetch(at);
}

static void expect_item(const struct ar_match *match, const struct ar_named *named, unsigned step)
{
    struct ar_book_item *const *item = &match->book->items[named->item];
    if (step == 2)
        ar_fetch(item);
    else if (step == 1)
        ar_fetch_to_write(*item);
}

/* The items of a payer are looked at when no document is named. */
static void expect_payer(const struct ar_match *match, uint32_t payer, bool named, unsigned step)
{
    const struct ar_book *book = match->book;
    const struct ar_name_matches *names = &match->payer_matches[payer];
    if (step == STEPS) {
        ar_fetch(names);
        ar_fetch(&match->learned[payer]);
        ar_fetch(&match->payer_alias[payer]);
    } else if (!named && names->count > 0) {
        const uint32_t *first = &book->first[names->at[0].customer];
        if (step == 3) {
            ar_fetch(first);
            return;
        }
        uint32_t to = first[1] - first[0] > FIRST_ITEMS ? first[0] + FIRST_ITEMS : first[1];
        (step == 2 ? expect_pointers : expect_items)(book->items, first[0], to);
        if (to < first[1])
            (step == 2 ? expect_pointers : expect_items)(book->items, first[1] - 1, first[1]);
    }
}

/* The list of what the payment's text names. */
static const struct ar_named_list *named_of(const struct ar_match_batch *batch, size_t payment)
{
    return &batch->texts[(payment - batch->from) / AR_BATCH_TEXTS].named;
}

static void expect(const struct ar_match *match, const struct ar_match_batch *batch, size_t payment)
{
    if (payment + STEP < batch->to)
        ar_fetch(match->payments[payment + STEP].texts);
    for (unsigned step = 1; step <= STEPS && payment + step * STEP < batch->to; step++) {
        uint32_t payer = match->payments[payment + step * STEP].payer;
        const struct ar_match_told *told = &batch->told[payment + step * STEP - batch->from];
        const struct ar_named_list *named = named_of(batch, payment + step * STEP);
        for (uint32_t i = told->named; i < told->named + told->named_count; i++)
            expect_item(match, &named->at[i], step);
        if (payer != AR_NO_KEY && !match->payments[payment + step * STEP].done)
            expect_payer(match, payer, told->named_count > 0, step);
    }
}

static void decide_payment(struct turn *turn, const struct ar_cash *cash)
{
    struct ar_match_work *work = turn->work;
    struct ar_match *match = work->match;
    if (!cash->done) {
        match_payment(work, cash, turn->error);
        if (work->status == AR_OK)
            ar_past_keep(work);
        if (work->status == AR_OK)
            ar_match_take(work);
    } else if (cash->payer != AR_NO_KEY) {
        ar_past_teach(work, cash);
    }
    if (work->status == AR_OK && match->explain.at != NULL &&
        ar_text_equal(match->explain, ar_cash_text(cash, AR_CASH_PAYMENT))) {
        if (cash->done)
            ar_match_story_done(work, cash, turn->writer);
        else
            ar_match_story(work, turn->writer);
        match->explained = true;
    }
}

static void decide(struct turn *turn)
{
    struct ar_match_work *work = turn->work;
    const struct ar_match_batch *batch = batch_at(turn, turn->now);
    struct ar_match_decided *decided = &turn->decided[turn->now % 2];
    work->all = &decided->rows;
    work->all->count = work->all->text.size = 0;
    decided->from = batch->from;
    decided->to = batch->to;
    for (size_t i = batch->from; i < batch->to && work->status == AR_OK; i++) {
        expect(work->match, batch, i);
        work->named = named_of(batch, i);
        work->told = &batch->told[i - batch->from];
        decide_payment(turn, &work->match->payments[i]);
        decided->ends[i - batch->from] = decided->rows.count;
    }
    __atomic_store_n(&turn->is_decided, true, __ATOMIC_RELAXED);
}

static void write_last(struct turn *turn)
{
    const struct ar_match *match = turn->work->match;
    if (match->explain.at == NULL)
        ar_match_write(match, &turn->decided[(turn->now + 1) % 2], turn->writer);
}

/* One thread of the turn; who has done his part learns of the next batches, until the turn is over. */
struct hand {
    struct turn *turn;
    void (*part)(struct turn *turn); /* NULL: none of his own */
    struct ar_name_room *room;
    enum ar_status status;
};

static void lend(void *context)
{
    struct hand *hand = context;
    struct turn *turn = hand->turn;
    if (hand->part != NULL)
        hand->part(turn);
    for (size_t ahead = 1; ahead <= BATCHES_AHEAD && hand->status == AR_OK;) {
        bool any = false;
        if (ahead == 1 || !__atomic_load_n(&turn->is_decided, __ATOMIC_RELAXED))
            hand->status = ar_match_read(&any, turn->work->match, batch_at(turn, turn->now + ahead), hand->room);
        ahead += !any;
    }
}

static enum ar_status take_turn(struct turn *turn)
{
    unsigned threads = turn->work->match->threads > 1 ? turn->work->match->threads : 2;
    struct hand hands[AR_THREADS_MOST];
    void *contexts[AR_THREADS_MOST];
    turn->is_decided = false;
    for (unsigned i = 0; i < threads; i++) {
        hands[i] = (struct hand){turn, i == 0 ? decide : i == 1 ? write_last : NULL, &turn->rooms[i], AR_OK};
        contexts[i] = &hands[i];
    }
    if (turn->work->match->threads > 1) {
        ar_parallel(lend, contexts, threads);
    } else {
        lend(&hands[0]);
        lend(&hands[1]);
    }
    for (unsigned i = 0; i < threads; i++)
        if (hands[i].status != AR_OK)
            return hands[i].status;
    return AR_OK;
}

/* Batch 0 has no payments, nor do those behind the last one. */
static enum ar_status begin_batch(struct turn *turn, size_t number)
{
    return ar_match_begin(turn->work->match, batch_at(turn, number), (number - 1) * AR_BATCH);
}

static void run_batches(struct turn *turn)
{
    struct ar_match_work *work = turn->work;
    size_t count = (work->match->payment_count + AR_BATCH - 1) / AR_BATCH;
    enum ar_status status = AR_OK;
    for (size_t number = 1; status == AR_OK && number < BATCHES_AHEAD; number++)
        status = begin_batch(turn, number);
    for (turn->now = 0; turn->now <= count + 1 && status == AR_OK; turn->now++) {
        status = begin_batch(turn, turn->now + BATCHES_AHEAD);
        if (status == AR_OK)
            status = take_turn(turn);
        if (status == AR_OK)
            status = work->status;
    }
    work->status = status;
}

static struct turn *new_turn(struct ar_match_work *work, struct ar_writer *writer, struct ar_error *error)
{
    struct turn *turn = calloc(1, sizeof *turn);
    if (turn == NULL)
        return NULL;
    turn->work = work;
    turn->writer = writer;
    turn->error = error;
    turn->batches = calloc(BATCHES, sizeof *turn->batches);
    if (turn->batches != NULL)
        return turn;
    free(turn);
    return NULL;
}

static void free_turn(struct turn *turn)
{
    for (unsigned i = 0; i < BATCHES; i++)
        ar_match_batch_free(&turn->batches[i]);
    for (unsigned i = 0; i < 2; i++) {
        free(turn->decided[i].rows.at);
        ar_buffer_free(&turn->decided[i].rows.text);
    }
    for (unsigned i = 0; i < AR_THREADS_MOST; i++)
        ar_name_room_free(&turn->rooms[i]);
    free(turn->batches);
    free(turn);
}

enum ar_status ar_match_run(struct ar_match *match, struct ar_writer *writer, struct ar_error *error)
{
    struct ar_match_work work = {.match = match, .status = AR_OK};
    enum ar_status status = ar_match_prepare(match, error);
    if (status != AR_OK)
        return status;
    struct turn *turn = new_turn(&work, writer, error);
    if (turn == NULL)
        return ar_error_memory(error);
    if (match->explain.at == NULL)
        ar_match_header(writer);
    else
        ar_match_story_header(writer);
    run_batches(turn);
    free_turn(turn);
    free(work.beside.at);
    free(work.claims);
    free(work.pool);
    return work.status == AR_FAILED ? ar_error_memory(error) : work.status;
}
