/* SPDX-License-Identifier: MIT */
/* Which elements of camt.052, 053 and 054 are of use, in every version of them. */
#include "import/camt_tree.h"
#include "import/bank_word.h"

#include <assert.h>

enum { LONGEST = 17 }; /* of the names here; its middle byte is not looked at */

struct path {
    const char *path;
    enum ar_camt_element element;
};

static const struct path statement_paths[] = {{"Id", AR_CAMT_STATEMENT_ID},
                                              {"ElctrncSeqNb", AR_CAMT_SEQUENCE},
                                              {"LglSeqNb", AR_CAMT_LEGAL_SEQUENCE},
                                              {"StmtPgntn/PgNb", AR_CAMT_PAGE},
                                              {"StmtPgntn/LastPgInd", AR_CAMT_LAST_PAGE},
                                              {"CreDtTm", AR_CAMT_CREATED},
                                              {"Acct/Id/IBAN", AR_CAMT_ACCOUNT},
                                              {"Acct/Id/Othr/Id", AR_CAMT_ACCOUNT},
                                              {"Acct/Id/PrtryAcct/Id", AR_CAMT_ACCOUNT},
                                              {"Acct/Id/BBAN", AR_CAMT_ACCOUNT},
                                              {"Bal", AR_CAMT_BALANCE},
                                              {"Bal/Tp/CdOrPrtry/Cd", AR_CAMT_BALANCE_TYPE},
                                              {"Bal/Tp/CdOrPrtry/Prtry", AR_CAMT_BALANCE_TYPE},
                                              {"Bal/Tp/Cd", AR_CAMT_BALANCE_TYPE},
                                              {"Bal/CdtDbtInd", AR_CAMT_BALANCE_MARK},
                                              {"Bal/Amt", AR_CAMT_BALANCE_AMOUNT},
                                              {"Bal/Dt/Dt", AR_CAMT_BALANCE_DATE},
                                              {"Bal/Dt/DtTm", AR_CAMT_BALANCE_DATE},
                                              {"Ntry", AR_CAMT_ENTRY},
                                              {"Ntry/NtryDtls", AR_CAMT_DETAILS},
                                              {"Ntry/TxDtls", AR_CAMT_PART},
                                              {"Ntry/NtryDtls/TxDtls", AR_CAMT_PART},
                                              {"Ntry/TxDtls/RtrInf", AR_CAMT_PART_RETURN},
                                              {"Ntry/NtryDtls/TxDtls/RtrInf", AR_CAMT_PART_RETURN}};

struct field_path {
    const char *path;
    unsigned field;
};

static const struct field_path summary_paths[] = {{"TxsSummry/TtlNtries/NbOfNtries", AR_CAMT_SUMMARY_COUNT},
                                                  {"TxsSummry/TtlNtries/Sum", AR_CAMT_SUMMARY_SUM},
                                                  {"TxsSummry/TtlCdtNtries/NbOfNtries", AR_CAMT_SUMMARY_CREDIT_COUNT},
                                                  {"TxsSummry/TtlCdtNtries/Sum", AR_CAMT_SUMMARY_CREDIT_SUM},
                                                  {"TxsSummry/TtlDbtNtries/NbOfNtries", AR_CAMT_SUMMARY_DEBIT_COUNT},
                                                  {"TxsSummry/TtlDbtNtries/Sum", AR_CAMT_SUMMARY_DEBIT_SUM}};

static const struct field_path entry_paths[] = {{"Amt", AR_CAMT_ENTRY_AMOUNT},
                                                {"CdtDbtInd", AR_CAMT_ENTRY_MARK},
                                                {"RvslInd", AR_CAMT_ENTRY_REVERSAL},
                                                {"Sts", AR_CAMT_ENTRY_STATUS},
                                                {"Sts/Cd", AR_CAMT_ENTRY_STATUS},
                                                {"BookgDt/Dt", AR_CAMT_ENTRY_BOOKED},
                                                {"BookgDt/DtTm", AR_CAMT_ENTRY_BOOKED},
                                                {"ValDt/Dt", AR_CAMT_ENTRY_VALUE},
                                                {"ValDt/DtTm", AR_CAMT_ENTRY_VALUE},
                                                {"AcctSvcrRef", AR_CAMT_ENTRY_REFERENCE},
                                                {"BkTxCd/Domn/Cd", AR_CAMT_ENTRY_CODE},
                                                {"BkTxCd/Domn/Fmly/Cd", AR_CAMT_ENTRY_CODE},
                                                {"BkTxCd/Domn/Fmly/SubFmlyCd", AR_CAMT_ENTRY_CODE},
                                                {"BkTxCd/Prtry/Cd", AR_CAMT_ENTRY_CODE},
                                                {"AddtlNtryInf", AR_CAMT_ENTRY_INFO},
                                                {"NtryDtls/Btch/MsgId", AR_CAMT_BATCH_ID},
                                                {"NtryDtls/Btch/PmtInfId", AR_CAMT_BATCH_ID},
                                                {"NtryDtls/Btch/NbOfTxs", AR_CAMT_BATCH_COUNT},
                                                {"NtryDtls/Btch/TtlAmt", AR_CAMT_BATCH_AMOUNT}};

static const struct field_path part_paths[] = {
    {"RltdPties/Dbtr/Nm", AR_CAMT_DEBTOR},
    {"RltdPties/Dbtr/Pty/Nm", AR_CAMT_DEBTOR},
    {"RltdPties/Dbtr/Agt/FinInstnId/Nm", AR_CAMT_DEBTOR},
    {"RltdPties/UltmtDbtr/Nm", AR_CAMT_DEBTOR_ULTIMATE},
    {"RltdPties/UltmtDbtr/Pty/Nm", AR_CAMT_DEBTOR_ULTIMATE},
    {"RltdPties/DbtrAcct/Id/IBAN", AR_CAMT_DEBTOR_ACCOUNT},
    {"RltdPties/DbtrAcct/Id/Othr/Id", AR_CAMT_DEBTOR_ACCOUNT},
    {"RltdPties/DbtrAcct/Id/PrtryAcct/Id", AR_CAMT_DEBTOR_ACCOUNT},
    {"RltdPties/DbtrAcct/Id/BBAN", AR_CAMT_DEBTOR_ACCOUNT},
    {"RltdPties/DbtrAcct/Nm", AR_CAMT_DEBTOR}, /* where the party has no name */
    {"RltdPties/Cdtr/Nm", AR_CAMT_CREDITOR},
    {"RltdPties/Cdtr/Pty/Nm", AR_CAMT_CREDITOR},
    {"RltdPties/Cdtr/Agt/FinInstnId/Nm", AR_CAMT_CREDITOR},
    {"RltdPties/UltmtCdtr/Nm", AR_CAMT_CREDITOR_ULTIMATE},
    {"RltdPties/UltmtCdtr/Pty/Nm", AR_CAMT_CREDITOR_ULTIMATE},
    {"RltdPties/CdtrAcct/Id/IBAN", AR_CAMT_CREDITOR_ACCOUNT},
    {"RltdPties/CdtrAcct/Id/Othr/Id", AR_CAMT_CREDITOR_ACCOUNT},
    {"RltdPties/CdtrAcct/Id/PrtryAcct/Id", AR_CAMT_CREDITOR_ACCOUNT},
    {"RltdPties/CdtrAcct/Id/BBAN", AR_CAMT_CREDITOR_ACCOUNT},
    {"RltdPties/CdtrAcct/Nm", AR_CAMT_CREDITOR}, /* where the party has no name */
    {"RmtInf/Ustrd", AR_CAMT_TEXT},
    {"RmtInf/Strd/RfrdDocInf/Nb", AR_CAMT_TEXT},
    {"RmtInf/Strd/RfrdDocInf/RfrdDocNb", AR_CAMT_TEXT},
    {"RmtInf/Strd/AddtlRmtInf", AR_CAMT_TEXT},
    {"RmtInf/Strd/RfrdDocAmt/RmtdAmt", AR_CAMT_REMITTED},
    {"RmtInf/Strd/RfrdDocAmt/DscntApldAmt", AR_CAMT_DISCOUNT},
    {"RmtInf/Strd/RfrdDocAmt/DscntApldAmt/Amt", AR_CAMT_DISCOUNT},
    {"RmtInf/Strd/RfrdDocAmt/CdtNoteAmt", AR_CAMT_CREDIT_NOTE},
    {"RmtInf/Strd/RfrdDocAmt/AdjstmntAmtAndRsn/Amt", AR_CAMT_ADJUSTMENT},
    {"RmtInf/Strd/CdtrRefInf/Ref", AR_CAMT_STRUCTURED},
    {"RmtInf/Strd/CdtrRefInf/CdtrRef", AR_CAMT_STRUCTURED},
    {"Refs/EndToEndId", AR_CAMT_END_TO_END},
    {"Refs/ChqNb", AR_CAMT_END_TO_END},
    {"Refs/AcctSvcrRef", AR_CAMT_BANK_REFERENCE},
    {"Refs/MsgId", AR_CAMT_REST},
    {"Refs/PmtInfId", AR_CAMT_REST},
    {"Refs/TxId", AR_CAMT_REST},
    {"Refs/InstrId", AR_CAMT_REST},
    {"Refs/UETR", AR_CAMT_REST},
    {"Refs/ClrSysRef", AR_CAMT_REST},
    {"Refs/MndtId", AR_CAMT_REST},
    {"Refs/Prtry/Ref", AR_CAMT_REST},
    {"RltdRmtInf/RmtId", AR_CAMT_REST},
    {"RltdPties/InitgPty/Nm", AR_CAMT_REST},
    {"RltdPties/InitgPty/Pty/Nm", AR_CAMT_REST},
    {"RtrInf/Rsn/Cd", AR_CAMT_REST},
    {"RtrInf/Rsn/Prtry", AR_CAMT_REST},
    {"RtrInf/AddtlInf", AR_CAMT_REST},
    {"AddtlTxInf", AR_CAMT_INFO},
    {"CdtDbtInd", AR_CAMT_MARK},
    {"BkTxCd/Prtry/Cd", AR_CAMT_CODE},
    {"BkTxCd/Domn/Fmly/SubFmlyCd", AR_CAMT_CODE},
    {"Amt", AR_CAMT_AMOUNT},
    {"AmtDtls/TxAmt/Amt", AR_CAMT_AMOUNT_DETAILS},
    {"AmtDtls/InstdAmt/Amt", AR_CAMT_AMOUNT_INSTRUCTED},
    {"AmtDtls/CntrValAmt/Amt", AR_CAMT_AMOUNT_EXCHANGED}};

static inline struct ar_camt_name read_name(const char *at, size_t size)
{
    if (size < 8)
        return (struct ar_camt_name){ar_load_few(at, size), 0, size};
    return (struct ar_camt_name){ar_load_8(at), ar_load_8(at + size - 8), size};
}

static inline bool has_colon(uint64_t word)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    word ^= ones * ':';
    return ((word - ones) & ~word & ones << 7) != 0;
}

static inline unsigned slot_of(const struct ar_camt_name *name, unsigned parent)
{
    return (unsigned)((name->first * 31 + name->last + parent) * UINT64_C(0x9e3779b97f4a7c15) >> (64 - 10));
}

static unsigned find(const struct ar_camt_tree *tree, unsigned parent, const struct ar_camt_name *name)
{
    for (unsigned slot = slot_of(name, parent); tree->slots[slot] != 0; slot = (slot + 1) % AR_CAMT_SLOTS) {
        const struct ar_camt_node *node = &tree->nodes[tree->slots[slot]];
        if (node->name.first == name->first && node->name.last == name->last && node->name.size == name->size &&
            node->parent == parent)
            return tree->slots[slot];
    }
    return 0;
}

unsigned ar_camt_tree_find(const struct ar_camt_tree *tree, unsigned parent, const char *text)
{
    size_t size = strlen(text);
    struct ar_camt_name name = {0, 0, 0};
    if (size <= LONGEST)
        name = read_name(text, size);
    /* the middle of the longest is in neither half */
    const char *colon = size >= LONGEST || has_colon(name.first) || has_colon(name.last) ? strrchr(text, ':') : NULL;
    if (colon != NULL)
        size = strlen(colon + 1);
    if (size > LONGEST)
        return 0;
    if (colon != NULL)
        name = read_name(colon + 1, size);
    return find(tree, parent, &name);
}

/* The node of a path below `from`, with those on the way to it. */
static struct ar_camt_node *grow(struct ar_camt_tree *tree, unsigned from, const char *path)
{
    unsigned at = from;
    while (*path != '\0') {
        size_t size = strcspn(path, "/");
        assert(size <= LONGEST);
        const struct ar_camt_name name = read_name(path, size);
        unsigned next = find(tree, at, &name);
        if (next == 0) {
            next = tree->count++;
            assert(next < AR_CAMT_NODES);
            tree->nodes[next] = (struct ar_camt_node){.name = name, .parent = (uint16_t)at};
            unsigned slot = slot_of(&name, at);
            while (tree->slots[slot] != 0)
                slot = (slot + 1) % AR_CAMT_SLOTS;
            tree->slots[slot] = (uint16_t)next;
        }
        at = next;
        path += size + (path[size] == '/');
    }
    return &tree->nodes[at];
}

static void grow_fields(struct ar_camt_tree *tree, unsigned from, enum ar_camt_element element,
                        const struct field_path *paths, size_t count)
{
    const struct ar_camt_name amount = read_name("Amt", 3), total = read_name("TtlAmt", 6);
    for (size_t i = 0; i < count; i++) {
        struct ar_camt_node *node = grow(tree, from, paths[i].path);
        node->element = (uint8_t)element;
        node->field = (uint8_t)paths[i].field;
        node->has_text = true;
        node->has_currency = node->name.first == amount.first || node->name.first == total.first;
    }
}

static void grow_charge(struct ar_camt_tree *tree, unsigned from, const char *path, enum ar_camt_element element,
                        bool of_part)
{
    struct ar_camt_node *node = grow(tree, from, path);
    node->element = (uint8_t)element;
    node->has_text = true;
    node->has_currency = element != AR_CAMT_CHARGE_MARK;
    node->of_part = of_part;
}

static void grow_charges(struct ar_camt_tree *tree, unsigned from, bool of_part)
{
    grow_charge(tree, from, "Chrgs/TtlChrgsAndTaxAmt", AR_CAMT_CHARGE_TOTAL, of_part);
    grow_charge(tree, from, "Chrgs/Amt", AR_CAMT_CHARGE, of_part);
    grow_charge(tree, from, "Chrgs/Rcrd/Amt", AR_CAMT_CHARGE, of_part);
    grow_charge(tree, from, "Chrgs/CdtDbtInd", AR_CAMT_CHARGE_MARK, of_part);
    grow_charge(tree, from, "Chrgs/Rcrd/CdtDbtInd", AR_CAMT_CHARGE_MARK, of_part);
}

void ar_camt_tree_make(struct ar_camt_tree *tree)
{
    *tree = (struct ar_camt_tree){.count = 1};
    for (size_t i = 0; i < sizeof statement_paths / sizeof *statement_paths; i++) {
        struct ar_camt_node *node = grow(tree, AR_CAMT_ROOT, statement_paths[i].path);
        enum ar_camt_element element = statement_paths[i].element;
        node->element = (uint8_t)element;
        node->has_text = element != AR_CAMT_BALANCE && element < AR_CAMT_ENTRY;
        node->has_currency = element == AR_CAMT_BALANCE_AMOUNT;
    }
    unsigned entry = ar_camt_tree_find(tree, AR_CAMT_ROOT, "Ntry");
    unsigned details = ar_camt_tree_find(tree, entry, "NtryDtls");
    unsigned parts[2] = {ar_camt_tree_find(tree, entry, "TxDtls"), ar_camt_tree_find(tree, details, "TxDtls")};
    grow_fields(tree, AR_CAMT_ROOT, AR_CAMT_SUMMARY, summary_paths, sizeof summary_paths / sizeof *summary_paths);
    grow_charges(tree, entry, false);
    grow_fields(tree, entry, AR_CAMT_ENTRY_FIELD, entry_paths, sizeof entry_paths / sizeof *entry_paths);
    for (size_t i = 0; i < 2; i++) {
        grow_fields(tree, parts[i], AR_CAMT_PART_FIELD, part_paths, sizeof part_paths / sizeof *part_paths);
        grow_charges(tree, parts[i], true);
    }
}
