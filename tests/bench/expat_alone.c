/* SPDX-License-Identifier: MIT */
/* expat alone, as a ceiling for what reads XML with it:

       expat_alone FILE

   Handlers that count elements and bytes of text, and nothing more. It reads in the same blocks as ours. */
#include <expat.h>
#include <stdio.h>
#include <stdlib.h>

enum { READ_SIZE = 256 << 10 };

static unsigned long long elements, bytes;

static void XMLCALL on_start(void *user, const XML_Char *name, const XML_Char **attributes)
{
    (void)user, (void)name, (void)attributes;
    elements++;
}

static void XMLCALL on_end(void *user, const XML_Char *name)
{
    (void)user, (void)name;
}

static void XMLCALL on_text(void *user, const XML_Char *at, int size)
{
    (void)user, (void)at;
    bytes += (unsigned long long)size;
}

int main(int argc, char **argv)
{
    static char buffer[READ_SIZE];
    FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
    XML_Parser parser = XML_ParserCreate(NULL);
    if (file == NULL || parser == NULL) {
        fputs("usage: expat_alone FILE\n", stderr);
        return 2;
    }
    XML_SetElementHandler(parser, on_start, on_end);
    XML_SetCharacterDataHandler(parser, on_text);
    setvbuf(file, NULL, _IONBF, 0);
    for (size_t got = 1; got > 0;) {
        got = fread(buffer, 1, sizeof buffer, file);
        if (XML_Parse(parser, buffer, (int)got, got == 0) != XML_STATUS_OK) {
            fprintf(stderr, "expat_alone: %s\n", XML_ErrorString(XML_GetErrorCode(parser)));
            return 3;
        }
    }
    XML_ParserFree(parser);
    if (ferror(file) || fclose(file) != 0)
        return 4;
    printf("%llu elements, %llu bytes of text\n", elements, bytes);
    return fflush(stdout) == 0 ? 0 : 4;
}
