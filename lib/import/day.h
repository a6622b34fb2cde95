/* SPDX-License-Identifier: MIT */
/* Dates as foreign exports write them, into civil dates: the order is declared, an ambiguous one is refused. */
#ifndef AR_IMPORT_DAY_H
#define AR_IMPORT_DAY_H

#include "base/date.h"
#include "base/error.h"
#include "base/status.h"
#include "base/text.h"

#include <stdbool.h>

#define AR_DAY_PATTERN_SIZE 64

enum ar_day_kind {
    AR_DAY_UNDECLARED, /* what iso takes; 03/04/2024 is refused as ambiguous */
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
    bool short_year; /* a pattern with %y: useless without a pivot */
    char pattern[AR_DAY_PATTERN_SIZE]; /* "ymd" in their order, or the pattern with %T and the like spelt out */
    unsigned size;
    char quick[3]; /* Y, m and d in their order, or zeros: three numbers with marks between them, read without a loop */
    char quick_mark; /* that mark, or 0: any of / . - */
};

/* Fills all but the pivot from what a profile says:
     ymd dmy mdy  those three separated by - / . or blanks, the same twice; days and months of one or two digits, or
   months by name, years of four digits, or of two when there is a pivot; then perhaps a time, as in iso iso YYYY-MM-DD,
   then perhaps T or a blank and a time with a fraction, AM or PM, Z or an offset: checked and left out of account, so
   that the day is the one written excel        the spreadsheet's serial days, 1900 system with its 29 February 1900; a
   fraction is left out of account unix         seconds since 1970, UTC; a fraction is left out of account a pattern %Y
   %y %m %d %b %B %H %I %M %S %p %f %z %Z %T %% and literal text, as in `%d-%b-%Y`; the parts of time are checked and
   left out of account, names are English in any case, a blank stands for any number of them; numbers have one or two
   digits, but two where they touch another number AR_BAD_DATA and the reason in *error otherwise. */
AR_MUST_USE enum ar_status ar_day_format_parse(struct ar_day_format *out, struct ar_text text, struct ar_error *error);

/* On failure AR_BAD_DATA and a static phrase in *why (may be NULL). The empty text is an error: whether that means
   unknown is the profile's to say. Blanks at the ends don't count. */
AR_MUST_USE enum ar_status ar_day_parse(struct ar_date *out, struct ar_text text, const struct ar_day_format *format,
                                        const char **why);

#endif
