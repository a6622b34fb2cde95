/* SPDX-License-Identifier: MIT */
/* Fuzzes the reader of NOTE files. */
#include "bank_feed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bank_feed(AR_BANK_NOTE, data, size);
    return 0;
}
