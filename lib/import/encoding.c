/* SPDX-License-Identifier: MIT */
/* Decoding to UTF-8. UTF-8 and bytes as they came are read in place; a single-byte encoding goes through a table that
   iconv filled, all others through iconv itself. */
#include "import/encoding.h"

#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <stdlib.h>
#include <strings.h>
#include <unistd.h>

#define INPUT_SIZE ((size_t)128 << 10)
#define HEAD_SIZE 4 /* of the longest byte-order mark */
#define OFFENCE_SIZE ((size_t)8) /* so many undecodable bytes are shown */
#define CHARACTER_SIZE 8 /* of one byte of a single-byte encoding, in UTF-8 */

struct character {
    unsigned char size; /* 0: not in the encoding */
    char at[CHARACTER_SIZE - 1];
};

struct ar_decoder {
    const char *path, *label;
    int fd;
    enum { BYTES, UTF8, TABLE, ICONV } how;
    const char *name; /* of the encoding, for messages */
    iconv_t iconv;
    bool iconv_open, flushed;
    bool end; /* the file has been read to its end */
    uint64_t bytes;
    char *input; /* read but not decoded yet */
    size_t from, size, capacity;
    struct character table[256];
};

static const struct mark {
    const char *bytes, *name;
    size_t size;
} marks[] = {
    {"\xEF\xBB\xBF", "utf-8", 3}, {"\xFF\xFE\0\0", "utf-32le", 4}, {"\0\0\xFE\xFF", "utf-32be", 4},
    {"\xFF\xFE", "utf-16le", 2},  {"\xFE\xFF", "utf-16be", 2},
};

/* Names in use that iconv does not know as such. */
static const struct {
    const char *name, *iconv;
} aliases[] = {
    {"latin-1", "ISO-8859-1"},  {"latin-2", "ISO-8859-2"},  {"latin-9", "ISO-8859-15"}, {"utf8", "UTF-8"},
    {"utf-8-sig", "UTF-8"},     {"utf16", "UTF-16"},        {"utf16le", "UTF-16LE"},    {"utf16be", "UTF-16BE"},
    {"windows-1252", "CP1252"}, {"windows-1250", "CP1250"}, {"ansi", "CP1252"},         {"mac-roman", "MACINTOSH"},
    {"macroman", "MACINTOSH"},  {"ucs-2", "UTF-16"},        {"ucs-2le", "UTF-16LE"},    {"unicode", "UTF-16"},
};

static const char *iconv_name(const char *name)
{
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
        if (strcasecmp(name, aliases[i].name) == 0)
            return aliases[i].iconv;
    return name;
}

static enum ar_status open_iconv(iconv_t *out, const char *encoding, struct ar_error *error)
{
    /* a slash would reach iconv's //TRANSLIT and //IGNORE, which rewrite and drop */
    if (*encoding && strchr(encoding, '/') == NULL) {
        *out = iconv_open("UTF-8", iconv_name(encoding));
        if (*out != (iconv_t)-1)
            return AR_OK;
        if (errno == ENOMEM)
            return ar_error_memory(error);
        if (errno != EINVAL)
            return ar_error_system(error, "open", "the encoding's tables", errno);
    }
    ar_error_set(error, AR_MISUSE, "no such encoding");
    ar_error_value(error, ar_text_from(encoding));
    return AR_MISUSE;
}

enum ar_status ar_encoding_check(const char *encoding, struct ar_error *error)
{
    iconv_t iconv;
    enum ar_status status = open_iconv(&iconv, encoding, error);
    if (status == AR_OK)
        iconv_close(iconv);
    return status;
}

/* Bytes of the UTF-8 character at p: 1 to 4, 0 when it is none, -1 when it is cut off by the end (Unicode, table 3-7).
 */
static int utf8_character(const unsigned char *p, size_t left)
{
    if (p[0] < 0x80)
        return 1;
    int size = p[0] >= 0xC2 && p[0] <= 0xDF ? 2 : (p[0] & 0xF0) == 0xE0 ? 3 : p[0] >= 0xF0 && p[0] <= 0xF4 ? 4 : 0;
    unsigned low = p[0] == 0xE0 ? 0xA0 : p[0] == 0xF0 ? 0x90 : 0x80;
    unsigned high = p[0] == 0xED ? 0x9F : p[0] == 0xF4 ? 0x8F : 0xBF;
    for (int i = 1; i < size; i++, low = 0x80, high = 0xBF) {
        if ((size_t)i == left)
            return -1;
        if (p[i] < low || p[i] > high)
            return 0;
    }
    return size;
}

static bool ascii(const char *p) /* 32 bytes */
{
    uint64_t word[4];
    memcpy(word, p, sizeof word);
    return ((word[0] | word[1] | word[2] | word[3]) & 0x8080808080808080u) == 0;
}

size_t ar_utf8_valid(struct ar_text text)
{
    size_t i = 0;
    while (i < text.size) {
        while (i + 32 <= text.size && ascii(text.at + i))
            i += 32;
        size_t stop = text.size - i < 32 ? text.size : i + 32;
        while (i < stop) {
            int size = utf8_character((const unsigned char *)text.at + i, text.size - i);
            if (size <= 0)
                return i;
            i += (size_t)size;
        }
    }
    return i;
}

/* Reads once, to the place given. *got 0 is the end. */
static enum ar_status read_file(struct ar_decoder *decoder, char *out, size_t room, size_t *got, struct ar_error *error)
{
    ssize_t size;
    do
        size = decoder->end ? 0 : read(decoder->fd, out, room);
    while (size < 0 && errno == EINTR);
    if (size < 0)
        return ar_error_system(error, "read", decoder->label, errno);
    if (size == 0)
        decoder->end = true;
    *got = (size_t)size;
    decoder->bytes += *got;
    return AR_OK;
}

/* Reads more behind what is left of the input. */
static enum ar_status read_input(struct ar_decoder *decoder, struct ar_error *error)
{
    size_t got = 0;
    if (decoder->from > 0) {
        decoder->size -= decoder->from;
        memmove(decoder->input, decoder->input + decoder->from, decoder->size);
        decoder->from = 0;
    }
    enum ar_status status =
        read_file(decoder, decoder->input + decoder->size, decoder->capacity - decoder->size, &got, error);
    decoder->size += got;
    return status;
}

static enum ar_status undecodable(const struct ar_decoder *decoder, const char *at, size_t size, struct ar_error *error)
{
    ar_error_set(error, AR_BAD_DATA, "not valid %s", decoder->name);
    if (error != NULL)
        error->fatal = true;
    ar_error_place(error, decoder->label, 0);
    ar_error_value(error, (struct ar_text){at, size < OFFENCE_SIZE ? size : OFFENCE_SIZE});
    return AR_BAD_DATA;
}

/* Fills the table when the encoding is one of single bytes that stand for themselves alone; false otherwise. */
static bool fill_table(struct ar_decoder *decoder)
{
    for (int i = 0; i < 256; i++) {
        struct character *character = &decoder->table[i];
        char byte = (char)(unsigned char)i, *in = &byte, *out = character->at;
        size_t left = 1, room = sizeof character->at;
        size_t result = iconv(decoder->iconv, &in, &left, &out, &room);
        character->size = (unsigned char)(sizeof character->at - room);
        if (result == (size_t)-1 && errno == EILSEQ && i >= 128) {
            character->size = 0;
            iconv(decoder->iconv, NULL, NULL, NULL, NULL);
            continue;
        }
        /* shift sequences and lead bytes give nothing by themselves; ASCII must stand for ASCII */
        if (result != 0 || character->size == 0 || (i < 128 && (character->size != 1 || character->at[0] != byte))) {
            iconv(decoder->iconv, NULL, NULL, NULL, NULL);
            return false;
        }
    }
    return true;
}

static enum ar_status set_encoding(struct ar_decoder *decoder, const char *name, struct ar_error *error)
{
    decoder->name = name;
    if (strcasecmp(iconv_name(name), "UTF-8") == 0) {
        decoder->how = UTF8;
        return AR_OK;
    }
    enum ar_status status = open_iconv(&decoder->iconv, name, error);
    if (status != AR_OK)
        return status;
    decoder->iconv_open = true;
    decoder->how = fill_table(decoder) ? TABLE : ICONV;
    return AR_OK;
}

static const struct mark *find_mark(const struct ar_decoder *decoder, bool wide)
{
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if ((wide || marks[i].size != HEAD_SIZE) && decoder->size >= marks[i].size &&
            memcmp(decoder->input, marks[i].bytes, marks[i].size) == 0)
            return &marks[i];
    return NULL;
}

/* Reconciles the name given (or none) with the mark found (or none). */
static enum ar_status choose_encoding(struct ar_decoder *decoder, const char *name, struct ar_error *error)
{
    const char *known = name ? iconv_name(name) : NULL;
    bool open_ended = known && (strcasecmp(known, "UTF-16") == 0 || strcasecmp(known, "UTF-32") == 0);
    const struct mark *mark = find_mark(decoder, !known || strncasecmp(known, "UTF-16", 6) != 0);
    if (mark != NULL)
        decoder->from = mark->size;
    if (known == NULL) { /* a UTF-8 mark is no promise: what follows passes as it is */
        return mark == NULL || mark == marks ? AR_OK : set_encoding(decoder, mark->name, error);
    }
    if (mark != NULL && strncasecmp(mark->name, known, strlen(known)) != 0) {
        ar_error_set(error, AR_BAD_DATA, "begins with the byte-order mark of %s, but is said to be %s", mark->name,
                     name);
        ar_error_place(error, decoder->label, 1);
        if (error != NULL)
            error->fatal = true;
        return AR_BAD_DATA;
    }
    if (open_ended && mark == NULL && decoder->size > 0) {
        ar_error_set(error, AR_BAD_DATA, "has no byte-order mark: say %sle or %sbe", name, name);
        ar_error_place(error, decoder->label, 1);
        if (error != NULL)
            error->fatal = true;
        return AR_BAD_DATA;
    }
    return set_encoding(decoder, mark != NULL ? mark->name : name, error);
}

enum ar_status ar_decoder_refuse(const struct ar_decoder *decoder, struct ar_error *error)
{
    static const struct {
        const char *bytes, *what;
    } others[] = {
        {"PK\x03\x04", "compressed, as a spreadsheet is, too: unpack it with unzip, or save the sheet as CSV"},
        {"\x1f\x8b", "compressed: unpack it with gunzip"},
        {"\xd0\xcf\x11\xe0", "a spreadsheet of old: save the sheet as CSV"},
        {"%PDF", "a PDF, which only shows figures: export them as CSV"},
    };
    const struct ar_text beginning = {decoder->input, decoder->size};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (!ar_text_starts(beginning, ar_text_from(others[i].bytes)))
            continue;
        ar_error_set(error, AR_BAD_DATA, "%s", others[i].what);
        ar_error_place(error, decoder->label, 0);
        if (error != NULL)
            error->fatal = true;
        return AR_BAD_DATA;
    }
    return AR_OK;
}

static enum ar_status open_decoder(struct ar_decoder *decoder, const char *encoding, struct ar_error *error)
{
    decoder->capacity = INPUT_SIZE;
    decoder->input = malloc(decoder->capacity);
    if (decoder->input == NULL)
        return ar_error_memory(error);
    enum ar_status status = encoding != NULL ? ar_encoding_check(encoding, error) : AR_OK;
    if (status != AR_OK)
        return status;
    if (strcmp(decoder->path, "-") != 0) {
        decoder->fd = open(decoder->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
        if (decoder->fd < 0)
            return ar_error_system(error, "open", decoder->path, errno);
    }
    while (status == AR_OK && decoder->size < HEAD_SIZE && !decoder->end)
        status = read_input(decoder, error);
    return status == AR_OK ? choose_encoding(decoder, encoding, error) : status;
}

enum ar_status ar_decoder_new(struct ar_decoder **out, const char *path, const char *encoding, struct ar_error *error)
{
    struct ar_decoder *decoder = calloc(1, sizeof *decoder);
    *out = NULL;
    if (decoder == NULL)
        return ar_error_memory(error);
    decoder->path = path;
    decoder->label = strcmp(path, "-") == 0 ? "(standard input)" : path;
    decoder->fd = strcmp(path, "-") == 0 ? STDIN_FILENO : -1;
    enum ar_status status = open_decoder(decoder, encoding, error);
    if (status == AR_OK)
        *out = decoder;
    else
        ar_decoder_delete(decoder);
    return status;
}

void ar_decoder_delete(struct ar_decoder *decoder)
{
    if (decoder == NULL)
        return;
    if (decoder->iconv_open)
        iconv_close(decoder->iconv);
    if (decoder->fd > STDIN_FILENO)
        close(decoder->fd); /* was only read from: nothing can be lost */
    free(decoder->input);
    free(decoder);
}

/* What is left over comes first, then the file, read in place. */
static enum ar_status read_plain(struct ar_decoder *decoder, char *out, size_t room, size_t *got,
                                 struct ar_error *error)
{
    size_t left = decoder->size - decoder->from, more = 0;
    *got = left < room ? left : room;
    memcpy(out, decoder->input + decoder->from, *got);
    decoder->from += *got;
    if (*got == room)
        return AR_OK;
    enum ar_status status = read_file(decoder, out + *got, room - *got, &more, error);
    *got += more;
    return status != AR_OK ? status : *got > 0 ? AR_OK : AR_END;
}

static enum ar_status read_utf8(struct ar_decoder *decoder, char *out, size_t room, size_t *got, struct ar_error *error)
{
    enum ar_status status = read_plain(decoder, out, room, got, error);
    if (status != AR_OK)
        return status;
    size_t valid = ar_utf8_valid((struct ar_text){out, *got}), left = *got - valid;
    if (left == 0)
        return AR_OK;
    bool offence = utf8_character((const unsigned char *)out + valid, left) == 0;
    *got = valid;
    if (valid == 0 && (offence || decoder->end))
        return undecodable(decoder, out, left, error);
    /* the next call begins with what is left: the start of a character, or an offence, after which nothing is read */
    decoder->from = 0;
    decoder->size = left < OFFENCE_SIZE ? left : OFFENCE_SIZE;
    memcpy(decoder->input, out + valid, decoder->size);
    decoder->end = decoder->end || offence;
    return valid > 0 ? AR_OK : read_utf8(decoder, out, room, got, error); /* at most three times deep */
}

static void decode_table(struct ar_decoder *decoder, char *out, size_t room, size_t *got)
{
    const char *in = decoder->input + decoder->from, *in_end = decoder->input + decoder->size;
    char *to = out, *to_end = out + room - CHARACTER_SIZE;
    while (in < in_end && to <= to_end) {
        if (in_end - in >= 32 && out + room - to >= 32 && ascii(in)) {
            memcpy(to, in, 32);
            in += 32;
            to += 32;
            continue;
        }
        const struct character *character = &decoder->table[(unsigned char)*in];
        if (character->size == 0)
            break;
        memcpy(to, character->at, CHARACTER_SIZE - 1);
        to += character->size;
        in++;
    }
    decoder->from = (size_t)(in - decoder->input);
    *got = (size_t)(to - out);
}

/* Returns iconv's errno, 0 when all of the input was taken. */
static int decode_iconv(struct ar_decoder *decoder, char *out, size_t room, size_t *got)
{
    char *in = decoder->input + decoder->from, *to = out;
    size_t left = decoder->size - decoder->from, space = room;
    bool flush = left == 0 && decoder->end;
    size_t result = iconv(decoder->iconv, flush ? NULL : &in, flush ? NULL : &left, &to, &space);
    int number = result == (size_t)-1 ? errno : 0;
    if (flush && number != E2BIG)
        decoder->flushed = true;
    decoder->from = decoder->size - left;
    *got = room - space;
    return number;
}

static enum ar_status read_converted(struct ar_decoder *decoder, char *out, size_t room, size_t *got,
                                     struct ar_error *error)
{
    for (;;) {
        int number = 0;
        *got = 0;
        if (decoder->how == TABLE)
            decode_table(decoder, out, room, got);
        else
            number = decode_iconv(decoder, out, room, got);
        if (*got > 0)
            return AR_OK;
        size_t left = decoder->size - decoder->from;
        bool cut = decoder->how == ICONV && number == EINVAL; /* a character that the end of the input cuts off */
        if (left > 0 && (!cut || decoder->end))
            return undecodable(decoder, decoder->input + decoder->from, left, error);
        if (decoder->end) {
            if (decoder->how == TABLE || decoder->flushed)
                return AR_END;
            continue;
        }
        enum ar_status status = read_input(decoder, error);
        if (status != AR_OK)
            return status;
    }
}

enum ar_status ar_decoder_read(struct ar_decoder *decoder, char *out, size_t room, size_t *got, struct ar_error *error)
{
    *got = 0;
    switch (decoder->how) {
    case BYTES:
        return read_plain(decoder, out, room, got, error);
    case UTF8:
        return read_utf8(decoder, out, room, got, error);
    default:
        return read_converted(decoder, out, room, got, error);
    }
}

uint64_t ar_decoder_bytes(const struct ar_decoder *decoder)
{
    return decoder->bytes;
}

const char *ar_decoder_label(const struct ar_decoder *decoder)
{
    return decoder->label;
}
