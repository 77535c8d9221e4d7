// SPDX-License-Identifier: Apache-2.0
#include "bouclier/ledger/receipt.h"

#include "bouclier/crypto/hash.h"
#include "ledger_fixture.h"

namespace bouclier::ledger {
namespace {

// Each byte changed, left out or doubled, and each prefix: all are refused.
template <typename Check>
void RefusesEveryOtherText(const std::string& text, const Check& accepted) {
  ASSERT_TRUE(accepted(text));
  for (size_t at = 0; at < text.size(); ++at) {
    for (char mask : {1, 0x20}) {
      std::string changed = text;
      changed[at] = static_cast<char>(changed[at] ^ mask);
      EXPECT_FALSE(accepted(changed)) << "byte " << at;
    }
    EXPECT_FALSE(accepted(text.substr(0, at))) << "cut at " << at;
    EXPECT_FALSE(accepted(text.substr(0, at) + text.substr(at + 1))) << "without byte " << at;
    EXPECT_FALSE(accepted(text.substr(0, at) + text[at] + text.substr(at))) << "byte twice " << at;
  }
  EXPECT_FALSE(accepted(text + "\n"));
}

TEST_F(LedgerFixture, ReceiptHasOneEncoding) {
  auto ledger = Create();
  ASSERT_TRUE(ledger->Record(Entries(0, 6)).ok());
  RefusesEveryOtherText(ledger->ReceiptOf(2).value(),
                        [&](const std::string& text) { return VerifyReceipt(text, TheVkey()).ok(); });
}

TEST_F(LedgerFixture, CertificateHasOneEncodingAndIsBoundToItsEntry) {
  auto ledger = Create();
  const std::string document = R"({"counts":{"moved":3},"type":"migration","v":1})";
  ports::AuditEntry entry = Entry(0);
  entry.body = "{\"certificate\":\"" + Hex(crypto::Sha256::Of(AsBytes(document))) + "\"}";
  const auto receipts = ledger->Record({Entry(1), entry}).value();
  const std::string certificate = WriteCertificate(document, receipts[1].text());
  EXPECT_EQ(VerifyCertificate(certificate, TheVkey()).value().document.GetString("type").value(), "migration");
  EXPECT_FALSE(VerifyCertificate(WriteCertificate(document, receipts[0].text()), TheVkey()).ok())
      << "another entry's receipt";
  RefusesEveryOtherText(certificate, [&](const std::string& text) { return VerifyCertificate(text, TheVkey()).ok(); });
}

TEST_F(LedgerFixture, AReceiptOfAnotherLogIsRefused) {
  auto ledger = Create();
  const auto receipts = ledger->Record({Entry(0)}).value();
  SoftwareSigner stranger(9);
  EXPECT_EQ(VerifyReceipt(receipts[0].text(), MakeVkey(options_.origin, stranger.public_key()).value()).error().code,
            ErrorCode::kUnauthenticated);
  EXPECT_FALSE(VerifyReceipt(receipts[0].text(), MakeVkey("other.eu", signer_.public_key()).value()).ok());
}

}  // namespace
}  // namespace bouclier::ledger
