// SPDX-License-Identifier: Apache-2.0
// Files that survive a power cut. A FileSystem is a seam, so that a test can tear, fill and fail it.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bouclier/base/bytes.h"
#include "bouclier/base/result.h"

namespace bouclier {

// An open descriptor; closed on destruction.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(other.Release()) {}
  Fd& operator=(Fd&& other) noexcept;
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  ~Fd();
  int get() const { return fd_; }
  bool valid() const { return fd_ >= 0; }
  int Release() {
    int fd = fd_;
    fd_ = -1;
    return fd;
  }

 private:
  int fd_ = -1;
};

// An append-only file. **Errors:** exhausted (disk full), unavailable (I/O).
class AppendFile {
 public:
  virtual ~AppendFile() = default;
  virtual Result<void> Append(ByteView data) = 0;  // all of it, or an error and an unknown tail
  virtual Result<void> Sync() = 0;                 // fdatasync
  virtual Result<void> Truncate(uint64_t length) = 0;
};

class FileSystem {
 public:
  virtual ~FileSystem() = default;
  // **Errors:** not_found, denied, unavailable; exhausted above `limit` bytes.
  virtual Result<Bytes> Read(const std::filesystem::path& path, uint64_t limit) = 0;
  // Temporary file beside it, fsync, rename, fsync of the folder: after a crash the old content or the new one.
  virtual Result<void> WriteAtomically(const std::filesystem::path& path, ByteView data, int mode) = 0;
  // The same without the two fsync: for content that another file already makes durable.
  virtual Result<void> WriteUnsynced(const std::filesystem::path& path, ByteView data, int mode) = 0;
  virtual Result<std::unique_ptr<AppendFile>> OpenAppend(const std::filesystem::path& path, int mode) = 0;
  virtual Result<void> MakeDirectories(const std::filesystem::path& path) = 0;
  virtual Result<void> Remove(const std::filesystem::path& path) = 0;  // a file; absent is fine
  virtual Result<void> SyncDirectory(const std::filesystem::path& path) = 0;
  virtual bool Exists(const std::filesystem::path& path) = 0;
  virtual Result<std::vector<std::string>> ListNames(const std::filesystem::path& directory) = 0;  // sorted
};

FileSystem& RealFileSystem();

// An exclusive lock on a file for as long as it lives (flock). TakeNow: conflict when another process holds it.
class FileLock {
 public:
  static Result<FileLock> Take(const std::filesystem::path& path);  // waits
  static Result<FileLock> TakeNow(const std::filesystem::path& path);

 private:
  explicit FileLock(Fd fd) : fd_(std::move(fd)) {}
  Fd fd_;
};

}  // namespace bouclier
