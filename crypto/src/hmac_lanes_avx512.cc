// SPDX-License-Identifier: Apache-2.0
// Sixteen lanes. Compiled for AVX-512F (crypto/CMakeLists.txt) and called only where the processor has it: see
// hmac_lanes_rounds.h for what may not stand here.
#include "hmac_lane_kernel.h"
#include "hmac_lanes_rounds.h"

#if defined(__AVX512F__)
#include <immintrin.h>
#endif

namespace bouclier::crypto {

#if defined(__AVX512F__)
namespace {

// One instruction rotates, one combines three words by a truth table: that of x ^ y ^ z is 0x96, of e ? f : g 0xca,
// of the majority 0xe8.
struct Avx512Ops {
  using Word = __m512i;
  static constexpr size_t kLanes = 16;
  static constexpr __mmask16 kAll = 0xffff;  // the forms with a mask: gcc 12 warns of its own header in the others
  static inline __attribute__((always_inline)) Word All(uint32_t x) { return _mm512_set1_epi32(static_cast<int>(x)); }
  static inline __attribute__((always_inline)) Word Load(const uint32_t* in) { return _mm512_loadu_si512(in); }
  static inline __attribute__((always_inline)) void Store(uint32_t* out, Word x) { _mm512_storeu_si512(out, x); }
  static inline __attribute__((always_inline)) Word Add(Word x, Word y) { return _mm512_add_epi32(x, y); }
  static inline __attribute__((always_inline)) Word Xor(Word x, Word y, Word z) {
    return _mm512_ternarylogic_epi32(x, y, z, 0x96);
  }
  template <int kBits>
  static inline __attribute__((always_inline)) Word Shr(Word x) {
    return _mm512_maskz_srli_epi32(kAll, x, kBits);
  }
  template <int kBits>
  static inline __attribute__((always_inline)) Word Rotr(Word x) {
    return _mm512_maskz_ror_epi32(kAll, x, kBits);
  }
  static inline __attribute__((always_inline)) Word Choose(Word e, Word f, Word g) {
    return _mm512_ternarylogic_epi32(e, f, g, 0xca);
  }
  static inline __attribute__((always_inline)) Word Majority(Word a, Word b, Word c) {
    return _mm512_ternarylogic_epi32(a, b, c, 0xe8);
  }
};

}  // namespace
extern const LaneKernel kAvx512Lanes{"avx512", Avx512Ops::kLanes, HmacInLanes<Avx512Ops>};
#else
extern const LaneKernel kAvx512Lanes{"avx512", 0, nullptr};
#endif

}  // namespace bouclier::crypto
