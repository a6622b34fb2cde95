/* SPDX-License-Identifier: MIT */
/* A folder of texts, or the ready ones, found by name and language. */
#include "collections/template_set.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const struct ar_text suffix = AR_TEXT(".txt");

/* NAME.LANG.txt: where the language begins; 0 for a file of another name. */
static size_t language_of(struct ar_text file)
{
    if (file.size <= suffix.size || memcmp(file.at + file.size - suffix.size, suffix.at, suffix.size) != 0)
        return 0;
    size_t end = file.size - suffix.size, at = end;
    while (at > 0 && file.at[at - 1] != '.')
        at--;
    return at > 1 && end - at >= 2 && end - at <= 16 && file.at[0] != '.' ? at : 0;
}

/* Takes the text's place: DIR/NAME.LANG.txt, which names lie inside. */
static enum ar_status add_entry(struct ar_template_set *set, const char *directory, struct ar_text file,
                                const char *ready, struct ar_error *error)
{
    size_t language = language_of(file), before = directory ? strlen(directory) + 1 : 0;
    if (language == 0)
        return AR_OK;
    char *path = malloc(before + file.size + 1);
    if (path == NULL || ar_grow(&set->at, &set->capacity, set->count + 1, sizeof *set->at) != AR_OK) {
        free(path);
        return ar_error_memory(error);
    }
    if (directory)
        snprintf(path, before + 1, "%s/", directory);
    memcpy(path + before, file.at, file.size);
    path[before + file.size] = '\0';
    set->at[set->count++] = (struct ar_template_entry){
        .path = path,
        .name = {path + before, language - 1},
        .language = {path + before + language, file.size - language - suffix.size},
        .ready = ready,
    };
    return AR_OK;
}

static enum ar_status read_file(struct ar_buffer *out, const char *path, struct ar_error *error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return ar_error_system(error, "open", path, errno);
    enum ar_status status = AR_OK;
    for (;;) {
        if (ar_buffer_reserve(out, 4096) != AR_OK) {
            status = ar_error_memory(error);
            break;
        }
        ssize_t got = read(fd, out->at + out->size, 4096);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            status = ar_error_system(error, "read", path, errno);
        if (got <= 0)
            break;
        out->size += (size_t)got;
    }
    (void)close(fd);
    return status;
}

static enum ar_status parse(struct ar_template_set *set, struct ar_template_entry *entry, struct ar_error *error)
{
    struct ar_buffer text = {0};
    enum ar_status status = AR_OK;
    if (entry->ready == NULL)
        status = read_file(&text, entry->path, error);
    if (status == AR_OK)
        status =
            ar_template_parse(&entry->template, entry->path,
                              entry->ready ? ar_text_from(entry->ready) : ar_buffer_text(&text), &set->names, error);
    ar_buffer_free(&text);
    entry->parsed = status == AR_OK;
    entry->template.language = entry->language;
    return status;
}

static int compare_entries(const void *a, const void *b)
{
    const struct ar_template_entry *x = a, *y = b;
    return strcmp(x->path, y->path);
}

static enum ar_status load_directory(struct ar_template_set *set, struct ar_error *error)
{
    DIR *directory = opendir(set->directory);
    if (directory == NULL)
        return ar_error_system(error, "open", set->directory, errno);
    enum ar_status status = AR_OK;
    errno = 0;
    for (struct dirent *file; status == AR_OK && (file = readdir(directory)) != NULL;)
        status = add_entry(set, set->directory, ar_text_from(file->d_name), NULL, error);
    if (status == AR_OK && errno != 0)
        status = ar_error_system(error, "read", set->directory, errno);
    (void)closedir(directory);
    if (status == AR_OK && set->count == 0) {
        ar_error_set(error, AR_BAD_DATA, "no text in this folder (NAME.LANGUAGE.txt)");
        ar_error_place(error, set->directory, 0);
        return AR_BAD_DATA;
    }
    if (status == AR_OK) /* which one of several wrong texts is told must not depend on the disk */
        qsort(set->at, set->count, sizeof *set->at, compare_entries);
    for (size_t i = 0; i < set->count && status == AR_OK; i++)
        status = parse(set, &set->at[i], error);
    return status;
}

enum ar_status ar_template_set_load(struct ar_template_set *set, const char *directory, struct ar_template_names names,
                                    struct ar_error *error)
{
    *set = (struct ar_template_set){.directory = directory, .names = names};
    if (directory != NULL)
        return load_directory(set, error);
    enum ar_status status = AR_OK;
    for (const struct ar_template_ready *at = ar_templates_ready; at->name != NULL && status == AR_OK; at++) {
        char file[128];
        int size = snprintf(file, sizeof file, "%s.txt", at->name);
        status = add_entry(set, NULL, (struct ar_text){file, (size_t)size}, at->text, error);
    }
    return status;
}

void ar_template_set_free(struct ar_template_set *set)
{
    for (size_t i = 0; i < set->count; i++) {
        ar_template_free(&set->at[i].template);
        free(set->at[i].path);
    }
    free(set->at);
    *set = (struct ar_template_set){0};
}

/* Tags are compared without regard to case, and de_AT is de-AT. */
static bool same_language(struct ar_text a, struct ar_text b)
{
    if (a.size != b.size)
        return false;
    for (size_t i = 0; i < a.size; i++) {
        char x = a.at[i] == '_' ? '-' : a.at[i], y = b.at[i] == '_' ? '-' : b.at[i];
        if ((x | 0x20) != (y | 0x20))
            return false;
    }
    return true;
}

static bool is_named(struct ar_text entry, struct ar_text name, const char *variant)
{
    size_t more = variant ? strlen(variant) + 1 : 0;
    return entry.size == name.size + more && ar_text_starts(entry, name) &&
           (variant == NULL ||
            (entry.at[name.size] == '-' && memcmp(entry.at + name.size + 1, variant, more - 1) == 0));
}

static struct ar_template_entry *look(struct ar_template_set *set, struct ar_text name, const char *variant,
                                      struct ar_text language)
{
    for (size_t i = 0; i < set->count; i++)
        if (is_named(set->at[i].name, name, variant) && same_language(set->at[i].language, language))
            return &set->at[i];
    return NULL;
}

static enum ar_status missing(const struct ar_template_set *set, struct ar_text name, struct ar_text language,
                              struct ar_text fallback, struct ar_error *error)
{
    char shown[100], in[40], last[40];
    ar_printable(shown, sizeof shown, name);
    ar_printable(in, sizeof in, language);
    ar_printable(last, sizeof last, fallback);
    const char *where = set->directory ? set->directory : "the ready texts";
    if (name.size == 0)
        ar_error_set(error, AR_BAD_DATA, "the action names no template");
    else if (ar_text_equal(language, fallback))
        ar_error_set(error, AR_BAD_DATA, "no text for it: %s.%s.txt is not in %s", shown, in, where);
    else
        ar_error_set(error, AR_BAD_DATA, "no text for it: neither %s.%s.txt nor %s.%s.txt is in %s", shown, in, shown,
                     last, where);
    return AR_BAD_DATA;
}

enum ar_status ar_template_set_find(const struct ar_template **out, struct ar_template_set *set, struct ar_text name,
                                    const char *variant, struct ar_text language, struct ar_text fallback,
                                    struct ar_error *error)
{
    struct ar_text base = language;
    for (size_t i = 0; i < language.size && base.size == language.size; i++)
        if (language.at[i] == '-' || language.at[i] == '_')
            base.size = i;
    const struct ar_text languages[] = {language, base, fallback};
    struct ar_template_entry *found = NULL;
    for (unsigned i = 0; i < 3 && found == NULL && variant != NULL; i++)
        found = look(set, name, variant, languages[i]);
    for (unsigned i = 0; i < 3 && found == NULL; i++)
        found = look(set, name, NULL, languages[i]);
    if (found == NULL)
        return missing(set, name, language, fallback, error);
    if (!found->parsed) {
        enum ar_status status = parse(set, found, error);
        if (status != AR_OK)
            return status;
    }
    *out = &found->template;
    return AR_OK;
}
