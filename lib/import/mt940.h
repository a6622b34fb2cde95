/* SPDX-License-Identifier: MIT */
/* SWIFT MT940 (statements) and MT942 (interim reports), as banks really write them; see ar-bank.1 for what is accepted.
 */
#ifndef AR_IMPORT_MT940_H
#define AR_IMPORT_MT940_H

#include "import/bank.h"
#include "import/bank_input.h"

AR_MUST_USE enum ar_status ar_mt940_read(struct ar_bank *bank, struct ar_bank_input *input, struct ar_error *error);

/* {1:, or -} behind the closing balance or outside of a message, where they may be letters of a country's terminals. */
bool ar_mt940_is_block(struct ar_text line, bool outside);
/* A dash, with three letters X behind it from one bank. */
bool ar_mt940_ends_message(struct ar_text line);
/* What a line outside of a message may be: headers of files and messages, capitals, digits and blanks. */
bool ar_mt940_is_envelope(struct ar_text line);

/* The statement line, :61:, with a line end before what some banks add. On failure *why is a static phrase. */
struct ar_mt940_line {
    struct ar_date value, booked;
    bool negative, reversal, expected; /* the sign of this entry; R; E: not booked yet */
    struct ar_text amount, type, reference, bank_reference, supplement; /* lent from the field */
};
AR_MUST_USE enum ar_status ar_mt940_line_parse(struct ar_mt940_line *out, struct ar_text text, const char **why);

/* What was ordered, before charges, and what the bank took: /OCMT/EUR1000,00/CHGS/EUR10,00/ (DK, annex 3). Only where
   they are in the currency of the entry and come to its amount, both without a sign. */
bool ar_mt940_gross(struct ar_text text, struct ar_currency currency, int64_t amount, bool negative, int64_t *gross);

/* The information to the account owner (:86:, lines with '\n' between them) taken apart. Texts are lent from `work`. */
struct ar_mt940_details {
    struct ar_buffer payer, account, remittance, rest;
    struct ar_text code; /* of the transaction, GVC */
    struct ar_text end_to_end; /* the payer's reference */
    struct ar_text structured; /* said to be a structured reference */
    struct ar_text ordering, beneficiary; /* names of both, where the words for them have them at once */
    struct ar_buffer purpose, joined; /* work: with keywords and all */
};
AR_MUST_USE enum ar_status ar_mt940_details_parse(struct ar_mt940_details *details, struct ar_text text);
/* The same of subfields, 166?00TEXT?20…, with all lines joined: the purpose is put together, its keywords are not taken
   apart. */
bool ar_mt940_has_subfields(struct ar_text text);
AR_MUST_USE enum ar_status ar_mt940_subfields_parse(struct ar_mt940_details *details, struct ar_text text);
/* The same of :NS:, where a number of two digits begins each line: 01 to 14 the purpose, 15 and 16 the name, 33 and 34
   its bank and account. */
AR_MUST_USE enum ar_status ar_mt940_details_numbered(struct ar_mt940_details *details, struct ar_text text);
/* The same of ABN AMRO's cells with keys ("NAAM: …") in them, for details that are empty still; *taken: it has them. */
AR_MUST_USE enum ar_status ar_mt940_cells_parse(struct ar_mt940_details *details, struct ar_text text, bool *taken);
/* The same of keys and values in one text, as Citi and mBank have them. */
AR_MUST_USE enum ar_status ar_mt940_keyed_parse(struct ar_mt940_details *details, struct ar_text text, bool *taken);
/* Takes the other party off the end of a text, as Knab has it there. */
AR_MUST_USE enum ar_status ar_mt940_keyed_end(struct ar_mt940_details *details, struct ar_text *text);
/* One line of several: one of 64 or 65 characters is full, and the next one may go on within a word. */
AR_MUST_USE enum ar_status ar_mt940_join_lines(struct ar_buffer *out, struct ar_text text, bool always_full);
void ar_mt940_details_free(struct ar_mt940_details *details);

/* Fills in who the other party is, the payer's reference and the details, of an entry that has the rest. */
AR_MUST_USE enum ar_status ar_mt940_entry_parties(struct ar_bank_entry *entry, const struct ar_mt940_line *line,
                                                  struct ar_mt940_details *details);
/* What follows :61: as text, in front of what a plain :86: says; *taken: it is one, else it is a detail. */
AR_MUST_USE enum ar_status ar_mt940_narrative(struct ar_bank_entry *entry, struct ar_text text,
                                              struct ar_mt940_details *details, bool *taken);

/* Some banks had the account of the statement where that of the other party is; behind a slash is its number. */
void ar_mt940_entry_own_account(struct ar_bank_entry *entry, struct ar_text own);

#endif
