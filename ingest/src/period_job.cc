// SPDX-License-Identifier: Apache-2.0
#include "period_job.h"

#include <algorithm>

#include <arrow/buffer.h>
#include <arrow/table.h>
#include <fmt/format.h>

#include "bouclier/crypto/random.h"
#include "bouclier/vault/put_object.h"
#include "bouclier/vault/table_file.h"
#include "quarantine_writer.h"

namespace bouclier::ingest {
namespace {

using catalog::IdentityClass;
using vault::kNoPerson;

constexpr uint32_t kNoPersonBucket = UINT32_MAX;

JoinBy JoinOf(const catalog::Table& table) {
  JoinBy by = JoinBy::kNothing;
  for (const catalog::Column& column : table.columns) {
    if (column.identity == IdentityClass::kCareLine) by = JoinBy::kLine;
    if (column.identity == IdentityClass::kStay && by == JoinBy::kNothing) by = JoinBy::kStay;
  }
  return by;
}

bool IsDetailOf(const catalog::Table& table, const catalog::Table& parent) {
  return table.parent == parent.name && JoinOf(table) != JoinBy::kNothing && JoinOf(table) == JoinOf(parent);
}

JoinRole RoleOf(const catalog::Table& table) {
  JoinRole role;
  role.by = JoinOf(table);
  if (role.by == JoinBy::kNothing) return role;
  role.bears_persons = std::ranges::any_of(table.columns, [](const catalog::Column& column) {
    return column.identity == IdentityClass::kPsa || column.identity == IdentityClass::kPerson;
  });
  for (const catalog::Table& other : catalog::BuiltInTables()) {  // a table that was only loaded is nobody's parent
    role.bears_days = role.bears_days || IsDetailOf(other, table);
    role.is_detail = role.is_detail || IsDetailOf(table, other);
  }
  if (!role.bears_days && !role.is_detail) return {};  // its stays are not those of a table it could be joined to
  return role;
}

uint64_t BytesARow(const catalog::Table& table) {
  uint64_t bytes = 64;  // places, keys, order
  for (const catalog::Column& column : table.columns) {
    const bool wide = column.type == catalog::ColumnType::kInteger || column.type == catalog::ColumnType::kDecimal ||
                      column.type == catalog::ColumnType::kDateTime;
    bytes += wide ? 9 : 5;
  }
  return bytes + bytes / 4;  // dictionaries, and what grows beside the rows
}

class PeriodJob {
 public:
  PeriodJob(const PeriodFiles& period, const vault::Crosswalk& crosswalk, const ReadFile& read,
            const PeriodPlaces& places, const PeriodOptions& options)
      : period_(period),
        crosswalk_(crosswalk),
        read_(read),
        places_(places),
        options_(options),
        context_(crosswalk, options.codes) {}

  Result<PeriodResult> Make() {
    std::vector<std::unique_ptr<TableRows>> bearers, others;
    uint64_t bearing = 0, largest = 0;
    for (size_t i = 0; i < period_.files.size(); ++i) {
      const DeliveredFile& file = period_.files[i];
      const JoinRole role = RoleOf(*file.table);
      const bool bears = role.bears_persons || role.bears_days;
      const uint64_t bytes = period_.rows[i] * BytesARow(*file.table);
      (bears ? bearing : largest) = bears ? bearing + bytes : std::max(largest, bytes);
      (bears ? bearers : others).push_back(std::make_unique<TableRows>(file, role, context_, period_.rows[i]));
    }
    const uint64_t need = std::max(bearing, largest);
    const bool whole = need <= options_.memory;
    const auto keep = whole ? TableRows::Keep::kRows : TableRows::Keep::kVerdicts;
    BOUCLIER_TRY(std::vector<PersonSpan> spans, Spans(need));
    for (auto& rows : bearers) BOUCLIER_TRY_VOID(FirstReading(*rows, keep));
    for (auto& rows : bearers) rows->NumberLines(FirstLine());
    if (whole) BOUCLIER_TRY_VOID(WriteAll(bearers));
    for (auto& rows : others) {
      BOUCLIER_TRY_VOID(FirstReading(*rows, keep));
      if (!whole) continue;
      rows->Resolve();
      BOUCLIER_TRY_VOID(Write(*rows));
      rows->Forget();
    }
    if (!whole) {
      if (FewAreNobodys(bearers) && FewAreNobodys(others)) {  // one reading less: they come with the last people
        spans.pop_back();
        spans.back().last = kNoPerson;
      }
      BOUCLIER_TRY_VOID(WriteBySpans(bearers, others, spans));
    }
    for (const auto* group : {&bearers, &others})
      for (const auto& rows : *group) Count(*rows);
    return std::move(result_);
  }

 private:
  // Numbers of one month are apart from those of all others, and dense inside it.
  uint64_t FirstLine() const {
    return (uint64_t{static_cast<unsigned>(period_.period.year)} * 100 + period_.period.month) << 40;
  }

  Result<void> FirstReading(TableRows& rows, TableRows::Keep keep) {
    BOUCLIER_TRY_VOID(GoOn());
    QuarantineWriter quarantine(places_.quarantine, NameOf(rows.file()) + "/" + places_.job);
    BOUCLIER_TRY_VOID(rows.Read(read_, keep, [&](const QuarantineRecord& record) { return quarantine.Add(record); }));
    BOUCLIER_TRY(std::vector<QuarantineWriter::Part> parts, quarantine.Finish());
    for (QuarantineWriter::Part& part : parts) {
      result_.quarantine.push_back({std::string(rows.file().table->name), PeriodText(period_.period),
                                    vault::RefOf(part.object.record()), part.rows});
      result_.quarantined.push_back(std::move(part.object));
    }
    return {};
  }

  static std::string NameOf(const DeliveredFile& file) {
    return fmt::format("{}/{}", file.table->name, PeriodText(file.period));
  }

  // Whole buckets, as many as fit at once.
  Result<std::vector<PersonSpan>> Spans(uint64_t need) const {
    const uint32_t persons = crosswalk_.Count(IdentityClass::kPerson);
    const uint64_t buckets = uint64_t{persons} / options_.bucket_width + 1;
    const uint64_t parts = options_.memory == 0 ? UINT64_MAX : (need + options_.memory - 1) / options_.memory;
    if (parts > buckets + 1)
      return Error(ErrorCode::kExhausted,
                   fmt::format("ingest {}: a bucket of {} people does not fit the memory given",
                               PeriodText(period_.period), options_.bucket_width),
                   "give more memory (--memory), or narrower buckets to a new base (--bucket-people)");
    std::vector<PersonSpan> spans;
    const uint64_t step = std::max<uint64_t>(1, buckets / std::max<uint64_t>(1, parts));
    for (uint64_t bucket = 0; bucket < buckets; bucket += step)
      spans.push_back(
          {static_cast<uint32_t>(bucket * options_.bucket_width),
           static_cast<uint32_t>(std::min<uint64_t>((bucket + step) * options_.bucket_width, kNoPerson) - 1)});
    spans.push_back({kNoPerson, kNoPerson});
    return spans;
  }

  Result<void> GoOn() const {
    if (options_.stop != nullptr && options_.stop->load()) return Error(ErrorCode::kCancelled, "ingest: stopped");
    return {};
  }

  using RowSets = std::vector<std::unique_ptr<TableRows>>;

  // Whether rows without a person take an eighth of the memory at most, in each table.
  bool FewAreNobodys(const RowSets& sets) const {
    return std::ranges::all_of(sets, [&](const auto& rows) {
      return rows->counts().nobodys * BytesARow(*rows->file().table) <= options_.memory / 8;
    });
  }

  Result<void> WriteAll(RowSets& sets) {
    for (auto& rows : sets) rows->Resolve();
    for (auto& rows : sets) {
      BOUCLIER_TRY_VOID(Write(*rows));
      rows->Forget();
    }
    return {};
  }

  Result<void> WriteBySpans(RowSets& bearers, RowSets& others, const std::vector<PersonSpan>& spans) {
    for (const PersonSpan& span : spans)
      for (RowSets* sets : {&bearers, &others})
        for (auto& rows : *sets) {
          BOUCLIER_TRY_VOID(GoOn());
          BOUCLIER_TRY_VOID(rows->ReadSpan(read_, span));
          rows->Resolve();
          BOUCLIER_TRY_VOID(Write(*rows));
          rows->Forget();
        }
    return {};
  }

  uint32_t BucketOf(uint32_t person) const {
    return person == kNoPerson ? kNoPersonBucket : person / options_.bucket_width;
  }

  Result<void> Write(TableRows& rows) {
    const std::vector<uint32_t> order = rows.Order();
    const std::vector<uint32_t>& persons = rows.places().person;
    if (order.empty()) return {};
    result_.columns[std::string(rows.file().table->name)] = ColumnsAtRest(rows.columns().layout(), rows.places());
    Tally(rows);
    for (size_t from = 0; from < order.size();) {
      const uint32_t bucket = BucketOf(persons[order[from]]);
      size_t to = from + 1;
      while (to < order.size() && BucketOf(persons[order[to]]) == bucket) ++to;
      BOUCLIER_TRY_VOID(WriteBucket(rows, bucket, std::span(order).subspan(from, to - from)));
      from = to;
    }
    return {};
  }

  Result<void> WriteBucket(TableRows& rows, uint32_t bucket, std::span<const uint32_t> order) {
    BOUCLIER_TRY_VOID(GoOn());
    BOUCLIER_TRY(const auto table, GatherRows(rows.columns(), rows.places(), order));
    BOUCLIER_TRY(vault::TableFileWriter writer, vault::TableFileWriter::Begin(table->schema()));
    BOUCLIER_TRY_VOID(writer.Write(*table));
    BOUCLIER_TRY(const auto bytes, writer.Finish());
    const std::string name = fmt::format("{}/{:08x}/{}", NameOf(rows.file()), bucket, places_.job);
    BOUCLIER_TRY(vault::PreparedObject object,
                 vault::PutWhole(places_.tables, name, {bytes->data(), static_cast<size_t>(bytes->size())}));
    vault::TableFile file;
    file.salt = crypto::RandomArray<16>();
    file.table = rows.file().table->name;
    file.period = PeriodText(period_.period);
    file.bucket = bucket;
    file.sealed = vault::RefOf(object.record());
    file.bytes = object.record().plaintext_length;
    file.rows = order.size();
    file.first_person = rows.places().person[order.front()];
    file.last_person = rows.places().person[order.back()];
    result_.files.push_back(std::move(file));
    result_.tables.push_back(std::move(object));
    ++result_.reports[std::string(rows.file().table->name)].files;
    return {};
  }

  // Flags, nulls and codes of the kept rows.
  void Tally(const TableRows& rows) {
    TableReport& report = result_.reports[std::string(rows.file().table->name)];
    for (const uint32_t flags : rows.places().flags)
      for (size_t bit = 0; bit < kQualities; ++bit) report.flagged[bit] += (flags >> bit) & 1;
    const size_t count = rows.places().person.size();
    for (size_t i = 0; i < rows.columns().columns(); ++i) {
      const LayoutColumn& layout = rows.columns().layout().columns[i];
      if (IsMapped(layout)) continue;
      ColumnReport of_column = ReportOf(rows.columns().column(i), count);
      if (layout.may_identify) of_column.codes.clear();
      if (std::ranges::find(rows.checked(), layout.name) != rows.checked().end())
        of_column.checked = count - of_column.nulls;
      report.columns[layout.name].Add(of_column);
    }
  }

  static ColumnReport ReportOf(const StoredColumn& column, size_t rows) {
    ColumnReport report;
    if (column.all_null()) {
      report.nulls = rows;
      return report;
    }
    for (const uint8_t valid : column.valid) report.nulls += valid == 0;
    if (column.physical != Physical::kText) return report;
    report.many = column.dictionary->size() > ColumnReport::kMostCodes;
    if (report.many) return report;
    std::vector<uint64_t> counts(column.dictionary->size());
    for (size_t row = 0; row < column.codes.size(); ++row)
      if (column.valid[row]) ++counts[column.codes[row]];
    for (uint32_t code = 0; code < counts.size(); ++code)
      if (counts[code] != 0) report.codes.emplace(column.dictionary->Text(code), counts[code]);
    return report;
  }

  void Count(const TableRows& rows) {
    TableReport& report = result_.reports[std::string(rows.file().table->name)];
    report.read += rows.counts().read;
    report.rows += rows.counts().accepted;
    for (size_t i = 0; i < report.refused.size(); ++i) report.refused[i] += rows.counts().refused[i];
  }

  const PeriodFiles& period_;
  const vault::Crosswalk& crosswalk_;
  const ReadFile& read_;
  const PeriodPlaces& places_;
  const PeriodOptions& options_;
  PeriodContext context_;
  PeriodResult result_;
};

}  // namespace

Result<PeriodResult> MakePeriod(const PeriodFiles& period, const vault::Crosswalk& crosswalk, const ReadFile& read,
                                const PeriodPlaces& places, const PeriodOptions& options) {
  return PeriodJob(period, crosswalk, read, places, options).Make();
}

}  // namespace bouclier::ingest
