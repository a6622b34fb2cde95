/* SPDX-License-Identifier: MIT */
/* Plain-text advices: the lines that are keys, the rest as text. One note goes on until a key of its payment comes
 * again. */
#include "import/advice.h"
#include "import/advice_note.h"
#include "import/bank_value.h"

/* Of these a payment has one, so that a second one belongs to the next note. */
static bool is_single(enum ar_advice_key key)
{
    return key == AR_ADVICE_PAYER || key == AR_ADVICE_AMOUNT || key == AR_ADVICE_DATE || key == AR_ADVICE_BATCH ||
           key == AR_ADVICE_CHECK || key == AR_ADVICE_FROM || key == AR_ADVICE_SENT || key == AR_ADVICE_SUBJECT;
}

static enum ar_status take_key(struct ar_bank *bank, struct ar_advice_note *note, enum ar_advice_key key,
                               struct ar_text value, uint64_t line, struct ar_error *error)
{
    if (is_single(key) && note->lines[key] != 0) {
        enum ar_status status = ar_advice_note_write(bank, note, error);
        if (status != AR_OK)
            return status;
        ar_advice_note_clear(note);
    }
    if (note->line == 0)
        note->line = line;
    note->lines[key] = line;
    struct ar_buffer *to = ar_advice_value(note, key);
    bool apart = to->size > 0 && (key == AR_ADVICE_DEDUCTION || key == AR_ADVICE_DISCOUNT); /* one a line */
    if (ar_advice_block_take(note, key, value, line, false) != AR_OK ||
        (apart && ar_buffer_add_char(to, '\n') != AR_OK) || (value.size > 0 && ar_bank_join(to, value, apart) != AR_OK))
        return ar_error_memory(error);
    return AR_OK;
}

/* The number first, as the others belong to it. */
static enum ar_status take_row(struct ar_bank *bank, struct ar_advice_note *note, const struct ar_text *cells,
                               uint64_t line, struct ar_error *error)
{
    const struct ar_advice_table table = note->table;
    enum ar_status status = AR_OK;
    for (unsigned other = 0; other < 2; other++)
        for (size_t i = 0; i < table.count && status == AR_OK; i++)
            if (table.keys[i] != AR_ADVICE_KEYS && (table.keys[i] != AR_ADVICE_INVOICES) == other &&
                (other == 0 || (cells[i].size > 0 && !ar_text_is(cells[i], "-"))))
                status = take_key(bank, note, table.keys[i], cells[i], line, error);
    return status;
}

/* "  Ship date: 6/30/2026" below a number: a key that is not known. */
static bool is_other_key(enum ar_advice_key last, struct ar_text line)
{
    char plain[AR_ADVICE_NAME_MOST];
    const char *colon = line.size > 0 ? memchr(line.at, ':', line.size) : NULL;
    if (colon == NULL || (last != AR_ADVICE_INVOICES && last != AR_ADVICE_CREDIT && last != AR_ADVICE_ORDER))
        return false;
    struct ar_text name = {line.at, (size_t)(colon - line.at)};
    return ar_advice_plain(plain, name) > 0 && !ar_has_digit(name);
}

static enum ar_status take_line(struct ar_bank *bank, struct ar_advice_note *note, enum ar_advice_key *last,
                                struct ar_text line, uint64_t number, struct ar_error *error)
{
    struct ar_text value;
    enum ar_advice_key key = ar_advice_find_key(line, &value);
    if (key != AR_ADVICE_KEYS) {
        struct ar_text rest = ar_advice_cut_rest(key, &value);
        /* Of the payment: before any document, and where a new note begins with it. */
        bool begins = note->blank && note->lines[AR_ADVICE_AMOUNT] != 0;
        if (key == AR_ADVICE_ITS_AMOUNT && (note->block_count == 0 || begins))
            key = AR_ADVICE_AMOUNT;
        note->blank = false;
        note->table.count = 0;
        *last = key;
        enum ar_status status = take_key(bank, note, key, value, number, error);
        return status == AR_OK && rest.size > 0 ? take_line(bank, note, last, rest, number, error) : status;
    }
    struct ar_text cells[AR_ADVICE_COLUMNS];
    switch (ar_advice_table_row(&note->table, line, cells)) {
    case AR_ADVICE_ROW_OTHER:
        break;
    case AR_ADVICE_ROW_BAD:
        return ar_bank_bad_value(bank, error, number, "a row of more or fewer cells than the headings",
                                 ar_bank_trim(line));
    case AR_ADVICE_ROW_WHOLE:
        return take_row(bank, note, cells, number, error);
    case AR_ADVICE_ROW_NONE:
        note->blank = false;
        *last = AR_ADVICE_KEYS;
        return AR_OK;
    }
    bool folded = line.size > 0 && (line.at[0] == ' ' || line.at[0] == '\t') && *last != AR_ADVICE_KEYS;
    struct ar_buffer *to = folded ? ar_advice_value(note, *last) : &note->body;
    line = ar_bank_trim(line);
    if (folded && is_other_key(*last, line)) {
        folded = false;
        to = &note->body;
    }
    note->blank = line.size == 0;
    if (folded && line.size > 0 && ar_advice_block_take(note, *last, line, number, true) != AR_OK)
        return ar_error_memory(error);
    if (line.size == 0 || !folded)
        *last = AR_ADVICE_KEYS;
    if (note->body.size > 1024 * 1024)
        return ar_bank_bad(bank, error, number, "a note of more than 1 MiB");
    return line.size == 0 || ar_bank_join(to, line, false) == AR_OK ? AR_OK : ar_error_memory(error);
}

enum ar_status ar_advice_read(struct ar_bank *bank, struct ar_bank_input *input, struct ar_error *error)
{
    struct ar_advice_note note = {0};
    struct ar_text line;
    enum ar_advice_key last = AR_ADVICE_KEYS;
    enum ar_status status;
    while ((status = ar_bank_input_line(input, &line, error)) == AR_OK)
        if ((status = take_line(bank, &note, &last, line, input->line, error)) != AR_OK)
            break;
    if (status == AR_END)
        status = note.line != 0 ? ar_advice_note_write(bank, &note, error)
                                : ar_bank_bad(bank, error, 0, "no advice in it: not one 'Key: value' that is known");
    ar_advice_note_free(&note);
    return status;
}
