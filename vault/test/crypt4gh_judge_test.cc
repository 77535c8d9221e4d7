// SPDX-License-Identifier: Apache-2.0
// The reference implementation of Crypt4GH (PyPI crypt4gh) decrypts what we export, and we decrypt what it encrypts.
// Skipped, visibly, where it is not installed (tools/setup servers).
#include <stdlib.h>
#include <unistd.h>

#include <fstream>

#include "bouclier/vault/crypt4gh.h"
#include "test_hub.h"
#include "vectors.h"

namespace bouclier::vault {
namespace {

namespace fs = std::filesystem;
using test::Pattern;
using test::TestHub;

std::string Judge() {
  if (const char* given = std::getenv("BOUCLIER_CRYPT4GH")) return given;
  const fs::path installed = test::RepositoryRoot() / "build/tools/venv/bin/crypt4gh";
  return fs::exists(installed) ? installed.string() : "";
}

class Crypt4ghJudge : public testing::Test {
 protected:
  void SetUp() override {
    if (Judge().empty()) GTEST_SKIP() << "PyPI crypt4gh is not installed: run tools/setup servers";
    char name[] = "/tmp/bouclier-c4gh-XXXXXX";
    folder_ = ::mkdtemp(name);
  }
  void TearDown() override {
    if (!folder_.empty()) fs::remove_all(folder_);
  }
  fs::path Write(const std::string& name, ByteView content) {
    std::ofstream(folder_ / name, std::ios::binary)
        .write(reinterpret_cast<const char*>(content.data()), static_cast<std::streamsize>(content.size()));
    return folder_ / name;
  }
  Bytes Read(const std::string& name) { return RealFileSystem().Read(folder_ / name, 1 << 24).value(); }
  int Run(const std::string& arguments, const std::string& in, const std::string& out,
          const std::string& passphrase = "") {
    return std::system(("cd '" + folder_.string() + "' && C4GH_PASSPHRASE='" + passphrase + "' '" + Judge() + "' " +
                        arguments + " <" + in + " >" + out + " 2>judge.log")
                           .c_str());
  }
  fs::path folder_;
};

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
