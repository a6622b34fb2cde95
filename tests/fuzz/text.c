/* SPDX-License-Identifier: MIT */
/* Any bytes as text that goes to a terminal, is folded and is matched: only safe bytes come out, folding twice is
   folding once, both agree on what is valid UTF-8, and what makes matching fast changes no match. */
#include "base/error.h"
#include "base/fold.h"
#include "base/pattern.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void check_printable(struct ar_text text, size_t room)
{
    char out[512];
    size_t size = ar_printable(out, room, text);
    must(room == 0 || (size < room && out[size] == '\0'));
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)out[i];
        must(c >= 0x20 && c != 0x7f);
        must(c != 0xc2 || (unsigned char)out[i + 1] >= 0xa0); /* no C1 */
        must(c != 0xe2 || (unsigned char)out[i + 1] != 0x80 || (unsigned char)out[i + 2] < 0xa8 ||
             (unsigned char)out[i + 2] > 0xae); /* no U+2028 .. U+202E */
    }
}

/* Every match of a pattern is that of the interpreter, which is told to look at every place. */
static void check_matches(struct ar_pattern *const pair[2], struct ar_text text)
{
    bool found[2] = {true, true};
    struct ar_error error;
    for (size_t from = 0; found[0] && from <= text.size;) {
        for (unsigned i = 0; i < 2; i++)
            must(ar_pattern_match(pair[i], text, from, &found[i], &error) == AR_OK);
        must(found[0] == found[1]);
        for (unsigned n = 0; n <= ar_pattern_groups(pair[0]); n++) {
            struct ar_text a = ar_pattern_group(pair[0], n), b = ar_pattern_group(pair[1], n);
            must(a.at == b.at && a.size == b.size);
        }
        struct ar_text whole = ar_pattern_group(pair[0], 0);
        if (found[0])
            from = (size_t)(whole.at + whole.size - text.at) + (whole.size == 0);
    }
}

static void check_patterns(struct ar_text text)
{
    static const char *const sources[] = {
        "\\b9\\d{3}\\b", "(?<=-)9+",   "9a|\\G9b",           "-(?:a(\\d)|(b))",  "#[a-c]*(?=\n|9)",
        "(?m)^9(\\d*)$", "9\\K\\d\\d", "\\d{2,4}[/-]\\d{2}", "(?i)-inv *(\\d+)", "9?",
        "-(*SKIP)9|9a"};
    enum { COUNT = sizeof sources / sizeof *sources };
    static struct ar_pattern *pairs[COUNT][2];
    struct ar_error error;
    for (unsigned i = 0; i < COUNT; i++) {
        char slow[64] = "(*NO_JIT)(*NO_START_OPT)";
        strcat(slow, sources[i]);
        const char *const both[] = {sources[i], slow};
        for (unsigned j = 0; j < 2 && pairs[i][1] == NULL; j++)
            must(ar_pattern_new(&pairs[i][j], ar_text_from(both[j]), AR_PATTERN_BYTES, &error) == AR_OK);
        check_matches(pairs[i], text);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct ar_pattern *pattern;
    struct ar_buffer once = {0}, twice = {0};
    struct ar_error error;
    bool found;
    char *copy = malloc(size ? size : 1); /* exactly as long, so that a read too far is seen */
    must(copy != NULL);
    if (size)
        memcpy(copy, data, size);
    struct ar_text text = {copy, size};
    check_printable(text, 512);
    check_printable(text, size % 40);
    if (!pattern)
        must(ar_pattern_new(&pattern, AR_TEXT("(?:^|,)\\s*([\\w-]+)="), 0, &error) == AR_OK);
    enum ar_status status = ar_fold(&once, text);
    must(status == ar_pattern_match(pattern, text, 0, &found, &error));
    if (status == AR_OK) {
        must(ar_fold(&twice, ar_buffer_text(&once)) == AR_OK);
        must(ar_text_equal(ar_buffer_text(&once), ar_buffer_text(&twice)));
    }
    check_patterns(text);
    for (size_t i = 0; i < size; i++) /* the same with bytes that they are about */
        copy[i] = "9912 -#ab/\nINVx"[data[i] % 15];
    check_patterns(text);
    ar_buffer_free(&once);
    ar_buffer_free(&twice);
    free(copy);
    return 0;
}
