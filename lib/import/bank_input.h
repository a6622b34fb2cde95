/* SPDX-License-Identifier: MIT */
/* A bank file, line by line or up to a byte, decoded; what is handed out is lent until the next call. */
#ifndef AR_IMPORT_BANK_INPUT_H
#define AR_IMPORT_BANK_INPUT_H

#include "base/error.h"
#include "import/encoding.h"

struct ar_bank_input {
    struct ar_decoder *decoder;
    const char *label;
    char *block;
    size_t begin, end, scanned, capacity; /* bytes at hand; those looked at already, from begin */
    bool ended;
    bool held; /* a mark of the file's end (0x1A) is behind them, unless more comes */
    char newline; /* CR where the file has no LF, or of @@ the first; 0: not known yet */
    uint64_t line; /* of what was handed out last: where it begins */
    uint64_t next; /* the line of the next byte */
};

AR_MUST_USE enum ar_status ar_bank_input_open(struct ar_bank_input *input, const char *path, const char *encoding,
                                              struct ar_error *error);
void ar_bank_input_close(struct ar_bank_input *input);

/* The beginning of the file, up to 4096 bytes, before anything was taken. */
AR_MUST_USE enum ar_status ar_bank_input_peek(struct ar_bank_input *input, struct ar_text *out, struct ar_error *error);
/* Passes over blanks, empty lines and byte-order marks in front of everything else. */
AR_MUST_USE enum ar_status ar_bank_input_skip(struct ar_bank_input *input, struct ar_error *error);
/* A line without its CR LF; the last one may lack it. AR_END after it. */
AR_MUST_USE enum ar_status ar_bank_input_line(struct ar_bank_input *input, struct ar_text *line,
                                              struct ar_error *error);
/* What stands before the next `stop`, which is taken, too; *found says whether there was one before the end. */
AR_MUST_USE enum ar_status ar_bank_input_until(struct ar_bank_input *input, char stop, struct ar_text *out, bool *found,
                                               struct ar_error *error);
/* What is at hand, at least one byte: for parsers with a buffer of their own. */
AR_MUST_USE enum ar_status ar_bank_input_some(struct ar_bank_input *input, struct ar_text *out, struct ar_error *error);

#endif
