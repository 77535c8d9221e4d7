// SPDX-License-Identifier: Apache-2.0
// A sealed object as the file that Arrow reads.
#include <algorithm>
#include <list>
#include <map>

#include <arrow/buffer.h>
#include <arrow/io/interfaces.h>
#include <arrow/result.h>

#include "arrow_error.h"
#include "bouclier/base/mutex.h"
#include "bouclier/vault/table_file.h"

namespace bouclier::vault {
namespace {

constexpr size_t kKeptSegments = 32;

class SealedFile final : public arrow::io::RandomAccessFile {
 public:
  explicit SealedFile(SealedReader reader) : size_(reader.size()), reader_(std::move(reader)) {
    set_mode(arrow::io::FileMode::READ);
  }

  arrow::Status Close() override {
    closed_ = true;
    return arrow::Status::OK();
  }
  bool closed() const override { return closed_; }
  arrow::Result<int64_t> Tell() const override { return place_; }
  arrow::Status Seek(int64_t place) override {
    if (place < 0) return arrow::Status::Invalid("seek before the beginning");
    place_ = place;
    return arrow::Status::OK();
  }
  arrow::Result<int64_t> GetSize() override { return static_cast<int64_t>(size_); }

  arrow::Result<int64_t> ReadAt(int64_t place, int64_t count, void* out) override {
    if (place < 0 || count < 0) return arrow::Status::Invalid("read before the beginning");
    const auto from = std::min(static_cast<uint64_t>(place), size_);
    const uint64_t take = std::min(static_cast<uint64_t>(count), size_ - from);
    const MutexLock lock(mutex_);
    if (auto read = Fill(from, {static_cast<uint8_t*>(out), take}); !read.ok()) return ToArrow(std::move(read).error());
    return static_cast<int64_t>(take);
  }
  arrow::Result<std::shared_ptr<arrow::Buffer>> ReadAt(int64_t place, int64_t count) override {
    ARROW_ASSIGN_OR_RAISE(auto buffer, arrow::AllocateResizableBuffer(std::max<int64_t>(count, 0)));
    ARROW_ASSIGN_OR_RAISE(const int64_t got, ReadAt(place, count, buffer->mutable_data()));
    ARROW_RETURN_NOT_OK(buffer->Resize(got, false));
    return std::shared_ptr<arrow::Buffer>(std::move(buffer));
  }
  arrow::Result<int64_t> Read(int64_t count, void* out) override {
    ARROW_ASSIGN_OR_RAISE(const int64_t got, ReadAt(place_, count, out));
    place_ += got;
    return got;
  }
  arrow::Result<std::shared_ptr<arrow::Buffer>> Read(int64_t count) override {
    ARROW_ASSIGN_OR_RAISE(auto buffer, ReadAt(place_, count));
    place_ += buffer->size();
    return buffer;
  }

 private:
  // Long reads go straight through; what is left of their last segment and short reads is kept for the next one.
  Result<void> Fill(uint64_t from, MutableByteView out) BOUCLIER_REQUIRES(mutex_) {
    while (!out.empty()) {
      const uint64_t segment = from / kSegmentPlain;
      uint64_t done = 0;
      if (const auto kept = kept_.find(segment); kept != kept_.end()) {
        done = Copy(kept->second, segment, from, out);
      } else {
        BOUCLIER_TRY(done, Fetch(segment, from, out));
      }
      from += done;
      out = out.subspan(done);
    }
    return {};
  }

  Result<uint64_t> Fetch(uint64_t first, uint64_t from, MutableByteView out) BOUCLIER_REQUIRES(mutex_) {
    uint64_t last = (from + out.size() - 1) / kSegmentPlain;
    for (uint64_t segment = first + 1; segment <= last; ++segment)
      if (kept_.contains(segment)) last = segment - 1;
    const uint64_t start = first * kSegmentPlain;
    const uint64_t end = std::min((last + 1) * kSegmentPlain, size_);
    BOUCLIER_TRY(const Bytes plain, reader_.Read(start, end - start));
    const uint64_t done = std::min<uint64_t>(out.size(), end - from);
    std::copy_n(plain.begin() + static_cast<ptrdiff_t>(from - start), done, out.begin());
    for (const uint64_t segment : {first, last})
      if (!kept_.contains(segment)) Keep(segment, ByteView(plain).subspan((segment - first) * kSegmentPlain));
    return done;
  }

  static uint64_t Copy(const Bytes& plain, uint64_t segment, uint64_t from, MutableByteView out) {
    const uint64_t begin = from - segment * kSegmentPlain;
    const uint64_t take = std::min<uint64_t>(out.size(), plain.size() - begin);
    std::copy_n(plain.begin() + static_cast<ptrdiff_t>(begin), take, out.begin());
    return take;
  }

  void Keep(uint64_t segment, ByteView plain) BOUCLIER_REQUIRES(mutex_) {
    if (kept_.size() == kKeptSegments) {
      kept_.erase(order_.front());
      order_.pop_front();
    }
    kept_.emplace(segment, ToBytes(plain.first(std::min<size_t>(plain.size(), kSegmentPlain))));
    order_.push_back(segment);
  }

  const uint64_t size_;
  bool closed_ = false;
  int64_t place_ = 0;
  Mutex mutex_;
  SealedReader reader_ BOUCLIER_GUARDED_BY(mutex_);
  std::map<uint64_t, Bytes> kept_ BOUCLIER_GUARDED_BY(mutex_);
  std::list<uint64_t> order_ BOUCLIER_GUARDED_BY(mutex_);
};

}  // namespace

std::shared_ptr<arrow::io::RandomAccessFile> OpenSealedFile(SealedReader reader) {
  return std::make_shared<SealedFile>(std::move(reader));
}

}  // namespace bouclier::vault
