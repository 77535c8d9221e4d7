// SPDX-License-Identifier: Apache-2.0
#include "words/table_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "words/page.h"

namespace bouclier::cli {
namespace {

using crypto::Json;

constexpr size_t kWidestCell = 60;

std::string CellText(const Json& cell) {
  std::string text = cell.if_string() == nullptr ? "" : *cell.if_string();
  for (char& c : text)
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  return text.size() > kWidestCell ? text.substr(0, kWidestCell) + "…" : text;
}

bool IsNumber(const std::string& type) {
  return type.ends_with("INT") || type.ends_with("INTEGER") || type.starts_with("DECIMAL") || type == "DOUBLE" ||
         type == "FLOAT";
}

}  // namespace

std::string TableText(const Json& data, std::string_view hidden_word) {
  const Json::Array& columns = ListIn(data, "columns");
  const Json::Array& rows = ListIn(data, "rows");
  const Json::Array& hidden = ListIn(data, "hidden_rows");
  std::vector<size_t> widths;
  for (const Json& column : columns) widths.push_back(TextIn(column, "name").size());
  for (const Json& row : rows)
    for (size_t i = 0; i < widths.size(); ++i) widths[i] = std::max(widths[i], CellText((*row.if_array())[i]).size());
  std::string out;
  const auto line = [&](const auto& text_of, bool is_hidden) {
    std::string text;
    for (size_t i = 0; i < widths.size(); ++i)
      text += IsNumber(TextIn(columns[i], "type")) ? fmt::format("{:>{}}  ", text_of(i), widths[i])
                                                   : fmt::format("{:<{}}  ", text_of(i), widths[i]);
    if (is_hidden) text += fmt::format("({})", hidden_word);
    out += text.substr(0, text.find_last_not_of(' ') + 1) + "\n";
  };
  line([&](size_t i) { return TextIn(columns[i], "name"); }, false);
  for (size_t row = 0; row < rows.size(); ++row) {
    const bool is_hidden = row < hidden.size() && hidden[row] == Json(true);
    line([&](size_t i) { return CellText((*rows[row].if_array())[i]); }, is_hidden);
  }
  return out;
}

}  // namespace bouclier::cli
