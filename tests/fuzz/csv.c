/* SPDX-License-Identifier: MIT */
/* Fuzzes the CSV reader against libcsv alone. The first four bytes choose the options, the rest is the file. */
#include "../csv/oracle.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char delimiters[] = ",;\t|^: ,";
    if (size < 4)
        return 0;
    struct ar_csv_options options = {
        .any = true,
        .delimiter = delimiters[data[0] % 8],
        .quote = data[0] & 8 ? '\'' : '"',
        .quoting = (enum ar_csv_quoting)(data[1] % 3),
        .trim = data[2] & 1,
        .narrow = data[2] & 2,
        .block_size = data[3] ? data[3] : 65536,
    };
    if (!oracle_agrees((const char *)data + 4, size - 4, &options))
        abort();
    return 0;
}
