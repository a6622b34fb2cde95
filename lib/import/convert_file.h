/* SPDX-License-Identifier: MIT */
/* One input of a run, and the header that was found in it. */
#ifndef AR_IMPORT_CONVERT_FILE_H
#define AR_IMPORT_CONVERT_FILE_H

#include "import/convert_plan.h"

struct ar_import_file {
    struct ar_csv_reader *reader;
    const char *label;
    struct ar_plan *plan;
    struct ar_text *columns;
    unsigned count;
    struct ar_arena arena;
    bool pending; /* the record that told the number of columns is the first one itself */
    struct ar_csv_record first;
};

/* Leaves `block` behind the header. */
AR_MUST_USE enum ar_status ar_import_file_header(struct ar_import_file *file, const struct ar_profile *profile,
                                                 struct ar_csv_block *block, struct ar_error *error);
/* Passes over records behind the header. */
AR_MUST_USE enum ar_status ar_import_file_skip(struct ar_import_file *file, unsigned count, struct ar_csv_block *block,
                                               struct ar_error *error);
void ar_import_file_close(struct ar_import_file *file); /* {0} is allowed */

#endif
