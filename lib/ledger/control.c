/* SPDX-License-Identifier: MIT */
/* The control account: loaded, added to, compared. */
#include "ledger/control.h"

#include <stdio.h>
#include <stdlib.h>

/* The group of these texts, made when it is new. */
static enum ar_status find_group(struct ar_control *control, struct ar_text entity, struct ar_text customer,
                                 struct ar_currency currency, struct ar_control_group **out)
{
    char code[AR_CURRENCY_SIZE];
    ar_currency_format(code, currency);
    const struct ar_text parts[AR_KEY_PARTS] = {control->by_entity ? entity : AR_TEXT(""),
                                                control->by_customer ? customer : AR_TEXT(""),
                                                {code, sizeof code},
                                                AR_TEXT("")};
    size_t before = control->groups.count;
    uint32_t number;
    if (ar_grow(&control->at, &control->capacity, before + 1, sizeof *control->at) != AR_OK ||
        ar_key_build(&control->key, parts) != AR_OK ||
        ar_keys_add(&control->groups, &number, ar_buffer_text(&control->key)) != AR_OK)
        return AR_FAILED;
    if (control->groups.count > before)
        control->at[number] = (struct ar_control_group){.currency = currency};
    *out = &control->at[number];
    return AR_OK;
}

static enum ar_status load_row(struct ar_control *control, size_t row, const int columns[static 4],
                               struct ar_error *error)
{
    const struct ar_table *table = &control->table;
    struct ar_text text = ar_table_get(table, row, columns[2]);
    struct ar_currency currency;
    if (ar_currency_parse(&currency, text) != AR_OK)
        return ar_table_error(table, row, columns[2], text.size ? "not a currency of ISO 4217" : "missing", error);
    int64_t balance;
    const char *why;
    text = ar_table_get(table, row, columns[3]);
    if (ar_amount_parse(&balance, text, ar_currency_digits(currency), &why) != AR_OK)
        return ar_table_error(table, row, columns[3], text.size ? why : "missing", error);
    struct ar_control_group *group;
    if (find_group(control, ar_table_get(table, row, columns[0]), ar_table_get(table, row, columns[1]), currency,
                   &group) != AR_OK)
        return ar_error_memory(error);
    if (group->line != 0)
        return ar_table_error(table, row, -1, "a second balance of the same group and currency", error);
    group->line = table->lines[row];
    group->balance = balance;
    return AR_OK;
}

enum ar_status ar_control_load(struct ar_control *control, const char *path, struct ar_error *error)
{
    *control = (struct ar_control){0};
    enum ar_status status = ar_table_load(&control->table, path, error);
    if (status != AR_OK)
        return status;
    int columns[4] = {ar_table_find(&control->table, "entity"), ar_table_find(&control->table, "customer"), -1, -1};
    control->by_entity = columns[0] >= 0;
    control->by_customer = columns[1] >= 0;
    status = ar_table_need(&control->table, "currency", &columns[2], error);
    if (status == AR_OK)
        status = ar_table_need(&control->table, "balance", &columns[3], error);
    for (size_t row = 0; status == AR_OK && row < control->table.rows; row++)
        status = load_row(control, row, columns, error);
    if (status != AR_OK)
        ar_control_free(control);
    return status;
}

void ar_control_free(struct ar_control *control)
{
    ar_table_free(&control->table);
    ar_keys_free(&control->groups);
    ar_buffer_free(&control->key);
    free(control->at);
    *control = (struct ar_control){0};
}

enum ar_status ar_control_add(struct ar_control *control, struct ar_text entity, struct ar_text customer,
                              struct ar_currency currency, int64_t open)
{
    struct ar_control_group *group;
    enum ar_status status = find_group(control, entity, customer, currency, &group);
    if (status == AR_OK)
        group->open += open;
    return status;
}

static int compare(const void *left, const void *right)
{
    const struct ar_control_difference *a = left, *b = right;
    int order = ar_text_compare(a->entity, b->entity);
    if (order == 0)
        order = ar_text_compare(a->customer, b->customer);
    return order ? order : a->group->currency.code - b->group->currency.code;
}

enum ar_status ar_control_compare(const struct ar_control *control, struct ar_control_difference **out, size_t *count)
{
    struct ar_control_difference *list = NULL;
    size_t capacity = 0;
    *count = 0;
    for (size_t i = 0; i < control->groups.count; i++) {
        const struct ar_control_group *group = &control->at[i];
        if (group->open == group->balance)
            continue;
        if (ar_grow(&list, &capacity, *count + 1, sizeof *list) != AR_OK) {
            free(list);
            return AR_FAILED;
        }
        struct ar_text parts[AR_KEY_PARTS];
        ar_key_split(parts, control->groups.at[i]);
        list[(*count)++] = (struct ar_control_difference){parts[0], parts[1], group};
    }
    if (*count > 1)
        qsort(list, *count, sizeof *list, compare);
    *out = list;
    return AR_OK;
}

void ar_control_describe(const struct ar_control *control, const struct ar_control_difference *difference, char *out,
                         size_t size)
{
    const struct ar_control_group *group = difference->group;
    char code[AR_CURRENCY_SIZE], entity[128], customer[128], amounts[3][AR_AMOUNT_SIZE + 1];
    const ar_int128 values[3] = {group->open, group->balance, group->open - group->balance};
    for (unsigned i = 0; i < 3; i++)
        amounts[i][ar_sum_format(amounts[i], values[i], ar_currency_digits(group->currency))] = '\0';
    ar_currency_format(code, group->currency);
    ar_printable(entity, sizeof entity, difference->entity);
    ar_printable(customer, sizeof customer, difference->customer);
    size_t used = 0;
    if (control->by_entity)
        used += (size_t)snprintf(out, size, "entity '%s' ", entity);
    if (control->by_customer && used < size)
        used += (size_t)snprintf(out + used, size - used, "customer '%s' ", customer);
    if (used < size)
        snprintf(out + used, size - used, "%.3s: open %s, control %s%s, difference %s", code, amounts[0], amounts[1],
                 group->line == 0 ? " (not listed)" : "", amounts[2]);
}
