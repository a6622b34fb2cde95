/* SPDX-License-Identifier: MIT */
/* Any text as a profile: it parses or is refused, and a plan for three columns can be made or not. */
#include "import/convert_plan.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct ar_text columns[] = {AR_TEXT("A"), AR_TEXT("B"), AR_TEXT("Amount")};
    struct ar_profile profile;
    struct ar_error error;
    struct ar_text text = {(const char *)data, size};
    for (size_t i = 0; i + 7 < size; i++) /* no other file is to be opened */
        if (memcmp(data + i, "include", 7) == 0)
            return 0;
    for (size_t i = 0; i + 4 < size; i++)
        if (memcmp(data + i, "from", 4) == 0)
            return 0;
    if (ar_profile_parse(&profile, "fuzz", text, &error) != AR_OK)
        return 0;
    struct ar_convert_options options = {.profile = &profile, .kind = profile.kind ? profile.kind : &ar_kinds[0]};
    struct ar_plan *plan;
    if (ar_plan_new(&plan, &options, columns, 3, "fuzz.csv", &error) == AR_OK)
        ar_plan_delete(plan);
    ar_profile_free(&profile);
    return 0;
}
