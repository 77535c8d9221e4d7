// SPDX-License-Identifier: Apache-2.0
#include "table_rows.h"

#include <algorithm>
#include <numeric>
#include <optional>

#include "bouclier/ingest/quality.h"
#include "care_days.h"
#include "csv_tokenizer.h"
#include "row_rules.h"

namespace bouclier::ingest {
namespace {

using catalog::IdentityClass;
using vault::kNoPerson;

// Of the person a row belongs to.
uint32_t FlagsOf(const vault::Crosswalk& crosswalk, uint32_t person) {
  const uint8_t marks = crosswalk.person_marks[person];
  uint32_t flags = 0;
  if ((marks & vault::kUnlisted) != 0) flags |= QualityBit(Quality::kPersonUnknown);
  if ((marks & vault::kArchived) != 0) flags |= QualityBit(Quality::kPersonArchived);
  if ((marks & vault::kFictitious) != 0) flags |= QualityBit(Quality::kPersonFictitious);
  return flags;
}

struct Whose {
  uint32_t person = kNoPerson, psa = kNoPerson, flags = 0;
};

}  // namespace

class TableRows::Sink final : public CsvSink {
 public:
  Sink(TableRows& rows, Keep keep, const TellRefused* tell, const PersonSpan* span)
      : rows_(rows), keep_(keep), tell_(tell), span_(span) {}

  Result<void> Header(const CsvHeader& header) override {
    BOUCLIER_TRY(layout_, MatchHeader(*rows_.file_.table, header.names));
    BOUCLIER_TRY(plan_, PlanIdentities(layout_, rows_.file_.period));
    days_.emplace(layout_);
    rules_.emplace(layout_, rows_.file_.period.year, rows_.context_.codes);
    rows_.checked_ = rules_->checked();
    has_persons_ = std::ranges::any_of(plan_.fields, [](const IdentityField& field) {
      return field.form == KeyForm::kPsa || field.form == KeyForm::kPerson;
    });
    rows_.columns_ = std::make_unique<ColumnSet>(layout_, keep_ == Keep::kRows ? rows_.expected_ : 0);
    if (keep_ == Keep::kRows) TakeRoom();
    for (const IdentityField& field : plan_.fields)
      rows_.places_.ordinals.emplace_back(field.column, std::vector<uint32_t>());
    return {};
  }

  Result<void> Rows(const CsvBlock& block) override {
    if (keep_ == Keep::kVerdicts) rows_.columns_ = std::make_unique<ColumnSet>(layout_);
    if (span_ != nullptr) Choose(block);
    const ColumnSet::Appended& appended = rows_.columns_->Append(block, wanted_);
    if (span_ == nullptr) BOUCLIER_TRY_VOID(Count(block, appended));
    for (size_t i = 0; i < appended.accepted.size(); ++i)
      TakeRow(block, block.rows[appended.accepted[i]], appended.first + i);
    if (keep_ == Keep::kRows)
      rules_->Apply(*rows_.columns_, appended.first, std::span(rows_.places_.flags).subspan(appended.first));
    return {};
  }

 private:
  void TakeRoom() {
    rows_.places_.person.reserve(rows_.expected_);
    rows_.places_.flags.reserve(rows_.expected_);
    rows_.arrival_.reserve(rows_.expected_);
    if (rows_.role_.by != JoinBy::kNothing) rows_.keys_.reserve(rows_.expected_);
  }

  // Which rows of the block are of the span, and how many accepted ones went before each.
  void Choose(const CsvBlock& block) {
    wanted_.assign(block.rows.size(), 0);
    arrivals_.clear();
    for (size_t i = 0; i < block.rows.size(); ++i, ++physical_) {
      if (physical_ >= rows_.accepted_.size() || !rows_.accepted_[physical_]) continue;
      wanted_[i] = span_->Holds(PersonOf(block, block.rows[i]));
      if (wanted_[i]) arrivals_.push_back(accepted_before_);
      ++accepted_before_;
    }
    next_arrival_ = 0;
  }

  uint32_t PersonOf(const CsvBlock& block, const CsvRow& row) {
    if (has_persons_) return WhoseRow(block, row).person;
    const JoinEntry* entry = Find(KeyOfRow(block, row));
    return entry == nullptr ? kNoPerson : entry->person;
  }

  Result<void> Count(const CsvBlock& block, const ColumnSet::Appended& appended) {
    rows_.counts_.read += block.rows.size();
    rows_.counts_.accepted += appended.accepted.size();
    for (size_t i = 0; i < block.rows.size(); ++i) {
      const RowVerdict& verdict = appended.verdicts[i];
      if (keep_ == Keep::kVerdicts) rows_.accepted_.push_back(verdict.reason == RowReason::kNone);
      if (verdict.reason == RowReason::kNone) continue;
      ++rows_.counts_.refused[static_cast<size_t>(verdict.reason)];
      const CsvRow& row = block.rows[i];
      QuarantineRecord record{rows_.file_.name, row.line,
                              row.lines,        verdict.column == kNoCell ? "" : layout_.columns[verdict.column].name,
                              verdict.reason,   ToBytes(block.Raw(row)),
                              row.raw_size};
      BOUCLIER_TRY_VOID((*tell_)(record));
    }
    return {};
  }

  const JoinEntry* Find(const JoinKey& key) const {
    if (rows_.role_.by == JoinBy::kNothing) return nullptr;
    return (rows_.role_.by == JoinBy::kLine ? rows_.context_.lines : rows_.context_.stays).Find(key);
  }

  JoinKey KeyOfRow(const CsvBlock& block, const CsvRow& row) {
    if (rows_.role_.by == JoinBy::kLine) return rows_.context_.fingerprint.Of(block, row, plan_.line_cells);
    for (const IdentityField& field : plan_.fields)
      if (field.form == KeyForm::kStay)
        return StayJoinKey(rows_.context_.crosswalk.Find(field.identity, KeyOf(field, block, row, scratch_)));
    return kNoStay;
  }

  // By the row's own columns; the person's id counts more than the number of the insured.
  Whose WhoseRow(const CsvBlock& block, const CsvRow& row) {
    const vault::Crosswalk& crosswalk = rows_.context_.crosswalk;
    Whose whose;
    for (const IdentityField& field : plan_.fields) {
      if (field.form != KeyForm::kPsa && field.form != KeyForm::kPerson) continue;
      const std::string_view key = KeyOf(field, block, row, scratch_);
      if (field.form == KeyForm::kPerson) {
        const uint32_t person = key.empty() ? kNoPerson : crosswalk.Find(IdentityClass::kPerson, key);
        if (person != kNoPerson) {
          whose.person = person;
          whose.flags = 0;
          break;
        }
        continue;
      }
      if (key.empty()) {
        whose.flags |= QualityBit(Quality::kPersonInvalid);
        continue;
      }
      whose.psa = crosswalk.Find(IdentityClass::kPsa, key);
      const uint32_t person = whose.psa == kNoPerson ? kNoPerson : crosswalk.PersonOf(whose.psa);
      if (person == kNoPerson) whose.flags |= QualityBit(Quality::kPersonUnknown);
      if (person == vault::kAmbiguousPerson) whose.flags |= QualityBit(Quality::kPersonAmbiguous);
      if (person != vault::kAmbiguousPerson) whose.person = person;
    }
    if (whose.person != kNoPerson) whose.flags |= FlagsOf(crosswalk, whose.person);
    return whose;
  }

  void TakeRow(const CsvBlock& block, const CsvRow& row, size_t at) {
    const uint32_t arrival = span_ == nullptr ? accepted_before_++ : arrivals_[next_arrival_++];
    Whose whose = has_persons_ ? WhoseRow(block, row) : Whose{};
    const CareDays days = days_->Of(*rows_.columns_, at);
    const bool joined = rows_.role_.by != JoinBy::kNothing;
    const JoinKey key = joined ? KeyOfRow(block, row) : JoinKey{};
    if (span_ == nullptr && !BearKey(key, whose, days, arrival)) whose.flags |= QualityBit(Quality::kDuplicateKey);
    if (span_ != nullptr && IsDuplicate(key, arrival)) whose.flags |= QualityBit(Quality::kDuplicateKey);
    if (span_ == nullptr && rows_.role_.by == JoinBy::kLine && rows_.role_.bears_persons)
      rows_.all_persons_.push_back(whose.person);
    if (keep_ == Keep::kVerdicts) {
      const JoinEntry* entry = has_persons_ ? nullptr : Find(key);
      const uint32_t person = has_persons_ ? whose.person : entry == nullptr ? kNoPerson : entry->person;
      rows_.counts_.nobodys += person == kNoPerson;
      return;
    }
    RowPlaces& places = rows_.places_;
    places.person.push_back(whose.person);
    places.flags.push_back(whose.flags);
    for (size_t i = 0; i < plan_.fields.size(); ++i) {
      const IdentityField& field = plan_.fields[i];
      const std::string_view id = KeyOf(field, block, row, scratch_);
      places.ordinals[i].second.push_back(id.empty() ? kNoPerson : rows_.context_.crosswalk.Find(field.identity, id));
    }
    if (days_->has_own()) {
      places.care_from.push_back(days.from);
      places.care_to.push_back(days.to);
    }
    if (joined) rows_.keys_.push_back(key);
    rows_.arrival_.push_back(arrival);
  }

  JoinIndex& Index() { return rows_.role_.by == JoinBy::kLine ? rows_.context_.lines : rows_.context_.stays; }

  // Whether the row is the first of its key among those that bear it; true for rows that bear none.
  bool BearKey(const JoinKey& key, const Whose& whose, const CareDays& days, uint32_t arrival) {
    const JoinRole& role = rows_.role_;
    if (role.by == JoinBy::kNothing || (!role.bears_persons && !role.bears_days) || key == kNoStay) return true;
    bool fresh = false;
    JoinEntry& entry = Index().Add(key, fresh);
    bool first = true;
    if (role.bears_days) {
      first = entry.row == UINT32_MAX;
      if (first) {
        entry.row = arrival;
        entry.care_from = days.from;
        entry.care_to = days.to;
      }
    }
    if (role.bears_persons && first) {
      first = role.bears_days || entry.bearer == UINT32_MAX;
      if (first) {
        entry.bearer = arrival;
        entry.person = whose.person;
        entry.psa = whose.psa;
        entry.flags = whose.flags;
      }
    }
    return first;
  }

  bool IsDuplicate(const JoinKey& key, uint32_t arrival) {
    const JoinRole& role = rows_.role_;
    if (role.by == JoinBy::kNothing || (!role.bears_persons && !role.bears_days)) return false;
    const JoinEntry* entry = Find(key);  // none of kNoStay
    return entry != nullptr && (role.bears_days ? entry->row : entry->bearer) != arrival;
  }

  TableRows& rows_;
  const Keep keep_;
  const TellRefused* tell_;
  const PersonSpan* span_;  // null: the first reading
  Layout layout_;
  IdentityPlan plan_;
  std::optional<CareDaysReader> days_;
  std::optional<RowRules> rules_;
  bool has_persons_ = false;
  std::string scratch_;
  std::vector<uint8_t> wanted_;
  std::vector<uint32_t> arrivals_;
  size_t next_arrival_ = 0;
  uint64_t physical_ = 0;
  uint32_t accepted_before_ = 0;
};

TableRows::TableRows(const DeliveredFile& file, JoinRole role, PeriodContext& context, uint64_t expected)
    : file_(file), role_(role), context_(context), expected_(expected) {}
TableRows::~TableRows() = default;

Result<void> TableRows::Read(const ReadFile& read, Keep keep, const TellRefused& tell) {
  Sink sink(*this, keep, &tell, nullptr);
  BOUCLIER_TRY(CsvTokenizer tokenizer, CsvTokenizer::Make({}));
  BOUCLIER_TRY_VOID(read(file_, [&](ByteView bytes) { return tokenizer.Push(bytes, sink); }));
  return tokenizer.Finish(sink);
}

Result<void> TableRows::ReadSpan(const ReadFile& read, PersonSpan span) {
  Forget();
  places_.ordinals.clear();
  Sink sink(*this, Keep::kRows, nullptr, &span);
  BOUCLIER_TRY(CsvTokenizer tokenizer, CsvTokenizer::Make({}));
  BOUCLIER_TRY_VOID(read(file_, [&](ByteView bytes) { return tokenizer.Push(bytes, sink); }));
  return tokenizer.Finish(sink);
}

void TableRows::Resolve() {
  if (role_.by == JoinBy::kNothing) return;
  const JoinIndex& index = role_.by == JoinBy::kLine ? context_.lines : context_.stays;
  const bool lines = role_.by == JoinBy::kLine;
  const bool takes_days =
      role_.is_detail && places_.care_from.empty() && file_.table->care_date == catalog::CareDateRoute::kParent;
  if (takes_days) {
    places_.care_from.assign(keys_.size(), kNoDay);
    places_.care_to.assign(keys_.size(), kNoDay);
  }
  if (lines) places_.line.assign(keys_.size(), kNoLine);
  for (size_t row = 0; row < keys_.size(); ++row) {
    const JoinEntry* entry = index.Find(keys_[row]);
    const bool orphan = entry == nullptr || entry->row == UINT32_MAX;
    if (role_.is_detail && orphan) places_.flags[row] |= QualityBit(Quality::kOrphan);
    if (!role_.bears_persons) TakePerson(row, entry);
    if (takes_days && !orphan) {
      places_.care_from[row] = entry->care_from;
      places_.care_to[row] = entry->care_to;
    }
    if (!lines || orphan) continue;
    if (role_.bears_days)
      places_.line[row] = all_lines_[arrival_[row]];
    else
      places_.line[row] = (*context_.line_of)[entry->row];
  }
}

void TableRows::TakePerson(size_t row, const JoinEntry* entry) {
  if (entry == nullptr || entry->bearer == UINT32_MAX) {
    places_.flags[row] |= QualityBit(Quality::kPersonUnknown);
    return;
  }
  places_.person[row] = entry->person;
  places_.flags[row] |= entry->flags;
}

void TableRows::NumberLines(uint64_t first) {
  if (role_.by != JoinBy::kLine || !role_.bears_persons) return;
  std::vector<uint32_t> order(all_persons_.size());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(),
                   [&](uint32_t a, uint32_t b) { return all_persons_[a] < all_persons_[b]; });
  all_lines_.resize(order.size());
  for (size_t i = 0; i < order.size(); ++i) all_lines_[order[i]] = first + i;
  context_.line_of = &all_lines_;
}

std::vector<uint32_t> TableRows::Order() const {
  std::vector<uint32_t> order(places_.person.size());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
    if (places_.person[a] != places_.person[b]) return places_.person[a] < places_.person[b];
    return !places_.line.empty() && places_.line[a] < places_.line[b];
  });
  return order;
}

void TableRows::Forget() {
  columns_.reset();
  places_ = {};
  keys_.clear();
  arrival_.clear();
}

}  // namespace bouclier::ingest
