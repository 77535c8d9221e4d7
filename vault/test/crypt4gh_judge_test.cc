// SPDX-License-Identifier: Apache-2.0
// The reference implementation of Crypt4GH decrypts what we export, and we decrypt what it encrypts.
#include "tests/judges/crypt4gh_judge.h"
#include "bouclier/vault/crypt4gh.h"
#include "test_hub.h"

namespace bouclier::vault {
namespace {

using bouclier::test::Crypt4ghJudge;
using test::Pattern;
using test::TestHub;

TEST_F(Crypt4ghJudge, DecryptsWhatWeExport) {
  for (uint64_t size : {1ull, 65'536ull, 200'001ull}) {
    TestHub hub;
    const Bytes plain = Pattern(size, size);
    const C4ghKeyPair pair = NewC4ghKeyPair(), other = NewC4ghKeyPair();
    SealedReader reader = hub.Open(hub.Store("a", plain)).value();
    Bytes file;
    ASSERT_TRUE(ExportC4gh(reader, {other.public_key, pair.public_key}, [&](ByteView bytes) -> Result<void> {
                  Append(file, bytes);
                  return {};
                }).ok());
    Write("in.c4gh", file);
    Write("key", AsBytes(WriteC4ghSecretKey(pair, SecretBytes())));
    Write("sealed-key", AsBytes(WriteC4ghSecretKey(pair, SecretBytes::CopyOf(AsBytes("correct horse")))));
    ASSERT_EQ(Run("decrypt --sk key", "in.c4gh", "out"), 0);
    EXPECT_EQ(Read("out"), plain);
    ASSERT_EQ(Run("decrypt --sk sealed-key", "in.c4gh", "out2", "correct horse"), 0);
    EXPECT_EQ(Read("out2"), plain);
  }
}

TEST_F(Crypt4ghJudge, MakesFilesWeImport) {
  const C4ghKeyPair writer = NewC4ghKeyPair(), reader = NewC4ghKeyPair();
  Write("writer", AsBytes(WriteC4ghSecretKey(writer, SecretBytes())));
  Write("reader.pub", AsBytes(WriteC4ghPublicKey(reader.public_key)));
  const Bytes plain = Pattern(150'000, 3);
  Write("plain", plain);
  ASSERT_EQ(Run("encrypt --sk writer --recipient_pk reader.pub", "plain", "made.c4gh"), 0);
  const Bytes file = Read("made.c4gh");
  Bytes out;
  size_t at = 0;
  const auto source = [&](MutableByteView buffer) -> Result<size_t> {
    const size_t take = std::min(buffer.size(), file.size() - at);
    std::copy_n(file.begin() + static_cast<ptrdiff_t>(at), take, buffer.begin());
    at += take;
    return take;
  };
  ASSERT_TRUE(DecryptC4gh(source, reader, [&](ByteView bytes) -> Result<void> {
                Append(out, bytes);
                return {};
              }).ok());
  EXPECT_EQ(out, plain);
}

}  // namespace
}  // namespace bouclier::vault
