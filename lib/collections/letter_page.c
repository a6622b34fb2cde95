/* SPDX-License-Identifier: MIT */
/* A letter as a page for groff: the requests here are all there are, since whatever comes from outside is written in
   named characters, behind \& where a line begins. */
#include "collections/letter_block.h"
#include "collections/letter_sheet.h"

#include <stdio.h>
#include <utf8proc.h>

struct page {
    struct ar_buffer *out;
    enum ar_status status;
};

static void add(struct page *page, const char *text)
{
    if (page->status == AR_OK)
        page->status = ar_buffer_add(page->out, ar_text_from(text));
}

/* Text, in which nothing is an escape; `broken` stands for the end of a line. A long link goes on in the next line
   behind one of its strokes. */
static void add_broken(struct page *page, struct ar_text text, const char *broken)
{
    const struct {
        int32_t point;
        const char *name;
    } named[] = {{'\\', "\\[rs]"},        {'\'', "\\[aq]"}, {'`', "\\[ga]"}, {'^', "\\[ha]"}, {'~', "\\[ti]"},
                 {'"', "\\[dq]"},         {0xa0, "\\~"},    {0x202f, "\\~"}, {'\n', " "},     {0x2011, "-"},
                 {AR_MARK_BREAK, broken}, {'/', "/\\:"},    {'?', "?\\:"},   {'&', "&\\:"}};
    for (size_t at = 0; at < text.size;) {
        utf8proc_int32_t point = 0;
        utf8proc_ssize_t size =
            utf8proc_iterate((const utf8proc_uint8_t *)text.at + at, (utf8proc_ssize_t)(text.size - at), &point);
        char code[16];
        snprintf(code, sizeof code, point < 0x80 ? "%c" : "\\[u%04X]", (unsigned)point);
        const char *shown = point >= ' ' ? code : ""; /* no mark of ours is left but for those in the table */
        for (size_t i = 0; i < sizeof named / sizeof *named; i++)
            if (named[i].point == point)
                shown = named[i].name;
        add(page, shown);
        at += size > 0 ? (size_t)size : text.size;
    }
}

static void add_data(struct page *page, struct ar_text text)
{
    add_broken(page, text, "\n.br\n\\&");
}

/* A line of its own. One that is too long goes on in the next; a word too long for that groff complains of. */
static void add_line(struct page *page, struct ar_text line)
{
    add(page, "\\&");
    add_data(page, line);
    add(page, "\n.br\n");
}

/* A request with the number of a column in it. */
static void add_of_column(struct page *page, const char *format, unsigned column)
{
    char line[64];
    for (const char *at = format; *at != '\0'; at++) {
        snprintf(line, sizeof line, *at == '@' ? "%u" : "%c", *at == '@' ? column : (unsigned char)*at);
        add(page, line);
    }
}

/* The rows, the first one bold as it is the heading: `widths`: for the registers c0, c1 ... of the columns, which are
   as wide as groff has their widest cell; else to be read, with tabs between the cells. */
static void add_rows(struct page *page, const struct ar_letter_table *table, struct ar_text text, bool widths)
{
    bool right, heading = true;
    while (text.at != NULL) {
        struct ar_text row = ar_text_cut(&text, '\n');
        if (row.size == 0)
            continue;
        add(page, heading ? ".ft B\n" : "");
        add(page, widths ? "" : "\\&");
        for (unsigned i = 0; row.at != NULL; i++) {
            if (widths)
                add_of_column(page, ".CW c@ \"", i);
            else if (i > 0 || table->right[i])
                add(page, "\t");
            add_broken(page, ar_letter_cell_next(&row, i, &right), " ");
            add(page, widths ? "\"\n" : "");
        }
        add(page, widths ? "" : "\n");
        add(page, heading ? ".ft R\n" : "");
        heading = false;
    }
}

/* Tab stops s0, s1 ... by the widest cells. */
static void table_stops(struct page *page, const struct ar_letter_table *table)
{
    add(page, ".nr T 0\n");
    for (unsigned i = 0; i < table->columns; i++)
        add_of_column(page, i > 0 ? ".nr T +\\n[c@]+3n\n" : ".nr T +\\n[c@]\n", i);
    add(page, ".TZ\n");
    for (unsigned i = 0; i < table->columns; i++) {
        add_of_column(page, ".nr c@ \\n[c@]*\\n[Z]/11\n", i);
        add(page, i > 0 ? ".nr T +3n\n" : "");
        add_of_column(page, table->right[i] ? ".nr s@ \\n[T]+\\n[c@]\n" : ".nr s@ \\n[T]\n", i);
        add_of_column(page, ".nr T +\\n[c@]\n", i);
    }
    add(page, ".ta");
    for (unsigned i = 0; i < table->columns; i++)
        if (i > 0 || table->right[i])
            add_of_column(page, table->right[i] ? " \\n[s@]uR" : " \\n[s@]u", i);
    add(page, "\n");
}

static void add_table(struct page *page, struct ar_text text)
{
    struct ar_letter_table table;
    ar_letter_table_measure(&table, text);
    add(page, ".sp .5v\n.ne 4v\n.nf\n");
    for (unsigned i = 0; i < table.columns; i++)
        add_of_column(page, ".nr c@ 0\n", i);
    add_rows(page, &table, text, true);
    table_stops(page, &table);
    add_rows(page, &table, text, false);
    add(page, ".ps 11\n.fi\n");
}

static void add_lines(struct page *page, struct ar_text text)
{
    add(page, ".sp .5v\n.in 1c\n");
    while (text.at != NULL) {
        struct ar_text line = ar_text_trim(ar_text_cut(&text, '\n'));
        if (line.size > 0)
            add_line(page, line);
    }
    add(page, ".in 0\n");
}

/* Letters that groff's fonts lack, put together: base, mark, and for capitals the mark higher. A caron beside t, d and
   l is an apostrophe, as printers have it; an i with an ogonek keeps its dot. */
static void add_letters(struct page *page)
{
    static const struct {
        const char *code, *glyph, *low, *high;
    } marks[] = {{"030C", "\\[ah]", "ecrn", "ECRNDT"},
                 {"0301", "\\[aa]", "nszrw", "NSZRWLl"},
                 {"0307", "\\[a.]", "zecg", "ZECG"},
                 {"030A", "\\[ao]", "u", "U"},
                 {"030B", "\\[a\"]", "ou", "OU"},
                 {"0306", "\\[ab]", "aeiou", "AEIOU"},
                 {"0304", "\\[a-]", "aeiou", "AEIOU"},
                 {"0327", "\\[ac]", "tlkgnrTLKGNR", ""},
                 {"0326", "\\[ac]", "stST", ""},
                 {"0328", "\\[ho]", "aeuiAEUI", ""},
                 {"0302", "\\[a^]", "cgswy", "CGHJSWYh"},
                 {"0303", "\\[a~]", "iuey", "IUEY"},
                 {"0308", "\\[ad]", "w", "W"},
                 {"0300", "\\[ga]", "wy", "WY"}};
    add(page, ".de AC\n.fchar \\\\$1 \\Z'\\v'-\\\\$4'\\h'(\\w'\\\\$2'u-\\w'\\\\$3'u/2)'\\\\$3'\\\\$2\n..\n"
              ".fchar \\[u0064_030C] d\\[cq]\n.fchar \\[u0074_030C] t\\[cq]\n"
              ".fchar \\[u006C_030C] l\\[cq]\n.fchar \\[u004C_030C] L\\[cq]\n"
              ".fchar \\[u0127] \\Z'\\v'-.25m'\\[hy]'h\n.fchar \\[u0126] \\Z'\\h'.2m'\\v'-.25m'\\[hy]'H\n"
              ".fchar \\[u0111] \\o'd\\[hy]'\n.fchar \\[u0110] \\o'D\\[hy]'\n");
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        for (int high = 0; high < 2; high++) {
            for (const char *at = high ? marks[i].high : marks[i].low; *at != '\0'; at++) {
                char line[80];
                const char base[] = {*at, '\0'};
                snprintf(line, sizeof line, ".AC \\[u%04X_%s] %s %s %s\n", (unsigned)*at, marks[i].code,
                         *at == 'i' && marks[i].code[3] != '8' ? "\\[.i]" : base, marks[i].glyph, high ? ".2m" : "0");
                add(page, line);
            }
        }
    }
}

/* CW: is this cell the widest of its column? TZ: smaller letters for a wide table; one that is too wide even so is
   told, which sets the letter aside. */
static void add_macros(struct page *page)
{
    add(page, ".de CW\n.nr w \\w'\\\\$2'\n.if \\\\n[w]>\\\\n[\\\\$1] .nr \\\\$1 \\\\n[w]\n..\n"
              ".de TZ\n.nr Z 11\n.if \\\\n[T]>\\\\n[.l] .nr Z 11*\\\\n[.l]/\\\\n[T]\n"
              ".if \\\\n[Z]<6 .tm a table is wider than the page\n.ps \\\\n[Z]\n.nr T 0\n..\n");
}

static void add_head(struct page *page, const struct ar_sheet_head *head)
{
    struct ar_text sender = head->sender, recipient = head->recipient;
    add_letters(page);
    add_macros(page);
    add(page, head->letter_paper ? ".pl 11i\n" : ".pl 29.7c\n");
    add(page, ".po 2.5c\n.ll 16c\n.de HD\n'sp 2c\n..\n.de FO\n'bp\n..\n.wh 0 HD\n.wh -2c FO\n"
              ".fam H\n.ps 11\n.vs 13.5p\n.nh\n.ad l\n.sp |4.5c\n.ps 8\n\\&");
    for (bool first = true; sender.at != NULL; first = false) { /* in the window, above whom it goes to */
        struct ar_text line = ar_text_trim(ar_text_cut(&sender, AR_MARK_BREAK));
        if (!first && line.size > 0)
            add(page, ", ");
        add_data(page, line);
    }
    add(page, "\n.br\n.ps 11\n.sp .3v\n");
    while (recipient.at != NULL)
        add_line(page, ar_text_trim(ar_text_cut(&recipient, AR_MARK_BREAK)));
    add(page, ".if \\n(.d<9.5c .sp |9.5c\n.ta 16cR\n\t");
    add_data(page, head->date);
    add(page, "\n.sp\n.ft B\n");
    add_line(page, head->subject);
    add(page, ".ft R\n");
}

enum ar_status ar_sheet_page(struct ar_buffer *out, struct ar_text body, const struct ar_sheet_head *head,
                             struct ar_error *error)
{
    struct page page = {.out = out};
    struct ar_letter_block block;
    add_head(&page, head);
    while (ar_letter_block_next(&block, &body)) {
        if (block.kind == AR_BLOCK_TABLE) {
            add_table(&page, block.text);
        } else if (block.kind == AR_BLOCK_LINES) {
            add_lines(&page, block.text);
        } else {
            add(&page, ".sp .5v\n");
            add_line(&page, block.text);
        }
    }
    return page.status == AR_OK ? AR_OK : ar_error_memory(error);
}
