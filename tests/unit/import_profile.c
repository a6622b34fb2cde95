/* SPDX-License-Identifier: MIT */
/* Profiles as they are parsed: what a line becomes, and which lines are refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "import/profile.h"

static enum ar_status parse(struct ar_profile *profile, const char *text, struct ar_error *error)
{
    return ar_profile_parse(profile, "test", ar_text_from(text), error);
}

static void an_empty_profile_has_defaults(void **state)
{
    (void)state;
    struct ar_profile profile;
    assert_int_equal(parse(&profile, "", NULL), AR_OK);
    assert_null(profile.kind);
    assert_int_equal(profile.separator, ',');
    assert_int_equal(profile.header, AR_HEADER_LINE);
    assert_int_equal(profile.header_line, 1);
    assert_true(ar_profile_is_shareable(&profile));
    ar_profile_free(&profile);
}

static void a_join_has_its_terms_in_order(void **state)
{
    (void)state;
    struct ar_profile profile;
    assert_int_equal(parse(&profile, "name = %\"First \"\"name\"\"\" \", \" %?3 | %Last\n", NULL), AR_OK);
    assert_int_equal(profile.assignments_count, 1);
    const struct ar_profile_operand *operand = &profile.operands[profile.values[0].first_operand];
    assert_int_equal(operand->joins, 2);
    assert_int_equal(profile.joins[operand->first_join].terms, 3);
    assert_int_equal(profile.joins[operand->first_join + 1].terms, 1);
    assert_int_equal(profile.sources_count, 3);
    assert_true(ar_text_is(profile.sources[0].name, "First \"name\""));
    assert_int_equal(profile.sources[1].number, 3);
    assert_true(profile.sources[1].optional);
    ar_profile_free(&profile);
}

static void a_table_belongs_to_the_assignment_above(void **state)
{
    (void)state;
    struct ar_profile profile;
    assert_int_equal(
        parse(&profile, "type = %T\n  IN = invoice\n\n# between\n  /^C/i = credit\n  else = journal\n", NULL), AR_OK);
    assert_int_equal(profile.values[0].entries, 3);
    assert_true(ar_text_is(profile.entries[0].key, "IN"));
    assert_non_null(profile.entries[1].pattern);
    assert_true(profile.entries[2].otherwise);
    assert_false(ar_profile_is_shareable(&profile));
    ar_profile_free(&profile);
}

static void and_binds_closer_than_or(void **state)
{
    (void)state;
    struct ar_profile profile;
    assert_int_equal(parse(&profile, "if %A = 1 and not %B /x/\nor %C empty\n  skip\n  doc = none\n", NULL), AR_OK);
    assert_int_equal(profile.rules_count, 1);
    assert_int_equal(profile.rules[0].tests, 3);
    assert_true(profile.tests[0].starts_group);
    assert_false(profile.tests[1].starts_group);
    assert_true(profile.tests[1].negate);
    assert_true(profile.tests[2].starts_group);
    assert_true(profile.rules[0].skip);
    assert_int_equal(profile.rules[0].assignments, 1);
    ar_profile_free(&profile);
}

static void an_error_names_line_and_directive(void **state)
{
    (void)state;
    struct ar_profile profile;
    struct ar_error error;
    assert_int_equal(parse(&profile, "kind items\n\nthousands dots\n", &error), AR_BAD_DATA);
    assert_string_equal(error.file, "test");
    assert_int_equal(error.line, 3);
    assert_string_equal(error.column, "thousands");
    assert_true(error.fatal);
}

static void every_ready_profile_parses(void **state)
{
    (void)state;
    for (const struct ar_profile_ready *at = ar_profiles_ready; at->name != NULL; at++) {
        struct ar_profile profile;
        assert_int_equal(ar_profile_parse(&profile, at->name, ar_text_from(at->text), NULL), AR_OK);
        assert_ptr_equal(ar_profile_find(at->name), at);
        ar_profile_free(&profile);
    }
    assert_null(ar_profile_find("nonesuch"));
}

static void the_table_of_streams_is_complete(void **state)
{
    (void)state;
    for (unsigned i = 0; i < ar_kinds_count; i++) {
        assert_string_equal(ar_kind_names[i], ar_kinds[i].name);
        assert_ptr_equal(ar_kind_find(ar_text_from(ar_kinds[i].name)), &ar_kinds[i]);
        for (unsigned k = 0; k < ar_kinds[i].count; k++)
            assert_int_equal(ar_kind_column(&ar_kinds[i], ar_text_from(ar_kinds[i].columns[k].name)), k);
    }
    assert_null(ar_kind_names[ar_kinds_count]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_profile_has_defaults),           cmocka_unit_test(a_join_has_its_terms_in_order),
        cmocka_unit_test(a_table_belongs_to_the_assignment_above), cmocka_unit_test(and_binds_closer_than_or),
        cmocka_unit_test(an_error_names_line_and_directive),       cmocka_unit_test(every_ready_profile_parses),
        cmocka_unit_test(the_table_of_streams_is_complete),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
