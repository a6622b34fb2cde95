/* SPDX-License-Identifier: MIT */
/* Makes a bank file of about so many bytes that adds up: the same arguments give the same bytes.

       generate_bank camt053|camt054|mt940|bai2|ofx|ofx-xml|x12-820|note MEGABYTES

   Statements of 1000 entries with payers, references and remittance texts as banks write them; one text in sixteen has
   an umlaut, one in eight a structured reference. camt.053 is indented, with one transaction an entry; camt.054 is all
   in one line, with batches of up to eight. Standard output must be a file. */
#include "draw.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ENTRIES = 1000 };

static struct draws draws;

struct entry {
    unsigned long long number;
    long long minor; /* negative: sent */
    unsigned day; /* of June 2026 */
    const char *name, *city, *marked; /* marked: behind an ampersand that markup must spell */
    char account[24], text[140], structured[32];
};

static const char *const names[] = {
    "Birke Handel",      "Tanner Supplies",      "Cassia Oy",          "M\303\274ller S\303\266hne",
    "Northwind Traders", "Ahornblatt Gartenbau", "Fabrikam Logistics", "Contoso Retail",
    "Meridian Parts",    "Alder Components",     "Harbour Foods",      "Vandelay Imports",
    "Acme Tooling",      "Quartz Instruments",   "Lindenhof",          "Oriel Print"};
static const char *const forms[] = {"GmbH", "Ltd", "AG", "Inc"};
static const char *const cities[] = {"Hamburg", "Leeds", "Turku", "Basel", "Austin", "Lille", "Porto", "Gent"};

static void draw(struct entry *e, unsigned long long number)
{
    uint32_t kind = draw_below(&draws, 8);
    *e =
        (struct entry){.number = number, .minor = 100 + draw_below(&draws, 5000000), .day = 1 + draw_below(&draws, 28)};
    e->minor = draw_below(&draws, 8) == 0 ? -e->minor : e->minor;
    e->name = names[draw_below(&draws, sizeof names / sizeof *names)];
    e->city = cities[draw_below(&draws, sizeof cities / sizeof *cities)];
    e->marked = forms[draw_below(&draws, sizeof forms / sizeof *forms)];
    snprintf(e->account, sizeof e->account, "DE%020llu",
             (unsigned long long)draw_below(&draws, 4000000000U) * 1000 + number % 1000);
    unsigned invoice = 100000 + draw_below(&draws, 900000);
    if (kind == 0)
        snprintf(e->structured, sizeof e->structured, "RF18 5390 0754 7034");
    else if (kind < 4)
        snprintf(e->text, sizeof e->text, "Invoice %u dated %02u.05.2026 order 45%08u", invoice, e->day, invoice * 7);
    else if (kind < 6)
        snprintf(e->text, sizeof e->text, "Rechnungen R-2026-%u, R-2026-%u abzgl. Skonto Kd-Nr. %u", invoice,
                 invoice + 3, invoice / 7);
    else
        snprintf(e->text, sizeof e->text, "payment INV/%u and INV/%u less bank charges, thank you", invoice,
                 invoice + 11);
}

static long long size_of(long long minor)
{
    return minor < 0 ? -minor : minor;
}

/* 1234.56 with the sign that the format wants before it. */
static void put_amount(long long minor, char point)
{
    printf("%lld%c%02lld", size_of(minor) / 100, point, size_of(minor) % 100);
}

/* ---- camt -------------------------------------------------------------------------------------------------------- */

static int indented;
static unsigned depth;

static void line(void)
{
    if (indented)
        printf("\n%*s", (int)(2 * depth), "");
}
static void open_tag(const char *tag)
{
    line();
    printf("<%s>", tag);
    depth++;
}
static void close_tag(const char *tag)
{
    depth--;
    line();
    printf("</%s>", tag);
}
static void leaf(const char *tag, const char *text)
{
    line();
    printf("<%s>%s</%s>", tag, text, tag);
}
static void camt_amount(long long minor)
{
    line();
    fputs("<Amt Ccy=\"EUR\">", stdout);
    put_amount(minor, '.');
    fputs("</Amt>", stdout);
}
static void nested(const char *outer, const char *inner, const char *text)
{
    open_tag(outer);
    leaf(inner, text);
    close_tag(outer);
}

static void camt_balance(const char *code, long long minor)
{
    open_tag("Bal");
    open_tag("Tp");
    nested("CdOrPrtry", "Cd", code);
    close_tag("Tp");
    camt_amount(minor);
    leaf("CdtDbtInd", minor < 0 ? "DBIT" : "CRDT");
    nested("Dt", "Dt", "2026-06-30");
    close_tag("Bal");
}

static void camt_party(const char *role, const struct entry *e)
{
    char text[100];
    open_tag(role);
    snprintf(text, sizeof text, "%s &amp; Co %s", e->name, e->marked);
    leaf("Nm", text);
    open_tag("PstlAdr");
    leaf("TwnNm", e->city);
    leaf("Ctry", "DE");
    close_tag("PstlAdr");
    close_tag(role);
    snprintf(text, sizeof text, "%sAcct", role);
    open_tag(text);
    nested("Id", "IBAN", e->account);
    close_tag(text);
}

static void camt_transaction(const struct entry *e)
{
    char text[64];
    open_tag("TxDtls");
    open_tag("Refs");
    snprintf(text, sizeof text, "BK%012llu", e->number);
    leaf("AcctSvcrRef", text);
    snprintf(text, sizeof text, "E2E-%llu-%lld", e->number, size_of(e->minor));
    leaf("EndToEndId", text);
    close_tag("Refs");
    camt_amount(e->minor);
    leaf("CdtDbtInd", e->minor < 0 ? "DBIT" : "CRDT");
    open_tag("RltdPties");
    camt_party(e->minor < 0 ? "Cdtr" : "Dbtr", e);
    close_tag("RltdPties");
    open_tag("RmtInf");
    if (*e->structured) {
        open_tag("Strd");
        nested("CdtrRefInf", "Ref", e->structured);
        close_tag("Strd");
    } else {
        leaf("Ustrd", e->text);
    }
    close_tag("RmtInf");
    close_tag("TxDtls");
}

static void camt_entry(const struct entry *e, unsigned count)
{
    char text[64];
    long long sum = 0;
    for (unsigned i = 0; i < count; i++)
        sum += e[i].minor;
    open_tag("Ntry");
    snprintf(text, sizeof text, "N%012llu", e->number);
    leaf("NtryRef", text);
    camt_amount(sum);
    leaf("CdtDbtInd", sum < 0 ? "DBIT" : "CRDT");
    nested("Sts", "Cd", "BOOK");
    snprintf(text, sizeof text, "2026-06-%02u", e->day);
    nested("BookgDt", "Dt", text);
    nested("ValDt", "Dt", text);
    open_tag("BkTxCd");
    open_tag("Domn");
    leaf("Cd", "PMNT");
    open_tag("Fmly");
    leaf("Cd", sum < 0 ? "ICDT" : "RCDT");
    leaf("SubFmlyCd", "ESCT");
    close_tag("Fmly");
    close_tag("Domn");
    close_tag("BkTxCd");
    open_tag("NtryDtls");
    for (unsigned i = 0; i < count; i++)
        camt_transaction(&e[i]);
    close_tag("NtryDtls");
    close_tag("Ntry");
}

static void camt(unsigned long long bytes, int is_053)
{
    struct entry e[ENTRIES];
    const char *message = is_053 ? "BkToCstmrStmt" : "BkToCstmrDbtCdtNtfctn", *part = is_053 ? "Stmt" : "Ntfctn";
    long long balance = 0;
    unsigned long long number = 0;
    char text[64];
    indented = is_053;
    printf("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document "
           "xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.05%d.001.08\">",
           is_053 ? 3 : 4);
    open_tag(message);
    nested("GrpHdr", "MsgId", "M-1");
    for (unsigned statement = 1; (unsigned long long)ftell(stdout) < bytes; statement++) {
        open_tag(part);
        snprintf(text, sizeof text, "S-%u", statement);
        leaf("Id", text);
        leaf("CreDtTm", "2026-06-30T18:00:00+02:00");
        open_tag("Acct");
        nested("Id", "IBAN", "DE02120300000000202051");
        close_tag("Acct");
        if (is_053)
            camt_balance("OPBD", balance);
        for (unsigned i = 0; i < ENTRIES; i++) {
            draw(&e[i], ++number);
            balance += e[i].minor;
        }
        if (is_053)
            camt_balance("CLBD", balance);
        for (unsigned i = 0, count; i < ENTRIES; i += count) {
            count = is_053 ? 1 : 1 + draw_below(&draws, 8);
            count = count > ENTRIES - i ? ENTRIES - i : count;
            camt_entry(&e[i], count);
        }
        close_tag(part);
    }
    close_tag(message);
    puts("\n</Document>");
}

/* ---- the others -------------------------------------------------------------------------------------------------- */

static void mt940_balance(const char *tag, long long minor)
{
    printf(":%s:%c260630EUR", tag, minor < 0 ? 'D' : 'C');
    put_amount(minor, ',');
    fputs("\r\n", stdout);
}

/* Subfields of 27 bytes, lines of 65. */
static void mt940_subfields(char *out, size_t room, unsigned first, const char *text)
{
    size_t size = strlen(text), at = strlen(out);
    for (size_t i = 0; i < size; i += 27, first++)
        at += (size_t)snprintf(out + at, room - at, "?%u%.27s", first, text + i);
}

static void mt940(unsigned long long bytes)
{
    struct entry e;
    long long balance = 0;
    unsigned long long number = 0;
    for (unsigned statement = 1; (unsigned long long)ftell(stdout) < bytes; statement++) {
        printf(":20:STARTUMS\r\n:25:12030000/0000202051\r\n:28C:%u/1\r\n", statement);
        mt940_balance("60F", balance);
        for (unsigned i = 0; i < ENTRIES; i++) {
            char text[600] = "166?00GUTSCHRIFT?109310", purpose[300];
            draw(&e, ++number);
            balance += e.minor;
            printf(":61:2606%02u06%02u%c", e.day, e.day, e.minor < 0 ? 'D' : 'C');
            put_amount(e.minor, ',');
            printf("NTRFNONREF//BK%012llu\r\n", e.number);
            snprintf(purpose, sizeof purpose, "EREF+E2E-%llu-%lld", e.number, size_of(e.minor));
            mt940_subfields(text, sizeof text, 20, purpose);
            snprintf(purpose, sizeof purpose, "SVWZ+%s%s", e.structured, e.text);
            mt940_subfields(text, sizeof text, 22, purpose);
            snprintf(purpose, sizeof purpose, "?30MARKDEF1100?31%s?32%s %s", e.account, e.name, e.marked);
            strcat(text, purpose);
            fputs(":86:", stdout);
            for (size_t at = 0, size = strlen(text); at < size; at += 61)
                printf("%.61s\r\n", text + at);
        }
        mt940_balance("62F", balance);
        fputs("-\r\n", stdout);
    }
}

static void bai2(unsigned long long bytes)
{
    struct entry e;
    unsigned long long number = 0, accounts = 0, records = 2;
    long long total = 0;
    puts("01,121000248,US,260630,0600,1,,,2/\n02,US,121000248,1,260630,,USD,2/");
    while ((unsigned long long)ftell(stdout) < bytes) {
        long long sum = 0;
        printf("03,5550199%03llu,,010,,,,015,,,/\n", accounts % 1000);
        for (unsigned i = 0; i < ENTRIES; i++) {
            draw(&e, ++number);
            printf("16,%s,%lld,Z,BK%012llu,%llu,%s /\n88,%s %s, %s%s\n", e.minor < 0 ? "475" : "142", size_of(e.minor),
                   e.number, e.number % 100000, e.name, e.marked, e.city, e.text, e.structured);
            sum += size_of(e.minor);
        }
        printf("49,%lld,%u/\n", sum, 2 * ENTRIES + 2);
        total += sum;
        accounts++;
        records += 2 * ENTRIES + 2;
    }
    printf("98,%lld,%llu,%llu/\n99,%lld,1,%llu/\n", total, accounts, records, total, records + 2);
}

static void ofx_value(const char *tag, const char *text, int xml)
{
    printf(xml ? "<%s>%s</%s>\n" : "<%s>%s\n", tag, text, tag);
}

static void ofx(unsigned long long bytes, int xml)
{
    struct entry e;
    unsigned long long number = 0;
    char text[200];
    fputs(xml ? "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<?OFX OFXHEADER=\"200\" VERSION=\"202\"?>\n"
              : "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:UTF-8\n\n",
          stdout);
    puts("<OFX>\n<BANKMSGSRSV1>\n<STMTTRNRS>");
    while ((unsigned long long)ftell(stdout) < bytes) {
        puts("<STMTRS>");
        ofx_value("CURDEF", "USD", xml);
        puts("<BANKACCTFROM>");
        ofx_value("BANKID", "121000248", xml);
        ofx_value("ACCTID", "5550199", xml);
        puts("</BANKACCTFROM>\n<BANKTRANLIST>");
        ofx_value("DTEND", "20260630", xml);
        for (unsigned i = 0; i < ENTRIES; i++) {
            draw(&e, ++number);
            puts("<STMTTRN>");
            ofx_value("TRNTYPE", e.minor < 0 ? "DEBIT" : "CREDIT", xml);
            snprintf(text, sizeof text, "202606%02u120000[-5:EST]", e.day);
            ofx_value("DTPOSTED", text, xml);
            snprintf(text, sizeof text, "%s%lld.%02lld", e.minor < 0 ? "-" : "", size_of(e.minor) / 100,
                     size_of(e.minor) % 100);
            ofx_value("TRNAMT", text, xml);
            snprintf(text, sizeof text, "FIT%012llu", e.number);
            ofx_value("FITID", text, xml);
            snprintf(text, sizeof text, "%s &amp; Co %s", e.name, e.marked);
            ofx_value("NAME", text, xml);
            ofx_value("MEMO", *e.structured ? e.structured : e.text, xml);
            puts("</STMTTRN>");
        }
        puts("</BANKTRANLIST>\n</STMTRS>");
    }
    puts("</STMTTRNRS>\n</BANKMSGSRSV1>\n</OFX>");
}

static void x12(unsigned long long bytes)
{
    struct entry e;
    unsigned long long sets = 0, number = 1;
    fputs("ISA*00*          *00*          *ZZ*PAYER          *ZZ*WE             *260630*1400*U*00401*000000001*0*P*:~\n"
          "GS*RA*PAYER*WE*20260630*1400*1*X*004010~\n",
          stdout);
    while ((unsigned long long)ftell(stdout) < bytes) {
        long long amounts[8], sum = 0;
        unsigned count = 1 + draw_below(&draws, 8);
        for (unsigned i = 0; i < count; i++)
            sum += amounts[i] = 100 + draw_below(&draws, 5000000);
        draw(&e, ++sets);
        printf("ST*820*%09llu~\nBPR*C*%lld.%02lld*C*ACH*CTX*01*121000248*DA*%s*4445556666**01*071000013*DA*5550199*"
               "202606%02u~\n"
               "TRN*1*TR%012llu*121140399~\nREF*AC*C-%llu~\nN1*PR*%s %s~\nN1*PE*WE~\nENT*1~\n",
               sets, sum / 100, sum % 100, e.account + 8, e.day, sets, sets % 5000, e.name, e.marked);
        for (unsigned i = 0; i < count; i++)
            printf("RMR*IV*INV-%09llu**%lld.%02lld*%lld.%02lld~\nREF*PO*PO-%llu~\nDTM*003*20260515~\n", number + i,
                   amounts[i] / 100, amounts[i] % 100, amounts[i] / 100, amounts[i] % 100, (number + i) / 3);
        number += count;
        printf("SE*%u*%09llu~\n", 8 + 3 * count, sets);
    }
    fputs("GE*1*1~\nIEA*1*000000001~\n", stdout);
}

static void note(unsigned long long bytes)
{
    struct entry e;
    for (unsigned long long number = 1; (unsigned long long)ftell(stdout) < bytes; number++) {
        draw(&e, number);
        printf("Batch: B-%llu\nCheck number: %llu\nPayer: %s %s\nAmount: $%lld.%02lld\nDate: 2026-06-%02u\n"
               "Invoices: INV-%09llu\nMemo: %s%s\n\n",
               number / 50, 100000 + number, e.name, e.marked, size_of(e.minor) / 100, size_of(e.minor) % 100, e.day,
               number, e.text, e.structured);
    }
}

int main(int argc, char **argv)
{
    const char *format = argc == 3 ? argv[1] : "";
    unsigned long long bytes = argc == 3 ? strtoull(argv[2], NULL, 10) * 1000000 : 0;
    if (strcmp(format, "camt053") == 0 || strcmp(format, "camt054") == 0)
        camt(bytes, format[6] == '3');
    else if (strcmp(format, "mt940") == 0)
        mt940(bytes);
    else if (strcmp(format, "bai2") == 0)
        bai2(bytes);
    else if (strcmp(format, "ofx") == 0 || strcmp(format, "ofx-xml") == 0)
        ofx(bytes, format[3] == '-');
    else if (strcmp(format, "x12-820") == 0)
        x12(bytes);
    else if (strcmp(format, "note") == 0)
        note(bytes);
    else {
        fputs("usage: generate_bank camt053|camt054|mt940|bai2|ofx|ofx-xml|x12-820|note MEGABYTES\n", stderr);
        return 2;
    }
    return fflush(stdout) == 0 ? 0 : 4;
}
