/* SPDX-License-Identifier: MIT */
/* Sorted, for a binary search. Words that are also ordinary names ("group", "holding") are not in it. */
#include "cash/legal_form.h"

#include <stdlib.h>

static const struct ar_text forms[] = {AR_TEXT("ab"),
                                       AR_TEXT("ag"),
                                       AR_TEXT("akcyjna"),
                                       AR_TEXT("aktiebolag"),
                                       AR_TEXT("aktiengesellschaft"),
                                       AR_TEXT("aps"),
                                       AR_TEXT("as"),
                                       AR_TEXT("asa"),
                                       AR_TEXT("beschraenkter"),
                                       AR_TEXT("beschrankter"),
                                       AR_TEXT("bhd"),
                                       AR_TEXT("bv"),
                                       AR_TEXT("bvba"),
                                       AR_TEXT("co"),
                                       AR_TEXT("company"),
                                       AR_TEXT("corp"),
                                       AR_TEXT("corporation"),
                                       AR_TEXT("cv"),
                                       AR_TEXT("doo"),
                                       AR_TEXT("dooel"),
                                       AR_TEXT("eg"),
                                       AR_TEXT("ehf"),
                                       AR_TEXT("eirl"),
                                       AR_TEXT("ek"),
                                       AR_TEXT("eood"),
                                       AR_TEXT("eurl"),
                                       AR_TEXT("ev"),
                                       AR_TEXT("firma"),
                                       AR_TEXT("gbr"),
                                       AR_TEXT("ges"),
                                       AR_TEXT("gesellschaft"),
                                       AR_TEXT("gesmbh"),
                                       AR_TEXT("gmbh"),
                                       AR_TEXT("gmbhco"),
                                       AR_TEXT("haftung"),
                                       AR_TEXT("hb"),
                                       AR_TEXT("hf"),
                                       AR_TEXT("inc"),
                                       AR_TEXT("incorporated"),
                                       AR_TEXT("kb"),
                                       AR_TEXT("kft"),
                                       AR_TEXT("kg"),
                                       AR_TEXT("kgaa"),
                                       AR_TEXT("ks"),
                                       AR_TEXT("lda"),
                                       AR_TEXT("limited"),
                                       AR_TEXT("llc"),
                                       AR_TEXT("lllp"),
                                       AR_TEXT("llp"),
                                       AR_TEXT("lp"),
                                       AR_TEXT("ltd"),
                                       AR_TEXT("ltda"),
                                       AR_TEXT("mbh"),
                                       AR_TEXT("mit"),
                                       AR_TEXT("nv"),
                                       AR_TEXT("ohg"),
                                       AR_TEXT("oo"),
                                       AR_TEXT("ood"),
                                       AR_TEXT("oy"),
                                       AR_TEXT("oyj"),
                                       AR_TEXT("pc"),
                                       AR_TEXT("plc"),
                                       AR_TEXT("pllc"),
                                       AR_TEXT("pt"),
                                       AR_TEXT("pte"),
                                       AR_TEXT("pty"),
                                       AR_TEXT("pvt"),
                                       AR_TEXT("sa"),
                                       AR_TEXT("sarl"),
                                       AR_TEXT("sas"),
                                       AR_TEXT("sasu"),
                                       AR_TEXT("sci"),
                                       AR_TEXT("scs"),
                                       AR_TEXT("sdn"),
                                       AR_TEXT("se"),
                                       AR_TEXT("sl"),
                                       AR_TEXT("slu"),
                                       AR_TEXT("snc"),
                                       AR_TEXT("sp"),
                                       AR_TEXT("spa"),
                                       AR_TEXT("spj"),
                                       AR_TEXT("spk"),
                                       AR_TEXT("spol"),
                                       AR_TEXT("spolka"),
                                       AR_TEXT("sprl"),
                                       AR_TEXT("spz"),
                                       AR_TEXT("spzoo"),
                                       AR_TEXT("srl"),
                                       AR_TEXT("srls"),
                                       AR_TEXT("sro"),
                                       AR_TEXT("ug"),
                                       AR_TEXT("unipessoal"),
                                       AR_TEXT("vof"),
                                       AR_TEXT("z"),
                                       AR_TEXT("zrt")};

static int compare(const void *key, const void *form)
{
    return ar_text_compare(*(const struct ar_text *)key, *(const struct ar_text *)form);
}

bool ar_legal_form_is_cut(struct ar_text word)
{
    enum { LEAST = 5 };
    for (size_t i = 0; word.size >= LEAST && i < sizeof forms / sizeof *forms; i++)
        if (ar_text_starts(forms[i], word))
            return true;
    return false;
}

bool ar_legal_form_nearly(struct ar_text *out, struct ar_text word, bool last, size_t *from)
{
    for (size_t i = *from; i < sizeof forms / sizeof *forms; i++) {
        bool cut = last && word.size < forms[i].size && ar_text_starts(forms[i], word);
        size_t more = word.size > forms[i].size ? word.size - forms[i].size : forms[i].size - word.size;
        if (!cut && (more > 1 || ar_text_distance(word, forms[i], 1) > 1))
            continue;
        *out = forms[i];
        *from = i + 1;
        return true;
    }
    return false;
}

bool ar_legal_form_is(struct ar_text word)
{
    if (word.size == 0 || word.at[0] < 'a' || word.at[0] > 'z')
        return false; /* a number, most likely */
    return bsearch(&word, forms, sizeof forms / sizeof *forms, sizeof *forms, compare) != NULL;
}
