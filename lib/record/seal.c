/* SPDX-License-Identifier: MIT */
/* Seal lines: read strictly, written in one form only. */
#include "record/seal.h"

#include <inttypes.h>
#include <stdio.h>

static enum ar_status parse_number(uint64_t *out, struct ar_text digits)
{
    if (digits.size == 0 || digits.size > 18 || (digits.at[0] == '0' && digits.size > 1))
        return AR_BAD_DATA;
    *out = 0;
    for (size_t i = 0; i < digits.size; i++) {
        if (digits.at[i] < '0' || digits.at[i] > '9')
            return AR_BAD_DATA;
        *out = *out * 10 + (uint64_t)(digits.at[i] - '0');
    }
    return AR_OK;
}

static enum ar_status parse_hex(uint64_t *out, struct ar_text digits)
{
    if (digits.size != 16)
        return AR_BAD_DATA;
    *out = 0;
    for (size_t i = 0; i < 16; i++) {
        char c = digits.at[i];
        unsigned value = c >= '0' && c <= '9'   ? (unsigned)(c - '0')
                         : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a' + 10)
                                                : 16;
        if (value == 16)
            return AR_BAD_DATA;
        *out = *out << 4 | value;
    }
    return AR_OK;
}

static bool take(struct ar_text *rest, struct ar_text word)
{
    if (!ar_text_starts(*rest, word))
        return false;
    rest->at += word.size;
    rest->size -= word.size;
    return true;
}

enum ar_status ar_seal_parse(struct ar_seal *out, struct ar_text line)
{
    struct ar_text rest = line;
    if (!take(&rest, AR_TEXT("#seal\trecords=")))
        return AR_BAD_DATA;
    struct ar_text records = ar_text_cut(&rest, '\t');
    if (rest.at == NULL || !take(&rest, AR_TEXT("xxh3=")) || parse_number(&out->records, records) != AR_OK)
        return AR_BAD_DATA;
    return parse_hex(&out->hash, rest);
}

size_t ar_seal_format(char out[static AR_SEAL_SIZE], struct ar_seal seal)
{
    return (size_t)snprintf(out, AR_SEAL_SIZE, "#seal\trecords=%" PRIu64 "\txxh3=%016" PRIx64, seal.records, seal.hash);
}

enum ar_status ar_seal_compare(struct ar_seal found, struct ar_seal computed, struct ar_error *error)
{
    if (found.records == computed.records && found.hash == computed.hash)
        return AR_OK;
    if (found.records != computed.records)
        ar_error_set(error, AR_BAD_DATA, "broken seal: it says %" PRIu64 " records, there are %" PRIu64, found.records,
                     computed.records);
    else
        ar_error_set(error, AR_BAD_DATA, "broken seal: the records are not those that were sealed");
    if (error)
        error->fatal = true;
    return AR_BAD_DATA;
}
