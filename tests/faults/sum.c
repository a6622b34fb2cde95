/* SPDX-License-Identifier: MIT */
/* sum COLUMN <records: prints `CUR total` per currency in 128 bits. It shares no code with the library, since it is
   there to check it: the fault suite holds sums in against sums out. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct sum {
    char currency[8];
    int digits;
    __int128 minor;
};

static int by_currency(const void *a, const void *b)
{
    return strcmp(((const struct sum *)a)->currency, ((const struct sum *)b)->currency);
}

static void add(struct sum *sum, const char *text)
{
    __int128 minor = 0;
    int digits = 0;
    const char *point = strchr(text, '.');
    for (const char *p = text + (*text == '-'); *p; p++)
        if (*p != '.')
            minor = minor * 10 + (*p - '0');
    if (point)
        digits = (int)strlen(point + 1);
    sum->digits = digits;
    sum->minor += *text == '-' ? -minor : minor;
}

static void print(const struct sum *sum)
{
    char text[64], *p = text + sizeof text;
    __int128 rest = sum->minor < 0 ? -sum->minor : sum->minor;
    *--p = 0;
    for (int i = 0; rest || i <= sum->digits; i++) {
        if (i == sum->digits && i)
            *--p = '.';
        *--p = (char)('0' + (int)(rest % 10));
        rest /= 10;
    }
    printf("%s %s%s\n", sum->currency, sum->minor < 0 ? "-" : "", p);
}

int main(int argc, char **argv)
{
    struct sum sums[64] = {0};
    int count = 0, wanted = -1, currency = -1;
    char *line = NULL;
    size_t capacity = 0;
    for (long row = 0; argc == 2 && getline(&line, &capacity, stdin) > 0; row++) {
        char *field = line, *amount = NULL, *unit = NULL;
        line[strcspn(line, "\r\n")] = 0;
        if (!strncmp(line, "#seal", 5))
            break;
        for (int i = 0; field; i++) {
            char *this = strsep(&field, "\t");
            if (!row && !strcmp(this, argv[1]))
                wanted = i;
            if (!row && !strcmp(this, "currency"))
                currency = i;
            if (i == wanted)
                amount = this;
            if (i == currency)
                unit = this;
        }
        if (wanted < 0 || currency < 0) {
            fprintf(stderr, "sum: no column %s or currency\n", argv[1]);
            return 1;
        }
        if (!row || !amount || !unit || !*amount)
            continue;
        int i = 0;
        while (i < count && strcmp(sums[i].currency, unit))
            i++;
        if (i == 64)
            return 1;
        if (i == count)
            snprintf(sums[count++].currency, sizeof sums->currency, "%s", unit);
        add(&sums[i], amount);
    }
    qsort(sums, (size_t)count, sizeof *sums, by_currency);
    for (int i = 0; i < count; i++)
        print(&sums[i]);
    return 0;
}
