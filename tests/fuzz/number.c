/* SPDX-License-Identifier: MIT */
/* Any bytes as a foreign amount, the first six naming the style: what is accepted has the digits of the text, in their
   order, and nothing but them makes the value. */
#include "import/number.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void check(struct ar_text text, const struct ar_number_style *style, unsigned digits)
{
    int64_t minor = 7;
    const char *why = NULL;
    enum ar_status status = ar_number_parse(&minor, text, style, digits, &why);
    if (status != AR_OK) {
        must(status == AR_BAD_DATA && why && why[0] && minor == 7);
        return;
    }
    if (style->rounds)
        return;
    uint64_t value = 0, size = minor < 0 ? 0 - (uint64_t)minor : (uint64_t)minor;
    unsigned decimals = 0;
    bool mark = false;
    for (size_t i = 0; i < text.size; i++) {
        if (text.at[i] >= '0' && text.at[i] <= '9') {
            value = value * 10 + (uint64_t)(text.at[i] - '0');
            decimals += mark;
        } else if (style->decimal && text.at[i] == style->decimal && i + 1 < text.size && text.at[i + 1] >= '0' &&
                   text.at[i + 1] <= '9') {
            must(!mark);
            mark = true;
        }
    }
    must(decimals <= digits);
    for (; decimals < digits; decimals++)
        value *= 10;
    must(value == size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 6)
        return -1;
    struct ar_number_style style = {
        .decimal = ".,"[data[0] % 3],
        .groups = data[1] & AR_GROUPS_ANY,
        .indian = data[1] & 16,
        .signs = data[2] & 63,
        .symbol = data[3] & 1 ? AR_TEXT("Fr") : AR_TEXT(""),
        .any_symbol = data[3] & 2,
        .rounds = data[4] & 4,
        .rounding = (enum ar_rounding)(data[4] & 3),
    };
    if (ar_number_style_check(&style, NULL) != AR_OK)
        return -1;
    char *copy = malloc(size - 6 + 1); /* exactly as long, so that a read too far is seen */
    must(copy != NULL);
    struct ar_text text = {copy + 1, size - 6}, padded = {copy, size - 5};
    copy[0] = ' ';
    memcpy(copy + 1, data + 6, text.size);
    check(text, &style, data[5] % 5);
    int64_t quick = 7, slow = 7; /* a blank in front is all that makes a number go the long way */
    const char *one = "", *other = "";
    must(ar_number_parse(&quick, text, &style, data[5] % 5, &one) ==
         ar_number_parse(&slow, padded, &style, data[5] % 5, &other));
    must(quick == slow && one == other);
    free(copy);
    return 0;
}
