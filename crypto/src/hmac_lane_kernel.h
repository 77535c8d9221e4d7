// SPDX-License-Identifier: Apache-2.0
// One HMAC-SHA-256 of a short message in each lane of a vector register: the ways this program has to do it, by what
// the processor can do. All give the same bytes. Plain C types only, for the reason told in hmac_lanes_rounds.h.
// Thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>

namespace bouclier::crypto {

struct LaneKernel {
  const char* name;
  size_t lanes;
  // `inner`, `outer`: 8 words each, the states after the pads. `words`: the message's block, word by word, `lanes`
  // values a word. `macs`: 8 words, `lanes` values a word.
  void (*hmac)(const uint32_t* inner, const uint32_t* outer, const uint32_t* words, uint32_t* macs);
};

extern const LaneKernel kPortableLanes;  // 4 lanes, any processor
extern const LaneKernel kAvx2Lanes;      // no lanes where the compiler has no such processor
extern const LaneKernel kAvx512Lanes;

// SHA-256 of one block, for the pads: `state` is changed.
void CompressBlock(uint32_t* state, const uint32_t* words);

}  // namespace bouclier::crypto
