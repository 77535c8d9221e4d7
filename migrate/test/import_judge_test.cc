// SPDX-License-Identifier: Apache-2.0
// What the reference implementation of Crypt4GH encrypts for a key is imported.
#include "c4gh_file.h"
#include "tests/judges/crypt4gh_judge.h"

namespace bouclier::migrate::test {
namespace {

using bouclier::test::Crypt4ghJudge;

TEST_F(Crypt4ghJudge, ItsFilesOfEverySizeAreImported) {
  const vault::C4ghKeyPair writer = vault::NewC4ghKeyPair();
  const SecretBytes none;
  Write("writer", AsBytes(vault::WriteC4ghSecretKey(writer, none)));
  for (const uint64_t size :
       {uint64_t{0}, uint64_t{1}, uint64_t{65'536}, uint64_t{65'537}, (uint64_t{17} << 20) + 11}) {
    ImportHub hub;
    Write("steward.pub", AsBytes(vault::WriteC4ghPublicKey(hub.key.public_key)));
    const Bytes plain = Pattern(size, size);
    Write("plain", plain);
    ASSERT_EQ(Run("encrypt --sk writer --recipient_pk steward.pub", "plain", "made.c4gh"), 0) << size;
    ImportRequest request = ImportHub::Named("a");
    request.sha256 = crypto::Sha256::Of(plain);
    const auto report = hub.Import(request, Read("made.c4gh"));
    ASSERT_TRUE(report.ok()) << size << ": " << report.error().message;
    EXPECT_TRUE(hub.Stored("a", hub.files).value() == plain) << size;
  }
}

TEST_F(Crypt4ghJudge, ItsFileForAnotherKeyAndItsFileWithAFlippedBitAreToldApart) {
  ImportHub hub;
  const vault::C4ghKeyPair writer = vault::NewC4ghKeyPair();
  const SecretBytes none;
  Write("writer", AsBytes(vault::WriteC4ghSecretKey(writer, none)));
  Write("steward.pub", AsBytes(vault::WriteC4ghPublicKey(hub.key.public_key)));
  Write("other.pub", AsBytes(vault::WriteC4ghPublicKey(vault::NewC4ghKeyPair().public_key)));
  Write("plain", Pattern(100'000, 1));
  ASSERT_EQ(Run("encrypt --sk writer --recipient_pk other.pub --recipient_pk other.pub", "plain", "other.c4gh"), 0);
  EXPECT_EQ(hub.Import(ImportHub::Named("a"), Read("other.c4gh")).error().code, ErrorCode::kDenied);
  ASSERT_EQ(Run("encrypt --sk writer --recipient_pk steward.pub", "plain", "made.c4gh"), 0);
  Bytes flipped = Read("made.c4gh");
  flipped[flipped.size() / 2] ^= 4;
  EXPECT_EQ(hub.Import(ImportHub::Named("a"), flipped).error().message,
            "decrypt Crypt4GH file: segment 0 of the body is damaged");
  hub.ExpectNothingLeft("flipped");
}

TEST_F(Crypt4ghJudge, ItsEditListsAreRefusedByName) {
  ImportHub hub;
  const SecretBytes none;
  Write("steward", AsBytes(vault::WriteC4ghSecretKey(hub.key, none)));
  Write("steward.pub", AsBytes(vault::WriteC4ghPublicKey(hub.key.public_key)));
  Write("plain", Pattern(200'000, 1));
  ASSERT_EQ(Run("encrypt --sk steward --recipient_pk steward.pub", "plain", "made.c4gh"), 0);
  ASSERT_EQ(Run("rearrange --sk steward --range 70000-80000", "made.c4gh", "edited.c4gh"), 0);
  const auto refused = hub.Import(ImportHub::Named("a"), Read("edited.c4gh"));
  EXPECT_EQ(refused.error().code, ErrorCode::kUnsupported);
  EXPECT_EQ(refused.error().message, "read Crypt4GH header: it has an edit list");
  hub.ExpectNothingLeft("edit list");
}

}  // namespace
}  // namespace bouclier::migrate::test
