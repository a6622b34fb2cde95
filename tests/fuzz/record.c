/* SPDX-License-Identifier: MIT */
/* Any bytes as a record stream: the reader agrees with a plain splitting at TAB and LF, and what it accepts can be
   written and read again unchanged. */
#define _GNU_SOURCE
#include "base/memory.h"
#include "record/reader.h"
#include "record/writer.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

/* The name under which a memory file can be opened again. */
static const char *path_of(int fd, char out[static 32])
{
    snprintf(out, 32, "/proc/self/fd/%d", fd);
    return out;
}

/* The row's fields are the pieces between TABs of its line, which is a line of the input. */
static void check_row(const struct ar_row *row, unsigned columns)
{
    struct ar_text rest = ar_row_line(row);
    must(memchr(rest.at, '\n', rest.size) == NULL);
    for (unsigned i = 0; i < columns; i++) {
        must(rest.at != NULL);
        must(ar_text_equal(ar_text_cut(&rest, '\t'), ar_row_encoded(row, (int)i)));
    }
    must(rest.at == NULL);
}

static enum ar_status read_stream(const char *path, struct ar_writer *writer, struct ar_buffer *all)
{
    struct ar_reader *reader = NULL;
    struct ar_error error;
    struct ar_reader_options options = {.paths = &path, .count = 1};
    if (ar_reader_new(&reader, &options, &error) != AR_OK)
        return AR_BAD_DATA;
    const struct ar_header *header = ar_reader_header(reader);
    if (writer)
        ar_writer_header(writer, header->names, header->count);
    struct ar_block block = {0};
    struct ar_row row;
    enum ar_status status;
    while ((status = ar_reader_take(reader, &block, &error)) == AR_OK) {
        while ((status = ar_block_next(&block, &row, &error)) == AR_OK) {
            check_row(&row, header->count);
            for (unsigned i = 0; i < header->count; i++) {
                struct ar_text field = ar_row_get(&row, (int)i);
                must(ar_buffer_add(all, field) == AR_OK && ar_buffer_add_char(all, '\t') == AR_OK);
                if (writer)
                    ar_writer_field(writer, field);
            }
            if (writer)
                ar_writer_end(writer);
        }
        if (status != AR_END)
            break;
    }
    ar_block_free(&block);
    ar_reader_delete(reader);
    return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int in = memfd_create("in", 0), out = memfd_create("out", 0);
    must(in >= 0 && out >= 0 && (size == 0 || write(in, data, size) == (ssize_t)size));
    char name[32];
    struct ar_buffer first = {0}, again = {0};
    struct ar_writer writer;
    struct ar_error error;
    must(ar_writer_open(&writer, NULL, true, &error) == AR_OK);
    writer.fd = dup(out);
    enum ar_status status = read_stream(path_of(in, name), &writer, &first);
    must(ar_writer_close(&writer, &error) == AR_OK);
    if (status == AR_END) {
        must(read_stream(path_of(out, name), NULL, &again) == AR_END);
        must(ar_text_equal(ar_buffer_text(&first), ar_buffer_text(&again)));
    }
    ar_buffer_free(&first);
    ar_buffer_free(&again);
    close(in);
    close(out);
    return 0;
}
