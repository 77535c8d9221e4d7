// SPDX-License-Identifier: Apache-2.0
#include "bouclier/store/local_store.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <optional>
#include <utility>

#include "bouclier/base/file.h"
#include "bouclier/crypto/hash.h"
#include "bouclier/crypto/random.h"
#include "file_walk.h"
#include "key_check.h"

namespace bouclier::store {

namespace {

namespace fs = std::filesystem;

constexpr size_t kPage = 1000;
constexpr char kKeyFile[] = "key";
constexpr char kWholeFile[] = "whole";
constexpr uint64_t kMaxKeyFile = 4096;
constexpr uint64_t kMaxPart = 5ull << 30;
constexpr mode_t kMode = 0600;

Result<void> WriteAll(const Fd& fd, ByteView body) {
  while (!body.empty()) {
    const ssize_t written = ::write(fd.get(), body.data(), body.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return ErrnoError(errno, "write object");
    body = body.subspan(static_cast<size_t>(written));
  }
  return {};
}

bool IsUploadId(const std::string& id) {
  return id.size() == 32 && id.find_first_not_of("0123456789abcdef") == std::string::npos;
}

// Part files are named NUMBER-SHA256, so that a part's tag is known without reading it.
std::string PartName(uint32_t number, const std::string& etag) { return std::to_string(number) + "-" + etag; }

std::optional<ports::UploadedPart> ParsePartName(const std::string& name) {
  ports::UploadedPart part;
  const auto [end, failure] = std::from_chars(name.data(), name.data() + name.size(), part.number);
  const size_t digits = static_cast<size_t>(end - name.data());
  if (failure != std::errc() || digits >= name.size() || name[digits] != '-') return std::nullopt;
  part.etag = name.substr(digits + 1);
  if (part.etag.size() != 64) return std::nullopt;
  return part;
}

class LocalStore : public ports::ObjectStore {
 public:
  explicit LocalStore(const fs::path& folder)
      : folder_(folder), objects_(folder / "objects"), uploads_(folder / "uploads") {}

  std::string Describe() const override { return folder_.string(); }
  ports::HostCapabilities Capabilities() override;
  Result<void> Put(const std::string& key, const ports::OutgoingBody& body) override;
  Result<Bytes> Get(const std::string& key, uint64_t offset, uint64_t length) override;
  Result<uint64_t> Size(const std::string& key) override;
  Result<void> Delete(const std::string& key) override;
  Result<ports::StorePage> List(const std::string& prefix, const std::string& token) override;
  Result<std::string> BeginUpload(const std::string& key) override;
  Result<ports::UploadedPart> UploadPart(const std::string& key, const std::string& upload_id, uint32_t number,
                                         const ports::OutgoingBody& body) override;
  Result<void> CompleteUpload(const std::string& key, const std::string& upload_id,
                              const std::vector<ports::UploadedPart>& parts) override;
  Result<void> AbortUpload(const std::string& key, const std::string& upload_id) override;
  Result<std::vector<ports::PendingUpload>> ListUploads(const std::string& prefix) override;
  Result<std::vector<ports::UploadedPart>> ListParts(const std::string& key, const std::string& upload_id) override;

 private:
  // The folder of an upload that was begun for `key`. **Errors:** not_found.
  Result<fs::path> UploadFolder(const std::string& key, const std::string& upload_id);

  const fs::path folder_, objects_, uploads_;
};

ports::HostCapabilities LocalStore::Capabilities() {
  ports::HostCapabilities capabilities;
  capabilities.min_part_size = 1;
  return capabilities;
}

Result<void> LocalStore::Put(const std::string& key, const ports::OutgoingBody& body) {
  BOUCLIER_TRY_VOID(CheckKey(key));
  const fs::path target = objects_ / key;
  BOUCLIER_TRY_VOID(RealFileSystem().MakeDirectories(target.parent_path()));
  return RealFileSystem().WriteAtomically(target, body.bytes, kMode);
}

Result<Bytes> LocalStore::Get(const std::string& key, uint64_t offset, uint64_t length) {
  BOUCLIER_TRY_VOID(CheckKey(key));
  BOUCLIER_TRY(const Fd fd, OpenForReading(objects_ / key, "get object"));
  BOUCLIER_TRY(const uint64_t size, SizeOf(fd, "get object"));
  if (offset > size || length > size - offset)  // before any memory is taken for it
    return Error(ErrorCode::kCorruption, "get object: the object is shorter than recorded").WithContext(key);
  return ReadExactly(fd, offset, length, "get object");
}

Result<uint64_t> LocalStore::Size(const std::string& key) {
  BOUCLIER_TRY_VOID(CheckKey(key));
  BOUCLIER_TRY(const Fd fd, OpenForReading(objects_ / key, "look at object"));
  return SizeOf(fd, "look at object");
}

Result<void> LocalStore::Delete(const std::string& key) {
  BOUCLIER_TRY_VOID(CheckKey(key));
  return RealFileSystem().Remove(objects_ / key);
}

Result<ports::StorePage> LocalStore::List(const std::string& prefix, const std::string& token) {
  BOUCLIER_TRY_VOID(CheckPrefix(prefix));
  BOUCLIER_TRY(auto files, WalkFiles({objects_, prefix, token, kPage + 1}));
  ports::StorePage page;
  for (WalkedFile& file : files) {
    if (page.objects.size() == kPage) {
      page.next_token = page.objects.back().key;
      break;
    }
    page.objects.push_back({std::move(file.name), file.size});
  }
  return page;
}

Result<std::string> LocalStore::BeginUpload(const std::string& key) {
  BOUCLIER_TRY_VOID(CheckKey(key));
  const std::string id = Hex(crypto::RandomArray<16>());
  BOUCLIER_TRY_VOID(RealFileSystem().MakeDirectories(uploads_ / id));
  BOUCLIER_TRY_VOID(RealFileSystem().WriteAtomically(uploads_ / id / kKeyFile, AsBytes(key), kMode));
  return id;
}

Result<fs::path> LocalStore::UploadFolder(const std::string& key, const std::string& upload_id) {
  const Error absent(ErrorCode::kNotFound, "use upload: no such upload");
  if (!IsUploadId(upload_id)) return absent;
  const fs::path folder = uploads_ / upload_id;
  const Result<Bytes> recorded = RealFileSystem().Read(folder / kKeyFile, kMaxKeyFile);
  if (!recorded.ok() || AsText(*recorded) != key) return absent;
  return folder;
}

Result<ports::UploadedPart> LocalStore::UploadPart(const std::string& key, const std::string& upload_id,
                                                   uint32_t number, const ports::OutgoingBody& body) {
  if (number == 0 || number > Capabilities().max_parts)
    return Error(ErrorCode::kInvalidArgument, "upload part: the host takes no part of that number");
  BOUCLIER_TRY(const fs::path folder, UploadFolder(key, upload_id));
  BOUCLIER_TRY(const auto before, ListParts(key, upload_id));
  const ports::UploadedPart part{number, Hex(crypto::Sha256::Of(body.bytes)), body.bytes.size()};
  BOUCLIER_TRY_VOID(RealFileSystem().WriteAtomically(folder / PartName(number, part.etag), body.bytes, kMode));
  for (const ports::UploadedPart& old : before) {  // the last one sent under a number counts
    if (old.number == number && old.etag != part.etag)
      BOUCLIER_TRY_VOID(RealFileSystem().Remove(folder / PartName(old.number, old.etag)));
  }
  return part;
}

Result<void> LocalStore::CompleteUpload(const std::string& key, const std::string& upload_id,
                                        const std::vector<ports::UploadedPart>& parts) {
  BOUCLIER_TRY_VOID(CheckKey(key));
  BOUCLIER_TRY(const fs::path folder, UploadFolder(key, upload_id));
  const fs::path whole = folder / kWholeFile;
  {
    const Fd out(::open(whole.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, kMode));
    if (!out.valid()) return ErrnoError(errno, "complete upload");
    uint32_t previous = 0;
    for (const ports::UploadedPart& part : parts) {
      const Result<Bytes> body = RealFileSystem().Read(folder / PartName(part.number, part.etag), kMaxPart);
      if (part.number <= previous || part.etag.size() != 64 || !body.ok())
        return Error(ErrorCode::kConflict, "complete upload: the host does not accept the parts");
      previous = part.number;
      BOUCLIER_TRY_VOID(WriteAll(out, *body));
    }
    if (::fsync(out.get()) != 0) return ErrnoError(errno, "complete upload");
  }
  const fs::path target = objects_ / key;
  BOUCLIER_TRY_VOID(RealFileSystem().MakeDirectories(target.parent_path()));
  if (::rename(whole.c_str(), target.c_str()) != 0) return ErrnoError(errno, "complete upload");
  BOUCLIER_TRY_VOID(RealFileSystem().SyncDirectory(target.parent_path()));
  return AbortUpload(key, upload_id);  // what is left of it
}

Result<void> LocalStore::AbortUpload(const std::string& key, const std::string& upload_id) {
  const Result<fs::path> folder = UploadFolder(key, upload_id);
  if (!folder.ok()) return {};
  std::error_code failure;
  fs::remove_all(*folder, failure);
  if (failure) return ErrnoError(failure.value(), "abort upload");
  return {};
}

Result<std::vector<ports::PendingUpload>> LocalStore::ListUploads(const std::string& prefix) {
  BOUCLIER_TRY_VOID(CheckPrefix(prefix));
  BOUCLIER_TRY(const auto ids, RealFileSystem().ListNames(uploads_));
  std::vector<ports::PendingUpload> out;
  for (const std::string& id : ids) {
    const Result<Bytes> key = RealFileSystem().Read(uploads_ / id / kKeyFile, kMaxKeyFile);
    if (key.ok() && AsText(*key).substr(0, prefix.size()) == prefix) out.push_back({std::string(AsText(*key)), id});
  }
  return out;
}

Result<std::vector<ports::UploadedPart>> LocalStore::ListParts(const std::string& key, const std::string& upload_id) {
  BOUCLIER_TRY(const fs::path folder, UploadFolder(key, upload_id));
  BOUCLIER_TRY(const auto names, RealFileSystem().ListNames(folder));
  std::vector<ports::UploadedPart> out;
  for (const std::string& name : names) {
    auto part = ParsePartName(name);
    if (!part.has_value()) continue;
    std::error_code failure;
    part->size = fs::file_size(folder / name, failure);
    if (!failure) out.push_back(std::move(*part));
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
  return out;
}

}  // namespace

Result<std::unique_ptr<ports::ObjectStore>> OpenLocalStore(const fs::path& folder) {
  BOUCLIER_TRY_VOID(RealFileSystem().MakeDirectories(folder / "objects"));
  BOUCLIER_TRY_VOID(RealFileSystem().MakeDirectories(folder / "uploads"));
  return std::unique_ptr<ports::ObjectStore>(std::make_unique<LocalStore>(folder));
}

}  // namespace bouclier::store
