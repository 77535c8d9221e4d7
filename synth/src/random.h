// SPDX-License-Identifier: Apache-2.0
// Random numbers by counter: each draw is a function of (seed, stream, index, place), so that no order of work and no
// number of threads changes a byte. SplitMix64 finaliser; no libm, so that every machine draws the same. Not for
// secrets.
#pragma once

#include <cstdint>

namespace bouclier::synth {

enum class Stream : uint64_t {
  kPerson = 1,
  kIdentifier,
  kWinter,
  kCare,
  kStay,
  kTwinPair,
  kProfessional,
  kHospital,
  kShuffle,
  kBatch,
  kDamage,
  kCanary,
};

constexpr uint64_t Mix(uint64_t x) {
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

constexpr uint64_t Hash(uint64_t seed, Stream stream, uint64_t a, uint64_t b = 0) {
  return Mix(Mix(Mix(Mix(seed) ^ static_cast<uint64_t>(stream)) ^ a) ^ b);
}

// The draws of one index of one stream, one after the other.
class Draws {
 public:
  Draws(uint64_t seed, Stream stream, uint64_t index) : state_(Hash(seed, stream, index)) {}
  uint64_t Next() { return Mix(state_ += 0x9e3779b97f4a7c15u); }
  double Unit() { return static_cast<double>(Next() >> 11) * 0x1p-53; }
  uint32_t Below(uint32_t n) { return static_cast<uint32_t>(((Next() >> 32) * n) >> 32); }
  int Between(int low, int high) { return low + static_cast<int>(Below(static_cast<uint32_t>(high - low + 1))); }
  bool Chance(double probability) { return Unit() < probability; }
  // Nearly normal, mean 0, deviation 1, within ±6: the sum of twelve uniform draws.
  double Normal() {
    double sum = -6;
    for (int i = 0; i < 12; ++i) sum += Unit();
    return sum;
  }

 private:
  uint64_t state_;
};

}  // namespace bouclier::synth
