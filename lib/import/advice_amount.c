/* SPDX-License-Identifier: MIT */
/* Amounts as people write them into advices. */
#include "import/advice_amount.h"
#include "import/bank_value.h"

static const struct {
    const char *sign, *currency;
} signs[] = {{"$", "USD"}, {"\xe2\x82\xac", "EUR"}, {"\xc2\xa3", "GBP"}};

/* Dollars and pesos. */
static bool has_dollar_sign(struct ar_currency currency)
{
    static const char codes[] =
        "USDCADAUDNZDHKDSGDTWDBBDBMDBNDBSDBZDFJDGYDJMDKYDLRDNADSBDSRDTTDXCDMXNARSCLPCOPCUPDOPUYU";
    char name[AR_CURRENCY_SIZE];
    ar_currency_format(name, currency);
    for (size_t i = 0; i + 1 < sizeof codes; i += AR_CURRENCY_SIZE)
        if (memcmp(codes + i, name, AR_CURRENCY_SIZE) == 0)
            return true;
    return false;
}

/* The size of a currency's sign in front of the text, 0: none. $ is of whatever country is known already. */
static size_t sign_size(struct ar_text text, struct ar_currency *currency)
{
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        struct ar_text sign = ar_text_from(signs[i].sign);
        if (!ar_text_starts(text, sign))
            continue;
        bool known = i == 0 && currency->code != 0 && has_dollar_sign(*currency);
        return known || ar_currency_parse(currency, ar_text_from(signs[i].currency)) == AR_OK ? sign.size : 0;
    }
    return 0;
}

/* The sign of a currency, or its three letters, in front; what follows stays in *text. */
static void cut_currency(struct ar_text *text, struct ar_currency *currency)
{
    size_t size = sign_size(*text, currency);
    if (size == 0 && text->size > 3 && ar_currency_parse(currency, (struct ar_text){text->at, 3}) == AR_OK)
        size = 3;
    *text = size > 0 ? ar_bank_trim((struct ar_text){text->at + size, text->size - size}) : *text;
}

/* Where the decimals begin: the last sign, unless it ends a group. false: it could be either. */
static bool find_point(struct ar_text text, struct ar_currency currency, size_t *point)
{
    size_t last = text.size, count = 0;
    bool mixed = false;
    for (size_t i = 0; i < text.size; i++) {
        if (ar_is_digit(text.at[i]))
            continue;
        mixed = mixed || (count > 0 && text.at[i] != text.at[last]);
        last = i;
        count++;
    }
    *point = last;
    bool three = ar_currency_digits(currency) == 3;
    if (last == text.size || mixed || text.size - last - 1 != 3 || (three && count == 1 && text.at[last] == '.'))
        return true;
    *point = text.size; /* three digits behind the one sign are a group */
    return count > 1 || !three;
}

/* Digits, with groups of three: 1,240.00 or 1.240,00. Returns how many bytes that took; 0: none, or not an amount. */
static size_t read_number(struct ar_text text, struct ar_currency currency, int64_t *out)
{
    char digits[40];
    size_t used = 0, end = 0, point, since = 0;
    const char *why;
    bool grouped = false;
    while (end < text.size && (ar_is_digit(text.at[end]) || text.at[end] == ',' || text.at[end] == '.'))
        end++;
    while (end > 0 && !ar_is_digit(text.at[end - 1]))
        end--; /* the full stop of the sentence */
    if (end == 0 || end >= sizeof digits || !ar_is_digit(text.at[0]) ||
        !find_point((struct ar_text){text.at, end}, currency, &point))
        return 0;
    for (size_t i = 0; i < end; i++) {
        if (ar_is_digit(text.at[i])) {
            digits[used++] = text.at[i];
            since++;
            continue;
        }
        if ((grouped && since != 3) || since > 3 + (i == point && !grouped ? sizeof digits : 0))
            return 0; /* a group that is none */
        grouped = true;
        since = 0;
        if (i == point)
            digits[used++] = '.';
    }
    if (point == end && grouped && since != 3)
        return 0;
    return ar_bank_amount(out, (struct ar_text){digits, used}, ".", false, currency, &why) == AR_OK ? end : 0;
}

/* The size of a currency's sign or letters in front of the text, whole; 0: none. */
static size_t currency_size(struct ar_text text, struct ar_currency *currency)
{
    size_t size = sign_size(text, currency);
    if (size > 0)
        return size;
    char after = text.size > 3 ? text.at[3] : ' ';
    bool whole = !ar_is_digit(after) && !((after | 32) >= 'a' && (after | 32) <= 'z');
    return text.size >= 3 && whole && ar_currency_parse(currency, (struct ar_text){text.at, 3}) == AR_OK ? 3 : 0;
}

static struct ar_text skip(struct ar_text text, size_t size)
{
    return ar_bank_trim((struct ar_text){text.at + size, text.size - size});
}

void ar_advice_find_currency(struct ar_text text, struct ar_currency *currency)
{
    struct ar_currency found = *currency;
    text = ar_bank_trim(text);
    if (text.size > 0 && text.at[0] == '-')
        text = skip(text, 1);
    cut_currency(&text, &found);
    size_t size = 0;
    while (size < text.size && (ar_is_digit(text.at[size]) || memchr(",.-", text.at[size], 3) != NULL))
        size++;
    if (found.code == 0 && size > 0)
        currency_size(skip(text, size), &found);
    *currency = found;
}

/* As ar_advice_cut_signed; a sign only where `sign`. */
static bool cut(struct ar_text text, struct ar_currency currency, bool sign, int64_t *out, struct ar_text *rest)
{
    struct ar_currency own = currency, behind = currency;
    bool minus = false;
    *rest = text = ar_bank_trim(text);
    for (unsigned i = 0; i < 2; i++) { /* on either side of the currency */
        if (sign && !minus && text.size > 0 && text.at[0] == '-') {
            minus = true;
            text = skip(text, 1);
        }
        if (i == 0)
            cut_currency(&text, &own);
    }
    size_t size = own.code == currency.code ? read_number(text, currency, out) : 0;
    if (size == 0)
        return false;
    if (sign && !minus && size < text.size && text.at[size] == '-') {
        minus = true;
        size++;
    }
    *rest = skip(text, size);
    size = currency_size(*rest, &behind);
    if ((size > 0 && size == rest->size && behind.code != currency.code) || (rest->size > 0 && rest->at[0] == '%'))
        return false; /* of another currency, or a percentage */
    if (size > 0 && behind.code == currency.code)
        *rest = skip(*rest, size);
    *out = minus ? -*out : *out;
    return true;
}

bool ar_advice_cut_amount(struct ar_text text, struct ar_currency currency, int64_t *out, struct ar_text *rest)
{
    return cut(text, currency, false, out, rest);
}

bool ar_advice_cut_signed(struct ar_text text, struct ar_currency currency, int64_t *out, struct ar_text *rest)
{
    text = ar_bank_trim(text);
    const char *end = text.size > 0 && text.at[0] == '(' ? memchr(text.at, ')', text.size) : NULL;
    if (end == NULL)
        return cut(text, currency, true, out, rest);
    size_t inner = (size_t)(end - text.at - 1);
    if (!cut((struct ar_text){text.at + 1, inner}, currency, false, out, rest) || rest->size > 0)
        return false;
    *out = -*out;
    *rest = skip(text, inner + 2);
    return true;
}

bool ar_advice_cut_less(struct ar_text text, struct ar_currency currency, int64_t *out, struct ar_text *rest)
{
    if (!ar_advice_cut_signed(text, currency, out, rest))
        return false;
    *out = *out < 0 ? -*out : *out;
    return true;
}
