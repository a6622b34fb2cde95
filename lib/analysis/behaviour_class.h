/* SPDX-License-Identifier: MIT */
/* Which kind of payer an account is: the first of the rules of ar-segment(1) that holds. */
#ifndef AR_ANALYSIS_BEHAVIOUR_CLASS_H
#define AR_ANALYSIS_BEHAVIOUR_CLASS_H

#include "analysis/behaviour.h"

enum ar_behaviour_class { /* in the order of the rules */
                          AR_CANNOT_PAY,
                          AR_DISPUTE_DRIVEN,
                          AR_PROMISE_BREAKER,
                          AR_DORMANT,
                          AR_NEW,
                          AR_WORSENING,
                          AR_IMPROVING,
                          AR_ERRATIC,
                          AR_EARLY,
                          AR_ON_TIME,
                          AR_WITHIN_GRACE,
                          AR_HABITUALLY_LATE
};
extern const char *const ar_behaviour_classes[]; /* their words, NULL-terminated */
extern const char *const ar_behaviour_reasons[]; /* why somebody pays late, NULL-terminated */

struct ar_behaviour_limits {
    unsigned grace; /* days late that nobody minds */
    unsigned few; /* documents that it takes to know a customer */
    unsigned dormant; /* days without a document */
};
#define AR_BEHAVIOUR_LIMITS_DEFAULT                                                                                    \
    {                                                                                                                  \
        5, 5, 180                                                                                                      \
    }

/* What a class is told from, besides the account. */
struct ar_behaviour_view {
    const struct ar_account *account;
    const struct ar_lateness *late; /* with what is still open */
    uint64_t promises, broken; /* fallen due, and of those broken */
    bool over_limit;
    struct ar_date as_of;
};

enum ar_behaviour_class ar_behaviour_classify(const struct ar_behaviour_view *view,
                                              const struct ar_behaviour_limits *limits);
/* The word of ar_behaviour_reasons: the class in the light of what can be done about it. */
const char *ar_behaviour_reason(enum ar_behaviour_class class);

#endif
