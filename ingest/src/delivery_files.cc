// SPDX-License-Identifier: Apache-2.0
#include "delivery_files.h"

#include <algorithm>

#include "bouclier/crypto/hash.h"
#include "bouclier/vault/object_index.h"

namespace bouclier::ingest {
namespace {

std::string BaseName(const std::string& name) { return name.substr(name.find_last_of('/') + 1); }

bool EndsLike(std::string name, std::string_view ending) {
  std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return name.ends_with(ending);
}

struct Found {
  DeliveredFile file;
  Digest32 plaintext{};
};

// Of everything that says how a file of the table is read.
Digest32 DigestOf(const catalog::Table& table) {
  crypto::Sha256 hash;
  const auto add = [&hash](std::string_view text) {
    const auto size = static_cast<uint32_t>(text.size());
    const uint8_t length[] = {static_cast<uint8_t>(size), static_cast<uint8_t>(size >> 8),
                              static_cast<uint8_t>(size >> 16), static_cast<uint8_t>(size >> 24)};
    hash.Update(length);
    hash.Update(AsBytes(text));
  };
  hash.Update(AsBytes("bouclier/loaded-table/v1"));
  for (const std::string_view text : {table.name, table.dataset, table.parent}) add(text);
  for (const catalog::Column& column : table.columns) {
    add(column.name);
    add(catalog::ColumnTypeName(column.type));
    add(std::to_string(column.scale));
    add(column.format);
    add(catalog::IdentityClassName(column.identity));
  }
  for (const std::string_view column : table.required) add(column);
  return hash.Finish();
}

// A file that is not taken because of its name.
FileReport NotTaken(const std::string& name, const catalog::KnownTables& known) {
  if (EndsLike(name, ".sas7bdat")) return {name, "unsupported", "SAS files are not read: deliver CSV"};
  const catalog::Table* table = known.WithoutPeriod(BaseName(name));
  if (table == nullptr) return {name, "not_a_table", ""};
  const std::string example = catalog::ExampleFileName(*table);
  if (table->period == catalog::Period::kOnce)
    return {name, "not_a_table", "the file of " + std::string(table->name) + " has no period: name it " + example};
  return {name, "period_missing", "name it after its period: " + example};
}

auto PlaceOf(const DeliveredFile& file) { return std::tuple(file.period, file.table->name); }

}  // namespace

std::map<std::string, Digest32> DeliveredFiles::Periods() const {
  std::map<std::string, std::vector<Digest32>> records;
  for (const DeliveredFile& file : taken) {
    std::vector<Digest32>& list = records[PeriodText(file.period)];
    list.push_back(file.sealed.record);
    if (catalog::FindTable(file.table->name) == nullptr) list.push_back(DigestOf(*file.table));
  }
  std::map<std::string, Digest32> periods;
  for (auto& [period, list] : records) {
    std::ranges::sort(list);
    crypto::Sha256 hash;
    hash.Update(AsBytes("bouclier/sources/v1"));
    for (const Digest32& record : list) hash.Update(record);
    periods[period] = hash.Finish();
  }
  return periods;
}

Result<DeliveredFiles> ListDelivered(ports::StateReader& reader, const DeliveryParts& parts) {
  DeliveredFiles delivered;
  std::vector<Found> found;
  vault::ObjectIndex index(reader);
  for (const vault::DatasetKeysPtr& keys : parts.raw) {
    BOUCLIER_TRY_VOID(index.List(*keys, vault::Generations::kNewest,
                                 [&](const vault::KeyRecord& record, const vault::ObjectMeta& meta) -> Result<void> {
                                   if (!meta.snapshot.empty()) return {};  // a past state of a blob is no delivery
                                   const auto identity = parts.known->Identify(BaseName(meta.name));
                                   if (identity) {
                                     found.push_back({{meta.name, keys->dataset(), vault::RefOf(record),
                                                       record.plaintext_length, identity->table, identity->period},
                                                      meta.sha256});
                                   } else {
                                     delivered.others.push_back(NotTaken(meta.name, *parts.known));
                                   }
                                   return {};
                                 }));
  }
  std::ranges::sort(found, [](const Found& a, const Found& b) {
    return std::tuple(PlaceOf(a.file), a.file.name) < std::tuple(PlaceOf(b.file), b.file.name);
  });
  for (size_t from = 0; from < found.size();) {
    size_t to = from + 1;
    while (to < found.size() && PlaceOf(found[to].file) == PlaceOf(found[from].file)) ++to;
    const bool same =
        std::all_of(found.begin() + static_cast<ptrdiff_t>(from), found.begin() + static_cast<ptrdiff_t>(to),
                    [&](const Found& other) { return other.plaintext == found[from].plaintext; });
    if (same) delivered.taken.push_back(found[from].file);
    for (size_t i = from + (same ? 1 : 0); i < to; ++i)
      delivered.others.push_back({found[i].file.name, "same_period_twice",
                                  same ? "the same bytes as " + found[from].file.name
                                       : "several files for one period that differ: none of them is taken"});
    from = to;
  }
  std::ranges::sort(delivered.others, {}, &FileReport::name);  // the index lists in the order of random ids
  return delivered;
}

}  // namespace bouclier::ingest
