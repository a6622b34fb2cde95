/* SPDX-License-Identifier: MIT */
/* The texts of letters: plain text with {{placeholders}}, read once and written out many times. ar-letter(5) is their
   page. What a template may name, and what a name stands for, is the caller's to say. */
#ifndef AR_COLLECTIONS_TEMPLATE_H
#define AR_COLLECTIONS_TEMPLATE_H

#include "base/error.h"
#include "base/memory.h"

#include <stdbool.h>
#include <stdint.h>

/* Marks in what is written out, which no value can hold, since control characters are refused in values. */
#define AR_MARK_BREAK '\v' /* a new line inside a paragraph */
#define AR_MARK_TABLE '\x1c' /* begins a table; rows are lines, the first is the heading */
#define AR_MARK_TABLE_END '\x1d'
#define AR_MARK_CELL '\x1f' /* between cells */
#define AR_MARK_RIGHT '\x0e' /* at the start of a cell: its column is flush right */

struct ar_template_node {
    enum {
        AR_NODE_TEXT,
        AR_NODE_VALUE,
        AR_NODE_IF, /* what follows counts when the field says something, */
        AR_NODE_UNLESS, /* … when it says nothing, */
        AR_NODE_LOOP, /* … once a document; */
        AR_NODE_END /* up to here */
    } kind;
    struct ar_text text;
    int field;
    uint32_t partner; /* IF, UNLESS, LOOP: the node of their END; END: of its beginning */
    uint64_t line;
};

struct ar_template {
    const char *path; /* for messages; lent */
    struct ar_text language; /* lent */
    struct ar_template_node *nodes;
    size_t count, capacity;
    size_t body; /* the first node after the subject; 0: it has none */
    struct ar_arena arena; /* the texts */
};

/* What names mean: the field of a name, -1 for none with the reason in *error (file and line are added). */
struct ar_template_names {
    int (*find)(const void *context, struct ar_text name, bool in_documents, struct ar_error *error);
    const void *context;
};
#define AR_TEMPLATE_DOCUMENTS (-2) /* the field of {{#documents}} */

/* AR_BAD_DATA names the file and the line. `text` may go away afterwards. */
AR_MUST_USE enum ar_status ar_template_parse(struct ar_template *out, const char *path, struct ar_text text,
                                             const struct ar_template_names *names, struct ar_error *error);
void ar_template_free(struct ar_template *template);

/* The values of one letter. */
struct ar_template_values {
    /* Appends the value of a field, for document `document` where it is one of those. */
    enum ar_status (*append)(void *context, struct ar_buffer *out, int field, size_t document, struct ar_error *error);
    bool (*says)(void *context, int field, size_t document); /* for conditions */
    void *context;
    size_t documents;
};
/* Appends the subject (a line without marks) or the body to out. */
AR_MUST_USE enum ar_status ar_template_write(struct ar_buffer *out, const struct ar_template *template, bool subject,
                                             const struct ar_template_values *values, struct ar_error *error);

#endif
