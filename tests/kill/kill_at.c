// SPDX-License-Identifier: Apache-2.0
// Loaded before the C library (LD_PRELOAD): counts what a process does to files and servers, and kills it right before
// the n-th time. Of what is sent at one stretch only the beginning counts.
//
//   KILL_AT=n         SIGKILL before call n, counted from 1
//   KILL_COUNT=FILE   the number of calls, written at the end of a process that lives
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_long calls;
static atomic_int sending;

static void Count(int is_send) {
  static atomic_long at = -1;
  if (at < 0) at = getenv("KILL_AT") != NULL ? atol(getenv("KILL_AT")) : 0;
  if (atomic_exchange(&sending, is_send) && is_send) return;
  if (++calls == at) kill(getpid(), SIGKILL);
}

__attribute__((destructor)) static void Tell(void) {
  const char* path = getenv("KILL_COUNT");
  if (path == NULL) return;
  FILE* file = fopen(path, "w");
  if (file == NULL) return;
  fprintf(file, "%ld\n", (long)calls);
  fclose(file);
}

// What goes to the terminal changes nothing.
#define INTERPOSE(kind, result, name, shown, parameters, arguments)     \
  result name parameters {                                              \
    static result(*real) parameters;                                    \
    if (real == NULL) real = (result(*) parameters)dlsym(RTLD_NEXT, #name); \
    if (!(shown)) Count(kind);                                          \
    return real arguments;                                              \
  }

INTERPOSE(0, ssize_t, write, fd <= 2, (int fd, const void* data, size_t size), (fd, data, size))
INTERPOSE(0, ssize_t, writev, fd <= 2, (int fd, const struct iovec* data, int count), (fd, data, count))
INTERPOSE(0, ssize_t, pwrite, 0, (int fd, const void* data, size_t size, off_t at), (fd, data, size, at))
INTERPOSE(0, ssize_t, pwrite64, 0, (int fd, const void* data, size_t size, off64_t at), (fd, data, size, at))
INTERPOSE(0, int, fsync, 0, (int fd), (fd))
INTERPOSE(0, int, fdatasync, 0, (int fd), (fd))
INTERPOSE(0, int, ftruncate, 0, (int fd, off_t size), (fd, size))
INTERPOSE(0, int, ftruncate64, 0, (int fd, off64_t size), (fd, size))
INTERPOSE(0, int, rename, 0, (const char* from, const char* to), (from, to))
INTERPOSE(0, int, link, 0, (const char* from, const char* to), (from, to))
INTERPOSE(0, int, unlink, 0, (const char* path), (path))
INTERPOSE(1, ssize_t, send, 0, (int fd, const void* data, size_t size, int flags), (fd, data, size, flags))
