/* SPDX-License-Identifier: MIT */
/* The streams and their columns. */
#include "import/kind.h"

#define OPTIONAL(name, type)                                                                                           \
    {                                                                                                                  \
        name, AR_COLUMN_##type, false, false, NULL, NULL                                                               \
    }
#define REQUIRED(name, type)                                                                                           \
    {                                                                                                                  \
        name, AR_COLUMN_##type, true, true, NULL, NULL                                                                 \
    }
#define MAY_BE_EMPTY(name, type)                                                                                       \
    {                                                                                                                  \
        name, AR_COLUMN_##type, true, false, NULL, NULL                                                                \
    }
#define KIND(name, columns)                                                                                            \
    {                                                                                                                  \
        name, columns, (unsigned)(sizeof columns / sizeof *columns)                                                    \
    }

static const char *const item_types[] = {"invoice", "credit", "debit", "payment", "journal", NULL};
static const char *const allocation_states[] = {"applied",   "on_account", "unidentified", "duplicate", "ambiguous",
                                                "converted", NULL};

static const struct ar_kind_column items[] = {
    REQUIRED("customer", TEXT),
    OPTIONAL("name", TEXT),
    OPTIONAL("entity", TEXT),
    REQUIRED("doc", TEXT),
    OPTIONAL("line", TEXT),
    {"type", AR_COLUMN_WORD, true, true, item_types, "not one of invoice, credit, debit, payment, journal"},
    REQUIRED("date", DATE),
    OPTIONAL("due", DATE),
    REQUIRED("currency", CURRENCY),
    REQUIRED("amount", AMOUNT),
    OPTIONAL("open", AMOUNT),
    OPTIONAL("cleared", DATE),
    OPTIONAL("terms", TEXT),
    OPTIONAL("reference", TEXT),
    OPTIONAL("purchase_order", TEXT),
    OPTIONAL("tax", AMOUNT),
    OPTIONAL("dispute", TEXT),
    OPTIONAL("as_of", DATE),
    OPTIONAL("known", DATE),
    OPTIONAL("source", TEXT),
};

static const struct ar_kind_column payments[] = {
    REQUIRED("payment", TEXT),         OPTIONAL("entity", TEXT),         REQUIRED("date", DATE),
    REQUIRED("currency", CURRENCY),    REQUIRED("amount", AMOUNT),       OPTIONAL("payer", TEXT),
    OPTIONAL("payer_account", TEXT),   OPTIONAL("reference", TEXT),      OPTIONAL("structured_reference", TEXT),
    OPTIONAL("customer", TEXT),        OPTIONAL("source", TEXT),         OPTIONAL("reversal", FLAG),
    OPTIONAL("payer_reference", TEXT), OPTIONAL("bank_reference", TEXT),
};

static const struct ar_kind_column remittances[] = {
    REQUIRED("payment", TEXT),      REQUIRED("reference", TEXT),   OPTIONAL("amount", AMOUNT),
    OPTIONAL("discount", AMOUNT),   OPTIONAL("deduction", AMOUNT), OPTIONAL("reason", TEXT),
    OPTIONAL("currency", CURRENCY), OPTIONAL("date", DATE),        OPTIONAL("payer", TEXT),
};

/* Cash of an unknown payer has no customer, and an ambiguous row no amount (ar-records.5). */
static const struct ar_kind_column allocations[] = {
    REQUIRED("payment", TEXT),
    OPTIONAL("entity", TEXT),
    REQUIRED("date", DATE),
    MAY_BE_EMPTY("customer", TEXT),
    OPTIONAL("doc", TEXT),
    OPTIONAL("line", TEXT),
    REQUIRED("currency", CURRENCY),
    MAY_BE_EMPTY("applied", AMOUNT),
    OPTIONAL("discount", AMOUNT),
    OPTIONAL("writeoff", AMOUNT),
    OPTIONAL("deduction", AMOUNT),
    OPTIONAL("reason", TEXT),
    {"status", AR_COLUMN_WORD, true, true, allocation_states,
     "not one of applied, on_account, unidentified, duplicate, ambiguous, converted"},
    OPTIONAL("rule", TEXT),
    OPTIONAL("score", TEXT),
    OPTIONAL("why", TEXT),
    OPTIONAL("known", DATE),
};

static const struct ar_kind_column customers[] = {
    REQUIRED("customer", TEXT), OPTIONAL("name", TEXT),      OPTIONAL("parent", TEXT),       OPTIONAL("kind", TEXT),
    OPTIONAL("country", TEXT),  OPTIONAL("language", TEXT),  OPTIONAL("currency", CURRENCY), OPTIONAL("terms", TEXT),
    OPTIONAL("limit", AMOUNT),  OPTIONAL("collector", TEXT), OPTIONAL("procedure", TEXT),    OPTIONAL("segment", TEXT),
    OPTIONAL("block", TEXT),    OPTIONAL("email", TEXT),     OPTIONAL("phone", TEXT),        OPTIONAL("address", TEXT),
    OPTIONAL("timezone", TEXT), OPTIONAL("calendar", TEXT),  OPTIONAL("law", TEXT),
};

static const struct ar_kind_column promises[] = {
    REQUIRED("promise", TEXT), REQUIRED("customer", TEXT),     REQUIRED("made", DATE),
    REQUIRED("due", DATE),     REQUIRED("currency", CURRENCY), REQUIRED("amount", AMOUNT),
    OPTIONAL("doc", TEXT),     OPTIONAL("line", TEXT),         OPTIONAL("status", TEXT),
};

static const struct ar_kind_column plans[] = {
    REQUIRED("plan", TEXT),         REQUIRED("customer", TEXT), OPTIONAL("line", TEXT), REQUIRED("due", DATE),
    REQUIRED("currency", CURRENCY), REQUIRED("amount", AMOUNT), OPTIONAL("doc", TEXT),  OPTIONAL("status", TEXT),
};

static const struct ar_kind_column disputes[] = {
    REQUIRED("dispute", TEXT),  REQUIRED("customer", TEXT),     OPTIONAL("doc", TEXT),      OPTIONAL("line", TEXT),
    REQUIRED("opened", DATE),   REQUIRED("currency", CURRENCY), REQUIRED("amount", AMOUNT), OPTIONAL("reason", TEXT),
    OPTIONAL("resolved", DATE), OPTIONAL("outcome", TEXT),
};

static const struct ar_kind_column holds[] = {
    REQUIRED("customer", TEXT), OPTIONAL("doc", TEXT),  OPTIONAL("line", TEXT),
    REQUIRED("reason", TEXT),   OPTIONAL("from", DATE), OPTIONAL("until", DATE),
};

static const struct ar_kind_column aliases[] = {
    REQUIRED("payer", TEXT), REQUIRED("customer", TEXT), OPTIONAL("account", TEXT),
    OPTIONAL("from", DATE),  OPTIONAL("until", DATE),    OPTIONAL("source", TEXT),
};

static const struct ar_kind_column rates[] = {
    REQUIRED("date", DATE),
    REQUIRED("from", CURRENCY),
    REQUIRED("to", CURRENCY),
    REQUIRED("rate", RATE),
};

static const struct ar_kind_column reference_rates[] = {
    REQUIRED("name", TEXT),
    REQUIRED("from", DATE),
    REQUIRED("rate", RATE),
    OPTIONAL("until", DATE),
};

/* A margin that is still to be filled in is empty (ar-laws.5). */
static const struct ar_kind_column laws[] = {
    REQUIRED("law", TEXT),      REQUIRED("reference", TEXT), MAY_BE_EMPTY("margin", RATE), MAY_BE_EMPTY("reset", TEXT),
    OPTIONAL("kind", TEXT),     OPTIONAL("step", RATE),      OPTIONAL("daycount", TEXT),   OPTIONAL("rounding", TEXT),
    OPTIONAL("compound", TEXT), OPTIONAL("fee_table", TEXT),
};

static const struct ar_kind_column holidays[] = {
    REQUIRED("calendar", TEXT),
    REQUIRED("date", DATE),
};

static const struct ar_kind_column actions[] = {
    REQUIRED("action", TEXT),   REQUIRED("date", DATE),         OPTIONAL("entity", TEXT),
    REQUIRED("customer", TEXT), OPTIONAL("procedure", TEXT),    REQUIRED("level", TEXT),
    OPTIONAL("cycle", TEXT),    OPTIONAL("channel", TEXT),      OPTIONAL("template", TEXT),
    OPTIONAL("language", TEXT), REQUIRED("currency", CURRENCY), OPTIONAL("doc", TEXT),
    OPTIONAL("line", TEXT),     OPTIONAL("doc_level", TEXT),    OPTIONAL("due", DATE),
    OPTIONAL("open", AMOUNT),   OPTIONAL("interest", AMOUNT),   OPTIONAL("fee", AMOUNT),
    OPTIONAL("reason", TEXT),   OPTIONAL("arm", TEXT),          OPTIONAL("state", TEXT),
    OPTIONAL("time", TIME),
};

const struct ar_kind ar_kinds[] = {
    KIND("items", items),
    KIND("payments", payments),
    KIND("remittances", remittances),
    KIND("allocations", allocations),
    KIND("customers", customers),
    KIND("promises", promises),
    KIND("plans", plans),
    KIND("disputes", disputes),
    KIND("holds", holds),
    KIND("aliases", aliases),
    KIND("rates", rates),
    KIND("reference-rates", reference_rates),
    KIND("laws", laws),
    KIND("holidays", holidays),
    KIND("actions", actions),
};
const unsigned ar_kinds_count = sizeof ar_kinds / sizeof *ar_kinds;

const char *const ar_kind_names[] = {"items", "payments", "remittances", "allocations", "customers", "promises",
                                     "plans", "disputes", "holds",       "aliases",     "rates",     "reference-rates",
                                     "laws",  "holidays", "actions",     NULL};

const struct ar_kind *ar_kind_find(struct ar_text name)
{
    for (unsigned i = 0; i < ar_kinds_count; i++)
        if (ar_text_is(name, ar_kinds[i].name))
            return &ar_kinds[i];
    return NULL;
}

int ar_kind_column(const struct ar_kind *kind, struct ar_text name)
{
    for (unsigned i = 0; i < kind->count; i++)
        if (ar_text_is(name, kind->columns[i].name))
            return (int)i;
    return -1;
}
