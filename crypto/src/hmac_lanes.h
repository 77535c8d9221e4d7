// SPDX-License-Identifier: Apache-2.0
// Which kernels this machine can run, and messages into lanes. Thread-safe.
#pragma once

#include <span>

#include "bouclier/base/bytes.h"
#include "hmac_lane_kernel.h"

namespace bouclier::crypto {

constexpr size_t kMaximumLanes = 16;

// Those this machine can run, fastest first; never empty.
std::span<const LaneKernel* const> UsableLaneKernels();

// What HmacSha256Key::Batch does, by one of them. `pads`: 16 words.
void HmacBatch(const LaneKernel& kernel, const uint32_t* pads, ByteView messages, size_t message_size,
               MutableByteView macs, size_t mac_size);

}  // namespace bouclier::crypto
