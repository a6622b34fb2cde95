/* SPDX-License-Identifier: MIT */
/* The keys of plain-text advices, English and German, whatever their case and marks: RG-Nr., Rg. Nr and RGNR are one.
 */
#include "import/advice.h"
#include "import/advice_note.h"
#include "import/bank_value.h"

#define KEY(name) name, sizeof name - 1
#define AE "\xc3\xa4"
#define UE "\xc3\xbc"
#define CAPITAL_AE "\xc3\x84"
#define CAPITAL_UE "\xc3\x9c"

/* By letters and digits alone, in lower case. */
static const struct {
    const char *name;
    size_t size;
    enum ar_advice_key key;
} names[] = {
    {KEY("payer"), AR_ADVICE_PAYER},
    {KEY("remitter"), AR_ADVICE_PAYER},
    {KEY("paidby"), AR_ADVICE_PAYER},
    {KEY("customername"), AR_ADVICE_PAYER},
    {KEY("zahler"), AR_ADVICE_PAYER},
    {KEY("auftraggeber"), AR_ADVICE_PAYER},
    {KEY("zahlungspflichtiger"), AR_ADVICE_PAYER},
    {KEY("account"), AR_ADVICE_CUSTOMER},
    {KEY("accountnumber"), AR_ADVICE_CUSTOMER},
    {KEY("customer"), AR_ADVICE_CUSTOMER},
    {KEY("customernumber"), AR_ADVICE_CUSTOMER},
    {KEY("customerno"), AR_ADVICE_CUSTOMER},
    {KEY("kundennummer"), AR_ADVICE_CUSTOMER},
    {KEY("kundennr"), AR_ADVICE_CUSTOMER},
    {KEY("kdnr"), AR_ADVICE_CUSTOMER},
    {KEY("debitor"), AR_ADVICE_CUSTOMER},
    {KEY("debitorennummer"), AR_ADVICE_CUSTOMER},
    {KEY("debitorennr"), AR_ADVICE_CUSTOMER},
    {KEY("iban"), AR_ADVICE_ACCOUNT},
    {KEY("bankaccount"), AR_ADVICE_ACCOUNT},
    {KEY("checkamount"), AR_ADVICE_AMOUNT},
    {KEY("chequeamount"), AR_ADVICE_AMOUNT},
    {KEY("paymentamount"), AR_ADVICE_AMOUNT},
    {KEY("amountpaid"), AR_ADVICE_AMOUNT},
    {KEY("remitting"), AR_ADVICE_AMOUNT},
    {KEY("total"), AR_ADVICE_AMOUNT},
    {KEY("totalamount"), AR_ADVICE_AMOUNT},
    {KEY("zahlbetrag"), AR_ADVICE_AMOUNT},
    {KEY("zahlungsbetrag"), AR_ADVICE_AMOUNT},
    {KEY("gesamtbetrag"), AR_ADVICE_AMOUNT},
    {KEY("gesamtsumme"), AR_ADVICE_AMOUNT},
    {KEY("gesamt"), AR_ADVICE_AMOUNT},
    {KEY("summe"), AR_ADVICE_AMOUNT},
    {KEY(UE "berweisungsbetrag"), AR_ADVICE_AMOUNT},
    {KEY(CAPITAL_UE "berweisungsbetrag"), AR_ADVICE_AMOUNT},
    {KEY("ueberweisungsbetrag"), AR_ADVICE_AMOUNT},
    {KEY("amount"), AR_ADVICE_ITS_AMOUNT},
    {KEY("betrag"), AR_ADVICE_ITS_AMOUNT},
    {KEY("depositdate"), AR_ADVICE_DATE},
    {KEY("paymentdate"), AR_ADVICE_DATE},
    {KEY("checkdate"), AR_ADVICE_DATE},
    {KEY("zahlungsdatum"), AR_ADVICE_DATE},
    {KEY("zahldatum"), AR_ADVICE_DATE},
    {KEY("valuta"), AR_ADVICE_DATE},
    {KEY("wertstellung"), AR_ADVICE_DATE},
    {KEY("date"), AR_ADVICE_SENT},
    {KEY("datum"), AR_ADVICE_SENT},
    {KEY("invoices"), AR_ADVICE_INVOICES},
    {KEY("invoice"), AR_ADVICE_INVOICES},
    {KEY("invoicenumber"), AR_ADVICE_INVOICES},
    {KEY("invoicenumbers"), AR_ADVICE_INVOICES},
    {KEY("invoiceno"), AR_ADVICE_INVOICES},
    {KEY("rechnung"), AR_ADVICE_INVOICES},
    {KEY("rechnungen"), AR_ADVICE_INVOICES},
    {KEY("rechnungsnummer"), AR_ADVICE_INVOICES},
    {KEY("rechnungsnummern"), AR_ADVICE_INVOICES},
    {KEY("rechnungsnr"), AR_ADVICE_INVOICES},
    {KEY("rechnungnr"), AR_ADVICE_INVOICES},
    {KEY("rgnr"), AR_ADVICE_INVOICES},
    {KEY("renr"), AR_ADVICE_INVOICES},
    {KEY("rechnr"), AR_ADVICE_INVOICES},
    {KEY("creditnote"), AR_ADVICE_CREDIT},
    {KEY("creditnotenumber"), AR_ADVICE_CREDIT},
    {KEY("creditnoteno"), AR_ADVICE_CREDIT},
    {KEY("creditmemo"), AR_ADVICE_CREDIT},
    {KEY("gutschrift"), AR_ADVICE_CREDIT},
    {KEY("gutschriften"), AR_ADVICE_CREDIT},
    {KEY("gutschriftsnummer"), AR_ADVICE_CREDIT},
    {KEY("gutschriftnummer"), AR_ADVICE_CREDIT},
    {KEY("gutschriftsnr"), AR_ADVICE_CREDIT},
    {KEY("gutschriftnr"), AR_ADVICE_CREDIT},
    {KEY("gsnr"), AR_ADVICE_CREDIT},
    {KEY("po"), AR_ADVICE_ORDER},
    {KEY("ponumber"), AR_ADVICE_ORDER},
    {KEY("purchaseorder"), AR_ADVICE_ORDER},
    {KEY("bestellung"), AR_ADVICE_ORDER},
    {KEY("bestellnummer"), AR_ADVICE_ORDER},
    {KEY("bestellnr"), AR_ADVICE_ORDER},
    {KEY("deduction"), AR_ADVICE_DEDUCTION},
    {KEY("abzug"), AR_ADVICE_DEDUCTION},
    {KEY("k" UE "rzung"), AR_ADVICE_DEDUCTION},
    {KEY("kuerzung"), AR_ADVICE_DEDUCTION},
    {KEY("discount"), AR_ADVICE_DISCOUNT},
    {KEY("cashdiscount"), AR_ADVICE_DISCOUNT},
    {KEY("skonto"), AR_ADVICE_DISCOUNT},
    {KEY("skontobetrag"), AR_ADVICE_DISCOUNT},
    {KEY("memo"), AR_ADVICE_MEMO},
    {KEY("note"), AR_ADVICE_MEMO},
    {KEY("remarks"), AR_ADVICE_MEMO},
    {KEY("bemerkung"), AR_ADVICE_MEMO},
    {KEY("verwendungszweck"), AR_ADVICE_MEMO},
    {KEY("subject"), AR_ADVICE_SUBJECT},
    {KEY("betreff"), AR_ADVICE_SUBJECT},
    {KEY("batch"), AR_ADVICE_BATCH},
    {KEY("paymentreference"), AR_ADVICE_BATCH},
    {KEY("remittancenumber"), AR_ADVICE_BATCH},
    {KEY("tracenumber"), AR_ADVICE_BATCH},
    {KEY("avisnummer"), AR_ADVICE_BATCH},
    {KEY("avisnr"), AR_ADVICE_BATCH},
    {KEY("checknumber"), AR_ADVICE_CHECK},
    {KEY("chequenumber"), AR_ADVICE_CHECK},
    {KEY("schecknummer"), AR_ADVICE_CHECK},
    {KEY("schecknr"), AR_ADVICE_CHECK},
    {KEY("currency"), AR_ADVICE_CURRENCY},
    {KEY("w" AE "hrung"), AR_ADVICE_CURRENCY},
    {KEY("w" CAPITAL_AE "hrung"), AR_ADVICE_CURRENCY},
    {KEY("waehrung"), AR_ADVICE_CURRENCY},
    {KEY("from"), AR_ADVICE_FROM},
    {KEY("von"), AR_ADVICE_FROM},
};

enum { KEY_MOST = 40 };

enum ar_advice_key ar_advice_find_key(struct ar_text line, struct ar_text *value)
{
    const char *colon = line.size > 0 ? memchr(line.at, ':', line.size < KEY_MOST ? line.size : KEY_MOST) : NULL;
    char name[KEY_MOST];
    size_t size = 0;
    if (colon == NULL)
        return AR_ADVICE_KEYS;
    for (const char *at = line.at; at < colon; at++) {
        char c = *at >= 'A' && *at <= 'Z' ? (char)(*at - 'A' + 'a') : *at;
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (unsigned char)c >= 128)
            name[size++] = c;
        else if (memchr(" \t.-_#/", c, 7) == NULL)
            return AR_ADVICE_KEYS;
    }
    *value = ar_bank_trim((struct ar_text){colon + 1, line.size - (size_t)(colon + 1 - line.at)});
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i].size == size && *names[i].name == *name && memcmp(names[i].name, name, size) == 0)
            return names[i].key;
    return AR_ADVICE_KEYS;
}

bool ar_advice_is_key(struct ar_text line)
{
    struct ar_text value;
    enum ar_advice_key key = ar_advice_find_key(line, &value);
    return key == AR_ADVICE_PAYER || key == AR_ADVICE_AMOUNT || key == AR_ADVICE_ITS_AMOUNT ||
           key == AR_ADVICE_INVOICES || key == AR_ADVICE_CREDIT;
}
