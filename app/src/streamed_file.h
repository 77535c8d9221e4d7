// SPDX-License-Identifier: Apache-2.0
// A file that appears whole or not at all: written beside its place, synced, renamed. Not thread-safe.
#pragma once

#include <filesystem>
#include <memory>

#include "bouclier/base/file.h"

namespace bouclier::app {

class StreamedFile {
 public:
  // Mode 0600. **Errors:** denied, exhausted, unavailable.
  static Result<StreamedFile> Create(const std::filesystem::path& path);
  StreamedFile(StreamedFile&& other) noexcept = default;
  StreamedFile& operator=(StreamedFile&&) = delete;
  ~StreamedFile();  // takes the unfinished file away
  Result<void> Write(ByteView bytes);
  Result<void> Finish();

 private:
  StreamedFile() = default;
  Result<void> Flush();
  std::filesystem::path path_, part_;
  std::unique_ptr<AppendFile> file_;  // null: finished, or moved from
  Bytes buffer_;
};

// Text to `path`, whole or not at all, mode 0600.
Result<void> WriteTextFile(const std::filesystem::path& path, std::string_view text);

}  // namespace bouclier::app
