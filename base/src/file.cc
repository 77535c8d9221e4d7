// SPDX-License-Identifier: Apache-2.0
#include "bouclier/base/file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>

namespace bouclier {
namespace fs = std::filesystem;

Fd& Fd::operator=(Fd&& other) noexcept {
  if (this != &other) {
    if (fd_ >= 0) close(fd_);
    fd_ = other.Release();
  }
  return *this;
}
Fd::~Fd() {
  if (fd_ >= 0) close(fd_);
}

namespace {

Error FileError(const std::string& verb, const fs::path& path) { return ErrnoError(errno, verb + " " + path.string()); }

Result<void> WriteAll(int fd, ByteView data, const fs::path& path) {
  while (!data.empty()) {
    const ssize_t n = write(fd, data.data(), data.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return FileError("write", path);
    data = data.subspan(static_cast<size_t>(n));
  }
  return {};
}

class PosixAppendFile final : public AppendFile {
 public:
  PosixAppendFile(Fd fd, fs::path path) : fd_(std::move(fd)), path_(std::move(path)) {}
  Result<void> Append(ByteView data) override { return WriteAll(fd_.get(), data, path_); }
  Result<void> Sync() override {
    if (fdatasync(fd_.get()) != 0) return FileError("sync", path_);
    return {};
  }
  Result<void> Truncate(uint64_t length) override {
    if (ftruncate(fd_.get(), static_cast<off_t>(length)) != 0) return FileError("truncate", path_);
    return {};
  }

 private:
  Fd fd_;
  fs::path path_;
};

class PosixFileSystem final : public FileSystem {
 public:
  Result<Bytes> Read(const fs::path& path, uint64_t limit) override {
    Fd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd.valid()) return FileError("open", path);
    Bytes out;
    ByteArray<65536> buffer;
    for (;;) {
      const ssize_t n = read(fd.get(), buffer.data(), buffer.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return FileError("read", path);
      if (n == 0) return out;
      if (out.size() + static_cast<size_t>(n) > limit)
        return Error(ErrorCode::kExhausted, "read " + path.string() + ": larger than it may be");
      bouclier::Append(out, ByteView(buffer).first(static_cast<size_t>(n)));
    }
  }
  Result<void> WriteAtomically(const fs::path& path, ByteView data, int mode) override {
    BOUCLIER_TRY_VOID(Replace(path, data, mode, true));
    return SyncDirectory(path.has_parent_path() ? path.parent_path() : fs::path("."));
  }
  Result<void> WriteUnsynced(const fs::path& path, ByteView data, int mode) override {
    return Replace(path, data, mode, false);
  }
  Result<std::unique_ptr<AppendFile>> OpenAppend(const fs::path& path, int mode) override {
    Fd fd(open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, mode));
    if (!fd.valid()) return FileError("open", path);
    return std::unique_ptr<AppendFile>(new PosixAppendFile(std::move(fd), path));
  }
  Result<void> MakeDirectories(const fs::path& path) override {
    std::error_code error;
    fs::create_directories(path, error);
    if (error) return ErrnoError(error.value(), "make folder " + path.string());
    return {};
  }
  Result<void> Remove(const fs::path& path) override {
    if (unlink(path.c_str()) != 0 && errno != ENOENT) return FileError("remove", path);
    return {};
  }
  Result<void> SyncDirectory(const fs::path& path) override {
    Fd fd(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd.valid() || fsync(fd.get()) != 0) return FileError("sync folder", path);
    return {};
  }
  bool Exists(const fs::path& path) override {
    std::error_code error;
    return fs::exists(path, error);
  }
  Result<std::vector<std::string>> ListNames(const fs::path& directory) override {
    std::error_code error;
    std::vector<std::string> names;
    for (fs::directory_iterator it(directory, error), end; !error && it != end; it.increment(error))
      names.push_back(it->path().filename().string());
    if (error) return ErrnoError(error.value(), "list " + directory.string());
    std::sort(names.begin(), names.end());
    return names;
  }

 private:
  Result<void> Replace(const fs::path& path, ByteView data, int mode, bool sync) {
    static std::atomic<uint64_t> counter{0};  // only to make names differ inside one process
    fs::path temporary = path;
    temporary += ".tmp-" + std::to_string(getpid()) + "-" + std::to_string(counter++);
    Fd fd(open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode));
    if (!fd.valid()) return FileError("open", temporary);
    Result<void> written = WriteAll(fd.get(), data, path);
    if (written.ok() && sync && fsync(fd.get()) != 0) written = FileError("sync", path);
    if (written.ok() && rename(temporary.c_str(), path.c_str()) != 0) written = FileError("rename", path);
    if (!written.ok()) unlink(temporary.c_str());
    return written;
  }
};

Result<Fd> Lock(const fs::path& path, int flags) {
  Fd fd(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!fd.valid()) return FileError("open lock", path);
  while (flock(fd.get(), LOCK_EX | flags) != 0) {
    if (errno == EINTR) continue;
    if (errno == EWOULDBLOCK)
      return Error(ErrorCode::kConflict, "lock " + path.string() + ": another process holds it",
                   "wait for the other command to end", Retry::kBackoff);
    return FileError("lock", path);
  }
  return fd;
}

}  // namespace

FileSystem& RealFileSystem() {
  static PosixFileSystem file_system;
  return file_system;
}

Result<FileLock> FileLock::Take(const fs::path& path) {
  BOUCLIER_TRY(Fd fd, Lock(path, 0));
  return FileLock(std::move(fd));
}
Result<FileLock> FileLock::TakeNow(const fs::path& path) {
  BOUCLIER_TRY(Fd fd, Lock(path, LOCK_NB));
  return FileLock(std::move(fd));
}

}  // namespace bouclier
