// SPDX-License-Identifier: Apache-2.0
// Custody with real SoftHSM tokens.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "bouclier/crypto/signature.h"
#include "bouclier/keys/secret_input.h"
#include "bouclier/keys/two_custodian_wrapper.h"
#include "softhsm.h"

namespace bouclier::keys {
namespace {

using test::Pin;

class TokensTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!test::SoftHsmPresent()) GTEST_SKIP() << "SoftHSM2 is not installed: nothing was tested";
    hsm_.emplace();
    for (const char* label : {"alpha", "beta", "hub"}) ASSERT_EQ(hsm_->AddToken(label), 0);
    Restart();
  }
  void Restart() {
    module_.reset();
    auto loaded = Pkcs11Module::Load(test::kModule);
    ASSERT_TRUE(loaded.ok()) << loaded.error().message;
    module_.emplace(*std::move(loaded));
  }
  std::shared_ptr<Token> Open(const std::string& label) {
    auto token = module_->OpenToken({label, ""}, Pin("1234"));
    EXPECT_TRUE(token.ok()) << token.error().message;
    return *token;
  }
  std::unique_ptr<TwoCustodianWrapper> Wrapper(const std::string& a, const std::string& b) {
    auto token_a = Open(a), token_b = Open(b);
    for (const auto& token : {token_a, token_b}) {
      const auto made = token->CreateCustodianKeys();
      EXPECT_TRUE(made.ok()) << made.error().message;
    }
    auto wrapper = TwoCustodianWrapper::Make(token_a, token_b);
    EXPECT_TRUE(wrapper.ok());
    return std::move(wrapper).value();
  }

  std::optional<test::SoftHsm> hsm_;
  std::optional<Pkcs11Module> module_;
  const ports::KekContext context_{"dataset", {1, 2, 3}, 1};
};

TEST_F(TokensTest, KekOpensAgainAfterRestartWithTwoCallsEach) {
  auto wrapper = Wrapper("alpha", "beta");
  const auto made = wrapper->Create(context_);
  ASSERT_TRUE(made.ok()) << made.error().message;
  EXPECT_EQ(wrapper->TokenCalls(), 2u);
  wrapper.reset();
  Restart();
  wrapper = Wrapper("alpha", "beta");
  const auto opened = wrapper->Open(context_, made->record);
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  EXPECT_EQ(opened->size(), 32u);
  EXPECT_TRUE(opened->EqualsConstantTime(made->kek));
  EXPECT_EQ(wrapper->TokenCalls(), 2u);
}

TEST_F(TokensTest, AnotherTokenInEitherPlaceOpensNothing) {
  const auto made = Wrapper("alpha", "beta")->Create(context_);
  ASSERT_TRUE(made.ok());
  for (const auto& [a, b] : {std::pair{"hub", "beta"}, {"alpha", "hub"}, {"beta", "alpha"}}) {
    const auto opened = Wrapper(a, b)->Open(context_, made->record);
    ASSERT_FALSE(opened.ok()) << a << b;
    EXPECT_EQ(opened.error().code, ErrorCode::kCorruption);
  }
}

TEST_F(TokensTest, OneTokenTwiceIsRefused) {
  const auto token = Open("alpha");
  const auto wrapper = TwoCustodianWrapper::Make(token, token);
  ASSERT_FALSE(wrapper.ok());
  EXPECT_EQ(wrapper.error().code, ErrorCode::kConflict);
}

TEST_F(TokensTest, EveryAlteredByteIsRefused) {
  const auto wrapper = Wrapper("alpha", "beta");
  const auto made = wrapper->Create(context_);
  ASSERT_TRUE(made.ok());
  for (size_t i = 0; i < made->record.size(); ++i) {
    Bytes altered = made->record;
    altered[i] ^= 1;
    EXPECT_FALSE(wrapper->Open(context_, altered).ok()) << "byte " << i;
  }
  EXPECT_FALSE(wrapper->Open(context_, ByteView(made->record).first(made->record.size() - 1)).ok());
}

TEST_F(TokensTest, AnotherContextAndSwappedPartsAreRefused) {
  const auto wrapper = Wrapper("alpha", "beta");
  const auto made = wrapper->Create(context_);
  ASSERT_TRUE(made.ok());
  ports::KekContext other = context_;
  other.version = 2;
  EXPECT_FALSE(wrapper->Open(other, made->record).ok());
  auto record = DecodeKekRecord(made->record);
  ASSERT_TRUE(record.ok());
  auto moved = *record;  // the record itself claims the other context: the seals must refuse
  moved.context = other;
  EXPECT_FALSE(wrapper->Open(other, *EncodeKekRecord(moved)).ok());
  std::swap(record->wraps[0].part_a, record->wraps[0].part_b);
  EXPECT_FALSE(wrapper->Open(context_, *EncodeKekRecord(*record)).ok());
}

TEST_F(TokensTest, WrongPinSaysTheTokensWarning) {
  const auto opened = module_->OpenToken({"alpha", ""}, Pin("9999"));
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, ErrorCode::kUnauthenticated);
  EXPECT_NE(opened.error().message.find("the token "), std::string::npos) << opened.error().message;
}

TEST_F(TokensTest, AbsentTokenIsUnavailableWithAHint) {
  const auto opened = module_->OpenToken({"gamma", ""}, Pin("1234"));
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, ErrorCode::kUnavailable);
  EXPECT_FALSE(opened.error().hint.empty());
}

TEST_F(TokensTest, DuplicateLabelNamesBothSerialsAndTheSerialDecides) {
  module_.reset();
  ASSERT_EQ(hsm_->AddToken("alpha"), 0);
  Restart();
  const auto tokens = module_->ListTokens();
  ASSERT_TRUE(tokens.ok());
  const auto opened = module_->OpenToken({"alpha", ""}, Pin("1234"));
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, ErrorCode::kConflict);
  size_t seen = 0;
  for (const TokenInfo& token : *tokens) {
    if (token.label != "alpha") continue;
    ++seen;
    EXPECT_NE(opened.error().message.find(token.serial), std::string::npos);
    EXPECT_TRUE(module_->OpenToken({"alpha", token.serial}, Pin("1234")).ok());
  }
  EXPECT_EQ(seen, 2u);
}

TEST_F(TokensTest, SecondLoginInOneProcessIsRefusedWhateverThePin) {
  const auto token = Open("alpha");
  const auto again = module_->OpenToken({"alpha", ""}, Pin("9999"));
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().code, ErrorCode::kConflict);
}

TEST_F(TokensTest, SignaturesVerifyAndCreationKeepsTheKeys) {
  const auto custodian = Open("alpha"), hub = Open("hub");
  ASSERT_TRUE(custodian->CreateCustodianKeys().ok());
  const auto made = hub->CreateHubKeys();
  ASSERT_TRUE(made.ok()) << made.error().message;
  for (const auto& [token, label] :
       {std::pair{custodian, kCustodianSignKey}, {hub, kLedgerKey}, {hub, kCertificateKey}}) {
    const auto signer = OpenSigner(token, label);
    ASSERT_TRUE(signer.ok()) << label << signer.error().message;
    const PublicKey before = (*signer)->public_key();
    const auto signature = (*signer)->Sign(AsBytes("message"));
    ASSERT_TRUE(signature.ok()) << signature.error().message;
    EXPECT_TRUE(crypto::Verify(before, AsBytes("message"), *signature).ok());
    EXPECT_FALSE(crypto::Verify(before, AsBytes("massage"), *signature).ok());
    ASSERT_TRUE((token == hub ? token->CreateHubKeys() : token->CreateCustodianKeys()).ok());
    const auto again = OpenSigner(token, label);
    ASSERT_TRUE(again.ok()) << again.error().message;
    EXPECT_EQ((*again)->public_key(), before);
  }
}

TEST_F(TokensTest, SecretFileMustBePrivate) {
  const auto path = hsm_->folder() / "pin";
  std::ofstream(path) << "1234\n";
  chmod(path.c_str(), 0644);
  const auto open_to_all = ReadSecretFile(path);
  ASSERT_FALSE(open_to_all.ok());
  EXPECT_EQ(open_to_all.error().code, ErrorCode::kDenied);
  chmod(path.c_str(), 0600);
  const auto secret = ReadSecretFile(path);
  ASSERT_TRUE(secret.ok());
  EXPECT_TRUE(secret->EqualsConstantTime(Pin("1234")));
}

TEST(KekRecord, UnknownVersionAndMechanismAreUnsupported) {
  const Bytes bytes = *EncodeKekRecord({{"dataset", {}, 1}, {KekWrap{}}});
  Bytes version = bytes, mechanism = bytes;
  version[6] = 2;
  mechanism[6 + 1 + 1 + 7 + 16 + 4 + 1 + 4] = 9;
  for (const Bytes& altered : {version, mechanism}) {
    const auto record = DecodeKekRecord(altered);
    ASSERT_FALSE(record.ok());
    EXPECT_EQ(record.error().code, ErrorCode::kUnsupported);
  }
}

}  // namespace
}  // namespace bouclier::keys
