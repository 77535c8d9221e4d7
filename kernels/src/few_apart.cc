// SPDX-License-Identifier: Apache-2.0
#include "bouclier/kernels/few_apart.h"

#include <array>
#include <numeric>
#include <random>
#include <utility>

#include "bouclier/base/check.h"

namespace bouclier::kernels {
namespace {

// Exact but for a false "cancels" with probability 2^-61, and never beyond its bits.
constexpr uint64_t kPrime = (uint64_t{1} << 61) - 1;
constexpr size_t kMostForThree = 6;
constexpr size_t kMostDistinct = 32;  // up to here, every two shares are tried
constexpr int kDraws = 64;

using Shares = std::array<int64_t, 3>;  // one person's, of up to three numbers; zeros after
using Weights = std::array<uint64_t, 3>;

uint64_t Residue(int64_t value) {
  const int64_t rest = value % static_cast<int64_t>(kPrime);
  return static_cast<uint64_t>(rest < 0 ? rest + static_cast<int64_t>(kPrime) : rest);
}
Weights ResiduesOf(const Shares& shares) { return {Residue(shares[0]), Residue(shares[1]), Residue(shares[2])}; }
uint64_t Times(uint64_t a, uint64_t b) { return static_cast<uint64_t>(static_cast<unsigned __int128>(a) * b % kPrime); }
uint64_t Less(uint64_t a, uint64_t b) { return a >= b ? a - b : a + kPrime - b; }

// Weights under which both persons' shares cancel.
Weights Cross(const Weights& a, const Weights& b) {
  return {Less(Times(a[1], b[2]), Times(a[2], b[1])), Less(Times(a[2], b[0]), Times(a[0], b[2])),
          Less(Times(a[0], b[1]), Times(a[1], b[0]))};
}

bool Cancels(const Weights& weights, const Shares& shares) {
  const Weights residues = ResiduesOf(shares);
  unsigned __int128 sum = 0;
  for (size_t i = 0; i < 3; ++i) sum += static_cast<unsigned __int128>(weights[i]) * residues[i];
  return sum % kPrime == 0;
}

bool IsIn(const Weights& weights, const Shares& shares) {
  for (size_t i = 0; i < 3; ++i)
    if (weights[i] != 0 && shares[i] != 0) return true;
  return false;
}

struct Held {
  Shares shares;
  uint32_t persons;
};

// Some numbers together. No number: the count of persons.
class Subset {
 public:
  Subset(std::array<const CellNumber*, 3> of, size_t numbers, size_t persons, uint32_t threshold)
      : of_(of), numbers_(numbers), persons_(persons), threshold_(threshold), fewest_(threshold) {}

  uint32_t Fewest() {
    if (FindDistinct()) {
      TryAll();
    } else {
      held_.clear();
      for (uint32_t person = 0; person < persons_; ++person)
        if (SharesOf(person) != Shares{}) there_.push_back(person);
      TryDrawn();
    }
    return fewest_ == threshold_ ? 0 : fewest_;
  }

 private:
  Shares SharesOf(size_t person) const {
    Shares out{};
    for (size_t i = 0; i < numbers_; ++i) out[i] = of_[i] == nullptr ? 1 : of_[i]->contributions[person];
    return out;
  }

  // False: they are many.
  bool FindDistinct() {
    for (size_t person = 0; person < persons_; ++person) {
      const Shares shares = SharesOf(person);
      if (shares == Shares{}) continue;
      size_t at = 0;
      while (at < held_.size() && held_[at].shares != shares) ++at;
      if (at == kMostDistinct) return false;
      if (at == held_.size()) held_.push_back({shares, 0});
      ++held_[at].persons;
      if (at > 0 && held_[at].persons > held_[at - 1].persons) std::swap(held_[at], held_[at - 1]);
    }
    return true;
  }

  void TryAll() {
    for (size_t i = 0; i < held_.size(); ++i)
      for (size_t j = numbers_ == 2 ? i : i + 1; j < (numbers_ == 2 ? i + 1 : held_.size()); ++j)
        if (!Try(held_[i].shares, held_[j].shares)) return;
  }
  void TryDrawn() {
    std::mt19937_64 random(there_.size());
    const auto drawn = [&] { return SharesOf(there_[random() % there_.size()]); };
    for (int draw = 0; draw < kDraws; ++draw) {
      const Shares first = drawn();
      if (!Try(first, numbers_ == 2 ? first : drawn())) return;
    }
  }

  // Every person's shares, or every distinct ones with their number. False: `each` had enough.
  template <typename Each>
  bool ForEach(const Each& each) const {
    for (const Held& one : held_)
      if (!each(one.shares, one.persons)) return false;
    for (const uint32_t person : there_)
      if (!each(SharesOf(person), 1u)) return false;
    return true;
  }

  // False: everybody cancels, and so they do under any other weights that are drawn.
  bool Try(const Shares& first, const Shares& second) {
    const Weights a = ResiduesOf(first), b = ResiduesOf(second);
    const Weights weights = numbers_ == 2 ? Weights{a[1], Less(0, a[0]), 0} : Cross(a, b);
    if (weights == Weights{}) return true;
    uint64_t apart = 0, cancelled = 0;
    if (!ForEach(
            [&](const Shares& one, uint32_t persons) { return Cancels(weights, one) || (apart += persons) < fewest_; }))
      return true;
    if (apart == 0) return false;
    ForEach([&](const Shares& one, uint32_t persons) {
      if (IsIn(weights, one) && Cancels(weights, one)) cancelled += persons;
      return true;
    });
    if (cancelled >= threshold_) fewest_ = static_cast<uint32_t>(apart);
    return true;
  }

  const std::array<const CellNumber*, 3> of_;
  const size_t numbers_, persons_;
  const uint32_t threshold_;
  uint32_t fewest_;              // threshold: none yet
  std::vector<Held> held_;       // when they are few
  std::vector<uint32_t> there_;  // else: whose shares are not all zero
};

// All but few add the same to a sum, but for a multiple of one number: what the sum leaves when divided by it tells of
// the few. Differences of some persons' shares suggest the number.
class Remainders {
 public:
  Remainders(std::span<const int64_t> shares, uint32_t threshold) : threshold_(threshold) {
    for (const int64_t share : shares) {
      if (share != 0) shares_.push_back(share);
    }
    without_ = static_cast<uint32_t>(shares.size() - shares_.size());
  }

  uint32_t Fewest() {
    if (shares_.size() < threshold_) return 0;
    std::mt19937_64 random(shares_.size());
    uint32_t fewest = 0;
    for (int draw = 0; draw < kDraws * 4; ++draw) {
      const int64_t first = shares_[random() % shares_.size()];
      uint64_t divisor = 0;
      for (int other = 1; other < kSharesDrawn && (divisor == 0 || divisor >= threshold_); ++other)
        divisor = std::gcd(divisor, Apart(first, shares_[random() % shares_.size()]));
      if (divisor < threshold_) continue;  // 0: they are equal, and what is constant is looked for elsewhere
      const uint32_t apart = Off(first, divisor);
      if (apart == 0 || apart >= threshold_ || shares_.size() - apart < threshold_) continue;
      if (fewest == 0 || apart < fewest) fewest = apart;
    }
    return fewest;
  }

 private:
  static constexpr int kSharesDrawn = 6;

  static uint64_t Apart(int64_t a, int64_t b) {
    const auto one = static_cast<uint64_t>(a), other = static_cast<uint64_t>(b);
    return a > b ? one - other : other - one;
  }
  uint32_t Off(int64_t first, uint64_t divisor) const {
    const bool of_all = Apart(first, 0) % divisor != 0 && without_ < threshold_;
    uint32_t off = of_all ? without_ : 0;
    for (const int64_t share : shares_) {
      off += Apart(first, share) % divisor != 0 ? 1 : 0;
      if (off >= threshold_) break;
    }
    return off;
  }

  const uint32_t threshold_;
  std::vector<int64_t> shares_;  // that are not zero
  uint32_t without_ = 0;
};

class Search {
 public:
  Search(std::span<const CellNumber> numbers, uint32_t threshold) : numbers_(numbers), threshold_(threshold) {}

  uint32_t Run() {
    const size_t count = numbers_.size();
    for (size_t a = 0; a < count; ++a) {
      if (numbers_[a].is_sum) {
        Look({&numbers_[a], nullptr}, 2);
        Note(Remainders(numbers_[a].contributions, threshold_).Fewest());
      }
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
  void Look(std::array<const CellNumber*, 3> of, size_t numbers) {
    Note(Subset(of, numbers, numbers_[0].contributions.size(), threshold_).Fewest());
  }
  void Note(uint32_t found) {
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
