/* SPDX-License-Identifier: MIT */
/* Actions gathered from their records. */
#include "collections/batch.h"

#include <stdlib.h>

enum { ID_MAX = 200 };

bool ar_batch_is_id(struct ar_text text)
{
    static const char others[] = "-_.";
    if (text.size == 0 || text.size > ID_MAX || text.at[0] == '.' || text.at[0] == '-')
        return false;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.at[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (!plain && (c == '\0' || strchr(others, c) == NULL))
            return false;
    }
    return true;
}

enum ar_status ar_batch_bind(struct ar_batch *batch, const struct ar_header *header, struct ar_error *error)
{
    return ar_action_bind(&batch->columns, header, AR_ACTION_REQUIRED, AR_ACTION_ALL, error);
}

static enum ar_status refuse(const struct ar_batch *batch, const struct ar_row *row, unsigned column,
                             const char *reason, struct ar_error *error)
{
    ar_error_set(error, AR_BAD_DATA, "%s", reason);
    return ar_row_error(row, batch->columns.header, batch->columns.at[__builtin_ctz(column)], error);
}

static enum ar_status check(struct ar_batch *batch, const struct ar_action *action, const struct ar_row *row,
                            struct ar_error *error)
{
    if (!ar_batch_is_id(action->action))
        return refuse(batch, row, AR_ACTION_ACTION,
                      "not an id (at most 200 letters, digits, '-', '_', '.'; no '.' or '-' first)", error);
    if (action->state != AR_PROPOSED)
        return refuse(batch, row, AR_ACTION_STATE, "only a log has this state; actions to be sent are proposed", error);
    return AR_OK;
}

/* What the records of one action share. */
static enum ar_status compare(struct ar_batch *batch, const struct ar_batch_action *have,
                              const struct ar_action *action, const struct ar_row *row, struct ar_error *error)
{
    static const char differs[] = "differs from an earlier record of the same action";
    if (!ar_text_equal(have->customer, action->customer))
        return refuse(batch, row, AR_ACTION_CUSTOMER, differs, error);
    if (!ar_text_equal(have->channel, action->channel))
        return refuse(batch, row, AR_ACTION_CHANNEL, differs, error);
    if (have->date.days != action->date.days)
        return refuse(batch, row, AR_ACTION_DATE, differs, error);
    return AR_OK;
}

static enum ar_status check_document(struct ar_batch *batch, struct ar_batch_action *have, uint32_t number,
                                     const struct ar_action *action, const struct ar_row *row, struct ar_error *error)
{
    const struct ar_text parts[AR_KEY_PARTS] = {
        {(const char *)&number, sizeof number}, action->entity, action->doc, action->line};
    bool repeated = false;
    if (ar_key_build(&batch->key, parts) != AR_OK ||
        ar_key_set_add(&batch->seen, &repeated, ar_buffer_text(&batch->key)) != AR_OK)
        return ar_error_memory(error);
    have->documents += action->doc.size > 0;
    return repeated ? refuse(batch, row, AR_ACTION_DOC, "a second record of the same action and document", error)
                    : AR_OK;
}

static enum ar_status keep_row(struct ar_batch *batch, struct ar_batch_action *have, const struct ar_row *row)
{
    unsigned columns = batch->columns.header->count;
    if (ar_grow(&have->fields, &have->capacity, (have->rows + 1) * columns, sizeof *have->fields) != AR_OK)
        return AR_FAILED;
    struct ar_text *fields = have->fields + have->rows * columns;
    for (unsigned i = 0; i < columns; i++)
        if (ar_arena_copy(&batch->arena, &fields[i], ar_row_get(row, (int)i)) != AR_OK)
            return AR_FAILED;
    have->rows++;
    return AR_OK;
}

static enum ar_status begin_action(struct ar_batch *batch, uint32_t number, const struct ar_action *action)
{
    if (ar_grow(&batch->at, &batch->capacity, batch->ids.count, sizeof *batch->at) != AR_OK)
        return AR_FAILED;
    struct ar_batch_action *fresh = &batch->at[number];
    *fresh = (struct ar_batch_action){.action = batch->ids.at[number], .date = action->date};
    if (ar_arena_copy(&batch->arena, &fresh->customer, action->customer) != AR_OK ||
        ar_arena_copy(&batch->arena, &fresh->channel, action->channel) != AR_OK)
        return AR_FAILED;
    batch->count = batch->ids.count;
    return AR_OK;
}

enum ar_status ar_batch_add(struct ar_batch *batch, const struct ar_row *row, struct ar_error *error)
{
    struct ar_action action;
    uint32_t number;
    enum ar_status status = ar_action_decode(&action, &batch->columns, row, error);
    if (status == AR_OK)
        status = check(batch, &action, row, error);
    if (status != AR_OK)
        return status;
    if (ar_keys_add(&batch->ids, &number, action.action) != AR_OK ||
        (number == batch->count && begin_action(batch, number, &action) != AR_OK))
        return ar_error_memory(error);
    struct ar_batch_action *have = &batch->at[number];
    status = compare(batch, have, &action, row, error);
    if (status == AR_OK)
        status = check_document(batch, have, number, &action, row, error);
    if (status == AR_OK && keep_row(batch, have, row) != AR_OK)
        status = ar_error_memory(error);
    return status;
}

/* A record of the log: of an attempt that began, or that ended. */
static enum ar_status add_logged(struct ar_batch *batch, const struct ar_row *row, const struct ar_log *log,
                                 struct ar_error *error)
{
    struct ar_action action;
    uint32_t number;
    enum ar_status status = ar_action_decode(&action, &batch->columns, row, error);
    if (status != AR_OK || ar_log_state(log, action.action) != AR_SENDING || action.state == AR_PROPOSED)
        return status;
    if (ar_keys_add(&batch->ids, &number, action.action) != AR_OK ||
        (number == batch->count && begin_action(batch, number, &action) != AR_OK))
        return ar_error_memory(error);
    batch->at[number].date = action.date;
    if (action.state != AR_SENDING)
        batch->at[number].rows = 0;
    else if (keep_row(batch, &batch->at[number], row) != AR_OK)
        return ar_error_memory(error);
    return AR_OK;
}

enum ar_status ar_batch_load_pending(struct ar_batch *batch, const char *path, const struct ar_log *log,
                                     struct ar_error *error)
{
    struct ar_reader_options options = {.paths = &path, .count = 1, .torn = log->torn > 0};
    struct ar_block block = {0};
    struct ar_row row;
    enum ar_status status = ar_reader_new(&batch->reader, &options, error);
    if (status == AR_OK)
        status = ar_batch_bind(batch, ar_reader_header(batch->reader), error);
    while (status == AR_OK && (status = ar_reader_take(batch->reader, &block, error)) == AR_OK) {
        while (status == AR_OK && (status = ar_block_next(&block, &row, error)) == AR_OK)
            status = add_logged(batch, &row, log, error);
        if (status == AR_END)
            status = AR_OK;
    }
    ar_block_free(&block);
    return status == AR_END ? AR_OK : status;
}

void ar_batch_free(struct ar_batch *batch)
{
    for (size_t i = 0; i < batch->count; i++)
        free(batch->at[i].fields);
    free(batch->at);
    ar_keys_free(&batch->ids);
    ar_key_set_free(&batch->seen);
    ar_buffer_free(&batch->key);
    ar_arena_free(&batch->arena);
    ar_reader_delete(batch->reader);
    *batch = (struct ar_batch){0};
}
