/* SPDX-License-Identifier: MIT */
/* Where texts come from: a folder of NAME.LANG.txt, or those that are built in. */
#ifndef AR_COLLECTIONS_TEMPLATE_SET_H
#define AR_COLLECTIONS_TEMPLATE_SET_H

#include "collections/template.h"

/* The ready ones, from lib/collections/letters; ends with a row whose name is NULL. */
struct ar_template_ready {
    const char *name; /* "reminder.en" */
    const char *text;
};
extern const struct ar_template_ready ar_templates_ready[];

struct ar_template_entry {
    char *path; /* for messages: DIR/reminder.en.txt */
    struct ar_text name, language; /* in path */
    const char *ready; /* text of one that is built in */
    bool parsed;
    struct ar_template template;
};

struct ar_template_set {
    const char *directory; /* lent; NULL: the ready ones */
    struct ar_template_entry *at;
    size_t count, capacity;
    struct ar_template_names names;
};

/* A folder is read and checked whole, so that a wrong text is found before any letter is written. Files with other
   names are passed over. */
AR_MUST_USE enum ar_status ar_template_set_load(struct ar_template_set *set, const char *directory,
                                                struct ar_template_names names, struct ar_error *error);
void ar_template_set_free(struct ar_template_set *set);

/* NAME-VARIANT in the language (de-AT), in its base (de), in the fallback; then NAME likewise. variant may be NULL.
   AR_BAD_DATA when there is none. */
AR_MUST_USE enum ar_status ar_template_set_find(const struct ar_template **out, struct ar_template_set *set,
                                                struct ar_text name, const char *variant, struct ar_text language,
                                                struct ar_text fallback, struct ar_error *error);

#endif
