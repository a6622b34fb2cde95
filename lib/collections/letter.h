/* SPDX-License-Identifier: MIT */
/* What a letter says: actions gathered with their documents, the customer's and the company's particulars, and the
   values of a template's names. */
#ifndef AR_COLLECTIONS_LETTER_H
#define AR_COLLECTIONS_LETTER_H

#include "collections/action.h"
#include "collections/convention.h"
#include "collections/template.h"
#include "record/table.h"

struct ar_letter_document {
    struct ar_text doc, line, reason;
    struct ar_date due;
    int64_t open, interest, fee;
    int level;
    uint32_t action; /* which of the letters it belongs to */
    uint64_t at; /* line in its file */
    const char *file;
};

struct ar_letter {
    struct ar_text action, entity, customer, channel, template, language;
    struct ar_date date;
    struct ar_currency currency;
    int level;
    const struct ar_letter_document *documents;
    size_t count;
    ar_int128 open, interest, fee; /* of all documents */
    uint64_t at;
    const char *file;
};

/* Gathers the records of all actions. Records of one action may stand anywhere. */
struct ar_letters {
    struct ar_letter *at; /* after ar_letters_arrange: one an action, ordered by its id */
    size_t count, capacity;
    struct ar_letter_document *documents;
    size_t document_count, document_capacity;
    struct ar_arena arena;
};
/* AR_BAD_DATA for an id that cannot name a file and a message: letters, digits, `.`, `_`, `-`. */
AR_MUST_USE enum ar_status ar_letters_add(struct ar_letters *letters, const struct ar_action *action,
                                          const struct ar_row *row, const struct ar_header *header,
                                          struct ar_error *error);
/* Puts documents in the order of due, doc and line. AR_BAD_DATA when the records of an action contradict one another or
   a document is there twice: the total would be wrong. */
AR_MUST_USE enum ar_status ar_letters_arrange(struct ar_letters *letters, struct ar_error *error);
void ar_letters_free(struct ar_letters *letters);

/* The tables beside the actions. A path may be NULL. */
struct ar_letter_sides {
    struct ar_table customers, company;
    struct ar_table_index index; /* of customers */
    bool has_customers, has_company;
    int name, country, language, email, phone, address; /* columns of customers, or -1 */
    int company_name, company_email;
    struct ar_text fallback; /* language of those who have none, and where a text has no translation */
    unsigned pay_within; /* days that a letter gives */
};
/* A customer that is there twice is AR_BAD_DATA. */
AR_MUST_USE enum ar_status ar_letter_sides_load(struct ar_letter_sides *sides, const char *customers,
                                                const char *company, struct ar_error *error);
/* Does each row of the company have a name, and an email or a phone? The ready texts name them. */
AR_MUST_USE enum ar_status ar_letter_sides_reachable(const struct ar_letter_sides *sides, struct ar_error *error);
void ar_letter_sides_free(struct ar_letter_sides *sides);

size_t ar_letter_customer(const struct ar_letter_sides *sides, const struct ar_letter *letter); /* row, or AR_NO_ROW */
/* A field of the customer's row; empty when there is none. */
struct ar_text ar_letter_customer_field(const struct ar_letter_sides *sides, const struct ar_letter *letter,
                                        int column);
/* The row of the company table whose entity, currency and language fit, the most particular one; AR_NO_ROW. */
size_t ar_letter_company(const struct ar_letter_sides *sides, const struct ar_letter *letter, struct ar_text language);
/* The language of a letter: of the action, else of the customer, else by sides->fallback. */
struct ar_text ar_letter_language(const struct ar_letter_sides *sides, const struct ar_letter *letter);

/* By the language of the text, and by the country of the customer or the region of its language. */
const struct ar_convention *ar_letter_convention(const struct ar_letter_sides *sides, const struct ar_letter *letter,
                                                 const struct ar_template *template);

/* What a template may name, for ar_template_parse; context is the sides. */
int ar_letter_find_name(const void *sides, struct ar_text name, bool in_documents, struct ar_error *error);

/* Appends the subject or the body, in the language that the template has, with marks (template.h); brief: with short
   dates. AR_BAD_DATA: this one letter cannot be written, and why. */
enum ar_letter_part { AR_LETTER_SUBJECT, AR_LETTER_BODY, AR_LETTER_BODY_BRIEF };
AR_MUST_USE enum ar_status ar_letter_write(struct ar_buffer *out, const struct ar_letter_sides *sides,
                                           const struct ar_letter *letter, const struct ar_template *template,
                                           enum ar_letter_part part, struct ar_error *error);

#endif
