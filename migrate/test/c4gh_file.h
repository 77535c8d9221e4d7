// SPDX-License-Identifier: Apache-2.0
// Crypt4GH files as a laboratory makes them, and their import into a small hub. Test support.
#pragma once

#include "bouclier/migrate/import.h"
#include "bouclier/vault/segment.h"
#include "small_hub.h"

namespace bouclier::migrate::test {

inline Bytes MakeC4gh(ByteView plain, const std::vector<vault::C4ghPublicKey>& recipients) {
  const SecretBytes dek = crypto::RandomSecret(32);
  Bytes file = vault::WriteC4ghHeader(dek, recipients).value();
  vault::SegmentCipher cipher(dek, crypto::RandomArray<crypto::kNonceSize>());
  for (uint64_t index = 0; !plain.empty(); ++index) {
    const ByteView segment = plain.first(std::min<uint64_t>(plain.size(), vault::kSegmentPlain));
    plain = plain.subspan(segment.size());
    Bytes sealed(segment.size() + vault::kSegmentOverhead);
    cipher.Seal(index, segment, sealed);
    Append(file, sealed);
  }
  return file;
}

// Short reads, as pipes and signals make them.
inline vault::C4ghSource SourceOf(const Bytes& file) {
  return [left = std::make_shared<ByteView>(file)](MutableByteView out) -> Result<size_t> {
    const size_t take = std::min({out.size(), left->size(), size_t{50'000}});
    std::copy_n(left->begin(), take, out.begin());
    *left = left->subspan(take);
    return take;
  };
}

struct ImportHub : SmallHub {
  vault::C4ghKeyPair key = vault::NewC4ghKeyPair();

  Bytes Made(ByteView plain) const { return MakeC4gh(plain, {vault::NewC4ghKeyPair().public_key, key.public_key}); }
  static ImportRequest Named(const std::string& name, Replace replace = Replace::kNo) {
    ImportRequest request;
    request.name = name;
    request.replace = replace;
    request.recipient = "SHA256:fingerprint";
    return request;
  }
  Result<ImportReport> Import(const ImportRequest& request, const Bytes& file, const JobControl& control = {}) {
    return ImportOfLength(request, file, file.size(), control);
  }
  Result<ImportReport> ImportOfLength(const ImportRequest& request, const Bytes& file, uint64_t length,
                                      const JobControl& control = {}) {
    BOUCLIER_TRY(const auto recovered, vault::Committer(state, ledger, ledger).Recover());
    static_cast<void>(recovered);
    const vault::C4ghSource bytes = SourceOf(file);
    BOUCLIER_TRY(const vault::C4ghFile opened, vault::OpenC4ghFile(bytes, length, key));
    ImportOptions options;
    options.retry.wait = [](std::chrono::milliseconds) {};
    return ImportC4gh({&state, &host, &ledger, &ledger, keys[0], 7}, request, opened, bytes, options, control);
  }
  bool UploadIsNoted() { return state.Read().value()->Get("migrate.import", AsBytes("under_way")).value().has_value(); }
  // No object, no body, no upload, no note of one, nothing in the ledger.
  void ExpectNothingLeft(const std::string& what) {
    const auto reader = state.Read().value();
    EXPECT_FALSE(vault::ObjectIndex(*reader).FindByName(*keys[0], "a").value().has_value()) << what;
    EXPECT_TRUE(host.Keys().empty()) << what;
    EXPECT_TRUE(host.ListUploads("").value().empty()) << what;
    EXPECT_FALSE(UploadIsNoted()) << what;
    EXPECT_TRUE(ledger.entries.empty()) << what;
  }
};

}  // namespace bouclier::migrate::test
