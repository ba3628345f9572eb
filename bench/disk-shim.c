// A disk that fails, and one that is watched: preloaded, it looks at all that a process writes below the folder that
// DISK_SHIM_ROOT names (a real path).
//
// DISK_SHIM_CONTROL is a file with a `struct control`, mapped and shared by all processes: whoever has it mapped as well
// says which call fails, with what, at any time. DISK_SHIM_JOURNAL is a file to which a record of each call is appended,
// in the order in which they came to an end, with what was written: from it the disk can be made again as a power cut
// might have left it (scripts/lab/power.py). What a process says by TLS, and that it ended with 0, is in it as well.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind { WRITE = 1, TRUNCATE, CREATE, RENAME, LINK, UNLINK, MKDIR, RMDIR, SYNC, SYNC_FAILED, SAID, ENDED };

// What a call that is chosen does instead of its work; any other number is an errno.
enum { DIES = -1 };

struct control {
    int64_t count;    // of calls of these kinds so far, by all processes
    int64_t fails_at; // this one fails; 0: none
    int64_t kinds;    // a bit for each kind that counts
    int64_t code;     // DIES or an errno
    int64_t forever;  // all from that one on fail
    int64_t failed;   // how many have
    int64_t kind;     // of the last that has
    char path[1024];  // that it was about
};

// In front of each record; behind it two paths and the data.
struct head {
    uint32_t kind;
    uint16_t path, other;
    uint64_t inode; // for SAID what tells connections of a process apart
    int64_t offset; // of WRITE; the new size for TRUNCATE; how much of the journal there was when a sync began
    uint32_t data, process;
};

static struct control nothing;
static struct control *control = &nothing;
static char root[PATH_MAX];
static size_t root_length;
static int journal = -1;
// Held while something is done and recorded: who dies with it leaves nothing that is done and not recorded.
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

static void note_end(int status, void *nothing);

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("DISK_SHIM_ROOT");
    if (!path || strlen(path) >= sizeof root) return;
    strcpy(root, path);
    root_length = strlen(root);
    if ((path = getenv("DISK_SHIM_CONTROL"))) {
        int file = syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC);
        void *page = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        if (page != MAP_FAILED) control = page;
        if (file >= 0) syscall(SYS_close, file);
    }
    if ((path = getenv("DISK_SHIM_JOURNAL"))) {
        journal = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_APPEND | O_CLOEXEC);
        on_exit(note_end, NULL);
    }
}

static void record(enum kind kind, uint64_t inode, int64_t offset, const char *path, const char *other, const void *data,
                   size_t length) {
    if (journal < 0) return;
    struct head head = {.kind = kind, .path = path ? strlen(path) : 0, .other = other ? strlen(other) : 0, .inode = inode,
                        .offset = offset, .data = length, .process = getpid()};
    struct iovec parts[] = {{&head, sizeof head}, {(void *)path, head.path}, {(void *)other, head.other},
                            {(void *)data, length}};
    int code = errno;
    // One call: records of several processes do not mix.
    if (syscall(SYS_writev, journal, parts, 4) < 0) abort();
    errno = code;
}

static void note_end(int status, void *nothing) {
    (void)nothing;
    if (status == 0) record(ENDED, 0, 0, NULL, NULL, NULL, 0);
}

// Whether this call is the one that fails; 0, or what it does instead.
static int64_t chosen(enum kind kind, const char *path) {
    if (!(control->kinds & 1 << kind)) return 0;
    int64_t number = __atomic_add_fetch(&control->count, 1, __ATOMIC_SEQ_CST);
    int64_t first = control->fails_at;
    if (!first || number < first || (number > first && !control->forever)) return 0;
    control->kind = kind;
    snprintf(control->path, sizeof control->path, "%s", path);
    __atomic_add_fetch(&control->failed, 1, __ATOMIC_SEQ_CST);
    return control->code;
}

static int is_below(const char *path) {
    return root_length && !strncmp(path, root, root_length) && (path[root_length] == '/' || !path[root_length]);
}

// SQLite's shared memory is a file, and means nothing after a power cut.
static int counts(const char *path) {
    size_t length = strlen(path);
    return length < 4 || strcmp(path + length - 4, "-shm");
}

// The path that an open file had at last, if it is below the root.
static int path_of(int file, char *path) {
    if (!root_length) return 0;
    char link[40];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length <= 0 || path[0] != '/') return 0;
    path[length] = 0;
    char *gone = strstr(path, " (deleted)");
    if (gone) *gone = 0;
    return is_below(path);
}

// The real path of a name, whether or not there is such a file, if it is below the root.
static int place(int folder, const char *name, char *path) {
    if (!root_length || !name) return 0;
    char whole[PATH_MAX * 2], parent[PATH_MAX * 2];
    if (name[0] == '/') {
        snprintf(whole, sizeof whole, "%s", name);
    } else if (folder == AT_FDCWD) {
        char here[PATH_MAX];
        if (!getcwd(here, sizeof here)) return 0;
        snprintf(whole, sizeof whole, "%s/%s", here, name);
    } else {
        char link[40], here[PATH_MAX];
        snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
        ssize_t length = readlink(link, here, sizeof here - 1);
        if (length <= 0) return 0;
        here[length] = 0;
        snprintf(whole, sizeof whole, "%s/%s", here, name);
    }
    while (strlen(whole) > 1 && whole[strlen(whole) - 1] == '/') whole[strlen(whole) - 1] = 0;
    strcpy(parent, whole);
    char *slash = strrchr(parent, '/');
    *slash = 0;
    char found[PATH_MAX];
    if (!realpath(*parent ? parent : "/", found)) return 0;
    if (snprintf(path, PATH_MAX, "%s/%s", found, strrchr(whole, '/') + 1) >= PATH_MAX) return 0;
    return is_below(path);
}

static uint64_t inode_of(int file) {
    struct stat status;
    return fstat(file, &status) ? 0 : status.st_ino;
}

static void die(void) {
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

// Does something under the lock: `work` gives its result, `note` records it where it was done.
#define CAREFULLY(kind, path, work, note)               \
    ({                                                  \
        pthread_mutex_lock(&turn);                      \
        int64_t fault = chosen(kind, path);             \
        __typeof__(work) result = -1;                   \
        if (fault > 0) {                                \
            errno = fault;                              \
        } else {                                        \
            result = work;                              \
            if (result >= 0) { note; }                  \
        }                                               \
        if (fault == DIES) die();                       \
        pthread_mutex_unlock(&turn);                    \
        result;                                         \
    })

// MARK: Octets

static ssize_t put(int file, const void *data, size_t length, int64_t offset) {
    char path[PATH_MAX];
    if (!path_of(file, path))
        return offset < 0 ? syscall(SYS_write, file, data, length) : syscall(SYS_pwrite64, file, data, length, offset);
    return CAREFULLY(
        WRITE, path, offset < 0 ? syscall(SYS_write, file, data, length) : syscall(SYS_pwrite64, file, data, length, offset),
        if (counts(path)) {
            int64_t at = offset < 0 ? lseek(file, 0, SEEK_CUR) - result : offset;
            record(WRITE, inode_of(file), at, path, NULL, data, result);
        });
}

ssize_t write(int file, const void *data, size_t length) { return put(file, data, length, -1); }
ssize_t pwrite(int file, const void *data, size_t length, off_t offset) { return put(file, data, length, offset); }
ssize_t pwrite64(int file, const void *data, size_t length, off64_t offset) { return put(file, data, length, offset); }

ssize_t writev(int file, const struct iovec *parts, int count) {
    char path[PATH_MAX];
    if (!path_of(file, path)) return syscall(SYS_writev, file, parts, count);
    // As short as the system may be: the caller goes on with the rest.
    for (int index = 0; index < count; index++)
        if (parts[index].iov_len) return put(file, parts[index].iov_base, parts[index].iov_len, -1);
    return 0;
}

int ftruncate(int file, off_t size) {
    char path[PATH_MAX];
    if (!path_of(file, path)) return syscall(SYS_ftruncate, file, size);
    return CAREFULLY(TRUNCATE, path, (int)syscall(SYS_ftruncate, file, size),
                     if (counts(path)) record(TRUNCATE, inode_of(file), size, path, NULL, NULL, 0));
}
int ftruncate64(int file, off64_t size) { return ftruncate(file, size); }

static int synchronize(int file, int call) {
    char path[PATH_MAX];
    if (!path_of(file, path)) return syscall(call, file);
    struct stat status;
    if (fstat(file, &status)) return -1;
    int64_t fault = chosen(SYNC, path);
    if (fault == DIES) {
        pthread_mutex_lock(&turn);
        die();
    }
    // What was done before counts; what is done meanwhile may not.
    int64_t until = journal < 0 ? 0 : lseek(journal, 0, SEEK_END);
    if (fault > 0) {
        // Linux takes the pages for clean after that: no later call writes them.
        record(SYNC_FAILED, status.st_ino, until, path, NULL, NULL, 0);
        errno = fault;
        return -1;
    }
    int result = syscall(call, file);
    if (!result) record(SYNC, status.st_ino, until, path, NULL, NULL, 0);
    return result;
}

int fsync(int file) { return synchronize(file, SYS_fsync); }
int fdatasync(int file) { return synchronize(file, SYS_fdatasync); }

// MARK: Names

static int make(int folder, const char *name, int flags, mode_t mode) {
    char path[PATH_MAX];
    if (!(flags & (O_CREAT | O_TRUNC)) || (flags & O_TMPFILE) == O_TMPFILE || !place(folder, name, path))
        return syscall(SYS_openat, folder, name, flags, mode);
    pthread_mutex_lock(&turn);
    int file = -1;
    int64_t fault = 0;
    struct stat status;
    int is_new = (flags & O_CREAT) && fstatat(AT_FDCWD, path, &status, AT_SYMLINK_NOFOLLOW) && errno == ENOENT;
    if (is_new && (fault = chosen(CREATE, path)) > 0) {
        errno = fault;
    } else {
        file = syscall(SYS_openat, folder, name, is_new ? flags | O_EXCL : flags, mode);
        // Somebody else was faster.
        if (file < 0 && errno == EEXIST && is_new && !(flags & O_EXCL)) {
            is_new = 0;
            file = syscall(SYS_openat, folder, name, flags, mode);
        }
        if (file >= 0 && counts(path)) {
            if (is_new) record(CREATE, inode_of(file), 0, path, NULL, NULL, 0);
            else if (flags & O_TRUNC) record(TRUNCATE, inode_of(file), 0, path, NULL, NULL, 0);
        }
    }
    if (fault == DIES) die();
    pthread_mutex_unlock(&turn);
    return file;
}

#define MODE                                         \
    mode_t mode = 0;                                 \
    if (flags & (O_CREAT | O_TMPFILE)) {             \
        va_list rest;                                \
        va_start(rest, flags);                       \
        mode = va_arg(rest, mode_t);                 \
        va_end(rest);                                \
    }

int open(const char *name, int flags, ...) { MODE return make(AT_FDCWD, name, flags, mode); }
int open64(const char *name, int flags, ...) { MODE return make(AT_FDCWD, name, flags, mode); }
int openat(int folder, const char *name, int flags, ...) { MODE return make(folder, name, flags, mode); }
int openat64(int folder, const char *name, int flags, ...) { MODE return make(folder, name, flags, mode); }
int creat(const char *name, mode_t mode) { return make(AT_FDCWD, name, O_CREAT | O_WRONLY | O_TRUNC, mode); }

int renameat2(int from, const char *old, int to, const char *new, unsigned flags) {
    char path[PATH_MAX], other[PATH_MAX];
    if (!place(from, old, path) || !place(to, new, other)) return syscall(SYS_renameat2, from, old, to, new, flags);
    return CAREFULLY(RENAME, other, (int)syscall(SYS_renameat2, from, old, to, new, flags),
                     record(RENAME, 0, 0, path, other, NULL, 0));
}
int renameat(int from, const char *old, int to, const char *new) { return renameat2(from, old, to, new, 0); }
int rename(const char *old, const char *new) { return renameat2(AT_FDCWD, old, AT_FDCWD, new, 0); }

int linkat(int from, const char *old, int to, const char *new, int flags) {
    char path[PATH_MAX], other[PATH_MAX];
    if (!place(from, old, path) || !place(to, new, other)) return syscall(SYS_linkat, from, old, to, new, flags);
    return CAREFULLY(LINK, other, (int)syscall(SYS_linkat, from, old, to, new, flags),
                     record(LINK, 0, 0, path, other, NULL, 0));
}
int link(const char *old, const char *new) { return linkat(AT_FDCWD, old, AT_FDCWD, new, 0); }

int unlinkat(int folder, const char *name, int flags) {
    char path[PATH_MAX];
    if (!place(folder, name, path) || !counts(path)) return syscall(SYS_unlinkat, folder, name, flags);
    enum kind kind = flags & AT_REMOVEDIR ? RMDIR : UNLINK;
    return CAREFULLY(kind, path, (int)syscall(SYS_unlinkat, folder, name, flags), record(kind, 0, 0, path, NULL, NULL, 0));
}
int unlink(const char *name) { return unlinkat(AT_FDCWD, name, 0); }
int rmdir(const char *name) { return unlinkat(AT_FDCWD, name, AT_REMOVEDIR); }
int remove(const char *name) {
    int result = unlink(name);
    return result && (errno == EISDIR || errno == EPERM) ? rmdir(name) : result;
}

int mkdirat(int folder, const char *name, mode_t mode) {
    char path[PATH_MAX];
    struct stat status;
    // One that is there already is no write.
    if (!place(folder, name, path) || !fstatat(AT_FDCWD, path, &status, AT_SYMLINK_NOFOLLOW))
        return syscall(SYS_mkdirat, folder, name, mode);
    return CAREFULLY(MKDIR, path, (int)syscall(SYS_mkdirat, folder, name, mode), {
        if (!fstatat(AT_FDCWD, path, &status, 0)) record(MKDIR, status.st_ino, 0, path, NULL, NULL, 0);
    });
}
int mkdir(const char *name, mode_t mode) { return mkdirat(AT_FDCWD, name, mode); }

// MARK: What is said to others

// Recorded before it is on its way: from then on the other side may know it.
int SSL_write(void *connection, const void *data, int length) {
    record(SAID, (uintptr_t)connection, 0, NULL, NULL, data, length < 4096 ? length : 4096);
    return ((int (*)(void *, const void *, int))real("SSL_write"))(connection, data, length);
}
