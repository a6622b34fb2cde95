/* SPDX-License-Identifier: MIT */
/* Times two shell commands in turn, A B A B …, after one run of each to warm up (-w 0: without), and prints the
   medians:

       measure [-n PAIRS] [-w 0] [-a SECONDS] [-b SECONDS] 'A' ['B']

   One line of TAB-separated numbers: wall seconds, CPU seconds and peak KiB of A; the same of B; the median over the
   pairs of B's wall time by A's. -a and -b take a constant off the wall and CPU time of one side: the start of an
   interpreter that is not the work compared. A command that fails ends it all. */
#define _DEFAULT_SOURCE /* wait4 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PAIRS_MAX = 101 };

struct figures {
    double wall[PAIRS_MAX], cpu[PAIRS_MAX], peak[PAIRS_MAX];
    double discount;
};

static double clock_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double seconds(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

/* A pipeline counts as a whole: the shell waits for its parts, so their time is in its own, and the largest peak. */
static void run_once(const char *command, struct figures *figures, int at)
{
    double start = clock_seconds();
    pid_t child = fork();
    if (child == 0) {
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(127);
    }
    int status = 0;
    struct rusage usage;
    if (child < 0 || wait4(child, &status, 0, &usage) < 0) {
        perror("measure");
        exit(4);
    }
    double wall = clock_seconds() - start;
    if (status != 0) {
        fprintf(stderr, "measure: status %d of: %s\n", WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
                command);
        exit(1);
    }
    if (at >= 0) {
        figures->wall[at] = wall - figures->discount;
        figures->cpu[at] = seconds(usage.ru_utime) + seconds(usage.ru_stime) - figures->discount;
        figures->peak[at] = (double)usage.ru_maxrss;
    }
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(const double *values, int count)
{
    double sorted[PAIRS_MAX];
    memcpy(sorted, values, (size_t)count * sizeof *sorted);
    qsort(sorted, (size_t)count, sizeof *sorted, compare);
    return count % 2 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2;
}

static void print(const struct figures *figures, int pairs)
{
    printf("%.4f\t%.4f\t%.0f", median(figures->wall, pairs), median(figures->cpu, pairs), median(figures->peak, pairs));
}

int main(int argc, char **argv)
{
    static struct figures a, b;
    double ratios[PAIRS_MAX];
    int pairs = 5, warm = 1, option;
    while ((option = getopt(argc, argv, "n:w:a:b:")) != -1) {
        if (option == 'n')
            pairs = atoi(optarg);
        else if (option == 'w')
            warm = atoi(optarg) != 0;
        else if (option == 'a')
            a.discount = atof(optarg);
        else if (option == 'b')
            b.discount = atof(optarg);
        else
            return 2;
    }
    if (pairs < 1 || pairs > PAIRS_MAX || argc - optind < 1 || argc - optind > 2) {
        fputs("usage: measure [-n PAIRS] [-w 0] [-a SECONDS] [-b SECONDS] 'A' ['B']\n", stderr);
        return 2;
    }
    const char *second = argc - optind == 2 ? argv[optind + 1] : NULL;
    for (int i = -warm; i < pairs; i++) {
        run_once(argv[optind], &a, i);
        if (second)
            run_once(second, &b, i);
        if (second && i >= 0)
            ratios[i] = b.wall[i] / a.wall[i];
    }
    print(&a, pairs);
    if (second) {
        putchar('\t');
        print(&b, pairs);
        printf("\t%.4f", median(ratios, pairs));
    }
    putchar('\n');
    return fclose(stdout) == 0 ? 0 : 4;
}
