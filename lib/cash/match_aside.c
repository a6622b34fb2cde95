/* SPDX-License-Identifier: MIT */
/* Digits in a text that are an amount, or stand behind the word for a number of another kind, a cheque's or an
   account's: they may be those of a document, too, by accident. */
#include "cash/documents_form.h"
#include "cash/match_work.h"
#include "cash/words.h"

/* What may stand between a word and its number: full stops, colons, "n°". */
static bool is_between(struct ar_text text, size_t end)
{
    return memchr(" .:#-", (unsigned char)text.at[end - 1], 5) != NULL ||
           (end > 1 && text.at[end - 2] == '\xc2' && (text.at[end - 1] == '\xb0' || text.at[end - 1] == '\xba')) ||
           (end < text.size && text.at[end - 1] == '\xc2' && (text.at[end] == '\xb0' || text.at[end] == '\xba'));
}

/* The word that ends before `at`, which moves to where it begins: letters, with full stops and hyphens left out. */
static struct ar_text word_before(char room[static AR_WORD_MOST], struct ar_text text, size_t *at)
{
    size_t end = *at, start, size = 0;
    while (end > 0 && is_between(text, end))
        end--;
    for (start = end;
         start > 0 && (ar_is_letter(text.at[start - 1]) ||
                       (start > 1 && memchr(".-", text.at[start - 1], 2) != NULL && ar_is_letter(text.at[start - 2])));)
        start--;
    *at = start;
    for (size_t i = start; i < end && size < AR_WORD_MOST; i++)
        if (ar_is_letter(text.at[i]))
            room[size++] = (char)(text.at[i] | 32);
    return (struct ar_text){room, size};
}

/* The payment's own amount, in whole units or in minor ones? */
static bool is_its_amount(const struct ar_match_work *work, struct ar_text number)
{
    uint64_t value = 0, wanted = (uint64_t)ar_size_of(work->payment.amount);
    for (size_t i = 0; i < number.size; i++) {
        if (!ar_is_digit(number.at[i]))
            continue;
        if (value > UINT64_MAX / 1000000)
            return false;
        value = value * 10 + (uint64_t)(number.at[i] - '0');
    }
    return value == wanted || value * ar_power_of_ten(ar_currency_digits(work->payment.currency)) == wanted;
}

/* What stands behind it makes it an amount: decimals, or the currency and no other amount. */
static bool is_amount_behind(const struct ar_match_work *work, struct ar_text text, size_t end)
{
    char currency[AR_CURRENCY_SIZE];
    size_t digits = ar_currency_digits(work->payment.currency), at = end;
    if (end < text.size && (text.at[end] == '.' || text.at[end] == ','))
        for (at = end + 1; at < text.size && ar_is_digit(text.at[at]);)
            at++;
    if (digits > 0 && at == end + 1 + digits && (at == text.size || memchr(".,", text.at[at], 2) == NULL))
        return true;
    for (at = end; at < text.size && text.at[at] == ' ';)
        at++;
    ar_currency_format(currency, work->payment.currency);
    if (text.size - at < sizeof currency || memcmp(text.at + at, currency, sizeof currency) != 0)
        return false;
    at += sizeof currency;
    if (at < text.size && ar_is_letter(text.at[at]))
        return false;
    while (at < text.size && text.at[at] == ' ')
        at++;
    return at == text.size || !ar_is_digit(text.at[at]);
}

static bool is_currency(const struct ar_match_work *work, struct ar_text word)
{
    char currency[AR_CURRENCY_SIZE];
    ar_currency_format(currency, work->payment.currency);
    for (size_t i = 0; i < sizeof currency; i++)
        if (word.size != sizeof currency || (currency[i] | 32) != word.at[i])
            return false;
    return true;
}

/* The word for a customer's number. */
static bool is_customer(struct ar_text word)
{
    static const struct ar_text customers[] = {AR_TEXT("cust"),          AR_TEXT("custno"),
                                               AR_TEXT("customer"),      AR_TEXT("customerno"),
                                               AR_TEXT("kunde"),         AR_TEXT("kunden"),
                                               AR_TEXT("kundennr"),      AR_TEXT("kd"),
                                               AR_TEXT("kdnr"),          AR_TEXT("kundennummer"),
                                               AR_TEXT("debitor"),       AR_TEXT("debitorennr"),
                                               AR_TEXT("client"),        AR_TEXT("cliente"),
                                               AR_TEXT("abonne"),        AR_TEXT("klant"),
                                               AR_TEXT("klantnr"),       AR_TEXT("klantnummer"),
                                               AR_TEXT("kundenr"),       AR_TEXT("kundnr"),
                                               AR_TEXT("kundnummer"),    AR_TEXT("klienta"),
                                               AR_TEXT("klient"),        AR_TEXT("kontrahent"),
                                               AR_TEXT("asiakasnro"),    AR_TEXT("asiakasnumero"),
                                               AR_TEXT("account"),       AR_TEXT("acct"),
                                               AR_TEXT("accountno"),     AR_TEXT("acctno"),
                                               AR_TEXT("vertragskonto"), AR_TEXT("vertragskontonr"),
                                               AR_TEXT("kundenkonto"),   AR_TEXT("vertragskontonummer")};
    return ar_word_is_one(word, customers, sizeof customers / sizeof *customers);
}

/* The word for a number of another kind than a document's. */
static bool is_other(struct ar_text word)
{
    static const struct ar_text others[] = {
        AR_TEXT("check"),    AR_TEXT("cheque"),       AR_TEXT("chk"),     AR_TEXT("chq"),     AR_TEXT("ck"),
        AR_TEXT("checkno"),  AR_TEXT("chequeno"),     AR_TEXT("chkno"),   AR_TEXT("ckno"),    AR_TEXT("scheck"),
        AR_TEXT("schecknr"), AR_TEXT("schecknummer"), AR_TEXT("konto"),   AR_TEXT("kto"),     AR_TEXT("kontonr"),
        AR_TEXT("ktonr"),    AR_TEXT("kontonummer"),  AR_TEXT("blz"),     AR_TEXT("tel"),     AR_TEXT("phone"),
        AR_TEXT("telefon"),  AR_TEXT("fax"),          AR_TEXT("mobil"),   AR_TEXT("mobile"),  AR_TEXT("vat"),
        AR_TEXT("vatno"),    AR_TEXT("ust"),          AR_TEXT("ustid"),   AR_TEXT("ustidnr"), AR_TEXT("steuernr"),
        AR_TEXT("trace"),    AR_TEXT("plz"),          AR_TEXT("zip"),     AR_TEXT("mandat"),  AR_TEXT("mandate"),
        AR_TEXT("lockbox"),  AR_TEXT("amount"),       AR_TEXT("betrag"),  AR_TEXT("summe"),   AR_TEXT("gesamt"),
        AR_TEXT("total"),    AR_TEXT("montant"),      AR_TEXT("importe"), AR_TEXT("importo"), AR_TEXT("vom"),
        AR_TEXT("dated"),    AR_TEXT("datum"),        AR_TEXT("date")};
    return ar_word_is_one(word, others, sizeof others / sizeof *others) || is_customer(word);
}

/* "Kd-Nr.", "customer no": the word behind which the number stands; *numbered: "no" stands between. */
static struct ar_text word_for(char room[static AR_WORD_MOST], struct ar_text text, size_t *at, bool *numbered)
{
    static const struct ar_text numbers[] = {AR_TEXT("no"),     AR_TEXT("nr"),     AR_TEXT("num"), AR_TEXT("nos"),
                                             AR_TEXT("number"), AR_TEXT("nummer"), AR_TEXT("n"),   AR_TEXT("numero")};
    struct ar_text word = word_before(room, text, at);
    *numbered = ar_word_is_one(word, numbers, sizeof numbers / sizeof *numbers);
    return *numbered ? word_before(room, text, at) : word;
}

uint32_t ar_match_customer_in(const struct ar_match_work *work, struct ar_text text)
{
    enum { SHORTEST = 4 };
    uint32_t found = AR_NO_CUSTOMER;
    struct ar_text token;
    for (size_t from = 0; ar_documents_token(&token, text, &from);) {
        char room[AR_WORD_MOST];
        bool numbered;
        size_t at = (size_t)(token.at - text.at);
        if (token.size < SHORTEST || !ar_has_digit(token) || !is_customer(word_for(room, text, &at, &numbered)))
            continue;
        uint32_t customer = ar_keys_find(&work->match->book->customers, token);
        if (customer == AR_NO_KEY || (found != AR_NO_CUSTOMER && found != customer))
            return AR_NO_CUSTOMER;
        found = customer;
    }
    return found;
}

bool ar_match_is_aside(const struct ar_match_work *work, struct ar_text text, struct ar_text number)
{
    char room[AR_WORD_MOST];
    bool numbered;
    size_t at = (size_t)(number.at - text.at), end = at + number.size;
    for (size_t i = 0; i < number.size; i++)
        if (ar_is_letter(number.at[i]))
            return false; /* a prefix tells what it is */
    struct ar_text word = word_for(room, text, &at, &numbered);
    if (ar_text_is(word, "vat") && !numbered && ar_documents_label(word_before(room, text, &at)))
        return false; /* "Faktura VAT 412/2026" */
    if (is_other(word)) {
        bool account = ar_text_is(word, "account") || ar_text_is(word, "acct");
        return !account || !ar_text_is(word_before(room, text, &at), "on"); /* "on account 4711" */
    }
    if (numbered || ar_documents_label(word))
        return false;
    return is_currency(work, word) || is_its_amount(work, number) || is_amount_behind(work, text, end);
}
