// SPDX-License-Identifier: Apache-2.0
// Eight lanes. Compiled for AVX2 (crypto/CMakeLists.txt) and called only where the processor has it: see
// hmac_lanes_rounds.h for what may not stand here.
#include "hmac_lane_kernel.h"
#include "hmac_lanes_rounds.h"

namespace bouclier::crypto {

#if defined(__AVX2__)
namespace {
typedef uint32_t EightWords __attribute__((vector_size(32)));
}  // namespace
extern const LaneKernel kAvx2Lanes{"avx2", 8, HmacInLanes<VectorOps<EightWords, 8>>};
#else
extern const LaneKernel kAvx2Lanes{"avx2", 0, nullptr};
#endif

}  // namespace bouclier::crypto
