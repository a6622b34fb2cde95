/* SPDX-License-Identifier: MIT */
/* How an export writes dates and numbers, with a short way for what is written as the stream writes it. */
#ifndef AR_IMPORT_CONVERT_STYLE_H
#define AR_IMPORT_CONVERT_STYLE_H

#include "base/rate.h"
#include "import/day.h"
#include "import/number.h"

#define AR_DATE_STYLES 4

/* Formats tried one after the other: `date-format dmy | iso`. */
struct ar_date_style {
    struct ar_day_format formats[AR_DATE_STYLES];
    unsigned count;
};

/* pivot -1: none. AR_BAD_DATA with a reason. */
AR_MUST_USE enum ar_status ar_style_dates(struct ar_date_style *style, struct ar_text text, int pivot,
                                          struct ar_error *error);
AR_MUST_USE enum ar_status ar_style_date_slow(struct ar_date *out, const struct ar_date_style *style,
                                              struct ar_text text, const char **why);

static inline enum ar_status ar_style_date(struct ar_date *out, const struct ar_date_style *style, struct ar_text text,
                                           const char **why)
{
    if (style->formats[0].kind <= AR_DAY_ISO && AR_LIKELY(ar_date_parse(out, text) == AR_OK))
        return AR_OK;
    return ar_style_date_slow(out, style, text, why);
}

static inline enum ar_status ar_style_amount(int64_t *out, const struct ar_number_style *style, struct ar_text text,
                                             struct ar_currency currency, const char **why)
{
    if (style->decimal == '.' && AR_LIKELY(ar_amount_parse(out, text, ar_currency_digits(currency), NULL) == AR_OK))
        return AR_OK;
    return ar_number_parse_in(out, text, style, currency, why);
}

/* A rate with the export's decimal mark made a point, in `plain`; text itself where there is nothing to do. */
struct ar_text ar_style_rate(const struct ar_number_style *style, struct ar_text text, char plain[static AR_RATE_SIZE]);

#endif
