/* SPDX-License-Identifier: MIT */
/* Actions: contacts that are proposed, or were made; one record an action and document. The records of one action share
   its id, date, customer, level, cycle, channel, template, language and currency. Bound, decoded and written column by
   column, as items are. */
#ifndef AR_COLLECTIONS_ACTION_H
#define AR_COLLECTIONS_ACTION_H

#include "base/money.h"
#include "record/field.h"
#include "record/writer.h"

#include <stdbool.h>

/* The columns, in the order of ar_action_names[], which is that of the stream, and as bits of a set. */
enum ar_action_set {
    AR_ACTION_ACTION = 1u << 0, /* the id */
    AR_ACTION_DATE = 1u << 1,
    AR_ACTION_ENTITY = 1u << 2,
    AR_ACTION_CUSTOMER = 1u << 3,
    AR_ACTION_PROCEDURE = 1u << 4,
    AR_ACTION_LEVEL = 1u << 5,
    AR_ACTION_CYCLE = 1u << 6,
    AR_ACTION_CHANNEL = 1u << 7,
    AR_ACTION_TEMPLATE = 1u << 8,
    AR_ACTION_LANGUAGE = 1u << 9,
    AR_ACTION_CURRENCY = 1u << 10,
    AR_ACTION_DOC = 1u << 11,
    AR_ACTION_LINE = 1u << 12,
    AR_ACTION_DOC_LEVEL = 1u << 13,
    AR_ACTION_DUE = 1u << 14,
    AR_ACTION_OPEN = 1u << 15,
    AR_ACTION_INTEREST = 1u << 16,
    AR_ACTION_FEE = 1u << 17,
    AR_ACTION_REASON = 1u << 18,
    AR_ACTION_ARM = 1u << 19,
    AR_ACTION_STATE = 1u << 20,
    AR_ACTION_TIME = 1u << 21
};
#define AR_ACTION_COLUMNS 22
/* What a stream of actions must have, and what a log has besides. */
#define AR_ACTION_REQUIRED                                                                                             \
    (AR_ACTION_ACTION | AR_ACTION_DATE | AR_ACTION_CUSTOMER | AR_ACTION_LEVEL | AR_ACTION_CURRENCY)
#define AR_ACTION_LOGGED (AR_ACTION_STATE | AR_ACTION_TIME)
#define AR_ACTION_ALL ((1u << AR_ACTION_COLUMNS) - 1)
/* All that a proposal says; with --arms also AR_ACTION_ARM. */
#define AR_ACTION_PROPOSAL (AR_ACTION_ALL & ~(unsigned)(AR_ACTION_LOGGED | AR_ACTION_ARM))
extern const char *const ar_action_names[AR_ACTION_COLUMNS];

enum ar_action_state {
    AR_PROPOSED, /* a draft, also where the field is empty: nothing has happened */
    AR_SENDING, /* about to be sent, or broken off while it was: only a person can tell which */
    AR_SENT, /* handed over */
    AR_FAILED_TO_SEND /* refused: nothing has happened, and it may be tried again */
};
#define AR_ACTION_STATES 4
extern const char *const ar_action_states[AR_ACTION_STATES]; /* "proposed" "sending" "sent" "failed" */
AR_MUST_USE enum ar_status ar_action_state_parse(enum ar_action_state *out, struct ar_text text);

#define AR_LEVEL_MAX 1000000 /* levels and cycles are whole numbers from 0 */
#define AR_TIME_SIZE 20 /* bytes of YYYY-MM-DDThh:mm:ssZ */

struct ar_action {
    struct ar_text action, entity, customer, procedure, channel, template, language, doc, line, reason, arm;
    struct ar_text time; /* of a log: when the state was reached; AR_TIME_SIZE bytes, or empty */
    struct ar_date date, due; /* due: none when unknown */
    struct ar_currency currency;
    int64_t open, interest, fee; /* of this document, in minor units; 0 where the field is empty */
    int level, doc_level; /* doc_level: the action's where the field is empty */
    int cycle; /* of this document at its level: 1, 2, …; 1 where the field is empty */
    enum ar_action_state state;
};

struct ar_action_columns {
    const struct ar_header *header;
    unsigned bound;
    int at[AR_ACTION_COLUMNS]; /* -1: not in the stream, or not bound */
};

/* AR_BAD_DATA when a needed column is missing, naming it and those there are. Amounts bring the currency with them, the
   level of a document that of the action. */
AR_MUST_USE enum ar_status ar_action_bind(struct ar_action_columns *columns, const struct ar_header *header,
                                          unsigned need, unsigned like, struct ar_error *error);
/* Decodes and checks what is bound; the rest comes out as if its field were empty. Texts are lent by the row. */
AR_MUST_USE enum ar_status ar_action_decode(struct ar_action *action, const struct ar_action_columns *columns,
                                            const struct ar_row *row, struct ar_error *error);

/* Is it YYYY-MM-DDThh:mm:ssZ, a time that exists? */
bool ar_action_is_time(struct ar_text text);

/* The columns of `set`, in their order. */
void ar_action_write_header(struct ar_writer *writer, unsigned set);
/* due, open, interest, fee, doc_level and cycle stay empty where the action has no document. */
void ar_action_write(struct ar_writer *writer, const struct ar_action *action, unsigned set);

#endif
