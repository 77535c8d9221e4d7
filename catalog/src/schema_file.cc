// SPDX-License-Identifier: Apache-2.0
#include "schema_file.h"

#include <algorithm>
#include <set>

#include "column_type.h"
#include "schema_members.h"

namespace bouclier::catalog {
namespace {

using simdjson::dom::element;

constexpr size_t kDepth = 64;
constexpr size_t kMostColumns = 10'000, kMostKeys = 2'000, kMostAllowed = 1'000;
constexpr size_t kName = 256, kWord = 64, kSentences = 2'000;

std::string Number(std::string_view what, size_t number) {
  return std::string(what) + "[" + std::to_string(number) + "]";
}

// Names of columns that are there; what else stands in the key is reported.
std::vector<std::string> Known(const LoadedTable& table, const std::vector<std::string>& names, FindingKind kind,
                               std::string_view where, Findings& findings) {
  std::vector<std::string> out;
  for (const std::string& name : names) {
    const bool found = std::any_of(table.columns.begin(), table.columns.end(),
                                   [&](const LoadedColumn& column) { return column.name == name; });
    if (found)
      out.push_back(name);
    else
      findings.Add(kind, where, name);
  }
  return out;
}

class FileReader {
 public:
  FileReader(const std::string& place) : findings_(place) {}

  Result<SchemaFile> Read(std::string_view json) {
    simdjson::dom::parser parser;
    element root;
    simdjson::dom::object object;
    simdjson::dom::array fields;
    // The depth is allocated, so it is bounded first. A padded copy: the parser reads past the end.
    if (parser.allocate(json.size(), kDepth) != simdjson::SUCCESS ||
        parser.parse(simdjson::padded_string(json)).get(root) != simdjson::SUCCESS ||
        root.get_object().get(object) != simdjson::SUCCESS)
      return Error(ErrorCode::kInvalidArgument, "read schema file: it is no JSON object");
    const Members members(object, "", findings_);
    const auto list = members.Find("fields");
    if (!list || list->get_array().get(fields) != simdjson::SUCCESS)
      return Error(ErrorCode::kInvalidArgument, "read schema file: it has no list of fields");
    ReadHead(members);
    ReadFields(fields);
    ReadPrimaryKey(members);
    ReadForeignKeys(members);
    file_.findings = findings_.Take();
    return std::move(file_);
  }

 private:
  void ReadHead(const Members& members) {
    LoadedTable& table = file_.table;
    table.place = findings_.place();
    const std::string stem = Shown(StemOf(table.place), kName);
    table.name = members.Name("name");
    if (!table.name.empty() && table.name != stem) findings_.Add(FindingKind::kNameDiffers, table.name, stem);
    if (!IsPlainName(table.name)) table.name = stem;
    if (!IsPlainName(table.name)) findings_.Add(FindingKind::kNameUnusable, table.name);
    table.title = members.Text("title", kSentences);
    table.product = members.Text("produit", kName);
    if (table.name.find("aa") != std::string::npos || table.name.find("AAAA") != std::string::npos)
      findings_.Add(FindingKind::kYearInName, table.name);
  }

  void ReadFields(simdjson::dom::array fields) {
    std::set<std::string> seen;
    size_t number = 0;
    bool lower = false;
    for (const element field : fields) {
      const std::string where = Number("fields", number++);
      simdjson::dom::object object;
      if (number > kMostColumns || field.get_object().get(object) != simdjson::SUCCESS) {
        findings_.Add(number > kMostColumns ? FindingKind::kTextCut : FindingKind::kMemberUnreadable, where);
        if (number > kMostColumns) break;
        continue;
      }
      const Members members(object, where, findings_);
      LoadedColumn column;
      column.name = members.Name("name");
      if (!IsPlainName(column.name)) {
        findings_.Add(FindingKind::kNameUnusable, where, column.name);
      } else if (!seen.insert(column.name).second) {
        findings_.Add(FindingKind::kColumnTwice, where, column.name);
      } else {
        lower =
            lower || std::any_of(column.name.begin(), column.name.end(), [](char c) { return c >= 'a' && c <= 'z'; });
        ReadColumn(members, column);
        file_.table.columns.push_back(std::move(column));
      }
    }
    if (lower) findings_.Add(FindingKind::kLowerCase, "fields");
  }

  void ReadColumn(const Members& members, LoadedColumn& column) {
    column.declared_type = members.Text("type", kWord);
    column.length = members.Text("length", kWord);
    column.description = members.Text("description", kSentences);
    SettleType(column, members.Text("format", kWord), findings_);
    if (column.type == ColumnType::kBoolean) ReadTruth(members, column);
    ReadLink(members.Name("nomenclature"), column);
    ReadYears(members, column);
    ReadConstraints(members, column);
    if (members.Text("role", kWord) == "code") file_.code_columns.push_back(column.name);
  }

  // A boolean whose true and false are written alike says nothing.
  void ReadTruth(const Members& members, LoadedColumn& column) {
    const auto yes = members.Texts("trueValues", kMostAllowed), no = members.Texts("falseValues", kMostAllowed);
    if (std::none_of(yes.begin(), yes.end(),
                     [&](const std::string& one) { return std::find(no.begin(), no.end(), one) != no.end(); }))
      return;
    findings_.Add(FindingKind::kBooleanUnclear, column.name);
    column.type = ColumnType::kText;
  }

  // "-", "LIST" or "LIST:COLUMN".
  void ReadLink(const std::string& link, LoadedColumn& column) {
    if (link.empty() || link == "-") return;
    const size_t colon = link.find(':');
    const std::string list = link.substr(0, colon);
    const std::string list_column = colon == std::string::npos ? "" : link.substr(colon + 1);
    if (!IsPlainName(list) || (colon != std::string::npos && !IsPlainName(list_column))) {
      findings_.Add(FindingKind::kNameUnusable, column.name, link);
      return;
    }
    column.list = list;
    column.list_column = list_column;
  }

  void ReadYears(const Members& members, LoadedColumn& column) {
    column.since = members.Text("dateCreated", kWord);
    column.until = members.Text("dateDeleted", kWord);
    column.missing_years = members.Texts("dateMissing", kMostAllowed);
    if (!column.until.empty() || !column.missing_years.empty())
      findings_.Add(FindingKind::kColumnVanished, column.name, column.until);
  }

  void ReadConstraints(const Members& members, LoadedColumn& column) {
    const auto value = members.Find("constraints");
    if (!value || value->is_null()) return;
    simdjson::dom::object object;
    if (value->get_object().get(object) != simdjson::SUCCESS) {
      findings_.Add(FindingKind::kMemberUnreadable, column.name, "constraints");
      return;
    }
    const Members constraints(object, column.name, findings_);
    column.minimum = constraints.Text("minimum", kWord);
    column.maximum = constraints.Text("maximum", kWord);
    column.allowed = constraints.Texts("enum", kMostAllowed);
  }

  void ReadPrimaryKey(const Members& members) {
    const auto key = members.Names("primaryKey");
    if (!key) return findings_.Add(FindingKind::kMemberUnreadable, "primaryKey");
    if (key->as_text) findings_.Add(FindingKind::kKeyAsText, "primaryKey");
    file_.table.primary_key = Known(file_.table, key->names, FindingKind::kKeyNotAColumn, "primaryKey", findings_);
  }

  void ReadForeignKeys(const Members& members) {
    const auto value = members.Find("foreignKeys");
    if (!value || value->is_null()) return;
    simdjson::dom::array list;
    if (value->get_array().get(list) != simdjson::SUCCESS)
      return findings_.Add(FindingKind::kForeignKeyUnreadable, "foreignKeys");
    size_t number = 0;
    for (const element one : list) {
      const std::string where = Number("foreignKeys", number++);
      if (number > kMostKeys) return findings_.Add(FindingKind::kTextCut, where);
      if (!ReadForeignKey(one, where)) findings_.Add(FindingKind::kForeignKeyUnreadable, where);
    }
  }

  bool ReadForeignKey(const element& value, const std::string& where) {
    simdjson::dom::object object, target;
    if (value.get_object().get(object) != simdjson::SUCCESS) return false;
    const Members members(object, where, findings_);
    const auto reference = members.Find("reference");
    if (!reference || reference->get_object().get(target) != simdjson::SUCCESS) return false;
    const Members referenced(target, where, findings_);
    const auto columns = members.Names("fields"), theirs = referenced.Names("fields");
    ForeignKey key;
    key.table = referenced.Name("resource");
    if (!columns || !theirs || columns->names.empty() || columns->names.size() != theirs->names.size()) return false;
    if (!std::all_of(theirs->names.begin(), theirs->names.end(), IsPlainName)) return false;
    if (key.table.empty()) key.table = file_.table.name;  // Table Schema: "" is the table itself
    if (columns->as_text || theirs->as_text) findings_.Add(FindingKind::kKeyAsText, where);
    key.columns = Known(file_.table, columns->names, FindingKind::kForeignKeyBroken, where, findings_);
    key.referenced = theirs->names;
    if (key.columns.size() == key.referenced.size() && IsPlainName(key.table))
      file_.table.foreign_keys.push_back(std::move(key));
    return true;
  }

  SchemaFile file_;
  Findings findings_;
};

}  // namespace

std::string_view StemOf(std::string_view place) {
  const size_t slash = place.rfind('/');
  if (slash != std::string_view::npos) place.remove_prefix(slash + 1);
  const size_t dot = place.rfind('.');
  return dot == std::string_view::npos || dot == 0 ? place : place.substr(0, dot);
}

Result<SchemaFile> ReadSchemaFile(std::string_view json, const std::string& place) {
  return FileReader(place).Read(json);
}

}  // namespace bouclier::catalog
