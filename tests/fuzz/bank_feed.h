/* SPDX-License-Identifier: MIT */
/* Feeds bytes to a bank format as a file would be, and writes the records to nowhere. */
#ifndef AR_FUZZ_BANK_FEED_H
#define AR_FUZZ_BANK_FEED_H

#include "import/bank_read.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void bank_warn(void *context, const char *message)
{
    (void)context, (void)message;
}

/* The first byte chooses the options, the rest is the file. */
static inline void bank_feed(enum ar_bank_format format, const uint8_t *data, size_t size)
{
    static char path[64], out[64];
    struct ar_error error;
    struct ar_writer writer;
    struct ar_bank bank;
    if (size < 1)
        return;
    if (*path == '\0')
        snprintf(path, sizeof path, "/tmp/ar-fuzz-bank-%ld", (long)getpid());
    snprintf(out, sizeof out, "%s.out", path);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (fd < 0 || write(fd, data + 1, size - 1) != (ssize_t)size - 1)
        abort();
    close(fd);
    struct ar_bank_options options = {.writer = &writer,
                                      .format = data[0] & 1 ? AR_BANK_AUTO : format,
                                      .unbalanced = data[0] & 2,
                                      .source = data[0] & 4,
                                      .credits_only = data[0] & 8,
                                      .duplicates = data[0] & 32 ? AR_BANK_SKIP : AR_BANK_KEEP,
                                      .several = true,
                                      .kind = data[0] & 16 ? AR_BANK_PAYMENTS : AR_BANK_ANY,
                                      .warn = bank_warn};
    if (ar_writer_open(&writer, out, false, &error) != AR_OK)
        abort();
    if (ar_bank_init(&bank, &options, &error) != AR_OK)
        abort();
    enum ar_status status = ar_bank_read(&bank, path, &error);
    if (status != AR_OK && status != AR_BAD_DATA)
        abort();
    if (status == AR_OK && ar_bank_finish(&bank, &error) == AR_FAILED)
        abort();
    ar_bank_free(&bank);
    ar_writer_abandon(&writer);
    unlink(path);
}

#endif
