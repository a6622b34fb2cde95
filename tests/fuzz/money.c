/* SPDX-License-Identifier: MIT */
/* Any bytes as an amount, the first of them naming the digits: both ways through the parser agree with a rule written
   down plainly, and what is accepted is written back as it was. */
#include "base/money.h"
#include "import/number.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

/* -?(0|[1-9][0-9]*) and `digits` decimals, in the range, no negative zero. */
static bool plainly(int64_t *out, const char *at, size_t size, unsigned digits)
{
    ar_int128 value = 0;
    bool negative = size > 0 && at[0] == '-';
    size_t first = negative, point = digits ? size - digits - 1 : size;
    if (size < first + 1 + (digits ? digits + 1 : 0) || size > 30 || (digits && at[point] != '.'))
        return false;
    if (at[first] == '0' && point > first + 1)
        return false;
    for (size_t i = first; i < size; i++) {
        if (i == point)
            continue;
        if (at[i] < '0' || at[i] > '9')
            return false;
        value = value * 10 + (at[i] - '0');
    }
    if (value - negative > INT64_MAX || (negative && value == 0))
        return false;
    *out = (int64_t)(negative ? -value : value);
    return true;
}

static void check(const char *at, size_t size, unsigned digits)
{
    const struct ar_number_style style = AR_NUMBER_STYLE_DEFAULT;
    int64_t expected = 7, quick = 7, slow = 7, foreign = 7;
    const char *one = NULL, *other = NULL;
    char written[AR_AMOUNT_SIZE];
    struct ar_text text = {at, size};
    bool good = plainly(&expected, at, size, digits);
    must((ar_amount_parse(&quick, text, digits, &one) == AR_OK) == good && quick == expected);
    must((ar_amount_parse_slow(&slow, text, digits, &other) == AR_OK) == good && slow == expected);
    must(one == other && (good == (one == NULL)));
    if (!good)
        return;
    must(ar_amount_format(written, quick, digits) == size && memcmp(written, at, size) == 0);
    must(ar_sum_format(written, quick, digits) == size && memcmp(written, at, size) == 0);
    must(ar_number_parse(&foreign, text, &style, digits, NULL) == AR_OK && foreign == quick);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return -1;
    char *copy = malloc(size); /* exactly as long, so that a read too far is seen */
    must(copy != NULL);
    memcpy(copy, data + 1, size - 1);
    check(copy, size - 1, data[0] % 10);
    free(copy);
    return 0;
}
