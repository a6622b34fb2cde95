/* SPDX-License-Identifier: MIT */
/* Reads a workbook back. libxlsxwriter gathers each part in a temporary file and does not look whether its writes
   succeed, so that a full disk would give a spreadsheet without some of its rows, and success. */
#include "export/export.h"

#include <errno.h>
#include <unistd.h>
#include <zlib.h>

#define DIRECTORY_SIGNATURE 0x02014b50u
#define END_SIZE 22 /* of the end-of-directory record, which has no comment */

struct reading {
    int fd;
    uint64_t rows, cells;
    char tail[8]; /* the last bytes of the part at hand */
    size_t tail_size;
    unsigned matched_row, matched_cell; /* bytes of "<row " and "<c " seen so far */
};

static enum ar_status damaged(struct ar_error *error)
{
    return ar_error_set(error, AR_FAILED,
                        "cannot make the spreadsheet: temporary files lost data (is their disk full?)");
}

static bool get(int fd, unsigned char *out, size_t size, off_t at)
{
    while (size > 0) {
        ssize_t got = pread(fd, out, size, at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        out += got;
        at += got;
        size -= (size_t)got;
    }
    return true;
}

static uint32_t little(const unsigned char *p, unsigned size)
{
    uint32_t value = 0;
    for (unsigned i = 0; i < size; i++)
        value |= (uint32_t)p[i] << (8 * i);
    return value;
}

/* `<` stands nowhere but before a tag, so this counts them. */
static void look(struct reading *reading, const unsigned char *data, size_t size)
{
    static const char row[] = "<row ", cell[] = "<c ";
    for (size_t i = 0; i < size; i++) {
        unsigned char c = data[i];
        reading->matched_row = c == (unsigned char)row[reading->matched_row] ? reading->matched_row + 1 : c == '<';
        reading->matched_cell = c == (unsigned char)cell[reading->matched_cell] ? reading->matched_cell + 1 : c == '<';
        if (reading->matched_row == sizeof row - 1) {
            reading->rows++;
            reading->matched_row = 0;
        }
        if (reading->matched_cell == sizeof cell - 1) {
            reading->cells++;
            reading->matched_cell = 0;
        }
    }
    size_t keep = size < sizeof reading->tail ? size : sizeof reading->tail;
    size_t old = reading->tail_size < sizeof reading->tail - keep ? reading->tail_size : sizeof reading->tail - keep;
    memmove(reading->tail, reading->tail + reading->tail_size - old, old);
    memcpy(reading->tail + old, data + size - keep, keep);
    reading->tail_size = old + keep;
}

/* Inflates the part whose data begins at `at`; its checksum covers what was read back from the temporary file. */
static bool inflate_part(struct reading *reading, off_t at, uint32_t crc)
{
    unsigned char in[16384], out[65536];
    z_stream stream = {0};
    uLong sum = crc32(0, NULL, 0);
    reading->tail_size = 0;
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK)
        return false;
    int state = Z_OK;
    while (state == Z_OK) {
        if (stream.avail_in == 0) {
            ssize_t got = pread(reading->fd, in, sizeof in, at);
            if (got <= 0)
                break;
            at += got;
            stream.next_in = in;
            stream.avail_in = (uInt)got;
        }
        stream.next_out = out;
        stream.avail_out = sizeof out;
        state = inflate(&stream, Z_NO_FLUSH);
        size_t size = sizeof out - stream.avail_out;
        sum = crc32(sum, out, (uInt)size);
        if (size > 0)
            look(reading, out, size);
    }
    inflateEnd(&stream);
    return state == Z_STREAM_END && (uint32_t)sum == crc && reading->tail_size > 0;
}

static bool check_part(struct reading *reading, const unsigned char *entry, const char *name, size_t size)
{
    static const char sheet[] = "xl/worksheets/sheet1.xml", closing[] = "ksheet>";
    unsigned char local[30];
    off_t at = (off_t)little(entry + 42, 4);
    if (!get(reading->fd, local, sizeof local, at))
        return false;
    at += (off_t)sizeof local + (off_t)little(local + 26, 2) + (off_t)little(local + 28, 2);
    struct reading part = {.fd = reading->fd};
    if (!inflate_part(&part, at, little(entry + 16, 4)))
        return false;
    while (part.tail_size > 0 && part.tail[part.tail_size - 1] == '\n')
        part.tail_size--;
    if (part.tail_size == 0 || part.tail[part.tail_size - 1] != '>')
        return false;
    if (size != sizeof sheet - 1 || memcmp(name, sheet, size) != 0)
        return true;
    reading->rows = part.rows;
    reading->cells = part.cells;
    return part.tail_size >= sizeof closing - 1 &&
           memcmp(part.tail + part.tail_size - (sizeof closing - 1), closing, sizeof closing - 1) == 0;
}

enum ar_status ar_export_xlsx_check(int fd, uint64_t rows, uint64_t cells, struct ar_error *error)
{
    struct reading reading = {.fd = fd};
    unsigned char end[END_SIZE], entry[46];
    char name[256];
    off_t size = lseek(fd, 0, SEEK_END);
    if (size < END_SIZE || !get(fd, end, END_SIZE, size - END_SIZE))
        return damaged(error);
    off_t at = (off_t)little(end + 16, 4);
    for (unsigned left = little(end + 10, 2); left > 0; left--) {
        if (!get(fd, entry, sizeof entry, at) || little(entry, 4) != DIRECTORY_SIGNATURE)
            return damaged(error);
        size_t length = little(entry + 28, 2);
        if (length > sizeof name || !get(fd, (unsigned char *)name, length, at + (off_t)sizeof entry) ||
            !check_part(&reading, entry, name, length))
            return damaged(error);
        at += (off_t)(sizeof entry + length + little(entry + 30, 2) + little(entry + 32, 2));
    }
    return reading.rows == rows && reading.cells == cells ? AR_OK : damaged(error);
}
