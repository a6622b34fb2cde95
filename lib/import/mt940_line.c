/* SPDX-License-Identifier: MIT */
/* The statement line of MT940, :61:. */
#include "import/bank_value.h"
#include "import/mt940.h"

/* YYMMDD[MMDD]: where it ends, 0 when it is wrong. */
static size_t read_days(struct ar_text text, struct ar_mt940_line *out)
{
    bool moved;
    if (ar_bank_count_digits(text, 0, 6) < 6 || ar_bank_day(&out->value, (struct ar_text){text.at, 6}, &moved) != AR_OK)
        return 0;
    out->booked = out->value;
    if (ar_bank_count_digits(text, 6, 4) < 4)
        return text.size > 10 && memcmp(text.at + 6, "    ", 4) == 0 ? 10 : 6; /* the second one left blank */
    if (ar_bank_day_near(&out->booked, (struct ar_text){text.at + 6, 4}, out->value) != AR_OK)
        return 0;
    return 10;
}

/* [R|E]C|D, a letter of the currency, and a line end that some banks put there. */
static size_t read_mark(struct ar_text text, size_t at, struct ar_mt940_line *out)
{
    if (at < text.size && (text.at[at] == 'R' || text.at[at] == 'E')) {
        out->reversal = text.at[at] == 'R';
        out->expected = text.at[at] == 'E';
        at++;
    }
    if (at >= text.size || (text.at[at] != 'C' && text.at[at] != 'D'))
        return 0;
    out->negative = (text.at[at] == 'D') != out->reversal;
    at++;
    if (at < text.size && ar_is_capital(text.at[at]))
        at++;
    while (at < text.size && (text.at[at] == '\n' || text.at[at] == ' '))
        at++;
    return at;
}

static void read_references(struct ar_text text, struct ar_mt940_line *out)
{
    const char *end = text.size > 0 ? memchr(text.at, '\n', text.size) : NULL;
    struct ar_text first = {text.at, end != NULL ? (size_t)(end - text.at) : text.size};
    if (end != NULL)
        out->supplement = ar_bank_trim((struct ar_text){end, text.size - first.size});
    out->reference = first;
    for (size_t i = 0; i + 1 < first.size; i++)
        if (first.at[i] == '/' && first.at[i + 1] == '/') {
            out->reference = (struct ar_text){first.at, i};
            out->bank_reference = (struct ar_text){first.at + i + 2, first.size - i - 2};
            break;
        }
    /* some break the line in front of the bank's reference */
    if (out->bank_reference.size == 0 && ar_text_starts(out->supplement, AR_TEXT("//"))) {
        struct ar_text rest = out->supplement, line = ar_bank_trim(ar_text_cut(&rest, '\n'));
        out->bank_reference = (struct ar_text){line.at + 2, line.size - 2};
        out->supplement = rest.at != NULL ? rest : AR_TEXT("");
    }
}

/* What follows a codeword: a currency and an amount. */
static bool coded_amount(struct ar_text text, const char *word, struct ar_currency currency, int64_t *out)
{
    const char *at = text.at, *end = at + text.size;
    const size_t size = strlen(word);
    struct ar_currency found;
    const char *why;
    while (at < end && (at = memchr(at, '/', (size_t)(end - at))) != NULL &&
           ((size_t)(end - at) <= size + 3 || memcmp(at, word, size) != 0))
        at++;
    if (at == NULL || at >= end)
        return false;
    struct ar_text name = {at + size, 3}, rest = {name.at + 3, (size_t)(end - name.at) - 3};
    return ar_currency_parse(&found, name) == AR_OK && found.code == currency.code &&
           ar_bank_amount(out, ar_bank_trim(ar_text_cut(&rest, '/')), ",", false, currency, &why) == AR_OK;
}

bool ar_mt940_gross(struct ar_text text, struct ar_currency currency, int64_t amount, bool negative, int64_t *gross)
{
    int64_t charges;
    if (text.size == 0 || !coded_amount(text, "/OCMT/", currency, gross) ||
        !coded_amount(text, "/CHGS/", currency, &charges))
        return false;
    return charges > 0 && (negative ? (ar_int128)*gross + charges : (ar_int128)*gross - charges) == amount;
}

enum ar_status ar_mt940_line_parse(struct ar_mt940_line *out, struct ar_text text, const char **why)
{
    *out = (struct ar_mt940_line){
        .type = AR_TEXT(""), .reference = AR_TEXT(""), .bank_reference = AR_TEXT(""), .supplement = AR_TEXT("")};
    size_t at = read_days(text, out);
    *why = ":61: does not begin with a value date";
    if (at == 0)
        return AR_BAD_DATA;
    at = read_mark(text, at, out);
    *why = ":61: has no mark C, D, RC or RD behind its dates";
    if (at == 0)
        return AR_BAD_DATA;
    size_t begin = at;
    while (at < text.size && (ar_is_digit(text.at[at]) || text.at[at] == ','))
        at++;
    out->amount = (struct ar_text){text.at + begin, at - begin};
    while (at < text.size && text.at[at] == ' ')
        at++;
    *why = ":61: has no amount with a type of transaction behind it";
    if (out->amount.size == 0 || text.size - at < 4 || !ar_is_capital(text.at[at]))
        return AR_BAD_DATA;
    out->type = (struct ar_text){text.at + at, 4};
    read_references((struct ar_text){text.at + at + 4, text.size - at - 4}, out);
    return AR_OK;
}
