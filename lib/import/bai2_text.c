/* SPDX-License-Identifier: MIT */
/* Who paid, for what, as the lines of a BAI2 transaction say. */
#include "import/bai2_text.h"
#include "import/bank_value.h"
#include "import/us_payer.h"

enum { KEY = 4 }; /* letters, and a colon behind them */

/* Other keys of theirs; a line with any other may say what is paid. */
static bool is_known_key(struct ar_text key)
{
    static const char known[] = "DBNM DACT DABA DBIC CRNM CACT CABA CBIC CREF EREF IDNM CHKN UETR IMAD OMAD";
    for (size_t i = 0; i + KEY < sizeof known; i += KEY + 1)
        if (memcmp(known + i, key.at, KEY) == 0)
            return true;
    return false;
}

static bool is_keyed(struct ar_text line)
{
    bool keyed = line.size > KEY && line.at[KEY] == ':';
    for (size_t i = 0; keyed && i < KEY; i++)
        keyed = ar_is_capital(line.at[i]);
    return keyed;
}

static bool is_received(const struct ar_bank_entry *entry)
{
    return (entry->amount >= 0) != entry->reversal;
}

/* DBNM: the debtor, CRNM: the creditor, EREF: the payer's reference, REMI: the text. */
static enum ar_status read_line(struct ar_bai2_text *work, struct ar_text line, struct ar_bank_entry *entry)
{
    if (!is_keyed(line))
        return line.size > 0 ? ar_bank_join(&work->remittance, line, false) : AR_OK;
    struct ar_text key = {line.at, KEY};
    struct ar_text value = ar_bank_trim((struct ar_text){line.at + KEY + 1, line.size - KEY - 1});
    if (value.size == 0)
        return AR_OK;
    if (ar_text_is(key, is_received(entry) ? "DBNM" : "CRNM"))
        entry->payer = value;
    else if (ar_text_is(key, is_received(entry) ? "DACT" : "CACT"))
        entry->payer_account = value;
    else if (ar_text_is(key, "EREF"))
        entry->payer_reference = ar_bank_reference(value);
    else if (ar_text_is(key, "REMI"))
        return ar_bank_join(&work->remittance, value, false);
    else
        return ar_bank_join(is_known_key(key) ? &work->details : &work->remittance, line, false);
    return AR_OK;
}

enum ar_status ar_bai2_text_read(struct ar_bai2_text *work, struct ar_text text, struct ar_bank_entry *entry)
{
    work->remittance.size = work->details.size = 0;
    while (text.at != NULL)
        if (read_line(work, ar_bank_trim(ar_text_cut(&text, '\n')), entry) != AR_OK)
            return AR_FAILED;
    entry->reference = ar_buffer_text(&work->remittance);
    entry->details = ar_buffer_text(&work->details);
    if (entry->payer.size == 0 && is_received(entry))
        entry->payer = ar_us_payer_find(entry->reference);
    return AR_OK;
}

void ar_bai2_text_free(struct ar_bai2_text *work)
{
    ar_buffer_free(&work->remittance);
    ar_buffer_free(&work->details);
}
