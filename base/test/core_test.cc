// SPDX-License-Identifier: Apache-2.0
// F24: what a process that ends by abort leaves behind. Children do the dying; where this machine writes no core at
// all, the control shows it and the case is skipped.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <functional>

#include "bouclier/base/file.h"
#include "bouclier/base/secret_bytes.h"

namespace bouclier {
namespace {

constexpr size_t kSecretSize = 48;

class F24Core : public ::testing::Test {
 protected:
  void SetUp() override {
    char pattern[] = "/tmp/bouclier-core-XXXXXX";
    ASSERT_NE(mkdtemp(pattern), nullptr);
    folder_ = pattern;
    // Straight into locked memory: nothing else of this process ever holds it.
    const MutableByteView bytes = secret_.RevealMutable(SecretAccess{});
    ASSERT_EQ(getrandom(bytes.data(), bytes.size(), 0), static_cast<ssize_t>(bytes.size()));
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  // A child that may leave a core in the folder does `work`, then aborts. Returns the cores it left.
  std::vector<std::filesystem::path> CoresOfAborted(const std::function<void()>& work) {
    for (const std::filesystem::path& old : Files()) std::filesystem::remove(old);
    const pid_t child = fork();
    if (child == 0) {
      rlimit limit{};
      getrlimit(RLIMIT_CORE, &limit);
      limit.rlim_cur = limit.rlim_max;
      setrlimit(RLIMIT_CORE, &limit);
      if (chdir(folder_.c_str()) != 0) _exit(1);
      work();
      std::signal(SIGABRT, SIG_DFL);
      std::abort();
    }
    int status = 0;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
    return Files();
  }
  std::vector<std::filesystem::path> Files() {
    std::vector<std::filesystem::path> files;
    for (const auto& item : std::filesystem::directory_iterator(folder_)) files.push_back(item.path());
    return files;
  }
  bool Holds(const std::filesystem::path& file, ByteView bytes) {
    const Bytes all = RealFileSystem().Read(file, 1ull << 30).value();
    return std::search(all.begin(), all.end(), bytes.begin(), bytes.end()) != all.end();
  }

  std::filesystem::path folder_;
  SecretBytes secret_{kSecretSize};
};

TEST_F(F24Core, ForbiddenIsForbiddenByTheLimitAndByTheFlag) {
  const pid_t child = fork();
  if (child == 0) {
    ForbidCoreDumps();
    rlimit limit{1, 1};
    const bool none = getrlimit(RLIMIT_CORE, &limit) == 0 && limit.rlim_cur == 0 && limit.rlim_max == 0;
    _exit(none && prctl(PR_GET_DUMPABLE) == 0 ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

TEST_F(F24Core, AnAbortLeavesNoneWhenForbidden) {
  if (CoresOfAborted([] {}).empty()) GTEST_SKIP() << "this machine writes no core into the working folder";
  EXPECT_TRUE(CoresOfAborted([] { ForbidCoreDumps(); }).empty());
}

// Were one written all the same: the pages that hold secrets are not in it.
TEST_F(F24Core, OneThatIsAllowedHoldsNoByteOfASecret) {
  const auto cores = CoresOfAborted([] {});
  if (cores.empty()) GTEST_SKIP() << "this machine writes no core into the working folder";
  EXPECT_FALSE(Holds(cores[0], secret_.Reveal(SecretAccess{})));
  // Control: copied out of its pages, it is found.
  const auto control = CoresOfAborted([&] {
    static Bytes copy;
    copy = ToBytes(secret_.Reveal(SecretAccess{}));
  });
  ASSERT_FALSE(control.empty());
  EXPECT_TRUE(Holds(control[0], secret_.Reveal(SecretAccess{})));
}

}  // namespace
}  // namespace bouclier
