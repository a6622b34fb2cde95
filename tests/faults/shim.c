/* SPDX-License-Identifier: MIT */
/* A preloaded library that makes the Nth call fail, for the fault suite. Only calls from the program's own code count
   (the return address lies in the main executable), not those of libraries it uses. Told by the environment:

   SHIM_ALLOC=N          the Nth allocation (also mmap, pthread_create) fails; with SHIM_STICKY=1 all from there on
   SHIM_WRITE=N          the Nth write to anything but standard error; SHIM_HOW=enospc eio eintr short kill
   SHIM_READ=N           the Nth read; SHIM_HOW=eio eintr; drip gives every read at most seven bytes
   SHIM_CLOSE=1          every close of a file open for writing reports EIO
   SHIM_SYNC=1           fsync and fdatasync report EIO
   SHIM_RENAME=1         rename reports EIO
   SHIM_STEP=N           the Nth step (write, fsync, rename, fork, waitpid, flock, ftruncate) is not begun; SHIM_HOW=eio
                         kill; not for programs that this one starts
   SHIM_HIT=FILE         is created, and not empty once something was made to fail
   SHIM_USAGE=FILE       gets "KB-of-memory microseconds-of-CPU landlock-attempts" at the end */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);

static uintptr_t program_start, program_end;
static long alloc_at, write_at, read_at, step_at;
static bool sticky, drip, fail_close, fail_sync, fail_rename;
static const char *how;
static int hit_fd = -1, usage_fd = -1; /* open from the start: later the filter may have locked itself in */
static atomic_long allocs, writes, reads, steps, landlocks;

#define OURS ((uintptr_t)__builtin_return_address(0) - program_start < program_end - program_start)
#define REAL(name)                                                                                                     \
    static __typeof__(&name) real;                                                                                     \
    if (!real)                                                                                                         \
    real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

static int program(struct dl_phdr_info *info, size_t size, void *unused)
{
    (void)size, (void)unused;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        if (part->p_type == PT_LOAD && (part->p_flags & PF_X)) {
            program_start = info->dlpi_addr + part->p_vaddr;
            program_end = program_start + part->p_memsz;
        }
    }
    return 1; /* the first is the program itself */
}

static long number(const char *name)
{
    const char *text = getenv(name);
    return text ? atol(text) : 0;
}

/* Away from 0, 1 and 2, which may be closed on purpose. */
static int create(const char *name)
{
    const char *path = getenv(name);
    if (!path)
        return -1;
    int fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    int high = fcntl(fd, F_DUPFD_CLOEXEC, 100);
    syscall(SYS_close, fd);
    return high;
}

__attribute__((constructor)) static void begin(void)
{
    dl_iterate_phdr(program, NULL);
    how = getenv("SHIM_HOW") ? getenv("SHIM_HOW") : "eio";
    hit_fd = create("SHIM_HIT");
    usage_fd = create("SHIM_USAGE");
    sticky = number("SHIM_STICKY"), fail_close = number("SHIM_CLOSE"), fail_sync = number("SHIM_SYNC");
    fail_rename = number("SHIM_RENAME"), drip = number("SHIM_READ") && !strcmp(how, "drip");
    alloc_at = number("SHIM_ALLOC"), write_at = number("SHIM_WRITE"), read_at = number("SHIM_READ");
    step_at = number("SHIM_STEP");
    if (step_at)
        unsetenv("LD_PRELOAD");
}

__attribute__((destructor)) static void end(void)
{
    if (usage_fd < 0)
        return;
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    char text[96];
    int size = snprintf(text, sizeof text, "%ld %ld %ld\n", u.ru_maxrss,
                        (long)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1000000 +
                            (long)(u.ru_utime.tv_usec + u.ru_stime.tv_usec),
                        (long)landlocks);
    syscall(SYS_write, usage_fd, text, size);
}

static void hit(void)
{
    if (hit_fd >= 0)
        syscall(SYS_write, hit_fd, "hit\n", 4);
}

/* Shall this step fail? */
static bool stumble(void)
{
    if (!step_at || atomic_fetch_add(&steps, 1) + 1 != step_at)
        return false;
    hit();
    if (!strcmp(how, "kill"))
        kill(getpid(), SIGKILL);
    errno = EIO;
    return true;
}

static bool starve(void)
{
    if (!alloc_at)
        return false;
    long now = atomic_fetch_add(&allocs, 1) + 1;
    if (now != alloc_at && !(sticky && now > alloc_at))
        return false;
    hit();
    errno = ENOMEM;
    return true;
}

void *malloc(size_t size)
{
    return OURS && starve() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    return OURS && starve() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
    return OURS && starve() ? NULL : __libc_realloc(old, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return OURS && starve() ? NULL : __libc_memalign(alignment, size);
}

int posix_memalign(void **out, size_t alignment, size_t size)
{
    void *got = OURS && starve() ? NULL : __libc_memalign(alignment, size);
    if (!got)
        return ENOMEM;
    *out = got;
    return 0;
}

char *strdup(const char *text)
{
    if (OURS && starve())
        return NULL;
    size_t size = strlen(text) + 1;
    char *copy = __libc_malloc(size);
    return copy ? memcpy(copy, text, size) : NULL;
}

char *strndup(const char *text, size_t most)
{
    if (OURS && starve())
        return NULL;
    size_t size = strnlen(text, most);
    char *copy = __libc_malloc(size + 1);
    if (!copy)
        return NULL;
    copy[size] = 0;
    return memcpy(copy, text, size);
}

void *mmap(void *at, size_t size, int protection, int flags, int fd, off_t offset)
{
    if (OURS && starve())
        return MAP_FAILED;
    REAL(mmap);
    return real(at, size, protection, flags, fd, offset);
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *argument)
{
    if (OURS && starve())
        return EAGAIN;
    REAL(pthread_create);
    return real(thread, attributes, start, argument);
}

/* What the write of `size` bytes shall do: false to go on with *size of them. */
static bool break_write(int fd, size_t *size)
{
    if (!write_at || fd == STDERR_FILENO || atomic_fetch_add(&writes, 1) + 1 != write_at)
        return false;
    hit();
    if (!strcmp(how, "short")) {
        *size = *size > 1 ? *size / 2 : *size;
        return false;
    }
    if (!strcmp(how, "kill"))
        kill(getpid(), SIGKILL);
    errno = !strcmp(how, "enospc") ? ENOSPC : !strcmp(how, "eintr") ? EINTR : EIO;
    return true;
}

ssize_t write(int fd, const void *data, size_t size)
{
    if (OURS && (break_write(fd, &size) || (fd != STDERR_FILENO && stumble())))
        return -1;
    return syscall(SYS_write, fd, data, size);
}

ssize_t writev(int fd, const struct iovec *parts, int count)
{
    size_t size = 2;
    if (OURS && break_write(fd, &size))
        return -1;
    if (size == 1) /* short: the first part only */
        count = 1;
    return syscall(SYS_writev, fd, parts, count);
}

ssize_t vmsplice(int fd, const struct iovec *parts, size_t count, unsigned flags)
{
    size_t size = 2;
    if (OURS && break_write(fd, &size))
        return -1;
    return syscall(SYS_vmsplice, fd, parts, count, flags);
}

static bool break_read(size_t *size)
{
    if (drip) {
        *size = *size > 7 ? 7 : *size;
        return false;
    }
    if (!read_at || atomic_fetch_add(&reads, 1) + 1 != read_at)
        return false;
    hit();
    errno = !strcmp(how, "eintr") ? EINTR : EIO;
    return true;
}

ssize_t read(int fd, void *data, size_t size)
{
    if (OURS && break_read(&size))
        return -1;
    return syscall(SYS_read, fd, data, size);
}

int close(int fd)
{
    int flags = fail_close && OURS && fd != STDERR_FILENO ? fcntl(fd, F_GETFL) : O_RDONLY;
    if (fail_close && OURS && flags != -1 && (flags & O_ACCMODE) != O_RDONLY) {
        hit();
        syscall(SYS_close, fd);
        errno = EIO;
        return -1;
    }
    return (int)syscall(SYS_close, fd);
}

int fclose(FILE *file)
{
    REAL(fclose);
    if (fail_close && OURS && file == stdout) {
        hit();
        real(file);
        errno = EIO;
        return EOF;
    }
    return real(file);
}

static int fail(bool wanted, long otherwise)
{
    if (!wanted)
        return (int)otherwise;
    hit();
    errno = EIO;
    return -1;
}

int fsync(int fd)
{
    if (OURS && stumble())
        return -1;
    return fail(fail_sync, fail_sync ? 0 : syscall(SYS_fsync, fd));
}

int fdatasync(int fd)
{
    return fail(fail_sync, fail_sync ? 0 : syscall(SYS_fdatasync, fd));
}

int rename(const char *from, const char *to)
{
    if (OURS && stumble())
        return -1;
    return fail(fail_rename, fail_rename ? 0 : syscall(SYS_rename, from, to));
}

int renameat(int from_at, const char *from, int to_at, const char *to)
{
    if (OURS && stumble())
        return -1;
    return fail(fail_rename, fail_rename ? 0 : syscall(SYS_renameat, from_at, from, to_at, to));
}

pid_t fork(void)
{
    if (OURS && stumble())
        return -1;
    REAL(fork);
    return real();
}

pid_t waitpid(pid_t pid, int *status, int options)
{
    if (OURS && stumble())
        return -1;
    REAL(waitpid);
    return real(pid, status, options);
}

int flock(int fd, int operation)
{
    if (OURS && stumble())
        return -1;
    return (int)syscall(SYS_flock, fd, operation);
}

int ftruncate(int fd, off_t size)
{
    if (OURS && stumble())
        return -1;
    return (int)syscall(SYS_ftruncate, fd, size);
}

#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#endif

/* Counts attempts to enter the sandbox, so that they show on a kernel that has none, too. */
long syscall(long what, ...)
{
    REAL(syscall);
    va_list list;
    va_start(list, what);
    long a[6];
    for (int i = 0; i < 6; i++)
        a[i] = va_arg(list, long);
    va_end(list);
    if (what == SYS_landlock_create_ruleset)
        landlocks++;
    return real(what, a[0], a[1], a[2], a[3], a[4], a[5]);
}
