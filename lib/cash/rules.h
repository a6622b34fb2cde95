/* SPDX-License-Identifier: MIT */
/* What ar-match may do: which passes, in which order, how far an amount may be off, what a reason is called. A decision
   table in the form of records; there is one built in. */
#ifndef AR_CASH_RULES_H
#define AR_CASH_RULES_H

#include "base/date.h"
#include "base/money.h"
#include "base/pattern.h"
#include "base/rate.h"
#include "record/table.h"
#include "record/writer.h"

enum ar_pass { /* of a payment whose payer is known, by amount */
               AR_PASS_ITEM,
               AR_PASS_DISCOUNT,
               AR_PASS_TOLERANCE,
               AR_PASS_ALL,
               AR_PASS_DUE,
               AR_PASS_OLDEST,
               AR_PASS_SUBSET,
               AR_PASS_MISTYPED, /* with a reference, too */
               AR_PASS_PAYER_NAME /* similar names and initials */
};
#define AR_PASSES 9
extern const char *const ar_pass_names[AR_PASSES];

enum ar_word_sort { AR_WORD_ON_ACCOUNT, AR_WORD_DISCOUNT, AR_WORD_PARTIAL, AR_WORD_DEDUCTION };
#define AR_WORD_SORTS 4

enum { AR_LIMIT_NAME, AR_LIMIT_MARGIN, AR_LIMIT_SUBSET, AR_LIMIT_CHANCE };
#define AR_LIMITS 4

struct ar_tolerance {
    struct ar_currency currency; /* none: any */
    int64_t amount; /* minor units */
    struct ar_rate percent; /* of the item; the smaller of the two counts */
    enum ar_tolerance_sort { AR_UNDER, AR_OVER, AR_EXCHANGE } sort;
    bool any_currency; /* the percentage alone counts then */
    struct ar_text reason;
};

struct ar_rules {
    enum ar_pass pass[AR_PASSES];
    unsigned pass_count;
    struct ar_tolerance *tolerances;
    size_t tolerance_count, tolerance_capacity;
    struct ar_word {
        struct ar_text text;
        enum ar_word_sort sort;
        struct ar_text reason; /* X12 element 426 */
    } * words;
    size_t word_count, word_capacity;
    uint64_t begins[AR_WORD_SORTS][4]; /* characters with which words of a sort begin, but for their higher bits */
    struct ar_rate *discounts; /* percentages that a payer takes without naming them */
    size_t discount_count, discount_capacity;
    struct ar_pattern **patterns;
    size_t pattern_count, pattern_capacity;
    unsigned limit[AR_LIMITS];
    unsigned limits_given; /* bits: those that the table has */
    struct ar_arena arena;
};

/* The built-in rules. AR_FAILED: out of memory. */
AR_MUST_USE enum ar_status ar_rules_default(struct ar_rules *rules, struct ar_error *error);
/* Those of a table, and the built-in limits where it has none. What is not taken is AR_BAD_DATA, with its row and
   column. Free them in any case. */
AR_MUST_USE enum ar_status ar_rules_from(struct ar_rules *rules, const struct ar_table *table, struct ar_error *error);
void ar_rules_free(struct ar_rules *rules);
/* The built-in table, as records. */
void ar_rules_print(struct ar_writer *writer);

bool ar_rules_has(const struct ar_rules *rules, enum ar_pass pass);
/* How far a payment of an item may be off, in minor units, in this direction or converted by a rate: by the first row
   of the table that holds, of which *reason is; 0, and *reason as it was, when none does. */
int64_t ar_rules_within(const struct ar_rules *rules, enum ar_tolerance_sort sort, struct ar_currency currency,
                        int64_t amount, struct ar_text *reason);
int64_t ar_rules_tolerance(const struct ar_rules *rules, struct ar_currency currency, int64_t amount, bool over,
                           struct ar_text *reason);
/* ---- words (rules_words.c) ---- */
/* Has a word's first character looked for. */
void ar_rules_begin(struct ar_rules *rules, const struct ar_word *word);
/* The first word of a sort in a text, in whatever letters; NULL when none. */
const struct ar_word *ar_rules_word(const struct ar_rules *rules, enum ar_word_sort sort, struct ar_text text);

#endif
