// SPDX-License-Identifier: Apache-2.0
#include "file_walk.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <utility>

namespace bouclier::store {

namespace {

struct Entry {
  std::string name;  // folders end in a slash, so that they sort where their contents do
  struct stat status{};
};

// What is directly in a folder, in byte order. A folder that vanished meanwhile is empty.
Result<std::vector<Entry>> ReadFolder(const std::filesystem::path& folder) {
  const std::unique_ptr<DIR, int (*)(DIR*)> open_folder(::opendir(folder.c_str()), ::closedir);
  std::vector<Entry> entries;
  if (open_folder == nullptr) {
    if (errno == ENOENT) return entries;
    return ErrnoError(errno, "list folder");
  }
  while (const dirent* item = ::readdir(open_folder.get())) {
    Entry entry{item->d_name, {}};
    if (entry.name == "." || entry.name == "..") continue;
    if (::fstatat(::dirfd(open_folder.get()), item->d_name, &entry.status, AT_SYMLINK_NOFOLLOW) != 0) continue;
    if (S_ISDIR(entry.status.st_mode)) entry.name += '/';
    entries.push_back(std::move(entry));
  }
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.name < b.name; });
  return entries;
}

bool StartsWith(const std::string& text, const std::string& start) { return text.compare(0, start.size(), start) == 0; }

// `base` is "" or ends in a slash. Depth is bounded by the longest path the system allows.
Result<void> Collect(const Walk& walk, const std::string& base, std::vector<WalkedFile>& out) {
  BOUCLIER_TRY(const std::vector<Entry> entries, ReadFolder(walk.root / base));
  for (const Entry& entry : entries) {
    if (out.size() >= walk.limit) return {};
    const std::string name = base + entry.name;
    if (name.back() == '/') {
      const bool may_hold_wanted = StartsWith(name, walk.prefix) || StartsWith(walk.prefix, name);
      const bool all_before = name < walk.after && !StartsWith(walk.after, name);
      if (may_hold_wanted && !all_before) BOUCLIER_TRY_VOID(Collect(walk, name, out));
      continue;
    }
    if (!StartsWith(name, walk.prefix) || (!walk.after.empty() && name <= walk.after)) continue;
    const bool regular = S_ISREG(entry.status.st_mode);
    out.push_back({name, regular ? static_cast<uint64_t>(entry.status.st_size) : 0,
                   regular ? FileKind::kRegular : FileKind::kOther, static_cast<int64_t>(entry.status.st_mtime)});
  }
  return {};
}

}  // namespace

Result<std::vector<WalkedFile>> WalkFiles(const Walk& walk) {
  std::vector<WalkedFile> out;
  BOUCLIER_TRY_VOID(Collect(walk, "", out));
  return out;
}

Result<Fd> OpenForReading(const std::filesystem::path& path, const std::string& what) {
  Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (fd.valid()) return fd;
  if (errno == ELOOP || errno == ENOTDIR) return ErrnoError(ENOENT, what);
  return ErrnoError(errno, what);
}

Result<uint64_t> SizeOf(const Fd& fd, const std::string& what) {
  struct stat status{};
  if (::fstat(fd.get(), &status) != 0) return ErrnoError(errno, what);
  if (!S_ISREG(status.st_mode)) return Error(ErrorCode::kNotFound, what + ": not a regular file");
  return static_cast<uint64_t>(status.st_size);
}

Result<Bytes> ReadExactly(const Fd& fd, uint64_t offset, uint64_t length, const std::string& what) {
  Bytes out(length);
  uint64_t done = 0;
  while (done < length) {
    const ssize_t got = ::pread(fd.get(), out.data() + done, length - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return ErrnoError(errno, what);
    if (got == 0) return Error(ErrorCode::kCorruption, what + ": it ends before the range does");
    done += static_cast<uint64_t>(got);
  }
  return out;
}

}  // namespace bouclier::store
