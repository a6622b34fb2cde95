/* SPDX-License-Identifier: MIT */
/* What exports call the columns that we know, and some that stand in for them, best first. Names are compared without
 * case, blanks and punctuation. */
#include "import/guess_sample.h"

static const struct {
    const char *column;
    const char *names; /* folded, blanks between them */
} synonyms[] = {
    {"customer",
     "customer customerid customerno customernumber customercode custnumber custno custid kunnr debitor "
     "debitorennummer kundennummer kundennr kunde konto kontonummer client clientid clientno account accountno "
     "accountnumber ac accountcode party partyid customererpkey companyerpkey debitornr debitorennr debitorenkonto "
     "contact kontakt"},
    {"name", "customername namecustomer name clientname name1 partyname accountname contactname kundenname companyname "
             "customerfullname debtor debtorname"},
    {"entity", "entity company companycode businesscode bukrs subsidiary buchungskreis businessunit"},
    {"doc",
     "doc docno docid document documentno documentnumber invoice invoiceno invoicenumber invoicenr invoiceid belnr "
     "belegnummer belegnr beleg rechnungsnummer rechnungsnr num number no voucherno vouchernumber billno creditmemoid "
     "invoicekey erpkey id"},
    {"line", "line lineno item buzei position"},
    {"type", "type doctype documenttype transactiontype invoicetypecode invoicetype vouchertype belegart blart art"},
    {"date", "date invoicedate docdate documentdate dateissued postingdate paymentdate transactiondate bldat budat "
             "belegdatum rechnungsdatum datum issuedate documentcreatedate trandate"},
    {"due", "due duedate dueon datedue netduedate paymentduedate dueindate falligkeit falligkeitsdatum falligam duedat "
            "netduedt nettofalligkeit nettofallig"},
    {"currency", "currency currencycode invoicecurrency doccurrency documentcurrency waers wahrung "
                 "belegwahrung belegwahr curr cur ccy wkz waehrung wahrungskennzeichen"},
    {"local currency", "localcurrency localcurr lcurr hauswahrung hauswahr hwahr"},
    {"amount", "amount invoiceamount totalamount total billtotal grossamount amountindoccurr amountdoc wrbtr betrag "
               "bruttobetrag totalincgst invoicetotal originalamount paymentamount value totalopenamount openamount "
               "betraginbelegwahrung betraginbelegwahr betraginbw amountinlocalcurrency amountinlocalcurr "
               "amountinloccurr amountinlc betraginhauswahrung betraginhauswahr betraginhw"},
    {"debit", "debit debits debitamount amountdebit dr soll sollbetrag betragsoll"},
    {"credit", "credit credits creditamount amountcredit cr haben habenbetrag betraghaben"},
    {"open", "open openamount openbalance outstanding outstandingamount outstandingbalance outstandingbalanceamount "
             "balance balancedue amountdue invoiceamountdue remaining offen offenerbetrag totalopenamount saldo due"},
    {"cleared",
     "cleared cleareddate clearingdate settleddate paiddate paymentdate closeddate invoicecloseddate datepaid "
     "augdt ausgleichsdatum ausgleich bezahltam fullypaidondate"},
    {"terms", "terms paymentterms termscode customerterms custpaymentterms zterm zahlungsbedingung"},
    {"reference", "reference ref referencecode xblnr yourreference memo paymentreference referenz verwendungszweck"},
    {"purchase_order", "purchaseorder po pono ponumber customerpo customerpono customerponumber purchaseordercode "
                       "purchaseorderno customerlpo bestellnummer"},
    {"tax", "tax taxamount taxtotal vat vatamount gstamount salestaxamount mwst ust"},
    {"dispute", "dispute disputed disputecode disputereason"},
    {"payment", "payment paymentid paymentno paymentnumber receipt receiptno id erpkey transactionid"},
    {"payer", "payer payername name sender customername auftraggeber"},
    {"country", "country countrycode land land1"},
    {"email", "email emailaddress aremailaddress mail"},
    {"phone", "phone phonenumber telephone tel telefon"},
    {"limit", "limit creditlimit kreditlimit"},
    {"segment", "segment customertype group customergroup class"},
    {"language", "language languagecode sprache spras"},
};

/* Letters and digits alone, small; what is beyond ASCII loses its accent in the simplest way. */
static size_t fold(char *out, size_t size, struct ar_text name)
{
    size_t used = 0;
    for (size_t i = 0; i < name.size && used + 1 < size; i++) {
        unsigned char c = (unsigned char)name.at[i];
        if (c >= 'A' && c <= 'Z')
            c = (unsigned char)(c - 'A' + 'a');
        if (c == 0xc3 && i + 1 < name.size) { /* U+00C0..U+00FF */
            unsigned char next = (unsigned char)name.at[++i] | 0x20;
            c = next == 0xa4 ? 'a' : next == 0xb6 ? 'o' : next == 0xbc ? 'u' : next == 0xa9 ? 'e' : 0;
        }
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            out[used++] = (char)c;
    }
    return used;
}

static int find(const struct ar_guess_sample *sample, struct ar_text wanted, const bool *taken)
{
    const struct ar_guess_record *header = &sample->records[sample->header];
    char folded[128];
    for (unsigned i = 0; i < header->count; i++) {
        struct ar_text name = {folded, fold(folded, sizeof folded, header->fields[i])};
        if (!taken[i] && ar_text_equal(name, wanted))
            return (int)i;
    }
    return -1;
}

bool ar_guess_is_local(struct ar_text name)
{
    static const char *const pieces[] = {"local", "inloccurr", "inlc", "hauswahr", "inhw"};
    char folded[129];
    folded[fold(folded, sizeof folded, name)] = '\0';
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++)
        if (strstr(folded, pieces[i]) != NULL)
            return true;
    return false;
}

int ar_guess_column(const struct ar_guess_sample *sample, const char *name, const bool *taken, const char **why)
{
    char own[64];
    struct ar_text wanted = {own, fold(own, sizeof own, ar_text_from(name))};
    /* Beside a "Due Date", "Due" is an amount. */
    int found = strcmp(name, "due") == 0 && sample->has_header ? find(sample, AR_TEXT("duedate"), taken) : -1;
    *why = found < 0 ? "its name is ours" : "by its name";
    if (found < 0 && sample->has_header)
        found = find(sample, wanted, taken);
    for (size_t i = 0; i < sizeof synonyms / sizeof *synonyms && found < 0 && sample->has_header; i++) {
        if (strcmp(synonyms[i].column, name) != 0)
            continue;
        *why = "by its name";
        struct ar_text rest = ar_text_from(synonyms[i].names);
        while (rest.at != NULL && found < 0)
            found = find(sample, ar_text_cut(&rest, ' '), taken);
    }
    return found;
}
