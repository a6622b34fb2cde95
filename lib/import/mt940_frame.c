/* SPDX-License-Identifier: MIT */
/* What stands around the messages of SWIFT: blocks, headers of transport, ends. */
#include "import/bank_value.h"
#include "import/mt940.h"

/* Terminals of some countries have letters in the place of braces, ä4: and -å in Sweden (ISO 646). Its size, in UTF-8
   or in a byte; 0: a sign of ASCII. */
static size_t national(struct ar_text line, size_t at)
{
    if (at >= line.size || (unsigned char)line.at[at] < 0x80)
        return 0;
    return ((unsigned char)line.at[at] & 0xe0) == 0xc0 && at + 1 < line.size ? 2 : 1;
}

bool ar_mt940_is_block(struct ar_text line, bool outside)
{
    size_t brace = line.size > 0 && line.at[0] == '{' ? 1 : outside ? national(line, 0) : 0;
    if (brace > 0)
        return line.size >= brace + 2 && ar_is_digit(line.at[brace]) && line.at[brace + 1] == ':';
    if (line.size < 2 || line.at[0] != '-')
        return false;
    return line.at[1] == '}' || (outside && line.size == 1 + national(line, 1));
}

bool ar_mt940_ends_message(struct ar_text line)
{
    size_t size = 1;
    if (line.size == 0 || line.at[0] != '-')
        return false;
    while (size < line.size && line.at[size] == 'X')
        size++;
    return size == line.size && (size == 1 || size == 4);
}

bool ar_mt940_is_envelope(struct ar_text line)
{
    for (size_t i = 0; i < line.size; i++)
        if (!ar_is_capital(line.at[i]) && !ar_is_digit(line.at[i]) && memchr(" \t\001\003", line.at[i], 4) == NULL)
            return false;
    return line.size <= 65;
}
