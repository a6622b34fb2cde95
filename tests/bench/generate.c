/* SPDX-License-Identifier: MIT */
/* Makes a ledger of any size for benchmarks and tests: the same options give the same bytes on every machine.

       generate [--items N] [--customers M] [--seed S] [--currency CUR] [--quoted] [--tsv|--csv]
                [--history|--allocations] [--flood N|--distinct N]

   Items are open items of the day 2026-06-30, one record each with every column of the stream that an extract usually
   has; how often a customer occurs falls as Zipf's law has it. --quoted puts commas, quotes and a few newlines into
   names, so that 46 % of the CSV's records hold a quoted field and 0.1 % a newline, which TSV writes as \n.
   --history gives settled items, too, with `cleared` in place of `open`; --allocations the dated payments that belong
   to the items of the same seed. --flood N takes N customers in turn whose unseeded XXH3 hashes agree in their low 12
   bits: poison to a hash table without a seed. --distinct N is its control, with N ordinary ones. */
#define XXH_INLINE_ALL
#include "draw.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

enum {
    BUFFER = 1 << 20,
    RECORD_MAX = 512,
    ID = 10, /* digits of a customer's number */
    DAYS = 1100, /* of the calendar that dates are taken from */
    AS_OF = 729, /* 2026-06-30 in that calendar, which begins on 2024-07-01 */
    FLOOD_MASK = 0x3ff
};

enum shape { ITEMS, HISTORY, ALLOCATIONS };

static struct {
    uint64_t items, seed;
    uint32_t customers;
    const char *currency;
    enum shape shape;
    bool csv, quoted, in_turn, flood;
} options = {.items = 10 * 1000 * 1000, .customers = 50000, .seed = 1};

static _Noreturn void fail(const char *what, int status)
{
    fprintf(stderr, "generate: %s\n", what);
    exit(status);
}

static void *allocate(size_t count, size_t size)
{
    void *memory = calloc(count, size);
    if (memory == NULL)
        fail("out of memory", 4);
    return memory;
}

/* Which currencies, for how many customers in a thousand, and amounts of which size. */
static struct currency {
    char code[4];
    unsigned digits, share, scale; /* scale: of an amount in minor units, EUR 1 */
} currencies[] = {{"EUR", 2, 460, 1}, {"USD", 2, 400, 1}, {"GBP", 2, 60, 1},
                  {"CHF", 2, 30, 1},  {"JPY", 0, 30, 2},  {"KWD", 3, 20, 3}};
enum { ABROAD = 30 }; /* documents in a thousand that are in any currency, not the customer's own */
static unsigned currency_count = sizeof currencies / sizeof *currencies;

static const struct terms {
    const char *text;
    unsigned days;
} terms[] = {{"net 30", 30}, {"net 60", 60}, {"2/10 net 30", 30}, {"net 14", 14}, {"net 90", 90}, {"net 45", 45}};

/* --- customers -----------------------------------------------------------------------------------------------------
 */

struct customer {
    char id[ID];
    uint8_t name_size;
    char name[37]; /* without the legal form */
    const struct currency *currency; /* that it is billed in, mostly */
};
static struct customer *customers;

/* Walker's alias method, in integers: a column is its own customer below `limit`, another one's above. */
static struct column {
    uint32_t limit, alias;
} * columns;

static void put_id(char *out, uint32_t number)
{
    for (int i = ID - 1; i >= 0; i--, number /= 10)
        out[i] = (char)('0' + number % 10);
}

static void name_customer(struct customer *customer, uint32_t number)
{
    static const char *const first[] = {"Alder", "Birken", "Cedar", "Dorn", "Elm", "Feld", "Ginster", "Hazel"};
    static const char *const second[] = {"Trading", "Foods",    "Logistics", "Metals",
                                         "Paper",   "Textiles", "Tools",     "Glass"};
    int size =
        snprintf(customer->name, sizeof customer->name, "%s %s %u", first[number % 8], second[number / 8 % 8], number);
    customer->name_size = (uint8_t)size;
}

static const struct currency *draw_currency(struct draws *draws)
{
    unsigned at = draw_below(draws, 1000), i = 0;
    for (; i + 1 < currency_count && at >= currencies[i].share; i++)
        at -= currencies[i].share;
    return &currencies[i];
}

static void make_customers(void)
{
    customers = allocate(options.customers, sizeof *customers);
    uint32_t candidate = (uint32_t)options.seed;
    for (uint32_t i = 0; i < options.customers; i++) {
        do /* an odd factor: every number comes once before any comes twice */
            put_id(customers[i].id, candidate++ * 2654435761U);
        while (options.flood && (XXH3_64bits(customers[i].id, ID) & FLOOD_MASK) != 0);
        name_customer(&customers[i], i + 1);
        struct draws draws = {options.seed * 0x9fb21c651e98df25U + i * 0xd1342543de82ef95U};
        customers[i].currency = draw_currency(&draws);
    }
}

static void make_columns(void)
{
    uint32_t n = options.customers, small_count = 0, large_count = 0;
    columns = allocate(n, sizeof *columns);
    uint64_t *weight = allocate(n, sizeof *weight), total = 0;
    uint32_t *small = allocate(n, sizeof *small), *large = allocate(n, sizeof *large);
    for (uint32_t i = 0; i < n; i++)
        total += weight[i] = ((uint64_t)1 << 32) / (i + 1);
    uint64_t mean = total / n + 1;
    for (uint32_t i = 0; i < n; i++)
        if (weight[i] < mean)
            small[small_count++] = i;
        else
            large[large_count++] = i;
    for (uint32_t i = 0; i < n; i++)
        columns[i] = (struct column){UINT32_MAX, i};
    while (small_count && large_count) {
        uint32_t poor = small[--small_count], rich = large[large_count - 1];
        columns[poor] = (struct column){(uint32_t)((weight[poor] << 28) / mean << 4), rich};
        weight[rich] -= mean - weight[poor];
        if (weight[rich] < mean) {
            large_count--;
            small[small_count++] = rich;
        }
    }
    free(weight);
    free(small);
    free(large);
}

static uint32_t draw_customer(struct draws *draws, uint64_t record)
{
    if (options.in_turn)
        return (uint32_t)(record % options.customers);
    uint32_t column = draw_below(draws, options.customers);
    return (uint32_t)draw_any(draws) < columns[column].limit ? column : columns[column].alias;
}

/* --- records -------------------------------------------------------------------------------------------------------
 */

static char calendar[DAYS][10];

static void make_calendar(void)
{
    static const unsigned lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    unsigned year = 2024, month = 7, day = 1;
    for (int i = 0; i < DAYS; i++) {
        char text[48];
        snprintf(text, sizeof text, "%04u-%02u-%02u", year, month, day);
        memcpy(calendar[i], text, sizeof calendar[i]);
        if (day++ == lengths[month - 1] + (month == 2 && year % 4 == 0)) {
            day = 1;
            year += month == 12;
            month = month % 12 + 1;
        }
    }
}

struct item {
    const struct customer *customer;
    const struct currency *currency;
    const struct terms *terms; /* NULL for a credit memo */
    uint64_t doc, reference;
    int64_t amount, open;
    int date, due, cleared; /* days of the calendar; -1 is none */
    enum { PLAIN, COMMA, QUOTE, NEWLINE } name;
};

/* Many small amounts and few large ones: the number of digits is drawn first. */
static int64_t draw_amount(struct draws *draws, const struct currency *currency)
{
    static const uint32_t limits[] = {10000, 100000, 100000, 1000000, 1000000, 1000000, 10000000, 100000000};
    return (int64_t)(1 + draw_below(draws, limits[draw_below(draws, 8)])) * (int64_t)currency->scale;
}

static void draw_item(struct item *item, uint64_t record)
{
    struct draws draws = {options.seed * 0xd1342543de82ef95U + record * 0xaf251af3b0f025b5U};
    item->customer = &customers[draw_customer(&draws, record)];
    item->currency = draw_below(&draws, 1000) < ABROAD ? draw_currency(&draws) : item->customer->currency;
    item->doc = 9000000001U + record;
    item->reference = draw_any(&draws) % 10000000;
    item->amount = draw_amount(&draws, item->currency);
    uint32_t permille = draw_below(&draws, 1000), part = draw_below(&draws, 256);
    bool credit = permille < 40;
    item->open = part < 200 ? item->amount : item->amount - item->amount * (part - 199) / 64; /* a fifth is part paid */
    if (credit) {
        item->amount = -item->amount;
        item->open = -item->open;
    }
    item->terms = credit ? NULL : &terms[draw_below(&draws, sizeof terms / sizeof *terms)];
    int span = options.shape == ITEMS ? 300 : 700;
    item->date = AS_OF - (int)draw_below(&draws, (uint32_t)span);
    item->due = item->date + (credit ? 0 : (int)item->terms->days);
    if (permille >= 40 && permille < 50)
        item->due = -1;
    int days = (int)draw_below(&draws, 150), fate = (int)draw_below(&draws, 100);
    item->cleared = fate < 60 ? item->date + days : -1;
    uint32_t style = draw_below(&draws, 1000);
    item->name = !options.quoted || style >= 460 ? PLAIN : style < 1 ? NEWLINE : style < 31 ? QUOTE : COMMA;
}

static char *put_bytes(char *out, const void *bytes, size_t size)
{
    memcpy(out, bytes, size);
    return out + size;
}

#define PUT(out, literal) put_bytes(out, literal, sizeof(literal) - 1)

static char *put_number(char *out, uint64_t number, unsigned digits)
{
    char text[24];
    unsigned size = 0;
    do
        text[size++] = (char)('0' + number % 10);
    while ((number /= 10) != 0 || size < digits);
    while (size)
        *out++ = text[--size];
    return out;
}

static char *put_amount(char *out, int64_t minor, const struct currency *currency)
{
    static const uint64_t units[] = {1, 10, 100, 1000};
    if (minor < 0)
        *out++ = '-';
    uint64_t size = minor < 0 ? 0 - (uint64_t)minor : (uint64_t)minor, unit = units[currency->digits];
    out = put_number(out, size / unit, 1);
    if (currency->digits) {
        *out++ = '.';
        out = put_number(out, size % unit, currency->digits);
    }
    return out;
}

static char *put_date(char *out, int day)
{
    return day < 0 ? out : put_bytes(out, calendar[day], sizeof calendar[day]);
}

static char *put_name(char *out, const struct item *item)
{
    const struct customer *customer = item->customer;
    bool quotes = options.csv && item->name != PLAIN;
    if (quotes)
        *out++ = '"';
    out = put_bytes(out, customer->name, customer->name_size);
    switch (item->name) {
    case PLAIN:
        out = PUT(out, " GmbH");
        break;
    case COMMA:
        out = PUT(out, ", Inc");
        break;
    case QUOTE:
        out = options.csv ? PUT(out, " \"\"West\"\"") : PUT(out, " \"West\"");
        break;
    case NEWLINE:
        out = options.csv ? PUT(out, "\nLtd") : PUT(out, "\\nLtd");
        break;
    }
    if (quotes)
        *out++ = '"';
    return out;
}

static const char *const headers[] = {
    [ITEMS] = "customer,name,doc,type,date,due,currency,amount,open,terms,reference",
    [HISTORY] = "customer,name,doc,type,date,due,currency,amount,cleared,terms,reference",
    [ALLOCATIONS] = "payment,date,customer,doc,currency,applied,status",
};

static char *put_item(char *out, const struct item *item)
{
    char separator = options.csv ? ',' : '\t';
    out = put_bytes(out, item->customer->id, ID);
    *out++ = separator;
    out = put_name(out, item);
    *out++ = separator;
    out = put_number(out, item->doc, 1);
    *out++ = separator;
    out = item->terms ? PUT(out, "invoice") : PUT(out, "credit");
    *out++ = separator;
    out = put_date(out, item->date);
    *out++ = separator;
    out = put_date(out, item->due);
    *out++ = separator;
    out = put_bytes(out, item->currency->code, 3);
    *out++ = separator;
    out = put_amount(out, item->amount, item->currency);
    *out++ = separator;
    out = options.shape == HISTORY ? put_date(out, item->cleared) : put_amount(out, item->open, item->currency);
    *out++ = separator;
    if (item->terms && item->due >= 0)
        out = put_bytes(out, item->terms->text, strlen(item->terms->text));
    *out++ = separator;
    out = PUT(out, "PO-");
    out = put_number(out, item->reference, 7);
    *out++ = '\n';
    return out;
}

/* What was paid on an item that its history has not as cleared: one payment of a part. */
static char *put_allocation(char *out, const struct item *item)
{
    char separator = options.csv ? ',' : '\t';
    int64_t applied = item->amount - item->open;
    if (applied == 0 || item->cleared >= 0)
        return out;
    out = PUT(out, "Z");
    out = put_number(out, item->doc, 1);
    *out++ = separator;
    out = put_date(out, item->date + (int)(item->doc % 90));
    *out++ = separator;
    out = put_bytes(out, item->customer->id, ID);
    *out++ = separator;
    out = put_number(out, item->doc, 1);
    *out++ = separator;
    out = put_bytes(out, item->currency->code, 3);
    *out++ = separator;
    out = put_amount(out, applied, item->currency);
    *out++ = separator;
    out = PUT(out, "applied\n");
    return out;
}

static void flush(const char *bytes, size_t size)
{
    while (size) {
        ssize_t written = write(STDOUT_FILENO, bytes, size);
        if (written < 0 && errno != EINTR)
            fail(strerror(errno), 4);
        if (written > 0) {
            bytes += written;
            size -= (size_t)written;
        }
    }
}

static void write_all(void)
{
    char *buffer = allocate(1, BUFFER), *at = buffer;
    for (const char *c = headers[options.shape]; *c; c++)
        *at++ = *c == ',' && !options.csv ? '\t' : *c;
    *at++ = '\n';
    for (uint64_t i = 0; i < options.items; i++) {
        struct item item;
        draw_item(&item, i);
        at = options.shape == ALLOCATIONS ? put_allocation(at, &item) : put_item(at, &item);
        if (at - buffer > BUFFER - RECORD_MAX) {
            flush(buffer, (size_t)(at - buffer));
            at = buffer;
        }
    }
    flush(buffer, (size_t)(at - buffer));
    free(buffer);
}

/* --- options -------------------------------------------------------------------------------------------------------
 */

static uint64_t number_option(const char *text)
{
    char *end = NULL;
    unsigned long long number = text ? strtoull(text, &end, 10) : 0;
    if (text == NULL || end == text || *end != '\0')
        fail("an option needs a number", 2);
    return number;
}

static void set_keys(uint64_t count, bool flood)
{
    options.in_turn = true;
    options.flood = flood;
    options.customers = (uint32_t)count;
}

static void set_currency(const char *code)
{
    if (code == NULL || strlen(code) != 3)
        fail("--currency needs a code of three letters", 2);
    currency_count = 1;
    bool large = strcmp(code, "IDR") == 0;
    memcpy(currencies[0].code, code, 3);
    currencies[0].digits = strcmp(code, "JPY") == 0 ? 0 : strcmp(code, "KWD") == 0 ? 3 : 2;
    currencies[0].scale = large ? 100003 : 1; /* sums beyond 2^53 */
}

static void parse_options(int argc, char **argv)
{
    bool items_given = false;
    for (int i = 1; i < argc; i++) {
        const char *name = argv[i];
        if (strcmp(name, "--csv") == 0 || strcmp(name, "--tsv") == 0)
            options.csv = name[2] == 'c';
        else if (strcmp(name, "--quoted") == 0)
            options.quoted = true;
        else if (strcmp(name, "--history") == 0)
            options.shape = HISTORY;
        else if (strcmp(name, "--allocations") == 0)
            options.shape = ALLOCATIONS;
        else if (strcmp(name, "--items") == 0) {
            options.items = number_option(argv[++i]);
            items_given = true;
        } else if (strcmp(name, "--customers") == 0)
            options.customers = (uint32_t)number_option(argv[++i]);
        else if (strcmp(name, "--seed") == 0)
            options.seed = number_option(argv[++i]);
        else if (strcmp(name, "--currency") == 0)
            set_currency(argv[++i]);
        else if (strcmp(name, "--flood") == 0 || strcmp(name, "--distinct") == 0)
            set_keys(number_option(argv[++i]), name[2] == 'f');
        else
            fail("unknown option; its source begins with the list", 2);
    }
    if (options.customers == 0 || options.customers > 1000000)
        fail("--customers: from 1 to 1000000", 2);
    if (options.in_turn && !items_given)
        options.items = options.customers;
}

int main(int argc, char **argv)
{
    parse_options(argc, argv);
    make_calendar();
    make_customers();
    if (!options.in_turn)
        make_columns();
    write_all();
    return 0;
}
