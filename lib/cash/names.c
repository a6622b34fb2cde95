/* SPDX-License-Identifier: MIT */
/* An index over names: exact forms, initials, and pieces of three letters by which similar names are found. */
#include "cash/names_index.h"

#include <stdlib.h>

enum { ENTRIES_LATELY = 16 }; /* of a customer, that are known again */

struct ar_name_posting {
    uint32_t key, entry;
};

/* Adds a posting of an entry under the number of a key, of the newest one once. */
static enum ar_status post_number(struct ar_names *names, uint32_t number, uint32_t entry)
{
    for (size_t i = names->posting_count; i > 0 && names->postings[i - 1].entry == entry; i--)
        if (names->postings[i - 1].key == number)
            return AR_OK;
    if (ar_grow(&names->postings, &names->posting_capacity, names->posting_count + 1, sizeof *names->postings) != AR_OK)
        return AR_FAILED;
    names->postings[names->posting_count++] = (struct ar_name_posting){number, entry};
    return AR_OK;
}

/* Under a key of a sort: '=' full, '~' bare, '!' initials, '3' a piece. */
static enum ar_status post(struct ar_names *names, char sort, struct ar_text text, uint32_t entry)
{
    char key[256];
    uint32_t number;
    if (text.size == 0 || text.size >= sizeof key)
        return AR_OK;
    key[0] = sort;
    memcpy(key + 1, text.at, text.size);
    if (ar_keys_add(&names->exact, &number, (struct ar_text){key, text.size + 1}) != AR_OK)
        return AR_FAILED;
    return post_number(names, number, entry);
}

static enum ar_status post_piece(struct ar_names *names, struct ar_text text, uint32_t entry)
{
    uint32_t bytes;
    struct ar_name_piece *piece = ar_names_piece(names, text, &bytes);
    if (piece->bytes == bytes + 1)
        return post_number(names, piece->key, entry);
    char key[1 + AR_PIECE] = {'3', text.at[0], text.at[1], text.at[2]};
    if (ar_keys_add(&names->exact, &piece->key, (struct ar_text){key, sizeof key}) != AR_OK)
        return AR_FAILED;
    piece->bytes = bytes + 1;
    return post_number(names, piece->key, entry);
}

/* First letters of the words; digits stay whole words and have none. */
static size_t initials_of(char *out, size_t most, struct ar_text name)
{
    size_t size = 0;
    while (name.at != NULL && size < most) {
        struct ar_text word = ar_text_cut(&name, ' ');
        if (word.size > 0 && (unsigned char)word.at[0] < 0x80)
            out[size++] = word.at[0];
    }
    return name.at == NULL ? size : 0;
}

static enum ar_status post_initials(struct ar_names *names, struct ar_text name, uint32_t entry)
{
    char initials[AR_INITIALS_MOST];
    size_t size = initials_of(initials, AR_INITIALS_MOST, name);
    return size < AR_INITIALS_LEAST ? AR_OK : post(names, '!', (struct ar_text){initials, size}, entry);
}

static enum ar_status post_full(struct ar_names *names, struct ar_text full, uint32_t entry)
{
    enum ar_status status = post(names, '=', full, entry);
    return status == AR_OK ? post_initials(names, full, entry) : status;
}

static enum ar_status post_bare(struct ar_names *names, struct ar_text bare, uint32_t entry)
{
    enum ar_status status = post(names, '~', bare, entry);
    if (status == AR_OK)
        status = post_initials(names, bare, entry);
    for (size_t i = 0; status == AR_OK && i + AR_PIECE <= bare.size; i++)
        status = post_piece(names, (struct ar_text){bare.at + i, AR_PIECE}, entry);
    return status;
}

/* By key; within a key the postings stay in their order, which is that of the entries. */
static enum ar_status index_postings(struct ar_names *names)
{
    uint32_t *sorted = names->entries = malloc((names->posting_count + 1) * sizeof *sorted);
    uint32_t *starts = names->starts = calloc(names->exact.count + 2, sizeof *names->starts);
    if (sorted == NULL || starts == NULL)
        return AR_FAILED;
    for (size_t i = 0; i < names->posting_count; i++)
        starts[names->postings[i].key + 2]++;
    for (size_t i = 2; i < names->exact.count + 2; i++)
        starts[i] += starts[i - 1];
    for (size_t i = 0; i < names->posting_count; i++)
        sorted[starts[names->postings[i].key + 1]++] = names->postings[i].entry;
    free(names->postings);
    names->postings = NULL;
    names->posting_count = names->posting_capacity = 0;
    return AR_OK;
}

static int by_text(const void *left, const void *right)
{
    return ar_text_compare(((const struct ar_book_name *)left)->text, ((const struct ar_book_name *)right)->text);
}

/* By the customers' order, then by their texts. */
static enum ar_status sort_names(struct ar_book *book)
{
    size_t customers = book->customers.count;
    uint32_t *starts = calloc(customers + 2, sizeof *starts);
    struct ar_book_name *sorted = malloc((book->name_count + 1) * sizeof *sorted);
    if (starts == NULL || sorted == NULL) {
        free(starts);
        free(sorted);
        return AR_FAILED;
    }
    for (size_t i = 0; i < book->name_count; i++)
        starts[book->by_customer[book->names[i].customer] + 2]++;
    for (size_t i = 2; i < customers + 2; i++)
        starts[i] += starts[i - 1];
    for (size_t i = 0; i < book->name_count; i++)
        sorted[starts[book->by_customer[book->names[i].customer] + 1]++] = book->names[i];
    for (size_t c = 0; c < customers; c++)
        if (starts[c + 1] - starts[c] > 1)
            qsort(sorted + starts[c], starts[c + 1] - starts[c], sizeof *sorted, by_text);
    free(starts);
    free(book->names);
    book->names = sorted;
    book->name_capacity = book->name_count + 1;
    return AR_OK;
}

static enum ar_status add_entry(struct ar_names *names, struct ar_book *book, uint32_t customer, struct ar_text bare)
{
    struct ar_name_entry *entry;
    if (ar_grow(&names->at, &names->capacity, names->count + 1, sizeof *names->at) != AR_OK ||
        ar_grow(&names->there, &names->there_capacity, names->count + 1, sizeof *names->there) != AR_OK ||
        ar_grow(&names->needed, &names->needed_capacity, names->count + 1, sizeof *names->needed) != AR_OK)
        return AR_FAILED;
    entry = &names->at[names->count];
    entry->customer = customer;
    if (ar_book_copy(book, &entry->bare, bare) != AR_OK)
        return AR_FAILED;
    ar_name_digits(&names->there[names->count], &names->needed[names->count], entry->bare);
    return post_bare(names, entry->bare, (uint32_t)names->count++);
}

/* A customer's name with another legal form, or written another way, is no entry of its own. */
static enum ar_status add_name(struct ar_names *names, struct ar_name_room *room, struct ar_book *book,
                               const struct ar_book_name *name)
{
    struct ar_text full, bare;
    size_t at = names->count, least = at < ENTRIES_LATELY ? 0 : at - ENTRIES_LATELY;
    if (ar_names_fold(room, &full, &bare, name->text) != AR_OK)
        return AR_FAILED;
    while (at > least && names->at[at - 1].customer == name->customer && !ar_text_equal(names->at[at - 1].bare, bare))
        at--;
    bool known = at > least && names->at[at - 1].customer == name->customer;
    if (!known && add_entry(names, book, name->customer, bare) != AR_OK)
        return AR_FAILED;
    return post_full(names, full, (uint32_t)(known ? at : names->count) - 1);
}

enum ar_status ar_names_init(struct ar_names *names, struct ar_book *book, struct ar_error *error)
{
    struct ar_name_room room = {.several_count = 0};
    *names = (struct ar_names){.book = book, .pieces = calloc((size_t)1 << AR_PIECE_BITS, sizeof *names->pieces)};
    enum ar_status status = names->pieces != NULL ? sort_names(book) : AR_FAILED;
    for (size_t i = 0; status == AR_OK && i < book->name_count; i++) {
        const struct ar_book_name *name = &book->names[i];
        if (i == 0 || name->customer != name[-1].customer || !ar_text_equal(name->text, name[-1].text))
            status = add_name(names, &room, book, name);
    }
    ar_name_room_free(&room);
    if (status == AR_OK)
        status = index_postings(names);
    if (status == AR_OK)
        status = ar_names_find_longer(names);
    return status == AR_OK ? AR_OK : ar_error_memory(error);
}

void ar_names_free(struct ar_names *names)
{
    free(names->at);
    free(names->there);
    free(names->needed);
    free(names->postings);
    free(names->entries);
    free(names->starts);
    free(names->pieces);
    free(names->longer);
    ar_keys_free(&names->exact);
    *names = (struct ar_names){0};
}

void ar_name_room_free(struct ar_name_room *room)
{
    ar_buffer_free(&room->folded);
    ar_buffer_free(&room->work);
    free(room->hits);
    free(room->several);
    *room = (struct ar_name_room){0};
}
