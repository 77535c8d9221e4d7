// SPDX-License-Identifier: Apache-2.0
// Groups to compare: beside a twin that asks of every set of cells whether a reader could make it, and signatures
// beside those of the united sets.
#include "bouclier/kernels/comparisons.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <random>
#include <set>

#include "bouclier/kernels/near_index.h"

namespace bouclier::kernels {
namespace {

using Cells = std::set<uint32_t>;

// Cells of a box, some of them absent.
OutputTable Table(const std::vector<uint32_t>& sides, std::mt19937& random, uint32_t present_of_ten) {
  OutputTable out;
  for (size_t i = 0; i < sides.size(); ++i) {
    Dimension dimension{std::string(1, static_cast<char>('a' + i)), {}};
    for (uint32_t value = 0; value < sides[i]; ++value) dimension.values.push_back(std::to_string(value));
    out.dimensions.push_back(dimension);
  }
  uint32_t all = 1;
  for (const uint32_t side : sides) all *= side;
  for (uint32_t cell = 0; cell < all; ++cell) {
    if (random() % 10 >= present_of_ten) continue;
    std::vector<uint32_t> at;
    for (uint32_t rest = cell, i = 0; i < sides.size(); rest /= sides[i++]) at.push_back(rest % sides[i]);
    out.cells.push_back(at);
  }
  return out;
}

// Is it what a reader adds up over a range of one key, and all of the others or all but one?
bool IsOfValues(const OutputTable& table, const std::vector<bool>& hidden, const Cells& cells) {
  const size_t keys = table.dimensions.size();
  for (size_t along = 0; along < keys; ++along)
    for (size_t fixed = 0; fixed <= keys; ++fixed) {
      if (fixed == along || keys == 1 || (fixed < keys && keys == 2)) continue;
      for (uint32_t value = 0; value < (fixed < keys ? table.dimensions[fixed].values.size() : 1); ++value) {
        std::map<uint32_t, Cells> by_place;  // places where there is a cell, hidden or not
        for (uint32_t cell = 0; cell < table.cells.size(); ++cell) {
          if (fixed < keys && table.cells[cell][fixed] != value) continue;
          Cells& place = by_place[table.cells[cell][along]];
          if (!hidden[cell]) place.insert(cell);
        }
        for (auto first = by_place.begin(); first != by_place.end(); ++first) {
          Cells sum;
          int length = 0;
          for (auto last = first; last != by_place.end() && ++length <= 12; ++last) {
            sum.insert(last->second.begin(), last->second.end());
            if (sum == cells) return true;
          }
        }
      }
    }
  return false;
}

// Is it all that has one value of a key, or one value of each of two?
bool IsTotalOfValue(const OutputTable& table, const Cells& cells) {
  const size_t keys = table.dimensions.size();
  if (keys < 3) return false;
  const std::vector<uint32_t>& at = table.cells[*cells.begin()];
  for (size_t one = 0; one < keys; ++one)
    for (size_t two = 0; two < keys; ++two) {
      Cells have;
      for (uint32_t cell = 0; cell < table.cells.size(); ++cell)
        if (table.cells[cell][one] == at[one] && table.cells[cell][two] == at[two]) have.insert(cell);
      if (have == cells) return true;
    }
  return false;
}

// Is this set of cells one that is compared? By the definition, word by word.
bool IsCompared(const OutputTable& table, const std::vector<bool>& hidden, const Cells& cells) {
  const bool all_shown = std::none_of(cells.begin(), cells.end(), [&](uint32_t cell) { return hidden[cell]; });
  if (cells.size() == table.cells.size() || (cells.size() == 1 && all_shown)) return true;
  for (size_t along = 0; along < table.dimensions.size(); ++along) {
    std::map<uint32_t, uint32_t> line;  // by place along the dimension
    for (uint32_t cell = 0; cell < table.cells.size(); ++cell) {
      std::vector<uint32_t> moved = table.cells[cell];
      moved[along] = table.cells[*cells.begin()][along];
      if (moved == table.cells[*cells.begin()]) line[table.cells[cell][along]] = cell;
    }
    Cells whole, shown, hid;
    std::string row;  // the line as letters, to look for the run in
    for (const auto& [place, cell] : line) {
      whole.insert(cell);
      (hidden[cell] ? hid : shown).insert(cell);
      row += cells.count(cell) == 1 ? 'x' : '.';
    }
    const bool inside = std::includes(whole.begin(), whole.end(), cells.begin(), cells.end());
    if (cells == whole || cells == shown || cells == hid) return true;
    if (inside && all_shown && cells.size() <= 12 && row.find(std::string(cells.size(), 'x')) != std::string::npos)
      return true;
  }
  return IsOfValues(table, hidden, cells) || IsTotalOfValue(table, cells);
}

TEST(Comparisons, AreThoseOfTheDefinitionAndNoOthers) {
  std::mt19937 random(41);
  for (int round = 0; round < 300; ++round) {
    const std::vector<std::vector<uint32_t>> shapes = {{}, {5}, {3, 3}, {2, 5}, {2, 2, 2}};
    const OutputTable table = Table(shapes[static_cast<size_t>(round) % shapes.size()], random, 8);
    std::vector<bool> hidden;
    for (size_t i = 0; i < table.cells.size(); ++i) hidden.push_back(random() % 4 == 0);
    std::set<Cells> found, expected;
    for (const ComparedGroup& group : GroupsOf(table, hidden)) {
      const bool fresh = found.insert(Cells(group.cells.begin(), group.cells.end())).second;
      EXPECT_TRUE(fresh) << "the same set of cells twice";
    }
    for (uint32_t some = 1; some < 1u << table.cells.size(); ++some) {
      Cells cells;
      for (uint32_t cell = 0; cell < table.cells.size(); ++cell)
        if ((some >> cell & 1) == 1) cells.insert(cell);
      if (IsCompared(table, hidden, cells)) expected.insert(cells);
    }
    ASSERT_EQ(found, expected) << round;
  }
}

TEST(Comparisons, RunsAreOfTwelveCellsAtMost) {
  std::mt19937 random(42);
  const OutputTable table = Table({30}, random, 10);
  std::map<size_t, int> lengths;
  for (const ComparedGroup& group : GroupsOf(table, std::vector<bool>(30, false))) ++lengths[group.cells.size()];
  EXPECT_EQ(lengths.size(), 13u);
  for (int length = 1; length <= 12; ++length) EXPECT_EQ(lengths[static_cast<size_t>(length)], 31 - length);
  EXPECT_EQ(lengths[30], 1);
}

TEST(Comparisons, SignaturesAreThoseOfTheUnitedSets) {
  std::mt19937 random(43);
  for (const auto& sides : std::vector<std::vector<uint32_t>>{{}, {20}, {5, 6}, {3, 3, 3}})
    for (const uint32_t people : {30u, 300u, 100000u}) {
      const OutputTable table = Table(sides, random, 9);
      std::vector<PersonSet> persons;
      std::vector<bool> hidden;
      for (size_t i = 0; i < table.cells.size(); ++i) {
        std::vector<uint32_t> some;
        for (uint32_t size = random() % 60; size > 0; --size) some.push_back(static_cast<uint32_t>(random()) % people);
        persons.push_back(PersonSet::Of(some));
        hidden.push_back(random() % 8 == 0);
      }
      const std::vector<ComparedGroup> groups = GroupsOf(table, hidden);
      const std::vector<GroupSignature> signatures = SignaturesOf(table, hidden, groups, persons);
      ASSERT_EQ(signatures.size(), groups.size());
      for (size_t i = 0; i < groups.size(); ++i) {
        const PersonSet all = PersonsOf(groups[i], persons);
        ASSERT_EQ(signatures[i], SignatureOf(all)) << GroupName(table, groups[i], kEnglishNames);
        std::set<uint32_t> seen;
        bool twice = false;
        for (const uint32_t cell : groups[i].cells)
          for (const uint32_t person : persons[cell].persons()) twice = !seen.insert(person).second || twice;
        EXPECT_EQ(IsSumOfCells(groups[i], signatures[i], persons), !twice);
      }
    }
}

OutputTable Winter() {
  OutputTable out{{{"week", {"2019-W05", "2019-W06", "2019-W07"}}, {"region", {"11", "24"}}}, {}};
  for (uint32_t week = 0; week < 3; ++week)
    for (uint32_t region = 0; region < 2; ++region) out.cells.push_back({week, region});
  return out;
}

TEST(Comparisons, NamesTellACheckerWhatIsMeant) {
  const OutputTable table = Winter();
  std::vector<bool> hidden(6, false);
  hidden[5] = true;  // week 7, region 24
  std::set<std::string> english, french;
  for (const ComparedGroup& group : GroupsOf(table, hidden)) {
    english.insert(GroupName(table, group, kEnglishNames));
    french.insert(GroupName(table, group, kFrenchNames));
  }
  for (const char* name :
       {"cell week=2019-W05, region=11", "line region=11: week 2019-W05…2019-W06", "line region=24: total",
        "line region=24: its shown cells", "line region=24: its hidden cells", "line week=2019-W05: total",
        "table: total", "table: week 2019-W05…2019-W06"})
    EXPECT_EQ(english.count(name), 1u) << name;
  EXPECT_EQ(english.size(), GroupsOf(table, hidden).size()) << "each has a name of its own";
  for (const char* name : {"cellule week=2019-W05, region=11", "ligne region=24 : ses cellules masquées",
                           "tableau : total", "ligne region=11 : week 2019-W06…2019-W07"})
    EXPECT_EQ(french.count(name), 1u) << name;
}

// Two releases: the month as one cell, then its weeks. One person less in one week shows in the run of weeks, although
// no week is near the month.
TEST(Comparisons, F30WeeksOfAMonthReleasedEarlierAreFound) {
  std::mt19937 random(44);
  std::vector<PersonSet> weeks;
  std::vector<uint32_t> month;
  for (int week = 0; week < 6; ++week) {
    std::vector<uint32_t> persons;
    for (int i = 0; i < 200; ++i) persons.push_back(static_cast<uint32_t>(random()));
    weeks.push_back(PersonSet::Of(persons));
    if (week >= 1 && week <= 4) month.insert(month.end(), persons.begin(), persons.end());
  }
  month.pop_back();
  const OutputTable table{{{"week", {"1", "2", "3", "4", "5", "6"}}}, {{0}, {1}, {2}, {3}, {4}, {5}}};
  const std::vector<ComparedGroup> groups = GroupsOf(table, std::vector<bool>(6, false));
  NearIndex index(11);
  for (GroupSignature& signature : SignaturesOf(table, std::vector<bool>(6, false), groups, weeks))
    index.Add(std::move(signature));
  const PersonSet remembered = PersonSet::Of(month);
  const auto found = index.Candidates(SignatureOf(remembered));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(GroupName(table, groups[found[0].group], kEnglishNames), "line week: 2…5");
  EXPECT_TRUE(AreNear(PersonsOf(groups[found[0].group], weeks), remembered, 11));
  // The negative control compares cells alone.
  for (const PersonSet& week : weeks) EXPECT_FALSE(AreNear(week, remembered, 11));
}

TEST(Comparisons, AValueHasThePersonsOfAllItsCellsOnce) {
  const OutputTable table{{{"week", {"a", "b"}}, {"region", {"x", "y", "z"}}}, {{0, 0}, {0, 1}, {1, 1}}};
  const std::vector<PersonSet> cells = {PersonSet::Of({1, 2}), PersonSet::Of({2, 3, 4}), PersonSet::Of({4})};
  EXPECT_EQ(ValueUnits(table, cells), (std::vector<std::vector<uint32_t>>{{4, 1}, {2, 3, 0}}));
  std::vector<uint32_t> many(kManyUnits);
  std::iota(many.begin(), many.end(), 100u);
  const std::vector<PersonSet> more = {PersonSet::Of({1, 2}), PersonSet::Of(many), PersonSet::Of({4})};
  EXPECT_EQ(ValueUnits(table, more), (std::vector<std::vector<uint32_t>>{{64, 1}, {2, 64, 0}})) << "at least";
}

}  // namespace
}  // namespace bouclier::kernels
