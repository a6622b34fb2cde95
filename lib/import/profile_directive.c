/* SPDX-License-Identifier: MIT */
/* The directives of a profile that stand on one line: how the file is cut into records, how numbers and dates are
   written, and what holds for whole columns. */
#include "import/convert_style.h"
#include "import/encoding.h"
#include "import/profile_read.h"

static enum ar_status read_kind(struct ar_profile_reader *reader)
{
    struct ar_text word = ar_profile_word(reader);
    const struct ar_kind *kind = ar_kind_find(word);
    if (kind == NULL)
        return ar_profile_fail_value(reader, word, "there is no such stream");
    reader->profile->kind = kind;
    return AR_OK;
}

static enum ar_status read_byte(struct ar_profile_reader *reader, char *out, const char *what)
{
    struct ar_text text;
    enum ar_status status = ar_profile_text(reader, &text);
    if (status != AR_OK)
        return status;
    if (text.size != 1 || (unsigned char)text.at[0] >= 0x80 || text.at[0] == '\r' || text.at[0] == '\n')
        return ar_profile_fail_value(reader, text, what);
    *out = text.at[0];
    return AR_OK;
}

static enum ar_status read_separator(struct ar_profile_reader *reader)
{
    static const struct {
        const char *name;
        char byte;
    } names[] = {{"comma", ','}, {"semicolon", ';'}, {"tab", '\t'}, {"pipe", '|'}, {"colon", ':'}, {"caret", '^'}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (ar_profile_take(reader, names[i].name)) {
            reader->profile->separator = names[i].byte;
            return AR_OK;
        }
    }
    return read_byte(reader, &reader->profile->separator, "comma, semicolon, tab, pipe or one character");
}

static enum ar_status read_quote(struct ar_profile_reader *reader)
{
    if (ar_profile_take(reader, "none")) {
        reader->profile->quoting = AR_PROFILE_NONE;
        return AR_OK;
    }
    if (ar_profile_take(reader, "double") || ar_profile_take(reader, "\"")) {
        reader->profile->quote = '"';
        return AR_OK;
    }
    if (ar_profile_take(reader, "single")) {
        reader->profile->quote = '\'';
        return AR_OK;
    }
    return read_byte(reader, &reader->profile->quote, "double, single, none or one character");
}

static enum ar_status read_quoting(struct ar_profile_reader *reader)
{
    static const char *const names[] = {"strict", "lenient", "none"};
    for (int i = 0; i < 3; i++) {
        if (ar_profile_take(reader, names[i])) {
            reader->profile->quoting = i == 0 ? AR_PROFILE_STRICT : i == 1 ? AR_PROFILE_LENIENT : AR_PROFILE_NONE;
            return AR_OK;
        }
    }
    return ar_profile_fail_value(reader, ar_profile_word(reader), "strict, lenient or none");
}

static enum ar_status read_encoding(struct ar_profile_reader *reader)
{
    struct ar_text text;
    enum ar_status status = ar_profile_text(reader, &text);
    if (status != AR_OK)
        return status;
    if (ar_encoding_check(text.at, NULL) != AR_OK)
        return ar_profile_fail_value(reader, text, "there is no such encoding");
    reader->profile->encoding = text.at;
    return AR_OK;
}

static enum ar_status read_header(struct ar_profile_reader *reader)
{
    struct ar_profile *profile = reader->profile;
    profile->header_place = ar_profile_here(reader);
    ar_pattern_delete(profile->header_pattern);
    profile->header_pattern = NULL;
    if (ar_profile_take(reader, "none")) {
        profile->header = AR_HEADER_NONE;
        return AR_OK;
    }
    if (!ar_profile_at_end(reader) && reader->rest.at[0] == '/') {
        profile->header = AR_HEADER_PATTERN;
        return ar_profile_pattern(reader, &profile->header_pattern);
    }
    profile->header = AR_HEADER_LINE;
    enum ar_status status = ar_profile_number(reader, &profile->header_line, 1000000);
    if (status == AR_OK && profile->header_line == 0)
        return ar_profile_fail(reader, "lines count from 1");
    return status;
}

static enum ar_status read_skip(struct ar_profile_reader *reader)
{
    bool number = !ar_profile_at_end(reader) && reader->rest.at[0] >= '0' && reader->rest.at[0] <= '9';
    if (number)
        return ar_profile_number(reader, &reader->profile->skip_records, 1000000);
    return ar_profile_rule(reader, AR_RULE_SKIP);
}

static enum ar_status read_stop(struct ar_profile_reader *reader)
{
    return ar_profile_rule(reader, AR_RULE_STOP);
}

static enum ar_status read_yes(struct ar_profile_reader *reader, bool *out)
{
    *out = true;
    if (ar_profile_at_end(reader) || ar_profile_take(reader, "yes"))
        return AR_OK;
    *out = false;
    if (ar_profile_take(reader, "no"))
        return AR_OK;
    return ar_profile_fail_value(reader, reader->rest, "yes or no");
}

static enum ar_status read_trim(struct ar_profile_reader *reader)
{
    return read_yes(reader, &reader->profile->trim);
}

static enum ar_status read_same_names(struct ar_profile_reader *reader)
{
    return read_yes(reader, &reader->profile->same_names);
}

static enum ar_status read_blank_lines(struct ar_profile_reader *reader)
{
    struct ar_text word = ar_profile_word(reader);
    reader->profile->blank_lines = ar_text_is(word, "error");
    if (!reader->profile->blank_lines && !ar_text_is(word, "skip"))
        return ar_profile_fail_value(reader, word, "skip or error");
    return AR_OK;
}

static enum ar_status read_fields(struct ar_profile_reader *reader)
{
    struct ar_text word = ar_profile_word(reader);
    reader->profile->fill = ar_text_is(word, "fill");
    if (!reader->profile->fill && !ar_text_is(word, "exact"))
        return ar_profile_fail_value(reader, word, "exact or fill");
    return AR_OK;
}

static enum ar_status read_columns(struct ar_profile_reader *reader)
{
    reader->profile->columns.count = 0;
    return ar_profile_list(reader, &reader->profile->columns, true);
}

static enum ar_status read_null(struct ar_profile_reader *reader)
{
    return ar_profile_list(reader, &reader->profile->nulls, false);
}

static enum ar_status read_pivot(struct ar_profile_reader *reader)
{
    unsigned pivot = 0;
    enum ar_status status = ar_profile_number(reader, &pivot, 100);
    reader->profile->pivot = (int)pivot;
    return status;
}

/* What the library below says about the rest of the line, with the place in the profile. */
static enum ar_status placed(struct ar_profile_reader *reader, enum ar_status status)
{
    if (status == AR_BAD_DATA && reader->error != NULL) {
        ar_error_place(reader->error, reader->file, reader->line);
        ar_error_column(reader->error, reader->directive);
        reader->error->fatal = true;
    }
    return status;
}

static struct ar_text whole_rest(struct ar_profile_reader *reader)
{
    ar_profile_blanks(reader);
    struct ar_text rest = reader->rest;
    reader->rest.at += rest.size;
    reader->rest.size = 0;
    return rest;
}

/* date-format [COLUMN] FORMAT [| FORMAT…] */
static enum ar_status read_date_format(struct ar_profile_reader *reader)
{
    struct ar_profile *profile = reader->profile;
    struct ar_profile_setting setting = {.place = ar_profile_here(reader)};
    struct ar_text before = reader->rest, word = ar_profile_word(reader);
    bool column = word.size > 0;
    for (size_t i = 0; i < word.size; i++)
        column = column && ((word.at[i] >= 'a' && word.at[i] <= 'z') || word.at[i] == '_');
    if (column && !ar_profile_at_end(reader) && reader->rest.at[0] != '|') {
        setting.column = word;
        if (ar_profile_keep(reader, &setting.column) != AR_OK)
            return AR_FAILED;
    } else {
        reader->rest = before;
    }
    if (ar_profile_at_end(reader))
        return ar_profile_fail(reader, "a format is missing, as dmy or %%d.%%m.%%Y");
    setting.text = whole_rest(reader);
    enum ar_status status = ar_profile_keep(reader, &setting.text);
    struct ar_date_style style;
    if (status == AR_OK)
        status = placed(reader, ar_style_dates(&style, setting.text, 0, reader->error));
    if (status != AR_OK)
        return status;
    for (size_t i = 0; i < profile->dates_count; i++) {
        if (ar_text_equal(profile->dates[i].column, setting.column)) {
            profile->dates[i] = setting;
            return AR_OK;
        }
    }
    struct ar_profile_setting *kept =
        ar_profile_add(&profile->dates, &profile->dates_capacity, &profile->dates_count, sizeof *kept);
    if (kept == NULL)
        return ar_error_memory(reader->error);
    *kept = setting;
    return AR_OK;
}

static enum ar_status read_decimal_mark(struct ar_profile_reader *reader)
{
    struct ar_number_style *numbers = &reader->profile->numbers;
    if (ar_profile_take(reader, "none")) {
        numbers->decimal = 0;
        return AR_OK;
    }
    if (ar_profile_take(reader, "comma") || ar_profile_take(reader, ",")) {
        numbers->decimal = ',';
        return AR_OK;
    }
    if (ar_profile_take(reader, "point") || ar_profile_take(reader, ".")) {
        numbers->decimal = '.';
        return AR_OK;
    }
    return ar_profile_fail_value(reader, ar_profile_word(reader), "point, comma or none");
}

static enum ar_status read_thousands(struct ar_profile_reader *reader)
{
    struct ar_number_style *numbers = &reader->profile->numbers;
    numbers->indian = ar_profile_take(reader, "indian");
    if (numbers->indian) {
        numbers->groups = AR_GROUPS_COMMA;
        return AR_OK;
    }
    return placed(reader, ar_number_groups_parse(&numbers->groups, whole_rest(reader), reader->error));
}

/* A minus or plus in front has one meaning only and stays allowed. */
static enum ar_status read_negative(struct ar_profile_reader *reader)
{
    unsigned signs;
    enum ar_status status = ar_number_signs_parse(&signs, whole_rest(reader), reader->error);
    if (status == AR_OK)
        reader->profile->numbers.signs = signs | AR_SIGN_LEADING | AR_SIGN_PLUS;
    return placed(reader, status);
}

static enum ar_status read_symbol(struct ar_profile_reader *reader)
{
    if (ar_profile_take(reader, "any")) {
        reader->profile->numbers.any_symbol = true;
        return AR_OK;
    }
    return ar_profile_text(reader, &reader->profile->numbers.symbol);
}

static enum ar_status read_round(struct ar_profile_reader *reader)
{
    struct ar_text word = ar_profile_word(reader);
    reader->profile->numbers.rounds = true;
    if (ar_rounding_parse(&reader->profile->numbers.rounding, word) != AR_OK)
        return ar_profile_fail_value(reader, word, "half-up, half-even, down or up");
    return AR_OK;
}

/* sign-column %SHKZG plus S minus H */
static enum ar_status read_sign_column(struct ar_profile_reader *reader)
{
    struct ar_profile *profile = reader->profile;
    profile->sign_place = ar_profile_here(reader);
    profile->plus.count = profile->minus.count = 0;
    enum ar_status status = ar_profile_source(reader, &profile->sign_source, false);
    struct ar_profile_list *list = NULL;
    while (status == AR_OK && !ar_profile_at_end(reader)) {
        if (ar_profile_take(reader, "plus")) {
            list = &profile->plus;
            continue;
        }
        if (ar_profile_take(reader, "minus")) {
            list = &profile->minus;
            continue;
        }
        struct ar_text text;
        if (list == NULL)
            return ar_profile_fail_value(reader, reader->rest, "after the column comes plus TEXT... minus TEXT...");
        status = ar_profile_text(reader, &text);
        struct ar_text *slot =
            status == AR_OK ? ar_profile_add(&list->at, &list->capacity, &list->count, sizeof *slot) : NULL;
        if (slot == NULL)
            return status == AR_OK ? ar_error_memory(reader->error) : status;
        *slot = text;
    }
    if (status == AR_OK && (profile->plus.count == 0 || profile->minus.count == 0))
        return ar_profile_fail(reader, "needs both: plus TEXT... minus TEXT...");
    return status;
}

static enum ar_status read_sign_by_type(struct ar_profile_reader *reader)
{
    struct ar_profile_list *types = &reader->profile->signed_types;
    enum ar_status status = ar_profile_list(reader, types, false);
    const struct ar_kind *items = ar_kind_find(AR_TEXT("items"));
    const char *const *words = items->columns[ar_kind_column(items, AR_TEXT("type"))].words;
    for (size_t i = 0; status == AR_OK && i < types->count; i++) {
        bool known = false;
        for (const char *const *word = words; *word != NULL; word++)
            known = known || ar_text_is(types->at[i], *word);
        if (!known)
            return ar_profile_fail_value(reader, types->at[i], "not a type: invoice credit debit payment journal");
    }
    return status;
}

/* strip ".0" doc reference */
static enum ar_status read_strip(struct ar_profile_reader *reader)
{
    struct ar_profile *profile = reader->profile;
    struct ar_text suffix, column;
    enum ar_status status = ar_profile_text(reader, &suffix);
    if (status == AR_OK && suffix.size == 0)
        return ar_profile_fail(reader, "nothing to strip");
    if (status == AR_OK && ar_profile_at_end(reader))
        return ar_profile_fail(reader, "a column is missing, as strip .0 doc");
    while (status == AR_OK && !ar_profile_at_end(reader)) {
        status = ar_profile_text(reader, &column);
        struct ar_profile_setting *kept = status == AR_OK ? ar_profile_add(&profile->strips, &profile->strips_capacity,
                                                                           &profile->strips_count, sizeof *kept)
                                                          : NULL;
        if (kept == NULL)
            return status == AR_OK ? ar_error_memory(reader->error) : status;
        *kept = (struct ar_profile_setting){column, suffix, ar_profile_here(reader)};
    }
    return status;
}

static enum ar_status read_once(struct ar_profile_reader *reader)
{
    struct ar_profile *profile = reader->profile;
    profile->once_count = 0;
    profile->once_place = ar_profile_here(reader);
    do {
        int source;
        enum ar_status status = ar_profile_source(reader, &source, false);
        if (status != AR_OK)
            return status;
        int *slot = ar_profile_add(&profile->once, &profile->once_capacity, &profile->once_count, sizeof *slot);
        if (slot == NULL)
            return ar_error_memory(reader->error);
        *slot = source;
    } while (!ar_profile_at_end(reader));
    return AR_OK;
}

static enum ar_status read_if(struct ar_profile_reader *reader)
{
    return ar_profile_rule(reader, AR_RULE_IF);
}

static const struct {
    const char *name;
    enum ar_status (*read)(struct ar_profile_reader *reader);
} directives[] = {
    {"kind", read_kind},
    {"separator", read_separator},
    {"quote", read_quote},
    {"quoting", read_quoting},
    {"encoding", read_encoding},
    {"header", read_header},
    {"columns", read_columns},
    {"fields", read_fields},
    {"skip", read_skip},
    {"stop", read_stop},
    {"if", read_if},
    {"once", read_once},
    {"trim", read_trim},
    {"blank-lines", read_blank_lines},
    {"null", read_null},
    {"same-names", read_same_names},
    {"date-format", read_date_format},
    {"pivot", read_pivot},
    {"decimal-mark", read_decimal_mark},
    {"thousands", read_thousands},
    {"negative", read_negative},
    {"currency-symbol", read_symbol},
    {"round", read_round},
    {"sign-column", read_sign_column},
    {"sign-by-type", read_sign_by_type},
    {"strip", read_strip},
};

enum ar_status ar_profile_directive(struct ar_profile_reader *reader, bool *known)
{
    for (size_t i = 0; i < sizeof directives / sizeof *directives; i++) {
        if (!ar_text_is(reader->directive, directives[i].name))
            continue;
        *known = true;
        enum ar_status status = directives[i].read(reader);
        return status == AR_OK ? ar_profile_end(reader) : status;
    }
    for (size_t i = 0; i < sizeof directives / sizeof *directives; i++)
        if (ar_text_distance(reader->directive, ar_text_from(directives[i].name), 2) <= 2)
            return ar_profile_fail(reader, "not a directive; did you mean '%s'?", directives[i].name);
    return AR_OK;
}
