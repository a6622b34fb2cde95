/* SPDX-License-Identifier: MIT */
/* Charges by law, document by document. */
#include "collections/interest_charge.h"
#include "collections/law_ready.h"

enum ar_status ar_charges_init(struct ar_charges *out, const char *laws, const char *references, const char *fees,
                               struct ar_error *error)
{
    static const char *const ready[] = {"laws", "reference-rates", "fees"};
    const char *const paths[] = {laws, references, fees};
    enum ar_status status = AR_OK;
    *out = (struct ar_charges){.events = NULL};
    for (int i = 0; status == AR_OK && i < 3; i++)
        status = paths[i] != NULL ? ar_table_load(&out->tables[i], paths[i], error)
                                  : ar_law_ready_table(&out->tables[i], ready[i], error);
    if (status == AR_OK)
        status = ar_laws_init(&out->laws, &out->tables[0], &out->tables[1], &out->tables[2], error);
    if (status != AR_OK)
        ar_charges_free(out);
    return status;
}

void ar_charges_free(struct ar_charges *charges)
{
    ar_laws_free(&charges->laws);
    for (int i = 0; i < 3; i++)
        ar_table_free(&charges->tables[i]);
    ar_interest_steps_free(&charges->steps);
    *charges = (struct ar_charges){.events = NULL};
}

/* Documents of one customer follow each other, and ask for the same law. */
static enum ar_status find_law(struct ar_charges *charges, struct ar_text name, struct ar_text kind,
                               struct ar_error *error)
{
    if (charges->name.size == 0 || !ar_text_equal(charges->name, name) || !ar_text_equal(charges->kind, kind)) {
        charges->found = ar_laws_find(&charges->law, &charges->laws, name, kind);
        charges->name = name;
        charges->kind = kind;
    }
    if (charges->found != AR_LAW_NO_SUCH)
        return AR_OK;
    ar_error_set(error, AR_BAD_DATA, "no law of this name, which the policy or a customer asks for");
    ar_error_place(error, charges->laws.table->path, 0);
    ar_error_column(error, AR_TEXT("law"));
    ar_error_value(error, name);
    if (error != NULL)
        error->fatal = true;
    return AR_BAD_DATA;
}

enum ar_status ar_charge(struct ar_interest *out, struct ar_charges *charges, struct ar_text name, struct ar_text kind,
                         struct ar_debt *debt, const struct ar_text identity[static AR_KEY_PARTS],
                         struct ar_error *error)
{
    *out = (struct ar_interest){0};
    enum ar_status status = find_law(charges, name, kind, error);
    out->no_kind = charges->found == AR_LAW_OTHER_KIND && !ar_laws_know(&charges->laws, kind);
    if (status != AR_OK || charges->law == NULL || ar_date_is_none(debt->due) || debt->until.days <= debt->due.days)
        return status;
    charges->steps.count = 0;
    if (charges->events != NULL)
        status = ar_interest_steps_collect(&charges->steps, charges->events, identity, debt->due, debt->until, error);
    debt->steps = charges->steps.at;
    debt->step_count = charges->steps.count;
    if (status == AR_OK)
        status = ar_interest_of(out, &charges->laws, charges->law, debt, error);
    charges->beyond += out->beyond;
    return status;
}
