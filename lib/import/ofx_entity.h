/* SPDX-License-Identifier: MIT */
/* Entities in the texts of OFX. */
#ifndef AR_IMPORT_OFX_ENTITY_H
#define AR_IMPORT_OFX_ENTITY_H

#include "base/text.h"

/* &amp; &#233; &#xe9; and so on, where the text begins with the ampersand: its character as UTF-8, and the size of the
   whole; 0: just an ampersand. */
size_t ar_ofx_entity(struct ar_text text, char out[4], size_t *size);

#endif
