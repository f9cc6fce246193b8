// Preloaded into a console, so that two runs write the same times: the time of day stands still. What measures waiting goes on.
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec *time) {
  if (clock != CLOCK_REALTIME)
    return syscall(SYS_clock_gettime, clock, time);
  *time = (struct timespec){.tv_sec = 1767225600}; // 2026-01-01T00:00:00Z
  return 0;
}
