/* SPDX-License-Identifier: MIT */
/* The words with which a profile declares how numbers are written. */
#include "import/number.h"

/* Apostrophe, right single quotation mark; space, no-break, thin and narrow no-break space. */
static const struct {
    struct ar_text text;
    unsigned group;
} separators[] = {
    {AR_TEXT(","), AR_GROUPS_COMMA},
    {AR_TEXT("."), AR_GROUPS_POINT},
    {AR_TEXT("'"), AR_GROUPS_APOSTROPHE},
    {AR_TEXT("\xe2\x80\x99"), AR_GROUPS_APOSTROPHE},
    {AR_TEXT(" "), AR_GROUPS_SPACE},
    {AR_TEXT("\xc2\xa0"), AR_GROUPS_SPACE},
    {AR_TEXT("\xe2\x80\x89"), AR_GROUPS_SPACE},
    {AR_TEXT("\xe2\x80\xaf"), AR_GROUPS_SPACE},
};

size_t ar_number_separator(struct ar_text text, unsigned groups, unsigned *which)
{
    for (unsigned i = 0; i < sizeof separators / sizeof *separators; i++)
        if ((separators[i].group & groups) && ar_text_starts(text, separators[i].text)) {
            *which = i;
            return separators[i].text.size;
        }
    return 0;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static struct ar_text next_word(struct ar_text *rest)
{
    struct ar_text word = {rest->at, 0};
    while (rest->size && is_blank(rest->at[0]))
        rest->at++, rest->size--;
    word.at = rest->at;
    while (rest->size && !is_blank(rest->at[0]))
        rest->at++, rest->size--, word.size++;
    return word;
}

static bool add_separators(unsigned *groups, struct ar_text word)
{
    while (word.size) {
        unsigned which;
        size_t size = ar_number_separator(word, AR_GROUPS_ANY, &which);
        if (size == 0)
            return false;
        *groups |= separators[which].group;
        word.at += size;
        word.size -= size;
    }
    return true;
}

struct name {
    const char *word;
    unsigned flag;
};

static enum ar_status parse_words(unsigned *out, struct ar_text text, const struct name *names, const char *words,
                                  bool characters, struct ar_error *error)
{
    unsigned flags = 0, count = 0;
    struct ar_text rest = text, word;
    while ((word = next_word(&rest)).size) {
        const struct name *name = names;
        while (name->word && !ar_text_is(word, name->word))
            name++;
        if (name->word)
            flags |= name->flag;
        else if (!characters || !add_separators(&flags, word))
            break;
        count++;
    }
    if (word.size || count == 0) {
        ar_error_set(error, AR_BAD_DATA, "expected %s", words);
        ar_error_value(error, text);
        return AR_BAD_DATA;
    }
    *out = flags;
    return AR_OK;
}

enum ar_status ar_number_groups_parse(unsigned *out, struct ar_text text, struct ar_error *error)
{
    static const struct name names[] = {
        {"none", 0},
        {"comma", AR_GROUPS_COMMA},
        {"point", AR_GROUPS_POINT},
        {"apostrophe", AR_GROUPS_APOSTROPHE},
        {"space", AR_GROUPS_SPACE},
        {NULL, 0},
    };
    return parse_words(out, text, names, "comma, point, apostrophe, space, none or the characters themselves", true,
                       error);
}

enum ar_status ar_number_signs_parse(unsigned *out, struct ar_text text, struct ar_error *error)
{
    static const struct name names[] = {
        {"leading", AR_SIGN_LEADING},
        {"trailing", AR_SIGN_TRAILING},
        {"parentheses", AR_SIGN_PARENTHESES},
        {"crdr", AR_SIGN_CRDR},
        {"unicode", AR_SIGN_UNICODE},
        {"plus", AR_SIGN_PLUS},
        {NULL, 0},
    };
    return parse_words(out, text, names, "leading, trailing, parentheses, crdr, unicode or plus", false, error);
}

enum ar_status ar_number_style_check(const struct ar_number_style *style, struct ar_error *error)
{
    if (style->decimal && style->decimal != '.' && style->decimal != ',')
        return ar_error_set(error, AR_BAD_DATA, "decimal mark is neither point nor comma");
    if ((style->decimal == '.' && (style->groups & AR_GROUPS_POINT)) ||
        (style->decimal == ',' && (style->groups & AR_GROUPS_COMMA)))
        return ar_error_set(error, AR_BAD_DATA, "decimal mark and thousands separator are the same");
    if (style->indian && !style->groups)
        return ar_error_set(error, AR_BAD_DATA, "Indian groups need a thousands separator");
    return AR_OK;
}
