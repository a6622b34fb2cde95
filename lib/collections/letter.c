/* SPDX-License-Identifier: MIT */
/* Letters gathered from actions: ordered, checked, summed up. */
#include "collections/letter.h"

#include <stdlib.h>

enum { ACTION_MAX = 100 };

/* A file name, and the left half of a Message-ID: nothing that leads to another folder, hides or needs quoting. */
static bool is_id(struct ar_text id)
{
    char before = '.';
    if (id.size == 0 || id.size > ACTION_MAX)
        return false;
    for (size_t i = 0; i < id.size; i++) {
        char c = id.at[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && (i == 0 || (c != '.' && c != '_' && c != '-') || (c == '.' && before == '.')))
            return false;
        before = c;
    }
    return before != '.';
}

static bool same_head(const struct ar_letter *a, const struct ar_letter *b)
{
    return a->date.days == b->date.days && a->currency.code == b->currency.code && a->level == b->level &&
           ar_text_equal(a->entity, b->entity) && ar_text_equal(a->customer, b->customer) &&
           ar_text_equal(a->channel, b->channel) && ar_text_equal(a->template, b->template) &&
           ar_text_equal(a->language, b->language);
}

static struct ar_letter head_of(const struct ar_action *action, const struct ar_row *row)
{
    return (struct ar_letter){.action = action->action,
                              .entity = action->entity,
                              .customer = action->customer,
                              .channel = action->channel,
                              .template = action->template,
                              .language = action->language,
                              .date = action->date,
                              .currency = action->currency,
                              .level = action->level,
                              .at = row->line,
                              .file = row->block->input->label};
}

static enum ar_status keep_head(struct ar_letters *letters, struct ar_letter head)
{
    struct ar_text *texts[] = {&head.action,  &head.entity,   &head.customer,
                               &head.channel, &head.template, &head.language};
    if (ar_grow(&letters->at, &letters->capacity, letters->count + 1, sizeof *letters->at) != AR_OK)
        return AR_FAILED;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (ar_arena_copy(&letters->arena, texts[i], *texts[i]) != AR_OK)
            return AR_FAILED;
    letters->at[letters->count++] = head;
    return AR_OK;
}

static enum ar_status keep_document(struct ar_letters *letters, const struct ar_action *action,
                                    const struct ar_row *row)
{
    struct ar_letter_document document = {.due = action->due,
                                          .open = action->open,
                                          .interest = action->interest,
                                          .fee = action->fee,
                                          .level = action->doc_level,
                                          .action = (uint32_t)letters->count - 1,
                                          .at = row->line,
                                          .file = row->block->input->label};
    if (ar_grow(&letters->documents, &letters->document_capacity, letters->document_count + 1,
                sizeof *letters->documents) != AR_OK ||
        ar_arena_copy(&letters->arena, &document.doc, action->doc) != AR_OK ||
        ar_arena_copy(&letters->arena, &document.line, action->line) != AR_OK ||
        ar_arena_copy(&letters->arena, &document.reason, action->reason) != AR_OK)
        return AR_FAILED;
    letters->documents[letters->document_count++] = document;
    return AR_OK;
}

enum ar_status ar_letters_add(struct ar_letters *letters, const struct ar_action *action, const struct ar_row *row,
                              const struct ar_header *header, struct ar_error *error)
{
    struct ar_letter head = head_of(action, row);
    const struct ar_letter *last = letters->count > 0 ? &letters->at[letters->count - 1] : NULL;
    if (!is_id(action->action)) {
        ar_error_set(error, AR_BAD_DATA, "not an id that can name a message (letters, digits, . _ - in between)");
        return ar_row_error(row, header, ar_header_find(header, AR_TEXT("action")), error);
    }
    bool again = last != NULL && ar_text_equal(last->action, head.action) && same_head(last, &head);
    if (!again && (letters->count >= UINT32_MAX - 1 || keep_head(letters, head) != AR_OK))
        return ar_error_memory(error);
    if (action->doc.size > 0 && keep_document(letters, action, row) != AR_OK)
        return ar_error_memory(error);
    return AR_OK;
}

/* By id; the parts of one action in the order of the input. */
static int compare_letters(const void *a, const void *b)
{
    const struct ar_letter *x = a, *y = b;
    int order = ar_text_compare(x->action, y->action);
    if (order != 0)
        return order;
    return x->at < y->at ? -1 : x->at > y->at;
}

/* Of one action, by what a document is. */
static int compare_identities(const void *a, const void *b)
{
    const struct ar_letter_document *x = a, *y = b;
    if (x->action != y->action)
        return x->action < y->action ? -1 : 1;
    int order = ar_text_compare(x->doc, y->doc);
    return order != 0 ? order : ar_text_compare(x->line, y->line);
}

/* Of one action, as a letter lists them. */
static int compare_documents(const void *a, const void *b)
{
    const struct ar_letter_document *x = a, *y = b;
    if (x->action == y->action && x->due.days != y->due.days)
        return x->due.days < y->due.days ? -1 : 1;
    return compare_identities(a, b);
}

static enum ar_status refuse(const char *file, uint64_t line, struct ar_text value, const char *reason,
                             struct ar_error *error)
{
    ar_error_set(error, AR_BAD_DATA, "%s", reason);
    ar_error_value(error, value);
    ar_error_place(error, file, line);
    return AR_BAD_DATA;
}

/* Orders the parts of actions, and makes one of those that belong together; place[] tells where each has come. */
static enum ar_status merge_heads(struct ar_letters *letters, uint32_t *place, struct ar_error *error)
{
    size_t kept = 0;
    for (size_t i = 0; i < letters->count; i++)
        letters->at[i].count = i; /* its place so far */
    qsort(letters->at, letters->count, sizeof *letters->at, compare_letters);
    for (size_t i = 0; i < letters->count; i++) {
        const struct ar_letter *letter = &letters->at[i];
        bool again = kept > 0 && ar_text_equal(letters->at[kept - 1].action, letter->action);
        if (again && !same_head(&letters->at[kept - 1], letter))
            return refuse(letter->file, letter->at, letter->action,
                          "records of one action differ in date, entity, customer, level, channel, template, language "
                          "or currency",
                          error);
        place[letter->count] = (uint32_t)(again ? kept - 1 : kept);
        if (!again)
            letters->at[kept++] = *letter;
    }
    letters->count = kept;
    for (size_t i = 0; i < kept; i++)
        letters->at[i].count = 0;
    return AR_OK;
}

static enum ar_status refuse_twins(struct ar_letters *letters, struct ar_error *error)
{
    struct ar_letter_document *documents = letters->documents;
    qsort(documents, letters->document_count, sizeof *documents, compare_identities);
    for (size_t i = 1; i < letters->document_count; i++) {
        if (compare_identities(&documents[i - 1], &documents[i]) != 0)
            continue;
        const struct ar_letter_document *later = &documents[documents[i].at > documents[i - 1].at ? i : i - 1];
        return refuse(later->file, later->at, later->doc, "a document is twice in one action", error);
    }
    return AR_OK;
}

enum ar_status ar_letters_arrange(struct ar_letters *letters, struct ar_error *error)
{
    if (letters->count == 0)
        return AR_OK;
    uint32_t *place = malloc(letters->count * sizeof *place);
    if (place == NULL)
        return ar_error_memory(error);
    enum ar_status status = merge_heads(letters, place, error);
    for (size_t i = 0; i < letters->document_count && status == AR_OK; i++)
        letters->documents[i].action = place[letters->documents[i].action];
    free(place);
    if (status == AR_OK && letters->document_count > 0)
        status = refuse_twins(letters, error);
    if (status != AR_OK || letters->document_count == 0)
        return status;
    qsort(letters->documents, letters->document_count, sizeof *letters->documents, compare_documents);
    for (size_t i = 0; i < letters->document_count; i++) {
        const struct ar_letter_document *document = &letters->documents[i];
        struct ar_letter *letter = &letters->at[document->action];
        if (letter->count++ == 0)
            letter->documents = document;
        letter->open += document->open;
        letter->interest += document->interest;
        letter->fee += document->fee;
    }
    return AR_OK;
}

void ar_letters_free(struct ar_letters *letters)
{
    free(letters->at);
    free(letters->documents);
    ar_arena_free(&letters->arena);
    *letters = (struct ar_letters){0};
}
