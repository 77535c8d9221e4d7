// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "words/page.h"
#include "words/pages.h"

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

std::string SqlPage(const Json& data) {
  const Json::Array& columns = ListIn(data, "columns");
  const Json::Array& rows = ListIn(data, "rows");
  std::vector<size_t> widths;
  for (const Json& column : columns) widths.push_back(TextIn(column, "name").size());
  for (const Json& row : rows)
    for (size_t i = 0; i < widths.size(); ++i) widths[i] = std::max(widths[i], CellText((*row.if_array())[i]).size());
  std::string out;
  const auto line = [&](const auto& text_of) {
    std::string text;
    for (size_t i = 0; i < widths.size(); ++i)
      text += IsNumber(TextIn(columns[i], "type")) ? fmt::format("{:>{}}  ", text_of(i), widths[i])
                                                   : fmt::format("{:<{}}  ", text_of(i), widths[i]);
    out += text.substr(0, text.find_last_not_of(' ') + 1) + "\n";
  };
  line([&](size_t i) { return TextIn(columns[i], "name"); });
  for (const Json& row : rows) line([&](size_t i) { return CellText((*row.if_array())[i]); });
  return out + fmt::format("{}{} (ledger entry {})\n", Counted(rows.size(), "row"),
                           IsTrue(data, "truncated") ? ", and more that are not shown" : "",
                           CountIn(data, "ledger_index"));
}

std::string ChartPage(const Json& data) {
  const std::string file = TextIn(data, "file");
  return TextIn(data, "text") + (file.empty() ? "" : fmt::format("The drawing is in {}.\n", file));
}

}  // namespace bouclier::cli
