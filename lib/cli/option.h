/* SPDX-License-Identifier: MIT */
/* The option table: the one list from which parsing, --help, completions and the comparison with the manual page come.
 */
#ifndef AR_CLI_OPTION_H
#define AR_CLI_OPTION_H

#include "base/error.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

/* Puts an argument where it belongs. AR_MISUSE with a reason in *error when it makes no sense; the caller adds the
 * rest. */
typedef enum ar_status ar_opt_parser(void *target, const char *argument, struct ar_error *error);

struct ar_opt {
    const char *name; /* "as-of", without dashes */
    char letter; /* 'o', or 0 */
    const char *argument; /* "DATE"; NULL for a flag. "FILE" and "DIR" complete as paths */
    ar_opt_parser *parse; /* NULL for a flag: then *(bool *)target = true */
    void *target;
    const char *help; /* one phrase, lower case, no full stop */
    const char *const *choices; /* NULL-terminated words, for ar_opt_choice and completions; or NULL */
};

/* Rows that several filters have; each puts its argument where this one wants it. */
#define AR_OPT_LENDER(path)                                                                                            \
    {                                                                                                                  \
        "customers", 0, "FILE", ar_opt_text, path, "lend this file's columns to --by", NULL                            \
    }
#define AR_OPT_IN(currency)                                                                                            \
    {                                                                                                                  \
        "in", 0, "CUR", ar_opt_currency, currency, "convert into this currency, item by item", NULL                    \
    }
#define AR_OPT_RATES(path)                                                                                             \
    {                                                                                                                  \
        "rates", 0, "FILE", ar_opt_text, path, "exchange rates: date, from, to, rate", NULL                            \
    }
#define AR_OPT_ROUNDING(mode)                                                                                          \
    {                                                                                                                  \
        "rounding", 0, "MODE", ar_opt_rounding, mode, "of conversions: half-up (default), half-even, down or up", NULL \
    }

/* Parsers. Text arguments are lent from argv and live as long as the program. */
enum ar_status ar_opt_text(void *target, const char *argument, struct ar_error *error); /* const char ** */
/* The same of a file that the run writes, and which may be none that another option names; and of one that is read and
   that the output may replace. */
enum ar_status ar_opt_written(void *target, const char *argument, struct ar_error *error);
enum ar_status ar_opt_renewed(void *target, const char *argument, struct ar_error *error);
enum ar_status ar_opt_texts(void *target, const char *argument,
                            struct ar_error *error); /* struct ar_texts *, repeatable */
enum ar_status ar_opt_list(void *target, const char *argument, struct ar_error *error); /* struct ar_texts *, a,b,c */
enum ar_status ar_opt_date(void *target, const char *argument,
                           struct ar_error *error); /* struct ar_date *: YYYY-MM-DD or today (UTC) */
enum ar_status ar_opt_count(void *target, const char *argument,
                            struct ar_error *error); /* unsigned *: 0 .. 1000000000 */
enum ar_status ar_opt_currency(void *target, const char *argument, struct ar_error *error); /* struct ar_currency * */
enum ar_status ar_opt_rounding(void *target, const char *argument, struct ar_error *error); /* enum ar_rounding * */
/* unsigned *: the place of the word in the row's choices[]. It needs the row, so it is called with a struct
 * ar_choosing. */
enum ar_status ar_opt_choice(void *target, const char *argument, struct ar_error *error);
struct ar_choosing {
    const struct ar_opt *opt;
};

struct ar_texts {
    const char **at; /* owned; the strings are lent */
    size_t count, capacity;
};

#endif
