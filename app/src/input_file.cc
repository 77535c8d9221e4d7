// SPDX-License-Identifier: Apache-2.0
#include "input_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace bouclier::app {

Result<InputFile> InputFile::Open(const std::filesystem::path& path, const std::string& what) {
  Fd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));  // a pipe nobody writes to does not make it wait
  struct stat info{};
  if (!fd.valid() || fstat(fd.get(), &info) != 0)
    return ErrnoError(errno, "open " + what).WithContext("file " + path.string());
  if (!S_ISREG(info.st_mode))
    return Error(ErrorCode::kInvalidArgument, "open " + what + ": not a regular file", "write it to a file first")
        .WithContext("file " + path.string());
  return InputFile(std::move(fd), static_cast<uint64_t>(info.st_size), what);
}

Result<size_t> InputFile::Read(MutableByteView out) {
  size_t done = 0;
  while (done < out.size()) {
    const ssize_t got = read(fd_.get(), out.data() + done, out.size() - done);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return ErrnoError(errno, "read " + what_);
    if (got == 0) break;
    done += static_cast<size_t>(got);
  }
  return done;
}

}  // namespace bouclier::app
