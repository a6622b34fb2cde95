/* SPDX-License-Identifier: MIT */
/* What a profile says about its dates, checked and put into the form that ar_day_parse reads. */
#include "import/day.h"

static enum ar_status refuse(struct ar_error *error, const char *reason, struct ar_text text)
{
    ar_error_set(error, AR_BAD_DATA, "%s", reason);
    ar_error_value(error, text);
    return AR_BAD_DATA;
}

static bool add(struct ar_day_format *format, const char *piece)
{
    size_t size = strlen(piece);
    if (size > sizeof format->pattern - format->size)
        return false;
    memcpy(format->pattern + format->size, piece, size);
    format->size += (unsigned)size;
    return true;
}

/* Numbers that touch can only be told apart when they have a fixed width. */
static void fix_widths(struct ar_day_format *format)
{
    static const char numbers[] = "YymdNDHIMSf";
    char *p = format->pattern;
    for (unsigned i = 0; i + 1 < format->size; i += p[i] == '%' ? 2 : 1) {
        bool here = p[i] == '%' && memchr(numbers, p[i + 1], sizeof numbers - 1);
        bool next = i + 3 < format->size && p[i + 2] == '%' && memchr(numbers, p[i + 3], sizeof numbers - 1);
        if (!here || !next)
            continue;
        for (unsigned j = i + 1; j <= i + 3; j += 2)
            p[j] = p[j] == 'm' ? 'N' : p[j] == 'd' ? 'D' : p[j];
    }
}

/* %d.%m.%Y and the like, or an order */
static void find_quick(struct ar_day_format *format)
{
    const char *p = format->pattern;
    if (format->kind == AR_DAY_ORDER) {
        for (int i = 0; i < 3; i++)
            format->quick[i] = p[i] == 'y' ? 'Y' : p[i];
        return;
    }
    if (format->size != 8 || p[2] != p[5] || !memchr("/.-", p[2], 3))
        return;
    for (int i = 0; i < 3; i++)
        if (p[3 * i] != '%' || !memchr("Ymd", p[3 * i + 1], 3))
            return;
    for (int i = 0; i < 3; i++)
        format->quick[i] = p[3 * i + 1];
    format->quick_mark = p[2];
}

static enum ar_status parse_conversions(struct ar_day_format *out, struct ar_text text, struct ar_error *error)
{
    unsigned years = 0, months = 0, days = 0;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.at[i], piece[3] = {c, '\0', '\0'};
        if (c == '%') {
            piece[1] = c = i + 1 < text.size ? text.at[++i] : '\0';
            if (c == '\0' || !memchr("YymdbBHIMSpfzZT%", c, 16))
                return refuse(error,
                              "no such conversion in a date pattern (there are %Y %y %m %d %b %B %H %I %M %S "
                              "%p %f %z %Z %T %%)",
                              text);
            years += c == 'Y' || c == 'y';
            months += c == 'm' || c == 'b' || c == 'B';
            days += c == 'd';
            out->short_year |= c == 'y';
            if (c == 'B')
                piece[1] = 'b';
        }
        if (!add(out, piece[0] == '%' && c == 'T' ? "%H:%M:%S" : piece))
            return refuse(error, "date pattern too long", text);
    }
    if (years != 1 || months != 1 || days != 1)
        return refuse(error, "date pattern needs one year, one month and one day", text);
    fix_widths(out);
    return AR_OK;
}

enum ar_status ar_day_format_parse(struct ar_day_format *out, struct ar_text text, struct ar_error *error)
{
    struct ar_day_format format = {.has_pivot = out->has_pivot, .pivot = out->pivot};
    text = ar_text_trim(text);
    if (ar_text_is(text, "iso")) {
        format.kind = AR_DAY_ISO;
    } else if (ar_text_is(text, "excel")) {
        format.kind = AR_DAY_EXCEL;
    } else if (ar_text_is(text, "unix")) {
        format.kind = AR_DAY_UNIX;
    } else if (ar_text_is(text, "ymd") || ar_text_is(text, "dmy") || ar_text_is(text, "mdy")) {
        format.kind = AR_DAY_ORDER;
        memcpy(format.pattern, text.at, 3);
        format.size = 3;
    } else if (text.size == 0 || !memchr(text.at, '%', text.size)) {
        return refuse(error, "expected ymd, dmy, mdy, iso, excel, unix or a pattern such as %d-%b-%Y", text);
    } else {
        format.kind = AR_DAY_PATTERN;
        if (parse_conversions(&format, text, error) != AR_OK)
            return AR_BAD_DATA;
    }
    find_quick(&format);
    *out = format;
    return AR_OK;
}
