/* SPDX-License-Identifier: MIT */
/* collections/mail: header fields, addresses, quoted-printable, dates. Expected bytes are worked out from RFC 2045,
   2047 and 5322 by hand; tests/cases/ar-letter has them read by another library. */
#include "collections/mail.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static struct ar_buffer out;
static struct ar_error error;

static void is(const char *wanted)
{
    assert_int_equal(ar_buffer_add_char(&out, '\0'), AR_OK);
    assert_string_equal(out.at, wanted);
    ar_buffer_free(&out);
}

static void text(const char *value, const char *wanted)
{
    assert_int_equal(ar_mail_text_header(&out, "Subject", ar_text_from(value), &error), AR_OK);
    is(wanted);
}

static void subjects(void **state)
{
    (void)state;
    text("", "Subject:\n");
    text("Reminder", "Subject: Reminder\n");
    text("Two words", "Subject: Two words\n");
    text("caf\303\251", "Subject: =?utf-8?B?Y2Fmw6k=?=\n"); /* whichever is shorter */
    text("caf\303\251 au lait", "Subject: =?utf-8?Q?caf=C3=A9_au_lait?=\n");
    text("abcdefghijklmnopqrstuvwxyz a_b=c?d \303\251",
         "Subject: =?utf-8?Q?abcdefghijklmnopqrstuvwxyz_?=\n =?utf-8?Q?a=5Fb=3Dc=3Fd_=C3=A9?=\n");
    text("\320\226\320\226", "Subject: =?utf-8?B?0JbQlg==?=\n");
    text("=?utf-8?Q?x?=", "Subject: =?utf-8?B?PT91dGYtOD9RP3g/PQ==?=\n"); /* what looks encoded is encoded */
    text("a  b", "Subject: =?utf-8?Q?a__b?=\n"); /* two blanks would be folded away */
}

static void folding(void **state)
{
    (void)state;
    text("12345678 12345678 12345678 12345678 12345678 12345678 12345678 12345678 12345678",
         "Subject: 12345678 12345678 12345678 12345678 12345678 12345678 12345678\n 12345678 12345678\n");
    /* No character is cut in two, no word is longer than 75, no line than 76. */
    char value[400] = "x", *at;
    for (int i = 0; i < 120; i++)
        memcpy(value + 1 + 3 * i, "\342\202\254", 4); /* the euro, 120 times */
    assert_int_equal(ar_mail_text_header(&out, "Subject", ar_text_from(value), &error), AR_OK);
    assert_int_equal(ar_buffer_add_char(&out, '\0'), AR_OK);
    unsigned lines = 0;
    for (char *line = strtok_r(out.at, "\n", &at); line != NULL; line = strtok_r(NULL, "\n", &at), lines++) {
        assert_in_range(strlen(line), 1, 76);
        assert_string_equal(line + strlen(line) - 2, "?=");
        size_t digits = strlen(strstr(line, "?B?") + 3) - 2;
        assert_int_equal(digits % 4, 0);
    }
    assert_in_range(lines, 8, 10);
    ar_buffer_free(&out);
}

static void refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"a\nBcc: x",    "a\rb",         "a\tb",         "\001", "\177",
                                      "\302\205",     "\342\200\250", "\342\200\256", "\377", "\303",
                                      "\355\240\200", "\357\273\277", "\302\255"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(ar_mail_is_line(ar_text_from(bad[i])));
        assert_int_equal(ar_mail_text_header(&out, "Subject", ar_text_from(bad[i]), &error), AR_BAD_DATA);
        struct ar_mailbox mailbox = {ar_text_from(bad[i]), AR_TEXT("a@example.com")};
        assert_int_equal(ar_mail_address_header(&out, "To", &mailbox, 1, &error), AR_BAD_DATA);
        mailbox = (struct ar_mailbox){AR_TEXT(""), ar_text_from(bad[i])};
        assert_int_equal(ar_mail_address_header(&out, "To", &mailbox, 1, &error), AR_BAD_DATA);
    }
    assert_false(ar_mail_is_line(AR_TEXT("a\0b")));
    ar_buffer_free(&out);
}

static void mailbox(const char *name, const char *address, const char *wanted)
{
    struct ar_mailbox one = {ar_text_from(name), ar_text_from(address)};
    assert_int_equal(ar_mail_address_header(&out, "To", &one, 1, &error), AR_OK);
    is(wanted);
}

static void names(void **state)
{
    (void)state;
    mailbox("", "a@example.com", "To: a@example.com\n");
    mailbox("Anna Berg", "a@example.com", "To: Anna Berg <a@example.com>\n");
    mailbox("Berg, Anna", "a@example.com", "To: \"Berg, Anna\" <a@example.com>\n");
    mailbox("a \"b\" \\c", "a@example.com", "To: \"a \\\"b\\\" \\\\c\" <a@example.com>\n");
    mailbox("x <y@z>", "a@example.com", "To: \"x <y@z>\" <a@example.com>\n");
    mailbox("M\303\274ller", "a@example.com", "To: =?utf-8?Q?M=C3=BCller?= <a@example.com>\n");
    struct ar_mailbox two[] = {{AR_TEXT("A"), AR_TEXT("a@example.com")}, {AR_TEXT(""), AR_TEXT("b@example.com")}};
    assert_int_equal(ar_mail_address_header(&out, "To", two, 2, &error), AR_OK);
    is("To: A <a@example.com>, b@example.com\n");
}

static void addresses(void **state)
{
    (void)state;
    static const char *const good[] = {"a@b", "a.b+c@example.com", "!#$%&'*+-/=?^_`{|}~@example.com", "a@1-2.3"};
    static const char *const bad[] = {
        "",      "a",      "@",       "a@",    "@b",     "a@@b",       "a b@c",         "a@b c",   ".a@b",
        "a.@b",  "a..b@c", "a@.b",    "a@b.",  "a@b..c", "a@-b",       "a@b-",          "\"a\"@b", "a@[127.0.0.1]",
        "a@b_c", "a,b@c",  "a@b,c@d", "<a@b>", "a@b>",   "\303\251@b", "a@\303\251.de", "a(b)@c",  "a@b;"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_int_equal(ar_mail_address_check(ar_text_from(good[i]), &error), AR_OK);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(ar_mail_address_check(ar_text_from(bad[i]), &error), AR_BAD_DATA);
    char local[80], whole[300];
    memset(local, 'a', sizeof local);
    snprintf(whole, sizeof whole, "%.64s@b", local);
    assert_int_equal(ar_mail_address_check(ar_text_from(whole), &error), AR_OK);
    snprintf(whole, sizeof whole, "%.65s@b", local);
    assert_int_equal(ar_mail_address_check(ar_text_from(whole), &error), AR_BAD_DATA);
    snprintf(whole, sizeof whole, "a@%.63s.%.63s.%.63s.%.60s", local, local, local, local); /* 254 bytes */
    assert_int_equal(ar_mail_address_check(ar_text_from(whole), &error), AR_OK);
    snprintf(whole, sizeof whole, "a@%.63s.%.63s.%.63s.%.61s", local, local, local, local);
    assert_int_equal(ar_mail_address_check(ar_text_from(whole), &error), AR_BAD_DATA);
    snprintf(whole, sizeof whole, "a@%.64s", local);
    assert_int_equal(ar_mail_address_check(ar_text_from(whole), &error), AR_BAD_DATA);
}

static void parsed(const char *value, const char *name, const char *address)
{
    struct ar_mailbox one;
    assert_int_equal(ar_mailbox_parse(&one, ar_text_from(value), &error), AR_OK);
    assert_true(ar_text_is(one.name, name));
    assert_true(ar_text_is(one.address, address));
}

static void mailboxes(void **state)
{
    (void)state;
    struct ar_mailbox one;
    parsed("a@b", "", "a@b");
    parsed(" A B <a@b> ", "A B", "a@b");
    parsed("\"A, B\" <a@b>", "A, B", "a@b");
    parsed("<a@b>", "", "a@b");
    assert_int_equal(ar_mailbox_parse(&one, AR_TEXT("A <a@b"), &error), AR_BAD_DATA);
    assert_int_equal(ar_mailbox_parse(&one, AR_TEXT("a@b>"), &error), AR_BAD_DATA);
    assert_int_equal(ar_mailbox_parse(&one, AR_TEXT("A\n <a@b>"), &error), AR_BAD_DATA);
    assert_int_equal(ar_mailbox_parse(&one, AR_TEXT("A \\ <a@b>"), &error), AR_BAD_DATA);
    assert_int_equal(ar_mailbox_parse(&one, AR_TEXT(""), &error), AR_BAD_DATA);
}

static void printable(const char *value, const char *wanted)
{
    assert_int_equal(ar_mail_quoted_printable(&out, ar_text_from(value), &error), AR_OK);
    is(wanted);
}

#define TEN "0123456789"
static void bodies(void **state)
{
    (void)state;
    printable("", "");
    printable("a=b\n", "a=3Db\n");
    printable("caf\303\251", "caf=C3=A9\n");
    printable("blank at the end \nx", "blank at the end=20\nx\n");
    printable("From here\n.\n From", "=46rom here\n=2E\n From\n");
    printable(TEN TEN TEN TEN TEN TEN TEN "01234", TEN TEN TEN TEN TEN TEN TEN "01234\n"); /* 75 */
    printable(TEN TEN TEN TEN TEN TEN TEN "0123456789", TEN TEN TEN TEN TEN TEN TEN "01234=\n56789\n");
    printable(TEN TEN TEN TEN TEN TEN TEN "012\303\251", TEN TEN TEN TEN TEN TEN TEN "012=\n=C3=A9\n");
    printable(TEN TEN TEN TEN TEN TEN TEN "01234From x", TEN TEN TEN TEN TEN TEN TEN "01234=\n=46rom x\n");
    printable(TEN TEN TEN TEN TEN TEN TEN "01234.", TEN TEN TEN TEN TEN TEN TEN "01234=\n=2E\n");
}

static void dates(void **state)
{
    (void)state;
    struct ar_date date;
    assert_int_equal(ar_date_parse(&date, AR_TEXT("2026-11-21")), AR_OK);
    assert_int_equal(ar_mail_date_header(&out, date, &error), AR_OK);
    is("Date: Sat, 21 Nov 2026 12:00:00 +0000\n");
    assert_int_equal(ar_mail_mailbox_line(&out, date, &error), AR_OK);
    is("From ar-letter Sat Nov 21 12:00:00 2026\n");
    assert_int_equal(ar_date_parse(&date, AR_TEXT("2024-02-29")), AR_OK);
    assert_int_equal(ar_mail_date_header(&out, date, &error), AR_OK);
    is("Date: Thu, 29 Feb 2024 12:00:00 +0000\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(subjects),  cmocka_unit_test(folding),   cmocka_unit_test(refused), cmocka_unit_test(names),
        cmocka_unit_test(addresses), cmocka_unit_test(mailboxes), cmocka_unit_test(bodies),  cmocka_unit_test(dates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
