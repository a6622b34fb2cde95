/* SPDX-License-Identifier: MIT */
/* A bank file of any known format, recognised by how it begins. */
#include "import/bank_read.h"
#include "import/advice.h"
#include "import/bai2.h"
#include "import/bank_input.h"
#include "import/bank_value.h"
#include "import/camt.h"
#include "import/mt940.h"
#include "import/ofx.h"
#include "import/x12.h"

const char *const ar_bank_format_names[] = {"auto", "mt940", "bai2", "camt", "ofx", "x12-820", "note", NULL};

static bool any_line(struct ar_text text, bool (*is)(struct ar_text line))
{
    while (text.at != NULL)
        if (is(ar_text_cut(&text, '\n')))
            return true;
    return false;
}

static bool is_swift_field(struct ar_text line)
{
    return line.size > 3 && line.at[0] == ':' && memchr("26", line.at[1], 2) != NULL && line.at[2] >= '0' &&
           line.at[2] <= '9' && (line.at[3] == ':' || (line.size > 4 && line.at[4] == ':'));
}

/* The format that the beginning of a file looks like; AR_BANK_AUTO: none. */
static enum ar_bank_format recognise(struct ar_text beginning)
{
    struct ar_text text = ar_bank_trim(beginning);
    if (ar_text_starts(text, AR_TEXT("ISA")) && text.size > 3 && !ar_is_letter(text.at[3]))
        return AR_BANK_X12;
    if (ar_text_starts(text, AR_TEXT("OFXHEADER")) || ar_text_holds(text, AR_TEXT("<?OFX")) ||
        ar_text_holds(text, AR_TEXT("<OFX>")))
        return AR_BANK_OFX;
    if (ar_text_starts(text, AR_TEXT("<")))
        return ar_text_holds(text, AR_TEXT("camt.05")) || ar_text_holds(text, AR_TEXT("BkToCstmr")) ? AR_BANK_CAMT
                                                                                                    : AR_BANK_AUTO;
    if (ar_text_starts(text, AR_TEXT("01,")))
        return AR_BANK_BAI2;
    if (ar_text_starts(text, AR_TEXT("{1:")) || ar_text_starts(text, AR_TEXT("@@:2")) || any_line(text, is_swift_field))
        return AR_BANK_MT940;
    return any_line(text, ar_advice_is_key) ? AR_BANK_NOTE : AR_BANK_AUTO;
}

static enum ar_status dispatch(struct ar_bank *bank, struct ar_bank_input *input, enum ar_bank_format format,
                               struct ar_error *error)
{
    bool advice = format == AR_BANK_X12 || format == AR_BANK_NOTE;
    enum ar_bank_kind kind = bank->options->kind;
    if (kind == AR_BANK_REMITTANCES && !advice)
        return ar_bank_bad(bank, error, 0, "%s holds payments, no remittances", ar_bank_format_names[format]);
    if (kind == AR_BANK_ANY)
        kind = advice ? AR_BANK_REMITTANCES : AR_BANK_PAYMENTS;
    enum ar_status status = ar_bank_start(bank, kind, error);
    if (status != AR_OK)
        return status;
    switch (format) {
    case AR_BANK_MT940:
        return ar_mt940_read(bank, input, error);
    case AR_BANK_BAI2:
        return ar_bai2_read(bank, input, error);
    case AR_BANK_CAMT:
        return ar_camt_read(bank, input, error);
    case AR_BANK_OFX:
        return ar_ofx_read(bank, input, error);
    case AR_BANK_X12:
        return ar_x12_read(bank, input, error);
    case AR_BANK_NOTE:
        return ar_advice_read(bank, input, error);
    case AR_BANK_AUTO:
        break;
    }
    return ar_bank_bad(bank, error, 0, "no known format; --format names one");
}

enum ar_status ar_bank_read(struct ar_bank *bank, const char *path, struct ar_error *error)
{
    struct ar_bank_input input;
    struct ar_text beginning;
    enum ar_status status = ar_bank_input_open(&input, path, bank->options->encoding, error);
    if (status != AR_OK)
        return status;
    bank->label = input.label;
    bank->files++;
    if (bank->options->opened != NULL)
        bank->options->opened(bank->options->context);
    status = ar_bank_input_peek(&input, &beginning, error);
    enum ar_bank_format format = bank->options->format;
    if (status == AR_OK && beginning.size == 0)
        status = ar_bank_bad(bank, error, 0, "empty: not even a header, so perhaps lost on its way");
    if (status == AR_OK)
        status = ar_bank_input_skip(&input, error);
    if (status == AR_OK)
        status = ar_bank_input_peek(&input, &beginning, error);
    if (status == AR_OK && format == AR_BANK_AUTO && (format = recognise(beginning)) == AR_BANK_AUTO)
        status =
            ar_bank_bad(bank, error, 0,
                        "no known format: not mt940, bai2, camt, ofx, x12-820 or note; CSV comes through ar-import");
    if (status == AR_OK)
        status = dispatch(bank, &input, format, error);
    ar_bank_input_close(&input);
    return status;
}
