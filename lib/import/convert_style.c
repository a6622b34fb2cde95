/* SPDX-License-Identifier: MIT */
/* Several date formats for one column, and rates with a decimal comma. */
#include "import/convert_style.h"

enum ar_status ar_style_dates(struct ar_date_style *style, struct ar_text text, int pivot, struct ar_error *error)
{
    *style = (struct ar_date_style){0};
    while (text.at != NULL) {
        if (style->count == AR_DATE_STYLES)
            return ar_error_set(error, AR_BAD_DATA, "more than %d formats for one column", AR_DATE_STYLES);
        struct ar_day_format *format = &style->formats[style->count];
        format->has_pivot = pivot >= 0;
        format->pivot = pivot >= 0 ? (unsigned)pivot : 0;
        enum ar_status status = ar_day_format_parse(format, ar_text_trim(ar_text_cut(&text, '|')), error);
        if (status != AR_OK)
            return status;
        style->count++;
    }
    return AR_OK;
}

enum ar_status ar_style_date_slow(struct ar_date *out, const struct ar_date_style *style, struct ar_text text,
                                  const char **why)
{
    for (unsigned i = 0; i < style->count; i++)
        if (ar_day_parse(out, text, &style->formats[i], i == 0 ? why : NULL) == AR_OK)
            return AR_OK;
    return AR_BAD_DATA; /* and the first format's reason */
}

struct ar_text ar_style_rate(const struct ar_number_style *style, struct ar_text text, char plain[static AR_RATE_SIZE])
{
    if (style->decimal != ',' || text.size > AR_RATE_SIZE)
        return text;
    for (size_t i = 0; i < text.size; i++) {
        plain[i] = text.at[i] == ',' ? '.' : text.at[i];
        if (text.at[i] == '.') /* not a decimal mark here: let it be refused */
            return AR_TEXT("not a rate");
    }
    return (struct ar_text){plain, text.size};
}
