/* SPDX-License-Identifier: MIT */
/* A bank file, line by line or up to a byte, decoded. */
#include "import/bank_input.h"
#include "base/memory.h"

#include <stdlib.h>

enum { BLOCK = 256 * 1024, LONGEST = 16 * 1024 * 1024 };
#define END_MARK '\x1a' /* of CP/M and DOS, and of some mainframes' transfers still */

enum ar_status ar_bank_input_open(struct ar_bank_input *input, const char *path, const char *encoding,
                                  struct ar_error *error)
{
    *input = (struct ar_bank_input){.next = 1};
    input->block = malloc(BLOCK);
    if (input->block == NULL)
        return ar_error_memory(error);
    input->capacity = BLOCK;
    enum ar_status status = ar_decoder_new(&input->decoder, path, encoding, error);
    if (status == AR_OK)
        status = ar_decoder_refuse(input->decoder, error);
    if (status != AR_OK) {
        free(input->block);
        input->block = NULL;
        ar_decoder_delete(input->decoder);
        input->decoder = NULL;
        return status;
    }
    input->label = ar_decoder_label(input->decoder);
    return AR_OK;
}

void ar_bank_input_close(struct ar_bank_input *input)
{
    ar_decoder_delete(input->decoder);
    free(input->block);
    *input = (struct ar_bank_input){0};
}

/* More bytes behind those at hand; sets `ended` when there are none. */
static enum ar_status fill(struct ar_bank_input *input, struct ar_error *error)
{
    if (input->begin > 0) {
        memmove(input->block, input->block + input->begin, input->end - input->begin);
        input->end -= input->begin;
        input->begin = 0;
    }
    if (input->capacity - input->end < BLOCK / 4) {
        if (input->end > LONGEST) {
            enum ar_status status = ar_error_set(error, AR_BAD_DATA, "more than 16 MiB without an end of line");
            ar_error_place(error, input->label, input->next);
            return status;
        }
        char *more = realloc(input->block, input->capacity * 2);
        if (more == NULL)
            return ar_error_memory(error);
        input->block = more;
        input->capacity *= 2;
    }
    size_t got = 0;
    if (input->held)
        input->block[input->end++] = END_MARK;
    input->held = false;
    enum ar_status status =
        ar_decoder_read(input->decoder, input->block + input->end, input->capacity - input->end, &got, error);
    if (status == AR_BAD_DATA)
        ar_error_place(error, input->label, input->next);
    if (status != AR_OK && status != AR_END)
        return status;
    input->ended = status == AR_END;
    input->end += input->ended ? 0 : got;
    if (input->end > input->begin && input->block[input->end - 1] == END_MARK) {
        input->end--;
        input->held = !input->ended;
    }
    return AR_OK;
}

enum ar_status ar_bank_input_peek(struct ar_bank_input *input, struct ar_text *out, struct ar_error *error)
{
    while (!input->ended && input->end - input->begin < 4096) {
        enum ar_status status = fill(input, error);
        if (status != AR_OK)
            return status;
    }
    size_t size = input->end - input->begin;
    *out = (struct ar_text){input->block + input->begin, size < 4096 ? size : 4096};
    return AR_OK;
}

/* A byte-order mark that is not the first thing in the file; it takes three bytes. */
static bool is_mark(const char *at, size_t size)
{
    return size >= 3 && memcmp(at, "\xef\xbb\xbf", 3) == 0;
}

enum ar_status ar_bank_input_skip(struct ar_bank_input *input, struct ar_error *error)
{
    struct ar_text beginning;
    size_t used;
    do {
        enum ar_status status = ar_bank_input_peek(input, &beginning, error);
        if (status != AR_OK)
            return status;
        for (used = 0; used < beginning.size; used++) {
            char c = beginning.at[used], next = used + 1 < beginning.size ? beginning.at[used + 1] : '\0';
            if (is_mark(beginning.at + used, beginning.size - used))
                used += 2;
            else if (c != ' ' && c != '\t' && c != '\r' && c != '\n')
                break;
            input->next += c == '\n' || (c == '\r' && next != '\n');
        }
        input->begin += used;
    } while (used > 0 && used == beginning.size);
    return AR_OK;
}

enum ar_status ar_bank_input_some(struct ar_bank_input *input, struct ar_text *out, struct ar_error *error)
{
    while (input->begin == input->end) {
        if (input->ended)
            return AR_END;
        enum ar_status status = fill(input, error);
        if (status != AR_OK)
            return status;
    }
    *out = (struct ar_text){input->block + input->begin, input->end - input->begin};
    input->begin = input->end;
    return AR_OK;
}

static enum ar_status take(struct ar_bank_input *input, char stop, struct ar_text *out, bool *found,
                           struct ar_error *error)
{
    for (;;) {
        const char *from = input->block + input->begin;
        size_t size = input->end - input->begin;
        const char *at = size > input->scanned ? memchr(from + input->scanned, stop, size - input->scanned) : NULL;
        if (at != NULL || input->ended) {
            *found = at != NULL;
            *out = (struct ar_text){from, at != NULL ? (size_t)(at - from) : size};
            input->begin += out->size + *found;
            input->scanned = 0;
            return AR_OK;
        }
        input->scanned = size;
        enum ar_status status = fill(input, error);
        if (status != AR_OK)
            return status;
    }
}

/* Old German files have @@ for each end of a line. */
static bool has_signs(struct ar_text text)
{
    for (size_t i = 0; i + 2 < text.size && text.at[i] != '\n' && text.at[i] != '\r'; i++)
        if (text.at[i] == '@' && text.at[i + 1] == '@' && text.at[i + 2] == ':')
            return true;
    return false;
}

static enum ar_status find_newline(struct ar_bank_input *input, struct ar_error *error)
{
    struct ar_text beginning;
    enum ar_status status = ar_bank_input_peek(input, &beginning, error);
    bool lines = status != AR_OK || beginning.size == 0 || memchr(beginning.at, '\n', beginning.size) != NULL;
    bool cr = !lines && memchr(beginning.at, '\r', beginning.size) != NULL;
    bool signs = status == AR_OK && has_signs(beginning); /* of which one ends an empty line */
    input->newline = signs ? '@' : cr ? '\r' : '\n';
    return status;
}

enum ar_status ar_bank_input_line(struct ar_bank_input *input, struct ar_text *line, struct ar_error *error)
{
    bool found;
    enum ar_status status = input->newline != 0 ? AR_OK : find_newline(input, error);
    if (status == AR_OK)
        status = take(input, input->newline, line, &found, error);
    if (status != AR_OK)
        return status;
    if (!found && line->size == 0)
        return AR_END;
    input->line = input->next++;
    if (line->size > 0 && line->at[line->size - 1] == '\r')
        line->size--;
    return AR_OK;
}

enum ar_status ar_bank_input_until(struct ar_bank_input *input, char stop, struct ar_text *out, bool *found,
                                   struct ar_error *error)
{
    enum ar_status status = take(input, stop, out, found, error);
    if (status != AR_OK)
        return status;
    input->line = input->next;
    for (struct ar_text rest = *out; rest.size > 0;) {
        const char *at = memchr(rest.at, '\n', rest.size);
        if (at == NULL)
            break;
        input->next++;
        rest.size -= (size_t)(at + 1 - rest.at);
        rest.at = at + 1;
    }
    if (*found && stop == '\n')
        input->next++;
    return AR_OK;
}
