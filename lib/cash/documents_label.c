/* SPDX-License-Identifier: MIT */
/* The words that stand before a document's number, in the languages of payers. */
#include "cash/documents_form.h"

bool ar_documents_label(struct ar_text text)
{
    static const struct ar_text labels[] = {AR_TEXT("INV"),
                                            AR_TEXT("INVOICE"),
                                            AR_TEXT("INVOICES"),
                                            AR_TEXT("NO"),
                                            AR_TEXT("NR"),
                                            AR_TEXT("RE"),
                                            AR_TEXT("RG"),
                                            AR_TEXT("RGNR"),
                                            AR_TEXT("RECHNUNG"),
                                            AR_TEXT("RNR"),
                                            AR_TEXT("BILL"),
                                            AR_TEXT("FACTURE"),
                                            AR_TEXT("FACTURA"),
                                            AR_TEXT("FATTURA"),
                                            AR_TEXT("PO"),
                                            AR_TEXT("DOC"),
                                            AR_TEXT("REF"),
                                            AR_TEXT("RF"),
                                            AR_TEXT("FAKTURA"),
                                            AR_TEXT("FACT"),
                                            AR_TEXT("CN"),
                                            AR_TEXT("CM"),
                                            AR_TEXT("INVS"),
                                            AR_TEXT("RECHNUNGEN"),
                                            AR_TEXT("FACTURES"),
                                            AR_TEXT("FACTURAS"),
                                            AR_TEXT("FATTURE"),
                                            AR_TEXT("FACTUUR"),
                                            AR_TEXT("FACTUURNR"),
                                            AR_TEXT("FACTUREN"),
                                            AR_TEXT("FATURA"),
                                            AR_TEXT("FATURAS"),
                                            AR_TEXT("FATT"),
                                            AR_TEXT("FT"),
                                            AR_TEXT("FRA"),
                                            AR_TEXT("FAC"),
                                            AR_TEXT("FAKT"),
                                            AR_TEXT("FAKTURY"),
                                            AR_TEXT("FAKTURANR"),
                                            AR_TEXT("FAKTUROR"),
                                            AR_TEXT("FV"),
                                            AR_TEXT("RENR"),
                                            AR_TEXT("RECHNUNGSNR"),
                                            AR_TEXT("RECHNUNGSNUMMER"),
                                            AR_TEXT("FACTUURNUMMER"),
                                            AR_TEXT("FAKTURANUMMER"),
                                            AR_TEXT("INVOICENO"),
                                            AR_TEXT("INVNO"),
                                            AR_TEXT("LASKU")};
    char form[AR_COMPACT_SIZE];
    if (text.size < 2 || ar_class_of(text.at[0]) == AR_DIGIT)
        return false;
    struct ar_text compact = {form, ar_compact(form, text)};
    for (unsigned i = 0; i < sizeof labels / sizeof *labels; i++)
        if (labels[i].size == compact.size && labels[i].at[0] == form[0] && ar_text_equal(compact, labels[i]))
            return true;
    return false;
}
