// SPDX-License-Identifier: Apache-2.0
// F2: what a power cut, or a disk that flips a bit, leaves of the newest files of the log. Either the writer finds
// everything that was acknowledged and goes on, or it stops and says so.
#include <algorithm>

#include "bouclier/ledger/verify_log.h"
#include "ledger_fixture.h"
#include "points/every_point.h"

namespace bouclier::ledger {
namespace {

namespace fs = std::filesystem;

class F2PowerCut : public LedgerFixture {
 protected:
  // Never over an existing file: some file systems would write that through to the disk each time.
  void WriteFile(const fs::path& path, ByteView bytes) {
    fs::remove(path);
    ASSERT_TRUE(RealFileSystem().WriteUnsynced(path, bytes, 0644).ok());
  }
  Bytes ReadFile(const fs::path& path) { return RealFileSystem().Read(path, 1 << 20).value(); }
  std::vector<fs::path> Files() {
    std::vector<fs::path> files;
    for (const auto& item : fs::recursive_directory_iterator(root_))
      if (item.is_regular_file()) files.push_back(item.path());
    std::sort(files.begin(), files.end());
    return files;
  }
  void Keep() {
    fs::remove_all(root_.string() + "-kept");
    fs::copy(root_, root_.string() + "-kept", fs::copy_options::recursive);
  }
  void PutBack() {
    fs::remove_all(root_);
    fs::copy(root_.string() + "-kept", root_, fs::copy_options::recursive);
  }
  void TearDown() override {
    fs::remove_all(root_.string() + "-kept");
    LedgerFixture::TearDown();
  }

  // True when it stopped loudly. Otherwise all `size` entries must be there, and the log must go on.
  bool StopsOrIsWhole(uint64_t size) {
    auto ledger = Open();
    if (!ledger.ok()) {
      const ErrorCode code = ledger.error().code;
      EXPECT_TRUE(code == ErrorCode::kCorruption || code == ErrorCode::kUnauthenticated) << ledger.error().message;
      return true;
    }
    EXPECT_EQ((*ledger)->Size().value(), size);
    const auto read = (*ledger)->Read(0, size);
    EXPECT_TRUE(read.ok()) << read.error().message;
    for (uint64_t i = 0; read.ok() && i < size; ++i) EXPECT_EQ((*read)[i].body, Entry(i).body);
    const auto more = (*ledger)->Record(Entries(size, 2));
    EXPECT_TRUE(more.ok()) << more.error().message;
    const auto verified = VerifyLog(RealFileSystem(), options_.folder, TheVkey(), std::nullopt);
    EXPECT_TRUE(verified.ok()) << verified.error().message;
    PutBack();
    return false;
  }

  void CutAndFlip(const fs::path& file, uint64_t size, size_t stride) {
    const Bytes whole = ReadFile(file);
    const size_t step = whole.size() > 3000 ? stride : 1;
    for (size_t at = 0; at < whole.size() && !HasFailure(); at += step) {
      SCOPED_TRACE(file.string() + " at " + std::to_string(at));
      WriteFile(file, ByteView(whole).first(at));
      EXPECT_TRUE(StopsOrIsWhole(size)) << "a file of the newest entries that was cut went unseen";
      Bytes flipped = whole;
      flipped[at] ^= 1;
      WriteFile(file, flipped);
      EXPECT_TRUE(StopsOrIsWhole(size)) << "a flipped bit went unseen";
      WriteFile(file, whole);
    }
  }
};

// At 7 entries the newest bundle and tile are partial ones; at 256 they are full and the next entry begins new ones.
TEST_F(F2PowerCut, NewestBundleTileCheckpointOrHeadCutAtAnyByteOrFlippedStopsTheWriter) {
  for (uint64_t size : {7, 256}) {
    fs::remove_all(root_ / "log");
    fs::remove_all(root_ / "writer");
    ASSERT_TRUE(Create()->Record(Entries(0, size)).ok());
    Keep();
    int cut = 0;
    for (const fs::path& file : Files()) {
      if (file.filename() == "lock") continue;
      ++cut;
      CutAndFlip(file, size, points::Stride(173));
      if (HasFailure()) return;
    }
    EXPECT_EQ(cut, size == 7 ? 4 : 5);  // bundle, tile (two levels at 256), checkpoint, head
  }
}

// Nor is an older entry read back as another one.
TEST_F(F2PowerCut, AFlippedBitInAnOlderBundleIsRefusedWhenItIsRead) {
  auto ledger = Create();
  ASSERT_TRUE(ledger->Record(Entries(0, 300)).ok());
  const fs::path bundle = options_.folder / "tile/entries/000";
  Bytes bytes = ReadFile(bundle);
  const std::string body = Entry(100).body;
  const auto place = std::search(bytes.begin(), bytes.end(), body.begin(), body.end());
  ASSERT_NE(place, bytes.end());
  place[static_cast<ptrdiff_t>(body.size()) - 2] ^= 1;  // 100 becomes 101: still an entry
  WriteFile(bundle, bytes);
  const auto read = ledger->Read(90, 20);
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().code, ErrorCode::kCorruption);
  EXPECT_NE(read.error().message.find("entry 100"), std::string::npos) << read.error().message;
  EXPECT_EQ(ledger->ReceiptOf(100).error().code, ErrorCode::kCorruption);
  EXPECT_TRUE(ledger->Read(256, 44).ok());
}

// The append had written its files, none of them whole on the disk, and had not reached its checkpoint.
TEST_F(F2PowerCut, TornFilesOfAnAppendThatWasNotAcknowledgedLeaveThePrefix) {
  for (uint64_t before : {5, 254}) {
    fs::remove_all(root_ / "log");
    fs::remove_all(root_ / "writer");
    ASSERT_TRUE(Create()->Record(Entries(0, before)).ok());
    const std::vector<fs::path> old = Files();
    Keep();
    // The last write before which the entries are not in: that of the checkpoint.
    uint64_t stop = 0;
    for (uint64_t number = 0;; ++number) {
      PutBack();
      files_.writes = 0, files_.stop_at = number;
      const bool stopped = !Open().value()->Record(Entries(before, 4)).ok();
      files_.stop_at = UINT64_MAX;
      ASSERT_TRUE(stopped);
      if (Open().value()->Size().value() != before) break;
      stop = number;
    }
    PutBack();
    files_.writes = 0, files_.stop_at = stop;
    ASSERT_FALSE(Open().value()->Record(Entries(before, 4)).ok());
    files_.stop_at = UINT64_MAX;
    std::vector<fs::path> torn = Files();
    std::erase_if(torn, [&](const fs::path& file) { return std::count(old.begin(), old.end(), file) > 0; });
    ASSERT_GE(torn.size(), 2u);
    Keep();
    size_t longest = 0;
    for (const fs::path& file : torn) longest = std::max<size_t>(longest, fs::file_size(file));
    for (size_t at = 0; at < longest && !HasFailure(); at += longest > 3000 ? 997 : 31) {
      SCOPED_TRACE(std::to_string(before) + " cut at " + std::to_string(at));
      PutBack();
      for (const fs::path& file : torn) {
        const Bytes whole = ReadFile(file);
        WriteFile(file, ByteView(whole).first(std::min(at, whole.size())));
      }
      EXPECT_FALSE(StopsOrIsWhole(before)) << "what nobody was told of stops nobody";
    }
  }
}

}  // namespace
}  // namespace bouclier::ledger
