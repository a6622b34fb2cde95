/* SPDX-License-Identifier: MIT */
/* A letter as a page for groff: the requests here are all there are, since whatever comes from outside is written in
   named characters, behind \& where a line begins. */
#include "collections/letter_block.h"
#include "collections/letter_sheet.h"

#include <stdio.h>
#include <utf8proc.h>

enum { LINE_ENS = 80, POINTS = 11, LEAST_POINTS = 6 };

struct page {
    struct ar_buffer *out;
    enum ar_status status;
};

static void add(struct page *page, const char *text)
{
    if (page->status == AR_OK)
        page->status = ar_buffer_add(page->out, ar_text_from(text));
}

/* Text, in which nothing is an escape; `broken` stands for the end of a line. */
static void add_broken(struct page *page, struct ar_text text, const char *broken)
{
    const struct {
        int32_t point;
        const char *name;
    } named[] = {{'\\', "\\[rs]"}, {'\'', "\\[aq]"}, {'`', "\\[ga]"},        {'^', "\\[ha]"},
                 {'~', "\\[ti]"},  {'"', "\\[dq]"},  {0xa0, "\\~"},          {0x202f, "\\~"},
                 {'\n', " "},      {0x2011, "-"},    {AR_MARK_BREAK, broken}};
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

static void add_line(struct page *page, struct ar_text line)
{
    add(page, "\\&");
    add_data(page, line);
    add(page, "\n");
}

/* Tab stops in ens. A wide table gets smaller letters. */
static void table_stops(struct page *page, const struct ar_letter_table *table)
{
    char stop[48];
    size_t ens = 0, all = 0;
    for (unsigned i = 0; i < table->columns; i++)
        all += table->width[i] + 2;
    all += all / 8; /* digits are a little wider than an en */
    size_t points = all > LINE_ENS ? POINTS * (size_t)LINE_ENS / all : POINTS;
    snprintf(stop, sizeof stop, ".ps %zu\n.ta", points < LEAST_POINTS ? LEAST_POINTS : points);
    add(page, stop);
    for (unsigned i = 0; i < table->columns; i++) {
        size_t width = table->width[i] + table->width[i] / 8;
        if (table->right[i]) {
            snprintf(stop, sizeof stop, " %zunR", ens + width);
            add(page, stop);
        } else if (i > 0) {
            snprintf(stop, sizeof stop, " %zun", ens);
            add(page, stop);
        }
        ens += width + 3;
    }
    add(page, "\n");
}

static void add_table(struct page *page, struct ar_text text)
{
    struct ar_letter_table table;
    bool heading = true;
    ar_letter_table_measure(&table, text);
    add(page, ".sp .5v\n.ne 4v\n.nf\n");
    table_stops(page, &table);
    while (text.at != NULL) {
        struct ar_text row = ar_text_cut(&text, '\n');
        if (row.size == 0)
            continue;
        add(page, heading ? ".ft B\n\\&" : "\\&");
        for (unsigned i = 0; row.at != NULL; i++) {
            bool right;
            struct ar_text cell = ar_letter_cell_next(&row, i, &right);
            if (i > 0 || table.right[i])
                add(page, "\t");
            add_broken(page, cell, " ");
        }
        add(page, heading ? "\n.ft R\n" : "\n");
        heading = false;
    }
    add(page, ".ps 11\n.fi\n");
}

static void add_lines(struct page *page, struct ar_text text)
{
    add(page, ".sp .5v\n.in 1c\n.nf\n");
    while (text.at != NULL) {
        struct ar_text line = ar_text_trim(ar_text_cut(&text, '\n'));
        if (line.size > 0)
            add_line(page, line);
    }
    add(page, ".fi\n.in 0\n");
}

/* Letters that groff's fonts lack, put together: base, mark, and for capitals the mark higher. A caron beside t and d
   is an apostrophe, as printers have it. */
static void add_letters(struct page *page)
{
    static const struct {
        const char *code, *glyph, *low, *high;
    } marks[] = {{"030C", "\\[ah]", "ecrn", "ECRNDT"}, {"0301", "\\[aa]", "nsz", "NSZ"},
                 {"0307", "\\[a.]", "ze", "ZE"},       {"030A", "\\[ao]", "u", "U"},
                 {"030B", "\\[a\"]", "ou", "OU"},      {"0306", "\\[ab]", "a", "A"},
                 {"0304", "\\[a-]", "aeiu", "AEIU"},   {"0327", "\\[ac]", "tlkgnTLKGN", ""},
                 {"0326", "\\[ac]", "stST", ""},       {"0328", "\\[ho]", "aeuAEU", ""}};
    add(page, ".de AC\n.fchar \\\\$1 \\Z'\\v'-\\\\$4'\\h'(\\w'\\\\$2'u-\\w'\\\\$3'u/2)'\\\\$3'\\\\$2\n..\n"
              ".fchar \\[u0064_030C] d\\[cq]\n.fchar \\[u0074_030C] t\\[cq]\n"
              ".fchar \\[u0111] \\o'd\\[hy]'\n.fchar \\[u0110] \\o'D\\[hy]'\n");
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        for (int high = 0; high < 2; high++) {
            for (const char *at = high ? marks[i].high : marks[i].low; *at != '\0'; at++) {
                char line[80];
                const char base[] = {*at, '\0'};
                snprintf(line, sizeof line, ".AC \\[u%04X_%s] %s %s %s\n", (unsigned)*at, marks[i].code,
                         *at == 'i' ? "\\[.i]" : base, marks[i].glyph, high ? ".2m" : "0");
                add(page, line);
            }
        }
    }
}

static void add_head(struct page *page, const struct ar_sheet_head *head)
{
    struct ar_text sender = head->sender, recipient = head->recipient;
    add_letters(page);
    add(page, head->letter_paper ? ".pl 11i\n" : ".pl 29.7c\n");
    add(page, ".po 2.5c\n.ll 16c\n.de HD\n'sp 2c\n..\n.de FO\n'bp\n..\n.wh 0 HD\n.wh -2c FO\n"
              ".fam H\n.ps 11\n.vs 13.5p\n.nh\n.ad l\n.nf\n.sp |4.5c\n.ps 8\n\\&");
    for (bool first = true; sender.at != NULL; first = false) { /* in the window, above whom it goes to */
        struct ar_text line = ar_text_trim(ar_text_cut(&sender, AR_MARK_BREAK));
        if (!first && line.size > 0)
            add(page, ", ");
        add_data(page, line);
    }
    add(page, "\n.ps 11\n.sp .3v\n");
    while (recipient.at != NULL)
        add_line(page, ar_text_trim(ar_text_cut(&recipient, AR_MARK_BREAK)));
    add(page, ".if \\n(.d<9.5c .sp |9.5c\n.ta 16cR\n\t");
    add_data(page, head->date);
    add(page, "\n.sp\n.fi\n.ft B\n");
    add_line(page, head->subject);
    add(page, ".br\n.ft R\n");
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
            add(&page, ".br\n");
        }
    }
    return page.status == AR_OK ? AR_OK : ar_error_memory(error);
}
