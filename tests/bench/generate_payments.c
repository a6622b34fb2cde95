/* SPDX-License-Identifier: MIT */
/* Makes payments that settle open items, and the truth about them: the same items and options give the same bytes.

       generate_payments [--payments N] [--seed S] PREFIX ITEMS

   ITEMS is what `generate` writes as TSV. PREFIX-payments.tsv has the payments; PREFIX-truth.tsv which document each
   pays, and how much of it; PREFIX-cited.tsv the same of those alone whose text names the documents;
   PREFIX-customers.tsv the customers' names; PREFIX-aliases.tsv the accounts that some of them pay from.

   Of 1000 payments 600 cite one document, 200 cite two to five, 130 pay one without a word, 20 pay two or three
   without a word, and 50 come from somebody unknown. Numbers are whole, in several spellings, among dates and amounts.
   One in sixteen of those that cite a document pays a tenth less. No item is paid twice, none before its date. */
#include "base/date.h"
#include "draw.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>

enum { COLUMNS = 11, CUSTOMER = 0, NAME, DOC, TYPE, DATE, CURRENCY = 6, AMOUNT, OPEN, FEW = 5, WALK = 200 };

struct item {
    const char *doc;
    int64_t open; /* minor units; 0: nothing that these payments would settle */
    uint32_t customer, next; /* next: of the same customer; 0 is none */
    struct ar_date date;
    char currency[3];
    uint8_t doc_size, decimals;
};

static struct item *items;
static size_t item_count;
static struct customer {
    struct ar_text id, name;
    uint32_t last; /* 1 + its last item */
} * customers;
static uint32_t customer_count;
static uint32_t *slots; /* 1 + customer */
enum { SLOTS = 1 << 21 };

static _Noreturn void fail(const char *what)
{
    fprintf(stderr, "generate_payments: %s\n", what);
    exit(4);
}

static void *allocate(size_t count, size_t size)
{
    void *memory = calloc(count, size);
    if (memory == NULL)
        fail("out of memory");
    return memory;
}

static struct draws draws;

/* ---- items ---------------------------------------------------------------------------------------------------------
 */

/* The name without its legal form, which is behind a comma, a newline's \n, a quote or the last blank. */
static struct ar_text bare_name(struct ar_text name)
{
    size_t size = 0;
    while (size < name.size && name.at[size] != ',' && name.at[size] != '\\' && name.at[size] != '"')
        size++;
    if (size == name.size)
        while (size > 0 && name.at[size - 1] != ' ')
            size--;
    while (size > 0 && name.at[size - 1] == ' ')
        size--;
    return (struct ar_text){name.at, size};
}

static uint32_t customer_of(struct ar_text id, struct ar_text name)
{
    uint64_t hash = 0;
    for (size_t i = 0; i < id.size; i++)
        hash = hash * 31 + (unsigned char)id.at[i];
    size_t slot = (hash * 0x9e3779b97f4a7c15U) >> 40 & (SLOTS - 1);
    for (; slots[slot] != 0; slot = (slot + 1) & (SLOTS - 1))
        if (ar_text_equal(customers[slots[slot] - 1].id, id))
            return slots[slot] - 1;
    if (customer_count == SLOTS / 2)
        fail("too many customers");
    customers[customer_count] = (struct customer){id, bare_name(name), 0};
    slots[slot] = ++customer_count;
    return customer_count - 1;
}

static int64_t minor_of(struct ar_text text, uint8_t *decimals)
{
    int64_t amount = 0;
    *decimals = 0;
    for (size_t i = 0; i < text.size; i++)
        if (text.at[i] == '.')
            *decimals = (uint8_t)(text.size - i - 1);
        else if (text.at[i] != '-')
            amount = amount * 10 + (text.at[i] - '0');
    return text.size > 0 && text.at[0] == '-' ? -amount : amount;
}

static void add_item(const struct ar_text field[static COLUMNS])
{
    struct item *item = &items[item_count];
    uint32_t number = customer_of(field[CUSTOMER], field[NAME]);
    struct customer *customer = &customers[number];
    item->doc = field[DOC].at;
    item->doc_size = (uint8_t)field[DOC].size;
    item->customer = number;
    memcpy(item->currency, field[CURRENCY].at, 3);
    item->open = minor_of(field[OPEN], &item->decimals);
    if (field[TYPE].at[0] != 'i' || item->open < 0)
        item->open = 0;
    if (ar_date_parse(&item->date, field[DATE]) != AR_OK)
        fail("a date of ITEMS");
    if (customer->last != 0)
        items[customer->last - 1].next = (uint32_t)item_count + 1;
    customer->last = (uint32_t)++item_count;
}

static void read_items(const char *path)
{
    struct stat about;
    int file = open(path, O_RDONLY);
    if (file < 0 || fstat(file, &about) != 0)
        fail("cannot read ITEMS");
    const char *at = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, file, 0), *end = at + about.st_size;
    if (at == MAP_FAILED)
        fail("cannot map ITEMS");
    items = allocate((size_t)about.st_size / 60 + 1, sizeof *items); /* a record has more bytes than that */
    customers = allocate(SLOTS / 2, sizeof *customers);
    slots = allocate(SLOTS, sizeof *slots);
    at = (const char *)memchr(at, '\n', (size_t)about.st_size) + 1;
    while (at < end) {
        struct ar_text field[COLUMNS];
        for (unsigned i = 0; i < COLUMNS; i++) {
            const char *stop = at;
            while (*stop != '\t' && *stop != '\n')
                stop++;
            field[i] = (struct ar_text){at, (size_t)(stop - at)};
            at = stop + 1;
        }
        add_item(field);
    }
}

/* ---- payments ------------------------------------------------------------------------------------------------------
 */

static FILE *payments, *truth, *cited;

static void put_amount(FILE *to, int64_t minor, unsigned decimals)
{
    static const int64_t units[] = {1, 10, 100, 1000};
    fprintf(to, "%lld", (long long)(minor / units[decimals]));
    if (decimals)
        fprintf(to, ".%0*lld", (int)decimals, (long long)(minor % units[decimals]));
}

static void put_docs(const struct item *const *chosen, unsigned count, const char *between)
{
    for (unsigned i = 0; i < count; i++)
        fprintf(payments, "%s%.*s", i ? between : "", chosen[i]->doc_size, chosen[i]->doc);
}

static void put_date(FILE *to, struct ar_date date)
{
    char text[AR_DATE_SIZE];
    ar_date_format(text, date);
    fwrite(text, 1, sizeof text, to);
}

static void put_text(const struct item *const *chosen, unsigned count)
{
    static const char *const before[] = {"",     "Invoice ", "INVOICE NO. ", "Rechnung Nr. ", "inv ",
                                         "INV:", "Re: ",     "Payment for ", "Facture ",      "Ihre Rechnungen "};
    static const char *const between[] = {", ", " ", " / ", "/", "; ", " + ", " and ", " & "};
    static const char *const after[] = {"", "", " thank you", " less bank charges", ", order 4711", " Kd-Nr 38221"};
    fputs(before[draw_below(&draws, sizeof before / sizeof *before)], payments);
    put_docs(chosen, count, between[draw_below(&draws, sizeof between / sizeof *between)]);
    uint32_t style = draw_below(&draws, 8);
    if (style == 0) {
        fputs(" vom ", payments);
        put_date(payments, chosen[0]->date);
    } else if (style == 1) {
        fprintf(payments, " total %.3s ", chosen[0]->currency);
        put_amount(payments, chosen[0]->open, chosen[0]->decimals);
    } else {
        fputs(after[draw_below(&draws, sizeof after / sizeof *after)], payments);
    }
}

/* Who pays: as banks write it. A fifth of the customers pay from an account that an alias names, under other names. */
static void put_payer(uint32_t number)
{
    const struct customer *customer = &customers[number];
    char upper[64];
    size_t size = customer->name.size < sizeof upper ? customer->name.size : sizeof upper;
    for (size_t i = 0; i < size; i++) {
        char c = customer->name.at[i];
        upper[i] = c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
    }
    switch (number % 5 == 0 ? 3 : draw_below(&draws, 3)) {
    case 0:
        fprintf(payments, "%.*s GmbH\t", (int)size, customer->name.at);
        break;
    case 1:
        fprintf(payments, "%.*s\t", (int)size, customer->name.at);
        break;
    case 2:
        fprintf(payments, "%.*s\t", (int)size, upper);
        break;
    case 3:
        fprintf(payments, "SHARED SERVICES %u\tDE77%08u%.*s", number % 97, number, (int)customer->id.size,
                customer->id.at);
        break;
    }
}

static const char *const words[] = {"", "Akontozahlung", "thank you", "Zahlung", "wire transfer", "monthly payment"};

/* Items that one payment may settle, from `first` on: one customer, one currency. */
static unsigned choose(const struct item **chosen, size_t first, unsigned wanted)
{
    unsigned count = 0, steps = 0;
    for (size_t at = first + 1; at != 0 && count < wanted && steps < WALK; at = items[at - 1].next, steps++) {
        const struct item *item = &items[at - 1];
        if (item->open > 0 && memcmp(item->currency, items[first].currency, 3) == 0)
            chosen[count++] = item;
    }
    return count;
}

/* Money from somebody who is nobody's customer. */
static void put_unknown(uint32_t number, const struct item *like)
{
    fprintf(payments, "P%07u\t", number);
    put_date(payments, (struct ar_date){like->date.days + 30});
    fprintf(payments, "\t%.3s\t%u.%02u\tZyxo Quilp %u\t\t%s\n", "EUR", 1 + draw_below(&draws, 9999),
            draw_below(&draws, 100), number, words[2 + draw_below(&draws, 4)]);
}

static void put_truth(FILE *to, uint32_t number, const struct item *item, int64_t amount)
{
    fprintf(to, "P%07u\t%.*s\t", number, item->doc_size, item->doc);
    put_amount(to, amount, item->decimals);
    putc('\n', to);
}

static void put_payment(uint32_t number, size_t first)
{
    const struct item *chosen[FEW];
    uint32_t kind = draw_below(&draws, 1000), late = 1 + draw_below(&draws, 60);
    if (kind >= 950) {
        put_unknown(number, &items[first]);
        return;
    }
    bool cites = kind < 800;
    unsigned wanted = kind < 600   ? 1
                      : kind < 800 ? 2 + draw_below(&draws, 4)
                      : kind < 930 ? 1
                                   : 2 + draw_below(&draws, 2);
    unsigned count = choose(chosen, first, wanted);
    bool less = cites && count == 1 && chosen[0]->open >= 1000 && draw_below(&draws, 16) == 0;
    int64_t amount = 0;
    struct ar_date date = chosen[0]->date;
    for (unsigned i = 0; i < count; i++) {
        int64_t paid = less ? chosen[i]->open - chosen[i]->open / 10 : chosen[i]->open;
        amount += paid;
        date = chosen[i]->date.days > date.days ? chosen[i]->date : date;
        put_truth(truth, number, chosen[i], paid);
        if (cites)
            put_truth(cited, number, chosen[i], paid);
    }
    fprintf(payments, "P%07u\t", number);
    put_date(payments, (struct ar_date){date.days + (int32_t)late});
    fprintf(payments, "\t%.3s\t", chosen[0]->currency);
    put_amount(payments, amount, chosen[0]->decimals);
    putc('\t', payments);
    put_payer(chosen[0]->customer);
    putc('\t', payments);
    if (cites)
        put_text(chosen, count);
    else
        fputs(words[2 + draw_below(&draws, 4)], payments);
    putc('\n', payments);
    for (unsigned i = 0; i < count; i++)
        items[chosen[i] - items].open = 0;
}

static void put_payments(uint32_t count, uint64_t seed)
{
    fputs("payment\tdate\tcurrency\tamount\tpayer\tpayer_account\treference\n", payments);
    fputs("payment\tdoc\tamount\n", truth);
    fputs("payment\tdoc\tamount\n", cited);
    for (uint32_t i = 0; i < count; i++) {
        draws.state = seed * 0xd1342543de82ef95U + i * 0xaf251af3b0f025b5U;
        size_t first = (uint64_t)i * 2654435761U % item_count, looked = 0;
        while (items[first].open == 0 && looked++ < item_count)
            first = (first + 1) % item_count;
        if (items[first].open == 0)
            fail("not enough items for so many payments");
        put_payment(i + 1, first);
    }
}

static FILE *create(const char *prefix, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s-%s.tsv", prefix, name);
    FILE *file = fopen(path, "w");
    if (file == NULL)
        fail("cannot write");
    return file;
}

static void put_customers(const char *prefix)
{
    FILE *names = create(prefix, "customers"), *aliases = create(prefix, "aliases");
    fputs("customer\tname\n", names);
    fputs("payer\tcustomer\taccount\n", aliases);
    for (uint32_t i = 0; i < customer_count; i++) {
        const struct customer *customer = &customers[i];
        fprintf(names, "%.*s\t%.*s GmbH\n", (int)customer->id.size, customer->id.at, (int)customer->name.size,
                customer->name.at);
        if (i % 5 == 0)
            fprintf(aliases, "\t%.*s\tDE77%08u%.*s\n", (int)customer->id.size, customer->id.at, i,
                    (int)customer->id.size, customer->id.at);
    }
    if (fclose(names) != 0 || fclose(aliases) != 0)
        fail("cannot write");
}

int main(int argc, char **argv)
{
    unsigned long count = 1000000, seed = 1;
    int at = 1;
    for (; at + 1 < argc && strncmp(argv[at], "--", 2) == 0; at += 2)
        if (strcmp(argv[at], "--payments") == 0)
            count = strtoul(argv[at + 1], NULL, 10);
        else if (strcmp(argv[at], "--seed") == 0)
            seed = strtoul(argv[at + 1], NULL, 10);
        else
            fail("unknown option; its source begins with the list");
    if (argc - at != 2)
        fail("usage: generate_payments [--payments N] [--seed S] PREFIX ITEMS");
    read_items(argv[at + 1]);
    payments = create(argv[at], "payments");
    truth = create(argv[at], "truth");
    cited = create(argv[at], "cited");
    put_payments((uint32_t)count, seed);
    put_customers(argv[at]);
    if (fclose(payments) != 0 || fclose(truth) != 0 || fclose(cited) != 0)
        fail("cannot write");
    return 0;
}
