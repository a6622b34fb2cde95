/* SPDX-License-Identifier: MIT */
/* Any record stream as a chart, by a first byte of options: what comes out is UTF-8 that no name in it can turn into
   markup or a terminal's commands, with no line that ends in a blank. */
#define _GNU_SOURCE
#include "export/chart.h"
#include "export/display.h"

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

static enum ar_status draw(struct ar_reader *reader, struct ar_writer *writer, const struct ar_export_options *options,
                           bool select)
{
    struct ar_export export;
    struct ar_error error;
    const struct ar_header *header = ar_reader_header(reader);
    must(ar_export_init(&export, &ar_export_chart, options, header, writer, &error) == AR_OK);
    int first[] = {0, 1, 2};
    if (select)
        ar_export_select(&export, first, header->count < 3 ? header->count : 3);
    enum ar_status status = ar_export_begin(&export, &error);
    struct ar_block block = {0};
    struct ar_row row;
    while (status == AR_OK && (status = ar_reader_take(reader, &block, &error)) == AR_OK) {
        while ((status = ar_block_next(&block, &row, &error)) == AR_OK)
            if ((status = ar_export_row(&export, &row, &error)) != AR_OK)
                break;
        status = status == AR_END ? AR_OK : status;
    }
    if (status == AR_END)
        status = ar_export_end(&export, &error);
    ar_block_free(&block);
    ar_export_free(&export);
    return status;
}

static void check(struct ar_text out, const struct ar_export_options *options)
{
    must(out.size > 0 && out.at[out.size - 1] == '\n' && ar_display_is_utf8(out));
    for (size_t i = 0; i < out.size; i++) {
        unsigned char c = (unsigned char)out.at[i];
        must((c >= 0x20 && c != 0x7f) || c == '\n');
        must(!options->ascii || c < 0x80);
        must(c != '\n' || i == 0 || out.at[i - 1] != ' ');
        must(!options->svg || c != '<' || strchr("/svgtdlrpc", out.at[i + 1]) != NULL); /* our own elements */
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char name[32];
    if (size < 1)
        return 0;
    struct ar_export_options options = {.decimal = '.', .svg = data[0] & 1, .group = data[0] & 4, .title = "a & b"};
    options.ascii = !options.svg && (data[0] & 2);
    options.top = data[0] >> 5;
    options.width = options.svg ? 0 : 40;
    int in = memfd_create("in", 0), out = memfd_create("out", 0);
    must(in >= 0 && out >= 0 && write(in, data + 1, size - 1) == (ssize_t)(size - 1));
    struct ar_writer writer;
    struct ar_error error;
    must(ar_writer_open(&writer, NULL, false, &error) == AR_OK);
    writer.fd = dup(out);
    const char *path = path_of(in, name);
    struct ar_reader *reader = NULL;
    struct ar_reader_options reading = {.paths = &path, .count = 1};
    enum ar_status status = ar_reader_new(&reader, &reading, &error);
    if (status == AR_OK)
        status = draw(reader, &writer, &options, data[0] & 8);
    must(status != AR_FAILED);
    must(ar_writer_close(&writer, &error) == AR_OK);
    if (reader)
        ar_reader_delete(reader);
    off_t length = lseek(out, 0, SEEK_END);
    char *text = malloc((size_t)length + 1);
    must(text != NULL && pread(out, text, (size_t)length, 0) == (ssize_t)length);
    text[length] = '\0';
    if (status == AR_OK)
        check((struct ar_text){text, (size_t)length}, &options);
    free(text);
    close(in);
    close(out);
    return 0;
}
