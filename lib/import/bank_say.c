/* SPDX-License-Identifier: MIT */
/* What is said of a bank file: errors and warnings with their place in it. */
#include "import/bank.h"

#include <stdarg.h>
#include <stdio.h>

enum ar_status ar_bank_bad(const struct ar_bank *bank, struct ar_error *error, uint64_t line, const char *format, ...)
{
    char message[400];
    va_list list;
    va_start(list, format);
    vsnprintf(message, sizeof message, format, list);
    va_end(list);
    enum ar_status status = ar_error_set(error, AR_BAD_DATA, "%s", message);
    ar_error_place(error, bank->label, line);
    return status;
}

enum ar_status ar_bank_bad_value(const struct ar_bank *bank, struct ar_error *error, uint64_t line, const char *reason,
                                 struct ar_text value)
{
    enum ar_status status = ar_bank_bad(bank, error, line, "%s", reason);
    if (value.size > 0)
        ar_error_value(error, value);
    return status;
}

enum ar_status ar_bank_bad_field(const struct ar_bank *bank, struct ar_error *error, uint64_t line, const char *field,
                                 const char *reason, struct ar_text value)
{
    enum ar_status status = ar_bank_bad_value(bank, error, line, reason, value);
    ar_error_column(error, ar_text_from(field));
    return status;
}

void ar_bank_warn(const struct ar_bank *bank, uint64_t line, const char *format, ...)
{
    char message[1000];
    int size = snprintf(message, sizeof message, "%.300s:%llu: ", bank->label, (unsigned long long)line);
    va_list list;
    va_start(list, format);
    vsnprintf(message + size, sizeof message - (size_t)size, format, list);
    va_end(list);
    bank->options->warn(bank->options->context, message);
}

enum ar_status ar_bank_differs(struct ar_bank *bank, struct ar_error *error, uint64_t line, const char *format, ...)
{
    char message[400];
    va_list list;
    va_start(list, format);
    vsnprintf(message, sizeof message, format, list);
    va_end(list);
    if (!bank->options->unbalanced)
        return ar_bank_bad(bank, error, line, "%s", message);
    ar_bank_warn(bank, line, "%s", message);
    return AR_OK;
}
