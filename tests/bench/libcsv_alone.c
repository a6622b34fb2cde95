/* SPDX-License-Identifier: MIT */
/* What libcsv does by itself with a CSV file, as the peer of ar-import in the benchmark:
       libcsv_alone count FILE    callbacks that count fields, records and bytes: its own ceiling
       libcsv_alone tsv FILE      callbacks that write TSV with the escapes of the record stream
   With a third word `trim` blanks around fields are dropped, which is libcsv's own way and faster. */
#include <csv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { READ_SIZE = 256 << 10 };

static struct {
    unsigned long long fields, records, bytes;
    char *out;
    size_t size, capacity;
    int begun; /* the record has a field already */
} state;

static int no_blank(unsigned char c)
{
    (void)c;
    return 0;
}

static void count_field(void *at, size_t size, void *context)
{
    (void)at;
    (void)context;
    state.fields++;
    state.bytes += size;
}

static void count_record(int c, void *context)
{
    (void)c;
    (void)context;
    state.records++;
}

static void flush(void)
{
    if (fwrite(state.out, 1, state.size, stdout) != state.size) {
        perror("libcsv_alone: write");
        exit(4);
    }
    state.size = 0;
}

static void write_field(void *at, size_t size, void *context)
{
    const char *p = at;
    (void)context;
    if (state.size + 2 * size + 2 > state.capacity) {
        flush();
        if (2 * size + 2 > state.capacity) {
            state.capacity = 4 * size + 2;
            state.out = realloc(state.out, state.capacity);
            if (state.out == NULL)
                exit(4);
        }
    }
    char *to = state.out + state.size;
    if (state.begun)
        *to++ = '\t';
    state.begun = 1;
    for (size_t i = 0; i < size; i++) {
        const char *special = p[i] == '\t'   ? "\\t"
                              : p[i] == '\n' ? "\\n"
                              : p[i] == '\r' ? "\\r"
                              : p[i] == '\\' ? "\\\\"
                                             : NULL;
        if (special != NULL) {
            *to++ = special[0];
            *to++ = special[1];
        } else {
            *to++ = p[i];
        }
    }
    state.size = (size_t)(to - state.out);
}

static void write_record(int c, void *context)
{
    (void)c;
    (void)context;
    if (state.size == state.capacity)
        flush();
    state.out[state.size++] = '\n';
    state.begun = 0;
}

int main(int argc, char **argv)
{
    static char buffer[READ_SIZE];
    int tsv = argc > 2 && strcmp(argv[1], "tsv") == 0;
    if (argc < 3 || (!tsv && strcmp(argv[1], "count") != 0)) {
        fputs("usage: libcsv_alone count|tsv FILE [trim]\n", stderr);
        return 2;
    }
    FILE *file = fopen(argv[2], "rb");
    struct csv_parser parser;
    state.capacity = READ_SIZE;
    state.out = malloc(state.capacity);
    if (file == NULL || state.out == NULL || csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
        perror(argv[2]);
        return 4;
    }
    if (argc < 4)
        csv_set_space_func(&parser, no_blank);
    setvbuf(file, NULL, _IONBF, 0);
    for (size_t got; (got = fread(buffer, 1, sizeof buffer, file)) > 0;) {
        if (csv_parse(&parser, buffer, got, tsv ? write_field : count_field, tsv ? write_record : count_record, NULL) !=
            got) {
            fprintf(stderr, "libcsv_alone: %s\n", csv_strerror(csv_error(&parser)));
            return 3;
        }
    }
    if (ferror(file) ||
        csv_fini(&parser, tsv ? write_field : count_field, tsv ? write_record : count_record, NULL) != 0)
        return 3;
    csv_free(&parser);
    fclose(file);
    flush();
    free(state.out);
    if (!tsv)
        printf("%llu records, %llu fields, %llu bytes\n", state.records, state.fields, state.bytes);
    return fflush(stdout) == 0 ? 0 : 4;
}
