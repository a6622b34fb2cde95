/* SPDX-License-Identifier: MIT */
/* Which documents does a text name? Numbers are compared in their compact form, letters and digits only, capitals:
   INV-2024/0001 and inv 2024 0001 are the same, INV/2024/0001 and CN/2024/0001 are not. What can be a number at all is
   learned from the shapes of the documents themselves. */
#ifndef AR_CASH_DOCUMENTS_H
#define AR_CASH_DOCUMENTS_H

#include "base/parallel.h"
#include "cash/book.h"
#include "cash/documents_view.h"

#define AR_COMPACT_SIZE 64 /* a longer number is none */

/* A compact form of up to 16 bytes as two numbers; all 0: it is longer. */
struct ar_document_key {
    uint64_t first, second;
};

struct ar_documents {
    const struct ar_book *book;
    struct ar_document_index {
        uint32_t *slots; /* 1 + first item, above it what there is room for of the hash; 0 empty */
        size_t size; /* a power of two */
        uint32_t *next; /* of the same compact form: 1 + item, 0 ends */
        struct ar_document_key *keys; /* of the items, for their own numbers; NULL for references and orders */
        uint32_t *hashes; /* for these: of each item, 0 when it has none; only until the field is indexed */
        uint64_t shapes[1024]; /* a filter of 65,536 bits over the shapes there are */
        uint64_t begins[1024]; /* the first two bytes of compact forms, one bit each */
        uint64_t sizes; /* of compact forms: of so many bytes and one */
        size_t count; /* of items that have one */
    } by[AR_DOCUMENT_FIELDS];
    uint64_t seed;
    uint32_t item_mask; /* of a slot: its item */
    struct ar_pieces pieces; /* of the items: what is still to be learned */
    uint64_t shapes[1024], begins[1024]; /* of all fields */
    unsigned shortest, longest;
    uint64_t *asked; /* a filter over the hashes of what texts may ask for; NULL: they may ask for anything */
    uint32_t asked_mask; /* of a hash: its bit */
};

/* An index over all documents of a book that is ready: begun, then what they are like is learned, which any number of
   threads may do side by side, then field by field, which may be side by side, too, then ready. AR_FAILED is out of
   memory. */
AR_MUST_USE enum ar_status ar_documents_begin(struct ar_documents *documents, const struct ar_book *book,
                                              uint64_t seed);
void ar_documents_learn(struct ar_documents *documents);
AR_MUST_USE enum ar_status ar_documents_index(struct ar_documents *documents, enum ar_document_field field);
/* Few of the references and purchase orders will ever be asked for. When all texts are known before, about so many, the
   index need hold no others: expected when they are begun, and each text told, by any thread, before those two fields
   are indexed. */
AR_MUST_USE enum ar_status ar_documents_expect(struct ar_documents *documents, size_t texts);
void ar_documents_ask(const struct ar_documents *documents, struct ar_text text); /* for what a scan finds in it */
void ar_documents_ask_whole(const struct ar_documents *documents,
                            struct ar_text text); /* for all of it as one number */
void ar_documents_ask_printed(const struct ar_documents *documents, struct ar_text text); /* for references in it */
bool ar_documents_has_references(const struct ar_documents *documents); /* that a text may print in groups */
void ar_documents_ready(struct ar_documents *documents);
void ar_documents_free(struct ar_documents *documents);

/* Letters and digits of a text, letters as capitals; bytes beyond ASCII stay. The size, or 0 when it is empty or longer
   than AR_COMPACT_SIZE. */
size_t ar_compact(char out[static AR_COMPACT_SIZE], struct ar_text text);

/* The compact form of an item's own number: the item need not be looked at, where it is short. */
struct ar_text ar_documents_number(char form[static AR_COMPACT_SIZE], const struct ar_documents *documents,
                                   uint32_t item);

/* Items whose field has this compact form: the first and those behind it, in the order of the book; AR_NO_ITEM ends.
 */
uint32_t ar_documents_find(const struct ar_documents *documents, enum ar_document_field field, struct ar_text compact);
uint32_t ar_documents_next(const struct ar_documents *documents, enum ar_document_field field, uint32_t item);

/* The first item that a structured reference tells: by its own reference, by its number, or by the number inside. */
uint32_t ar_documents_of_reference(const struct ar_documents *documents, struct ar_text text,
                                   enum ar_document_field *field);

struct ar_document_found {
    struct ar_text text; /* where it stands */
    uint32_t item; /* the first of its form */
    enum ar_document_field field;
};

/* The next document named in a text at or behind *from, which moves behind it; false when there is none. Whole only: a
   piece of a longer number is none, and digits alone must be five or stand behind a word for a document. */
bool ar_documents_scan(struct ar_document_found *out, const struct ar_documents *documents, struct ar_text text,
                       size_t *from);

/* The document whose number is that of `doc`, a number with digits at its end, but for the last ones: 17 behind INV-16
   is INV-17. AR_NO_ITEM when there is none. */
uint32_t ar_documents_like(const struct ar_documents *documents, struct ar_text doc, struct ar_text digits);

/* Scanning waits for memory, most of all: what a text will ask for is fetched while others are looked at. First this,
   then the steps, each some texts later than the one before it, then the scan, which is that of ar_documents_scan. */
#define AR_AHEAD_MOST 6
#define AR_AHEAD_STEPS 2
struct ar_document_ahead {
    struct ar_document_view view; /* of the text */
    unsigned count; /* of what may be a number: */
    struct ar_document_asked {
        struct ar_text text;
        uint32_t hash;
        size_t slot; /* where it may be in the index */
    } asked[AR_AHEAD_MOST];
};
void ar_documents_ahead(struct ar_document_ahead *ahead, const struct ar_documents *documents, struct ar_text text);
void ar_documents_ahead_step(struct ar_document_ahead *ahead, const struct ar_documents *documents, unsigned step);
bool ar_documents_ahead_scan(struct ar_document_found *out, const struct ar_documents *documents,
                             struct ar_document_ahead *ahead, size_t *from);

/* The next run of letters, digits and what joins them; false at the end. */
bool ar_documents_token(struct ar_text *out, struct ar_text text, size_t *from);

/* Two document numbers, compact: how far apart they are as a person mistypes them. */
enum ar_likeness { AR_UNLIKE, AR_SHORTENED, AR_MISTYPED, AR_SAME };
/* The digit in which a compact form ends; 0: in none. A shortened number ends as the whole one does. */
char ar_documents_digit(struct ar_text compact);
/* Its digits at the end, without zeros before them; *prefix: what is before. */
struct ar_text ar_documents_digits(struct ar_text compact, struct ar_text *prefix);
enum ar_likeness ar_documents_likeness(struct ar_text given, struct ar_text doc);
/* Less than four digits at the end: many numbers are but one slip from another, and only the amount to the cent tells
   which is meant. */
bool ar_documents_is_short(struct ar_text doc);

#endif
