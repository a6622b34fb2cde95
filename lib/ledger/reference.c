/* SPDX-License-Identifier: MIT */
/* Check digits of payment references: ISO 11649 annex B, and the national rules named beside each function. */
#include "ledger/reference.h"

#include <stdint.h>

/* ISO 7064 mod 97-10 with the first four characters moved to the end and A = 10 … Z = 35. */
static bool mod97_is_one(struct ar_text compact)
{
    unsigned rest = 0;
    for (size_t i = 0; i < compact.size; i++) {
        char c = compact.at[(i + 4) % compact.size];
        if (ar_is_digit(c))
            rest = (rest * 10 + (unsigned)(c - '0')) % 97;
        else if (ar_is_capital(c))
            rest = (rest * 100 + (unsigned)(c - 'A') + 10) % 97;
        else
            return false;
    }
    return rest == 1;
}

static bool is_rf(struct ar_text text)
{
    return text.size >= 5 && text.size <= 25 && text.at[0] == 'R' && text.at[1] == 'F' && ar_is_digit(text.at[2]) &&
           ar_is_digit(text.at[3]) && mod97_is_one(text);
}

/* Febelfin: the first ten digits mod 97, 97 for 0. */
static bool is_ogm(struct ar_text text)
{
    if (text.size != 12 || !ar_all_digits(text))
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
    if (text.size != 27 || !ar_all_digits(text))
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
    if (text.size < 4 || text.size > 20 || !ar_all_digits(text))
        return false;
    unsigned sum = 0;
    for (size_t i = 0; i + 1 < text.size; i++)
        sum += (unsigned)(text.at[text.size - 2 - i] - '0') * weights[i % 3];
    return (10 - sum % 10) % 10 == (unsigned)(text.at[text.size - 1] - '0');
}

bool ar_luhn_is(struct ar_text digits)
{
    unsigned sum = 0;
    if (digits.size < 2 || !ar_all_digits(digits))
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
    if (digits.size < 2 || !ar_all_digits(digits))
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

static const bool word_chars[256] = {
    ['0'] = 1, ['1'] = 1, ['2'] = 1, ['3'] = 1, ['4'] = 1, ['5'] = 1, ['6'] = 1, ['7'] = 1, ['8'] = 1,
    ['9'] = 1, ['A'] = 1, ['B'] = 1, ['C'] = 1, ['D'] = 1, ['E'] = 1, ['F'] = 1, ['G'] = 1, ['H'] = 1,
    ['I'] = 1, ['J'] = 1, ['K'] = 1, ['L'] = 1, ['M'] = 1, ['N'] = 1, ['O'] = 1, ['P'] = 1, ['Q'] = 1,
    ['R'] = 1, ['S'] = 1, ['T'] = 1, ['U'] = 1, ['V'] = 1, ['W'] = 1, ['X'] = 1, ['Y'] = 1, ['Z'] = 1,
    ['a'] = 1, ['b'] = 1, ['c'] = 1, ['d'] = 1, ['e'] = 1, ['f'] = 1, ['g'] = 1, ['h'] = 1, ['i'] = 1,
    ['j'] = 1, ['k'] = 1, ['l'] = 1, ['m'] = 1, ['n'] = 1, ['o'] = 1, ['p'] = 1, ['q'] = 1, ['r'] = 1,
    ['s'] = 1, ['t'] = 1, ['u'] = 1, ['v'] = 1, ['w'] = 1, ['x'] = 1, ['y'] = 1, ['z'] = 1};

static bool is_word_char(char c)
{
    return word_chars[(unsigned char)c];
}

/* RF18 5390 0754 7034: groups of four or none. The longest reading whose check digits hold wins. */
static bool find_rf(struct ar_reference *out, struct ar_text text, size_t at)
{
    if (text.size - at < 5 || (text.at[at + 1] & ~0x20) != 'F' || !ar_is_digit(text.at[at + 2]) ||
        !ar_is_digit(text.at[at + 3]))
        return false; /* most words with an R */
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
        bool gap = text.at[i] == separator && i + 1 < text.size && ar_is_digit(text.at[i + 1]);
        if (!ar_is_digit(text.at[i]) && !gap)
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

/* How many digits digit_run would find, without keeping them; past 27 the number does not matter. */
static size_t count_run(struct ar_text text, size_t at)
{
    size_t count = 0;
    for (size_t i = at; i < text.size && count <= 27; i++) {
        if (ar_is_digit(text.at[i]))
            count++;
        else if (text.at[i] != ' ' || i + 1 == text.size || !ar_is_digit(text.at[i + 1]))
            break;
    }
    return count;
}

static bool find_digits(struct ar_reference *out, struct ar_text text, size_t at)
{
    struct ar_reference now;
    size_t end;
    if (count_run(text, at) == 27 && digit_run(&now, text, at, ' ', &end) == 27 &&
        accept(out, &now, AR_REFERENCE_QRR, text, at, end))
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

typedef unsigned char wide __attribute__((vector_size(16)));

static inline wide load(const char *at)
{
    wide bytes;
    memcpy(&bytes, at, sizeof bytes);
    return bytes;
}

static inline wide either_case(wide bytes, char small)
{
    return (wide)((bytes | 0x20) == (unsigned char)small);
}

static inline bool any(wide bytes)
{
    uint64_t halves[2];
    memcpy(halves, &bytes, sizeof halves);
    return (halves[0] | halves[1]) != 0;
}

/* Whether a reference may be in a text, sixteen places at a time. Most texts have neither RF and a digit, nor a slash
   five places behind a slash, nor "kid" or "vii", nor 27 digits. */
static bool may_hold(struct ar_text text)
{
    enum { MOST = 240, BEHIND = 32 };
    char room[MOST + BEHIND];
    wide found = {0}, digits = {0};
    if (text.size > MOST)
        return true;
    memset(room, 0, sizeof room);
    if (text.size > 0)
        memcpy(room, text.at, text.size);
    for (size_t i = 0; i < text.size; i += sizeof found) {
        const wide here = load(room + i), second = load(room + i + 1), third = load(room + i + 2);
        const wide digit = (wide)(third - '0' < 10);
        found |= (either_case(here, 'r') & either_case(second, 'f') & digit) |
                 ((wide)(load(room + i + 3) == '/') & (wide)(load(room + i + 8) == '/')) |
                 (either_case(second, 'i') & ((either_case(here, 'k') & either_case(third, 'd')) |
                                              (either_case(here, 'v') & either_case(third, 'i'))));
        digits -= (wide)(here - '0' < 10);
    }
    unsigned count = 0;
    for (size_t i = 0; i < sizeof digits; i++)
        count += digits[i];
    return count >= 27 || any(found);
}

static bool find_at(struct ar_reference *out, struct ar_text text, size_t at)
{
    char c = (char)(text.at[at] & ~0x20);
    return ar_is_digit(text.at[at]) ? find_digits(out, text, at)
           : c == 'R'               ? find_rf(out, text, at)
           : c == 'V' || c == 'K'   ? find_named(out, text, at)
                                    : false;
}

bool ar_reference_find(struct ar_reference *out, struct ar_text text, size_t from)
{
    size_t at = from;
    if (!may_hold(text))
        return false;
    if (at > 0) /* a word that begins before is none */
        while (at < text.size && is_word_char(text.at[at - 1]))
            at++;
    while (at < text.size) {
        while (at < text.size && !is_word_char(text.at[at]))
            at++;
        if (at < text.size && find_at(out, text, at))
            return true;
        while (at < text.size && is_word_char(text.at[at]))
            at++;
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
            return ar_is_digit(compact.at[2]) && ar_is_digit(compact.at[3]) && mod97_is_one(compact);
    return false;
}
