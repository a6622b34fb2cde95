/* SPDX-License-Identifier: MIT */
/* Who is that payer? Names are folded, their legal form is taken away, and what is left is compared exactly, as
   initials, and word by word with room for abbreviations and slips. Scores are whole numbers, 100 is the same. */
#ifndef AR_CASH_NAMES_H
#define AR_CASH_NAMES_H

#include "cash/book.h"

enum ar_name_kind {
    AR_NAME_NONE,
    AR_NAME_FUZZY, /* alike, word by word */
    AR_NAME_INITIALS,
    AR_NAME_FOLDED, /* the same without legal form and punctuation */
    AR_NAME_EXACT
};
extern const char *const ar_name_kinds[5]; /* in words */

#define AR_NAME_MOST 8
enum { /* scores */
       AR_NAME_WEAK = 70, /* of a name that rests on too little */
       AR_NAME_SCORE_INITIALS = 85,
       AR_NAME_SCORE_FOLDED = 96,
       AR_NAME_SCORE_EXACT = 98
};
#define AR_NAME_EXACT_ONLY 101 /* as the least score: exact and folded names alone, which have theirs */

struct ar_name_match {
    uint32_t customer;
    uint8_t kind; /* enum ar_name_kind */
    uint8_t score;
    bool extends; /* the customer's name begins with the payer's and goes on */
};

struct ar_name_matches {
    unsigned count;
    bool more; /* as good as the last, left out */
    struct ar_name_match at[AR_NAME_MOST]; /* best first, then by the customers' order; one a customer */
};

struct ar_names {
    const struct ar_book *book;
    struct ar_name_entry {
        struct ar_text bare; /* words without legal form, one blank between */
        uint32_t customer;
    } * at;
    size_t count, capacity;
    struct ar_name_digits { /* pairs of digits that stand side by side, single ones behind them */
        uint64_t pairs[2];
    } * there, *needed; /* by entry: blanks left out; those of words that are numbers */
    size_t there_capacity, needed_capacity;
    struct ar_keys exact; /* keys of four sorts, told apart by their first byte */
    struct ar_name_piece { /* 1 + its bytes as a number, 0: none; and its key */
        uint32_t bytes, key;
    } * pieces; /* those met lately, by a hash of them */
    struct ar_name_posting *postings; /* while reading */
    size_t posting_count, posting_capacity;
    uint32_t *entries; /* key after key */
    uint32_t *starts; /* of each key in entries[] */
    struct ar_name_longer { /* names of two words or more that others begin with, and these */
        uint32_t key, entry;
    } * longer;
    size_t longer_count, longer_capacity;
};

/* What one search works in; each thread has its own. {0} is empty. */
struct ar_name_room {
    struct ar_buffer folded, work;
    uint8_t *hits; /* counters by entry */
    uint32_t *several; /* entries that were hit more than once */
    size_t several_count;
};
void ar_name_room_free(struct ar_name_room *room);

/* All names of the book, which must be ready: sorts them there, and keeps their bare forms with its texts. */
AR_MUST_USE enum ar_status ar_names_init(struct ar_names *names, struct ar_book *book, struct ar_error *error);
void ar_names_free(struct ar_names *names);

/* Customers whose name may be this one: exact and folded names; where there are none, initials, and similar names of
   the score `least` or better, or AR_NAME_EXACT_ONLY. A text that is not UTF-8 has none. */
AR_MUST_USE enum ar_status ar_names_find(const struct ar_names *names, struct ar_name_room *room,
                                         struct ar_name_matches *out, struct ar_text payer, unsigned least);

/* names_longer.c. Branches bear their company's name and more: "Titan Aerospace", "Titan Aerospace Division 44". Whose
   bare names begin with one of the customer's, of two words or more, and go on with another word: at most `most`, in
   the order of names; how many there are. */
size_t ar_names_longer(const struct ar_names *names, uint32_t customer, uint32_t *out, size_t most);
/* Does a name of the one begin a name of the other like that, either way? */
bool ar_names_kin(const struct ar_names *names, uint32_t customer, uint32_t other);
AR_MUST_USE enum ar_status ar_names_find_longer(struct ar_names *names); /* of ar_names_init */

/* The name as it is compared: folded, without punctuation (full), and without its legal form (bare); slices of the
   room's `work` until the next call. */
AR_MUST_USE enum ar_status ar_names_fold(struct ar_name_room *room, struct ar_text *full, struct ar_text *bare,
                                         struct ar_text name);

/* A payer, folded before. */
struct ar_payer_name {
    struct ar_text payer, full, bare;
    bool text; /* what a payment says, which may be a name behind words of the bank */
};

/* As ar_names_find, and where no name is exact, an exact one behind words of the bank ("ACH CREDIT ACME INC"). */
AR_MUST_USE enum ar_status ar_names_find_payer(const struct ar_names *names, struct ar_name_room *room,
                                               struct ar_name_matches *out, const struct ar_payer_name *name,
                                               unsigned least);

/* Customers whose name, of two words or more besides the legal form, stands whole in the text, when it is the only one;
   count is 0 otherwise. */
AR_MUST_USE enum ar_status ar_names_find_within(const struct ar_names *names, struct ar_name_room *room,
                                                struct ar_name_matches *out, struct ar_text text);

/* 0..100: how alike two bare names are; below `least` it may be anything below. */
unsigned ar_names_likeness(struct ar_text payer, struct ar_text name, unsigned least);

/* What lets two names be told apart by their numbers at a glance. */
void ar_name_digits(struct ar_name_digits *there, struct ar_name_digits *needed, struct ar_text bare);
static inline bool ar_name_lacks(const struct ar_name_digits *there, const struct ar_name_digits *needed)
{
    return (needed->pairs[0] & ~there->pairs[0]) != 0 || (needed->pairs[1] & ~there->pairs[1]) != 0;
}

#endif
