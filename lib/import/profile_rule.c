/* SPDX-License-Identifier: MIT */
/* The rules of a profile: if, and, or; skip /pattern/ and stop /pattern/. */
#include "import/profile_read.h"

static enum ar_status add_test(struct ar_profile_reader *reader, const struct ar_profile_test *test)
{
    struct ar_profile *profile = reader->profile;
    struct ar_profile_test *kept =
        ar_profile_add(&profile->tests, &profile->tests_capacity, &profile->tests_count, sizeof *kept);
    if (kept == NULL) {
        ar_pattern_delete(test->pattern);
        return ar_error_memory(reader->error);
    }
    *kept = *test;
    profile->rules[profile->rules_count - 1].tests++;
    return AR_OK;
}

/* [not] /pattern/, [not] %Column /pattern/, [not] %Column = TEXT, [not] %Column empty */
static enum ar_status parse_test(struct ar_profile_reader *reader, bool starts_group)
{
    struct ar_profile_test test = {.source = -1, .starts_group = starts_group};
    enum ar_status status = AR_OK;
    test.negate = ar_profile_take(reader, "not");
    if (!ar_profile_at_end(reader) && reader->rest.at[0] == '%')
        status = ar_profile_source(reader, &test.source, false);
    if (status != AR_OK)
        return status;
    if (test.source >= 0 && ar_profile_take(reader, "empty")) {
        test.text = AR_TEXT("");
    } else if (test.source >= 0 && ar_profile_take(reader, "=")) {
        status = ar_profile_text(reader, &test.text);
    } else {
        if (test.source >= 0 && (ar_profile_at_end(reader) || reader->rest.at[0] != '/'))
            return ar_profile_fail_value(reader, reader->rest, "after a column comes /pattern/, = TEXT or empty");
        status = ar_profile_pattern(reader, &test.pattern);
    }
    return status == AR_OK ? add_test(reader, &test) : status;
}

enum ar_status ar_profile_more_tests(struct ar_profile_reader *reader, bool starts_group)
{
    const struct ar_profile_rule *rule = &reader->profile->rules[reader->profile->rules_count - 1];
    if (rule->assignments || rule->skip || rule->stop || rule->reject)
        return ar_profile_fail(reader, "belongs before the indented lines of its if");
    for (;;) {
        enum ar_status status = parse_test(reader, starts_group);
        if (status != AR_OK || ar_profile_at_end(reader))
            return status;
        if (ar_profile_take(reader, "and"))
            starts_group = false;
        else if (ar_profile_take(reader, "or"))
            starts_group = true;
        else
            return ar_profile_fail_value(reader, reader->rest, "expected 'and' or 'or'");
    }
}

enum ar_status ar_profile_rule(struct ar_profile_reader *reader, int what)
{
    struct ar_profile *profile = reader->profile;
    struct ar_profile_rule *rule =
        ar_profile_add(&profile->rules, &profile->rules_capacity, &profile->rules_count, sizeof *rule);
    if (rule == NULL)
        return ar_error_memory(reader->error);
    rule->what = what == AR_RULE_SKIP ? AR_RULE_SKIP : what == AR_RULE_STOP ? AR_RULE_STOP : AR_RULE_IF;
    rule->first_test = (unsigned)profile->tests_count;
    rule->first_assignment = (unsigned)profile->overrides_count;
    rule->place = ar_profile_here(reader);
    if (what == AR_RULE_IF)
        reader->open = AR_OPEN_RULE;
    enum ar_status status = ar_profile_more_tests(reader, true);
    rule = &profile->rules[profile->rules_count - 1];
    rule->skip = what == AR_RULE_SKIP;
    rule->stop = what == AR_RULE_STOP;
    return status;
}
