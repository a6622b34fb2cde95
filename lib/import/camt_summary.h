/* SPDX-License-Identifier: MIT */
/* What a camt message says how many entries it has and what they come to (TxsSummry): the only check of a camt.054. */
#ifndef AR_IMPORT_CAMT_SUMMARY_H
#define AR_IMPORT_CAMT_SUMMARY_H

#include "import/camt_entry.h"

struct ar_camt_summary {
    struct ar_buffer fields[AR_CAMT_SUMMARY_FIELDS];
    uint64_t pending; /* entries of earlier statements that are not booked */
};

/* A statement begins. */
void ar_camt_summary_begin(struct ar_camt_summary *summary, const struct ar_bank *bank);
AR_MUST_USE enum ar_status ar_camt_summary_check(const struct ar_camt_summary *summary, struct ar_bank *bank,
                                                 const struct ar_camt_totals *totals, struct ar_error *error);
void ar_camt_summary_free(struct ar_camt_summary *summary);

#endif
