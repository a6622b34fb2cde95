/* SPDX-License-Identifier: MIT */
/* JSON strings. */
#ifndef AR_EXPORT_JSON_H
#define AR_EXPORT_JSON_H

#include "record/writer.h"

/* A string with its quotes, escaped as RFC 8259 asks; the text is UTF-8. */
void ar_json_string(struct ar_writer *writer, struct ar_text text);

#endif
