/* SPDX-License-Identifier: MIT */
/* A table of conventions, and the two forms that are made by it. Blanks inside an amount or a date do not break. */
#include "collections/convention.h"

#include <stdint.h>

#define NBSP "\302\240"
#define APOSTROPHE "\342\200\231" /* U+2019 */

enum months { NO_MONTHS, ENGLISH, GERMAN, AUSTRIAN, FRENCH, SPANISH, ITALIAN, DUTCH, PORTUGUESE };

static const char *const month_names[][12] = {
    [ENGLISH] = {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
                 "November", "December"},
    [GERMAN] = {"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
                "November", "Dezember"},
    [AUSTRIAN] = {"Jänner", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
                  "November", "Dezember"},
    [FRENCH] = {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
                "novembre", "décembre"},
    [SPANISH] = {"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
                 "noviembre", "diciembre"},
    [ITALIAN] = {"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre",
                 "ottobre", "novembre", "dicembre"},
    [DUTCH] = {"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober",
               "november", "december"},
    [PORTUGUESE] = {"janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro",
                    "novembro", "dezembro"},
};

/* Patterns: d and dd the day, o the day with the first marked as French does, mm the month, M its name and B its first
   three letters, y the year; the rest is itself, but for a blank, which does not break. */
#define DE_SENTENCE "d. M y"
#define EN_SENTENCE "d M y"
#define ES_SENTENCE "d \\de M \\de y"

struct ar_convention {
    const char *language, *country; /* NULL: any */
    const char *group, *decimal;
    enum months months;
    const char *table, *sentence; /* dates */
    enum { BEFORE, BEFORE_APART, AFTER } sign; /* where € and £ stand; a code is always apart */
    bool lakh; /* groups of two above the thousands: 12,34,567 */
};

/* The first that fits holds, so countries come before their language. */
static const struct ar_convention conventions[] = {
    {"en", "US", ",", ".", ENGLISH, "B d, y", "M d, y", BEFORE, false},
    {"en", "CA", ",", ".", ENGLISH, "B d, y", "M d, y", BEFORE, false},
    {"en", "IN", ",", ".", ENGLISH, "d B y", EN_SENTENCE, BEFORE, true},
    {"en", NULL, ",", ".", ENGLISH, "d B y", EN_SENTENCE, BEFORE, false},
    {"de", "AT", ".", ",", AUSTRIAN, "dd.mm.y", DE_SENTENCE, BEFORE_APART, false},
    {"de", "CH", APOSTROPHE, ".", GERMAN, "dd.mm.y", DE_SENTENCE, BEFORE_APART, false},
    {"de", "LI", APOSTROPHE, ".", GERMAN, "dd.mm.y", DE_SENTENCE, BEFORE_APART, false},
    {"de", NULL, ".", ",", GERMAN, "dd.mm.y", DE_SENTENCE, AFTER, false},
    {"fr", "CH", NBSP, ".", FRENCH, "dd.mm.y", "o M y", AFTER, false},
    {"fr", "CA", NBSP, ",", FRENCH, "y-mm-dd", "o M y", AFTER, false},
    {"fr", "LU", ".", ",", FRENCH, "dd/mm/y", "o M y", AFTER, false},
    {"fr", NULL, NBSP, ",", FRENCH, "dd/mm/y", "o M y", AFTER, false},
    {"es", "MX", ",", ".", SPANISH, "dd/mm/y", ES_SENTENCE, BEFORE, false},
    {"es", "US", ",", ".", SPANISH, "dd/mm/y", ES_SENTENCE, BEFORE, false},
    {"es", "PR", ",", ".", SPANISH, "dd/mm/y", ES_SENTENCE, BEFORE, false},
    {"es", "DO", ",", ".", SPANISH, "dd/mm/y", ES_SENTENCE, BEFORE, false},
    {"es", "GT", ",", ".", SPANISH, "dd/mm/y", ES_SENTENCE, BEFORE, false},
    {"es", "HN", ",", ".", SPANISH, "dd/mm/y", ES_SENTENCE, BEFORE, false},
    {"es", "NI", ",", ".", SPANISH, "dd/mm/y", ES_SENTENCE, BEFORE, false},
    {"es", "PA", ",", ".", SPANISH, "dd/mm/y", ES_SENTENCE, BEFORE, false},
    {"es", "PE", ",", ".", SPANISH, "dd/mm/y", ES_SENTENCE, BEFORE, false},
    {"es", "SV", ",", ".", SPANISH, "dd/mm/y", ES_SENTENCE, BEFORE, false},
    {"es", NULL, ".", ",", SPANISH, "dd/mm/y", ES_SENTENCE, AFTER, false},
    {"it", "CH", APOSTROPHE, ".", ITALIAN, "dd.mm.y", "d M y", BEFORE_APART, false},
    {"it", NULL, ".", ",", ITALIAN, "dd/mm/y", "d M y", AFTER, false},
    {"nl", NULL, ".", ",", DUTCH, "dd-mm-y", "d M y", BEFORE_APART, false},
    {"pt", "BR", ".", ",", PORTUGUESE, "dd/mm/y", ES_SENTENCE, BEFORE_APART, false},
    {"pt", NULL, NBSP, ",", PORTUGUESE, "dd/mm/y", ES_SENTENCE, AFTER, false},
    {"bg", NULL, NBSP, ",", NO_MONTHS, "dd.mm.y", "dd.mm.y", AFTER, false},
    {"cs", NULL, NBSP, ",", NO_MONTHS, "dd.mm.y", "dd.mm.y", AFTER, false},
    {"da", NULL, ".", ",", NO_MONTHS, "dd.mm.y", "dd.mm.y", AFTER, false},
    {"el", NULL, ".", ",", NO_MONTHS, "dd/mm/y", "dd/mm/y", AFTER, false},
    {"et", NULL, NBSP, ",", NO_MONTHS, "dd.mm.y", "dd.mm.y", AFTER, false},
    {"fi", NULL, NBSP, ",", NO_MONTHS, "dd.mm.y", "dd.mm.y", AFTER, false},
    {"hr", NULL, ".", ",", NO_MONTHS, "dd.mm.y.", "dd.mm.y.", AFTER, false},
    {"hu", NULL, NBSP, ",", NO_MONTHS, "y. mm. dd.", "y. mm. dd.", AFTER, false},
    {"lt", NULL, NBSP, ",", NO_MONTHS, "y-mm-dd", "y-mm-dd", AFTER, false},
    {"lv", NULL, NBSP, ",", NO_MONTHS, "dd.mm.y", "dd.mm.y", AFTER, false},
    {"nb", NULL, NBSP, ",", NO_MONTHS, "dd.mm.y", "dd.mm.y", AFTER, false},
    {"no", NULL, NBSP, ",", NO_MONTHS, "dd.mm.y", "dd.mm.y", AFTER, false},
    {"pl", NULL, NBSP, ",", NO_MONTHS, "dd.mm.y", "dd.mm.y", AFTER, false},
    {"ro", NULL, ".", ",", NO_MONTHS, "dd.mm.y", "dd.mm.y", AFTER, false},
    {"sk", NULL, NBSP, ",", NO_MONTHS, "dd.mm.y", "dd.mm.y", AFTER, false},
    {"sl", NULL, ".", ",", NO_MONTHS, "dd.mm.y", "dd.mm.y", AFTER, false},
    {"sv", NULL, NBSP, ",", NO_MONTHS, "y-mm-dd", "y-mm-dd", AFTER, false},
    {NULL, NULL, "", ".", NO_MONTHS, "y-mm-dd", "y-mm-dd", BEFORE_APART, false},
};

static bool same_letters(struct ar_text text, const char *word)
{
    if (text.size != strlen(word))
        return false;
    for (size_t i = 0; i < text.size; i++)
        if ((text.at[i] | 0x20) != (word[i] | 0x20))
            return false;
    return true;
}

static size_t base_size(struct ar_text language)
{
    size_t size = 0;
    while (size < language.size && language.at[size] != '-' && language.at[size] != '_')
        size++;
    return size;
}

struct ar_text ar_convention_region(struct ar_text language)
{
    size_t base = base_size(language);
    return language.size == base + 3 ? (struct ar_text){language.at + base + 1, 2} : AR_TEXT("");
}

const struct ar_convention *ar_convention_find(struct ar_text language, struct ar_text country)
{
    if (country.size == 0)
        country = ar_convention_region(language);
    language.size = base_size(language);
    const struct ar_convention *at = conventions;
    while (at->language != NULL &&
           !(same_letters(language, at->language) && (at->country == NULL || same_letters(country, at->country))))
        at++;
    return at;
}

/* € and £ are the same everywhere, $ only at home; everything else goes by its code. */
static const char *sign_of(const struct ar_convention *convention, const char code[AR_CURRENCY_SIZE])
{
    if (memcmp(code, "EUR", 3) == 0 && convention->language != NULL)
        return "\342\202\254";
    if (memcmp(code, "GBP", 3) == 0 && convention->language != NULL)
        return "\302\243";
    if (memcmp(code, "USD", 3) == 0 && convention->country != NULL && memcmp(convention->country, "US", 2) == 0)
        return "$";
    return NULL;
}

static size_t append(char *out, const char *text)
{
    size_t size = strlen(text);
    memcpy(out, text, size);
    return size;
}

/* The number without a sign, from the stream's form. */
static size_t grouped(char *out, const struct ar_convention *convention, const char *plain, size_t size)
{
    size_t whole = 0, used = 0;
    while (whole < size && plain[whole] != '.')
        whole++;
    for (size_t i = 0; i < size; i++) {
        size_t left = whole - i; /* digits before the point from here on */
        if (i > 0 && i < whole && (left == 3 || (left > 3 && (convention->lakh ? left % 2 == 1 : left % 3 == 0))))
            used += append(out + used, convention->group);
        if (plain[i] == '.')
            used += append(out + used, convention->decimal);
        else
            out[used++] = plain[i];
    }
    return used;
}

enum ar_status ar_convention_amount(struct ar_buffer *out, const struct ar_convention *convention, ar_int128 minor,
                                    struct ar_currency currency)
{
    char plain[AR_AMOUNT_SIZE], all[4 * AR_AMOUNT_SIZE + 16], code[AR_CURRENCY_SIZE + 1] = {0};
    size_t size = ar_sum_format(plain, minor, ar_currency_digits(currency)), used = 0;
    ar_currency_format(code, currency);
    const char *sign = sign_of(convention, code);
    bool negative = plain[0] == '-';
    if (negative)
        all[used++] = '-';
    if (convention->sign != AFTER) {
        used += append(all + used, sign ? sign : code);
        used += append(all + used, sign && convention->sign == BEFORE ? "" : NBSP);
    }
    used += grouped(all + used, convention, plain + negative, size - negative);
    if (convention->sign == AFTER) {
        used += append(all + used, NBSP);
        used += append(all + used, sign ? sign : code);
    }
    return ar_buffer_add(out, (struct ar_text){all, used});
}

static size_t digits(char *out, int number, int least)
{
    char back[12];
    size_t size = 0;
    for (; number > 0 || (int)size < least; number /= 10)
        back[size++] = (char)('0' + number % 10);
    for (size_t i = 0; i < size; i++)
        out[i] = back[size - 1 - i];
    return size;
}

/* The first three letters of an English name. */
static size_t brief(char *out, const char *name)
{
    memcpy(out, name, 3);
    return 3;
}

enum ar_status ar_convention_date(struct ar_buffer *out, const struct ar_convention *convention, struct ar_date date,
                                  bool sentence)
{
    char all[96];
    size_t used = 0;
    int year, month, day;
    ar_date_to_civil(date, &year, &month, &day);
    for (const char *at = sentence ? convention->sentence : convention->table; *at != '\0'; at++) {
        bool two = at[1] == *at && (*at == 'd' || *at == 'm');
        if (*at == 'd') {
            used += digits(all + used, day, two ? 2 : 1);
        } else if (*at == 'o') {
            used += digits(all + used, day, 1);
            used += append(all + used, day == 1 ? "er" : "");
        } else if (*at == 'm') {
            used += digits(all + used, month, 2);
        } else if (*at == 'M') {
            used += append(all + used, month_names[convention->months][month - 1]);
        } else if (*at == 'B') {
            used += brief(all + used, month_names[convention->months][month - 1]);
        } else if (*at == 'y') {
            used += digits(all + used, year, 4);
        } else if (*at == ' ') {
            used += append(all + used, NBSP);
        } else {
            at += *at == '\\';
            all[used++] = *at;
        }
        at += two;
    }
    return ar_buffer_add(out, (struct ar_text){all, used});
}
