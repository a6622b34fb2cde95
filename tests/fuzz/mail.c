/* SPDX-License-Identifier: MIT */
/* Any bytes as a subject, a display name, an address, a phone number: what is accepted is one header field of short
   ASCII lines, and the encoded words of a subject decode to what went in. */
#include "collections/mail.h"
#include "collections/letter_sms.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void check_field(struct ar_text field, size_t longest)
{
    must(field.size > 0 && field.at[field.size - 1] == '\n');
    size_t column = 0;
    for (size_t i = 0; i < field.size; i++) {
        must(field.at[i] == '\n' || (field.at[i] >= ' ' && field.at[i] <= '~'));
        must(field.at[i] != '\n' || i + 1 == field.size || field.at[i + 1] == ' '); /* goes on in a folded line only */
        column = field.at[i] == '\n' ? 0 : column + 1;
        must(column <= longest);
    }
}

static unsigned hex(char c)
{
    return c <= '9' ? (unsigned)(c - '0') : (unsigned)(c - 'A' + 10);
}

static unsigned digit(char c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = strchr(digits, c);
    must(c != '\0' && at != NULL);
    return (unsigned)(at - digits);
}

/* Decodes one encoded word behind out. */
static void decode(struct ar_buffer *out, struct ar_text word)
{
    must(word.size > 12 && word.size <= 75 && word.at[word.size - 1] == '=' && word.at[word.size - 2] == '?');
    bool q = word.at[8] == 'Q';
    struct ar_text text = {word.at + 10, word.size - 12};
    for (size_t i = 0; i < text.size; q ? i++ : (i += 4)) {
        if (q && text.at[i] == '=') {
            must(i + 2 < text.size);
            must(ar_buffer_add_char(out, (char)(hex(text.at[i + 1]) << 4 | hex(text.at[i + 2]))) == AR_OK);
            i += 2;
        } else if (q) {
            must(ar_buffer_add_char(out, text.at[i] == '_' ? ' ' : text.at[i]) == AR_OK);
        } else {
            must(i + 3 < text.size);
            unsigned a = digit(text.at[i]), b = digit(text.at[i + 1]);
            must(ar_buffer_add_char(out, (char)(a << 2 | b >> 4)) == AR_OK);
            if (text.at[i + 2] != '=')
                must(ar_buffer_add_char(out, (char)(b << 4 | digit(text.at[i + 2]) >> 2)) == AR_OK);
            if (text.at[i + 3] != '=')
                must(ar_buffer_add_char(out, (char)(digit(text.at[i + 2]) << 6 | digit(text.at[i + 3]))) == AR_OK);
        }
    }
}

/* What a reader makes of a subject: words as they are, encoded ones decoded and put together. */
static void check_subject(struct ar_text field, struct ar_text wanted)
{
    struct ar_buffer out = {0};
    struct ar_text rest = {field.at + 8, field.size - 9}; /* behind "Subject:", without its LF */
    bool encoded = false, first = true;
    while (rest.at != NULL && rest.size > 0) {
        size_t skip = 0;
        while (skip < rest.size && (rest.at[skip] == ' ' || rest.at[skip] == '\n'))
            skip++;
        rest = (struct ar_text){rest.at + skip, rest.size - skip};
        size_t size = 0;
        while (size < rest.size && rest.at[size] != ' ' && rest.at[size] != '\n')
            size++;
        struct ar_text word = {rest.at, size};
        rest = (struct ar_text){rest.at + size, rest.size - size};
        bool is_encoded = ar_text_starts(word, AR_TEXT("=?utf-8?"));
        if (!first && !(encoded && is_encoded))
            must(ar_buffer_add_char(&out, ' ') == AR_OK);
        if (is_encoded)
            decode(&out, word);
        else
            must(ar_buffer_add(&out, word) == AR_OK);
        encoded = is_encoded;
        first = false;
    }
    must(ar_text_equal(ar_buffer_text(&out), ar_text_trim(wanted)));
    ar_buffer_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ar_buffer out = {0};
    struct ar_error error = {0};
    char *copy = malloc(size ? size : 1); /* exactly as long, so that a read too far is seen */
    must(copy != NULL);
    if (size)
        memcpy(copy, data, size);
    struct ar_text text = {copy, size};
    enum ar_status status = ar_mail_text_header(&out, "Subject", text, &error);
    must((status == AR_OK) == ar_mail_is_line(text));
    if (status == AR_OK) {
        check_field(ar_buffer_text(&out), 76);
        check_subject(ar_buffer_text(&out), text);
    }
    out.size = 0;
    struct ar_mailbox mailboxes[2] = {{text, AR_TEXT("a@example.com")}, {AR_TEXT(""), AR_TEXT("b@example.com")}};
    if (ar_mail_address_header(&out, "To", mailboxes, 2, &error) == AR_OK)
        check_field(ar_buffer_text(&out), 76);
    else
        must(!ar_mail_is_line(ar_text_trim(text)));
    out.size = 0;
    if (ar_mailbox_parse(&mailboxes[0], text, &error) == AR_OK) {
        must(ar_mail_address_check(mailboxes[0].address, &error) == AR_OK);
        must(ar_mail_address_header(&out, "From", mailboxes, 1, &error) == AR_OK);
        check_field(ar_buffer_text(&out), 260); /* an address cannot be folded */
    }
    out.size = 0;
    if (ar_sms_number(&out, text, &error) == AR_OK)
        must(out.size >= 8 && out.size <= 16 && out.at[0] == '+');
    ar_buffer_free(&out);
    free(copy);
    return 0;
}
