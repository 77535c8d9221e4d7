// SPDX-License-Identifier: Apache-2.0
// Extracts of many drawn permits against the twin: the same rows, once each label of the source is matched with one
// pseudonym; and twins without a check, which the comparison catches.
#include <random>

#include "bouclier/provision/lint.h"
#include "extract_twin.h"
#include "points/every_point.h"

namespace bouclier::provision::test {
namespace {

// Under a sanitizer one takes two seconds of CPU.
constexpr uint32_t kPermits = points::kSanitized ? 8 : 50;

// Which pseudonym each label of the source has in a project; labels of lines have none that is known beforehand.
class Names {
 public:
  Names(const vault::Crosswalk& crosswalk, const SecretBytes& key) : crosswalk_(crosswalk), pseudonymiser_(key) {}

  std::string Of(const std::string& label) const {
    const size_t colon = label.find(':');
    const std::string of = label.substr(0, colon), value = label.substr(colon + 1);
    std::string key = value;
    if (of == "person" || of == "case") key = Keyed(value, of == "case" ? vault::MakeCaseKey : Person);
    if (of == "psa") key = Keyed(value, vault::MakePsaKey);
    if (of == "stay") {
      const size_t first = value.find('|'), second = value.find('|', first + 1);
      vault::MakeStayKey(key, value.substr(0, first), Bare(value.substr(first + 1, second - first - 1)),
                         Bare(value.substr(second + 1)));
    }
    for (size_t i = 0; i < vault::Crosswalk::kClasses; ++i) {
      const auto identity = static_cast<catalog::IdentityClass>(i);
      if (catalog::IdentityClassName(identity) != of) continue;
      const uint32_t ordinal = crosswalk_.Find(identity, key);
      if (ordinal == vault::kNoPerson) return "unknown " + label;
      kernels::Pseudonym made;
      pseudonymiser_.Compute(static_cast<kernels::PseudonymClass>(i), std::span(&ordinal, 1), std::span(&made, 1));
      return kernels::PseudonymText(made);
    }
    return "no class " + label;
  }

 private:
  // Zeros at the front do not count in a stay's key (docs/formats/crosswalk.md).
  static std::string Bare(const std::string& number) {
    const size_t first = number.find_first_not_of('0');
    return first == std::string::npos ? number.substr(number.size() - 1) : number.substr(first);
  }
  static void Person(std::string& out, std::string_view kind, std::string_view id) {
    kind == "N" ? vault::MakeLifelongKey(out, id) : vault::MakePersonKey(out, id);
  }
  template <typename Make>
  static std::string Keyed(const std::string& value, const Make& make) {
    std::string key;
    const size_t bar = value.find('|');
    make(key, value.substr(0, bar), value.substr(bar + 1));
    return key;
  }
  const vault::Crosswalk& crosswalk_;
  const kernels::Pseudonymiser pseudonymiser_;
};

bool IsLabel(const std::string& text) {
  for (const char* of : {"person:", "psa:", "line:", "stay:", "case:", "insured:", "mother_child:", "professional:",
                         "employer:", "death_certificate:"})
    if (text.starts_with(of)) return true;
  return false;
}

// Everything that rows say, without knowing names of lines: rows of one line, of all tables, go together.
using Lines = std::multiset<std::multiset<std::string>>;
Lines Together(const TextRows& rows) {
  std::map<std::string, std::multiset<std::string>> by_line;
  Lines out;
  for (const auto& [table, list] : rows)
    for (const TextRow& row : list) {
      std::string text = table, line = "-";
      for (const auto& [name, value] : row) {
        if (name == "LINE_P")
          line = value;
        else
          text += ";" + name + "=" + value;
      }
      if (line == "-")
        out.insert({text});
      else
        by_line[line].insert(text);
    }
  for (auto& [line, texts] : by_line) out.insert(std::move(texts));
  return out;
}

class Oracle : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    base = new PlainBase(SyntheticBase());
    hub = new ExtractHub;
    hub->DeliverFolder(SyntheticBase() / "files");
    hub->Ingest();
    crosswalk = new vault::Crosswalk(hub->ReadCrosswalk());
    LoadLists();
  }
  // Some of each kind: known, unknown, ambiguous, shared, in PMSI only.
  static void LoadLists() {
    std::mt19937 random(5);
    objectors = new Objectors;
    const std::vector<std::string> ids(base->ids().begin(), base->ids().end());
    for (int i = 0; i < 40; ++i) objectors->ids.push_back(ids[random() % ids.size()]);
    objectors->ids.push_back("nobodyhere");
    size_t ambiguous = 0, shared = 0, unknown = 0;
    size_t other_rank = 0;
    for (const std::string& psa : base->psas()) {
      if (psa.back() == '|' && other_rank++ < 2) objectors->psas.push_back(psa + "9");  // a rank that no row has
      if (psa.back() == '|') continue;
      const std::string owner = base->Owner(psa), bare = base->Owner(PlainBase::Bare(psa));
      const bool pick = (owner == PlainBase::kAmbiguous && ambiguous++ < 2) || (owner.empty() && unknown++ < 4) ||
                        (owner != bare && bare == PlainBase::kAmbiguous && shared++ < 2) || random() % 40 == 0;
      if (pick) objectors->psas.push_back(psa);
    }
    std::string by_id = "BEN_IDT_ANO\n", by_psa = "BEN_NIR_PSA;BEN_RNG_GEM\n";
    for (const std::string& id : objectors->ids) by_id += id + "\n";
    for (std::string psa : objectors->psas) {
      std::ranges::replace(psa, '|', ';');
      by_psa += psa + "\n";
    }
    hub->Object("by-id", by_id);
    hub->Object("by-number", by_psa);
  }
  static Objectors ObjectorsOf(const policy::Permit& permit) {
    const auto has = [&](const char* list) {
      return std::ranges::find(permit.opposition.lists, list) != permit.opposition.lists.end();
    };
    const bool all = permit.opposition.scope == policy::OppositionScope::kAll;
    Objectors out;
    if (all || has("by-id")) out.ids = objectors->ids;
    if (all || has("by-number")) out.psas = objectors->psas;
    return out;
  }
  static SecretBytes KeyOf(const std::string& id) {
    const auto reader = hub->state.Read().value();
    return OpenProjectKey(*reader, *hub->pseudonyms, *hub->projects.at(id), id).value();
  }
  // The twin's rows with labels replaced; each label one pseudonym and each pseudonym one label, per class.
  static TextRows Named(TextRows rows, const std::string& id) {
    const SecretBytes key = KeyOf(id);
    const Names names(*crosswalk, key);
    std::map<std::string, std::string> name_of, label_of;
    for (auto& [table, list] : rows)
      for (TextRow& row : list)
        for (auto& [name, value] : row) {
          if (!IsLabel(value) || value.starts_with("line:")) continue;
          const auto [found, fresh] = name_of.try_emplace(value);
          if (fresh) {
            found->second = names.Of(value);
            EXPECT_TRUE(label_of.emplace(found->second, value).second) << "two of one pseudonym: " << value;
          }
          value = found->second;
        }
    return rows;
  }
  static void Compare(const policy::Permit& permit) {
    const Twin twin(*base, permit, ObjectorsOf(permit));
    const TextRows expected = Named(twin.Rows(), permit.id), given = hub->Rows(permit.id);
    for (const auto& [table, rows] : expected) ASSERT_EQ(given.at(table).size(), rows.size()) << table;
    EXPECT_EQ(Together(given), Together(expected));
  }

  // Whether an extract of one permit passes for one of another: what a missing check would make.
  static bool PassesFor(const policy::Permit& made, const policy::Permit& meant) {
    hub->Project(made);
    const auto result = hub->Run(made.id);
    EXPECT_TRUE(result.ok()) << result.error().message;
    const TextRows expected = Named(Twin(*base, meant, ObjectorsOf(meant)).Rows(), made.id);
    return Together(hub->Rows(made.id)) == Together(expected);
  }

  static PlainBase* base;
  static ExtractHub* hub;
  static vault::Crosswalk* crosswalk;
  static Objectors* objectors;
};
PlainBase* Oracle::base;
ExtractHub* Oracle::hub;
vault::Crosswalk* Oracle::crosswalk;
Objectors* Oracle::objectors;

// Draws permits: tables, columns, dates, regions, codes, steps, lists.
class Draw {
 public:
  Draw(const PlainBase& base, uint32_t seed) : base_(base), random_(seed) {}

  policy::Permit Permit(const std::string& id) {
    std::vector<policy::TableGrant> grants;
    const auto tables = catalog::BuiltInTables();
    const size_t count = 1 + random_() % 4;
    while (grants.size() < count) {
      const catalog::Table& table = tables[random_() % tables.size()];
      if (std::ranges::find(grants, table.name, &policy::TableGrant::table) != grants.end()) continue;
      grants.push_back({std::string(table.name), Columns(table)});
    }
    policy::Permit permit = PermitOf(id, std::move(grants));
    permit.generalisation = {static_cast<policy::ResidenceStep>(random_() % 4), Step(), Step(), Step()};
    if (random_() % 2) Dates(permit);
    if (random_() % 3 == 0) permit.rows.regions = {Region(), Region()};
    if (permit.rows.regions.size() == 2 && permit.rows.regions[0] == permit.rows.regions[1])
      permit.rows.regions.pop_back();
    if (random_() % 2) Codes(permit);
    if (random_() % 5 == 0) permit.population_cap = 100'000;
    Opposition(permit);
    return permit;
  }

 private:
  policy::DateStep Step() { return static_cast<policy::DateStep>(random_() % 3); }
  std::string Region() {
    const auto all = catalog::Departments();
    return std::string(all[random_() % all.size()].region);
  }
  std::vector<std::string> Columns(const catalog::Table& table) {
    std::vector<std::string> columns;
    while (columns.empty())
      for (const catalog::Column& column : table.columns) {
        const bool likely =
            column.identity != catalog::IdentityClass::kNone || column.concept_ != catalog::Concept::kNone;
        if (random_() % (likely ? 2 : 8) == 0) columns.emplace_back(column.name);
      }
    return columns;
  }
  void Dates(policy::Permit& permit) {
    policy::CareDates dates;
    for (const policy::TableGrant& grant : permit.tables)
      if (catalog::FindTable(grant.table)->care_date != catalog::CareDateRoute::kNone && random_() % 4 != 0)
        dates.tables.push_back(grant.table);
    if (dates.tables.empty()) return;
    dates.from = policy::ParseDay("2018-07-01").value() + std::chrono::days(random_() % 200);
    dates.to = dates.from + std::chrono::days(40 + random_() % 200);
    dates.cutoff = policy::MonthOf(dates.to) + std::chrono::months(1 + random_() % 8);
    permit.rows.care_dates = dates;
  }
  void Codes(policy::Permit& permit) {
    const policy::TableGrant& grant = permit.tables[random_() % permit.tables.size()];
    const catalog::Table& table = *catalog::FindTable(grant.table);
    for (int tries = 0; tries < 50; ++tries) {
      const catalog::Column& column = table.columns[random_() % table.columns.size()];
      const bool text = column.type == catalog::ColumnType::kText;
      const bool plain = column.identity == catalog::IdentityClass::kNone;
      if (!plain || (!text && column.type != catalog::ColumnType::kInteger)) continue;
      policy::CodeFilter filter{grant.table, std::string(column.name), {}, {}};
      for (const PlainRow& row : base_.rows()) {
        if (row.table != grant.table || random_() % 20 != 0 || row.Cell(column.name).empty()) continue;
        std::string cell = row.Cell(column.name);
        if (!text) cell = std::to_string(std::stoll(cell));
        if (text && random_() % 2) {
          cell.resize(std::min<size_t>(cell.size(), 2));
          if (std::ranges::find(filter.starts_with, cell) == filter.starts_with.end())
            filter.starts_with.push_back(cell);
        } else if (std::ranges::find(filter.values, cell) == filter.values.end()) {
          filter.values.push_back(cell);
        }
        if (filter.values.size() + filter.starts_with.size() >= 5) break;
      }
      if (filter.values.empty() && filter.starts_with.empty()) continue;
      permit.rows.codes = {filter};
      return;
    }
  }
  void Opposition(policy::Permit& permit) {
    switch (random_() % 4) {
      case 0:
        permit.opposition = {policy::OppositionScope::kNone, {}, "a test"};
        break;
      case 1:
        permit.opposition = {policy::OppositionScope::kNamed, {random_() % 2 ? "by-id" : "by-number"}, ""};
        break;
      default:
        permit.opposition = {policy::OppositionScope::kAll, {}, ""};
    }
  }

  const PlainBase& base_;
  std::mt19937 random_;
};

TEST_F(Oracle, GivesTheRowsThatTheTwinGives) {
  uint64_t made = 0, rows = 0;
  for (uint32_t seed = 1; made < kPermits; ++seed) {
    const policy::Permit permit = Draw(*base, seed).Permit("drawn-" + std::to_string(seed));
    if (HasErrors(Lint(permit))) continue;  // not every draw can be issued
    ++made;
    hub->Project(permit);
    ExtractOptions options;
    options.threads = 2;
    if (seed % 3 == 0) options.test_only_row_memory = 100'000;  // many passes
    const auto result = hub->Run(permit.id, options);
    ASSERT_TRUE(result.ok()) << permit.id << ' ' << result.error().message << ' ' << result.error().context;
    for (const auto& [table, list] : hub->Rows(permit.id)) rows += list.size();
    Compare(permit);
    if (HasFailure()) {
      std::cerr << PermitJson(permit).Pretty() << '\n';
      return;
    }
  }
  EXPECT_GT(rows, 500u * kPermits);
}

policy::Permit Strict(const std::string& id) {
  policy::Permit permit = PermitOf(id, {{"ER_PHA_F", {"PHA_PRS_C13", "PRS_ORD_NUM"}},
                                        {"ER_PRS_F", {"BEN_NIR_PSA", "EXE_SOI_DTD", "PRS_PAI_MNT", "PRS_ORD_NUM"}},
                                        {"T_MCOaaD", {"RSA_NUM", "ASS_DGN"}}});
  permit.rows.care_dates = policy::CareDates{policy::ParseDay("2018-08-01").value(),
                                             policy::ParseDay("2019-03-31").value(),
                                             policy::ParseMonth("2019-12").value(),
                                             {"ER_PHA_F", "ER_PRS_F"}};
  permit.rows.codes = {{"ER_PRS_F", "PRS_NAT_REF", {"1111", "3313"}, {}}};
  return permit;
}

TEST_F(Oracle, CatchesWhatAMissingCheckWouldGive) {
  const policy::Permit meant = Strict("strict");
  EXPECT_TRUE(PassesFor(meant, meant));
  policy::Permit everyone = Strict("without-opposition");
  everyone.opposition = {policy::OppositionScope::kNone, {}, "a negative control"};
  EXPECT_FALSE(PassesFor(everyone, meant));
  policy::Permit anytime = Strict("without-dates");
  anytime.rows.care_dates.reset();
  EXPECT_FALSE(PassesFor(anytime, meant));
  policy::Permit anything = Strict("without-codes");
  anything.rows.codes.clear();
  EXPECT_FALSE(PassesFor(anything, meant));
}

}  // namespace
}  // namespace bouclier::provision::test
