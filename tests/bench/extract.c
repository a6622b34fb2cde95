/* SPDX-License-Identifier: MIT */
/* Document numbers out of texts, one text a line, by the library as ar-match calls it; each number found is a line:

       extract pattern PATTERN TEXTS     a pattern of --rules
       extract learned ITEMS TEXTS       what the open documents' own shapes and numbers say */
#include "base/pattern.h"
#include "cash/documents.h"
#include "record/writer.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>

static struct ar_error error;

static void must(enum ar_status status)
{
    char text[512];
    if (status == AR_OK)
        return;
    ar_error_format(&error, text, sizeof text);
    fprintf(stderr, "extract: %s\n", text);
    exit(4);
}

static struct ar_writer writer;

static void by_pattern(struct ar_pattern *pattern, struct ar_text text)
{
    bool found = true;
    for (size_t from = 0; from <= text.size;) {
        must(ar_pattern_match(pattern, text, from, &found, &error));
        if (!found)
            break;
        struct ar_text whole = ar_pattern_group(pattern, 0);
        ar_writer_line(&writer, whole);
        from = (size_t)(whole.at + whole.size - text.at) + (whole.size == 0);
    }
}

/* The line that begins there. */
static struct ar_text line_at(const char *at, const char *end)
{
    const char *stop = at < end ? memchr(at, '\n', (size_t)(end - at)) : NULL;
    return (struct ar_text){at, (size_t)((stop ? stop : end) - at)};
}

/* Lines are looked at several times before they are scanned, as ar-match does it, so that memory need not be waited
 * for.
 */
static void by_documents(const struct ar_documents *documents, const char *at, const char *end)
{
    enum { STEP = 4, AHEAD = (1 + AR_AHEAD_STEPS) * STEP };
    struct ar_document_ahead ahead[AHEAD] = {{.count = 0}};
    struct ar_document_found found;
    const char *far = at;
    for (size_t line = 0; at < end; line++) {
        struct ar_document_ahead *now = &ahead[line % AHEAD];
        if (line >= AHEAD) {
            for (size_t from = 0; ar_documents_ahead_scan(&found, documents, now, &from);)
                ar_writer_line(&writer, found.text);
            at += now->view.text.size + 1;
        }
        if (far < end) {
            struct ar_text text = line_at(far, end);
            ar_documents_ahead(now, documents, text);
            far += text.size + 1;
        }
        for (unsigned step = 0; step < AR_AHEAD_STEPS; step++)
            ar_documents_ahead_step(&ahead[(line + AHEAD - (step + 1) * STEP) % AHEAD], documents, step);
    }
}

int main(int argc, char **argv)
{
    static struct ar_book book;
    static struct ar_documents documents;
    struct ar_pattern *pattern = NULL;
    struct stat about = {0};
    int file = argc == 4 ? open(argv[3], O_RDONLY) : -1;
    if (file < 0 || fstat(file, &about) != 0) {
        fputs("usage: extract pattern|learned PATTERN|ITEMS TEXTS\n", stderr);
        return 2;
    }
    must(ar_writer_open(&writer, NULL, false, &error));
    if (strcmp(argv[1], "pattern") == 0) {
        must(ar_pattern_new(&pattern, ar_text_from(argv[2]), AR_PATTERN_BYTES, &error));
    } else {
        must(ar_book_load(&book, argv[2], 1, &error));
        must(ar_book_ready(&book, &error));
        must(ar_documents_begin(&documents, &book, 1));
        ar_documents_learn(&documents);
        for (unsigned field = 0; field < AR_DOCUMENT_FIELDS; field++)
            must(ar_documents_index(&documents, (enum ar_document_field)field));
        ar_documents_ready(&documents);
    }
    const char *at = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, file, 0), *end = at + about.st_size;
    if (about.st_size > 0 && at == MAP_FAILED)
        return 4;
    if (about.st_size > 0 && pattern == NULL)
        by_documents(&documents, at, end);
    while (about.st_size > 0 && pattern != NULL && at < end) {
        struct ar_text text = line_at(at, end);
        by_pattern(pattern, text);
        at += text.size + 1;
    }
    ar_pattern_delete(pattern);
    must(ar_writer_close(&writer, &error));
    return 0;
}
