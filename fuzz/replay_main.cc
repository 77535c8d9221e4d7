// SPDX-License-Identifier: Apache-2.0
// Replays a fuzz target without a fuzzer: every seed, then a fixed number of mutations of them, the same on every
// machine. Input number i depends on i and the seeds only, so that a failure names its input and is run again alone.
//
//   NAME_replay SEEDS COUNT [--only I]
//
// The target runs in a child with bounded time and memory; the parent tells which input stopped it. One thread.
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

using Input = std::vector<uint8_t>;
constexpr size_t kLongestInput = 1 << 20;
constexpr rlim_t kCpuSeconds = 300;
constexpr rlim_t kMemoryBytes = rlim_t{4} << 30;

// SplitMix64: small, and the same everywhere.
class Dice {
 public:
  explicit Dice(uint64_t seed) : state_(seed) {}
  uint64_t Next() {
    uint64_t z = (state_ += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  size_t Below(size_t bound) { return bound == 0 ? 0 : Next() % bound; }

 private:
  uint64_t state_;
};

std::vector<Input> ReadSeeds(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> names;
  if (!std::filesystem::is_directory(folder)) return {};
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.is_regular_file()) names.push_back(entry.path());
  }
  std::sort(names.begin(), names.end());
  std::vector<Input> seeds;
  for (const auto& name : names) {
    std::ifstream file(name, std::ios::binary);
    seeds.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  return seeds;
}

void OverwriteNumber(Input& input, Dice& dice) {
  static constexpr uint64_t kNumbers[] = {0,
                                          1,
                                          0x7f,
                                          0x80,
                                          0xff,
                                          0x7fff,
                                          0x8000,
                                          0xffff,
                                          0x7fffffff,
                                          0x80000000,
                                          0xffffffff,
                                          0x7fffffffffffffff,
                                          0x8000000000000000,
                                          UINT64_MAX};
  size_t width = size_t{1} << dice.Below(4);
  if (input.size() < width) return;
  uint64_t number = kNumbers[dice.Below(std::size(kNumbers))];
  size_t at = dice.Below(input.size() - width + 1);
  bool big_endian = dice.Below(2) == 0;
  for (size_t i = 0; i < width; ++i) {
    input[at + i] = static_cast<uint8_t>(number >> (8 * (big_endian ? width - 1 - i : i)));
  }
}

void MoveBlock(Input& input, const Input& from, Dice& dice) {
  if (from.empty()) return;
  size_t begin = dice.Below(from.size());
  size_t length = 1 + dice.Below(std::min<size_t>(from.size() - begin, 64));
  Input block(from.begin() + begin, from.begin() + begin + length);
  input.insert(input.begin() + dice.Below(input.size() + 1), block.begin(), block.end());
}

void MutateOnce(Input& input, const std::vector<Input>& seeds, Dice& dice) {
  switch (input.empty() ? 5 : dice.Below(9)) {
    case 0:
      input[dice.Below(input.size())] ^= 1u << dice.Below(8);
      return;
    case 1:
      input[dice.Below(input.size())] = static_cast<uint8_t>(dice.Next());
      return;
    case 2:
      input.resize(dice.Below(input.size() + 1));
      return;  // cut
    case 3: {  // a hole
      size_t begin = dice.Below(input.size());
      size_t length = 1 + dice.Below(std::min<size_t>(input.size() - begin, 64));
      input.erase(input.begin() + begin, input.begin() + begin + length);
      return;
    }
    case 4:
      OverwriteNumber(input, dice);
      return;
    case 5:
      input.insert(input.begin() + dice.Below(input.size() + 1), static_cast<uint8_t>(dice.Next()));
      return;
    case 6:
      MoveBlock(input, Input(input), dice);
      return;
    case 7:
      MoveBlock(input, seeds[dice.Below(seeds.size())], dice);
      return;
    case 8: {  // the head of this one, the tail of another
      const Input& other = seeds[dice.Below(seeds.size())];
      input.resize(dice.Below(input.size() + 1));
      input.insert(input.end(), other.begin() + dice.Below(other.size() + 1), other.end());
      return;
    }
  }
}

Input MakeInput(size_t number, const std::vector<Input>& seeds) {
  if (number < seeds.size()) return seeds[number];
  Dice dice(0xb0c11e5 + number);
  Input input = seeds[dice.Below(seeds.size())];
  for (size_t times = 1 + dice.Below(4); times > 0; --times) MutateOnce(input, seeds, dice);
  if (input.size() > kLongestInput) input.resize(kLongestInput);
  return input;
}

void BoundThisProcess() {
  rlimit cpu{kCpuSeconds, kCpuSeconds};
  setrlimit(RLIMIT_CPU, &cpu);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && !defined(__clang__)
  rlimit memory{kMemoryBytes, kMemoryBytes};
  setrlimit(RLIMIT_AS, &memory);
#endif
}

// Never returns: the child's work. `reached` is shared with the parent.
[[noreturn]] void RunAll(const std::vector<Input>& seeds, size_t first, size_t end, volatile size_t* reached) {
  BoundThisProcess();
  for (size_t number = first; number < end; ++number) {
    *reached = number;
    Input input = MakeInput(number, seeds);
    // An exact allocation, so that a sanitizer sees a read past the end.
    uint8_t* exact = static_cast<uint8_t*>(std::malloc(input.empty() ? 1 : input.size()));
    if (!input.empty()) std::memcpy(exact, input.data(), input.size());
    LLVMFuzzerTestOneInput(exact, input.size());
    std::free(exact);
  }
  std::exit(0);
}

int Report(const char* program, int status, size_t number, const std::vector<Input>& seeds) {
  std::string saved = std::string(program) + ".failed";
  Input input = MakeInput(number, seeds);
  std::ofstream(saved, std::ios::binary).write(reinterpret_cast<const char*>(input.data()), input.size());
  std::printf("input %zu (%s, %zu bytes) ended the target with %s %d; kept in %s\n", number,
              number < seeds.size() ? "a seed" : "a mutation", input.size(), WIFSIGNALED(status) ? "signal" : "status",
              WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status), saved.c_str());
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3 && !(argc == 5 && std::strcmp(argv[3], "--only") == 0)) {
    std::fprintf(stderr, "usage: %s SEEDS COUNT [--only I]\n", argv[0]);
    return 2;
  }
  std::vector<Input> seeds = ReadSeeds(argv[1]);
  if (seeds.empty()) {
    std::fprintf(stderr, "no seeds in %s\n", argv[1]);
    return 2;
  }
  size_t mutations = std::strtoull(argv[2], nullptr, 10);
  size_t first = 0, end = seeds.size() + mutations;
  if (argc == 5) {
    first = std::strtoull(argv[4], nullptr, 10);
    end = first + 1;
  }
  void* shared = mmap(nullptr, sizeof(size_t), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) return 2;
  auto* reached = static_cast<volatile size_t*>(shared);
  pid_t child = fork();
  if (child == 0) RunAll(seeds, first, end, reached);
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child) return 2;
  if (status != 0) return Report(argv[0], status, *reached, seeds);
  std::printf("%zu seeds and %zu mutations replayed\n", seeds.size(), argc == 5 ? 0 : mutations);
  return 0;
}
