/* SPDX-License-Identifier: MIT */
/* An import profile as it was written: a text file of one directive a line (ar-import.5). Parsing checks all that can
   be checked without the export; ar_plan_new (import/convert.h) does the rest when the columns are known. */
#ifndef AR_IMPORT_PROFILE_H
#define AR_IMPORT_PROFILE_H

#include "base/error.h"
#include "base/memory.h"
#include "base/money.h"
#include "base/pattern.h"
#include "import/kind.h"
#include "import/number.h"
#include "record/table.h"

#include <stdint.h>

struct ar_profile_place {
    const char *file;
    uint64_t line;
};

/* A column of the export: %Name, %"Any name", %3; %?Name may be missing there, and is empty then. */
struct ar_profile_source {
    struct ar_text name; /* empty when it goes by number */
    unsigned number; /* from 1, 0: by name */
    bool optional;
    struct ar_pattern
        *capture; /* %Name /pattern/: only what the pattern's first group (or all of it) matched; or NULL */
    struct ar_profile_place place;
};

/* A piece of text: a source, or a literal when source is -1. */
struct ar_profile_term {
    int source; /* index in sources[] of the profile */
    struct ar_text literal;
};

enum ar_profile_unit { AR_UNIT_NONE, AR_UNIT_DAYS, AR_UNIT_MONTHS };

/* Alternatives of joined terms: the first that is not empty counts. */
struct ar_profile_operand {
    bool minus;
    bool longest; /* of the alternatives, the largest number: due = %ZFBDT + longest %ZBD1T %ZBD2T %ZBD3T days */
    enum ar_profile_unit unit;
    unsigned first_join, joins; /* in joins[] */
};
struct ar_profile_join {
    unsigned first_term, terms; /* in terms[] */
};

/* A table kept in a file of records: `from items.tsv doc customer`. */
struct ar_profile_lookup {
    struct ar_table table;
    struct ar_table_index index;
    int value; /* the column that is given back */
};

/* A line of a table: what the value is replaced by. */
struct ar_profile_entry {
    struct ar_pattern *pattern; /* or, when NULL, the exact text */
    struct ar_text key, value;
    bool otherwise; /* the line `else` */
    bool replaced; /* a later assignment has taken the place of its own */
    struct ar_profile_lookup *lookup; /* the line `from`; or NULL */
    struct ar_profile_place place;
};

/* What follows the `=` of an assignment. */
struct ar_profile_value {
    unsigned first_operand, operands;
    unsigned first_entry, entries; /* its table, when it has one */
    bool debit_credit; /* `debit %A credit %B`: one of the two only */
    bool constant; /* no source in it */
    struct ar_profile_place place;
};

struct ar_profile_assignment {
    struct ar_text column;
    unsigned value; /* in values[] */
    struct ar_profile_place place;
};

/* One test of a rule. A rule holds when all tests of one of its groups do. */
struct ar_profile_test {
    bool negate;
    bool starts_group; /* the line began with `or` (or is the first) */
    int source; /* -1: the whole record, its fields joined by the separator */
    struct ar_pattern *pattern; /* or the exact text */
    struct ar_text text;
};

struct ar_profile_rule {
    enum { AR_RULE_IF, AR_RULE_SKIP, AR_RULE_STOP } what;
    unsigned first_test, tests;
    unsigned first_assignment, assignments; /* in overrides[] */
    bool skip, stop, reject;
    struct ar_text reason; /* of a rejection */
    struct ar_profile_place place;
};

/* For which columns a directive holds; no columns: for all that have none of their own. */
struct ar_profile_setting {
    struct ar_text column; /* empty: the default */
    struct ar_text text;
    struct ar_profile_place place;
};

struct ar_profile_list {
    struct ar_text *at;
    size_t count, capacity;
};

enum ar_profile_header { AR_HEADER_LINE, AR_HEADER_PATTERN, AR_HEADER_NONE };
enum ar_profile_quoting { AR_PROFILE_STRICT, AR_PROFILE_LENIENT, AR_PROFILE_NONE };

struct ar_profile {
    const char *name; /* its path, or the name of a ready one */
    const struct ar_kind *kind; /* NULL: the profile leaves it open */
    char separator, quote;
    enum ar_profile_quoting quoting;
    const char *encoding; /* as iconv knows it */
    enum ar_profile_header header;
    unsigned header_line; /* from 1 */
    struct ar_pattern *header_pattern;
    struct ar_profile_place header_place;
    struct ar_profile_list columns; /* names that the profile gives where there is no header */
    unsigned skip_records; /* after the header */
    bool trim, blank_lines, same_names, fill;
    struct ar_profile_list nulls;
    struct ar_profile_list signed_types; /* sign-by-type: exported as positive, owed by us */

    /* Numbers and dates. */
    struct ar_profile_setting *dates;
    size_t dates_count, dates_capacity;
    int pivot; /* -1: none */
    struct ar_number_style numbers;
    int sign_source; /* -1: none */
    struct ar_profile_list plus, minus;
    struct ar_profile_place sign_place;

    struct ar_profile_setting *strips; /* strip ".0" doc: text is the suffix */
    size_t strips_count, strips_capacity;
    int *once; /* sources: of consecutive records that agree in all of these only the first counts */
    size_t once_count, once_capacity;
    struct ar_profile_place once_place;

    struct ar_profile_assignment *assignments; /* one a column */
    size_t assignments_count, assignments_capacity;
    struct ar_profile_assignment *overrides; /* of rules */
    size_t overrides_count, overrides_capacity;
    struct ar_profile_rule *rules;
    size_t rules_count, rules_capacity;
    struct ar_profile_test *tests;
    size_t tests_count, tests_capacity;
    struct ar_profile_value *values;
    size_t values_count, values_capacity;
    struct ar_profile_operand *operands;
    size_t operands_count, operands_capacity;
    struct ar_profile_join *joins;
    size_t joins_count, joins_capacity;
    struct ar_profile_term *terms;
    size_t terms_count, terms_capacity;
    struct ar_profile_entry *entries;
    size_t entries_count, entries_capacity;
    struct ar_profile_source *sources;
    size_t sources_count, sources_capacity;
    bool ready; /* one of the ready profiles: made for many exports, so that a rule may well go unused */
    struct ar_arena arena; /* owns all texts */
};

/* From a file, or from a text that is `path` in messages. AR_BAD_DATA names file, line and directive. */
AR_MUST_USE enum ar_status ar_profile_load(struct ar_profile *profile, const char *path, struct ar_error *error);
AR_MUST_USE enum ar_status ar_profile_parse(struct ar_profile *profile, const char *path, struct ar_text text,
                                            struct ar_error *error);
/* Has it no pattern? Those keep what they matched, so that one thread must do all the work. */
bool ar_profile_is_shareable(const struct ar_profile *profile);
void ar_profile_free(struct ar_profile *profile);

/* The ready profiles, made from lib/import/profiles/ by the build; sorted by name, ended by a NULL name. */
struct ar_profile_ready {
    const char *name;
    const char *text;
};
extern const struct ar_profile_ready ar_profiles_ready[];
const struct ar_profile_ready *ar_profile_find(const char *name); /* NULL: none of that name */

#endif
