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
constexpr uint64_t kSmall = uint64_t{1} << 20;  // such a file comes whole, in one GET

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

  // What a scan is about to read of a row group comes in few pieces.
  arrow::Status WillNeed(const std::vector<arrow::io::ReadRange>& ranges) override {
    std::vector<PlainRange> plain;
    for (const arrow::io::ReadRange& range : ranges) {
      if (range.offset < 0 || range.length < 0) return arrow::Status::Invalid("read before the beginning");
      plain.push_back({static_cast<uint64_t>(range.offset), static_cast<uint64_t>(range.length)});
    }
    const MutexLock lock(mutex_);
    if (whole_) return arrow::Status::OK();
    if (auto brought = reader_.Prefetch(std::move(plain)); !brought.ok()) return ToArrow(std::move(brought).error());
    return arrow::Status::OK();
  }

 private:
  // Whole segments go straight through; those of which a part is read are kept for the next read.
  Result<void> Fill(uint64_t from, MutableByteView out) BOUCLIER_REQUIRES(mutex_) {
    BOUCLIER_TRY_VOID(Bring(from, out.size()));
    while (!out.empty()) {
      const uint64_t segment = from / kSegmentPlain;
      const uint64_t whole = WholeFrom(from, out.size());
      uint64_t done = 0;
      if (const auto kept = kept_.find(segment); kept != kept_.end()) {
        done = Copy(kept->second, segment, from, out);
      } else if (whole != 0) {
        BOUCLIER_TRY_VOID(reader_.ReadInto(from, out.first(whole)));
        done = whole;
      } else {
        const uint64_t start = segment * kSegmentPlain;
        BOUCLIER_TRY(Bytes plain, reader_.Read(start, std::min(kSegmentPlain, size_ - start)));
        done = Copy(plain, segment, from, out);
        Keep(segment, std::move(plain));
      }
      from += done;
      out = out.subspan(done);
    }
    return {};
  }

  // What is not kept of a read comes at once.
  Result<void> Bring(uint64_t from, uint64_t length) BOUCLIER_REQUIRES(mutex_) {
    if (!whole_ && size_ <= kSmall) {
      BOUCLIER_TRY_VOID(reader_.Prefetch({{0, size_}}));
      whole_ = true;
    }
    if (whole_ || length == 0) return {};
    uint64_t first = from / kSegmentPlain, last = (from + length - 1) / kSegmentPlain;
    while (first <= last && kept_.contains(first)) ++first;
    while (last > first && kept_.contains(last)) --last;
    if (first > last) return {};
    const uint64_t start = first * kSegmentPlain;
    return reader_.Bring({start, std::min((last + 1) * kSegmentPlain, size_) - start});
  }

  // How many bytes from there are whole segments that are not kept.
  uint64_t WholeFrom(uint64_t from, uint64_t length) const BOUCLIER_REQUIRES(mutex_) {
    uint64_t whole = 0;
    if (from % kSegmentPlain != 0) return 0;
    while (whole < length) {
      const uint64_t one = std::min(kSegmentPlain, size_ - from - whole);
      if (whole + one > length || kept_.contains((from + whole) / kSegmentPlain)) break;
      whole += one;
    }
    return whole;
  }

  static uint64_t Copy(const Bytes& plain, uint64_t segment, uint64_t from, MutableByteView out) {
    const uint64_t begin = from - segment * kSegmentPlain;
    const uint64_t take = std::min<uint64_t>(out.size(), plain.size() - begin);
    std::copy_n(plain.begin() + static_cast<ptrdiff_t>(begin), take, out.begin());
    return take;
  }

  void Keep(uint64_t segment, Bytes plain) BOUCLIER_REQUIRES(mutex_) {
    if (kept_.size() == kKeptSegments) {
      kept_.erase(order_.front());
      order_.pop_front();
    }
    kept_.emplace(segment, std::move(plain));
    order_.push_back(segment);
  }

  const uint64_t size_;
  bool closed_ = false;
  int64_t place_ = 0;
  Mutex mutex_;
  SealedReader reader_ BOUCLIER_GUARDED_BY(mutex_);
  bool whole_ BOUCLIER_GUARDED_BY(mutex_) = false;  // all of it was brought
  std::map<uint64_t, Bytes> kept_ BOUCLIER_GUARDED_BY(mutex_);
  std::list<uint64_t> order_ BOUCLIER_GUARDED_BY(mutex_);
};

}  // namespace

std::shared_ptr<arrow::io::RandomAccessFile> OpenSealedFile(SealedReader reader) {
  return std::make_shared<SealedFile>(std::move(reader));
}

}  // namespace bouclier::vault
