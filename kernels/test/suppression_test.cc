// SPDX-License-Identifier: Apache-2.0
// Suppression beside a twin that writes down every table a reader could think of.
#include "bouclier/kernels/suppression.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <random>

namespace bouclier::kernels {
namespace {

using Cells = std::vector<uint32_t>;

Relation Total(const SuppressionTask& task, Cells cells) {
  int64_t sum = 0;
  for (const uint32_t cell : cells) sum += task.counts[cell];
  return {std::move(cells), sum, sum};
}

// A box of counts with the totals of all its lines along each dimension.
SuppressionTask Box(const Cells& sides, Cells counts, uint32_t threshold = 11) {
  SuppressionTask task;
  task.counts = std::move(counts);
  task.threshold = threshold;
  task.protection = threshold - 2;
  for (const uint32_t count : task.counts) task.primary.push_back(count >= 1 && count < threshold);
  for (uint32_t step = 1, i = 0; i < sides.size(); step *= sides[i++])
    for (uint32_t cell = 0; cell < task.counts.size(); ++cell) {
      if (cell / step % sides[i] != 0) continue;
      Cells line;
      for (uint32_t place = 0; place < sides[i]; ++place) line.push_back(cell + place * step);
      task.relations.push_back(Total(task, line));
    }
  return task;
}

// Every table in whole numbers that agrees with what the reader knows, one hidden cell after the other.
class Twin {
 public:
  Twin(const SuppressionTask& task, const std::vector<bool>& hidden) : task_(task), values_(task.counts) {
    for (uint32_t i = 0; i < hidden.size(); ++i)
      if (hidden[i]) order_.push_back(i);
    for (const uint32_t cell : order_) values_[cell] = 0;
    Write(0);
  }
  std::map<uint32_t, std::pair<int64_t, int64_t>> intervals;

 private:
  void Write(size_t next) {
    for (const Relation& relation : task_.relations) {
      int64_t sum = 0;
      bool complete = true;
      for (const uint32_t cell : relation.cells) {
        sum += values_[cell];
        complete =
            complete && std::find(order_.begin() + static_cast<ptrdiff_t>(next), order_.end(), cell) == order_.end();
      }
      if (sum > relation.at_most || (complete && sum < relation.at_least)) return;
    }
    if (next == order_.size()) {
      for (const uint32_t cell : order_) {
        auto& [low, high] = intervals.try_emplace(cell, values_[cell], values_[cell]).first->second;
        low = std::min<int64_t>(low, values_[cell]);
        high = std::max<int64_t>(high, values_[cell]);
      }
      return;
    }
    const uint32_t cell = order_[next];
    for (uint32_t value = 1; value <= 60; ++value) {
      values_[cell] = value;
      Write(next + 1);
    }
    values_[cell] = 0;
  }
  const SuppressionTask& task_;
  Cells order_, values_;
};

Cells Draw(std::mt19937& random, size_t size, uint32_t largest) {
  Cells out;
  for (size_t i = 0; i < size; ++i) out.push_back(random() % 3 == 0 ? random() % 4 : random() % (largest + 1));
  return out;
}

// What a plan promises, checked with the twin.
void ExpectKept(const SuppressionTask& task, const SuppressionPlan& plan) {
  const Twin twin(task, plan.hidden);
  bool all = true;
  for (const Inferred& one : plan.audit) {
    const auto [low, high] = twin.intervals.at(one.cell);
    EXPECT_LE(low, one.low);
    EXPECT_GE(high, one.high) << "the audit claims more doubt than there is";
    EXPECT_TRUE(!one.exact || std::pair(one.low, one.high) == std::pair(low, high));
    EXPECT_EQ(one.is_protected, !task.primary[one.cell] || one.high - one.low >= task.protection);
    all = all && one.is_protected;
  }
  for (uint32_t i = 0; i < task.counts.size(); ++i) {
    EXPECT_TRUE(plan.hidden[i] || !task.primary[i]);
    EXPECT_TRUE(task.counts[i] > 0 || !plan.hidden[i]);
  }
  std::vector<uint32_t> open;
  for (uint32_t i = 0; i < task.relations.size(); ++i) {
    uint64_t units = 0;
    for (const uint32_t cell : task.relations[i].cells) units += plan.hidden[cell] ? task.counts[cell] : 0;
    if (units > 0 && units < task.threshold) open.push_back(i);
  }
  EXPECT_EQ(plan.open_lines, open);
  EXPECT_EQ(plan.safe, all && open.empty());
}

TEST(Suppression, AgreesWithEveryTableAReaderCouldThinkOf) {
  std::mt19937 random(31);
  size_t safe = 0, unsafe = 0, second = 0, exact = 0, hidden = 0;
  const std::vector<Cells> shapes = {{4}, {6}, {2, 3}, {3, 3}, {2, 2, 2}};
  for (int round = 0; round < 600; ++round) {
    const Cells& sides = shapes[static_cast<size_t>(round) % shapes.size()];
    const size_t size = std::accumulate(sides.begin(), sides.end(), size_t{1}, std::multiplies<>());
    const SuppressionTask task = Box(sides, Draw(random, size, 9), 4);
    const SuppressionPlan plan = PlanSuppression(task).value();
    ExpectKept(task, plan);
    (plan.safe ? safe : unsafe) += 1;
    for (const Inferred& one : plan.audit) {
      exact += one.exact;
      ++hidden;
      second += !task.primary[one.cell];
    }
    // With a table of one or two dimensions the reader's interval is known exactly.
    for (const Inferred& one : plan.audit) EXPECT_TRUE(one.exact || sides.size() > 2);
  }
  EXPECT_GT(safe, 150u);
  EXPECT_GT(unsafe, 50u) << "too few counts beside a small one: nothing can be done";
  EXPECT_GT(second, 300u);
  EXPECT_GT(exact, hidden * 9 / 10);
}

// The negative control: hiding only what the rule hides lets margins give it back, exactly.
TEST(Suppression, F30MarginsGiveBackALoneHiddenCell) {
  const SuppressionTask task = Box({3, 3}, {3, 40, 50, 60, 70, 80, 90, 30, 20});
  const SuppressionPlan primary_only = AuditSuppression(task, task.primary).value();
  ASSERT_EQ(primary_only.audit.size(), 1u);
  EXPECT_EQ(primary_only.audit[0].low, 3);
  EXPECT_EQ(primary_only.audit[0].high, 3);
  EXPECT_FALSE(primary_only.safe);
  EXPECT_EQ(primary_only.open_lines.size(), 2u);
  const SuppressionPlan plan = PlanSuppression(task).value();
  EXPECT_TRUE(plan.safe);
  EXPECT_EQ(std::count(plan.hidden.begin(), plan.hidden.end(), true), 4) << "a rectangle, no more";
  EXPECT_GE(plan.audit[0].high - plan.audit[0].low, 9);
}

// One cell more is not always enough: 10 beside 2 leaves the line's twelve, and from the column each follows.
TEST(Suppression, TwoHiddenCellsOfALineMayStillBeKnown) {
  SuppressionTask task = Box({2, 2}, {3, 40, 12, 70});
  std::vector<bool> two = {true, true, false, false};
  EXPECT_FALSE(AuditSuppression(task, two).value().safe);
  EXPECT_TRUE(PlanSuppression(task).value().safe);
}

TEST(Suppression, ARememberedTotalBindsCellsOfALaterTable) {
  // No margins of its own; an older output said what the first three cells are together.
  SuppressionTask task;
  task.counts = {4, 30, 25, 80, 90};
  task.primary = {true, false, false, false, false};
  const SuppressionPlan alone = PlanSuppression(task).value();
  EXPECT_TRUE(alone.safe);
  EXPECT_EQ(alone.hidden, task.primary);
  EXPECT_EQ(alone.audit[0].high, 4 + kReach);
  EXPECT_FALSE(alone.audit[0].exact);
  task.relations = {Total(task, {0, 1, 2})};
  EXPECT_FALSE(AuditSuppression(task, task.primary).value().safe);
  const SuppressionPlan plan = PlanSuppression(task).value();
  EXPECT_TRUE(plan.safe);
  EXPECT_EQ(plan.hidden, (std::vector<bool>{true, false, true, false, false})) << "the cheaper of the two";
  ExpectKept(task, plan);
}

TEST(Suppression, BoundsThatAreNoTotalsBindToo) {
  // Distinct persons of a line: at least as many as the total says, at most as often as there are cells.
  SuppressionTask task;
  task.counts = {5, 30, 40};
  task.primary = {true, false, false};
  task.relations = {{{0, 1, 2}, 74, 76}};
  EXPECT_FALSE(AuditSuppression(task, task.primary).value().safe);
  const Inferred known = AuditSuppression(task, task.primary).value().audit[0];
  EXPECT_EQ((std::pair(known.low, known.high)), (std::pair<int64_t, int64_t>(4, 6)));
  EXPECT_TRUE(PlanSuppression(task).value().safe);
}

TEST(Suppression, SaysWhenNothingIsLeftToHide) {
  const SuppressionTask task = Box({3}, {4, 0, 0});
  const SuppressionPlan plan = PlanSuppression(task).value();
  EXPECT_FALSE(plan.safe);
  EXPECT_EQ(plan.hidden, task.primary) << "nothing is hidden in vain";
  EXPECT_EQ(plan.open_lines, (std::vector<uint32_t>{0}));
  EXPECT_FALSE(plan.audit[0].is_protected);
}

TEST(Suppression, HiddenPersonsOfALineAreCountedOnce) {
  // 8 and 9 are 17 by adding, but the same nine persons.
  SuppressionTask task;
  task.counts = {8, 9, 30};
  task.primary = {true, true, false};
  task.lines = {{0, 1, 2}};
  EXPECT_EQ(PlanSuppression(task).value().hidden, task.primary);
  std::vector<PersonSet> persons = {PersonSet::Of({1, 2, 3, 4, 5, 6, 7, 8}),
                                    PersonSet::Of({1, 2, 3, 4, 5, 6, 7, 8, 9})};
  std::vector<uint32_t> others(30);
  std::iota(others.begin(), others.end(), 100);
  persons.push_back(PersonSet::Of(others));
  task.persons = persons;
  EXPECT_EQ(PlanSuppression(task).value().hidden, (std::vector<bool>{true, true, true}));
  EXPECT_FALSE(AuditSuppression(task, task.primary).value().safe);
}

TEST(Suppression, TotalsOfOtherDataAreRefused) {
  SuppressionTask task;
  task.counts = {5, 30, 40};
  task.primary = {true, false, false};
  task.relations = {{{0, 1, 2}, 76, 76}};
  EXPECT_EQ(PlanSuppression(task).error().code, ErrorCode::kPrecondition);
  EXPECT_EQ(AuditSuppression(task, task.primary).error().code, ErrorCode::kPrecondition);
}

TEST(Suppression, ALargeTableIsSafeAndMostlyShown) {
  std::mt19937 random(32);
  Cells counts;
  for (int i = 0; i < 500; ++i) counts.push_back(random() % 12 == 0 ? 1 + random() % 10 : 11 + random() % 900);
  const SuppressionTask task = Box({25, 20}, counts);
  const SuppressionPlan plan = PlanSuppression(task).value();
  EXPECT_TRUE(plan.safe);
  for (const Inferred& one : plan.audit) EXPECT_TRUE(one.exact);
  const auto primary = std::count(task.primary.begin(), task.primary.end(), true);
  EXPECT_LT(std::count(plan.hidden.begin(), plan.hidden.end(), true), 3 * primary);
}

// Hidden are persons enough; of another unit there must be enough too, or none.
TEST(Suppression, HiddenCellsOfALineAreOfEnoughFurtherUnitsOrNone) {
  SuppressionTask task;
  task.counts = {40, 50, 60, 70, 80};
  task.primary = {true, false, false, false, false};
  task.lines = {{0, 1, 2, 3, 4}};
  const auto second = [&](std::vector<PersonSet> units) {
    task.further = {{units, 3}};
    const SuppressionPlan plan = PlanSuppression(task).value();
    EXPECT_TRUE(plan.hidden[0]);
    return std::pair(std::count(plan.hidden.begin(), plan.hidden.end(), true) - 1, plan.safe);
  };
  const auto of = [](std::vector<uint32_t> units) { return PersonSet::Of(std::move(units)); };
  EXPECT_EQ(second({of({1}), of({2, 3, 4}), of({2, 3}), of({2, 3}), of({2, 3})}), std::pair(1L, true));
  EXPECT_EQ(second({of({1}), of({1}), of({1}), of({1, 2}), of({1, 2, 3})}), std::pair(1L, true)) << "the last alone";
  EXPECT_EQ(second({of({1, 2, 3}), of({1}), of({1}), of({1}), of({1})}), std::pair(0L, true)) << "enough already";
  EXPECT_EQ(second({of({}), of({1}), of({1}), of({1}), of({1})}), std::pair(0L, true)) << "of none";
  EXPECT_EQ(second({of({1}), of({1}), of({1}), of({2}), of({2})}).second, false) << "two of them in all";
  // The twin knows of persons alone.
  task.further.clear();
  EXPECT_EQ(std::ranges::count(PlanSuppression(task)->hidden, true), 1);
}

}  // namespace
}  // namespace bouclier::kernels
