/* SPDX-License-Identifier: MIT */
/* Counting short messages by alphabet, and their numbers. */
#include "collections/letter_sms.h"

#include <utf8proc.h>

/* Beyond ASCII, of the default alphabet; ASCII is in it but for the accent ` and the extension below. */
static const int32_t basic[] = {0xa1, 0xa3, 0xa4, 0xa5,  0xa7,  0xbf,  0xc4,  0xc5,  0xc6,  0xc7,  0xc9,  0xd1,  0xd6,
                                0xd8, 0xdc, 0xdf, 0xe0,  0xe4,  0xe5,  0xe6,  0xe8,  0xe9,  0xec,  0xf1,  0xf2,  0xf6,
                                0xf8, 0xf9, 0xfc, 0x393, 0x394, 0x398, 0x39b, 0x39e, 0x3a0, 0x3a3, 0x3a6, 0x3a8, 0x3a9};

/* Septets of a character: 1, 2 of the extension table, 0 when it is not in the alphabet. */
static unsigned septets(int32_t point)
{
    if (point == 0x20ac || (point < 0x80 && point > 0 && strchr("^{}\\[~]|\f", (int)point) != NULL))
        return 2;
    if (point == '`' || point == 0x7f || (point < ' ' && point != '\n' && point != '\r'))
        return 0;
    if (point < 0x80)
        return 1;
    for (size_t i = 0; i < sizeof basic / sizeof *basic; i++)
        if (basic[i] == point)
            return 1;
    return 0;
}

static int32_t next(struct ar_text text, size_t *at)
{
    utf8proc_int32_t point = -1;
    utf8proc_ssize_t size =
        utf8proc_iterate((const utf8proc_uint8_t *)text.at + *at, (utf8proc_ssize_t)(text.size - *at), &point);
    *at += size > 0 ? (size_t)size : 1;
    return size > 0 ? point : 0xfffd;
}

static unsigned units_of(int32_t point, bool ucs2)
{
    return ucs2 ? (point > 0xffff ? 2 : 1) : septets(point);
}

struct ar_sms ar_sms_count(struct ar_text text)
{
    struct ar_sms sms = {0};
    for (size_t at = 0; at < text.size && !sms.ucs2;)
        sms.ucs2 = septets(next(text, &at)) == 0;
    const size_t alone = sms.ucs2 ? 70 : 160, each = sms.ucs2 ? 67 : 153;
    size_t used = 0;
    for (size_t at = 0; at < text.size;) {
        unsigned units = units_of(next(text, &at), sms.ucs2);
        sms.units += units;
        if (sms.parts == 0 || used + units > each) { /* a pair stays together, so a part may have a unit to spare */
            sms.parts++;
            used = 0;
        }
        used += units;
    }
    if (sms.units <= alone)
        sms.parts = sms.units > 0;
    return sms;
}

enum ar_status ar_sms_plain(struct ar_buffer *out, struct ar_text text)
{
    static const struct {
        int32_t from, to;
        const char *plain;
    } table[] = {{0xa0, 0xa0, " "},       {0x2000, 0x200a, " "},  {0x202f, 0x202f, " "}, {0x205f, 0x205f, " "},
                 {0x3000, 0x3000, " "},   {0x2010, 0x2015, "-"},  {0x2212, 0x2212, "-"}, {0x2018, 0x201b, "'"},
                 {0x2039, 0x203a, "'"},   {0x201c, 0x201f, "\""}, {0xab, 0xab, "\""},    {0xbb, 0xbb, "\""},
                 {0x2026, 0x2026, "..."}, {0x2032, 0x2032, "'"},  {0x2033, 0x2033, "\""}};
    enum ar_status status = AR_OK;
    for (size_t at = 0; at < text.size && status == AR_OK;) {
        size_t from = at;
        int32_t point = next(text, &at);
        struct ar_text piece = {text.at + from, at - from};
        for (size_t i = 0; i < sizeof table / sizeof *table; i++)
            if (table[i].from <= point && point <= table[i].to)
                piece = ar_text_from(table[i].plain);
        status = ar_buffer_add(out, piece);
    }
    return status;
}

enum ar_status ar_sms_number(struct ar_buffer *out, struct ar_text phone, struct ar_error *error)
{
    char number[17] = "+";
    size_t size = 1, at = 0;
    struct ar_text text = ar_text_trim(phone);
    bool good = text.size > 2 && (text.at[0] == '+' || memcmp(text.at, "00", 2) == 0);
    at = good && text.at[0] == '+' ? 1 : 2;
    while (at < text.size && good) {
        struct ar_text rest = {text.at + at, text.size - at};
        char c = text.at[at++];
        if (ar_text_starts(rest, AR_TEXT("(0)")))
            at += 2; /* to be dialled inside the country only */
        else if (c >= '0' && c <= '9' && size < 16)
            number[size++] = c;
        else
            good = strchr(" -./()", c) != NULL && c != '\0';
    }
    if (good && size >= 8 && number[1] != '0') /* ITU-T E.164: at most 15 digits */
        return ar_buffer_add(out, (struct ar_text){number, size}) == AR_OK ? AR_OK : ar_error_memory(error);
    ar_error_set(error, AR_BAD_DATA, "not an international number (+49 30 1234567)");
    ar_error_value(error, phone);
    return AR_BAD_DATA;
}
