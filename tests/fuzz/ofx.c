/* SPDX-License-Identifier: MIT */
/* Fuzzes the reader of OFX files. */
#include "bank_feed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bank_feed(AR_BANK_OFX, data, size);
    return 0;
}
