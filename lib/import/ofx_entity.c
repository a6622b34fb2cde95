/* SPDX-License-Identifier: MIT */
/* Entities of SGML and XML, by name or number. */
#include "import/ofx_entity.h"

static unsigned digit_of(char c)
{
    unsigned letter = (unsigned char)(c | ' ');
    return c >= '0' && c <= '9' ? (unsigned)(c - '0') : letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : 16;
}

size_t ar_ofx_entity(struct ar_text text, char out[4], size_t *size)
{
    static const struct {
        const char *name, *value;
    } known[] = {{"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\""}, {"apos", "'"}, {"nbsp", " "}};
    const char *end = memchr(text.at, ';', text.size < 10 ? text.size : 10);
    if (end == NULL)
        return 0;
    struct ar_text name = {text.at + 1, (size_t)(end - text.at) - 1};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (ar_text_is(name, known[i].name)) {
            out[0] = known[i].value[0];
            *size = 1;
            return name.size + 2;
        }
    unsigned code = 0, base = name.size > 2 && (name.at[1] | ' ') == 'x' ? 16 : 10;
    for (size_t i = base == 16 ? 2 : 1; i < name.size && name.at[0] == '#' && code < 0x10000; i++) {
        unsigned digit = digit_of(name.at[i]);
        if (digit >= base)
            return 0;
        code = code * base + digit;
    }
    if (code < ' ' || code > 0xffff || (code >= 0xd800 && code < 0xe000))
        return 0;
    if (code < 0x80) {
        out[0] = (char)code;
        *size = 1;
    } else if (code < 0x800) {
        out[0] = (char)(0xc0 | code >> 6);
        out[1] = (char)(0x80 | (code & 0x3f));
        *size = 2;
    } else {
        out[0] = (char)(0xe0 | code >> 12);
        out[1] = (char)(0x80 | (code >> 6 & 0x3f));
        out[2] = (char)(0x80 | (code & 0x3f));
        *size = 3;
    }
    return name.size + 2;
}
