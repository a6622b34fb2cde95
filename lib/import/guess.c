/* SPDX-License-Identifier: MIT */
/* Writing down what was found: one directive a line, its reason before it. */
#include "import/guess.h"
#include "import/guess_values.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { COLUMNS_MAX = 64 };

struct guess {
    struct ar_sample sample;
    const struct ar_kind *kind;
    struct ar_writer *out;
    int column[COLUMNS_MAX]; /* for each column of the kind: the export's, or -1 */
    int sign; /* the column of S and H, debit and credit, that SAP has; or -1 */
    int debit, credit; /* two columns in place of one of amounts; or -1 */
    unsigned undecided;
};

AR_PRINTF(2, 3) static void say(struct guess *guess, const char *format, ...)
{
    char line[1024];
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    if (size < 0)
        return;
    if ((size_t)size >= sizeof line)
        size = (int)sizeof line - 1;
    ar_writer_bytes(guess->out, (struct ar_text){line, (size_t)size});
    ar_writer_bytes(guess->out, AR_TEXT("\n"));
}

static struct ar_text header_name(const struct guess *guess, int column)
{
    return guess->sample.records[guess->sample.header].fields[column];
}

/* %Name or %"Any name", %3 where the name is empty or there twice. */
static const char *source(const struct guess *guess, int column, char out[static 300])
{
    struct ar_text name = header_name(guess, column);
    bool plain = name.size > 0 && !(name.at[0] >= '0' && name.at[0] <= '9'), twice = name.size == 0 || name.size > 120;
    for (size_t i = 0; i < name.size; i++) {
        char c = name.at[i];
        plain = plain && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_');
        twice = twice || c == '\n' || c == '\r' || c == '\0';
    }
    for (unsigned i = 0; i < guess->sample.columns; i++)
        twice = twice || ((int)i != column && ar_text_equal(header_name(guess, (int)i), name));
    if (twice) {
        snprintf(out, 300, "%%%d", column + 1);
        return out;
    }
    size_t used = 0;
    out[used++] = '%';
    if (!plain)
        out[used++] = '"';
    for (size_t i = 0; i < name.size; i++) {
        if (name.at[i] == '"')
            out[used++] = '"';
        out[used++] = name.at[i];
    }
    if (!plain)
        out[used++] = '"';
    out[used] = '\0';
    return out;
}

static int kind_column(const struct guess *guess, const char *name)
{
    return ar_kind_column(guess->kind, ar_text_from(name));
}

static int found(const struct guess *guess, const char *name)
{
    int at = kind_column(guess, name);
    return at < 0 ? -1 : guess->column[at];
}

/* Amounts in two columns; and amounts in the company's own currency, which another column than the document's tells. */
static void choose_amounts(struct guess *guess, const bool *taken)
{
    const char *why;
    int amount = kind_column(guess, "amount"), currency = kind_column(guess, "currency");
    guess->debit = guess->credit = -1;
    if (amount < 0)
        return;
    if (guess->column[amount] < 0 && found(guess, "open") < 0) {
        guess->debit = ar_guess_column(&guess->sample, "debit", taken, &why);
        guess->credit = ar_guess_column(&guess->sample, "credit", taken, &why);
        if (guess->debit < 0 || guess->credit < 0)
            guess->debit = guess->credit = -1;
    } else if (guess->column[amount] >= 0 && currency >= 0 &&
               ar_guess_is_local(header_name(guess, guess->column[amount]))) {
        guess->column[currency] = ar_guess_column(&guess->sample, "local currency", taken, &why);
    }
}

/* Required columns choose first, and what only we call so before what others might. */
static enum ar_status choose_columns(struct guess *guess)
{
    bool *taken = calloc(guess->sample.columns + 1, sizeof *taken);
    if (taken == NULL)
        return AR_FAILED;
    for (unsigned pass = 0; pass < 2; pass++) {
        for (unsigned i = 0; i < guess->kind->count && i < COLUMNS_MAX; i++) {
            const char *why;
            if (pass == 0)
                guess->column[i] = -1;
            if (guess->column[i] >= 0 || guess->kind->columns[i].required != (pass == 0) ||
                strcmp(guess->kind->columns[i].name, "source") == 0)
                continue;
            guess->column[i] = ar_guess_column(&guess->sample, guess->kind->columns[i].name, taken, &why);
            if (guess->column[i] >= 0)
                taken[guess->column[i]] = true;
        }
    }
    choose_amounts(guess, taken);
    free(taken);
    return AR_OK;
}

static void say_file(struct guess *guess, const char *label)
{
    static const char totals[] = "/^((Grand )?(Total|Summe|Gesamt)|\\*+$)/i";
    static const char *const separators[] = {",", "comma", ";", "semicolon", "\t", "tab", "|", "pipe"};
    const struct ar_sample *sample = &guess->sample;
    size_t agree = 0;
    for (size_t i = 0; i < sample->count; i++)
        agree += sample->records[i].count == sample->columns;
    say(guess, "# Guessed from %zu records of %s. Read it before you trust it.", sample->count, label);
    say(guess, "kind %s\n", guess->kind->name);
    for (size_t i = 0; i < sizeof separators / sizeof *separators; i += 2)
        if (*separators[i] == sample->separator && sample->separator != ',')
            say(guess, "# cut by it, %zu of %zu records have %u fields\nseparator %s", agree, sample->count,
                sample->columns, separators[i + 1]);
    if (sample->quote != '\0')
        say(guess, "# fields stand in apostrophes\nquote single");
    if (sample->quoting != AR_CSV_STRICT)
        say(guess, "# quotes stand inside fields that are not quoted\nquoting lenient");
    if (sample->encoding != NULL)
        say(guess,
            "# the bytes are not UTF-8; look at the accents in the result: it may be latin-1 or cp1250 instead\n"
            "encoding %s",
            sample->encoding);
    if (!sample->has_header) {
        say(guess, "# UNDECIDED: no line looks like a header; name the columns here");
        say(guess, "# header none\n# columns customer, doc, date, amount");
        guess->undecided++;
        return;
    }
    if (sample->records[sample->header].line > 1)
        say(guess, "# the lines before it are no records\nheader %llu",
            (unsigned long long)sample->records[sample->header].line);
    char name[300];
    int doc = found(guess, "doc") > 0 ? found(guess, "doc") : found(guess, "date");
    if (sample->totals > 0 && doc > 0)
        say(guess, "# rows of totals\nskip %%1 %s and %s empty", totals, source(guess, doc, name));
    else if (sample->totals > 0)
        say(guess, "# rows of totals\nskip %%1 %s", totals);
    else if (agree + sample->header < sample->count)
        say(guess, "# %zu records have another number of fields: they will be refused",
            sample->count - sample->header - agree);
}

static void say_no_dates(struct guess *guess, int column)
{
    for (size_t i = guess->sample.header + 1; column >= 0 && i < guess->sample.count; i++) {
        struct ar_text text = ar_text_trim(ar_sample_field(&guess->sample, i, (unsigned)column));
        if (ar_guess_is_no_date(text)) {
            say(guess, "# how SAP writes that there is no date\nnull 00000000 0000-00-00");
            return;
        }
    }
}

/* Amounts without a sign, and SAP's column of it. */
static void say_sign(struct guess *guess)
{
    char name[300];
    guess->sign = -1;
    for (unsigned i = 0; i < guess->sample.columns; i++)
        if (ar_text_is(header_name(guess, (int)i), "SHKZG"))
            guess->sign = (int)i;
    if (guess->sign >= 0)
        say(guess, "# debit and credit, as SAP has them\nsign-column %s plus S minus H",
            source(guess, guess->sign, name));
}

static void say_dates(struct guess *guess)
{
    unsigned left = ~0u, any = 0;
    bool short_years = false;
    int first = -1;
    for (unsigned i = 0; i < guess->kind->count; i++) {
        if (guess->kind->columns[i].type != AR_COLUMN_DATE || guess->column[i] < 0)
            continue;
        unsigned fits = ar_guess_dates(&guess->sample, (unsigned)guess->column[i], false);
        if (fits == 0) {
            fits = ar_guess_dates(&guess->sample, (unsigned)guess->column[i], true);
            short_years = short_years || fits != 0;
        }
        if (fits == 0) {
            struct ar_text odd = ar_guess_witness(&guess->sample, (unsigned)guess->column[i], 0, false);
            if (odd.size) {
                say(guess, "# UNDECIDED: no format fits all dates of the column for %s, such as '%.*s'",
                    guess->kind->columns[i].name, (int)(odd.size < 40 ? odd.size : 40), odd.at);
                guess->undecided++;
            }
            continue;
        }
        any |= fits;
        left &= fits;
        first = first < 0 ? guess->column[i] : first;
    }
    if (first < 0)
        return;
    const unsigned order = (1u << 1) | (1u << 2); /* mdy, dmy */
    if (any != 0 && left == 0) {
        say(guess, "# UNDECIDED: the date columns are not written alike; a format for one: date-format COLUMN FORMAT");
        guess->undecided++;
        return;
    }
    if (left & 1u)
        return; /* YYYY-MM-DD needs no words */
    if (short_years)
        say(guess, "# years of two digits: up to 68 they are taken as 20..\npivot 68");
    if ((left & order) == order) {
        say(guess, "# UNDECIDED: no date has a day after the 12th, so that nothing tells day from month\n"
                   "# date-format dmy\n# date-format mdy");
        guess->undecided++;
        return;
    }
    for (unsigned i = 1; ar_guess_formats[i] != NULL; i++) {
        if (!(left & 1u << i))
            continue;
        for (unsigned k = 0; k < guess->kind->count && (i == 1 || i == 2); k++) {
            if (guess->kind->columns[k].type != AR_COLUMN_DATE || guess->column[k] < 0)
                continue;
            struct ar_text witness = ar_guess_witness(&guess->sample, (unsigned)guess->column[k], 3 - i, short_years);
            if (witness.size && witness.size < 40) {
                say(guess, "# %.*s can be nothing else", (int)witness.size, witness.at);
                break;
            }
        }
        say(guess, "date-format %s", ar_guess_formats[i]);
        return;
    }
}

static void say_numbers(struct guess *guess)
{
    static const struct {
        unsigned sign;
        const char *name;
    } names[] = {{AR_SIGN_PARENTHESES, " parentheses"},
                 {AR_SIGN_TRAILING, " trailing"},
                 {AR_SIGN_CRDR, " crdr"},
                 {AR_SIGN_UNICODE, " unicode"}};
    int columns[COLUMNS_MAX + 2];
    unsigned count = 0;
    for (unsigned i = 0; i < guess->kind->count; i++)
        if (guess->kind->columns[i].type == AR_COLUMN_AMOUNT && guess->column[i] >= 0)
            columns[count++] = guess->column[i];
    if (guess->debit >= 0) {
        columns[count++] = guess->debit;
        columns[count++] = guess->credit;
    }
    struct ar_guess_number number = {0};
    struct ar_text odd = AR_TEXT("");
    if (count == 0)
        return;
    if (!ar_guess_numbers(&guess->sample, columns, count, &number, &odd)) {
        say(guess, "# UNDECIDED: not all amounts are written alike, for one '%.*s'",
            (int)(odd.size < 40 ? odd.size : 40), odd.at);
        guess->undecided++;
        return;
    }
    if (number.ambiguous) {
        say(guess, "# UNDECIDED: the amounts can be read with either decimal mark\n"
                   "# thousands comma\n# decimal-mark comma");
        guess->undecided++;
        return;
    }
    if (number.decimal != NULL)
        say(guess, "# by the amounts\ndecimal-mark %s", number.decimal);
    if (number.thousands != NULL)
        say(guess, "# by the amounts\nthousands %s", number.thousands);
    bool symbol;
    unsigned signs = ar_guess_signs(&guess->sample, columns, count, &symbol);
    char words[80] = "";
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (signs & names[i].sign)
            strcat(words, names[i].name);
    if (*words)
        say(guess, "# as some amounts have it\nnegative%s", words);
    if (symbol)
        say(guess, "# a currency stands beside amounts\ncurrency-symbol any");
    if (number.rounds)
        say(guess, "# some amounts have more than two decimals\nround half-up");
}

static bool holds(struct ar_text text, const char *piece)
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
        if (holds(text, words[i].piece))
            return words[i].type;
    return NULL;
}

static bool starts_negative(struct ar_text text)
{
    text = ar_text_trim(text);
    return text.size &&
           (text.at[0] == '-' || text.at[0] == '(' || text.at[text.size - 1] == '-' || text.at[0] == '\xe2');
}

/* The words that the type column has, each with what it probably means. */
static void say_types(struct guess *guess, int column)
{
    enum { WORDS = 30 };
    struct ar_text seen[WORDS];
    size_t count = 0;
    bool credits = false, minus = false;
    int amount = found(guess, "amount") >= 0 ? found(guess, "amount") : found(guess, "open");
    char name[300];
    say(guess, "type = %s", source(guess, column, name));
    for (size_t i = guess->sample.header + 1; i < guess->sample.count; i++) {
        if (guess->sample.records[i].count != guess->sample.columns)
            continue;
        struct ar_text word = ar_sample_field(&guess->sample, i, (unsigned)column);
        const char *type = type_of(word);
        if (type != NULL && strcmp(type, "credit") == 0) {
            credits = true;
            minus = minus || (amount >= 0 && starts_negative(ar_sample_field(&guess->sample, i, (unsigned)amount)));
        }
        size_t k = 0;
        while (k < count && !ar_text_equal(seen[k], word))
            k++;
        if (k < count || count == WORDS || word.size > 60 || memchr(word.at, '\n', word.size) != NULL)
            continue;
        seen[count++] = word;
        if (type != NULL && !ar_text_is(word, type))
            say(guess, "  \"%.*s\" = %s", (int)word.size, word.at, type);
        else if (type == NULL) {
            say(guess, "# UNDECIDED: what is '%.*s'? invoice, credit, debit, payment or journal\n#  \"%.*s\" = invoice",
                (int)word.size, word.at, (int)word.size, word.at);
            guess->undecided++;
        }
    }
    if (credits && !minus && amount >= 0 && guess->sign < 0)
        say(guess, "# credits stand there without a minus\nsign-by-type credit");
}

static void say_no_types(struct guess *guess)
{
    int amount = found(guess, "amount") >= 0 ? found(guess, "amount") : found(guess, "open");
    bool minus = false;
    char name[300];
    for (size_t i = guess->sample.header + 1; amount >= 0 && i < guess->sample.count; i++)
        minus = minus || starts_negative(ar_sample_field(&guess->sample, i, (unsigned)amount));
    say(guess, "# no column tells it\ntype = invoice");
    if (guess->credit >= 0)
        say(guess, "if %s /[1-9]/\n  type = credit", source(guess, guess->credit, name));
    if (minus)
        say(guess, "if %s /^\\s*[-(\\x{2212}]|-\\s*$|CR$/i\n  type = credit", source(guess, amount, name));
}

/* A column that was not found by its name: what may stand in for it. */
static void say_missing(struct guess *guess, const struct ar_kind_column *column)
{
    char name[300];
    bool items = strcmp(guess->kind->name, "items") == 0;
    if (strcmp(column->name, "customer") == 0 && found(guess, "name") >= 0) {
        say(guess, "# no column of account numbers: the name stands in\ncustomer = %s",
            source(guess, found(guess, "name"), name));
    } else if (strcmp(column->name, "amount") == 0 && found(guess, "open") >= 0) {
        say(guess, "# the original amount is not there: what is open stands in\namount = %s",
            source(guess, found(guess, "open"), name));
    } else if (strcmp(column->name, "amount") == 0 && guess->debit >= 0) {
        char other[300];
        bool ours = strcmp(guess->kind->name, "payments") != 0; /* a bank credits what comes in */
        source(guess, ours ? guess->debit : guess->credit, name);
        source(guess, ours ? guess->credit : guess->debit, other);
        say(guess, "# two columns of amounts, one for each side\namount = debit %s credit %s", name, other);
    } else if (items && strcmp(column->name, "type") == 0) {
        say_no_types(guess);
    } else if (strcmp(column->name, "currency") == 0) {
        say(guess, "# UNDECIDED: no column tells the currency; write the one of the books\n# currency = EUR");
        guess->undecided++;
    } else {
        say(guess, "# UNDECIDED: no column is known to be the %s\n# %s = %%\"...\"", column->name, column->name);
        guess->undecided++;
    }
}

/* Does the column say No to some? */
static bool has_flags(const struct guess *guess, int column)
{
    for (size_t i = guess->sample.header + 1; i < guess->sample.count; i++) {
        struct ar_text text = ar_sample_field(&guess->sample, i, (unsigned)column);
        if (text.size == 2 && holds(text, "no"))
            return true;
    }
    return false;
}

static void say_columns(struct guess *guess)
{
    char name[300];
    say(guess, "\n# columns, by their names");
    for (unsigned i = 0; i < guess->kind->count; i++) {
        const struct ar_kind_column *column = &guess->kind->columns[i];
        if (guess->column[i] < 0) {
            if (column->required)
                say_missing(guess, column);
            continue;
        }
        if (strcmp(column->name, "type") == 0 && column->type == AR_COLUMN_WORD)
            say_types(guess, guess->column[i]);
        else if (strcmp(column->name, "dispute") == 0 && has_flags(guess, guess->column[i]))
            say(guess, "# a flag, where we have a reason\ndispute = %s\n  /^no$/i = \"\"\n  else = disputed",
                source(guess, guess->column[i], name));
        else
            say(guess, "%s = %s", column->name, source(guess, guess->column[i], name));
    }
}

/* Columns that hold nothing but nulls or numbers where names are expected are no mistake of ours to mend; those whose
   every value is a whole number with .0 behind it are. */
static void say_strips(struct guess *guess)
{
    for (unsigned i = 0; i < guess->kind->count; i++) {
        size_t seen = 0, floats = 0;
        if (guess->column[i] < 0 || guess->kind->columns[i].type != AR_COLUMN_TEXT)
            continue;
        for (size_t k = guess->sample.header + 1; k < guess->sample.count; k++) {
            struct ar_text text = ar_sample_field(&guess->sample, k, (unsigned)guess->column[i]);
            bool digits = text.size > 2 && memcmp(text.at + text.size - 2, ".0", 2) == 0;
            for (size_t j = 0; digits && j + 2 < text.size; j++)
                digits = text.at[j] >= '0' && text.at[j] <= '9';
            seen += text.size > 0;
            floats += digits;
        }
        if (seen > 0 && floats == seen)
            say(guess, "# a spreadsheet has made numbers of them\nstrip .0 %s", guess->kind->columns[i].name);
    }
}

enum ar_status ar_guess(struct ar_writer *out, const char *path, const struct ar_kind *kind, unsigned *undecided,
                        struct ar_error *error)
{
    struct guess guess = {.kind = kind, .out = out};
    enum ar_status status = ar_sample_take(&guess.sample, path, error);
    if (status != AR_OK)
        return status;
    if (guess.sample.count == 0) {
        ar_sample_free(&guess.sample);
        ar_error_set(error, AR_BAD_DATA, "no records");
        ar_error_place(error, path, 0);
        return AR_BAD_DATA;
    }
    status = choose_columns(&guess);
    if (status == AR_OK) {
        say_file(&guess, path);
        if (guess.sample.has_header) {
            say_no_dates(&guess, found(&guess, "cleared"));
            say_dates(&guess);
            say_numbers(&guess);
            say_sign(&guess);
            say_columns(&guess);
            say_strips(&guess);
        }
    } else {
        ar_error_memory(error);
    }
    *undecided = guess.undecided;
    ar_sample_free(&guess.sample);
    return status;
}
