/* SPDX-License-Identifier: MIT */
/* Working days: days of the week less the holidays of a calendar. */
#ifndef AR_COLLECTIONS_CALENDAR_H
#define AR_COLLECTIONS_CALENDAR_H

#include "base/date.h"
#include "record/table.h"

struct ar_calendar {
    const struct ar_table *table; /* the caller's; NULL: no holidays */
    struct ar_holiday {
        struct ar_text calendar; /* empty: of everybody */
        struct ar_date date;
    } * at; /* by calendar and date */
    size_t count;
}; /* {0} has no holidays */

/* From records with calendar and date. */
AR_MUST_USE enum ar_status ar_calendar_init(struct ar_calendar *out, const struct ar_table *table,
                                            struct ar_error *error);
void ar_calendar_free(struct ar_calendar *calendar);

bool ar_calendar_has(const struct ar_calendar *calendar, struct ar_text name); /* any day of that calendar */
/* Bit 0 of workdays is Monday. */
bool ar_calendar_works(const struct ar_calendar *calendar, struct ar_text name, unsigned workdays, struct ar_date date);
#define AR_CALENDAR_GAP_MOST 31
/* How many days until the next working day: 1 when it is the next day; at most AR_CALENDAR_GAP_MOST. */
int32_t ar_calendar_gap(const struct ar_calendar *calendar, struct ar_text name, unsigned workdays,
                        struct ar_date date);

#endif
