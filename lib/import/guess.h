/* SPDX-License-Identifier: MIT */
/* A first profile for a file that nobody has described: what its bytes prove, the reasons beside it, and what they do
   not prove left open. */
#ifndef AR_IMPORT_GUESS_H
#define AR_IMPORT_GUESS_H

#include "import/kind.h"
#include "record/writer.h"

/* Writes the profile. *undecided counts what a person must decide before it will run. */
AR_MUST_USE enum ar_status ar_guess(struct ar_writer *out, const char *path, const struct ar_kind *kind,
                                    unsigned *undecided, struct ar_error *error);

#endif
