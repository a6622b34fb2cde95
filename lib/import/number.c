/* SPDX-License-Identifier: MIT */
/* First what surrounds the digits (signs, parentheses, CR and DR, currency marks) is peeled off both ends, each at most
   once; what remains must be digits, well-formed groups and one decimal mark. The usual plain number skips all that. */
#include "import/number.h"

#include <utf8proc.h>

/* Blanks and the marks that are longer than a byte. */
#define NO_BREAK_SPACE "\xc2\xa0"
#define THIN_SPACE "\xe2\x80\x89"
#define NARROW_SPACE "\xe2\x80\xaf"
#define MINUS "\xe2\x88\x92"

static const char *const not_an_amount = "not an amount";
static const char *const out_of_range = "amount out of range";
static const char *const too_many_decimals = "more decimals than the currency has";

struct work {
    struct ar_text rest; /* what is still around and between the digits */
    const struct ar_number_style *style;
    struct ar_currency currency; /* of the record; none: whatever a code says */
    bool has_sign, negative, has_symbol;
    const char *why; /* NULL: nothing wrong so far */
    const char *hint; /* what to say when the rest is no number */
};

static bool drop_front(struct ar_text *text, struct ar_text prefix)
{
    if (prefix.size == 0 || !ar_text_starts(*text, prefix))
        return false;
    text->at += prefix.size;
    text->size -= prefix.size;
    return true;
}

static bool drop_back(struct ar_text *text, struct ar_text suffix)
{
    if (suffix.size == 0 || text->size < suffix.size ||
        memcmp(text->at + text->size - suffix.size, suffix.at, suffix.size) != 0)
        return false;
    text->size -= suffix.size;
    return true;
}

static void trim(struct ar_text *text)
{
    static const struct ar_text blanks[] = {AR_TEXT(" "), AR_TEXT("\t"), AR_TEXT(NO_BREAK_SPACE), AR_TEXT(THIN_SPACE),
                                            AR_TEXT(NARROW_SPACE)};
    for (size_t i = 0; i < sizeof blanks / sizeof *blanks; i++)
        if (drop_front(text, blanks[i]) || drop_back(text, blanks[i]))
            i = (size_t)-1;
}

static bool take_sign(struct work *work, bool negative, bool allowed)
{
    if (!allowed) {
        work->hint = "sign written in a way that is not declared";
        return false;
    }
    if (work->has_sign)
        work->why = "more than one sign";
    work->has_sign = true;
    work->negative = negative;
    return true;
}

/* Tells whether something was peeled; when the style is not declared, the text is left as it was. */
static bool peel_sign(struct work *work, bool (*drop)(struct ar_text *, struct ar_text), unsigned side)
{
    const unsigned signs = work->style->signs;
    struct ar_text rest = work->rest;
    bool taken = false;
    if (drop(&rest, AR_TEXT("-")))
        taken = take_sign(work, true, signs & side);
    else if (drop(&rest, AR_TEXT(MINUS)))
        taken = take_sign(work, true, (signs & side) && (signs & AR_SIGN_UNICODE));
    else if (drop(&rest, AR_TEXT("+")))
        taken = take_sign(work, false, (signs & side) && (signs & AR_SIGN_PLUS));
    if (taken)
        work->rest = rest;
    return taken;
}

static bool peel_parentheses(struct work *work)
{
    struct ar_text rest = work->rest;
    bool opened = drop_front(&rest, AR_TEXT("(")), closed = drop_back(&rest, AR_TEXT(")"));
    if (opened != closed)
        work->hint = "parentheses that do not match";
    if (!opened || !closed || !take_sign(work, true, work->style->signs & AR_SIGN_PARENTHESES))
        return false;
    work->rest = rest;
    return true;
}

/* 'C' or 'D' when the two bytes are CR or DR in any case. */
static char cr_or_dr(const char *at)
{
    char first = (char)(at[0] & ~0x20), second = (char)(at[1] & ~0x20);
    return second == 'R' && (first == 'C' || first == 'D') ? first : '\0';
}

/* In a receivables ledger CR lowers what the customer owes (reference: debit and credit of an asset account). */
static bool peel_crdr(struct work *work)
{
    struct ar_text rest = work->rest;
    char found = '\0';
    if (rest.size > 2 && !ar_is_letter(rest.at[2]) && (found = cr_or_dr(rest.at)) != '\0') {
        rest.at += 2;
        rest.size -= 2;
    } else {
        drop_back(&rest, AR_TEXT("."));
        if (rest.size < 3 || ar_is_letter(rest.at[rest.size - 3]))
            return false;
        found = cr_or_dr(rest.at + rest.size - 2);
        rest.size -= 2;
    }
    if (!found || !take_sign(work, found == 'C', work->style->signs & AR_SIGN_CRDR))
        return false;
    work->rest = rest;
    return true;
}

/* The size of a currency sign or code at the front of text, or, with `back`, at its end; 0 when there is none. */
static size_t symbol_size(struct ar_text text, bool back)
{
    struct ar_currency currency;
    utf8proc_int32_t character;
    size_t size = text.size ? 1 : 0;
    if (text.size > 3) {
        struct ar_text code = {back ? text.at + text.size - 3 : text.at, 3};
        char beside = back ? text.at[text.size - 4] : text.at[3];
        if (!ar_is_letter(beside) && ar_currency_parse(&currency, code) == AR_OK)
            return 3;
    }
    if (back)
        while (size < text.size && size < 4 && (text.at[text.size - size] & 0xc0) == 0x80)
            size++;
    struct ar_text one = {back ? text.at + text.size - size : text.at, back ? size : text.size < 4 ? text.size : 4};
    utf8proc_ssize_t read =
        one.size ? utf8proc_iterate((const utf8proc_uint8_t *)one.at, (utf8proc_ssize_t)one.size, &character) : 0;
    if (read <= 0 || (back && (size_t)read != size) || utf8proc_category(character) != UTF8PROC_CATEGORY_SC)
        return 0;
    return (size_t)read;
}

static bool is_of_another(const struct work *work, struct ar_text mark)
{
    struct ar_currency named;
    return work->currency.code != 0 && ar_currency_parse(&named, mark) == AR_OK && named.code != work->currency.code;
}

static bool peel_symbol(struct work *work)
{
    struct ar_text rest = work->rest, mark = work->style->symbol;
    size_t size;
    bool found = drop_front(&rest, mark) || drop_back(&rest, mark);
    if (!found && (size = symbol_size(rest, false)) > 0) {
        mark = (struct ar_text){rest.at, size};
        rest.at += size;
        rest.size -= size;
        found = work->style->any_symbol;
    } else if (!found && (size = symbol_size(rest, true)) > 0) {
        rest.size -= size;
        mark = (struct ar_text){rest.at + rest.size, size};
        found = work->style->any_symbol;
    }
    if (!found) {
        if (rest.size != work->rest.size)
            work->hint = "currency mark that is not declared";
        return false;
    }
    if (work->has_symbol)
        work->why = "more than one currency mark";
    else if (is_of_another(work, mark))
        work->why = "the code of another currency than the record's";
    work->has_symbol = true;
    work->rest = rest;
    return true;
}

/* The lengths of the groups so far, the one that is being read apart. */
struct groups {
    unsigned count, first, which;
    bool threes, twos; /* all groups between the first and the one being read have three digits, two */
};

static void end_group(struct groups *groups, unsigned size)
{
    if (groups->count++ == 0) {
        groups->first = size;
        groups->threes = groups->twos = true;
    } else {
        groups->threes = groups->threes && size == 3;
        groups->twos = groups->twos && size == 2;
    }
}

static bool well_formed(const struct groups *groups, unsigned last, bool indian)
{
    if (groups->count == 0)
        return true;
    if (last != 3 || groups->first == 0)
        return false;
    return (groups->threes && groups->first <= 3) || (indian && groups->twos && groups->first <= 2);
}

/* Reads whole units up to the decimal mark or the end. */
static const char *read_whole(struct ar_text *rest, const struct ar_number_style *style, uint64_t *value, bool *any)
{
    struct groups groups = {0};
    bool leading_zero = rest->size && rest->at[0] == '0', overflow = false;
    unsigned size = 0, which = 0;
    while (rest->size && !(style->decimal && rest->at[0] == style->decimal)) {
        unsigned digit = (unsigned char)rest->at[0] - '0';
        size_t step = 1;
        if (digit <= 9) {
            overflow |= __builtin_mul_overflow(*value, 10, value) || __builtin_add_overflow(*value, digit, value);
            size++;
        } else {
            step = ar_number_separator(*rest, style->groups, &which);
            if (step == 0)
                return ar_number_separator(*rest, AR_GROUPS_ANY, &which) && !style->groups
                           ? "ambiguous amount (name its thousands separator)"
                           : not_an_amount;
            if (groups.count && which != groups.which)
                return "digit groups with different separators";
            groups.which = which;
            end_group(&groups, size);
            size = 0;
        }
        rest->at += step;
        rest->size -= step;
    }
    /* 0,123 is no group of thousands but a decimal comma that was not declared */
    if (!well_formed(&groups, size, style->indian) || (groups.count && leading_zero))
        return "digit groups of a wrong size";
    *any = size > 0;
    return overflow ? out_of_range : NULL;
}

static bool rounds_up(const struct ar_number_style *style, uint64_t value, unsigned dropped, bool more)
{
    switch (style->rounding) {
    case AR_ROUND_HALF_UP:
        return dropped >= 5;
    case AR_ROUND_HALF_EVEN:
        return dropped > 5 || (dropped == 5 && (more || value % 2));
    case AR_ROUND_UP:
        return dropped || more;
    case AR_ROUND_DOWN:
        break;
    }
    return false;
}

/* Reads the decimals, the mark already taken away, and fills up those that are missing. */
static const char *read_decimals(struct ar_text rest, const struct ar_number_style *style, unsigned digits,
                                 uint64_t *value)
{
    unsigned dropped = 0;
    bool overflow = false, more = false;
    for (size_t i = 0; i < rest.size; i++)
        if (rest.at[i] < '0' || rest.at[i] > '9')
            return not_an_amount;
    if (rest.size > digits && !style->rounds)
        return too_many_decimals;
    for (size_t i = 0; i < digits; i++) {
        unsigned digit = i < rest.size ? (unsigned)(rest.at[i] - '0') : 0u;
        overflow |= __builtin_mul_overflow(*value, 10, value) || __builtin_add_overflow(*value, digit, value);
    }
    if (rest.size > digits)
        dropped = (unsigned)(rest.at[digits] - '0');
    for (size_t i = digits + 1; i < rest.size; i++)
        more |= rest.at[i] != '0';
    if (rounds_up(style, *value, dropped, more))
        overflow |= __builtin_add_overflow(*value, 1, value);
    return overflow ? out_of_range : NULL;
}

/* Nothing is left around the digits. */
static bool is_bare(struct ar_text text)
{
    return text.size && text.at[0] >= '0' && text.at[0] <= '9' && text.at[text.size - 1] >= '0' &&
           text.at[text.size - 1] <= '9';
}

static const char *parse(int64_t *minor, struct work *work, unsigned digits)
{
    const struct ar_number_style *style = work->style;
    uint64_t value = 0;
    bool any = false, peeled = true;
    trim(&work->rest);
    if (work->rest.size == 0)
        return "empty amount";
    while (peeled && !work->why && !is_bare(work->rest)) {
        peeled = peel_sign(work, drop_front, AR_SIGN_LEADING) || peel_sign(work, drop_back, AR_SIGN_TRAILING) ||
                 peel_parentheses(work) || peel_crdr(work) || peel_symbol(work);
        trim(&work->rest);
    }
    if (work->why)
        return work->why;
    const char *why = read_whole(&work->rest, style, &value, &any);
    if (!why && work->rest.size) {
        work->rest.at++;
        work->rest.size--;
        why = work->rest.size ? read_decimals(work->rest, style, digits, &value) : not_an_amount;
    } else if (!why) {
        why = any ? read_decimals(work->rest, style, digits, &value) : not_an_amount;
    }
    if (why)
        return why == not_an_amount && work->hint ? work->hint : why;
    if (value > (uint64_t)INT64_MAX + work->negative)
        return out_of_range;
    *minor = work->negative ? (int64_t)(0 - value) : (int64_t)value;
    return NULL;
}

static unsigned group_of(char c)
{
    switch (c) {
    case ',':
        return AR_GROUPS_COMMA;
    case '.':
        return AR_GROUPS_POINT;
    case '\'':
        return AR_GROUPS_APOSTROPHE;
    case ' ':
        return AR_GROUPS_SPACE;
    default:
        return 0;
    }
}

/* The digits before the decimal mark: how many there are since the last separator, and that separator. */
struct run {
    size_t size;
    char separator;
};

static inline bool end_run(struct run *run, char separator, unsigned groups, char first)
{
    bool good = run->separator ? separator == run->separator && run->size == 3
                               : (group_of(separator) & groups) && run->size >= 1 && run->size <= 3 && first != '0';
    *run = (struct run){0, separator};
    return good;
}

/* -?digits[.digits] of up to eighteen characters, also in groups of three; false leaves the text to the long way, which
   knows more and has the reasons. */
static bool parse_plain(int64_t *minor, struct ar_text text, const struct ar_number_style *style, unsigned digits)
{
    static const int64_t powers[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000};
    const char *at = text.at, *end = at + text.size, *mark = NULL;
    bool negative = text.size > 1 && *at == '-' && (style->signs & AR_SIGN_LEADING);
    struct run run = {0};
    int64_t value = 0;
    at += negative;
    if (end - at > 18 || at == end || *at == style->decimal)
        return false;
    for (const char first = *at; at < end; at++) {
        unsigned digit = (unsigned char)*at - '0';
        if (digit <= 9) {
            value = value * 10 + (int64_t)digit;
            run.size++;
        } else if (mark) {
            return false;
        } else if (*at == style->decimal && style->decimal) {
            mark = at;
            if (run.separator && run.size != 3)
                return false;
        } else if (!end_run(&run, *at, style->groups, first)) {
            return false;
        }
    }
    size_t decimals = mark ? (size_t)(end - mark - 1) : 0;
    if (decimals > digits || (mark && decimals == 0) || (!mark && run.separator && run.size != 3) ||
        __builtin_mul_overflow(value, powers[digits - decimals], &value))
        return false;
    *minor = negative ? -value : value;
    return true;
}

static enum ar_status parse_any(int64_t *minor, struct ar_text text, const struct ar_number_style *style,
                                struct ar_currency currency, unsigned digits, const char **why)
{
    if (text.size && parse_plain(minor, text, style, digits))
        return AR_OK;
    struct work work = {.rest = text, .style = style, .currency = currency};
    const char *reason = parse(minor, &work, digits);
    if (!reason)
        return AR_OK;
    if (why)
        *why = reason;
    return AR_BAD_DATA;
}

enum ar_status ar_number_parse(int64_t *minor, struct ar_text text, const struct ar_number_style *style,
                               unsigned digits, const char **why)
{
    return parse_any(minor, text, style, AR_CURRENCY_NONE, digits, why);
}

enum ar_status ar_number_parse_in(int64_t *minor, struct ar_text text, const struct ar_number_style *style,
                                  struct ar_currency currency, const char **why)
{
    return parse_any(minor, text, style, currency, ar_currency_digits(currency), why);
}
