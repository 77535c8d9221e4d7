// SPDX-License-Identifier: Apache-2.0
#include "bouclier/keys/secret_input.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>

#include "bouclier/base/file.h"

namespace bouclier::keys {
namespace {

constexpr size_t kMaxSecret = 1024;
enum class Until { kEnd, kNewline };

// Reads into locked memory, so that no copy is left behind.
Result<SecretBytes> ReadAll(int descriptor, Until until) {
  SecretBytes room(kMaxSecret + 2);  // a newline, and one byte that shows there is too much
  const MutableByteView out = room.RevealMutable(SecretAccess{});
  size_t size = 0;
  while (size < out.size()) {
    const ssize_t got = read(descriptor, out.data() + size, out.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return ErrnoError(errno, "read secret");
    if (got == 0) break;
    size += static_cast<size_t>(got);
    if (until == Until::kNewline && out[size - 1] == '\n') break;
  }
  if (size > 0 && out[size - 1] == '\n') --size;
  if (size == 0) return Error(ErrorCode::kInvalidArgument, "read secret: it is empty");
  if (size > kMaxSecret) return Error(ErrorCode::kExhausted, "read secret: over 1024 bytes");
  return SecretBytes::CopyOf(out.first(size));
}

// Echo is off while it lives.
class QuietTerminal {
 public:
  explicit QuietTerminal(int descriptor) : descriptor_(descriptor) {
    changed_ = tcgetattr(descriptor, &before_) == 0;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    changed_ = changed_ && tcsetattr(descriptor, TCSAFLUSH, &quiet) == 0;
  }
  ~QuietTerminal() {
    if (changed_) tcsetattr(descriptor_, TCSAFLUSH, &before_);
  }
  QuietTerminal(const QuietTerminal&) = delete;
  QuietTerminal& operator=(const QuietTerminal&) = delete;
  bool quiet() const { return changed_; }

 private:
  int descriptor_;
  termios before_{};
  bool changed_ = false;
};

}  // namespace

Result<SecretBytes> ReadSecretFile(const std::filesystem::path& path) {
  const Fd file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!file.valid()) return ErrnoError(errno, "open secret file");
  struct stat info{};
  if (fstat(file.get(), &info) != 0) return ErrnoError(errno, "open secret file");
  if (!S_ISREG(info.st_mode)) return Error(ErrorCode::kDenied, "open secret file: not a regular file");
  if (info.st_uid != geteuid()) return Error(ErrorCode::kDenied, "open secret file: it belongs to another user");
  if ((info.st_mode & 07777) != 0600)
    return Error(ErrorCode::kDenied, "open secret file: its mode is not 0600", "chmod 600 the file", Retry::kAfterFix);
  return ReadAll(file.get(), Until::kEnd);
}

Result<SecretBytes> ReadSecretDescriptor(int descriptor) { return ReadAll(descriptor, Until::kEnd); }

Result<SecretBytes> PromptSecret(const std::string& question) {
  const Fd terminal(open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY));
  if (!terminal.valid())
    return Error(ErrorCode::kUnavailable, "ask for secret: no terminal", "give a file of mode 0600 or a descriptor");
  const QuietTerminal quiet(terminal.get());
  if (!quiet.quiet()) return Error(ErrorCode::kUnavailable, "ask for secret: the echo cannot be turned off");
  if (write(terminal.get(), question.data(), question.size()) < 0) return ErrnoError(errno, "ask for secret");
  Result<SecretBytes> secret = ReadAll(terminal.get(), Until::kNewline);
  if (write(terminal.get(), "\n", 1) < 0) return ErrnoError(errno, "ask for secret");
  return secret;
}

}  // namespace bouclier::keys
