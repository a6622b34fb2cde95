/* SPDX-License-Identifier: MIT */
/* A table in a plain-text advice: a line of headings, then a line a document, cut at tabs, strokes or two blanks. What
   stands in a row is taken as if each cell had its heading for a key. */
#include "import/advice_note.h"
#include "import/bank_value.h"

/* Headings that are no keys, or mean something else there; by letters and digits alone, in lower case. */
static const struct {
    const char *text;
    enum ar_advice_key key; /* AR_ADVICE_KEYS: passed over */
    unsigned rank; /* of amounts: the highest is what is paid */
} headings[] = {
    {"document", AR_ADVICE_INVOICES, 0},
    {"documentno", AR_ADVICE_INVOICES, 0},
    {"documentnumber", AR_ADVICE_INVOICES, 0},
    {"docno", AR_ADVICE_INVOICES, 0},
    {"reference", AR_ADVICE_INVOICES, 0},
    {"yourreference", AR_ADVICE_INVOICES, 0},
    {"beleg", AR_ADVICE_INVOICES, 0},
    {"belegnr", AR_ADVICE_INVOICES, 0},
    {"belegnummer", AR_ADVICE_INVOICES, 0},
    {"gross", AR_ADVICE_ITS_AMOUNT, 1},
    {"grossamount", AR_ADVICE_ITS_AMOUNT, 1},
    {"invoiceamount", AR_ADVICE_ITS_AMOUNT, 1},
    {"originalamount", AR_ADVICE_ITS_AMOUNT, 1},
    {"brutto", AR_ADVICE_ITS_AMOUNT, 1},
    {"bruttobetrag", AR_ADVICE_ITS_AMOUNT, 1},
    {"rechnungsbetrag", AR_ADVICE_ITS_AMOUNT, 1},
    {"total", AR_ADVICE_ITS_AMOUNT, 2},
    {"net", AR_ADVICE_ITS_AMOUNT, 3},
    {"netamount", AR_ADVICE_ITS_AMOUNT, 3},
    {"netpaid", AR_ADVICE_ITS_AMOUNT, 3},
    {"paid", AR_ADVICE_ITS_AMOUNT, 3},
    {"payment", AR_ADVICE_ITS_AMOUNT, 3},
    {"netto", AR_ADVICE_ITS_AMOUNT, 3},
    {"nettobetrag", AR_ADVICE_ITS_AMOUNT, 3},
    {"credit", AR_ADVICE_KEYS, 0},
    {"credits", AR_ADVICE_KEYS, 0},
};

static enum ar_advice_key key_of(struct ar_text cell, unsigned *rank)
{
    char name[AR_ADVICE_NAME_MOST];
    struct ar_text plain = {name, ar_advice_plain(name, cell)};
    *rank = 0;
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
        if (ar_text_is(plain, headings[i].text)) {
            *rank = headings[i].rank;
            return headings[i].key;
        }
    switch (ar_advice_named(plain)) {
    case AR_ADVICE_AMOUNT: /* "amount paid" */
        *rank = 3;
        return AR_ADVICE_ITS_AMOUNT;
    case AR_ADVICE_ITS_AMOUNT:
        *rank = 2;
        return AR_ADVICE_ITS_AMOUNT;
    case AR_ADVICE_INVOICES:
        return AR_ADVICE_INVOICES;
    case AR_ADVICE_DISCOUNT:
        return AR_ADVICE_DISCOUNT;
    case AR_ADVICE_DEDUCTION:
        return AR_ADVICE_DEDUCTION;
    case AR_ADVICE_MEMO:
    case AR_ADVICE_REASON:
        return AR_ADVICE_REASON;
    default:
        return AR_ADVICE_KEYS;
    }
}

/* The next cell; false: there is none. Behind strokes there may be nothing in one. */
static bool cut_cell(struct ar_text *line, char mark, struct ar_text *cell)
{
    size_t size = 0;
    if (line->at == NULL)
        return false;
    if (mark != ' ') {
        *cell = ar_bank_trim(ar_text_cut(line, mark));
        return true;
    }
    while (size < line->size && !(line->at[size] == ' ' && size + 1 < line->size && line->at[size + 1] == ' '))
        size++;
    *cell = ar_bank_trim((struct ar_text){line->at, size});
    *line = ar_bank_trim((struct ar_text){line->at + size, line->size - size});
    if (line->size == 0)
        line->at = NULL;
    return true;
}

/* `columns`: so many at least, where there are marks between them, as there may be none behind the last ones. */
static size_t cut_cells(struct ar_text line, size_t columns, struct ar_text cells[static AR_ADVICE_COLUMNS])
{
    char mark = memchr(line.at, '|', line.size) != NULL ? '|' : memchr(line.at, '\t', line.size) != NULL ? '\t' : ' ';
    size_t count = 0;
    if (mark == '|') { /* | at both ends, too | */
        line = line.at[0] == '|' ? (struct ar_text){line.at + 1, line.size - 1} : line;
        line.size -= line.size > 0 && line.at[line.size - 1] == '|';
    }
    while (count < AR_ADVICE_COLUMNS && cut_cell(&line, mark, &cells[count]))
        count++;
    while (mark != ' ' && count >= 2 && count < columns)
        cells[count++] = AR_TEXT("");
    return line.at == NULL ? count : 0;
}

/* Of several amounts what is paid; two of one rank are no table that we know. */
static bool is_heading(struct ar_advice_table *table, struct ar_text line)
{
    struct ar_text cells[AR_ADVICE_COLUMNS];
    size_t count = cut_cells(line, 0, cells), numbers = 0, best = 0;
    unsigned highest = 0;
    bool two = false;
    for (size_t i = 0; i < count; i++) {
        unsigned rank;
        table->keys[i] = key_of(cells[i], &rank);
        numbers += table->keys[i] == AR_ADVICE_INVOICES;
        if (table->keys[i] != AR_ADVICE_ITS_AMOUNT)
            continue;
        table->keys[i] = AR_ADVICE_KEYS;
        two = rank == highest || (two && rank < highest);
        best = rank > highest ? i : best;
        highest = rank > highest ? rank : highest;
    }
    if (count < 2 || numbers != 1 || highest == 0 || two)
        return false;
    table->keys[best] = AR_ADVICE_ITS_AMOUNT;
    table->count = count;
    return true;
}

static bool is_rule(struct ar_text line)
{
    size_t i = 0;
    while (i < line.size && memchr("-=_+|: ", line.at[i], 7) != NULL)
        i++;
    return i == line.size;
}

/* "Total", in whatever cell. */
static bool is_total(const struct ar_text *cells, size_t count)
{
    char name[AR_ADVICE_NAME_MOST];
    for (size_t i = 0; i < count; i++)
        if (ar_advice_named((struct ar_text){name, ar_advice_plain(name, cells[i])}) == AR_ADVICE_AMOUNT)
            return true;
    return false;
}

static bool has_amount(const struct ar_advice_table *table, const struct ar_text *cells)
{
    for (size_t i = 0; i < table->count; i++)
        if (table->keys[i] == AR_ADVICE_ITS_AMOUNT)
            return ar_has_digit(cells[i]);
    return false;
}

enum ar_advice_row ar_advice_table_row(struct ar_advice_table *table, struct ar_text line,
                                       struct ar_text cells[static AR_ADVICE_COLUMNS])
{
    line = ar_bank_trim(line);
    if (line.size == 0) {
        table->blank = true;
        return AR_ADVICE_ROW_OTHER;
    }
    if (table->count == 0) {
        table->blank = false;
        return is_heading(table, line) ? AR_ADVICE_ROW_NONE : AR_ADVICE_ROW_OTHER;
    }
    if (is_rule(line))
        return AR_ADVICE_ROW_NONE;
    size_t count = cut_cells(line, table->count, cells);
    const bool blank = table->blank, total = is_total(cells, count);
    table->blank = false;
    if (count == table->count && !total && has_amount(table, cells))
        return AR_ADVICE_ROW_WHOLE;
    if (count >= 2 && !total && !blank && ar_has_digit(line))
        return AR_ADVICE_ROW_BAD;
    table->count = 0;
    return total ? AR_ADVICE_ROW_NONE : AR_ADVICE_ROW_OTHER;
}
