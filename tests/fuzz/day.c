/* SPDX-License-Identifier: MIT */
/* A first line as the format of foreign dates, the rest as one: nothing is accepted but days that exist, and a date
   that a format of numbers accepts is accepted again when that format writes it. */
#include "import/day.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void check(struct ar_text source, struct ar_text text)
{
    struct ar_day_format format = {.has_pivot = source.size % 2, .pivot = 50};
    struct ar_error error;
    struct ar_date date = {7}, again = {7};
    const char *why = NULL;
    char written[32];
    int year, month, day;
    if (source.size && ar_day_format_parse(&format, source, &error) != AR_OK) {
        must(error.reason[0] != '\0');
        return;
    }
    struct ar_day_format slow = format; /* the quick way and the long one agree */
    memset(slow.quick, 0, sizeof slow.quick);
    enum ar_status status = ar_day_parse(&again, text, &slow, NULL);
    must(ar_day_parse(&date, text, &format, &why) == status && date.days == again.days);
    if (status != AR_OK) {
        must(why && why[0] && date.days == 7);
        return;
    }
    must(date.days >= -719162 && date.days <= 2932896);
    if (format.kind != AR_DAY_ORDER)
        return;
    ar_date_to_civil(date, &year, &month, &day);
    switch (format.pattern[0]) {
    case 'y':
        snprintf(written, sizeof written, "%04d/%d/%d", year, month, day);
        break;
    case 'm':
        snprintf(written, sizeof written, "%d/%d/%04d", month, day, year);
        break;
    default:
        snprintf(written, sizeof written, "%d/%d/%04d", day, month, year);
    }
    must(ar_day_parse(&again, ar_text_from(written), &format, NULL) == AR_OK && again.days == date.days);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *copy = malloc(size ? size : 1); /* exactly as long, so that a read too far is seen */
    must(copy != NULL);
    if (size)
        memcpy(copy, data, size);
    struct ar_text text = {copy, size}, source = ar_text_cut(&text, '\n');
    check(source, text);
    free(copy);
    return 0;
}
