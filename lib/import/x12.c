/* SPDX-License-Identifier: MIT */
/* X12 820 (004010 and later): segments of a payment order and remittance advice; element 426 codes stay as they are. */
#include "import/x12.h"
#include "import/bank_value.h"
#include "import/x12_segment.h"

#include <stdio.h>

enum { KINDS_OF_DATE = 3 };

struct reader {
    struct ar_bank *bank;
    struct ar_error *error;
    uint64_t line;
    char separator, terminator, tail; /* that every segment but ISA has before a terminator that is a line's end */
    struct ar_x12_segment segment;
    bool in_set, in_interchange, is_820;
    uint64_t segments, sets;
    struct ar_buffer control, trace, payer, payer_account, account, customer, references, purchase_order;
    struct ar_currency currency;
    struct ar_date date;
    size_t dated; /* how many kinds of DTM would say the date better */
    int64_t amount;
    uint64_t set_line;
    bool debit, has_lines;
    ar_int128 paid, less; /* by the lines so far; their discounts and adjustments */
    struct ar_bank_advice line_advice; /* a line that waits for its REF and ADX segments */
    bool waiting, adjustment; /* which is an adjustment of the payment as a whole */
    bool derived; /* its deduction is a difference, and ADX would say it better */
    struct ar_buffer reference, reason, order;
};

static inline struct ar_text element(const struct reader *r, size_t i)
{
    return ar_x12_element(&r->segment, i);
}

static inline bool is(const struct reader *r, const char *name)
{
    return ar_x12_is(&r->segment, name);
}

static enum ar_status keep(struct reader *r, struct ar_buffer *out, struct ar_text text)
{
    out->size = 0;
    return ar_buffer_add(out, text) == AR_OK ? AR_OK : ar_error_memory(r->error);
}

/* RMR04 */
static enum ar_status bad_element(struct reader *r, size_t at, const char *reason)
{
    char name[16];
    snprintf(name, sizeof name, "%.*s%02zu", (int)(r->segment.element[0].size < 4 ? r->segment.element[0].size : 4),
             r->segment.element[0].at, at);
    return ar_bank_bad_field(r->bank, r->error, r->line, name, reason, element(r, at));
}

static enum ar_status read_amount(struct reader *r, size_t at, bool *known, int64_t *out)
{
    struct ar_text text = element(r, at);
    const char *why;
    *known = text.size > 0;
    *out = 0;
    if (text.size == 0 || ar_bank_amount(out, text, ".", true, r->currency, &why) == AR_OK)
        return AR_OK;
    return bad_element(r, at, why);
}

/* ---- lines ------------------------------------------------------------------------------------------------------- */

static bool wants_payments(const struct reader *r)
{
    return r->bank->kind == AR_BANK_PAYMENTS;
}

static enum ar_status add_reference(struct reader *r, struct ar_text text)
{
    if (text.size == 0 || ar_bank_join(&r->references, text, false) == AR_OK)
        return AR_OK;
    return ar_error_memory(r->error);
}

/* Writes the waiting line. */
static enum ar_status flush(struct reader *r)
{
    struct ar_bank_advice advice = r->line_advice;
    if (!r->waiting)
        return AR_OK;
    r->waiting = false;
    r->less += advice.discount + (r->derived ? 0 : (ar_int128)advice.deduction);
    if (wants_payments(r))
        return AR_OK;
    advice.payment = ar_buffer_text(&r->trace);
    advice.payer = ar_buffer_text(&r->payer);
    advice.customer = ar_buffer_text(&r->customer);
    advice.reference = ar_buffer_text(r->reference.size > 0 ? &r->reference
                                      : r->order.size > 0   ? &r->order
                                                            : &r->reason);
    advice.purchase_order = ar_buffer_text(&r->order);
    advice.reason = ar_buffer_text(&r->reason);
    advice.currency = r->currency;
    advice.date = r->date;
    if (advice.reference.size == 0)
        return ar_bank_bad(r->bank, r->error, advice.line, "a line of an advice without any reference");
    return ar_bank_advise(r->bank, &advice, r->error);
}

static enum ar_status begin_line(struct reader *r, bool adjustment)
{
    enum ar_status status = flush(r);
    r->reference.size = r->reason.size = r->order.size = 0;
    r->line_advice = (struct ar_bank_advice){.line = r->line};
    r->waiting = r->has_lines = true;
    r->adjustment = adjustment;
    r->derived = false;
    return status;
}

/* RMR*qualifier*reference*action*paid*total*discount*reason*adjustment */
static enum ar_status remittance(struct reader *r)
{
    int64_t total = 0, adjustment = 0;
    bool has_total, has_adjustment;
    enum ar_status status = begin_line(r, false);
    struct ar_bank_advice *advice = &r->line_advice;
    if (status == AR_OK)
        status = keep(r, &r->reference, element(r, 2));
    if (status == AR_OK)
        status = add_reference(r, element(r, 2));
    if (status == AR_OK)
        status = read_amount(r, 4, &advice->has_amount, &advice->amount);
    if (status == AR_OK)
        status = read_amount(r, 5, &has_total, &total);
    if (status == AR_OK)
        status = read_amount(r, 6, &advice->has_discount, &advice->discount);
    if (status == AR_OK)
        status = read_amount(r, 8, &has_adjustment, &adjustment);
    if (status == AR_OK && element(r, 7).size > 0)
        status = keep(r, &r->reason, element(r, 7));
    if (status != AR_OK)
        return status;
    r->paid += advice->amount;
    if (has_total && advice->discount < 0 && (ar_int128)total + advice->discount == advice->amount)
        advice->discount = -advice->discount; /* some write it as what the total is changed by */
    if (has_adjustment) {
        advice->has_deduction = true;
        advice->deduction = adjustment < 0 ? -adjustment : adjustment;
    } else if (has_total && advice->has_amount && advice->amount >= 0 && advice->discount >= 0 &&
               (ar_int128)total > (ar_int128)advice->amount + advice->discount) {
        advice->has_deduction = r->derived = true;
        advice->deduction = total - advice->amount - advice->discount;
    }
    return AR_OK;
}

/* One line may be adjusted for several reasons. */
static enum ar_status add_reason(struct reader *r, struct ar_text text)
{
    struct ar_text all = ar_buffer_text(&r->reason);
    if (text.size == 0)
        return AR_OK;
    while (all.at != NULL)
        if (ar_text_equal(ar_text_cut(&all, ' '), text))
            return AR_OK;
    return ar_bank_join(&r->reason, text, false) == AR_OK ? AR_OK : ar_error_memory(r->error);
}

/* ADX*amount*reason*qualifier*reference: of the line before it, or of the payment as a whole. */
static enum ar_status adjust(struct reader *r)
{
    bool known;
    int64_t amount;
    bool of_line = r->waiting && !r->adjustment;
    enum ar_status status = of_line ? AR_OK : begin_line(r, true);
    if (status == AR_OK)
        status = read_amount(r, 1, &known, &amount);
    if (status == AR_OK)
        status = add_reason(r, element(r, 2));
    if (status != AR_OK)
        return status;
    struct ar_bank_advice *advice = &r->line_advice;
    if (of_line) {
        if (ar_amount_sub(&advice->deduction, r->derived ? 0 : advice->deduction, amount) != AR_OK)
            return ar_bank_bad(r->bank, r->error, r->line, "amount out of range");
        advice->has_deduction = true;
        r->derived = false;
        return AR_OK;
    }
    advice->has_amount = true;
    advice->amount = amount;
    r->paid += amount;
    status = add_reference(r, element(r, 4));
    return status == AR_OK && element(r, 4).size > 0 ? keep(r, &r->reference, element(r, 4)) : status;
}

static enum ar_status refer(struct reader *r)
{
    struct ar_text qualifier = element(r, 1), value = element(r, 2);
    if (ar_text_is(qualifier, "AC") || ar_text_is(qualifier, "CR") || ar_text_is(qualifier, "11") ||
        ar_text_is(qualifier, "14"))
        return keep(r, &r->customer, value);
    enum ar_status status = add_reference(r, value);
    if (status != AR_OK)
        return status;
    if (ar_text_is(qualifier, "PO"))
        return keep(r, r->waiting ? &r->order : &r->purchase_order, value);
    return r->waiting && r->reference.size == 0 ? keep(r, &r->reference, value) : AR_OK;
}

/* ---- sets -------------------------------------------------------------------------------------------------------- */

static enum ar_status begin_set(struct reader *r)
{
    if (r->in_set)
        return ar_bank_bad(r->bank, r->error, r->line, "a transaction set (ST) within another");
    struct ar_buffer *const buffers[] = {&r->trace,    &r->payer,      &r->payer_account, &r->account,
                                         &r->customer, &r->references, &r->purchase_order};
    for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++)
        buffers[i]->size = 0;
    r->in_set = true;
    r->is_820 = ar_text_is(element(r, 1), "820");
    if (!r->is_820)
        return ar_bank_bad_value(r->bank, r->error, r->line, "a transaction set other than 820", element(r, 1));
    r->segments = 0;
    r->sets++;
    r->set_line = r->line;
    r->amount = 0;
    r->paid = r->less = 0;
    r->date = AR_DATE_NONE;
    r->dated = KINDS_OF_DATE;
    r->has_lines = r->waiting = r->debit = false;
    r->currency = r->bank->options->currency;
    if (r->currency.code == 0 && ar_currency_parse(&r->currency, AR_TEXT("USD")) != AR_OK)
        return AR_FAILED; /* cannot be */
    return keep(r, &r->control, element(r, 2));
}

static enum ar_status order(struct reader *r)
{
    bool known, moved;
    enum ar_status status = read_amount(r, 2, &known, &r->amount);
    r->debit = ar_text_is(element(r, 3), "D");
    if (status == AR_OK)
        status = keep(r, &r->payer_account, element(r, 9));
    /* Account in 15, date in 16; some leave 11 out altogether. */
    size_t at = element(r, 16).size == 0 && element(r, 15).size == 8 ? 15 : 16;
    if (status == AR_OK)
        status = keep(r, &r->account, element(r, at - 1));
    if (status != AR_OK || element(r, at).size == 0)
        return status;
    r->dated = 0;
    return ar_bank_day(&r->date, element(r, at), &moved) == AR_OK ? AR_OK : bad_element(r, at, "not a date");
}

/* DTM*qualifier*date before the lines: of a payment order whose own date is not stated. */
static void date_of_set(struct reader *r)
{
    static const char *const qualifiers[KINDS_OF_DATE] = {"007", "009", "097"}; /* effective, processed, created */
    struct ar_date date;
    bool moved;
    for (size_t i = 0; i < r->dated; i++)
        if (ar_text_is(element(r, 1), qualifiers[i]) && ar_bank_day(&date, element(r, 2), &moved) == AR_OK) {
            r->date = date;
            r->dated = i;
        }
}

static enum ar_status write_payment(struct reader *r)
{
    const struct ar_text none = AR_TEXT("");
    if (ar_date_is_none(r->date))
        return ar_bank_bad(r->bank, r->error, r->set_line, "a payment order (BPR) without a date");
    ar_bank_begin(r->bank, r->set_line);
    if (ar_buffer_add(&r->bank->statement.account, ar_buffer_text(&r->account)) != AR_OK)
        return ar_error_memory(r->error);
    struct ar_bank_entry entry = {.date = r->date,
                                  .value = AR_DATE_NONE,
                                  .currency = r->currency,
                                  .amount = r->debit ? -r->amount : r->amount,
                                  .payer = ar_buffer_text(&r->payer),
                                  .payer_account = ar_buffer_text(&r->payer_account),
                                  .reference = ar_buffer_text(&r->references),
                                  .structured = none,
                                  .payer_reference = ar_buffer_text(&r->trace),
                                  .bank_reference = none,
                                  .code = AR_TEXT("820"),
                                  .details = none,
                                  .customer = ar_buffer_text(&r->customer),
                                  .payment = ar_buffer_text(&r->trace),
                                  .line = r->set_line};
    return ar_bank_add(r->bank, &entry, r->error);
}

/* An advice that names no invoice but an order: the order is what it is for. */
static enum ar_status write_order(struct reader *r)
{
    if (r->references.size == 0)
        return ar_bank_bad(r->bank, r->error, r->set_line, "an advice that names nothing it pays");
    struct ar_buffer *named = r->purchase_order.size > 0 ? &r->purchase_order : &r->references;
    struct ar_bank_advice advice = {.payment = ar_buffer_text(&r->trace),
                                    .reference = ar_buffer_text(named),
                                    .reason = AR_TEXT(""),
                                    .payer = ar_buffer_text(&r->payer),
                                    .customer = ar_buffer_text(&r->customer),
                                    .purchase_order = ar_buffer_text(&r->purchase_order),
                                    .currency = r->currency,
                                    .date = r->date,
                                    .has_amount = true,
                                    .amount = r->amount,
                                    .line = r->set_line};
    return ar_bank_advise(r->bank, &advice, r->error);
}

static enum ar_status end_set(struct reader *r)
{
    enum ar_status status = flush(r);
    char counted[24];
    r->in_set = false;
    if (status != AR_OK)
        return status;
    if (r->trace.size == 0)
        return ar_bank_bad(r->bank, r->error, r->set_line, "an advice without a trace number (TRN)");
    if (!ar_bank_same_number(element(r, 2), ar_buffer_text(&r->control)))
        return ar_bank_bad_value(r->bank, r->error, r->line, "not the control number of its ST", element(r, 2));
    int size = snprintf(counted, sizeof counted, "%llu", (unsigned long long)r->segments);
    if (!ar_text_equal(element(r, 1), (struct ar_text){counted, (size_t)size})) {
        /* many count it wrongly; what is paid is checked below */
        ar_bank_warn(r->bank, r->line, "the set has %s segments, its trailer says %.*s", counted,
                     (int)element(r, 1).size, element(r, 1).at);
    }
    if (r->has_lines && r->paid != r->amount && r->paid - r->less != r->amount) { /* some senders list gross amounts */
        char text[2][AR_AMOUNT_SIZE];
        unsigned digits = ar_currency_digits(r->currency);
        int paid = (int)ar_sum_format(text[0], r->paid, digits),
            amount = (int)ar_sum_format(text[1], r->amount, digits);
        status = ar_bank_differs(r->bank, r->error, r->set_line, "the lines come to %.*s, the payment (BPR) is %.*s",
                                 paid, text[0], amount, text[1]);
    }
    if (status == AR_OK && wants_payments(r))
        return write_payment(r);
    if (status == AR_OK && !r->has_lines)
        status = write_order(r);
    return status == AR_OK ? ar_bank_advised(r->bank, r->set_line, r->error) : status;
}

/* ---- segments ---------------------------------------------------------------------------------------------------- */

static enum ar_status in_set(struct reader *r)
{
    static const char *const passed[] = {"DTM", "ENT", "N2",  "N3",  "N4",  "PER", "NTE", "NM1", "RDM",
                                         "SLN", "IT1", "PID", "SAC", "TXI", "LX",  "LQ",  "AMT", "REC",
                                         "CTP", "ITA", "PS",  "VEH", "TXP", "DED", "N9"};
    if (is(r, "SE"))
        return end_set(r);
    if (is(r, "GE"))
        return ar_bank_bad(r->bank, r->error, r->set_line, "a transaction set (ST) without its end (SE)");
    if (is(r, "BPR"))
        return order(r);
    if (is(r, "TRN"))
        return keep(r, &r->trace, element(r, 2));
    if (is(r, "CUR")) {
        if (ar_currency_parse(&r->currency, element(r, 2)) != AR_OK)
            return bad_element(r, 2, "not a currency of ISO 4217");
        if (r->amount != 0 && ar_currency_digits(r->currency) != 2)
            return ar_bank_bad(r->bank, r->error, r->line,
                               "a currency (CUR) of other decimals behind its amount (BPR)");
        return AR_OK;
    }
    if (is(r, "N1"))
        return ar_text_is(element(r, 1), "PR") ? keep(r, &r->payer, element(r, 2)) : AR_OK;
    if (is(r, "REF"))
        return refer(r);
    if (is(r, "RMR"))
        return remittance(r);
    if (is(r, "ADX"))
        return adjust(r);
    if (is(r, "DTM") && !r->has_lines)
        date_of_set(r);
    for (size_t i = 0; i < sizeof passed / sizeof *passed; i++)
        if (is(r, passed[i]))
            return AR_OK;
    return ar_bank_bad_value(r->bank, r->error, r->line, "an unknown segment", element(r, 0));
}

static enum ar_status take_segment(struct reader *r, struct ar_text text)
{
    text = ar_bank_trim(text);
    if (text.size == 0)
        return AR_OK;
    if (r->tail != 0 && text.at[text.size - 1] == r->tail)
        text.size--;
    if (text.size == 0)
        return AR_OK;
    ar_x12_split(&r->segment, text, r->separator);
    r->segments++;
    if (is(r, "ISA") || is(r, "IEA")) {
        if (r->in_set || r->in_interchange == is(r, "ISA"))
            return ar_bank_bad(r->bank, r->error, r->line, "an interchange begins or ends in the wrong place");
        r->in_interchange = is(r, "ISA");
        return AR_OK;
    }
    if (is(r, "ST")) {
        enum ar_status status = begin_set(r);
        r->segments = 1;
        return status;
    }
    if (r->in_set)
        return in_set(r);
    const char last = text.at[text.size - 1];
    if (is(r, "GS") && (r->terminator == '\n' || r->terminator == '\r') && !ar_is_letter(last) && !ar_is_digit(last))
        r->tail = last;
    return is(r, "GS") || is(r, "GE")
               ? AR_OK
               : ar_bank_bad_value(r->bank, r->error, r->line, "an unknown segment", element(r, 0));
}

static void release(struct reader *r)
{
    struct ar_buffer *const buffers[] = {&r->control,   &r->trace,    &r->payer,      &r->payer_account,
                                         &r->account,   &r->customer, &r->references, &r->purchase_order,
                                         &r->reference, &r->reason,   &r->order};
    for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++)
        ar_buffer_free(buffers[i]);
}

enum ar_status ar_x12_read(struct ar_bank *bank, struct ar_bank_input *input, struct ar_error *error)
{
    struct reader r = {.bank = bank, .error = error};
    struct ar_text text;
    bool found = true;
    enum ar_status status = ar_bank_input_peek(input, &text, error);
    if (status != AR_OK)
        return status;
    while (text.size > 0 && text.at[0] != 'I') {
        text.at++;
        text.size--;
    }
    if (text.size < 4 || memcmp(text.at, "ISA", 3) != 0 || ar_x12_terminator(text) >= text.size)
        return ar_bank_bad(bank, error, 1, "no interchange header (ISA) of 16 elements");
    r.separator = text.at[3];
    r.terminator = text.at[ar_x12_terminator(text)];
    while (status == AR_OK && found) {
        status = ar_bank_input_until(input, r.terminator, &text, &found, error);
        r.line = input->line;
        for (size_t i = 0; status == AR_OK && i < text.size && (text.at[i] == '\r' || text.at[i] == '\n'); i++)
            r.line += text.at[i] == '\n';
        if (status == AR_OK && !found && ar_bank_trim(text).size > 0)
            status = ar_bank_bad(bank, error, r.line, "the file ends in the middle of a segment");
        if (status == AR_OK && found)
            status = take_segment(&r, text);
    }
    if (status == AR_OK && (r.in_set || r.in_interchange))
        status = ar_bank_bad(bank, error, input->line, "the file is cut off: no %s", r.in_set ? "SE" : "IEA");
    if (status == AR_OK && r.sets == 0)
        status = ar_bank_bad(bank, error, 0, "no transaction set in it");
    release(&r);
    return status;
}
