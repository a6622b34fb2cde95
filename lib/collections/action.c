/* SPDX-License-Identifier: MIT */
/* Actions: binding, decoding and writing. */
#include "collections/action.h"

const char *const ar_action_names[AR_ACTION_COLUMNS] = {
    "action",   "date",     "entity",   "customer", "procedure", "level",     "cycle", "channel",
    "template", "language", "currency", "doc",      "line",      "doc_level", "due",   "open",
    "interest", "fee",      "reason",   "arm",      "state",     "time"};

const char *const ar_action_states[AR_ACTION_STATES] = {"proposed", "sending", "sent", "failed"};

enum ar_status ar_action_state_parse(enum ar_action_state *out, struct ar_text text)
{
    for (unsigned i = 0; i < AR_ACTION_STATES; i++) {
        if (ar_text_is(text, ar_action_states[i])) {
            *out = (enum ar_action_state)i;
            return AR_OK;
        }
    }
    return AR_BAD_DATA;
}

enum ar_status ar_action_bind(struct ar_action_columns *columns, const struct ar_header *header, unsigned need,
                              unsigned like, struct ar_error *error)
{
    if ((need | like) & (AR_ACTION_OPEN | AR_ACTION_INTEREST | AR_ACTION_FEE))
        need |= AR_ACTION_CURRENCY;
    if ((need | like) & AR_ACTION_DOC_LEVEL)
        need |= AR_ACTION_LEVEL;
    *columns = (struct ar_action_columns){.header = header};
    for (unsigned i = 0; i < AR_ACTION_COLUMNS; i++) {
        unsigned bit = 1u << i;
        columns->at[i] = -1;
        if (((need | like) & bit) == 0)
            continue;
        columns->at[i] = ar_header_find(header, ar_text_from(ar_action_names[i]));
        if (columns->at[i] >= 0) {
            columns->bound |= bit;
        } else if (need & bit) {
            char rest[400];
            ar_header_suggest(header, ar_text_from(ar_action_names[i]), rest, sizeof rest);
            return ar_error_set(error, AR_BAD_DATA, "no column '%s'%s", ar_action_names[i], rest);
        }
    }
    return AR_OK;
}

static struct ar_column column_of(const struct ar_action_columns *columns, unsigned bit)
{
    return (struct ar_column){columns->at[__builtin_ctz(bit)], columns->header};
}

static struct ar_text text_of(const struct ar_action_columns *columns, const struct ar_row *row, unsigned bit)
{
    return ar_row_get(row, columns->at[__builtin_ctz(bit)]);
}

static enum ar_status refuse(const struct ar_action_columns *columns, const struct ar_row *row, unsigned bit,
                             const char *reason, struct ar_error *error)
{
    ar_error_set(error, AR_BAD_DATA, "%s", reason);
    return ar_row_error(row, columns->header, columns->at[__builtin_ctz(bit)], error);
}

/* A whole number; *out stays where the field is empty. */
static enum ar_status decode_number(int *out, const struct ar_action_columns *columns, const struct ar_row *row,
                                    unsigned bit, struct ar_error *error)
{
    struct ar_text text = text_of(columns, row, bit);
    int64_t value;
    if (text.size == 0)
        return AR_OK;
    if (ar_amount_parse(&value, text, 0, NULL) != AR_OK || value < 0 || value > AR_LEVEL_MAX)
        return refuse(columns, row, bit, "not a whole number from 0 to 1000000", error);
    *out = (int)value;
    return AR_OK;
}

static enum ar_status decode_amount(int64_t *out, struct ar_currency currency, const struct ar_action_columns *columns,
                                    const struct ar_row *row, unsigned bit, struct ar_error *error)
{
    if (text_of(columns, row, bit).size == 0)
        return AR_OK;
    return ar_field_amount(out, row, column_of(columns, bit), currency, error);
}

static enum ar_status decode_levels(struct ar_action *action, const struct ar_action_columns *columns,
                                    const struct ar_row *row, struct ar_error *error)
{
    enum ar_status status = decode_number(&action->level, columns, row, AR_ACTION_LEVEL, error);
    action->doc_level = action->level;
    if (status == AR_OK)
        status = decode_number(&action->doc_level, columns, row, AR_ACTION_DOC_LEVEL, error);
    if (status == AR_OK)
        status = decode_number(&action->cycle, columns, row, AR_ACTION_CYCLE, error);
    return status;
}

static enum ar_status decode_amounts(struct ar_action *action, const struct ar_action_columns *columns,
                                     const struct ar_row *row, struct ar_error *error)
{
    enum ar_status status = AR_OK;
    if (columns->bound & AR_ACTION_CURRENCY)
        status = ar_field_currency(&action->currency, row, column_of(columns, AR_ACTION_CURRENCY), error);
    if (status == AR_OK)
        status = decode_amount(&action->open, action->currency, columns, row, AR_ACTION_OPEN, error);
    if (status == AR_OK)
        status = decode_amount(&action->interest, action->currency, columns, row, AR_ACTION_INTEREST, error);
    if (status == AR_OK)
        status = decode_amount(&action->fee, action->currency, columns, row, AR_ACTION_FEE, error);
    return status;
}

bool ar_action_is_time(struct ar_text text)
{
    static const char shape[] = "0000-00-00T00:00:00Z";
    struct ar_date date;
    if (text.size != AR_TIME_SIZE || ar_date_parse(&date, (struct ar_text){text.at, AR_DATE_SIZE}) != AR_OK)
        return false;
    for (unsigned i = AR_DATE_SIZE; i < AR_TIME_SIZE; i++)
        if (shape[i] == '0' ? text.at[i] < '0' || text.at[i] > '9' : text.at[i] != shape[i])
            return false;
    return memcmp(text.at + 11, "24", 2) < 0 && text.at[14] < '6' &&
           memcmp(text.at + 17, "60", 2) <= 0; /* a leap second */
}

static enum ar_status decode_logged(struct ar_action *action, const struct ar_action_columns *columns,
                                    const struct ar_row *row, struct ar_error *error)
{
    struct ar_text state = text_of(columns, row, AR_ACTION_STATE);
    if (state.size > 0 && ar_action_state_parse(&action->state, state) != AR_OK)
        return refuse(columns, row, AR_ACTION_STATE, "not a state (proposed, sending, sent, failed)", error);
    if (action->time.size > 0 && !ar_action_is_time(action->time))
        return refuse(columns, row, AR_ACTION_TIME, "not a time, YYYY-MM-DDThh:mm:ssZ", error);
    return AR_OK;
}

enum ar_status ar_action_decode(struct ar_action *action, const struct ar_action_columns *columns,
                                const struct ar_row *row, struct ar_error *error)
{
    *action = (struct ar_action){
        .action = text_of(columns, row, AR_ACTION_ACTION),
        .entity = text_of(columns, row, AR_ACTION_ENTITY),
        .customer = text_of(columns, row, AR_ACTION_CUSTOMER),
        .procedure = text_of(columns, row, AR_ACTION_PROCEDURE),
        .channel = text_of(columns, row, AR_ACTION_CHANNEL),
        .template = text_of(columns, row, AR_ACTION_TEMPLATE),
        .language = text_of(columns, row, AR_ACTION_LANGUAGE),
        .doc = text_of(columns, row, AR_ACTION_DOC),
        .line = text_of(columns, row, AR_ACTION_LINE),
        .reason = text_of(columns, row, AR_ACTION_REASON),
        .arm = text_of(columns, row, AR_ACTION_ARM),
        .time = text_of(columns, row, AR_ACTION_TIME),
        .cycle = 1,
    };
    static const unsigned filled[] = {AR_ACTION_ACTION, AR_ACTION_DATE, AR_ACTION_CUSTOMER, AR_ACTION_LEVEL};
    enum ar_status status = AR_OK;
    struct ar_text text;
    for (unsigned i = 0; i < sizeof filled / sizeof *filled && status == AR_OK; i++)
        if (columns->bound & filled[i])
            status = ar_field_required(&text, row, column_of(columns, filled[i]), error);
    if (status == AR_OK)
        status = ar_field_date(&action->date, row, column_of(columns, AR_ACTION_DATE), error);
    if (status == AR_OK)
        status = ar_field_date(&action->due, row, column_of(columns, AR_ACTION_DUE), error);
    if (status == AR_OK)
        status = decode_levels(action, columns, row, error);
    if (status == AR_OK)
        status = decode_amounts(action, columns, row, error);
    return status == AR_OK ? decode_logged(action, columns, row, error) : status;
}

void ar_action_write_header(struct ar_writer *writer, unsigned set)
{
    struct ar_text names[AR_ACTION_COLUMNS];
    unsigned count = 0;
    for (unsigned i = 0; i < AR_ACTION_COLUMNS; i++)
        if (set & 1u << i)
            names[count++] = ar_text_from(ar_action_names[i]);
    ar_writer_header(writer, names, count);
}

/* A field that only an action with a document has. */
static void write_of_document(struct ar_writer *writer, const struct ar_action *action, unsigned bit)
{
    if (action->doc.size == 0)
        ar_writer_encoded(writer, AR_TEXT(""));
    else if (bit == AR_ACTION_CYCLE)
        ar_writer_number(writer, action->cycle);
    else if (bit == AR_ACTION_DOC_LEVEL)
        ar_writer_number(writer, action->doc_level);
    else if (bit == AR_ACTION_DUE)
        ar_writer_date(writer, action->due);
    else if (bit == AR_ACTION_OPEN)
        ar_writer_amount(writer, action->open, action->currency);
    else if (bit == AR_ACTION_INTEREST)
        ar_writer_amount(writer, action->interest, action->currency);
    else
        ar_writer_amount(writer, action->fee, action->currency);
}

void ar_action_write(struct ar_writer *writer, const struct ar_action *action, unsigned set)
{
    const struct ar_text texts[AR_ACTION_COLUMNS] = {
        [0] = action->action,    [2] = action->entity,  [3] = action->customer,
        [4] = action->procedure, [7] = action->channel, [8] = action->template,
        [9] = action->language,  [11] = action->doc,    [12] = action->line,
        [18] = action->reason,   [19] = action->arm,    [20] = ar_text_from(ar_action_states[action->state]),
        [21] = action->time,
    };
    const unsigned of_document =
        AR_ACTION_CYCLE | AR_ACTION_DOC_LEVEL | AR_ACTION_DUE | AR_ACTION_OPEN | AR_ACTION_INTEREST | AR_ACTION_FEE;
    for (unsigned i = 0; i < AR_ACTION_COLUMNS; i++) {
        unsigned bit = set & 1u << i;
        if (bit == 0)
            continue;
        if (bit & of_document)
            write_of_document(writer, action, bit);
        else if (bit == AR_ACTION_DATE)
            ar_writer_date(writer, action->date);
        else if (bit == AR_ACTION_LEVEL)
            ar_writer_number(writer, action->level);
        else if (bit == AR_ACTION_CURRENCY)
            ar_writer_currency(writer, action->currency);
        else
            ar_writer_field(writer, texts[i]);
    }
    ar_writer_end(writer);
}
