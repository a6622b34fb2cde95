/* SPDX-License-Identifier: MIT */
/* Dates and amounts of a sample: each way to write them is tried on all values, and what is left is proven. */
#include "import/guess_values.h"
#include "import/day.h"

const char *const ar_guess_formats[] = {"iso", "mdy", "dmy", "ymd", "%d-%b-%Y", "%Y%m%d", "unix", "excel", NULL};

static bool parses(struct ar_text text, unsigned which, bool short_years)
{
    struct ar_day_format format = {.has_pivot = short_years, .pivot = 68};
    struct ar_date date;
    if (ar_day_format_parse(&format, ar_text_from(ar_guess_formats[which]), NULL) != AR_OK)
        return false;
    if (which == 6 && text.size < 9) /* a small number is no time of ours */
        return false;
    if (which == 7 && (text.size != 5 || text.at[0] < '2' || text.at[0] > '7')) /* from 1954 to 2119 */
        return false;
    return ar_day_parse(&date, text, &format, NULL) == AR_OK;
}

unsigned ar_guess_dates(const struct ar_guess_sample *sample, unsigned column, bool short_years)
{
    unsigned left = 0, seen = 0;
    for (unsigned i = 0; ar_guess_formats[i] != NULL; i++)
        left |= 1u << i;
    for (size_t i = sample->header + 1; i < sample->count && left; i++) {
        struct ar_text text = ar_text_trim(ar_guess_sample_field(sample, i, column));
        if (sample->records[i].count != sample->columns || text.size == 0 || ar_guess_is_no_date(text))
            continue;
        seen++;
        for (unsigned k = 0; ar_guess_formats[k] != NULL; k++)
            if ((left & 1u << k) && !parses(text, k, short_years))
                left &= ~(1u << k);
    }
    return seen ? left : 0;
}

struct ar_text ar_guess_witness(const struct ar_guess_sample *sample, unsigned column, unsigned format,
                                bool short_years)
{
    for (size_t i = sample->header + 1; i < sample->count; i++) {
        struct ar_text text = ar_text_trim(ar_guess_sample_field(sample, i, column));
        if (sample->records[i].count == sample->columns && text.size && !ar_guess_is_no_date(text) &&
            !parses(text, format, short_years))
            return text;
    }
    return AR_TEXT("");
}

bool ar_guess_is_no_date(struct ar_text text)
{
    return ar_text_is(text, "00000000") || ar_text_is(text, "0000-00-00");
}

/* The decimals of the record's currency; where that is not known, the most that is common. */
static unsigned digits_of(const struct ar_guess_sample *sample, size_t record, int column)
{
    struct ar_currency currency;
    if (column >= 0 &&
        ar_currency_parse(&currency, ar_text_trim(ar_guess_sample_field(sample, record, (unsigned)column))) == AR_OK)
        return ar_currency_digits(currency);
    return 3;
}

/* 1,234 with more decimals than there can be: the mark may set thousands apart. */
static bool may_be_groups(struct ar_text text, const struct ar_number_style *style, unsigned digits)
{
    struct ar_number_style other = *style;
    int64_t amount;
    other.decimal = style->decimal == '.' ? ',' : '.';
    other.groups = style->decimal == '.' ? AR_GROUPS_POINT : AR_GROUPS_COMMA;
    other.rounds = false;
    return ar_number_parse(&amount, text, &other, digits, NULL) == AR_OK;
}

/* One amount in this style, rounded if need be. */
static bool fits_one(int64_t *amount, struct ar_text text, struct ar_guess_number *number, unsigned digits)
{
    struct ar_number_style *style = &number->style;
    style->rounds = false;
    if (ar_number_parse(amount, text, style, digits, NULL) == AR_OK)
        return true;
    style->rounds = true;
    number->rounds = true;
    number->ambiguous = number->ambiguous || may_be_groups(text, style, digits);
    return ar_number_parse(amount, text, style, digits, NULL) == AR_OK;
}

/* All values of the columns in one style. */
static bool fits(const struct ar_guess_sample *sample, const int *columns, unsigned count, int currency,
                 struct ar_guess_number *number, int64_t *sum, struct ar_text *odd)
{
    *sum = 0;
    for (size_t i = sample->header + 1; i < sample->count; i++) {
        unsigned digits = digits_of(sample, i, currency);
        for (unsigned k = 0; k < count; k++) {
            struct ar_text text = ar_guess_sample_field(sample, i, (unsigned)columns[k]);
            int64_t amount;
            if (sample->records[i].count != sample->columns || ar_text_trim(text).size == 0)
                continue;
            if (!fits_one(&amount, text, number, digits)) {
                *odd = text;
                return false;
            }
            number->negative = number->negative || amount < 0;
            *sum += amount % 1000003;
        }
    }
    return true;
}

bool ar_guess_numbers(const struct ar_guess_sample *sample, const int *columns, unsigned count, int currency,
                      struct ar_guess_number *out, struct ar_text *odd)
{
    static const struct {
        const char *decimal, *thousands;
        char mark;
        unsigned groups;
        bool indian;
    } ways[] = {
        {NULL, NULL, '.', 0, false},
        {NULL, "comma", '.', AR_GROUPS_COMMA, false},
        {"comma", NULL, ',', 0, false},
        {"comma", "point", ',', AR_GROUPS_POINT, false},
        {"comma", "space", ',', AR_GROUPS_SPACE, false},
        {NULL, "apostrophe", '.', AR_GROUPS_APOSTROPHE, false},
        {NULL, "space", '.', AR_GROUPS_SPACE, false},
        {NULL, "indian", '.', AR_GROUPS_COMMA, true},
    };
    bool found = false;
    int64_t sum = 0;
    for (unsigned pass = 0; pass < 2 && !found; pass++) {
        for (unsigned i = 0; i < sizeof ways / sizeof *ways; i++) {
            struct ar_guess_number one = {.decimal = ways[i].decimal, .thousands = ways[i].thousands};
            int64_t here;
            one.style = (struct ar_number_style){.decimal = ways[i].mark, .groups = ways[i].groups, .signs = 63};
            one.style.indian = ways[i].indian;
            one.style.any_symbol = true;
            if (!fits(sample, columns, count, currency, &one, &here, odd) || (pass == 0 && one.rounds))
                continue;
            if (!found) {
                *out = one;
                sum = here;
                found = true;
            } else if (here != sum) {
                out->ambiguous = true;
            }
        }
    }
    return found;
}

unsigned ar_guess_signs(const struct ar_guess_sample *sample, const int *columns, unsigned count, bool *symbol)
{
    unsigned signs = 0;
    *symbol = false;
    for (size_t i = sample->header + 1; i < sample->count; i++) {
        for (unsigned k = 0; k < count; k++) {
            struct ar_text text = ar_text_trim(ar_guess_sample_field(sample, i, (unsigned)columns[k]));
            for (size_t j = 0; j < text.size; j++) {
                unsigned char c = (unsigned char)text.at[j];
                if (c == '(')
                    signs |= AR_SIGN_PARENTHESES;
                if (c == '-' && j + 1 == text.size)
                    signs |= AR_SIGN_TRAILING;
                if (c == 0xe2 && j + 2 < text.size && memcmp(text.at + j, "\xe2\x88\x92", 3) == 0)
                    signs |= AR_SIGN_UNICODE;
                bool letter = ar_is_letter(text.at[j]);
                bool crdr = letter && j + 1 < text.size && ((c | 0x20) == 'c' || (c | 0x20) == 'd') &&
                            (text.at[j + 1] | 0x20) == 'r';
                if (crdr) {
                    signs |= AR_SIGN_CRDR;
                    j++;
                } else if (letter || c == '$' || c == 0xc2 ||
                           (c == 0xe2 && j + 1 < text.size && text.at[j + 1] == '\x82')) {
                    *symbol = *symbol || c != 0xc2 || (j + 1 < text.size && text.at[j + 1] != '\xa0');
                }
            }
        }
    }
    return signs;
}
