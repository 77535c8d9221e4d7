// SPDX-License-Identifier: Apache-2.0
#include "bouclier/base/bytes.h"

namespace bouclier {
namespace {

constexpr char kHexDigits[] = "0123456789abcdef";
constexpr char kStandard[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr char kUrl[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

int Base64Value(char c, const char* alphabet) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == alphabet[62]) return 62;
  if (c == alphabet[63]) return 63;
  return -1;
}

template <typename T>
void AppendLe(Bytes& out, T value) {
  for (size_t i = 0; i < sizeof(T); ++i) out.push_back(static_cast<uint8_t>(value >> (8 * i)));
}

std::string Encode(ByteView in, const char* alphabet, bool padded) {
  std::string out;
  out.reserve((in.size() + 2) / 3 * 4);
  for (size_t i = 0; i < in.size(); i += 3) {
    const size_t n = std::min<size_t>(3, in.size() - i);
    uint32_t group = in[i] << 16;
    if (n > 1) group |= in[i + 1] << 8;
    if (n > 2) group |= in[i + 2];
    for (size_t k = 0; k <= n; ++k) out.push_back(alphabet[(group >> (18 - 6 * k)) & 63]);
    for (size_t k = n; padded && k < 3; ++k) out.push_back('=');
  }
  return out;
}

Error BadBase64() { return Error(ErrorCode::kInvalidArgument, "parse base64: not canonical base64"); }

Result<Bytes> Decode(std::string_view text, const char* alphabet) {  // without padding
  if (text.size() % 4 == 1) return BadBase64();
  Bytes out;
  out.reserve(text.size() / 4 * 3 + 2);
  for (size_t i = 0; i < text.size(); i += 4) {
    const size_t n = std::min<size_t>(4, text.size() - i);
    uint32_t group = 0;
    for (size_t k = 0; k < n; ++k) {
      const int v = Base64Value(text[i + k], alphabet);
      if (v < 0) return BadBase64();
      group |= static_cast<uint32_t>(v) << (18 - 6 * k);
    }
    if ((n == 2 && (group & 0xffff)) || (n == 3 && (group & 0xff))) return BadBase64();
    for (size_t k = 0; k + 1 < n; ++k) out.push_back(static_cast<uint8_t>(group >> (16 - 8 * k)));
  }
  return out;
}

}  // namespace

void AppendLe16(Bytes& out, uint16_t value) { AppendLe(out, value); }
void AppendLe32(Bytes& out, uint32_t value) { AppendLe(out, value); }
void AppendLe64(Bytes& out, uint64_t value) { AppendLe(out, value); }
void AppendBe16(Bytes& out, uint16_t value) {
  out.push_back(static_cast<uint8_t>(value >> 8));
  out.push_back(static_cast<uint8_t>(value));
}
void AppendBe64(Bytes& out, uint64_t value) {
  for (int i = 7; i >= 0; --i) out.push_back(static_cast<uint8_t>(value >> (8 * i)));
}
void AppendSized(Bytes& out, ByteView bytes) {
  AppendLe32(out, static_cast<uint32_t>(bytes.size()));
  Append(out, bytes);
}
Bytes WithBe64(Bytes front, uint64_t number) {
  AppendBe64(front, number);
  return front;
}
uint32_t LoadLe32(const uint8_t* in) {
  return static_cast<uint32_t>(in[0]) | static_cast<uint32_t>(in[1]) << 8 | static_cast<uint32_t>(in[2]) << 16 |
         static_cast<uint32_t>(in[3]) << 24;
}
uint64_t LoadLe64(const uint8_t* in) { return LoadLe32(in) | static_cast<uint64_t>(LoadLe32(in + 4)) << 32; }

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string Hex(ByteView bytes) {
  std::string out;
  out.reserve(bytes.size() * 2);
  for (uint8_t b : bytes) {
    out.push_back(kHexDigits[b >> 4]);
    out.push_back(kHexDigits[b & 15]);
  }
  return out;
}

Result<Bytes> ParseHex(std::string_view text) {
  if (text.size() % 2 != 0) return Error(ErrorCode::kInvalidArgument, "parse hex: odd number of digits");
  Bytes out(text.size() / 2);
  for (size_t i = 0; i < out.size(); ++i) {
    const int high = HexDigit(text[2 * i]), low = HexDigit(text[2 * i + 1]);
    if (high < 0 || low < 0) return Error(ErrorCode::kInvalidArgument, "parse hex: not a hex digit");
    out[i] = static_cast<uint8_t>(high << 4 | low);
  }
  return out;
}

std::string Base64(ByteView bytes) { return Encode(bytes, kStandard, true); }
std::string Base64Url(ByteView bytes) { return Encode(bytes, kUrl, false); }

Result<Bytes> ParseBase64(std::string_view text) {
  if (text.size() % 4 != 0) return BadBase64();
  for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  return Decode(text, kStandard);
}
Result<Bytes> ParseBase64Url(std::string_view text) { return Decode(text, kUrl); }

Result<ByteView> ByteReader::Take(size_t length) {
  if (length > in_.size()) return Error(ErrorCode::kCorruption, "read record: it ends too early");
  ByteView view = in_.first(length);
  in_ = in_.subspan(length);
  return view;
}
Result<ByteView> ByteReader::Sized() {
  BOUCLIER_TRY(const uint32_t length, Le32());
  return Take(length);
}
Result<uint8_t> ByteReader::U8() {
  BOUCLIER_TRY(ByteView view, Take(1));
  return view[0];
}
Result<uint16_t> ByteReader::Le16() {
  BOUCLIER_TRY(ByteView view, Take(2));
  return static_cast<uint16_t>(view[0] | view[1] << 8);
}
Result<uint32_t> ByteReader::Le32() {
  BOUCLIER_TRY(ByteView view, Take(4));
  return LoadLe32(view.data());
}
Result<uint64_t> ByteReader::Le64() {
  BOUCLIER_TRY(ByteView view, Take(8));
  return LoadLe64(view.data());
}
Result<void> ByteReader::End() const {
  if (!in_.empty()) return Error(ErrorCode::kCorruption, "read record: bytes are left over");
  return {};
}

}  // namespace bouclier
