/* SPDX-License-Identifier: MIT */
/* The months that a text names, as payers of rents, premiums and fees do: "Miete Mai 2026", "rent 05/26", "loyer mai",
   "Jan-Mar", "Q1 2026". Of many items of one amount they tell which is meant. */
#include "cash/months.h"
#include "cash/words.h"

enum { MONTHS = AR_MONTHS_MOST };

struct reading {
    struct ar_months *months;
    struct ar_text text, payer; /* whose names are no months */
    size_t end; /* of the last month that was read */
};

enum { FOLDED = AR_WORD_MOST + 2 };

/* The word in small letters, with a blank behind it; false when it is longer than any here. */
static bool fold(char room[static FOLDED], struct ar_text word)
{
    struct ar_text folded = ar_word_fold(room, word);
    memcpy(room + folded.size, " ", 2);
    return folded.size > 0;
}

static bool has_word(const char *words, const char *word)
{
    for (const char *at = words; (at = strstr(at, word)) != NULL; at++)
        if (at == words || at[-1] == ' ')
            return true;
    return false;
}

int ar_month_named(struct ar_text word)
{
    static const char *const names[MONTHS] = {
        "january januar janvier enero gennaio januari janeiro jänner jan janv ene gen ",
        "february februar février fevrier febrero febbraio februari fevereiro feb fév fev ",
        "march märz maerz mars marzo maart marts março mar mär mrz mrt ",
        "april avril abril aprile apr avr abr ",
        "may mai mayo maggio maio mei maj mag ",
        "june juni juin junio giugno junho jun giu ",
        "july juli juillet julio luglio julho jul juil lug ",
        "august août aout agosto augustus augusti aug ago ",
        "september septembre septiembre settembre setembro sep sept sett set ",
        "october oktober octobre octubre ottobre outubro oct okt ott ",
        "november novembre noviembre novembro nov ",
        "december dezember décembre decembre diciembre dicembre dezembro desember dec dez déc dic "};
    char room[FOLDED];
    if (word.size < 3 || strchr("adefgjlmnos", word.at[0] | 0x20) == NULL || !fold(room, word))
        return 0; /* as most words */
    for (int month = 0; month < MONTHS; month++)
        if (has_word(names[month], room))
            return month + 1;
    return 0;
}

/* Digits that begin there: how many, and their number. */
static size_t digits_at(struct ar_text text, size_t at, int *number)
{
    size_t size = 0;
    for (*number = 0; at + size < text.size && ar_is_digit(text.at[at + size]); size++)
        *number = size < 4 ? *number * 10 + (text.at[at + size] - '0') : 0;
    return size;
}

/* 2026, or 26 where that is about the payment's year; 0: none. */
static int year_of(const struct ar_months *months, size_t digits, int number)
{
    int now = months->now / 12;
    int year = digits == 4 ? number : digits == 2 ? now - now % 100 + number : 0;
    return year >= now - (digits == 4 ? 10 : 1) && year <= now + 1 ? year : 0;
}

/* Is only what makes a range between the months: "Jan-Mar", "Januar bis März"? */
static bool is_range(struct ar_text text, size_t from, size_t to)
{
    while (from < to && text.at[from] == ' ')
        from++;
    while (to > from && text.at[to - 1] == ' ')
        to--;
    struct ar_text between = {text.at + from, to - from};
    return ar_text_is(between, "-") || ar_text_is(between, "–") || ar_word_joint(between) == AR_TO;
}

static void add(struct reading *reading, int year, int month, size_t start, size_t end)
{
    struct ar_months *months = reading->months;
    int32_t value = 12 * year + month - 1;
    int32_t last = months->count > 0 && months->count <= MONTHS ? months->at[months->count - 1] : INT32_MAX;
    if (months->count > 0 && year > 0 && last < 12)
        for (unsigned i = 0; i < months->count && i < MONTHS; i++) /* one year behind several months */
            months->at[i] += months->at[i] < 12 ? 12 * (months->at[i] > month - 1 ? year - 1 : year) : 0;
    last = months->count > 0 && months->count <= MONTHS ? months->at[months->count - 1] : INT32_MAX;
    int32_t from = last < value && is_range(reading->text, reading->end, start) ? last + 1 : value;
    for (; from <= value; from++) {
        if (months->count >= MONTHS) {
            months->count = MONTHS + 1;
            return;
        }
        months->at[months->count++] = from;
    }
    reading->end = end;
}

/* A number right before it makes a day of it: "15. Mai". */
static bool is_day_before(struct ar_text text, size_t at)
{
    while (at > 0 && (text.at[at - 1] == ' ' || text.at[at - 1] == '.'))
        at--;
    size_t end = at;
    while (at > 0 && ar_is_digit(text.at[at - 1]))
        at--;
    return end - at > 0 && end - at <= 2;
}

/* Is it a name or another word: Jan, April, may? A month goes on with a year, another month, or not at all. */
static bool is_name(const struct reading *reading, struct ar_text word)
{
    struct ar_text text = reading->text, payer = reading->payer;
    char room[FOLDED], other[FOLDED];
    if (!fold(room, word))
        return true;
    for (size_t at = 0, end; at < payer.size; at = end + 1) {
        struct ar_text name = ar_word_at(payer, at);
        end = at + name.size;
        if (name.size == word.size && fold(other, name) && strcmp(room, other) == 0)
            return true;
    }
    if (!has_word("april august june ", room) && (word.size > 3 || has_word("mai mei maj ", room)))
        return false;
    size_t next = (size_t)(word.at - text.at) + word.size;
    while (next < text.size && (text.at[next] == ' ' || text.at[next] == '.'))
        next++;
    struct ar_text behind = ar_word_at(text, next);
    return behind.size > 0 && ar_month_named(behind) == 0 && ar_word_joint(behind) == AR_NO_JOINT;
}

/* A month's name or a quarter, and its year; the end of it. */
static size_t read_word(struct reading *reading, size_t start)
{
    struct ar_text text = reading->text;
    struct ar_text word = ar_word_at(text, start);
    size_t end = start + word.size, at = end;
    int month = ar_month_named(word), number, quarter = 0;
    if (word.size == 1 && (word.at[0] | 32) == 'q' && digits_at(text, end, &quarter) == 1 && quarter >= 1 &&
        quarter <= 4)
        at = end + 1;
    else if (month == 0 || is_day_before(text, start) || is_name(reading, word))
        return end;
    size_t behind = at;
    while (behind < text.size && behind < at + 2 && strchr(" .-/'", text.at[behind]) != NULL && text.at[behind] != 0)
        behind++;
    size_t digits = digits_at(text, behind, &number);
    int year = year_of(reading->months, digits, number);
    size_t last = year > 0 ? behind + digits : at;
    for (int i = 1; month == 0 && i <= 3; i++)
        add(reading, year, 3 * quarter - 3 + i, start, last);
    if (month > 0)
        add(reading, year, month, start, last);
    return last;
}

/* 05/26, 05/2026, 2026-05, and nothing that goes on; the end of all digits there. */
static size_t read_digits(struct reading *reading, size_t start)
{
    struct ar_text text = reading->text;
    int numbers[2] = {0, 0};
    size_t sizes[2] = {0, 0}, at = start;
    unsigned groups = 0;
    for (;; at++) {
        int number;
        size_t size = digits_at(text, at, &number);
        if (groups < 2) {
            numbers[groups] = number;
            sizes[groups] = size;
        }
        groups++;
        at += size;
        if (at + 1 >= text.size || memchr("/.-", text.at[at], 3) == NULL || !ar_is_digit(text.at[at + 1]))
            break;
    }
    bool apart =
        (start == 0 || (!ar_is_in_word(text.at[start - 1]) && memchr("/.-#,", text.at[start - 1], 5) == NULL)) &&
        (at == text.size || (!ar_is_in_word(text.at[at]) && memchr("%/-,", text.at[at], 4) == NULL));
    bool turned = sizes[0] == 4 && sizes[1] == 2; /* the year in front */
    int month = turned ? numbers[1] : numbers[0];
    int year = turned ? year_of(reading->months, 4, numbers[0]) : year_of(reading->months, sizes[1], numbers[1]);
    bool point = groups == 2 && text.at[start + sizes[0]] == '.';
    if (groups == 2 && apart && year > 0 && month >= 1 && month <= 12 && (turned || sizes[0] <= 2) &&
        (sizes[1] == 4 || !point))
        add(reading, year, month, start, at);
    return at;
}

bool ar_months_read(struct ar_months *out, struct ar_text text, struct ar_text payer, struct ar_date day)
{
    struct reading reading = {out, text, payer, 0};
    *out = (struct ar_months){.count = 0, .now = ar_date_month(day)};
    for (size_t at = 0; at < text.size;)
        at = ar_is_in_word(text.at[at]) ? read_word(&reading, at)
             : ar_is_digit(text.at[at]) ? read_digits(&reading, at)
                                        : at + 1;
    if (out->count > MONTHS)
        out->count = 0;
    return out->count > 0;
}

static bool has_month(const struct ar_months *months, int32_t month)
{
    for (unsigned i = 0; i < months->count; i++)
        if (months->at[i] == month || months->at[i] == month % 12)
            return true;
    return false;
}

bool ar_months_have(const struct ar_months *months, struct ar_date day)
{
    return has_month(months, ar_date_month(day));
}

bool ar_months_are_followed_by(const struct ar_months *months, struct ar_date day)
{
    int32_t month = ar_date_month(day);
    return has_month(months, month - 1) && !has_month(months, month);
}

bool ar_months_are_to_come(const struct ar_months *months)
{
    for (unsigned i = 0; i < months->count; i++) {
        int32_t month = months->at[i], ahead = month < 12 ? month - months->now % 12 : month - months->now;
        if (month < 12) /* of no year: the nearest */
            ahead += ahead > MONTHS / 2 ? -MONTHS : ahead < -MONTHS / 2 ? MONTHS : 0;
        if (ahead <= 0)
            return false;
    }
    return months->count > 0;
}
