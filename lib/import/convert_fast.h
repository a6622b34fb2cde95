/* SPDX-License-Identifier: MIT */
/* The short way for columns that are one field of the export. */
#ifndef AR_IMPORT_CONVERT_FAST_H
#define AR_IMPORT_CONVERT_FAST_H

#include "import/convert_row.h"

#define AR_FAST_SLACK 64 /* bytes that copies may reach beyond the record */

/* Says for each op whether it goes the short way. */
void ar_fast_plan(struct ar_plan *plan);
/* What maker->out must have left before ar_fast_put. */
size_t ar_fast_room(const struct ar_plan *plan, const struct ar_csv_record *record);
/* Puts ops from `op` on, each with a TAB behind it, as far as the short way goes; returns the first that it left out.
 */
size_t ar_fast_put(struct ar_row_maker *maker, unsigned op);

#endif
