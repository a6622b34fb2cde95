/* SPDX-License-Identifier: MIT */
/* Any bytes as a template: it is refused with a line, or written out twice alike; and what comes of it, with values
   that try to be markup, is laid out as text, HTML, a short message and a page in which nothing of it is a request. */
#include "collections/template.h"
#include "collections/letter_sheet.h"
#include "collections/letter_sms.h"
#include "collections/mail.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

/* One letter each: a to z; in documents also A to Z. */
static int find(const void *context, struct ar_text name, bool in_documents, struct ar_error *error)
{
    (void)context;
    if (name.size == 1 && name.at[0] >= 'a' && name.at[0] <= 'z')
        return name.at[0];
    if (in_documents && name.size == 1 && name.at[0] >= 'A' && name.at[0] <= 'Z')
        return name.at[0];
    ar_error_set(error, AR_BAD_DATA, "unknown");
    return -1;
}

static enum ar_status append(void *context, struct ar_buffer *out, int field, size_t document, struct ar_error *error)
{
    static const char *const values[] = {"", ".so x", "\\n(yr", "{{a}}", "|", "> 1", "<b>", "'", "a\vb", "From "};
    (void)context, (void)error;
    return ar_buffer_add(out, ar_text_from(values[((size_t)field + document) % 10]));
}

static bool says(void *context, int field, size_t document)
{
    (void)context;
    return ((size_t)field + document) % 2;
}

static void lay_out(struct ar_text body)
{
    struct ar_buffer out = {0}, plain = {0};
    struct ar_error error;
    const struct ar_sheet_head head = {body, body, body, body, false};
    must(ar_sheet_text(&plain, body, &error) == AR_OK);
    must(ar_mail_quoted_printable(&out, ar_buffer_text(&plain), &error) == AR_OK);
    size_t column = 0;
    for (size_t i = 0; i < out.size; i++) {
        must(out.at[i] == '\n' || (out.at[i] >= ' ' && out.at[i] <= '~'));
        column = out.at[i] == '\n' ? 0 : column + 1;
        must(column <= 76);
    }
    out.size = 0;
    must(ar_sheet_html(&out, body, body, AR_TEXT("en"), &error) == AR_OK);
    out.size = 0;
    must(ar_sheet_short(&out, body, &error) == AR_OK);
    (void)ar_sms_count(ar_buffer_text(&out));
    out.size = 0;
    must(ar_sheet_page(&out, body, &head, &error) == AR_OK);
    struct ar_text rest = ar_buffer_text(&out);
    while (!ar_text_starts(rest, AR_TEXT(".pl "))) /* before it stand the letters that groff lacks, always the same */
        (void)ar_text_cut(&rest, '\n');
    while (rest.at != NULL) {
        struct ar_text line = ar_text_cut(&rest, '\n');
        must(!ar_text_starts(line, AR_TEXT(".so")) && !ar_text_starts(line, AR_TEXT(".sy")));
        for (size_t i = 0; i + 1 < line.size; i++)
            must(line.at[i] != '\\' || strchr("&[n~:", line.at[i + 1]) != NULL);
    }
    ar_buffer_free(&out);
    ar_buffer_free(&plain);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct ar_template_names names = {find, NULL};
    static const struct ar_template_values values = {append, says, NULL, 2};
    struct ar_template template;
    struct ar_error error = {0};
    if (size > 20000) /* loops of loops are refused, but lines still multiply */
        return 0;
    char *copy = malloc(size ? size : 1); /* exactly as long, so that a read too far is seen */
    must(copy != NULL);
    if (size)
        memcpy(copy, data, size);
    enum ar_status status = ar_template_parse(&template, "fuzz", (struct ar_text){copy, size}, &names, &error);
    free(copy);
    if (status != AR_OK) {
        must(status == AR_BAD_DATA && error.line > 0);
        return 0;
    }
    struct ar_buffer once = {0}, twice = {0};
    for (int subject = 0; subject < 2; subject++) {
        once.size = twice.size = 0;
        must(ar_template_write(&once, &template, subject, &values, &error) == AR_OK);
        must(ar_template_write(&twice, &template, subject, &values, &error) == AR_OK);
        must(ar_text_equal(ar_buffer_text(&once), ar_buffer_text(&twice)));
        lay_out(ar_buffer_text(&once));
    }
    ar_buffer_free(&once);
    ar_buffer_free(&twice);
    ar_template_free(&template);
    return 0;
}
