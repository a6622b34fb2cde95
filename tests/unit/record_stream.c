/* SPDX-License-Identifier: MIT */
/* The stream's reader and writer: what goes in comes out, and everything that ar-records(5) calls an error is one. */
#include "base/memory.h"
#include "record/annotate.h"
#include "record/reader.h"
#include "record/table.h"
#include "record/writer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

/* A file that holds these bytes; the same slot overwrites it. */
static const char *file_of(struct ar_text bytes, int slot)
{
    static char names[4][64];
    snprintf(names[slot], sizeof names[slot], "/tmp/ar-unit-%d-%d", (int)getpid(), slot);
    FILE *file = fopen(names[slot], "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.at, 1, bytes.size, file), bytes.size);
    assert_int_equal(fclose(file), 0);
    return names[slot];
}

static void add(struct ar_buffer *out, struct ar_text text)
{
    assert_int_equal(ar_buffer_add(out, text), AR_OK);
}

/* All records, decoded: fields joined by '|', records ended by '\n'. Bad records are skipped and counted. */
static enum ar_status read_all(const char *const *paths, size_t count, struct ar_buffer *out, unsigned *bad,
                               struct ar_error *error, bool require)
{
    struct ar_reader *reader = NULL;
    struct ar_reader_options options = {.paths = paths, .count = count, .require_seal = require};
    enum ar_status status = ar_reader_new(&reader, &options, error);
    struct ar_block block = {0};
    struct ar_row row;
    *bad = 0;
    out->size = 0;
    while (status == AR_OK && (status = ar_reader_take(reader, &block, error)) == AR_OK) {
        while ((status = ar_block_next(&block, &row, error)) != AR_END) {
            if (status != AR_OK && error->fatal)
                break;
            *bad += status != AR_OK;
            for (unsigned i = 0; status == AR_OK && i < ar_reader_header(reader)->count; i++) {
                add(out, ar_text_from(i ? "|" : ""));
                add(out, ar_row_get(&row, (int)i));
            }
            if (status == AR_OK)
                add(out, AR_TEXT("\n"));
        }
        if (status == AR_END)
            status = AR_OK;
    }
    ar_block_free(&block);
    ar_reader_delete(reader);
    return status == AR_END ? AR_OK : status;
}

static void expect_text(struct ar_text bytes, struct ar_text records)
{
    const char *path = file_of(bytes, 0);
    struct ar_buffer out = {0};
    struct ar_error error = {0};
    unsigned bad;
    enum ar_status status = read_all(&path, 1, &out, &bad, &error, false);
    if (status != AR_OK)
        print_error("%s\n", error.reason);
    assert_int_equal(status, AR_OK);
    assert_int_equal(bad, 0);
    assert_true(ar_text_equal(ar_buffer_text(&out), records));
    ar_buffer_free(&out);
}
#define EXPECT(bytes, records) expect_text(AR_TEXT(bytes), AR_TEXT(records))

static void expect_error(struct ar_text bytes, const char *message, bool fatal)
{
    const char *path = file_of(bytes, 0);
    struct ar_buffer out = {0};
    struct ar_error error = {0};
    unsigned bad;
    enum ar_status status = read_all(&path, 1, &out, &bad, &error, false);
    assert_true(status == AR_BAD_DATA || bad == 1);
    char line[1024];
    ar_error_format(&error, line, sizeof line);
    assert_string_equal(line + strlen(path), message);
    assert_int_equal(error.fatal, fatal);
    ar_buffer_free(&out);
}

static void test_form(void **state)
{
    (void)state;
    EXPECT("a\tb\n1\t2\n\t\n", "1|2\n|\n");
    EXPECT("a\tb\n", "");
    EXPECT("\xef\xbb\xbf"
           "a\tb\r\n1\t2\r\n",
           "1|2\n");
    EXPECT("a\tb\n\\#x\t\\t\\n\\r\\\\\n", "#x|\t\n\r\\\n");
    EXPECT("a\n\n\n", "\n\n"); /* one column: an empty line is an empty field */
    EXPECT("a\tb\n\xff\0z\t2\n", "\xff\0z|2\n");
}

static void test_errors(void **state)
{
    (void)state;
    expect_error(AR_TEXT(""), ": empty input: not even a header", true);
    expect_error(AR_TEXT("a\tb"), ":1: truncated: the last line does not end in a newline", true);
    expect_error(AR_TEXT("a\tb\n1\t2\n3\t4"), ":3: truncated: the last line does not end in a newline", true);
    expect_error(AR_TEXT("a\ta\n"), ":1: column named twice: 'a'", true);
    expect_error(AR_TEXT("a\t\n"), ":1: column 2 has no name", true);
    expect_error(AR_TEXT("a\tb\n1\n"), ":2: 1 fields where the header has 2", false);
    expect_error(AR_TEXT("a\tb\n1\t2\t3\n"), ":2: 3 fields where the header has 2", false);
    expect_error(AR_TEXT("a\tb\n1\t2\n\n"), ":3: 1 fields where the header has 2", false);
    expect_error(AR_TEXT("a\tb\n1\t\\x\n"), ":2: field 2 has an escape that the stream does not know: '\\\\x'", false);
    expect_error(AR_TEXT("a\tb\n1\t\\#\n"), ":2: field 2 has an escape that the stream does not know: '\\\\#'", false);
    expect_error(AR_TEXT("a\tb\n1\rx\t2\n"), ":2: a raw carriage return inside the record", false);
    expect_error(AR_TEXT("a\tb\n#x\t2\n1\t2\n"), ":2: a line beginning with '#' that is no seal: '#x\\t2'", true);
    expect_error(AR_TEXT("a\tb\n1\t2\n# comment\n"), ":3: a line beginning with '#' that is no seal: '# comment'",
                 true);
    expect_error(AR_TEXT("a\tb\n1\t2\n#seal\trecords=1\txxh3=0000000000000000\n"),
                 ":3: broken seal: the records are not those that were sealed", true);
    expect_error(AR_TEXT("a\tb\n1\t2\n#seal\trecords=2\txxh3=0000000000000000\n"),
                 ":3: broken seal: it says 2 records, there are 1", true);
    expect_error(AR_TEXT("a\tb\n#seal\trecords=0\txxh3=0000000000000000\n1\t2\n"),
                 ":2: records follow the seal: '#seal\\trecords=0\\txxh3=0000000000000000'", true);
}

static void test_several_inputs(void **state)
{
    (void)state;
    const char *paths[] = {file_of(AR_TEXT("a\tb\n1\t2\n"), 0), file_of(AR_TEXT("b\ta\n4\t3\n"), 1)};
    struct ar_buffer out = {0};
    struct ar_error error;
    unsigned bad;
    assert_int_equal(read_all(paths, 2, &out, &bad, &error, false), AR_OK);
    assert_true(ar_text_is(ar_buffer_text(&out), "1|2\n3|4\n"));
    paths[1] = file_of(AR_TEXT("a\tc\n4\t3\n"), 1);
    assert_int_equal(read_all(paths, 2, &out, &bad, &error, false), AR_BAD_DATA);
    assert_string_equal(error.column, "b");
    assert_true(error.fatal);
    ar_buffer_free(&out);
}

static uint32_t next_random(uint32_t *random)
{
    *random = *random * 1664525 + 1013904223;
    return *random >> 16;
}

/* Writes records of many shapes, sealed, and reads them back over block boundaries. */
static void test_round_trip(void **state)
{
    (void)state;
    const char *path = file_of(AR_TEXT(""), 0);
    static const struct ar_text names[] = {AR_TEXT("#id"), AR_TEXT("text"), AR_TEXT("n")};
    static const char alphabet[] = "ab\t\n\r\\#\xc3\xa9 ";
    struct ar_writer writer;
    struct ar_error error;
    struct ar_buffer expected = {0};
    assert_int_equal(ar_writer_open(&writer, path, true, &error), AR_OK);
    ar_writer_header(&writer, names, 3);
    uint32_t random = 1;
    static char field[70000];
    for (int i = 0; i < 20000; i++) {
        for (int k = 0; k < 2; k++) {
            size_t size = i % 5000 == 0 ? sizeof field : next_random(&random) % 32;
            for (size_t j = 0; j < size; j++)
                field[j] = alphabet[next_random(&random) % (sizeof alphabet - 1)];
            ar_writer_field(&writer, (struct ar_text){field, size});
            add(&expected, (struct ar_text){field, size});
            add(&expected, AR_TEXT("|"));
        }
        ar_writer_number(&writer, i);
        snprintf(field, sizeof field, "%d\n", i);
        add(&expected, ar_text_from(field));
        ar_writer_end(&writer);
    }
    assert_int_equal(ar_writer_close(&writer, &error), AR_OK);
    struct ar_buffer out = {0};
    unsigned bad;
    assert_int_equal(read_all(&path, 1, &out, &bad, &error, true), AR_OK);
    assert_int_equal(bad, 0);
    assert_true(ar_text_equal(ar_buffer_text(&out), ar_buffer_text(&expected)));
    ar_buffer_free(&out);
    ar_buffer_free(&expected);
}

static void add_line(struct ar_buffer *out, unsigned fields, const char *end, uint32_t *random)
{
    for (unsigned i = 0; i < fields; i++) {
        add(out, ar_text_from(i ? "\t" : ""));
        add(out, (struct ar_text){"some ordinary text, longer than any field here is made",
                                  next_random(random) % (40 / fields + 2)});
    }
    add(out, ar_text_from(end));
}

/* Lines of `columns` fields, and every `odd` lines something else; CR LF where columns are odd. */
static void make_lines(struct ar_buffer *out, unsigned columns, unsigned odd, uint32_t *random)
{
    for (unsigned i = 0; i < columns; i++) {
        char name[16];
        snprintf(name, sizeof name, "%sc%u", i ? "\t" : "", i);
        add(out, ar_text_from(name));
    }
    const char *end = columns % 2 ? "\r\n" : "\n", *escape = columns % 2 ? "\\n\r\n" : "\\n\n";
    add(out, ar_text_from(end));
    for (unsigned line = 0; line < 3000; line++) {
        unsigned kind = odd && next_random(random) % odd == 0 ? next_random(random) % 4 : 4;
        if (kind == 0 && columns > 1) { /* one too many, one too few: as many as usual */
            add_line(out, columns + 1, end, random);
            add_line(out, columns - 1, end, random);
        }
        if (kind == 1)
            add(out, AR_TEXT("#"));
        add_line(out, columns + (kind == 2), kind == 3 ? escape : end, random);
    }
}

static void expect_line(struct ar_text line, unsigned columns, bool good)
{
    unsigned fields = 1;
    for (size_t i = 0; i < line.size; i++)
        fields += line.at[i] == '\t';
    assert_null(memchr(line.at, '\n', line.size));
    assert_int_equal(fields == columns && !ar_text_starts(line, AR_TEXT("#")), good);
}

/* A block's runs are the records that come one by one, those that are plain. */
static void expect_runs(struct ar_block *block, uint32_t *random)
{
    struct ar_block single = *block;
    struct ar_row row;
    struct ar_error error;
    enum ar_status status = AR_OK;
    while (status != AR_END) {
        const uint32_t *ends;
        size_t most = next_random(random) % 40, count = ar_block_run(block, most, &ends);
        assert_true(count <= most);
        for (size_t i = 0; i < count; i++) {
            assert_int_equal(ar_block_next(&single, &row, &error), AR_OK);
            assert_memory_equal(row.ends - 1, ends + i * block->columns - 1, (block->columns + 1) * sizeof *ends);
            assert_null(memchr(ar_row_line(&row).at, '\\', ar_row_line(&row).size));
            expect_line(ar_row_line(&row), block->columns, true);
        }
        block->next += count;
        status = ar_block_next(&single, &row, &error);
        assert_int_equal(ar_block_next(block, &row, &error), status);
        if (status != AR_END)
            expect_line(ar_row_line(&row), block->columns, status == AR_OK);
        if (count < most)
            assert_true(status != AR_OK || row.escapes);
    }
}

static void test_runs(void **state)
{
    (void)state;
    static const unsigned columns[] = {1, 2, 3, 11, 40, 90}, odds[] = {0, 2000, 50, 2};
    struct ar_buffer bytes = {0};
    uint32_t random = 7;
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        for (size_t k = 0; k < sizeof odds / sizeof *odds; k++) {
            bytes.size = 0;
            make_lines(&bytes, columns[i], odds[k], &random);
            const char *path = file_of(ar_buffer_text(&bytes), 0);
            struct ar_reader *reader;
            struct ar_reader_options options = {.paths = &path, .count = 1};
            struct ar_error error;
            struct ar_block block = {0};
            assert_int_equal(ar_reader_new(&reader, &options, &error), AR_OK);
            while (ar_reader_take(reader, &block, &error) == AR_OK)
                expect_runs(&block, &random);
            ar_block_free(&block);
            ar_reader_delete(reader);
        }
    ar_buffer_free(&bytes);
}

/* Sizes around the block's, so that its end falls on each kind of byte. */
static void test_boundaries(void **state)
{
    (void)state;
    enum { BLOCK = 256 << 10 };
    char *bytes = malloc(2 * BLOCK);
    assert_non_null(bytes);
    for (size_t size = BLOCK - 12; size < BLOCK + 4; size++) {
        memset(bytes, 'x', size);
        memcpy(bytes, "a\n", 2);
        memcpy(bytes + size, "\r\n1\r\n\\\\\r\n", 9);
        const char *path = file_of((struct ar_text){bytes, size + 9}, 0);
        struct ar_buffer out = {0};
        struct ar_error error;
        unsigned bad;
        assert_int_equal(read_all(&path, 1, &out, &bad, &error, false), AR_OK);
        assert_int_equal(bad, 0);
        assert_int_equal(out.size, size - 2 + 5);
        assert_memory_equal(out.at + size - 2, "\n1\n\\\n", 5);
        ar_buffer_free(&out);
    }
    free(bytes);
}

static void test_too_long(void **state)
{
    (void)state;
    size_t size = AR_RECORD_MAX * 3;
    char *bytes = malloc(size);
    assert_non_null(bytes);
    memset(bytes, 'x', size);
    memcpy(bytes, "a\n", 2);
    bytes[size - 1] = '\n';
    expect_error((struct ar_text){bytes, size}, ":2: record longer than 16 MiB", true);
    free(bytes);
}

static void test_required_seal(void **state)
{
    (void)state;
    const char *path = file_of(AR_TEXT("a\n1\n"), 0);
    struct ar_buffer out = {0};
    struct ar_error error;
    unsigned bad;
    assert_int_equal(read_all(&path, 1, &out, &bad, &error, true), AR_BAD_DATA);
    assert_string_equal(error.reason, "not sealed, and a seal is required");
    ar_buffer_free(&out);
}

/* Appended values of every short length, with every byte in every place. */
static void test_append_bytes(void **state)
{
    (void)state;
    const char *in = file_of(AR_TEXT("a\n1\n"), 0), *to = file_of(AR_TEXT(""), 1);
    static const struct ar_text names[] = {AR_TEXT("b")};
    struct ar_reader *reader;
    struct ar_error error;
    struct ar_writer writer;
    struct ar_annotate annotate;
    struct ar_block block = {0};
    struct ar_row row;
    struct ar_buffer expected = {0};
    struct ar_reader_options options = {.paths = &in, .count = 1};
    assert_int_equal(ar_reader_new(&reader, &options, &error), AR_OK);
    assert_int_equal(ar_writer_open(&writer, to, false, &error), AR_OK);
    assert_int_equal(ar_annotate_init(&annotate, ar_reader_header(reader), names, 1), AR_OK);
    assert_int_equal(ar_reader_take(reader, &block, &error), AR_OK);
    assert_int_equal(ar_block_next(&block, &row, &error), AR_OK);
    for (unsigned i = 0; i < 20 * 20 * 256; i++) {
        unsigned size = i / (20 * 256), place = i / 256 % 20;
        char text[20], c = (char)(i % 256);
        memset(text, 'x', sizeof text);
        text[place] = c;
        ar_annotate_row(&annotate, &row, &(struct ar_text){text, size}, &writer);
        assert_int_equal(ar_buffer_add(&expected, AR_TEXT("1\t")), AR_OK);
        for (unsigned k = 0; k < size; k++) {
            const char *letter = text[k] == '\0' ? NULL : strchr("\tt\nn\rr\\\\", text[k]);
            bool escape = letter != NULL && text[k] != 't' && text[k] != 'n' && text[k] != 'r';
            if (escape)
                assert_int_equal(ar_buffer_add_char(&expected, '\\'), AR_OK);
            assert_int_equal(ar_buffer_add_char(&expected, escape ? letter[1] : text[k]), AR_OK);
        }
        assert_int_equal(ar_buffer_add_char(&expected, '\n'), AR_OK);
    }
    assert_int_equal(ar_writer_close(&writer, &error), AR_OK);
    ar_annotate_free(&annotate);
    ar_block_free(&block);
    ar_reader_delete(reader);
    char *got = malloc(expected.size + 1);
    FILE *file = fopen(to, "rb");
    assert_non_null(got);
    assert_non_null(file);
    assert_int_equal(fread(got, 1, expected.size + 1, file), expected.size);
    assert_int_equal(fclose(file), 0);
    assert_memory_equal(got, expected.at, expected.size);
    free(got);
    ar_buffer_free(&expected);
}

/* Columns that only go to the end: short values, long ones, and ones to be escaped. */
static void test_append(void **state)
{
    (void)state;
    const char *in = file_of(AR_TEXT("a\tb\n1\t2\n\\#x\t\\n\n"), 0), *to = file_of(AR_TEXT(""), 1);
    static const struct ar_text names[] = {AR_TEXT("c"), AR_TEXT("d")};
    const struct ar_text values[][2] = {{AR_TEXT("-12"), AR_TEXT("")},
                                        {AR_TEXT("tab\there"), AR_TEXT("x")},
                                        {AR_TEXT("x"), AR_TEXT("back\\slash")},
                                        {AR_TEXT("a value of more than thirty-two bytes"), AR_TEXT("\xc3\xa4")}};
    static const char *const ends[] = {"-12\t", "tab\\there\tx", "x\tback\\\\slash",
                                       "a value of more than thirty-two bytes\t\xc3\xa4"};
    struct ar_reader *reader;
    struct ar_error error;
    struct ar_writer writer;
    struct ar_annotate annotate;
    struct ar_block block = {0};
    struct ar_row row;
    struct ar_reader_options options = {.paths = &in, .count = 1};
    assert_int_equal(ar_reader_new(&reader, &options, &error), AR_OK);
    assert_int_equal(ar_writer_open(&writer, to, false, &error), AR_OK);
    assert_int_equal(ar_annotate_init(&annotate, ar_reader_header(reader), names, 2), AR_OK);
    assert_int_equal(ar_reader_take(reader, &block, &error), AR_OK);
    char expected[512] = "";
    while (ar_block_next(&block, &row, &error) == AR_OK) {
        for (size_t i = 0; i < 4; i++) {
            struct ar_text line = ar_row_line(&row);
            ar_annotate_row(&annotate, &row, values[i], &writer);
            snprintf(expected + strlen(expected), sizeof expected - strlen(expected), "%.*s\t%s\n", (int)line.size,
                     line.at, ends[i]);
        }
    }
    assert_int_equal(writer.records, 8);
    assert_int_equal(ar_writer_close(&writer, &error), AR_OK);
    ar_annotate_free(&annotate);
    ar_block_free(&block);
    ar_reader_delete(reader);
    char got[512];
    FILE *file = fopen(to, "rb");
    assert_non_null(file);
    got[fread(got, 1, sizeof got - 1, file)] = '\0';
    assert_int_equal(fclose(file), 0);
    assert_int_equal(strlen(got), strlen(expected));
    assert_string_equal(got, expected);
}

static void test_annotate(void **state)
{
    (void)state;
    const char *in = file_of(AR_TEXT("a\tb\tc\n1\t2\t\\\\\n\\#x\t5\t6\n"), 0), *to = file_of(AR_TEXT(""), 1);
    static const struct ar_text names[] = {AR_TEXT("d"), AR_TEXT("b")};
    const struct ar_text values[] = {AR_TEXT("new\t"), AR_TEXT("B")};
    struct ar_reader *reader;
    struct ar_error error;
    struct ar_writer writer;
    struct ar_annotate annotate;
    struct ar_block block = {0};
    struct ar_row row;
    struct ar_reader_options options = {.paths = &in, .count = 1};
    assert_int_equal(ar_reader_new(&reader, &options, &error), AR_OK);
    assert_int_equal(ar_writer_open(&writer, to, false, &error), AR_OK);
    assert_int_equal(ar_annotate_init(&annotate, ar_reader_header(reader), names, 2), AR_OK);
    ar_annotate_header(&annotate, ar_reader_header(reader), names, &writer);
    assert_int_equal(ar_reader_take(reader, &block, &error), AR_OK);
    while (ar_block_next(&block, &row, &error) == AR_OK)
        ar_annotate_row(&annotate, &row, values, &writer);
    assert_int_equal(writer.records, 2);
    assert_int_equal(ar_writer_close(&writer, &error), AR_OK);
    ar_annotate_free(&annotate);
    ar_block_free(&block);
    ar_reader_delete(reader);
    char got[256];
    FILE *file = fopen(to, "rb");
    assert_non_null(file);
    size_t size = fread(got, 1, sizeof got - 1, file);
    got[size] = '\0';
    fclose(file);
    assert_string_equal(got, "a\tb\tc\td\n1\tB\t\\\\\tnew\\t\n\\#x\tB\t6\tnew\\t\n");
}

static void test_table(void **state)
{
    (void)state;
    const char *path = file_of(AR_TEXT("# a comment\ncode\tterms\nA\t1\n# more\nB\t2\nA\t3\n"), 0);
    struct ar_table table;
    struct ar_table_index index;
    struct ar_error error;
    assert_int_equal(ar_table_load(&table, path, &error), AR_OK);
    assert_int_equal(table.rows, 3);
    assert_int_equal(table.lines[1], 5);
    assert_int_equal(ar_table_index(&index, &table, 0, &error), AR_OK);
    size_t row = ar_table_lookup(&index, AR_TEXT("A"));
    assert_int_equal(row, 0);
    assert_int_equal(ar_table_next(&index, row), 2);
    assert_true(ar_table_next(&index, 2) == AR_NO_ROW);
    assert_true(ar_table_lookup(&index, AR_TEXT("C")) == AR_NO_ROW);
    int column;
    assert_int_equal(ar_table_need(&table, "term", &column, &error), AR_BAD_DATA);
    assert_string_equal(error.reason, "no column 'term'; did you mean 'terms'?");
    ar_table_index_free(&index);
    ar_table_free(&table);
}

static int remove_files(void **state)
{
    (void)state;
    char name[64];
    for (int i = 0; i < 4; i++) {
        snprintf(name, sizeof name, "/tmp/ar-unit-%d-%d", (int)getpid(), i);
        (void)unlink(name);
    }
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_form),       cmocka_unit_test(test_errors),        cmocka_unit_test(test_several_inputs),
        cmocka_unit_test(test_round_trip), cmocka_unit_test(test_boundaries),    cmocka_unit_test(test_too_long),
        cmocka_unit_test(test_table),      cmocka_unit_test(test_required_seal), cmocka_unit_test(test_annotate),
        cmocka_unit_test(test_append),     cmocka_unit_test(test_append_bytes),  cmocka_unit_test(test_runs),
    };
    return cmocka_run_group_tests(tests, NULL, remove_files);
}
