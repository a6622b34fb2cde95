/* SPDX-License-Identifier: MIT */
/* Reading a profile: its lines, the files that it includes, and what an indented line belongs to. */
#include "import/profile.h"
#include "import/profile_read.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { PROFILE_MAX = 1 << 20, INCLUDES_MAX = 16 };

enum ar_status ar_profile_fail(struct ar_profile_reader *reader, const char *format, ...)
{
    char reason[sizeof reader->error->reason];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, sizeof reason, format, arguments);
    va_end(arguments);
    if (reader->error == NULL)
        return AR_BAD_DATA;
    ar_error_set(reader->error, AR_BAD_DATA, "%s", reason);
    ar_error_place(reader->error, reader->file, reader->line);
    ar_error_column(reader->error, reader->directive);
    reader->error->fatal = true;
    return AR_BAD_DATA;
}

enum ar_status ar_profile_fail_value(struct ar_profile_reader *reader, struct ar_text value, const char *why)
{
    ar_profile_fail(reader, "%s", why);
    if (reader->error != NULL)
        ar_error_value(reader->error, value);
    return AR_BAD_DATA;
}

struct ar_profile_place ar_profile_here(const struct ar_profile_reader *reader)
{
    return (struct ar_profile_place){reader->file, reader->line};
}

void *ar_profile_add(void *array, size_t *capacity, size_t *count, size_t size)
{
    if (ar_grow(array, capacity, *count + 1, size) != AR_OK)
        return NULL;
    char *base;
    memcpy(&base, array, sizeof base);
    void *element = base + (*count)++ * size;
    memset(element, 0, size);
    return element;
}

static enum ar_status read_all(struct ar_buffer *text, const char *path, struct ar_error *error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return ar_error_system(error, "open", path, errno);
    enum ar_status status = AR_OK;
    while (status == AR_OK) {
        if (ar_buffer_reserve(text, 1 << 16) != AR_OK) {
            status = ar_error_memory(error);
            break;
        }
        ssize_t got = read(fd, text->at + text->size, 1 << 16);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            status = ar_error_system(error, "read", path, errno);
        if (got <= 0)
            break;
        text->size += (size_t)got;
        if (text->size > PROFILE_MAX) {
            status = ar_error_set(error, AR_BAD_DATA, "a profile of more than 1 MiB");
            ar_error_place(error, path, 0);
        }
    }
    close(fd);
    return status;
}

static enum ar_status parse_file(struct ar_profile *profile, const char *path, const struct ar_profile_reader *outer,
                                 struct ar_error *error);

/* A path in a profile is relative to the folder of the profile. */
enum ar_status ar_profile_path(struct ar_profile_reader *reader, const char **out)
{
    struct ar_text name;
    enum ar_status status = ar_profile_text(reader, &name);
    if (status != AR_OK)
        return status;
    const char *slash = strrchr(reader->file, '/');
    size_t folder = name.at[0] == '/' || slash == NULL ? 0 : (size_t)(slash - reader->file) + 1;
    char *path = ar_arena_take(&reader->profile->arena, folder + name.size + 1);
    if (path == NULL)
        return ar_error_memory(reader->error);
    memcpy(path, reader->file, folder);
    memcpy(path + folder, name.at, name.size);
    path[folder + name.size] = '\0';
    *out = path;
    return AR_OK;
}

static enum ar_status include(struct ar_profile_reader *reader)
{
    const char *path;
    enum ar_status status = ar_profile_path(reader, &path);
    if (status == AR_OK)
        status = ar_profile_end(reader);
    if (status != AR_OK)
        return status;
    struct ar_text name = ar_text_from(path);
    for (const struct ar_profile_reader *at = reader; at != NULL; at = at->outer)
        if (strcmp(at->file, path) == 0)
            return ar_profile_fail_value(reader, name, "the profile includes itself");
    if (reader->depth + 1 >= INCLUDES_MAX)
        return ar_profile_fail_value(reader, name, "profiles include one another too deeply");
    return parse_file(reader->profile, path, reader, reader->error);
}

static enum ar_status parse_indented(struct ar_profile_reader *reader)
{
    reader->directive = AR_TEXT("");
    switch (reader->open) {
    case AR_OPEN_VALUE:
        return ar_profile_entry(reader);
    case AR_OPEN_RULE:
        return ar_profile_action(reader);
    default:
        return ar_profile_fail(reader, "an indented line belongs to an assignment or an if before it");
    }
}

/* A rule without a line below it would do nothing. */
static enum ar_status finish_rule(struct ar_profile_reader *reader, uint64_t line)
{
    const struct ar_profile *profile = reader->profile;
    if (reader->open != AR_OPEN_RULE)
        return AR_OK;
    const struct ar_profile_rule *rule = &profile->rules[profile->rules_count - 1];
    if (rule->assignments || rule->skip || rule->stop || rule->reject)
        return AR_OK;
    reader->line = line;
    reader->directive = AR_TEXT("if");
    return ar_profile_fail(reader, "no indented line below it says what to do");
}

static enum ar_status parse_line(struct ar_profile_reader *reader)
{
    struct ar_text start = reader->rest;
    reader->indented = start.at[0] == ' ' || start.at[0] == '\t';
    if (reader->indented)
        return parse_indented(reader);
    struct ar_text word = ar_profile_word(reader);
    reader->directive = word;
    if (ar_text_is(word, "and") || ar_text_is(word, "or")) {
        if (reader->open != AR_OPEN_RULE)
            return ar_profile_fail(reader, "there is no if before it");
        return ar_profile_more_tests(reader, ar_text_is(word, "or"));
    }
    enum ar_status status = finish_rule(reader, reader->line - 1);
    reader->open = AR_OPEN_NONE;
    if (status != AR_OK)
        return status;
    if (ar_text_is(word, "include"))
        return include(reader);
    ar_profile_blanks(reader);
    if (reader->rest.size && reader->rest.at[0] == '=')
        return ar_profile_assign(reader, word);
    bool known = false;
    status = ar_profile_directive(reader, &known);
    if (status == AR_OK && !known)
        return ar_profile_fail(reader, "not a directive, and no '=' follows");
    return status;
}

static enum ar_status parse_text(struct ar_profile *profile, const char *path, struct ar_text text,
                                 const struct ar_profile_reader *outer, struct ar_error *error)
{
    struct ar_profile_reader reader = {.profile = profile, .outer = outer, .error = error};
    reader.depth = outer ? outer->depth + 1 : 0;
    struct ar_text file = ar_text_from(path);
    if (ar_arena_copy(&profile->arena, &file, file) != AR_OK)
        return ar_error_memory(error);
    reader.file = file.at;
    if (outer == NULL)
        profile->name = file.at;
    if (ar_text_starts(text, AR_TEXT("\xEF\xBB\xBF")))
        text = (struct ar_text){text.at + 3, text.size - 3};
    enum ar_status status = AR_OK;
    while (status == AR_OK && text.at != NULL && text.size) {
        struct ar_text line = ar_text_cut(&text, '\n');
        reader.line++;
        if (line.size && line.at[line.size - 1] == '\r')
            line.size--;
        struct ar_text content = ar_text_trim(line);
        if (content.size == 0 || content.at[0] == '#')
            continue;
        line.size = (size_t)(content.at + content.size - line.at);
        if (memchr(line.at, '\0', line.size) != NULL)
            reader.directive = AR_TEXT("");
        if (memchr(line.at, '\0', line.size) != NULL)
            return ar_profile_fail(&reader, "a NUL byte; a profile is plain text");
        reader.rest = line;
        status = parse_line(&reader);
    }
    return status == AR_OK ? finish_rule(&reader, reader.line) : status;
}

static enum ar_status parse_file(struct ar_profile *profile, const char *path, const struct ar_profile_reader *outer,
                                 struct ar_error *error)
{
    struct ar_buffer text = {0};
    enum ar_status status = read_all(&text, path, error);
    if (status == AR_OK)
        status = parse_text(profile, path, ar_buffer_text(&text), outer, error);
    ar_buffer_free(&text);
    return status;
}

static void start(struct ar_profile *profile)
{
    memset(profile, 0, sizeof *profile);
    profile->separator = ',';
    profile->quote = '"';
    profile->header_line = 1;
    profile->pivot = -1;
    profile->numbers = AR_NUMBER_STYLE_DEFAULT;
    profile->sign_source = -1;
}

enum ar_status ar_profile_parse(struct ar_profile *profile, const char *path, struct ar_text text,
                                struct ar_error *error)
{
    start(profile);
    enum ar_status status = parse_text(profile, path, text, NULL, error);
    if (status != AR_OK)
        ar_profile_free(profile);
    return status;
}

enum ar_status ar_profile_load(struct ar_profile *profile, const char *path, struct ar_error *error)
{
    start(profile);
    enum ar_status status = parse_file(profile, path, NULL, error);
    if (status != AR_OK)
        ar_profile_free(profile);
    return status;
}

const struct ar_profile_ready *ar_profile_find(const char *name)
{
    for (const struct ar_profile_ready *at = ar_profiles_ready; at->name != NULL; at++)
        if (strcmp(at->name, name) == 0)
            return at;
    return NULL;
}

bool ar_profile_is_shareable(const struct ar_profile *profile)
{
    bool patterns = profile->once_count > 0; /* and `once` looks at the record before */
    for (size_t i = 0; i < profile->sources_count; i++)
        patterns = patterns || profile->sources[i].capture != NULL;
    for (size_t i = 0; i < profile->entries_count; i++)
        patterns = patterns || profile->entries[i].pattern != NULL;
    for (size_t i = 0; i < profile->tests_count; i++)
        patterns = patterns || profile->tests[i].pattern != NULL;
    return !patterns;
}

void ar_profile_entry_free(struct ar_profile_entry *entry)
{
    ar_pattern_delete(entry->pattern);
    if (entry->lookup == NULL)
        return;
    ar_table_index_free(&entry->lookup->index);
    ar_table_free(&entry->lookup->table);
    free(entry->lookup);
}

void ar_profile_free(struct ar_profile *profile)
{
    for (size_t i = 0; i < profile->sources_count; i++)
        ar_pattern_delete(profile->sources[i].capture);
    for (size_t i = 0; i < profile->entries_count; i++)
        ar_profile_entry_free(&profile->entries[i]);
    for (size_t i = 0; i < profile->tests_count; i++)
        ar_pattern_delete(profile->tests[i].pattern);
    ar_pattern_delete(profile->header_pattern);
    free(profile->columns.at);
    free(profile->nulls.at);
    free(profile->signed_types.at);
    free(profile->dates);
    free(profile->plus.at);
    free(profile->minus.at);
    free(profile->strips);
    free(profile->once);
    free(profile->assignments);
    free(profile->overrides);
    free(profile->rules);
    free(profile->tests);
    free(profile->values);
    free(profile->operands);
    free(profile->joins);
    free(profile->terms);
    free(profile->entries);
    free(profile->sources);
    ar_arena_free(&profile->arena);
    memset(profile, 0, sizeof *profile);
}
