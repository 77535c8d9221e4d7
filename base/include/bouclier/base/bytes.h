// SPDX-License-Identifier: Apache-2.0
// Byte buffers, views and their text forms. Pure; thread-safe.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bouclier/base/result.h"

namespace bouclier {

using Bytes = std::vector<uint8_t>;
using ByteView = std::span<const uint8_t>;
using MutableByteView = std::span<uint8_t>;
template <size_t N>
using ByteArray = std::array<uint8_t, N>;
using Digest32 = ByteArray<32>;

inline ByteView AsBytes(std::string_view text) { return {reinterpret_cast<const uint8_t*>(text.data()), text.size()}; }
inline std::string_view AsText(ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
inline Bytes ToBytes(ByteView bytes) { return {bytes.begin(), bytes.end()}; }
inline bool Equal(ByteView a, ByteView b) { return AsText(a) == AsText(b); }  // not constant-time: never for secrets

inline void Append(Bytes& out, ByteView more) { out.insert(out.end(), more.begin(), more.end()); }
// Fixed-width little-endian.
void AppendLe16(Bytes& out, uint16_t value);
void AppendLe32(Bytes& out, uint32_t value);
void AppendLe64(Bytes& out, uint64_t value);
void AppendSized(Bytes& out, ByteView bytes);  // their number in 32 bits, then they
uint32_t LoadLe32(const uint8_t* in);
uint64_t LoadLe64(const uint8_t* in);
// Big-endian.
void AppendBe16(Bytes& out, uint16_t value);
void AppendBe64(Bytes& out, uint64_t value);
inline uint64_t LoadBe64(const uint8_t* in) {
  uint64_t value = 0;
  for (size_t i = 0; i < 8; ++i) value = value << 8 | in[i];
  return value;
}
// Keys of rows: what stands in front, then a number, so that the order of bytes is the order of numbers.
Bytes WithBe64(Bytes front, uint64_t number);

int HexDigit(char c);                                 // its value, either case; -1: none
std::string Hex(ByteView bytes);                      // lower case
Result<Bytes> ParseHex(std::string_view text);        // either case, even length; invalid_argument
std::string Base64(ByteView bytes);                   // RFC 4648 §4, padded
Result<Bytes> ParseBase64(std::string_view text);     // canonical only: right padding, zero trailing bits
std::string Base64Url(ByteView bytes);                // RFC 4648 §5, no padding
Result<Bytes> ParseBase64Url(std::string_view text);  // canonical only

// Reads a fixed binary encoding front to back; every read checks what is left. **Errors:** corruption.
class ByteReader {
 public:
  explicit ByteReader(ByteView in) : in_(in) {}
  size_t left() const { return in_.size(); }
  Result<uint8_t> U8();
  Result<uint16_t> Le16();
  Result<uint32_t> Le32();
  Result<uint64_t> Le64();
  Result<ByteView> Take(size_t length);  // a view into the input
  Result<ByteView> Sized();              // what AppendSized wrote: a view into the input
  template <size_t N>
  Result<ByteArray<N>> Array() {
    BOUCLIER_TRY(ByteView view, Take(N));
    ByteArray<N> out;
    for (size_t i = 0; i < N; ++i) out[i] = view[i];
    return out;
  }
  Result<void> End() const;  // corruption when bytes are left over

 private:
  ByteView in_;
};

}  // namespace bouclier
