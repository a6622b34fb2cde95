/* SPDX-License-Identifier: MIT */
/* Check digits of payment references: ISO 11649 annex B, and the national rules named beside each function. */
#include "ledger/reference.h"

#include <stdint.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool all_digits(struct ar_text text)
{
    for (size_t i = 0; i < text.size; i++)
        if (!is_digit(text.at[i]))
            return false;
    return true;
}

/* ISO 7064 mod 97-10 with the first four characters moved to the end and A = 10 … Z = 35. */
static bool mod97_is_one(struct ar_text compact)
{
    unsigned rest = 0;
    for (size_t i = 0; i < compact.size; i++) {
        char c = compact.at[(i + 4) % compact.size];
        if (is_digit(c))
            rest = (rest * 10 + (unsigned)(c - '0')) % 97;
        else if (is_capital(c))
            rest = (rest * 100 + (unsigned)(c - 'A') + 10) % 97;
        else
            return false;
    }
    return rest == 1;
}

static bool is_rf(struct ar_text text)
{
    return text.size >= 5 && text.size <= 25 && text.at[0] == 'R' && text.at[1] == 'F' && is_digit(text.at[2]) &&
           is_digit(text.at[3]) && mod97_is_one(text);
}

/* Febelfin: the first ten digits mod 97, 97 for 0. */
static bool is_ogm(struct ar_text text)
{
    if (text.size != 12 || !all_digits(text))
        return false;
    uint64_t base = 0;
    for (size_t i = 0; i < 10; i++)
        base = base * 10 + (uint64_t)(text.at[i] - '0');
    unsigned check = (unsigned)(text.at[10] - '0') * 10 + (unsigned)(text.at[11] - '0');
    return check == (base % 97 ? base % 97 : 97);
}

/* SIX implementation guidelines QR-bill, annex B: modulo 10 recursive. */
static bool is_qrr(struct ar_text text)
{
    static const unsigned char table[10] = {0, 9, 4, 6, 8, 2, 7, 1, 3, 5};
    if (text.size != 27 || !all_digits(text))
        return false;
    unsigned carry = 0;
    for (size_t i = 0; i < 26; i++)
        carry = table[(carry + (unsigned)(text.at[i] - '0')) % 10];
    return (10 - carry) % 10 == (unsigned)(text.at[26] - '0');
}

/* Finanssiala: weights 7, 3, 1 from the right, up to the next ten. */
static bool is_viite(struct ar_text text)
{
    static const unsigned weights[3] = {7, 3, 1};
    if (text.size < 4 || text.size > 20 || !all_digits(text))
        return false;
    unsigned sum = 0;
    for (size_t i = 0; i + 1 < text.size; i++)
        sum += (unsigned)(text.at[text.size - 2 - i] - '0') * weights[i % 3];
    return (10 - sum % 10) % 10 == (unsigned)(text.at[text.size - 1] - '0');
}

bool ar_luhn_is(struct ar_text digits)
{
    unsigned sum = 0;
    if (digits.size < 2 || !all_digits(digits))
        return false;
    for (size_t i = 0; i < digits.size; i++) {
        unsigned digit = (unsigned)(digits.at[digits.size - 1 - i] - '0') * (i % 2 ? 2 : 1);
        sum += digit > 9 ? digit - 9 : digit;
    }
    return sum % 10 == 0;
}

/* Weights 2 … 7 from the right; 11 is written 0, 10 cannot be used. */
static bool mod11_is(struct ar_text digits)
{
    unsigned sum = 0;
    if (digits.size < 2 || !all_digits(digits))
        return false;
    for (size_t i = 0; i + 1 < digits.size; i++)
        sum += (unsigned)(digits.at[digits.size - 2 - i] - '0') * (2 + (unsigned)(i % 6));
    unsigned check = (11 - sum % 11) % 11;
    return check != 10 && check == (unsigned)(digits.at[digits.size - 1] - '0');
}

static bool is_kid(struct ar_text text)
{
    return text.size >= 2 && text.size <= 25 && (ar_luhn_is(text) || mod11_is(text));
}

const char *ar_reference_name(enum ar_reference_kind kind)
{
    static const char *const names[] = {"", "RF", "OGM", "QRR", "viite", "KID"};
    return names[kind];
}

bool ar_reference_is(enum ar_reference_kind kind, struct ar_text compact)
{
    switch (kind) {
    case AR_REFERENCE_RF:
        return is_rf(compact);
    case AR_REFERENCE_OGM:
        return is_ogm(compact);
    case AR_REFERENCE_QRR:
        return is_qrr(compact);
    case AR_REFERENCE_VIITE:
        return is_viite(compact);
    case AR_REFERENCE_KID:
        return is_kid(compact);
    case AR_REFERENCE_NONE:
        break;
    }
    return false;
}

static struct ar_text compact_text(const struct ar_reference *reference)
{
    return (struct ar_text){reference->compact, reference->size};
}

/* Adds a character to the compact form; false when it is full. */
static bool add(struct ar_reference *out, char c)
{
    if (out->size == AR_REFERENCE_SIZE)
        return false;
    out->compact[out->size++] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
    return true;
}

bool ar_reference_parse(struct ar_reference *out, struct ar_text field)
{
    *out = (struct ar_reference){.found = field};
    bool ogm = false;
    for (size_t i = 0; i < field.size; i++) {
        char c = field.at[i];
        ogm |= c == '/' || c == '+' || c == '*';
        if (c != ' ' && c != '/' && c != '+' && c != '*' && !add(out, c))
            return false;
    }
    for (unsigned kind = AR_REFERENCE_RF; kind <= AR_REFERENCE_KID; kind++) {
        if ((!ogm || kind == AR_REFERENCE_OGM) && ar_reference_is((enum ar_reference_kind)kind, compact_text(out))) {
            out->kind = (enum ar_reference_kind)kind;
            return true;
        }
    }
    return false;
}

static bool is_word_char(char c)
{
    return is_digit(c) || is_capital(c) || (c >= 'a' && c <= 'z');
}

/* RF18 5390 0754 7034: groups of four or none. The longest reading whose check digits hold wins. */
static bool find_rf(struct ar_reference *out, struct ar_text text, size_t at)
{
    struct ar_reference best = {0}, now = {0};
    for (size_t i = at; i < text.size; i++) {
        char c = text.at[i];
        bool gap = c == ' ' && i + 1 < text.size && is_word_char(text.at[i + 1]) && now.size % 4 == 0;
        if (!gap && (!is_word_char(c) || now.size == 25))
            break;
        if (gap)
            continue;
        (void)add(&now, c);
        bool ends = i + 1 == text.size || !is_word_char(text.at[i + 1]);
        if (ends && is_rf(compact_text(&now))) {
            best = now;
            best.found = (struct ar_text){text.at + at, i + 1 - at};
        }
    }
    best.kind = AR_REFERENCE_RF;
    if (best.size > 0)
        *out = best;
    return best.size > 0;
}

/* A run of digits in which only `separator` stands between them; how many digits. */
static size_t digit_run(struct ar_reference *now, struct ar_text text, size_t at, char separator, size_t *end)
{
    *now = (struct ar_reference){0};
    *end = at;
    for (size_t i = at; i < text.size; i++) {
        bool gap = text.at[i] == separator && i + 1 < text.size && is_digit(text.at[i + 1]);
        if (!is_digit(text.at[i]) && !gap)
            break;
        if (!gap && !add(now, text.at[i]))
            break;
        *end = i + 1;
    }
    return now->size;
}

static bool accept(struct ar_reference *out, struct ar_reference *now, enum ar_reference_kind kind, struct ar_text text,
                   size_t at, size_t end)
{
    if (end < text.size && is_word_char(text.at[end]))
        return false;
    if (!ar_reference_is(kind, compact_text(now)))
        return false;
    now->kind = kind;
    now->found = (struct ar_text){text.at + at, end - at};
    *out = *now;
    return true;
}

static bool find_digits(struct ar_reference *out, struct ar_text text, size_t at)
{
    struct ar_reference now;
    size_t end;
    if (digit_run(&now, text, at, ' ', &end) == 27 && accept(out, &now, AR_REFERENCE_QRR, text, at, end))
        return true;
    /* 010/8068/17183: the slashes are what makes it one */
    return text.size - at >= 14 && text.at[at + 3] == '/' && text.at[at + 8] == '/' &&
           digit_run(&now, text, at, '/', &end) == 12 && end - at == 14 &&
           accept(out, &now, AR_REFERENCE_OGM, text, at, end);
}

/* Behind "viite" or "KID", in any case, with blanks, a colon or a full stop between. */
static bool find_named(struct ar_reference *out, struct ar_text text, size_t at)
{
    static const struct {
        const char *word;
        size_t size;
        enum ar_reference_kind kind;
    } words[] = {
        {"VIITENUMERO", 11, AR_REFERENCE_VIITE}, {"VIITE", 5, AR_REFERENCE_VIITE}, {"KID", 3, AR_REFERENCE_KID}};
    for (size_t w = 0; w < sizeof words / sizeof words[0]; w++) {
        size_t k = 0;
        while (k < words[w].size && at + k < text.size && (text.at[at + k] & ~0x20) == words[w].word[k])
            k++;
        if (k < words[w].size)
            continue;
        size_t from = at + k, end;
        while (from < text.size && strchr(" :.", text.at[from]) != NULL && text.at[from] != '\0')
            from++;
        struct ar_reference now;
        if (from > at + k && digit_run(&now, text, from, ' ', &end) > 0 &&
            accept(out, &now, words[w].kind, text, from, end))
            return true;
    }
    return false;
}

bool ar_reference_find(struct ar_reference *out, struct ar_text text, size_t from)
{
    for (size_t at = from; at < text.size; at++) {
        if (at > 0 && is_word_char(text.at[at - 1]))
            continue;
        char c = (char)(text.at[at] & ~0x20);
        if (is_digit(text.at[at])  ? find_digits(out, text, at)
            : c == 'R'             ? find_rf(out, text, at)
            : c == 'V' || c == 'K' ? find_named(out, text, at)
                                   : false)
            return true;
    }
    return false;
}

/* ISO 13616 IBAN registry, release 99: country and length. */
static const struct {
    char country[3];
    unsigned char size;
} ibans[] = {{"AD", 24}, {"AE", 23}, {"AL", 28}, {"AT", 20}, {"AZ", 28}, {"BA", 20}, {"BE", 16}, {"BG", 22}, {"BH", 22},
             {"BI", 27}, {"BR", 29}, {"BY", 28}, {"CH", 21}, {"CR", 22}, {"CY", 28}, {"CZ", 24}, {"DE", 22}, {"DJ", 27},
             {"DK", 18}, {"DO", 28}, {"EE", 20}, {"EG", 29}, {"ES", 24}, {"FI", 18}, {"FK", 18}, {"FO", 18}, {"FR", 27},
             {"GB", 22}, {"GE", 22}, {"GI", 23}, {"GL", 18}, {"GR", 27}, {"GT", 28}, {"HN", 28}, {"HR", 21}, {"HU", 28},
             {"IE", 22}, {"IL", 23}, {"IQ", 23}, {"IS", 26}, {"IT", 27}, {"JO", 30}, {"KW", 30}, {"KZ", 20}, {"LB", 28},
             {"LC", 32}, {"LI", 21}, {"LT", 20}, {"LU", 20}, {"LV", 21}, {"LY", 25}, {"MC", 27}, {"MD", 24}, {"ME", 22},
             {"MK", 19}, {"MN", 20}, {"MR", 27}, {"MT", 31}, {"MU", 30}, {"NI", 28}, {"NL", 18}, {"NO", 15}, {"OM", 23},
             {"PK", 24}, {"PL", 28}, {"PS", 29}, {"PT", 25}, {"QA", 29}, {"RO", 24}, {"RS", 22}, {"RU", 33}, {"SA", 24},
             {"SC", 31}, {"SD", 18}, {"SE", 24}, {"SI", 19}, {"SK", 24}, {"SM", 27}, {"SO", 23}, {"ST", 25}, {"SV", 28},
             {"TL", 23}, {"TN", 24}, {"TR", 26}, {"UA", 29}, {"VA", 22}, {"VG", 24}, {"XK", 20}, {"YE", 30}};

bool ar_iban_is(struct ar_text compact)
{
    for (size_t i = 0; i < sizeof ibans / sizeof ibans[0]; i++)
        if (compact.size == ibans[i].size && memcmp(compact.at, ibans[i].country, 2) == 0)
            return is_digit(compact.at[2]) && is_digit(compact.at[3]) && mod97_is_one(compact);
    return false;
}
