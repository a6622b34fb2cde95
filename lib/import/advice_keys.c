/* SPDX-License-Identifier: MIT */
/* The keys of plain-text advices, English and German, whatever their case and marks: RG-Nr., Rg. Nr and RGNR are one.
 */
#include "import/advice.h"
#include "import/advice_note.h"
#include "import/bank_value.h"

#include <stdlib.h>

#define KEY(name) name, sizeof name - 1
#define AE "\xc3\xa4"
#define UE "\xc3\xbc"
#define CAPITAL_AE "\xc3\x84"
#define CAPITAL_UE "\xc3\x9c"

/* By letters and digits alone, in lower case; sorted by their bytes. */
static const struct name {
    const char *text;
    size_t size;
    enum ar_advice_key key;
} names[] = {
    {KEY("abzug"), AR_ADVICE_DEDUCTION},
    {KEY("account"), AR_ADVICE_CUSTOMER},
    {KEY("accountno"), AR_ADVICE_CUSTOMER},
    {KEY("accountnumber"), AR_ADVICE_CUSTOMER},
    {KEY("acctno"), AR_ADVICE_CUSTOMER},
    {KEY("amount"), AR_ADVICE_ITS_AMOUNT},
    {KEY("amountpaid"), AR_ADVICE_AMOUNT},
    {KEY("amountremitted"), AR_ADVICE_AMOUNT},
    {KEY("auftraggeber"), AR_ADVICE_PAYER},
    {KEY("avisnr"), AR_ADVICE_BATCH},
    {KEY("avisnummer"), AR_ADVICE_BATCH},
    {KEY("bankaccount"), AR_ADVICE_ACCOUNT},
    {KEY("batch"), AR_ADVICE_BATCH},
    {KEY("bemerkung"), AR_ADVICE_MEMO},
    {KEY("bestellnr"), AR_ADVICE_ORDER},
    {KEY("bestellnummer"), AR_ADVICE_ORDER},
    {KEY("bestellung"), AR_ADVICE_ORDER},
    {KEY("betrag"), AR_ADVICE_ITS_AMOUNT},
    {KEY("betreff"), AR_ADVICE_SUBJECT},
    {KEY("cashdiscount"), AR_ADVICE_DISCOUNT},
    {KEY("check"), AR_ADVICE_CHECK},
    {KEY("checkamount"), AR_ADVICE_AMOUNT},
    {KEY("checkdate"), AR_ADVICE_DATE},
    {KEY("checkno"), AR_ADVICE_CHECK},
    {KEY("checknumber"), AR_ADVICE_CHECK},
    {KEY("cheque"), AR_ADVICE_CHECK},
    {KEY("chequeamount"), AR_ADVICE_AMOUNT},
    {KEY("chequedate"), AR_ADVICE_DATE},
    {KEY("chequeno"), AR_ADVICE_CHECK},
    {KEY("chequenumber"), AR_ADVICE_CHECK},
    {KEY("credit"), AR_ADVICE_CREDIT},
    {KEY("creditmemo"), AR_ADVICE_CREDIT},
    {KEY("creditmemono"), AR_ADVICE_CREDIT},
    {KEY("creditmemonumber"), AR_ADVICE_CREDIT},
    {KEY("creditmemos"), AR_ADVICE_CREDIT},
    {KEY("creditnote"), AR_ADVICE_CREDIT},
    {KEY("creditnoteno"), AR_ADVICE_CREDIT},
    {KEY("creditnotenumber"), AR_ADVICE_CREDIT},
    {KEY("creditnotes"), AR_ADVICE_CREDIT},
    {KEY("credits"), AR_ADVICE_CREDIT},
    {KEY("currency"), AR_ADVICE_CURRENCY},
    {KEY("custno"), AR_ADVICE_CUSTOMER},
    {KEY("customer"), AR_ADVICE_CUSTOMER},
    {KEY("customeraccount"), AR_ADVICE_CUSTOMER},
    {KEY("customerid"), AR_ADVICE_CUSTOMER},
    {KEY("customername"), AR_ADVICE_PAYER},
    {KEY("customerno"), AR_ADVICE_CUSTOMER},
    {KEY("customernumber"), AR_ADVICE_CUSTOMER},
    {KEY("date"), AR_ADVICE_SENT},
    {KEY("datum"), AR_ADVICE_SENT},
    {KEY("debitor"), AR_ADVICE_CUSTOMER},
    {KEY("debitorennr"), AR_ADVICE_CUSTOMER},
    {KEY("debitorennummer"), AR_ADVICE_CUSTOMER},
    {KEY("deduction"), AR_ADVICE_DEDUCTION},
    {KEY("deductions"), AR_ADVICE_DEDUCTION},
    {KEY("depositdate"), AR_ADVICE_DATE},
    {KEY("discount"), AR_ADVICE_DISCOUNT},
    {KEY("discounts"), AR_ADVICE_DISCOUNT},
    {KEY("discounttaken"), AR_ADVICE_DISCOUNT},
    {KEY("from"), AR_ADVICE_FROM},
    {KEY("gesamt"), AR_ADVICE_AMOUNT},
    {KEY("gesamtbetrag"), AR_ADVICE_AMOUNT},
    {KEY("gesamtsumme"), AR_ADVICE_AMOUNT},
    {KEY("grund"), AR_ADVICE_REASON},
    {KEY("gsnr"), AR_ADVICE_CREDIT},
    {KEY("gutschrift"), AR_ADVICE_CREDIT},
    {KEY("gutschriften"), AR_ADVICE_CREDIT},
    {KEY("gutschriftnr"), AR_ADVICE_CREDIT},
    {KEY("gutschriftnummer"), AR_ADVICE_CREDIT},
    {KEY("gutschriftsnr"), AR_ADVICE_CREDIT},
    {KEY("gutschriftsnummer"), AR_ADVICE_CREDIT},
    {KEY("iban"), AR_ADVICE_ACCOUNT},
    {KEY("inv"), AR_ADVICE_INVOICES},
    {KEY("invno"), AR_ADVICE_INVOICES},
    {KEY("invoice"), AR_ADVICE_INVOICES},
    {KEY("invoiceid"), AR_ADVICE_INVOICES},
    {KEY("invoiceno"), AR_ADVICE_INVOICES},
    {KEY("invoicenos"), AR_ADVICE_INVOICES},
    {KEY("invoicenumber"), AR_ADVICE_INVOICES},
    {KEY("invoicenumbers"), AR_ADVICE_INVOICES},
    {KEY("invoiceref"), AR_ADVICE_INVOICES},
    {KEY("invoicereference"), AR_ADVICE_INVOICES},
    {KEY("invoices"), AR_ADVICE_INVOICES},
    {KEY("kdnr"), AR_ADVICE_CUSTOMER},
    {KEY("kuerzung"), AR_ADVICE_DEDUCTION},
    {KEY("kundennr"), AR_ADVICE_CUSTOMER},
    {KEY("kundennummer"), AR_ADVICE_CUSTOMER},
    {KEY("k" UE "rzung"), AR_ADVICE_DEDUCTION},
    {KEY("memo"), AR_ADVICE_MEMO},
    {KEY("note"), AR_ADVICE_MEMO},
    {KEY("paidamount"), AR_ADVICE_AMOUNT},
    {KEY("paidby"), AR_ADVICE_PAYER},
    {KEY("payer"), AR_ADVICE_PAYER},
    {KEY("payername"), AR_ADVICE_PAYER},
    {KEY("paymentamount"), AR_ADVICE_AMOUNT},
    {KEY("paymentdate"), AR_ADVICE_DATE},
    {KEY("paymentid"), AR_ADVICE_BATCH},
    {KEY("paymentno"), AR_ADVICE_BATCH},
    {KEY("paymentnumber"), AR_ADVICE_BATCH},
    {KEY("paymentref"), AR_ADVICE_BATCH},
    {KEY("paymentreference"), AR_ADVICE_BATCH},
    {KEY("payor"), AR_ADVICE_PAYER},
    {KEY("payorname"), AR_ADVICE_PAYER},
    {KEY("po"), AR_ADVICE_ORDER},
    {KEY("pono"), AR_ADVICE_ORDER},
    {KEY("ponumber"), AR_ADVICE_ORDER},
    {KEY("purchaseorder"), AR_ADVICE_ORDER},
    {KEY("purchaseorderno"), AR_ADVICE_ORDER},
    {KEY("purchaseordernumber"), AR_ADVICE_ORDER},
    {KEY("reason"), AR_ADVICE_REASON},
    {KEY("rechnr"), AR_ADVICE_INVOICES},
    {KEY("rechnung"), AR_ADVICE_INVOICES},
    {KEY("rechnungen"), AR_ADVICE_INVOICES},
    {KEY("rechnungnr"), AR_ADVICE_INVOICES},
    {KEY("rechnungsnr"), AR_ADVICE_INVOICES},
    {KEY("rechnungsnummer"), AR_ADVICE_INVOICES},
    {KEY("rechnungsnummern"), AR_ADVICE_INVOICES},
    {KEY("ref"), AR_ADVICE_REFERENCE},
    {KEY("reference"), AR_ADVICE_REFERENCE},
    {KEY("referenz"), AR_ADVICE_REFERENCE},
    {KEY("remarks"), AR_ADVICE_MEMO},
    {KEY("remittanceamount"), AR_ADVICE_AMOUNT},
    {KEY("remittancedate"), AR_ADVICE_DATE},
    {KEY("remittanceno"), AR_ADVICE_BATCH},
    {KEY("remittancenumber"), AR_ADVICE_BATCH},
    {KEY("remitter"), AR_ADVICE_PAYER},
    {KEY("remittername"), AR_ADVICE_PAYER},
    {KEY("remitting"), AR_ADVICE_AMOUNT},
    {KEY("renr"), AR_ADVICE_INVOICES},
    {KEY("rgnr"), AR_ADVICE_INVOICES},
    {KEY("schecknr"), AR_ADVICE_CHECK},
    {KEY("schecknummer"), AR_ADVICE_CHECK},
    {KEY("skonto"), AR_ADVICE_DISCOUNT},
    {KEY("skontobetrag"), AR_ADVICE_DISCOUNT},
    {KEY("subject"), AR_ADVICE_SUBJECT},
    {KEY("summe"), AR_ADVICE_AMOUNT},
    {KEY("total"), AR_ADVICE_AMOUNT},
    {KEY("totalamount"), AR_ADVICE_AMOUNT},
    {KEY("totalpaid"), AR_ADVICE_AMOUNT},
    {KEY("totalpayment"), AR_ADVICE_AMOUNT},
    {KEY("traceno"), AR_ADVICE_BATCH},
    {KEY("tracenumber"), AR_ADVICE_BATCH},
    {KEY("ueberweisungsbetrag"), AR_ADVICE_AMOUNT},
    {KEY("valuedate"), AR_ADVICE_DATE},
    {KEY("valuta"), AR_ADVICE_DATE},
    {KEY("verwendungszweck"), AR_ADVICE_MEMO},
    {KEY("von"), AR_ADVICE_FROM},
    {KEY("waehrung"), AR_ADVICE_CURRENCY},
    {KEY("wertstellung"), AR_ADVICE_DATE},
    {KEY("w" CAPITAL_AE "hrung"), AR_ADVICE_CURRENCY},
    {KEY("w" AE "hrung"), AR_ADVICE_CURRENCY},
    {KEY("zahlbetrag"), AR_ADVICE_AMOUNT},
    {KEY("zahldatum"), AR_ADVICE_DATE},
    {KEY("zahler"), AR_ADVICE_PAYER},
    {KEY("zahlungsbetrag"), AR_ADVICE_AMOUNT},
    {KEY("zahlungsdatum"), AR_ADVICE_DATE},
    {KEY("zahlungsnr"), AR_ADVICE_BATCH},
    {KEY("zahlungsnummer"), AR_ADVICE_BATCH},
    {KEY("zahlungspflichtiger"), AR_ADVICE_PAYER},
    {KEY("zahlungsreferenz"), AR_ADVICE_BATCH},
    {KEY(CAPITAL_UE "berweisungsbetrag"), AR_ADVICE_AMOUNT},
    {KEY(UE "berweisungsbetrag"), AR_ADVICE_AMOUNT},
};

static int compare(const void *left, const void *right)
{
    const struct name *a = left, *b = right;
    return ar_text_compare((struct ar_text){a->text, a->size}, (struct ar_text){b->text, b->size});
}

enum ar_advice_key ar_advice_named(struct ar_text plain)
{
    const struct name wanted = {.text = plain.at, .size = plain.size};
    const struct name *found = bsearch(&wanted, names, sizeof names / sizeof *names, sizeof *names, compare);
    return found != NULL ? found->key : AR_ADVICE_KEYS;
}

size_t ar_advice_plain(char out[static AR_ADVICE_NAME_MOST], struct ar_text name)
{
    size_t size = 0;
    if (name.size > AR_ADVICE_NAME_MOST)
        return 0;
    for (size_t i = 0; i < name.size; i++) {
        char c = ar_lower(name.at[i]);
        if (ar_is_letter(c) || ar_is_digit(c) || (unsigned char)c >= 128)
            out[size++] = c;
        else if (memchr(" \t.-_#/", c, 7) == NULL)
            return 0;
    }
    return size;
}

enum ar_advice_key ar_advice_find_key(struct ar_text line, struct ar_text *value)
{
    size_t most = line.size < AR_ADVICE_NAME_MOST ? line.size : AR_ADVICE_NAME_MOST;
    const char *colon = most > 0 ? memchr(line.at, ':', most) : NULL;
    char name[AR_ADVICE_NAME_MOST];
    if (colon == NULL)
        return AR_ADVICE_KEYS;
    struct ar_text plain = {name, ar_advice_plain(name, (struct ar_text){line.at, (size_t)(colon - line.at)})};
    *value = ar_bank_trim((struct ar_text){colon + 1, line.size - (size_t)(colon + 1 - line.at)});
    return ar_advice_named(plain);
}

/* Does this stand between two keys of one line? */
static bool is_between(struct ar_text run, bool words)
{
    bool marks = memchr(run.at, ',', run.size) != NULL || memchr(run.at, ';', run.size) != NULL;
    return memchr(run.at, '\t', run.size) != NULL || memchr(run.at, '|', run.size) != NULL ||
           (marks ? !words : run.size > 1);
}

struct ar_text ar_advice_cut_rest(enum ar_advice_key key, struct ar_text *value)
{
    static const char between[] = " \t|,;";
    const bool words = key == AR_ADVICE_DEDUCTION; /* they go on behind a comma */
    struct ar_text other;
    if (key == AR_ADVICE_MEMO || key == AR_ADVICE_SUBJECT)
        return AR_TEXT("");
    for (size_t i = 0, run = 0; i < value->size; i++) { /* run: where it begins */
        struct ar_text rest = {value->at + i, value->size - i};
        if (memchr(between, value->at[i], sizeof between - 1) != NULL)
            continue;
        if (run < i && is_between((struct ar_text){value->at + run, i - run}, words) &&
            ar_advice_find_key(rest, &other) != AR_ADVICE_KEYS) {
            value->size = run;
            return rest;
        }
        run = i + 1;
    }
    return AR_TEXT("");
}

bool ar_advice_is_key(struct ar_text line)
{
    struct ar_text value;
    enum ar_advice_key key = ar_advice_find_key(line, &value);
    return key == AR_ADVICE_PAYER || key == AR_ADVICE_AMOUNT || key == AR_ADVICE_ITS_AMOUNT ||
           key == AR_ADVICE_INVOICES || key == AR_ADVICE_CREDIT;
}
