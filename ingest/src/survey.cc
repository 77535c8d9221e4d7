// SPDX-License-Identifier: Apache-2.0
#include "survey.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "column_store.h"
#include "csv_tokenizer.h"
#include "identity_plan.h"
#include "incident.h"

namespace bouclier::ingest {
namespace {

using catalog::IdentityClass;
using vault::IdentifierTable;

constexpr std::string_view kBeneficiaries = "IR_BEN_R", kArchive = "IR_BEN_R_ARC";
constexpr std::string_view kCertified = "BEN_IDT_TOP", kTemporary = "BEN_CDI_NIR";

class SurveySink final : public CsvSink {
 public:
  explicit SurveySink(const DeliveredFile& file) : file_(file) {}

  Result<void> Header(const CsvHeader& header) override {
    watch.emplace(header.names);
    BOUCLIER_TRY(layout, MatchHeader(*file_.table, header.names));
    BOUCLIER_TRY_VOID(CheckNames(layout));
    BOUCLIER_TRY(plan_, PlanIdentities(layout, file_.period));
    archived_ = file_.table->name == kArchive;
    beneficiaries_ = archived_ || file_.table->name == kBeneficiaries;
    for (const LayoutColumn& column : layout.columns) {
      if (column.name == kCertified) certified_cell_ = column.cell;
      if (column.name == kTemporary) temporary_cell_ = column.cell;
    }
    return {};
  }

  Result<void> Rows(const CsvBlock& block) override {
    watch->Look(block);
    if (beneficiaries_) {
      ColumnSet columns(layout);  // for the verdicts only
      for (const uint32_t row : columns.Append(block).accepted) TakeBeneficiary(block, block.rows[row]);
      return {};
    }
    for (const CsvRow& row : block.rows)
      if (row.reason == RowReason::kNone)
        for (const IdentityField& field : plan_.fields) static_cast<void>(TakeKey(field, block, row));
    return {};
  }

  std::optional<IncidentWatch> watch;  // from the header on
  Layout layout;
  IdentitySet keys;
  std::vector<BeneficiaryRow> rows;

 private:
  uint32_t TakeKey(const IdentityField& field, const CsvBlock& block, const CsvRow& row) {
    const std::string_view key = KeyOf(field, block, row, scratch_);
    return key.empty() ? IdentifierTable::kAbsent : keys[static_cast<size_t>(field.identity)].Intern(key);
  }

  void TakeBeneficiary(const CsvBlock& block, const CsvRow& row) {
    BeneficiaryRow taken;
    taken.archived = archived_;
    for (const IdentityField& field : plan_.fields) {
      const uint32_t number = TakeKey(field, block, row);
      if (field.form == KeyForm::kPsa) taken.psa = number;
      if (field.form == KeyForm::kPerson) taken.person = number;
      if (field.form == KeyForm::kLifelong) taken.lifelong = number;
    }
    if (certified_cell_ != kNoCell) taken.certified = block.Cell(row, certified_cell_) == "1";
    if (temporary_cell_ != kNoCell) {
      const std::string_view code = block.Cell(row, temporary_cell_);
      taken.fictitious = !code.empty() && code.find_first_not_of('0') != std::string_view::npos;
    }
    rows.push_back(taken);
  }

  const DeliveredFile& file_;
  IdentityPlan plan_;
  bool beneficiaries_ = false, archived_ = false;
  uint32_t certified_cell_ = kNoCell, temporary_cell_ = kNoCell;
  std::string scratch_;
};

// Columns and counts, never values.
std::string TellOf(const IncidentWatch& watch) {
  std::string told;
  for (const ColumnFinding& finding : watch.Findings()) {
    if (finding.worst() == Suspicion::kNone) continue;
    if (!told.empty()) told += "; ";
    told += fmt::format("column {}:", finding.column.empty() ? "(beyond the header)" : finding.column);
    if (finding.header != Suspicion::kNone) told += " its name announces a named person,";
    if (finding.nir != Suspicion::kNone)
      told += fmt::format(" {} of {} numbers pass as NIR where chance gives {:.1f},", finding.nir_hits,
                          finding.nir_distinct, finding.nir_expected);
    if (finding.short_nir != Suspicion::kNone)
      told += fmt::format(" {} of {} numbers have the shape of a NIR without its key,", finding.short_plain,
                          finding.short_distinct);
    if (finding.email != Suspicion::kNone) told += fmt::format(" {} e-mail addresses,", finding.email_cells);
    told.pop_back();
  }
  return told;
}

// A refusal of the file itself, as against a failure to read it.
bool IsRefusal(const Error& error) {
  return error.code == ErrorCode::kUnsupported || error.code == ErrorCode::kInvalidArgument;
}

}  // namespace

std::string PeriodText(catalog::FilePeriod period) {
  if (period.year == 0) return "";
  return period.month == 0 ? fmt::format("{:04}", period.year) : fmt::format("{:04}{:02}", period.year, period.month);
}

Result<FileSurvey> Survey::Take(const DeliveredFile& file, const ReadFile& read) {
  SurveySink sink(file);
  BOUCLIER_TRY(CsvTokenizer tokenizer, CsvTokenizer::Make({}));
  FileSurvey survey;
  std::optional<Error> refused;
  const auto push = [&](Result<void> done) -> Result<void> {
    if (done.ok() || !IsRefusal(done.error())) return done;
    refused = done.error();
    return {};
  };
  BOUCLIER_TRY_VOID(read(file, [&](ByteView bytes) -> Result<void> {
    return refused ? Result<void>() : push(tokenizer.Push(bytes, sink));  // read on: its digest is checked all the same
  }));
  if (!refused) BOUCLIER_TRY_VOID(push(tokenizer.Finish(sink)));
  survey.refused = std::move(refused);
  if (sink.watch) survey.suspicion = TellOf(*sink.watch);
  if (sink.watch && sink.watch->Worst() == Suspicion::kIncident)
    survey.refused = Error(ErrorCode::kDenied, "take file: plain identities stand in it");
  if (survey.refused) return survey;
  survey.rows = tokenizer.rows();
  survey.missing = sink.layout.missing;
  survey.unknown = sink.layout.unknown;
  Merge(sink.keys, sink.rows);
  return survey;
}

void Survey::Merge(const IdentitySet& keys, const std::vector<BeneficiaryRow>& rows) {
  const MutexLock lock(mutex_);
  std::array<std::vector<uint32_t>, vault::Crosswalk::kClasses> moved;
  for (size_t i = 0; i < keys.size(); ++i)
    for (uint32_t number = 0; number < keys[i].size(); ++number)
      moved[i].push_back(all_.keys[i].Intern(keys[i].Text(number)));
  const auto renumber = [&](IdentityClass identity, uint32_t& number) {
    if (number != IdentifierTable::kAbsent) number = moved[static_cast<size_t>(identity)][number];
  };
  for (BeneficiaryRow row : rows) {
    renumber(IdentityClass::kPsa, row.psa);
    renumber(IdentityClass::kPerson, row.person);
    renumber(IdentityClass::kPerson, row.lifelong);
    all_.beneficiaries.push_back(row);
  }
}

uint64_t Survey::memory() const {
  const MutexLock lock(mutex_);
  uint64_t bytes = all_.beneficiaries.capacity() * sizeof(BeneficiaryRow);
  for (const IdentifierTable& keys : all_.keys) bytes += keys.memory();
  return bytes;
}

}  // namespace bouclier::ingest
