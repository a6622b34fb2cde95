/* SPDX-License-Identifier: MIT */
/* Amounts: text and minor units, checked arithmetic, rounding and splitting. */
#include "base/money.h"

#define MOST_DIGITS 9 /* after the point */

static const uint64_t powers[] = {
    1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000,
};

static const char *const rounding_names[] = {"half-up", "half-even", "down", "up"};

enum ar_status ar_rounding_parse(enum ar_rounding *out, struct ar_text text)
{
    for (int i = AR_ROUND_HALF_UP; i <= AR_ROUND_UP; i++)
        if (ar_text_is(text, rounding_names[i])) {
            *out = (enum ar_rounding)i;
            return AR_OK;
        }
    return AR_BAD_DATA;
}

const char *ar_rounding_name(enum ar_rounding rounding)
{
    return rounding_names[rounding];
}

static enum ar_status refuse(const char **why, const char *reason)
{
    if (why)
        *why = reason;
    return AR_BAD_DATA;
}

enum ar_status ar_amount_parse_slow(int64_t *out, struct ar_text text, unsigned digits, const char **why)
{
    bool negative = text.size && text.at[0] == '-', overflow = false;
    size_t start = negative, whole = 0, decimals = 0;
    uint64_t value = 0;
    bool point = false;
    for (size_t i = start; i < text.size; i++) {
        unsigned digit = (unsigned char)text.at[i] - '0';
        if (text.at[i] == '.' && !point && whole) {
            point = true;
            continue;
        }
        if (digit > 9)
            return refuse(why, "not an amount");
        whole += !point;
        decimals += point;
        overflow |= __builtin_mul_overflow(value, 10, &value) || __builtin_add_overflow(value, digit, &value);
    }
    if (whole == 0 || (point && decimals == 0) || (whole > 1 && text.at[start] == '0'))
        return refuse(why, "not an amount");
    if (decimals != digits)
        return refuse(why, decimals > digits ? "more decimals than the currency has"
                                             : "fewer decimals than the currency has");
    if (overflow || value > (uint64_t)INT64_MAX + negative)
        return refuse(why, "amount out of range");
    if (negative && value == 0)
        return refuse(why, "not an amount");
    *out = negative ? (int64_t)(0 - value) : (int64_t)value;
    return AR_OK;
}

/* Digits of value, at least `least` of them, ending before `end`; returns where they begin. */
static char *put_digits(char *end, uint64_t value, unsigned least)
{
    static const char pairs[] =
        "0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243"
        "4445464748495051525354555657585960616263646566676869707172737475767778798081828384858687"
        "888990919293949596979899";
    char *at = end;
    while (value >= 10) {
        at -= 2;
        memcpy(at, pairs + 2 * (value % 100), 2);
        value /= 100;
    }
    if (value || at == end)
        *--at = (char)('0' + value);
    while (end - at < (ptrdiff_t)least)
        *--at = '0';
    return at;
}

/* Copies of a fixed size are a move or two, and out has room for all of them: what is too much is written over, or lies
   behind the size returned. */
static size_t put_amount(char *out, uint64_t value, bool negative, unsigned digits)
{
    char room[64], *end = room + 24;
    const char *at = put_digits(end, value, digits + 1);
    size_t whole = (size_t)(end - at) - digits;
    out[0] = '-';
    memcpy(out + negative, at, 24);
    if (digits == 0)
        return negative + whole;
    memcpy(out + negative + whole + 1, at + whole, 16);
    out[negative + whole] = '.';
    return negative + whole + 1 + digits;
}

size_t ar_amount_format(char *out, int64_t minor, unsigned digits)
{
    return put_amount(out, minor < 0 ? 0 - (uint64_t)minor : (uint64_t)minor, minor < 0, digits);
}

size_t ar_sum_format(char *out, ar_int128 minor, unsigned digits)
{
    const uint64_t limb = UINT64_C(1000000000000000000);
    unsigned __int128 value = minor < 0 ? 0 - (unsigned __int128)minor : (unsigned __int128)minor;
    char room[AR_AMOUNT_SIZE], *end = room + sizeof room, *at = end;
    if (value < limb)
        return put_amount(out, (uint64_t)value, minor < 0, digits);
    /* the lowest 18 digits hold the decimals; two more limbs at most */
    uint64_t low = (uint64_t)(value % limb);
    if (digits) {
        at = put_digits(at, low % powers[digits], digits);
        *--at = '.';
    }
    at = put_digits(at, low / powers[digits], 18 - digits);
    value /= limb;
    if (value >= limb) {
        at = put_digits(at, (uint64_t)(value % limb), 18);
        value /= limb;
    }
    at = put_digits(at, (uint64_t)value, 1);
    if (minor < 0)
        *--at = '-';
    memcpy(out, at, (size_t)(end - at));
    return (size_t)(end - at);
}

enum ar_status ar_amount_add(int64_t *out, int64_t a, int64_t b)
{
    int64_t sum;
    if (__builtin_add_overflow(a, b, &sum))
        return AR_BAD_DATA;
    *out = sum;
    return AR_OK;
}

enum ar_status ar_amount_sub(int64_t *out, int64_t a, int64_t b)
{
    int64_t difference;
    if (__builtin_sub_overflow(a, b, &difference))
        return AR_BAD_DATA;
    *out = difference;
    return AR_OK;
}

enum ar_status ar_amount_from_sum(int64_t *out, ar_int128 sum)
{
    if (sum < INT64_MIN || sum > INT64_MAX)
        return AR_BAD_DATA;
    *out = (int64_t)sum;
    return AR_OK;
}

/* How far a quotient cut toward zero moves away from zero, 0 or 1, given its remainder (either sign). */
static int rounded_away(ar_int128 quotient, ar_int128 remainder, ar_int128 divisor, enum ar_rounding rounding)
{
    ar_int128 past = remainder < 0 ? -remainder : remainder, missing = divisor - past;
    if (past == 0)
        return 0;
    switch (rounding) {
    case AR_ROUND_HALF_UP:
        return past >= missing;
    case AR_ROUND_HALF_EVEN:
        return past > missing || (past == missing && quotient % 2 != 0);
    case AR_ROUND_UP:
        return 1;
    case AR_ROUND_DOWN:
        break;
    }
    return 0;
}

ar_int128 ar_divide(ar_int128 value, ar_int128 divisor, enum ar_rounding rounding)
{
    ar_int128 quotient = value / divisor, remainder = value % divisor;
    int away = rounded_away(quotient, remainder, divisor, rounding);
    return value < 0 ? quotient - away : quotient + away;
}

enum ar_status ar_scale(ar_int128 *out, ar_int128 value, ar_int128 numerator, ar_int128 denominator,
                        enum ar_rounding rounding)
{
    /* value = whole * denominator + rest, so the product never has to hold more than the result or rest * numerator */
    ar_int128 whole = value / denominator, rest = value % denominator, result, part;
    if (__builtin_mul_overflow(whole, numerator, &whole) || __builtin_mul_overflow(rest, numerator, &part))
        return AR_BAD_DATA;
    if (__builtin_add_overflow(whole, part / denominator, &result))
        return AR_BAD_DATA;
    int away = rounded_away(result, part % denominator, denominator, rounding);
    if (__builtin_add_overflow(result, part < 0 ? -away : away, &result))
        return AR_BAD_DATA;
    *out = result;
    return AR_OK;
}

/* How many parts have a remainder of at least `limit`. */
static size_t count_remainders(ar_int128 whole, ar_int128 total, const int64_t *weights, size_t count, ar_int128 limit)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++)
        found += whole * weights[i] % total >= limit;
    return found;
}

/* The shares are cut toward zero; the units that are left, fewer than there are parts, go to the largest remainders.
   Which remainder is the last to get one is searched by halving, so that nothing need be sorted or stored. */
void ar_split(int64_t *parts, int64_t whole, const int64_t *weights, size_t count)
{
    ar_int128 total = 0, size = whole < 0 ? -(ar_int128)whole : whole, left = size;
    for (size_t i = 0; i < count; i++)
        total += weights[i];
    for (size_t i = 0; i < count; i++)
        left -= size * weights[i] / total;
    ar_int128 low = 0, high = total; /* at least `left` remainders reach low, fewer than `left` + 1 reach high */
    while (left > 0 && high - low > 1) {
        ar_int128 middle = low + (high - low) / 2;
        if (count_remainders(size, total, weights, count, middle) >= (size_t)left)
            low = middle;
        else
            high = middle;
    }
    ar_int128 above = left > 0 ? (ar_int128)count_remainders(size, total, weights, count, low + 1) : 0;
    ar_int128 ties = left - above;
    for (size_t i = 0; i < count; i++) {
        ar_int128 product = size * weights[i], remainder = product % total;
        bool more = left > 0 && (remainder > low || (remainder == low && ties-- > 0));
        ar_int128 part = product / total + more;
        parts[i] = (int64_t)(whole < 0 ? -part : part);
    }
}

uint64_t ar_square_root(ar_int128 value)
{
    uint64_t root = 0;
    for (uint64_t bit = UINT64_C(1) << 62; bit > 0; bit >>= 1)
        if ((ar_int128)(root | bit) * (root | bit) <= value)
            root |= bit;
    return root;
}
