/* SPDX-License-Identifier: MIT */
/* Any bytes as a cell of a decision table and a value held against it: what is accepted decides the same every time, an
   empty cell always holds, and decimals are in one order only. */
#include "record/decision.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void compare(struct ar_text a, struct ar_text b)
{
    struct ar_decision_number x, y;
    if (!ar_decision_number_parse(&x, a) || !ar_decision_number_parse(&y, b))
        return;
    int order = ar_decision_compare(&x, &y), back = ar_decision_compare(&y, &x);
    must((order < 0) == (back > 0) && (order == 0) == (back == 0));
    must(ar_decision_compare(&x, &x) == 0);
    if (a.size < 16 && b.size < 16) { /* in doubles these are exact, or the same */
        char text[2][17] = {{0}, {0}};
        memcpy(text[0], a.at, a.size);
        memcpy(text[1], b.at, b.size);
        double left = strtod(text[0], NULL), right = strtod(text[1], NULL);
        must(left < right ? order < 0 : left > right ? order > 0 : order == 0);
    }
}

static void decide(const char *cell, struct ar_text value, enum ar_feature_kind kind)
{
    static const char *const results[] = {"segment", NULL};
    const struct ar_feature features[] = {{"f", kind, NULL}, {NULL, AR_FEATURE_TEXT, NULL}};
    const char *const cells[] = {"segment", "f", "s", cell, "t", ""};
    struct ar_table table;
    struct ar_decision decision;
    struct ar_error error;
    size_t first, again;
    if (ar_table_build(&table, "t", cells, 2, 2, &error) != AR_OK)
        return;
    enum ar_status status = ar_decision_init(&decision, &table, features, results, &error);
    if (status == AR_OK) {
        must(ar_decision_is_total(&decision) && ar_decision_asks(&decision, 0));
        status = ar_decision_find(&first, &decision, &value, &error);
        must(ar_decision_find(&again, &decision, &value, &error) == status);
        must(status != AR_OK || (first == again && first < 2));
        ar_decision_free(&decision);
    } else {
        must(status == AR_BAD_DATA && error.line == 2 && error.fatal);
    }
    ar_table_free(&table);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    if (text == NULL)
        return 0;
    if (size > 0)
        memcpy(text, data, size);
    text[size] = '\0';
    size_t cut = strcspn(text, "\n");
    struct ar_text value = {text + cut + (cut < size), size - cut - (cut < size)};
    text[cut] = '\0';
    compare((struct ar_text){text, cut}, value);
    for (int kind = AR_FEATURE_TEXT; kind <= AR_FEATURE_ANY; kind++)
        decide(text, value, (enum ar_feature_kind)kind);
    free(text);
    return 0;
}
