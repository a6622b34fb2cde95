/* SPDX-License-Identifier: MIT */
/* The words that banks of the United States have for who paid. */
#include "import/us_payer.h"
#include "import/bank_value.h"

enum { ENDS = 8 };

static const struct form {
    const char *front; /* what the text begins with; NULL: anything */
    const char *key; /* the name stands behind it; NULL: at the beginning of the text */
    const char *ends[ENDS]; /* what stands behind the name; one of them must */
    const char *behind; /* and somewhere behind that */
} forms[] = {
    /* Automated clearing house: JPMorgan Chase, Bank of America */
    {NULL,
     "ORIG CO NAME:",
     {" ORIG ID:", " DESC DATE:", " CO ENTRY DESCR:", " SEC:", " IND ID:", " IND NAME:", " TRACE#:"},
     NULL},
    {NULL, NULL, {" DES:"}, " INDN:"},
    /* wires: JPMorgan Chase, Wells Fargo, Bank of America, Silicon Valley Bank */
    {NULL, "B/O:", {" REF:"}, NULL},
    {NULL, "/ORG=", {" SRF#", " TRN#", " RFB#"}, NULL},
    {"WIRE TYPE:", " ORIG:", {" ID:", " SND BK:"}, NULL},
    {NULL, "ORG:=", {" ORG ADDRESS:=", " BNF ID:=", " BNF NAME:=", " OBI:="}, NULL},
};

/* Where the word stands at or behind `from`; text.size: nowhere. Its last character is the rarest. */
static size_t find(struct ar_text text, size_t from, const char *word)
{
    const size_t size = strlen(word);
    if (from + size > text.size)
        return text.size;
    const char *at = text.at + from + size - 1, *end = text.at + text.size;
    while ((at = memchr(at, word[size - 1], (size_t)(end - at))) != NULL) {
        if (memcmp(at + 1 - size, word, size) == 0)
            return (size_t)(at + 1 - text.at) - size;
        if (++at == end)
            break;
    }
    return text.size;
}

/* A key stands at the beginning or behind a blank, unless it begins with a sign of its own. */
static size_t find_key(struct ar_text text, const char *key)
{
    size_t at = find(text, 0, key);
    while (at < text.size && at > 0 && key[0] >= 'A' && text.at[at - 1] != ' ')
        at = find(text, at + 1, key);
    return at;
}

static struct ar_text read_form(struct ar_text text, const struct form *form)
{
    size_t begin = 0, end = text.size;
    if (form->front != NULL && find(text, 0, form->front) != 0)
        return AR_TEXT("");
    if (form->key != NULL && (begin = find_key(text, form->key)) == text.size)
        return AR_TEXT("");
    begin += form->key != NULL ? strlen(form->key) : 0;
    for (size_t i = 0; i < ENDS && form->ends[i] != NULL; i++) {
        size_t at = find(text, begin, form->ends[i]);
        end = at < end ? at : end;
    }
    if (end == text.size || (form->behind != NULL && find(text, end, form->behind) == text.size))
        return AR_TEXT("");
    return ar_bank_trim((struct ar_text){text.at + begin, end - begin});
}

struct ar_text ar_us_payer_find(struct ar_text text)
{
    struct ar_text payer = AR_TEXT("");
    if (text.size == 0 || (memchr(text.at, ':', text.size) == NULL && memchr(text.at, '=', text.size) == NULL))
        return payer; /* all keys end in one of these */
    for (size_t i = 0; i < sizeof forms / sizeof *forms && payer.size == 0; i++)
        payer = read_form(text, &forms[i]);
    return payer;
}
