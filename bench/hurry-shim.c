// Time that passes faster: preloaded, every clock of the program runs so many times as fast as it does, and its waits are
// as much shorter. A server that is silent for ten minutes is given up after half a minute, by the program's own limits.
//
// HURRY_SHIM is a file of four int64: how many times as fast, and what the real-time clock, the monotonic clock and the
// boot-time clock said, in nanoseconds, when that began. All programs that share the file share their time.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "time-of-day.h"

enum { SECOND = 1000000000, DESCRIPTORS = 4096 };

static int64_t rate = 1, begun[3];
static unsigned char clocks[DESCRIPTORS];
static int (*real_clock_gettime)(clockid_t, struct timespec *);
static int (*real_poll)(struct pollfd *, nfds_t, int);
static int (*real_timerfd_create)(int, int);
static int (*real_timerfd_settime)(int, int, const struct itimerspec *, struct itimerspec *);

__attribute__((constructor)) static void begin(void) {
    if (real_clock_gettime) return;
    real_poll = (int (*)(struct pollfd *, nfds_t, int))dlsym(RTLD_NEXT, "poll");
    real_timerfd_create = (int (*)(int, int))dlsym(RTLD_NEXT, "timerfd_create");
    real_timerfd_settime =
        (int (*)(int, int, const struct itimerspec *, struct itimerspec *))dlsym(RTLD_NEXT, "timerfd_settime");
    const char *path = getenv("HURRY_SHIM");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    int64_t values[4];
    if (file >= 0 && read(file, values, sizeof values) == sizeof values) {
        rate = values[0];
        for (int i = 0; i < 3; i++) begun[i] = values[i + 1];
    }
    if (file >= 0) close(file);
    real_clock_gettime = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
}

// Which of the three begun; -1 for a clock that stays as it is, such as those that count a program's work.
static int kind(clockid_t clock) {
    switch (clock) {
    case CLOCK_REALTIME: case CLOCK_REALTIME_COARSE: return 0;
    case CLOCK_MONOTONIC: case CLOCK_MONOTONIC_COARSE: case CLOCK_MONOTONIC_RAW: return 1;
    case CLOCK_BOOTTIME: return 2;
    default: return -1;
    }
}

static int64_t nanoseconds(struct timespec time) { return (int64_t)time.tv_sec * SECOND + time.tv_nsec; }

static struct timespec timespec(int64_t nanoseconds) {
    return (struct timespec){.tv_sec = nanoseconds / SECOND, .tv_nsec = nanoseconds % SECOND};
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    begin();
    int result = real_clock_gettime(clock, time);
    int which = kind(clock);
    if (result == 0 && which >= 0) *time = timespec(begun[which] + (nanoseconds(*time) - begun[which]) * rate);
    return result;
}

int poll(struct pollfd *files, nfds_t count, int patience) {
    begin();
    return real_poll(files, count, patience > 0 ? (int)((patience + rate - 1) / rate) : patience);
}

int timerfd_create(int clock, int flags) {
    begin();
    int file = real_timerfd_create(clock, flags);
    if (file >= 0 && file < DESCRIPTORS) clocks[file] = (unsigned char)(kind(clock) + 1);
    return file;
}

int timerfd_settime(int file, int flags, const struct itimerspec *wanted, struct itimerspec *before) {
    begin();
    struct itimerspec sooner = *wanted;
    int which = file >= 0 && file < DESCRIPTORS ? clocks[file] - 1 : -1;
    int64_t value = nanoseconds(wanted->it_value);
    if (which >= 0 && value > 0) {
        int64_t from = flags & TFD_TIMER_ABSTIME ? begun[which] : 0;
        int64_t real = from + (value - from) / rate;
        sooner.it_value = timespec(real > 0 ? real : 1);
        sooner.it_interval = timespec(nanoseconds(wanted->it_interval) / rate);
    }
    return real_timerfd_settime(file, flags, &sooner, before);
}
