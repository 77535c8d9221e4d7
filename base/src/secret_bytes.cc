// SPDX-License-Identifier: Apache-2.0
// An arena of locked pages: one mapping grows by chunks, each chunk MADV_DONTDUMP and, where RLIMIT_MEMLOCK allows,
// mlock'ed. Blocks come in powers of two from 32 bytes; freed blocks are wiped and reused.
#include "bouclier/base/secret_bytes.h"

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <array>
#include <bit>
#include <cstring>
#include <vector>

#include "bouclier/base/mutex.h"

namespace bouclier {
namespace {

constexpr size_t kMinimumBlock = 32;
constexpr size_t kChunk = 64 * 1024;

size_t BlockSize(size_t size) { return std::bit_ceil(std::max(size, kMinimumBlock)); }

uint8_t* MapLocked(size_t size) {
  void* page = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  BOUCLIER_CHECK(page != MAP_FAILED);
  BOUCLIER_CHECK(madvise(page, size, MADV_DONTDUMP) == 0);
  // A low RLIMIT_MEMLOCK only means that the page may be swapped: `doctor` tells.
  (void)mlock(page, size);
  return static_cast<uint8_t*>(page);
}

// The one process-wide state of this room: secrets of every owner share pages, which are locked page by page.
class Arena {
 public:
  uint8_t* Take(size_t size) {
    const size_t block = BlockSize(size);
    if (block > kChunk) return MapLocked(block);
    const MutexLock lock(mutex_);
    auto& free_list = free_[std::countr_zero(block)];
    if (free_list.empty()) {
      if (left_ < block) {
        next_ = MapLocked(kChunk);
        left_ = kChunk;
      }
      uint8_t* fresh = next_;
      next_ += block;
      left_ -= block;
      return fresh;
    }
    uint8_t* again = free_list.back();
    free_list.pop_back();
    return again;
  }
  void Give(uint8_t* data, size_t size) {
    const size_t block = BlockSize(size);
    Wipe({data, block});
    if (block > kChunk) {
      munmap(data, block);
      return;
    }
    const MutexLock lock(mutex_);
    free_[std::countr_zero(block)].push_back(data);
  }

 private:
  Mutex mutex_;
  std::array<std::vector<uint8_t*>, 32> free_ BOUCLIER_GUARDED_BY(mutex_);
  uint8_t* next_ BOUCLIER_GUARDED_BY(mutex_) = nullptr;
  size_t left_ BOUCLIER_GUARDED_BY(mutex_) = 0;
};

Arena& TheArena() {
  static Arena* arena = new Arena;  // never destroyed: secrets in static objects may outlive main
  return *arena;
}

}  // namespace

void Wipe(MutableByteView bytes) {
  if (!bytes.empty()) explicit_bzero(bytes.data(), bytes.size());
}

SecretBytes::SecretBytes(size_t size) : data_(size ? TheArena().Take(size) : nullptr), size_(size) {}

SecretBytes SecretBytes::CopyOf(ByteView source) {
  SecretBytes out(source.size());
  for (size_t i = 0; i < source.size(); ++i) out.data_[i] = source[i];
  return out;
}

SecretBytes::SecretBytes(SecretBytes&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

SecretBytes& SecretBytes::operator=(SecretBytes&& other) noexcept {
  if (this != &other) {
    if (data_ != nullptr) TheArena().Give(data_, size_);
    data_ = std::exchange(other.data_, nullptr);
    size_ = std::exchange(other.size_, 0);
  }
  return *this;
}

SecretBytes::~SecretBytes() {
  if (data_ != nullptr) TheArena().Give(data_, size_);
}

SecretBytes SecretBytes::Duplicate(SecretAccess) const { return CopyOf({data_, size_}); }

bool SecretBytes::EqualsConstantTime(const SecretBytes& other) const {
  if (size_ != other.size_) return false;
  uint8_t difference = 0;
  for (size_t i = 0; i < size_; ++i) difference |= data_[i] ^ other.data_[i];
  return difference == 0;
}

void ForbidCoreDumps() {
  const rlimit none{0, 0};
  BOUCLIER_CHECK(setrlimit(RLIMIT_CORE, &none) == 0);
  BOUCLIER_CHECK(prctl(PR_SET_DUMPABLE, 0) == 0);
}

}  // namespace bouclier
