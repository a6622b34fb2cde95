/* SPDX-License-Identifier: MIT */
/* What the words mean that an export has for invoices, credits and payments. */
#include "import/guess_say.h"

bool ar_guess_holds(struct ar_text text, const char *piece)
{
    size_t size = strlen(piece);
    for (size_t i = 0; i + size <= text.size; i++) {
        size_t k = 0;
        while (k < size && (text.at[i + k] | 0x20) == piece[k])
            k++;
        if (k == size)
            return true;
    }
    return false;
}

static const char *type_of(struct ar_text text)
{
    static const struct {
        const char *piece, *type;
    } words[] = {{"credit", "credit"},   {"gutschrift", "credit"}, {"refund", "credit"},   {"debit", "debit"},
                 {"inv", "invoice"},     {"rechnung", "invoice"},  {"payment", "payment"}, {"receipt", "payment"},
                 {"zahlung", "payment"}, {"deposit", "payment"},   {"journal", "journal"}};
    static const struct {
        const char *code, *type;
    } codes[] = {{"RV", "invoice"}, {"DR", "invoice"}, {"SI", "invoice"}, {"IN", "invoice"}, {"DG", "credit"},
                 {"CM", "credit"},  {"CN", "credit"},  {"SC", "credit"},  {"CR", "credit"},  {"DM", "debit"},
                 {"DZ", "payment"}, {"PY", "payment"}, {"SR", "payment"}, {"SA", "payment"}, {"JE", "journal"},
                 {"JV", "journal"}, {"AB", "journal"}};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (ar_text_is(text, codes[i].code))
            return codes[i].type;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (ar_guess_holds(text, words[i].piece))
            return words[i].type;
    return NULL;
}

static bool starts_negative(struct ar_text text)
{
    text = ar_text_trim(text);
    return text.size &&
           (text.at[0] == '-' || text.at[0] == '(' || text.at[text.size - 1] == '-' || text.at[0] == '\xe2');
}

void ar_guess_say_types(struct ar_draft *guess, int column)
{
    enum { WORDS = 30 };
    struct ar_text seen[WORDS];
    size_t count = 0;
    bool credits = false, minus = false;
    int amount = ar_guess_found(guess, "amount") >= 0 ? ar_guess_found(guess, "amount") : ar_guess_found(guess, "open");
    char name[AR_GUESS_SOURCE];
    ar_guess_say(guess, "type = %s", ar_guess_source(guess, column, name));
    for (size_t i = guess->sample.header + 1; i < guess->sample.count; i++) {
        if (guess->sample.records[i].count != guess->sample.columns)
            continue;
        struct ar_text word = ar_guess_sample_field(&guess->sample, i, (unsigned)column);
        const char *type = type_of(word);
        if (type != NULL && strcmp(type, "credit") == 0) {
            credits = true;
            minus =
                minus || (amount >= 0 && starts_negative(ar_guess_sample_field(&guess->sample, i, (unsigned)amount)));
        }
        size_t k = 0;
        while (k < count && !ar_text_equal(seen[k], word))
            k++;
        if (k < count || count == WORDS || word.size > 60 || memchr(word.at, '\n', word.size) != NULL)
            continue;
        seen[count++] = word;
        if (type != NULL && !ar_text_is(word, type))
            ar_guess_say(guess, "  \"%.*s\" = %s", (int)word.size, word.at, type);
        else if (type == NULL) {
            ar_guess_say(
                guess, "# UNDECIDED: what is '%.*s'? invoice, credit, debit, payment or journal\n#  \"%.*s\" = invoice",
                (int)word.size, word.at, (int)word.size, word.at);
            guess->undecided++;
        }
    }
    if (credits && !minus && amount >= 0 && guess->sign < 0)
        ar_guess_say(guess, "# credits stand there without a minus\nsign-by-type credit");
}

void ar_guess_say_no_types(struct ar_draft *guess)
{
    int amount = ar_guess_found(guess, "amount") >= 0 ? ar_guess_found(guess, "amount") : ar_guess_found(guess, "open");
    bool minus = false;
    char name[AR_GUESS_SOURCE];
    for (size_t i = guess->sample.header + 1; amount >= 0 && i < guess->sample.count; i++)
        minus = minus || starts_negative(ar_guess_sample_field(&guess->sample, i, (unsigned)amount));
    ar_guess_say(guess, "# no column tells it\ntype = invoice");
    if (guess->credit >= 0)
        ar_guess_say(guess, "if %s /[1-9]/\n  type = credit", ar_guess_source(guess, guess->credit, name));
    if (minus)
        ar_guess_say(guess, "if %s /^\\s*[-(\\x{2212}]|-\\s*$|CR$/i\n  type = credit",
                     ar_guess_source(guess, amount, name));
}
