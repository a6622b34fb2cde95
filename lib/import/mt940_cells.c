/* SPDX-License-Identifier: MIT */
/* The information of ABN AMRO to an MT940 entry: cells of 32 characters, two in a line and a blank between them. The
   first says what kind it is, "SEPA OVERBOEKING"; in each other one a key begins, "NAAM:", or the value before goes on,
   perhaps within a word. Other programs take the padding out, and then the keys tell. */
#include "import/bank_value.h"
#include "import/mt940.h"
#include "ledger/reference.h"

enum { CELL = 32, LINE = 2 * CELL + 1 };

enum target { NOTHING, ACCOUNT, NAME, TEXT, END_TO_END, REST };

static const struct {
    const char *word;
    enum target target;
} keys[] = {{"IBAN:", ACCOUNT},        {"BIC:", REST},           {"NAAM:", NAME},      {"OMSCHRIJVING:", TEXT},
            {"BETALINGSKENM.:", TEXT}, {"MACHTIGING:", REST},    {"INCASSANT:", REST}, {"KENMERK:", END_TO_END},
            {"ID DEBITEUR:", REST},    {"ID BEGUNSTIGDE:", REST}};

/* The key that the text begins with, in either case; its size. */
static enum target find_key(struct ar_text text, size_t *size)
{
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const char *word = keys[i].word;
        size_t same = 0;
        while (same < text.size && word[same] != '\0' &&
               (text.at[same] == word[same] || (text.at[same] ^ ' ') == word[same]))
            same++;
        *size = same;
        if (word[same] == '\0')
            return keys[i].target;
    }
    return NOTHING;
}

static enum target key_at(struct ar_text text, size_t at)
{
    size_t size;
    return at < text.size ? find_key((struct ar_text){text.at + at, text.size - at}, &size) : NOTHING;
}

/* ---- each key at the beginning of a line ------------------------------------------------------------------------- */

struct cells {
    struct ar_buffer *out;
    enum target target; /* of what is being read */
    bool full; /* a word may go on in what comes next */
};

/* A cell, or a part of one that begins with a key. */
static enum ar_status put(struct cells *cells, struct ar_text text)
{
    struct ar_text trimmed = ar_bank_trim(text);
    enum target target = key_at(trimmed, 0);
    const char between = target != NOTHING ? '\n' : ' ';
    bool first = cells->out->size == 0, joined = target == NOTHING && cells->full;
    cells->full = text.size == CELL && text.at[CELL - 1] != ' ';
    if (target != NOTHING) {
        cells->target = target;
        text = trimmed;
    }
    if (!first && !joined && ar_buffer_add_char(cells->out, between) != AR_OK)
        return AR_FAILED;
    return ar_buffer_add(cells->out, text);
}

/* Keys behind blanks: within a description two of them, as the payer may have written the words himself. */
static enum ar_status put_loose(struct cells *cells, struct ar_text text)
{
    enum ar_status status = AR_OK;
    size_t begin = 0;
    for (size_t at = 1; at < text.size && status == AR_OK; at++) {
        bool wide = at >= 2 && text.at[at - 2] == ' ';
        if (text.at[at - 1] != ' ' || (cells->target == TEXT && !wide) || key_at(text, at) == NOTHING)
            continue;
        status = put(cells, ar_bank_trim((struct ar_text){text.at + begin, at - begin}));
        cells->target = key_at(text, at);
        begin = at;
    }
    return status == AR_OK ? put(cells, (struct ar_text){text.at + begin, text.size - begin}) : status;
}

/* One or two cells, or what is not on their grid: a line may have lost the blank that it began with. */
static enum ar_status put_line(struct cells *cells, struct ar_text line)
{
    if (line.size <= CELL)
        return put(cells, line);
    bool shifted = line.at[CELL - 1] == ' ' && key_at(line, CELL) != NOTHING;
    if (line.at[CELL] != ' ' && !shifted)
        return put_loose(cells, line);
    if (shifted)
        cells->full = false;
    size_t second = shifted ? CELL : CELL + 1;
    enum ar_status status = put(cells, (struct ar_text){line.at, CELL});
    return status == AR_OK && line.size > second ? put(cells, (struct ar_text){line.at + second, line.size - second})
                                                 : status;
}

static enum ar_status put_cells(struct cells *cells, struct ar_text text)
{
    enum ar_status status = AR_OK;
    while (text.at != NULL && status == AR_OK) {
        struct ar_text line = ar_text_cut(&text, '\n');
        do {
            struct ar_text piece = {line.at, line.size < LINE ? line.size : LINE};
            line = (struct ar_text){line.at + piece.size, line.size - piece.size};
            status = put_line(cells, piece);
        } while (line.size > 0 && status == AR_OK);
    }
    return status;
}

/* ---- what the keys say ------------------------------------------------------------------------------------------- */

static enum ar_status use(struct ar_mt940_details *details, struct ar_text line)
{
    size_t size = 0;
    enum target target = find_key(line, &size);
    struct ar_text value = ar_bank_trim((struct ar_text){line.at + size, line.size - size});
    if (value.size == 0)
        return AR_OK;
    if (target == ACCOUNT && details->account.size == 0)
        return ar_buffer_add(&details->account, value);
    if (target == NAME && details->payer.size == 0)
        return ar_buffer_add(&details->payer, value);
    if (target == TEXT)
        return ar_bank_join(&details->remittance, value, false);
    if (target == END_TO_END && details->end_to_end.size == 0) {
        details->end_to_end = value;
        return AR_OK;
    }
    return ar_bank_join(&details->rest, ar_bank_trim(line), false);
}

/* It has a name, and an account that is one where nothing but words tells the keys. */
static bool is_sure(struct ar_text lines, bool grid)
{
    bool account = false, name = false;
    while (lines.at != NULL) {
        struct ar_text line = ar_text_cut(&lines, '\n');
        size_t size;
        enum target target = find_key(line, &size);
        struct ar_text value = ar_bank_trim((struct ar_text){line.at + size, line.size - size});
        account = account || (target == ACCOUNT && (grid || ar_iban_is(value)));
        name = name || target == NAME;
    }
    return account && name;
}

enum ar_status ar_mt940_cells_parse(struct ar_mt940_details *details, struct ar_text text, bool *taken)
{
    struct cells cells = {.out = &details->joined};
    struct ar_text beginning = {text.at, text.size < 5 ? text.size : 5};
    *taken = false;
    if (!ar_text_is(beginning, "SEPA "))
        return AR_OK;
    struct ar_text lines = text;
    bool grid = key_at(ar_text_cut(&lines, '\n'), CELL + 1) != NOTHING;
    enum ar_status status = AR_OK;
    if (grid) {
        status = put_cells(&cells, text);
    } else if ((status = ar_mt940_join_lines(&details->purpose, text, false)) == AR_OK) {
        status = put_loose(&cells, ar_buffer_text(&details->purpose));
        details->purpose.size = 0;
    }
    lines = ar_buffer_text(&details->joined);
    *taken = status == AR_OK && is_sure(lines, grid);
    if (!*taken)
        details->joined.size = 0;
    while (*taken && lines.at != NULL && status == AR_OK)
        status = use(details, ar_text_cut(&lines, '\n'));
    return status;
}
