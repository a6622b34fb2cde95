/* SPDX-License-Identifier: MIT */
/* The tables that letters draw on: customers, and the company that writes. */
#include "collections/letter.h"

static int column(const struct ar_table *table, const char *name)
{
    return ar_table_find(table, name);
}

static enum ar_status load_customers(struct ar_letter_sides *sides, const char *path, struct ar_error *error)
{
    struct ar_table *table = &sides->customers;
    int key;
    enum ar_status status = ar_table_load(table, path, error);
    if (status != AR_OK)
        return status;
    sides->has_customers = true;
    status = ar_table_need(table, "customer", &key, error);
    if (status == AR_OK)
        status = ar_table_index(&sides->index, table, key, error);
    for (size_t row = 0; row < table->rows && status == AR_OK; row++)
        if (ar_table_next(&sides->index, row) != AR_NO_ROW)
            status =
                ar_table_error(table, ar_table_next(&sides->index, row), key, "this customer is there twice", error);
    sides->name = column(table, "name");
    sides->country = column(table, "country");
    sides->language = column(table, "language");
    sides->email = column(table, "email");
    sides->phone = column(table, "phone");
    sides->address = column(table, "address");
    return status;
}

/* Two rows for the same letters: whose bank it is to be, only their order could say. */
static enum ar_status refuse_twins(const struct ar_table *table, int name, struct ar_error *error)
{
    static const char *const told_apart[] = {"entity", "currency", "language"};
    for (size_t row = 1; row < table->rows; row++) {
        for (size_t before = 0; before < row; before++) {
            unsigned same = 0;
            for (unsigned i = 0; i < 3; i++) {
                int at = column(table, told_apart[i]);
                same += ar_text_equal(ar_table_get(table, row, at), ar_table_get(table, before, at));
            }
            if (same == 3)
                return ar_table_error(table, row, name, "a second row of one entity, currency and language", error);
        }
    }
    return AR_OK;
}

enum ar_status ar_letter_sides_load(struct ar_letter_sides *sides, const char *customers, const char *company,
                                    struct ar_error *error)
{
    sides->name = sides->country = sides->language = sides->email = sides->phone = sides->address = -1;
    sides->company_name = sides->company_email = -1;
    enum ar_status status = customers != NULL ? load_customers(sides, customers, error) : AR_OK;
    if (status == AR_OK && company != NULL) {
        int name;
        status = ar_table_load(&sides->company, company, error);
        sides->has_company = status == AR_OK;
        if (status == AR_OK)
            status = ar_table_need(&sides->company, "name", &name, error);
        if (status == AR_OK)
            status = refuse_twins(&sides->company, name, error);
    }
    if (sides->has_company) {
        sides->company_name = column(&sides->company, "name");
        sides->company_email = column(&sides->company, "email");
    }
    return status;
}

enum ar_status ar_letter_sides_reachable(const struct ar_letter_sides *sides, struct ar_error *error)
{
    const struct ar_table *table = &sides->company;
    int email = ar_table_find(table, "email"), phone = ar_table_find(table, "phone");
    for (size_t row = 0; row < table->rows; row++) {
        int name = sides->company_name;
        if (ar_table_get(table, row, name).size == 0)
            return ar_table_error(table, row, name, "the company has no name", error);
        if (ar_table_get(table, row, email).size == 0 && ar_table_get(table, row, phone).size == 0)
            return ar_table_error(table, row, name, "has neither email nor phone: whom should the customer ask?",
                                  error);
    }
    return AR_OK;
}

void ar_letter_sides_free(struct ar_letter_sides *sides)
{
    if (sides->has_customers) {
        ar_table_index_free(&sides->index);
        ar_table_free(&sides->customers);
    }
    if (sides->has_company)
        ar_table_free(&sides->company);
    *sides = (struct ar_letter_sides){0};
}

size_t ar_letter_customer(const struct ar_letter_sides *sides, const struct ar_letter *letter)
{
    return sides->has_customers ? ar_table_lookup(&sides->index, letter->customer) : AR_NO_ROW;
}

struct ar_text ar_letter_customer_field(const struct ar_letter_sides *sides, const struct ar_letter *letter,
                                        int column_at)
{
    size_t row = ar_letter_customer(sides, letter);
    return row == AR_NO_ROW ? AR_TEXT("") : ar_table_get(&sides->customers, row, column_at);
}

/* 0: does not fit; 1: says nothing about it; 2: fits. */
static unsigned fits(const struct ar_table *table, size_t row, const char *name, struct ar_text wanted)
{
    struct ar_text field = ar_table_get(table, row, ar_table_find(table, name));
    return field.size == 0 ? 1 : ar_text_equal(field, wanted) ? 2 : 0;
}

size_t ar_letter_company(const struct ar_letter_sides *sides, const struct ar_letter *letter, struct ar_text language)
{
    size_t best = AR_NO_ROW;
    unsigned most = 0;
    char code[AR_CURRENCY_SIZE];
    ar_currency_format(code, letter->currency);
    for (size_t row = 0; sides->has_company && row < sides->company.rows; row++) {
        unsigned entity = fits(&sides->company, row, "entity", letter->entity);
        unsigned currency = fits(&sides->company, row, "currency", (struct ar_text){code, AR_CURRENCY_SIZE});
        unsigned tongue = fits(&sides->company, row, "language", language);
        unsigned points = entity * 16 + currency * 4 + tongue; /* entity before currency before language */
        if (entity && currency && tongue && points > most) {
            most = points;
            best = row;
        }
    }
    return best;
}

struct ar_text ar_letter_language(const struct ar_letter_sides *sides, const struct ar_letter *letter)
{
    if (letter->language.size > 0)
        return letter->language;
    struct ar_text own = ar_letter_customer_field(sides, letter, sides->language);
    return own.size > 0 ? own : sides->fallback;
}

const struct ar_convention *ar_letter_convention(const struct ar_letter_sides *sides, const struct ar_letter *letter,
                                                 const struct ar_template *template)
{
    struct ar_text country = ar_letter_customer_field(sides, letter, sides->country);
    if (country.size == 0)
        country = ar_convention_region(ar_letter_language(sides, letter));
    return ar_convention_find(template->language, country);
}
