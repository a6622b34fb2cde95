/* SPDX-License-Identifier: MIT */
/* Measures of predictions, exact until they are printed. */
#include "analysis/evaluate.h"

#include <stdlib.h>

static int by_score(const void *left, const void *right)
{
    const struct ar_guess *a = left, *b = right;
    return (a->score > b->score) - (a->score < b->score);
}

void ar_auc(struct ar_ratio *out, struct ar_guess *guesses, size_t count)
{
    ar_int128 twice = 0; /* late ones above others, two points a pair, a tie one */
    int64_t late = 0, below = 0; /* others with a lower score */
    if (count > 0)
        qsort(guesses, count, sizeof *guesses, by_score);
    for (size_t i = 0, next; i < count; i = next) {
        int64_t late_here = 0, others_here = 0;
        for (next = i; next < count && guesses[next].score == guesses[i].score; next++) {
            late_here += guesses[next].late;
            others_here += !guesses[next].late;
        }
        twice += (ar_int128)late_here * (2 * below + others_here);
        late += late_here;
        below += others_here;
    }
    *out = (struct ar_ratio){twice, 2 * (ar_int128)late * below};
}

int64_t ar_auc_margin(struct ar_ratio auc, uint64_t late, uint64_t others)
{
    const ar_int128 one = 1000000;
    if (late == 0 || others == 0)
        return 0;
    ar_int128 a = auc.numerator * one / auc.denominator, square = a * a;
    ar_int128 above_two = a * one / (2 * one - a), two_above = 2 * square / (one + a);
    ar_int128 variance = a * (one - a) + (ar_int128)(late - 1) * (above_two * one - square) +
                         (ar_int128)(others - 1) * (two_above * one - square);
    return (int64_t)(ar_square_root(variance / late / others) * 196 / 100);
}

void ar_brier(struct ar_ratio *out, const struct ar_guess *guesses, size_t count)
{
    ar_int128 sum = 0;
    for (size_t i = 0; i < count; i++) {
        int64_t off = guesses[i].score - (guesses[i].late ? AR_RISK_ONE : 0);
        sum += off * off;
    }
    *out = (struct ar_ratio){sum, (ar_int128)count * AR_RISK_ONE * AR_RISK_ONE};
}
