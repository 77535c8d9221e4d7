// SPDX-License-Identifier: Apache-2.0
// Headers of any server's answer, and whether it holds the range that was asked for: what is accepted has exactly the
// length asked for, and says the right place.
#include "bouclier/base/check.h"
#include "store/src/range_check.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace bouclier;
  constexpr uint64_t kOffset = 5, kLength = 3;
  const ByteView input{data, size};
  store::HttpResponse response;
  response.header_block = AsText(input);
  response.body = Bytes(kLength, 'x');
  size_t headers = 0;
  response.ForEach([&](std::string_view name, std::string_view value) {
    ++headers;
    BOUCLIER_CHECK(name.find('\n') == std::string_view::npos && value.find('\n') == std::string_view::npos);
    BOUCLIER_CHECK(name.empty() || response.Find(name).has_value());
  });
  BOUCLIER_CHECK(headers <= size);
  (void)store::DecimalHeader(response, "content-length");
  response.status = 200;  // from the start: never the range from 5
  BOUCLIER_CHECK(!store::CheckRange(response, "read", kOffset, kLength).ok());
  response.status = 206;
  if (store::CheckRange(response, "read", kOffset, kLength).ok()) {
    std::string plain;  // a number may be written with leading zeros (RFC 9110, 14.4)
    for (const char c : response.Get("content-range"))
      if (c != '0' || (!plain.empty() && plain.back() >= '0' && plain.back() <= '9')) plain += c;
    BOUCLIER_CHECK(plain.find("bytes 5-7/") != std::string::npos);
  }
  return 0;
}
