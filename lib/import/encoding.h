/* SPDX-License-Identifier: MIT */
/* A foreign file as UTF-8: opened, its encoding told from a byte-order mark or by name, decoded as it is read. What is
   not in the encoding is an error, never a replacement character. */
#ifndef AR_IMPORT_ENCODING_H
#define AR_IMPORT_ENCODING_H

#include "base/error.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

struct ar_decoder;

/* Encoding names, any case: "utf-8" (checked), "utf-16" (the byte-order mark tells which), "utf-16le", "utf-16be",
   "latin-1", "cp1252", "cp1250", and whatever else iconv knows. NULL: a byte-order mark of UTF-8, UTF-16 or UTF-32
   decides; without one the bytes pass as they are, valid UTF-8 or not. A mark is removed. A mark that contradicts the
   name is AR_BAD_DATA; an unknown name is AR_MISUSE; "-" is standard input. `path` must outlive the decoder. */
AR_MUST_USE enum ar_status ar_decoder_new(struct ar_decoder **out, const char *path, const char *encoding,
                                          struct ar_error *error);
void ar_decoder_delete(struct ar_decoder *decoder); /* NULL is allowed */

/* Up to `room` (at least 16) decoded bytes: AR_OK with *got > 0, AR_END, AR_FAILED, or AR_BAD_DATA (fatal; error names
   the offending bytes, the caller adds the line) when all before the offence has been handed out. */
AR_MUST_USE enum ar_status ar_decoder_read(struct ar_decoder *decoder, char *out, size_t room, size_t *got,
                                           struct ar_error *error);

uint64_t ar_decoder_bytes(const struct ar_decoder *decoder); /* of the file, read so far */
/* AR_BAD_DATA for what begins as no text does, in any encoding: a spreadsheet, an archive, a PDF. Before it is read
 * from.
 */
AR_MUST_USE enum ar_status ar_decoder_refuse(const struct ar_decoder *decoder, struct ar_error *error);
const char *ar_decoder_label(const struct ar_decoder *decoder); /* the path, "(standard input)" */

/* Whether there is such an encoding: AR_MISUSE with a reason otherwise. */
AR_MUST_USE enum ar_status ar_encoding_check(const char *encoding, struct ar_error *error);

/* The length of the longest valid UTF-8 prefix. */
size_t ar_utf8_valid(struct ar_text text);

#endif
