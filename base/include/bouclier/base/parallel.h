// SPDX-License-Identifier: Apache-2.0
// Runs independent pieces of work on several threads.
#pragma once

#include <cstddef>
#include <functional>

#include "bouclier/base/result.h"

namespace bouclier {

size_t CoreCount();  // of the affinity mask, at least 1

// Calls work(i) for each i in [0, count) on `threads` threads (0: one a core), in no promised order. After an error no
// new piece begins; the error with the lowest index is returned.
Result<void> ParallelFor(size_t count, size_t threads, const std::function<Result<void>(size_t)>& work);

}  // namespace bouclier
