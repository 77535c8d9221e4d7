// SPDX-License-Identifier: Apache-2.0
// pseudonyms_bench batch|oneshot SECONDS: makes pseudonyms of ordinals on one thread for so many CPU seconds and prints
// one JSON object: pseudonyms a second, peak memory, and a digest of the first ones, the same on both sides. `oneshot`
// calls OpenSSL's HMAC() for each (crypto::HmacSha256 is that call). Memory only. Single-threaded.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <string_view>

#include "bouclier/crypto/hash.h"
#include "bouclier/kernels/pseudonym.h"
#include "own_use.h"

namespace {

using namespace bouclier;
using bench::CpuSeconds;
using bench::PeakMb;
using kernels::Pseudonym;
using kernels::PseudonymClass;

constexpr size_t kColumn = 65536;

void OneByOne(const SecretBytes& key, std::span<const uint32_t> ordinals, std::span<Pseudonym> out) {
  for (size_t i = 0; i < ordinals.size(); ++i) {
    ByteArray<10> message{1, static_cast<uint8_t>(PseudonymClass::kPerson)};
    for (size_t byte = 0; byte < 4; ++byte) message[2 + byte] = static_cast<uint8_t>(ordinals[i] >> (8 * byte));
    const Digest32 mac = crypto::HmacSha256(key, message);
    std::copy_n(mac.begin(), out[i].size(), out[i].begin());
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view side = argc == 3 ? argv[1] : "";
  const double seconds = argc == 3 ? std::atof(argv[2]) : 0;
  if ((side != "batch" && side != "oneshot") || !(seconds > 0)) {
    std::fprintf(stderr, "usage: pseudonyms_bench batch|oneshot SECONDS\n");
    return 2;
  }
  const SecretBytes key = SecretBytes::CopyOf(Bytes(kernels::kProjectKeySize, 7));
  const kernels::Pseudonymiser pseudonymiser(key);
  std::vector<uint32_t> ordinals(kColumn);
  std::vector<Pseudonym> out(kColumn);
  crypto::Sha256 first;
  uint64_t made = 0;
  double spent = 0;
  const double begin = CpuSeconds();
  do {
    std::iota(ordinals.begin(), ordinals.end(), static_cast<uint32_t>(made));
    if (side == "batch")
      pseudonymiser.Compute(PseudonymClass::kPerson, ordinals, out);
    else
      OneByOne(key, ordinals, out);
    if (made == 0) first.Update(ByteView(out.front().data(), kColumn * sizeof(Pseudonym)));
    made += kColumn;
    spent = CpuSeconds() - begin;
  } while (spent < seconds);
  std::printf("{\"per_s\": %.0f, \"peak_mb\": %.2f, \"first\": \"%s\"}\n", static_cast<double>(made) / spent, PeakMb(),
              Hex(first.Finish()).c_str());
  return 0;
}
