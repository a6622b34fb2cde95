/* SPDX-License-Identifier: MIT */
/* ar-seal: the last line of a stream that says that it is whole: put there, verified, taken away, put there anew. */
#include "cli/tool.h"
#include "record/annotate.h"

static bool check, strip, reseal;

static const struct ar_opt options[] = {
    {"check", 0, NULL, NULL, &check, "verify the seal, which must be there, and write nothing", NULL},
    {"reseal", 0, NULL, NULL, &reseal, "drop a stale seal wherever it stands, and seal", NULL},
    {"strip", 0, NULL, NULL, &strip, "verify the seal if there is one, and leave it out", NULL},
    {0}};

static const struct ar_about about = {.name = "ar-seal",
                                      .purpose = "verifies a stream, and ends it with a seal",
                                      .operands = "[FILE...]",
                                      .example = "ar-seal --check items.tsv\n"
                                                 "ar-seal --strip items.tsv | (sed -u 1q; sort) | ar-seal",
                                      .takes = AR_TAKES_RECORDS};

int main(int argc, char **argv)
{
    struct ar_tool *tool = ar_tool_open(&about, options, argc, argv);
    if (check + strip + reseal > 1)
        ar_tool_misuse(tool, "only one of --check, --reseal and --strip");
    ar_tool_seals(tool, check ? AR_SEALS_NEED : reseal ? AR_SEALS_IGNORE : AR_SEALS_VERIFY, !check && !strip);
    const struct ar_header *header = ar_tool_header(tool);
    struct ar_writer *writer = ar_tool_output(tool);
    struct ar_annotate keep;
    ar_tool_must(tool, ar_annotate_init(&keep, header, NULL, 0));
    if (!check)
        ar_annotate_header(&keep, header, NULL, writer);
    const struct ar_row *row;
    while ((row = ar_tool_next(tool)) != NULL)
        if (!check)
            ar_annotate_row(&keep, row, NULL, writer);
    ar_annotate_free(&keep);
    return ar_tool_close(tool);
}
