/* Preloaded into the program by disk.rs: the n-th call of a kind fails, or the program is killed there.
 *
 * FAULT=kind:n:errno    kinds: readdir write fsync open mkdir rename unlink flock; errno 0 kills
 * FAULT_BELOW=folder    calls about other files are left alone
 * FAULT_HIT=file        is made when it happens
 * FAULT_EXCHANGE=errno  the system call renameat2 fails each time: no library is between it and the program
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static char kind[16];
static long wanted, number, calls;
static const char *below;

__attribute__((constructor)) static void begin(void) {
    const char *fault = getenv("FAULT"), *exchange = getenv("FAULT_EXCHANGE");
    if (fault && sscanf(fault, "%15[a-z]:%ld:%ld", kind, &wanted, &number) != 3) abort();
    below = getenv("FAULT_BELOW");
    if (!exchange) return;
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_renameat2, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)atoi(exchange)),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = { sizeof filter / sizeof *filter, filter };
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) abort();
}

static int fails(const char *call, int folder, const char *path) {
    if (strcmp(kind, call)) return 0;
    char full[8192], link[64];
    ssize_t length = 0;
    if (!path || path[0] != '/') {
        if (folder == AT_FDCWD) length = getcwd(full, 4096) ? (ssize_t)strlen(full) : 0;
        else {
            snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
            length = readlink(link, full, 4096);
        }
        if (length < 0) length = 0;
    }
    snprintf(full + length, sizeof full - length, "%s%s", length && path ? "/" : "", path ? path : "");
    if (below && strncmp(full, below, strlen(below))) return 0;
    if (__sync_add_and_fetch(&calls, 1) != wanted) return 0;
    const char *hit = getenv("FAULT_HIT");
    if (hit) syscall(SYS_close, syscall(SYS_openat, AT_FDCWD, hit, O_CREAT | O_WRONLY, 0644));
    if (!number) kill(getpid(), SIGKILL);
    errno = (int)number;
    return 1;
}

#define REAL(type, name, ...) type (*real)(__VA_ARGS__) = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)

ssize_t write(int file, const void *bytes, size_t length) {
    REAL(ssize_t, write, int, const void *, size_t);
    return file > 2 && fails("write", file, 0) ? -1 : real(file, bytes, length);
}
int fsync(int file) {
    REAL(int, fsync, int);
    return fails("fsync", file, 0) ? -1 : real(file);
}
int flock(int file, int what) {
    REAL(int, flock, int, int);
    return fails("flock", file, 0) ? -1 : real(file, what);
}
int open64(const char *path, int flags, ...) {
    REAL(int, open64, const char *, int, ...);
    va_list rest;
    va_start(rest, flags);
    mode_t mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    return fails("open", AT_FDCWD, path) ? -1 : real(path, flags, mode);
}
int mkdir(const char *path, mode_t mode) {
    REAL(int, mkdir, const char *, mode_t);
    return fails("mkdir", AT_FDCWD, path) ? -1 : real(path, mode);
}
int rename(const char *from, const char *to) {
    REAL(int, rename, const char *, const char *);
    return fails("rename", AT_FDCWD, to) ? -1 : real(from, to);
}
int unlink(const char *path) {
    REAL(int, unlink, const char *);
    return fails("unlink", AT_FDCWD, path) ? -1 : real(path);
}
int rmdir(const char *path) {
    REAL(int, rmdir, const char *);
    return fails("unlink", AT_FDCWD, path) ? -1 : real(path);
}
int unlinkat(int folder, const char *path, int flags) {
    REAL(int, unlinkat, int, const char *, int);
    return fails("unlink", folder, path) ? -1 : real(folder, path, flags);
}
struct dirent64 *readdir64(DIR *folder) {
    REAL(struct dirent64 *, readdir64, DIR *);
    return fails("readdir", dirfd(folder), 0) ? 0 : real(folder);
}
