/* SPDX-License-Identifier: MIT */
/* The information of some banks to an MT940 entry, keys and values in one text: "/PT/FT/BO/Birke/PY/R-1" (Citi),
   "770 PRZELEW; Z RACH.: 0410…; OD: BIRKE UL. LIPOWA 7; TYT.: R-1; TNR: 15.1" (mBank), "R-1 REK: NL…/NAAM: Birke"
   (Knab). */
#include "import/bank_value.h"
#include "import/mt940.h"

enum target { ACCOUNT, ORDERING, BENEFICIARY, TEXT, REST };

struct key {
    const char *word;
    enum target target;
};

/* By order of, with a line of the address a number; beneficiary likewise; payment details, extra information. */
static const struct key citi[] = {
    {"/PY/", TEXT},  {"/EI/", TEXT},        {"/BO/", ORDERING},    {"/BO1/", REST}, {"/BO2/", REST}, {"/BO3/", REST},
    {"/BO4/", REST}, {"/BE/", BENEFICIARY}, {"/BN/", BENEFICIARY}, {"/BN1/", REST}, {"/BN2/", REST}, {"/BN3/", REST},
    {"/BN4/", REST}, {"/BI/", REST},        {"/AC/", REST},        {"/AB/", REST},  {"/OB/", REST},  {NULL, REST}};
/* From account, to account, from, to, title; ends of what is no payment's. */
static const struct key mbank[] = {{"; Z RACH.:", ACCOUNT},   {"; NA RACH.:", ACCOUNT}, {"; OD:", ORDERING},
                                   {"; DLA:", BENEFICIARY},   {"; TYT.:", TEXT},        {"; ID IPH:", REST},
                                   {"; DATA STEMPLA:", REST}, {"; TNR:", REST},         {NULL, REST}};

/* The key that begins at `at`; NULL: none. */
static const struct key *key_at(const struct key *keys, struct ar_text text, size_t at)
{
    for (; keys->word != NULL; keys++) {
        size_t size = strlen(keys->word);
        if (at + size <= text.size && memcmp(text.at + at, keys->word, size) == 0)
            return keys;
    }
    return NULL;
}

/* The next one at or behind *at, which becomes its place, or the end of the text. */
static const struct key *next_key(const struct key *keys, struct ar_text text, size_t *at)
{
    const char *sign;
    for (; *at < text.size && (sign = memchr(text.at + *at, keys->word[0], text.size - *at)) != NULL; ++*at) {
        *at = (size_t)(sign - text.at);
        const struct key *key = key_at(keys, text, *at);
        if (key != NULL)
            return key;
    }
    *at = text.size;
    return NULL;
}

static const struct key *find_keys(struct ar_text text)
{
    size_t at = 0;
    if (text.size > 7 && ar_text_starts(text, AR_TEXT("/PT/")) && text.at[6] == '/' && key_at(citi, text, 6) != NULL)
        return citi;
    for (const struct key *key; (key = next_key(mbank, text, &at)) != NULL; at++)
        if (key->target == TEXT)
            return mbank;
    return NULL;
}

/* mBank writes a name and its street (UL. or UL) in one. */
static enum ar_status party(struct ar_mt940_details *details, struct ar_text *out, struct ar_text value, bool street)
{
    size_t end = street ? 0 : value.size;
    while (end + 4 < value.size && memcmp(value.at + end, " UL.", 4) != 0 && memcmp(value.at + end, " UL ", 4) != 0)
        end++;
    end = end + 4 < value.size ? end : value.size;
    *out = ar_bank_trim((struct ar_text){value.at, end});
    value = ar_bank_trim((struct ar_text){value.at + end, value.size - end});
    return value.size > 0 ? ar_bank_join(&details->rest, value, false) : AR_OK;
}

static enum ar_status use(struct ar_mt940_details *details, const struct key *key, struct ar_text whole)
{
    const size_t size = strlen(key->word) < whole.size ? strlen(key->word) : whole.size;
    const struct ar_text value = ar_bank_trim((struct ar_text){whole.at + size, whole.size - size});
    struct ar_text *name = key->target == ORDERING ? &details->ordering : &details->beneficiary;
    if (value.size == 0)
        return AR_OK;
    if (key->target == TEXT)
        return ar_bank_join(&details->remittance, value, false);
    if (key->target == ACCOUNT && details->account.size == 0)
        return ar_buffer_add(&details->account, value);
    if ((key->target == ORDERING || key->target == BENEFICIARY) && name->size == 0 && !ar_all_digits(value))
        return party(details, name, value, key->word[0] == ';');
    if (strcmp(key->word, "/BO1/") == 0 && details->ordering.size == 0) { /* behind an account */
        details->ordering = value;
        return AR_OK;
    }
    whole = key->word[0] == ';' ? (struct ar_text){whole.at + 1, whole.size - 1} : whole;
    return ar_bank_join(&details->rest, ar_bank_trim(whole), false);
}

enum ar_status ar_mt940_keyed_parse(struct ar_mt940_details *details, struct ar_text text, bool *taken)
{
    const struct key *keys = find_keys(text);
    *taken = keys != NULL;
    if (keys == NULL)
        return AR_OK;
    size_t at = 0;
    const struct key *key = next_key(keys, text, &at);
    enum ar_status status = ar_bank_join(&details->rest, ar_bank_trim((struct ar_text){text.at, at}), false);
    while (key != NULL && status == AR_OK) {
        size_t end = at + strlen(key->word) - (keys == citi); /* the slash behind a key may begin the next one */
        const struct key *next = next_key(keys, text, &end);
        status = use(details, key, (struct ar_text){text.at + at, end - at});
        key = next;
        at = end;
    }
    return status;
}

enum ar_status ar_mt940_keyed_end(struct ar_mt940_details *details, struct ar_text *text)
{
    static const char account_key[] = "REK: ", name_key[] = "/NAAM: ";
    const size_t key = sizeof account_key - 1, between = sizeof name_key - 1;
    for (size_t at = 0; at + key + between <= text->size; at++) {
        size_t end = at + key;
        if ((at > 0 && text->at[at - 1] != ' ') || memcmp(text->at + at, account_key, key) != 0)
            continue;
        while (end < text->size && text->at[end] != '/' && text->at[end] != ' ')
            end++;
        if (end == at + key || end + between > text->size || memcmp(text->at + end, name_key, between) != 0)
            continue;
        enum ar_status status = ar_buffer_add(&details->account, (struct ar_text){text->at + at + key, end - at - key});
        end += between;
        if (status == AR_OK)
            status = ar_buffer_add(&details->payer, ar_bank_trim((struct ar_text){text->at + end, text->size - end}));
        *text = ar_bank_trim((struct ar_text){text->at, at});
        return status;
    }
    return AR_OK;
}
