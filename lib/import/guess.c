/* SPDX-License-Identifier: MIT */
/* Writing down what was found: one directive a line, its reason before it. */
#include "import/guess_say.h"
#include "import/guess_values.h"

#include <stdlib.h>

/* Amounts in two columns; and amounts in the company's own currency, which another column than the document's tells. */
static void choose_amounts(struct ar_draft *guess, const bool *taken)
{
    const char *why;
    int amount = ar_guess_place(guess, "amount"), currency = ar_guess_place(guess, "currency");
    guess->debit = guess->credit = -1;
    if (amount < 0)
        return;
    if (guess->column[amount] < 0 && ar_guess_found(guess, "open") < 0) {
        guess->debit = ar_guess_column(&guess->sample, "debit", taken, &why);
        guess->credit = ar_guess_column(&guess->sample, "credit", taken, &why);
        if (guess->debit < 0 || guess->credit < 0)
            guess->debit = guess->credit = -1;
    } else if (guess->column[amount] >= 0 && currency >= 0 &&
               ar_guess_is_local(ar_guess_header(guess, guess->column[amount]))) {
        guess->column[currency] = ar_guess_column(&guess->sample, "local currency", taken, &why);
    }
}

/* Required columns choose first, and what only we call so before what others might. */
static enum ar_status choose_columns(struct ar_draft *guess)
{
    bool *taken = calloc(guess->sample.columns + 1, sizeof *taken);
    if (taken == NULL)
        return AR_FAILED;
    for (unsigned pass = 0; pass < 2; pass++) {
        for (unsigned i = 0; i < guess->kind->count && i < AR_GUESS_COLUMNS; i++) {
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

static void say_file(struct ar_draft *guess, const char *label)
{
    static const char totals[] = "/^((Grand )?(Total|Summe|Gesamt)|\\*+$)/i";
    static const char *const separators[] = {",", "comma", ";", "semicolon", "\t", "tab", "|", "pipe"};
    const struct ar_guess_sample *sample = &guess->sample;
    size_t agree = 0;
    for (size_t i = 0; i < sample->count; i++)
        agree += sample->records[i].count == sample->columns;
    ar_guess_say(guess, "# Guessed from %zu records of %s. Read it before you trust it.", sample->count, label);
    ar_guess_say(guess, "kind %s\n", guess->kind->name);
    for (size_t i = 0; i < sizeof separators / sizeof *separators; i += 2)
        if (*separators[i] == sample->separator && sample->separator != ',')
            ar_guess_say(guess, "# cut by it, %zu of %zu records have %u fields\nseparator %s", agree, sample->count,
                         sample->columns, separators[i + 1]);
    if (sample->quote != '\0')
        ar_guess_say(guess, "# fields stand in apostrophes\nquote single");
    if (sample->quoting != AR_CSV_STRICT)
        ar_guess_say(guess, "# quotes stand inside fields that are not quoted\nquoting lenient");
    if (sample->encoding != NULL)
        ar_guess_say(
            guess,
            "# the bytes are not UTF-8; look at the accents in the result: it may be latin-1 or cp1250 instead\n"
            "encoding %s",
            sample->encoding);
    if (!sample->has_header) {
        ar_guess_say(guess, "# UNDECIDED: no line looks like a header; name the columns here");
        ar_guess_say(guess, "# header none\n# columns customer, doc, date, amount");
        guess->undecided++;
        return;
    }
    if (sample->records[sample->header].line > 1)
        ar_guess_say(guess, "# the lines before it are no records\nheader %llu",
                     (unsigned long long)sample->records[sample->header].line);
    char name[AR_GUESS_SOURCE];
    int doc = ar_guess_found(guess, "doc") > 0 ? ar_guess_found(guess, "doc") : ar_guess_found(guess, "date");
    if (sample->totals > 0 && doc > 0)
        ar_guess_say(guess, "# rows of totals\nskip %%1 %s and %s empty", totals, ar_guess_source(guess, doc, name));
    else if (sample->totals > 0)
        ar_guess_say(guess, "# rows of totals\nskip %%1 %s", totals);
    else if (agree + sample->header < sample->count)
        ar_guess_say(guess, "# %zu records have another number of fields: they will be refused",
                     sample->count - sample->header - agree);
}

static void say_no_dates(struct ar_draft *guess, int column)
{
    for (size_t i = guess->sample.header + 1; column >= 0 && i < guess->sample.count; i++) {
        struct ar_text text = ar_text_trim(ar_guess_sample_field(&guess->sample, i, (unsigned)column));
        if (ar_guess_is_no_date(text)) {
            ar_guess_say(guess, "# how SAP writes that there is no date\nnull 00000000 0000-00-00");
            return;
        }
    }
}

/* Amounts without a sign, and SAP's column of it. */
static void say_sign(struct ar_draft *guess)
{
    char name[AR_GUESS_SOURCE];
    guess->sign = -1;
    for (unsigned i = 0; i < guess->sample.columns; i++)
        if (ar_text_is(ar_guess_header(guess, (int)i), "SHKZG"))
            guess->sign = (int)i;
    if (guess->sign >= 0)
        ar_guess_say(guess, "# debit and credit, as SAP has them\nsign-column %s plus S minus H",
                     ar_guess_source(guess, guess->sign, name));
}

static void say_dates(struct ar_draft *guess)
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
                ar_guess_say(guess, "# UNDECIDED: no format fits all dates of the column for %s, such as '%.*s'",
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
        ar_guess_say(
            guess, "# UNDECIDED: the date columns are not written alike; a format for one: date-format COLUMN FORMAT");
        guess->undecided++;
        return;
    }
    if (left & 1u)
        return; /* YYYY-MM-DD needs no words */
    if (short_years)
        ar_guess_say(guess, "# years of two digits: up to 68 they are taken as 20..\npivot 68");
    if ((left & order) == order) {
        ar_guess_say(guess, "# UNDECIDED: no date has a day after the 12th, so that nothing tells day from month\n"
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
                ar_guess_say(guess, "# %.*s can be nothing else", (int)witness.size, witness.at);
                break;
            }
        }
        ar_guess_say(guess, "date-format %s", ar_guess_formats[i]);
        return;
    }
}

static void say_numbers(struct ar_draft *guess)
{
    static const struct {
        unsigned sign;
        const char *name;
    } names[] = {{AR_SIGN_PARENTHESES, " parentheses"},
                 {AR_SIGN_TRAILING, " trailing"},
                 {AR_SIGN_CRDR, " crdr"},
                 {AR_SIGN_UNICODE, " unicode"}};
    int columns[AR_GUESS_COLUMNS + 2];
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
    if (!ar_guess_numbers(&guess->sample, columns, count, ar_guess_found(guess, "currency"), &number, &odd)) {
        ar_guess_say(guess, "# UNDECIDED: not all amounts are written alike, for one '%.*s'",
                     (int)(odd.size < 40 ? odd.size : 40), odd.at);
        guess->undecided++;
        return;
    }
    if (number.ambiguous) {
        ar_guess_say(guess, "# UNDECIDED: the amounts can be read with either decimal mark\n%s",
                     number.style.decimal == '.' && number.style.groups == 0
                         ? "# decimal-mark point\n# decimal-mark comma and thousands point, on two lines"
                         : "# thousands comma\n# decimal-mark comma");
        guess->undecided++;
        return;
    }
    if (number.decimal != NULL)
        ar_guess_say(guess, "# by the amounts\ndecimal-mark %s", number.decimal);
    if (number.thousands != NULL)
        ar_guess_say(guess, "# by the amounts\nthousands %s", number.thousands);
    bool symbol;
    unsigned signs = ar_guess_signs(&guess->sample, columns, count, &symbol);
    char words[80] = "";
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (signs & names[i].sign)
            strcat(words, names[i].name);
    if (*words)
        ar_guess_say(guess, "# as some amounts have it\nnegative%s", words);
    if (symbol)
        ar_guess_say(guess, "# a currency stands beside amounts\ncurrency-symbol any");
    if (number.rounds)
        ar_guess_say(guess, "# some amounts have more decimals than their currency\nround half-up");
}

/* A column that was not found by its name: what may stand in for it. */
static void say_missing(struct ar_draft *guess, const struct ar_kind_column *column)
{
    char name[AR_GUESS_SOURCE];
    bool items = strcmp(guess->kind->name, "items") == 0;
    if (strcmp(column->name, "customer") == 0 && ar_guess_found(guess, "name") >= 0) {
        ar_guess_say(guess, "# no column of account numbers: the name stands in\ncustomer = %s",
                     ar_guess_source(guess, ar_guess_found(guess, "name"), name));
    } else if (strcmp(column->name, "amount") == 0 && ar_guess_found(guess, "open") >= 0) {
        ar_guess_say(guess, "# the original amount is not there: what is open stands in\namount = %s",
                     ar_guess_source(guess, ar_guess_found(guess, "open"), name));
    } else if (strcmp(column->name, "amount") == 0 && guess->debit >= 0) {
        char other[AR_GUESS_SOURCE];
        bool ours = strcmp(guess->kind->name, "payments") != 0; /* a bank credits what comes in */
        ar_guess_source(guess, ours ? guess->debit : guess->credit, name);
        ar_guess_source(guess, ours ? guess->credit : guess->debit, other);
        ar_guess_say(guess, "# two columns of amounts, one for each side\namount = debit %s credit %s", name, other);
    } else if (items && strcmp(column->name, "type") == 0) {
        ar_guess_say_no_types(guess);
    } else if (strcmp(column->name, "currency") == 0) {
        ar_guess_say(guess, "# UNDECIDED: no column tells the currency; write the one of the books\n# currency = EUR");
        guess->undecided++;
    } else {
        ar_guess_say(guess, "# UNDECIDED: no column is known to be the %s\n# %s = %%\"...\"", column->name,
                     column->name);
        guess->undecided++;
    }
}

/* Does the column say No to some? */
static bool has_flags(const struct ar_draft *guess, int column)
{
    for (size_t i = guess->sample.header + 1; i < guess->sample.count; i++) {
        struct ar_text text = ar_guess_sample_field(&guess->sample, i, (unsigned)column);
        if (text.size == 2 && ar_guess_holds(text, "no"))
            return true;
    }
    return false;
}

static void say_columns(struct ar_draft *guess)
{
    char name[AR_GUESS_SOURCE];
    ar_guess_say(guess, "\n# columns, by their names");
    for (unsigned i = 0; i < guess->kind->count; i++) {
        const struct ar_kind_column *column = &guess->kind->columns[i];
        if (guess->column[i] < 0) {
            if (column->required)
                say_missing(guess, column);
            continue;
        }
        if (strcmp(column->name, "type") == 0 && column->type == AR_COLUMN_WORD)
            ar_guess_say_types(guess, guess->column[i]);
        else if (strcmp(column->name, "dispute") == 0 && has_flags(guess, guess->column[i]))
            ar_guess_say(guess, "# a flag, where we have a reason\ndispute = %s\n  /^no$/i = \"\"\n  else = disputed",
                         ar_guess_source(guess, guess->column[i], name));
        else
            ar_guess_say(guess, "%s = %s", column->name, ar_guess_source(guess, guess->column[i], name));
    }
}

/* Columns that hold nothing but nulls or numbers where names are expected are no mistake of ours to mend; those whose
   every value is a whole number with .0 behind it are. */
static void say_strips(struct ar_draft *guess)
{
    for (unsigned i = 0; i < guess->kind->count; i++) {
        size_t seen = 0, floats = 0;
        if (guess->column[i] < 0 || guess->kind->columns[i].type != AR_COLUMN_TEXT)
            continue;
        for (size_t k = guess->sample.header + 1; k < guess->sample.count; k++) {
            struct ar_text text = ar_guess_sample_field(&guess->sample, k, (unsigned)guess->column[i]);
            bool digits = text.size > 2 && memcmp(text.at + text.size - 2, ".0", 2) == 0;
            for (size_t j = 0; digits && j + 2 < text.size; j++)
                digits = text.at[j] >= '0' && text.at[j] <= '9';
            seen += text.size > 0;
            floats += digits;
        }
        if (seen > 0 && floats == seen)
            ar_guess_say(guess, "# a spreadsheet has made numbers of them\nstrip .0 %s", guess->kind->columns[i].name);
    }
}

enum ar_status ar_guess(struct ar_writer *out, const char *path, const struct ar_kind *kind, unsigned *undecided,
                        struct ar_error *error)
{
    struct ar_draft guess = {.kind = kind, .out = out};
    enum ar_status status = ar_guess_sample_take(&guess.sample, path, error);
    if (status != AR_OK)
        return status;
    if (guess.sample.count == 0) {
        ar_guess_sample_free(&guess.sample);
        ar_error_set(error, AR_BAD_DATA, "no records");
        ar_error_place(error, path, 0);
        return AR_BAD_DATA;
    }
    status = choose_columns(&guess);
    if (status == AR_OK) {
        say_file(&guess, path);
        if (guess.sample.has_header) {
            say_no_dates(&guess, ar_guess_found(&guess, "cleared"));
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
    ar_guess_sample_free(&guess.sample);
    return status;
}
