/* SPDX-License-Identifier: MIT */
/* ar-import: exports of any ledger into items, payments, customers or another stream, as a profile says. */
#include "cli/tool.h"
#include "import/convert_expect.h"
#include "import/guess.h"

#include <stdio.h>
#include <stdlib.h>

static const struct ar_about about = {
    .name = "ar-import",
    .purpose = "turn an export into records, as a profile says",
    .operands = "[FILE...]",
    .example = "ar-import -p ledger.profile ledger.csv | ar-open --as-of 2026-06-30 | ar-age --by customer\n"
               "ar-import --guess ledger.csv >ledger.profile\n"
               "ar-import -p sap-bsid --expect records=1204,amount=EUR:88410.20 bsid.csv",
    .takes = AR_TAKES_REJECTS | AR_WRITES_RECORDS,
};

static const char *const duplicates_words[] = {"keep", "reject", NULL};
enum { NOT_SAID = 1000 };

static const char *profile_path, *print_profile;
static unsigned kind_choice = NOT_SAID, duplicates_choice = NOT_SAID, threads;
static bool source, strict, guess, list_profiles;
static struct ar_expect expect;

static enum ar_status parse_expect(void *target, const char *argument, struct ar_error *error)
{
    return ar_expect_parse(target, ar_text_from(argument), error);
}

static const struct ar_opt options[] = {
    {"profile", 'p', "PROFILE", ar_opt_text, &profile_path, "a profile, or the name of a ready one", NULL},
    {"kind", 0, "STREAM", ar_opt_choice, &kind_choice, "what to make, when the profile leaves it open (items)",
     ar_kind_names},
    {"source", 0, NULL, NULL, &source, "add a column source, file:line", NULL},
    {"expect", 0, "WHAT", parse_expect, &expect, "records=N,amount=CUR:X: exit 1 without seal when they differ", NULL},
    {"duplicates", 0, "HOW", ar_opt_choice, &duplicates_choice,
     "repeats of a record: keep and count, or reject (needs --rejects)", duplicates_words},
    {"strict", 0, NULL, NULL, &strict, "exit 1 when a rule of the profile was never used", NULL},
    {"guess", 0, NULL, NULL, &guess, "print a profile for FILE, with its reasons, instead of importing it", NULL},
    {"list-profiles", 0, NULL, NULL, &list_profiles, "list the ready profiles", NULL},
    {"print-profile", 0, "NAME", ar_opt_text, &print_profile, "print a ready profile", NULL},
    {"threads", 0, "N", ar_opt_count, &threads, "threads that convert (0: as many as the machine has)", NULL},
    {NULL, 0, NULL, NULL, NULL, NULL, NULL},
};

static void reject(void *context, const struct ar_error *error, struct ar_text raw)
{
    ar_tool_reject(context, error, raw);
}

static void opened(void *context)
{
    ar_tool_restrict(context);
}

static void progress(void *context, uint64_t bytes)
{
    ar_tool_progress(context, bytes);
}

/* A name without `/` and `.` is a ready profile, anything else a path. */
static void load_profile(struct ar_tool *tool, struct ar_profile *profile)
{
    struct ar_error *error = ar_tool_error(tool);
    if (profile_path == NULL)
        ar_tool_misuse(tool, "which profile? -p PROFILE names one, --list-profiles lists the ready ones");
    if (strpbrk(profile_path, "/.") != NULL) {
        ar_tool_must(tool, ar_profile_load(profile, profile_path, error));
        return;
    }
    const struct ar_profile_ready *ready = ar_profile_find(profile_path);
    if (ready == NULL)
        ar_tool_misuse(tool, "no ready profile '%s'; --list-profiles lists them, a file is named with its path: ./%s",
                       profile_path, profile_path);
    ar_tool_must(tool, ar_profile_parse(profile, ready->name, ar_text_from(ready->text), error));
    profile->ready = true;
}

static const struct ar_kind *choose_kind(struct ar_tool *tool, const struct ar_profile *profile)
{
    const struct ar_kind *chosen = kind_choice == NOT_SAID ? NULL : &ar_kinds[kind_choice];
    if (profile->kind != NULL && chosen != NULL && profile->kind != chosen)
        ar_tool_misuse(tool, "--kind %s, but the profile makes %s", chosen->name, profile->kind->name);
    return chosen != NULL ? chosen : profile->kind != NULL ? profile->kind : &ar_kinds[0];
}

/* An assignment to a name that is nearly one of the stream's is a slip of the pen more often than a new column. */
static void warn_of_slips(struct ar_tool *tool, const struct ar_profile *profile, const struct ar_kind *kind)
{
    for (size_t i = 0; i < profile->assignments_count; i++) {
        const struct ar_profile_assignment *one = &profile->assignments[i];
        if (ar_kind_column(kind, one->column) >= 0)
            continue;
        for (unsigned j = 0; j < kind->count; j++)
            if (ar_text_distance(one->column, ar_text_from(kind->columns[j].name), 1) <= 1)
                ar_tool_warn(tool, "%s:%llu: %.*s is not a column of %s and is added as it is; did you mean '%s'?",
                             one->place.file, (unsigned long long)one->place.line, (int)one->column.size,
                             one->column.at, kind->name, kind->columns[j].name);
    }
}

static void unused(struct ar_tool *tool, const struct ar_profile_place *place, const char *what)
{
    ar_tool_warn(tool, "%s:%llu: this %s was never used", place->file, (unsigned long long)place->line, what);
    if (strict)
        ar_tool_finding(tool);
}

/* Ready profiles are made for many exports: there a rule may well have nothing to do. */
static void report_unused(struct ar_tool *tool, const struct ar_profile *profile,
                          const struct ar_convert_result *result)
{
    const uint64_t *fired = result->fired;
    if (profile->ready || result->read + result->skipped == 0)
        return;
    for (size_t i = 0; i < profile->rules_count; i++)
        if (*fired++ == 0)
            unused(tool, &profile->rules[i].place, "rule");
    for (size_t i = 0; i < profile->entries_count; i++)
        if (*fired++ == 0 && !profile->entries[i].otherwise && !profile->entries[i].replaced)
            unused(tool, &profile->entries[i].place, "line of a table");
    for (size_t i = 0; i < profile->strips_count; i++)
        if (*fired++ == 0)
            unused(tool, &profile->strips[i].place, "strip");
}

static void report_duplicates(struct ar_tool *tool, const struct ar_convert_result *result)
{
    if (result->duplicates == 0 || duplicates_choice == AR_DUPLICATES_REJECT - AR_DUPLICATES_KEEP)
        return;
    ar_tool_warn(tool, "%llu exact duplicate%s kept%s", (unsigned long long)result->duplicates,
                 result->duplicates == 1 ? "" : "s",
                 result->all_compared ? ""
                                      : " among the first 250,000 different records; --duplicates keep compares all");
}

/* A partial export must not pass for a whole one: exit 1, no seal, and a file named by -o stays as it was. */
static void check_expectations(struct ar_tool *tool, const struct ar_convert_options *convert,
                               const struct ar_convert_result *result)
{
    char message[500] = "", next[500];
    for (size_t i = 0; i <= expect.count; i++) {
        if (!ar_expect_differs(&expect, i, convert, result, next, sizeof next))
            continue;
        if (*message)
            ar_tool_warn(tool, "%s", message);
        memcpy(message, next, sizeof message);
    }
    if (*message)
        ar_tool_must(tool, ar_error_set(ar_tool_error(tool), AR_FINDING, "%s", message));
}

static int import(struct ar_tool *tool)
{
    struct ar_profile profile;
    struct ar_error *error = ar_tool_error(tool);
    static const char *const standard_input[] = {"-"};
    struct ar_convert_options convert = {.profile = &profile, .source = source, .context = tool};
    if (duplicates_choice == 1 && !ar_tool_rejects(tool))
        ar_tool_misuse(tool, "--duplicates reject needs --rejects FILE to put them in");
    load_profile(tool, &profile);
    convert.kind = choose_kind(tool, &profile);
    ar_tool_must(tool, ar_expect_check(&expect, convert.kind, error));
    warn_of_slips(tool, &profile, convert.kind);
    convert.paths = ar_tool_operands(tool, &convert.count);
    if (convert.count == 0) {
        convert.paths = standard_input;
        convert.count = 1;
    }
    convert.duplicates = duplicates_choice == NOT_SAID ? AR_DUPLICATES_SAMPLE
                         : duplicates_choice == 1      ? AR_DUPLICATES_REJECT
                                                       : AR_DUPLICATES_KEEP;
    convert.threads = ar_profile_is_shareable(&profile) ? ar_tool_threads(tool, threads) : 1;
    struct ar_text *sums = calloc(expect.count + 1, sizeof *sums);
    if (sums == NULL)
        ar_tool_must(tool, ar_error_memory(error));
    convert.sums = sums;
    convert.sums_count = ar_expect_columns(&expect, sums);
    convert.writer = ar_tool_output(tool);
    convert.reject = reject;
    convert.opened = opened;
    convert.progress = progress;
    convert.sets_aside = ar_tool_rejects(tool);
    convert.seed = ar_tool_seed(tool);
    struct ar_convert_result result;
    ar_tool_must(tool, ar_convert(&result, &convert, error));
    ar_tool_count(tool, result.read);
    report_unused(tool, &profile, &result);
    report_duplicates(tool, &result);
    check_expectations(tool, &convert, &result);
    ar_convert_result_free(&result);
    ar_expect_free(&expect);
    ar_profile_free(&profile);
    free(sums);
    return ar_tool_close(tool);
}

/* What is printed is no stream of records, and bears no seal. */
static int print_ready(struct ar_tool *tool)
{
    ar_tool_seals(tool, AR_SEALS_VERIFY, false);
    struct ar_writer *out = ar_tool_output(tool);
    if (print_profile != NULL) {
        const struct ar_profile_ready *ready = ar_profile_find(print_profile);
        if (ready == NULL)
            ar_tool_misuse(tool, "no ready profile '%s'; --list-profiles lists them", print_profile);
        ar_writer_bytes(out, ar_text_from(ready->text));
        return ar_tool_close(tool);
    }
    for (const struct ar_profile_ready *at = ar_profiles_ready; at->name != NULL; at++) {
        struct ar_text rest = ar_text_from(at->text), line = ar_text_cut(&rest, '\n');
        ar_writer_bytes(out, (struct ar_text){line.at + 2, line.size - 2}); /* without "# " */
        ar_writer_bytes(out, AR_TEXT("\n"));
    }
    return ar_tool_close(tool);
}

static int print_guess(struct ar_tool *tool)
{
    size_t count;
    unsigned undecided = 0;
    const char *const *paths = ar_tool_operands(tool, &count);
    ar_tool_seals(tool, AR_SEALS_VERIFY, false);
    if (count != 1 || strcmp(paths[0], "-") == 0)
        ar_tool_misuse(tool, "--guess needs one FILE to look at, more than once");
    const struct ar_kind *kind = &ar_kinds[kind_choice == NOT_SAID ? 0 : kind_choice];
    ar_tool_must(tool, ar_guess(ar_tool_output(tool), paths[0], kind, &undecided, ar_tool_error(tool)));
    if (undecided > 0) {
        ar_tool_warn(tool, "%u thing%s left to decide, marked UNDECIDED", undecided, undecided == 1 ? "" : "s");
        ar_tool_finding(tool);
    }
    return ar_tool_close(tool);
}

int main(int argc, char **argv)
{
    struct ar_tool *tool = ar_tool_open(&about, options, argc, argv);
    if (profile_path != NULL && (list_profiles || print_profile != NULL || guess))
        ar_tool_misuse(tool, "-p says how to import: it goes with none of --guess, --list-profiles, --print-profile");
    if (list_profiles || print_profile != NULL)
        return print_ready(tool);
    if (guess)
        return print_guess(tool);
    return import(tool);
}
