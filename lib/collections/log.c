/* SPDX-License-Identifier: MIT */
/* The log, read in two steps, because what a record means depends on what later became of its action: first all
   records and the last state of each action, then what they add up to. */
#define _GNU_SOURCE /* flock, memrchr */
#include "collections/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* One record, by numbers. */
struct entry {
    int64_t fee;
    uint32_t action, document, procedure;
    uint32_t contacts[2]; /* the customer by this channel, and by any */
    struct ar_date date;
    int32_t level, cycle;
    struct ar_currency currency;
};

struct loading {
    struct ar_log *log;
    struct ar_action_columns columns;
    struct ar_buffer key;
    struct entry *entries;
    size_t count, capacity;
};

/* The number of `parts` among keys, where a new one gets a value of its own in *values. */
static enum ar_status number_of(uint32_t *number, struct loading *loading, struct ar_keys *keys,
                                const struct ar_text parts[static AR_KEY_PARTS])
{
    if (ar_key_build(&loading->key, parts) != AR_OK)
        return AR_FAILED;
    return ar_keys_add(keys, number, ar_buffer_text(&loading->key));
}

static enum ar_status add_action(struct entry *entry, struct loading *loading, const struct ar_action *action)
{
    struct ar_log *log = loading->log;
    if (ar_keys_add(&log->actions, &entry->action, action->action) != AR_OK ||
        ar_grow(&log->action, &log->action_capacity, log->actions.count, sizeof *log->action) != AR_OK)
        return AR_FAILED;
    struct ar_log_action *last = &log->action[entry->action];
    *last = (struct ar_log_action){.state = action->state, .date = action->date};
    if (action->time.size > 0)
        memcpy(last->time, action->time.at, AR_TIME_SIZE);
    return AR_OK;
}

static enum ar_status add_contact(uint32_t *number, struct loading *loading, struct ar_text customer,
                                  struct ar_text channel)
{
    struct ar_log *log = loading->log;
    const struct ar_text parts[AR_KEY_PARTS] = {customer, channel, AR_TEXT(""), AR_TEXT("")};
    size_t known = log->contacts.count;
    if (number_of(number, loading, &log->contacts, parts) != AR_OK ||
        ar_grow(&log->contact, &log->contact_capacity, log->contacts.count, sizeof *log->contact) != AR_OK)
        return AR_FAILED;
    if (log->contacts.count > known)
        log->contact[*number] = (struct ar_log_contact){AR_DATE_NONE, AR_DATE_NONE, AR_DATE_NONE};
    return AR_OK;
}

static enum ar_status add_document(uint32_t *number, struct loading *loading, const struct ar_action *action)
{
    struct ar_log *log = loading->log;
    const struct ar_text parts[AR_KEY_PARTS] = {action->entity, action->customer, action->doc, action->line};
    size_t known = log->documents.count;
    *number = AR_NO_KEY;
    if (action->doc.size == 0)
        return AR_OK;
    if (number_of(number, loading, &log->documents, parts) != AR_OK ||
        ar_grow(&log->document, &log->document_capacity, log->documents.count, sizeof *log->document) != AR_OK)
        return AR_FAILED;
    if (log->documents.count > known)
        log->document[*number] =
            (struct ar_log_document){.level = AR_NO_LEVEL, .level_date = AR_DATE_NONE, .date = AR_DATE_NONE};
    return AR_OK;
}

/* The records of an action stand together, so that most have their contacts from the one before. */
static enum ar_status add_contacts(struct entry *entry, struct loading *loading, const struct ar_action *action)
{
    if (loading->count > 0) {
        const struct entry *last = entry - 1;
        struct ar_text parts[AR_KEY_PARTS];
        ar_key_split(parts, loading->log->contacts.at[last->contacts[0]]);
        if (ar_text_equal(parts[0], action->customer) && ar_text_equal(parts[1], action->channel)) {
            memcpy(entry->contacts, last->contacts, sizeof entry->contacts);
            return AR_OK;
        }
    }
    enum ar_status status = add_contact(&entry->contacts[0], loading, action->customer, action->channel);
    return status == AR_OK ? add_contact(&entry->contacts[1], loading, action->customer, AR_TEXT("")) : status;
}

static enum ar_status add_entry(struct loading *loading, const struct ar_action *action)
{
    struct ar_log *log = loading->log;
    log->records++;
    if (action->state == AR_PROPOSED) /* a draft: nothing has happened, and nothing that did is undone */
        return AR_OK;
    if (ar_grow(&loading->entries, &loading->capacity, loading->count + 1, sizeof *loading->entries) != AR_OK)
        return AR_FAILED;
    struct entry *entry = &loading->entries[loading->count];
    *entry = (struct entry){.fee = action->fee,
                            .date = action->date,
                            .level = action->doc_level,
                            .cycle = action->cycle,
                            .currency = action->currency};
    if (add_contacts(entry, loading, action) != AR_OK || add_action(entry, loading, action) != AR_OK ||
        add_document(&entry->document, loading, action) != AR_OK ||
        ar_keys_add(&log->procedures, &entry->procedure, action->procedure) != AR_OK)
        return AR_FAILED;
    loading->count++;
    return AR_OK;
}

static void later(struct ar_date *date, struct ar_date other)
{
    if (ar_date_is_none(*date) || other.days > date->days)
        *date = other;
}

static enum ar_status charge(struct ar_log_document *document, const struct entry *entry, struct ar_text doc,
                             struct ar_error *error)
{
    if (entry->fee == 0)
        return AR_OK;
    if (document->currency.code == 0)
        document->currency = entry->currency;
    if (document->currency.code == entry->currency.code &&
        ar_amount_add(&document->fees, document->fees, entry->fee) == AR_OK)
        return AR_OK;
    ar_error_set(error, AR_BAD_DATA, "fees of one document are in two currencies, or out of range");
    ar_error_value(error, doc);
    return AR_BAD_DATA;
}

/* What one document went through in one action. */
static enum ar_status settle_document(struct ar_log *log, const struct entry *entry, bool sent, struct ar_error *error)
{
    struct ar_log_document *document = &log->document[entry->document];
    struct ar_text parts[AR_KEY_PARTS];
    ar_key_split(parts, log->documents.at[entry->document]);
    if (sent) {
        later(&document->date, entry->date);
        bool higher = entry->level > document->level;
        if (higher || (entry->level == document->level && entry->cycle >= document->cycle)) {
            document->level = entry->level;
            document->cycle = entry->cycle;
            document->procedure = entry->procedure;
            document->level_date = entry->date;
        }
    } else {
        document->pending = true;
    }
    return charge(document, entry, parts[2], error);
}

static void add_day(struct ar_log_contact *contact, bool sent, struct ar_date date)
{
    struct ar_date last = contact->sent;
    later(&last, contact->pending);
    if (date.days > last.days)
        contact->before = last;
    else if (date.days < last.days)
        later(&contact->before, date);
    later(sent ? &contact->sent : &contact->pending, date);
}

/* The records of each action, the last one of a document first, so that it is the one that counts. */
static enum ar_status settle_action(struct loading *loading, const uint32_t *order, uint32_t from, uint32_t to,
                                    uint32_t *settled_by, struct ar_error *error)
{
    struct ar_log *log = loading->log;
    enum ar_status status = AR_OK;
    for (uint32_t i = to; i-- > from && status == AR_OK;) {
        const struct entry *entry = &loading->entries[order[i]];
        enum ar_action_state state = log->action[entry->action].state;
        bool counts = state == AR_SENT || state == AR_SENDING;
        for (unsigned j = 0; counts && j < 2; j++) {
            add_day(&log->contact[entry->contacts[j]], state == AR_SENT, entry->date);
        }
        if (entry->document == AR_NO_KEY || settled_by[entry->document] == entry->action + 1)
            continue;
        settled_by[entry->document] = entry->action + 1;
        log->action[entry->action].documents++;
        if (counts)
            status = settle_document(log, entry, state == AR_SENT, error);
    }
    return status;
}

/* Brings the records of each action together (a counting sort, in the order of the log), and adds them up. */
static enum ar_status settle(struct loading *loading, struct ar_error *error)
{
    struct ar_log *log = loading->log;
    size_t actions = log->actions.count;
    uint32_t *start = calloc(actions + 2, sizeof *start), *order = malloc((loading->count + 1) * sizeof *order);
    uint32_t *settled_by = calloc(log->documents.count + 1, sizeof *settled_by);
    enum ar_status status = AR_OK;
    if (start == NULL || order == NULL || settled_by == NULL)
        status = ar_error_memory(error);
    if (status == AR_OK) {
        for (size_t i = 0; i < loading->count; i++)
            start[loading->entries[i].action + 2]++;
        for (size_t i = 2; i < actions + 2; i++)
            start[i] += start[i - 1];
        for (size_t i = 0; i < loading->count; i++)
            order[start[loading->entries[i].action + 1]++] = (uint32_t)i;
        for (size_t i = 0; i < actions && status == AR_OK; i++)
            status = settle_action(loading, order, start[i], start[i + 1], settled_by, error);
    }
    free(start);
    free(order);
    free(settled_by);
    return status;
}

static enum ar_status read_rows(struct loading *loading, struct ar_reader *reader, struct ar_error *error)
{
    struct ar_block block = {0};
    struct ar_action action;
    struct ar_row row;
    enum ar_status status = AR_OK;
    while (status == AR_OK && (status = ar_reader_take(reader, &block, error)) == AR_OK) {
        while (status == AR_OK && (status = ar_block_next(&block, &row, error)) == AR_OK) {
            status = ar_action_decode(&action, &loading->columns, &row, error);
            if (status == AR_OK && add_entry(loading, &action) != AR_OK)
                status = ar_error_memory(error);
        }
        if (status == AR_END)
            status = AR_OK;
    }
    ar_block_free(&block);
    return status == AR_END ? AR_OK : status;
}

static enum ar_status read_log(struct ar_log *log, const char *path, struct ar_error *error)
{
    const unsigned need = AR_ACTION_REQUIRED | AR_ACTION_LOGGED;
    const unsigned like = AR_ACTION_ENTITY | AR_ACTION_PROCEDURE | AR_ACTION_CYCLE | AR_ACTION_CHANNEL | AR_ACTION_DOC |
                          AR_ACTION_LINE | AR_ACTION_DOC_LEVEL | AR_ACTION_FEE;
    struct ar_reader_options options = {.paths = &path, .count = 1, .torn = log->torn > 0};
    struct loading loading = {.log = log};
    struct ar_reader *reader = NULL;
    enum ar_status status = ar_reader_new(&reader, &options, error);
    if (status == AR_OK) {
        status = ar_action_bind(&loading.columns, ar_reader_header(reader), need, like, error);
        if (status != AR_OK)
            ar_error_place(error, path, 0);
    }
    if (status == AR_OK)
        status = read_rows(&loading, reader, error);
    if (status == AR_OK) {
        status = settle(&loading, error);
        if (status != AR_OK)
            ar_error_place(error, path, 0);
    }
    ar_reader_delete(reader);
    ar_buffer_free(&loading.key);
    free(loading.entries);
    if (status != AR_OK && error)
        error->fatal = true;
    return status;
}

enum ar_status ar_log_torn(size_t *torn, int fd, const char *path, off_t size, struct ar_error *error)
{
    char part[4096];
    *torn = 0;
    while (size > 0) {
        size_t want = size < (off_t)sizeof part ? (size_t)size : sizeof part;
        ssize_t got = pread(fd, part, want, size - (off_t)want);
        if (got != (ssize_t)want)
            return ar_error_system(error, "read", path, got < 0 ? errno : EIO);
        const char *last = memrchr(part, '\n', want);
        *torn += last ? (size_t)(part + want - last) - 1 : want;
        size -= last ? size : (off_t)want;
        if (size > 0 || last != NULL)
            continue;
        /* Not one LF: a header that broke off, or no log at all. */
        struct ar_text header = AR_TEXT("action\t");
        if (*torn < sizeof part && memcmp(part, header.at, want < header.size ? want : header.size) == 0 &&
            memchr(part, '\r', want) == NULL) /* nor one whose lines end in CR alone */
            break;
        ar_error_set(error, AR_BAD_DATA, "truncated: not even the header ends in a newline");
        ar_error_place(error, path, 1);
        return AR_BAD_DATA;
    }
    return AR_OK;
}

/* What holds an empty file apart from one that is not there is only a message. */
static enum ar_status load_file(struct ar_log *log, int fd, const char *path, struct ar_error *error)
{
    struct stat about;
    char byte;
    if (fstat(fd, &about) != 0)
        return ar_error_system(error, "read", path, errno);
    if (S_ISCHR(about.st_mode)) /* /dev/null: as if nothing had ever been sent */
        return read(fd, &byte, 1) == 0 ? AR_OK : read_log(log, path, error);
    if (!S_ISREG(about.st_mode))
        return read_log(log, path, error);
    if (about.st_size == 0)
        return AR_OK;
    enum ar_status status = ar_log_torn(&log->torn, fd, path, about.st_size, error);
    if (status != AR_OK || log->torn == (size_t)about.st_size)
        return status;
    return read_log(log, path, error);
}

static bool directory_is_there(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *directory = slash ? strndup(path, (size_t)(slash - path) + 1) : NULL;
    struct stat about;
    bool there = slash == NULL || (directory != NULL && stat(directory, &about) == 0);
    free(directory);
    return there;
}

static enum ar_status load(struct ar_log *log, const char *path, bool held, struct ar_error *error)
{
    *log = (struct ar_log){0};
    if (strcmp(path, "-") == 0)
        return read_log(log, path, error);
    struct stat about;
    if (stat(path, &about) == 0 && S_ISFIFO(about.st_mode)) /* can be opened only once, and has no other reader */
        return read_log(log, path, error);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT && directory_is_there(path)) {
        log->missing = true;
        return AR_OK;
    }
    if (fd < 0)
        return ar_error_system(error, "open", path, errno);
    int locked;
    do
        locked = held ? 0 : flock(fd, LOCK_SH);
    while (locked != 0 && errno == EINTR);
    enum ar_status status = locked == 0 ? load_file(log, fd, path, error) : ar_error_system(error, "lock", path, errno);
    (void)close(fd); /* and with it the lock */
    if (status != AR_OK)
        ar_log_free(log);
    return status;
}

enum ar_status ar_log_load(struct ar_log *log, const char *path, struct ar_error *error)
{
    return load(log, path, false, error);
}

enum ar_status ar_log_load_held(struct ar_log *log, const char *path, struct ar_error *error)
{
    return load(log, path, true, error);
}

void ar_log_free(struct ar_log *log)
{
    ar_keys_free(&log->actions);
    ar_keys_free(&log->documents);
    ar_keys_free(&log->contacts);
    ar_keys_free(&log->procedures);
    free(log->action);
    free(log->document);
    free(log->contact);
    *log = (struct ar_log){0};
}

enum ar_action_state ar_log_state(const struct ar_log *log, struct ar_text action)
{
    uint32_t number = ar_keys_find(&log->actions, action);
    return number == AR_NO_KEY ? AR_PROPOSED : log->action[number].state;
}

size_t ar_log_after(struct ar_date *last, const struct ar_log *log, struct ar_date day)
{
    size_t count = 0;
    *last = AR_DATE_NONE;
    for (size_t i = 0; i < log->actions.count; i++) {
        const struct ar_log_action *action = &log->action[i];
        if ((action->state != AR_SENT && action->state != AR_SENDING) || action->date.days <= day.days)
            continue;
        later(last, action->date);
        count++;
    }
    return count;
}

const struct ar_log_document *ar_log_find_document(const struct ar_log *log, struct ar_text key)
{
    uint32_t number = ar_keys_find(&log->documents, key);
    return number == AR_NO_KEY ? NULL : &log->document[number];
}

const struct ar_log_contact *ar_log_find_contact(const struct ar_log *log, struct ar_text key)
{
    uint32_t number = ar_keys_find(&log->contacts, key);
    return number == AR_NO_KEY ? NULL : &log->contact[number];
}
