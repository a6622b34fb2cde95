/* SPDX-License-Identifier: MIT */
/* Taking in payments, advices and aliases. */
#include "cash/match_past.h"
#include "record/reader.h"

#include <stdlib.h>

void ar_match_init(struct ar_match *match, struct ar_book *book, const struct ar_rules *rules)
{
    *match = (struct ar_match){.book = book, .rules = rules};
}

enum ar_status ar_match_payment(struct ar_match *match, const struct ar_payment *payment, struct ar_error *error)
{
    if (match->payment_count >= AR_PAST_SETTLED - 1)
        return ar_error_set(error, AR_FAILED, "more than 2147483646 payments");
    if (ar_grow(&match->payments, &match->payment_capacity, match->payment_count + 1, sizeof *match->payments) != AR_OK)
        return ar_error_memory(error);
    struct ar_cash *cash = &match->payments[match->payment_count];
    if (ar_cash_keep(cash, match->book, payment) != AR_OK)
        return ar_error_memory(error);
    match->payment_count++;
    return match->past == NULL ? AR_OK : ar_past_did(match->past, &cash->done, payment, error);
}

enum ar_status ar_match_came(struct ar_match *match, const char *file, uint64_t line, struct ar_error *error)
{
    size_t payment = match->payment_count - 1, last = match->origin_count - 1;
    if (match->origin_count > 0 && match->origins[last].file == file &&
        line - match->origins[last].line == payment - match->origins[last].payment)
        return AR_OK;
    if (ar_grow(&match->origins, &match->origin_capacity, match->origin_count + 1, sizeof *match->origins) != AR_OK)
        return ar_error_memory(error);
    match->origins[match->origin_count++] = (struct ar_match_origin){payment, file, line};
    return AR_OK;
}

/* ---- side files ----------------------------------------------------------------------------------------------------
 */

/* The number of a key, and a head for its chain. */
static enum ar_status chain_of(struct ar_keys *keys, uint32_t **heads, size_t *capacity, struct ar_text key,
                               uint32_t **head)
{
    uint32_t number;
    size_t before = keys->count;
    if (ar_keys_add(keys, &number, key) != AR_OK || ar_grow(heads, capacity, number + 1, sizeof **heads) != AR_OK)
        return AR_FAILED;
    if (number >= before)
        (*heads)[number] = 0;
    *head = &(*heads)[number];
    return AR_OK;
}

enum { LINE_PAYMENT, LINE_REFERENCE, LINE_NEEDS, LINE_TEXTS = 7, LINE_DATE = LINE_TEXTS, LINE_CURRENCY, LINE_COLUMNS };

static enum ar_status add_remittance(struct ar_match *match, const struct ar_row *row, const struct ar_header *header,
                                     const int at[static LINE_COLUMNS], struct ar_error *error)
{
    struct ar_claim claim = {.line = row->line, .date = AR_DATE_NONE};
    struct ar_text *to[] = {&claim.reference,      &claim.amount_text, &claim.discount_text,
                            &claim.deduction_text, &claim.reason,      &claim.payer};
    enum ar_status status = AR_OK;
    if (at[LINE_DATE] >= 0)
        status = ar_field_date(&claim.date, row, (struct ar_column){at[LINE_DATE], header}, error);
    if (status == AR_OK && ar_row_get(row, at[LINE_CURRENCY]).size > 0)
        status = ar_field_currency(&claim.currency, row, (struct ar_column){at[LINE_CURRENCY], header}, error);
    if (status != AR_OK)
        return status;
    for (unsigned i = 0; i < LINE_TEXTS - LINE_REFERENCE; i++)
        if (ar_book_copy(match->book, to[i], ar_row_get(row, at[LINE_REFERENCE + i])) != AR_OK)
            return ar_error_memory(error);
    uint32_t *head;
    if (ar_grow(&match->claims, &match->claim_capacity, match->claim_count + 1, sizeof *match->claims) != AR_OK ||
        chain_of(&match->claim_keys, &match->claim_heads, &match->claim_head_capacity,
                 ar_row_get(row, at[LINE_PAYMENT]), &head) != AR_OK)
        return ar_error_memory(error);
    claim.next = *head;
    match->claims[match->claim_count++] = claim;
    *head = (uint32_t)match->claim_count;
    return AR_OK;
}

static enum ar_status load_remittances(struct ar_match *match, struct ar_reader *reader, struct ar_error *error)
{
    static const char *const names[LINE_COLUMNS] = {"payment", "reference", "amount", "discount", "deduction",
                                                    "reason",  "payer",     "date",   "currency"};
    const struct ar_header *header = ar_reader_header(reader);
    struct ar_block block = {0};
    struct ar_row row;
    int at[LINE_COLUMNS];
    enum ar_status status = AR_OK;
    for (unsigned i = 0; i < LINE_COLUMNS; i++) {
        at[i] = ar_header_find(header, ar_text_from(names[i]));
        if (i < LINE_NEEDS && at[i] < 0 && status == AR_OK) {
            char rest[400];
            ar_header_suggest(header, ar_text_from(names[i]), rest, sizeof rest);
            status = ar_error_set(error, AR_BAD_DATA, "no column '%s'%s", names[i], rest);
            ar_error_place(error, match->claims_path, 0);
        }
    }
    while (status == AR_OK && (status = ar_reader_take(reader, &block, error)) == AR_OK) {
        while (status == AR_OK && (status = ar_block_next(&block, &row, error)) == AR_OK)
            status = add_remittance(match, &row, header, at, error);
        if (status == AR_END)
            status = AR_OK;
    }
    ar_block_free(&block);
    return status == AR_END ? AR_OK : status;
}

enum ar_status ar_match_remittances(struct ar_match *match, const char *path, struct ar_error *error)
{
    struct ar_reader_options options = {.paths = &path, .count = 1};
    struct ar_reader *reader = NULL;
    match->claims_path = path;
    enum ar_status status = ar_reader_new(&reader, &options, error);
    if (status == AR_OK)
        status = load_remittances(match, reader, error);
    ar_reader_delete(reader);
    return status;
}

static void hear(struct ar_match *match, uint32_t first, bool late)
{
    for (uint32_t i = first; i != 0; i = match->claims[i - 1].next) {
        match->claims[i - 1].heard = true;
        match->claims[i - 1].late |= late;
    }
}

/* Lines of the payments that earlier runs did: by their own number, and of those of this input by their references. */
static enum ar_status hear_done(struct ar_match *match)
{
    bool did, holds;
    for (uint32_t key = 0; key < match->claim_keys.count; key++) {
        if (ar_past_holds(match->past, &did, &holds, AR_TEXT(""), match->claim_keys.at[key], AR_PAST_ALL) != AR_OK)
            return AR_FAILED;
        if (did)
            hear(match, match->claim_heads[key], holds);
    }
    for (size_t p = 0; p < match->payment_count; p++) {
        const struct ar_cash *cash = &match->payments[p];
        const struct ar_text references[] = {ar_cash_text(cash, AR_CASH_PAYER_REFERENCE),
                                             ar_cash_text(cash, AR_CASH_BANK_REFERENCE)};
        for (unsigned r = 0; cash->done && cash->claims == 0 && r < 2; r++) {
            uint32_t first = ar_match_advice_by(match, references[r]);
            if (first == 0)
                continue;
            if (ar_past_holds(match->past, &did, &holds, ar_book_word(match->book, cash->entity),
                              ar_cash_text(cash, AR_CASH_PAYMENT),
                              cash->entity != 0 ? AR_PAST_OR_NONE : AR_PAST_ALL) != AR_OK)
                return AR_FAILED;
            hear(match, first, holds);
        }
    }
    return AR_OK;
}

enum ar_status ar_match_unheard(struct ar_match *match, struct ar_match_lines *unheard, struct ar_match_lines *late,
                                struct ar_error *error)
{
    *unheard = *late = (struct ar_match_lines){0};
    if (match->claim_count == 0)
        return AR_OK;
    for (size_t p = 0; p < match->payment_count; p++)
        hear(match, match->payments[p].claims, false);
    if (match->past != NULL && match->past->events != NULL && hear_done(match) != AR_OK)
        return ar_error_memory(error);
    for (size_t i = 0; i < match->claim_count; i++) {
        const struct ar_claim *claim = &match->claims[i];
        struct ar_match_lines *lines = claim->late ? late : unheard;
        if ((claim->late || !claim->heard) && lines->count++ == 0)
            lines->line = claim->line;
    }
    return AR_OK;
}

static enum ar_status add_alias(struct ar_match *match, struct ar_alias alias, char sort, struct ar_text text)
{
    struct ar_buffer *key = &match->room.folded;
    uint32_t *head;
    key->size = 0;
    if (ar_buffer_add_char(key, sort) != AR_OK || ar_buffer_add(key, text) != AR_OK ||
        chain_of(&match->alias_keys, &match->alias_heads, &match->alias_head_capacity, ar_buffer_text(key), &head) !=
            AR_OK ||
        ar_grow(&match->aliases, &match->alias_capacity, match->alias_count + 1, sizeof *match->aliases) != AR_OK)
        return AR_FAILED;
    alias.next = *head;
    match->aliases[match->alias_count++] = alias;
    *head = (uint32_t)match->alias_count;
    return AR_OK;
}

static enum ar_status alias_date(struct ar_date *out, const struct ar_table *table, size_t row, int column,
                                 struct ar_error *error)
{
    struct ar_text text = ar_table_get(table, row, column);
    *out = AR_DATE_NONE;
    if (text.size == 0 || ar_date_parse(out, text) == AR_OK)
        return AR_OK;
    return ar_table_error(table, row, column, "not a date", error);
}

enum ar_status ar_match_aliases(struct ar_match *match, const struct ar_table *table, struct ar_error *error)
{
    int payer, customer, account = ar_table_find(table, "account"), from = ar_table_find(table, "from"),
                         until = ar_table_find(table, "until");
    enum ar_status status = ar_table_need(table, "payer", &payer, error);
    if (status == AR_OK)
        status = ar_table_need(table, "customer", &customer, error);
    for (size_t row = 0; status == AR_OK && row < table->rows; row++) {
        struct ar_alias alias = {.next = 0};
        struct ar_text full, bare, key = ar_table_get(table, row, customer);
        char form[AR_COMPACT_SIZE];
        if (key.size == 0)
            return ar_table_error(table, row, customer, "missing", error);
        status = alias_date(&alias.from, table, row, from, error);
        if (status == AR_OK)
            status = alias_date(&alias.until, table, row, until, error);
        if (status != AR_OK)
            return status;
        if (!ar_date_is_none(alias.from) && !ar_date_is_none(alias.until) && alias.until.days < alias.from.days)
            return ar_table_error(table, row, until, "before the day from which the alias holds", error);
        size_t size = ar_compact(form, ar_table_get(table, row, account));
        if (ar_names_fold(&match->room, &full, &bare, ar_table_get(table, row, payer)) != AR_OK)
            return ar_error_memory(error);
        if (full.size == 0 && size == 0)
            return ar_table_error(table, row, payer, "no letter or digit of a payer, and no account", error);
        if (ar_book_customer(match->book, &alias.customer, key) != AR_OK ||
            (full.size > 0 && add_alias(match, alias, AR_ALIAS_NAME, full) != AR_OK) ||
            (size > 0 && add_alias(match, alias, AR_ALIAS_ACCOUNT, (struct ar_text){form, size}) != AR_OK))
            return ar_error_memory(error);
    }
    return status;
}

void ar_match_free(struct ar_match *match)
{
    ar_documents_free(&match->documents);
    ar_names_free(&match->names);
    ar_name_room_free(&match->room);
    ar_keys_free(&match->claim_keys);
    ar_keys_free(&match->alias_keys);
    ar_keys_free(&match->payers);
    free(match->payments);
    free(match->origins);
    free(match->claims);
    free(match->claim_heads);
    free(match->advices);
    free(match->paid);
    free(match->alias_heads);
    free(match->aliases);
    free(match->payer_matches);
    free(match->payer_alias);
    free(match->learned);
    free(match->terms);
    free(match->group_first);
    free(match->group_next);
    free(match->tallies);
    ar_past_free(match->past);
    *match = (struct ar_match){0};
}
