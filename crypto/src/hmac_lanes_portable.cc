// SPDX-License-Identifier: Apache-2.0
// Four lanes by the compiler's vectors: any processor.
#include "hmac_lane_kernel.h"
#include "hmac_lanes_rounds.h"

namespace bouclier::crypto {
namespace {

typedef uint32_t FourWords __attribute__((vector_size(16)));
using PortableOps = VectorOps<FourWords, 4>;

}  // namespace

extern const LaneKernel kPortableLanes{"portable", PortableOps::kLanes, HmacInLanes<PortableOps>};

void CompressBlock(uint32_t* state, const uint32_t* words) {
  FourWords lanes[8], block[16];
  for (int i = 0; i < 8; ++i) lanes[i] = PortableOps::All(state[i]);
  for (int i = 0; i < 16; ++i) block[i] = PortableOps::All(words[i]);
  Compress<PortableOps>(lanes, block);
  for (int i = 0; i < 8; ++i) state[i] = lanes[i][0];
}

}  // namespace bouclier::crypto
