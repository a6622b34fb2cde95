/* SPDX-License-Identifier: MIT */
/* What else is said of an entry or a transaction (AddtlNtryInf, AddtlTxInf): banks repeat texts there, name the kind of
   transaction, or say what stands nowhere else. */
#include "import/bank_value.h"
#include "import/camt_batch.h"

enum { LONG = 4096 }; /* characters; banks have some hundred */

static bool is_word(char c)
{
    return ar_is_digit(c) || ar_is_letter(c) || (unsigned char)c >= 0x80;
}

/* What stands between blanks, without the signs at both ends; empty behind the last one. */
static struct ar_text next_word(struct ar_text *rest)
{
    while (rest->size > 0 && !is_word(rest->at[0]))
        *rest = (struct ar_text){rest->at + 1, rest->size - 1};
    struct ar_text word = {rest->at, 0};
    while (word.size < rest->size && (unsigned char)rest->at[word.size] > ' ')
        word.size++;
    *rest = (struct ar_text){rest->at + word.size, rest->size - word.size};
    while (word.size > 0 && !is_word(word.at[word.size - 1]))
        word.size--;
    return word;
}

/* Does it stand in the text, in either case, as a word of its own or anywhere? */
static bool holds(struct ar_text text, struct ar_text word, bool anywhere)
{
    for (size_t i = 0; i + word.size <= text.size; i++) {
        size_t same = 0, behind = i + word.size;
        while (same < word.size && ar_lower(text.at[i + same]) == ar_lower(word.at[same]))
            same++;
        if (same == word.size &&
            (anywhere || ((i == 0 || !is_word(text.at[i - 1])) && (behind == text.size || !is_word(text.at[behind])))))
            return true;
    }
    return false;
}

static bool is_told(const struct ar_bank_entry *entry, struct ar_text word)
{
    const struct ar_text texts[] = {entry->reference, entry->details, entry->payer, entry->payer_reference,
                                    entry->bank_reference};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (holds(texts[i], word, false))
            return true;
    return holds(entry->payer_account, word, true) || holds(entry->structured, word, true);
}

enum ar_status ar_camt_append(struct ar_buffer *room, struct ar_text *text, struct ar_text more)
{
    if (room->size == 0 || text->at != room->at) {
        room->size = 0;
        if (ar_buffer_add(room, *text) != AR_OK)
            return AR_FAILED;
    }
    enum ar_status status = ar_bank_join(room, more, false);
    *text = ar_buffer_text(room);
    return status;
}

enum ar_status ar_camt_info_add(struct ar_camt_entry *entry, struct ar_bank_entry *out, struct ar_text info, bool alone)
{
    bool long_ones = info.size > LONG || out->reference.size > LONG || out->details.size > LONG;
    bool words = long_ones, numbers = long_ones; /* comparing them would take for ever */
    if (out->reference.size == 0) {
        out->reference = info;
        return AR_OK;
    }
    for (struct ar_text rest = long_ones ? AR_TEXT("") : info, word; (word = next_word(&rest)).size > 0;)
        if (!is_told(out, word)) {
            words = true;
            numbers = numbers || ar_has_digit(word);
        }
    if (numbers && alone && out->identity.at == NULL)
        out->identity = out->reference; /* an interim report may leave it out */
    if (numbers && alone && !long_ones && holds(info, out->reference, true)) {
        out->reference = info;
        return AR_OK;
    }
    if (numbers && alone)
        return ar_camt_append(&entry->more_text, &out->reference, info);
    return words ? ar_camt_append(&entry->more_details, &out->details, info) : AR_OK;
}
