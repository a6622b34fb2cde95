/* SPDX-License-Identifier: MIT */
/* The columns of a file as a profile names them. */
#ifndef AR_IMPORT_CONVERT_COLUMNS_H
#define AR_IMPORT_CONVERT_COLUMNS_H

#include "import/convert_plan.h"

/* A profile being compiled against the columns of the file `label`. */
struct ar_plan_compiler {
    struct ar_plan *plan;
    const struct ar_text *columns;
    unsigned count;
    const char *label;
    struct ar_error *error;
};

/* AR_BAD_DATA at a place of the profile; `column` may be empty. */
enum ar_status ar_plan_refuse(struct ar_plan_compiler *compiler, struct ar_profile_place place, struct ar_text column,
                              const char *why);
/* A column goes by its exact name, else by the one name that differs in case, accents or blanks only. *found is -1 when
   there is none, -2 when there are several. */
AR_MUST_USE enum ar_status ar_plan_column(const struct ar_plan_compiler *compiler, struct ar_text name, int *found);
/* Binds the sources that count: not those of an assignment that a later one has replaced. */
AR_MUST_USE enum ar_status ar_plan_sources(struct ar_plan_compiler *compiler);

#endif
