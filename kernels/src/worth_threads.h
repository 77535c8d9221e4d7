// SPDX-License-Identifier: Apache-2.0
// Whether a walk is long enough to be shared among the cores. Private to the room.
#pragma once

#include <cstddef>

namespace bouclier::kernels {

// For ParallelFor, by how many numbers are looked at: one thread, or one a core (0).
constexpr size_t ThreadsFor(size_t numbers) { return numbers < 100'000 ? 1 : 0; }

}  // namespace bouclier::kernels
