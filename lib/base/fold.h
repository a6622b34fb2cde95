/* SPDX-License-Identifier: MIT */
/* Text folded for comparison by people's names for things: case, accents and compatibility forms set aside (utf8proc:
   NFKD, case folding, marks and default-ignorable characters stripped, blanks collapsed and trimmed). Idempotent. */
#ifndef AR_BASE_FOLD_H
#define AR_BASE_FOLD_H

#include "base/memory.h"

/* Replaces the content of *out. Invalid UTF-8 is AR_BAD_DATA. ASCII takes a short path with the same result. */
AR_MUST_USE enum ar_status ar_fold(struct ar_buffer *out, struct ar_text text);

/* Takes the first character off a text, as ar_fold has it, but always one: small, and without its mark. 0 is a mark,
   which is nothing by itself; AR_NO_CHARACTER a byte that is no UTF-8. *letter becomes whether it is a letter of a
   script that has small and capital ones; a mark leaves that as it is. */
#define AR_NO_CHARACTER UINT32_MAX
uint32_t ar_fold_next(struct ar_text *text, bool *letter);

#endif
