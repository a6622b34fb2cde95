/* SPDX-License-Identifier: MIT */
/* Each format reads from the front of a slice; what is left over at the end is an error. */
#include "import/day.h"

static const char *const not_a_date = "not a date";
static const char *const no_such_day = "no such day";
static const char *const out_of_range = "date out of range";

struct civil {
    unsigned year, month, day;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static void skip(struct ar_text *rest, size_t size)
{
    rest->at += size;
    rest->size -= size;
}

static bool skip_char(struct ar_text *rest, char c)
{
    if (rest->size == 0 || rest->at[0] != c)
        return false;
    skip(rest, 1);
    return true;
}

static void skip_blanks(struct ar_text *rest)
{
    while (rest->size && is_blank(rest->at[0]))
        skip(rest, 1);
}

/* Takes as many digits as there are, at most `most`; false when fewer than `least`. */
static bool take_number(struct ar_text *rest, unsigned least, unsigned most, unsigned *value)
{
    unsigned count = 0;
    for (*value = 0; count < most && rest->size && ar_is_digit(rest->at[0]); count++) {
        *value = *value * 10 + (unsigned)(rest->at[0] - '0');
        skip(rest, 1);
    }
    return count >= least;
}

/* The same between two bounds. */
static bool take_bounded(struct ar_text *rest, unsigned least, unsigned low, unsigned high)
{
    unsigned value;
    return take_number(rest, least, 2, &value) && value >= low && value <= high;
}

static bool take_word(struct ar_text *rest, const char *word, size_t size)
{
    if (rest->size < size)
        return false;
    for (size_t i = 0; i < size; i++)
        if (ar_lower(rest->at[i]) != ar_lower(word[i]))
            return false;
    skip(rest, size);
    return true;
}

/* An English month by its name or the first three letters of it; also Sept. */
static bool take_month(struct ar_text *rest, unsigned *month)
{
    static const char *const names[] = {"january", "february", "march",     "april",   "may",      "june",
                                        "july",    "august",   "september", "october", "november", "december"};
    for (unsigned i = 0; i < 12; i++)
        if (take_word(rest, names[i], 3)) {
            *month = i + 1;
            if (!take_word(rest, names[i] + 3, strlen(names[i] + 3)) && i == 8)
                take_word(rest, "t", 1);
            return true;
        }
    return false;
}

static const char *take_short_year(struct ar_text *rest, const struct ar_day_format *format, unsigned *year)
{
    if (!take_number(rest, 2, 2, year))
        return not_a_date;
    if (!format->has_pivot)
        return "two-digit year (name its pivot)";
    *year += *year <= format->pivot ? 2000 : 1900;
    return NULL;
}

static bool take_fraction(struct ar_text *rest)
{
    if (rest->size == 0 || (rest->at[0] != '.' && rest->at[0] != ','))
        return true;
    skip(rest, 1);
    size_t before = rest->size;
    while (rest->size && ar_is_digit(rest->at[0]))
        skip(rest, 1);
    return rest->size < before;
}

/* Z, +hh, +hhmm or +hh:mm; at most 14 hours are in use, 23 are let pass. */
static bool take_offset(struct ar_text *rest)
{
    if (skip_char(rest, 'Z') || skip_char(rest, 'z'))
        return true;
    if (!skip_char(rest, '+') && !skip_char(rest, '-'))
        return false;
    if (!take_bounded(rest, 2, 0, 23))
        return false;
    bool colon = skip_char(rest, ':');
    return (!colon && (rest->size == 0 || !ar_is_digit(rest->at[0]))) || take_bounded(rest, 2, 0, 59);
}

static bool take_half(struct ar_text *rest)
{
    return take_word(rest, "am", 2) || take_word(rest, "pm", 2);
}

/* What may follow a day: nothing, or T or blanks and a time. */
static bool take_time(struct ar_text *rest)
{
    if (rest->size == 0)
        return true;
    if (!skip_char(rest, 'T') && !skip_char(rest, 't')) {
        if (!is_blank(rest->at[0]))
            return false;
        skip_blanks(rest);
    }
    if (!take_bounded(rest, 1, 0, 24) || !skip_char(rest, ':') || !take_bounded(rest, 2, 0, 59))
        return false;
    if (skip_char(rest, ':') && (!take_bounded(rest, 2, 0, 60) || !take_fraction(rest)))
        return false;
    skip_blanks(rest);
    if (rest->size)
        take_half(rest);
    skip_blanks(rest);
    return rest->size == 0 || (take_offset(rest) && rest->size == 0);
}

static const char *finish(struct ar_date *out, struct civil civil)
{
    return ar_date_from_civil(out, (int)civil.year, (int)civil.month, (int)civil.day) == AR_OK ? NULL : no_such_day;
}

static const char *parse_iso(struct ar_date *out, struct ar_text rest)
{
    struct civil civil;
    if (!take_number(&rest, 4, 4, &civil.year) || !skip_char(&rest, '-') || !take_number(&rest, 2, 2, &civil.month) ||
        !skip_char(&rest, '-') || !take_number(&rest, 2, 2, &civil.day) || !take_time(&rest))
        return not_a_date;
    return finish(out, civil);
}

static const char *take_year(struct ar_text *rest, const struct ar_day_format *format, unsigned *year)
{
    size_t digits = 0;
    while (digits < rest->size && ar_is_digit(rest->at[digits]))
        digits++;
    if (digits == 2)
        return take_short_year(rest, format, year);
    return digits == 4 && take_number(rest, 4, 4, year) ? NULL : not_a_date;
}

static const char *parse_order(struct ar_date *out, struct ar_text rest, const struct ar_day_format *format)
{
    struct civil civil = {0};
    const char *why = NULL;
    char mark = '\0';
    for (unsigned i = 0; i < 3 && !why; i++) {
        if (i && (rest.size == 0 || (i == 2 && rest.at[0] != mark)))
            return not_a_date;
        if (i) {
            mark = rest.at[0];
            if (mark != '-' && mark != '/' && mark != '.' && mark != ' ')
                return not_a_date;
            skip(&rest, 1);
        }
        if (mark == ' ')
            skip_blanks(&rest);
        if (format->pattern[i] == 'y')
            why = take_year(&rest, format, &civil.year);
        else if (format->pattern[i] == 'd')
            why = take_number(&rest, 1, 2, &civil.day) ? NULL : not_a_date;
        else if (!take_number(&rest, 1, 2, &civil.month) && !take_month(&rest, &civil.month))
            why = not_a_date;
    }
    if (!why && !take_time(&rest))
        why = not_a_date;
    return why ? why : finish(out, civil);
}

/* The usual numbers of an order or of a pattern like one: d?d/m?m/yyyy or yyyy/m?m/d?d, put together as the stream
   writes them. False leaves the text to the long way. */
static bool parse_quick(struct ar_date *out, struct ar_text text, const struct ar_day_format *format)
{
    const char *at = text.at, mark = format->quick_mark;
    size_t starts[3], ends[3], place = 0;
    char iso[AR_DATE_SIZE];
    if (text.size < 8 || text.size > 10)
        return false;
    for (int i = 0; i < 3; i++) {
        if (place >= text.size)
            return false;
        starts[i] = place;
        place += format->quick[i] == 'Y' ? 4 : place + 1 < text.size && ar_is_digit(at[place + 1]) ? 2 : 1;
        ends[i] = place++;
    }
    char first = at[ends[0]];
    if (ends[2] != text.size || first != at[ends[1]] ||
        (mark ? first != mark : first != '/' && first != '.' && first != '-'))
        return false;
    for (int i = 0; i < 3; i++) {
        char *to = format->quick[i] == 'Y' ? iso : format->quick[i] == 'm' ? iso + 5 : iso + 8;
        if (to == iso) {
            memcpy(to, at + starts[i], 4);
            continue;
        }
        to[0] = ends[i] - starts[i] == 2 ? at[starts[i]] : '0';
        to[1] = at[ends[i] - 1];
    }
    iso[4] = iso[7] = '-';
    return ar_date_parse(out, (struct ar_text){iso, sizeof iso}) == AR_OK;
}

/* A name of a time zone, such as UTC or CEST: its letters are not looked up. */
static bool take_zone(struct ar_text *rest)
{
    size_t before = rest->size;
    while (rest->size && before - rest->size < 5 && ar_is_letter(rest->at[0]))
        skip(rest, 1);
    return rest->size < before;
}

/* One conversion of a pattern. N and D are month and day of exactly two digits. */
static const char *take_conversion(char letter, struct ar_text *rest, const struct ar_day_format *format,
                                   struct civil *civil)
{
    unsigned ignored;
    bool good = false;
    switch (letter) {
    case 'Y':
        good = take_number(rest, 4, 4, &civil->year);
        break;
    case 'y':
        return take_short_year(rest, format, &civil->year);
    case 'm':
    case 'N':
        good = take_number(rest, letter == 'N' ? 2 : 1, 2, &civil->month);
        break;
    case 'd':
    case 'D':
        good = take_number(rest, letter == 'D' ? 2 : 1, 2, &civil->day);
        break;
    case 'b':
        good = take_month(rest, &civil->month);
        break;
    case 'H':
        good = take_bounded(rest, 1, 0, 24);
        break;
    case 'I':
        good = take_bounded(rest, 1, 1, 12);
        break;
    case 'M':
        good = take_bounded(rest, 2, 0, 59);
        break;
    case 'S':
        good = take_bounded(rest, 2, 0, 60);
        break;
    case 'f':
        good = take_number(rest, 1, 9, &ignored);
        break;
    case 'p':
        good = take_half(rest);
        break;
    case 'z':
        good = take_offset(rest);
        break;
    case 'Z':
        good = take_zone(rest);
        break;
    case '%':
        good = skip_char(rest, '%');
        break;
    }
    return good ? NULL : not_a_date;
}

static const char *parse_pattern(struct ar_date *out, struct ar_text rest, const struct ar_day_format *format)
{
    struct civil civil = {0};
    for (unsigned i = 0; i < format->size; i++) {
        char c = format->pattern[i];
        if (c == '%') {
            const char *why = take_conversion(format->pattern[++i], &rest, format, &civil);
            if (why)
                return why;
        } else if (is_blank(c)) {
            if (rest.size == 0 || !is_blank(rest.at[0]))
                return not_a_date;
            skip_blanks(&rest);
        } else if (!skip_char(&rest, c)) {
            return not_a_date;
        }
    }
    return rest.size ? not_a_date : finish(out, civil);
}

/* -?digits[.digits]: the whole part, and whether there was something after the point. */
static bool take_serial(struct ar_text rest, int64_t *value, bool *negative, bool *fraction)
{
    size_t digits = 0;
    *negative = skip_char(&rest, '-');
    for (*value = 0; rest.size && ar_is_digit(rest.at[0]); skip(&rest, 1)) {
        if (++digits > 15)
            return false;
        *value = *value * 10 + (rest.at[0] - '0');
    }
    struct ar_text decimals = rest;
    if (digits == 0 || !take_fraction(&rest) || rest.size)
        return false;
    *fraction = false;
    for (size_t i = 1; i < decimals.size; i++)
        *fraction |= decimals.at[i] != '0';
    return true;
}

/* Serial 1 is 1900-01-01; 60 is a 29 February 1900 that never was, kept for compatibility with Lotus 1-2-3. */
static const char *parse_excel(struct ar_date *out, struct ar_text text)
{
    const struct ar_date first = {-25568}; /* 1899-12-31 */
    int64_t serial;
    bool negative, fraction;
    if (!take_serial(text, &serial, &negative, &fraction) || negative)
        return not_a_date;
    if (serial == 60)
        return no_such_day;
    if (serial < 1 || ar_date_add_days(out, first, serial - (serial > 60)) != AR_OK)
        return out_of_range;
    return NULL;
}

static const char *parse_unix(struct ar_date *out, struct ar_text text)
{
    int64_t seconds;
    bool negative, fraction;
    if (!take_serial(text, &seconds, &negative, &fraction))
        return not_a_date;
    int64_t days = seconds / 86400;
    if (negative)
        days = -days - (seconds % 86400 != 0 || fraction);
    return ar_date_add_days(out, (struct ar_date){0}, days) == AR_OK ? NULL : out_of_range;
}

/* Numbers or a name of a month with slashes, points or dashes between them: a date, but whose? */
static bool looks_ambiguous(const struct ar_text text)
{
    static const char *const orders[] = {"dmy", "ymd"};
    struct ar_day_format format = {.kind = AR_DAY_ORDER, .has_pivot = true, .pivot = 99};
    for (size_t i = 0; i < 2; i++) {
        struct ar_date ignored;
        const char *why;
        memcpy(format.pattern, orders[i], 3);
        why = parse_order(&ignored, text, &format);
        if (!why || why == no_such_day)
            return true;
    }
    return false;
}

static const char *parse_day(struct ar_date *out, struct ar_text text, const struct ar_day_format *format)
{
    const char *why;
    text = ar_text_trim(text);
    if (text.size == 0)
        return "empty date";
    switch (format->kind) {
    case AR_DAY_UNDECLARED:
        why = parse_iso(out, text);
        return why == not_a_date && looks_ambiguous(text) ? "ambiguous date (name its order)" : why;
    case AR_DAY_ISO:
        return parse_iso(out, text);
    case AR_DAY_ORDER:
        return parse_order(out, text, format);
    case AR_DAY_PATTERN:
        return parse_pattern(out, text, format);
    case AR_DAY_EXCEL:
        return parse_excel(out, text);
    case AR_DAY_UNIX:
        return parse_unix(out, text);
    }
    return not_a_date;
}

enum ar_status ar_day_parse(struct ar_date *out, struct ar_text text, const struct ar_day_format *format,
                            const char **why)
{
    if (format->kind <= AR_DAY_ISO && ar_date_parse(out, text) == AR_OK)
        return AR_OK;
    if (format->quick[0] && parse_quick(out, text, format))
        return AR_OK;
    const char *reason = parse_day(out, text, format);
    if (!reason)
        return AR_OK;
    if (why)
        *why = reason;
    return AR_BAD_DATA;
}
