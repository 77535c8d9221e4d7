// SPDX-License-Identifier: Apache-2.0
// A regular file read front to back, of any length. Not thread-safe. Errors name the file in their context only.
#pragma once

#include <filesystem>
#include <string>

#include "bouclier/base/file.h"

namespace bouclier::app {

class InputFile {
 public:
  // `what` stands in messages: "Crypt4GH file". **Errors:** not_found, denied, unavailable; invalid_argument: not a
  // regular file.
  static Result<InputFile> Open(const std::filesystem::path& path, const std::string& what);
  uint64_t size() const { return size_; }  // when it was opened
  // Fills the buffer as far as there are bytes; less than asked: the end. **Errors:** unavailable.
  Result<size_t> Read(MutableByteView out);

 private:
  InputFile(Fd fd, uint64_t size, std::string what) : fd_(std::move(fd)), size_(size), what_(std::move(what)) {}
  Fd fd_;
  uint64_t size_;
  std::string what_;
};

}  // namespace bouclier::app
