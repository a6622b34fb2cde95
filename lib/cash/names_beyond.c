/* SPDX-License-Identifier: MIT */
/* A payer's name that goes on behind the whole name of a customer: banks put an address there, firms an office. The end
   of the name is told by its legal form (IRON FOODS GMBH BERLIN) or by the office (Oak Services Accounts Payable). */
#include "cash/legal_form.h"
#include "cash/names_index.h"

enum { NAME_MOST = 256, SCORE = 90 };

static bool is_office(struct ar_text word)
{
    static const struct ar_text offices[] = {
        AR_TEXT("accounts"),    AR_TEXT("accounting"),   AR_TEXT("ap"),        AR_TEXT("attn"),     AR_TEXT("dept"),
        AR_TEXT("department"),  AR_TEXT("finance"),      AR_TEXT("payables"),  AR_TEXT("treasury"), AR_TEXT("payable"),
        AR_TEXT("buchhaltung"), AR_TEXT("comptabilite"), AR_TEXT("kreditoren")};
    for (unsigned i = 0; i < sizeof offices / sizeof *offices; i++)
        if (ar_text_equal(word, offices[i]))
            return true;
    return false;
}

/* The customers of that very name, or of two words or more but for the legal form. */
static enum ar_status offer_name(const struct ar_names *names, struct ar_name_room *room, struct ar_name_matches *out,
                                 struct ar_text name)
{
    struct ar_text full, bare;
    enum ar_status status = ar_names_fold(room, &full, &bare, name);
    if (status != AR_OK)
        return status;
    ar_names_offer(names, out, ar_names_key(names, '=', full), AR_NAME_FUZZY, SCORE);
    if (memchr(bare.at, ' ', bare.size) != NULL)
        ar_names_offer(names, out, ar_names_key(names, '~', bare), AR_NAME_FUZZY, SCORE);
    return AR_OK;
}

enum ar_status ar_names_find_beginning(const struct ar_names *names, struct ar_name_room *room,
                                       struct ar_name_matches *out, struct ar_text payer)
{
    char name[NAME_MOST];
    struct ar_text full, bare, before = AR_TEXT("");
    enum ar_status status = ar_names_fold(room, &full, &bare, payer);
    if (status != AR_OK || full.size > sizeof name)
        return status;
    memcpy(name, full.at, full.size);
    full.at = name; /* the room is for the next one */
    for (size_t at = 0, end; at < full.size && status == AR_OK; at = end + 1) {
        for (end = at; end < full.size && full.at[end] != ' ';)
            end++;
        struct ar_text word = {full.at + at, end - at};
        bool form = at > 0 && ar_legal_form_is(before) && !ar_legal_form_is(word);
        if (form || (at > 0 && is_office(word)))
            status = offer_name(names, room, out, (struct ar_text){name, at - 1});
        before = word;
    }
    return status;
}
