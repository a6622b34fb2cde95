/* SPDX-License-Identifier: MIT */
/* A customer's name within a payment's text, where the bank tells no payer: DELMAR LOGISTICS LLC ACH. Whole only:
   beside it stand words that banks and payers put there, numbers, or nothing; else it may be a piece of another one's
   name. */
#include "cash/names_index.h"

enum { WORDS_MOST = 64, LONGEST = 8 /* words of a name */, SHORTEST = 7 /* bytes of one */ };

/* Folded as bare names are. */
static const char beside[] =
    " abono account accredito acct ach auftraggeber balance betaling betrag bill bonifico by ccd check cheque "
    "chk credit ctx customer date deposit descr direct domestic eft electronic entry eref factura facture "
    "faktura fattura fed for from fur gutschrift id incoming ind indn instant inv invoice invoices kundennr "
    "lockbox mref name no nr number open order orig originator pago paid paiement payer payment payments pmt "
    "ppd received rechnung rechnungen ref reference remittance rg rgnr rn rnr sender sepa statement svwz "
    "thanks transfer trn uberweisung vendor via virement von wire zahlung zahlungseingang ";

static bool may_stand_beside(struct ar_text word)
{
    const char *end = beside + sizeof beside - 1;
    for (const char *at = beside + 1; at < end && word.size < (size_t)(end - at); at++)
        if (at[-1] == ' ' && at[word.size] == ' ' && memcmp(at, word.at, word.size) == 0)
            return true;
    return ar_has_digit(word);
}

/* The longest name of two words or more that begins at a word: *end is the word behind it. */
static uint32_t find_at(const struct ar_names *names, const struct ar_text *words, size_t from, size_t count,
                        size_t *end)
{
    for (*end = from + LONGEST < count ? from + LONGEST : count; *end > from + 1; --*end) {
        const char *last = words[*end - 1].at + words[*end - 1].size;
        struct ar_text name = {words[from].at, (size_t)(last - words[from].at)};
        uint32_t key = name.size < SHORTEST ? AR_NO_KEY : ar_names_key(names, '~', name);
        if (key != AR_NO_KEY)
            return key;
    }
    return AR_NO_KEY;
}

enum ar_status ar_names_find_within(const struct ar_names *names, struct ar_name_room *room,
                                    struct ar_name_matches *out, struct ar_text text)
{
    struct ar_text full, bare, words[WORDS_MOST];
    size_t count = 0;
    uint32_t found = AR_NO_KEY;
    *out = (struct ar_name_matches){.count = 0};
    enum ar_status status = ar_names_fold(room, &full, &bare, text);
    if (status != AR_OK || names->count == 0)
        return status;
    while (bare.at != NULL && bare.size > 0 && count < WORDS_MOST)
        words[count++] = ar_text_cut(&bare, ' ');
    for (size_t at = 0, end; at < count; at++) {
        uint32_t key = find_at(names, words, at, count, &end);
        if (key == AR_NO_KEY)
            continue;
        bool whole = (at == 0 || may_stand_beside(words[at - 1])) && (end == count || may_stand_beside(words[end]));
        if (!whole || (found != AR_NO_KEY && found != key)) {
            out->count = 0;
            return AR_OK; /* a piece of something, or two names */
        }
        found = key;
        at = end - 1;
    }
    ar_names_offer(names, out, found, AR_NAME_FOLDED, AR_NAME_SCORE_FOLDED);
    return AR_OK;
}
