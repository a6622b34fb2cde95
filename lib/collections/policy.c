/* SPDX-License-Identifier: MIT */
/* Policies: every cell is checked when the table is read; amounts get their minor units when a currency asks. */
#include "collections/policy.h"
#include "collections/calendar.h"
#include "collections/policy_default.h"

#include <stdlib.h>

enum { PROCEDURE, LEVEL, SEGMENT, CURRENCY, KIND, COUNTRY, ARM, FEATURES };
static const struct ar_feature features[FEATURES + 1] = {
    {"procedure", AR_FEATURE_TEXT, NULL}, {"level", AR_FEATURE_NUMBER, NULL}, {"segment", AR_FEATURE_TEXT, NULL},
    {"currency", AR_FEATURE_TEXT, NULL},  {"kind", AR_FEATURE_TEXT, NULL},    {"country", AR_FEATURE_TEXT, NULL},
    {"arm", AR_FEATURE_TEXT, NULL},       {NULL, AR_FEATURE_TEXT, NULL}};

static const char *const results[AR_POLICY_RESULTS + 1] = {
    "days",     "channel",  "template", "tone",     "next",  "minimum", "minimum_item", "minimum_arrears",
    "grace",    "interval", "fee",      "interest", "entry", "repeat",  "shift",        "workdays",
    "calendar", "list",     NULL};

enum { DAYS_MOST = 36500 };

/* ---- cells ---------------------------------------------------------------------------------------------------------
 */

static struct ar_text cell(const struct ar_policy *policy, size_t row, enum ar_policy_result result)
{
    return ar_text_trim(ar_table_get(policy->table, row, policy->at[result]));
}

static bool parse_whole(int32_t *out, struct ar_text text, int32_t least)
{
    int64_t value;
    if (ar_amount_parse(&value, text, 0, NULL) != AR_OK || value < least || value > DAYS_MOST)
        return false;
    *out = (int32_t)value;
    return true;
}

/* "2x14": twice more, 14 days apart; "x14": without end. */
static bool parse_repeat(struct ar_step *step, struct ar_text text)
{
    struct ar_text rest = text, times = ar_text_cut(&rest, 'x');
    step->repeat_times = AR_REPEAT_FOREVER;
    if (rest.at == NULL || (times.size > 0 && !parse_whole(&step->repeat_times, times, 1)))
        return false;
    return parse_whole(&step->repeat_days, rest, 1);
}

/* "1-5", "1-4,7": days of the week, Monday is 1. */
static bool parse_workdays(unsigned *out, struct ar_text text)
{
    *out = 0;
    for (struct ar_text rest = text; rest.at != NULL;) {
        struct ar_text part = ar_text_trim(ar_text_cut(&rest, ','));
        int from = part.size > 0 ? part.at[0] - '0' : 0, to = from;
        if (part.size == 3 && part.at[1] == '-')
            to = part.at[2] - '0';
        else if (part.size != 1)
            return false;
        if (from < 1 || to > 7 || to < from)
            return false;
        for (int day = from; day <= to; day++)
            *out |= 1u << (day - 1);
    }
    return true;
}

static bool is_money(struct ar_text text)
{
    struct ar_decision_number number;
    return ar_decision_number_parse(&number, text) && !number.negative;
}

static bool parse_flag(bool *out, struct ar_text text)
{
    *out = ar_text_is(text, "yes");
    return *out || text.size == 0 || ar_text_is(text, "no");
}

static bool parse_shift(enum ar_shift *out, struct ar_text text)
{
    static const char *const words[] = {"later", "earlier", "none"};
    for (unsigned i = 0; i < sizeof words / sizeof *words; i++)
        if (ar_text_is(text, words[i])) {
            *out = (enum ar_shift)i;
            return true;
        }
    return text.size == 0;
}

/* The days of a row: what a cell that is not empty must be, and where it goes. */
static enum ar_status parse_days(struct ar_step *step, const struct ar_policy *policy, size_t row,
                                 struct ar_error *error)
{
    const struct {
        enum ar_policy_result result;
        int32_t *to;
        int32_t least;
    } wholes[] = {{AR_POLICY_DAYS, &step->days, -DAYS_MOST},
                  {AR_POLICY_MINIMUM_ARREARS, &step->minimum_arrears, 0},
                  {AR_POLICY_GRACE, &step->grace, 0},
                  {AR_POLICY_INTERVAL, &step->interval, 0}};
    for (unsigned i = 0; i < sizeof wholes / sizeof *wholes; i++) {
        struct ar_text text = cell(policy, row, wholes[i].result);
        if ((i == 0 || text.size > 0) && !parse_whole(wholes[i].to, text, wholes[i].least))
            return ar_table_error(policy->table, row, policy->at[wholes[i].result], "not a number of days", error);
    }
    struct ar_text repeat = cell(policy, row, AR_POLICY_REPEAT);
    if (repeat.size > 0 && !parse_repeat(step, repeat))
        return ar_table_error(policy->table, row, policy->at[AR_POLICY_REPEAT],
                              "not a repeat (2x14: twice more, 14 days apart; x14: every 14 days)", error);
    return AR_OK;
}

/* NULL: nothing. One of nothing would reach everybody, and nobody would serve it. */
static const char *wrong_channel(struct ar_text rest)
{
    if (rest.size == 0)
        return "missing";
    while (rest.at != NULL)
        if (ar_text_trim(ar_text_cut(&rest, '|')).size == 0)
            return "an empty alternative beside |";
    return NULL;
}

/* Everything but amounts. */
static enum ar_status parse_row(struct ar_step *step, const struct ar_policy *policy, size_t row,
                                struct ar_error *error)
{
    *step = (struct ar_step){.workdays = AR_WORKDAYS_ALL,
                             .channel = cell(policy, row, AR_POLICY_CHANNEL),
                             .template = cell(policy, row, AR_POLICY_TEMPLATE),
                             .tone = cell(policy, row, AR_POLICY_TONE),
                             .next = cell(policy, row, AR_POLICY_NEXT),
                             .interest = cell(policy, row, AR_POLICY_INTEREST),
                             .calendar = cell(policy, row, AR_POLICY_CALENDAR)};
    struct ar_text level = ar_text_trim(ar_table_get(policy->table, row, policy->level));
    struct ar_text workdays = cell(policy, row, AR_POLICY_WORKDAYS);
    int64_t number;
    const char *why;
    if (ar_amount_parse(&number, level, 0, NULL) != AR_OK || number < 0 || number > 999)
        return ar_table_error(policy->table, row, policy->level, "not a level (0 to 999)", error);
    step->level = (int)number;
    if (step->template.size == 0)
        step->template = step->tone;
    if ((why = wrong_channel(step->channel)) != NULL)
        return ar_table_error(policy->table, row, policy->at[AR_POLICY_CHANNEL], why, error);
    if (workdays.size > 0 && !parse_workdays(&step->workdays, workdays))
        return ar_table_error(policy->table, row, policy->at[AR_POLICY_WORKDAYS],
                              "not days of the week (1-5, Monday is 1)", error);
    if (!parse_shift(&step->shift, cell(policy, row, AR_POLICY_SHIFT)))
        return ar_table_error(policy->table, row, policy->at[AR_POLICY_SHIFT], "not one of later, earlier, none",
                              error);
    if (!parse_flag(&step->entry, cell(policy, row, AR_POLICY_ENTRY)))
        return ar_table_error(policy->table, row, policy->at[AR_POLICY_ENTRY], "neither yes nor no", error);
    struct ar_text fee = cell(policy, row, AR_POLICY_FEE), list = cell(policy, row, AR_POLICY_LIST);
    step->list = ar_text_is(list, "overdue");
    if (list.size > 0 && !step->list && !ar_text_is(list, "steps"))
        return ar_table_error(policy->table, row, policy->at[AR_POLICY_LIST], "neither steps nor overdue", error);
    if (ar_text_is(fee, "law"))
        step->fee_law = fee;
    return parse_days(step, policy, row, error);
}

/* ---- reading -------------------------------------------------------------------------------------------------------
 */

static enum ar_status add_procedures(struct ar_policy *policy, size_t row)
{
    struct ar_text rest = ar_text_trim(ar_table_get(policy->table, row, policy->procedure));
    while (rest.at != NULL && rest.size > 0) {
        struct ar_text name = ar_text_trim(ar_text_cut(&rest, '|'));
        bool known = false;
        for (size_t i = 0; i < policy->procedure_count; i++)
            known |= ar_text_equal(policy->procedures[i], name);
        if (known)
            continue;
        if (ar_grow(&policy->procedures, &policy->procedure_capacity, policy->procedure_count + 1,
                    sizeof *policy->procedures) != AR_OK)
            return AR_FAILED;
        policy->procedures[policy->procedure_count++] = name;
    }
    return AR_OK;
}

static enum ar_status add_level(struct ar_policy *policy, int level)
{
    size_t at = 0;
    while (at < policy->level_count && policy->levels[at] < level)
        at++;
    if (at < policy->level_count && policy->levels[at] == level)
        return AR_OK;
    if (ar_grow(&policy->levels, &policy->level_capacity, policy->level_count + 1, sizeof *policy->levels) != AR_OK)
        return AR_FAILED;
    memmove(policy->levels + at + 1, policy->levels + at, (policy->level_count - at) * sizeof *policy->levels);
    policy->levels[at] = level;
    policy->level_count++;
    return AR_OK;
}

static enum ar_status read_row(struct ar_policy *policy, size_t row, struct ar_error *error)
{
    static const enum ar_policy_result amounts[] = {AR_POLICY_MINIMUM, AR_POLICY_MINIMUM_ITEM, AR_POLICY_FEE};
    struct ar_step step;
    enum ar_status status = parse_row(&step, policy, row, error);
    if (status != AR_OK)
        return status;
    for (unsigned i = 0; i < sizeof amounts / sizeof *amounts; i++) {
        struct ar_text text = cell(policy, row, amounts[i]);
        bool law = amounts[i] == AR_POLICY_FEE && step.fee_law.size > 0;
        if (text.size > 0 && !law && !is_money(text))
            return ar_table_error(policy->table, row, policy->at[amounts[i]], "not an amount", error);
    }
    int32_t days = step.days - (step.shift == AR_SHIFT_EARLIER ? AR_CALENDAR_GAP_MOST : 0);
    if ((step.list || cell(policy, row, AR_POLICY_MINIMUM).size > 0) && days > step.grace)
        days = step.grace + 1; /* all that is overdue counts, not only what takes a step */
    if (row == 0 || days < policy->earliest)
        policy->earliest = days;
    if (add_procedures(policy, row) != AR_OK || add_level(policy, step.level) != AR_OK)
        return ar_error_memory(error);
    return AR_OK;
}

enum ar_status ar_policy_init(struct ar_policy *out, const struct ar_table *table, struct ar_error *error)
{
    *out = (struct ar_policy){.table = table, .procedure = ar_table_find(table, "procedure")};
    for (unsigned i = 0; i < AR_POLICY_RESULTS; i++)
        out->at[i] = ar_table_find(table, results[i]);
    enum ar_status status = ar_decision_init(&out->decision, table, features, results, error);
    if (status == AR_OK)
        status = ar_table_need(table, "level", &out->level, error);
    if (status == AR_OK)
        status = ar_table_need(table, "days", &out->at[AR_POLICY_DAYS], error);
    if (status == AR_OK)
        status = ar_table_need(table, "channel", &out->at[AR_POLICY_CHANNEL], error);
    for (size_t row = 0; status == AR_OK && row < table->rows; row++)
        status = read_row(out, row, error);
    if (status == AR_OK && out->procedure_count == 0) {
        out->procedures = malloc(sizeof *out->procedures);
        if (out->procedures == NULL)
            status = ar_error_memory(error);
        else
            out->procedures[out->procedure_count++] = AR_TEXT("default");
    }
    if (status != AR_OK)
        ar_policy_free(out);
    return status;
}

void ar_policy_free(struct ar_policy *policy)
{
    ar_decision_free(&policy->decision);
    ar_keys_free(&policy->known);
    ar_buffer_free(&policy->key);
    ar_arena_free(&policy->arena);
    free(policy->procedures);
    free(policy->levels);
    free(policy->ladders);
    *policy = (struct ar_policy){.table = NULL};
}

enum ar_status ar_policy_default(struct ar_table *table, struct ar_error *error)
{
    return ar_table_build(table, "(built-in policy)", default_policy[0], POLICY_COLUMNS,
                          sizeof default_policy / sizeof *default_policy - 1, error);
}

/* ---- ladders -------------------------------------------------------------------------------------------------------
 */

/* An amount without regard to its currency's digits, in its minor units. */
static enum ar_status to_minor(int64_t *out, const struct ar_policy *policy, size_t row, enum ar_policy_result result,
                               struct ar_currency currency, struct ar_error *error)
{
    struct ar_text text = cell(policy, row, result);
    struct ar_decision_number number;
    char form[AR_AMOUNT_SIZE];
    unsigned digits = ar_currency_digits(currency);
    *out = 0;
    if (text.size == 0 || !ar_decision_number_parse(&number, text))
        return AR_OK;
    if (number.fraction.size > digits)
        return ar_table_error(policy->table, row, policy->at[result], "more decimals than the currency has", error);
    if (number.whole.size == 0)
        number.whole = AR_TEXT("0");
    if (number.whole.size > 20)
        return ar_table_error(policy->table, row, policy->at[result], "amount out of range", error);
    size_t size = number.whole.size;
    memcpy(form, number.whole.at, size);
    if (digits > 0)
        form[size++] = '.';
    for (size_t i = 0; i < digits; i++)
        form[size++] = i < number.fraction.size ? number.fraction.at[i] : '0';
    const char *why = "not an amount";
    if (ar_amount_parse(out, (struct ar_text){form, size}, digits, &why) != AR_OK)
        return ar_table_error(policy->table, row, policy->at[result], why, error);
    return AR_OK;
}

static enum ar_status add_step(struct ar_ladder *ladder, const struct ar_policy *policy, size_t row,
                               struct ar_currency currency, struct ar_error *error)
{
    struct ar_step *step = &ladder->steps[ladder->count];
    enum ar_status status = parse_row(step, policy, row, error);
    if (status == AR_OK)
        status = to_minor(&step->minimum, policy, row, AR_POLICY_MINIMUM, currency, error);
    if (status == AR_OK)
        status = to_minor(&step->minimum_item, policy, row, AR_POLICY_MINIMUM_ITEM, currency, error);
    if (status == AR_OK)
        status = to_minor(&step->fee, policy, row, AR_POLICY_FEE, currency, error);
    if (status == AR_OK && ladder->count > 0 && step[-1].days > step->days)
        status = ar_table_error(policy->table, row, policy->at[AR_POLICY_DAYS], "fewer than those of the level before",
                                error);
    if (status == AR_OK && step->entry) {
        if (step->days < 0 || (ladder->count > 0 && ladder->steps[ladder->entry].entry))
            status = ar_table_error(policy->table, row, policy->at[AR_POLICY_ENTRY],
                                    step->days < 0 ? "an entry before the due date" : "a second entry", error);
        ladder->entry = ladder->count;
    }
    ladder->count++;
    return status;
}

/* The rows of a procedure for these conditions, by level. */
static enum ar_status climb(struct ar_ladder *ladder, struct ar_policy *policy, struct ar_text procedure,
                            const struct ar_policy_who *who, struct ar_error *error)
{
    char code[AR_CURRENCY_SIZE], level[AR_AMOUNT_SIZE];
    ar_currency_format(code, who->currency);
    struct ar_text values[FEATURES] = {
        [PROCEDURE] = procedure, [SEGMENT] = who->segment, [CURRENCY] = {code, AR_CURRENCY_SIZE},
        [KIND] = who->kind,      [COUNTRY] = who->country, [ARM] = who->arm,
    };
    enum ar_status status = AR_OK;
    *ladder = (struct ar_ladder){.procedure = procedure};
    ladder->steps = ar_arena_take(&policy->arena, policy->level_count * sizeof *ladder->steps);
    if (ladder->steps == NULL)
        return ar_error_memory(error);
    for (size_t i = 0; status == AR_OK && i < policy->level_count; i++) {
        size_t row;
        values[LEVEL] = (struct ar_text){level, ar_amount_format(level, policy->levels[i], 0)};
        status = ar_decision_find(&row, &policy->decision, values, error);
        if (status == AR_OK && row != AR_NO_ROW)
            status = add_step(ladder, policy, row, who->currency, error);
    }
    return status;
}

static enum ar_status build(struct ar_ladder *ladder, struct ar_policy *policy, const struct ar_policy_who *who,
                            struct ar_error *error)
{
    enum ar_status status = AR_OK;
    *ladder = (struct ar_ladder){.procedure = who->procedure};
    for (size_t i = 0; status == AR_OK && i < policy->procedure_count; i++) {
        if (who->procedure.size > 0 && !ar_text_equal(policy->procedures[i], who->procedure))
            continue;
        status = climb(ladder, policy, policy->procedures[i], who, error);
        if (ladder->count > 0)
            break;
    }
    if (ladder->count == 0)
        ladder->steps = NULL;
    return status;
}

/* Each text with its size before it. */
static enum ar_status key_of(struct ar_policy *policy, const struct ar_policy_who *who)
{
    const struct ar_text parts[] = {who->procedure, who->segment, who->kind, who->country, who->arm};
    struct ar_buffer *key = &policy->key;
    key->size = 0;
    enum ar_status status =
        ar_buffer_add(key, (struct ar_text){(const char *)&who->currency.code, sizeof who->currency.code});
    for (unsigned i = 0; status == AR_OK && i < sizeof parts / sizeof *parts; i++) {
        uint32_t size = (uint32_t)parts[i].size;
        status = ar_buffer_add(key, (struct ar_text){(const char *)&size, sizeof size});
        if (status == AR_OK)
            status = ar_buffer_add(key, parts[i]);
    }
    return status;
}

enum ar_status ar_policy_ladder(const struct ar_ladder **out, struct ar_policy *policy, const struct ar_policy_who *who,
                                struct ar_error *error)
{
    uint32_t number;
    size_t known = policy->known.count;
    bool named = who->procedure.size == 0;
    *out = NULL;
    for (size_t i = 0; i < policy->procedure_count; i++)
        named |= ar_text_equal(policy->procedures[i], who->procedure);
    if (!named)
        return AR_OK;
    if (key_of(policy, who) != AR_OK || ar_keys_add(&policy->known, &number, ar_buffer_text(&policy->key)) != AR_OK)
        return ar_error_memory(error);
    if (number == known) {
        struct ar_ladder *ladder = ar_arena_take(&policy->arena, sizeof *ladder);
        if (ladder == NULL ||
            ar_grow(&policy->ladders, &policy->ladder_capacity, number + 1, sizeof *policy->ladders) != AR_OK)
            return ar_error_memory(error);
        policy->ladders[number] = ladder;
        enum ar_status status = build(ladder, policy, who, error);
        if (status != AR_OK)
            return status;
    }
    *out = policy->ladders[number];
    return AR_OK;
}
