// SPDX-License-Identifier: Apache-2.0
#include "bouclier/store/local_source.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "bouclier/base/time.h"
#include "file_walk.h"

namespace bouclier::store {

namespace {

namespace fs = std::filesystem;

constexpr size_t kPage = 1000;

// A name from outside must stay inside the folder: no step up, and no folder on the way that is a link.
Result<fs::path> PathOf(const fs::path& folder, const ports::UnitName& unit) {
  const Error absent(ErrorCode::kNotFound, "look at file: no such file");
  if (!unit.snapshot.empty() || unit.name.empty() || unit.name.find('\0') != std::string::npos) return absent;
  fs::path path = folder;
  for (const fs::path& step : fs::path(unit.name)) {
    if (step.empty() || step == "." || step == ".." || step == "/") return absent;
    std::error_code failure;
    if (path != folder && fs::is_symlink(path, failure)) return absent;
    path /= step;
  }
  return path;
}

ports::UnitInfo InfoOf(const WalkedFile& file) {
  ports::UnitInfo info;
  info.unit.name = file.name;
  info.size = file.size;
  info.kind = ports::BlobKind::kFile;
  info.last_modified = FormatTime(TimePoint(std::chrono::seconds(file.modified_seconds)));
  if (file.kind == FileKind::kOther) info.other["file-type"] = "link or special file";
  return info;
}

class LocalSource : public ports::ObjectSource {
 public:
  explicit LocalSource(fs::path folder) : folder_(std::move(folder)) {}

  std::string Describe() const override { return folder_.string(); }

  Result<ports::ListPage> List(const std::string& prefix, const std::string& marker) override {
    BOUCLIER_TRY(const auto files, WalkFiles({folder_, prefix, marker, kPage + 1}));
    ports::ListPage page;
    for (const WalkedFile& file : files) {
      if (page.units.size() == kPage) {
        page.next_marker = page.units.back().unit.name;
        break;
      }
      page.units.push_back(InfoOf(file));
    }
    return page;
  }

  Result<ports::UnitInfo> Stat(const ports::UnitName& unit) override {
    BOUCLIER_TRY(const fs::path path, PathOf(folder_, unit));
    struct stat status{};
    if (::lstat(path.c_str(), &status) != 0) return ErrnoError(errno == ENOTDIR ? ENOENT : errno, "look at file");
    if (S_ISDIR(status.st_mode)) return Error(ErrorCode::kNotFound, "look at file: no such file");
    const bool regular = S_ISREG(status.st_mode);
    return InfoOf({unit.name, regular ? static_cast<uint64_t>(status.st_size) : 0,
                   regular ? FileKind::kRegular : FileKind::kOther, static_cast<int64_t>(status.st_mtime)});
  }

  Result<Bytes> ReadRange(const ports::UnitName& unit, const std::string& validator, uint64_t offset,
                          uint64_t length) override {
    if (!validator.empty()) return Error(ErrorCode::kPrecondition, "read file: a folder has no validators");
    BOUCLIER_TRY(const ports::UnitInfo info, Stat(unit));
    if (!info.other.empty())
      return Error(ErrorCode::kUnsupported, "read file: links and special files are not followed")
          .WithContext(unit.name);
    BOUCLIER_TRY(const Fd fd, OpenForReading(folder_ / unit.name, "read file"));
    BOUCLIER_TRY(const uint64_t size, SizeOf(fd, "read file"));
    if (offset > size || length > size - offset)
      return Error(ErrorCode::kCorruption, "read file: it is shorter than its listing says").WithContext(unit.name);
    return ReadExactly(fd, offset, length, "read file");
  }

  Result<void> DeleteIf(const ports::UnitName& unit, const std::string&) override {
    BOUCLIER_TRY_VOID(Stat(unit));
    return Error(ErrorCode::kPrecondition, "delete file: without a validator nobody can tell that it is still the same",
                 "delete the folder by hand once the copy is verified", Retry::kAfterFix);
  }

 private:
  const fs::path folder_;
};

}  // namespace

Result<std::unique_ptr<ports::ObjectSource>> OpenLocalSource(const fs::path& folder) {
  std::error_code failure;
  if (!fs::is_directory(folder, failure))
    return Error(ErrorCode::kNotFound, "open source: there is no such folder", "check the path in the config",
                 Retry::kAfterFix)
        .WithContext(folder.string());
  return std::unique_ptr<ports::ObjectSource>(std::make_unique<LocalSource>(folder));
}

}  // namespace bouclier::store
