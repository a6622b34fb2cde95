/* SPDX-License-Identifier: MIT */
/* Amounts, days and texts as bank formats write them. */
#include "import/bank_value.h"
#include "import/bank_word.h"
#include "import/encoding.h"

static inline bool append(int64_t *value, char digit)
{
    return !__builtin_mul_overflow(*value, 10, value) && !__builtin_add_overflow(*value, digit - '0', value);
}

enum ar_status ar_bank_amount(int64_t *out, struct ar_text text, const char *points, bool sign,
                              struct ar_currency currency, const char **why)
{
    static const char out_of_range[] = "amount out of range";
    unsigned digits = ar_currency_digits(currency), decimals = 0;
    const char *at = text.at, *end = at + text.size;
    bool negative = false;
    int64_t value = 0;
    *why = "not an amount";
    if (sign && at < end && (*at == '-' || *at == '+'))
        negative = *at++ == '-';
    const char *first = at;
    for (; at < end && ar_is_digit(*at); at++)
        if (!append(&value, *at)) {
            *why = out_of_range;
            return AR_BAD_DATA;
        }
    bool any = at > first;
    if (at < end && *at != '\0' && strchr(points, *at) != NULL) {
        at++;
        any = any || (at < end && ar_is_digit(*at));
        for (; at < end && ar_is_digit(*at) && decimals < digits; at++, decimals++)
            if (!append(&value, *at)) {
                *why = out_of_range;
                return AR_BAD_DATA;
            }
        while (at < end && *at == '0')
            at++;
        if (at < end && ar_is_digit(*at))
            *why = "more decimals than the currency has";
    }
    if (at < end || !any)
        return AR_BAD_DATA;
    for (; decimals < digits; decimals++)
        if (!append(&value, '0')) {
            *why = out_of_range;
            return AR_BAD_DATA;
        }
    *out = negative ? -value : value;
    return AR_OK;
}

enum ar_status ar_bank_minor(int64_t *out, struct ar_text text, const char **why)
{
    int64_t value = 0;
    size_t i = text.size > 0 && (text.at[0] == '-' || text.at[0] == '+');
    *why = "not an amount";
    if (i == text.size)
        return AR_BAD_DATA;
    bool negative = text.at[0] == '-';
    for (; i < text.size; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return AR_BAD_DATA;
        if (__builtin_mul_overflow(value, 10, &value) || __builtin_add_overflow(value, text.at[i] - '0', &value)) {
            *why = "amount out of range";
            return AR_BAD_DATA;
        }
    }
    *out = negative ? -value : value;
    return AR_OK;
}

size_t ar_bank_count_digits(struct ar_text text, size_t at, size_t most)
{
    size_t count = 0;
    while (count < most && at + count < text.size && ar_is_digit(text.at[at + count]))
        count++;
    return count;
}

uint64_t ar_bank_ordinal(struct ar_text text)
{
    uint64_t value = 0;
    if (!ar_all_digits(text) || text.size > 18)
        return 0;
    for (size_t i = 0; i < text.size; i++)
        value = value * 10 + (uint64_t)(text.at[i] - '0');
    return value;
}

static struct ar_text without_zeros(struct ar_text text)
{
    text = ar_bank_trim(text);
    while (text.size > 1 && text.at[0] == '0')
        text = (struct ar_text){text.at + 1, text.size - 1};
    return text;
}

bool ar_bank_same_number(struct ar_text a, struct ar_text b)
{
    return ar_text_equal(without_zeros(a), without_zeros(b));
}

static int number(const char *at, size_t size)
{
    int value = 0;
    for (size_t i = 0; i < size; i++)
        value = value * 10 + (at[i] - '0');
    return value;
}

enum ar_status ar_bank_day(struct ar_date *out, struct ar_text digits, bool *moved)
{
    *moved = false;
    if ((digits.size != 6 && digits.size != 8) || !ar_all_digits(digits))
        return AR_BAD_DATA;
    size_t years = digits.size - 4;
    int year = number(digits.at, years), month = number(digits.at + years, 2), day = number(digits.at + years + 2, 2);
    if (years == 2)
        year += year < 70 ? 2000 : 1900;
    if (month == 2 && (day == 29 || day == 30) && day > ar_date_month_days(year, 2)) {
        day = ar_date_month_days(year, 2);
        *moved = true;
    }
    return ar_date_from_civil(out, year, month, day);
}

enum ar_status ar_bank_day_near(struct ar_date *out, struct ar_text digits, struct ar_date near)
{
    int year, month, day, best = INT_MAX;
    if (digits.size != 4 || !ar_all_digits(digits))
        return AR_BAD_DATA;
    ar_date_to_civil(near, &year, &month, &day);
    month = number(digits.at, 2);
    day = number(digits.at + 2, 2);
    static const int nearest_first[] = {0, 1, -1};
    for (size_t i = 0; i < 3 && best > 180; i++) { /* within half a year there is no nearer one */
        int y = year + nearest_first[i];
        struct ar_date date;
        int last = y >= 1 && y <= 9999 && month == 2 ? ar_date_month_days(y, 2) : 31;
        if (ar_date_from_civil(&date, y, month, (day == 29 || day == 30) && day > last ? last : day) != AR_OK)
            continue;
        int far = date.days > near.days ? date.days - near.days : near.days - date.days;
        if (far < best) {
            best = far;
            *out = date;
        }
    }
    return best == INT_MAX ? AR_BAD_DATA : AR_OK;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct ar_text ar_bank_trim_slow(struct ar_text text)
{
    while (text.size > 0 && is_blank(text.at[0])) {
        text.at++;
        text.size--;
    }
    while (text.size > 0 && is_blank(text.at[text.size - 1]))
        text.size--;
    return text;
}

static bool says_nothing(char c)
{
    return (unsigned char)c < 0x80 && !ar_is_letter(c) && (c < '1' || c > '9');
}

size_t ar_bank_characters(struct ar_text text)
{
    size_t more = 0;
    for (size_t i = 0; i < text.size; i++)
        more += ((unsigned char)text.at[i] & 0xc0) == 0x80;
    return more > 0 && ar_utf8_valid(text) == text.size ? text.size - more : text.size;
}

struct ar_text ar_bank_reference(struct ar_text text)
{
    static const struct ar_text none[] = {{"NONREF", 6}, {"NOTPROVIDED", 11}, {"NOT PROVIDED", 12}, {"KREF+", 5},
                                          {"EREF", 4},   {"PREF", 4},         {"MARF", 4},          {"N", 1}};
    size_t nothing = 0; /* zeros and signs */
    text = ar_bank_trim(text);
    while (nothing < text.size && says_nothing(text.at[nothing]))
        nothing++;
    if (nothing == text.size)
        return AR_TEXT("");
    if (text.size > 12 || memchr("NnKEPM", text.at[0], 6) == NULL)
        return text;
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        size_t same = 0;
        while (text.size == none[i].size && same < text.size &&
               (text.at[same] == none[i].at[same] || (text.size > 5 && (text.at[same] ^ ' ') == none[i].at[same])))
            same++;
        if (same == text.size)
            return AR_TEXT("");
    }
    return text;
}

enum ar_status ar_bank_join(struct ar_buffer *out, struct ar_text piece, bool full)
{
    if (out->size > 0 && !full && ar_buffer_add_char(out, ' ') != AR_OK)
        return AR_FAILED;
    return ar_buffer_add(out, piece);
}

/* Unicode of 0x80 … 0x9F in cp1252; the five that it leaves free are the control characters of Latin-1. */
static const unsigned short high[32] = {0x20ac, 0x81,   0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
                                        0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8d,   0x017d, 0x8f,
                                        0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                        0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d,   0x017e, 0x0178};

static size_t encode(char *out, unsigned char byte)
{
    unsigned code = byte >= 0xa0 ? byte : high[byte - 0x80];
    if (code < 0x800) {
        out[0] = (char)(0xc0 | code >> 6);
        out[1] = (char)(0x80 | (code & 0x3f));
        return 2;
    }
    out[0] = (char)(0xe0 | code >> 12);
    out[1] = (char)(0x80 | (code >> 6 & 0x3f));
    out[2] = (char)(0x80 | (code & 0x3f));
    return 3;
}

enum ar_status ar_bank_clean(struct ar_buffer *out, struct ar_text text, uint64_t *recoded)
{
    out->size = 0;
    if (ar_buffer_reserve(out, 3 * text.size + 1) != AR_OK)
        return AR_FAILED;
    char *to = out->at;
    bool foreign = false, blank = false, checked = false;
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if (c == ' ' || (c >= '\t' && c <= '\r')) {
            blank = to != out->at;
            continue;
        }
        if (blank) {
            *to++ = ' ';
            blank = false;
        }
        if (c < 0x80) {
            *to++ = (char)c;
            continue;
        }
        if (!checked) {
            foreign = ar_utf8_valid(text) < text.size;
            checked = true;
        }
        if (foreign)
            to += encode(to, c);
        else
            *to++ = (char)c;
    }
    *recoded += foreign;
    out->size = (size_t)(to - out->at);
    return AR_OK;
}

static const uint64_t ones = UINT64_C(0x0101010101010101), tops = UINT64_C(0x8080808080808080);

/* The top bit of each byte that has the value, and perhaps of one behind it. */
static inline uint64_t equal_bytes(uint64_t word, char c)
{
    uint64_t x = word ^ (ones * (unsigned char)c);
    return (x - ones) & ~x & tops;
}

/* Eight bytes: a control character, a backslash or a blank behind a blank. */
static inline uint64_t unclean(uint64_t word, uint64_t *before)
{
    uint64_t blank = equal_bytes(word, ' '), behind = blank << 8 | *before;
    *before = blank >> 56;
    return ((word - ones * ' ') & ~word & tops) | equal_bytes(word, '\\') | (blank & behind);
}

typedef unsigned char wide __attribute__((vector_size(16)));

/* The same of sixteen bytes at `at` and the one behind them, which goes with the next: what is wrong is not 0. */
static inline wide unclean_wide(char *out, const char *at, wide *all)
{
    wide here, next;
    memcpy(&here, at, sizeof here);
    memcpy(&next, at + 1, sizeof next);
    memcpy(out, &here, sizeof here);
    *all |= here;
    return (wide)(here < ' ') | (wide)(here == '\\') | ((wide)(here == ' ') & (wide)(next == ' '));
}

static inline uint64_t any(wide bytes)
{
    uint64_t halves[2];
    memcpy(halves, &bytes, sizeof halves);
    return halves[0] | halves[1];
}

bool ar_bank_copy_clean(char *out, struct ar_text text)
{
    uint64_t before = 0x80, found = 0, all = 0; /* what stands in front counts as a blank */
    size_t i = 0;
    if (text.size > 16 && text.at[0] != ' ') {
        wide wrong = {0}, bytes = {0};
        for (; i + 17 <= text.size; i += 16)
            wrong |= unclean_wide(out + i, text.at + i, &bytes);
        found = any(wrong);
        all = any(bytes);
        before = 0; /* blanks there have been compared with what comes now */
    }
    for (; i + 8 <= text.size; i += 8) {
        uint64_t word = ar_load_8(text.at + i);
        ar_store_8(out + i, word);
        all |= word;
        found |= unclean(word, &before);
    }
    /* behind its end, letters */
    uint64_t word = ar_load_few(text.at + i, text.size - i) | UINT64_C(0x6161616161616161) << 8 * (text.size - i);
    ar_store_8(out + i, word);
    found |= unclean(word, &before);
    return found == 0 && (text.size == 0 || text.at[text.size - 1] != ' ') &&
           (((all | word) & tops) == 0 || ar_utf8_valid(text) == text.size);
}
