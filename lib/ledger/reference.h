/* SPDX-License-Identifier: MIT */
/* Structured payment references and account numbers, told apart by form and check digit. The creditor prints one on the
   invoice and the bank carries it through, so it is the strongest evidence of what a payment is for. */
#ifndef AR_LEDGER_REFERENCE_H
#define AR_LEDGER_REFERENCE_H

#include "base/text.h"

#include <stdbool.h>

enum ar_reference_kind {
    AR_REFERENCE_NONE,
    AR_REFERENCE_RF, /* ISO 11649: RF, two check digits, up to 21 letters and digits; mod 97-10 */
    AR_REFERENCE_OGM, /* Belgium: ten digits and mod 97 of them, 0 written as 97 */
    AR_REFERENCE_QRR, /* Switzerland: 26 digits and the recursive mod 10 */
    AR_REFERENCE_VIITE, /* Finland: 3 to 19 digits and a check digit with weights 7 3 1 */
    AR_REFERENCE_KID /* Norway: 1 to 24 digits and mod 10 (Luhn) or mod 11 */
};
const char *ar_reference_name(enum ar_reference_kind kind); /* "RF", "OGM", … */

#define AR_REFERENCE_SIZE 32 /* the longest reference in its compact form */

/* Does the compact form (no blanks or separators, capitals) have this kind's form, and do its check digits hold? */
bool ar_reference_is(enum ar_reference_kind kind, struct ar_text compact);

struct ar_reference {
    enum ar_reference_kind kind;
    char compact[AR_REFERENCE_SIZE]; /* RF712348231, 010806817183, 210000000003139471430009017; no NUL */
    size_t size;
    struct ar_text found; /* where it stands in the text */
};

/* A field that is said to be a reference and nothing else: blanks and the separators of its kind are dropped. Kinds are
   tried from the strongest check to the weakest; false when none holds. One in ten numbers passes as VIITE or KID, so
   this is for fields that a bank declares to be structured. */
bool ar_reference_parse(struct ar_reference *out, struct ar_text field);

/* The first reference in free text at or behind `from`: RF and QRR, OGM in +++010/8068/17183+++ or 010/8068/17183;
   VIITE and KID only behind their own word ("viite 1234561", "KID: 612481"). false when there is none. */
bool ar_reference_find(struct ar_reference *out, struct ar_text text, size_t from);

/* IBAN: compact form, country's length and mod 97-10 (ISO 13616 registry). */
bool ar_iban_is(struct ar_text compact);
/* Luhn's mod 10 over digits. */
bool ar_luhn_is(struct ar_text digits);

#endif
