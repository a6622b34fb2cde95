/* SPDX-License-Identifier: MIT */
/* ar-bank: bank statements into payments, remittance advices into remittances. */
#include "cli/tool.h"
#include "import/bank_read.h"
#include "import/encoding.h"

static const char *const kinds[] = {"payments", "remittances", NULL};
static const char *const duplicates[] = {"fail", "skip", "keep", NULL};
enum { NOT_SAID = 1000 };

static struct ar_bank_options settings;
static unsigned format, kind = NOT_SAID, duplicates_choice;
static const char *entity;

static const struct ar_opt options[] = {
    {"format", 0, "FORMAT", ar_opt_choice, &format, "what the files are; auto looks how each begins (auto)",
     ar_bank_format_names},
    {"kind", 0, "STREAM", ar_opt_choice, &kind, "what to make; advices can give payments, too (by the format)", kinds},
    {"encoding", 0, "NAME", ar_opt_text, &settings.encoding, "of the files, when they are not UTF-8", NULL},
    {"entity", 0, "CODE", ar_opt_text, &entity, "company code for the column entity", NULL},
    {"currency", 0, "CUR", ar_opt_currency, &settings.currency, "of advices that name none", NULL},
    {"credits-only", 0, NULL, NULL, &settings.credits_only, "only money received, and its reversals", NULL},
    {"unbalanced", 0, NULL, NULL, &settings.unbalanced, "warn of statements that do not add up, and go on", NULL},
    {"duplicates", 0, "HOW", ar_opt_choice, &duplicates_choice, "entries and advices that came before (fail)",
     duplicates},
    {"source", 0, NULL, NULL, &settings.source, "add a column source, file:line", NULL},
    {0}};

static const struct ar_about about = {
    .name = "ar-bank",
    .purpose = "bank statements into payments, remittance advices into remittances",
    .operands = "[FILE...]",
    .example = "ar-bank statement.sta | ar-match --items open.tsv >allocations.tsv\n"
               "ar-bank --credits-only --source camt/*.xml >payments.tsv",
    .takes = AR_WRITES_RECORDS,
};

static void warn(void *context, const char *message)
{
    ar_tool_warn(context, "%s", message);
}

static void opened(void *context)
{
    ar_tool_restrict(context);
}

static void configure(struct ar_tool *tool)
{
    settings.format = (enum ar_bank_format)format;
    settings.kind = kind == NOT_SAID ? AR_BANK_ANY : kind == 0 ? AR_BANK_PAYMENTS : AR_BANK_REMITTANCES;
    settings.duplicates = (enum ar_bank_duplicates)duplicates_choice;
    settings.entity = ar_text_from(entity);
    settings.seed = ar_tool_seed(tool);
    settings.warn = warn;
    settings.context = tool;
    if (settings.encoding != NULL)
        ar_tool_must(tool, ar_encoding_check(settings.encoding, ar_tool_error(tool)));
    settings.writer = ar_tool_output(tool);
}

int main(int argc, char **argv)
{
    static const char *const standard_input[] = {"-"};
    struct ar_tool *tool = ar_tool_open(&about, options, argc, argv);
    struct ar_error *error = ar_tool_error(tool);
    struct ar_bank bank;
    size_t count;
    const char *const *paths = ar_tool_operands(tool, &count);
    if (count == 0) {
        paths = standard_input;
        count = 1;
    }
    configure(tool);
    settings.several = count > 1;
    ar_tool_must(tool, ar_bank_init(&bank, &settings, error));
    for (size_t i = 0; i < count; i++) {
        settings.opened = i + 1 == count ? opened : NULL; /* nothing else is opened behind the last file */
        ar_tool_must(tool, ar_bank_read(&bank, paths[i], error));
    }
    ar_tool_count(tool, bank.written);
    ar_tool_must(tool, ar_bank_finish(&bank, error));
    ar_bank_free(&bank);
    return ar_tool_close(tool);
}
