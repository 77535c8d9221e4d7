// SPDX-License-Identifier: Apache-2.0
#include "csv_marks.h"

#include <array>
#include <bit>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace bouclier::ingest {
namespace {

constexpr size_t kStep = 64;
constexpr uint64_t kLow = 0x0101010101010101;
constexpr uint64_t kHigh = 0x8080808080808080;

// One bit of the result for each byte of `word` that equals `byte`, in its order.
uint64_t EqualBits(uint64_t word, uint8_t byte) {
  const uint64_t x = word ^ (kLow * byte);
  // Exact for every byte: no carry leaves a byte whose top bit is cleared first.
  const uint64_t zero = ~(((x & ~kHigh) + ~kHigh) | x | ~kHigh);
  return ((zero >> 7) * 0x0102040810204080) >> 56;
}

Odd PortableStep(const uint8_t* data, uint8_t separator, Marks& out) {
  out = {};
  uint64_t odd = 0;
  for (unsigned i = 0; i < 8; ++i) {
    uint64_t word = 0;
    std::memcpy(&word, data + 8 * size_t{i}, 8);
    out.separator |= EqualBits(word, separator) << (8 * i);
    out.line_end |= (EqualBits(word, '\n') | EqualBits(word, '\r')) << (8 * i);
    out.quote |= EqualBits(word, '"') << (8 * i);
    odd |= (word & kHigh) | EqualBits(word, 0);
  }
  out.separators = static_cast<uint64_t>(std::popcount(out.separator));
  return odd != 0 ? Odd::kYes : Odd::kNo;
}

// The last, shorter step: padded with spaces, which are no mark unless space is the separator (it never is).
template <typename Step>
Odd LastStep(const uint8_t* data, size_t size, Step step) {
  std::array<uint8_t, kStep> padded;
  padded.fill(' ');
  std::memcpy(padded.data(), data, size);
  return step(padded.data());
}

#if defined(__x86_64__)

__attribute__((target("avx2"))) uint64_t Bits(__m256i low, __m256i high) {
  return static_cast<uint32_t>(_mm256_movemask_epi8(low)) |
         (uint64_t{static_cast<uint32_t>(_mm256_movemask_epi8(high))} << 32);
}

__attribute__((target("avx2,popcnt"))) Odd Avx2(const uint8_t* data, size_t size, uint8_t separator, Marks* out) {
  const __m256i sep = _mm256_set1_epi8(static_cast<char>(separator));
  const __m256i lf = _mm256_set1_epi8('\n');
  const __m256i cr = _mm256_set1_epi8('\r');
  const __m256i quote = _mm256_set1_epi8('"');
  const __m256i zero = _mm256_setzero_si256();
  __m256i odd = zero;
  std::array<uint8_t, kStep> padded;
  for (size_t at = 0; at < size; at += kStep, ++out) {
    const uint8_t* from = data + at;
    if (size - at < kStep) {
      padded.fill(' ');
      std::memcpy(padded.data(), from, size - at);
      from = padded.data();
    }
    const __m256i a = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
    const __m256i b = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from + 32));
    out->separator = Bits(_mm256_cmpeq_epi8(a, sep), _mm256_cmpeq_epi8(b, sep));
    out->line_end = Bits(_mm256_or_si256(_mm256_cmpeq_epi8(a, lf), _mm256_cmpeq_epi8(a, cr)),
                         _mm256_or_si256(_mm256_cmpeq_epi8(b, lf), _mm256_cmpeq_epi8(b, cr)));
    out->quote = Bits(_mm256_cmpeq_epi8(a, quote), _mm256_cmpeq_epi8(b, quote));
    out->separators = static_cast<uint64_t>(__builtin_popcountll(out->separator));
    // The top bit of a byte is set by itself or by being equal to zero.
    odd = _mm256_or_si256(odd, _mm256_or_si256(_mm256_or_si256(a, b), _mm256_or_si256(_mm256_cmpeq_epi8(a, zero),
                                                                                      _mm256_cmpeq_epi8(b, zero))));
  }
  return _mm256_movemask_epi8(odd) != 0 ? Odd::kYes : Odd::kNo;
}

#endif

}  // namespace

Odd FindMarksPortable(const uint8_t* data, size_t size, uint8_t separator, Marks* out) {
  Odd odd = Odd::kNo;
  for (size_t at = 0; at < size; at += kStep, ++out) {
    const auto step = [&](const uint8_t* from) { return PortableStep(from, separator, *out); };
    const Odd here = size - at < kStep ? LastStep(data + at, size - at, step) : step(data + at);
    if (here == Odd::kYes) odd = Odd::kYes;
  }
  return odd;
}

FindMarks FindMarksAvx2() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt")) return &Avx2;
#endif
  return nullptr;
}

FindMarks BestFindMarks() {
  static const FindMarks best = FindMarksAvx2() != nullptr ? FindMarksAvx2() : &FindMarksPortable;
  return best;
}

}  // namespace bouclier::ingest
