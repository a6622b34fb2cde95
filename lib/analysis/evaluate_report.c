/* SPDX-License-Identifier: MIT */
/* Predictions held against what happened: the records `measure value low high n baseline`. */
#include "analysis/evaluate.h"
#include "analysis/wilson.h"
#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Who predicted. Errors are in 1/1000 day. */
enum { MODEL, DUE_DATE, CUSTOMER, PREDICTORS };
static const char *const predictors[PREDICTORS] = {"", "due date", "customer"};
enum { NEAR = 3 }; /* days off that are still a hit */

struct judged {
    uint32_t number; /* of the question */
    uint32_t account;
    int32_t due, settled; /* settled INT32_MIN: still open at the end */
    bool late, issued; /* issued: open on the as-of day; else it came later */
};

struct ar_evaluation {
    struct ar_date as_of, until;
    unsigned late_days;
    struct judged *at;
    size_t count, capacity;
};

enum ar_status ar_evaluation_new(struct ar_evaluation **out, struct ar_date as_of, struct ar_date until,
                                 unsigned late_days, struct ar_error *error)
{
    *out = calloc(1, sizeof **out);
    if (*out == NULL)
        return ar_error_memory(error);
    **out = (struct ar_evaluation){.as_of = as_of, .until = until, .late_days = late_days};
    return AR_OK;
}

void ar_evaluation_delete(struct ar_evaluation *evaluation)
{
    if (evaluation != NULL)
        free(evaluation->at);
    free(evaluation);
}

enum ar_status ar_evaluation_ask(struct ar_evaluation *evaluation, struct ar_risk *risk, size_t account,
                                 const struct ar_risk_document *document, struct ar_date settled,
                                 struct ar_error *error)
{
    int64_t days = evaluation->late_days, due = document->due.days;
    bool issued = document->date.days <= evaluation->as_of.days;
    if (ar_date_is_none(document->due) || due + days > evaluation->until.days)
        return AR_OK; /* its time had not come */
    if (issued && due + days <= evaluation->as_of.days)
        return AR_OK; /* it was late already */
    if (ar_grow(&evaluation->at, &evaluation->capacity, evaluation->count + 1, sizeof *evaluation->at) != AR_OK)
        return ar_error_memory(error);
    struct judged *judged = &evaluation->at[evaluation->count++];
    *judged = (struct judged){.account = (uint32_t)account, .due = document->due.days, .issued = issued};
    judged->settled = settled.days <= evaluation->until.days ? settled.days : INT32_MIN;
    judged->late = judged->settled == INT32_MIN || judged->settled > due + days;
    return ar_risk_ask(risk, &judged->number, account, document, error);
}

/* What is added up of a kind of documents. */

struct errors {
    ar_int128 sum, squares, off; /* of absolute errors; of errors, positive when later than expected */
    uint64_t near;
};

struct measures {
    struct ar_guess *guesses[PREDICTORS]; /* of DUE_DATE: everyone's share */
    struct errors errors[PREDICTORS];
    uint64_t n, late, dated, unpaid, undated; /* dated: settled, and expected on some day */
    struct {
        uint64_t n, late, sum; /* sum: of probabilities */
    } bins[10];
};

static void add_error(struct errors *errors, int64_t off)
{
    int64_t size = off < 0 ? -off : off;
    errors->sum += size;
    errors->squares += (ar_int128)size * size;
    errors->off += off;
    errors->near += size <= NEAR * 1000;
}

static void add_judged(struct measures *measures, const struct judged *judged, struct ar_risk *risk, int32_t everyone,
                       int64_t everyones_mean)
{
    int64_t mean = everyones_mean;
    int32_t score, share = everyone;
    struct ar_date expected;
    ar_risk_answer(risk, judged->number, &score, &expected);
    ar_risk_usual(ar_risk_own(risk), judged->account, &mean, &share);
    measures->guesses[MODEL][measures->n] = (struct ar_guess){score, judged->late};
    measures->guesses[DUE_DATE][measures->n] = (struct ar_guess){everyone, judged->late};
    measures->guesses[CUSTOMER][measures->n] = (struct ar_guess){share, judged->late};
    measures->n++;
    measures->late += judged->late;
    int32_t probability = ar_risk_probability(score);
    int bin = probability >= AR_RISK_ONE ? 9 : probability / (AR_RISK_ONE / 10);
    measures->bins[bin].n++;
    measures->bins[bin].late += judged->late;
    measures->bins[bin].sum += (uint64_t)probability;
    if (judged->settled == INT32_MIN) {
        measures->unpaid++;
    } else if (ar_date_is_none(expected)) {
        measures->undated++;
    } else {
        int64_t late = ((int64_t)judged->settled - judged->due) * 1000;
        measures->dated++;
        add_error(&measures->errors[MODEL], ((int64_t)judged->settled - expected.days) * 1000);
        add_error(&measures->errors[DUE_DATE], late);
        add_error(&measures->errors[CUSTOMER], late - mean);
    }
}

static int by_account(const void *left, const void *right)
{
    const struct judged *a = left, *b = right;
    if (a->account != b->account)
        return a->account < b->account ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

/* Records. */

struct printing {
    struct ar_writer *writer;
    const char *prefix;
    unsigned digits; /* of days; shares have two more */
};

static void put_ratio(const struct printing *to, struct ar_ratio ratio, unsigned digits)
{
    char text[AR_RATIO_SIZE];
    ar_writer_field(to->writer, (struct ar_text){text, ar_ratio_format(text, ratio, digits)});
}

static const struct ar_ratio unknown = {0, 0};

static void put(const struct printing *to, const char *measure, struct ar_ratio value, struct ar_ratio low,
                struct ar_ratio high, uint64_t n, const char *baseline, unsigned digits)
{
    char name[64];
    int size = snprintf(name, sizeof name, "%s%s", to->prefix, measure);
    ar_writer_field(to->writer, (struct ar_text){name, (size_t)size});
    put_ratio(to, value, digits);
    put_ratio(to, low, digits);
    put_ratio(to, high, digits);
    ar_writer_number(to->writer, (int64_t)n);
    ar_writer_field(to->writer, ar_text_from(baseline));
    ar_writer_end(to->writer);
}

/* value -+ margin, both in 1/1000000. */
static void put_margin(const struct printing *to, const char *measure, struct ar_ratio value, ar_int128 middle,
                       int64_t margin, uint64_t n, unsigned digits)
{
    ar_int128 low = middle - margin < 0 ? 0 : middle - margin;
    put(to, measure, value, (struct ar_ratio){low, 1000000}, (struct ar_ratio){middle + margin, 1000000}, n, "",
        digits);
}

static void put_shares(const struct printing *to, struct measures *measures)
{
    unsigned digits = to->digits + 2;
    struct ar_ratio value;
    for (int who = 0; who < PREDICTORS; who++) {
        ar_auc(&value, measures->guesses[who], measures->n);
        if (who == MODEL && value.denominator != 0) {
            ar_int128 middle = value.numerator * 1000000 / value.denominator;
            int64_t margin = ar_auc_margin(value, measures->late, measures->n - measures->late);
            ar_int128 high = middle + margin > 1000000 ? 1000000 : middle + margin;
            put(to, "auc", value, (struct ar_ratio){middle - margin, 1000000}, (struct ar_ratio){high, 1000000},
                measures->n, "", digits);
        } else {
            put(to, "auc", value, unknown, unknown, measures->n, predictors[who], digits);
        }
    }
    for (int who = 0; who < PREDICTORS; who++) {
        for (size_t i = 0; who == MODEL && i < measures->n; i++)
            measures->guesses[who][i].score = ar_risk_probability(measures->guesses[who][i].score);
        ar_brier(&value, measures->guesses[who], measures->n);
        put(to, "brier", value, unknown, unknown, measures->n, predictors[who], digits);
    }
}

static void put_errors(const struct printing *to, const struct measures *measures)
{
    const struct errors *errors = measures->errors;
    uint64_t n = measures->dated;
    ar_int128 all = (ar_int128)n * 1000;
    int better = errors[CUSTOMER].sum < errors[DUE_DATE].sum ? CUSTOMER : DUE_DATE;
    for (int who = 0; who < PREDICTORS; who++) {
        struct ar_ratio value = {errors[who].sum, all};
        if (who == MODEL && n > 1) {
            ar_int128 mean = errors[who].sum * 1000 / n, square = errors[who].squares * 1000000 / n - mean * mean;
            put_margin(to, "mae", value, mean, (int64_t)(ar_square_root(square / n) * 196 / 100), n, to->digits);
        } else {
            put(to, "mae", value, unknown, unknown, n, predictors[who], to->digits);
        }
    }
    put(to, "mae gain", (struct ar_ratio){errors[better].sum - errors[MODEL].sum, errors[better].sum}, unknown, unknown,
        n, predictors[better], to->digits + 2);
    for (int who = 0; who < PREDICTORS; who++)
        put(to, "bias", (struct ar_ratio){errors[who].off, all}, unknown, unknown, n, predictors[who], to->digits);
    for (int who = 0; who < PREDICTORS; who++)
        put(to, "within 3 days", (struct ar_ratio){errors[who].near, n}, unknown, unknown, n, predictors[who],
            to->digits + 2);
}

/* Of the documents between two probabilities: what was promised, and what happened with its interval. */
static void put_calibration(const struct printing *to, const struct measures *measures)
{
    unsigned digits = to->digits + 2;
    uint64_t held = 0, bins = 0;
    const ar_int128 scale = ar_power_of_ten(digits);
    for (int i = 0; i < 10; i++) {
        uint64_t n = measures->bins[i].n;
        char name[32];
        int64_t low, high;
        if (n == 0)
            continue;
        snprintf(name, sizeof name, "late %d.%d-%d.%d", i / 10, i % 10, (i + 1) / 10, (i + 1) % 10);
        ar_wilson(&low, &high, measures->bins[i].late, n, digits);
        struct ar_ratio ends[] = {{low, scale}, {high, scale}};
        struct ar_ratio promised = {measures->bins[i].sum, (ar_int128)n * AR_RISK_ONE};
        put(to, name, promised, ends[0], ends[1], n, "", digits);
        put(to, name, (struct ar_ratio){measures->bins[i].late, n}, ends[0], ends[1], n, "observed", digits);
        bins++;
        held += promised.numerator * scale >= low * promised.denominator &&
                promised.numerator * scale <= high * promised.denominator;
    }
    put(to, "calibrated bins", (struct ar_ratio){held, 1}, unknown, unknown, bins, "", 0);
}

static void put_measures(const struct printing *to, struct measures *measures)
{
    struct ar_ratio rate = {measures->late, measures->n}, low = unknown, high = unknown;
    unsigned digits = to->digits + 2;
    const ar_int128 scale = ar_power_of_ten(digits);
    if (measures->n > 0) {
        int64_t ends[2];
        ar_wilson(&ends[0], &ends[1], measures->late, measures->n, digits);
        low = (struct ar_ratio){ends[0], scale};
        high = (struct ar_ratio){ends[1], scale};
    }
    put(to, "late", rate, low, high, measures->n, "observed", digits);
    put_shares(to, measures);
    put_calibration(to, measures);
    put_errors(to, measures);
    put(to, "unpaid", (struct ar_ratio){measures->unpaid, 1}, unknown, unknown, measures->n, "observed", 0);
    put(to, "no date", (struct ar_ratio){measures->undated, 1}, unknown, unknown, measures->n, "", 0);
}

static enum ar_status measure(const struct ar_evaluation *evaluation, const struct judged *sorted, bool issued,
                              struct ar_risk *risk, const struct printing *to, struct ar_error *error)
{
    struct measures measures;
    int32_t share = AR_RISK_ONE / 2; /* everyone's, for customers that have none of their own */
    int64_t mean = 0;
    bool failed = false;
    memset(&measures, 0, sizeof measures);
    for (int who = 0; who < PREDICTORS; who++) {
        measures.guesses[who] = malloc((evaluation->count + 1) * sizeof *measures.guesses[who]);
        failed |= measures.guesses[who] == NULL;
    }
    ar_risk_usual_of_everyone(ar_risk_own(risk), &mean, &share);
    for (size_t i = 0; !failed && i < evaluation->count; i++)
        if (sorted[i].issued == issued)
            add_judged(&measures, &sorted[i], risk, share, mean);
    if (!failed)
        put_measures(to, &measures);
    for (int who = 0; who < PREDICTORS; who++)
        free(measures.guesses[who]);
    return failed ? ar_error_memory(error) : AR_OK;
}

enum ar_status ar_evaluation_write(const struct ar_evaluation *evaluation, struct ar_risk *risk, unsigned digits,
                                   struct ar_writer *writer, struct ar_error *error)
{
    static const struct ar_text names[] = {AR_TEXT("measure"), AR_TEXT("value"), AR_TEXT("low"),
                                           AR_TEXT("high"),    AR_TEXT("n"),     AR_TEXT("baseline")};
    struct judged *sorted = malloc((evaluation->count + 1) * sizeof *sorted);
    if (sorted == NULL)
        return ar_error_memory(error);
    if (evaluation->count > 0) {
        memcpy(sorted, evaluation->at, evaluation->count * sizeof *sorted);
        qsort(sorted, evaluation->count, sizeof *sorted, by_account);
    }
    ar_writer_header(writer, names, sizeof names / sizeof *names);
    struct printing to = {writer, "", digits};
    put(&to, "drift", (struct ar_ratio){(ar_int128)ar_risk_drift(risk) * 365, 1000000}, unknown, unknown,
        ar_risk_documents(risk), "", digits);
    put(&to, "trust", (struct ar_ratio){ar_risk_trust(risk), 1000000}, unknown, unknown, ar_risk_documents(risk), "",
        digits + 2);
    enum ar_status status = measure(evaluation, sorted, false, risk, &to, error);
    to.prefix = "open: ";
    if (status == AR_OK)
        status = measure(evaluation, sorted, true, risk, &to, error);
    free(sorted);
    return status;
}
