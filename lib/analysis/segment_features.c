/* SPDX-License-Identifier: MIT */
/* Features of an account, as they print. */
#include "analysis/promises.h"
#include "analysis/segment_parts.h"
#include "analysis/wilson.h"

const char *const ar_segment_names[AR_SEGMENT_COLUMNS] = {"customer",
                                                          "name",
                                                          "currency",
                                                          "as_of",
                                                          "open",
                                                          "overdue",
                                                          "oldest_days",
                                                          "credits",
                                                          "disputed_amount",
                                                          "written_off_amount",
                                                          "documents",
                                                          "billed_amount",
                                                          "turnover_amount",
                                                          "turnover_share",
                                                          "value_class",
                                                          "paid_count",
                                                          "paid_mean_days",
                                                          "paid_weighted_days",
                                                          "paid_median_days",
                                                          "paid_p90_days",
                                                          "paid_spread_days",
                                                          "late_count",
                                                          "late_mean_days",
                                                          "late_weighted_days",
                                                          "late_median_days",
                                                          "late_p90_days",
                                                          "late_spread_days",
                                                          "trend_days",
                                                          "on_time_share",
                                                          "on_time_low_share",
                                                          "on_time_high_share",
                                                          "on_time_count",
                                                          "partial_share",
                                                          "partial_count",
                                                          "disputed_share",
                                                          "disputed_count",
                                                          "broken_share",
                                                          "broken_count",
                                                          "last_paid_days",
                                                          "last_document_days",
                                                          "recent_count",
                                                          "terms_days",
                                                          "taken_days",
                                                          "limit",
                                                          "limit_share",
                                                          "behaviour",
                                                          "reason",
                                                          "late_probability",
                                                          "risk",
                                                          "segment",
                                                          "procedure",
                                                          "queue",
                                                          "tone",
                                                          "rule",
                                                          "why",
                                                          "since",
                                                          "previous",
                                                          "next",
                                                          "next_since"};

/* Fields. */

static void put_ratio(struct ar_segment_record *record, unsigned column, struct ar_ratio ratio, unsigned digits)
{
    record->text[column] = (struct ar_text){record->room[column], ar_ratio_format(record->room[column], ratio, digits)};
}
/* A share of n, with n behind it. */
static void put_share(struct ar_segment_record *record, unsigned column, uint64_t hits, uint64_t n, unsigned digits)
{
    put_ratio(record, column, (struct ar_ratio){hits, n}, digits);
    ar_segment_put_sum(record, column + 1, n, 0);
}
static void put_date(struct ar_segment_record *record, unsigned column, struct ar_date date)
{
    if (ar_date_is_none(date))
        return;
    ar_date_format(record->room[column], date);
    record->text[column] = (struct ar_text){record->room[column], AR_DATE_SIZE};
}
static void put_days_since(struct ar_segment_record *record, unsigned column, struct ar_date as_of, struct ar_date date)
{
    if (!ar_date_is_none(date))
        ar_segment_put_sum(record, column, (ar_int128)as_of.days - date.days, 0);
}

static void put_lateness(struct ar_segment_record *record, unsigned first, const struct ar_lateness *late,
                         unsigned digits)
{
    const struct ar_ratio ratios[] = {late->mean, late->weighted, late->median, late->p90, late->spread};
    ar_segment_put_sum(record, first, late->n, 0);
    for (unsigned i = 0; i < sizeof ratios / sizeof *ratios; i++)
        put_ratio(record, first + 1 + i, ratios[i], digits);
}

static void put_on_time(struct ar_segment_record *record, const struct ar_lateness *late, unsigned digits)
{
    int64_t low, high;
    put_ratio(record, AR_SEGMENT_ON_TIME, (struct ar_ratio){late->n - late->late, late->n}, digits);
    ar_segment_put_sum(record, AR_SEGMENT_ON_TIME_N, late->n, 0);
    if (late->n == 0)
        return;
    ar_wilson(&low, &high, late->n - late->late, late->n, digits);
    ar_segment_put_sum(record, AR_SEGMENT_ON_TIME_LOW, low, digits);
    ar_segment_put_sum(record, AR_SEGMENT_ON_TIME_HIGH, high, digits);
}

static void put_sums(struct ar_segment_record *record, const struct ar_account *account, unsigned digits)
{
    ar_segment_put_sum(record, AR_SEGMENT_OPEN, account->open, digits);
    ar_segment_put_sum(record, AR_SEGMENT_OVERDUE, account->overdue, digits);
    ar_segment_put_sum(record, AR_SEGMENT_CREDIT, account->credit, digits);
    ar_segment_put_sum(record, AR_SEGMENT_IN_DISPUTE, account->in_dispute, digits);
    ar_segment_put_sum(record, AR_SEGMENT_WRITTEN_OFF, account->written_off, digits);
    ar_segment_put_sum(record, AR_SEGMENT_DOCUMENTS, account->documents, 0);
    ar_segment_put_sum(record, AR_SEGMENT_VALUE, account->value, digits);
    ar_segment_put_sum(record, AR_SEGMENT_TURNOVER, account->turnover, digits);
    ar_segment_put_sum(record, AR_SEGMENT_FREQUENCY, account->recent, 0);
}

/* The limit in the account's currency: that of the customers' column `currency`, or of a customer who has just one. */
static enum ar_status put_limit(struct ar_segment_writing *writing, struct ar_segment_record *record, bool only,
                                bool *exceeded, struct ar_error *error)
{
    const struct ar_lend *lend = writing->plan->lend;
    const struct ar_account *account = ar_behaviour_account(writing->plan->behaviour, record->account);
    struct ar_currency currency = ar_behaviour_currency(writing->plan->behaviour, record->account);
    struct ar_text customer = record->text[AR_SEGMENT_CUSTOMER];
    struct ar_text text = lend == NULL ? AR_TEXT("") : ar_lend_get(lend, customer, writing->limit);
    const char *why = NULL;
    int64_t limit;
    *exceeded = false;
    if (text.size == 0)
        return AR_OK;
    struct ar_text of = ar_lend_get(lend, customer, writing->limit_currency);
    if (of.size == 0 ? !only : !ar_text_equal(of, record->text[AR_SEGMENT_CURRENCY]))
        return AR_OK;
    if (ar_amount_parse(&limit, text, ar_currency_digits(currency), &why) != AR_OK || limit < 0)
        return ar_table_error(lend->table, ar_table_lookup(&lend->customers, customer), writing->limit,
                              why != NULL ? why : "below zero", error);
    ar_segment_put_sum(record, AR_SEGMENT_LIMIT, limit, ar_currency_digits(currency));
    ar_int128 used = account->open > 0 ? account->open : 0;
    put_ratio(record, AR_SEGMENT_LIMIT_USE, (struct ar_ratio){used, limit}, writing->plan->digits + 2);
    *exceeded = account->open > limit;
    return AR_OK;
}

/* Risk. */

static enum ar_status put_risk(const struct ar_segment_writing *writing, struct ar_segment_record *record,
                               struct ar_error *error)
{
    const struct ar_segment_plan *plan = writing->plan;
    struct ar_ratio late = {0, 0};
    enum ar_status status =
        plan->late == NULL ? AR_OK : plan->late(writing->late_context, record->account, &late, error);
    if (status != AR_OK)
        return status;
    put_ratio(record, AR_SEGMENT_LATE_PROBABILITY, late, plan->digits + 2);
    const struct ar_ratio *const bands[] = {&plan->high, &plan->medium};
    static const char *const words[] = {"high", "medium", "low"};
    unsigned band = 0;
    while (band < 2 && late.numerator * bands[band]->denominator < bands[band]->numerator * late.denominator)
        band++;
    ar_segment_put(record, AR_SEGMENT_RISK, late.denominator == 0 ? AR_TEXT("unknown") : ar_text_from(words[band]));
    return AR_OK;
}

/* Features. */

static enum ar_status put_behaviour(struct ar_segment_writing *writing, struct ar_segment_record *record, bool only,
                                    struct ar_error *error)
{
    const struct ar_segment_plan *plan = writing->plan;
    const struct ar_account *account = ar_behaviour_account(plan->behaviour, record->account);
    struct ar_date as_of = plan->behaviour->rules->as_of;
    struct ar_lateness paid, late;
    struct ar_promise_count promised = {0, 0};
    ar_lateness_of(&paid, &account->settled, as_of, &writing->room);
    ar_lateness_with_open(&late, &paid, &account->settled, &account->unpaid, plan->behaviour->rules->last, as_of,
                          &writing->room);
    struct ar_behaviour_view view = {.account = account, .late = &late, .as_of = as_of};
    enum ar_status status = put_limit(writing, record, only, &view.over_limit, error);
    if (status != AR_OK)
        return status;
    if (plan->promises != NULL &&
        ar_promises_count(&promised, plan->promises, &writing->key, record->text[AR_SEGMENT_CUSTOMER],
                          ar_behaviour_currency(plan->behaviour, record->account)) != AR_OK)
        return ar_error_memory(error);
    view.promises = promised.due;
    view.broken = promised.broken;
    put_lateness(record, AR_SEGMENT_PAID_N, &paid, plan->digits);
    put_lateness(record, AR_SEGMENT_LATE_N, &late, plan->digits);
    put_ratio(record, AR_SEGMENT_TREND, late.trend, plan->digits);
    put_ratio(record, AR_SEGMENT_TERMS_GIVEN, paid.terms, plan->digits);
    put_ratio(record, AR_SEGMENT_DAYS_TAKEN, paid.taken, plan->digits);
    put_on_time(record, &late, plan->digits + 2);
    if (plan->promises != NULL)
        put_share(record, AR_SEGMENT_BROKEN, promised.broken, promised.due, plan->digits + 2);
    enum ar_behaviour_class class = ar_behaviour_classify(&view, &plan->limits);
    ar_segment_put(record, AR_SEGMENT_BEHAVIOUR, ar_text_from(ar_behaviour_classes[class]));
    ar_segment_put(record, AR_SEGMENT_REASON, ar_text_from(ar_behaviour_reason(class)));
    return AR_OK;
}

enum ar_status ar_segment_features(struct ar_segment_writing *writing, struct ar_segment_record *record, bool only,
                                   struct ar_error *error)
{
    const struct ar_segment_plan *plan = writing->plan;
    const struct ar_account *account = ar_behaviour_account(plan->behaviour, record->account);
    const struct ar_value *value = &writing->values[record->account];
    struct ar_date as_of = plan->behaviour->rules->as_of;
    struct ar_currency currency = ar_behaviour_currency(plan->behaviour, record->account);
    struct ar_text name =
        plan->lend == NULL ? AR_TEXT("") : ar_lend_get(plan->lend, record->text[AR_SEGMENT_CUSTOMER], writing->name);
    ar_segment_put(record, AR_SEGMENT_NAME, name.size > 0 ? name : account->name);
    put_date(record, AR_SEGMENT_AS_OF, as_of);
    put_sums(record, account, ar_currency_digits(currency));
    ar_segment_put_sum(record, AR_SEGMENT_OLDEST_DAYS,
                       ar_date_is_none(account->oldest_due) ? 0 : (ar_int128)as_of.days - account->oldest_due.days, 0);
    put_ratio(record, AR_SEGMENT_SHARE, (struct ar_ratio){account->turnover > 0 ? account->turnover : 0, value->total},
              plan->digits + 2);
    ar_segment_put(record, AR_SEGMENT_VALUE_CLASS, (struct ar_text){&value->value_class, 1});
    put_share(record, AR_SEGMENT_DISPUTED, account->disputed, account->documents, plan->digits + 2);
    if (plan->behaviour->parts_known)
        put_share(record, AR_SEGMENT_PARTIAL, account->partial, account->paid, plan->digits + 2);
    put_days_since(record, AR_SEGMENT_LAST_PAID_DAYS, as_of, account->last_paid);
    put_days_since(record, AR_SEGMENT_LAST_DOCUMENT_DAYS, as_of, account->last_issued);
    enum ar_status status = put_behaviour(writing, record, only, error);
    return status == AR_OK ? put_risk(writing, record, error) : status;
}
