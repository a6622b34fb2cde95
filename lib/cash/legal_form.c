/* SPDX-License-Identifier: MIT */
/* Sorted, for a binary search. Words that are also ordinary names ("group", "holding") are not in it. */
#include "cash/legal_form.h"

#include <stdlib.h>

static const char *const forms[] = {
    "ab",   "ag",     "aps",   "as",   "asa",          "bhd",  "bv",   "bvba", "co",  "company", "corp", "corporation",
    "cv",   "doo",    "dooel", "eg",   "ehf",          "eirl", "eood", "eurl", "ev",  "gbr",     "ges",  "gesmbh",
    "gmbh", "gmbhco", "hf",    "inc",  "incorporated", "kft",  "kg",   "kgaa", "ks",  "limited", "llc",  "lllp",
    "llp",  "lp",     "ltd",   "ltda", "mbh",          "nv",   "ood",  "oy",   "oyj", "pc",      "plc",  "pllc",
    "pt",   "pte",    "pty",   "pvt",  "sa",           "sarl", "sas",  "scs",  "sdn", "se",      "sl",   "slu",
    "snc",  "spa",    "spol",  "sprl", "spzoo",        "srl",  "sro",  "ug",   "zrt"};

static int compare(const void *key, const void *form)
{
    return ar_text_compare(*(const struct ar_text *)key, ar_text_from(*(const char *const *)form));
}

bool ar_legal_form_is(struct ar_text word)
{
    return bsearch(&word, forms, sizeof forms / sizeof *forms, sizeof *forms, compare) != NULL;
}
