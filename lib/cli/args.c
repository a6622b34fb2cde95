/* SPDX-License-Identifier: MIT */
/* The command line against the option table, and the table printed: help, version, records for completions and tests.
 */
#include "cli/private.h"

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static bool takes(const struct ar_tool *tool, unsigned what)
{
    return (tool->about->takes & what) != 0;
}

void ar_args_common(struct ar_tool *tool)
{
    struct ar_common *given = &tool->given;
    unsigned n = 0;
    if (takes(tool, AR_TAKES_AS_OF))
        tool->common[n++] = (struct ar_opt){
            "as-of", 0, "DATE", ar_opt_date, &given->as_of, "the day to compute for: YYYY-MM-DD, or today (UTC)", NULL};
    tool->common[n++] = (struct ar_opt){
        "output", 'o', "FILE", ar_opt_written, &given->output, "write FILE, replaced only when all is well", NULL};
    if (takes(tool, AR_TAKES_REJECTS))
        tool->common[n++] = (struct ar_opt){
            "rejects", 0, "FILE", ar_opt_written, &given->rejects, "put bad records aside into FILE, go on, and exit 1",
            NULL};
    if (takes(tool, AR_WRITES_RECORDS))
        tool->common[n++] = (struct ar_opt){"seal", 0, NULL, NULL, &given->seal, "end the output with a seal", NULL};
    if (takes(tool, AR_TAKES_RECORDS))
        tool->common[n++] =
            (struct ar_opt){"require-seal", 0, NULL, NULL, &given->require_seal, "refuse input without a seal", NULL};
    tool->common[n++] = (struct ar_opt){"help", 'h', NULL, NULL, &given->help, "print this help", NULL};
    tool->common[n++] = (struct ar_opt){"version", 'V', NULL, NULL, &given->version, "print version and licence", NULL};
    tool->common[n++] = (struct ar_opt){"options", 0, NULL, NULL, &given->options, NULL, NULL}; /* hidden: no help */
}

/* The filter's own options, then the common ones; NULL behind the last. */
const struct ar_opt *ar_args_option(const struct ar_tool *tool, size_t i)
{
    for (const struct ar_opt *opt = tool->options; opt != NULL && opt->name != NULL; opt++)
        if (i-- == 0)
            return opt;
    return tool->common[i].name ? &tool->common[i] : NULL;
}

static const struct ar_opt *find_long(const struct ar_tool *tool, struct ar_text name)
{
    const struct ar_opt *opt;
    for (size_t i = 0; (opt = ar_args_option(tool, i)) != NULL; i++)
        if (ar_text_is(name, opt->name))
            return opt;
    return NULL;
}

static const struct ar_opt *find_letter(const struct ar_tool *tool, char letter)
{
    const struct ar_opt *opt;
    for (size_t i = 0; (opt = ar_args_option(tool, i)) != NULL; i++)
        if (opt->letter == letter)
            return opt;
    return NULL;
}

_Noreturn static void unknown(struct ar_tool *tool, struct ar_text name)
{
    const struct ar_opt *opt, *nearest = NULL;
    unsigned best = name.size < 5 ? 2 : 3;
    for (size_t i = 0; (opt = ar_args_option(tool, i)) != NULL; i++) {
        unsigned distance = opt->help ? ar_text_distance(ar_text_from(opt->name), name, best) : best;
        if (distance < best) {
            best = distance;
            nearest = opt;
        }
    }
    char shown[128];
    ar_printable(shown, sizeof shown, name);
    if (nearest != NULL)
        ar_tool_misuse(tool, "unknown option '--%s'; did you mean '--%s'?", shown, nearest->name);
    ar_tool_misuse(tool, "unknown option '--%s'", shown);
}

static void apply(struct ar_tool *tool, const struct ar_opt *opt, const char *argument)
{
    if (opt->argument == NULL) {
        *(bool *)opt->target = true;
        return;
    }
    struct ar_choosing choosing = {opt};
    void *target = opt->parse == ar_opt_choice ? (void *)&choosing : opt->target;
    struct ar_error error = {0};
    enum ar_status status = opt->parse(target, argument, &error);
    if (status == AR_OK)
        return;
    char shown[128];
    ar_printable(shown, sizeof shown, ar_text_from(argument));
    if (status == AR_FAILED)
        ar_tool_die(tool, &error);
    ar_tool_misuse(tool, "--%s '%s': %s", opt->name, shown, error.reason);
}

/* --name, --name=argument, --name argument. Returns the index of the last word used. */
static int parse_long(struct ar_tool *tool, int i, int argc, char **argv)
{
    struct ar_text rest = ar_text_from(argv[i] + 2);
    struct ar_text name = ar_text_cut(&rest, '=');
    const struct ar_opt *opt = find_long(tool, name);
    if (opt == NULL)
        unknown(tool, name);
    if (opt->argument == NULL && rest.at != NULL)
        ar_tool_misuse(tool, "option '--%s' takes no argument", opt->name);
    if (opt->argument != NULL && rest.at == NULL) {
        if (++i == argc)
            ar_tool_misuse(tool, "option '--%s' needs an argument: %s", opt->name, opt->argument);
        rest.at = argv[i];
    }
    apply(tool, opt, rest.at);
    return i;
}

/* -x, -xyz, -oARGUMENT, -o ARGUMENT. */
static int parse_letters(struct ar_tool *tool, int i, int argc, char **argv)
{
    for (const char *at = argv[i] + 1; *at != '\0'; at++) {
        const struct ar_opt *opt = find_letter(tool, *at);
        if (opt == NULL) {
            char shown[16];
            ar_printable(shown, sizeof shown, (struct ar_text){at, 1});
            ar_tool_misuse(tool, "unknown option '-%s'", shown);
        }
        if (opt->argument == NULL) {
            apply(tool, opt, NULL);
            continue;
        }
        if (at[1] == '\0' && ++i == argc)
            ar_tool_misuse(tool, "option '-%c' needs an argument: %s", opt->letter, opt->argument);
        apply(tool, opt, at[1] != '\0' ? at + 1 : argv[i]);
        return i;
    }
    return i;
}

void ar_args_parse(struct ar_tool *tool, int argc, char **argv)
{
    bool options = true;
    for (int i = 1; i < argc; i++) {
        if (options && strcmp(argv[i], "--") == 0)
            options = false;
        else if (options && argv[i][0] == '-' && argv[i][1] == '-')
            i = parse_long(tool, i, argc, argv);
        else if (options && argv[i][0] == '-' && argv[i][1] != '\0')
            i = parse_letters(tool, i, argc, argv);
        else
            tool->operands[tool->operand_count++] = argv[i];
    }
}

static void print_usage(const struct ar_tool *tool, FILE *to)
{
    fprintf(to, "Usage: %s [OPTION...] %s\n", tool->about->name, tool->about->operands);
}

static void print_indented(const char *text)
{
    for (const char *at = text; *at != '\0';) {
        size_t size = strcspn(at, "\n");
        printf("  %.*s\n", (int)size, at);
        at += size + (at[size] == '\n');
    }
}

static _Noreturn void end_of_print(const struct ar_tool *tool)
{
    if (fflush(stdout) != 0 || ferror(stdout) || fclose(stdout) != 0) {
        fprintf(stderr, "%s: cannot write (standard output)\n", tool->about->name);
        exit(AR_FAILED);
    }
    exit(AR_OK);
}

_Noreturn void ar_args_help(const struct ar_tool *tool)
{
    puts("Example:");
    print_indented(tool->about->example);
    putchar('\n');
    print_usage(tool, stdout);
    printf("%s: %s.\n\nOptions:\n", tool->about->name, tool->about->purpose);
    const struct ar_opt *opt;
    for (size_t i = 0; (opt = ar_args_option(tool, i)) != NULL; i++) {
        if (opt->help == NULL)
            continue;
        char left[64];
        char letter[5] = "    ";
        if (opt->letter)
            snprintf(letter, sizeof letter, "-%c, ", opt->letter);
        snprintf(left, sizeof left, "%s--%s%s%s", letter, opt->name, opt->argument ? " " : "",
                 opt->argument ? opt->argument : "");
        printf("  %-26s %s\n", left, opt->help);
    }
    printf("\nSee man %s and man ar-tools.\n", tool->about->name);
    end_of_print(tool);
}

_Noreturn void ar_args_short_help(const struct ar_tool *tool)
{
    print_usage(tool, stderr);
    fprintf(stderr, "%s: %s.\nIt reads records from files or standard input; try '%s --help'\n", tool->about->name,
            tool->about->purpose, tool->about->name);
    exit(AR_MISUSE);
}

_Noreturn void ar_args_version(const struct ar_tool *tool)
{
    printf("%s (ar-tools) %s\nLicence: MIT. There is no warranty.\n", tool->about->name, AR_VERSION);
    end_of_print(tool);
}

_Noreturn void ar_args_options(struct ar_tool *tool)
{
    static const struct ar_text names[] = {AR_TEXT("name"), AR_TEXT("letter"), AR_TEXT("argument"), AR_TEXT("choices"),
                                           AR_TEXT("help")};
    struct ar_writer writer;
    ar_tool_must(tool, ar_writer_open(&writer, NULL, false, &tool->error));
    ar_writer_header(&writer, names, 5);
    const struct ar_opt *opt;
    for (size_t i = 0; (opt = ar_args_option(tool, i)) != NULL; i++) {
        if (opt->help == NULL)
            continue;
        ar_writer_field(&writer, ar_text_from(opt->name));
        ar_writer_field(&writer, (struct ar_text){&opt->letter, opt->letter != 0});
        ar_writer_field(&writer, ar_text_from(opt->argument));
        struct ar_buffer words = {0};
        for (size_t k = 0; opt->choices != NULL && opt->choices[k] != NULL; k++) {
            ar_tool_must(tool, ar_buffer_add(&words, ar_text_from(k ? " " : "")));
            ar_tool_must(tool, ar_buffer_add(&words, ar_text_from(opt->choices[k])));
        }
        ar_writer_field(&writer, ar_buffer_text(&words));
        ar_buffer_free(&words);
        ar_writer_field(&writer, ar_text_from(opt->help));
        ar_writer_end(&writer);
    }
    ar_tool_must(tool, ar_writer_close(&writer, &tool->error));
    exit(AR_OK);
}
