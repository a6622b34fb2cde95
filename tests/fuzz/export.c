/* SPDX-License-Identifier: MIT */
/* Any bytes as a cell of each format: a terminal sees nothing that drives it, Markdown stays one cell, a spreadsheet
   cell holds characters of XML only, numbers keep their digits. The first byte chooses separator and decimal mark. */
#include "export/export.h"
#include "export/csv.h"
#include "export/display.h"
#include "export/markdown.h"
#include "export/xlsx.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void check_display(struct ar_text text)
{
    struct ar_buffer out = {0};
    must(ar_display_escape(&out, text) == AR_OK);
    must(ar_display_is_utf8(ar_buffer_text(&out)));
    must(ar_display_width(ar_buffer_text(&out)) <= out.size);
    for (size_t i = 0; i < out.size; i++) {
        unsigned char c = (unsigned char)out.at[i];
        must(c >= 0x20 && c != 0x7f);
        must(c != 0xc2 || (unsigned char)out.at[i + 1] >= 0xa0); /* no C1 */
        must(c != 0xe2 || (unsigned char)out.at[i + 1] != 0x80 || (unsigned char)out.at[i + 2] < 0xa8 ||
             (unsigned char)out.at[i + 2] > 0xae); /* no U+2028 .. U+202E */
    }
    ar_buffer_free(&out);
}

static void check_markdown(struct ar_text text)
{
    struct ar_buffer out = {0}, scratch = {0};
    must(ar_markdown_cell(&out, text, &scratch) == AR_OK);
    for (size_t i = 0; i < out.size; i++) {
        if (out.at[i] == '\\') {
            i++; /* whatever follows is literal */
            must(i < out.size);
            continue;
        }
        must(out.at[i] != '|' && out.at[i] != '\n' && out.at[i] != '`' && out.at[i] != '*');
        must(out.at[i] != '<' || strncmp(out.at + i, "<br>", 4) == 0);
    }
    ar_buffer_free(&out);
    ar_buffer_free(&scratch);
}

static void check_xlsx(struct ar_text text)
{
    struct ar_buffer out = {0};
    if (!ar_display_is_utf8(text))
        return;
    must(ar_xlsx_text(&out, text) == AR_OK);
    must(out.size > 0 && strlen(out.at) == out.size - 1);
    must(ar_display_is_utf8(ar_buffer_text(&out)));
    for (size_t i = 0; i + 1 < out.size; i++)
        must((unsigned char)out.at[i] >= 0x20 || out.at[i] == '\t' || out.at[i] == '\n');
    ar_buffer_free(&out);
}

static void check_number(struct ar_text text, char decimal)
{
    struct ar_buffer out = {0};
    double number;
    unsigned digits;
    ar_int128 sum;
    char again[AR_AMOUNT_SIZE];
    if (!ar_export_is_number(text))
        return;
    must(!ar_csv_is_formula(text));
    must(ar_display_number(&out, text, decimal, true) == AR_OK);
    size_t kept = 0;
    for (size_t i = 0; i < out.size; i++)
        if (out.at[i] == decimal || out.at[i] == '-' || (out.at[i] >= '0' && out.at[i] <= '9'))
            kept++;
    must(kept == text.size);
    if (ar_xlsx_number(&number, &digits, text))
        must(digits == ar_export_decimals(text));
    digits = ar_export_decimals(text);
    if (digits <= 9 && ar_export_sum_parse(&sum, text, digits, NULL) == AR_OK) {
        size_t size = ar_sum_format(again, sum, digits);
        must(ar_text_equal(text, (struct ar_text){again, size}));
    }
    ar_buffer_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    char *copy = malloc(size); /* exactly as long, so that a read too far is seen */
    must(copy != NULL);
    memcpy(copy, data + 1, size - 1);
    struct ar_text text = {copy, size - 1};
    char separator = data[0] & 1 ? ';' : ',';
    bool quotes = ar_csv_needs_quotes(text, separator);
    for (size_t i = 0; i < text.size; i++)
        must(quotes || (text.at[i] != separator && text.at[i] != '"' && text.at[i] != '\n' && text.at[i] != '\r'));
    check_display(text);
    check_markdown(text);
    check_xlsx(text);
    check_number(text, data[0] & 2 ? ',' : '.');
    free(copy);
    return 0;
}
