// SPDX-License-Identifier: Apache-2.0
// SHA-256's compression (FIPS 180-4 §6.2.2) over any type of lanes. `Ops` names the type (Word) and its operations.
// Included by files that are compiled for one kind of processor: nothing here, and nothing they include, may leave an
// inline function behind that another file could be linked to. So: plain arrays, everything in an unnamed namespace.
// Pure.
#pragma once

#include <cstddef>
#include <cstdint>

namespace bouclier::crypto {
namespace {

constexpr uint32_t kRoundConstants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

// Sixteen rounds from round `kBase`. State word a of round i stands at s[−i mod 8], so that nothing moves.
template <typename Ops, int kBase>
inline __attribute__((always_inline)) void SixteenRounds(typename Ops::Word* s, typename Ops::Word* w) {
#pragma GCC unroll 16
  for (int i = 0; i < 16; ++i) {
    if constexpr (kBase > 0) {
      const auto w1 = w[(i + 1) & 15], w14 = w[(i + 14) & 15];
      const auto sigma0 = Ops::Xor(Ops::template Rotr<7>(w1), Ops::template Rotr<18>(w1), Ops::template Shr<3>(w1));
      const auto sigma1 =
          Ops::Xor(Ops::template Rotr<17>(w14), Ops::template Rotr<19>(w14), Ops::template Shr<10>(w14));
      w[i] = Ops::Add(Ops::Add(w[i], w[(i + 9) & 15]), Ops::Add(sigma0, sigma1));
    }
    const auto a = s[(0 - i) & 7], b = s[(1 - i) & 7], c = s[(2 - i) & 7];
    const auto e = s[(4 - i) & 7], f = s[(5 - i) & 7], g = s[(6 - i) & 7], h = s[(7 - i) & 7];
    const auto sum1 = Ops::Xor(Ops::template Rotr<6>(e), Ops::template Rotr<11>(e), Ops::template Rotr<25>(e));
    const auto sum0 = Ops::Xor(Ops::template Rotr<2>(a), Ops::template Rotr<13>(a), Ops::template Rotr<22>(a));
    const auto known = Ops::Add(h, Ops::Add(w[i], Ops::All(kRoundConstants[kBase + i])));
    const auto t1 = Ops::Add(Ops::Add(known, Ops::Choose(e, f, g)), sum1);
    s[(3 - i) & 7] = Ops::Add(s[(3 - i) & 7], t1);
    s[(7 - i) & 7] = Ops::Add(Ops::Add(sum0, Ops::Majority(a, b, c)), t1);
  }
}

// `w` is used up.
template <typename Ops>
inline __attribute__((always_inline)) void Compress(typename Ops::Word* state, typename Ops::Word* w) {
  typename Ops::Word s[8];
  for (int i = 0; i < 8; ++i) s[i] = state[i];
  SixteenRounds<Ops, 0>(s, w);
  SixteenRounds<Ops, 16>(s, w);
  SixteenRounds<Ops, 32>(s, w);
  SixteenRounds<Ops, 48>(s, w);
  for (int i = 0; i < 8; ++i) state[i] = Ops::Add(state[i], s[i]);
}

// See LaneKernel::hmac. The outer block is the inner digest behind one block of pad: 96 bytes in all.
template <typename Ops>
void HmacInLanes(const uint32_t* inner, const uint32_t* outer, const uint32_t* words, uint32_t* macs) {
  typename Ops::Word state[8], w[16];
  for (int i = 0; i < 8; ++i) state[i] = Ops::All(inner[i]);
  for (int i = 0; i < 16; ++i) w[i] = Ops::Load(words + static_cast<size_t>(i) * Ops::kLanes);
  Compress<Ops>(state, w);
  for (int i = 0; i < 8; ++i) w[i] = state[i];
  w[8] = Ops::All(0x80000000);
  for (int i = 9; i < 15; ++i) w[i] = Ops::All(0);
  w[15] = Ops::All(96 * 8);
  for (int i = 0; i < 8; ++i) state[i] = Ops::All(outer[i]);
  Compress<Ops>(state, w);
  for (int i = 0; i < 8; ++i) Ops::Store(macs + static_cast<size_t>(i) * Ops::kLanes, state[i]);
}

// Lanes as the compiler's own vectors; Choose and Majority in the forms of fewest operations.
template <typename Vector, size_t kCount>
struct VectorOps {
  using Word = Vector;
  static constexpr size_t kLanes = kCount;
  static inline __attribute__((always_inline)) Word All(uint32_t x) { return Word{} + x; }
  static inline __attribute__((always_inline)) Word Load(const uint32_t* in) {
    Word out;
    __builtin_memcpy(&out, in, sizeof(out));
    return out;
  }
  static inline __attribute__((always_inline)) void Store(uint32_t* out, Word x) {
    __builtin_memcpy(out, &x, sizeof(x));
  }
  static inline __attribute__((always_inline)) Word Add(Word x, Word y) { return x + y; }
  static inline __attribute__((always_inline)) Word Xor(Word x, Word y, Word z) { return x ^ y ^ z; }
  template <int kBits>
  static inline __attribute__((always_inline)) Word Shr(Word x) {
    return x >> kBits;
  }
  template <int kBits>
  static inline __attribute__((always_inline)) Word Rotr(Word x) {
    return (x >> kBits) | (x << (32 - kBits));
  }
  static inline __attribute__((always_inline)) Word Choose(Word e, Word f, Word g) { return g ^ (e & (f ^ g)); }
  static inline __attribute__((always_inline)) Word Majority(Word a, Word b, Word c) { return (a & b) | (c & (a | b)); }
};

}  // namespace
}  // namespace bouclier::crypto
