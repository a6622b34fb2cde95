/* SPDX-License-Identifier: MIT */
/* Weighted rendezvous hashing: each arm draws a number for the customer, u in (0, 1], and the least -log2(u) / weight
   wins. Logarithms are worked out in whole numbers, so that every machine gives the same answer. */
#include "collections/arms.h"
#include "base/hash.h"
#include "base/money.h"

static enum ar_status refuse(struct ar_error *error, struct ar_text part)
{
    char shown[100];
    ar_printable(shown, sizeof shown, part);
    return ar_error_set(error, AR_MISUSE, "not NAME=WEIGHT: '%s'", shown);
}

enum ar_status ar_arms_parse(struct ar_arms *out, const char *text, struct ar_error *error)
{
    *out = (struct ar_arms){.salt = out->salt};
    for (struct ar_text rest = ar_text_from(text); rest.at != NULL;) {
        struct ar_text part = ar_text_cut(&rest, ','), weight = part, name = ar_text_cut(&weight, '=');
        int64_t value;
        if (weight.at == NULL || name.size == 0 || ar_amount_parse(&value, weight, 0, NULL) != AR_OK || value < 1 ||
            value > 1000000)
            return refuse(error, part);
        if (out->count == AR_ARMS_MAX)
            return ar_error_set(error, AR_MISUSE, "more than %d arms", AR_ARMS_MAX);
        for (unsigned i = 0; i < out->count; i++)
            if (ar_text_equal(out->at[i].name, name))
                return refuse(error, part);
        out->at[out->count++] = (struct ar_arm){name, (uint32_t)value};
    }
    return AR_OK;
}

/* -log2(u) in units of 2^-32, u = (draw + 1) / 2^64; 0 .. 64 * 2^32. Digit by digit: squaring doubles the logarithm. */
static uint64_t minus_log(uint64_t draw)
{
    if (draw == UINT64_MAX)
        return 0;
    uint64_t x = draw + 1;
    unsigned zeros = (unsigned)__builtin_clzll(x);
    uint64_t mantissa = x << zeros, log = 63u - zeros; /* 1.0 is 2^63 */
    for (unsigned i = 0; i < 32; i++) {
        __extension__ unsigned __int128 square = (unsigned __int128)mantissa * mantissa;
        uint64_t high = (uint64_t)(square >> 63);
        bool two = (uint64_t)(square >> 127) != 0;
        mantissa = two ? (uint64_t)(square >> 64) : high;
        log = log << 1 | two;
    }
    return (UINT64_C(64) << 32) - log;
}

struct ar_text ar_arms_of(const struct ar_arms *arms, struct ar_text customer)
{
    struct ar_text best = AR_TEXT("");
    uint64_t best_log = 0;
    uint32_t best_weight = 0;
    uint64_t salted = ar_hash(arms->salt, 0);
    for (unsigned i = 0; i < arms->count; i++) {
        const struct ar_arm *arm = &arms->at[i];
        uint64_t log = minus_log(ar_hash(customer, ar_hash(arm->name, salted)));
        __extension__ unsigned __int128 mine = (unsigned __int128)log * best_weight;
        __extension__ unsigned __int128 other = (unsigned __int128)best_log * arm->weight;
        if (best_weight == 0 || mine < other) {
            best = arm->name;
            best_log = log;
            best_weight = arm->weight;
        }
    }
    return best;
}
