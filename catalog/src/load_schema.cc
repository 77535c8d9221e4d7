// SPDX-License-Identifier: Apache-2.0
#include "bouclier/catalog/load_schema.h"

#include <algorithm>
#include <map>
#include <set>

#include "bouclier/base/file.h"
#include "code_list.h"
#include "findings.h"
#include "schema_file.h"

namespace bouclier::catalog {
namespace {

namespace fs = std::filesystem;

constexpr int kDeepest = 16;

Error CannotRead(const char* why, ErrorCode code) {
  return Error(code, std::string("load schema: ") + why, "name the folder that holds the schema's files",
               Retry::kAfterFix);
}

class Loader {
 public:
  Loader(fs::path folder, const LoadLimits& limits) : folder_(std::move(folder)), limits_(limits) {}

  Result<LoadedSchema> Load() {
    std::error_code error;
    if (!fs::is_directory(folder_, error)) return CannotRead("there is no such folder", ErrorCode::kNotFound);
    BOUCLIER_TRY_VOID(ListFiles());
    BOUCLIER_TRY_VOID(ReadTables());
    if (schema_.tables.empty()) return CannotRead("there is no table in it", ErrorCode::kInvalidArgument);
    BOUCLIER_TRY_VOID(ReadLists());
    CheckLinks();
    CheckKeys();
    CheckTypes();
    std::stable_sort(schema_.findings.begin(), schema_.findings.end(),
                     [](const Finding& a, const Finding& b) { return a.place < b.place; });
    return std::move(schema_);
  }

 private:
  std::string PlaceOf(const fs::path& path) const {
    return Shown(path.lexically_relative(folder_).generic_string(), 1000);
  }

  void Report(Findings& findings) {
    for (Finding& one : findings.Take()) schema_.findings.push_back(std::move(one));
  }

  Result<void> Walk(const fs::path& from, std::vector<fs::path>& out) {
    std::error_code error;
    fs::recursive_directory_iterator at(from, fs::directory_options::none, error);
    for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
      if (at.depth() > kDeepest) at.disable_recursion_pending();
      std::error_code of_status;
      if (fs::is_regular_file(at->symlink_status(of_status))) out.push_back(at->path());
      if (out.size() > limits_.files) return CannotRead("it holds too many files", ErrorCode::kExhausted);
    }
    if (error) return CannotRead("a folder in it cannot be read", ErrorCode::kUnavailable);
    std::sort(out.begin(), out.end());
    return {};
  }

  Result<void> ListFiles() {
    std::error_code error;
    const bool lists = fs::is_directory(folder_ / "nomenclatures", error);
    bool parted = lists;
    for (const char* name : {"schemas", "schema"}) {
      if (!fs::is_directory(folder_ / name, error)) continue;
      BOUCLIER_TRY_VOID(Walk(folder_ / name, table_files_));
      parted = true;
    }
    if (lists) BOUCLIER_TRY_VOID(Walk(folder_ / "nomenclatures", list_files_));
    if (!parted) BOUCLIER_TRY_VOID(Walk(folder_, table_files_));
    return {};
  }

  // What the file says, or nothing and a finding.
  Result<std::optional<SchemaFile>> ReadOne(const fs::path& path) {
    Findings findings(PlaceOf(path));
    const auto text = RealFileSystem().Read(path, limits_.schema_bytes);
    if (!text.ok()) {
      findings.Add(FindingKind::kFileUnreadable, "", text.error().message);
      Report(findings);
      return std::optional<SchemaFile>();
    }
    schema_bytes_ += text->size();
    if (schema_bytes_ > limits_.all_schema_bytes) return CannotRead("its files are too large", ErrorCode::kExhausted);
    auto file = ReadSchemaFile(AsText(*text), findings.place());
    if (!file.ok()) {
      findings.Add(FindingKind::kNotASchema, "", file.error().message);
      Report(findings);
      return std::optional<SchemaFile>();
    }
    for (Finding& one : file->findings) schema_.findings.push_back(std::move(one));
    if (!IsPlainName(file->table.name)) return std::optional<SchemaFile>();  // reported by the reader
    return std::optional(std::move(file).value());
  }

  Result<void> ReadTables() {
    std::map<std::string, LoadedTable> tables;
    for (const fs::path& path : table_files_) {
      if (path.extension() != ".json") continue;
      BOUCLIER_TRY(std::optional<SchemaFile> file, ReadOne(path));
      if (!file) continue;
      const std::string place = file->table.place, name = file->table.name;
      if (tables.emplace(name, std::move(file->table)).second) continue;
      Findings twice(place);
      twice.Add(FindingKind::kTableTwice, name, tables.at(name).place);
      Report(twice);
    }
    for (auto& [name, table] : tables) schema_.tables.push_back(std::move(table));
    return {};
  }

  Result<void> ReadLists() {
    std::map<std::string, std::set<std::string>> linked;  // list → columns that tables link to
    for (const LoadedTable& table : schema_.tables)
      for (const LoadedColumn& column : table.columns)
        if (!column.list.empty()) linked[column.list].insert(column.list_column);
    std::set<std::string> seen;
    uint64_t bytes = 0;
    for (const fs::path& path : list_files_) {
      if (path.extension() != ".json") continue;
      BOUCLIER_TRY(const std::optional<SchemaFile> described, ReadOne(path));
      if (!described) continue;
      const std::set<std::string>& columns = linked[described->table.name];
      Findings findings(described->table.place);
      if (!seen.insert(described->table.name).second) {
        findings.Add(FindingKind::kTableTwice, described->table.name);
        Report(findings);
        continue;
      }
      ListFile file = ReadList(path, *described, {columns.begin(), columns.end()});
      for (Finding& one : file.findings) schema_.findings.push_back(std::move(one));
      for (CodeList& list : file.lists) {
        for (const std::string& code : list.codes) bytes += sizeof(std::string) + code.size();
        schema_.lists.push_back(std::move(list));
      }
      if (bytes > limits_.codes_bytes) return CannotRead("its code lists are too large", ErrorCode::kExhausted);
    }
    std::sort(schema_.lists.begin(), schema_.lists.end(), [](const CodeList& a, const CodeList& b) {
      return std::pair(a.name, a.column) < std::pair(b.name, b.column);
    });
    return {};
  }

  ListFile ReadList(fs::path path, const SchemaFile& described, const std::vector<std::string>& linked) {
    path.replace_extension(".csv");
    std::error_code error;
    Findings findings(described.table.place);
    const bool there = fs::is_regular_file(fs::symlink_status(path, error));
    if (there) {
      const auto text = RealFileSystem().Read(path, limits_.list_bytes);
      if (text.ok()) return ReadCodeLists(AsText(*text), PlaceOf(path), described, linked);
      findings.Add(FindingKind::kFileUnreadable, "", text.error().message);
    } else {
      findings.Add(FindingKind::kListWithoutData, described.table.name);
    }
    ListFile out = ListsWithoutData(described, linked);
    out.findings = findings.Take();
    return out;
  }

  void CheckLinks() {
    for (const LoadedTable& table : schema_.tables) {
      Findings findings(table.place);
      for (const LoadedColumn& column : table.columns) {
        if (column.list.empty() || FindList(schema_, column.list, column.list_column) != nullptr) continue;
        const bool known = FindList(schema_, column.list, "") != nullptr;
        findings.Add(known ? FindingKind::kListColumnUnknown : FindingKind::kListUnknown, column.name,
                     column.list + (known ? ":" + column.list_column : ""));
      }
      Report(findings);
    }
  }

  // A key that points to a table or column that is not there is kept: the table may come with another load.
  void CheckKeys() {
    for (const LoadedTable& table : schema_.tables) {
      Findings findings(table.place);
      for (const ForeignKey& key : table.foreign_keys) {
        const LoadedTable* target = FindLoadedTable(schema_, key.table);
        if (target == nullptr) {  // a code list is as good
          if (FindList(schema_, key.table, "") == nullptr) findings.Add(FindingKind::kForeignKeyBroken, key.table);
          continue;
        }
        for (const std::string& name : key.referenced)
          if (std::none_of(target->columns.begin(), target->columns.end(),
                           [&](const LoadedColumn& column) { return column.name == name; }))
            findings.Add(FindingKind::kForeignKeyBroken, key.table, name);
      }
      Report(findings);
    }
  }

  // One name with several declared types: joins by it must go by text.
  void CheckTypes() {
    std::map<std::string, std::set<std::string>> types;
    for (const LoadedTable& table : schema_.tables)
      for (const LoadedColumn& column : table.columns) types[column.name].insert(column.declared_type);
    Findings findings("");
    for (const auto& [name, declared] : types) {
      if (declared.size() < 2) continue;
      std::string all;
      for (const std::string& one : declared) all += (all.empty() ? "" : ", ") + one;
      findings.Add(FindingKind::kTypeDiffers, name, all);
    }
    Report(findings);
  }

  const fs::path folder_;
  const LoadLimits& limits_;
  std::vector<fs::path> table_files_, list_files_;
  uint64_t schema_bytes_ = 0;
  LoadedSchema schema_;
};

}  // namespace

Result<LoadedSchema> LoadSchema(const std::filesystem::path& folder, const LoadLimits& limits) {
  return Loader(folder, limits).Load();
}

}  // namespace bouclier::catalog
