/* SPDX-License-Identifier: MIT */
/* Discount tiers are written PERCENT/DAYS; all else in the text concerns the due date. */
#include "ledger/terms.h"

/* PERCENT[%]/DAYS at `at`; the bytes that it takes, 0 when it is something else. */
static size_t parse_tier(struct ar_terms_tier *tier, struct ar_text text)
{
    size_t i = 0, start;
    while (i < text.size && (ar_is_digit(text.at[i]) || text.at[i] == '.'))
        i++;
    if (i == 0 || i > 6 || ar_rate_parse(&tier->percent, (struct ar_text){text.at, i}) != AR_OK)
        return 0;
    if (i < text.size && text.at[i] == '%')
        i++;
    if (i >= text.size || (text.at[i] != '/' && text.at[i - 1] != '%'))
        return 0;
    i += text.at[i] == '/' || text.at[i] == ' ';
    tier->days = 0;
    for (start = i; i < text.size && ar_is_digit(text.at[i]) && i - start < 4; i++)
        tier->days = tier->days * 10 + (text.at[i] - '0');
    return i > start && tier->percent.value > 0 ? i : 0;
}

bool ar_terms_parse(struct ar_terms *out, struct ar_text text)
{
    *out = (struct ar_terms){0};
    for (size_t i = 0; i < text.size && out->tiers < AR_TERMS_TIERS; i++) {
        bool begins = ar_is_digit(text.at[i]) &&
                      (i == 0 || (!ar_is_digit(text.at[i - 1]) && text.at[i - 1] != '.' && text.at[i - 1] != '/'));
        size_t size = begins ? parse_tier(&out->tier[out->tiers], (struct ar_text){text.at + i, text.size - i}) : 0;
        if (size > 0) {
            out->tiers++;
            i += size - 1;
        }
    }
    for (size_t i = 0; i + 3 <= text.size; i++)
        out->end_of_month |= (text.at[i] | 32) == 'e' && (text.at[i + 1] | 32) == 'o' && (text.at[i + 2] | 32) == 'm';
    return out->tiers > 0;
}

int64_t ar_percent_of(int64_t amount, struct ar_rate percent)
{
    return (int64_t)ar_divide((ar_int128)amount * percent.value, ar_power_of_ten(percent.scale + 2), AR_ROUND_HALF_UP);
}

int64_t ar_terms_discount(const struct ar_terms *terms, int64_t amount, struct ar_date issued, struct ar_date paid)
{
    struct ar_date from = terms->end_of_month ? ar_date_month_end(issued) : issued;
    for (unsigned i = 0; i < terms->tiers; i++)
        if ((int64_t)paid.days <= (int64_t)from.days + terms->tier[i].days)
            return ar_percent_of(amount, terms->tier[i].percent);
    return 0;
}
