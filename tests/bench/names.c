/* SPDX-License-Identifier: MIT */
/* names NAMES PAYERS: precision and recall of ar_names_find by its least score and the margin over the runner-up. Both
   files are lines of a number, a TAB and a name; a payer is right when its number is that of the name found. */
#include "cash/names.h"
#include "cash/rules.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static size_t cut(char *line, struct ar_text *number, struct ar_text *name)
{
    char *tab = strchr(line, '\t');
    if (tab == NULL)
        return 0;
    *number = (struct ar_text){line, (size_t)(tab - line)};
    *name = (struct ar_text){tab + 1, strcspn(tab + 1, "\r\n")};
    return name->size;
}

int main(int argc, char **argv)
{
    char line[4096];
    struct ar_text number, name;
    struct ar_book book = {.path = ""};
    struct ar_names names;
    struct ar_name_room room = {.several_count = 0};
    struct {
        unsigned score, margin;
        bool right;
    } found[20000];
    size_t count = 0, total = 0;
    struct ar_rules rules;
    FILE *in = argc > 2 ? fopen(argv[1], "r") : NULL, *payers = argc > 2 ? fopen(argv[2], "r") : NULL;
    if (in == NULL || payers == NULL || ar_rules_default(&rules, NULL) != AR_OK)
        return 2;
    while (fgets(line, sizeof line, in) != NULL) {
        uint32_t customer;
        if (cut(line, &number, &name) == 0)
            continue;
        if (ar_book_customer(&book, &customer, number) != AR_OK ||
            ar_grow(&book.names, &book.name_capacity, book.name_count + 1, sizeof *book.names) != AR_OK ||
            ar_book_copy(&book, &book.names[book.name_count].text, name) != AR_OK)
            return 4;
        book.names[book.name_count++].customer = customer;
    }
    if (ar_book_ready(&book, NULL) != AR_OK || ar_names_init(&names, &book, NULL) != AR_OK)
        return 4;
    while (fgets(line, sizeof line, payers) != NULL && count < 20000) {
        struct ar_name_matches matches;
        if (cut(line, &number, &name) == 0)
            continue;
        total++;
        if (ar_names_find(&names, &room, &matches, name, 50) != AR_OK)
            return 4;
        if (matches.count == 0)
            continue;
        found[count].score = matches.at[0].score;
        found[count].margin = matches.count > 1 ? matches.at[0].score - matches.at[1].score : 100;
        found[count++].right = ar_text_equal(book.customers.at[matches.at[0].customer], number);
    }
    printf("least  margin  proposed  right  precision   recall\n");
    for (unsigned margin = 0; margin <= 12; margin += 6)
        for (unsigned least = 60; least <= 96; least += 2) {
            size_t proposed = 0, right = 0;
            for (size_t i = 0; i < count; i++)
                if (found[i].score >= least && found[i].margin >= margin) {
                    proposed++;
                    right += found[i].right;
                }
            bool built_in = least == rules.limit[AR_LIMIT_NAME] && margin == rules.limit[AR_LIMIT_MARGIN];
            printf("%5u  %6u  %8zu  %5zu  %6.2f %%  %5.1f %%%s\n", least, margin, proposed, right,
                   proposed ? 100.0 * (double)right / (double)proposed : 0,
                   total ? 100.0 * (double)right / (double)total : 0, built_in ? "  built in" : "");
        }
    ar_rules_free(&rules);
    ar_names_free(&names);
    ar_name_room_free(&room);
    ar_book_free(&book);
    return 0;
}
