// SPDX-License-Identifier: Apache-2.0
#include "bouclier/catalog/loaded_schema.h"

#include <algorithm>

#include "bouclier/crypto/json.h"

namespace bouclier::catalog {
namespace {

constexpr size_t kLongestName = 128;
constexpr std::string_view kNames[] = {"",
                                       "file_unreadable",
                                       "not_a_schema",
                                       "name_differs",
                                       "table_twice",
                                       "name_unusable",
                                       "column_twice",
                                       "member_twice",
                                       "member_unreadable",
                                       "type_unknown",
                                       "format_unknown",
                                       "not_a_date",
                                       "boolean_unclear",
                                       "length_unreadable",
                                       "scale_beyond_length",
                                       "scale_unknown",
                                       "integer_too_wide",
                                       "key_as_text",
                                       "key_not_a_column",
                                       "foreign_key_unreadable",
                                       "foreign_key_broken",
                                       "year_in_name",
                                       "lower_case",
                                       "column_vanished",
                                       "type_differs",
                                       "list_unknown",
                                       "list_without_data",
                                       "list_column_unknown",
                                       "list_header_differs",
                                       "row_width",
                                       "quote_open",
                                       "code_empty",
                                       "code_twice",
                                       "text_cut",
                                       "identity_unknown",
                                       "identity_unclear",
                                       "type_corrected",
                                       "differs_from_built_in"};
static_assert(std::size(kNames) == static_cast<size_t>(FindingKind::kDiffersFromBuiltIn) + 1);

// C1 controls, and the marks that turn the direction of writing: a name must look like what it is.
bool Misleads(std::string_view two_or_three) {
  if (two_or_three.starts_with("\xc2") && two_or_three.size() > 1)
    return static_cast<unsigned char>(two_or_three[1]) < 0xa0;
  for (std::string_view mark :
       {"\xe2\x80\x8e", "\xe2\x80\x8f", "\xe2\x80\xaa", "\xe2\x80\xab", "\xe2\x80\xac", "\xe2\x80\xad", "\xe2\x80\xae",
        "\xe2\x81\xa6", "\xe2\x81\xa7", "\xe2\x81\xa8", "\xe2\x81\xa9", "\xef\xbb\xbf"})
    if (two_or_three.starts_with(mark)) return true;
  return false;
}

}  // namespace

std::string_view FindingKindName(FindingKind kind) { return kNames[static_cast<size_t>(kind)]; }

const LoadedTable* FindLoadedTable(const LoadedSchema& schema, std::string_view name) {
  const auto at = std::lower_bound(schema.tables.begin(), schema.tables.end(), name,
                                   [](const LoadedTable& table, std::string_view key) { return table.name < key; });
  return at != schema.tables.end() && at->name == name ? &*at : nullptr;
}

const CodeList* FindList(const LoadedSchema& schema, std::string_view name, std::string_view column) {
  auto at = std::lower_bound(schema.lists.begin(), schema.lists.end(), name,
                             [](const CodeList& list, std::string_view key) { return list.name < key; });
  for (; at != schema.lists.end() && at->name == name; ++at)
    if (column.empty() ? at->own : at->column == column) return &*at;
  return nullptr;
}

std::optional<bool> HasCode(const CodeList& list, std::string_view code) {
  if (!list.has_data) return std::nullopt;
  return std::binary_search(list.codes.begin(), list.codes.end(), code);
}

std::string CodeAsStored(std::string_view code, ColumnType type) {
  std::string out(code);
  const size_t sign = code.starts_with('-') ? 1 : 0;
  if (type != ColumnType::kInteger || code.size() == sign) return out;
  const size_t first = std::min(code.find_first_not_of('0', sign), code.size() - 1);
  return out.erase(sign, first - sign);
}

bool IsPlainName(std::string_view name) {
  if (name.empty() || name.size() > kLongestName || !crypto::IsUtf8(name)) return false;
  if (name.front() == ' ' || name.back() == ' ') return false;
  for (size_t i = 0; i < name.size(); ++i) {
    const auto byte = static_cast<unsigned char>(name[i]);
    if (byte < 0x20 || byte == 0x7f || std::string_view("\"'`;:/\\<>&").find(name[i]) != std::string_view::npos)
      return false;
    if (byte >= 0x80 && Misleads(name.substr(i))) return false;
  }
  return true;
}

}  // namespace bouclier::catalog
