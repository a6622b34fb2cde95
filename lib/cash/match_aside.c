/* SPDX-License-Identifier: MIT */
/* Digits in a text that stand behind the word for a number of another kind, a cheque's or an account's: they may be
   those of a document, too, by accident. */
#include "cash/match_work.h"

static bool is_letter(char c)
{
    return (c | 32) >= 'a' && (c | 32) <= 'z';
}

/* The word that ends before `at`, which moves to where it begins: letters, with full stops and hyphens left out. */
static struct ar_text word_before(char room[static 16], struct ar_text text, size_t *at)
{
    size_t end = *at, start, size = 0;
    while (end > 0 && memchr(" .:#-", text.at[end - 1], 5) != NULL)
        end--;
    for (start = end;
         start > 0 && (is_letter(text.at[start - 1]) ||
                       (start > 1 && memchr(".-", text.at[start - 1], 2) != NULL && is_letter(text.at[start - 2])));)
        start--;
    *at = start;
    for (size_t i = start; i < end && size < 16; i++)
        if (is_letter(text.at[i]))
            room[size++] = (char)(text.at[i] | 32);
    return (struct ar_text){room, size};
}

static bool is_one_of(struct ar_text word, const struct ar_text *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (ar_text_equal(word, words[i]))
            return true;
    return false;
}

bool ar_match_is_aside(struct ar_text text, struct ar_text number)
{
    static const struct ar_text numbers[] = {AR_TEXT("no"),  AR_TEXT("nr"),     AR_TEXT("num"),
                                             AR_TEXT("nos"), AR_TEXT("number"), AR_TEXT("nummer")};
    static const struct ar_text others[] = {
        AR_TEXT("check"),       AR_TEXT("cheque"),      AR_TEXT("chk"),      AR_TEXT("chq"),
        AR_TEXT("ck"),          AR_TEXT("checkno"),     AR_TEXT("chequeno"), AR_TEXT("chkno"),
        AR_TEXT("ckno"),        AR_TEXT("scheck"),      AR_TEXT("schecknr"), AR_TEXT("schecknummer"),
        AR_TEXT("konto"),       AR_TEXT("kto"),         AR_TEXT("kontonr"),  AR_TEXT("ktonr"),
        AR_TEXT("kontonummer"), AR_TEXT("acct"),        AR_TEXT("account"),  AR_TEXT("acctno"),
        AR_TEXT("accountno"),   AR_TEXT("blz"),         AR_TEXT("tel"),      AR_TEXT("phone"),
        AR_TEXT("telefon"),     AR_TEXT("fax"),         AR_TEXT("mobil"),    AR_TEXT("mobile"),
        AR_TEXT("vat"),         AR_TEXT("vatno"),       AR_TEXT("ust"),      AR_TEXT("ustid"),
        AR_TEXT("ustidnr"),     AR_TEXT("steuernr"),    AR_TEXT("cust"),     AR_TEXT("custno"),
        AR_TEXT("customer"),    AR_TEXT("customerno"),  AR_TEXT("kunde"),    AR_TEXT("kunden"),
        AR_TEXT("kundennr"),    AR_TEXT("kd"),          AR_TEXT("kdnr"),     AR_TEXT("kundennummer"),
        AR_TEXT("debitor"),     AR_TEXT("debitorennr"), AR_TEXT("client"),   AR_TEXT("trace"),
        AR_TEXT("plz"),         AR_TEXT("zip"),         AR_TEXT("mandat"),   AR_TEXT("mandate"),
        AR_TEXT("lockbox")};
    char room[16];
    size_t at = (size_t)(number.at - text.at);
    for (size_t i = 0; i < number.size; i++)
        if (is_letter(number.at[i]))
            return false; /* a prefix tells what it is */
    struct ar_text word = word_before(room, text, &at);
    if (is_one_of(word, numbers, sizeof numbers / sizeof *numbers))
        word = word_before(room, text, &at);
    bool account = ar_text_is(word, "account") || ar_text_is(word, "acct");
    if (!is_one_of(word, others, sizeof others / sizeof *others))
        return false;
    return !account || !ar_text_is(word_before(room, text, &at), "on"); /* "on account 4711" */
}
