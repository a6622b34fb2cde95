/* SPDX-License-Identifier: MIT */
/* Inside the profile parser: a cursor over one line, and the pieces that directives are made of. */
#ifndef AR_IMPORT_PROFILE_READ_H
#define AR_IMPORT_PROFILE_READ_H

#include "import/profile.h"

struct ar_profile_reader {
    struct ar_profile *profile;
    struct ar_text rest; /* what is left of the line */
    struct ar_text directive; /* its first word, for messages */
    const char *file;
    uint64_t line;
    bool indented;
    unsigned depth; /* of includes */
    const struct ar_profile_reader *outer; /* the file that includes this one */
    /* What an indented line belongs to. */
    enum { AR_OPEN_NONE, AR_OPEN_VALUE, AR_OPEN_RULE } open;
    struct ar_error *error;
};

/* AR_BAD_DATA with file, line and directive. */
AR_PRINTF(2, 3) enum ar_status ar_profile_fail(struct ar_profile_reader *reader, const char *format, ...);
enum ar_status ar_profile_fail_value(struct ar_profile_reader *reader, struct ar_text value, const char *why);
struct ar_profile_place ar_profile_here(const struct ar_profile_reader *reader);

/* Tokens. Blanks before them are passed. */
void ar_profile_blanks(struct ar_profile_reader *reader);
bool ar_profile_at_end(struct ar_profile_reader *reader);
struct ar_text ar_profile_word(struct ar_profile_reader *reader); /* up to a blank; empty at the end */
bool ar_profile_take(struct ar_profile_reader *reader, const char *word); /* the next word, if it is this one */
AR_MUST_USE enum ar_status ar_profile_end(struct ar_profile_reader *reader); /* or "more than expected" */
/* "quoted ""text""" or a bare word, owned by the arena. */
AR_MUST_USE enum ar_status ar_profile_text(struct ar_profile_reader *reader, struct ar_text *out);
AR_MUST_USE enum ar_status ar_profile_path(struct ar_profile_reader *reader, const char **out);
void ar_profile_entry_free(struct ar_profile_entry *entry);
AR_MUST_USE enum ar_status ar_profile_keep(struct ar_profile_reader *reader, struct ar_text *text);
/* /pattern/ with `i` behind it for either case. */
AR_MUST_USE enum ar_status ar_profile_pattern(struct ar_profile_reader *reader, struct ar_pattern **out);
AR_MUST_USE enum ar_status ar_profile_source(struct ar_profile_reader *reader, int *out, bool capture);
AR_MUST_USE enum ar_status ar_profile_number(struct ar_profile_reader *reader, unsigned *out, unsigned most);
AR_MUST_USE enum ar_status ar_profile_list(struct ar_profile_reader *reader, struct ar_profile_list *list, bool commas);

/* Whole lines, from behind their first word. */
AR_MUST_USE enum ar_status ar_profile_directive(struct ar_profile_reader *reader, bool *known);
AR_MUST_USE enum ar_status ar_profile_assign(struct ar_profile_reader *reader, struct ar_text column);
AR_MUST_USE enum ar_status ar_profile_entry(struct ar_profile_reader *reader); /* an indented line of a table */
AR_MUST_USE enum ar_status ar_profile_rule(struct ar_profile_reader *reader, int what);
AR_MUST_USE enum ar_status ar_profile_more_tests(struct ar_profile_reader *reader, bool starts_group);
AR_MUST_USE enum ar_status ar_profile_action(struct ar_profile_reader *reader); /* an indented line of a rule */

/* Room for one more element, zeroed; NULL when out of memory. */
void *ar_profile_add(void *array, size_t *capacity, size_t *count, size_t size);

#endif
