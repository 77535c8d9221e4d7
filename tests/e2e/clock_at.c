// SPDX-License-Identifier: Apache-2.0
// Loaded before the C library (LD_PRELOAD): the machine's clock, CLOCK_DAYS days (may be negative) beside the true one.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

static time_t Offset(void) {
  const char* days = getenv("CLOCK_DAYS");
  return days == NULL ? 0 : (time_t)atol(days) * 86400;
}

int clock_gettime(clockid_t clock, struct timespec* at) {
  static int (*real)(clockid_t, struct timespec*);
  if (real == NULL) real = (int (*)(clockid_t, struct timespec*))dlsym(RTLD_NEXT, "clock_gettime");
  const int done = real(clock, at);
  if (done == 0 && clock == CLOCK_REALTIME) at->tv_sec += Offset();
  return done;
}

int gettimeofday(struct timeval* restrict at, void* restrict zone) {
  (void)zone;
  struct timespec now;
  const int done = clock_gettime(CLOCK_REALTIME, &now);
  at->tv_sec = now.tv_sec;
  at->tv_usec = now.tv_nsec / 1000;
  return done;
}

time_t time(time_t* at) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (at != NULL) *at = now.tv_sec;
  return now.tv_sec;
}
