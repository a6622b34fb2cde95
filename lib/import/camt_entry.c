/* SPDX-License-Identifier: MIT */
/* An entry of a camt message with its transactions. */
#include "import/camt_entry.h"
#include "import/bank_value.h"

#include <stddef.h>
#include <stdlib.h>

enum how { FIRST, JOIN }; /* the first one counts; all are joined */

#define PATH(text)                                                                                                     \
    {                                                                                                                  \
        text, sizeof text - 1                                                                                          \
    }

static const struct {
    struct ar_text path;
    enum ar_camt_field field;
    enum how how;
} tx_paths[] = {
    {PATH("RltdPties/Dbtr/Nm"), AR_CAMT_DEBTOR, FIRST},
    {PATH("RltdPties/Dbtr/Pty/Nm"), AR_CAMT_DEBTOR, FIRST},
    {PATH("RltdPties/Dbtr/Agt/FinInstnId/Nm"), AR_CAMT_DEBTOR, FIRST},
    {PATH("RltdPties/UltmtDbtr/Nm"), AR_CAMT_DEBTOR_ULTIMATE, FIRST},
    {PATH("RltdPties/UltmtDbtr/Pty/Nm"), AR_CAMT_DEBTOR_ULTIMATE, FIRST},
    {PATH("RltdPties/DbtrAcct/Id/IBAN"), AR_CAMT_DEBTOR_ACCOUNT, FIRST},
    {PATH("RltdPties/DbtrAcct/Id/Othr/Id"), AR_CAMT_DEBTOR_ACCOUNT, FIRST},
    {PATH("RltdPties/DbtrAcct/Id/PrtryAcct/Id"), AR_CAMT_DEBTOR_ACCOUNT, FIRST},
    {PATH("RltdPties/Cdtr/Nm"), AR_CAMT_CREDITOR, FIRST},
    {PATH("RltdPties/Cdtr/Pty/Nm"), AR_CAMT_CREDITOR, FIRST},
    {PATH("RltdPties/Cdtr/Agt/FinInstnId/Nm"), AR_CAMT_CREDITOR, FIRST},
    {PATH("RltdPties/UltmtCdtr/Nm"), AR_CAMT_CREDITOR_ULTIMATE, FIRST},
    {PATH("RltdPties/UltmtCdtr/Pty/Nm"), AR_CAMT_CREDITOR_ULTIMATE, FIRST},
    {PATH("RltdPties/CdtrAcct/Id/IBAN"), AR_CAMT_CREDITOR_ACCOUNT, FIRST},
    {PATH("RltdPties/CdtrAcct/Id/Othr/Id"), AR_CAMT_CREDITOR_ACCOUNT, FIRST},
    {PATH("RltdPties/CdtrAcct/Id/PrtryAcct/Id"), AR_CAMT_CREDITOR_ACCOUNT, FIRST},
    {PATH("RmtInf/Ustrd"), AR_CAMT_TEXT, JOIN},
    {PATH("RmtInf/Strd/RfrdDocInf/Nb"), AR_CAMT_TEXT, JOIN},
    {PATH("RmtInf/Strd/RfrdDocInf/RfrdDocNb"), AR_CAMT_TEXT, JOIN},
    {PATH("RmtInf/Strd/AddtlRmtInf"), AR_CAMT_TEXT, JOIN},
    {PATH("RmtInf/Strd/CdtrRefInf/Ref"), AR_CAMT_STRUCTURED, FIRST},
    {PATH("RmtInf/Strd/CdtrRefInf/CdtrRef"), AR_CAMT_STRUCTURED, FIRST},
    {PATH("Refs/EndToEndId"), AR_CAMT_END_TO_END, FIRST},
    {PATH("Refs/ChqNb"), AR_CAMT_END_TO_END, FIRST},
    {PATH("Refs/AcctSvcrRef"), AR_CAMT_BANK_REFERENCE, FIRST},
    {PATH("Refs/TxId"), AR_CAMT_REST, JOIN},
    {PATH("Refs/InstrId"), AR_CAMT_REST, JOIN},
    {PATH("Refs/MndtId"), AR_CAMT_REST, JOIN},
    {PATH("Refs/Prtry/Ref"), AR_CAMT_REST, JOIN},
    {PATH("RtrInf/Rsn/Cd"), AR_CAMT_REST, JOIN},
    {PATH("RtrInf/AddtlInf"), AR_CAMT_REST, JOIN},
    {PATH("AddtlTxInf"), AR_CAMT_INFO, JOIN},
    {PATH("CdtDbtInd"), AR_CAMT_MARK, FIRST},
    {PATH("BkTxCd/Prtry/Cd"), AR_CAMT_CODE, FIRST},
    {PATH("BkTxCd/Domn/Fmly/SubFmlyCd"), AR_CAMT_CODE, FIRST},
    {PATH("Amt"), AR_CAMT_AMOUNT, FIRST},
    {PATH("AmtDtls/TxAmt/Amt"), AR_CAMT_AMOUNT_DETAILS, FIRST},
};

static const struct {
    struct ar_text path;
    size_t buffer;
    bool slash; /* added behind a slash */
} entry_paths[] = {
    {PATH("Amt"), offsetof(struct ar_camt_entry, amount), false},
    {PATH("CdtDbtInd"), offsetof(struct ar_camt_entry, mark), false},
    {PATH("RvslInd"), offsetof(struct ar_camt_entry, reversal), false},
    {PATH("Sts"), offsetof(struct ar_camt_entry, status), false},
    {PATH("Sts/Cd"), offsetof(struct ar_camt_entry, status), false},
    {PATH("BookgDt/Dt"), offsetof(struct ar_camt_entry, booked), false},
    {PATH("BookgDt/DtTm"), offsetof(struct ar_camt_entry, booked), false},
    {PATH("ValDt/Dt"), offsetof(struct ar_camt_entry, value), false},
    {PATH("ValDt/DtTm"), offsetof(struct ar_camt_entry, value), false},
    {PATH("AcctSvcrRef"), offsetof(struct ar_camt_entry, reference), false},
    {PATH("BkTxCd/Domn/Cd"), offsetof(struct ar_camt_entry, code), true},
    {PATH("BkTxCd/Domn/Fmly/Cd"), offsetof(struct ar_camt_entry, code), true},
    {PATH("BkTxCd/Domn/Fmly/SubFmlyCd"), offsetof(struct ar_camt_entry, code), true},
    {PATH("BkTxCd/Prtry/Cd"), offsetof(struct ar_camt_entry, code), true},
    {PATH("AddtlNtryInf"), offsetof(struct ar_camt_entry, info), false},
};

void ar_camt_entry_free(struct ar_camt_entry *entry)
{
    struct ar_buffer *const buffers[] = {&entry->amount, &entry->currency, &entry->mark,  &entry->reversal,
                                         &entry->status, &entry->booked,   &entry->value, &entry->reference,
                                         &entry->code,   &entry->info,     &entry->store, &entry->joined};
    for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++)
        ar_buffer_free(buffers[i]);
    for (size_t i = 0; i < AR_CAMT_FIELDS; i++)
        ar_buffer_free(&entry->fields[i]);
    free(entry->parts);
}

enum ar_status ar_camt_day(struct ar_date *out, struct ar_text text)
{
    char digits[8];
    bool moved;
    if (text.size < 10 || text.at[4] != '-' || text.at[7] != '-')
        return AR_BAD_DATA;
    memcpy(digits, text.at, 4);
    memcpy(digits + 4, text.at + 5, 2);
    memcpy(digits + 6, text.at + 8, 2);
    return ar_bank_day(out, (struct ar_text){digits, 8}, &moved);
}

void ar_camt_entry_start(struct ar_camt_entry *entry, struct ar_text path, uint64_t line)
{
    if (ar_text_is(path, "Ntry")) {
        struct ar_buffer *const buffers[] = {&entry->amount, &entry->currency, &entry->mark,  &entry->reversal,
                                             &entry->status, &entry->booked,   &entry->value, &entry->reference,
                                             &entry->code,   &entry->info,     &entry->store};
        for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++)
            buffers[i]->size = 0;
        entry->count = 0;
        entry->line = line;
    } else if (ar_text_is(path, "Ntry/NtryDtls/TxDtls") || ar_text_is(path, "Ntry/TxDtls")) {
        for (size_t i = 0; i < AR_CAMT_FIELDS; i++)
            entry->fields[i].size = 0;
        entry->returned = false;
        entry->last_text = 0;
        entry->part_line = line;
    }
}

/* ---- one transaction --------------------------------------------------------------------------------------------- */

static enum ar_status tx_element(struct ar_camt_entry *entry, struct ar_text path, struct ar_text text,
                                 struct ar_text currency)
{
    if (ar_text_is(path, "RtrInf"))
        entry->returned = true;
    if (text.size == 0)
        return AR_OK;
    for (size_t i = 0; i < sizeof tx_paths / sizeof *tx_paths; i++) {
        if (!ar_text_equal(path, tx_paths[i].path))
            continue;
        enum ar_camt_field field = tx_paths[i].field;
        struct ar_buffer *out = &entry->fields[field];
        if (field == AR_CAMT_AMOUNT || field == AR_CAMT_AMOUNT_DETAILS) {
            entry->fields[field + 1].size = 0;
            if (ar_buffer_add(&entry->fields[field + 1], currency) != AR_OK)
                return AR_FAILED;
            out->size = 0;
        }
        /* A second structured reference is text; 140 characters fill an Ustrd, and the next may go on within a word. */
        if (tx_paths[i].how == FIRST && out->size > 0) {
            if (field != AR_CAMT_STRUCTURED)
                return AR_OK;
            out = &entry->fields[AR_CAMT_TEXT];
        }
        bool full = field == AR_CAMT_TEXT && entry->last_text >= 140;
        if (out == &entry->fields[AR_CAMT_TEXT])
            entry->last_text = text.size;
        return ar_bank_join(out, text, full);
    }
    return AR_OK;
}

static enum ar_status end_part(struct ar_camt_entry *entry)
{
    if (ar_grow(&entry->parts, &entry->capacity, entry->count + 1, sizeof *entry->parts) != AR_OK)
        return AR_FAILED;
    struct ar_camt_part *part = &entry->parts[entry->count++];
    part->begin = entry->store.size;
    part->returned = entry->returned;
    part->line = entry->part_line;
    for (size_t i = 0; i < AR_CAMT_FIELDS; i++) {
        part->sizes[i] = entry->fields[i].size;
        if (ar_buffer_add(&entry->store, ar_buffer_text(&entry->fields[i])) != AR_OK)
            return AR_FAILED;
    }
    return AR_OK;
}

static struct ar_text field(const struct ar_camt_entry *entry, const struct ar_camt_part *part,
                            enum ar_camt_field which)
{
    size_t begin = part->begin;
    for (size_t i = 0; i < (size_t)which; i++)
        begin += part->sizes[i];
    return (struct ar_text){ar_buffer_text(&entry->store).at + begin, part->sizes[which]};
}

/* ---- the entry --------------------------------------------------------------------------------------------------- */

static void use_part(const struct ar_camt_entry *entry, const struct ar_camt_part *part, struct ar_bank_entry *out)
{
    out->reversal = out->reversal || part->returned;
    bool from_debtor = (out->amount >= 0) != out->reversal;
    out->payer = field(entry, part, from_debtor ? AR_CAMT_DEBTOR : AR_CAMT_CREDITOR);
    struct ar_text ultimate = field(entry, part, from_debtor ? AR_CAMT_DEBTOR_ULTIMATE : AR_CAMT_CREDITOR_ULTIMATE);
    out->payer_account = field(entry, part, from_debtor ? AR_CAMT_DEBTOR_ACCOUNT : AR_CAMT_CREDITOR_ACCOUNT);
    out->reference = field(entry, part, AR_CAMT_TEXT);
    out->structured = field(entry, part, AR_CAMT_STRUCTURED);
    out->payer_reference = ar_bank_reference(field(entry, part, AR_CAMT_END_TO_END));
    out->details = field(entry, part, AR_CAMT_REST);
    struct ar_text reference = field(entry, part, AR_CAMT_BANK_REFERENCE), info = field(entry, part, AR_CAMT_INFO);
    if (reference.size > 0)
        out->bank_reference = ar_bank_reference(reference);
    if (out->code.size == 0)
        out->code = field(entry, part, AR_CAMT_CODE);
    if (out->reference.size == 0)
        out->reference = info.size > 0 ? info : ar_buffer_text(&entry->info);
    if (out->payer.size == 0)
        out->payer = ultimate;
    else if (ultimate.size > 0 && out->details.size == 0)
        out->details = ultimate;
    out->line = part->line;
}

/* The transaction's own amount, when it is in the currency of the entry. */
static bool part_amount(const struct ar_camt_entry *entry, const struct ar_camt_part *part,
                        const struct ar_bank_entry *whole, int64_t *out)
{
    const enum ar_camt_field from[] = {AR_CAMT_AMOUNT, AR_CAMT_AMOUNT_DETAILS};
    for (size_t i = 0; i < 2; i++) {
        struct ar_currency currency;
        const char *why;
        if (ar_currency_parse(&currency, field(entry, part, from[i] + 1)) != AR_OK ||
            currency.code != whole->currency.code ||
            ar_bank_amount(out, field(entry, part, from[i]), ".", false, currency, &why) != AR_OK)
            continue;
        struct ar_text mark = field(entry, part, AR_CAMT_MARK);
        if (mark.size > 0 ? ar_text_is(mark, "DBIT") : ar_text_is(ar_buffer_text(&entry->mark), "DBIT"))
            *out = -*out;
        return true;
    }
    return false;
}

/* A batch whose transactions have no amounts is one payment with all their texts. */
static enum ar_status add_whole(struct ar_camt_entry *entry, struct ar_bank *bank, struct ar_bank_entry out,
                                struct ar_error *error)
{
    entry->joined.size = 0;
    for (size_t i = 0; i < entry->count; i++) {
        const struct ar_text texts[] = {field(entry, &entry->parts[i], AR_CAMT_STRUCTURED),
                                        field(entry, &entry->parts[i], AR_CAMT_TEXT)};
        for (size_t j = 0; j < 2; j++)
            if (texts[j].size > 0 && ar_bank_join(&entry->joined, texts[j], false) != AR_OK)
                return ar_error_memory(error);
    }
    out.reference = entry->joined.size > 0 ? ar_buffer_text(&entry->joined) : ar_buffer_text(&entry->info);
    return ar_bank_add(bank, &out, error);
}

static enum ar_status add_batch(struct ar_camt_entry *entry, struct ar_bank *bank, const struct ar_bank_entry *whole,
                                struct ar_error *error)
{
    ar_int128 sum = 0;
    size_t known = 0;
    int64_t amount;
    for (size_t i = 0; i < entry->count; i++)
        if (part_amount(entry, &entry->parts[i], whole, &amount)) {
            sum += amount;
            known++;
        }
    if (known == 0)
        return add_whole(entry, bank, *whole, error);
    if (known < entry->count || sum != whole->amount) {
        enum ar_status status = ar_bank_differs(
            bank, error, entry->line, "a batch of %zu transactions that do not add up to the amount of their entry",
            entry->count);
        return status == AR_OK ? add_whole(entry, bank, *whole, error) : status;
    }
    for (size_t i = 0; i < entry->count; i++) {
        struct ar_bank_entry out = *whole;
        if (!part_amount(entry, &entry->parts[i], whole, &out.amount))
            continue; /* cannot be: all are known */
        use_part(entry, &entry->parts[i], &out);
        enum ar_status status = ar_bank_add(bank, &out, error);
        if (status != AR_OK)
            return status;
    }
    return AR_OK;
}

static enum ar_status read_dates(const struct ar_camt_entry *entry, struct ar_bank *bank, struct ar_bank_entry *out,
                                 struct ar_error *error)
{
    struct ar_text booked = ar_buffer_text(&entry->booked), value = ar_buffer_text(&entry->value);
    out->date = entry->created;
    out->value = AR_DATE_NONE;
    if (value.size > 0 && ar_camt_day(&out->value, value) != AR_OK)
        return ar_bank_bad_value(bank, error, entry->line, "not a date", value);
    if (booked.size > 0 && ar_camt_day(&out->date, booked) != AR_OK)
        return ar_bank_bad_value(bank, error, entry->line, "not a date", booked);
    if (booked.size == 0 && value.size > 0)
        out->date = out->value;
    if (ar_date_is_none(out->date))
        return ar_bank_bad(bank, error, entry->line, "an entry without any date");
    return AR_OK;
}

static enum ar_status end_entry(struct ar_camt_entry *entry, struct ar_bank *bank, struct ar_error *error)
{
    struct ar_text status = ar_buffer_text(&entry->status), mark = ar_buffer_text(&entry->mark),
                   reversal = ar_buffer_text(&entry->reversal);
    const struct ar_text none = AR_TEXT("");
    const char *why;
    if (status.size > 0 && !ar_text_is(status, "BOOK")) {
        bank->pending++;
        return AR_OK;
    }
    struct ar_bank_entry out = {.payer = none,
                                .payer_account = none,
                                .structured = none,
                                .payer_reference = none,
                                .details = none,
                                .line = entry->line,
                                .reference = ar_buffer_text(&entry->info),
                                .bank_reference = ar_bank_reference(ar_buffer_text(&entry->reference)),
                                .code = ar_buffer_text(&entry->code),
                                .reversal = ar_text_is(reversal, "true") || ar_text_is(reversal, "1")};
    if (ar_currency_parse(&out.currency, ar_buffer_text(&entry->currency)) != AR_OK)
        return ar_bank_bad_value(bank, error, entry->line, "not a currency of ISO 4217",
                                 ar_buffer_text(&entry->currency));
    if (ar_bank_amount(&out.amount, ar_buffer_text(&entry->amount), ".", false, out.currency, &why) != AR_OK)
        return ar_bank_bad_value(bank, error, entry->line, why, ar_buffer_text(&entry->amount));
    if (!ar_text_is(mark, "CRDT") && !ar_text_is(mark, "DBIT"))
        return ar_bank_bad_value(bank, error, entry->line, "CdtDbtInd is neither CRDT nor DBIT", mark);
    if (ar_text_is(mark, "DBIT"))
        out.amount = -out.amount;
    enum ar_status done = read_dates(entry, bank, &out, error);
    if (done != AR_OK)
        return done;
    if (entry->count > 1)
        return add_batch(entry, bank, &out, error);
    if (entry->count == 1)
        use_part(entry, &entry->parts[0], &out);
    return ar_bank_add(bank, &out, error);
}

static enum ar_status entry_element(struct ar_camt_entry *entry, struct ar_text path, struct ar_text text,
                                    struct ar_text currency)
{
    if (text.size == 0)
        return AR_OK;
    for (size_t i = 0; i < sizeof entry_paths / sizeof *entry_paths; i++) {
        if (!ar_text_equal(path, entry_paths[i].path))
            continue;
        struct ar_buffer *out = (struct ar_buffer *)(void *)((char *)entry + entry_paths[i].buffer);
        if (entry_paths[i].slash && out->size > 0) {
            if (ar_buffer_add_char(out, '/') != AR_OK)
                return AR_FAILED;
        } else {
            out->size = 0;
        }
        if (i == 0) {
            entry->currency.size = 0;
            if (ar_buffer_add(&entry->currency, currency) != AR_OK)
                return AR_FAILED;
        }
        return ar_buffer_add(out, text);
    }
    return AR_OK;
}

enum ar_status ar_camt_entry_end(struct ar_camt_entry *entry, struct ar_bank *bank, struct ar_text path,
                                 struct ar_text text, struct ar_text currency, struct ar_error *error)
{
    static const struct ar_text prefixes[] = {PATH("Ntry/NtryDtls/TxDtls"), PATH("Ntry/TxDtls")};
    enum ar_status status = AR_OK;
    if (path.size == 4)
        return end_entry(entry, bank, error);
    for (size_t i = 0; i < 2; i++) {
        if (!ar_text_starts(path, prefixes[i]))
            continue;
        size_t skip = prefixes[i].size;
        if (path.size == skip)
            status = end_part(entry);
        else
            status = tx_element(entry, (struct ar_text){path.at + skip + 1, path.size - skip - 1}, text, currency);
        return status == AR_OK ? AR_OK : ar_error_memory(error);
    }
    status = entry_element(entry, (struct ar_text){path.at + 5, path.size - 5}, text, currency);
    return status == AR_OK ? AR_OK : ar_error_memory(error);
}
