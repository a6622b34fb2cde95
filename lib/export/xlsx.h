/* SPDX-License-Identifier: MIT */
/* What a spreadsheet cell holds. */
#ifndef AR_EXPORT_XLSX_H
#define AR_EXPORT_XLSX_H

#include "base/memory.h"

#include <stdbool.h>

/* Appends the text as a cell keeps it, and a NUL: characters that XML has not as _xHHHH_, and an underscore that would
   begin such a code as _x005F_. The text is UTF-8. */
AR_MUST_USE enum ar_status ar_xlsx_text(struct ar_buffer *out, struct ar_text text);

/* A plain number as the nearest double and its number of decimals; false when it has more than 15 significant digits
   or decimals, which a cell would not keep. */
bool ar_xlsx_number(double *out, unsigned *digits, struct ar_text number);

#endif
