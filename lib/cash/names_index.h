/* SPDX-License-Identifier: MIT */
/* What the index over names and the search in it share. */
#ifndef AR_CASH_NAMES_INDEX_H
#define AR_CASH_NAMES_INDEX_H

#include "cash/names.h"

enum {
    AR_PIECE = 3, /* letters of a piece */
    AR_PIECE_BITS = 15, /* of those met lately */
    AR_INITIALS_LEAST = 2,
    AR_INITIALS_MOST = 6
};

/* Pieces come over and over: where the number of one is that was met lately. */
static inline struct ar_name_piece *ar_names_piece(const struct ar_names *names, struct ar_text text, uint32_t *bytes)
{
    *bytes = (uint32_t)(unsigned char)text.at[0] << 16 | (uint32_t)(unsigned char)text.at[1] << 8 |
             (unsigned char)text.at[2];
    return &names->pieces[*bytes * 2654435769u >> (32 - AR_PIECE_BITS)];
}

/* The number of a key of a sort, or AR_NO_KEY. */
uint32_t ar_names_key(const struct ar_names *names, char sort, struct ar_text text);
/* Adds the customers of a key of bare names, or of AR_NO_KEY, which are none. */
void ar_names_offer(const struct ar_names *names, struct ar_name_matches *out, uint32_t key, uint8_t kind,
                    uint8_t score);
/* names_beyond.c. Adds the customers whose whole name the payer begins with, and goes on with an address or an office.
 */
AR_MUST_USE enum ar_status ar_names_find_beginning(const struct ar_names *names, struct ar_name_room *room,
                                                   struct ar_name_matches *out, struct ar_text payer);
/* The names that begin with this bare one and go on: the first in longer[], and the end of them. */
size_t ar_names_longer_of(const struct ar_names *names, struct ar_text bare, size_t *end);

#endif
