/* SPDX-License-Identifier: MIT */
/* Dates as foreign exports write them, into civil dates: the order is declared, an ambiguous one is refused. */
#ifndef AR_IMPORT_DAY_H
#define AR_IMPORT_DAY_H

#include "base/date.h"
#include "base/error.h"
#include "base/status.h"
#include "base/text.h"

#include <stdbool.h>

#define AR_DAY_STEPS 64

enum ar_day_kind {
    AR_DAY_UNDECLARED, /* YYYY-MM-DD alone; 03/04/2024 is refused as ambiguous */
    AR_DAY_ISO,
    AR_DAY_ORDER,
    AR_DAY_PATTERN,
    AR_DAY_EXCEL,
    AR_DAY_UNIX
};

/* {0} is the undeclared format. Holds no memory. */
struct ar_day_format {
    enum ar_day_kind kind;
    bool has_pivot; /* set by the profile, before or after the format is parsed */
    unsigned pivot; /* 0..99: two-digit years up to it are of this century (20yy), later ones of the last (19yy) */
    unsigned char steps[AR_DAY_STEPS]; /* of an order or a pattern: letters below 0x80 are conversions' own bytes */
    unsigned count;
};

/* Fills kind, steps and count from what a profile says; the pivot is left alone:
     ymd dmy mdy  those three numbers separated by - / . or blanks, the same twice; days and months of one or two
   digits, years of four, or of two when there is a pivot iso          YYYY-MM-DD, then perhaps T or a blank and a time,
   a fraction, Z or an offset, all left out of account excel        the spreadsheet's serial days, 1900 system with its
   29 February 1900; a fraction is left out of account unix         seconds since 1970, UTC; a fraction is left out of
   account a pattern    %Y %y %m %d %b %B %H %I %M %S %p %f %z %Z %T %% and literal text, as in `%d-%b-%Y`; the parts of
   time are checked and left out of account, names are English, a blank stands for any number of blanks AR_BAD_DATA and
   the reason in *error otherwise. */
AR_MUST_USE enum ar_status ar_day_format_parse(struct ar_day_format *out, struct ar_text text, struct ar_error *error);

/* On failure AR_BAD_DATA and a static phrase in *why (may be NULL). The empty text is an error: whether that means
   unknown is the profile's to say. Blanks at the ends don't count. */
AR_MUST_USE enum ar_status ar_day_parse(struct ar_date *out, struct ar_text text, const struct ar_day_format *format,
                                        const char **why);

#endif
