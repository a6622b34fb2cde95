/* SPDX-License-Identifier: MIT */
/* Reading the items of a book, by several threads, each into a part of its own. */
#include "base/fetch.h"
#include "cash/book.h"
#include "record/share.h"

#include <stdalign.h>
#include <stdlib.h>

enum { WORD_ENTITY, WORD_LINE, WORD_TERMS, WORDS };
enum { AHEAD = 16, STEP = AHEAD / 4 };

/* What one thread reads, with a book and cache lines of its own. */
struct loading {
    alignas(128) struct ar_book part;
    const struct ar_item_columns *columns;
    uint32_t last[WORDS]; /* a column's words are told over and over */
};

/* An item that was read, and will be added some items later. */
struct coming {
    struct ar_item item;
    struct ar_key_ahead customer;
    uint32_t likely; /* the customer's number */
    uint32_t print, name; /* of its name; 1 + the number of the one that it most likely is, 0: none */
};

static enum ar_status word_of(struct loading *loading, uint32_t *number, unsigned column, struct ar_text word)
{
    struct ar_keys *words = &loading->part.words;
    uint32_t last = loading->last[column];
    if (!ar_text_equal(words->at[last], word) && ar_keys_add(words, &last, word) != AR_OK)
        return AR_FAILED;
    *number = loading->last[column] = last;
    return AR_OK;
}

static enum ar_status add_item(struct loading *loading, const struct coming *coming, struct ar_error *error)
{
    const struct ar_item *item = &coming->item;
    struct ar_book *book = &loading->part;
    if (book->count >= AR_NO_ITEM - 1)
        return ar_error_set(error, AR_FAILED, "more than 4294967293 items");
    uint32_t customer;
    struct ar_book_item *kept = NULL;
    if (ar_keys_add_ahead(&book->customers, &customer, item->customer, coming->customer) == AR_OK &&
        ar_book_meet(book, customer) == AR_OK)
        kept = ar_book_place(book, book->met[customer].shelf);
    if (kept == NULL)
        return ar_error_memory(error);
    book->met[customer].items++;
    const struct ar_text texts[AR_DOCUMENT_FIELDS] = {item->doc, item->reference, item->purchase_order};
    *kept = (struct ar_book_item){.amount = item->amount,
                                  .open = loading->columns->present & AR_ITEM_OPEN ? item->open : item->amount,
                                  .date = item->date,
                                  .due = ar_date_is_none(item->due) ? item->date : item->due,
                                  .customer = customer,
                                  .currency = item->currency,
                                  .type = (uint8_t)item->type,
                                  .disputed = item->dispute.size > 0};
    kept->settled = kept->open == 0 || !ar_date_is_none(item->cleared);
    if (kept->settled)
        kept->open = 0;
    if (book->logged)
        kept->settled_by = (uint32_t)item->cleared.days;
    if (word_of(loading, &kept->entity, WORD_ENTITY, item->entity) != AR_OK ||
        word_of(loading, &kept->line, WORD_LINE, item->line) != AR_OK ||
        word_of(loading, &kept->terms, WORD_TERMS, item->terms) != AR_OK ||
        ar_book_keep_texts(book, kept, texts) != AR_OK ||
        ar_book_name(book, customer, item->name, coming->print) != AR_OK)
        return ar_error_memory(error);
    book->count++;
    return AR_OK;
}

/* Customer and name of item after item lie all over memory: each is on its way when it is asked for, in three steps
   that are some items apart. */
static void look_ahead(const struct ar_book *book, struct coming ring[static AHEAD], size_t at)
{
    struct coming *coming = &ring[(at + AHEAD - STEP) % AHEAD];
    coming->likely = ar_keys_likely(&book->customers, coming->customer);
    if (coming->likely < book->met_count) {
        ar_fetch(book->met[coming->likely].prints);
        ar_fetch(&book->met[coming->likely].shelf);
    }
    coming = &ring[(at + AHEAD - 2 * STEP) % AHEAD];
    coming->name = 0;
    if (coming->likely < book->met_count) {
        const struct ar_book_met *met = &book->met[coming->likely];
        ar_fetch(book->customers.at[coming->likely].at);
        for (unsigned i = 0; i < AR_NAMES_LATELY && coming->name == 0; i++)
            coming->name = met->prints[i] == coming->print ? met->names[i] : 0;
        if (coming->name > 0)
            ar_fetch(&book->names[coming->name - 1]);
    }
    coming = &ring[(at + AHEAD - 3 * STEP) % AHEAD];
    if (coming->name > 0)
        ar_fetch(book->names[coming->name - 1].text.at);
}

static enum ar_status add_block(void *context, struct ar_block *block, struct ar_error *error)
{
    struct loading *loading = context;
    struct coming ring[AHEAD];
    struct ar_row row;
    enum ar_status status = AR_OK;
    for (size_t i = 0; i < AHEAD; i++)
        ring[i] = (struct coming){.item.type = AR_TYPE_INVOICE, .likely = AR_NO_KEY};
    size_t read = 0, added = 0;
    for (; (status = ar_block_next(block, &row, error)) == AR_OK; read++) {
        struct coming *coming = &ring[read % AHEAD];
        if (read >= AHEAD && (status = add_item(loading, coming, error)) != AR_OK)
            return status;
        added += read >= AHEAD;
        status = ar_item_decode(&coming->item, loading->columns, &row, error);
        if (AR_UNLIKELY(status != AR_OK))
            return status;
        coming->customer = ar_keys_ahead(&loading->part.customers, coming->item.customer);
        coming->print = ar_book_print(coming->item.name);
        look_ahead(&loading->part, ring, read);
    }
    for (; status == AR_END && added < read; added++)
        if (add_item(loading, &ring[added % AHEAD], error) != AR_OK)
            status = AR_FAILED;
    return status == AR_END ? AR_OK : status;
}

static enum ar_status load(struct ar_book *book, struct ar_reader *reader, struct loading *parts, unsigned threads,
                           struct ar_error *error)
{
    struct ar_item_columns columns;
    void *contexts[AR_THREADS_MOST];
    struct ar_book *read[AR_THREADS_MOST];
    const unsigned need = AR_ITEM_CUSTOMER | AR_ITEM_DOC | AR_ITEM_DATE | AR_ITEM_CURRENCY | AR_ITEM_AMOUNT;
    const unsigned like = AR_ITEM_ENTITY | AR_ITEM_NAME | AR_ITEM_LINE | AR_ITEM_TYPE | AR_ITEM_DUE | AR_ITEM_OPEN |
                          AR_ITEM_CLEARED | AR_ITEM_TERMS | AR_ITEM_REFERENCE | AR_ITEM_PURCHASE_ORDER |
                          AR_ITEM_DISPUTE;
    enum ar_status status = ar_item_bind(&columns, ar_reader_header(reader), need, like, error);
    if (status == AR_BAD_DATA)
        ar_error_place(error, book->path, 0);
    book->has_open = columns.present & AR_ITEM_OPEN;
    for (unsigned i = 0; status == AR_OK && i < threads; i++) {
        uint32_t empty;
        parts[i].columns = &columns;
        parts[i].part.logged = book->logged;
        contexts[i] = &parts[i];
        read[i] = &parts[i].part;
        if (ar_keys_add(&parts[i].part.words, &empty, AR_TEXT("")) != AR_OK)
            status = ar_error_memory(error);
    }
    struct ar_share share = {.reader = reader, .block = add_block};
    if (status == AR_OK)
        status = ar_share_run(&share, contexts, threads, error);
    return status == AR_OK ? ar_book_merge(book, read, threads, error) : status;
}

enum ar_status ar_book_load(struct ar_book *book, const char *path, unsigned threads, struct ar_error *error)
{
    *book = (struct ar_book){.path = strcmp(path, "-") == 0 ? "(standard input)" : path, .logged = book->logged};
    struct ar_reader_options options = {.paths = &path, .count = 1};
    struct ar_reader *reader = NULL;
    struct loading *parts = ar_take_wide(threads * sizeof *parts, true);
    uint32_t empty;
    enum ar_status status =
        parts != NULL && ar_keys_add(&book->words, &empty, AR_TEXT("")) == AR_OK ? AR_OK : ar_error_memory(error);
    if (status == AR_OK)
        status = ar_reader_new(&reader, &options, error);
    if (status == AR_OK)
        status = load(book, reader, parts, threads, error);
    ar_reader_delete(reader);
    for (unsigned i = 0; parts != NULL && i < threads; i++)
        ar_book_free(&parts[i].part);
    free(parts);
    if (status != AR_OK && error != NULL)
        error->fatal = true;
    return status;
}
