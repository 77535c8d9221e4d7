// SPDX-License-Identifier: Apache-2.0
#include "bouclier/kernels/few_apart.h"

#include <algorithm>
#include <array>
#include <random>
#include <set>

#include "bouclier/base/check.h"

namespace bouclier::kernels {
namespace {

// Exact but for a false "cancels" with probability 2^-61, and never beyond its bits.
constexpr uint64_t kPrime = (uint64_t{1} << 61) - 1;
constexpr size_t kMostForThree = 6;
constexpr size_t kMostDistinct = 32;  // up to here, every two shares are tried
constexpr int kDraws = 64;

using Shares = std::array<uint64_t, 3>;  // one person's, of up to three numbers; zeros after

uint64_t Residue(int64_t value) {
  const int64_t rest = value % static_cast<int64_t>(kPrime);
  return static_cast<uint64_t>(rest < 0 ? rest + static_cast<int64_t>(kPrime) : rest);
}
uint64_t Times(uint64_t a, uint64_t b) { return static_cast<uint64_t>(static_cast<unsigned __int128>(a) * b % kPrime); }
uint64_t Less(uint64_t a, uint64_t b) { return a >= b ? a - b : a + kPrime - b; }

// Weights under which both persons' shares cancel.
Shares Cross(const Shares& a, const Shares& b) {
  return {Less(Times(a[1], b[2]), Times(a[2], b[1])), Less(Times(a[2], b[0]), Times(a[0], b[2])),
          Less(Times(a[0], b[1]), Times(a[1], b[0]))};
}

bool Cancels(const Shares& weights, const Shares& shares) {
  unsigned __int128 sum = 0;
  for (size_t i = 0; i < 3; ++i) sum += static_cast<unsigned __int128>(weights[i]) * shares[i];
  return sum % kPrime == 0;
}

class Subset {
 public:
  Subset(std::vector<Shares> shares, size_t numbers, uint32_t threshold)
      : shares_(std::move(shares)), numbers_(numbers), threshold_(threshold) {
    std::erase(shares_, Shares{});
    for (const Shares& one : shares_)
      if (distinct_.insert(one).second && distinct_.size() > kMostDistinct) break;
  }

  uint32_t Fewest() {
    if (shares_.size() < threshold_) return 0;
    if (distinct_.size() <= kMostDistinct)
      TryAll();
    else
      TryDrawn();
    return fewest_ == threshold_ ? 0 : fewest_;
  }

 private:
  void TryAll() {
    const std::vector<Shares> all(distinct_.begin(), distinct_.end());
    for (size_t i = 0; i < all.size(); ++i)
      for (size_t j = numbers_ == 2 ? i : i + 1; j < (numbers_ == 2 ? i + 1 : all.size()); ++j) Try(all[i], all[j]);
  }
  void TryDrawn() {
    std::mt19937_64 random(shares_.size());
    for (int draw = 0; draw < kDraws; ++draw)
      Try(shares_[random() % shares_.size()], shares_[random() % shares_.size()]);
  }

  void Try(const Shares& a, const Shares& b) {
    const Shares weights = numbers_ == 2 ? Shares{a[1], Less(0, a[0]), 0} : Cross(a, b);
    if (weights == Shares{}) return;
    uint32_t apart = 0;
    for (const Shares& one : shares_)
      if (!Cancels(weights, one) && ++apart >= fewest_) return;
    const auto cancelled = std::ranges::count_if(shares_, [&](const Shares& one) {
      return Cancels(weights, one) && ((weights[0] && one[0]) || (weights[1] && one[1]) || (weights[2] && one[2]));
    });
    if (apart != 0 && static_cast<uint64_t>(cancelled) >= threshold_) fewest_ = apart;
  }

  std::vector<Shares> shares_;
  const size_t numbers_;
  const uint32_t threshold_;
  std::set<Shares> distinct_;
  uint32_t fewest_ = threshold_;  // none yet
};

class Search {
 public:
  Search(std::span<const CellNumber> numbers, uint32_t threshold) : numbers_(numbers), threshold_(threshold) {}

  uint32_t Run() {
    const size_t count = numbers_.size();
    for (size_t a = 0; a < count; ++a) {
      if (numbers_[a].is_sum) Look({&numbers_[a], nullptr}, 2);
      for (size_t b = a + 1; b < count; ++b) {
        Look({&numbers_[a], &numbers_[b]}, 2);
        if (count > kMostForThree) continue;
        if (numbers_[a].is_sum && numbers_[b].is_sum) Look({&numbers_[a], &numbers_[b], nullptr}, 3);
        for (size_t c = b + 1; c < count; ++c) Look({&numbers_[a], &numbers_[b], &numbers_[c]}, 3);
      }
    }
    return fewest_;
  }

 private:
  // No number: the count of persons.
  void Look(std::array<const CellNumber*, 3> of, size_t numbers) {
    std::vector<Shares> shares(numbers_[0].contributions.size(), Shares{});
    for (size_t number = 0; number < numbers; ++number)
      for (size_t i = 0; i < shares.size(); ++i)
        shares[i][number] = of[number] == nullptr ? 1 : Residue(of[number]->contributions[i]);
    const uint32_t found = Subset(std::move(shares), numbers, threshold_).Fewest();
    if (found != 0 && (fewest_ == 0 || found < fewest_)) fewest_ = found;
  }

  const std::span<const CellNumber> numbers_;
  const uint32_t threshold_;
  uint32_t fewest_ = 0;
};

}  // namespace

uint32_t FewApart(std::span<const CellNumber> numbers, uint32_t threshold) {
  if (numbers.empty()) return 0;
  for (const CellNumber& number : numbers)
    BOUCLIER_CHECK(number.contributions.size() == numbers[0].contributions.size());
  return Search(numbers, threshold).Run();
}

}  // namespace bouclier::kernels
