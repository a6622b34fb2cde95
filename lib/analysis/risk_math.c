/* SPDX-License-Identifier: MIT */
/* Log-odds and probabilities in integers. */
#include "analysis/risk_parts.h"

enum { FRACTION = 20 };

/* log2(x) in 20-bit fractions: the square of the mantissa says one more bit each time. */
static int64_t log2_of(uint64_t x)
{
    int whole = 63 - __builtin_clzll(x);
    uint64_t mantissa = whole >= 31 ? x >> (whole - 31) : x << (31 - whole); /* 2^31 .. 2^32 - 1 */
    int64_t out = (int64_t)whole << FRACTION;
    for (int bit = FRACTION - 1; bit >= 0; bit--) {
        mantissa = mantissa * mantissa >> 31;
        if (mantissa >> 32) {
            mantissa >>= 1;
            out += INT64_C(1) << bit;
        }
    }
    return out;
}

int32_t ar_risk_log_odds(uint64_t yes, uint64_t no)
{
    int64_t bits = log2_of(yes) - log2_of(no);
    int64_t scaled = bits * 6931472 / 1000; /* 10000 ln 2 */
    int64_t half = INT64_C(1) << (FRACTION - 1);
    return (int32_t)((scaled + (scaled < 0 ? -half : half)) / (INT64_C(1) << FRACTION));
}

/* e^-x in 30-bit fractions, x >= 0 in 1/10000. */
static uint64_t decay(int64_t x)
{
    /* 2^(-1/2), 2^(-1/4), ... */
    static const uint32_t roots[FRACTION] = {759250125,  902905651,  984625594,  1028218693, 1050733751,
                                             1062175491, 1067942999, 1070838486, 1072289173, 1073015252,
                                             1073378477, 1073560135, 1073650976, 1073696399, 1073719111,
                                             1073730468, 1073736146, 1073738985, 1073740404, 1073741114};
    int64_t bits = x * 1512775395 / 10000000; /* x / ln 2 */
    if (bits >> FRACTION >= 31)
        return 0;
    uint64_t out = UINT64_C(1) << 30;
    for (int i = 0; i < FRACTION; i++)
        if (bits >> (FRACTION - 1 - i) & 1)
            out = out * roots[i] >> 30;
    return out >> (bits >> FRACTION);
}

/* 1 / (1 + e^-score) in units of 1 / one. */
static int64_t logistic(int32_t score, int64_t one)
{
    uint64_t all = (UINT64_C(1) << 30) + decay(score < 0 ? -(int64_t)score : score);
    int64_t large = (int64_t)((((uint64_t)one << 30) + all / 2) / all);
    return score < 0 ? one - large : large;
}

int64_t ar_risk_chance(int32_t score)
{
    int64_t least = AR_P_ONE / 1000, p = logistic(score, AR_P_ONE);
    return p < least ? least : p > AR_P_ONE - least ? AR_P_ONE - least : p;
}

int32_t ar_risk_probability(int32_t score)
{
    return (int32_t)logistic(score, AR_RISK_ONE);
}

enum { MOST = 69068 }; /* log-odds of 999 to 1: what ar_risk_chance knows of */

int32_t ar_risk_blend(struct ar_count count, int64_t strength, int64_t expected)
{
    uint64_t yes = ((uint64_t)count.late << 24) + (uint64_t)(strength * expected);
    uint64_t no = ((uint64_t)(count.n - count.late) << 24) + (uint64_t)(strength * (AR_P_ONE - expected));
    int32_t score = ar_risk_log_odds(yes, no);
    return score < -MOST ? -MOST : score > MOST ? MOST : score;
}

int32_t ar_view_drift(const struct ar_risk_view *view, int32_t date)
{
    enum { FURTHEST = 120, MILLION = 1000000 }; /* days after the as-of day that a drift is taken to go on */
    int64_t days = (int64_t)date - view->as_of;
    int64_t moved = view->drift * (days > FURTHEST ? FURTHEST : days);
    return (int32_t)((moved + (moved < 0 ? -MILLION / 2 : MILLION / 2)) / MILLION);
}
