/* SPDX-License-Identifier: MIT */
/* One plain-text advice, collected: what it pays, and how that is written. */
#ifndef AR_IMPORT_ADVICE_NOTE_H
#define AR_IMPORT_ADVICE_NOTE_H

#include "import/bank.h"

enum ar_advice_key {
    AR_ADVICE_PAYER,
    AR_ADVICE_CUSTOMER, /* the account with us */
    AR_ADVICE_ACCOUNT, /* the payer's, with its bank */
    AR_ADVICE_AMOUNT, /* of the payment */
    AR_ADVICE_ITS_AMOUNT, /* of the document before it; of the payment, when there is none */
    AR_ADVICE_DATE,
    AR_ADVICE_SENT, /* of an e-mail */
    AR_ADVICE_INVOICES,
    AR_ADVICE_CREDIT, /* its number */
    AR_ADVICE_ORDER,
    AR_ADVICE_DEDUCTION,
    AR_ADVICE_DISCOUNT,
    AR_ADVICE_REASON, /* why it is less */
    AR_ADVICE_MEMO,
    AR_ADVICE_SUBJECT,
    AR_ADVICE_REFERENCE, /* of nobody knows what: what it pays, where nothing else says it */
    AR_ADVICE_BATCH,
    AR_ADVICE_CHECK,
    AR_ADVICE_CURRENCY,
    AR_ADVICE_FROM,
    AR_ADVICE_KEYS
};

enum ar_advice_part {
    AR_ADVICE_ITS_NUMBER,
    AR_ADVICE_ITS_CASH,
    AR_ADVICE_ITS_DISCOUNT,
    AR_ADVICE_ITS_DEDUCTION,
    AR_ADVICE_ITS_WORDS
};
#define AR_ADVICE_PARTS 5

struct ar_advice_block { /* what stands between the number of one document and that of the next */
    struct ar_buffer texts[AR_ADVICE_PARTS];
    uint64_t lines[AR_ADVICE_PARTS]; /* of the last */
    unsigned counts[AR_ADVICE_PARTS];
    bool credit;
    int64_t amounts[AR_ADVICE_PARTS]; /* as read; of a credit negative */
    struct ar_text words; /* of its deduction */
};

#define AR_ADVICE_COLUMNS 24
struct ar_advice_table { /* that the lines are in; {0}: in none */
    enum ar_advice_key keys[AR_ADVICE_COLUMNS]; /* AR_ADVICE_KEYS: a column that is passed over */
    size_t count;
    bool blank; /* the line before was empty: another row may follow, or other text */
};

struct ar_advice_note {
    struct ar_buffer values[AR_ADVICE_KEYS], body, identity, text;
    uint64_t lines[AR_ADVICE_KEYS]; /* 0: not there */
    uint64_t line; /* of its first key; 0: there is none */
    bool blank; /* the line before was empty */
    struct ar_advice_table table;
    struct ar_advice_block *blocks;
    size_t block_count, block_capacity, block_made; /* made: whose buffers are there */
    size_t loose[AR_ADVICE_KEYS]; /* of the values: what came before the first block */
};

/* ---- keys (advice_keys.c) ---- */
/* The key of a line `Key: value`: AR_ADVICE_KEYS when it is none that is known. */
enum ar_advice_key ar_advice_find_key(struct ar_text line, struct ar_text *value);

/* The value ends where another key that is known begins in its line, behind two blanks, a tab or a mark between them:
   `Invoice: INV-1  Amount: 300.00`. What begins there; empty: the line holds no other. */
struct ar_text ar_advice_cut_rest(enum ar_advice_key key, struct ar_text *value);

/* Letters and digits of a name, in lower case; 0: it is longer, or has other marks than names do. */
#define AR_ADVICE_NAME_MOST 40
size_t ar_advice_plain(char out[static AR_ADVICE_NAME_MOST], struct ar_text name);
enum ar_advice_key ar_advice_named(struct ar_text plain); /* AR_ADVICE_KEYS: no key */

/* ---- tables (advice_table.c) ---- */
enum ar_advice_row {
    AR_ADVICE_ROW_OTHER, /* no line of a table: any other one */
    AR_ADVICE_ROW_NONE, /* headings, a rule, a total: nothing in it */
    AR_ADVICE_ROW_WHOLE, /* a cell for each of table->keys */
    AR_ADVICE_ROW_BAD /* more or fewer cells: whose they are is not known */
};
/* A line that has no key. */
enum ar_advice_row ar_advice_table_row(struct ar_advice_table *table, struct ar_text line,
                                       struct ar_text cells[static AR_ADVICE_COLUMNS]);

/* ---- documents, each with an amount of its own (advice_blocks.c) ---- */
/* Takes the value of a key as far as it belongs to a document; `more` of it in a line that goes on. */
AR_MUST_USE enum ar_status ar_advice_block_take(struct ar_advice_note *note, enum ar_advice_key key,
                                                struct ar_text value, uint64_t line, bool more);
/* Does every document have its own amount? Otherwise the note is a list of numbers and one amount. */
bool ar_advice_has_blocks(const struct ar_advice_note *note);
/* Reads them: AR_BAD_DATA where one has no amount, or two. *sum: what they come to. */
AR_MUST_USE enum ar_status ar_advice_blocks_read(const struct ar_bank *bank, struct ar_advice_note *note,
                                                 struct ar_currency currency, ar_int128 *sum, struct ar_error *error);
/* Discounts and deductions are taken off amounts before them when only then they come to the payment. */
AR_MUST_USE enum ar_status ar_advice_blocks_check(struct ar_bank *bank, struct ar_advice_note *note, ar_int128 sum,
                                                  int64_t payment, struct ar_error *error);
AR_MUST_USE enum ar_status ar_advice_blocks_write(struct ar_bank *bank, const struct ar_advice_note *note,
                                                  struct ar_bank_advice common, struct ar_error *error);
void ar_advice_blocks_free(struct ar_advice_note *note);

/* ---- the note ---- */
/* Where the values of a key are put: credits stand among the invoices. */
static inline struct ar_buffer *ar_advice_value(struct ar_advice_note *note, enum ar_advice_key key)
{
    return &note->values[key == AR_ADVICE_CREDIT ? AR_ADVICE_INVOICES : key];
}
/* The next document number of a list (advice_list.c), between commas and blanks; empty: no more.
 */
struct ar_text ar_advice_cut_number(struct ar_text *list);
/* Where `word` stands in the text by itself, from `from` on; text.size: nowhere. */
size_t ar_advice_find_word(struct ar_text text, struct ar_text word, size_t from);
/* The amount that stands behind a number in the list; false: none does. */
bool ar_advice_cut_share(struct ar_text *list, struct ar_currency currency, int64_t *out);

AR_MUST_USE enum ar_status ar_advice_note_write(struct ar_bank *bank, struct ar_advice_note *note,
                                                struct ar_error *error);
void ar_advice_note_clear(struct ar_advice_note *note);
void ar_advice_note_free(struct ar_advice_note *note);

#endif
