// SPDX-License-Identifier: Apache-2.0
#include "streamed_file.h"

#include "bouclier/crypto/random.h"

namespace bouclier::app {
namespace {

constexpr size_t kBuffer = 1 << 20;

}  // namespace

Result<StreamedFile> StreamedFile::Create(const std::filesystem::path& path) {
  StreamedFile file;
  file.path_ = path;
  file.part_ = path;
  file.part_ += "." + Hex(crypto::RandomArray<4>()) + ".part";
  BOUCLIER_TRY(file.file_, RealFileSystem().OpenAppend(file.part_, 0600));
  return file;
}

StreamedFile::~StreamedFile() {
  if (file_ == nullptr) return;
  file_.reset();
  std::error_code ignored;
  std::filesystem::remove(part_, ignored);
}

Result<void> StreamedFile::Flush() {
  const Bytes out = std::exchange(buffer_, {});
  return out.empty() ? Result<void>() : file_->Append(out);
}

Result<void> StreamedFile::Write(ByteView bytes) {
  Append(buffer_, bytes);
  return buffer_.size() < kBuffer ? Result<void>() : Flush();
}

Result<void> StreamedFile::Finish() {
  BOUCLIER_TRY_VOID(Flush());
  BOUCLIER_TRY_VOID(file_->Sync());
  std::error_code error;
  std::filesystem::rename(part_, path_, error);
  if (error) return ErrnoError(error.value(), "write " + path_.filename().string());
  file_.reset();
  return RealFileSystem().SyncDirectory(path_.has_parent_path() ? path_.parent_path() : std::filesystem::path("."));
}

Result<void> WriteTextFile(const std::filesystem::path& path, std::string_view text) {
  return RealFileSystem().WriteAtomically(path, AsBytes(text), 0600);
}

}  // namespace bouclier::app
