/* SPDX-License-Identifier: MIT */
/* What a run may replace: the files of its outputs, each of them once, and none that its options read. Only --output
   may name an input: that is read to its end first, and keeps its name. */
#include "cli/private.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_one(const struct stat *x, const struct stat *y)
{
    return S_ISREG(x->st_mode) && x->st_dev == y->st_dev && x->st_ino == y->st_ino;
}

static bool is_same_file(const char *a, const char *b)
{
    struct stat x, y;
    if (stat(a, &x) != 0)
        return strcmp(a, b) == 0;
    return stat(b, &y) == 0 && is_one(&x, &y);
}

/* NULL: it names none, or was not given. */
static const char *path_of(const struct ar_opt *opt)
{
    const bool is_file =
        opt->argument != NULL && (strcmp(opt->argument, "FILE") == 0 || strcmp(opt->argument, "PROFILE") == 0);
    const bool is_path = opt->parse == ar_opt_text || opt->parse == ar_opt_written || opt->parse == ar_opt_renewed;
    return is_file && is_path ? *(const char *const *)opt->target : NULL;
}

/* Where the records go when there is no --output. */
static bool is_standard_output(const char *path)
{
    struct stat x, y;
    return stat(path, &x) == 0 && fstat(STDOUT_FILENO, &y) == 0 && is_one(&x, &y);
}

static void check_written(struct ar_tool *tool, const struct ar_opt *written)
{
    const char *path = path_of(written);
    const bool is_output = written->target == &tool->given.output, is_rejects = written->target == &tool->given.rejects;
    const struct ar_opt *other;
    bool before = true;
    for (size_t i = 0; (other = ar_args_option(tool, i)) != NULL; i++) {
        before = before && other != written;
        if (other == written || path_of(other) == NULL || !is_same_file(path, path_of(other)))
            continue;
        if (other->parse == ar_opt_written && before)
            ar_tool_misuse(tool, "--%s and --%s name the same file", other->name, written->name);
        if (other->parse == ar_opt_text || (other->parse == ar_opt_renewed && !is_output))
            ar_tool_misuse(tool, "--%s and --%s name the same file, which would be replaced by this run's records",
                           written->name, other->name);
    }
    if (!is_output && tool->given.output == NULL && is_standard_output(path))
        ar_tool_misuse(tool, "--%s names the file that standard output goes to", written->name);
    for (size_t i = 0; i < tool->operand_count && !is_output; i++)
        if (is_same_file(path, tool->operands[i]))
            ar_tool_misuse(tool, "--%s names an input, which would be replaced by this run's %s", written->name,
                           is_rejects ? "rejects" : "records");
}

void ar_files_check(struct ar_tool *tool)
{
    const struct ar_opt *opt;
    for (size_t i = 0; (opt = ar_args_option(tool, i)) != NULL; i++)
        if (opt->parse == ar_opt_written && path_of(opt) != NULL)
            check_written(tool, opt);
}
