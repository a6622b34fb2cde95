/* SPDX-License-Identifier: MIT */
/* Plain-text advices: the lines that are keys, the rest as text. One note goes on until a key of its payment comes
 * again. */
#include "import/advice.h"
#include "import/advice_note.h"
#include "import/bank_value.h"

static const struct {
    const char *name;
    enum ar_advice_key key;
} names[] = {
    {"payer", AR_ADVICE_PAYER},
    {"remitter", AR_ADVICE_PAYER},
    {"paid by", AR_ADVICE_PAYER},
    {"customer name", AR_ADVICE_PAYER},
    {"account", AR_ADVICE_CUSTOMER},
    {"account number", AR_ADVICE_CUSTOMER},
    {"customer", AR_ADVICE_CUSTOMER},
    {"customer number", AR_ADVICE_CUSTOMER},
    {"iban", AR_ADVICE_ACCOUNT},
    {"bank account", AR_ADVICE_ACCOUNT},
    {"check amount", AR_ADVICE_AMOUNT},
    {"cheque amount", AR_ADVICE_AMOUNT},
    {"payment amount", AR_ADVICE_AMOUNT},
    {"amount paid", AR_ADVICE_AMOUNT},
    {"remitting", AR_ADVICE_AMOUNT},
    {"amount", AR_ADVICE_AMOUNT},
    {"total", AR_ADVICE_AMOUNT},
    {"deposit date", AR_ADVICE_DATE},
    {"payment date", AR_ADVICE_DATE},
    {"check date", AR_ADVICE_DATE},
    {"date", AR_ADVICE_SENT},
    {"invoices", AR_ADVICE_INVOICES},
    {"invoice", AR_ADVICE_INVOICES},
    {"invoice number", AR_ADVICE_INVOICES},
    {"invoice numbers", AR_ADVICE_INVOICES},
    {"po", AR_ADVICE_ORDER},
    {"po number", AR_ADVICE_ORDER},
    {"purchase order", AR_ADVICE_ORDER},
    {"deduction", AR_ADVICE_DEDUCTION},
    {"discount", AR_ADVICE_DISCOUNT},
    {"memo", AR_ADVICE_MEMO},
    {"note", AR_ADVICE_MEMO},
    {"remarks", AR_ADVICE_MEMO},
    {"subject", AR_ADVICE_SUBJECT},
    {"batch", AR_ADVICE_BATCH},
    {"payment reference", AR_ADVICE_BATCH},
    {"remittance number", AR_ADVICE_BATCH},
    {"trace number", AR_ADVICE_BATCH},
    {"check number", AR_ADVICE_CHECK},
    {"cheque number", AR_ADVICE_CHECK},
    {"currency", AR_ADVICE_CURRENCY},
    {"from", AR_ADVICE_FROM},
};

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* `Key: value` with a key that is known: AR_ADVICE_KEYS when it is not. */
static enum ar_advice_key find_key(struct ar_text line, struct ar_text *value)
{
    const char *colon = line.size > 0 ? memchr(line.at, ':', line.size < 32 ? line.size : 32) : NULL;
    if (colon == NULL)
        return AR_ADVICE_KEYS;
    struct ar_text name = ar_bank_trim((struct ar_text){line.at, (size_t)(colon - line.at)});
    *value = ar_bank_trim((struct ar_text){colon + 1, line.size - (size_t)(colon + 1 - line.at)});
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t size = strlen(names[i].name), at = 0;
        while (size == name.size && at < size && lower(name.at[at]) == names[i].name[at])
            at++;
        if (size == name.size && at == size)
            return names[i].key;
    }
    return AR_ADVICE_KEYS;
}

bool ar_advice_is_key(struct ar_text line)
{
    struct ar_text value;
    enum ar_advice_key key = find_key(line, &value);
    return key == AR_ADVICE_PAYER || key == AR_ADVICE_AMOUNT || key == AR_ADVICE_INVOICES;
}

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
    if (value.size == 0 || ar_bank_join(&note->values[key], value, false) == AR_OK)
        return AR_OK;
    return ar_error_memory(error);
}

static enum ar_status take_line(struct ar_bank *bank, struct ar_advice_note *note, enum ar_advice_key *last,
                                struct ar_text line, uint64_t number, struct ar_error *error)
{
    struct ar_text value;
    enum ar_advice_key key = find_key(line, &value);
    if (key != AR_ADVICE_KEYS) {
        *last = key;
        return take_key(bank, note, key, value, number, error);
    }
    bool folded = line.size > 0 && (line.at[0] == ' ' || line.at[0] == '\t') && *last != AR_ADVICE_KEYS;
    struct ar_buffer *to = folded ? &note->values[*last] : &note->body;
    line = ar_bank_trim(line);
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
