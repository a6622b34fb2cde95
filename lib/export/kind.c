/* SPDX-License-Identifier: MIT */
/* What a column is, by its name: the names of records.md and of the reports. Every other name is text. */
#include "export/export.h"

struct name {
    const char *name;
    enum ar_export_kind kind;
};

static const struct name names[] = {
    {"amount", AR_EXPORT_AMOUNT},     {"open", AR_EXPORT_AMOUNT},        {"tax", AR_EXPORT_AMOUNT},
    {"applied", AR_EXPORT_AMOUNT},    {"discount", AR_EXPORT_AMOUNT},    {"writeoff", AR_EXPORT_AMOUNT},
    {"deduction", AR_EXPORT_AMOUNT},  {"interest", AR_EXPORT_AMOUNT},    {"fee", AR_EXPORT_AMOUNT},
    {"limit", AR_EXPORT_AMOUNT},      {"current", AR_EXPORT_AMOUNT},     {"undated", AR_EXPORT_AMOUNT},
    {"credits", AR_EXPORT_AMOUNT},    {"disputed", AR_EXPORT_AMOUNT},    {"total", AR_EXPORT_AMOUNT},
    {"balance", AR_EXPORT_AMOUNT},    {"difference", AR_EXPORT_AMOUNT},  {"sales", AR_EXPORT_AMOUNT},
    {"receivable", AR_EXPORT_AMOUNT}, {"overdue", AR_EXPORT_AMOUNT},     {"items", AR_EXPORT_NUMBER},
    {"records", AR_EXPORT_NUMBER},    {"documents", AR_EXPORT_NUMBER},   {"count", AR_EXPORT_NUMBER},
    {"days", AR_EXPORT_NUMBER},       {"days_late", AR_EXPORT_NUMBER},   {"age", AR_EXPORT_NUMBER},
    {"score", AR_EXPORT_NUMBER},      {"rate", AR_EXPORT_NUMBER},        {"margin", AR_EXPORT_NUMBER},
    {"level", AR_EXPORT_NUMBER},      {"doc_level", AR_EXPORT_NUMBER},   {"value", AR_EXPORT_NUMBER},
    {"numerator", AR_EXPORT_NUMBER},  {"denominator", AR_EXPORT_NUMBER}, {"date", AR_EXPORT_DATE},
    {"due", AR_EXPORT_DATE},          {"cleared", AR_EXPORT_DATE},       {"known", AR_EXPORT_DATE},
    {"as_of", AR_EXPORT_DATE},        {"from", AR_EXPORT_DATE},          {"to", AR_EXPORT_DATE},
    {"until", AR_EXPORT_DATE},        {"made", AR_EXPORT_DATE},          {"opened", AR_EXPORT_DATE},
    {"resolved", AR_EXPORT_DATE},     {"before", AR_EXPORT_NUMBER},      {"change", AR_EXPORT_NUMBER},
    {"target", AR_EXPORT_NUMBER},
};

static const struct name endings[] = {
    {"_amount", AR_EXPORT_AMOUNT},  {"_balance", AR_EXPORT_AMOUNT}, {"_total", AR_EXPORT_AMOUNT},
    {"_date", AR_EXPORT_DATE},      {"_days", AR_EXPORT_NUMBER},    {"_count", AR_EXPORT_NUMBER},
    {"_percent", AR_EXPORT_NUMBER}, {"_share", AR_EXPORT_NUMBER},   {"_probability", AR_EXPORT_NUMBER},
    {"%", AR_EXPORT_NUMBER},
};

bool ar_export_is_bucket(struct ar_text name)
{
    size_t i = 0;
    while (i < name.size && ar_is_digit(name.at[i]))
        i++;
    if (i == 0 || i == name.size)
        return false;
    if (name.at[i] == '+')
        return i + 1 == name.size;
    if (name.at[i++] != '-' || i == name.size)
        return false;
    while (i < name.size && ar_is_digit(name.at[i]))
        i++;
    return i == name.size;
}

enum ar_export_kind ar_export_kind_of(struct ar_text name)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (ar_text_is(name, names[i].name))
            return names[i].kind;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        struct ar_text ending = ar_text_from(endings[i].name);
        if (name.size > ending.size && memcmp(name.at + name.size - ending.size, ending.at, ending.size) == 0)
            return endings[i].kind;
    }
    return ar_export_is_bucket(name) ? AR_EXPORT_AMOUNT : AR_EXPORT_TEXT;
}

bool ar_export_is_sum(struct ar_text name)
{
    static const char *const sums[] = {"current", "undated", "credits", "disputed", "total", "balance", "difference"};
    for (size_t i = 0; i < sizeof sums / sizeof *sums; i++)
        if (ar_text_is(name, sums[i]))
            return true;
    return ar_export_is_bucket(name);
}

bool ar_export_is_count(struct ar_text name)
{
    return ar_text_is(name, "items") || ar_text_is(name, "records") || ar_text_is(name, "documents") ||
           ar_text_is(name, "count");
}

unsigned ar_export_decimals(struct ar_text number)
{
    const char *point = number.size ? memchr(number.at, '.', number.size) : NULL;
    return point ? (unsigned)(number.at + number.size - point - 1) : 0;
}

enum ar_status ar_export_sum_parse(ar_int128 *out, struct ar_text text, unsigned digits, const char **why)
{
    enum { LONG = 18, LONGEST = 36 }; /* bytes that are never out of range for 64 bits; for 128 */
    int64_t minor;
    if (AR_LIKELY(ar_amount_parse(&minor, text, digits, why) == AR_OK)) {
        *out = minor;
        return AR_OK;
    }
    if (text.size <= LONG || text.size > LONGEST || !ar_export_is_number(text) || ar_export_decimals(text) != digits)
        return AR_BAD_DATA;
    ar_int128 sum = 0;
    for (size_t i = 0; i < text.size; i++)
        if (ar_is_digit(text.at[i]))
            sum = sum * 10 + (text.at[i] - '0');
    *out = text.at[0] == '-' ? -sum : sum;
    return AR_OK;
}

bool ar_export_is_number(struct ar_text text)
{
    const char *p = text.at, *end = text.at + text.size;
    if (p < end && *p == '-')
        p++;
    const char *digits = p;
    while (p < end && ar_is_digit(*p))
        p++;
    if (p == digits || (*digits == '0' && p - digits > 1))
        return false;
    if (p == end)
        return true;
    if (*p++ != '.')
        return false;
    digits = p;
    while (p < end && ar_is_digit(*p))
        p++;
    return p == end && p > digits;
}
