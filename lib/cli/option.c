/* SPDX-License-Identifier: MIT */
/* Arguments of options, parsed into their targets. */
#include "cli/option.h"
#include "base/currency.h"
#include "base/date.h"
#include "base/memory.h"
#include "base/money.h"

#include <time.h>

enum ar_status ar_opt_text(void *target, const char *argument, struct ar_error *error)
{
    if (*argument == '\0')
        return ar_error_set(error, AR_MISUSE, "is empty");
    *(const char **)target = argument;
    return AR_OK;
}

enum ar_status ar_opt_written(void *target, const char *argument, struct ar_error *error)
{
    return ar_opt_text(target, argument, error);
}

enum ar_status ar_opt_renewed(void *target, const char *argument, struct ar_error *error)
{
    return ar_opt_text(target, argument, error);
}

enum ar_status ar_opt_texts(void *target, const char *argument, struct ar_error *error)
{
    struct ar_texts *texts = target;
    if (ar_grow(&texts->at, &texts->capacity, texts->count + 1, sizeof *texts->at) != AR_OK)
        return ar_error_memory(error);
    texts->at[texts->count++] = argument;
    return AR_OK;
}

/* The parts are cut out of a copy, which lives as long as the list. */
enum ar_status ar_opt_list(void *target, const char *argument, struct ar_error *error)
{
    struct ar_texts *texts = target;
    texts->count = 0;
    for (const char *from = argument;; from++) {
        size_t size = strcspn(from, ",");
        if (size == 0)
            return ar_error_set(error, AR_MISUSE, "has an empty part");
        char *part = strndup(from, size);
        if (part == NULL || ar_opt_texts(texts, part, error) != AR_OK)
            return ar_error_memory(error);
        from += size;
        if (*from == '\0')
            return AR_OK;
    }
}

enum ar_status ar_opt_date(void *target, const char *argument, struct ar_error *error)
{
    struct ar_date *date = target;
    if (strcmp(argument, "today") == 0) {
        time_t now = time(NULL);
        date->days = (int32_t)(now / 86400); /* UTC days since 1970-01-01 */
        return now < 0 ? ar_error_set(error, AR_MISUSE, "the clock is before 1970") : AR_OK;
    }
    if (ar_date_parse(date, ar_text_from(argument)) != AR_OK)
        return ar_error_set(error, AR_MISUSE, "not a date (YYYY-MM-DD or today)");
    return AR_OK;
}

enum ar_status ar_opt_count(void *target, const char *argument, struct ar_error *error)
{
    unsigned value = 0;
    const char *at = argument;
    for (; *at >= '0' && *at <= '9' && value <= 100000000; at++)
        value = value * 10 + (unsigned)(*at - '0');
    if (at == argument || *at != '\0' || value > 1000000000)
        return ar_error_set(error, AR_MISUSE, "not a whole number from 0 to 1000000000");
    *(unsigned *)target = value;
    return AR_OK;
}

enum ar_status ar_opt_currency(void *target, const char *argument, struct ar_error *error)
{
    if (ar_currency_parse(target, ar_text_from(argument)) != AR_OK)
        return ar_error_set(error, AR_MISUSE, "not a currency of ISO 4217");
    return AR_OK;
}

enum ar_status ar_opt_rounding(void *target, const char *argument, struct ar_error *error)
{
    if (ar_rounding_parse(target, ar_text_from(argument)) != AR_OK)
        return ar_error_set(error, AR_MISUSE, "not one of half-up, half-even, down, up");
    return AR_OK;
}

enum ar_status ar_opt_choice(void *target, const char *argument, struct ar_error *error)
{
    struct ar_choosing *choosing = target;
    for (unsigned i = 0; choosing->opt->choices[i] != NULL; i++) {
        if (strcmp(choosing->opt->choices[i], argument) == 0) {
            *(unsigned *)choosing->opt->target = i;
            return AR_OK;
        }
    }
    struct ar_buffer words = {0};
    for (unsigned i = 0; choosing->opt->choices[i] != NULL; i++) {
        if (ar_buffer_add(&words, ar_text_from(i ? ", " : "")) != AR_OK ||
            ar_buffer_add(&words, ar_text_from(choosing->opt->choices[i])) != AR_OK)
            break;
    }
    ar_error_set(error, AR_MISUSE, "not one of %.*s", (int)words.size, words.size ? words.at : "");
    ar_buffer_free(&words);
    return AR_MISUSE;
}
