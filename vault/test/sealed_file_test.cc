// SPDX-License-Identifier: Apache-2.0
// A sealed object as the file that Arrow reads: the same bytes by any road, in few requests.
#include <arrow/buffer.h>
#include <arrow/io/interfaces.h>
#include <arrow/result.h>
#include <arrow/status.h>

#include <random>

#include "bouclier/vault/table_file.h"
#include "test_hub.h"

namespace bouclier::vault {
namespace {

using test::Pattern;
using test::TestHub;

void ExpectReads(arrow::io::RandomAccessFile& file, const Bytes& plain, uint64_t offset, uint64_t length) {
  const auto got = file.ReadAt(static_cast<int64_t>(offset), static_cast<int64_t>(length));
  ASSERT_TRUE(got.ok()) << got.status().ToString();
  const uint64_t from = std::min<uint64_t>(offset, plain.size());
  const ByteView wanted = ByteView(plain).subspan(from, std::min<uint64_t>(length, plain.size() - from));
  ASSERT_TRUE(Equal(ByteView((*got)->data(), static_cast<size_t>((*got)->size())), wanted)) << offset << ' ' << length;
}

TEST(SealedFile, ReadsTheSameBytesWhateverWasBrought) {
  TestHub hub;
  for (const uint64_t size :
       {uint64_t{1}, 3 * kSegmentPlain, 20 * kSegmentPlain + 17, kLeafPlain + 5 * kSegmentPlain + 1}) {
    const Bytes plain = Pattern(size, size);
    const auto file = OpenSealedFile(hub.Open(hub.Store("f" + std::to_string(size), plain)).value());
    std::mt19937_64 random(size);
    for (int i = 0; i < 300; ++i) {
      const uint64_t offset = random() % (size + 1), length = random() % (4 * kSegmentPlain);
      if (i % 5 == 0) {
        const uint64_t from = random() % size, most = std::min<uint64_t>(size - from, 9 * kSegmentPlain);
        ASSERT_TRUE(file->WillNeed({{static_cast<int64_t>(from), static_cast<int64_t>(random() % (most + 1))},
                                    {0, static_cast<int64_t>(std::min<uint64_t>(size, 100))}})
                        .ok());
      }
      ExpectReads(*file, plain, offset, length);
      if (HasFailure()) return;
    }
  }
}

TEST(SealedFile, ASmallOneComesInOneRequest) {
  TestHub hub;
  const Bytes plain = Pattern(10 * kSegmentPlain, 1);
  const auto file = OpenSealedFile(hub.Open(hub.Store("small", plain)).value());
  const uint64_t before = hub.host.gets;
  for (uint64_t offset = plain.size(); offset >= 1000; offset -= 1000) ExpectReads(*file, plain, offset - 1000, 500);
  EXPECT_EQ(hub.host.gets - before, 1u);
}

TEST(SealedFile, NearRangesComeInOneRequestAndFarOnesApart) {
  TestHub hub;
  const Bytes plain = Pattern(100 * kSegmentPlain, 2);
  const auto file = OpenSealedFile(hub.Open(hub.Store("large", plain)).value());
  const auto segment = static_cast<int64_t>(kSegmentPlain);
  const uint64_t before = hub.host.gets;
  ASSERT_TRUE(
      file->WillNeed({{50 * segment, 10}, {3 * segment + 5, segment}, {segment, 100}, {90 * segment, segment}}).ok());
  EXPECT_EQ(hub.host.gets - before, 3u);
  for (const int64_t from : {int64_t{1}, int64_t{3}, int64_t{50}, int64_t{90}})
    ExpectReads(*file, plain, static_cast<uint64_t>(from) * kSegmentPlain, 10);
  EXPECT_EQ(hub.host.gets - before, 3u);
  ExpectReads(*file, plain, 70 * kSegmentPlain + 1, 3 * kSegmentPlain);
  EXPECT_EQ(hub.host.gets - before, 4u);
}

TEST(SealedFile, F5_AFlippedBitOfWhatWasBroughtIsRefused) {
  TestHub hub;
  const Bytes plain = Pattern(40 * kSegmentPlain, 3);
  const ObjectId object = hub.Store("flipped", plain);
  hub.host.objects[hub.BodyKey(object)][5 * kSegmentSealed + 100] ^= 1;
  const auto file = OpenSealedFile(hub.Open(object).value());
  ASSERT_TRUE(file->WillNeed({{0, 10 * static_cast<int64_t>(kSegmentPlain)}}).ok());  // nothing is opened yet
  ExpectReads(*file, plain, 0, 5 * kSegmentPlain);
  EXPECT_FALSE(file->ReadAt(5 * static_cast<int64_t>(kSegmentPlain), 10).ok());
  EXPECT_FALSE(file->ReadAt(4 * static_cast<int64_t>(kSegmentPlain), 3 * static_cast<int64_t>(kSegmentPlain)).ok());
}

}  // namespace
}  // namespace bouclier::vault
