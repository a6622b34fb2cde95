/* SPDX-License-Identifier: MIT */
/* Inside --guess: what is known of an export so far, and the lines of the profile that say it. */
#ifndef AR_IMPORT_GUESS_SAY_H
#define AR_IMPORT_GUESS_SAY_H

#include "import/guess.h"
#include "import/guess_sample.h"

enum { AR_GUESS_COLUMNS = 64, AR_GUESS_SOURCE = 300 };

struct ar_draft {
    struct ar_guess_sample sample;
    const struct ar_kind *kind;
    struct ar_writer *out;
    int column[AR_GUESS_COLUMNS]; /* for each column of the kind: the export's, or -1 */
    int sign; /* the column of S and H, debit and credit, that SAP has; or -1 */
    int debit, credit; /* two columns in place of one of amounts; or -1 */
    unsigned undecided;
};

/* A line, without its end. */
AR_PRINTF(2, 3) void ar_guess_say(struct ar_draft *guess, const char *format, ...);

struct ar_text ar_guess_header(const struct ar_draft *guess, int column); /* the export's name of it */
int ar_guess_place(const struct ar_draft *guess, const char *name); /* of one of ours in the kind, -1 */
int ar_guess_found(const struct ar_draft *guess, const char *name); /* the export's column for it, -1 */
/* %Name or %"Any name", %3 where the name is empty or there twice. */
const char *ar_guess_source(const struct ar_draft *guess, int column, char out[static AR_GUESS_SOURCE]);

/* Is the piece, in small letters, somewhere in it? */
bool ar_guess_holds(struct ar_text text, const char *piece);
/* The words that the type column has, each with what it probably means. */
void ar_guess_say_types(struct ar_draft *guess, int column);
/* The type, when no column tells it. */
void ar_guess_say_no_types(struct ar_draft *guess);

#endif
