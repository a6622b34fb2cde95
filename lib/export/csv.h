/* SPDX-License-Identifier: MIT */
/* What a CSV cell needs. */
#ifndef AR_EXPORT_CSV_H
#define AR_EXPORT_CSV_H

#include "base/text.h"

/* Would a spreadsheet take it for a formula? It begins with = + - @ TAB CR LF and is no plain number. */
bool ar_csv_is_formula(struct ar_text text);
bool ar_csv_needs_quotes(struct ar_text text, char separator);

#endif
