// SPDX-License-Identifier: Apache-2.0
// What a benchmark reads of its own process.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string_view>

namespace bouclier::bench {

inline double CpuSeconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

// VmHWM, which begins with this program: what the kernel tells of a child begins with its parent's.
inline double PeakMb() {
  double kilobytes = 0;
  char line[256];
  std::FILE* const status = std::fopen("/proc/self/status", "r");
  while (status != nullptr && kilobytes == 0 && std::fgets(line, sizeof(line), status) != nullptr)
    if (std::string_view(line).starts_with("VmHWM:")) kilobytes = std::atof(line + 6);
  if (status != nullptr) std::fclose(status);
  return kilobytes / 1024;
}

}  // namespace bouclier::bench
