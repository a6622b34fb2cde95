/* SPDX-License-Identifier: MIT */
/* Any bytes as text that goes to a terminal, is folded and is matched: only safe bytes come out, folding twice is
   folding once, and both agree on what is valid UTF-8. */
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
    ar_buffer_free(&once);
    ar_buffer_free(&twice);
    free(copy);
    return 0;
}
